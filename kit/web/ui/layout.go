package ui

import (
	"time"

	"lantai.internal/kit/web/static"
)

// Desk is the frame of a staff page: bar, side, notices. The room gives only the
// title and the body.
type Desk struct {
	Title   string // of the document; the bureau's name is added
	Bureau  string
	Home    string // where the name leads
	Search  Search
	Name    string // who is at the desk; empty when nobody is signed in
	Unit    string
	Post    string // in which capacity
	Account string // address of the person's own page; empty for none
	SignOut string // address that takes a POST; empty for none
	Key     string // idempotency key of the bar's own forms
	Side    []SideGroup
	Notices []Notice
	Look    Look
	Here    string        // path of this page, to come back to after a change of look
	Plain   bool          // served in clear text to other machines: say so on every page
	Idle    time.Duration // after which an unused session ends; announced two minutes ahead, 0 for never
}

// Search is the one search box of the bar; no box without an address.
type Search struct{ URL, Placeholder, Value string }

// SideGroup is a titled group of the side.
type SideGroup struct {
	Name    string
	Entries []SideEntry
}

// SideEntry is one line of the side: a word and, where it matters, a count.
type SideEntry struct {
	Text, URL string
	Count     int         // shown when above 0
	Late      bool        // the count is overdue work: red
	Current   bool        // this page
	Inner     []SideEntry // pages that belong to it; given while somebody is at one of them
}

// Look is how this person wants to see pages; it is kept in a cookie so that
// the server writes it and nothing flashes.
type Look struct {
	Theme   string // "", "light", "dark"; "" follows the system
	Mode    string // "", "elder"
	Density string // "", "compact", "comfortable"
}

// Head is the top of a page: where we are, what this is, what can be done.
type Head struct {
	Crumbs  []Link // the last one is this page's parent
	Title   string
	Meta    []string
	Tags    []Tag
	Actions []Button // at most three, one primary
}

// Notice says what happened or what to watch for. It stays until read.
type Notice struct {
	Tone Tone
	Text string
	Link Link // optional: where to look
}

const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":true,"error":true}]}`

func asset(name string) string { return static.URL(name) }

func deskTitle(d Desk) string { return joinTitle(d.Title, d.Bureau+" · 兰台") }

func joinTitle(title, rest string) string {
	if title == "" {
		return rest
	}
	return title + " - " + rest
}

func seconds(d time.Duration) string { return itoa(int(d / time.Second)) }

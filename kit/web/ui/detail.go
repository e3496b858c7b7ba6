package ui

import (
	"time"

	"github.com/a-h/templ"
)

// Pair is one line of a KeyValue list.
type Pair struct {
	Key, Text string
	URL       string
	Code      bool            // a number, code or file name
	Wide      bool            // takes a whole line
	Body      templ.Component // instead of Text
}

// Event is one thing that happened, or is expected, on a Timeline.
type Event struct {
	Verb    string // 登记, 拟办, 退回, 归档 …
	Who     string
	Post    string
	For     string // 代××: whom Who acted for
	At      time.Time
	Took    string // 用时 51 分
	Opinion string
	Links   []Link
	Tone    Tone   // Bad for 退回 and 撤回
	State   string // "" done, "now" the current step, "next" expected
	Note    string // 停留 1 天 2 小时; 应于 … 前
	Inner   []Event
}

// Timeline is the course of a case, oldest first, with what is still expected.
type Timeline struct {
	Events []Event
	Ledger string // number of the ledger entry
	Proof  string // address of its receipt
}

// FileRow is one file with what is known of it.
type FileRow struct {
	Format    string // PDF, OFD, DOCX …
	Name      string
	Meta      []string // 2 页, 184 KB
	Checks    []Tag    // 已校验, 已杀毒, 校验不符
	Preview   string
	Download  string
	Open      *Form // opens it by a press, where reading it is written down
	Estimated bool  // the page count was estimated
}

// Viewer shows page images made by the server, one at a time.
type Viewer struct {
	Name       string
	Image      string // address of the page image
	Alt        string // what the page says, at least "第 3 页"
	Page       int
	Pages      int
	Prev, Next string
	Download   string
	Text       string // the text of the page, for search and for those who do not see
	Reason     string // why there is no picture
}

// Confirm is the page before a step that cannot simply be undone.
type Confirm struct {
	Form    *Form
	What    string   // 销毁 23 件
	Effects []string // what will happen
	Forever bool     // cannot be undone: said in so many words
	Type    Field    // what must be typed to go on (a batch number); none without a Name
	Fields  []Field  // other fields, e.g. the reason
	Yes     Button
	No      Link
}

// Receipt is the proof of an act, to keep or print.
type Receipt struct {
	Title  string
	Number string
	Pairs  []Pair
	Digest string // hexadecimal
	Code   string // address of a QR picture
	Verify string // how to check it without this system
}

// Tab is one of several views of the same thing; each is an address.
type Tab struct {
	Text, URL string
	Count     int // -1 for none
	Current   bool
}

// Stat is a figure that opens its list.
type Stat struct {
	Label string
	Value string
	Unit  string
	URL   string
	Note  string
	Tone  Tone // Bad only for what is late or wrong
}

// Progress is how far a long job has come.
type Progress struct {
	Label   string
	Done    int
	Total   int    // 0 when unknown
	State   string // 正在读取正文…
	Refresh string // address that gives this component anew; empty when finished
	Tone    Tone
	Basis   Link // what sets the total, in small type under the bar
}

func (p Progress) words() string {
	if p.Total <= 0 {
		return "已处理 " + Thousands(p.Done)
	}
	return Thousands(p.Done) + " / " + Thousands(p.Total)
}

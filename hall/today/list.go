package today

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/web/ui"
)

// urgency orders what waits.
type urgency int

const (
	overdue  urgency = iota
	dueToday         // must be done today
	returned         // given back to me
	dueLater         // by date
	undated
)

// soon is how many days ahead something counts as nearly due.
const soon = 3

// entry is one thing that waits.
type entry struct {
	caseID int64 // 0 for a to-do without case
	title  string
	step   string
	from   string
	stands string // 代××
	url    string // of a to-do: where it is done
	due    civil.Date
	since  int64
	back   bool // returned to me
}

func (e entry) anchor() string { return fmt.Sprintf("i-%d", e.caseID) }

func (e entry) urgency(today civil.Date) urgency {
	switch {
	case !e.due.IsZero() && e.due.Before(today):
		return overdue
	case e.due == today:
		return dueToday
	case e.back:
		return returned
	case !e.due.IsZero():
		return dueLater
	}
	return undated
}

// near reports whether e is late or due within three days.
func (e entry) near(today civil.Date) bool { return !e.due.IsZero() && e.due.Sub(today) <= soon }

// entries lists what waits: steps of cases, own cases given back, other to-dos.
func (d desk) entries(today civil.Date) []entry {
	var out []entry
	for _, i := range d.flow.Waiting {
		out = append(out, entry{caseID: i.ID, title: i.Title, step: i.Step(), from: i.ApplicantName, stands: i.For, due: i.Due, since: i.Since})
	}
	for _, i := range d.flow.Returned() {
		out = append(out, entry{caseID: i.ID, title: i.Title, step: "补正后重新提交", from: "退回给我", due: i.Due, since: i.SubmittedAt, back: true})
	}
	for _, t := range d.todos {
		out = append(out, entry{title: t.Text, url: t.URL, due: t.Due, since: t.Made})
	}
	slices.SortStableFunc(out, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.urgency(today), b.urgency(today)), strings.Compare(a.due.String(), b.due.String()),
			cmp.Compare(a.since, b.since), cmp.Compare(a.caseID, b.caseID))
	})
	return out
}

// The views of the list.
const (
	boxAll      = ""
	boxSoon     = "soon"
	boxReturned = "returned"
	boxStandIn  = "standin"
)

// in reports whether an entry belongs to a view.
func (e entry) in(box string, today civil.Date) bool {
	switch box {
	case boxSoon:
		return e.near(today)
	case boxReturned:
		return e.back
	case boxStandIn:
		return e.stands != ""
	}
	return true
}

func among(all []entry, box string, today civil.Date) []entry {
	return slices.DeleteFunc(slices.Clone(all), func(e entry) bool { return !e.in(box, today) })
}

// address of the page with a view and, if id is not 0, an open case. The anchor
// keeps the list at its place without a script.
func address(box string, id int64) string {
	var q []string
	if box != "" {
		q = append(q, "box="+box)
	}
	if id != 0 {
		q = append(q, fmt.Sprintf("case=%d#i-%d", id, id))
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + strings.Join(q, "&")
}

// next is where one goes on when the case is done: the one after it in the list,
// else the one before, else the list.
func next(list []entry, box string, id int64) string {
	at, before := -1, int64(0)
	for i, e := range list {
		switch {
		case e.caseID == id:
			at = i
		case e.caseID == 0:
		case at >= 0:
			return address(box, e.caseID)
		default:
			before = e.caseID
		}
	}
	return address(box, before)
}

func (e entry) tags(now time.Time) []ui.Tag {
	var out []ui.Tag
	if e.back {
		out = append(out, ui.Tag{Text: "退回", Tone: ui.Bad})
	}
	if e.stands != "" {
		// The number in the A/B table stands on the card.
		short, _, _ := strings.Cut(e.stands, "（")
		out = append(out, ui.Tag{Text: "代" + short, Tone: ui.Alt})
	}
	if !e.due.IsZero() {
		words, tone := deadline(e.due, now).Words()
		out = append(out, ui.Tag{Text: words, Tone: tone})
	}
	return out
}

// deadline is the end of the day by which something is due.
func deadline(due civil.Date, now time.Time) ui.Deadline {
	return ui.Deadline{Due: due.AddDays(1).Time().Add(-time.Second), Now: now}
}

// meta is the quiet line of an entry.
func (e entry) meta() string {
	var s []string
	for _, x := range []string{e.from, e.step} {
		if x != "" {
			s = append(s, x)
		}
	}
	return strings.Join(s, " · ")
}

// waits says with whom an own case is, and since when.
func waits(i flow.Item, now int64) ui.Row {
	cells := []ui.Cell{{Text: i.Title, URL: i.URL, Sub: i.Line}, {Text: i.Waiting(), Sub: i.Step()}, {Text: i.Stay(now), Sub: ui.Stamp(time.UnixMicro(i.Since))}}
	if !i.Due.IsZero() {
		words, tone := deadline(i.Due, time.UnixMicro(now)).Words()
		cells[2].Tags = []ui.Tag{{Text: words, Tone: tone}}
	}
	return ui.Row{ID: fmt.Sprint(i.ID), URL: i.URL, Cells: cells}
}

// capped says of a list that it was cut.
func capped(d desk) bool {
	return len(d.flow.Waiting) >= flow.MostListed || len(d.flow.Mine) >= flow.MostListed || len(d.todos) >= notify.MostListed
}

// stay is how long something has waited, in microseconds.
func stay(us int64) string {
	if us < 60e6 {
		return "刚到"
	}
	return "停留 " + flow.Span(us)
}

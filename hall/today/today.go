// Package today is the workbench: what waits for a person, by urgency, beside the
// case that is open; what of theirs waits for whom; who is not here.
//
// Words: workbench 今日, urgency 缓急, standing in 代办, away 不在岗, duty 值班.
//
// It owns no tables. The cases come from flow, the other to-dos from notify, the
// absences from calendar; what else belongs to a day (duty, meetings) is a Section
// that a room fills and the program connects:
//
//	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "今日值班", Fill: duty.OnDay})
//
// The facts of a case on its card come from the room that brought it
// (flow.Kind.Facts).
//
// Opening the page asks the database at most Most times, however many cases wait,
// the finding out of who asks included.
package today

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// Most is how many queries opening the workbench may take.
const Most = 12

// Today is the workbench.
type Today struct {
	Org      *org.Org
	Flow     *flow.Flow
	Notify   *notify.Notify
	Calendar *calendar.Store
	// Sections are the parts of the day that rooms fill, in their order.
	Sections []Section
	// Elsewhere says where the day begins for somebody who takes no part in cases,
	// such as an administrator: a local address.
	Elsewhere func(who act.Actor) string
}

// Section is a part of the day that a room fills: who is on duty, which meetings
// there are. Fill takes one query at most and gives only what who may see.
type Section struct {
	Title string // 今日值班
	Fill  func(ctx context.Context, who act.Actor, day civil.Date) ([]Line, error)
	// None is what is said if there is nothing: 今天没有会议。 Without it the section
	// is left out then.
	None string
}

// Line is one line of a section.
type Line struct {
	Text string
	Sub  string // quieter, beneath
	URL  string // local; empty for none
}

// filled is a section with its lines.
type filled struct {
	Section
	lines []Line
}

// absent is somebody who is not here today.
type absent struct {
	calendar.Seen
	name string
}

// desk is everything that the page shows of a day.
type desk struct {
	flow     flow.Desk
	todos    []notify.Todo
	absent   []absent
	sections []filled
}

func (t *Today) desk(ctx context.Context, who act.Actor, a notify.Audience) (desk, error) {
	var d desk
	var err error
	if d.flow, err = t.Flow.Desk(ctx, who); err != nil {
		return d, err
	}
	// What waits in a case stands in the list by its step.
	if d.todos, err = t.Notify.ListBesides(ctx, a, "flow."); err != nil {
		return d, err
	}
	if d.absent, err = t.absent(ctx, who); err != nil {
		return d, err
	}
	for _, s := range t.Sections {
		lines, err := s.Fill(ctx, who, t.Flow.Door.Today())
		if err != nil {
			return d, fault.Wrap("today."+s.Title, fault.Unavailable, err)
		}
		if len(lines) > 0 || s.None != "" {
			d.sections = append(d.sections, filled{s, lines})
		}
	}
	return d, nil
}

func (t *Today) absent(ctx context.Context, who act.Actor) ([]absent, error) {
	seen, err := t.Calendar.WhoIsAwayOn(ctx, who, t.Flow.Door.Today())
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	people, err := t.Org.People(ctx)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var out []absent
	for _, s := range seen {
		out = append(out, absent{s, names[s.PersonID]})
	}
	return out, nil
}

// span says when somebody is away, as far as it is not plain from "today".
func (a absent) span(today civil.Date) string {
	last := a.Until - 1
	s := ""
	if a.Since > civil.Morning(today) {
		s = "今天下午起，"
	}
	if last.Date() == today {
		if !last.PM() {
			return s + "今天上午"
		}
		return s + "今天下班止"
	}
	return s + "至 " + last.Chinese()
}

package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// visible reports whether who asks may see the meeting: seated, or one of those who keep
// meetings of its kind.
func (c *course) visible() bool {
	if _, ok := c.seat(c.me.ID); ok {
		return true
	}
	return c.keeps(c.k)
}

// whole reads a meeting with all that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, who act.Actor, id int64) (*course, error) {
	rd := r.Door.Reader()
	m, ok, err := db.Maybe[Meeting](ctx, rd, meetingSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_meeting", id))
	}
	if err != nil {
		return nil, err
	}
	return r.read(ctx, rd, who, m)
}

// see reads a meeting for somebody who may see it, without what they are not to see; for
// anybody else there is none.
func (r *Room) see(ctx context.Context, who act.Actor, id int64) (*course, error) {
	c, err := r.whole(ctx, who, id)
	switch {
	case err != nil:
		return nil, err
	case !c.visible():
		return nil, act.OutOfReach(act.Subject("meeting_meeting", id))
	}
	c.veil()
	return c, nil
}

// View is a meeting as somebody sees it who may: opinions and votes are not in it.
type View struct {
	Meeting
	Title       string
	Seats       []Seat
	Items       []Item
	Papers      []Paper
	Resolutions []Resolved
	Minutes     []Minutes
	Due         int // members who should attend
	Present     int // members in the room now, or at the end
}

// Find gives a meeting to whoever may see it.
func (r *Room) Find(ctx context.Context, who act.Actor, id int64) (View, error) {
	c, err := r.see(ctx, who, id)
	if err != nil {
		return View{}, err
	}
	l, err := c.light(nil, c.at())
	return View{Meeting: c.m, Title: c.m.Title(c.book), Seats: c.seats, Items: c.items, Papers: c.papers, Resolutions: c.resolutions, Minutes: c.minutes, Due: l.Members, Present: l.Present}, err
}

// at is the instant at which the room is looked at: now, or the end of the meeting.
func (c *course) at() int64 {
	switch {
	case c.m.ClosedAt != 0:
		return c.m.ClosedAt
	case c.m.LateReason != "":
		last := c.m.StartsAt
		for _, m := range c.moved {
			last = max(last, m.At)
		}
		return last
	}
	return c.r.Door.Now()
}

// Conditions narrow the list of meetings.
type Conditions struct {
	Kind string
	Year int
}

// mostListed bounds a list.
const mostListed = 300

// List gives the meetings that somebody may see, the latest first.
func (r *Room) List(ctx context.Context, who act.Actor, x Conditions) ([]Meeting, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, who)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, k := range s.book.Meetings.Kinds {
		if s.keeps(k) {
			kinds = append(kinds, k.Code)
		}
	}
	f := db.NewFilter()
	// Whole kinds for those who keep them, else one's own seats.
	own := "id IN (SELECT meeting_id FROM meeting_seat WHERE login = ? AND part <> 'gone')"
	if who.Login == "" {
		return nil, nil
	}
	if len(kinds) > 0 {
		in := ""
		args := []any{who.Login}
		for _, k := range kinds {
			if in != "" {
				in += ", "
			}
			in += "?"
			args = append(args, k)
		}
		f.And("("+own+" OR kind IN ("+in+"))", args...)
	} else {
		f.And(own, who.Login)
	}
	if x.Kind != "" {
		f.And("kind = ?", x.Kind)
	}
	if x.Year != 0 {
		f.And("year = ?", x.Year)
	}
	return db.All[Meeting](ctx, rd, meetingSelect+f.Where()+fmt.Sprintf(" ORDER BY held_on DESC, id DESC LIMIT %d", mostListed), f.Args()...)
}

// Waiting gives the items that wait for a kind of meeting, or stand on the agenda of one
// and were not dealt with, as far as somebody may see them; of those that were declined
// one's own.
func (r *Room) Waiting(ctx context.Context, who act.Actor, kind string) ([]Item, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, who)
	if err != nil {
		return nil, err
	}
	list, err := db.All[Item](ctx, rd, itemSelect+" WHERE kind = $1 AND (state IN ('proposed', 'listed') OR (state = 'declined' AND login = $2)) ORDER BY id", kind, who.Login)
	if err != nil {
		return nil, err
	}
	k, err := s.kind(kind)
	return slices.DeleteFunc(list, func(it Item) bool { return !s.sees(k, it) }), err
}

// OpenPaper gives a paper to whoever sees its meeting, or its item while that waits, but
// not to whoever is concerned by the item, nor papers of cadre items to an observer.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("meeting_paper", id))
	p, ok, err := db.Maybe[Paper](ctx, rd, paperSelect+" WHERE id = $1", id)
	switch {
	case err != nil:
		return p, nil, err
	case !ok || p.SHA256 == "":
		return Paper{}, nil, hidden
	}
	meeting := p.MeetingID
	if p.ItemID != 0 {
		it, err := db.One[Item](ctx, rd, itemSelect+" WHERE id = $1", p.ItemID)
		if err != nil {
			return Paper{}, nil, err
		}
		if meeting = it.MeetingID; meeting == 0 {
			s, err := r.look(ctx, rd, who)
			if err != nil {
				return Paper{}, nil, err
			}
			k, err := s.kind(it.Kind)
			if err != nil || !s.sees(k, it) {
				return Paper{}, nil, hidden
			}
			if slices.Contains(numbersOf(it.Concerned), s.me.ID) && s.me.ID != 0 {
				return Paper{}, nil, concernedNot(it)
			}
		}
	}
	if meeting != 0 {
		c, err := r.see(ctx, who, meeting)
		if err == nil {
			err = c.mayOpen(p)
		}
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				err = hidden
			}
			return Paper{}, nil, err
		}
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}

// also names the other meetings of the same kind in the month of a meeting; it limits
// nothing and is for whoever planned it.
func (r *Room) also(ctx context.Context, id int64) (string, error) {
	rd := r.Door.Reader()
	m, err := db.One[Meeting](ctx, rd, meetingSelect+" WHERE id = $1", id)
	if err != nil {
		return "", err
	}
	first := civil.Date{Year: m.HeldOn.Year, Month: m.HeldOn.Month, Day: 1}
	list, err := db.All[Meeting](ctx, rd, meetingSelect+" WHERE kind = $1 AND id <> $2 AND held_on >= $3 AND held_on <= $4 AND state <> 'cancelled' ORDER BY held_on", m.Kind, m.ID, first, civil.Date{Year: first.Year, Month: first.Month, Day: 31})
	if err != nil || len(list) == 0 {
		return "", err
	}
	k, _ := r.Rules.Base.Meetings.Kind(m.Kind)
	var days []string
	for _, x := range list {
		days = append(days, x.HeldOn.Chinese())
	}
	return "本月还有" + strings.Join(days, "、") + "的" + k.Name + "，请核对是不是重复。", nil
}

// Today is the meetings of a day for the front page: those in which somebody has a seat.
func (r *Room) Today(ctx context.Context, who act.Actor, day civil.Date) ([]today.Line, error) {
	if who.Login == "" {
		return nil, nil
	}
	type line struct {
		ID       int64  `db:"id"`
		Kind     string `db:"kind"`
		StartsAt int64  `db:"starts_at"`
		Place    string `db:"place"`
		Part     string `db:"part"`
		State    string `db:"state"`
	}
	list, err := db.All[line](ctx, r.Door.Reader(), q.SQL("today"), who.Login, day)
	var out []today.Line
	for _, l := range list {
		k, _ := r.Rules.Base.Meetings.Kind(l.Kind)
		out = append(out, today.Line{Text: clock.FromMicros(l.StartsAt).Format("15:04") + " " + k.Name, Sub: l.Place + "，" + partLabels[l.Part] + "，" + stateLabels[l.State], URL: URL(l.ID)})
	}
	return out, err
}

// Holdings says in which months of a year a kind of meeting was held: the meetings
// opened, by month from 1 (clauses mtg.report.calendar and the cadences).
func (r *Room) Holdings(ctx context.Context, rd db.Reader, kind string, year int) ([13]int, error) {
	var out [13]int
	list, err := db.All[Meeting](ctx, rd, meetingSelect+" WHERE kind = $1 AND year = $2 AND number > 0", kind, year)
	for _, m := range list {
		out[int(m.HeldOn.Month)]++
	}
	return out, err
}

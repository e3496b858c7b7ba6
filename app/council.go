package app

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting"
)

// connectCouncil takes what a meeting decides to the meetings and brings back what their
// signed minutes say: steps of cases (long leave, important requests) and changes of the
// rule book. An absence names the meetings that it misses.
func (a *App) connectCouncil() {
	c := meetings{a}
	a.Flow.Council, a.Rules.Council = c, c
	a.Meetings.Settled = append(a.Meetings.Settled, c.settled)
	a.Attendance.Meetings = a.Meetings.Attending
}

// meetings is the meeting room as the halls ask it.
type meetings struct{ a *App }

// TakeUp proposes an item for the meeting that the book names. Where the book names
// none, or none of its meetings, a person enters what was decided.
func (c meetings) TakeUp(tx *act.Tx, ask council.Ask) error {
	b, err := c.a.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return err
	}
	k, topic, ok := place(b, ask.Meeting, ask.Topic)
	if !ok {
		return nil
	}
	_, err = c.a.Meetings.TakeUp(tx, meeting.Asking{Source: ask.Source, Kind: k, Topic: topic, Title: ask.Title, Line: ask.Line, URL: ask.URL, Unit: ask.Unit, Major: ask.Major,
		Basis: ask.Basis, Concerned: ask.Concerned})
	return err
}

// place finds the meeting of a name and its class of matters for a clause: the last of
// its classes (其他) where no clause is given.
func place(b *rulebook.Book, name string, topic law.ID) (kind, class string, ok bool) {
	for _, k := range b.Meetings.Kinds {
		list := k.Topics.List
		if k.Name != name || len(list) == 0 {
			continue
		}
		if topic == "" {
			return k.Code, list[len(list)-1].Code, true
		}
		if i := slices.IndexFunc(list, func(t rulebook.MeetingTopic) bool { return t.Clause == topic }); i >= 0 {
			return k.Code, list[i].Code, true
		}
	}
	return "", "", false
}

// Drop takes an item back.
func (c meetings) Drop(tx *act.Tx, source string) error { return c.a.Meetings.Drop(tx, source) }

// Standing says where a matter stands.
func (c meetings) Standing(ctx context.Context, r db.Reader, source string) (council.Standing, error) {
	return c.a.Meetings.StandingOf(ctx, r, source)
}

// Sees reports whether somebody may open the page of a meeting.
func (c meetings) Sees(ctx context.Context, who act.Actor, url string) (bool, error) {
	return c.a.Meetings.Sees(ctx, who, url)
}

// settled gives what became of an item to whoever asked for it. An item that was listed
// and not dealt with has no outcome and tells nothing.
func (c meetings) settled(tx *act.Tx, d meeting.Decision) error {
	o := council.Outcome(d.Outcome)
	if !o.Known() {
		return nil
	}
	x := council.Decision{Source: d.Source, Ref: d.Ref, URL: d.URL, Outcome: o, Words: d.Words, On: d.On}
	switch who, _, _ := strings.Cut(d.Source, ":"); who {
	case "flow_step":
		return c.a.Flow.CouncilDecided(tx, x)
	case "rulebook_edition":
		return c.a.Rules.CouncilDecided(tx, x)
	}
	return nil
}

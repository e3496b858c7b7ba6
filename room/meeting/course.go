package meeting

import (
	"context"
	"slices"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting/quorum"
)

// course is a meeting with everything that belongs to it, as one deed or page sees it.
type course struct {
	*scene
	k rulebook.MeetingKind
	m Meeting

	seats       []Seat
	items       []Item
	moved       []moved
	papers      []Paper
	opinions    []Opinion
	votes       []Vote
	resolutions []Resolved
	minutes     []Minutes

	curtained bool // the minutes are not for who asks (veil)
}

// take reads a meeting for a deed and keeps it until the deed ends.
func (r *Room) take(tx *act.Tx, id int64) (*course, error) {
	m, err := meetingByID(tx, id)
	if err != nil {
		return nil, err
	}
	return r.read(tx.Ctx, tx, tx.Actor, m)
}

// read reads what belongs to a meeting; it limits nothing.
func (r *Room) read(ctx context.Context, rd db.Reader, who act.Actor, m Meeting) (*course, error) {
	s, err := r.look(ctx, rd, who)
	if err != nil {
		return nil, err
	}
	c := &course{scene: s, m: m}
	// The rules are those of the day on which the meeting is held.
	if s.book, err = r.Rules.At(ctx, m.HeldOn); err != nil {
		return nil, err
	}
	if c.k, err = s.kind(m.Kind); err != nil {
		return nil, err
	}
	if c.seats, err = db.All[Seat](ctx, rd, seatSelect+" WHERE meeting_id = $1 ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	if c.items, err = db.All[Item](ctx, rd, itemSelect+" WHERE meeting_id = $1 ORDER BY place, id", m.ID); err != nil {
		return nil, err
	}
	if c.moved, err = db.All[moved](ctx, rd, moveSelect+" WHERE meeting_id = $1 ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	if c.papers, err = db.All[Paper](ctx, rd, paperSelect+" WHERE (item_id = 0 AND meeting_id = $1) OR item_id IN (SELECT id FROM meeting_item WHERE meeting_id = $1) ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	if c.opinions, err = db.All[Opinion](ctx, rd, opinionSelect+" WHERE meeting_id = $1 ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	if c.votes, err = db.All[Vote](ctx, rd, voteSelect+" WHERE meeting_id = $1 ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	if c.resolutions, err = db.All[Resolved](ctx, rd, resolutionSelect+" WHERE meeting_id = $1 ORDER BY id", m.ID); err != nil {
		return nil, err
	}
	c.minutes, err = db.All[Minutes](ctx, rd, minutesSelect+" WHERE meeting_id = $1 ORDER BY part", m.ID)
	return c, err
}

// ofClerk refuses whoever does not keep this meeting: to them it does not exist.
func (c *course) ofClerk() error {
	if c.clerk(c.k) {
		return nil
	}
	return act.OutOfReach(c.m.Subject())
}

// chairs reports whether who asks chairs this meeting.
func (c *course) chairs() bool { return c.me.ID != 0 && c.me.ID == c.m.ChairID }

// in refuses a meeting in another state than these.
func (c *course) in(states ...string) error {
	if slices.Contains(states, c.m.State) {
		return nil
	}
	return fault.Newf(fault.Conflict, "%s%s，现在不能办这一步。", c.m.Title(c.book), c.m.StateLabel())
}

// attending are all who are seated.
func (c *course) attending() []int64 {
	var out []int64
	for _, s := range c.seats {
		if s.Part != Gone {
			out = append(out, s.PersonID)
		}
	}
	return out
}

// members are the persons of the members, in order.
func (c *course) members() []int64 {
	var out []int64
	for _, s := range c.seats {
		if s.Part == Member {
			out = append(out, s.PersonID)
		}
	}
	return out
}

func (c *course) seat(person int64) (Seat, bool) {
	i := slices.IndexFunc(c.seats, func(s Seat) bool { return s.PersonID == person && s.Part != Gone })
	if i < 0 || person == 0 {
		return Seat{}, false
	}
	return c.seats[i], true
}

func (c *course) nameOf(person int64) string {
	for _, s := range c.seats {
		if s.PersonID == person {
			return s.Name
		}
	}
	return c.chart.Person(person).Name
}

func (c *course) namesOf(list []int64) []string {
	var out []string
	for _, p := range list {
		out = append(out, c.nameOf(p))
	}
	return out
}

func (c *course) item(id int64) (*Item, error) {
	i := slices.IndexFunc(c.items, func(it Item) bool { return it.ID == id })
	if i < 0 {
		return nil, act.OutOfReach(act.Subject("meeting_item", id))
	}
	return &c.items[i], nil
}

// moves are the moves as the counting of heads takes them.
func (c *course) moves() []quorum.Move {
	var out []quorum.Move
	for _, m := range c.moved {
		out = append(out, quorum.Move{Person: m.PersonID, Kind: m.Kind, Item: m.ItemID, At: m.At})
	}
	return out
}

// light looks at the quorum for an item (nil: the meeting as a whole) at an instant.
func (c *course) light(it *Item, at int64) (quorum.Light, error) {
	matter, id := rulebook.MatterOrdinary, int64(0)
	if it != nil {
		matter, id = it.Matter(), it.ID
	}
	rule, err := c.book.Quorum(c.m.Kind, matter)
	if err != nil {
		return quorum.Light{}, err
	}
	members := c.members()
	return quorum.Light{Rule: rule, Members: len(members), Present: len(quorum.Entitled(members, c.moves(), id, at))}, nil
}

// entitled are the members who have a voice on an item at an instant.
func (c *course) entitled(it Item, at int64) []int64 {
	return quorum.Entitled(c.members(), c.moves(), it.ID, at)
}

func (c *course) spoken(item int64) []int64 {
	var out []int64
	for _, o := range c.opinions {
		if o.ItemID == item && !o.Absent {
			out = append(out, o.PersonID)
		}
	}
	return out
}

// basis are the clauses of grounds.
func basis(list ...[]rulebook.Basis) []law.ID { return rulebook.Clauses(list...) }

// longest bounds a meeting that runs past midnight.
const longest = int64(24 * time.Hour / time.Microsecond)

// when is the instant at which something happened at the meeting: now, or what was
// entered for the same day, or for the night after while it is held. Of a meeting that is entered later it is the time entered,
// else its last known instant.
func (c *course) when(tx *act.Tx, at int64) (int64, error) {
	late := c.m.LateReason != ""
	last := max(c.m.StartsAt, c.m.OpenedAt)
	for _, m := range c.moved {
		last = max(last, m.At)
	}
	switch {
	case at == 0 && late:
		return last, nil
	case at == 0:
		at = tx.Now
	case at > tx.Now:
		return 0, fault.Field("at", "", "时间还没有到，请核对。")
	}
	past := c.m.State == Held && at >= c.m.OpenedAt && at-c.m.OpenedAt < longest && dayOf(at) == c.m.HeldOn.AddDays(1)
	if day := dayOf(at); day != c.m.HeldOn && !past {
		return 0, fault.Field("at", day.String(), "会议定在"+c.m.HeldOn.Chinese()+"，填写的时间不在这一天。会期有变的，请先改期。")
	}
	return at, nil
}

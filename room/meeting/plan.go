package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Plan is a meeting to be held.
type Plan struct {
	Kind     string
	Enlarged bool
	On       civil.Date
	Starts   int64 // microseconds UTC, on that day
	Ends     int64
	Place    string
	Theme    string
	// Adhoc is why it is held out of turn; empty for a regular meeting.
	Adhoc string
	// Late is why a meeting that was held already is entered only now.
	Late string
	// Chair is the person who chairs; 0 for the holder of the chair's post. Delegated is
	// the record of the delegation where it is somebody else.
	Chair     int64
	Delegated string
}

type planIn struct {
	r  *Room
	id int64 // changed, if not 0
	p  Plan
}

var planDeed = act.Define(act.Spec[planIn, int64]{Name: "meeting.plan", Label: "筹备会议", Right: Use, Basis: []law.ID{law.MtgKinds},
	Do: func(tx *act.Tx, in planIn) (int64, act.Entry, error) { return in.r.plan(tx, in.p) }})

// Plan begins a meeting: its secretary, or whoever may chair it, says kind, day, place
// and chair. Its members are seated as they are on that day.
func (r *Room) Plan(ctx context.Context, who act.Actor, p Plan) (int64, error) {
	return planDeed.Run(ctx, r.Door, who, planIn{r, 0, p})
}

func (r *Room) plan(tx *act.Tx, p Plan) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Actor)
	if err != nil {
		return none(err)
	}
	k, err := s.kind(p.Kind)
	if err != nil {
		return none(err)
	}
	if !s.clerk(k) && !s.holds(k.Chair.Posts) {
		return none(act.OutOfReach("meeting_meeting:" + k.Code))
	}
	m := Meeting{Kind: k.Code, Year: p.On.Year, Enlarged: p.Enlarged, AdhocReason: db.Trimmed(p.Adhoc), LateReason: db.Trimmed(p.Late), State: Planned, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if err := m.dated(tx, p); err != nil {
		return none(err)
	}
	if p.Enlarged && k.Enlarged.Name == "" {
		return none(fault.Field("enlarged", "1", k.Name+"没有扩大会议。"))
	}
	if s.book, err = r.Rules.At(tx.Ctx, p.On); err != nil {
		return none(err)
	}
	c := &course{scene: s, k: k, m: m}
	if err := c.setChair(tx, p.Chair, p.Delegated); err != nil {
		return none(err)
	}
	if err := r.guard(tx, c.m, BeforePlan); err != nil {
		return none(err)
	}
	if c.m.ID, err = tx.Next("meeting_meeting"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "meeting_meeting", c.m.ID, meetingColumns, c.m.values()); err != nil {
		return none(err)
	}
	if err := c.seatBody(tx); err != nil {
		return none(err)
	}
	if err := c.takeVenue(tx); err != nil {
		return none(err)
	}
	grounds := basis(k.Members.Basis, k.Chair.Basis)
	if c.m.AdhocReason != "" {
		grounds = append(grounds, basis(k.Adhoc.Basis)...)
	}
	if c.m.Enlarged {
		grounds = append(grounds, basis(k.Enlarged.Basis)...)
	}
	return c.m.ID, act.Entry{Subject: c.m.Subject(), Summary: "筹备" + c.m.Title(c.book), Basis: grounds, Detail: map[string]any{"on": p.On.String(), "members": len(c.members()), "late": c.m.LateReason != ""}}, nil
}

// dated sets day, time and place, and refuses a day that is over unless it is said why
// the meeting is entered only now.
func (x *Meeting) dated(tx *act.Tx, p Plan) error {
	x.HeldOn, x.StartsAt, x.EndsAt, x.Place, x.Theme = p.On, p.Starts, p.Ends, db.Trimmed(p.Place), db.Trimmed(p.Theme)
	if x.EndsAt == 0 {
		x.EndsAt = x.StartsAt + int64(2*time.Hour/time.Microsecond)
	}
	switch {
	case p.On.IsZero():
		return fault.Field("on", "", "请填写开会的日期。")
	case dayOf(p.Starts) != p.On:
		return fault.Field("at", "", "请填写开会的时间，写成几点几分。")
	case x.EndsAt <= x.StartsAt:
		return fault.Field("until", "", "结束时间应晚于开始时间。")
	case x.Place == "":
		return fault.Field("place", "", "请填写开会的地点。")
	case len([]rune(x.Place)) > 60 || len([]rune(x.Theme)) > 120:
		return fault.Field("place", x.Place, "地点不超过60字，主题不超过120字。")
	case x.LateReason == "" && p.On.Before(tx.Today):
		return fault.Field("on", p.On.String(), p.On.Chinese()+"已经过去。要筹备会议的请改日期；会已经开过、现在补记的，请写明补记的缘由。")
	case x.LateReason != "" && p.On.After(tx.Today):
		return fault.Field("late", x.LateReason, "只有已经开过的会才能补记，"+p.On.Chinese()+"还没有到。")
	}
	return nil
}

// setChair checks who chairs: the holder of the post, or one of those to whom the book
// lets it be delegated, with a record of that (clauses mtg.party.chair.sub and the like).
func (c *course) setChair(tx *act.Tx, person int64, delegated string) error {
	chart, err := c.r.Org.Chart(tx.Ctx, tx, max(c.m.StartsAt, 1))
	if err != nil {
		return err
	}
	holders := chart.Holders(c.k.Chair.Posts...)
	if person == 0 && len(holders) > 0 {
		person = holders[0].ID
	}
	p := chart.Person(person)
	delegated = db.Trimmed(delegated)
	isHolder := slices.ContainsFunc(holders, func(h org.Person) bool { return h.ID == person })
	isDeputy := slices.ContainsFunc(chart.Holders(c.k.StandIn.Posts...), func(h org.Person) bool { return h.ID == person })
	say := titles(c.book, c.k.Chair.Posts)
	switch {
	case p.ID == 0 || chart.Gone(p):
		return fault.Field("chair", "", "请选择主持人："+say+"目前无人任职，须由人定夺。")
	case isHolder:
		delegated = ""
	case !isDeputy:
		return fault.Refuse(firstClause(c.k.StandIn.Basis, law.MtgKinds), c.k.Name+"由"+say+"主持；不能主持的，只能委托"+titles(c.book, c.k.StandIn.Posts)+"。"+p.Name+"不能主持。")
	case delegated == "":
		return fault.Field("delegated", "", "由"+p.Name+"主持的，请写明委托：谁、何时、怎样委托的。")
	}
	c.m.ChairID, c.m.Chair, c.m.ChairPost, c.m.Delegated = p.ID, p.Name, chart.Titles(p.ID), delegated
	return nil
}

func firstClause(list []rulebook.Basis, other law.ID) law.ID {
	if len(list) > 0 {
		return list[0].Clause
	}
	return other
}

// titles are the names of posts.
func titles(b *rulebook.Book, posts []string) string {
	var s []string
	for _, code := range posts {
		if p, ok := b.Post(code); ok {
			s = append(s, p.Name)
		}
	}
	return strings.Join(s, "、")
}

// seatBody seats the members as they are on the day of the meeting: who came to the
// body since is added, who left it, or the bureau, is a member no longer.
func (c *course) seatBody(tx *act.Tx) error {
	people, chart, err := c.r.body(tx.Ctx, tx, c.k, c.book, c.m.StartsAt)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fault.Refuse(firstClause(c.k.Members.Basis, law.MtgKinds), c.k.Name+"由"+c.k.Members.Say+"组成，但人员登记里没有这样的人。请先登记任职和党内职务。")
	}
	in := map[int64]bool{}
	for _, p := range people {
		in[p.ID] = true
		i := slices.IndexFunc(c.seats, func(s Seat) bool { return s.PersonID == p.ID })
		if i >= 0 {
			if c.seats[i].Part != Member {
				c.seats[i].Part = Member
				if err := putSeat(tx, c.seats[i]); err != nil {
					return err
				}
			}
			continue
		}
		if err := c.addSeat(tx, chart, p, Member); err != nil {
			return err
		}
	}
	for i, s := range c.seats {
		gone := s.Part == Member && !in[s.PersonID] || s.Part == Observer && chart.Gone(chart.Person(s.PersonID))
		if !gone {
			continue
		}
		c.seats[i].Part = Gone
		if err := putSeat(tx, c.seats[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *course) addSeat(tx *act.Tx, chart *org.Chart, p org.Person, part string) error {
	id, err := tx.Next("meeting_seat")
	if err != nil {
		return err
	}
	s := Seat{ID: id, MeetingID: c.m.ID, PersonID: p.ID, Login: chart.Login(p.ID), Name: p.Name, Post: chart.Titles(p.ID), Part: part}
	c.seats = append(c.seats, s)
	return act.Insert(tx, "meeting_seat", id, seatColumns, s.values())
}

func putSeat(tx *act.Tx, s Seat) error {
	return act.Overwrite(tx, "meeting_seat", s.ID, seatColumns, s.values())
}

var changeDeed = act.Define(act.Spec[planIn, int64]{Name: "meeting.change", Label: "改会期、地点或主持人", Right: Use, Basis: []law.ID{law.MtgKinds},
	Do: func(tx *act.Tx, in planIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := in.r.take(tx, in.id)
		if err != nil {
			return none(err)
		}
		if err := c.ofClerk(); err != nil {
			return none(err)
		}
		if err := c.in(Planned, Notified); err != nil {
			return none(err)
		}
		before := c.m
		if err := c.m.dated(tx, in.p); err != nil {
			return none(err)
		}
		c.m.Year = c.m.HeldOn.Year
		if err := in.r.guard(tx, c.m, BeforePlan); err != nil {
			return none(err)
		}
		if err := c.setChair(tx, in.p.Chair, in.p.Delegated); err != nil {
			return none(err)
		}
		// A notice tells day, time and place: after a change it has to be sent anew.
		if c.m.State == Notified && (before.StartsAt != c.m.StartsAt || before.Place != c.m.Place) {
			if err := c.untell(tx); err != nil {
				return none(err)
			}
		}
		if err := c.seatBody(tx); err != nil {
			return none(err)
		}
		if err := c.takeVenue(tx); err != nil {
			return none(err)
		}
		return c.m.ID, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("%s改为%s在%s召开，%s主持", c.m.Title(c.book), c.m.HeldOn.Chinese(), c.m.Place, c.m.Chair), Basis: basis(c.k.Chair.Basis)}, putMeeting(tx, &c.m)
	}})

// Change sets day, time, place, theme and chair of a meeting that was not opened. What
// was told before has to be told anew.
func (r *Room) Change(ctx context.Context, who act.Actor, meeting int64, p Plan) error {
	_, err := changeDeed.Run(ctx, r.Door, who, planIn{r, meeting, p})
	return err
}

type reasonIn struct {
	r      *Room
	id     int64
	reason string
}

var cancelDeed = act.Define(act.Spec[reasonIn, bool]{Name: "meeting.cancel", Label: "取消会议", Right: Use, Basis: []law.ID{law.MtgKinds},
	Do: func(tx *act.Tx, in reasonIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := c.ofClerk(); err != nil {
			return false, act.Entry{}, err
		}
		if err := c.in(Planned, Notified); err != nil {
			return false, act.Entry{}, err
		}
		if c.m.CancelReason = db.Trimmed(in.reason); c.m.CancelReason == "" {
			return false, act.Entry{}, fault.Field("reason", "", "请写明为什么取消。")
		}
		c.m.State = Cancelled
		// What was on the agenda waits for the next meeting.
		for i := range c.items {
			it := &c.items[i]
			it.MeetingID, it.Place, it.State = 0, 0, Proposed
			if err := putItem(tx, it); err != nil {
				return false, act.Entry{}, err
			}
		}
		if err := c.settleTodos(tx); err != nil {
			return false, act.Entry{}, err
		}
		if err := c.takeVenue(tx); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: "取消" + c.m.Title(c.book)}, putMeeting(tx, &c.m)
	}})

// Cancel calls a meeting off; its items wait for the next one.
func (r *Room) Cancel(ctx context.Context, who act.Actor, meeting int64, reason string) error {
	_, err := cancelDeed.Run(ctx, r.Door, who, reasonIn{r, meeting, reason})
	return err
}

func seatKey(id int64) string { return act.Subject("meeting_seat", id) }

// settleTodos takes what the seats had to do off their lists.
func (c *course) settleTodos(tx *act.Tx) error {
	for _, s := range c.seats {
		if err := notify.Done(tx, seatKey(s.ID)); err != nil {
			return err
		}
	}
	return nil
}

// untell takes a notice back that no longer holds, with the receipts for it; it has to go
// out anew.
func (c *course) untell(tx *act.Tx) error {
	c.m.State, c.m.ToldAt, c.m.ShortReason = Planned, 0, ""
	for i := range c.seats {
		s := &c.seats[i]
		if s.ToldAt == 0 && s.ReadAt == 0 {
			continue
		}
		s.ToldAt, s.ReadAt = 0, 0
		if err := putSeat(tx, *s); err != nil {
			return err
		}
	}
	return c.settleTodos(tx)
}

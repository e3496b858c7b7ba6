package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting/quorum"
)

// early is how long before a meeting one may sign in.
const early = int64(2 * time.Hour / time.Microsecond)

type moveIn struct {
	r       *Room
	meeting int64
	people  []int64 // none: the actor
	kind    string
	item    int64
	at      int64
	note    string
}

var moveDeed = act.Define(act.Spec[moveIn, []int64]{Name: "meeting.move", Label: "签到、离会、回避", Right: Use, Basis: []law.ID{law.MtgSignRegister},
	Do: func(tx *act.Tx, in moveIn) ([]int64, act.Entry, error) { return in.r.move(tx, in) }})

// SignIn notes that people are in the room: the actor alone (people empty), or, by the
// clerk, those named. at is the instant, 0 for now.
func (r *Room) SignIn(ctx context.Context, who act.Actor, meeting int64, people []int64, at int64) error {
	_, err := moveDeed.Run(ctx, r.Door, who, moveIn{r: r, meeting: meeting, people: people, kind: quorum.In, at: at})
	return err
}

// Leave notes that people left the room. An item that loses its quorum by that is laid
// aside at once; laid lists those items.
func (r *Room) Leave(ctx context.Context, who act.Actor, meeting int64, people []int64, at int64) (laid []int64, err error) {
	return moveDeed.Run(ctx, r.Door, who, moveIn{r: r, meeting: meeting, people: people, kind: quorum.Out, at: at})
}

// Withdraw notes that a member withdraws from an item in which he is concerned: he goes
// on counting as a member and is not counted as present for it.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, meeting, item, person int64, note string) (laid []int64, err error) {
	return moveDeed.Run(ctx, r.Door, who, moveIn{r: r, meeting: meeting, people: []int64{person}, kind: quorum.Withdraw, item: item, note: note})
}

func (r *Room) move(tx *act.Tx, in moveIn) ([]int64, act.Entry, error) {
	none := func(err error) ([]int64, act.Entry, error) { return nil, act.Entry{}, err }
	c, err := r.take(tx, in.meeting)
	if err != nil {
		return none(err)
	}
	own := len(in.people) == 0
	if own {
		if _, seated := c.seat(c.me.ID); !seated {
			return none(act.OutOfReach(c.m.Subject()))
		}
		in.people = []int64{c.me.ID}
	} else if err := c.ofClerk(); err != nil {
		return none(err)
	}
	if err := c.in(Notified, Held); err != nil {
		return none(err)
	}
	if own && in.at != 0 {
		return none(fault.Field("at", "", "本人签到以签到的时刻为准。"))
	}
	at, err := c.when(tx, in.at)
	switch {
	case err != nil:
		return none(err)
	case in.kind == quorum.In && at < c.m.StartsAt-early:
		return none(fault.Field("at", "", "开会前两小时起才能签到。"))
	case in.kind == quorum.Withdraw && c.m.State != Held:
		return none(fault.New(fault.Conflict, "还没有开会，回避在讨论议题时登记。"))
	}
	if err := c.settledBefore(at); err != nil {
		return none(err)
	}
	for i, p := range in.people {
		if slices.Contains(in.people[:i], p) {
			return none(fault.Field("people", c.nameOf(p), c.nameOf(p)+"写了两次，一人只计一次。"))
		}
		if err := c.moveOne(tx, in, p, at); err != nil {
			return none(err)
		}
	}
	laid, err := c.recount(tx, at)
	names := quorum.Names(c.namesOf(in.people))
	if len(in.people) > 5 {
		names = fmt.Sprintf("%d人", len(in.people))
	}
	verb := map[string]string{quorum.In: "签到", quorum.Out: "离开会场", quorum.Withdraw: "回避"}[in.kind]
	return laid, act.Entry{Subject: c.m.Subject(), Summary: names + verb, Basis: []law.ID{law.MtgPartyQuorumAgenda}, Detail: map[string]any{"kind": in.kind, "people": in.people, "item": in.item, "laid_aside": laid}}, err
}

// settledBefore refuses an instant before which an item was taken up or decided: its heads
// were counted, and the record must not contradict the count.
func (c *course) settledBefore(at int64) error {
	for _, it := range c.items {
		since, what := int64(0), ""
		switch it.State {
		case Decided:
			since, what = it.DecidedAt, "形成决定"
		case Discussed:
			since, what = it.OpenedAt, "开始讨论"
		}
		if at < since {
			return fault.Field("at", clockOf(at), fmt.Sprintf("第%d项已在%s%s，到会情况不能改在这以前。确有错的，写入记录，签发以后另作更正。", it.Place, clockOf(since), what))
		}
	}
	return nil
}

func (c *course) moveOne(tx *act.Tx, in moveIn, person, at int64) error {
	s, seated := c.seat(person)
	name := c.nameOf(person)
	p := c.chart.Person(person)
	inside := quorum.InRoom(c.moves(), at)[person]
	switch {
	case p.ID == 0:
		return fault.Field("people", fmt.Sprint(person), "请从名单中选择签到的人。")
	case p.Gone(c.m.HeldOn):
		return fault.Field("people", name, name+"已于"+p.LeftOn.Chinese()+"离岗，不能签到。")
	case !seated:
		return fault.Field("people", name, name+"不在这次会议的名单上。确需列席的，请先安排列席。")
	case in.kind == quorum.In && inside:
		return fault.Field("people", name, name+"已经签到，一人只计一次。")
	case in.kind == quorum.Out && !inside:
		return fault.Field("people", name, name+"不在会场，不能登记离开。")
	case in.kind == quorum.Withdraw && s.Part != Member:
		return fault.Field("people", name, name+"是列席的人，没有表决权，不必登记回避。")
	}
	if in.kind == quorum.In {
		kind, elsewhere, err := db.Maybe[string](tx.Ctx, tx, q.SQL("inside"), c.m.ID, c.m.HeldOn, person, at)
		if err != nil {
			return err
		}
		if elsewhere {
			k, _ := c.book.Meetings.Kind(kind)
			return fault.Field("people", name, name+"还在"+k.Name+"会场，一人不能同时计入两个会。请先在那边登记离会。")
		}
	}
	if in.kind == quorum.Withdraw {
		it, err := c.item(in.item)
		if err != nil {
			return err
		}
		if it.State == Decided {
			return fault.Newf(fault.Conflict, "“%s”已有决定，不能再登记回避。", it.Title)
		}
		if quorum.Withdrawn(c.moves(), in.item)[person] {
			return fault.Field("people", name, name+"对这个议题已登记回避。")
		}
		if slices.Contains(c.spoken(in.item), person) {
			return fault.Field("people", name, name+"已对这个议题发表意见，不能再登记回避。")
		}
	}
	// Whoever comes after all is excused no longer.
	if in.kind == quorum.In && s.Excuse != "" {
		s.Excuse, s.ExcuseWords, s.ExcusedBy, s.ExcusedAt = "", "", "", 0
		if err := putSeat(tx, s); err != nil {
			return err
		}
	}
	if in.kind == quorum.In {
		if err := notify.Done(tx, seatKey(s.ID)); err != nil {
			return err
		}
	}
	return c.addMove(tx, person, in.kind, in.item, at, db.Trimmed(in.note))
}

func (c *course) addMove(tx *act.Tx, person int64, kind string, item, at int64, note string) error {
	id, err := tx.Next("meeting_move")
	if err != nil {
		return err
	}
	m := moved{ID: id, MeetingID: c.m.ID, PersonID: person, Kind: kind, ItemID: item, At: at, Note: note, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
	c.moved = append(c.moved, m)
	return act.Insert(tx, "meeting_move", id, moveColumns, m.values())
}

// recount lays aside the items under discussion that lost their quorum (clauses
// mtg.party.quorum.agenda, recheck-when-leaving); the others go on.
func (c *course) recount(tx *act.Tx, at int64) ([]int64, error) {
	var laid []int64
	for i := range c.items {
		it := &c.items[i]
		if it.State != Discussed {
			continue
		}
		l, err := c.light(it, at)
		if err != nil {
			return nil, err
		}
		if l.OK() {
			continue
		}
		it.State, it.Words = Suspended, "中途"+l.Words()
		if err := putItem(tx, it); err != nil {
			return nil, err
		}
		laid = append(laid, it.ID)
	}
	return laid, nil
}

type openIn struct {
	r       *Room
	meeting int64
	at      int64
}

var openDeed = act.Define(act.Spec[openIn, int]{Name: "meeting.open", Label: "宣布开会", Right: Use, Basis: []law.ID{law.MtgSignRegister, law.MtgPartyQuorumHalf},
	Do: func(tx *act.Tx, in openIn) (int, act.Entry, error) { return in.r.open(tx, in) }})

// OpenMeeting opens a meeting whose notice went out, if enough members are in the room
// and the chair is; it gives its number in the year. at is 0 for now.
func (r *Room) OpenMeeting(ctx context.Context, who act.Actor, meeting, at int64) (int, error) {
	return openDeed.Run(ctx, r.Door, who, openIn{r, meeting, at})
}

func (r *Room) open(tx *act.Tx, in openIn) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	c, err := r.take(tx, in.meeting)
	if err != nil {
		return none(err)
	}
	if !c.chairs() {
		if err := c.ofClerk(); err != nil {
			return none(err)
		}
	}
	if c.m.State == Planned {
		return none(fault.Refuse(firstClause(c.k.Secretary.Basis, law.MtgPartyNoticeWho), "会议通知还没有发出，不能开会。请先发通知。"))
	}
	if err := c.in(Notified); err != nil {
		return none(err)
	}
	at, err := c.when(tx, in.at)
	if err != nil {
		return none(err)
	}
	if err := c.seatBody(tx); err != nil {
		return none(err)
	}
	l, err := c.light(nil, at)
	if err != nil {
		return none(err)
	}
	room := quorum.InRoom(c.moves(), at)
	switch {
	case !l.OK():
		return none(fault.Refuse(firstClause(l.Rule.Basis, law.MtgPartyQuorumHalf), l.Words()+"，不能开会。请等人到齐，或者改期。"))
	case l.Present == 0:
		return none(fault.Refuse(law.MtgSignRegister, "还没有成员签到，不能开会。"))
	case !room[c.m.ChairID]:
		return none(fault.Refuse(firstClause(c.k.Chair.Basis, law.MtgKinds), "主持人"+c.m.Chair+"还没有签到。换人主持的，请先改主持人并写明委托。"))
	}
	if err := r.guard(tx, c.m, BeforeOpening); err != nil {
		return none(err)
	}
	n, err := tx.Next(fmt.Sprintf("meeting.no.%s.%d", c.m.Kind, c.m.Year))
	if err != nil {
		return none(err)
	}
	c.m.State, c.m.Number, c.m.OpenedAt, c.m.Due, c.m.Present = Held, int(n), at, l.Members, l.Present
	if err := c.settleTodos(tx); err != nil {
		return none(err)
	}
	return c.m.Number, act.Entry{Subject: c.m.Subject(), Summary: c.m.Title(c.book) + "开会，" + l.Words(), Basis: basis(l.Rule.Basis), Detail: map[string]any{"due": l.Members, "present": l.Present}}, putMeeting(tx, &c.m)
}

package meeting

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting/quorum"
)

// begin reads an item of a meeting that is held, for the clerk.
func (r *Room) begin(tx *act.Tx, item int64) (*course, *Item, error) {
	it, err := itemByID(tx, item)
	if err != nil {
		return nil, nil, err
	}
	if it.MeetingID == 0 {
		return nil, nil, act.OutOfReach(act.Subject("meeting_item", item))
	}
	c, err := r.take(tx, it.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	if err := c.ofClerk(); err != nil {
		return nil, nil, err
	}
	if err := c.in(Held); err != nil {
		return nil, nil, err
	}
	mine, err := c.item(item)
	return c, mine, err
}

var itemOpenDeed = act.Define(act.Spec[itemIn, quorum.Light]{Name: "meeting.item.open", Label: "开始讨论议题", Right: Use, Basis: []law.ID{law.MtgPartyQuorumAgenda},
	Do: func(tx *act.Tx, in itemIn) (quorum.Light, act.Entry, error) { return in.r.openItem(tx, in) }})

// OpenItem takes up an item. Those who are concerned and in the room withdraw. If too
// few are left for its quorum, it is laid aside with the reason, and the light says so;
// the other items go on.
func (r *Room) OpenItem(ctx context.Context, who act.Actor, item, at int64) (quorum.Light, error) {
	return itemOpenDeed.Run(ctx, r.Door, who, itemIn{r: r, item: item, at: at})
}

func (r *Room) openItem(tx *act.Tx, in itemIn) (quorum.Light, act.Entry, error) {
	none := func(err error) (quorum.Light, act.Entry, error) { return quorum.Light{}, act.Entry{}, err }
	c, it, err := r.begin(tx, in.item)
	if err != nil {
		return none(err)
	}
	if it.State != Listed && it.State != Suspended {
		return none(fault.Newf(fault.Conflict, "“%s”%s，不能开始讨论。", it.Title, it.StateLabel()))
	}
	if i := slices.IndexFunc(c.items, func(x Item) bool { return x.State == Discussed }); i >= 0 {
		return none(fault.Newf(fault.Conflict, "“%s”还在讨论。请先形成决定，再讨论下一项。", c.items[i].Title))
	}
	at, err := c.when(tx, in.at)
	if err != nil {
		return none(err)
	}
	room, gone := quorum.InRoom(c.moves(), at), quorum.Withdrawn(c.moves(), it.ID)
	for _, p := range numbersOf(it.Concerned) {
		s, seated := c.seat(p)
		if seated && s.Part == Member && room[p] && !gone[p] {
			if err := c.addMove(tx, p, quorum.Withdraw, it.ID, at, "与本议题有关"); err != nil {
				return none(err)
			}
		}
	}
	l, err := c.light(it, at)
	if err != nil {
		return none(err)
	}
	say := "讨论第" + fmt.Sprint(it.Place) + "项，" + l.Words()
	if l.OK() {
		it.State, it.Words, it.OpenedAt = Discussed, "", at
	} else {
		it.State, it.Words = Suspended, l.Words()
		say = "第" + fmt.Sprint(it.Place) + "项搁下，" + l.Words()
	}
	return l, act.Entry{Subject: c.m.Subject(), Summary: say, Basis: basis(l.Rule.Basis), Detail: map[string]any{"item": it.ID, "members": l.Members, "present": l.Present, "ok": l.OK()}}, putItem(tx, it)
}

// Saying is what somebody said on an item.
type Saying struct {
	Item   int64
	Person int64
	Words  string
	// Absent: in writing by a member who is not in the room; recorded, never counted.
	Absent bool
}

type sayIn struct {
	r *Room
	s Saying
}

// mostWords bounds one opinion.
const mostWords = 4000

var sayDeed = act.Define(act.Spec[sayIn, int64]{Name: "meeting.item.opinion", Label: "记录发言", Right: Use, Basis: []law.ID{law.MtgPartySecretary},
	Do: func(tx *act.Tx, in sayIn) (int64, act.Entry, error) { return in.r.say(tx, in.s) }})

// Say records what a member said on the item under discussion. Every member has one
// word, the chair the last.
func (r *Room) Say(ctx context.Context, who act.Actor, s Saying) (int64, error) {
	return sayDeed.Run(ctx, r.Door, who, sayIn{r, s})
}

func (r *Room) say(tx *act.Tx, s Saying) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	c, it, err := r.begin(tx, s.Item)
	if err != nil {
		return none(err)
	}
	words := db.Trimmed(s.Words)
	seat, seated := c.seat(s.Person)
	at, err := c.when(tx, 0)
	if err != nil {
		return none(err)
	}
	switch {
	case it.State != Discussed:
		return none(fault.Newf(fault.Conflict, "“%s”%s，不在讨论中，不能记录发言。", it.Title, it.StateLabel()))
	case words == "" || len([]rune(words)) > mostWords:
		return none(fault.Field("words", "", fmt.Sprintf("请记下意见，不超过%d字。", mostWords)))
	case !seated:
		return none(fault.Field("person", c.nameOf(s.Person), "请从名单中选择发言的人。"))
	case seat.Part == Observer:
		return none(fault.Refuse(firstClause(c.k.Observers.Basis, law.MtgPartyObservers), seat.Name+"列席会议，不参加讨论决定，意见不记入表决。"))
	case slices.ContainsFunc(c.opinions, func(o Opinion) bool { return o.ItemID == it.ID && o.PersonID == s.Person }):
		return none(fault.Field("person", seat.Name, seat.Name+"对本议题的意见已经记录，一人只记一次。"))
	}
	entitled := c.entitled(*it, at)
	if s.Absent {
		if quorum.InRoom(c.moves(), at)[s.Person] {
			return none(fault.Field("person", seat.Name, seat.Name+"在会场，意见当面记录，不作书面意见。"))
		}
		if quorum.Withdrawn(c.moves(), it.ID)[s.Person] {
			return none(fault.Field("person", seat.Name, seat.Name+"对本议题回避，不提意见。"))
		}
	} else {
		waiting, err := quorum.MaySpeak(s.Person, c.lastSpeaker(*it, entitled), entitled, c.spoken(it.ID))
		if err != nil {
			if len(waiting) > 0 {
				return none(fault.Refuse(firstClause(c.k.Order, law.MtgKinds), "主持人最后表态"+c.custom(c.k.Order)+"，请先记录"+quorum.Names(c.namesOf(waiting))+"的意见。"))
			}
			return none(err)
		}
	}
	id, err := tx.Next("meeting_opinion")
	if err != nil {
		return none(err)
	}
	o := Opinion{ID: id, MeetingID: c.m.ID, ItemID: it.ID, PersonID: s.Person, Name: seat.Name, Absent: s.Absent, Words: words, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
	err = act.Insert(tx, "meeting_opinion", id, opinionColumns, o.values())
	return id, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("记录%s对第%d项的意见", seat.Name, it.Place), Detail: map[string]any{"item": it.ID, "person": s.Person, "absent": s.Absent}}, err
}

// custom says in brackets that something rests on a reading and on no text, and which.
func (c *course) custom(grounds []rulebook.Basis) string {
	for _, g := range grounds {
		card, _ := c.book.Card(g.Clause)
		for _, id := range g.Interpretation {
			if i, no, ok := card.Interpretation(id); ok {
				return "（" + card.Label + no + "：" + i.Ground + "）"
			}
		}
	}
	return ""
}

// lastSpeaker is the chair, if entitled: whoever withdrew has no word.
func (c *course) lastSpeaker(_ Item, entitled []int64) int64 {
	if slices.Contains(entitled, c.m.ChairID) {
		return c.m.ChairID
	}
	return 0
}

// Voting is a vote on an item: by name, or by a show of hands with counts.
type Voting struct {
	Item   int64
	ByName map[int64]string // person to yes, no, abstain; nil for a show of hands
	Show   quorum.Votes
}

type voteIn struct {
	r *Room
	v Voting
}

var voteDeed = act.Define(act.Spec[voteIn, bool]{Name: "meeting.item.vote", Label: "记录表决", Right: Use, Basis: []law.ID{law.MtgPartySecretary},
	Do: func(tx *act.Tx, in voteIn) (bool, act.Entry, error) { return in.r.vote(tx, in.v) }})

// Vote records the vote on the item under discussion and says whether it carries. All
// members in the room vote, once each; nobody else does.
func (r *Room) Vote(ctx context.Context, who act.Actor, v Voting) (carried bool, err error) {
	return voteDeed.Run(ctx, r.Door, who, voteIn{r, v})
}

func (r *Room) vote(tx *act.Tx, v Voting) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	c, it, err := r.begin(tx, v.Item)
	if err != nil {
		return none(err)
	}
	if it.State != Discussed {
		return none(fault.Newf(fault.Conflict, "“%s”%s，不在讨论中，不能表决。", it.Title, it.StateLabel()))
	}
	if it.Voting != "" {
		return none(fault.Newf(fault.Conflict, "“%s”已经表决过。", it.Title))
	}
	at, err := c.when(tx, 0)
	if err != nil {
		return none(err)
	}
	entitled := c.entitled(*it, at)
	if err := c.heard(*it, entitled); err != nil {
		return none(err)
	}
	it.Voting = ByShow
	sum := v.Show
	if v.ByName != nil {
		it.Voting, sum = ByName, quorum.Votes{}
		for _, p := range sorted(v.ByName) {
			vote := v.ByName[p]
			seat, seated := c.seat(p)
			switch {
			case seated && seat.Part == Observer:
				return none(fault.Refuse(firstClause(c.k.Observers.Basis, law.MtgPartyObservers), seat.Name+"列席会议，没有表决权。"))
			case !slices.Contains(entitled, p):
				return none(fault.Field("votes", c.nameOf(p), c.nameOf(p)+"不在场、已回避或者不是成员，不能投票。"))
			case voteLabels[vote] == "":
				return none(fault.Field("votes", vote, "请给"+seat.Name+"选择赞成、反对或弃权。"))
			}
			switch vote {
			case "yes":
				sum.Yes++
			case "no":
				sum.No++
			default:
				sum.Abstain++
			}
			id, err := tx.Next("meeting_vote")
			if err != nil {
				return none(err)
			}
			row := Vote{ID: id, MeetingID: c.m.ID, ItemID: it.ID, PersonID: p, Name: seat.Name, Vote: vote, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
			if err := act.Insert(tx, "meeting_vote", id, voteColumns, row.values()); err != nil {
				return none(err)
			}
		}
	}
	if err := sum.Check(len(entitled)); err != nil {
		return none(err)
	}
	it.Yes, it.No, it.Abstain, it.Due, it.Present = sum.Yes, sum.No, sum.Abstain, len(c.members()), len(entitled)
	carried := sum.Carried(it.Due)
	return carried, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("第%d项表决：%s", it.Place, sum.Words()), Detail: map[string]any{"item": it.ID, "by_name": it.Voting == ByName, "yes": sum.Yes, "no": sum.No, "abstain": sum.Abstain, "due": it.Due}}, putItem(tx, it)
}

// heard refuses to go on before every member in the room has spoken, where the kind of
// meeting wants that.
func (c *course) heard(it Item, entitled []int64) error {
	if c.k.Opinions != "all" {
		return nil
	}
	if silent := quorum.Silent(entitled, c.spoken(it.ID), 0); len(silent) > 0 {
		return fault.Refuse(firstClause(c.k.Order, law.MtgKinds), "还没有记录"+quorum.Names(c.namesOf(silent))+"的意见。逐人表态以后才能表决和决定"+c.custom(c.k.Order)+"。")
	}
	return nil
}

func sorted(m map[int64]string) []int64 {
	var out []int64
	for p := range m {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

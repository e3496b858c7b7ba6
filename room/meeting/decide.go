package meeting

import (
	"context"
	"errors"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting/quorum"
)

// Deciding is what a meeting decided on an item.
type Deciding struct {
	Item    int64
	Outcome string
	Words   string
	At      int64
	Todo    []Task
}

// Task is something to be done on a decision.
type Task struct {
	What  string
	Unit  string
	Owner int64 // org_person; 0 where a unit alone is named
	Due   civil.Date
}

type decideIn struct {
	r *Room
	d Deciding
}

var decideDeed = act.Define(act.Spec[decideIn, string]{Name: "meeting.item.decide", Label: "形成决定", Right: Use, Basis: []law.ID{law.MtgPartySecretary, law.MtgHeadSecretary},
	Do: func(tx *act.Tx, in decideIn) (string, act.Entry, error) { return in.r.decide(tx, in.d) }})

// Decide notes what was decided on an item, with what is to be done, by whom and until
// when. An item without quorum can be deferred only.
func (r *Room) Decide(ctx context.Context, who act.Actor, d Deciding) error {
	_, err := decideDeed.Run(ctx, r.Door, who, decideIn{r, d})
	return err
}

func (r *Room) decide(tx *act.Tx, d Deciding) (string, act.Entry, error) {
	none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
	c, it, err := r.begin(tx, d.Item)
	if err != nil {
		return none(err)
	}
	at, err := c.when(tx, d.At)
	if err != nil {
		return none(err)
	}
	words := db.Trimmed(d.Words)
	entitled := c.entitled(*it, at)
	l, err := c.light(it, at)
	if err != nil {
		return none(err)
	}
	topic, _ := c.k.Topic(it.Topic)
	final := d.Outcome == Agreed || d.Outcome == Refused
	sum := quorum.Votes{Yes: it.Yes, No: it.No, Abstain: it.Abstain}
	switch {
	case outcomeLabels[d.Outcome] == "":
		return none(fault.Field("outcome", d.Outcome, "请选择同意、不同意、暂缓或听取。"))
	case words == "" || len([]rune(words)) > mostWords:
		return none(fault.Field("words", "", fmt.Sprintf("请写明会议议定的内容，不超过%d字。", mostWords)))
	case it.State == Suspended && d.Outcome != Deferred:
		return none(fault.Refuse(firstClause(l.Rule.Basis, law.MtgPartyQuorumAgenda), "“"+it.Title+"”因人数不足搁下，只能暂缓。人数够了的，请重新开始讨论。"))
	case it.State == Suspended:
	case it.State != Discussed:
		return none(fault.Newf(fault.Conflict, "“%s”%s，请先开始讨论。", it.Title, it.StateLabel()))
	case !l.OK() && d.Outcome != Deferred:
		return none(fault.Refuse(firstClause(l.Rule.Basis, law.MtgPartyQuorumHalf), l.Words()+"，不能作决定，只能暂缓。"))
	case final && it.Cadre && topic.DiscussOnly:
		return none(fault.Refuse(law.MtgHeadTopicHr, "涉及干部任免的，以党委会的决定为准；"+c.k.Name+"只能讨论，请记为“听取”或“暂缓”。"))
	case final && c.k.Majority == "due" && it.Voting == "":
		return none(fault.Refuse(firstClause(c.k.Vote, law.MtgKinds), "还没有表决。"+c.k.Name+"逐项表决"+c.custom(c.k.Vote)+"，请先记录表决。"))
	case d.Outcome == Agreed && c.k.Majority == "due" && !sum.Carried(len(c.members())):
		return none(fault.Refuse(firstClause(c.k.Vote, law.MtgKinds), fmt.Sprintf("赞成 %d 票，没有超过应到 %d 人的半数%s，不能记为同意。", sum.Yes, len(c.members()), c.custom(c.k.Vote))))
	case d.Outcome == Refused && c.k.Majority == "due" && sum.Carried(len(c.members())):
		return none(fault.Refuse(firstClause(c.k.Vote, law.MtgKinds), fmt.Sprintf("赞成 %d 票，已超过应到 %d 人的半数%s，不能记为不同意。", sum.Yes, len(c.members()), c.custom(c.k.Vote))))
	}
	if final {
		if err := c.heard(*it, entitled); err != nil {
			return none(err)
		}
	}
	if why, clause := c.unready(*it); final && why != "" {
		return none(fault.Refuse(clause, "“"+it.Title+"”是重大议题，"+why+"，不能作决定。"))
	}
	if it.State == Suspended && it.Words != "" {
		words = it.Words + "。" + words
	}
	it.State, it.Outcome, it.Words, it.DecidedAt, it.Due, it.Present = Decided, d.Outcome, words, at, len(c.members()), len(entitled)
	if err := c.addTasks(tx, *it, d.Todo); err != nil {
		return none(err)
	}
	return it.Outcome, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("第%d项：%s", it.Place, it.OutcomeLabel()), Basis: append(c.k.TopicBasis(it.Topic), basis(l.Rule.Basis)...),
		Detail: map[string]any{"item": it.ID, "outcome": it.Outcome, "present": it.Present, "due": it.Due, "tasks": len(d.Todo)}}, putItem(tx, it)
}

// mostTasks bounds what is to be done on one decision.
const mostTasks = 20

func (c *course) addTasks(tx *act.Tx, it Item, list []Task) error {
	if len(list) > mostTasks {
		return fault.Field("todo", "", fmt.Sprintf("一个议题最多列%d项落实事项。", mostTasks))
	}
	for _, t := range list {
		owner := c.chart.Person(t.Owner)
		what := db.Trimmed(t.What)
		switch {
		case what == "" || len([]rune(what)) > 200:
			return fault.Field("what", what, "请写明要落实什么，不超过200字。")
		case t.Owner == 0 && c.unitName(t.Unit) == "":
			return fault.Field("owner", "", "请选择负责的人或者承办的科室。")
		case t.Owner != 0 && (owner.ID == 0 || c.chart.Gone(owner)):
			return fault.Field("owner", "", "负责人不在本单位，请另选。")
		case t.Due.IsZero():
			return fault.Field("due", "", "请写明完成期限。")
		case t.Due.Before(c.m.HeldOn):
			return fault.Field("due", t.Due.String(), "期限早于开会的日期，请核对。")
		}
		unit := t.Unit
		if unit == "" {
			unit = owner.Unit
		}
		id, err := tx.Next("meeting_resolution")
		if err != nil {
			return err
		}
		row := Resolved{ID: id, MeetingID: c.m.ID, ItemID: it.ID, What: what, Unit: unit, OwnerID: owner.ID, Owner: owner.Name, Due: t.Due, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		c.resolutions = append(c.resolutions, row)
		if err := act.Insert(tx, "meeting_resolution", id, resolutionColumns, row.values()); err != nil {
			return err
		}
	}
	return nil
}

var reopenDeed = act.Define(act.Spec[itemIn, bool]{Name: "meeting.item.reopen", Label: "决定作废重议", Right: Use, Basis: []law.ID{law.MtgPartySecretary, law.MtgHeadSecretary},
	Do: func(tx *act.Tx, in itemIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		c, it, err := in.r.begin(tx, in.item)
		if err != nil {
			return none(err)
		}
		reason := db.Trimmed(in.reason)
		switch {
		case it.State != Decided:
			return none(fault.Newf(fault.Conflict, "“%s”%s，没有决定可以作废。", it.Title, it.StateLabel()))
		case reason == "" || len([]rune(reason)) > 200:
			return none(fault.Field("reason", "", "请写明为什么作废，不超过200字。"))
		}
		for _, v := range c.votes {
			if v.ItemID == it.ID {
				err = errors.Join(err, void(tx, "meeting_vote", "void_vote", v.ID))
			}
		}
		for _, x := range c.resolutions {
			if x.ItemID == it.ID {
				err = errors.Join(err, void(tx, "meeting_resolution", "void_task", x.ID))
			}
		}
		if err != nil {
			return none(err)
		}
		detail := map[string]any{"item": it.ID, "outcome": it.Outcome, "yes": it.Yes, "no": it.No, "abstain": it.Abstain}
		say := fmt.Sprintf("第%d项记录的“%s”作废，重新讨论：%s", it.Place, it.OutcomeLabel(), reason)
		it.State, it.Outcome, it.Words, it.Voting, it.Yes, it.No, it.Abstain, it.Due, it.Present, it.OpenedAt, it.DecidedAt = Listed, "", "", "", 0, 0, 0, 0, 0, 0, 0
		return true, act.Entry{Subject: c.m.Subject(), Summary: say, Detail: detail}, putItem(tx, it)
	}})

func void(tx *act.Tx, table, query string, id int64) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL(query), id)
	tx.Touch(table, id)
	return err
}

// Reopen makes a decision void that was recorded by mistake, with its vote and what was
// to be done, while the meeting is held: the item is taken up again. What was said stays.
func (r *Room) Reopen(ctx context.Context, who act.Actor, item int64, reason string) error {
	_, err := reopenDeed.Run(ctx, r.Door, who, itemIn{r: r, item: item, reason: reason})
	return err
}

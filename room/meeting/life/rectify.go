package life

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Improvement is a line of the rectification list as it is entered.
type Improvement struct {
	Year             int
	Problem, Measure string
	Owner            int64
	Due              civil.Date
	Upward           bool
}

type improveIn struct {
	r *Room
	n Improvement
}

const stepMeasure = "measure"

var improveDeed = act.Define(act.Spec[improveIn, Measure]{Name: "life.measure.add", Label: "列入整改清单", Right: Use, Basis: []law.ID{law.MtgLifeFollowPlan, law.MtgLifeFollowAssign},
	Do: func(tx *act.Tx, in improveIn) (Measure, act.Entry, error) {
		none := func(err error) (Measure, act.Entry, error) { return Measure{}, act.Entry{}, err }
		m, err := in.r.service(tx, in.n.Year)
		if err == nil && m.HeldOn.IsZero() {
			err = fault.Refuse(law.MtgLifeFollowPlan, "会议还没有召开，会上查出问题以后才列整改清单。")
		}
		if err != nil {
			return none(err)
		}
		x := Measure{LifeID: m.ID, Due: in.n.Due, Upward: in.n.Upward, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		if x.Problem, err = text("problem", in.n.Problem, "请写明问题。", mostLine); err != nil {
			return none(err)
		}
		if x.Measure, err = text("measure", in.n.Measure, "请写明整改措施。", mostText); err != nil {
			return none(err)
		}
		if x.Due.Before(m.HeldOn) {
			return none(fault.Field("due", x.Due.String(), "请填写完成期限，不早于召开的"+m.HeldOn.Chinese()+"。"))
		}
		owner, login, _, err := in.r.here(tx, "owner", in.n.Owner)
		if err != nil {
			return none(err)
		}
		x.OwnerID, x.Owner, x.Login = owner.ID, owner.Name, login
		if x.ID, err = insert(tx, "life_measure", measureColumns, x.values()...); err != nil {
			return none(err)
		}
		if login != "" {
			if err := notify.Put(tx, notify.Todo{Key: x.key(), Login: login, Text: "落实整改措施", URL: x.URL(), Due: x.Due}); err != nil {
				return none(err)
			}
		}
		return x, m.entry("整改清单增加一项"), nil
	}})

// Improve puts a problem with its measure, owner and last day on the rectification
// list. The political section can, once the meeting was held.
func (r *Room) Improve(ctx context.Context, who act.Actor, n Improvement) (Measure, error) {
	return improveDeed.Run(ctx, r.Door, who, improveIn{r, n})
}

// Result is what became of a measure, or that it was reported upwards.
type Result struct {
	Measure  int64
	Words    string
	UpwardOn civil.Date // set: the report upwards, not the result
	UpwardNo string
	Papers   []flow.Attachment
}

type resultIn struct {
	r *Room
	x Result
}

var resultDeed = act.Define(act.Spec[resultIn, Measure]{Name: "life.measure.result", Label: "登记整改情况", Right: Use, Basis: []law.ID{law.MtgLifeFollowAssign, law.MtgLifeFollowUpward},
	Do: func(tx *act.Tx, in resultIn) (Measure, act.Entry, error) {
		none := func(err error) (Measure, act.Entry, error) { return Measure{}, act.Entry{}, err }
		x, ok, err := act.Locked[Measure](tx, measureSelect+" WHERE x.id = $1", in.x.Measure)
		if err != nil {
			return none(err)
		}
		if !ok || x.Login != tx.Actor.Login && !in.r.serves(tx.Actor) {
			return none(act.OutOfReach(act.Subject("life_measure", in.x.Measure)))
		}
		m, err := db.One[Meeting](tx.Ctx, tx, meetingSelect+" WHERE m.id = $1", x.LifeID)
		if err != nil {
			return none(err)
		}
		if m.State == Finished {
			return none(fault.Newf(fault.Conflict, "%s已办结，不能再改。", m.Title()))
		}
		say := "登记一项整改已完成"
		if !in.x.UpwardOn.IsZero() {
			if err := past("upward_on", in.x.UpwardOn, tx.Today); err != nil {
				return none(err)
			}
			if !x.Upward {
				return none(fault.Newf(fault.Conflict, "这一项没有列为要上级帮助解决。"))
			}
			if x.UpwardNo, err = text("upward_no", in.x.UpwardNo, "请填写报告的文号。", mostLine); err != nil {
				return none(err)
			}
			x.UpwardOn, say = in.x.UpwardOn, "登记一项问题已报告上级"
		} else {
			if !x.DoneOn.IsZero() {
				return none(fault.Newf(fault.Conflict, "这一项已于%s登记完成。", x.DoneOn.Chinese()))
			}
			if x.Result, err = text("words", in.x.Words, "请写明怎样整改的、结果怎样。", mostText); err != nil {
				return none(err)
			}
			x.DoneOn = tx.Today
			if err := notify.Done(tx, x.key()); err != nil {
				return none(err)
			}
		}
		if err := act.Overwrite(tx, "life_measure", x.ID, measureColumns, x.values()); err != nil {
			return none(err)
		}
		return x, m.entry(say), in.r.addPapers(tx, m, stepMeasure, x.ID, in.x.Papers)
	}})

// Carry enters how a measure was carried out, with evidence, or that its problem was
// reported upwards. Whoever carries it out can, and the political section.
func (r *Room) Carry(ctx context.Context, who act.Actor, x Result) (Measure, error) {
	return resultDeed.Run(ctx, r.Door, who, resultIn{r, x})
}

type checkIn struct {
	r     *Room
	year  int
	words string
}

var checkDeed = act.Define(act.Spec[checkIn, Check]{Name: "life.measure.check", Label: "检查整改", Right: Use, Basis: []law.ID{law.MtgLifeFollowAssign},
	Do: func(tx *act.Tx, in checkIn) (Check, act.Entry, error) {
		none := func(err error) (Check, act.Entry, error) { return Check{}, act.Entry{}, err }
		m, err := in.r.hold(tx, in.year)
		if err != nil {
			return none(err)
		}
		c, err := in.r.Org.Chart(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, known := c.PersonOf(tx.Actor.Login)
		if !known || c.Rank(me.ID) != org.RankDirector && !slices.ContainsFunc(c.Holders(in.r.Org.Places.PartySecretary), func(p org.Person) bool { return p.ID == me.ID }) {
			return none(fault.Refuse(law.MtgLifeFollowAssign, "整改由主要领导（党委书记、局长）检查督促。"))
		}
		words, err := text("words", in.words, "请写明检查了什么、情况怎样。", mostText)
		if err != nil {
			return none(err)
		}
		x := Check{LifeID: m.ID, Words: words, Person: tx.Actor.Name, Login: tx.Actor.Login, CheckedOn: tx.Today, MadeAt: tx.Now}
		x.ID, err = insert(tx, "life_check", checkColumns, x.LifeID, x.Words, x.Person, x.Login, x.CheckedOn, x.MadeAt)
		return x, m.entry("检查整改"), err
	}})

// Look enters what a principal leader saw of how the measures are carried out.
func (r *Room) Look(ctx context.Context, who act.Actor, year int, words string) (Check, error) {
	return checkDeed.Run(ctx, r.Door, who, checkIn{r, year, words})
}

type finishIn struct {
	r    *Room
	year int
}

var finishDeed = act.Define(act.Spec[finishIn, Meeting]{Name: "life.meeting.finish", Label: "办结民主生活会", Right: Use, Basis: []law.ID{law.MtgLifeRecordSign, law.MtgLifeFollowReport},
	Do: func(tx *act.Tx, in finishIn) (Meeting, act.Entry, error) {
		none := func(err error) (Meeting, act.Entry, error) { return Meeting{}, act.Entry{}, err }
		m, err := in.r.service(tx, in.year)
		if err != nil {
			return none(err)
		}
		rec, err := in.r.record(tx.Ctx, tx, m)
		if err != nil {
			return none(err)
		}
		_, t, err := in.r.book(tx.Ctx, tx.Today, m.Year)
		if err != nil {
			return none(err)
		}
		if open := OpenLines(Checklist(rec, tx.Today, t)); len(open) > 0 {
			return none(fault.Refuse(open[0].Clause, fmt.Sprintf("还有 %d 项没有完成，不能办结：%s。每一项怎样补，见程序清单。", len(open), names(open, func(l Line) string { return l.Title }))))
		}
		m.State, m.FinishedOn, m.FinishedBy = Finished, tx.Today, tx.Actor.Name
		if err := put(tx, m); err != nil {
			return none(err)
		}
		if in.r.File != nil {
			if err := in.r.Flow.Owe(tx, m.Subject()); err != nil {
				return none(err)
			}
		}
		return m, m.entry("办结"), nil
	}})

// Finish closes a year's meeting and hands its papers over. The political section can,
// once no line of the checklist is open.
func (r *Room) Finish(ctx context.Context, who act.Actor, year int) (Meeting, error) {
	return finishDeed.Run(ctx, r.Door, who, finishIn{r, year})
}

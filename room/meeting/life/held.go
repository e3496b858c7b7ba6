package life

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// HoldIn says on which day the meeting was held, and who was there; Present nil takes
// both from the meeting room.
type HoldIn struct {
	Year    int
	On      civil.Date
	Present []int64 // meeting_life_person
	Room    bool    // take day and attendance from the meeting room
}

type holdIn struct {
	r *Room
	h HoldIn
}

var holdDeed = act.Define(act.Spec[holdIn, Meeting]{Name: "life.meeting.hold", Label: "登记民主生活会召开", Right: Use, Basis: []law.ID{law.MtgLifeMembers, law.MtgLifeDeadline},
	Do: func(tx *act.Tx, in holdIn) (Meeting, act.Entry, error) { return in.r.held(tx, in.h) }})

// Held enters that the meeting was held, with who was there. The political section can;
// before the superior organisation answered it is refused. A second time corrects who
// was there, not the day.
func (r *Room) Held(ctx context.Context, who act.Actor, h HoldIn) (Meeting, error) {
	return holdDeed.Run(ctx, r.Door, who, holdIn{r, h})
}

func (r *Room) held(tx *act.Tx, h HoldIn) (Meeting, act.Entry, error) {
	none := func(err error) (Meeting, act.Entry, error) { return Meeting{}, act.Entry{}, err }
	m, err := r.service(tx, h.Year)
	if err != nil {
		return none(err)
	}
	rec, err := r.record(tx.Ctx, tx, m)
	if err != nil {
		return none(err)
	}
	there := func(p Person) bool { return slices.Contains(h.Present, p.ID) }
	if h.Room {
		if r.Sitting == nil {
			return none(fault.New(fault.Conflict, "会议登记没有接入，请在这里登记召开日期和到会的人。"))
		}
		s, found, err := r.Sitting(tx.Ctx, tx, h.Year)
		if err != nil {
			return none(err)
		}
		if !found {
			return none(fault.Newf(fault.Conflict, "会议登记里没有%d年开过的民主生活会。", h.Year))
		}
		m.MeetingID, h.On = s.ID, s.On
		there = func(p Person) bool { return slices.Contains(s.Present, p.PersonID) }
	}
	if err := past("on", h.On, tx.Today); err != nil {
		return none(err)
	}
	answer, answered := rec.mark(StepAnswer)
	switch {
	case !answered || h.On.Before(answer.DoneOn):
		return none(fault.Refuse(law.MtgLifePrepRequest, "还没有上级党组织对时间、参加人员、主持人和议程的批复，先登记批复。"))
	case h.On.Year != m.Year && m.ConsentOn.IsZero():
		return none(fault.Field("on", h.On.String(), fmt.Sprintf("召开日期不在%d年。经同意推迟到下一年的，先登记上级党组织的同意。", m.Year)))
	case !m.HeldOn.IsZero() && m.HeldOn != h.On:
		return none(fault.Newf(fault.Conflict, "已登记%s召开，日期不能改。", m.HeldOn.Chinese()))
	}
	n := 0
	for _, p := range rec.members() {
		p.Here = Absent
		if there(p) {
			p.Here = Present
			n++
		}
		if err := act.Overwrite(tx, "meeting_life_person", p.ID, personColumns, p.values()); err != nil {
			return none(err)
		}
	}
	if n == 0 {
		return none(fault.Field("present", "", "请选择到会的人。"))
	}
	m.HeldOn = h.On
	if err := put(tx, m); err != nil {
		return none(err)
	}
	return m, m.entry(fmt.Sprintf("%s召开，应到 %d 人，到会 %d 人", h.On.Chinese(), len(rec.members()), n), law.MtgSignRegister), r.remind(tx, m)
}

// Spoken is what was seen of one member at the meeting.
type Spoken struct {
	Year   int
	Person int64 // meeting_life_person
	Spoke  bool
	Read   bool       // the written speech of an absent one was read out and recorded
	ToldOn civil.Date // zero: not told yet
	ToldBy string
}

type spokenIn struct {
	r *Room
	s Spoken
}

var spokenDeed = act.Define(act.Spec[spokenIn, Person]{Name: "life.person.seen", Label: "登记发言和转告", Right: Use, Basis: []law.ID{law.MtgLifeProcSpeak, law.MtgLifeProcAbsentRead, law.MtgLifeProcRelay},
	Do: func(tx *act.Tx, in spokenIn) (Person, act.Entry, error) {
		none := func(err error) (Person, act.Entry, error) { return Person{}, act.Entry{}, err }
		m, err := in.r.service(tx, in.s.Year)
		if err != nil {
			return none(err)
		}
		p, err := in.r.person(tx, m, in.s.Person)
		if err != nil {
			return none(err)
		}
		by := db.Trimmed(in.s.ToldBy)
		switch {
		case p.Here == "":
			return none(fault.Refuse(law.MtgLifeProcSpeak, "先登记召开日期和到会的人。"))
		case in.s.Spoke && p.Here != Present:
			return none(fault.Field("spoke", "", p.Name+"缺席，不能登记发言；书面发言宣读了的，登记宣读。"))
		case (in.s.Read || !in.s.ToldOn.IsZero()) && p.Here != Absent:
			return none(fault.Field("read", "", p.Name+"到会了，不用宣读和转告。"))
		case in.s.Read && p.SpeechOn.IsZero():
			return none(fault.Field("read", "", p.Name+"没有交书面发言，先登记交来的书面发言。"))
		case !in.s.ToldOn.IsZero() && (in.s.ToldOn.Before(m.HeldOn) || in.s.ToldOn.After(tx.Today)):
			return none(fault.Field("told_on", in.s.ToldOn.String(), "转告在召开以后，不晚于今天，请核对。"))
		case !in.s.ToldOn.IsZero() && by == "":
			return none(fault.Field("told_by", "", "请写明由谁转告。"))
		}
		p.Spoke, p.ReadOut, p.ToldOn, p.ToldBy = in.s.Spoke, in.s.Read, in.s.ToldOn, by
		if err := act.Overwrite(tx, "meeting_life_person", p.ID, personColumns, p.values()); err != nil {
			return none(err)
		}
		return p, m.entry("登记" + p.Name + "的发言或转告"), nil
	}})

// Seen enters what was seen of a member: spoke; or, of an absent one, the speech read
// out and the telling afterwards. The political section can.
func (r *Room) Seen(ctx context.Context, who act.Actor, s Spoken) (Person, error) {
	return spokenDeed.Run(ctx, r.Door, who, spokenIn{r, s})
}

// Admits refuses a day for a meeting in the meeting room: one after the last day of the
// year to which the superior organisation has not agreed (clauses mtg.life.deadline,
// mtg.life.postpone), or another than the preparation says.
func (r *Room) Admits(tx *act.Tx, on civil.Date) error {
	book, err := r.Rules.At(tx.Ctx, on)
	if err != nil {
		return err
	}
	terms, err := TermsOf(book, on.Year)
	if err != nil {
		return err
	}
	m, begun, err := act.Locked[Meeting](tx, meetingSelect+" WHERE m.year = $1", on.Year)
	switch {
	case err != nil:
		return err
	case on.After(terms.By) && (!begun || m.ConsentTo.IsZero() || on.After(m.ConsentTo)):
		return fault.Refuse(law.MtgLifeDeadline, on.Chinese()+"晚于期限"+terms.By.Chinese()+"。要推迟的，先报上级党组织同意，在“民主生活会”登记同意的文件。")
	case begun && m.HeldOn.IsZero() && !m.PlannedOn.IsZero() && m.PlannedOn != on:
		return fault.Field("on", on.String(), m.Title()+"的筹备定在"+m.PlannedOn.Chinese()+"。要改日期的，先在“民主生活会”改安排。")
	}
	return nil
}

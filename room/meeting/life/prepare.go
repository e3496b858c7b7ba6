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

// Plan is what is planned for a year's meeting.
type Plan struct {
	Year        int
	Theme       string
	PlannedOn   civil.Date
	Place       string
	Agenda      string
	Chair       int64  // org_person
	ChairReason string // where another than the party secretary chairs
	Added       []int64
	Observers   []int64
}

type planIn struct {
	r *Room
	p Plan
}

var beginDeed = act.Define(act.Spec[planIn, Meeting]{Name: "life.meeting.begin", Label: "筹备民主生活会", Right: Use, Basis: []law.ID{law.MtgLifeService, law.MtgLifeCadence},
	Do: func(tx *act.Tx, in planIn) (Meeting, act.Entry, error) {
		none := func(err error) (Meeting, act.Entry, error) { return Meeting{}, act.Entry{}, err }
		y := in.p.Year
		if !in.r.serves(tx.Actor) {
			return none(fault.Refuse(law.MtgLifeService, "民主生活会的会务归政工科，由政工科登记。"))
		}
		// Last year's may be entered late.
		if y < tx.Today.Year-1 || y > tx.Today.Year+1 {
			return none(fault.Field("year", fmt.Sprint(y), "年度应是去年、今年或明年。"))
		}
		if _, ok, err := db.Maybe[Meeting](tx.Ctx, tx, meetingSelect+" WHERE m.year = $1", y); err != nil || ok {
			if ok {
				err = fault.Newf(fault.Conflict, "%d年的民主生活会已经登记，每年一次。", y)
			}
			return none(err)
		}
		m := Meeting{Year: y, State: Running, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		id, err := insert(tx, "meeting_life_meeting", meetingColumns, m.values()...)
		if err != nil {
			return none(err)
		}
		m.ID = id
		if err := in.r.plan(tx, &m, in.p); err != nil {
			return none(err)
		}
		return m, m.entry("开始筹备"), in.r.remind(tx, m)
	}})

// Begin begins the preparation of a year's meeting with its plan. The members are the
// party committee as of that day, and who is added. The political section can.
func (r *Room) Begin(ctx context.Context, who act.Actor, p Plan) (Meeting, error) {
	return beginDeed.Run(ctx, r.Door, who, planIn{r, p})
}

var planDeed = act.Define(act.Spec[planIn, Meeting]{Name: "life.meeting.plan", Label: "修改民主生活会安排", Right: Use, Basis: []law.ID{law.MtgLifePrepRequest},
	Do: func(tx *act.Tx, in planIn) (Meeting, act.Entry, error) {
		m, err := in.r.service(tx, in.p.Year)
		if err == nil && !m.HeldOn.IsZero() {
			err = fault.Newf(fault.Conflict, "%s已于%s召开，安排不能再改。", m.Title(), m.HeldOn.Chinese())
		}
		if err == nil {
			err = in.r.plan(tx, &m, in.p)
		}
		return m, m.entry("修改安排"), err
	}})

// Change changes the plan while the meeting is not held. What the superior agreed to
// is not asked again by itself: the page says that it changed after the answer.
func (r *Room) Change(ctx context.Context, who act.Actor, p Plan) (Meeting, error) {
	return planDeed.Run(ctx, r.Door, who, planIn{r, p})
}

func (r *Room) plan(tx *act.Tx, m *Meeting, p Plan) error {
	var err error
	if m.Theme, err = text("theme", p.Theme, "请写明主题。", mostLine); err != nil {
		return err
	}
	if m.Agenda, err = text("agenda", p.Agenda, "请写明议程。", mostText); err != nil {
		return err
	}
	if p.PlannedOn.IsZero() || p.PlannedOn.Year != m.Year && p.PlannedOn.Year != m.Year+1 {
		return fault.Field("planned_on", p.PlannedOn.String(), fmt.Sprintf("请填写拟召开的日期，在%d年；经同意推迟的可以在下一年。", m.Year))
	}
	chair, _, c, err := r.here(tx, "chair", p.Chair)
	if err != nil {
		return err
	}
	m.PlannedOn, m.Place, m.ChairID, m.Chair, m.ChairReason = p.PlannedOn, db.Trimmed(p.Place), chair.ID, chair.Name, db.Trimmed(p.ChairReason)
	secretary := slices.ContainsFunc(c.Holders(r.Org.Places.PartySecretary), func(x org.Person) bool { return x.ID == chair.ID })
	switch {
	case !secretary && m.ChairReason == "":
		f := fault.Field("chair_reason", "", "民主生活会由党委书记主持。换人主持的，写明理由，并经上级党组织批复。")
		f.Clause = law.MtgLifeProcChair
		return f
	case secretary:
		m.ChairReason = ""
	}
	committee, err := org.Committee(tx.Ctx, tx, p.PlannedOn)
	if err != nil {
		return err
	}
	if len(committee) == 0 {
		return fault.New(fault.Conflict, "没有登记党委委员，请政工科先在人员里登记谁是党委委员。")
	}
	have, err := db.All[Person](tx.Ctx, tx, q.SQL("persons_of"), m.ID)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		part string
		ids  []int64
	}{{Member, committee}, {Added, p.Added}, {Observer, p.Observers}} {
		for _, id := range x.ids {
			if slices.ContainsFunc(have, func(h Person) bool { return h.PersonID == id }) {
				continue // counted once, in the part he had first
			}
			who, login, _, err := r.here(tx, "observers", id)
			if err != nil {
				return err
			}
			n := Person{LifeID: m.ID, PersonID: who.ID, Login: login, Name: who.Name, Part: x.part}
			if n.ID, err = insert(tx, "meeting_life_person", personColumns, n.values()...); err != nil {
				return err
			}
			have = append(have, n)
		}
	}
	return put(tx, *m)
}

// remind puts the last day of the meeting on the political section's list. Members
// of that section alone read it.
func (r *Room) remind(tx *act.Tx, m Meeting) error {
	if !m.HeldOn.IsZero() {
		return notify.Done(tx, m.Subject())
	}
	_, t, err := r.book(tx.Ctx, tx.Today, m.Year)
	if err != nil {
		return err
	}
	due := t.By
	if m.ConsentTo.After(due) {
		due = m.ConsentTo
	}
	return notify.Put(tx, notify.Todo{Key: m.Subject(), Role: org.Staff, Unit: r.Org.Places.PoliticalSection, Text: "筹备" + m.Title(), URL: m.URL(), Due: due})
}

// Consent is the superior organisation's agreement to a later date.
type Consent struct {
	Year   int
	On, To civil.Date // the day of the agreement; until when
	Ref    string
	Why    string
	Papers []flow.Attachment
}

type consentIn struct {
	r *Room
	c Consent
}

var consentDeed = act.Define(act.Spec[consentIn, Meeting]{Name: "life.meeting.postpone", Label: "登记民主生活会延期同意", Right: Use, Basis: []law.ID{law.MtgLifePostpone},
	Do: func(tx *act.Tx, in consentIn) (Meeting, act.Entry, error) {
		none := func(err error) (Meeting, act.Entry, error) { return Meeting{}, act.Entry{}, err }
		m, err := in.r.service(tx, in.c.Year)
		if err != nil {
			return none(err)
		}
		_, t, err := in.r.book(tx.Ctx, tx.Today, m.Year)
		if err == nil {
			err = past("on", in.c.On, tx.Today)
		}
		if err != nil {
			return none(err)
		}
		if !in.c.To.After(t.By) {
			return none(fault.Field("to", in.c.To.String(), "同意推迟到的日期应晚于"+t.By.Chinese()+"；在这一天以前召开不用延期。"))
		}
		if m.ConsentRef, err = text("ref", in.c.Ref, "请填写同意文件的文号或名称。", mostLine); err != nil {
			return none(err)
		}
		if m.ConsentWhy, err = text("why", in.c.Why, "请写明为什么推迟。", mostText); err != nil {
			return none(err)
		}
		if len(in.c.Papers) == 0 {
			return none(fault.Field("files", "", "请上传上级党组织同意推迟的文件。"))
		}
		m.ConsentOn, m.ConsentTo = in.c.On, in.c.To
		if err := put(tx, m); err != nil {
			return none(err)
		}
		if err := in.r.addPapers(tx, m, "consent", 0, in.c.Papers); err != nil {
			return none(err)
		}
		say := "登记上级党组织同意推迟到" + m.ConsentTo.Chinese()
		if LateConsent(m, t) {
			say += "，同意晚于期限"
		}
		return m, m.entry(say), in.r.remind(tx, m)
	}})

// Postpone enters the superior organisation's consent to a date after the last day,
// with its paper. A consent that came after that day is taken and marked as late.
func (r *Room) Postpone(ctx context.Context, who act.Actor, c Consent) (Meeting, error) {
	return consentDeed.Run(ctx, r.Door, who, consentIn{r, c})
}

// DoneStep is a step to be marked.
type DoneStep struct {
	Year   int
	Step   string
	On     civil.Date
	Words  string
	Ref    string
	Papers []flow.Attachment
}

type markIn struct {
	r *Room
	d DoneStep
}

// step is a step that is marked, with what it needs.
type step struct {
	code, label string
	clause      law.ID
	words       string // the demand for a text; empty where none is needed
	ref         string // for a number
	paper       string // for a paper
	held        bool   // only once the meeting was held
}

var steps = []step{
	{StepRequest, "请示已报出", law.MtgLifePrepRequest, "", "请填写请示的文号。", "", false},
	{StepAnswer, "收到批复", law.MtgLifePrepRequest, "", "请填写批复的文号，口头批复的写明是谁答复的。", "", false},
	{StepNotice, "通知已发", law.MtgLifePrepNotice, "", "", "", false},
	{StepStudy, "会前学习", law.MtgLifePrepStudy, "请写明学了什么。", "", "", false},
	{StepSymposium, "已开座谈会", law.MtgLifePrepForms, "请写明请了哪些方面的人，不写名字。", "", "", false},
	{StepTalks, "已个别谈心听取意见", law.MtgLifePrepForms, "请写明谈了哪些方面的人，不写名字。", "", "", false},
	{StepAppraisal, "已民主评议", law.MtgLifePrepForms, "请写明发出和收回多少份。", "", "", false},
	{StepCompile, "意见已汇总", law.MtgLifePrepCompile, "", "", "", false},
	{StepOpening, "主持人讲明主题和要求", law.MtgLifeProcChair, "请写明讲了什么主题和要求。", "", "", true},
	{StepStudyAt, "会上学习", law.MtgLifeProcStudy, "请写明学了什么。", "", "", true},
	{StepSuperior, "上级领导讲话", law.MtgLifeProcSuperior, "请写明哪一级的领导到会讲话。", "", "", true},
	{StepNobody, "上级党组织没有人到会", law.MtgLifeProcSuperior, "", "", "", true},
	{StepWrap, "主持人总结", law.MtgLifeProcWrap, "请写明总结的要点。", "", "", true},
	{StepRecord, "会议记录整理完毕", law.MtgLifeRecord, "", "", "请上传会议记录。", true},
	{StepSigned, "党委书记签字", law.MtgLifeRecordSign, "", "", "", true},
	{StepReport, "已向上级书面报告", law.MtgLifeFollowReport, "", "请填写报告的文号。", "请上传报告。", true},
	{StepFeedback, "已向群众反馈", law.MtgLifeFollowFeedback, "请写明用什么方式反馈。", "", "", true},
}

var markDeed = act.Define(act.Spec[markIn, Mark]{Name: "life.step.mark", Label: "登记民主生活会程序", Right: Use, Basis: []law.ID{law.MtgLifeService},
	Do: func(tx *act.Tx, in markIn) (Mark, act.Entry, error) { return in.r.mark(tx, in.d) }})

// MarkDone marks a step as done on a day. The political section can; the record is the
// work of its head, and the party secretary alone signs it.
func (r *Room) MarkDone(ctx context.Context, who act.Actor, d DoneStep) (Mark, error) {
	return markDeed.Run(ctx, r.Door, who, markIn{r, d})
}

func (r *Room) mark(tx *act.Tx, d DoneStep) (Mark, act.Entry, error) {
	none := func(err error) (Mark, act.Entry, error) { return Mark{}, act.Entry{}, err }
	m, err := r.hold(tx, d.Year)
	if err != nil {
		return none(err)
	}
	n := slices.IndexFunc(steps, func(s step) bool { return s.code == d.Step })
	if n < 0 {
		return none(fault.Field("step", d.Step, "没有这一步程序，请从页面上选择。"))
	}
	s := steps[n]
	if err := r.mayMark(tx, m, d.Step); err != nil {
		return none(err)
	}
	rec, err := r.record(tx.Ctx, tx, m)
	if err != nil {
		return none(err)
	}
	if err := past("on", d.On, tx.Today); err != nil {
		return none(err)
	}
	d.Words, d.Ref = db.Trimmed(d.Words), db.Trimmed(d.Ref)
	answer, answered := rec.mark(StepAnswer)
	_, requested := rec.mark(StepRequest)
	_, recorded := rec.mark(StepRecord)
	switch {
	case s.words != "" && d.Words == "":
		return none(fault.Field("words", "", s.words))
	case s.ref != "" && d.Ref == "":
		return none(fault.Field("ref", "", s.ref))
	case s.paper != "" && len(d.Papers) == 0:
		return none(fault.Field("files", "", s.paper))
	case len([]rune(d.Words)) > mostText || len([]rune(d.Ref)) > mostLine:
		return none(fault.Field("words", "", "写得太长，更长的作附件上传。"))
	case s.held && m.HeldOn.IsZero():
		return none(fault.Refuse(s.clause, "会议还没有召开，召开以后才能登记“"+s.label+"”。"))
	case s.held && d.On.Before(m.HeldOn):
		return none(fault.Field("on", d.On.String(), "日期早于召开的"+m.HeldOn.Chinese()+"，请核对。"))
	case d.Step == StepAnswer && !requested:
		return none(fault.Refuse(law.MtgLifePrepRequest, "请示还没有登记报出，先登记请示。"))
	case d.Step == StepNotice && (!answered || d.On.Before(answer.DoneOn)):
		return none(fault.Refuse(law.MtgLifePrepRequest, "得到上级党组织批复以后才发通知。先登记批复，再登记通知。"))
	case d.Step == StepSigned && !recorded:
		return none(fault.Refuse(law.MtgLifeRecordSign, "还没有会议记录，整理上传以后才能签字。"))
	}
	x := Mark{LifeID: m.ID, Step: d.Step, DoneOn: d.On, Words: d.Words, Ref: d.Ref, Person: tx.Actor.Name, Login: tx.Actor.Login, MadeAt: tx.Now}
	if x.ID, err = insert(tx, "meeting_life_mark", markColumns, x.LifeID, x.Step, x.DoneOn, x.Words, x.Ref, x.Person, x.Login, x.MadeAt); err != nil {
		return none(err)
	}
	// The ledger tells the step and its day, never what was written of it.
	e := m.entry(s.label, s.clause)
	e.Detail = map[string]any{"step": d.Step, "on": d.On.String(), "papers": len(d.Papers)}
	return x, e, r.addPapers(tx, m, d.Step, 0, d.Papers)
}

// mayMark refuses a step to whom the book does not give it.
func (r *Room) mayMark(tx *act.Tx, m Meeting, step string) error {
	c, err := r.Org.Chart(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	me, _ := c.PersonOf(tx.Actor.Login)
	switch step {
	case StepSigned:
		for _, p := range c.Holders(r.Org.Places.PartySecretary) {
			if p.ID == me.ID && me.ID != 0 {
				return nil
			}
		}
		return fault.Refuse(law.MtgLifeRecordSign, "民主生活会的记录由党委书记本人签字，不能代签。")
	case StepRecord:
		b, _, err := r.book(tx.Ctx, tx.Today, m.Year)
		if err != nil {
			return err
		}
		k, _ := b.Meetings.Kind("democratic_life")
		if _, ok := c.ActsAs(me.ID, k.Secretary.Posts...); !ok || me.ID == 0 {
			return fault.Refuse(law.MtgLifeRecord, "民主生活会由政工科科长记录，由他登记。")
		}
		return nil
	}
	if !r.serves(tx.Actor) {
		return fault.Refuse(law.MtgLifeService, "民主生活会的会务归政工科，由政工科登记。")
	}
	return nil
}

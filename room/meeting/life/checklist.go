package life

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Steps that are marked as done.
const (
	StepRequest   = "request"
	StepAnswer    = "answer"
	StepNotice    = "notice"
	StepStudy     = "study"
	StepSymposium = "symposium"
	StepTalks     = "talks"
	StepAppraisal = "appraisal"
	StepCompile   = "compile"
	StepOpening   = "opening"
	StepStudyAt   = "study_at"
	StepSuperior  = "superior"
	StepNobody    = "nobody" // nobody came from the superior organisation
	StepWrap      = "wrap"
	StepRecord    = "record"
	StepSigned    = "signed"
	StepReport    = "report"
	StepFeedback  = "feedback"
)

// Parts of the procedure.
const (
	Before = "before"
	At     = "at"
	After  = "after"
)

// States of a line.
const (
	LineDone = "done"
	LineOpen = "open"
	LineVoid = "void" // does not apply this time
)

// Line is one line of the checklist.
type Line struct {
	Code   string
	Part   string
	Number int // step within its part, from 1; lines of one step share it
	Title  string
	Clause law.ID
	State  string
	Why    string // why it is open, or does not apply
	Remedy string // what to do about it
	Note   string // what is known of it: who, when, number; or a hint that holds nothing up
	Step   string // the step to be marked, empty where something else closes the line
}

// Terms are the numbers of the book for this meeting; zero where it sets none.
type Terms struct {
	By          civil.Date // last day, included
	Study       int        // records of study before the meeting
	WithLeaders int        // talks of each member with other leaders; a hint
	WithStaff   int        // and with staff
}

// TermsOf reads the numbers for a year.
func TermsOf(b *rulebook.Book, year int) (Terms, error) {
	var t Terms
	p, _ := b.Param(law.MtgLifeDeadline, "by")
	var err error
	if t.By, err = civil.Parse(fmt.Sprintf("%04d-%s", year, p.Value)); err != nil {
		return t, fmt.Errorf("parameter by of %s: %w", law.MtgLifeDeadline, err)
	}
	for _, x := range []struct {
		clause law.ID
		name   string
		into   *int
	}{{law.MtgLifePrepStudy, "minimum", &t.Study}, {law.MtgLifePrepTalk, "with_leaders", &t.WithLeaders}, {law.MtgLifePrepTalk, "with_staff", &t.WithStaff}} {
		if p, ok := b.Param(x.clause, x.name); ok {
			*x.into, _ = p.Int()
		}
	}
	return t, nil
}

// Record is all that was entered of one year's meeting.
type Record struct {
	Meeting  Meeting
	People   []Person
	Marks    []Mark
	Opinions []Opinion
	Talks    []Talk
	Measures []Measure
	Checks   []Check
	Papers   []Paper
	// Secretary is the party secretary of that day, 0 where nobody is.
	Secretary int64
}

// mark gives the latest mark of a step.
func (r Record) mark(step string) (Mark, bool) {
	for _, m := range slices.Backward(r.Marks) {
		if m.Step == step {
			return m, true
		}
	}
	return Mark{}, false
}

func (r Record) marked(step string) int {
	n := 0
	for _, m := range r.Marks {
		if m.Step == step {
			n++
		}
	}
	return n
}

func (r Record) members() []Person {
	return slices.DeleteFunc(slices.Clone(r.People), func(p Person) bool { return p.Part == Observer })
}

func names[T any](list []T, name func(T) string) string {
	var s []string
	for _, x := range list {
		s = append(s, name(x))
	}
	return strings.Join(s, "、")
}

func (r Record) who(is func(Person) bool) string {
	return names(slices.DeleteFunc(r.members(), func(p Person) bool { return !is(p) }), func(p Person) string { return p.Name })
}

// said is a mark in words: day, number, what was written.
func (m Mark) said() string {
	s := m.DoneOn.Chinese()
	if m.Ref != "" {
		s += "，" + m.Ref
	}
	if m.Words != "" {
		s += "，" + m.Words
	}
	return s + "（" + m.Person + "登记）"
}

// list builds the checklist.
type list struct {
	Record
	today civil.Date
	terms Terms
	lines []Line
}

func (l *list) add(x Line) { l.lines = append(l.lines, x) }

// step adds a line that a mark closes.
func (l *list) step(part string, number int, title string, clause law.ID, step, why, remedy string) {
	x := Line{Code: step, Part: part, Number: number, Title: title, Clause: clause, State: LineOpen, Why: why, Remedy: remedy, Step: step}
	if m, ok := l.mark(step); ok {
		x.State, x.Why, x.Remedy, x.Note = LineDone, "", "", m.said()
	}
	l.add(x)
}

// lacking adds a line that is open while somebody lacks something.
func (l *list) lacking(part string, number int, code, title string, clause law.ID, lack, why, remedy, note string) {
	x := Line{Code: code, Part: part, Number: number, Title: title, Clause: clause, State: LineDone, Note: note}
	if lack != "" {
		x.State, x.Why, x.Remedy = LineOpen, lack+why, remedy
	}
	l.add(x)
}

// Checklist says of every step whether it was done, why not, and what to do. It is a
// function of what was entered, the day and the book's numbers alone.
func Checklist(r Record, today civil.Date, t Terms) []Line {
	l := &list{Record: r, today: today, terms: t}
	l.deadline()
	l.before()
	l.at()
	l.after()
	return l.lines
}

// OpenLines are the lines that keep the meeting from being finished.
func OpenLines(lines []Line) []Line {
	return slices.DeleteFunc(slices.Clone(lines), func(x Line) bool { return x.State != LineOpen })
}

// LateConsent reports whether the superior organisation agreed to a later date only
// when the last day was over.
func LateConsent(m Meeting, t Terms) bool { return !m.ConsentOn.IsZero() && m.ConsentOn.After(t.By) }

func (l *list) deadline() {
	m, by := l.Meeting, l.terms.By
	x := Line{Code: "deadline", Part: At, Number: 0, Title: "在期限以内召开", Clause: law.MtgLifeDeadline, State: LineOpen}
	note := ""
	if !m.ConsentOn.IsZero() {
		x.Clause = law.MtgLifePostpone
		note = fmt.Sprintf("上级党组织%s同意推迟到%s（%s）", m.ConsentOn.Chinese(), m.ConsentTo.Chinese(), m.ConsentRef)
		if LateConsent(m, l.terms) {
			note += "；同意晚于期限" + by.Chinese()
		}
	}
	x.Note = note
	switch {
	case m.HeldOn.IsZero() && !l.today.After(by):
		x.Why, x.Remedy = fmt.Sprintf("还没有召开，最迟%s", by.Chinese()), "按期召开；要推迟的，在这一天以前取得上级党组织同意"
	case m.HeldOn.IsZero() && !m.ConsentOn.IsZero() && !l.today.After(m.ConsentTo):
		x.Why, x.Remedy = fmt.Sprintf("还没有召开，同意推迟到%s", m.ConsentTo.Chinese()), "在同意的日期以前召开"
	case m.HeldOn.IsZero():
		x.Why, x.Remedy = fmt.Sprintf("已过%s，还没有召开", by.Chinese()), "报上级党组织同意推迟，上传同意的文件，然后召开"
	case !m.HeldOn.After(by):
		x.State, x.Note = LineDone, m.HeldOn.Chinese()+"召开"
	case m.ConsentOn.IsZero():
		x.Why, x.Remedy = fmt.Sprintf("%s召开，晚于%s，没有上级党组织的同意", m.HeldOn.Chinese(), by.Chinese()), "向上级党组织说明，取得同意后上传文件；补来的同意会标明晚于期限"
	case m.HeldOn.After(m.ConsentTo):
		x.Why, x.Remedy = fmt.Sprintf("%s召开，晚于同意的%s", m.HeldOn.Chinese(), m.ConsentTo.Chinese()), "再报上级党组织，登记新的同意"
	default:
		x.State, x.Note = LineDone, m.HeldOn.Chinese()+"召开；"+note
	}
	l.add(x)
}

func (l *list) before() {
	l.step(Before, 1, "请示上级党组织：时间、参加人员、主持人、议程", law.MtgLifePrepRequest, StepRequest, "请示还没有报出", "政工科拟请示，写齐时间、参加人员、主持人、议程，报出后登记日期和文号")
	l.step(Before, 1, "得到上级党组织批复", law.MtgLifePrepRequest, StepAnswer, "还没有批复", "收到批复后登记日期和文号，上传批复")
	l.step(Before, 2, "通知时间和主题", law.MtgLifePrepNotice, StepNotice, "还没有发通知", "得到批复以后，政工科通知全体参加人员")
	n := l.marked(StepStudy)
	x := Line{Code: StepStudy, Part: Before, Number: 3, Title: "会前学习", Clause: law.MtgLifePrepStudy, State: LineDone, Step: StepStudy, Note: fmt.Sprintf("学习 %d 次", n)}
	if n < max(1, l.terms.Study) {
		x.State, x.Note, x.Why, x.Remedy = LineOpen, "", fmt.Sprintf("学习记录 %d 次，至少 %d 次", n, max(1, l.terms.Study)), "组织学习上级要求的文件，登记日期和内容"
	} else if m, ok := l.mark(StepStudy); ok {
		x.Note += "，最近" + m.said()
	}
	l.add(x)
	for _, f := range forms {
		n := 0
		for _, o := range l.Opinions {
			if o.Form == f.code {
				n++
			}
		}
		l.step(Before, 4, "征求意见："+f.label, law.MtgLifePrepForms, f.step, "还没有用"+f.label+"听取意见", "开展以后登记日期和范围；意见不记是谁提的")
		l.lines[len(l.lines)-1].Note = strings.TrimPrefix(l.lines[len(l.lines)-1].Note+fmt.Sprintf("；意见 %d 条", n), "；")
	}
	l.step(Before, 4, "意见由政工科汇总成清单", law.MtgLifePrepCompile, StepCompile, "意见还没有汇总", "政工科汇总后登记日期，可以上传清单")
	l.talks()
	lack := l.who(func(p Person) bool { return p.SpeechOn.IsZero() })
	if len(l.members()) == 0 {
		lack = "参加人员名单"
	}
	l.lacking(Before, 6, "speech", "每人写好发言材料交政工科", law.MtgLifePrepSpeech, lack, "还没有交", "本人上传，或者由政工科代为登记", "全部交齐")
}

// talks is the line of heart-to-heart talks. The numbers of the book are hints: who
// falls short is named and holds nothing up, as long as both sorts were held.
func (l *list) talks() {
	with := map[int64][2]int{}
	var total [2]int
	for _, t := range l.Talks {
		i := 1
		if t.Kind == WithLeader {
			i = 0
			c := with[t.OtherID]
			c[0]++
			with[t.OtherID] = c
		}
		total[i]++
		c := with[t.LeaderID]
		c[i]++
		with[t.LeaderID] = c
	}
	x := Line{Code: "talk", Part: Before, Number: 5, Title: "谈心：领导之间、领导同干部职工", Clause: law.MtgLifePrepTalk, State: LineDone, Note: fmt.Sprintf("领导之间 %d 次，同干部职工 %d 次，只记谈了没有", total[0], total[1])}
	if short := l.who(func(p Person) bool {
		return with[p.PersonID][0] < l.terms.WithLeaders || with[p.PersonID][1] < l.terms.WithStaff
	}); short != "" {
		x.Note += "；提示：" + short + "还没有两种都谈过"
	}
	var lack []string
	for i, what := range []string{"领导之间的谈心", "领导同干部职工的谈心"} {
		if total[i] == 0 {
			lack = append(lack, what)
		}
	}
	if len(lack) > 0 {
		x.State, x.Why, x.Remedy = LineOpen, strings.Join(lack, "、")+"还没有登记", "谈过以后登记谁同谁谈、哪一天，不记内容"
	}
	l.add(x)
}

func (l *list) at() {
	if l.Meeting.HeldOn.IsZero() {
		for _, x := range []struct {
			n      int
			title  string
			clause law.ID
		}{{1, "书记主持，讲明主题、内容和要求", law.MtgLifeProcChair}, {2, "会上学习", law.MtgLifeProcStudy}, {3, "到会委员逐人发言", law.MtgLifeProcSpeak}, {4, "上级领导讲话", law.MtgLifeProcSuperior}, {5, "主持人总结", law.MtgLifeProcWrap}, {6, "政工科科长记录，书记签字", law.MtgLifeRecordSign}} {
			l.add(Line{Code: fmt.Sprintf("at%d", x.n), Part: At, Number: x.n, Title: x.title, Clause: x.clause, State: LineOpen, Why: "会议还没有召开", Remedy: "召开以后登记召开日期和到会情况"})
		}
		return
	}
	m := l.Meeting
	l.step(At, 1, "主持人讲明主题、内容和要求", law.MtgLifeProcChair, StepOpening, "没有记下开场", "登记主持人讲明的主题和要求")
	chair := &l.lines[len(l.lines)-1]
	if l.Secretary == 0 || m.ChairID != l.Secretary {
		switch _, answered := l.mark(StepAnswer); {
		case m.ChairReason == "":
			chair.State, chair.Why, chair.Remedy = LineOpen, "主持人不是党委书记，没有写明理由", "在会议安排里写明为什么换人主持"
		case !answered:
			chair.State, chair.Why, chair.Remedy = LineOpen, "换人主持还没有上级党组织的批复", "登记批复"
		}
		chair.Note = strings.TrimPrefix(chair.Note+"；"+m.Chair+"主持："+m.ChairReason, "；")
	}
	l.step(At, 2, "会上学习", law.MtgLifeProcStudy, StepStudyAt, "没有记下会上学习", "登记学了什么")
	l.lacking(At, 3, "attendance", "到会情况", law.MtgLifeProcSpeak, l.who(func(p Person) bool { return p.Here == "" }), "没有登记到会还是缺席", "逐人登记", "应到 "+fmt.Sprint(len(l.members()))+" 人，到会 "+fmt.Sprint(l.count(Present))+" 人")
	l.lacking(At, 3, "spoke", "到会委员逐人发言", law.MtgLifeProcSpeak, l.who(func(p Person) bool { return p.Here == Present && !p.Spoke }), "没有发言", "发过言的登记；没有发言的，在会议记录里写明后补上发言", "到会的都发了言")
	if l.count(Absent) == 0 {
		l.add(Line{Code: "absent", Part: At, Number: 3, Title: "缺席委员的书面发言", Clause: law.MtgLifeProcAbsent, State: LineVoid, Why: "没有人缺席"})
	} else {
		absent := func(is func(Person) bool) string {
			return l.who(func(p Person) bool { return p.Here == Absent && is(p) })
		}
		l.lacking(At, 3, "absent", "缺席委员的书面发言", law.MtgLifeProcAbsent, absent(func(p Person) bool { return p.SpeechOn.IsZero() }), "没有交书面发言", "请本人补交", "缺席的都交了")
		l.lacking(At, 3, "read", "宣读书面发言并记入记录", law.MtgLifeProcAbsentRead, absent(func(p Person) bool { return !p.ReadOut }), "的书面发言没有宣读", "宣读并记入会议记录后登记", "都已宣读")
		l.lacking(At, 3, "told", "会后向缺席人转告", law.MtgLifeProcRelay, absent(func(p Person) bool { return p.ToldOn.IsZero() }), "还没有转告", "由主持人或其委托的人转告会议情况和批评意见，登记何时由谁转告", "都已转告")
	}
	if n, ok := l.mark(StepNobody); ok && l.marked(StepSuperior) == 0 {
		l.add(Line{Code: StepSuperior, Part: At, Number: 4, Title: "上级领导讲话", Clause: law.MtgLifeProcSuperior, State: LineVoid, Why: "上级党组织没有人到会", Note: n.said()})
	} else {
		l.step(At, 4, "上级领导讲话", law.MtgLifeProcSuperior, StepSuperior, "没有登记上级领导的讲话", "登记讲话；没有人到会的，登记没有人到会")
	}
	l.step(At, 5, "主持人总结", law.MtgLifeProcWrap, StepWrap, "没有记下总结", "登记总结的要点和落实要求")
	l.step(At, 6, "政工科科长记录", law.MtgLifeRecord, StepRecord, "没有会议记录", "政工科科长整理记录并上传")
	l.step(At, 6, "党委书记签字", law.MtgLifeRecordSign, StepSigned, "记录还没有签字", "党委书记看过记录后签字")
}

func (l *list) count(here string) int {
	n := 0
	for _, p := range l.members() {
		if p.Here == here {
			n++
		}
	}
	return n
}

// Clock says how a day stands to the last day of the year's meeting, and whether that
// is late.
func Clock(today civil.Date, m Meeting, t Terms) (words string, late bool) {
	by := t.By
	switch {
	case !m.HeldOn.IsZero() && !m.HeldOn.After(by):
		return m.HeldOn.Chinese() + "按期召开", false
	case !m.HeldOn.IsZero() && !m.ConsentOn.IsZero() && !m.HeldOn.After(m.ConsentTo):
		return m.HeldOn.Chinese() + "召开，上级党组织同意推迟", LateConsent(m, t)
	case !m.HeldOn.IsZero():
		return fmt.Sprintf("%s召开，晚于期限 %d 天", m.HeldOn.Chinese(), m.HeldOn.Sub(by)), true
	case !m.ConsentOn.IsZero() && !m.ConsentTo.Before(by):
		by = m.ConsentTo
	}
	switch left := by.Sub(today); {
	case left > 0:
		return fmt.Sprintf("最迟%s召开，还有 %d 天", by.Chinese(), left), false
	case left == 0:
		return fmt.Sprintf("今天%s是最后一天", by.Chinese()), false
	default:
		return fmt.Sprintf("已过最后一天%s %d 天，没有召开", by.Chinese(), -left), true
	}
}

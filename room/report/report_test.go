package report_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/report"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{org.Staff: {org.Anyone, flow.Use, report.Use}, org.SectionHead: {org.Anyone, flow.Use, report.Use},
	org.Leader: {org.Anyone, flow.Use, report.Use}, org.Director: {org.Anyone, flow.Use, report.Use}, org.SystemAdmin: {org.Anyone}}

// bureau is a small one: a section with a head, a clerk and a colleague, a deputy in
// charge, the director, another section and the office.
type bureau struct {
	*report.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, report.Schema}

// The clock begins on Monday, 9 March 2026, at noon.
const monday = "2026-03-09"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(monday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "流通科科长", "LTK", "LTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff},
		{"colleague", "流通科办事员", "LTK", "LTK-clerk", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	for _, unit := range []string{"LTK", "ZGK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = report.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

// request is a sound request of a clerk.
func request() report.Sending {
	return report.Sending{Kind: report.Request, Topic: "领导交办事项", Title: "关于开展成品油市场检查的请示", Background: "接群众反映。", Proposal: "建议组织两个组检查。", Urgency: report.Normal, Addressee: "deputy_in_charge"}
}

func (b *bureau) send(login string, x report.Sending) report.View {
	b.t.Helper()
	s, err := b.Send(b.ctx, b.actors[login], x)
	if err != nil {
		b.t.Fatalf("%s: %v", login, say(err))
	}
	return b.see(login, s.ID)
}

func (b *bureau) see(login string, id int64) report.View {
	b.t.Helper()
	v, err := b.Matter(b.ctx, b.actors[login], id)
	if err != nil {
		b.t.Fatalf("%s does not see %d: %v", login, id, err)
	}
	return v
}

func (b *bureau) do(login string, a flow.Action, caseID int64, words string) {
	b.t.Helper()
	if _, err := b.Flow.Do(b.ctx, b.actors[login], a, flow.Input{Case: caseID, Words: words}); err != nil {
		b.t.Fatalf("%s %s: %v", login, a, say(err))
	}
}

func say(err error) string {
	f := fault.Of(err)
	if f == nil {
		return "nothing refused"
	}
	s := f.Safe()
	for _, x := range f.Fields {
		s += "|" + x.Field + " " + x.Say
	}
	return s
}

func (b *bureau) refused(err error, k fault.Kind, words string) {
	b.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != k || !strings.Contains(say(err), words) {
		b.t.Errorf("want %v with %q, got %v: %s", k, words, err, say(err))
	}
}

func (b *bureau) duty(login string, id int64, kind string) report.Duty {
	b.t.Helper()
	for _, d := range b.see(login, id).Duties {
		if d.Kind == kind {
			return d
		}
	}
	b.t.Fatalf("no duty %s", kind)
	return report.Duty{}
}

// now is the present instant less some hours.
func (b *bureau) now(hours int) int64 {
	return b.c.Now().Add(-time.Duration(hours) * time.Hour).UnixMicro()
}

func TestARequestGoesUpTheLadderAndIsCarriedOutAfterTheAnswer(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.Units = []string{"ZGK"}
		v := b.send("clerk", x)
		if v.Number != "2026-请-0001" || !v.Unanswered() || v.StateLabel() != report.NotBeforeAnswer {
			t.Fatalf("%s %s", v.Number, v.StateLabel())
		}
		if d, err := v.Decision(); err != nil || d.Basis()[0].Clause != law.RepChainOrder || v.Case.BasisLine == "" {
			t.Errorf("the decision is not kept whole: %v %q", err, v.Case.BasisLine)
		}
		// The ground names the steps that it goes through, and no clause of one beyond.
		if line := v.Case.BasisLine; !strings.Contains(line, "科室负责人同意→分管领导同意，主送分管领导，不再往上送。依据") || strings.Contains(line, "局长") || slices.Contains(v.Case.Basis(), law.RepChainDeputy) {
			t.Errorf("addressed to the deputy in charge on the ground: %s %v", line, v.Case.Basis())
		}
		y := x
		y.Kind = report.Report
		if r := b.send("clerk", y); !strings.Contains(r.Case.BasisLine, "科室负责人提出意见→分管领导提出意见") {
			t.Errorf("a report is not agreed to: %s", r.Case.BasisLine)
		}
		if n := len(v.Case.State.Steps); n != 2 {
			t.Errorf("%d steps up to the deputy in charge, want 2", n)
		}
		// Whoever answers it from the workbench reads it there; an outsider does not.
		facts, err := b.Flow.FactsOf(b.ctx, b.actors["head"], v.Case)
		if text := fmt.Sprint(facts); err != nil || !strings.Contains(text, x.Background) || !strings.Contains(text, x.Proposal) || strings.Contains(text, x.Title) {
			t.Errorf("the card on the workbench says %s: %v", text, err)
		}
		if _, err = b.Flow.FactsOf(b.ctx, b.actors["colleague"], v.Case); !fault.Is(err, fault.NotFound) {
			t.Errorf("an outsider reads the card: %v", err)
		}
		// Nothing is carried out before the answer; the refusal is in the ledger.
		err = b.Execute(b.ctx, b.actors["clerk"], report.Execution{Matter: v.ID, At: b.now(0), Words: "已检查"})
		b.refused(err, fault.Rule, "还没有批复")
		if e, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "report.matter.execute", Outcome: "refused"}, 1); err != nil || len(e) != 1 {
			t.Errorf("the refusal is not in the ledger: %d %v", len(e), err)
		}
		_, err = b.SetTask(b.ctx, b.actors["clerk"], report.NewTask{Matter: v.ID, What: "检查", Owner: b.people["clerk"]})
		b.refused(err, fault.Rule, report.NotBeforeAnswer)
		b.do("head", flow.Agree, v.CaseID, "拟同意。")
		if v = b.see("clerk", v.ID); !v.Unanswered() {
			t.Error("the head's word is not the answer")
		}
		b.c.Move(2 * time.Hour)
		b.do("deputy", flow.Agree, v.CaseID, "同意，本周内完成。")
		err = b.Execute(b.ctx, b.actors["clerk"], report.Execution{Matter: v.ID, At: b.now(1), Words: "已检查"})
		b.refused(err, fault.Rule, "还没有批复") // on the day of the answer, an hour before it
		v = b.see("clerk", v.ID)
		task := b.duty("clerk", v.ID, report.Carrying)
		if v.State != report.Answered || task.Login != "clerk" || !task.Due.IsZero() || len(b.filed) != 0 {
			t.Fatalf("%s %+v filed %d", v.State, task, len(b.filed))
		}
		// The deputy sets owner and day.
		_, err = b.SetTask(b.ctx, b.actors["deputy"], report.NewTask{Matter: v.ID, Duty: task.ID, What: "组织检查", Owner: b.people["colleague"], Due: civil.Must("2026-03-13")})
		if err != nil {
			t.Fatal(say(err))
		}
		if late, _ := b.Duties(b.ctx, b.actors["colleague"], "late", false); len(late) != 0 {
			t.Error("late before the day")
		}
		b.c.Move(5 * 24 * time.Hour)
		if late, err := b.Duties(b.ctx, b.actors["office"], "late", false); err != nil || len(late) != 1 || late[0].Text != "落实批复" {
			t.Errorf("the office's list of what is overdue: %+v %v", late, err)
		}
		if err := b.Execute(b.ctx, b.actors["clerk"], report.Execution{Matter: v.ID, At: b.now(24), Words: "已检查12家"}); err != nil {
			t.Fatal(say(err))
		}
		_, err = b.Done(b.ctx, b.actors["clerk"], task.ID, "办完")
		b.refused(err, fault.NotFound, "")
		if _, err := b.Done(b.ctx, b.actors["colleague"], task.ID, "检查12家，整改2家"); err != nil {
			t.Fatal(say(err))
		}
		v = b.see("deputy", v.ID)
		if v.State != report.Closed || len(b.filed) != 1 || b.filed[0].Unit != "LTK" || len(b.filed[0].Files) != 2 {
			t.Errorf("%s %+v", v.State, b.filed)
		}
		_, err = b.Done(b.ctx, b.actors["colleague"], task.ID, "再办")
		b.refused(err, fault.Conflict, "办结")
	})
}

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.Units = []string{"ZGK"}
		v := b.send("clerk", x)
		for _, login := range []string{"clerk", "head", "deputy", "political"} {
			b.see(login, v.ID)
		}
		for _, login := range []string{"colleague", "office", "director"} {
			_, err := b.Matter(b.ctx, b.actors[login], v.ID)
			b.refused(err, fault.NotFound, "")
			var w bytes.Buffer
			_, err = b.Print(b.ctx, b.actors[login], v.ID, &w)
			b.refused(err, fault.NotFound, "")
		}
		_, err := b.Matter(b.ctx, b.actors["head"], v.ID+77)
		b.refused(err, fault.NotFound, "")
		// The office keeps the register: number, title, state.
		list, err := b.Register(b.ctx, b.actors["office"], report.Conditions{})
		if err != nil || len(list) != 1 || list[0].Whole || list[0].Title != x.Title || list[0].Background != "" || list[0].Name != "" || list[0].Topic != "" {
			t.Errorf("%+v %v", list, err)
		}
		if list, _ := b.Register(b.ctx, b.actors["office"], report.Conditions{Topic: "领导交办事项"}); len(list) != 0 {
			t.Error("a filter tells the office what it does not see")
		}
		if list, _ := b.Register(b.ctx, b.actors["colleague"], report.Conditions{}); len(list) != 0 {
			t.Error("a colleague sees it in the register")
		}
		// What is confidential has no title there and no units.
		x = request()
		x.Skip, x.Units = report.Bypass{Reason: report.Confidential}, []string{"ZGK"}
		_, err = b.Send(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "只给收件人看")
		x.Units, x.Title = nil, "关于线索的请示"
		c := b.send("clerk", x)
		if !c.Case.Restricted || len(c.Case.State.Steps) != 1 {
			t.Errorf("restricted %v, %d steps", c.Case.Restricted, len(c.Case.State.Steps))
		}
		for _, login := range []string{"head", "office", "political"} {
			_, err := b.Matter(b.ctx, b.actors[login], c.ID)
			b.refused(err, fault.NotFound, "")
		}
		list, _ = b.Register(b.ctx, b.actors["office"], report.Conditions{})
		if len(list) != 2 || strings.Contains(list[0].Title, "线索") {
			t.Errorf("%+v", list)
		}
		if list, _ = b.Register(b.ctx, b.actors["office"], report.Conditions{Words: "线索"}); len(list) != 0 {
			t.Error("the office finds it by its title")
		}
		e, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Subject: c.Subject()}, 5)
		for _, x := range e {
			if strings.Contains(x.Summary, "线索") {
				t.Errorf("the ledger tells the title: %s", x.Summary)
			}
		}
		if err != nil || len(e) == 0 {
			t.Errorf("no entry: %v", err)
		}
	})
}

func TestASkipNeedsItsFactAndIsExplained(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.Addressee = "director"
		for _, tt := range []struct {
			skip report.Bypass
			say  string
		}{{report.Bypass{Reason: report.SuperiorAbsent}, "哪位领导"}, {report.Bypass{Reason: report.AssignedDirectly}, "哪一件交办"}, {report.Bypass{Reason: report.Urgent}, "为什么"},
			{report.Bypass{Reason: report.EmergencyOffHours}, "日期"}, {report.Bypass{Reason: "bored"}, "五种情形"}} {
			x.Skip = tt.skip
			_, err := b.Send(b.ctx, b.actors["clerk"], x)
			if err == nil || !strings.Contains(say(err), tt.say) {
				t.Errorf("%+v: %s", tt.skip, say(err))
			}
		}
		x.Skip = report.Bypass{Reason: report.Urgent, Because: "冷库停电"}
		x.Addressee = "section_head"
		_, err := b.Send(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "不送被越过的一级：主送只能是")
		x.Addressee = "director"
		p, err := b.Consider(b.ctx, b.actors["clerk"], x)
		if err != nil || p.Bypassed != "流通科科长" || p.Explain.String() != "2026-03-10" || p.To != "副局长" || len(p.Steps) != 2 {
			t.Errorf("%+v %v", p, err)
		}
		v := b.send("clerk", x)
		d := b.duty("clerk", v.ID, report.Explaining)
		// It is explained afterwards: there is nothing to explain yet, nor a last day.
		_, err = b.Done(b.ctx, b.actors["clerk"], d.ID, "当时联系不上，先报局长。")
		b.refused(err, fault.Rule, "还没有答复")
		if !d.Due.IsZero() {
			t.Errorf("to be explained until %s, before there is an answer", d.Due)
		}
		b.do("deputy", flow.Agree, v.CaseID, "同意。")
		b.do("director", flow.Agree, v.CaseID, "同意。")
		if d = b.duty("clerk", v.ID, report.Explaining); d.Due.String() != "2026-03-10" {
			t.Errorf("answered on Monday, to be explained until %s", d.Due)
		}
		task := b.duty("clerk", v.ID, report.Carrying)
		if _, err := b.Done(b.ctx, b.actors["clerk"], task.ID, "已办"); err != nil {
			t.Fatal(say(err))
		}
		if v = b.see("clerk", v.ID); v.State != report.Answered || len(b.filed) != 0 {
			t.Errorf("closed although the skip is not explained: %s", v.State)
		}
		_, err = b.Matter(b.ctx, b.actors["head"], v.ID)
		b.refused(err, fault.NotFound, "")
		_, err = b.Done(b.ctx, b.actors["clerk"], d.ID, " ")
		b.refused(err, fault.Invalid, "写明")
		if _, err := b.Done(b.ctx, b.actors["clerk"], d.ID, "当时联系不上，先报局长。"); err != nil {
			t.Fatal(say(err))
		}
		// The one who was passed over has it as a copy.
		v = b.see("head", v.ID)
		if v.State != report.Closed || len(b.filed) != 1 || v.Duties[0].Told != "副局长、流通科科长" {
			t.Errorf("%s %d %q", v.State, len(b.filed), v.Duties[0].Told)
		}
		// What was taken back was passed over for nothing.
		w := b.send("clerk", x)
		b.do("clerk", flow.Withdraw, w.CaseID, "")
		if d := b.duty("clerk", w.ID, report.Explaining); d.DoneOn.IsZero() || d.Result == "" {
			t.Errorf("withdrawn, and still to be explained: %+v", d)
		}
		// A leader has no level to pass over.
		y := request()
		y.Topic, y.Addressee, y.Skip = "交办事项进展", "director", report.Bypass{Reason: report.Urgent, Because: "急"}
		_, err = b.Send(b.ctx, b.actors["deputy"], y)
		b.refused(err, fault.Rule, "没有可越")
	})
}

func TestAnEmergencyIsHandledFirstAndReported(t *testing.T) {
	each(t, func(b *bureau) {
		acted := b.now(3)
		_, err := b.Handle(b.ctx, b.actors["clerk"], report.Emergency{Title: "商场停电", At: b.now(-1), Words: "疏散", Why: "火情"})
		b.refused(err, fault.Invalid, "晚于现在")
		s, err := b.Handle(b.ctx, b.actors["clerk"], report.Emergency{Title: "商场停电", At: acted, Words: "已疏散", Why: "有火情"})
		if err != nil {
			t.Fatal(say(err))
		}
		d := b.duty("clerk", s.ID, report.Supplement)
		if d.Due.String() != "2026-03-10" {
			t.Errorf("due %s", d.Due)
		}
		_, err = b.Done(b.ctx, b.actors["clerk"], d.ID, "写完了")
		b.refused(err, fault.Conflict, "补报")
		_, err = b.Matter(b.ctx, b.actors["head"], s.ID)
		b.refused(err, fault.NotFound, "")
		b.c.Move(2 * time.Hour)
		x := request()
		x.Kind, x.Addressee = report.Report, "section_head"
		_, err = b.Resend(b.ctx, b.actors["colleague"], s.ID, x, "")
		b.refused(err, fault.NotFound, "")
		if _, err := b.Resend(b.ctx, b.actors["clerk"], s.ID, x, ""); err != nil {
			t.Fatal(say(err))
		}
		v := b.see("clerk", s.ID)
		if v.ActedAt != acted || v.SubmittedAt != b.now(0) || v.ActedNotedAt == v.ActedAt || v.State != report.Running || v.Unanswered() {
			t.Errorf("both times: acted %d noted %d reported %d, %s", v.ActedAt, v.ActedNotedAt, v.SubmittedAt, v.State)
		}
		_, err = b.Flow.Do(b.ctx, b.actors["clerk"], flow.Withdraw, flow.Input{Case: v.CaseID})
		b.refused(err, fault.Rule, "不能撤回")
		b.do("head", flow.Agree, v.CaseID, "知悉。")
		if v = b.see("clerk", s.ID); v.State != report.Closed || len(b.filed) != 1 {
			t.Errorf("%s filed %d", v.State, len(b.filed))
		}

		// A request under way that could not wait.
		r := b.send("clerk", request())
		if err := b.Execute(b.ctx, b.actors["clerk"], report.Execution{Matter: r.ID, At: b.now(0), Words: "已封存", Early: "油罐泄漏"}); err != nil {
			t.Fatal(say(err))
		}
		d = b.duty("clerk", r.ID, report.Supplement)
		if _, err := b.Done(b.ctx, b.actors["clerk"], d.ID, "已封存，无人受伤"); err != nil {
			t.Fatal(say(err))
		}
		if r = b.see("clerk", r.ID); !r.Emergency() || !r.Unanswered() {
			t.Error("the request still waits for its answer")
		}
	})
}

func TestAnAssignmentFromAboveIsReported(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.Assign(b.ctx, b.actors["clerk"], report.NewAssignment{Giver: b.people["colleague"], What: "调研", GivenOn: civil.Must(monday)})
		b.refused(err, fault.Invalid, "您的上级")
		direct, err := b.Assign(b.ctx, b.actors["clerk"], report.NewAssignment{Giver: b.people["head"], What: "统计", GivenOn: civil.Must(monday)})
		if err != nil || !direct.Direct {
			t.Fatalf("%+v %v", direct, err)
		}
		a, err := b.Assign(b.ctx, b.actors["clerk"], report.NewAssignment{Giver: b.people["director"], What: "夜市调研", GivenOn: civil.Must(monday)})
		if err != nil || a.Direct || a.Told != "流通科科长、副局长" {
			t.Fatalf("%+v %v", a, err)
		}
		for login, n := range map[string]int{"clerk": 2, "head": 2, "deputy": 1, "director": 1, "colleague": 0, "office": 0} {
			if list, err := b.Assignments(b.ctx, b.actors[login]); err != nil || len(list) != n {
				t.Errorf("%s sees %d assignments, want %d: %v", login, len(list), n, err)
			}
		}
		owed, err := b.Duties(b.ctx, b.actors["clerk"], "open", true)
		if err != nil || len(owed) != 1 || owed[0].Kind != report.Notice || owed[0].Due.String() != "2026-03-10" {
			t.Fatalf("%+v %v", owed, err)
		}
		_, err = b.Done(b.ctx, b.actors["head"], owed[0].Duty.ID, "代写")
		b.refused(err, fault.NotFound, "")
		// The second reason to skip names it.
		x := request()
		x.Skip, x.Assignment = report.Bypass{Reason: report.AssignedDirectly}, a.ID
		if v := b.send("clerk", x); v.SkipWords != "夜市调研" || v.AssignmentID != a.ID || len(v.Duties) != 0 {
			t.Errorf("%+v", v.Matter)
		}
		x.Assignment = a.ID
		_, err = b.Send(b.ctx, b.actors["colleague"], x)
		b.refused(err, fault.Invalid, "交办")
		if _, err := b.Done(b.ctx, b.actors["clerk"], owed[0].Duty.ID, "正在走访"); err != nil {
			t.Fatal(say(err))
		}
		list, _ := b.Assignments(b.ctx, b.actors["head"])
		if list[0].Duty == nil || list[0].Duty.Result != "正在走访" {
			t.Errorf("%+v", list[0])
		}
	})
}

func TestTheDirectorAsksOutside(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.Topic, x.Addressee = "交办事项进展", ""
		v := b.send("director", x)
		if len(v.Case.State.Steps) != 1 || v.Case.State.Steps[0].Act != flow.External || v.Addressee != "district_leader" {
			t.Fatalf("%+v", v.Case.State.Steps)
		}
		x.Topic, x.Addressee = "分管科室推进情况", "district_leader"
		_, err := b.Send(b.ctx, b.actors["deputy"], x)
		b.refused(err, fault.Invalid, "主送只能是局长")
		if _, err := b.Flow.Do(b.ctx, b.actors["office"], flow.Answer, flow.Input{Case: v.CaseID, Agreed: true, From: "区政府办公室", Paper: "綦江府办〔2026〕7号", Date: civil.Must(monday), Words: "同意。"}); err != nil {
			t.Fatal(say(err))
		}
		if v = b.see("director", v.ID); v.State != report.Answered {
			t.Errorf("%s", v.State)
		}
		var w bytes.Buffer
		if _, err := b.Print(b.ctx, b.actors["director"], v.ID, &w); err != nil || !bytes.HasPrefix(w.Bytes(), []byte("%PDF")) {
			t.Errorf("%v", err)
		}
	})
}

func TestReturnedRefusedAndOral(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.OralAt = b.now(2)
		_, err := b.Send(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "向哪位领导")
		x.OralTo = "副局长"
		v := b.send("clerk", x)
		_, err = b.Resend(b.ctx, b.actors["clerk"], v.ID, x, "")
		b.refused(err, fault.Conflict, "不能修改")
		b.do("head", flow.Return, v.CaseID, "请补充依据。")
		if v = b.see("clerk", v.ID); v.State != report.Returned || !v.Unanswered() {
			t.Fatalf("%s", v.State)
		}
		x.Background = "接群众反映，附依据。"
		y := x
		y.Kind = report.Report
		_, err = b.Resend(b.ctx, b.actors["clerk"], v.ID, y, "")
		b.refused(err, fault.Invalid, "不能改成")
		if _, err := b.Resend(b.ctx, b.actors["clerk"], v.ID, x, "已补充"); err != nil {
			t.Fatal(say(err))
		}
		b.do("head", flow.Refuse, v.CaseID, "时机不到。")
		v = b.see("clerk", v.ID)
		if d := v.Case.Drafts; len(d) != 2 {
			t.Errorf("%d drafts", len(d))
		} else if got := d[0].Differences(d[1]); len(got) != 1 || got[0] != (flow.Difference{Label: "情况", Was: "接群众反映。", Is: "接群众反映，附依据。"}) {
			t.Errorf("%+v", got)
		}
		if v.State != report.Refused || len(b.filed) != 1 {
			t.Errorf("%s filed %d", v.State, len(b.filed))
		}
		err = b.Execute(b.ctx, b.actors["clerk"], report.Execution{Matter: v.ID, At: b.now(0), Words: "照办"})
		b.refused(err, fault.Rule, "没有同意")
		// A stranger to the matter does nothing to it.
		err = b.Execute(b.ctx, b.actors["colleague"], report.Execution{Matter: v.ID, At: b.now(0), Words: "照办"})
		b.refused(err, fault.NotFound, "")
		_, err = b.SetTask(b.ctx, b.actors["colleague"], report.NewTask{Matter: v.ID, What: "办", Owner: b.people["clerk"]})
		b.refused(err, fault.NotFound, "")
		err = b.AddPapers(b.ctx, b.actors["colleague"], v.ID, []report.Paper{{Attachment: flow.Attachment{Name: "a.txt", SHA256: "x"}}})
		b.refused(err, fault.NotFound, "")
		_, _, err = b.OpenPaper(b.ctx, b.actors["colleague"], 1)
		b.refused(err, fault.NotFound, "")
		// Without the right nothing is sent at all.
		_, err = b.Send(b.ctx, act.Actor{Login: "guest"}, x)
		b.refused(err, fault.Forbidden, "")
	})
}

func TestOneRequestOneMatter(t *testing.T) {
	for _, tt := range []struct {
		kind, topic, title, proposal string
		n                            int
	}{{report.Request, "", "关于开展检查的请示", "建议检查", 0}, {report.Request, "", "关于开展检查、购置设备和调整人员的请示", "建议", 1},
		{report.Request, "", "关于开展检查以及购置设备的请示", "建议", 1}, {report.Report, "", "检查情况的报告", "妥否，请批示", 1}, {report.Report, "外出及休假", "外出", "", 1},
		{report.Request, "", "关于检查的请示", "一、请同意检查\n二、请批准购置，请同意", 1}} {
		if got := report.Doubts(tt.kind, tt.topic, tt.title, "", tt.proposal); len(got) != tt.n {
			t.Errorf("%s: %v", tt.title, got)
		}
	}
}

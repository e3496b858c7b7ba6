package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/duty/desk"
	"lantai.internal/room/duty/desk/clocks"
)

func (b *bureau) step(do func(desk.StepInput) (desk.Step, error), in desk.StepInput) desk.Step {
	b.t.Helper()
	if in.At == 0 {
		in.At = b.now()
	}
	s, err := do(in)
	b.ok(err)
	return s
}

func (b *bureau) by(login string, do string) func(desk.StepInput) (desk.Step, error) {
	who := b.actors[login]
	return func(in desk.StepInput) (desk.Step, error) {
		if in.At == 0 {
			in.At = b.now()
		}
		switch do {
		case "tell":
			return b.Tell(b.ctx, who, in)
		case "instruct":
			return b.Instruct(b.ctx, who, in)
		case "handle":
			return b.Handle(b.ctx, who, in)
		case "conflict":
			return b.Conflict(b.ctx, who, in)
		case "decide":
			return b.Decide(b.ctx, who, in)
		}
		return b.Raise(b.ctx, who, in)
	}
}

func (b *bureau) no(do func(desk.StepInput) (desk.Step, error), in desk.StepInput, kind fault.Kind, field string) {
	b.t.Helper()
	_, err := do(in)
	b.refused(err, kind, field)
}

// The whole course of an incident: leader, leader in charge, conflict, director,
// decision, reports, receipt, end and archive (law.DutyPrincipleReport,
// law.DutyPrincipleProcedure, law.DutyPrincipleDistrict, law.DutyEmergContact,
// law.DutyEmergAct, law.DutyEmergUpward, law.DutyChannelPrimary, law.DutyChannelFax).
func TestCourseOfAnIncident(t *testing.T) {
	_ = []law.ID{law.DutyPrincipleReport, law.DutyPrincipleProcedure, law.DutyPrincipleDistrict, law.DutyEmergContact, law.DutyEmergAct, law.DutyEmergUpward, law.DutyChannelPrimary, law.DutyChannelFax}
	each(t, func(b *bureau) {
		t := b.t
		_, err := b.AddIncident(b.ctx, b.actors["clerk"], b.incident())
		b.refused(err, fault.Forbidden, "")
		b.arrive("clerk")
		for field, spoil := range map[string]func(*desk.IncidentInput){"title": func(in *desk.IncidentInput) { in.Title = "" }, "place": func(in *desk.IncidentInput) { in.Place = "" }, "informant": func(in *desk.IncidentInput) { in.Informant = "" },
			"heard_at": func(in *desk.IncidentInput) { in.HeardAt = b.now() + 1e9 }, "happened_at": func(in *desk.IncidentInput) { in.HappenedAt = b.now() + 1e9 }, "severity": func(in *desk.IncidentInput) { in.Severity = "x" },
			"unit": func(in *desk.IncidentInput) { in.Unit = "X" }, "loss": func(in *desk.IncidentInput) { in.Loss = "绝密" }} {
			in := b.incident()
			spoil(&in)
			_, err := b.AddIncident(b.ctx, b.actors["clerk"], in)
			b.refused(err, fault.Invalid, field)
		}
		e := b.enter("clerk", b.call())
		in := b.incident()
		in.Entry = e.ID
		i := b.report("clerk", in)
		_, err = b.AddIncident(b.ctx, b.actors["clerk"], in)
		b.refused(err, fault.Invalid, "entry")
		if i.Number != "2026-突-0001" || !slicesHave(b.todos("deputy"), i.Number) {
			t.Fatalf("%+v %v", i, b.todos("deputy"))
		}
		if len(mustLog(b, "clerk")) != 1 || mustLog(b, "clerk")[0].Incident != i.ID {
			t.Fatal("the entry does not name its incident")
		}
		id := desk.StepInput{Incident: i.ID}
		with := func(f func(*desk.StepInput)) desk.StepInput {
			x := id
			f(&x)
			return x
		}
		leader := func(x *desk.StepInput) { x.Rank, x.Means, x.Words = desk.RankLeader, "电话", "报告情况" }
		b.no(b.by("other", "tell"), with(leader), fault.NotFound, "")
		b.no(b.by("chief", "tell"), with(leader), fault.Forbidden, "")
		b.no(b.by("deputy", "tell"), with(leader), fault.Forbidden, "")
		b.no(b.by("clerk", "tell"), with(func(x *desk.StepInput) { leader(x); x.Means = "" }), fault.Invalid, "means")
		b.no(b.by("clerk", "tell"), with(func(x *desk.StepInput) { leader(x); x.At = i.HeardAt - 1e8 }), fault.Invalid, "at")
		b.no(b.by("clerk", "tell"), with(func(x *desk.StepInput) { leader(x); x.Rank = "x" }), fault.Invalid, "rank")
		order := func(x *desk.StepInput) { x.Rank, x.Means, x.Words = desk.RankLeader, "电话", "先疏散人员" }
		b.no(b.by("clerk", "instruct"), with(order), fault.Invalid, "rank")
		b.no(b.by("clerk", "handle"), with(func(x *desk.StepInput) { x.Words = "疏散" }), fault.Invalid, "ref")
		b.wait(4)
		b.step(b.by("clerk", "tell"), with(leader))
		b.no(b.by("clerk", "tell"), with(func(x *desk.StepInput) { leader(x); x.Rank = desk.RankContact }), fault.Invalid, "ref")
		first := b.step(b.by("deputy", "instruct"), with(func(x *desk.StepInput) { order(x); x.Contact = true }))
		if first.Person != "副局长" {
			t.Fatalf("%+v", first)
		}
		b.no(b.by("clerk", "instruct"), with(func(x *desk.StepInput) { order(x); x.Rank = desk.RankContact }), fault.Invalid, "rank")
		b.wait(5)
		told := b.step(b.by("clerk", "tell"), with(func(x *desk.StepInput) { x.Rank, x.Means, x.Ref = desk.RankContact, "电话", first.ID }))
		if told.Person != "党委委员" || !slicesHave(b.todos("member"), i.Number) {
			t.Fatalf("%+v", told)
		}
		b.step(b.by("clerk", "handle"), with(func(x *desk.StepInput) { x.Words, x.Ref = "通知市场疏散", first.ID }))
		b.no(b.by("clerk", "instruct"), with(func(x *desk.StepInput) { order(x); x.Words = "" }), fault.Invalid, "words")
		second := b.step(b.by("member", "instruct"), with(func(x *desk.StepInput) { x.Rank, x.Words = desk.RankContact, "先不疏散，就地灭火" }))
		b.no(b.by("clerk", "conflict"), with(func(x *desk.StepInput) { x.Ref, x.Ref2, x.Means, x.Words = first.ID, first.ID, "电话", "不一致" }), fault.Invalid, "ref")
		b.no(b.by("other", "conflict"), with(func(x *desk.StepInput) { x.Ref, x.Ref2, x.Means, x.Words = first.ID, second.ID, "电话", "不一致" }), fault.NotFound, "")
		b.step(b.by("clerk", "conflict"), with(func(x *desk.StepInput) {
			x.Ref, x.Ref2, x.Means, x.Words = first.ID, second.ID, "电话", "一位要求疏散，一位要求不疏散"
		}))
		if !b.see("clerk", i.ID).Torn || !slicesHave(b.todos("director"), "不一致") {
			t.Fatal("the director is not asked", b.todos("director"))
		}
		b.no(b.by("clerk", "handle"), with(func(x *desk.StepInput) { x.Words, x.Ref = "灭火", second.ID }), fault.Rule, "")
		b.no(b.by("clerk", "conflict"), with(func(x *desk.StepInput) { x.Ref, x.Ref2, x.Means, x.Words = first.ID, second.ID, "电话", "再" }), fault.Conflict, "")
		third := b.step(b.by("director", "instruct"), with(func(x *desk.StepInput) { x.Rank, x.Words = desk.RankDirector, "疏散优先" }))
		b.step(b.by("clerk", "handle"), with(func(x *desk.StepInput) { x.Words, x.Ref = "疏散完毕", third.ID }))

		// Reports: drafted from the facts, signed by a leader, sent on a decision.
		_, err = b.DraftBulletin(b.ctx, b.actors["other"], desk.BulletinInput{Incident: i.ID, Kind: desk.First})
		b.refused(err, fault.NotFound, "")
		_, err = b.DraftBulletin(b.ctx, b.actors["clerk"], desk.BulletinInput{Incident: i.ID, Kind: desk.Follow})
		b.refused(err, fault.Invalid, "kind")
		d, err := b.DraftBulletin(b.ctx, b.actors["clerk"], desk.BulletinInput{Incident: i.ID, Kind: desk.First})
		b.ok(err)
		for _, s := range []string{"接报时间：2026年3月9日09时00分", "农贸市场起火", "伤亡和损失：正在核实", "疏散完毕", "后续情况续报"} {
			if !contains(d.Body, s) {
				t.Errorf("%q is missing in\n%s", s, d.Body)
			}
		}
		send := desk.Sending{ID: d.ID, Channel: "值班信息系统", Recipients: []string{"区委值班室", "区政府值班室"}, At: b.now()}
		out := func(login string, s desk.Sending) error {
			_, err := b.SendBulletin(b.ctx, b.actors[login], s)
			return err
		}
		b.refused(out("clerk", send), fault.Rule, "")
		_, err = b.EditBulletin(b.ctx, b.actors["other"], desk.Sending{ID: d.ID, Body: "x"})
		b.refused(err, fault.NotFound, "")
		_, err = b.EditBulletin(b.ctx, b.actors["clerk"], desk.Sending{ID: d.ID, Body: d.Body + "补一句。"})
		b.ok(err)
		for _, login := range []string{"clerk", "chief"} {
			_, err = b.SignBulletin(b.ctx, b.actors[login], d.ID)
			b.refused(err, fault.Forbidden, "")
		}
		_, err = b.SignBulletin(b.ctx, b.actors["deputy"], d.ID)
		b.ok(err)
		_, err = b.EditBulletin(b.ctx, b.actors["clerk"], desk.Sending{ID: d.ID, Body: "改"})
		b.refused(err, fault.Conflict, "")
		b.refused(out("clerk", send), fault.Rule, "") // nobody decided to report
		b.no(b.by("clerk", "decide"), with(func(x *desk.StepInput) { x.Report = true }), fault.Invalid, "ref")
		b.no(b.by("deputy", "decide"), id, fault.Invalid, "words")
		b.step(b.by("deputy", "decide"), with(func(x *desk.StepInput) { x.Report = true }))
		bad := send
		bad.Channel = "电子邮件"
		b.refused(out("clerk", bad), fault.Invalid, "channel")
		bad = send
		bad.Recipients = []string{"市委"}
		b.refused(out("clerk", bad), fault.Invalid, "recipients")
		bad = send
		bad.Channel = "传真"
		b.refused(out("clerk", bad), fault.Invalid, "failure")
		bad.Failure = "政务外网中断"
		b.refused(out("clerk", bad), fault.Invalid, "failed_at")
		b.refused(out("deputy", send), fault.Forbidden, "")
		bad.FailedAt = b.now()
		b.ok(out("clerk", bad))
		b.refused(out("clerk", send), fault.Conflict, "")
		_, err = b.ReceiveReceipt(b.ctx, b.actors["clerk"], desk.Sending{ID: d.ID})
		b.refused(err, fault.Invalid, "receipt")
		_, err = b.ReceiveReceipt(b.ctx, b.actors["clerk"], desk.Sending{ID: d.ID, Receipt: "区委值班室电话确认"})
		b.ok(err)
		end := func(login string) error {
			return b.CloseIncident(b.ctx, b.actors[login], desk.Closing{ID: i.ID, Words: "明火扑灭，无人员伤亡"})
		}
		b.refused(end("clerk"), fault.Conflict, "") // the final report is owed
		b.refused(end("other"), fault.NotFound, "")
		for _, kind := range []string{desk.Follow, desk.Follow, desk.Final} {
			b.ok(b.Correct(b.ctx, b.actors["clerk"], desk.Change{ID: i.ID, Field: "loss", Value: "损失约二万元" + kind + b.see("clerk", i.ID).Loss, Reason: "核实"}))
			x, err := b.DraftBulletin(b.ctx, b.actors["clerk"], desk.BulletinInput{Incident: i.ID, Kind: kind})
			b.ok(err)
			b.refused(end("clerk"), fault.Conflict, "")
			_, err = b.SignBulletin(b.ctx, b.actors["member"], x.ID)
			b.ok(err)
			s := send
			s.ID, s.Receipt = x.ID, "系统回执"
			b.ok(out("clerk", s))
		}
		v := b.see("clerk", i.ID)
		if v.Bulletins[2].Name() != "续报2" || v.Bulletins[3].Name() != "终报" || len(v.Corrections) != 3 {
			t.Fatalf("%+v", v.Bulletins)
		}
		_, err = b.DraftBulletin(b.ctx, b.actors["clerk"], desk.BulletinInput{Incident: i.ID, Kind: desk.Follow})
		b.refused(err, fault.Conflict, "")
		for _, c := range v.Clocks {
			if c.State != clocks.Met {
				t.Errorf("%+v", c)
			}
		}
		b.ok(end("clerk"))
		b.refused(end("clerk"), fault.Conflict, "")
		b.no(b.by("clerk", "handle"), with(func(x *desk.StepInput) { x.Words, x.Ref = "后续", third.ID }), fault.Conflict, "")
		if _, err := b.Flow.HandOver(b.ctx); err != nil {
			t.Fatal(err)
		}
		if len(b.filed) != 1 || len(b.filed[0].Files) != 5 || !strings.Contains(b.filed[0].Title, i.Number) {
			t.Fatalf("%+v", b.filed)
		}
		for _, doc := range []bool{false, true} {
			var w bytes.Buffer
			if _, err := b.PrintBulletin(b.ctx, b.actors["clerk"], d.ID, doc, &w); err != nil || w.Len() < 1000 {
				t.Error(err, w.Len())
			}
			_, err = b.PrintBulletin(b.ctx, b.actors["other"], d.ID, doc, &w)
			b.refused(err, fault.NotFound, "")
		}
	})
}

func mustLog(b *bureau, login string) []desk.Entry {
	b.t.Helper()
	list, err := b.Log(b.ctx, b.actors[login], desk.Conditions{})
	b.ok(err)
	return list
}

// A clock missed around the end of the year: the leader is told, then the director; it
// stays visible after it was stopped (law.DutyEmergImmediate).
func TestMissedClock(t *testing.T) {
	_ = law.DutyEmergImmediate
	each(t, func(b *bureau) {
		t := b.t
		b.to("2026-12-31 23:50")
		b.arrive("night")
		b.wait(5)
		i := b.report("night", b.incident())
		watch := func(alarms int) {
			t.Helper()
			w, err := b.Watch(b.ctx)
			b.ok(err)
			if w.Alarms != alarms {
				t.Fatalf("%+v", w)
			}
		}
		b.wait(10)
		watch(0) // 0:05 of the new year is the last minute in time
		b.wait(1)
		watch(1)
		watch(0)
		if !slicesHave(b.todos("deputy"), "已超时") || !slicesHave(b.todos("night"), "已超时") || slicesHave(b.todos("director"), "已超时") {
			t.Fatal(b.todos("deputy"), b.todos("director"))
		}
		b.wait(10)
		watch(1)
		if !slicesHave(b.todos("director"), "已超时") {
			t.Fatal(b.todos("director"))
		}
		b.step(b.by("night", "tell"), desk.StepInput{Incident: i.ID, Rank: desk.RankLeader, Means: "电话"})
		v := b.see("night", i.ID)
		if slicesHave(b.todos("deputy"), "已超时") || slicesHave(b.todos("director"), "已超时") || slicesHave(b.todos("night"), "已超时") {
			t.Error("a clock that was answered late is still to be answered", b.todos("deputy"), b.todos("director"))
		}
		if v.Clocks[0].State != clocks.Late || v.Clocks[0].Elapsed(b.now()) != 21 || len(v.Alarms) != 2 {
			t.Fatalf("%+v %+v", v.Clocks, v.Alarms)
		}
		b.wait(600)
		watch(2) // the district's, and at once the director
		// Not to report is the leader's own word: taken down by the officer it stops nothing.
		b.step(b.by("night", "instruct"), desk.StepInput{Incident: i.ID, Rank: desk.RankLeader, Means: "电话", Words: "派人到现场"})
		b.step(b.by("night", "decide"), desk.StepInput{Incident: i.ID, Ref: b.see("night", i.ID).Steps[1].ID, Words: "影响轻微"})
		b.refused(b.CloseIncident(b.ctx, b.actors["night"], desk.Closing{ID: i.ID, Words: "平息"}), fault.Conflict, "")
		if !slicesHave(b.todos("deputy"), "以您的名义登记的决定") {
			t.Error(b.todos("deputy"))
		}
		b.step(b.by("deputy", "decide"), desk.StepInput{Incident: i.ID, Words: "已处置完毕，影响轻微"})
		if slicesHave(b.todos("deputy"), "以您的名义登记的决定") {
			t.Error(b.todos("deputy"))
		}
		b.ok(b.CloseIncident(b.ctx, b.actors["night"], desk.Closing{ID: i.ID, Words: "平息"}))
		v = b.see("night", i.ID)
		if len(v.Alarms) != 4 || !v.Clocks[0].Missed() || !v.Clocks[1].Missed() {
			t.Fatalf("%+v", v)
		}
		if slicesHave(b.todos("deputy"), "已超时") || slicesHave(b.todos("director"), "已超时") || slicesHave(b.todos("night"), "已超时") {
			t.Error("a closed incident is still on a list")
		}
		watch(0)
	})
}

// Bad input: an incident entered late, twice, and corrected.
func TestEnteredLateTwiceCorrected(t *testing.T) {
	each(t, func(b *bureau) {
		t := b.t
		b.arrive("clerk")
		b.wait(30)
		in := b.incident()
		in.HeardAt, in.HappenedAt = b.now()-25*60_000_000, 0
		_, err := b.AddIncident(b.ctx, b.actors["clerk"], in)
		b.refused(err, fault.Invalid, "late_why")
		in.LateWhy = "忙于接电话"
		i := b.report("clerk", in)
		if i.HeardAt != in.HeardAt || i.MadeAt != b.now() || i.LateWhy == "" {
			t.Fatalf("%+v", i)
		}
		if c := b.see("clerk", i.ID).Clocks[0]; c.State != clocks.Overdue {
			t.Fatalf("%+v", c)
		}
		twice := b.report("clerk", b.incident())
		link := func(login string, in desk.LinkInput) error { return b.Link(b.ctx, b.actors[login], in) }
		b.refused(link("other", desk.LinkInput{Incident: twice.ID, SameAs: i.ID, Words: "同一起火"}), fault.NotFound, "")
		b.refused(link("clerk", desk.LinkInput{Incident: twice.ID, SameAs: twice.ID, Words: "同一起火"}), fault.Invalid, "same_as")
		b.refused(link("clerk", desk.LinkInput{Incident: twice.ID, SameAs: i.ID}), fault.Invalid, "words")
		b.ok(link("clerk", desk.LinkInput{Incident: twice.ID, SameAs: i.ID, Words: "同一起火，两人报来"}))
		b.refused(link("clerk", desk.LinkInput{Incident: i.ID, SameAs: twice.ID, Words: "x"}), fault.Invalid, "same_as")
		v := b.see("clerk", twice.ID)
		if v.State != desk.Linked || v.Same.Number != i.Number || v.Clocks[0].State != clocks.Void {
			t.Fatalf("%+v", v)
		}
		b.no(b.by("clerk", "tell"), desk.StepInput{Incident: twice.ID, Rank: desk.RankLeader, Means: "电话"}, fault.Conflict, "")

		fix := func(login string, c desk.Change) error {
			c.ID = i.ID
			return b.Correct(b.ctx, b.actors[login], c)
		}
		b.refused(fix("other", desk.Change{Field: "place", Value: "x", Reason: "误"}), fault.NotFound, "")
		b.refused(fix("clerk", desk.Change{Field: "place", Value: "x"}), fault.Invalid, "reason")
		b.refused(fix("clerk", desk.Change{Field: "place", Reason: "误"}), fault.Invalid, "value")
		b.refused(fix("clerk", desk.Change{Field: "number", Value: "x", Reason: "误"}), fault.Invalid, "field")
		b.refused(fix("clerk", desk.Change{Field: "unit", Value: "X", Reason: "误"}), fault.Invalid, "value")
		b.refused(fix("clerk", desk.Change{Field: "heard_at", At: b.now() + 1e9, Reason: "误"}), fault.Invalid, "at")
		b.refused(fix("clerk", desk.Change{Field: "happened_at", At: b.now(), Reason: "误"}), fault.Invalid, "at")
		b.ok(fix("clerk", desk.Change{Field: "loss", Value: "无人员伤亡"})) // filled in: nothing was taken back
		b.ok(fix("clerk", desk.Change{Field: "place", Value: "另一处市场", Reason: "报告人说错"}))
		if _, err := b.Watch(b.ctx); err != nil {
			t.Fatal(err)
		}
		b.ok(fix("clerk", desk.Change{Field: "heard_at", At: b.now() - 5*60_000_000, Reason: "手机记录为准"}))
		v = b.see("clerk", i.ID)
		if v.Clocks[0].State != clocks.Running || len(v.Alarms) != 2 || len(v.Corrections) != 3 || v.Corrections[2].Was == "" {
			t.Fatalf("%+v", v)
		}
		// Raised: the leader is to be told again.
		tell := desk.StepInput{Incident: i.ID, Rank: desk.RankLeader, Means: "电话"}
		b.step(b.by("clerk", "tell"), tell)
		b.wait(1)
		b.no(b.by("clerk", "raise"), desk.StepInput{Incident: i.ID, Severity: "ordinary", Words: "x"}, fault.Invalid, "severity")
		b.step(b.by("clerk", "raise"), desk.StepInput{Incident: i.ID, Severity: "major", Words: "有人被困"})
		if v = b.see("clerk", i.ID); v.Severity != "major" || len(v.Clocks) != 3 || v.Clocks[1].State != clocks.Running {
			t.Fatalf("%+v", v.Clocks)
		}
		b.no(b.by("clerk", "raise"), desk.StepInput{Incident: i.ID, Severity: "ordinary", Words: "x"}, fault.Forbidden, "")
		b.step(b.by("deputy", "raise"), desk.StepInput{Incident: i.ID, Severity: "serious", Words: "人已救出"})

		// One that nobody entered in time, entered by who sat there then.
		b.to("2026-03-09 20:00")
		b.arrive("night")
		v2 := b.offer("clerk")
		h, err := b.answer("night", v2)
		b.ok(err)
		if h.State != desk.Done {
			t.Fatalf("%+v", h)
		}
		b.wait(120)
		old := b.incident()
		old.HeardAt = instant("2026-03-09 15:00")
		old.HappenedAt = 0
		_, err = b.AddIncident(b.ctx, b.actors["other"], old)
		b.refused(err, fault.Forbidden, "")
		_, err = b.AddIncident(b.ctx, b.actors["clerk"], old)
		b.refused(err, fault.Invalid, "late_why")
		old.LateWhy = "交班时漏记"
		b.report("clerk", old)
	})
}

// Inspections and who answers for what (law.DutyBanAlcohol, law.DutyBanEntertain,
// law.DutyBanGuests, law.DutyPhoneManner, law.DutyAccount, law.DutyOffpost), and the
// figures of a month, each equal to its list (law.DutyReportMonthly).
func TestInspectionsAndMonth(t *testing.T) {
	_ = []law.ID{law.DutyBanAlcohol, law.DutyBanEntertain, law.DutyBanGuests, law.DutyPhoneManner, law.DutyAccount, law.DutyOffpost, law.DutyReportMonthly}
	each(t, func(b *bureau) {
		t := b.t
		look := func(login string, in desk.InspectionInput) (desk.Inspection, error) {
			if in.At == 0 {
				in.At = b.now()
			}
			return b.Inspect(b.ctx, b.actors[login], in)
		}
		_, err := look("deputy", desk.InspectionInput{})
		b.refused(err, fault.Invalid, "findings") // nobody sits there
		empty, err := look("deputy", desk.InspectionInput{Findings: []string{"vacant"}, Words: "门锁着"})
		b.ok(err)
		b.arrive("clerk")
		for _, login := range []string{"clerk", "other", "secretary"} {
			_, err = look(login, desk.InspectionInput{})
			b.refused(err, fault.Forbidden, "")
		}
		_, err = look("chief", desk.InspectionInput{Findings: []string{"sleep"}, Words: "x"})
		b.refused(err, fault.Invalid, "findings")
		_, err = look("chief", desk.InspectionInput{Findings: []string{"guests"}})
		b.refused(err, fault.Invalid, "words")
		x, err := look("chief", desk.InspectionInput{Findings: []string{"phone", "guests", "guests"}, Words: "有客人，电话占线"})
		b.ok(err)
		if len(x.Found()) != 2 || x.Person != "流通科科员" {
			t.Fatalf("%+v", x)
		}
		hold := func(login string, in desk.LiabilityInput) error {
			_, err := b.HoldLiable(b.ctx, b.actors[login], in)
			return err
		}
		sound := desk.LiabilityInput{Kind: desk.OffPost, Inspection: empty.ID, Person: b.people["clerk"], Facts: "晚到一小时，值班室无人", Ground: "值班制度三-五(七)", Decision: "批评教育", DecidedOn: b.Door.Today()}
		b.refused(hold("chief", sound), fault.Forbidden, "")
		for field, spoil := range map[string]func(*desk.LiabilityInput){"kind": func(in *desk.LiabilityInput) { in.Kind = "" }, "person": func(in *desk.LiabilityInput) { in.Person = 99 }, "incident": func(in *desk.LiabilityInput) { in.Inspection = 0 }, "facts": func(in *desk.LiabilityInput) { in.Facts = "" },
			"ground": func(in *desk.LiabilityInput) { in.Ground = "" }, "decision": func(in *desk.LiabilityInput) { in.Decision = "" }, "decided_on": func(in *desk.LiabilityInput) { in.DecidedOn = civil.Date{} }} {
			in := sound
			spoil(&in)
			b.refused(hold("deputy", in), fault.Invalid, field)
		}
		in := sound
		in.Person = b.people["deputy"]
		b.refused(hold("deputy", in), fault.Forbidden, "")
		b.ok(hold("deputy", sound))
		if list, err := b.Liabilities(b.ctx, b.actors["clerk"]); err != nil || len(list) != 0 {
			t.Fatal("a clerk reads the decisions", list, err)
		}

		b.enter("clerk", b.call())
		citizen := b.call()
		citizen.Kind, citizen.Citizen = desk.Citizen, "求援"
		b.enter("clerk", citizen)
		b.enter("clerk", desk.EntryInput{Kind: desk.Missed, Source: desk.ByPhone, At: b.now(), Matter: "未接来电"})
		b.swapped = 2
		month := func() map[string]int {
			t.Helper()
			m, err := b.MonthOf(b.ctx, b.actors["chief"], 2026, 3)
			b.ok(err)
			got := map[string]int{"zero": 0}
			if m.Zero {
				got["zero"] = 1
			}
			for _, f := range append(m.Figures, m.Citizens...) {
				got[f.Label] = f.N
			}
			var w bytes.Buffer
			b.ok(b.PrintMonth(m, &w))
			return got
		}
		want := map[string]int{"zero": 1, "班次": 1, "通话": 1, "群众来电": 1, "求援": 1, "询问": 0, "漏接补记": 1, "值班记录合计": 3, "突发事件": 0, "晚到": 1, "换班": 2, "查岗": 2, "查岗发现的问题": 3}
		got := month()
		for k, n := range want {
			if got[k] != n {
				t.Errorf("%s: %d, want %d", k, got[k], n)
			}
		}
		if got["值班记录合计"] != len(mustLog(b, "chief")) {
			t.Error("the figure and the log differ")
		}
		i := b.report("clerk", b.incident())
		again := b.report("clerk", b.incident())
		b.ok(b.Link(b.ctx, b.actors["clerk"], desk.LinkInput{Incident: again.ID, SameAs: i.ID, Words: "重复"}))
		if got = month(); got["zero"] != 0 || got["突发事件"] != 1 {
			t.Errorf("%v", got)
		}
		_, err = b.MonthOf(b.ctx, b.actors["clerk"], 2026, 3)
		b.refused(err, fault.Forbidden, "")
		_, err = b.MonthOf(b.ctx, b.actors["chief"], 2026, 13)
		b.refused(err, fault.Invalid, "month")
		_, err = b.MonthOf(b.ctx, b.actors["chief"], 2026, 4)
		b.refused(err, fault.Invalid, "month")
		if from, until, ok := desk.Span(2026, 12); !ok || from != instant("2026-12-01 00:00") || until != instant("2027-01-01 00:00") {
			t.Error("December", from, until)
		}
	})
}

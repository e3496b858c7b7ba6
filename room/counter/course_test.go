package counter_test

import (
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/counter"
)

// Clauses promise.now, once.instant: what can be done at once is done the same day, and
// one day later it is late.
func TestInstantItemIsDoneTheSameDay(t *testing.T) {
	_ = []law.ID{law.PromiseNow, law.OnceInstant}
	each(t, func(b *bureau) {
		x := b.item("备案", func(_ *counter.Item, p *counter.Promise) { p.Instant, p.Days = true, 0 })
		first, second := b.accepted(x.ID), b.accepted(x.ID)
		if first.Due.String() != thursday {
			t.Errorf("an instant item has until %s", first.Due)
		}
		a, err := b.Finish(b.ctx, b.as("clerk"), first.ID, counter.Result{Kind: counter.Done})
		if b.ok(err); a.Late(civil.Must(thursday)) {
			t.Error("done the same day and late")
		}
		b.at("2026-09-11", 9)
		_, err = b.Finish(b.ctx, b.as("clerk"), second.ID, counter.Result{Kind: counter.Done})
		b.refused(err, fault.Invalid, "late_reason", law.PromiseNow)
		a, err = b.Finish(b.ctx, b.as("clerk"), second.ID, counter.Result{Kind: counter.Done, LateReason: "打印机坏了"})
		if b.ok(err); !a.Late(civil.Must("2026-09-11")) {
			t.Error("done a day later and in time")
		}
	})
}

// Clauses limit.def, limit.report, promise.monitor, promise.limit, promise.chief: near,
// over, finished late, with the rate of every unit; a day before the end the head sees it.
func TestWarningOverdueAndRates(t *testing.T) {
	_ = []law.ID{law.LimitDef, law.LimitReport, law.PromiseMonitor, law.PromiseLimit, law.PromiseChief}
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		intime, late, open := b.accepted(x.ID), b.accepted(x.ID), b.accepted(x.ID)
		count := func(list string, want int) {
			t.Helper()
			got, err := b.List(b.ctx, b.as("head"), counter.Asked{List: list})
			if b.ok(err); len(got) != want {
				t.Errorf("%s: %d, want %d", list, len(got), want)
			}
		}
		for words, want := range map[string]int{"备案": 3, "%": 0, "_": 0} {
			if got, err := b.List(b.ctx, b.as("head"), counter.Asked{List: counter.ListAll, Words: words}); err != nil || len(got) != want {
				t.Errorf("%q finds %d, want %d: %v", words, len(got), want, err)
			}
		}
		count(counter.ListWarning, 0) // due on the 15th, three working days away
		count(counter.ListOpen, 3)
		b.at("2026-09-11", 9)
		count(counter.ListWarning, 3) // two
		b.at("2026-09-15", 16)
		count(counter.ListWarning, 3)
		count(counter.ListOverdue, 0) // the last day is in time
		_, err := b.Finish(b.ctx, b.as("clerk"), intime.ID, counter.Result{Kind: counter.Granted})
		b.ok(err)
		b.at("2026-09-16", 9)
		count(counter.ListOverdue, 2)
		_, err = b.Finish(b.ctx, b.as("clerk"), late.ID, counter.Result{Kind: counter.Granted})
		b.refused(err, fault.Invalid, "late_reason", law.LimitDef)
		_, err = b.Finish(b.ctx, b.as("clerk"), late.ID, counter.Result{Kind: counter.Denied, LateReason: "等上级系统"})
		b.refused(err, fault.Invalid, "words", "")
		_, err = b.Finish(b.ctx, b.as("clerk"), late.ID, counter.Result{Kind: "maybe", LateReason: "等上级系统"})
		b.refused(err, fault.Invalid, "result", "")
		_, err = b.Finish(b.ctx, b.as("clerk"), late.ID, counter.Result{Kind: counter.Denied, Words: "不符合第六条", LateReason: "等上级系统"})
		b.ok(err)
		count(counter.ListLate, 1)
		count(counter.ListOverdue, 1)
		rates, err := b.Rates(b.ctx, b.as("deputy"), civil.Must("2026-09-01"), civil.Must("2026-09-30"))
		if b.ok(err); len(rates) != 2 || rates[1].Unit != "SMLTK" || rates[1].Received != 3 || rates[1].Finished != 2 || rates[1].OnTime != 1 || rates[1].Late != 1 || rates[1].Overdue != 1 || rates[1].Percent() != 50 {
			t.Errorf("rates: %+v", rates)
		}
		if none, err := b.Rates(b.ctx, b.as("grain"), civil.Must("2026-09-01"), civil.Must("2026-09-30")); err != nil || len(none) != 1 || none[0].Received != 0 {
			t.Errorf("another unit's figures: %+v %v", none, err)
		}
		_, err = b.Rates(b.ctx, b.as("deputy"), civil.Must("2026-09-30"), civil.Must("2026-09-01"))
		b.refused(err, fault.Invalid, "to", law.PromiseMonitor)
		_, err = b.List(b.ctx, b.as("head"), counter.Asked{List: "nonsense"})
		b.refused(err, fault.Invalid, "list", "")
		n := &notify.Notify{Door: b.Door, Org: b.Org}
		todo, err := n.List(b.ctx, notify.Audience{Login: "head", Unit: "SMLTK", Roles: []org.Role{org.SectionHead}})
		if b.ok(err); len(todo) != 1 || !strings.Contains(todo[0].Text, open.Number) || !todo[0].Late(civil.Must("2026-09-16")) {
			t.Errorf("the head's to-dos: %+v", todo)
		}
	})
}

// Clauses promise.sameday, promise.chief: what lies over night is listed and needs the
// reason; what comes on a rest day counts as of the next working day.
func TestPassesAreSignedTheSameDay(t *testing.T) {
	_ = []law.ID{law.PromiseSameday, law.PromiseChief}
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		a := b.accepted(x.ID)
		_, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "SMLTK", "会办")
		b.refused(err, fault.Invalid, "unit", "")
		_, err = b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "XXX", "会办")
		b.refused(err, fault.Invalid, "unit", "")
		_, err = b.Pass(b.ctx, b.as("clerk"), a.ID, "drawer", "", "会办")
		b.refused(err, fault.Invalid, "kind", "")
		_, err = b.Pass(b.ctx, b.as("grain"), a.ID, counter.ToUnit, "LYSGK", "会办")
		b.refused(err, fault.NotFound, "", "")
		_, err = b.See(b.ctx, b.as("grain"), a.ID)
		b.refused(err, fault.NotFound, "", "")
		p, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "LYSGK", "请核对许可范围")
		b.ok(err)
		_, err = b.See(b.ctx, b.as("grain"), a.ID) // the unit before which it lies sees it
		b.ok(err)
		_, err = b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "LYSGK", "再送")
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Done})
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Sign(b.ctx, b.as("clerk"), p.ID, "同意", "")
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Sign(b.ctx, b.as("grain"), p.ID, "", "")
		b.refused(err, fault.Invalid, "opinion", "")
		h, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToHead, "", "请签批")
		b.ok(err)
		_, err = b.Sign(b.ctx, b.as("clerk"), h.ID, "同意", "")
		b.refused(err, fault.Forbidden, "", law.PromiseChief)
		h, err = b.Sign(b.ctx, b.as("head"), h.ID, "同意", "")
		if b.ok(err); h.Overnight(civil.Must("2026-09-11")) {
			t.Error("signed the same day and over night")
		}
		list, err := b.List(b.ctx, b.as("window"), counter.Asked{List: counter.ListOvernight})
		if b.ok(err); len(list) != 0 {
			t.Error("over night before the night")
		}
		b.at("2026-09-11", 9)
		list, err = b.List(b.ctx, b.as("window"), counter.Asked{List: counter.ListOvernight})
		if b.ok(err); len(list) != 1 {
			t.Error("what lay over night is not listed")
		}
		waiting, err := b.PassesWaiting(b.ctx, b.as("grain"))
		if b.ok(err); len(waiting) != 1 || !waiting[0].Overnight(civil.Must("2026-09-11")) {
			t.Errorf("waiting: %+v", waiting)
		}
		_, err = b.Sign(b.ctx, b.as("grain"), p.ID, "范围无误", "")
		b.refused(err, fault.Invalid, "reason", law.PromiseSameday)
		_, err = b.Sign(b.ctx, b.as("grain"), p.ID, "范围无误", "经办人外出")
		b.ok(err)
		_, err = b.Sign(b.ctx, b.as("grain"), p.ID, "范围无误", "经办人外出")
		b.refused(err, fault.Conflict, "", "")
		b.at("2026-09-12", 10) // a Saturday
		p, err = b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "LYSGK", "补一句")
		if b.ok(err); p.ReceivedOn.String() != "2026-09-14" || p.Overnight(civil.Must("2026-09-14")) {
			t.Errorf("what comes on a rest day counts as of %s", p.ReceivedOn)
		}
	})
}

// Clause promise.sameday: what went to the wrong unit is taken back with a reason, lets the
// application end, and stays in the list if it lay over night.
func TestPassIsTakenBack(t *testing.T) {
	_ = []law.ID{law.PromiseSameday}
	each(t, func(b *bureau) {
		a := b.accepted(b.item("备案", nil).ID)
		p, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "LYSGK", "请会办")
		b.ok(err)
		b.at("2026-09-11", 9)
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Done})
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Recall(b.ctx, b.as("grain"), p.ID, "不归本科")
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Recall(b.ctx, b.as("clerk"), p.ID, " ")
		b.refused(err, fault.Invalid, "reason", "")
		p, err = b.Recall(b.ctx, b.as("clerk"), p.ID, "送错了科室")
		if b.ok(err); p.Open() || !p.Overnight(civil.Must("2026-09-11")) {
			t.Errorf("taken back: %+v", p)
		}
		_, err = b.Recall(b.ctx, b.as("clerk"), p.ID, "再撤")
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Sign(b.ctx, b.as("grain"), p.ID, "同意", "过夜了")
		b.refused(err, fault.NotFound, "", "")
		_, err = b.See(b.ctx, b.as("grain"), a.ID)
		b.refused(err, fault.NotFound, "", "")
		for _, login := range []string{"grain", "window"} {
			if list, err := b.PassesWaiting(b.ctx, b.as(login)); err != nil || len(list) != 0 {
				t.Errorf("%s still has it: %v %v", login, list, err)
			}
		}
		n := &notify.Notify{Door: b.Door, Org: b.Org}
		todo, err := n.List(b.ctx, notify.Audience{Login: "grain", Unit: "LYSGK", Roles: []org.Role{org.Staff}})
		if b.ok(err); len(todo) != 0 {
			t.Errorf("to-dos of what was taken back: %+v", todo)
		}
		list, err := b.List(b.ctx, b.as("window"), counter.Asked{List: counter.ListOvernight})
		if b.ok(err); len(list) != 1 {
			t.Error("taking it back hides that it lay over night")
		}
		rates, err := b.Rates(b.ctx, b.as("deputy"), civil.Must("2026-09-01"), civil.Must("2026-09-30"))
		if b.ok(err); rates[0].Overnight != 1 {
			t.Errorf("rates: %+v", rates[0])
		}
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Done})
		b.ok(err)
	})
}

// Passing on, forwarding and asking make whoever finishes the application at the same
// moment read it again.
func TestStepsOnTheWayMoveTheVersion(t *testing.T) {
	each(t, func(b *bureau) {
		a := b.accepted(b.item("初审", func(x *counter.Item, _ *counter.Promise) { x.Passed = true }).ID)
		seen := a.Version
		moved := func(step string) {
			t.Helper()
			v, err := b.See(b.ctx, b.as("clerk"), a.ID)
			if b.ok(err); v.Version <= seen {
				t.Errorf("%s leaves the version at %d", step, v.Version)
			}
			seen = v.Version
		}
		_, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToHead, "", "请签批")
		b.ok(err)
		moved("pass")
		_, err = b.Forward(b.ctx, b.as("clerk"), a.ID, "市商务委", "已提醒")
		b.ok(err)
		moved("forward")
		_, err = b.Consult(b.ctx, b.as("clerk"), a.ID, "同意", false)
		b.ok(err)
		moved("consult")
	})
}

// Clauses once.forward, once.prelim: where a superior decides it is asked, and what it
// demands reaches the applicant before the end.
func TestForwardedApplicationIsAskedAfterAndTold(t *testing.T) {
	_ = []law.ID{law.OnceForward, law.OncePrelim}
	each(t, func(b *bureau) {
		own := b.accepted(b.item("自办", nil).ID)
		_, err := b.Forward(b.ctx, b.as("clerk"), own.ID, "市商务委", "已提醒")
		b.refused(err, fault.Rule, "", law.OnceForward)
		a := b.accepted(b.item("初审", func(x *counter.Item, _ *counter.Promise) { x.Passed = true }).ID)
		_, err = b.Consult(b.ctx, b.as("clerk"), a.ID, "同意", false)
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Forward(b.ctx, b.as("clerk"), a.ID, "市商务委", "")
		b.refused(err, fault.Invalid, "reminder", law.OncePrelim)
		_, err = b.Forward(b.ctx, b.as("clerk"), a.ID, "市商务委", "已提醒补全设备清单")
		b.ok(err)
		_, err = b.Forward(b.ctx, b.as("clerk"), a.ID, "市商务委", "再报")
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Consult(b.ctx, b.as("clerk"), a.ID, "", true)
		b.refused(err, fault.Invalid, "answer", "")
		c, err := b.Consult(b.ctx, b.as("clerk"), a.ID, "补设备清单", true)
		b.ok(err)
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Granted})
		b.refused(err, fault.Rule, "", law.OnceForward)
		_, err = b.Tell(b.ctx, b.as("clerk"), c.ID, "")
		b.refused(err, fault.Invalid, "how", "")
		_, err = b.Tell(b.ctx, b.as("grain"), c.ID, "电话")
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Tell(b.ctx, b.as("clerk"), c.ID, "电话")
		b.ok(err)
		_, err = b.Tell(b.ctx, b.as("clerk"), c.ID, "电话")
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Granted})
		b.ok(err)
	})
}

// Clauses law.administrative-licensing-2019.32 and limit.supplement: nobody is told after
// the time of the law; the licence counts as accepted since its receipt.
func TestLicenceNobodyWasToldAbout(t *testing.T) {
	_ = []law.ID{law.LicensingOnce, law.LimitSupplement}
	each(t, func(b *bureau) {
		a := b.receive(b.item("许可", func(x *counter.Item, _ *counter.Promise) { x.Licence = true }).ID)
		_, err := b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Missing, counter.Here, counter.Here), "")
		b.ok(err)
		_, err = b.Deem(b.ctx, b.as("clerk"), a.ID)
		b.refused(err, fault.Rule, "", law.LicensingOnce)
		b.at("2026-09-18", 9) // the sixth working day
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 1, Words: "补交"}}})
		b.refused(err, fault.Rule, "", law.LicensingOnce)
		a, err = b.Deem(b.ctx, b.as("clerk"), a.ID)
		if b.ok(err); !a.Deemed || a.State != counter.Accepted || a.Started.String() != thursday || a.Due.String() != "2026-09-15" || !a.Late(civil.Must("2026-09-18")) {
			t.Errorf("deemed: %+v", a)
		}
		plain := b.receive(b.item("备案", nil).ID)
		_, err = b.Check(b.ctx, b.as("clerk"), plain.ID, looked(counter.Missing, counter.Here, counter.Here), "")
		b.ok(err)
		b.at("2026-09-30", 9)
		_, err = b.Notify(b.ctx, b.as("clerk"), plain.ID, counter.NewNotice{Items: []counter.Wanted{{N: 1, Words: "补交"}}})
		b.ok(err) // no licence: late, but told
	})
}

// What is closed goes to the archive room with what was handed out; what is refused or
// taken back counts neither as finished nor as late.
func TestEndsAndPapers(t *testing.T) {
	_ = []law.ID{law.LimitDef, law.LimitIntake, law.FirstOutside}
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		a := b.accepted(x.ID)
		_, err := b.Deliver(b.ctx, b.as("clerk"), a.ID, counter.Delivery{How: "当面领取", To: "申请人甲"})
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Finish(b.ctx, b.as("clerk"), a.ID, counter.Result{Kind: counter.Done})
		b.ok(err)
		_, err = b.Deliver(b.ctx, b.as("clerk"), a.ID, counter.Delivery{How: "", To: "申请人甲"})
		b.refused(err, fault.Invalid, "how", "")
		_, err = b.Deliver(b.ctx, b.as("clerk"), a.ID, counter.Delivery{How: "邮寄", To: "申请人甲", On: civil.Must("2026-09-09")})
		b.refused(err, fault.Invalid, "on", "")
		a, err = b.Deliver(b.ctx, b.as("clerk"), a.ID, counter.Delivery{How: "当面领取", To: "申请人甲"})
		if b.ok(err); a.State != counter.Delivered {
			t.Errorf("delivered: %+v", a)
		}
		r := b.receive(x.ID)
		_, err = b.Refuse(b.ctx, b.as("clerk"), r.ID, "不归本局管", "")
		b.refused(err, fault.Invalid, "elsewhere", law.FirstOutside)
		_, err = b.Refuse(b.ctx, b.as("clerk"), r.ID, "", "区市场监管局")
		b.refused(err, fault.Invalid, "reason", "")
		r, err = b.Refuse(b.ctx, b.as("clerk"), r.ID, "不归本局管", "区市场监管局")
		if b.ok(err); r.RefusedNumber != "2026-不受-0001" {
			t.Errorf("refused: %+v", r)
		}
		w := b.accepted(x.ID)
		_, err = b.Withdraw(b.ctx, b.as("clerk"), w.ID, "")
		b.refused(err, fault.Invalid, "reason", "")
		_, err = b.Withdraw(b.ctx, b.as("clerk"), w.ID, "电话提出，不再办")
		b.ok(err)
		_, err = b.Refuse(b.ctx, b.as("clerk"), w.ID, "不归本局管", "无")
		b.refused(err, fault.Conflict, "", "")
		_, err = b.Flow.HandOver(b.ctx)
		b.ok(err)
		if len(b.filed) != 3 || b.filed[0].Unit != "SMLTK" || len(b.filed[0].Files) != 3 || len(b.filed[1].Files) != 2 || len(b.filed[2].Files) != 2 {
			t.Errorf("handed over: %+v", b.filed)
		}
		rates, err := b.Rates(b.ctx, b.as("deputy"), civil.Must("2026-09-01"), civil.Must("2026-09-30"))
		if b.ok(err); rates[0].Received != 3 || rates[0].Finished != 1 || rates[0].Open != 0 {
			t.Errorf("rates: %+v", rates[0])
		}
		n := &notify.Notify{Door: b.Door, Org: b.Org}
		todo, err := n.List(b.ctx, notify.Audience{Login: "clerk", Unit: "SMLTK", Roles: []org.Role{org.Staff}})
		if b.ok(err); len(todo) != 0 {
			t.Errorf("to-dos of what is closed: %+v", todo)
		}
	})
}

func TestAssign(t *testing.T) {
	each(t, func(b *bureau) {
		a := b.accepted(b.item("备案", nil).ID)
		_, err := b.Assign(b.ctx, b.as("clerk"), a.ID, "head")
		b.refused(err, fault.Forbidden, "", law.PromiseChief)
		_, err = b.Assign(b.ctx, b.as("head"), a.ID, "grain")
		b.refused(err, fault.Invalid, "handler", "")
		a, err = b.Assign(b.ctx, b.as("head"), a.ID, "head")
		if b.ok(err); a.Handler != "head" {
			t.Error(a.Handler)
		}
	})
}

// Numbers of the day are called in order, each once, and begin anew the next day.
func TestQueue(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		for i, want := range []string{"A001", "B002", "A003"} {
			item := []int64{x.ID, 0, x.ID}[i]
			n, err := b.Draw(b.ctx, b.as("window"), item)
			if b.ok(err); n.Label() != want {
				t.Errorf("drew %s, want %s", n.Label(), want)
			}
		}
		_, err := b.Call(b.ctx, b.as("clerk"), "0")
		b.refused(err, fault.Invalid, "desk", "")
		first, err := b.Call(b.ctx, b.as("clerk"), "1")
		b.ok(err)
		second, err := b.Call(b.ctx, b.as("window"), "2")
		if b.ok(err); first.N != 1 || second.N != 2 {
			t.Errorf("called %d and %d", first.N, second.N)
		}
		n := asked(x.ID)
		n.Ticket = first.ID
		_, err = b.Receive(b.ctx, b.as("clerk"), n)
		b.ok(err)
		_, err = b.Receive(b.ctx, b.as("clerk"), n)
		b.refused(err, fault.Invalid, "ticket", "")
		_, err = b.CloseTicket(b.ctx, b.as("window"), second.ID, "gone")
		b.refused(err, fault.Invalid, "state", "")
		_, err = b.CloseTicket(b.ctx, b.as("window"), second.ID, counter.Missed)
		b.ok(err)
		_, err = b.CloseTicket(b.ctx, b.as("window"), second.ID, counter.Missed)
		b.refused(err, fault.Conflict, "", "")
		queue, err := b.QueueOf(b.ctx, b.Door.Reader(), civil.Must(thursday))
		if b.ok(err); len(queue.Waiting) != 1 || queue.Served != 1 || queue.Missed != 1 {
			t.Errorf("queue: %+v", queue)
		}
		b.at("2026-09-11", 9)
		_, err = b.Call(b.ctx, b.as("clerk"), "1")
		b.refused(err, fault.Conflict, "", "")
		again, err := b.Draw(b.ctx, b.as("window"), 0)
		if b.ok(err); again.N != 1 {
			t.Error("numbers do not begin anew")
		}
	})
}

// The public looks up by number and code: both wrong are told alike, and guessing ends.
func TestLookUpByNumberAndCode(t *testing.T) {
	each(t, func(b *bureau) {
		a := b.receive(b.item("备案", nil).ID)
		_, err := b.Check(b.ctx, b.as("clerk"), a.ID, []counter.Looked{{N: 1, State: counter.Here}, {N: 2, State: counter.Missing}, {N: 3, State: counter.Here}}, "")
		b.ok(err)
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 2, Words: "补交复印件"}}})
		b.ok(err)
		code := b.CodeOf(a)
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		p, err := b.Progress(b.ctx, counter.Access{Number: "2026办1", Code: typed, Address: "10.0.0.1"})
		if b.ok(err); p.Number != a.Number || len(p.Wants) != 1 || p.Wants[0].Words != "补交复印件" || p.State != "待补正" || len(p.Steps) != 2 {
			t.Errorf("progress: %+v", p)
		}
		_, wrongCode := b.Progress(b.ctx, counter.Access{Number: a.Number, Code: "AAAA-AAAA-AAAA", Address: "10.0.0.2"})
		_, wrongNumber := b.Progress(b.ctx, counter.Access{Number: "2026-办-0009", Code: code, Address: "10.0.0.2"})
		if wrongCode == nil || wrongNumber == nil || fault.Of(wrongCode).Safe() != fault.Of(wrongNumber).Safe() {
			t.Errorf("told apart: %v %v", wrongCode, wrongNumber)
		}
		for range 12 {
			_, err = b.Progress(b.ctx, counter.Access{Number: a.Number, Code: "AAAA-AAAA-AAAA", Address: "10.0.0.3"})
		}
		b.refused(err, fault.TooMany, "", "")
		_, err = b.Progress(b.ctx, counter.Access{Number: a.Number, Code: code, Address: "10.0.0.3"})
		b.refused(err, fault.TooMany, "", "")
		_, err = b.Progress(b.ctx, counter.Access{Number: a.Number, Code: code, Address: "10.0.0.1"})
		b.ok(err) // nobody else is shut out
		n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM counter_attempt")
		if b.ok(err); n == 0 {
			t.Error("nothing was counted")
		}
		// Counted by the deed counter.code.failed, which a flood of guesses does not write down.
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "counter.code.failed"}, 10)
		if b.ok(err); len(entries) != 0 {
			t.Error("guesses fill the ledger")
		}
		b.at(thursday, 11)
		_, err = b.Progress(b.ctx, counter.Access{Number: a.Number, Code: code, Address: "10.0.0.3"})
		b.ok(err) // the hour is over
		b.at("2026-09-14", 9)
		_, err = b.Progress(b.ctx, counter.Access{Number: a.Number, Code: "AAAA-AAAA-AAAA", Address: "10.0.0.3"})
		b.refused(err, fault.Invalid, "", "")
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM counter_attempt"); err != nil || n != 2 {
			t.Errorf("old attempts are not forgotten: %d, %v", n, err)
		}
	})
}

// What the bureau sets in the rule book holds here: the hour after which something counts
// as of the next day, the term of feedback, the days in which a demand is told.
func TestParametersOfTheBook(t *testing.T) {
	_ = []law.ID{law.PromiseSameday, law.PromiseComplaint, law.OnceForward, law.LimitReport}
	each(t, func(b *bureau) {
		x := b.item("初审", func(x *counter.Item, _ *counter.Promise) { x.Passed = true })
		a := b.accepted(x.ID)
		rulebooktest.Publish(t, b.Rules, `cards:
  - {id: promise.sameday, parameters: [{name: closing_time, value: "17:00"}]}
  - {id: promise.complaint, parameters: [{name: feedback_days, value: "7"}]}
  - {id: once.forward, parameters: [{name: days, value: "1"}]}
  - {id: limit.report, parameters: [{name: warn_days, value: "4"}]}
`, "2026-09-11")
		b.at("2026-09-11", 18) // a Friday evening
		p, err := b.Pass(b.ctx, b.as("clerk"), a.ID, counter.ToUnit, "LYSGK", "请会办")
		if b.ok(err); p.ReceivedOn.String() != "2026-09-14" {
			t.Errorf("after hours counts as of %s", p.ReceivedOn)
		}
		if g, err := b.GuideOf(b.ctx, x.Code); err != nil || g.Feedback != 7 {
			t.Errorf("feedback in %d days: %v", g.Feedback, err)
		}
		_, err = b.Forward(b.ctx, b.as("clerk"), a.ID, "市商务委", "已提醒")
		b.ok(err)
		_, err = b.Consult(b.ctx, b.as("clerk"), a.ID, "补设备清单", true)
		b.ok(err)
		n := &notify.Notify{Door: b.Door, Org: b.Org}
		todo, err := n.List(b.ctx, notify.Audience{Login: "clerk", Unit: "SMLTK", Roles: []org.Role{org.Staff}})
		if b.ok(err); len(todo) != 2 || todo[0].Due.String() != "2026-09-14" || !strings.Contains(todo[0].Text, "转告") {
			t.Errorf("to-dos: %+v", todo)
		}
		url, ok, err := b.Find(b.ctx, b.Door.Reader(), "2026办1")
		if b.ok(err); !ok || url != "/counter/applications/1" {
			t.Errorf("found %q", url)
		}
		if _, ok, err := b.Find(b.ctx, b.Door.Reader(), "2026-办-0077"); ok || err != nil {
			t.Error("found what is not there")
		}
	})
}

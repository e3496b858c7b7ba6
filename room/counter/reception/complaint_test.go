package reception_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/act"
	"lantai.internal/room/counter/reception"
)

// conduct is a complaint about somebody.
func conduct(accused int64) reception.NewComplaint {
	return reception.NewComplaint{Source: "来信", About: reception.Conduct, Category: "推诿", Name: "投诉人", Phone: "13800000000", Matter: "三次去都说不归他管", AccusedID: accused}
}

func (b *bureau) complain(login string, x reception.NewComplaint) reception.Complaint {
	b.t.Helper()
	c, err := b.Complain(b.ctx, b.actors[login], x)
	b.ok(err)
	return c
}

// Conduct goes to the office and commerce to the section for trade (clauses
// promise.dept, unit.4.trade).
func TestWhoTakesAComplaint(t *testing.T) {
	each(t, func(b *bureau) {
		if c := b.complain("clerk", conduct(0)); c.Unit != "BGS" {
			t.Errorf("%+v", c)
		}
		x := conduct(0)
		x.About, x.Category = reception.Commerce, "预付卡"
		_, err := b.Complain(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "被投诉的单位")
		x.AccusedName = "某超市"
		c := b.complain("office", x)
		if c.Unit != "SMLTK" {
			t.Errorf("%+v", c)
		}
		x.Category = "推诿"
		_, err = b.Complain(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "市场秩序")
		b.cites(err, law.Unit4Trade)
		x = conduct(0)
		x.Name, x.Phone, x.About, x.Source, x.ReceivedOn = "", "", "conduct", "听说", civil.Must("2026-12-01")
		_, err = b.Complain(b.ctx, b.actors["clerk"], x)
		for _, say := range []string{"投诉人", "联系电话", "来信", "晚于今天"} {
			b.wants(err, fault.Invalid, say)
		}
		x = conduct(0)
		x.About = ""
		_, err = b.Complain(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "商务举报")
		x = conduct(0)
		x.AccusedUnit = "XXX"
		_, err = b.Complain(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "没有这个科室")
		_, err = b.Complain(b.ctx, b.actors["admin"], conduct(0))
		b.wants(err, fault.Forbidden, "")

		// What came to the wrong one goes to the other, whose head hears of it.
		_, err = b.Move(b.ctx, b.actors["chief"], c.ID, "推诿", "错")
		b.wants(err, fault.NotFound, "")
		_, err = b.Move(b.ctx, b.actors["head"], c.ID, "预付卡", "说的是窗口态度")
		b.wants(err, fault.Invalid, "推诿")
		c, err = b.Move(b.ctx, b.actors["head"], c.ID, "态度", "说的是窗口态度")
		b.ok(err)
		if c.Unit != "BGS" || c.About != reception.Conduct || len(b.todos("head")) != 0 || len(b.todos("chief")) != 2 {
			t.Errorf("%+v %v", c, b.todos("chief"))
		}
		_ = law.PromiseDept
	})
}

// While no term is published no last day is made up: a person sets one, with a reason
// (clause promise.complaint).
func TestNoTermNoDay(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("office", conduct(b.people["taster"]))
		if !c.Due.IsZero() || c.DueHow != "" || c.Late(civil.Must("2030-01-01")) {
			t.Errorf("%+v", c)
		}
		if list, err := b.Complaints(b.ctx, b.actors["chief"], reception.ComplaintQuery{Year: 2026, State: "nodue"}); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		_, err := b.SetDue(b.ctx, b.actors["office"], c.ID, civil.Must("2026-06-20"), "尽快")
		b.wants(err, fault.Forbidden, "办公室负责人或者局领导")
		b.cites(err, law.PromiseComplaint)
		_, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-01"), "尽快")
		b.wants(err, fault.Invalid, "今天或以后")
		_, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2036-06-20"), "尽快")
		b.wants(err, fault.Invalid, "核对年份")
		_, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-18"), "")
		b.wants(err, fault.Invalid, "理由")
		c, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-18"), "答应投诉人一周内回话")
		b.ok(err)
		if c.Due != civil.Must("2026-06-18") || c.DueHow != reception.ByPerson {
			t.Errorf("%+v", c)
		}
	})
}

// A published term makes the day, in working days, for what comes in from then on, and
// nobody sets another.
func TestPublishedTerm(t *testing.T) {
	each(t, func(b *bureau) {
		rulebooktest.Publish(t, b.Rules, "cards:\n  - id: promise.complaint\n    parameters:\n      - {name: feedback_days, value: \"5\"}\n", "2026-06-15")
		before := b.complain("office", conduct(0))
		b.c.Move(72 * time.Hour)
		c := b.complain("office", conduct(0))
		// Monday; the Dragon Boat Festival is 19 to 21 June: the fifth working day is Tuesday, 23 June.
		if c.Due != civil.Must("2026-06-23") || !before.Due.IsZero() || c.DueHow != reception.Published {
			t.Errorf("%+v", c)
		}
		_, err := b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-07-30"), "忙")
		b.wants(err, fault.Rule, "不能另定")
		b.cites(err, law.PromiseComplaint)
	})
}

// The one a complaint is about never handles it and does not even see it, as head, as
// leader, as B of the head, or by writing it down.
func TestTheAccusedNeverHandlesIt(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("clerk", conduct(b.people["chief"]))
		accused := b.actors["chief"]
		_, err := b.ComplaintOf(b.ctx, accused, c.ID)
		b.wants(err, fault.NotFound, "")
		_, err = b.Assign(b.ctx, accused, c.ID, b.people["filer"])
		b.wants(err, fault.NotFound, "")
		if list, err := b.Complaints(b.ctx, accused, reception.ComplaintQuery{Year: 2026}); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		if len(b.todos("chief")) != 0 || len(b.todos("director")) != 1 {
			t.Error("the director is asked, not the accused")
		}
		_, err = b.Assign(b.ctx, b.actors["director"], c.ID, b.people["chief"])
		b.wants(err, fault.Rule, "被投诉人不能办理")
		b.cites(err, law.PromiseComplaint)
		c, err = b.Assign(b.ctx, b.actors["director"], c.ID, b.people["staff"])
		b.ok(err)
		for _, err := range []error{
			second(b.Look(b.ctx, accused, c.ID, "没有的事")), second(b.Conclude(b.ctx, accused, c.ID, "不属实", "没有", "")),
			second(b.Answering(b.ctx, accused, c.ID, "电话", "没有", civil.Must(friday))), second(b.Rate(b.ctx, accused, c.ID, "满意", "")),
			second(b.Withdraw(b.ctx, accused, c.ID, "撤了")), second(b.SetDue(b.ctx, accused, c.ID, civil.Must("2026-06-30"), "晚点")), second(b.Move(b.ctx, accused, c.ID, "其他", "错")),
		} {
			b.wants(err, fault.NotFound, "")
		}
		// Nor does a leader see one about himself.
		l := b.complain("clerk", conduct(b.people["director"]))
		_, err = b.ComplaintOf(b.ctx, b.actors["director"], l.ID)
		b.wants(err, fault.NotFound, "")
		_, err = b.ComplaintOf(b.ctx, b.actors["deputy"], l.ID)
		b.ok(err)
		// One about the whole office is not the office's.
		x := conduct(0)
		x.AccusedUnit = "BGS"
		u := b.complain("clerk", x)
		_, err = b.Assign(b.ctx, accused, u.ID, b.people["filer"])
		b.wants(err, fault.NotFound, "")
		_, err = b.Assign(b.ctx, b.actors["deputy"], u.ID, b.people["filer"])
		b.wants(err, fault.Rule, "别的科室")
		_, err = b.Assign(b.ctx, b.actors["deputy"], u.ID, b.people["staff"])
		b.ok(err)
		// Standing in for the head changes nothing.
		_, err = b.Org.SetBackup(b.ctx, act.Owner(), org.NewBackup{Post: "BGS-head", PersonID: b.people["chief"], BackupID: b.people["office"], Since: civil.Must("2026-01-01")})
		b.ok(err)
		b.away[b.people["chief"]] = b.c.Now().Add(72 * time.Hour).UnixMicro()
		_, err = b.Org.TakeOver(b.ctx, b.actors["office"], 1, "主任不在")
		b.ok(err)
		o := b.complain("clerk", conduct(b.people["office"]))
		_, err = b.Assign(b.ctx, b.actors["office"], o.ID, b.people["filer"])
		b.wants(err, fault.NotFound, "")
	})
}

// A complaint about a unit does not become that unit's own case by being moved to it.
func TestMovedToTheUnitItIsAbout(t *testing.T) {
	each(t, func(b *bureau) {
		x := conduct(0)
		x.AccusedUnit = "SMLTK"
		c := b.complain("filer", x)
		c, err := b.Move(b.ctx, b.actors["chief"], c.ID, "预付卡", "说的是预付卡")
		b.ok(err)
		if c.Unit != "SMLTK" || len(b.todos("head")) != 0 || len(b.todos("chief")) != 0 || len(b.todos("director")) != 1 {
			t.Errorf("%+v %v %v", c, b.todos("head"), b.todos("director"))
		}
		for _, login := range []string{"head", "clerk"} {
			_, err := b.ComplaintOf(b.ctx, b.actors[login], c.ID)
			b.wants(err, fault.NotFound, "")
			_, err = b.Assign(b.ctx, b.actors[login], c.ID, b.people["clerk"])
			b.wants(err, fault.NotFound, "")
		}
		_, err = b.Assign(b.ctx, b.actors["director"], c.ID, b.people["clerk"])
		b.wants(err, fault.Rule, "别的科室")
	})
}

// One about the director is put before the other leaders, and its course says why.
func TestComplaintAboutTheDirector(t *testing.T) {
	each(t, func(b *bureau) {
		b.away[b.people["chief"]] = b.c.Now().Add(72 * time.Hour).UnixMicro()
		x := conduct(0)
		x.AccusedUnit = "BGS"
		u := b.complain("clerk", x)
		if len(b.todos("director")) != 1 || len(b.todos("deputy")) != 0 {
			t.Errorf("%v %v", b.todos("director"), b.todos("deputy"))
		}
		c := b.complain("clerk", conduct(b.people["director"]))
		if list := b.todos("deputy"); len(list) != 1 || !strings.Contains(list[0].Text, c.Number) {
			t.Errorf("%v", list)
		}
		if len(b.todos("director")) != 1 {
			t.Error("the accused hears of it")
		}
		for id, say := range map[int64]string{u.ID: "投诉的就是办公室，请局长指定办理人", c.ID: "局长也不能指定，请其他局领导指定办理人"} {
			v, err := b.ComplaintOf(b.ctx, b.actors["deputy"], id)
			if b.ok(err); len(v.Steps) != 1 || !strings.Contains(v.Steps[0].Words, say) {
				t.Errorf("%+v", v.Steps)
			}
		}
		_, err := b.Assign(b.ctx, b.actors["deputy"], c.ID, b.people["staff"])
		if b.ok(err); len(b.todos("deputy")) != 0 || len(b.todos("staff")) != 1 {
			t.Errorf("%v %v", b.todos("deputy"), b.todos("staff"))
		}
	})
}

// A day of feedback that is moved leaves the first one, from which lateness counts.
func TestLaterDayDoesNotHideLateness(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("clerk", conduct(b.people["taster"]))
		_, err := b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["filer"])
		b.ok(err)
		_, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-15"), "答应的日子")
		b.ok(err)
		b.c.Move(4 * 24 * time.Hour)
		c, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-30"), "还没有查清")
		b.ok(err)
		if c.Due != civil.Must("2026-06-30") || c.FirstDue != civil.Must("2026-06-15") || !c.Late(civil.Must("2026-06-16")) {
			t.Errorf("%+v", c)
		}
		if list, err := b.Complaints(b.ctx, b.actors["chief"], reception.ComplaintQuery{Year: 2026, State: "late"}); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		_, err = b.Conclude(b.ctx, b.actors["filer"], c.ID, "属实", "确有两次未登记转交", "批评教育")
		b.ok(err)
		c, err = b.Answering(b.ctx, b.actors["filer"], c.ID, "电话", "告知了结果", civil.Must("2026-06-16"))
		if b.ok(err); c.LateDays != 1 {
			t.Errorf("late by %d", c.LateDays)
		}
		if f, err := b.ComplaintFigures(b.ctx, b.actors["director"], 2026); err != nil || f.Late != 1 {
			t.Errorf("%+v %v", f, err)
		}
	})
}

// What is moved is nobody's to-do any more but of those who name the next handler.
func TestMoveSettlesTheHandlersTodo(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("filer", conduct(0))
		_, err := b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["filer"])
		b.ok(err)
		_, err = b.Move(b.ctx, b.actors["chief"], c.ID, "预付卡", "说的是预付卡")
		b.ok(err)
		if len(b.todos("filer")) != 0 || len(b.todos("chief")) != 0 || len(b.todos("head")) != 1 {
			t.Errorf("%v %v %v", b.todos("filer"), b.todos("chief"), b.todos("head"))
		}
	})
}

// To-dos follow who is here: a handler who has left gives way to those who may act.
func TestWatchFollowsWhoIsHere(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("clerk", conduct(b.people["taster"]))
		v := b.absent()
		_, err := b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["filer"])
		b.ok(err)
		v, err = b.Forward(b.ctx, b.actors["clerk"], v.ID, "", 0, "")
		b.ok(err)
		for _, login := range []string{"filer", "taster"} {
			_, err := b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people[login], On: civil.Must(friday)})
			b.ok(err)
		}
		b.c.Move(72 * time.Hour)
		w, err := b.Watch(b.ctx)
		if b.ok(err); w.Visits != 1 || w.Complaints != 1 {
			t.Errorf("%+v", w)
		}
		if list := titles(b, "chief"); len(list) != 1 || !strings.Contains(list[0], "另行安排投诉举报 "+c.Number) {
			t.Errorf("%v", list)
		}
		heads, err := b.notes.List(b.ctx, notify.Audience{Login: "grain", Unit: "LYSGK", Roles: []org.Role{org.SectionHead}})
		if b.ok(err); len(heads) != 1 || !strings.Contains(heads[0].Text, v.Number) {
			t.Errorf("%v", heads)
		}
		if len(b.todos("filer")) != 0 {
			t.Errorf("%v", b.todos("filer"))
		}
		_, err = b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["office"])
		if b.ok(err); len(b.todos("chief")) != 0 || len(b.todos("office")) != 1 {
			t.Errorf("%v %v", b.todos("chief"), b.todos("office"))
		}
	})
}

func second[T any](_ T, err error) error { return err }

// From the investigation to what the complainant says of it; feedback after the last
// day shows by how many days.
func TestFeedbackOnTime(t *testing.T) {
	each(t, func(b *bureau) {
		c := b.complain("clerk", conduct(b.people["taster"]))
		_, err := b.Assign(b.ctx, b.actors["office"], c.ID, b.people["filer"])
		b.wants(err, fault.Forbidden, "负责人或者局领导指定")
		_, err = b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["clerk"])
		b.wants(err, fault.Invalid, "本科室内")
		_, err = b.Assign(b.ctx, b.actors["chief"], c.ID, 999)
		b.wants(err, fault.Invalid, "在职")
		c, err = b.Assign(b.ctx, b.actors["chief"], c.ID, b.people["filer"])
		b.ok(err)
		if len(b.todos("filer")) != 1 || len(b.todos("chief")) != 0 {
			t.Errorf("%v %v", b.todos("filer"), b.todos("chief"))
		}
		_, err = b.SetDue(b.ctx, b.actors["chief"], c.ID, civil.Must("2026-06-15"), "答应的日子")
		b.ok(err)
		_, err = b.Look(b.ctx, b.actors["chief"], c.ID, "代查")
		b.wants(err, fault.Forbidden, "由办理人")
		_, err = b.Look(b.ctx, b.actors["filer"], c.ID, "调了窗口记录")
		b.ok(err)
		_, err = b.Conclude(b.ctx, b.actors["filer"], c.ID, "大概属实", "", "")
		b.wants(err, fault.Invalid, "部分属实")
		b.wants(err, fault.Invalid, "查明的事实")
		_, err = b.Answering(b.ctx, b.actors["filer"], c.ID, "电话", "好", civil.Must(friday))
		b.wants(err, fault.Conflict, "调查中")
		c, err = b.Conclude(b.ctx, b.actors["filer"], c.ID, "属实", "确有两次未登记转交", "批评教育")
		b.ok(err)
		b.c.Move(4 * 24 * time.Hour)
		if list, err := b.Complaints(b.ctx, b.actors["chief"], reception.ComplaintQuery{Year: 2026, State: "late"}); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		_, err = b.Answering(b.ctx, b.actors["filer"], c.ID, reception.Unreachable, "", civil.Must("2026-06-30"))
		b.wants(err, fault.Invalid, "不晚于今天")
		b.wants(err, fault.Invalid, "电话、当面")
		_, err = b.Rate(b.ctx, b.actors["chief"], c.ID, "满意", "")
		b.wants(err, fault.Conflict, "待反馈")
		c, err = b.Answering(b.ctx, b.actors["filer"], c.ID, "电话", "告知了查明的情况和处理", civil.Must("2026-06-16"))
		b.ok(err)
		if c.LateDays != 1 || c.State != reception.Answered || len(b.todos("filer")) != 0 {
			t.Errorf("%+v", c)
		}
		_, err = b.Rate(b.ctx, b.actors["filer"], c.ID, "满意", "")
		b.wants(err, fault.Forbidden, "另一个人回访")
		_, err = b.Rate(b.ctx, b.actors["chief"], c.ID, "好", "")
		b.wants(err, fault.Invalid, "基本满意")
		c, err = b.Rate(b.ctx, b.actors["chief"], c.ID, "基本满意", "早点说就好")
		b.ok(err)
		f, err := b.ComplaintFigures(b.ctx, b.actors["director"], 2026)
		b.ok(err)
		if f.All != 1 || f.Answered != 1 || f.Late != 1 || f.Upheld != 1 || f.Rate() != "0.0%" {
			t.Errorf("%+v %s", f, f.Rate())
		}
		// An anonymous one without telephone cannot be answered; one that is taken back stays.
		x := conduct(0)
		x.Anonymous, x.Name, x.Phone = true, "谁", ""
		a := b.complain("clerk", x)
		if a.Name != "" {
			t.Error("anonymous, and named")
		}
		_, err = b.Withdraw(b.ctx, b.actors["clerk"], a.ID, "不投诉了")
		b.wants(err, fault.Forbidden, "负责人或者办理人")
		_, err = b.Withdraw(b.ctx, b.actors["chief"], a.ID, "")
		b.wants(err, fault.Invalid, "怎样撤回")
		a, err = b.Withdraw(b.ctx, b.actors["chief"], a.ID, "来电撤回")
		b.ok(err)
		if a.State != reception.Withdrawn || strings.Contains(strings.Join(titles(b, "chief"), ""), a.Number) {
			t.Errorf("%+v", a)
		}
	})
}

func titles(b *bureau, login string) (out []string) {
	for _, t := range b.todos(login) {
		out = append(out, t.Text)
	}
	return out
}

// Under each of the four clauses somebody may have to answer; the program writes down
// what people decide (clauses ab.account, promise.account, first.account, once.account).
func TestLiability(t *testing.T) {
	each(t, func(b *bureau) {
		staff, director := b.actors["staff"], b.actors["director"]
		on := civil.Must(friday)
		x := reception.NewLiability{Person: b.people["taster"], HappenedOn: on, Facts: "来人登记两天没有转交", Source: "2026-首-0001"}
		for _, clause := range []law.ID{law.AbAccount, law.PromiseAccount, law.FirstAccount, law.OnceAccount} {
			x.Clause = clause
			l, err := b.HoldLiable(b.ctx, staff, x)
			b.ok(err)
			if l.Clause != string(clause) || l.State != reception.Recorded {
				t.Errorf("%+v", l)
			}
		}
		x.Clause = law.PostDef
		_, err := b.HoldLiable(b.ctx, staff, x)
		b.wants(err, fault.Invalid, "哪一项制度")
		x.Clause, x.Facts, x.HappenedOn = law.FirstAccount, "", civil.Must("2026-07-01")
		_, err = b.HoldLiable(b.ctx, staff, x)
		b.wants(err, fault.Invalid, "查明的事实")
		x.Person, x.HappenedOn, x.Facts = b.people["staff"], on, "自己"
		_, err = b.HoldLiable(b.ctx, staff, x)
		b.wants(err, fault.Forbidden, "由别人登记")
		_, err = b.HoldLiable(b.ctx, b.actors["chief"], x)
		b.wants(err, fault.Forbidden, "")

		// Its readers are those who decide, and the person.
		for who, found := range map[string]bool{"director": true, "deputy": true, "staff": true, "taster": true, "grain": false, "chief": false, "clerk": false} {
			_, changes, err := b.LiabilityOf(b.ctx, b.actors[who], 1)
			if (err == nil) != found || changes != (found && who != "taster") {
				t.Errorf("%s: %v %v", who, changes, err)
			}
			list, err := b.Liabilities(b.ctx, b.actors[who], 2026, "")
			b.ok(err)
			if (len(list) == 4) != found || !found && len(list) != 0 {
				t.Errorf("%s: %d", who, len(list))
			}
		}
		_, err = b.Decide(b.ctx, director, 1, b.people["taster"], on, "批评")
		b.wants(err, fault.Invalid, "局领导")
		_, err = b.Decide(b.ctx, director, 1, b.people["director"], civil.Must("2026-01-01"), "")
		b.wants(err, fault.Invalid, "作出决定的日子")
		_, err = b.Decide(b.ctx, b.actors["taster"], 1, b.people["director"], on, "算了")
		b.wants(err, fault.Forbidden, "")
		_, err = b.CarryOut(b.ctx, director, 1, "做了")
		b.wants(err, fault.Conflict, "作出决定以后")
		l, err := b.Decide(b.ctx, director, 1, b.people["director"], on, "诫勉谈话")
		b.ok(err)
		if l.Decider != "局长" || l.State != reception.Decided {
			t.Errorf("%+v", l)
		}
		_, err = b.VoidLiability(b.ctx, staff, 1, "算了")
		b.wants(err, fault.Conflict, "不能作废")
		l, err = b.CarryOut(b.ctx, staff, 1, "6月12日谈话")
		b.ok(err)
		_, err = b.VoidLiability(b.ctx, staff, 2, "登记错了人")
		b.ok(err)
		_, _, err = b.LiabilityOf(b.ctx, b.actors["taster"], 2)
		b.wants(err, fault.NotFound, "")
		// A leader answers before another leader, and not by the own hand.
		x = reception.NewLiability{Clause: law.PromiseAccount, Person: b.people["deputy"], HappenedOn: on, Facts: "承诺事项无人签批"}
		l, err = b.HoldLiable(b.ctx, staff, x)
		b.ok(err)
		_, err = b.Decide(b.ctx, b.actors["deputy"], l.ID, b.people["director"], on, "免")
		b.wants(err, fault.Forbidden, "由别人决定")
		_, err = b.Decide(b.ctx, director, l.ID, b.people["deputy"], on, "免")
		b.wants(err, fault.Invalid, "不能决定自己")
	})
}

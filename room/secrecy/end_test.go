package secrecy_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/secrecy"
)

// waiting are the logins that have an open to-do of a subject, in order.
func (b *bureau) waiting(subject string) string {
	b.t.Helper()
	list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT login || '=' || text FROM notify_todo WHERE done_at = 0 AND key LIKE $1 ORDER BY key", subject+":%")
	b.ok(err)
	return strings.Join(list, "；")
}

// The office's own matter goes on to the leader in charge and the director; it can be taken
// back, and what the department determined has its place (law.SecrecyBeforeRelease,
// law.SecrecyUnclear).
func TestOfficeChecksItself(t *testing.T) {
	each(t, func(b *bureau) {
		ask := func(who string) secrecy.Check {
			c, err := b.AskCheck(b.ctx, b.actors[who], secrecy.NewCheck{Title: "工作动态", Channel: "公众号"})
			b.ok(err)
			return c
		}
		say := func(who string, c secrecy.Check, verdict string) secrecy.Check {
			b.t.Helper()
			c, err := b.Say(b.ctx, b.actors[who], c.ID, verdict, "看过")
			b.ok(err)
			return c
		}
		c := ask("keeper")
		say("chief", c, secrecy.Passed)
		if got := b.waiting("secrecy_check:1"); !strings.HasPrefix(got, "deputy=") {
			b.t.Errorf("the office's level waits for %q", got)
		}
		say("deputy", c, secrecy.Passed)
		if c = say("director", c, secrecy.Passed); c.State != secrecy.Passed {
			b.t.Errorf("%+v", c)
		}

		c = ask("clerk")
		_, err := b.WithdrawCheck(b.ctx, b.actors["head"], c.ID, "不发了")
		b.rule(err, law.SecrecyBeforeRelease)
		_, err = b.WithdrawCheck(b.ctx, b.actors["other"], c.ID, "不发了")
		b.wants(err, fault.NotFound, "")
		_, err = b.WithdrawCheck(b.ctx, b.actors["clerk"], c.ID, " ")
		b.wants(err, fault.Invalid, "理由")
		c, err = b.WithdrawCheck(b.ctx, b.actors["clerk"], c.ID, "不发了")
		b.ok(err)
		if got := b.waiting("secrecy_check:2"); got != "" || c.State != secrecy.Withdrawn {
			b.t.Errorf("%s still waits for %q", c.State, got)
		}
		_, err = b.WithdrawCheck(b.ctx, b.actors["clerk"], c.ID, "不发了")
		b.wants(err, fault.Conflict, "已撤回")

		c = ask("clerk")
		_, err = b.Determine(b.ctx, b.actors["keeper"], c.ID, secrecy.Passed, "区保密局")
		b.wants(err, fault.Conflict, "没有要登记")
		say("head", c, secrecy.Referred)
		_, err = b.Determine(b.ctx, b.actors["clerk"], c.ID, secrecy.Passed, "区保密局")
		if !fault.Is(err, fault.Forbidden) {
			b.t.Error(err)
		}
		c, err = b.Determine(b.ctx, b.actors["keeper"], c.ID, secrecy.Passed, "区保密局 6 月 9 日函")
		b.ok(err)
		if got := b.waiting("secrecy_check:3"); c.State != secrecy.AtOffice || strings.Contains(got, "报请确定") || got == "" {
			b.t.Errorf("%s waits for %q", c.State, got)
		}
		say("keeper", c, secrecy.Referred)
		c, err = b.Determine(b.ctx, b.actors["chief"], c.ID, secrecy.Refused, "区保密局 6 月 12 日函")
		b.ok(err)
		if got := b.waiting("secrecy_check:3"); c.State != secrecy.Refused || got != "" {
			b.t.Errorf("%s waits for %q", c.State, got)
		}
	})
}

// A to-do follows whoever's turn it is (law.SecrecyBeforeRelease).
func TestChecksFollowPeople(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.AskCheck(b.ctx, b.actors["clerk"], secrecy.NewCheck{Title: "稿件", Channel: "区报"})
		b.ok(err)
		before := b.waiting("secrecy_check:1")
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if w.Moved != 0 || !strings.HasPrefix(before, "head=") {
			b.t.Errorf("%+v %q", w, before)
		}
		_, err = b.ReportLeak(b.ctx, b.actors["clerk"], secrecy.NewLeak{Kind: "possible", NoticedAt: b.Door.Now() - 60_000_000, How: "自查发现", Measures: "已封存"})
		b.ok(err)
		if w, err = b.Watch(b.ctx); err != nil || w.Moved != 0 {
			b.t.Errorf("%+v (%v)", w, err)
		}
		accounts, err := b.Org.Accounts(b.ctx)
		b.ok(err)
		for _, a := range accounts {
			if a.Login == "head" || a.Login == "keeper" {
				b.ok(b.Org.SetState(b.ctx, act.Owner(), a.ID, "disabled"))
			}
		}
		w, err = b.Watch(b.ctx)
		b.ok(err)
		if got := b.waiting("secrecy_check:1"); w.Moved != 2 || strings.Contains(got, "head=") || strings.Contains(b.waiting("secrecy_leak:1"), "keeper=") || got == "" {
			b.t.Errorf("%+v %q", w, got)
		}
	})
}

// Every way into a classified post and training has its end, and the yearly figures count
// by the day of what happened (law.SecrecyPosting, law.SecrecyLeaving, law.SecrecyTraining,
// law.SecrecyYearlyReport).
func TestEveryStateEnds(t *testing.T) {
	each(t, func(b *bureau) {
		chief, day := b.actors["chief"], civil.Must("2026-06-01")
		x := secrecy.Post{PersonID: b.people["keeper"], Post: "机要", Class: secrecy.General, ReviewedOn: day, Review: secrecy.Passed}
		p, err := b.ReviewPost(b.ctx, chief, x)
		b.ok(err)
		_, err = b.DropPost(b.ctx, b.actors["office"], secrecy.Post{ID: p.ID, Note: "调走"})
		b.rule(err, law.SecrecyKnown)
		_, err = b.DropPost(b.ctx, chief, secrecy.Post{ID: p.ID})
		b.wants(err, fault.Invalid, "原因")
		_, err = b.DropPost(b.ctx, chief, secrecy.Post{ID: p.ID, Note: "调走"})
		b.ok(err)
		p, err = b.ReviewPost(b.ctx, chief, x)
		b.ok(err)
		_, err = b.StartPost(b.ctx, chief, secrecy.Post{ID: p.ID, TrainedOn: day, PledgedOn: day, Since: day})
		b.ok(err)
		_, err = b.DropPost(b.ctx, chief, secrecy.Post{ID: p.ID, Note: "调走"})
		b.wants(err, fault.Conflict, "在岗")
		_, err = b.LeavePost(b.ctx, chief, secrecy.Post{ID: p.ID, Until: day.AddDays(5), TalkOn: day, LeftPledge: day, CoolUntil: day.AddDays(10)})
		b.ok(err)
		_, err = b.CoolPost(b.ctx, chief, secrecy.Post{ID: p.ID, Note: "无异常"})
		b.rule(err, law.SecrecyLeaving)
		b.c.Move(3 * 24 * time.Hour)
		_, err = b.CoolPost(b.ctx, b.actors["office"], secrecy.Post{ID: p.ID, Note: "无异常"})
		b.rule(err, law.SecrecyKnown)
		p, err = b.CoolPost(b.ctx, chief, secrecy.Post{ID: p.ID, Note: "无异常"})
		b.ok(err)
		if got := b.waiting("secrecy_post:2"); p.State != secrecy.Cooled || got != "" {
			b.t.Errorf("%s %q", p.State, got)
		}

		tr, err := b.OpenTraining(b.ctx, chief, secrecy.Training{On: day, Place: "会议室", Title: "保密法", Minutes: 90})
		b.ok(err)
		_, err = b.CancelTraining(b.ctx, b.actors["office"], tr.ID, "改期")
		b.rule(err, law.SecrecyKnown)
		tr, err = b.CancelTraining(b.ctx, chief, tr.ID, "改期")
		b.ok(err)
		_, err = b.CloseTraining(b.ctx, chief, tr.ID, nil)
		b.wants(err, fault.Conflict, "")

		for no, gone := range map[string]string{"第1号": "2025-12-30", "第2号": "2026-01-04"} {
			_, err = b.h.Add(b.ctx, chief, secrecy.Carriers, map[string]string{"day": "2025-06-01", "title": no, "person": "机要秘书", "place": "2柜", "state": "已送销", "gone": gone})
			b.ok(err)
		}
		list, err := b.h.Lines(b.ctx, b.Door.Reader(), secrecy.Carriers, register.Query{})
		b.ok(err)
		f, _, err := b.YearOf(b.ctx, chief, 2025)
		b.ok(err)
		if f.Returned != 1 || len(list) != 2 || !strings.Contains(f.Lines()[2][1], "2026年6月13日") {
			b.t.Errorf("%+v %q", f, f.Lines()[2][1])
		}
	})
}

package rulebook_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
	"lantai.internal/rulebooks"
)

func TestEditionPages(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		kept := s.decide(t, rulebook.Case{Subject: "probe:1"}, "4")
		s.decide(t, rulebook.Case{Subject: "probe:2", Compartment: "personnel"}, "3")
		b := s.As("head")
		b.Get("/rules").Want(200).In(".btn", webtest.HasText("规章的修改")).Without(".tabs")
		b.Get("/rules/editions").Want(200).In(".empty", webtest.HasText("还没有修改过")).In("a", webtest.HasText("起草修改"))
		b.Get("/rules/leave.short").Want(200).In(".rail li", webtest.HasText("半天数=1至2 → 科长")).In(".mainpart li", webtest.HasText("半天数：2 → 科长")).In("a", webtest.HasText("起草修改"))
		b.Get("/rules/leave.long").Want(200).In("td", webtest.HasText("半天数：4")).In("td a[href='/rules/decisions/1']")
		b.Get(fmt.Sprintf("/rules/decisions/%d", kept)).Want(200).In("dd", webtest.HasText("probe:1")).In("td", webtest.HasText("半天数不是1至2"))

		// Drafting: a clause is fetched as it stands, another is added, a mistake is named and nothing is lost.
		p := b.Get("/rules/editions/new?clause=leave.short").Want(200)
		text := p.Value("textarea[name=amendment]")
		if !strings.Contains(text, "id: leave.short") || !strings.Contains(text, "half_days") {
			t.Fatalf("the form begins with %q", text)
		}
		add := url.Values{"title": {"短假天数"}, "reason": {"一天太短"}, "amendment": {"# 备注\n"}, "clause": {"leave.short"}, "add": {"1"}}
		p = b.Post("/rules/editions/new", add).Want(200)
		if v := p.Value("textarea[name=amendment]"); !strings.Contains(v, "# 备注") || !strings.Contains(v, "id: leave.short") || p.Value("input[name=title]") != "短假天数" {
			t.Errorf("added: %q", v)
		}
		add.Set("clause", "leave.shorter")
		b.Post("/rules/editions/new", add).Want(422).In(".summary", webtest.HasText("leave.shorter"))
		f := url.Values{"title": {"短假天数<img src=x>"}, "reason": {"一天太短"}, "wished_from": {"2026-02-01"}, "amendment": {strings.Replace(longer, "6..", "7..", 1)}}
		p = b.Post("/rules/editions/new", f).Want(422)
		p.In(".summary", webtest.HasText("不能早于今天")).Without("main img")
		if !strings.Contains(p.Value("textarea[name=amendment]"), "leave.final") {
			t.Error("the amendment is lost")
		}
		f.Set("wished_from", "2026-04-01")
		to := b.Post("/rules/editions/new", f).Want(303).Header.Get("Location")
		if to != "/rules/editions/1" {
			t.Fatal(to)
		}
		b.Get(to).Want(200).In(".notice", webtest.HasText("还有缺陷")).In("td", webtest.HasText("没有一行适用")).In("td", webtest.HasText("半天数=6")).
			Without("form[action='" + to + "/send']").Without("main img")
		b.Post(to+"/send", url.Values{"_key": {"s0"}}).Want(409).In(".summary", webtest.HasText("空缺"), webtest.HasText("leave.final"))
		f.Set("amendment", longer)
		f.Set("title", "短假天数")
		f.Set("_key", "d2")
		if again := b.Post(to+"/edit", f).Want(303).Header.Get("Location"); again != to {
			t.Error(again)
		}
		p = b.Get(to).Want(200)
		p.In("td", webtest.HasText("两天半以内的假由科长批准。")).In("td", webtest.HasText("一天以内的假由科长批准。")).
			In(".stat", webtest.HasText("2")).In("form[action='" + to + "/send']")
		b.Get(to+"/replay").Want(200).In("td", webtest.HasText("局长")).In("td", webtest.HasText("科长")).In("td a[href='/rules/decisions/1']").
			In(".notice", webtest.HasText("1 件不在您的可见范围内")).In("#examples")
		s.As("director").Get(to + "/replay").Want(200).In("td a[href='/rules/decisions/2']")
		b.Post(to+"/send", url.Values{"_key": {"s1"}}).Want(303)
		b.Post(to+"/send", url.Values{"_key": {"s2"}}).Want(409).In(".summary", webtest.HasText("待会议审议"))
		b.Get(to).Want(200).In(".notice", webtest.HasText("另一位有权的同事登记")).Without("form[action='" + to + "/approve']")

		m := url.Values{"meeting_on": {"2026-03-02"}, "meeting_no": {"2026年第3次局长办公会"}, "force_from": {"2026-03-01"}}
		b.Post(to+"/approve", m).Want(409).In(".summary", webtest.HasText("起草的人不能"))
		o := s.As("other")
		o.Get(to).Want(200).In("form[action='" + to + "/approve'] input[value='2026-04-01']")
		p = o.Post(to+"/approve", m).Want(422)
		p.In(".summary", webtest.HasText("已经过去"))
		if p.Value("input[name=meeting_no]") != "2026年第3次局长办公会" {
			t.Error("the meeting's number is lost")
		}
		o.Post(to+"/return", url.Values{"note": {""}}).Want(422).In(".summary", webtest.HasText("退回的理由"))
		m.Set("force_from", "2026-04-01")
		m.Set("_key", "m2")
		o.Post(to+"/approve", m).Want(303)
		l := s.As("leader")
		l.Get(to).Want(200).In("form[action='"+to+"/publish'] button", webtest.HasText("发布")).In(".timeline", webtest.HasText("2026年第3次局长办公会"))
		l.Post(to+"/publish", url.Values{"_key": {"p1"}}).Want(303)
		l.Get(to).Want(200).In(".tag", webtest.HasText("已发布")).Without("main form")

		// The book by days: today the old text, from its day the new one.
		b.Get("/rules").Want(200).In(".tabs a", webtest.HasText("第1版")).In(".tabs a[aria-current]", webtest.HasText("原书"))
		b.Get("/rules/leave.short").Want(200).In(".reading p", webtest.HasText("一天以内"))
		b.Get("/rules/leave.short?on=2026-04-01").Want(200).In(".reading p", webtest.HasText("两天半以内")).In(".rail li", webtest.HasText("半天数=1至5 → 科长")).
			In(".notice", webtest.HasText("2026年4月1日")).Count("section table, .tablebox table", 0)
		b.Get("/rules/leave.short?on=2019-01-01").Want(200).In(".notice", webtest.HasText("还没有规定"))
		b.Get("/rules/leave.short?on=2月30日").Want(200).In(".rail", webtest.HasText("不对"))
		b.Get("/rules?on=x").Want(200).In(".notice", webtest.HasText("不对"))
		b.Get("/rules?on=2026-04-01&chapter=2").Want(200).In(".tag", webtest.HasText("第1版")).In("td a[href='/rules/leave.short?on=2026-04-01']")
		s.c.Move(60 * 24 * time.Hour)
		b = s.As("head")
		b.Get("/rules/leave.short").Want(200).In(".reading p", webtest.HasText("两天半以内")).In("td", webtest.HasText("一天以内的假由科长批准。"))
		b.Get("/rules/editions").Want(200).In("td", webtest.HasText("第1版"))
	})
}

func TestWithdrawalOnItsPage(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		id := s.draft(t, "head", "cards:\n  - {id: leave.short, statment: 新}\n")
		to := fmt.Sprintf("/rules/editions/%d", id)
		b := s.As("head")
		b.Get(to).Want(200).In("td", webtest.HasText("statment")).In("pre", webtest.HasText("statment"))
		b.Get(to+"/replay").Want(200).In(".notice", webtest.HasText("无法试算"))
		b.Get(to+"/edit").Want(200).In("textarea[name=amendment]", webtest.HasText("statment"))
		b.Post(to+"/withdraw", url.Values{"note": {""}}).Want(422).In(".summary", webtest.HasText("撤销的理由"))
		b.Post(to+"/withdraw", url.Values{"note": {"不改了"}}).Want(303)
		b.Get(to).Want(200).In(".tag", webtest.HasText("已撤销")).In("dd", webtest.HasText("不改了")).Without("main form")
		s.As("other").Post(to+"/edit", url.Values{"title": {"x"}, "reason": {"y"}}).Want(409)
	})
}

func TestRulePagesDenied(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		id := s.draft(t, "head", longer)
		kept := s.decide(t, rulebook.Case{Subject: "probe:1", Compartment: "personnel"}, "4")
		s.As("head").Get(fmt.Sprintf("/rules/decisions/%d", kept)).Want(404)
		s.As("keeper").Get(fmt.Sprintf("/rules/decisions/%d", kept)).Want(404)
		s.As("director").Get(fmt.Sprintf("/rules/decisions/%d", kept)).Want(200)
		s.As("director").Get("/rules/decisions/99").Want(404)
		b := s.As("staff")
		b.Get("/rules/leave.long").Want(200).Without("td a[href^='/rules/decisions']")
		for _, p := range (&rulebook.Shelf{Library: s.l}).Pages() {
			number := id
			if strings.Contains(p.Pattern, "decisions") {
				number = kept
			}
			to := strings.NewReplacer("/rules/{id}", "/rules/leave.short", "{id}", fmt.Sprint(number)).Replace(p.Pattern)
			want := 403
			if p.Right == string(org.Anyone) {
				want = 200
			}
			s.Refused()
			if p.Method == "GET" {
				b.Get(to).Want(want)
				s.Stranger().Get(to).Want(303)
			} else {
				b.Post(to, nil).Want(want)
			}
			if got := s.Refused(); want == 403 && (len(got) == 0 || got[0] != p.Name+" right") {
				t.Errorf("%s: reported %v", p.Name, got)
			}
		}
		if n, err := db.One[int](context.Background(), s.d.Reader(), "SELECT count(*) FROM rulebook_edition"); err != nil || n != 1 {
			t.Errorf("%d changes, %v", n, err)
		}
	})
}

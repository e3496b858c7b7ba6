package meeting_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/meeting"
)

const canary = `<b>“党费”</b>开支`

// site serves the pages of the room with a door through which a test signs in as
// anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/meetings"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	b.must(err)
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	b.t.Helper()
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

// form gives fields a fresh idempotency key; a name may come several times.
func form(fields ...string) url.Values {
	keys++
	v := url.Values{"_key": {fmt.Sprintf("%s%d", strings.Repeat("k", 20), keys)}}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v
}

var keys int

func (b *bureau) no(login string) string { return fmt.Sprint(b.people[login]) }

// The clerk's working place from the first plan to the signed minutes and their
// correction, and a member's page, all by the forms; what was typed stays where it was
// refused (clauses mtg.party.secretary, mtg.party.minutes.sign, mtg.sign.register).
func TestPagesOfAMeeting(t *testing.T) {
	each(t, func(b *bureau) {
		site := b.site()
		clerk, chair, member, stranger := b.as(site, "political"), b.as(site, "secretary"), b.as(site, "sixth"), b.as(site, "staff")

		stranger.Get("/meetings").Want(200).In(".empty", webtest.HasText("没有您参加的会议"))
		stranger.Get("/meetings/new").Want(404).Without("main form").In("main", webtest.HasText("归政工科"))
		clerk.Post("/meetings/new", form("kind", "party_committee", "on", "2026-03-11", "at", "上午", "place", canary)).Want(422).
			In("#summary", webtest.HasText("9:00")).In("input[name=place]", webtest.HasValue(canary)).In("input[name=at]", webtest.HasValue("上午"))
		sent := clerk.Post("/meetings/new", form("kind", "party_committee", "on", "2026-03-11", "at", "9：00", "place", "三楼会议室")).Want(303)
		at := sent.Header.Get("Location")
		do := func(step string) string { return at + "/do/" + step }
		clerk.Follow(sent).Want(200).In("main", webtest.HasText("议题还没有确定")).In("main", webtest.HasText("未通知"))

		clerk.Post("/meetings/items", form("kind", "party_committee", "topic", "t12", "title", "", "line", canary)).Want(422).
			In("#summary", webtest.HasText("写明议题")).In("textarea[name=line]", webtest.HasValue(canary))
		clerk.Post("/meetings/items", form("kind", "party_committee", "topic", "t12", "title", canary, "no_material", "1")).Want(303)
		stranger.Post("/meetings/items", form("kind", "party_committee", "topic", "t12", "title", "x")).In("main", webtest.HasText("科室负责人"))
		clerk.Get(at).Want(200).In("main", webtest.HasText("已收集 1 个议题")).Without("form[action='" + do("agenda") + "']")
		clerk.Post(do("submit"), form()).Want(303)
		stranger.Post(do("submit"), form()).Want(404)
		clerk.Post(do("agenda"), form("list", "1")).Want(409).In("main", webtest.HasText("党委书记确定"))
		chair.Post(do("agenda"), form()).Want(422).In("#summary", webtest.HasText("勾选"))
		chair.Post(do("agenda"), form("decline", "1", "reason", "")).Want(422).In("#summary", webtest.HasText("缘由"))
		chair.Post(do("agenda"), form("list", "1")).Want(303)
		clerk.Get(at).Want(200).In("table", webtest.HasText(canary)).Without("table b")
		chair.Post(do("invite"), form("person", b.no("head"))).Want(303)
		chair.Post(do("invite"), form("person", "")).Want(422).In("#summary", webtest.HasText("列席"))
		clerk.Post(do("notice"), form()).Want(303)
		member.Get(at).Want(200).In("form[action='"+do("receipt")+"'] button", webtest.HasText("签收")).Without("form[action='" + do("notice") + "']")
		member.Post(do("receipt"), form()).Want(303)
		member.Post(do("excuse"), form("why", "work", "words", strings.Repeat("长", 201))).Want(422).In("#summary", webtest.HasText("200"))
		b.as(site, "seventh").Post(do("excuse"), form("why", "trip", "words", "到县里出差")).Want(303)

		b.to("2026-03-11", 8, 50)
		clerk, chair, member = b.as(site, "political"), b.as(site, "secretary"), b.as(site, "sixth")
		member.Get(at).Want(200).In("form[action='"+do("here")+"'] button", webtest.HasText("签到"))
		member.Post(do("here"), form()).Want(303)
		member.Post(do("here"), form()).Want(422).In("main", webtest.HasText("一人只计一次"))
		clerk.Post(do("signin"), form("at", "8:55")).Want(422).In("#summary", webtest.HasText("勾选签到的人")).In("form[action='"+do("signin")+"'] input[name=at]", webtest.HasValue("8:55"))
		clerk.Post(do("open"), form()).Want(409).In("main", webtest.HasText("还差 3 人"))
		clerk.Post(do("signin"), form("people", b.no("director"), "people", b.no("vice"), "people", b.no("secretary"), "people", b.no("head"))).Want(303)
		clerk.Post(do("open"), form("at", "25:00")).Want(422).In("#summary", webtest.HasText("9:00")).In("form[action='"+do("open")+"'] input[name=at]", webtest.HasValue("25:00"))
		clerk.Post(do("open"), form()).Want(303)
		clerk.Post(do("item"), form("item", "1")).Want(303)

		clerk.Post(do("say"), form("item", "1", "person", b.no("secretary"), "words", "同意"+canary)).Want(409).
			In("main", webtest.HasText("主持人最后表态")).In("textarea[name=words]", webtest.HasValue("同意"+canary))
		for _, who := range []string{"director", "vice", "sixth", "secretary"} {
			clerk.Post(do("say"), form("item", "1", "person", b.no(who), "words", "同意。")).Want(303)
		}
		member.Post(do("vote"), form("item", "1", "yes", "4")).Want(404)
		clerk.Post(do("vote"), form("item", "1", "yes", "5", "no", "", "abstain", "")).Want(422).In("#summary", webtest.HasText("合计 5 票")).In("input[name=yes]", webtest.HasValue("5"))
		clerk.Post(do("vote"), form("item", "1", "by_name", "1", "vote"+b.no("head"), "yes")).Want(409).In("main", webtest.HasText("没有表决权"))
		clerk.Post(do("vote"), form("item", "1", "by_name", "1", "vote"+b.no("director"), "yes", "vote"+b.no("vice"), "yes", "vote"+b.no("sixth"), "yes", "vote"+b.no("secretary"), "yes")).Want(303)
		clerk.Post(do("decide"), form("item", "1", "outcome", "agreed", "words", "同意列支", "what1", "办理手续", "owner1", b.no("political"), "due1", "三月底")).Want(422).
			In("#summary", webtest.HasText("年月日")).In("input[name=what1]", webtest.HasValue("办理手续")).In("textarea[name=words]", webtest.HasValue("同意列支")).In("input[name=due1]", webtest.HasValue("三月底"))
		clerk.Post(do("decide"), form("item", "1", "outcome", "agreed", "words", "同意列支", "what1", "办理手续", "owner1", b.no("political"), "due1", "20260331")).Want(303)
		member.Get(at).Want(200).In("main", webtest.HasText("办理手续")).In("main", webtest.HasText("赞成 4 票")).Without("form[action='" + do("draft") + "']")
		clerk.Post(do("close"), form("at", "昨天")).Want(422).In("form[action='"+do("close")+"'] input[name=at]", webtest.HasValue("昨天"))
		clerk.Post(do("close"), form()).Want(303)

		clerk.Get(at).Want(200).In("textarea[name=body]", webtest.HasText("同意列支"))
		long := strings.Repeat("字", 20001)
		clerk.Post(do("draft"), form("body", long, "do", "send")).Want(422).In("#summary", webtest.HasText("20000")).In("textarea[name=body]", webtest.HasValue(long))
		clerk.Post(do("draft"), form("body", " \n", "do", "send")).Want(422).In("#summary", webtest.HasText("正文是空的"))
		clerk.Post(do("draft"), form("body", "一、党费开支\n会议同意列支。", "do", "send")).Want(303)
		member.Post(do("sign"), form()).Want(409).In("main", webtest.HasText("不能代签"))
		member.Get(at).Want(200).Without("form[action='" + do("sign") + "']")
		chair.Post(do("return"), form("reason", "")).Want(422).In("#summary", webtest.HasText("哪里要改"))
		chair.Post(do("return"), form("reason", "写明金额")).Want(303)
		clerk.Get(at).Want(200).In("main", webtest.HasText("退回的意见：写明金额"))
		clerk.Post(do("draft"), form("body", "一、党费开支\n会议同意列支三百元。", "do", "send")).Want(303)
		chair.Post(do("sign"), form()).Want(303)
		member.Get(at).Want(200).In("main", webtest.HasText("党委会纪要〔2026〕1号")).In("main", webtest.HasText("三百元"))
		clerk.Post(do("draft"), form("body", "改了", "do", "send")).Want(409).In("main", webtest.HasText("已经签发"))
		clerk.Post(do("correct"), form("reason", "", "body", canary)).Want(422).In("#summary", webtest.HasText("为什么更正")).In("form[action='"+do("correct")+"'] textarea[name=body]", webtest.HasValue(canary))
		clerk.Post(do("correct"), form("reason", "笔误", "body", "“三百元”应为“三千元”。")).Want(303)
		chair.Post(do("sign"), form()).Want(303)
		member.Get(at).Want(200).In("main", webtest.HasText("第1号更正")).In("main", webtest.HasText("三百元"))

		for _, path := range []string{at, at + "/print/minutes.pdf", at + "/print/signin.docx"} {
			stranger = b.as(site, "staff")
			stranger.Get(path).Want(404)
			webtest.New(t, site).Get(path).Want(303)
			member.Get(path).Want(200)
		}
		member.Get(at + "/print/minutes.odt").Want(404)
	})
}

// The original record by the forms: asked for with a purpose, answered by the party
// secretary alone, every reading counted (clause mtg.party.record.consult).
func TestPagesOfTheOriginalRecord(t *testing.T) {
	each(t, func(b *bureau) {
		at := meeting.URL(b.signed())
		site := b.site()
		chair, member, stranger := b.as(site, "secretary"), b.as(site, "sixth"), b.as(site, "staff")
		member.Post(at+"/do/ask", form("reason", "")).Want(422).In("#summary", webtest.HasText("用途"))
		member.Post(at+"/do/ask", form("reason", canary)).Want(303)
		member.Post(at+"/record", form()).Want(409).In("main", webtest.HasText("党委书记批准"))
		stranger.Post(at+"/do/ask", form("reason", "看看")).Want(404)
		stranger.Post(at+"/record", form()).Want(404)
		member.Post(at+"/do/answer", form("access", "1", "do", "grant", "until", "20260320")).Want(409).In("main", webtest.HasText("不能代批"))
		chair.Get(at).Want(200).In("main", webtest.HasText("用途："+canary)).In("form[action='"+at+"/do/answer'] button", webtest.HasText("同意查阅")).Without("main p b")
		chair.Post(at+"/do/answer", form("access", "1", "do", "refuse", "words", "")).Want(422).In("#summary", webtest.HasText("写明"))
		chair.Post(at+"/do/answer", form("access", "1", "do", "grant", "until", "下周")).Want(422).In("#summary", webtest.HasText("年月日"))
		chair.Post(at+"/do/answer", form("access", "1", "do", "grant", "until", "20260320")).Want(303)
		if r := member.Post(at+"/record", form()).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no record")
		}
		chair.Get(at).Want(200).In("table", webtest.HasText("同意，至 2026-03-20"))
		b.c.Move(20 * 24 * time.Hour)
		member = b.as(site, "sixth")
		member.Post(at+"/record", form()).Want(409).In("main", webtest.HasText("党委书记批准"))
	})
}

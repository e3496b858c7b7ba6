package flow_test

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

func join(list ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range list {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// served is the trial room behind a site with real sign-in.
func served(t *testing.T, transport web.Transport) (*trial, *orgtest.Site) {
	door, c := dbtest.SQLite(t, schemas...)
	tr := newTrial(t, door, c)
	show := func(r *web.Request) (web.Answer, error) {
		id, err := r.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		v, err := tr.ViewOf(r.Context(), org.Actor(r), fmt.Sprintf("trial:%d", id))
		if err != nil {
			return web.Answer{}, err
		}
		facts := ui.KeyValue([]ui.Pair{{Key: "假别", Text: "年休假"}, {Key: "起止", Text: "2026年3月5日上午至3月6日下午，2 天"}, {Key: "余额", Text: "8 天"}, {Key: "冲突", Text: "无值班、无会议"}})
		return r.Desk(v.Title, join(ui.PageHead(ui.Head{Title: "请假", Crumbs: []ui.Link{{Text: "审批", URL: "/flow"}}}), flow.Card(r, v, facts), ui.Card(""), flow.Course(v)))
	}
	draft := func(r *web.Request) (web.Answer, error) {
		list, err := tr.Expect(r.Context(), "trial", clerk.Person, chain(usual))
		if err != nil {
			return web.Answer{}, err
		}
		return r.Desk("申请", flow.Ladder(list, "依据：年休假审批"))
	}
	accounts := map[string][]org.Role{}
	for _, h := range tr.bench.people {
		accounts[h.Login] = []org.Role{org.Staff}
	}
	pages := append(tr.Pages(), web.Page{Name: "trial.case", Method: "GET", Pattern: "/trial/{id}", Right: string(flow.Use), Serve: show},
		web.Page{Name: "trial.draft", Method: "GET", Pattern: "/draft", Right: string(flow.Use), Serve: draft})
	return tr, orgtest.New(t, door, c, orgtest.Options{Grants: org.Grants{org.Staff: {flow.Use}}, Accounts: accounts, Pages: pages, Transport: transport})
}

// fresh gives a form a key of its own, as every page does.
func fresh(v url.Values) url.Values {
	v.Set("_key", web.NewKey())
	return v
}

func TestPagesTakeACaseThrough(t *testing.T) {
	tr, site := served(t, web.TLS)
	id := tr.submit(usual)
	at := func(a flow.Action) string { return fmt.Sprintf("/flow/cases/%d/%s", id, a) }

	b := site.As("head")
	b.Get("/flow").Want(200).In("td", webtest.HasText("科员请年休假 2 天")).In("[aria-current=page]", webtest.HasText("待我办"))
	p := b.Get("/trial/1").Want(200).In("dd", webtest.IsText("年休假审批")).In(".actionbar button", webtest.HasText("同意")).
		In("li.now", webtest.HasText("停留")).In("li.next", webtest.HasText("副局长"))
	form := url.Values{"_key": {p.Key()}, "step": {p.Value("input[name=step]")}, "turn": {p.Value("input[name=turn]")}}
	form.Set("words", "工作已安排")
	b.Post(at(flow.Agree), form).Want(303)
	b.Post(at(flow.Agree), form).Want(303) // the same form again: the first answer

	d := site.As("deputy")
	d.Get("/trial/1").Want(200).In("blockquote", webtest.HasText("工作已安排")).Count("button.primary", 1)
	d.Post(at(flow.Return), fresh(url.Values{"to": {"0"}})).Want(422).In(".fault", webtest.HasText("请写明理由"))
	d.Post(at(flow.Agree), fresh(url.Values{"step": {form.Get("step")}})).Want(409).In(".summary", webtest.HasText("流通科科长（流通科科长）已于 2026-03-02 12:00 同意"))
	d.Post(at(flow.Add), fresh(url.Values{"person": {"6"}, "where": {"before"}, "words": {"请核对值班"}})).Want(303)
	site.As("office").Post(at(flow.Agree), fresh(url.Values{"words": {"无值班"}})).Want(303)
	d.Post(at(flow.Agree), fresh(url.Values{"readers": {"8"}})).Want(303)
	s := site.As("stranger")
	s.Get("/flow?box=reading").Want(200).In("td", webtest.HasText("副局长传阅"))
	s.Get("/trial/1").Want(200).In("blockquote", webtest.HasText("请检测站站员阅办")).Without(".actionbar button")
	s.Post("/flow/read", fresh(url.Values{})).Want(303)
	s.Post("/flow/read", fresh(url.Values{"copy": {"1"}})).Want(303)
	s.Get("/flow?box=reading").Want(200).In("main", webtest.HasText("没有待阅的件"))

	boss := site.As("director")
	boss.Post(at(flow.Return), fresh(url.Values{"to": {"0"}, "phrase": {"请补充材料后再报。"}})).Want(303)
	boss.Get("/trial/1").Want(200).In("li.bad", webtest.HasText("退回"))
	me := site.As("clerk")
	me.Get("/flow?box=returned").Want(200).In("td", webtest.HasText("科员请年休假"))
	me.Get("/flow/cases/1").Want(303)
	me.Get(at(flow.Withdraw)).Want(200).In("button", webtest.HasText("撤回此件"))
	me.Post(at(flow.Withdraw), fresh(url.Values{})).Want(303)
	me.Get("/trial/1").Want(200).In("li.bad", webtest.HasText("撤回")).Without(".actionbar")
	b.Get("/flow?box=acted").Want(200).In("td", webtest.HasText("同意"))
	me.Get("/flow?box=mine").Want(200).In("td", webtest.HasText("已撤回"))
}

func TestPagesRefuse(t *testing.T) {
	tr, site := served(t, web.TLS)
	id := tr.submit(usual)
	s := site.As("stranger")
	s.Get("/trial/1").Want(404)
	s.Get("/flow/cases/1").Want(404)
	s.Get("/flow/cases/1/agree").Want(404)
	s.Post("/flow/cases/1/agree", fresh(url.Values{})).Want(404)
	s.Post("/flow/read", fresh(url.Values{"copy": {"1"}})).Want(404)
	s.Get("/flow?box=theirs").Want(404)
	s.Get("/flow").Want(200).In("main", webtest.HasText("没有待您办理的件"))
	site.Stranger().Get("/flow").Want(303)
	h := site.As("head")
	h.Get("/flow/cases/1/submit").Want(404)
	h.Get("/flow/cases/1/enter").Want(409)
	h.Get("/flow/cases/zero/agree").Want(404)
	site.As("clerk").Post(fmt.Sprintf("/flow/cases/%d/agree", id), fresh(url.Values{})).Want(409).In("main", webtest.HasText("不能由本人办理"))
	site.As("director").Post("/flow/cases/1/agree", fresh(url.Values{})).Want(403)
}

func TestOddForms(t *testing.T) {
	tr, site := served(t, web.TLS)
	tr.submit("section_head opinion, leadership_meeting decide, district_leader external")
	h := site.As("head")
	h.Post("/flow/cases/1/agree", fresh(url.Values{"words": {strings.Repeat("长", 1001)}})).Want(422)
	h.Post("/flow/cases/1/oral", fresh(url.Values{"day": {"2026-03-02"}, "time": {"06:30"}, "words": {"x"}})).Want(422).In(".fault", webtest.HasText("由谁口头批准"))
	h.Post("/flow/cases/1/oral", fresh(url.Values{"said": {"1-8"}, "day": {"2026-03-02"}, "time": {"06:30"}, "words": {"x"}})).Want(422).In(".fault", webtest.HasText("不由所选的人办理"))
	h.Post("/flow/cases/1/oral", fresh(url.Values{"said": {"1-2"}, "day": {"2026-03-02"}, "time": {"六点"}, "words": {"x"}})).Want(422).In(".fault", webtest.HasText("06:30"))
	h.Post("/flow/cases/1/oral", fresh(url.Values{"said": {"1-2"}, "day": {"2026-03-02"}, "time": {"06：30"}, "words": {"电话请示"}})).Want(303)
	h.Get("/trial/1").In(".notice", webtest.HasText("流通科科长已于 2026-03-02 06:30 口头批准")).In("button", webtest.HasText("确认口头批准"))
	h.Post("/flow/cases/1/confirm", fresh(url.Values{})).Want(303)
	o := site.As("office")
	o.Get("/trial/1").In("button", webtest.HasText("登记研究结果"))
	o.Post("/flow/cases/1/resolve", fresh(url.Values{"meeting": {"局长办公会"}, "date": {"2026-03-02"}})).Want(422).In(".fault", webtest.HasText("请选择结果"))
	o.Post("/flow/cases/1/resolve", fresh(url.Values{"meeting": {"局长办公会"}, "date": {"2026-03-02"}, "outcome": {"agree"}})).Want(303)
	o.Post("/flow/cases/1/answer", fresh(url.Values{"from": {"区政府"}, "paper": {"綦江府〔2026〕1号"}, "date": {"20260302"}, "outcome": {"refuse"}})).Want(303)
	o.Get("/trial/1").In("li.bad", webtest.HasText("区政府，綦江府〔2026〕1号；结果：不同意"))
	site.As("clerk").Get("/draft").Want(200).Count("li.next", 4).In("li.next", webtest.HasText("分管领导审核"))
}

// The desk of somebody with two hundred cases is whole, and says for whom each of
// the applicant's waits.
func TestADeskOfTwoHundred(t *testing.T) {
	each(t, func(tr *trial) {
		for range 200 {
			tr.submit("section_head opinion, director consent")
		}
		d, err := tr.Desk(tr.ctx, actor(head))
		if err != nil || len(d.Waiting) != 200 || len(d.Mine) != 0 {
			t.Fatalf("%v: %d", err, len(d.Waiting))
		}
		d, err = tr.Desk(tr.ctx, actor(clerk))
		if err != nil || len(d.Mine) != 200 || len(d.Mine[0].Waits) != 1 || d.Mine[0].Waits[0].Name != head.Name {
			t.Fatalf("%v: %d", err, len(d.Mine))
		}
	})
}

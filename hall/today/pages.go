package today

import (
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the one page, which is where everybody's day begins.
func (t *Today) Pages() []web.Page {
	return []web.Page{{Name: "today", Method: "GET", Pattern: "/{$}", Right: string(org.Anyone), Serve: t.page}}
}

// bench is the page as one person sees it.
type bench struct {
	desk
	box    string
	all    []entry
	list   []entry // of the view
	open   int64   // number of the open case; 0 for none
	view   flow.View
	card   templ.Component
	stands []org.Standing
	today  civil.Date
	now    int64
}

func (t *Today) page(r *web.Request) (web.Answer, error) {
	who := org.Actor(r)
	if !who.May(flow.Use) {
		return web.Redirect(t.Elsewhere(who)), nil
	}
	b := bench{box: r.URL.Query().Get("box"), stands: org.StandingOf(r), today: t.Flow.Door.Today(), now: t.Flow.Door.Now()}
	switch b.box {
	case boxAll, boxSoon, boxReturned, boxStandIn:
	default:
		return web.Answer{}, act.OutOfReach("today")
	}
	var err error
	if b.desk, err = t.desk(r.Context(), who, notify.For(r)); err != nil {
		return web.Answer{}, err
	}
	b.all = b.entries(b.today)
	b.list = among(b.all, b.box, b.today)
	if s := r.URL.Query().Get("case"); s != "" {
		if err := t.open(r, who, &b, s); err != nil {
			return web.Answer{}, err
		}
	}
	return r.Desk(b.title(), view(b))
}

// open reads the case that stands beside the list.
func (t *Today) open(r *web.Request, who act.Actor, b *bench, number string) error {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id < 1 {
		return fault.New(fault.NotFound, "")
	}
	if b.view, err = t.Flow.View(r.Context(), who, id); err != nil {
		if fault.Is(err, fault.NotFound) {
			t.Flow.Door.Denied(r.Context(), who, r.Page.Name, fault.Of(err))
		}
		return err
	}
	facts, err := t.Flow.FactsOf(r.Context(), who, b.view)
	if err != nil {
		return err
	}
	b.open = id
	b.card = flow.CardIn(r, b.view, facts, flow.Back{Here: address(b.box, id), Next: next(b.list, b.box, id)})
	return nil
}

func (b bench) title() string {
	if b.open != 0 {
		return b.view.Title
	}
	return "今日"
}

func (b bench) time() time.Time { return clock.FromMicros(b.now) }

func (b bench) tabs() []ui.Tab {
	var out []ui.Tab
	for _, x := range []struct{ box, text string }{{boxAll, "全部"}, {boxSoon, "将到期"}, {boxReturned, "退回给我"}, {boxStandIn, "代办"}} {
		out = append(out, ui.Tab{Text: x.text, URL: address(x.box, 0), Count: len(among(b.all, x.box, b.today)), Current: x.box == b.box})
	}
	return out
}

var empties = map[string]ui.Empty{
	boxAll:      {Title: "没有等您办的事"},
	boxSoon:     {Title: "没有将到期的事", Text: "三日内到期和已超期的列在这里。"},
	boxReturned: {Title: "没有退回给您的件"},
	boxStandIn:  {Title: "没有代办的件", Text: "您顶岗或代行时，等A岗办的件列在这里。"},
}

// others are the boxes that are not for acting.
func (b bench) others() []ui.Tab {
	return []ui.Tab{
		{Text: "待阅", URL: "/flow?box=reading", Count: len(b.flow.ToRead)},
		{Text: "我发起的", URL: "/flow?box=mine", Count: len(b.flow.Mine)},
		{Text: "已办", URL: "/flow?box=acted", Count: -1},
	}
}

// href is where an entry leads.
func (b bench) href(e entry) string {
	if e.caseID == 0 {
		return e.url
	}
	return address(b.box, e.caseID)
}

// head is the head of the open case.
func (b bench) head() ui.Head {
	h := ui.Head{Title: b.view.Title, Crumbs: []ui.Link{{Text: "今日", URL: address(b.box, 0)}, {Text: b.view.ApplicantName}}, Tags: []ui.Tag{b.view.Tag()}}
	if !b.view.Due.IsZero() && !b.view.Phase.Final() {
		d := deadline(b.view.Due, b.time())
		words, tone := d.Words()
		h.Tags = append(h.Tags, ui.Tag{Text: words, Tone: tone})
		h.Meta = append(h.Meta, "应于 "+b.view.Due.Chinese()+" 前办结")
	}
	label := "全文与附件"
	if b.view.Phase == flow.Returned && b.view.Self == b.view.Applicant {
		label = "补正后重新提交"
	}
	h.Actions = []ui.Button{{Label: label, URL: b.view.URL}}
	return h
}

// mine is the table of the own cases under way.
func (b bench) mine() ui.Table {
	t := ui.Table{Caption: "我的件在哪里", Columns: []ui.Column{{Label: "件"}, {Label: "在谁那里"}, {Label: "停留", Code: true}}, Empty: ui.Empty{Title: "没有办理中的件"}}
	for _, i := range b.flow.UnderWay() {
		t.Rows = append(t.Rows, waits(i, b.now))
	}
	return t
}

// ground says in which capacity somebody is stood in for, and until when.
func ground(s org.Standing) string {
	text := "代" + s.Capacity
	if s.StandIn != 0 {
		text += fmt.Sprintf("，顶岗记录第%d号", s.StandIn)
	}
	return text
}

func (b bench) aside() string {
	if b.open != 0 {
		return "办理过程"
	}
	return "今天"
}

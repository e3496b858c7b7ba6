package disclosure

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// shown is the page of an application.
type showing struct {
	head    ui.Head
	notices []ui.Notice
	next    string            // what is to be done, in words
	cards   []templ.Component // of approvals in which the viewer has a say
	main    []ui.Button
	others  []ui.Link
	facts   []ui.Pair
	parts   []ui.Part
	clock   []ui.Pair
	trace   []string
	course  ui.Timeline
}

func (r *Room) showPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Application(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	l := Line{Application: v.Application, Standing: v.Standing, Reckoning: v.Reckoning, UnitName: v.UnitName}
	p := showing{head: ui.Head{Title: v.What(), Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}}, Meta: []string{v.Number, KindLabel(v.Kind), v.Shown}, Tags: l.tags()}, next: "现在要办：" + nextStep(v.Application, v.Standing)}
	if Running(v.State) && !v.Reckoning.Due.IsZero() {
		p.head.Meta = append(p.head.Meta, "最后一天"+v.Reckoning.Due.Chinese()+"，"+v.Reckoning.Words())
	}
	if r.inOffice(org.Actor(q)) {
		p.head.Actions = append(p.head.Actions, ui.Button{Label: "回执", URL: applicationURL(id) + "/receipt.pdf"})
	}
	p.head.Actions = append(p.head.Actions, ui.Button{Label: "登记表", URL: applicationURL(id) + "/record.pdf", Key: "p"})
	p.notices = r.warnings(v)
	for _, a := range actions {
		switch {
		case !a.open(v):
		case len(p.main) == 0 && a.primary(v):
			p.main = append(p.main, ui.Button{Label: a.label, URL: applicationURL(id) + "/do/" + a.word, Look: "primary"})
		case len(p.main) > 0 && len(p.main) < 3 && a.primary(v):
			p.main = append(p.main, ui.Button{Label: a.label, URL: applicationURL(id) + "/do/" + a.word})
		default:
			p.others = append(p.others, ui.Link{Text: a.label, URL: applicationURL(id) + "/do/" + a.word})
		}
	}
	if v.State == Reviewing && !v.signing() && slices.Contains(v.Hands, ByUnit) {
		for _, l := range r.Before {
			p.others = append(p.others, ui.Link{Text: l.Text, URL: l.URL + "?purpose=answer&title=" + url.QueryEscape(v.What())})
		}
	}
	if v.signing() {
		p.next = waitsForLeaders
	}
	if !Running(v.State) && v.State != Submitted && v.State != Replied && v.State != Supplying {
		p.next = StateLabel(v.State)
	}
	if p.cards, err = r.approvals(q, v); err != nil {
		return web.Answer{}, err
	}
	p.facts = v.facts()
	p.clock, p.trace = v.clock()
	p.course = v.timeline()
	p.parts = r.showParts(q, v, failed)
	return q.Desk(v.Number, showView(p))
}

const waitsForLeaders = "等领导审定答复"

func (v View) signing() bool {
	return slices.ContainsFunc(v.Drafts, func(d Draft) bool { return d.State == "signing" })
}

// approvals are the cards of replies and extensions that are being decided, for those
// who have something to do with them: their list leads here.
func (r *Room) approvals(q *web.Request, v View) ([]templ.Component, error) {
	var cases []int64
	for _, d := range v.Drafts {
		cases = append(cases, d.CaseID)
	}
	for _, x := range v.Extensions {
		cases = append(cases, x.CaseID)
	}
	var out []templ.Component
	for _, id := range cases {
		c := r.caseOf(q.Context(), org.Actor(q), id)
		if c == nil || len(c.Can) == 0 {
			continue
		}
		facts, err := r.Flow.FactsOf(q.Context(), org.Actor(q), *c)
		if err != nil {
			return nil, err
		}
		out = append(out, flow.Card(q, *c, ui.KeyValue(facts)))
	}
	return out, nil
}

// primary actions are those that lead on; the rest stand under "其他办理".
func (a action) primary(v View) bool {
	switch a.word {
	case "papers":
		return v.State == Replied
	case "code", "withdraw", "overlay", "unsure", "reason", "fee", "spot", "override", "tell":
		return false
	case "assign":
		return v.State == Received || v.State == Reopened
	case "search":
		return v.State == Searching
	}
	return true
}

// warnings say what is late, provisional, repeated or in conflict.
func (r *Room) warnings(v View) []ui.Notice {
	var out []ui.Notice
	add := func(tone ui.Tone, text string, link ui.Link) {
		out = append(out, ui.Notice{Tone: tone, Text: text, Link: link})
	}
	k := v.Reckoning
	if v.Problem != "" {
		add(ui.Bad, v.Problem, ui.Link{})
	}
	if Running(v.State) && k.Overdue(v.scene.today) {
		add(ui.Bad, "答复期限"+k.Due.Chinese()+"已过。尽快答复，并向主管部门说明原因。延期告知现在发出也无效。", ui.Link{})
	}
	if k.Open != "" {
		add(ui.Warn, k.Open, ui.Link{})
	}
	for _, w := range k.Warnings {
		add(ui.Warn, w, ui.Link{})
	}
	if Running(v.State) && k.Provisional {
		add(ui.Warn, "期限跨到放假安排还没有公布的年份，算出的日子是暂定的，公布后自动重算并提醒。", ui.Link{})
	}
	if k.Target {
		add(ui.Info, "条例没有规定更正的期限，这里按本局原文的 15 个工作日作为内部目标。", ui.Link{})
	}
	if n := free(v.scene.book.Disclosure, v.Application); n > 0 && v.Monthly > n && Running(v.State) {
		add(ui.Info, fmt.Sprintf("这位申请人当月申请 %d 件，超过 %d 件。是否要求说明理由，由办公室负责人决定。", v.Monthly, n), ui.Link{})
	}
	for _, s := range v.Similar {
		if Running(v.State) {
			add(ui.Info, fmt.Sprintf("同一申请人的 %s 内容相似（%d%%），%s。对照后再决定是否重复申请。", s.Number, s.Share, StateLabel(s.State)), ui.Link{Text: "查看 " + s.Number, URL: applicationURL(s.ID)})
		}
	}
	if clashes(v) && Running(v.State) {
		add(ui.Info, "本局原文的期限与现行条例不同，现在依“"+k.Regime.Title+"”计算。", ui.Link{Text: "看冲突在哪里", URL: "/disclosure/clashes"})
	}
	return out
}

// clashes reports whether the local text of the reply's period differs from what
// binds the application.
func clashes(v View) bool {
	local, ok := v.scene.book.Disclosure.Local()
	if !ok || v.Kind == Record || local.Name == v.Reckoning.Regime.Name {
		return false
	}
	a, ok1 := local.Period("reply")
	b, ok2 := v.Reckoning.Regime.Period("reply")
	return ok1 && ok2 && a.Count != b.Count
}

func (v View) facts() []ui.Pair {
	var out []ui.Pair
	add := func(key, text string, wide bool) {
		if text != "" {
			out = append(out, ui.Pair{Key: key, Text: text, Wide: wide})
		}
	}
	add("信息名称", v.Title, true)
	add("文号", v.Document, false)
	add("其他特征", v.Features, true)
	add("更正的理由", groundLabels[v.Ground], false)
	add("涉及的单位", v.Concerns, false)
	add("用途", v.Purpose, true)
	add("提供形式", FormLabel(v.Form), false)
	add("获取途径", WayLabel(v.Way), false)
	add("需要的帮助", v.Assistance, true)
	add("申请人", v.Shown+"（"+ClassLabel(v.Class)+"）", false)
	add("来件", ChannelLabel(v.Channel)+"，"+v.CameOn.String(), false)
	unit := v.UnitName
	if v.Handler != "" {
		if p, ok := v.scene.chart.PersonOf(v.Handler); ok {
			unit += "，" + p.Name
		}
	}
	add("承办", unit, false)
	if v.Outcome != "" {
		add("结果", replyName(v.scene, v.Outcome), false)
	}
	return out
}

// clock is the period in words, with every day that mattered.
func (v View) clock() ([]ui.Pair, []string) {
	k := v.Reckoning
	if k.Base.IsZero() {
		return []ui.Pair{{Key: "收到之日", Text: "待双方确认", Wide: true}}, nil
	}
	out := []ui.Pair{{Key: "收到之日", Text: v.ReceivedOn.Chinese(), Wide: true}}
	if !k.Due.IsZero() {
		out = append(out, ui.Pair{Key: "最后一天", Text: k.Due.Chinese(), Wide: true})
	}
	if Running(v.State) {
		out = append(out, ui.Pair{Key: "还剩", Text: k.Words(), Wide: true})
		if k.Safe.Before(k.Due) && !k.Safe.IsZero() {
			out = append(out, ui.Pair{Key: "内部目标", Text: k.Safe.Chinese(), Wide: true})
		}
	}
	out = append(out, ui.Pair{Key: "依据", Text: k.Regime.Title, Wide: true})
	if k.Limit > 0 {
		text := fmt.Sprintf("%d 个工作日", k.Limit)
		if k.Excluded > 0 {
			text += fmt.Sprintf("，扣除 %d 个", k.Excluded)
		}
		out = append(out, ui.Pair{Key: "期限", Text: text, Wide: true})
	}
	var trace []string
	for _, l := range k.Trace {
		s := l.Chinese()
		if l.Notice != "" {
			s += "（" + l.Notice + "）"
		}
		trace = append(trace, s)
	}
	return out, trace
}

func (v View) timeline() ui.Timeline {
	t := ui.Timeline{}
	if v.Ledger > 0 {
		t.Ledger = fmt.Sprint(v.Ledger)
	}
	for _, e := range v.Events {
		x := ui.Event{Verb: EventLabel(e.Do), Who: e.ByName, At: clock.FromMicros(e.At), Opinion: e.Note}
		e.Note = ""
		x.Note = strings.TrimSuffix("日期："+e.On.Chinese()+"，"+e.detail(), "，")
		if e.Serial > 0 && v.PartyAlso {
			x.Links = append(x.Links, ui.Link{Text: "文书", URL: fmt.Sprintf("%s/letters/%d", applicationURL(v.ID), e.ID)})
		}
		t.Events = append(t.Events, x)
	}
	if Running(v.State) || v.State == Submitted {
		next := nextStep(v.Application, v.Standing)
		if v.signing() {
			next = waitsForLeaders
		}
		t.Events = append(t.Events, ui.Event{Verb: next, State: "now"})
	}
	return t
}

// doForm shows the form of one action.
func (r *Room) doForm(q *web.Request, failed error) (web.Answer, error) {
	v, a, err := r.doing(q)
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(q.URL.Path, failed)
	f.Wide, f.Multipart = true, a.files
	a.preset(v, f)
	if a.word == "propose" {
		parts, err := r.withheld(q.Context(), v)
		if err != nil {
			return web.Answer{}, err
		}
		f.Set("withheld", parts)
	}
	fields := a.fields(r, v)
	for i := range fields {
		fields[i].Form = f
	}
	part := ui.Part{Hint: a.hint, Form: f, Fields: fields, Buttons: []ui.Button{{Label: a.label, Look: "primary", Save: true}, {Label: "不办，返回", Look: "text", URL: applicationURL(v.ID)}}}
	p := ui.Listing{Head: ui.Head{Title: a.label, Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}, {Text: v.Number, URL: applicationURL(v.ID)}}, Meta: []string{v.What()}}, Parts: []ui.Part{part}}
	if Running(v.State) && !v.Reckoning.Due.IsZero() {
		p.Head.Meta = append(p.Head.Meta, "最后一天"+v.Reckoning.Due.Chinese()+"，"+v.Reckoning.Words())
	}
	return q.Desk(a.label, ui.ListPage(p))
}

// withheld are the parts that were taken out of the files to be supplied, for a
// draft that has none yet.
func (r *Room) withheld(ctx context.Context, v View) (string, error) {
	var out []string
	for _, d := range v.Drafts {
		if d.State == "returned" {
			return d.Withheld, nil
		}
	}
	for _, p := range supplied(v.Papers) {
		if r.Withheld == nil {
			break
		}
		parts, err := r.Withheld(ctx, r.Door.Reader(), p.SHA256)
		if err != nil {
			return "", err
		}
		out = append(out, parts...)
	}
	return strings.Join(out, "\n"), nil
}

func (r *Room) doing(q *web.Request) (View, action, error) {
	id, err := q.ID("id")
	if err != nil {
		return View{}, action{}, err
	}
	v, err := r.Application(q.Context(), org.Actor(q), id)
	if err != nil {
		return v, action{}, r.seen(q, err)
	}
	a, ok := findAction(q.PathValue("action"))
	if !ok {
		return v, a, fault.New(fault.NotFound, "没有这种办理，请从申请的页面进入。")
	}
	return v, a, nil
}

func (r *Room) doPage(q *web.Request) (web.Answer, error) {
	v, a, err := r.doing(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[doInput](q)
	var papers []FiledPaper
	if err == nil {
		papers, err = r.takeIn(q, PaperOther, in.Files)
	}
	if err == nil {
		err = a.run(r, q, v, in, papers)
	}
	if err != nil {
		return r.doForm(q, err)
	}
	return web.Redirect(applicationURL(v.ID)).Say(ui.OK, a.said), nil
}

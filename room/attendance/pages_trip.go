package attendance

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type tripInput struct {
	People    []int64    `form:"people" label:"出差人"`
	Place     string     `form:"place" label:"出差地点" max:"100" need:"请填写出差地点。"`
	Zone      string     `form:"zone" label:"去处" need:"请选择去处。"`
	Purpose   string     `form:"purpose" label:"性质" need:"请选择出差或学习考察。"`
	Reason    string     `form:"reason" label:"事由" max:"500" need:"请填写事由。"`
	Since     civil.Date `form:"since" label:"开始日期" need:"请填写开始日期。"`
	Until     civil.Date `form:"until" label:"结束日期" need:"请填写结束日期。"`
	Advance   string     `form:"advance" label:"预借差旅费" max:"20"`
	Transport string     `form:"transport" label:"往返交通工具" max:"60" need:"请填写往返交通工具。"`
	Words     string     `form:"words" label:"修改说明" max:"500"`
	Do        string     `form:"do" label:"办理"`
}

func (in tripInput) journey() (Journey, error) {
	fen, err := readYuan(in.Advance)
	return Journey{People: in.People, Place: in.Place, Zone: in.Zone, Purpose: in.Purpose, Reason: in.Reason, Since: in.Since, Until: in.Until, AdvanceFen: fen, Transport: in.Transport}, err
}

// readYuan reads an amount of yuan with at most two decimals, without rounding.
func readYuan(s string) (int64, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	if s == "" {
		return 0, nil
	}
	wrong := fault.Field("advance", s, "预借差旅费应为不超过两位小数的数字，如 1200 或 1200.50。")
	whole, cents, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || n > mostAdvance || len(cents) > 2 {
		return 0, wrong
	}
	c, err := strconv.ParseInt((cents + "00")[:2], 10, 64)
	if err != nil || c < 0 {
		return 0, wrong
	}
	return n*100 + c, nil
}

func (r *Room) tripForm(q *web.Request, p *Plan, failed error) (web.Answer, error) {
	form := q.FormFor(q.URL.Path, failed)
	form.Wide = true
	t, err := r.changedTrip(q)
	if err != nil {
		return web.Answer{}, err
	}
	head, preview := ui.Head{Title: "申请出差", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}}, "/attendance/trips/preview"
	if t.ID != 0 {
		head, preview = ui.Head{Title: "修改出差 " + t.Number, Crumbs: []ui.Link{{Text: t.Number, URL: tripURL(t.ID)}}}, tripURL(t.ID)+"/change/preview"
		t.fillForm(form)
	}
	form.Set("purpose", "business")
	form.Set("zone", "city")
	form.Set("advance", "0")
	s, err := r.now(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	own := ""
	if me, err := s.self(org.Actor(q)); err == nil {
		own = me.Unit
		form.Set("people", fmt.Sprint(me.ID))
	}
	var people, others []ui.Option // the own section stands first
	for _, x := range s.chart.Staff() {
		o := ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name, Group: cmp.Or(s.units[x.Unit], "局领导")}
		if x.Unit == own {
			people = append(people, o)
		} else {
			others = append(others, o)
		}
	}
	people = append(people, others...)
	zones, purposes := []ui.Option{}, []ui.Option{}
	for _, z := range Zones {
		zones = append(zones, ui.Option{Value: z, Label: zoneLabels[z]})
	}
	zones = append(zones, ui.Option{Value: "district", Label: "区内（用外出报告）"})
	for _, x := range Purposes {
		purposes = append(purposes, ui.Option{Value: x, Label: purposeLabels[x]})
	}
	where := []ui.Field{{Form: form, Name: "people", Label: "出差人", Kind: ui.Checks, Options: people, Hint: "同行的人一起勾选，各按本人职级的程序审批。点开科室可选其他科室的人员。"}}
	if t.ID != 0 {
		where = nil // the party stays as it was sent
	}
	page := flow.Asking{Head: head, Form: form, Preview: preview, Groups: []ui.Group{
		{Title: "谁去哪里", Fields: append(where, []ui.Field{
			{Form: form, Name: "place", Label: "出差地点", Max: 100, Half: true}, {Form: form, Name: "zone", Label: "去处", Kind: ui.Select, Options: zones, Half: true},
			{Form: form, Name: "purpose", Label: "性质", Kind: ui.Radio, Options: purposes}, {Form: form, Name: "reason", Label: "事由", Kind: ui.Area, Rows: 3, Max: mostReason}}...)},
		{Title: "时间和费用", Fields: []ui.Field{{Form: form, Name: "since", Label: "开始日期", Kind: ui.Date, Half: true}, {Form: form, Name: "until", Label: "结束日期", Kind: ui.Date, Half: true, Hint: "首尾两天都计入。"},
			{Form: form, Name: "advance", Label: "预借差旅费（元）", Half: true, Code: true, Optional: true}, {Form: form, Name: "transport", Label: "往返交通工具", Half: true, Max: 60}}},
	}, Show: ui.Button{Label: "看办理程序", Name: "do", Value: "preview"}, Send: ui.Button{Label: "提交出差申请", Name: "do", Value: "send", Look: "primary", Save: true}}
	if t.ID != 0 {
		page.Groups = append(page.Groups, ui.Group{Title: "为什么修改", Fields: []ui.Field{{Form: form, Name: "words", Label: "修改说明", Kind: ui.Area, Rows: 2, Max: 500, Optional: true}}})
	}
	if p != nil {
		page.After = tripFollowing(org.Actor(q), *p)
	}
	return q.Desk(head.Title, flow.AskPage(page))
}

// changedTrip is the trip that the form puts forward anew; none for a new one.
func (r *Room) changedTrip(q *web.Request) (Trip, error) {
	if q.PathValue("id") == "" {
		return Trip{}, nil
	}
	id, err := q.ID("id")
	if err != nil {
		return Trip{}, err
	}
	v, err := r.Trip(q.Context(), org.Actor(q), id)
	if err != nil {
		return Trip{}, r.seen(q, err)
	}
	if !v.Mine || !changeable(v.State) {
		return Trip{}, fault.Newf(fault.Conflict, "%s%s，不能修改。", v.Number, StateLabel(v.State))
	}
	return v.Trip, nil
}

// fillForm puts what was asked for before into the form.
func (t Trip) fillForm(form *ui.Form) {
	for name, value := range map[string]string{"place": t.Place, "zone": t.Zone, "purpose": t.Purpose, "reason": t.Reason, "since": t.Since.String(), "until": t.Until.String(),
		"advance": Yuan(t.AdvanceFen), "transport": t.Transport} {
		form.Set(name, value)
	}
}

func tripFollowing(who act.Actor, p Plan) *flow.Following {
	f := &flow.Following{Warnings: p.Warnings, Notices: uncovered(who, p.Uncovered), Pairs: []ui.Pair{{Key: "共计", Text: fmt.Sprintf("%d 天", p.Days)}, {Key: "出差人", Text: fmt.Sprintf("%d 人", len(p.Legs))}}}
	if p.Back != "" {
		f.Pairs = append(f.Pairs, flow.GoesBack(p.Back))
	}
	for _, l := range p.Legs {
		title := ""
		if len(p.Legs) > 1 {
			title = l.Name
		}
		f.Ladders = append(f.Ladders, flow.Laid{Title: title, Steps: l.Steps, Basis: l.Chain.Reason()})
	}
	return f
}

func (r *Room) tripPreview(q *web.Request) (web.Answer, error) {
	return flow.Preview(q, func() (*flow.Following, error) {
		in, err := web.Decode[tripInput](q)
		if err != nil {
			return nil, err
		}
		j, err := in.journey()
		if err != nil {
			return nil, err
		}
		p, err := r.planned(q, j)
		if err != nil {
			return nil, err
		}
		return tripFollowing(org.Actor(q), p), nil
	})
}

// planned is what would follow from the form of a new journey, or of the trip that
// the address names.
func (r *Room) planned(q *web.Request, j Journey) (Plan, error) {
	if q.PathValue("id") == "" {
		return r.Plan(q.Context(), org.Actor(q), j)
	}
	id, err := q.ID("id")
	if err != nil {
		return Plan{}, err
	}
	return r.PlanAgain(q.Context(), org.Actor(q), id, j)
}

// tripResend puts a trip forward again.
func (r *Room) tripResend(q *web.Request, in tripInput, j Journey) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	done, err := r.Retravel(org.Context(q), org.Actor(q), id, j, in.Words)
	if fault.Is(err, fault.NotFound) {
		return web.Answer{}, err
	}
	if err != nil {
		return r.tripForm(q, nil, err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "已提交 "+done.Number+"。"), nil
}

func (r *Room) tripSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[tripInput](q)
	if err != nil {
		return r.tripForm(q, nil, err)
	}
	j, err := in.journey()
	if err != nil {
		return r.tripForm(q, nil, err)
	}
	if in.Do != "send" {
		p, err := r.planned(q, j)
		if err != nil {
			return r.tripForm(q, nil, err)
		}
		return r.tripForm(q, &p, nil)
	}
	if q.PathValue("id") != "" {
		return r.tripResend(q, in, j)
	}
	done, err := r.Travel(org.Context(q), org.Actor(q), j)
	if err != nil {
		return r.tripForm(q, nil, err)
	}
	var list []string
	for _, d := range done {
		list = append(list, d.Number)
	}
	to := tripURL(done[0].ID)
	if _, err := r.Trip(q.Context(), org.Actor(q), done[0].ID); err != nil {
		to = "/attendance" // entered for somebody else
	}
	return web.Redirect(to).Say(ui.OK, "已提交 "+strings.Join(list, "、")+"。"), nil
}

// pairs are the facts of a trip for its chain.
func (v TripView) pairs() []ui.Pair {
	p := []ui.Pair{{Key: "地点", Text: v.Place + "（" + zoneLabels[v.Zone] + "）"}, {Key: "性质", Text: purposeLabels[v.Purpose]},
		{Key: "时间", Text: fmt.Sprintf("%s至%s，共 %d 天", v.Since.Chinese(), v.Until.Chinese(), v.Days), Wide: true}, {Key: "事由", Text: v.Reason, Wide: true},
		{Key: "预借差旅费", Text: Yuan(v.AdvanceFen) + " 元"}, {Key: "往返交通工具", Text: v.Transport}}
	if v.Companions != v.Name {
		p = append(p, ui.Pair{Key: "同行", Text: v.Companions, Wide: true})
	}
	if !v.BackOn.IsZero() {
		p = append(p, ui.Pair{Key: "返回", Text: v.BackOn.Chinese()})
	}
	if v.Report != "" {
		p = append(p, ui.Pair{Key: "出差情况", Text: v.Report, Wide: true})
	}
	if v.Note != "" {
		p = append(p, ui.Pair{Key: "说明", Text: v.Note, Wide: true})
	}
	return p
}

func (r *Room) tripPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	v, err := r.Trip(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	pairs, err := r.tripFacts(q.Context(), who, v.Case)
	if err != nil {
		return web.Answer{}, err
	}
	p := flow.CasePage{Head: ui.Head{Title: v.Number, Crumbs: []ui.Link{{Text: "考勤", URL: "/attendance"}}, Meta: []string{v.Name, v.UnitName}, Tags: []ui.Tag{stateTag(v.State)},
		Actions: []ui.Button{{Label: "打印审批表", URL: tripURL(id) + "/form.pdf", Key: "p"}}}, Course: &v.Case, Card: flow.Card(q, v.Case, ui.KeyValue(pairs))}
	if p.Notices, err = r.changed(q, v.Subject()); err != nil {
		return web.Answer{}, err
	}
	shown := failed == nil
	form := func(name string) *ui.Form {
		f := q.FormFor(tripURL(id)+"/"+name, nil)
		if of == name {
			shown = true
			f = q.FormFor(tripURL(id)+"/"+name, failed)
		}
		f.ID = name
		return f
	}
	if v.Mine && changeable(v.State) {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "修改", URL: tripURL(id) + "/change"})
	}
	var proof *ui.Form
	if v.Mine || v.SubmittedBy == who.Login || who.May(Keep) {
		proof = form("proof")
	}
	p.Parts = append(p.Parts, proofPart(q, v.Proofs, proof, false)...)
	if inForce(v.State) && v.BackOn.IsZero() && v.Mine && r.Door.Now() < v.end().Start().UnixMicro() {
		hand, err := r.handoverPart(q, v.PersonID, v.since(), v.end(), v.Subject(), form("handover"))
		if err != nil {
			return web.Answer{}, err
		}
		p.Parts = append(p.Parts, hand...)
	}
	if inForce(v.State) && v.BackOn.IsZero() && (v.Mine || who.May(Keep)) {
		today := r.Door.Today()
		if today.Before(v.Since) {
			f := form("cancel")
			p.Parts = append(p.Parts, ui.Part{Title: "撤销", Form: f, Fields: []ui.Field{{Form: f, Name: "why", Label: "撤销的原因", Max: 200}}, Buttons: []ui.Button{{Label: "撤销出差", Look: "danger"}}})
		} else {
			f := form("return")
			f.Set("on", today.String())
			p.Parts = append(p.Parts, ui.Part{Title: "登记返回", Form: f, Fields: []ui.Field{{Form: f, Name: "on", Label: "返回日期", Kind: ui.Date}, {Form: f, Name: "report", Label: "出差情况", Kind: ui.Area, Rows: 4, Max: 2000, Optional: true}},
				Buttons: []ui.Button{{Label: "登记返回"}}})
		}
	}
	if !v.BackOn.IsZero() && who.May(Keep) && !v.Mine {
		f := form("correct")
		f.Set("on", v.BackOn.String())
		f.Set("report", v.Report)
		p.Parts = append(p.Parts, ui.Part{Title: "更正返回登记", Hint: "登记错了的，改正并写明原因，原来的登记留在台账里。还没有返回的，把日期清空。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "on", Label: "返回日期", Kind: ui.Date, Optional: true}, {Form: f, Name: "report", Label: "出差情况", Kind: ui.Area, Rows: 4, Max: mostReport, Optional: true},
			{Form: f, Name: "why", Label: "更正的原因", Max: 200}}, Buttons: []ui.Button{{Label: "更正"}}})
	}
	if !shown { // the page no longer has the form that was refused
		return web.Answer{}, failed
	}
	return q.Desk(v.Number, flow.ShowCase(p))
}

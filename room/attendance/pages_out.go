package attendance

import (
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type outInput struct {
	Place    string     `form:"place" label:"去向" max:"100" need:"请填写去向。"`
	Reason   string     `form:"reason" label:"事由" max:"100" need:"请填写事由。"`
	On       civil.Date `form:"on" label:"日期" need:"请填写日期。"`
	Since    string     `form:"since" label:"外出时间" need:"请填写外出时间，如 14:30。"`
	Expected string     `form:"expected" label:"预计返回" need:"请填写预计返回时间，如 16:00。"`
}

func (in outInput) outing() (Outing, error) {
	clockTime := func(field, s string) (time.Time, error) {
		t, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(s), "：", ":"))
		if err != nil {
			return t, fault.Field(field, s, "时间应写成 14:30 的样子。")
		}
		return in.On.Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute), nil
	}
	since, err := clockTime("since", in.Since)
	if err != nil {
		return Outing{}, err
	}
	expected, err := clockTime("expected", in.Expected)
	return Outing{Place: in.Place, Reason: in.Reason, Since: since, Expected: expected}, err
}

func (r *Room) outsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	now := clock.FromMicros(r.Door.Now())
	on := r.Door.Today()
	if s := q.URL.Query().Get("on"); s != "" {
		d, err := civil.ParseLoose(s)
		if err != nil {
			return web.Answer{}, fault.Field("on", s, "日期应写成 2026-05-04 的样子。")
		}
		on = d
	}
	list, err := r.Outs(q.Context(), who, on)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "外出报告", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}, Meta: []string{on.Chinese()}}}
	if to, err := r.ReportTo(q.Context(), who); err == nil {
		f := q.FormFor("/attendance/outs", failed)
		f.Wide = true
		f.Set("on", r.Door.Today().String())
		f.Set("since", now.Format("15:04"))
		told := "向" + org.WhoLabel(to.To) + "报告"
		if len(to.Told) > 0 {
			told += "：" + strings.Join(to.Told, "、")
		} else if to.Why != "" {
			told += "（" + to.Why + "）"
		}
		p.Parts = append(p.Parts, ui.Part{Title: "上班时间因公暂离", Hint: told + "。" + to.Decision.Reason(), Form: f, Fields: []ui.Field{
			{Form: f, Name: "place", Label: "去向", Half: true, Max: 100}, {Form: f, Name: "reason", Label: "事由", Half: true, Max: 100},
			{Form: f, Name: "on", Label: "日期", Kind: ui.Date}, {Form: f, Name: "since", Label: "外出时间", Half: true, Code: true, Hint: "如 14:30"},
			{Form: f, Name: "expected", Label: "预计返回", Half: true, Code: true, Hint: "当天返回，如 16:00"}}, Buttons: []ui.Button{{Label: "报告外出", Look: "primary", Save: true}}})
	}
	t := ui.Table{Caption: "外出登记", Columns: []ui.Column{{Label: "姓名"}, {Label: "去向和事由", Wide: true}, {Label: "外出"}, {Label: "预计返回"}, {Label: "返回"}, {Label: "报告对象", Minor: true}},
		Empty: ui.Empty{Title: "当天没有外出登记"}}
	for _, o := range list {
		back := ui.Cell{Text: hhmm(o.BackAt)}
		if o.BackAt == 0 {
			back = ui.Cell{Tags: []ui.Tag{{Text: "未返回", Tone: ui.Info}}}
			if o.Late(r.Door.Now()) {
				back = ui.Cell{Tags: []ui.Tag{{Text: "超过预计", Tone: ui.Warn}}}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Name, Sub: o.UnitName}, {Text: o.Place, Sub: o.Reason}, {Text: hhmm(o.SinceAt)}, {Text: hhmm(o.ExpectedAt)}, back, {Text: org.WhoLabel(o.ReportTo), Sub: o.Told}}})
		if o.BackAt == 0 && o.Login == who.Login {
			f := q.FormFor(fmt.Sprintf("/attendance/outs/%d/back", o.ID), nil)
			p.Parts = append([]ui.Part{{Title: "我在外出：" + o.Place, Form: f, Buttons: []ui.Button{{Label: "登记返回", Look: "primary"}}}}, p.Parts...)
		}
	}
	p.Parts = append(p.Parts, ui.Part{Title: "外出登记", Table: &t})
	return q.Desk("外出报告", ui.ListPage(p))
}

func hhmm(at int64) string {
	if at == 0 {
		return ""
	}
	return clock.FromMicros(at).Format("15:04")
}

func (r *Room) outSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[outInput](q)
	if err == nil {
		var o Outing
		if o, err = in.outing(); err == nil {
			_, err = r.ReportOut(org.Context(q), org.Actor(q), o)
		}
	}
	if err != nil {
		return r.outsPage(q, err)
	}
	return web.Redirect("/attendance/outs").Say(ui.OK, "已报告外出，回来后请登记返回。"), nil
}

func (r *Room) outBack(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.BackFromOut(org.Context(q), org.Actor(q), id); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/attendance/outs").Say(ui.OK, "已登记返回。"), nil
}

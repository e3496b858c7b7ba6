package disclosure

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

const closuresURL = "/disclosure/closures"

type closureStepInput struct {
	ID     int64      `form:"id" label:"哪一段"`
	Last   civil.Date `form:"last" label:"提前结束的日子"`
	Reason string     `form:"reason" label:"理由"`
}

var closureTones = map[string]ui.Tone{ClosureAsked: ui.Warn, ClosureConfirmed: ui.OK, ClosureVoid: ui.Mute}

func (c Closure) row() ui.Row {
	days := ui.Cell{Text: c.From.String() + " 至 " + c.To.String()}
	if c.State == ClosureConfirmed && c.Last.Before(c.To) {
		days.Sub = "提前结束，算到 " + c.Last.String()
	}
	who := ui.Cell{Text: "登记：" + c.ByName + "，" + dayOf(c.At)}
	if c.ConfirmedAt != 0 {
		who.Sub = "确认：" + c.ConfirmedName + "，" + dayOf(c.ConfirmedAt)
	}
	why := ui.Cell{Text: c.Reason}
	if c.EndedAt != 0 {
		why.Sub = c.EndedName + "，" + dayOf(c.EndedAt)
	}
	return ui.Row{Cells: []ui.Cell{days, {Text: c.Title, Sub: c.Number}, who, why, {Tags: []ui.Tag{{Text: closureLabels[c.State], Tone: closureTones[c.State]}}}}}
}

// closuresPage shows the local closures and, to whoever may, the forms. A failed form
// comes back under its own address.
func (r *Room) closuresPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Closures(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	head, lead := s.headOfOffice(who.Login), who.May(Lead)
	t := ui.Table{Caption: "停止办公的日子", Columns: []ui.Column{{Label: "日子"}, {Label: "依据的文件", Wide: true, Wrap: true}, {Label: "经手", Wrap: true}, {Label: "更正的理由", Wrap: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有登记过停止办公的日子"}}
	var asked, live []ui.Option
	for _, c := range list {
		t.Rows = append(t.Rows, c.row())
		o := ui.Option{Value: fmt.Sprint(c.ID), Label: c.days() + "（" + c.Number + "）"}
		if c.State == ClosureAsked && c.By != who.Login {
			asked = append(asked, o)
		}
		if c.State == ClosureAsked || c.State == ClosureConfirmed && lead {
			live = append(live, o)
		}
	}
	p := ui.Listing{Head: ui.Head{Title: "停止办公的日子", Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}}}, Parts: []ui.Part{{Hint: "照本地文件全局停止办公的日子，经局领导确认后不算工作日，答复期限随之后移。放假安排不在这里登记。", Table: &t}}}
	shown := failed == nil
	form := func(id string) *ui.Form {
		var f *ui.Form
		if q.URL.Path == closuresURL+"/"+id {
			shown = true
			f = q.FormFor(closuresURL+"/"+id, failed)
		} else {
			f = q.FormFor(closuresURL+"/"+id, nil)
			f.Values = nil
		}
		f.ID, f.Wide = id, true
		return f
	}
	part := func(title, hint, look string, f *ui.Form, fields ...ui.Field) {
		for i := range fields {
			fields[i].Form = f
		}
		p.Parts = append(p.Parts, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{{Label: title, Look: look}}})
	}
	which := func(o []ui.Option) ui.Field {
		return ui.Field{Name: "id", Label: "哪一段", Kind: ui.Select, Options: o}
	}
	if lead && len(asked) > 0 {
		part("确认停止办公", "对照文件原件核对起止日期和文号。", "primary", form("confirm"), which(asked))
	}
	if head {
		part("登记停止办公", "登记后由局长或者副局长确认，确认以前不影响期限。", "", form("enter"), ui.Field{Name: "from", Label: "从哪一天", Kind: ui.Date, Half: true}, ui.Field{Name: "to", Label: "到哪一天", Kind: ui.Date, Half: true},
			ui.Field{Name: "title", Label: "文件标题", Max: mostLine}, ui.Field{Name: "number", Label: "文号", Half: true, Max: mostLine})
	}
	if (head || lead) && len(live) > 0 {
		part("提前结束或者作废", "记录保留。缩短后期限会提前，核对在办的申请。", "", form("end"), which(live), ui.Field{Name: "last", Label: "提前结束的日子", Kind: ui.Date, Half: true, Optional: true, Hint: "仍算停止办公的最后一天。不填即整段作废。"},
			ui.Field{Name: "reason", Label: "理由", Max: mostLine})
	}
	if !shown { // whoever has no form has nowhere to read what is wrong
		return web.Answer{}, failed
	}
	return q.Desk("停止办公的日子", ui.ListPage(p))
}

func (r *Room) closureEnter(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[ClosureInput](q)
	if err == nil {
		_, err = r.EnterClosure(org.Context(q), org.Actor(q), in)
	}
	return r.closureDone(q, err, "已登记，等局领导确认。")
}

func (r *Room) closureConfirm(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[closureStepInput](q)
	if err == nil {
		err = r.ConfirmClosure(org.Context(q), org.Actor(q), in.ID)
	}
	return r.closureDone(q, err, "已确认，答复期限照此计算。")
}

func (r *Room) closureEnd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[closureStepInput](q)
	if err == nil {
		err = r.EndClosure(org.Context(q), org.Actor(q), in.ID, in.Last, in.Reason)
	}
	return r.closureDone(q, err, "已更正，答复期限照此计算。")
}

func (r *Room) closureDone(q *web.Request, err error, said string) (web.Answer, error) {
	if err != nil {
		return r.closuresPage(q, err)
	}
	return web.Redirect(closuresURL).Say(ui.OK, said), nil
}

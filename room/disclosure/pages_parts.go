package disclosure

import (
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// showParts are the lists below the facts of an application.
func (r *Room) showParts(q *web.Request, v View, failed error) []ui.Part {
	var out []ui.Part
	for _, d := range v.Drafts {
		p := ui.Part{Title: "答复：" + draftLabels[d.State], Pairs: d.pairs(v.scene)}
		if n := v.scene.paperNumber(d.Year, d.Serial); n != "" {
			p.Pairs = append(p.Pairs, ui.Pair{Key: "文号", Text: n, Code: true})
		}
		if !d.ServedOn.IsZero() {
			p.Pairs = append(p.Pairs, ui.Pair{Key: "送达", Text: d.ServedOn.Chinese() + "，" + serviceLabels[d.Service] + "，" + d.Proof, Wide: true})
		}
		if v.PartyAlso {
			p.Buttons = append(p.Buttons, ui.Button{Label: "看答复书", URL: fmt.Sprintf("%s/replies/%d", applicationURL(v.ID), d.ID)})
		}
		if c := r.caseOf(q.Context(), org.Actor(q), d.CaseID); c != nil {
			p.Buttons = append(p.Buttons, ui.Button{Label: "审批过程", URL: fmt.Sprintf("/flow/cases/%d/course.pdf", d.CaseID), Look: "text"})
		}
		out = append(out, p)
	}
	for _, x := range v.Extensions {
		out = append(out, ui.Part{Title: "延期：" + extensionLabels[x.State], Pairs: []ui.Pair{{Key: "延长", Text: fmt.Sprintf("%d 个工作日", x.Days)}, {Key: "同意", Text: x.AgreedBy}, {Key: "理由", Text: x.Reason, Wide: true}}})
	}
	out = append(out, consultPart(v)...)
	out = append(out, searchPart(v)...)
	out = append(out, feePart(v)...)
	out = append(out, overlayPart(v)...)
	if len(v.Papers) > 0 {
		p := ui.Part{Title: "材料"}
		for _, x := range v.Papers {
			row := x.Row(PaperLabel(x.Kind))
			if v.PartyAlso || x.Kind == PaperFound || x.Kind == PaperSupplied {
				row.Download = fmt.Sprintf("%s/papers/%d", applicationURL(v.ID), x.ID)
			}
			if x.ForApplicant {
				row.Checks = append(row.Checks, ui.Tag{Text: "申请人可取", Tone: ui.OK})
			}
			p.Files = append(p.Files, row)
		}
		out = append(out, p)
	}
	if list := v.sideButtons(); len(list) > 0 && v.PartyAlso {
		out = append(out, ui.Part{Title: "可以打印的文书", Hint: "补正、延期、收费、征求意见的文书在“经过”里，答复书在“答复”里。", Buttons: list})
	}
	if v.PartyAlso {
		f := q.FormFor(applicationURL(v.ID)+"/applicant", failed)
		f.ID = "applicant"
		out = append(out, ui.Part{Title: "申请人的身份和联系方式", Hint: "写明为什么要看，每次查看都记入台账。", Form: f, Fields: []ui.Field{{Form: f, Name: "why", Label: "为什么要看", Max: mostLine}},
			Buttons: []ui.Button{{Label: "查看"}, {Label: "打印申请表", Action: applicationURL(v.ID) + "/form.pdf"}}})
	}
	return out
}

var (
	draftLabels     = map[string]string{"signing": "审定中", "approved": "已审定，等待送达", "returned": "退回修改", "refused": "未获同意", "withdrawn": "已撤回", "served": "已送达"}
	extensionLabels = map[string]string{"asked": "报批中", "agreed": "已同意，等待告知申请人", "refused": "未获同意", "returned": "退回", "withdrawn": "已撤回", "told": "已告知"}
	answerLabels    = map[string]string{"agree": "同意公开", "object": "不同意公开"}
	decisionLabels  = map[string]string{"disclose": "公开", "withhold": "不公开", "override": "因公共利益公开"}
	feeLabels       = map[string]string{"noticed": "等待缴费", "paid": "已缴费", "missed": "逾期未缴", "narrowed": "已作罢", "waived": "已减免"}
)

func consultPart(v View) []ui.Part {
	if len(v.Consults) == 0 {
		return nil
	}
	t := ui.Table{Caption: "征求意见", Columns: []ui.Column{{Label: "对象"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "发出"}, {Label: "对方收到"}, {Label: "结果"}}}
	for _, c := range v.Consults {
		result := ui.Cell{Text: "等待答复"}
		switch {
		case c.Answer != "":
			result = ui.Cell{Text: answerLabels[c.Answer], Sub: c.AnsweredOn.String() + " " + c.Grounds}
		case !c.ExpiredOn.IsZero():
			result = ui.Cell{Text: "到期没有答复", Sub: c.ExpiredOn.String()}
		}
		if c.Decision != "" {
			result.Tags = append(result.Tags, ui.Tag{Text: "决定" + decisionLabels[c.Decision], Tone: ui.Info})
		}
		if !c.ToldOn.IsZero() {
			result.Sub += "，" + c.ToldOn.String() + " 告知"
		}
		served := "未登记"
		if !c.ServedOn.IsZero() {
			served = c.ServedOn.String()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Tag + " " + c.Name}, {Text: c.About}, {Text: c.SentOn.String()}, {Text: served}, result}})
	}
	return []ui.Part{{Title: "征求意见", Table: &t}}
}

func searchPart(v View) []ui.Part {
	if len(v.Searches) == 0 {
		return nil
	}
	t := ui.Table{Caption: "检索记录", Columns: []ui.Column{{Label: "日期"}, {Label: "在哪里"}, {Label: "检索词", Wide: true, Wrap: true}, {Label: "查到", Numeric: true}, {Label: "检索人", Minor: true}}}
	for _, x := range v.Searches {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.On.String()}, {Text: x.Place}, {Text: x.Words, Sub: x.Span}, {Text: fmt.Sprint(x.Hits), Sub: x.Result}, {Text: x.ByName}}})
	}
	return []ui.Part{{Title: "检索记录", Table: &t}}
}

func feePart(v View) []ui.Part {
	var out []ui.Part
	for _, f := range v.Fees {
		mode, other := "按件", "按量"
		if f.Mode == ByPages {
			mode, other = other, mode
		}
		out = append(out, ui.Part{Title: "信息处理费：" + feeLabels[f.State], Pairs: []ui.Pair{{Key: mode, Text: fmt.Sprintf("%d 元", f.Yuan)}, {Key: "如果" + other, Text: fmt.Sprintf("%d 元", f.Other)}, {Key: "通知", Text: f.NoticedOn.Chinese()}, {Key: "理由", Text: f.Reason, Wide: true}, {Key: "结果", Text: f.Words, Wide: true}}})
	}
	return out
}

func overlayPart(v View) []ui.Part {
	if len(v.Overlays) == 0 {
		return nil
	}
	t := ui.Table{Caption: "投诉、质疑、复议、诉讼", Columns: []ui.Column{{Label: "种类"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "收到"}, {Label: "答复期限"}, {Label: "结果"}}}
	for _, o := range v.Overlays {
		state := ui.Cell{Text: "办理中", Sub: o.Answer}
		if !o.AnsweredOn.IsZero() {
			state.Text = o.AnsweredOn.String() + " 已答复"
		}
		if !o.DecidedOn.IsZero() {
			state.Text = o.DecidedOn.String() + " " + resultLabels[o.Result]
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: overlayLabels[o.Kind], Sub: o.From}, {Text: o.Words, Sub: o.Number}, {Text: o.FiledOn.String()}, {Text: o.AnswerBy.String()}, state}})
	}
	return []ui.Part{{Title: "投诉、质疑、复议、诉讼", Table: &t}}
}

type whyInput struct {
	Why string `form:"why" label:"为什么要看" max:"200" need:"请写明为什么要看申请人的身份和联系方式。"`
}

// look asks for the person behind an application, with the reason of the form.
func (r *Room) lookAt(q *web.Request) (int64, Party, error) {
	id, err := q.ID("id")
	if err != nil {
		return 0, Party{}, err
	}
	in, err := web.Decode[whyInput](q)
	if err != nil {
		return id, Party{}, err
	}
	p, err := r.Applicant(q.Context(), org.Actor(q), id, in.Why)
	return id, p, err
}

func (r *Room) applicantPage(q *web.Request) (web.Answer, error) {
	id, p, err := r.lookAt(q)
	if err != nil {
		if id == 0 || fault.Is(err, fault.NotFound) { // the deed wrote the refusal down
			return web.Answer{}, err
		}
		return r.showPage(q, err)
	}
	a, err := r.visible(q.Context(), r.Door.Reader(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, err
	}
	var pairs []ui.Pair
	for _, x := range []ui.Pair{{Key: "姓名或名称", Text: p.Name}, {Key: "工作单位", Text: p.Work}, {Key: "证件", Text: p.PaperKind}, {Key: "证件号码", Text: p.PaperNumber, Code: true}, {Key: "统一社会信用代码", Text: p.CreditCode, Code: true}, {Key: "法定代表人", Text: p.Representative},
		{Key: "联系人", Text: p.Contact}, {Key: "代理人", Text: p.Agent}, {Key: "联系电话", Text: p.Phone, Code: true}, {Key: "传真", Text: p.FaxNumber, Code: true}, {Key: "电子邮箱", Text: p.Mail, Code: true}, {Key: "联系地址", Text: p.Address, Wide: true}, {Key: "邮政编码", Text: p.Postcode, Code: true}} {
		if x.Text != "" {
			pairs = append(pairs, x)
		}
	}
	l := ui.Listing{Head: ui.Head{Title: "申请人", Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}, {Text: a.Number, URL: applicationURL(id)}}, Meta: []string{"本次查看已记入台账，" + ui.Stamp(clock.FromMicros(r.Door.Now()))}}, Parts: []ui.Part{{Pairs: pairs}}}
	return q.Desk("申请人", ui.ListPage(l))
}

func (r *Room) formPDF(q *web.Request) (web.Answer, error) {
	id, p, err := r.lookAt(q)
	if err != nil {
		if id == 0 || fault.Is(err, fault.NotFound) { // the deed wrote the refusal down
			return web.Answer{}, err
		}
		return r.showPage(q, err)
	}
	a, err := r.visible(q.Context(), r.Door.Reader(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, err
	}
	b, name, err := r.form(a, p)
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf(name, b), nil
}

package counter

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) applicationPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.See(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, who, base := v.scene, org.Actor(q), applicationURL(id)
	head := ui.Head{Title: v.Number + " " + v.Item.Title, Crumbs: crumbs, Tags: []ui.Tag{{Text: StateLabel(v.State), Tone: stateTone(v.State)}}}
	if t := s.deadlineTag(v.Application); t.Text != "" {
		head.Tags = append(head.Tags, t)
	}
	p := ui.Listing{Head: head, Notices: r.notices(v)}
	p.Parts = append(p.Parts, r.facts(v, r.mayAct(q, v.Application)))
	forms := &parts{q: q, failed: failed}
	if r.mayAct(q, v.Application) {
		r.steps(forms, v, base, s.heads(who, v.Unit))
		r.recallForms(forms, v, base)
	}
	for _, x := range v.Passes {
		if x.Open() && who.Unit == x.Unit && v.State == Accepted && (x.Kind == ToUnit || s.heads(who, x.Unit)) {
			r.signForm(forms, s, base, x)
		}
	}
	if failed != nil && !forms.shown {
		return web.Answer{}, failed
	}
	p.Parts = append(p.Parts, forms.list...)
	p.Parts = append(p.Parts, checkTable(v))
	if days := r.dayTable(v); days != nil {
		p.Parts = append(p.Parts, *days)
	}
	t := ui.Table{Caption: "经过", Columns: []ui.Column{{Label: "时间"}, {Label: "事情"}, {Label: "谁"}, {Label: "说明", Wide: true, Wrap: true}}}
	for _, e := range v.course() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: e.On}, {Text: e.What}, {Text: e.Who}, {Text: e.Words}}})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "经过", Table: &t})
	return q.Desk(v.Number, ui.ListPage(p))
}

// notices say what whoever opens the page has to know first.
func (r *Room) notices(v View) []ui.Notice {
	var out []ui.Notice
	add := func(tone ui.Tone, text string) { out = append(out, ui.Notice{Tone: tone, Text: text}) }
	if over, last := v.scene.toldTooLate(v.Application, v.Item); over && len(v.Notices) == 0 && (v.State == Received || v.State == Correcting) {
		add(ui.Bad, "行政许可事项应在 "+last.Chinese()+" 以前一次告知要补的内容，期限已过。自收到材料之日起即为受理，请登记“视为受理”。")
	}
	if v.State == Correcting && len(v.Notices) == 0 {
		add(ui.Warn, fmt.Sprintf("还有 %d 项材料要补，还没有书面告知申请人。", len(v.Lacking())))
	}
	for _, n := range v.Notices {
		if n.Breach {
			add(ui.Bad, "第 "+fmt.Sprint(n.N)+" 次告知（"+n.Number+"）违反一次性告知，已列入清单。新情况："+n.Fact)
		}
	}
	if v.Deemed {
		add(ui.Warn, "逾期没有告知补正，自收到之日起视为受理。")
	}
	if v.Late(v.scene.today) && v.State == Accepted {
		add(ui.Bad, "承诺在 "+v.Due.Chinese()+" 以前办结，已经超期。办结时要写明原因。")
	}
	for _, c := range v.Consultations {
		if c.waits() {
			text := "上级的要求还没有转告申请人：" + c.Answer
			if by, ok := v.scene.tellBy(c); ok {
				text += "（" + by.Chinese() + "以前转告）"
			}
			add(ui.Warn, text)
		}
	}
	return out
}

// facts are what the application is; whoever hands out its letters sees the query code
// that stands on them.
func (r *Room) facts(v View, may bool) ui.Part {
	base := applicationURL(v.ID) + "/papers/"
	s := v.scene
	part := ui.Part{Title: "办件", Pairs: []ui.Pair{{Key: "申请人", Text: v.Applicant}, {Key: "证件", Text: strings.TrimSpace(dash(v.PaperKind + " " + v.PaperNumber)), Code: true}, {Key: "联系电话", Text: v.Phone, Code: true}, {Key: "代办人", Text: dash(v.Agent)},
		{Key: "收到", Text: v.ReceivedOn.Chinese() + "，" + channelLabels[v.Channel]}, {Key: "承办", Text: s.unitName(v.Unit) + "，" + dash(s.name(v.Handler))}, {Key: "承诺时限", Text: v.Promise.Limit() + "（第 " + fmt.Sprint(v.Promise.N) + " 版承诺）", URL: itemURL(v.ItemID)}}}
	if may {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "查询码", Text: r.code(v.Application), Code: true})
	}
	switch {
	case !v.Due.IsZero():
		text := v.Due.Chinese()
		if v.Provisional {
			text += "（暂定）"
		}
		part.Pairs = append(part.Pairs, ui.Pair{Key: "承诺办结", Text: text}, ui.Pair{Key: "起算", Text: v.Started.Chinese() + "，当天不计"})
	case v.State == Correcting || v.State == Received:
		part.Pairs = append(part.Pairs, ui.Pair{Key: "承诺办结", Text: "材料齐全后才起算"})
	}
	if v.Matter != "" {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "申请内容", Text: v.Matter, Wide: true})
	}
	if v.Result != "" {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "结果", Text: resultLabels[v.Result] + "。" + v.ResultWords, Wide: true})
	}
	if !may {
		part.Buttons = append(part.Buttons, ui.Button{Label: "登记表", URL: base + "record.pdf"})
		return part
	}
	part.Buttons = append(part.Buttons, ui.Button{Label: "收件回执", URL: base + "receipt.pdf"})
	for _, n := range v.Notices {
		part.Buttons = append(part.Buttons, ui.Button{Label: "补充通知书 " + n.Number, URL: fmt.Sprintf("%snotice-%d.pdf", base, n.N)})
	}
	for _, x := range []struct {
		have        bool
		label, file string
	}{{v.AcceptedNumber != "", "受理通知书", "acceptance.pdf"}, {v.RefusedNumber != "", "不予受理通知书", "refusal.pdf"}, {!v.FinishedOn.IsZero(), "办结通知书", "conclusion.pdf"}} {
		if x.have {
			part.Buttons = append(part.Buttons, ui.Button{Label: x.label, URL: base + x.file})
		}
	}
	part.Buttons = append(part.Buttons, ui.Button{Label: "登记表", URL: base + "record.pdf"})
	return part
}

// steps are the forms of what can be done next, the likeliest first.
func (r *Room) steps(p *parts, v View, base string, head bool) {
	switch v.State {
	case Received:
		r.checkForm(p, v, base)
		r.deemForm(p, v, base)
		r.refuseForm(p, v, base)
		r.withdrawForm(p, base)
	case Correcting:
		if len(v.Notices) == 0 {
			r.noticeForm(p, v, base)
			r.deemForm(p, v, base)
		} else {
			r.supplementForm(p, v, base)
		}
		r.refuseForm(p, v, base)
		r.withdrawForm(p, base)
		if len(v.Notices) > 0 {
			r.noticeForm(p, v, base)
		}
	case Accepted:
		r.finishForm(p, v, base)
		r.passForm(p, v, base)
		if v.Item.Passed {
			r.forwardForms(p, v, base)
		}
		r.withdrawForm(p, base)
	case Finished:
		f := p.form(base+"/deliver", "deliver")
		f.Set("on", v.scene.today.String())
		f.Set("to", v.Applicant)
		p.add("送达", "送达以后本件办完，材料转档案室。", f, ui.Button{Label: "登记送达", Look: "primary"}, ui.Field{Name: "how", Label: "送达的方式", Half: true, List: []string{"当面领取", "邮寄", "委托代办人领取"}}, ui.Field{Name: "to", Label: "领取人", Half: true}, ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true})
	}
	if head && v.State != Delivered && v.State != Refused && v.State != Withdrawn {
		f := p.form(base+"/assign", "assign")
		f.Set("handler", v.Handler)
		var people []ui.Option
		for _, x := range v.scene.chart.Staff() {
			if login := v.scene.chart.Login(x.ID); login != "" && x.Unit == v.Unit {
				people = append(people, ui.Option{Value: login, Label: x.Name})
			}
		}
		p.add("指定经办人", "", f, ui.Button{Label: "指定经办人"}, ui.Field{Name: "handler", Label: "经办人", Kind: ui.Select, Options: people, Half: true})
	}
}

func (r *Room) checkForm(p *parts, v View, base string) {
	f := p.form(base+"/check", "check")
	var fields []ui.Field
	for _, c := range v.Checks {
		label := fmt.Sprintf("%d. %s", c.N, c.Name)
		if c.Form != "" {
			label += "（" + c.Form + "）"
		}
		fields = append(fields, ui.Field{Name: fmt.Sprintf("state_%d", c.N), Label: label, Kind: ui.Select, Half: true, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: Here, Label: checkLabels[Here]}, {Value: Missing, Label: checkLabels[Missing]}, {Value: Wrong, Label: checkLabels[Wrong]}, {Value: NotNeeded, Label: checkLabels[NotNeeded]}}},
			ui.Field{Name: fmt.Sprintf("note_%d", c.N), Label: "缺什么、怎样补", Half: true, Optional: true, Max: mostLine})
	}
	if v.scene.today.After(v.ReceivedOn) {
		fields = append(fields, ui.Field{Name: "reason", Label: "没有当场审核的原因", Max: mostLine})
	}
	p.add("当场审核材料", "逐项看。全部齐全的当场受理，并给出承诺办结的日子；有缺的，接着出具补充通知书。", f, ui.Button{Label: "登记审核结果", Look: "primary", Save: true}, fields...)
}

func (r *Room) noticeForm(p *parts, v View, base string) {
	second := len(v.Notices) > 0
	title, hint, button := "出具补充通知书", "下面就是审核时缺的全部材料，一次告知。每一项写明怎样补，空一项不能出具。", ui.Button{Label: "出具补充通知书", Look: "primary"}
	f := p.form(base+"/notice", "notice")
	var fields []ui.Field
	for _, c := range v.Lacking() {
		name := fmt.Sprintf("item_%d", c.N)
		f.Set(name, c.Note)
		fields = append(fields, ui.Field{Name: name, Label: fmt.Sprintf("%d. %s（%s）", c.N, c.Name, checkLabels[c.State]), Max: mostLine})
	}
	if second {
		title, button = "再次告知", ui.Button{Label: "再次告知", Look: "danger"}
		hint = "已经一次告知过。只有出现告知时不知道的新情况才能再告知，这一次会列为违反一次性告知。"
		fields = append(fields, ui.Field{Name: "fact", Label: "新情况", Max: mostLine}, ui.Field{Name: "more", Label: "清单以外增加的材料", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText, Hint: "一行一项：材料|怎样补。"})
	}
	p.add(title, hint, f, button, fields...)
}

func (r *Room) supplementForm(p *parts, v View, base string) {
	f := p.form(base+"/supplement", "supplement")
	var list []ui.Option
	for _, c := range v.Lacking() {
		list = append(list, ui.Option{Value: fmt.Sprint(c.N), Label: c.Name + "：" + c.Note})
	}
	p.add("收到补正材料", "勾选这次补来的。全部补齐就受理，时限从补齐那天的次日起算。", f, ui.Button{Label: "登记补正", Look: "primary"}, ui.Field{Name: "came", Label: "补来的材料", Kind: ui.Checks, Options: list})
}

func (r *Room) deemForm(p *parts, v View, base string) {
	if over, _ := v.scene.toldTooLate(v.Application, v.Item); over {
		p.add("视为受理", v.scene.book.Cite(basisOf(law.LicensingOnce)), p.form(base+"/deem", "deem"), ui.Button{Label: "登记视为受理", Look: "primary"})
	}
}

func (r *Room) refuseForm(p *parts, _ View, base string) {
	p.add("不予受理", "不属于本局受理、或者依法不能受理的。给申请人注明日期的书面通知。", p.form(base+"/refuse", "refuse"), ui.Button{Label: "不予受理", Look: "danger"}, ui.Field{Name: "reason", Label: "理由和依据", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "elsewhere", Label: "应到哪里办", Max: mostLine, Hint: "不知道的写“不明”，不需要另行办理的写“无”。"})
}

func (r *Room) withdrawForm(p *parts, base string) {
	p.add("申请人撤回", "", p.form(base+"/withdraw", "withdraw"), ui.Button{Label: "登记撤回", Look: "danger"}, ui.Field{Name: "reason", Label: "怎样提出的，原因", Max: mostLine})
}

func (r *Room) finishForm(p *parts, v View, base string) {
	f := p.form(base+"/finish", "finish")
	if !v.Item.Licence {
		f.Set("result", Done)
	}
	fields := []ui.Field{{Name: "result", Label: "结果", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: Done, Label: resultLabels[Done]}, {Value: Granted, Label: resultLabels[Granted]}, {Value: Denied, Label: resultLabels[Denied]}}}, {Name: "words", Label: "说明", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText, Hint: "不予办理的写明理由和依据。"}}
	if v.Late(v.scene.today) {
		fields = append(fields, ui.Field{Name: "late_reason", Label: "超期的原因", Max: mostLine})
	}
	hint := "承诺 " + v.Due.Chinese() + " 以前办结。"
	if v.Promise.Instant {
		hint = "即办事项，当场办完。"
	}
	p.add("办结", hint, f, ui.Button{Label: "登记办结", Look: "primary"}, fields...)
}

func (r *Room) passForm(p *parts, v View, base string) {
	f := p.form(base+"/pass", "pass")
	f.Set("kind", ToHead)
	p.add("送负责人签批或科室会办", v.scene.book.Cite(basisOf(law.PromiseSameday)), f, ui.Button{Label: "送办"}, ui.Field{Name: "kind", Label: "送给", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: ToHead, Label: "本科室负责人签批"}, {Value: ToUnit, Label: "别的科室会办"}}}, ui.Field{Name: "unit", Label: "会办科室", Kind: ui.Select, Half: true, Optional: true, Options: v.scene.unitOptions("不会办")}, ui.Field{Name: "words", Label: "要办的事", Max: mostLine})
}

func (r *Room) signForm(p *parts, s *scene, base string, x Pass) {
	f := p.form(fmt.Sprintf("%s/passes/%d/sign", base, x.ID), fmt.Sprintf("sign%d", x.ID))
	fields := []ui.Field{{Name: "opinion", Label: "意见", Kind: ui.Area, Rows: 2, Max: mostText}}
	if x.Overnight(s.today) {
		fields = append(fields, ui.Field{Name: "reason", Label: "过夜的原因", Max: mostLine})
	}
	p.add("签办："+x.Words, stamp(x.ReceivedAt)+" 送到，当天签办。", f, ui.Button{Label: "签办", Look: "primary"}, fields...)
}

// recallForms take back what nobody has signed.
func (r *Room) recallForms(p *parts, v View, base string) {
	for _, x := range v.Passes {
		if x.Open() && v.State == Accepted {
			p.add("撤回送"+v.scene.passedTo(x)+"的件", "送错了科室，或者那里没有人能签的，撤回重送。经过里照样留着。", p.form(fmt.Sprintf("%s/passes/%d/recall", base, x.ID), fmt.Sprintf("recall%d", x.ID)), ui.Button{Label: "撤回"}, ui.Field{Name: "reason", Label: "撤回的原因", Max: mostLine})
		}
	}
}

func (r *Room) forwardForms(p *parts, v View, base string) {
	if v.Forward == nil {
		p.add("转报上级", "初审时就提醒申请人把材料补全，免得转报以后耽误。", p.form(base+"/forward", "forward"), ui.Button{Label: "转报"}, ui.Field{Name: "superior", Label: "上级机关", Half: true, Max: mostLine}, ui.Field{Name: "reminder", Label: "怎样提醒申请人的", Max: mostLine})
		return
	}
	p.add("主动询问上级", "转报 "+v.Forward.Superior+" 以后主动询问；有要求的及时转告申请人。", p.form(base+"/consult", "consult"), ui.Button{Label: "登记询问"}, ui.Field{Name: "answer", Label: "上级的意见", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "demands", Label: "上级有要求，要申请人办", Kind: ui.Check, Optional: true})
	for _, c := range v.Consultations {
		if c.waits() {
			p.add("转告申请人", c.Answer, p.form(fmt.Sprintf("%s/consultations/%d/tell", base, c.ID), fmt.Sprintf("tell%d", c.ID)), ui.Button{Label: "登记已转告", Look: "primary"}, ui.Field{Name: "how", Label: "转告的方式", Half: true, List: []string{"电话", "当面", "短信", "书面"}})
		}
	}
}

func checkTable(v View) ui.Part {
	t := ui.Table{Caption: "材料", Columns: []ui.Column{{Label: "序号", Numeric: true}, {Label: "材料", Wide: true, Wrap: true}, {Label: "结果"}, {Label: "说明", Wrap: true}, {Label: "收到", Code: true}}}
	for _, c := range v.Checks {
		tone := ui.OK
		switch {
		case c.Lacks():
			tone = ui.Warn
		case c.State != Here:
			tone = ui.Mute
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(c.N)}, {Text: c.Name, Sub: c.Form}, {Tags: []ui.Tag{{Text: checkLabels[c.State], Tone: tone}}}, {Text: c.Note}, {Text: c.CameOn.String()}}})
	}
	return ui.Part{Title: "材料", Table: &t}
}

// dayTable is the promised time day by day.
func (r *Room) dayTable(v View) *ui.Part {
	days := v.scene.days(v.Application, v.Promise)
	if len(days) == 0 {
		return nil
	}
	t := ui.Table{Caption: "时限逐日", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "计数", Wide: true}, {Label: "今天"}}}
	for i, d := range days {
		if len(days) > 40 && i >= 20 && i < len(days)-10 {
			if i == 20 {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "……"}, {Text: fmt.Sprintf("中间 %d 日略", len(days)-30)}, {}}})
			}
			continue
		}
		now := ""
		if d.Date == v.scene.today {
			now = "今天"
		}
		t.Rows = append(t.Rows, ui.Row{Strong: now != "", Cells: []ui.Cell{{Text: d.Date.String()}, {Text: d.Says()}, {Text: now}}})
	}
	return &ui.Part{Title: "时限逐日", Hint: v.scene.book.Cite(basisOf(law.LimitDef, "unit-per-item", "start-not-counted")), Table: &t}
}

func (r *Room) paperFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.See(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	paper := q.PathValue("paper")
	var l letter
	switch {
	case paper == "record.pdf":
		err = r.recordPDF(v, &b)
		return r.pdf(v.Number+" 办件登记表", &b), err
	// Letters with the query code are for those who hand them out.
	case !r.mayAct(q, v.Application):
		return web.Answer{}, forbid(law.LimitReceipt, "给申请人的文书由承办科室和办公室打印。")
	case paper == "receipt.pdf":
		l = r.receiptOf(v)
	case paper == "acceptance.pdf" && v.AcceptedNumber != "":
		l = r.acceptance(v)
	case paper == "refusal.pdf" && v.RefusedNumber != "":
		l = r.refusal(v)
	case paper == "conclusion.pdf" && !v.FinishedOn.IsZero():
		l = r.conclusion(v)
	default:
		for _, n := range v.Notices {
			if paper == fmt.Sprintf("notice-%d.pdf", n.N) {
				l = r.supplement(v, n)
			}
		}
	}
	if l.title == "" {
		return q.Nothing("没有这份文书", "这件办件还没有出具这份文书。", ui.Link{Text: v.Number, URL: applicationURL(id)})
	}
	err = r.draw(v.scene, l, &b)
	return r.pdf(v.Number+" "+l.title, &b), err
}

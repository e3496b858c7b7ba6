package outgoing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/document/form"
)

type doing func(ctx context.Context, who act.Actor, w Word) (Document, error)

type wordInput struct {
	TextNo    int64    `form:"text_no" label:"稿次"`
	Words     string   `form:"words" label:"意见" max:"2000"`
	Units     []string `form:"units" label:"会签的科室"`
	Important bool     `form:"important" label:"由局长签发"`
}

// word serves a form on the page of a paper.
func (r *Room) word(do doing, say string) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		in, err := web.Decode[wordInput](q)
		if err == nil {
			_, err = do(org.Context(q), org.Actor(q), Word{Document: id, TextNo: in.TextNo, Words: in.Words, Units: in.Units, Important: in.Important})
		}
		return r.answer(q, id, say, err)
	}
}

// answer goes back to the page of a paper, which shows what failed where it was typed.
func (r *Room) answer(q *web.Request, id int64, say string, err error) (web.Answer, error) {
	switch {
	case err == nil:
		return web.Redirect(fmt.Sprintf("/documents/out/%d", id)).Say(ui.OK, say), nil
	case fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden):
		return web.Answer{}, err
	}
	return r.showPage(q, err)
}

// parts gathers the forms of a page, of which the one that failed comes back with what
// was typed.
type parts struct {
	q      *web.Request
	failed error
	shown  bool
	list   []ui.Part
}

func (p *parts) add(title, hint, action string, button ui.Button, fields ...ui.Field) *ui.Form {
	var f *ui.Form
	if p.q.URL.Path == action && p.q.Method == "POST" {
		p.shown = true
		f = p.q.FormFor(action, p.failed)
	} else {
		f = p.q.FormFor(action, nil)
		f.Values = nil
	}
	f.ID, f.Wide = action[strings.LastIndex(action, "/")+1:], true
	for i := range fields {
		fields[i].Form = f
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
	return f
}

// judge adds a form that says something of the text that is shown.
func (p *parts) judge(v View, title, hint, action string, button ui.Button, fields ...ui.Field) {
	f := p.add(title, hint, action, button, append(fields, ui.Field{Name: "text_no", Kind: ui.Hidden})...)
	if fault.Is(p.failed, fault.Conflict) {
		delete(f.Values, "text_no") // it was said that the text is another one
	}
	f.Set("text_no", fmt.Sprint(v.TextNo))
}

var wordsField = ui.Field{Name: "words", Label: "意见", Kind: ui.Area, Rows: 2, Max: mostWords, Optional: true}

func why(label string) ui.Field {
	return ui.Field{Name: "words", Label: label, Kind: ui.Area, Rows: 2, Max: mostWords}
}

// forms are what the viewer can do now.
func (r *Room) forms(p *parts, s *scene, v View) {
	at := v.URL()
	if v.Mine && v.State == Drafting {
		p.add("送核", "送办公室核稿。要改的先改好；行文规则里“要改”的，改了才能送。", at+"/submit", ui.Button{Label: "送办公室核稿", Look: "primary"}, wordsField)
		p.list = append(p.list, ui.Part{Buttons: []ui.Button{{Label: "修改草稿", URL: at + "/edit"}}})
	}
	if v.Answers {
		p.judge(v, "会签", "签名即为同意，意见可以不写。", at+"/agree", ui.Button{Label: "同意会签", Look: "primary"}, wordsField)
		p.judge(v, "不同意", "稿子退回拟稿科室修改或者协商。", at+"/object", ui.Button{Label: "不同意", Look: "danger"}, why("不同意的意见"))
	}
	if v.Signs {
		p.judge(v, "签发", v.Signing.Why+"。圈阅或者签名视为同意，意见可以不写；日期是今天。", at+"/sign", ui.Button{Label: "签发", Look: "primary"}, wordsField)
	}
	if v.Office {
		r.officeForms(p, s, v)
	} else if v.Signs {
		p.add("退回", "", at+"/return", ui.Button{Label: "退回拟稿人", Look: "danger"}, why("退回的理由"))
	}
	if v.Mine && !v.Office && (v.State == Drafting || v.State == Checking) {
		p.add("撤稿", "不再发文的，写明原因撤稿，稿子留存。", at+"/drop", ui.Button{Label: "撤稿", Look: "danger"}, why("撤稿的原因"))
	}
}

func (r *Room) officeForms(p *parts, s *scene, v View) {
	at := v.URL()
	judges := v.State
	if v.Mine { // somebody else of the office checks, reviews and numbers it
		judges = ""
	}
	switch judges {
	case Checking:
		var units []ui.Option
		for _, u := range s.units {
			if u.Active && u.Code != v.Unit {
				units = append(units, ui.Option{Value: u.Code, Label: u.Name})
			}
		}
		p.judge(v, "核稿", "审核行文理由、依据、内容、文种和格式。涉及其他科室的，勾选请其会签；不勾选的直接送签发。", at+"/pass", ui.Button{Label: "核稿通过", Look: "primary"}, wordsField,
			ui.Field{Name: "units", Label: "会签的科室", Kind: ui.Checks, Options: units, Optional: true}, ui.Field{Name: "important", Label: "重要公文，由局长签发", Kind: ui.Check, Optional: true})
	case Reviewing:
		p.judge(v, "复核", "核对审批手续、内容、文种和格式。", at+"/review", ui.Button{Label: "复核通过", Look: "primary"}, wordsField)
		p.list = append(p.list, ui.Part{Buttons: []ui.Button{{Label: "修改文字", URL: at + "/revise"}}})
	case Numbering:
		var series []ui.Option
		for _, x := range s.series(v.Document) {
			series = append(series, ui.Option{Value: x, Label: x})
		}
		f := p.add("编号登记", fmt.Sprintf("顺序号自动取 %d 年的下一个，不断号；成文日期是签发的 %s。", s.today.Year, v.SignedOn.Chinese()), at+"/number", ui.Button{Label: "编号登记", Look: "primary"},
			ui.Field{Name: "series", Label: "机关代字", Kind: ui.Select, Options: series, Half: true}, ui.Field{Name: "prints", Label: "印制份数", Kind: ui.Number, Half: true},
			ui.Field{Name: "seal", Label: "印章", Kind: ui.Select, Options: []ui.Option{{Value: form.ByBureau, Label: "局印章"}, {Value: form.ByOffice, Label: "办公室印章"}, {Value: "", Label: "不用印"}}, Optional: true, Half: true}, ui.Field{Name: "unsealed", Label: "不用印的理由", Hint: "不用印的才写，纪要不写", Optional: true, Half: true, Max: mostLine})
		f.Set("prints", fmt.Sprint(len(names(v.Recipients))+len(names(v.Copies))+2))
		f.Set("seal", v.Issuer)
		if v.Kind == form.Minutes {
			f.Set("seal", "")
		}
	}
	switch v.State {
	case Sealing:
		if v.SealWhy != "" && r.AskSeal != nil {
			p.add("重新申请用印", "处理了没有获准的原因以后再申请。", at+"/reseal", ui.Button{Label: "重新申请用印", Look: "primary"})
		}
		if r.AskSeal == nil {
			f := p.add("登记用印", fmt.Sprintf("批准用印 %d 份，实际用印不能多于它。", v.Prints), at+"/seal", ui.Button{Label: "登记用印", Look: "primary"}, ui.Field{Name: "seal_number", Label: "用印编号", Half: true}, ui.Field{Name: "copies", Label: "用印份数", Kind: ui.Number, Half: true}, ui.Field{Name: "by", Label: "监印人", Half: true})
			f.Set("copies", fmt.Sprint(v.Prints))
		}
	case Dispatching, Sent:
		r.sendForms(p, s, v)
	}
	if slices.Contains([]string{Checking, Countersigned, Signing, Reviewing, Numbering}, v.State) {
		p.add("退回", "不宜发文或者要修改的，退回拟稿人并说明理由。", at+"/return", ui.Button{Label: "退回拟稿人", Look: "danger"}, why("退回的理由"))
		p.add("撤稿", "确定不发的，写明原因撤稿。", at+"/drop", ui.Button{Label: "撤稿", Look: "danger"}, why("撤稿的原因"))
	}
	if v.State == Sealing || v.State == Dispatching {
		p.add("作废字号", "这份公文不发了，字号作废并留在字号簿里，不再给别的公文。", at+"/void", ui.Button{Label: "作废 " + v.Number, Look: "danger"}, why("作废的理由"))
	}
}

func (r *Room) sendForms(p *parts, s *scene, v View) {
	at := v.URL()
	var rest []string
	for _, n := range slices.Concat(names(v.Recipients), names(v.Copies)) {
		if !slices.ContainsFunc(v.Sent, func(x Delivery) bool { return x.Recipient == n }) {
			rest = append(rest, n)
		}
	}
	if v.State == Dispatching && len(rest) == 0 {
		rest = []string{"本局留存"}
	}
	ways := make([]ui.Option, len(Ways))
	for i, w := range Ways {
		ways[i] = ui.Option{Value: w, Label: w}
	}
	if v.State == Sent {
		var open []ui.Option
		for _, x := range v.Sent {
			if x.ReceivedOn.IsZero() {
				open = append(open, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Recipient})
			}
		}
		if len(open) > 0 {
			f := p.add("登记签收", "", at+"/receipt", ui.Button{Label: "登记签收", Look: "primary"}, ui.Field{Name: "delivery", Label: "单位", Kind: ui.Select, Options: open, Half: true}, ui.Field{Name: "by", Label: "签收人", Half: true}, ui.Field{Name: "on", Label: "签收日期", Kind: ui.Date, Half: true})
			f.Set("on", s.today.String())
		}
		field := ui.Field{Name: "words", Label: "办结的情况", Kind: ui.Area, Rows: 2, Max: mostWords, Optional: len(open) == 0}
		hint := "正本、附件、发文稿纸、定稿和各次修改稿移交档案室。"
		if len(open) > 0 {
			hint = fmt.Sprintf("还有 %d 个单位没有登记签收；不再等的，写明情况。", len(open)) + hint
		}
		look := "primary"
		if len(open) > 0 {
			look = ""
		}
		p.add("办结", hint, at+"/close", ui.Button{Label: "办结归档", Look: look}, field)
	}
	title, look := "分送", "primary"
	if v.State == Sent {
		title, look = "补充分送", ""
	}
	f := p.add(title, fmt.Sprintf("一行一个单位，几个单位的份数相同；合计不能多于印制的 %d 份。", v.Prints), at+"/dispatch", ui.Button{Label: "登记分送", Look: look},
		ui.Field{Name: "recipients", Label: "单位", Kind: ui.Area, Rows: 3}, ui.Field{Name: "prints", Label: "每个单位的份数", Kind: ui.Number, Half: true}, ui.Field{Name: "how", Label: "送达方式", Kind: ui.Select, Options: ways, Half: true}, ui.Field{Name: "on", Label: "分送日期", Kind: ui.Date, Half: true})
	f.Set("recipients", strings.Join(rest, "\n"))
	f.Set("prints", "1")
	f.Set("on", s.today.String())
}

type numberInput struct {
	Series   string `form:"series" label:"机关代字"`
	Prints   int    `form:"prints" label:"印制份数"`
	Seal     string `form:"seal" label:"印章"`
	Unsealed string `form:"unsealed" label:"不用印的理由"`
}

func (r *Room) numberPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[numberInput](q)
	var d Document
	if err == nil {
		d, err = r.Number(org.Context(q), org.Actor(q), Enrolment{Document: id, Series: in.Series, Prints: in.Prints, Seal: in.Seal, Unsealed: in.Unsealed})
	}
	return r.answer(q, id, "已编号 "+d.Number+"。", err)
}

type sealInput struct {
	Number string `form:"seal_number" label:"用印编号"`
	Copies int    `form:"copies" label:"用印份数"`
	By     string `form:"by" label:"监印人"`
}

func (r *Room) sealPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[sealInput](q)
	if err == nil {
		_, err = r.SealByHand(org.Context(q), org.Actor(q), id, SealUse{Number: in.Number, Copies: in.Copies, By: in.By})
	}
	return r.answer(q, id, "用印已登记，可以分送。", err)
}

type dispatchInput struct {
	Recipients string     `form:"recipients" label:"单位" need:"请填写分送的单位，一行一个。"`
	Prints     int64      `form:"prints" label:"份数"`
	How        string     `form:"how" label:"送达方式"`
	On         civil.Date `form:"on" label:"分送日期"`
}

func (r *Room) dispatchPage(q *web.Request) (web.Answer, error) {
	v, _, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[dispatchInput](q)
	if err == nil {
		var list []Delivery
		for _, n := range names(in.Recipients) {
			role := Other
			switch {
			case slices.Contains(names(v.Recipients), n):
				role = ToRole
			case slices.Contains(names(v.Copies), n):
				role = CopyRole
			}
			list = append(list, Delivery{Recipient: n, Role: role, Prints: in.Prints, How: in.How, SentOn: in.On})
		}
		_, err = r.Dispatch(org.Context(q), org.Actor(q), v.ID, list)
	}
	return r.answer(q, v.ID, "已登记分送。", err)
}

type receiptInput struct {
	Delivery int64      `form:"delivery" label:"单位" need:"请选择签收的单位。"`
	By       string     `form:"by" label:"签收人"`
	On       civil.Date `form:"on" label:"签收日期"`
}

func (r *Room) receiptPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[receiptInput](q)
	if err == nil {
		err = r.Receive(org.Context(q), org.Actor(q), Receipt{Document: id, Delivery: in.Delivery, On: in.On, By: in.By})
	}
	return r.answer(q, id, "签收已登记。", err)
}

package desk

import (
	"bytes"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var handoverTones = map[string]ui.Tone{Offered: ui.Info, Returned: ui.Warn, Deciding: ui.Bad, Done: ui.OK}

func (r *Room) handoversPage(q *web.Request) (web.Answer, error) {
	list, err := r.Handovers(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "交接班", Columns: []ui.Column{{Label: "交班人"}, {Label: "接班人"}, {Label: "交班时间", Minor: true}, {Label: "签收时间", Wide: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有交接班", Text: "接班人登记到岗后，在值班台交班。"}}
	for _, h := range list {
		url := fmt.Sprintf("/duty/handovers/%d", h.ID)
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: h.GiverName, URL: url}, {Text: h.ReceiverName}, {Text: stamp(h.OfferedAt), Sub: fmt.Sprintf("第 %d 次", h.Round)}, {Text: stamp(h.AnsweredAt)}, {Tags: []ui.Tag{{Text: handoverLabels[h.State], Tone: handoverTones[h.State]}}}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "交接班", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}}, Parts: []ui.Part{{Table: &t}}}
	return q.Desk("交接班", ui.ListPage(p))
}

func (r *Room) offerPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Words string `form:"words" label:"交班说明" max:"4000"`
	}](q)
	var h Handover
	if err == nil {
		h, err = r.Offer(org.Context(q), org.Actor(q), in.Words)
	}
	if err != nil {
		return r.deskPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/handovers/%d", h.ID)).Say(ui.OK, "已交班并签字，等"+h.ReceiverName+"核对。"), nil
}

func (r *Room) relievePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Words string `form:"words" label:"为什么代为交班" max:"4000"`
	}](q)
	var h Handover
	if err == nil {
		h, err = r.Relieve(org.Context(q), org.Actor(q), in.Words)
	}
	if err != nil {
		return r.deskPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/handovers/%d", h.ID)).Say(ui.OK, "已代为交班，等"+h.ReceiverName+"核对。"), nil
}

func (r *Room) handoverPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	v, err := r.HandoverOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	at := fmt.Sprintf("/duty/handovers/%d", id)
	p := ui.Listing{Head: ui.Head{Title: v.GiverName + " → " + v.ReceiverName, Crumbs: []ui.Link{{Text: "交接班", URL: "/duty/handovers"}}, Meta: []string{fmt.Sprintf("第 %d 次交班", v.Round), stamp(v.OfferedAt)},
		Tags: []ui.Tag{{Text: handoverLabels[v.State], Tone: handoverTones[v.State]}}, Actions: []ui.Button{{Label: "打印交接单", URL: at + "/sheet.pdf", Key: "p"}}}}
	p.Parts = append(p.Parts, ui.Part{Title: "交接", Pairs: v.pairs()})
	answers := v.State == Offered && v.Receiver == who.Login
	if !answers {
		t := ui.Table{Caption: "未办结事项", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "事项", Wide: true, Wrap: true}, {Label: "核对", Wrap: true}}, Empty: ui.Empty{Title: "没有未办结的事项"}}
		for _, x := range v.Items {
			number, what := v.item(x)
			t.Rows = append(t.Rows, ui.Row{URL: x.url(), Cells: []ui.Cell{{Text: number, URL: x.url()}, {Text: short(what)}, {Text: x.said(), Sub: refusals(x)}}})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "未办结事项", Table: &t})
	} else {
		p.Parts = append(p.Parts, v.answerPart(f, at))
	}
	if v.State == Offered && v.Giver == who.Login {
		p.Parts = append(p.Parts, f.part("撤回", "要补充事项的，撤回后重新交班。", "recall", at+"/recall", ui.Button{Label: "撤回交班"}, nil))
	}
	if v.State == Returned && v.Giver == who.Login && s.on.ID == v.Stint {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "把退回的事项写清楚或者办结，再到值班台重新交班。", Link: ui.Link{Text: "值班台", URL: "/duty/desk"}})
	}
	if v.State == Deciding && s.leads(who) {
		for _, x := range v.Items {
			if x.Answer == Refuse && x.Refusals >= 2 && x.Ruling == "" {
				number, what := v.item(x)
				p.Parts = append(p.Parts, f.part("决定由谁续办："+number, short(what)+"。两次退回："+x.Reason, fmt.Sprintf("rule%d", x.ID), at+"/rule", ui.Button{Label: "决定", Look: "primary"}, map[string]string{"item": fmt.Sprint(x.ID)},
					ui.Field{Name: "item", Kind: ui.Hidden}, ui.Field{Name: "to", Label: "由谁续办", Kind: ui.Radio, Options: []ui.Option{{Value: ToReceiver, Label: "接班人接下"}, {Value: ToGiver, Label: "交班人续办"}}}, ui.Field{Name: "words", Label: "理由", Max: mostLine}))
			}
		}
	}
	a, err := q.Desk("交接班", ui.ListPage(p))
	return f.answer(a, err)
}

func (x HandoverItem) url() string {
	if x.Incident != 0 {
		return fmt.Sprintf("/duty/incidents/%d", x.Incident)
	}
	return fmt.Sprintf("/duty/log/%d", x.Entry)
}

func refusals(x HandoverItem) string {
	if x.Refusals == 0 {
		return ""
	}
	return fmt.Sprintf("已退回 %d 次", x.Refusals)
}

func (v HandoverView) pairs() []ui.Pair {
	times := func(t Stint) string {
		s := "应到 " + stamp(t.PlannedFrom) + "，应离 " + stamp(t.PlannedUntil)
		if n := t.Late(); n > 0 {
			s += "，晚到 " + minutesWords(n)
		}
		if n := t.Early(); n > 0 {
			s += "，早走 " + minutesWords(n)
		}
		return s
	}
	out := []ui.Pair{{Key: "交班人", Text: v.GiverName + "，" + times(v.From), Wide: true}, {Key: "接班人", Text: v.ReceiverName + "，" + times(v.To), Wide: true}}
	if v.Words != "" {
		out = append(out, ui.Pair{Key: "交班说明", Text: v.Words, Wide: true})
	}
	out = append(out, ui.Pair{Key: "交班人签字", Text: stamp(v.OfferedAt)})
	if v.State == Done {
		out = append(out, ui.Pair{Key: "接班人签字", Text: stamp(v.AnsweredAt)})
	}
	return out
}

// answerPart asks for a word on every item; nothing is chosen beforehand.
func (v HandoverView) answerPart(f *forms, at string) ui.Part {
	var fields []ui.Field
	for _, x := range v.Items {
		number, what := v.item(x)
		name := fmt.Sprintf("item%d", x.ID)
		choices := []ui.Option{{Value: Accept, Label: "接下"}}
		hint := refusals(x)
		if x.Ruling == ToReceiver {
			hint = x.RuledName + "已决定由接班人续办：" + x.RulingWords
		} else {
			choices = append(choices, ui.Option{Value: Refuse, Label: "退回"})
		}
		fields = append(fields, ui.Field{Name: name, Label: number + "　" + short(what), Kind: ui.Radio, Options: choices, Hint: hint, Half: true}, ui.Field{Name: name + "_why", Label: number + " 退回的原因", Optional: true, Half: true, Max: mostLine})
	}
	fields = append(fields, ui.Field{Name: "words", Label: "接班意见", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText})
	return f.part("核对并接班", "逐项选择接下还是退回，全部接下才算接班。签字即用您的账号。", "answer", at+"/answer", ui.Button{Label: "签字", Look: "primary"}, nil, fields...)
}

func (r *Room) answerPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.HandoverOf(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	if _, err := web.Decode[struct {
		Words string `form:"words" label:"接班意见" max:"4000"`
	}](q); err != nil {
		return r.handoverPage(q, err)
	}
	var list []Answer
	for _, x := range v.Items {
		name := fmt.Sprintf("item%d", x.ID)
		if a := q.Values().Get(name); a == Accept || a == Refuse {
			list = append(list, Answer{Item: x.ID, Accept: a == Accept, Reason: q.Values().Get(name + "_why")})
		}
	}
	h, err := r.TakeOver(org.Context(q), org.Actor(q), id, list, q.Values().Get("words"))
	if err != nil {
		return r.handoverPage(q, err)
	}
	if h.State == Done {
		return web.Redirect("/duty/desk").Say(ui.OK, "已签字接班。"), nil
	}
	return web.Redirect(fmt.Sprintf("/duty/handovers/%d", id)).Say(ui.Warn, handoverLabels[h.State]+"。"), nil
}

func (r *Room) recallPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.Recall(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.Redirect("/duty/desk").Say(ui.OK, "已撤回，补充后重新交班。"), nil
}

func (r *Room) rulePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Item  int64  `form:"item" label:"事项"`
		To    string `form:"to" label:"由谁续办"`
		Words string `form:"words" label:"理由"`
	}](q)
	if err == nil {
		err = r.Rule(org.Context(q), org.Actor(q), Ruling{Item: in.Item, To: in.To, Words: in.Words})
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.handoverPage(q, err)
	}
	return web.Redirect("/duty/handovers/"+q.PathValue("id")).Say(ui.OK, "已决定，交班人可以重新交班。"), nil
}

func (r *Room) handoverPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, err := r.pdf("值班交接单", func(w *bytes.Buffer) error { return r.PrintHandover(q.Context(), org.Actor(q), id, w) })
	return a, r.seen(q, err)
}

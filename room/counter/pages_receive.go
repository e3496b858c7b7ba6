package counter

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type receiveInput struct {
	Item        int64      `form:"item" label:"事项"`
	Channel     string     `form:"channel" label:"来件方式"`
	Class       string     `form:"class" label:"申请人种类"`
	Applicant   string     `form:"applicant" label:"申请人"`
	PaperKind   string     `form:"paper_kind" label:"证件"`
	PaperNumber string     `form:"paper_number" label:"证件号码"`
	Phone       string     `form:"phone" label:"联系电话"`
	Agent       string     `form:"agent" label:"代办人"`
	Matter      string     `form:"matter" label:"申请内容"`
	CameOn      civil.Date `form:"came_on" label:"收到的日子"`
	Ticket      int64      `form:"ticket" label:"排队号"`
}

func (r *Room) receivePage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	guides, err := r.Guides(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	choice := []ui.Option{{Value: "", Label: "请选择"}}
	for _, g := range guides {
		if r.serves(who, g.Unit) {
			choice = append(choice, ui.Option{Value: fmt.Sprint(g.ID), Label: g.Title + "（" + g.Promise.Limit() + "）", Group: g.UnitName})
		}
	}
	queue, err := r.QueueOf(q.Context(), r.Door.Reader(), s.today)
	if err != nil {
		return web.Answer{}, err
	}
	tickets := []ui.Option{{Value: "0", Label: "没有取号"}}
	for _, t := range queue.Called {
		tickets = append(tickets, ui.Option{Value: fmt.Sprint(t.ID), Label: t.Label() + "，" + t.Desk + " 号窗口"})
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/counter/receive", "receive")
	f.Set("item", q.URL.Query().Get("item"))
	f.Set("ticket", q.URL.Query().Get("ticket"))
	f.Set("channel", AtWindow)
	f.Set("class", Person)
	f.Set("came_on", s.today.String())
	papers := []ui.Option{{Value: "", Label: "没有核对证件"}}
	for _, k := range paperKinds {
		papers = append(papers, ui.Option{Value: k, Label: k})
	}
	p.add("登记申请", "收件以后当场逐项审核材料。", f, ui.Button{Label: "收件，去审核材料", Look: "primary", Save: true},
		ui.Field{Name: "item", Label: "事项", Kind: ui.Select, Options: choice},
		ui.Field{Name: "channel", Label: "来件方式", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: AtWindow, Label: "窗口"}, {Value: ByPost, Label: "邮寄"}}},
		ui.Field{Name: "came_on", Label: "收到的日子", Kind: ui.Date, Half: true, Hint: "窗口收的就是今天；邮寄来的填签收那天。"},
		ui.Field{Name: "class", Label: "申请人种类", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: Person, Label: "个人"}, {Value: Organisation, Label: "单位"}}},
		ui.Field{Name: "applicant", Label: "申请人", Half: true, Max: mostLine},
		ui.Field{Name: "paper_kind", Label: "证件", Kind: ui.Select, Half: true, Optional: true, Options: papers},
		ui.Field{Name: "paper_number", Label: "证件号码", Half: true, Optional: true, Code: true, Max: 40, Hint: "核对证件用。个人的只留前三位和后四位。"},
		ui.Field{Name: "phone", Label: "联系电话", Half: true, Code: true, Max: 30}, ui.Field{Name: "agent", Label: "代办人", Half: true, Optional: true, Max: mostLine},
		ui.Field{Name: "ticket", Label: "排队号", Kind: ui.Select, Half: true, Options: tickets},
		ui.Field{Name: "matter", Label: "申请内容", Kind: ui.Area, Rows: 3, Optional: true, Max: mostText})
	head := ui.Head{Title: "收件", Crumbs: crumbs, Actions: []ui.Button{{Label: "服务事项和办事指南", URL: "/counter/items"}}}
	var notices []ui.Notice
	if len(choice) == 1 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "您的科室还没有公布办事指南的事项，不能收件。", Link: ui.Link{Text: "去公布", URL: "/counter/items"}})
	}
	hint := ui.Part{Title: "不归本窗口办的", Pairs: []ui.Pair{{Key: "怎样做", Text: "主动告诉来人找哪个科室、哪个人；不归本局的，说明应到哪里办。" + s.book.Cite(basisOf(law.FirstOther)), Wide: true}}}
	return q.Desk("收件", ui.ListPage(ui.Listing{Head: head, Notices: notices, Parts: append(p.list, hint)}))
}

func (r *Room) receiveSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[receiveInput](q)
	var a Application
	if err == nil {
		a, err = r.Receive(org.Context(q), org.Actor(q), NewApplication(in))
	}
	if err != nil {
		return r.receivePage(q, err)
	}
	return web.Redirect(applicationURL(a.ID)+"#check").Say(ui.OK, "已收件，编号 "+a.Number+"。请当场审核材料。"), nil
}

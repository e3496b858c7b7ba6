package app

import (
	"context"
	"fmt"

	"lantai.internal/kit/act"
	"lantai.internal/room/document/form"
	"lantai.internal/room/document/outgoing"
)

// demoOutgoing gives the demonstration papers at every step: one that goes up and waits
// for the director, one sent back, one with a void number, one that waits for its seal.
func (a *App) demoOutgoing(ctx context.Context) error {
	d := &outgoingDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}}
	d.run()
	return d.err
}

type outgoingDesk struct{ reportingDesk }

func (d *outgoingDesk) do(login, what string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo outgoing, %s by %s: %w", what, login, err)
		}
	}
}

// paper drafts one and hands it in, unless it stays a draft.
func (d *outgoingDesk) paper(login string, f outgoing.Fields, stays bool) (id int64) {
	f.Issuer = form.ByBureau
	d.do(login, "draft", func(who act.Actor) error {
		x, err := d.a.Outgoing.Save(d.ctx, who, 0, 0, f, nil)
		id = x.ID
		if err == nil && !stays {
			_, err = d.a.Outgoing.Submit(d.ctx, who, outgoing.Word{Document: id})
		}
		return err
	})
	return id
}

func (d *outgoingDesk) word(login, what string, do func(context.Context, act.Actor, outgoing.Word) (outgoing.Document, error), w outgoing.Word) {
	d.do(login, what, func(who act.Actor) error {
		v, err := d.a.Outgoing.Document(d.ctx, who, w.Document)
		if err != nil {
			return err
		}
		w.TextNo = v.TextNo
		_, err = do(d.ctx, who, w)
		return err
	})
}

func (d *outgoingDesk) number(id int64, series, seal string, prints int) {
	d.do("mishu", "number", func(who act.Actor) error {
		e := outgoing.Enrolment{Document: id, Series: series, Prints: prints, Seal: seal}
		if seal == "" {
			e.Unsealed = "以电子公文发出，电子印章由公文系统加盖"
		}
		_, err := d.a.Outgoing.Number(d.ctx, who, e)
		return err
	})
}

func (d *outgoingDesk) run() {
	o, bureau := d.a.Outgoing, d.a.Book.Bureau
	signed := func(id int64, signer string) {
		d.word("mishu", "check", o.Pass, outgoing.Word{Document: id, Words: "文种、格式已核。"})
		d.word(signer, "sign", o.Sign, outgoing.Word{Document: id, Words: "同意。"})
		d.word("mishu", "review", o.Review, outgoing.Word{Document: id})
	}
	void := d.paper("keyuan", outgoing.Fields{Kind: "notice", Direction: string(form.Down), Recipients: "区商贸行业服务中心", Title: bureau + "关于开展市场运行监测的通知", Body: "为掌握主要商品供求情况，现将有关事项通知如下。\n一、监测范围。粮油、肉类、蔬菜的价格和库存。\n二、报送时间。每周五下班前。"}, false)
	signed(void, "fujuzhang")
	d.number(void, "綦商务", "", 3)
	d.word("mishu", "void", o.Void, outgoing.Word{Document: void, Words: "与上月已发的监测通知重复"})

	sent := d.paper("shangmao", outgoing.Fields{Kind: form.Letter, Direction: string(form.Level), Recipients: "区市场监督管理局", Title: bureau + "关于商请联合检查节日市场的函", Body: "为做好节日期间市场供应，拟于下月上旬联合检查主要商场和农贸市场。请确定参加人员，并于五个工作日内函复。", Contact: "商贸流通科"}, false)
	signed(sent, "fujuzhang")
	d.number(sent, "綦商务函", "", 3)
	d.do("mishu", "dispatch", func(who act.Actor) error {
		_, err := o.Dispatch(d.ctx, who, sent, []outgoing.Delivery{{Recipient: "区市场监督管理局", Role: outgoing.ToRole, Prints: 1, How: "公文交换"}})
		return err
	})

	up := d.paper("keyuan", outgoing.Fields{Kind: form.Request, Direction: string(form.Up), Recipients: "綦江区人民政府", Copies: "", Title: bureau + "关于维修区级储备粮库的请示", Body: "区级储备粮库仓顶渗漏，影响安全储粮，拟于雨季前完成维修。\n一、维修内容。仓顶防水、排水沟和照明线路。\n二、资金来源。从本年度部门预算中安排。\n妥否，请批示。", Matters: "维修区级储备粮库", Attached: "维修方案\n经费测算表", Urgency: "加急"}, false)
	d.word("mishu", "check", o.Pass, outgoing.Word{Document: up, Words: "已核，请政工科会签。", Units: []string{"ZGK"}})
	d.word("zhengong", "countersign", o.Agree, outgoing.Word{Document: up, Words: "同意。"})

	back := d.paper("shangmao", outgoing.Fields{Kind: form.Report, Direction: string(form.Up), Recipients: "綦江区人民政府", Title: bureau + "关于节日市场供应情况的报告", Body: "节日期间主要商品供应充足，价格平稳。\n一、货源情况。主要商场库存可供十日以上。\n二、检查情况。检查商场和农贸市场二十三家次。"}, false)
	d.word("mishu", "return", o.Return, outgoing.Word{Document: back, Words: "请补充与去年同期的比较，另注明数据来源。"})

	d.paper("shangmao", outgoing.Fields{Kind: form.Request, Direction: string(form.Up), Recipients: "綦江区人民政府\n重庆市商务委员会", Title: bureau + "关于建设农贸市场的请示", Body: "为方便群众生活，拟在城南新建农贸市场一处。\n妥否，请批示。", Matters: "新建农贸市场一处"}, true)
}

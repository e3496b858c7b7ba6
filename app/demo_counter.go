package app

import (
	"context"
	"fmt"

	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/room/counter"
)

// demoCounter gives the demonstration a counter on an ordinary morning: published
// guides, an application in each state, numbers drawn. Applicants are made up and named
// as such.
func (a *App) demoCounter(ctx context.Context) error {
	d := &counterDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}}
	d.guides()
	d.applications()
	d.queue()
	return d.err
}

// counterDesk does what people would do, and stops at the first failure.
type counterDesk struct {
	reportingDesk
	items map[string]counter.Item
}

func (d *counterDesk) do(login string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo counter of %s: %w", login, err)
		}
	}
}

// demoGuides are items as a bureau of commerce has them. Basis and time are examples: the
// bureau enters its own from the district's list.
var demoGuides = []struct {
	key, clerk, head string
	item             counter.Item
	promise          counter.Promise
}{
	{"card", "keyuan", "shangmao", counter.Item{Title: "单用途商业预付卡发卡企业备案", Unit: "SMLTK", Listed: true},
		counter.Promise{Basis: "《单用途商业预付卡管理办法（试行）》", Conditions: "在本区登记注册、开展单用途卡业务的企业法人", Requirements: "开展业务之日起30日内备案", Materials: "备案表|原件1份|加盖公章\n营业执照|复印件1份|核对原件\n单用途卡样|实样或者样图1份|正反面\n资金存管协议|复印件1份|集团、品牌、规模发卡企业提交",
			Steps: "收件，当场审核材料\n材料齐全的受理，不齐的一次告知\n审查后负责人签批\n办结并通知申请人", Days: 5, DaysUnit: clocks.WorkingDays, Officer: "商贸流通科窗口受理岗", Place: "办公楼一楼服务窗口，023-61280386", Fee: "不收费", FeedbackDays: 5}},
	{"complaint", "keyuan", "shangmao", counter.Item{Title: "零售商促销活动备案", Unit: "SMLTK", Listed: true},
		counter.Promise{Basis: "《零售商促销行为管理办法》", Conditions: "单店营业面积3000平方米以上的新店开业、节庆、店庆等促销活动", Requirements: "促销结束后按要求备齐材料", Materials: "促销活动方案|原件1份|\n营业执照|复印件1份|核对原件",
			Steps: "收件，当场审核\n当场办结", Instant: true, DaysUnit: clocks.WorkingDays, Officer: "商贸流通科窗口受理岗", Place: "办公楼一楼服务窗口，023-61280386", Fee: "不收费", FeedbackDays: 5}},
	{"oil", "mishu", "bangongshi", counter.Item{Title: "成品油零售经营资格初审", Unit: "TXGLK", Listed: true, Passed: true},
		counter.Promise{Basis: "《成品油市场管理办法》", Conditions: "符合本市加油站布点规划", Requirements: "经营场所、设备符合安全和环保要求", Materials: "申请书|原件1份|加盖公章\n营业执照|复印件1份|核对原件\n土地和建设的批准文件|复印件各1份|\n消防、环保验收文件|复印件各1份|",
			Steps: "收件，当场审核材料\n初审\n转报市商务主管部门\n转告上级意见", Days: 10, DaysUnit: clocks.WorkingDays, Officer: "特行管理科窗口受理岗", Place: "办公楼一楼服务窗口，023-61280386", Fee: "不收费", FeedbackDays: 5}},
	{"grain", "mishu", "bangongshi", counter.Item{Title: "粮食收购企业备案", Unit: "LYSGK", Listed: true},
		counter.Promise{Basis: "《粮食流通管理条例》", Conditions: "在本区从事粮食收购的企业", Requirements: "备案内容变化的及时变更", Materials: "备案表|原件1份|加盖公章\n营业执照|复印件1份|核对原件",
			Steps: "收件，当场审核\n登记备案\n办结", Days: 7, DaysUnit: clocks.CalendarDays, Officer: "粮油食管科窗口受理岗", Place: "办公楼一楼服务窗口，023-61280386", Fee: "不收费", FeedbackDays: 5}},
}

func (d *counterDesk) guides() {
	d.items = map[string]counter.Item{}
	for _, g := range demoGuides {
		d.do(g.clerk, func(who act.Actor) error {
			x, err := d.a.Counter.AddItem(d.ctx, who, g.item)
			if err != nil {
				return err
			}
			d.items[g.key] = x
			p := g.promise
			p.ItemID = x.ID
			_, err = d.a.Counter.SavePromise(d.ctx, who, p)
			return err
		})
		d.do(g.head, func(who act.Actor) error {
			_, err := d.a.Counter.Publish(d.ctx, who, d.items[g.key].ID)
			return err
		})
	}
	// In the district's list, but nothing is promised yet: the gap is shown.
	d.do("mishu", func(who act.Actor) error {
		_, err := d.a.Counter.AddItem(d.ctx, who, counter.Item{Title: "对外劳务合作经营资格初审", Unit: "DWJMK", Listed: true, Passed: true})
		return err
	})
}

// application is received and looked at: states are those of its materials in order.
func (d *counterDesk) application(login, key, applicant string, states ...string) (a counter.Application) {
	d.do(login, func(who act.Actor) error {
		var err error
		a, err = d.a.Counter.Receive(d.ctx, who, counter.NewApplication{Item: d.items[key].ID, Channel: counter.AtWindow, Class: counter.Person, Applicant: applicant, Phone: "023-61280386"})
		if err != nil || len(states) == 0 {
			return err
		}
		var list []counter.Looked
		for i, s := range states {
			list = append(list, counter.Looked{N: i + 1, State: s})
		}
		a, err = d.a.Counter.Check(d.ctx, who, a.ID, list, "")
		return err
	})
	return a
}

func (d *counterDesk) applications() {
	const here, missing, wrong = counter.Here, counter.Missing, counter.Wrong
	room := d.a.Counter
	// Done while the applicant waits.
	a := d.application("keyuan", "complaint", "示例申请人一", here, here)
	d.do("keyuan", func(who act.Actor) error {
		if _, err := room.Finish(d.ctx, who, a.ID, counter.Result{Kind: counter.Done}); err != nil {
			return err
		}
		_, err := room.Deliver(d.ctx, who, a.ID, counter.Delivery{How: "当面领取", To: "示例申请人一"})
		return err
	})
	// Under way, before another unit.
	b := d.application("keyuan", "card", "示例申请人二", here, here, here, counter.NotNeeded)
	d.do("keyuan", func(who act.Actor) error {
		_, err := room.Pass(d.ctx, who, b.ID, counter.ToHead, "", "材料齐全，请签批")
		return err
	})
	// Papers are missing; told once.
	c := d.application("keyuan", "card", "示例申请人三", here, missing, wrong, counter.NotNeeded)
	d.do("keyuan", func(who act.Actor) error {
		_, err := room.Notify(d.ctx, who, c.ID, counter.NewNotice{Items: []counter.Wanted{{N: 2, Words: "补交复印件1份，带原件核对"}, {N: 3, Words: "样图缺背面，补交正反两面"}}})
		return err
	})
	// Passed on to the superior, which asks for something.
	e := d.application("mishu", "oil", "示例申请人四", here, here, here, here)
	d.do("mishu", func(who act.Actor) error {
		if _, err := room.Forward(d.ctx, who, e.ID, "市商务主管部门", "材料齐全，已提醒留意上级的要求"); err != nil {
			return err
		}
		_, err := room.Consult(d.ctx, who, e.ID, "请补充说明油罐容量", true)
		return err
	})
	d.application("mishu", "grain", "示例申请人五", here, here)
	d.application("keyuan", "card", "示例申请人六")
}

func (d *counterDesk) queue() {
	for _, key := range []string{"card", "", "complaint", "grain", "card"} {
		d.do("mishu", func(who act.Actor) error {
			_, err := d.a.Counter.Draw(d.ctx, who, d.items[key].ID)
			return err
		})
	}
	d.do("keyuan", func(who act.Actor) error {
		_, err := d.a.Counter.Call(d.ctx, who, "2")
		return err
	})
}

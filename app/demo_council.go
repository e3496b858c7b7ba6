package app

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/report"
)

// demoCouncil gives the demonstration what waits for the director's office meeting: a
// personal leave of six days, and a request that its sender calls an important expense.
func (a *App) demoCouncil(ctx context.Context) error {
	d := &demoDesk{a: a, ctx: ctx, actors: map[string]act.Actor{}}
	var err error
	if d.cal, err = a.Calendar.Current(ctx); err != nil {
		return err
	}
	d.leave("keyuan", "personal", "办理家中房屋过户和装修", civil.Morning(d.workday(10)), civil.Afternoon(d.workday(15)), "shangmao")
	if d.err != nil {
		return d.err
	}
	r := &reportingDesk{a: a, ctx: ctx}
	v := r.send("shangmao", report.Sending{Kind: report.Request, Topic: "需统一协调的事项", Title: "关于列支农产品流通监测点设备更新经费的请示", Addressee: "director",
		Background: "全区十二个监测点的设备使用已超过八年，数据上报时断时续。", Proposal: "建议分两批更新，所需经费在年度专项中列支。",
		Collective: report.Collective{Topic: law.MtgHeadTopicFunds, Reason: "占年度专项经费的一半以上"}})
	r.do("fujuzhang", flow.Agree, v, "同意上报。")
	r.do("juzhang", flow.Agree, v, "同意提请会议研究。")
	return r.err
}

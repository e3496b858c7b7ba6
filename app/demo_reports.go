package app

import (
	"context"
	"fmt"
	"time"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/report"
)

// demoReports gives the demonstration requests and reports in every state, around
// today.
func (a *App) demoReports(ctx context.Context) error {
	d := &reportingDesk{a: a, ctx: ctx}
	d.requests()
	d.emergencies()
	d.others()
	return d.err
}

// reportingDesk does what people would do, and stops at the first failure.
type reportingDesk struct {
	a   *App
	ctx context.Context
	err error
}

func (d *reportingDesk) actor(login string) act.Actor {
	if d.err != nil {
		return act.Actor{}
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, login)
	var who act.Actor
	if err == nil {
		who, err = d.a.Org.ActorOf(d.ctx, acc.ID)
	}
	d.err = err
	return who
}

func (d *reportingDesk) send(login string, x report.Sending) report.View {
	who := d.actor(login)
	if d.err != nil {
		return report.View{}
	}
	if x.Urgency == "" {
		x.Urgency = report.Normal
	}
	s, err := d.a.Reports.Send(d.ctx, who, x)
	if err != nil {
		d.err = fmt.Errorf("demo report of %s: %w", login, err)
		return report.View{}
	}
	return d.see(login, s.ID)
}

func (d *reportingDesk) see(login string, id int64) report.View {
	who := d.actor(login)
	if d.err != nil {
		return report.View{}
	}
	var v report.View
	v, d.err = d.a.Reports.Matter(d.ctx, who, id)
	return v
}

func (d *reportingDesk) do(login string, do flow.Action, v report.View, words string) {
	who := d.actor(login)
	if d.err == nil {
		_, d.err = d.a.Flow.Do(d.ctx, who, do, flow.Input{Case: v.CaseID, Words: words})
	}
}

// hoursAgo is an instant some hours ago.
func (d *reportingDesk) hoursAgo(n int) int64 {
	return d.a.Door.Now() - int64(n)*int64(time.Hour/time.Microsecond)
}

func (d *reportingDesk) requests() {
	v := d.send("keyuan", report.Sending{Kind: report.Request, Topic: "领导交办事项", Title: "关于开展夏季成品油市场检查的请示", Urgency: report.Pressing, Addressee: "deputy_in_charge", Units: []string{"BGS"},
		Background: "近一个月收到群众反映三起，涉及两家加油站的计量和油品标识。上次全面检查是去年九月。", Proposal: "建议由商贸流通科牵头，用三个工作日检查城区十二家加油站，查出的问题当场责令整改。"})
	d.do("shangmao", flow.Agree, v, "情况属实，拟同意。")
	v = d.send("shangmao", report.Sending{Kind: report.Request, Topic: "需统一协调的事项", Title: "关于举办消费促进活动的请示", Addressee: "director",
		Background: "国庆假期前后客流集中，去年同期活动带动销售明显。", Proposal: "建议九月下旬举办，由本科室制定方案，经费从专项中安排。"})
	d.do("fujuzhang", flow.Agree, v, "同意上报。")
	d.do("juzhang", flow.Agree, v, "同意，方案报办公室备份。")
	if d.err == nil {
		v = d.see("shangmao", v.ID)
		owner, err := d.a.Org.AccountByLogin(d.ctx, "keyuan")
		if d.err = err; err == nil && len(v.Duties) > 0 {
			_, d.err = d.a.Reports.SetTask(d.ctx, d.actor("juzhang"), report.NewTask{Matter: v.ID, Duty: v.Duties[0].ID, What: "拟出活动方案，报办公室备份", Owner: owner.PersonID, Due: d.a.Door.Today().AddDays(7)})
		}
	}
	v = d.send("fujuzhang", report.Sending{Kind: report.Request, Topic: "需其他领导协调的事项", Title: "关于调整市场值守安排的请示", Addressee: "director",
		Background: "两个科室人员调整后，节假日值守轮不过来。", Proposal: "建议由政工科统一排班。"})
	d.do("juzhang", flow.Return, v, "请先同政工科商量，附上排班表。")
	v = d.send("bangongshi", report.Sending{Kind: report.Request, Topic: "交办任务完成情况", Title: "关于更换会议室音响的请示", Addressee: "deputy_in_charge", Background: "现有音响使用多年，时有杂音。", Proposal: "建议更换一套。"})
	d.do("fujuzhang", flow.Refuse, v, "先维修，年底统筹。")
	d.send("juzhang", report.Sending{Kind: report.Request, Topic: "年度计划与开展情况", Title: "关于商贸物流项目用地的请示", Background: "项目已经通过评审，用地指标没有落实。", Proposal: "请求区政府协调有关部门安排指标。"})
}

func (d *reportingDesk) emergencies() {
	who := d.actor("keyuan")
	if d.err != nil {
		return
	}
	s, err := d.a.Reports.Handle(d.ctx, who, report.Emergency{Title: "农贸市场停电的处置", At: d.hoursAgo(26), Words: "联系供电所抢修，组织经营户转移冷冻品，两小时后恢复。", Why: "夜间停电，冷库升温，来不及请示。"})
	if err == nil {
		_, err = d.a.Reports.Resend(d.ctx, who, s.ID, report.Sending{Kind: report.Report, Topic: "工作任务完成情况", Title: "关于农贸市场停电处置情况的报告", Urgency: report.Pressing, Addressee: "section_head",
			Background: "昨晚农贸市场因线路故障停电，两小时后恢复，没有人员受伤，损失约二百元。", Proposal: "建议督促市场备一台发电机，下周复查。"}, "")
	}
	if d.err = err; err == nil {
		d.do("shangmao", flow.Agree, d.see("keyuan", s.ID), "处置妥当。")
	}
	who = d.actor("shangmao")
	if d.err == nil {
		_, d.err = d.a.Reports.Handle(d.ctx, who, report.Emergency{Title: "超市货架倒塌的处置", At: d.hoursAgo(24 * 6), Words: "现场疏散，封闭通道，请应急部门勘查。", Why: "有人员受困风险，先行处置。"})
	}
}

func (d *reportingDesk) others() {
	v := d.send("keyuan", report.Sending{Kind: report.Request, Topic: "领导交办事项", Title: "关于暂停一家商户促销活动的请示", Urgency: report.Critical, Addressee: "deputy_in_charge",
		Skip: report.Bypass{Reason: report.Urgent, Because: "活动当晚开始，现场没有疏散通道"}, Background: "商户未报备，预计聚集上千人。", Proposal: "建议立即叫停，限期补办报备。"})
	d.do("fujuzhang", flow.Agree, v, "同意，马上办。")
	v = d.send("bangongshi", report.Sending{Kind: report.Report, Topic: "阶段性工作情况", Title: "关于上半年办公室工作情况的报告", Addressee: "deputy_in_charge", Background: "收发文、会务、督查各项工作按计划完成。", Proposal: "下半年重点抓档案整理和督查清单。"})
	d.do("fujuzhang", flow.Agree, v, "已阅。")
	d.send("zhengong", report.Sending{Kind: report.Request, Topic: "人员思想和工作情况", Title: "关于一件人事来信处理的请示", Addressee: "director", Skip: report.Bypass{Reason: report.Confidential}, Background: "来信内容另附。", Proposal: "建议由政工科核实后再定。"})
	who := d.actor("keyuan")
	head, err := d.a.Org.AccountByLogin(d.ctx, "juzhang")
	if d.err == nil && err == nil {
		_, err = d.a.Reports.Assign(d.ctx, who, report.NewAssignment{Giver: head.PersonID, What: "摸清城区夜市经营户数和证照情况", GivenOn: d.a.Door.Today().AddDays(-4), Due: d.a.Door.Today().AddDays(6)})
	}
	if d.err == nil {
		d.err = err
	}
}

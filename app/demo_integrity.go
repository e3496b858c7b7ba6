package app

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/register"
	"lantai.internal/room/integrity"
)

// demoIntegrity gives the demonstration some months of party conduct: gifts, one of them
// late, talks, declarations of which one is missing, risk points, responsibilities with a
// check. The major decisions came with the minutes.
func (a *App) demoIntegrity(ctx context.Context) error {
	d := &conductDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}, today: a.Door.Today()}
	d.gifts()
	d.talks()
	d.declarations()
	d.risks()
	d.duties()
	d.decisions()
	return d.err
}

// conductDesk enters what people would enter, and stops at the first failure.
type conductDesk struct {
	reportingDesk
	today civil.Date
}

func (d *conductDesk) enter(login, code string, pairs ...string) register.Line {
	who := d.actor(login)
	v := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	var l register.Line
	if d.err == nil {
		if l, d.err = d.a.Registers.Add(d.ctx, who, code, v); d.err != nil {
			d.err = fmt.Errorf("demo %s of %s: %w", code, login, d.err)
		}
	}
	return l
}

func (d *conductDesk) before(days int) string { return d.today.AddDays(-days).String() }

// name of who holds an account of the demonstration.
func (d *conductDesk) name(login string) string { return d.actor(login).Name }

func (d *conductDesk) gifts() {
	d.enter("keyuan", integrity.Gifts, "day", d.before(0), "title", "茶叶两盒", "kind", "实物", "value", "160", "received", d.before(12), "source", "辖区商贸企业", "person", d.name("keyuan"), "state", "open")
	d.enter("shangmao", integrity.Gifts, "day", d.before(0), "title", "工艺摆件", "kind", "实物", "value", "320", "received", d.before(20), "returned", d.before(16), "source", "展会主办单位", "person", d.name("shangmao"), "state", "handed", "disposed", d.before(3), "receipt", "财收0031")
	d.enter("fujuzhang", integrity.Gifts, "day", d.before(0), "title", "购物卡", "kind", "有价证券和支付凭证", "value", "500", "received", d.before(45), "source", "辖区商贸企业", "person", d.name("fujuzhang"), "state", "back", "disposed", d.before(44), "reason", "当时已退还，回单位后没有登记")
}

func (d *conductDesk) talks() {
	d.enter("shangmao", integrity.Talks, "day", d.before(30), "kind", "提醒谈话", "title", d.name("keyuan"), "talker", d.name("shangmao"), "place", "科室", "body", "下企业调研不在企业用餐，自觉遵守接待规定。", "follow", "表示注意。")
	d.enter("zhengong", integrity.Talks, "day", d.before(18), "kind", "廉政谈话", "title", d.name("shangmao"), "talker", d.name("fujuzhang"), "place", "三楼小会议室", "body", "节前提醒：不收受服务对象礼品，发现苗头及时报告。")
	d.enter("zhengong", integrity.Talks, "day", d.before(9), "kind", "任前谈话", "title", d.name("bangongshi"), "talker", d.name("shuji"), "body", "谈岗位的风险和要求。")
}

func (d *conductDesk) declarations() {
	first := civil.Date{Year: d.today.Year, Month: 1, Day: 1}
	year := fmt.Sprint(d.today.Year - 1)
	for login, after := range map[string]int{"juzhang": 14, "fujuzhang": 33} {
		on := first.AddDays(after)
		if on.After(d.today) {
			on = d.today
		}
		d.enter("zhengong", integrity.Declarations, "day", on.String(), "title", d.name(login), "kind", "年度集中报告", "of", year)
	}
	d.enter("keyuan", integrity.Events, "day", d.before(0), "title", d.name("keyuan"), "kind", "婚事", "stage", "事前", "held", d.today.AddDays(25).String(), "tables", "12")
}

func (d *conductDesk) risks() {
	d.enter("shangmao", integrity.Risks, "day", d.before(60), "title", "企业补助资金审核不严", "unit", "SMLTK", "post", "资金审核", "level", "高", "measure", "两人初审、集体复核，结果公示。", "person", d.name("shangmao"), "due", d.today.AddDays(10).String(), "state", "open")
	d.enter("shangmao", integrity.Risks, "day", d.before(60), "title", "商务举报处理拖延", "unit", "SMLTK", "post", "举报受理", "level", "中", "measure", "台账管理，限时办结。", "person", d.name("shangmao"), "state", "open")
	d.enter("zhengong", integrity.Risks, "day", d.before(58), "title", "印章使用把关不严", "unit", "BGS", "post", "机要秘书", "level", "中", "measure", "先审批后用印，逐份登记。", "person", d.name("bangongshi"), "state", "open")
}

func (d *conductDesk) duties() {
	start := d.today.AddDays(-175)
	l := d.enter("zhengong", integrity.Duties, "day", start.String(), "title", "抓好分管科室的廉政教育和监督", "kind", "一岗双责", "person", d.name("fujuzhang"), "state", "执行中")
	d.enter("zhengong", integrity.Duties, "day", start.String(), "title", "对党风廉政建设负第一责任", "kind", "第一责任人责任", "person", d.name("shuji"), "state", "执行中")
	d.enter("zhengong", integrity.Checks, "day", d.before(5), "duty", l.Number(), "title", "听取汇报，查阅学习和谈话记录", "result", "部分落实", "fix", "补开一次专题学习", "due", d.today.AddDays(20).String(), "state", "待整改")
}

// decisions are two of the meetings before the system was used, and what the minutes
// brought since waits to be completed.
func (d *conductDesk) decisions() {
	y := d.today.AddDays(-200)
	d.enter("zhengong", integrity.Majors, "day", y.String(), "title", "商贸流通专项资金安排方案", "category", "大额度资金使用", "meeting", fmt.Sprintf("局长办公会纪要〔%d〕2号第1项", y.Year), "legality", "已审查，合法", "opinion", "法制机构审查意见",
		"present", "应到5人，实到5人", "vote", "赞成5，反对0，弃权0", "said", "见会议原始记录", "result", "同意", "unit", "SMLTK", "state", "done", "outcome", "资金已按方案拨付，结果已公示。")
	y = d.today.AddDays(-120)
	d.enter("zhengong", integrity.Majors, "day", y.String(), "title", "农产品冷链项目选址", "category", "重大项目安排", "meeting", fmt.Sprintf("党委会纪要〔%d〕5号第2项", y.Year), "legality", "未审查",
		"present", "应到7人，实到6人", "said", "见会议原始记录", "result", "原则同意", "unit", "GHFZK", "due", d.today.AddDays(40).String(), "state", "doing")
	d.enter("zhengong", integrity.Majors, "day", d.before(25), "title", "年度考核等次评定办法", "category", "pending", "meeting", fmt.Sprintf("党委会纪要〔%d〕8号第3项", d.today.Year), "legality", "pending",
		"said", "见会议原始记录", "result", "同意", "state", "pending")
}

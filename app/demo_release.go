package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/print"
	"lantai.internal/room/disclosure/release"
)

// demoIndexCode is a made-up organisation code with a right check character.
const demoIndexCode = "DEMO00016"

// demoRelease gives the demonstration a catalogue: some items public, one of them
// taken down, one overdue, one under review, one to be published, what is known
// inside alone, what is withheld; and a review that waits for an answer.
func (a *App) demoRelease(ctx context.Context) error {
	d := &releaseDesk{a: a, ctx: ctx, today: a.Door.Today()}
	if _, err := a.Release.SetCode(ctx, d.actor("bangongshi"), "organisation", demoIndexCode); err != nil && d.err == nil {
		d.err = err
	}
	d.shown()
	d.waiting()
	return d.err
}

// releaseDesk does what people would do, and stops at the first failure.
type releaseDesk struct {
	a     *App
	ctx   context.Context
	today civil.Date
	err   error
}

func (d *releaseDesk) actor(login string) act.Actor {
	if d.err != nil {
		return act.Actor{}
	}
	var who act.Actor
	who, d.err = d.a.demoActor(d.ctx, login)
	return who
}

// file stores a document: a PDF with one paragraph a line.
func (d *releaseDesk) file(name, title, body string) release.File {
	var f release.File
	if d.err != nil {
		return f
	}
	var b bytes.Buffer
	if strings.HasSuffix(name, ".pdf") {
		day := time.Date(d.today.Year, d.today.Month, d.today.Day, 0, 0, 0, 0, civil.Shanghai)
		doc, err := print.New(print.Options{Title: title, Author: d.a.Book.Bureau, Date: day})
		if err != nil {
			d.err = err
			return f
		}
		page := doc.Section(print.Section{Margins: print.Margins{Top: 37, Right: 26, Bottom: 35, Left: 28}})
		page.Heading(title, print.Style{Size: 18, Bold: true, Align: print.Center})
		page.Skip(6)
		for _, p := range strings.Split(body, "\n") {
			page.Para(p, print.Style{Size: 14, LineHeight: 1.6})
		}
		d.err = doc.Write(&b)
	} else {
		b.WriteString(title + "\n\n" + body + "\n")
	}
	if d.err != nil {
		return f
	}
	ref, err := d.a.Files.Put(d.ctx, &b, 0)
	d.err = err
	f.Name, f.SHA256, f.SM3, f.Size = name, ref.SHA256, ref.SM3, ref.Size
	return f
}

func (d *releaseDesk) item(login string, x release.Draft, files ...release.File) int64 {
	who := d.actor(login)
	if d.err != nil {
		return 0
	}
	if x.Theme == "" {
		x.Theme = "商贸、海关、旅游"
	}
	if x.Criteria == "" {
		x.Criteria = "awareness"
	}
	i, err := d.a.Release.NewItem(d.ctx, who, x)
	if err == nil && len(files) > 0 {
		err = d.a.Release.Attach(d.ctx, who, i.ID, files)
	}
	if err != nil {
		d.err = fmt.Errorf("demo item %s: %w", x.Title, err)
	}
	return i.ID
}

func (d *releaseDesk) send(login string, item int64) release.Review {
	who := d.actor(login)
	if d.err != nil {
		return release.Review{}
	}
	v, err := d.a.Release.SendItem(d.ctx, who, release.Sending{Item: item, Secret: "no", Origin: release.Made}, "")
	d.err = err
	return v
}

// words are what the reviewers say, in the order of the steps.
var demoReviewWords = []struct{ basis, reason string }{
	{"保守国家秘密法；政府信息公开条例第二十条", "属于应当主动公开的内容，不涉及国家秘密、商业秘密和个人隐私。"},
	{"政府信息公开条例第十七条", "已逐项核对审查要点，没有发现不宜公开的内容。"},
	{"政府信息公开条例第十九条", "公开有利于群众知晓和监督。"},
	{"政府信息公开条例第五条", "以公开为常态，同意公开。"},
}

func (d *releaseDesk) say(v release.Review, logins ...string) {
	checks := map[string]bool{}
	for _, c := range d.a.Book.Catalogue.Checklist {
		checks[c.Name] = false
	}
	for i, login := range logins {
		who := d.actor(login)
		if d.err != nil {
			return
		}
		if _, err := d.a.Release.Say(d.ctx, who, release.Saying{Review: v.ID, Choice: release.SayOpen, Basis: demoReviewWords[i].basis, Reason: demoReviewWords[i].reason, Checks: checks}); err != nil {
			d.err = fmt.Errorf("demo review of %s by %s: %w", v.Title, login, err)
		}
	}
}

// section and own are those who review what the section and the office made.
var (
	demoSection = []string{"shangmao", "bangongshi", "fujuzhang", "juzhang"}
	demoOffice  = []string{"bangongshi", "mishu", "fujuzhang", "juzhang"}
)

func (d *releaseDesk) publish(item int64, channels ...string) {
	who := d.actor("bangongshi")
	if d.err == nil {
		_, d.err = d.a.Release.Publish(d.ctx, who, item, channels, "")
	}
}

func (d *releaseDesk) shown() {
	guide := map[string]string{
		"classes": "本局的政府信息分为机构概况、规划和政策、统计信息、行政许可和管理服务、财政、采购、应急、监督检查等栏目，按公开目录编排，每件有索引号。", "proactive": "主动公开的范围以公开目录为准。可以在政府网站的政府信息公开栏目查询、阅读和下载，也可以到办公室查阅。",
		"office": "办公室", "address": "以本局公布的办公地址为准（演示数据）", "hours": "工作日 9:00至12:00，14:00至18:00", "phone": "000-00000000（演示）", "fax": "000-00000001（演示）", "mail": "演示环境没有邮箱",
		"window": "到办公室当面提交。口头提出的，由工作人员代为填写，读给申请人核对。", "post": "信封上注明“政府信息公开申请”。请用邮政寄送，签收之日为收到之日。", "online": "网上提交的，以双方确认之日为收到之日。传真和电子邮件提交后请打电话确认。",
		"handling": "收到申请后能当场答复的当场答复，不能的在20个工作日内答复；需要延长的，最多延长20个工作日并告知。", "remedy": "认为本局没有依法履行公开义务的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。",
	}
	id := d.item("dangan", release.Draft{Guide: guide, Text: release.Text{Title: "政府信息公开指南", Summary: "本局政府信息的分类、获取方式、申请渠道和联系方式。", FormedOn: d.today.AddDays(-6), Category: "1.10", Column: "0.1", Theme: "政务公开", Keywords: "指南、申请、联系方式"}})
	d.say(d.send("dangan", id), demoOffice...)
	d.publish(id, "site", "guide")

	var leave []string
	for _, c := range d.a.Book.Cards() {
		if strings.HasPrefix(string(c.ID), "leave.") && c.Statement != "" && len(leave) < 24 {
			leave = append(leave, fmt.Sprintf("%d. %s", len(leave)+1, c.Statement))
		}
	}
	text := strings.Join(leave, "\n")
	id = d.item("dangan", release.Draft{Text: release.Text{Title: "机关工作人员请假休假规定", Summary: "请假的种类、天数和批准权限。", FormedOn: d.today.AddDays(-9), Category: "1.4", Column: "0.2", Theme: "机关制度", Keywords: "请假、休假", Body: "本规定适用于本局全体工作人员，正文见附件。"}},
		d.file("请假休假规定.pdf", "机关工作人员请假休假规定", text), d.file("请假休假规定.txt", "机关工作人员请假休假规定", text))
	d.say(d.send("dangan", id), demoOffice...)
	d.publish(id, "site", "board")

	id = d.item("keyuan", release.Draft{Text: release.Text{Title: "成品油市场专项检查情况通报", Summary: "本次检查的范围、发现的问题和整改情况。", Document: "演示〔" + fmt.Sprint(d.today.Year) + "〕1号", FormedOn: d.today.AddDays(-12), Category: "4.11", Keywords: "成品油、检查", Criteria: "interest", Genre: "通报",
		Body: "本次检查城区加油站十二家，计量器具均在检定有效期内。\n两家油品标识不清，已当场责令改正并复查合格。"}}, d.file("检查情况通报.pdf", "成品油市场专项检查情况通报", "本次检查城区加油站十二家，计量器具均在检定有效期内。\n两家油品标识不清，已当场责令改正并复查合格。"))
	d.say(d.send("keyuan", id), demoSection...)
	d.publish(id, "site", "press")

	id = d.item("dangan", release.Draft{Text: release.Text{Title: "生活必需品保供应急预案（征求意见稿）", Summary: "保供的组织、预警和响应。", FormedOn: d.today.AddDays(-15), Category: "4.10", Theme: "应急管理", Keywords: "应急、保供", Body: "市场异常波动时，按一般、较大、重大三级响应。"}})
	d.say(d.send("dangan", id), demoOffice...)
	d.publish(id, "site")
	if who := d.actor("bangongshi"); d.err == nil {
		_, d.err = d.a.Release.Withdraw(d.ctx, who, id, "征求意见已结束，正式预案另行公开。", false)
	}

	id = d.item("dangan", release.Draft{Text: release.Text{Title: "上季度机关经费支出明细", Summary: "七项费用支出。", FormedOn: d.today.AddDays(-10), Category: "2.2", Theme: "财务", Keywords: "经费",
		Elements: "会议费,接待费,通讯费,印刷费,公务车费,领导差旅费,出国考察费", Body: "会议费、接待费、通讯费、印刷费、公务车费、领导差旅费按季公布，出国考察费本季没有发生。"}})
	d.say(d.send("dangan", id), demoOffice...)
	d.publish(id)
}

func (d *releaseDesk) waiting() {
	d.item("keyuan", release.Draft{Text: release.Text{Title: "消费促进活动实施方案", Summary: "活动的时间、范围和补贴办法。", FormedOn: d.today.AddDays(-45), Category: "4.2", Keywords: "促消费", Body: "活动面向全区商贸企业，自愿报名。"}})
	id := d.item("keyuan", release.Draft{Text: release.Text{Title: "农贸市场改造补贴名单公示", Summary: "拟补贴的市场和金额。", FormedOn: d.today.AddDays(-8), Category: "1.9", Keywords: "补贴、公示", Criteria: "interest", Body: "拟对三个农贸市场的改造给予补贴，公示五个工作日。"}})
	d.say(d.send("keyuan", id), demoSection[0])
	id = d.item("keyuan", release.Draft{Text: release.Text{Title: "上月社会消费品零售情况", Summary: "主要指标和同比。", FormedOn: d.today.AddDays(-24), Category: "4.3", Theme: "统计", Keywords: "零售、统计", Body: "上月零售平稳，餐饮收入增长较快（演示数据）。"}})
	d.say(d.send("keyuan", id), demoSection...)
	d.item("keyuan", release.Draft{Attribute: release.Closed, Why: "正在讨论，属于过程性信息", Text: release.Text{Title: "商圈布局调整初步方案", FormedOn: d.today.AddDays(-380), Category: "4.2", Theme: "规划", Keywords: "商圈"}})

	f := d.file("企业生产数据汇总.txt", "重点商贸企业经营数据汇总", "按行业汇总，没有列出单个企业。")
	who := d.actor("keyuan")
	if d.err != nil {
		return
	}
	v, err := d.a.Release.Submit(d.ctx, who, release.Request{Purpose: release.ForUnit, Title: "重点商贸企业经营数据汇总", Origin: release.Obtained, Secret: "no", Files: []release.File{f}, Note: "汇总数据是否涉密不明确。"})
	if err != nil {
		d.err = err
		return
	}
	checks := map[string]bool{}
	for _, c := range d.a.Book.Catalogue.Checklist {
		checks[c.Name] = c.Name == "aggregation"
	}
	if who = d.actor("shangmao"); d.err == nil {
		_, d.err = d.a.Release.Say(d.ctx, who, release.Saying{Review: v.ID, Choice: release.SayReport, Basis: "国家秘密及其密级具体范围的规定", Reason: "多家企业的数据汇集后是否涉密，本局不能确定。", Checks: checks, Kind: release.OwnBusiness, Body: "市级主管部门", Paper: "请示件（演示）"})
	}
	v, err = d.a.Release.Submit(d.ctx, d.actor("keyuan"), release.Request{Purpose: release.ForAnswer, Title: "关于一家市场整改情况的答复材料", Origin: release.Made, Secret: "no", Files: []release.File{d.file("整改情况.txt", "市场整改情况", "该市场已按期完成整改。")}})
	if d.err == nil {
		d.err = err
	}
	if who = d.actor("shangmao"); d.err == nil {
		_, d.err = d.a.Flow.Do(d.ctx, who, flow.Return, flow.Input{Case: v.CaseID, Words: "请补上复查日期后再送审。"})
	}
}

package letter

import (
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// matter introduces the application to somebody who did not make it: what is asked
// about, never who asks.
func (c *composer) matter() string {
	c.day("received", c.f.Application.Received, "收到申请的日期")
	return c.need("content", c.f.Content, "涉及的信息")
}

// askThird asks a third party whether it agrees (clauses foi.third.trigger,
// foi.third.reply5, foi.third.silence).
func askThird(c *composer) {
	cited := c.law()
	c.para("本机关于%s收到一件政府信息公开申请（登记编号%s），申请公开的信息涉及%s：", c.f.Application.Received.Chinese(), c.f.Application.Number, c.you())
	c.add(Block{Shape: Quote, Text: c.matter()})
	due := c.day("due", c.f.Due, "答复的期限")
	silence := "到期不答复的，由本机关依法处理"
	if s, ok := c.regime.Silence("third_party"); ok {
		silence = bare(s.Say)
		c.rest(s.Basis...)
	}
	c.para("根据%s的规定，现征求%s的意见。%s应当最迟于%s书面答复是否同意公开；不同意的，写明理由，说明公开会损害哪些合法权益。%s。", cited, c.you(), c.you(), due, silence)
	c.contact()
	c.reception("第三方意见")
}

// askAgency asks another agency that made or holds the information.
func askAgency(c *composer) {
	cited := c.law()
	c.para("本机关于%s收到一件政府信息公开申请（登记编号%s），申请公开的信息由%s与本机关共同制作：", c.f.Application.Received.Chinese(), c.f.Application.Number, "贵单位")
	c.add(Block{Shape: Quote, Text: c.matter()})
	due := c.day("due", c.f.Due, "答复的期限")
	silence := ""
	if s, ok := c.regime.Silence("joint_agency"); ok {
		silence = bare(s.Say) + "。"
		c.rest(s.Basis...)
	}
	c.para("根据%s的规定，现征求贵单位的意见，请最迟于%s书面答复是否同意公开及理由。%s", cited, due, silence)
	c.contact()
	c.reception("贵单位意见")
}

// reception leaves room for the answer.
func (c *composer) reception(name string) {
	c.add(Block{Shape: Grid, Below: true, Rows: [][]string{{name, "□同意公开　□不同意公开　□部分同意（请写明范围）"}, {"理由", "\n\n"}, {"签名或盖章", ""}, {"日期", "　　年　　月　　日"}}})
}

// asked tells the applicant that somebody else is being asked and what that does
// to the time (clause foi.clock.stop).
func asked(c *composer) {
	cited := c.law()
	c.opening()
	who := c.need("agency", c.f.Agency, "征求谁的意见（第三方或者其他机关）")
	c.day("due", c.f.Due, "对方答复的期限")
	effect := c.regime.Effect("third_party")
	if c.f.Elsewhere {
		effect = c.regime.Effect("agency")
	}
	c.rest(effect.Basis...)
	counted := "征求意见所需的时间不计入答复期限"
	if effect.Does != "stop" {
		counted = "征求意见的时间照常计入答复期限"
	}
	c.para("申请公开的信息涉及%s。本机关已于%s发出征求意见书，对方应当最迟于%s答复。根据%s的规定，%s。", who, c.day("noticed", c.f.Noticed, "征求意见的日期"), c.f.Due.Chinese(), cited, counted)
	c.contact()
}

// against tells a third party, before release, that the information is released in
// spite of its objection, with content and reasons (clauses foi.third.public,
// foi.third.notify).
func against(c *composer) {
	cited := c.law()
	c.para("本机关于%s收到一件政府信息公开申请（登记编号%s），曾就其中涉及%s的信息征求意见。%s答复：%s。", c.f.Application.Received.Chinese(), c.f.Application.Number, c.you(), c.you(), c.need("objection", c.f.Objection, "第三方的意见"))
	c.para("经审查，%s。根据%s的规定，本机关决定公开，公开的内容是：", c.need("reason", c.f.Reason, "决定公开的理由"), cited)
	c.add(Block{Shape: Quote, Text: c.matter()})
	due := c.day("due", c.f.Due, "公开的日期")
	if !c.f.Due.IsZero() && !c.f.Due.After(c.f.Served) {
		c.want("due", c.f.Due.String(), "公开的日期应当晚于告知书送达之日，先告知、后公开。请核对。")
	}
	c.para("上述内容将于%s公开，现予告知。", due)
	c.remedy(true, false)
	c.contact()
}

// corrected tells that a record about oneself was corrected (clause foi.correct.ask).
func corrected(c *composer) {
	cited := c.law()
	c.record()
	c.para("经核实，%s。根据%s的规定，本机关已于%s更正。", c.need("found", c.f.Found, "核实和更正的情况"), cited, c.day("due", c.f.Due, "更正的日期"))
	c.contact()
}

// uncorrected tells that the record stays as it is, or who may correct it.
func uncorrected(c *composer) {
	cited := c.law()
	c.record()
	found := c.need("found", c.f.Found, "核实的情况")
	if c.f.Elsewhere {
		c.para("经核实，%s。该记录不由本机关更正，有权更正的是%s%s。根据%s的规定，现予告知。", found, c.need("agency", c.f.Agency, "有权更正的机关"), within("，联系方式：", c.f.AgencyContact), cited)
	} else {
		c.para("经核实，%s。根据%s的规定，本机关决定不予更正。", found, cited)
	}
	c.remedy(true, false)
	c.contact()
}

func (c *composer) record() {
	c.para("%s于%s要求更正与本人有关的记录（登记编号%s）。要求更正的记录是：", c.you(), c.day("received", c.f.Application.Received, "收到申请的日期"), c.f.Application.Number)
	c.add(Block{Shape: Quote, Text: c.need("record", c.f.Record, "要求更正的记录")})
}

// within puts a lead before a text that is there.
func within(lead, text string) string {
	if text = bare(text); text != "" {
		return lead + text
	}
	return ""
}

// forwarded sends a request for correction on (clause foi.correct.transfer).
func forwarded(c *composer) {
	c.out.Internal = true
	cited := c.law()
	c.para("本机关于%s收到一件要求更正记录的申请（登记编号%s）。要求更正的记录是：", c.day("received", c.f.Application.Received, "收到申请的日期"), c.f.Application.Number)
	c.add(Block{Shape: Quote, Text: c.need("record", c.f.Record, "要求更正的记录")})
	c.para("经审查，%s，该记录由贵单位更正。根据%s的规定，现将申请及其证据材料转送贵单位办理，并已告知申请人。办理结果请告知申请人和本机关。", c.need("reason", c.f.Reason, "转送的理由"), cited)
	c.contact()
}

// assist gives an application to a unit, or asks it to help (clauses foi.assign,
// foi.unit).
func assist(c *composer) {
	c.out.Internal = true
	cited := c.law()
	due := c.day("due", c.f.Due, "办理的期限")
	c.para("现将一件政府信息公开申请（登记编号%s，%s收到）交你处办理。申请公开的内容是：", c.f.Application.Number, c.day("received", c.f.Application.Received, "收到申请的日期"))
	c.asked()
	c.para("依据%s，最迟于%s完成以下工作：", cited, due)
	c.items("需要办理的工作")
	if !c.f.OldDue.IsZero() {
		c.para("这件申请的答复期限到%s为止，保密审查不停止计算期限。", c.f.OldDue.Chinese())
	}
	c.contact()
}

// complaint answers a complaint (clause foi.report.public).
func complaint(c *composer) {
	cited := c.law()
	c.para("%s就政府信息公开工作（登记编号%s）提出的投诉，本机关于%s收到。投诉的内容是：", c.you(), c.f.Application.Number, c.day("noticed", c.f.Noticed, "收到投诉的日期"))
	c.add(Block{Shape: Quote, Text: c.need("content", c.f.Content, "投诉的内容")})
	c.para("经核查，%s。处理结果：%s。", c.need("found", c.f.Found, "核查的情况"), c.need("reason", c.f.Reason, "处理的结果"))
	c.para("根据%s，对处理结果仍有意见的，可以向上一级行政机关或者政府信息公开工作主管部门（%s）投诉、举报。", cited, c.f.Book.Disclosure.PaperValue("supervisor"))
	c.contact()
}

// overdue tells the authority in charge why a reply came, or comes, too late.
func overdue(c *composer) {
	c.out.Internal = true
	cited := c.law()
	c.para("本机关于%s收到的政府信息公开申请（登记编号%s），应当最迟于%s答复，至今没有按期答复。", c.day("received", c.f.Application.Received, "收到申请的日期"), c.f.Application.Number, c.day("old_due", c.f.OldDue, "原到期日"))
	c.para("原因是：%s。", c.need("reason", c.f.Reason, "没有按期答复的原因"))
	c.para("本机关将最迟于%s答复，并采取以下措施：", c.day("due", c.f.Due, "将要答复的日期"))
	c.items("整改的措施")
	c.para("依据%s，特此说明。", cited)
	c.contact()
}

// service is the record of service, to be signed by who receives it.
func service(c *composer) {
	d := c.f.Delivery
	c.day("received", c.f.Application.Received, "收到申请的日期")
	c.rest(rulebook.Basis{Clause: law.DisclosureService2016})
	way := c.need("delivery", d.Way, "送达的方式")
	if d.Tracks != "" {
		way += "（邮件号" + d.Tracks + "）"
	}
	c.add(Block{Shape: Grid, Rows: [][]string{
		{"登记编号", c.f.Application.Number}, {"送达的文书", c.need("delivery", d.Paper, "送达的文书")}, {"受送达人", c.need("to", c.f.To, "受送达人")},
		{"送达方式", way}, {"送达地点", d.Place}, {"送达日期", "　　年　　月　　日"}, {"受送达人签名或盖章", "\n"},
		{"代收人签名及与受送达人的关系", "\n"}, {"送达人签名", "\n"}, {"备注", ""},
	}})
	c.para("当面送达的，以签收之日为答复之日；邮寄的，应当交由邮政企业，以交邮之日为答复之日。")
}

// searchLog prints the log of a search, without which nothing is said not to exist.
func searchLog(c *composer) {
	c.rest(rulebook.Basis{Clause: law.FoiUnit})
	c.para("登记编号：%s　收到申请：%s", c.f.Application.Number, c.day("received", c.f.Application.Received, "收到申请的日期"))
	c.para("申请公开的内容：")
	c.asked()
	if len(c.f.Search) == 0 {
		c.want("search", "", "没有检索记录，请先登记在何处、用什么词检索、结果如何。")
	}
	b := Block{Shape: Grid, Head: []string{"序号", "日期", "检索范围", "检索词", "结果", "检索人", "说明"}}
	hits := 0
	for i, s := range c.f.Search {
		if s.Where == "" || s.Words == "" || s.On.IsZero() || s.Hits < 0 {
			c.want(fmt.Sprintf("search[%d]", i), "", fmt.Sprintf("第%d条检索记录没有写全日期、范围、检索词和结果，请补全。", i+1))
		}
		hits += s.Hits
		b.Rows = append(b.Rows, []string{fmt.Sprint(i + 1), s.On.String(), s.Where, s.Words, fmt.Sprintf("%d件", s.Hits), s.By, s.Note})
	}
	c.add(b)
	c.para("共检索%d次，命中%d件。", len(c.f.Search), hits)
	c.add(Block{Shape: Grid, Rows: [][]string{{"检索人签名", "\n"}, {"承办科室负责人意见", "\n\n"}, {"日期", "　　年　　月　　日"}}})
}

package letter

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
)

var writers = map[Paper]func(*composer){
	Reply: reply, Registered: registered, Supplement: supplement, Explain: explain, Extension: extension, Longer: longer,
	AskThird: askThird, AskAgency: askAgency, Asked: asked, Against: against, FeeNotice: feeNotice, Corrected: corrected,
	Uncorrected: uncorrected, Forwarded: forwarded, Assist: assist, Service: service, SearchLog: searchLog, Complaint: complaint, Overdue: overdue,
}

// grounds are what the notices on the way rest on. A regime that is not listed
// does not know the notice.
var grounds = map[Paper]map[string][]law.ID{
	Registered:  {"seed": {law.FoiReceipt, law.FoiRegister}, "2007": {law.Disclosure2007Reply}, "2019": {law.Disclosure2019Receipt}},
	Supplement:  {"seed": {law.FoiSupplement}, "2007": {law.Disclosure2007Kinds}, "2019": {law.Disclosure2019Supplement}},
	Explain:     {"2019": {law.Disclosure2019Excessive}},
	Longer:      {"2019": {law.Disclosure2019Excessive}},
	Extension:   {"seed": {law.FoiExtNotice, law.FoiExtLimit, law.FoiExtApprove}, "2007": {law.Disclosure2007Reply}, "2019": {law.Disclosure2019Reply}},
	AskThird:    {"seed": {law.FoiThirdTrigger, law.FoiThirdReply5, law.FoiThirdSilence}, "2007": {law.Disclosure2007ThirdParty}, "2019": {law.Disclosure2019ThirdParty}},
	AskAgency:   {"seed": {law.SecJointConsent}, "2019": {law.Disclosure2019JointAgencies}},
	Asked:       {"seed": {law.FoiClockStop}, "2007": {law.Disclosure2007Reply}, "2019": {law.Disclosure2019Reply}},
	Against:     {"seed": {law.FoiThirdPublic, law.FoiThirdNotify}, "2007": {law.Disclosure2007ThirdParty}, "2019": {law.Disclosure2019ThirdParty}},
	Corrected:   {"seed": {law.FoiCorrectAsk, law.FoiCorrect15}, "2007": {law.Disclosure2007Correction}, "2019": {law.Disclosure2019Correction}},
	Uncorrected: {"seed": {law.FoiCorrectAsk, law.FoiCorrect15}, "2007": {law.Disclosure2007Correction}, "2019": {law.Disclosure2019Correction}},
	Forwarded:   {"seed": {law.FoiCorrectTransfer}, "2007": {law.Disclosure2007Correction}, "2019": {law.Disclosure2019Correction}},
	Assist:      {"seed": {law.FoiAssign, law.FoiUnit}, "2007": {law.Disclosure2007Reply}, "2019": {law.Disclosure2019Reply}},
	Complaint:   {"seed": {law.FoiReportPublic}, "2007": {law.FoiReportPublic}, "2019": {law.Disclosure2019Complaint}},
	Overdue:     {"seed": {law.FoiReplyDeadline}, "2007": {law.Disclosure2007Reply}, "2019": {law.Disclosure2019Supervision}},
}

// Known reports whether a regime knows a paper.
func Known(p Paper, regime string) bool {
	if list, listed := grounds[p]; listed {
		return len(list[regime]) > 0
	}
	return titles[p] != ""
}

// law gives the ground of the notice as printed, and notes it.
func (c *composer) law() string {
	ids := grounds[c.f.Paper][c.regime.Name]
	if len(ids) == 0 {
		c.want("paper", string(c.f.Paper), c.regime.Title+"没有规定“"+c.out.Title+"”，不能发出。")
		return ""
	}
	var cited []string
	for _, id := range ids {
		c.rest(rulebook.Basis{Clause: id})
		text := c.own()
		if h, ok := rulebook.National(id); ok {
			text = h.Title
		}
		if !slices.Contains(cited, text) {
			cited = append(cited, text)
		}
	}
	return strings.Join(cited, "、")
}

// items lists what the paper asks for.
func (c *composer) items(name string) {
	var list []string
	for _, s := range c.f.Items {
		if s = bare(s); s != "" {
			list = append(list, s+"；")
		}
	}
	if len(list) == 0 {
		c.want("items", "", "没有列出"+name+"，不能发出“"+c.out.Title+"”。请逐项填写。")
		return
	}
	last := len(list) - 1
	list[last] = strings.TrimSuffix(list[last], "；") + "。"
	c.add(Block{Shape: List, Lines: list})
}

// registered tells that the application is in the register, its day of receipt
// and its last day (clauses foi.receipt, foi.register).
func registered(c *composer) {
	cited := c.law()
	c.opening()
	due := c.day("due", c.f.Due, "到期日")
	c.para("根据%s的规定，本机关自%s起计算答复期限，最迟于%s答复。需要补正、征求意见、延期或者收费的，期限依规定变动，本机关另行告知。", cited, c.f.Application.Received.Chinese(), due)
	c.contact()
}

// supplement tells once, and completely, what has to be supplemented.
func supplement(c *composer) {
	cited := c.law()
	c.opening()
	c.para("经审查，申请的内容不明确或者不完备。根据%s的规定，现一次告知%s补正以下内容：", cited, c.you())
	c.items("需要补正的内容")
	due := c.day("due", c.f.Due, "补正的期限")
	switch {
	case c.f.NoRestart:
		c.para("%s应当最迟于%s补正。本次告知晚于规定的期限，答复期限不因补正重新计算。", c.you(), due)
	case c.regime.Name == "2019":
		c.para("%s应当最迟于%s补正。答复期限自本机关收到补正之日起重新计算；没有正当理由，到期不补正的，视为放弃申请，本机关不再处理。", c.you(), due)
	default:
		c.para("%s可以最迟于%s补正，本机关收到补正后继续办理，答复期限自收到补正之日起计算。", c.you(), due)
	}
	c.contact()
}

// explain asks for the reasons of excessive applications.
func explain(c *composer) {
	cited := c.law()
	c.opening()
	reason := c.need("reason", c.f.Reason, "数量、频次超过合理范围的情况")
	due := c.day("due", c.f.Due, "说明理由的期限")
	c.para("%s。本机关认为，申请的数量、频次明显超过合理范围。根据%s的规定，%s应当最迟于%s书面说明理由。理由不合理的，本机关告知不予处理；理由合理但不能在期限内答复的，本机关确定延迟答复的合理期限并告知。", reason, cited, c.you(), due)
	c.contact()
}

// longer tells the day of a reply that takes longer.
func longer(c *composer) {
	cited := c.law()
	c.opening()
	c.para("本机关于%s告知%s说明理由，%s说明的理由合理，但本机关不能在规定的期限内答复。%s。根据%s的规定，本机关确定延迟至%s答复。",
		c.day("noticed", c.f.Noticed, "要求说明理由的日期"), c.you(), c.you(), c.need("reason", c.f.Reason, "延迟的理由"), cited, c.day("due", c.f.Due, "延迟后的到期日"))
	c.contact()
}

// extension tells that the reply is put off (clauses foi.ext.notice,
// foi.ext.limit, foi.ext.approve). It must go out on or before the last day.
func extension(c *composer) {
	cited := c.law()
	c.opening()
	old := c.day("old_due", c.f.OldDue, "原到期日")
	due := c.day("due", c.f.Due, "延长后的到期日")
	if !c.f.OldDue.IsZero() && c.f.On.After(c.f.OldDue) {
		c.want("on", c.f.On.String(), "已经过了原到期日"+old+"，延期无效，不能再发延期答复告知书。")
	}
	if !c.f.Due.IsZero() && !c.f.Due.After(c.f.OldDue) {
		c.want("due", c.f.Due.String(), "延长后的到期日应当晚于原到期日，请核对。")
	}
	if c.f.Days < 1 || c.f.Days > c.regime.Extension.Most {
		c.want("days", fmt.Sprint(c.f.Days), fmt.Sprintf("延长的天数应在1至%d个工作日之间，请核对。", c.regime.Extension.Most))
	}
	if c.f.Approver == "" {
		c.want("approver", "", "没有写同意延期的人，延期须经"+c.regime.Extension.Label+"同意。请填写。")
	}
	c.para("因%s，本机关不能在%s以前答复。根据%s的规定，经%s同意，答复期限延长%d个工作日，延长至%s。", c.need("reason", c.f.Reason, "延期的理由"), old, cited, c.regime.Extension.Label, c.f.Days, due)
	c.contact()
}

// feeNotice asks for a fee: basis, tariff, sum, how to pay (clause foi.fee.cost
// under the old text). Where nothing may be charged it is refused.
func feeNotice(c *composer) {
	era, ok := disclosure.FeeEra(c.f.Book.Disclosure, c.f.Application.Received)
	if !ok || era.Charges == "nothing" {
		c.want("fee", fmt.Sprint(c.f.Fee.Yuan), "收到这件申请的时候不收费，不能发出收费通知书。")
		return
	}
	c.rest(era.Basis...)
	c.opening()
	if c.f.Fee.Yuan <= 0 || len(c.f.Fee.Lines) == 0 {
		c.want("fee", fmt.Sprint(c.f.Fee.Yuan), "没有写应缴的数额及其计算，请填写。")
	}
	sum := 0
	grid := Block{Shape: Grid, Head: []string{"计费数量", "单价（元）", "金额（元）"}}
	for _, l := range c.f.Fee.Lines {
		sum += l.Pieces * l.Price
		grid.Rows = append(grid.Rows, []string{fmt.Sprint(l.Pieces, l.Unit), fmt.Sprint(l.Price), fmt.Sprint(l.Pieces * l.Price)})
	}
	grid.Rows = append(grid.Rows, []string{"合计", "", fmt.Sprint(c.f.Fee.Yuan)})
	if sum != c.f.Fee.Yuan {
		c.want("fee", fmt.Sprint(c.f.Fee.Yuan), fmt.Sprintf("各档金额之和是%d元，与应缴的%d元不符，请核对。", sum, c.f.Fee.Yuan))
	}
	pay := c.need("pay", c.f.Fee.Pay, "缴费的方式")
	due := c.day("due", c.f.Due, "缴费的期限")
	if era.Charges == "costs" {
		c.out.Title = "政府信息公开成本费收费通知书"
		c.para("根据%s的规定，本机关收取检索、复制、邮寄等成本费用：", c.named(era.Basis))
		c.add(grid)
		c.para("%s可以最迟于%s缴纳，缴费方式：%s。经济确有困难的，可以申请减免。收费不影响答复期限。", c.you(), due, pay)
		c.contact()
		return
	}
	c.para("%s申请的数量、频次明显超过合理范围。根据%s的规定，%s收取信息处理费：", c.you(), c.named(era.Basis), c.need("mode", c.f.Fee.Mode, "计费的方式"))
	c.add(grid)
	c.para("%s应当最迟于%s缴纳，缴费方式：%s。按期缴费的，答复期限自缴费之日起重新计算；到期不缴纳的，视为放弃申请，本机关不再处理。", c.you(), due, pay)
	c.contact()
}

// named gives grounds as printed.
func (c *composer) named(list []rulebook.Basis) string {
	var s []string
	for _, b := range list {
		text := c.own()
		if h, ok := rulebook.National(b.Clause); ok {
			text = h.Title
		}
		if !slices.Contains(s, text) {
			s = append(s, text)
		}
	}
	return strings.Join(s, "、")
}

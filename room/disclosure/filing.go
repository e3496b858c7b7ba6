package disclosure

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
)

// Filing is an application as it comes in.
type Filing struct {
	Kind, Channel, Class                     string
	Title, Document, Features                string // name, number, other features: one at least
	Ground                                   string // of a record
	Concerns, Purpose, Form, Way, Assistance string
	AppliedOn, CameOn                        civil.Date
	ReadBack                                 bool // an oral application was read back
	Party                                    Party
	Papers                                   []FiledPaper
}

// FiledPaper is a file that came with it.
type FiledPaper struct {
	Kind string
	flow.Attachment
}

// Most of what one application may carry.
const (
	mostPapers   = 10
	mostFeatures = 2000 // characters
)

func (f *Filing) clean() {
	for _, s := range []*string{&f.Title, &f.Document, &f.Features, &f.Concerns, &f.Purpose, &f.Assistance, &f.Party.Name, &f.Party.Work, &f.Party.PaperKind, &f.Party.PaperNumber, &f.Party.CreditCode, &f.Party.Representative,
		&f.Party.Contact, &f.Party.Agent, &f.Party.Phone, &f.Party.FaxNumber, &f.Party.Mail, &f.Party.Address, &f.Party.Postcode} {
		*s = db.Trimmed(*s)
	}
	f.Party.PaperNumber, f.Party.CreditCode = strings.ToUpper(f.Party.PaperNumber), strings.ToUpper(f.Party.CreditCode)
	if f.Kind == "" {
		f.Kind = Information
	}
}

// Check refuses a filing, field by field. An application on paper is registered as
// it is, whatever it lacks (Lacks); whoever fills in the form is asked for all of it.
func (f *Filing) Check(today civil.Date, whole bool) error {
	var faults []*fault.Error
	add := func(field, value, say string, clause law.ID) {
		e := fault.Field(field, value, say)
		e.Clause = clause
		faults = append(faults, e)
	}
	if kindLabels[f.Kind] == "" {
		add("kind", f.Kind, "请选择是申请信息还是要求更正记录。", law.FoiApplyDesc)
	}
	if ChannelLabel(f.Channel) == "" {
		add("channel", f.Channel, "请选择申请是怎样来的。", law.FoiRegister)
	}
	if ClassLabel(f.Class) == "" {
		add("class", f.Class, "请选择申请人类别。年度报告按类别统计。", law.FoiApplyWho)
	}
	if f.Party.Name == "" {
		add("name", "", "请填写申请人的姓名或名称。", law.FoiApplyWho)
	}
	long := func(field, value string, most int, label string) {
		if n := len([]rune(value)); n > most {
			add(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。更长的请作附件。", label, most, n), law.FoiApplyDesc)
		}
	}
	long("title", f.Title, mostLine, "信息名称")
	long("document_no", f.Document, 100, "文号")
	long("features", f.Features, mostFeatures, "其他特征")
	long("purpose", f.Purpose, 1000, "用途")
	long("concerns", f.Concerns, mostLine, "信息涉及的单位")
	long("assistance", f.Assistance, 500, "需要的帮助")
	for _, x := range []struct{ field, value, label string }{{"name", f.Party.Name, "姓名或名称"}, {"work", f.Party.Work, "工作单位"}, {"paper_kind", f.Party.PaperKind, "证件名称"}, {"paper_number", f.Party.PaperNumber, "证件号码"},
		{"representative", f.Party.Representative, "法定代表人"}, {"contact", f.Party.Contact, "联系人"}, {"agent", f.Party.Agent, "代理人"}, {"phone", f.Party.Phone, "联系电话"}, {"fax", f.Party.FaxNumber, "传真"},
		{"mail", f.Party.Mail, "电子邮箱"}, {"address", f.Party.Address, "联系地址"}, {"postcode", f.Party.Postcode, "邮政编码"}} {
		long(x.field, x.value, mostLine, x.label)
	}
	if f.Party.PaperKind == ResidentCard && f.Party.PaperNumber != "" && !residentNumber(f.Party.PaperNumber) {
		add("paper_number", f.Party.PaperNumber, "居民身份证号码应为 18 位，末位是校验码；现在的号码校验不符，请核对。", law.FoiApplyId)
	}
	if f.Party.CreditCode != "" && !creditCode(f.Party.CreditCode) {
		add("credit_code", f.Party.CreditCode, "统一社会信用代码应为 18 位，末位是校验码；现在的代码校验不符，请核对。", law.FoiApplyOrg)
	}
	if f.Party.Mail != "" {
		if a, err := mail.ParseAddress(f.Party.Mail); err != nil || a.Address != f.Party.Mail {
			add("mail", f.Party.Mail, "电子邮箱的写法不对，应如 name@example.com。", law.FoiApplyWho)
		}
	}
	if f.Form != "" && formLabels[f.Form] == "" || f.Way != "" && wayLabels[f.Way] == "" {
		add("form", f.Form, "请从列表中选择提供形式和获取途径。", law.FoiApplyMedium)
	}
	if f.Kind == Record && !slices.Contains(Grounds, f.Ground) {
		add("ground", f.Ground, "请选择记录是不准确、不完整还是与本人不相关。", law.FoiCorrectAsk)
	}
	if len(f.Papers) > mostPapers {
		add("files", fmt.Sprint(len(f.Papers)), fmt.Sprintf("附件最多 %d 个。", mostPapers), law.FoiApplyId)
	}
	switch {
	case f.CameOn.IsZero() || f.CameOn.After(today):
		add("came_on", f.CameOn.String(), "收到的日期应不晚于今天，请核对。", law.FoiReplyReceived)
	case f.AppliedOn.After(f.CameOn):
		add("applied_on", f.AppliedOn.String(), "申请的日期晚于收到的"+f.CameOn.Chinese()+"，请核对。", law.FoiApplyDate)
	}
	if whole {
		for _, l := range f.Lacks() {
			add(l.Field, "", l.Say, l.Clause)
		}
	}
	return fault.Join(faults...)
}

// Lack is something that an application does not state: an item of the notice to
// supplement.
type Lack struct {
	Field, Say string
	Clause     law.ID
}

// Lacks lists what an application must state and does not.
func (f *Filing) Lacks() []Lack {
	var out []Lack
	add := func(missing bool, field, say string, clause law.ID) {
		if missing {
			out = append(out, Lack{field, say, clause})
		}
	}
	add(f.Title == "" && f.Document == "" && f.Features == "", "title", "请写明所需信息的名称、文号或者便于查询的其他特征，至少一项。", law.FoiApplyDesc)
	add(f.Party.Phone == "" && f.Party.Mail == "" && f.Party.Address == "" && f.Party.FaxNumber == "", "phone", "请填写联系方式：电话、电子邮箱、传真或地址，至少一项。", law.FoiApplyWho)
	if f.Class == Person {
		add(f.Party.PaperNumber == "", "paper_number", "请提供身份证明：证件名称和号码。", law.FoiApplyId)
	} else {
		add(f.Party.CreditCode == "", "credit_code", "请提供组织的证明：统一社会信用代码。", law.FoiApplyOrg)
	}
	add(f.Form == "", "form", "请选择提供信息的形式。", law.FoiApplyMedium)
	add(f.Way == "", "way", "请选择获取信息的途径。", law.FoiApplyMedium)
	add((f.Way == "post" || f.Way == "express") && f.Party.Address == "", "address", "选择邮寄的，请填写联系地址。", law.FoiApplyWho)
	add(f.Way == "email" && f.Party.Mail == "", "mail", "选择电子邮件的，请填写电子邮箱。", law.FoiApplyWho)
	add(f.Party.Agent != "" && !slices.ContainsFunc(f.Papers, func(p FiledPaper) bool { return p.Kind == PaperAuthority }), "authority", "委托他人申请的，请附授权委托书。", law.FoiApplyAgent)
	if f.Kind == Record {
		add(!slices.ContainsFunc(f.Papers, func(p FiledPaper) bool { return p.Kind == PaperEvidence }), "evidence", "要求更正记录，请附证明记录有误的证据。", law.FoiCorrectAsk)
	}
	return out
}

// ResidentCard is the identity paper whose number has a check symbol.
const ResidentCard = "居民身份证"

// PaperKinds are the identity papers to choose from.
var PaperKinds = []string{ResidentCard, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "其他证件"}

// residentNumber checks the number of a resident identity card (GB 11643).
func residentNumber(s string) bool {
	if len(s) != 18 {
		return false
	}
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		sum += int(s[i]-'0') * w
	}
	if _, err := civil.ParseLoose(s[6:14]); err != nil {
		return false
	}
	return s[17] == "10X98765432"[sum%11]
}

// creditCode checks the unified social credit code of an organisation (GB 32100).
func creditCode(s string) bool {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	sum, w := 0, 1
	for i := range 17 {
		v := strings.IndexByte(set, s[i])
		if v < 0 {
			return false
		}
		sum += v * w
		w = w * 3 % 31
	}
	return s[17] == set[(31-sum%31)%31]
}

package portal

import (
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure"
)

// applyInput is the form, every field of it.
type applyInput struct {
	Name           string `form:"name" label:"姓名或名称"`
	Work           string `form:"work" label:"工作单位"`
	PaperKind      string `form:"paper_kind" label:"证件名称"`
	PaperNumber    string `form:"paper_number" label:"证件号码"`
	CreditCode     string `form:"credit_code" label:"统一社会信用代码"`
	Representative string `form:"representative" label:"法定代表人"`
	Contact        string `form:"contact" label:"联系人"`
	Agent          string `form:"agent" label:"代理人"`
	Class          string `form:"class" label:"申请人类别"`
	Phone          string `form:"phone" label:"联系电话"`
	Fax            string `form:"fax" label:"传真"`
	Mail           string `form:"mail" label:"电子邮箱"`
	Address        string `form:"address" label:"联系地址"`
	Postcode       string `form:"postcode" label:"邮政编码"`
	Title          string `form:"title" label:"信息名称"`
	Document       string `form:"document_no" label:"文号"`
	Features       string `form:"features" label:"其他特征"`
	Ground         string `form:"ground" label:"更正的理由"`
	Concerns       string `form:"concerns" label:"信息涉及的单位"`
	Purpose        string `form:"purpose" label:"用途"`
	Form           string `form:"form" label:"提供形式"`
	Way            string `form:"way" label:"获取途径"`
	Assistance     string `form:"assistance" label:"需要的帮助"`
}

// fields are the names of what a person types, for drafts and for carrying it on
// to the next page.
var fields = []string{"name", "work", "paper_kind", "paper_number", "credit_code", "representative", "contact", "agent", "class", "phone", "fax", "mail", "address", "postcode",
	"title", "document_no", "features", "ground", "concerns", "purpose", "form", "way", "assistance"}

// filing is the application that a form makes.
func (in applyInput) filing(as string, p *Portal) disclosure.Filing {
	today := p.Door.Today()
	f := disclosure.Filing{Kind: disclosure.Information, Channel: disclosure.Portal, Class: in.Class, Title: in.Title, Document: in.Document, Features: in.Features, Ground: in.Ground, Concerns: in.Concerns, Purpose: in.Purpose,
		Form: in.Form, Way: in.Way, Assistance: in.Assistance, AppliedOn: today, CameOn: today,
		Party: disclosure.Party{Name: in.Name, Work: in.Work, PaperKind: in.PaperKind, PaperNumber: in.PaperNumber, CreditCode: in.CreditCode, Representative: in.Representative, Contact: in.Contact, Agent: in.Agent,
			Phone: in.Phone, FaxNumber: in.Fax, Mail: in.Mail, Address: in.Address, Postcode: in.Postcode}}
	switch as {
	case asPerson:
		f.Class = disclosure.Person
	case asRecord:
		f.Kind = disclosure.Record
		if f.Class == "" {
			f.Class = disclosure.Person
		}
	}
	return f
}

// identity is what tells one applicant from another, for the limits.
func (in applyInput) identity() string {
	if in.CreditCode != "" {
		return in.CreditCode
	}
	return in.PaperNumber
}

// summary is what was typed, for the checking page.
func (in applyInput) summary(as string) (out []ui.Pair) {
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Pair{Key: key, Text: text})
		}
	}
	name := "姓名"
	if as == asOrganisation {
		name = "名称"
	}
	add(name, in.Name)
	if as != asPerson {
		add("申请人类别", disclosure.ClassLabel(in.Class))
	}
	add("统一社会信用代码", in.CreditCode)
	add("法定代表人", in.Representative)
	add("工作单位", in.Work)
	if in.PaperNumber != "" {
		add(in.PaperKind, in.PaperNumber)
	}
	add("联系人", in.Contact)
	add("代理人", in.Agent)
	add("联系电话", in.Phone)
	add("传真", in.Fax)
	add("电子邮箱", in.Mail)
	add("联系地址", in.Address)
	add("邮政编码", in.Postcode)
	add("信息名称", in.Title)
	add("文号", in.Document)
	add("其他特征", in.Features)
	add("更正的理由", disclosure.GroundLabel(in.Ground))
	add("信息涉及的单位", in.Concerns)
	add("用途", in.Purpose)
	add("提供形式", disclosure.FormLabel(in.Form))
	add("获取途径", disclosure.WayLabel(in.Way))
	add("需要的帮助", in.Assistance)
	return out
}

package disclosure

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// FilingInput is the form of an application as a page sends it.
type FilingInput struct {
	Kind           string        `form:"kind" label:"种类"`
	Channel        string        `form:"channel" label:"来件方式"`
	Class          string        `form:"class" label:"申请人类别"`
	Title          string        `form:"title" label:"信息名称"`
	Document       string        `form:"document_no" label:"文号"`
	Features       string        `form:"features" label:"其他特征"`
	Ground         string        `form:"ground" label:"更正的理由"`
	Concerns       string        `form:"concerns" label:"信息涉及的单位"`
	Purpose        string        `form:"purpose" label:"用途"`
	Form           string        `form:"form" label:"提供形式"`
	Way            string        `form:"way" label:"获取途径"`
	Assistance     string        `form:"assistance" label:"需要的帮助"`
	AppliedOn      civil.Date    `form:"applied_on" label:"申请日期"`
	CameOn         civil.Date    `form:"came_on" label:"收到来件的日期"`
	ReadBack       bool          `form:"read_back" label:"已复述"`
	Name           string        `form:"name" label:"姓名或名称"`
	Work           string        `form:"work" label:"工作单位"`
	PaperKind      string        `form:"paper_kind" label:"证件名称"`
	PaperNumber    string        `form:"paper_number" label:"证件号码"`
	CreditCode     string        `form:"credit_code" label:"统一社会信用代码"`
	Representative string        `form:"representative" label:"法定代表人"`
	Contact        string        `form:"contact" label:"联系人"`
	Agent          string        `form:"agent" label:"代理人"`
	Phone          string        `form:"phone" label:"联系电话"`
	Fax            string        `form:"fax" label:"传真"`
	Mail           string        `form:"mail" label:"电子邮箱"`
	Address        string        `form:"address" label:"联系地址"`
	Postcode       string        `form:"postcode" label:"邮政编码"`
	Scan           []*web.Upload `form:"scan" label:"申请书"`
	Identity       []*web.Upload `form:"identity" label:"身份证明"`
	Authority      []*web.Upload `form:"authority" label:"授权委托书"`
	Evidence       []*web.Upload `form:"evidence" label:"证据"`
}

// Filing is the application that the form describes, without its files.
func (in FilingInput) Filing() Filing {
	return Filing{Kind: in.Kind, Channel: in.Channel, Class: in.Class, Title: in.Title, Document: in.Document, Features: in.Features, Ground: in.Ground, Concerns: in.Concerns, Purpose: in.Purpose, Form: in.Form, Way: in.Way,
		Assistance: in.Assistance, AppliedOn: in.AppliedOn, CameOn: in.CameOn, ReadBack: in.ReadBack,
		Party: Party{Name: in.Name, Work: in.Work, PaperKind: in.PaperKind, PaperNumber: in.PaperNumber, CreditCode: in.CreditCode, Representative: in.Representative, Contact: in.Contact, Agent: in.Agent, Phone: in.Phone,
			FaxNumber: in.Fax, Mail: in.Mail, Address: in.Address, Postcode: in.Postcode}}
}

// TakeIn puts the files of an application's form into the file store.
func (r *Room) TakeIn(q *web.Request, in FilingInput) ([]FiledPaper, error) {
	var out []FiledPaper
	for _, x := range []struct {
		kind  string
		files []*web.Upload
	}{{PaperApplication, in.Scan}, {PaperIdentity, in.Identity}, {PaperAuthority, in.Authority}, {PaperEvidence, in.Evidence}} {
		got, err := r.takeIn(q, x.kind, x.files)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

func (r *Room) takeIn(q *web.Request, kind string, files []*web.Upload) ([]FiledPaper, error) {
	if len(files) == 0 {
		return nil, nil
	}
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, files)
	out := make([]FiledPaper, len(got))
	for i, a := range got {
		out[i] = FiledPaper{kind, a}
	}
	return out, err
}

func (r *Room) filingForm(q *web.Request, failed error) (web.Answer, error) {
	if !r.inOffice(org.Actor(q)) {
		return web.Answer{}, onlyOffice()
	}
	form := q.FormFor("/disclosure/new", failed)
	form.Wide, form.Multipart = true, true
	today := r.Door.Today().String()
	form.Set("kind", Information)
	form.Set("channel", Window)
	form.Set("class", Person)
	form.Set("came_on", today)
	form.Set("applied_on", today)
	notice := ui.Notice{Tone: ui.Info, Text: "照来件登记，缺什么也先登记，登记后一次告知补正。登记后当场把回执交给申请人。"}
	return q.Desk("登记申请", filingView(ui.Head{Title: "登记申请", Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}}}, notice, form, filingGroups(form)))
}

// filingGroups are the fields of the application form, those of the book and those
// that the Regulation of 2019 added.
func filingGroups(form *ui.Form) []ui.Group {
	f := func(x ui.Field) ui.Field { x.Form = form; return x }
	half := func(name, label string) ui.Field {
		return f(ui.Field{Name: name, Label: label, Half: true, Optional: true, Max: mostLine})
	}
	sel := func(name, label, first string, list []string, word func(string) string) ui.Field {
		o := options(first, list, word)
		if first == "" {
			o = o[1:]
		}
		return f(ui.Field{Name: name, Label: label, Kind: ui.Select, Options: o, Half: true, Optional: first != ""})
	}
	same := func(s string) string { return s }
	return []ui.Group{
		{Title: "来件", Fields: []ui.Field{sel("kind", "种类", "", []string{Information, Record}, KindLabel), sel("channel", "来件方式", "", Channels, ChannelLabel),
			f(ui.Field{Name: "came_on", Label: "收到来件的日期", Kind: ui.Date, Half: true, Hint: "本局任何人、任何科室首次收到的那一天。"}), f(ui.Field{Name: "applied_on", Label: "申请书上的日期", Kind: ui.Date, Half: true, Optional: true}),
			f(ui.Field{Name: "read_back", Label: "口头申请：代为填写后已向申请人复述，并经其确认", Kind: ui.Check, Optional: true})}},
		{Title: "申请的内容", Hint: "名称、文号、其他特征至少一项。一件申请只写一件事。", Fields: []ui.Field{f(ui.Field{Name: "title", Label: "信息名称", Optional: true, Max: mostLine}), half("document_no", "文号"), half("concerns", "信息涉及的单位"),
			f(ui.Field{Name: "features", Label: "其他特征", Kind: ui.Area, Rows: 3, Optional: true, Max: mostFeatures, Hint: "便于查询的其他描述。照录原文。要求更正的，写哪里有误。"}), f(ui.Field{Name: "purpose", Label: "用途", Optional: true, Max: 1000, Hint: "只作记录，不作为不公开的理由。"}),
			sel("form", "提供形式", "没有写", Forms, FormLabel), sel("way", "获取途径", "没有写", Ways, WayLabel), sel("ground", "更正的理由", "不是更正申请", Grounds, func(s string) string { return groundLabels[s] }),
			half("assistance", "需要的帮助")}},
		{Title: "申请人", Hint: "只有办公室和承办科室看得到，每次查看都记入台账。", Fields: []ui.Field{sel("class", "申请人类别", "", Classes, ClassLabel), f(ui.Field{Name: "name", Label: "姓名或名称", Half: true, Max: mostLine}),
			sel("paper_kind", "证件名称（自然人）", "没有写", PaperKinds, same), half("paper_number", "证件号码（自然人）"), half("credit_code", "统一社会信用代码（组织）"), half("representative", "法定代表人（组织）"), half("work", "工作单位"),
			half("contact", "联系人"), half("phone", "联系电话"), half("mail", "电子邮箱"), half("fax", "传真"), half("postcode", "邮政编码"), f(ui.Field{Name: "address", Label: "联系地址", Optional: true, Max: mostLine}), half("agent", "代理人")}},
		{Title: "附件", Fields: []ui.Field{f(ui.Field{Name: "scan", Label: "申请书", Kind: ui.File, Multiple: true, Optional: true, Half: true, Hint: "纸质的请扫描。"}), f(ui.Field{Name: "identity", Label: "身份证明", Kind: ui.File, Multiple: true, Optional: true, Half: true}),
			f(ui.Field{Name: "authority", Label: "授权委托书（委托他人的）", Kind: ui.File, Multiple: true, Optional: true, Half: true}),
			f(ui.Field{Name: "evidence", Label: "证据（更正申请）", Kind: ui.File, Multiple: true, Optional: true, Half: true})}},
	}
}

func (r *Room) filingPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[FilingInput](q)
	var done Filed
	if err == nil {
		f := in.Filing()
		if f.Papers, err = r.TakeIn(q, in); err == nil {
			done, err = r.Register(org.Context(q), org.Actor(q), f)
		}
	}
	if err != nil {
		return r.filingForm(q, err)
	}
	v, err := r.Application(q.Context(), org.Actor(q), done.ID)
	if err != nil {
		return web.Answer{}, err
	}
	text := fmt.Sprintf("已登记，编号 %s。", v.Number)
	if v.State == Submitted {
		text += "请当天与申请人确认收到。"
	} else if !v.Reckoning.Due.IsZero() {
		text += "最迟" + v.Reckoning.Due.Chinese() + "答复。"
	}
	return web.Redirect(applicationURL(done.ID)).SayNotice(ui.Notice{Tone: ui.OK, Text: text, Link: ui.Link{Text: "打印回执", URL: applicationURL(done.ID) + "/receipt.pdf"}}), nil
}

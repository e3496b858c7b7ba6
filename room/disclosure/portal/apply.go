package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure"
)

// The three application forms, as they stand in their addresses.
const (
	asPerson       = "person"
	asOrganisation = "organisation"
	asRecord       = "record"
)

var formTitles = map[string]string{asPerson: "公民申请公开政府信息", asOrganisation: "法人和其他组织申请公开政府信息", asRecord: "要求更正政府信息记录"}

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

func (p *Portal) choose(r *web.Request) (web.Answer, error) {
	return r.Portal("依申请公开", choosePage(p, r.FormFor(p.at("/draft"), nil)), nil)
}

func formKind(r *web.Request) (string, error) {
	as := r.PathValue("as")
	if formTitles[as] == "" {
		return "", fault.New(fault.NotFound, "没有这种申请表。请从“依申请公开”选择。")
	}
	return as, nil
}

// fill shows the form.
func (p *Portal) fill(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	return p.form(r, as, nil, nil)
}

// form shows the form with what was typed: after a refusal, on the way back from
// the checking page, or out of a draft.
func (p *Portal) form(r *web.Request, as string, failed error, draft url.Values) (web.Answer, error) {
	f := r.FormFor(p.at("/apply/"+as), failed)
	for _, k := range append(slices.Clone(fields), "draft") {
		if v, ok := draft[k]; ok {
			f.Set(k, v...)
		} else if v := r.Values()[k]; len(v) > 0 && r.Method == http.MethodPost {
			f.Set(k, v...)
		}
	}
	p.open(f, r.Values().Get("opened"))
	f.Set("paper_kind", disclosure.ResidentCard)
	return r.Portal(formTitles[as], formPage(p, as, f), func(x *ui.Portal) { x.Crumbs = []ui.Link{{Text: "依申请公开", URL: p.at("/apply")}} })
}

// send takes what was typed: to look at it before it is sent, to keep it as a draft,
// or to go on typing.
func (p *Portal) check(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	switch r.Values().Get("do") {
	case "draft":
		return p.keep(r, as)
	case "edit":
		return p.form(r, as, nil, nil)
	}
	in, err := web.Decode[applyInput](r)
	if err == nil {
		err = p.sound(in, as)
	}
	if err != nil {
		return p.form(r, as, err, nil)
	}
	return p.look(r, as, in, nil)
}

// sound refuses what the room would refuse, before files are asked for.
func (p *Portal) sound(in applyInput, as string) error {
	f := in.filing(as, p)
	if f.Kind == disclosure.Record {
		f.Papers = []disclosure.FiledPaper{{Kind: disclosure.PaperEvidence}} // asked for on the next page
	}
	return f.Check(p.Door.Today(), true)
}

// look shows everything once more, what has been published that is alike, and
// takes the files.
func (p *Portal) look(r *web.Request, as string, in applyInput, failed error) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(p.at("/apply/"+as+"/send"), failed)
	f.Multipart = true
	for _, k := range append(slices.Clone(fields), "draft") {
		if v := r.Values()[k]; len(v) > 0 {
			f.Set(k, v...)
		}
	}
	p.open(f, r.Values().Get("opened"))
	var alike []*Item
	if as != asRecord {
		alike = s.alike(in.Title + " " + in.Document + " " + in.Features)
	}
	return r.Portal("核对申请", checkPage(p, as, f, in.summary(as), alike), func(x *ui.Portal) { x.Crumbs = []ui.Link{{Text: "依申请公开", URL: p.at("/apply")}} })
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

// keep saves a draft and says how to come back to it.
func (p *Portal) keep(r *web.Request, as string) (web.Answer, error) {
	if ok, _ := p.limits.draft.Allow(web.Neighbourhood(r.Address())); !ok {
		return p.form(r, as, p.over("保存草稿的"), nil)
	}
	kept := url.Values{"as": {as}}
	for _, k := range fields {
		if v := r.Values().Get(k); v != "" {
			kept.Set(k, v)
		}
	}
	code, ok := draftCode(r.Values().Get("draft"))
	if !ok {
		code = ""
	}
	code, until, err := p.SaveDraft(r.Context(), code, kept)
	if err != nil {
		return p.form(r, as, err, nil)
	}
	f := r.FormFor(p.at("/draft"), nil)
	f.Key = web.NewKey()
	f.Set("code", code)
	return r.Portal("草稿已保存", draftPage(p, f, code, until, p.outside(r)+"/draft?code="+code), nil)
}

// openDraft shows the form with what was kept under a code. A wrong code and an
// expired draft have the same answer.
func (p *Portal) openDraft(r *web.Request) (web.Answer, error) {
	typed := r.Values().Get("code")
	if typed == "" && r.Method == http.MethodGet {
		return r.Portal("取回草稿", findDraftPage(p, r.FormFor(p.at("/draft"), nil)), nil)
	}
	again := func(err error) (web.Answer, error) {
		return r.Portal("取回草稿", findDraftPage(p, r.FormFor(p.at("/draft"), err)), nil)
	}
	if ok, _ := p.limits.draft.Allow(web.Neighbourhood(r.Address())); !ok {
		return again(p.over("打开草稿的"))
	}
	code, ok := draftCode(typed)
	var kept url.Values
	if ok {
		var err error
		if kept, _, ok, err = p.Draft(r.Context(), code); err != nil {
			return again(err)
		}
	}
	if !ok {
		return again(fault.Field("code", typed, fmt.Sprintf("没有找到草稿：草稿码写错了，或者已超过 %d 天。请照保存时记下的草稿码核对，也可以重新填写。", DraftDays)))
	}
	as := kept.Get("as")
	if formTitles[as] == "" {
		as = asPerson
	}
	if r.Values().Get("do") == "drop" && r.Method == http.MethodPost {
		if err := p.DropDraft(r.Context(), code); err != nil {
			return again(err)
		}
		return web.Redirect(p.at("/apply")).Say(ui.OK, "草稿已删除。"), nil
	}
	kept.Set("draft", code)
	return p.form(r, as, nil, kept)
}

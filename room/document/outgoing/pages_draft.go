package outgoing

import (
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/document/form"
)

type draftInput struct {
	Fields
	Version int64         `form:"version"`
	Why     string        `form:"words" label:"修改的理由"`
	Files   []*web.Upload `form:"files" label:"附件"`
}

func (f Fields) fill(to *ui.Form) {
	yes := func(b bool) string {
		if b {
			return "1"
		}
		return ""
	}
	for name, v := range map[string]string{"kind": f.Kind, "direction": f.Direction, "issuer": f.Issuer, "to": f.Recipients, "copies": f.Copies, "urgency": f.Urgency, "title": f.Title, "body": f.Body, "attached": f.Attached, "matters": f.Matters, "important": yes(f.Important), "authorised": f.Authorised, "ordered": f.Ordered, "beyond": f.Beyond, "forwards": yes(f.Forwards), "opinion": f.Opinion, "consent": yes(f.Consent), "concerned": f.Concerned, "contact": f.Contact, "source": f.Source} {
		if v != "" {
			to.Set(name, v)
		}
	}
}

// groups are the fields of a paper.
func (s *scene) groups(f *ui.Form) []ui.Group {
	issuers := []ui.Option{{Value: form.ByBureau, Label: s.issuerName(form.ByBureau)}, {Value: form.ByOffice, Label: s.issuerName(form.ByOffice)}}
	groups := []ui.Group{
		{Title: "文种和去向", Fields: []ui.Field{
			{Name: "kind", Label: "文种", Kind: ui.Select, Options: kindOptions(), Half: true}, {Name: "direction", Label: "行文方向", Kind: ui.Select, Options: directionOptions(), Half: true},
			{Name: "issuer", Label: "发文机关", Kind: ui.Select, Options: issuers, Half: true, Hint: "除办公室外，科室不对外正式行文。"}, {Name: "urgency", Label: "紧急程度", Kind: ui.Select, Options: []ui.Option{{Value: "", Label: "不标"}, {Value: "加急", Label: "加急"}, {Value: "特急", Label: "特急"}}, Optional: true, Half: true},
			{Name: "to", Label: "主送机关", Kind: ui.Area, Rows: 2, Optional: true, Hint: "一行一个，用全称或者规范化简称。公布性公文不写。"}, {Name: "copies", Label: "抄送机关", Kind: ui.Area, Rows: 2, Optional: true, Hint: "一行一个。"}}},
		{Title: "内容", Fields: []ui.Field{
			{Name: "title", Label: "标题", Max: mostTitle, Hint: "发文机关名称＋关于……的＋文种。"},
			{Name: "body", Label: "正文", Kind: ui.Area, Rows: 14, Max: mostBody, Hint: "一段一行。层次依次写“一、”“（一）”“1.”“（1）”，打印时按标准用字。"},
			{Name: "attached", Label: "附件说明", Kind: ui.Area, Rows: 2, Optional: true, Hint: "一行一个名称，不写序号，末尾不加标点。"},
			{Name: "files", Label: "附件文件", Kind: ui.File, Multiple: true, Optional: true},
			{Name: "contact", Label: "联系人和电话", Optional: true, Half: true, Hint: "印在附注处。"}, {Name: "source", Label: "来源", Optional: true, Half: true, Code: true, Hint: "答复来文或者办件时填写它的编号。"}}},
		{Title: "行文规则要用的情况", Hint: "与这份公文有关的才填。", Fields: []ui.Field{
			{Name: "matters", Label: "请示事项", Kind: ui.Area, Rows: 2, Optional: true, Hint: "请示必填，一文一事，只写一行。"},
			{Name: "concerned", Label: "涉及的其他部门", Kind: ui.Area, Rows: 2, Optional: true, Hint: "一行一个；已经协商一致的写成“部门名称=" + agreedMark + "”。"},
			{Name: "authorised", Label: "经谁同意或者授权", Optional: true, Half: true, Hint: "向上级主管部门请示、报告重大事项时填写。"}, {Name: "beyond", Label: "越级的理由", Optional: true, Half: true},
			{Name: "ordered", Label: "负责人交办的情况", Optional: true, Half: true, Hint: "答复上级负责人直接交办的事项时填写。"}, {Name: "opinion", Label: "倾向性意见", Optional: true, Half: true, Hint: "下级请示的事项需要上报时填写。"},
			{Name: "important", Label: "重要公文，由局长签发", Kind: ui.Check, Optional: true, Half: true}, {Name: "forwards", Label: "把下级请示的事项上报", Kind: ui.Check, Optional: true, Half: true}, {Name: "consent", Label: "请不相隶属的机关批准", Kind: ui.Check, Optional: true, Half: true}}}}
	for i := range groups {
		for j := range groups[i].Fields {
			groups[i].Fields[j].Form = f
		}
	}
	return groups
}

// say lays findings out: errors first, each with the article it rests on.
func (s *scene) say(kind string, list []form.Finding) looked {
	var out looked
	if k, ok := form.KindOf(kind); ok {
		out.Kind = k.Name + "：" + k.For
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b form.Finding) int { return bit(a.Advice) - bit(b.Advice) })
	for _, f := range sorted {
		tone, word := ui.Bad, "要改："
		if f.Advice {
			tone, word = ui.Warn, "请核对："
		}
		out.Lines = append(out.Lines, lookedLine{ui.Notice{Tone: tone, Text: word + f.Say, Link: ui.Link{Text: s.book.Cite(rulebook.Basis{Clause: f.Clause}), URL: "/rules/" + string(f.Clause)}}})
	}
	if len(list) == 0 {
		out.Lines = []lookedLine{{ui.Notice{Tone: ui.OK, Text: "没有发现不合行文规则和格式的地方。内容和依据由核稿人审核。"}}}
	}
	return out
}

// draftForm shows a paper that is being drafted; a zero one is new.
func (r *Room) draftForm(q *web.Request, d Document, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	action, title := "/documents/out/new", "拟写发文"
	if d.ID != 0 {
		action, title = d.URL()+"/edit", "修改发文稿 "+d.Slip
	}
	f := q.FormFor(action, failed)
	f.Wide, f.Multipart = true, true
	f.Set("issuer", form.ByBureau)
	if d.ID != 0 {
		d.Fields().fill(f)
		f.Set("version", fmt.Sprint(d.Version))
	} else {
		f.Set("title", s.issuerName(form.ByBureau)+"关于")
		f.Set("source", q.Values().Get("source"))
	}
	p := drafting{Head: ui.Head{Title: title, Crumbs: crumbs}, Form: f, Groups: s.groups(f), Buttons: []ui.Button{{Label: "保存草稿", Look: "primary", Save: true}, {Label: "行文审核", Action: "/documents/out/check"}}}
	if d.ID != 0 {
		p.Groups[0].Fields = append(p.Groups[0].Fields, ui.Field{Form: f, Name: "version", Kind: ui.Hidden})
	}
	if d.Why != "" {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "退回的理由：" + d.Why})
	}
	if d.ID != 0 || q.Method == "POST" {
		p.Looked = s.typed(f)
	}
	return q.Desk(title, draftingPage(p))
}

// typed looks over what a form holds.
func (s *scene) typed(f *ui.Form) looked {
	var d Document
	d.set(Fields{Kind: f.Value("kind"), Direction: f.Value("direction"), Issuer: f.Value("issuer"), Recipients: f.Value("to"), Copies: f.Value("copies"), Urgency: f.Value("urgency"), Title: f.Value("title"), Body: f.Value("body"), Attached: f.Value("attached"), Matters: f.Value("matters"), Important: f.Value("important") != "", Authorised: f.Value("authorised"), Ordered: f.Value("ordered"), Beyond: f.Value("beyond"), Forwards: f.Value("forwards") != "", Opinion: f.Value("opinion"), Consent: f.Value("consent") != "", Concerned: f.Value("concerned")}.tidied())
	return s.say(d.Kind, s.check(d))
}

func (r *Room) draftLook(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](q)
	if err != nil {
		return r.draftForm(q, Document{}, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	if q.Htmx() {
		var d Document
		d.set(in.Fields.tidied())
		return q.Fragment(lookedBox(s.say(d.Kind, s.check(d))))
	}
	f := q.FormFor("/documents/out/new", nil)
	f.Wide, f.Multipart = true, true
	f.Values = q.Values()
	p := drafting{Head: ui.Head{Title: "拟写发文", Crumbs: crumbs}, Form: f, Groups: s.groups(f), Looked: s.typed(f), Buttons: []ui.Button{{Label: "保存草稿", Look: "primary", Save: true}, {Label: "行文审核", Action: "/documents/out/check"}}}
	return q.Desk("拟写发文", draftingPage(p))
}

func (r *Room) draftAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](q)
	var d Document
	if err == nil {
		d, err = r.keepDraft(q, 0, in)
	}
	if err != nil {
		return r.draftForm(q, Document{}, err)
	}
	return web.Redirect(d.URL()).Say(ui.OK, "草稿已保存，稿号 "+d.Slip+"。"), nil
}

// keepDraft takes the files in, once it is known that whoever sends them may, and saves.
func (r *Room) keepDraft(q *web.Request, id int64, in draftInput) (Document, error) {
	files, err := flow.TakeIn(q.Context(), r.Files, r.Screen, in.Files)
	if err != nil {
		return Document{}, err
	}
	return r.Save(org.Context(q), org.Actor(q), id, in.Version, in.Fields, files)
}

func (r *Room) editForm(q *web.Request, failed error) (web.Answer, error) {
	v, _, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !v.Mine {
		return web.Answer{}, r.seen(q, act.OutOfReach(v.Subject()))
	}
	if v.State != Drafting {
		return web.Answer{}, fault.Newf(fault.Conflict, "%s现在%s，拟稿人不能再改；要改的请办公室退回。", v.Slip, StateLabel(v.State))
	}
	return r.draftForm(q, v.Document, failed)
}

func (r *Room) editSave(q *web.Request) (web.Answer, error) {
	v, _, err := r.viewOf(q)
	if err == nil && !v.Mine {
		err = r.seen(q, act.OutOfReach(v.Subject()))
	}
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[draftInput](q)
	if err == nil {
		_, err = r.keepDraft(q, v.ID, in)
	}
	if err != nil {
		return r.editForm(q, err)
	}
	return web.Redirect(v.URL()).Say(ui.OK, "草稿已保存。"), nil
}

func (r *Room) reviseForm(q *web.Request, failed error) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !v.Office || v.State != Reviewing {
		return web.Answer{}, fault.New(fault.Conflict, "复核时由办公室修改，现在不能改。")
	}
	f := q.FormFor(v.URL()+"/revise", failed)
	f.Wide = true
	v.Fields().fill(f)
	f.Set("version", fmt.Sprint(v.Version))
	groups := s.groups(f)
	groups[1].Fields = slices.DeleteFunc(groups[1].Fields, func(x ui.Field) bool { return x.Kind == ui.File })
	groups = append(groups, ui.Group{Title: "为什么改", Fields: []ui.Field{{Form: f, Name: "words", Label: "修改的理由", Kind: ui.Area, Rows: 2, Max: mostWords}, {Form: f, Name: "version", Kind: ui.Hidden}}})
	p := drafting{Head: ui.Head{Title: "复核修改 " + v.Slip, Crumbs: append(slices.Clone(crumbs), ui.Link{Text: v.Title, URL: v.URL()})}, Form: f, Groups: groups, Looked: s.typed(f), Notices: []ui.Notice{{Tone: ui.Info, Text: "改动标点、空格以外的内容，就是实质性修改，保存后自动报原签批人复审。"}}, Buttons: []ui.Button{{Label: "保存修改", Look: "primary", Save: true}}}
	return q.Desk("复核修改", draftingPage(p))
}

func (r *Room) reviseSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](q)
	id, bad := q.ID("id")
	if bad != nil {
		return web.Answer{}, bad
	}
	var d Document
	if err == nil {
		d, err = r.Revise(org.Context(q), org.Actor(q), id, in.Version, in.Fields, in.Why)
	}
	if err != nil {
		if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			return web.Answer{}, err
		}
		return r.reviseForm(q, err)
	}
	say := "文字修改已保存。"
	if d.State == Signing {
		say = "改动是实质性的，已报原签批人复审。"
	}
	return web.Redirect(d.URL()).Say(ui.OK, say), nil
}

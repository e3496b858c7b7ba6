package release

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	use := string(Use)
	const upload = 10*flow.MostAttachment + 1<<20
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "release." + name, Method: "GET", Pattern: "/release" + pattern, Right: use, Serve: serve}
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "release." + name, Method: "POST", Pattern: "/release" + pattern, Right: use, Serve: serve}
	}
	with := func(p web.Page) web.Page {
		p.Upload, p.Files = upload, 10
		return p
	}
	return []web.Page{
		get("reviews", "/reviews", r.ledgerPage),
		get("review.new", "/reviews/new", func(q *web.Request) (web.Answer, error) { return r.newReview(q, nil) }),
		with(post("review.send", "/reviews/new", r.sendReview)),
		get("review", "/reviews/{id}", func(q *web.Request) (web.Answer, error) { return r.reviewPage(q, "", nil) }),
		get("review.change", "/reviews/{id}/change", func(q *web.Request) (web.Answer, error) { return r.newReview(q, nil) }),
		with(post("review.resend", "/reviews/{id}/change", r.sendReview)),
		post("review.say", "/reviews/{id}/opinion", r.sayPage),
		post("review.consent", "/reviews/{id}/consents", r.consentPage),
		post("review.answer", "/reviews/{id}/referrals/{referral}", r.answerPage),
		post("review.declassify", "/reviews/{id}/declassification", r.declassifyPage),
		get("review.file", "/reviews/{id}/files/{file}", r.reviewFile),
		get("review.print", "/reviews/{id}/form.pdf", r.reviewPrint),
		get("items", "/items", r.itemsPage),
		get("item.new", "/items/new", func(q *web.Request) (web.Answer, error) { return r.itemForm(q, nil) }),
		post("item.register", "/items/new", r.itemSave),
		get("item", "/items/{id}", func(q *web.Request) (web.Answer, error) { return r.itemPage(q, "", nil) }),
		get("item.edit", "/items/{id}/change", func(q *web.Request) (web.Answer, error) { return r.itemForm(q, nil) }),
		post("item.amend", "/items/{id}/change", r.itemSave),
		with(post("item.attach", "/items/{id}/files", r.attachPage)),
		post("item.detach", "/items/{id}/files/{file}/remove", r.detachPage),
		get("item.file", "/items/{id}/files/{file}", r.itemFile),
		post("item.send", "/items/{id}/review", r.itemSend),
		post("item.publish", "/items/{id}/publish", r.publishPage),
		post("item.version", "/items/{id}/version", r.versionPage),
		post("item.withdraw", "/items/{id}/withdraw", r.withdrawPage),
		post("item.examine", "/items/{id}/examination", r.examinePage),
		get("radar", "/radar", r.radarPage),
		get("columns", "/columns", r.columnsPage),
		get("settings", "/settings", func(q *web.Request) (web.Answer, error) { return r.settingsPage(q, nil) }),
		post("settings.code", "/settings", r.settingsSave),
	}
}

// seen writes into the ledger that somebody asked for a row not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// catalogue is the book's list of words in force.
func (r *Room) catalogue(q *web.Request) (rulebook.Catalogue, error) {
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return rulebook.Catalogue{}, err
	}
	return book.Catalogue, nil
}

func options(list []rulebook.ReleaseWord) []ui.Option {
	var out []ui.Option
	for _, w := range list {
		out = append(out, ui.Option{Value: w.Name, Label: w.Label})
	}
	return out
}

func (r *Room) unitOptions(q *web.Request) ([]ui.Option, error) {
	units, err := r.Org.Units(q.Context())
	var out []ui.Option
	for _, u := range units {
		if u.Active {
			out = append(out, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return out, err
}

var reviewTones = map[string]ui.Tone{Running: ui.Info, Returned: ui.Warn, Declassify: ui.Warn, Cleared: ui.OK, Withheld: ui.Bad, Withdrawn: ui.Mute}

// dueTag is a last day with what is left of it.
func dueTag(due civil.Date, left, warn int) ui.Tag {
	switch {
	case left < 0:
		return ui.Tag{Text: fmt.Sprintf("超期 %d 个工作日", -left), Tone: ui.Bad}
	case left == 0:
		return ui.Tag{Text: "今天到期", Tone: ui.Bad}
	case left <= warn:
		return ui.Tag{Text: fmt.Sprintf("剩 %d 个工作日", left), Tone: ui.Warn}
	}
	return ui.Tag{Text: fmt.Sprintf("剩 %d 个工作日", left), Tone: ui.Mute}
}

// ledgerPage is the ledger of reviews.
func (r *Room) ledgerPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	g := q.Values().Get
	c := Conditions{State: g("state"), Unit: g("unit"), Late: g("late") != ""}
	list, err := r.Ledger(q.Context(), who, c)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "公开审查", Meta: []string{"先审查后公开，一件一审"}, Actions: []ui.Button{{Label: "送公开审查", URL: "/release/reviews/new", Look: "primary", Key: "n"}}}}
	tab := func(text, state, late string, current bool) {
		p.Tabs = append(p.Tabs, ui.Tab{Text: text, URL: q.URLWith("state", state, "late", late), Count: -1, Current: current})
	}
	tab("全部", "", "", c.State == "" && !c.Late)
	tab("审查中", Running, "", c.State == Running)
	tab("可以公开", Cleared, "", c.State == Cleared)
	tab("不予公开", Withheld, "", c.State == Withheld)
	tab("超时", "", "1", c.Late)
	t := ui.Table{Caption: "公开审查台账", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "题名", Wide: true}, {Label: "送审", Minor: true}, {Label: "本步"}, {Label: "总期限", Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "没有符合条件的公开审查"}}
	for _, l := range list {
		url := reviewURL(l.ID)
		step, due := ui.Cell{}, ui.Cell{}
		if l.Limits.Place != 0 {
			step = ui.Cell{Text: Steps[l.Limits.Place-1].Label, Sub: l.Limits.StepDue.String(), Tags: []ui.Tag{dueTag(l.Limits.StepDue, l.Limits.StepLeft, 1)}}
		}
		if !l.Limits.Due.IsZero() {
			due = ui.Cell{Text: l.Limits.Due.String(), Tags: []ui.Tag{dueTag(l.Limits.Due, l.Limits.Left, 3)}}
		}
		state := ui.Cell{Tags: []ui.Tag{{Text: StateLabel(l.State), Tone: reviewTones[l.State]}}}
		if len(l.Late) > 0 {
			var s []string
			for _, n := range l.Late {
				s = append(s, Steps[n-1].Label)
			}
			state.Sub = "超时：" + strings.Join(s, "、")
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Strong: l.Limits.StepLeft < 0, Cells: []ui.Cell{{Text: l.Number, URL: url}, {Text: l.Title, URL: url, Sub: PurposeLabel(l.Purpose) + "，" + l.UnitName}, {Text: l.SubmittedOn.String(), Sub: l.Name}, step, due, state}})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("公开审查", ui.ListPage(p))
}

type requestInput struct {
	Purpose  string        `form:"purpose" label:"用途"`
	Title    string        `form:"title" label:"题名" max:"200"`
	Unit     string        `form:"unit" label:"产生科室"`
	Origin   string        `form:"origin" label:"来源"`
	Secret   string        `form:"secret" label:"保密事项"`
	Joint    bool          `form:"joint" label:"与其他单位共同形成"`
	Lead     string        `form:"lead" label:"主办机关" max:"100"`
	Partners string        `form:"partners" label:"其他单位" max:"2000"`
	Expired  string        `form:"expired" label:"原定密级和期限" max:"200"`
	Note     string        `form:"note" label:"说明" max:"2000"`
	Source   *web.Upload   `form:"source" label:"原件"`
	Withheld string        `form:"withheld" label:"不公开的部分和依据" max:"2000"`
	Words    string        `form:"words" label:"修改说明" max:"500"`
	Files    []*web.Upload `form:"files" label:"拟公开文件"`
}

// request is the form with its files taken in; a partial release is one file with
// its whole.
func (r *Room) request(q *web.Request, in requestInput) (Request, error) {
	x := Request{Purpose: in.Purpose, Title: in.Title, Unit: in.Unit, Origin: in.Origin, Secret: in.Secret, Joint: in.Joint, Lead: in.Lead, Partners: in.Partners, Expired: in.Expired, Note: in.Note}
	list, err := r.takeIn(q, in.Files, in.Source, in.Withheld)
	x.Files = list
	return x, err
}

func (r *Room) takeIn(q *web.Request, uploads []*web.Upload, source *web.Upload, withheld string) ([]File, error) {
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, uploads)
	if err != nil {
		return nil, err
	}
	var out []File
	for _, a := range got {
		f := File{Attachment: a}
		out = append(out, f)
	}
	if source == nil && withheld == "" {
		return out, nil
	}
	if source == nil || len(out) != 1 {
		return nil, fault.Field("source", "", "部分公开的，一次附一个处理后的文件和它的原件。")
	}
	whole, err := flow.TakeIn(q.Context(), r.Files, r.Screen, []*web.Upload{source})
	if err != nil {
		return nil, err
	}
	out[0].SourceName, out[0].SourceSHA256, out[0].Withheld = whole[0].Name, whole[0].SHA256, withheld
	return out, nil
}

func partialFields(f *ui.Form) []ui.Field {
	return []ui.Field{
		{Form: f, Name: "source", Label: "原件（只在部分公开时）", Kind: ui.File, Optional: true, Hint: "处理后的文件另成一份，与原件关联；原件不动，也不公开。"},
		{Form: f, Name: "withheld", Label: "不公开的部分和依据（只在部分公开时）", Kind: ui.Area, Rows: 2, Max: mostText, Optional: true, Hint: "一行一处，例如：第二页第三段：商业秘密。"},
	}
}

func (r *Room) newReview(q *web.Request, failed error) (web.Answer, error) {
	form := q.FormFor(q.URL.Path, failed)
	form.Wide, form.Multipart = true, true
	head := ui.Head{Title: "送公开审查", Crumbs: []ui.Link{{Text: "公开审查", URL: "/release/reviews"}}}
	var old View
	if q.PathValue("id") != "" {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		if old, err = r.Review(q.Context(), org.Actor(q), id); err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		if !old.Mine || old.State != Returned && old.State != Running || strings.HasPrefix(old.For, "disclosure_version:") {
			return web.Answer{}, fault.Newf(fault.Conflict, "%s%s，不能在这里修改。公开目录的信息，请在目录中修改后重新送审。", old.Number, StateLabel(old.State))
		}
		head = ui.Head{Title: "修改后重新送审", Crumbs: []ui.Link{{Text: old.Number, URL: reviewURL(id)}}}
		for k, v := range map[string]string{"title": old.Title, "origin": old.Origin, "partners": old.Partners, "expired": old.Expired, "note": old.Note, "secret": "no"} {
			form.Set(k, v)
		}
		if old.Joint {
			form.Set("joint", "1")
		}
	}
	units, err := r.unitOptions(q)
	if err != nil {
		return web.Answer{}, err
	}
	// Whoever comes from a file or an application brings its title and purpose along.
	if asked := q.URL.Query(); old.ID == 0 && asked.Get("title") != "" {
		form.Set("title", asked.Get("title"))
		if PurposeLabel(asked.Get("purpose")) != "" {
			form.Set("purpose", asked.Get("purpose"))
		}
	}
	form.Set("purpose", ForUnit)
	form.Set("origin", Made)
	form.Set("unit", org.Actor(q).Unit)
	var purposes []ui.Option
	for _, p := range []string{ForUnit, ForAnswer, ForOther} {
		purposes = append(purposes, ui.Option{Value: p, Label: PurposeLabel(p)})
	}
	fields := []ui.Field{{Form: form, Name: "title", Label: "题名", Max: mostTitle}}
	if old.ID == 0 {
		fields = append(fields, ui.Field{Form: form, Name: "purpose", Label: "用途", Kind: ui.Radio, Options: purposes, Half: true})
		if r.isOffice(org.Actor(q)) {
			fields = append(fields, ui.Field{Form: form, Name: "unit", Label: "产生科室", Kind: ui.Select, Options: units, Half: true})
		}
	}
	fields = append(fields, sendingFields(form)...)
	fields = append(fields, ui.Field{Form: form, Name: "files", Label: "拟公开文件", Kind: ui.File, Multiple: true, Hint: "每个不超过 20 MB。带秘密、机密、绝密标志的文件不收。审查只对这些文件的原样有效，改动一个字节都要重新审查。"})
	fields = append(fields, partialFields(form)...)
	fields = append(fields, ui.Field{Form: form, Name: "note", Label: "说明", Kind: ui.Area, Rows: 2, Max: mostText, Optional: true})
	if old.ID != 0 {
		fields = append(fields, ui.Field{Form: form, Name: "words", Label: "修改说明", Max: 500, Optional: true})
	}
	p := ui.Listing{Head: head, Notices: []ui.Notice{{Tone: ui.Info, Text: "主动公开的信息请先登记到公开目录，再从目录送审。审查依次经科室、办公室、分管领导、主要领导，每步3个工作日，共15个工作日。"}},
		Parts: []ui.Part{{Form: form, Fields: fields, Buttons: []ui.Button{{Label: "送审", Look: "primary", Save: true}}}}}
	return q.Desk(head.Title, ui.ListPage(p))
}

// sendingFields are what every review asks for.
func sendingFields(form *ui.Form) []ui.Field {
	return []ui.Field{
		{Form: form, Name: "secret", Label: "是否属于保密事项", Kind: ui.Radio, Options: []ui.Option{{Value: "no", Label: "否"}, {Value: "yes", Label: "是"}}, Half: true},
		{Form: form, Name: "origin", Label: "来源", Kind: ui.Radio, Options: []ui.Option{{Value: Made, Label: originLabels[Made]}, {Value: Obtained, Label: originLabels[Obtained]}}, Half: true},
		{Form: form, Name: "joint", Label: "与其他单位共同形成", Kind: ui.Check, Optional: true},
		{Form: form, Name: "lead", Label: "主办机关", Max: 100, Optional: true, Half: true, Hint: "本局主办的不填。别的机关主办的，由该机关审查。"},
		{Form: form, Name: "partners", Label: "其他单位", Kind: ui.Area, Rows: 2, Max: mostText, Optional: true, Half: true, Hint: "一行一个。公开以前要有每个单位的书面同意。"},
		{Form: form, Name: "expired", Label: "原定密级和期限（保密期满的）", Max: mostTitle, Optional: true, Hint: "先审查确认，再办理解密手续，然后公开。"},
	}
}

func (r *Room) sendReview(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[requestInput](q)
	var x Request
	if err == nil {
		x, err = r.request(q, in)
	}
	var v Review
	switch id, bad := q.ID("id"); {
	case err != nil:
	case q.PathValue("id") == "":
		v, err = r.Submit(org.Context(q), org.Actor(q), x)
	case bad != nil:
		err = bad
	default:
		v, err = r.Resubmit(org.Context(q), org.Actor(q), id, x, in.Words)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.newReview(q, err)
	}
	return web.Redirect(reviewURL(v.ID)).Say(ui.OK, "已送审，编号 "+v.Number+"。"), nil
}

func (r *Room) reviewFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	file, err := q.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	f, b, err := r.OpenFile(q.Context(), org.Actor(q), id, file, q.Values().Get("source") != "")
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(f.Name, "application/octet-stream", clock.FromMicros(f.MadeAt), b), nil
}

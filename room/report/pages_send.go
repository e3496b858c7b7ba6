package report

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Letter is the form of a request or report, without its files, as the page sends it.
type Letter struct {
	Kind       string     `form:"kind" label:"类别"`
	Topic      string     `form:"topic" label:"事项"`
	Detail     string     `form:"detail" label:"是什么事" max:"200"`
	Title      string     `form:"title" label:"题名" max:"120"`
	Background string     `form:"background" label:"情况" max:"4000"`
	Proposal   string     `form:"proposal" label:"处理意见" max:"4000"`
	Important  bool       `form:"important" label:"重要事项"`
	OralReason string     `form:"oral_reason" label:"没有书面件的理由" max:"200"`
	Urgency    string     `form:"urgency" label:"紧急程度"`
	Addressee  string     `form:"addressee" label:"主送"`
	Skip       string     `form:"skip" label:"越级情形"`
	Absent     string     `form:"absent" label:"不在的领导" max:"50"`
	Assignment int64      `form:"assignment" label:"交办事项"`
	Event      civil.Date `form:"event" label:"事发日期"`
	OffHours   bool       `form:"off_hours" label:"上班钟点以外"`
	Because    string     `form:"because" label:"为什么紧急" max:"200"`
	Units      []string   `form:"units" label:"有关科室"`
	OralOn     civil.Date `form:"oral_on" label:"口头请示日期"`
	OralTime   string     `form:"oral_time" label:"口头请示时间" max:"10"`
	OralTo     string     `form:"oral_to" label:"向谁口头请示" max:"50"`
	Collective string     `form:"collective" label:"议题类别"`
	Why        string     `form:"collective_reason" label:"为什么属于这一类" max:"200"`
	Words      string     `form:"words" label:"修改说明" max:"500"`
	Do         string     `form:"do" label:"办理"`
}

// sendInput is the whole form.
type sendInput struct {
	Letter
	Files []*web.Upload `form:"files" label:"附件"`
}

func (in Letter) sending() (Sending, error) {
	at, err := moment(in.OralOn, in.OralTime, "oral_time")
	if in.Urgency == "" {
		in.Urgency = Normal
	}
	return Sending{Kind: in.Kind, Topic: in.Topic, Detail: in.Detail, Title: in.Title, Background: in.Background, Proposal: in.Proposal, Important: in.Important,
		OralReason: in.OralReason, Urgency: in.Urgency, Addressee: in.Addressee, Assignment: in.Assignment, Units: in.Units, OralAt: at, OralTo: in.OralTo, Collective: Collective{Topic: law.ID(in.Collective), Reason: in.Why},
		Skip: Bypass{Reason: in.Skip, Absent: in.Absent, Event: in.Event, OffHours: in.OffHours, Because: in.Because}}, err
}

// changing is the matter that the form puts forward anew; none for a new one.
func (r *Room) changing(q *web.Request) (View, error) {
	if q.PathValue("id") == "" {
		return View{}, nil
	}
	id, err := q.ID("id")
	if err != nil {
		return View{}, err
	}
	v, err := r.Matter(q.Context(), org.Actor(q), id)
	if err != nil {
		return v, r.seen(q, err)
	}
	if !v.Mine || v.State != Returned && v.State != Handled {
		return v, fault.Newf(fault.Conflict, "%s%s，不能修改。需要改的，请撤回后重新提交。", v.Number, v.StateLabel())
	}
	return v, nil
}

// sendForm shows the Form: empty, with what would follow, or with what is to be
// mended.
func (r *Room) sendForm(q *web.Request, p *Preview, failed error) (web.Answer, error) {
	who := org.Actor(q)
	v, err := r.changing(q)
	if err != nil {
		return web.Answer{}, err
	}
	levels, topics, err := r.Levels(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	given, err := r.Assignments(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	form := q.FormFor(q.URL.Path, failed)
	form.Wide, form.Multipart = true, true
	page := flow.Asking{Head: ui.Head{Title: "写请示报告", Crumbs: []ui.Link{{Text: "请示报告", URL: "/reports"}}}, Form: form, Preview: "/reports/preview", Direct: true}
	if v.ID != 0 {
		page.Preview = matterURL(v.ID) + "/change/preview"
		page.Head = ui.Head{Title: "修改" + KindLabel(v.Kind), Crumbs: []ui.Link{{Text: v.Number, URL: matterURL(v.ID)}}}
		if v.State == Handled {
			page.Head.Title = "补报紧急处置"
			page.Notices = append(page.Notices, ui.Notice{Tone: ui.Info, Text: "已于" + ui.Stamp(clock.FromMicros(v.ActedAt)) + "先行处置，补报时两个时间都会留存。"})
			form.Set("background", v.ActedWords)
		}
		v.fillForm(form)
	}
	form.Set("kind", Request)
	form.Set("urgency", Normal)
	form.Set("skip", "")
	form.Set("collective", "")
	f := func(x ui.Field) ui.Field { x.Form = form; return x }
	kind := f(ui.Field{Name: "kind", Label: "类别", Kind: ui.Radio, Options: []ui.Option{{Value: Request, Label: "请示", Hint: "要领导答复。批复以前不得实施。"}, {Value: Report, Label: "报告", Hint: "只让领导知道，不要求答复。"}}})
	if v.ID != 0 {
		kind = f(ui.Field{Name: "kind", Kind: ui.Hidden})
	}
	var pick, addressees []ui.Option
	for _, t := range topics {
		pick = append(pick, ui.Option{Value: t, Label: t})
	}
	for i, l := range levels {
		label := flow.Who(l.Who).Label()
		if l.Name != "" {
			label += "（" + l.Name + "）"
		}
		if i == 0 {
			label += "，上一级"
		}
		addressees = append(addressees, ui.Option{Value: l.Who, Label: label})
	}
	page.Groups = []ui.Group{
		{Title: "什么事", Fields: []ui.Field{kind,
			f(ui.Field{Name: "topic", Label: "事项", Kind: ui.Select, Options: append([]ui.Option{{Label: "请选择"}}, pick...), Half: true, Hint: "规章按职级列出的请示报告事项。"}),
			f(ui.Field{Name: "detail", Label: "是什么事", Optional: true, Half: true, Max: 200, Hint: "事项选“其他”的填写。"}),
			f(ui.Field{Name: "title", Label: "题名", Max: mostTitle, Hint: "一份请示只写一件事。"}),
			f(ui.Field{Name: "addressee", Label: "主送", Kind: ui.Select, Options: addressees, Half: true, Hint: "逐级送到这一级为止。越级的，选越过以后的一级或更高。"}),
			f(ui.Field{Name: "urgency", Label: "紧急程度", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: Normal, Label: "一般"}, {Value: Pressing, Label: "急件"}, {Value: Critical, Label: "特急"}}})}},
		{Title: "写清楚", Fields: []ui.Field{
			f(ui.Field{Name: "background", Label: "情况", Kind: ui.Area, Rows: 5, Max: mostText}),
			f(ui.Field{Name: "proposal", Label: "处理意见", Kind: ui.Area, Rows: 4, Max: mostText, Hint: "自己的办理方案或建议，供领导定夺。没有意见的不能提交。"}),
			f(ui.Field{Name: "files", Label: "附件", Kind: ui.File, Multiple: true, Optional: true, Half: true, Hint: "每个不超过 20 MB，最多 10 个。"}),
			f(ui.Field{Name: "important", Label: "重要事项，须有书面件", Kind: ui.Check, Optional: true, Half: true}),
			f(ui.Field{Name: "oral_reason", Label: "没有书面件的理由", Optional: true, Max: 200, Hint: "重要事项没有附书面件的填写。"})}},
	}
	book, err := r.Rules.Today(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	page.Groups = append(page.Groups, meetingGroup(book, f))
	if len(levels) > 1 {
		page.Groups = append(page.Groups, r.skipGroup(f, book, given, who.Login))
	}
	page.Groups = append(page.Groups, r.moreGroup(q, f))
	page.Show = ui.Button{Label: "看办理程序", Name: "do", Value: "preview"}
	page.Send = ui.Button{Label: "提交", Name: "do", Value: "send", Look: "primary", Save: true}
	if p != nil {
		page.After = followed(*p)
	}
	return q.Desk(page.Head.Title, flow.AskPage(page))
}

// skipGroup are the five reasons of the book with the fact that each needs.
func (r *Room) skipGroup(f func(ui.Field) ui.Field, book *rulebook.Book, given []Assigned, login string) ui.Group {
	needs := map[string]string{SuperiorAbsent: "填不在的领导", AssignedDirectly: "选交办事项", Confidential: "只有收件人看得到", EmergencyOffHours: "填事发日期", Urgent: "填为什么紧急"}
	reasons := []ui.Option{{Value: "", Label: "不越级", Hint: "逐级请示报告。"}}
	for _, x := range skips {
		wording, _ := book.At(x.clause, r.Door.Today())
		reasons = append(reasons, ui.Option{Value: x.word, Label: skipLabels[x.word], Hint: needs[x.word] + "。" + wording.Statement})
	}
	tasks := []ui.Option{{Value: "", Label: "请选择"}}
	for _, a := range given {
		if a.Login == login && !a.Direct {
			tasks = append(tasks, ui.Option{Value: fmt.Sprint(a.ID), Label: a.Number + " " + a.Giver + "交办：" + a.What})
		}
	}
	return ui.Group{Title: "越级", Hint: "除五种情形外不得越级。因上级不在或突发紧急越级的，事后要向分管领导说明。", Fields: []ui.Field{
		f(ui.Field{Name: "skip", Label: "越级情形", Kind: ui.Radio, Optional: true, Options: reasons}),
		f(ui.Field{Name: "absent", Label: "不在的领导", Optional: true, Half: true, Max: 50}),
		f(ui.Field{Name: "assignment", Label: "交办事项", Kind: ui.Select, Optional: true, Half: true, Options: tasks, Hint: "先在“越级交办登记”中登记。"}),
		f(ui.Field{Name: "event", Label: "事发日期", Kind: ui.Date, Optional: true, Half: true}),
		f(ui.Field{Name: "off_hours", Label: "发生在工作日的上班钟点以外", Kind: ui.Check, Optional: true, Half: true}),
		f(ui.Field{Name: "because", Label: "为什么紧急", Optional: true, Max: 200})}}
}

// moreGroup are the units concerned and what was said before.
func (r *Room) moreGroup(q *web.Request, f func(ui.Field) ui.Field) ui.Group {
	var units []ui.Option
	// Without the list of units the field is left out; everything else can be sent.
	if list, err := r.Org.Units(q.Context()); err == nil {
		for _, u := range list {
			if u.Active {
				units = append(units, ui.Option{Value: u.Code, Label: u.Name})
			}
		}
	}
	g := ui.Group{Title: "其他", Fields: []ui.Field{
		f(ui.Field{Name: "units", Label: "有关科室", Kind: ui.Checks, Optional: true, Options: units, Hint: "选中的科室可以查阅这一件。"}),
		f(ui.Field{Name: "oral_on", Label: "口头请示日期", Kind: ui.Date, Optional: true, Half: true, Hint: "已经口头请示、现在补录的填写。"}),
		f(ui.Field{Name: "oral_time", Label: "口头请示时间", Optional: true, Half: true, Hint: "如 20:30。"}),
		f(ui.Field{Name: "oral_to", Label: "向谁口头请示", Optional: true, Half: true, Max: 50})}}
	if q.PathValue("id") != "" {
		g.Fields = append(g.Fields, f(ui.Field{Name: "words", Label: "修改说明", Optional: true, Half: true, Max: 500}))
	}
	return g
}

// fillForm puts what was sent before into the form.
func (v View) fillForm(form *ui.Form) {
	check := func(name string, on bool) {
		if on {
			form.Set(name, "1")
		}
	}
	for name, value := range map[string]string{"kind": v.Kind, "topic": v.Topic, "detail": v.Detail, "title": v.Title, "background": v.Background, "proposal": v.Proposal,
		"oral_reason": v.OralReason, "urgency": v.Urgency, "addressee": v.Addressee, "collective": string(v.Collective.Topic), "collective_reason": v.Collective.Reason, "skip": v.Skip, "oral_to": v.OralTo} {
		if value != "" {
			form.Set(name, value)
		}
	}
	check("important", v.Important)
	check("off_hours", v.SkipOffHours)
	switch v.Skip {
	case SuperiorAbsent:
		form.Set("absent", v.SkipWords)
	case AssignedDirectly:
		form.Set("assignment", fmt.Sprint(v.AssignmentID))
	default:
		form.Set("because", v.SkipWords)
	}
	if !v.SkipOn.IsZero() {
		form.Set("event", v.SkipOn.String())
	}
	if v.Units != "" {
		form.Set("units", strings.Split(v.Units, ",")...)
	}
	if v.OralAt != 0 {
		form.Set("oral_on", dayOf(v.OralAt).String())
		form.Set("oral_time", clock.FromMicros(v.OralAt).Format("15:04"))
	}
}

// followed says in words what would follow.
func followed(p Preview) *flow.Following {
	f := &flow.Following{Warnings: p.Warnings, Ladders: []flow.Laid{{Steps: p.Steps, Basis: p.Ground}}}
	if p.Back != "" {
		f.Pairs = append(f.Pairs, flow.GoesBack(p.Back))
	}
	if p.Bypassed != "" {
		f.Pairs = append(f.Pairs, ui.Pair{Key: "越过", Text: p.Bypassed})
	}
	if !p.Explain.IsZero() {
		f.Pairs = append(f.Pairs, ui.Pair{Key: "事后说明", Text: fmt.Sprintf("答复以后 %d 个工作日内向%s说明，抄送被越过的领导", p.explain.Within, p.To)})
	}
	return f
}

// preview gives what would follow, as a part of the page.
func (r *Room) preview(q *web.Request) (web.Answer, error) {
	return flow.Preview(q, func() (*flow.Following, error) {
		in, err := web.Decode[Letter](q)
		if err != nil {
			return nil, err
		}
		x, err := in.sending()
		if err != nil {
			return nil, err
		}
		if x.Important && x.OralReason == "" {
			x.OralReason = "附件随表提交" // whether a paper comes with the form is seen when it is sent
		}
		v, err := r.changing(q)
		if err != nil {
			return nil, err
		}
		p, err := r.considered(q, v, x)
		if err != nil {
			return nil, err
		}
		return followed(p), nil
	})
}

// considered is what would follow from the form of a new matter, or of the one that
// it puts forward anew.
func (r *Room) considered(q *web.Request, v View, x Sending) (Preview, error) {
	if v.ID == 0 {
		return r.Consider(q.Context(), org.Actor(q), x)
	}
	return r.ConsiderAgain(q.Context(), org.Actor(q), v.ID, x)
}

func (r *Room) sendPage(q *web.Request) (web.Answer, error) {
	v, err := r.changing(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[sendInput](q)
	if err != nil {
		return r.sendForm(q, nil, err)
	}
	x, err := in.sending()
	if err != nil {
		return r.sendForm(q, nil, err)
	}
	who := org.Actor(q)
	if in.Do == "preview" {
		if x.Papers = slices.Clone(v.Papers); len(in.Files) > 0 {
			x.Papers = append(x.Papers, Paper{})
		}
		p, err := r.considered(q, v, x)
		if err != nil {
			return r.sendForm(q, nil, err)
		}
		return r.sendForm(q, &p, nil)
	}
	if x.Papers, err = r.upload(q, in.Files); err != nil {
		return r.sendForm(q, nil, err)
	}
	var done Sent
	if v.ID != 0 {
		done, err = r.Resend(org.Context(q), who, v.ID, x, in.Words)
	} else {
		done, err = r.Send(org.Context(q), who, x)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.sendForm(q, nil, err)
	}
	say := "已提交 " + done.Number + "。"
	if x.Kind == Request {
		say += NotBeforeAnswer + "。"
	}
	return web.Redirect(matterURL(done.ID)).Say(ui.OK, say), nil
}

// upload takes the files of a form into the file store.
func (r *Room) upload(q *web.Request, list []*web.Upload) ([]Paper, error) {
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, list)
	out := make([]Paper, len(got))
	for i, a := range got {
		out[i].Attachment = a
	}
	return out, err
}

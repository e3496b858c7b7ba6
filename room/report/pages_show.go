package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// showPage shows a matter with what the viewer can do; of names the form that was
// refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.showMatter(q, id, of, failed)
}

func (r *Room) showMatter(q *web.Request, id int64, of string, failed error) (web.Answer, error) {
	v, err := r.Matter(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := flow.CasePage{Head: ui.Head{Title: v.Title, Crumbs: []ui.Link{{Text: "请示报告", URL: "/reports"}}, Meta: []string{v.Number, v.Name, v.UnitName}, Tags: v.tags(),
		Actions: []ui.Button{{Label: "打印", URL: matterURL(id) + "/form.pdf", Key: "p"}}}}
	if v.Unanswered() {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: NotBeforeAnswer + "。情况紧急来不及请示的，先妥善处置，登记紧急处置后及时补报。"})
	}
	changed, err := r.Rules.Superseded(q.Context(), v.Subject())
	if err != nil {
		return web.Answer{}, err
	}
	if changed != "" && v.CaseID != 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: changed})
	}
	pairs := v.pairs(s.unitName)
	if v.CaseID == 0 {
		p.Facts = pairs
	} else {
		p.Course, p.Card = &v.Case, flow.Card(q, v.Case, ui.KeyValue(untitled(pairs)))
	}
	if v.Mine && (v.State == Handled || v.State == Returned) {
		label := "修改后重新提交"
		if v.State == Handled {
			label = "补报"
		}
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: label, URL: matterURL(id) + "/change", Look: "primary"})
	}
	form := func(name, action string) *ui.Form {
		f := q.FormFor(action, nil)
		if of == name {
			f = q.FormFor(action, failed)
		}
		f.ID = name
		return f
	}
	p.Parts = append(p.Parts, r.owedParts(q, v, form)...)
	if v.Mine && v.Kind == Request && v.ActedAt == 0 && (v.Unanswered() || v.State == Answered) {
		p.Parts = append(p.Parts, r.executePart(v, form("execute", matterURL(id)+"/execute")))
	}
	if v.State == Answered && (v.Mine || v.Acted) {
		p.Parts = append(p.Parts, taskParts(v, s, form)...)
	}
	p.Parts = append(p.Parts, paperParts(v, form)...)
	return q.Desk(v.Number, flow.ShowCase(p))
}

// matterFacts are what whoever answers a matter has to know, for the workbench.
func (r *Room) matterFacts(ctx context.Context, who act.Actor, c flow.View) ([]ui.Pair, error) {
	_, id := act.SubjectOf(c.Subject)
	v, err := r.Matter(ctx, who, id)
	if err != nil {
		return nil, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	pairs := untitled(v.pairs(s.unitName))
	if len(v.Papers) > 0 {
		var names []string
		for _, x := range v.Papers {
			names = append(names, x.Name)
		}
		pairs = append(pairs, ui.Pair{Key: "附件", Text: strings.Join(names, "、"), Wide: true})
	}
	return pairs, nil
}

// untitled are the facts without the title, which heads the card.
func untitled(pairs []ui.Pair) []ui.Pair {
	return slices.DeleteFunc(pairs, func(x ui.Pair) bool { return x.Key == "题名" })
}

// owedParts are the duties: those that are owed by the viewer with a form each.
func (r *Room) owedParts(q *web.Request, v View, form func(name, action string) *ui.Form) []ui.Part {
	if len(v.Duties) == 0 {
		return nil
	}
	var list []Owed
	var out []ui.Part
	for _, d := range v.Duties {
		list = append(list, Owed{Duty: d, Number: v.Number, Whole: true})
		if d.Result != "" {
			told := ""
			if d.Told != "" {
				told = "，已告知" + d.Told
			}
			out = append(out, ui.Part{Title: d.Label(), Pairs: []ui.Pair{{Key: "内容", Text: d.Result, Wide: true}, {Key: "时间", Text: d.Name + "，" + ui.Stamp(clock.FromMicros(d.DoneAt)) + told, Wide: true}}})
		}
		if d.Login == org.Actor(q).Login && d.DoneOn.IsZero() && !(d.Kind == Supplement && v.State == Handled) {
			if d.Kind == Explaining && !v.Explainable() {
				out = append(out, ui.Part{Title: d.Text, Hint: NotYetExplained + "。"})
				continue
			}
			out = append(out, dutyPart(d, form(fmt.Sprintf("duty%d", d.ID), d.form())))
		}
	}
	t := r.dutyTable("督办", list)
	return append([]ui.Part{{Title: "督办", Table: &t}}, out...)
}

func dutyPart(d Duty, f *ui.Form) ui.Part {
	hints := map[string]string{Explaining: "写明为什么越级、怎样办的。提交后分管领导和被越过的领导可以看到。", Supplement: "写明怎样处置、结果怎样、现在的情况。",
		Notice: "边办理边报告：写明交办了什么、打算怎样办或办到哪一步。", Carrying: "写明怎样落实、结果怎样。"}
	labels := map[string]string{Explaining: "提交说明", Supplement: "提交补报", Notice: "提交报告", Carrying: "办结"}
	title := d.Text
	if !d.Due.IsZero() {
		title += "（最迟" + d.Due.Chinese() + "）"
	}
	return ui.Part{Title: title, Hint: hints[d.Kind], Form: f, Fields: []ui.Field{{Form: f, Name: "result", Label: d.Label(), Kind: ui.Area, Rows: 4, Max: mostText}}, Buttons: []ui.Button{{Label: labels[d.Kind]}}}
}

func (r *Room) executePart(v View, f *ui.Form) ui.Part {
	f.Wide = true
	r.setNow(f, "on", "at")
	p := ui.Part{Title: "登记实施", Form: f, Fields: []ui.Field{{Form: f, Name: "on", Label: "实施日期", Kind: ui.Date, Half: true}, {Form: f, Name: "at", Label: "时间", Half: true, Hint: "如 20:30。"},
		{Form: f, Name: "words", Label: "做了什么", Kind: ui.Area, Rows: 3, Max: mostText}}, Buttons: []ui.Button{{Label: "登记实施"}}}
	if v.Unanswered() {
		p.Title = "紧急处置登记"
		p.Hint = NotBeforeAnswer + "。只有情况紧急、来不及等批复的才登记，登记后要及时补报。"
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: "early", Label: "为什么等不及批复", Optional: true, Max: 200})
		p.Buttons = []ui.Button{{Label: "登记紧急处置"}}
	}
	return p
}

// taskParts set whose task the carrying out is and until when.
func taskParts(v View, s *scene, form func(name, action string) *ui.Form) []ui.Part {
	people := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.chart.Staff() {
		people = append(people, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.unitName(p.Unit)})
	}
	f := form("task", matterURL(v.ID)+"/task")
	f.Wide = true
	which := []ui.Option{{Value: "", Label: "新的一项"}}
	for _, d := range v.Duties {
		if d.Kind == Carrying && d.DoneOn.IsZero() {
			which = append(which, ui.Option{Value: fmt.Sprint(d.ID), Label: d.Text})
		}
	}
	return []ui.Part{{Title: "安排落实", Hint: "写明谁负责、什么时候办完。没有写期限的只列入督办清单，不算逾期。", Form: f, Fields: []ui.Field{
		{Form: f, Name: "duty", Label: "哪一项", Kind: ui.Select, Optional: true, Options: which, Half: true},
		{Form: f, Name: "owner", Label: "负责人", Kind: ui.Select, Options: people, Half: true},
		{Form: f, Name: "what", Label: "落实什么", Max: 200}, {Form: f, Name: "due", Label: "期限", Kind: ui.Date, Optional: true, Half: true}}, Buttons: []ui.Button{{Label: "安排"}}}}
}

func paperParts(v View, form func(name, action string) *ui.Form) []ui.Part {
	var out []ui.Part
	if len(v.Papers) > 0 {
		p := ui.Part{Title: "附件"}
		for _, x := range v.Papers {
			row := x.Row()
			row.Download = fmt.Sprintf("%s/papers/%d", matterURL(v.ID), x.ID)
			p.Files = append(p.Files, row)
		}
		out = append(out, p)
	}
	if v.Mine && v.FiledAt == 0 && v.State != Withdrawn && v.State != Closed {
		f := form("papers", matterURL(v.ID)+"/papers")
		f.Multipart = true
		out = append(out, ui.Part{Title: "补充附件", Form: f, Fields: []ui.Field{{Form: f, Name: "files", Label: "附件", Kind: ui.File, Multiple: true, Hint: "每个不超过 20 MB。"}}, Buttons: []ui.Button{{Label: "上传附件"}}})
	}
	return out
}

type executeInput struct {
	On    civil.Date `form:"on" label:"实施日期" need:"请填写实施日期。"`
	At    string     `form:"at" label:"时间" need:"请填写时间。" max:"10"`
	Words string     `form:"words" label:"做了什么" max:"4000" need:"请写明做了什么。"`
	Early string     `form:"early" label:"为什么等不及批复" max:"200"`
}

func (r *Room) executePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[executeInput](q)
	var at int64
	if err == nil {
		at, err = moment(in.On, in.At, "at")
	}
	if err == nil {
		err = r.Execute(org.Context(q), org.Actor(q), Execution{Matter: id, At: at, Words: in.Words, Early: in.Early})
	}
	if err != nil {
		return r.showMatter(q, id, "execute", err)
	}
	return web.Redirect(matterURL(id)).Say(ui.OK, "已登记实施。"), nil
}

type taskInput struct {
	Duty  int64      `form:"duty" label:"哪一项"`
	Owner int64      `form:"owner" label:"负责人" need:"请从列表中选择负责人。"`
	What  string     `form:"what" label:"落实什么" max:"200" need:"请写明要落实什么。"`
	Due   civil.Date `form:"due" label:"期限"`
}

func (r *Room) taskPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[taskInput](q)
	if err == nil {
		_, err = r.SetTask(org.Context(q), org.Actor(q), NewTask{Matter: id, Duty: in.Duty, What: in.What, Owner: in.Owner, Due: in.Due})
	}
	if err != nil {
		return r.showMatter(q, id, "task", err)
	}
	return web.Redirect(matterURL(id)).Say(ui.OK, "已安排，列入督办清单。"), nil
}

type resultInput struct {
	Result string `form:"result" label:"办理情况" max:"4000" need:"请写明办理情况。"`
}

// form is where the word on a duty is sent.
func (d Duty) form() string { return fmt.Sprintf("%s/duties/%d", d.URL(), d.ID) }

func (r *Room) dutyPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("duty")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[resultInput](q)
	var d Duty
	if err == nil {
		d, err = r.Done(org.Context(q), org.Actor(q), id, in.Result)
	}
	if err != nil {
		list, found := r.ownDuty(q, id)
		switch {
		case !found:
			return web.Answer{}, r.seen(q, err)
		case list.MatterID == 0:
			return r.assignmentsPage(q, id, err)
		}
		return r.showMatter(q, list.MatterID, fmt.Sprintf("duty%d", id), err)
	}
	return web.Redirect(d.URL()).Say(ui.OK, d.Label()+"已提交。"), nil
}

// ownDuty finds one of the viewer's open duties.
func (r *Room) ownDuty(q *web.Request, id int64) (Duty, bool) {
	// A list that cannot be read leaves the first error to be shown.
	list, _ := r.Duties(q.Context(), org.Actor(q), "", true)
	for _, o := range list {
		if o.Duty.ID == id {
			return o.Duty, true
		}
	}
	return Duty{}, false
}

type filesInput struct {
	Files []*web.Upload `form:"files" label:"附件"`
}

func (r *Room) papersPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := r.Matter(q.Context(), org.Actor(q), id); err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	in, err := web.Decode[filesInput](q)
	var papers []Paper
	if err == nil {
		papers, err = r.upload(q, in.Files)
	}
	if err == nil {
		err = r.AddPapers(org.Context(q), org.Actor(q), id, papers)
	}
	if err != nil {
		return r.showMatter(q, id, "papers", err)
	}
	return web.Redirect(matterURL(id)).Say(ui.OK, "附件已收存。"), nil
}

func (r *Room) paperOpen(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, "application/octet-stream", clock.FromMicros(p.MadeAt), f), nil
}

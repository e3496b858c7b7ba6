package reception

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "reception." + name, Method: "GET", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "reception." + name, Method: "POST", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	hold := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "reception." + name, Method: "POST", Pattern: pattern, Right: string(Hold), Serve: serve})
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("home", "/reception", r.homePage)
	get("visits", "/reception/visits", r.visitsPage)
	get("visits.file", "/reception/visits/list", r.visitsFile)
	get("visit.new", "/reception/visits/new", shown(r.newVisitPage))
	post("visit.open", "/reception/visits/new", r.visitOpen)
	get("visit", "/reception/visits/{id}", shown(r.visitPage))
	post("visit.forward", "/reception/visits/{id}/forward", r.visitForward)
	post("visit.contact", "/reception/visits/{id}/contact", r.visitContact)
	post("visit.finish", "/reception/visits/{id}/finish", r.visitFinish)
	post("visit.void", "/reception/visits/{id}/void", r.visitVoid)
	get("complaints", "/reception/complaints", r.complaintsPage)
	get("complaints.file", "/reception/complaints/list", r.complaintsFile)
	get("complaint.new", "/reception/complaints/new", shown(r.newComplaintPage))
	post("complaint.enter", "/reception/complaints/new", r.complaintEnter)
	get("complaint", "/reception/complaints/{id}", shown(r.complaintPage))
	get("complaint.print", "/reception/complaints/{id}/sheet.pdf", r.complaintSheet)
	for _, step := range []string{"assign", "due", "move", "look", "conclude", "answer", "rate", "withdraw"} {
		post("complaint."+step, "/reception/complaints/{id}/"+step, r.complaintStep(step))
	}
	get("liabilities", "/reception/liability", shown(r.liabilitiesPage))
	hold("liability.enter", "/reception/liability", r.liabilityEnter)
	get("liability", "/reception/liability/{id}", shown(r.liabilityPage))
	hold("liability.decide", "/reception/liability/{id}/decide", r.liabilityDecide)
	hold("liability.result", "/reception/liability/{id}/result", r.liabilityResult)
	hold("liability.void", "/reception/liability/{id}/void", r.liabilityVoid)
	get("directory", "/reception/directory", shown(r.directoryPage))
	post("contact.set", "/reception/directory/contact", r.contactSet)
	get("duties", "/reception/duties", shown(r.dutiesPage))
	get("duty", "/reception/duties/one", shown(r.dutyPage))
	post("duty.describe", "/reception/duties/one", r.dutyDescribe)
	pages = append(pages, web.Page{Name: "reception.duty.sheet", Method: "POST", Pattern: "/reception/duties/sheet", Right: string(Use), Upload: 8 << 20, Files: 1, Serve: r.dutySheet})
	get("duty.print", "/reception/duties/book.pdf", r.dutyBook)
	get("badges", "/reception/badges", shown(r.badgesPage))
	post("badge.set", "/reception/badges", r.badgeSet)
	get("badge.print", "/reception/badges/badges.pdf", r.badgesFile)
	get("pledges", "/reception/pledges", shown(r.pledgesPage))
	post("pledge.save", "/reception/pledges", r.pledgeSave)
	post("pledge.publish", "/reception/pledges/{id}/publish", r.pledgePublish)
	post("pledge.end", "/reception/pledges/{id}/end", r.pledgeEnd)
	get("pledge.print", "/reception/pledges/pledges.pdf", r.pledgesFile)
	get("aging", "/reception/aging", r.agingPage)
	return pages
}

// parts gathers the forms of a page, of which the one that failed comes back with
// what was typed.
type parts struct {
	q      *web.Request
	failed error
	shown  bool
	list   []ui.Part
}

func (p *parts) form(action, id string) *ui.Form {
	var f *ui.Form
	if p.q.URL.Path == action && p.q.Method == "POST" {
		p.shown = true
		f = p.q.FormFor(action, p.failed)
	} else {
		f = p.q.FormFor(action, nil)
		f.Values = nil
	}
	f.ID, f.Wide = id, true
	return f
}

func (p *parts) add(title, hint string, f *ui.Form, button ui.Button, fields ...ui.Field) {
	for i := range fields {
		fields[i].Form = f
		if fields[i].Kind == ui.File {
			f.Multipart = true
		}
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
}

// page answers with the parts, or with the failure if no form shows it.
func (p *parts) page(head ui.Head, notices []ui.Notice, before []ui.Part) (web.Answer, error) {
	if p.failed != nil && !p.shown {
		return web.Answer{}, p.failed
	}
	return p.q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Parts: append(before, p.list...)}))
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var crumbs = []ui.Link{{Text: "首问接待", URL: "/reception"}}

func under(text, url string) []ui.Link { return append(crumbs[:1:1], ui.Link{Text: text, URL: url}) }

func options(list []string) []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, x := range list {
		out = append(out, ui.Option{Value: x, Label: x})
	}
	return out
}

func labelled(order []string, labels map[string]string) []ui.Option {
	var out []ui.Option
	for _, x := range order {
		out = append(out, ui.Option{Value: x, Label: labels[x]})
	}
	return out
}

// unitOptions are the units to choose from.
func (s *scene) unitOptions(first string) []ui.Option {
	out := []ui.Option{{Value: "", Label: first}}
	for _, u := range s.units {
		if u.Active {
			out = append(out, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return out
}

// peopleOptions are those who work here, under their units.
func (s *scene) peopleOptions(first string) []ui.Option {
	out := []ui.Option{{Value: "0", Label: first}}
	for _, u := range append([]org.Unit{{Name: "局领导"}}, s.units...) {
		for _, p := range s.chart.Staff() {
			if p.Unit == u.Code || u.Code == "" && s.unitName(p.Unit) == "局领导" {
				out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: u.Name})
			}
		}
	}
	return out
}

func (s *scene) cite(clause law.ID) string { return s.book.Cite(rulebook.Basis{Clause: clause}) }

// number is the telephone for complaints (clauses promise.dept, first.tel): both cards
// carry it, and the page says so where they have come apart.
func (s *scene) number() (tel string, same bool) {
	a, b := parameter(s.book, law.PromiseDept, "tel"), parameter(s.book, law.FirstTel, "tel")
	return a, a == b
}

// Hotline is the telephone for complaints as forms print it, and whether both cards
// that give it agree (clauses promise.dept, first.tel).
func Hotline(b *rulebook.Book) (tel string, same bool) { return (&scene{book: b}).number() }

func whenAt(at int64) string {
	if at == 0 {
		return ""
	}
	return ui.Stamp(clock.FromMicros(at))
}

func dueTag(due, today civil.Date, late bool) ui.Tag {
	switch {
	case due.IsZero():
		return ui.Tag{Text: "没有期限", Tone: ui.Mute}
	case late:
		return ui.Tag{Text: due.String() + " 已过", Tone: ui.Bad}
	case due == today:
		return ui.Tag{Text: "今天", Tone: ui.Warn}
	}
	return ui.Tag{Text: due.String() + " 前", Tone: ui.Info}
}

// course is what happened, the oldest first.
func course(list []Step) ui.Part {
	t := ui.Table{Caption: "经过", Columns: []ui.Column{{Label: "时间", Code: true}, {Label: "办理"}, {Label: "谁"}, {Label: "说明", Wide: true, Wrap: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: whenAt(x.At)}, {Text: stepLabels[x.Kind]}, {Text: x.Name, Sub: x.Post}, {Text: x.Words}}})
	}
	return ui.Part{Title: "经过", Table: &t}
}

func values(order []string, labels map[string]string) []register.Value {
	var out []register.Value
	for _, x := range order {
		out = append(out, register.Value{Code: x, Label: labels[x]})
	}
	return out
}

// shown is a register as its page shows it: the latest rows, and a word where there are
// more. Print and export have them all.
func shown(v register.View) (ui.Table, []ui.Notice) {
	n := len(v.Rows)
	if n <= mostListed {
		return v.Table(), nil
	}
	v.Rows = v.Rows[:mostListed]
	return v.Table(), []ui.Notice{{Tone: ui.Info, Text: fmt.Sprintf("共 %d 件，这里只列最近的 %d 件。要看全部的，打印或者导出。", n, mostListed)}}
}

// homePage is where somebody begins who has a visitor before him.
func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Visits(q.Context(), who, VisitQuery{State: Running})
	if err != nil {
		return web.Answer{}, err
	}
	more, err := r.Complaints(q.Context(), who, ComplaintQuery{State: Running})
	if err != nil {
		return web.Answer{}, err
	}
	count := map[string]int{}
	var open []Visit
	for _, v := range list {
		count[v.State]++
		if v.Late(s.today) {
			count["late"]++
		}
		if v.State == Waiting || v.State == Handed || v.State == Contacted {
			open = append(open, v)
		}
	}
	running, late := 0, 0
	for _, c := range more {
		if c.Running() {
			running++
		}
		if c.Late(s.today) {
			late++
		}
	}
	tone := func(n int) ui.Tone {
		if n > 0 {
			return ui.Bad
		}
		return ""
	}
	p := ui.Listing{Head: ui.Head{Title: "首问接待", Meta: []string{"最先接待的人就是首问责任人（" + s.cite(law.FirstWho) + "）"}, Actions: []ui.Button{{Label: "查谁管这件事", URL: "/reception/directory", Look: "primary"}, {Label: "首问登记簿", URL: "/reception/visits"}, {Label: "投诉举报", URL: "/reception/complaints"}}}}
	p.Stats = []ui.Stat{{Label: "待转交", Value: fmt.Sprint(count[Waiting]), Unit: "件", URL: "/reception/visits?year=all&state=" + Waiting}, {Label: "待联系", Value: fmt.Sprint(count[Handed]), Unit: "件", URL: "/reception/visits?year=all&state=" + Handed},
		{Label: "转交或联系已过期限", Value: fmt.Sprint(count["late"]), Unit: "件", URL: "/reception/visits?year=all&state=late", Tone: tone(count["late"])}, {Label: "投诉未反馈", Value: fmt.Sprint(running), Unit: "件", URL: "/reception/complaints?year=all"}, {Label: "投诉反馈已过期限", Value: fmt.Sprint(late), Unit: "件", URL: "/reception/complaints?year=all&state=late", Tone: tone(late)}}
	if n := s.termNotice(); n.Text != "" {
		p.Notices = append(p.Notices, n)
	}
	p.Parts = append(p.Parts, ui.Part{Title: "登记一位来人或一个来电", Hint: "先听清是什么事，再选情形。不清楚归谁的，查职责目录。", Buttons: []ui.Button{{Label: "归本人", URL: "/reception/visits/new?branch=own"}, {Label: "归本局其他科室", URL: "/reception/visits/new?branch=other"}, {Label: "不归本局", URL: "/reception/visits/new?branch=outside"}, {Label: "投诉举报", URL: "/reception/visits/new?branch=complaint"}}})
	t := visitTable(open, s.today, "手上没有未办完的来访事项")
	p.Parts = append(p.Parts, ui.Part{Title: "没有办完的", Hint: "转交时限：" + s.forwardTerm().Words() + "；首次联系时限：" + s.contactTerm().Words() + "。原文没有数值，这两个数待本单位确认，只作提示。", Table: &t})
	return q.Desk("首问接待", ui.ListPage(p))
}

// termNotice says that no term of feedback is published.
func (s *scene) termNotice() ui.Notice {
	if s.feedbackTerm().Set {
		return ui.Notice{}
	}
	return ui.Notice{Tone: ui.Warn, Text: "还没有公示投诉反馈的时限（" + s.cite(law.PromiseComplaint) + "），系统不代定天数。公示以前，每一件由受理科室负责人定反馈日期并写明理由。", Link: ui.Link{Text: "看这一条", URL: "/rules/" + string(law.PromiseComplaint)}}
}

var visitOrder = []string{Waiting, Handed, Contacted, Closed, Void}

func visitTable(list []Visit, today civil.Date, empty string) ui.Table {
	t := ui.Table{Caption: "来访事项", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "拟办事项", Wide: true, Wrap: true}, {Label: "办理人"}, {Label: "状态"}, {Label: "期限"}}, Empty: ui.Empty{Title: empty, Text: "登记以后列在这里。"}}
	for _, v := range list {
		t.Rows = append(t.Rows, ui.Row{URL: v.URL(), Cells: []ui.Cell{{Text: v.Number, URL: v.URL()}, {Text: v.Matter, Sub: howLabels[v.How] + "　首问责任人 " + v.FirstName}, {Text: v.ToName, Sub: v.ToUnitName}, {Text: visitStates[v.State]}, {Tags: dueTags(v, today)}}})
	}
	return t
}

func dueTags(v Visit, today civil.Date) []ui.Tag {
	if v.State != Waiting && v.State != Handed {
		return nil
	}
	return []ui.Tag{dueTag(v.Due(), today, v.Late(today))}
}

// actor is who sends a request, with its context for a deed.
func actor(q *web.Request) act.Actor { return org.Actor(q) }

package desk

import (
	"bytes"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of the desk.
func (r *Room) Pages() []web.Page {
	use := string(Use)
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: name, Method: "GET", Pattern: pattern, Right: use, Serve: serve}
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: name, Method: "POST", Pattern: pattern, Right: use, Serve: serve}
	}
	show := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	pages := []web.Page{
		get("duty.desk", "/duty/desk", show(r.deskPage)),
		post("duty.desk.arrive", "/duty/desk/arrive", r.arrivePage),
		post("duty.desk.leave", "/duty/desk/leave", r.leavePage),
		post("duty.desk.alone", "/duty/desk/alone", r.alonePage),
		get("duty.stints", "/duty/stints", r.stintsPage),
		get("duty.log", "/duty/log", r.logPage),
		get("duty.log.new", "/duty/log/new", show(r.newEntryPage)),
		post("duty.log.enter", "/duty/log/new", r.enterPage),
		get("duty.log.show", "/duty/log/{id}", show(r.entryPage)),
		post("duty.log.read", "/duty/log/{id}/read", r.readPage),
		post("duty.log.brief", "/duty/log/{id}/brief", r.entryDo),
		post("duty.log.verify", "/duty/log/{id}/verify", r.entryDo),
		post("duty.log.close", "/duty/log/{id}/close", r.entryDo),
		post("duty.log.amend", "/duty/log/{id}/amend", r.entryDo),
		get("duty.handovers", "/duty/handovers", r.handoversPage),
		post("duty.handover.offer", "/duty/handovers", r.offerPage),
		post("duty.handover.relieve", "/duty/handovers/relieve", r.relievePage),
		get("duty.handover", "/duty/handovers/{id}", show(r.handoverPage)),
		post("duty.handover.answer", "/duty/handovers/{id}/answer", r.answerPage),
		post("duty.handover.recall", "/duty/handovers/{id}/recall", r.recallPage),
		post("duty.handover.rule", "/duty/handovers/{id}/rule", r.rulePage),
		get("duty.handover.print", "/duty/handovers/{id}/sheet.pdf", r.handoverPDF),
		get("duty.incidents", "/duty/incidents", r.incidentsPage),
		get("duty.incident.new", "/duty/incidents/new", show(r.newIncidentPage)),
		post("duty.incident.enter", "/duty/incidents/new", r.addIncidentPage),
		get("duty.incident", "/duty/incidents/{id}", show(r.incidentPage)),
		post("duty.incident.read", "/duty/incidents/{id}/read", r.openIncidentPage),
		get("duty.incident.print", "/duty/incidents/{id}/record.pdf", r.incidentPDF),
		get("duty.bulletin", "/duty/bulletins/{id}", show(r.bulletinPage)),
		post("duty.bulletin.edit", "/duty/bulletins/{id}/edit", r.bulletinDo),
		post("duty.bulletin.sign", "/duty/bulletins/{id}/sign", r.bulletinDo),
		post("duty.bulletin.send", "/duty/bulletins/{id}/send", r.bulletinDo),
		post("duty.bulletin.receipt", "/duty/bulletins/{id}/receipt", r.bulletinDo),
		get("duty.bulletin.pdf", "/duty/bulletins/{id}/report.pdf", r.bulletinFile(false)),
		get("duty.bulletin.docx", "/duty/bulletins/{id}/report.docx", r.bulletinFile(true)),
		get("duty.inspections", "/duty/inspections", show(r.inspectionsPage)),
		post("duty.inspection.enter", "/duty/inspections", r.inspectPage),
		post("duty.liability.enter", "/duty/liabilities", r.liablePage),
		get("duty.monthly", "/duty/monthly", r.monthPage),
		get("duty.monthly.print", "/duty/monthly/report.pdf", r.monthPDF),
		get("duty.book", "/duty/book.pdf", r.bookPDF),
	}
	for _, do := range incidentDeeds {
		pages = append(pages, post("duty.incident."+do, "/duty/incidents/{id}/"+do, r.incidentDo))
	}
	return pages
}

// seen writes into the ledger that somebody asked for what is not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// forms makes the forms of one page; the one that was refused comes back as it was.
type forms struct {
	q      *web.Request
	failed error
	shown  bool // the refused one is on the page
}

func (f *forms) form(id, action string) *ui.Form {
	var x *ui.Form
	if f.failed != nil && f.q.URL.Path == action {
		x, f.shown = f.q.FormFor(action, f.failed), true
	} else {
		x = f.q.FormFor(action, nil)
		x.Values = nil
	}
	x.ID = id
	return x
}

// part is a form with its button.
func (f *forms) part(title, hint, id, action string, button ui.Button, preset map[string]string, fields ...ui.Field) ui.Part {
	x := f.form(id, action)
	x.Wide = true
	for name, v := range preset {
		x.Set(name, v)
	}
	for i := range fields {
		fields[i].Form = x
	}
	return ui.Part{Title: title, Hint: hint, Form: x, Fields: fields, Buttons: []ui.Button{button}}
}

// answer shows the page, or the refusal where its form is not on it.
func (f *forms) answer(a web.Answer, err error) (web.Answer, error) {
	if err == nil && f.failed != nil && !f.shown {
		return web.Answer{}, f.failed
	}
	return a, err
}

// when are the two fields of an instant.
func when(name, label string, optional bool) []ui.Field {
	return []ui.Field{{Name: name, Label: label, Kind: ui.Date, Half: true, Optional: optional}, {Name: name + "_hour", Label: "几点几分", Half: true, Max: 5, Code: true, Optional: optional}}
}

// presently presets an instant with now.
func (r *Room) presently(name string) map[string]string {
	now := clock.FromMicros(r.Door.Now()).In(civil.Shanghai)
	return map[string]string{name: civil.DateOf(now).String(), name + "_hour": now.Format("15:04")}
}

func options(list []string) []ui.Option {
	var out []ui.Option
	for _, s := range list {
		out = append(out, ui.Option{Value: s, Label: s})
	}
	return out
}

func (r *Room) pdf(name string, draw func(w *bytes.Buffer) error) (web.Answer, error) {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// span is the stretch that a list shows: from and until as days in the address, the
// last 31 days otherwise.
func (r *Room) span(q *web.Request) (from, until int64, err error) {
	today := r.Door.Today()
	in, err := web.Decode[struct {
		From  civil.Date `form:"from" label:"从"`
		Until civil.Date `form:"until" label:"到"`
	}](q)
	if err != nil {
		return 0, 0, err
	}
	if in.From.IsZero() {
		in.From = today.AddDays(-31)
	}
	if in.Until.IsZero() {
		in.Until = today
	}
	return in.From.Time().UnixMicro(), in.Until.AddDays(1).Time().UnixMicro(), nil
}

func spanFilter(q *web.Request, action string, more ...ui.Field) *ui.Filters {
	f := q.FormFor(action, nil)
	f.Method, f.ID = "get", "filter"
	fields := append([]ui.Field{{Name: "from", Label: "从", Kind: ui.Date, Half: true, Optional: true}, {Name: "until", Label: "到", Kind: ui.Date, Half: true, Optional: true}}, more...)
	for i := range fields {
		fields[i].Form = f
	}
	return &ui.Filters{Form: f, Add: fields}
}

func minutesWords(n int) string {
	if n >= 120 {
		return fmt.Sprintf("%d 小时 %d 分", n/60, n%60)
	}
	return fmt.Sprintf("%d 分钟", n)
}

package register

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
)

func (r *Room) personOf(q *web.Request) (org.Person, error) {
	id, err := q.ID("id")
	if err != nil {
		return org.Person{}, err
	}
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return org.Person{}, err
	}
	for _, p := range people {
		if p.ID == id {
			return p, nil
		}
	}
	return org.Person{}, fault.New(fault.NotFound, "没有这位人员。")
}

func clearanceURL(id int64) string { return "/archive/clearance/" + id64(id) }

func (r *Room) clearanceListPage(q *web.Request) (web.Answer, error) {
	if id, err := strconv.ParseInt(q.Values().Get("person"), 10, 64); err == nil && id > 0 {
		return web.Redirect(clearanceURL(id)), nil
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "还有未清交的人员", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "科室"}, {Label: "借出未还", Numeric: true}, {Label: "应交未交", Numeric: true}},
		Empty: ui.Empty{Title: "没有人还有借出未还、应交未交的档案材料"}}
	for _, p := range people {
		if !p.LeftOn.IsZero() {
			continue
		}
		l, err := r.Leaving(q.Context(), r.reader(), p)
		if err != nil {
			return web.Answer{}, err
		}
		if !l.Clean() {
			tb.Rows = append(tb.Rows, ui.Row{URL: clearanceURL(p.ID), Cells: []ui.Cell{{Text: p.Name, URL: clearanceURL(p.ID)}, {Text: names[p.Unit]}, {Text: itoa(len(l.Loans))}, {Text: itoa(len(l.Unfiled))}}})
		}
	}
	options, err := r.personOptions(q, "请选择")
	if err != nil {
		return web.Answer{}, err
	}
	f := &ui.Form{Action: "/archive/clearance", Method: "get"}
	return q.Desk("离岗清交", page(ui.Head{Title: "离岗清交", Crumbs: []ui.Link{archiveRoom}, Meta: []string{"人员调动、退休、离职前清点其手里的档案材料"}}, nil,
		formCard("查一个人", "", f, []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: options[1:]}}, ui.Button{Label: "查看", Look: "primary"}), tableCard("还有未清交的人员", tb)))
}

func (r *Room) clearancePage(q *web.Request) (web.Answer, error) {
	p, err := r.personOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	l, err := r.Leaving(q.Context(), r.reader(), p)
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	if l.Clean() {
		notices = append(notices, ui.Notice{Tone: ui.OK, Text: p.Name + "手里没有借出未还、应交未交的档案材料，可以办理离岗。"})
	} else {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("%s还有 %d 件没有清交，清交前不能登记离岗；确需先离岗的，由政工科写明例外。", p.Name, len(l.Loans)+len(l.Unfiled))})
	}
	loans := ui.Table{Caption: "借出未还", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "说明"}}, Empty: ui.Empty{Title: "没有借出未还的"}}
	for _, h := range l.Loans {
		loans.Rows = append(loans.Rows, ui.Row{Cells: []ui.Cell{{Text: h.Code}, {Text: h.Title}, {Text: h.Note}}})
	}
	due := ui.Table{Caption: "应交未交", Columns: []ui.Column{{Label: "年度"}, {Label: "文号", Code: true}, {Label: "题名", Wide: true}}, Empty: ui.Empty{Title: "没有应交未交的"}}
	for _, d := range l.Unfiled {
		due.Rows = append(due.Rows, ui.Row{Cells: []ui.Cell{{Text: id64(d.Year)}, {Text: d.DocNo}, {Text: d.Title}}})
	}
	f := &ui.Form{Action: clearanceURL(p.ID) + "/form.pdf", Method: "get"}
	return q.Desk(p.Name+"的离岗清交", page(ui.Head{Title: p.Name, Meta: []string{names[p.Unit]}, Crumbs: []ui.Link{archiveRoom, {Text: "离岗清交", URL: "/archive/clearance"}}}, notices,
		tableCard("借出未还", loans), tableCard("应交未交", due),
		formCard("离岗清交单", "", f, []ui.Field{{Form: f, Name: "reason", Label: "离岗原因", Optional: true, Hint: "调动、退休、辞职等"}}, ui.Button{Label: "打印离岗清交单", Look: "primary"})))
}

func (r *Room) clearancePrint(q *web.Request) (web.Answer, error) {
	p, err := r.personOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	reason := []rune(strings.TrimSpace(q.Values().Get("reason")))
	f, err := r.ClearanceForm(q.Context(), p, string(reason[:min(len(reason), 60)]), "")
	if err != nil {
		return web.Answer{}, err
	}
	return r.formPDF(q, "离岗清交单", forms.Clearance, forms.Model{Clearance: f}, ui.Link{Text: "回" + p.Name + "的离岗清交", URL: clearanceURL(p.ID)})
}

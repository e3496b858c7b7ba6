package seal

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/print"
)

// added says on a form which rule it rests on: the rule book has no text of this chapter.
func added(b *rulebook.Book, clauses ...law.ID) string {
	var s []string
	for _, c := range clauses {
		if t := b.Cite(rulebook.Basis{Clause: c}); !slices.Contains(s, t) {
			s = append(s, t)
		}
	}
	return strings.Join(s, "；")
}

// approvalForm draws 用印审批单 with every use so far.
func (r *Room) approvalForm(b *rulebook.Book, a Application, x Seal, uses []Press, day civil.Date) flow.Form {
	return flow.Form{Name: a.Number + " 用印审批单", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: "用印审批单", Number: a.Number, Basis: added(b, law.SealApproval, law.SealCounted), Today: day})
		if err != nil {
			return err
		}
		const lead = 28.0
		unit, _ := b.Unit(a.Unit)
		place := unit.Name
		if place == "" {
			place = "局领导"
		}
		by := a.Name
		if a.Source != "" {
			by = "公文签发后送用印"
		}
		s.Row(11, flow.Cell{Label: "申请单位", Value: place, Lead: lead, Width: 52}, flow.Cell{Label: "申请人", Value: by, Lead: lead, Width: 52})
		s.Row(11, flow.Cell{Label: "申请时间", Value: stamp(a.MadeAt), Lead: lead, Width: 52}, flow.Cell{Label: "用印种类", Value: x.Name, Lead: lead, Width: 52})
		if err := s.Text("文件名称", a.What, lead, 12); err != nil {
			return err
		}
		s.Row(11, flow.Cell{Label: "文号", Value: orNone(a.DocNumber), Lead: lead, Width: 52}, flow.Cell{Label: "批准份数", Value: fmt.Sprintf("%d 份", a.Copies), Lead: lead, Width: 52})
		if err := s.Text("文件摘要", orNone(digestWords(a.Digest)), lead, 11); err != nil {
			return err
		}
		if err := s.Text("用印事由", a.Reason, lead, 18); err != nil {
			return err
		}
		s.Row(11, flow.Cell{Label: "是否空白", Value: "否（空白纸张、表格、介绍信不得用印）", Lead: lead, Width: flow.SheetWidth - lead})
		said := flow.Said{}
		box := flow.Block{Label: "领导审批"}
		switch {
		case a.DecidedAt == 0:
			box.Empty = "待批准"
		default:
			said.Opinion, said.Signed, said.On = a.Words, a.DecidedBy+"（"+a.DecidedAs+"）", dayOf(a.DecidedAt)
			if said.Opinion == "" {
				said.Opinion = map[bool]string{true: "不同意", false: "同意"}[a.State == Refused]
			}
			box.Said = said
		}
		s.Sign(30, lead, box)
		if len(uses) == 0 {
			s.Row(16, flow.Cell{Label: "用印情况", Value: a.StateLabel(), Lead: lead, Width: flow.SheetWidth - lead})
		}
		for i, p := range uses {
			words := fmt.Sprintf("%s　%d 份，余 %d 份；%s；监印：%s", p.Number(), p.Copies, p.Rest, checkLabels[p.Checked], p.Name)
			if p.Second != "" {
				words += "；在场：" + p.Second
			}
			if p.Place != "" {
				words += "；外带至" + p.Place
			}
			if err := s.Text(fmt.Sprintf("用印%d", i+1), words+"\n"+stamp(p.At), lead, 14); err != nil {
				return err
			}
		}
		if a.Closed != "" {
			if err := s.Text("未用余数", fmt.Sprintf("%d 份不再用印：%s", a.Rest(), a.Closed), lead, 12); err != nil {
				return err
			}
		}
		return s.Write(w)
	}}
}

func orNone(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

func digestWords(d string) string {
	if d == "" {
		return ""
	}
	return "SHA-256　" + d[:32] + " " + d[32:]
}

// PrintApproval writes the form of an application for somebody who may know of it.
func (r *Room) PrintApproval(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (Application, error) {
	a, x, uses, err := r.ApplicationOf(ctx, who, id)
	if err != nil {
		return a, err
	}
	b, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return a, err
	}
	return a, r.approvalForm(b, a, x, uses, r.Door.Today()).Draw(w)
}

var registerTitles = []string{"用印编号", "日期", "印章", "文件名称", "文号", "份数", "余数", "申请", "批准", "核对", "监印", "备注"}
var registerWidths = []float64{27, 21, 28, 52, 33, 11, 11, 22, 20, 16, 22, 14}

func (e Entered) row(s func(string) string) []string {
	note := e.Note
	if e.Second != "" {
		note = strings.TrimSpace("在场：" + e.Second + " " + note)
	}
	by := s(e.Application.Unit)
	return []string{e.Number(), e.On.String(), e.Seal.Name, e.Application.What, e.Application.DocNumber, fmt.Sprint(e.Copies), fmt.Sprint(e.Rest), by, e.Application.DecidedBy, checkLabels[e.Checked], e.Name, note}
}

// registerPDF prints 用印登记簿: one line a use, in the order of the numbers.
func (r *Room) registerPDF(b *rulebook.Book, title string, list []Entered, maker string, day civil.Date, w *bytes.Buffer) error {
	d, err := print.New(print.Options{Title: title, Author: b.Bureau, Date: time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return err
	}
	if maker != "" {
		maker = "　制表人 " + maker
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 16, Right: 10, Bottom: 16, Left: 10}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-8, print.PageOf(no, of)+"　制表日期 "+day.String()+maker, print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(b.Bureau+title, print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	copies := 0
	for _, e := range list {
		copies += e.Copies
	}
	f.Para(fmt.Sprintf("共用印 %d 次、%d 份，编号连续。依据：%s。", len(list), copies, added(b, law.SealApproval, law.SealCounted)), print.Style{Size: 9})
	f.Skip(2)
	t := print.Table{Body: print.Style{Size: 8.5, LineHeight: 1.25}, Head: print.Style{Size: 8.5, Bold: true, Align: print.Center}}
	for i, h := range registerTitles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: registerWidths[i]})
	}
	f.Table(t, func(yield func([]string) bool) {
		for _, e := range list {
			if !yield(e.row(func(code string) string {
				u, ok := b.Unit(code)
				if !ok {
					return "局领导"
				}
				return u.Name
			})) {
				return
			}
		}
	})
	return d.Write(w)
}

// papers lays out what is left of a year: the register, the approval forms in one file
// each, the papers that were kept.
func (r *Room) papers(ctx context.Context, year int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	y, err := years.Get(ctx, rd, year)
	if err != nil {
		return flow.Papers{}, err
	}
	last, _ := civil.Of(int(year), 12, 31)
	b, err := r.Rules.At(ctx, last)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: years.Subject(y.ID), Title: fmt.Sprintf("%d年用印登记簿", year), Unit: r.Org.Places.Office, Date: last, Weight: flow.Ordinary}
	list, err := r.register(ctx, int(year), 0, func(*scene, Application, Seal) bool { return true })
	if err != nil {
		return p, err
	}
	forms := []flow.Form{{Name: p.Title, Draw: func(w *bytes.Buffer) error { return r.registerPDF(b, p.Title, list, "", dayOf(y.ClosedAt), w) }}}
	var kept []flow.Paper
	seen := map[int64]bool{}
	for _, e := range list {
		a := e.Application
		if seen[a.ID] || a.Source != "" { // a document keeps its own papers
			continue
		}
		seen[a.ID] = true
		uses, err := presses.List(ctx, rd, "WHERE x.application_id = $1 ORDER BY x.id", a.ID)
		if err != nil {
			return p, err
		}
		forms = append(forms, r.approvalForm(b, a, e.Seal, uses, dayOf(y.ClosedAt)))
		if a.SHA256 != "" {
			kept = append(kept, a.attachment().Paper())
		}
	}
	p.Files, err = flow.Draw(ctx, r.Files, forms...)
	p.Files = append(p.Files, kept...)
	return p, err
}

package followup

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web/ui"
)

func (r *Room) sheetHead(v View, today civil.Date) flow.SheetHead {
	h := flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: "督办事项办理单", Number: v.Number, Today: today}
	if c, ok := r.Rules.Base.Card(law.RepDecisionExecute); ok {
		h.Basis = "规章制度" + c.Locator + c.Label
	}
	h.Case.SubmittedAt, h.Case.Ledger = v.MadeAt, v.Ledger
	return h
}

// form is the course of an item on paper.
func (r *Room) form(v View, today civil.Date) flow.Form {
	return flow.Form{Name: v.Number + " 督办事项办理单", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(r.sheetHead(v, today))
		if err != nil {
			return err
		}
		due := "未定"
		if !v.Due.IsZero() {
			due = v.Due.Chinese()
			if v.Due != v.FirstDue && !v.FirstDue.IsZero() {
				due += "（原定" + v.FirstDue.Chinese() + "）"
			}
		}
		const lead = 30.0
		for _, x := range []struct{ label, text string }{{"来源", sourceLabels[v.Source] + "：" + v.Origin}, {"办理事项", v.What}, {"承办", v.UnitName + "　" + v.Owner}, {"期限", due}} {
			if err := s.Text(x.label, x.text, lead, 12); err != nil {
				return err
			}
		}
		for _, l := range v.Lines {
			t := l.Text
			if !l.Due.IsZero() && l.Kind != "set" {
				t = "延到" + l.Due.Chinese() + "　" + t
			}
			t = strings.TrimSpace(t)
			if t != "" {
				t += "\n"
			}
			if err := s.Text(l.Label(), t+l.Person+"　"+ui.Stamp(clock.FromMicros(l.MadeAt)), lead, 12); err != nil {
				return err
			}
		}
		if len(v.Papers) > 0 {
			var names []string
			for _, p := range v.Papers {
				names = append(names, p.Name)
			}
			if err := s.Text("材料", fmt.Sprintf("%d 份：%s", len(names), strings.Join(names, "；")), lead, 12); err != nil {
				return err
			}
		}
		if v.State == Closed {
			if err := s.Text("核实", v.ClosedOn.Chinese()+"由"+v.ClosedBy+"核实办结", lead, 12); err != nil {
				return err
			}
		}
		return s.Write(w)
	}}
}

var registerTitles = []string{"编号", "来源", "办理事项", "承办科室", "承办人", "期限", "状态", "报办结", "核实办结", "最近进展"}
var registerWidths = []float64{25, 46, 58, 24, 22, 22, 20, 20, 20, 22}

func (r *Room) registerRow(i Item, today civil.Date) []string {
	day := func(d civil.Date) string {
		if d.IsZero() {
			return ""
		}
		return d.String()
	}
	state := i.StateLabel()
	if i.Late(today) {
		state = Standing(today, i.Due)
	}
	last := i.Result
	if i.State == Pending && !i.Asked.IsZero() {
		last = "申请延到" + i.Asked.String()
	}
	return []string{i.Number, i.Origin, i.What, i.UnitName, i.Owner, day(i.Due), state, day(i.DoneOn), day(i.ClosedOn), last}
}

// xlsx writes a table as a spreadsheet.
func xlsx(name string, titles []string, widths []float64, rows [][]string) (*bytes.Buffer, error) {
	var columns []sheet.Column
	for i, h := range titles {
		columns = append(columns, sheet.Column{Title: h, Width: widths[i] / 2, Wrap: widths[i] > 40})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, name, columns)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			return nil, err
		}
	}
	return &b, x.Close()
}

// pdf prints a table on A4 across, with notes below it.
func (r *Room) pdf(title string, titles []string, widths []float64, rows [][]string, notes ...string) (*bytes.Buffer, error) {
	today := r.Door.Today()
	title = r.Rules.Base.Bureau + title
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 9, Bottom: 18, Left: 9}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+today.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(title, print.Style{Size: 16, Align: print.Center})
	f.Skip(3)
	t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range titles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: widths[i]})
	}
	f.Table(t, slices.Values(rows))
	f.Skip(2)
	for _, n := range notes {
		f.Para(n, print.Style{Size: 9})
	}
	var b bytes.Buffer
	return &b, d.Write(&b)
}

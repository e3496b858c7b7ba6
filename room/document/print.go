package document

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
)

// head is what stands above and below a form; the ground says that the chapter has no
// local text.
func (r *Room) head(v View, title, number string, clause law.ID) flow.SheetHead {
	h := flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: title, Number: number, Today: r.Door.Today()}
	if v.scene != nil {
		h.Basis = v.scene.book.Cite(rulebook.Basis{Clause: clause})
	}
	h.Case.Ledger = v.Ledger
	return h
}

const lead = 28.0

type labelled struct{ label, text string }

func texts(s *flow.Sheet, list ...labelled) error {
	for _, x := range list {
		if err := s.Text(x.label, x.text, lead, 11); err != nil {
			return err
		}
	}
	return nil
}

// top draws what a document is, the same on every form.
func (v View) top(s *flow.Sheet) error {
	const h = 10.0
	if err := s.Text("标题", v.Title, lead, 14); err != nil {
		return err
	}
	s.Row(h, flow.Cell{Label: "来文机关", Value: v.Issuer, Lead: lead, Width: 62}, flow.Cell{Label: "文号", Value: orNone(v.DocNo, "无"), Lead: 18, Width: 52})
	s.Row(h, flow.Cell{Label: "成文日期", Value: v.Dated.Chinese(), Lead: lead, Width: 62}, flow.Cell{Label: "份数", Value: fmt.Sprint(v.Copies), Lead: 18, Width: 52})
	s.Row(h, flow.Cell{Label: "收文日期", Value: dayOf(v.ReceivedAt).Chinese(), Lead: lead, Width: 38}, flow.Cell{Label: "密级", Value: v.level(), Lead: 18, Width: 26}, flow.Cell{Label: "缓急", Value: v.UrgencyLabel(), Lead: 18, Width: 32})
	return nil
}

// level is the mark of access in words, nothing as long as nobody entered one.
func (d Document) level() string {
	if d.RegisteredAt == 0 {
		return ""
	}
	return d.Level.Label()
}

// lines are the events of some kinds in words, each signed and dated.
func (v View) lines(kinds ...string) string {
	var out []string
	for _, e := range v.Events {
		if slices.Contains(kinds, e.Kind) {
			out = append(out, strings.TrimSpace(e.Text+"\n"+e.Person+"　"+stamp(e.MadeAt)))
		}
	}
	return strings.Join(out, "\n")
}

// sheetForm is the processing sheet (收文处理笺): what was said of a document, step by step.
func (r *Room) sheetForm(v View) flow.Form {
	return flow.Form{Name: v.Number + " 收文处理笺", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(r.head(v, "收文处理笺", v.Number, law.DocumentsEnrolIn))
		if err != nil {
			return err
		}
		if err := v.top(s); err != nil {
			return err
		}
		due := "没有定期限"
		if v.DueAt != 0 {
			due = dayOf(v.DueAt).Chinese()
		}
		handling := ""
		for _, p := range v.Parts {
			who := orNone(p.Handler, "（未定承办人）")
			if p.Part == Moved {
				who = "（" + p.Result + "）"
			}
			handling += fmt.Sprintf("%s：%s %s\n", p.Label(), v.scene.unitName(p.Unit), who)
		}
		if v.Running && len(v.Parts) > 0 {
			handling += "期限：" + due
		}
		list := []labelled{{"签收", v.lines(evSign)}, {"登记、初审", v.lines(evRegister, evCheck, evAmend, evReturn)}, {"拟办意见", v.lines(evPropose)}, {"领导批示", v.lines(evInstruct, evOnPaper, evNote, evObject)}, {"承办", strings.TrimSpace(handling)}, {"传阅", v.circulated()}, {"办理结果", v.lines(evReport, evReopen)}}
		if t := v.lines(evUrge, evDue); t != "" {
			list = append(list, labelled{"催办", t})
		}
		reply := ""
		switch {
		case v.ReplyNo != "":
			reply = "以 " + v.ReplyNo + " 答复"
		case v.NoReply != "":
			reply = "不另行文答复：" + v.NoReply
		}
		list = append(list, labelled{"答复", reply}, labelled{"办结、归档", v.lines(evClose, evFile)})
		if n := len(v.Papers); n > 0 {
			var names []string
			for _, p := range v.Papers {
				names = append(names, roleLabels[p.Role]+" "+p.Name)
			}
			list = append(list, labelled{"文件", strings.Join(names, "\n")})
		}
		if err := texts(s, list...); err != nil {
			return err
		}
		return s.Write(w)
	}}
}

// circulated tells who has read and who has not, one a line.
func (v View) circulated() string {
	var out []string
	for _, x := range v.Readers {
		out = append(out, strings.TrimSpace(x.Name+"　"+x.state()+"　"+x.Words))
	}
	return strings.Join(out, "\n")
}

// state is where a reader stands, in words.
func (x Reader) state() string {
	switch {
	case x.RecalledAt != 0:
		return "撤回（" + x.Why + "）"
	case x.ReadAt != 0:
		return "已阅 " + stamp(x.ReadAt)
	case x.GivenAt != 0 && x.OpenedAt != 0:
		return "已打开，没有阅"
	case x.GivenAt != 0:
		return "已送，没有阅"
	}
	return "没有轮到"
}

// circulationForm is the circulation sheet (传阅单): when everybody got and read it (clause
// law.documents.circulate).
func (r *Room) circulationForm(v View) flow.Form {
	return flow.Form{Name: v.Number + " 传阅单", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(r.head(v, "传阅单", v.Number, law.DocumentsCirculate))
		if err != nil {
			return err
		}
		if err := v.top(s); err != nil {
			return err
		}
		at := func(us int64) string {
			if us == 0 {
				return ""
			}
			return stamp(us)
		}
		const h = 10.0
		s.Row(h, flow.Cell{Value: "次序", Width: 12}, flow.Cell{Value: "传阅对象", Width: 36}, flow.Cell{Value: "送到", Width: 33}, flow.Cell{Value: "阅", Width: 33}, flow.Cell{Value: "意见", Width: 46})
		for _, x := range v.Readers {
			words := x.Words
			switch {
			case x.RecalledAt != 0:
				words = strings.TrimSpace("撤回 " + at(x.RecalledAt) + "：" + x.Why)
			case x.Why != "":
				words = strings.TrimSpace(x.Why + "　" + words)
			}
			s.Row(h+2, flow.Cell{Value: fmt.Sprint(x.Place), Width: 12}, flow.Cell{Value: x.Name, Width: 36}, flow.Cell{Value: at(x.GivenAt), Width: 33}, flow.Cell{Value: at(x.ReadAt), Width: 33}, flow.Cell{Value: words, Width: 46})
		}
		return s.Write(w)
	}}
}

// urgeForm is a reminder on paper (催办单).
func (r *Room) urgeForm(v View, u Urge) flow.Form {
	return flow.Form{Name: u.Number + " 催办单", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(r.head(v, "催办单", u.Number, law.DocumentsUrge))
		if err != nil {
			return err
		}
		if err := v.top(s); err != nil {
			return err
		}
		due := "没有定期限"
		if u.DueAt != 0 {
			due = dayOf(u.DueAt).Chinese()
			if u.DueAt < u.MadeAt {
				due += "，" + lateWords(u.MadeAt, u.DueAt)
			}
		}
		if err := texts(s, labelled{"收文号", v.Number}, labelled{"催办对象", u.Whom}, labelled{"办到哪一步", stageLabels[u.Stage]}, labelled{"期限", due}, labelled{"催办意见", orNone(u.Text, "请按期限办理。")}, labelled{"催办人", u.Person + "　" + stamp(u.MadeAt)}, labelled{"办理情况", "\n\n"}); err != nil {
			return err
		}
		return s.Write(w)
	}}
}

// returnForm goes with a document that is sent back (退文单).
func (r *Room) returnForm(v View) flow.Form {
	return flow.Form{Name: v.ReturnNo + " 退文单", Draw: func(w *bytes.Buffer) error {
		s, err := flow.NewSheet(r.head(v, "退文单", v.ReturnNo, law.DocumentsFirstCheck))
		if err != nil {
			return err
		}
		if err := v.top(s); err != nil {
			return err
		}
		who := ""
		for _, e := range v.Events {
			if e.Kind == evReturn {
				who = e.Person
			}
		}
		if err := texts(s, labelled{"收文号", v.Number}, labelled{"退给", v.ReturnTo}, labelled{"退文理由", v.ReturnWhy}, labelled{"退文日期", dayOf(v.ReturnedAt).Chinese()}, labelled{"经办人", who}, labelled{"对方签收", "\n\n　　　　　　　　　　　　　　　　年　　月　　日"}); err != nil {
			return err
		}
		return s.Write(w)
	}}
}

var registerTitles = []string{"收文号", "收文日期", "来文机关", "文号", "标题", "成文日期", "密级", "份数", "缓急", "拟办", "批示", "承办", "办结", "归档"}
var registerWidths = []float64{21, 17, 28, 26, 46, 17, 10, 8, 9, 22, 22, 16, 17, 17}

// registerRow is a document as a line of the register.
func (s *scene) registerRow(d Document) []string {
	day := func(at int64) string {
		if at == 0 {
			return ""
		}
		return dayOf(at).String()
	}
	unit := ""
	if d.Unit != "" {
		unit = s.unitName(d.Unit)
	}
	closed := day(d.ClosedAt)
	switch d.Stage {
	case Returned:
		closed = "退文 " + day(d.ReturnedAt)
	case Void:
		closed = "作废"
	}
	title := d.Title
	if title == "" {
		title = "（待登记）"
	}
	return []string{d.Number, day(d.ReceivedAt), d.Issuer, d.DocNo, title, d.Dated.String(), d.level(), fmt.Sprint(d.Copies), d.UrgencyLabel(), d.Proposal, strings.TrimSpace(d.Leader + " " + d.Instruction), unit, closed, day(d.FiledAt)}
}

var returnTitles = []string{"退文号", "退文日期", "收文号", "来文机关", "文号", "标题", "退给", "理由"}
var returnWidths = []float64{22, 18, 22, 36, 30, 58, 30, 60}

func (d Document) returnRow() []string {
	return []string{d.ReturnNo, dayOf(d.ReturnedAt).String(), d.Number, d.Issuer, d.DocNo, d.Title, d.ReturnTo, d.ReturnWhy}
}

// xlsx writes a table as a spreadsheet.
func xlsx(name string, titles []string, widths []float64, rows [][]string) (*bytes.Buffer, error) {
	var columns []sheet.Column
	for i, h := range titles {
		columns = append(columns, sheet.Column{Title: h, Width: widths[i] / 1.8, Wrap: widths[i] > 30})
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

// pdf prints a register on A4 across, with who printed it and when.
func (r *Room) pdf(title, by string, titles []string, widths []float64, rows [][]string) (*bytes.Buffer, error) {
	today := r.Door.Today()
	title = r.Rules.Base.Bureau + title
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, err
	}
	width := 0.0
	for _, w := range widths {
		width += w
	}
	side := (print.A4Landscape.W - width) / 2
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: side, Bottom: 18, Left: side}, Foot: func(p *print.Page, no, of int) {
		p.Text(side, p.Size.H-9, "制表日期 "+today.Chinese()+"　制表人 "+by, print.Style{Size: 8, Color: print.Grey})
		p.Text(p.Size.W-side, p.Size.H-9, print.PageOf(no, of), print.Style{Size: 8, Align: print.Right, Color: print.Grey})
	}})
	f.Heading(title, print.Style{Size: 16, Align: print.Center})
	f.Skip(3)
	t := print.Table{Body: print.Style{Size: 8, LineHeight: 1.3}, Head: print.Style{Size: 8, Bold: true, Align: print.Center}}
	for i, h := range titles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: widths[i]})
	}
	f.Table(t, slices.Values(rows))
	f.Skip(2)
	f.Para(fmt.Sprintf("共 %d 件。", len(rows)), print.Style{Size: 9})
	var b bytes.Buffer
	return &b, d.Write(&b)
}

package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/print"
)

var (
	bodyStyle = print.Style{Size: 10.5, LineHeight: 1.5}
	headStyle = print.Style{Size: 16, Align: print.Center}
	cellStyle = print.Style{Size: 9, LineHeight: 1.3}
)

// paper begins a printed document of the desk; its pages are counted through.
func (r *Room) paper(title, note string, size print.Size) (*print.Document, *print.Flow, error) {
	today := r.Door.Today()
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: today.Time(), Body: bodyStyle})
	if err != nil {
		return nil, nil, err
	}
	m := print.Margins{Top: 20, Right: 20, Bottom: 20, Left: 25}
	if size == print.A4Landscape {
		m = print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 15}
	}
	f := d.Section(print.Section{Size: size, Margins: m, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+today.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(title, headStyle)
	if note != "" {
		f.Para(note, print.Style{Size: 9, Align: print.Center, Color: print.Grey})
	}
	f.Skip(3)
	return d, f, nil
}

func grid(f *print.Flow, titles []string, widths []float64, rows [][]string, empty string) {
	t := print.Table{Body: cellStyle, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range titles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: widths[i]})
	}
	if len(rows) == 0 {
		f.Para(empty, bodyStyle)
		return
	}
	f.Table(t, slices.Values(rows))
}

func (e Entry) who() string {
	s := e.Party
	if e.PartyUnit != "" {
		s = e.PartyUnit + " " + s
	}
	if e.PartyPhone != "" {
		s += "\n" + e.PartyPhone
	}
	return strings.TrimSpace(s)
}

// course is what became of an entry, for the book.
func (e Entry) course() string {
	var out []string
	add := func(ok bool, format string, a ...any) {
		if ok {
			out = append(out, fmt.Sprintf(format, a...))
		}
	}
	add(e.Outcome != "", "%s", e.Outcome)
	add(e.Giver != "", "交办：%s", e.Giver)
	add(e.Medium != "", "传达方式：%s", e.Medium)
	add(e.Receipt != "", "回执：%s", e.Receipt)
	add(e.StandIn != "", "顶替：%s", e.StandIn)
	add(e.VerifiedAt != 0, "核实：向%s核实，%s；%s", e.VerifyWith, e.VerifyResult, e.VerifyMeasure)
	add(e.ToldAt != 0, "%s %s报%s。%s", stamp(e.ToldAt), e.ToldHow, e.ToldTo, e.ToldWords)
	add(e.Closing != "" && e.Closing != e.Outcome, "%s 办结：%s", stamp(e.ClosedAt), e.Closing)
	add(e.State == StateOpen, "未办结")
	add(e.LateWhy != "", "%s 补记：%s", stamp(e.MadeAt), e.LateWhy)
	return strings.Join(out, "\n")
}

// printBook writes the log book of a year (clause duty.log.book): every entry by its
// number, corrections with the earlier words, pages counted through. whole has the
// words of work secrets too.
func (r *Room) printBook(ctx context.Context, year int, whole bool, w *bytes.Buffer) error {
	rd := r.Door.Reader()
	list, err := entries.list(ctx, rd, "WHERE x.year = $1 ORDER BY x.no", year)
	if err != nil {
		return err
	}
	d, f, err := r.paper(r.Rules.Base.Bureau+"值班记录", fmt.Sprintf("%d年", year), print.A4Landscape)
	if err != nil {
		return err
	}
	var rows [][]string
	var changed []string
	for _, e := range list {
		fixed, err := corrections.list(ctx, rd, "WHERE x.subject = $1 ORDER BY x.id", e.Subject())
		if err != nil {
			return err
		}
		if e.Secret && !whole {
			e.hide()
			fixed = nil
		}
		kind := kindLabels[e.Kind]
		if e.Citizen != "" {
			kind += "（" + e.Citizen + "）"
		}
		receiver := e.Receiver
		if e.ReceiverPhone != "" {
			receiver += "\n" + e.ReceiverPhone
		}
		rows = append(rows, []string{e.Number(), stamp(e.At), kind + "\n" + e.Source, e.who(), receiver, e.Matter, e.course(), e.MadeName})
		for _, c := range fixed {
			changed = append(changed, fmt.Sprintf("%s　%s由“%s”改为“%s”，理由：%s（%s，%s）", e.Number(), c.Label, c.Was, c.Became, c.Reason, c.MadeName, stamp(c.MadeAt)))
		}
	}
	grid(f, []string{"编号", "时间", "类别、来源", "对方", "接话（接件）人", "事项", "处置和报告", "记录人"}, []float64{26, 24, 27, 35, 27, 55, 55, 18}, rows, "这一年没有值班记录。")
	if len(changed) > 0 {
		f.Skip(5)
		f.Heading("更正", print.Style{Size: 12, Bold: true})
		for _, s := range changed {
			f.Para(s, cellStyle)
		}
	}
	return d.Write(w)
}

// Book prints the log book of a year for leaders and the office, work secrets without
// their words.
func (r *Room) Book(ctx context.Context, who act.Actor, year int, w *bytes.Buffer) error {
	if !who.May(Lead) && !r.keeper(who) {
		return forbidden(law.DutyLogBook, "《值班记录》由办公室和局领导打印。")
	}
	return r.printBook(ctx, year, false, w)
}

// bookPapers lays the log book of a year out for the archive room.
func (r *Room) bookPapers(ctx context.Context, year int64) (flow.Papers, error) {
	b, err := books.get(ctx, r.Door.Reader(), year)
	if err != nil {
		return flow.Papers{}, err
	}
	last, _ := civil.Of(int(year), 12, 31)
	p := flow.Papers{Subject: act.Subject("duty_book", year), Title: fmt.Sprintf("%d年值班记录", year), Unit: r.Org.Places.Office, Date: last, Secret: b.Secret, Weight: flow.Ordinary}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: p.Title, Draw: func(w *bytes.Buffer) error { return r.printBook(ctx, int(year), true, w) }})
	return p, err
}

// PrintHandover writes the sheet that both sides signed.
func (r *Room) PrintHandover(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) error {
	v, err := r.HandoverOf(ctx, who, id)
	if err != nil {
		return err
	}
	d, f, err := r.paper(r.Rules.Base.Bureau+"值班交接单", fmt.Sprintf("第 %d 次交接，%s", v.Round, handoverLabels[v.State]), print.A4)
	if err != nil {
		return err
	}
	times := func(t Stint) string {
		s := "应到 " + stamp(t.PlannedFrom) + "，应离 " + stamp(t.PlannedUntil) + "；接班 " + stamp(t.BeganAt)
		if t.EndedAt != 0 {
			s += "，交班 " + stamp(t.EndedAt)
		}
		if n := t.Late(); n > 0 {
			s += fmt.Sprintf("；晚到 %d 分钟", n)
		}
		if n := t.Early(); n > 0 {
			s += fmt.Sprintf("；早走 %d 分钟", n)
		}
		return s
	}
	f.Para("交班人："+v.GiverName+"。"+times(v.From), bodyStyle)
	f.Para("接班人："+v.ReceiverName+"。"+times(v.To), bodyStyle)
	if v.Words != "" {
		f.Para("交班说明："+v.Words, bodyStyle)
	}
	f.Skip(2)
	var rows [][]string
	for _, x := range v.Items {
		number, what := v.item(x)
		rows = append(rows, []string{number, what, x.said()})
	}
	grid(f, []string{"编号", "未办结事项", "接班人核对"}, []float64{28, 82, 55}, rows, "没有未办结的事项。")
	f.Skip(6)
	f.Para("交班人签字："+v.GiverName+"　"+stamp(v.OfferedAt), bodyStyle)
	if v.State == Done {
		f.Para("接班人签字："+v.ReceiverName+"　"+stamp(v.AnsweredAt), bodyStyle)
	} else {
		f.Para("接班人签字：", bodyStyle)
	}
	if v.AnswerOfWhole != "" {
		f.Para("接班人意见："+v.AnswerOfWhole, bodyStyle)
	}
	return d.Write(w)
}

func (v HandoverView) item(x HandoverItem) (number, what string) {
	if x.Incident != 0 {
		i := v.Incident[x.Incident]
		return i.Number, "突发事件：" + i.Title
	}
	e := v.Entries[x.Entry]
	return e.Number(), kindLabels[e.Kind] + "：" + e.Matter
}

// said is the receiver's word on an item, and the leader's where one was needed.
func (x HandoverItem) said() string {
	s := map[string]string{Accept: "接下", Refuse: "退回：" + x.Reason, "": "还没有核对"}[x.Answer]
	if x.Ruling != "" {
		s += fmt.Sprintf("\n%s决定由%s续办：%s", x.RuledName, map[string]string{ToReceiver: "接班人", ToGiver: "交班人"}[x.Ruling], x.RulingWords)
	}
	return s
}

// PrintMonth writes the monthly report.
func (r *Room) PrintMonth(m Month, w *bytes.Buffer) error {
	d, f, err := r.paper(r.Rules.Base.Bureau+"值班月报", m.Name(), print.A4)
	if err != nil {
		return err
	}
	if m.Zero {
		f.Para("本月没有发生突发事件（零报告）。", bodyStyle)
	}
	var rows [][]string
	for _, x := range m.Figures {
		rows = append(rows, []string{x.Label, fmt.Sprint(x.N), x.Unit})
		if x.Label == kindLabels[Citizen] {
			for _, c := range m.Citizens {
				rows = append(rows, []string{"　其中：" + c.Label, fmt.Sprint(c.N), c.Unit})
			}
		}
	}
	grid(f, []string{"项目", "数量", "单位"}, []float64{95, 40, 30}, rows, "")
	if len(m.Incidents) > 0 {
		f.Skip(5)
		f.Heading("突发事件", print.Style{Size: 12, Bold: true})
		rows = nil
		for _, v := range m.Incidents {
			rows = append(rows, []string{v.Number, stamp(v.HeardAt), v.Title, severityLabels[v.Severity], v.stateWords()})
		}
		grid(f, []string{"编号", "接报时间", "事件", "等级", "状态"}, []float64{30, 33, 62, 18, 22}, rows, "")
	}
	return d.Write(w)
}

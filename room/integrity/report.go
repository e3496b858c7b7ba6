package integrity

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/kit/print"
)

// Figure is one line of the report: what, how many, and what is to be looked at.
type Figure struct {
	Group, What string
	N           string
	Note        string
	Bad         bool
}

// Report is what a half year, or a year, comes to. It has numbers alone: no name, and
// nothing of what a talk or a declaration said.
type Report struct {
	Half    Half
	Figures []Figure
	Basis   []law.ID
}

// count tells how many lines a condition meets.
func count(list []register.Line, ok func(register.Line) bool) int {
	n := 0
	for _, l := range list {
		if ok(l) {
			n++
		}
	}
	return n
}

func note(n int, say string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", n, say)
}

// Report counts a span (clauses law.integrity.duties, law.integrity.collective,
// law.integrity.gifts).
func (r *Room) Report(ctx context.Context, h Half) (Report, error) {
	out := Report{Half: h, Basis: []law.ID{law.IntegrityDuties, law.IntegrityCollective, law.IntegrityGifts}}
	from, to := h.Span()
	rd := r.Door.Reader()
	lines := map[string][]register.Line{}
	for _, code := range []string{Majors, Gifts, Talks, Declarations, Events, Risks, Duties, Checks, Leads} {
		o := register.Query{From: from, To: to}
		if code == Risks || code == Duties {
			o.From = civil.Date{}
		}
		list, err := r.Registers.Lines(ctx, rd, code, o)
		if err != nil {
			return out, err
		}
		lines[code] = list
	}
	add := func(group, what string, n int, unit, note string) {
		out.Figures = append(out.Figures, Figure{Group: group, What: what, N: fmt.Sprintf("%d %s", n, unit), Note: note, Bad: note != ""})
	}
	majors := lines[Majors]
	gap := count(majors, func(l register.Line) bool { return l.Value("gap") != "" })
	add("集体决策", "重大事项集体决策", len(majors), "项", note(gap, "项有缺项"))
	if p, ok := r.Rules.Base.Param(law.IntegrityCollective, "categories"); ok {
		for _, c := range words(p.Value) {
			add("", "其中"+c, count(majors, func(l register.Line) bool { return l.Value("category") == c }), "项", "")
		}
	}
	add("", "已落实", count(majors, func(l register.Line) bool { return l.State == "done" }), "项", "")
	gifts := lines[Gifts]
	value := int64(0)
	for _, l := range gifts {
		value += l.Units("value")
	}
	open := count(gifts, func(l register.Line) bool { return l.State == "open" })
	late := count(gifts, func(l register.Line) bool { return l.Value("late") != "" })
	add("礼品", "登记礼品", len(gifts), "件", note(late, "件逾期登记"))
	out.Figures = append(out.Figures, Figure{What: "估价合计", N: yuan(value) + " 元"})
	add("", "上交", count(gifts, func(l register.Line) bool { return l.State == "handed" }), "件", note(open, "件待处置"))
	add("", "退还", count(gifts, func(l register.Line) bool { return l.State == "back" }), "件", "")
	add("谈话", "谈话", len(lines[Talks]), "人次", "")
	var kinds []string
	for _, l := range lines[Talks] {
		if k := l.Value("kind"); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		add("", "其中"+k, count(lines[Talks], func(l register.Line) bool { return l.Value("kind") == k }), "人次", "")
	}
	if err := r.declaredFigures(ctx, h, lines[Declarations], add); err != nil {
		return out, err
	}
	add("", "操办婚丧喜庆报告", len(lines[Events]), "件", note(count(lines[Events], func(l register.Line) bool { return l.Value("late") != "" }), "件逾期"))
	risks := slices.DeleteFunc(lines[Risks], func(l register.Line) bool { return l.State == "closed" })
	add("风险防控", "防控中的风险点", len(risks), "个", "")
	for _, level := range []string{"高", "中", "低"} {
		add("", "其中：等级"+level, count(risks, func(l register.Line) bool { return l.Value("level") == level }), "个", "")
	}
	duties := slices.DeleteFunc(lines[Duties], func(l register.Line) bool { return l.State == "ended" })
	checked := map[string]bool{}
	for _, c := range lines[Checks] {
		checked[c.Value("duty")] = true
	}
	without := count(duties, func(l register.Line) bool { return !checked[l.Number()] })
	add("责任制", "责任清单", len(duties), "条", "")
	add("", "检查责任落实", len(lines[Checks]), "次", note(without, "条责任没有检查"))
	add("", "检查未完全落实", count(lines[Checks], func(l register.Line) bool { return l.Value("result") != "落实" }), "次", note(count(lines[Checks], func(l register.Line) bool { return l.State == "open" }), "次待整改"))
	passed := int64(0)
	for _, l := range lines[Leads] {
		passed += l.Int("count")
	}
	add("线索移交", "移交问题线索", int(passed), "件", "")
	return out, nil
}

// declaredFigures count the declarations; who is missing is a matter of the span in which
// they were due.
func (r *Room) declaredFigures(ctx context.Context, h Half, list []register.Line, add func(group, what string, n int, unit, note string)) error {
	s, err := r.look(ctx, r.Door.Reader())
	if err != nil {
		return err
	}
	say := ""
	if h.N != 2 {
		people, err := s.missing(ctx, r.Door.Reader(), h.Year-1)
		if err != nil {
			return err
		}
		say = note(len(people), fmt.Sprintf("人没有报告%d年度的事项", h.Year-1))
	}
	add("报告", "年度集中报告个人有关事项", count(list, func(l register.Line) bool { return l.Value("kind") == yearly }), "人", say)
	add("", "变化报告", count(list, func(l register.Line) bool { return l.Value("kind") == change }), "件", note(count(list, func(l register.Line) bool { return l.Value("kind") == change && l.Value("late") != "" }), "件逾期"))
	return nil
}

// PDF writes the report on A4, with room for the signatures.
func (x Report) PDF(w io.Writer, m register.Made) error {
	title := x.Half.Label() + "党风廉政建设责任制落实情况"
	doc, err := print.New(print.Options{Title: title, Author: m.Bureau, Fonts: m.Fonts, Date: time.Date(m.On.Year, m.On.Month, m.On.Day, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	small := print.Style{Size: 9}
	right := small
	right.Align = print.Right
	fl := doc.Section(print.Section{Margins: print.Margins{Top: 25, Right: 22, Bottom: 25, Left: 25}, Foot: func(p *print.Page, no, of int) {
		p.Text(25, 284, "制表日期："+m.On.Chinese()+"　　制表人："+m.By, small)
		p.Text(188, 284, print.PageOf(no, of), right)
	}})
	fl.Heading(title, print.Style{Size: 16, Bold: true, Align: print.Center})
	fl.Skip(2)
	from, to := x.Half.Span()
	fl.Para(m.Bureau+"　　"+from.Chinese()+"至"+to.Chinese(), print.Style{Size: 10.5})
	fl.Skip(1)
	t := print.Table{Body: print.Style{Size: 10.5}, Columns: []print.Column{{Title: "方面", Width: 24}, {Title: "事项", Width: 62}, {Title: "数量", Width: 27, Align: print.Right}, {Title: "需要注意", Width: 50}}}
	var rows [][]string
	for _, f := range x.Figures {
		rows = append(rows, []string{f.Group, f.What, f.N, f.Note})
	}
	fl.Table(t, slices.Values(rows))
	fl.Skip(6)
	fl.Para("数字由登记簿统计，不含姓名和谈话、报告的内容。", print.Style{Size: 9})
	fl.Skip(8)
	fl.Fields(print.Style{Size: 10.5}, print.Field{Label: "党委书记：", Blank: 35}, print.Field{Label: "纪检岗位：", Blank: 35})
	return doc.Write(w)
}

package logistics

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/print"
	"lantai.internal/room/logistics/energy"
)

func (r *Room) document(title string, on civil.Date) (*print.Document, error) {
	return print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(on.Year, on.Month, on.Day, 0, 0, 0, 0, civil.Shanghai)})
}

// sheetOf begins pages with a title and a foot that says when they were printed.
func (r *Room) sheetOf(d *print.Document, size print.Size, title, under string, on civil.Date) *print.Flow {
	f := d.Section(print.Section{Size: size, Margins: print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 15}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+on.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(title, print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	if under != "" {
		f.Para(under, print.Style{Size: 9})
		f.Skip(2)
	}
	return f
}

// ruled is a table of columns with their widths; numbers stand at the right from
// column right on.
func ruled(titles []string, widths []float64, right int) print.Table {
	t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range titles {
		c := print.Column{Title: h, Width: widths[i], Least: 7}
		if i >= right {
			c.Align = print.Right
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

const never = 99 // no column of numbers

// a5 is half a sheet, lying: slips.
var a5 = print.Size{W: 210, H: 148}

// cell is a month of a carrier as it is shown: its amount, or why there is none.
func cell(c energy.Cell, carrier energy.Carrier) string {
	switch c.State {
	case energy.Known:
		return energy.Thousandths(c.Amount)
	case energy.Spread:
		return "并计"
	case energy.Missing:
		return "缺读数"
	}
	if carrier.Metered() {
		return "—"
	}
	return "无账单"
}

func rate(x energy.Rate, decimals int) string {
	if !x.Known {
		return x.Why
	}
	return energy.Fixed(x.Value, decimals)
}

func total(c energy.CarrierYear) string {
	if !c.Whole {
		return "不全"
	}
	return energy.Thousandths(c.Total)
}

func yuan(fen int64) string {
	if fen == 0 {
		return "—"
	}
	return energy.Yuan(fen)
}

// reportPDF prints the yearly report: what is known of the bureau (单位基本信息), and
// what was used by month (能源资源消费状况); clause law.logistics.yearly_report.
func (r *Room) reportPDF(s energy.Statement, x *Report, fixes []Correction, on civil.Date, w *bytes.Buffer) error {
	d, err := r.document(reportTitle(s.Year), on)
	if err != nil {
		return err
	}
	state := "未定格，数字随登记变动。"
	if x != nil {
		state = fmt.Sprintf("%s由%s定格，摘要 %s。", dayOf(x.FrozenAt).Chinese(), x.FrozenName, x.Digest[:16])
		if !x.SentOn.IsZero() {
			state += fmt.Sprintf("%s报送%s。", x.SentOn.Chinese(), x.SentTo)
		}
	}
	f := r.sheetOf(d, print.A4Landscape, reportTitle(s.Year), state, on)
	st := print.Style{Size: 10.5}
	f.Fields(st, print.Field{Label: "填报单位：", Value: s.Bureau}, print.Field{Label: "报告年度：", Value: fmt.Sprint(s.Year)}, print.Field{Label: "报送期限：", Value: r.dueWords(s.Year)})
	f.Skip(2)
	f.Heading("一、单位基本信息", print.Style{Size: 12})
	f.Skip(1)
	b := s.Base
	f.Table(ruled([]string{"建筑面积（平方米）", "用能人数（人）", "编制人数（人）", "车辆（辆）"}, []float64{66.75, 66.75, 66.75, 66.75}, never), slices.Values([][]string{{energy.Thousandths(b.Area), fmt.Sprint(b.People), fmt.Sprint(b.Posts), fmt.Sprint(b.Vehicles)}}))
	f.Skip(4)
	f.Heading("二、能源资源消费状况", print.Style{Size: 12})
	f.Skip(1)
	titles, widths := []string{"品种", "单位"}, []float64{19, 17}
	for m := 1; m <= 12; m++ {
		titles, widths = append(titles, fmt.Sprintf("%d月", m)), append(widths, 17)
	}
	titles, widths = append(titles, "全年"), append(widths, 27)
	f.Table(ruled(titles, widths, 2), slices.Values(monthRows(s)))
	f.Skip(4)
	f.Heading("三、折标准煤和比较", print.Style{Size: 12})
	f.Skip(1)
	f.Table(ruled([]string{"品种", "全年用量", "折标准煤系数", "折标准煤（千克）", "上年用量", "比上年", "费用（元）"}, []float64{30, 42, 62, 40, 40, 28, 25}, 1), slices.Values(coalRows(s)))
	f.Skip(4)
	f.Heading("四、指标", print.Style{Size: 12})
	f.Skip(1)
	f.Table(ruled([]string{"指标", "单位", "本年", "上年", "比上年", "定额和目标"}, []float64{58, 58, 38, 38, 35, 40}, 2), slices.Values(indicatorRows(s)))
	f.Skip(4)
	notes := remarks(s, fixes)
	if len(notes) > 0 {
		f.Heading("五、说明", print.Style{Size: 12})
		for i, n := range notes {
			f.Para(fmt.Sprintf("%d. %s", i+1, n), print.Style{Size: 10, LineHeight: 1.4})
		}
		f.Skip(3)
	}
	f.Need(14)
	f.Skip(4)
	f.Fields(st, print.Field{Label: "单位负责人：", Blank: 35}, print.Field{Label: "统计负责人：", Blank: 35}, print.Field{Label: "填表人：", Blank: 35})
	return d.Write(w)
}

func (r *Room) dueWords(year int) string {
	if due, ok := DueOn(r.Rules.Base, year); ok {
		return due.Chinese() + "前"
	}
	return ""
}

func monthRows(s energy.Statement) [][]string {
	var out [][]string
	for _, l := range s.Lines {
		amounts, costs := []string{l.Carrier.Label(), l.Carrier.Unit()}, []string{l.Carrier.Label() + "费用", "元"}
		for _, m := range l.Months {
			amounts, costs = append(amounts, cell(m, l.Carrier)), append(costs, yuan(m.Cost))
		}
		out = append(out, append(amounts, total(l.CarrierYear)), append(costs, yuan(l.Cost)))
	}
	return out
}

func factor(s energy.Statement, c energy.Carrier) string {
	k, ok := s.Coefficients[c]
	if !c.Energy() {
		return "不折算"
	}
	if !ok {
		return "没有系数"
	}
	out := coefficient(k.Factor) + " " + c.Per()
	if c.Liquid() {
		out += "，密度 " + energy.Fixed(k.Density, 2) + " 千克/升"
	}
	if k.Unconfirmed {
		out += "（待核对）"
	}
	return out
}

// coefficient writes hundred-thousandths without the last zero.
func coefficient(n int64) string { return fmt.Sprintf("%d.%04d", n/100_000, n%100_000/10) }

func coalRows(s energy.Statement) [][]string {
	var out [][]string
	for _, l := range s.Lines {
		coal := rate(l.Coal, 2)
		if !l.Carrier.Energy() {
			coal = "—"
		}
		out = append(out, []string{l.Carrier.Label(), total(l.CarrierYear) + " " + l.Carrier.Unit(), factor(s, l.Carrier), coal, rate(l.Before, 0), l.Change.Words(), yuan(l.Cost)})
	}
	return append(out, []string{"综合能耗", "", "", rate(s.Coal, 2), rate(s.CoalBefore, 2), s.Change.Words(), yuan(s.Cost)})
}

func indicatorRows(s energy.Statement) [][]string {
	var out [][]string
	for _, m := range s.Measured {
		limits := ""
		for i, l := range m.Limits {
			if i > 0 {
				limits += "；"
			}
			limits += map[bool]string{true: "定额 ", false: "目标 "}[l.Quota] + energy.Thousandths(l.Most)
		}
		if limits == "" {
			limits = "未设"
		}
		out = append(out, []string{m.Indicator.Label(), m.Indicator.Unit(), rate(m.Rate, 2), rate(m.Before, 2), m.Change.Words(), limits})
	}
	return out
}

// remarks are what a reader of the report must know: how it was counted, what is
// missing, what was put right.
func remarks(s energy.Statement, fixes []Correction) []string {
	last, _ := civil.Of(s.Year, 12, 31)
	out := []string{"折标准煤全年用" + last.Chinese() + "有效的系数；上年用量按同一系数折算，比较的是用量本身。"}
	for _, x := range s.Findings {
		out = append(out, x.Say)
	}
	for _, c := range fixes {
		out = append(out, c.Number()+"："+c.Words()+"，"+c.Reason+"。")
	}
	return out
}

// monthPDF prints the analysis of a month: what was used, against the month before and
// the same month a year ago.
func (r *Room) monthPDF(a Analysis, on civil.Date, w *bytes.Buffer) error {
	title := a.Month.Chinese() + "能耗分析"
	d, err := r.document(title, on)
	if err != nil {
		return err
	}
	f := r.sheetOf(d, print.A4, title, "缺读数的月份不估算，连续几个月只有一个合计的写“并计”。", on)
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "单位：", Value: r.Rules.Base.Bureau}, print.Field{Label: "月份：", Value: a.Month.Chinese()})
	f.Skip(2)
	rows := [][]string{}
	for _, l := range a.Lines {
		rows = append(rows, []string{l.Carrier.Label(), l.Carrier.Unit(), cell(l.Now, l.Carrier), cell(l.Before, l.Carrier), l.ToBefore.Words(), cell(l.YearAgo, l.Carrier), l.ToYearAgo.Words(), yuan(l.Now.Cost)})
	}
	f.Table(ruled([]string{"品种", "单位", "本月", "上月", "环比", "上年同月", "同比", "费用（元）"}, []float64{20, 18, 24, 24, 24, 24, 24, 22}, 2), slices.Values(rows))
	f.Skip(4)
	for _, s := range a.Remarks {
		f.Para(s, print.Style{Size: 10, LineHeight: 1.4})
	}
	f.Skip(6)
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "审核：", Blank: 40}, print.Field{Label: "填表人：", Blank: 40})
	return d.Write(w)
}

// dispatchPDF prints the dispatch order (派车单).
func (r *Room) dispatchPDF(x Dispatch, v Vehicle, driver string, on civil.Date, w *bytes.Buffer) error {
	title := "派车单"
	d, err := r.document(title, on)
	if err != nil {
		return err
	}
	f := r.sheetOf(d, a5, r.Rules.Base.Bureau+title, "编号 "+x.Number+"　"+dispatchLabels[x.State], on)
	km := func(n int64, shown bool) string {
		if !shown {
			return ""
		}
		return fmt.Sprint(n)
	}
	left := x.State == Out || x.State == Back
	rows := [][]string{{"申请人", x.Name + "（" + x.UnitName + "）", "乘车人数", fmt.Sprint(x.People)}, {"用车时间", x.Times(), "目的地", x.Place}, {"事由", x.Purpose, "审批", x.DecidedName}, {"车辆", v.Plate + " " + v.Model, "驾驶员", driver}, {"出车里程（公里）", km(x.StartKM, left), "收车里程（公里）", km(x.EndKM, x.State == Back)}, {"行驶（公里）", km(x.KM(), x.State == Back), "乘车人签字", ""}}
	t := print.Table{Body: print.Style{Size: 10.5, LineHeight: 1.3}, MinRow: 10, Columns: []print.Column{{Width: 32}, {Width: 62}, {Width: 34}, {Width: 52}}}
	f.Table(t, slices.Values(rows))
	return d.Write(w)
}

// movePDF prints the slip of what was handed out or came in (领用单, 入库单).
func (r *Room) movePDF(m Move, s Supply, unit, person string, on civil.Date, w *bytes.Buffer) error {
	title, n := "办公用品入库单", m.Amount
	if m.Amount < 0 {
		title, n = "办公用品领用单", -m.Amount
	}
	d, err := r.document(title, on)
	if err != nil {
		return err
	}
	f := r.sheetOf(d, a5, r.Rules.Base.Bureau+title, "编号 "+m.Number+"　日期 "+m.On.Chinese(), on)
	rows := [][]string{{s.Name, s.Model, s.Measure, fmt.Sprint(n), fmt.Sprint(m.Stock), m.Words}}
	f.Table(ruled([]string{"名称", "规格", "单位", "数量", "结存", "说明"}, []float64{50, 36, 18, 20, 20, 36}, never), slices.Values(rows))
	f.Skip(8)
	if m.Amount < 0 {
		f.Fields(print.Style{Size: 10.5}, print.Field{Label: "领用科室：", Value: unit}, print.Field{Label: "领用人：", Value: person}, print.Field{Label: "签字：", Blank: 30})
		f.Skip(4)
	}
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "经办人：", Value: m.MadeName}, print.Field{Label: "审核：", Blank: 30})
	return d.Write(w)
}

// countPDF prints the sheet of a stock-taking (盘点表).
func (r *Room) countPDF(c Count, lines []CountLine, p people, on civil.Date, w *bytes.Buffer) error {
	title := "资产盘点表"
	d, err := r.document(title, on)
	if err != nil {
		return err
	}
	f := r.sheetOf(d, print.A4Landscape, r.Rules.Base.Bureau+title, fmt.Sprintf("编号 %s　盘点日期 %s　%s", c.Number, c.On.Chinese(), countLabels[c.State]), on)
	var rows [][]string
	more, less := 0, 0
	for i, l := range lines {
		switch l.Found {
		case FoundMore:
			more++
		case FoundNo:
			less++
		}
		found := foundLabels[l.Found]
		if l.Found == "" {
			found = ""
		}
		book := "1"
		if l.AssetID == 0 {
			book = "0"
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), l.Number, l.Name, p.unitName(l.Unit), l.Place, yuan(l.Value), book, found, l.Words})
	}
	f.Table(ruled([]string{"序号", "资产编号", "名称", "使用科室", "存放地点", "原值（元）", "账面", "盘点结果", "说明"}, []float64{13, 34, 46, 36, 36, 28, 13, 22, 39}, never), slices.Values(rows))
	f.Skip(3)
	f.Para(fmt.Sprintf("共 %d 项，盘盈 %d 项，盘亏 %d 项。%s", len(lines), more, less, c.Words), print.Style{Size: 10, LineHeight: 1.4})
	f.Skip(5)
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "盘点人：", Value: c.FirstName}, print.Field{Label: "监盘人：", Value: c.OtherName}, print.Field{Label: "负责人：", Blank: 35})
	return d.Write(w)
}

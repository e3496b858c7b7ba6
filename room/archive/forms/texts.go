package forms

import (
	"strconv"
	"strings"

	"lantai.internal/base/mark"
)

func compilation(m Model) (*paper, error) {
	c := m.Compilation
	if c == nil || len(c.Entries) == 0 {
		return nil, nothing("entries", "汇编中没有文件。请先选择要汇编的文件。")
	}
	title := c.Title
	if title == "" {
		title = Compilation.Label()
	}
	cover := coverBlock{title: title, pairs: []pair{{"全宗号", m.Fonds.Code}, {"编者", c.Editor}, {"件数", count(len(c.Entries))}, {"日期", m.Meta.Date.Chinese()}}}
	if c.Level >= mark.WorkSecret {
		cover.pairs = append(cover.pairs, pair{"密级", c.Level.Label()})
	}
	front := []block{contentsBlock{}}
	if c.Preface != "" {
		front = append([]block{titleBlock{text: "编辑说明"}}, append(paragraphs(c.Preface), newPage(), contentsBlock{})...)
	}
	p := &paper{contents: true, parts: []part{
		{name: "封面", bare: true, blocks: []block{cover}},
		{name: "目录", foot: "目录", blocks: front},
	}}
	// The archival code of the text stands in the foot of its pages, while pages
	// are counted through the whole book.
	body := part{name: "正文"}
	for i, e := range c.Entries {
		if i > 0 {
			body.blocks = append(body.blocks, newPage())
		}
		var about []string
		for _, s := range []string{e.DocNo, e.Issuer, e.Date.Chinese()} {
			if s != "" {
				about = append(about, s)
			}
		}
		code := e.Code
		if code == "" {
			code = "未编号"
		}
		body.blocks = append(body.blocks, runningFoot("档号："+code),
			&headBlock{text: e.Title, level: 1, listed: strings.Join(append([]string{code}, about...), "　")},
			textBlock{text: strings.Join(about, "　"), small: true}, gapBlock(2))
		if e.Withheld != "" {
			body.blocks = append(body.blocks, textBlock{text: "（" + e.Withheld + "）", small: true})
			continue
		}
		if e.Abstract {
			body.blocks = append(body.blocks, textBlock{text: "（摘要）", small: true})
		}
		if strings.TrimSpace(e.Text) == "" {
			body.blocks = append(body.blocks, textBlock{text: "（本件没有电子文本，请按档号调阅原件。）", small: true})
			continue
		}
		body.blocks = append(body.blocks, paragraphs(e.Text)...)
	}
	p.parts = append(p.parts, body)
	return p, nil
}

// paragraphs makes a paragraph of each line that is not empty.
func paragraphs(s string) []block {
	var out []block
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(strings.ReplaceAll(l, "\u3000", " ")); l != "" {
			out = append(out, textBlock{text: l, indent: true})
		}
	}
	return out
}

// Holder is who holds one level of the archive network.
type Holder struct{ Level, Post string }

// Tally is the number of items and boxes of one retention period.
type Tally struct {
	Retention    string
	Items, Boxes int
}

// UnitTally is what one unit owed and handed over.
type UnitTally struct {
	Unit       string
	Due, Filed int
}

// Spending is money spent on one kind of thing, in fen.
type Spending struct {
	Kind string
	Fen  int64
}

// SummaryFigures is what the yearly summary says in figures.
type SummaryFigures struct {
	Year     int
	Guided   []string // the bodies that guide the work: 局党委, 区档案局
	Network  []Holder
	Rooms    []string
	Cabinets int // 节, 0 if not counted
	Software string
	Spent    []Spending

	Trainings    []string // one each: date, organiser, topic
	PastTraining int      // of the year before, -1 if not known
	Books        []string
	TasksDone    int
	TasksOpen    []string
	Rule, Local  string // the rules arranged by; empty for 《归档文件整理规则》 and none

	ByRetention              []Tally
	ByUnit                   []UnitTally
	Entered                  int // items in the computer
	Consulted, Lent, Overdue int
	Outputs                  []string // compilations made
	Inspections, Publicity   int
	MissingSpecial           []string // kinds of records nothing came in of
	Shortcomings, Plans      []string // in the archivist's own words, may be empty
	Signed                   string   // the unit that signs; empty for the fonds
}

func yuan(fen int64) string {
	s := strconv.FormatInt(fen/100, 10)
	if c := fen % 100; c != 0 {
		s += "." + strconv.FormatInt(100+c, 10)[1:]
	}
	return s + "元"
}

// summary writes the five sections of archive.summary.annual. A figure that was
// not recorded is left out or said to be missing; none is made up.
func summary(m Model) (*paper, error) {
	s := m.Summary
	if s == nil || s.Year <= 0 {
		return nil, nothing("year", "没有填写总结的年度。请选择年度后再生成档案工作总结。")
	}
	year := strconv.Itoa(s.Year) + "年"
	guided := ""
	if len(s.Guided) > 0 {
		guided = "在" + strings.Join(s.Guided, "、") + "的领导和指导下，"
	}
	b := []block{
		titleBlock{text: m.Fonds.Name + "\n" + year + "档案工作总结", size: 20},
		textBlock{text: year + "，" + guided + "本单位按照档案法律法规和归档制度，开展了文件材料的收集、整理、归档和利用工作。现将有关情况总结如下。", indent: true},
	}
	b = append(b, &headBlock{text: "一、组织领导", level: 2})
	b = append(b, s.lead()...)
	b = append(b, &headBlock{text: "二、经费和条件保障", level: 2})
	b = append(b, s.means()...)
	b = append(b, &headBlock{text: "三、培训和上级交办任务", level: 2})
	b = append(b, s.training()...)
	b = append(b, &headBlock{text: "四、整理归档和利用", level: 2})
	b = append(b, s.arranged()...)
	b = append(b, &headBlock{text: "五、不足和今后打算", level: 2})
	b = append(b, s.ahead()...)
	signed := s.Signed
	if signed == "" {
		signed = m.Fonds.Name
	}
	b = append(b, gapBlock(10), textBlock{text: signed, right: true}, textBlock{text: m.Meta.Date.Chinese(), right: true})
	return &paper{parts: []part{{name: "总结", blocks: b}}}, nil
}

func para(s string) block { return textBlock{text: s, indent: true} }

func (s *SummaryFigures) lead() []block {
	if len(s.Network) == 0 {
		return []block{para("本单位的档案管理网络尚未登记各级责任岗位。")}
	}
	rows := make([][]string, 0, len(s.Network))
	for _, h := range s.Network {
		rows = append(rows, []string{h.Level, h.Post})
	}
	return []block{
		para("档案工作列入本单位议事日程，由主要领导负总责，分管领导具体负责，办公室承办，各科室配合移交，责任落实到岗："),
		gapBlock(1.5),
		tableBlock{size: 11, cols: []col{{title: "层级", width: 50, align: 1}, {title: "责任岗位", width: 110}}, rows: seq(rows)},
		gapBlock(3),
	}
}

func seq(rows [][]string) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for _, r := range rows {
			if !yield(r) {
				return
			}
		}
	}
}

func (s *SummaryFigures) means() []block {
	var has []string
	if len(s.Rooms) > 0 {
		has = append(has, "设有"+strings.Join(s.Rooms, "、"))
	}
	if s.Cabinets > 0 {
		has = append(has, "档案柜"+count(s.Cabinets)+"节")
	}
	if s.Software != "" {
		has = append(has, "使用"+s.Software+"管理档案")
	}
	first := "保管条件尚未登记。"
	if len(has) > 0 {
		first = "本单位" + strings.Join(has, "，") + "。"
	}
	if s.Inspections > 0 {
		first += "全年检查档案保管状况" + count(s.Inspections) + "次。"
	}
	if len(s.Spent) == 0 {
		return []block{para(first), para("本年度没有登记档案经费支出。")}
	}
	var total int64
	var each []string
	for _, x := range s.Spent {
		total += x.Fen
		each = append(each, x.Kind+yuan(x.Fen))
	}
	return []block{para(first), para("全年投入档案经费" + yuan(total) + "，其中" + strings.Join(each, "，") + "。")}
}

func (s *SummaryFigures) training() []block {
	text := "本年度没有登记档案业务培训。"
	if n := len(s.Trainings); n > 0 {
		text = "全年参加档案业务培训" + count(n) + "次：" + strings.Join(s.Trainings, "；") + "。"
	}
	if s.PastTraining >= 0 {
		text += "上年度为" + count(s.PastTraining) + "次。"
	}
	out := []block{para(text)}
	if len(s.Books) > 0 {
		out = append(out, para("配备业务工具书"+count(len(s.Books))+"种："+strings.Join(s.Books, "、")+"。"))
	}
	task := "完成上级档案部门交办任务" + count(s.TasksDone) + "项"
	if len(s.TasksOpen) > 0 {
		task += "，尚在办理" + count(len(s.TasksOpen)) + "项（" + strings.Join(s.TasksOpen, "；") + "）"
	}
	if s.TasksDone > 0 || len(s.TasksOpen) > 0 {
		out = append(out, para(task+"。"))
	}
	return out
}

func (s *SummaryFigures) arranged() []block {
	rule := s.Rule
	if rule == "" {
		rule = "《归档文件整理规则》（DA/T 22-2015）"
	}
	if s.Local != "" {
		rule += "和" + s.Local
	}
	items, boxes := 0, 0
	var words []string
	var rows [][]string
	for _, t := range s.ByRetention {
		items += t.Items
		boxes += t.Boxes
		words = append(words, RetentionLabel(t.Retention)+"档案"+count(t.Boxes)+"盒"+count(t.Items)+"件")
		rows = append(rows, []string{RetentionLabel(t.Retention), count(t.Boxes), count(t.Items)})
	}
	out := []block{}
	if len(rows) == 0 {
		out = append(out, para("按照"+rule+"整理归档。本年度没有整理入盒的档案。"))
	} else {
		rows = append(rows, []string{"合计", count(boxes), count(items)})
		out = append(out,
			para("按照"+rule+"整理归档，共计"+count(boxes)+"盒"+count(items)+"件，其中"+strings.Join(words, "，")+"。归档文件目录、盒内文件目录、备考表和文件资料汇编全部由计算机打印，归档文件全部装入专用档案盒。"),
			gapBlock(1.5),
			tableBlock{size: 11, cols: []col{{title: "保管期限", width: 60, align: 1}, {title: "盒数", width: 50, align: 1}, {title: "件数", width: 50, align: 1}}, rows: seq(rows)},
			gapBlock(3))
	}
	if s.Entered > 0 {
		out = append(out, para("已有"+count(s.Entered)+"件归档文件录入计算机，可以按题名、文号、责任者、年度、期限和科室检索。"))
	}
	due, filed := 0, 0
	rows = nil
	for _, u := range s.ByUnit {
		due += u.Due
		filed += u.Filed
		rows = append(rows, []string{u.Unit, count(u.Due), count(u.Filed), count(max(u.Due-u.Filed, 0)), rate(u.Filed, u.Due)})
	}
	switch {
	case len(rows) > 0 && due == 0:
		out = append(out, para("本年度没有建立应归档登记，各科室的归档率无法计算。"))
	case len(rows) > 0:
		rows = append(rows, []string{"合计", count(due), count(filed), count(max(due-filed, 0)), rate(filed, due)})
		out = append(out, para("各科室归档情况如下："), gapBlock(1.5),
			tableBlock{size: 11, cols: []col{{title: "科室", width: 60}, {title: "应归档", width: 26, align: 1}, {title: "已归档", width: 26, align: 1},
				{title: "未归档", width: 26, align: 1}, {title: "归档率", width: 26, align: 1}}, rows: seq(rows)},
			gapBlock(3))
	}
	use := "全年提供查阅" + count(s.Consulted) + "人次，借出" + count(s.Lent) + "件"
	if s.Overdue > 0 {
		use += "，其中逾期未还" + count(s.Overdue) + "件"
	}
	use += "。"
	if len(s.Outputs) > 0 {
		use += "编印" + strings.Join(s.Outputs, "、") + "。"
	}
	return append(out, para(use))
}

// rate is a share in per cent; without a denominator it is not known.
func rate(n, of int) string {
	if of <= 0 {
		return "无法计算"
	}
	return strconv.FormatFloat(float64(n)*100/float64(of), 'f', 1, 64) + "%"
}

func (s *SummaryFigures) ahead() []block {
	due, filed := 0, 0
	var behind []string
	for _, u := range s.ByUnit {
		due += u.Due
		filed += u.Filed
		if u.Due > u.Filed {
			behind = append(behind, u.Unit+count(u.Due-u.Filed)+"件")
		}
	}
	var lacks []string
	if len(behind) > 0 {
		lacks = append(lacks, "仍有应归档材料分散在科室，尚未移交"+count(due-filed)+"件（"+strings.Join(behind, "，")+"）")
	}
	if len(s.MissingSpecial) > 0 {
		lacks = append(lacks, strings.Join(s.MissingSpecial, "、")+"本年度没有收进，需要查明是否漏收")
	}
	if s.Overdue > 0 {
		lacks = append(lacks, "借出档案有"+count(s.Overdue)+"件逾期未还")
	}
	if due == 0 {
		lacks = append(lacks, "没有建立应归档登记，收集完整率和归档率无法计算")
	}
	lacks = append(lacks, s.Shortcomings...)
	text := "本年度登记的应归档材料已全部归档，没有登记到其他不足。"
	if len(lacks) > 0 {
		text = "主要不足：" + strings.Join(lacks, "；") + "。"
	}
	plans := s.Plans
	if len(plans) == 0 {
		plans = []string{"加强档案法律法规宣传，全年至少开展一次宣传活动，人员调动时清点移交所持材料", "保障经费，逐步补充装具和数字化设备，按期补录和核对目录数据", "安排档案人员参加业务培训，主动编研，为决策提供参考"}
	}
	out := []block{para(text), para("下一年度打算：")}
	for i, p := range plans {
		out = append(out, para("（"+numeral(i+1)+"）"+strings.TrimRight(p, "。；")+"。"))
	}
	return out
}

// numeral is a number below a hundred in Chinese characters.
func numeral(n int) string {
	d := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n <= 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return d[n]
	case n < 20:
		return "十" + d[n%10]
	}
	return d[n/10] + "十" + d[n%10]
}

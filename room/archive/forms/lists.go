package forms

import (
	"strconv"
)

// boxColumns say what stands on a box.
var boxColumns = []col{
	{title: "盒号", width: 14, align: 1}, {title: "全宗号", width: 16, align: 1}, {title: "全宗名称", width: 50}, {title: "年度", width: 14, align: 1, number: true},
	{title: "保管期限", width: 18, align: 1}, {title: "机构（问题）", width: 34}, {title: "起件号", width: 16, align: 1}, {title: "止件号", width: 16, align: 1},
	{title: "件数", width: 14, align: 1, number: true}, {title: "页数", width: 14, align: 1, number: true},
}

func (m Model) boxCells(b Box) []string {
	pages, _, _ := b.pages()
	return []string{b.Number, m.Fonds.Code, m.Fonds.Name, positive(b.Year), RetentionLabel(b.Retention), b.Unit, b.First, b.Last, count(len(b.Rows)), positive(pages)}
}

// flatten makes a paper that is one list.
func flatten(k Kind, cols []col, rows [][]string) *paper {
	name := k.Label()
	return &paper{landscape: true, parts: []part{{name: name, foot: name, blocks: []block{titleBlock{text: name}, tableBlock{cols: cols, rows: seq(rows)}}}}}
}

func boxNoteList(m Model) (*paper, error) {
	if err := m.needBoxes(BoxNote); err != nil {
		return nil, err
	}
	cols := append(append([]col{}, boxColumns...), col{title: "盒内文件情况说明", width: 60}, col{title: "整理人", width: 20}, col{title: "整理日期", width: 22},
		col{title: "检查人", width: 20}, col{title: "检查日期", width: 22})
	rows := make([][]string, 0, len(m.Boxes))
	for _, b := range m.Boxes {
		rows = append(rows, append(m.boxCells(b), b.Situation, b.Arranger, b.Arranged.String(), b.Checker, b.Checked.String()))
	}
	return flatten(BoxNote, cols, rows), nil
}

// boxCoverList has one row even without boxes: a cover names the fonds alone.
func boxCoverList(m Model) (*paper, error) {
	rows := make([][]string, 0, max(len(m.Boxes), 1))
	for _, b := range m.Boxes {
		rows = append(rows, m.boxCells(b))
	}
	if len(rows) == 0 {
		rows = append(rows, []string{"", m.Fonds.Code, m.Fonds.Name, "", "", "", "", "", "", ""})
	}
	return flatten(BoxCover, boxColumns, rows), nil
}

func boxSpineList(m Model) (*paper, error) {
	if err := m.needBoxes(BoxSpine); err != nil {
		return nil, err
	}
	cols := append(append([]col{}, boxColumns...), col{title: "盒脊厚度（毫米）", width: 20, align: 1, number: true}, col{title: "二维码内容", width: 44})
	rows := make([][]string, 0, len(m.Boxes))
	for _, b := range m.Boxes {
		rows = append(rows, append(m.boxCells(b), positive(b.Thickness), b.Code))
	}
	return flatten(BoxSpine, cols, rows), nil
}

func stampList(m Model) (*paper, error) {
	if len(m.Stamps) == 0 {
		return nil, nothing("stamps", "没有要打印归档章的文件。请先完成编号。")
	}
	rows := make([][]string, 0, len(m.Stamps))
	for _, s := range m.Stamps {
		if s.FondsCode == "" {
			s.FondsCode = m.Fonds.Code
		}
		rows = append(rows, []string{s.FondsCode, positive(s.Year), s.Item, s.Unit, RetentionLabel(s.Retention), positive(s.Pages), s.Code})
	}
	return flatten(Stamp, []col{{title: "全宗号", width: 20, align: 1}, {title: "年度", width: 18, align: 1, number: true}, {title: "件号", width: 20, align: 1},
		{title: "机构（问题）", width: 50}, {title: "保管期限", width: 24, align: 1}, {title: "页数", width: 16, align: 1, number: true}, {title: "档号", width: 60}}, rows), nil
}

// compilationList lists what the compilation holds: a cell has no room for a text.
func compilationList(m Model) (*paper, error) {
	c := m.Compilation
	if c == nil || len(c.Entries) == 0 {
		return nil, nothing("entries", "汇编中没有文件。请先选择要汇编的文件。")
	}
	rows := make([][]string, 0, len(c.Entries))
	for i, e := range c.Entries {
		held := "全文"
		switch {
		case e.Withheld != "":
			held = "须登记阅览，未录"
		case e.Text == "":
			held = "没有电子文本"
		case e.Abstract:
			held = "摘要"
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), e.Code, e.DocNo, e.Issuer, e.Title, e.Date.Compact(), e.pages(), held})
	}
	return flatten(Compilation, []col{{title: "序号", width: 11, align: 1, number: true}, {title: "档号", width: 46}, {title: "文号", width: 36}, {title: "责任者", width: 36},
		{title: "题名", width: 84}, {title: "日期", width: 20, align: 1}, {title: "页数", width: 12, align: 1, number: true}, {title: "收录", width: 24, align: 1}}, rows), nil
}

// summaryList gives the figures of the yearly summary; what was not recorded is
// left out, as in the text.
func summaryList(m Model) (*paper, error) {
	s := m.Summary
	if s == nil || s.Year <= 0 {
		return nil, nothing("year", "没有填写总结的年度。请选择年度后再生成档案工作总结。")
	}
	var rows [][]string
	put := func(group, item, value string) { rows = append(rows, []string{count(s.Year), group, item, value}) }
	items, boxes := 0, 0
	for _, t := range s.ByRetention {
		items += t.Items
		boxes += t.Boxes
		put("整理归档", RetentionLabel(t.Retention)+"盒数", count(t.Boxes))
		put("整理归档", RetentionLabel(t.Retention)+"件数", count(t.Items))
	}
	put("整理归档", "合计盒数", count(boxes))
	put("整理归档", "合计件数", count(items))
	put("整理归档", "录入计算机件数", count(s.Entered))
	for _, u := range s.ByUnit {
		put("科室归档", u.Unit+"应归档", count(u.Due))
		put("科室归档", u.Unit+"已归档", count(u.Filed))
		put("科室归档", u.Unit+"归档率", rate(u.Filed, u.Due))
	}
	for _, h := range s.Network {
		put("组织领导", h.Level, h.Post)
	}
	for _, x := range s.Spent {
		put("经费", x.Kind, yuan(x.Fen))
	}
	if s.Cabinets > 0 {
		put("条件保障", "档案柜节数", count(s.Cabinets))
	}
	put("培训", "培训次数", count(len(s.Trainings)))
	if s.PastTraining >= 0 {
		put("培训", "上年度培训次数", count(s.PastTraining))
	}
	put("培训", "业务工具书种数", count(len(s.Books)))
	put("上级交办任务", "已完成", count(s.TasksDone))
	put("上级交办任务", "尚在办理", count(len(s.TasksOpen)))
	put("利用", "查阅人次", count(s.Consulted))
	put("利用", "借出件数", count(s.Lent))
	put("利用", "逾期未还件数", count(s.Overdue))
	put("检查", "检查保管状况次数", count(s.Inspections))
	return flatten(Summary, []col{{title: "年度", width: 18, align: 1, number: true}, {title: "类别", width: 40}, {title: "项目", width: 80}, {title: "数值", width: 60, number: true}}, rows), nil
}

package forms

import (
	"iter"
	"strconv"
)

// The nine columns of DA/T 22-2015, in its order.
var catalogueColumns = []col{
	{title: "序号", width: 11, align: 1, number: true}, {title: "档号", width: 44, least: 7.5}, {title: "文号", width: 36},
	{title: "责任者", width: 32}, {title: "题名", width: 73}, {title: "日期", width: 19, align: 1},
	{title: "密级", width: 16, align: 1, least: 7}, {title: "页数", width: 11, align: 1, number: true}, {title: "备注", width: 20, least: 7},
}

func catalogueRows(rows []Row) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		cells := make([]string, 9)
		for i, r := range rows {
			cells[0], cells[1], cells[2], cells[3], cells[4] = strconv.Itoa(i+1), r.Code, r.DocNo, r.Issuer, r.Title
			cells[5], cells[6], cells[7], cells[8] = r.Date.Compact(), r.Level.Label(), r.pages(), r.note()
			if !yield(cells) {
				return
			}
		}
	}
}

// fondsPairs name the fonds, and its code once there is one.
func (m Model) fondsPairs() []pair {
	return []pair{{"全宗号", m.Fonds.Code}, {"全宗名称", m.Fonds.Name}}
}

func classPairs(c Class) []pair {
	out := []pair{{"年度", positive(c.Year)}, {"保管期限", RetentionLabel(c.Retention)}}
	if c.Unit != "" {
		out = append(out, pair{"机构（问题）", c.Unit})
	}
	return out
}

func catalogue(m Model) (*paper, error) {
	if len(m.Groups) == 0 {
		return nil, nothing("groups", "没有可打印的归档文件。请先完成编号，再打印归档文件目录。")
	}
	p := &paper{landscape: true}
	for _, g := range m.Groups {
		cover := coverBlock{title: "归档文件目录", pairs: append(m.fondsPairs(), classPairs(g.Class)...)}
		head := append(pairsBlock(m.fondsPairs()), classPairs(g.Class)...)
		p.parts = append(p.parts,
			part{name: "封面", bare: true, blocks: []block{cover}},
			part{name: g.Class.Label(), foot: g.Class.Label(), blocks: []block{
				titleBlock{text: "归档文件目录"}, head, tableBlock{cols: catalogueColumns, rows: catalogueRows(g.Rows)},
			}})
	}
	return p, nil
}

func boxCatalogue(m Model) (*paper, error) {
	if err := m.needBoxes(BoxCatalogue); err != nil {
		return nil, err
	}
	p := &paper{landscape: true}
	for _, b := range m.Boxes {
		head := append(pairsBlock(m.fondsPairs()), classPairs(b.Class)...)
		head = append(head, pair{"盒号", b.Number}, pair{"起止件号", span(b.First, b.Last)})
		p.parts = append(p.parts, part{name: b.Number, key: "盒号", foot: b.Class.Label() + " " + b.name(), blocks: []block{
			titleBlock{text: "盒内文件目录"}, head, tableBlock{cols: catalogueColumns, rows: catalogueRows(b.Rows)},
		}})
	}
	return p, nil
}

func (m Model) needBoxes(k Kind) error {
	if len(m.Boxes) == 0 {
		return nothing("boxes", "还没有装盒，不能打印“"+k.Label()+"”。请先装盒。")
	}
	return nil
}

func span(first, last string) string {
	if first == last || last == "" {
		return first
	}
	return first + "—" + last
}

func boxNote(m Model) (*paper, error) {
	if err := m.needBoxes(BoxNote); err != nil {
		return nil, err
	}
	p := &paper{}
	for _, b := range m.Boxes {
		pages, estimated, unknown := b.pages()
		sum := strconv.Itoa(pages) + " 页"
		if estimated {
			sum += "（含估计）"
		}
		if unknown > 0 {
			sum += "，另 " + strconv.Itoa(unknown) + " 件页数未登记"
		}
		p.parts = append(p.parts, part{name: b.Number, foot: b.name(), blocks: []block{
			titleBlock{text: "备　考　表", size: 22},
			formBlock{lead: 30, rows: []formRow{
				{cells: []pair{{"全宗号", m.Fonds.Code}, {"全宗名称", m.Fonds.Name}}},
				{cells: []pair{{"年度", positive(b.Year)}, {"保管期限", RetentionLabel(b.Retention)}}},
				{cells: []pair{{"机构（问题）", b.Unit}, {"盒号", b.Number}}},
				{cells: []pair{{"起止件号", span(b.First, b.Last)}, {"件数、页数", strconv.Itoa(len(b.Rows)) + " 件，" + sum}}},
				{cells: []pair{{"盒内文件\n情况说明", b.Situation}}, height: 105, top: true},
				// Names are signatures or stamps: the cells are tall.
				{cells: []pair{{"整理人", b.Arranger}, {"整理日期", b.Arranged.Chinese()}}, height: 17},
				{cells: []pair{{"检查人", b.Checker}, {"检查日期", b.Checked.Chinese()}}, height: 17},
			}},
			gapBlock(2),
			textBlock{text: "说明：填写盒内文件缺损、修改、补充、移出、销毁等情况；整理人、检查人签名或者盖章。", small: true},
		}})
	}
	return p, nil
}

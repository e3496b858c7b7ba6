package forms

import (
	"iter"
	"strconv"
)

// numbered gives the rows of a list with their numbers before them.
func numbered[T any](items []T, cells func(T) []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i, it := range items {
			if !yield(append([]string{strconv.Itoa(i + 1)}, cells(it)...)) {
				return
			}
		}
	}
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func destruction(m Model) (*paper, error) {
	l := m.Destruction
	if l == nil || len(l.Rows) == 0 {
		return nil, nothing("destruction", "销毁清册中没有文件。请先完成鉴定并选定拟销毁的文件。")
	}
	pages := 0
	for _, r := range l.Rows {
		pages += r.Pages
	}
	cols := []col{{title: "序号", width: 12, align: 1, number: true}, {title: "文件题名", width: 88}, {title: "所属年度", width: 16, align: 1},
		{title: "档号", width: 46, least: 7.5}, {title: "应保管期限", width: 20, align: 1}, {title: "已保管期限", width: 20, align: 1},
		{title: "文件页数", width: 16, align: 1, number: true}, {title: "备注", width: 26}}
	rows := numbered(l.Rows, func(r DestructionRow) []string {
		note := r.Note
		if r.Opinion != "" {
			if note != "" {
				note = "；" + note
			}
			note = r.Opinion + note
		}
		return []string{r.Title, positive(r.Year), r.Code, r.Due, r.Kept, positive(r.Pages), note}
	})
	return &paper{landscape: true, parts: []part{
		{name: "封面", bare: true, blocks: []block{coverBlock{title: "档案销毁清册", pairs: []pair{
			{"全宗号", m.Fonds.Code}, {"清册编号", l.Number}, {"鉴定小组负责人", dated(l.Head, l.HeadDate.Chinese())}, {"批准人", dated(l.Approver, l.Approved.Chinese())},
			{"监销人", l.Supervisor[0]}, {"监销人", l.Supervisor[1]}, {"销毁地点、日期", dated(l.Place, l.Destroyed.Chinese())},
		}}}},
		{name: "销毁清册", foot: "清册 " + l.Number, blocks: []block{
			titleBlock{text: "档案销毁清册"},
			append(pairsBlock(m.fondsPairs()), pair{"清册编号", l.Number}, pair{"合计", count(len(l.Rows)) + " 件 " + count(pages) + " 页"}),
			tableBlock{cols: cols, rows: rows},
			gapBlock(2),
			textBlock{text: "销毁前由两名监销人逐件核对，销毁后在本页注明“已销毁”并签名、填写日期。本清册永久保存。", small: true},
			signBlock{{"鉴定小组负责人", ""}, {"批准人", ""}, {"监销人", ""}, {"监销人", ""}, {"销毁日期", l.Destroyed.Chinese()}},
		}},
	}}, nil
}

func dated(name, date string) string {
	if name == "" || date == "" {
		return name + date
	}
	return name + "　" + date
}

func transfer(m Model) (*paper, error) {
	t := m.Transfer
	if t == nil {
		return nil, nothing("transfer", "没有移交内容。请先建立移交批次。")
	}
	giver := t.Giver
	if giver == "" {
		giver = m.Fonds.Name
	}
	rows := []formRow{
		{cells: []pair{{"交接工作名称", t.Work}}},
		{cells: []pair{{"内容描述", t.Content}}, height: 22},
		{cells: []pair{{"移交电子档案数量", positive(t.Items)}, {"移交数据量", size(t.Bytes)}}},
		{cells: []pair{{"载体起止顺序号", span(t.CarrierFrom, t.CarrierTo)}, {"移交载体类型、规格", t.Carrier}}},
		{cells: []pair{{"到期开放意见等", t.Opening}}, height: 18},
		{cells: []pair{{"检验内容", "移交单位：" + giver}, {"", "接收单位：" + t.Taker}}, height: 12},
	}
	for i, name := range []string{"准确性检验", "完整性检验", "可用性检验", "安全性检验", "载体外观检验"} {
		rows = append(rows, formRow{cells: []pair{{name, t.GiverChecks[i]}, {"", t.TakerChecks[i]}}, height: 11})
	}
	rows = append(rows,
		formRow{cells: []pair{{"填表人（签名）", "\n　　　　　　年　　月　　日"}, {"", "\n　　　　　　年　　月　　日"}}, height: 17},
		formRow{cells: []pair{{"审核人（签名）", "\n　　　　　　年　　月　　日"}, {"", "\n　　　　　　年　　月　　日"}}, height: 17},
		formRow{cells: []pair{{"单位（印章）", "\n\n　　　　　　年　　月　　日"}, {"", "\n\n　　　　　　年　　月　　日"}}, height: 26})
	p := &paper{parts: []part{{name: "登记表", blocks: []block{
		titleBlock{text: "电子档案移交与接收登记表"}, formBlock{rows: rows, lead: 38},
	}}}}
	if len(t.Rows) > 0 {
		cols := []col{{title: "序号", width: 11, align: 1, number: true}, {title: "档号", width: 44, least: 7}, {title: "题名", width: 60}, {title: "日期", width: 19, align: 1},
			{title: "页数", width: 11, align: 1, number: true}, {title: "期限", width: 13, align: 1}, {title: "开放意见", width: 17, align: 1}}
		p.parts = append(p.parts, part{name: "移交目录", blocks: []block{
			titleBlock{text: "档案移交目录"},
			append(pairsBlock(m.fondsPairs()), pair{"件数", count(len(t.Rows))}),
			tableBlock{cols: cols, rows: numbered(t.Rows, func(r TransferRow) []string {
				return []string{r.Code, r.Title, r.Date.Compact(), positive(r.Pages), RetentionLabel(r.Retention), r.Opening}
			})},
			signBlock{{"移交人", ""}, {"接收人", ""}, {"日期", ""}},
		}})
	}
	return p, nil
}

func loan(m Model) (*paper, error) {
	if len(m.Loans) == 0 {
		return nil, nothing("loans", "没有要打印的借阅单。请先登记借阅。")
	}
	p := &paper{}
	cols := []col{{title: "序号", width: 11, align: 1}, {title: "档号", width: 44, least: 7}, {title: "题名", width: 70}, {title: "密级", width: 14, align: 1},
		{title: "页数", width: 12, align: 1}, {title: "归还完好情况", width: 24}}
	for _, l := range m.Loans {
		p.parts = append(p.parts, part{name: l.Number, foot: l.Number, blocks: []block{
			titleBlock{text: "档案借阅单"},
			pairsBlock{{"编号", l.Number}, {"借阅日期", l.Date.Chinese()}},
			formBlock{lead: 28, rows: []formRow{
				{cells: []pair{{"借阅人", l.Borrower}, {"单位（科室）", l.Unit}}},
				{cells: []pair{{"借阅目的", l.Purpose}}},
				{cells: []pair{{"审批人", l.Approver}, {"应还日期", l.Due.Chinese()}}},
			}},
			gapBlock(3),
			tableBlock{cols: cols, rows: numbered(l.Rows, func(r Row) []string {
				return []string{r.Code, r.Title, r.Level.Label(), r.pages(), ""}
			})},
			gapBlock(2),
			textBlock{text: "借阅人应当爱护档案，不得涂改、拆页、转借，用毕按期归还。", small: true},
			signBlock{{"借阅人签名", ""}, {"经办人签名", ""}},
			signBlock{{"归还日期", ""}, {"接收人签名", ""}},
		}})
	}
	return p, nil
}

func arrears(m Model) (*paper, error) {
	if len(m.Arrears) == 0 {
		return nil, nothing("arrears", "没有应归未归的材料，不需要催交。")
	}
	p := &paper{}
	cols := []col{{title: "序号", width: 11, align: 1, number: true}, {title: "文号", width: 34}, {title: "题名", width: 72}, {title: "日期", width: 20, align: 1},
		{title: "经办人", width: 18, align: 1}, {title: "备注", width: 22}}
	for _, a := range m.Arrears {
		text := a.Unit + "：" + strconv.Itoa(a.Year) + "年度应归档材料 " + count(a.Due) + " 件，已移交 " + count(a.Filed) + " 件，下列 " + count(len(a.Rows)) + " 件尚未移交。"
		if !a.Deadline.IsZero() {
			text += "请于" + a.Deadline.Chinese() + "前整理移交档案室；确实没有形成或者已经遗失的，请在备注栏写明情况。"
		} else {
			text += "请尽快整理移交档案室；确实没有形成或者已经遗失的，请在备注栏写明情况。"
		}
		p.parts = append(p.parts, part{name: a.Unit, key: "机构", foot: a.Unit, blocks: []block{
			titleBlock{text: "归档催交单"},
			textBlock{text: text, indent: true},
			gapBlock(2),
			tableBlock{cols: cols, rows: numbered(a.Rows, func(r ArrearsRow) []string {
				return []string{r.DocNo, r.Title, r.Date.String(), r.Person, r.Note}
			})},
			signBlock{{"档案室", ""}, {"移交人", ""}, {"日期", ""}},
		}})
	}
	return p, nil
}

func opening(m Model) (*paper, error) {
	if len(m.Opening) == 0 {
		return nil, nothing("opening", "没有要审核的文件。请先选定拟移交的文件。")
	}
	cols := []col{{title: "序号", width: 12, align: 1, number: true}, {title: "档号", width: 46, least: 7.5}, {title: "题名", width: 68}, {title: "日期", width: 20, align: 1},
		{title: "密级", width: 14, align: 1}, {title: "政府信息公开情况", width: 30}, {title: "到期开放意见", width: 36, align: 1}, {title: "理由", width: 30}}
	return &paper{landscape: true, parts: []part{{name: "开放审核清单", blocks: []block{
		titleBlock{text: "档案开放审核清单"},
		append(pairsBlock(m.fondsPairs()), pair{"件数", count(len(m.Opening))}),
		tableBlock{cols: cols, rows: numbered(m.Opening, func(r OpeningRow) []string {
			return []string{r.Code, r.Title, r.Date.Compact(), r.Level.Label(), r.Published, r.Opinion, r.Reason}
		})},
		signBlock{{"初审人", ""}, {"复审人", ""}, {"单位负责人", ""}, {"日期", ""}},
	}}}}, nil
}

func stocktake(m Model) (*paper, error) {
	if len(m.Stocktake) == 0 {
		return nil, nothing("stocktake", "没有要清点的档案盒。请先为档案盒登记库位。")
	}
	cols := []col{{title: "序号", width: 11, align: 1, number: true}, {title: "库位", width: 38}, {title: "盒号", width: 18, align: 1}, {title: "年度", width: 14, align: 1},
		{title: "保管期限", width: 19, align: 1}, {title: "机构（问题）", width: 27}, {title: "应有件数", width: 19, align: 1, number: true},
		{title: "实有件数", width: 19, align: 1}, {title: "完好", width: 13, align: 1}, {title: "备注", width: 22}}
	return &paper{parts: []part{{name: "清点单", blocks: []block{
		titleBlock{text: "库房清点单"},
		append(pairsBlock(m.fondsPairs()), pair{"盒数", count(len(m.Stocktake))}),
		tableBlock{cols: cols, rows: numbered(m.Stocktake, func(r StocktakeRow) []string {
			return []string{r.Place, r.Box, positive(r.Class.Year), RetentionLabel(r.Class.Retention), r.Class.Unit, count(r.Items), "", "", r.Note}
		})},
		signBlock{{"清点人", ""}, {"复核人", ""}, {"日期", ""}},
	}}}}, nil
}

func clearance(m Model) (*paper, error) {
	c := m.Clearance
	if c == nil || c.Person == "" {
		return nil, nothing("person", "没有填写离岗人员，不能打印离岗清交单。")
	}
	cols := []col{{title: "序号", width: 11, align: 1}, {title: "档号或文号", width: 42, least: 6.5}, {title: "题名", width: 60}, {title: "说明", width: 32}, {title: "处理结果", width: 22}}
	rows := func(rs []Row) iter.Seq[[]string] {
		return numbered(rs, func(r Row) []string {
			code := r.Code
			if code == "" {
				code = r.DocNo
			}
			return []string{code, r.Title, r.Note, ""}
		})
	}
	blocks := []block{
		titleBlock{text: "离岗清交单"},
		formBlock{lead: 28, rows: []formRow{
			{cells: []pair{{"姓名", c.Person}, {"岗位", c.Post}}},
			{cells: []pair{{"科室", c.Unit}, {"离岗原因", c.Reason}}},
			{cells: []pair{{"未归还档案", count(len(c.Loans)) + " 件"}, {"未移交材料", count(len(c.Unfiled)) + " 件"}}},
		}},
	}
	if len(c.Loans) > 0 {
		blocks = append(blocks, &headBlock{text: "未归还的档案", level: 3}, tableBlock{cols: cols, rows: rows(c.Loans)})
	}
	if len(c.Unfiled) > 0 {
		blocks = append(blocks, &headBlock{text: "应移交而未移交的材料", level: 3}, tableBlock{cols: cols, rows: rows(c.Unfiled)})
	}
	say := "经清点，该同志所借档案已全部归还，应归档材料已全部移交。"
	if len(c.Loans)+len(c.Unfiled) > 0 {
		say = "经清点，尚有上列 " + count(len(c.Loans)+len(c.Unfiled)) + " 件未清交，清交前不办理离岗手续。"
		if c.Exception != "" {
			say = "经清点，尚有上列 " + count(len(c.Loans)+len(c.Unfiled)) + " 件未清交。经批准例外办理：" + c.Exception
		}
	}
	blocks = append(blocks, gapBlock(3), textBlock{text: say, indent: true},
		signBlock{{"离岗人", ""}, {"档案员", ""}},
		signBlock{{"科室负责人", ""}, {"政工科", ""}},
		textBlock{text: c.Date.Chinese(), right: true})
	return &paper{parts: []part{{name: "清交单", blocks: blocks}}}, nil
}

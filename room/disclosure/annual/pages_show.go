package annual

import (
	"context"
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// written is one text as the page shows it.
type written struct {
	label, hint, edit, url string
	lines                  []string
}

// showPage shows a report; of names the form that was refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	w, err := r.Show(q.Context(), who, year)
	if err != nil {
		if failed != nil {
			return web.Answer{}, failed
		}
		return web.Answer{}, r.seen(q, err)
	}
	names, err := r.names(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	url := reportURL(year)
	head := ui.Head{Title: fmt.Sprintf("%d年度信息公开报告", year), Crumbs: []ui.Link{homeLink}, Tags: []ui.Tag{w.tag()},
		Actions: []ui.Button{{Label: "打印", URL: url + "/report.pdf", Key: "p"}, {Label: "Word 文档", URL: url + "/report.docx"}, {Label: "网页文本", URL: url + "/report.html"}}}
	var notices []ui.Notice
	switch {
	case w.State == Collecting:
		head.Meta = append(head.Meta, "数字截至今天，随登记簿变动")
	default:
		head.Meta = append(head.Meta, ui.Stamp(clock.FromMicros(w.FrozenAt))+" 冻结", "摘要 "+w.Digest[:16])
	}
	deadline := fmt.Sprintf("最迟%s报送并公布；%s以前的最后一个工作日。", w.Target.Chinese(), w.Due.Chinese())
	if w.Provisional {
		deadline += fmt.Sprintf("%d年的放假安排还没有公布，这一天是暂定的。", w.Due.Year)
	}
	if !atOrAfter(w.State, Published) {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: deadline})
	}
	var parts []templ.Component
	if failed != nil && of == "" {
		return web.Answer{}, failed
	}
	if r.inOffice(who) {
		parts = append(parts, r.nextCard(q, w, of, failed)...)
	}
	parts = append(parts, findingsCard(w.Findings), r.actsCard(w, who), askedCard(w), disputesCard(w), writtenCard(r.written(w, who)), r.unitsCard(w, names))
	if r.inOffice(who) && !atOrAfter(w.State, Signing) {
		parts = append(parts, r.askCard(q, w, names, of, failed))
	}
	if len(w.Fixed) > 0 {
		parts = append(parts, fixedCard(w.Fixed))
	}
	return q.Desk(head.Title, body(head, notices, parts...))
}

// names gives the names of the units by their codes, in order.
func (r *Room) names(ctx context.Context) ([]org.Unit, error) { return r.Org.Units(ctx) }

func nameOf(units []org.Unit, code string) string {
	for _, u := range units {
		if u.Code == code {
			return u.Name
		}
	}
	return code
}

// nextCard is what the office does next.
func (r *Room) nextCard(q *web.Request, w Whole, of string, failed error) []templ.Component {
	url := reportURL(w.Year)
	one := func(step, title, hint, label string, fields func(f *ui.Form) []ui.Field) []templ.Component {
		f := form(q, step, url+"/"+step, failed, of == step)
		var list []ui.Field
		if fields != nil {
			list = fields(f)
		}
		return []templ.Component{formCard(title, hint, f, list, ui.Button{Label: label, Look: "primary"})}
	}
	out := func(what, hint string) func(f *ui.Form) []ui.Field {
		return func(f *ui.Form) []ui.Field {
			return []ui.Field{{Form: f, Name: "on", Label: what + "日期", Kind: ui.Date}, {Form: f, Name: "words", Label: hint, Max: mostLine}}
		}
	}
	switch w.State {
	case Collecting:
		if r.Door.Today().Year > w.Year {
			return one("freeze", "冻结数字", "一年已经结束。冻结后数字不再随登记簿变动，审定以后的差错登记更正。", "冻结数字", nil)
		}
	case Frozen:
		return one("check", "检查", "数字、正文都检查通过后才能报审。", "检查", nil)
	case Checked:
		return one("sign", "报审", "报分管领导审核，再报主要领导审定。", "报审", nil)
	case Signed:
		return one("send", "登记报送", "报区政府办公室。", "登记报送", out("报送", "报送的方式"))
	case Submitted:
		return one("publish", "登记公布", "在政府网站公布。", "登记公布", out("公布", "公布的栏目或者网址"))
	}
	if w.State == Published || w.State == Signed || w.State == Submitted {
		return []templ.Component{pairsCard("更正", []ui.Pair{{Key: "差错", Text: "审定以后的差错登记更正，原来的内容保留在更正记录里。", Wide: true}}, ui.Link{Text: "登记更正", URL: url + "/correct"})}
	}
	return nil
}

func findingsCard(list []Finding) templ.Component {
	t := ui.Table{Caption: "检查结果", Columns: []ui.Column{{Label: "检查", Code: true}, {Label: "处", Wrap: true}, {Label: "说明", Wide: true, Wrap: true}, {Label: "性质"}}, Empty: ui.Empty{Title: "检查没有发现问题"}}
	for _, f := range list {
		tag := ui.Tag{Text: "提醒", Tone: ui.Warn}
		if f.Stops {
			tag = ui.Tag{Text: "应当改正", Tone: ui.Bad}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Check}, {Text: f.Where}, {Text: f.Say}, {Tags: []ui.Tag{tag}}}})
	}
	return tableCard("检查", "", t)
}

func askedCard(w Whole) templ.Component {
	t := ui.Table{Caption: "表三", Columns: []ui.Column{{Label: "项目", Wide: true, Wrap: true}}}
	for _, c := range Columns {
		t.Columns = append(t.Columns, ui.Column{Label: c, Numeric: true})
	}
	for row := 1; row <= rows; row++ {
		cells := []ui.Cell{{Text: strings.Replace(RowLabels[row-1], "/", "　", 1)}}
		for col := range Columns {
			n := w.Report.Asked.At(row, col)
			cell := ui.Cell{Text: itoa(n)}
			if n > 0 {
				cell.URL = fmt.Sprintf("%s/list?row=%d&col=%d", reportURL(w.Year), row, col)
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells, Strong: row == RowTotal})
	}
	return tableCard("三、收到和处理政府信息公开申请情况", "每个数字都能打开它的清单。", t)
}

func disputesCard(w Whole) templ.Component {
	t := ui.Table{Caption: "表四", Columns: []ui.Column{{Label: "类别", Wide: true}}}
	for _, c := range Results {
		t.Columns = append(t.Columns, ui.Column{Label: c, Numeric: true})
	}
	for b, block := range w.Report.Disputes {
		cells := []ui.Cell{{Text: Blocks[b]}}
		for col, n := range block {
			cell := ui.Cell{Text: itoa(n)}
			if n > 0 {
				cell.URL = fmt.Sprintf("%s/list?block=%d&col=%d", reportURL(w.Year), b, col)
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return tableCard("四、行政复议、行政诉讼情况", "", t)
}

func (r *Room) actsCard(w Whole, who act.Actor) templ.Component {
	a := w.Report.Acts
	norm := func(n Norms) string {
		return fmt.Sprintf("制发%d件，废止%d件，现行有效%d件", n.Made, n.Ended, n.InForce)
	}
	pairs := []ui.Pair{{Key: "规章", Text: norm(a.Rules)}, {Key: "行政规范性文件", Text: norm(a.Normative)}, {Key: "行政许可", Text: itoa(a.Permits) + "件"}, {Key: "行政处罚", Text: itoa(a.Penalties) + "件"},
		{Key: "行政强制", Text: itoa(a.Coercion) + "件"}, {Key: "行政事业性收费", Text: Yuan10k(a.Fees) + "万元"}, {Key: "主动公开", Text: itoa(w.Report.Published) + "条"}, {Key: "信息处理费", Text: itoa(w.Report.Fee) + "元"}}
	if w.Reorganised != "" {
		pairs = append(pairs, ui.Pair{Key: "机构调整", Text: w.Reorganised, Wide: true})
	}
	var links []ui.Link
	if r.inOffice(who) && !atOrAfter(w.State, Signing) {
		links = append(links, ui.Link{Text: "填报表二", URL: reportURL(w.Year) + "/acts"})
	}
	return pairsCard("二、主动公开政府信息情况", pairs, links...)
}

func (r *Room) written(w Whole, who act.Actor) []written {
	var out []written
	for _, p := range Parts {
		text, _ := w.Report.Render(w.Report.Texts[p.Key])
		x := written{label: p.name(), hint: p.Hint}
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				x.lines = append(x.lines, line)
			}
		}
		if r.inOffice(who) && !atOrAfter(w.State, Signing) {
			x.edit, x.url = "修改“"+x.label+"”", reportURL(w.Year)+"/texts/"+p.Key
		}
		out = append(out, x)
	}
	return out
}

func (r *Room) unitsCard(w Whole, units []org.Unit) templ.Component {
	t := ui.Table{Caption: "科室材料", Columns: []ui.Column{{Label: "科室", Wide: true}, {Label: "报送期限"}, {Label: "情况"}, {Label: "逾期处理", Wrap: true}}, Empty: ui.Empty{Title: "还没有要求科室报送材料"}}
	for _, o := range w.Units {
		t.Rows = append(t.Rows, ui.Row{URL: partURL(o.ID), Cells: []ui.Cell{{Text: nameOf(units, o.Unit), URL: partURL(o.ID)}, {Text: o.DueOn.String()}, r.handed(o), {Text: o.measures()}}})
	}
	return tableCard("科室材料", "", t)
}

func (r *Room) askCard(q *web.Request, w Whole, units []org.Unit, of string, failed error) templ.Component {
	f := form(q, "ask", reportURL(w.Year)+"/units", failed, of == "ask")
	var options []ui.Option
	for _, u := range units {
		if u.Active {
			options = append(options, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return formCard("要求科室报送材料", "原文没有规定科室报送的期限，由办公室确定。已经报送的科室不受影响。", f, []ui.Field{{Form: f, Name: "due", Label: "报送期限", Kind: ui.Date}, {Form: f, Name: "units", Label: "科室", Kind: ui.Checks, Options: options}}, ui.Button{Label: "要求报送"})
}

func fixedCard(list []Correction) templ.Component {
	t := ui.Table{Caption: "更正记录", Columns: []ui.Column{{Label: "更正", Wrap: true}, {Label: "原来", Wrap: true}, {Label: "现在", Wrap: true}, {Label: "理由", Wide: true, Wrap: true}, {Label: "登记", Minor: true}}}
	for _, c := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.label()}, {Text: c.words(c.Was)}, {Text: c.words(c.Becomes)}, {Text: c.Reason}, {Text: civil.DateOf(clock.FromMicros(c.MadeAt)).String(), Sub: c.MadeName}}})
	}
	return tableCard("更正记录", "", t)
}

// valueOf is the present value of a figure.
func valueOf(r *Report, name string) string {
	v, _ := r.Value(name)
	return v
}

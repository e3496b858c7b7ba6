package rulebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/rulebooks"
)

// CmdCheck prints the defects of the book, the cells a person decides and the
// parameters to be confirmed. The exit status is 1 if there are defects.
func CmdCheck(w io.Writer, b *Book, asWritten bool) (exit int, err error) {
	defects := Check(b)
	if asWritten {
		defects = CheckAsWritten(b)
	}
	var out strings.Builder
	carried, cells := 0, 0
	for _, c := range b.Cards() {
		carried += boolInt(c.Carried)
	}
	for _, t := range b.Tables {
		cells += t.Cells()
	}
	fmt.Fprintf(&out, "%s：条文 %d 条，其中已成卡 %d 条；判定表 %d 张，共 %d 格。\n", b.Title, len(b.Cards()), carried, len(b.Tables), cells)
	if asWritten {
		out.WriteString("只看原文，不用解释：\n")
		out.WriteString(tally(b, defects))
	}
	for _, d := range defects {
		out.WriteString("缺陷　" + d.line() + "\n")
	}
	if len(defects) == 0 {
		out.WriteString("没有发现缺陷。\n")
	}
	for _, t := range b.Tables {
		if asWritten {
			t = t.AsWritten()
		}
		for _, r := range t.Rows {
			if r.Person != "" {
				fmt.Fprintf(&out, "由人定夺　%s %s：%s\n", t.ID, r.ID, r.Person)
			}
		}
	}
	for _, p := range b.ToConfirm() {
		where := string(p.Clause)
		if where == "" {
			where = "全书"
		}
		fmt.Fprintf(&out, "待确认　%s %s（%s）：%s\n", where, p.Label, shownValue(p), p.Ground)
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return 0, fault.Wrap("rules.check", fault.Unavailable, err)
	}
	return boolInt(len(defects) > 0), nil
}

// tally counts the faulty cells of each table by their kind.
func tally(b *Book, defects []Defect) string {
	var out strings.Builder
	for _, t := range b.Tables {
		count := map[string]int{}
		for _, d := range defects {
			if d.Where == t.ID {
				count[d.Kind] += d.Cells
			}
		}
		fmt.Fprintf(&out, "合计　%s（%s）%d 格：空缺 %d，重叠 %d，自批 %d，变松 %d\n", t.Label, t.ID, t.Cells(), count["gap"], count["overlap"], count["self"], count["weak"])
	}
	return out.String()
}

var defectLabels = map[string]string{"gap": "空缺", "overlap": "重叠", "self": "自批", "weak": "变松", "example": "例子", "dead": "无用", "citation": "引用", "duplicate": "重复", "date": "日期", "form": "格式"}

func (d Defect) line() string {
	s := "[" + defectLabels[d.Kind] + "] " + d.Where + "：" + d.Say
	if len(d.Rows) > 0 {
		s += "（" + strings.Join(d.Rows, "、") + "）"
	}
	if d.Cells > 0 {
		s += fmt.Sprintf("，%d 格，例如 %s", d.Cells, d.Sample)
	}
	return s
}

func shownValue(p Parameter) string {
	if p.Value == "" {
		return "未填"
	}
	if s, ok := p.Says[p.Value]; ok {
		return s
	}
	return p.Value + p.Unit
}

// CmdCoverage prints the state of every clause, as text or as one JSON array.
func CmdCoverage(w io.Writer, b *Book, asJSON bool) (exit int, err error) {
	evidence, err := BuiltIn()
	if err != nil {
		return 0, err
	}
	rows := Coverage(b, evidence)
	var out strings.Builder
	if asJSON {
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if err := e.Encode(rows); err != nil {
			return 0, fault.Wrap("rules.coverage", fault.Internal, err)
		}
	} else {
		count, added := map[string]int{}, map[string]int{}
		for i, r := range rows {
			if i < len(b.Cards()) {
				count[r.Status]++
			} else {
				added[r.Status]++
			}
			fmt.Fprintf(&out, "%s　%s", StatusLabel(r.Status), r.ID)
			for _, part := range []struct {
				label string
				names []string
			}{{"函数", r.Functions}, {"测试", r.Tests}, {"页面", r.Pages}} {
				if len(part.names) > 0 {
					fmt.Fprintf(&out, "　%s：%s", part.label, strings.Join(part.names, "、"))
				}
			}
			if r.Reason != "" {
				out.WriteString("　（" + r.Reason + "）")
			}
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, "合计 %d 条", len(b.Cards()))
		for _, s := range statuses {
			fmt.Fprintf(&out, "，%s %d", StatusLabel(s), count[s])
		}
		out.WriteString("。\n")
		if n := len(b.Added()); n > 0 {
			fmt.Fprintf(&out, "另据国家规定增补 %d 条（原文只有标题的各章）", n)
			for _, s := range statuses {
				if added[s] > 0 {
					fmt.Fprintf(&out, "，%s %d", StatusLabel(s), added[s])
				}
			}
			out.WriteString("。\n")
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return 0, fault.Wrap("rules.coverage", fault.Unavailable, err)
	}
	return 0, nil
}

// Decided is one decision taken under a clause, for CmdShow: the caller reads
// them where there is a data folder.
type Decided struct{ On, Who, What string }

// CmdShow prints one card. An unknown clause is a NotFound error.
func CmdShow(w io.Writer, b *Book, id law.ID, decisions []Decided) (exit int, err error) {
	c, ok := b.Card(id)
	if !ok {
		return 0, &fault.Error{Kind: fault.NotFound, Op: "rules.show", Field: "clause", Value: string(id),
			Say: "规章里没有“" + string(id) + "”这一条，请用 rules coverage 查看全部编号。"}
	}
	var out strings.Builder
	line := func(label, text string) { fmt.Fprintf(&out, "%s　%s\n", label, text) }
	ch, _ := b.Chapter(c.Chapter)
	line("编号", strings.TrimSpace(string(c.ID)+" "+c.Label))
	line("章　", ch.Title)
	line("出处", c.Source())
	line("种类", c.Kind.Label())
	if c.From != "" {
		line("性质", "增补：本地规章只有这一章的标题，这一条据国家规定而来，不是本地的条文")
	}
	if c.Inferred {
		line("性质", "推定：原文没有明写，由上下文推出")
	}
	switch {
	case c.Missing:
		line("内容", strings.TrimSpace("原文没有这一部分。"+c.Statement))
	case !c.Carried:
		line("内容", "尚未成卡，请看原文。")
	default:
		line("内容", c.Statement)
	}
	if c.Carried {
		for _, v := range b.versions(c) {
			until := "至今"
			if !v.Until.IsZero() {
				until = "至" + v.Until.Chinese() + "前"
			}
			line("文本", v.From.Chinese()+"起，"+until+"："+v.Statement)
		}
	}
	for _, p := range c.Parameters {
		s := p.Label + "：" + shownValue(p)
		if p.ToBeConfirmed {
			s += "（待确认）"
		}
		if p.Ground != "" {
			s += "；" + p.Ground
		}
		line("参数", s)
	}
	for _, i := range c.Interpretations {
		_, number, _ := c.Interpretation(i.ID)
		line(number, i.Text+"（"+i.ID+"）；理由："+i.Ground)
	}
	for _, x := range c.Conflicts {
		line("冲突", "上位规定 "+string(x.Law)+"："+x.Says()+"；取舍："+x.Choice)
	}
	for _, t := range b.Tables {
		for _, r := range t.Rows {
			if r.Clause == id {
				line("判定", t.Label+" / "+t.describe(r))
			}
		}
	}
	for _, e := range b.ExamplesOf(id) {
		if t, ok := b.Table(e.Table); ok {
			line("例子", e.Say+" → "+t.Outcome(Row{Then: e.Then, List: e.List, Chain: e.Chain, Refer: e.Refer, Person: e.person()}))
		}
	}
	for _, d := range decisions {
		line("决定", d.On+" "+d.Who+"："+d.What)
	}
	if c.Partial != "" {
		line("未尽", c.Partial)
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return 0, fault.Wrap("rules.show", fault.Unavailable, err)
	}
	return 0, nil
}

// describe writes a row as its conditions and what follows.
func (t Table) describe(r Row) string {
	var parts []string
	for _, in := range t.Inputs {
		if cell := r.When[in.Name]; cell != "" && cell != "*" {
			parts = append(parts, in.Label+"="+t.SayCell(in, cell))
		}
	}
	s := r.ID + "：" + strings.Join(parts, "，") + " → " + t.Outcome(r)
	if len(r.Interpretation) > 0 {
		s += "，依解释 " + strings.Join(r.Interpretation, "、")
	}
	return s
}

// CmdNew copies the example book into dir, which must be absent or empty.
func CmdNew(w io.Writer, dir string) (exit int, err error) {
	files, err := rulebooks.FS(rulebooks.Example)
	if err != nil {
		return 0, err
	}
	if strings.TrimSpace(dir) == "" {
		return 0, fault.Field("dir", dir, "请写明新规章放在哪个文件夹。")
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, &fault.Error{Kind: fault.Invalid, Op: "rules.new", Field: "dir", Value: dir, Err: err,
			Say: "“" + dir + "”不能用作文件夹，请换一个位置。"}
	}
	if len(entries) > 0 {
		return 0, &fault.Error{Kind: fault.Conflict, Op: "rules.new", Field: "dir", Value: dir,
			Say: "文件夹“" + dir + "”里已有内容，没有写入。请指定空的或尚未建立的文件夹。"}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fault.Wrap("rules.new", fault.Full, err)
	}
	if err := os.CopyFS(dir, files); err != nil {
		return 0, fault.Wrap("rules.new", fault.Full, err)
	}
	_, err = fmt.Fprintf(w, "已在 %s 建立一本新规章，可从 book.yaml 改起。\n", filepath.Clean(dir))
	return 0, fault.Wrap("rules.new", fault.Unavailable, err)
}

package rulebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Table is a closed decision table: every input is an enumeration or a range of
// whole numbers, and for every combination exactly one row must apply.
type Table struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Clause   law.ID   `yaml:"clause"`
	Inputs   []Input  `yaml:"inputs"`
	Outcomes []string `yaml:"outcomes"`
	Rows     []Row    `yaml:"rows"`
	// Labels are the Chinese words for the words of inputs and outcomes.
	Labels map[string]string `yaml:"labels"`
}

// Say is the Chinese for a word of the table; a number or a word without a label
// is itself.
func (t Table) Say(word string) string {
	if s, ok := t.Labels[word]; ok {
		return s
	}
	return word
}

// Input is one column of conditions: either Words, or the numbers From..To.
type Input struct {
	Name  string   `yaml:"name"`
	Label string   `yaml:"label"`
	Words []string `yaml:"words"`
	From  int      `yaml:"from"`
	To    int      `yaml:"to"`
}

// Row says what follows under its conditions. An input that When leaves out may
// have any value. Either Then names an outcome or Person says why a person
// decides.
type Row struct {
	ID             string            `yaml:"id"`
	When           map[string]string `yaml:"when"`
	Then           string            `yaml:"then"`
	Person         string            `yaml:"person"`
	Clause         law.ID            `yaml:"clause"`
	Interpretation []string          `yaml:"interpretation"`

	match [][]bool // per input, per value: does the row take it
}

// A table may have this many combinations and rows, so that it can be walked and
// held in memory whatever file it came from.
const (
	maxCells = 500_000
	maxRows  = 200
)

func (in Input) size() int {
	if len(in.Words) > 0 {
		return len(in.Words)
	}
	return in.To - in.From + 1
}

// value is the i-th value as text.
func (in Input) value(i int) string {
	if len(in.Words) > 0 {
		return in.Words[i]
	}
	return strconv.Itoa(in.From + i)
}

func (in Input) index(v string) (int, bool) {
	if len(in.Words) > 0 {
		i := slices.Index(in.Words, v)
		return i, i >= 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < in.From || n > in.To || strconv.Itoa(n) != v {
		return 0, false
	}
	return n - in.From, true
}

// NewTable checks and prepares a table made in code.
func NewTable(t Table) (Table, error) {
	t.Rows = slices.Clone(t.Rows)
	err := t.compile()
	return t, err
}

// compile checks the form of the table and prepares the rows.
func (t *Table) compile() error {
	fail := func(value, say string) error { return bad("tables.yaml", t.ID+" "+value, say) }
	if t.ID == "" || len(t.Inputs) == 0 || len(t.Rows) == 0 {
		return fail("", "判定表应有编号、输入和行")
	}
	if len(t.Rows) > maxRows {
		return fail(strconv.Itoa(len(t.Rows)), fmt.Sprintf("超过 %d 行，请拆成几张表", maxRows))
	}
	cells, seen := 1, map[string]bool{}
	for _, in := range t.Inputs {
		words := map[string]bool{}
		for _, w := range in.Words {
			if w == "" || words[w] || strings.ContainsAny(w, "|*") {
				return fail(in.Name+" "+w, "输入的取值为空、重复或含有特殊字符")
			}
			words[w] = true
		}
		switch {
		case in.Name == "" || seen[in.Name]:
			return fail(in.Name, "输入的名称为空或重复")
		case len(in.Words) > 0 && (in.From != 0 || in.To != 0):
			return fail(in.Name, "一个输入不能既列词语又给数字范围")
		case len(in.Words) == 0 && (in.From < -maxCells || in.To > maxCells || in.To < in.From), in.size() > maxCells:
			return fail(in.Name, "数字范围不对")
		}
		seen[in.Name] = true
		if cells *= in.size(); cells > maxCells {
			return fail(in.Name, fmt.Sprintf("组合超过 %d 种，请拆成几张表", maxCells))
		}
	}
	ids := map[string]bool{}
	for i := range t.Rows {
		r := &t.Rows[i]
		switch {
		case r.ID == "" || ids[r.ID]:
			return fail(r.ID, "行的编号为空或重复")
		case (r.Then == "") == (r.Person == ""):
			return fail(r.ID, "then 和 person 必须且只能写一个")
		case r.Then != "" && !slices.Contains(t.Outcomes, r.Then):
			return fail(r.ID+" "+r.Then, "结果不在 outcomes 之内")
		case r.Clause == "":
			return fail(r.ID, "没有写明依据哪一条")
		}
		ids[r.ID] = true
		for name := range r.When {
			if !seen[name] {
				return fail(r.ID+" "+name, "没有这个输入")
			}
		}
		r.match = make([][]bool, len(t.Inputs))
		for j, in := range t.Inputs {
			m, ok := in.accepts(r.When[in.Name])
			if !ok {
				return fail(r.ID+" "+in.Name+" "+r.When[in.Name], "条件写法不对或超出取值范围")
			}
			r.match[j] = m
		}
	}
	return nil
}

// accepts reads a cell: "" or "*" any; "a|b" one of; "3..5", "6..", "..2" numbers.
func (in Input) accepts(cell string) ([]bool, bool) {
	m := make([]bool, in.size())
	if cell == "" || cell == "*" {
		for i := range m {
			m[i] = true
		}
		return m, true
	}
	for part := range strings.SplitSeq(cell, "|") {
		part = strings.TrimSpace(part)
		lo, hi, ranged := strings.Cut(part, "..")
		if !ranged || len(in.Words) > 0 {
			i, ok := in.index(part)
			if !ok || m[i] {
				return nil, false
			}
			m[i] = true
			continue
		}
		a, b := 0, in.size()-1
		ok1, ok2 := true, true
		if lo != "" {
			a, ok1 = in.index(lo)
		}
		if hi != "" {
			b, ok2 = in.index(hi)
		}
		if !ok1 || !ok2 || a > b {
			return nil, false
		}
		for i := a; i <= b; i++ {
			if m[i] {
				return nil, false
			}
			m[i] = true
		}
	}
	return m, true
}

// Decide finds the one row for the facts. Unknown inputs or values are Invalid
// errors that name the field. No row, or more than one, gives ok false: a person
// decides, as does a row with Person.
func (t Table) Decide(facts map[string]string) (row Row, ok bool, err error) {
	at := make([]int, len(t.Inputs))
	for j, in := range t.Inputs {
		v, given := facts[in.Name]
		i, known := in.index(v)
		if !given || !known {
			return Row{}, false, fault.Field(in.Name, v, "“"+in.Label+"”没有填写或不在可选范围内，请核对。")
		}
		at[j] = i
	}
	for name, v := range facts {
		if !slices.ContainsFunc(t.Inputs, func(in Input) bool { return in.Name == name }) {
			return Row{}, false, fault.Field(name, v, "判定“"+t.Label+"”用不着这一项，请删去。")
		}
	}
	hits := 0
	for _, r := range t.Rows {
		if r.takes(at) {
			row = r
			hits++
		}
	}
	if hits != 1 {
		return Row{}, false, nil
	}
	return row, row.Person == "", nil
}

func (r Row) takes(at []int) bool {
	if len(r.match) != len(at) {
		return false
	}
	for j, i := range at {
		if !r.match[j][i] {
			return false
		}
	}
	return true
}

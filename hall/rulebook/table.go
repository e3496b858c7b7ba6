package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Table is a closed decision table: every input is an enumeration or a range of
// whole numbers, and for every combination exactly one row must apply.
//
// A book may hold several versions of a table under one id, with times of force
// that do not overlap, half-open: [From, Until).
type Table struct {
	ID     string     `yaml:"id"`
	Label  string     `yaml:"label"`
	Clause law.ID     `yaml:"clause"`
	From   civil.Date `yaml:"from"`  // no date: as old as the book
	Until  civil.Date `yaml:"until"` // no date: still in force
	// Ask is the question that the table serves, e.g. "leave-chain", and Field the
	// name of the answer's field; without Field only code consults the table. A
	// table of chains answers as "steps".
	Ask   string `yaml:"ask"`
	Field string `yaml:"field"`
	// As is how an outcome is written in an answer: "" as a word, "bool", "number".
	As       string   `yaml:"as"`
	Inputs   []Input  `yaml:"inputs"`
	Outcomes []string `yaml:"outcomes"`
	Closing  Closing  `yaml:"closing"`
	Rows     []Row    `yaml:"rows"`
	// Written are the rows as the text stands, without any reading of it. A table
	// without them is, as written, its rows that rest on no interpretation.
	Written []Row `yaml:"written"`
	// Labels are the Chinese words for the words of inputs and outcomes; the
	// book's own words fill what is left out.
	Labels map[string]string `yaml:"labels"`
	// Actors are those of the book.
	Actors []Actor `yaml:"-"`

	version string
}

// Holds reports whether the table is in force on d, as far as its own dates say.
func (t Table) Holds(d civil.Date) bool {
	return !d.Before(t.From) && (t.Until.IsZero() || d.Before(t.Until))
}

// Version names the content of the table: the first half of its SHA-256.
func (t Table) Version() string { return t.version }

// Say is the Chinese for a word of the table; a number or a word without a label
// is itself.
func (t Table) Say(word string) string {
	if s, ok := t.Labels[word]; ok {
		return s
	}
	return word
}

// Row says what follows under its conditions. An input that When leaves out may
// have any value. Exactly one of Then (one outcome), List (outcomes in order),
// Chain, Refer (another table tells, by the inputs both have) and Person (why a
// person decides) is given.
type Row struct {
	ID             string            `yaml:"id"`
	When           map[string]string `yaml:"when"`
	Then           string            `yaml:"then"`
	List           []string          `yaml:"list"`
	Chain          Chain             `yaml:"chain"`
	Refer          string            `yaml:"refer"`
	Person         string            `yaml:"person"`
	Clause         law.ID            `yaml:"clause"`
	Interpretation []string          `yaml:"interpretation"`
	Also           []law.ID          `yaml:"also"` // further clauses the row rests on

	match [][]bool // per input, per value: does the row take it
}

// A table may have this many combinations and rows, so that it can be walked and
// held in memory whatever file it came from.
const (
	maxCells = 500_000
	maxRows  = 200
)

// NewTable checks and prepares a table made in code.
func NewTable(t Table) (Table, error) {
	t.Rows = slices.Clone(t.Rows)
	t.Written = slices.Clone(t.Written)
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
	if err := t.declared(); err != nil {
		return err
	}
	for _, rows := range [][]Row{t.Rows, t.Written} {
		if err := t.compileRows(rows, seen); err != nil {
			return err
		}
	}
	if t.Closing.Chain != nil && t.Closing.Clause == "" {
		return fail("closing", "结尾环节没有写明依据哪一条")
	}
	text, err := t.content()
	if err != nil {
		return fault.Wrap("rulebook.table", fault.Internal, err)
	}
	sum := sha256.Sum256(text)
	t.version = hex.EncodeToString(sum[:16])
	return nil
}

// declared checks what the table says of its inputs and answers.
func (t *Table) declared() error {
	fail := func(value, say string) error { return bad("tables.yaml", t.ID+" "+value, say) }
	applicant, grows := 0, 0
	for _, in := range t.Inputs {
		applicant += boolInt(in.Applicant)
		grows += boolInt(in.Grows)
		switch {
		case in.Applicant && len(in.Words) == 0, in.Grows && len(in.Words) > 0, in.Open && len(in.Words) > 0:
			return fail(in.Name, "applicant 只能用于词语，grows、open 只能用于数字")
		case in.Absent != "" && !slices.Contains(in.Words, in.Absent):
			return fail(in.Name+" "+in.Absent, "absent 不在 words 之内")
		case in.Bool && !slices.Equal(in.Words, []string{"true", "false"}):
			return fail(in.Name, "bool 的取值只能是 true 和 false，依此次序")
		}
	}
	chains := slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Chain != nil })
	switch {
	case applicant > 1 || grows > 1:
		return fail("", "applicant、grows 各只能有一个输入")
	case chains && applicant == 0:
		return fail("", "审批程序的表应写明哪个输入是申请人的职级（applicant）")
	case !slices.Contains([]string{"", "bool", "number"}, t.As):
		return fail(t.As, "as 只能是 bool 或 number")
	case t.Field != "" && t.Ask == "":
		return fail(t.Field, "写了 field 就要写 ask")
	}
	return nil
}

func (t *Table) compileRows(rows []Row, inputs map[string]bool) error {
	fail := func(value, say string) error { return bad("tables.yaml", t.ID+" "+value, say) }
	ids := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		given := boolInt(r.Then != "") + boolInt(r.List != nil) + boolInt(r.Chain != nil) + boolInt(r.Refer != "") + boolInt(r.Person != "")
		switch {
		case r.ID == "" || ids[r.ID]:
			return fail(r.ID, "行的编号为空或重复")
		case given != 1:
			return fail(r.ID, "then、list、chain、refer、person 必须且只能写一个")
		case r.Then != "" && !slices.Contains(t.Outcomes, r.Then):
			return fail(r.ID+" "+r.Then, "结果不在 outcomes 之内")
		case r.Chain != nil && len(r.Chain) == 0:
			return fail(r.ID, "审批程序没有环节")
		case r.Clause == "":
			return fail(r.ID, "没有写明依据哪一条")
		}
		for _, w := range r.List {
			if !slices.Contains(t.Outcomes, w) {
				return fail(r.ID+" "+w, "结果不在 outcomes 之内")
			}
		}
		if r.Chain != nil {
			if say := t.chainFault(t.Steps(*r)); say != "" {
				return fail(r.ID, say)
			}
		}
		ids[r.ID] = true
		for name := range r.When {
			if !inputs[name] {
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

// Decide finds the one row for the facts. Unknown inputs or values are Invalid
// errors that name the field. No row, or more than one, gives ok false: a person
// decides, as does a row with Person.
func (t Table) Decide(facts map[string]string) (row Row, ok bool, err error) {
	at, err := t.place(facts)
	if err != nil {
		return Row{}, false, err
	}
	r, hits := t.Find(at)
	if hits != 1 {
		return Row{}, false, nil
	}
	return *r, r.Person == "", nil
}

// place turns facts into the cell they name.
func (t Table) place(facts map[string]string) ([]int, error) {
	at := make([]int, len(t.Inputs))
	for j, in := range t.Inputs {
		v, given := facts[in.Name]
		i, known := in.fact(v)
		if (!given && in.Absent == "") || !known {
			return nil, fault.Field(in.Name, v, "“"+in.Label+"”没有填写或不在可选范围内，请核对。")
		}
		at[j] = i
	}
	for name, v := range facts {
		if !slices.ContainsFunc(t.Inputs, func(in Input) bool { return in.Name == name }) {
			return nil, fault.Field(name, v, "判定“"+t.Label+"”用不着这一项，请删去。")
		}
	}
	return at, nil
}

// Find gives the row of a cell, which is named by the place of each input's
// value; hits says how many rows take the cell, and the row stands only if it is
// one.
func (t *Table) Find(at []int) (row *Row, hits int) {
	for i := range t.Rows {
		if t.Rows[i].takes(at) {
			row = &t.Rows[i]
			hits++
		}
	}
	return row, hits
}

func (r *Row) takes(at []int) bool {
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

package decide

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

// AddTables registers every question that tables of the book answer (Table.Ask
// with Table.Field, or with chains). The facts of a question are the inputs of its
// tables, the answer has one field for each table; "steps" is a chain.
func AddTables(r *Registry, b *rulebook.Book) error {
	groups := map[string][]rulebook.Table{}
	var asks []string
	for _, t := range b.Tables {
		if fieldOf(t) == "" {
			continue
		}
		if groups[t.Ask] == nil {
			asks = append(asks, t.Ask)
		}
		groups[t.Ask] = append(groups[t.Ask], t)
	}
	for _, ask := range asks {
		q, err := newTableQuestion(b, groups[ask])
		if err != nil {
			return err
		}
		if err := r.add(ask, Local, q.ask); err != nil {
			return err
		}
	}
	return nil
}

// fieldOf names the answer's field; "" if only code consults the table.
func fieldOf(t rulebook.Table) string {
	if t.Ask == "" {
		return ""
	}
	if t.Field == "" && slices.ContainsFunc(t.Rows, func(r rulebook.Row) bool { return r.Chain != nil }) {
		return "steps"
	}
	return t.Field
}

// tableQuestion answers from tables, by the versions in force on a day.
type tableQuestion struct {
	epochs []epoch // by their first day, the latest first
}

type epoch struct {
	from   civil.Date
	inputs []rulebook.Input // of all its tables
	names  []string
	tables []tableIndex
}

// tableIndex is a table made ready for quick answers.
type tableIndex struct {
	t     rulebook.Table
	place []int // where its inputs stand among the epoch's
	rows  map[string]*rowAnswer
	refer map[string]*tableIndex
}

// rowAnswer is what a row contributes to an answer.
type rowAnswer struct {
	fields string // JSON, e.g. "needs":[]
	basis  []Basis
	reason string
}

func newTableQuestion(b *rulebook.Book, tables []rulebook.Table) (*tableQuestion, error) {
	starts := []civil.Date{b.InForce}
	for _, t := range tables {
		for _, d := range []civil.Date{t.From, t.Until} {
			if d.After(b.InForce) && !slices.Contains(starts, d) {
				starts = append(starts, d)
			}
		}
	}
	slices.SortFunc(starts, func(a, c civil.Date) int { return c.Compare(a) })
	q := &tableQuestion{}
	for _, d := range starts {
		e := epoch{from: d}
		for _, t := range tables {
			if !t.Holds(d) {
				continue
			}
			x, err := e.index(b, t)
			if err != nil {
				return nil, err
			}
			e.tables = append(e.tables, *x)
		}
		if len(e.tables) > 0 {
			q.epochs = append(q.epochs, e)
		}
	}
	return q, nil
}

func (e *epoch) index(b *rulebook.Book, t rulebook.Table) (*tableIndex, error) {
	x := &tableIndex{t: t, rows: map[string]*rowAnswer{}, refer: map[string]*tableIndex{}}
	for _, in := range t.Inputs {
		i := slices.Index(e.names, in.Name)
		if i < 0 {
			i = len(e.names)
			e.inputs, e.names = append(e.inputs, in), append(e.names, in.Name)
		} else if o := e.inputs[i]; !slices.Equal(o.Words, in.Words) || o.From != in.From || o.To != in.To || o.Open != in.Open || o.Absent != in.Absent || o.Bool != in.Bool {
			return nil, fault.Newf(fault.Invalid, "规章里问题“%s”的几张判定表，输入“%s”的取值不一致，请改成一致。", t.Ask, in.Name)
		}
		x.place = append(x.place, i)
	}
	for _, r := range t.Rows {
		a := &rowAnswer{basis: t.Basis(r), reason: b.Reason(t, r)}
		text, err := fieldJSON(t, r)
		if err != nil {
			return nil, err
		}
		a.fields = text
		if r.List != nil && len(r.List) == 0 && t.Field != "" {
			// What is not asked for rests on nothing that the reader must look up.
			a.basis = nil
		}
		x.rows[r.ID] = a
		if r.Refer != "" {
			other, ok := b.TableAt(r.Refer, e.from)
			if !ok {
				return nil, fault.Newf(fault.Invalid, "判定表“%s”所见的“%s”当时没有施行。", t.ID, r.Refer)
			}
			if x.refer[r.ID], err = e.index(b, other); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// fieldJSON is a row's outcome as a member of the answer.
func fieldJSON(t rulebook.Table, r rulebook.Row) (string, error) {
	var v any
	switch {
	case r.Person != "":
		return "", nil
	case r.Chain != nil || r.Refer != "":
		v = t.Steps(r)
	case r.List != nil:
		v = r.List
	case t.As == "bool":
		v = r.Then == "true"
	case t.As == "number":
		n, err := strconv.Atoi(r.Then)
		if err != nil {
			return "", fault.Newf(fault.Invalid, "判定表“%s”的结果“%s”不是数字。", t.ID, r.Then)
		}
		v = n
	default:
		v = r.Then
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", fault.Wrap("decide.tables", fault.Internal, err)
	}
	return strconv.Quote(fieldOf(t)) + ":" + string(text), nil
}

func (q *tableQuestion) at(d civil.Date) *epoch {
	for i := range q.epochs {
		if !d.Before(q.epochs[i].from) {
			return &q.epochs[i]
		}
	}
	// Before the book was in force the facts are still looked at.
	return &q.epochs[len(q.epochs)-1]
}

func (q *tableQuestion) ask(asOf civil.Date, raw members) (Result, error) {
	e := q.at(asOf)
	var room [8]int
	at := append(room[:0], make([]int, len(e.inputs))...)
	used := 0
	for i := range e.inputs {
		text, given := raw.get(e.names[i])
		n, err := placeOf(&e.inputs[i], text, given)
		if err != nil {
			return Result{}, err
		}
		at[i] = n
		if given {
			used++
		}
	}
	if used < len(raw) {
		return Result{}, unknown("", raw, e.names)
	}
	res := Result{}
	answer := make([]byte, 0, 512)
	answer = append(answer, '{')
	for i := range e.tables {
		if answer = e.tables[i].answer(&res, answer, at, i == 0); res.Undecided {
			return res, nil
		}
	}
	res.Answer = json.RawMessage(append(answer, '}'))
	return res, nil
}

// answer adds a table's field to the answer; the first table's reason is the
// answer's.
func (x *tableIndex) answer(res *Result, out []byte, at []int, first bool) []byte {
	var room [8]int
	cell := room[:0]
	for _, p := range x.place {
		cell = append(cell, at[p])
	}
	r, hits := x.t.Find(cell)
	if hits != 1 {
		why := "没有一行适用"
		if hits > 1 {
			why = "几行同时适用"
		}
		res.Undecided, res.Basis = true, append(res.Basis, Cite(x.t.Clause))
		res.Reason = "判定“" + x.t.Label + "”" + why + "，由人定夺。"
		return out
	}
	a := x.rows[r.ID]
	for _, g := range a.basis {
		if !slices.ContainsFunc(res.Basis, func(o Basis) bool { return o.Clause == g.Clause && len(g.Interpretation) == 0 }) {
			res.Basis = append(res.Basis, g)
		}
	}
	if first || r.Person != "" {
		res.Reason = a.reason
	}
	if r.Person != "" {
		res.Undecided = true
		return out
	}
	if len(out) > 1 {
		out = append(out, ',')
	}
	out = append(out, a.fields...)
	if y := x.refer[r.ID]; y != nil {
		out = y.answer(res, out, at, first)
	}
	return out
}

// placeOf reads a fact as the place of its value among the input's.
func placeOf(in *rulebook.Input, text json.RawMessage, given bool) (int, error) {
	field := in.Name
	if !given {
		if in.Absent != "" {
			i, _ := in.Index(in.Absent)
			return i, nil
		}
		return 0, fault.Field(field, "", "缺少“"+field+"”，请补填。")
	}
	text = bytes.TrimSpace(text)
	wrong := func(want string) (int, error) {
		return 0, fault.Field(field, short(text), "“"+field+"”应为"+want+"，现为 "+short(text)+"。")
	}
	switch {
	case in.Bool:
		if i, ok := in.Index(string(text)); ok {
			return i, nil
		}
		return wrong(" true 或 false")
	case len(in.Words) > 0:
		s, ok := str(text)
		if !ok {
			return wrong("字符串")
		}
		if i, ok := in.Index(s); ok && (in.Absent == "" || s != in.Absent) {
			return i, nil
		}
		words := slices.DeleteFunc(slices.Clone(in.Words), func(w string) bool { return w == in.Absent })
		return 0, fault.Field(field, s, "“"+field+"”没有“"+s+"”这个取值，可用的有："+joined(words)+"。")
	}
	n, ok := integer(text)
	switch i, inside := in.IndexInt(n); {
	case !ok:
		return wrong("整数")
	case n < in.From:
		return wrong(fmt.Sprintf("不小于 %d 的整数", in.From))
	case !inside:
		return wrong(fmt.Sprintf("不大于 %d 的整数", in.To))
	default:
		return i, nil
	}
}

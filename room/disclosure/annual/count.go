package annual

import (
	"fmt"
	"iter"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
)

// classes are the words of the register for the columns of table three.
var classes = []string{"person", "business", "research", "welfare", "legal", "other"}

// Case is one application of the register as the report sees it.
type Case struct {
	ID       int64
	Number   string
	Class    string // person, business, research, welfare, legal, other
	Received civil.Date
	Finished civil.Date // replied, given up or withdrawn; no date while it is open
	Outcome  string     // code of the kind of reply
	// Ended is fix or fee where the application was taken as given up.
	Ended string
}

// Dispute is one review by the government or one lawsuit over an application.
type Dispute struct {
	ID          int64
	Application int64
	Number      string // of the application
	Suit        bool
	After       bool // a lawsuit after a review of the same application
	Filed       civil.Date
	Decided     civil.Date
	Result      string // upheld, corrected, redo, other
	Outcome     string // code of the reply that is disputed
}

// Counted is where one application stands in table three: the row in which it came
// into the year and the row in which it left it.
type Counted struct {
	Case
	Column  int
	In, Out int // printed rows
}

// Listed is where one dispute stands in table four.
type Listed struct {
	Dispute
	Block, Column int
}

// Span is the time that a report covers, both days included. Through is the last
// day of the year, or today while it runs.
type Span struct{ From, Through civil.Date }

// YearSpan covers a year up to a day.
func YearSpan(year int, today civil.Date) Span {
	s := Span{civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31}}
	if today.Before(s.Through) {
		s.Through = today
	}
	return s
}

// Rows gives the row of table three for the code of a reply.
type Rows func(code string) (row int, ok bool)

// Count counts applications in one pass. Those received after the span, or finished
// before it, do not belong to it. keep, if not nil, gets every application that is
// counted; what cannot be counted (no class, an outcome that is no code) is named
// in doubts, at most 100 of them, and counted nowhere.
func Count(s Span, rowOf Rows, cases iter.Seq2[Case, error], keep func(Counted)) (table Asked, doubts []string, err error) {
	for c, err := range cases {
		if err != nil {
			return Asked{}, nil, err
		}
		k, say, counts := place(s, rowOf, c)
		switch {
		case say != "":
			if len(doubts) < 100 {
				doubts = append(doubts, say)
			}
		case counts:
			table.add(k.In, k.Column, 1)
			table.add(k.Out, k.Column, 1)
			if keep != nil {
				keep(k)
			}
		}
	}
	return table, doubts, nil
}

// place finds the rows of one application. counts is false for one that is not of
// the span.
func place(s Span, rowOf Rows, c Case) (k Counted, doubt string, counts bool) {
	if c.Received.IsZero() || c.Received.After(s.Through) || !c.Finished.IsZero() && c.Finished.Before(s.From) {
		return k, "", false
	}
	k = Counted{Case: c, Column: slices.Index(classes, c.Class), In: RowNew, Out: RowLeft}
	if k.Column < 0 {
		return k, c.Number + "没有登记申请人类别，没有计入。请补登。", false
	}
	if c.Received.Before(s.From) {
		k.In = RowCarried
	}
	if c.Finished.IsZero() || c.Finished.After(s.Through) {
		return k, "", true
	}
	row, ok := rowOf(c.Outcome)
	if !ok {
		return k, fmt.Sprintf("%s已办结，结果“%s”不在二十二种答复之中，没有计入。请核对。", c.Number, c.Outcome), false
	}
	k.Out = row
	return k, "", true
}

// CountDisputes counts reviews and lawsuits: those decided within the span by their
// result, those filed and not decided by its end as pending.
func CountDisputes(s Span, list []Dispute) (table Disputes, listed []Listed, doubts []string) {
	for _, d := range list {
		if d.Filed.IsZero() || d.Filed.After(s.Through) || !d.Decided.IsZero() && d.Decided.Before(s.From) {
			continue
		}
		l := Listed{Dispute: d, Block: Reviews, Column: Pending}
		switch {
		case d.Suit && d.After:
			l.Block = LaterSuits
		case d.Suit:
			l.Block = DirectSuits
		}
		if !d.Decided.IsZero() && !d.Decided.After(s.Through) {
			column, ok := map[string]int{"upheld": Upheld, "corrected": Corrected, "redo": Corrected, "other": OtherResult}[d.Result]
			if !ok {
				doubts = append(doubts, fmt.Sprintf("一件%s已有决定，没有登记结果，没有计入。请补登。", Blocks[l.Block]))
				continue
			}
			l.Column = column
		}
		table.add(l.Block, l.Column)
		listed = append(listed, l)
	}
	return table, listed, doubts
}

// RowsOf gives the rows that a rule book counts its replies in.
func RowsOf(d rulebook.Disclosure) Rows {
	m := map[string]int{}
	for _, r := range d.Replies {
		m[r.Code] = r.Row
	}
	return func(code string) (int, bool) {
		row, ok := m[code]
		return row, ok
	}
}

package lending

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// Detail is a loan with its items as the reader may see them.
type Detail struct {
	Loan
	Lines []Line
}

// Left is how many items are still out.
func (d Detail) Left() int {
	n := 0
	for _, x := range d.Lines {
		if x.State == lineOut {
			n++
		}
	}
	return n
}

// seenLine is a line with what decides whether its item may be seen.
type seenLine struct {
	Line
	ItemUnit  string     `db:"item_unit"`
	ItemLevel mark.Level `db:"item_level"`
	Category  string     `db:"category"`
}

// hidden stands where the title of an item is that the reader may not see.
const hidden = "（不在查阅范围内）"

func linesOf(ctx context.Context, rd db.Reader, reach act.Reach, loans []int64) (map[int64][]Line, error) {
	f := db.NewFilter()
	db.In(f, "x.loan_id", loans)
	rows, err := db.All[seenLine](ctx, rd, `SELECT x.id, x.loan_id, x.item_id, x.code, x.title, x.level, x.pages, x.state, x.copies, x.sealed, x.returned_on, x.received_by, x.condition,
		i.unit AS item_unit, i.level AS item_level, i.category AS category
		FROM archive_loan_line x JOIN archive_item i ON i.id = x.item_id`+f.Where()+" ORDER BY x.id", f.Args()...)
	out := map[int64][]Line{}
	for _, x := range rows {
		it := archive.Item{Unit: x.ItemUnit, Level: x.ItemLevel, Category: x.Category}
		if !reach.Sees(it.Unit, it.Level, it.Compartment()) {
			x.Line.Title, x.Line.Code = hidden, ""
		}
		out[x.LoanID] = append(out[x.LoanID], x.Line)
	}
	return out, err
}

// mayAnswer reports whether the actor is one whose consent the loan needs.
func mayAnswer(who act.Actor, l Loan) bool {
	right := needs[l.Need].right
	return right != "" && who.May(Consent) && who.May(right)
}

// Loan reads one loan: the desk, those who see the register, the borrower and
// whose consent it needs may see it; for all others it does not exist.
func (r *Room) Loan(ctx context.Context, who act.Actor, id int64) (Detail, error) {
	rd := r.Archive.Door.Reader()
	l, ok, err := db.Maybe[Loan](ctx, rd, q.SQL("loan"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这张借阅单，或者您无权查看。")
	}
	if err != nil {
		return Detail{}, err
	}
	own := who.Login != "" && (l.Login == who.Login || l.AppliedBy == who.Login)
	if !own && !who.May(Lend) && !who.May(SeeUse) && !mayAnswer(who, l) {
		return Detail{}, act.OutOfReach(act.Subject("archive_loan", id))
	}
	lines, err := linesOf(ctx, rd, who.Reach, []int64{id})
	return Detail{l, lines[id]}, err
}

// List narrows a list of loans. Zero fields do not narrow.
type List struct {
	State   string // of the loan, or "overdue"
	Kind    string
	Mine    bool  // the actor's own
	Waiting bool  // waiting for the actor's consent
	Before  int64 // page: loans with a smaller number of the row
	Limit   int   // default 50, at most 200
}

// Listed is one page of loans, the newest first.
type Listed struct {
	Loans []Detail
	Total int64
	Next  int64 // for Before; 0 at the end
}

// Loans lists loans. Without the right to see the register or to lend, only the
// own ones and those that wait for the actor's consent are given.
func (r *Room) Loans(ctx context.Context, who act.Actor, o List) (Listed, error) {
	if o.Limit <= 0 || o.Limit > 200 {
		o.Limit = 50
	}
	f := db.NewFilter()
	var waits []string
	for need, n := range needs {
		if n.right != "" && who.May(Consent) && who.May(n.right) {
			waits = append(waits, need)
		}
	}
	switch {
	case o.Waiting:
		f.And("state = 'applied' AND consent = 'waiting'")
		db.In(f, "need", waits)
	case o.Mine || !who.May(SeeUse) && !who.May(Lend):
		f.And("login = ? AND login <> ''", who.Login)
	}
	switch o.State {
	case "":
	case "overdue":
		f.And("state = 'open' AND due < ?", r.Archive.Door.Today().String())
	default:
		f.And("state = ?", o.State)
	}
	if o.Kind != "" {
		f.And("kind = ?", o.Kind)
	}
	rd := r.Archive.Door.Reader()
	var out Listed
	var err error
	if out.Total, err = db.One[int64](ctx, rd, "SELECT count(*) FROM archive_loan"+f.Where(), f.Args()...); err != nil {
		return out, err
	}
	order := "id DESC"
	if o.State == "overdue" {
		order = "due, id" // the longest overdue first, on one page
		o.Limit = 200
	} else if o.Before > 0 {
		f.And("id < ?", o.Before)
	}
	rows, err := db.All[Loan](ctx, rd, "SELECT "+loanSelect+" FROM archive_loan"+f.Where()+" ORDER BY "+order+" LIMIT "+f.Arg(o.Limit+1), f.Args()...)
	if err != nil {
		return out, err
	}
	if len(rows) > o.Limit {
		rows = rows[:o.Limit]
		if o.State != "overdue" {
			out.Next = rows[o.Limit-1].ID
		}
	}
	ids := make([]int64, len(rows))
	for i, l := range rows {
		ids[i] = l.ID
	}
	lines, err := linesOf(ctx, rd, who.Reach, ids)
	for _, l := range rows {
		out.Loans = append(out.Loans, Detail{l, lines[l.ID]})
	}
	return out, err
}

// Used is one line of the register of use.
type Used struct {
	Line
	Number   string     `db:"number"`
	Kind     string     `db:"kind"`
	Borrower string     `db:"borrower"`
	UnitName string     `db:"unit_name"`
	Purpose  string     `db:"purpose"`
	HandedOn civil.Date `db:"handed_on"`
	Due      civil.Date `db:"due"`
	Effect   string     `db:"effect"`
}

// UseRegister is one page of the register of use (clause archive.use.register), the
// newest first: who used what, when and what for. Month is YYYY-MM or YYYY or "".
func (r *Room) UseRegister(ctx context.Context, who act.Actor, month, after string, limit int) (rows []Used, total int64, next string, err error) {
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	f := db.NewFilter()
	f.And("l.handed_on <> '' AND x.state IN ('out', 'returned', 'used')")
	if month != "" {
		f.And("l.handed_on >= ? AND l.handed_on <= ?", month, month+"-99")
	}
	const from = " FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id JOIN archive_item i ON i.id = x.item_id"
	rd := r.Archive.Door.Reader()
	if total, err = db.One[int64](ctx, rd, "SELECT count(*)"+from+f.Where(), f.Args()...); err != nil {
		return
	}
	if after != "" {
		day, id, ok := strings.Cut(after, ".")
		n, e := strconv.ParseInt(id, 10, 64)
		if _, err := civil.Parse(day); err != nil || e != nil || !ok {
			return nil, total, "", fault.New(fault.Invalid, "翻页标记已失效，请从第一页重新打开。")
		}
		f.And("(l.handed_on, x.id) < (?, ?)", day, n)
	}
	type row struct {
		Used
		ItemUnit  string     `db:"item_unit"`
		ItemLevel mark.Level `db:"item_level"`
		Category  string     `db:"category"`
	}
	got, err := db.All[row](ctx, rd, `SELECT x.id, x.loan_id, x.item_id, x.code, x.title, x.level, x.pages, x.state, x.copies, x.sealed, x.returned_on, x.received_by, x.condition,
		l.number, l.kind, l.borrower, l.unit_name, l.purpose, l.handed_on, l.due, l.effect, i.unit AS item_unit, i.level AS item_level, i.category AS category`+
		from+f.Where()+" ORDER BY l.handed_on DESC, x.id DESC LIMIT "+f.Arg(limit+1), f.Args()...)
	if err != nil {
		return
	}
	for i, x := range got {
		if i == limit {
			last := rows[limit-1]
			next = fmt.Sprintf("%s.%d", last.HandedOn, last.ID)
			break
		}
		it := archive.Item{Unit: x.ItemUnit, Level: x.ItemLevel, Category: x.Category}
		if !who.Reach.Sees(it.Unit, it.Level, it.Compartment()) {
			x.Title, x.Code = hidden, ""
		}
		rows = append(rows, x.Used)
	}
	return
}

// Month is how often archives were used in one month, by kind and purpose: Loans
// counts persons at the desk (人次), Items what they used (件次).
type Month struct {
	Month   string `db:"month"` // YYYY-MM
	Kind    string `db:"kind"`
	Purpose string `db:"purpose"`
	Loans   int64  `db:"loans"`
	Items   int64  `db:"items"`
}

// Months gives the monthly counts of a year.
func (r *Room) Months(ctx context.Context, year int) ([]Month, error) {
	return db.All[Month](ctx, r.Archive.Door.Reader(), q.SQL("months"), fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year))
}

// YearFigures are a year's figures for the summary: uses in persons, items lent
// out, items overdue today.
type YearFigures struct{ Consulted, Lent, Overdue int }

// Figures gives the year's figures for the yearly summary.
func (r *Room) Figures(ctx context.Context, year int) (YearFigures, error) {
	months, err := r.Months(ctx, year)
	if err != nil {
		return YearFigures{}, err
	}
	var y YearFigures
	for _, m := range months {
		y.Consulted += int(m.Loans)
		if m.Kind == Lending {
			y.Lent += int(m.Items)
		}
	}
	late, err := r.Overdue(ctx)
	y.Overdue = int(late)
	return y, err
}

// Overdue is how many items are past their due date today.
func (r *Room) Overdue(ctx context.Context) (int64, error) {
	return db.One[int64](ctx, r.Archive.Door.Reader(), q.SQL("overdue_count"), r.Archive.Door.Today().String())
}

// OpenLoan is one item that somebody has not given back.
type OpenLoan struct {
	Number string     `db:"number"`
	Due    civil.Date `db:"due"`
	Code   string     `db:"code"`
	Title  string     `db:"title"`
}

// OpenLoans lists what a person (0 for none) or an account ("" for none) has not
// given back. Give the deed's transaction to ask inside a deed.
func (r *Room) OpenLoans(ctx context.Context, rd db.Reader, person int64, login string) ([]OpenLoan, error) {
	return db.All[OpenLoan](ctx, rd, q.SQL("open_of_person"), person, login)
}

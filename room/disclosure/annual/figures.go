package annual

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// registered is one row of the register as the query gives it.
type registered struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	Class    string     `db:"class"`
	Received civil.Date `db:"received_on"`
	Finished civil.Date `db:"finished_on"`
	Outcome  string     `db:"outcome"`
	Ended    string     `db:"ended"`
}

// register walks through the applications of a span.
func register(ctx context.Context, rd db.Reader, s Span) iter.Seq2[Case, error] {
	return func(yield func(Case, error) bool) {
		enough := errors.New("enough")
		err := db.Each(ctx, rd, q.SQL("register"), []any{s.From, s.Through}, func(x *registered) error {
			ended := ""
			if x.Ended == "fix" && x.Outcome == "6.1" || x.Ended == "fee" && x.Outcome == "6.2" {
				ended = x.Ended
			}
			if !yield(Case{x.ID, x.Number, x.Class, x.Received, x.Finished, x.Outcome, ended}, nil) {
				return enough
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			yield(Case{}, err)
		}
	}
}

type disputed struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	Number      string     `db:"number"`
	Kind        string     `db:"kind"`
	Filed       civil.Date `db:"filed_on"`
	Decided     civil.Date `db:"decided_on"`
	Result      string     `db:"result"`
	Outcome     string     `db:"outcome"`
	After       int        `db:"after_review"`
}

// figures are what is counted for a report.
type figures struct {
	asked     Asked
	disputes  Disputes
	published int
	fee       int
	doubts    []string
	cases     []Counted
	listed    []Listed
}

// count counts everything for a span in one pass over the register.
func (r *Room) count(ctx context.Context, rd db.Reader, s Span) (f figures, err error) {
	book, err := r.Rules.At(ctx, s.Through)
	if err != nil {
		return f, err
	}
	f.cases = []Counted{}
	if f.asked, f.doubts, err = Count(s, RowsOf(book.Disclosure), register(ctx, rd, s), func(c Counted) { f.cases = append(f.cases, c) }); err != nil {
		return f, err
	}
	rows, err := db.All[disputed](ctx, rd, q.SQL("disputes"), s.From, s.Through)
	if err != nil {
		return f, err
	}
	var list []Dispute
	for _, x := range rows {
		list = append(list, Dispute{ID: x.ID, Application: x.Application, Number: x.Number, Suit: x.Kind == "suit", After: x.After == 1, Filed: x.Filed, Decided: x.Decided, Result: x.Result, Outcome: x.Outcome})
	}
	var doubts []string
	f.disputes, f.listed, doubts = CountDisputes(s, list)
	f.doubts = append(f.doubts, doubts...)
	if f.fee, err = db.One[int](ctx, rd, q.SQL("fees"), s.From, s.Through); err != nil {
		return f, err
	}
	if r.Published != nil {
		f.published, err = r.Published(ctx, rd, s)
	}
	return f, err
}

// digest is the digest of figures with the lists behind them.
func (f *figures) digest(year int) (string, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(struct {
		Year      int
		Asked     Asked
		Disputes  Disputes
		Published int
		Fee       int
		Cases     []Counted
		Listed    []Listed
	}{year, f.asked, f.disputes, f.published, f.fee, f.cases, f.listed}); err != nil {
		return "", fault.Wrap("annual.digest", fault.Internal, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// kept is one line of the frozen list.
type kept struct {
	ReportID int64      `db:"report_id"`
	ID       int64      `db:"application_id"`
	Number   string     `db:"number"`
	Class    string     `db:"class"`
	Received civil.Date `db:"received_on"`
	Finished civil.Date `db:"finished_on"`
	Outcome  string     `db:"outcome"`
	Ended    string     `db:"ended"`
	Column   int        `db:"column_no"`
	In       int        `db:"row_in"`
	Out      int        `db:"row_out"`
}

type keptDispute struct {
	ReportID    int64      `db:"report_id"`
	ID          int64      `db:"overlay_id"`
	Application int64      `db:"application_id"`
	Number      string     `db:"number"`
	Suit        int        `db:"suit"`
	After       int        `db:"after_review"`
	Filed       civil.Date `db:"filed_on"`
	Decided     civil.Date `db:"decided_on"`
	Result      string     `db:"result"`
	Outcome     string     `db:"outcome"`
	Block       int        `db:"block"`
	Column      int        `db:"column_no"`
}

// frozen reads the figures of a report that stand.
func frozen(ctx context.Context, rd db.Reader, x Stored) (f figures, err error) {
	if err = json.Unmarshal([]byte(x.AskedJSON), &f.asked); err == nil {
		err = json.Unmarshal([]byte(x.DisputesOf), &f.disputes)
	}
	if err != nil {
		return f, fault.Wrap("annual.frozen", fault.Internal, err)
	}
	f.published, f.fee = x.Published, x.Fee
	if x.Doubts != "" {
		f.doubts = strings.Split(x.Doubts, "\n")
	}
	f.cases = []Counted{}
	if err = db.Each(ctx, rd, q.SQL("cases"), []any{x.ID}, func(k *kept) error {
		f.cases = append(f.cases, Counted{Case{k.ID, k.Number, k.Class, k.Received, k.Finished, k.Outcome, k.Ended}, k.Column, k.In, k.Out})
		return nil
	}); err != nil {
		return f, err
	}
	rows, err := db.All[keptDispute](ctx, rd, q.SQL("disputed"), x.ID)
	for _, k := range rows {
		f.listed = append(f.listed, Listed{Dispute{k.ID, k.Application, k.Number, k.Suit == 1, k.After == 1, k.Filed, k.Decided, k.Result, k.Outcome}, k.Block, k.Column})
	}
	return f, err
}

// keep writes the lists of a report that is being frozen.
func keep(tx *act.Tx, report int64, f *figures) error {
	insert, err := tx.Prepare(tx.Ctx, q.SQL("case_insert"))
	if err != nil {
		return db.Error(err)
	}
	defer func() { _ = insert.Close() }()
	for _, c := range f.cases {
		if _, err := insert.ExecContext(tx.Ctx, report, c.ID, c.Number, c.Class, c.Received, c.Finished, c.Outcome, c.Ended, c.Column, c.In, c.Out); err != nil {
			return db.Error(err)
		}
	}
	flag := map[bool]int{true: 1}
	for _, l := range f.listed {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("dispute_insert"), report, l.ID, l.Application, l.Number, flag[l.Suit], flag[l.After], l.Filed, l.Decided, l.Result, l.Outcome, l.Block, l.Column); err != nil {
			return err
		}
	}
	return nil
}

// figuresOf gives the figures of a report: those that stand, or those of today.
func (r *Room) figuresOf(ctx context.Context, rd db.Reader, x Stored, today civil.Date) (figures, error) {
	if atOrAfter(x.State, Frozen) {
		return frozen(ctx, rd, x)
	}
	f, err := r.count(ctx, rd, YearSpan(x.Year, today))
	if r.Published == nil {
		f.published = x.Published
	}
	return f, err
}

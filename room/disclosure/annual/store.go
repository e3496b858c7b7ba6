package annual

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Stored is a report as it is kept.
type Stored struct {
	ID          int64      `db:"id"`
	Year        int        `db:"year"`
	State       string     `db:"state"`
	AskedJSON   string     `db:"asked"`
	ActsJSON    string     `db:"acts"`
	DisputesOf  string     `db:"disputes"`
	Published   int        `db:"published"`
	Fee         int        `db:"fee_yuan"`
	Doubts      string     `db:"doubts"`
	Reorganised string     `db:"reorganised"`
	Digest      string     `db:"digest"`
	FrozenAt    int64      `db:"frozen_at"`
	CaseID      int64      `db:"case_id"`
	UnitsDue    civil.Date `db:"units_due"`
	SentOn      civil.Date `db:"sent_on"`
	SentNote    string     `db:"sent_note"`
	PublicOn    civil.Date `db:"public_on"`
	PublicWhere string     `db:"public_where"`
	MadeBy      string     `db:"made_by"`
	MadeAt      int64      `db:"made_at"`
	Version     int64      `db:"version"`
}

func (x Stored) values() []any {
	return []any{x.Year, x.State, x.AskedJSON, x.ActsJSON, x.DisputesOf, x.Published, x.Fee, x.Doubts, x.Reorganised, x.Digest, x.FrozenAt, x.CaseID, x.UnitsDue,
		x.SentOn, x.SentNote, x.PublicOn, x.PublicWhere, x.MadeBy, x.MadeAt, x.Version}
}

// Subject names the report in the ledger.
func (x Stored) Subject() string { return act.Subject("disclosure_annual_report", x.ID) }

// Text is one text of a report.
type Text struct {
	ID       int64  `db:"id"`
	ReportID int64  `db:"report_id"`
	Part     string `db:"part"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

// Correction is one correction of a signed report.
type Correction struct {
	ID       int64  `db:"id"`
	ReportID int64  `db:"report_id"`
	What     string `db:"what"`  // case, text, acts
	Which    string `db:"which"` // number of the application, key of the part, table two
	Was      string `db:"was"`
	Becomes  string `db:"becomes"`
	Reason   string `db:"reason"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

func (c Correction) values() []any {
	return []any{c.ReportID, c.What, c.Which, c.Was, c.Becomes, c.Reason, c.MadeBy, c.MadeName, c.MadeAt}
}

func textsOf(ctx context.Context, rd db.Reader, report int64) ([]Text, error) {
	return db.All[Text](ctx, rd, q.SQL("texts"), report)
}

// reportOf reads the report of a year.
func reportOf(ctx context.Context, rd db.Reader, year int) (Stored, bool, error) {
	return db.Maybe[Stored](ctx, rd, q.SQL("report")+" WHERE x.year = $1", year)
}

func reportByID(ctx context.Context, rd db.Reader, id int64) (Stored, error) {
	return db.One[Stored](ctx, rd, q.SQL("report")+" WHERE x.id = $1", id)
}

// locked reads the report of a year for changing it.
func locked(tx *act.Tx, year int) (Stored, error) {
	x, ok, err := act.Locked[Stored](tx, q.SQL("report")+" WHERE x.year = $1", year)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, fmt.Sprintf("%d年度的报告还没有开始编制。", year))
	}
	return x, err
}

// put writes a report that was read in the same deed.
func put(tx *act.Tx, x *Stored) error {
	seen := x.Version
	x.Version++
	ok, err := act.Replace(tx, "disclosure_annual_report", x.ID, seen, reportColumns, x.values())
	if err == nil && !ok {
		return fault.New(fault.Conflict, "报告刚被他人修改，请刷新后再办。")
	}
	return err
}

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
		stop := fmt.Errorf("enough")
		err := db.Each(ctx, rd, q.SQL("register"), []any{s.From, s.Through}, func(x *registered) error {
			ended := ""
			if x.Ended == "fix" && x.Outcome == "6.1" || x.Ended == "fee" && x.Outcome == "6.2" {
				ended = x.Ended
			}
			if !yield(Case{x.ID, x.Number, x.Class, x.Received, x.Finished, x.Outcome, ended}, nil) {
				return stop
			}
			return nil
		})
		if err != nil && err != stop {
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

// report puts a report together from its parts.
func (r *Room) report(ctx context.Context, rd db.Reader, x Stored, f *figures) (*Report, error) {
	out := &Report{Bureau: r.Rules.Base.Bureau, Year: x.Year, Asked: f.asked, Disputes: f.disputes, Published: f.published, Fee: f.fee, Texts: map[string]string{}}
	if err := json.Unmarshal([]byte(x.ActsJSON), &out.Acts); err != nil {
		return nil, fault.Wrap("annual.acts", fault.Internal, err)
	}
	for _, p := range Parts {
		out.Texts[p.Key] = p.Draft
	}
	texts, err := textsOf(ctx, rd, x.ID)
	for _, t := range texts {
		out.Texts[t.Part] = t.Words
	}
	return out, err
}

// Whole is a report with everything its page shows.
type Whole struct {
	Stored
	Report   *Report
	Findings []Finding
	Cases    []Counted
	Disputes []Listed
	Texts    map[string]Text
	Units    []Owed
	Fixed    []Correction
	Due      civil.Date // 31 January of the next year
	Target   civil.Date // the last working day on or before it
	// Provisional: the calendar does not know the year of the target yet.
	Provisional bool
}

// whole reads a report, its figures and what the checks find.
func (r *Room) whole(ctx context.Context, rd db.Reader, x Stored, today civil.Date) (w Whole, err error) {
	w = Whole{Stored: x, Texts: map[string]Text{}}
	f, err := r.figuresOf(ctx, rd, x, today)
	if err != nil {
		return w, err
	}
	w.Cases, w.Disputes = f.cases, f.listed
	if w.Report, err = r.report(ctx, rd, x, &f); err != nil {
		return w, err
	}
	texts, err := textsOf(ctx, rd, x.ID)
	if err != nil {
		return w, err
	}
	for _, t := range texts {
		w.Texts[t.Part] = t
	}
	if w.Units, err = db.All[Owed](ctx, rd, q.SQL("units"), x.ID); err != nil {
		return w, err
	}
	if w.Fixed, err = db.All[Correction](ctx, rd, q.SQL("corrections"), x.ID); err != nil {
		return w, err
	}
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return w, err
	}
	w.Due = civil.Date{Year: x.Year + 1, Month: 1, Day: 31}
	w.Target = Target(w.Due, func(d civil.Date) bool { return cal.Kind(d).Workday })
	w.Provisional = !cal.Known(w.Due.Year)
	k := Checkup{Report: w.Report, Reorganised: x.Reorganised, Listed: f.cases, Disputes: f.listed, Doubts: f.doubts,
		Due: w.Due, Target: w.Target, Sent: x.SentOn, Public: x.PublicOn, Today: today}
	if k.Disputes == nil {
		k.Disputes = []Listed{}
	}
	if k.ReviewsDecided, err = db.One[int](ctx, rd, q.SQL("reviews_decided"), civil.Date{Year: x.Year, Month: 12, Day: 31}); err != nil {
		return w, err
	}
	if k.Last, err = r.before(ctx, rd, x.Year); err != nil {
		return w, err
	}
	w.Findings = k.Check()
	return w, nil
}

// before is the report of the year before, if its figures stand.
func (r *Room) before(ctx context.Context, rd db.Reader, year int) (*Report, error) {
	x, ok, err := reportOf(ctx, rd, year-1)
	if err != nil || !ok || !atOrAfter(x.State, Frozen) {
		return nil, err
	}
	f, err := frozen(ctx, rd, x)
	if err != nil {
		return nil, err
	}
	return r.report(ctx, rd, x, &f)
}

// List gives the reports that somebody may see, the latest first.
func (r *Room) List(ctx context.Context, who act.Actor) ([]Stored, error) {
	if !r.sees(who) {
		return nil, nil
	}
	return db.All[Stored](ctx, r.Door.Reader(), q.SQL("report")+" ORDER BY x.year DESC LIMIT 100")
}

// Show gives the whole report of a year to whoever may see it; to others it does
// not exist.
func (r *Room) Show(ctx context.Context, who act.Actor, year int) (Whole, error) {
	rd := r.Door.Reader()
	x, ok, err := reportOf(ctx, rd, year)
	if err != nil {
		return Whole{}, err
	}
	if !ok {
		return Whole{}, fault.New(fault.NotFound, fmt.Sprintf("%d年度的报告还没有开始编制。", year))
	}
	if !r.sees(who) {
		return Whole{}, act.OutOfReach(x.Subject())
	}
	return r.whole(ctx, rd, x, r.Door.Today())
}

var annualClauses = []law.ID{law.AnnStat, law.AnnForm, law.AnnBasis}

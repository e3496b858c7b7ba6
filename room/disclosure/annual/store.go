package annual

import (
	"context"
	"encoding/json"
	"fmt"

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

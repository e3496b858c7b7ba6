package logistics

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var (
	reportColumns     = []string{"facts", "digest", "frozen_by", "frozen_name", "frozen_at", "sent_on", "sent_to", "sent_how", "version"}
	correctionColumns = []string{"year", "no", "carrier", "month", "field", "was", "becomes", "reason", "made_by", "made_name", "made_at"}
)

// Report is the frozen report of a year.
type Report struct {
	Year       int        `db:"id"`
	Facts      string     `db:"facts"` // JSON
	Digest     string     `db:"digest"`
	FrozenBy   string     `db:"frozen_by"`
	FrozenName string     `db:"frozen_name"`
	FrozenAt   int64      `db:"frozen_at"`
	SentOn     civil.Date `db:"sent_on"`
	SentTo     string     `db:"sent_to"`
	SentHow    string     `db:"sent_how"`
	Version    int64      `db:"version"`
}

// Subject names the row in the ledger.
func (x Report) Subject() string { return act.Subject("logistics_report", int64(x.Year)) }

func (x Report) values() []any {
	return []any{x.Facts, x.Digest, x.FrozenBy, x.FrozenName, x.FrozenAt, x.SentOn, x.SentTo, x.SentHow, x.Version}
}

// Correction is one thing put right in a frozen report.
type Correction struct {
	ID       int64          `db:"id"`
	Year     int            `db:"year"`
	No       int64          `db:"no"`
	Carrier  energy.Carrier `db:"carrier"`
	Month    int            `db:"month"`
	Field    string         `db:"field"`
	Was      int64          `db:"was"`
	Becomes  int64          `db:"becomes"`
	Reason   string         `db:"reason"`
	MadeBy   string         `db:"made_by"`
	MadeName string         `db:"made_name"`
	MadeAt   int64          `db:"made_at"`
}

func (c Correction) values() []any {
	return []any{c.Year, c.No, string(c.Carrier), c.Month, c.Field, c.Was, c.Becomes, c.Reason, c.MadeBy, c.MadeName, c.MadeAt}
}

func (c Correction) fix() energy.Fix {
	return energy.Fix{Carrier: c.Carrier, Month: c.Month, Field: c.Field, Value: c.Becomes}
}

var fieldLabels = map[string]string{"amount": "用量", "cost": "费用", "area": "建筑面积", "people": "用能人数", "posts": "编制人数", "vehicles": "车辆数"}

// Number is by what the correction is cited: 2025-更正-1.
func (c Correction) Number() string { return fmt.Sprintf("%d-更正-%d", c.Year, c.No) }

// Words tells what was put right.
func (c Correction) Words() string {
	what, show := fieldLabels[c.Field], func(n int64) string { return fmt.Sprint(n) }
	switch c.Field {
	case "amount", "area":
		show = energy.Thousandths
	case "cost":
		show = energy.Yuan
	}
	if c.Carrier != "" {
		what = fmt.Sprintf("%d月%s%s", c.Month, c.Carrier.Label(), what)
	}
	return fmt.Sprintf("%s由 %s 更正为 %s", what, show(c.Was), show(c.Becomes))
}

// coefficients are those of the book in force on a day.
func coefficients(b *rulebook.Book, day civil.Date) energy.Coefficients {
	out := energy.Coefficients{}
	read := func(name string) (int64, bool, bool) {
		p, ok := b.Param(law.LogisticsCoefficients, name)
		if !ok || p.On(day) == "" {
			return 0, false, false
		}
		n, err := energy.ParseCoefficient(p.On(day))
		return n, p.ToBeConfirmed, err == nil
	}
	for _, c := range energy.Carriers {
		name := map[energy.Carrier]string{energy.Petrol: "gasoline", energy.Gas: "natural_gas"}[c]
		if name == "" {
			name = string(c)
		}
		f, unsure, ok := read(name)
		if !ok {
			continue
		}
		k := energy.Coefficient{Factor: f, Unconfirmed: unsure}
		if c.Liquid() {
			d, vague, ok := read(name + "_density")
			if !ok {
				continue
			}
			k.Density, k.Unconfirmed = d/100, unsure || vague // of hundred-thousandths
		}
		out[c] = k
	}
	return out
}

// tolerance is how far a bill may be from its meter, in thousandths.
func tolerance(b *rulebook.Book) int64 {
	p, _ := b.Param(law.LogisticsMetering, "bill_tolerance")
	n, ok := p.Int()
	if !ok {
		return 0
	}
	return int64(n)
}

// meterYears is a year of every meter up to today.
func (r *Room) meterYears(ctx context.Context, rd db.Reader, year int, upTo energy.Month) ([]energy.MeterYear, error) {
	meters, err := r.Meters(ctx, rd)
	if err != nil {
		return nil, err
	}
	all, err := db.All[Reading](ctx, rd, q.SQL("readings_all"), int64(energy.MonthOf(year+2, 1)))
	if err != nil {
		return nil, err
	}
	by := map[int64][]energy.Reading{}
	for _, x := range all {
		by[x.MeterID] = append(by[x.MeterID], x.Pure())
	}
	var out []energy.MeterYear
	for _, m := range meters {
		if m.From >= energy.MonthOf(year, 12) || m.Until != 0 && m.Until < energy.MonthOf(year, 1) {
			continue
		}
		y, err := energy.YearOf(m.Pure(), by[m.ID], year, upTo)
		if err != nil {
			return nil, fault.Wrap("logistics.year", fault.Internal, err)
		}
		out = append(out, y)
	}
	return out, nil
}

// lastRead is the last month of a year that can have been read by a day.
func lastRead(year int, today civil.Date) energy.Month {
	return min(energy.MonthOf(year, 12), energy.MonthOn(today)-1)
}

// carriers are the carriers of a year up to a month with the gaps of its meters; those
// of a frozen year stand as they were frozen and corrected.
func (r *Room) carriers(ctx context.Context, rd db.Reader, year int, upTo energy.Month) ([]energy.CarrierYear, []energy.Gap, error) {
	years, err := r.meterYears(ctx, rd, year, upTo)
	if err != nil {
		return nil, nil, err
	}
	bills, err := r.BillsOf(ctx, rd, year)
	if err != nil {
		return nil, nil, err
	}
	var gaps []energy.Gap
	for _, y := range years {
		if !y.Meter.Part {
			gaps = append(gaps, y.Gaps...)
		}
	}
	return energy.CarriersOf(years, counted(bills), year, upTo), gaps, nil
}

// facts gathers what a statement is made of.
func (r *Room) facts(ctx context.Context, rd db.Reader, year int, today civil.Date) (energy.Facts, error) {
	f := energy.Facts{Year: year, Bureau: r.Rules.Base.Bureau, Explained: map[string]string{}}
	last, _ := civil.Of(year, 12, 31)
	if today.Before(last) {
		last, f.Running = today, true
	}
	book, err := r.Rules.At(ctx, today)
	if err != nil {
		return f, err
	}
	f.Coefficients = coefficients(book, last)
	b, _, err := r.BaseOf(ctx, rd, year)
	if err != nil {
		return f, err
	}
	f.Base = b.pure()
	if f.Carriers, f.Gaps, err = r.carriers(ctx, rd, year, lastRead(year, today)); err != nil {
		return f, err
	}
	before, _, err := r.frozen(ctx, rd, year-1)
	if err != nil {
		return f, err
	}
	if before != nil {
		f.Before, f.BaseBefore = before.Carriers, before.Base
	} else {
		if f.Before, _, err = r.carriers(ctx, rd, year-1, energy.MonthOf(year-1, 12)); err != nil {
			return f, err
		}
		b, _, err := r.BaseOf(ctx, rd, year-1)
		if err != nil {
			return f, err
		}
		f.BaseBefore = b.pure()
	}
	limits, err := r.LimitsOf(ctx, rd, year)
	if err != nil {
		return f, err
	}
	for _, l := range limits {
		f.Limits = append(f.Limits, l.pure())
	}
	said, err := db.All[Explanation](ctx, rd, q.SQL("explanations_of"), year)
	for _, x := range said {
		f.Explained[x.About] = x.Words
	}
	return f, err
}

// count makes the statement from what is entered now.
func (r *Room) count(ctx context.Context, rd db.Reader, year int, today civil.Date) (energy.Statement, error) {
	if err := checkYear(year); err != nil {
		return energy.Statement{}, err
	}
	f, err := r.facts(ctx, rd, year, today)
	return energy.Make(f), err
}

// frozen gives the facts of a frozen year, corrected; nil if it is not frozen.
func (r *Room) frozen(ctx context.Context, rd db.Reader, year int) (*energy.Facts, *Report, error) {
	x, ok, err := db.Maybe[Report](ctx, rd, q.SQL("report"), year)
	if err != nil || !ok {
		return nil, nil, err
	}
	var f energy.Facts
	if err := json.Unmarshal([]byte(x.Facts), &f); err != nil {
		return nil, nil, fault.Wrap("logistics.frozen", fault.Internal, err)
	}
	fixes, err := r.CorrectionsOf(ctx, rd, year)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range fixes {
		f, _, _ = f.Apply(c.fix())
	}
	return &f, &x, nil
}

// CorrectionsOf lists what was put right in the report of a year, in its order.
func (r *Room) CorrectionsOf(ctx context.Context, rd db.Reader, year int) ([]Correction, error) {
	return db.All[Correction](ctx, rd, q.SQL("corrections_of"), year)
}

// Statement gives the statement of a year: as it was frozen and corrected, or counted
// now. Everybody may see what the bureau uses.
func (r *Room) Statement(ctx context.Context, year int) (energy.Statement, *Report, error) {
	return r.statement(ctx, r.Door.Reader(), year, r.Door.Today())
}

func (r *Room) statement(ctx context.Context, rd db.Reader, year int, today civil.Date) (energy.Statement, *Report, error) {
	f, x, err := r.frozen(ctx, rd, year)
	if err != nil {
		return energy.Statement{}, nil, err
	}
	if f != nil {
		return energy.Make(*f), x, nil
	}
	s, err := r.count(ctx, rd, year, today)
	return s, nil, err
}

// DueOn is the day by which the report of a year is sent: the parameter of clause
// law.logistics.yearly_report, in the year after.
func DueOn(b *rulebook.Book, year int) (civil.Date, bool) {
	p, _ := b.Param(law.LogisticsYearlyReport, "due")
	var month, day int
	if n, err := fmt.Sscanf(p.Value, "%d-%d", &month, &day); err != nil || n != 2 {
		return civil.Date{}, false
	}
	return civil.Of(year+1, month, day)
}

// papers lays out what is left of a year's report: the two forms as one print.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	year := int(id)
	f, x, err := r.frozen(ctx, rd, year)
	if err != nil {
		return flow.Papers{}, err
	}
	if f == nil {
		return flow.Papers{}, act.OutOfReach(act.Subject("logistics_report", id))
	}
	p := flow.Papers{Subject: x.Subject(), Title: reportTitle(year), Unit: r.Org.Places.Office, Date: x.SentOn, Weight: flow.Ordinary}
	fixes, err := r.CorrectionsOf(ctx, rd, year)
	if err != nil {
		return p, err
	}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: p.Title, Draw: func(w *bytes.Buffer) error { return r.reportPDF(energy.Make(*f), x, fixes, x.SentOn, w) }})
	return p, err
}

func reportTitle(year int) string { return fmt.Sprintf("%d年能源资源消费状况报告", year) }

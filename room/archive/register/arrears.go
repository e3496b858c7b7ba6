package register

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
)

// UnitRow is what one unit should have filed of a year and what it has (clause
// archive.report.units).
type UnitRow struct {
	Unit      string // code; "" for entries without a unit
	Name      string
	Due       int
	Collected int // brought to the room
	Filed     int // numbered, boxed and closed
	Urged     int // reminders sent
	Special   int // specialised records in the room (archive.gap.special)
	Photos    int // photographs in the room (archive.gap.photo)
}

// Missing is how many are owed.
func (u UnitRow) Missing() int { return u.Due - u.Collected }

// Rate is n of due; ok is false without a denominator, for which no rate is made up
// (clauses archive.rate.collection, archive.rate.filing).
func Rate(n, due int) (rate float64, ok bool) {
	if due <= 0 {
		return 0, false
	}
	return float64(n) / float64(due), true
}

// RateText is a rate in per cent with one decimal, or 无法计算. A rate that is not
// whole is never rounded up to 100 %.
func RateText(n, due int) string {
	r, ok := Rate(n, due)
	if !ok {
		return "无法计算"
	}
	if n < due && r > 0.9994 {
		return "99.9%"
	}
	return fmt.Sprintf("%.1f%%", r*100)
}

// Lack is something that a clause of the rule book asks for and that is not there.
type Lack struct {
	Clause law.ID
	Text   string // one Chinese sentence that names the remedy
}

// UnitReport is the table of all units of a year with its total.
type UnitReport struct {
	Year  int
	Rows  []UnitRow
	Total UnitRow
	Lacks []Lack
}

// Units compares the units of a year.
func (r *Room) Units(ctx context.Context, year int) (UnitReport, error) {
	rep := UnitReport{Year: year, Total: UnitRow{Name: "合计"}}
	codes, names, err := r.unitNames(ctx)
	if err != nil {
		return rep, err
	}
	list, err := r.Archive.Due(ctx, year)
	if err != nil {
		return rep, err
	}
	filed, err := r.filed(ctx, year)
	if err != nil {
		return rep, err
	}
	at := map[string]int{}
	row := func(u string) *UnitRow {
		i, ok := at[u]
		if !ok {
			name := names[u]
			if u == "" {
				name = "科室未定"
			} else if name == "" {
				name = u
			}
			i = len(rep.Rows)
			at[u] = i
			rep.Rows = append(rep.Rows, UnitRow{Unit: u, Name: name})
		}
		return &rep.Rows[i]
	}
	for _, u := range codes {
		row(u)
	}
	for _, d := range list {
		x := row(d.Unit)
		x.Due++
		if d.ItemID != 0 {
			x.Collected++
		}
		if filed[d.ID] {
			x.Filed++
		}
	}
	type special struct {
		Unit     string `db:"unit"`
		Category string `db:"category"`
		N        int64  `db:"n"`
	}
	kinds, err := db.All[special](ctx, r.reader(), q.SQL("special"), year)
	if err != nil {
		return rep, err
	}
	for _, s := range kinds {
		x := row(s.Unit)
		if strings.HasPrefix(s.Category, "ZY") {
			x.Special += int(s.N)
		} else {
			x.Photos += int(s.N)
		}
	}
	urges, err := r.Urges(ctx, year)
	for _, u := range urges {
		row(u.Unit).Urged++
	}
	for _, x := range rep.Rows {
		rep.Total.Due += x.Due
		rep.Total.Collected += x.Collected
		rep.Total.Filed += x.Filed
		rep.Total.Urged += x.Urged
		rep.Total.Special += x.Special
		rep.Total.Photos += x.Photos
	}
	if rep.Total.Due == 0 {
		rep.Lacks = append(rep.Lacks, Lack{law.ArchiveRateFiling, fmt.Sprintf("%d 年度的应归档清单还是空的，收集完整率和归档率无法计算。先登记应归档材料，或从漏号登记。", year)})
	}
	if rep.Total.Special == 0 {
		rep.Lacks = append(rep.Lacks, Lack{law.ArchiveGapSpecial, fmt.Sprintf("%d 年度没有收进专业档案，请查明是否漏收。", year)})
	}
	if rep.Total.Photos == 0 {
		rep.Lacks = append(rep.Lacks, Lack{law.ArchiveGapPhoto, fmt.Sprintf("%d 年度没有收进照片档案，请查明是否漏收。", year)})
	}
	return rep, err
}

func (r *Room) filed(ctx context.Context, year int) (map[int64]bool, error) {
	ids, err := db.All[int64](ctx, r.reader(), q.SQL("filed_due"), year)
	m := map[int64]bool{}
	for _, id := range ids {
		m[id] = true
	}
	return m, err
}

// NoUnit stands for "without a unit" in a DueQuery.
const NoUnit = "none"

// DueQuery narrows the list of what should be filed.
type DueQuery struct {
	Year  int
	Unit  string // code; "" all, NoUnit those without
	State string // "" all, missing, collected, filed
	Words string
}

// DueList lists what should be filed of a year.
func (r *Room) DueList(ctx context.Context, o DueQuery) ([]archive.DueEntry, error) {
	list, err := r.Archive.Due(ctx, o.Year)
	if err != nil {
		return nil, err
	}
	filed, err := r.filed(ctx, o.Year)
	words := strings.ToLower(strings.TrimSpace(o.Words))
	return slices.DeleteFunc(list, func(d archive.DueEntry) bool {
		switch {
		case o.Unit == NoUnit && d.Unit != "", o.Unit != "" && o.Unit != NoUnit && d.Unit != o.Unit:
			return true
		case o.State == "missing" && d.ItemID != 0, o.State == "collected" && d.ItemID == 0, o.State == "filed" && !filed[d.ID]:
			return true
		}
		return words != "" && !strings.Contains(strings.ToLower(d.DocNo+" "+d.Title+" "+d.Holder), words)
	}), err
}

// ArrearsSlips are the reminders of a year, for the units that owe something; no
// units means all. The deadline may be zero.
func (r *Room) ArrearsSlips(ctx context.Context, year int, units []string, deadline civil.Date) ([]forms.ArrearsOf, error) {
	rep, err := r.Units(ctx, year)
	if err != nil {
		return nil, err
	}
	list, err := r.Archive.Due(ctx, year)
	var out []forms.ArrearsOf
	for _, u := range rep.Rows {
		if u.Missing() == 0 || len(units) > 0 && !slices.Contains(units, u.Unit) {
			continue
		}
		a := forms.ArrearsOf{Unit: u.Name, Year: year, Due: u.Due, Filed: u.Collected, Deadline: deadline}
		for _, d := range list {
			if d.Unit == u.Unit && d.ItemID == 0 {
				note := ""
				if d.Source == FromGap {
					note = "漏号"
				}
				if d.Urged > 1 {
					note = strings.TrimPrefix(note+fmt.Sprintf("；第 %d 次催交", d.Urged), "；")
				}
				a.Rows = append(a.Rows, forms.ArrearsRow{DocNo: d.DocNo, Title: d.Title, Person: d.Holder, Note: note})
			}
		}
		out = append(out, a)
	}
	return out, err
}

// Deadline is the day by which papers of a year are handed over, by the setting
// filing_due: that day of the next year; zero if the setting is no day.
func (r *Room) Deadline(ctx context.Context, year int) (civil.Date, error) {
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return civil.Date{}, err
	}
	d, err := civil.Parse(fmt.Sprintf("%04d-%s", year+1, cfg.Text("filing_due")))
	if err != nil {
		return civil.Date{}, nil //nolint:nilerr // the setting is free text; without a day there is no deadline
	}
	return d, nil
}

// Leaver is a person's leaving check: what was borrowed and not given back, and
// what should have been handed over (clause archive.transfer.clearance).
type Leaver struct {
	Loans   []Held
	Unfiled []archive.DueEntry
}

// Clean reports whether nothing is left.
func (l Leaver) Clean() bool { return len(l.Loans)+len(l.Unfiled) == 0 }

// Leaving gives a person's leaving check. Give the deed's transaction to ask
// inside a deed.
func (r *Room) Leaving(ctx context.Context, rd db.Reader, p org.Person) (Leaver, error) {
	var l Leaver
	var err error
	if r.Loans != nil {
		if l.Loans, err = r.Loans(ctx, rd, p); err != nil {
			return l, err
		}
	}
	l.Unfiled, err = db.All[archive.DueEntry](ctx, rd, q.SQL("due_held"), p.ID, p.Name, p.Unit)
	return l, err
}

// Clearance says in Chinese what a person still has, for org.Org.Clearance.
func (r *Room) Clearance(tx *act.Tx, p org.Person) ([]string, error) {
	l, err := r.Leaving(tx.Ctx, tx, p)
	var out []string
	for _, h := range l.Loans {
		out = append(out, strings.TrimSpace(fmt.Sprintf("借出未还：%s《%s》%s", h.Code, h.Title, bracket(h.Note))))
	}
	for _, d := range l.Unfiled {
		out = append(out, fmt.Sprintf("应交未交：%s（%d年度）", dueName(d.DocNo, d.Title), d.Year))
	}
	return out, err
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

// ClearanceForm is the leaving check for the print.
func (r *Room) ClearanceForm(ctx context.Context, p org.Person, reason, exception string) (*forms.ClearanceForm, error) {
	_, names, err := r.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := r.Bureau.Offices(ctx)
	if err != nil {
		return nil, err
	}
	f := &forms.ClearanceForm{Person: p.Name, Unit: names[p.Unit], Reason: reason, Date: r.today(), Exception: exception}
	var posts []string
	for _, o := range offices {
		if o.PersonID == p.ID && o.Holds(r.today()) {
			posts = append(posts, o.Title)
		}
	}
	f.Post = strings.Join(posts, "、")
	l, err := r.Leaving(ctx, r.reader(), p)
	for _, h := range l.Loans {
		f.Loans = append(f.Loans, forms.Row{Code: h.Code, Title: h.Title, Note: h.Note})
	}
	for _, d := range l.Unfiled {
		f.Unfiled = append(f.Unfiled, forms.Row{DocNo: d.DocNo, Title: d.Title, Note: fmt.Sprintf("%d年度", d.Year)})
	}
	return f, err
}

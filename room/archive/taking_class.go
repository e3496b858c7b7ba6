package archive

import (
	"cmp"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
)

// ClassCount compares a class (year and period) before and after an import: the
// rows of the source that could be read, and what became of them (clause
// archive.system.legacy). A year or period of 0 or "" is one still to be decided.
type ClassCount struct {
	Year       int64       `json:"year" db:"year"`
	Retention  code.Period `json:"retention" db:"retention"`
	Rows       int         `json:"rows"`
	Accepted   int         `json:"accepted" db:"n"` // as counted in the database
	Duplicates int         `json:"duplicates"`      // held before, equal in every field
}

type class struct {
	year      int64
	retention code.Period
}

func (t *taking) classOf(it *Item) *ClassCount {
	of := class{it.Year, it.Retention}
	if t.classes[of] == nil {
		t.classes[of] = &ClassCount{Year: it.Year, Retention: it.Retention}
	}
	return t.classes[of]
}

// byClass counts in the database what the batch brought, class by class. If that
// is not what was read, nothing is taken in.
func (t *taking) byClass() ([]ClassCount, error) {
	held, err := db.All[ClassCount](t.tx.Ctx, t.tx, "SELECT year, retention, count(*) AS n FROM archive_item WHERE batch_id = $1 GROUP BY year, retention", t.batch)
	if err != nil {
		return nil, err
	}
	n := map[class]int{}
	for _, h := range held {
		n[class{h.Year, h.Retention}] = h.Accepted
	}
	var out []ClassCount
	for of, c := range t.classes {
		if n[of] != c.Accepted || c.Accepted+c.Duplicates != c.Rows {
			return nil, &fault.Error{Kind: fault.Internal, Op: "archive.take", Err: fmt.Errorf("class %+v: %d in the database", *c, n[of])}
		}
		delete(n, of)
		out = append(out, *c)
	}
	if len(n) > 0 {
		return nil, &fault.Error{Kind: fault.Internal, Op: "archive.take", Err: fmt.Errorf("classes nobody read: %v", n)}
	}
	slices.SortFunc(out, func(a, b ClassCount) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Retention.Rank(), b.Retention.Rank()))
	})
	return out, nil
}

// And is the report of two imports, one after the other.
func (r TakeReport) And(b TakeReport) TakeReport {
	r.Read += b.Read
	r.Accepted += b.Accepted
	r.Rejected += b.Rejected
	r.Duplicates += b.Duplicates
	r.Suspected += b.Suspected
	r.Warnings = append(r.Warnings, b.Warnings...)
	r.Rejections = append(r.Rejections, b.Rejections...)
	r.MoreWarnings += b.MoreWarnings
	r.MoreRejections += b.MoreRejections
	r.Seconds += b.Seconds
	if r.Batch != "" && b.Batch != "" {
		r.Batch += ","
	}
	r.Batch += b.Batch
	r.ByClass = slices.Clone(r.ByClass)
	for _, c := range b.ByClass {
		i := slices.IndexFunc(r.ByClass, func(x ClassCount) bool { return x.Year == c.Year && x.Retention == c.Retention })
		if i < 0 {
			r.ByClass = append(r.ByClass, c)
			continue
		}
		r.ByClass[i].Rows += c.Rows
		r.ByClass[i].Accepted += c.Accepted
		r.ByClass[i].Duplicates += c.Duplicates
	}
	return r
}

// tallyTable shows a catalogue's classes before and after it was taken in.
func tallyTable(b Batch, list []ClassCount) ui.Table {
	t := ui.Table{Caption: "各类件数", Columns: []ui.Column{{Label: "年度", Wide: true}, {Label: "期限"}, {Label: "表中", Numeric: true}, {Label: "收下", Numeric: true}, {Label: "完全相同未收", Numeric: true}}}
	for _, c := range list {
		pairs := []string{"batch", number(b.ID), "year", number(c.Year), "retention", string(c.Retention)}
		if c.Year == 0 {
			pairs = append(pairs, "missing", "year")
		} else if c.Retention == "" {
			pairs = append(pairs, "missing", "retention")
		}
		period := c.Retention.Label()
		if period == "" {
			period = "未定"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: yearText(c.Year)}, {Text: period}, {Text: count(int64(c.Rows))},
			{Text: count(int64(c.Accepted)), URL: address("/archive/items", pairs...)}, {Text: number(int64(c.Duplicates))}}})
	}
	return t
}

// tallySum says in words that every row of the table is accounted for.
func tallySum(b Batch, list []ClassCount) string {
	var rows, taken, same int
	for _, c := range list {
		rows, taken, same = rows+c.Rows, taken+c.Accepted, same+c.Duplicates
	}
	return fmt.Sprintf("表中 %d 行 = 收下 %d + 完全相同未收 %d + 不能收 %d；收下的已在库中逐类点过，件数相符。", rows+int(b.Rejected), taken, same, b.Rejected)
}

package register

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// owing is what one unit still owes of one year.
type owing struct {
	Year     int64      `db:"year"`
	Unit     string     `db:"unit"`
	Open     int64      `db:"open"`
	Deadline civil.Date `db:"deadline"` // that the last reminder set
	Urged    int64      `db:"urged"`    // reminders sent
}

func unitKey(year int64, unit string) string {
	return fmt.Sprintf("archive.arrears:%d:%s", year, unit)
}

func yearKey(year int64) string { return fmt.Sprintf("archive.arrears:%d", year) }

// remind keeps the to-dos of what is owed in step with the list of what should be
// filed: for the head of each unit that owes something of a year that is over, and
// for the archivist once the day for handing over is past and nobody was given a
// later one. gone are units whose last entry of a year has just left the list.
func (r *Room) remind(tx *act.Tx, gone ...owing) error {
	list, err := db.All[owing](tx.Ctx, tx, q.SQL("owing"))
	if err != nil {
		return err
	}
	for _, g := range gone {
		if !slices.ContainsFunc(list, func(o owing) bool { return o.Year == g.Year && o.Unit == g.Unit }) {
			list = append(list, owing{Year: g.Year, Unit: g.Unit})
		}
	}
	type whole struct {
		owes, units int64
		last        civil.Date // the latest day that was given to anybody
	}
	years := map[int64]*whole{}
	for _, o := range list {
		y := years[o.Year]
		if y == nil {
			last, err := r.Deadline(tx.Ctx, int(o.Year))
			if err != nil {
				return err
			}
			y = &whole{last: last}
			years[o.Year] = y
		}
		if o.Open == 0 {
			if err := notify.Done(tx, unitKey(o.Year, o.Unit)); err != nil {
				return err
			}
			continue
		}
		y.owes, y.units = y.owes+o.Open, y.units+1
		if o.Deadline.After(y.last) {
			y.last = o.Deadline
		}
		if err := r.remindUnit(tx, o); err != nil {
			return err
		}
	}
	for year, y := range years {
		if y.owes == 0 {
			if err := notify.Done(tx, yearKey(year)); err != nil {
				return err
			}
			continue
		}
		t := notify.Todo{Key: yearKey(year), Role: org.Archivist, Text: fmt.Sprintf("催交%d年度归档材料：%d 个科室欠 %d 件", year, y.units, y.owes), URL: fmt.Sprintf("/archive/arrears/urge?year=%d", year), Due: y.last, From: over(year)}
		if day := y.last.AddDays(1); !y.last.IsZero() && day.After(t.From) {
			t.From = day
		}
		if err := notify.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// remindUnit tells the head of a unit what it owes; what nobody's unit is stays
// with the archivist.
func (r *Room) remindUnit(tx *act.Tx, o owing) error {
	if o.Unit == "" {
		return nil
	}
	due, err := r.Deadline(tx.Ctx, int(o.Year))
	if err != nil {
		return err
	}
	t := notify.Todo{Key: unitKey(o.Year, o.Unit), Role: org.SectionHead, Unit: o.Unit, Text: fmt.Sprintf("移交本科室%d年度归档材料，还欠 %d 件", o.Year, o.Open), URL: fmt.Sprintf("/archive/my/due?year=%d", o.Year), Due: due, From: over(o.Year)}
	if o.Urged > 0 {
		t.From = civil.Date{}
		if !o.Deadline.IsZero() {
			t.Due = o.Deadline
		}
	}
	return notify.Put(tx, t)
}

// over is the first day after a year.
func over(year int64) civil.Date {
	d, _ := civil.Of(int(year)+1, 1, 1)
	return d
}

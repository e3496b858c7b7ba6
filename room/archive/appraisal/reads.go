package appraisal

import (
	"context"
	"fmt"
	"sort"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
)

// hidden stands where the title of an item is that the reader may not see.
const hidden = "（不在查阅范围内）"

// visible adds to a filter what the actor's reach leaves of the items in table i.
func visible(f *db.Filter, reach act.Reach) {
	if len(reach.Compartments) == 0 {
		f.And("i.category <> 'RS' AND i.category NOT LIKE 'RS·%'")
	}
	if reach.Everything {
		return
	}
	cond, args := "1 = 0", []any{}
	for _, u := range reach.Units {
		cond += " OR i.unit = ?"
		args = append(args, u)
	}
	if reach.SeeOthers {
		cond += " OR i.level <= ?"
		args = append(args, int64(reach.Others))
	}
	f.And(cond, args...)
}

// Expiry is how many items of one filing year and period end on one day.
type Expiry struct {
	Last      civil.Date // the last day they must be kept
	Year      int64      `db:"year"`
	Retention string     `db:"retention"`
	Items     int64      `db:"items"`
	Busy      int64      `db:"busy"` // of these, under appraisal already
	Over      bool
}

// Calendar lists when the periods of the filed items end, the earliest first, as
// far as the actor sees them. Permanent items never end and are not in it, nor are
// papers that are still being arranged.
func (r *Room) Calendar(ctx context.Context, who act.Actor) ([]Expiry, error) {
	f := filed(db.NewFilter())
	f.And("i.retention LIKE 'D%' AND i.year > 0")
	visible(f, who.Reach)
	type row struct {
		Year      int64  `db:"year"`
		Retention string `db:"retention"`
		Items     int64  `db:"items"`
		Busy      int64  `db:"busy"`
	}
	rows, err := db.All[row](ctx, r.Archive.Door.Reader(), `SELECT i.year AS year, i.retention AS retention, count(*) AS items, count(x.id) AS busy
		FROM archive_item i LEFT JOIN archive_appraisal_line x ON x.item_id = i.id AND x.active = 1`+f.Where()+" GROUP BY i.year, i.retention", f.Args()...)
	today := r.Archive.Door.Today()
	var out []Expiry
	for _, x := range rows {
		if last, ok := code.Period(x.Retention).Expires(int(x.Year)); ok {
			out = append(out, Expiry{last, x.Year, x.Retention, x.Items, x.Busy, today.After(last)})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Last != out[j].Last {
			return out[i].Last.Before(out[j].Last)
		}
		return out[i].Retention < out[j].Retention
	})
	return out, err
}

// Due lists the filed items whose period is over and that are in no appraisal yet,
// of one filing year and period, or of all if year is 0.
func (r *Room) Due(ctx context.Context, who act.Actor, year int, period code.Period, limit int) ([]archive.Item, error) {
	classes, err := r.Calendar(ctx, who)
	if err != nil {
		return nil, err
	}
	rd := r.Archive.Door.Reader()
	var out []archive.Item
	for _, c := range classes {
		if !c.Over || year != 0 && (int(c.Year) != year || c.Retention != string(period)) || len(out) >= limit {
			continue
		}
		f := filed(db.NewFilter())
		f.And("i.year = ? AND i.retention = ? AND NOT EXISTS (SELECT 1 FROM archive_appraisal_line x WHERE x.item_id = i.id AND x.active = 1)", c.Year, c.Retention)
		visible(f, who.Reach)
		ids, err := db.All[int64](ctx, rd, "SELECT i.id FROM archive_item i"+f.Where()+" ORDER BY i.unit, i.item_no, i.id LIMIT "+f.Arg(limit-len(out)), f.Args()...)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			it, err := r.Archive.Item(ctx, who, id)
			if err != nil {
				return nil, err
			}
			out = append(out, it)
		}
	}
	return out, nil
}

// Listed is a batch with its counts.
type Listed struct {
	Batch
	Lines   int64 `db:"lines"`
	Destroy int64 `db:"destroy"`
}

// Batches lists the appraisals, the newest first; before is the number of the row
// to go on from, 0 for the first page.
func (r *Room) Batches(ctx context.Context, state string, before int64, limit int) (list []Listed, next int64, err error) {
	f := db.NewFilter()
	if state != "" {
		f.And("a.state = ?", state)
	}
	if before > 0 {
		f.And("a.id < ?", before)
	}
	list, err = db.All[Listed](ctx, r.Archive.Door.Reader(), "SELECT a.*, (SELECT count(*) FROM archive_appraisal_line x WHERE x.batch_id = a.id) AS lines, "+
		"(SELECT count(*) FROM archive_appraisal_line x WHERE x.batch_id = a.id AND x.opinion = 'destroy') AS destroy FROM archive_appraisal a"+f.Where()+" ORDER BY a.id DESC LIMIT "+f.Arg(limit+1), f.Args()...)
	if err == nil && len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// Detail is one appraisal with its items as the reader may see them.
type Detail struct {
	Batch
	Lines []Line
	Hold  *Held // in force, nil for none
}

// Tally counts the opinions.
func (d Detail) Tally() (keep, destroy, open int) { return tally(d.Lines) }

// Batch reads one appraisal.
func (r *Room) Batch(ctx context.Context, who act.Actor, id int64) (Detail, error) {
	rd := r.Archive.Door.Reader()
	b, ok, err := db.Maybe[Batch](ctx, rd, "SELECT "+batchSelect+" FROM archive_appraisal WHERE id = $1", id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这个鉴定批次。")
	}
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Batch: b}
	if d.Lines, err = db.All[Line](ctx, rd, q.SQL("lines"), id); err != nil {
		return d, err
	}
	f := db.NewFilter(id)
	f.And("x.batch_id = $1")
	visible(f, who.Reach)
	seen, err := db.All[int64](ctx, rd, "SELECT x.item_id FROM archive_appraisal_line x JOIN archive_item i ON i.id = x.item_id"+f.Where(), f.Args()...)
	if err != nil {
		return d, err
	}
	may := map[int64]bool{}
	for _, x := range seen {
		may[x] = true
	}
	for i := range d.Lines {
		if !may[d.Lines[i].ItemID] {
			d.Lines[i].Title, d.Lines[i].Code = hidden, ""
		}
	}
	if h, held, err := db.Maybe[Held](ctx, rd, q.SQL("hold_in_force"), id); err != nil {
		return d, err
	} else if held {
		d.Hold = &h
	}
	return d, nil
}

// Files lists what became of the files of a batch's destroyed items.
func (r *Room) Files(ctx context.Context, batch int64) ([]GoneFile, error) {
	return db.All[GoneFile](ctx, r.Archive.Door.Reader(), q.SQL("files_of_batch"), batch)
}

// Record is how an item came to be destroyed, for the stub that stays.
type Record struct {
	BatchID         int64      `db:"id"`
	ListNumber      string     `db:"list_number"`
	DestroyedOn     civil.Date `db:"destroyed_on"`
	Supervisor1Name string     `db:"supervisor1_name"`
	Supervisor2Name string     `db:"supervisor2_name"`
	ApprovedName    string     `db:"approved_name"`
	ApprovedOn      civil.Date `db:"approved_on"`
}

// Label is the record as one sentence.
func (v Record) Label() string {
	return fmt.Sprintf("%s按清册 %s 销毁，%s于%s批准，监销人：%s、%s", v.DestroyedOn.Chinese(), v.ListNumber, v.ApprovedName, v.ApprovedOn.Chinese(), v.Supervisor1Name, v.Supervisor2Name)
}

// DestroyedIn tells by which list an item was destroyed; ok is false if it was not.
func (r *Room) DestroyedIn(ctx context.Context, who act.Actor, item int64) (v Record, ok bool, err error) {
	if _, err := r.Archive.Item(ctx, who, item); err != nil {
		return v, false, err
	}
	return db.Maybe[Record](ctx, r.Archive.Door.Reader(), q.SQL("destroyed_where"), item)
}

// Listed says in Chinese in which appraisal an item stands, "" if in none, for
// archive.Room.Engaged.
func (r *Room) Listed(ctx context.Context, rd db.Reader, item int64) (string, error) {
	number, busy, err := db.Maybe[string](ctx, rd, q.SQL("line_active"), item)
	if err != nil || !busy {
		return "", err
	}
	return "在鉴定批次 " + number + " 中", nil
}

// ToOpen lists held and filed items that are due for the review for opening: unreviewed and
// 25 years old, or, with a year, every unreviewed item of that filing year (a
// transfer takes the opinion along). Items with an opinion waiting are left out.
func (r *Room) ToOpen(ctx context.Context, who act.Actor, year, limit int) (items []archive.Item, total int64, err error) {
	f := db.NewFilter()
	f.And("i.state = 'held' AND i.stage >= ? AND i.opening = 'unreviewed' AND NOT EXISTS (SELECT 1 FROM archive_appraisal_opening o WHERE o.item_id = i.id AND o.state = 'proposed')", int64(archive.Filed))
	if year != 0 {
		f.And("i.year = ?", year)
	} else {
		old := openBefore(r.Archive.Door.Today())
		f.And("i.date <> '' AND i.date <= ? OR i.date = '' AND i.year > 0 AND i.year < ?", old.String(), old.Year)
	}
	visible(f, who.Reach)
	rd := r.Archive.Door.Reader()
	if total, err = db.One[int64](ctx, rd, "SELECT count(*) FROM archive_item i"+f.Where(), f.Args()...); err != nil {
		return
	}
	ids, err := db.All[int64](ctx, rd, "SELECT i.id FROM archive_item i"+f.Where()+" ORDER BY i.year, i.unit, i.item_no, i.id LIMIT "+f.Arg(limit), f.Args()...)
	for _, id := range ids {
		it, err := r.Archive.Item(ctx, who, id)
		if err != nil {
			return nil, 0, err
		}
		items = append(items, it)
	}
	return items, total, err
}

// Reviews lists opinions on opening in a state ("" for all), the newest first, of
// items the actor may see.
func (r *Room) Reviews(ctx context.Context, who act.Actor, state string, limit int) ([]Review, error) {
	f := db.NewFilter()
	if state != "" {
		f.And("o.state = ?", state)
	}
	visible(f, who.Reach)
	return db.All[Review](ctx, r.Archive.Door.Reader(), `SELECT o.id, o.item_id, o.code, o.title, o.opinion, o.reason, o.state, o.proposed_by, o.proposed_name, o.proposed_at, o.answered_by, o.answered_name, o.answered_at, o.note
		FROM archive_appraisal_opening o JOIN archive_item i ON i.id = o.item_id`+f.Where()+" ORDER BY o.id DESC LIMIT "+f.Arg(limit), f.Args()...)
}

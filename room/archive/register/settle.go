package register

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/describe"
)

// Settle marks entries of the list as received whose number, or whose title where
// they have none, an item of the room now has, and opens those again whose item is
// not to be archived after all. It notes besides when items left the room, and keeps
// the to-dos of what is owed. It is called inside every deed that takes, excludes, transfers or destroys items, and
// gives how many entries it marked.
func (r *Room) Settle(tx *act.Tx) (int, error) {
	lost, err := db.All[int64](tx.Ctx, tx, q.SQL("due_lost"))
	if err != nil {
		return 0, err
	}
	for _, id := range lost {
		if err := settle(tx, id, 0); err != nil {
			return 0, err
		}
	}
	open, err := db.All[archive.DueEntry](tx.Ctx, tx, q.SQL("due_open"))
	if err != nil {
		return 0, err
	}
	byKey := map[string][]archive.DueEntry{}
	keys := []string{}
	marked := 0
	for _, d := range open {
		if d.DocNo == "" {
			id, found, err := db.Maybe[int64](tx.Ctx, tx, q.SQL("item_titled"), d.Year, d.Title)
			if err != nil {
				return 0, err
			}
			if found {
				if err := settle(tx, d.ID, id); err != nil {
					return 0, err
				}
				marked++
			}
			continue
		}
		k := describe.NormaliseDocNo(d.DocNo)
		if byKey[k] == nil {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], d)
	}
	type hit struct {
		ID  int64  `db:"id"`
		Key string `db:"doc_no_key"`
	}
	for chunk := range slices.Chunk(keys, 500) {
		f := db.NewFilter()
		db.In(f, "doc_no_key", chunk)
		f.And("state IN ('held', 'merged', 'transferred', 'destroyed')")
		hits, err := db.All[hit](tx.Ctx, tx, "SELECT id, doc_no_key FROM archive_item"+f.Where()+" ORDER BY id", f.Args()...)
		if err != nil {
			return 0, err
		}
		for _, h := range hits {
			for _, d := range byKey[h.Key] {
				if err := settle(tx, d.ID, h.ID); err != nil {
					return 0, err
				}
				marked++
			}
			delete(byKey, h.Key)
		}
	}
	if err := r.noteDepartures(tx); err != nil {
		return marked, err
	}
	return marked, r.remind(tx)
}

func settle(tx *act.Tx, id, item int64) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("due_settle"), id, item)
	tx.Touch("archive_due", id)
	return err
}

type settleIn struct{ r *Room }

var settleDue = act.Define(act.Spec[settleIn, int]{
	Name: "register.due.settle", Label: "应归材料已交", Right: Due, Basis: []law.ID{law.ArchiveRateCollection},
	Do: func(tx *act.Tx, in settleIn) (int, act.Entry, error) {
		n, err := in.r.Settle(tx)
		return n, act.Entry{Subject: "archive_due", Summary: fmt.Sprintf("核对应归档清单，新收到 %d 件", n)}, err
	}})

// SettleAll is Settle as a deed of its own.
func (r *Room) SettleAll(ctx context.Context, who act.Actor) (int, error) {
	return settleDue.Run(ctx, r.Archive.Door, who, settleIn{r})
}

// Urge is one reminder to one unit.
type Urge struct {
	ID       int64      `db:"id"`
	Year     int64      `db:"year"`
	Unit     string     `db:"unit"`
	Entries  int64      `db:"entries"`
	Deadline civil.Date `db:"deadline"`
	ByName   string     `db:"by_name"`
	Day      string     `db:"day"`
}

type urgeIn struct {
	r        *Room
	year     int
	units    []string
	names    map[string]string
	deadline civil.Date
}

var urge = act.Define(act.Spec[urgeIn, int]{
	Name: "register.due.urge", Label: "催交", Right: Due, Basis: []law.ID{law.ArchiveGapScattered, law.ArchiveReportUnits},
	Do: func(tx *act.Tx, in urgeIn) (int, act.Entry, error) {
		if len(in.units) == 0 {
			return 0, act.Entry{}, fault.Field("units", "", "请勾选要催交的科室。")
		}
		if !in.deadline.IsZero() && in.deadline.Before(tx.Today) {
			return 0, act.Entry{}, fault.Field("deadline", in.deadline.String(), "交齐期限不能早于今天。")
		}
		list, err := db.All[archive.DueEntry](tx.Ctx, tx, q.SQL("due_of_year"), in.year)
		if err != nil {
			return 0, act.Entry{}, err
		}
		total := 0
		var told []string
		first := int64(0)
		for _, u := range slices.Compact(slices.Sorted(slices.Values(in.units))) {
			n := 0
			for _, d := range list {
				if d.Unit != u || d.ItemID != 0 {
					continue
				}
				if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_urge"), d.ID); err != nil {
					return 0, act.Entry{}, err
				}
				tx.Touch("archive_due", d.ID)
				n++
			}
			if n == 0 {
				continue
			}
			id, err := tx.Next("archive_due_urge")
			if err != nil {
				return 0, act.Entry{}, err
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("urge_insert"), id, int64(in.year), u, int64(n), in.deadline.String(), tx.Actor.Name, tx.Today.String()); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_due_urge", id)
			if first == 0 {
				first = id
			}
			total += n
			name := in.names[u]
			if name == "" {
				name = "科室未定"
			}
			told = append(told, fmt.Sprintf("%s %d 件", name, n))
		}
		if total == 0 {
			return 0, act.Entry{}, fault.New(fault.Conflict, "所选科室没有欠交的材料，不需要催交。")
		}
		if err := in.r.remind(tx); err != nil {
			return 0, act.Entry{}, err
		}
		return total, act.Entry{Subject: act.Subject("archive_due_urge", first), Summary: fmt.Sprintf("催交%d年度归档材料：%s", in.year, strings.Join(told, "，"))}, nil
	}})

// UrgeUnits notes that units were reminded of what they owe of a year, and gives of
// how many papers. The slips are printed with ArrearsSlips.
func (r *Room) UrgeUnits(ctx context.Context, who act.Actor, year int, units []string, deadline civil.Date) (int, error) {
	_, names, err := r.unitNames(ctx)
	if err != nil {
		return 0, err
	}
	return urge.Run(ctx, r.Archive.Door, who, urgeIn{r, year, units, names, deadline})
}

// Urges lists the reminders of a year, the newest first.
func (r *Room) Urges(ctx context.Context, year int) ([]Urge, error) {
	return db.All[Urge](ctx, r.reader(), q.SQL("urges"), year)
}

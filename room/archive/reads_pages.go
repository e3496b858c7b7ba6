package archive

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/intake"
	"lantai.internal/room/archive/schedule"
)

//go:embed queries_desk.sql
var queriesDeskSQL string
var qd = db.MustParse(queriesDeskSQL)

func init() {
	act.Watch("archive_mapping", "name", "body", "at")
	act.Watch("archive_upload", "kind", "name", "files", "unit", "mapping", "login", "at", "state", "batch_id")
	act.Watch("archive_upload_part", "upload_id", "sha256")
}

// YearWaits counts what of a filing year is still to be looked at before it can
// be arranged; year 0 holds what has no year yet. What of personnel papers is to be
// decided is their keeper's work (KeepPersonnel), not counted here.
type YearWaits struct {
	Year     int64 `db:"year"`
	Items    int64 `db:"items"`
	Doubts   int64 `db:"doubts"` // descriptions the program is not sure of
	Review   int64 `db:"review"` // periods proposed or filled by default
	NoPeriod int64 `db:"no_period"`
	NoUnit   int64 `db:"no_unit"`
	NoDate   int64 `db:"no_date"`
}

// YearWaits lists what waits in the years that are not filed, newest first.
func (r *Room) YearWaits(ctx context.Context) ([]YearWaits, error) {
	return db.All[YearWaits](ctx, r.Door.Reader(), qd.SQL("year_waits"))
}

// BatchWaits counts what of an import is still to be looked at, without personnel
// papers.
type BatchWaits struct {
	Batch  int64 `db:"batch_id"`
	Items  int64 `db:"items"`
	Doubts int64 `db:"doubts"`
	Review int64 `db:"review"`
	Sure   int64 `db:"sure"` // without doubts, only the period is to be accepted
}

// BatchWaits tells of the latest thirty imports those that have items not filed.
func (r *Room) BatchWaits(ctx context.Context) ([]BatchWaits, error) {
	return remembered(ctx, r, "batch_waits", func(rd db.Reader) ([]BatchWaits, error) {
		return db.All[BatchWaits](ctx, rd, qd.SQL("batch_waits"))
	})
}

// ClassFigures are the counts of one class of a year.
type ClassFigures struct {
	Category  string      `db:"category"`
	Unit      string      `db:"unit"`
	Retention code.Period `db:"retention"`
	Items     int64       `db:"items"`
	Numbered  int64       `db:"numbered"`
	Boxed     int64       `db:"boxed"`
	Pages     int64       `db:"pages"`
	Sorted    int64       `db:"sorted"` // above 0: ordered by hand
	Kept      int64       `db:"kept"`   // items that came with a code
}

// Whole reports whether nothing is missing for a number.
func (c ClassFigures) Whole() bool { return c.Unit != "" && c.Retention != "" }

// ClassFigures counts a year by class, in the order of the shelf; what lacks a
// unit or period comes last.
func (r *Room) ClassFigures(ctx context.Context, year int) ([]ClassFigures, error) {
	list, err := db.All[ClassFigures](ctx, r.Door.Reader(), qd.SQL("class_figures"), year)
	if err != nil {
		return nil, err
	}
	cfg, err := r.Config(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := r.plan(ctx, cfg.Fonds)
	if err != nil {
		return nil, err
	}
	class := func(c ClassFigures) arrange.Class {
		return arrange.Class{Category: c.Category, Year: year, Unit: c.Unit, Period: c.Retention}
	}
	slices.SortFunc(list, func(a, b ClassFigures) int {
		if a.Whole() != b.Whole() {
			if a.Whole() {
				return -1
			}
			return 1
		}
		return plan.Compare(class(a), class(b))
	})
	return list, nil
}

// itemsBefore is Items for the page that ends just before a cursor.
func (r *Room) itemsBefore(ctx context.Context, who act.Actor, l List, before string) (Listed, error) {
	if l.Limit <= 0 || l.Limit > 500 {
		l.Limit = 50
	}
	rd := r.Door.Reader()
	f := l.filter(who)
	var out Listed
	var err error
	if out.Total, err = r.total(ctx, who, l); err != nil {
		return out, err
	}
	c, err := parseCursor(before, l.Order)
	if err != nil {
		return out, err
	}
	order := " ORDER BY date, id"
	if l.Order == "class" {
		f.And("(year, category, unit, retention, item_no, id) < (?, ?, ?, ?, ?, ?)", c.Year, c.Category, c.Unit, c.Retention, c.No, c.ID)
		order = " ORDER BY year DESC, category DESC, unit DESC, retention DESC, item_no DESC, id DESC"
	} else {
		f.And("(date, id) > (?, ?)", c.Date, c.ID)
	}
	out.Items, err = db.All[Item](ctx, rd, "SELECT "+listSelect+" FROM archive_item"+f.Where()+order+" LIMIT "+f.Arg(l.Limit), f.Args()...)
	slices.Reverse(out.Items)
	if err == nil && len(out.Items) > 0 {
		out.Next = cursorOf(&out.Items[len(out.Items)-1], l.Order)
	}
	return out, err
}

// Twin is a pair of items that may be the same paper.
type Twin struct {
	ID         int64  `db:"id"`
	Title      string `db:"title"`
	Other      int64  `db:"other"`
	OtherTitle string `db:"other_title"`
	OtherNo    string `db:"other_no"`
	ByTitle    bool   `db:"by_title"`
}

// Twins lists the items of a batch whose title or number another item has too,
// at most 200, within reach.
func (r *Room) Twins(ctx context.Context, who act.Actor, batch int64) ([]Twin, error) {
	f := db.NewFilter()
	reachFilter(f, who.Reach, "a")
	reachFilter(f, who.Reach, "b")
	f.And("a.batch_id = ?", batch).And("a.state = 'held'").And("b.state <> 'excluded'").And("b.id <> a.id").And("b.batch_id <> a.batch_id OR b.id < a.id")
	one := func(on string, byTitle string) string {
		return "SELECT a.id AS id, a.title AS title, b.id AS other, b.title AS other_title, b.doc_no AS other_no, " + byTitle +
			" AS by_title FROM archive_item a JOIN archive_item b ON " + on + f.Where()
	}
	args := f.Args()
	return db.All[Twin](ctx, r.Door.Reader(), "SELECT id, title, other, other_title, other_no, max(by_title) AS by_title FROM ("+
		one("b.title_key = a.title_key", "1")+" UNION ALL "+one("b.doc_no_key = a.doc_no_key AND a.doc_no_key <> ''", "0")+
		") AS pairs GROUP BY id, title, other, other_title, other_no ORDER BY id, other LIMIT 200", args...)
}

// UnitSpelling is a spelling of a unit and what it stands for.
type UnitSpelling struct {
	ID      int64  `db:"id"`
	Written string `db:"written"`
	Unit    string `db:"unit"`
}

// UnitSpellings lists the spellings that were decided.
func (r *Room) UnitSpellings(ctx context.Context) ([]UnitSpelling, error) {
	return db.All[UnitSpelling](ctx, r.Door.Reader(), q.SQL("unit_map"))
}

// SavedMapping is a mapping kept under a name.
type SavedMapping struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
	Body string `db:"body"`
	At   int64  `db:"at"`
}

// Mapping reads the kept text.
func (m SavedMapping) Mapping() (intake.Mapping, error) {
	return intake.ReadMapping(strings.NewReader(m.Body))
}

// Mappings lists the kept mappings by name.
func (r *Room) Mappings(ctx context.Context) ([]SavedMapping, error) {
	return db.All[SavedMapping](ctx, r.Door.Reader(), qd.SQL("mappings"))
}

// Stored is a file of an upload that lies in the file store.
type Stored struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	// Refused says that the file held a state secret and is in the store no more;
	// it has no digest.
	Refused bool `json:"refused,omitempty"`
}

// Upload is what came through the browser in one go.
type Upload struct {
	ID      int64  `db:"id"`
	Kind    string `db:"kind"` // table, documents
	Name    string `db:"name"`
	Files   string `db:"files"`
	Unit    string `db:"unit"`
	Mapping string `db:"mapping"`
	Login   string `db:"login"`
	At      int64  `db:"at"`
	State   string `db:"state"` // waiting, taken, dropped
	BatchID int64  `db:"batch_id"`
}

// Stored lists the upload's files.
func (u Upload) Stored() ([]Stored, error) {
	var s []Stored
	return s, fault.Wrap("archive.upload", fault.Internal, json.Unmarshal([]byte(u.Files), &s))
}

// Waiting reports whether the upload can still be taken in or dropped.
func (u Upload) Waiting() bool { return u.State == "waiting" }

// Upload by number.
func (r *Room) Upload(ctx context.Context, id int64) (Upload, error) {
	return db.One[Upload](ctx, r.Door.Reader(), qd.SQL("upload"), id)
}

// UploadsWaiting lists the uploads that are not yet taken in, newest first.
func (r *Room) UploadsWaiting(ctx context.Context) ([]Upload, error) {
	return db.All[Upload](ctx, r.Door.Reader(), qd.SQL("uploads_waiting"))
}

// BatchReport is what an import said of single rows and of every class.
type BatchReport struct {
	Warnings   []Warning    `json:"warnings"`
	Rejections []Rejection  `json:"rejections"`
	ByClass    []ClassCount `json:"by_class,omitempty"`
}

// Remarks reads the batch's report.
func (b Batch) Remarks() BatchReport {
	var rep BatchReport
	if json.Unmarshal([]byte(b.Report), &rep) != nil {
		return BatchReport{}
	}
	return rep
}

// DoubtsOf reads how sure the program was of an item's fields.
func (it *Item) DoubtsOf() map[string]Doubt {
	m := map[string]Doubt{}
	if json.Unmarshal([]byte(it.Doubts), &m) != nil {
		return nil
	}
	return m
}

// ProposePeriod asks the schedule for an item's period.
func (r *Room) ProposePeriod(it *Item) (schedule.Proposal, bool) {
	return schedule.Propose(r.Schedule, schedule.Question{Title: it.Title, Issuer: it.Issuer, OwnNames: r.OwnNames})
}

// periodOpen reports whether a person has still to decide the item's period.
func periodOpen(it *Item) bool {
	return it.RetentionFrom == "" || it.RetentionFrom == Proposed || it.RetentionFrom == ByDefault
}

// openedToday reports whether an actor has recorded today the opening of a work
// secret, which lets its pages be seen until midnight.
func (r *Room) openedToday(ctx context.Context, who act.Actor, item int64) (bool, error) {
	list, err := act.Entries(ctx, r.Door.Reader(), act.EntryFilter{Actor: who.Login, Subject: act.Subject("archive_item", item),
		Deed: openItem.Name(), Outcome: "done", From: r.Door.Today()}, 1)
	return len(list) > 0, err
}

// GapNumbers lists the entries for numbers found missing in a year's own series.
func (r *Room) GapNumbers(ctx context.Context, year int) ([]DueEntry, error) {
	return db.All[DueEntry](ctx, r.Door.Reader(), qd.SQL("due_numbers"), year)
}

// unitNames maps the codes of the units to their names.
func (r *Room) unitNames(ctx context.Context) (map[string]string, error) {
	units, err := r.Bureau.Units(ctx)
	m := map[string]string{}
	for _, u := range units {
		m[u.Code] = u.Name
	}
	return m, err
}

// named gives a unit's name, or its code where nobody knows it.
func named(units map[string]string, unit string) string { return cmp.Or(units[unit], unit) }

// countItems counts what a list would give in all.
func (r *Room) countItems(ctx context.Context, who act.Actor, l List) (int64, error) {
	return r.total(ctx, who, l)
}

// sureItems are the items of a batch whose description is certain and whose
// period a person has still to accept.
type sureItems struct {
	All   int64
	Ready int64 // of them those that have a period, or get one from the schedule
}

// countSure counts the sure items of a batch.
func (r *Room) countSure(ctx context.Context, who act.Actor, batch int64) (sureItems, error) {
	f := List{Batch: batch, Open: true}.filter(who)
	f.And("doubts = '{}'").And("stage < 4")
	query, args := "SELECT title, issuer, retention FROM archive_item"+f.Where(), f.Args()
	return remembered(ctx, r, fmt.Sprint(query, args), func(rd db.Reader) (sureItems, error) {
		var n sureItems
		return n, db.Each(ctx, rd, query, args, func(x *struct {
			Title     string      `db:"title"`
			Issuer    string      `db:"issuer"`
			Retention code.Period `db:"retention"`
		}) error {
			n.All++
			if x.Retention == "" {
				if _, decided := r.ProposePeriod(&Item{Title: x.Title, Issuer: x.Issuer}); !decided {
					return nil
				}
			}
			n.Ready++
			return nil
		})
	})
}

// eachItem hands over every item of a list in its order, one by one.
func (r *Room) eachItem(ctx context.Context, who act.Actor, l List, fn func(*Item) error) error {
	f := l.filter(who)
	order := " ORDER BY date DESC, id DESC"
	if l.Order == "class" {
		order = " ORDER BY year, category, unit, retention, item_no, id"
	}
	return db.Each(ctx, r.Door.Reader(), "SELECT "+itemSelect+" FROM archive_item"+f.Where()+order, f.Args(), fn)
}

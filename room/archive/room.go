package archive

import (
	"context"
	"embed"
	"hash/fnv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
	"lantai.internal/room/archive/forms"
	"lantai.internal/room/archive/schedule"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "archive", Base: 3000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of the archive room.
const (
	Read      act.Right = "archive.read"      // look up, within reach
	Submit    act.Right = "archive.submit"    // bring papers of the own unit
	Arrange   act.Right = "archive.arrange"   // import, amend, arrange, box, print, close
	Configure act.Right = "archive.configure" // fonds, settings, schedule
	Verify    act.Right = "archive.verify"    // fixity and ledger reports
)

func init() {
	act.DeclareRights(Read, Verify)
	org.NameRights(map[act.Right]string{
		Read: "查阅权限内的档案", Submit: "移交本科室材料", Arrange: "收集、整理、装盒、打印、移交", Configure: "设置全宗和参数", Verify: "核验档案",
	})
	act.Watch("archive_fonds", "code", "name", "grammar", "scheme", "note")
	act.Watch("archive_setting", "name", "value")
	act.Watch("archive_batch", "code", "source", "kind", "submitted_by", "received_by", "at", "rows_read", "accepted", "rejected", "duplicates", "suspected", "report")
	act.Watch("archive_item", itemColumns...)
	act.Watch("archive_file", fileColumns...)
	act.Watch("archive_box", boxColumns...)
	act.Watch("archive_year", "year", "closed_at", "closed_by", "basis")
	act.Watch("archive_code_history", "item_id", "old", "new", "reason", "at")
	act.Watch("archive_relation", "item_id", "other", "kind")
	act.Watch("archive_unit_map", "written", "unit")
	act.Watch("archive_due", "year", "unit", "doc_no", "title", "holder", "source", "item_id", "urged")
	act.Watch("archive_print", "kind", "year", "scope", "format", "revision", "at", "sha256")
}

// Unit is a unit of the bureau as the archive room sees it.
type Unit struct{ Code, Name string }

// Bureau is what the archive room asks of the organisation.
type Bureau interface {
	// Units lists the units in order.
	Units(ctx context.Context) ([]Unit, error)
}

// Room is the archive room of an open installation.
type Room struct {
	Door     *act.Door
	Files    blob.Store
	Index    *search.Index
	Reader   *reader.Reader // reads files that strangers made
	Bureau   Bureau
	Schedule schedule.Schedule
	// OwnNames are the names under which the bureau itself issues papers.
	OwnNames []string
	// OwnPrefixes are the prefixes of the bureau's own document numbers (綦商务).
	OwnPrefixes []string
	// Book gives the rule book in force on a day; nil is as if it said nothing.
	Book func(ctx context.Context, day civil.Date) (*rulebook.Book, error)
	// Enrich adds what other registers know to the figures of the yearly summary.
	Enrich func(ctx context.Context, year int, s *forms.SummaryFigures) error
	// Basis is the text of the rules of arrangement, printed on catalogues.
	Basis string
	// Changed is told, inside the deed, that items were taken in, excluded, handed
	// over or destroyed: the list of what should be filed is settled by it.
	Changed func(tx *act.Tx) error
	// Readable is asked before an item's text and files are shown: nil lets them be
	// read, a Rule fault says that the reading must be registered first. Without it
	// the room itself asks for a purpose where the item is a work secret.
	Readable func(ctx context.Context, who act.Actor, item Item) error
	// Panels add to the page of an item what other parts of the program know of
	// it, such as its loans. A panel without anything to say gives nil.
	Panels []func(ctx context.Context, who act.Actor, item Item) (templ.Component, error)

	// Waiting tells what else waits for somebody, for the front page.
	Waiting []func(ctx context.Context, who act.Actor) ([]Wait, error)
	// Out says with whom an item is, "" if it is in the room; nil asks nobody.
	Out func(ctx context.Context, rd db.Reader, item int64) (string, error)
	// FileUsed reports whether something besides the archive's items and uploads has
	// a file of the store; such a file is not removed. Nil asks nobody.
	FileUsed func(ctx context.Context, rd db.Reader, sha256 string) (bool, error)
	// Marked hears of a file that was refused because it bears the mark of a state
	// secret, Unread of one taken in elsewhere in which nothing could be read: the
	// digest alone, never a name. Nil tells nobody. Neither is called within a deed.
	Marked, Unread func(ctx context.Context, sha256 string)
	// Engaged say in what an item stands that must end before it is excluded, such
	// as an application for its loan or an appraisal; "" if in nothing.
	Engaged []func(ctx context.Context, rd db.Reader, item int64) (string, error)

	census census
	patrol patrol
}

// Open readies the room. The index must be that of the same installation.
func Open(door *act.Door, files blob.Store, bureau Bureau, sched schedule.Schedule, ownNames []string, basis string) *Room {
	r := &Room{Door: door, Files: files, Reader: reader.New(reader.Options{LoadFont: print.Regular}), Bureau: bureau, Schedule: sched, OwnNames: ownNames, Basis: basis}
	r.Index = search.New(search.Archive, source{})
	return r
}

// unitFact is a unit's code as a small number: the same code always gives the
// same number. Codes as written in a source, before they are mapped, give 0.
func unitFact(unit string) uint16 {
	if unit == "" {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(unit))
	return uint16(h.Sum32()%65535) + 1
}

// DistinctUnits checks that no two units share their small number in the search
// index: rights there are decided by it. It names the units of which one must
// get another code; with a few dozen units that is very unlikely.
func DistinctUnits(units []Unit) error {
	seen := map[uint16]Unit{}
	for _, u := range units {
		n := unitFact(u.Code)
		if o, taken := seen[n]; taken && o.Code != u.Code {
			return fault.Field("unit", u.Code, "机构代码 "+u.Code+" 与 "+o.Code+" 在检索中无法区分，请给其中一个机构换一个代码。")
		}
		seen[n] = u
	}
	return nil
}

// Facts of an item for the search index.
func (it *Item) facts() search.Facts {
	f := search.Facts{Date: it.Date, Year: uint16(max(0, min(it.Year, 9999))), Unit: unitFact(it.Unit),
		Period: periodFact(it.Retention), Category: categoryFact(it.Category), Level: it.Level}
	if it.Compartment() != "" {
		f.Compartment = personnelCircle
	}
	return f
}

// personnelCircle is the number of the one closed circle in the search index.
const personnelCircle = 1

func (it *Item) doc(body string) search.Doc {
	return search.Doc{ID: it.ID, Title: it.Title, DocNo: it.DocNo, Issuer: it.Issuer, Keywords: it.Keywords,
		Code: strings.TrimSpace(it.Code + " " + it.CodeGiven), Body: body, Facts: it.facts()}
}

// searchReach turns an actor's reach into the index's small numbers.
func searchReach(r act.Reach) search.Reach {
	s := search.Reach{Everything: r.Everything && len(r.Compartments) > 0}
	if r.Everything && !s.Everything {
		s.OthersUpTo = search.UpTo(2)
	}
	for _, u := range r.Units {
		s.Units = append(s.Units, unitFact(u))
	}
	if r.SeeOthers && !r.Everything {
		s.OthersUpTo = search.UpTo(r.Others)
	}
	for range r.Compartments {
		s.Compartments = []uint8{personnelCircle}
	}
	return s
}

// reachFilter limits a list to the rows within an actor's reach.
func reachFilter(f *db.Filter, r act.Reach, table string) {
	col := func(c string) string {
		if table == "" {
			return c
		}
		return table + "." + c
	}
	if len(r.Compartments) == 0 {
		f.And(col("category")+" NOT LIKE ?", "RS%")
	}
	if r.Everything {
		return
	}
	var conds []string
	var args []any
	if len(r.Units) > 0 {
		marks := make([]string, len(r.Units))
		for i, u := range r.Units {
			marks[i] = "?"
			args = append(args, u)
		}
		conds = append(conds, col("unit")+" IN ("+strings.Join(marks, ", ")+")")
	}
	if r.SeeOthers {
		conds = append(conds, col("level")+" <= ?")
		args = append(args, int64(r.Others))
	}
	if len(conds) == 0 {
		conds = []string{"1 = 0"}
	}
	f.And(strings.Join(conds, " OR "), args...)
}

// sees reports whether an actor may see an item.
func sees(r act.Reach, it *Item) bool { return r.Sees(it.Unit, it.Level, it.Compartment()) }

// source reads items back for the search index.
type source struct{}

type described struct {
	ID        int64  `db:"id"`
	Title     string `db:"title"`
	DocNo     string `db:"doc_no"`
	Issuer    string `db:"issuer"`
	Keywords  string `db:"keywords"`
	Code      string `db:"code"`
	CodeGiven string `db:"code_given"`
}

// Descriptions gives the items' words without their bodies.
func (source) Descriptions(ctx context.Context, r db.Reader, ids []int64) ([]search.Doc, error) {
	f := db.NewFilter()
	db.In(f, "id", ids)
	rows, err := db.All[described](ctx, r, "SELECT id, title, doc_no, issuer, keywords, code, code_given FROM archive_item"+f.Where(), f.Args()...)
	out := make([]search.Doc, len(rows))
	for i, x := range rows {
		out[i] = search.Doc{ID: x.ID, Title: x.Title, DocNo: x.DocNo, Issuer: x.Issuer, Keywords: x.Keywords, Code: strings.TrimSpace(x.Code + " " + x.CodeGiven)}
	}
	return out, err
}

// Bodies gives the items' texts.
func (source) Bodies(ctx context.Context, r db.Reader, ids []int64) ([]search.Doc, error) {
	f := db.NewFilter()
	db.In(f, "item_id", ids)
	type body struct {
		ID   int64  `db:"item_id"`
		Body string `db:"body"`
	}
	rows, err := db.All[body](ctx, r, "SELECT item_id, body FROM archive_body"+f.Where(), f.Args()...)
	out := make([]search.Doc, len(rows))
	for i, x := range rows {
		out[i] = search.Doc{ID: x.ID, Body: x.Body}
	}
	return out, err
}

// changed tells whoever asked to be told.
func (r *Room) changed(tx *act.Tx) error {
	if r.Changed == nil {
		return nil
	}
	return r.Changed(tx)
}

package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
)

// Entry is one line of a register.
type Entry struct {
	ID       int64  `db:"id"`
	Kind     string `db:"kind"`
	Year     int64  `db:"year"`
	Day      string `db:"day"`
	Title    string `db:"title"`
	State    string `db:"state"`
	Choice   string `db:"choice"`
	Amount   int64  `db:"amount"` // fen
	Quantity int64  `db:"quantity"`
	PersonID int64  `db:"person_id"`
	Facts    string `db:"facts"`
	Removed  string `db:"removed"`
	ByLogin  string `db:"by_login"`
	ByName   string `db:"by_name"`
	At       int64  `db:"at"`
	Version  int64  `db:"version"`
}

// Values are the entry's values by field name.
func (e Entry) Values() map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal([]byte(e.Facts), &m); err != nil {
		return map[string]string{"title": e.Title, "day": e.Day}
	}
	return m
}

type writeIn struct {
	r       *Room
	kind    string
	id      int64
	version int64
	values  map[string]string
	rows    []map[string]string
	people  []org.Person
	reason  string
}

func (e *Entry) fill(tx *act.Tx, k Kind, p parsed) error {
	facts, err := json.Marshal(p.facts)
	if err != nil {
		return err
	}
	e.Kind, e.Year, e.Day, e.Title, e.State, e.Choice = k.Code, int64(p.day.Year), p.day.String(), p.title, p.state, p.choice
	e.Amount, e.Quantity, e.PersonID, e.Facts = p.amount, p.quantity, p.person, string(facts)
	e.ByLogin, e.ByName, e.At = tx.Actor.Login, tx.Actor.Name, tx.Now
	return nil
}

func (e *Entry) insert(tx *act.Tx) error {
	var err error
	if e.ID, err = tx.Next("archive_register"); err != nil {
		return err
	}
	e.Version = 1
	_, err = db.Exec(tx.Ctx, tx, q.SQL("entry_insert"), e.ID, e.Kind, e.Year, e.Day, e.Title, e.State, e.Choice, e.Amount, e.Quantity, e.PersonID, e.Facts, e.Removed, e.ByLogin, e.ByName, e.At, e.Version)
	tx.Touch("archive_register", e.ID)
	return err
}

var addEntry = act.Define(act.Spec[writeIn, int64]{
	Name: "register.entry.add", Label: "登记", Right: Keep,
	Do: func(tx *act.Tx, in writeIn) (int64, act.Entry, error) {
		k, err := in.r.Kind(in.kind)
		if err != nil {
			return 0, act.Entry{}, err
		}
		p, err := k.parse(in.values, in.people)
		if err != nil {
			return 0, act.Entry{}, err
		}
		var e Entry
		if err := e.fill(tx, k, p); err != nil {
			return 0, act.Entry{}, err
		}
		if err := e.insert(tx); err != nil {
			return 0, act.Entry{}, err
		}
		return e.ID, act.Entry{Subject: act.Subject("archive_register", e.ID), Summary: fmt.Sprintf("登记%s：%s", k.Label, e.Title), Detail: p.facts, Basis: k.Basis}, nil
	}})

// Add enters a line; values are by field name, as typed.
func (r *Room) Add(ctx context.Context, who act.Actor, kind string, values map[string]string) (int64, error) {
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return 0, err
	}
	return addEntry.Run(ctx, r.Archive.Door, who, writeIn{r: r, kind: kind, values: values, people: people})
}

func (in writeIn) standing(tx *act.Tx) (Entry, Kind, error) {
	e, ok, err := act.Locked[Entry](tx, q.SQL("entry"), in.id)
	if err == nil && (!ok || e.Kind != in.kind || e.Removed != "") {
		err = fault.New(fault.NotFound, "没有这条登记，或者已经删除。")
	}
	if err != nil {
		return e, Kind{}, err
	}
	if e.Version != in.version {
		return e, Kind{}, fault.Newf(fault.Conflict, "“%s”刚被%s改过，请刷新后再改。", e.Title, e.ByName)
	}
	k, err := in.r.Kind(e.Kind)
	return e, k, err
}

var amendEntry = act.Define(act.Spec[writeIn, int64]{
	Name: "register.entry.amend", Label: "更正登记", Right: Keep,
	Do: func(tx *act.Tx, in writeIn) (int64, act.Entry, error) {
		e, k, err := in.standing(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		p, err := k.parse(in.values, in.people)
		if err != nil {
			return 0, act.Entry{}, err
		}
		changed, old := map[string][2]string{}, e.Values()
		for _, f := range k.Fields {
			if a, b := old[f.Name], p.facts[f.Name]; a != b {
				changed[f.Name] = [2]string{a, b}
			}
		}
		if len(changed) == 0 {
			return 0, act.Entry{}, fault.New(fault.Conflict, "没有改动。")
		}
		if err := e.fill(tx, k, p); err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("entry_update"), e.ID, e.Year, e.Day, e.Title, e.State, e.Choice, e.Amount, e.Quantity, e.PersonID, e.Facts, e.ByLogin, e.ByName, e.At); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_register", e.ID)
		return e.ID, act.Entry{Subject: act.Subject("archive_register", e.ID), Summary: fmt.Sprintf("修改%s：%s", k.Label, e.Title), Detail: changed, Basis: k.Basis}, nil
	}})

// Amend changes a line that has not been changed since version.
func (r *Room) Amend(ctx context.Context, who act.Actor, kind string, id, version int64, values map[string]string) error {
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return err
	}
	_, err = amendEntry.Run(ctx, r.Archive.Door, who, writeIn{r: r, kind: kind, id: id, version: version, values: values, people: people})
	return err
}

var removeEntry = act.Define(act.Spec[writeIn, int64]{
	Name: "register.entry.remove", Label: "删除登记", Right: Keep,
	Do: func(tx *act.Tx, in writeIn) (int64, act.Entry, error) {
		e, k, err := in.standing(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		reason := db.Trimmed(in.reason)
		if n := len([]rune(reason)); n == 0 || n > 200 {
			return 0, act.Entry{}, fault.Field("reason", reason, "请写明删除的理由，最多 200 个字。")
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("entry_remove"), e.ID, reason); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_register", e.ID)
		return e.ID, act.Entry{Subject: act.Subject("archive_register", e.ID), Summary: fmt.Sprintf("删除%s：%s（%s）", k.Label, e.Title, reason), Basis: k.Basis}, nil
	}})

// Remove takes a line out of its register; the row stays with the reason.
func (r *Room) Remove(ctx context.Context, who act.Actor, kind string, id, version int64, reason string) error {
	_, err := removeEntry.Run(ctx, r.Archive.Door, who, writeIn{r: r, kind: kind, id: id, version: version, reason: reason})
	return err
}

// Entry by its number.
func (r *Room) Entry(ctx context.Context, kind string, id int64) (Entry, error) {
	e, ok, err := db.Maybe[Entry](ctx, r.reader(), q.SQL("entry"), id)
	if err == nil && (!ok || e.Kind != kind || e.Removed != "") {
		err = fault.New(fault.NotFound, "没有这条登记，或者已经删除。")
	}
	return e, err
}

// Undone as the state of a Query means every state in which something is left to do.
const Undone = "undone"

// Query narrows a register; zero fields do not.
type Query struct {
	Year  int
	State string // a state, or Undone
	Words string // of the title or any other field
}

// mostListed bounds a list; a bureau's registers stay far below.
const mostListed = 5000

// Entries lists a register, the newest first.
func (r *Room) Entries(ctx context.Context, kind string, o Query) ([]Entry, error) {
	k, err := r.Kind(kind)
	if err != nil {
		return nil, err
	}
	f := db.NewFilter()
	f.And("kind = ?", kind).And("removed = ''")
	if o.Year != 0 {
		f.And("year = ?", o.Year)
	}
	if o.State != "" && o.State != Undone {
		f.And("state = ?", o.State)
	}
	rows, err := db.All[Entry](ctx, r.reader(), "SELECT "+entrySelect+" FROM archive_register"+f.Where()+" ORDER BY day DESC, id DESC LIMIT "+f.Arg(mostListed), f.Args()...)
	if o.State == Undone {
		rows = slices.DeleteFunc(rows, func(e Entry) bool { return k.Done(e.State) })
	}
	if w := strings.ToLower(strings.TrimSpace(o.Words)); w != "" {
		rows = slices.DeleteFunc(rows, func(e Entry) bool {
			for _, v := range e.Values() {
				if strings.Contains(strings.ToLower(v), w) {
					return false
				}
			}
			return true
		})
	}
	return rows, err
}

// Years lists the years that a register has lines of, newest first.
func (r *Room) Years(ctx context.Context, kind string) ([]int64, error) {
	return db.All[int64](ctx, r.reader(), q.SQL("entry_years"), kind)
}

// Imported is what came of a spreadsheet.
type Imported struct {
	Added     int
	Same      int      // lines that stood there already
	Problems  []string // by row; if there is any, nothing was added
	Unmatched []string // headings that no field has
}

// mostImported bounds one spreadsheet.
const mostImported = 5000

var importEntries = act.Define(act.Spec[writeIn, Imported]{
	Name: "register.entry.import", Label: "导入登记", Right: Keep,
	Do: func(tx *act.Tx, in writeIn) (Imported, act.Entry, error) {
		var out Imported
		k, err := in.r.Kind(in.kind)
		if err != nil {
			return out, act.Entry{}, err
		}
		old, err := db.All[string](tx.Ctx, tx, q.SQL("entry_facts"), k.Code)
		if err != nil {
			return out, act.Entry{}, err
		}
		there := map[string]bool{}
		for _, f := range old {
			there[f] = true
		}
		first := int64(0)
		for i, values := range in.rows {
			p, err := k.parse(values, in.people)
			if err != nil {
				return out, act.Entry{}, fault.Newf(fault.Invalid, "第 %d 条：%s", i+1, fault.Of(err).Safe())
			}
			var e Entry
			if err := e.fill(tx, k, p); err != nil {
				return out, act.Entry{}, err
			}
			if there[e.Facts] {
				out.Same++
				continue
			}
			there[e.Facts] = true
			if err := e.insert(tx); err != nil {
				return out, act.Entry{}, err
			}
			if first == 0 {
				first = e.ID
			}
			out.Added++
		}
		if out.Added == 0 {
			return out, act.Entry{}, fault.Newf(fault.Conflict, "表中的 %d 条都已登记过，没有新的。", out.Same)
		}
		return out, act.Entry{Subject: act.Subject("archive_register", first), Summary: fmt.Sprintf("从表格登记%s %d 条，重复的 %d 条未收", k.Label, out.Added, out.Same), Basis: k.Basis}, nil
	}})

// Import enters the lines of a spreadsheet (CSV, XLSX, GB18030 too) whose headings
// are the labels of the fields. Nothing is entered while a row is wrong; every
// wrong row is told.
func (r *Room) Import(ctx context.Context, who act.Actor, kind string, ra io.ReaderAt, size int64, name string) (Imported, error) {
	k, err := r.Kind(kind)
	if err != nil {
		return Imported{}, err
	}
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return Imported{}, err
	}
	heads := map[string]string{}
	for _, f := range k.Fields {
		for _, h := range append([]string{f.Label}, f.Also...) {
			heads[sheet.Normalize(h)] = f.Name
		}
	}
	rows, out, err := readTable(ctx, ra, size, name, heads, "title", func(v map[string]string) error {
		_, err := k.parse(v, people)
		return err
	})
	if err != nil || len(out.Problems) > 0 {
		return out, err
	}
	unmatched := out.Unmatched
	out, err = importEntries.Run(ctx, r.Archive.Door, who, writeIn{r: r, kind: kind, rows: rows, people: people})
	out.Unmatched = unmatched
	return out, err
}

// readTable reads a spreadsheet into values by field name; need names the field
// without whose column it is not such a table. Rows that check refuses, and cells
// that cannot be read, become problems.
func readTable(ctx context.Context, ra io.ReaderAt, size int64, name string, heads map[string]string, need string, check func(map[string]string) error) ([]map[string]string, Imported, error) {
	var out Imported
	t, err := sheet.OpenReader(ctx, ra, size, name, sheet.Options{Known: func(n string) bool { return heads[n] != "" }, MaxUnpacked: 256 << 20})
	if err != nil {
		return nil, out, err
	}
	defer t.Close()
	columns := make([]string, len(t.Header()))
	found := map[string]bool{}
	for i, h := range t.Header() {
		f := heads[sheet.Normalize(h)]
		if f == "" || found[f] {
			if strings.TrimSpace(h) != "" && sheet.Normalize(h) != "序号" {
				out.Unmatched = append(out.Unmatched, h)
			}
			continue
		}
		columns[i], found[f] = f, true
	}
	if !found[need] {
		var want []string
		for h, f := range heads {
			if f == need {
				want = append(want, h)
			}
		}
		slices.Sort(want)
		return nil, out, fault.Field("file", name, "表头里没有“"+strings.Join(want, "”或“")+"”这一列，请核对表头。")
	}
	var rows []map[string]string
	problem := func(row int, say string) {
		if len(out.Problems) < 100 {
			out.Problems = append(out.Problems, fmt.Sprintf("第 %d 行：%s", row, say))
		}
	}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, one := sheet.AsRowError(err); one {
			problem(bad.Number, bad.Err.Safe())
			continue
		}
		if err != nil {
			return nil, out, err
		}
		v := map[string]string{}
		for i, c := range row.Cells {
			if i < len(columns) && columns[i] != "" {
				v[columns[i]] = serial(columns[i], c, t.Date1904())
			}
		}
		if err := check(v); err != nil {
			f := fault.Of(err)
			if len(f.Fields) == 0 {
				problem(row.Number, f.Safe())
			}
			for _, x := range f.Fields {
				problem(row.Number, x.Say)
			}
			continue
		}
		if rows = append(rows, v); len(rows) > mostImported {
			return nil, out, fault.Field("file", name, fmt.Sprintf("一次最多导入 %d 行，请分成几个表。", mostImported))
		}
	}
	if len(rows) == 0 && len(out.Problems) == 0 {
		return nil, out, fault.Field("file", name, "表里没有数据行。")
	}
	return rows, out, nil
}

// serial turns a spreadsheet's day number into a date where a date belongs.
func serial(field, cell string, date1904 bool) string {
	switch field {
	case "day", "due", "finished":
		if n, err := strconv.ParseFloat(strings.TrimSpace(cell), 64); err == nil && n > 10000 && n < 80000 {
			if d, ok := sheet.SerialDate(n, date1904); ok {
				return d.String()
			}
		}
	}
	return cell
}

// Table is a register as rows of text under headings, for print and export.
func (k Kind) Table(entries []Entry) (head []string, rows [][]string) {
	head = []string{"序号"}
	for _, f := range k.Fields {
		head = append(head, f.Label)
	}
	for i, e := range entries {
		row, v := []string{strconv.Itoa(i + 1)}, e.Values()
		for _, f := range k.Fields {
			row = append(row, f.Shown(v[f.Name]))
		}
		rows = append(rows, row)
	}
	return head, rows
}

func itoa(n int) string { return strconv.Itoa(n) }

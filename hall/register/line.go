package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Line is one line of a register.
type Line struct {
	ID      int64
	Code    string // of the register
	Year    int
	No      int // within register and year
	Day     civil.Date
	Title   string
	Unit    string
	State   string
	Due     civil.Date // zero for none
	Values  map[string]string
	Voided  string // reason; empty while the line stands
	ByLogin string
	ByName  string
	At      int64 // microseconds
	Version int64
}

// Number is what the line is called by: 2026-12.
func (l Line) Number() string { return fmt.Sprintf("%d-%d", l.Year, l.No) }

// Value of a field as it is stored: dates 2026-03-02, months 2026-03, money and
// decimals with their places, units and choices by code. Empty if nothing is.
func (l Line) Value(name string) string { return l.Values[name] }

// Set gives a field a stored value; for Check.
func (l *Line) Set(name, value string) { l.Values[name] = value }

// Int is the value of a Number; 0 if nothing is.
func (l Line) Int(name string) int64 {
	n, err := strconv.ParseInt(l.Values[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Units is the value of Money (in fen) or of a Decimal in units of its last place; 0 if
// nothing is.
func (l Line) Units(name string) int64 {
	n, err := strconv.ParseInt(strings.Replace(l.Values[name], ".", "", 1), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Date is the value of a Date, or the first day of a Month; zero if nothing is.
func (l Line) Date(name string) civil.Date {
	s := l.Values[name]
	if len(s) == 7 {
		s += "-01"
	}
	d, err := civil.Parse(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

// PersonID is the number of the Person in a field; 0 for a name nobody here has.
func (l Line) PersonID(name string) int64 { return l.Int(name + personID) }

// row is a line as it stands in the table.
type row struct {
	ID      int64      `db:"id"`
	Code    string     `db:"code"`
	Year    int64      `db:"year"`
	No      int64      `db:"no"`
	Day     civil.Date `db:"day"`
	Title   string     `db:"title"`
	Unit    string     `db:"unit"`
	State   string     `db:"state"`
	Due     civil.Date `db:"due"`
	Facts   string     `db:"facts"`
	Words   string     `db:"words"`
	Persons string     `db:"persons"`
	Voided  string     `db:"voided"`
	ByLogin string     `db:"by_login"`
	ByName  string     `db:"by_name"`
	At      int64      `db:"at"`
	Version int64      `db:"version"`
}

func (x row) line() (Line, error) {
	l := Line{ID: x.ID, Code: x.Code, Year: int(x.Year), No: int(x.No), Day: x.Day, Title: x.Title, Unit: x.Unit, State: x.State, Due: x.Due,
		Voided: x.Voided, ByLogin: x.ByLogin, ByName: x.ByName, At: x.At, Version: x.Version}
	return l, json.Unmarshal([]byte(x.Facts), &l.Values)
}

// row gives the columns of a line, those that follow from its values made anew.
func (l *Line) row(r *Register, s surroundings) ([]any, error) {
	l.Day, l.Title, l.State, l.Due = l.Date("day"), l.Values["title"], "", civil.Date{}
	var words []string
	for _, f := range r.Fields {
		v := l.Values[f.Name]
		if f.Type == State {
			l.State = v
		}
		if f.Due {
			if d := l.Date(f.Name); !d.IsZero() && (l.Due.IsZero() || d.Before(l.Due)) {
				l.Due = d
			}
		}
		if v != "" {
			words = append(words, f.shown(s, v))
		}
	}
	if f, ok := r.first(Unit); ok {
		l.Unit = l.Values[f.Name]
	}
	persons := ""
	for _, m := range r.Mine {
		if id := l.PersonID(m); id != 0 {
			persons += fmt.Sprintf(",%d,", id)
		}
	}
	facts, err := json.Marshal(l.Values)
	return []any{l.Code, l.Year, l.No, l.Day, l.Title, l.Unit, l.State, l.Due, string(facts), fold(strings.Join(words, "\n")), persons, l.Voided, l.ByLogin, l.ByName, l.At, l.Version}, err
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Undone as the state of a Query means every state in which something is left to do.
const Undone = "undone"

// Query narrows a register; zero fields do not.
type Query struct {
	Year     int
	Unit     string
	State    string // a state, or Undone
	Words    string // found in what any field shows
	From, To civil.Date
	DueBy    civil.Date // with a day in a Due field up to this one
	Void     bool       // void lines too
	// Limit and Skip cut the answer; without a Limit all is given, which is MostListed at
	// most.
	Limit, Skip int
}

// MostListed bounds a list.
const MostListed = 20000

func (r *Register) filter(code string, o Query) *db.Filter {
	f := db.NewFilter()
	f.And("code = ?", code)
	if !o.Void {
		f.And("voided = ''")
	}
	if o.Year != 0 {
		f.And("year = ?", o.Year)
	}
	if o.Unit != "" {
		f.And("unit = ?", o.Unit)
	}
	if !o.From.IsZero() {
		f.And("day >= ?", o.From)
	}
	if !o.To.IsZero() {
		f.And("day <= ?", o.To)
	}
	if !o.DueBy.IsZero() {
		f.And("due <> ''").And("due <= ?", o.DueBy)
	}
	switch o.State {
	case "":
	case Undone:
		var left []string
		s, _ := r.first(State)
		for _, v := range s.Values {
			if !v.Done {
				left = append(left, v.Code)
			}
		}
		db.In(f, "state", left)
	default:
		f.And("state = ?", o.State)
	}
	if w := fold(db.Clean(o.Words)); w != "" {
		f.And(`words LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(w)+"%")
	}
	return f
}

// Lines gives the lines of a register to a room, the newest first. It asks for no right:
// the room limits what it shows.
func (h *Hall) Lines(ctx context.Context, rd db.Reader, code string, o Query) ([]Line, error) {
	r, err := h.Register(code)
	if err != nil {
		return nil, err
	}
	return lines(ctx, rd, r.filter(code, o), o)
}

var lineSelect = "SELECT id, " + strings.Join(lineColumns, ", ") + " FROM register_line"

func lines(ctx context.Context, rd db.Reader, f *db.Filter, o Query) ([]Line, error) {
	limit := o.Limit
	if limit <= 0 {
		limit = MostListed
	}
	rows, err := db.All[row](ctx, rd, lineSelect+f.Where()+" ORDER BY year DESC, no DESC LIMIT "+f.Arg(limit)+" OFFSET "+f.Arg(o.Skip), f.Args()...)
	if err != nil {
		return nil, err
	}
	out := make([]Line, 0, len(rows))
	for _, x := range rows {
		l, err := x.line()
		if err != nil {
			return nil, fmt.Errorf("register: line %d: %w", x.ID, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// List gives what somebody sees of a register, the newest first, and how many lines
// there are. Without the right See it is Forbidden.
func (h *Hall) List(ctx context.Context, who act.Actor, code string, o Query) ([]Line, int, error) {
	r, err := h.Register(code)
	if err == nil {
		err = r.seen(ctx, h.Door.Reader(), who)
	}
	if err != nil {
		return nil, 0, err
	}
	x, err := h.reach(ctx, h.Door.Reader(), r, who)
	if err != nil {
		return nil, 0, err
	}
	f := r.filter(code, o)
	x.within(f)
	n, err := db.One[int64](ctx, h.Door.Reader(), "SELECT count(*) FROM register_line"+f.Where(), f.Args()...)
	if err != nil {
		return nil, 0, err
	}
	list, err := lines(ctx, h.Door.Reader(), f, o)
	return list, int(n), err
}

// Line is one line that somebody sees, void or not; one out of reach answers like one
// that does not exist.
func (h *Hall) Line(ctx context.Context, who act.Actor, code string, id int64) (Line, error) {
	r, err := h.Register(code)
	if err == nil {
		err = r.seen(ctx, h.Door.Reader(), who)
	}
	if err != nil {
		return Line{}, err
	}
	near, err := h.reach(ctx, h.Door.Reader(), r, who)
	if err != nil {
		return Line{}, err
	}
	x, ok, err := db.Maybe[row](ctx, h.Door.Reader(), q.SQL("line"), id)
	if err == nil && (!ok || x.Code != code || !near.covers(x)) {
		err = fault.New(fault.NotFound, "没有这条登记。")
	}
	if err != nil {
		return Line{}, err
	}
	return x.line()
}

// Change is what a line held before.
type Change struct {
	ID      int64  `db:"id"`
	LineID  int64  `db:"line_id"`
	Version int64  `db:"version"`
	Facts   string `db:"facts"`
	Reason  string `db:"reason"`
	ByName  string `db:"by_name"`
	At      int64  `db:"at"`
}

// Values of the line before the change; none if they cannot be read.
func (c Change) Values() map[string]string {
	m := map[string]string{}
	if json.Unmarshal([]byte(c.Facts), &m) != nil {
		return nil
	}
	return m
}

func (h *Hall) changes(ctx context.Context, l Line) ([]Change, error) {
	return db.All[Change](ctx, h.Door.Reader(), q.SQL("changes"), l.ID)
}

func (h *Hall) surroundings(ctx context.Context) (surroundings, error) {
	var s surroundings
	var err error
	if s.people, err = h.Bureau.People(ctx); err != nil {
		return s, err
	}
	s.units, err = h.Bureau.Units(ctx)
	return s, err
}

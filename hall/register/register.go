package register

import (
	"context"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "register", Base: 7900, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to come to the registers at all; each asks for rights of its own
// beyond it.
const Use act.Right = "register.use"

var (
	lineColumns   = []string{"code", "year", "no", "day", "title", "unit", "state", "due", "facts", "words", "persons", "voided", "by_login", "by_name", "at", "version"}
	changeColumns = []string{"line_id", "version", "facts", "reason", "by_name", "at"}
)

func init() {
	org.NameRights(map[act.Right]string{Use: "使用登记簿"})
	act.Watch("register_line", lineColumns...)
	act.Watch("register_change", changeColumns...)
}

// Whose says whose lines somebody with the right See sees and may keep.
type Whose int

// Whoever holds the register's right All, or whom AllBy admits, sees every line, whatever
// Whose says.
const (
	Everybody Whose = iota // every line
	OwnUnit                // those of one's own unit, and those one entered
	Own                    // those one entered, and those of which one is (Mine)
)

// Register is one of the registers of the house.
type Register struct {
	Code   string // unique in the house, room and thing: "seal.custody"; also its address
	Label  string // 印章保管登记簿
	Thing  string // what one line is called: 印章
	Hint   string
	Basis  []law.ID
	See    act.Right // to read it
	Keep   act.Right // to enter, amend, void and import; it does not imply See
	All    act.Right // to see and keep all lines of one that is OwnUnit or Own; empty for nobody
	Fields []Field
	Whose  Whose
	// SeenBy and KeptBy narrow the rights further: to holders of posts, to the members
	// of a unit. They are asked beside See and Keep; nil adds nothing. KeptBy is asked
	// within the deed's own transaction.
	SeenBy, KeptBy func(ctx context.Context, rd db.Reader, who act.Actor) (bool, error)
	// AllBy admits people to all lines of one that is OwnUnit or Own, beside All.
	AllBy func(ctx context.Context, rd db.Reader, who act.Actor) (bool, error)
	// Mine are Person fields whose people see the line too, whatever Whose says.
	Mine []string
	// ByHand lines are amended by who entered them alone, and voided by them or by those
	// who see all lines.
	ByHand bool
	// Traced registers write into the ledger who opened a line, and who printed or
	// exported them.
	Traced bool
	// Strict registers refuse a spreadsheet with columns that are no fields of theirs, for
	// what must not be kept here.
	Strict bool
	// Closed registers tell the ledger, and to-dos, the number of a line only.
	Closed bool
	// Keepers are whose to-do a due line is; empty for who entered it. With OwnUnit it
	// is the keepers' of the line's unit.
	Keepers org.Role
	// KeptFor names the account whose to-do a due line is; it comes before Keepers. Empty
	// for nobody.
	KeptFor func(ctx context.Context, rd db.Reader, l Line) (login string, err error)
	// Ahead is how many days before it is due a line becomes a to-do; 0 for at once.
	Ahead int
	// Check is the room's rule. It may set values of l (Set); before is nil for a new
	// line. What is wrong is told by fault.Field with the name of the field.
	Check func(ctx context.Context, rd db.Reader, l *Line, before *Line) error
	// After is what follows from a line that was entered, amended or voided, in the
	// same transaction.
	After func(tx *act.Tx, l Line) error
	// Totals are the fields of numbers and money that lists and prints sum up.
	Totals []string
}

// Field finds a field by name.
func (r *Register) Field(name string) (Field, bool) {
	for _, f := range r.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (r *Register) first(t Type) (Field, bool) {
	for _, f := range r.Fields {
		if f.Type == t {
			return f, true
		}
	}
	return Field{}, false
}

// Done reports whether a state leaves nothing to do.
func (r *Register) Done(state string) bool {
	f, _ := r.first(State)
	for _, v := range f.Values {
		if v.Code == state {
			return v.Done
		}
	}
	return false
}

// Bureau is what the registers ask of the organisation; *org.Org answers it.
type Bureau interface {
	Units(ctx context.Context) ([]org.Unit, error)
	People(ctx context.Context) ([]org.Person, error)
	AccountByLogin(ctx context.Context, login string) (org.Account, error)
}

// Hall is the registers of an open installation.
type Hall struct {
	Door   *act.Door
	Bureau Bureau
	Name   string // of the bureau, on prints
	// Fonts are the bureau's own typefaces for prints; nil uses the program's.
	Fonts func() (*print.Fonts, error)
	// Cite says in Chinese on what clauses rest, for the pages; nil says nothing.
	Cite func(ctx context.Context, basis []law.ID) (string, error)
	// Screen refuses a spreadsheet, as a fault of field, that bears the mark of a state
	// secret; nil asks nobody.
	Screen func(ctx context.Context, f io.ReaderAt, size int64, name, field string) error
	list   []*Register
}

// Open readies the hall; rooms bring their registers with Declare.
func Open(door *act.Door, b Bureau, name string) *Hall {
	return &Hall{Door: door, Bureau: b, Name: name}
}

// Declare brings registers. It panics, so that the program does not start, on a code
// given twice, a register without its rights, day or title, or a field that cannot be.
func (h *Hall) Declare(regs ...Register) {
	for _, r := range regs {
		if why := r.wrong(); why != "" {
			panic("register: " + r.Code + ": " + why)
		}
		if _, twice := h.find(r.Code); twice {
			panic("register: code given twice: " + r.Code)
		}
		h.list = append(h.list, &r)
	}
}

func (r *Register) wrong() string {
	if r.Code == "" || strings.ContainsAny(r.Code, "/?# ") || r.Label == "" || r.Thing == "" {
		return "needs a code fit for an address, a label and the name of a line"
	}
	if r.See == "" || r.Keep == "" {
		return "needs its rights"
	}
	known := act.AllRights()
	for _, right := range []act.Right{r.See, r.Keep, r.All} {
		if right != "" && !slices.Contains(known, right) {
			return "right " + string(right) + " is not declared"
		}
	}
	day, _ := r.Field("day")
	title, _ := r.Field("title")
	if (day.Type != Date && day.Type != Month) || !day.Need || title.Type != Text && title.Type != Person || !title.Need {
		return "needs the fields day (Date or Month) and title (Text or Person)"
	}
	seen := map[string]bool{}
	for _, f := range r.Fields {
		switch {
		case seen[f.Name] || strings.HasSuffix(f.Name, personID) || f.Label == "":
			return "field " + f.Name + " stands twice or cannot be"
		case (f.Type == Choice || f.Type == State) && len(f.Values) == 0:
			return "field " + f.Name + " has no values"
		case f.Auto && f.Need:
			return "field " + f.Name + " is set by the program and cannot be needed"
		case f.Due && f.Type != Date:
			return "field " + f.Name + " is due but no date"
		}
		seen[f.Name] = true
	}
	for _, m := range r.Mine {
		if f, ok := r.Field(m); !ok || f.Type != Person {
			return "lines cannot belong to the field " + m
		}
	}
	for _, t := range r.Totals {
		if !seen[t] {
			return "total of a field that is not there: " + t
		}
	}
	return ""
}

func (h *Hall) find(code string) (*Register, bool) {
	for _, r := range h.list {
		if r.Code == code {
			return r, true
		}
	}
	return nil, false
}

// Register finds a register by its code.
func (h *Hall) Register(code string) (*Register, error) {
	r, ok := h.find(code)
	if !ok {
		return nil, fault.New(fault.NotFound, "没有这种登记簿。")
	}
	return r, nil
}

// Seen are the registers that somebody may read, in the order of their declaration.
func (h *Hall) Seen(ctx context.Context, who act.Actor) ([]*Register, error) {
	var out []*Register
	for _, r := range h.list {
		ok, err := r.may(ctx, h.Door.Reader(), who, r.See, r.SeenBy)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, r)
		}
	}
	return out, nil
}

func (r *Register) may(ctx context.Context, rd db.Reader, who act.Actor, right act.Right, also func(context.Context, db.Reader, act.Actor) (bool, error)) (bool, error) {
	if !who.May(right) || also == nil {
		return who.May(right), nil
	}
	return also(ctx, rd, who)
}

// seen and kept are nil for whoever may read, or keep, the register; else the refusal.
func (r *Register) seen(ctx context.Context, rd db.Reader, who act.Actor) error {
	ok, err := r.may(ctx, rd, who, r.See, r.SeenBy)
	return r.unless("查看", ok, err)
}

func (r *Register) kept(ctx context.Context, rd db.Reader, who act.Actor) error {
	ok, err := r.may(ctx, rd, who, r.Keep, r.KeptBy)
	return r.unless("登记", ok, err)
}

func (r *Register) unless(verb string, ok bool, err error) error {
	if err == nil && !ok {
		err = &fault.Error{Kind: fault.Forbidden, Op: "register." + r.Code, Say: fmt.Sprintf("没有%s%s的权限。需要时请联系系统管理员。", verb, r.Label)}
	}
	return err
}

// reach is how far somebody sees within a register.
type reach struct {
	r      *Register
	who    act.Actor
	all    bool
	person string // as it stands in the column persons; empty for nobody here
}

func (h *Hall) reach(ctx context.Context, rd db.Reader, r *Register, who act.Actor) (reach, error) {
	x := reach{r: r, who: who, all: r.Whose == Everybody || r.All != "" && who.May(r.All)}
	var err error
	if !x.all && r.AllBy != nil {
		if x.all, err = r.AllBy(ctx, rd, who); err != nil {
			return x, err
		}
	}
	if x.all || len(r.Mine) == 0 || who.Login == "" {
		return x, nil
	}
	a, err := h.Bureau.AccountByLogin(ctx, who.Login)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return x, err
	}
	if a.PersonID != 0 {
		x.person = fmt.Sprintf(",%d,", a.PersonID)
	}
	return x, nil
}

// covers reports whether a line is within reach.
func (x reach) covers(l row) bool {
	return x.all || x.entered(l.ByLogin) || x.r.Whose == OwnUnit && l.Unit != "" && l.Unit == x.who.Unit || x.person != "" && strings.Contains(l.Persons, x.person)
}

func (x reach) entered(by string) bool { return x.who.Login != "" && by == x.who.Login }

// within narrows a statement to what is within reach.
func (x reach) within(f *db.Filter) {
	if x.all {
		return
	}
	cond, args := "by_login = ?", []any{x.who.Login}
	if x.r.Whose == OwnUnit && x.who.Unit != "" {
		cond, args = cond+" OR unit = ?", append(args, x.who.Unit)
	}
	if x.person != "" {
		cond, args = cond+" OR persons LIKE ?", append(args, "%"+x.person+"%")
	}
	f.And("("+cond+")", args...)
}

// hush takes what was typed out of a refusal, which logs and the ledger may show.
func (r *Register) hush(err error) error {
	if err == nil || !r.Closed {
		return err
	}
	f := *fault.Of(err)
	f.Value, f.Fields = "", slices.Clone(f.Fields)
	for i := range f.Fields {
		f.Fields[i].Value = ""
	}
	return &f
}

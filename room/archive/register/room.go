package register

import (
	"context"
	"embed"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the registers.
var Schema = db.Schema{Name: "archive_register", Base: 3500, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of the registers.
const (
	See     act.Right = "register.see"       // read registers, network, arrears and figures
	Keep    act.Right = "register.keep"      // write the registers
	Network act.Right = "register.network"   // name the holders of the network
	Due     act.Right = "register.due"       // enter, settle and urge what should be filed
	Clear   act.Right = "register.clearance" // see and print what a leaving person still has
	Balance act.Right = "register.balance"   // record the year's end
)

var entryColumns = []string{"kind", "year", "day", "title", "state", "choice", "amount", "quantity", "person_id", "facts", "removed", "by_login", "by_name", "at", "version"}
var entrySelect = "id, " + strings.Join(entryColumns, ", ")

func init() {
	act.DeclareRights(See, Clear)
	org.NameRights(map[act.Right]string{
		See: "查看统计和登记簿", Keep: "填写登记簿", Network: "指定四级网络成员", Due: "登记和催交应归文件", Clear: "办理离岗清交", Balance: "记录年末数",
	})
	act.Watch("archive_register", entryColumns...)
	act.Watch("archive_network", "level", "unit", "person_id", "person", "since", "until")
	act.Watch("archive_due_holder", "person_id")
	act.Watch("archive_due_void", "year", "doc_no", "title", "unit", "reason", "by_name", "day")
	act.Watch("archive_due_urge", "year", "unit", "entries", "deadline", "by_name", "day")
	act.Watch("archive_departure", "state", "day")
	act.Watch("archive_balance", "year", "items", "by_name", "day")
	archive.Settings = append(archive.Settings,
		archive.SettingSpec{Name: "guiding_bodies", Label: "领导和业务指导单位", Default: "", Text: true, Hint: "用顿号分开，写入年度总结；为空时按规章所列。"},
		archive.SettingSpec{Name: "archive_software", Label: "档案管理软件", Default: "兰台", Text: true, Hint: "写入年度总结。"})
}

// Bureau is what the registers ask of the organisation; *org.Org answers it.
type Bureau interface {
	Units(ctx context.Context) ([]org.Unit, error)
	People(ctx context.Context) ([]org.Person, error)
	Offices(ctx context.Context) ([]org.Office, error)
	Accounts(ctx context.Context) ([]org.Account, error)
}

// Held is something of the archives that a person still has.
type Held struct {
	Code, Title string
	Note        string // 借阅单 2026-12，应还 2026-03-01
}

// Uses are a year's figures of use.
type Uses struct{ Consulted, Lent, Overdue int }

// Keeping is what custody knows for the yearly summary.
type Keeping struct {
	Rooms       []string
	Cabinets    int
	Inspections int
}

// Room is the registers of an open installation.
type Room struct {
	Archive *archive.Room
	Bureau  Bureau
	Kinds   []Kind

	// Loans says what a person has borrowed and not given back; nil asks nobody.
	Loans func(ctx context.Context, rd db.Reader, p org.Person) ([]Held, error)
	// Uses gives the figures of use of a year; nil for none known.
	Uses func(ctx context.Context, year int) (Uses, error)
	// Keeping gives the figures of custody of a year; nil for none known.
	Keeping func(ctx context.Context, year int) (Keeping, error)

	book *rulebook.Book
}

// Open readies the registers. The book gives the network's levels, the guiding
// bodies, the reference books and the kinds of expenditure; it may be nil.
func Open(a *archive.Room, b Bureau, book *rulebook.Book) *Room {
	return &Room{Archive: a, Bureau: b, Kinds: kinds(book), book: book}
}

// Kind finds a register by its code.
func (r *Room) Kind(code string) (Kind, error) {
	for _, k := range r.Kinds {
		if k.Code == code {
			return k, nil
		}
	}
	return Kind{}, fault.New(fault.NotFound, "没有这种登记簿。")
}

func (r *Room) reader() db.Reader { return r.Archive.Door.Reader() }

func (r *Room) today() civil.Date { return r.Archive.Door.Today() }

// unitNames are the names of the units by their codes, with the codes in order.
func (r *Room) unitNames(ctx context.Context) (codes []string, names map[string]string, err error) {
	units, err := r.Bureau.Units(ctx)
	names = map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
		if u.Active {
			codes = append(codes, u.Code)
		}
	}
	return codes, names, err
}

// unit finds a unit by its code or name; "" stays "".
func (r *Room) unit(ctx context.Context, s string) (string, error) {
	s = db.Trimmed(s)
	if s == "" {
		return "", nil
	}
	units, err := r.Bureau.Units(ctx)
	for _, u := range units {
		if u.Code == s || u.Name == s {
			return u.Code, nil
		}
	}
	if err != nil {
		return "", err
	}
	return "", fault.Field("unit", s, "没有“"+s+"”这个科室，请从名单中选择。")
}

func saneYear(year int) error {
	if year < 1949 || year > 2999 {
		return fault.Field("year", itoa(year), "年度应为四位数字，如 2026。")
	}
	return nil
}

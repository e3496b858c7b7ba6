package lending

import (
	"context"
	"embed"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of lending.
var Schema = db.Schema{Name: "archive_lending", Base: 3100, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of lending.
const (
	Use     act.Right = "archive.use"         // ask for items, read electronically, see the own loans
	Lend    act.Right = "archive.lend"        // register, hand out, renew, take back
	SeeUse  act.Right = "archive.use.see"     // the register of use and its figures
	Consent act.Right = "archive.use.consent" // answer applications at all; which ones, the three below say

	ConsentParty     act.Right = "archive.use.consent.party"     // as party secretary
	ConsentPersonnel act.Right = "archive.use.consent.personnel" // for the political section
	ConsentBureau    act.Right = "archive.use.consent.bureau"    // for the bureau, towards outsiders
)

var loanColumns = []string{"number", "kind", "state", "borrower_id", "borrower", "login", "unit", "unit_name", "paper", "contact", "purpose",
	"reason", "record", "need", "consent", "consent_by", "consent_name", "consent_at", "consent_note", "applied_by", "applied_at",
	"handed_by", "handed_name", "handed_on", "due", "renewals", "closed_on", "effect", "effect_by", "note", "version"}

var loanSelect = "id, " + strings.Join(loanColumns, ", ")

func init() {
	act.DeclareRights(SeeUse, ConsentParty, ConsentPersonnel, ConsentBureau)
	org.NameRights(map[act.Right]string{
		Use: "申请和查看本人的借阅", Lend: "办理借出、续借、归还", SeeUse: "查看利用登记", Consent: "审批借阅", ConsentParty: "审批党组会议原始记录的借阅", ConsentPersonnel: "审批人事档案的借阅", ConsentBureau: "审批外单位的借阅",
	})
	act.Watch("archive_loan", loanColumns...)
	act.Watch("archive_loan_line", "loan_id", "item_id", "code", "title", "level", "pages", "state", "copies", "sealed", "returned_on", "received_by", "condition")
	archive.Settings = append(archive.Settings, archive.SettingSpec{Name: "loan_renewals", Label: "续借次数", Unit: "次", Default: "2", Min: 0, Max: 12,
		Hint: "规章未写续借，此为参数，须经本局确认。"})
}

// Bureau is what lending asks of the organisation; *org.Org answers it.
type Bureau interface {
	People(ctx context.Context) ([]org.Person, error)
	Units(ctx context.Context) ([]org.Unit, error)
	Accounts(ctx context.Context) ([]org.Account, error)
	ActorOf(ctx context.Context, accountID int64) (act.Actor, error)
}

// Room is the lending desk of an open installation.
type Room struct {
	Archive *archive.Room
	Bureau  Bureau
	// Purposes are what archives are used for, by the rule book.
	Purposes []string

	// Secretary says why somebody may not act as party secretary, "" if he may; nil
	// goes by the right alone. A right is a role's; the consent is the one post's.
	Secretary func(ctx context.Context, rd db.Reader, login string) (string, error)

	// Rules keeps the editions of the book and what was decided under them; nil
	// decides by the book given to Open and keeps nothing.
	Rules *rulebook.Library

	book *rulebook.Book
}

// Open readies the lending desk with the rule book's purposes and its table
// archive.use.consent. Without that table only what is ordinary and asked for by
// the bureau's own people needs no consent; everything else is refused.
func Open(a *archive.Room, b Bureau, book *rulebook.Book) *Room {
	r := &Room{Archive: a, Bureau: b, book: book, Purposes: []string{"工作参考", "借鉴", "凭证"}}
	if book != nil {
		if v := book.Archive.PurposesOfUse.Values; len(v) > 0 {
			r.Purposes = v
		}
	}
	return r
}

// Kinds of use.
const (
	Lending    = "lend"       // the paper leaves the room
	Reading    = "read"       // the paper is read in the room
	Electronic = "electronic" // the file is read on the screen
	Copying    = "copy"       // a copy leaves, bearing the keeping unit's seal mark
)

// Kinds lists the kinds of use in order.
var Kinds = []string{Lending, Reading, Electronic, Copying}

// KindLabel is the Chinese word of a kind of use.
func KindLabel(kind string) string {
	return map[string]string{Lending: "借出", Reading: "室内查阅", Electronic: "电子阅览", Copying: "复制"}[kind]
}

// States of a loan.
const (
	Applied   = "applied"
	Declined  = "declined"
	Withdrawn = "withdrawn"
	Opened    = "open" // something is still out
	Closed    = "closed"
)

// StateLabel is the Chinese word of a loan's state.
func StateLabel(state string) string {
	return map[string]string{Applied: "待办理", Declined: "未同意", Withdrawn: "已撤回", Opened: "在借", Closed: "已办结"}[state]
}

// States of one line.
const (
	lineAsked    = "asked"
	lineOut      = "out"
	lineReturned = "returned"
	lineUsed     = "used" // read on the screen or copied: nothing to give back
	lineDropped  = "dropped"
)

// LineLabel is the Chinese word of a line's state.
func LineLabel(state string) string {
	return map[string]string{lineAsked: "待取", lineOut: "未还", lineReturned: "已还", lineUsed: "已提供", lineDropped: "未提供"}[state]
}

// Loan is one use of the archives. Kind, State and Need are words of this package
// and of the table archive.use.consent.
type Loan struct {
	ID          int64      `db:"id"`
	Number      string     `db:"number"`
	Kind        string     `db:"kind"`
	State       string     `db:"state"`
	BorrowerID  int64      `db:"borrower_id"` // 0 for somebody from outside
	Borrower    string     `db:"borrower"`
	Login       string     `db:"login"`
	Unit        string     `db:"unit"`
	UnitName    string     `db:"unit_name"`
	Paper       string     `db:"paper"`
	Contact     string     `db:"contact"`
	Purpose     string     `db:"purpose"`
	Reason      string     `db:"reason"`
	Record      string     `db:"record"`
	Need        string     `db:"need"`
	Consent     string     `db:"consent"` // none, waiting, given, refused
	ConsentBy   string     `db:"consent_by"`
	ConsentName string     `db:"consent_name"`
	ConsentAt   int64      `db:"consent_at"`
	ConsentNote string     `db:"consent_note"`
	AppliedBy   string     `db:"applied_by"`
	AppliedAt   int64      `db:"applied_at"`
	HandedBy    string     `db:"handed_by"`
	HandedName  string     `db:"handed_name"`
	HandedOn    civil.Date `db:"handed_on"`
	Due         civil.Date `db:"due"`
	Renewals    int64      `db:"renewals"`
	ClosedOn    civil.Date `db:"closed_on"`
	Effect      string     `db:"effect"`
	EffectBy    string     `db:"effect_by"`
	Note        string     `db:"note"`
	Version     int64      `db:"version"`

	basis law.ID // the clause by which Need was decided, on the loan just made
}

func (l *Loan) values() []any {
	return []any{l.Number, l.Kind, l.State, l.BorrowerID, l.Borrower, l.Login, l.Unit, l.UnitName, l.Paper, l.Contact, l.Purpose,
		l.Reason, l.Record, l.Need, l.Consent, l.ConsentBy, l.ConsentName, l.ConsentAt, l.ConsentNote, l.AppliedBy, l.AppliedAt,
		l.HandedBy, l.HandedName, l.HandedOn.String(), l.Due.String(), l.Renewals, l.ClosedOn.String(), l.Effect, l.EffectBy, l.Note, l.Version}
}

// Outsider reports whether the borrower is not of the bureau.
func (l Loan) Outsider() bool { return l.BorrowerID == 0 }

// Overdue is the number of calendar days past the due date, 0 if not late.
func (l Loan) Overdue(today civil.Date) int {
	if l.State != Opened || l.Due.IsZero() || !l.Due.Before(today) {
		return 0
	}
	return today.Sub(l.Due)
}

// Line is one item of a loan.
type Line struct {
	ID         int64      `db:"id"`
	LoanID     int64      `db:"loan_id"`
	ItemID     int64      `db:"item_id"`
	Code       string     `db:"code"`
	Title      string     `db:"title"`
	Level      mark.Level `db:"level"`
	Pages      int64      `db:"pages"`
	State      string     `db:"state"`
	Copies     int64      `db:"copies"`
	Sealed     bool       `db:"sealed"`
	ReturnedOn civil.Date `db:"returned_on"`
	ReceivedBy string     `db:"received_by"`
	Condition  string     `db:"condition"`
}

// needs are the outcomes of the table archive.use.consent: who gives the consent,
// under which right; an empty right means that nobody has to.
var needs = map[string]struct {
	label string
	right act.Right
}{
	"archivist_registers": {"档案员登记即可", ""},
	"party_secretary":     {"须经党委书记批准", ConsentParty},
	"political_section":   {"须经政工科同意", ConsentPersonnel},
	"bureau_consent":      {"须经本局同意", ConsentBureau},
}

// NeedLabel says whose consent is needed.
func NeedLabel(need string) string { return needs[need].label }

// RecordLabel is the Chinese word of a kind of record.
func RecordLabel(record string) string {
	return map[string]string{"ordinary": "一般档案", "party_committee_original": "党委会原始记录", "personnel": "人事档案"}[record]
}

// RecordKind tells which kind of record an item is for the question of consent.
// Original records of the party committee are known by their title, minutes that
// were issued (纪要) are not among them; the person who registers may say so of
// any item besides.
func RecordKind(it archive.Item) string {
	if it.Compartment() == "personnel" {
		return "personnel"
	}
	t := it.Title
	if strings.Contains(t, "党委") && strings.Contains(t, "会") && strings.Contains(t, "记录") && !strings.Contains(t, "纪要") {
		return "party_committee_original"
	}
	return "ordinary"
}

// ruling is what the rule book says of whose consent a use needs.
type ruling struct {
	need     string
	clause   law.ID
	why      string // why a person would have to decide first
	book     *rulebook.Book
	decision rulebook.Decision // none if the book has no table for it
}

// decide asks the rule book of that day whose consent is needed.
func (r *Room) decide(ctx context.Context, on civil.Date, record string, outsider bool) (ruling, error) {
	c := ruling{clause: law.ArchiveUseRegister, book: r.book}
	if r.Rules != nil {
		var err error
		if c.book, err = r.Rules.At(ctx, on); err != nil {
			return c, err
		}
	}
	ruled := false
	if c.book != nil {
		_, ruled = c.book.Table(consentTable)
	}
	if !ruled {
		if record == "ordinary" && !outsider {
			c.need = "archivist_registers"
		} else {
			c.why = unruled
		}
		return c, nil
	}
	reader := "staff"
	if outsider {
		reader = "outsider"
	}
	d, err := c.book.Judge(consentTable, on, map[string]string{"record": record, "reader": reader})
	if err != nil {
		return c, err
	}
	c.decision, c.clause, c.why = d, d.Basis()[0].Clause, d.Person()
	if _, known := needs[d.Then()]; known {
		c.need = d.Then()
	} else if c.why == "" {
		c.why = unruled
	}
	return c, nil
}

const (
	consentTable = "archive.use.consent"
	unruled      = "规章没有规定由谁同意"
)

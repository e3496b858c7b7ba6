package disclosure

import (
	"context"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

var (
	applicationColumns = []string{"number", "kind", "state", "channel", "class", "applicant_key", "shown", "title", "document_no", "features", "ground", "concerns", "purpose", "form", "way", "assistance",
		"applied_on", "came_on", "received_on", "unit", "handler", "outcome", "replied_on", "supply_by", "closed_on", "filed_at", "code_hash", "code_issue", "made_by", "made_at", "version"}
	partyColumns     = []string{"name", "work", "paper_kind", "paper_number", "credit_code", "representative", "contact", "agent", "phone", "fax", "mail", "address", "postcode"}
	eventColumns     = []string{"application_id", "on_date", "what", "days", "with_whom", "until_date", "note", "paper_id", "serial", "made_by", "made_name", "made_at"}
	paperColumns     = []string{"application_id", "kind", "name", "sha256", "sm3", "size", "for_applicant", "made_by", "made_at"}
	searchColumns    = []string{"application_id", "on_date", "place", "words", "span", "hits", "result", "made_by", "made_name", "made_at"}
	consultColumns   = []string{"application_id", "tag", "name", "about", "sent_on", "served_on", "answered_on", "answer", "grounds", "expired_on", "silence", "decision", "reasons", "decided_by", "told_on", "made_at"}
	feeColumns       = []string{"application_id", "mode", "quantity", "yuan", "other_yuan", "reason", "noticed_on", "settled_on", "state", "words", "made_by", "made_at"}
	extensionColumns = []string{"application_id", "days", "reason", "state", "case_id", "agreed_by", "made_by", "made_at"}
	replyColumns     = []string{"application_id", "kind", "reasons", "forbids", "channel", "elsewhere", "other_agency", "other_contact", "withheld", "former_id", "supply_by", "form", "state", "case_id", "serial", "year", "approved_at", "served_on", "service", "proof",
		"made_by", "made_name", "made_at", "version"}
	closureColumns = []string{"from_date", "to_date", "last_date", "title", "number", "state", "made_by", "made_name", "made_at", "confirmed_by", "confirmed_name", "confirmed_at", "reason", "ended_by", "ended_name", "ended_at", "version"}
	overlayColumns = []string{"application_id", "kind", "from_whom", "number", "words", "filed_on", "answer_by", "answered_on", "answer", "decided_on", "result", "made_by", "made_at"}
)

func selectOf(table string, columns []string) string {
	return "SELECT x.id, x." + strings.Join(columns, ", x.") + " FROM " + table + " x"
}

var (
	applicationSelect = selectOf("disclosure_application", applicationColumns)
	partySelect       = selectOf("disclosure_applicant", partyColumns)
	eventSelect       = selectOf("disclosure_event", eventColumns)
	paperSelect       = selectOf("disclosure_paper", paperColumns)
	searchSelect      = selectOf("disclosure_search", searchColumns)
	consultSelect     = selectOf("disclosure_consult", consultColumns)
	feeSelect         = selectOf("disclosure_fee", feeColumns)
	extensionSelect   = selectOf("disclosure_extension", extensionColumns)
	replySelect       = selectOf("disclosure_reply", replyColumns)
	overlaySelect     = selectOf("disclosure_overlay", overlayColumns)
	closureSelect     = selectOf("disclosure_closure", closureColumns)
)

func (a *Application) values() []any {
	return []any{a.Number, a.Kind, a.State, a.Channel, a.Class, a.Applicant, a.Shown, a.Title, a.Document, a.Features, a.Ground, a.Concerns, a.Purpose, a.Form, a.Way, a.Assistance,
		a.AppliedOn, a.CameOn, a.ReceivedOn, a.Unit, a.Handler, a.Outcome, a.RepliedOn, a.SupplyBy, a.ClosedOn, a.FiledAt, a.CodeHash, a.CodeIssue, a.MadeBy, a.MadeAt, a.Version}
}

// Subject names the row in the ledger.
func (a Application) Subject() string { return act.Subject("disclosure_application", a.ID) }

// What says what is asked for, in a line.
func (a Application) What() string {
	for _, s := range []string{a.Title, a.Document, a.Features} {
		if s != "" {
			if r := []rune(s); len(r) > 60 {
				return string(r[:60]) + "…"
			}
			return s
		}
	}
	return "（没有写明）"
}

func (p *Party) values() []any {
	return []any{p.Name, p.Work, p.PaperKind, p.PaperNumber, p.CreditCode, p.Representative, p.Contact, p.Agent, p.Phone, p.FaxNumber, p.Mail, p.Address, p.Postcode}
}

// Paper is a file of an application.
type Paper struct {
	ID           int64  `db:"id"`
	Application  int64  `db:"application_id"`
	Kind         string `db:"kind"`
	ForApplicant bool   `db:"for_applicant"`
	flow.Attachment
}

// Kinds of paper.
const (
	PaperApplication = "application"
	PaperIdentity    = "identity"
	PaperAuthority   = "authority"
	PaperEvidence    = "evidence"
	PaperSupplement  = "supplement"
	PaperReasons     = "reasons"
	PaperFound       = "found"    // what may be disclosed, before review
	PaperNotice      = "notice"   // a letter that went out before the reply
	PaperReply       = "reply"    // the reply as served
	PaperSupplied    = "supplied" // what went out with it
	PaperProof       = "proof"    // of service
	PaperOther       = "other"
)

var paperLabels = map[string]string{PaperApplication: "申请书", PaperIdentity: "身份证明", PaperAuthority: "授权委托书", PaperEvidence: "证据", PaperSupplement: "补正材料", PaperReasons: "说明理由", PaperFound: "查到的材料",
	PaperNotice: "告知书", PaperReply: "答复书", PaperSupplied: "提供的信息", PaperProof: "送达凭证", PaperOther: "其他"}

// PaperLabel is the Chinese word of a kind of paper.
func PaperLabel(kind string) string { return paperLabels[kind] }

func papersOf(ctx context.Context, rd db.Reader, id int64) ([]Paper, error) {
	return db.All[Paper](ctx, rd, paperSelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

// addPaper keeps a file that lies in the store already, and gives its number.
func (r *Room) addPaper(tx *act.Tx, application int64, kind string, forApplicant bool, p flow.Attachment) (int64, error) {
	if err := p.Check("files"); err != nil {
		return 0, err
	}
	if err := blob.Keep(tx.Ctx, tx, r.Files, p.SHA256); err != nil {
		return 0, err
	}
	id, err := tx.Next("disclosure_paper")
	if err != nil {
		return 0, err
	}
	return id, act.Insert(tx, "disclosure_paper", id, paperColumns, []any{application, kind, p.Name, p.SHA256, p.SM3, p.Size, forApplicant, tx.Actor.Login, tx.Now})
}

func eventsOf(ctx context.Context, rd db.Reader, id int64) ([]Event, error) {
	return db.All[Event](ctx, rd, eventSelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

func addEvent(tx *act.Tx, e Event) (Event, error) {
	var err error
	if e.ID, err = tx.Next("disclosure_event"); err != nil {
		return e, err
	}
	e.By, e.ByName, e.At = tx.Actor.Login, tx.Actor.Name, tx.Now
	return e, act.Insert(tx, "disclosure_event", e.ID, eventColumns, []any{e.Application, e.On, e.Do, e.Days, e.With, e.Until, e.Note, e.Paper, e.Serial, e.By, e.ByName, e.At})
}

// Search is one line of the search log.
type Search struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	On          civil.Date `db:"on_date"`
	Place       string     `db:"place"` // where: a unit's own files, the archive room, a system
	Words       string     `db:"words"`
	Span        string     `db:"span"`
	Hits        int        `db:"hits"`
	Result      string     `db:"result"`
	By          string     `db:"made_by"`
	ByName      string     `db:"made_name"`
	At          int64      `db:"made_at"`
}

// Consult is asking a third party or another agency.
type Consult struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	Tag         string     `db:"tag"` // T1, A1
	Name        string     `db:"name"`
	About       string     `db:"about"`
	SentOn      civil.Date `db:"sent_on"`
	ServedOn    civil.Date `db:"served_on"`
	AnsweredOn  civil.Date `db:"answered_on"`
	Answer      string     `db:"answer"` // agree, object
	Grounds     string     `db:"grounds"`
	ExpiredOn   civil.Date `db:"expired_on"`
	Silence     string     `db:"silence"`  // what the regime makes of it
	Decision    string     `db:"decision"` // disclose, withhold, override
	Reasons     string     `db:"reasons"`
	DecidedBy   string     `db:"decided_by"`
	ToldOn      civil.Date `db:"told_on"`
	At          int64      `db:"made_at"`
}

func (c *Consult) values() []any {
	return []any{c.Application, c.Tag, c.Name, c.About, c.SentOn, c.ServedOn, c.AnsweredOn, c.Answer, c.Grounds, c.ExpiredOn, c.Silence, c.Decision, c.Reasons, c.DecidedBy, c.ToldOn, c.At}
}

// Agency reports whether another agency is asked, and no third party.
func (c Consult) Agency() bool { return strings.HasPrefix(c.Tag, "A") }

// Fee is a notice of the processing fee.
type Fee struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	Mode        string     `db:"mode"`
	Quantity    int        `db:"quantity"`
	Yuan        int        `db:"yuan"`
	Other       int        `db:"other_yuan"`
	Reason      string     `db:"reason"`
	NoticedOn   civil.Date `db:"noticed_on"`
	SettledOn   civil.Date `db:"settled_on"`
	State       string     `db:"state"`
	Words       string     `db:"words"`
	By          string     `db:"made_by"`
	At          int64      `db:"made_at"`
}

func (f *Fee) values() []any {
	return []any{f.Application, f.Mode, f.Quantity, f.Yuan, f.Other, f.Reason, f.NoticedOn, f.SettledOn, f.State, f.Words, f.By, f.At}
}

// Extension is a wish to put the reply off.
type Extension struct {
	ID          int64  `db:"id"`
	Application int64  `db:"application_id"`
	Days        int    `db:"days"` // working days
	Reason      string `db:"reason"`
	State       string `db:"state"` // asked, agreed, refused, returned, withdrawn, told
	CaseID      int64  `db:"case_id"`
	AgreedBy    string `db:"agreed_by"`
	By          string `db:"made_by"`
	At          int64  `db:"made_at"`
}

func (x *Extension) values() []any {
	return []any{x.Application, x.Days, x.Reason, x.State, x.CaseID, x.AgreedBy, x.By, x.At}
}

// Draft is a reply from its draft to its service.
type Draft struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	Kind        string     `db:"kind"`
	Reasons     string     `db:"reasons"`
	Forbids     string     `db:"forbids"`
	Where       string     `db:"channel"`
	Elsewhere   bool       `db:"elsewhere"`
	Agency      string     `db:"other_agency"`
	Contact     string     `db:"other_contact"`
	Withheld    string     `db:"withheld"`
	Former      int64      `db:"former_id"`
	SupplyBy    civil.Date `db:"supply_by"`
	Form        string     `db:"form"`
	State       string     `db:"state"` // draft, signing, approved, returned, refused, withdrawn, served
	CaseID      int64      `db:"case_id"`
	Serial      int        `db:"serial"`
	Year        int        `db:"year"`
	ApprovedAt  int64      `db:"approved_at"`
	ServedOn    civil.Date `db:"served_on"`
	Service     string     `db:"service"` // handed, post, agency, email, portal
	Proof       string     `db:"proof"`
	By          string     `db:"made_by"`
	ByName      string     `db:"made_name"`
	At          int64      `db:"made_at"`
	Version     int64      `db:"version"`
}

func (d *Draft) values() []any {
	return []any{d.Application, d.Kind, d.Reasons, d.Forbids, d.Where, d.Elsewhere, d.Agency, d.Contact, d.Withheld, d.Former, d.SupplyBy, d.Form, d.State, d.CaseID, d.Serial, d.Year, d.ApprovedAt, d.ServedOn, d.Service, d.Proof,
		d.By, d.ByName, d.At, d.Version}
}

// Overlay is what comes beside or after a reply.
type Overlay struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	Kind        string     `db:"kind"` // complaint, query, review, suit
	From        string     `db:"from_whom"`
	Number      string     `db:"number"`
	Words       string     `db:"words"`
	FiledOn     civil.Date `db:"filed_on"`
	AnswerBy    civil.Date `db:"answer_by"`
	AnsweredOn  civil.Date `db:"answered_on"`
	Answer      string     `db:"answer"`
	DecidedOn   civil.Date `db:"decided_on"`
	Result      string     `db:"result"` // upheld, corrected, other, redo
	By          string     `db:"made_by"`
	At          int64      `db:"made_at"`
}

func (o *Overlay) values() []any {
	return []any{o.Application, o.Kind, o.From, o.Number, o.Words, o.FiledOn, o.AnswerBy, o.AnsweredOn, o.Answer, o.DecidedOn, o.Result, o.By, o.At}
}

func insert(tx *act.Tx, table string, columns []string, values []any) (int64, error) {
	id, err := tx.Next(table)
	if err != nil {
		return 0, err
	}
	return id, act.Insert(tx, table, id, columns, values)
}

func (r *Room) locked(tx *act.Tx, id int64) (Application, error) {
	a, ok, err := act.Locked[Application](tx, applicationSelect+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("disclosure_application", id))
	}
	return a, err
}

func put(tx *act.Tx, a *Application) error {
	a.Version++
	ok, err := act.Replace(tx, "disclosure_application", a.ID, a.Version-1, applicationColumns, a.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这件申请刚刚被别人改过，请重新打开再办。")
	}
	return err
}

package outgoing

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/document/form"
)

// The states of a paper, in the order in which it goes through them.
const (
	Drafting      = "draft"
	Checking      = "check"
	Countersigned = "countersign"
	Signing       = "sign"
	Reviewing     = "review"
	Numbering     = "number"
	Sealing       = "seal"
	Dispatching   = "dispatch"
	Sent          = "sent"
	Closed        = "closed"
	Void          = "void"    // its number was given and is void
	Dropped       = "dropped" // given up before it had a number
)

// States lists them.
var States = []string{Drafting, Checking, Countersigned, Signing, Reviewing, Numbering, Sealing, Dispatching, Sent, Closed, Void, Dropped}

var stateLabels = map[string]string{Drafting: "拟稿", Checking: "待核稿", Countersigned: "会签中", Signing: "待签发", Reviewing: "待复核", Numbering: "待编号", Sealing: "待用印", Dispatching: "待分送", Sent: "已分送", Closed: "已办结", Void: "已作废", Dropped: "已撤稿"}

// StateLabel is the Chinese word of a state.
func StateLabel(s string) string { return stateLabels[s] }

// Document is an outgoing paper.
type Document struct {
	ID           int64      `db:"id"`
	Slip         string     `db:"slip"`
	State        string     `db:"state"`
	Since        int64      `db:"since"`
	Kind         string     `db:"kind"`
	Direction    string     `db:"direction"`
	Issuer       string     `db:"issuer"`
	Unit         string     `db:"unit"`
	DrafterID    int64      `db:"drafter_id"`
	Drafter      string     `db:"drafter"`
	DrafterName  string     `db:"drafter_name"`
	Recipients   string     `db:"recipients"`
	Copies       string     `db:"copies"`
	Urgency      string     `db:"urgency"`
	Title        string     `db:"title"`
	Body         string     `db:"body"`
	Attached     string     `db:"attached"`
	Matters      string     `db:"matters"`
	Important    bool       `db:"important"`
	Authorised   string     `db:"authorised"`
	Ordered      string     `db:"ordered"`
	Beyond       string     `db:"beyond"`
	Forwards     bool       `db:"forwards"`
	Opinion      string     `db:"opinion"`
	Consent      bool       `db:"consent"`
	Concerned    string     `db:"concerned"`
	Contact      string     `db:"contact"`
	Source       string     `db:"source"`
	TextNo       int64      `db:"text_no"`
	Why          string     `db:"why"`
	Number       string     `db:"number"`
	SignerID     int64      `db:"signer_id"`
	SignerName   string     `db:"signer_name"`
	SignerAs     string     `db:"signer_as"`
	SignedOn     civil.Date `db:"signed_on"`
	SignedText   int64      `db:"signed_text"`
	Prints       int64      `db:"prints"`
	Seal         string     `db:"seal"`
	SealNumber   string     `db:"seal_number"`
	SealedCopies int64      `db:"sealed"`
	SealedOn     civil.Date `db:"sealed_on"`
	SealWhy      string     `db:"seal_why"`
	SentOn       civil.Date `db:"sent_on"`
	ClosedOn     civil.Date `db:"closed_on"`
	MadeAt       int64      `db:"made_at"`
	Version      int64      `db:"version"`
}

var documentColumns = []string{"slip", "state", "since", "kind", "direction", "issuer", "unit", "drafter_id", "drafter", "drafter_name", "recipients", "copies", "urgency", "title", "body", "attached", "matters", "important", "authorised", "ordered", "beyond", "forwards", "opinion", "consent", "concerned", "contact", "source", "text_no", "why", "number", "signer_id", "signer_name", "signer_as", "signed_on", "signed_text", "prints", "seal", "seal_number", "sealed", "sealed_on", "seal_why", "sent_on", "closed_on", "made_at", "version"}

func (d *Document) values() []any {
	return []any{d.Slip, d.State, d.Since, d.Kind, d.Direction, d.Issuer, d.Unit, d.DrafterID, d.Drafter, d.DrafterName, d.Recipients, d.Copies, d.Urgency, d.Title, d.Body, d.Attached, d.Matters, bit(d.Important), d.Authorised, d.Ordered, d.Beyond, bit(d.Forwards), d.Opinion, bit(d.Consent), d.Concerned, d.Contact, d.Source, d.TextNo, d.Why, d.Number, d.SignerID, d.SignerName, d.SignerAs, d.SignedOn, d.SignedText, d.Prints, d.Seal, d.SealNumber, d.SealedCopies, d.SealedOn, d.SealWhy, d.SentOn, d.ClosedOn, d.MadeAt, d.Version}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Subject names the paper in the ledger.
func (d Document) Subject() string { return act.Subject("document_outgoing", d.ID) }

// URL is the page of the paper.
func (d Document) URL() string { return fmt.Sprintf("/documents/out/%d", d.ID) }

// Name is the number, or the slip number of what has none yet.
func (d Document) Name() string {
	if d.Number != "" {
		return d.Number
	}
	return d.Slip
}

// KindName is the Chinese word of the kind.
func (d Document) KindName() string {
	k, _ := form.KindOf(d.Kind)
	return k.Name
}

// Over reports whether nothing more is done to the paper.
func (d Document) Over() bool { return d.State == Closed || d.State == Void || d.State == Dropped }

// lines are what was typed a line each.
func lines(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// names are bodies that were typed a line each, or several on a line with the marks that
// stand between names. No name contains one.
func names(s string) []string {
	var out []string
	for n := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("\n\t　、，,；;", r) }) {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// agreedMark stands after a department that has agreed.
const agreedMark = "已协商一致"

func concerned(s string) []form.Concerned {
	var out []form.Concerned
	for _, l := range names(s) {
		name, word, _ := strings.Cut(strings.ReplaceAll(l, "＝", "="), "=")
		out = append(out, form.Concerned{Name: strings.TrimSpace(name), Agreed: strings.TrimSpace(word) == agreedMark})
	}
	return out
}

// draft is the paper as its rules look at it.
func (d Document) draft(issuer string) form.Draft {
	x := form.Draft{Kind: d.Kind, Direction: form.Direction(d.Direction), Issuer: d.Issuer, IssuerName: issuer, To: names(d.Recipients), Copies: names(d.Copies), Urgency: d.Urgency, Title: d.Title, Body: lines(d.Body), Attached: lines(d.Attached), Matters: lines(d.Matters),
		Important: d.Important, Authorised: d.Authorised, Ordered: d.Ordered, Beyond: d.Beyond, Forwards: d.Forwards, Opinion: d.Opinion, Consent: d.Consent, Concerned: concerned(d.Concerned)}
	if d.SignerName != "" {
		x.Signers = []string{d.SignerName}
	}
	return x
}

// Text is one text of a paper, as it was handed in or changed.
type Text struct {
	ID         int64  `db:"id"`
	DocumentID int64  `db:"document_id"`
	No         int64  `db:"no"`
	Kind       string `db:"kind"`
	Direction  string `db:"direction"`
	Issuer     string `db:"issuer"`
	Recipients string `db:"recipients"`
	Copies     string `db:"copies"`
	Urgency    string `db:"urgency"`
	Title      string `db:"title"`
	Body       string `db:"body"`
	Attached   string `db:"attached"`
	Changed    string `db:"changed"`
	Why        string `db:"why"`
	MadeBy     string `db:"made_by"`
	MadeName   string `db:"made_name"`
	MadeAt     int64  `db:"made_at"`
}

var textColumns = []string{"document_id", "no", "kind", "direction", "issuer", "recipients", "copies", "urgency", "title", "body", "attached", "changed", "why", "made_by", "made_name", "made_at"}

func (t *Text) values() []any {
	return []any{t.DocumentID, t.No, t.Kind, t.Direction, t.Issuer, t.Recipients, t.Copies, t.Urgency, t.Title, t.Body, t.Attached, t.Changed, t.Why, t.MadeBy, t.MadeName, t.MadeAt}
}

func (t Text) draft() form.Draft {
	return form.Draft{Kind: t.Kind, Direction: form.Direction(t.Direction), Issuer: t.Issuer, To: names(t.Recipients), Copies: names(t.Copies), Urgency: t.Urgency, Title: t.Title, Body: lines(t.Body), Attached: lines(t.Attached)}
}

// text is what stands now, as a text of its own.
func (d Document) text() Text {
	return Text{DocumentID: d.ID, No: d.TextNo, Kind: d.Kind, Direction: d.Direction, Issuer: d.Issuer, Recipients: d.Recipients, Copies: d.Copies, Urgency: d.Urgency, Title: d.Title, Body: d.Body, Attached: d.Attached}
}

// Line is one thing that was done to a paper.
type Line struct {
	ID         int64  `db:"id"`
	DocumentID int64  `db:"document_id"`
	Act        string `db:"act"`
	TextNo     int64  `db:"text_no"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	Capacity   string `db:"capacity"`
	Words      string `db:"words"`
	MadeAt     int64  `db:"made_at"`
}

var lineColumns = []string{"document_id", "act", "text_no", "login", "name", "capacity", "words", "made_at"}

// What is done to a paper.
const (
	did         = "draft"
	submitted   = "submit"
	passed      = "check"
	returned    = "return"
	agreed      = "agree"
	objected    = "object"
	signed      = "sign"
	revised     = "revise"
	reviewed    = "review"
	numbered    = "number"
	sealed      = "seal"
	sealRefused = "seal_refused"
	dispatched  = "dispatch"
	received    = "receive"
	closed      = "close"
	voided      = "void"
	dropped     = "drop"
)

var actLabels = map[string]string{did: "拟稿", submitted: "送核", passed: "核稿", returned: "退回", agreed: "会签", objected: "会签不同意", signed: "签发", revised: "复核修改", reviewed: "复核", numbered: "编号登记", sealed: "用印", sealRefused: "用印未准", dispatched: "分送", received: "签收", closed: "办结", voided: "作废", dropped: "撤稿"}

// Label is the Chinese word of what was done.
func (l Line) Label() string { return actLabels[l.Act] }

// The states of a countersignature.
const (
	Asked     = "asked"
	Agreed    = "agreed"
	Objected  = "objected"
	Withdrawn = "withdrawn" // the text went back before the unit said anything
)

// Asking is a unit that is asked to countersign, with its word.
type Asking struct {
	ID         int64  `db:"id"`
	DocumentID int64  `db:"document_id"`
	Unit       string `db:"unit"`
	State      string `db:"state"`
	TextNo     int64  `db:"text_no"`
	Words      string `db:"words"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	Capacity   string `db:"capacity"`
	AskedAt    int64  `db:"asked_at"`
	DoneAt     int64  `db:"done_at"`
}

var askColumns = []string{"document_id", "unit", "state", "text_no", "words", "login", "name", "capacity", "asked_at", "done_at"}

func (a *Asking) values() []any {
	return []any{a.DocumentID, a.Unit, a.State, a.TextNo, a.Words, a.Login, a.Name, a.Capacity, a.AskedAt, a.DoneAt}
}

// The states of a number.
const (
	NumberUsed  = "used"
	NumberVoid  = "void"
	NumberPaper = "paper" // given in the paper book, before this one
)

// Given is a number of the book.
type Given struct {
	ID         int64      `db:"id"`
	Series     string     `db:"series"`
	Year       int64      `db:"year"`
	Seq        int64      `db:"seq"`
	State      string     `db:"state"`
	DocumentID int64      `db:"document_id"`
	Title      string     `db:"title"`
	Reason     string     `db:"reason"`
	MadeBy     string     `db:"made_by"`
	MadeName   string     `db:"made_name"`
	MadeOn     civil.Date `db:"made_on"`
	MadeAt     int64      `db:"made_at"`
	Version    int64      `db:"version"`
}

var numberColumns = []string{"series", "year", "seq", "state", "document_id", "title", "reason", "made_by", "made_name", "made_on", "made_at", "version"}

func (g *Given) values() []any {
	return []any{g.Series, g.Year, g.Seq, g.State, g.DocumentID, g.Title, g.Reason, g.MadeBy, g.MadeName, g.MadeOn, g.MadeAt, g.Version}
}

// Text is the number as it is printed.
func (g Given) Text() string {
	return form.Number{Sign: g.Series, Year: int(g.Year), Seq: int(g.Seq)}.String()
}

// Delivery is one recipient of a paper.
type Delivery struct {
	ID         int64      `db:"id"`
	DocumentID int64      `db:"document_id"`
	Recipient  string     `db:"recipient"`
	Role       string     `db:"role"`
	Prints     int64      `db:"prints"`
	How        string     `db:"how"`
	SentOn     civil.Date `db:"sent_on"`
	SentBy     string     `db:"sent_by"`
	ReceivedOn civil.Date `db:"received_on"`
	ReceivedBy string     `db:"received_by"`
	Version    int64      `db:"version"`
}

var sentColumns = []string{"document_id", "recipient", "role", "prints", "how", "sent_on", "sent_by", "received_on", "received_by", "version"}

func (s *Delivery) values() []any {
	return []any{s.DocumentID, s.Recipient, s.Role, s.Prints, s.How, s.SentOn, s.SentBy, s.ReceivedOn, s.ReceivedBy, s.Version}
}

// Paper is an attached file, or the final as it was drawn when the paper was numbered.
type Paper struct {
	ID         int64 `db:"id"`
	DocumentID int64 `db:"document_id"`
	flow.Attachment
	Final   bool  `db:"final"`
	Dropped bool  `db:"dropped"`
	Version int64 `db:"version"`
}

var paperColumns = []string{"document_id", "name", "sha256", "sm3", "size", "final", "dropped", "made_by", "made_at", "version"}

func (p *Paper) values() []any {
	return []any{p.DocumentID, p.Name, p.SHA256, p.SM3, p.Size, bit(p.Final), bit(p.Dropped), p.MadeBy, p.MadeAt, p.Version}
}

package document

import (
	"fmt"
	"strings"

	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
)

// Stages of a document.
const (
	Signed     = "signed"
	Registered = "registered"
	Checked    = "checked"
	Proposed   = "proposed"
	Handling   = "handling"
	Reading    = "reading"
	Answered   = "answered"
	Closed     = "closed"
	Filed      = "filed"
	Returned   = "returned"
	Void       = "void"
)

// Stages lists the stages in the order of a document's way; the last two lie beside it.
var Stages = []string{Signed, Registered, Checked, Proposed, Handling, Reading, Answered, Closed, Filed, Returned, Void}

var stageLabels = map[string]string{Signed: "待登记", Registered: "待初审", Checked: "待拟办", Proposed: "待批示", Handling: "承办中", Reading: "传阅中", Answered: "待办结", Closed: "已办结", Filed: "已归档", Returned: "已退文", Void: "已作废"}

// StageLabel is the Chinese word of a stage, empty for an unknown one.
func StageLabel(stage string) string { return stageLabels[stage] }

// Urgencies of a document, as printed on it.
const (
	Ordinary = 0
	Urgent   = 1
	Most     = 2
)

var urgencyLabels = []string{"一般", "加急", "特急"}

// Channels by which a document comes.
var Channels = []string{"公文传输系统", "机要交换", "邮寄", "专人送达", "传真", "电子邮件", "会议带回"}

// Parts of a unit in the handling.
const (
	Lead  = "lead"
	Joint = "joint"
	Moved = "moved" // taken back from the unit before it was done
)

// Roles of a paper.
const (
	Original   = "original"
	Attachment = "attachment"
	Reply      = "reply"
	Instructed = "instruction" // what a leader wrote on paper
)

var roleLabels = map[string]string{Original: "正文", Attachment: "附件", Reply: "复文", Instructed: "批示件"}

var docColumns = []string{"number", "year", "stage", "running", "channel", "sender", "expected", "copies", "count_note", "signed_by", "signed_name", "received_at",
	"doc_no", "doc_no_key", "issuer", "issuer_key", "title", "kind", "dated", "level", "urgency", "again", "old_number", "registered_by", "registered_at",
	"proposal", "leader_id", "leader", "instruction", "unit", "answer", "reply", "reply_no", "no_reply", "due_at", "stage_at", "urged_at", "urges",
	"return_no", "return_to", "return_why", "returned_at", "closed_at", "filed_at", "made_by", "made_at", "version"}

var docSelect = "SELECT d.id, d." + strings.Join(docColumns, ", d.") + " FROM document_incoming d"

// Document is an incoming document.
type Document struct {
	ID      int64  `db:"id"`
	Number  string `db:"number"`
	Year    int    `db:"year"`
	Stage   string `db:"stage"`
	Running bool   `db:"running"`
	Receipt
	SignedBy   string `db:"signed_by"`
	SignedName string `db:"signed_name"`
	Facts
	DocNoKey     string `db:"doc_no_key"`
	IssuerKey    string `db:"issuer_key"`
	OldNumber    string `db:"old_number"`
	RegisteredBy string `db:"registered_by"`
	RegisteredAt int64  `db:"registered_at"`
	Proposal     string `db:"proposal"`
	LeaderID     int64  `db:"leader_id"`
	Leader       string `db:"leader"`
	Instruction  string `db:"instruction"`
	Unit         string `db:"unit"`
	Answer       string `db:"answer"`
	Reply        string `db:"reply"`
	ReplyNo      string `db:"reply_no"`
	NoReply      string `db:"no_reply"`
	DueAt        int64  `db:"due_at"` // microseconds UTC, of what is to be done now
	StageAt      int64  `db:"stage_at"`
	UrgedAt      int64  `db:"urged_at"`
	Urges        int    `db:"urges"`
	ReturnNo     string `db:"return_no"`
	ReturnTo     string `db:"return_to"`
	ReturnWhy    string `db:"return_why"`
	ReturnedAt   int64  `db:"returned_at"`
	ClosedAt     int64  `db:"closed_at"`
	FiledAt      int64  `db:"filed_at"`
	MadeBy       string `db:"made_by"`
	MadeAt       int64  `db:"made_at"`
	Version      int64  `db:"version"`
}

// Receipt is what is written down when a document is signed for (clause
// law.documents.receive).
type Receipt struct {
	Channel    string `db:"channel"`
	Sender     string `db:"sender"`     // who handed it over
	Expected   int    `db:"expected"`   // copies by the sender's slip
	Copies     int    `db:"copies"`     // copies counted
	CountNote  string `db:"count_note"` // why the two differ
	ReceivedAt int64  `db:"received_at"`
}

func (d *Document) values() []any {
	return []any{d.Number, d.Year, d.Stage, d.Running, d.Channel, d.Sender, d.Expected, d.Copies, d.CountNote, d.SignedBy, d.SignedName, d.ReceivedAt,
		d.DocNo, d.DocNoKey, d.Issuer, d.IssuerKey, d.Title, d.Kind, d.Dated, int(d.Level), d.Urgency, d.Again, d.OldNumber, d.RegisteredBy, d.RegisteredAt,
		d.Proposal, d.LeaderID, d.Leader, d.Instruction, d.Unit, d.Answer, d.Reply, d.ReplyNo, d.NoReply, d.DueAt, d.StageAt, d.UrgedAt, d.Urges,
		d.ReturnNo, d.ReturnTo, d.ReturnWhy, d.ReturnedAt, d.ClosedAt, d.FiledAt, d.MadeBy, d.MadeAt, d.Version}
}

// Subject names the document in the ledger.
func (d Document) Subject() string { return act.Subject("document_incoming", d.ID) }

// URL is the page of the document.
func (d Document) URL() string { return fmt.Sprintf("/documents/in/%d", d.ID) }

// Called is how to-dos and notices name the document: everybody who holds the role reads
// them, so of a work secret they tell the number alone.
func (d Document) Called() string {
	switch {
	case d.Level == mark.WorkSecret || d.Title == "":
		return "收文 " + d.Number
	}
	return "《" + d.Title + "》"
}

// Late reports whether what is to be done now should have been done.
func (d Document) Late(now int64) bool { return d.Running && d.DueAt != 0 && d.DueAt < now }

// Event is one thing that happened to a document.
type Event struct {
	ID     int64  `db:"id"`
	DocID  int64  `db:"doc_id"`
	Kind   string `db:"kind"`
	Text   string `db:"text"`
	Person string `db:"person"`
	Post   string `db:"post"`
	Login  string `db:"login"`
	MadeAt int64  `db:"made_at"`
}

var eventColumns = []string{"doc_id", "kind", "text", "person", "post", "login", "made_at"}

// Kinds of events.
const (
	evSign     = "sign"
	evRegister = "register"
	evAmend    = "amend"
	evCheck    = "check"
	evReturn   = "return"
	evPropose  = "propose"
	evInstruct = "instruct"
	evAssign   = "assign"
	evReport   = "report"
	evReopen   = "reopen"
	evSend     = "circulate"
	evRead     = "read"
	evPass     = "pass"
	evRecall   = "recall"
	evUrge     = "urge"
	evDue      = "due"
	evMove     = "move"
	evOnPaper  = "on_paper"
	evNote     = "note"
	evObject   = "object"
	evClose    = "close"
	evFile     = "file"
	evVoid     = "void"
	evImport   = "import"
	evPaper    = "paper"
)

var eventLabels = map[string]string{evSign: "签收", evRegister: "登记", evAmend: "更正登记", evCheck: "初审通过", evReturn: "退文", evPropose: "拟办", evInstruct: "批示", evAssign: "确定承办人", evReport: "承办结果", evReopen: "退回重办",
	evSend: "传阅", evRead: "阅", evPass: "转送", evRecall: "撤回传阅", evUrge: "催办", evDue: "改期限", evMove: "改派", evOnPaper: "代录纸质批示", evNote: "知悉", evObject: "提出异议", evClose: "办结", evFile: "归档", evVoid: "作废", evImport: "导入旧登记簿", evPaper: "补充文件"}

// Label is the Chinese word of the kind.
func (e Event) Label() string { return eventLabels[e.Kind] }

// Paper is a file of a document.
type Paper struct {
	ID     int64  `db:"id"`
	DocID  int64  `db:"doc_id"`
	Role   string `db:"role"`
	Name   string `db:"name"`
	Kind   string `db:"kind"`
	Pages  int    `db:"pages"`
	ByEye  bool   `db:"by_eye"`
	SHA256 string `db:"sha256"`
	SM3    string `db:"sm3"`
	Size   int64  `db:"size"`
	MadeBy string `db:"made_by"`
	MadeAt int64  `db:"made_at"`
}

var paperColumns = []string{"doc_id", "role", "name", "kind", "pages", "by_eye", "sha256", "sm3", "size", "made_by", "made_at"}

func (p Paper) values() []any {
	return []any{p.DocID, p.Role, p.Name, p.Kind, p.Pages, p.ByEye, p.SHA256, p.SM3, p.Size, p.MadeBy, p.MadeAt}
}

// Part is a unit that has to handle a document.
type Part struct {
	ID        int64  `db:"id"`
	DocID     int64  `db:"doc_id"`
	Unit      string `db:"unit"`
	Part      string `db:"part"`
	HandlerID int64  `db:"handler_id"`
	Handler   string `db:"handler"`
	Login     string `db:"login"`
	GivenAt   int64  `db:"given_at"`
	Result    string `db:"result"`
	DoneAt    int64  `db:"done_at"`
}

var partColumns = []string{"doc_id", "unit", "part", "handler_id", "handler", "login", "given_at", "result", "done_at"}

func (p Part) values() []any {
	return []any{p.DocID, p.Unit, p.Part, p.HandlerID, p.Handler, p.Login, p.GivenAt, p.Result, p.DoneAt}
}

// Label is 主办, 协办 or 已改派.
func (p Part) Label() string {
	switch p.Part {
	case Lead:
		return "主办"
	case Moved:
		return "已改派"
	}
	return "协办"
}

// Reader is one who has to read a document.
type Reader struct {
	ID         int64  `db:"id"`
	DocID      int64  `db:"doc_id"`
	Place      int    `db:"place"`
	PersonID   int64  `db:"person_id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	GivenAt    int64  `db:"given_at"`
	OpenedAt   int64  `db:"opened_at"`
	ReadAt     int64  `db:"read_at"`
	Words      string `db:"words"`
	RecalledAt int64  `db:"recalled_at"`
	Why        string `db:"why"`
	MadeAt     int64  `db:"made_at"`
}

var readerColumns = []string{"doc_id", "place", "person_id", "login", "name", "given_at", "opened_at", "read_at", "words", "recalled_at", "why", "made_at"}

func (r Reader) values() []any {
	return []any{r.DocID, r.Place, r.PersonID, r.Login, r.Name, r.GivenAt, r.OpenedAt, r.ReadAt, r.Words, r.RecalledAt, r.Why, r.MadeAt}
}

// Has reports whether the document lies with the reader now.
func (r Reader) Has() bool { return r.GivenAt != 0 && r.Open() }

// Open reports whether the reader still has to read.
func (r Reader) Open() bool { return r.ReadAt == 0 && r.RecalledAt == 0 }

// Urge is one reminder of what is not done.
type Urge struct {
	ID     int64  `db:"id"`
	DocID  int64  `db:"doc_id"`
	Number string `db:"number"`
	Stage  string `db:"stage"`
	Whom   string `db:"whom"`
	Text   string `db:"text"`
	DueAt  int64  `db:"due_at"`
	Person string `db:"person"`
	MadeAt int64  `db:"made_at"`
}

var urgeColumns = []string{"doc_id", "number", "stage", "whom", "text", "due_at", "person", "made_at"}

package disclosure

import (
	"lantai.internal/base/civil"
)

// Channels by which an application comes in (clauses foi.apply.written, foi.apply.oral).
const (
	Window   = "window"   // handed in
	Signed   = "signed"   // post with signature: EMS, registered
	Ordinary = "ordinary" // ordinary letter, or one that another office got
	Fax      = "fax"
	Email    = "email"
	Portal   = "portal"
	Oral     = "oral"     // written down by the clerk and read back
	Transfer = "transfer" // sent on by another agency
)

// Channels lists the channels in order.
var Channels = []string{Window, Signed, Ordinary, Fax, Email, Portal, Oral, Transfer}

var channelLabels = map[string]string{Window: "当面提交", Signed: "挂号信或特快专递", Ordinary: "平信", Fax: "传真", Email: "电子邮件", Portal: "网上提交", Oral: "口头申请", Transfer: "其他机关转来"}

// ChannelLabel is the Chinese word of a channel.
func ChannelLabel(channel string) string { return channelLabels[channel] }

// Classes of applicants, as the national table counts them.
const (
	Person   = "person"
	Business = "business"
	Research = "research"
	Welfare  = "welfare"
	Legal    = "legal"
	Other    = "other"
)

// Classes lists the classes in the order of the national table.
var Classes = []string{Person, Business, Research, Welfare, Legal, Other}

var classLabels = map[string]string{Person: "自然人", Business: "商业企业", Research: "科研机构", Welfare: "社会公益组织", Legal: "法律服务机构", Other: "其他组织"}

// ClassLabel is the Chinese word of a class of applicants.
func ClassLabel(class string) string { return classLabels[class] }

// States of an application.
const (
	Submitted   = "submitted"    // waits for both sides to confirm receipt
	Received    = "received"     // registered, receipt given
	AwaitFix    = "await_fix"    // 待补正
	AwaitReason = "await_reason" // 待说明理由
	AwaitFee    = "await_fee"    // 待缴费
	Searching   = "searching"    // with a unit
	Consulting  = "consulting"   // a third party or another agency is asked
	Reviewing   = "reviewing"    // material found, review before release and drafting
	Signing     = "signing"      // the reply is being approved and sealed
	Replied     = "replied"      // served
	Supplying   = "supplying"    // replied; copies follow by a stated day
	Closed      = "closed"
	Abandoned   = "abandoned" // taken as given up: no supplement, or no fee
	Withdrawn   = "withdrawn"
	Reopened    = "reopened" // a new reply was ordered
)

var stateLabels = map[string]string{Submitted: "待确认收到", Received: "已登记", AwaitFix: "待补正", AwaitReason: "待说明理由", AwaitFee: "待缴费", Searching: "检索办理中", Consulting: "征求意见中", Reviewing: "审查中",
	Signing: "审签中", Replied: "已答复", Supplying: "待提供信息", Closed: "已办结", Abandoned: "视为放弃", Withdrawn: "已撤回", Reopened: "重新答复"}

// StateLabel is the Chinese word of a state.
func StateLabel(state string) string { return stateLabels[state] }

// Over reports whether nothing more is to be done before the applicant.
func Over(state string) bool {
	return state == Replied || state == Supplying || state == Closed || state == Abandoned || state == Withdrawn
}

// Application is one application, without the facts of the person behind it.
type Application struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"` // 2026-申-0007, per year of receipt, without gaps
	Kind       string     `db:"kind"`   // information, or record: correction of a record about oneself
	State      string     `db:"state"`
	Channel    string     `db:"channel"`
	Class      string     `db:"class"`
	Applicant  string     `db:"applicant_key"` // keyed digest of the identity number or credit code
	Shown      string     `db:"shown"`         // name with all but the first character hidden; organisations whole
	Title      string     `db:"title"`         // name of the information wanted; at least one of the next three
	Document   string     `db:"document_no"`
	Features   string     `db:"features"`
	Ground     string     `db:"ground"`   // of a record: inaccurate, incomplete, irrelevant
	Concerns   string     `db:"concerns"` // unit or agency concerned, as the applicant wrote
	Purpose    string     `db:"purpose"`  // recorded, never a ground for refusal
	Form       string     `db:"form"`     // paper, email, disc, disk, copy
	Way        string     `db:"way"`      // post, express, email, fax, pickup, portal
	Assistance string     `db:"assistance"`
	AppliedOn  civil.Date `db:"applied_on"`
	CameOn     civil.Date `db:"came_on"`     // the day the paper came
	ReceivedOn civil.Date `db:"received_on"` // the day from which the period runs; none while Submitted
	Unit       string     `db:"unit"`        // that handles it; empty before assignment
	Handler    string     `db:"handler"`     // login
	Outcome    string     `db:"outcome"`     // code of the kind of reply, e.g. 3.4; empty before
	RepliedOn  civil.Date `db:"replied_on"`
	SupplyBy   civil.Date `db:"supply_by"`
	ClosedOn   civil.Date `db:"closed_on"`
	FiledAt    int64      `db:"filed_at"`  // handed to the archive's intake; 0 for not
	CodeHash   string     `db:"code_hash"` // keyed digest of the query code
	CodeIssue  int        `db:"code_issue"`
	MadeBy     string     `db:"made_by"`
	MadeAt     int64      `db:"made_at"`
	Version    int64      `db:"version"`
}

// Information and Record are the kinds of application: for information, and for
// correcting a record about oneself.
const (
	Information = "information"
	Record      = "record"
)

var kindLabels = map[string]string{Information: "信息公开申请", Record: "更正申请"}

// KindLabel is the Chinese word of a kind.
func KindLabel(kind string) string { return kindLabels[kind] }

// Grounds on which a record is to be corrected (clause foi.correct.ask).
var Grounds = []string{"inaccurate", "incomplete", "irrelevant"}

var groundLabels = map[string]string{"inaccurate": "不准确", "incomplete": "不完整", "irrelevant": "与本人不相关"}

// GroundLabel is the Chinese word of a ground.
func GroundLabel(ground string) string { return groundLabels[ground] }

// Forms in which information is supplied, and ways in which it is had, as the form asks.
var (
	Forms = []string{"paper", "email", "disc", "disk", "copy"}
	Ways  = []string{"post", "express", "email", "fax", "pickup", "portal"}
)

var (
	formLabels = map[string]string{"paper": "纸面", "email": "电子邮件", "disc": "光盘", "disk": "磁盘", "copy": "复制件"}
	wayLabels  = map[string]string{"post": "邮寄", "express": "快递（邮政企业）", "email": "电子邮件", "fax": "传真", "pickup": "自行领取", "portal": "网上领取"}
)

// FormLabel is the Chinese word of a form.
func FormLabel(form string) string { return formLabels[form] }

// WayLabel is the Chinese word of a way.
func WayLabel(way string) string { return wayLabels[way] }

// Party is the person or organisation that asks. Only the office and the handling
// unit see it, and every look is in the ledger.
type Party struct {
	ID             int64  `db:"id"` // of the application
	Name           string `db:"name"`
	Work           string `db:"work"`           // employer of a person
	PaperKind      string `db:"paper_kind"`     // kind of identity paper
	PaperNumber    string `db:"paper_number"`   // of a person
	CreditCode     string `db:"credit_code"`    // of an organisation
	Representative string `db:"representative"` // legal representative
	Contact        string `db:"contact"`        // person to speak to
	Agent          string `db:"agent"`          // who applies for another
	Phone          string `db:"phone"`
	FaxNumber      string `db:"fax"`
	Mail           string `db:"mail"`
	Address        string `db:"address"`
	Postcode       string `db:"postcode"`
}

// Event is one thing that happened to an application. Do is a word of the clock
// or one of this room's own.
type Event struct {
	ID          int64      `db:"id"`
	Application int64      `db:"application_id"`
	On          civil.Date `db:"on_date"` // when it happened
	Do          string     `db:"what"`
	Days        int        `db:"days"`
	With        string     `db:"with_whom"` // of a late notice to supplement: why the period runs anew
	Until       civil.Date `db:"until_date"`
	Note        string     `db:"note"` // no facts of persons
	Paper       int64      `db:"paper_id"`
	Serial      int        `db:"serial"` // of the paper that goes out with it; 0 for none
	By          string     `db:"made_by"`
	ByName      string     `db:"made_name"`
	At          int64      `db:"made_at"` // when it was entered
}

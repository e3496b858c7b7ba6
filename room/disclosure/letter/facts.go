package letter

import (
	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
)

// Paper is one kind of paper.
type Paper string

// The papers. Replies of all 22 kinds are one paper whose title the rule book gives.
const (
	Reply       Paper = "reply"
	Registered  Paper = "registered"  // 登记回执
	Supplement  Paper = "supplement"  // 补正告知书
	Explain     Paper = "explain"     // 说明理由告知书
	Extension   Paper = "extension"   // 延期答复告知书
	Longer      Paper = "longer"      // 延迟答复告知书
	AskThird    Paper = "ask_third"   // 征求意见书, to a third party
	AskAgency   Paper = "ask_agency"  // 征求意见书, to another agency that made the information
	Asked       Paper = "asked"       // 征求意见告知书, to the applicant
	Against     Paper = "against"     // to the third party before release against its objection
	FeeNotice   Paper = "fee"         // 收费通知书
	Corrected   Paper = "corrected"   // 更正告知书
	Uncorrected Paper = "uncorrected" // 不予更正告知书
	Forwarded   Paper = "forwarded"   // 转送函, to the agency that may correct a record
	Assist      Paper = "assist"      // 协办函
	Service     Paper = "service"     // 送达回证
	SearchLog   Paper = "search_log"  // 检索记录
	Complaint   Paper = "complaint"   // 投诉答复
	Overdue     Paper = "overdue"     // 逾期情况说明, to the authority in charge
)

// Papers lists the papers in the order in which a case may need them.
var Papers = []Paper{Registered, Supplement, Explain, Longer, Assist, SearchLog, AskThird, AskAgency, Asked, Against, Extension, FeeNotice,
	Reply, Service, Corrected, Uncorrected, Forwarded, Complaint, Overdue}

var titles = map[Paper]string{Reply: "政府信息公开答复", Registered: "政府信息公开申请登记回执", Supplement: "政府信息公开申请补正告知书",
	Explain: "政府信息公开申请说明理由告知书", Extension: "政府信息公开延期答复告知书", Longer: "政府信息公开延迟答复告知书",
	AskThird: "政府信息公开征求意见书", AskAgency: "政府信息公开征求意见书", Asked: "政府信息公开征求意见告知书",
	Against: "政府信息公开告知书", FeeNotice: "政府信息公开信息处理费收费通知书", Corrected: "政府信息更正告知书",
	Uncorrected: "政府信息不予更正告知书", Forwarded: "政府信息更正申请转送函", Assist: "政府信息公开协办函", Service: "送达回证",
	SearchLog: "政府信息检索记录", Complaint: "政府信息公开投诉答复书", Overdue: "政府信息公开逾期答复情况说明"}

// Title is the title of a paper; that of a reply depends on its kind.
func (p Paper) Title() string { return titles[p] }

// Facts are what a paper is written from. Which of them are needed depends on the
// paper and, for a reply, on the rule book; Compose names what is missing.
type Facts struct {
	Book   *rulebook.Book
	Regime string // by which the application is decided: seed, 2007, 2019
	Paper  Paper
	Code   string // of the kind of reply, e.g. 3.4
	// Year and Serial make the number 綦商务公复〔2026〕3号. Serial 0 is a draft.
	Year, Serial int
	On           civil.Date // the date under the paper
	Served       civil.Date // the day of service, for the remedy; no date: On
	Electronic   bool       // served over the internet
	To           string     // addressee
	Organisation bool       // the addressee is an organisation and is not addressed as 您
	Application  Application
	Office       Office
	// Remedy is the text on remedies where somebody edited it; empty: the book's.
	Remedy string

	Where   string // how to get the information, or where the matter belongs
	Supply  Supply
	Parts   []Withheld // of a partial reply
	Reason  string     // the bureau's reason in its own words
	Forbids string     // the law or administrative regulation that forbids or rules
	Search  []Search
	// Elsewhere: another agency has to disclose it, or may correct it; Agency and
	// AgencyContact name it where it can be told.
	Elsewhere     bool
	Agency        string
	AgencyContact string
	Noticed       civil.Date // the day of the notice to supplement, or to give reasons
	Former        string     // the earlier reply, or what was obtained: number and day
	NoRestart     bool       // the notice to supplement is late and leaves the period as it is
	Notice        string     // number of the notice of the fee
	Ended         string     // how the case came to an end
	Items         []string   // what is to be supplemented, asked or answered
	Due           civil.Date // the last day that the paper sets
	OldDue        civil.Date // the last day before it was put off
	Days          int        // working days, where the paper names them
	Approver      string     // who consented, in Chinese
	Content       string     // what a third party or another agency is asked about, or is to be disclosed
	Objection     string     // what the third party said
	Fee           Fee
	Delivery      Delivery
	Record        string // the record about oneself that is to be corrected
	Found         string // what was found, of a complaint or a correction
}

// Application is what the papers say of the application.
type Application struct {
	Number   string // 2026-申-0007
	Applied  civil.Date
	Received civil.Date
	Asked    string // verbatim; line feeds are kept
	Channel  string // in Chinese
}

// Office is where the bureau can be reached. Empty fields are left out.
type Office struct{ Address, Phone, Hours string }

// Supply is how information is given: with the reply, or by a stated day.
type Supply struct {
	Items []string // titles of what is given with the reply
	By    civil.Date
	Way   string // 邮寄, 电子邮件 …
}

// Withheld is one part that is not disclosed. Code is that of a refusal, 3.1 to 3.7.
type Withheld struct{ What, Code, Note string }

// Search is one line of the log of a search (检索记录).
type Search struct {
	On    civil.Date
	Where string // which store
	Words string
	By    string // who searched; not in letters to the applicant
	Hits  int
	Note  string
}

// Fee is what a notice of a fee asks for.
type Fee struct {
	Mode  string // in Chinese: 按件, 按量
	Lines []FeeLine
	Yuan  int
	Pay   string // how to pay
}

// FeeLine is one step of the tariff.
type FeeLine struct {
	Pieces int
	Unit   string
	Price  int // yuan a piece
}

// Delivery is what the record of service says.
type Delivery struct {
	Paper  string // title and number of what is served
	Way    string // 直接送达, 邮寄, 电子邮件 …
	Place  string
	Tracks string // number of the postal item
}

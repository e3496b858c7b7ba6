package desk

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
)

// Stint is one person's time at the desk.
type Stint struct {
	ID           int64  `db:"id"`
	Shift        int64  `db:"shift"`
	Person       int64  `db:"person_id"`
	Login        string `db:"login"`
	Name         string `db:"name"`
	Leader       int64  `db:"leader_id"`
	LeaderLogin  string `db:"leader_login"`
	LeaderName   string `db:"leader_name"`
	Why          string `db:"why"`
	PlannedFrom  int64  `db:"planned_from"`
	PlannedUntil int64  `db:"planned_until"`
	ArrivedAt    int64  `db:"arrived_at"`
	BeganAt      int64  `db:"began_at"`
	EndedAt      int64  `db:"ended_at"`
	VacantFrom   int64  `db:"vacant_from"`
	AloneAt      int64  `db:"alone_at"`
	State        string `db:"state"`
	MadeAt       int64  `db:"made_at"`
}

// States of a stint.
const (
	Waiting = "waiting" // arrived, has not taken over yet
	On      = "on"
	Ended   = "ended" // handed over
	Left    = "left"  // came, and went before taking over
)

// Late is by how many whole minutes the officer came after the planned time, 0 for
// not (clause duty.ban.punctual).
func (s Stint) Late() int { return minutesBetween(s.PlannedFrom, s.ArrivedAt) }

// Early is by how many whole minutes the officer went before the planned time.
func (s Stint) Early() int {
	if s.EndedAt == 0 {
		return 0
	}
	return minutesBetween(s.EndedAt, s.PlannedUntil)
}

// Vacant is how many whole minutes nobody sat at the desk before (clause
// duty.ban.vacant).
func (s Stint) Vacant() int {
	if s.VacantFrom == 0 {
		return 0
	}
	return minutesBetween(s.VacantFrom, s.BeganAt)
}

func minutesBetween(from, until int64) int { return int(max(0, until-from) / minute) }

const minute int64 = 60 * 1_000_000

// Entry is one line of the log.
type Entry struct {
	ID            int64  `db:"id"`
	Year          int    `db:"year"`
	No            int64  `db:"no"`
	Kind          string `db:"kind"`
	Source        string `db:"source"`
	Outgoing      bool   `db:"outgoing"`
	Stint         int64  `db:"stint_id"`
	At            int64  `db:"happened_at"`
	LateWhy       string `db:"late_why"`
	Party         string `db:"party"`
	PartyUnit     string `db:"party_unit"`
	PartyPhone    string `db:"party_phone"`
	Receiver      string `db:"receiver"`
	ReceiverPhone string `db:"receiver_phone"`
	Matter        string `db:"matter"`
	Outcome       string `db:"outcome"`
	Citizen       string `db:"citizen"`
	Medium        string `db:"medium"`
	Receipt       string `db:"receipt"`
	ReceiptAt     int64  `db:"receipt_at"`
	Giver         string `db:"giver"`
	StandIn       string `db:"stand_in"`
	Secret        bool   `db:"secret"`
	Suspicious    bool   `db:"suspicious"`
	VerifyWith    string `db:"verify_with"`
	VerifyResult  string `db:"verify_result"`
	VerifyMeasure string `db:"verify_measure"`
	VerifiedBy    string `db:"verified_by"`
	VerifiedAt    int64  `db:"verified_at"`
	ToldTo        string `db:"told_to"`
	ToldHow       string `db:"told_how"`
	ToldWords     string `db:"told_words"`
	ToldAt        int64  `db:"told_at"`
	ToldBy        string `db:"told_by"`
	RemindedAt    int64  `db:"reminded_at"`
	State         string `db:"state"`
	Keeper        string `db:"keeper"`
	Closing       string `db:"closing"`
	ClosedAt      int64  `db:"closed_at"`
	ClosedBy      string `db:"closed_by"`
	Incident      int64  `db:"incident_id"`
	MadeBy        string `db:"made_by"`
	MadeName      string `db:"made_name"`
	MadeAt        int64  `db:"made_at"`
}

// States of entries and incidents.
const (
	StateOpen = "open"
	Closed    = "closed"
	Linked    = "linked" // an incident that repeats another
)

// Kinds of entry.
const (
	Call    = "call"
	Fax     = "fax"
	Visit   = "visit"
	Citizen = "citizen"
	Pressed = "urgent" // an urgent report of another department
	Order   = "order"
	Meeting = "meeting"
	Missed  = "missed"
	Task    = "task"
)

// kinds are the kinds of entry in the order of the form.
var kinds = []string{Call, Fax, Visit, Citizen, Pressed, Order, Meeting, Task, Missed}

var kindLabels = map[string]string{Call: "通话", Fax: "传真", Visit: "当面受领", Citizen: "群众来电", Pressed: "紧急重大情况报告", Order: "传达指令", Meeting: "参加会议活动", Missed: "漏接补记", Task: "交办事项"}

// KindLabel is the Chinese word of a kind of entry.
func KindLabel(kind string) string { return kindLabels[kind] }

// Number is the number within the year: 2026-值-0007.
func (e Entry) Number() string { return fmt.Sprintf("%d-值-%04d", e.Year, e.No) }

// Subject names the row in the ledger.
func (e Entry) Subject() string { return act.Subject("duty_log", e.ID) }

// Unverified reports whether a suspicious call still has to be checked.
func (e Entry) Unverified() bool { return e.Suspicious && e.VerifiedAt == 0 }

// Correction is what was changed of an entry or an incident.
type Correction struct {
	ID       int64  `db:"id"`
	Subject  string `db:"subject"`
	Field    string `db:"field"`
	Label    string `db:"label"`
	Was      string `db:"was"`
	Became   string `db:"became"`
	Reason   string `db:"reason"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

// Handover is one attempt to hand the desk over.
type Handover struct {
	ID            int64  `db:"id"`
	Stint         int64  `db:"stint_id"`
	Next          int64  `db:"next_stint"`
	Round         int    `db:"round"`
	Giver         string `db:"giver_login"`
	GiverName     string `db:"giver_name"`
	Receiver      string `db:"receiver_login"`
	ReceiverName  string `db:"receiver_name"`
	Words         string `db:"words"`
	State         string `db:"state"`
	OfferedAt     int64  `db:"offered_at"`
	AnsweredAt    int64  `db:"answered_at"`
	AnswerOfWhole string `db:"answer"`
}

// States of a hand-over.
const (
	Offered  = "offered"
	Returned = "returned"
	Deciding = "deciding" // something was refused twice: the duty leader decides
	Done     = "done"
)

var handoverLabels = map[string]string{Offered: "等接班人核对", Returned: "有事项被退回", Deciding: "等带班领导决定", Done: "已交接"}

// Subject names the row in the ledger.
func (h Handover) Subject() string { return act.Subject("duty_handover", h.ID) }

// HandoverItem is one open item of a hand-over.
type HandoverItem struct {
	ID          int64  `db:"id"`
	Handover    int64  `db:"handover_id"`
	Entry       int64  `db:"log_id"`
	Incident    int64  `db:"incident_id"`
	Refusals    int    `db:"refusals"`
	Answer      string `db:"answer"`
	Reason      string `db:"reason"`
	Ruling      string `db:"ruling"`
	RulingWords string `db:"ruling_words"`
	RuledBy     string `db:"ruled_by"`
	RuledName   string `db:"ruled_name"`
	RuledAt     int64  `db:"ruled_at"`
}

// Answers of a receiver, and whom a duty leader may choose.
const (
	Accept     = "accept"
	Refuse     = "refuse"
	ToReceiver = "receiver"
	ToGiver    = "giver"
)

// Incident is an emergency.
type Incident struct {
	ID          int64  `db:"id"`
	Number      string `db:"number"`
	Stint       int64  `db:"stint_id"`
	Entry       int64  `db:"log_id"`
	Title       string `db:"title"`
	Place       string `db:"place"`
	Nature      string `db:"nature"`
	Severity    string `db:"severity"`
	Unit        string `db:"unit"`
	Informant   string `db:"informant"`
	Phone       string `db:"phone"`
	HappenedAt  int64  `db:"happened_at"`
	HeardAt     int64  `db:"heard_at"`
	LateWhy     string `db:"late_why"`
	Scope       string `db:"scope"`
	Loss        string `db:"loss"`
	Trend       string `db:"trend"`
	Present     string `db:"present"`
	Measures    string `db:"measures"`
	Secret      bool   `db:"secret"`
	State       string `db:"state"`
	Keeper      string `db:"keeper"`
	SameAs      int64  `db:"same_as"`
	Closing     string `db:"closing"`
	ClosedAt    int64  `db:"closed_at"`
	ClosedBy    string `db:"closed_by"`
	LeaderLogin string `db:"leader_login"`
	MadeBy      string `db:"made_by"`
	MadeName    string `db:"made_name"`
	MadeAt      int64  `db:"made_at"`
}

// Subject names the row in the ledger.
func (i Incident) Subject() string { return act.Subject("duty_incident", i.ID) }

// severities are the degrees, the lightest first.
var severities = []string{"ordinary", "serious", "major", "extreme"}

var severityLabels = map[string]string{"ordinary": "一般", "serious": "较大", "major": "重大", "extreme": "特别重大"}

// Step is one step of an incident.
type Step struct {
	ID       int64  `db:"id"`
	Incident int64  `db:"incident_id"`
	Kind     string `db:"kind"`
	Rank     string `db:"rank"`
	Person   string `db:"person"`
	Login    string `db:"login"`
	At       int64  `db:"at"`
	Means    string `db:"means"`
	Words    string `db:"words"`
	Ref      int64  `db:"ref"`
	Ref2     int64  `db:"ref2"`
	Flag     string `db:"flag"`
	Target   int64  `db:"target"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

// Kinds of step.
const (
	StepTell     = "tell"
	StepInstruct = "instruct"
	StepAct      = "act"
	StepConflict = "conflict"
	StepDecide   = "decide"
	StepRaise    = "raise"
	StepLink     = "link"
)

var stepLabels = map[string]string{StepTell: "报告", StepInstruct: "指示", StepAct: "处置", StepConflict: "指示不一致，报局长", StepDecide: "是否上报", StepRaise: "改定等级", StepLink: "并入另一件"}

// Ranks of those who are told and who give instructions.
const (
	RankLeader   = "leader"
	RankContact  = "contact"
	RankDirector = "director"
)

var rankLabels = map[string]string{RankLeader: "带班领导", RankContact: "联系领导", RankDirector: "局长"}

// Flags of steps.
const (
	FlagContact  = "contact"
	FlagReport   = "report"
	FlagNoReport = "no_report"
)

// Alarm is a missed clock and who was told of it.
type Alarm struct {
	ID       int64  `db:"id"`
	Incident int64  `db:"incident_id"`
	Line     string `db:"line"`
	Started  int64  `db:"started_at"`
	Due      int64  `db:"due"`
	Level    string `db:"level"`
	Login    string `db:"login"`
	MadeAt   int64  `db:"made_at"`
}

// Bulletin is a written report to the district.
type Bulletin struct {
	ID          int64  `db:"id"`
	Incident    int64  `db:"incident_id"`
	Kind        string `db:"kind"`
	No          int    `db:"no"`
	Body        string `db:"body"`
	State       string `db:"state"`
	DraftedBy   string `db:"drafted_by"`
	DraftedName string `db:"drafted_name"`
	DraftedAt   int64  `db:"drafted_at"`
	SignedBy    string `db:"signed_by"`
	SignedName  string `db:"signed_name"`
	SignedAt    int64  `db:"signed_at"`
	Channel     string `db:"channel"`
	Recipients  string `db:"recipients"`
	Failure     string `db:"failure"`
	FailedAt    int64  `db:"failed_at"`
	SentAt      int64  `db:"sent_at"`
	SentBy      string `db:"sent_by"`
	Receipt     string `db:"receipt"`
	ReceiptAt   int64  `db:"receipt_at"`
}

// Kinds and states of bulletin.
const (
	First  = "first"
	Follow = "follow"
	Final  = "final"
	Draft  = "draft"
	Signed = "signed"
	Sent   = "sent"
)

var bulletinStates = map[string]string{Draft: "待签发", Signed: "已签发，待报出", Sent: "已报出"}

// Name is 初报, 续报2, 终报.
func (b Bulletin) Name() string {
	switch b.Kind {
	case First:
		return "初报"
	case Final:
		return "终报"
	}
	return fmt.Sprintf("续报%d", b.No)
}

// Inspection is one look at the desk.
type Inspection struct {
	ID       int64  `db:"id"`
	Stint    int64  `db:"stint_id"`
	Person   string `db:"person"`
	At       int64  `db:"at"`
	Findings string `db:"findings"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

// Found lists what was found wrong.
func (i Inspection) Found() []string {
	if i.Findings == "" {
		return nil
	}
	return strings.Split(i.Findings, ",")
}

// Liability says who answers for a failure.
type Liability struct {
	ID         int64      `db:"id"`
	Kind       string     `db:"kind"`
	Incident   int64      `db:"incident_id"`
	Inspection int64      `db:"inspection_id"`
	PersonID   int64      `db:"person_id"`
	Person     string     `db:"person"`
	Facts      string     `db:"facts"`
	Ground     string     `db:"ground"`
	Decision   string     `db:"decision"`
	DecidedOn  civil.Date `db:"decided_on"`
	MadeBy     string     `db:"made_by"`
	MadeName   string     `db:"made_name"`
	MadeAt     int64      `db:"made_at"`
}

// Book is the log book of a year that went to the archive.
type Book struct {
	Year     int64 `db:"id"`
	Entries  int   `db:"entries"`
	Secret   bool  `db:"secret"`
	ClosedAt int64 `db:"closed_at"`
}

var (
	stints      = tableOf[Stint]("duty_stint")
	entries     = tableOf[Entry]("duty_log")
	corrections = tableOf[Correction]("duty_correction")
	handovers   = tableOf[Handover]("duty_handover")
	items       = tableOf[HandoverItem]("duty_handover_item")
	incidents   = tableOf[Incident]("duty_incident")
	steps       = tableOf[Step]("duty_step")
	alarms      = tableOf[Alarm]("duty_alarm")
	bulletins   = tableOf[Bulletin]("duty_bulletin")
	inspections = tableOf[Inspection]("duty_inspection")
	liabilities = tableOf[Liability]("duty_liability")
	books       = tableOf[Book]("duty_book")
)

// Package council is how a matter that a meeting decides goes to the meetings and
// comes back: what is asked, where it stands, what signed minutes say of it. The
// meetings themselves are a room; it is connected from outside, and where none is, a
// person enters what was decided.
//
// Words: matter 上会事项, source 来源 (one opening of a step, one sending of a draft),
// agenda 议程, minutes 会议纪要, outcome 研究结果.
package council

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Room takes matters up for the meetings. Every call that writes is part of the deed
// that makes it necessary.
type Room interface {
	// TakeUp puts a matter before the meetings. A second ask of the same source is the
	// first.
	TakeUp(tx *act.Tx, ask Ask) error
	// Drop takes a matter back that no longer waits for a meeting. What is unknown or
	// decided is left alone.
	Drop(tx *act.Tx, source string) error
	// Standing says where a matter stands; of one unknown it is zero.
	Standing(ctx context.Context, r db.Reader, source string) (Standing, error)
	// Sees reports whether somebody may open the page of a meeting: a case is seen by
	// many who may not.
	Sees(ctx context.Context, who act.Actor, url string) (bool, error)
}

// Ask is a matter that waits for a meeting.
type Ask struct {
	Source    string // names the matter, and this time that it is asked
	Title     string
	Line      string // second line, may be empty
	URL       string // local address of the case
	Unit      string // code of the unit whose matter it is; empty if none
	Meeting   string // which meeting the rule book names: 局长办公会; empty for none
	Topic     law.ID // clause of the class of matters; empty for the last class (其他)
	Major     bool   // somebody has called it an important matter, and stands for it
	Basis     []law.ID
	Concerned []int64 // org_person: they withdraw (回避)
}

// Standing is where a matter stands among the meetings.
type Standing struct {
	// Listed is set while a meeting is to decide it. Nobody enters the result by hand
	// then.
	Listed bool
	Where  string // in words, after 此件: 已列入7月9日局长办公会议程; empty for a matter unknown
	URL    string // local address of the meeting; empty for none
}

// Notice tells on the page of a matter where it stands.
func (s Standing) Notice() ui.Notice {
	n := ui.Notice{Tone: ui.Info, Text: "此件" + s.Where + "。"}
	if s.Listed {
		n.Text += "会议纪要签发以后，结果自动记入此件。"
	}
	if s.URL != "" {
		n.Link = ui.Link{Text: "看会议", URL: s.URL}
	}
	return n
}

// Outcome is what came of a matter before a meeting.
type Outcome string

// The outcomes.
const (
	Agreed   Outcome = "agreed"
	Refused  Outcome = "refused"
	PutOff   Outcome = "deferred" // no decision yet
	Heard    Outcome = "noted"    // heard, and nothing decided
	Declined Outcome = "declined" // not put on the agenda: no minutes, only words
)

var outcomeLabels = map[Outcome]string{Agreed: "同意", Refused: "不同意", PutOff: "暂缓，继续等待会议研究", Heard: "听取了情况，没有作出决定，继续等待研究", Declined: "没有列入会议议程"}

// Label is the Chinese word.
func (o Outcome) Label() string { return outcomeLabels[o] }

// Known reports whether it is one of the outcomes.
func (o Outcome) Known() bool { return outcomeLabels[o] != "" }

// Decision is what signed minutes say of a matter, or that it was not put on an agenda.
type Decision struct {
	Source  string
	Ref     string // the minutes and the item: 局长办公会纪要〔2026〕3号第2项
	URL     string // local address of the minutes
	Outcome Outcome
	Words   string
	On      civil.Date // day of the meeting
}

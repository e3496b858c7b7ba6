package meeting

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
)

// States of a meeting.
const (
	Planned   = "planned"
	Notified  = "told"
	Held      = "open"
	Closed    = "closed"
	Signed    = "signed"
	Cancelled = "cancelled"
)

var stateLabels = map[string]string{Planned: "筹备中", Notified: "已通知", Held: "正在开会", Closed: "待整理纪要", Signed: "已签发", Cancelled: "已取消"}

// Parts in a meeting.
const (
	Member   = "member"
	Observer = "observer"
	Gone     = "gone" // no longer a member on the day
)

var partLabels = map[string]string{Member: "参会", Observer: "列席", Gone: "不再是成员"}

// States of an item.
const (
	Proposed  = "proposed"
	Declined  = "declined"
	Dropped   = "dropped"
	Listed    = "listed"
	Discussed = "open"
	Suspended = "suspended" // too few are in the room
	Decided   = "decided"
)

var itemLabels = map[string]string{Proposed: "待确定", Declined: "未列入", Dropped: "已撤回", Listed: "待讨论", Discussed: "讨论中", Suspended: "人数不足，搁置", Decided: "已议"}

// Outcomes of an item.
const (
	Agreed   = "agreed"
	Refused  = "refused"
	Deferred = "deferred"
	Noted    = "noted"
)

var outcomeLabels = map[string]string{Agreed: "同意", Refused: "不同意", Deferred: "暂缓", Noted: "听取"}

// OutcomeLabel is the Chinese word of an outcome.
func OutcomeLabel(outcome string) string { return outcomeLabels[outcome] }

// Ways of voting.
const (
	ByName = "named"
	ByShow = "show"
)

var voteLabels = map[string]string{"yes": "赞成", "no": "反对", "abstain": "弃权"}

// Reasons to be excused.
var excuseLabels = map[string]string{"leave": "休假", "trip": "出差", "duty": "值班", "ill": "生病", "work": "其他公务", "other": "其他", excused: "请假"}

// excused stands for the reason of somebody else's absence, which is not for everybody.
const excused = "excused"

// Kinds of paper.
const (
	Material = "material"
	Research = "research"
	Consult  = "consult"
	Speech   = "speech"
)

var paperLabels = map[string]string{Material: "会议材料", Research: "调研材料", Consult: "征求意见记录", Speech: "发言材料"}

// Parts of the minutes and their states.
const (
	Draft = "draft"
	Sent  = "sent"
)

// Subject names the row in the ledger.
func (x Meeting) Subject() string { return act.Subject("meeting_meeting", x.ID) }

// StateLabel is the Chinese word of the state.
func (x Meeting) StateLabel() string { return stateLabels[x.State] }

// URL is the page of the meeting.
func (x Meeting) URL() string { return URL(x.ID) }

// Title is what the meeting is called: 2026年第3次局长办公会, 局务会（2026年12月1日）
// before it has a number.
func (x Meeting) Title(b *rulebook.Book) string {
	k, _ := b.Meetings.Kind(x.Kind)
	name := k.Name
	if x.Enlarged {
		name = k.Enlarged.Name
	}
	if x.Number == 0 {
		return name + "（" + x.HeldOn.Chinese() + "）"
	}
	return fmt.Sprintf("%d年第%d次%s", x.Year, x.Number, name)
}

// OutcomeLabel is the Chinese word of what was decided.
func (x Item) OutcomeLabel() string { return outcomeLabels[x.Outcome] }

// StateLabel is the Chinese word of the state, of what was decided once it was.
func (x Item) StateLabel() string {
	if x.State == Decided {
		return x.OutcomeLabel()
	}
	return itemLabels[x.State]
}

// Matter is the word for the quorum of the item.
func (x Item) Matter() string {
	if x.Cadre {
		return rulebook.MatterCadre
	}
	return rulebook.MatterOrdinary
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func meetingByID(tx *act.Tx, id int64) (Meeting, error) {
	m, ok, err := act.Locked[Meeting](tx, meetingSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_meeting", id))
	}
	return m, err
}

func itemByID(tx *act.Tx, id int64) (Item, error) {
	it, ok, err := act.Locked[Item](tx, itemSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_item", id))
	}
	return it, err
}

func putMeeting(tx *act.Tx, m *Meeting) error {
	m.Version++
	ok, err := act.Replace(tx, "meeting_meeting", m.ID, m.Version-1, meetingColumns, m.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这次会议刚刚被别人改过，请重新打开再办。")
	}
	return err
}

func putItem(tx *act.Tx, it *Item) error {
	it.Version++
	ok, err := act.Replace(tx, "meeting_item", it.ID, it.Version-1, itemColumns, it.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这个议题刚刚被别人改过，请重新打开再办。")
	}
	return err
}

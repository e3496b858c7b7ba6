package report

import (
	"context"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Collective is a matter that a meeting decides: its class among those that the
// director's office meeting decides, and why it is one. The book says 重要 and names
// neither amount nor measure, so a person says it and stands for it; the levels above
// may return the matter.
type Collective struct {
	Topic  law.ID `db:"topic"` // empty for a matter that ends with its addressee
	Reason string `db:"reason"`
}

// classes are those of mtg.head.topics that come from below as requests.
var classes = []law.ID{law.MtgHeadTopicFunds, law.MtgHeadTopicBudget, law.MtgHeadTopicDocs, law.MtgHeadTopicUnits}

// officeMeeting is the meeting of those classes.
const officeMeeting = "局长办公会"

// saidImportant is the reading by which whoever sends a matter says that it is one for
// the meeting.
const saidImportant = "sender-says-important"

func (c Collective) known() bool { return slices.Contains(classes, c.Topic) }

// label is the class in the words of the book, empty for none.
func (c Collective) label(b *rulebook.Book) string {
	card, _ := b.Card(c.Topic)
	return card.Label
}

// convened checks a matter for a meeting: which class, why, and that it climbs to the
// top of its ladder, since the director settles the agenda (mtg.head.agenda.decide).
func (s *scene) convened(x Sending, ladder rulebook.Chain) error {
	c := x.Collective
	top := ladder[len(ladder)-1].Who
	only, _ := VisibleToReaderOnly(x.Skip.Reason)
	field := func(clause law.ID, name, value, say string) error {
		e := fault.Field(name, value, say)
		e.Clause = clause
		return e
	}
	switch {
	case c.Topic == "" && db.Trimmed(c.Reason) != "":
		return fault.Field("collective", "", "写了上会的理由，请选择属于局长办公会的哪一类议题；不上会的，请把理由移到处理意见。")
	case c.Topic == "":
		return nil
	case !c.known():
		return fault.Field("collective", string(c.Topic), "请在列出的几类议题中选一类，或选不上会。")
	case db.Trimmed(c.Reason) == "":
		return field(c.Topic, "collective_reason", "", "请写明为什么属于“"+c.label(s.book)+"”。规章没有写金额和“重要”的标准，由报送人写明，各级领导审核。")
	case only:
		return fault.Field("collective", string(c.Topic), "须限定知悉范围的事项只给收件人看，不能上会。请选不上会，或不选这一越级情形。")
	case x.Kind == Report && top != string(flow.DistrictLeader):
		return fault.Field("collective", string(c.Topic), "报告只让领导知道，会议没有可决定的。要会议决定的，请选请示。")
	case x.Addressee != "" && x.Addressee != top:
		return field(law.MtgHeadAgendaDecide, "addressee", x.Addressee, "局长办公会的议题由局长定，上会的件主送"+flow.Who(top).Label()+"。")
	}
	return nil
}

// through gives a ladder that leads to a meeting: the director, who settles the
// agenda, passes the matter on to it, and what goes to the district goes there after it.
func through(chain []flow.StepSpec) []flow.StepSpec {
	meets := flow.StepSpec{Who: flow.LeadershipMeeting, Act: flow.Decide}
	at := len(chain)
	switch last := &chain[at-1]; last.Who {
	case flow.DistrictLeader:
		at--
	case flow.Director:
		if last.Act == flow.Consent {
			last.Act = flow.Review
		}
	}
	return slices.Insert(chain, at, meets)
}

// basis is the ground on which a matter goes to a meeting.
func (c Collective) basis() []rulebook.Basis {
	if c.Topic == "" {
		return nil
	}
	return []rulebook.Basis{{Clause: c.Topic, Interpretation: []string{saidImportant}}, {Clause: law.MtgHeadAgendaDecide}}
}

func collectiveOf(ctx context.Context, r db.Reader, matter int64) (Collective, error) {
	c, _, err := db.Maybe[Collective](ctx, r, q.SQL("meeting_of"), matter)
	return c, err
}

// keepCollective notes what the sender said, if it is anything new. The flow asks for
// it as soon as the matter's turn at a meeting has come.
func (m Matter) keepCollective(tx *act.Tx) error {
	was, err := collectiveOf(tx.Ctx, tx, m.ID)
	c := m.Collective
	if err != nil || was == c {
		return err
	}
	id, err := tx.Next("report_meeting")
	if err != nil {
		return err
	}
	return act.Insert(tx, "report_meeting", id, []string{"matter_id", "unit", "topic", "reason", "made_at"}, []any{m.ID, m.Unit, string(c.Topic), c.Reason, tx.Now})
}

// agenda says where a matter belongs among the meetings.
func (r *Room) agenda(ctx context.Context, rd db.Reader, c flow.Case) (flow.Agenda, error) {
	of, err := collectiveOf(ctx, rd, c.SubjectID())
	if err != nil {
		return flow.Agenda{}, err
	}
	unit, _, err := db.Maybe[string](ctx, rd, q.SQL("meeting_unit"), c.SubjectID())
	return flow.Agenda{Unit: unit, Meeting: officeMeeting, Topic: of.Topic, Official: true}, err
}

// meetingGroup asks whether the matter is one for a meeting.
func meetingGroup(b *rulebook.Book, f func(ui.Field) ui.Field) ui.Group {
	pick := []ui.Option{{Value: "", Label: "不上会"}}
	for _, topic := range classes {
		card, _ := b.Card(topic)
		pick = append(pick, ui.Option{Value: string(topic), Label: card.Label, Hint: card.Statement})
	}
	return ui.Group{Title: "上会研究", Hint: "属于下面几类的重要事项由局长办公会决定，局长审核以后列入议题。规章没有写金额和“重要”的标准，由报送人写明理由提出，各级领导可以退回。", Fields: []ui.Field{
		f(ui.Field{Name: "collective", Label: "议题类别", Kind: ui.Radio, Optional: true, Options: pick}),
		f(ui.Field{Name: "collective_reason", Label: "为什么属于这一类", Optional: true, Max: 200})}}
}

package meeting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Asking is what another room wants a meeting to decide.
type Asking struct {
	Source string // of the asker: flow_step:12; one open item a source
	Kind   string // of the meeting that is suggested
	Topic  string // code of the kind's list
	Title  string
	Line   string // what it is about
	URL    string // the asker's case
	Unit   string // that presents it
	Cadre  bool
	Major  bool
	Basis  []law.ID
	// Concerned are the people who withdraw when it is dealt with.
	Concerned []int64
}

// Decision is what became of an item, as the signed minutes say.
type Decision struct {
	Source  string
	Meeting int64
	Item    int64
	Ref     string // 局长办公会纪要〔2026〕3号第2项
	URL     string
	Outcome string // Agreed, Refused, Deferred, Noted
	Words   string
	On      civil.Date // the day of the meeting
}

// Resolution is something to be done on a decision.
type Resolution struct {
	Meeting, Item int64
	Ref           string
	What          string
	Unit          string
	Owner         int64 // org_person; 0 where only a unit is named
	Due           civil.Date
	URL           string
}

// SignOff is a meeting as its signed minutes have it: what was decided, and what is to be
// done on it.
type SignOff struct {
	Meeting Meeting
	Items   []Item
	Tasks   []Resolution
}

// TakeUp proposes an item for another room, within its deed, and gives its number. A
// source that has an open item already keeps it.
func (r *Room) TakeUp(tx *act.Tx, a Asking) (int64, error) {
	s, err := r.look(tx.Ctx, tx, tx.Actor)
	if err != nil {
		return 0, err
	}
	k, err := s.kind(a.Kind)
	switch {
	case err != nil:
		return 0, err
	case a.Source == "" || a.Title == "":
		return 0, fault.New(fault.Internal, "提请会议研究的事项缺少来源或题名。")
	}
	old, ok, err := act.Locked[Item](tx, itemSelect+" WHERE source = $1 AND state NOT IN ('declined', 'dropped', 'decided') ORDER BY id DESC LIMIT 1", a.Source)
	if err != nil || ok {
		return old.ID, err
	}
	it := Item{Kind: a.Kind, Topic: a.Topic, Title: db.Trimmed(a.Title), Line: db.Trimmed(a.Line), Unit: a.Unit, UnitName: s.unitName(a.Unit), Source: a.Source, URL: a.URL, Cadre: a.Cadre, Major: a.Major, Concerned: numbers(a.Concerned), Basis: clauses(a.Basis), NoMaterial: true}
	if err := it.fits(k); err != nil {
		return 0, err
	}
	return it.ID, r.addItem(tx, &it)
}

// Drop takes the open item of a source off the list, within the deed by which the asker
// needs it no longer. One that was decided, or a source without item, is no error; one
// that is being discussed is a Conflict.
func (r *Room) Drop(tx *act.Tx, source string) error {
	it, ok, err := act.Locked[Item](tx, itemSelect+" WHERE source = $1 AND state NOT IN ('declined', 'dropped', 'decided') ORDER BY id DESC LIMIT 1", source)
	if err != nil || !ok {
		return err
	}
	if it.State == Discussed {
		return fault.Newf(fault.Conflict, "“%s”正在会上讨论，不能撤下。请等会议形成决定。", it.Title)
	}
	it.State, it.Words = Dropped, "提请的一方撤回"
	return putItem(tx, &it)
}

// fits refuses an item that is not for this kind of meeting: an unknown class, and a
// cadre matter before a body that decides none (clause mtg.party.topic.hr).
func (it *Item) fits(k rulebook.MeetingKind) error {
	t, ok := k.Topic(it.Topic)
	if !ok {
		return fault.Field("topic", it.Topic, "请从"+k.Name+"的议题类别中选择一类。")
	}
	it.Cadre = it.Cadre || t.Cadre
	if it.Cadre && !t.DiscussOnly && !decidesCadre(k) {
		return fault.Refuse(law.MtgPartyTopicHr, "干部的培养、教育、推荐、任免和奖惩由党委会讨论决定，不能提到"+k.Name+"。请改提党委会；局长办公会只能按“人事”类讨论。")
	}
	return nil
}

// decidesCadre reports whether a kind of meeting decides on cadre matters.
func decidesCadre(k rulebook.MeetingKind) bool {
	return slices.ContainsFunc(k.Quorum, func(q rulebook.MeetingQuorum) bool { return q.Matter == rulebook.MatterCadre })
}

// cadreWords are words by which a title gives itself away as a cadre matter. They decide
// nothing: whoever proposes is asked back and answers.
var cadreWords = []string{"任命", "免职", "任免", "免去", "提任", "提拔", "任职", "任用", "考察对象", "处分", "降职", "撤职"}

// sounds is the word by which an item sounds like a cadre matter, "" for none.
func (it *Item) sounds() string {
	for _, w := range cadreWords {
		if strings.Contains(it.Title, w) {
			return w
		}
	}
	return ""
}

// clauseLabel is what a clause is called on its card.
func (s *scene) clauseLabel(id law.ID) string {
	card, _ := s.book.Card(id)
	return card.Label
}

func (r *Room) addItem(tx *act.Tx, it *Item) error {
	var err error
	if it.ID, err = tx.Next("meeting_item"); err != nil {
		return err
	}
	it.State, it.MadeBy, it.MadeAt, it.Version = Proposed, tx.Actor.Login, tx.Now, 1
	return act.Insert(tx, "meeting_item", it.ID, itemColumns, it.values())
}

func numbers(list []int64) string {
	var s []string
	for _, n := range list {
		s = append(s, strconv.FormatInt(n, 10))
	}
	return strings.Join(s, ",")
}

func numbersOf(s string) []int64 {
	var out []int64
	for f := range strings.SplitSeq(s, ",") {
		if n, err := strconv.ParseInt(f, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func clauses(list []law.ID) string {
	var s []string
	for _, id := range list {
		s = append(s, string(id))
	}
	return strings.Join(s, ",")
}

// URL is the page of a meeting.
func URL(id int64) string { return fmt.Sprintf("/meetings/%d", id) }

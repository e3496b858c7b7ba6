package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Meetings are the kinds of meeting of a book (meeting.yaml). A book without the
// file has none.
type Meetings struct {
	Kinds []MeetingKind `yaml:"kinds"`
}

// The words of matters by which quorums differ.
const (
	MatterOrdinary = "ordinary"
	MatterCadre    = "cadre"
)

// MeetingKind is one kind of meeting. Posts and units are codes of the book; days,
// fractions and times a month are read from the parameters of the clauses named.
type MeetingKind struct {
	Code  string  `yaml:"code"`
	Name  string  `yaml:"name"`
	Basis []Basis `yaml:"basis"`

	Members   MeetingBody     `yaml:"members"`
	Observers MeetingBody     `yaml:"observers"` // posts that are usually invited
	Enlarged  MeetingVariant  `yaml:"enlarged"`  // without a name: there is none
	Chair     MeetingPost     `yaml:"chair"`
	StandIn   MeetingPost     `yaml:"stand_in"` // who alone may chair when the chair delegates
	Collector MeetingUnit     `yaml:"collector"`
	Agenda    MeetingPost     `yaml:"agenda"` // who fixes the agenda
	Secretary MeetingPost     `yaml:"secretary"`
	Cadence   MeetingCadence  `yaml:"cadence"`
	Adhoc     MeetingVariant  `yaml:"adhoc"`
	Notice    MeetingNotice   `yaml:"notice"`   // without a clause: the book sets none
	Reminder  MeetingNotice   `yaml:"reminder"` // a lead that is advised and never judged
	Quorum    []MeetingQuorum `yaml:"quorum"`   // none: the book sets none
	// Unset is cited where the book sets neither quorum nor notice.
	Unset []Basis `yaml:"unset"`
	// Opinions is "all" where every member present says a word on an item before it is
	// decided, else "free".
	Opinions string `yaml:"opinions"`
	// Order is why the chair speaks last where everybody says a word, Vote why a majority
	// decides: readings, since the text says neither.
	Order []Basis `yaml:"order"`
	Vote  []Basis `yaml:"vote"`
	// Majority is "due" where more than half of those who should attend must agree;
	// empty where the chair decides after hearing.
	Majority string         `yaml:"majority"`
	Paper    MeetingPaper   `yaml:"paper"`
	Original MeetingPost    `yaml:"original"` // whose consent opens the original record; none: those who attended
	Major    MeetingVariant `yaml:"major"`    // what comes before a major item
	Topics   MeetingTopics  `yaml:"topics"`
}

// MeetingBody says who belongs to a meeting.
type MeetingBody struct {
	Committee bool     `yaml:"committee"` // those who sit on the party committee on the day
	Posts     []string `yaml:"posts"`
	Heads     []string `yaml:"heads"` // heads of units of these kinds
	Everyone  bool     `yaml:"everyone"`
	Say       string   `yaml:"say"`
	Basis     []Basis  `yaml:"basis"`
}

// MeetingPost names posts for one part in a meeting.
type MeetingPost struct {
	Posts []string `yaml:"posts"`
	// Delegate: whoever was asked to chair may do it too. Reason: it needs a written
	// reason. Inferred: the text names nobody.
	Delegate bool    `yaml:"delegate"`
	Reason   bool    `yaml:"reason"`
	Inferred bool    `yaml:"inferred"`
	Basis    []Basis `yaml:"basis"`
}

// MeetingUnit is a unit with a part in a meeting.
type MeetingUnit struct {
	Unit  string  `yaml:"unit"`
	Basis []Basis `yaml:"basis"`
}

// MeetingVariant is a special form of a meeting, or a special sort of item.
type MeetingVariant struct {
	Name  string  `yaml:"name"`
	Basis []Basis `yaml:"basis"`
}

// MeetingCadence is how often a meeting is held: Per is "month" or "year".
type MeetingCadence struct {
	Clause    law.ID `yaml:"clause"`
	Parameter string `yaml:"parameter"`
	Per       string `yaml:"per"`
	Reading   string `yaml:"reading"`
}

// MeetingNotice is how many calendar days before the day of the meeting it is told.
// A lead that is not firm may be shorter for a written reason.
type MeetingNotice struct {
	Clause    law.ID `yaml:"clause"`
	Parameter string `yaml:"parameter"`
	Firm      bool   `yaml:"firm"`
	Reading   string `yaml:"reading"`
}

// MeetingQuorum is a quorum for a sort of matter: the fraction stands in the
// parameters numerator and denominator of its clause.
type MeetingQuorum struct {
	Matter  string `yaml:"matter"`
	Clause  law.ID `yaml:"clause"`
	Reading string `yaml:"reading"`
}

// MeetingPaper is what a meeting leaves: 纪要, 简报 or 记录. Signer names the posts that
// sign it; whoever chaired, if empty.
type MeetingPaper struct {
	Word   string   `yaml:"word"`
	Signer []string `yaml:"signer"`
	Basis  []Basis  `yaml:"basis"`
}

// MeetingTopics are the classes of items, in the order of the book.
type MeetingTopics struct {
	Clause law.ID         `yaml:"clause"`
	List   []MeetingTopic `yaml:"list"`
}

// MeetingTopic is a class of items. Cadre: its items are cadre matters. DiscussOnly: of
// a cadre matter it decides nothing.
type MeetingTopic struct {
	Code        string `yaml:"code"`
	Name        string `yaml:"name"`
	Cadre       bool   `yaml:"cadre"`
	DiscussOnly bool   `yaml:"discuss_only"`
	Clause      law.ID `yaml:"clause"` // of its own, beside that of the list
}

// Kind finds a kind of meeting.
func (m Meetings) Kind(code string) (MeetingKind, bool) {
	i := slices.IndexFunc(m.Kinds, func(k MeetingKind) bool { return k.Code == code })
	if i < 0 {
		return MeetingKind{}, false
	}
	return m.Kinds[i], true
}

// Topic finds a class of items.
func (k MeetingKind) Topic(code string) (MeetingTopic, bool) {
	i := slices.IndexFunc(k.Topics.List, func(t MeetingTopic) bool { return t.Code == code })
	if i < 0 {
		return MeetingTopic{}, false
	}
	return k.Topics.List[i], true
}

// TopicBasis are the clauses of an item of a class.
func (k MeetingKind) TopicBasis(code string) []law.ID {
	out := []law.ID{k.Topics.Clause}
	if t, ok := k.Topic(code); ok && t.Clause != "" {
		out = append(out, t.Clause)
	}
	return out
}

// kindNamed finds a kind or says which there are.
func (b *Book) kindNamed(code string) (MeetingKind, error) {
	k, ok := b.Meetings.Kind(code)
	if ok {
		return k, nil
	}
	var all []string
	for _, x := range b.Meetings.Kinds {
		all = append(all, x.Code)
	}
	return k, fault.Field("meeting", code, "没有“"+code+"”这种会议，可填的有："+strings.Join(all, "、")+"。")
}

// Quorum is a fraction of the members, compared in whole numbers. The zero Quorum is
// that of a meeting for which the book sets none.
type Quorum struct {
	Numerator, Denominator int
	Basis                  []Basis
}

// Set reports whether there is a quorum at all.
func (q Quorum) Set() bool { return q.Denominator > 0 }

// Met reports whether so many present are enough; half or two thirds exactly are.
func (q Quorum) Met(members, present int) bool {
	return q.Set() && members > 0 && present*q.Denominator >= members*q.Numerator
}

// Required is the least number present that is enough.
func (q Quorum) Required(members int) int {
	if !q.Set() {
		return 0
	}
	return (members*q.Numerator + q.Denominator - 1) / q.Denominator
}

// Quorum gives the quorum of a meeting for a matter (clauses mtg.party.quorum.half,
// mtg.party.quorum.two_thirds). Where a kind sets one for ordinary matters alone, it
// holds for all. An unknown meeting or matter is an Invalid error.
func (b *Book) Quorum(meeting, matter string) (Quorum, error) {
	k, err := b.kindNamed(meeting)
	if err != nil {
		return Quorum{}, err
	}
	if matter != MatterOrdinary && matter != MatterCadre {
		return Quorum{}, fault.Field("matter", matter, "没有“"+matter+"”这种事项，只有 ordinary（一般）和 cadre（干部）。")
	}
	if len(k.Quorum) == 0 {
		return Quorum{Basis: k.Unset}, nil
	}
	i := slices.IndexFunc(k.Quorum, func(q MeetingQuorum) bool { return q.Matter == matter })
	if i < 0 {
		i = 0
	}
	rule := k.Quorum[i]
	q := Quorum{Basis: []Basis{groundOf(rule.Clause, rule.Reading)}}
	var ok1, ok2 bool
	q.Numerator, ok1 = b.whole(rule.Clause, "numerator")
	q.Denominator, ok2 = b.whole(rule.Clause, "denominator")
	if !ok1 || !ok2 || q.Denominator < 1 {
		return Quorum{}, fault.Newf(fault.Internal, "条文 %s 没有写明到会人数的分数。", rule.Clause)
	}
	return q, nil
}

// Present is the answer to how many must be there; Required and Met are nil where the
// book sets no quorum.
type Present struct {
	Required *int  `json:"required"`
	Met      *bool `json:"met"`
}

// CountPresent judges who is there: members is the number of all members, whether
// excused or not; more present than members is an Invalid error.
func (b *Book) CountPresent(meeting, matter string, members, present int) (Present, Quorum, error) {
	q, err := b.Quorum(meeting, matter)
	switch {
	case err != nil:
		return Present{}, q, err
	case members < 1:
		return Present{}, q, fault.Field("members", fmt.Sprint(members), "应到人数至少是 1。")
	case present < 0:
		return Present{}, q, fault.Field("present", fmt.Sprint(present), "到会人数不能小于 0。")
	case present > members:
		return Present{}, q, fault.Field("present", fmt.Sprint(present), fmt.Sprintf("到会 %d 人多于应到 %d 人。列席的不算到会，请核对人数。", present, members))
	case !q.Set():
		return Present{}, q, nil
	}
	n, met := q.Required(members), q.Met(members, present)
	return Present{&n, &met}, q, nil
}

// Told is the answer to whether a meeting was told in time; EarliestOK and Met are nil
// where the book sets no lead.
type Told struct {
	EarliestOK *civil.Date `json:"earliest_ok"` // the earliest day of meeting that this notice allows
	Met        *bool       `json:"met"`
	Firm       bool        `json:"firm"` // a shorter lead is not allowed even for a reason
}

// JudgeNotice judges the day of a notice (clause mtg.party.notice.lead): the lead is in
// calendar days.
func (b *Book) JudgeNotice(meeting string, notice, held civil.Date) (Told, []Basis, error) {
	k, err := b.kindNamed(meeting)
	switch {
	case err != nil:
		return Told{}, nil, err
	case k.Notice.Clause == "":
		return Told{}, k.Unset, nil
	}
	n, ok := b.whole(k.Notice.Clause, k.Notice.Parameter)
	if !ok {
		return Told{}, nil, fault.Newf(fault.Internal, "条文 %s 没有写明提前的天数。", k.Notice.Clause)
	}
	earliest := notice.AddDays(n)
	met := !held.Before(earliest)
	return Told{&earliest, &met, k.Notice.Firm}, []Basis{groundOf(k.Notice.Clause, k.Notice.Reading)}, nil
}

// Advised is the lead in days that a kind advises without judging it, 0 for none.
func (b *Book) Advised(k MeetingKind) int {
	n, _ := b.whole(k.Reminder.Clause, k.Reminder.Parameter)
	return n
}

// Times is how often a month (or year) a kind of meeting is held.
func (b *Book) Times(k MeetingKind) (n int, ok bool) {
	return b.whole(k.Cadence.Clause, k.Cadence.Parameter)
}

func (b *Book) whole(clause law.ID, name string) (int, bool) {
	p, ok := b.Param(clause, name)
	if !ok {
		return 0, false
	}
	return p.Int()
}

func groundOf(clause law.ID, interpretation string) Basis {
	b := Basis{Clause: clause}
	if interpretation != "" {
		b.Interpretation = []string{interpretation}
	}
	return b
}

// Clauses are the clauses of grounds, without their readings.
func Clauses(basis ...[]Basis) []law.ID {
	var out []law.ID
	for _, list := range basis {
		for _, g := range list {
			if !slices.Contains(out, g.Clause) {
				out = append(out, g.Clause)
			}
		}
	}
	return out
}

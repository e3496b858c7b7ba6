package rulebook

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
)

// Disclosure is what a book knows of disclosing government information
// (政府信息公开): the regimes by which periods are counted, the fees by the day of
// the application and the remedies by the day of service. The local text and the
// law stand next to each other; where they clash both texts are kept. A book
// without the file disclosure.yaml has none of it.
type Disclosure struct {
	// Follow says whose periods bind an application: FollowLaw or FollowBook.
	Follow string `yaml:"follow"`
	// Straddling says which regime takes an application that was open when the law
	// changed: StraddleReceived or StraddleCurrent.
	Straddling string      `yaml:"straddling"`
	Ground     string      `yaml:"ground"` // why the two settings are as they are
	Regimes    []Regime    `yaml:"regimes"`
	Periods    []TimeLimit `yaml:"periods"` // those that every regime shares
	Fees       []FeeEra    `yaml:"fees"`
	Remedies   []Remedy    `yaml:"remedies"`
	Papers     []Parameter `yaml:"papers"`   // what the outgoing papers name; see PaperValue
	Receipts   []Receipt   `yaml:"receipts"` // the day of receipt by channel
	Replies    []Reply     `yaml:"replies"`  // the kinds of reply, in the order of the national table
	Clashes    []Clash     `yaml:"clashes"`
}

// The words of Disclosure's settings.
const (
	FollowLaw  = "law"  // the law in force on the day of receipt
	FollowBook = "book" // the local text, from its first day of force

	StraddleReceived = "received" // the regime of the day of receipt, to the end
	StraddleCurrent  = "current"  // an application still open goes over to the new one
)

// Regime is one body of rules on periods.
type Regime struct {
	Name      string      `yaml:"name"` // seed, 2007, 2019
	Title     string      `yaml:"title"`
	Origin    string      `yaml:"origin"` // OriginLaw or OriginBook
	From      civil.Date  `yaml:"from"`   // no date: the book's own first day
	Until     civil.Date  `yaml:"until"`  // the first day on which it no longer holds; no date: still in force
	Basis     []Basis     `yaml:"basis"`
	Periods   []TimeLimit `yaml:"periods"`
	Effects   []Effect    `yaml:"effects"`
	Extension Extension   `yaml:"extension"`
	Silences  []Silence   `yaml:"silences"`
}

// The words of Regime.Origin.
const (
	OriginLaw  = "law"
	OriginBook = "book"
)

// TimeLimit is one period (期限).
type TimeLimit struct {
	For   string `yaml:"for"`   // e.g. reply; see timeLimits
	Label string `yaml:"label"` // e.g. 答复期限
	Start string `yaml:"start"` // the event it runs from, in Chinese: 收到申请
	Count int    `yaml:"count"`
	Unit  string `yaml:"unit"` // one of the units below
	// By is the fixed day MM-DD of the next year, in the place of Count and Unit.
	By string `yaml:"by"`
	// MovedBy names the effects that move it: correction, fee, third_party, agency,
	// extension, longer_period.
	MovedBy []string `yaml:"moved_by"`
	// From and Until bound the days from which it may run, where the law changed.
	From  civil.Date `yaml:"from"`
	Until civil.Date `yaml:"until"`
	Basis []Basis    `yaml:"basis"`
}

// The units of a TimeLimit.
const (
	UnitWorkingDays  = "working_days"
	UnitCalendarDays = "calendar_days" // rolls on if the last day is not worked
	UnitMonths       = "months"        // likewise
)

// Effect is what an event does to the periods that it moves.
type Effect struct {
	On string `yaml:"on"` // one of effectsOn
	// Does is one of: restart (the whole period from the next day), stop (the days
	// until the end do not count), add, set (a stated day), runs (nothing).
	Does string `yaml:"does"`
	// Within names the period in which the notice that opens it is due, or, for a
	// stop, the period after which it ends by itself.
	Within string  `yaml:"within"`
	Basis  []Basis `yaml:"basis"`
}

// Extension is how far a reply may be put off, and who consents.
type Extension struct {
	Most     int     `yaml:"most"` // working days in all
	Approver string  `yaml:"approver"`
	Label    string  `yaml:"label"` // the approver in Chinese
	Basis    []Basis `yaml:"basis"`
}

// Silence is what it means that somebody who was asked did not answer in time.
type Silence struct {
	Who   string  `yaml:"who"`   // third_party, joint_agency, applicant_correction, applicant_fee
	Means string  `yaml:"means"` // consent, no_consent, agency_decides, given_up, unsaid
	Say   string  `yaml:"say"`
	Basis []Basis `yaml:"basis"`
}

// FeeEra is what may be charged for an application received in a stretch of time.
type FeeEra struct {
	From    civil.Date `yaml:"from"`
	Until   civil.Date `yaml:"until"`
	Charges string     `yaml:"charges"` // costs, nothing, processing_fee
	Say     string     `yaml:"say"`
	Tariffs []Tariff   `yaml:"tariffs"` // of a processing fee
	Basis   []Basis    `yaml:"basis"`
}

// Tariff is one way to count the processing fee; an application has one of them.
type Tariff struct {
	Mode  string `yaml:"mode"` // items_per_natural_month, pages_per_application
	Label string `yaml:"label"`
	Unit  string `yaml:"unit"` // 件, 页
	Tiers []Tier `yaml:"tiers"`
}

// Tier is the price, in whole yuan, of every piece above a number, up to the next
// tier. Every further Step pieces cost More yuan a piece more, if Step is not 0.
type Tier struct {
	Above int `yaml:"above"`
	Yuan  int `yaml:"yuan"`
	Step  int `yaml:"step"`
	More  int `yaml:"more"`
}

// Remedy is what a reply served in a stretch of time says of review and lawsuit.
// {government}, {superior} and {court} are filled in by who writes the letter.
type Remedy struct {
	From  civil.Date `yaml:"from"`
	Until civil.Date `yaml:"until"`
	// Class is review_first (refusals under articles 14 to 16), either, or any
	// where the law did not tell them apart.
	Class string  `yaml:"class"`
	Text  string  `yaml:"text"`
	Basis []Basis `yaml:"basis"`
}

// Clash is a point on which the local text and the law in force differ.
type Clash struct {
	Topic string     `yaml:"topic"`
	Book  string     `yaml:"book"` // what the local text says, in our words
	Law   string     `yaml:"law"`
	Since civil.Date `yaml:"since"`
	// Parts names what differs in the regimes' data: period reply, silence
	// third_party, effect agency, extension; empty if no datum shows it.
	Parts      []string `yaml:"parts"`
	BookBasis  []Basis  `yaml:"book_basis"`
	LawBasis   []Basis  `yaml:"law_basis"`
	ToBeChosen string   `yaml:"to_be_chosen"` // what the bureau has to decide
}

// UnmarshalYAML reads a ground as a book writes it: the clause, then its readings,
// e.g. "foi.reply.deadline start-not-counted".
func (b *Basis) UnmarshalYAML(n *yaml.Node) error {
	var s string
	if err := n.Decode(&s); err != nil {
		return err
	}
	words := strings.Fields(s)
	if len(words) == 0 {
		words = []string{""}
	}
	*b = Basis{Clause: law.ID(words[0])}
	if len(words) > 1 {
		b.Interpretation = words[1:]
	}
	return nil
}

// Regime finds a regime by its name, with the periods that all share.
func (d Disclosure) Regime(name string) (Regime, bool) {
	i := slices.IndexFunc(d.Regimes, func(r Regime) bool { return r.Name == name })
	if i < 0 {
		return Regime{}, false
	}
	r := d.Regimes[i]
	r.Periods = slices.Concat(r.Periods, d.Periods)
	return r, true
}

// LawOn finds the regime of the law that was in force on a day.
func (d Disclosure) LawOn(day civil.Date) (Regime, bool) {
	return d.regime(func(r Regime) bool { return r.Origin == OriginLaw && r.Holds(day) })
}

// Local finds the regime of the book itself.
func (d Disclosure) Local() (Regime, bool) {
	return d.regime(func(r Regime) bool { return r.Origin == OriginBook })
}

func (d Disclosure) regime(fits func(Regime) bool) (Regime, bool) {
	i := slices.IndexFunc(d.Regimes, fits)
	if i < 0 {
		return Regime{}, false
	}
	return d.Regime(d.Regimes[i].Name)
}

// Holds reports whether the regime is in force on a day.
func (r Regime) Holds(day civil.Date) bool {
	return !day.Before(r.From) && (r.Until.IsZero() || day.Before(r.Until))
}

// Period finds a period of the regime. ok is false where the regime sets none.
func (r Regime) Period(name string) (TimeLimit, bool) {
	i := slices.IndexFunc(r.Periods, func(t TimeLimit) bool { return t.For == name })
	if i < 0 {
		return TimeLimit{}, false
	}
	return r.Periods[i], true
}

// Effect finds what an event does. A regime that is silent on it lets the time run.
func (r Regime) Effect(on string) Effect {
	i := slices.IndexFunc(r.Effects, func(e Effect) bool { return e.On == on })
	if i < 0 {
		return Effect{On: on, Does: "runs"}
	}
	return r.Effects[i]
}

// Silence finds what it means that somebody did not answer.
func (r Regime) Silence(who string) (Silence, bool) {
	i := slices.IndexFunc(r.Silences, func(s Silence) bool { return s.Who == who })
	if i < 0 {
		return Silence{}, false
	}
	return r.Silences[i], true
}

// RegimeFor chooses the regime of an application by the day of its receipt.
// closed is the day on which it was closed, or no date while it is open; it counts
// only where Straddling is StraddleCurrent. ok is false for a day before any
// regime: then a person decides.
func (b *Book) RegimeFor(received, closed civil.Date) (Regime, bool) {
	d := b.Disclosure
	if d.Follow == FollowBook && b.Holds(received) {
		if r, ok := d.Local(); ok {
			return r, true
		}
	}
	r, ok := d.LawOn(received)
	for ok && d.Straddling == StraddleCurrent && !r.Until.IsZero() && (closed.IsZero() || !closed.Before(r.Until)) {
		if r, ok = d.LawOn(r.Until); !ok {
			return Regime{}, false
		}
	}
	return r, ok
}

// Package rulebook reads a bureau's rule book: clause cards with their
// statements, parameters and interpretations, closed decision tables, units,
// posts and the archive room's settings. It proves the book by walking every
// cell of every table, and says honestly which clauses the program enforces.
//
// A book is data (see package rulebooks). The words of a card are ours; the
// source is cited by chapter, locator and line.
package rulebook

import (
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
)

// Book is one rule book. Everything a Book hands out is shared: do not change it.
type Book struct {
	Name       string // the folder's name, e.g. qijiang-commerce
	Title      string
	Bureau     string
	Status     string // e.g. 讨论稿
	Source     string
	InForce    civil.Date // the first day of force; a setting, see parameter in_force
	Chapters   []Chapter
	Parameters []Parameter // of the book as a whole
	Units      []Unit
	Posts      []Post
	Archive    Archive
	Tables     []Table           // a table of several versions stands once for each
	Actors     []Actor           // who acts in the steps of chains
	Words      map[string]string // Chinese for the words of tables
	Examples   []Example         // of the tables, by which they are proved
	Disclosure Disclosure        // of government information
	// Catalogue is what is published on the bureau's own motion, and its review.
	Catalogue Catalogue
	// Meetings are the kinds of meeting.
	Meetings Meetings
	// Edition is the number of the edition, 0 for the book as it came, and Since
	// its first day of force.
	Edition int64
	Since   civil.Date

	cards   []Card // those of the source first, then the added ones
	local   int    // how many are of the source
	byID    map[law.ID]int
	decides map[law.ID]Evidence // what tables decide by each clause
}

// Chapter is one part of the source. Missing means the source has its title only.
type Chapter struct {
	Key     string `yaml:"key"`
	Title   string `yaml:"title"`
	Missing bool   `yaml:"missing"`
}

// Kind is the kind of a clause.
type Kind string

// kinds are the words a card may use, with their Chinese labels.
var kinds = map[Kind]string{
	"role": "职责", "approval": "审批", "deadline": "时限", "quorum": "法定人数", "entitlement": "待遇",
	"record": "记录", "form": "表单", "register": "登记", "notice": "告知", "publication": "公开",
	"prohibition": "禁止", "cadence": "频次", "target": "指标", "report": "报告", "fee": "收费",
	"review": "审查", "remedy": "救济", "fact": "事实",
}

// Label is the Chinese word of a kind.
func (k Kind) Label() string { return kinds[k] }

// Card is one clause.
type Card struct {
	ID        law.ID `yaml:"id"`
	Chapter   string `yaml:"chapter"` // key of a Chapter
	Kind      Kind   `yaml:"kind"`
	Locator   string `yaml:"locator"` // chapter, section, item of the source
	Lines     string `yaml:"lines"`   // 1-based lines of the source, "8,12" or "8-36"; empty if inferred from several places
	Label     string `yaml:"label"`
	Statement string `yaml:"statement"` // our own sentence
	// Inferred: the source presupposes the clause but does not say it.
	Inferred        bool             `yaml:"inferred"`
	Parameters      []Parameter      `yaml:"parameters"`
	Interpretations []Interpretation `yaml:"interpretations"`
	Conflicts       []Conflict       `yaml:"conflicts"`
	Versions        []Version        `yaml:"versions"`
	// Partial says why the program meets the clause only in part.
	Partial string `yaml:"partial"`
	// Missing: the source has no text for it (a title only, or it breaks off).
	Missing bool `yaml:"missing"`
	// From is the national rule and article of an added card: a chapter of which
	// the source has the title only is filled with what national rules demand.
	// Empty for a clause of the source. Since is the rule's first day of force.
	From  string     `yaml:"from"`
	Since civil.Date `yaml:"since"`
	// Carried is false for a clause that is in the index but has no card yet.
	Carried bool `yaml:"-"`
}

// Parameter is a value that a clause needs. Value is empty where the source
// gives none and nobody has filled it in.
type Parameter struct {
	Name  string `yaml:"name"`
	Label string `yaml:"label"`
	Value string `yaml:"value"`
	// Says gives the Chinese of a value that is a word.
	Says map[string]string `yaml:"says"`
	Unit string            `yaml:"unit"`
	// Dated are values with their first days of force, in ascending order; before
	// the first of them there is none. Value is then the one in force last.
	Dated         []DatedValue `yaml:"dated"`
	ToBeConfirmed bool         `yaml:"to_be_confirmed"`
	Ground        string       `yaml:"ground"`
	Clause        law.ID       `yaml:"-"` // empty for a parameter of the whole book
}

// DatedValue is the value of a parameter from a day on.
type DatedValue struct {
	From   civil.Date `yaml:"from"`
	Value  string     `yaml:"value"`
	Ground string     `yaml:"ground"`
}

// On is the value in force on a day; "" if there was none yet. A parameter
// without dated values has one value for all days.
func (p Parameter) On(day civil.Date) string {
	if len(p.Dated) == 0 {
		return p.Value
	}
	value := ""
	for _, v := range p.Dated {
		if !day.Before(v.From) {
			value = v.Value
		}
	}
	return value
}

// Int reads the value as a whole number; ok is false if it is none.
func (p Parameter) Int() (n int, ok bool) {
	n, err := strconv.Atoi(p.Value)
	return n, err == nil
}

// Interpretation is a reading the bureau adopted. ID is an English slug, unique
// within its clause; the interface shows a running number 释1, 释2 ….
type Interpretation struct {
	ID     string `yaml:"id"`
	Text   string `yaml:"text"`
	Ground string `yaml:"ground"`
}

// Conflict is a higher rule that overtook the clause: both are shown.
type Conflict struct {
	Law    law.ID     `yaml:"law"`
	Since  civil.Date `yaml:"since"` // its first day of force, if known
	Text   string     `yaml:"text"`
	Choice string     `yaml:"choice"` // what the bureau follows
	// Supersedes: the clause no longer applies at all.
	Supersedes bool `yaml:"supersedes"`
}

// Says is the conflict in one sentence, with the day from which the higher rule
// holds.
func (x Conflict) Says() string {
	if x.Since.IsZero() {
		return x.Text
	}
	return x.Text + "（自" + x.Since.Chinese() + "起）"
}

// Version is a wording with its time of force, half-open: [From, Until).
type Version struct {
	From      civil.Date `yaml:"from"`
	Until     civil.Date `yaml:"until"` // no date: still in force
	Statement string     `yaml:"statement"`
}

// Holds reports whether the version is in force on d.
func (v Version) Holds(d civil.Date) bool {
	return !d.Before(v.From) && (v.Until.IsZero() || d.Before(v.Until))
}

// Unit is a section, centre or station of the bureau.
type Unit struct {
	Code     string   `yaml:"code"` // capitals, used in archival codes
	Name     string   `yaml:"name"`
	FullName string   `yaml:"full_name"`
	Kind     string   `yaml:"kind"`    // office, section, centre, station
	Signs    []string `yaml:"signs"`   // further name plates (挂牌)
	Aliases  []string `yaml:"aliases"` // other names used in the source
	Clauses  []law.ID `yaml:"clauses"`
	Duties   string   `yaml:"duties"`
	Acts     []string `yaml:"acts"` // words for who acts that mean this unit: office, political_section
}

// Post is an office a person may hold. No book names persons.
type Post struct {
	Code string   `yaml:"code"`
	Unit string   `yaml:"unit"` // empty for the bureau's leaders
	Name string   `yaml:"name"` // how its holder is shown
	Rank string   `yaml:"rank"` // staff, section_head, bureau_leader, director
	Many bool     `yaml:"many"` // may have several holders
	Acts []string `yaml:"acts"` // words for who acts that mean this post: party_secretary
}

// Cards lists all clauses of the source, those without a card too, by chapter.
func (b *Book) Cards() []Card { return b.cards[:b.local:b.local] }

// Added lists the cards of chapters without text, by chapter: what national rules
// demand there. They are no part of the local text.
func (b *Book) Added() []Card { return b.cards[b.local:] }

// Card finds a clause.
func (b *Book) Card(id law.ID) (Card, bool) {
	if i, ok := b.byID[id]; ok {
		return b.cards[i], true
	}
	return Card{}, false
}

// Chapter finds a chapter by its key.
func (b *Book) Chapter(key string) (Chapter, bool) {
	i := slices.IndexFunc(b.Chapters, func(c Chapter) bool { return c.Key == key })
	if i < 0 {
		return Chapter{}, false
	}
	return b.Chapters[i], true
}

// Unit finds a unit by code, name, full name, name plate or alias.
func (b *Book) Unit(s string) (Unit, bool) {
	for _, u := range b.Units {
		if s != "" && (s == u.Code || s == u.Name || s == u.FullName || slices.Contains(u.Signs, s) || slices.Contains(u.Aliases, s)) {
			return u, true
		}
	}
	return Unit{}, false
}

// Post finds a post by its code.
func (b *Book) Post(code string) (Post, bool) {
	i := slices.IndexFunc(b.Posts, func(p Post) bool { return p.Code == code })
	if i < 0 {
		return Post{}, false
	}
	return b.Posts[i], true
}

// Table finds a closed table by its id; of several versions the last.
func (b *Book) Table(id string) (Table, bool) {
	found, ok := Table{}, false
	for _, t := range b.Tables {
		if t.ID == id && (!ok || found.From.Before(t.From)) {
			found, ok = t, true
		}
	}
	return found, ok
}

// TableAt finds the version of a table in force on a day; ok is false if there is
// none, as on every day before the book's own first.
func (b *Book) TableAt(id string, d civil.Date) (Table, bool) {
	for _, t := range b.Tables {
		if t.ID == id && b.Holds(d) && t.Holds(d) {
			return t, true
		}
	}
	return Table{}, false
}

// Params lists every parameter of the book, each with its clause.
func (b *Book) Params() []Parameter {
	all := slices.Concat(b.Parameters, b.Disclosure.Papers)
	for _, c := range b.cards {
		for _, p := range c.Parameters {
			p.Clause = c.ID
			all = append(all, p)
		}
	}
	return all
}

// Param finds one parameter of a clause; an empty clause means the whole book.
func (b *Book) Param(clause law.ID, name string) (Parameter, bool) {
	list := b.Parameters
	if clause != "" {
		c, _ := b.Card(clause)
		list = c.Parameters
	}
	for _, p := range list {
		if p.Name == name {
			p.Clause = clause
			return p, true
		}
	}
	return Parameter{}, false
}

// Holds reports whether the local book was in force on d.
func (b *Book) Holds(d civil.Date) bool { return !d.Before(b.InForce) }

// InForceFrom gives the same book with another first day of force, as the bureau
// set it; b is unchanged.
func (b *Book) InForceFrom(d civil.Date) *Book {
	c := *b
	c.InForce = d
	c.Parameters = slices.Clone(b.Parameters)
	for i, p := range c.Parameters {
		if p.Name == "in_force" {
			c.Parameters[i].Value, c.Parameters[i].ToBeConfirmed = d.String(), false
		}
	}
	return &c
}

// At gives the wording of a clause in force on d; ok is false if there was none.
func (b *Book) At(id law.ID, d civil.Date) (v Version, ok bool) {
	c, found := b.Card(id)
	if !found || !c.Carried {
		return Version{}, false
	}
	for _, v := range b.versions(c) {
		if v.Holds(d) {
			return v, true
		}
	}
	return Version{}, false
}

// versions lists the wordings of a card; one without its own is the book's age.
func (b *Book) versions(c Card) []Version {
	if len(c.Versions) > 0 {
		return c.Versions
	}
	if !c.Since.IsZero() {
		return []Version{{From: c.Since, Statement: c.Statement}}
	}
	return []Version{{From: b.InForce, Statement: c.Statement}}
}

// Interpretation finds a reading of the card with its Chinese number (释1 …).
func (c Card) Interpretation(id string) (i Interpretation, number string, ok bool) {
	for n, i := range c.Interpretations {
		if i.ID == id {
			return i, fmt.Sprintf("释%d", n+1), true
		}
	}
	return Interpretation{}, "", false
}

// Source is the place in the source as people cite it, e.g. "档-四，原文第26行".
func (c Card) Source() string {
	if c.From != "" {
		return "原文没有这一章，据" + c.From
	}
	if c.Lines == "" {
		return c.Locator
	}
	return c.Locator + "，原文第" + c.Lines + "行"
}

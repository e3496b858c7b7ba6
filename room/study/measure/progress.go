package measure

import (
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
)

// The three bodies that study together (clause study.groups).
const (
	Core  = "core"
	Staff = "staff"
	Party = "party"
)

// Groups lists the bodies in the order of the book.
var Groups = []string{Core, Staff, Party}

var groupLabels = map[string]string{Core: "中心组", Staff: "干部职工", Party: "党支部党员"}

// GroupLabel is the Chinese name of a body, "" for an unknown word.
func GroupLabel(group string) string { return groupLabels[group] }

// SessionClause is the clause that sets how often a body studies in a year.
func SessionClause(group string) law.ID {
	return map[string]law.ID{Core: law.StudySessCore, Staff: law.StudySessStaff, Party: law.StudySessParty}[group]
}

// Names of the items.
const (
	Notes         = "notes"
	SessionsCore  = "sessions_core"
	SessionsStaff = "sessions_staff"
	SessionsParty = "sessions_party"
	Articles      = "research_articles"
	DaysThisWeek  = "grassroots_days_this_week"
	VisitsInMonth = "grassroots_visits_this_month"
)

var itemLabels = map[string]string{Notes: "读书笔记", SessionsCore: "中心组学习", SessionsStaff: "干部职工学习", SessionsParty: "党员学习",
	Articles: "调研文章", DaysThisWeek: "本周下基层", VisitsInMonth: "本月下基层", CollectiveResearch: "全局集中调研"}

// ItemLabel is the Chinese name of an item, "" for an unknown one.
func ItemLabel(name string) string { return itemLabels[name] }

var itemUnits = map[string]string{Notes: "篇", SessionsCore: "次", SessionsStaff: "次", SessionsParty: "次", Articles: "篇", DaysThisWeek: "日", VisitsInMonth: "次", CollectiveResearch: "次"}

// ItemUnit is the measure word of an item.
func ItemUnit(name string) string { return itemUnits[name] }

// sessionItem is the item of a body.
func sessionItem(group string) string { return "sessions_" + group }

// Counts are what somebody has done; nil for what is not known, which is not
// judged. Sessions, notes and articles are those of the year. HalfDays are the half
// days with the grass roots in the week of the day counted to, Visits those of the
// unit in its month.
type Counts struct {
	Notes, Core, Staff, Party, Articles, HalfDays, Visits *int
}

// Item is one target with what was done. Target and Done are whole notes, sessions,
// articles or visits; days are counted in half days and written as days.
type Item struct {
	Name   string
	Target int
	Done   int
	Halves bool // Target and Done are half days
	Clause law.ID
	Basis  rulebook.Basis
}

// Met reports whether the target is reached: the number itself is enough.
func (i Item) Met() bool { return i.Done >= i.Target }

// Short is what is still lacking, never less than nothing (clause study.report.gap).
func (i Item) Short() int { return max(0, i.Target-i.Done) }

// Label is the Chinese name of the item.
func (i Item) Label() string { return itemLabels[i.Name] }

// Number writes a count of this item: half days as days.
func (i Item) Number(n int) string {
	if !i.Halves {
		return strconv.Itoa(n)
	}
	if n%2 == 1 {
		return strconv.Itoa(n/2) + ".5"
	}
	return strconv.Itoa(n / 2)
}

// Words is the item in words: 读书笔记 12/15篇，差3篇.
func (i Item) Words() string {
	u := itemUnits[i.Name]
	s := i.Label() + i.Number(i.Done) + "/" + i.Number(i.Target) + u
	if i.Met() {
		return s + "，已完成"
	}
	return s + "，差" + i.Number(i.Short()) + u
}

// Leader reports whether a rank is that of a bureau leader.
func Leader(role string) bool { return role == org.RankLeader || role == org.RankDirector }

// NotesClause is the clause of the yearly notes of a rank.
func NotesClause(role string) law.ID {
	switch {
	case Leader(role):
		return law.StudyNotesLeader
	case role == org.RankSectionHead:
		return law.StudyNotesChief
	}
	return law.StudyNotesStaff
}

// number reads a whole number of at least 1 from a parameter.
func number(b *rulebook.Book, clause law.ID, name string) (int, error) {
	if p, ok := b.Param(clause, name); ok {
		if n, ok := p.Int(); ok && n > 0 {
			return n, nil
		}
	}
	return 0, fault.Newf(fault.Conflict, "规章卡片 %s 的参数 %s 没有数字，请先在规章里补上，再看学习进度。", clause, name)
}

// cite is a ground with those readings of the clause that are on its card.
func cite(b *rulebook.Book, clause law.ID, readings ...string) rulebook.Basis {
	g := rulebook.Basis{Clause: clause}
	if c, ok := b.Card(clause); ok {
		for _, r := range readings {
			for _, have := range c.Interpretations {
				if have.ID == r {
					g.Interpretation = append(g.Interpretation, r)
				}
			}
		}
	}
	return g
}

// Progress holds what was done against the targets of a rank, in the order of the
// book. Left out are the items whose count is not known, and those for which the
// book sets the rank none: named in skipped.
func Progress(b *rulebook.Book, role string, c Counts) (items []Item, skipped []string, err error) {
	add := func(name string, done *int, per int, clause law.ID, param string, readings ...string) {
		if done == nil || err != nil {
			return
		}
		var n int
		if n, err = number(b, clause, param); err != nil {
			return
		}
		items = append(items, Item{Name: name, Target: n * per, Done: *done, Halves: per == 2, Clause: clause, Basis: cite(b, clause, readings...)})
	}
	add(Notes, c.Notes, 1, NotesClause(role), "per_year", "number-included")
	for _, g := range []struct {
		group string
		done  *int
	}{{Core, c.Core}, {Staff, c.Staff}, {Party, c.Party}} {
		add(sessionItem(g.group), g.done, 1, SessionClause(g.group), "per_year", "each-group-twelve")
	}
	if Leader(role) {
		add(Articles, c.Articles, 1, law.ResearchArticleLeader, "per_year", "per-person")
		add(DaysThisWeek, c.HalfDays, 2, law.ResearchLeaders, "minimum")
		if c.Visits != nil {
			skipped = append(skipped, VisitsInMonth)
		}
	} else {
		add(Articles, c.Articles, 1, law.ResearchArticleUnit, "per_year", "first-author-counts")
		if c.HalfDays != nil {
			skipped = append(skipped, DaysThisWeek)
		}
		add(VisitsInMonth, c.Visits, 1, law.ResearchUnits, "per_month", "all-nine-units")
	}
	return items, skipped, err
}

// Reason is one sentence on a person's progress up to a day.
func Reason(role string, year int, asOf civil.Date, items []Item, skipped []string) string {
	var s []string
	for _, i := range items {
		w := i.Words()
		if !Leader(role) && (i.Name == Articles || i.Name == VisitsInMonth) {
			w += "（按科室计）"
		}
		s = append(s, w)
	}
	text := "截至" + asOf.Chinese()
	if asOf.Year > year {
		text = strconv.Itoa(year) + "年全年"
	}
	if len(s) == 0 {
		text += "，没有给出可以核对的数字"
	} else {
		text += "：" + strings.Join(s, "；")
	}
	for _, n := range skipped {
		text += "；" + itemLabels[n] + "对这一职级没有规定，不列"
	}
	return text + "。"
}

// CollectiveResearch is the name of the bureau's own item.
const CollectiveResearch = "collective_research"

// Collective holds the research of the whole bureau against its target (clause
// research.collective).
func Collective(b *rulebook.Book, done int) (Item, error) {
	n, err := number(b, law.ResearchCollective, "per_year")
	return Item{Name: CollectiveResearch, Target: n, Done: done, Clause: law.ResearchCollective, Basis: cite(b, law.ResearchCollective)}, err
}

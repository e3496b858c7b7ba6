package arrange

import (
	"cmp"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

// Settings are what numbering depends on.
type Settings struct {
	Plan
	Grammar code.Grammar // DAT22 if empty
	Fonds   string       // given by the archives authority; without it no code is issued
	// DefaultPeriod, if set, fills missing periods; such items are marked Review.
	DefaultPeriod code.Period
	// FallbackYear, if set, takes papers whose year nothing shows.
	FallbackYear int
	// Last holds the highest number given in classes that are closed; later
	// papers continue after it. Classes that are not in it start at 1.
	Last map[Class]int
}

// Placed is an item with its place.
type Placed struct {
	Item   Item
	Class  Class
	Number int
	Code   string
	// Why says how the year was found, in Chinese.
	Why    string
	Review bool // the period was filled by default and wants a second look
	Late   bool // it came after its class was closed
	Kept   bool // the code is the one the paper came with
}

// Left is an item that could not be placed: Missing is year, retention, unit,
// category, code or fonds, Message says in Chinese what to do.
type Left struct {
	ID      string `json:"-"`
	Title   string `json:"title"`
	Missing string `json:"missing"`
	Message string `json:"message"`
}

// Result of numbering. Placed is in shelf order, Left by title.
type Result struct {
	Placed []Placed
	Left   []Left
}

// Clause is the ground of the order and the numbers.
const Clause law.ID = law.DAT22Number

// Number classifies items, orders each class by date and matter and numbers it
// without gaps. Items that came with a valid code of their class keep it, and
// new numbers follow the highest one kept. What cannot be placed is named in
// Left, never put somewhere. The error is about the settings only.
func Number(items []Item, s Settings) (Result, error) {
	if err := s.Check(); err != nil {
		return Result{}, err
	}
	if _, err := code.ParseGrammar(string(s.Grammar)); err != nil {
		return Result{}, err
	}
	if s.DefaultPeriod != "" && !s.DefaultPeriod.Valid() {
		return Result{}, fault.Field("retention", string(s.DefaultPeriod), "默认保管期限须是 Y、D30 或 D10。")
	}
	s.Grammar = cmp.Or(s.Grammar, code.DAT22)
	var r Result
	kept := map[string]bool{}
	highest := map[Class]int{}
	for c, n := range s.Last {
		highest[c] = n
	}
	var fresh []Placed
	for _, it := range inOrder(items) {
		p, left := s.class(it)
		if left != nil {
			r.Left = append(r.Left, *left)
			continue
		}
		_, p.Late = s.Last[p.Class]
		if it.Code == "" {
			fresh = append(fresh, p)
			continue
		}
		if left := s.keep(&p, kept); left != nil {
			r.Left = append(r.Left, *left)
			continue
		}
		highest[p.Class] = max(highest[p.Class], p.Number)
		r.Placed = append(r.Placed, p)
	}
	for _, p := range fresh {
		n := highest[p.Class] + 1
		c, err := s.format(s.Grammar, code.Parts{Fonds: s.Fonds, Category: p.Class.Category, Year: p.Class.Year,
			Period: p.Class.Period, Unit: p.Class.Unit, Item: n})
		if err != nil {
			r.Left = append(r.Left, leftBy(p.Item, err))
			continue
		}
		highest[p.Class] = n
		p.Number, p.Code = n, c
		r.Placed = append(r.Placed, p)
	}
	slices.SortStableFunc(r.Placed, func(a, b Placed) int {
		return cmp.Or(s.Compare(a.Class, b.Class), cmp.Compare(a.Number, b.Number))
	})
	slices.SortFunc(r.Left, func(a, b Left) int { return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID)) })
	return r, nil
}

// format writes the code of a place; without a fonds code there is none yet.
func (s Settings) format(g code.Grammar, p code.Parts) (string, error) {
	if p.Fonds == "" {
		return "", nil
	}
	return code.Format(g, p)
}

// class finds the class of an item, or what is missing for it.
func (s Settings) class(it Item) (Placed, *Left) {
	missing := func(what, message string) (Placed, *Left) {
		return Placed{}, &Left{it.ID, it.Title, what, message}
	}
	p := Placed{Item: it, Class: Class{Category: it.category(), Period: it.Period}}
	if _, ok := code.CategoryOf(p.Class.Category); !ok {
		return missing("category", "门类“"+p.Class.Category+"”不认识，请改为十三个一级门类之一。")
	}
	year, why, ok := FilingYear(it.Paper)
	switch {
	case ok:
	case s.FallbackYear != 0:
		year, why = s.FallbackYear, "日期不明，按归档年度"
	default:
		return missing("year", "没有日期，也没有著录年度，无法确定归属年度；请补日期或年度。")
	}
	p.Class.Year, p.Why = year, why
	if p.Class.Period == "" && s.DefaultPeriod != "" {
		p.Class.Period, p.Review = s.DefaultPeriod, true
		p.Item.Period = s.DefaultPeriod
	}
	if p.Class.Period == "" {
		return missing("retention", "保管期限没有确定，保管期限表也判不出；请选定永久、30年或10年。")
	}
	if !p.Class.Period.Valid() {
		return missing("retention", "保管期限“"+string(p.Class.Period)+"”不认识；请选定永久、30年或10年。")
	}
	if s.scheme() != YearPeriod {
		if it.Unit == "" {
			return missing("unit", "没有机构（科室），请选定由哪个科室归档。")
		}
		u, found := s.UnitOf(it.Unit)
		if !found {
			return missing("unit", "机构“"+it.Unit+"”不在本局机构表中，请先与现有科室对应。")
		}
		p.Class.Unit = u.Code
		p.Item.Unit = u.Code
	}
	return p, nil
}

// keep takes over the code a paper came with, if it fits its class and nobody
// else has it.
func (s Settings) keep(p *Placed, kept map[string]bool) *Left {
	it := p.Item
	bad := func(message string) *Left { return &Left{it.ID, it.Title, "code", message} }
	text := code.Normalise(it.Code)
	parts, _, err := code.Parse(text)
	if err != nil {
		return bad("原有档号“" + it.Code + "”不合规则（" + fault.Of(err).Safe() + "）请改正，或清空后重新编号。")
	}
	unit := parts.Unit
	if u, ok := s.UnitOf(unit); ok {
		unit = u.Code
	}
	if (s.Fonds != "" && parts.Fonds != s.Fonds) || parts.Category != p.Class.Category || parts.Year != p.Class.Year ||
		parts.Period != p.Class.Period || unit != p.Class.Unit || parts.Group != 0 {
		return bad("原有档号“" + text + "”与本件的全宗、门类、年度、期限或机构不一致，请核对。")
	}
	key := fmt.Sprint(p.Class, parts.Item)
	if kept[key] || parts.Item <= s.Last[p.Class] {
		return bad("原有档号“" + text + "”与另一件重复，请核对。")
	}
	kept[key] = true
	p.Number, p.Code, p.Kept = parts.Item, text, true
	return nil
}

func leftBy(it Item, err error) Left {
	f := fault.Of(err)
	missing := f.Field
	if missing == "period" {
		missing = "retention"
	}
	return Left{it.ID, it.Title, missing, f.Safe()}
}

// inOrder orders items as they stand inside a class: those with a place laid down
// by hand first, by it; the others by date, undated last, then by the series and
// number of the document, then by title. The id decides at the very end, so that
// the order never depends on that of the input.
func inOrder(items []Item) []Item {
	type keyed struct {
		at      int
		undated bool
		no      describe.DocNo
	}
	keys := make([]keyed, len(items))
	for i, it := range items {
		no, _ := describe.SplitDocNo(it.DocNo)
		keys[i] = keyed{i, it.Date.IsZero(), no}
	}
	slices.SortFunc(keys, func(x, y keyed) int {
		a, b := items[x.at].Paper, items[y.at].Paper
		switch {
		case a.Sort != b.Sort && (a.Sort == 0 || b.Sort == 0):
			return cmp.Compare(b.Sort, a.Sort)
		case a.Sort != b.Sort:
			return cmp.Compare(a.Sort, b.Sort)
		case x.undated && !y.undated:
			return 1
		case y.undated && !x.undated:
			return -1
		}
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(x.no.Prefix, y.no.Prefix), cmp.Compare(x.no.Year, y.no.Year),
			cmp.Compare(x.no.Number, y.no.Number), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	out := make([]Item, len(items))
	for i, k := range keys {
		out[i] = items[k.at]
	}
	return out
}

// LateNote is the sentence for the note in the box (备考表) about a paper that
// came after its class was closed.
func LateNote(p Placed) string {
	date := ""
	if !p.Item.Date.IsZero() {
		date = "（" + p.Item.Date.Chinese() + "）"
	}
	return fmt.Sprintf("本类关账后补入第%04d号《%s》%s一件，档号%s，排在本类末尾。", p.Number, p.Item.Title, date, p.Code)
}

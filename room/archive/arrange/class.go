package arrange

import (
	"cmp"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/room/archive/code"
)

// Class is the lowest class of a scheme: inside it items are ordered and counted,
// and no box ever holds two of them. Unit is empty in a scheme without units.
type Class struct {
	Category string
	Year     int
	Unit     string // code
	Period   code.Period
}

// Scheme is the order of the levels of classification (分类方案).
type Scheme string

// The schemes of DA/T 22-2015, 5.2.
const (
	YearUnitPeriod Scheme = "year-unit-period"
	YearPeriodUnit Scheme = "year-period-unit"
	YearPeriod     Scheme = "year-period" // for small organs, without units
)

// Label is the Chinese name of the scheme.
func (s Scheme) Label() string {
	switch s {
	case YearUnitPeriod:
		return "年度—机构—保管期限"
	case YearPeriodUnit:
		return "年度—保管期限—机构"
	case YearPeriod:
		return "年度—保管期限"
	}
	return ""
}

// Unit is an office of the bureau as the scheme knows it.
type Unit struct{ Code, Name string }

// Plan is the classification of a bureau: the scheme, and its units in order.
type Plan struct {
	Scheme Scheme // YearUnitPeriod if empty
	Units  []Unit
}

func (p Plan) scheme() Scheme { return cmp.Or(p.Scheme, YearUnitPeriod) }

// Check verifies the plan.
func (p Plan) Check() error {
	if p.scheme().Label() == "" {
		return fault.Field("scheme", string(p.Scheme), "分类方案只有 year-unit-period、year-period-unit 和 year-period 三种。")
	}
	seen := map[string]bool{}
	for _, u := range p.Units {
		if u.Code == "" || seen[u.Code] {
			return fault.Field("unit", u.Code, "机构代码“"+u.Code+"”为空或重复，请改正机构表。")
		}
		seen[u.Code] = true
	}
	return nil
}

// UnitOf finds a unit by code or name.
func (p Plan) UnitOf(s string) (Unit, bool) {
	for _, u := range p.Units {
		if s != "" && (s == u.Code || s == u.Name) {
			return u, true
		}
	}
	return Unit{}, false
}

// Compare orders classes as they stand on the shelf.
func (p Plan) Compare(a, b Class) int {
	unit := cmp.Or(cmp.Compare(p.rank(a.Unit), p.rank(b.Unit)), cmp.Compare(a.Unit, b.Unit))
	period := cmp.Or(cmp.Compare(a.Period.Rank(), b.Period.Rank()), cmp.Compare(a.Period, b.Period))
	first := cmp.Or(cmp.Compare(categoryRank(a.Category), categoryRank(b.Category)), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Year, b.Year))
	if p.scheme() == YearUnitPeriod {
		return cmp.Or(first, unit, period)
	}
	return cmp.Or(first, period, unit)
}

func (p Plan) rank(unit string) int {
	if i := slices.IndexFunc(p.Units, func(u Unit) bool { return u.Code == unit }); i >= 0 {
		return i
	}
	return len(p.Units)
}

func categoryRank(c string) int {
	first, ok := code.CategoryOf(c)
	if !ok {
		return len(code.Categories)
	}
	return slices.Index(code.Categories, first)
}

package energy

import (
	"fmt"
	"slices"
)

// Base is what is known of the bureau in a year (单位基本信息).
type Base struct {
	Area     int64 // building area, thousandths of a square metre
	People   int64 // who use energy there (用能人数)
	Posts    int64 // established posts (编制人数)
	Vehicles int64
}

// Indicator is one of the figures by which use is judged.
type Indicator string

// The indicators.
const (
	CoalPerArea    Indicator = "kgce_area"
	CoalPerPerson  Indicator = "kgce_person"
	WaterPerPerson Indicator = "water_person"
	PowerPerArea   Indicator = "power_area"
	PowerPerPerson Indicator = "power_person"
)

// Indicators are all of them, in the order in which they are shown.
var Indicators = []Indicator{CoalPerArea, CoalPerPerson, WaterPerPerson, PowerPerArea, PowerPerPerson}

var indicatorFacts = map[Indicator]struct{ label, unit string }{
	CoalPerArea:    {"单位建筑面积能耗", "千克标准煤/平方米"},
	CoalPerPerson:  {"人均综合能耗", "千克标准煤/人"},
	WaterPerPerson: {"人均用水量", "立方米/人"},
	PowerPerArea:   {"单位建筑面积电耗", "千瓦时/平方米"},
	PowerPerPerson: {"人均用电量", "千瓦时/人"},
}

// Label is the indicator's Chinese name, Unit its unit.
func (i Indicator) Label() string { return indicatorFacts[i].label }

// Unit of the indicator.
func (i Indicator) Unit() string { return indicatorFacts[i].unit }

// Known reports whether there is such an indicator.
func (i Indicator) Known() bool { return indicatorFacts[i].label != "" }

// Limit is a quota or a target of a year, in thousandths of the indicator's unit.
type Limit struct {
	Indicator Indicator
	Quota     bool // a quota (定额): beyond it an explanation is owed; else a target (目标)
	Most      int64
}

// Key names the limit, for an explanation.
func (l Limit) Key() string {
	if l.Quota {
		return "quota:" + string(l.Indicator)
	}
	return "target:" + string(l.Indicator)
}

// Label is what the limit is.
func (l Limit) Label() string {
	if l.Quota {
		return l.Indicator.Label() + "定额"
	}
	return l.Indicator.Label() + "目标"
}

// Facts are everything a yearly statement is made of; they are what is frozen.
type Facts struct {
	Year         int
	Running      bool // the year is not over: its figures compare with no whole year
	Bureau       string
	Base         Base
	Carriers     []CarrierYear
	Gaps         []Gap
	Before       []CarrierYear // the year before; nil where nothing is known of it
	BaseBefore   Base
	Coefficients Coefficients // those in force on the last day
	Limits       []Limit
	Explained    map[string]string // by key of gap or limit
}

// Rate is an indicator or a sum that may be unknown.
type Rate struct {
	Value int64 // thousandths
	Known bool
	Why   string // why it is not known
}

// Line is one carrier of the statement.
type Line struct {
	CarrierYear
	Coal   Rate
	Before Rate
	Change Change
}

// Measured is one indicator of the statement with its limits.
type Measured struct {
	Indicator Indicator
	Rate      Rate
	Before    Rate
	Change    Change
	Limits    []Limit
}

// Over are the limits that the indicator is beyond.
func (m Measured) Over() []Limit {
	var out []Limit
	for _, l := range m.Limits {
		if m.Rate.Known && m.Rate.Value > l.Most {
			out = append(out, l)
		}
	}
	return out
}

// Finding is something wrong with a statement. What Stops must be mended before it is
// frozen.
type Finding struct {
	Key   string // by which it may be explained; empty if it must be mended
	Say   string
	Stops bool
}

// Statement is the yearly statement: what is sent.
type Statement struct {
	Facts
	Lines      []Line
	Coal       Rate // all energy
	CoalBefore Rate
	Change     Change
	Cost       int64 // fen
	Measured   []Measured
	Findings   []Finding
}

// Stopped reports whether something must be mended first.
func (s Statement) Stopped() bool {
	return slices.ContainsFunc(s.Findings, func(f Finding) bool { return f.Stops })
}

// sum is all energy of a year in standard coal.
func sum(list []CarrierYear, k Coefficients) Rate {
	out := Rate{Known: len(list) > 0, Why: "没有数据"}
	for _, c := range list {
		if !c.Carrier.Energy() {
			continue
		}
		n, ok := k.Coal(c.Carrier, c.Total)
		switch {
		case !ok:
			return Rate{Why: c.Carrier.Label() + "没有折标准煤系数"}
		case !c.Whole:
			return Rate{Why: c.Carrier.Label() + "全年用量不全"}
		}
		out.Value += n
	}
	return out
}

func amount(list []CarrierYear, c Carrier) Rate {
	i := slices.IndexFunc(list, func(y CarrierYear) bool { return y.Carrier == c })
	switch {
	case i < 0:
		return Rate{Why: "没有" + c.Label() + "的数据"}
	case !list[i].Whole:
		return Rate{Why: c.Label() + "全年用量不全"}
	}
	return Rate{Value: list[i].Total, Known: true}
}

// over divides what was used by area or people.
func over(n Rate, by int64, thousandths bool, what string) Rate {
	switch {
	case !n.Known:
		return n
	case by <= 0:
		return Rate{Why: "没有登记" + what}
	case thousandths:
		return Rate{Value: mulDiv(by, n.Value, Milli), Known: true}
	}
	return Rate{Value: mulDiv(by, n.Value), Known: true}
}

func indicator(i Indicator, list []CarrierYear, b Base, k Coefficients) Rate {
	switch i {
	case CoalPerArea:
		return over(sum(list, k), b.Area, true, "建筑面积")
	case CoalPerPerson:
		return over(sum(list, k), b.People, false, "用能人数")
	case WaterPerPerson:
		return over(amount(list, Water), b.People, false, "用能人数")
	case PowerPerArea:
		return over(amount(list, Electricity), b.Area, true, "建筑面积")
	}
	return over(amount(list, Electricity), b.People, false, "用能人数")
}

// Make makes the statement of a year.
func Make(f Facts) Statement {
	s := Statement{Facts: f, Coal: sum(f.Carriers, f.Coefficients), CoalBefore: sum(f.Before, f.Coefficients)}
	s.Change = f.moved(s.Coal, s.CoalBefore)
	for _, c := range f.Carriers {
		l := Line{CarrierYear: c, Before: amount(f.Before, c.Carrier)}
		now := Rate{Value: c.Total, Known: c.Whole}
		if n, ok := f.Coefficients.Coal(c.Carrier, c.Total); ok && c.Whole {
			l.Coal = Rate{Value: n, Known: true}
		} else if !ok {
			l.Coal.Why = "没有折标准煤系数"
		} else {
			l.Coal.Why = "用量不全"
		}
		l.Change = f.moved(now, l.Before)
		s.Lines = append(s.Lines, l)
		s.Cost += c.Cost
	}
	for _, i := range Indicators {
		m := Measured{Indicator: i, Rate: indicator(i, f.Carriers, f.Base, f.Coefficients), Before: indicator(i, f.Before, f.BaseBefore, f.Coefficients)}
		m.Change = f.moved(m.Rate, m.Before)
		for _, l := range f.Limits {
			if l.Indicator == i {
				m.Limits = append(m.Limits, l)
			}
		}
		s.Measured = append(s.Measured, m)
	}
	s.Findings = s.check()
	return s
}

func (s Statement) check() []Finding {
	var out []Finding
	stop := func(say string) { out = append(out, Finding{Say: say, Stops: true}) }
	for _, x := range []struct {
		n    int64
		what string
	}{{s.Base.Area, "建筑面积"}, {s.Base.People, "用能人数"}, {s.Base.Posts, "编制人数"}} {
		if x.n <= 0 {
			stop(fmt.Sprintf("单位基本信息没有填%s。", x.what))
		}
	}
	if len(s.Carriers) == 0 {
		stop("没有任何用量，请先登记计量表和读数。")
	}
	for _, c := range s.Carriers {
		if c.Carrier.Energy() {
			k, ok := s.Coefficients[c.Carrier]
			switch _, can := s.Coefficients.Coal(c.Carrier, 0); {
			case !can:
				stop(c.Carrier.Label() + "没有折标准煤系数，请在规章卡片里补上。")
			case ok && k.Unconfirmed:
				out = append(out, Finding{Say: c.Carrier.Label() + "的折标准煤系数还没有与国家标准核对。"})
			}
		}
		for i, m := range c.Months {
			if c.Carrier.Metered() && m.State == Known && m.Cost == 0 && c.Cost > 0 {
				out = append(out, Finding{Say: fmt.Sprintf("%s%d月有用量，没有登记账单，费用不全。", c.Carrier.Label(), i+1)})
			}
			if !c.Carrier.Metered() && m.State == None {
				out = append(out, Finding{Say: fmt.Sprintf("%s%d月没有账单，按没有购买列出。", c.Carrier.Label(), i+1)})
			}
		}
	}
	for _, g := range s.Gaps {
		switch {
		case g.Edge:
			stop(g.Words() + "，全年用量算不出来。请补登读数。")
		case s.Explained[g.Key()] == "":
			out = append(out, Finding{Key: g.Key(), Say: g.Words() + "，请说明原因。", Stops: true})
		default:
			out = append(out, Finding{Key: g.Key(), Say: g.Words() + "。说明：" + s.Explained[g.Key()]})
		}
	}
	for _, m := range s.Measured {
		for _, l := range m.Over() {
			say := fmt.Sprintf("%s %s %s，超过%s %s", m.Indicator.Label(), Thousandths(m.Rate.Value), m.Indicator.Unit(), l.Label(), Thousandths(l.Most))
			switch {
			case s.Explained[l.Key()] != "":
				out = append(out, Finding{Key: l.Key(), Say: say + "。说明：" + s.Explained[l.Key()]})
			case l.Quota:
				out = append(out, Finding{Key: l.Key(), Say: say + "，请说明原因。", Stops: true})
			default:
				out = append(out, Finding{Key: l.Key(), Say: say + "。"})
			}
		}
	}
	return out
}

// Fix is one correction of what was frozen: a month's amount or cost of a carrier, or
// a figure of the base data.
type Fix struct {
	Carrier Carrier // empty for the base data
	Month   int     // 1 to 12
	Field   string  // amount, cost; area, people, posts, vehicles
	Value   int64
}

// Apply gives the facts with a correction, and what stood there.
func (f Facts) Apply(x Fix) (Facts, int64, bool) {
	var at *int64
	if x.Carrier == "" {
		at = map[string]*int64{"area": &f.Base.Area, "people": &f.Base.People, "posts": &f.Base.Posts, "vehicles": &f.Base.Vehicles}[x.Field]
		if at == nil {
			return f, 0, false
		}
		was := *at
		*at = x.Value
		return f, was, true
	}
	i := slices.IndexFunc(f.Carriers, func(c CarrierYear) bool { return c.Carrier == x.Carrier })
	if i < 0 || x.Month < 1 || x.Month > 12 {
		return f, 0, false
	}
	f.Carriers = slices.Clone(f.Carriers)
	c := &f.Carriers[i]
	m := &c.Months[x.Month-1]
	switch x.Field {
	case "cost":
		was := m.Cost
		c.Cost += x.Value - was
		m.Cost = x.Value
		return f, was, true
	case "amount":
		// An amount within a longer stretch is not known by itself, so there is nothing to
		// put right in it.
		if m.State == Spread || m.State == Missing {
			return f, 0, false
		}
		was := m.Amount
		c.Total += x.Value - was
		m.State, m.Amount = Known, x.Value
		return f, was, true
	}
	return f, 0, false
}

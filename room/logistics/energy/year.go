package energy

import "fmt"

// State says what is known of a month.
type State string

// The states of a month.
const (
	None    State = ""        // nothing is counted: no meter hung yet, no bill
	Known   State = "known"   // Amount is the month's
	Spread  State = "spread"  // within a longer stretch whose amount is known
	Missing State = "missing" // no reading
)

// Cell is one month of a meter or a carrier.
type Cell struct {
	State  State
	Amount int64 // thousandths; of a Known month
	Cost   int64 // fen, from bills
}

// Gap is one or more months without a reading of their own.
type Gap struct {
	Meter       int64
	Number      string
	First, Last Month // of the months whose amount is not known by itself
	// Edge says that the gap crosses the beginning or the end of the year, or is still
	// open, so that the year's total is not known.
	Edge bool
	// Amount of the stretch, where both ends were read.
	Amount int64
	Closed bool
}

// Key names the gap, for an explanation of it.
func (g Gap) Key() string { return fmt.Sprintf("gap:%d:%s", g.Meter, g.First) }

// Words tells the gap.
func (g Gap) Words() string {
	months := g.First.Chinese()
	if g.Last > g.First {
		months += "至" + g.Last.Chinese()
	}
	if g.Closed {
		return fmt.Sprintf("%s号表%s没有逐月读数，合计 %s", g.Number, months, Thousandths(g.Amount))
	}
	return fmt.Sprintf("%s号表%s没有读数", g.Number, months)
}

// MeterYear is a year of one meter.
type MeterYear struct {
	Meter  Meter
	Months [12]Cell
	Total  int64 // of what lies within the year
	Whole  bool  // Total is the year's
	Gaps   []Gap
}

// YearOf is a year of a meter up to the month upTo, which is the year's last or an
// earlier one; months after it are not looked at.
func YearOf(m Meter, readings []Reading, year int, upTo Month) (MeterYear, error) {
	y := MeterYear{Meter: m, Whole: true}
	stretches, err := Stretches(m, readings)
	if err != nil {
		return y, err
	}
	first, last := MonthOf(year, 1), min(MonthOf(year, 12), upTo)
	if m.Until != 0 {
		last = min(last, m.Until)
	}
	begin := max(first, m.From+1)
	read := m.From
	for _, s := range stretches {
		read = s.Until
		lo, hi := max(s.After+1, begin), min(s.Until, last)
		if lo > hi {
			continue
		}
		if s.Whole() {
			y.Months[s.Until-first] = Cell{State: Known, Amount: s.Amount}
			y.Total += s.Amount
			continue
		}
		for k := lo; k <= hi; k++ {
			y.Months[k-first] = Cell{State: Spread}
		}
		edge := s.After+1 < first || s.Until > MonthOf(year, 12)
		if s.Until > last && !edge {
			edge = true
		}
		if !edge {
			y.Total += s.Amount
		}
		y.Gaps = append(y.Gaps, Gap{Meter: m.ID, Number: m.Number, First: s.After + 1, Last: s.Until, Edge: edge, Amount: s.Amount, Closed: true})
		y.Whole = y.Whole && !edge
	}
	if open := max(read+1, begin); open <= last {
		for k := open; k <= last; k++ {
			y.Months[k-first] = Cell{State: Missing}
		}
		y.Gaps = append(y.Gaps, Gap{Meter: m.ID, Number: m.Number, First: open, Last: last, Edge: true})
		y.Whole = false
	}
	return y, nil
}

// Bill is what a supplier charged for a month.
type Bill struct {
	Carrier Carrier
	Meter   int64 // 0 for none in particular
	Month   Month
	Amount  int64 // thousandths
	Cost    int64 // fen
}

// CarrierYear is a year of one carrier: its meters that count, or its bills.
type CarrierYear struct {
	Carrier Carrier
	Months  [12]Cell
	Total   int64 // thousandths
	Cost    int64 // fen
	Whole   bool  // Total is the year's
}

// CarriersOf puts meters and bills of a year together, one line for each carrier that
// occurs. Months after upTo are left out. A month of several meters is Known only if
// each of them is.
func CarriersOf(meters []MeterYear, bills []Bill, year int, upTo Month) []CarrierYear {
	first, last := MonthOf(year, 1), min(MonthOf(year, 12), upTo)
	var out []CarrierYear
	for _, c := range Carriers {
		y := CarrierYear{Carrier: c, Whole: true}
		occurs := false
		for _, m := range meters {
			if m.Meter.Carrier != c || m.Meter.Part || m.Meter.From >= last || m.Meter.Until != 0 && m.Meter.Until < first {
				continue
			}
			occurs = true
			y.Total += m.Total
			y.Whole = y.Whole && m.Whole
			for i, x := range m.Months {
				y.Months[i] = y.Months[i].with(x)
			}
		}
		for _, b := range bills {
			if b.Carrier != c || b.Month < first || b.Month > last {
				continue
			}
			occurs = true
			x := &y.Months[b.Month-first]
			x.Cost += b.Cost
			y.Cost += b.Cost
			if !c.Metered() {
				x.State, x.Amount = Known, x.Amount+b.Amount
				y.Total += b.Amount
			}
		}
		if occurs {
			out = append(out, y)
		}
	}
	return out
}

// with puts a month of one more meter to that of the others.
func (c Cell) with(x Cell) Cell {
	switch {
	case x.State == None:
	case c.State == Missing || x.State == Missing:
		c.State, c.Amount = Missing, 0
	case c.State == Spread || x.State == Spread:
		c.State, c.Amount = Spread, 0
	default:
		c.State, c.Amount = Known, c.Amount+x.Amount
	}
	return c
}

// Difference is a bill beside what the meter counted in its month.
type Difference struct {
	Bill    Bill
	Metered int64
	// PerMille is how far the bill is from the meter, in thousandths of the latter.
	PerMille int64
	Apart    bool // farther than the tolerance
	Known    bool // the month was read
}

// Compare puts the bills of a meter beside its months; tolerance is in thousandths.
func Compare(y MeterYear, bills []Bill, year int, tolerance int64) []Difference {
	var out []Difference
	for _, b := range bills {
		i := int(b.Month - MonthOf(year, 1))
		if b.Meter != y.Meter.ID || i < 0 || i > 11 {
			continue
		}
		d := Difference{Bill: b}
		if c := y.Months[i]; c.State == Known {
			d.Known, d.Metered = true, c.Amount
			apart := max(b.Amount-c.Amount, c.Amount-b.Amount)
			switch {
			case c.Amount > 0:
				d.PerMille = mulDiv(c.Amount, apart, Milli)
			case apart > 0:
				d.PerMille = Milli
			}
			d.Apart = d.PerMille > tolerance
		}
		out = append(out, d)
	}
	return out
}

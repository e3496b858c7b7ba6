package energy

import (
	"slices"

	"lantai.internal/base/fault"
)

// Carrier is a kind of energy or resource that is counted.
type Carrier string

// The carriers of the yearly form.
const (
	Electricity Carrier = "electricity"
	Water       Carrier = "water"
	Gas         Carrier = "gas"
	Petrol      Carrier = "petrol"
	Diesel      Carrier = "diesel"
	Coal        Carrier = "coal"
	Heat        Carrier = "heat"
)

// Carriers are all of them, in the order of the form.
var Carriers = []Carrier{Electricity, Water, Gas, Petrol, Diesel, Coal, Heat}

type carrierFacts struct {
	label, unit string
	metered     bool // read off a meter; the others are counted from bills
	by          string
}

var facts = map[Carrier]carrierFacts{
	Electricity: {"电", "千瓦时", true, "千克标准煤/千瓦时"},
	Water:       {"水", "立方米", true, ""},
	Gas:         {"天然气", "立方米", true, "千克标准煤/立方米"},
	Petrol:      {"汽油", "升", false, "千克标准煤/千克"},
	Diesel:      {"柴油", "升", false, "千克标准煤/千克"},
	Coal:        {"煤炭", "千克", false, "千克标准煤/千克"},
	Heat:        {"热力", "兆焦", false, "千克标准煤/兆焦"},
}

// Known reports whether there is such a carrier.
func (c Carrier) Known() bool { return facts[c].label != "" }

// Label is the Chinese name, Unit the unit in which amounts are counted.
func (c Carrier) Label() string { return facts[c].label }

// Unit is the unit in which amounts are counted.
func (c Carrier) Unit() string { return facts[c].unit }

// Metered reports whether the carrier is read off meters; what is not is counted from
// bills.
func (c Carrier) Metered() bool { return facts[c].metered }

// Energy reports whether the carrier counts as energy. Water is a resource: it is
// counted, but not turned into standard coal.
func (c Carrier) Energy() bool { return c != Water && c.Known() }

// Liquid reports whether the carrier is bought by the litre and turned into standard
// coal by the kilogram, so that a density is needed.
func (c Carrier) Liquid() bool { return c == Petrol || c == Diesel }

// Per is the unit of the carrier's coefficient, empty where it has none.
func (c Carrier) Per() string { return facts[c].by }

// ParseCarrier reads a carrier by its code or its Chinese name.
func ParseCarrier(field, s string) (Carrier, error) {
	also := map[string]Carrier{"电力": Electricity, "用电": Electricity, "自来水": Water, "用水": Water, "燃气": Gas, "气": Gas, "煤": Coal, "原煤": Coal}
	if c, ok := also[s]; ok {
		return c, nil
	}
	if i := slices.IndexFunc(Carriers, func(c Carrier) bool { return string(c) == s || c.Label() == s }); i >= 0 {
		return Carriers[i], nil
	}
	var names string
	for i, c := range Carriers {
		if i > 0 {
			names += "、"
		}
		names += c.Label()
	}
	return "", fault.Field(field, s, "品种“"+s+"”不在统计之列，请从这些里选一项："+names+"。")
}

// Coefficient turns a carrier into standard coal.
type Coefficient struct {
	// Factor is kilograms of standard coal for one unit (for one kilogram where the
	// carrier is Liquid), in hundred-thousandths.
	Factor int64
	// Density is kilograms in a litre, in thousandths; for a Liquid only.
	Density int64
	// Unconfirmed says that nobody compared the value with the standard yet.
	Unconfirmed bool
}

// Coefficients are those in force on one day, by carrier.
type Coefficients map[Carrier]Coefficient

// Coal turns an amount into standard coal, in thousandths of a kilogram. ok is false
// where there is no coefficient; water gives 0.
func (k Coefficients) Coal(c Carrier, amount int64) (kgce int64, ok bool) {
	if !c.Energy() {
		return 0, true
	}
	f, ok := k[c]
	if !ok || f.Factor <= 0 || c.Liquid() && f.Density <= 0 {
		return 0, false
	}
	if c.Liquid() {
		return mulDiv(100_000*Milli, amount, f.Density, f.Factor), true
	}
	return mulDiv(100_000, amount, f.Factor), true
}

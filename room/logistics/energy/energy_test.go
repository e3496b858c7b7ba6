package energy_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/room/logistics/energy"
)

func month(t *testing.T, s string) energy.Month {
	t.Helper()
	m, err := energy.ParseMonth("month", s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func reading(t *testing.T, m string, value int64) energy.Reading {
	t.Helper()
	x := month(t, m)
	return energy.Reading{Month: x, On: x.Last(), Value: value * energy.Milli}
}

func power(t *testing.T) energy.Meter {
	t.Helper()
	return energy.Meter{ID: 1, Number: "0731", Carrier: energy.Electricity, Multiplier: 40, Digits: 5, From: month(t, "2024-12"), Opening: 1_000_500}
}

// year gives the twelve readings of 2025, each 100 above the one before.
func year(t *testing.T) []energy.Reading {
	t.Helper()
	var out []energy.Reading
	for i := range 12 {
		m := energy.MonthOf(2025, i+1)
		out = append(out, energy.Reading{Month: m, On: m.Last(), Value: 1_000_500 + int64(i+1)*100*energy.Milli})
	}
	return out
}

func says(t *testing.T, err error, field, say string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no fault, want %q", say)
	}
	f := fault.Of(err)
	if f.Field != field || !strings.Contains(f.Safe(), say) {
		t.Errorf("field %q says %q, want %q in %q", f.Field, f.Safe(), say, field)
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "1234.5": 1_234_500, "1,234.567": 1_234_567, "１２．５": 12_500, "7.000000": 7_000} {
		if got, err := energy.ParseMilli("value", "读数", in); err != nil || got != want {
			t.Errorf("%q: %d %v", in, got, err)
		}
	}
	for in, say := range map[string]string{"": "请填写读数", "-3": "不能是负数", "1.2345": "最多 3 位小数", "12度": "不是数字", "1.": "不是数字", ".5": "不是数字", "1e3": "不是数字", "99999999999999": "太大"} {
		_, err := energy.ParseMilli("value", "读数", in)
		says(t, err, "value", say)
	}
	if a, b, c, d := energy.Thousandths(1_234_500), energy.Fixed(1_234_567, 2), energy.Yuan(5), energy.Fixed(999_999, 0); a != "1234.5" || b != "1234.57" || c != "0.05" || d != "1000" {
		t.Error(a, b, c, d)
	}
	if n, err := energy.ParseFen("cost", "金额", "12.3"); err != nil || n != 1230 {
		t.Error(n, err)
	}
	for _, s := range []string{"2026-03", "202603", "2026年3月", "2026.3", "2026-03-31"} {
		if m := month(t, s); m.String() != "2026-03" || m.Last().String() != "2026-03-31" {
			t.Errorf("%q is %s", s, m)
		}
	}
	for _, s := range []string{"", "2026-13", "3月", "1999-01", "2026"} {
		if m, err := energy.ParseMonth("month", s); err == nil {
			t.Errorf("%q is %s", s, m)
		}
	}
}

// A year that was read every month: the months are the differences, times the
// multiplier, and add up to the year without a remainder.
func TestAYearOfReadings(t *testing.T) {
	y, err := energy.YearOf(power(t), year(t), 2025, energy.MonthOf(2025, 12))
	if err != nil || !y.Whole || y.Total != 12*100*40*energy.Milli || len(y.Gaps) != 0 {
		t.Fatalf("%+v %v", y, err)
	}
	for i, c := range y.Months {
		if c.State != energy.Known || c.Amount != 4_000_000 {
			t.Errorf("month %d: %+v", i+1, c)
		}
	}
}

// A meter never runs backwards, unless it was replaced or passed its last digit and
// somebody wrote down why.
func TestBackwards(t *testing.T) {
	m, list := power(t), year(t)[:3]
	_, err := energy.Add(m, list, reading(t, "2025-04", 900))
	says(t, err, "value", "表不会倒走")
	_, err = energy.Add(m, year(t)[1:], energy.Reading{Month: energy.MonthOf(2025, 1), On: energy.MonthOf(2025, 1).Last(), Value: 1_300_000})
	says(t, err, "value", "2025年2月的读数")
	_, err = energy.Add(m, list, reading(t, "2025-02", 1300))
	says(t, err, "month", "已有读数")
	_, err = energy.Add(m, list, reading(t, "2024-12", 1300))
	says(t, err, "month", "起始读数")
	_, err = energy.Add(m, list, reading(t, "2025-04", 100_000))
	says(t, err, "value", "5 位")

	roll := reading(t, "2025-04", 20)
	roll.Rolled = true
	_, err = energy.Add(m, list, roll)
	says(t, err, "why", "怎样核实")
	roll.Why = "现场核对表盘走满"
	_, err = energy.Add(m, list, roll)
	says(t, err, "rolled", "不像翻转")
	near := append(slices.Clone(list), reading(t, "2025-04", 99_990))
	roll.Month, roll.On = energy.MonthOf(2025, 5), energy.MonthOf(2025, 5).Last()
	s, err := energy.Add(m, near, roll)
	if err != nil || s[len(s)-1].Amount != 30*40*energy.Milli {
		t.Errorf("%+v %v", s, err)
	}

	swap := reading(t, "2025-04", 15)
	swap.Swapped = &energy.Swap{On: energy.MonthOf(2025, 4).First(), Closing: 1_350_500, Opening: 5_000, Multiplier: 1, Digits: 6}
	_, err = energy.Add(m, list, swap)
	says(t, err, "why", "写明原因")
	swap.Why = "到期检定"
	s, err = energy.Add(m, list, swap)
	if err != nil || s[len(s)-1].Amount != 50*40*energy.Milli+10*energy.Milli {
		t.Fatalf("%+v %v", s, err)
	}
	after := append(slices.Clone(list), swap)
	s, err = energy.Add(m, after, reading(t, "2025-05", 25)) // the new meter has its own multiplier
	if err != nil || s[len(s)-1].Amount != 10*energy.Milli {
		t.Errorf("%+v %v", s, err)
	}
	swap.Swapped.Closing = 1_200_000
	_, err = energy.Add(m, list, swap)
	says(t, err, "closing", "小于上次读数")
	swap.Rolled = true
	_, err = energy.Add(m, list, swap)
	says(t, err, "rolled", "不能同时")
}

// A month without a reading is a gap: shown with the whole of it, never divided.
func TestGaps(t *testing.T) {
	list := slices.Delete(year(t), 3, 5) // April and May
	y, err := energy.YearOf(power(t), list, 2025, energy.MonthOf(2025, 12))
	if err != nil || !y.Whole || y.Total != 12*4_000_000 || len(y.Gaps) != 1 {
		t.Fatalf("%+v %v", y, err)
	}
	g := y.Gaps[0]
	if g.First.String() != "2025-04" || g.Last.String() != "2025-06" || g.Amount != 12_000_000 || g.Edge || y.Months[4].State != energy.Spread || y.Months[4].Amount != 0 || !strings.Contains(g.Words(), "合计 12000") {
		t.Errorf("%+v %s", g, g.Words())
	}
	for name, list := range map[string][]energy.Reading{"end": year(t)[:10], "nothing": nil} {
		y, err := energy.YearOf(power(t), list, 2025, energy.MonthOf(2025, 12))
		if err != nil || y.Whole || len(y.Gaps) != 1 || !y.Gaps[0].Edge || y.Months[11].State != energy.Missing {
			t.Errorf("%s: %+v %v", name, y, err)
		}
	}
	// Over the turn of the year both totals are unknown.
	over := append(year(t)[:10], reading(t, "2026-02", 3000))
	for _, year := range []int{2025, 2026} {
		y, err := energy.YearOf(power(t), over, year, energy.MonthOf(year, 12))
		if err != nil || y.Whole || !y.Gaps[0].Edge {
			t.Errorf("%d: %+v %v", year, y, err)
		}
	}
}

// Whatever is read, replaced or rolled, the years add up to the stretches, and these to
// what went through the meter.
func TestYearsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 31))
	for range 300 {
		m := energy.Meter{ID: 1, Number: "1", Carrier: energy.Water, Multiplier: 1 + r.Int64N(80), Digits: 4, From: energy.MonthOf(2023, 12), Opening: r.Int64N(9_000_000)}
		var list []energy.Reading
		at, mult, used := m.Opening, m.Multiplier, int64(0)
		for k := range 36 {
			x := m.From + energy.Month(k+1)
			d := r.Int64N(1_500_000)
			e := energy.Reading{Month: x, On: x.Last(), Why: "核实"}
			switch {
			case r.IntN(9) == 0:
				s := &energy.Swap{On: x.First(), Closing: min(at+d, 9_999_999), Opening: r.Int64N(1000), Multiplier: 1 + r.Int64N(3), Digits: 4}
				e.Swapped, e.Value = s, s.Opening+d
				used += (s.Closing-at)*mult + d*s.Multiplier
				at, mult = e.Value, s.Multiplier
			case at+d >= 10_000_000:
				e.Rolled, e.Value = true, at+d-10_000_000
				used += d * mult
				at = e.Value
			default:
				used += d * mult
				at += d
				e.Value = at
			}
			list = append(list, e)
		}
		var years int64
		for year := 2024; year <= 2026; year++ {
			y, err := energy.YearOf(m, list, year, energy.MonthOf(year, 12))
			if err != nil || !y.Whole {
				t.Fatalf("%+v %v", y, err)
			}
			years += y.Total
		}
		if years != used {
			t.Fatalf("the years give %d, the meter %d", years, used)
		}
	}
}

func coefficients() energy.Coefficients {
	return energy.Coefficients{energy.Electricity: {Factor: 12_290}, energy.Gas: {Factor: 121_430}, energy.Petrol: {Factor: 147_140, Density: 730}}
}

func TestCoal(t *testing.T) {
	k := coefficients()
	for _, x := range []struct {
		c    energy.Carrier
		n    int64
		want int64
	}{{energy.Electricity, 48_000_000, 5_899_200}, {energy.Petrol, 1_000_000, 1_074_122}, {energy.Water, 9_000, 0}} {
		if got, ok := k.Coal(x.c, x.n); !ok || got != x.want {
			t.Errorf("%s: %d %v, want %d", x.c, got, ok, x.want)
		}
	}
	if _, ok := k.Coal(energy.Diesel, 1); ok {
		t.Error("diesel has no coefficient")
	}
}

func facts(t *testing.T) energy.Facts {
	t.Helper()
	y, err := energy.YearOf(power(t), year(t), 2025, energy.MonthOf(2025, 12))
	if err != nil {
		t.Fatal(err)
	}
	before := energy.CarrierYear{Carrier: energy.Electricity, Total: 50_000_000, Whole: true}
	bills := []energy.Bill{{Carrier: energy.Petrol, Month: energy.MonthOf(2025, 3), Amount: 1_000_000, Cost: 800_000}, {Carrier: energy.Electricity, Meter: 1, Month: energy.MonthOf(2025, 1), Amount: 4_400_000, Cost: 300_000}}
	return energy.Facts{Year: 2025, Bureau: "某局", Base: energy.Base{Area: 2_000_000, People: 40, Posts: 38, Vehicles: 2}, Carriers: energy.CarriersOf([]energy.MeterYear{y}, bills, 2025, energy.MonthOf(2025, 12)),
		Before: []energy.CarrierYear{before}, BaseBefore: energy.Base{Area: 2_000_000, People: 40}, Coefficients: coefficients(), Explained: map[string]string{}}
}

// A statement: indicators, comparison with the year before, and what is missing.
func TestStatement(t *testing.T) {
	s := energy.Make(facts(t))
	if !s.Coal.Known || s.Coal.Value != 5_899_200+1_074_122 {
		t.Errorf("%+v", s.Coal)
	}
	m := s.Measured[0]
	if m.Rate.Value != 3487 || m.Change.Words() != "上升 13.5%" {
		t.Errorf("%+v %s", m, m.Change.Words())
	}
	if w := s.Measured[2]; w.Rate.Known || w.Rate.Why != "没有水的数据" {
		t.Errorf("%+v", w)
	}
	if p := s.Measured[3]; p.Rate.Value != 24_000 || p.Change.Words() != "下降 4.0%" {
		t.Errorf("%+v %s", p, p.Change.Words())
	}
	if s.Stopped() {
		t.Errorf("%+v", s.Findings)
	}
	// Diesel is bought and has no coefficient: the sum is unknown, never too small.
	f := facts(t)
	f.Carriers = append(f.Carriers, energy.CarrierYear{Carrier: energy.Diesel, Total: 1, Whole: true})
	if s := energy.Make(f); s.Coal.Known || !s.Stopped() {
		t.Errorf("%+v", s.Coal)
	}
	f = facts(t)
	f.Base.Area = 0
	if s := energy.Make(f); s.Measured[0].Rate.Known || !s.Stopped() {
		t.Error("no area")
	}
}

// Beyond the quota an explanation is owed; beyond the target it is only told.
func TestQuota(t *testing.T) {
	f := facts(t)
	quota := energy.Limit{Indicator: energy.CoalPerArea, Quota: true, Most: 3400}
	f.Limits = []energy.Limit{quota, {Indicator: energy.PowerPerArea, Most: 20_000}}
	if s := energy.Make(f); !s.Stopped() {
		t.Errorf("%+v", s.Findings)
	}
	f.Explained[quota.Key()] = "增加了档案库房恒温恒湿"
	s := energy.Make(f)
	if s.Stopped() || !slices.ContainsFunc(s.Findings, func(x energy.Finding) bool { return strings.Contains(x.Say, "恒温恒湿") }) {
		t.Errorf("%+v", s.Findings)
	}
	f.Limits[0].Most = 3487 // exactly the quota is not beyond it
	delete(f.Explained, quota.Key())
	if s := energy.Make(f); s.Stopped() {
		t.Errorf("%+v", s.Findings)
	}
}

func TestBillsBesideReadings(t *testing.T) {
	y, err := energy.YearOf(power(t), slices.Delete(year(t), 1, 2), 2025, energy.MonthOf(2025, 12))
	if err != nil {
		t.Fatal(err)
	}
	bill := func(m int, amount int64) energy.Bill {
		return energy.Bill{Carrier: energy.Electricity, Meter: 1, Month: energy.MonthOf(2025, m), Amount: amount}
	}
	d := energy.Compare(y, []energy.Bill{bill(1, 4_200_000), bill(2, 4_000_000), bill(4, 4_201_000), {Meter: 2, Month: energy.MonthOf(2025, 1)}}, 2025, 50)
	if len(d) != 3 || d[0].PerMille != 50 || d[0].Apart || d[1].Known || !d[2].Known || d[2].PerMille != 50 {
		t.Errorf("%+v", d)
	}
	d = energy.Compare(y, []energy.Bill{bill(4, 4_300_000)}, 2025, 50)
	if !d[0].Apart {
		t.Errorf("%+v", d)
	}
}

func TestMonthChange(t *testing.T) {
	k := func(n int64) energy.Cell { return energy.Cell{State: energy.Known, Amount: n} }
	for _, x := range []struct {
		now, before energy.Cell
		want        string
	}{{k(110), k(100), "上升 10.0%"}, {k(100), k(100), "持平"}, {k(1), k(0), "对比月为零"}, {energy.Cell{State: energy.Spread}, k(1), "本月不全"}, {k(1), energy.Cell{State: energy.Missing}, "对比月不全"}} {
		if got := energy.MonthChange(x.now, x.before).Words(); got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

// A correction moves the total by the difference; what was never known by itself
// cannot be put right.
func TestFix(t *testing.T) {
	f := facts(t)
	g, was, ok := f.Apply(energy.Fix{Carrier: energy.Electricity, Month: 2, Field: "amount", Value: 5_000_000})
	if !ok || was != 4_000_000 || g.Carriers[0].Total != f.Carriers[0].Total+1_000_000 || f.Carriers[0].Months[1].Amount != 4_000_000 {
		t.Errorf("%+v %d %v", g.Carriers[0], was, ok)
	}
	if g, was, ok := f.Apply(energy.Fix{Field: "people", Value: 41}); !ok || was != 40 || g.Base.People != 41 || f.Base.People != 40 {
		t.Error(g.Base, was, ok)
	}
	f.Carriers[0].Months[3].State = energy.Spread
	for _, x := range []energy.Fix{{Carrier: energy.Electricity, Month: 4, Field: "amount"}, {Carrier: energy.Coal, Month: 1, Field: "amount"}, {Carrier: energy.Electricity, Month: 13, Field: "cost"}, {Field: "wrong"}} {
		if _, _, ok := f.Apply(x); ok {
			t.Errorf("%+v was applied", x)
		}
	}
}

func TestMeterCheck(t *testing.T) {
	for field, change := range map[string]func(*energy.Meter){"number": func(m *energy.Meter) { m.Number = "" }, "carrier": func(m *energy.Meter) { m.Carrier = energy.Petrol }, "multiplier": func(m *energy.Meter) { m.Multiplier = 0 }, "digits": func(m *energy.Meter) { m.Digits = 2 }, "opening": func(m *energy.Meter) { m.Opening = 100_000_000 }} {
		m := power(t)
		change(&m)
		if err := m.Check(); err == nil || fault.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if c, err := energy.ParseCarrier("carrier", "自来水"); err != nil || c != energy.Water {
		t.Error(c, err)
	}
	_, err := energy.ParseCarrier("carrier", "柴火")
	says(t, err, "carrier", "电、水、天然气")
}

// Ten months compare with no twelve.
func TestARunningYearComparesWithNone(t *testing.T) {
	twelve := []energy.CarrierYear{{Carrier: energy.Electricity, Total: 120_000, Whole: true}}
	f := energy.Facts{Year: 2026, Carriers: []energy.CarrierYear{{Carrier: energy.Electricity, Total: 100_000, Whole: true}}, Before: twelve}
	if c := energy.Make(f).Lines[0].Change; !c.Known || c.PerMille >= 0 {
		t.Errorf("a whole year: %+v", c)
	}
	f.Running = true
	s := energy.Make(f)
	if s.Change.Known || s.Lines[0].Change.Known || s.Measured[0].Change.Known {
		t.Errorf("a running year: %+v %+v", s.Change, s.Lines[0].Change)
	}
}

package energy

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Meter is one meter.
type Meter struct {
	ID      int64
	Number  string // 表号
	Carrier Carrier
	// Multiplier turns what the meter shows into units, a whole number from 1.
	Multiplier int64
	// Digits are the places before the point that the meter shows; after the last it
	// begins at zero again. 3 to 9.
	Digits int
	// From is the month at whose end it stood at Opening, in thousandths.
	From    Month
	Opening int64
	// Until is the last month that is read; none while the meter is in use.
	Until Month
	// Part says that a meter before it counts the same use already: it is shown, and not
	// added to the total.
	Part bool
}

// capacity is where the meter begins at zero again, in thousandths.
func capacity(digits int) int64 {
	n := int64(Milli)
	for range digits {
		n *= 10
	}
	return n
}

// Check refuses a meter that cannot be read.
func (m Meter) Check() error {
	switch {
	case m.Number == "":
		return fault.Field("number", "", "请填写表号。")
	case !m.Carrier.Known() || !m.Carrier.Metered():
		return fault.Field("carrier", string(m.Carrier), "请选择用表计量的品种：电、水、天然气。汽油、柴油等按账单统计。")
	case m.Multiplier < 1 || m.Multiplier > 100_000:
		return fault.Field("multiplier", fmt.Sprint(m.Multiplier), "倍率应为 1 至 100000 的整数，直接计量的填 1。")
	case m.Digits < 3 || m.Digits > 9:
		return fault.Field("digits", fmt.Sprint(m.Digits), "整数位数应为 3 至 9，照表盘上小数点前的位数填。")
	case m.Opening < 0 || m.Opening >= capacity(m.Digits):
		return fault.Field("opening", Thousandths(m.Opening), fmt.Sprintf("起始读数超过表盘的 %d 位，请核对位数。", m.Digits))
	}
	return nil
}

// Swap is that a meter was replaced between two readings.
type Swap struct {
	On         civil.Date
	Closing    int64 // last of the old one, thousandths
	Opening    int64 // first of the new one, thousandths
	Multiplier int64 // of the new one
	Digits     int   // of the new one
}

// Reading is what a meter showed at the end of a month.
type Reading struct {
	Month Month
	On    civil.Date
	Value int64 // thousandths
	// Rolled says that the meter passed its last digit since the reading before.
	Rolled bool
	// Swapped is set where the meter was replaced since the reading before.
	Swapped *Swap
	Why     string // for Rolled and Swapped
}

// face is the part of a meter that a swap changes.
type face struct {
	multiplier int64
	digits     int
}

// faceAt is what hangs on the wall after the readings so far.
func (m Meter) faceAt(readings []Reading, before Month) face {
	f := face{m.Multiplier, m.Digits}
	for _, r := range readings {
		if r.Month < before && r.Swapped != nil {
			f = face{r.Swapped.Multiplier, r.Swapped.Digits}
		}
	}
	return f
}

// between is what was used from prev to r, in thousandths of the carrier's unit.
func between(f face, prev int64, r Reading) (int64, error) {
	most := capacity(f.digits)
	shown := Thousandths(r.Value)
	if s := r.Swapped; s != nil {
		most = capacity(s.Digits)
		switch {
		case r.Rolled:
			return 0, fault.Field("rolled", shown, "换表和翻转不能同时登记，请只选一项。")
		case r.Why == "":
			return 0, fault.Field("why", "", "换过表的，请写明原因（如表坏、到期检定）。")
		case s.Multiplier < 1 || s.Multiplier > 100_000:
			return 0, fault.Field("new_multiplier", fmt.Sprint(s.Multiplier), "新表的倍率应为 1 至 100000 的整数，直接计量的填 1。")
		case s.Digits < 3 || s.Digits > 9:
			return 0, fault.Field("new_digits", fmt.Sprint(s.Digits), "新表的整数位数应为 3 至 9。")
		case s.Closing < prev:
			return 0, fault.Field("closing", Thousandths(s.Closing), fmt.Sprintf("旧表的拆表读数 %s 小于上次读数 %s，表不会倒走，请核对。", Thousandths(s.Closing), Thousandths(prev)))
		case s.Closing >= capacity(f.digits):
			return 0, fault.Field("closing", Thousandths(s.Closing), fmt.Sprintf("旧表的拆表读数超过表盘的 %d 位，请核对。", f.digits))
		case r.Value < s.Opening:
			return 0, fault.Field("value", shown, fmt.Sprintf("读数 %s 小于新表的装表读数 %s，表不会倒走，请核对。", shown, Thousandths(s.Opening)))
		case r.Value >= most:
			return 0, fault.Field("value", shown, fmt.Sprintf("读数 %s 超过表盘的 %d 位，请核对。", shown, s.Digits))
		}
		return (s.Closing-prev)*f.multiplier + (r.Value-s.Opening)*s.Multiplier, nil
	}
	switch {
	case r.Value >= most:
		return 0, fault.Field("value", shown, fmt.Sprintf("读数 %s 超过表盘的 %d 位，请核对。", shown, f.digits))
	case r.Rolled && r.Why == "":
		return 0, fault.Field("why", "", "登记翻转的，请写明是怎样核实的。")
	case r.Rolled && (prev < most/2 || r.Value >= most/2):
		return 0, fault.Field("rolled", shown, fmt.Sprintf("上次读数 %s 到满量程还远，或者这次读数 %s 已经过半，不像翻转，请核对读数。", Thousandths(prev), shown))
	case r.Rolled:
		return (most - prev + r.Value) * f.multiplier, nil
	case r.Value < prev:
		return 0, fault.Field("value", shown, fmt.Sprintf("读数 %s 小于上次读数 %s，表不会倒走，请核对。换过表或者表走满翻转的，请登记并写明原因。", shown, Thousandths(prev)))
	}
	return (r.Value - prev) * f.multiplier, nil
}

// Stretch is what was used between two readings: after the month After, up to the end
// of Until.
type Stretch struct {
	After, Until Month
	Amount       int64 // thousandths
}

// Whole reports whether the stretch is one month, so that its amount is that month's.
func (s Stretch) Whole() bool { return s.Until == s.After+1 }

// Stretches is what a meter counted, reading by reading. The readings may come in any
// order; two for one month, one before the meter began or after it ended, and a meter
// that runs backwards are refused.
func Stretches(m Meter, readings []Reading) ([]Stretch, error) {
	list := slices.Clone(readings)
	slices.SortStableFunc(list, func(a, b Reading) int { return int(a.Month - b.Month) })
	f, prev, at := face{m.Multiplier, m.Digits}, m.Opening, m.From
	var on civil.Date
	var out []Stretch
	for _, r := range list {
		month := r.Month.Chinese()
		switch {
		case r.Month == at && len(out) > 0:
			return nil, fault.Field("month", r.Month.String(), m.Number+"号表"+month+"已有读数，一个月只登记一次。要改的，请更正原来的那次。")
		case r.Month <= m.From:
			return nil, fault.Field("month", r.Month.String(), fmt.Sprintf("%s号表从%s末的起始读数算起，不能登记%s的读数。", m.Number, m.From.Chinese(), month))
		case m.Until != 0 && r.Month > m.Until:
			return nil, fault.Field("month", r.Month.String(), fmt.Sprintf("%s号表%s停用，不能登记%s的读数。", m.Number, m.Until.Chinese(), month))
		case !on.IsZero() && r.On.Before(on):
			return nil, fault.Field("on", r.On.String(), fmt.Sprintf("%s的抄表日期 %s 早于上一次的 %s，请核对。", month, r.On, on))
		}
		n, err := between(f, prev, r)
		if err != nil {
			return nil, err
		}
		out = append(out, Stretch{at, r.Month, n})
		if r.Swapped != nil {
			f = face{r.Swapped.Multiplier, r.Swapped.Digits}
		}
		at, prev, on = r.Month, r.Value, r.On
	}
	return out, nil
}

// Add checks one more reading against those there are, on both sides of it: the one
// that follows must still not run backwards.
func Add(m Meter, readings []Reading, r Reading) ([]Stretch, error) {
	for _, x := range readings {
		if x.Month == r.Month {
			return nil, fault.Field("month", r.Month.String(), fmt.Sprintf("%s号表%s已有读数 %s，一个月只登记一次。要改的，请更正原来的那次。", m.Number, r.Month.Chinese(), Thousandths(x.Value)))
		}
	}
	f := m.faceAt(readings, r.Month)
	if prev, ok := Last(readings, r.Month-1); ok {
		if _, err := between(f, prev.Value, r); err != nil {
			return nil, err
		}
	} else if r.Month > m.From {
		if _, err := between(f, m.Opening, r); err != nil {
			return nil, err
		}
	}
	all, err := Stretches(m, append(slices.Clone(readings), r))
	if next, ok := Next(readings, r.Month); err != nil && ok && fault.Of(err).Field == "value" {
		return nil, fault.Field("value", Thousandths(r.Value), fmt.Sprintf("读数 %s 大于%s的读数 %s，表不会倒走，请核对。", Thousandths(r.Value), next.Month.Chinese(), Thousandths(next.Value)))
	}
	return all, err
}

// Last is the last reading up to a month.
func Last(readings []Reading, upTo Month) (last Reading, ok bool) {
	for _, r := range readings {
		if r.Month <= upTo && (!ok || r.Month > last.Month) {
			last, ok = r, true
		}
	}
	return last, ok
}

// Next is the first reading after a month.
func Next(readings []Reading, after Month) (next Reading, ok bool) {
	for _, r := range readings {
		if r.Month > after && (!ok || r.Month < next.Month) {
			next, ok = r, true
		}
	}
	return next, ok
}

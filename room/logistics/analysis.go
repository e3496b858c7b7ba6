package logistics

import (
	"context"
	"fmt"

	"lantai.internal/room/logistics/energy"
)

// MonthLine is one carrier of a month's analysis.
type MonthLine struct {
	Carrier              energy.Carrier
	Now, Before, YearAgo energy.Cell
	ToBefore, ToYearAgo  energy.Change
}

// Analysis is a month against the month before (环比) and the same month a year ago
// (同比).
type Analysis struct {
	Month   energy.Month
	Lines   []MonthLine
	Remarks []string
}

// Analyse compares a month. A month without a reading of
// its own is compared with nothing.
func (r *Room) Analyse(ctx context.Context, month energy.Month) (Analysis, error) {
	a := Analysis{Month: month}
	rd := r.Door.Reader()
	cells := map[energy.Month]map[energy.Carrier]energy.Cell{}
	var years []energy.MeterYear
	for year := month.Year() - 1; year <= month.Year(); year++ {
		list, _, err := r.carriers(ctx, rd, year, energy.MonthOf(year, 12))
		if err != nil {
			return a, err
		}
		for _, c := range list {
			for i, x := range c.Months {
				k := energy.MonthOf(year, i+1)
				if cells[k] == nil {
					cells[k] = map[energy.Carrier]energy.Cell{}
				}
				cells[k][c.Carrier] = x
			}
		}
	}
	years, err := r.meterYears(ctx, rd, month.Year(), month)
	if err != nil {
		return a, err
	}
	bills, err := r.BillsOf(ctx, rd, month.Year())
	if err != nil {
		return a, err
	}
	for _, c := range energy.Carriers {
		now, here := cells[month][c]
		if !here || now.State == energy.None && cells[month-1][c].State == energy.None && cells[month-12][c].State == energy.None {
			continue
		}
		l := MonthLine{Carrier: c, Now: now, Before: cells[month-1][c], YearAgo: cells[month-12][c]}
		l.ToBefore, l.ToYearAgo = energy.MonthChange(l.Now, l.Before), energy.MonthChange(l.Now, l.YearAgo)
		a.Lines = append(a.Lines, l)
		if l.ToYearAgo.Known && l.ToYearAgo.PerMille >= notable {
			a.Remarks = append(a.Remarks, fmt.Sprintf("%s比上年同月%s，请查明原因。", c.Label(), l.ToYearAgo.Words()))
		}
	}
	for _, y := range years {
		for _, g := range y.Gaps {
			if g.First <= month && month <= g.Last {
				a.Remarks = append(a.Remarks, g.Words()+"，不估算。")
			}
		}
	}
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return a, err
	}
	for _, d := range differences(years, bills, month.Year(), tolerance(book)) {
		if d.Bill.Month == month && d.Apart {
			a.Remarks = append(a.Remarks, fmt.Sprintf("%s账单用量 %s，抄表用量 %s，相差 %s%%，请与供应单位核对。", d.Bill.Carrier.Label(), energy.Thousandths(d.Bill.Amount), energy.Thousandths(d.Metered), energy.Fixed(d.PerMille*100, 1)))
		}
	}
	return a, nil
}

// notable is from which rise on a month is remarked upon, in thousandths.
const notable = 200

package energy

import "slices"

// Fill is a filling of a tank up to the brim.
type Fill struct {
	Amount  int64 // litres or kWh, thousandths
	Mileage int64 // km
}

// PerHundred is what a vehicle uses for 100 km, in thousandths, from brim to brim: all
// fillings but the first, over the distance between the first and the last. With fewer
// than two it is not known.
func PerHundred(fills []Fill) Rate {
	list := slices.Clone(fills)
	slices.SortFunc(list, func(a, b Fill) int { return int(a.Mileage - b.Mileage) })
	if len(list) < 2 {
		return Rate{Why: "加油不足两次"}
	}
	km := list[len(list)-1].Mileage - list[0].Mileage
	if km <= 0 {
		return Rate{Why: "里程没有变化"}
	}
	var used int64
	for _, f := range list[1:] {
		used += f.Amount
	}
	return Rate{Value: mulDiv(km, used, 100), Known: true}
}

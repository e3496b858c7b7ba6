package disclosure

import (
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

// MaxQuantity is the largest number of items or pages that a fee is worked out for.
const MaxQuantity = 1_000_000

// Part is one line of a fee: so many pieces at so much.
type Part struct {
	Pieces, Yuan int // Yuan is the price of one piece
}

// Fee is a processing fee with how it comes about.
type Fee struct {
	Yuan  int
	Parts []Part // those that cost something
	Era   rulebook.FeeEra
}

// FeeEra gives what may be charged for an application received on a day. ok is
// false before the first era.
func FeeEra(d rulebook.Disclosure, received civil.Date) (rulebook.FeeEra, bool) {
	for _, f := range d.Fees {
		if !received.Before(f.From) && (f.Until.IsZero() || received.Before(f.Until)) {
			return f, true
		}
	}
	return rulebook.FeeEra{}, false
}

// ProcessingFee works out the fee by a tariff of an era. quantity is the number of
// applications of one applicant received in one calendar month, or of the pages of
// one application; an unknown mode or a quantity out of bounds is an Invalid error.
func ProcessingFee(era rulebook.FeeEra, mode string, quantity int) (Fee, error) {
	if quantity < 0 || quantity > MaxQuantity {
		return Fee{}, fault.Field("quantity", strconv.Itoa(quantity), fmt.Sprintf("数量应在 0 至 %d 之间，请核对。", MaxQuantity))
	}
	for _, t := range era.Tariffs {
		if t.Mode == mode {
			fee := Fee{Era: era}
			for i, tier := range t.Tiers {
				top := quantity
				if i+1 < len(t.Tiers) {
					top = min(top, t.Tiers[i+1].Above)
				}
				fee.add(tier, top-tier.Above)
			}
			return fee, nil
		}
	}
	return Fee{}, fault.Field("mode", mode, "没有“"+mode+"”这种收费标准，请核对。")
}

// add takes the pieces of one tier.
func (f *Fee) add(t rulebook.Tier, pieces int) {
	for price := t.Yuan; pieces > 0; price += t.More {
		n := pieces
		if t.Step > 0 {
			n = min(n, t.Step)
		}
		if price > 0 {
			f.Yuan += n * price
			f.Parts = append(f.Parts, Part{n, price})
		}
		pieces -= n
	}
}

// Remedy finds what a reply served on a day must say of review and lawsuit.
// reviewFirst is true for refusals under articles 14 to 16. ok is false before the
// first era.
func Remedy(d rulebook.Disclosure, served civil.Date, reviewFirst bool) (rulebook.Remedy, bool) {
	class := "either"
	if reviewFirst {
		class = "review_first"
	}
	for _, r := range d.Remedies {
		if !served.Before(r.From) && (r.Until.IsZero() || served.Before(r.Until)) && (r.Class == class || r.Class == "any") {
			return r, true
		}
	}
	return rulebook.Remedy{}, false
}

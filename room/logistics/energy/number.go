package energy

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

// Milli is one unit in thousandths.
const Milli = 1000

// MostAmount bounds a single reading, amount or area, in thousandths of its unit.
const MostAmount = int64(10_000_000_000_000)

// MostFen bounds a sum of money.
const MostFen = int64(1_000_000_000_00)

// decimal reads a number that is not negative with at most places decimals, as a whole
// number of the smallest place.
func decimal(field, label, s string, places int, most int64) (int64, error) {
	t := strings.NewReplacer(",", "", " ", "").Replace(narrow(s))
	whole, part, dotted := strings.Cut(t, ".")
	if t == "" {
		return 0, fault.Field(field, "", "请填写"+label+"。")
	}
	bad := fault.Field(field, s, label+"“"+s+"”不是数字，请只填数字，如 1234.5。")
	if strings.HasPrefix(t, "-") {
		return 0, fault.Field(field, s, label+"不能是负数，现在是“"+s+"”。")
	}
	if dotted && part == "" || whole == "" {
		return 0, bad
	}
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return 0, bad
		}
	}
	if trimmed := strings.TrimRight(part, "0"); len(trimmed) > places {
		return 0, fault.Field(field, s, fmt.Sprintf("%s最多 %d 位小数，现在是“%s”。", label, places, s))
	}
	part = strings.TrimRight(part, "0")
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", places-len(part)), 10, 64)
	if err != nil || n > most {
		return 0, fault.Field(field, s, label+"“"+s+"”太大，请核对小数点。")
	}
	return n, nil
}

// ParseMilli reads a number of thousandths: 1234.5 is 1234500. Signs of thousands and
// full-width digits are taken; a fourth decimal, a sign and words are refused.
func ParseMilli(field, label, s string) (int64, error) {
	return decimal(field, label, s, 3, MostAmount)
}

// ParseFen reads an amount of money in yuan with two decimals, as fen.
func ParseFen(field, label, s string) (int64, error) { return decimal(field, label, s, 2, MostFen) }

// ParseCoefficient reads a coefficient with five decimals, as hundred-thousandths.
func ParseCoefficient(s string) (int64, error) {
	return decimal("coefficient", "系数", s, 5, MostAmount)
}

// Thousandths writes thousandths without needless zeros: 1234500 as 1234.5.
func Thousandths(n int64) string { return places(n, 3, false) }

// Fixed writes thousandths with so many decimals (0 to 3), rounded half up.
func Fixed(n int64, decimals int) string {
	step := int64(1)
	for range 3 - decimals {
		step *= 10
	}
	return places(halfUp(n, step), decimals, true)
}

// Yuan writes fen as yuan with two decimals.
func Yuan(fen int64) string { return places(fen, 2, true) }

func places(n int64, decimals int, keep bool) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if len(s) <= decimals {
		s = strings.Repeat("0", decimals-len(s)+1) + s
	}
	whole, part := s[:len(s)-decimals], s[len(s)-decimals:]
	if !keep {
		part = strings.TrimRight(part, "0")
	}
	if part == "" {
		return sign + whole
	}
	return sign + whole + "." + part
}

// halfUp divides and rounds half away from zero.
func halfUp(n, by int64) int64 {
	if n < 0 {
		return -halfUp(-n, by)
	}
	return n/by + (n%by*2)/by
}

// mulDiv multiplies factors and divides by by, rounded half up; factors may not be
// negative.
func mulDiv(by int64, factors ...int64) int64 {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, big.NewInt(f))
	}
	p.Mul(p, big.NewInt(2)).Add(p, big.NewInt(by)).Quo(p, big.NewInt(2*by))
	return p.Int64()
}

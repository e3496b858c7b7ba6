package code

import (
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Period is a retention period (保管期限) by its code in DA/T 13: "Y" for
// permanent, "D" and a number of years otherwise. The empty Period means "not
// decided".
type Period string

// The three periods of ordinary documents (clause archive.retention.classes).
const (
	Permanent Period = "Y"
	Years30   Period = "D30"
	Years10   Period = "D10"
)

// Ordinary lists the three periods of ordinary documents, longest first.
var Ordinary = []Period{Permanent, Years30, Years10}

// Fixed makes the period of so many years, 1 to 999; ok is false outside that.
func Fixed(years int) (p Period, ok bool) {
	if years < 1 || years > 999 {
		return "", false
	}
	return Period("D" + strconv.Itoa(years)), true
}

// Valid reports whether p is "Y" or "D1" to "D999".
func (p Period) Valid() bool { return p == Permanent || p.Years() > 0 }

// Years is the length of a fixed period, 0 for permanent and for no period.
func (p Period) Years() int {
	n, found := strings.CutPrefix(string(p), "D")
	if !found || n == "" || len(n) > 3 || n[0] == '0' || !digits(n) {
		return 0
	}
	y, err := strconv.Atoi(n)
	if err != nil {
		return 0
	}
	return y
}

// Label is the Chinese word: 永久, 30年, 10年; empty for no period.
func (p Period) Label() string {
	if p == Permanent {
		return "永久"
	}
	if y := p.Years(); y > 0 {
		return strconv.Itoa(y) + "年"
	}
	return ""
}

// Rank orders periods, the longest first: 0 for permanent. Unknown comes last.
func (p Period) Rank() int {
	if p == Permanent {
		return 0
	}
	if y := p.Years(); y > 0 {
		return 1000 - y
	}
	return 1001
}

// Expires is the last day on which the records of a filing year must be kept:
// the period is counted from 1 January after the year. ok is false for permanent
// records and for no period, which never expire.
func (p Period) Expires(year int) (last civil.Date, ok bool) {
	y := p.Years()
	if y == 0 {
		return civil.Date{}, false
	}
	return civil.Of(year+y, 12, 31)
}

// Expired reports whether the period of a filing year is over on a day.
func (p Period) Expired(year int, on civil.Date) bool {
	last, ok := p.Expires(year)
	return ok && on.After(last)
}

// ParsePeriod reads a retention period as people and old systems write it: Y,
// D30, 永久, 30年, 定期30年, 三十年. The older 长期 and 短期 are refused, because
// only a person can say which of today's periods replaces them.
func ParsePeriod(s string) (Period, error) {
	t := strings.ToUpper(fold(s))
	t = strings.Join(strings.Fields(t), "")
	switch t {
	case "":
		return "", fault.Field("period", s, "没有写保管期限，请写永久、30年或10年。")
	case "Y", "永久", "永久保存":
		return Permanent, nil
	case "长期", "短期":
		return "", fault.Field("period", s, "“"+t+"”是旧的保管期限，请按现行保管期限表改定为永久、30年或10年。")
	}
	n := strings.TrimPrefix(t, "定期")
	if d, found := strings.CutPrefix(n, "D"); found {
		n = d
	} else {
		d, found := strings.CutSuffix(n, "年")
		if !found {
			return "", periodUnknown(s, t)
		}
		n = d
		if v, known := tens[n]; known {
			n = v
		}
	}
	if n != "" && len(n) <= 3 && digits(n) {
		if y, err := strconv.Atoi(n); err == nil {
			if p, ok := Fixed(y); ok {
				return p, nil
			}
		}
	}
	return "", periodUnknown(s, t)
}

// ParseOrdinary is ParsePeriod for ordinary documents, which have the three
// periods of Ordinary and no other (clause archive.retention.classes).
func ParseOrdinary(s string) (Period, error) {
	p, err := ParsePeriod(s)
	if err != nil {
		return "", err
	}
	if !slices.Contains(Ordinary, p) {
		return "", fault.Field("period", s, "文书档案的保管期限只有永久、30年、10年三种，没有“"+p.Label()+"”。")
	}
	return p, nil
}

func periodUnknown(given, clean string) error {
	return fault.Field("period", given, "不认识保管期限“"+clean+"”，请写永久、30年、10年，或代码 Y、D30、D10。")
}

var tens = map[string]string{"五": "5", "十": "10", "十五": "15", "二十": "20", "二十五": "25",
	"三十": "30", "五十": "50", "六十": "60"}

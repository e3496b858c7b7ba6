package calendar

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"lantai.internal/base/civil"
)

// Festival is one statutory day off.
type Festival struct {
	Date civil.Date
	Name string
}

// festivals.txt gives for each year the days that the sun and the moon decide:
// 春节 (first day of the first month), 清明, 端午 (5th of the 5th), 中秋 (15th of
// the 8th), by the rules of GB/T 33661-2017. The test computes it anew.
//
//go:embed festivals.txt
var festivalTable string

type movable struct{ spring, qingming, dragonBoat, midAutumn civil.Date }

var movables = sync.OnceValue(func() map[int]movable {
	m := map[int]movable{}
	for line := range strings.Lines(festivalTable) {
		f := strings.Fields(line)
		if len(f) != 5 {
			continue
		}
		y, err := strconv.Atoi(f[0])
		if err != nil {
			continue
		}
		day := func(mmdd string) civil.Date {
			d, _ := civil.ParseLoose(f[0] + mmdd)
			return d
		}
		m[y] = movable{day(f[1]), day(f[2]), day(f[3]), day(f[4])}
	}
	return m
})

// Statutory lists the days off of a year under the Measures on National Holidays
// as amended in 2024 (全国年节及纪念日放假办法), in the order of the calendar:
// thirteen days, or twelve where 中秋 falls within 国庆. Years outside
// First..Last have none.
func Statutory(year int) []Festival {
	m, ok := movables()[year]
	if !ok {
		return nil
	}
	fixed := func(month, day int, name string) Festival {
		d, _ := civil.Of(year, month, day)
		return Festival{d, name}
	}
	list := []Festival{fixed(1, 1, "元旦")}
	for i := -1; i <= 2; i++ {
		list = append(list, Festival{m.spring.AddDays(i), "春节"})
	}
	list = append(list, Festival{m.qingming, "清明节"}, fixed(5, 1, "劳动节"), fixed(5, 2, "劳动节"))
	list = append(list, Festival{m.dragonBoat, "端午节"})
	if m.midAutumn.Month == 10 && m.midAutumn.Day <= 3 {
		for i := 1; i <= 3; i++ {
			f := fixed(10, i, "国庆节")
			if f.Date == m.midAutumn {
				f.Name = "国庆节、中秋节"
			}
			list = append(list, f)
		}
		return list
	}
	national := []Festival{fixed(10, 1, "国庆节"), fixed(10, 2, "国庆节"), fixed(10, 3, "国庆节")}
	mid := Festival{m.midAutumn, "中秋节"}
	if m.midAutumn.Before(national[0].Date) {
		return append(append(list, mid), national...)
	}
	return append(append(list, national...), mid)
}

var statutoryNames = sync.OnceValue(func() map[civil.Date]string {
	m := map[civil.Date]string{}
	for y := First; y <= Last; y++ {
		for _, f := range Statutory(y) {
			m[f.Date] = f.Name
		}
	}
	return m
})

func statutory(d civil.Date) string { return statutoryNames()[d] }

// StatutoryIn lists the statutory days off of a year under the Measures that were
// in force in it: those of 1999 until 2007, of 2007 from 2008, of 2013 from 2014,
// of 2024 from 2025.
func StatutoryIn(year int) []Festival {
	m, ok := movables()[year]
	if !ok || year >= 2025 {
		return Statutory(year)
	}
	var list []Festival
	for _, f := range Statutory(year) {
		switch {
		case f.Date.Month == 5 && f.Date.Day == 2 && f.Name == "劳动节" && year >= 2008:
		case f.Date == m.spring.AddDays(-1) && (year >= 2014 || year <= 2007):
		case f.Date == m.spring.AddDays(2) && year >= 2008 && year <= 2013:
		case year <= 2007 && (f.Date == m.qingming || f.Date == m.dragonBoat || f.Name == "中秋节"):
		default:
			list = append(list, f)
		}
		if year <= 2007 && f.Date.Month == 5 && f.Date.Day == 2 {
			third, _ := civil.Of(year, 5, 3)
			list = append(list, Festival{third, "劳动节"})
		}
	}
	return list
}

package calendar

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
)

var update = flag.Bool("update", false, "write festivals.txt anew")

// The festivals follow from the new moons and the sun's longitude seen at 120°
// east. The series are those of J. Meeus, Astronomical Algorithms, chapters 25
// and 49, good to about a minute for the moon and a quarter of an hour for the
// sun: enough unless an instant falls that close to midnight.

const rad = math.Pi / 180

// deltaT in days, the polynomials of Espenak and Meeus, smoothed for the future.
func deltaT(year float64) float64 {
	var s float64
	switch t := year - 2000; {
	case year < 1986:
		u := year - 1975
		s = 45.45 + 1.067*u - u*u/260 - u*u*u/718
		if year < 1961 {
			u = year - 1950
			s = 29.07 + 0.407*u - u*u/233 + u*u*u/2547
		}
	case year < 2005:
		s = 63.86 + 0.3345*t - 0.060374*t*t + 0.0017275*t*t*t + 0.000651814*t*t*t*t + 0.00002373599*t*t*t*t*t
	default:
		s = 62.92 + 0.32217*t + 0.005589*t*t
	}
	return s / 86400
}

// day gives the day in China of a Julian ephemeris day.
func day(jde float64) civil.Date {
	year := 2000 + (jde-2451545)/365.25
	return atNoon(int(math.Floor(jde - deltaT(year) + 0.5 + 8.0/24)))
}

// atNoon turns a Julian day number into a date.
func atNoon(jdn int) civil.Date {
	t := time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, jdn-2451545)
	d, _ := civil.Of(t.Year(), int(t.Month()), t.Day())
	return d
}

func newMoon(k float64) float64 {
	t := k / 1236.85
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*t*t - 0.00000015*t*t*t
	e := 1 - 0.002516*t - 0.0000074*t*t
	m := (2.5534 + 29.10535670*k - 0.0000014*t*t) * rad
	n := (201.5643 + 385.81693528*k + 0.0107582*t*t + 0.00001238*t*t*t) * rad
	f := (160.7108 + 390.67050284*k - 0.0016118*t*t - 0.00000227*t*t*t) * rad
	o := (124.7746 - 1.56375588*k + 0.0020672*t*t) * rad
	jde += -0.40720*math.Sin(n) + 0.17241*e*math.Sin(m) + 0.01608*math.Sin(2*n) + 0.01039*math.Sin(2*f) +
		0.00739*e*math.Sin(n-m) - 0.00514*e*math.Sin(n+m) + 0.00208*e*e*math.Sin(2*m) - 0.00111*math.Sin(n-2*f) -
		0.00057*math.Sin(n+2*f) + 0.00056*e*math.Sin(2*n+m) - 0.00042*math.Sin(3*n) + 0.00042*e*math.Sin(m+2*f) +
		0.00038*e*math.Sin(m-2*f) - 0.00024*e*math.Sin(2*n-m) - 0.00017*math.Sin(o) - 0.00007*math.Sin(n+2*m)
	return jde + 0.000325*math.Sin((299.77+0.107408*k-0.009173*t*t)*rad) + 0.000165*math.Sin((251.88+0.016321*k)*rad)
}

func sun(jde float64) float64 {
	t := (jde - 2451545) / 36525
	m := (357.52911 + 35999.05029*t - 0.0001537*t*t) * rad
	l := 280.46646 + 36000.76983*t + 0.0003032*t*t + (1.914602-0.004817*t-0.000014*t*t)*math.Sin(m) +
		(0.019993-0.000101*t)*math.Sin(2*m) + 0.000289*math.Sin(3*m)
	l += -0.00569 - 0.00478*math.Sin((125.04-1934.136*t)*rad)
	return math.Mod(math.Mod(l, 360)+360, 360)
}

// term gives the instant near guess at which the sun reaches a longitude.
func term(longitude, guess float64) float64 {
	for range 12 {
		d := math.Mod(longitude-sun(guess)+540, 360) - 180
		guess += d / 360 * 365.2422
	}
	return guess
}

func jdn(d civil.Date) float64 {
	return 2451545 + math.Round(float64(d.Sub(civil.Must("2000-01-01"))))
}

// monthsOf lists the first days of the numbered months (1..12; leap months left
// out) that begin between two winter solstices, the later one in year.
func monthsOf(year int) map[int]civil.Date {
	winter := func(y int) civil.Date { return day(term(270, jdn(civil.Date{Year: y, Month: 12, Day: 21}))) }
	first, last := winter(year-1), winter(year)
	var starts []civil.Date
	k := math.Floor((float64(year-1)+0.9-2000)*12.3685) - 2
	for ; ; k++ {
		d := day(newMoon(k))
		starts = append(starts, d)
		if d.After(last.AddDays(40)) {
			break
		}
	}
	at := func(s civil.Date) int { // the month in which s falls
		i := 0
		for i+1 < len(starts) && !starts[i+1].After(s) {
			i++
		}
		return i
	}
	from, to := at(first), at(last)
	leap := -1
	if to-from == 13 {
		for i := from + 1; i < to && leap < 0; i++ {
			// A month without a principal term: sun in the same 30° at both ends.
			term30 := func(d civil.Date) int {
				return int(sun(jdn(d)-0.5-8.0/24+deltaT(float64(year))) / 30)
			}
			if term30(starts[i]) == term30(starts[i+1]) {
				leap = i
			}
		}
	}
	m, number := map[int]civil.Date{}, 11
	for i := from; i < to; i++ {
		if i == leap {
			continue
		}
		m[(number-1)%12+1] = starts[i]
		number++
	}
	return m
}

func computed(year int) movable {
	m := monthsOf(year)
	return movable{spring: m[1], dragonBoat: m[5].AddDays(4), midAutumn: m[8].AddDays(14),
		qingming: day(term(15, jdn(civil.Date{Year: year, Month: 4, Day: 5})))}
}

func TestFestivalsAreThoseOfSunAndMoon(t *testing.T) {
	if *update {
		var b strings.Builder
		for y := First; y <= Last; y++ {
			c := computed(y)
			fmt.Fprintf(&b, "%d %s %s %s %s\n", y, c.spring.Compact()[4:], c.qingming.Compact()[4:],
				c.dragonBoat.Compact()[4:], c.midAutumn.Compact()[4:])
		}
		if err := os.WriteFile("festivals.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if n := len(movables()); n != Last-First+1 {
		t.Fatalf("festivals.txt has %d years, want %d", n, Last-First+1)
	}
	for y := First; y <= Last; y++ {
		if got, want := movables()[y], computed(y); got != want {
			t.Errorf("%d: table %v, computed %v", y, got, want)
		}
	}
}

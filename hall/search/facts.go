package search

import (
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
)

// Facts are what a search needs to know of a record besides its words: to order,
// to filter, and to show nobody more than he may see. The codes of period, unit,
// category and compartment are the caller's; 0 means none.
type Facts struct {
	Date        civil.Date // zero: no date, comes last
	Year        uint16     // year of filing; 0: none, in no range of years
	Unit        uint16     // unit that owns the record
	Period      uint8      // retention period
	Category    uint8      // category of records
	Level       mark.Level // mark of access
	Compartment uint8      // closed circle; 0: none. Others than its members see nothing of it.
}

// Reach is what the asker may see. The zero Reach sees nothing.
type Reach struct {
	Everything   bool     // all, whatever else is set
	Units        []uint16 // units whose records are seen at every level
	OthersUpTo   Ceiling  // highest level seen of all other units' records
	Compartments []uint8  // compartments the asker belongs to
}

// Ceiling is a highest level, or nothing at all.
type Ceiling uint8

// Nothing is the ceiling under which no record lies.
const Nothing Ceiling = 0

// UpTo is the ceiling that lets l and lower levels through.
func UpTo(l mark.Level) Ceiling { return Ceiling(l) + 1 }

// row is the facts of one record as they are kept in memory: 12 bytes.
type row struct {
	day                uint32 // yyyymmdd, with held set if there is such a record
	year, unit         uint16
	period, category   uint8
	level, compartment uint8
}

const (
	held     = 1 << 31
	pageBits = 12
	pageRows = 1 << pageBits
)

type page [pageRows]row

// shelf holds the facts of a collection, in pages of neighbouring ids. Ids may
// have holes; they are densest, and memory least, if they count up from 1.
type shelf struct {
	pages map[int64]*page
	count int
	last  int64 // number of the last page
}

func newShelf() *shelf { return &shelf{pages: map[int64]*page{}} }

func (s *shelf) put(id int64, r row) {
	p := s.pages[id>>pageBits]
	if p == nil {
		if r.day&held == 0 {
			return
		}
		p = new(page)
		s.pages[id>>pageBits] = p
		s.last = max(s.last, id>>pageBits)
	}
	at := &p[id&(pageRows-1)]
	if at.day&held != 0 {
		s.count--
	}
	if *at = r; r.day&held != 0 {
		s.count++
	}
}

func dayOf(d civil.Date) uint32 {
	if d.IsZero() {
		return 0
	}
	return uint32(d.Year*10000 + int(d.Month)*100 + d.Day)
}

// filter is a question's conditions and the asker's reach, made ready for the pass.
type filter struct {
	yearFrom, yearTo   uint16
	dayFrom, dayTo     uint32
	periods            *bits256
	categories         *bits256
	units              *bits64k
	everything         bool
	ceiling            uint8
	full               *bits64k
	compartments       bits256
	byYear, byDay, all bool
}

type bits256 [4]uint64
type bits64k [1024]uint64

func (b *bits256) has(n uint8) bool  { return b[n>>6]&(1<<(n&63)) != 0 }
func (b *bits64k) has(n uint16) bool { return b[n>>6]&(1<<(n&63)) != 0 }

func small(ns []uint8) *bits256 {
	if len(ns) == 0 {
		return nil
	}
	b := new(bits256)
	for _, n := range ns {
		b[n>>6] |= 1 << (n & 63)
	}
	return b
}

func large(ns []uint16) *bits64k {
	if len(ns) == 0 {
		return nil
	}
	b := new(bits64k)
	for _, n := range ns {
		b[n>>6] |= 1 << (n & 63)
	}
	return b
}

// Filter narrows a question by facts; what is not set does not narrow.
type Filter struct {
	YearFrom, YearTo int        // years of filing, both included; 0: open
	From, To         civil.Date // dates, both included; zero: open
	Periods          []uint8    // any of these retention periods
	Units            []uint16   // any of these units
	Categories       []uint8    // any of these categories
	Only             []int64    // these records, ascending, whatever else they are; nil: all
}

func (q Filter) compile(reach Reach) (*filter, error) {
	for _, y := range [...]struct {
		field string
		year  int
	}{{"year_from", q.YearFrom}, {"year_to", q.YearTo}} {
		if y.year < 0 || y.year > 9999 {
			return nil, fault.Field(y.field, itoa(y.year), "年度应是四位数字，例如 2012。")
		}
	}
	if q.YearFrom > 0 && q.YearTo > 0 && q.YearFrom > q.YearTo {
		return nil, fault.Field("year_to", itoa(q.YearTo), "年度范围的终止年早于起始年，请对调。")
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return nil, fault.Field("to", q.To.String(), "日期范围的终止日早于起始日，请对调。")
	}
	f := &filter{
		yearFrom: uint16(q.YearFrom), yearTo: uint16(q.YearTo), dayFrom: dayOf(q.From), dayTo: dayOf(q.To),
		periods: small(q.Periods), categories: small(q.Categories), units: large(q.Units),
		everything: reach.Everything, ceiling: uint8(reach.OthersUpTo), full: large(reach.Units),
	}
	if f.yearTo == 0 {
		f.yearTo = 9999
	}
	if f.dayTo == 0 {
		f.dayTo = held - 1
	}
	f.byYear = q.YearFrom > 0 || q.YearTo > 0
	f.byDay = !q.From.IsZero() || !q.To.IsZero()
	if b := small(reach.Compartments); b != nil {
		f.compartments = *b
	}
	f.compartments[0] |= 1
	f.all = f.everything && !f.byYear && !f.byDay && f.periods == nil && f.categories == nil && f.units == nil
	return f, nil
}

// passes reports whether a record that is held meets the conditions and may be
// seen by the asker.
func (f *filter) passes(r *row) bool {
	if f.all {
		return true
	}
	if f.byYear && (r.year == 0 || r.year < f.yearFrom || r.year > f.yearTo) {
		return false
	}
	if day := r.day &^ held; f.byDay && (day == 0 || day < f.dayFrom || day > f.dayTo) {
		return false
	}
	if f.periods != nil && !f.periods.has(r.period) || f.categories != nil && !f.categories.has(r.category) ||
		f.units != nil && !f.units.has(r.unit) {
		return false
	}
	if f.everything {
		return true
	}
	return f.compartments.has(r.compartment) && (r.level < f.ceiling || f.full != nil && f.full.has(r.unit))
}

// Package demoyear makes up a closed year of a district commerce bureau's
// documents with the figures of the bureau's own report: 189 permanent items in
// 5 boxes, 252 of thirty years in 9 and 647 of ten years in 35 (clauses
// archive.box.permanent, archive.box.y30 and archive.box.y10). Titles are made
// from templates, no person is named, and the same arguments give the same year.
package demoyear

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
)

// Bureau is the name under which the bureau's own documents appear.
const Bureau = "重庆市綦江区商务局"

// Units is how many units the year needs, in the order of the bureau's book:
// office, political section, planning, trade, special trades, grain and food,
// foreign trade, service centre, testing station.
const Units = 9

// DemoItem is one record of the year, with the fields of an import.
type DemoItem struct {
	Title          string
	DocNo          string // empty for minutes, summaries and tables
	Issuer         string
	Date           civil.Date
	Year           int
	Retention      code.Period
	Unit           string // code
	Classification string // 公开 or 内部
	Pages          int
	Keywords       []string
}

// Counts of records by period and unit. Permanent records lie in five units, so
// that five boxes can hold them.
var (
	permanent = [Units]int{62, 41, 34, 27, 0, 25, 0, 0, 0}
	thirty    = [Units]int{44, 24, 30, 34, 28, 32, 24, 20, 16}
	ten       = [Units]int{110, 55, 74, 92, 74, 93, 55, 56, 38}
	tenBoxes  = [Units]int{6, 3, 4, 5, 4, 5, 3, 3, 2}
)

// withheld are the numbers of the bureau's own series that nobody handed in.
var withheld = map[string][]int{"綦商务": {17, 58, 59, 103}, "綦商务函": {6, 21}, "綦商务党": {4}}

// DemoYear makes the records of a filing year for nine units given by their
// codes, in the order of their dates. arrange.Pack with its default settings
// and these units puts them into exactly 5, 9 and 35 boxes.
func DemoYear(year int, units []string) ([]DemoItem, error) {
	if year < 1950 || year > 2999 {
		return nil, fault.Field("year", fmt.Sprint(year), "演示年度须在1950至2999之间。")
	}
	if len(units) != Units || slices.Contains(units, "") {
		return nil, fault.Field("unit", strings.Join(units, "、"), "演示年度需要九个科室的代码。")
	}
	g := &maker{year: year, units: units, rnd: rand.New(rand.NewPCG(2012, 1088)), used: map[string]bool{}}
	for u := range units {
		g.fill(u, code.Permanent, permanent[u])
		g.fill(u, code.Years30, thirty[u])
		g.fill(u, code.Years10, ten[u])
	}
	g.numberSeries()
	if err := g.countPages(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(g.items, func(a, b DemoItem) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.DocNo, b.DocNo), cmp.Compare(a.Title, b.Title))
	})
	return g.items, nil
}

type maker struct {
	year  int
	units []string
	rnd   *rand.Rand
	used  map[string]bool
	items []DemoItem
	// series is the number prefix of each item, "" for none.
	series []string
}

// fill makes n records of a unit and period by going round the forms that fit,
// each with the next subject, until enough different titles are found.
func (g *maker) fill(unit int, p code.Period, n int) {
	forms := formsOf(unit, p)
	for round := 0; n > 0; round++ {
		for _, f := range forms {
			if n == 0 {
				break
			}
			if f.most > 0 && round >= f.most {
				continue
			}
			title, key := f.title(g, unit, round)
			if g.used[title] {
				continue
			}
			g.used[title] = true
			n--
			g.items = append(g.items, DemoItem{Title: title, Issuer: f.issuer(unit, round), Date: f.date(g, round), Year: g.year,
				Retention: p, Unit: g.units[unit], Classification: f.mark(unit), Keywords: key})
			g.series = append(g.series, f.series)
		}
	}
}

// workday moves a day to the next one that is neither a weekend nor one of the
// fixed holidays, or to the Friday before where that would leave the year.
func workday(d civil.Date) civil.Date {
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || holiday(d) {
		next := d.AddDays(1)
		if next.Year != d.Year {
			return d.AddDays(-2)
		}
		d = next
	}
	return d
}

func holiday(d civil.Date) bool {
	return (d.Month == time.January && d.Day <= 3) || (d.Month == time.May && d.Day == 1) || (d.Month == time.October && d.Day <= 7)
}

// numberSeries numbers each series by date. The bureau's own run from 1 with a
// few numbers missing; of other organs' series the bureau only has some.
func (g *maker) numberSeries() {
	bySeries := map[string][]int{}
	for i, s := range g.series {
		if s != "" {
			bySeries[s] = append(bySeries[s], i)
		}
	}
	names := make([]string, 0, len(bySeries))
	for s := range bySeries {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, s := range names {
		list := bySeries[s]
		slices.SortFunc(list, func(a, b int) int {
			return cmp.Or(g.items[a].Date.Compare(g.items[b].Date), cmp.Compare(g.items[a].Title, g.items[b].Title))
		})
		n := 0
		for _, i := range list {
			n++
			if !own(s) {
				n += g.rnd.IntN(5)
			}
			for slices.Contains(withheld[s], n) {
				n++
			}
			g.items[i].DocNo = fmt.Sprintf("%s〔%d〕%d号", s, g.year, n)
		}
	}
}

func own(series string) bool { return strings.HasPrefix(series, "綦商务") }

// countPages gives every record its pages so that each class fills the boxes it
// should: all but the last box of a class so full that the next item would not
// go in.
func (g *maker) countPages() error {
	plan := Plan(g.units)
	items := make([]arrange.Item, len(g.items))
	at := map[string]int{}
	for i, d := range g.items {
		id := fmt.Sprint(i)
		at[id] = i
		items[i] = arrange.Item{Paper: arrange.Paper{ID: id, Title: d.Title, DocNo: d.DocNo, Date: d.Date, Year: d.Year, Unit: d.Unit, Period: d.Retention}}
	}
	r, err := arrange.Number(items, arrange.Settings{Plan: plan, Fonds: "A000"})
	if err != nil {
		return err
	}
	byClass := map[arrange.Class][]int{}
	var order []arrange.Class
	for _, p := range r.Placed {
		if byClass[p.Class] == nil {
			order = append(order, p.Class)
		}
		byClass[p.Class] = append(byClass[p.Class], at[p.Item.ID])
	}
	room := capacity()
	for _, c := range order {
		boxes := 1
		if c.Period == code.Years10 {
			boxes = tenBoxes[slices.Index(g.units, c.Unit)]
		}
		g.fillBoxes(byClass[c], boxes, room)
	}
	return nil
}

// capacity is how many pages the deepest box of the default settings holds.
func capacity() int {
	s := arrange.DefaultPackSettings()
	deepest := 0
	for _, sp := range s.Spines {
		deepest = max(deepest, sp.Depth)
	}
	return deepest / s.Thickness(1)
}

func (g *maker) fillBoxes(list []int, boxes, room int) {
	before := room
	for b := range boxes {
		part := list[len(list)*b/boxes : len(list)*(b+1)/boxes]
		sum := room - 2 - g.rnd.IntN(12)
		if b == boxes-1 {
			sum = len(part)*4 + g.rnd.IntN(room-10-len(part)*4)
		}
		pages := g.split(sum, len(part))
		// The first item must not fit into the box before.
		if need := room - before + 1; b > 0 && pages[0] < need {
			top := 0
			for i := range pages {
				if pages[i] > pages[top] {
					top = i
				}
			}
			pages[0], pages[top] = pages[top], pages[0]
		}
		for i, k := range part {
			g.items[k].Pages = pages[i]
		}
		before = sum
	}
}

// split divides a sum into n parts of at least 1, most small and a few large.
func (g *maker) split(sum, n int) []int {
	weights := []int{2, 2, 3, 3, 4, 4, 5, 6, 8, 12, 20, 30}
	w, total := make([]int, n), 0
	for i := range w {
		w[i] = weights[g.rnd.IntN(len(weights))]
		total += w[i]
	}
	out, rest, top := make([]int, n), sum, 0
	for i := range out {
		out[i] = 1 + (sum-n)*w[i]/total
		rest -= out[i]
		if w[i] > w[top] {
			top = i
		}
	}
	out[top] += rest
	return out
}

// Plan is the classification in which the year comes out as described.
func Plan(units []string) arrange.Plan {
	p := arrange.Plan{Scheme: arrange.YearUnitPeriod}
	for _, u := range units {
		p.Units = append(p.Units, arrange.Unit{Code: u, Name: u})
	}
	return p
}

// Text is a short document that shows the record's title, number, issuer and
// date where official documents show them.
func (d DemoItem) Text() string {
	var b strings.Builder
	b.WriteString(d.Issuer + "文件\n\n")
	if d.DocNo != "" {
		b.WriteString(d.DocNo + "\n\n")
	}
	b.WriteString(d.Title + "\n\n各有关单位：\n\n")
	subject := strings.Join(d.Keywords, "、")
	fmt.Fprintf(&b, "为贯彻落实上级要求，结合我区实际，现就%s有关事项明确如下。\n\n", subject)
	fmt.Fprintf(&b, "一、明确职责。各有关单位要把%s列入年度重点，落实责任科室和时限，逐项登记办理情况。\n\n", subject)
	b.WriteString("二、按时报送。办理过程中形成的文件材料由承办科室整理齐全，随办随归，年终移交档案室。\n\n")
	b.WriteString("三、加强检查。局办公室会同有关科室对落实情况进行检查，结果予以通报。\n\n")
	fmt.Fprintf(&b, "%s\n%s\n", d.Issuer, d.Date.Chinese())
	return b.String()
}

package arrange

import (
	"cmp"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Spine is a make of box: the width of its spine and how deep a pile of sheets
// goes into it, both in micrometres.
type Spine struct{ Width, Depth int }

// Millimetre is the unit of widths and depths, in micrometres.
const Millimetre = 1000

// PackSettings say how thick papers are and how deep boxes.
type PackSettings struct {
	Plan
	SheetThickness int  // micrometres a sheet
	DoubleSided    bool // two pages to a sheet
	ItemExtra      int  // micrometres for the binding of each item
	Spines         []Spine
	MaxItems       int // items a box at most, 0 for no limit
	FirstBox       int // number of the first box, 1 if 0
}

// DefaultPackSettings are for single-sided office paper of 0.1 mm and the four
// boxes of the standard, with 4 mm less depth than spine for board and slack.
func DefaultPackSettings() PackSettings {
	return PackSettings{SheetThickness: 100, Spines: []Spine{
		{20 * Millimetre, 16 * Millimetre}, {30 * Millimetre, 26 * Millimetre},
		{40 * Millimetre, 36 * Millimetre}, {50 * Millimetre, 46 * Millimetre}}}
}

// PackItem is what boxing must know of an item.
type PackItem struct {
	ID     string
	Class  Class
	Number int
	Pages  int // 0 counts as one page
}

// Box is a box with its contents in order.
type Box struct {
	Number      int
	Class       Class
	Items       []string // ids
	First, Last int      // item numbers (起止件号)
	Pages       int
	Thickness   int  // micrometres
	Spine       int  // width in micrometres
	Oversize    bool // one item, thicker than any box
	Sealed      bool // closed by the archivist; packing leaves it alone
}

// PackClause is the ground of the boxes.
const PackClause law.ID = law.DAT22Box

// Thickness of an item of so many pages, in micrometres.
func (s PackSettings) Thickness(pages int) int {
	sheets := max(pages, 1)
	if s.DoubleSided {
		sheets = (sheets + 1) / 2
	}
	return sheets*s.SheetThickness + s.ItemExtra
}

func (s PackSettings) check() error {
	if err := s.Plan.Check(); err != nil {
		return err
	}
	switch {
	case s.SheetThickness < 1 || s.SheetThickness > 10*Millimetre:
		return fault.Field("sheet_thickness", fmt.Sprint(s.SheetThickness), "纸张厚度须大于0、不超过10毫米，常用0.1毫米。")
	case s.ItemExtra < 0 || s.ItemExtra > 50*Millimetre:
		return fault.Field("item_extra", fmt.Sprint(s.ItemExtra), "每件的装订厚度须在0到50毫米之间。")
	case len(s.Spines) == 0:
		return fault.Field("spines", "", "没有可用的档案盒规格，请至少填写一种盒脊。")
	case s.MaxItems < 0:
		return fault.Field("max_items", fmt.Sprint(s.MaxItems), "每盒件数上限不能是负数，0表示不限。")
	case s.FirstBox < 0:
		return fault.Field("first_box", fmt.Sprint(s.FirstBox), "起始盒号须是正整数。")
	}
	for _, sp := range s.Spines {
		if sp.Depth < 1 || sp.Depth > sp.Width {
			return fault.Field("spines", fmt.Sprint(sp.Width), "盒脊的可用厚度须大于0且不超过盒脊宽度。")
		}
	}
	return nil
}

// Pack puts items into boxes in the order of their numbers, a new box when the
// deepest make is full, when MaxItems is reached, at the end of a class, and
// where a sealed box stands between. Each box gets the thinnest make that holds
// it. Sealed boxes and their items stay as they are; other boxes take the lowest
// free numbers in shelf order. The result is in order of box numbers.
func Pack(items []PackItem, sealed []Box, s PackSettings) ([]Box, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	inSealed := map[string]bool{}
	taken := map[int]bool{}
	for _, b := range sealed {
		taken[b.Number] = true
		for _, id := range b.Items {
			inSealed[id] = true
		}
	}
	seen := map[string]bool{}
	for _, it := range items {
		if it.ID == "" || seen[it.ID] {
			return nil, fault.Field("items", it.ID, "待装盒的件编号为空或重复。")
		}
		if it.Pages < 0 || it.Pages > 10_000_000 {
			return nil, fault.Field("pages", fmt.Sprint(it.Pages), "页数须是不大于一千万的非负整数。")
		}
		seen[it.ID] = true
	}
	sorted := slices.SortedFunc(slices.Values(items), func(a, b PackItem) int {
		return cmp.Or(s.Compare(a.Class, b.Class), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	p := packer{s: s, sealed: sealed, deepest: slices.MaxFunc(s.Spines, func(a, b Spine) int { return cmp.Compare(a.Depth, b.Depth) }).Depth}
	for _, it := range sorted {
		if inSealed[it.ID] {
			p.flush()
			continue
		}
		p.add(it)
	}
	p.flush()
	next := max(s.FirstBox, 1)
	for i := range p.boxes {
		for taken[next] {
			next++
		}
		p.boxes[i].Number = next
		next++
	}
	for _, b := range sealed {
		b.Sealed = true
		b.Items = slices.Clone(b.Items)
		p.boxes = append(p.boxes, b)
	}
	slices.SortStableFunc(p.boxes, func(a, b Box) int { return cmp.Compare(a.Number, b.Number) })
	return p.boxes, nil
}

type packer struct {
	s       PackSettings
	sealed  []Box
	deepest int
	boxes   []Box
	open    Box
}

func (p *packer) add(it PackItem) {
	thick := p.s.Thickness(it.Pages)
	if len(p.open.Items) > 0 && (p.open.Class != it.Class || p.open.Thickness+thick > p.deepest ||
		(p.s.MaxItems > 0 && len(p.open.Items) >= p.s.MaxItems) || p.sealedBetween(it)) {
		p.flush()
	}
	if len(p.open.Items) == 0 {
		p.open.Class, p.open.First = it.Class, it.Number
	}
	p.open.Items = append(p.open.Items, it.ID)
	p.open.Last = it.Number
	p.open.Pages += max(it.Pages, 1)
	p.open.Thickness += thick
}

// sealedBetween reports whether a sealed box holds numbers between the open box
// and the next item, so that one box cannot hold both sides of it.
func (p *packer) sealedBetween(it PackItem) bool {
	return slices.ContainsFunc(p.sealed, func(b Box) bool {
		return b.Class == it.Class && b.First > p.open.Last && b.Last < it.Number
	})
}

func (p *packer) flush() {
	b := p.open
	p.open = Box{}
	if len(b.Items) == 0 {
		return
	}
	widest := 0
	for _, sp := range p.s.Spines {
		if sp.Depth >= b.Thickness && (b.Spine == 0 || sp.Width < b.Spine) {
			b.Spine = sp.Width
		}
		widest = max(widest, sp.Width)
	}
	if b.Spine == 0 {
		b.Spine, b.Oversize = widest, true
	}
	p.boxes = append(p.boxes, b)
}

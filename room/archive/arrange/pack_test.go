package arrange

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/fault"
	"lantai.internal/room/archive/code"
)

func TestPack(t *testing.T) {
	y := Class{"WS", 2012, "BGS", "Y"}
	d := Class{"WS", 2012, "BGS", "D10"}
	s := DefaultPackSettings()
	boxes, err := Pack([]PackItem{{"1", y, 1, 200}, {"2", y, 2, 260}, {"3", y, 3, 1}, {"4", d, 1, 160}, {"5", d, 2, 461}}, nil, s)
	if err != nil {
		t.Fatal(err)
	}
	want := []Box{
		{Number: 1, Class: y, Items: []string{"1", "2"}, First: 1, Last: 2, Pages: 460, Thickness: 46000, Spine: 50000},
		{Number: 2, Class: y, Items: []string{"3"}, First: 3, Last: 3, Pages: 1, Thickness: 100, Spine: 20000},
		{Number: 3, Class: d, Items: []string{"4"}, First: 1, Last: 1, Pages: 160, Thickness: 16000, Spine: 20000},
		{Number: 4, Class: d, Items: []string{"5"}, First: 2, Last: 2, Pages: 461, Thickness: 46100, Spine: 50000, Oversize: true},
	}
	if !reflect.DeepEqual(boxes, want) {
		t.Fatalf("got  %+v\nwant %+v", boxes, want)
	}
	s.DoubleSided = true
	if boxes, err = Pack([]PackItem{{"1", y, 1, 461}}, nil, s); err != nil || boxes[0].Thickness != 23100 || boxes[0].Spine != 30000 || boxes[0].Oversize {
		t.Errorf("double-sided: %+v %v", boxes, err)
	}
}

func TestPackRefuses(t *testing.T) {
	y := Class{"WS", 2012, "BGS", "Y"}
	for field, spoil := range map[string]func(*PackSettings){
		"sheet_thickness": func(s *PackSettings) { s.SheetThickness = 0 },
		"spines":          func(s *PackSettings) { s.Spines = nil },
		"max_items":       func(s *PackSettings) { s.MaxItems = -1 },
		"item_extra":      func(s *PackSettings) { s.ItemExtra = -1 },
		"first_box":       func(s *PackSettings) { s.FirstBox = -1 },
		"scheme":          func(s *PackSettings) { s.Scheme = "x" },
	} {
		s := DefaultPackSettings()
		spoil(&s)
		if _, err := Pack(nil, nil, s); fault.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Pack([]PackItem{{"1", y, 1, -1}}, nil, DefaultPackSettings()); fault.Of(err).Field != "pages" {
		t.Errorf("negative pages: %v", err)
	}
	if _, err := Pack([]PackItem{{"1", y, 1, 1}, {"1", y, 2, 1}}, nil, DefaultPackSettings()); fault.Of(err).Field != "items" {
		t.Errorf("the same item twice: %v", err)
	}
}

func drawItems(t *rapid.T) []PackItem {
	next := map[Class]int{}
	var items []PackItem
	for i := range rapid.IntRange(0, 80).Draw(t, "n") {
		c := Class{"WS", rapid.IntRange(2012, 2013).Draw(t, "year"), rapid.SampledFrom([]string{"BGS", "ZGK"}).Draw(t, "unit"),
			rapid.SampledFrom([]code.Period{"Y", "D30", "D10"}).Draw(t, "period")}
		next[c]++
		items = append(items, PackItem{fmt.Sprint(i), c, next[c], rapid.SampledFrom([]int{0, 1, 5, 40, 160, 300, 460, 700}).Draw(t, "pages")})
	}
	return items
}

func drawSettings(t *rapid.T) PackSettings {
	s := DefaultPackSettings()
	s.DoubleSided = rapid.Bool().Draw(t, "double")
	s.MaxItems = rapid.SampledFrom([]int{0, 1, 7}).Draw(t, "max")
	s.Scheme = rapid.SampledFrom([]Scheme{YearUnitPeriod, YearPeriodUnit}).Draw(t, "scheme")
	return s
}

func checkBoxes(t *rapid.T, items []PackItem, boxes []Box, s PackSettings) {
	byID := map[string]PackItem{}
	for _, it := range items {
		byID[it.ID] = it
	}
	where := map[string]bool{}
	for i, b := range boxes {
		if b.Number != i+1 {
			t.Fatalf("box %d has number %d", i, b.Number)
		}
		last, thick, pages := 0, 0, 0
		for _, id := range b.Items {
			it, ok := byID[id]
			if !ok || where[id] || it.Class != b.Class || it.Number <= last {
				t.Fatalf("item %s in box %+v", id, b)
			}
			where[id] = true
			last = it.Number
			thick += s.Thickness(it.Pages)
			pages += max(it.Pages, 1)
		}
		if thick != b.Thickness || pages != b.Pages || b.First != byID[b.Items[0]].Number || b.Last != last {
			t.Fatalf("figures of box %+v", b)
		}
		at := slices.IndexFunc(s.Spines, func(sp Spine) bool { return sp.Width == b.Spine })
		fits := s.Spines[at].Depth >= thick
		if fits == b.Oversize || (b.Oversize && len(b.Items) != 1) || (at > 0 && s.Spines[at-1].Depth >= thick) {
			t.Fatalf("make of box %+v", b)
		}
		if s.MaxItems > 0 && len(b.Items) > s.MaxItems {
			t.Fatalf("too many items in %+v", b)
		}
		for _, o := range boxes[i+1:] {
			if o.Class == b.Class && o.First <= b.Last && b.First <= o.Last {
				t.Fatalf("boxes overlap: %+v %+v", b, o)
			}
		}
	}
	if len(where) != len(items) {
		t.Fatalf("%d items, %d in boxes", len(items), len(where))
	}
}

func TestPackProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, s := drawItems(t), drawSettings(t)
		boxes, err := Pack(items, nil, s)
		if err != nil {
			t.Fatal(err)
		}
		checkBoxes(t, items, boxes, s)
		for i := 1; i < len(boxes); i++ {
			if c := s.Compare(boxes[i-1].Class, boxes[i].Class); c > 0 || (c == 0 && boxes[i-1].Last >= boxes[i].First) {
				t.Fatalf("boxes are not in shelf order: %+v %+v", boxes[i-1], boxes[i])
			}
		}
		shuffled := rapid.Permutation(items).Draw(t, "order")
		again, err := Pack(shuffled, nil, s)
		if err != nil || !reflect.DeepEqual(boxes, again) {
			t.Fatal("the order of the input shows")
		}
	})
}

func TestSealedBoxesStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, s := drawItems(t), drawSettings(t)
		boxes, err := Pack(items, nil, s)
		if err != nil {
			t.Fatal(err)
		}
		var sealed []Box
		for _, b := range boxes {
			if rapid.Bool().Draw(t, "sealed") {
				b.Sealed = true
				sealed = append(sealed, b)
			}
		}
		if rapid.Bool().Draw(t, "only open items given") {
			items = slices.DeleteFunc(slices.Clone(items), func(it PackItem) bool {
				return slices.ContainsFunc(sealed, func(b Box) bool { return slices.Contains(b.Items, it.ID) })
			})
		}
		again, err := Pack(items, sealed, s)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) != len(boxes) {
			t.Fatalf("nothing changed, but %d boxes became %d", len(boxes), len(again))
		}
		for _, b := range sealed {
			if !slices.ContainsFunc(again, func(o Box) bool { return reflect.DeepEqual(o, b) }) {
				t.Fatalf("sealed box %d was touched", b.Number)
			}
		}
		var all []PackItem
		seen := map[string]bool{}
		for _, b := range boxes {
			for _, id := range b.Items {
				seen[id] = true
			}
		}
		for _, b := range again {
			for i, id := range b.Items {
				if !seen[id] {
					t.Fatalf("item %s is twice in boxes or from nowhere", id)
				}
				delete(seen, id)
				all = append(all, PackItem{id, b.Class, b.First + i, 0})
			}
		}
		if len(seen) != 0 {
			t.Fatalf("items lost: %v of %d", seen, len(all))
		}
	})
}

package arrange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/room/archive/code"
)

func TestFilingYear(t *testing.T) {
	d := civil.Must("2012-01-20")
	for title, want := range map[string]int{
		"关于某事的通知": 2012, "2011年工作总结": 2011, "2013年商务工作计划": 2013, "2011—2015年商贸发展规划": 2011, "2009-2011年工作总结": 2011,
		"2011年12月商贸统计报表": 2011, "2011年部门决算": 2011, "关于印发《2013年工作要点》的通知": 2013, "2010年和2011年工作总结": 2012, "关于2011年检查情况的通报": 2012,
	} {
		if y, why, ok := FilingYear(Paper{Title: title, Date: d}); !ok || y != want || why == "" {
			t.Errorf("%s: %d %s", title, y, why)
		}
	}
	for _, c := range []struct {
		p    Paper
		want int
	}{
		{Paper{Title: "2011年工作总结", Year: 2012, Date: d}, 2012},
		{Paper{Title: "会议纪要", Opened: civil.Must("2011-12-30"), Date: d}, 2011},
		{Paper{Title: "某案", Concluded: civil.Must("2014-01-01"), Date: d}, 2014},
		{Paper{Title: "2011年工作总结"}, 2011},
	} {
		if y, _, _ := FilingYear(c.p); y != c.want {
			t.Errorf("%+v: %d", c.p, y)
		}
	}
	if _, _, ok := FilingYear(Paper{Title: "某事"}); ok {
		t.Error("a year out of nothing")
	}
}

func settings() Settings {
	return Settings{Plan: Plan{Units: []Unit{{"BGS", "办公室"}, {"ZGK", "政工科"}}}, Fonds: "X043"}
}

func one(p Paper) Item { return Item{Paper: p, Parts: []Part{{Paper: p, Role: Main}}} }

func TestNumber(t *testing.T) {
	d := civil.Must
	paper := func(id, no string, day civil.Date, unit string, p code.Period) Item {
		return one(Paper{ID: id, Title: "件" + id, DocNo: no, Date: day, Unit: unit, Period: p})
	}
	items := []Item{
		paper("a", "甲〔2012〕10号", d("2012-05-04"), "BGS", "Y"),
		paper("b", "甲〔2012〕9号", d("2012-05-04"), "办公室", "Y"),
		paper("c", "", d("2012-05-03"), "BGS", "Y"),
		paper("e", "", d("2012-01-01"), "ZGK", "D10"),
		paper("f", "", d("2012-01-01"), "BGS", "D10"),
	}
	for range 3 {
		r, err := Number(items, settings())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range r.Placed {
			got = append(got, p.Item.ID+"="+p.Code)
		}
		want := "c=X043-WS·2012-Y-BGS-0001 b=X043-WS·2012-Y-BGS-0002 a=X043-WS·2012-Y-BGS-0003 f=X043-WS·2012-D10-BGS-0001 e=X043-WS·2012-D10-ZGK-0001"
		if strings.Join(got, " ") != want || len(r.Left) != 0 {
			t.Fatalf("got  %v\nwant %s\nleft %v", got, want, r.Left)
		}
		items = append(items[2:], items[:2]...)
	}
	s := settings()
	s.Scheme, s.Grammar = YearPeriod, code.DAT13
	r, err := Number(items, s)
	if err != nil || r.Placed[3].Code != "X043-WS·2012·D10-0001" || r.Placed[4].Number != 2 {
		t.Errorf("two levels: %+v %v", r.Placed, err)
	}
	s.Scheme = YearPeriodUnit
	if r, err = Number(items, s); err != nil || r.Placed[0].Code != "X043-WS·2012·Y·BGS-0001" {
		t.Errorf("dat13: %+v %v", r.Placed, err)
	}
}

func TestLeft(t *testing.T) {
	d := civil.Must("2012-05-04")
	for name, c := range map[string]struct {
		p    Paper
		miss string
	}{
		"year":           {Paper{Unit: "BGS", Period: "Y"}, "year"},
		"period":         {Paper{Unit: "BGS", Date: d}, "retention"},
		"odd period":     {Paper{Unit: "BGS", Date: d, Period: "X"}, "retention"},
		"unit":           {Paper{Period: "Y", Date: d}, "unit"},
		"unknown unit":   {Paper{Unit: "宣传科", Period: "Y", Date: d}, "unit"},
		"category":       {Paper{Unit: "BGS", Period: "Y", Date: d, Category: "QQ"}, "category"},
		"code, bad":      {Paper{Unit: "BGS", Period: "Y", Date: d, Code: "12-3"}, "code"},
		"code, foreign":  {Paper{Unit: "BGS", Period: "Y", Date: d, Code: "X044-WS·2012-Y-BGS-0001"}, "code"},
		"code, of class": {Paper{Unit: "BGS", Period: "D10", Date: d, Code: "X043-WS·2012-Y-BGS-0001"}, "code"},
	} {
		c.p.ID, c.p.Title = "x", name
		r, err := Number([]Item{one(c.p)}, settings())
		if err != nil || len(r.Placed) != 0 || len(r.Left) != 1 || r.Left[0].Missing != c.miss || r.Left[0].Message == "" || r.Left[0].Title != name {
			t.Errorf("%s: %+v %v", name, r, err)
		}
	}
	s := settings()
	s.Fonds = ""
	ok := one(Paper{ID: "x", Title: "t", Unit: "BGS", Period: "Y", Date: d})
	if r, err := Number([]Item{ok}, s); err != nil || len(r.Left) != 0 || len(r.Placed) != 1 || r.Placed[0].Number != 1 || r.Placed[0].Code != "" {
		t.Errorf("no fonds: %+v %v", r, err)
	}
	s.Fonds = "43"
	if r, err := Number([]Item{ok}, s); err != nil || len(r.Left) != 1 || r.Left[0].Missing != "fonds" {
		t.Errorf("bad fonds: %+v %v", r, err)
	}
	s = settings()
	s.DefaultPeriod, s.FallbackYear = "D10", 2012
	r, err := Number([]Item{one(Paper{ID: "x", Title: "t", Unit: "BGS"})}, s)
	if err != nil || len(r.Placed) != 1 || !r.Placed[0].Review || r.Placed[0].Code != "X043-WS·2012-D10-BGS-0001" {
		t.Errorf("defaults: %+v %v", r, err)
	}
	s.DefaultPeriod = "X"
	if _, err := Number(nil, s); !fault.Is(err, fault.Invalid) {
		t.Errorf("a default that is none: %v", err)
	}
}

func TestKeptAndLate(t *testing.T) {
	d := civil.Must("2012-05-04")
	p := func(id, c string) Item {
		return one(Paper{ID: id, Title: id, Unit: "BGS", Period: "Y", Date: d, Code: c})
	}
	r, err := Number([]Item{p("new", ""), p("old", "X043-WS・2012-Y-BGS-0007"), p("twin", "X043-WS·2012·Y·办公室-0007")}, settings())
	if err != nil || len(r.Placed) != 2 || !r.Placed[0].Kept || r.Placed[0].Number != 7 || r.Placed[1].Number != 8 || len(r.Left) != 1 || r.Left[0].Missing != "code" {
		t.Errorf("%+v %v", r, err)
	}
	s := settings()
	s.Last = map[Class]int{{"WS", 2012, "BGS", "Y"}: 189}
	r, err = Number([]Item{p("late", "")}, s)
	if err != nil || r.Placed[0].Number != 190 || !r.Placed[0].Late {
		t.Fatalf("%+v %v", r, err)
	}
	if n := LateNote(r.Placed[0]); !strings.Contains(n, "0190") || !strings.Contains(n, "《late》") {
		t.Errorf("note %s", n)
	}
}

func TestNumberProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		var items []Item
		for i := range n {
			p := Paper{ID: fmt.Sprint(i), Title: rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "title"),
				Unit:   rapid.SampledFrom([]string{"", "BGS", "ZGK", "办公室", "别处"}).Draw(t, "unit"),
				Period: rapid.SampledFrom([]code.Period{"", "Y", "D30", "D10"}).Draw(t, "period")}
			if rapid.Bool().Draw(t, "dated") {
				p.Date = civil.Must("2012-01-01").AddDays(rapid.IntRange(0, 700).Draw(t, "day"))
			}
			items = append(items, one(p))
		}
		s := settings()
		s.Scheme = rapid.SampledFrom([]Scheme{YearUnitPeriod, YearPeriodUnit, YearPeriod}).Draw(t, "scheme")
		r, err := Number(items, s)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Placed)+len(r.Left) != n {
			t.Fatalf("%d items, %d placed, %d left", n, len(r.Placed), len(r.Left))
		}
		next := map[Class]int{}
		codes := map[string]bool{}
		last := map[Class]civil.Date{}
		for _, p := range r.Placed {
			next[p.Class]++
			if p.Number != next[p.Class] || codes[p.Code] || p.Item.Date.Before(last[p.Class]) {
				t.Fatalf("number %d of %v, code %s", p.Number, p.Class, p.Code)
			}
			codes[p.Code] = true
			last[p.Class] = p.Item.Date
		}
		slices.Reverse(items)
		again, err := Number(items, s)
		if err != nil || len(again.Placed) != len(r.Placed) {
			t.Fatal(err)
		}
		for i := range r.Placed {
			if again.Placed[i].Item.ID != r.Placed[i].Item.ID || again.Placed[i].Code != r.Placed[i].Code {
				t.Fatal("the order of the input shows")
			}
		}
	})
}

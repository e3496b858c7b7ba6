package archive_test

import (
	"context"
	"testing"

	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/room/archive"
)

// Whatever happens to the items, a list says the total that counting them gives.
func TestTotalsStayExact(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		clerk := archivist
		clerk.Reach = act.Reach{Units: []string{"ZGK"}, SeeOthers: true, Others: mark.Public}
		lists := []archive.List{{}, {State: "all"}, {Year: 2012}, {Year: 2013}, {Unit: "BGS"}, {Retention: "Y"}, {Stage: archive.Arranged},
			{Stage: archive.Filed}, {Category: "RS·1", State: "all"}, {Missing: "date"}, {Missing: "unit"}, {Missing: "retention"}, {Missing: "year"},
			{Review: true}, {Doubtful: true}, {Batch: 1}, {Box: 1}, {State: archive.Merged}, {Year: 2012, Unit: "BGS", Retention: "Y", Stage: archive.Boxed}}
		seen := int64(0)
		check := func(when string) {
			t.Helper()
			for _, who := range []act.Actor{archivist, clerk, act.Owner()} {
				for _, l := range lists {
					want, err := r.Counted(ctx, who, l)
					if err != nil {
						t.Fatal(err)
					}
					got, err := r.Items(ctx, who, l)
					if err != nil || got.Total != want || len(got.Items) != int(min(want, 50)) {
						t.Errorf("%s, %+v: total %d with %d rows, counted %d, %v", when, l, got.Total, len(got.Items), want, err)
					}
					seen += want
				}
			}
		}
		check("empty")
		in := year2012(40)
		in[3].Level, in[4].Level = mark.Public, mark.WorkSecret
		in[5].Category, in[6].Unit, in[7].Retention = "RS·1", "外单位", ""
		in[8].Date, in[8].DocNo = in[8].Date.AddDays(-4000), ""
		in[9].Doubts = map[string]archive.Doubt{"title": {Sure: "guess", Evidence: "首行"}}
		if _, err := r.Take(ctx, archivist, &list{in: in}, archive.TakeOptions{Name: "测试", Kind: "table"}); err != nil {
			t.Fatal(err)
		}
		check("taken")
		page, err := r.Items(ctx, archivist, archive.List{Year: 2012})
		if err != nil || len(page.Items) == 0 {
			t.Fatal(err)
		}
		year, unit, period := "2013", "ZGK", "D10"
		if _, err := r.Amend(ctx, archivist, archive.Amendment{ID: page.Items[0].ID, Year: &year, Unit: &unit, Retention: &period}); err != nil {
			t.Fatal(err)
		}
		check("amended")
		if _, err := r.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2012, Default: "D10"}); err != nil {
			t.Fatal(err)
		}
		check("arranged")
		if _, err := r.PackYear(ctx, archivist, 2012); err != nil {
			t.Fatal(err)
		}
		check("packed")
		if _, err := r.CloseYear(ctx, archivist, 2012); err != nil {
			t.Fatal(err)
		}
		check("closed")
		if seen == 0 {
			t.Fatal("nothing was counted")
		}
		years, err := r.Years(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range years {
			if n, _ := r.Counted(ctx, act.Owner(), archive.List{Year: int(y.Year)}); n != y.Items && y.Year != 0 {
				t.Errorf("%d: %d items in the list of years, counted %d", y.Year, y.Items, n)
			}
		}
	})
}

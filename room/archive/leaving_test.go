package archive_test

import (
	"context"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// A code, present or former, of an item that somebody may not see answers word for
// word like one that no item has; so does the item's number.
func TestACodeOutOfReachTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		const old, none = "X043-WS·2012-Y-BGS-0001", "X043-WS·2012-Y-BGS-0777"
		it := coded(t, r, old)
		moved, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Retention: str("D30"), Reason: "重新鉴定"})
		if err != nil {
			t.Fatal(err)
		}
		blind := act.Actor{ID: 8, Login: "blind", Name: "某人", Rights: []act.Right{archive.Read}, Reach: act.Reach{Units: []string{"ZGK"}}}
		_, err = r.ItemByCode(ctx, blind, none)
		if !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		for _, code := range []string{old, moved.Code} {
			_, hidden := r.ItemByCode(ctx, blind, code)
			if !fault.Is(hidden, fault.NotFound) || strings.ReplaceAll(fault.Of(hidden).Safe(), code, none) != fault.Of(err).Safe() {
				t.Errorf("the answer for %s tells that there is an item: %v", code, hidden)
			}
		}
		_, missing := r.Item(ctx, blind, 9999)
		if _, hidden := r.Item(ctx, blind, it.ID); fault.Of(hidden).Safe() != fault.Of(missing).Safe() {
			t.Errorf("%v, but %v", hidden, missing)
		}
	})
}

// What is lent, asked for or under appraisal is not made a paper that is not archived.
func TestWhatIsEngagedIsNotExcluded(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		taken(t, r, year2012(3)...)
		with, in := "由甲借出（2026-借-0001，应还 2026-03-17）", "在鉴定批次 2026-鉴-01 中"
		r.Out = func(context.Context, db.Reader, int64) (string, error) { return with, nil }
		r.Engaged = append(r.Engaged, func(_ context.Context, _ db.Reader, item int64) (string, error) {
			if item == 1 {
				return in, nil
			}
			return "", nil
		})
		_, err := r.Exclude(ctx, archivist, []int64{1}, "重份")
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), with) {
			t.Errorf("excluded while it is lent: %v", err)
		}
		with = ""
		_, err = r.Exclude(ctx, archivist, []int64{2, 1}, "重份")
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), in) {
			t.Errorf("excluded while it is under appraisal: %v", err)
		}
		if n := one[int64](t, r, "SELECT count(*) FROM archive_item WHERE state = 'held'"); n != 3 {
			t.Errorf("%d of 3 are held", n)
		}
		in = ""
		if _, err := r.Exclude(ctx, archivist, []int64{1}, "重份"); err != nil {
			t.Fatal(err)
		}
		in = "在鉴定批次 2026-鉴-01 中"
		if _, err := r.Restore(ctx, archivist, []int64{1}); err != nil {
			t.Errorf("taking back asks for nothing: %v", err)
		}
	})
}

// The note of a closed box tells of every item that left it.
func TestTheBoxNoteTellsWhatLeft(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 24)
		note := func(code string) string {
			t.Helper()
			b, err := r.Box(ctx, coded(t, r, code).BoxID)
			if err != nil {
				t.Fatal(err)
			}
			return b.Note
		}
		box := coded(t, r, "X043-WS·2012-Y-BGS-0001").BoxID
		moved, err := r.Amend(ctx, archivist, archive.Amendment{ID: coded(t, r, "X043-WS·2012-Y-BGS-0001").ID, Retention: str("D30"), Reason: "重新鉴定"})
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.Box(ctx, box)
		if want := r.Door.Today().Chinese() + "：第 0001 号移出，改编为 " + moved.Code + "，理由：重新鉴定。"; err != nil || b.Note != want {
			t.Errorf("%q, want %q: %v", b.Note, want, err)
		}
		packed(t, r, 2012)
		if _, err := r.Amend(ctx, archivist, archive.Amendment{ID: coded(t, r, "X043-WS·2012-Y-BGS-0002").ID, Year: str("2013"), Reason: "归属年度有误"}); err != nil {
			t.Fatal(err)
		}
		if b, err := r.Box(ctx, box); err != nil || !strings.HasSuffix(b.Note, "第 0002 号移出，归入 2013 年度重新编号，理由：归属年度有误。") {
			t.Errorf("%q %v", b.Note, err)
		}

		items, err := r.Items(ctx, archivist, archive.List{Year: 2012, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opened.Run(ctx, r.Door, archivist, opening{r, items.Items}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.HandOver(ctx, archivist, archive.HandOver{Year: 2012, Receiver: "区档案馆", Number: "移-3", On: civil.Must("2026-03-02")}); err != nil {
			t.Fatal(err)
		}
		if s := note("X043-WS·2012-Y-BGS-0003"); !strings.HasSuffix(s, "第 0003–0004 号共 2 件于2026年3月2日移交区档案馆，登记表 移-3。") {
			t.Errorf("%q", s)
		}
		if s := note("X043-WS·2012-D10-BGS-0001"); s != "" {
			t.Errorf("a box from which nothing left: %q", s)
		}
		if v, err := r.Door.Verify(ctx); err != nil || !v.OK {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

type opening struct {
	r     *archive.Room
	items []archive.Item
}

// opened reviews items for opening, as the sub-room of appraisal does.
var opened = act.Define(act.Spec[opening, bool]{Name: "test.open", Right: archive.Arrange, Do: func(tx *act.Tx, in opening) (bool, act.Entry, error) {
	for _, it := range in.items {
		if err := in.r.SetOpening(tx, it.ID, "controlled"); err != nil {
			return false, act.Entry{}, err
		}
	}
	return true, act.Entry{Subject: "archive_item", Summary: "试验：定开放意见"}, nil
}})

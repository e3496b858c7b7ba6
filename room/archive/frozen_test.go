package archive_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/clock"
	"lantai.internal/room/archive"
)

func str(s string) *string { return &s }

// closed2012 closes a year of so many items.
func closed2012(t *testing.T, r *archive.Room, n int) context.Context {
	t.Helper()
	ctx := context.Background()
	taken(t, r, year2012(n)...)
	arranged(t, r, 2012)
	packed(t, r, 2012)
	if _, err := r.CloseYear(ctx, archivist, 2012); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func taken(t *testing.T, r *archive.Room, in ...archive.Incoming) {
	t.Helper()
	if _, err := r.Take(context.Background(), archivist, &list{in: in}, archive.TakeOptions{Name: "补交", Kind: "manual"}); err != nil {
		t.Fatal(err)
	}
}

func arranged(t *testing.T, r *archive.Room, year int) archive.ArrangeReport {
	t.Helper()
	rep, err := r.ArrangeYear(context.Background(), archivist, archive.ArrangeOptions{Year: year})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func packed(t *testing.T, r *archive.Room, year int) {
	t.Helper()
	if _, err := r.PackYear(context.Background(), archivist, year); err != nil {
		t.Fatal(err)
	}
}

func coded(t *testing.T, r *archive.Room, code string) archive.Item {
	t.Helper()
	it, err := r.ItemByCode(context.Background(), archivist, code)
	if err != nil {
		t.Fatal(code, err)
	}
	return it
}

// An item that lost its number between packing and closing is a late paper of the
// closed year, not one that no arrangement ever sees again.
func TestAPaperLeftOutAtClosingComesLate(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		taken(t, r, year2012(12)...)
		arranged(t, r, 2012)
		packed(t, r, 2012)
		it := coded(t, r, "X043-WS·2012-Y-BGS-0001")
		out, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Retention: str("D30")})
		if err != nil || out.Stage != archive.Collected || out.ItemNo != 0 {
			t.Fatalf("without a number, yet %s: %v", out.Stage.Label(), err)
		}
		if rep, err := r.CloseYear(ctx, archivist, 2012); err != nil || rep.Left != 1 || rep.Items != 11 {
			t.Fatalf("%+v %v", rep, err)
		}
		if rep := arranged(t, r, 2012); rep.Arranged != 1 {
			t.Fatalf("the paper is lost to the year: %+v", rep)
		}
		packed(t, r, 2012)
		if it, err = r.Item(ctx, archivist, it.ID); err != nil || it.Stage != archive.Filed || it.BoxID == 0 || it.Code == "" {
			t.Fatalf("%+v %v", it, err)
		}
	})
}

// A late paper that has its number but no box yet keeps it, whatever else gets a
// number in its class meanwhile.
func TestALatePaperKeepsItsNumber(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		taken(t, r, archive.Incoming{Title: "关于补交材料的通知", Date: civil.Must("2012-06-01"), Retention: "Y", Unit: "BGS", Pages: 2})
		arranged(t, r, 2012)
		late := coded(t, r, "X043-WS·2012-Y-BGS-0003")
		filed := coded(t, r, "X043-WS·2012-D10-BGS-0001")
		moved, err := r.Amend(ctx, archivist, archive.Amendment{ID: filed.ID, Retention: str("Y"), Reason: "重新鉴定"})
		if err != nil || moved.ItemNo != 4 {
			t.Fatalf("%+v %v", moved, err)
		}
		if rep := arranged(t, r, 2012); rep.Left != 0 {
			t.Fatalf("%+v", rep)
		}
		if it, err := r.Item(ctx, archivist, late.ID); err != nil || it.Code != late.Code {
			t.Fatalf("%+v %v", it, err)
		}
	})
}

// A filed item may not lose its class, and one moved to a year that is still open
// is numbered there with the others; its former code still leads to it.
func TestAFiledItemIsMoved(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		it := coded(t, r, "X043-WS·2012-Y-BGS-0001")
		for _, a := range []archive.Amendment{{Retention: str("")}, {Unit: str("")}, {Year: str("")}} {
			a.ID, a.Reason = it.ID, "更正"
			if _, err := r.Amend(ctx, archivist, a); !fault.Is(err, fault.Invalid) {
				t.Errorf("a filed item was left without its class: %v", err)
			}
		}
		taken(t, r, archive.Incoming{Title: "一三年的通知", Date: civil.Must("2013-01-01"), Retention: "Y", Unit: "BGS", Pages: 2})
		arranged(t, r, 2013)
		moved, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Year: str("2013"), Reason: "归属年度有误"})
		if err != nil || moved.Code != "" || moved.Stage != archive.Collected {
			t.Fatalf("filed in a year that is not closed: %+v %v", moved, err)
		}
		arranged(t, r, 2013)
		now, err := r.Item(ctx, archivist, it.ID)
		if err != nil || now.Code == "" || now.Year != 2013 {
			t.Fatalf("%+v %v", now, err)
		}
		if old := coded(t, r, it.Code); old.ID != it.ID {
			t.Fatal("the former code leads elsewhere")
		}
		if got := one[int64](t, r, "SELECT count(*) FROM (SELECT code FROM archive_item WHERE code <> '' GROUP BY code HAVING count(*) > 1) AS x"); got != 0 {
			t.Fatalf("%d codes are given twice", got)
		}
		if v, err := r.Door.Verify(ctx); err != nil || !v.OK {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

// together runs fn for several people at once and gives their errors.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errs
}

func TestPeopleAtOneItem(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 36)
		it := coded(t, r, "X043-WS·2012-Y-BGS-0001")
		won := 0
		for _, err := range together(6, func(i int) error {
			_, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Version: it.Version, Title: str(fmt.Sprintf("题名%d", i)), Reason: "更正"})
			return err
		}) {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 6 corrections of the same version were kept", won)
		}
		// Different items moved into one class at once get different numbers.
		for _, err := range together(5, func(i int) error {
			_, err := r.Amend(ctx, archivist, archive.Amendment{ID: coded(t, r, fmt.Sprintf("X043-WS·2012-D10-BGS-%04d", i+1)).ID, Retention: str("Y"), Reason: "重新鉴定"})
			return err
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		if got := one[int64](t, r, "SELECT count(*) FROM (SELECT code FROM archive_item WHERE code <> '' GROUP BY code HAVING count(*) > 1) AS x"); got != 0 {
			t.Errorf("%d codes are given twice", got)
		}
	})
}

func TestTwoYearsArePackedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		for y := 2012; y < 2016; y++ {
			for i := range 6 {
				taken(t, r, archive.Incoming{Title: fmt.Sprintf("%d年第%d号通知", y, i), Date: civil.Must(fmt.Sprintf("%d-02-01", y)), Retention: "Y", Unit: []string{"BGS", "ZGK"}[i%2], Pages: 2})
			}
			arranged(t, r, y)
		}
		for _, err := range together(4, func(i int) error { _, err := r.PackYear(ctx, archivist, 2012+i); return err }) {
			if err != nil {
				t.Error(err)
			}
		}
		if got := one[int64](t, r, "SELECT max(number) FROM archive_box"); got != 8 {
			t.Errorf("the highest box number is %d, want 8", got)
		}
	})
}

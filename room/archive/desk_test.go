package archive_test

import (
	"context"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/intake"
)

// twelve is a room with twelve papers of 2012.
func twelve(t *testing.T, r *archive.Room) context.Context {
	t.Helper()
	ctx := context.Background()
	if _, err := r.Take(ctx, archivist, &list{in: year2012(12)}, archive.TakeOptions{Name: "目录", Kind: "table"}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func one[T any](t *testing.T, r *archive.Room, sql string, args ...any) T {
	t.Helper()
	v, err := db.One[T](context.Background(), r.Door.Reader(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What the pages let the archivist do to many items at once, and what keeps the
// ledger whole.
func TestBulkActs(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := twelve(t, r)
		reader := act.Actor{Login: "reader", Name: "查阅人", Rights: []act.Right{archive.Read}, Reach: act.Reach{Everything: true}}
		all := archive.Chosen{All: true, List: archive.List{Year: 2012}}
		unit := "ZGK"
		if _, err := r.Assign(ctx, reader, all, archive.Amendment{Unit: &unit}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		if _, err := r.Assign(ctx, archivist, archive.Chosen{}, archive.Amendment{Unit: &unit}); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing chosen: %v", err)
		}
		blind := archivist
		blind.Reach = act.Reach{}
		if _, err := r.Assign(ctx, blind, archive.Chosen{IDs: []int64{1, 2}}, archive.Amendment{Unit: &unit}); !fault.Is(err, fault.NotFound) {
			t.Errorf("out of reach: %v", err)
		}
		if n, err := r.Assign(ctx, archivist, archive.Chosen{IDs: []int64{1, 2, 3}}, archive.Amendment{Unit: &unit}); err != nil || n != 2 { // the second one is there already
			t.Fatalf("%d %v", n, err)
		}
		if n := one[int64](t, r, "SELECT count(*) FROM archive_item WHERE unit = 'ZGK' AND id IN (1, 2, 3)"); n != 3 {
			t.Errorf("%d items changed their unit", n)
		}
		bad := "不限期"
		if _, err := r.Assign(ctx, archivist, all, archive.Amendment{Retention: &bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an impossible period: %v", err)
		}
		for name, do := range map[string]func(context.Context, act.Actor, archive.Chosen) (archive.Acceptance, error){
			"periods": r.AcceptPeriods, "sure": r.AcceptSure, "words": r.AcceptWords} {
			if _, err := do(ctx, reader, all); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s without the right: %v", name, err)
			}
			if a, err := do(ctx, archivist, all); err != nil || a.Skipped != 0 {
				t.Errorf("%s: %+v %v", name, a, err)
			}
		}
		if rep, err := r.Verify(ctx, nil); err != nil || !rep.OK {
			t.Fatalf("%+v %v", rep, err)
		}
	})
}

func TestOrderWithinAClass(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := twelve(t, r)
		if _, err := r.OrderItem(ctx, archivist, 1, archive.Up); !fault.Is(err, fault.Conflict) {
			t.Errorf("an item without number: %v", err)
		}
		if _, err := r.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2012, Default: "D10"}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.PackYear(ctx, archivist, 2012); err != nil {
			t.Fatal(err)
		}
		type place struct {
			ID  int64  `db:"id"`
			Max int64  `db:"n"`
			No  int64  `db:"item_no"`
			Was string `db:"code"`
		}
		p := one[place](t, r, `SELECT i.id, i.item_no, i.code, (SELECT count(*) FROM archive_item j WHERE j.unit = i.unit AND j.retention = i.retention AND j.year = i.year) AS n
			FROM archive_item i WHERE i.item_no = 2 ORDER BY i.id LIMIT 1`)
		if at, err := r.OrderItem(ctx, archivist, p.ID, archive.Up); err != nil || at != 1 {
			t.Fatalf("%d %v", at, err)
		}
		if c := one[string](t, r, "SELECT code FROM archive_item WHERE id = $1", p.ID); c == p.Was || !strings.HasSuffix(c, "0001") {
			t.Errorf("code %s became %s", p.Was, c)
		}
		if at, err := r.OrderItem(ctx, archivist, p.ID, archive.Up); err != nil || at != 1 {
			t.Errorf("above the first: %d %v", at, err)
		}
		if _, err := r.OrderItem(ctx, archivist, p.ID, int(p.Max)+1); !fault.Is(err, fault.Invalid) {
			t.Errorf("behind the last: %v", err)
		}
		if n := one[int64](t, r, "SELECT count(*) - count(DISTINCT code) FROM archive_item WHERE code <> ''"); n != 0 {
			t.Errorf("%d codes are given twice", n)
		}
		box := one[int64](t, r, "SELECT min(id) FROM archive_box")
		if err := r.NoteBox(ctx, archivist, box, "第 3 件为复印件。"); err != nil {
			t.Fatal(err)
		}
		if s := one[string](t, r, "SELECT note FROM archive_box WHERE id = $1", box); s != "第 3 件为复印件。" {
			t.Errorf("note %q", s)
		}
		if err := r.NoteBox(ctx, archivist, box, strings.Repeat("长", 4001)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a note too long: %v", err)
		}
		if err := r.NoteBox(ctx, archivist, 9999, "x"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a box that is none: %v", err)
		}
		if _, err := r.CloseYear(ctx, archivist, 2012); err != nil {
			t.Fatal(err)
		}
		if _, err := r.OrderItem(ctx, archivist, p.ID, archive.Down); !fault.Is(err, fault.Conflict) {
			t.Errorf("after closing: %v", err)
		}
		if rep, err := r.Verify(ctx, nil); err != nil || !rep.OK {
			t.Fatalf("%+v %v", rep, err)
		}
	})
}

func TestCallingGaps(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		g := archive.GapCall{Year: 2012, Numbers: []string{"綦商务〔2012〕3号", "綦商务〔2012〕7号"}, Unit: "ZGK", Holder: "某科员"}
		for range 2 { // asked twice, registered once
			if _, err := r.CallGap(ctx, archivist, g); err != nil {
				t.Fatal(err)
			}
		}
		if n := one[int64](t, r, "SELECT count(*) FROM archive_due WHERE year = 2012 AND unit = 'ZGK'"); n != 2 {
			t.Errorf("%d due papers, want 2", n)
		}
		if n := one[int64](t, r, "SELECT sum(urged) FROM archive_due"); n != 4 {
			t.Errorf("urged %d times, want 4", n)
		}
		for name, bad := range map[string]archive.GapCall{
			"no numbers":   {Year: 2012, Unit: "ZGK"},
			"empty number": {Year: 2012, Unit: "ZGK", Numbers: []string{" "}},
			"no unit":      {Year: 2012, Numbers: []string{"1"}},
			"unknown unit": {Year: 2012, Unit: "没有的科", Numbers: []string{"1"}},
		} {
			if _, err := r.CallGap(ctx, archivist, bad); err == nil {
				t.Errorf("%s: not refused", name)
			}
		}
	})
}

func TestUploadsWait(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		table := "名称,编号,年份\n关于开展检查的通知,綦商务〔2012〕9号,2012\n"
		b, err := r.Files.Put(ctx, strings.NewReader(table), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		keep := func() int64 {
			t.Helper()
			id, err := r.KeepUpload(ctx, archivist, archive.NewUpload{Kind: "table", Name: "旧目录.csv", Unit: "ZGK", Files: []archive.Stored{{Path: "旧目录.csv", SHA256: b.SHA256, Size: b.Size}}})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		id := keep()
		m := intake.Mapping{Columns: map[string]string{"名称": "title", "编号": "doc_no", "年份": "year"}}
		if err := r.MapUpload(ctx, archivist, id, m, "没有的科", ""); err == nil {
			t.Error("an unknown unit was taken")
		}
		if err := r.MapUpload(ctx, archivist, id, m, "ZGK", "世纪旧系统"); err != nil {
			t.Fatal(err)
		}
		if n := one[int64](t, r, "SELECT count(*) FROM archive_mapping WHERE name = '世纪旧系统'"); n != 1 {
			t.Errorf("%d mappings kept", n)
		}
		if rep, err := r.TakeUpload(ctx, archivist, id, false, true); err != nil || rep.Accepted != 1 {
			t.Fatalf("trial: %+v %v", rep, err)
		}
		if rep, err := r.TakeUpload(ctx, archivist, id, false, false); err != nil || rep.Accepted != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		if s := one[string](t, r, "SELECT title FROM archive_item"); s != "关于开展检查的通知" {
			t.Errorf("title %q", s)
		}
		if _, err := r.TakeUpload(ctx, archivist, id, false, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken twice: %v", err)
		}
		if err := r.DropUpload(ctx, archivist, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("dropped after it was taken: %v", err)
		}
		id = keep()
		if err := r.DropUpload(ctx, archivist, id); err != nil {
			t.Fatal(err)
		}
		if err := r.MapUpload(ctx, archivist, id, m, "ZGK", ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("mapped after it was dropped: %v", err)
		}
		if rep, err := r.Verify(ctx, nil); err != nil || !rep.OK {
			t.Fatalf("%+v %v", rep, err)
		}
	})
}

package appraisal_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/blobtest"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
)

// eachStore runs fn on both databases with both kinds of store.
func eachStore(t *testing.T, fn func(t *testing.T, h *house)) {
	for name, store := range map[string]func(t *testing.T) blob.Store{
		"folder": func(t *testing.T) blob.Store { return folder(t) },
		"bucket": func(t *testing.T) blob.Store {
			srv, _ := blobtest.NewServer(t, false)
			b, err := blob.OpenBucket(srv.Options(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { b.Close() })
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, openWith(t, d, c, store(t))) })
		})
	}
}

// destroy has filed, expired items destroyed with every step.
func (h *house) destroy(t *testing.T, items ...int64) appraisal.Batch {
	t.Helper()
	b := h.signed(t, items...)
	if _, err := h.Execute(context.Background(), archivist, b.ID, b.ListNumber, "定点销毁单位"); err != nil {
		t.Fatal(err)
	}
	return b
}

// signed gives a list that waits for nothing but to be carried out.
func (h *house) signed(t *testing.T, items ...int64) appraisal.Batch {
	t.Helper()
	ctx := context.Background()
	b := h.reported(t, items...)
	if _, err := h.Approve(ctx, director, b.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Appoint(ctx, archivist, b.ID, leaderA.Login, leaderB.Login); err != nil {
		t.Fatal(err)
	}
	h.c.Move(31 * 24 * time.Hour)
	for _, s := range []act.Actor{leaderA, leaderB} {
		if _, err := h.Sign(ctx, s, b.ID, b.ListNumber); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (h *house) put(t *testing.T, b []byte) blob.Ref {
	t.Helper()
	ref, err := h.Archive.Files.Put(context.Background(), bytes.NewReader(b), 0)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func (h *house) has(t *testing.T, sha string) bool {
	t.Helper()
	there, err := h.Archive.Files.Has(context.Background(), sha)
	if err != nil {
		t.Fatal(err)
	}
	return there
}

func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload keeps a file that came through the browser and takes it in; it gives the
// new items in order.
func (h *house) upload(t *testing.T, kind, name string, b []byte) (blob.Ref, []int64) {
	t.Helper()
	ctx := context.Background()
	ref := h.put(t, b)
	id, err := h.Archive.KeepUpload(ctx, archivist, archive.NewUpload{Kind: kind, Name: name, Unit: "BGS", Files: []archive.Stored{{Path: name, SHA256: ref.SHA256, Size: ref.Size}}})
	if err != nil {
		t.Fatal(err)
	}
	rep, err := h.Archive.TakeUpload(ctx, archivist, id, false, false)
	if err != nil {
		t.Fatalf("%+v %v", rep, err)
	}
	page, err := h.Archive.Items(ctx, archivist, archive.List{State: "all", Batch: rep.BatchID})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, it := range page.Items {
		ids = append(ids, it.ID)
	}
	slices.Sort(ids)
	return ref, ids
}

// filed2010 files papers of 2010 that are kept for ten years.
func (h *house) filed2010(t *testing.T, ids []int64) {
	t.Helper()
	year, period := "2010", "10年"
	for _, id := range ids {
		if _, err := h.Archive.Amend(context.Background(), archivist, archive.Amendment{ID: id, Year: &year, Retention: &period}); err != nil {
			t.Fatal(err)
		}
	}
	h.fileYear(t, 2010)
}

const (
	dutyText   = "关于2010年春节值班安排的通知\n各科室：\n现将2010年春节值班安排印发给你们。\n办公室\n2010年2月1日"
	reportText = "关于报送2010年半年报表的通知\n各科室：\n请于七月五日前报送半年报表。\n办公室\n2010年6月20日"
)

// The ZIP from which a destroyed paper was unpacked holds its text as well: it is
// named in the account of the destruction, and goes with the last of its papers.
func TestTheContainerGoesWithItsLastPaper(t *testing.T) {
	eachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		bag, ids := h.upload(t, "documents", "2010年材料.zip", zipped(t, "值班.txt", dutyText, "报表.txt", reportText))
		if len(ids) != 2 {
			t.Fatal(ids)
		}
		// The same paper comes once more in another ZIP: nothing new is taken in, yet
		// that ZIP holds its text too.
		again, none := h.upload(t, "documents", "再交一次.zip", zipped(t, "重份/值班.txt", dutyText))
		if len(none) != 0 {
			t.Fatal(none)
		}
		h.filed2010(t, ids)
		state := func(b appraisal.Batch, name string) string {
			t.Helper()
			files, err := h.Files(ctx, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if f.Name == name {
					return f.State
				}
			}
			return ""
		}
		one := h.destroy(t, ids[0])
		if s := state(one, "值班.txt"); s != "gone" {
			t.Errorf("the paper's own file: %q", s)
		}
		if s := state(one, "2010年材料.zip"); s != "container" || !h.has(t, bag.SHA256) {
			t.Errorf("a container with a paper that is kept: %q, there %v", s, h.has(t, bag.SHA256))
		}
		if s := state(one, "再交一次.zip"); s != "gone" || h.has(t, again.SHA256) {
			t.Errorf("the container of a duplicate: %q, there %v", s, h.has(t, again.SHA256))
		}
		two := h.destroy(t, ids[1])
		if s := state(two, "2010年材料.zip"); s != "gone" || h.has(t, bag.SHA256) {
			t.Errorf("the container outlives its papers: %q", s)
		}
		left := 0
		if err := h.Archive.Files.Walk(ctx, func(string, string, int64) error { left++; return nil }); err != nil || left != 0 {
			t.Errorf("%d files are left of what was destroyed: %v", left, err)
		}
		if rep, err := h.Archive.Verify(ctx, nil); err != nil || !rep.OK {
			t.Fatalf("%+v %v", rep.Findings, err)
		}
	})
}

// A table that described papers goes with the last of them.
func TestTheTableGoesWithItsLastPaper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		table, ids := h.upload(t, "table", "目录.csv", []byte("题名,日期,保管期限,页数\n关于甲的通知,2010-01-04,10年,2\n关于乙的通知,2010-02-04,10年,2\n"))
		if len(ids) != 2 {
			t.Fatal(ids)
		}
		h.fileYear(t, 2010)
		h.destroy(t, ids[0])
		if !h.has(t, table.SHA256) {
			t.Error("the table went while one of its papers is kept")
		}
		h.destroy(t, ids[1])
		if h.has(t, table.SHA256) {
			t.Error("the table outlives its papers")
		}
	})
}

// meddling is a store that lets somebody act between the putting of a file and
// whatever follows.
type meddling struct {
	blob.Store
	then func()
}

// Put puts and then lets somebody act once.
func (m *meddling) Put(ctx context.Context, src io.Reader, limit int64) (blob.Ref, error) {
	ref, err := m.Store.Put(ctx, src, limit)
	if f := m.then; f != nil {
		m.then = nil
		f()
	}
	return ref, err
}

// A paper comes in whose file is destroyed between its putting and its row: it is
// unpacked and put again, and nothing is lost.
func TestAnIntakeCrossesADestruction(t *testing.T) {
	eachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, ids := h.upload(t, "documents", "旧.zip", zipped(t, "值班.txt", dutyText))
		h.filed2010(t, ids)
		b := h.signed(t, ids...)
		m := &meddling{Store: h.Archive.Files}
		h.Archive.Files = m
		bag := h.put(t, zipped(t, "又交来/值班.txt", dutyText, "又交来/说明.txt", reportText))
		id, err := h.Archive.KeepUpload(ctx, archivist, archive.NewUpload{Kind: "documents", Name: "又交来.zip", Unit: "BGS", Files: []archive.Stored{{Path: "又交来.zip", SHA256: bag.SHA256, Size: bag.Size}}})
		if err != nil {
			t.Fatal(err)
		}
		m.then = func() {
			if _, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点"); err != nil {
				t.Error(err)
			}
		}
		rep, err := h.Archive.TakeUpload(ctx, archivist, id, false, false)
		if err != nil || rep.Accepted != 2 {
			t.Fatalf("%+v %v", rep, err)
		}
		if v, err := h.Archive.Verify(ctx, nil); err != nil || !v.OK || v.Files != 2 {
			t.Fatalf("a file was lost: %+v %v", v, err)
		}

		// Outside an upload nobody can put the file again: the batch is refused whole.
		h.filed2010(t, itemsOf(t, h, rep.BatchID))
		b = h.signed(t, itemsOf(t, h, rep.BatchID)...)
		f := h.file(t, dutyText)
		if _, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点"); err != nil {
			t.Fatal(err)
		}
		in := paper("关于补交的通知", "2011-01-04", "D10")
		in.Files = []archive.IncomingFile{f}
		_, err = h.Archive.Take(ctx, archivist, &list{in: []archive.Incoming{in}}, archive.TakeOptions{Name: "补交", Kind: "documents"})
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), "再交一次") {
			t.Fatalf("a row without its file: %v", err)
		}
		_, err = h.Archive.KeepUpload(ctx, archivist, archive.NewUpload{Kind: "documents", Name: "补交", Files: []archive.Stored{{Path: "a.txt", SHA256: f.SHA256, Size: f.Size}}})
		want(t, err, fault.Conflict, "an upload without its file")
		in.Files = []archive.IncomingFile{h.file(t, dutyText)}
		if rep, err := h.Archive.Take(ctx, archivist, &list{in: []archive.Incoming{in}}, archive.TakeOptions{Name: "补交", Kind: "documents"}); err != nil || rep.Accepted != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		if v, err := h.Archive.Verify(ctx, nil); err != nil || !v.OK || v.Files != 1 {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

func itemsOf(t *testing.T, h *house, batch int64) []int64 {
	t.Helper()
	page, err := h.Archive.Items(context.Background(), archivist, archive.List{State: "all", Batch: batch})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, it := range page.Items {
		ids = append(ids, it.ID)
	}
	return ids
}

// waiting is a source that lets the sweep run into the import that reads it.
type waiting struct {
	list
	during func()
}

func (w *waiting) Next(ctx context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if w.during != nil {
		w.during()
		w.during = nil
	}
	return w.list.Next(ctx)
}

// The sweep begins while an import is under way whose rows it cannot see yet: it
// waits for it, and the file stays.
func TestTheSweepWaitsForAnIntake(t *testing.T) {
	eachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		f := h.file(t, dutyText)
		in := paper("关于值班的通知", "2010-01-01", "D10")
		in.Files = []archive.IncomingFile{f}
		b := h.signed(t, h.take(t, in)...)
		broken := true
		h.Archive.FileUsed = func(context.Context, db.Reader, string) (bool, error) {
			if broken {
				return false, fault.New(fault.Unavailable, "文件库暂时无法访问。")
			}
			return false, nil
		}
		if _, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点"); !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
		broken = false
		swept := make(chan error, 1)
		again := paper("关于值班的通知（又一份）", "2011-01-01", "D10")
		again.Files = in.Files
		rep, err := h.Archive.Take(ctx, archivist, &waiting{list: list{in: []archive.Incoming{again}}, during: func() {
			go func() {
				_, err := h.Sweep(ctx)
				swept <- err
			}()
			time.Sleep(100 * time.Millisecond) // long enough for the sweep to reach the file, if nothing held it
		}}, archive.TakeOptions{Name: "补交", Kind: "documents"})
		if err != nil || rep.Accepted != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		if err := <-swept; err != nil {
			t.Fatal(err)
		}
		if v, err := h.Archive.Verify(ctx, nil); err != nil || !v.OK || v.Files != 1 {
			t.Fatalf("a file was lost: %+v %v", v, err)
		}
		if files, err := h.Files(ctx, b.ID); err != nil || len(files) != 1 || files[0].State != "shared" {
			t.Fatalf("%+v %v", files, err)
		}
	})
}

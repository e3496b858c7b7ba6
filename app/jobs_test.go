package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// withFiles is an installation with n items of one file each.
func withFiles(t *testing.T, c clock.Clock, n int) *app.App {
	t.Helper()
	a, _, err := app.Init(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Fonds: "X043", Clock: c, Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	in := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(in, fmt.Sprintf("綦商务〔2012〕%d号 关于第%d次检查的通知.txt", i+1, i+1)), fmt.Appendf(nil, "第%d次检查的正文", i+1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, closer, err := a.Archive.Documents(t.Context(), in, archive.DocumentOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	if rep, err := a.Archive.Take(t.Context(), act.Owner(), src, archive.TakeOptions{Name: "文件", Kind: "documents"}); err != nil || rep.Accepted != n {
		t.Fatalf("%+v %v", rep, err)
	}
	return a
}

// A day reads a ninetieth, each file once before any is read twice; what is
// missing or changed stands in the ledger.
func TestPatrol(t *testing.T) {
	const files = 100 // two a day
	ctx, c := t.Context(), clock.At("2026-03-02")
	a := withFiles(t, c, files)
	shas, err := db.All[string](ctx, a.Door.Reader(), "SELECT DISTINCT sha256 FROM archive_file ORDER BY sha256")
	if err != nil || len(shas) != files {
		t.Fatalf("%d files %v", len(shas), err)
	}
	at := func(sha string) string { return filepath.Join(a.Dir(), "files", sha[:2], sha[2:4], sha) }
	if err := os.Remove(at(shas[3])); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at(shas[5]), []byte("改"), 0o600); err != nil {
		t.Fatal(err)
	}
	var found []string
	for day := range 50 {
		p, err := a.Patrol(ctx, time.Minute)
		if err != nil || p == nil || p.Files != 2 || p.Of != files || p.From != shas[2*day] || p.To != shas[2*day+1] {
			t.Fatalf("day %d: %+v %v", day, p, err)
		}
		for _, f := range p.Findings {
			found = append(found, f.Kind+" "+f.Where)
		}
		if p, err = a.Patrol(ctx, time.Minute); p != nil || err != nil {
			t.Fatalf("twice on one day: %+v %v", p, err)
		}
		c.Move(24 * time.Hour)
	}
	if want := []string{"missing file:" + shas[3], "changed file:" + shas[5]}; !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
	p, err := a.Patrol(ctx, 0) // without time it still reads one file, and says that it was cut
	if err != nil || p.From != shas[0] || p.Files != 1 || !p.Cut {
		t.Fatalf("the second round: %+v %v", p, err)
	}
	entries, err := db.All[string](ctx, a.Door.Reader(), "SELECT summary FROM ledger_entry WHERE deed = 'archive.fixity.patrol' AND summary LIKE '%发现 1 处问题%'")
	if err != nil || len(entries) != 2 {
		t.Errorf("entries with findings: %v %v", entries, err)
	}
}

func TestNightlyBackup(t *testing.T) {
	ctx, c, dir := t.Context(), clock.At("2026-03-02"), t.TempDir()
	a := withFiles(t, c, 2)
	a.Config.Backup = config.Backup{Dir: dir, Hour: 13, Keep: 2}
	if rep, err := a.NightlyBackup(ctx); rep != nil || err != nil {
		t.Fatalf("before its hour: %+v %v", rep, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lantai-by-hand.tar"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Move(time.Hour)
	for range 4 {
		rep, err := a.NightlyBackup(ctx)
		if err != nil || rep == nil || !rep.Valid || rep.Files != 2 {
			t.Fatalf("%+v %v", rep, err)
		}
		if rep, err := a.NightlyBackup(ctx); rep != nil || err != nil {
			t.Fatalf("twice on one day: %+v %v", rep, err)
		}
		c.Move(24 * time.Hour)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 3 || !strings.Contains(left[0], "20260304") || !strings.Contains(left[1], "20260305") || !strings.Contains(left[2], "by-hand") {
		t.Errorf("kept: %v %v", left, err)
	}
	if rep, err := app.VerifyBackup(ctx, left[1]); err != nil || !rep.Valid {
		t.Errorf("%+v %v", rep, err)
	}
	a.Config.Backup.Dir = filepath.Join(dir, "not-mounted")
	if _, err := a.NightlyBackup(ctx); !fault.Is(err, fault.Full) || !strings.Contains(err.Error(), "挂载") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// A day without an act gets its checkpoint too, and serving does the day's work.
func TestJobsRun(t *testing.T) {
	ctx, c := t.Context(), clock.At("2026-03-02")
	a := withFiles(t, c, 2)
	c.Move(72 * time.Hour)
	stop, err := a.StartJobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	done := func() bool {
		day, err1 := db.One[string](ctx, a.Door.Reader(), "SELECT max(day) FROM ledger_checkpoint")
		n, err2 := db.One[int64](ctx, a.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE deed = 'archive.fixity.patrol'")
		return err1 == nil && err2 == nil && day == "2026-03-05" && n == 1
	}
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the day's work was not done within 30 seconds")
		}
	}
	down, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := stop(down); err != nil {
		t.Error(err)
	}
	c.Move(24 * time.Hour)
	if made, err := a.Door.Checkpoint(ctx); err != nil || !made {
		t.Errorf("a day without an act: %v %v", made, err)
	}
	if made, err := a.Door.Checkpoint(ctx); err != nil || made {
		t.Errorf("the second of one day: %v %v", made, err)
	}
	if rep, err := a.Door.Verify(ctx); err != nil || !rep.OK || rep.Checkpoints != 3 {
		t.Errorf("%+v %v", rep, err)
	}
}

// Merging the index changes no answer and leaves no entry.
func TestTidyIndex(t *testing.T) {
	ctx := t.Context()
	a := withFiles(t, clock.At("2026-03-02"), 30)
	find := func() int {
		found, err := a.Archive.Search(ctx, act.Owner(), "第1 检查", archive.SearchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return found.Total
	}
	entries := func() int64 {
		n, err := db.One[int64](ctx, a.Door.Reader(), "SELECT count(*) FROM ledger_entry")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, n := find(), entries()
	if before != 11 { // 1 and 10 to 19
		t.Fatalf("%d found before", before)
	}
	if err := a.TidyIndex(ctx); err != nil {
		t.Fatal(err)
	}
	if after := find(); after != before || entries() != n {
		t.Errorf("after merging %d found, %d entries; before %d, %d", after, entries(), before, n)
	}
}

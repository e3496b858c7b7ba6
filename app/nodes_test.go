package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"lantai.internal/app"
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
)

func empty(string) (string, bool) { return "", false }

// The source's own figures must come out of PostgreSQL as well; its backup is
// refused with what to do instead.
func TestTheDemonstrationsYearOnPostgres(t *testing.T) {
	ctx := t.Context()
	a, err := app.Demo(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Database: dbtest.PostgresURL(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.FillDemo(ctx); err != nil {
		t.Fatal(err)
	}
	s, err := a.Archive.Stats(ctx, act.Owner(), 2013)
	if err != nil {
		t.Fatal(err)
	}
	got := []archive.Tally{s.ByRetention["Y"], s.ByRetention["D30"], s.ByRetention["D10"], {Items: s.Items, Boxes: s.Boxes}}
	if want := []archive.Tally{{Items: 189, Boxes: 5}, {Items: 252, Boxes: 9}, {Items: 647, Boxes: 35}, {Items: 1088, Boxes: 49}}; !slices.Equal(got, want) {
		t.Errorf("%+v, the source says %+v", got, want)
	}
	out := filepath.Join(t.TempDir(), "b.tar")
	if _, err := a.Backup(ctx, out); !fault.Is(err, fault.Unsupported) || !strings.Contains(fault.Of(err).Say, "pg_dump") {
		t.Errorf("backup of PostgreSQL: %v", err)
	}
	if left, _ := filepath.Glob(out + "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A demonstration whose filling was cut short says so, instead of showing a year
// that is not arranged as if it were whole.
func TestAHalfFilledDemonstrationSaysSo(t *testing.T) {
	ctx := t.Context()
	a, err := app.Demo(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := bring(ctx, a, 1, 1); err != nil {
		t.Fatal(err)
	}
	if err := a.FillDemo(ctx); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Say, a.Dir()) {
		t.Errorf("%v", err)
	}
}

// A backup carries the settings; what is restored looks for its files where the
// restore put them, and holds the same figures.
func TestSettingsTravelWithTheBackup(t *testing.T) {
	ctx, shelf := t.Context(), filepath.Join(t.TempDir(), "shelf")
	a := smallYear(t, "")
	before, err := a.Archive.Stats(ctx, act.Owner(), 0)
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	c := config.Default()
	c.Store.Dir, c.Backup.Keep = shelf, 3
	if err := os.Rename(filepath.Join(a.Dir(), "files"), shelf); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(a.Dir(), config.File), []byte(config.Text(c)), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err = app.Open(ctx, app.Options{Dir: a.Dir(), Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	out, to := filepath.Join(t.TempDir(), "b.tar"), filepath.Join(t.TempDir(), "back")
	if _, err := a.Backup(ctx, out); err != nil {
		t.Fatal(err)
	}
	if rep, err := app.VerifyBackup(ctx, out); err != nil || !rep.Valid || rep.Files == 0 {
		t.Fatalf("verify: %+v %v", rep, err)
	}
	if rep, err := app.RestoreBackup(ctx, out, to); err != nil || !rep.Valid {
		t.Fatalf("restore: %+v %v", rep, err)
	}
	if err := os.RemoveAll(shelf); err != nil {
		t.Fatal(err)
	}
	b, err := app.Open(ctx, app.Options{Dir: to, Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.Config.Store != config.Default().Store || b.Config.Backup.Keep != 3 {
		t.Errorf("settings of the restored installation: %+v", b.Config)
	}
	after, err := b.Archive.Stats(ctx, act.Owner(), 0)
	if err != nil || fmt.Sprint(after.ByRetention, after.ByUnit, after.Items, after.Boxes) != fmt.Sprint(before.ByRetention, before.ByUnit, before.Items, before.Boxes) {
		t.Errorf("figures before %+v, after %+v: %v", before, after, err)
	}
	if rep, err := b.Archive.Verify(ctx, nil); err != nil || !rep.OK || rep.Files == 0 {
		t.Errorf("restored: %+v %v", rep, err)
	}
}

// The settings reach what they set: policy, database, and a misspelt key stops
// the program with the line to mend.
func TestSettingsAreUsed(t *testing.T) {
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "data")
	a, _, err := app.Init(ctx, app.InitOptions{Dir: dir, Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	file := filepath.Join(dir, config.File)
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "# listen = \"127.0.0.1:8080\"") {
		t.Fatalf("init wrote %q %v", b, err)
	}
	set := func(text string) (*app.App, error) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return app.Open(ctx, app.Options{Dir: dir, Env: empty})
	}
	if a, err = set("password_policy = \"ASVS\"\n"); err != nil {
		t.Fatal(err)
	}
	if a.Org.Policy.Name != "ASVS" {
		t.Errorf("policy %+v", a.Org.Policy)
	}
	a.Close()
	if _, err = set("# x\npasswort_policy = \"ASVS\"\n"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "第 2 行") {
		t.Errorf("misspelt key: %v", err)
	}
	if _, err = set("database = \"postgres://nobody@127.0.0.1:1/x\"\n"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("the database of the settings was not used: %v", err)
	}
}

// Two programs on one PostgreSQL with one folder of files: both bring papers at
// once, both arrange, and the year is one year.
func TestTwoNodesOfOneBureau(t *testing.T) {
	ctx, owner := t.Context(), act.Owner()
	url, root := dbtest.PostgresURL(t), t.TempDir()
	dirA, dirB := filepath.Join(root, "a"), filepath.Join(root, "b")
	a, _, err := app.Init(ctx, app.InitOptions{Dir: dirA, Database: url, Fonds: "X043", Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	// The second node has the first one's settings and keys, and its files.
	c := config.Default()
	c.Database, c.Store.Dir = url, filepath.Join(dirA, "files")
	keys, err := filepath.Glob(filepath.Join(dirA, "keys", "*"))
	if err != nil || len(keys) < 2 {
		t.Fatalf("keys of the first node: %v %v", keys, err)
	}
	for _, from := range append(keys, filepath.Join(dirA, "rulebook")) {
		name, err := filepath.Rel(dirA, from)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(from)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(dirB, name)), 0o700)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dirB, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := config.Write(dirB, c); err != nil {
		t.Fatal(err)
	}
	b, err := app.Open(ctx, app.Options{Dir: dirB, Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Warm(ctx); err != nil { // B's arrays are loaded before A writes
		t.Fatal(err)
	}

	const batches, size = 6, 10
	nodes := []*app.App{a, b}
	var wg sync.WaitGroup
	failed := make(chan error, len(nodes)*batches)
	for n, node := range nodes {
		wg.Go(func() {
			for k := range batches {
				if err := bring(ctx, node, n*batches+k, size); err != nil {
					failed <- fmt.Errorf("node %d batch %d: %w", n, k, err)
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}

	// What A committed, B finds, and the other way round.
	if err := bring(ctx, a, 90, 1); err != nil {
		t.Fatal(err)
	}
	res, err := b.Archive.Search(ctx, owner, "第九十批", archive.SearchOptions{Limit: 5})
	if err != nil || res.Total != 1 {
		t.Errorf("B finds %+v of what A took: %v", res, err)
	}
	if err := bring(ctx, b, 91, 1); err != nil {
		t.Fatal(err)
	}
	if res, err = a.Archive.Search(ctx, owner, "第九十一批", archive.SearchOptions{Limit: 5}); err != nil || res.Total != 1 {
		t.Errorf("A finds %+v of what B took: %v", res, err)
	}
	// A file that A stored, B reads.
	ref, err := a.Files.Put(ctx, strings.NewReader("共用的文件"), 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := b.Files.Open(ctx, ref.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()

	if _, err := b.Archive.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2012}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Archive.PackYear(ctx, owner, 2012); err != nil {
		t.Fatal(err)
	}
	type numbered struct {
		Unit      string `db:"unit"`
		Retention string `db:"retention"`
		N         int64  `db:"n"`
		Different int64  `db:"different"`
		Least     int64  `db:"least"`
		Most      int64  `db:"most"`
	}
	const q = "SELECT unit, retention, count(*) AS n, count(DISTINCT item_no) AS different, min(item_no) AS least, max(item_no) AS most FROM archive_item GROUP BY unit, retention"
	classes, err := db.All[numbered](ctx, b.Door.Reader(), q)
	if err != nil || len(classes) == 0 {
		t.Fatalf("%d classes: %v", len(classes), err)
	}
	total := int64(0)
	for _, c := range classes {
		total += c.N
		if c.Least != 1 || c.Most != c.N || c.Different != c.N {
			t.Errorf("numbers of %s %s have a gap or a double: %+v", c.Unit, c.Retention, c)
		}
	}
	if want := int64(len(nodes)*batches*size + 2); total != want {
		t.Errorf("%d items, want %d", total, want)
	}
	for _, node := range nodes {
		if rep, err := node.Door.Verify(ctx); err != nil || !rep.OK {
			t.Errorf("ledger: %+v %v", rep, err)
		}
	}
}

var digits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

func spoken(n int) string {
	if n < 10 {
		return digits[n]
	}
	s := "十"
	if n >= 20 {
		s = digits[n/10] + s
	}
	if n%10 != 0 {
		s += digits[n%10]
	}
	return s
}

// bring takes one batch of papers that exist nowhere else.
func bring(ctx context.Context, a *app.App, batch, size int) error {
	var in papers
	for i := range size {
		in = append(in, archive.Incoming{Row: i + 1, Title: fmt.Sprintf("关于第%s批第%s次检查的通知", spoken(batch), spoken(i+1)), DocNo: fmt.Sprintf("綦商务〔2012〕%d号", batch*100+i+1),
			Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-01-04").AddDays(batch + i), Year: 2012, Retention: "D10", Unit: "BGS", Pages: 2, Category: "WS"})
	}
	rep, err := a.Archive.Take(ctx, act.Owner(), &in, archive.TakeOptions{Name: fmt.Sprintf("第%d批", batch), Kind: "table"})
	if err == nil && rep.Accepted != size {
		err = fmt.Errorf("%d of %d accepted", rep.Accepted, size)
	}
	return err
}

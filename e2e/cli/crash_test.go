package cli

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestKilled ends the program with SIGKILL at random points of import, arranging,
// packing, backup and restore. After each: what was acknowledged is there, of
// what was under way all or nothing, ledger and archive verify, and the same
// command again completes. LANTAI_KILLS says how often (default 200, a tenth of
// it with -short), LANTAI_SEED repeats a run.
func TestKilled(t *testing.T) {
	kills := number(t, "LANTAI_KILLS", 200)
	if testing.Short() {
		kills = max(10, kills/10)
	}
	seed := number(t, "LANTAI_SEED", time.Now().UnixNano()%1_000_000_000)
	t.Logf("seed %d (LANTAI_SEED repeats it)", seed)
	installation(t) // made once, before the workers copy it
	const workers = 2
	var landed atomic.Int64
	start := time.Now()
	var wait sync.WaitGroup
	for w := range int64(workers) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			v := &victim{t: t, rng: rand.New(rand.NewPCG(uint64(seed), uint64(w))), landed: &landed, took: map[string]time.Duration{}}
			for i := w; i < kills && !t.Failed(); i += workers {
				v.round(i)
			}
		}()
	}
	wait.Wait()
	t.Logf("%d rounds, %d kills before the command was done, in %.0f s", kills, landed.Load(), time.Since(start).Seconds())
	if landed.Load() < kills/3 {
		t.Errorf("only %d of %d kills came in time to matter", landed.Load(), kills)
	}
}

func number(t testing.TB, name string, def int64) int64 {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return def
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number", name, s)
	}
	return n
}

// victim is one installation that is mistreated round after round.
type victim struct {
	t      *testing.T
	rng    *rand.Rand
	landed *atomic.Int64
	took   map[string]time.Duration // how long a command takes undisturbed

	dir, work string
	rounds    int
	items     int            // acknowledged
	words     map[string]int // acknowledged records by a word only they hold
	year      int
	inYear    int
	backup    string // a good one
	backedUp  int    // items in it
}

func (v *victim) errorf(format string, a ...any) {
	v.t.Helper()
	v.t.Errorf("round %d: %s", v.rounds, fmt.Sprintf(format, a...))
}

// renew begins with a fresh installation every so often, so that rounds stay short.
func (v *victim) renew() {
	v.work = v.t.TempDir()
	v.dir = filepath.Join(v.work, "data")
	copyTree(v.t, template.dir, v.dir)
	v.items, v.words, v.year, v.inYear, v.backup = 0, map[string]int{}, 2000, 0, ""
}

// must runs a command that nobody disturbs.
func (v *victim) must(args ...string) result {
	v.t.Helper()
	began := time.Now()
	r := finishQuietly(v.t, args)
	v.took[args[0]+args[1]] = time.Since(began)
	if r.code != 0 {
		v.errorf("after a kill: %v", r)
	}
	return r
}

func finishQuietly(t testing.TB, args []string) result {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Errorf("lantai %v: %v", args, err)
		return result{args: args, code: -1}
	}
	return result{args, cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// kill runs a command and kills it at a random moment; acked says that it came
// to its end before.
func (v *victim) kill(args ...string) (acked bool) {
	name := args[0] + args[1]
	cmd := command(context.Background(), args...)
	if err := cmd.Start(); err != nil {
		v.t.Error(err)
		return false
	}
	span := v.took[name]
	if span == 0 {
		span = 150 * time.Millisecond
	}
	timer := time.AfterFunc(time.Duration(v.rng.Float64()*1.1*float64(span)), func() { cmd.Process.Signal(syscall.SIGKILL) })
	err := cmd.Wait()
	timer.Stop()
	if err == nil {
		return true
	}
	if st, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !st.Signaled() {
		v.errorf("lantai %v ended by itself: %v", args, err)
		return false
	}
	v.landed.Add(1)
	return false
}

// whole checks that the installation holds together.
func (v *victim) whole(dir string) {
	r := v.must("archive", "verify", "--data", dir, "--json")
	if m := r.object(v.t); m["ok"] != true {
		v.errorf("%v", r)
	}
}

func (v *victim) count(dir string) figures {
	var f figures
	v.must("archive", "stats", "--data", dir, "--json").into(v.t, &f)
	return f
}

func (v *victim) found(dir, word string) int {
	var f found
	v.must("search", word, "--data", dir, "--json", "--limit", "1").into(v.t, &f)
	return f.Total
}

func (v *victim) round(i int64) {
	if v.rounds%20 == 0 {
		v.renew()
	}
	v.rounds++
	if v.inYear == 0 { // nothing yet that could be arranged
		v.takeIn(i, false)
		return
	}
	switch [...]string{"import", "documents", "import", "arrange", "pack", "import", "backup", "restore", "arrange", "pack"}[v.rng.IntN(10)] {
	case "import":
		v.takeIn(i, false)
	case "documents":
		v.takeIn(i, true)
	case "arrange":
		v.arrange()
	case "pack":
		v.pack()
	case "backup":
		v.backUp(i)
	case "restore":
		v.restore(i)
	}
}

func (v *victim) takeIn(i int64, documents bool) {
	word, n := fmt.Sprintf("批次%dK", i), 30
	path := filepath.Join(v.work, fmt.Sprintf("%d.ndjson", i))
	args := []string{"archive", "import", path, "--data", v.dir, "--json"}
	if documents {
		n = 4
		path = filepath.Join(v.work, fmt.Sprint(i))
		for d := range n {
			writeTo(v.t, filepath.Join(path, fmt.Sprintf("%d.txt", d)), fmt.Sprintf("关于%s第%d号事项的通知\n\n请照办。\n\n重庆市綦江区商务局\n%d年3月4日\n", word, d, v.year))
		}
		args = append(args, "--submitted-by", "BGS")
		args[2] = path
	} else if err := os.WriteFile(path, ndjson(v.t, papers(v.year, n, word)...), 0o600); err != nil {
		v.t.Error(err)
		return
	}
	acked := v.kill(args...)
	v.whole(v.dir)
	got := v.count(v.dir).Items - v.items
	if got != n && (got != 0 || acked) {
		v.errorf("acknowledged %v, and %d of %d records are there", acked, got, n)
	}
	if f := v.found(v.dir, word); f != got {
		v.errorf("%d records are there and %d are found", got, f)
	}
	var rep report
	v.must(args...).into(v.t, &rep)
	if rep.Accepted+rep.Duplicates != n || rep.Duplicates != got {
		v.errorf("again: accepted %d, duplicates %d, there were %d of %d", rep.Accepted, rep.Duplicates, got, n)
	}
	v.items += n
	v.inYear += n
	v.words[word] = n
	for w, n := range v.words { // one of the acknowledged, at random
		if f := v.found(v.dir, w); f != n {
			v.errorf("of the acknowledged %s %d of %d are found", w, f, n)
		}
		break
	}
}

func (v *victim) arrange() {
	args := []string{"archive", "arrange", "--year", fmt.Sprint(v.year), "--default-retention", "D10", "--data", v.dir, "--json"}
	acked := v.kill(args...)
	v.whole(v.dir)
	if acked {
		v.allPlaced()
	}
	v.must(args...)
	v.allPlaced()
}

func (v *victim) allPlaced() {
	var f struct{ Items, Unplaced int }
	v.must("archive", "stats", "--data", v.dir, "--json", "--year", fmt.Sprint(v.year)).into(v.t, &f)
	if f.Unplaced != 0 || f.Items != v.inYear {
		v.errorf("arranged, and of %d items %d are there and %d have no number", v.inYear, f.Items, f.Unplaced)
	}
}

func (v *victim) pack() {
	year := fmt.Sprint(v.year)
	v.must("archive", "arrange", "--year", year, "--default-retention", "D10", "--data", v.dir, "--json")
	acked := v.kill("archive", "pack", "--year", year, "--data", v.dir, "--json")
	v.whole(v.dir)
	boxes := v.count(v.dir).Boxes
	var p struct{ Boxes, Items int }
	v.must("archive", "pack", "--year", year, "--data", v.dir, "--json").into(v.t, &p)
	if acked && boxes < p.Boxes || p.Items != v.inYear {
		v.errorf("acknowledged %v with %d boxes; again %d boxes with %d of %d items", acked, boxes, p.Boxes, p.Items, v.inYear)
	}
	v.year++ // the next papers go into another year
	v.inYear = 0
}

func (v *victim) backUp(i int64) {
	out := filepath.Join(v.work, fmt.Sprintf("%d.tar", i))
	args := []string{"backup", "create", "--data", v.dir, "--out", out, "--json"}
	acked := v.kill(args...)
	v.whole(v.dir)
	if _, err := os.Stat(out); err == nil {
		v.must("backup", "verify", out, "--json")
	} else if acked {
		v.errorf("an acknowledged backup is not there")
	} else {
		v.must(args...)
	}
	v.backup, v.backedUp = out, v.items
}

func (v *victim) restore(i int64) {
	if v.backup == "" {
		v.backUp(i)
	}
	to := filepath.Join(v.work, fmt.Sprintf("restored-%d", i))
	args := []string{"backup", "restore", v.backup, "--data", to, "--json"}
	acked := v.kill(args...)
	if _, err := os.Stat(to); err != nil {
		if acked {
			v.errorf("an acknowledged restore is not there")
		}
		v.must(args...)
	}
	v.whole(to)
	if n := v.count(to).Items; n != v.backedUp {
		v.errorf("restored %d of %d items", n, v.backedUp)
	}
	os.RemoveAll(to)
}

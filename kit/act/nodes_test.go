package act_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/ledger"
)

// Several stateless nodes share one PostgreSQL: they start at once, write at
// once, and leave one chain.
func TestTwoNodesOnOnePostgres(t *testing.T) {
	ctx := context.Background()
	url, dir := dbtest.PostgresURL(t), t.TempDir()
	nodes := make([]*act.Door, 2)
	errs := make(chan error, 200)
	var start sync.WaitGroup
	for i := range nodes {
		start.Go(func() {
			d, err := act.Open(ctx, act.Options{Dir: dir, Database: url, Schemas: schemas, Clock: clock.At("2026-03-02")})
			if err != nil {
				errs <- err
				return
			}
			nodes[i] = d
		})
	}
	start.Wait()
	if len(errs) > 0 {
		t.Fatal(<-errs)
	}
	for _, d := range nodes {
		t.Cleanup(func() { d.Close() })
	}
	if nodes[0].PublicKey() != nodes[1].PublicKey() {
		t.Fatal("nodes that share a folder sign with different keys")
	}
	var wg sync.WaitGroup
	for w := range 12 {
		wg.Go(func() {
			for i := range 5 {
				if _, err := write.Run(ctx, nodes[w%2], clerk, fmt.Sprintf("%d-%d", w, i)); err != nil {
					errs <- err
				}
			}
		})
	}
	// The same form arrives at both nodes, as from a browser whose first answer was lost.
	same := make([]int64, 6)
	for i := range same {
		wg.Go(func() {
			id, err := write.Run(act.WithKey(ctx, "form-1"), nodes[i%2], clerk, "一次")
			if err != nil {
				errs <- err
			}
			same[i] = id
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	for _, id := range same {
		if id != same[0] || id == 0 {
			t.Errorf("one form, different answers: %v", same)
			break
		}
	}
	if n, err := db.One[int64](ctx, nodes[0].Reader(), "SELECT count(*) FROM probe_note WHERE text = '一次'"); err != nil || n != 1 {
		t.Errorf("one form made %d rows, %v", n, err)
	}
	for i, d := range nodes {
		rep, err := d.Verify(ctx)
		if err != nil || !rep.OK || rep.Entries != 61 || rep.Rows != 61 || rep.Checkpoints != 1 {
			t.Errorf("node %d: %+v %v", i, rep, err)
		}
	}
	p, err := nodes[0].Prove(ctx, 61)
	if err != nil || p.Check(nodes[1].PublicKey()) != nil {
		t.Errorf("a proof of one node does not hold at the other: %v", err)
	}
}

// Two programs may open one embedded database (a server, and the command line):
// one waits for the other.
func TestTwoProcessesOnOneFile(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	open := func() *act.Door {
		d, err := act.Open(ctx, act.Options{Dir: dir, Schemas: schemas, Clock: clock.At("2026-03-02")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	a, b := open(), open()
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for w := range 4 {
		wg.Go(func() {
			for i := range 10 {
				if _, err := write.Run(ctx, []*act.Door{a, b}[w%2], clerk, fmt.Sprint(w, i)); err != nil {
					errs <- err
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if rep, err := a.Verify(ctx); err != nil || !rep.OK || rep.Entries != 40 {
		t.Errorf("%+v %v", rep, err)
	}
}

// One checkpoint a day, with the day's first act.
func TestACheckpointADay(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		ctx := context.Background()
		for day := range 3 {
			for i := range 2 {
				if _, err := write.Run(ctx, d, clerk, fmt.Sprint(day, i)); err != nil {
					t.Fatal(err)
				}
			}
			c.Move(24 * 3600e9)
		}
		cps, err := db.All[ledger.Checkpoint](ctx, d.Reader(), "SELECT day, size, root, note, at FROM ledger_checkpoint ORDER BY day")
		if err != nil || len(cps) != 3 {
			t.Fatalf("%d checkpoints, %v", len(cps), err)
		}
		for i, cp := range cps {
			if cp.Size != int64(2*i+1) || cp.Day != fmt.Sprintf("2026-03-%02d", 2+i) {
				t.Errorf("%+v", cp)
			}
		}
	})
}

// A deed that is refused under a key may be tried again under the same key.
func TestARefusalDoesNotUseUpTheKey(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx := act.WithKey(context.Background(), "k")
		if _, err := write.Run(ctx, d, clerk, "fail"); !fault.Is(err, fault.Rule) {
			t.Fatal(err)
		}
		id, err := write.Run(ctx, d, clerk, "mended")
		if err != nil || id != 1 {
			t.Fatalf("%d %v", id, err)
		}
		other := clerk
		other.Login = "second"
		id, err = write.Run(ctx, d, other, "another's")
		if err != nil || id != 2 {
			t.Fatalf("two persons with one key: the second has no answer of its own: %d %v", id, err)
		}
		if id, err = write.Run(ctx, d, clerk, "again"); err != nil || id != 1 {
			t.Fatalf("the first one's key after the second: %d %v", id, err)
		}
	})
}

// touchless writes nothing but its ledger entry: nothing except the chain's own
// lock makes two of them wait for each other.
var touchless = act.Define(act.Spec[int, int]{Name: "probe.note.tell", Right: "probe.write",
	Do: func(_ *act.Tx, n int) (int, act.Entry, error) { return n, act.Entry{Summary: "只写台账"}, nil }})

// Acts that share no row and no counter still follow one another in the chain.
func TestNodesShareTheChainAlone(t *testing.T) {
	ctx := context.Background()
	url, dir := dbtest.PostgresURL(t), t.TempDir()
	var nodes []*act.Door
	for range 2 {
		d, err := act.Open(ctx, act.Options{Dir: dir, Database: url, Schemas: schemas, Clock: clock.At("2026-03-02")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		nodes = append(nodes, d)
	}
	errs := make(chan error, 200)
	var wg sync.WaitGroup
	for w := range 10 {
		wg.Go(func() {
			for i := range 10 {
				if _, err := touchless.Run(ctx, nodes[w%2], clerk, i); err != nil {
					errs <- err
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if rep, err := nodes[0].Verify(ctx); err != nil || !rep.OK || rep.Entries != 100 {
		t.Errorf("%+v %v", rep, err)
	}
}

// add reads a number and writes it back one higher: without the row's lock two
// of them read the same.
var add = act.Define(act.Spec[int64, int64]{Name: "probe.note.add", Right: "probe.write",
	Do: func(tx *act.Tx, id int64) (int64, act.Entry, error) {
		n, ok, err := act.Locked[int64](tx, "SELECT sum FROM probe_note WHERE id = $1", id)
		if err != nil || !ok {
			return 0, act.Entry{}, fmt.Errorf("%v %w", ok, err)
		}
		_, err = tx.Exec(tx.Ctx, "UPDATE probe_note SET sum = $1 WHERE id = $2", n+1, id)
		tx.Touch("probe_note", id)
		return n + 1, act.Entry{Summary: "加一"}, err
	}})

func TestALockedRowIsNotLost(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx := context.Background()
		id, err := write.Run(ctx, d, clerk, "")
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 10 {
					if _, err := add.Run(ctx, d, clerk, id); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, err := db.One[int64](ctx, d.Reader(), "SELECT sum FROM probe_note WHERE id = $1", id); err != nil || n != 40 {
			t.Errorf("40 times one more is %d, %v", n, err)
		}
	})
}

func TestDefinePanicsOnDefects(t *testing.T) {
	do := func(*act.Tx, int) (int, act.Entry, error) { return 0, act.Entry{}, nil }
	for name, s := range map[string]act.Spec[int, int]{
		"no name":            {Right: "probe.write", Do: do},
		"twice":              {Name: "probe.note.write", Right: "probe.write", Do: do},
		"no right":           {Name: "probe.x.a", Do: do},
		"right and no right": {Name: "probe.x.b", Right: "probe.write", Open: "x", Do: do},
		"no body":            {Name: "probe.x.c", Right: "probe.write"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("such a program starts")
				}
			}()
			act.Define(s)
		})
	}
}

// A database that can no longer take a commit says so, and reading goes on.
func TestDatabaseFull(t *testing.T) {
	dir := t.TempDir()
	d, err := act.Open(context.Background(), act.Options{Dir: dir, Schemas: schemas, Clock: clock.At("2026-03-02")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := write.Run(context.Background(), d, clerk, "有空间时"); err != nil {
		t.Fatal(err)
	}
	pages, err := db.One[int64](context.Background(), d.Reader(), "PRAGMA page_count")
	if err != nil {
		t.Fatal(err)
	}
	if err := act.Force(d, fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	big := make([]rune, 200_000)
	for i := range big {
		big[i] = '档'
	}
	if _, err := write.Run(context.Background(), d, clerk, string(big)); !fault.Is(err, fault.Full) {
		t.Fatalf("full: %v", err)
	}
	if n, err := db.One[int64](context.Background(), d.Reader(), "SELECT count(*) FROM probe_note"); err != nil || n != 1 {
		t.Fatalf("reading: %d %v", n, err)
	}
	if err := act.Force(d, "PRAGMA max_page_count = 1073741823"); err != nil {
		t.Fatal(err)
	}
	if _, err := write.Run(context.Background(), d, clerk, "又有空间"); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if rep, err := d.Verify(context.Background()); err != nil || !rep.OK || rep.Rows != 2 {
		t.Fatalf("%+v %v", rep, err)
	}
}

package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/internal/pool"
	"lantai.internal/kit/job"
)

type order struct {
	q     *job.Queue
	kind  string
	args  []string
	once  bool
	fail  error
	pause time.Duration
}

var place = act.Define(act.Spec[order, bool]{
	Name: "test.job.place", Open: "a test", Do: func(tx *act.Tx, in order) (bool, act.Entry, error) {
		for _, a := range in.args {
			if err := in.q.Enqueue(tx, in.kind, a, in.once); err != nil {
				return false, act.Entry{}, err
			}
		}
		time.Sleep(in.pause)
		return true, act.Entry{Summary: "放入任务"}, in.fail
	}})

var note = act.Define(act.Spec[string, bool]{
	Name: "test.job.note", Open: "a test", Do: func(_ *act.Tx, in string) (bool, act.Entry, error) {
		return true, act.Entry{Summary: "任务：" + in}, nil
	}})

// tally counts what was done, by argument.
type tally struct {
	mu   sync.Mutex
	done map[string]int
}

func (t *tally) add(s string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done == nil {
		t.done = map[string]int{}
	}
	t.done[s]++
	return t.done[s]
}

func (t *tally) of(s string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.done[s]
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

func open(t *testing.T, d *act.Door, kinds ...job.Kind) *job.Queue {
	t.Helper()
	q, err := job.Open(t.Context(), d, kinds, job.Options{Poll: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func start(t *testing.T, q *job.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

func TestQueue(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx, who := t.Context(), act.Program("测试")
		var got tally
		q := open(t, d,
			job.Kind{Name: "test.work", Run: func(ctx context.Context, arg json.RawMessage) error {
				s := text(arg)
				if n := got.add(s); s == "flaky" && n == 1 {
					return errors.New("the first try fails")
				}
				_, err := note.Run(ctx, d, act.Program("任务"), s)
				return err
			}},
			job.Kind{Name: "test.tick", Every: time.Hour, Run: func(context.Context, json.RawMessage) error { got.add("tick"); return nil }})
		if _, err := job.Open(ctx, d, nil, job.Options{}); err != nil {
			t.Errorf("opened a second time: %v", err)
		}
		put := func(o order) error { o.q, o.kind = q, "test.work"; _, err := place.Run(ctx, d, who, o); return err }
		if err := put(order{args: []string{"undone"}, fail: errors.New("the deed fails")}); err == nil {
			t.Fatal("the deed was to fail")
		}
		if err := put(order{args: []string{"same", "same", "same"}, once: true}); err != nil {
			t.Fatal(err)
		}
		if err := put(order{args: []string{"each", "each", "flaky"}}); err != nil {
			t.Fatal(err)
		}
		start(t, q)
		until(t, "all work", func() bool {
			return got.of("same") >= 1 && got.of("each") >= 2 && got.of("flaky") >= 2 && got.of("tick") >= 1
		})
		time.Sleep(1500 * time.Millisecond)
		for what, want := range map[string]int{"undone": 0, "same": 1, "each": 2, "flaky": 2, "tick": 1} {
			if n := got.of(what); n != want {
				t.Errorf("%s was done %d times, want %d", what, n, want)
			}
		}
		if rep, err := d.Verify(ctx); err != nil || !rep.OK || rep.Entries != 2+4 {
			t.Errorf("ledger: %+v %v", rep, err)
		}
		var none *job.Queue
		if _, err := place.Run(ctx, d, who, order{q: none, kind: "test.work", args: []string{"x"}}); err == nil {
			t.Error("work was put into no queue")
		}
	})
}

// Work that runs is let finish; work that does not end is cancelled.
func TestStop(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		var begun, finished, cancelled atomic.Bool
		q := open(t, d,
			job.Kind{Name: "test.short", Every: time.Hour, Run: func(context.Context, json.RawMessage) error {
				begun.Store(true)
				time.Sleep(time.Second)
				finished.Store(true)
				return nil
			}},
			job.Kind{Name: "test.endless", Every: time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
				<-ctx.Done()
				cancelled.Store(true)
				return ctx.Err()
			}})
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		until(t, "the start of work", begun.Load)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begin := time.Now()
		if err := q.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		if !finished.Load() || !cancelled.Load() || time.Since(begin) > 12*time.Second {
			t.Errorf("finished %v, cancelled %v, after %v", finished.Load(), cancelled.Load(), time.Since(begin))
		}
	})
}

// What a killed process had begun is done after the next start, and periodic
// work of the same kind with it; work of other machines and of living processes
// is left to them.
func TestKilledWorkIsTakenUp(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx := t.Context()
		var got tally
		kinds := []job.Kind{
			{Name: "test.work", Run: func(_ context.Context, arg json.RawMessage) error { got.add(text(arg)); return nil }},
			{Name: "test.tick", Every: time.Hour, Attempts: 1, Run: func(context.Context, json.RawMessage) error { got.add("tick"); return nil }},
		}
		q := open(t, d, kinds...)
		for _, a := range []string{"ours", "theirs"} {
			if _, err := place.Run(ctx, d, act.Program("测试"), order{q: q, kind: "test.work", args: []string{a}}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := place.Run(ctx, d, act.Program("测试"), order{q: q, kind: "test.tick", args: []string{"x"}, once: true}); err != nil {
			t.Fatal(err)
		}
		host, err := os.Hostname()
		if err != nil {
			t.Fatal(err)
		}
		raw := d.Pool(pool.Pass{}).WriterDB()
		list := func(by string) string {
			if d.Reader().Dialect() == db.Postgres {
				return "ARRAY['" + by + "']"
			}
			return "jsonb('[\"" + by + "\"]')"
		}
		killed, other := list(fmt.Sprintf("%s/%d/1", host, 1<<30)), list("another-machine/1/1") // no process has that number
		for _, change := range []string{
			"UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP, attempted_by = " + killed,
			"UPDATE river_job SET attempted_by = " + other + " WHERE CAST(args AS TEXT) LIKE '%theirs%' OR id IN (SELECT max(id) - 1 FROM river_job)",
		} {
			if _, err := raw.ExecContext(ctx, change); err != nil {
				t.Fatal(err)
			}
		}
		start(t, open(t, d, kinds...))
		until(t, "what was left undone", func() bool { return got.of("ours") == 1 && got.of("tick") >= 1 })
		if got.of("theirs") != 0 {
			t.Error("work of another machine was taken away from it")
		}
	})
}

// Two nodes share the work: what is put in is done once, periodic work once a turn.
func TestTwoNodesShareTheWork(t *testing.T) {
	d, _ := dbtest.Postgres(t)
	var got tally
	kinds := []job.Kind{
		{Name: "test.work", Run: func(_ context.Context, arg json.RawMessage) error { got.add(text(arg)); return nil }},
		{Name: "test.tick", Every: time.Hour, Run: func(context.Context, json.RawMessage) error { got.add("tick"); return nil }},
		{Name: "test.beat", Every: 4 * time.Second, Run: func(context.Context, json.RawMessage) error { got.add("beat"); return nil }},
	}
	a, b := open(t, d, kinds...), open(t, d, kinds...)
	start(t, a)
	start(t, b)
	var all []string
	for i := range 40 {
		all = append(all, fmt.Sprint(i))
	}
	if _, err := place.Run(t.Context(), d, act.Program("测试"), order{q: b, kind: "test.work", args: all}); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	until(t, "a second beat", func() bool { return got.of("beat") >= 2 })
	if spent := time.Since(began); got.of("beat") > int(spent/(4*time.Second))+1 {
		t.Errorf("%d beats in %v", got.of("beat"), spent)
	}
	until(t, "all work", func() bool { return got.of("39") >= 1 && got.of("0") >= 1 })
	for _, s := range append(all, "tick") {
		if n := got.of(s); n != 1 {
			t.Errorf("%s was done %d times", s, n)
		}
	}
}

// A long import holds the one writer; the queue waits without a word and goes on.
func TestALongTransactionIsNoNews(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 20 seconds")
	}
	var log lockedBuffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(old)
	d, _ := dbtest.SQLite(t)
	var got tally
	q := open(t, d, job.Kind{Name: "test.work", Run: func(_ context.Context, arg json.RawMessage) error { got.add(text(arg)); return nil }})
	start(t, q)
	who := act.Program("测试")
	if _, err := place.Run(t.Context(), d, who, order{q: q, kind: "test.work", args: []string{"before"}, pause: 20 * time.Second}); err != nil {
		t.Fatal(err)
	}
	if _, err := place.Run(t.Context(), d, who, order{q: q, kind: "test.work", args: []string{"after"}}); err != nil {
		t.Fatal(err)
	}
	until(t, "work after a long transaction", func() bool { return got.of("before") == 1 && got.of("after") == 1 })
	if s := log.String(); strings.Contains(s, "WARN") || strings.Contains(s, "ERROR") {
		t.Errorf("the log is loud:\n%s", s)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

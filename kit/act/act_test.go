package act_test

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/ledger"
)

//go:embed testdata/schema/*.sql
var files embed.FS

var schemas = []db.Schema{{Name: "probe", Base: 90000, Files: mustSub()}}

func mustSub() fs.FS {
	f, err := fs.Sub(files, "testdata")
	if err != nil {
		panic(err)
	}
	return f
}

func init() { act.Watch("probe_note", "text", "sum") }

var write = act.Define(act.Spec[string, int64]{Name: "probe.note.write", Right: "probe.write", Basis: nil,
	Do: func(tx *act.Tx, text string) (int64, act.Entry, error) {
		id, err := tx.Next("probe_note")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := tx.Exec(tx.Ctx, "INSERT INTO probe_note (id, text, sum) VALUES ($1, $2, $3)", id, text, len(text)); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("probe_note", id)
		if text == "fail" {
			return 0, act.Entry{}, fault.Refuse("law.test", "按规定不行")
		}
		if text == "silent" {
			return id, act.Entry{}, nil
		}
		return id, act.Entry{Subject: act.Subject("probe_note", id), Summary: "写下一条"}, nil
	}})

var forget = act.Define(act.Spec[int64, bool]{Name: "probe.note.forget", Right: "probe.write",
	Do: func(tx *act.Tx, id int64) (bool, act.Entry, error) {
		_, err := tx.Exec(tx.Ctx, "UPDATE probe_note SET text = $1 WHERE id = $2", "x", id)
		return true, act.Entry{Summary: "忘记报告所改的行"}, err
	}})

var clerk = act.Actor{Login: "clerk", Name: "办公室科员", Rights: []act.Right{"probe.write"}}

func TestDoor(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		ctx := context.Background()
		if _, err := write.Run(ctx, d, act.Actor{Login: "x"}, "no"); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("without the right: %v", err)
		}
		if _, err := write.Run(ctx, d, act.Actor{}, "no"); !fault.Is(err, fault.Unauthenticated) {
			t.Fatalf("stranger: %v", err)
		}
		if _, err := write.Run(ctx, d, clerk, "fail"); !fault.Is(err, fault.Rule) {
			t.Fatalf("refused by rule: %v", err)
		}
		if _, err := write.Run(ctx, d, clerk, "silent"); err == nil {
			t.Fatal("a deed without entry was committed")
		}
		if _, err := forget.Run(ctx, d, clerk, 1); err == nil || !strings.Contains(err.Error(), "without touching") {
			t.Fatalf("a write without a word passed: %v", err)
		}
		id, err := write.Run(ctx, d, clerk, "第一条")
		if err != nil || id != 1 {
			t.Fatalf("number taken by failed deeds: %d %v", id, err)
		}
		c.Move(-time.Hour) // a clock put back must not break the chain
		if _, err := write.Run(ctx, d, clerk, "第二条"); err != nil {
			t.Fatal(err)
		}
		n, err := db.One[int64](ctx, d.Reader(), "SELECT count(*) FROM probe_note")
		if err != nil || n != 2 {
			t.Fatalf("rows = %d %v", n, err)
		}
		refusals, err := act.Entries(ctx, d.Reader(), act.EntryFilter{Outcome: ledger.Refused}, 10)
		if err != nil || len(refusals) != 3 {
			t.Fatalf("refusals in the ledger = %d %v, want 3", len(refusals), err)
		}
		rep, err := d.Verify(ctx)
		if err != nil || !rep.OK || rep.Entries != 5 || rep.Rows != 2 || rep.Checkpoints != 1 {
			t.Fatalf("verify: %+v %v", rep, err)
		}
	})
}

func TestKeyAnswersOnce(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx := act.WithKey(context.Background(), "k1")
		a, err1 := write.Run(ctx, d, clerk, "once")
		b, err2 := write.Run(ctx, d, clerk, "once")
		if err := errors.Join(err1, err2); err != nil || a != b {
			t.Fatalf("%d %d %v", a, b, err)
		}
		if n, _ := db.One[int64](ctx, d.Reader(), "SELECT count(*) FROM probe_note"); n != 1 {
			t.Fatalf("rows = %d", n)
		}
	})
}

func TestManyWritersOneChain(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		var wg sync.WaitGroup
		errs := make(chan error, 200)
		for w := range 10 {
			wg.Go(func() {
				for i := range 10 {
					if _, err := write.Run(context.Background(), d, clerk, fmt.Sprintf("%d-%d", w, i)); err != nil {
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
		rep, err := d.Verify(context.Background())
		if err != nil || !rep.OK || rep.Entries != 100 || rep.Rows != 100 {
			t.Fatalf("verify: %+v %v", rep, err)
		}
	})
}

func TestTamperIsNamed(t *testing.T) {
	for _, c := range []struct{ name, sqlite, postgres, where string }{
		{"row changed", "UPDATE probe_note SET text = 'y' WHERE id = 2", "", "probe_note:2"},
		{"row removed", "DELETE FROM probe_note WHERE id = 3", "", "probe_note:3"},
		{"row slipped in", "INSERT INTO probe_note (id, text, sum) VALUES (99, 'z', 1)", "", "probe_note:99"},
		{"entry changed", "UPDATE ledger_entry SET summary = '别的' WHERE seq = 2", "", "ledger_entry:2"},
		{"time changed", "UPDATE ledger_entry SET at = at + 1 WHERE seq = 4", "", "ledger_entry:4"},
		{"entry removed", "DELETE FROM ledger_entry WHERE seq = 3", "", "ledger_entry:3"},
		{"two swapped", "UPDATE ledger_entry SET seq = CASE seq WHEN 2 THEN 1002 ELSE 1003 END WHERE seq IN (2, 3); UPDATE ledger_entry SET seq = CASE seq WHEN 1002 THEN 3 ELSE 2 END WHERE seq IN (1002, 1003)", "", "ledger_entry:2"},
		{"digest changed", "UPDATE ledger_row SET digests = zeroblob(32) WHERE seq = 2", "UPDATE ledger_row SET digests = '\\x00' WHERE seq = 2", "ledger_entry:2"},
		{"checkpoint forged", "UPDATE ledger_checkpoint SET note = replace(note, 'lantai', 'lantei')", "", "ledger_checkpoint:2026-03-02"},
		{"tree changed", "UPDATE ledger_hash SET hash = zeroblob(32) WHERE idx = 0", "UPDATE ledger_hash SET hash = decode(repeat('00', 32), 'hex') WHERE idx = 0", "ledger_hash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
				ctx := context.Background()
				for i := range 5 {
					if _, err := write.Run(ctx, d, clerk, fmt.Sprint("第", i, "条")); err != nil {
						t.Fatal(err)
					}
				}
				stmt := c.sqlite
				if d.Reader().Dialect() == db.Postgres && c.postgres != "" {
					stmt = c.postgres
				}
				if err := act.Burgle(d, stmt); err != nil {
					t.Fatal(err)
				}
				rep, err := d.Verify(ctx)
				if err != nil || rep.OK {
					t.Fatalf("not noticed: %v", err)
				}
				for _, f := range rep.Findings {
					if f.Where == c.where {
						return
					}
				}
				t.Fatalf("%s is not named: %+v", c.where, rep.Findings)
			})
		})
	}
}

// Whoever holds the machine can recompute the whole chain; a note kept elsewhere
// still tells.
func TestWitnessSeesARewrittenLedger(t *testing.T) {
	d, _ := dbtest.SQLite(t, schemas...)
	ctx := context.Background()
	for i := range 6 {
		write.Run(ctx, d, clerk, fmt.Sprint(i))
	}
	head, err := d.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := dbtest.SQLite(t, schemas...)
	for i := range 6 {
		write.Run(ctx, other, clerk, fmt.Sprint("改", i))
	}
	b, _ := os.ReadFile(d.Dir() + "/keys/ledger.key")
	if err := os.WriteFile(other.Dir()+"/keys/ledger.key", b, 0o600); err != nil {
		t.Fatal(err)
	}
	other.Close()
	forged, err := act.Open(ctx, act.Options{Dir: other.Dir(), Schemas: schemas})
	if err != nil {
		t.Fatal(err)
	}
	defer forged.Close()
	act.Burgle(forged, "DELETE FROM ledger_checkpoint")
	if rep, _ := forged.Verify(ctx); !rep.OK {
		t.Fatalf("the forgery is meant to be consistent in itself: %+v", rep.Findings)
	}
	if rep, _ := forged.Verify(ctx, head.Note); rep.OK {
		t.Fatal("the witness was not heard")
	}
	if rep, _ := d.Verify(ctx, head.Note); !rep.OK {
		t.Fatalf("the true ledger fails its own witness: %+v", rep.Findings)
	}
}

func TestAppendOnlyInTheDatabase(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		write.Run(context.Background(), d, clerk, "x")
		for _, s := range []string{"UPDATE ledger_entry SET name = 'x'", "DELETE FROM ledger_entry", "DELETE FROM ledger_row", "UPDATE ledger_checkpoint SET root = ''"} {
			if err := act.Force(d, s); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", s, err)
			}
		}
	})
}

func TestGuardsRemovedIsRefusedAtStart(t *testing.T) {
	d, _ := dbtest.SQLite(t, schemas...)
	write.Run(context.Background(), d, clerk, "x")
	act.Force(d, "DROP TRIGGER ledger_entry_no_update")
	d.Close()
	if _, err := act.Open(context.Background(), act.Options{Dir: d.Dir(), Schemas: schemas}); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("opened: %v", err)
	}
}

func TestProof(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx := context.Background()
		for i := range 9 {
			write.Run(ctx, d, clerk, fmt.Sprint(i))
		}
		for seq := int64(1); seq <= 9; seq++ {
			p, err := d.Prove(ctx, seq)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Check(d.PublicKey()); err != nil {
				t.Errorf("entry %d: %v", seq, err)
			}
			q := *p
			q.Entry.Summary += "。"
			if q.Check("") == nil {
				t.Error("an altered entry passed")
			}
			q = *p
			q.Entry.Seq++
			q.Entry.Seal()
			if q.Check("") == nil {
				t.Error("an entry with another number passed")
			}
		}
		if _, err := d.Prove(ctx, 10); !fault.Is(err, fault.NotFound) {
			t.Errorf("proof of a missing entry: %v", err)
		}
	})
}

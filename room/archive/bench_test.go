package archive_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"lantai.internal/hall/search"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/schedule"
	"lantai.internal/room/archive/volume"
)

// size is how many records a benchmark works on: what LANTAI_BENCH says (10k,
// 100k, 1m), else usual.
func size(b *testing.B, usual int) int {
	switch s := os.Getenv("LANTAI_BENCH"); s {
	case "":
		return usual
	case "10k":
		return 10_000
	case "100k":
		return 100_000
	case "1m":
		return 1_000_000
	default:
		b.Fatalf("LANTAI_BENCH=%s is none of 10k, 100k, 1m", s)
		return 0
	}
}

func benchRoom(b *testing.B) *archive.Room {
	d, _ := dbtest.SQLite(b, search.Schema, archive.Schema)
	store, err := blob.OpenDir(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	r := archive.Open(d, store, bureau{}, schedule.Sample(), []string{"重庆市綦江区商务局"}, "归档文件整理规则")
	if _, err := r.SetFonds(context.Background(), archivist, archive.Fonds{Code: "X043", Name: "重庆市綦江区商务局"}); err != nil {
		b.Fatal(err)
	}
	return r
}

func fill(b *testing.B, r *archive.Room, n int) time.Duration {
	b.Helper()
	return take(b, r, volume.New(n, "BGS", "ZGK"), n)
}

func take(b *testing.B, r *archive.Room, src archive.Source, n int) time.Duration {
	b.Helper()
	start := time.Now()
	rep, err := r.Take(context.Background(), archivist, src, archive.TakeOptions{Name: "生成的记录", Kind: "table"})
	if err != nil || rep.Accepted+rep.Duplicates != n {
		b.Fatalf("accepted %d of %d: %v", rep.Accepted, n, err)
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// BenchmarkImport imports records with full-text index and ledger, and the same
// without ledger, in turn into fresh databases. Three rounds (-benchtime 3x)
// give the ratio of two medians.
func BenchmarkImport(b *testing.B) {
	n := size(b, 10_000)
	var with, without []time.Duration
	one := func(no bool) {
		r := benchRoom(b)
		archive.WithoutLedger(no)
		defer archive.WithoutLedger(false)
		took := fill(b, r, n)
		if no {
			without = append(without, took)
		} else {
			with = append(with, took)
		}
		r.Door.Close()
	}
	for i := 0; b.Loop(); i++ { // in turn, so that neither is always the first
		one(i%2 == 0)
		one(i%2 == 1)
	}
	b.ReportMetric(float64(n)/median(with).Seconds(), "records/s")
	b.ReportMetric(float64(n)/median(without).Seconds(), "without-ledger/s")
	b.ReportMetric(median(without).Seconds()/median(with).Seconds(), "ratio")
}

// BenchmarkArrange arranges one year, packs it, and arranges it again, when
// nothing changes any more.
func BenchmarkArrange(b *testing.B) {
	n := size(b, 10_000)
	ctx := context.Background()
	for b.Loop() {
		r := benchRoom(b)
		src := volume.New(n, "BGS", "ZGK")
		src.First, src.Years = 2012, 1
		took := take(b, r, src, n)
		b.ReportMetric(float64(n)/took.Seconds(), "taken/s")
		for _, step := range []string{"arranged/s", "packed/s", "again/s"} {
			start := time.Now()
			var err error
			if step == "packed/s" {
				_, err = r.PackYear(ctx, archivist, 2012)
			} else {
				_, err = r.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2012})
			}
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(n)/time.Since(start).Seconds(), step)
		}
		r.Door.Close()
	}
}

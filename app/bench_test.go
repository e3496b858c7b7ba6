package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/mark"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/volume"
)

// filled opens an installation with many records: the one in the folder that
// LANTAI_BENCH_DATA names (lantai bench import --data makes one), else a fresh
// one with as many as LANTAI_BENCH says, 10k by default.
func filled(b *testing.B) *app.App {
	b.Helper()
	ctx := context.Background()
	if dir := os.Getenv("LANTAI_BENCH_DATA"); dir != "" {
		a, err := app.Open(ctx, app.Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { a.Close() })
		return a
	}
	n := map[string]int{"": 10_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}[os.Getenv("LANTAI_BENCH")]
	if n == 0 {
		b.Fatal("LANTAI_BENCH is none of 10k, 100k, 1m")
	}
	a, _, err := app.Init(ctx, app.InitOptions{Dir: filepath.Join(b.TempDir(), "data"), Fonds: "X043"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	units, err := a.Archive.Bureau.Units(ctx)
	if err != nil {
		b.Fatal(err)
	}
	var codes []string
	for _, u := range units {
		codes = append(codes, u.Code)
	}
	if _, err := a.Archive.Take(ctx, act.Owner(), volume.New(n, codes...), archive.TakeOptions{Name: "生成的记录", Kind: "table"}); err != nil {
		b.Fatal(err)
	}
	return a
}

type question struct {
	kind, text string
	o          archive.SearchOptions
	who        act.Actor
}

// questions are n questions of eight kinds made out of the records themselves,
// half of them by relevance, a third asked by somebody who sees a part only.
func questions(b *testing.B, a *app.App, n int) []question {
	b.Helper()
	ctx := context.Background()
	owner := act.Owner()
	clerk := act.Actor{ID: 1, Login: "clerk", Name: "经办人", Unit: "BGS", Rights: []act.Right{archive.Read},
		Reach: act.Reach{Units: []string{"BGS", "ZGK"}, SeeOthers: true, Others: mark.Public}}
	r := rand.New(rand.NewPCG(5, 9))
	all, err := a.Archive.Items(ctx, owner, archive.List{State: "all", Limit: 1})
	if err != nil || all.Total == 0 {
		b.Fatal("no records: ", err)
	}
	cut := func(s string, least, most int) string {
		rs := []rune(strings.NewReplacer(`"`, "", "“", "", "”", "", " ", "", "\n", "").Replace(s))
		n := min(least+r.IntN(most-least+1), len(rs))
		from := r.IntN(len(rs) - n + 1)
		return string(rs[from : from+n])
	}
	kinds := []string{"2 characters", "3-4", "5-8", "several words", "phrase of 8-12", "number", "year", "filtered"}
	var out []question
	for len(out) < n {
		it, err := a.Archive.Item(ctx, owner, 1+r.Int64N(all.Total))
		if err != nil {
			continue
		}
		k := len(out) % len(kinds)
		q := question{kind: kinds[k], who: owner, o: archive.SearchOptions{ByDate: len(out)/len(kinds)%2 == 1, Limit: 20}}
		if len(out)%3 == 0 {
			q.who = clerk
		}
		switch k {
		case 0:
			q.text = cut(it.Title, 2, 2)
		case 1:
			q.text = cut(it.Title, 3, 4)
		case 2:
			q.text = cut(it.Title, 5, 8)
		case 3:
			q.text = cut(it.Title, 2, 3) + " " + cut(it.Issuer, 2, 3) + " " + cut(it.Keywords, 2, 2)
		case 4:
			q.text = `"` + cut(it.Title, 8, 12) + `"`
		case 5:
			q.text = it.DocNo[:strings.Index(it.DocNo, "〕")+len("〕")]
		case 6:
			q.text = fmt.Sprint(it.Year, " ", cut(it.Title, 2, 4))
		case 7:
			q.text = cut(it.Title, 2, 4)
			q.o.YearFrom, q.o.YearTo, q.o.Retention = 2008, 2015, code.Years30
		}
		out = append(out, q)
	}
	return out
}

// BenchmarkSearch asks 200 questions through the archive room, with rights, the
// records shown and the reason why each was found, beside the bare statements on
// the same file. LANTAI_BENCH_QUESTIONS=file writes the questions down, one a
// line, to ask another engine the same.
func BenchmarkSearch(b *testing.B) {
	a := filled(b)
	ctx := context.Background()
	start := time.Now()
	if err := a.Warm(ctx); err != nil {
		b.Fatal(err)
	}
	b.Logf("facts loaded in %v", time.Since(start).Round(time.Millisecond))
	qs := questions(b, a, 200)
	if file := os.Getenv("LANTAI_BENCH_QUESTIONS"); file != "" {
		var lines strings.Builder
		for _, q := range qs {
			fmt.Fprintf(&lines, "%s\t%v\t%d\t%d\t%s\n", q.text, q.o.ByDate, q.o.YearFrom, q.o.YearTo, q.o.Retention)
		}
		if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	var full, bare []time.Duration
	slowest := map[string]time.Duration{}
	hits := 0
	for b.Loop() {
		full, bare, hits = full[:0], bare[:0], 0
		clear(slowest)
		for _, q := range qs {
			qy := search.Query{Text: q.text}
			if q.o.ByDate {
				qy.Sort = search.Newest
			}
			start := time.Now()
			if err := a.Archive.Index.Bare(ctx, a.Door.Reader(), qy); err != nil {
				b.Fatal(err)
			}
			bare = append(bare, time.Since(start))
			start = time.Now()
			page, err := a.Archive.Search(ctx, q.who, q.text, q.o)
			if err != nil {
				b.Fatal(err)
			}
			took := time.Since(start)
			full, hits = append(full, took), hits+page.Total
			slowest[q.kind] = max(slowest[q.kind], took)
		}
	}
	for k, d := range slowest {
		b.Logf("slowest %-16s %v", k, d.Round(10*time.Microsecond))
	}
	slices.Sort(full)
	slices.Sort(bare)
	at := func(d []time.Duration, p int) float64 { return float64(d[min(len(d)*p/100, len(d)-1)]) / 1e6 }
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(at(full, p), fmt.Sprintf("p%d-ms", p))
		b.ReportMetric(at(bare, p), fmt.Sprintf("bare-p%d-ms", p))
	}
	b.ReportMetric(at(full, 99)/at(bare, 99), "p99-ratio")
	b.ReportMetric(float64(hits), "hits")
	b.ReportMetric(peakMB(), "rss-peak-MB")
	runtime.KeepAlive(a)
}

// peakMB is the most memory this process had at once, on Linux.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kb float64
	fmt.Sscan(after, &kb)
	return kb / 1024
}

package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

// generate makes n records out of the corpus: its own, then new titles, numbers
// and bodies put together from parts of them. One in ten has a body.
func generate(t testing.TB, n int) func(from, to int) []Doc {
	seed := corpus(t, 10000)
	var sentences []string
	for _, d := range seed {
		if d.Body != "" {
			sentences = append(sentences, strings.SplitAfter(d.Body, "\n")...)
		}
	}
	return func(from, to int) []Doc {
		r := rand.New(rand.NewPCG(3, uint64(from)))
		docs := make([]Doc, 0, to-from)
		for i := from; i < to; i++ {
			d := seed[i%len(seed)]
			if i >= len(seed) {
				head, _, _ := strings.Cut(d.Title, "关于")
				_, tail, _ := strings.Cut(seed[r.IntN(len(seed))].Title, "关于")
				d.Title = head + "关于" + tail
				word, _, _ := strings.Cut(d.DocNo, "〔")
				d.Facts.Year = uint16(2000 + r.IntN(25))
				d.DocNo = fmt.Sprintf("%s〔%d〕%d号", word, d.Facts.Year, 1+r.IntN(300))
				d.Facts.Date = civil.Date{Year: int(d.Facts.Year), Month: time.Month(1 + r.IntN(12)), Day: 1 + r.IntN(28)}
				d.Code = fmt.Sprintf("X043-WS·%d-D30-BGS-%04d", d.Facts.Year, 1+r.IntN(5000))
				if d.Body != "" {
					var b strings.Builder
					for want := 3000 + r.IntN(12000); b.Len() < want; {
						b.WriteString(sentences[r.IntN(len(sentences))])
					}
					d.Body = b.String()
				}
			}
			d.ID = int64(i + 1)
			docs = append(docs, d)
		}
		return docs
	}
}

// kinds are the kinds of question that are measured.
var kinds = []string{"2 characters", "3-4", "5-8", "several words", "phrase of 8-12", "number", "year", "filtered"}

func measured(docs []Doc, n int) (qs []Query, kind []int) {
	r := rand.New(rand.NewPCG(5, 9))
	cut := func(s string, least, most int) string {
		rs := []rune(strings.NewReplacer(`"`, "", "“", "", "”", "", " ", "").Replace(strings.TrimSpace(s)))
		n := min(least+r.IntN(most-least+1), len(rs))
		from := r.IntN(len(rs) - n + 1)
		return string(rs[from : from+n])
	}
	for len(qs) < n {
		d := docs[r.IntN(len(docs))]
		k := len(qs) % len(kinds)
		q := Query{Reach: Reach{Everything: true}, Sort: Sort(len(qs) / len(kinds) % 2)}
		if len(qs)%3 == 0 {
			q.Reach = Reach{Units: []uint16{1, 3}, OthersUpTo: 2}
		}
		switch k {
		case 0:
			q.Text = cut(d.Title, 2, 2)
		case 1:
			q.Text = cut(d.Title, 3, 4)
		case 2:
			q.Text = cut(d.Title, 5, 8)
		case 3:
			q.Text = cut(d.Title, 2, 3) + " " + cut(d.Issuer, 2, 3) + " " + cut(d.Keywords, 2, 2)
		case 4:
			q.Text = `"` + cut(d.Title+d.Body, 8, 12) + `"`
		case 5:
			q.Text = d.DocNo[:strings.Index(d.DocNo, "〕")+len("〕")]
		case 6:
			q.Text = fmt.Sprint(d.Facts.Year, " ", cut(d.Title, 2, 4))
		case 7:
			q.Text = cut(d.Title, 2, 4)
			q.Filter = Filter{YearFrom: 2008, YearTo: 2015, Periods: []uint8{1}}
		}
		qs, kind = append(qs, q), append(kind, k)
	}
	return qs, kind
}

func fill(b *testing.B, d *act.Door, x *Index, n int) []Doc {
	records := generate(b, n)
	const batch = 10000
	start := time.Now()
	for from := 0; from < n; from += batch {
		write(b, d, func(ctx context.Context, w db.Writer) error {
			return x.PutBatch(ctx, w, records(from, min(n, from+batch)))
		})
	}
	b.Logf("%d records indexed, %.0f a second", n, float64(n)/time.Since(start).Seconds())
	start = time.Now()
	for more, first := true, true; more; first = false {
		write(b, d, func(ctx context.Context, w db.Writer) (err error) {
			more, err = x.Tidy(ctx, w, 4000, first)
			return err
		})
	}
	b.Logf("merged in %v", time.Since(start).Round(time.Millisecond))
	start = time.Now()
	if err := x.Load(b.Context(), d.Reader()); err != nil {
		b.Fatal(err)
	}
	b.Logf("facts loaded in %v", time.Since(start).Round(time.Millisecond))
	return records(0, min(n, 10000))
}

func benchmark(b *testing.B, d *act.Door, n int) {
	x := New(Archive, nil)
	qs, kind := measured(fill(b, d, x, n), 200)
	var full, bare []time.Duration
	slowest := make([]time.Duration, len(kinds))
	hits := 0
	for b.Loop() {
		full, bare, hits = full[:0], bare[:0], 0
		clear(slowest)
		for i, q := range qs {
			start := time.Now()
			if err := x.Bare(b.Context(), d.Reader(), q); err != nil {
				b.Fatal(err)
			}
			bare = append(bare, time.Since(start))
			start = time.Now()
			res, err := x.Search(b.Context(), d.Reader(), q)
			if err != nil {
				b.Fatal(err)
			}
			took := time.Since(start)
			full, hits = append(full, took), hits+res.Total
			slowest[kind[i]] = max(slowest[kind[i]], took)
		}
	}
	for i, k := range kinds {
		b.Logf("slowest %-16s %v", k, slowest[i].Round(10*time.Microsecond))
	}
	slices.Sort(full)
	slices.Sort(bare)
	at := func(d []time.Duration, p int) float64 { return float64(d[min(len(d)*p/100, len(d)-1)]) / 1e6 }
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(at(full, p), fmt.Sprintf("p%d-ms", p))
		b.ReportMetric(at(bare, p), fmt.Sprintf("raw-p%d-ms", p))
	}
	b.ReportMetric(at(full, 99)/at(bare, 99), "p99/raw")
	b.ReportMetric(float64(hits), "hits")
}

// BenchmarkSearch measures 200 questions of eight kinds, half by relevance, a
// third of them with narrowed rights, beside the bare statements on the same
// file. LANTAI_BENCH_MILLION=1 adds a million records.
func BenchmarkSearch(b *testing.B) {
	sizes := []int{10_000, 100_000}
	if os.Getenv("LANTAI_BENCH_MILLION") == "1" {
		sizes = append(sizes, 1_000_000)
	}
	for _, n := range sizes {
		b.Run(fmt.Sprint("sqlite/", n), func(b *testing.B) {
			d, _ := dbtest.SQLite(b, Schema)
			benchmark(b, d, n)
		})
	}
	for _, n := range sizes[:2] {
		b.Run(fmt.Sprint("postgres/", n), func(b *testing.B) {
			d, _ := dbtest.Postgres(b, Schema)
			benchmark(b, d, n)
		})
	}
}

func BenchmarkPieces(b *testing.B) {
	docs := corpus(b, 1000)
	size := int64(0)
	for _, d := range docs {
		size += int64(len(d.Title) + len(d.Body))
	}
	b.SetBytes(size)
	var folded []rune
	var buf []byte
	for b.Loop() {
		for i := range docs {
			for _, s := range []string{docs[i].Title, docs[i].Body} {
				folded = fold(folded[:0], nil, s, false)
				buf = appendPieces(buf[:0], folded)
			}
		}
	}
}

func TestMeasuredQuestionsAreOfEveryKind(t *testing.T) {
	qs, kind := measured(corpus(t, 500), 200)
	for i := range kinds {
		if !slices.Contains(kind, i) {
			t.Errorf("no question of kind %s", kinds[i])
		}
	}
	for _, q := range qs {
		if _, err := Parse(q.Text); err != nil {
			t.Errorf("%q: %v", q.Text, err)
		}
	}
}

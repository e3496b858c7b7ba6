package search

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

type job func(ctx context.Context, w db.Writer) error

var run = act.Define(act.Spec[job, bool]{Name: "search.test", Open: "a test",
	Do: func(tx *act.Tx, fn job) (bool, act.Entry, error) {
		return true, act.Entry{Summary: "测试"}, fn(tx.Ctx, tx)
	}})

func write(t testing.TB, d *act.Door, fn job) {
	t.Helper()
	if _, err := run.Run(context.Background(), d, act.Actor{Login: "tester", Name: "测试"}, fn); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, d *act.Door, x *Index, docs ...Doc) {
	t.Helper()
	write(t, d, func(ctx context.Context, w db.Writer) error { return x.PutBatch(ctx, w, docs) })
}

// records is all there is, held in memory, the Source of tests and the truth they are
// measured by.
type records map[int64]Doc

func (h records) Descriptions(_ context.Context, _ db.Reader, ids []int64) (out []Doc, _ error) {
	for _, id := range ids {
		if d, ok := h[id]; ok {
			d.Body = ""
			out = append(out, d)
		}
	}
	return out, nil
}

func (h records) Bodies(_ context.Context, _ db.Reader, ids []int64) (out []Doc, _ error) {
	for _, id := range ids {
		if d, ok := h[id]; ok {
			out = append(out, Doc{ID: id, Body: d.Body})
		}
	}
	return out, nil
}

// truth answers a question by the definition: substrings of folded fields.
func (h records) truth(t testing.TB, q Query) (order []int64) {
	words, err := Parse(q.Text)
	if err != nil {
		t.Fatal(err)
	}
	type hit struct {
		id    int64
		date  string
		first bool
	}
	var hits []hit
	for id, d := range h {
		all, first := true, true
		for _, w := range words {
			var in Set
			for f := range fieldCount {
				text, word := foldedOnce(Fold, d.field(f)), string(w.text)
				if f == DocNo || f == Code {
					text, word = foldedOnce(FoldNumber, d.field(f)), FoldNumber(w.Written)
				}
				if w.Fields.Has(f) && strings.Contains(text, word) {
					in |= only(f)
				}
			}
			all = all && in != 0
			first = first && in&w.first() != 0
		}
		if !all || !allowed(q, d.Facts) {
			continue
		}
		hits = append(hits, hit{id, d.Facts.Date.String(), first && q.Sort == Relevance})
	}
	sort.Slice(hits, func(i, j int) bool {
		a, b := hits[i], hits[j]
		if a.first != b.first {
			return a.first
		}
		if a.date != b.date {
			return a.date > b.date
		}
		return a.id > b.id
	})
	for _, x := range hits {
		order = append(order, x.id)
	}
	return order
}

var foldings [2]map[string]string

// foldedOnce keeps the folds of the test's texts, which are asked for in every question.
func foldedOnce(by func(string) string, s string) string {
	i := len(by("a b")) - 2
	if foldings[i] == nil {
		foldings[i] = map[string]string{}
	}
	f, ok := foldings[i][s]
	if !ok {
		f = by(s)
		foldings[i][s] = f
	}
	return f
}

func allowed(q Query, f Facts) bool {
	y := int(f.Year)
	p := q.Filter
	switch {
	case p.YearFrom > 0 && y < p.YearFrom,
		p.YearTo > 0 && (y > p.YearTo || y == 0),
		!p.From.IsZero() && (f.Date.IsZero() || f.Date.Before(p.From)),
		!p.To.IsZero() && (f.Date.IsZero() || f.Date.After(p.To)),
		len(p.Periods) > 0 && !slices.Contains(p.Periods, f.Period),
		len(p.Units) > 0 && !slices.Contains(p.Units, f.Unit),
		len(p.Categories) > 0 && !slices.Contains(p.Categories, f.Category):
		return false
	case q.Reach.Everything:
		return true
	case f.Compartment != 0 && !slices.Contains(q.Reach.Compartments, f.Compartment):
		return false
	}
	return slices.Contains(q.Reach.Units, f.Unit) || f.Level <= mark.Level(q.Reach.OthersUpTo)-1 && q.Reach.OthersUpTo != Nothing
}

type record struct {
	Title, Issuer, Date, Retention, Unit, Classification, Body string
	DocNo                                                      string `json:"doc_no"`
	Year                                                       uint16
	Keywords                                                   []string
}

var periods = map[string]uint8{"永久": 1, "30年": 2, "10年": 3}

// corpus reads the first n records of the shared corpus; it skips the test where
// that is absent.
func corpus(t testing.TB, n int) []Doc {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), "corpora", "records-10k.ndjson.gz"))
	if err != nil {
		t.Skipf("no corpus: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(z)
	units := map[string]uint16{}
	var docs []Doc
	for len(docs) < n {
		var r record
		if err := dec.Decode(&r); err != nil {
			break
		}
		u, ok := units[r.Unit]
		if !ok {
			u = uint16(len(units) + 1)
			units[r.Unit] = u
		}
		day, _ := civil.Parse(r.Date)
		level, _ := mark.Parse(r.Classification)
		id := int64(len(docs) + 1)
		docs = append(docs, Doc{ID: id, Title: r.Title, DocNo: r.DocNo, Issuer: r.Issuer, Keywords: strings.Join(r.Keywords, "；"),
			Code: fmt.Sprintf("X043-WS·%d-D30-BGS-%04d", r.Year, id%5000), Body: r.Body,
			Facts: Facts{Date: day, Year: r.Year, Unit: u, Period: periods[r.Retention], Category: 1, Level: level, Compartment: uint8(id % 53 / 52)}})
	}
	return docs
}

func shared(t testing.TB) string {
	if dir := os.Getenv("LANTAI_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := fs.Stat(os.DirFS(filepath.Dir(dir)), "shared/README.md"); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared")
		}
		if filepath.Dir(dir) == dir {
			t.Skip("the shared corpora are not here")
		}
		dir = filepath.Dir(dir)
	}
}

// ask draws a question of one of many kinds, mostly one that has hits.
func ask(r *rand.Rand, docs []Doc) Query {
	d := docs[r.IntN(len(docs))]
	cut := func(s string, most int) string {
		rs := []rune(strings.Join(strings.Fields(s), ""))
		if len(rs) == 0 {
			return "无"
		}
		from := r.IntN(len(rs))
		return string(rs[from:min(len(rs), from+1+r.IntN(most))])
	}
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, "") + `"` }
	text := ""
	switch r.IntN(12) {
	case 0:
		text = cut(d.Title, 2)
	case 1:
		text = cut(d.Title, 6)
	case 2:
		text = cut(d.Title, 3) + " " + cut(d.Title, 3)
	case 3:
		text = quote(cut(d.Title+d.Body, 12))
	case 4:
		text = d.DocNo[:strings.Index(d.DocNo+"〕", "〕")] + "]"
	case 5:
		text = "文号:" + strings.NewReplacer("〔", "(", "〕", "）").Replace(cut(d.DocNo, 8))
	case 6:
		text = cut(d.DocNo, 4) + " 通知"
	case 7:
		text = "正文:" + quote(cut(d.Body, 5))
	case 8:
		text = "责任者:" + cut(d.Issuer, 4) + " " + cut(d.Keywords, 4)
	case 9:
		text = "档号:" + cut(d.Code, 7)
	case 10:
		text = quote(d.Body[:min(len(d.Body), 300)])
		if len([]rune(text)) > MaxWord || len(text) < 3 {
			text = fmt.Sprint(d.Facts.Year)
		}
		text = strings.ToValidUTF8(text, "")
	case 11:
		text = cut(d.Title, 2) + " 正文:" + quote(cut(d.Body, 2)) + " " + cut(d.DocNo, 2)
	}
	q := Query{Text: text, Reach: Reach{Everything: true}, Sort: Sort(r.IntN(2)), Limit: 1 + r.IntN(30)}
	if r.IntN(3) == 0 {
		q.Filter = Filter{YearFrom: 2005 + r.IntN(8), YearTo: 2013 + r.IntN(10)}
	}
	if r.IntN(5) == 0 {
		q.Filter.Periods = []uint8{1, uint8(r.IntN(3) + 1)}
	}
	if r.IntN(6) == 0 {
		q.Filter.Units = []uint16{uint16(r.IntN(6) + 1)}
	}
	if r.IntN(8) == 0 {
		q.Filter.From, q.Filter.To = civil.Must("2010-03-01"), civil.Must("2015-06-30")
	}
	if r.IntN(2) == 0 {
		q.Reach = Reach{Units: []uint16{uint16(r.IntN(4))}, OthersUpTo: Ceiling(r.IntN(4)), Compartments: []uint8{uint8(r.IntN(2))}[:r.IntN(2)]}
	}
	return q
}

func TestAnswersAreExact(t *testing.T) {
	docs := corpus(t, 2000)
	odd := []string{"水", "务局", "a", "xabcy 2012年度 WTO", "《条例》〔2012〕（试行） [终]", "......", "局\n局", "\x00\xff", "𠮷䶮𪚥"}
	for i, s := range odd {
		docs = append(docs, Doc{ID: int64(70000 + i*5000), Title: s, DocNo: odd[(i+1)%len(odd)], Issuer: odd[(i+2)%len(odd)], Keywords: odd[(i+3)%len(odd)],
			Body: strings.Repeat(odd[(i+4)%len(odd)], 1+i*2500), Facts: Facts{Level: mark.Level(i % 3), Year: uint16(2010 + i%2)}})
	}
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		h := records{}
		x := New(Archive, h)
		for part := range slices.Chunk(docs, 700) {
			put(t, d, x, part...)
		}
		for _, doc := range docs {
			h[doc.ID] = doc
		}
		r := rand.New(rand.NewPCG(7, 11))
		questions := make([]Query, 0, 260)
		for len(questions) < 200 {
			questions = append(questions, ask(r, docs))
		}
		for _, s := range []string{"水", "务局", "abc", "xabcy", "12", "2012年", "2", "201", "局 水", "。", "...", `"局 局"`, "𠮷䶮", "𪚥", "(试行)", "[终]",
			"〔试行〕", "[2012]", "(2012)", "条例》[2012", `题名:a`, "wto", "文号:a 题名:局", "...... 务局", strings.Repeat(".", MaxWord), strings.Repeat("务局", 99) + "务", "没有这个词", "局务局务局水"} {
			questions = append(questions, Query{Text: s, Reach: Reach{Everything: true}})
		}
		check := func(t *testing.T, every int) {
			some := 0
			for i := 0; i < len(questions); i += every {
				q := questions[i]
				want := h.truth(t, q)
				if len(want) > 0 {
					some++
				}
				var got []int64
				for {
					res, err := x.Search(t.Context(), d.Reader(), q)
					if err != nil {
						t.Fatalf("%+v: %v", q, err)
					}
					if res.Total != len(want) {
						t.Fatalf("%+v: total %d, truth %d", q, res.Total, len(want))
					}
					for _, hit := range res.Hits {
						got = append(got, hit.ID)
						if why, all := res.Words.Explain(h[hit.ID]); !all || !slices.Equal(why, hit.Why) {
							t.Fatalf("%+v: %d because of %v, says %v", q, hit.ID, why, hit.Why)
						}
						if slices.Contains(hit.Why, Body) && (len(hit.Snippet.Marks) == 0) {
							t.Fatalf("%+v: no word marked in %q", q, hit.Snippet.Text)
						}
					}
					if q.Next = res.Next; q.Next == "" || len(got) > 120 {
						break
					}
				}
				if !slices.Equal(got, want[:min(len(got), len(want))]) || len(got) < min(len(want), 120) {
					t.Fatalf("%+v:\n got %v\nwant %v", q, got, want)
				}
			}
			if some < len(questions)/every/2 {
				t.Fatalf("only %d of %d questions have hits: the test is empty", some, len(questions))
			}
		}
		t.Run("before loading", func(t *testing.T) { check(t, 3) })
		if err := x.Load(t.Context(), d.Reader()); err != nil {
			t.Fatal(err)
		}
		if n, ok := x.Loaded(); !ok || n != len(docs) {
			t.Fatalf("loaded %d of %d", n, len(docs))
		}
		t.Run("loaded", func(t *testing.T) { check(t, 1) })
		x.halveFrom = 1 // from here on questions are asked in two halves where the database takes them

		// Change and remove some, by this process and by another.
		other := New(Archive, nil)
		for i := 0; i < 300; i += 3 {
			doc := docs[i]
			doc.Title, doc.Body = docs[i+1].Title, docs[i+2].Body
			doc.Facts.Level, doc.Facts.Unit = mark.Level(i%3), uint16(i%5)
			h[doc.ID] = doc
			put(t, d, []*Index{x, other}[i%2], doc)
		}
		gone := []int64{2, 5, 8, 70000, 999999}
		write(t, d, func(ctx context.Context, w db.Writer) error { return other.Delete(ctx, w, gone...) })
		for _, id := range gone {
			delete(h, id)
		}
		moved := h[1]
		moved.Facts.Level, moved.Facts.Unit = mark.WorkSecret, 9
		h[1] = moved
		write(t, d, func(ctx context.Context, w db.Writer) error { return other.PutFacts(ctx, w, 1, moved.Facts) })
		for more, first := true, true; more; first = false {
			write(t, d, func(ctx context.Context, w db.Writer) (err error) {
				more, err = x.Tidy(ctx, w, 500, first)
				return err
			})
		}
		t.Run("changed", func(t *testing.T) { check(t, 2) })
		if n, _ := x.Loaded(); n != len(h) {
			t.Fatalf("%d records in memory, %d held", n, len(h))
		}
	})
}

func TestATransactionSeesItsOwnAndNobodyElseDoes(t *testing.T) {
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		x := New(Archive, nil)
		all := Query{Text: "通知", Reach: Reach{Everything: true}}
		total := func(r db.Reader) int {
			res, err := x.Search(t.Context(), r, all)
			if err != nil {
				t.Fatal(err)
			}
			return res.Total
		}
		put(t, d, x, Doc{ID: 1, Title: "通知"})
		if err := x.Load(t.Context(), d.Reader()); err != nil {
			t.Fatal(err)
		}
		stop := fault.New(fault.Conflict, "停")
		_, err := run.Run(t.Context(), d, act.Actor{Login: "a", Name: "甲"}, func(ctx context.Context, w db.Writer) error {
			if err := x.Put(ctx, w, Doc{ID: 2, Title: "通知二"}); err != nil {
				return err
			}
			if err := x.Delete(ctx, w, 1); err != nil {
				return err
			}
			if err := x.Put(ctx, w, Doc{ID: 3, Title: "通知三"}); err != nil {
				return err
			}
			if n := total(w); n != 2 {
				t.Errorf("inside: %d", n)
			}
			if n := total(d.Reader()); n != 1 {
				t.Errorf("outside: %d", n)
			}
			return stop
		})
		if !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		if n := total(d.Reader()); n != 1 {
			t.Fatalf("after the transaction failed: %d", n)
		}
		put(t, d, x, Doc{ID: 4, Title: "通知"}, Doc{ID: 4, Title: "别的"}, Doc{ID: 5, Title: "通知"})
		if n := total(d.Reader()); n != 2 {
			t.Fatalf("after: %d", n)
		}
	})
}

func TestSearchWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		x := New(Archive, nil)
		if err := x.Load(t.Context(), d.Reader()); err != nil {
			t.Fatal(err)
		}
		const batches, size = 30, 20
		var wg sync.WaitGroup
		wg.Go(func() {
			for b := range batches {
				var docs []Doc
				for i := range size {
					docs = append(docs, Doc{ID: int64(b*size + i + 1), Title: "关于工作的通知", Facts: Facts{Level: mark.Level(i % 2)}})
				}
				put(t, d, x, docs...)
			}
		})
		last := 0
		for last < batches*size/2 {
			res, err := x.Search(t.Context(), d.Reader(), Query{Text: "通知", Reach: Reach{OthersUpTo: UpTo(mark.Public)}})
			if err != nil {
				t.Error(err)
				break
			}
			// A batch is visible whole or not at all.
			if res.Total < last || res.Total%(size/2) != 0 {
				t.Errorf("%d after %d", res.Total, last)
				break
			}
			last = res.Total
		}
		wg.Wait()
	})
}

func TestBadQuestions(t *testing.T) {
	d, _ := dbtest.SQLite(t, Schema)
	x := New(Archive, nil)
	put(t, d, x, Doc{ID: 1, Title: "关于工作的通知"}, Doc{ID: 2, Title: "关于工作的通知"})
	good := Query{Text: "工作", Reach: Reach{Everything: true}, Limit: 1}
	page, err := x.Search(t.Context(), d.Reader(), good)
	if err != nil || page.Next == "" || page.Total != 2 {
		t.Fatalf("%+v %v", page, err)
	}
	for name, c := range map[string]struct {
		field string
		bend  func(*Query)
	}{
		"no words":             {"query", func(q *Query) { q.Text = " " }},
		"limit":                {"limit", func(q *Query) { q.Limit = MaxLimit + 1 }},
		"negative limit":       {"limit", func(q *Query) { q.Limit = -1 }},
		"sort":                 {"sort", func(q *Query) { q.Sort = 9 }},
		"year":                 {"year_from", func(q *Query) { q.Filter.YearFrom = 20120 }},
		"years reversed":       {"year_to", func(q *Query) { q.Filter.YearFrom, q.Filter.YearTo = 2013, 2012 }},
		"dates reversed":       {"to", func(q *Query) { q.Filter.From, q.Filter.To = civil.Must("2013-01-01"), civil.Must("2012-01-01") }},
		"cursor":               {"next", func(q *Query) { q.Next = "garbage" }},
		"cursor's parts":       {"next", func(q *Query) { q.Next = "1.2.3.4" }},
		"another word's":       {"next", func(q *Query) { q.Next, q.Text = page.Next, "通知" }},
		"another order's":      {"next", func(q *Query) { q.Next, q.Sort = page.Next, Newest }},
		"another filter's":     {"next", func(q *Query) { q.Next, q.Filter.YearFrom = page.Next, 2012 }},
		"cursor too large":     {"next", func(q *Query) { q.Next = "1.ffffffffffffffff" + page.Next[strings.LastIndex(page.Next, "."):] }},
		"cursor of no numbers": {"next", func(q *Query) { q.Next = "x.y.z" }},
	} {
		q := good
		c.bend(&q)
		_, err := x.Search(t.Context(), d.Reader(), q)
		if f := fault.Of(err); err == nil || f.Kind != fault.Invalid || f.Field != c.field || f.Say == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseSort("best"); fault.Of(err).Field != "sort" {
		t.Errorf("sort: %v", err)
	}
	for _, bad := range []Doc{{}, {ID: -1}, {ID: 1, Facts: Facts{Level: 3}}, {ID: 1, Facts: Facts{Year: 10000}}} {
		_, err := run.Run(t.Context(), d, act.Actor{Login: "a", Name: "甲"}, func(ctx context.Context, w db.Writer) error { return x.Put(ctx, w, bad) })
		if err == nil {
			t.Errorf("taken into the index: %+v", bad)
		}
	}
}

package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
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

// BenchmarkListPage asks for pages of 50 rows as a signed-in archivist through the
// whole website, the first and one in the middle of the list (the 10,000th of a
// million records), beside a handler that does nothing but read 50 rows by key
// and write the same table of them. In turn, so that all meet the same machine.
func BenchmarkListPage(b *testing.B) {
	a := filled(b)
	ctx := context.Background()
	c := webtest.New(b, site(b, a))
	signIn(b, a, c)
	first, err := a.Archive.Items(ctx, act.Owner(), archive.List{})
	if err != nil {
		b.Fatal(err)
	}
	deep, skipped := first, len(first.Items)
	for skipped < int(first.Total)/2 {
		if deep, err = a.Archive.Items(ctx, act.Owner(), archive.List{After: deep.Next, Limit: 500}); err != nil {
			b.Fatal(err)
		}
		skipped += len(deep.Items)
	}
	middle := "/archive/items?after=" + url.QueryEscape(deep.Next) + "&n=" + strconv.Itoa(skipped)
	plain := webtest.New(b, bareList(a.Door.Reader()))
	var times [3]time.Duration
	for n := 0; b.Loop(); n++ {
		c.Address = fmt.Sprintf("10.%d.%d.1:1234", n>>8&255, n&255) // nobody asks so fast from one place
		for i, ask := range []func() *webtest.Response{
			func() *webtest.Response { return c.Get("/archive/items") },
			func() *webtest.Response { return c.Get(middle) },
			func() *webtest.Response { return plain.Get("/") },
		} {
			start := time.Now()
			page := ask()
			times[i] += time.Since(start)
			if page.Status != 200 || strings.Count(page.Body, "<tr") < 50 {
				b.Fatalf("page %d: status %d", i, page.Status)
			}
		}
	}
	per := func(d time.Duration) float64 { return float64(b.N) / d.Seconds() }
	b.ReportMetric(per(times[0]), "pages/s")
	b.ReportMetric(per(times[1]), "deep-pages/s")
	b.ReportMetric(per(times[2]), "bare-pages/s")
	b.ReportMetric(per(times[0])/per(times[2]), "ratio")
	b.ReportMetric(times[1].Seconds()/times[0].Seconds(), "depth-ratio")
	b.ReportMetric(float64(skipped/50), "deep-page")
}

func site(b *testing.B, a *app.App) http.Handler {
	old := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	b.Cleanup(func() { slog.SetDefault(old) })
	s, err := a.Site(app.SiteOptions{Transport: web.TLS, Hosts: []string{"lantai.test"}})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// signIn makes an archivist of its own and signs in.
func signIn(b *testing.B, a *app.App, c *webtest.Client) {
	ctx, login := context.Background(), "bench"+strconv.FormatInt(time.Now().UnixNano(), 36)
	id, err := a.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: login, Name: "量速度的人", Password: app.DemoPassword})
	if err == nil {
		err = a.Org.SetRoles(ctx, act.Owner(), id, []org.Role{org.Archivist})
	}
	if err == nil {
		err = a.Org.SetDemoPassword(ctx, act.Owner(), id, app.DemoPassword)
	}
	if err != nil {
		b.Fatal(err)
	}
	c.Post("/signin", url.Values{"login": {login}, "password": {app.DemoPassword}}).Want(303)
}

// bareList reads the columns shown of 50 rows and writes the same table of them,
// without session, rights, total, conditions or frame.
func bareList(rd db.Reader) http.Handler {
	type row struct {
		ID        int64  `db:"id"`
		Code      string `db:"code"`
		Title     string `db:"title"`
		DocNo     string `db:"doc_no"`
		Issuer    string `db:"issuer"`
		Date      string `db:"date"`
		Unit      string `db:"unit"`
		Retention string `db:"retention"`
		Pages     int64  `db:"pages"`
		Stage     int64  `db:"stage"`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := db.All[row](r.Context(), rd, `SELECT id, code, title, doc_no, issuer, date, unit, retention, pages, stage FROM archive_item
			WHERE state = $1 AND (date, id) < ($2, $3) ORDER BY date DESC, id DESC LIMIT 50`, archive.Held, "9999", 0)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		t := ui.Table{Caption: "归档文件", Select: "id", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "日期", Code: true},
			{Label: "机构", Minor: true}, {Label: "期限"}, {Label: "页数", Numeric: true, Minor: true}, {Label: "环节"}}}
		for _, x := range rows {
			at := "/archive/items/" + strconv.FormatInt(x.ID, 10)
			t.Rows = append(t.Rows, ui.Row{ID: strconv.FormatInt(x.ID, 10), URL: at, Cells: []ui.Cell{{Text: x.Code}, {Text: x.Title, URL: at, Sub: x.DocNo + " · " + x.Issuer},
				{Text: x.Date}, {Text: x.Unit}, {Text: x.Retention}, {Text: strconv.FormatInt(x.Pages, 10)}, {Tags: []ui.Tag{{Text: archive.Stage(x.Stage).Label()}}}}})
		}
		if err := ui.TableBox(t).Render(r.Context(), w); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
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

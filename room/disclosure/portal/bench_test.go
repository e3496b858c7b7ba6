package portal_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"lantai.internal/kit/dbtest"
	"lantai.internal/room/disclosure/portal"
)

// readers asks for pages by so many readers at once over real connections, each n
// times, and gives the time below which all but a hundredth of the answers came.
func readers(tb testing.TB, h http.Handler, paths []string, many, n int) time.Duration {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	srv := &http.Server{Handler: h}
	go srv.Serve(l) // until it is closed
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: many}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			for j := range n {
				began := time.Now()
				r, err := client.Get("http://" + l.Addr().String() + paths[(i+j)%len(paths)])
				if err != nil {
					tb.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				if err != nil || r.StatusCode != http.StatusOK {
					tb.Errorf("%s: %v %d", paths[(i+j)%len(paths)], err, r.StatusCode)
					return
				}
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	if len(took) == 0 {
		tb.Fatal("no answers")
	}
	return took[len(took)*99/100]
}

// BenchmarkReaders measures 200 readers at once of a catalogue of two thousand items,
// beside a handler that says nothing, in the same run.
func BenchmarkReaders(b *testing.B) {
	d, c := dbtest.SQLite(b, portal.Schema)
	h := newStand(b, d, c)
	for i := range 2000 {
		h.cat.items = append(h.cat.items, portal.Item{Index: fmt.Sprintf("%s/2025-%05d", agency, i+1), Column: "20.4", Title: fmt.Sprintf("商贸流通统计月报第 %d 期", i), Summary: "限额以上单位零售额", Body: "一、总体情况\n零售总额保持增长。\n二、分行业情况\n餐饮收入较快增长。", Published: date("2025-01-01"), Updated: date("2025-01-01")})
	}
	paths := []string{"/zwgk/", "/zwgk/columns/20.4", "/zwgk/documents/" + agency + "/2026-00002", "/zwgk/guide", "/zwgk/catalogue?page=3", "/zwgk/apply/person"}
	nothing := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	for b.Loop() {
		empty := readers(b, nothing, paths, 200, 20)
		full := readers(b, h.site, paths, 200, 20)
		b.ReportMetric(float64(empty)/1e6, "empty-p99-ms")
		b.ReportMetric(float64(full)/1e6, "portal-p99-ms")
		b.ReportMetric(float64(full)/float64(empty), "ratio")
	}
}

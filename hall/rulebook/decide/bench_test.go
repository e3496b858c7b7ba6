package decide

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

func localRegistry(t testing.TB, name string) (*Registry, *rulebook.Book) {
	t.Helper()
	b, err := rulebook.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return registryOf(t, b), b
}

func registryOf(t testing.TB, b *rulebook.Book) *Registry {
	t.Helper()
	r := NewRegistry(b.InForce)
	for _, err := range []error{AddTables(r, b), AddLeave(r, b, calendar.Official()), AddPosts(r, b), AddDisclosure(r, b, calendar.Official()), AddCounter(r, b, calendar.Official()), AddWorkdays(r, calendar.Official())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// Reading the question and writing the answer are part of the time. At least
// 50,000 answers a second on one core are promised: 20 µs an answer.
func BenchmarkDecide(b *testing.B) {
	r, _ := localRegistry(b, "qijiang-commerce")
	kinds := []string{"annual", "sick", "personal", "marriage", "other"}
	roles := []string{"staff", "section_head", "bureau_leader", "director"}
	var in bytes.Buffer
	const lines = 1000
	for i := range lines {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&in, `{"id":"%d","ask":"travel-chain","as_of":"2014-05-05","facts":{"zone":"city","purpose":"business","role":%q}}`+"\n", i, roles[i/5%4])
		case 1:
			fmt.Fprintf(&in, `{"id":"%d","ask":"leave-entitlement","as_of":"2014-05-05","facts":{"service_from":"2004-05-15","on":"2014-05-%02d"}}`+"\n", i, 1+i%28)
		default:
			fmt.Fprintf(&in, `{"id": "%d", "ask": "leave-chain", "as_of": "2014-05-05", "facts": {"kind": %q, "role": %q, "half_days": %d}}`+"\n", i, kinds[i%5], roles[i/5%4], 1+i%40)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		if exit, err := Run(r, bytes.NewReader(in.Bytes()), io.Discard); exit != 0 || err != nil {
			b.Fatal(exit, err)
		}
	}
	b.ReportMetric(float64(b.N*lines)/b.Elapsed().Seconds(), "answers/s")
}

package arrange

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

// shared finds the folder of common test material: LANTAI_SHARED, or a folder
// "shared" beside one of the folders above. The test is skipped without it.
func shared(t *testing.T) string {
	t.Helper()
	if d := os.Getenv("LANTAI_SHARED"); d != "" {
		return d
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		d := filepath.Join(filepath.Dir(dir), "shared")
		if _, err := os.Stat(filepath.Join(d, "README.md")); err == nil {
			return d
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("test material (shared) is not here; set LANTAI_SHARED")
		}
		dir = up
	}
}

// TestRegulationsStaySingle: 786 separate texts, some of them two versions of one
// regulation, are 786 items.
func TestRegulationsStaySingle(t *testing.T) {
	var papers []Paper
	for _, dir := range []string{"regulations", "chongqing"} {
		files, err := filepath.Glob(filepath.Join(shared(t), "corpora", dir, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			d := describe.Describe(describe.Source{Name: f, Body: string(b)})
			papers = append(papers, Paper{ID: filepath.Base(f), Title: d.Title.Value, DocNo: d.DocNo.Value, Issuer: d.Issuer.Value,
				Date: d.Day(), FileName: dir + "/" + filepath.Base(f)})
		}
	}
	items := Compose(papers, ComposeSettings{JoinReplies: true})
	if len(items) != 786 {
		t.Errorf("%d texts make %d items", len(papers), len(items))
	}
	for _, it := range items {
		if len(it.Parts) != 1 || len(it.Related) != 0 {
			t.Errorf("%s: %s", it.ID, shape([]Item{it}))
		}
	}
}

// TestTenThousandRows arranges and packs a large catalogue: nothing is lost, and
// rows whose titles forward or answer others are the only ones joined.
func TestTenThousandRows(t *testing.T) {
	f, err := os.Open(filepath.Join(shared(t), "corpora", "records-10k.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var papers []Paper
	s := Settings{Fonds: "X043"}
	units := map[string]bool{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var r struct {
			Title     string `json:"title"`
			DocNo     string `json:"doc_no"`
			Issuer    string `json:"issuer"`
			Date      string `json:"date"`
			Year      int    `json:"year"`
			Retention string `json:"retention"`
			Unit      string `json:"unit"`
			Pages     int    `json:"pages"`
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		p, err := code.ParsePeriod(r.Retention)
		if err != nil {
			t.Fatal(err)
		}
		day, err := civil.ParseLoose(r.Date)
		if err != nil {
			t.Fatal(err)
		}
		if !units[r.Unit] && r.Unit != "" {
			units[r.Unit] = true
			s.Units = append(s.Units, Unit{fmt.Sprintf("U%02d", len(units)), r.Unit})
		}
		papers = append(papers, Paper{ID: fmt.Sprint(len(papers)), Title: r.Title, DocNo: r.DocNo, Issuer: r.Issuer, Date: day,
			Year: r.Year, Period: p, Unit: r.Unit, Pages: r.Pages})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	items := Compose(papers, ComposeSettings{})
	parts := 0
	for _, it := range items {
		parts += len(it.Parts)
		for _, p := range it.Parts {
			if len(it.Parts) > 1 && p.Role != Main && p.Role != Forwarded {
				t.Errorf("%s", shape([]Item{it}))
			}
		}
	}
	if parts != len(papers) {
		t.Errorf("%d papers, %d parts", len(papers), parts)
	}
	r, err := Number(items, s)
	if err != nil || len(r.Placed)+len(r.Left) != len(items) {
		t.Fatalf("%d placed, %d left of %d: %v", len(r.Placed), len(r.Left), len(items), err)
	}
	var in []PackItem
	for _, p := range r.Placed {
		in = append(in, PackItem{p.Item.ID, p.Class, p.Number, p.Item.Pages})
	}
	ps := DefaultPackSettings()
	ps.Plan = s.Plan
	boxes, err := Pack(in, nil, ps)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, b := range boxes {
		n += len(b.Items)
	}
	if n != len(in) {
		t.Errorf("%d items, %d in boxes", len(in), n)
	}
	t.Logf("%d papers, %d items, %d left, %d boxes", len(papers), len(items), len(r.Left), len(boxes))
}

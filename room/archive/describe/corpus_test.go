package describe

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lantai.internal/base/civil"
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

var (
	anyDate  = regexp.MustCompile(`(自)?(\d{4})年(\d{1,2})月(\d{1,2})日\s*(施行|执行)?`)
	nameDay  = regexp.MustCompile(`\((\d{4}-\d\d-\d\d)\)\.md$`)
	cnTail   = map[string]string{"一九九五年三月二十六日": "1995-03-26", "一九九四年十二月六日": "1994-12-06"}
	titleTag = "<!-- INFO END -->"
)

// expected works out a text's date by another way than the package: the latest
// date of the preamble that is not a day of entry into force.
func expected(t *testing.T, name, body string) string {
	t.Helper()
	head, _, found := strings.Cut(body, titleTag)
	if !found {
		t.Fatalf("%s: no end of preamble", name)
	}
	var last civil.Date
	for _, m := range anyDate.FindAllStringSubmatch(head, -1) {
		if m[1] != "" || m[5] != "" {
			continue
		}
		d, err := civil.ParseLoose(m[2] + "-" + m[3] + "-" + m[4])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.After(last) {
			last = d
		}
	}
	for written, iso := range cnTail {
		if strings.Contains(head, written) {
			last = civil.Must(iso)
		}
	}
	if last.IsZero() {
		return nameDay.FindStringSubmatch(name)[1]
	}
	return last.String()
}

func TestCorpus(t *testing.T) {
	root := shared(t)
	var files []string
	for _, dir := range []string{"regulations", "chongqing"} {
		f, err := filepath.Glob(filepath.Join(root, "corpora", dir, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f...)
	}
	if len(files) != 786 {
		t.Fatalf("%d texts, want 786", len(files))
	}
	var n, title, date, issuer, docNo, kind, fromName, differ int
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		d := Describe(Source{Name: name, Body: string(b)})
		n++
		first, _, _ := strings.Cut(string(b), "\n")
		if want := strings.Join(strings.Fields(strings.TrimPrefix(first, "# ")), " "); d.Title.Value == want && d.Title.Confidence == Sure {
			title++
		} else {
			t.Errorf("%s: title %+v", name, d.Title)
		}
		if want := expected(t, name, string(b)); d.Date.Value == want {
			date++
		} else {
			t.Errorf("%s: date %+v, want %s", name, d.Date, want)
		}
		if strings.Contains(d.Date.Evidence, "文件名“") {
			fromName++
		}
		if strings.Contains(d.Date.Evidence, "以正文为准") {
			differ++
		}
		if d.Issuer.Value != "" {
			issuer++
			if !orgLike(d.Issuer.Value) {
				t.Errorf("%s: issuer %+v", name, d.Issuer)
			}
		}
		if d.DocNo.Value != "" {
			docNo++
			if _, ok := SplitDocNo(d.DocNo.Value); !ok {
				t.Errorf("%s: number %+v", name, d.DocNo)
			}
		}
		if d.Kind.Value != "" {
			kind++
		}
		if d.Mark.Value != "" {
			t.Errorf("%s: no text here carries a mark, got %+v", name, d.Mark)
		}
		if os.Getenv("LANTAI_DESCRIBE_LIST") != "" {
			t.Logf("%s | %s | %s | %s | %s | %v", name, d.Date.Value, d.DocNo.Value, d.Issuer.Value, d.Kind.Value, d.Keywords)
		}
	}
	t.Logf("%d texts: title %d, date %d (from the file's name %d, text against name %d), issuer %d, number %d, kind %d",
		n, title, date, fromName, differ, issuer, docNo, kind)
	if title != n || date*100 < n*99 {
		t.Errorf("title %d, date %d of %d", title, date, n)
	}
	if issuer < 700 || docNo < 450 || kind < 770 {
		t.Errorf("issuer %d, number %d, kind %d", issuer, docNo, kind)
	}
}

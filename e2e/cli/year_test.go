package cli

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func packed(t testing.TB, dir string, year int) (boxes int, by map[string]int) {
	t.Helper()
	var p struct {
		Boxes       int
		ByRetention map[string]int `json:"by_retention"`
	}
	lantai(t, "archive", "pack", "--year", fmt.Sprint(year), "--data", dir, "--json").want(t, 0).into(t, &p)
	return p.Boxes, p.ByRetention
}

func TestYearFromImportToClosing(t *testing.T) {
	dir := installation(t)
	in := append(papers(2019, 60, "整理"), record{Title: "没有期限的便函", Date: "2019-07-01", Unit: "BGS"}, record{Title: "别的年度", Date: "2018-07-01", Unit: "BGS", Retention: "Y"})
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, in...)))

	trial := arranged(t, dir, 2019, "--dry-run")
	if f := stats(t, dir, "--year", "2019"); f.Boxes != 0 || f.Items != 61 {
		t.Fatalf("after a trial: %+v", f)
	}
	if h := searched(t, dir, "整理第7号").Hits[0]; h.Code != "" {
		t.Fatalf("a trial gave the number %s", h.Code)
	}
	real := arranged(t, dir, 2019)
	if fmt.Sprint(real) != fmt.Sprint(trial) {
		t.Errorf("the trial said %v, the act %v", trial, real)
	}
	if real.Arranged+real.Left != 61 || len(real.LeftBecause) != real.Left {
		t.Fatalf("%+v", real)
	}
	for _, l := range real.LeftBecause {
		if l.Missing != "retention" || l.Message == "" || l.Title != "没有期限的便函" {
			t.Errorf("left: %+v", l)
		}
	}
	if again := arranged(t, dir, 2019); fmt.Sprint(again) != fmt.Sprint(real) {
		t.Errorf("arranged a second time: %+v, before %+v", again, real)
	}
	if rest := arranged(t, dir, 2019, "--default-retention", "D10"); rest.Left != 0 || rest.Arranged != 61 {
		t.Errorf("with a default period: %+v", rest)
	}

	// One run of numbers a class, from 1, without a gap; codes of one grammar.
	code := regexp.MustCompile(`^X043-WS·2019-(Y|D30|D10)-(BGS|ZGK|GHFZK)-(\d{4})$`)
	numbers := map[string]map[int]bool{}
	key, n := "", 0
	for {
		args := []string{"关于", "--year", "2019", "--limit", "7"}
		if key != "" {
			args = append(args, "--offset-key", key)
		}
		page := searched(t, dir, args...)
		for _, h := range page.Hits {
			m := code.FindStringSubmatch(h.Code)
			if m == nil {
				t.Fatalf("code %q of %s", h.Code, h.Title)
			}
			class := m[1] + m[2]
			if numbers[class] == nil {
				numbers[class] = map[int]bool{}
			}
			no, _ := strconv.Atoi(m[3])
			if numbers[class][no] {
				t.Errorf("%s given twice", h.Code)
			}
			numbers[class][no] = true
			n++
		}
		if key = page.Next; key == "" {
			break
		}
	}
	if n != 60 {
		t.Fatalf("paged through %d of 60", n)
	}
	for class, got := range numbers {
		for no := 1; no <= len(got); no++ {
			if !got[no] && class != "D10BGS" { // the paper without a period stands in there
				t.Errorf("class %s has no number %d", class, no)
			}
		}
	}

	boxes, by := packed(t, dir, 2019)
	f := stats(t, dir, "--year", "2019")
	if f.Boxes != boxes || boxes < 9 || by["Y"]+by["D30"]+by["D10"] != boxes || f.ByRetention["Y"].Boxes != by["Y"] {
		t.Fatalf("boxes %d %v, stats %+v", boxes, by, f)
	}
	if f.Rate != nil {
		t.Errorf("a rate without a denominator is null, not %v", *f.Rate)
	}
	again, _ := packed(t, dir, 2019)
	if again != boxes {
		t.Errorf("packed again: %d boxes, before %d", again, boxes)
	}

	before := codesOf(t, dir, 2019)
	var closed map[string]any
	lantai(t, "archive", "close", "--year", "2019", "--data", dir, "--json").want(t, 0).into(t, &closed)
	late := record{Title: "迟到的一件", Date: "2019-01-01", Unit: "BGS", Retention: "Y", Pages: 2}
	imported(t, 0, dir, write(t, "late.ndjson", ndjson(t, late)))
	if a := arranged(t, dir, 2019); a.Arranged != 1 {
		t.Fatalf("a late paper: %+v", a)
	}
	packed(t, dir, 2019)
	after := codesOf(t, dir, 2019)
	last := 0
	for title, c := range before {
		if after[title] != c {
			t.Errorf("%s had %s, now %s, although the year is closed", title, c, after[title])
		}
		if m := code.FindStringSubmatch(c); m != nil && m[1] == "Y" && m[2] == "BGS" {
			no, _ := strconv.Atoi(m[3])
			last = max(last, no)
		}
	}
	if want := fmt.Sprintf("X043-WS·2019-Y-BGS-%04d", last+1); after["迟到的一件"] != want {
		t.Errorf("the late paper got %s, want %s", after["迟到的一件"], want)
	}
	sound(t, dir)
}

func codesOf(t testing.TB, dir string, year int) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, w := range []string{"的", "件"} {
		for _, h := range searched(t, dir, w, "--year", fmt.Sprint(year), "--limit", "1000").Hits {
			out[h.Title] = h.Code
		}
	}
	return out
}

func TestArrangeAndPackRefusals(t *testing.T) {
	dir := installation(t)
	if a := arranged(t, dir, 2019); a.Arranged != 0 || a.Left != 0 || a.LeftBecause == nil {
		t.Errorf("an empty year: %+v", a)
	}
	lantai(t, "archive", "arrange", "--year", "2019", "--data", dir, "--json", "--default-retention", "D7").want(t, 2).object(t)
	lantai(t, "archive", "arrange", "--year", "-3", "--data", dir, "--json").want(t, 2).object(t)
	lantai(t, "archive", "arrange", "--year", "99999999999", "--data", dir, "--json").want(t, 2).object(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 5, "盒号")...)))
	arranged(t, dir, 2019)
	packed(t, dir, 2019)
	out := filepath.Join(t.TempDir(), "a.pdf")
	lantai(t, "archive", "print", "box-note", "--year", "2019", "--box", "999", "--out", out, "--data", dir).want(t, 2).says(t, "第999盒")
	lantai(t, "archive", "print", "catalogue", "--year", "2019", "--retention", "Z", "--out", out, "--data", dir).want(t, 2).says(t, "字段 retention")
}

// Every kind in every format is a sound file of that format.
func TestPrintEveryKindAndFormat(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, append(papers(2019, 30, "打印"), record{Title: "=HYPERLINK(\"http://example.invalid\")", Date: "2019-01-03", Unit: "BGS", Retention: "Y", Pages: 1})...)))
	arranged(t, dir, 2019)
	packed(t, dir, 2019)
	out := t.TempDir()
	for _, kind := range []string{"catalogue", "box-catalogue", "box-note", "box-cover", "box-spine", "stamp", "compilation", "summary"} {
		for _, ext := range []string{".pdf", ".xlsx", ".docx", ".csv"} {
			t.Run(kind+ext, func(t *testing.T) {
				file := filepath.Join(out, kind+ext)
				lantai(t, "archive", "print", kind, "--year", "2019", "--out", file, "--data", dir, "--json").want(t, 0).object(t)
				b, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				switch ext {
				case ".pdf":
					if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b[max(0, len(b)-64):], []byte("%%EOF")) {
						t.Error("no whole PDF")
					}
				case ".docx":
					z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
					if err != nil {
						t.Fatal(err)
					}
					if _, err := z.Open("word/document.xml"); err != nil {
						t.Error(err)
					}
				case ".xlsx":
					f, err := excelize.OpenReader(bytes.NewReader(b))
					if err != nil {
						t.Fatal(err)
					}
					defer f.Close()
					for _, s := range f.GetSheetList() {
						rows, err := f.GetRows(s)
						if err != nil {
							t.Fatal(err)
						}
						for i, row := range rows {
							for j := range row {
								at, _ := excelize.CoordinatesToCellName(j+1, i+1)
								if formula, _ := f.GetCellFormula(s, at); formula != "" {
									t.Errorf("%s!%s is the formula %q", s, at, formula)
								}
							}
						}
					}
				case ".csv":
					r := csv.NewReader(bytes.NewReader(b))
					r.FieldsPerRecord = -1
					rows, err := r.ReadAll()
					if err != nil || len(rows) == 0 {
						t.Fatalf("%d rows, %v", len(rows), err)
					}
					for _, row := range rows {
						for _, cell := range row {
							if strings.HasPrefix(cell, "=") {
								t.Errorf("a cell begins with =: %q", cell)
							}
						}
					}
				}
			})
		}
	}
	one, all := filepath.Join(out, "one.csv"), filepath.Join(out, "catalogue.csv")
	lantai(t, "archive", "print", "catalogue", "--year", "2019", "--retention", "Y", "--unit", "BGS", "--out", one, "--data", dir).want(t, 0)
	a, _ := os.ReadFile(one)
	b, _ := os.ReadFile(all)
	if len(a) == 0 || len(a) >= len(b) || bytes.Contains(a, []byte("-D10-")) {
		t.Errorf("the narrowed catalogue has %d bytes, the whole %d", len(a), len(b))
	}
	for _, args := range [][]string{
		{"catalogue", "--out", filepath.Join(out, "x.exe")}, {"catalogue", "--out", filepath.Join(out, "x")},
		{"no-kind", "--out", filepath.Join(out, "x.pdf")}, {"catalogue", "--retention", "D7", "--out", filepath.Join(out, "x.pdf")},
		{"catalogue", "--unit", "XYZ", "--out", filepath.Join(out, "x.pdf")}, {"box-catalogue", "--box", "999", "--out", filepath.Join(out, "x.pdf")},
	} {
		r := lantai(t, append([]string{"archive", "print", "--year", "2019", "--data", dir, "--json"}, args...)...).want(t, 2)
		if _, err := os.Stat(filepath.Join(out, "x.pdf")); err == nil {
			t.Fatalf("a refused print wrote a file: %v", r)
		}
	}
	lantai(t, "archive", "print", "catalogue", "--year", "2019", "--data", dir, "--json", "--out", filepath.Join(out, "no", "such", "folder", "x.pdf")).want(t, 2).says(t, "文件夹").object(t)
	if err := os.Mkdir(filepath.Join(out, "a.pdf"), 0o700); err != nil {
		t.Fatal(err)
	}
	lantai(t, "archive", "print", "catalogue", "--year", "2019", "--data", dir, "--json", "--out", filepath.Join(out, "a.pdf")).want(t, 2).object(t)
	if left, _ := filepath.Glob(filepath.Join(out, ".lantai-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A catalogue that was printed comes back whole: every worksheet is a table, the
// line under it is no record, and the counts of every class are the same.
func TestOwnCatalogueComesBack(t *testing.T) {
	dir, to := installation(t), installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 45, "回读")...)))
	arranged(t, dir, 2019)
	packed(t, dir, 2019)
	file := filepath.Join(t.TempDir(), "目录.xlsx")
	lantai(t, "archive", "print", "catalogue", "--year", "2019", "--data", dir, "--out", file).want(t, 0)
	rep := imported(t, 0, to, file)
	if rep.Read != 45 || rep.Accepted != 45 {
		t.Fatalf("%+v", rep)
	}
	said := fmt.Sprint(rep.Warnings)
	for _, want := range []string{"依据：", "按原档号补上", "工作表“"} {
		if !strings.Contains(said, want) {
			t.Errorf("the warnings do not say %q: %s", want, said)
		}
	}
	a, b := stats(t, dir, "--year", "2019"), stats(t, to, "--year", "2019")
	for _, p := range []string{"Y", "D30", "D10"} {
		if a.ByRetention[p].Items != b.ByRetention[p].Items {
			t.Errorf("%s: %d items before, %d after", p, a.ByRetention[p].Items, b.ByRetention[p].Items)
		}
	}
	for u := range a.ByUnit {
		if a.ByUnit[u].Items != b.ByUnit[u].Items {
			t.Errorf("%s: %d items before, %d after", u, a.ByUnit[u].Items, b.ByUnit[u].Items)
		}
	}
	if again := imported(t, 0, to, file); again.Duplicates != 45 {
		t.Errorf("again: %+v", again)
	}
}

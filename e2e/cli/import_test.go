package cli

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var catalogueHeader = []string{"题名", "文号", "责任者", "日期", "年度", "保管期限", "机构", "密级", "页数", "关键词", "备注"}

var catalogueRows = [][]string{
	{"关于开展春节市场检查的通知", "綦商务〔2018〕3号", "区商务局", "2018-01-20", "2018", "永久", "办公室", "公开", "4", "检查;市场", ""},
	{"关于镕基路门店改造的批复", "綦商务函〔2018〕7号", "区商务局", "20180315", "2018", "30年", "ZGK", "内部", "12", "", "㙦"},
	{"会议纪要，含“逗号”与\"引号\"", "", "区商务局", "2018-05-06", "2018", "D10", "BGS", "工作秘密", "1", "纪要", "第一行\n第二行"},
}

func catalogueCSV(t *testing.T, comma rune, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(append([][]string{catalogueHeader}, rows...)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gb18030(t *testing.T, b []byte) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fillSheet(t *testing.T, f *excelize.File, sheet string, rows ...[]string) {
	t.Helper()
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, v := range row {
			cells[j] = v
		}
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
}

// dbase writes a dBase III table with GB18030 texts, as old archive systems
// export them.
func dbase(t *testing.T, names []string, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	const width = 80
	head := make([]byte, 32)
	head[0] = 3
	head[1], head[2], head[3] = 118, 6, 1
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], uint16(32+32*len(names)+1))
	binary.LittleEndian.PutUint16(head[10:], uint16(1+width*len(names)))
	head[29] = 0x4D
	b.Write(head)
	for _, n := range names {
		field := make([]byte, 32)
		copy(field[:10], gb18030(t, []byte(n)))
		field[11], field[16] = 'C', width
		b.Write(field)
	}
	b.WriteByte(0x0D)
	for _, row := range rows {
		b.WriteByte(' ')
		for _, v := range row {
			cell := bytes.Repeat([]byte{' '}, width)
			copy(cell, gb18030(t, []byte(v)))
			b.Write(cell)
		}
	}
	b.WriteByte(0x1A)
	return b.Bytes()
}

// The same catalogue in every form of table gives the same records.
func TestImportEveryForm(t *testing.T) {
	utf8 := catalogueCSV(t, ',', catalogueRows)
	names := []string{"题名", "文号", "责任者", "日期", "年度", "保管期限", "机构", "密级", "页数", "关键词", "备注"}
	forms := map[string][]byte{
		"utf8.csv":    utf8,
		"bom.csv":     append([]byte("\xEF\xBB\xBF"), utf8...),
		"gb18030.csv": gb18030(t, utf8),
		"crlf.csv":    bytes.ReplaceAll(utf8, []byte("\n"), []byte("\r\n")),
		"semi.csv":    catalogueCSV(t, ';', catalogueRows),
		"tab.tsv":     catalogueCSV(t, '\t', catalogueRows),
		"upper.CSV":   utf8,
		"old.dbf":     dbase(t, names, catalogueRows),
		"book.xlsx": workbook(t, func(f *excelize.File) {
			fillSheet(t, f, "Sheet1", append([][]string{catalogueHeader}, catalogueRows...)...)
		}),
		"lines.ndjson": ndjson(t, asRecords(catalogueRows)...),
	}
	for name, content := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := installation(t)
			file := write(t, name, content)
			rep := imported(t, 0, dir, file)
			if rep.Read != 3 || rep.Accepted != 3 || rep.Rejected != 0 || rep.Duplicates != 0 || rep.Batch == "" {
				t.Fatalf("%+v", rep)
			}
			if len(rep.ByClass) != 3 {
				t.Fatalf("%+v", rep.ByClass)
			}
			for _, c := range rep.ByClass { // before and after agree, class by class
				if c.Year != 2018 || c.Rows != 1 || c.Accepted != 1 || c.Duplicates != 0 {
					t.Errorf("%+v", c)
				}
			}
			again := imported(t, 0, dir, file)
			for _, c := range again.ByClass {
				if c.Rows != 1 || c.Accepted != 0 || c.Duplicates != 1 {
					t.Errorf("second time: %+v", c)
				}
			}
			if again.Accepted != 0 || again.Duplicates != 3 {
				t.Fatalf("second time: %+v", again)
			}
			f := stats(t, dir, "--year", "2018")
			if f.Items != 3 || f.ByRetention["Y"].Items != 1 || f.ByRetention["D30"].Items != 1 || f.ByRetention["D10"].Items != 1 || f.ByUnit["BGS"].Items != 2 || f.ByUnit["ZGK"].Items != 1 {
				t.Fatalf("%+v", f)
			}
			for word, title := range map[string]string{"镕基": catalogueRows[1][0], "“逗号”与": catalogueRows[2][0], "文号:函(2018)7": catalogueRows[1][0]} {
				got := searched(t, dir, word)
				if got.Total != 1 || len(got.Hits) != 1 || got.Hits[0].Title != title {
					t.Errorf("%s: %+v", word, got)
				}
			}
			if h := searched(t, dir, "门店改造").Hits[0]; h.Date != "2018-03-15" || h.DocNo != "綦商务函〔2018〕7号" || h.Issuer != "区商务局" {
				t.Errorf("%+v", h)
			}
		})
	}
}

func asRecords(rows [][]string) []record {
	var out []record
	for _, r := range rows {
		x := record{Title: r[0], DocNo: r[1], Issuer: r[2], Date: r[3], Retention: r[5], Unit: r[6], Classification: r[7], Remark: r[10]}
		fmt.Sscan(r[4], &x.Year)
		fmt.Sscan(r[8], &x.Pages)
		if r[9] != "" {
			x.Keywords = strings.Split(r[9], ";")
		}
		out = append(out, x)
	}
	return out
}

// What rejects a row, and with which field; everything else is taken.
func TestImportRejections(t *testing.T) {
	good := record{Title: "好的一件", Date: "2019-05-06", Unit: "BGS", Retention: "D10"}
	for _, c := range []struct {
		name, field, value string
		r                  record
	}{
		{"no title", "title", "", record{Date: "2019-05-06"}},
		{"blank title", "title", "", record{Title: "  \u3000 ", Date: "2019-05-06"}},
		{"30 February", "date", "2012-02-30", record{Title: "甲", Date: "2012-02-30"}},
		{"29 February of a common year", "date", "20190229", record{Title: "甲", Date: "20190229"}},
		{"month 13", "date", "2019-13-01", record{Title: "甲", Date: "2019-13-01"}},
		{"secret", "classification", "秘密", record{Title: "甲", Classification: "秘密"}},
		{"confidential", "classification", "机密", record{Title: "甲", Classification: "机密"}},
		{"top secret", "classification", "绝密", record{Title: "甲", Classification: "绝密"}},
		{"secret with a star", "classification", "秘密★10年", record{Title: "甲", Classification: "秘密★10年"}},
		{"unknown mark", "classification", "保密", record{Title: "甲", Classification: "保密"}},
		{"unknown period", "retention", "15年", record{Title: "甲", Retention: "15年"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := installation(t)
			file := write(t, "in.ndjson", ndjson(t, good, c.r))
			rep := imported(t, 2, dir, file)
			if rep.Read != 2 || rep.Rejected != 1 || len(rep.Rejections) != 1 || rep.Batch != "" {
				t.Fatalf("%+v", rep)
			}
			if x := rep.Rejections[0]; x.Row != 2 || x.Field != c.field || x.Value != c.value && strings.TrimSpace(c.value) != "" || x.Message == "" {
				t.Fatalf("%+v", x)
			}
			if n := stats(t, dir).Items; n != 0 {
				t.Fatalf("%d items although the whole was refused", n)
			}
			kept := imported(t, 1, dir, "--keep-good", file)
			if kept.Accepted != 1 || kept.Rejected != 1 || kept.Batch == "" {
				t.Fatalf("%+v", kept)
			}
			if n := stats(t, dir).Items; n != 1 {
				t.Fatalf("%d items, want the good one", n)
			}
		})
	}
}

func TestImportDryRunKeepsNothing(t *testing.T) {
	dir := installation(t)
	before := lantai(t, "ledger", "verify", "--data", dir, "--json").want(t, 0).object(t)["root"]
	file := write(t, "in.ndjson", ndjson(t, papers(2019, 5, "试算")...))
	rep := imported(t, 0, dir, "--dry-run", file)
	if rep.Read != 5 || rep.Accepted != 5 || rep.Batch != "" {
		t.Fatalf("%+v", rep)
	}
	bad := write(t, "bad.ndjson", ndjson(t, record{Title: "甲", Date: "2019-02-30"}))
	imported(t, 2, dir, "--dry-run", bad)
	if n := stats(t, dir).Items; n != 0 {
		t.Fatalf("a trial kept %d items", n)
	}
	if after := lantai(t, "ledger", "verify", "--data", dir, "--json").want(t, 0).object(t)["root"]; after != before {
		t.Error("a trial wrote into the ledger")
	}
	docs := t.TempDir()
	writeTo(t, filepath.Join(docs, "通知.txt"), "綦商务〔2019〕1号\n关于试算的通知\n正文。\n2019年3月4日\n")
	if rep := imported(t, 0, dir, "--dry-run", "--submitted-by", "BGS", docs); rep.Accepted != 1 {
		t.Fatalf("%+v", rep)
	}
	n := 0
	filepath.WalkDir(filepath.Join(dir, "files"), func(p string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			n++
		}
		return nil
	})
	if n != 0 {
		t.Errorf("a trial stored %d files", n)
	}
}

func writeTo(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestImportUnknownUnitIsKeptAndLeft(t *testing.T) {
	dir := installation(t)
	file := write(t, "in.csv", []byte("题名,日期,保管期限,机构\n甲件,2019-03-04,Y,市场秩序股\n乙件,2019-03-05,Y,办公室\n"))
	rep := imported(t, 0, dir, file)
	if rep.Accepted != 2 || !slices.ContainsFunc(rep.Warnings, func(w struct {
		Row                   int
		Field, Value, Message string
	}) bool {
		return w.Field == "unit" && w.Value == "市场秩序股"
	}) {
		t.Fatalf("%+v", rep)
	}
	got := arranged(t, dir, 2019)
	if got.Arranged != 1 || got.Left != 1 || got.LeftBecause[0].Missing != "unit" || got.LeftBecause[0].Title != "甲件" || got.LeftBecause[0].Message == "" {
		t.Fatalf("%+v", got)
	}
}

type arrangement struct {
	Arranged, Left int
	LeftBecause    []struct{ Title, Missing, Message string } `json:"left_because"`
}

func arranged(t testing.TB, dir string, year int, more ...string) arrangement {
	t.Helper()
	var a arrangement
	lantai(t, append([]string{"archive", "arrange", "--year", fmt.Sprint(year), "--data", dir, "--json"}, more...)...).want(t, 0).into(t, &a)
	return a
}

func TestImportWarnsOfNoDate(t *testing.T) {
	dir := installation(t)
	rep := imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, record{Title: "无日期的一件", Unit: "BGS"})))
	if rep.Accepted != 1 || len(rep.Warnings) == 0 || rep.Warnings[0].Field != "date" {
		t.Fatalf("%+v", rep)
	}
}

func TestImportSuspectsAreTaken(t *testing.T) {
	dir := installation(t)
	a := record{Title: "关于检查的通知", DocNo: "綦商务〔2019〕9号", Date: "2019-03-04", Unit: "BGS"}
	sameTitle, sameNumber := a, a
	sameTitle.DocNo = "綦商务〔2019〕10号"
	sameNumber.Title, sameNumber.DocNo = "关于复查的通知", "綦商务[2019]9号"
	rep := imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, a, sameTitle, sameNumber, a)))
	if rep.Read != 4 || rep.Accepted != 3 || rep.Suspected != 2 || rep.Duplicates != 1 {
		t.Fatalf("%+v", rep)
	}
}

func TestImportMapping(t *testing.T) {
	dir := installation(t)
	file := write(t, "旧系统.csv", []byte("内部编号,标题X,印发,期限X,归口\n1,甲件,04/03/2019,长期,秘书\n2,乙件,05/03/2019,短期,秘书\n"))
	mapping := write(t, "mapping.yaml", []byte("name: 旧系统\ncolumns: {标题X: title, 印发: date, 期限X: retention, 归口: unit, 内部编号: \"-\"}\nvalues: {retention: {长期: D30, 短期: D10}, unit: {秘书: BGS}}\ndate_format: DD/MM/YYYY\n"))
	rep := imported(t, 0, dir, "--map", mapping, file)
	if rep.Accepted != 2 || len(rep.Warnings) != 0 {
		t.Fatalf("%+v", rep)
	}
	f := stats(t, dir, "--year", "2019")
	if f.ByRetention["D30"].Items != 1 || f.ByRetention["D10"].Items != 1 || f.ByUnit["BGS"].Items != 2 {
		t.Fatalf("%+v", f)
	}
	lantai(t, "archive", "import", file, "--data", dir, "--json", "--map", write(t, "bad.yaml", []byte("columns: [1,2"))).want(t, 2)
	lantai(t, "archive", "import", file, "--data", dir, "--json", "--map", filepath.Join(t.TempDir(), "none.yaml")).want(t, 2)
}

func TestImportSeveralFilesAndMissingOnes(t *testing.T) {
	dir := installation(t)
	a := write(t, "a.ndjson", ndjson(t, papers(2019, 2, "甲")...))
	b := write(t, "b.ndjson", ndjson(t, papers(2018, 3, "乙")...))
	lantai(t, "archive", "import", a, filepath.Join(t.TempDir(), "none.csv"), "--data", dir, "--json").want(t, 2).says(t, "找不到").object(t)
	if n := stats(t, dir).Items; n != 0 {
		t.Fatalf("%d items although a file was missing", n)
	}
	if rep := imported(t, 0, dir, a, b); rep.Accepted != 5 {
		t.Fatalf("%+v", rep)
	}
}

func TestImportSubmittedBy(t *testing.T) {
	dir := installation(t)
	docs := t.TempDir()
	writeTo(t, filepath.Join(docs, "a", "关于节前检查的通知.md"), "# 关于节前检查的通知\n\n綦商务〔2019〕21号\n\n各科室：\n\n请照办。\n\n重庆市綦江区商务局\n\n2019年9月20日\n")
	lantai(t, "archive", "import", docs, "--data", dir, "--json", "--submitted-by", "XYZ").want(t, 2).says(t, "XYZ")
	rep := imported(t, 0, dir, "--submitted-by", "BGS", docs)
	if rep.Accepted != 1 {
		t.Fatalf("%+v", rep)
	}
	if f := stats(t, dir, "--year", "2019"); f.ByUnit["BGS"].Items != 1 {
		t.Fatalf("%+v", f)
	}
	hit := searched(t, dir, "请照办")
	if hit.Total != 1 || hit.Hits[0].Title != "关于节前检查的通知" || hit.Hits[0].DocNo != "綦商务〔2019〕21号" || hit.Hits[0].Date != "2019-09-20" || hit.Hits[0].Why != "正文" {
		t.Fatalf("%+v", hit)
	}
	sound(t, dir)
}

// Of a workbook every worksheet that is a table is read; one that is none, and
// what is wrong in which, is said by name.
func TestImportSheetATable(t *testing.T) {
	dir := installation(t)
	file := write(t, "两年.xlsx", workbook(t, func(f *excelize.File) {
		for _, n := range []string{"2017", "说明", "空白"} {
			if _, err := f.NewSheet(n); err != nil {
				t.Fatal(err)
			}
		}
		fillSheet(t, f, "Sheet1", catalogueHeader, catalogueRows[0])
		fillSheet(t, f, "2017", []string{"归档文件目录"}, catalogueHeader, catalogueRows[1], []string{"坏日期", "", "", "2017-02-30"})
		fillSheet(t, f, "说明", []string{"填写说明"})
	}))
	rep := imported(t, 2, dir, file)
	if rep.Read != 3 || len(rep.Rejections) != 1 || rep.Rejections[0].Row != 4 || rep.Rejections[0].Field != "date" || !strings.Contains(rep.Rejections[0].Message, "工作表“2017”") {
		t.Fatalf("%+v", rep)
	}
	rep = imported(t, 1, dir, "--keep-good", file)
	if rep.Accepted != 2 || !strings.Contains(fmt.Sprint(rep.Warnings), "“说明”没有作为目录读取") || strings.Contains(fmt.Sprint(rep.Warnings), "空白") {
		t.Fatalf("%+v", rep)
	}
	one := write(t, "m.yaml", []byte("sheet: Sheet1\n"))
	if rep := imported(t, 0, dir, "--map", one, file); rep.Read != 1 || rep.Duplicates != 1 {
		t.Fatalf("one sheet asked for: %+v", rep)
	}
}

package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"lantai.internal/base/fault"
)

func open(t testing.TB, name string, b []byte, o Options) *Table {
	t.Helper()
	tab, err := OpenReader(context.Background(), bytes.NewReader(b), int64(len(b)), name, o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() { tab.Close() })
	return tab
}

func rows(t testing.TB, tab *Table) (out []Row, bad []*RowError) {
	t.Helper()
	for {
		r, err := tab.Next()
		if errors.Is(err, io.EOF) {
			return out, bad
		}
		if re, ok := AsRowError(err); ok {
			bad = append(bad, re)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
}

func cells(rs []Row) [][]string {
	var out [][]string
	for _, r := range rs {
		out = append(out, r.Cells)
	}
	return out
}

func gb(s string) []byte {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

var names = map[string]bool{"题名": true, "文号": true, "日期": true, "页数": true, "年度": true, "保管期限": true, "机构": true, "年": true, "月": true, "日": true, "备注": true}

func known(s string) bool { return names[s] }

func TestCSVEncodingsAndDelimiters(t *testing.T) {
	const text = "题名,文号\r\n\"关于“甲,乙”的通知\",綦商务〔2012〕5号\r\n联通,\r\n"
	want := [][]string{{"关于“甲,乙”的通知", "綦商务〔2012〕5号"}, {"联通", ""}}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) []byte {
		b, err := unicode.UTF16(e, bom).NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		b   []byte
		enc Encoding
	}{
		"utf8":        {[]byte(text), UTF8},
		"utf8 mark":   {append([]byte("\xEF\xBB\xBF"), text...), UTF8},
		"gb18030":     {gb(text), GB18030},
		"utf16le":     {utf16(unicode.LittleEndian, unicode.UseBOM), UTF16LE},
		"utf16be":     {utf16(unicode.BigEndian, unicode.UseBOM), UTF16BE},
		"utf16 plain": {utf16(unicode.LittleEndian, unicode.IgnoreBOM), UTF16LE},
		"semicolon":   {[]byte("题名;文号\r\n关于“甲,乙”的通知;綦商务〔2012〕5号\r\n联通;\r\n"), UTF8},
		"tab":         {gb("题名\t文号\n关于“甲,乙”的通知\t綦商务〔2012〕5号\n联通\t\n"), GB18030},
		"sep hint":    {[]byte("sep=;\r\n题名;文号\r\n关于“甲,乙”的通知;綦商务〔2012〕5号\r\n联通;\r\n"), UTF8},
		"old mac":     {[]byte(strings.ReplaceAll(text, "\r\n", "\r")), UTF8},
	} {
		tab := open(t, "a.csv", c.b, Options{Known: known})
		got, bad := rows(t, tab)
		if tab.Encoding() != c.enc || tab.Format() != CSV || len(bad) > 0 || !reflect.DeepEqual(cells(got), want) || !reflect.DeepEqual(tab.Header(), []string{"题名", "文号"}) {
			t.Errorf("%s: %s %s %q header %q", name, tab.Format(), tab.Encoding(), cells(got), tab.Header())
		}
	}
}

func TestLateChineseIsFound(t *testing.T) {
	text := "title,doc_no\n" + strings.Repeat("plain,1\n", 300000) + "联通的通知,綦商务〔2012〕5号\n"
	tab := open(t, "a.csv", gb(text), Options{})
	got, _ := rows(t, tab)
	if tab.Encoding() != GB18030 || got[len(got)-1].Cells[0] != "联通的通知" || got[len(got)-1].Number != 300002 {
		t.Fatalf("%s %+v", tab.Encoding(), got[len(got)-1])
	}
}

func TestMixedEncodingsLineByLine(t *testing.T) {
	utf := "题名,文号\n第一件通知,甲1号\n第二件通知,甲2号\n"
	for name, b := range map[string][]byte{
		"one GB line in UTF-8": append([]byte(utf), gb("第三件通知,甲3号\n")...),
		"one UTF-8 line in GB": append(gb(utf), "第三件通知,甲3号\n"...),
	} {
		got, _ := rows(t, open(t, "a.csv", b, Options{Known: known}))
		if len(got) != 3 || got[2].Cells[0] != "第三件通知" || got[0].Cells[0] != "第一件通知" || len(got[2].Notes) != 1 || len(got[1].Notes) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	nd := append([]byte("{\"title\":\"第一件通知\"}\n{\"title\":\"第二件\"}\n"), gb("{\"title\":\"第三件\"}\n")...)
	got, bad := rows(t, open(t, "a.ndjson", nd, Options{}))
	if len(bad) > 0 || len(got) != 3 || got[2].Fields[0].Values[0] != "第三件" || len(got[2].Notes) != 1 {
		t.Errorf("ndjson: %+v %v", got, bad)
	}
}

func TestDamagedBytesAreNamed(t *testing.T) {
	got, _ := rows(t, open(t, "a.csv", []byte("题名,文号\n通知的通知,1\n坏\xff\xff,2\n通知二,3\n"), Options{Known: known}))
	if len(got) != 3 || !strings.Contains(got[1].Cells[0], "\uFFFD") || len(got[1].Notes) == 0 {
		t.Fatalf("%+v", got)
	}
}

func TestUserDefinedCharactersOfGB18030(t *testing.T) {
	d := newDecoder()
	for in, want := range map[string]string{
		"\xAA\xA1": "\uE000", "\xAF\xFE": "\uE233", "\xF8\xA1": "\uE234", "\xFE\xFE": "\uE4C5", "\xA1\x40": "\uE4C6", "\xA7\xA0": "\uE765", "\xA1\x80": "\uE505",
		"\xFE\x59": "\u9FB4", "\xA6\xD9": "\uFE10", "a\xAA\xB1\xBC\xD7\x82\x35\x90\x37": "a\uE010甲\u9FB4", "\x81\x30\x81\x30": "\u0080",
	} {
		if got, damaged := d.text(GB18030, []byte(in)); got != want || damaged {
			t.Errorf("% X = %q %v, want %q", in, got, damaged, want)
		}
	}
	for in, want := range map[string]string{"\xFF": "\uFFFD", "\xBC": "\uFFFD", "\xBC\xD7\xBC": "甲\uFFFD", "\xFF\xBC\xD7": "\uFFFD甲"} {
		if got, damaged := d.text(GB18030, []byte(in)); got != want || !damaged {
			t.Errorf("% X = %q %v, want %q", in, got, damaged, want)
		}
	}
}

func TestCSVQuotes(t *testing.T) {
	for in, want := range map[string][][]string{
		"a,b\n\"x\"\"y\",\"1\n2\"\nz,3\n":   {{"x\"y", "1\n2"}, {"z", "3"}},
		"a,b\n\"never closed,1\nx,2\ny,3\n": {{"\"never closed", "1"}, {"x", "2"}, {"y", "3"}},
		"a,b\nx\"y,1\nz,2":                  {{"x\"y", "1"}, {"z", "2"}},
		"a,b\n\"x\"y\",1\nz,2":              {{"x\"y", "1"}, {"z", "2"}},
		"a,b\nshort\nlong,1,2\n":            {{"short", ""}, {"long", "1", "2"}},
		"a,b\n\n , \nx,1\n":                 {{"x", "1"}},
		"a,b\n'=1+1,'-x\n-5,+x\n":           {{"=1+1", "-x"}, {"-5", "+x"}},
	} {
		got, bad := rows(t, open(t, "a.csv", []byte(in), Options{}))
		if len(bad) > 0 || !reflect.DeepEqual(cells(got), want) {
			t.Errorf("%q: %q", in, cells(got))
		}
	}
	got, _ := rows(t, open(t, "a.csv", []byte("a,b\n\"1\n2\",x\ny,z\n"), Options{}))
	if got[0].Number != 2 || got[1].Number != 4 {
		t.Errorf("line numbers: %d %d, want 2 4", got[0].Number, got[1].Number)
	}
	got, _ = rows(t, open(t, "a.csv", []byte("a,b\n\"open,x\ny,z\nlong,1,2\n"), Options{}))
	if got[0].Number != 2 || got[1].Number != 3 || len(got[0].Notes) == 0 || len(got[2].Notes) == 0 {
		t.Errorf("notes and numbers: %+v", got)
	}
}

func TestHeaderBelowTitleRows(t *testing.T) {
	in := "归档文件目录,,,\n年度,2019,保管期限,永久\n件 号,题 名,文号,日期,页数\n1,甲,1号,20190101,3\n归档文件目录,,,\n件 号,题 名,文号,日期,页数\n2,乙,2号,20190102,4\n"
	tab := open(t, "a.csv", []byte(in), Options{Known: known})
	got, _ := rows(t, tab)
	if tab.HeaderRow() != 3 || len(got) != 2 || got[1].Cells[1] != "乙" || got[1].Number != 7 || len(tab.Preamble()) != 2 || tab.Header()[1] != "题名" {
		t.Fatalf("row %d, %+v, %q", tab.HeaderRow(), got, tab.Header())
	}
	if n := len(tab.Notes()); n != 3 {
		t.Errorf("notes: %q", tab.Notes())
	}
	// Without a vocabulary the shape decides.
	tab = open(t, "a.csv", []byte("Report,,\nno,name,size\n1,x,2\n2,y,3\n"), Options{})
	if tab.HeaderRow() != 2 {
		t.Errorf("header by shape: row %d", tab.HeaderRow())
	}
	tab = open(t, "a.csv", []byte("x,y\nu,v\na,b\n"), Options{HeaderRow: 2})
	if got, _ := rows(t, tab); tab.Header()[0] != "u" || len(got) != 1 {
		t.Errorf("forced header: %q %+v", tab.Header(), got)
	}
}

func TestNDJSON(t *testing.T) {
	in := "\xEF\xBB\xBF" + `{"title":"甲\n\u4e59\"","year":2012.0,"pages":3,"keywords":["a","b;c",null,7],"date":null,"x":{"y":[1,"}"]},"ok":true}` + "\n\n" +
		`{"title":"断` + "\n[1]\n" + `{"title":"1","title":"2"}` + "\r\n" + `{}`
	tab := open(t, "a.json", []byte(in), Options{})
	got, bad := rows(t, tab)
	want := []Field{{"title", []string{"甲\n乙\""}, false}, {"year", []string{"2012"}, false}, {"pages", []string{"3"}, false},
		{"keywords", []string{"a", "b;c", "7"}, true}, {"date", nil, false}, {"x", []string{`{"y":[1,"}"]}`}, false}, {"ok", []string{"true"}, false}}
	if len(got) != 3 || !reflect.DeepEqual(got[0].Fields, want) {
		t.Fatalf("got %+v", got)
	}
	if len(bad) != 2 || bad[0].Number != 3 || bad[1].Number != 4 || !fault.Is(bad[0], fault.Invalid) {
		t.Fatalf("bad %v", bad)
	}
	if got[1].Number != 5 || got[1].Fields[0].Values[0] != "2" || len(got[1].Notes) != 1 || len(got[2].Fields) != 0 {
		t.Fatalf("got %+v", got[1:])
	}
}

func TestNDJSONLongLines(t *testing.T) {
	body := strings.Repeat("长", 3<<20)
	in := `{"body":"` + body + `"}` + "\n" + `{"body":"` + strings.Repeat("x", 20<<20) + `"}` + "\n" + `{"body":"b"}`
	got, bad := rows(t, open(t, "a.ndjson", []byte(in), Options{MaxLine: 10 << 20}))
	if len(got) != 2 || got[0].Fields[0].Values[0] != body || got[1].Number != 3 || len(bad) != 1 || !fault.Is(bad[0], fault.TooLarge) {
		t.Fatalf("%d rows, %v", len(got), bad)
	}
}

func book(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSX(t *testing.T) {
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s := "Sheet1"
	must(f.SetCellValue(s, "A1", "归档文件目录"))
	must(f.MergeCell(s, "A1", "G1"))
	for i, h := range []string{"题名", "文号", "日期", "", "", "页数", "机构"} {
		c, _ := excelize.CoordinatesToCellName(i+1, 2)
		must(f.SetCellValue(s, c, h))
	}
	for i, h := range []string{"年", "月", "日"} {
		c, _ := excelize.CoordinatesToCellName(i+3, 3)
		must(f.SetCellValue(s, c, h))
	}
	must(f.MergeCell(s, "C2", "E2"))
	for _, c := range []string{"A", "B", "F", "G"} {
		must(f.MergeCell(s, c+"2", c+"3"))
	}
	must(f.SetCellValue(s, "A4", "甲 & 乙 <丙>"))
	must(f.SetCellStr(s, "B4", "0012"))
	must(f.SetCellInt(s, "C4", 2012))
	must(f.SetCellFloat(s, "D4", 5.0, -1, 64))
	must(f.SetCellInt(s, "E4", 4))
	must(f.SetCellFormula(s, "F4", "1+2"))
	must(f.SetCellValue(s, "G4", "办公室"))
	must(f.MergeCell(s, "G4", "G6"))
	must(f.SetCellValue(s, "A5", "丁"))
	must(f.SetCellFloat(s, "F5", 0.1+0.2, -1, 64))
	must(f.SetCellValue(s, "A8", "戊"))
	tab := open(t, "a.xlsx", book(t, f), Options{Known: known})
	got, _ := rows(t, tab)
	if want := []string{"题名", "文号", "年", "月", "日", "页数", "机构"}; !reflect.DeepEqual(tab.Header(), want) {
		t.Fatalf("header %q at %d", tab.Header(), tab.HeaderRow())
	}
	want := [][]string{{"甲 & 乙 <丙>", "0012", "2012", "5", "4", "", "办公室"}, {"丁", "", "", "", "", "0.3", "办公室"}, {"戊", "", "", "", "", "", ""}}
	if !reflect.DeepEqual(cells(got), want) {
		t.Fatalf("cells %q", cells(got))
	}
	if got[0].Number != 4 || got[2].Number != 8 || len(got[0].Notes) != 1 || !strings.Contains(got[0].Notes[0], "F 列") {
		t.Fatalf("rows %+v", got)
	}
}

func TestXLSXDates(t *testing.T) {
	for _, d1904 := range []bool{false, true} {
		f := excelize.NewFile()
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &d1904}); err != nil {
			t.Fatal(err)
		}
		style := func(n int, code string) int {
			st := &excelize.Style{NumFmt: n}
			if code != "" {
				st.CustomNumFmt = &code
			}
			id, err := f.NewStyle(st)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		serial := 41033.0 // 2012-05-04 from 1900
		if d1904 {
			serial -= 1462
		}
		put := func(cell string, v float64, st int) {
			if err := f.SetCellFloat("Sheet1", cell, v, -1, 64); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle("Sheet1", cell, cell, st); err != nil {
				t.Fatal(err)
			}
		}
		put("A1", serial, style(14, ""))
		put("B1", serial, style(0, `yyyy"年"m"月"d"日";@`))
		put("C1", serial+0.5, style(22, ""))
		put("D1", serial, style(0, ""))
		put("E1", 12, style(0, "0000"))
		put("F1", 1234.5, style(4, ""))
		put("G1", serial, style(31, ""))
		put("H1", 0.25, style(20, ""))
		put("I1", 3e6, style(14, ""))
		tab := open(t, "a.xlsx", book(t, f), Options{NoHeader: true})
		got, _ := rows(t, tab)
		want := []string{"2012-05-04", "2012-05-04", "2012-05-04 12:00:00", fmt.Sprint(serial), "0012", "1234.5", "2012-05-04", "06:00:00", "3000000"}
		if tab.Date1904() != d1904 || !reflect.DeepEqual(got[0].Cells, want) || len(got[0].Notes) != 1 {
			t.Errorf("1904=%v: %q %q", d1904, got[0].Cells, got[0].Notes)
		}
	}
	for serial, want := range map[float64]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 2958465: "9999-12-31"} {
		if d, ok := SerialDate(serial, false); !ok || d.String() != want {
			t.Errorf("SerialDate(%v) = %s", serial, d)
		}
	}
	for _, serial := range []float64{-1, 0, 60, 2958466} {
		if d, ok := SerialDate(serial, false); ok {
			t.Errorf("SerialDate(%v) = %s, want none", serial, d)
		}
	}
	if _, ok := SerialDate(2958000, true); ok {
		t.Error("a day after 9999 in the 1904 system")
	}
}

func TestXLSXSheets(t *testing.T) {
	f := excelize.NewFile()
	for _, n := range []string{"目录", "藏"} {
		if _, err := f.NewSheet(n); err != nil {
			t.Fatal(err)
		}
	}
	f.SetCellValue("目录", "A1", "题名")
	f.SetCellValue("目录", "A2", "甲")
	f.SetCellValue("藏", "A1", "题名")
	if err := f.SetSheetVisible("藏", false); err != nil {
		t.Fatal(err)
	}
	b := book(t, f)
	tab := open(t, "a.xlsx", b, Options{})
	if got, _ := rows(t, tab); tab.Sheet() != "目录" || !reflect.DeepEqual(tab.Sheets(), []string{"Sheet1", "目录"}) || len(got) != 1 {
		t.Fatalf("%q of %q, %d rows", tab.Sheet(), tab.Sheets(), len(got))
	}
	if tab := open(t, "a.xlsx", b, Options{Sheet: "藏"}); tab.Sheet() != "藏" {
		t.Error("a hidden sheet asked for by name")
	}
	if _, err := OpenReader(context.Background(), bytes.NewReader(b), int64(len(b)), "a.xlsx", Options{Sheet: "无"}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Say, "目录") {
		t.Errorf("missing sheet: %v", err)
	}
}

// pack makes an XLSX by hand from parts.
func pack(parts map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	base := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<x:workbook xmlns:x="m" xmlns:r="n"><x:sheets><x:sheet name="一" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="/xl/worksheets/s.xml"/><Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
	for n, s := range parts {
		base[n] = s
	}
	for n, s := range base {
		w, _ := z.Create(n)
		io.WriteString(w, s)
	}
	z.Close()
	return b.Bytes()
}

func TestXLSXByHand(t *testing.T) {
	b := pack(map[string]string{
		"xl/sharedStrings.xml": `<?xml version="1.0"?><sst><si><t>题名</t></si><si><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh><t>yi</t></rPh></si><si/><si><t>_x0041_&#x4e19;<![CDATA[<&amp;>]]></t></si></sst>`,
		"xl/worksheets/s.xml": `<x:worksheet xmlns:x="m"><!-- <row> --><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row><x:row/>` +
			`<x:row r="7"><x:c r="A7" t="s"><x:v>1</x:v></x:c><x:c r="C7" t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="s"><x:v>99</x:v></x:c><x:c t="d"><x:v>2012-05-04T00:00:00</x:v></x:c></x:row>` +
			`<x:row><x:c t="s"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
	})
	got, _ := rows(t, open(t, "a.xlsx", b, Options{}))
	want := [][]string{{"甲 乙", "", "TRUE", "", "", "2012-05-04"}, {"A丙<&amp;>"}}
	if !reflect.DeepEqual(cells(got), want) || got[0].Number != 7 || len(got[0].Notes) != 3 {
		t.Fatalf("%q %+v", cells(got), got)
	}
}

func TestBadFiles(t *testing.T) {
	good := pack(map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData><row><c t="str"><v>a</v></c></row></sheetData></worksheet>`})
	bomb := pack(map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData>` + strings.Repeat(" ", 8<<20)})
	var empty bytes.Buffer
	zip.NewWriter(&empty).Close()
	old := append(append([]byte(nil), oleMagic...), make([]byte, 2000)...)
	for name, c := range map[string]struct {
		b    []byte
		kind fault.Kind
		says string
	}{
		"empty":           {nil, fault.Invalid, "空的"},
		"blank":           {[]byte(" \r\n\t \n"), fault.Invalid, "空白"},
		"truncated zip":   {good[:len(good)/2], fault.Invalid, "损坏"},
		"empty zip":       {empty.Bytes(), fault.Unsupported, "不是 XLSX"},
		"truncated sheet": {pack(map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData><row><c t="str"><v>a</v></c></row><row><c>`}), fault.Invalid, "断开"},
		"no sheet data":   {pack(map[string]string{"xl/worksheets/s.xml": `<worksheet>`}), fault.Invalid, "损坏"},
		"document type":   {pack(map[string]string{"xl/worksheets/s.xml": `<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>`}), fault.Invalid, "损坏"},
		"missing part":    {pack(nil), fault.Invalid, "损坏"},
		"bomb":            {bomb, fault.TooLarge, "展开"},
		"xls":             {old, fault.Unsupported, "旧版 XLS"},
		"encrypted":       {append(old, wide("EncryptedPackage")...), fault.Unsupported, "密码"},
		"pdf":             {[]byte("%PDF-1.7\n"), fault.Unsupported, "不是表格"},
		"binary":          {[]byte("ab\x00\x01\x02\x00cd"), fault.Unsupported, "二进制"},
		"html":            {[]byte("<html><table>"), fault.Unsupported, "网页"},
		"json array":      {[]byte("[{\"a\":1}]"), fault.Unsupported, "JSON 数组"},
	} {
		ext := ".xlsx"
		if name == "json array" {
			ext = ".json"
		}
		tab, err := OpenReader(context.Background(), bytes.NewReader(c.b), int64(len(c.b)), name+ext, Options{MaxUnpacked: 4 << 20})
		for err == nil {
			_, err = tab.Next()
		}
		if !fault.Is(err, c.kind) || !strings.Contains(fault.Of(err).Say, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "无.csv"), Options{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Open(context.Background(), t.TempDir(), Options{}); !fault.Is(err, fault.Unsupported) {
		t.Errorf("folder: %v", err)
	}
}

func TestContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	b := []byte("a,b\n" + strings.Repeat("1,2\n", 1000))
	tab, err := OpenReader(ctx, bytes.NewReader(b), int64(len(b)), "a.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 1000 {
		if _, err = tab.Next(); err != nil {
			break
		}
	}
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
}

type dbfCol struct {
	name string
	kind byte
	len  int
}

func dbf(version byte, cols []dbfCol, records ...[]string) []byte {
	rec := 1
	for _, c := range cols {
		rec += c.len
	}
	b := make([]byte, 32)
	b[0], b[1], b[2], b[3] = version, 112, 5, 4
	binary.LittleEndian.PutUint32(b[4:], uint32(len(records)))
	binary.LittleEndian.PutUint16(b[8:], uint16(32+32*len(cols)+1))
	binary.LittleEndian.PutUint16(b[10:], uint16(rec))
	for _, c := range cols {
		d := make([]byte, 32)
		copy(d[:10], gb(c.name))
		d[11], d[16], d[17] = c.kind, byte(c.len), byte(c.len>>8)
		b = append(b, d...)
	}
	b = append(b, 0x0D)
	for _, r := range records {
		b = append(b, r[0]...)
		for i, v := range r[1:] {
			cell := bytes.Repeat([]byte{' '}, cols[i].len)
			copy(cell, gb(v))
			b = append(b, cell...)
		}
	}
	return append(b, 0x1A)
}

func TestDBF(t *testing.T) {
	b := dbf(0x83, []dbfCol{{"题名", 'C', 300}, {"页数", 'N', 6}, {"日期", 'D', 8}, {"归档", 'L', 1}, {"金额", 'F', 10}, {"正文", 'M', 10}},
		[]string{" ", "关于甲的通知", "12", "20120504", "T", "1.50", "1"},
		[]string{"*", "删去的", "1", "20120504", "F", "", ""},
		[]string{" ", "关于乙的通知", "", "20120230", "?", "", ""})
	tab := open(t, "a.dbf", b, Options{})
	got, _ := rows(t, tab)
	want := [][]string{{"关于甲的通知", "12", "2012-05-04", "true", "1.5", ""}, {"关于乙的通知", "", "2012-02-30", "", "", ""}}
	if tab.Format() != DBF || tab.Encoding() != GB18030 || !reflect.DeepEqual(cells(got), want) || got[1].Number != 3 || tab.Header()[0] != "题名" {
		t.Fatalf("%s %s %q %q", tab.Format(), tab.Encoding(), tab.Header(), cells(got))
	}
	if len(tab.Notes()) != 1 || !strings.Contains(tab.Notes()[0], "正文") {
		t.Errorf("notes %q", tab.Notes())
	}
	cut := open(t, "a.dbf", b[:len(b)-100], Options{})
	if got, _ := rows(t, cut); len(got) != 1 || len(cut.Notes()) != 2 {
		t.Errorf("truncated: %d rows, %q", len(got), cut.Notes())
	}
	broken := append([]byte(nil), b...)
	broken[10], broken[11] = 3, 0
	if _, err := OpenReader(context.Background(), bytes.NewReader(broken), int64(len(broken)), "a.dbf", Options{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("broken header: %v", err)
	}
	if day := julian(2456052, 0); day != "2012-05-04" {
		t.Errorf("julian day: %s", day)
	}
}

func cellGen(rt *rapid.T) [][]string {
	cell := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("a=+-@'\"0,;\t\n 甲乙＝_x5F\U00020000")), 0, 12, -1),
		rapid.SampledFrom([]string{"=1+1", "'=x", "''-y", "-5", "+86", "0012", "_x0041_", "_x005F_", "_x005F_x0041_", "甲\r\n乙", "TRUE", "2012-05-04", "<&>"}))
	width := rapid.IntRange(1, 5).Draw(rt, "width")
	return rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 0, 20).Draw(rt, "rows")
}

func sameRows(rt *rapid.T, tab *Table, err error, want [][]string) {
	if err != nil {
		rt.Fatal(err)
	}
	defer tab.Close()
	var i int
	for _, w := range want {
		if blank(w) {
			continue
		}
		r, err := tab.Next()
		if err != nil {
			rt.Fatalf("row %d: %v", i, err)
		}
		if !reflect.DeepEqual(r.Cells, w) {
			rt.Fatalf("row %d: got %q, want %q", i, r.Cells, w)
		}
		i++
	}
	if r, err := tab.Next(); !errors.Is(err, io.EOF) {
		rt.Fatalf("more than written: %q %v", r.Cells, err)
	}
}

func TestWriteReadCSV(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := cellGen(rt)
		var b bytes.Buffer
		w := NewCSVWriter(&b)
		head := make([]string, 5)
		for i := range head {
			head[i] = fmt.Sprintf("列%d", i+1)
		}
		if len(want) > 0 {
			head = head[:len(want[0])]
		}
		for _, r := range append([][]string{head}, want...) {
			if err := w.Write(r); err != nil {
				rt.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			rt.Fatal(err)
		}
		tab, err := OpenReader(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()), "a.csv", Options{HeaderRow: 1, Delimiter: ','})
		sameRows(rt, tab, err, want)
	})
}

func TestWriteReadXLSX(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := cellGen(rt)
		var b bytes.Buffer
		columns := make([]Column, 5)
		for i := range columns {
			columns[i].Title = fmt.Sprintf("列%d", i+1)
		}
		if len(want) > 0 {
			columns = columns[:len(want[0])]
		}
		w, err := NewXLSXWriter(&b, "目录/2019", columns)
		if err != nil {
			rt.Fatal(err)
		}
		for _, r := range want {
			if err := w.Write(r); err != nil {
				rt.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			rt.Fatal(err)
		}
		tab, err := OpenReader(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()), "a.xlsx", Options{})
		sameRows(rt, tab, err, want)
	})
}

func TestFormulaGuard(t *testing.T) {
	var b bytes.Buffer
	w := NewCSVWriter(&b)
	for _, c := range []string{"=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"} {
		w.Write([]string{c, "x"})
	}
	w.Close()
	for i, l := range strings.Split(strings.TrimSpace(strings.TrimPrefix(b.String(), "\xEF\xBB\xBF")), "\r\n") {
		if !strings.HasPrefix(strings.TrimPrefix(l, `"`), "'") {
			t.Errorf("line %d is a formula: %q", i+1, l)
		}
	}
}

func TestXLSXWriterFillsSheetsAndRefusesToCut(t *testing.T) {
	var b bytes.Buffer
	w, err := NewXLSXWriter(&b, strings.Repeat("长", 40), []Column{{Title: "题名", Width: 40, Wrap: true}})
	if err != nil {
		t.Fatal(err)
	}
	w.limit = 3
	for i := range 5 {
		if err := w.Write([]string{fmt.Sprint("第", i, "件")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	sheets := open(t, "a.xlsx", b.Bytes(), Options{}).Sheets()
	for _, s := range sheets {
		got, _ := rows(t, open(t, "a.xlsx", b.Bytes(), Options{Sheet: s}))
		n += len(got)
	}
	if len(sheets) != 3 || n != 5 {
		t.Errorf("%d rows on %q", n, sheets)
	}
	w, _ = NewXLSXWriter(io.Discard, "x", []Column{{Title: "a"}})
	if err := w.Write([]string{strings.Repeat("长", cellChars+1)}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("over-long cell: %v", err)
	}
	w.Close()
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteFailureIsReported(t *testing.T) {
	c := NewCSVWriter(failing{})
	c.Write([]string{"a"})
	if err := c.Close(); !fault.Is(err, fault.Full) {
		t.Errorf("csv: %v", err)
	}
	x, err := NewXLSXWriter(failing{}, "x", []Column{{Title: "a"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); !fault.Is(err, fault.Full) {
		t.Errorf("xlsx: %v", err)
	}
}

// heapWhile reads a table and gives the largest heap seen above the start, in MB.
func heapWhile(t *testing.T, path string, want int) uint64 {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	start, peak := m.HeapAlloc, uint64(0)
	tab, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	n := 0
	for {
		if _, err := tab.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if n++; n%20000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc-min(start, m.HeapAlloc))
		}
	}
	if n != want {
		t.Fatalf("%d rows, want %d", n, want)
	}
	return peak >> 20
}

func TestStreamingHoldsNoRows(t *testing.T) {
	if testing.Short() {
		t.Skip("writes files of 100,000 rows")
	}
	const n = 100000
	dir := t.TempDir()
	title := strings.Repeat("关于印发某某办法的通知", 12)
	create := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	fc, fx, fj := create("a.csv"), create("a.xlsx"), create("a.ndjson")
	c := NewCSVWriter(fc)
	x, err := NewXLSXWriter(fx, "目录", []Column{{Title: "题名"}, {Title: "文号"}})
	if err != nil {
		t.Fatal(err)
	}
	c.Write([]string{"题名", "文号"})
	for i := range n {
		no := fmt.Sprintf("甲〔2012〕%d号", i)
		c.Write([]string{title, no})
		if err := x.Write([]string{title, no}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(fj, "{\"title\":%q,\"doc_no\":%q}\n", title, no)
	}
	if err := errors.Join(c.Close(), x.Close(), fc.Close(), fx.Close(), fj.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.csv", "a.xlsx", "a.ndjson"} {
		if mb := heapWhile(t, filepath.Join(dir, name), n); mb > 24 {
			t.Errorf("%s: %d MB of heap; the rows are 40 MB", name, mb)
		}
	}
}

func TestManySharedStringsGoToDisk(t *testing.T) {
	var sst, rowsXML strings.Builder
	const n = 20000
	for i := range n {
		fmt.Fprintf(&sst, "<si><t>%s%d</t></si>", strings.Repeat("字", 700), i)
		fmt.Fprintf(&rowsXML, `<row><c t="s"><v>%d</v></c></row>`, n-1-i)
	}
	b := pack(map[string]string{"xl/sharedStrings.xml": "<sst>" + sst.String() + "</sst>", "xl/worksheets/s.xml": "<worksheet><sheetData>" + rowsXML.String() + "</sheetData></worksheet>"})
	dir := t.TempDir()
	tab := open(t, "a.xlsx", b, Options{NoHeader: true, TempDir: dir})
	if ls, _ := os.ReadDir(dir); len(ls) != 1 {
		t.Fatalf("%d temporary files", len(ls))
	}
	got, _ := rows(t, tab)
	for i, r := range got {
		if !strings.HasSuffix(r.Cells[0], fmt.Sprint("字", n-1-i)) || len(r.Cells[0]) < 2100 {
			t.Fatalf("row %d: …%s", i, r.Cells[0][2090:])
		}
	}
	tab.Close()
	if ls, _ := os.ReadDir(dir); len(got) != n || len(ls) != 0 {
		t.Fatalf("%d rows, %d temporary files left", len(got), len(ls))
	}
}

func BenchmarkNDJSON(b *testing.B) {
	line := `{"title": "关于同意某市学前教育专项资金的批复", "doc_no": "工信〔2015〕23号", "issuer": "某市人民政府", "date": "2015-10-04", "year": 2015, "retention": "永久", "unit": "宣传科", "classification": "内部", "pages": 44, "keywords": ["检验标准", "学前教育专项资金", "批复"]}` + "\n"
	data := []byte(strings.Repeat(line, 10000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		tab, err := OpenReader(context.Background(), bytes.NewReader(data), int64(len(data)), "a.ndjson", Options{})
		if err != nil {
			b.Fatal(err)
		}
		if got, _ := rows(b, tab); len(got) != 10000 {
			b.Fatal(len(got))
		}
	}
	b.ReportMetric(float64(b.N)*10000/b.Elapsed().Seconds(), "records/s")
}

func fuzzTable(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tab, err := OpenReader(context.Background(), bytes.NewReader(b), int64(len(b)), name, Options{MaxLine: 1 << 20, MaxUnpacked: 8 << 20, TempDir: t.TempDir()})
		for n := 0; err == nil && n < 10000; n++ {
			var r Row
			if r, err = tab.Next(); err == nil && r.Number < 1 {
				t.Fatalf("row number %d", r.Number)
			}
			if _, ok := AsRowError(err); ok {
				err = nil
			}
		}
		var ours *fault.Error
		if err != nil && !errors.Is(err, io.EOF) && (!errors.As(err, &ours) || ours.Kind == fault.Internal) {
			t.Fatalf("not a fault for the person: %v", err)
		}
		if tab != nil {
			tab.Close()
		}
	})
}

func FuzzCSV(f *testing.F) {
	fuzzTable(f, "a.csv", []byte("题名,文号\n\"甲\n乙\",1\n"), gb("题名;文号\n甲;1\n"), []byte("\xff\xfea\x00,\x00\n\x00"), []byte("a,\"b\n\"\"c"))
}

func FuzzNDJSON(f *testing.F) {
	fuzzTable(f, "a.ndjson", []byte("{\"a\":[1,\"\\u4e00\\\\\"],\"b\":{\"c\":null}}\n{\n[]\n"), gb("{\"题\":\"名\"}"))
}

func FuzzDBF(f *testing.F) {
	fuzzTable(f, "a.dbf", dbf(3, []dbfCol{{"题名", 'C', 10}, {"T", 'T', 8}, {"Y", 'Y', 8}, {"I", 'I', 4}}, []string{" ", "甲", "", "", ""}))
}

func FuzzXLSX(f *testing.F) {
	// The sheet alone is varied: bytes of a ZIP would hardly ever get past its checksums.
	for _, s := range []string{`<worksheet><sheetData><row r="2"><c r="B2" s="1" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells></worksheet>`, `<a b='>'><!--x--><![CDATA[y]]></a>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := pack(map[string]string{"xl/worksheets/s.xml": s, "xl/sharedStrings.xml": s})
		tab, err := OpenReader(context.Background(), bytes.NewReader(b), int64(len(b)), "a.xlsx", Options{MaxLine: 1 << 16})
		for n := 0; err == nil && n < 1000; n++ {
			_, err = tab.Next()
		}
		if err != nil && !errors.Is(err, io.EOF) && fault.Of(err).Kind == fault.Internal {
			t.Fatal(err)
		}
		if tab != nil {
			tab.Close()
		}
	})
}

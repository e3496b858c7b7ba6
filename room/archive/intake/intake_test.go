package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/sheet"
)

func mapper(t testing.TB, header []string, m Mapping) *Mapper {
	t.Helper()
	p, err := NewMapper(header, m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// one maps a single row given as field, value pairs.
func one(t testing.TB, m Mapping, pairs ...string) (Record, []Warning, []Rejection) {
	t.Helper()
	var header, cells []string
	for i := 0; i < len(pairs); i += 2 {
		header, cells = append(header, pairs[i]), append(cells, pairs[i+1])
	}
	return mapper(t, header, m).Record(sheet.Row{Number: 12, Cells: cells})
}

func TestChineseCatalogue(t *testing.T) {
	r, warnings, rejected := one(t, Mapping{}, "档 号", "X043-WS·2012-D30-BGS-0007", "件号", "0007", "责任者", "綦江区商务局", "文 号", "綦商务〔2012〕5号",
		"文件题名", "关于甲的通知", "成文日期", "20120504", "年 度", "2012年", "保管期限", "定期30年", "机构（问题）", "办公室", "密级", "内部",
		"页数（页）", "12页", "主题词", "商务 通知", "盒号", "3", "附注", "缺附件", "序号", "1")
	want := Record{Title: "关于甲的通知", DocNo: "綦商务〔2012〕5号", Issuer: "綦江区商务局", Date: civil.Must("2012-05-04"), Year: 2012, Retention: "D30",
		Unit: "办公室", Classification: mark.Internal, Pages: 12, Keywords: []string{"商务", "通知"}, Category: "WS", Code: "X043-WS·2012-D30-BGS-0007", ItemNo: "0007", Box: "3", Remark: "缺附件"}
	if len(rejected) > 0 || len(warnings) > 0 || !r.Equal(want) {
		t.Fatalf("%+v\n%v %v", r, warnings, rejected)
	}
}

func TestEveryNameLeadsToItsField(t *testing.T) {
	seen := map[string]Field{}
	for f, names := range columnNames {
		for _, n := range names {
			if prior, ok := seen[sheet.Normalize(n)]; ok {
				t.Errorf("%q is a name of %s and of %s", n, prior, f)
			}
			seen[sheet.Normalize(n)] = f
			if c, ok := lookUp(sheet.Normalize(n)); !ok || c.field != f {
				t.Errorf("%q leads to %s, want %s", n, c.field, f)
			}
		}
	}
	for _, f := range Fields() {
		if got, ok := FieldNamed(string(f)); !ok || got != f || f.Label() == string(f) {
			t.Errorf("field %s: %s %v, label %s", f, got, ok, f.Label())
		}
	}
}

func TestOnlyThreeThingsReject(t *testing.T) {
	for _, c := range []struct {
		field, value, want string // want: the field of the rejection, "" for none
		warn               bool
	}{
		{"题名", "", "title", false}, {"题名", " 　\t\u200b", "title", true}, {"题名", "甲", "", false},
		{"日期", "2012-02-30", "date", false}, {"日期", "20120230", "date", false}, {"日期", "2012年13月1日", "date", false}, {"日期", "二〇一二年二月三十日", "date", false},
		{"日期", "五月四日", "date", false}, {"日期", "2012", "date", false}, {"日期", "99999", "date", false},
		{"日期", "2012-02-29", "", false}, {"日期", "", "", true},
		{"保管期限", "长期", "retention", false}, {"保管期限", "20年", "retention", false}, {"保管期限", "D31", "retention", false}, {"保管期限", "永久", "", false},
		{"密级", "秘密", "classification", false}, {"密级", "机密★10年", "classification", false}, {"密级", "绝密", "classification", false}, {"密级", "国内", "classification", false},
		{"密级", "工作秘密", "", false}, {"密级", "", "", false},
		{"门类", "XX", "category", false}, {"门类", "会计档案", "", false},
		{"页数", "若干", "", true}, {"页数", "-3", "", true}, {"页数", "12", "", false},
		{"年度", "去年", "", true}, {"年度", "20122", "", true},
		{"机构", "没有的科", "", false}, {"文号", "无", "", false}, {"文件", "../../etc/passwd", "", true},
	} {
		pairs := []string{"题名", "甲", "日期", "2012-05-04"}
		if i := slices.Index(pairs, c.field); i >= 0 {
			pairs[i+1] = c.value
		} else {
			pairs = append(pairs, c.field, c.value)
		}
		_, warnings, rejected := one(t, Mapping{}, pairs...)
		got := ""
		if len(rejected) > 0 {
			got = rejected[0].Field
			if rejected[0].Row != 12 || rejected[0].Message == "" || c.field != "题名" && rejected[0].Value != c.value {
				t.Errorf("%s=%q: %+v", c.field, c.value, rejected[0])
			}
		}
		if got != c.want || len(rejected) > 1 || (len(warnings) > 0) != c.warn {
			t.Errorf("%s=%q: rejections %+v, warnings %+v", c.field, c.value, rejected, warnings)
		}
	}
}

func TestAllRejectionsOfARowAtOnce(t *testing.T) {
	_, _, rejected := one(t, Mapping{}, "题名", "", "日期", "2012-02-30", "保管期限", "长期", "密级", "秘密", "门类", "?")
	var fields []string
	for _, r := range rejected {
		fields = append(fields, r.Field)
	}
	slices.Sort(fields)
	if want := []string{"category", "classification", "date", "retention", "title"}; !reflect.DeepEqual(fields, want) {
		t.Fatalf("%v", fields)
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2012-05-04": "2012-05-04", "20120504": "2012-05-04", "2012.5.4": "2012-05-04", "2012年5月4日": "2012-05-04", "２０１２／５／４": "2012-05-04",
		"2012-05-04 10:20:00": "2012-05-04", "2012/5/4 0:00": "2012-05-04", "2012-05-04T00:00:00Z": "2012-05-04", "2012-05-04T08:00:00+08:00": "2012-05-04",
		"二〇一二年五月四日": "2012-05-04", "二○一九年十二月三十一日": "2019-12-31", "二零二〇年十月二十日": "2020-10-20", "[20120504]": "2012-05-04", "41033": "2012-05-04",
	} {
		if d, _, say := parseDate(in, nil, false); say != "" || d.String() != want {
			t.Errorf("%q: %s %s", in, d, say)
		}
	}
	if d, note, _ := parseDate("39571", nil, true); d.String() != "2012-05-04" || note == "" {
		t.Errorf("day number of 1904: %s %q", d, note)
	}
	r, _, rejected := one(t, Mapping{DateFormat: "DD/MM/YYYY"}, "题名", "甲", "日期", "04/05/2012")
	if len(rejected) > 0 || r.Date.String() != "2012-05-04" {
		t.Errorf("format of the mapping: %s %v", r.Date, rejected)
	}
	if _, _, rejected := one(t, Mapping{DateFormat: "DD/MM/YYYY"}, "题名", "甲", "日期", "30/02/2012"); len(rejected) != 1 {
		t.Errorf("30 February in the mapping's format: %v", rejected)
	}
	r, _, rejected = one(t, Mapping{}, "题名", "甲", "年", "2012", "月", "5", "日", "4")
	if len(rejected) > 0 || r.Date.String() != "2012-05-04" || r.Year != 2012 {
		t.Errorf("three columns: %s %v", r.Date, rejected)
	}
	if _, _, rejected := one(t, Mapping{}, "题名", "甲", "年", "2012", "月", "2", "日", "30"); len(rejected) != 1 || rejected[0].Field != "date" {
		t.Errorf("30 February in three columns: %v", rejected)
	}
}

func TestChineseNumbers(t *testing.T) {
	for in, want := range map[string]int{"一": 1, "十": 10, "十二": 12, "二十": 20, "三十一": 31, "九十九": 99, "": 0, "十十": 0, "一二": 0, "百": 0, "〇": 0} {
		if got, ok := chineseNumber(in); got != want && ok || ok != (want > 0) {
			t.Errorf("%q = %d %v", in, got, ok)
		}
	}
}

func TestRetentionAndCategoryForms(t *testing.T) {
	for in, want := range map[string]string{"Y": "Y", "y": "Y", "永久": "Y", "永 久": "Y", "D30": "D30", "d10": "D10", "30年": "D30", "３０年": "D30", "三十年": "D30", "定期30年": "D30",
		"定期（10年）": "D10", "30": "D30", "长期": "", "": "", "D": "", "年": "", "0年": "", "十年": "D10"} {
		if got := retentionCode(in); got != want {
			t.Errorf("retention %q = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"WS": "WS", "ws": "WS", "文书": "WS", "文书档案": "WS", "KU": "KU", "ZY·XK": "ZY·XK", "zy.xk": "ZY·XK", "KJX": "", "XX·ZC": "", "": ""} {
		if got := categoryCode(in); got != want {
			t.Errorf("category %q = %q, want %q", in, got, want)
		}
	}
}

func TestControlCharactersAndLengths(t *testing.T) {
	r, w, _ := one(t, Mapping{}, "题名", "关于\n甲\x00的\u202e通知 A\nB", "日期", "20120504", "正文", "一\r\n二\x00")
	if r.Title != "关于甲的通知 A B" || r.Body != "一\n二" || len(w) != 2 || w[0].Field != "body" || w[1].Field != "title" {
		t.Errorf("%q %q %v", r.Title, r.Body, w)
	}
	long := strings.Repeat("长", MaxTitle+1)
	r, w, rejected := one(t, Mapping{}, "题名", long, "日期", "20120504", "正文", "正", "文号", strings.Repeat("号", MaxShort+1), "备注", "旧")
	if len(rejected) > 0 || r.Title != long[:3*MaxTitle] || r.Body != long+"\n正" || len(w) != 2 {
		t.Errorf("over-long title: %d characters, %d warnings", len(r.Title)/3, len(w))
	}
	if len(r.DocNo) != 3*MaxShort || !strings.HasPrefix(r.Remark, "旧\n文号原文：") || !strings.HasSuffix(r.Remark, strings.Repeat("号", MaxShort+1)) {
		t.Errorf("over-long number: %d, remark %d", len(r.DocNo), len(r.Remark))
	}
	if r, w, _ := one(t, Mapping{}, "题名", long[3:], "日期", "20120504"); r.Title != long[3:] || len(w) != 0 {
		t.Error("a title of exactly the bound is left alone")
	}
}

func TestFilePaths(t *testing.T) {
	for in, want := range map[string]string{"a.pdf": "a.pdf", `甲\a.pdf`: "甲/a.pdf", "./a//b.pdf": "a/b.pdf", "/etc/passwd": "", `C:\x`: "", `..\x`: "", "a/../../x": "", "a/../b": "", "a\x00b": "", "..": "", ".": "", "..a": "..a"} {
		if got, ok := besideInput(in); ok != (want != "") || ok && got != want {
			t.Errorf("%q = %q %v", in, got, ok)
		}
	}
}

func TestHeadersThatAreWrong(t *testing.T) {
	_, err := NewMapper([]string{"序号", "品名", "数量"}, Mapping{})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Say, "品名") || fault.Of(err).Field != "title" {
		t.Errorf("no title: %v", err)
	}
	p := mapper(t, []string{"题名", "标题", "经办人", "日"}, Mapping{})
	if w := p.Warnings(); len(w) != 2 || !strings.Contains(w[0].Message, "标题") || !strings.Contains(w[1].Message, "经办人") || !reflect.DeepEqual(p.Unknown(), []string{"经办人", "日"}) {
		t.Errorf("%v %v", w, p.Unknown())
	}
	if r, _, _ := p.Record(sheet.Row{Number: 1, Cells: []string{"甲", "乙", "丙", "4"}}); r.Title != "甲" {
		t.Errorf("the contract's name wins: %q", r.Title)
	}
	// A better name further right wins too.
	p = mapper(t, []string{"标题", "题名"}, Mapping{})
	if r, _, _ := p.Record(sheet.Row{Number: 1, Cells: []string{"乙", "甲"}}); r.Title != "甲" {
		t.Errorf("the better name wins: %q", r.Title)
	}
}

func TestMapping(t *testing.T) {
	const text = `
name: 旧系统
sheet: 归档文件
encoding: gbk
columns:
  材料: 题名
  时限: retention
  经办人: remark
  备注: "-"
constants: {unit: BGS, category: 会计}
values:
  retention: {长期: D30, 短期: 10年, "": Y}
  密级: {无: 公开}
date_format: DD.MM.YYYY
retentions: [Y, D30, D10, D15]
`
	m, err := ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if o := m.SheetOptions(); o.Sheet != "归档文件" || o.Encoding != sheet.GB18030 || !o.Known("材料") || !o.Known("题名") || o.Known("品名") {
		t.Errorf("%+v", o)
	}
	for in, want := range map[string]string{"长期": "D30", "短期": "D10", "": "Y", "15年": "D15"} {
		r, w, rejected := one(t, m, "材料", "甲", "时限", in, "日期", "04.05.2012", "经办人", "丙", "备注", "不要", "密级", "无")
		if len(rejected) > 0 || len(w) > 0 || r.Retention != want || r.Unit != "BGS" || r.Category != "KU" || r.Remark != "丙" || r.Date.String() != "2012-05-04" || r.Classification != mark.Public {
			t.Errorf("%q: %+v %v %v", in, r, w, rejected)
		}
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	if again, err := ReadMapping(&b); err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("round trip: %+v %v", again, err)
	}
	for name, bad := range map[string]string{
		"unknown key": "colums: {a: title}", "unknown field": "columns: {a: nosuch}", "no YAML": "columns: [", "constant": "constants: {retention: 长期}",
		"value": "values: {密级: {无: 机密}}", "format": "date_format: MM/DD", "retention code": "retentions: [30年]", "encoding": "encoding: big5", "header": "header_row: -1",
	} {
		if _, err := ReadMapping(strings.NewReader(bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if m, err := ReadMapping(strings.NewReader("")); err != nil || !reflect.DeepEqual(m, Mapping{}) {
		t.Errorf("empty mapping: %+v %v", m, err)
	}
}

func read(t testing.TB, name string, b []byte, m Mapping) (records []Record, warnings []Warning, rejections []Rejection) {
	t.Helper()
	tab, err := sheet.OpenReader(context.Background(), bytes.NewReader(b), int64(len(b)), name, m.SheetOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	p := mapper(t, tab.Header(), m)
	p.SetDate1904(tab.Date1904())
	for {
		row, err := tab.Next()
		if errors.Is(err, io.EOF) {
			return records, append(warnings, p.Warnings()...), rejections
		}
		if err != nil {
			t.Fatal(err)
		}
		r, w, rej := p.Record(row)
		warnings, rejections = append(warnings, w...), append(rejections, rej...)
		if len(rej) == 0 {
			records = append(records, r)
		}
	}
}

func TestNDJSONRecord(t *testing.T) {
	rs, ws, rej := read(t, "a.ndjson", []byte(`{"title":"甲","date":"20120504","year":2012,"retention":"D30","keywords":["a b","c;d"],"pages":3,"档号":"X-1","odd":1,"files":["a;b.pdf"]}
{"标题":"次","题名":"乙","date":null,"retention":"","odd":2}
{"title":"丙","date":"2012-02-30"}`), Mapping{})
	if len(rs) != 2 || !reflect.DeepEqual(rs[0].Keywords, []string{"a b", "c", "d"}) || rs[0].Code != "X-1" || rs[0].Pages != 3 || rs[0].Files[0] != "a;b.pdf" || rs[1].Title != "乙" {
		t.Fatalf("%+v", rs)
	}
	if len(ws) != 2 || ws[0].Value != "odd" || ws[0].Row != 1 || ws[1].Field != "date" {
		t.Errorf("%+v", ws)
	}
	if len(rej) != 1 || rej[0] != (Rejection{3, "date", "2012-02-30", rej[0].Message}) {
		t.Errorf("%+v", rej)
	}
}

// TestSpreadsheetOfAStranger has merged cells, a formula, dates as day numbers,
// as plain numbers and as text, a title row, and numbers that occur twice.
func TestSpreadsheetOfAStranger(t *testing.T) {
	f := excelize.NewFile()
	rows := [][]any{{"2012年归档文件目录"}, {"序号", "文号", "题 名", "日期", "保管期限", "机构", "页数"},
		{1, "綦商〔2012〕1号", "甲", 41033, "永久", "办公室", 3},
		{2, "綦商〔2012〕1号", "乙", "2012.5.4", "30年", nil, nil},
		{3, "0012", "丙", 20120504, "10年", "没有的科", "4"},
		{4, "", "丁", 41033, "长期", "办公室", 1},
		{5, "", "戊", "2012-2-30", "永久", "办公室", 1}}
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.SetCellStyle("Sheet1", "D3", "D3", day), f.MergeCell("Sheet1", "A1", "G1"), f.MergeCell("Sheet1", "F3", "F4"), f.SetCellFormula("Sheet1", "G4", "SUM(G3)")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rs, ws, rej := read(t, "a.xlsx", b.Bytes(), Mapping{})
	if len(rs) != 3 || len(rej) != 2 || rej[0].Row != 6 || rej[0].Field != "retention" || rej[1].Row != 7 || rej[1].Field != "date" {
		t.Fatalf("%+v\n%+v", rs, rej)
	}
	for _, r := range rs {
		if r.Date.String() != "2012-05-04" {
			t.Errorf("%s: date %s", r.Title, r.Date)
		}
	}
	if rs[1].Unit != "办公室" || rs[2].Unit != "没有的科" || rs[2].DocNo != "0012" || rs[0].DocNo != rs[1].DocNo || rs[0].Equal(rs[1]) {
		t.Errorf("%+v", rs)
	}
	joined := ""
	for _, w := range ws {
		joined += w.Message
	}
	if !strings.Contains(joined, "公式") || !strings.Contains(joined, "日期序号") {
		t.Errorf("%+v", ws)
	}
}

func genRecord(t *rapid.T) Record {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("甲乙〔〕号=+-@'\",;、 0123aZ·“”")), 0, 12, -1)
	line := func(name string) string { s, _ := cleanLine(text.Draw(t, name)); return s }
	r := Record{Title: "题" + line("title"), DocNo: line("no"), Issuer: line("issuer"), Unit: line("unit"), Code: line("code"), ItemNo: line("item"), Box: line("box"), Remark: line("remark"),
		Body: line("body"), Category: rapid.SampledFrom([]string{"WS", "KU", "ZY·XK"}).Draw(t, "category"), Retention: rapid.SampledFrom([]string{"", "Y", "D30", "D10"}).Draw(t, "retention"),
		Classification: mark.Level(rapid.IntRange(0, 2).Draw(t, "mark")), Pages: rapid.IntRange(0, 500).Draw(t, "pages")}
	if rapid.Bool().Draw(t, "dated") {
		r.Date = civil.Must("1949-10-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "days"))
		r.Year = r.Date.Year
	}
	for range rapid.IntRange(0, 3).Draw(t, "keywords") {
		w := strings.NewReplacer(";", "", "；", "").Replace(line("word"))
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(r.Keywords, w) {
			r.Keywords = append(r.Keywords, w)
		}
	}
	return r
}

func TestRecordsSurviveBothTables(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(genRecord), 1, 8).Draw(rt, "records")
		var csv, xlsx bytes.Buffer
		c := sheet.NewCSVWriter(&csv)
		var columns []sheet.Column
		for _, h := range Header() {
			columns = append(columns, sheet.Column{Title: h})
		}
		x, err := sheet.NewXLSXWriter(&xlsx, "目录", columns)
		if err != nil {
			rt.Fatal(err)
		}
		err = c.Write(Header())
		for _, r := range want {
			err = errors.Join(err, c.Write(r.Cells()), x.Write(r.Cells()))
		}
		if err = errors.Join(err, c.Close(), x.Close()); err != nil {
			rt.Fatal(err)
		}
		for name, b := range map[string][]byte{"a.csv": csv.Bytes(), "a.xlsx": xlsx.Bytes()} {
			got, _, rej := read(t, name, b, Mapping{})
			if len(rej) > 0 || len(got) != len(want) {
				rt.Fatalf("%s: %d of %d, %v", name, len(got), len(want), rej)
			}
			for i := range want {
				if !got[i].Equal(want[i]) || got[i].Fingerprint() != want[i].Fingerprint() {
					rt.Fatalf("%s row %d:\n got %+v\nwant %+v", name, i, got[i], want[i])
				}
			}
		}
	})
}

func TestFingerprintSeesEveryField(t *testing.T) {
	base := Record{Title: "甲", Category: "WS"}
	v := reflect.ValueOf(&base).Elem()
	seen := map[[32]byte]string{base.Fingerprint(): "unchanged"}
	for i := range v.NumField() {
		r := base
		f := reflect.ValueOf(&r).Elem().Field(i)
		switch x := f.Addr().Interface().(type) {
		case *string:
			*x += "x"
		case *int:
			*x = 7
		case *mark.Level:
			*x = mark.WorkSecret
		case *civil.Date:
			*x = civil.Must("2012-05-04")
		case *[]string:
			*x = []string{"a", "b"}
		default:
			t.Fatalf("a kind of field this test does not know: %s", v.Type().Field(i).Name)
		}
		name := v.Type().Field(i).Name
		if prior, ok := seen[r.Fingerprint()]; ok || r.Equal(base) {
			t.Errorf("%s does not count (same as %s)", name, prior)
		}
		seen[r.Fingerprint()] = name
	}
	a, b := base, base
	a.Keywords, b.Keywords = []string{"ab", "c"}, []string{"a", "bc"}
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("lists run together")
	}
	b.Keywords = []string{}
	if !base.Equal(b) || base.Fingerprint() != b.Fingerprint() {
		t.Error("no list and an empty list are the same")
	}
}

// shared finds the folder of shared material, which only some machines have.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("LANTAI_SHARED")
	if dir == "" {
		at, err := os.Getwd()
		for err == nil && at != filepath.Dir(at) {
			if _, e := os.Stat(filepath.Join(at, "..", "shared", "README.md")); e == nil {
				dir = filepath.Join(at, "..", "shared")
				break
			}
			at = filepath.Dir(at)
		}
	}
	p := filepath.Join(dir, name)
	if _, err := os.Stat(p); dir == "" || err != nil {
		t.Skip("the shared material is not on this machine")
	}
	return p
}

func TestTenThousandRecords(t *testing.T) {
	f, err := os.Open(shared(t, "corpora/records-10k.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	want, ws, rej := read(t, "a.ndjson", data, Mapping{})
	if len(want) != 10000 || len(rej) > 0 || len(ws) > 0 {
		t.Fatalf("%d accepted, %d rejected, %d warnings; first %+v %+v", len(want), len(rej), len(ws), append(rej, Rejection{})[0], append(ws, Warning{})[0])
	}
	distinct := map[[32]byte]bool{}
	for _, r := range want {
		distinct[r.Fingerprint()] = true
		if r.Date.IsZero() || r.Year != r.Date.Year || r.Retention == "" || r.Unit == "" || r.Pages == 0 || len(r.Keywords) == 0 {
			t.Fatalf("incomplete: %+v", r)
		}
	}
	if len(distinct) < 9900 {
		t.Errorf("only %d distinct records", len(distinct))
	}
	var utf, xlsx bytes.Buffer
	c := sheet.NewCSVWriter(&utf)
	var columns []sheet.Column
	for _, h := range Header() {
		columns = append(columns, sheet.Column{Title: h})
	}
	x, err := sheet.NewXLSXWriter(&xlsx, "目录", columns)
	if err != nil {
		t.Fatal(err)
	}
	err = c.Write(Header())
	for _, r := range want {
		err = errors.Join(err, c.Write(r.Cells()), x.Write(r.Cells()))
	}
	if err = errors.Join(err, c.Close(), x.Close()); err != nil {
		t.Fatal(err)
	}
	// The library's encoder does not know the user-defined area, from which one text has a character.
	gb := []byte{}
	for part := range strings.SplitAfterSeq(strings.TrimPrefix(utf.String(), "\uFEFF"), "\uE010") {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.TrimSuffix(part, "\uE010")))
		if err != nil {
			t.Fatal(err)
		}
		if gb = append(gb, b...); strings.HasSuffix(part, "\uE010") {
			gb = append(gb, 0xAA, 0xB1)
		}
	}
	for name, b := range map[string][]byte{"utf8.csv": utf.Bytes(), "gb18030.csv": gb, "a.xlsx": xlsx.Bytes()} {
		got, ws, rej := read(t, name, b, Mapping{})
		if len(got) != len(want) || len(rej) > 0 || len(ws) > 0 {
			t.Errorf("%s: %d records, %v, %v", name, len(got), append(rej, Rejection{})[0], append(ws, Warning{})[0])
			continue
		}
		for i := range want {
			if !got[i].Equal(want[i]) {
				t.Errorf("%s, record %d: %s", name, i+1, firstDifference(got[i], want[i]))
				break
			}
		}
	}
}

// firstDifference names the first field in which two records differ, and the text from there on.
func firstDifference(a, b Record) string {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		p, q := fmt.Sprintf("%q", x.Field(i).Interface()), fmt.Sprintf("%q", y.Field(i).Interface())
		if p == q {
			continue
		}
		n := 0
		for n < len(p) && n < len(q) && p[n] == q[n] {
			n++
		}
		return fmt.Sprintf("%s at %d: %.120q, want %.120q", x.Type().Field(i).Name, n, p[n:], q[n:])
	}
	return "none"
}

func TestSidecar(t *testing.T) {
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{"a.pdf", "目录.xlsx", "z.csv"}, "目录.xlsx"}, {[]string{"a.pdf", "Catalogue.CSV"}, "Catalogue.CSV"}, {[]string{"a.pdf", "b.csv"}, "b.csv"},
		{[]string{"a.pdf", "b.csv", "c.csv"}, ""}, {[]string{"a.pdf", "x/目录.xlsx"}, ""}, {[]string{"~$目录.xlsx", "a.pdf"}, ""}, {[]string{"b.csv"}, ""},
	} {
		if got, ok := FindSidecar(c.paths); got != c.want || ok != (c.want != "") {
			t.Errorf("%v: %q", c.paths, got)
		}
	}
	docs := []string{"卷一/a.pdf", "綦商〔2012〕5号.docx", "关于丙的通知.txt", "卷一/同名.txt", "卷二/同名.txt", "无主.png", "多1.pdf", "多2.pdf", "坏.pdf"}
	table := "题名,文号,日期,文件名\n甲,,20120504,A.PDF\n乙,綦商[2012]5号,20120504,\n关于丙的通知,,20120504,\n丁,,20120504,不在.pdf\n戊,,20120504,同名.txt\n己,,20120504,多1;多2.pdf\n庚,,2012-02-30,坏.pdf\n辛,,20120504,a.pdf\n壬,,20120504,\n"
	tab, err := sheet.OpenReader(context.Background(), strings.NewReader(table), int64(len(table)), "目录.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	m, err := MatchSidecar(context.Background(), tab, Mapping{}, docs)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for d, x := range m.Matched {
		got[d] = x.Record.Title + " " + string(x.By)
	}
	want := map[string]string{"卷一/a.pdf": "甲 files", "綦商〔2012〕5号.docx": "乙 doc_no", "关于丙的通知.txt": "关于丙的通知 title", "多1.pdf": "己 files", "多2.pdf": "己 files"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	if !reflect.DeepEqual(m.Alone, []string{"卷一/同名.txt", "卷二/同名.txt", "无主.png", "坏.pdf"}) || len(m.Rejections) != 1 || len(m.Warnings) != 4 {
		t.Errorf("alone %v, rejections %v, warnings %v", m.Alone, m.Rejections, m.Warnings)
	}
}

// A paper that its row marks as a state secret is not left to come in alone.
func TestSidecarMarksASecret(t *testing.T) {
	table := "题名,备注,密级,文件名\n甲,机密,,a.pdf\n乙,,绝密,b.pdf\n丙,照旧,,c.pdf\n"
	tab, err := sheet.OpenReader(context.Background(), strings.NewReader(table), int64(len(table)), "目录.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	m, err := MatchSidecar(context.Background(), tab, Mapping{}, []string{"a.pdf", "b.pdf", "c.pdf", "d.pdf"})
	if err != nil || !reflect.DeepEqual(m.Secret, []string{"a.pdf", "b.pdf"}) || !reflect.DeepEqual(m.Alone, []string{"d.pdf"}) || len(m.Rejections) != 2 {
		t.Errorf("secret %v, alone %v, rejections %v, %v", m.Secret, m.Alone, m.Rejections, err)
	}
}

func FuzzRecord(f *testing.F) {
	f.Add("甲", "2012-02-30", "永久", "公开", "12", "a;b", "a\\..\\b")
	f.Add("", "[41033]", "定期(30年)", "机密★", "-1", "、 ", "C:x")
	f.Fuzz(func(t *testing.T, title, date, retention, class, pages, keywords, files string) {
		p, err := NewMapper([]string{"题名", "日期", "保管期限", "密级", "页数", "关键词", "文件"}, Mapping{})
		if err != nil {
			t.Fatal(err)
		}
		r, _, rej := p.Record(sheet.Row{Number: 1, Cells: []string{title, date, retention, class, pages, keywords, files}})
		if len(rej) > 0 {
			return
		}
		if r.Title == "" || strings.ContainsAny(r.Title, "\x00\n\r") || mark.Classified(class) || r.Pages < 0 {
			t.Fatalf("%+v", r)
		}
		for _, f := range r.Files {
			if !filepath.IsLocal(f) {
				t.Fatalf("path %q leads out", f)
			}
		}
		// What was taken in once is taken in again unchanged.
		again, _, rej := mapper(t, Header(), Mapping{}).Record(sheet.Row{Number: 1, Cells: r.Cells()})
		if len(rej) > 0 {
			t.Fatalf("its own cells are rejected: %+v", rej)
		}
		if again.Title != r.Title || again.Date != r.Date || again.Retention != r.Retention {
			t.Fatalf("%+v became %+v", r, again)
		}
	})
}

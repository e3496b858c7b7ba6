package forms

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

// text reads a PDF with poppler, blanks and line ends dropped, a page an entry;
// the test is skipped where it is absent.
func text(t *testing.T, pdf []byte) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	for i := range pages {
		pages[i] = strings.NewReplacer(" ", "", "\n", "", "\u3000", "").Replace(pages[i])
	}
	return pages
}

// docxText is the text of a Word document's body, paragraphs parted by line
// feeds, and of its feet.
func docxText(t *testing.T, b []byte) string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range zr.File {
		if !strings.HasPrefix(f.Name, "word/document") && !strings.HasPrefix(f.Name, "word/footer") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(r)
		for {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			switch x := tok.(type) {
			case xml.CharData:
				out.Write(x)
			case xml.EndElement:
				if x.Name.Local == "p" {
					out.WriteByte('\n')
				}
			}
		}
	}
	return out.String()
}

// Every paper in every format it can be had in: it carries its basis, revision,
// print number and date, and the same model gives the same bytes.
func TestEveryPaperInEveryFormat(t *testing.T) {
	for _, k := range Kinds() {
		for _, f := range Formats(k) {
			t.Run(string(k)+"."+string(f), func(t *testing.T) {
				m := model()
				m.Meta.Basis = "试验依据第七条"
				a := make1(t, k, f, m)
				if !bytes.Equal(a, make1(t, k, f, m)) {
					t.Error("two runs differ")
				}
				var all string
				switch f {
				case PDF:
					all = strings.Join(text(t, a), "")
				case DOCX:
					all = docxText(t, a)
				case XLSX:
					x, err := excelize.OpenReader(bytes.NewReader(a))
					if err != nil {
						t.Fatal(err)
					}
					defer x.Close()
					for _, s := range x.GetSheetList() {
						rows, err := x.GetRows(s)
						if err != nil {
							t.Fatal(err)
						}
						for _, r := range rows {
							all += strings.Join(r, "")
						}
					}
				case CSV:
					return // a bare table
				}
				all = strings.NewReplacer(" ", "", "\u3000", "", "\n", "").Replace(all)
				for _, want := range []string{"试验依据第七条", "第2版", "2020-印-0031", "2020-06-28"} {
					if !strings.Contains(all, want) {
						t.Errorf("lacks %q", want)
					}
				}
			})
		}
	}
}

func TestFormatsThatAreNotToBeHad(t *testing.T) {
	for _, c := range []struct {
		k    Kind
		f    Format
		kind fault.Kind
		says []string
	}{
		{Labels, XLSX, fault.Unsupported, []string{"标签", "XLSX", "PDF"}},
		{Loan, CSV, fault.Unsupported, []string{"借阅单", "PDF、DOCX"}},
		{"book", PDF, fault.Invalid, []string{"book", "catalogue 归档文件目录", "summary"}},
		{Catalogue, "odt", fault.Unsupported, []string{"PDF、XLSX、DOCX、CSV"}},
	} {
		var b bytes.Buffer
		err := Write(c.k, c.f, &b, model())
		if !fault.Is(err, c.kind) || b.Len() > 0 {
			t.Errorf("%s.%s: %v, %d bytes", c.k, c.f, err, b.Len())
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(fault.Of(err).Safe(), s) {
				t.Errorf("%s.%s: %q does not say %q", c.k, c.f, fault.Of(err).Safe(), s)
			}
		}
	}
	for name, want := range map[string]Format{"a.pdf": PDF, "目录.XLSX": XLSX, "a/b.docx": DOCX, "x.csv": CSV} {
		if f, err := FormatOf(name); err != nil || f != want {
			t.Errorf("%s: %s %v", name, f, err)
		}
	}
	for _, name := range []string{"a", "a.doc", ".", "pdf"} {
		if _, err := FormatOf(name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The papers of the command line are to be had in every format; what is no table
// on paper gives its words as a list.
func TestPapersAsLists(t *testing.T) {
	for _, k := range []Kind{Catalogue, BoxCatalogue, BoxNote, BoxCover, BoxSpine, Stamp, Compilation, Summary} {
		if got := Formats(k); !slices.Equal(got, []Format{PDF, XLSX, DOCX, CSV}) {
			t.Errorf("%s: %v", k, got)
		}
	}
	m := model()
	for k, n := range map[Kind]int{BoxNote: len(m.Boxes), BoxCover: len(m.Boxes), BoxSpine: len(m.Boxes), Stamp: len(m.Stamps), Compilation: len(m.Compilation.Entries)} {
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(make1(t, k, CSV, m), []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != n+1 {
			t.Errorf("%s: %d rows for %d, %v", k, len(rows)-1, n, err)
		}
	}
	all := string(make1(t, Summary, CSV, m))
	for _, s := range m.Summary.ByRetention {
		for _, want := range []string{RetentionLabel(s.Retention) + "件数," + count(s.Items), RetentionLabel(s.Retention) + "盒数," + count(s.Boxes)} {
			if !strings.Contains(all, want) {
				t.Errorf("the summary lacks %q", want)
			}
		}
	}
	if rows := string(make1(t, BoxCover, CSV, Model{Fonds: m.Fonds})); !strings.Contains(rows, m.Fonds.Name) {
		t.Errorf("a cover without boxes: %q", rows)
	}
}

// A model without what a paper needs is refused with a field and a remedy.
func TestEmptyModelsAreRefused(t *testing.T) {
	for _, k := range Kinds() {
		if err := Write(k, Formats(k)[0], io.Discard, Model{}); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "fonds" {
			t.Errorf("%s without a fonds: %v", k, err)
		}
		err := Write(k, Formats(k)[0], io.Discard, Model{Fonds: Fonds{Name: "某局"}})
		if k == BoxCover {
			if err != nil {
				t.Errorf("a cover needs the fonds only: %v", err)
			}
			continue
		}
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Field == "" || fault.Of(err).Field == "fonds" {
			t.Errorf("%s without content: %v", k, err)
		}
	}
	m := model()
	m.Boxes[2].Thickness = 35
	if err := Write(BoxSpine, PDF, io.Discard, m); fault.Of(err) == nil || fault.Of(err).Field != "thickness" || fault.Of(err).Value != "35" {
		t.Errorf("a spine of 35 mm: %v", err)
	}
}

func TestCatalogueAsTable(t *testing.T) {
	m := model()
	b := make1(t, Catalogue, CSV, m)
	body, ok := bytes.CutPrefix(b, []byte("\ufeff"))
	if !ok {
		t.Error("no byte order mark")
	}
	got, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"}; !slices.Equal(got[0], want) {
		t.Errorf("columns %q", got[0])
	}
	if len(got) != 1+60+3 {
		t.Errorf("%d rows", len(got)-1)
	}
	want := []string{"7", "X043-WS·2019-Y-BGS-0007", "綦商务〔2019〕7号", "重庆市綦江区商务局", m.Groups[0].Rows[6].Title, "20190504", "公开", "7", "页数为估计"}
	if !slices.Equal(got[7], want) {
		t.Errorf("row 7 is %q", got[7])
	}

	x, err := excelize.OpenReader(bytes.NewReader(make1(t, Catalogue, XLSX, m)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if s := x.GetSheetList(); !slices.Equal(s, []string{"2019年 永久 办公室", "2019年 30年 市场运行和消费促进科"}) {
		t.Errorf("worksheets %q", s)
	}
	rows, err := x.GetRows(x.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[9], want) {
		t.Errorf("worksheet row is %q", rows[9])
	}
	for cell, kind := range map[string]bool{"A10": true, "B10": false, "C10": false, "F10": false, "H10": true} {
		ct, err := x.GetCellType(x.GetSheetList()[0], cell)
		if err != nil {
			t.Fatal(err)
		}
		if number := ct == excelize.CellTypeNumber || ct == excelize.CellTypeUnset; number != kind {
			t.Errorf("%s: cell type %v, number wanted: %v", cell, ct, kind)
		}
	}
}

// What a spreadsheet program would run stays text.
func TestFormulasAreHarmless(t *testing.T) {
	b := make1(t, Arrears, CSV, model())
	got, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"财务科", "2", "'=cmd|' /C calc'!A0", "'-恶意题名", "", "'@x", "'+1"}; !slices.Equal(got[2], want) {
		t.Errorf("got %q", got[2])
	}
	x, err := excelize.OpenReader(bytes.NewReader(make1(t, Arrears, XLSX, model())))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows("财务科")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for i, r := range rows {
		for j, c := range r {
			if !strings.HasPrefix(c, "=") {
				continue
			}
			found = true
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if f, err := x.GetCellFormula("财务科", name); err != nil || f != "" {
				t.Errorf("%s is a formula %q (%v)", name, f, err)
			}
		}
	}
	if !found {
		t.Error("the text that begins with = is gone")
	}
}

func TestWorksheetNames(t *testing.T) {
	x := &workbook{names: map[string]bool{}}
	seen := map[string]bool{}
	for _, s := range []string{"2019年/永久:[办公室]", "2019年/永久:[办公室]", "", "*", strings.Repeat("长", 60), strings.Repeat("长", 61), "'x'"} {
		n := x.name(s)
		if len([]rune(n)) > 31 || n == "" || strings.ContainsAny(n, `:\/?*[]'`) || seen[n] {
			t.Errorf("%q became %q", s, n)
		}
		seen[n] = true
	}
}

func TestSummaryHasTheSourcesFigures(t *testing.T) {
	all := strings.Join(text(t, make1(t, Summary, PDF, model())), "")
	for _, want := range []string{"一、组织领导", "二、经费和条件保障", "三、培训和上级交办任务", "四、整理归档和利用", "五、不足和今后打算",
		"永久档案5盒189件", "30年档案9盒252件", "10年档案35盒647件", "共计49盒1088件", "13160.50元", "80.8%", "财务科23件", "2020年6月28日"} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %q", want)
		}
	}
	// A figure that is not known is not made up.
	bare := strings.Join(text(t, make1(t, Summary, PDF, Model{Fonds: Fonds{Name: "某局"}, Summary: &SummaryFigures{Year: 2019, PastTraining: -1, ByUnit: []UnitTally{{"办公室", 0, 0}}}})), "")
	for _, want := range []string{"无法计算", "没有登记档案经费支出", "没有登记档案业务培训", "尚未登记各级责任岗位"} {
		if !strings.Contains(bare, want) {
			t.Errorf("an empty year lacks %q", want)
		}
	}
}

func TestCompilationContents(t *testing.T) {
	pages := text(t, make1(t, Compilation, PDF, model()))
	contents, body := -1, 0
	for i, p := range pages {
		if strings.Contains(p, "目录1．") {
			contents = i
		}
		if strings.Contains(p, "页共") && contents >= 0 && i > contents && body == 0 {
			body = i
		}
	}
	if contents < 0 || body == 0 {
		t.Fatalf("no contents in %q", pages)
	}
	for i, e := range model().Compilation.Entries {
		title := strings.ReplaceAll(e.Title, " ", "")
		on := 0
		for n, p := range pages[body:] {
			if strings.Contains(p, title) {
				on = n + 1
				if !strings.Contains(p, "档号："+e.Code) {
					t.Errorf("entry %d: its code is not in the foot of its page", i+1)
				}
				break
			}
		}
		if on == 0 {
			t.Errorf("entry %d is not in the book", i+1)
			continue
		}
		if want := title + string(rune('0'+on)); !strings.Contains(pages[contents], want) {
			t.Errorf("entry %d stands on page %d, contents say otherwise: %q", i+1, on, pages[contents])
		}
	}
	// The foot of a continued text still names it.
	if p := pages[body+1]; !strings.Contains(p, "档号：X043-WS·2019-Y-BGS-0001") {
		t.Errorf("second page of the first text: %q", p)
	}
	if d := docxText(t, make1(t, Compilation, DOCX, model())); !strings.Contains(d, "档号：X043-WS·2019-Y-BGS-0003") {
		t.Error("the Word document's feet lack the codes")
	}
}

// One reading with the engine that the product itself uses for text.
func TestPDFiumReadsTheCatalogue(t *testing.T) {
	if testing.Short() {
		t.Skip("the engine takes seconds to start")
	}
	m := model()
	m.Groups = []Group{{Class{Year: 2019, Retention: "Y", Unit: "办公室"}, []Row{{Code: "X043-WS·2019-Y-BGS-0001", Title: "关于陈䶮、王𬭊、周𠅤同志任职的通知", Issuer: "吴𫖯"}}}}
	pdf := make1(t, Catalogue, PDF, m)
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	in, err := pool.GetInstance(0)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &pdf})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for i := range 2 {
		// Not GetPageText: go-pdfium v1.21.4 loses characters above U+FFFF there.
		pg, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}})
		if err != nil {
			t.Fatal(err)
		}
		n, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: pg.TextPage})
		if err != nil {
			t.Fatal(err)
		}
		r, err := in.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: pg.TextPage, Count: n.Count})
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(r.Text)
	}
	got := strings.NewReplacer("\r", "", "\n", "", " ", "").Replace(all.String())
	for _, want := range []string{"归档文件目录", "X043-WS·2019-Y-BGS-0001", "王𬭊", "周𠅤", "吴𫖯", "陈䶮", "第1页共1页"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q: %q", want, got)
		}
	}
}

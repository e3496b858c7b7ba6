package print

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"testing"

	"github.com/signintech/gopdf"
)

func catalogueTable() Table {
	return Table{
		Columns: []Column{
			{Title: "序号", Width: 12, Align: Center}, {Title: "档号", Width: 47, Least: 7}, {Title: "文号", Width: 36},
			{Title: "责任者", Width: 32}, {Title: "题名", Width: 74}, {Title: "日期", Width: 20, Align: Center},
			{Title: "密级", Width: 12, Align: Center}, {Title: "页数", Width: 12, Align: Right}, {Title: "备注", Width: 12},
		},
		Body: Style{Size: 9},
	}
}

func catalogueRow(i int) []string {
	return []string{fmt.Sprint(i + 1), fmt.Sprintf("X043-WS·2019-D10-BGS-%04d", i+1), fmt.Sprintf("綦商务〔2019〕%d号", i%400+1),
		"重庆市綦江区商务局", fmt.Sprintf("关于做好第%d季度限额以上商贸企业统计工作和消费品市场保供稳价有关事项的通知", i%4+1),
		"20190504", "公开", fmt.Sprint(i%30 + 1), ""}
}

func catalogueRows(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range n {
			if !yield(catalogueRow(i)) {
				return
			}
		}
	}
}

func catalogue(b testing.TB, n int) []byte {
	d := sample(b)
	f := d.Section(Section{Size: A4Landscape, Margins: Margins{20, 20, 18, 20},
		Foot: func(p *Page, no, of int) { p.Text(148.5, 202, PageOf(no, of), Style{Size: 9, Align: Center}) }})
	f.Table(catalogueTable(), catalogueRows(n))
	return written(b, d)
}

// BenchmarkCatalogue10k sets 10,000 rows of nine columns with everything: line
// breaking, rules, repeated heads, page numbers.
func BenchmarkCatalogue10k(b *testing.B) {
	catalogue(b, 1)
	for b.Loop() {
		catalogue(b, 10000)
	}
}

// BenchmarkBare10k writes the same 90,000 texts with gopdf and nothing else.
func BenchmarkBare10k(b *testing.B) {
	catalogue(b, 1)
	e, err := Embedded()
	if err != nil {
		b.Fatal(err)
	}
	f := e.chain("", false)[0]
	for b.Loop() {
		pdf := &gopdf.GoPdf{}
		pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4Landscape})
		if err := pdf.AddTTFFontFromFontContainer(f.id, f.data); err != nil {
			b.Fatal(err)
		}
		for i := range 10000 {
			if i%18 == 0 {
				pdf.AddPage()
				if err := pdf.SetFont(f.id, "", 9); err != nil {
					b.Fatal(err)
				}
			}
			for j, s := range catalogueRow(i) {
				pdf.SetXY(40+float64(j)*80, 40+float64(i%18)*27)
				if err := pdf.Text(s); err != nil {
					b.Fatal(err)
				}
			}
		}
		var out bytes.Buffer
		if _, err := pdf.WriteTo(&out); err != nil {
			b.Fatal(err)
		}
		io.Discard.Write(out.Bytes())
	}
}

package redaction

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
)

// shared starts the PDF engine once for all tests.
var shared *reader.Reader

func TestMain(m *testing.M) {
	shared = reader.New(reader.Options{LoadFont: print.Regular})
	code := m.Run()
	shared.Close()
	os.Exit(code)
}

// raw writes a PDF of objects, the first being the catalogue; more is put behind.
func raw(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	var off []int
	for i, o := range objects {
		off = append(off, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(off)+1)
	for _, o := range off {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(off)+1, at)
	return b.Bytes()
}

// page is a PDF of one page of 300 by 200 points with a content stream, additions
// to its catalogue and its page, and further objects from number 6 on.
func page(content, catalogue, entries string, more ...string) []byte {
	return raw(append([]string{"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R" + entries + ">>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}, more...)...)
}

func line(x, y int, s string) string {
	return fmt.Sprintf("BT /F 12 Tf %d %d Td (%s) Tj ET\n", x, y, s)
}

// boxes are those of everything found, as if a person had confirmed it.
func boxes(t testing.TB, pdf []byte) []Box {
	t.Helper()
	sheets, _, err := Scan(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	var out []Box
	for _, s := range sheets {
		for _, h := range s.Hits(Known{}) {
			if h.Hide {
				for _, r := range h.Rects {
					out = append(out, Box{Page: s.Number, Rect: r})
				}
			}
		}
	}
	return out
}

func produce(t testing.TB, pdf []byte, o Order) ([]byte, Proof) {
	t.Helper()
	before := sha256.Sum256(pdf)
	out, proof, err := Produce(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)), o)
	if err != nil {
		t.Fatal(err)
	}
	if sha256.Sum256(pdf) != before {
		t.Error("the original was changed")
	}
	if (out != nil) != proof.OK {
		t.Error("a file without proof, or a proof without file")
	}
	return out, proof
}

// contains looks for a text in the result with both readers and in the bytes.
func contains(t testing.TB, pdf []byte, s string) bool {
	t.Helper()
	sheets, _, err := Scan(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	d, err := dissect(pdf)
	if err != nil {
		t.Fatal(err)
	}
	all := d.pages
	for _, s := range sheets {
		all = append(all, s.texts[0].text, s.texts[1].text)
	}
	for _, b := range append(d.streams, pdf) {
		if bytes.Contains(b, []byte(s)) {
			return true
		}
	}
	return strings.Contains(squeeze(strings.Join(all, "")), squeeze(s))
}

// Every way in which a file was seen to keep what it should have lost.
func TestNothingIsCarriedOver(t *testing.T) {
	secret, keep := anID, "KEEP THIS LINE"
	plain := line(20, 150, keep) + line(20, 100, "No "+secret+" end")
	incremental := page(plain, "", "")
	{ // a second revision whose page no longer shows the number
		var b bytes.Buffer
		b.Write(incremental)
		at := b.Len()
		content := line(20, 150, keep)
		fmt.Fprintf(&b, "4 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", len(content), content)
		x := b.Len()
		fmt.Fprintf(&b, "xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at, bytes.LastIndex(incremental, []byte("xref\n0")), x)
		incremental = b.Bytes()
	}
	for _, c := range []struct {
		name string
		pdf  []byte
		kept bool // the line KEEP is still to be read
	}{
		{"in the text", page(plain, "", ""), true},
		{"two in one line", page(line(20, 150, keep)+line(5, 100, secret+" "+identityNumber("19010203", 7)), "", ""), true},
		{"broken over two lines", page(line(20, 150, keep)+line(20, 100, secret[:11])+line(20, 84, secret[11:]), "", ""), true},
		{"under a black bar of the original", page(plain+"0 0 0 rg 10 90 280 30 re f\n", "", ""), true},
		{"white on white", page(line(20, 150, keep)+"1 1 1 rg\n"+line(20, 100, secret), "", ""), true},
		{"unseen, laid under a scan", page(line(20, 150, keep)+"BT 3 Tr /F 12 Tf 20 100 Td ("+secret+") Tj ET\n", "", ""), true},
		{"letter by letter", page(line(20, 150, keep)+"BT /F 12 Tf 20 100 Td [("+strings.Join(strings.Split(secret, ""), ") -20 (")+")] TJ ET\n", "", ""), true},
		{"turned page", page(plain, "", "/Rotate 90"), true},
		{"outside the crop box", page(plain, "", "/CropBox[0 120 300 200]"), true},
		{"in a note", page(line(20, 150, keep), "", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents("+secret+")>>"), true},
		{"in a form field", page(line(20, 150, keep), "/AcroForm<</Fields[6 0 R]/DA(/F 12 Tf)/DR<</Font<</F 5 0 R>>>>/NeedAppearances true>>", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V("+secret+")/DA(/F 12 Tf)/Rect[20 20 200 40]>>"), true},
		{"attached", page(line(20, 150, keep), "/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>", "", "<</Type/Filespec/F(a)/EF<</F 7 0 R>>>>", fmt.Sprintf("<</Type/EmbeddedFile/Length %d>>\nstream\n%s\nendstream", len(secret), secret)), true},
		{"in a bookmark", page(line(20, 150, keep), "/Outlines 6 0 R", "", "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>", "<</Title("+secret+")/Parent 6 0 R/Dest[3 0 R/Fit]>>"), true},
		{"in metadata", page(line(20, 150, keep), "/Metadata 6 0 R", "", fmt.Sprintf("<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream", len(secret), secret)), true},
		{"in an earlier revision", incremental, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !contains(t, c.pdf, secret) && !contains(t, c.pdf, secret[:11]) {
				t.Log("the readers do not find the number in the original either")
			}
			out, proof := produce(t, c.pdf, Order{Boxes: boxes(t, c.pdf)})
			if !proof.OK {
				t.Fatalf("no proof: %v", proof.Problems())
			}
			for _, s := range []string{secret, secret[:11], reversed(secret), wideOf(secret)} {
				if contains(t, out, s) {
					t.Errorf("%s is still there", s)
				}
			}
			if contains(t, out, keep) != c.kept {
				t.Error("the line beside it is lost")
			}
		})
	}
}

// The proof finds what a black bar over live text leaves behind, whoever made the
// file.
func TestProofFindsBadRedaction(t *testing.T) {
	secret := anID
	original := page(line(20, 100, "No "+secret), "", "")
	sheets, _, err := Scan(context.Background(), shared, bytes.NewReader(original), int64(len(original)))
	if err != nil {
		t.Fatal(err)
	}
	h := sheets[0].Hits(Known{})[0]
	o := Order{Boxes: []Box{{Page: 1, Rect: h.Rects[0]}}}
	c := claim{order: o}
	if _, err := shared.PDFPages(context.Background(), bytes.NewReader(original), int64(len(original)), reader.PDFOptions{Text: true, DPI: DPI}, func(p reader.PDFPage) error {
		_, _, pg := redactPage(p, o.Boxes)
		c.pages, c.removed = append(c.pages, pg), append(c.removed, pg.removed...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	bar := fmt.Sprintf("0 0 0 rg %.1f %.1f %.1f %.1f re f\n", h.Rects[0].X-1, 200-h.Rects[0].Y-h.Rects[0].H-1, h.Rects[0].W+2, h.Rects[0].H+2)
	hexed := fmt.Sprintf("BT 3 Tr /F 12 Tf 20 40 Td <%X> Tj ET\n", secret)
	for _, bad := range []struct {
		name string
		pdf  []byte
		why  string
	}{
		{"a bar over the text", page(line(20, 100, "No "+secret)+bar, "", ""), "仍能读到"},
		{"the text turned round", page(bar+"BT 3 Tr /F 12 Tf 20 40 Td ("+reversed(secret)+") Tj ET\n", "", ""), "倒序"},
		{"the text in hexadecimal", page(bar+hexed, "", ""), "仍能读到"},
		{"no bar", page(line(20, 100, "No"), "", ""), "没有遮盖严"},
		{"the neighbour is gone", page(bar, "", ""), "与原件不同"},
		{"a note", page(line(20, 100, "No ")+bar, "", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents("+secret+")>>"), "批注"},
		{"an attachment", page(line(20, 100, "No ")+bar, "/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>", "", "<</Type/Filespec/F(a)/EF<</F 7 0 R>>>>", fmt.Sprintf("<</Type/EmbeddedFile/Length %d>>\nstream\n%s\nendstream", len(secret), secret)), "附件"},
	} {
		t.Run(bad.name, func(t *testing.T) {
			p, err := prove(context.Background(), shared, bad.pdf, c)
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(p.Problems(), "\n"); p.OK || !strings.Contains(all, bad.why) || strings.Contains(all, secret) {
				t.Errorf("ok %v: %s", p.OK, all)
			}
		})
	}
}

// A second place with the same words stops the file until somebody says that it may
// stay.
func TestSameWordsElsewhere(t *testing.T) {
	pdf := page(line(20, 150, "SMITH JONES")+line(20, 100, "again SMITH JONES"), "", "")
	sheets, _, err := Scan(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	all := sheets[0].Places("smith jones")
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	one := Box{Page: 1, Rect: all[0].Rects[0]}
	if out, proof := produce(t, pdf, Order{Boxes: []Box{one}}); out != nil || proof.OK || !strings.Contains(strings.Join(proof.Problems(), ""), "别处还有") {
		t.Errorf("%+v", proof)
	}
	one.Elsewhere = true
	if out, proof := produce(t, pdf, Order{Boxes: []Box{one}}); out == nil || !contains(t, out, "againSMITH") {
		t.Errorf("%+v", proof)
	}
	if out, _ := produce(t, pdf, Order{Boxes: []Box{{Page: 1, Rect: all[0].Rects[0]}, {Page: 1, Rect: all[1].Rects[0]}}}); out == nil || contains(t, out, "SMITH") || !contains(t, out, "again") {
		t.Error("both")
	}
}

// What a detector is sure of and nobody decided on does not leave the house.
func TestUndecidedIsNotPublished(t *testing.T) {
	pdf := page(line(20, 100, "No "+anID), "", "")
	if out, proof := produce(t, pdf, Order{}); out != nil || proof.OK {
		t.Error("published")
	}
	if out, proof := produce(t, pdf, Order{Kept: []string{squeeze(anID)}}); out == nil {
		t.Error(proof.Problems())
	}
}

func TestProduceRefuses(t *testing.T) {
	pdf := page(line(20, 100, "x"), "", "")
	for _, o := range []Order{{Boxes: []Box{{Page: 2, Rect: Rect{10, 10, 10, 10}}}}, {Boxes: []Box{{Page: 1, Rect: Rect{400, 10, 10, 10}}}}, {Boxes: make([]Box, MostBoxes+1)}} {
		if _, _, err := Produce(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)), o); err == nil {
			t.Errorf("%d boxes taken", len(o.Boxes))
		}
	}
	if _, _, err := Produce(context.Background(), shared, strings.NewReader("%PDF-1.4 nothing"), 16, Order{}); err == nil {
		t.Error("a broken file taken")
	}
}

// sample is a page of Chinese text with a table, as the house prints it.
func sample(t testing.TB, rows int) []byte {
	t.Helper()
	doc, err := print.New(print.Options{Title: "名单", Author: "某人"})
	if err != nil {
		t.Fatal(err)
	}
	f := doc.Section(print.Section{})
	f.Heading("临时救助名单", print.Style{Size: 16, Align: print.Center})
	f.Para("本局办公电话见网站。现将名单公布如下。", print.Style{})
	f.Table(print.Table{Columns: []print.Column{{Title: "序号", Width: 15}, {Title: "姓名", Width: 25}, {Title: "身份证号码", Width: 55}, {Title: "电话", Width: 40}, {Title: "金额", Width: 20}}}, func(yield func([]string) bool) {
		for i := range rows {
			if !yield([]string{fmt.Sprint(i + 1), "王某" + string(rune('甲'+i%2)) + "", identityNumber("19000101", i), fmt.Sprintf("138000%05d", i), "300"}) {
				return
			}
		}
	})
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestChineseTable(t *testing.T) {
	pdf := sample(t, 12)
	sheets, _, err := Scan(context.Background(), shared, bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	count := map[Kind]int{}
	for _, h := range sheets[0].Hits(Known{}) {
		count[h.Kind]++
		if len(h.Rects) != 1 || h.Context == "" {
			t.Errorf("%+v", h)
		}
	}
	if count[Identity] != 12 || count[Mobile] != 12 || count[Name] != 12 {
		t.Fatalf("%v in %q", count, sheets[0].Text())
	}
	out, proof := produce(t, pdf, Order{Boxes: boxes(t, pdf)})
	if !proof.OK {
		t.Fatal(proof.Problems())
	}
	for _, s := range []string{"王某甲", "13800000003", identityNumber("19000101", 5)} {
		if contains(t, out, s) {
			t.Errorf("%s is still there", s)
		}
	}
	for _, s := range []string{"临时救助名单", "身份证号码", "序号", "300"} {
		if !contains(t, out, s) {
			t.Errorf("%s is lost", s)
		}
	}
	if dir := os.Getenv("REDACTION_SHOW"); dir != "" {
		os.WriteFile(dir+"/before.pdf", pdf, 0o600)
		os.WriteFile(dir+"/after.pdf", out, 0o600)
	}
}

func TestLattice(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 50))
	l := lattice(img, []image.Rectangle{image.Rect(0, 0, 5, 5)})
	if len(l) != 15 || l[0] != -1 || l[1] != 0 {
		t.Errorf("%v", l)
	}
}

func BenchmarkProducePage(b *testing.B) {
	pdf := sample(b, 20)
	o := Order{Boxes: boxes(b, pdf)}
	for b.Loop() {
		if out, _ := produce(b, pdf, o); out == nil {
			b.Fatal("no proof")
		}
	}
}

func BenchmarkScanPage(b *testing.B) {
	pdf := sample(b, 20)
	for b.Loop() {
		boxes(b, pdf)
	}
}

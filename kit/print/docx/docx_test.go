package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
)

func build() *Document {
	d := New(Options{Title: "档案工作总结", Author: "办公室", Date: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	d.Section(Section{Restart: true, Foot: "第 {PAGE} 页 共 {PAGES} 页", Head: "依据：archive.summary.annual"})
	d.Heading(1, "一、<认识>&领导", Style{})
	d.Para("第一行\n第二行\t后\x01面  ", Style{Indent: 2, Line: 28, Align: AlignBoth})
	d.Table(Table{Columns: []Column{{Title: "序号", Width: 20, Align: AlignCenter}, {Title: "题名", Width: 100}}, Style: Style{Font: Song, Size: 10.5}, Row: 8},
		slices.Values([][]string{{"1", "关于䶮𬭊的通知", "多出一格"}, {"2"}}))
	d.Section(Section{W: 297, H: 210, Top: 20, Right: 20, Bottom: 20, Left: 20})
	d.Para("横页", Style{Font: Hei, Size: 22, Bold: true, Break: true})
	return d
}

// parts reads a document back: every part must be well-formed XML.
func parts(t *testing.T, b []byte) map[string]string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		c, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(bytes.NewReader(c))
		for {
			_, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		out[f.Name] = string(c)
	}
	return out
}

func TestDocument(t *testing.T) {
	var b, again bytes.Buffer
	if err := build().Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := build().Write(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("two runs differ (%v)", err)
	}
	p := parts(t, b.Bytes())
	for name, want := range map[string][]string{
		"word/document.xml": {
			`一、&lt;认识&gt;&amp;领导`, `<w:t xml:space="preserve">第二行</w:t><w:tab/>`, `后面  </w:t>`, `<w:br/>`,
			`关于䶮𬭊的通知`, `<w:tblHeader/>`, `<w:cantSplit/>`, `w:eastAsia="宋体"`, `<w:pgSz w:w="11906" w:h="16838"/>`,
			`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>`, `<w:ind w:firstLineChars="200" w:firstLine="640"/>`,
			`<w:trHeight w:val="454" w:hRule="atLeast"/>`, `<w:gridCol w:w="5669"/>`,
		},
		"word/styles.xml":   {`w:eastAsia="仿宋_GB2312"`, `<w:sz w:val="32"/>`},
		"word/footer0.xml":  {` PAGE `, ` SECTIONPAGES `, "第 ", " 页 共 "},
		"word/header0.xml":  {"依据：archive.summary.annual"},
		"docProps/core.xml": {"档案工作总结", "2026-03-01T00:00:00Z"},
	} {
		for _, w := range want {
			if !strings.Contains(p[name], w) {
				t.Errorf("%s lacks %s", name, w)
			}
		}
	}
	if strings.Contains(p["word/document.xml"], "多出一格") {
		t.Error("a cell beyond the columns was written")
	}
	if n := strings.Count(p["word/document.xml"], "<w:sectPr>"); n != 2 {
		t.Errorf("%d sections, want 2", n)
	}
	for name := range p {
		if strings.HasSuffix(name, "footer1.xml") && !strings.Contains(p["[Content_Types].xml"], "/word/footer1.xml") {
			t.Error("a part is not declared")
		}
	}
}

func TestEmpty(t *testing.T) {
	if err := New(Options{}).Write(io.Discard); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

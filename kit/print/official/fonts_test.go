package official

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
)

// The bureau's own typefaces are used where they are there, and a spoilt file harms
// nothing.
func TestOwnTypefaces(t *testing.T) {
	regular, err := print.Regular()
	if err != nil {
		t.Fatal(err)
	}
	fonts, problems, err := Fonts(fstest.MapFS{"仿宋.ttf": {Data: regular}, "黑体.ttf": {Data: []byte("no font")}})
	if err != nil || len(problems) != 1 || !fault.Is(problems[0], fault.Unsupported) {
		t.Fatal(problems, err)
	}
	var own, plain bytes.Buffer
	if err := order().PDF(&own, fonts); err != nil {
		t.Fatal(err)
	}
	if err := order().PDF(&plain, nil); err != nil {
		t.Fatal(err)
	}
	// 黑体 and 小标宋 fall back on the bold face, 仿宋 is a file of its own.
	if a, b := bytes.Count(own.Bytes(), []byte("/FontFile2")), bytes.Count(plain.Bytes(), []byte("/FontFile2")); a <= b {
		t.Errorf("%d typefaces with 仿宋, %d without", a, b)
	}
	if _, problems, err := Fonts(fstest.MapFS{}); err != nil || len(problems) != 0 {
		t.Error(problems, err)
	}
}

// The Word document reads as the PDF does.
func TestBothFormsSayTheSame(t *testing.T) {
	for name, p := range map[string]Paper{"document": document(), "upward": upward(), "letter": letter(), "order": order(), "minutes": minutes(), "brief": brief()} {
		var b bytes.Buffer
		if err := p.DOCX(&b); err != nil {
			t.Fatal(name, err)
		}
		d, err := eyes.Read(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()), name+".docx", reader.Limits{})
		if err != nil || d.Kind != reader.DOCX {
			t.Fatal(name, err)
		}
		_, texts := pages(t, p)
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		word, pdf := squeeze(d.Body), squeeze(strings.Join(texts, ""))
		for _, ps := range paragraphs(p.Body) {
			line := squeeze(ps.head + ps.text)
			if n := len([]rune(line)); n > 20 {
				line = string([]rune(line)[:20])
			}
			if !strings.Contains(word, line) || !strings.Contains(pdf, line) {
				t.Errorf("%s: %q is in the DOCX %v, in the PDF %v", name, line, strings.Contains(word, line), strings.Contains(pdf, line))
			}
		}
		for _, want := range append(append([]string{p.Title, p.Signed, p.Number}, p.Signers...), p.Copies...) {
			if want = squeeze(strings.NewReplacer("[", "〔", "]", "〕").Replace(want)); p.Form == Minutes && want == p.Signed {
				continue
			}
			if !strings.Contains(pdf, want) || p.Form != Letter && !strings.Contains(word, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
}

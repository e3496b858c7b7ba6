package redaction

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lantai.internal/kit/reader"
)

// Proof says what was done to find out whether what was hidden is gone. It holds
// nothing of what was hidden.
type Proof struct {
	OK       bool
	Original string // SHA-256 of the file that was read
	SHA256   string // of the file to be published
	Size     int64
	Pages    int
	Boxes    int
	Removed  int // pieces of text under the boxes that were looked for
	Unseen   int // characters that nobody saw on the pages and that did not go over
	Checks   []Check
}

// Check is one thing that was looked at.
type Check struct {
	Name    string
	OK      bool
	Details []string // what is wrong, by page and box
}

// Problems lists what is wrong.
func (p Proof) Problems() []string {
	var out []string
	for _, c := range p.Checks {
		out = append(out, c.Details...)
	}
	return out
}

// claim is what the result is held to.
type claim struct {
	order    Order
	original string
	pages    []claimedPage
	removed  []removed
	unseen   int
}

type claimedPage struct {
	number        int
	width, height float64
	size          image.Point
	boxes         []image.Rectangle
	lattice       []int
	removed       []removed
	unseen        int
}

type removed struct {
	page, box int
	text      string
	strict    bool
}

// needles are the pieces to be looked for, squeezed: the whole, and every line. One
// character says nothing of anybody and stands everywhere.
func (x removed) needles() []string {
	if !x.strict {
		return nil
	}
	var out []string
	for _, s := range append([]string{x.text}, strings.Split(x.text, "\n")...) {
		if q := squeeze(s); telling(q) && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

func telling(s string) bool {
	han, n := 0, 0
	for _, c := range s {
		n++
		if isHan(c) {
			han++
		}
	}
	return han >= 2 || n >= 5
}

func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

func wideOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c - '!' + '！'
		}
		return c
	}, s)
}

// checker gathers what is wrong under one name.
type checker struct{ c Check }

func (k *checker) bad(format string, a ...any) {
	if s := fmt.Sprintf(format, a...); len(k.c.Details) < 50 && !slices.Contains(k.c.Details, s) {
		k.c.Details = append(k.c.Details, s)
	}
}

func (k *checker) done(p *Proof) {
	k.c.OK = len(k.c.Details) == 0
	p.OK = p.OK && k.c.OK
	p.Checks = append(p.Checks, k.c)
}

// prove reads a file again and holds it to the claim. An error is one of reading;
// the file is then not proved either.
func prove(ctx context.Context, r *reader.Reader, file []byte, c claim) (Proof, error) {
	sum := sha256.Sum256(file)
	p := Proof{OK: true, Original: c.original, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(file)), Pages: len(c.pages), Boxes: len(c.order.Boxes), Unseen: c.unseen}
	for _, x := range c.removed {
		p.Removed += len(x.needles())
	}
	first, pixels := checker{Check{Name: "用第一种阅读程序（PDFium）重读文字"}}, checker{Check{Name: "画面：遮盖处为一色，旁边未受影响"}}
	again := checker{Check{Name: "对新文件再次检测个人信息"}}
	var texts []string
	bag, err := r.PDFPages(ctx, bytes.NewReader(file), int64(len(file)), reader.PDFOptions{Text: true, DPI: DPI}, func(pg reader.PDFPage) error {
		s := newSheet(pg)
		texts = append(texts, s.texts[0].text, s.texts[1].text)
		if pg.Number > len(c.pages) {
			return nil
		}
		c.look(&pixels, pg, c.pages[pg.Number-1])
		for _, h := range s.Hits(c.order.Known) {
			if h.Hide && h.Certainty == Certain && !slices.Contains(c.order.Kept, h.Plain) {
				again.bad("第 %d 页仍有%s没有处理", pg.Number, h.Kind.Label())
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	if bag.Pages != len(c.pages) {
		first.bad("页数不符：原文件 %d 页，新文件 %d 页", len(c.pages), bag.Pages)
	}
	c.search(&first, texts)
	first.done(&p)

	second, parts, raw := checker{Check{Name: "用第二种阅读程序（pdfcpu）重读文字"}}, checker{Check{Name: "结构：没有元数据、批注、附件、表单、书签和旧版本"}}, checker{Check{Name: "逐字节查找，包括解压后的内容"}}
	d, err := dissect(file)
	if err != nil {
		second.bad("第二种阅读程序打不开新文件")
	}
	if err == nil && len(d.pages) != len(c.pages) {
		second.bad("页数不符：原文件 %d 页，新文件 %d 页", len(c.pages), len(d.pages))
	}
	c.search(&second, d.pages)
	second.done(&p)
	for _, s := range d.foreign {
		parts.bad("%s", s)
	}
	parts.done(&p)
	c.bytes(&raw, append([][]byte{file}, d.streams...))
	raw.done(&p)
	pixels.done(&p)
	again.done(&p)
	return p, nil
}

// search looks for everything removed in texts, each by itself and all together.
func (c claim) search(k *checker, texts []string) {
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(squeeze(t))
		all.WriteByte(0)
	}
	whole := all.String()
	for _, x := range c.removed {
		for _, n := range x.needles() {
			if strings.Contains(whole, n) {
				k.bad("第 %d 页第 %d 处遮盖的文字在新文件里仍能读到：多半是别处还有同样的文字没有遮盖", x.page, x.box)
			} else if r := reversed(n); len([]rune(n)) > 3 && strings.Contains(whole, r) {
				k.bad("第 %d 页第 %d 处遮盖的文字倒序后仍能读到", x.page, x.box)
			}
		}
	}
}

// bytes looks for everything removed in the bytes of the file and of what it has
// packed, in the encodings in which PDF files hold text.
func (c claim) bytes(k *checker, parts [][]byte) {
	for _, x := range c.removed {
		for _, n := range x.needles() {
			for _, form := range []string{n, strings.ToUpper(n), reversed(n), wideOf(n)} {
				for _, code := range encodings(form) {
					if len(code) >= 5 && slices.ContainsFunc(parts, func(p []byte) bool { return bytes.Contains(p, code) }) {
						k.bad("第 %d 页第 %d 处遮盖的文字仍在文件的字节里", x.page, x.box)
					}
				}
			}
		}
	}
}

func encodings(s string) [][]byte {
	out := [][]byte{[]byte(s)}
	var be, le []byte
	for _, u := range utf16.Encode([]rune(s)) {
		be, le = append(be, byte(u>>8), byte(u)), append(le, byte(u), byte(u>>8))
	}
	out = append(out, be, le, []byte(hex.EncodeToString(be)), []byte(strings.ToUpper(hex.EncodeToString(be))))
	if g, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s)); err == nil && !bytes.Equal(g, out[0]) {
		out = append(out, g)
	}
	return out
}

// look holds the picture of a page to the claim: boxes black all over, everything
// else as bright as it was. Photographs are packed with loss and may differ a
// little.
func (c claim) look(k *checker, pg reader.PDFPage, want claimedPage) {
	if pg.Image.Rect.Size() != want.size {
		k.bad("第 %d 页的画面大小不符", want.number)
		return
	}
	for n, b := range want.boxes {
		top := 0
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				top = max(top, bright(pg.Image, x, y))
			}
		}
		if top > 60 {
			k.bad("第 %d 页第 %d 处没有遮盖严", want.number, n+1)
		}
	}
	have := lattice(pg.Image, want.boxes)
	off := 0
	for i := range have {
		if d := have[i] - want.lattice[i]; d > 12 || d < -12 {
			off++
		}
	}
	if off > 0 {
		k.bad("第 %d 页遮盖处以外的画面有 %d 格与原件不同", want.number, off)
	}
}

package reader

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

type stream struct {
	name string
	data []byte
}

// makeOLE writes a compound file of 512-byte sectors; every stream is padded to
// 4,096 bytes, so that none goes to the small-stream area, unless mini is set,
// when the first one does.
func makeOLE(mini bool, streams ...stream) []byte {
	le := binary.LittleEndian
	const free, end, fatMark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
	var sectors [][]byte
	fat := []uint32{fatMark, fatMark}
	sectors = append(sectors, nil, nil) // two sectors of table: 256 sectors at most
	put := func(b []byte) uint32 {
		first := uint32(len(sectors))
		for i := 0; i < len(b); i += 512 {
			s := make([]byte, 512)
			copy(s, b[i:])
			sectors = append(sectors, s)
			fat = append(fat, uint32(len(sectors)))
		}
		fat[len(fat)-1] = end
		return first
	}
	var dir []byte
	entry := func(name string, kind byte, start uint32, size int) {
		e := make([]byte, 128)
		u := utf16.Encode([]rune(name + "\x00"))
		for i, c := range u {
			le.PutUint16(e[2*i:], c)
		}
		le.PutUint16(e[64:], uint16(2*len(u)))
		e[66] = kind
		le.PutUint32(e[116:], start)
		le.PutUint64(e[120:], uint64(size))
		dir = append(dir, e...)
	}
	miniStart, miniFAT, miniSize := uint32(end), uint32(end), 0
	if mini {
		d := streams[0].data
		n := (len(d) + 63) / 64
		var table []byte
		for i := range n {
			next := uint32(i + 1)
			if i == n-1 {
				next = end
			}
			table = le.AppendUint32(table, next)
		}
		miniStart, miniFAT, miniSize = put(append(d, make([]byte, n*64-len(d))...)), put(table), n*64
	}
	entry("Root Entry", 5, miniStart, miniSize)
	for i, s := range streams {
		if mini && i == 0 {
			entry(s.name, 2, 0, len(s.data))
			continue
		}
		d := s.data
		if len(d) < 4096 {
			d = append(d, make([]byte, 4096-len(d))...)
		}
		entry(s.name, 2, put(d), len(d))
	}
	dirStart := put(dir)
	table := make([]byte, 0, 1024)
	for i := range 256 {
		v := uint32(free)
		if i < len(fat) {
			v = fat[i]
		}
		table = le.AppendUint32(table, v)
	}
	sectors[0], sectors[1] = table[:512], table[512:]
	h := make([]byte, 512)
	copy(h, oleMagic)
	le.PutUint16(h[30:], 9)
	le.PutUint32(h[48:], dirStart)
	le.PutUint32(h[56:], 4096)
	le.PutUint32(h[60:], miniFAT)
	le.PutUint32(h[68:], end)
	for i := range 109 {
		le.PutUint32(h[76+4*i:], free)
	}
	le.PutUint32(h[76:], 0)
	le.PutUint32(h[80:], 1)
	return append(h, bytes.Join(sectors, nil)...)
}

// makeDoc is a Word document of two pieces, one wide, one narrow.
func makeDoc(flags uint16, wide, narrow string) (doc, table []byte) {
	le := binary.LittleEndian
	doc = make([]byte, 2048)
	le.PutUint16(doc, 0xA5EC)
	le.PutUint16(doc[0x0A:], flags)
	u := utf16.Encode([]rune(wide))
	le.PutUint32(doc[0x4C:], uint32(len(u)+len(narrow)))
	for i, c := range u {
		le.PutUint16(doc[1024+2*i:], c)
	}
	at := 1024 + 2*len(u)
	copy(doc[at:], narrow)
	clx := []byte{1, 2, 0, 9, 9, 2}
	clx = le.AppendUint32(clx, 4*3+8*2)
	clx = le.AppendUint32(clx, 0)
	clx = le.AppendUint32(clx, uint32(len(u)))
	clx = le.AppendUint32(clx, uint32(len(u)+len(narrow)))
	piece := func(fc uint32) {
		clx = append(clx, 0, 0)
		clx = le.AppendUint32(clx, fc)
		clx = append(clx, 0, 0)
	}
	piece(1024)
	piece(uint32(2*at) | 0x40000000)
	table = append(make([]byte, 100), clx...)
	le.PutUint32(doc[0x1A2:], 100)
	le.PutUint32(doc[0x1A6:], uint32(len(clx)))
	return doc, table
}

func makeSummary(t *testing.T, title string, pages uint32) []byte {
	t.Helper()
	le := binary.LittleEndian
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(title)
	if err != nil {
		t.Fatal(err)
	}
	str := le.AppendUint32(le.AppendUint32(nil, 30), uint32(len(gb)+1))
	str = append(append(str, gb...), 0)
	for len(str)%4 != 0 {
		str = append(str, 0)
	}
	when := time.Date(2009, 3, 4, 5, 6, 7, 0, time.UTC)
	values := [][]byte{
		le.AppendUint32(le.AppendUint32(nil, 2), 936), str,
		le.AppendUint64(le.AppendUint32(nil, 64), uint64(when.Unix()+11644473600)*1e7),
		le.AppendUint32(le.AppendUint32(nil, 3), pages),
	}
	set := le.AppendUint32(le.AppendUint32(nil, 0), uint32(len(values)))
	at := 8 + 8*len(values)
	for i, id := range []uint32{1, 2, 12, 14} {
		set = le.AppendUint32(le.AppendUint32(set, id), uint32(at))
		at += len(values[i])
	}
	head := make([]byte, 48)
	head[24] = 1
	le.PutUint32(head[44:], 48)
	return append(append(head, set...), bytes.Join(values, nil)...)
}

func TestDoc(t *testing.T) {
	doc, table := makeDoc(0x0200, "关于印发办法的通知\r甲\x07乙\x07\x07\x13PAGE\x141\x15", "plain\r")
	b := makeOLE(true, stream{"\x05SummaryInformation", makeSummary(t, "印发办法", 4)}, stream{"WordDocument", doc}, stream{"1Table", table})
	d := mustRead(t, b, "通知.doc")
	if d.Kind != DOC || d.Lying || d.Body != "关于印发办法的通知\n甲\t乙\n1plain\n" {
		t.Fatalf("%s %q", d.Kind, d.Body)
	}
	if d.Pages != 4 || d.PagesEstimated || d.Title != "印发办法" || d.Created.Format("2006-01-02") != "2009-03-04" {
		t.Fatalf("%+v", d)
	}
	if d = mustRead(t, b, "通知.docx"); d.Kind != DOC || !d.Lying {
		t.Fatalf("%+v", d)
	}
	if d = mustRead(t, makeOLE(false, stream{"Workbook", nil}), "表.xls"); d.Kind != XLS || !warned(d, "XLSX") {
		t.Fatalf("%+v", d)
	}
}

func TestDocRefusals(t *testing.T) {
	doc, table := makeDoc(0x0200, "甲", "b")
	locked, _ := makeDoc(0x0300, "甲", "b")
	old, _ := makeDoc(0, "甲", "b")
	old[0] = 0xDC
	whole := makeOLE(false, stream{"WordDocument", doc}, stream{"1Table", table})
	far := append([]byte{}, doc...)
	binary.LittleEndian.PutUint32(far[0x1A2:], 0xFFFFFFF0)
	// The table says that the sector of the directory is followed by itself.
	loop := makeOLE(false, stream{"WordDocument", doc}, stream{"1Table", table})
	dir := binary.LittleEndian.Uint32(loop[48:])
	binary.LittleEndian.PutUint32(loop[512+4*dir:], dir)
	for _, c := range []struct {
		name  string
		b     []byte
		cause error
	}{
		{"循环.doc", loop, ErrBroken},
		{"加密.docx", makeOLE(false, stream{"EncryptedPackage", nil}, stream{"EncryptionInfo", nil}), ErrEncrypted},
		{"加密.doc", makeOLE(false, stream{"WordDocument", locked}, stream{"1Table", table}), ErrEncrypted},
		{"九五.doc", makeOLE(false, stream{"WordDocument", old}), ErrUnsupported},
		{"无表.doc", makeOLE(false, stream{"WordDocument", doc}), ErrBroken},
		{"越界.doc", makeOLE(false, stream{"WordDocument", far}, stream{"1Table", table}), ErrBroken},
		{"截断.doc", whole[:600], ErrBroken},
	} {
		_, err := read(t, c.b, c.name, Limits{})
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		spoken(t, err, c.cause)
	}
}

func FuzzDoc(f *testing.F) {
	doc, table := makeDoc(0x0200, "甲", "b")
	f.Add(makeOLE(false, stream{"WordDocument", doc}, stream{"1Table", table}))
	f.Add(makeOLE(true, stream{"\x05SummaryInformation", []byte("x")}, stream{"Workbook", nil}))
	f.Fuzz(func(t *testing.T, b []byte) {
		oleByParts(bytes.NewReader(b), int64(len(b)), Other)
		for _, k := range []Kind{DOC, XLS} {
			d := &Document{Kind: k}
			refusedOrNil(t, readOLE(d, bytes.NewReader(b), int64(len(b)), Limits{}.filled()))
		}
	})
}

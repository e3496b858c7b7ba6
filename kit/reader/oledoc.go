package reader

import (
	"encoding/binary"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func readOLE(d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	what := "旧版 Word 文档"
	if d.Kind == XLS {
		what = "旧版 Excel 表格"
	}
	o, err := openOLE(ra, size)
	if err != nil {
		return broken(what, err)
	}
	if o.has("EncryptedPackage") {
		return refuse(ErrEncrypted, nil, "文档设有打开密码，不能读取。去掉密码、另存后重新上传。")
	}
	d.PagesEstimated = true
	pages := o.summary(d)
	if d.Kind == XLS {
		d.warn("旧版 Excel 表格（.xls）不读取正文，请另存为 XLSX 后再导入；原文件照样可以保存。")
		return nil
	}
	s, err := o.wordText(lim)
	if err != nil {
		return err
	}
	d.Body = cutText(d, CleanText(s), lim)
	d.PagesEstimated = false
	d.setPages(pages, 1)
	if strings.TrimSpace(d.Body) == "" {
		d.warn("文档里没有文字，可能只有图片。")
	}
	return nil
}

// wordText reads the main text of a Word 97–2003 document: the file information
// block names a table of pieces, each in UTF-16 or in one byte a character.
func (o *oleFile) wordText(lim Limits) (string, error) {
	const what = "旧版 Word 文档"
	le := binary.LittleEndian
	doc, err := o.stream("WordDocument", 512<<20)
	if err != nil || len(doc) < 32 {
		return "", broken(what, errOLE)
	}
	if le.Uint16(doc) == 0xA5DC {
		return "", refuse(ErrUnsupported, nil, "这是 Word 95 或更早的文档，不能读取正文。请用 WPS 或 Word 另存为 DOCX 后再上传。")
	}
	if le.Uint16(doc) != 0xA5EC || len(doc) < 0x1AA {
		return "", broken(what, errOLE)
	}
	flags := le.Uint16(doc[0x0A:])
	if flags&0x0100 != 0 {
		return "", refuse(ErrEncrypted, nil, "文档设有打开密码，不能读取。去掉密码、另存后重新上传。")
	}
	table := "0Table"
	if flags&0x0200 != 0 {
		table = "1Table"
	}
	tb, err := o.stream(table, 64<<20)
	at, n := int64(le.Uint32(doc[0x1A2:])), int64(le.Uint32(doc[0x1A6:]))
	if err != nil || at+n > int64(len(tb)) || n < 5 {
		return "", broken(what, errOLE)
	}
	clx := tb[at : at+n]
	for len(clx) > 3 && clx[0] == 1 { // formatting, passed over
		l := 3 + int(le.Uint16(clx[1:]))
		if l > len(clx) {
			return "", broken(what, errOLE)
		}
		clx = clx[l:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return "", broken(what, errOLE)
	}
	plc := clx[5:]
	if l := int64(le.Uint32(clx[1:])); l < int64(len(plc)) {
		plc = plc[:l]
	}
	pieces := (len(plc) - 4) / 12
	mainChars := int64(le.Uint32(doc[0x4C:]))
	var out strings.Builder
	for i := range max(pieces, 0) {
		from, to := int64(le.Uint32(plc[4*i:])), int64(le.Uint32(plc[4*i+4:]))
		to = min(to, mainChars)
		fc := le.Uint32(plc[4*(pieces+1)+8*i+2:])
		chars := to - from
		if chars <= 0 {
			continue
		}
		if out.Len() > lim.TextBytes {
			break
		}
		if fc&0x40000000 != 0 {
			pos := int64(fc&^0x40000000) / 2
			if pos+chars > int64(len(doc)) {
				return "", broken(what, errOLE)
			}
			s, _ := charmap.Windows1252.NewDecoder().Bytes(doc[pos : pos+chars])
			out.Write(s)
			continue
		}
		pos := int64(fc)
		if pos+2*chars > int64(len(doc)) {
			return "", broken(what, errOLE)
		}
		u := make([]uint16, chars)
		for j := range u {
			u[j] = le.Uint16(doc[pos+2*int64(j):])
		}
		out.WriteString(string(utf16.Decode(u)))
	}
	return wordMarks(out.String()), nil
}

// wordMarks turns Word's own marks into ours: 7 ends a cell, twice a row; 12 a
// page or section; 19, 20 and 21 enclose a field's code and result.
func wordMarks(s string) string {
	b := make([]rune, 0, len(s)/2)
	code := []bool{} // of the open fields: still in the code
	for _, c := range s {
		n := len(code)
		switch {
		case c == 0x13:
			code = append(code, true)
		case c == 0x14 && n > 0:
			code[n-1] = false
		case c == 0x15 && n > 0:
			code = code[:n-1]
		case n > 0 && code[n-1]:
		case c == 0x07 && len(b) > 0 && b[len(b)-1] == '\t':
			b[len(b)-1] = '\n'
		case c == 0x07:
			b = append(b, '\t')
		case c == 0x1E:
			b = append(b, '-')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// summary reads the properties title, author, created and page count.
func (o *oleFile) summary(d *Document) (pages int) {
	b, err := o.stream("\x05SummaryInformation", 1<<20)
	le := binary.LittleEndian
	if err != nil || len(b) < 48 {
		return 0
	}
	base := int64(le.Uint32(b[44:]))
	if base+8 > int64(len(b)) {
		return 0
	}
	set := b[base:]
	page := uint16(0)
	get := func(id uint32) (uint32, []byte) {
		n := min(int(le.Uint32(set[4:])), 200)
		for i := range n {
			if 8+8*i+8 > len(set) {
				break
			}
			at := int64(le.Uint32(set[12+8*i:]))
			if le.Uint32(set[8+8*i:]) == id && at+8 <= int64(len(set)) {
				return le.Uint32(set[at:]), set[at+4:]
			}
		}
		return 0, nil
	}
	if t, v := get(1); t == 2 {
		page = le.Uint16(v)
	}
	text := func(id uint32) string {
		t, v := get(id)
		if t != 30 && t != 31 {
			return ""
		}
		n := int64(le.Uint32(v))
		if t == 31 {
			n *= 2
		}
		if n <= 0 || 4+n > int64(len(v)) || n > 4096 {
			return ""
		}
		raw := v[4 : 4+n]
		switch {
		case t == 31:
			return oneLine(strings.TrimRight(utf16Text(raw), "\x00"))
		case page == 65001:
			return oneLine(string(raw))
		}
		s, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		return oneLine(string(s))
	}
	d.Title, d.Author = text(2), text(4)
	if t, v := get(12); t == 64 && len(v) >= 8 {
		// 100 ns since 1601.
		if ticks := int64(le.Uint64(v)); ticks > 0 {
			at := time.Unix(ticks/1e7-11644473600, 0).UTC()
			if at.Year() >= 1980 && at.Year() <= 2200 {
				d.Created = at
			}
		}
	}
	if t, v := get(14); t == 3 {
		if n := le.Uint32(v); n > 0 && n < 100_000 {
			pages = int(n)
		}
	}
	return pages
}

func utf16Text(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

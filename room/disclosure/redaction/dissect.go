package redaction

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// dissected is a PDF taken apart by the second reader. It shares nothing with the
// first: the first is PDFium (C++, Foxit's parser and text engine), this one is
// pdfcpu's parser (Go, written for itself) with an interpreter of text operators of
// our own; and neither knows the writer of the file.
type dissected struct {
	pages   []string // text in the order of the operators
	streams [][]byte // everything packed, unpacked, but for the pictures
	foreign []string // what has no place in a file of ours, in Chinese
}

// mostUnpacked bounds one unpacked stream.
const mostUnpacked = 256 << 20

func dissect(file []byte) (d dissected, err error) {
	api.DisableConfigDir()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode, conf.Offline = model.ValidationRelaxed, true
	ctx, err := api.ReadContext(bytes.NewReader(file), conf)
	if err != nil {
		return d, err
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return d, err
	}
	d.foreignParts(ctx, file)
	d.streams = inflated(file)
	for _, e := range ctx.Table {
		if e == nil || e.Free {
			continue
		}
		if s, ok := e.Object.(types.StreamDict); ok {
			if kind := s.Subtype(); kind != nil && *kind == "Image" {
				continue
			}
			if err := s.DecodeWithLimit(mostUnpacked); err != nil {
				return d, err
			}
			d.streams = append(d.streams, s.Content)
		}
	}
	for n := 1; n <= ctx.PageCount; n++ {
		page, _, attrs, err := ctx.PageDict(n, false)
		if err != nil {
			return d, err
		}
		d.onlyKeys("页面", page, "Type", "Parent", "MediaBox", "Resources", "Contents")
		res := attrs.Resources
		if o, ok := page.Find("Resources"); ok {
			if res, err = ctx.DereferenceDict(o); err != nil {
				return d, err
			}
		}
		var content []byte
		if _, has := page.Find("Contents"); has {
			if content, err = ctx.PageContent(page, n); err != nil {
				return d, err
			}
		}
		t := &textOf{ctx: ctx, fonts: map[string]map[string]string{}}
		t.run(content, res, 0)
		d.pages = append(d.pages, t.out.String())
	}
	return d, nil
}

// foreignParts lists what is in the file beside pages.
func (d *dissected) foreignParts(ctx *model.Context, file []byte) {
	// Some writers put the properties straight into the trailer, where this reader
	// does not see them and others do.
	if ctx.Info != nil || bytes.Contains(file, []byte("/Info")) {
		d.foreign = append(d.foreign, "有文件属性（作者、标题等）")
	}
	if ctx.Encrypt != nil {
		d.foreign = append(d.foreign, "有加密设置")
	}
	if len(ctx.ID) > 0 {
		d.foreign = append(d.foreign, "有文件标识")
	}
	if n := bytes.Count(file, []byte("%%EOF")); n != 1 || bytes.Count(file, []byte("startxref")) != 1 {
		d.foreign = append(d.foreign, fmt.Sprintf("有 %d 个版本叠在一起", max(n, 2)))
	}
	root, err := ctx.Catalog()
	if err != nil {
		d.foreign = append(d.foreign, "目录读不出来")
		return
	}
	d.onlyKeys("目录", root, "Type", "Pages", "Lang", "Version")
}

var partNames = map[string]string{"Annots": "批注", "AcroForm": "表单", "Outlines": "书签", "Metadata": "元数据", "Names": "附件或名称表", "AF": "附件", "CropBox": "裁切框", "Rotate": "旋转", "OCProperties": "图层", "PieceInfo": "编辑软件的数据",
	"StructTreeRoot": "结构树", "Thumb": "缩略图", "OpenAction": "打开动作", "AA": "动作", "Collection": "文件集", "Perms": "签名权限"}

func (d *dissected) onlyKeys(where string, dict types.Dict, keys ...string) {
	for k := range dict {
		if slices.Contains(keys, k) {
			continue
		}
		what := partNames[k]
		if what == "" {
			what = "不应有的内容（" + k + "）"
		}
		if s := where + "里有" + what; !slices.Contains(d.foreign, s) {
			d.foreign = append(d.foreign, s)
		}
	}
	slices.Sort(d.foreign)
}

// inflated unpacks whatever in the bytes can be unpacked, whether the file refers
// to it or not: streams of earlier revisions are still there.
func inflated(file []byte) [][]byte {
	var out [][]byte
	for at := 0; ; {
		i := bytes.Index(file[at:], []byte("stream"))
		if i < 0 {
			return out
		}
		at += i + len("stream")
		if at >= 9 && bytes.HasPrefix(file[at-9:], []byte("endstream")) {
			continue
		}
		if head := file[max(0, at-400):at]; bytes.Contains(head[bytes.LastIndex(head, []byte("obj"))+1:], []byte("/Image")) {
			continue
		}
		body := bytes.TrimLeft(file[at:], "\r\n")
		if len(body) < 2 || body[0]&0x0f != 8 {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			continue
		}
		b, _ := io.ReadAll(io.LimitReader(z, mostUnpacked))
		if len(b) > 0 {
			out = append(out, b)
		}
	}
}

// textOf runs the text operators of a page.
type textOf struct {
	ctx   *model.Context
	fonts map[string]map[string]string // by name: code to characters
	out   strings.Builder
}

const deepestForm = 12

func (t *textOf) run(content []byte, res types.Dict, depth int) {
	if depth > deepestForm {
		return
	}
	var font map[string]string
	two := false
	var args []token
	for s := (scanner{b: content}); ; {
		k, ok := s.next()
		if !ok {
			return
		}
		if k.kind != operator {
			if args = append(args, k); len(args) > 4096 {
				args = args[1:]
			}
			continue
		}
		switch k.text {
		case "Tf":
			if len(args) >= 2 {
				font, two = t.font(res, args[len(args)-2].text)
			}
		case "Tj", "'", "\"":
			if len(args) > 0 {
				t.show(args[len(args)-1].text, font, two)
			}
		case "TJ":
			for _, a := range args {
				if a.kind == str {
					t.show(a.text, font, two)
				}
			}
		case "Td", "TD", "T*", "Tm", "ET":
			t.out.WriteByte('\n')
		case "Do":
			if len(args) > 0 {
				t.form(res, args[len(args)-1].text, depth)
			}
		}
		args = args[:0]
	}
}

func (t *textOf) show(s string, font map[string]string, two bool) {
	step := 1
	if two {
		step = 2
	}
	for i := 0; i+step <= len(s); i += step {
		code := s[i : i+step]
		switch u, ok := font[code]; {
		case ok:
			t.out.WriteString(u)
		case step == 1:
			t.out.WriteRune(rune(code[0]))
		default:
			t.out.WriteString(fromUTF16(code))
		}
	}
}

func (t *textOf) dict(res types.Dict, group, name string) types.Object {
	o, ok := res.Find(group)
	if !ok {
		return nil
	}
	d, err := t.ctx.DereferenceDict(o)
	if err != nil || d == nil {
		return nil
	}
	if o, ok = d.Find(name); !ok {
		return nil
	}
	return o
}

func (t *textOf) form(res types.Dict, name string, depth int) {
	s, _, err := t.ctx.DereferenceStreamDict(t.dict(res, "XObject", name))
	if err != nil || s == nil || s.Subtype() == nil || *s.Subtype() != "Form" {
		return
	}
	if s.DecodeWithLimit(mostUnpacked) != nil {
		return
	}
	own := res
	if o, ok := s.Find("Resources"); ok {
		if d, err := t.ctx.DereferenceDict(o); err == nil && d != nil {
			own = d
		}
	}
	t.run(s.Content, own, depth+1)
}

// font gives the table of a font and whether its codes have two bytes.
func (t *textOf) font(res types.Dict, name string) (map[string]string, bool) {
	d, err := t.ctx.DereferenceDict(t.dict(res, "Font", name))
	if err != nil || d == nil {
		return nil, false
	}
	two := d.Subtype() != nil && *d.Subtype() == "Type0"
	o, ok := d.Find("ToUnicode")
	if !ok {
		return nil, two
	}
	s, _, err := t.ctx.DereferenceStreamDict(o)
	if err != nil || s == nil || s.DecodeWithLimit(mostUnpacked) != nil {
		return nil, two
	}
	key := fmt.Sprint(o)
	if t.fonts[key] == nil {
		t.fonts[key] = toUnicode(s.Content)
	}
	return t.fonts[key], two
}

// toUnicode reads the tables bfchar and bfrange of a CMap.
func toUnicode(b []byte) map[string]string {
	out := map[string]string{}
	var args []token
	for s := (scanner{b: b}); ; {
		k, ok := s.next()
		if !ok {
			return out
		}
		if k.kind != operator {
			args = append(args, k)
			continue
		}
		switch k.text {
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				out[args[i].text] = fromUTF16(args[i+1].text)
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); {
				lo, hi := args[i].text, args[i+1].text
				i += 2
				if args[i].kind == open {
					for i++; i < len(args) && args[i].kind != closing; i++ {
						out[lo] = fromUTF16(args[i].text)
						lo = after(lo)
					}
					i++
					continue
				}
				to := args[i].text
				i++
				for n := 0; n < 65536 && lo <= hi && len(lo) == len(hi); n++ {
					out[lo] = fromUTF16(to)
					if lo == hi {
						break
					}
					lo, to = after(lo), after(to)
				}
			}
		}
		args = args[:0]
	}
}

// after is the next number in the same bytes.
func after(s string) string {
	b := []byte(s)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] != 0 {
			break
		}
	}
	return string(b)
}

func fromUTF16(s string) string {
	var u []uint16
	for i := 0; i+1 < len(s); i += 2 {
		u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(u))
}

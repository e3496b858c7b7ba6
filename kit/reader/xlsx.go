package reader

import (
	"context"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// readXlsx reads the words of a workbook for search: sheet by sheet, a line a
// row, cells separated by tabs. Numbers are as stored (a date is a number).
func readXlsx(ctx context.Context, d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	p, err := openPack(ra, size, lim, &budget{lim.ZipEntries, lim.ZipUnpacked}, "XLSX 文件", true)
	if err != nil {
		return err
	}
	main := "xl/workbook.xml"
	rels, err := p.relations(ctx, "")
	if err != nil {
		return err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" && r.mode != "External" {
			main = r.target
		}
	}
	if _, ok := p.find(main); !ok {
		return refuse(ErrBroken, nil, "XLSX 文件缺少工作簿部分，不能读取。请用 Excel 或 WPS 打开检查、另存后重新上传。")
	}
	if rels, err = p.relations(ctx, main); err != nil {
		return err
	}
	var words []string
	for _, r := range rels {
		if r.kind == "sharedStrings" && r.mode != "External" {
			if words, err = p.sharedStrings(ctx, r.target); err != nil {
				return err
			}
		}
	}
	var out strings.Builder
	sheets := 0
	for _, r := range rels {
		if r.kind != "worksheet" || r.mode == "External" || out.Len() > lim.TextBytes {
			continue
		}
		if sheets++; sheets > 1 {
			out.WriteByte('\f')
		}
		if err := p.sheet(ctx, r.target, words, &out); err != nil {
			return err
		}
	}
	if _, has := p.find("xl/vbaProject.bin"); has {
		d.warn("表格含有宏，没有执行。")
	}
	d.Body = cutText(d, CleanText(out.String()), lim)
	if _, err := p.officeProps(ctx, d); err != nil {
		return err
	}
	d.PagesEstimated = true
	return nil
}

func (p *pack) sharedStrings(ctx context.Context, name string) ([]string, error) {
	b, ok, err := p.part(ctx, name, p.lim.XMLBytes)
	if err != nil || !ok {
		return nil, err
	}
	var words []string
	var cur strings.Builder
	x := newXML(b, p.lim, p.what)
	inText := false
	for {
		t, err := x.next()
		if err != nil {
			return nil, err
		}
		if t == nil {
			return words, nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = true
			case "rPh": // pronunciation
				if err := x.skip(); err != nil {
					return nil, err
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "si":
				words = append(words, cur.String())
				cur.Reset()
			}
		case xml.CharData:
			if inText {
				cur.Write(t)
			}
		}
	}
}

func (p *pack) sheet(ctx context.Context, name string, words []string, out *strings.Builder) error {
	b, ok, err := p.part(ctx, name, p.lim.XMLBytes)
	if err != nil || !ok {
		return err
	}
	x := newXML(b, p.lim, p.what)
	kind, first := "", true
	for {
		t, err := x.next()
		if err != nil {
			return err
		}
		// A short word may be referred to from every cell: the text, not the
		// file, must be bounded.
		if t == nil || out.Len() > p.lim.TextBytes {
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "c":
				kind = attr(t, "t")
			case "v", "t":
				s, err := x.text()
				if err != nil {
					return err
				}
				if kind == "s" {
					i, err := strconv.Atoi(strings.TrimSpace(s))
					if err != nil || i < 0 || i >= len(words) {
						continue
					}
					s = words[i]
				}
				if s = strings.Join(strings.Fields(s), " "); s != "" {
					if !first {
						out.WriteByte('\t')
					}
					first = false
					out.WriteString(s)
				}
			}
		case xml.EndElement:
			if t.Name.Local == "row" && !first {
				out.WriteByte('\n')
				first = true
			}
		}
	}
}

package reader

import (
	"context"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// relation is one line of a .rels part.
type relation struct{ kind, target, mode string }

// relations reads the .rels part that belongs to part ("" for the package).
func (p *pack) relations(ctx context.Context, part string) ([]relation, error) {
	dir, base := path.Split(part)
	b, ok, err := p.part(ctx, dir+"_rels/"+base+".rels", min(p.lim.XMLBytes, 4<<20))
	if err != nil || !ok {
		return nil, err
	}
	var out []relation
	x := newXML(b, p.lim, p.what)
	for {
		t, err := x.next()
		if err != nil {
			return nil, err
		}
		if t == nil {
			return out, nil
		}
		e, isStart := t.(xml.StartElement)
		if !isStart || e.Name.Local != "Relationship" || len(out) > 10_000 {
			continue
		}
		r := relation{kind: path.Base(attr(e, "Type")), target: attr(e, "Target"), mode: attr(e, "TargetMode")}
		if r.mode != "External" {
			if strings.HasPrefix(r.target, "/") {
				r.target = strings.TrimPrefix(r.target, "/")
			} else {
				r.target = path.Join(dir, r.target)
			}
		}
		out = append(out, r)
	}
}

// officeProps reads docProps/core.xml and app.xml: hints and the page count the
// word processor wrote when it last laid the document out (0 if none).
func (p *pack) officeProps(ctx context.Context, d *Document) (pages int, err error) {
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml"} {
		b, ok, err := p.part(ctx, name, min(p.lim.XMLBytes, 1<<20))
		if err != nil {
			return 0, err
		}
		if !ok {
			continue
		}
		x := newXML(b, p.lim, p.what)
		for {
			t, err := x.next()
			if err != nil {
				return 0, err
			}
			if t == nil {
				break
			}
			e, isStart := t.(xml.StartElement)
			if !isStart {
				continue
			}
			switch e.Name.Local {
			case "title", "creator", "created", "Pages":
			default:
				continue
			}
			s, err := x.text()
			if err != nil {
				return 0, err
			}
			s = oneLine(s)
			switch e.Name.Local {
			case "title":
				d.Title = s
			case "creator":
				d.Author = s
			case "created":
				d.Created = parseTime(s)
			case "Pages":
				if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 100_000 {
					pages = n
				}
			}
		}
	}
	return pages, nil
}

var beijing = time.FixedZone("UTC+8", 8*3600)

// parseTime reads the forms of time that metadata use; zero if it is none, or
// not a year between 1900 and 2200. Without a zone, Beijing time.
func parseTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02", "20060102"} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), beijing); err == nil {
			if t.Year() < 1900 || t.Year() > 2200 {
				return time.Time{}
			}
			return t
		}
	}
	return time.Time{}
}

func readDocx(ctx context.Context, d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	p, err := openPack(ra, size, lim, &budget{lim.ZipEntries, lim.ZipUnpacked}, "DOCX 文件", true)
	if err != nil {
		return err
	}
	main := "word/document.xml"
	rels, err := p.relations(ctx, "")
	if err != nil {
		return err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" && r.mode != "External" {
			main = r.target
		}
	}
	body, ok, err := p.part(ctx, main, lim.XMLBytes)
	if err != nil {
		return err
	}
	if !ok {
		return refuse(ErrBroken, nil, "DOCX 文件缺少正文部分，不能读取。请用 Word 或 WPS 打开检查、另存后重新上传。")
	}
	w := &docxText{d: d, limit: lim.TextBytes}
	if err := w.part(newXML(body, lim, p.what), "body"); err != nil {
		return err
	}
	text := w.out.String()

	if rels, err = p.relations(ctx, main); err != nil {
		return err
	}
	said := map[string]bool{}
	for _, kind := range []string{"header", "footer", "footnotes", "endnotes"} {
		for _, r := range rels {
			if r.kind != kind || r.mode == "External" {
				continue
			}
			b, ok, err := p.part(ctx, r.target, lim.XMLBytes)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			side := &docxText{d: d, limit: lim.TextBytes - len(text)}
			if err := side.part(newXML(b, lim, p.what), kind); err != nil {
				return err
			}
			s := strings.TrimSpace(strings.ReplaceAll(side.out.String(), "\f", "\n"))
			if s == "" || said[s] || isPageNumber(s) {
				continue
			}
			said[s] = true
			text = strings.TrimRight(text, "\n") + "\n\n" + s + "\n"
		}
	}
	for _, r := range rels {
		switch {
		case r.mode != "External":
		case r.kind == "attachedTemplate", r.kind == "oleObject", r.kind == "frame", r.kind == "subDocument", r.kind == "image":
			d.warn("文档引用了外部的模板、对象或图片，没有读取。")
		}
	}
	if _, has := p.find("word/vbaProject.bin"); has {
		d.warn("文档含有宏，没有执行。")
	}
	d.Body = cutText(d, CleanText(text), lim)
	stated, err := p.officeProps(ctx, d)
	if err != nil {
		return err
	}
	d.setPages(stated, strings.Count(d.Body, "\f")+1)
	if strings.TrimSpace(d.Body) == "" {
		d.warn("文档里没有文字，可能只有图片。")
	}
	return nil
}

// setPages weighs the page count a document states against its text: templates
// and programs write 1 into documents of any length.
func (d *Document) setPages(stated, breaks int) {
	n := max(stated, 0)
	if stated > 0 && breaks > n {
		n = breaks
	}
	if n == 0 && breaks > 1 {
		// Breaks are real pages only where layout recorded each of them; the
		// writer's own breaks are at least a lower bound.
		d.PagesEstimated = true
		d.Pages = max(breaks, EstimatePages(d.Body))
		return
	}
	if n == 0 {
		d.PagesEstimated = true
		return
	}
	if est := EstimatePages(d.Body); est > 4*n {
		d.warn("文档属性所记页数（" + strconv.Itoa(n) + "）与正文长度不符，页数按字数估计。")
		d.PagesEstimated = true
		return
	}
	d.Pages = n
}

func isPageNumber(s string) bool {
	return strings.Trim(s, "0123456789０１２３４５６７８９-—–－ \t\n第页共/·") == ""
}

package reader

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// OFD is the fixed-layout format of GB/T 33190: a ZIP whose OFD.xml names
// documents, whose Document.xml names pages, whose Content.xml holds objects
// placed in millimetres.

type ofdPage struct {
	path string
	box  [4]float64 // x, y, width, height in mm
}

type ofdDoc struct {
	*pack
	root      string // directory of Document.xml
	pages     []ofdPage
	box       [4]float64
	templates map[string]string // id → path of Content.xml
	res       []string          // resource parts
	signed    bool
	title     string
	author    string
	created   string
}

const maxOFDPages = 100_000

func openOFD(ctx context.Context, ra io.ReaderAt, size int64, lim Limits) (*ofdDoc, error) {
	// A page is a folder with a file or two: the count of entries follows the
	// pages, not what a person would pack.
	lim.ZipEntries = max(lim.ZipEntries, 4*maxOFDPages/10)
	p, err := openPack(ra, size, lim, &budget{lim.ZipEntries, lim.ZipUnpacked}, "OFD 文件", true)
	if err != nil {
		return nil, err
	}
	if _, locked := p.find("Encryptions.xml"); locked {
		return nil, refuse(ErrEncrypted, nil, "OFD 文件已加密，不能读取。解密后重新上传。")
	}
	o := &ofdDoc{pack: p, box: [4]float64{0, 0, 210, 297}, templates: map[string]string{}}
	b, ok, err := p.part(ctx, "OFD.xml", lim.XMLBytes)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse(ErrBroken, nil, "OFD 文件缺少入口（OFD.xml），不能读取。请重新导出后上传。")
	}
	roots, err := o.entry(newXML(b, lim, p.what))
	if err != nil {
		return nil, err
	}
	for _, r := range roots {
		if err := o.document(ctx, r); err != nil {
			return nil, err
		}
	}
	if len(o.pages) == 0 {
		return nil, refuse(ErrBroken, nil, "OFD 文件没有任何一页，不能读取。请重新导出后上传。")
	}
	return o, nil
}

func (o *ofdDoc) entry(x *xmlTokens) (roots []string, err error) {
	for {
		t, err := x.next()
		if err != nil || t == nil {
			return roots, err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "Encryptions":
			return nil, refuse(ErrEncrypted, nil, "OFD 文件已加密，不能读取。解密后重新上传。")
		case "Signatures":
			o.signed = true
		case "DocRoot", "Title", "Author", "CreationDate":
			s, err := x.text()
			if err != nil {
				return nil, err
			}
			switch s = strings.TrimSpace(s); e.Name.Local {
			case "DocRoot":
				if len(roots) < 100 {
					roots = append(roots, s)
				}
			case "Title":
				o.title = s
			case "Author":
				o.author = s
			case "CreationDate":
				o.created = s
			}
		}
	}
}

// document reads a Document.xml: page list, size, templates and resources.
func (o *ofdDoc) document(ctx context.Context, root string) error {
	root = strings.TrimPrefix(path.Clean("/"+root), "/")
	b, ok, err := o.part(ctx, root, o.lim.XMLBytes)
	if err != nil {
		return err
	}
	if !ok {
		return refuse(ErrBroken, nil, "OFD 文件缺少文档部分（%s），不能读取。请重新导出后上传。", showName(root))
	}
	dir := path.Dir(root)
	o.root = dir
	x := newXML(b, o.lim, o.what)
	inPages, inArea := false, false
	for {
		t, err := x.next()
		if err != nil || t == nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "Pages":
				inPages = true
			case "PageArea":
				inArea = true
			case "PhysicalBox":
				s, err := x.text()
				if err != nil {
					return err
				}
				if box, ok := parseBox(s); ok && inArea {
					o.box = box
				}
			case "PublicRes", "DocumentRes":
				s, err := x.text()
				if err != nil {
					return err
				}
				o.res = append(o.res, join(dir, s))
			case "TemplatePage":
				o.templates[attr(e, "ID")] = join(dir, attr(e, "BaseLoc"))
			case "Page":
				if inPages && len(o.pages) < maxOFDPages {
					o.pages = append(o.pages, ofdPage{path: join(dir, attr(e, "BaseLoc")), box: o.box})
				}
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "Pages":
				inPages = false
			case "PageArea":
				inArea = false
			}
		}
	}
}

// join resolves a location against the folder of the part that names it; a
// leading slash means the package.
func join(dir, loc string) string {
	loc = strings.ReplaceAll(strings.TrimSpace(loc), `\`, "/")
	if strings.HasPrefix(loc, "/") {
		return strings.TrimPrefix(path.Clean(loc), "/")
	}
	return strings.TrimPrefix(path.Clean("/"+dir+"/"+loc), "/")
}

func readOFD(ctx context.Context, d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	o, err := openOFD(ctx, ra, size, lim)
	if err != nil {
		return err
	}
	d.Pages = len(o.pages)
	d.Title, d.Author, d.Created = oneLine(o.title), oneLine(o.author), parseTime(o.created)
	if o.signed {
		d.warn("OFD 文件带有电子签名或签章，没有核验。")
	}
	var body strings.Builder
	missing := 0
	for i, pg := range o.pages {
		if i >= lim.TextPages {
			d.warn("OFD 共 " + itoa(len(o.pages)) + " 页，只读取了前 " + itoa(lim.TextPages) + " 页的文字。")
			break
		}
		if body.Len() > lim.TextBytes {
			break
		}
		if i > 0 {
			body.WriteByte('\f')
		}
		v := &ofdText{out: &body}
		_, err := o.page(ctx, pg, v)
		switch {
		case errors.Is(err, errNoPart):
			missing++
		case err != nil:
			return err
		}
		v.end()
	}
	if missing == len(o.pages) {
		return refuse(ErrBroken, nil, "OFD 文件缺少页面内容，不能读取。请重新导出后上传。")
	}
	if missing > 0 {
		d.warn("OFD 缺少 " + itoa(missing) + " 页的内容，请核对原文件。")
	}
	d.Body = cutText(d, CleanText(body.String()), lim)
	if strings.Trim(d.Body, " \n\f\t") == "" {
		d.warn("OFD 里没有文字，可能是扫描件，题名等请人工填写。")
	}
	return nil
}

var errNoPart = errors.New("reader: no such part")

// ofdVisitor is given the objects of a page in their order, template first.
type ofdVisitor interface {
	text(t *ofdTextObject)
	image(id string, boundary [4]float64, ctm [6]float64)
	path(p *ofdPath)
}

// page walks one page with its template and gives the page's own box.
func (o *ofdDoc) page(ctx context.Context, pg ofdPage, v ofdVisitor) ([4]float64, error) {
	b, ok, err := o.part(ctx, pg.path, o.lim.XMLBytes)
	if err != nil {
		return pg.box, err
	}
	if !ok {
		return pg.box, errNoPart
	}
	box := pg.box
	// Templates are named before the content in the schema, but be lenient: find
	// them first, then walk.
	x := newXML(b, o.lim, o.what)
	var ids []string
	for {
		t, err := x.next()
		if err != nil {
			return box, err
		}
		if t == nil {
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "Template":
			if len(ids) < 20 {
				ids = append(ids, attr(e, "TemplateID"))
			}
		case "PhysicalBox":
			s, err := x.text()
			if err != nil {
				return box, err
			}
			if got, ok := parseBox(s); ok {
				box = got
			}
		case "Content":
			if err := x.skip(); err != nil {
				return box, err
			}
		}
	}
	for _, id := range ids {
		tpl, ok := o.templates[id]
		if !ok {
			continue
		}
		tb, ok, err := o.part(ctx, tpl, o.lim.XMLBytes)
		if err != nil {
			return box, err
		}
		if ok {
			if err := walkObjects(newXML(tb, o.lim, o.what), v); err != nil {
				return box, err
			}
		}
	}
	return box, walkObjects(newXML(b, o.lim, o.what), v)
}

package redaction

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	_ "image/png" // page pictures come as PNG
	"io"
	"path"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
)

// Prepared is a file as it will be worked on: always a PDF.
type Prepared struct {
	PDF []byte // nil if the file is a PDF itself and is worked on as it is
	// Notes say in Chinese what the file carries that will not go over, and where
	// the program is blind and a person must look.
	Notes []string
	// Carries is set if the file has parts that nobody sees: it can then only be
	// published built anew, even with nothing to hide.
	Carries bool
}

// leave notes something that stays behind.
func (p *Prepared) leave(format string, a ...any) {
	p.Carries = true
	p.note(format, a...)
}

func (p *Prepared) note(format string, a ...any) {
	if s := fmt.Sprintf(format, a...); !slices.Contains(p.Notes, s) {
		p.Notes = append(p.Notes, s)
	}
}

// MostBytes bounds a file to be worked on, MostPages its pages.
const (
	MostBytes = 100 << 20
	MostPages = 500
	mostRows  = 20_000
	mostCells = 60 // columns of a table
)

// mustLook is said of pages in which the program sees no text.
const mustLook = "程序不识别图像中的文字，必须由人逐页查看，自行划定遮盖处"

// Prepare makes of any file that can be published the PDF that is worked on. What
// is hidden in an office file (sheets, rows, columns, comments, deleted text) is
// counted and left behind.
func Prepare(ctx context.Context, r *reader.Reader, ra io.ReaderAt, size int64, filename string) (Prepared, error) {
	var p Prepared
	if size > MostBytes {
		return p, fault.Field("file", filename, "文件超过100 MB，请拆分后再提交。")
	}
	kind, err := reader.IdentifyFile(ra, size, filename)
	if err != nil {
		return p, err
	}
	if len(Find(strings.TrimSuffix(filename, path.Ext(filename)))) > 0 {
		p.note("文件名里像有个人信息，公开时请改名")
	}
	switch {
	case kind == reader.PDF:
		err := p.pdf(ctx, r, ra, size)
		return p, err
	case kind.IsImage() || kind == reader.OFD:
		err := p.pictures(ctx, r, ra, size, kind, filename)
		return p, err
	}
	d, err := r.Read(ctx, ra, size, filename, reader.Limits{MaxBytes: MostBytes})
	if err != nil {
		return p, err
	}
	if d.Author != "" || d.Title != "" {
		p.leave("文件属性中的作者、标题等不带入")
	}
	body := d.Body
	switch kind {
	case reader.DOCX:
		err = p.docx(ra, size)
	case reader.XLSX:
		body, err = p.xlsx(ra, size)
	case reader.Text, reader.Markdown, reader.CSV, reader.JSON, reader.XML:
		if kind == reader.CSV && !strings.Contains(body, "\t") {
			body = strings.ReplaceAll(body, ",", "\t")
		}
	default:
		err = fault.Field("file", filename, kind.Label()+"不能遮盖后公开。请用原软件另存为 PDF、DOCX 或 XLSX 后再提交。")
	}
	if err != nil {
		return p, err
	}
	if strings.TrimSpace(body) == "" {
		return p, fault.Field("file", filename, "文件里没有可以公开的文字。")
	}
	p.leave("按文字内容重新排版为 PDF，原有版式、图片不带入")
	p.PDF, err = p.set(body)
	return p, err
}

// pdf counts what a PDF carries beside what is seen.
func (p *Prepared) pdf(ctx context.Context, r *reader.Reader, ra io.ReaderAt, size int64) error {
	b := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(ra, 0, size), b); err != nil {
		return fault.Wrap("redaction.prepare", fault.Unavailable, err)
	}
	if n := bytes.Count(b, []byte("%%EOF")); n > 1 {
		p.leave("PDF 里叠有 %d 个版本，只取最后一版的画面，旧版本不带入", n)
	}
	// Whatever the second reader finds beside pages keeps the original itself from
	// being published, also if it cannot make sense of the file.
	d, err := dissect(b)
	if err != nil {
		p.leave("原件的结构不规范，只能重新生成，原件本身不带入")
	}
	for _, s := range d.foreign {
		if s != "有文件标识" && s != "页面里有旋转" {
			p.leave("原件%s，不带入", s)
		}
	}
	sheets, bag, err := Scan(ctx, r, ra, size)
	if err != nil {
		return err
	}
	return p.sheets(sheets, bag)
}

func (p *Prepared) sheets(sheets []Sheet, bag reader.PDFBaggage) error {
	if bag.Pages > MostPages {
		return fault.Field("file", fmt.Sprint(bag.Pages), fmt.Sprintf("文件有%d页，超过%d页，请拆分后再提交。", bag.Pages, MostPages))
	}
	if bag.Annotations > 0 {
		p.leave("批注、印章批注、链接或表单域共 %d 个，不带入；其中要公开的内容，请先打印成 PDF 再提交", bag.Annotations)
	}
	if bag.Form {
		p.leave("表单里填写的内容不带入")
	}
	if bag.Attachments > 0 {
		p.leave("PDF 里夹带附件 %d 个，不带入", bag.Attachments)
	}
	if bag.Outline {
		p.leave("书签不带入")
	}
	var blind []string
	for _, s := range sheets {
		if len(strings.TrimSpace(s.Text())) < 10 {
			blind = append(blind, fmt.Sprint(s.Number))
		}
	}
	if len(blind) > 0 {
		if len(blind) > 12 {
			blind = append(blind[:12], "…")
		}
		p.note("第 %s 页没有或几乎没有文字（多半是扫描件）：%s", strings.Join(blind, "、"), mustLook)
	}
	return nil
}

// pictures makes a PDF of pictures out of pictures.
func (p *Prepared) pictures(ctx context.Context, r *reader.Reader, ra io.ReaderAt, size int64, kind reader.Kind, filename string) error {
	var out bytes.Buffer
	file := print.NewPictures(&out)
	for n, pages := 1, 1; n <= pages; n++ {
		b, of, err := r.PageImage(ctx, ra, size, kind, n, 1654)
		if err != nil {
			return err
		}
		if pages = of; pages > MostPages {
			return fault.Field("file", fmt.Sprint(pages), fmt.Sprintf("文件有%d页，超过%d页，请拆分后再提交。", pages, MostPages))
		}
		src, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			return fault.Wrap("redaction.prepare", fault.Internal, err)
		}
		img := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
		draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(img, img.Bounds(), src, src.Bounds().Min, draw.Over)
		w := 595.28 // as wide as A4
		if img.Rect.Dx() > img.Rect.Dy() {
			w = 841.89
		}
		if err := file.Add(print.PicturePage{Width: w, Height: w * float64(img.Rect.Dy()) / float64(img.Rect.Dx()), Picture: img}); err != nil {
			return err
		}
	}
	if err := file.Close(); err != nil {
		return err
	}
	p.PDF = out.Bytes()
	p.note("图片：%s", mustLook)
	if kind == reader.OFD {
		d, err := r.Read(ctx, ra, size, filename, reader.Limits{MaxBytes: MostBytes})
		if err != nil {
			return err
		}
		n := 0
		for _, f := range Find(d.Body) {
			if f.Hide {
				n++
			}
		}
		p.leave("OFD 按画面公开，文字不带入；正文中像个人信息的有 %d 处，请在画面上找到并划定", n)
	}
	return nil
}

// set lays text out: lines with tabs as tables, the rest as paragraphs.
func (p *Prepared) set(body string) ([]byte, error) {
	fonts, err := print.Embedded()
	if err != nil {
		return nil, err
	}
	if missing := fonts.Missing(body); len(missing) > 0 {
		lost := 0
		body = strings.Map(func(c rune) rune {
			if c >= ' ' && slices.Contains(missing, c) {
				lost++
				return '〓'
			}
			return c
		}, body)
		if lost > 0 {
			p.note("有 %d 个字字库里没有，用〓代替", lost)
		}
	}
	size := print.A4
	lines := strings.Split(strings.ReplaceAll(body, "\f", "\n\f\n"), "\n")
	for _, l := range lines {
		if strings.Count(l, "\t") > 7 {
			size = print.A4Landscape
		}
	}
	doc, err := print.New(print.Options{Fonts: fonts})
	if err != nil {
		return nil, err
	}
	f := doc.Section(print.Section{Size: size, Margins: print.Margins{Top: 20, Right: 18, Bottom: 20, Left: 18}})
	for i := 0; i < len(lines); {
		l := lines[i]
		if !strings.Contains(l, "\t") {
			switch {
			case l == "\f":
				f.NewPage()
			case strings.TrimSpace(l) == "":
				f.Skip(3)
			default:
				f.Para(l, print.Style{})
			}
			i++
			continue
		}
		var rows [][]string
		for ; i < len(lines) && strings.Contains(lines[i], "\t"); i++ {
			rows = append(rows, strings.Split(lines[i], "\t"))
		}
		if err := table(doc, f, rows); err != nil {
			return nil, err
		}
	}
	f.Page()
	var out bytes.Buffer
	err = doc.Write(&out)
	return out.Bytes(), err
}

// table sets rows with columns as wide as they need, the first row as head.
func table(doc *print.Document, f *print.Flow, rows [][]string) error {
	st := print.Style{Size: 9}
	n := 0
	for _, r := range rows {
		n = max(n, len(r))
	}
	if n > mostCells {
		return fault.Field("file", fmt.Sprint(n), fmt.Sprintf("表格有%d列，超过%d列，排不下。请删减列或另存为 PDF 后再提交。", n, mostCells))
	}
	widths := make([]float64, n)
	total := 0.0
	for _, r := range rows {
		for j, s := range r {
			w, err := doc.Width(s, st)
			if err != nil {
				return err
			}
			widths[j] = max(widths[j], min(w+4, 60))
		}
	}
	for j := range widths {
		widths[j] = max(widths[j], 6)
		total += widths[j]
	}
	scale := min(1, f.Width()/total)
	t := print.Table{Head: print.Style{Size: 9, Bold: true}, Body: st}
	for j := range widths {
		c := print.Column{Width: widths[j] * scale, Least: 5}
		if j < len(rows[0]) {
			c.Title = rows[0][j]
		}
		t.Columns = append(t.Columns, c)
	}
	f.Table(t, slices.Values(rows[1:]))
	return nil
}

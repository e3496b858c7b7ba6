package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
	"lantai.internal/room/archive/intake"
)

// tableSource gives the rows of a table: NDJSON, CSV, TSV, XLSX or DBF. It reads
// as a stream, so that memory does not grow with the file.
type tableSource struct {
	r      *Room
	t      *sheet.Table
	m      *intake.Mapper
	beside string // folder of the table, for the files its rows name; "" for an upload
	keep   bool   // store the files; false in a dry run
	told   int

	mapping intake.Mapping
	open    func(sheet.Options) (*sheet.Table, error)
	rest    []string  // worksheets still to be read
	where   string    // names the worksheet in what is said of rows, from the second on
	aside   []Warning // about rows that are no records, given with the next one
	byCode  int       // rows whose class was read from their archival code
}

// Close closes what is open.
func (s *tableSource) Close() error { return s.t.Close() }

// Table opens a table at a path. mapping may be the zero Mapping.
func (r *Room) Table(ctx context.Context, file string, mapping intake.Mapping, dryRun bool) (Source, io.Closer, error) {
	s := &tableSource{r: r, beside: filepath.Dir(file), keep: !dryRun, mapping: mapping,
		open: func(o sheet.Options) (*sheet.Table, error) { return sheet.Open(ctx, file, o) }}
	return s, s, s.begin()
}

// TableFrom opens a table that was uploaded.
func (r *Room) TableFrom(ctx context.Context, ra io.ReaderAt, size int64, name string, mapping intake.Mapping, dryRun bool) (Source, io.Closer, error) {
	s := &tableSource{r: r, keep: !dryRun, mapping: mapping,
		open: func(o sheet.Options) (*sheet.Table, error) { return sheet.OpenReader(ctx, ra, size, name, o) }}
	return s, s, s.begin()
}

// begin opens the table, of a workbook the first worksheet or the one asked for.
// Those after the first are tables of their own, as in a catalogue with one
// worksheet a class.
func (s *tableSource) begin() error {
	if err := s.take(s.mapping.SheetOptions()); err != nil {
		return err
	}
	if s.mapping.Sheet == "" {
		all := s.t.Sheets()
		s.rest = all[slices.Index(all, s.t.Sheet())+1:]
	}
	return nil
}

func (s *tableSource) take(o sheet.Options) error {
	t, err := s.open(o)
	if err != nil {
		return err
	}
	header := t.Header()
	if t.Format() == sheet.NDJSON {
		header = nil
	}
	m, err := intake.NewMapper(header, s.mapping)
	if err != nil {
		t.Close()
		return err
	}
	if s.t != nil {
		s.t.Close()
	}
	m.SetDate1904(t.Date1904())
	s.t, s.m, s.told = t, m, 0
	return nil
}

// next gives the next row that may be a record, from the next worksheet where
// one ends. A worksheet without a column for the title is no catalogue, and a
// line of words under a table is no record: neither is passed over in silence.
func (s *tableSource) next() (sheet.Row, error) {
	for {
		row, err := s.t.Next()
		if errors.Is(err, io.EOF) && len(s.rest) > 0 {
			s.aside = append(s.aside, s.tableNews()...)
			name := s.rest[0]
			s.rest = s.rest[1:]
			o := s.mapping.SheetOptions()
			o.Sheet = name
			if err := s.take(o); errors.Is(err, sheet.ErrBlank) {
				continue
			} else if err != nil {
				if f := fault.Of(err); f.Field == "title" || f.Kind == fault.Invalid {
					s.aside = append(s.aside, Warning{Field: "sheet", Value: name, Message: "工作表“" + name + "”没有作为目录读取：" + f.Safe()})
					continue
				}
				return row, err
			}
			s.where = "工作表“" + name + "”："
			continue
		}
		if err != nil {
			return row, err
		}
		if text, ok := s.m.Aside(row); ok {
			s.aside = append(s.aside, Warning{Row: row.Number, Value: text, Message: s.where + "这一行只有说明文字，没有作为条目读取。"})
			continue
		}
		return row, nil
	}
}

// Next gives the next row.
func (s *tableSource) Next(ctx context.Context) (*Incoming, []Rejection, []Warning, error) {
	row, err := s.next()
	if errors.Is(err, io.EOF) {
		out := s.news()
		if s.byCode > 0 {
			out = append(out, Warning{Field: "code", Message: fmt.Sprintf("有 %d 件没有写全年度、保管期限或机构，已按原档号补上，请核对。", s.byCode)})
			s.byCode = 0
		}
		return nil, nil, out, io.EOF
	}
	if bad, ok := sheet.AsRowError(err); ok {
		f := fault.Of(bad.Err)
		return nil, []Rejection{{Row: bad.Number, Field: f.Field, Value: f.Value, Message: s.where + f.Safe()}}, s.news(), nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	rec, warns, rejects := s.m.Record(row)
	out := s.news()
	for _, w := range warns {
		if w.Field == "date" && w.Value == "" && w.Message == "没有日期。" {
			continue // said once by the import itself
		}
		w.Message = s.where + w.Message
		out = append(out, Warning(w))
	}
	if len(rejects) > 0 {
		rej := make([]Rejection, len(rejects))
		for i, x := range rejects {
			x.Message = s.where + x.Message
			rej[i] = Rejection(x)
		}
		return nil, rej, out, nil
	}
	in := &Incoming{Row: row.Number, Title: rec.Title, DocNo: rec.DocNo, Issuer: rec.Issuer, Date: rec.Date, Year: rec.Year,
		Retention: code.Period(rec.Retention), Unit: rec.Unit, Level: rec.Classification, Pages: rec.Pages, Keywords: rec.Keywords,
		Category: rec.Category, Code: rec.Code, Box: rec.Box, Remark: rec.Remark, Body: rec.Body}
	s.readCode(in)
	if rej := s.marked(ctx, row.Number, rec.Files); len(rej) > 0 {
		return nil, rej, out, nil
	}
	for _, name := range rec.Files {
		f, body, err := s.file(ctx, name, s.keep)
		if err != nil {
			out = append(out, Warning{Row: row.Number, Field: "files", Value: name, Message: fault.Of(err).Safe()})
			continue
		}
		in.Files = append(in.Files, f)
		if in.Body == "" {
			in.Body = body
		}
		if rec.Pages == 0 {
			in.Pages += f.Pages
			in.PagesEstimated = true
		}
	}
	return in, nil, out, nil
}

// readCode fills year, period and unit from the archival code the row brings,
// where the row itself does not say them: a catalogue names its class in the
// code and above the table, and the counts of each class must be the same after
// an import as before.
func (s *tableSource) readCode(in *Incoming) {
	if in.Code == "" {
		return
	}
	p, _, err := code.Parse(in.Code)
	if err != nil {
		return
	}
	before := *in
	// Without a column for it the year was taken from the date, and a paper may
	// be filed in another year than that of its date.
	_, given := s.m.Columns()[intake.Year]
	if p.Year != 0 && (in.Year == 0 || !given && s.t.Format() != sheet.NDJSON) {
		in.Year = p.Year
	}
	if in.Retention == "" && slices.Contains(code.Ordinary, p.Period) {
		in.Retention = p.Period
	}
	if in.Unit == "" {
		in.Unit = p.Unit
	}
	if in.Year != before.Year || in.Retention != before.Retention || in.Unit != before.Unit {
		s.byCode++
	}
}

// news gives what is to be said and was not yet: of rows passed over, and of the
// table as a whole.
func (s *tableSource) news() []Warning {
	out := append(s.aside, s.tableNews()...)
	s.aside = nil
	return out
}

func (s *tableSource) tableNews() []Warning {
	var out []Warning
	for _, w := range s.m.Warnings()[s.told:] {
		w.Message = s.where + w.Message
		out = append(out, Warning(w))
	}
	s.told = len(s.m.Warnings())
	return out
}

// marked refuses a row of whose files one bears the mark of a state secret, before
// another of them is stored.
func (s *tableSource) marked(ctx context.Context, row int, names []string) []Rejection {
	if s.beside == "" {
		return nil
	}
	for _, name := range names {
		if _, _, err := s.file(ctx, name, false); errors.Is(err, errMarked) {
			f := fault.Of(err)
			return []Rejection{{Row: row, Field: f.Field, Value: f.Value, Message: s.where + f.Safe()}}
		}
	}
	return nil
}

// file reads one file that a row names, beside the table.
func (s *tableSource) file(ctx context.Context, name string, keep bool) (IncomingFile, string, error) {
	if s.beside == "" {
		return IncomingFile{}, "", fault.New(fault.Invalid, "网页上传的表格不能带文件路径；请把文件和表格一起打成 ZIP 上传。")
	}
	root, err := os.OpenRoot(s.beside)
	if err != nil {
		return IncomingFile{}, "", fault.New(fault.Invalid, "打不开表格所在的文件夹。")
	}
	defer root.Close()
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return IncomingFile{}, "", fault.New(fault.Invalid, "表格旁边没有这个文件。")
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return IncomingFile{}, "", fault.New(fault.Invalid, "这不是普通文件，没有读取。")
	}
	in, doc, _, err := s.r.receive(ctx, f, st.Size(), name, keep)
	if err != nil {
		return IncomingFile{}, "", err
	}
	return in, doc.Body, nil
}

// receive reads and describes one file and stores it. One that bears the mark of a
// state secret is refused before a byte of it is stored.
func (r *Room) receive(ctx context.Context, f file, size int64, name string, keep bool) (IncomingFile, *reader.Document, describe.Description, error) {
	doc, err := r.Reader.Read(ctx, f, size, path.Base(name), reader.Limits{})
	if err != nil {
		return IncomingFile{}, nil, describe.Description{}, err
	}
	if doc.Kind == reader.Program { // not a record, and nobody should get it back out of an archive
		return IncomingFile{}, nil, describe.Description{}, fault.Field("files", name, "这是可执行程序，不是文件材料，没有接收。请交文件本身；软件需要留存的，由信息管理人员另行保管。")
	}
	desc := describe.Describe(describe.Source{Name: name, Body: doc.Body, Pages: strings.Split(doc.Body, "\f"), Issuers: r.issuers()})
	if !desc.Classified() {
		for _, x := range []struct{ where, text string }{{"文件名", strings.TrimSuffix(path.Base(name), path.Ext(name))}, {"文件属性的标题", doc.Title}} {
			if m := mark.Stated(x.text); m != "" {
				desc.Mark = describe.Found{Value: m, Confidence: describe.Likely, Evidence: x.where}
			}
		}
	}
	if desc.Classified() || mark.Stated(desc.Mark.Value) != "" {
		if err := r.heard(ctx, r.Marked, f, size); err != nil {
			return IncomingFile{}, nil, desc, err
		}
		return IncomingFile{}, nil, desc, refuseMarked(name, desc)
	}
	ref, err := r.put(ctx, io.NewSectionReader(f, 0, size), keep)
	if err != nil {
		return IncomingFile{}, nil, desc, err
	}
	return IncomingFile{Name: path.Base(name), Path: name, Kind: string(doc.Kind), Size: ref.Size, Pages: doc.Pages, SHA256: ref.SHA256, SM3: ref.SM3}, doc, desc, nil
}

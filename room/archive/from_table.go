package archive

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"

	"lantai.internal/base/fault"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/archive/code"
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
}

// Table opens a table at a path. mapping may be the zero Mapping.
func (r *Room) Table(ctx context.Context, file string, mapping intake.Mapping, dryRun bool) (Source, io.Closer, error) {
	t, err := sheet.Open(ctx, file, mapping.SheetOptions())
	if err != nil {
		return nil, nil, err
	}
	s, err := r.table(t, mapping, filepath.Dir(file), !dryRun)
	return s, t, err
}

// TableFrom opens a table that was uploaded.
func (r *Room) TableFrom(ctx context.Context, ra io.ReaderAt, size int64, name string, mapping intake.Mapping, dryRun bool) (Source, io.Closer, error) {
	t, err := sheet.OpenReader(ctx, ra, size, name, mapping.SheetOptions())
	if err != nil {
		return nil, nil, err
	}
	s, err := r.table(t, mapping, "", !dryRun)
	return s, t, err
}

func (r *Room) table(t *sheet.Table, mapping intake.Mapping, beside string, keep bool) (Source, error) {
	header := t.Header()
	if t.Format() == sheet.NDJSON {
		header = nil
	}
	m, err := intake.NewMapper(header, mapping)
	if err != nil {
		t.Close()
		return nil, err
	}
	m.SetDate1904(t.Date1904())
	return &tableSource{r: r, t: t, m: m, beside: beside, keep: keep}, nil
}

// Next gives the next row.
func (s *tableSource) Next(ctx context.Context) (*Incoming, []Rejection, []Warning, error) {
	row, err := s.t.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil, s.news(), io.EOF
	}
	if bad, ok := sheet.AsRowError(err); ok {
		f := fault.Of(bad.Err)
		return nil, []Rejection{{Row: bad.Number, Field: f.Field, Value: f.Value, Message: f.Safe()}}, nil, nil
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
		out = append(out, Warning(w))
	}
	if len(rejects) > 0 {
		rej := make([]Rejection, len(rejects))
		for i, x := range rejects {
			rej[i] = Rejection(x)
		}
		return nil, rej, out, nil
	}
	in := &Incoming{Row: row.Number, Title: rec.Title, DocNo: rec.DocNo, Issuer: rec.Issuer, Date: rec.Date, Year: rec.Year,
		Retention: code.Period(rec.Retention), Unit: rec.Unit, Level: rec.Classification, Pages: rec.Pages, Keywords: rec.Keywords,
		Category: rec.Category, Code: rec.Code, Box: rec.Box, Remark: rec.Remark, Body: rec.Body}
	for _, name := range rec.Files {
		f, body, warn := s.file(ctx, name)
		if warn != "" {
			out = append(out, Warning{Row: row.Number, Field: "files", Value: name, Message: warn})
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

// news gives the warnings about the table as a whole that were not given yet.
func (s *tableSource) news() []Warning {
	var out []Warning
	for _, w := range s.m.Warnings()[s.told:] {
		out = append(out, Warning(w))
	}
	s.told = len(s.m.Warnings())
	return out
}

// file reads one file that a row names, beside the table.
func (s *tableSource) file(ctx context.Context, name string) (IncomingFile, string, string) {
	if s.beside == "" {
		return IncomingFile{}, "", "网页上传的表格不能带文件路径；请把文件和表格一起打成 ZIP 上传。"
	}
	root, err := os.OpenRoot(s.beside)
	if err != nil {
		return IncomingFile{}, "", "打不开表格所在的文件夹。"
	}
	defer root.Close()
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return IncomingFile{}, "", "表格旁边没有这个文件。"
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return IncomingFile{}, "", "这不是普通文件，没有读取。"
	}
	in, doc, err := s.r.receive(ctx, f, st.Size(), name, s.keep)
	if err != nil {
		return IncomingFile{}, "", fault.Of(err).Safe()
	}
	return in, doc.Body, ""
}

// receive stores one file and reads it.
func (r *Room) receive(ctx context.Context, f file, size int64, name string, keep bool) (IncomingFile, *reader.Document, error) {
	doc, err := r.Reader.Read(ctx, f, size, path.Base(name), reader.Limits{})
	if err != nil {
		return IncomingFile{}, nil, err
	}
	ref, err := r.put(ctx, io.NewSectionReader(f, 0, size), keep)
	if err != nil {
		return IncomingFile{}, nil, err
	}
	return IncomingFile{Name: path.Base(name), Path: name, Kind: string(doc.Kind), Size: ref.Size, Pages: doc.Pages, SHA256: ref.SHA256, SM3: ref.SM3}, doc, nil
}

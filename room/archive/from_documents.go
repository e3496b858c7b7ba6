package archive

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
	"lantai.internal/room/archive/intake"
)

type file interface {
	io.ReaderAt
}

// put stores a stream, or in a dry run only takes its digests.
func (r *Room) put(ctx context.Context, src io.Reader, keep bool) (blob.Ref, error) {
	if keep {
		return r.Files.Put(ctx, src, 0)
	}
	d := blob.NewDigests()
	_, err := io.Copy(d, src)
	return d.Ref(), fault.Wrap("archive.digest", fault.Unavailable, err)
}

// DocumentOptions say how a folder or ZIP of documents is read.
type DocumentOptions struct {
	Mapping  intake.Mapping // for the table that may lie beside the documents
	DryRun   bool
	Progress func(done, of int) // may be nil
}

// Documents reads every document of a folder or ZIP: stores it, reads its text,
// describes it. The result is spooled to disk, so that the transaction that
// follows is short and memory does not grow. Close removes the spool.
func (r *Room) Documents(ctx context.Context, where string, o DocumentOptions) (Source, io.Closer, error) {
	st, err := os.Stat(where)
	if err != nil {
		return nil, nil, fault.Field("file", where, "找不到“"+where+"”，请检查路径。")
	}
	w, err := newSpool(r.Door.Dir())
	if err != nil {
		return nil, nil, err
	}
	d := &documents{r: r, o: o, w: w}
	if st.IsDir() {
		err = d.folder(ctx, where)
	} else {
		err = d.zipFile(ctx, where, st.Size())
	}
	if err == nil {
		err = w.rewind()
	}
	if err != nil {
		w.Close()
		return nil, nil, err
	}
	return w, w, nil
}

type documents struct {
	r       *Room
	o       DocumentOptions
	w       *spool
	row     int
	total   int
	matches map[string]intake.Match
	inside  bool     // within a container that lies in the file store
	parts   []string // digests of what came out of containers

	unread    bool     // a document was without any text, or could not be read
	secrets   int      // papers refused because they bear the mark of a state secret
	from      string   // digest of the stored file that is being read, "" if none is
	marked    []string // digests of stored files that state secrets were found in
	bySidecar []string // documents that the table beside them calls state secrets
}

// junk are files that operating systems leave behind.
func junk(p string) bool {
	base := path.Base(p)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasPrefix(p, "__MACOSX/") ||
		slices.Contains([]string{"Thumbs.db", "desktop.ini"}, base)
}

func (d *documents) folder(ctx context.Context, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fault.Wrap("archive.folder", fault.Unavailable, err)
	}
	defer root.Close()
	var paths []string
	err = fs.WalkDir(root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && p != "." && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir
		}
		if e.Type().IsRegular() && !junk(p) {
			paths = append(paths, p)
		} else if !e.IsDir() && !junk(p) {
			d.w.warn(Warning{Field: "files", Value: p, Message: "链接或特殊文件，没有读取。"})
		}
		return nil
	})
	if err != nil {
		return fault.Wrap("archive.folder", fault.Unavailable, err)
	}
	slices.Sort(paths)
	if paths, err = d.sidecar(ctx, paths, func(p string) (*sheet.Table, error) {
		return sheet.Open(ctx, filepath.Join(dir, filepath.FromSlash(p)), d.o.Mapping.SheetOptions())
	}); err != nil {
		return err
	}
	return d.each(ctx, paths, func(p string) (*os.File, error) { return root.Open(p) })
}

// each reads documents in order; those that one row of the table beside them
// describes together become one record.
func (d *documents) each(ctx context.Context, paths []string, open func(string) (*os.File, error)) error {
	d.total += len(paths)
	group := map[int][]string{}
	for _, p := range paths {
		if m, ok := d.matches[p]; ok {
			group[m.Row] = append(group[m.Row], p)
		}
	}
	for _, p := range paths {
		names := []string{p}
		if m, ok := d.matches[p]; ok {
			if names = group[m.Row]; len(names) == 0 {
				continue
			}
			group[m.Row] = nil
		}
		if err := d.together(ctx, names, open); err != nil {
			return err
		}
	}
	return nil
}

// together makes one record of documents that belong together.
func (d *documents) together(ctx context.Context, names []string, open func(string) (*os.File, error)) error {
	if len(names) > 1 {
		if secret, err := d.oneMarked(ctx, names, open); err != nil || secret {
			return err
		}
	}
	var rec *Incoming
	for _, name := range names {
		f, err := open(name)
		if err != nil {
			if err := d.refuse(name, fault.New(fault.Invalid, "打不开这个文件，没有接收。")); err != nil {
				return err
			}
			continue
		}
		next, err := func() (*Incoming, error) {
			defer f.Close()
			st, err := f.Stat()
			if err != nil {
				return nil, d.refuse(name, fault.New(fault.Invalid, "读不到这个文件，没有接收。"))
			}
			return d.one(ctx, f, st.Size(), name)
		}()
		switch {
		case err != nil:
			return err
		case next == nil:
		case rec == nil:
			rec = next
		default:
			rec.Files = append(rec.Files, next.Files...)
			rec.Body += "\n\f\n" + next.Body
			if rec.PagesEstimated {
				rec.Pages += next.Pages
			}
		}
	}
	if rec == nil {
		return nil
	}
	return d.w.record(rec)
}

func (d *documents) zipFile(ctx context.Context, file string, size int64) error {
	f, err := os.Open(file)
	if err != nil {
		return fault.Wrap("archive.zip", fault.Unavailable, err)
	}
	defer f.Close()
	return d.zip(ctx, f, size)
}

// zip unpacks every file into a temporary one, because text readers jump about.
func (d *documents) zip(ctx context.Context, ra io.ReaderAt, size int64) error {
	dir, err := os.MkdirTemp(filepath.Join(d.r.Door.Dir(), "tmp"), "zip-")
	if err != nil {
		return fault.Wrap("archive.zip", fault.Full, err)
	}
	defer os.RemoveAll(dir)
	var paths []string
	unfit := func(name string, why error) error {
		if junk(name) {
			return nil
		}
		return d.refuse(name, why)
	}
	err = reader.WalkZip(ctx, ra, size, reader.Limits{Unfit: unfit}, func(e reader.Entry) error {
		if junk(e.Path) {
			return nil
		}
		src, err := e.Open()
		if err != nil {
			return err
		}
		defer src.Close()
		to, err := os.Create(filepath.Join(dir, fmt.Sprint(len(paths))))
		if err != nil {
			return fault.Wrap("archive.zip", fault.Full, err)
		}
		_, err = io.Copy(to, src)
		if closed := to.Close(); errors.Is(err, reader.ErrBroken) {
			return unfit(e.Path, err)
		} else if err := errors.Join(err, closed); err != nil {
			return err
		}
		paths = append(paths, e.Path)
		return nil
	})
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, p := range paths {
		at[p] = i
	}
	local := func(p string) string { return filepath.Join(dir, fmt.Sprint(at[p])) }
	var beside io.Closer
	docs, err := d.sidecar(ctx, paths, func(p string) (*sheet.Table, error) {
		f, err := os.Open(local(p))
		if err != nil {
			return nil, err
		}
		beside = f
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		return sheet.OpenReader(ctx, f, st.Size(), path.Base(p), d.o.Mapping.SheetOptions())
	})
	if beside != nil {
		beside.Close()
	}
	if err != nil {
		return err
	}
	return d.each(ctx, docs, func(p string) (*os.File, error) { return os.Open(local(p)) })
}

// sidecar reads the table beside the documents, if there is one, and takes it
// out of the list.
func (d *documents) sidecar(ctx context.Context, paths []string, open func(string) (*sheet.Table, error)) ([]string, error) {
	name, ok := intake.FindSidecar(paths)
	if !ok {
		return paths, nil
	}
	docs := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == name })
	t, err := open(name)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	m, err := intake.MatchSidecar(ctx, t, d.o.Mapping, docs)
	if err != nil {
		return nil, err
	}
	d.matches = m.Matched
	for _, w := range m.Warnings {
		d.w.warn(Warning(w))
	}
	for _, r := range m.Rejections {
		if Rejection(r).secret() {
			d.secret()
		}
		if err := d.w.reject(Rejection(r)); err != nil {
			return nil, err
		}
	}
	d.bySidecar = m.Secret
	// A row that was refused must not let its paper in without the row.
	return slices.DeleteFunc(docs, func(p string) bool { return slices.Contains(m.Secret, p) }), nil
}

func (d *documents) refuse(name string, err error) error {
	d.row++
	f := fault.Of(err)
	if f.Kind == fault.Full || f.Kind == fault.Unavailable || f.Kind == fault.Internal {
		return err
	}
	say := f.Safe()
	if errors.Is(err, errMarked) {
		d.secret()
		// Neither the name of such a file nor a word of it is written down.
		name, say = f.Value, "这个文件带国家秘密标志，本系统不是涉密系统，没有接收，名称也不登记。请转涉密载体管理。"
	} else {
		d.unread = true
	}
	field := f.Field
	if field == "" {
		field = "files"
	}
	return d.w.reject(Rejection{Row: d.row, Field: field, Value: name, Message: say})
}

// one reads, describes and stores one document; nil if it was refused.
func (d *documents) one(ctx context.Context, f file, size int64, name string) (*Incoming, error) {
	if d.o.Progress != nil {
		d.o.Progress(d.row, d.total)
	}
	in, doc, desc, err := d.r.receive(ctx, f, size, name, !d.o.DryRun)
	if err != nil {
		return nil, d.refuse(name, err)
	}
	d.unread = d.unread || strings.TrimSpace(doc.Body) == ""
	if d.inside {
		d.parts = append(d.parts, in.SHA256)
	}
	d.row++
	for _, w := range doc.Warnings {
		d.w.warn(Warning{Row: d.row, Field: "files", Value: name, Message: w})
	}
	rec := d.incoming(in, doc, desc, name)
	if m, ok := d.matches[name]; ok {
		fillFrom(rec, m.Record)
	}
	return rec, nil
}

func (d *documents) incoming(in IncomingFile, doc *reader.Document, desc describe.Description, name string) *Incoming {
	rec := &Incoming{Row: d.row, Title: desc.Title.Value, DocNo: desc.DocNo.Value, Issuer: desc.Issuer.Value, Date: desc.Day(), Year: desc.Year(),
		Level: mark.Internal, Pages: doc.Pages, PagesEstimated: doc.PagesEstimated, Keywords: desc.Keywords, Category: "WS", Body: doc.Body,
		Files: []IncomingFile{in}, Doubts: map[string]Doubt{}}
	if l, err := mark.Parse(desc.Mark.Value); err == nil && desc.Mark.Value != "" {
		rec.Level = l
	}
	if reader.Kind(in.Kind).IsImage() {
		rec.Category = "ZP"
		if doc.Photo != nil && rec.Date.IsZero() && !doc.Photo.Taken.IsZero() {
			rec.Date = civil.DateOf(doc.Photo.Taken)
			rec.Year = rec.Date.Year
			rec.Doubts["date"] = Doubt{"likely", "照片拍摄时间（EXIF）"}
		}
	}
	if rec.Title == "" {
		rec.Title = "[" + strings.TrimSuffix(path.Base(name), path.Ext(name)) + "]"
		rec.Doubts["title"] = Doubt{"guess", "正文中没有题名，暂用文件名"}
	}
	for field, f := range map[string]describe.Found{"title": desc.Title, "doc_no": desc.DocNo, "issuer": desc.Issuer, "date": desc.Date} {
		if f.Value != "" && f.Confidence != describe.Sure {
			rec.Doubts[field] = Doubt{f.Confidence.Word(), f.Evidence}
		}
	}
	return rec
}

// fillFrom lets the table beside the documents speak before the text.
func fillFrom(rec *Incoming, m intake.Record) {
	set := func(field string, to *string, v string) {
		if v != "" {
			*to = v
			delete(rec.Doubts, field)
		}
	}
	set("title", &rec.Title, m.Title)
	set("doc_no", &rec.DocNo, m.DocNo)
	set("issuer", &rec.Issuer, m.Issuer)
	set("", &rec.Unit, m.Unit)
	set("", &rec.Code, m.Code)
	set("", &rec.Box, m.Box)
	set("", &rec.Remark, m.Remark)
	if !m.Date.IsZero() {
		rec.Date, rec.Year = m.Date, m.Date.Year
		delete(rec.Doubts, "date")
	}
	if m.Year != 0 {
		rec.Year = m.Year
	}
	if m.Retention != "" {
		rec.Retention = code.Period(m.Retention)
	}
	if m.Pages != 0 {
		rec.Pages, rec.PagesEstimated = m.Pages, false
	}
	if len(m.Keywords) > 0 {
		rec.Keywords = m.Keywords
	}
	rec.Level, rec.Category = m.Classification, m.Category
}

// issuers maps the bureau's own number prefixes to its name.
func (r *Room) issuers() map[string]string {
	m := map[string]string{}
	for _, p := range r.OwnPrefixes {
		if len(r.OwnNames) > 0 {
			m[p] = r.OwnNames[0]
		}
	}
	return m
}

// spool keeps described documents on disk between reading and the transaction.
type spool struct {
	f   *os.File
	enc *json.Encoder
	buf *bufio.Writer
	dec *json.Decoder
}

type spooled struct {
	Record  *Incoming   `json:"r,omitempty"`
	Reject  []Rejection `json:"x,omitempty"`
	Warning []Warning   `json:"w,omitempty"`
}

func newSpool(dir string) (*spool, error) {
	tmp := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fault.Wrap("archive.spool", fault.Full, err)
	}
	f, err := os.CreateTemp(tmp, "spool-*.ndjson")
	if err != nil {
		return nil, fault.Wrap("archive.spool", fault.Full, err)
	}
	s := &spool{f: f, buf: bufio.NewWriterSize(f, 1<<20)}
	s.enc = json.NewEncoder(s.buf)
	s.enc.SetEscapeHTML(false)
	return s, nil
}

func (s *spool) write(x spooled) error {
	return fault.Wrap("archive.spool", fault.Full, s.enc.Encode(x))
}
func (s *spool) record(r *Incoming) error { return s.write(spooled{Record: r}) }
func (s *spool) reject(r Rejection) error { return s.write(spooled{Reject: []Rejection{r}}) }
func (s *spool) warn(w Warning) error     { return s.write(spooled{Warning: []Warning{w}}) }

func (s *spool) rewind() error {
	if err := s.buf.Flush(); err != nil {
		return fault.Wrap("archive.spool", fault.Full, err)
	}
	if _, err := s.f.Seek(0, io.SeekStart); err != nil {
		return fault.Wrap("archive.spool", fault.Unavailable, err)
	}
	s.dec = json.NewDecoder(bufio.NewReaderSize(s.f, 1<<20))
	return nil
}

// Next gives what was spooled.
func (s *spool) Next(context.Context) (*Incoming, []Rejection, []Warning, error) {
	var x spooled
	if err := s.dec.Decode(&x); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil, nil, io.EOF
		}
		return nil, nil, nil, fault.Wrap("archive.spool", fault.Unavailable, err)
	}
	return x.Record, x.Reject, x.Warning, nil
}

// Close removes the spool.
func (s *spool) Close() error {
	return errors.Join(s.f.Close(), os.Remove(s.f.Name()))
}

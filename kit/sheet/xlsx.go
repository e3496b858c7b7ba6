package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"lantai.internal/base/fault"
)

// The reader of XLSX is our own although excelize writes: its row stream does
// not tell the style of a cell, so a day could not be told from a number, and a
// sheet that breaks off in the middle ends there without an error.

const (
	maxEntries = 20000
	maxPart    = 64 << 20 // bytes of a part that is held in memory: workbook, relations, styles
	maxStyles  = 65536
	maxSheets  = 1024
)

type sheetRef struct {
	name, part string
	hidden     bool
}

type workbook struct {
	files    map[string]*zip.File // by lower-case name
	styleAt  *zip.File
	stringAt *zip.File
	sheets   []sheetRef
	date1904 bool
	styles   []cellStyle
	strings  *stringTable
	max      int64 // bytes of one cell
}

func (t *Table) openXLSX(r io.ReaderAt, size int64, o Options) error {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return &fault.Error{Kind: fault.Invalid, Op: "sheet.xlsx", Say: "文件已损坏或没有传完，读不了。请重新取得文件，或用表格软件打开并另存后再导入。", Err: err}
	}
	w := &workbook{files: map[string]*zip.File{}, max: o.MaxLine}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(o.MaxUnpacked) || f.UncompressedSize64 > uint64(o.MaxUnpacked) {
			return fault.Newf(fault.TooLarge, "表格文件展开后超过 %d MB，未读取。请拆成几个文件再导入。", o.MaxUnpacked>>20)
		}
		if f.Flags&1 != 0 {
			return fault.New(fault.Unsupported, "文件设有密码，读不了。请去掉密码后再导入。")
		}
		w.files[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	if len(z.File) > maxEntries {
		return fault.New(fault.TooLarge, "文件里的部件太多，不像是正常的表格，未读取。")
	}
	if err := w.readWorkbook(); err != nil {
		return err
	}
	if err := w.readStyles(); err != nil {
		return err
	}
	t.encoding, t.date1904 = UTF8, w.date1904
	for _, s := range w.sheets {
		if !s.hidden {
			t.sheets = append(t.sheets, s.name)
		}
	}
	w.strings = &stringTable{dir: o.TempDir}
	if err := w.strings.read(w); err != nil {
		w.strings.close()
		return err
	}
	src, err := t.chooseSheet(w, o)
	if err != nil {
		w.strings.close()
		return err
	}
	t.src = src
	return nil
}

// chooseSheet opens the sheet asked for, or the first visible one with content.
func (t *Table) chooseSheet(w *workbook, o Options) (*xlsxSource, error) {
	if o.Sheet != "" {
		for _, s := range w.sheets {
			if s.name == o.Sheet || strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(o.Sheet)) {
				t.sheet = s.name
				return t.openSheet(w, s.part)
			}
		}
		return nil, &fault.Error{Kind: fault.Invalid, Field: "sheet", Value: o.Sheet,
			Say: "文件里没有名为“" + o.Sheet + "”的工作表，有的是：" + strings.Join(t.sheets, "、") + "。"}
	}
	for _, s := range w.sheets {
		if s.hidden {
			continue
		}
		src, err := t.openSheet(w, s.part)
		if err != nil {
			return nil, err
		}
		for range headerWindow {
			row, err := src.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || !blank(row.cells) {
				src.closeSheet()
				t.sheet = s.name
				return t.openSheet(w, s.part)
			}
		}
		src.closeSheet()
	}
	return nil, fault.New(fault.Invalid, "表格文件里没有内容。")
}

// part opens a part of the package by its name.
func (w *workbook) part(name string) (io.ReadCloser, error) {
	f := w.files[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, os.ErrNotExist
	}
	rc, err := f.Open()
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "sheet.xlsx", Say: errXML.Say, Err: err}
	}
	return rc, nil
}

// each walks over the start tags of a small part.
func (w *workbook) each(name string, f func(x *xmlScan)) error {
	rc, err := w.part(name)
	if err != nil {
		return err
	}
	defer rc.Close()
	x, err := newXMLScan(io.LimitReader(rc, maxPart), maxPart)
	if err != nil {
		return err
	}
	for {
		if err := x.next(false); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if x.open {
			f(x)
		}
	}
}

// relations reads the targets of a part's relations by id, and by the last word of their type.
func (w *workbook) relations(part string) (byID, byType map[string]string, kinds map[string]string, err error) {
	byID, byType, kinds = map[string]string{}, map[string]string{}, map[string]string{}
	dir, base := path.Split(part) // the package itself is the part without a name
	err = w.each(path.Join(dir, "_rels", base+".rels"), func(x *xmlScan) {
		if !x.is("Relationship") || len(byID) > maxEntries {
			return
		}
		if mode, _ := x.attr("TargetMode"); mode == "External" {
			return
		}
		id, _ := x.attr("Id")
		kind, _ := x.attr("Type")
		target, _ := x.attr("Target")
		kind = path.Base(kind)
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		byID[id], kinds[id] = target, kind
		if byType[kind] == "" {
			byType[kind] = target
		}
	})
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return byID, byType, kinds, err
}

func (w *workbook) readWorkbook() error {
	_, top, _, err := w.relations("")
	if err != nil {
		return err
	}
	name := top["officeDocument"]
	if name == "" {
		name = "xl/workbook.xml"
	}
	if w.files[strings.ToLower(name)] == nil {
		if w.files["content.xml"] != nil && w.files["mimetype"] != nil {
			return fault.New(fault.Unsupported, "这是 ODS 格式的表格。请用表格软件打开，另存为 XLSX 后再导入。")
		}
		return fault.New(fault.Unsupported, "这个压缩文件不是 XLSX 表格。请用表格软件另存为 XLSX 后再导入。")
	}
	byID, byType, kinds, err := w.relations(name)
	if err != nil {
		return err
	}
	if byType["styles"] == "" {
		byType["styles"] = path.Join(path.Dir(name), "styles.xml")
	}
	if byType["sharedStrings"] == "" {
		byType["sharedStrings"] = path.Join(path.Dir(name), "sharedStrings.xml")
	}
	w.styleAt = w.files[strings.ToLower(byType["styles"])]
	w.stringAt = w.files[strings.ToLower(byType["sharedStrings"])]
	err = w.each(name, func(x *xmlScan) {
		switch {
		case x.is("workbookPr"):
			v, _ := x.attr("date1904")
			w.date1904 = v == "1" || strings.EqualFold(v, "true")
		case x.is("sheet") && len(w.sheets) < maxSheets:
			title, _ := x.attr("name")
			id, _ := x.attr("id")
			state, _ := x.attr("state")
			if byID[id] != "" && kinds[id] == "worksheet" {
				w.sheets = append(w.sheets, sheetRef{title, byID[id], state == "hidden" || state == "veryHidden"})
			}
		}
	})
	if err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return fault.New(fault.Unsupported, "这个文件里没有工作表，不是可以导入的表格。")
	}
	return nil
}

// stringTable holds the shared strings: in memory while they are few, in a
// temporary file when they are many.
type stringTable struct {
	dir  string
	ends []int64 // where each string ends
	mem  []byte
	file *os.File
	base int64 // how much has gone to the file
	got  []byte
}

const (
	stringsInMemory = 32 << 20
	maxStrings      = 16 << 20
)

func (s *stringTable) read(w *workbook) error {
	f := w.stringAt
	if f == nil {
		return nil
	}
	rc, err := f.Open()
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Op: "sheet.xlsx", Say: errXML.Say, Err: err}
	}
	defer rc.Close()
	x, err := newXMLScan(rc, w.max)
	if err != nil {
		return err
	}
	phonetic := 0
	closed := false
	size := 0
	for {
		err := x.next(true)
		if errors.Is(err, io.EOF) {
			if !closed {
				return errXML
			}
			return s.flush(true)
		}
		if err != nil {
			return err
		}
		switch {
		case x.is("rPh") && !x.empty:
			if x.open {
				phonetic++
			} else {
				phonetic--
			}
		case x.is("t") && !x.open && phonetic == 0:
			s.mem = append(s.mem, x.data...)
			if size += len(x.data); int64(size) > w.max {
				return errTooLong
			}
		case x.is("si") && (!x.open || x.empty):
			size = 0
			s.ends = append(s.ends, s.base+int64(len(s.mem)))
			if len(s.ends) > maxStrings {
				return fault.New(fault.TooLarge, "表格里的文字条目过多，读不下去。请拆成几个文件再导入。")
			}
			if err := s.flush(false); err != nil {
				return err
			}
		case x.is("sst") && (!x.open || x.empty):
			closed = true
		}
	}
}

// flush moves the strings to a temporary file once they are too many.
func (s *stringTable) flush(last bool) error {
	if len(s.mem) < stringsInMemory && !(last && s.file != nil) {
		return nil
	}
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "lantai-sheet-*")
		if err != nil {
			return &fault.Error{Kind: fault.Full, Op: "sheet.xlsx", Err: err}
		}
		s.file = f
	}
	if _, err := s.file.Write(s.mem); err != nil {
		return &fault.Error{Kind: fault.Full, Op: "sheet.xlsx", Err: err}
	}
	s.base += int64(len(s.mem))
	s.mem = s.mem[:0]
	if last {
		s.mem = nil
	}
	return nil
}

func (s *stringTable) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	start := int64(0)
	if i > 0 {
		start = s.ends[i-1]
	}
	if s.file == nil {
		return string(s.mem[start:s.ends[i]]), true
	}
	n := int(s.ends[i] - start)
	if cap(s.got) < n {
		s.got = make([]byte, n)
	}
	if _, err := s.file.ReadAt(s.got[:n], start); err != nil {
		return "", false
	}
	return string(s.got[:n]), true
}

func (s *stringTable) close() error {
	if s == nil || s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := s.file.Close()
	s.file = nil
	return errors.Join(err, os.Remove(name))
}

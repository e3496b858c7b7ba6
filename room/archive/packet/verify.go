package packet

import (
	"context"
	"errors"
	"os"
	"path"
	"sort"
	"strings"

	"lantai.internal/base/fault"
)

// Record is one archival item as a reader found it in a package.
type Record struct {
	// Values holds the texts of the metadata by element name (DA/T 46), in order.
	Values map[string][]string
	Files  []RecordFile
	Events int // steps of the process log
}

// Value is the first non-empty text of a metadata element, or "".
func (r Record) Value(name string) string {
	for _, v := range r.Values[name] {
		if v != "" {
			return v
		}
	}
	return ""
}

// RecordFile is one file of a record, as the package itself holds it.
type RecordFile struct {
	Name   string // original name
	Path   string // where it lies in the package, "" inside an EEP
	Size   int64  // bytes found
	SHA256 string // computed, lower-case hexadecimal
	SM3    string // computed where the kind needs it, else ""
}

// Inspection is a report together with what the package holds. Records are those
// that could be read, even of an invalid package.
type Inspection struct {
	Report  Report
	Records []Record
	Notes   map[string]string // the fields of 说明文件.TXT or bag-info.txt
}

// Verify reads a package and reports whether it is valid: a BagIt bag 0.93 to
// 1.0 (folder, ZIP, TAR, compressed TAR), an EEP (an XML file, or a folder or ZIP
// of them), a DA/T 93-2022 package or the layout of 2012 (folder or ZIP).
//
// The error is for what could not be judged: a path that does not exist
// (fault.NotFound), something that is no package (IsNotPackage), an end of ctx, a
// machine failure. A broken package is no error: its Report says what is wrong.
func Verify(ctx context.Context, name string, opt Options) (Report, error) {
	in, err := Inspect(ctx, name, opt)
	return in.Report, err
}

// Inspect is Verify that also gives the records read.
func Inspect(ctx context.Context, name string, opt Options) (Inspection, error) {
	opt = opt.withDefaults()
	f := &findings{max: opt.MaxMessages}
	t, ok, err := openTree(ctx, name, opt, f)
	if err != nil {
		return Inspection{}, err
	}
	if !ok {
		return inspectXML(ctx, name, opt, f)
	}
	defer t.Close()
	if t.form != "文件夹" {
		t = baseFolder(t, f)
	}
	in := Inspection{}
	switch {
	case looksLikeBag(t):
		b, err := verifyBag(ctx, t, opt, f)
		if err == nil {
			in.Records, err = b.records()
		}
		if err != nil {
			return Inspection{}, judged(err)
		}
		in.Notes = b.notes
		in.Report = f.report(KindBag, b.decl.version)
	case looksLikeDAT93(t):
		d, err := verifyDAT93(ctx, t, opt, f)
		if err != nil {
			return Inspection{}, judged(err)
		}
		in.Records, in.Notes = d.records, d.notes
		in.Report = f.report(KindDAT93, d.version)
	case looksLikeEEPs(ctx, t, opt):
		recs, version, err := verifyEEPs(ctx, t, opt, f)
		if err != nil {
			return Inspection{}, judged(err)
		}
		in.Records = recs
		in.Report = f.report(KindEEP, version)
	default:
		return Inspection{}, notPackage("“" + path.Base(name) + "”里没有 bagit.txt、说明文件或电子文件封装包")
	}
	return in, nil
}

func judged(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap("packet.verify", fault.Unavailable, err)
}

// inspectXML judges a file that is no container: an EEP or no package.
func inspectXML(ctx context.Context, name string, opt Options, f *findings) (Inspection, error) {
	file, err := os.Open(name)
	if err != nil {
		return Inspection{}, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	defer file.Close()
	fi, err := file.Stat()
	if err != nil {
		return Inspection{}, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	if fi.Size() > opt.MaxBytes {
		f.errf("文件超过 %d 字节的上限，未读取。", opt.MaxBytes)
		return Inspection{Report: f.report(KindEEP, "")}, nil
	}
	e := newEEP("", f)
	if err := e.read(ctx, file, opt); err != nil {
		return Inspection{}, judged(err)
	}
	if !e.isEEP {
		return Inspection{}, notPackage("“" + path.Base(name) + "”不是压缩包，也不是电子文件封装包")
	}
	return Inspection{Report: f.report(KindEEP, e.version), Records: e.records}, nil
}

// baseFolder finds the package in an archive: at its root, or in its one folder.
func baseFolder(t *tree, f *findings) *tree {
	if looksLikeBag(t) {
		f.warnf("BagIt 包直接放在压缩包的根部，规范要求外面有一层同名文件夹。")
		return t
	}
	if looksLikeDAT93(t) {
		return t
	}
	files, dirs := t.top()
	dirs = without(dirs, "__MACOSX")
	for _, n := range files {
		if !systemFile(n) {
			return t
		}
	}
	if len(dirs) == 1 {
		if s := t.under(dirs[0]); looksLikeBag(s) || looksLikeDAT93(s) || allXML(s) {
			return s
		}
	}
	return t
}

func without(list []string, s string) []string {
	var out []string
	for _, v := range list {
		if v != s {
			out = append(out, v)
		}
	}
	sort.Strings(out)
	return out
}

func allXML(t *tree) bool {
	n := 0
	for _, p := range t.order {
		if systemFile(p) {
			continue
		}
		if strings.ToLower(path.Ext(p)) != ".xml" {
			return false
		}
		n++
	}
	return n > 0
}

package packet

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// entry is one regular file of a package.
type entry struct {
	path string
	size int64
	open func() (io.ReadCloser, error)
}

// tree is the content of a package, wherever it lies: only regular files with
// harmless paths are in it, everything else has become a finding.
type tree struct {
	files map[string]*entry
	dirs  map[string]bool
	order []string // the paths of files, sorted
	form  string   // 文件夹, ZIP, TAR
	close func() error
}

// Close releases the container.
func (t *tree) Close() error {
	if t.close == nil {
		return nil
	}
	return t.close()
}

// loader fills a tree and keeps its bounds.
type loader struct {
	ctx   context.Context
	opt   Options
	f     *findings
	t     *tree
	bytes int64
	count int
	lower map[string]string
}

var errLimit = errors.New("limit reached")

func newLoader(ctx context.Context, opt Options, f *findings, form string) *loader {
	return &loader{ctx: ctx, opt: opt, f: f, lower: map[string]string{},
		t: &tree{files: map[string]*entry{}, dirs: map[string]bool{}, form: form}}
}

// name judges a name of the container; ok is false if the entry must be left out.
func (l *loader) name(raw string) (string, bool, error) {
	if err := l.ctx.Err(); err != nil {
		return "", false, err
	}
	l.count++
	if l.count > l.opt.MaxFiles {
		l.f.errf("包内文件和目录超过 %d 个的上限，未继续读取。", l.opt.MaxFiles)
		return "", false, errLimit
	}
	p, why := safePath(raw)
	if why != "" {
		l.f.errf("包内有不安全的路径 %s：%s。", show(raw), why)
		return "", false, nil
	}
	if !utf8.ValidString(p) {
		l.f.errf("包内文件名 %s 不是有效的 UTF-8 文本。", show(p))
		return "", false, nil
	}
	return p, true, nil
}

func (l *loader) add(p string, size int64, open func() (io.ReadCloser, error)) error {
	if size < 0 || size > l.opt.MaxBytes-l.bytes {
		l.f.errf("包内文件总字节数超过 %d 的上限（到 %s 为止），未继续读取。", l.opt.MaxBytes, show(p))
		return errLimit
	}
	if _, dup := l.t.files[p]; dup {
		l.f.errf("包内有两个同名文件 %s，无法分辨以哪个为准。", show(p))
		return nil
	}
	l.bytes += size
	l.t.files[p] = &entry{path: p, size: size, open: func() (io.ReadCloser, error) {
		rc, err := open()
		if err != nil {
			return nil, err
		}
		return &bounded{rc: rc, left: size}, nil
	}}
	l.dirsOf(p)
	return nil
}

func (l *loader) dirsOf(p string) {
	for d := path.Dir(p); d != "." && !l.t.dirs[d]; d = path.Dir(d) {
		l.t.dirs[d] = true
	}
}

// done sorts the tree and reports names that collide on other systems.
func (l *loader) done() *tree {
	for p := range l.t.files {
		l.t.order = append(l.t.order, p)
		if l.t.dirs[p] {
			l.f.errf("%s 既是文件又是目录。", show(p))
		}
	}
	sort.Strings(l.t.order)
	for _, p := range l.t.order {
		key := foldName(p)
		if other, ok := l.lower[key]; ok {
			l.f.warnf("文件名 %s 与 %s 只有大小写或字符组合形式不同，在其他系统上会互相覆盖。", show(p), show(other))
		} else {
			l.lower[key] = p
		}
		if systemFile(p) {
			l.f.warnf("包内有操作系统自行产生的文件 %s，建议移交前清除。", show(p))
		}
		if why := windowsTrouble(p); why != "" {
			l.f.warnf("文件名 %s %s，在 Windows 上无法解开。", show(p), why)
		}
	}
	return l.t
}

// bounded ends a file whose content is longer than was declared with an error.
type bounded struct {
	rc   io.ReadCloser
	left int64
}

var errLonger = errors.New("content is longer than declared")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errLonger
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.rc.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, errLonger
	}
	if err == io.EOF && b.left > 0 {
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

func (b *bounded) Close() error { return b.rc.Close() }

// openTree opens a folder, ZIP, TAR or compressed TAR. ok is false if the file
// is none of these.
func openTree(ctx context.Context, name string, opt Options, f *findings) (t *tree, ok bool, err error) {
	fi, err := os.Stat(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, false, &fault.Error{Kind: fault.NotFound, Op: "packet.open", Err: err,
				Say: "没有找到“" + name + "”，请核对路径。"}
		}
		return nil, false, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	if fi.IsDir() {
		t, err = openFolder(ctx, name, opt, f)
		return t, err == nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, false, notPackage("“" + name + "”不是普通文件")
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, false, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		file.Close()
		return nil, false, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	head = head[:n]
	switch {
	case hasPrefix(head, "PK\x03\x04"), hasPrefix(head, "PK\x05\x06"):
		t, err = openZip(ctx, file, fi.Size(), opt, f)
	case hasPrefix(head, "\x1f\x8b"):
		t, err = openGzip(ctx, file, fi.Size(), opt, f)
	case isTar(head):
		t, err = openTar(ctx, file, opt, f)
	default:
		return nil, false, file.Close()
	}
	if err != nil {
		file.Close()
		return nil, false, err
	}
	return t, true, nil
}

func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

func isTar(head []byte) bool {
	return len(head) == 512 && string(head[257:262]) == "ustar"
}

func openFolder(ctx context.Context, name string, opt Options, f *findings) (*tree, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	l := newLoader(ctx, opt, f, "文件夹")
	l.t.close = root.Close
	err = fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			f.errf("读不到 %s，请检查访问权限。", show(p))
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if p == "." {
			return ctx.Err()
		}
		q, ok, err := l.name(p)
		if err != nil {
			return err
		}
		if !ok {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case d.IsDir():
			l.t.dirs[q] = true
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			f.errf("包内有符号链接 %s，不予跟随；请换成真实文件。", show(p))
			return nil
		case !d.Type().IsRegular():
			f.errf("包内 %s 不是普通文件（设备、管道等）。", show(p))
			return nil
		}
		info, err := d.Info()
		if err != nil {
			f.errf("读不到 %s 的属性。", show(p))
			return nil
		}
		return l.add(q, info.Size(), func() (io.ReadCloser, error) { return openRegular(root, p, info) })
	})
	if err != nil && !errors.Is(err, errLimit) {
		root.Close()
		return nil, judged(err)
	}
	return l.done(), nil
}

// openRegular opens a file and makes sure it is the one that was listed: it may
// have been exchanged for a link in between.
func openRegular(root *os.Root, p string, listed fs.FileInfo) (io.ReadCloser, error) {
	f, err := root.Open(p)
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err == nil && (!fi.Mode().IsRegular() || !os.SameFile(fi, listed)) {
		err = errors.New("file was exchanged while being read")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// under gives the part of the tree below a folder, with the folder's name cut off.
func (t *tree) under(dir string) *tree {
	if dir == "" {
		return t
	}
	s := &tree{files: map[string]*entry{}, dirs: map[string]bool{}, form: t.form, close: t.close}
	for _, p := range t.order {
		if rest, ok := strings.CutPrefix(p, dir+"/"); ok {
			e := *t.files[p]
			e.path = rest
			s.files[rest] = &e
			s.order = append(s.order, rest)
		}
	}
	for d := range t.dirs {
		if rest, ok := strings.CutPrefix(d, dir+"/"); ok {
			s.dirs[rest] = true
		}
	}
	return s
}

// top gives the names at the root of the tree: files, and folders that hold something.
func (t *tree) top() (files, dirs []string) {
	seen := map[string]bool{}
	for _, p := range t.order {
		if i := strings.IndexByte(p, '/'); i >= 0 {
			if !seen[p[:i]] {
				seen[p[:i]] = true
				dirs = append(dirs, p[:i])
			}
			continue
		}
		files = append(files, p)
	}
	for d := range t.dirs {
		if !strings.Contains(d, "/") && !seen[d] {
			seen[d] = true
			dirs = append(dirs, d)
		}
	}
	sort.Strings(dirs)
	return files, dirs
}

package reader

import (
	"archive/zip"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// meteredReaderAt stops a directory that goes on and on: its own count of
// entries is the stranger's word.
type meteredReaderAt struct {
	ra   io.ReaderAt
	left int64
}

var errDirectory = errors.New("directory too long")

func (m *meteredReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errDirectory
	}
	return m.ra.ReadAt(p, off)
}

// switchReaderAt lets the directory be metered and the contents not.
type switchReaderAt struct{ ra io.ReaderAt }

func (s *switchReaderAt) ReadAt(p []byte, off int64) (int, error) { return s.ra.ReadAt(p, off) }

// listZip reads the directory of a ZIP, bounded in memory, and judges nothing
// but the count of entries.
func listZip(ra io.ReaderAt, size int64, lim Limits) (*zip.Reader, error) {
	tooMany := func() error {
		return refuse(ErrTooLarge, nil, "压缩包里的文件超过 %d 个，没有展开。分成几个压缩包再上传。", lim.ZipEntries)
	}
	sw := &switchReaderAt{ra: &meteredReaderAt{ra: ra, left: 256<<10 + 1024*int64(lim.ZipEntries)}}
	zr, err := zip.NewReader(sw, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		err = nil // names are judged below, with words of our own
	}
	if errors.Is(err, errDirectory) {
		return nil, tooMany()
	}
	if err != nil {
		return nil, broken("压缩包", err)
	}
	if len(zr.File) > lim.ZipEntries {
		return nil, tooMany()
	}
	sw.ra = ra
	return zr, nil
}

// budget is what is left for one archive and all archives within it.
type budget struct {
	entries  int
	unpacked int64
}

type zipItem struct {
	f    *zip.File
	name string // decoded, slashes
	dir  bool
}

type pack struct {
	items []zipItem
	lim   Limits
	left  *budget
	what  string // 压缩包, DOCX 文件 …, for messages
}

// openPack reads and judges a ZIP: every name, size, flag and the place of
// every entry, before anything is unpacked. Documents made of parts (DOCX, OFD)
// may write backslashes for slashes; archives may not.
func openPack(ra io.ReaderAt, size int64, lim Limits, left *budget, what string, document bool) (*pack, error) {
	zr, err := listZip(ra, size, lim)
	if err != nil {
		return nil, relabel(err, what)
	}
	p := &pack{lim: lim, left: left, what: what}
	left.entries -= len(zr.File)
	if left.entries < 0 {
		return nil, refuse(ErrTooLarge, nil, "%s连同其中嵌套的压缩包共超过 %d 个文件，没有展开。分成几个再上传。", what, lim.ZipEntries)
	}
	seen := map[string]string{}
	kinds := map[string]bool{} // folded path → is a directory
	for _, f := range zr.File {
		it, err := p.judge(f, document, seen, kinds)
		if err == nil {
			p.items = append(p.items, it)
			continue
		}
		if err := p.unfit(plainName(it.name, f.Name), err); err != nil {
			return nil, err
		}
	}
	for key, name := range seen {
		for i := strings.LastIndexByte(key, '/'); i > 0; i = strings.LastIndexByte(key[:i], '/') {
			if isDir, ok := kinds[key[:i]]; ok && !isDir {
				return nil, refuse(ErrUnsafeName, nil, "%s里 %s 的上级既是文件又是文件夹。重新打包。", what, showName(name))
			}
		}
	}
	return p, p.judgePlaces(size)
}

// judge reads one line of the directory; the name is given as far as it is known.
func (p *pack) judge(f *zip.File, document bool, seen map[string]string, kinds map[string]bool) (zipItem, error) {
	name, err := entryName(f)
	if err != nil {
		return zipItem{}, err
	}
	if document {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	dir := strings.HasSuffix(name, "/") || f.Mode().IsDir()
	it := zipItem{f, strings.TrimSuffix(name, "/"), dir}
	if err := p.judgeEntry(f, it.name, dir); err != nil {
		return it, err
	}
	if _, err := judgePath(it.name, p.what); err != nil {
		return it, err
	}
	key := cases.Fold().String(norm.NFC.String(it.name))
	if old, ok := seen[key]; ok && !(dir && kinds[key]) {
		return it, refuse(ErrUnsafeName, nil, "%s里有两个同名的文件：%s、%s（大小写和字形写法不计）。改名后重新打包。", p.what, showName(old), showName(it.name))
	}
	seen[key], kinds[key] = it.name, dir
	return it, nil
}

// unfit passes an entry over if whoever walks wants to be told, and ends the walk
// otherwise.
func (p *pack) unfit(name string, why error) error {
	for _, kind := range []error{ErrUnsafeName, ErrEncrypted, ErrUnsupported, ErrBroken} {
		if p.lim.Unfit != nil && errors.Is(why, kind) {
			return p.lim.Unfit(name, why)
		}
	}
	return why
}

// plainName is a name for a message, without what could disturb a line.
func plainName(name, raw string) string {
	if name == "" {
		name = raw
	}
	return strings.TrimSuffix(strings.TrimPrefix(showName(name), "“"), "”")
}

func relabel(err error, what string) error {
	if errors.Is(err, ErrBroken) {
		return broken(what, errors.Unwrap(err))
	}
	return err
}

func (p *pack) judgeEntry(f *zip.File, name string, dir bool) error {
	if t := f.Mode().Type(); t&^fs.ModeDir != 0 {
		return refuse(ErrUnsafeName, nil, "%s里的 %s 是链接或设备，不是普通文件，没有展开。去掉后重新打包。", p.what, showName(name))
	}
	if f.Flags&1 != 0 || f.Flags&0x2000 != 0 {
		return refuse(ErrEncrypted, nil, "%s设有密码，不能读取。去掉密码后重新上传。", p.what)
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return refuse(ErrUnsupported, nil, "%s里的 %s 用了不支持的压缩方法（%d）。用普通 ZIP 方式重新打包。", p.what, showName(name), f.Method)
	}
	un, packed := f.UncompressedSize64, f.CompressedSize64
	if un > 1<<62 || packed > 1<<62 || dir && un > 0 {
		return broken(p.what, errors.New("impossible size"))
	}
	if int64(un) > ratioFloor && int64(un)/max(int64(packed), 1) >= p.lim.ZipRatio {
		return refuse(ErrBomb, nil, "%s里的 %s 展开后是原来的 %d 倍以上（压缩炸弹），没有展开。核对来源后重新打包。", p.what, showName(name), p.lim.ZipRatio)
	}
	p.left.unpacked -= int64(un)
	if p.left.unpacked < 0 {
		return refuse(ErrBomb, nil, "%s展开后超过 %s，没有展开。分成几个再上传。", p.what, bytesText(p.lim.ZipUnpacked))
	}
	return nil
}

// judgePlaces refuses entries that share bytes, the trick that lets a small file
// unpack to any size without a suspicious ratio in one entry.
func (p *pack) judgePlaces(size int64) error {
	type place struct {
		from, to int64
		name     string
	}
	places := make([]place, 0, len(p.items))
	for _, it := range p.items {
		off, err := it.f.DataOffset()
		if err != nil {
			return broken(p.what, err)
		}
		end := off + int64(it.f.CompressedSize64)
		if off < 0 || end < off || end > size {
			return broken(p.what, errors.New("entry outside the file"))
		}
		places = append(places, place{off, end, it.name})
	}
	sort.Slice(places, func(i, j int) bool { return places[i].from < places[j].from })
	const header = 30
	for i := 1; i < len(places); i++ {
		if places[i].from-header < places[i-1].to {
			return refuse(ErrBomb, nil, "%s里的 %s 与 %s 重叠（压缩炸弹），没有展开。核对来源后重新打包。", p.what, showName(places[i-1].name), showName(places[i].name))
		}
	}
	return nil
}

// entryName decodes the name of an entry: the Unicode extra field if it belongs
// to this name, UTF-8, else GB18030, as Chinese Windows writes it.
func entryName(f *zip.File) (string, error) {
	if n, ok := unicodePath(f); ok {
		return n, nil
	}
	if utf8.ValidString(f.Name) {
		return f.Name, nil
	}
	if n, ok := decodeGB(f.Name); ok {
		return n, nil
	}
	return "", refuse(ErrUnsafeName, nil, "压缩包里有文件名的编码无法识别（不是 UTF-8，也不是 GB18030）。改名后重新打包。")
}

func unicodePath(f *zip.File) (string, bool) {
	for x := f.Extra; len(x) >= 4; {
		id, n := binary.LittleEndian.Uint16(x), int(binary.LittleEndian.Uint16(x[2:]))
		x = x[4:]
		if n > len(x) {
			return "", false
		}
		if id == 0x7075 && n > 5 && x[0] == 1 && binary.LittleEndian.Uint32(x[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) {
			s := string(x[5:n])
			return s, utf8.ValidString(s)
		}
		x = x[n:]
	}
	return "", false
}

func judgePath(name, what string) (string, error) {
	bad := func(why string) (string, error) {
		return "", refuse(ErrUnsafeName, nil, "%s里的文件名 %s %s，没有展开。改名后重新打包。", what, showName(name), why)
	}
	switch {
	case name == "":
		return bad("是空的")
	case utf8.RuneCountInString(name) > 2000:
		return bad("过长")
	case strings.ContainsRune(name, '\\'):
		return bad("含有反斜杠")
	case strings.HasPrefix(name, "/"):
		return bad("是绝对路径")
	case len(name) >= 2 && name[1] == ':' && unicode.IsLetter(rune(name[0])):
		return bad("带有盘符")
	}
	for _, c := range name {
		if unicode.IsControl(c) {
			return bad("含有控制字符")
		}
		if isBidi(c) {
			return bad("含有改变书写方向的隐藏字符")
		}
	}
	for _, part := range strings.Split(name, "/") {
		switch {
		case part == "..":
			return bad("指向压缩包以外（..）")
		case part == "." || part == "":
			return bad("含有空的或“.”的一级")
		}
	}
	return name, nil
}

// showName makes any name fit for a one-line message.
func showName(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || isBidi(c) {
			return '□'
		}
		return c
	}, strings.ToValidUTF8(s, "□"))
	if r := []rune(s); len(r) > 80 {
		s = string(r[:40]) + "…" + string(r[len(r)-30:])
	}
	return "“" + s + "”"
}

// open unpacks one entry through a reader that stops at the size the directory
// gives and at the end of ctx.
func (p *pack) open(ctx context.Context, it zipItem) (io.ReadCloser, error) {
	rc, err := it.f.Open()
	if err != nil {
		return nil, broken(p.what, err)
	}
	return &countingReader{ctx: ctx, rc: rc, left: int64(it.f.UncompressedSize64), p: p, name: it.name}, nil
}

type countingReader struct {
	ctx  context.Context
	rc   io.ReadCloser
	left int64
	p    *pack
	name string
}

func (c *countingReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.rc.Read(b)
	// The standard library sees the same lie first, in most cases.
	if c.left -= int64(n); c.left < 0 || errors.Is(err, zip.ErrFormat) {
		return 0, refuse(ErrBomb, nil, "%s里的 %s 实际大小超过目录所记（压缩炸弹），没有展开。核对来源后重新打包。", c.p.what, showName(c.name))
	}
	if err != nil && err != io.EOF {
		return n, broken(c.p.what, err)
	}
	if err == io.EOF && c.left > 0 {
		return n, broken(c.p.what, io.ErrUnexpectedEOF)
	}
	return n, err
}

func (c *countingReader) Close() error { return c.rc.Close() }

// find looks a part up by its path, by letter case only if need be.
func (p *pack) find(name string) (zipItem, bool) {
	name = strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/")
	loose := -1
	for i, it := range p.items {
		if it.name == name && !it.dir {
			return it, true
		}
		if loose < 0 && !it.dir && strings.EqualFold(it.name, name) {
			loose = i
		}
	}
	if loose >= 0 {
		return p.items[loose], true
	}
	return zipItem{}, false
}

// part reads one whole part of at most limit bytes; ok is false if there is none.
func (p *pack) part(ctx context.Context, name string, limit int64) (b []byte, ok bool, err error) {
	it, ok := p.find(name)
	if !ok {
		return nil, false, nil
	}
	if int64(it.f.UncompressedSize64) > limit {
		return nil, true, refuse(ErrTooLarge, nil, "%s里的 %s 展开后超过 %s，没有读取。", p.what, showName(it.name), bytesText(limit))
	}
	rc, err := p.open(ctx, it)
	if err != nil {
		return nil, true, err
	}
	defer rc.Close()
	b, err = io.ReadAll(rc)
	if err != nil {
		return nil, true, broken(p.what, err)
	}
	return b, true, nil
}

package packet

import (
	"context"
	"errors"
	"io"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/unicode/norm"
)

var manifestName = regexp.MustCompile(`^(tag)?manifest-(.+)\.txt$`)

// manifest is one manifest file, its paths resolved to files of the bag.
type manifest struct {
	file  string
	alg   string // key of algorithms
	known bool
	tag   bool
	sums  map[string]string // path in the bag → digest
}

// bag is one bag being verified.
type bag struct {
	ctx   context.Context
	t     *tree
	opt   Options
	f     *findings
	decl  declaration
	enc   encoding.Encoding
	mans  []*manifest
	fetch map[string]bool   // payload paths that fetch.txt promises
	nfc   map[string]string // NFC form → path, only where it is unique
	sums  map[string]string // SHA-256 of payload files, for Inspect
	notes map[string]string // labels of bag-info.txt, the first of each
}

// looksLikeBag reports whether a tree is meant to be a bag, even a broken one.
func looksLikeBag(t *tree) bool {
	files, dirs := t.top()
	manifests, data := false, false
	for _, n := range files {
		if n == "bagit.txt" {
			return true
		}
		manifests = manifests || manifestName.MatchString(n)
	}
	for _, d := range dirs {
		data = data || d == "data"
	}
	return manifests && data
}

func verifyBag(ctx context.Context, t *tree, opt Options, f *findings) (*bag, error) {
	b := &bag{ctx: ctx, t: t, opt: opt, f: f, fetch: map[string]bool{}, nfc: map[string]string{}, sums: map[string]string{},
		notes: map[string]string{}}
	for _, p := range t.order {
		n := norm.NFC.String(p)
		if _, dup := b.nfc[n]; dup {
			b.nfc[n] = ""
			continue
		}
		b.nfc[n] = p
	}
	if e := t.files["bagit.txt"]; e == nil {
		f.errf("缺 bagit.txt（BagIt 声明文件）。")
		b.decl = declaration{encoding: "UTF-8"}
	} else {
		text, err := readSmall(e, 4096)
		if err != nil {
			f.errf("bagit.txt 读不出来或超过 4096 字节。")
		}
		b.decl = parseDeclaration(text, f)
	}
	enc, ok := tagEncoding(b.decl.encoding)
	if !ok {
		f.errf("不支持标签文件的字符编码 %s。", show(b.decl.encoding))
		return b, nil
	}
	b.enc = enc
	if !t.dirs["data"] {
		f.errf("缺载荷目录 data/。")
	}
	b.readFetch()
	b.readInfo()
	b.readManifests()
	b.completeness()
	b.tagCompleteness()
	return b, b.digests()
}

// lines walks over a tag file; problems with its text become findings.
func (b *bag) lines(e *entry, each func(n int, line string)) {
	rc, err := e.open()
	if err != nil {
		b.f.errf("标签文件 %s 打不开。", show(e.path))
		return
	}
	defer rc.Close()
	var r io.Reader = rc
	if b.enc != nil {
		r = b.enc.NewDecoder().Reader(rc)
	}
	lr := newLineReader(r, b.opt.MaxLine)
	for b.ctx.Err() == nil {
		s, err := lr.next()
		switch {
		case err == io.EOF:
			if lr.bom && b.enc == nil {
				b.f.warnf("标签文件 %s 以字节顺序标记（BOM）开头。", show(e.path))
			}
			return
		case errors.Is(err, errLongLine):
			b.f.errf("标签文件 %s 第 %d 行超过 %d 字节，未继续读取。", show(e.path), lr.n+1, b.opt.MaxLine)
			return
		case errors.Is(err, errBadText):
			b.f.errf("标签文件 %s 第 %d 行不是 %s 编码的文本。", show(e.path), lr.n, b.decl.encoding)
			return
		case err != nil:
			b.f.errf("标签文件 %s 读到第 %d 行时出错：内容损坏或中断。", show(e.path), lr.n+1)
			return
		}
		each(lr.n, s)
	}
}

// resolve finds the file of the bag that a written path means.
func (b *bag) resolve(clean string) (string, bool) {
	if _, ok := b.t.files[clean]; ok {
		return clean, true
	}
	if dec, _ := decodePath(clean, b.decl.modern()); dec != clean {
		if _, ok := b.t.files[dec]; ok {
			return dec, true
		}
	}
	if other := b.nfc[norm.NFC.String(clean)]; other != "" {
		return other, true
	}
	return clean, false
}

func (b *bag) readManifests() {
	for _, p := range b.t.order {
		m := manifestName.FindStringSubmatch(p)
		if m == nil {
			continue
		}
		man := &manifest{file: p, alg: algorithmName(m[2]), tag: m[1] != "", sums: map[string]string{}}
		_, man.known = algorithms[man.alg]
		if !man.known {
			b.f.warnf("清单 %s 使用不认识的摘要算法 %s，其摘要无法核对，只核对文件是否齐全。", show(p), show(m[2]))
		} else if weak[man.alg] && b.decl.modern() {
			b.f.warnf("清单 %s 使用的摘要算法已不安全，新包应使用 SHA-256 或 SHA-512。", show(p))
		}
		if m[2] != strings.ToLower(m[2]) || strings.ContainsAny(m[2], "-_") {
			b.f.warnf("清单文件名 %s 中的算法名应当小写且不带连字符。", show(p))
		}
		b.readManifest(man)
		b.mans = append(b.mans, man)
	}
}

func (b *bag) readManifest(man *manifest) {
	written := map[string]string{} // folded name → name as written
	b.lines(b.t.files[man.file], func(n int, line string) {
		if strings.TrimSpace(line) == "" {
			return
		}
		if len(man.sums) >= b.opt.MaxFiles {
			if len(man.sums) == b.opt.MaxFiles {
				b.f.errf("清单 %s 列出的文件超过 %d 个的上限。", man.file, b.opt.MaxFiles)
				man.sums[""] = ""
			}
			return
		}
		m, ok := parseManifestLine(line)
		if !ok {
			b.f.errf("清单 %s 第 %d 行不是“摘要 路径”的形式：%s。", man.file, n, show(line))
			return
		}
		if m.star {
			b.f.warnf("清单 %s 第 %d 行的路径前有星号，是 md5sum 一类工具留下的。", man.file, n)
		}
		clean, why := safePath(m.path)
		if why != "" {
			b.f.errf("清单 %s 第 %d 行的路径 %s 不安全：%s。", man.file, n, show(m.path), why)
			return
		}
		if clean != m.path {
			b.f.warnf("清单 %s 第 %d 行的路径 %s 写法不规范，应为 %s。", man.file, n, show(m.path), show(clean))
		}
		if _, bare := decodePath(clean, b.decl.modern()); bare && b.decl.modern() {
			b.f.warnf("清单 %s 第 %d 行路径中的百分号未按规范写成 %%25。", man.file, n)
		}
		inData := strings.HasPrefix(clean, "data/")
		if !man.tag && !inData {
			b.f.errf("载荷清单 %s 第 %d 行列出了 data/ 以外的路径 %s。", man.file, n, show(m.path))
			return
		}
		if man.tag && inData {
			b.f.errf("标签清单 %s 第 %d 行列出了载荷文件 %s。", man.file, n, show(m.path))
			return
		}
		if man.tag && strings.HasPrefix(clean, "tagmanifest-") {
			if b.decl.modern() {
				b.f.errf("标签清单 %s 第 %d 行列出了标签清单 %s，规范不允许。", man.file, n, show(clean))
				return
			}
			b.f.warnf("标签清单 %s 第 %d 行列出了标签清单 %s。", man.file, n, show(clean))
		}
		if man.known && len(m.sum) != 2*algorithms[man.alg]().Size() {
			b.f.errf("清单 %s 第 %d 行的摘要长度不对（%d 个字符）。", man.file, n, len(m.sum))
			return
		}
		key := foldName(clean)
		if other, ok := written[key]; ok && other != clean {
			b.f.warnf("清单 %s 中 %s 与 %s 只有大小写或字符组合形式不同，在其他系统上会是同一个文件。", man.file, show(clean), show(other))
		}
		written[key] = clean
		p, found := b.resolve(clean)
		if !found {
			p, _ = decodePath(clean, b.decl.modern())
		} else if p != clean && norm.NFC.String(p) == norm.NFC.String(clean) {
			b.f.warnf("清单 %s 中的 %s 与包内文件名的字符组合形式不同，按同一文件核对。", man.file, show(clean))
		}
		if old, dup := man.sums[p]; dup {
			switch {
			case old != m.sum:
				b.f.errf("清单 %s 把 %s 列了两次，摘要不同。", man.file, show(p))
			case b.decl.modern():
				b.f.errf("清单 %s 把 %s 列了两次，1.0 版不允许。", man.file, show(p))
			default:
				b.f.warnf("清单 %s 把 %s 列了两次。", man.file, show(p))
			}
			return
		}
		man.sums[p] = m.sum
	})
	delete(man.sums, "")
}

// readFetch reads fetch.txt. Its addresses are never visited.
func (b *bag) readFetch() {
	e := b.t.files["fetch.txt"]
	if e == nil {
		return
	}
	b.f.warnf("包内有 fetch.txt，其中的网址未访问；只核对已在包内的文件。")
	b.lines(e, func(n int, line string) {
		if strings.TrimSpace(line) == "" {
			return
		}
		if len(b.fetch) > b.opt.MaxFiles {
			return
		}
		l, ok := parseFetchLine(line)
		if !ok {
			b.f.errf("fetch.txt 第 %d 行不是“网址 长度 路径”的形式：%s。", n, show(line))
			return
		}
		clean, why := safePath(l.path)
		if why != "" {
			b.f.errf("fetch.txt 第 %d 行的路径 %s 不安全：%s。", n, show(l.path), why)
			return
		}
		if !strings.HasPrefix(clean, "data/") {
			b.f.errf("fetch.txt 第 %d 行的路径 %s 不在 data/ 之内。", n, show(l.path))
			return
		}
		p, found := b.resolve(clean)
		if found {
			if size, err := strconv.ParseInt(l.length, 10, 64); err == nil && size != b.t.files[p].size {
				b.f.warnf("fetch.txt 第 %d 行记 %s 为 %s 字节，包内是 %d 字节。", n, show(p), l.length, b.t.files[p].size)
			}
		} else {
			p, _ = decodePath(clean, b.decl.modern())
		}
		b.fetch[p] = true
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// readSmall reads a whole file that must not be longer than max bytes.
func readSmall(e *entry, max int64) ([]byte, error) {
	if e.size > max {
		return nil, errLonger
	}
	rc, err := e.open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(io.LimitReader(rc, max+1))
}

// ext is the ending of a name in lower case, without the dot.
func ext(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

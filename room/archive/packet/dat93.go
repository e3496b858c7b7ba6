package packet

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// dat93 is one package of DA/T 93-2022, or of the 2012 rules, being verified.
type dat93 struct {
	ctx     context.Context
	t       *tree
	opt     Options
	f       *findings
	version string // "2022" or "2012"
	notes   map[string]string
	rows    []flatRecord // the catalogue
	records []Record
}

// rootFile finds a file at the root whatever the case of its ending.
func rootFile(t *tree, name string) *entry {
	files, _ := t.top()
	for _, n := range files {
		if strings.EqualFold(n, name) {
			return t.files[n]
		}
	}
	return nil
}

// looksLikeDAT93 reports whether a tree is meant to be such a package, even a broken one.
func looksLikeDAT93(t *tree) bool {
	for _, n := range []string{"说明文件.TXT", "目录文件.XML", "文件目录.XML", "案卷目录.XML"} {
		if rootFile(t, n) != nil {
			return true
		}
	}
	return false
}

func verifyDAT93(ctx context.Context, t *tree, opt Options, f *findings) (*dat93, error) {
	d := &dat93{ctx: ctx, t: t, opt: opt, f: f, version: "2022", notes: map[string]string{}}
	catalogue := rootFile(t, "目录文件.XML")
	if catalogue == nil {
		catalogue = rootFile(t, "文件目录.XML")
		if catalogue != nil || rootFile(t, "案卷目录.XML") != nil {
			d.version = "2012"
		}
	}
	if catalogue == nil && t.dirs["电子档案"] {
		d.version = "2012"
	}
	d.readNotes()
	if catalogue == nil {
		f.errf("缺目录文件（%s）。", map[string]string{"2022": "目录文件.XML", "2012": "文件目录.XML"}[d.version])
	} else if err := d.readCatalogue(catalogue); err != nil {
		return d, err
	}
	if !t.dirs["其他"] {
		f.warnf("缺“其他”文件夹。")
	}
	if d.version == "2012" {
		return d, d.content2012()
	}
	if err := d.ownDigests(); err != nil {
		return d, err
	}
	return d, d.content()
}

// Fields of 说明文件.TXT: those that must be there, and those that should.
var (
	notesMust   = []string{"移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"}
	notesShould = []string{"离线载体参数", "载体编号", "载体数量", "制作单位", "检查单位"}
	notes2012   = []string{"载体参数", "编号", "保管单位", "制作单位", "检查单位", "读取环境"}
)

func (d *dat93) readNotes() {
	e := rootFile(d.t, "说明文件.TXT")
	if e == nil {
		d.f.errf("缺说明文件（说明文件.TXT）。")
		return
	}
	b, err := readSmall(e, int64(d.opt.MaxText))
	if err != nil {
		d.f.errf("说明文件读不出来或超过 %d 字节。", d.opt.MaxText)
		return
	}
	b = bytes.TrimPrefix(b, []byte(utf8BOM))
	if !utf8.Valid(b) {
		s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
			d.f.errf("说明文件的字符编码不是 UTF-8、GB18030 或 GB2312。")
			return
		}
		b = s
	}
	lr := newLineReader(bytes.NewReader(b), len(b)+1)
	for {
		line, err := lr.next()
		if err != nil {
			break
		}
		line = strings.Replace(line, "：", ":", 1)
		if key, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) != "" {
			d.notes[strings.TrimSpace(key)] = strings.TrimSpace(v)
		}
	}
	must, should := notesMust, notesShould
	if d.version == "2012" {
		must, should = nil, notes2012
	}
	for _, k := range must {
		if d.notes[k] == "" {
			d.f.errf("说明文件中缺“%s”或内容为空。", k)
		}
	}
	for _, k := range should {
		if _, ok := d.notes[k]; !ok {
			d.f.warnf("说明文件中没有“%s”。", k)
		}
	}
}

var firstNumber = regexp.MustCompile(`[0-9]+`)

func (d *dat93) readCatalogue(e *entry) error {
	rc, err := e.open()
	if err != nil {
		d.f.errf("%s 打不开。", e.path)
		return nil
	}
	defer rc.Close()
	root, rows, err := readFlat(d.ctx, rc, d.opt, "文件")
	if d.ctx.Err() != nil {
		return d.ctx.Err()
	}
	if err != nil {
		d.f.errf("%s %s。", e.path, shownXML(err))
		return nil
	}
	if root != "文件目录" {
		d.f.errf("%s 的根元素应为“文件目录”，实际是“%s”。", e.path, root)
	}
	d.rows = rows
	if len(rows) == 0 {
		d.f.errf("%s 中没有一条目录。", e.path)
		return nil
	}
	must := []string{"顺序号", "档号", "题名", "责任者", "日期", "密级"}
	if d.version == "2022" {
		must = append(must, "保管期限")
	}
	codes := map[string]int{}
	for i, r := range rows {
		for _, k := range must {
			switch values, ok := r.values[k]; {
			case !ok:
				d.f.errf("%s 第 %d 条缺“%s”。", e.path, i+1, k)
			case len(values) > 1:
				d.f.errf("%s 第 %d 条有 %d 个“%s”。", e.path, i+1, len(values), k)
			case values[0] == "" && (k == "档号" || k == "题名"):
				d.f.errf("%s 第 %d 条的“%s”是空的。", e.path, i+1, k)
			case values[0] == "":
				d.f.warnf("%s 第 %d 条的“%s”是空的。", e.path, i+1, k)
			}
		}
		if n, err := strconv.Atoi(r.value("顺序号")); r.value("顺序号") != "" && (err != nil || n != i+1) {
			d.f.errf("%s 第 %d 条的顺序号是 %s，应当从 1 起连续。", e.path, i+1, show(r.value("顺序号")))
		}
		if code := r.value("档号"); code != "" {
			if other, dup := codes[code]; dup {
				d.f.errf("%s 第 %d 条与第 %d 条档号相同：%s。", e.path, i+1, other, show(code))
			} else {
				codes[code] = i + 1
			}
		}
	}
	if s := d.notes["档案数量"]; s != "" {
		if n, err := strconv.Atoi(firstNumber.FindString(s)); err != nil {
			d.f.warnf("说明文件的档案数量 %s 看不出件数。", show(s))
		} else if n != len(rows) {
			d.f.errf("说明文件登记 %d 件，目录有 %d 条，两者不符。", n, len(rows))
		}
	}
	if s := d.notes["起止档号"]; s != "" {
		for _, c := range []string{rows[0].value("档号"), rows[len(rows)-1].value("档号")} {
			if !strings.Contains(s, c) {
				d.f.warnf("说明文件的起止档号中没有目录首末条的档号 %s。", show(c))
			}
		}
	}
	return nil
}

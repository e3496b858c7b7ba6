package packet

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lantai.internal/base/fault"
)

func oneEEP(t testing.TB) string {
	t.Helper()
	p := sample()
	p.Items[0].Files = p.Items[0].Files[:1]
	var b bytes.Buffer
	if err := WriteEEP(t.Context(), &b, p, p.Items[0]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEEPFaults(t *testing.T) {
	good := oneEEP(t)
	cut := func(from, to string) string {
		i, j := strings.Index(good, from), strings.Index(good, to)
		if i < 0 || j < 0 {
			t.Fatalf("no %s … %s", from, to)
		}
		return good[:i] + good[j+len(to):]
	}
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct{ text, want string }{
		"good":            {good, ""},
		"comments":        {swap("<版本>", "<!-- a comment with <编码数据> -->\n<版本>"), ""},
		"base64 in lines": {swap("5q2j5paHCg==", "5q2j\r\n 5paH\nCg=="), ""},
		"no version":      {cut("<版本>", "</版本>"), "缺“版本”"},
		"no title":        {cut("<题名>", "</题名>"), "缺“题名”"},
		"empty title":     {swap("<题名>关于成品油市场检查的通知（附：检查表 &lt;A&amp;B&gt;）", "<题名>"), "“题名”是空的"},
		"order":           {swap("<密级>公开</密级>", "<密级>公开</密级><责任者>甲</责任者>"), "位置不对"},
		"unknown":         {swap("<版本>", "<作者>甲</作者><版本>"), "标准未规定的元素“作者”"},
		"value":           {swap("<封装包类型>原始型", "<封装包类型>别的"), "不在规定的范围"},
		"time":            {swap("2026-11-24T09:30:00+08:00</封装包创建时间>", "2026-13-45T09:30:00</封装包创建时间>"), "封装包创建时间"},
		"namespace":       {swap(eepNamespace, "urn:x"), "命名空间"},
		"size":            {swap("<计算机文件大小>7", "<计算机文件大小>8"), "登记为 8 字节，实际 7 字节"},
		"digest":          {swap("5q2j5paHCg==", "5q2j5paHCw=="), "数字摘要不符"},
		"alphabet":        {swap("5q2j5paHCg==", "5q2j5pa!Cg=="), "不是规范的 Base64"},
		"length":          {swap("5q2j5paHCg==", "5q2j5paHCg="), "不是 4 的倍数"},
		"padding inside":  {swap("5q2j5paHCg==", "5q2j5g==5paH"), "Base64"},
		"empty data":      {swap("5q2j5paHCg==</编码数据>", "<x/></编码数据>"), "夹有其他内容"},
		"DTD":             {swap("<电子文件封装包", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><电子文件封装包`), ""},
		"DTD inside":      {swap("<版本>", `<!DOCTYPE x><版本>`), "文档类型声明"},
		"entity":          {swap("<版本>2009", "<版本>&e;"), "不合语法"},
		"cut off":         {good[:len(good)/2], "不完整"},
		"file name":       {swap("<计算机文件名>关于", "<计算机文件名>../关于"), "不安全"},
		"deep":            {swap("<版本>", strings.Repeat("<a>", 100)+"<版本>"), "嵌套过深"},
		"long text":       {swap("<题名>", "<题名>"+strings.Repeat("长", 1<<20)), "过长"},
		"agent":           {swap("<机构人员标识符>机构人员1</机构人员标识符>", "<机构人员标识符>机构人员9</机构人员标识符>"), "不在机构人员实体块中"},
		"identifier":      {swap(`编码ID="修改0-文档1-文档数据1-编码1"`, `编码ID="修改0-文档1"`), "出现了两次"},
	} {
		t.Run(name, func(t *testing.T) {
			path := saved(t, "a.xml", []byte(c.text))
			if name == "DTD" {
				// Before the root element it cannot even be said to be an EEP.
				if _, err := Verify(t.Context(), path, Options{}); !IsNotPackage(err) {
					t.Errorf("%v", err)
				}
				return
			}
			r := verified(t, path, Options{})
			if r.Kind != KindEEP || r.Valid != (c.want == "") || c.want != "" && !mentions(r.Errors, c.want) {
				t.Errorf("want %q, got %+v", c.want, r)
			}
		})
	}
}

func TestEEPEncodings(t *testing.T) {
	text := strings.Replace(oneEEP(t), `encoding="UTF-8"`, `encoding="GB18030"`, 1)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	if r := verified(t, saved(t, "a.xml", []byte(gb)), Options{}); !r.Valid {
		t.Errorf("GB18030: %+v", r)
	}
	if r := verified(t, saved(t, "a.xml", []byte(utf8BOM+oneEEP(t))), Options{}); !r.Valid {
		t.Errorf("with a byte order mark: %+v", r)
	}
}

// Memory must not grow with the content of an EEP.
func TestEEPStreams(t *testing.T) {
	const size = 24 << 20
	p := sample()
	p.Items = p.Items[:1]
	p.Items[0].Files = []File{{Name: "录像.bin", Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(pattern{}, size)), nil
	}}}
	out := filepath.Join(t.TempDir(), "a.xml")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := CreateEEP(t.Context(), out, p); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > size/2 {
		t.Errorf("allocated %d bytes in all for %d bytes of content", grown, size)
	}
}

type pattern struct{}

func (pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i * 7)
	}
	return len(p), nil
}

func TestEEPNeedsFiles(t *testing.T) {
	p := sample()
	p.Items[1].Files = nil
	for _, create := range []maker{CreateEEP, CreateDAT93} {
		if err := create(t.Context(), filepath.Join(t.TempDir(), "x"), p); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	}
	if err := CreateBag(t.Context(), filepath.Join(t.TempDir(), "x"), p); err != nil {
		t.Errorf("a bag may hold an item on paper only: %v", err)
	}
}

func TestNotAPackage(t *testing.T) {
	for name, path := range map[string]string{
		"empty file":   saved(t, "a", nil),
		"text":         saved(t, "a.xml", []byte("hello")),
		"other XML":    saved(t, "a.xml", []byte("<html><body/></html>")),
		"broken zip":   saved(t, "a.zip", []byte("PK\x03\x04 and nothing else")),
		"empty zip":    zipped(t, "", nil, nil),
		"foreign zip":  zipped(t, "", map[string]string{"a.txt": "x"}, nil),
		"empty folder": t.TempDir(),
		"folder":       onDisk(t, map[string]string{"a.txt": "x", "data/b": "y"}),
		"gzip":         saved(t, "a.gz", []byte("\x1f\x8b\x08 and nothing else")),
	} {
		if _, err := Verify(t.Context(), path, Options{}); !IsNotPackage(err) || fault.Exit(err) != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Verify(t.Context(), filepath.Join(t.TempDir(), "none"), Options{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("absent: %v", err)
	}
}

func FuzzEEP(f *testing.F) {
	f.Add([]byte(oneEEP(f)))
	f.Add([]byte("<电子文件封装包 xmlns=\"" + eepNamespace + "\"><编码数据>QQ==</编码数据></电子文件封装包>"))
	f.Add([]byte("<电子文件封装包><编码数据/><![CDATA[x]]><!-- --></电子文件封装包>"))
	f.Add([]byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		fs := &findings{max: 50}
		e := newEEP("", fs)
		if err := e.read(t.Context(), bytes.NewReader(b), Options{MaxText: 4096}.withDefaults()); err != nil {
			t.Fatalf("a fault of the file became an error: %v", err)
		}
		for _, r := range e.records {
			for _, file := range r.Files {
				if file.SHA256 == "" || file.Size < 0 {
					t.Fatalf("%+v", file)
				}
			}
		}
	})
}

func FuzzManifest(f *testing.F) {
	f.Add("d41d8cd98f00b204e9800998ecf8427e  data/a\n")
	f.Add("d41d8cd98f00b204e9800998ecf8427e *./data/%0A%25\r\n\rxx  data/../..\n")
	f.Add("\xef\xbb\xbf00 /etc/passwd")
	f.Fuzz(func(t *testing.T, s string) {
		lr := newLineReader(strings.NewReader(s), 1024)
		for {
			line, err := lr.next()
			if err != nil {
				break
			}
			if strings.ContainsAny(line, "\r\n") || len(line) > 1024 {
				t.Fatalf("line %q", line)
			}
			m, ok := parseManifestLine(line)
			if !ok {
				continue
			}
			if m.path == "" || m.sum == "" || m.sum != strings.ToLower(m.sum) {
				t.Fatalf("%q gave %+v", line, m)
			}
			if clean, why := safePath(m.path); why == "" {
				if !filepath.IsLocal(filepath.FromSlash(clean)) {
					t.Fatalf("%q is not local", clean)
				}
				if back, _ := decodePath(encodePath(clean), true); back != clean {
					t.Fatalf("%q came back as %q", clean, back)
				}
			}
		}
		fs := &findings{max: 50}
		if d := parseDeclaration([]byte(s), fs); d.version == "" && len(fs.errs) == 0 {
			t.Fatalf("no version and no error: %q", s)
		}
		if l, ok := parseFetchLine(s); ok && (l.url == "" || l.path == "") {
			t.Fatalf("%q gave %+v", s, l)
		}
	})
}

func TestDAT93Faults(t *testing.T) {
	p := sample()
	p.Items[1].Date = p.Items[0].Date
	root := filepath.Join(t.TempDir(), "包")
	if err := CreateDAT93(t.Context(), root, p); err != nil {
		t.Fatal(err)
	}
	// As a package from elsewhere would be: without our own digests.
	base := map[string]string{}
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		base[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(base, dat93Digests)
	base["其他/交接说明.txt"] = "x"
	meta := "X043/WS/X043-WS·2019-Y-BGS-0001/电子档案1元数据.XML"
	swap := func(b map[string]string, file, old, new string) {
		if !strings.Contains(b[file], old) {
			t.Fatalf("%s has no %s", file, old)
		}
		b[file] = strings.Replace(b[file], old, new, 1)
	}
	for name, c := range map[string]struct {
		change func(map[string]string)
		want   string
	}{
		"good":             {func(b map[string]string) {}, ""},
		"no note":          {func(b map[string]string) { delete(b, "说明文件.TXT") }, "缺说明文件"},
		"no catalogue":     {func(b map[string]string) { delete(b, "目录文件.XML") }, "缺目录文件"},
		"note field":       {func(b map[string]string) { swap(b, "说明文件.TXT", "移交单位", "单位") }, "缺“移交单位”"},
		"note count":       {func(b map[string]string) { swap(b, "说明文件.TXT", "档案数量：3 件", "档案数量：4 件") }, "登记 4 件，目录有 3 条"},
		"sequence":         {func(b map[string]string) { swap(b, "目录文件.XML", "<顺序号>2", "<顺序号>5") }, "应当从 1 起连续"},
		"code twice":       {func(b map[string]string) { swap(b, "目录文件.XML", "2019-D30-BGS", "2019-Y-BGS") }, "档号相同"},
		"catalogue column": {func(b map[string]string) { swap(b, "目录文件.XML", "<保管期限>永久</保管期限>", "") }, "缺“保管期限”"},
		"title differs":    {func(b map[string]string) { swap(b, meta, "<题名>关于", "<题名>对于") }, "在目录中是"},
		"metadata gone":    {func(b map[string]string) { delete(b, meta) }, "没有对应的文件夹和元数据文件"},
		"metadata broken":  {func(b map[string]string) { b[meta] = b[meta][:500] }, "不完整或不合语法"},
		"DTD":              {func(b map[string]string) { b[meta] = "<!DOCTYPE x>" + b[meta] }, "文档类型声明"},
		"size":             {func(b map[string]string) { swap(b, meta, "<计算机文件大小>7", "<计算机文件大小>9") }, "登记为 9 字节"},
		"digest":           {func(b map[string]string) { swap(b, meta, `"SM3">`, `"SM3">00`) }, "数字摘要不符"},
		"path":             {func(b map[string]string) { swap(b, meta, "<存放路径>", "<存放路径>../") }, "不安全"},
		"stray folder":     {func(b map[string]string) { b["X043/WS/X/电子档案1元数据.XML"] = "<a/>" }, "未列入目录"},
		"stray file":       {func(b map[string]string) { b["夹带.exe"] = "x" }, "多余的文件"},
		"stray deep":       {func(b map[string]string) { b["X043/夹带.exe"] = "x" }, "不属于目录中的任何一件"},
		"mixed with EEP": {func(b map[string]string) {
			b["X043/WS/X043-WS·2019-Y-BGS-0001/a.xml"] = oneEEP(t)
		}, "不得混用"},
		"note encoding": {func(b map[string]string) { b["说明文件.TXT"] = "\xff\xff\xff" }, "字符编码"},
		"GB18030": {func(b map[string]string) {
			for _, f := range []string{"说明文件.TXT", "目录文件.XML"} {
				s, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Replace(b[f], "UTF-8", "GB18030", 1))
				if err != nil {
					t.Fatal(err)
				}
				b[f] = s
			}
		}, ""},
		"Big5": {func(b map[string]string) { swap(b, "目录文件.XML", "UTF-8", "Big5") }, "字符编码不是"},
	} {
		t.Run(name, func(t *testing.T) {
			b := map[string]string{}
			for k, v := range base {
				b[k] = v
			}
			c.change(b)
			for form, path := range map[string]string{"folder": onDisk(t, b), "zip": zipped(t, "电子档案移交信息包/", b, nil)} {
				r := verified(t, path, Options{})
				if r.Kind != KindDAT93 || r.Version != "2022" || r.Valid != (c.want == "") || c.want != "" && !mentions(r.Errors, c.want) {
					t.Errorf("%s: want %q, got %+v", form, c.want, r)
				}
			}
		})
	}
}

func TestLayoutOf2012(t *testing.T) {
	row := `<文件><顺序号>%d</顺序号><档号>X043-WS·2009-Y-%04d</档号><责任者>甲</责任者><题名>题%d</题名><日期>20090102</日期><密级>公开</密级><电子档案名称>%s</电子档案名称><备注/></文件>`
	b := map[string]string{
		"说明文件.TXT": "载体参数：DVD\n编号：1\n保管单位：甲\n制作单位：甲\n检查单位：甲\n读取环境：无\n",
		"文件目录.XML": `<?xml version="1.0" encoding="UTF-8"?><文件目录>` + fmt.Sprintf(row, 1, 1, 1, "0001.pdf") +
			fmt.Sprintf(row, 2, 2, 2, `2009\文书\0002`) + `</文件目录>`,
		"电子档案/2009/文书/0001.pdf": "a", "电子档案/2009/文书/0002.ofd": "b", "其他/说明.txt": "c",
	}
	if r := verified(t, onDisk(t, b), Options{}); !r.Valid || r.Version != "2012" || r.Kind != KindDAT93 {
		t.Errorf("%+v", r)
	}
	delete(b, "电子档案/2009/文书/0002.ofd")
	if r := verified(t, onDisk(t, b), Options{}); r.Valid || !mentions(r.Errors, "不在包内") {
		t.Errorf("%+v", r)
	}
}

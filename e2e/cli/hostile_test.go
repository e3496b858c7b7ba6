package cli

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bigPicture is a sound PNG of 30,000 by 30,000 points in a few kilobytes.
func bigPicture(t testing.TB) []byte {
	t.Helper()
	const side = 30000
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	row := make([]byte, 1+side/8)
	for range side {
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(name string, body []byte) {
		body = append([]byte(name), body...)
		binary.Write(&b, binary.BigEndian, uint32(len(body)-4))
		b.Write(body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	chunk("IHDR", append(head, 1, 0, 0, 0, 0))
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

// thickPDF is a sound PDF of n empty pages.
func thickPDF(n int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.7\n")
	var kids strings.Builder
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", 3+i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, kids.String()))
	for range n {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// wordBomb is a Word document whose text unpacks to n megabytes.
func wordBomb(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, parts ...string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if _, err := io.WriteString(w, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)
	put("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
	mega := strings.Repeat("a", 1<<20)
	parts := []string{`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`}
	for range n {
		parts = append(parts, mega)
	}
	put("word/document.xml", append(parts, `</w:t></w:r></w:p></w:body></w:document>`)...)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const ordinary = "綦商务〔2019〕%d号\n\n关于%s的通知\n\n各科室：\n请照办。\n\n重庆市綦江区商务局\n2019年9月20日\n"

// Files that are broken, empty, locked, enormous or not what they claim: each is
// named with what is the matter, the sound ones among them come in, and nothing
// is half there.
func TestImportHostileFiles(t *testing.T) {
	dir, in := installation(t), t.TempDir()
	put := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(in, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("一.txt", fmt.Appendf(nil, ordinary, 1, "第一件"))
	put("没有后缀", fmt.Appendf(nil, ordinary, 2, "第二件"))
	put("假.docx", fmt.Appendf(nil, ordinary, 3, "第三件"))
	put("控制\x01符\n名.txt", fmt.Appendf(nil, ordinary, 4, "第四件"))
	put(strings.Repeat("长", 80)+".txt", fmt.Appendf(nil, ordinary, 5, "第五件"))
	put("厚.pdf", thickPDF(20000))
	bad := map[string]string{ // what is said of each
		"空.txt": "空的", "大图.png": "30000", "炸弹.docx": "压缩炸弹", "坏.docx": "损坏", "密.txt": "国家秘密",
	}
	put("空.txt", nil)
	put("大图.png", bigPicture(t))
	bomb := wordBomb(t, 400)
	put("炸弹.docx", bomb)
	put("坏.docx", bomb[:len(bomb)/2])
	put("密.txt", []byte("机密★10年\n\n关于某事的通知\n正文\n2019年9月20日\n"))
	if err := os.Symlink("/etc/passwd", filepath.Join(in, "链接.txt")); err != nil {
		t.Fatal(err)
	}
	rep := imported(t, 2, dir, "--submitted-by", "BGS", in)
	if rep.Rejected != len(bad) || rep.Accepted+rep.Rejected != rep.Read || rep.Batch != "" {
		t.Fatalf("%+v", rep)
	}
	for _, r := range rep.Rejections {
		name := r.Value
		if r.Field == "classification" {
			name = "密.txt"
		}
		if want, ok := bad[name]; !ok || !strings.Contains(r.Message, want) || r.Row == 0 {
			t.Errorf("%+v, want it to say %q", r, want)
		}
		delete(bad, name)
	}
	if len(bad) > 0 {
		t.Errorf("nothing was said of %v", bad)
	}
	if f := stats(t, dir); f.Items != 0 {
		t.Fatalf("%d items although the whole was refused", f.Items)
	}
	rep = imported(t, 1, dir, "--submitted-by", "BGS", "--keep-good", in)
	if rep.Accepted != 6 || stats(t, dir).Items != 6 {
		t.Fatalf("%+v", rep)
	}
	said := fmt.Sprint(rep.Warnings)
	for _, want := range []string{"链接", "内容实为纯文本"} {
		if !strings.Contains(said, want) {
			t.Errorf("the warnings do not say %q: %s", want, said)
		}
	}
	for i, w := range []string{"第一件", "第二件", "第三件", "第四件", "第五件"} {
		got := searched(t, dir, "题名:"+w)
		if got.Total != 1 || got.Hits[0].DocNo != fmt.Sprintf("綦商务〔2019〕%d号", i+1) || strings.ContainsAny(got.Hits[0].Title, "\x01\n") {
			t.Errorf("%s: %+v", w, got)
		}
	}
	sound(t, dir)
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
		t.Errorf("left in tmp: %v", left)
	}
	if again := imported(t, 1, dir, "--submitted-by", "BGS", "--keep-good", in); again.Accepted != 0 || again.Duplicates != 6 {
		t.Errorf("again: %+v", again)
	}
}

// An archive of documents whose names lead out of it, are endless, hold control
// characters or stand twice, and archives that are bombs.
func TestImportHostileArchives(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.txt")
	pack := func(names ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i, n := range names {
			w, err := z.Create(n)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(w, ordinary, i+1, fmt.Sprintf("包内%d件", i+1))
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	dir := installation(t)
	// A name that lies is a rejected row: all or nothing refuses the archive, and
	// --keep-good keeps what is good in it.
	for _, trick := range []string{"../" + filepath.Base(outside), "../../../../../../" + outside, "/" + outside, `C:\x.txt`, `a\..\..\x.txt`, "a/../../x.txt", "控\x01制.txt", "好.txt"} {
		file := write(t, "in.zip", pack("好.txt", trick))
		r := lantai(t, "archive", "import", file, "--data", dir, "--json", "--submitted-by", "BGS").want(t, 2)
		if strings.ContainsRune(r.err, '\x01') {
			t.Errorf("a control character reaches the terminal: %q", r.err)
		}
		own := installation(t)
		if rep := imported(t, 1, own, "--submitted-by", "BGS", "--keep-good", file); rep.Accepted != 1 || len(rep.Rejections) != 1 || rep.Rejections[0].Field != "files" {
			t.Errorf("%q: %+v", trick, rep)
		}
		if n := stats(t, own).Items; n != 1 {
			t.Errorf("%q: %d items, one is good", trick, n)
		}
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("a file was written outside")
	}
	if n := stats(t, dir).Items; n != 0 {
		t.Errorf("%d items of archives that were refused", n)
	}
	rep := imported(t, 0, dir, "--submitted-by", "BGS", write(t, "in.zip", pack(strings.Repeat("长", 300)+".txt", "没有后缀", "夹/内.txt")))
	if rep.Accepted != 3 || stats(t, dir).Items != 3 {
		t.Errorf("%+v", rep)
	}
	sound(t, dir)
	for name, b := range map[string][]byte{
		"cut": pack("a.txt")[:60], "empty": nil, "text": []byte("not a zip"), "a folder only": pack("a/"),
		"nested bomb": func() []byte {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			w, err := z.Create("a.txt")
			if err != nil {
				t.Fatal(err)
			}
			mega := make([]byte, 1<<20)
			for range 600 {
				if _, err := w.Write(mega); err != nil {
					t.Fatal(err)
				}
			}
			z.Close()
			return b.Bytes()
		}(),
	} {
		dir := installation(t)
		lantai(t, "archive", "import", write(t, "x.zip", b), "--data", dir, "--json", "--submitted-by", "BGS").want(t, 2).object(t)
		if n := stats(t, dir).Items; n != 0 {
			t.Errorf("%s: %d items", name, n)
		}
	}
}

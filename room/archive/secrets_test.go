package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

const classified = "机密★10年\n\n关于某事的通知\n\n不得入库的内容\n"

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// noSecrets fails if a stored file, or what is packed in one, holds a text that
// must not be there, and counts the files.
func noSecrets(t *testing.T, s blob.Store) (n int) {
	t.Helper()
	ctx := context.Background()
	err := s.Walk(ctx, func(sha, _ string, size int64) error {
		n++
		f, err := s.Open(ctx, sha)
		if err != nil {
			return err
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		texts := []string{string(b)}
		if z, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err == nil {
			for _, e := range z.File {
				r, err := e.Open()
				if err != nil {
					return err
				}
				in, err := io.ReadAll(r)
				if err != nil {
					return err
				}
				texts = append(texts, string(in))
			}
		}
		for _, x := range texts {
			if strings.Contains(x, "不得入库") {
				t.Errorf("a state secret lies in the store: %.40q", x)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoByteOfAStateSecretStays(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		c := k.as("dangan")
		send := func(key string, files ...uploadFile) *webtest.Response {
			return c.Follow(c.Upload("/archive/intake", url.Values{"kind": {"documents"}, "_key": {key}}, files...).Want(303)).Want(200)
		}
		// Loose, and sent twice.
		for range 2 {
			send("loose", fileOf("年检.txt", paper), fileOf("密.txt", classified)).In("td", webtest.HasText("国家秘密标志"))
			if n := noSecrets(t, k.Room.Files); n != 1 {
				t.Errorf("%d files", n)
			}
		}
		// In a ZIP: the other paper is taken, the container goes.
		send("zip", fileOf("包.zip", zipOf(t, map[string]string{"市场.txt": strings.Replace(paper, "年检", "市场", 1), "密.txt": classified}))).
			In("td", webtest.HasText("国家秘密标志")).In("td", webtest.HasText("关于开展加油站市场的通知"))
		if n := noSecrets(t, k.Room.Files); n != 2 {
			t.Errorf("%d files", n)
		}
		// Called a secret by the table beside it, without a mark of its own, and with
		// the table itself; and an attachment that is one with a marked paper.
		send("table", fileOf("夹/目录.csv", "题名,密级,文件名\n甲（不得入库）,绝密,a.txt\n乙,,b.txt;c.txt\n"), fileOf("夹/a.txt", "不得入库，无标志\n"),
			fileOf("夹/b.txt", "附件，与不得入库者同属一件\n"), fileOf("夹/c.txt", classified))
		noSecrets(t, k.Room.Files)
		// A catalogue waits for the archivist, and goes once it is taken in.
		k2 := c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {"cat"}}, fileOf("目录.csv", "题名,日期,密级\n丙,2012-01-01,\n丁（不得入库）,2012-01-01,机密\n")).Want(303)
		at := k2.Header.Get("Location")
		c.Post(at+"/take", url.Values{"do": {"good"}, "_key": {"cat-take"}}).Want(303)
		noSecrets(t, k.Room.Files)
		// Given up: nothing of it stays, but what a paper needs.
		before := noSecrets(t, k.Room.Files)
		k3 := c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {"drop"}}, fileOf("目录.csv", "题名,日期,密级\n戊（不得入库）,2012-01-01,机密\n")).Want(303)
		c.Post(k3.Header.Get("Location")+"/drop", url.Values{"_key": {"drop-do"}}).Want(303)
		if n := noSecrets(t, k.Room.Files); n != before {
			t.Errorf("%d files, %d before", n, before)
		}
		// Refused at the door: nothing was recorded, nothing stays.
		c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {"kind"}}, fileOf("密.pdf", classified), fileOf("年检.txt", paper)).Want(422)
		if n := noSecrets(t, k.Room.Files); n != before {
			t.Errorf("%d files, %d before", n, before)
		}
		verify(t, k)
	})
}

func TestADocumentIsReadBeforeItIsStored(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx, dir := context.Background(), t.TempDir()
		for name, text := range map[string]string{"甲.txt": paper, "密.txt": classified, "a附件.txt": "不得入库的附件\n", "b正文.txt": classified,
			"目录.csv": "题名,文件名\n两份一件,a附件.txt;b正文.txt\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, closer, err := k.Room.Documents(ctx, dir, archive.DocumentOptions{})
		if err != nil {
			t.Fatal(err)
		}
		closer.Close()
		if n := noSecrets(t, k.Room.Files); n != 1 {
			t.Errorf("%d files", n)
		}
	})
}

func TestAttachmentsAreScreened(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx := context.Background()
		screen := func(name, text string) error {
			return k.Room.RefuseMarked(ctx, strings.NewReader(text), int64(len(text)), name, "file")
		}
		for name, text := range map[string]string{"密.txt": classified, "包.zip": zipOf(t, map[string]string{"里/密.txt": classified}),
			"改了名.pdf": zipOf(t, map[string]string{"密.txt": classified}), "数据.dat": zipOf(t, map[string]string{"密.txt": classified}),
			"套.zip": zipOf(t, map[string]string{"里.zip": zipOf(t, map[string]string{"再里.dat": zipOf(t, map[string]string{"密.txt": classified})})})} {
			if err := screen(name, text); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "file" {
				t.Errorf("%s: %v", name, err)
			}
		}
		deep := zipOf(t, map[string]string{"年检.txt": paper})
		for range 4 {
			deep = zipOf(t, map[string]string{"里.zip": deep})
		}
		if err := screen("深.zip", deep); !fault.Is(err, fault.Invalid) {
			t.Errorf("nested too deep: %v", err)
		}
		for name, text := range map[string]string{"年检.txt": paper, "照片.jpg": "\xff\xd8\xff", "坏.zip": "PK", "空.txt": ""} {
			if err := screen(name, text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestClearingIsTheArchivists(t *testing.T) {
	for _, d := range act.Deeds() {
		if d.Name == "archive.upload.clear" && d.Right != archive.Arrange {
			t.Errorf("clearing asks for %q", d.Right)
		}
	}
}

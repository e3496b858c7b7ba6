package archive_test

import (
	"bytes"
	"context"
	"image"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/print"
)

// A classified file that was renamed, packed, or gives itself away by its name or its
// properties leaves no byte; who listens hears its digest. A scan of which nothing can be
// read is heard of too, and passes (law.Secrecy).
func TestRefusedUploadsAreHeardOf(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx := context.Background()
		marked, unread := 0, 0
		k.Room.Marked = func(_ context.Context, sha string) { marked += len(sha) / 64 }
		k.Room.Unread = func(_ context.Context, sha string) { unread += len(sha) / 64 }
		page := func(title, text string) string {
			d, err := print.New(print.Options{Title: title})
			if err != nil {
				t.Fatal(err)
			}
			d.Section(print.Section{}).Para(text, print.Style{})
			var b bytes.Buffer
			if err := d.Write(&b); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		var scan bytes.Buffer
		p := print.NewPictures(&scan)
		p.Add(print.PicturePage{Width: 595, Height: 842, Picture: image.NewRGBA(image.Rect(0, 0, 60, 80))})
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			name, content string
			refused       bool
		}{
			{"食堂菜单.txt", classified, true},
			{"食堂菜单.pdf", zipOf(t, map[string]string{"照片说明.txt": classified}), true},
			{"材料.zip", zipOf(t, map[string]string{"照片说明.txt": classified}), true},
			{"扫描件.pdf", page("扫描件", "机密★10年"), true},
			{"某方案（机密★10年）.txt", "正文另发", true},
			{"照片.pdf", scan.String(), false},
			{"通知.txt", "关于开会的通知", false},
		} {
			err := k.Room.RefuseMarked(ctx, bytes.NewReader([]byte(x.content)), int64(len(x.content)), x.name, "file")
			if (err != nil) != x.refused || err != nil && fault.Of(err).Clause != law.Secrecy {
				t.Errorf("%s: %v", x.name, err)
			}
		}
		if marked != 5 || unread != 1 {
			t.Errorf("heard of %d refused, %d unread", marked, unread)
		}
		if n := noSecrets(t, k.Room.Files); n != 0 {
			t.Errorf("%d files were stored", n)
		}
	})
}

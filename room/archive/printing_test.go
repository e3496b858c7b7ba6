package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
)

// docxOf is the text part of a document.
func docxOf(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The year's book prints the text of a work secret only for somebody who
// registered its reading; otherwise it says what it leaves out.
func TestTheCompilationLeavesOutWhatWasNotRegistered(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		secret := mark.WorkSecret.Word()
		it := coded(t, r, "X043-WS·2012-Y-BGS-0001")
		hidden, err := r.Body(ctx, archivist, it.ID)
		if err != nil || hidden == "" {
			t.Fatal(err)
		}
		if _, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Level: &secret, Reason: "定为工作秘密"}); err != nil {
			t.Fatal(err)
		}
		print := func(format forms.Format) archive.Print {
			t.Helper()
			p, err := r.Print(ctx, archivist, archive.PrintOptions{Kind: forms.Compilation, Format: format, Year: 2012})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		book := docxOf(t, print(forms.DOCX).Bytes)
		if strings.Contains(book, hidden) {
			t.Error("the text of a work secret is printed without a registered reading")
		}
		for _, want := range []string{it.Title, "本件是工作秘密，须登记后阅览", "其中 1 件只列目录、未录正文"} {
			if !strings.Contains(book, want) {
				t.Errorf("the book does not say %q", want)
			}
		}
		if list := string(print(forms.CSV).Bytes); !strings.Contains(list, "须登记阅览，未录") {
			t.Error("the list says the text is in it")
		}
		if err := r.OpenItem(ctx, archivist, it.ID, "编印汇编"); err != nil {
			t.Fatal(err)
		}
		book = docxOf(t, print(forms.DOCX).Bytes)
		if !strings.Contains(book, hidden) || strings.Contains(book, "未录正文") || !strings.Contains(book, "工作秘密") {
			t.Error("a registered text is left out, or the book does not bear its mark")
		}
	})
}

// busy is a bureau in which somebody does something while a paper is being made.
type busy struct {
	bureau
	do func()
}

func (b busy) Units(ctx context.Context) ([]archive.Unit, error) {
	b.do()
	return b.bureau.Units(ctx)
}

// Others write while a paper is being made; a paper that shows what is no longer so
// is made anew, and given up where the data never comes to rest.
func TestOthersWorkWhileAPaperIsMade(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		it, n, within, most := coded(t, r, "X043-WS·2012-Y-BGS-0001"), 0, false, 1
		r.Bureau = busy{do: func() {
			if within || n == most {
				return
			}
			within = true
			defer func() { within = false }()
			n++
			if _, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Title: str(fmt.Sprintf("改过%d次的题名", n)), Reason: "更正"}); err != nil {
				t.Error(err)
			}
		}}
		opt := archive.PrintOptions{Kind: forms.Catalogue, Format: forms.CSV, Year: 2012}
		p, err := r.Print(ctx, archivist, opt)
		if err != nil || p.Revision != 1 || n != 1 || !strings.Contains(string(p.Bytes), "改过1次的题名") {
			t.Fatalf("%+v after %d changes: %v", p.Revision, n, err)
		}
		most = 1000
		if _, err := r.Print(ctx, archivist, opt); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), "再打印") {
			t.Fatalf("%v", err)
		}
		if got := one[int64](t, r, "SELECT count(*) FROM archive_print"); got != 1 {
			t.Fatalf("%d prints are registered", got)
		}
		most = n
		stranger := act.Actor{ID: 8, Login: "stranger", Name: "某人", Rights: []act.Right{archive.Read}}
		if _, err := r.Print(ctx, stranger, opt); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("printed without the right: %v", err)
		}
		if p, err := r.Print(ctx, archivist, opt); err != nil || p.Revision != 2 {
			t.Fatalf("%d %v", p.Revision, err)
		}
		if v, err := r.Door.Verify(ctx); err != nil || !v.OK {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

package web_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"lantai.internal/kit/web"
)

// Whatever comes as "next", a browser that follows it stays on the site.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/", "//evil", `/\evil`, "/a?b=c#d", "javascript:x", "/%5cevil", "/\t//evil", "http://x", "/a\r\nb", "///x", "/ /x"} {
		f.Add(s)
	}
	base, err := url.Parse("https://lantai.test/signin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := web.Local(s)
		if got != "/" && got != s {
			t.Fatalf("%q became %q", s, got)
		}
		u, err := base.Parse(got)
		if err != nil || u.Host != "lantai.test" || u.Scheme != "https" {
			t.Fatalf("%q leads to %v (%v)", s, u, err)
		}
		// Browsers drop tabs and line breaks and take \ for /.
		seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(got)
		if strings.HasPrefix(seen, "//") || strings.ContainsAny(got, "\r\n\x00") {
			t.Fatalf("%q lets %q through", s, got)
		}
	})
}

// Whatever a file was called, its name is safe to save and to put into a header.
func FuzzFileName(f *testing.F) {
	for _, s := range []string{"", "..", "a.pdf", "../../etc/passwd", "商务函〔2026〕118号.pdf", "\u202egpj.exe", "a\x00b", strings.Repeat("长", 400) + ".docx", "\xff\xfe", "C:\\x\\y.doc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := web.FileName(s)
		if got == "" || len(got) > 200 || !utf8.ValidString(got) || got == "." || got == ".." || strings.ContainsAny(got, "/\\:*?\"<>|\r\n\x00\x7f") {
			t.Fatalf("%q became %q", s, got)
		}
		if again := web.FileName(got); again != got {
			t.Fatalf("%q became %q, then %q", s, got, again)
		}
	})
}

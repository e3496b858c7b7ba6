package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"ＡＢｃ１２３":             "abc123",
		"綦商务〔2012〕5号":        "綦商务[2012]5号",
		"綦商务［２０１２］５号":        "綦商务[2012]5号",
		"（试行）":               "(试行)",
		"“十二五”":              `"十二五"`,
		"  甲\t乙\r\n\u3000丙 ": "甲 乙 丙",
		"档\u200b案\ufeff室":    "档案室",
		"⼀⽉":                 "一月", // Kangxi radicals out of a PDF
		"豈":                  "豈",  // compatibility ideograph
		"①Ⅷ":                 "1ⅷ",
		"買買提・艾力":             "買買提·艾力",
		"2012—2013":          "2012-2013",
		"𠮷䶮㐂𪚥":               "𠮷䶮㐂𪚥",
		"a\x00b\x7fc":        "a b c",
		"\xff档":              "\ufffd档",
		"É":                  "é",
		"。，":                 "。,",
		"":                   "",
		" \n ":               "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"綦商务（2012） 5 号":         "綦商务[2012]5号",
		"綦商务〔2012〕5号":           "綦商务[2012]5号",
		"綦商务【2012】5号":           "綦商务[2012]5号",
		"X043-WS·2019-D10—0001": "x043-ws·2019-d10-0001",
	} {
		if got := FoldNumber(in); got != want {
			t.Errorf("FoldNumber(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEveryIdeographIsKept(t *testing.T) {
	for _, block := range [][2]rune{{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfa6d}, {0x20000, 0x2a6df}, {0x2a700, 0x2ebe0}, {0x2f800, 0x2fa1d}, {0x30000, 0x323af}, {0x323b0, 0x33479}} {
		for r := block[0]; r <= block[1]; r++ {
			if f := Fold(string(r)); f == "" || f == " " || utf8.RuneCountInString(f) != 1 {
				t.Fatalf("%U is folded to %q", r, f)
			}
		}
	}
}

func TestNoTwoIdeographsOfOneBlockAreMerged(t *testing.T) {
	seen := map[string]rune{}
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		f := Fold(string(r))
		if o, dup := seen[f]; dup {
			t.Fatalf("%c and %c are folded to one", o, r)
		}
		seen[f] = r
	}
}

// anyText draws texts in which words meet their borders: few characters, so that
// they repeat, of every kind the folding knows.
var anyText = rapid.StringOfN(rapid.RuneFrom([]rune("局务商水綦𠮷20125abAＢ２ .,;（）〔〕[]\"“”-—·\n\u3000\u200b\x00'\\`:")), 0, 40, -1)

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText.Draw(t, "s")
		if f := Fold(s); Fold(f) != f {
			t.Fatalf("%q: %q, %q", s, f, Fold(f))
		}
		if f := FoldNumber(s); FoldNumber(f) != f {
			t.Fatalf("number %q: %q", s, f)
		}
	})
}

func TestFoldRemembersPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText.Draw(t, "s")
		var at []span
		f := fold(nil, &at, s, rapid.Bool().Draw(t, "number"))
		if len(at) != len(f) {
			t.Fatalf("%d places for %d characters", len(at), len(f))
		}
		end := int32(0)
		for i, p := range at {
			if p.from < end || p.to <= p.from {
				t.Fatalf("%q: place %d is %v after %d", s, i, p, end)
			}
			end = p.to
			if part := Fold(s[p.from:p.to]); f[i] != ' ' && f[i] != '[' && f[i] != ']' && part != string(f[i]) {
				t.Fatalf("%q at %v is %q, not %q", s, p, part, string(f[i]))
			}
		}
	})
}

func TestFoldedTextHasNoMarkOfTheIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fold(nil, nil, rapid.String().Draw(t, "s"), false)
		for _, p := range strings.Split(string(appendPieces(nil, f)), " ") {
			if strings.ContainsAny(p, `'"\* :&|()!<>`) {
				t.Fatalf("piece %q would need an escape", p)
			}
		}
		for _, r := range f {
			if r >= 0x80 && r < 0xa0 {
				t.Fatalf("%U is left in %q", r, string(f))
			}
		}
	})
}

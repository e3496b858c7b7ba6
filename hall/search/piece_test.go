package search

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// holds does what both engines do: it looks for a row of pieces in a text's pieces.
func holds(text, word []rune) bool {
	var tokens []string
	if len(text) > 0 {
		tokens = strings.Split(string(appendPieces(nil, text)), " ")
	}
	want, prefix := phrase(word)
	for i := 0; i+len(want) <= len(tokens); i++ {
		n := len(want) - 1
		if !slices.Equal(tokens[i:i+n], want[:n]) {
			continue
		}
		if last := tokens[i+n]; last == want[n] || prefix && strings.HasPrefix(last, want[n]) {
			return true
		}
	}
	return false
}

func TestARowOfPiecesIsASubstring(t *testing.T) {
	few := rapid.StringOfN(rapid.RuneFrom([]rune("局务水𠮷0123ab [.")), 0, 24, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := fold(nil, nil, few.Draw(t, "text"), false)
		var word []rune
		if len(text) > 0 && rapid.Bool().Draw(t, "from the text") {
			from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
			word = text[from : from+rapid.IntRange(1, len(text)-from).Draw(t, "length")]
		} else {
			word = fold(nil, nil, few.Draw(t, "word"), false)
		}
		if len(word) == 0 {
			return
		}
		if want, got := strings.Contains(string(text), string(word)), holds(text, word); want != got {
			t.Fatalf("%q in %q: pieces say %v", string(word), string(text), got)
		}
	})
}

func TestPieces(t *testing.T) {
	for text, want := range map[string]string{
		"綦江区":     "綦江 江区 区",
		"2012年":   "2012 012 12 2年 年",
		"a1":      "a1 1",
		"abcdef水": "abcd bcde cdef def ef f水 水",
		"水":       "水",
		"":        "",
	} {
		if got := string(appendPieces(nil, fold(nil, nil, text, false))); got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
	for word, want := range map[string]string{
		"务局": "务局", "水": "水*", "12": "12*", "2012": "2012", "2012年": "2012 012 12 2年",
		"201": "201*", "abcde": "abcd bcde", "x水": "x水", "年2": "年2",
	} {
		p, prefix := phrase([]rune(word))
		got := strings.Join(p, " ")
		if prefix {
			got += "*"
		}
		if got != want {
			t.Errorf("%q is looked for as %q, want %q", word, got, want)
		}
	}
}

// A long text becomes several rows; every word up to MaxWord must lie in one.
func TestNoWordIsCutByTheRowsOfALongText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := fold(nil, nil, rapid.StringOfN(rapid.RuneFrom([]rune("局务水0123ab.")), 1, 300, -1).Draw(t, "seed"), false)
		if len(seed) == 0 {
			return
		}
		var body []rune
		for n := rapid.IntRange(1, 20000).Draw(t, "length"); len(body) < n; {
			body = append(body, seed...)
		}
		rows := vectors(&Doc{Title: "题", Body: string(body)})
		var held []map[string][]int
		for _, row := range rows {
			m := map[string][]int{}
			n := 0
			for _, w := range strings.Fields(row) {
				p, _, _ := strings.Cut(w, "':")
				n++
				m[p[1:]] = append(m[p[1:]], n)
			}
			for p, at := range m {
				if len(at) > 255 {
					t.Fatalf("piece %q stands %d times in a row", p, len(at))
				}
			}
			if n > 16383 {
				t.Fatalf("%d places in a row", n)
			}
			held = append(held, m)
		}
		from := rapid.IntRange(0, len(body)-1).Draw(t, "from")
		word := body[from:min(len(body), from+rapid.IntRange(1, MaxWord).Draw(t, "word"))]
		pieces, prefix := phrase(word)
		if prefix {
			pieces = pieces[:len(pieces)-1]
		}
		if len(pieces) == 0 {
			return
		}
		for _, m := range held {
			for _, at := range m["b"+pieces[0]] {
				ok := true
				for i, p := range pieces {
					ok = ok && slices.Contains(m["b"+p], at+i)
				}
				if ok {
					return
				}
			}
		}
		t.Fatalf("%q at %d of %d is in none of %d rows", string(word), from, len(body), len(rows))
	})
}

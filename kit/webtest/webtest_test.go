package webtest

import (
	"strings"
	"testing"
)

func TestSelectors(t *testing.T) {
	d, err := Parse(strings.NewReader(`<main id=m><ul class="a b"><li data-x="one two">1</li><li><a href="/x?a=1,2">2</a></li></ul><select><option value=1>甲<option value=2 selected>乙</select><textarea>
字</textarea></main>`))
	if err != nil {
		t.Fatal(err)
	}
	for sel, want := range map[string]int{
		"li": 2, "ul.a.b li": 2, "#m > ul": 1, "#m > li": 0, "main li:first-child": 1, "li[data-x]": 1, `[data-x="one two"]`: 1, "[data-x=one]": 0, "[data-x^=one]": 1, "[data-x*=two]": 1,
		"a[href^='/x'], select": 2, ".a.c": 0, "*": 12, "body a": 1, `a[href="/x?a=1,2"]`: 1,
	} {
		if got := len(d.All(sel)); got != want {
			t.Errorf("%s: %d, want %d", sel, got, want)
		}
	}
	if Value(d.First("select")) != "2" || Value(d.First("textarea")) != "字" || Text(d.First("ul")) != "1 2" {
		t.Error("values or text are wrong")
	}
	for _, bad := range []string{"", "a:hover", "a[b", "#", "a + b"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is taken", bad)
				}
			}()
			d.All(bad)
		}()
	}
}

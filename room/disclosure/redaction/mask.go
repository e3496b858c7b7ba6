package redaction

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Policy says which digits of an identity number may be left to be seen in a
// published file. One policy for everything the bureau publishes: masks that
// differ between places can be put together to the whole number.
type Policy struct {
	First     int  // digits from the front that may stay
	Birth     bool // the eight of the date of birth may stay
	LastFour  bool // the last four may stay
	Statement string
}

// OnePolicy is the policy in force.
var OnePolicy = Policy{First: 2, Statement: "身份证号码整体遮盖；确需区分的，至多保留前两位，不得露出出生日期和后四位"}

// Forbidden says what a mask shows against the policy, "" if nothing. shown has a
// sign for each of the eighteen digits, 1 for one that can be seen.
func (p Policy) Forbidden(shown string) string {
	if len(shown) != 18 || strings.Count(shown, "1") == 0 {
		return ""
	}
	var what []string
	if strings.Contains(shown[p.First:6], "1") {
		what = append(what, fmt.Sprintf("前%d位以后的地区代码", p.First))
	}
	if !p.Birth && strings.Contains(shown[6:14], "1") {
		what = append(what, "出生日期")
	}
	if !p.LastFour && strings.Contains(shown[14:], "1") {
		what = append(what, "后四位")
	}
	return strings.Join(what, "、")
}

// shownIn gives which digits a partly masked number shows; ok is false for what is
// no identity number.
func shownIn(s string) (string, bool) {
	var b strings.Builder
	for _, c := range squeeze(s) {
		if isDigit(c) || c == 'x' && b.Len() == 17 {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	return b.String(), b.Len() == 18
}

// shownUnder gives which digits of a found number lie outside all boxes.
func (s Sheet) shownUnder(glyphs []int, boxes []Rect) string {
	var b strings.Builder
	for _, i := range glyphs {
		if !isAlnum(half(s.glyphs[i].R)) {
			continue
		}
		sign := byte('1')
		for _, r := range boxes {
			if place(s.glyphs[i]).share(r) > 0.5 {
				sign = '0'
			}
		}
		b.WriteByte(sign)
	}
	return b.String()
}

// together is what two masks show.
func together(a, b string) string {
	if len(a) != len(b) {
		return b
	}
	out := []byte(a)
	for i := range out {
		if b[i] == '1' {
			out[i] = '1'
		}
	}
	return string(out)
}

// personKey is the keyed digest of a number: the same person is known again, the
// number cannot be had from it.
func personKey(key []byte, number string) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("identity " + squeeze(number)))
	return hex.EncodeToString(m.Sum(nil))
}

package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"lantai.internal/base/fault"
)

const maxName = 300 // characters of one file name

// isBidi reports the characters that reorder what follows: with one of them
// "合同\u202Efdp.exe" is shown as "合同exe.pdf".
func isBidi(c rune) bool {
	return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x200E || c == 0x200F || c == 0x061C
}

// CleanName judges the name a file was uploaded with and gives a form safe to
// show on one line: without directories, control characters and characters that
// reverse the writing. The display form is never empty, also beside an error.
// The name as given stays the caller's to store, unaltered. The error is Invalid
// and names the fault: control or reversing characters, an encoding that is
// neither UTF-8 nor GB18030, more than 300 characters, or nothing left of it.
func CleanName(name string) (string, error) {
	s := name
	badCode := false
	if !utf8.ValidString(s) {
		if t, ok := decodeGB(s); ok {
			s = t
		} else {
			badCode = true
			s = strings.ToValidUTF8(s, "�")
		}
	}
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	control, bidi, n := false, false, 0
	var b strings.Builder
	for _, c := range s {
		switch {
		case isBidi(c):
			bidi = true
		case unicode.IsControl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF:
			control = true
		default:
			n++
			if n <= maxName {
				b.WriteRune(c)
			}
		}
	}
	out := strings.TrimSpace(norm.NFC.String(b.String()))
	nothing := strings.Trim(out, ". ") == ""
	if nothing {
		out = "未命名"
	}
	bad := func(say string) (string, error) {
		return out, &fault.Error{Kind: fault.Invalid, Op: "reader.name", Field: "name", Value: out, Say: say, Err: ErrUnsafeName,
			Fields: []fault.FieldError{{Field: "name", Value: out, Say: say}}}
	}
	switch {
	case bidi:
		return bad("文件名里有改变书写方向的隐藏字符，显示出来的扩展名可能是假的。改名后再上传。")
	case control:
		return bad("文件名里有换行、制表等控制字符。改名后再上传。")
	case badCode:
		return bad("文件名的编码无法识别（不是 UTF-8，也不是 GB18030）。改名后再上传。")
	case nothing:
		return bad("文件没有名称。命名后再上传。")
	case n > maxName:
		return bad("文件名超过 300 个字。缩短后再上传。")
	}
	return out, nil
}

func decodeGB(s string) (string, bool) {
	t, err := simplifiedchinese.GB18030.NewDecoder().String(s)
	if err != nil || strings.ContainsRune(t, utf8.RuneError) {
		return "", false
	}
	return t, true
}

package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/law"
)

// read decodes the text strictly and names every line that is wrong.
func (a *amender) read(text string) (amendment, bool) {
	var in amendment
	if len(text) > maxAmendment {
		a.add("form", "修改内容", "", "超过 %d KB，请分成几次修改", maxAmendment>>10)
		return in, false
	}
	d := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	d.KnownFields(true)
	err := d.Decode(&in)
	if err == nil {
		if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
			a.add("form", "修改内容", "", "只能有一份内容，请删去 --- 和它后面的部分")
		}
		return in, len(a.found) == 0
	}
	if errors.Is(err, io.EOF) {
		a.add("form", "修改内容", "", "没有填写修改内容")
		return in, false
	}
	lines := strings.Split(text, "\n")
	said := []string{err.Error()}
	if e := new(yaml.TypeError); errors.As(err, &e) {
		said = e.Errors
	}
	for _, s := range said {
		a.line(s, lines)
	}
	a.wide(lines)
	return in, false
}

// wide names the lines that use full-width marks where the form wants half-width
// ones: inside braces, or as the colon after a key.
func (a *amender) wide(lines []string) {
	for i, l := range lines {
		if m := wideMark.FindString(l); m != "" {
			a.add("form", fmt.Sprintf("修改内容第%d行", i+1), "", "有全角标点，括号、逗号、冒号请改用半角（%s）", strings.TrimSpace(l))
		}
	}
}

var (
	atLine     = regexp.MustCompile(`line (\d+)`)
	unknownKey = regexp.MustCompile(`field (.+) not found in type`)
	keyTwice   = regexp.MustCompile(`mapping key "(.+)" already defined at line (\d+)`)
	wideMark   = regexp.MustCompile(`^\s*(-\s*)?[a-z_]+：|[｛｝［］]|[{,]\s*[a-z_]+: *[^"{}\[\],]*[，：]\s*[a-z_]+`)
)

// line says in Chinese what the decoder found at a line of the text.
func (a *amender) line(said string, lines []string) {
	where, text := "修改内容", ""
	if m := atLine.FindStringSubmatch(said); m != nil {
		where = "修改内容第" + m[1] + "行"
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n <= len(lines) {
			text = strings.TrimSpace(lines[n-1])
		}
	}
	switch {
	case unknownKey.MatchString(said):
		a.add("form", where, "", "没有“%s”这一项，请核对拼写", unknownKey.FindStringSubmatch(said)[1])
	case keyTwice.MatchString(said):
		m := keyTwice.FindStringSubmatch(said)
		a.add("duplicate", where, "", "“%s”在第%s行已经写过", m[1], m[2])
	case strings.Contains(said, "cannot unmarshal !!"):
		a.add("form", where, "", "这里的值的种类不对（%s）", text)
	case strings.Contains(said, "a step is written as"):
		a.add("form", where, "", "环节应写成“办理人 办理”两个词，如 director consent（%s）", text)
	default:
		a.add("form", where, "", "写法不对，请核对缩进、括号、引号和冒号后的空格（%s）", text)
	}
}

// plain reports a word of the program's own that holds a full-width character.
func (a *amender) plain(where string, clause law.ID, what, word string) {
	if i := strings.IndexFunc(word, func(r rune) bool { return r > unicode.MaxASCII }); i >= 0 {
		a.add("form", where, clause, "%s“%s”里有全角字符，请改用半角", what, word)
	}
}

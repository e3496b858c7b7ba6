package intake

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/kit/sheet"
)

// Record turns a row into a record. Rejections are given for an empty title, an
// impossible date and a value outside an enumeration, all of the row's at once;
// if there are any the record is not to be used. Warnings never keep a row out.
//
// A title over MaxTitle characters is cut there and stands in full at the head
// of the body; another short text over MaxShort is cut and stands in full in the
// remark. Nothing is lost, everything is found by search.
func (p *Mapper) Record(row sheet.Row) (Record, []Warning, []Rejection) {
	t := taker{row: row.Number}
	for _, n := range row.Notes {
		t.warn("", "", n)
	}
	p.collect(row, t.warn)

	r := Record{
		DocNo: t.short(DocNo, p.text(DocNo)), Issuer: t.short(Issuer, p.text(Issuer)), Unit: t.short(Unit, p.text(Unit)),
		Code: t.short(Code, p.text(Code)), ItemNo: t.short(ItemNo, p.text(ItemNo)), Box: t.short(Box, p.text(Box)),
	}
	r.Remark = t.long(Remark, p.text(Remark))
	t.unmarked(Remark, r.Remark)
	if len(t.overlong) > 0 {
		r.Remark = strings.TrimSpace(r.Remark + "\n" + strings.Join(t.overlong, "\n"))
	}
	r.Body = t.long(Body, p.text(Body))
	t.title(&r, p.text(Title))
	t.enumerations(&r, p)
	t.dates(&r, p)
	if v := strings.TrimSpace(p.text(Pages)); v != "" {
		n, ok := parsePages(v)
		if !ok {
			t.warn(Pages, v, "页数“"+brief(v)+"”不是页数，已留空。")
		}
		r.Pages = n
	}
	r.Keywords = t.keywords(p)
	t.unmarked(Keywords, strings.Join(r.Keywords, ";"))
	r.Files = t.files(p)
	return r, t.warnings, t.rejections
}

// taker gathers what is to be said about one row.
type taker struct {
	row        int
	warnings   []Warning
	rejections []Rejection
	overlong   []string
}

func (t *taker) warn(f Field, value, message string) {
	t.warnings = append(t.warnings, Warning{Row: t.row, Field: string(f), Value: brief(value), Message: message})
}

func (t *taker) reject(f Field, value, message string) {
	t.rejections = append(t.rejections, Rejection{Row: t.row, Field: string(f), Value: brief(value), Message: message})
}

// brief keeps a value short enough for a message.
func brief(s string) string {
	if utf8.RuneCountInString(s) <= 100 {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ToValidUTF8(string([]rune(s)[:100]), "\uFFFD") + "…"
}

func (t *taker) stripped(f Field, yes bool, value string) {
	if yes {
		t.warn(f, value, f.Label()+"里有看不见的控制字符，已去掉。")
	}
}

func (t *taker) short(f Field, v string) string {
	s, stripped := cleanLine(v)
	t.stripped(f, stripped, s)
	if len(s) > MaxShort && utf8.RuneCountInString(s) > MaxShort {
		t.warn(f, s, fmt.Sprintf("%s超过 %d 字，已截短，全文记入备注。", f.Label(), MaxShort))
		t.overlong = append(t.overlong, f.Label()+"原文："+s)
		s = strings.TrimSpace(string([]rune(s)[:MaxShort]))
	}
	return s
}

func (t *taker) long(f Field, v string) string {
	s, stripped := cleanText(v)
	t.stripped(f, stripped, s)
	return s
}

func (t *taker) title(r *Record, v string) {
	s, stripped := cleanLine(v)
	t.stripped(Title, stripped, s)
	if s == "" {
		t.reject(Title, v, "题名是空的。请补上题名。")
		return
	}
	if len(s) > MaxTitle && utf8.RuneCountInString(s) > MaxTitle {
		t.warn(Title, s, fmt.Sprintf("题名超过 %d 字，已截短，全文记在正文开头。", MaxTitle))
		r.Body = strings.TrimSpace(s + "\n" + r.Body)
		s = strings.TrimSpace(string([]rune(s)[:MaxTitle]))
	}
	r.Title = s
	t.unmarked(Title, s)
}

// unmarked rejects a row whose free text states the mark of a state secret.
func (t *taker) unmarked(f Field, v string) {
	if e := mark.Refuse(string(f), v); e != nil {
		t.reject(f, v, e.Say)
	}
}

func (t *taker) enumerations(r *Record, p *Mapper) {
	if v, _ := cleanLine(p.text(Retention)); v != "" {
		code, say := enumerated(Retention, v, p.m.retentions())
		if say != "" {
			t.reject(Retention, v, say)
		}
		r.Retention = code
	}
	r.Category = "WS"
	if v, _ := cleanLine(p.text(Category)); v != "" {
		code, say := enumerated(Category, v, nil)
		if say != "" {
			t.reject(Category, v, say)
		}
		r.Category = code
	}
	v, _ := cleanLine(p.text(Classification))
	if _, say := enumerated(Classification, v, nil); say != "" {
		t.reject(Classification, v, say)
		return
	}
	r.Classification, _ = mark.Parse(v)
}

func (t *taker) dates(r *Record, p *Mapper) {
	year, _ := cleanLine(p.text(Year))
	if v, _ := cleanLine(p.text(Date)); v != "" {
		d, note, say := parseDate(v, p.format, p.date1904)
		if say != "" {
			t.reject(Date, v, say)
		}
		if note != "" {
			t.warn(Date, v, note)
		}
		r.Date = d
	} else if m, d := strings.TrimSpace(p.text(month)), strings.TrimSpace(p.text(day)); m != "" && d != "" && year != "" {
		y, ok := parseYear(year)
		mo, e1 := strconv.Atoi(strings.TrimSuffix(m, "月"))
		da, e2 := strconv.Atoi(strings.TrimSuffix(d, "日"))
		date, exists := civil.Of(y, mo, da)
		if !ok || e1 != nil || e2 != nil || !exists {
			written := year + "-" + m + "-" + d
			t.reject(Date, written, "没有“"+brief(written)+"”这一天，请核对年月日。")
		}
		r.Date = date
	}
	if year != "" {
		y, ok := parseYear(year)
		if ok {
			r.Year = y
		} else {
			t.warn(Year, year, "年度“"+brief(year)+"”不是年份，改按日期确定年度。")
		}
	}
	if r.Year == 0 {
		r.Year = r.Date.Year
	}
	if r.Date.IsZero() && len(t.rejections) == 0 {
		t.warn(Date, "", "没有日期。")
	}
}

// SplitKeywords cuts keywords written in one cell: at semicolons; if there are
// none, at the pauses, commas and blanks that older catalogues use.
func SplitKeywords(s string) []string {
	cut := func(r rune) bool { return r == ';' || r == '；' || r == '\n' || r == '\r' }
	if !strings.ContainsFunc(s, cut) {
		cut = func(r rune) bool { return r == '、' || r == '，' || r == ',' || r == ' ' || r == '　' || r == '\t' }
	}
	return strings.FieldsFunc(s, cut)
}

// JoinKeywords writes keywords into one cell so that SplitKeywords gives them back.
func JoinKeywords(words []string) string {
	s := strings.Join(words, ";")
	if len(words) == 1 && strings.ContainsAny(s, "、，, 　\t") {
		s += ";"
	}
	return s
}

func (t *taker) keywords(p *Mapper) []string {
	values := p.got[Keywords]
	if len(values) == 0 && p.consts[Keywords] != "" {
		values = []string{p.consts[Keywords]}
	}
	var out []string
	seen := map[string]bool{}
	odd := false
	for _, v := range values {
		parts := []string{v}
		if !p.lists[Keywords] {
			parts = SplitKeywords(v)
		} else if strings.ContainsAny(v, ";；") {
			parts = strings.FieldsFunc(v, func(r rune) bool { return r == ';' || r == '；' })
		}
		for _, w := range parts {
			w, stripped := cleanLine(w)
			odd = odd || stripped
			if utf8.RuneCountInString(w) > MaxShort {
				t.warn(Keywords, w, fmt.Sprintf("有一个关键词超过 %d 字，已截短。", MaxShort))
				w = string([]rune(w)[:MaxShort])
			}
			if w != "" && !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	t.stripped(Keywords, odd, strings.Join(out, ";"))
	return out
}

// files reads paths beside the input. A path that leads out of it is not taken.
func (t *taker) files(p *Mapper) []string {
	values := p.got[Files]
	if len(values) == 0 && p.consts[Files] != "" {
		values = []string{p.consts[Files]}
	}
	var out []string
	for _, v := range values {
		parts := []string{v}
		if !p.lists[Files] {
			parts = strings.FieldsFunc(v, func(r rune) bool { return r == ';' || r == '；' || r == '\n' || r == '\r' })
		}
		for _, f := range parts {
			f = strings.TrimSpace(f)
			if f == "" {
				continue
			}
			clean, ok := besideInput(f)
			if !ok {
				t.warn(Files, f, "文件路径“"+brief(f)+"”不在导入文件旁边，或含有不允许的字符，未读取。")
				continue
			}
			out = append(out, clean)
		}
	}
	return out
}

// besideInput makes a path slash-separated and relative; ok is false if it leads
// out of the input's folder on any system, or has control characters.
func besideInput(f string) (string, bool) {
	if !utf8.ValidString(f) || strings.IndexFunc(f, invisible) >= 0 || len(f) > 4096 {
		return "", false
	}
	f = strings.ReplaceAll(f, `\`, "/")
	if strings.HasPrefix(f, "/") || len(f) > 1 && f[1] == ':' {
		return "", false
	}
	for _, part := range strings.Split(f, "/") {
		if part == ".." {
			return "", false
		}
	}
	f = path.Clean(f)
	return f, f != "."
}

package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
)

// Type is what a field of a register holds.
type Type string

// The types of fields. Money is typed in yuan; State and Choice take one of the
// field's values by code or label; Person takes the number or the name of somebody of
// the bureau (of namesakes the label that names unit and number), or any other name; Unit the code or name of a unit; Month a month of a
// year. A register has at most one State.
const (
	Text    Type = ""
	Long    Type = "long"
	Date    Type = "date"
	Number  Type = "number"
	Money   Type = "money"
	Decimal Type = "decimal"
	Person  Type = "person"
	Unit    Type = "unit"
	Choice  Type = "choice"
	State   Type = "state"
	Month   Type = "month"
)

// Value is one of the values of a State or Choice.
type Value struct {
	Code, Label string
	Done        bool // a state in which nothing is left to do
}

// Values makes values whose code is their label.
func Values(labels ...string) []Value {
	out := make([]Value, 0, len(labels))
	for _, l := range labels {
		out = append(out, Value{Code: l, Label: l})
	}
	return out
}

// Field is one field of a register.
type Field struct {
	Name, Label string
	Type        Type
	Need        bool
	Hint        string
	// Max is the most characters of a text (0: 200, of a Long 2000), or the largest
	// Number (0: 100,000) or Decimal (0: 1,000,000,000).
	Max    int64
	Places int // decimals of a Decimal, 0 for 2
	Values []Value
	Also   []string // other headings under which a spreadsheet may have it
	Minor  bool     // not in the list, only in form, print and export
	Due    bool     // a Date by which the line must be done
	Auto   bool     // set by Check alone: shown and printed, never typed or imported
}

// personID ends the name under which the number of a Person is kept.
const personID = "#"

// surroundings are what values are looked up in.
type surroundings struct {
	people []org.Person
	units  []org.Unit
}

func (s surroundings) unitName(code string) string {
	for _, u := range s.units {
		if u.Code == code {
			return u.Name
		}
	}
	return code
}

// personLabel is what somebody is offered and chosen by: the name, with unit and number
// where others have it too.
func (s surroundings) personLabel(p org.Person) string {
	n := 0
	for _, x := range s.people {
		if x.Name == p.Name {
			n++
		}
	}
	if n < 2 {
		return p.Name
	}
	return fmt.Sprintf("%s（%s，编号%d）", p.Name, s.unitName(p.Unit), p.ID)
}

// typed is a stored value as it stands in the form that amends it.
func (f Field) typed(s surroundings, l Line) string {
	if id := l.PersonID(f.Name); f.Type == Person && id != 0 {
		if i := slices.IndexFunc(s.people, func(p org.Person) bool { return p.ID == id && p.Name == l.Value(f.Name) }); i >= 0 {
			return s.personLabel(s.people[i])
		}
	}
	return l.Value(f.Name)
}

// Shown is a stored value as it is shown; units by name need the hall's own lists.
func (f Field) Shown(stored string) string {
	for _, v := range f.Values {
		if v.Code == stored {
			return v.Label
		}
	}
	return stored
}

func (f Field) shown(s surroundings, stored string) string {
	if f.Type == Unit {
		return s.unitName(stored)
	}
	return f.Shown(stored)
}

func (f Field) numeric() bool { return f.Type == Number || f.Type == Money || f.Type == Decimal }

// read turns what was typed or imported into the values of a line, and gathers every
// fault.
func (r *Register) read(in map[string]string, s surroundings) (map[string]string, error) {
	out := map[string]string{}
	var errs []*fault.Error
	for _, f := range r.Fields {
		if f.Auto {
			continue
		}
		raw := db.Trimmed(in[f.Name])
		if raw == "" {
			if f.Need {
				errs = append(errs, fault.Field(f.Name, "", "请填写"+f.Label+"。"))
			}
			continue
		}
		v, err := f.read(raw, s, out)
		if err == nil {
			err = mark.Refuse(f.Name, raw)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out[f.Name] = v
	}
	return out, fault.Join(errs...)
}

func (f Field) read(raw string, s surroundings, out map[string]string) (string, *fault.Error) {
	bad := func(say string) (string, *fault.Error) { return "", fault.Field(f.Name, raw, say) }
	switch f.Type {
	case Date:
		d, err := civil.ParseLoose(raw)
		if err != nil || d.Year < 1949 || d.Year > 2999 {
			return bad(f.Label + "“" + raw + "”不是日期，请写成 2026-03-02 的样子。")
		}
		return d.String(), nil
	case Month:
		m, ok := readMonth(raw)
		if !ok {
			return bad(f.Label + "“" + raw + "”不是月份，请写成 2026-03 的样子。")
		}
		return m, nil
	case Number:
		n, err := strconv.ParseInt(strings.NewReplacer(",", "", "，", "").Replace(raw), 10, 64)
		if most := cmp.Or(f.Max, 100000); err != nil || n < 0 || n > most {
			return bad(fmt.Sprintf("%s应为 0 到 %d 的整数，现在是“%s”。", f.Label, most, raw))
		}
		return strconv.FormatInt(n, 10), nil
	case Money:
		n, ok := readDecimal(strings.NewReplacer("￥", "", "¥", "", "元", "").Replace(raw), 2, mostYuan)
		if !ok {
			return bad(f.Label + "“" + raw + "”看不懂，请以元为单位写数字，最多两位小数，如 1250.50。")
		}
		return writeDecimal(n, 2), nil
	case Decimal:
		most := cmp.Or(f.Max, 1_000_000_000)
		n, ok := readDecimal(raw, f.places(), most)
		if !ok {
			return bad(fmt.Sprintf("%s应为 0 到 %d 的数，最多 %d 位小数，现在是“%s”。", f.Label, most, f.places(), raw))
		}
		return writeDecimal(n, f.places()), nil
	case State, Choice:
		for _, v := range f.Values {
			if raw == v.Code || raw == v.Label {
				return v.Code, nil
			}
		}
		var labels []string
		for _, v := range f.Values {
			labels = append(labels, v.Label)
		}
		return bad(f.Label + "只能是：" + strings.Join(labels, "、") + "，现在是“" + raw + "”。")
	case Unit:
		for _, u := range s.units {
			if u.Code == raw || u.Name == raw {
				return u.Code, nil
			}
		}
		return bad("没有“" + raw + "”这个科室，请从名单中选择。")
	case Person:
		return f.readPerson(raw, s, out)
	}
	most := f.Max
	if most == 0 {
		most = 200
		if f.Type == Long {
			most = 2000
		}
	}
	if n := int64(len([]rune(raw))); n > most {
		return bad(fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", f.Label, most, n))
	}
	if f.Type != Long {
		raw = strings.Join(strings.Fields(raw), " ")
	}
	return raw, nil
}

func (f Field) places() int { return cmp.Or(f.Places, 2) }

// readPerson takes a number, a label (personLabel) or a name. A name that several have is
// that of the one who works here now; several of those are told, so that nobody is taken
// for another.
func (f Field) readPerson(raw string, s surroundings, out map[string]string) (string, *fault.Error) {
	id, err := strconv.ParseInt(raw, 10, 64)
	byNumber := err == nil
	same := slices.DeleteFunc(slices.Clone(s.people), func(p org.Person) bool {
		return p.ID != id && (byNumber || p.Name != raw && s.personLabel(p) != raw)
	})
	if byNumber && len(same) == 0 {
		return "", fault.Field(f.Name, raw, "没有这位人员，请从名单中选择或直接写姓名。")
	}
	if len(same) > 1 {
		if here := slices.DeleteFunc(slices.Clone(same), func(p org.Person) bool { return !p.LeftOn.IsZero() }); len(here) > 0 {
			same = here
		}
	}
	switch len(same) {
	case 0:
	case 1:
		out[f.Name+personID] = strconv.FormatInt(same[0].ID, 10)
		raw = same[0].Name
	default:
		var who []string
		for _, p := range same {
			who = append(who, s.personLabel(p))
		}
		return "", fault.Field(f.Name, raw, fmt.Sprintf("“%s”有 %d 位同名，请写明是哪一位：%s。", raw, len(same), strings.Join(who, "、")))
	}
	if len([]rune(raw)) > 60 {
		return "", fault.Field(f.Name, raw, f.Label+"最多 60 个字。")
	}
	return raw, nil
}

// mostYuan bounds one sum: ten thousand million yuan.
const mostYuan = 10_000_000_000

// readDecimal reads a number that is not negative, with at most places decimals and a
// whole part of at most most, as units of its last place.
func readDecimal(s string, places int, most int64) (int64, bool) {
	s = strings.NewReplacer(",", "", "，", "", " ", "", "．", ".").Replace(s)
	whole, part, _ := strings.Cut(s, ".")
	if part = strings.TrimRight(part, "0"); whole == "" || len(part) > places || strings.ContainsAny(s, "+-") {
		return 0, false
	}
	part += strings.Repeat("0", places-len(part))
	n, err := strconv.ParseInt(whole+part, 10, 64)
	unit := int64(1)
	for range places {
		unit *= 10
	}
	return n, err == nil && n <= most*unit
}

// writeDecimal writes units of the last place: 125050 with two places is 1250.50.
func writeDecimal(n int64, places int) string {
	s := strconv.FormatInt(max(n, -n), 10)
	if places > 0 {
		if len(s) <= places {
			s = strings.Repeat("0", places-len(s)+1) + s
		}
		s = s[:len(s)-places] + "." + s[len(s)-places:]
	}
	if n < 0 {
		s = "-" + s
	}
	return s
}

// readMonth reads 2026-03, 2026年3月, 202603 or a whole date as 2026-03.
func readMonth(s string) (string, bool) {
	s = strings.TrimSuffix(strings.NewReplacer("年", "-", "月", "", ".", "-", "/", "-").Replace(s), "-")
	if len(s) == 6 && !strings.Contains(s, "-") {
		s = s[:4] + "-" + s[4:]
	}
	if strings.Count(s, "-") == 1 {
		s += "-01"
	}
	d, err := civil.ParseLoose(s)
	if err != nil || d.Year < 1949 || d.Year > 2999 {
		return "", false
	}
	return d.String()[:7], true
}

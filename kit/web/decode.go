package web

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// maxText is the longest text of a field without a max tag, in characters.
const maxText = 2000

// Decode reads query and form into a struct by its tags and gathers what is
// wrong with all fields into one *fault.Error:
//
//	Title string     `form:"title" label:"题名" need:"请填写题名。" max:"300"`
//	Pages int        `form:"pages" label:"页数" min:"1" max:"9999"`
//	Made  civil.Date `form:"made" label:"文件日期"`
//	IDs   []int64    `form:"id"`
//	Files []*web.Upload `form:"file"`
//
// Types: string, bool, signed integers, civil.Date (as people write it), slices
// of string and integers, *Upload and []*Upload, pointers to these (nil when the
// field is empty), anything with UnmarshalText, and structs inside structs. max
// bounds characters of a text, the value of a number and the length of a list.
// Texts lose space at both ends, lines end in \n. Fields without a form tag are
// left alone. The values stay with the Request for FormFor.
func Decode[T any](r *Request) (T, error) {
	var out T
	v := reflect.ValueOf(&out).Elem()
	if v.Kind() != reflect.Struct {
		return out, fmt.Errorf("web: Decode needs a struct, not %s", v.Type())
	}
	d := decoder{r: r}
	d.fields(v)
	if d.bug != nil {
		return out, d.bug
	}
	return out, fault.Join(d.faults...)
}

type decoder struct {
	r      *Request
	faults []*fault.Error
	bug    error
}

type tag struct {
	name, label, need string
	min, max          *int64
}

func readTag(f reflect.StructField) (tag, error) {
	t := tag{name: f.Tag.Get("form"), label: f.Tag.Get("label"), need: f.Tag.Get("need")}
	if t.label == "" {
		t.label = t.name
	}
	for _, b := range []struct {
		key string
		to  **int64
	}{{"min", &t.min}, {"max", &t.max}} {
		s, ok := f.Tag.Lookup(b.key)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return t, fmt.Errorf("web: field %s: %s:%q is no number", f.Name, b.key, s)
		}
		*b.to = &n
	}
	return t, nil
}

func (d *decoder) fault(t tag, value, say string) {
	d.faults = append(d.faults, fault.Field(t.name, value, say))
}

func (d *decoder) fields(v reflect.Value) {
	for i := 0; i < v.NumField(); i++ {
		sf := v.Type().Field(i)
		if sf.Tag.Get("form") == "" {
			if sf.Anonymous && sf.Type.Kind() == reflect.Struct && sf.IsExported() {
				d.fields(v.Field(i))
			}
			continue
		}
		t, err := readTag(sf)
		if err != nil {
			d.bug = err
			return
		}
		if err := d.field(t, v.Field(i)); err != nil {
			d.bug = err
			return
		}
	}
}

var (
	uploadType  = reflect.TypeFor[*Upload]()
	uploadsType = reflect.TypeFor[[]*Upload]()
	dateType    = reflect.TypeFor[civil.Date]()
	textType    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// field fills one field; an error is a mistake of the programmer.
func (d *decoder) field(t tag, v reflect.Value) error {
	switch v.Type() {
	case uploadType, uploadsType:
		d.uploads(t, v)
		return nil
	}
	list := d.r.values[t.name]
	if v.Kind() == reflect.Slice {
		return d.list(t, v, list)
	}
	s := ""
	if len(list) > 0 {
		s = tidy(list[0])
	}
	if s == "" {
		if t.need != "" {
			d.fault(t, "", t.need)
		}
		return nil
	}
	if v.Kind() == reflect.Pointer {
		n := reflect.New(v.Type().Elem())
		before := len(d.faults)
		if err := d.one(t, n.Elem(), s); err != nil {
			return err
		}
		if len(d.faults) == before {
			v.Set(n)
		}
		return nil
	}
	return d.one(t, v, s)
}

func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func (d *decoder) uploads(t tag, v reflect.Value) {
	files := d.r.files[t.name]
	if len(files) == 0 {
		if t.need != "" {
			d.fault(t, "", t.need)
		}
		return
	}
	if v.Type() == uploadType {
		v.Set(reflect.ValueOf(files[0]))
		return
	}
	v.Set(reflect.ValueOf(files))
}

func (d *decoder) list(t tag, v reflect.Value, list []string) error {
	if len(list) == 0 && t.need != "" {
		d.fault(t, "", t.need)
		return nil
	}
	if t.max != nil && int64(len(list)) > *t.max {
		d.fault(t, strconv.Itoa(len(list)), fmt.Sprintf("%s最多 %d 项，现有 %d 项。", t.label, *t.max, len(list)))
		return nil
	}
	item := t
	item.min, item.max = nil, nil
	for _, s := range list {
		n := reflect.New(v.Type().Elem()).Elem()
		if err := d.one(item, n, tidy(s)); err != nil {
			return err
		}
		v.Set(reflect.Append(v, n))
	}
	return nil
}

func (d *decoder) one(t tag, v reflect.Value, s string) error {
	if err := checkText(s); err != nil {
		d.fault(t, cleanLine(s), t.label+err.Error())
		return nil
	}
	if v.Type() == dateType {
		date, err := d.date(s)
		if err != nil {
			d.fault(t, s, t.label+"："+fault.Of(err).Safe())
			return nil
		}
		v.Set(reflect.ValueOf(date))
		return nil
	}
	if v.CanAddr() && v.Addr().Type().Implements(textType) {
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
			say := t.label + "“" + s + "”写法不对。"
			var f *fault.Error
			if errors.As(err, &f) {
				say = t.label + "：" + f.Safe()
			}
			d.fault(t, s, say)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		most := int64(maxText)
		if t.max != nil {
			most = *t.max
		}
		if n := int64(utf8.RuneCountInString(s)); n > most {
			d.fault(t, s, fmt.Sprintf("%s最多 %d 字，现有 %d 字，请删短。", t.label, most, n))
			return nil
		}
		v.SetString(s)
	case reflect.Bool:
		switch s {
		case "1", "on", "true", "yes":
			v.SetBool(true)
		case "0", "false", "no":
			v.SetBool(false)
		default:
			d.fault(t, s, t.label+"只能是勾选或不勾选。")
		}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		n, err := strconv.ParseInt(digits(s), 10, v.Type().Bits())
		if err != nil {
			d.fault(t, s, fmt.Sprintf("%s“%s”不是整数，请填写数字。", t.label, s))
			return nil
		}
		if t.min != nil && n < *t.min {
			d.fault(t, s, fmt.Sprintf("%s不能小于 %d。", t.label, *t.min))
			return nil
		}
		if t.max != nil && n > *t.max {
			d.fault(t, s, fmt.Sprintf("%s不能大于 %d。", t.label, *t.max))
			return nil
		}
		v.SetInt(n)
	default:
		return fmt.Errorf("web: field %q has a type Decode does not know: %s", t.name, v.Type())
	}
	return nil
}

// digits turns full-width digits into half-width ones.
func digits(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '０' && c <= '９' {
			return c - '０' + '0'
		}
		return c
	}, s)
}

// date reads a date as civil.ParseLoose does, and also 今天, 明天, 昨天 and a day
// of this year without its year (11-20, 11.20, 11月20日).
func (d *decoder) date(s string) (civil.Date, error) {
	today := civil.DateOf(d.r.site.cfg.Now())
	switch s {
	case "今天", "今日":
		return today, nil
	case "明天":
		return today.AddDays(1), nil
	case "昨天":
		return today.AddDays(-1), nil
	}
	n := strings.TrimSuffix(digits(s), "日")
	for _, sep := range []string{"-", ".", "/", "月"} {
		m, day, ok := strings.Cut(n, sep)
		if !ok || len(m) > 2 || len(day) > 2 {
			continue
		}
		if mi, e1 := strconv.Atoi(m); e1 == nil {
			if di, e2 := strconv.Atoi(day); e2 == nil {
				if got, ok := civil.Of(today.Year, mi, di); ok {
					return got, nil
				}
			}
		}
	}
	return civil.ParseLoose(s)
}

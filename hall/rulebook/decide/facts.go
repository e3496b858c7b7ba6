package decide

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

var (
	dateType = reflect.TypeFor[civil.Date]()
	numType  = reflect.TypeFor[Number]()
	rawType  = reflect.TypeFor[members]()
)

// member is one key of a JSON object with its value as text.
type member struct {
	key  string
	text json.RawMessage
}

type members []member

func (m members) get(key string) (json.RawMessage, bool) {
	for i := range m {
		if m[i].key == key {
			return m[i].text, true
		}
	}
	return nil, false
}

// object reads one JSON object without losing strictness: no second value, no
// key given twice, no broken UTF-8. Keys keep their case.
func object(field string, text []byte) (members, error) {
	if !utf8.Valid(text) {
		return nil, fault.Field(field, "", "不是有效的 UTF-8 文本，请改用 UTF-8 编码。")
	}
	broken := func() error {
		return fault.Field(field, short(text), "不是一个完整的 JSON 对象，请核对括号、引号和逗号。")
	}
	s := scanner{text: text}
	s.space()
	if !s.take('{') {
		return nil, broken()
	}
	m := make(members, 0, 8)
	s.space()
	for first := true; !s.take('}'); first = false {
		if !first && !s.take(',') {
			return nil, broken()
		}
		s.space()
		key, ok := s.key()
		s.space()
		if !ok || !s.take(':') {
			return nil, broken()
		}
		if _, twice := m.get(key); twice {
			return nil, fault.Field(key, "", "“"+key+"”写了两次，请删去一处。")
		}
		s.space()
		start := s.at
		if !s.value(0) {
			return nil, broken()
		}
		m = append(m, member{key, text[start:s.at]})
		s.space()
	}
	if s.space(); s.at < len(text) {
		return nil, broken()
	}
	return m, nil
}

func short(b []byte) string {
	r := []rune(string(bytes.TrimSpace(b)))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}

type tag struct {
	name               string
	optional, nullable bool
	words              []string
	min, max           int
}

func tagOf(f reflect.StructField) (tag, error) {
	parts := strings.Split(f.Tag.Get("fact"), ",")
	t := tag{name: parts[0], min: math.MinInt, max: math.MaxInt, words: strings.Fields(f.Tag.Get("words"))}
	if t.name == "" || !f.IsExported() {
		return t, fmt.Errorf("field %s has no fact name or is not exported", f.Name)
	}
	for _, p := range parts[1:] {
		switch p {
		case "optional":
			t.optional = true
		case "nullable":
			t.nullable = true
		default:
			return t, fmt.Errorf("field %s: unknown option %q", f.Name, p)
		}
	}
	for name, into := range map[string]*int{"min": &t.min, "max": &t.max} {
		if s, ok := f.Tag.Lookup(name); ok {
			n, err := strconv.Atoi(s)
			if err != nil {
				return t, fmt.Errorf("field %s: %s is not a number", f.Name, name)
			}
			*into = n
		}
	}
	return t, nil
}

// checkShape reports a struct that readFacts could not fill.
func checkShape(v any) error {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Struct {
		return errors.New("facts must be a struct")
	}
	return checkStruct(t)
}

func checkStruct(t reflect.Type) error {
	names := map[string]bool{}
	for f := range t.Fields() {
		tag, err := tagOf(f)
		if err != nil {
			return err
		}
		if names[tag.name] {
			return fmt.Errorf("fact %s given twice", tag.name)
		}
		names[tag.name] = true
		if tag.nullable && f.Type.Kind() != reflect.Pointer {
			return fmt.Errorf("fact %s: only a pointer can be null", tag.name)
		}
		if err := checkType(f.Type); err != nil {
			return fmt.Errorf("fact %s: %w", tag.name, err)
		}
	}
	return nil
}

func checkType(t reflect.Type) error {
	switch {
	case t == dateType || t == rawType || t == numType:
		return nil
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		return checkType(t.Elem())
	case t.Kind() == reflect.Struct:
		return checkStruct(t)
	case t.Kind() == reflect.String || t.Kind() == reflect.Int || t.Kind() == reflect.Bool:
		return nil
	}
	return fmt.Errorf("type %s is not supported", t)
}

// readFacts fills the struct that into points to.
func readFacts(raw members, into any) error {
	return readStruct("", raw, reflect.ValueOf(into).Elem())
}

// shape is what the tags of a struct say, read once.
type shape struct {
	tags  []tag
	names []string
}

var shapes sync.Map // reflect.Type -> shape

func shapeOf(t reflect.Type) (shape, error) {
	if s, ok := shapes.Load(t); ok {
		return s.(shape), nil
	}
	var s shape
	for i := range t.NumField() {
		tag, err := tagOf(t.Field(i))
		if err != nil {
			return s, fault.Wrap("decide.facts", fault.Internal, err)
		}
		s.tags, s.names = append(s.tags, tag), append(s.names, tag.name)
	}
	shapes.Store(t, s)
	return s, nil
}

func readStruct(prefix string, raw members, v reflect.Value) error {
	s, err := shapeOf(v.Type())
	if err != nil {
		return err
	}
	used := 0
	for i := range s.tags {
		t := &s.tags[i]
		text, given := raw.get(t.name)
		null := given && string(bytes.TrimSpace(text)) == "null"
		if given {
			used++
		}
		switch {
		case !given && t.optional:
			continue
		case !given:
			return fault.Field(prefix+t.name, "", "缺少“"+prefix+t.name+"”，请补填。")
		case null && t.nullable:
			continue
		case null:
			return fault.Field(prefix+t.name, "null", "“"+prefix+t.name+"”不能为 null，请填写或删去。")
		}
		name := t.name
		if prefix != "" {
			name = prefix + name
		}
		if err := readValue(name, text, t, v.Field(i)); err != nil {
			return err
		}
	}
	if used == len(raw) {
		return nil
	}
	return unknown(prefix, raw, s.names)
}

// unknown reports the first fact that none of the names is; nil if all are known.
func unknown(prefix string, raw members, names []string) error {
	var keys []string
	for _, m := range raw {
		if !slices.Contains(names, m.key) {
			keys = append(keys, m.key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	text, _ := raw.get(keys[0])
	return fault.Field(prefix+keys[0], short(text),
		"这里没有“"+prefix+keys[0]+"”这一项，可用的有："+joined(names)+"。")
}

// Number is a fact that need not be whole, e.g. 19.5 days.
type Number float64

func readValue(field string, text json.RawMessage, t *tag, v reflect.Value) error {
	wrong := func(want string) error {
		return fault.Field(field, short(text), "“"+field+"”应为"+want+"，现为 "+short(text)+"。")
	}
	switch {
	case v.Type() == rawType:
		m, err := object(field, text)
		if err != nil {
			return err
		}
		*v.Addr().Interface().(*members) = m
		return nil
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return readValue(field, text, t, v.Elem())
	case v.Type() == dateType:
		s, ok := str(text)
		if !ok {
			return wrong("形如 2014-05-05 的日期")
		}
		d, err := civil.Parse(s)
		if err != nil {
			return fault.Field(field, s, fault.Of(err).Safe())
		}
		*v.Addr().Interface().(*civil.Date) = d
		return nil
	case v.Kind() == reflect.Struct:
		m, err := object(field, text)
		if err != nil {
			return err
		}
		return readStruct(field+".", m, v)
	case v.Kind() == reflect.Slice:
		var items []json.RawMessage
		if json.Unmarshal(text, &items) != nil || items == nil {
			return wrong("数组")
		}
		if len(items) < t.min || len(items) > t.max {
			return wrong("数量合适的数组")
		}
		list := reflect.MakeSlice(v.Type(), len(items), len(items))
		element := &tag{words: t.words, min: math.MinInt, max: math.MaxInt}
		for i, item := range items {
			name := fmt.Sprintf("%s[%d]", field, i)
			if string(bytes.TrimSpace(item)) == "null" {
				return fault.Field(name, "null", "“"+name+"”不能为 null。")
			}
			if err := readValue(name, item, element, list.Index(i)); err != nil {
				return err
			}
		}
		v.Set(list)
		return nil
	case v.Kind() == reflect.String:
		s, ok := str(text)
		if !ok {
			return wrong("字符串")
		}
		if len(t.words) > 0 && !slices.Contains(t.words, s) {
			return fault.Field(field, s, "“"+field+"”没有“"+s+"”这个取值，可用的有："+joined(t.words)+"。")
		}
		if n := utf8.RuneCountInString(s); n < t.min || n > t.max {
			return fault.Field(field, short([]byte(s)), "“"+field+"”的字数不合要求，请核对。")
		}
		v.SetString(s)
		return nil
	case v.Type() == numType:
		n, ok := number(text)
		if !ok || n < float64(t.min) || n > float64(t.max) {
			return wrong("合乎范围的数字")
		}
		v.SetFloat(n)
		return nil
	case v.Kind() == reflect.Int:
		n, ok := integer(text)
		if !ok {
			return wrong("整数")
		}
		if n < t.min {
			return wrong(fmt.Sprintf("不小于 %d 的整数", t.min))
		}
		if n > t.max {
			return wrong(fmt.Sprintf("不大于 %d 的整数", t.max))
		}
		v.SetInt(int64(n))
		return nil
	case v.Kind() == reflect.Bool:
		switch string(bytes.TrimSpace(text)) {
		case "true":
			v.SetBool(true)
		case "false":
		default:
			return wrong(" true 或 false")
		}
		return nil
	}
	return fault.Newf(fault.Internal, "“%s”的类型无法读取。", field)
}

func str(text json.RawMessage) (string, bool) {
	t := bytes.TrimSpace(text)
	if len(t) == 0 || t[0] != '"' {
		return "", false
	}
	if plain := t[1:max(len(t)-1, 1)]; bytes.IndexByte(plain, '\\') < 0 {
		return string(plain), true
	}
	var s string
	err := json.Unmarshal(t, &s)
	return s, err == nil
}

// number reads a JSON number.
func number(text json.RawMessage) (float64, bool) {
	s := string(bytes.TrimSpace(text))
	if s == "" || (s[0] != '-' && (s[0] < '0' || s[0] > '9')) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// integer reads a JSON number without a fraction; 15.0 is 15.
func integer(text json.RawMessage) (int, bool) {
	s := string(bytes.TrimSpace(text))
	if s == "" || (s[0] != '-' && (s[0] < '0' || s[0] > '9')) {
		return 0, false
	}
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int(f), true
}

package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/fault"
	"lantai.internal/kit/sheet"
)

// Mapping is what an archivist lays down about the tables of one older system,
// written once and kept:
//
//	name: 旧系统导出
//	sheet: 归档文件            # XLSX: which sheet; default the first with content
//	header_row: 3              # default: found by itself
//	encoding: GB18030          # default: found by itself
//	columns:                   # name of a column: field, in English or Chinese; "-" leaves it out
//	  文件标题: title
//	  内部编号: "-"
//	constants:                 # field: value for rows that have none
//	  unit: BGS
//	values:                    # field: its values as written: as meant
//	  retention: {长期: D30, 短期: D10}
//	date_format: DD/MM/YYYY    # default: the year first, in any ordinary form
//	retentions: [Y, D30, D10]  # codes that the schedule knows; these are the default
//
// The zero Mapping finds everything by the names of the columns.
type Mapping struct {
	Name       string                       `yaml:"name,omitempty"`
	Sheet      string                       `yaml:"sheet,omitempty"`
	HeaderRow  int                          `yaml:"header_row,omitempty"`
	Encoding   string                       `yaml:"encoding,omitempty"`
	Columns    map[string]string            `yaml:"columns,omitempty"`
	Constants  map[string]string            `yaml:"constants,omitempty"`
	Values     map[string]map[string]string `yaml:"values,omitempty"`
	DateFormat string                       `yaml:"date_format,omitempty"`
	Retentions []string                     `yaml:"retentions,omitempty"`
}

const maxMapping = 1 << 20

// ReadMapping reads a mapping in YAML and checks it.
func ReadMapping(r io.Reader) (Mapping, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return Mapping{}, fault.Wrap("intake.mapping", fault.Unavailable, err)
	}
	if len(b) > maxMapping {
		return Mapping{}, fault.New(fault.TooLarge, "映射文件超过 1 MB，未读取。")
	}
	var m Mapping
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		say := "映射文件的写法不对，请检查缩进、冒号和各项名称。"
		var te *yaml.TypeError
		if errors.As(err, &te) && len(te.Errors) > 0 {
			line, _, _ := strings.Cut(strings.TrimPrefix(te.Errors[0], "line "), ":")
			say = "映射文件第 " + line + " 行的写法不对：项目名称不认识，或取值的类型不符。"
		}
		return Mapping{}, &fault.Error{Kind: fault.Invalid, Op: "intake.mapping", Field: "map", Say: say, Err: err}
	}
	return m, m.Check()
}

// Write writes the mapping in YAML, so that it can be kept and read again.
func (m Mapping) Write(w io.Writer) error {
	e := yaml.NewEncoder(w)
	if err := e.Encode(m); err != nil {
		return fault.Wrap("intake.mapping", fault.Full, err)
	}
	return fault.Wrap("intake.mapping", fault.Full, e.Close())
}

// Check reports what in the mapping cannot be meant: unknown fields, values
// outside an enumeration, a date format without day, month and year.
func (m Mapping) Check() error {
	var faults []*fault.Error
	bad := func(value, format string, a ...any) {
		faults = append(faults, fault.Field("map", value, fmt.Sprintf(format, a...)))
	}
	for column, name := range m.Columns {
		if _, ok := FieldNamed(name); !ok {
			bad(name, "映射文件把“%s”列对应到“%s”，没有这个字段。可用的字段有：%s。", column, name, fieldList())
		}
	}
	if m.DateFormat != "" {
		if _, ok := compileDate(m.DateFormat); !ok {
			bad(m.DateFormat, "日期格式“%s”看不懂，请用 YYYY、MM、DD 写明，如 DD/MM/YYYY。", m.DateFormat)
		}
	}
	for _, code := range m.Retentions {
		if retentionCode(code) != code {
			bad(code, "保管期限代码“%s”不对，应是 Y 或 D 加年数，如 D30。", code)
		}
	}
	if m.Encoding != "" {
		if _, ok := m.encoding(); !ok {
			bad(m.Encoding, "编码“%s”不认识，可用 UTF-8、GB18030、UTF-16LE、UTF-16BE。", m.Encoding)
		}
	}
	if m.HeaderRow < 0 {
		bad(fmt.Sprint(m.HeaderRow), "表头行号应是正数。")
	}
	checked := func(name, value, where string) {
		f, ok := FieldNamed(name)
		if !ok || f == Ignored {
			bad(name, "映射文件的%s里没有字段“%s”。可用的字段有：%s。", where, name, fieldList())
			return
		}
		if value != "" {
			if _, say := enumerated(f, value, m.retentions()); say != "" {
				bad(value, "映射文件的%s：%s", where, say)
			}
		}
	}
	for name, value := range m.Constants {
		checked(name, value, "固定值")
	}
	for name, values := range m.Values {
		for _, value := range values {
			checked(name, value, "取值对照")
		}
	}
	slices.SortFunc(faults, func(a, b *fault.Error) int { return strings.Compare(a.Say, b.Say) })
	return fault.Join(faults...)
}

func (m Mapping) retentions() []string {
	if len(m.Retentions) > 0 {
		return m.Retentions
	}
	return []string{"Y", "D30", "D10"}
}

func (m Mapping) encoding() (sheet.Encoding, bool) {
	switch strings.ToUpper(strings.NewReplacer("-", "", "_", "", " ", "").Replace(m.Encoding)) {
	case "":
		return "", true
	case "UTF8":
		return sheet.UTF8, true
	case "GB18030", "GBK", "GB2312", "936", "CP936":
		return sheet.GB18030, true
	case "UTF16LE", "UTF16":
		return sheet.UTF16LE, true
	case "UTF16BE":
		return sheet.UTF16BE, true
	}
	return "", false
}

// SheetOptions gives the options with which a table of this mapping is opened.
func (m Mapping) SheetOptions() sheet.Options {
	own := map[string]bool{}
	for c := range m.Columns {
		own[sheet.Normalize(c)] = true
	}
	enc, _ := m.encoding()
	return sheet.Options{Sheet: m.Sheet, HeaderRow: m.HeaderRow, Encoding: enc,
		Known: func(name string) bool { return own[name] || KnownColumn(name) }}
}

func fieldList() string {
	var s []string
	for _, f := range Fields() {
		s = append(s, string(f)+" "+f.Label())
	}
	return strings.Join(s, "、")
}

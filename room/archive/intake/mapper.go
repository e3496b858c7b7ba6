package intake

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/sheet"
)

// Mapper turns the rows of one table into records. It is not safe for use by
// several goroutines.
type Mapper struct {
	m        Mapping
	columns  []target // by position, for tables with a header
	members  map[string]target
	chosen   map[Field]string // the name of the column that a field is read from
	own      map[string]Field // normalised names from the mapping
	consts   map[Field]string
	values   map[Field]map[string]string
	format   *dateFormat
	date1904 bool
	warnings []Warning
	unknown  []string
	got      map[Field][]string // of the row at hand
	lists    map[Field]bool
}

type target struct {
	field Field
	known bool
	first bool // the first sight of an unknown member of NDJSON
}

// NewMapper makes a mapper for a table with the given header; a nil header is
// for NDJSON, whose rows name their fields themselves. It fails if the mapping
// is wrong or the header has no column for the title; the fault names the
// columns that there are.
func NewMapper(header []string, m Mapping) (*Mapper, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	p := &Mapper{m: m, members: map[string]target{}, chosen: map[Field]string{}, own: map[string]Field{},
		consts: map[Field]string{}, values: map[Field]map[string]string{}, got: map[Field][]string{}, lists: map[Field]bool{}}
	for column, name := range m.Columns {
		p.own[sheet.Normalize(column)], _ = FieldNamed(name)
	}
	for name, value := range m.Constants {
		f, _ := FieldNamed(name)
		p.consts[f] = value
	}
	for name, values := range m.Values {
		f, _ := FieldNamed(name)
		if p.values[f] == nil {
			p.values[f] = map[string]string{}
		}
		for from, to := range values {
			p.values[f][strings.TrimSpace(from)] = to
		}
	}
	if m.DateFormat != "" {
		p.format, _ = compileDate(m.DateFormat)
	}
	if header == nil {
		return p, nil
	}
	p.bind(header)
	for column := range p.own {
		if !containsNormal(header, column) {
			p.warnings = append(p.warnings, Warning{Field: "map", Value: column, Message: "映射文件里的“" + column + "”列，表中没有。"})
		}
	}
	if _, ok := p.chosen[Title]; !ok && p.consts[Title] == "" {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "intake.mapper", Field: string(Title), Value: strings.Join(header, ","),
			Say: "表中没有“题名”列，不能导入。找到的列有：" + columnList(header) + "。请改正表头，或用映射文件指明哪一列是题名。"}
	}
	return p, nil
}

func containsNormal(header []string, name string) bool {
	for _, h := range header {
		if sheet.Normalize(h) == name {
			return true
		}
	}
	return false
}

func columnList(header []string) string {
	var s []string
	for _, h := range header {
		if h != "" {
			s = append(s, "“"+h+"”")
		}
		if len(s) == 30 {
			s = append(s, "…")
			break
		}
	}
	if len(s) == 0 {
		return "无"
	}
	return strings.Join(s, "、")
}

// bind decides which column is which field: the mapping first, then the better name, then the column further left.
func (p *Mapper) bind(header []string) {
	const byMapping = -1
	ranks := make([]columnRank, len(header))
	best := map[Field]int{}
	for i, h := range header {
		n := sheet.Normalize(h)
		if f, ok := p.own[n]; ok {
			ranks[i] = columnRank{f, byMapping}
		} else if c, ok := lookUp(n); ok {
			ranks[i] = c
		} else {
			continue
		}
		f := ranks[i].field
		if j, ok := best[f]; f != Ignored && (!ok || ranks[i].rank < ranks[j].rank) {
			best[f] = i
		}
	}
	// 月 and 日 mean something only together and beside a year.
	_, m := best[month]
	_, d := best[day]
	_, y := best[Year]
	_, whole := best[Date]
	split := m && d && y && !whole
	p.columns = make([]target, len(header))
	for i, h := range header {
		f := ranks[i].field
		j, ok := best[f]
		switch {
		case h == "" || f == Ignored:
		case !ok, (f == month || f == day) && !split:
			p.unknown = append(p.unknown, h)
		case i != j && f != Keywords && f != Files:
			p.warnings = append(p.warnings, Warning{Field: string(f), Value: h,
				Message: "“" + h + "”列与“" + header[j] + "”列都像是" + f.Label() + "，只读取了“" + header[j] + "”列。"})
		default:
			p.columns[i] = target{field: f, known: true}
			if p.chosen[f] == "" {
				p.chosen[f] = header[j]
			}
		}
	}
	if len(p.unknown) > 0 {
		p.warnings = append(p.warnings, Warning{Value: strings.Join(p.unknown, ","),
			Message: "有 " + fmt.Sprint(len(p.unknown)) + " 列不认识，未读取：" + columnList(p.unknown) + "。需要时请指明它对应哪个字段。"})
	}
}

// Warnings concern the table as a whole: columns not known or not read. For
// NDJSON they come with the row that first has such a member.
func (p *Mapper) Warnings() []Warning { return p.warnings }

// Unknown names the columns or members that were met and are not read.
func (p *Mapper) Unknown() []string { return p.unknown }

// Columns says from which column each field is read.
func (p *Mapper) Columns() map[Field]string { return p.chosen }

// SetDate1904 says that day numbers in the table count from 1904, as sheet.Table.Date1904 reports.
func (p *Mapper) SetDate1904(on bool) { p.date1904 = on }

// collect gathers the values of a row by field.
func (p *Mapper) collect(row sheet.Row, warn func(f Field, value, message string)) {
	clear(p.got)
	clear(p.lists)
	if row.Fields == nil {
		for i, c := range row.Cells {
			if i < len(p.columns) && p.columns[i].known && strings.TrimSpace(c) != "" {
				f := p.columns[i].field
				p.got[f] = append(p.got[f], c)
			}
		}
		return
	}
	from := map[Field]int{} // which member a field was read from
	for i, m := range row.Fields {
		t, seen := p.members[m.Name]
		if !seen {
			t = p.member(m.Name)
			if len(p.members) < 4096 && len(m.Name) < 256 {
				p.members[m.Name] = t
			}
			if t.first {
				warn("", m.Name, "“"+m.Name+"”不是已知的字段，未读取。需要时请指明它对应哪个字段。")
			}
		}
		if !t.known || len(m.Values) == 0 {
			continue
		}
		if j, ok := from[t.field]; ok && t.field != Keywords && t.field != Files {
			if rankOf(row.Fields[j].Name) <= rankOf(m.Name) {
				continue
			}
			p.got[t.field] = nil
		}
		from[t.field] = i
		values := m.Values
		if m.List {
			p.lists[t.field] = true
			if t.field != Keywords && t.field != Files {
				values = []string{strings.Join(values, "；")}
			}
		}
		p.got[t.field] = append(p.got[t.field], values...)
	}
}

// Aside reports whether a row is no record but words under or between the rows of
// a table, such as the ground a catalogue rests on: its one cell that is not
// blank stands in the first column, is not a number, and is read as no field.
func (p *Mapper) Aside(row sheet.Row) (text string, ok bool) {
	if row.Fields != nil || len(row.Cells) == 0 || len(p.columns) > 0 && p.columns[0].known {
		return "", false
	}
	for _, c := range row.Cells[1:] {
		if strings.TrimSpace(c) != "" {
			return "", false
		}
	}
	text = strings.TrimSpace(row.Cells[0])
	if _, err := strconv.ParseFloat(text, 64); err == nil || text == "" {
		return "", false
	}
	return text, true
}

func rankOf(name string) int {
	c, _ := lookUp(sheet.Normalize(name))
	return c.rank
}

func (p *Mapper) member(name string) target {
	n := sheet.Normalize(name)
	if f, ok := p.own[n]; ok {
		return target{field: f, known: f != Ignored}
	}
	c, ok := lookUp(n)
	switch {
	case ok && c.field == Ignored:
		return target{}
	case ok && c.field != month && c.field != day:
		return target{field: c.field, known: true}
	}
	if len(p.unknown) < 256 && len(name) < 256 {
		p.unknown = append(p.unknown, name)
		return target{first: true}
	}
	return target{}
}

// text gives the value of a field of one value, by the mapping's table of values if it is in it, else its constant.
func (p *Mapper) text(f Field) string {
	v := ""
	if vs := p.got[f]; len(vs) > 0 {
		v = vs[0]
	}
	if table := p.values[f]; table != nil {
		if to, ok := table[strings.TrimSpace(v)]; ok {
			v = to
		}
	}
	if strings.TrimSpace(v) == "" {
		return p.consts[f]
	}
	return v
}

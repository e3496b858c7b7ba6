package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/intake"
)

// Bounds of what the page of a table shows and reads ahead.
const (
	previewRows  = 20
	lookRows     = 5000
	maxColumns   = 80
	maxNewValues = 30
)

// tableLook is what a first look into a table shows.
type tableLook struct {
	Header   []string
	Samples  [][]string // by column, up to three
	Sheets   []string
	Sheet    string
	Encoding string
	At       int // row of the header
	Format   sheet.Format
	Rows     []lookedRow
	Read     int  // rows read ahead
	All      bool // the whole table was read
	Bad      int  // of them not to be taken
	Warnings []Warning
	// Unread lists values that mean nothing yet, by field.
	Unread map[intake.Field][]string
	Chosen map[intake.Field]string // the column each field is read from
	Says   []refusal               // why rows are not to be taken
}

// refusal is a reason with the rows it concerns.
type refusal struct {
	Say   string
	N     int64
	First int // the first row of them
}

// lookedRow is a row as it would be taken.
type lookedRow struct {
	Number int
	Record intake.Record
	Faults map[string]string // the value at fault, by field
}

// look opens a table by a mapping and reads ahead. The error of a mapping that
// does not fit comes with the header, so that it can be mended.
func (r *Room) look(ctx context.Context, s Stored, m intake.Mapping) (tableLook, error) {
	l := tableLook{Unread: map[intake.Field][]string{}, Chosen: map[intake.Field]string{}}
	f, err := r.Files.Open(ctx, s.SHA256)
	if err != nil {
		return l, err
	}
	defer f.Close()
	t, err := sheet.OpenReader(ctx, f, f.Size(), path.Base(s.Path), m.SheetOptions())
	if err != nil {
		return l, err
	}
	defer t.Close()
	l.Header, l.Sheets, l.Sheet, l.Encoding, l.At, l.Format = t.Header(), t.Sheets(), t.Sheet(), string(t.Encoding()), t.HeaderRow(), t.Format()
	header := l.Header
	if l.Format == sheet.NDJSON {
		header = nil
	}
	mapper, bad := intake.NewMapper(header, m)
	if bad == nil {
		mapper.SetDate1904(t.Date1904())
	}
	for l.Read < lookRows {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			l.All = true
			break
		}
		if x, ok := sheet.AsRowError(err); ok {
			l.Read++
			l.Bad++
			l.Warnings = append(l.Warnings, Warning{Row: x.Number, Message: fault.Of(x.Err).Safe()})
			continue
		}
		if err != nil {
			return l, err
		}
		l.Read++
		l.sample(row)
		if bad == nil {
			l.take(mapper, row)
		} else if l.Read >= 100 {
			break
		}
	}
	if bad == nil {
		for _, w := range mapper.Warnings() {
			l.Warnings = append(l.Warnings, Warning(w))
		}
		l.Chosen = mapper.Columns()
	}
	for _, n := range t.Notes() {
		l.Warnings = append(l.Warnings, Warning{Message: n})
	}
	return l, bad
}

// sample keeps a few values of every column.
func (l *tableLook) sample(row sheet.Row) {
	put := func(i int, v string) {
		for len(l.Samples) <= i {
			l.Samples = append(l.Samples, nil)
		}
		v = clip(strings.TrimSpace(v), 24)
		if v != "" && len(l.Samples[i]) < 3 && !slices.Contains(l.Samples[i], v) {
			l.Samples[i] = append(l.Samples[i], v)
		}
	}
	for i, c := range row.Cells {
		if i < len(l.Header) {
			put(i, c)
		}
	}
	for _, m := range row.Fields {
		i := slices.Index(l.Header, m.Name)
		if i < 0 && len(l.Header) < maxColumns {
			i = len(l.Header)
			l.Header = append(l.Header, m.Name)
		}
		if i >= 0 {
			put(i, strings.Join(m.Values, "；"))
		}
	}
}

func (l *tableLook) take(mapper *intake.Mapper, row sheet.Row) {
	rec, _, rejections := mapper.Record(row)
	faults := map[string]string{}
	for _, x := range rejections {
		faults[x.Field] = x.Value
		l.say(x)
		f := intake.Field(x.Field)
		mendable := f == intake.Retention || f == intake.Category || f == intake.Classification && !mark.Classified(x.Value)
		if mendable && x.Value != "" && !slices.Contains(l.Unread[f], x.Value) && len(l.Unread[f]) < maxNewValues {
			l.Unread[f] = append(l.Unread[f], x.Value)
		}
	}
	if len(rejections) > 0 {
		l.Bad++
	}
	if len(l.Rows) < previewRows {
		l.Rows = append(l.Rows, lookedRow{row.Number, rec, faults})
	}
}

// say counts a reason.
func (l *tableLook) say(x intake.Rejection) {
	// The mapping is a form here, not a file.
	text := fieldLabel(x.Field) + "：" + strings.NewReplacer("在映射文件中写明对照", "在上面的“取值对照”里选定", "映射文件", "列的对应").Replace(x.Message)
	if i := slices.IndexFunc(l.Says, func(r refusal) bool { return r.Say == text }); i >= 0 {
		l.Says[i].N++
	} else if len(l.Says) < 50 {
		l.Says = append(l.Says, refusal{text, 1, x.Row})
	}
}

func saysTable(l tableLook) ui.Table {
	t := ui.Table{Caption: "为什么不能接收", Columns: []ui.Column{{Label: "原因和办法", Wide: true}, {Label: "行数", Numeric: true}, {Label: "首见于行", Numeric: true}}}
	for _, s := range l.Says {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Say}, {Text: count(s.N)}, {Text: number(int64(s.First))}}})
	}
	return t
}

// suggestMapping gives a fresh upload the kept mapping whose columns it has.
func (r *Room) suggestMapping(q *web.Request, id int64) error {
	ctx := q.Context()
	kept, err := r.Mappings(ctx)
	if err != nil || len(kept) == 0 {
		return err
	}
	u, err := r.Upload(ctx, id)
	if err != nil {
		return err
	}
	files, err := u.Stored()
	if err != nil {
		return err
	}
	l, err := r.look(ctx, files[0], intake.Mapping{})
	if len(l.Header) == 0 {
		return err
	}
	have := map[string]bool{}
	for _, h := range l.Header {
		have[sheet.Normalize(h)] = true
	}
	var best intake.Mapping
	for _, k := range kept {
		m, err := k.Mapping()
		if err != nil {
			continue
		}
		fits := len(m.Columns) > len(best.Columns)
		for c := range m.Columns {
			fits = fits && have[sheet.Normalize(c)]
		}
		if fits {
			best = m
		}
	}
	if len(best.Columns) == 0 {
		return nil
	}
	return r.MapUpload(org.Context(q), org.Actor(q), id, best, u.Unit, best.Name)
}

// tablePage is where columns become fields, with a look at the first rows.
func (r *Room) tablePage(q *web.Request, u Upload, rep *TakeReport, failed error) (web.Answer, error) {
	ctx := q.Context()
	files, err := u.Stored()
	if err != nil {
		return web.Answer{}, err
	}
	m, err := u.mapping()
	if err != nil {
		return web.Answer{}, err
	}
	l, unfit := r.look(ctx, files[0], m)
	if f := fault.Of(unfit); unfit != nil && f.Kind != fault.Invalid && f.Kind != fault.Unsupported && f.Kind != fault.TooLarge {
		return web.Answer{}, unfit
	}
	base := fmt.Sprintf("/archive/uploads/%d", u.ID)
	var form *ui.Form
	if rep == nil {
		form = q.FormFor(base+"/map", failed)
	} else {
		form = q.FormFor(base+"/map", nil)
	}
	form.Wide = true
	setMapping(form, m, u, l)
	units, err := r.unitOptions(ctx, "表中有机构列，或暂不指定")
	if err != nil {
		return web.Answer{}, err
	}
	kept, err := r.Mappings(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	take := q.FormFor(base+"/take", nil)
	if rep != nil && failed != nil {
		take = q.FormFor(base+"/take", failed)
	}
	names, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	known, err := r.unitsByAnyName(ctx, r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	unitCell := func(written string) ui.Cell {
		if u, ok := known[strings.ToUpper(strings.TrimSpace(written))]; ok || written == "" {
			return ui.Cell{Text: named(names, u)}
		}
		return ui.Cell{Text: clip(written, 20), Tags: []ui.Tag{{Text: "不认识", Tone: ui.Warn}}}
	}
	v := tableView{Upload: u, Look: l, Form: form, Take: take, Units: units, Kept: kept, Report: rep, Preview: previewTable(l, unitCell)}
	if unfit != nil {
		v.Problem = fault.Of(unfit).Safe()
	}
	v.Head = ui.Head{Crumbs: []ui.Link{room, {Text: "收材料", URL: "/archive/intake"}}, Title: u.Name,
		Meta: []string{"目录表，还没有导入", stamp(u.At), string(l.Format) + tableFacts(l)}}
	return q.Desk(u.Name, tableBody(v))
}

// tableView is what the page of a table shows.
type tableView struct {
	Head    ui.Head
	Upload  Upload
	Look    tableLook
	Form    *ui.Form
	Take    *ui.Form
	Units   []ui.Option
	Kept    []SavedMapping
	Report  *TakeReport
	Preview ui.Table
	Problem string
}

func setMapping(form *ui.Form, m intake.Mapping, u Upload, l tableLook) {
	form.Set("sheet", m.Sheet)
	form.Set("header", number(int64(m.HeaderRow)))
	form.Set("encoding", m.Encoding)
	form.Set("date", m.DateFormat)
	form.Set("unit", u.Unit)
	form.Set("keep", m.Name)
	for _, f := range []intake.Field{intake.Retention, intake.Year, intake.Category} {
		form.Set("const-"+string(f), m.Constants[string(f)])
	}
	by := map[string]string{}
	for c, f := range m.Columns {
		if field, ok := intake.FieldNamed(f); ok {
			by[sheet.Normalize(c)] = string(field)
		}
	}
	for i, h := range l.Header[:min(len(l.Header), maxColumns)] {
		form.Set("col-"+strconv.Itoa(i), by[sheet.Normalize(h)])
	}
	for _, v := range valueLines(l, m) {
		form.Set(v.name, v.to)
	}
}

// valueLine is one value as written with what it is to mean.
type valueLine struct {
	name, from, to string
	field          intake.Field
}

// valueLines lists the values laid down already and those that mean nothing yet.
func valueLines(l tableLook, m intake.Mapping) []valueLine {
	var out []valueLine
	for _, f := range []intake.Field{intake.Retention, intake.Classification, intake.Category} {
		var known []string
		for from := range m.Values[string(f)] {
			known = append(known, from)
		}
		slices.Sort(known)
		for _, from := range append(known, l.Unread[f]...) {
			if len(out) < maxNewValues {
				out = append(out, valueLine{name: fmt.Sprintf("val-%d", len(out)), from: from, to: m.Values[string(f)][from], field: f})
			}
		}
	}
	return out
}

func (v valueLine) options() []ui.Option {
	switch v.field {
	case intake.Retention:
		return periodOptions("还不知道")
	case intake.Classification:
		return append([]ui.Option{{Label: "还不知道"}}, levelOptions()...)
	}
	return categoryOptions("还不知道")
}

// fieldOptions are the choices for a column.
func fieldOptions(l tableLook, column string) []ui.Option {
	auto := "按列名自动"
	for f, c := range l.Chosen {
		if c == column {
			auto = "按列名自动：" + f.Label()
		}
	}
	out := []ui.Option{{Label: auto}, {Value: string(intake.Ignored), Label: "不读这一列"}}
	for _, f := range intake.Fields() {
		out = append(out, ui.Option{Value: string(f), Label: f.Label()})
	}
	return out
}

func (r *Room) mapUpload(q *web.Request) (web.Answer, error) {
	ctx, who := org.Context(q), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	u, err := r.Upload(ctx, id)
	if err != nil {
		return web.Answer{}, err
	}
	m, unit, name, err := r.typedMapping(q, u)
	if err == nil {
		err = r.MapUpload(ctx, who, id, m, unit, name)
	}
	if err != nil {
		return r.upload(q, id, nil, err)
	}
	say := "列的对应已保存。"
	if name != "" {
		say = "列的对应已保存为“" + name + "”，以后同样的表自动套用。"
	}
	return web.Redirect(fmt.Sprintf("/archive/uploads/%d#preview", id)).Say(ui.OK, say), nil
}

// typedMapping reads the mapping form.
func (r *Room) typedMapping(q *web.Request, u Upload) (m intake.Mapping, unit, name string, err error) {
	v := q.Values()
	unit, name = one(v, "unit"), one(v, "keep")
	if one(v, "do") == "use" {
		kept, err := r.Mappings(q.Context())
		if err != nil {
			return m, "", "", err
		}
		i := slices.IndexFunc(kept, func(k SavedMapping) bool { return k.Name == one(v, "use") })
		if i < 0 {
			return m, "", "", fault.Field("use", one(v, "use"), "请先选一份已存的对应。")
		}
		m, err = kept[i].Mapping()
		return m, unit, kept[i].Name, err
	}
	old, err := u.mapping()
	if err != nil {
		return m, "", "", err
	}
	files, err := u.Stored()
	if err != nil {
		return m, "", "", err
	}
	// The columns stand in the form by number, so they are looked up in the
	// table as it was shown.
	l, unfit := r.look(q.Context(), files[0], old)
	if len(l.Header) == 0 && unfit != nil && !fault.Is(unfit, fault.Invalid) {
		return m, "", "", unfit
	}
	m = intake.Mapping{Sheet: one(v, "sheet"), Encoding: one(v, "encoding"), DateFormat: one(v, "date"), Retentions: old.Retentions}
	if s := one(v, "header"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 1000 {
			return m, "", "", fault.Field("header", s, "表头行号应为 1 到 1000 之间的整数；不填由系统寻找。")
		}
		m.HeaderRow = n
	}
	m.Columns = typedColumns(v, l)
	for _, f := range []intake.Field{intake.Retention, intake.Year, intake.Category} {
		if s := one(v, "const-"+string(f)); s != "" {
			if f == intake.Year {
				if n, err := strconv.Atoi(s); err != nil || n < 1900 || n > 9999 {
					return m, "", "", fault.Field("const-year", s, "年度应为四位数字，如 2012。")
				}
			}
			if m.Constants == nil {
				m.Constants = map[string]string{}
			}
			m.Constants[string(f)] = s
		}
	}
	for _, line := range valueLines(l, old) {
		if to := one(v, line.name); to != "" {
			if m.Values == nil {
				m.Values = map[string]map[string]string{}
			}
			if m.Values[string(line.field)] == nil {
				m.Values[string(line.field)] = map[string]string{}
			}
			m.Values[string(line.field)][line.from] = to
		}
	}
	return m, unit, name, nil
}

func typedColumns(v url.Values, l tableLook) map[string]string {
	out := map[string]string{}
	for i, h := range l.Header[:min(len(l.Header), maxColumns)] {
		if f := one(v, "col-"+strconv.Itoa(i)); f != "" && h != "" {
			out[h] = f
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func previewTable(l tableLook, unit func(written string) ui.Cell) ui.Table {
	t := ui.Table{Caption: "前 20 行读成这样", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "题名", Wide: true}, {Label: "文号", Code: true}, {Label: "责任者"}, {Label: "日期", Code: true},
		{Label: "年度", Numeric: true}, {Label: "机构"}, {Label: "期限"}, {Label: "页数", Numeric: true}},
		Empty: ui.Empty{Title: "表中没有数据行", Text: "请检查表头行号和工作表是否选对。"}}
	for _, x := range l.Rows {
		rec := x.Record
		cell := func(f intake.Field, text string) ui.Cell {
			c := ui.Cell{Text: text}
			if v, bad := x.Faults[string(f)]; bad {
				c.Text, c.Fault = clip(v, 20), "不能用"
				delete(x.Faults, string(f))
			}
			return c
		}
		cells := []ui.Cell{{Text: number(int64(x.Number))}, cell(intake.Title, clip(rec.Title, 80)), cell(intake.DocNo, rec.DocNo), cell(intake.Issuer, clip(rec.Issuer, 30)),
			cell(intake.Date, rec.Date.String()), cell(intake.Year, number(int64(rec.Year))), unit(rec.Unit),
			cell(intake.Retention, periodLabel(rec.Retention)), cell(intake.Pages, number(int64(rec.Pages)))}
		cells[1].Sub = rec.Code
		for f, v := range x.Faults { // fields without a column here
			cells[1].Fault = strings.TrimSpace(cells[1].Fault + " " + fieldLabel(f) + "“" + clip(v, 20) + "”不能用")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

func tableFacts(l tableLook) string {
	s := ""
	if l.Sheet != "" {
		s += "，工作表“" + l.Sheet + "”"
	}
	if l.At > 0 {
		s += fmt.Sprintf("，表头在第 %d 行", l.At)
	}
	if l.Encoding != "" && l.Format != sheet.XLSX {
		s += "，编码 " + l.Encoding
	}
	return s
}

func periodLabel(p string) string {
	if v, err := code.ParsePeriod(p); err == nil {
		return v.Label()
	}
	return p
}

// outlook says how the table would fare, as far as it was read.
func (l tableLook) outlook() string {
	read := fmt.Sprintf("前 %s 行", count(int64(l.Read)))
	if l.All {
		read = fmt.Sprintf("全表 %s 行", count(int64(l.Read)))
	}
	if l.Bad == 0 {
		return read + "都能接收。"
	}
	return fmt.Sprintf("%s中有 %s 行不能接收，出错的格子在下面标出。", read, count(int64(l.Bad)))
}

// mappingOf is an upload's mapping as it is kept; the form that shows it was
// filled from the same text.
func mappingOf(u Upload) intake.Mapping {
	m, err := u.mapping()
	if err != nil {
		return intake.Mapping{}
	}
	return m
}

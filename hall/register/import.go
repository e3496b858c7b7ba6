package register

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Bounds of one import.
const (
	mostSheet    = 20 << 20 // bytes
	mostImported = 5000     // rows
	mostProblems = 500      // told at once
)

// Problem is what is wrong with a row of a spreadsheet.
type Problem struct {
	Row   int    // as the spreadsheet numbers it
	Field string // label of the field; empty for the row as a whole
	Value string
	Say   string // what is wrong and how to mend it
}

// Imported is what came of a spreadsheet.
type Imported struct {
	Added     int
	Same      int // rows that stood there already
	Bad       int // rows that were left out, or would be
	Problems  []Problem
	Unmatched []string // headings that no field has
}

// found is a row of a spreadsheet.
type found struct {
	number int
	values map[string]string
}

type importIn struct {
	writeIn
	found   []found
	partial bool      // what is right is entered though something is wrong
	out     *Imported // what is wrong outlives a refused deed
}

func (out *Imported) refuse(r *Register, row int, err error) {
	out.Bad++
	f := fault.Of(err)
	list := f.Fields
	if len(list) == 0 {
		list = []fault.FieldError{{Field: f.Field, Value: f.Value, Say: f.Safe()}}
	}
	for _, x := range list {
		p := Problem{Row: row, Value: x.Value, Say: x.Say}
		if fd, ok := r.Field(x.Field); ok {
			p.Field = fd.Label
		}
		if len(out.Problems) < mostProblems {
			out.Problems = append(out.Problems, p)
		}
	}
}

// errRows rolls back an import that wants every row right.
var errRows = fault.New(fault.Invalid, "表中有的行要改，一行也没有收。")

var importLines = act.Define(act.Spec[importIn, Imported]{
	Name: "register.line.import", Label: "导入登记", Right: Use,
	Do: func(tx *act.Tx, in importIn) (Imported, act.Entry, error) {
		out := *in.out
		out.Problems = slices.Clone(out.Problems)
		if err := in.keep(tx); err != nil {
			return out, act.Entry{}, err
		}
		if err := in.all(tx, &out); err != nil {
			return out, act.Entry{}, err
		}
		if out.Bad > 0 && !in.partial || out.Added == 0 {
			*in.out = out
			return out, act.Entry{}, errRows
		}
		return out, act.Entry{Subject: "register:" + in.r.Code, Summary: fmt.Sprintf("从表格登记%s %d 条，重复的 %d 条、有错的 %d 行未收", in.r.Label, out.Added, out.Same, out.Bad), Basis: in.r.Basis}, nil
	}})

// all enters the rows one after another, so that the room's rule sees those before.
func (in importIn) all(tx *act.Tx, out *Imported) error {
	old, err := db.All[string](tx.Ctx, tx, q.SQL("facts"), in.r.Code)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, f := range old {
		there[f] = true
	}
	for _, x := range in.found {
		l, err := in.fresh(tx, x.values)
		if err != nil {
			if k := fault.Of(err).Kind; k != fault.Invalid && k != fault.Rule && k != fault.Conflict {
				return err
			}
			out.refuse(in.r, x.number, err)
			continue
		}
		facts, err := json.Marshal(l.Values)
		if err != nil {
			return err
		}
		if there[string(facts)] {
			out.Same++
			continue
		}
		there[string(facts)] = true
		if err := in.put(tx, &l); err != nil {
			return err
		}
		out.Added++
	}
	return nil
}

// Import enters the lines of a spreadsheet (XLSX, CSV in UTF-8 or GB18030, DBF) whose
// headings are the labels of the fields. Every wrong row is told by its number, with
// field, value and remedy. Unless partial, nothing is entered while a row is wrong; the
// error is then nil and Added 0. What stands there already word for word is left out. A
// file that the Screen refuses is not read.
func (h *Hall) Import(ctx context.Context, who act.Actor, code string, ra io.ReaderAt, size int64, name string, partial bool) (Imported, error) {
	w, err := h.input(ctx, code)
	if err != nil {
		return Imported{}, err
	}
	if err := h.Screened(ctx, ra, size, name); err != nil {
		return Imported{}, err
	}
	in := importIn{writeIn: w, partial: partial, out: &Imported{}}
	if in.found, err = w.r.rows(ctx, ra, size, name, in.out); err != nil {
		return Imported{}, err
	}
	out, err := importLines.Run(ctx, h.Door, who, in)
	if errors.Is(err, errRows) {
		out, err = *in.out, nil
		out.Added = 0
	}
	return out, err
}

// Screened refuses a spreadsheet that bears the mark of a state secret anywhere: in a title
// row, a column without a field or another sheet, which no reader of rows looks at. It
// must not be asked within a deed, since a refusal is recorded by one.
func (h *Hall) Screened(ctx context.Context, ra io.ReaderAt, size int64, name string) error {
	if h.Screen == nil {
		return nil
	}
	return h.Screen(ctx, ra, size, name, "file")
}

// rows reads a spreadsheet into values by field name. Cells that cannot be read become
// problems.
func (r *Register) rows(ctx context.Context, ra io.ReaderAt, size int64, name string, out *Imported) ([]found, error) {
	heads := map[string]string{}
	for _, f := range r.Fields {
		if f.Auto {
			continue
		}
		for _, label := range append([]string{f.Label}, f.Also...) {
			heads[sheet.Normalize(label)] = f.Name
		}
	}
	t, err := sheet.OpenReader(ctx, ra, size, name, sheet.Options{Known: func(n string) bool { return heads[n] != "" }, MaxUnpacked: 256 << 20})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	columns := make([]Field, len(t.Header()))
	have := map[string]bool{}
	for i, h := range t.Header() {
		label := sheet.Normalize(h)
		if f := heads[label]; f != "" && !have[f] {
			columns[i], _ = r.Field(f)
			have[f] = true
		} else if label != "" && label != "序号" && label != "编号" && !r.auto(label) {
			out.Unmatched = append(out.Unmatched, h)
		}
	}
	if r.Strict && len(out.Unmatched) > 0 {
		return nil, fault.Field("file", strings.Join(out.Unmatched, "、"), r.Label+"不收“"+strings.Join(out.Unmatched, "”“")+"”这样的栏目，请删去后再导入。")
	}
	var missing []string
	for _, f := range r.Fields {
		if f.Need && !have[f.Name] {
			missing = append(missing, f.Label)
		}
	}
	if len(missing) > 0 {
		return nil, fault.Field("file", name, "表头里没有“"+strings.Join(missing, "”“")+"”，请核对表头，或下载空表填写。")
	}
	var list []found
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, one := sheet.AsRowError(err); one {
			out.refuse(r, bad.Number, bad.Err)
			continue
		}
		if err != nil {
			return nil, err
		}
		if slices.Contains(row.Cells, "合计") { // the foot of our own export
			continue
		}
		x := found{row.Number, map[string]string{}}
		for i, c := range row.Cells {
			if i < len(columns) && columns[i].Name != "" {
				x.values[columns[i].Name] = columns[i].cell(c, t.Date1904())
			}
		}
		if list = append(list, x); len(list) > mostImported {
			return nil, fault.Field("file", name, fmt.Sprintf("一次最多导入 %d 行，请分成几个表。", mostImported))
		}
	}
	if len(list) == 0 && out.Bad == 0 {
		return nil, fault.Field("file", name, "表里没有数据行。")
	}
	return list, nil
}

// auto reports whether a heading is that of a field which is never imported.
func (r *Register) auto(label string) bool {
	return slices.ContainsFunc(r.Fields, func(f Field) bool { return f.Auto && sheet.Normalize(f.Label) == label })
}

// cell turns a spreadsheet's day number into a date where a date belongs.
func (f Field) cell(c string, date1904 bool) string {
	if f.Type != Date && f.Type != Month {
		return c
	}
	if n, err := strconv.ParseFloat(strings.TrimSpace(c), 64); err == nil && n > 10000 && n < 80000 {
		if d, ok := sheet.SerialDate(n, date1904); ok {
			return d.String()
		}
	}
	return c
}

func (h *Hall) importPage(q *web.Request, r *Register, failed error, got Imported) (web.Answer, error) {
	if q.Values().Get("blank") != "" {
		return h.blank(r)
	}
	if err := r.kept(q.Context(), h.Door.Reader(), org.Actor(q)); err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(r.url()+"/import", failed)
	if len(got.Problems) > 0 {
		f.Key = web.NewKey()
	}
	f.Multipart = true
	f.Set("mode", "all")
	var needed []string
	for _, x := range r.Fields {
		if x.Need {
			needed = append(needed, x.Label)
		}
	}
	p := ui.Listing{Head: ui.Head{Title: r.Label + "：从表格导入", Crumbs: r.crumbs(), Actions: []ui.Button{{Label: "下载空表", URL: r.url() + "/import?blank=1"}}}}
	if len(got.Problems) > 0 {
		p.Notices = []ui.Notice{{Tone: ui.Bad, Text: fmt.Sprintf("有 %d 行要改，一行也没有收。改好后重新上传；或选“只导入正确的”，把其余的行先收下。", got.Bad)}}
		t := ui.Table{Caption: "要改的行", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "栏目"}, {Label: "表里写的"}, {Label: "怎么改", Wide: true, Wrap: true}}}
		for _, x := range got.Problems {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(x.Row)}, {Text: x.Field}, {Text: x.Value}, {Text: x.Say}}})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "要改的行", Table: &t})
	}
	p.Parts = append(p.Parts, ui.Part{Hint: "表头用登记簿的栏目名称，次序不限；必填：" + strings.Join(needed, "、") + "。已有的相同行不重复登记。", Form: f, Fields: []ui.Field{
		{Form: f, Name: "file", Label: "表格文件", Kind: ui.File, Accept: ".xlsx,.csv,.tsv,.txt,.dbf"},
		{Form: f, Name: "mode", Label: "有的行不对时", Kind: ui.Radio, Options: []ui.Option{{Value: "all", Label: "全部正确才导入"}, {Value: "good", Label: "只导入正确的"}}},
	}, Buttons: []ui.Button{{Label: "导入", Look: "primary"}}})
	a, err := q.Desk(p.Head.Title, ui.ListPage(p))
	if err == nil && len(got.Problems) > 0 {
		a = a.Status(422)
	}
	return a, err
}

// blank is an empty spreadsheet with the headings of the register.
func (h *Hall) blank(r *Register) (web.Answer, error) {
	v := View{Title: r.Label + "（空表）"}
	for _, f := range r.Fields {
		if !f.Auto {
			v.Columns = append(v.Columns, Column{Label: f.Label, Wide: f.Name == "title"})
		}
	}
	var b bytes.Buffer
	if err := v.XLSX(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(v.Title+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", time.Time{}, bytes.NewReader(b.Bytes())), nil
}

func (h *Hall) importPost(q *web.Request, r *Register) (web.Answer, error) {
	in, err := web.Decode[struct {
		File *web.Upload `form:"file" label:"表格文件"`
		Mode string      `form:"mode" label:"有的行不对时"`
	}](q)
	if err == nil && (in.File == nil || in.File.Size == 0) {
		err = fault.Field("file", "", "请选择要导入的表格文件。")
	}
	var got Imported
	if err == nil {
		got, err = h.upload(q, r, in.File, in.Mode == "good")
	}
	if err != nil || got.Added == 0 && got.Bad > 0 {
		return h.importPage(q, r, err, got)
	}
	say := fmt.Sprintf("已登记 %d 条", got.Added)
	if got.Same > 0 {
		say += fmt.Sprintf("，%d 条已有，没有重复登记", got.Same)
	}
	if len(got.Unmatched) > 0 {
		say += "；没有用到的列：" + strings.Join(got.Unmatched, "、")
	}
	if got.Bad > 0 {
		var rows []string
		for _, p := range got.Problems {
			if s := strconv.Itoa(p.Row); !slices.Contains(rows, s) && len(rows) < 20 {
				rows = append(rows, s)
			}
		}
		return web.Redirect(r.url()+"?year=all").Say(ui.Warn, fmt.Sprintf("%s；%d 行没有收（第 %s 行），改好后可以只上传这些行。", say, got.Bad, strings.Join(rows, "、"))), nil
	}
	return web.Redirect(r.url()+"?year=all").Say(ui.OK, say+"。"), nil
}

func (h *Hall) upload(q *web.Request, r *Register, u *web.Upload, partial bool) (Imported, error) {
	s, err := u.Open()
	if err != nil {
		return Imported{}, err
	}
	at, ok := s.(io.ReaderAt)
	if !ok {
		b, err := io.ReadAll(io.LimitReader(s, mostSheet))
		if err != nil {
			return Imported{}, err
		}
		at = bytes.NewReader(b)
	}
	return h.Import(org.Context(q), org.Actor(q), r.Code, at, u.Size, u.Name, partial)
}

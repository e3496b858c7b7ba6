package archive

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// yearPrints are the papers of a year, in the order in which they are needed.
var yearPrints = []struct {
	kind forms.Kind
	use  string
}{
	{forms.Catalogue, "每类一册，装订成本"}, {forms.BoxCatalogue, "每盒一份，放在盒内最前"}, {forms.BoxNote, "每盒一份，放在盒内最后，签名"},
	{forms.BoxCover, "贴或印在盒面"}, {forms.BoxSpine, "插在盒脊，20 至 50 毫米"}, {forms.Stamp, "剪下贴在首页上端，或在件页取盖好章的副本"},
	{forms.Compilation, "永久件的正文成书"}, {forms.Summary, "五部分，数字由系统填"},
}

func (r *Room) printPages() []web.Page {
	return []web.Page{
		{Name: "archive.prints", Method: "GET", Pattern: "/archive/prints", Right: string(Arrange), Serve: r.printsPage},
		{Name: "archive.print", Method: "POST", Pattern: "/archive/prints", Right: string(Arrange), Serve: r.printPost},
		{Name: "archive.item.stamped", Method: "GET", Pattern: "/archive/items/{id}/stamped.pdf", Right: string(Read), Hide: true, Serve: r.stampedPage},
	}
}

type printInput struct {
	Kind      string `form:"kind" label:"打印件" need:"请选择打印件。"`
	Year      int    `form:"year" label:"年度" need:"请填写年度。" min:"1900" max:"9999"`
	Retention string `form:"retention" label:"保管期限"`
	Unit      string `form:"unit" label:"机构"`
	Box       int64  `form:"box" label:"盒号"`
	Format    string `form:"format" label:"格式"`
	OnA3      bool   `form:"on_a3" label:"用 A3 纸"`
}

func (r *Room) printPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[printInput](q)
	if err != nil {
		return r.prints(q, err)
	}
	p := code.Period("")
	if in.Retention != "" {
		if p, err = code.ParsePeriod(in.Retention); err != nil {
			return r.prints(q, err)
		}
	}
	if in.Format == "" {
		in.Format = string(forms.PDF)
	}
	made, err := r.Print(org.Context(q), org.Actor(q), PrintOptions{Kind: forms.Kind(in.Kind), Format: forms.Format(in.Format), Year: in.Year,
		Retention: p, Unit: in.Unit, Box: in.Box, OnA3: in.OnA3})
	if fault.Is(err, fault.NotFound) { // the choice is at fault, so the form stays with it
		err = nothingToPrint(in, err)
	}
	if err != nil {
		return r.prints(q, err)
	}
	if made.Bytes == nil { // the same form sent twice: the paper exists already
		return web.Redirect("/archive/prints?year="+strconv.Itoa(in.Year)).Say(ui.Info, "这一次打印已经做过，见下面的打印记录。"), nil
	}
	types := map[forms.Format]string{forms.PDF: "application/pdf", forms.CSV: "text/csv; charset=utf-8",
		forms.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		forms.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
	a := web.File(made.Name, types[forms.Format(in.Format)], time.Time{}, bytes.NewReader(made.Bytes))
	if in.Format == string(forms.PDF) {
		a = a.Inline()
	}
	return a, nil
}

// nothingToPrint lays the refusal at the field that narrowed the print to nothing.
func nothingToPrint(in printInput, err error) error {
	switch {
	case in.Box != 0:
		return fault.Field("box", strconv.FormatInt(in.Box, 10), fmt.Sprintf("%d年度所选范围内没有第 %d 盒。盒号在“档案盒”里查。", in.Year, in.Box))
	case in.Unit != "":
		return fault.Field("unit", in.Unit, fmt.Sprintf("%d年度所选机构和期限没有可打印的件。请改选，或先整理、装盒。", in.Year))
	case in.Retention != "":
		return fault.Field("retention", in.Retention, fmt.Sprintf("%d年度所选期限没有可打印的件。请改选，或先整理、装盒。", in.Year))
	}
	return fault.Field("year", strconv.Itoa(in.Year), fault.Of(err).Safe())
}

func (r *Room) printsPage(q *web.Request) (web.Answer, error) { return r.prints(q, nil) }

// printsView is what the print page shows.
type printsView struct {
	Form  *ui.Form
	Years []ui.Option
	Units []ui.Option
	Kinds []ui.Option
	Year  int
	Log   ui.Table
	Stale bool
}

func (r *Room) prints(q *web.Request, failed error) (web.Answer, error) {
	ctx := q.Context()
	v := printsView{Form: q.FormFor("/archive/prints", failed)}
	years, err := r.Years(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	for _, y := range years {
		if y.Year == 0 || y.Arranged == 0 {
			continue
		}
		v.Years = append(v.Years, ui.Option{Value: strconv.FormatInt(y.Year, 10), Label: fmt.Sprintf("%d 年度（已编号 %d 件）", y.Year, y.Arranged)})
	}
	if v.Year, _ = strconv.Atoi(q.Values().Get("year")); v.Year == 0 && len(v.Years) > 0 {
		v.Year, _ = strconv.Atoi(v.Years[0].Value)
	}
	units, err := r.Bureau.Units(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	v.Units = []ui.Option{{Value: "", Label: "全部机构"}}
	for _, u := range units {
		v.Units = append(v.Units, ui.Option{Value: u.Code, Label: u.Name})
	}
	for _, k := range yearPrints {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k.kind), Label: k.kind.Label(), Hint: k.use})
	}
	v.Form.Set("year", strconv.Itoa(v.Year))
	for _, name := range []string{"kind", "retention", "unit", "box"} {
		if x := q.Values().Get(name); x != "" {
			v.Form.Set(name, x)
		}
	}
	v.Form.Set("kind", string(forms.Catalogue))
	v.Form.Set("format", "pdf")
	if err := r.printLog(ctx, &v); err != nil {
		return web.Answer{}, err
	}
	return q.Desk("打印", printsBody(v))
}

type printRow struct {
	ID       int64  `db:"id"`
	Kind     string `db:"kind"`
	Year     int64  `db:"year"`
	Scope    string `db:"scope"`
	Format   string `db:"format"`
	Revision int64  `db:"revision"`
	At       int64  `db:"at"`
	SHA256   string `db:"sha256"`
}

// printLog lists what was printed of a year, and whether the year was arranged
// or packed anew since: then the papers must be printed again.
func (r *Room) printLog(ctx context.Context, v *printsView) error {
	rd := r.Door.Reader()
	rows, err := db.All[printRow](ctx, rd, q.SQL("prints"), v.Year)
	if err != nil {
		return err
	}
	changes, err := act.Entries(ctx, rd, act.EntryFilter{Subject: fmt.Sprintf("archive_year:%d", v.Year)}, 1)
	if err != nil {
		return err
	}
	v.Log = ui.Table{Caption: "打印记录", Columns: []ui.Column{{Label: "打印件", Wide: true}, {Label: "格式"}, {Label: "第几次", Numeric: true}, {Label: "时间"}, {Label: "摘要", Code: true, Minor: true}},
		Empty: ui.Empty{Title: "还没有打印过", Text: "上面选好打印件，按“生成”。"}}
	seen := map[string]bool{}
	for _, p := range rows {
		c := ui.Cell{Text: forms.Kind(p.Kind).Label()}
		if key := p.Kind + p.Scope; !seen[key] {
			seen[key] = true
			if len(changes) > 0 && p.At < changes[0].At {
				c.Tags = []ui.Tag{{Text: "数据已变，须重印", Tone: ui.Warn}}
				v.Stale = true
			}
		}
		v.Log.Rows = append(v.Log.Rows, ui.Row{Cells: []ui.Cell{c, {Text: p.Format}, {Text: strconv.FormatInt(p.Revision, 10)},
			{Text: clock.FromMicros(p.At).Format("2006-01-02 15:04")}, {Text: p.SHA256[:16]}}})
	}
	return nil
}

func (r *Room) stampedPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	it, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.unseen(q, err)
	}
	open, err := r.readable(q.Context(), org.Actor(q), &it)
	if err != nil {
		return web.Answer{}, err
	}
	if !open {
		return web.Answer{}, errSecret()
	}
	var b bytes.Buffer
	if err := r.StampedCopy(q.Context(), org.Actor(q), id, &b); err != nil {
		return web.Answer{}, err
	}
	return web.File("盖归档章的副本.pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

// PrintURL is the address of the print page, filled in.
func PrintURL(kind forms.Kind, year int, retention code.Period, unit string, box int64) string {
	v := url.Values{"kind": {string(kind)}, "year": {strconv.Itoa(year)}}
	if retention != "" {
		v.Set("retention", string(retention))
	}
	if unit != "" {
		v.Set("unit", unit)
	}
	if box != 0 {
		v.Set("box", strconv.FormatInt(box, 10))
	}
	return "/archive/prints?" + v.Encode()
}

package outgoing

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func stateOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "全部"}, {Value: Running, Label: "没有办结"}}
	for _, s := range States {
		out = append(out, ui.Option{Value: s, Label: StateLabel(s)})
	}
	return out
}

// conditions reads the filter of the register.
func conditions(q *web.Request) (Conditions, error) {
	v := q.Values()
	c := Conditions{State: v.Get("state"), Kind: v.Get("kind"), Unit: v.Get("unit"), Words: db.Trimmed(v.Get("words"))}
	if !slices.ContainsFunc(stateOptions(), func(o ui.Option) bool { return o.Value == c.State }) {
		return c, fault.Field("state", c.State, "没有这种状态，请从列表中选择。")
	}
	if s := v.Get("year"); s != "" {
		y, err := strconv.Atoi(s)
		if err != nil || y < 2000 || y > 2199 {
			return c, fault.Field("year", s, "年度请写成四位数字，如 2026。")
		}
		c.Year = y
	}
	if s := v.Get("after"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return c, fault.Field("after", s, "翻页的位置不对，请从第一页开始。")
		}
		c.After = n
	}
	return c, nil
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	c, err := conditions(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, total, err := r.Register(q.Context(), org.Actor(q), c)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	units := []ui.Option{{Value: "", Label: "全部"}}
	for _, u := range s.units {
		units = append(units, ui.Option{Value: u.Code, Label: u.Name})
	}
	kinds := kindOptions()
	kinds[0].Label = "全部"
	f := q.FormFor("/documents/out/register", nil)
	f.Method, f.Wide = "get", true
	filters := ui.Filters{Form: f, Count: fmt.Sprintf("共 %s 件", ui.Thousands(total)), Saved: []ui.Link{{Text: "没有办结", URL: "/documents/out/register?state=" + Running}, {Text: "待签发", URL: "/documents/out/register?state=" + Signing}, {Text: "作废的", URL: "/documents/out/register?state=" + Void}}}
	for _, x := range []struct {
		name, label string
		options     []ui.Option
	}{{"year", "年度", nil}, {"state", "状态", stateOptions()}, {"kind", "文种", kinds}, {"unit", "拟稿科室", units}, {"words", "标题含，或者文号", nil}} {
		v := q.Values().Get(x.name)
		f.Set(x.name, v)
		if v != "" {
			word := v
			if i := slices.IndexFunc(x.options, func(o ui.Option) bool { return o.Value == v }); i >= 0 {
				word = x.options[i].Label
			}
			filters.Chips = append(filters.Chips, ui.Chip{Label: x.label, Value: word, Remove: q.URLWith(x.name, "", "after", "")})
		}
		field := ui.Field{Name: x.name, Label: x.label, Optional: true, Half: true}
		if x.options != nil {
			field.Kind, field.Options = ui.Select, x.options
		}
		filters.Add = append(filters.Add, field)
	}
	query := ""
	if q.URL.RawQuery != "" {
		query = "?" + q.URL.RawQuery
	}
	t := s.table("发文登记簿", list, ui.Empty{Title: "没有符合条件的发文"})
	p := ui.Listing{Head: ui.Head{Title: "发文登记簿", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: "/documents/out/register/list.pdf" + query}, {Label: "导出表格", URL: "/documents/out/register/list.xlsx" + query}}}, Filter: &filters, Parts: []ui.Part{{Table: &t}}}
	var turn []ui.Button
	if c.After > 0 {
		turn = append(turn, ui.Button{Label: "第一页", URL: q.URLWith("after", "")})
	}
	if len(list) == PageSize {
		turn = append(turn, ui.Button{Label: "下一页", URL: q.URLWith("after", fmt.Sprint(list[len(list)-1].ID))})
	}
	if len(turn) > 0 {
		p.Parts = append(p.Parts, ui.Part{Buttons: turn})
	}
	return q.Desk("发文登记簿", ui.ListPage(p))
}

var registerTitles = []string{"发文字号", "成文日期", "标题", "文种", "主送", "抄送", "拟稿", "签发人", "份数", "用印编号", "分送", "状态"}
var registerWidths = []float64{36, 20, 52, 12, 28, 22, 26, 16, 10, 20, 19, 16}

func (r *Room) registerRows(q *web.Request) ([][]string, error) {
	c, err := conditions(q)
	if err != nil {
		return nil, err
	}
	c.After, c.Limit = 0, mostPrinted
	list, _, err := r.Register(q.Context(), org.Actor(q), c)
	if err != nil {
		return nil, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	var out [][]string
	for _, d := range slices.Backward(list) {
		prints := ""
		if d.Prints > 0 {
			prints = fmt.Sprint(d.Prints)
		}
		state := StateLabel(d.State)
		if d.State == Void {
			state += "：" + d.Why
		}
		out = append(out, []string{d.Name(), d.SignedOn.String(), d.Title, d.KindName(), strings.Join(names(d.Recipients), "、"), strings.Join(names(d.Copies), "、"), s.unitName(d.Unit) + " " + d.DrafterName, d.SignerName, prints, d.SealNumber, d.SentOn.String(), state})
	}
	return out, err
}

func (r *Room) registerXLSX(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	var columns []sheet.Column
	for i, t := range registerTitles {
		columns = append(columns, sheet.Column{Title: t, Width: registerWidths[i] * 0.6, Wrap: true})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, "发文登记簿", columns)
	if err != nil {
		return web.Answer{}, err
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			return web.Answer{}, err
		}
	}
	if err := x.Close(); err != nil {
		return web.Answer{}, err
	}
	return web.File("发文登记簿 "+r.Door.Today().String()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

// list prints a table on landscape pages, with the day, who made it and page numbers.
func (r *Room) list(title, maker string, titles []string, widths []float64, rows [][]string, empty string) (*bytes.Buffer, error) {
	day := r.Door.Today()
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 16, Right: 10, Bottom: 16, Left: 10}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-8, "制表日期 "+day.String()+"　制表人 "+maker+"　"+print.PageOf(no, of), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(r.Rules.Base.Bureau+title, print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	if len(rows) == 0 {
		f.Para(empty, print.Style{Size: 10})
	} else {
		t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
		for i, h := range titles {
			t.Columns = append(t.Columns, print.Column{Title: h, Width: widths[i]})
		}
		f.Table(t, slices.Values(rows))
	}
	var b bytes.Buffer
	return &b, d.Write(&b)
}

func (r *Room) registerPDF(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := r.list("发文登记簿", org.Actor(q).Name, registerTitles, registerWidths, rows, "没有符合条件的发文。")
	if err != nil {
		return web.Answer{}, err
	}
	return pdf(r, "发文登记簿 "+r.Door.Today().String(), b), nil
}

// bookAsked is the series and year of the address.
func (r *Room) bookAsked(q *web.Request, s *scene) (series string, year int, err error) {
	all := s.series(Document{})
	if len(all) == 0 {
		return "", 0, fault.New(fault.Conflict, "规章卡片没有写明机关代字，请办公室先补上。")
	}
	series, year = all[0], s.today.Year
	if x := q.Values().Get("series"); x != "" && q.Method == "GET" {
		if !slices.Contains(all, x) {
			return "", 0, fault.Field("series", x, "没有这个机关代字，请从列表中选择。")
		}
		series = x
	}
	if x := q.Values().Get("year"); x != "" && q.Method == "GET" {
		if year, err = strconv.Atoi(x); err != nil || year < 2000 || year > 2199 {
			return "", 0, fault.Field("year", x, "年度请写成四位数字，如 2026。")
		}
	}
	return series, year, nil
}

// visibleBook is the number book with the titles of papers that the viewer may not see
// left out.
func (r *Room) visibleBook(q *web.Request, s *scene, series string, year int) ([]Given, error) {
	list, err := r.Book(q.Context(), series, year)
	if err != nil || s.wide(org.Actor(q)) {
		return list, err
	}
	for i, g := range list {
		if g.DocumentID == 0 {
			continue
		}
		d, ok, err := db.Maybe[Document](q.Context(), r.Door.Reader(), sql("document"), g.DocumentID)
		if err != nil {
			return nil, err
		}
		sees := false
		if ok {
			if sees, err = s.sees(q.Context(), r.Door.Reader(), org.Actor(q), d); err != nil {
				return nil, err
			}
		}
		if !sees {
			list[i].Title, list[i].DocumentID = "（其他科室的公文）", 0
		}
	}
	return list, nil
}

func (g Given) row() []string {
	what := g.Title
	if g.Reason != "" {
		what = strings.TrimSpace(what + "　" + g.Reason)
	}
	return []string{g.Text(), what, map[string]string{NumberUsed: "已用", NumberVoid: "作废", NumberPaper: "纸质"}[g.State], g.MadeOn.String(), g.MadeName}
}

func (r *Room) numbersPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	series, year, err := r.bookAsked(q, s)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.visibleBook(q, s, series, year)
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	listing := ui.Listing{Head: ui.Head{Title: "字号簿", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: fmt.Sprintf("/documents/out/numbers/book.pdf?series=%s&year=%d", series, year)}}}}
	for _, x := range s.series(Document{}) {
		listing.Tabs = append(listing.Tabs, ui.Tab{Text: x, URL: fmt.Sprintf("/documents/out/numbers?series=%s&year=%d", x, year), Count: -1, Current: x == series})
	}
	for y := s.today.Year; y > s.today.Year-3; y-- {
		listing.Tabs = append(listing.Tabs, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: fmt.Sprintf("/documents/out/numbers?series=%s&year=%d", series, y), Count: -1, Current: y == year})
	}
	t := ui.Table{Caption: "字号簿", Columns: []ui.Column{{Label: "发文字号", Code: true}, {Label: "标题", Wide: true, Wrap: true}, {Label: "状态"}, {Label: "编号日期", Minor: true}, {Label: "编号人", Minor: true}}, Empty: ui.Empty{Title: "这一年还没有编号", Text: "复核通过的公文编号登记以后列在这里。"}}
	for _, g := range list {
		c := ui.Cell{Text: g.Title, Sub: g.Reason}
		if g.DocumentID != 0 {
			c.URL = fmt.Sprintf("/documents/out/%d", g.DocumentID)
		}
		tone := map[string]ui.Tone{NumberUsed: ui.OK, NumberVoid: ui.Bad, NumberPaper: ui.Mute}[g.State]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: g.Text()}, c, {Tags: []ui.Tag{{Text: g.row()[2], Tone: tone}}}, {Text: g.MadeOn.String()}, {Text: g.MadeName}}})
	}
	listing.Parts = append(listing.Parts, ui.Part{Title: fmt.Sprintf("%s %d 年", series, year), Hint: "号按顺序自动取，不断号；作废的号留在这里，不再使用。每年从 1 号起。", Table: &t})
	if r.inOffice(org.Actor(q)) {
		var options []ui.Option
		for _, x := range s.series(Document{}) {
			options = append(options, ui.Option{Value: x, Label: x})
		}
		p.add("补录纸质字号", fmt.Sprintf("%d 年在纸质字号簿上已经用过的号，从这里补录，系统接着往下编。已经用过的号不能再录。", s.today.Year), "/documents/out/numbers/paper", ui.Button{Label: "补录"},
			ui.Field{Name: "series", Label: "机关代字", Kind: ui.Select, Options: options, Half: true}, ui.Field{Name: "first", Label: "起号", Kind: ui.Number, Half: true}, ui.Field{Name: "last", Label: "止号", Kind: ui.Number, Half: true}, ui.Field{Name: "reason", Label: "来历", Hint: "如：2026年纸质发文登记簿", Half: true})
		p.add("作废纸质字号", "补录的号里没有用的，写明理由作废；号留在字号簿里，不再使用。", "/documents/out/numbers/void", ui.Button{Label: "作废", Look: "danger"},
			ui.Field{Name: "number", Label: "发文字号", Half: true}, ui.Field{Name: "words", Label: "作废的理由", Half: true, Max: mostLine})
		listing.Parts = append(listing.Parts, p.list...)
	}
	if failed != nil && !p.shown {
		return web.Answer{}, failed
	}
	return q.Desk("字号簿", ui.ListPage(listing))
}

func (r *Room) numbersPDF(q *web.Request) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	series, year, err := r.bookAsked(q, s)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.visibleBook(q, s, series, year)
	if err != nil {
		return web.Answer{}, err
	}
	var rows [][]string
	for _, g := range slices.Backward(list) {
		rows = append(rows, g.row())
	}
	b, err := r.list(fmt.Sprintf("%d年“%s”字号簿", year, series), org.Actor(q).Name, []string{"发文字号", "标题", "状态", "编号日期", "编号人"}, []float64{45, 150, 18, 27, 37}, rows, "这一年还没有编号。")
	if err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%s %d年字号簿", series, year), b), nil
}

type onPaperInput struct {
	Series string `form:"series" label:"机关代字"`
	First  int    `form:"first" label:"起号" min:"1" max:"99999"`
	Last   int    `form:"last" label:"止号" min:"1" max:"99999"`
	Reason string `form:"reason" label:"来历"`
}

func (r *Room) numbersOnPaper(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[onPaperInput](q)
	n := 0
	if err == nil {
		n, err = r.AddOnPaper(org.Context(q), org.Actor(q), OnPaper(in))
	}
	if err != nil {
		if fault.Is(err, fault.Forbidden) {
			return web.Answer{}, err
		}
		return r.numbersPage(q, err)
	}
	return web.Redirect("/documents/out/numbers?series="+url.QueryEscape(in.Series)).Say(ui.OK, fmt.Sprintf("已补录 %d 个号。", n)), nil
}

type voidPaperInput struct {
	Number string `form:"number" label:"发文字号"`
	Words  string `form:"words" label:"作废的理由"`
}

func (r *Room) numbersVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[voidPaperInput](q)
	var g Given
	if err == nil {
		g, err = r.VoidOnPaper(org.Context(q), org.Actor(q), in.Number, in.Words)
	}
	if err != nil {
		if fault.Is(err, fault.Forbidden) {
			return web.Answer{}, err
		}
		return r.numbersPage(q, err)
	}
	return web.Redirect("/documents/out/numbers?series="+url.QueryEscape(g.Series)).Say(ui.OK, g.Text()+"已作废，留在字号簿里。"), nil
}

// sql gives a named statement where q is a request.
func sql(name string) string { return q.SQL(name) }

package register

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

// maxSheet is how large a spreadsheet to import may be.
const maxSheet = 20 << 20

// Pages are the pages of the registers.
func (r *Room) Pages() []web.Page {
	get := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "register." + name, Method: "GET", Pattern: "/archive" + pattern, Right: string(right), Serve: serve}
	}
	post := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		p := get(name, pattern, right, serve)
		p.Method = "POST"
		return p
	}
	load := post("entry.load", "/registers/{kind}/import", Keep, r.importPost)
	loadDue := post("due.load", "/due/import", Due, r.dueImportPost)
	load.Upload, loadDue.Upload = maxSheet, maxSheet
	return []web.Page{
		get("home", "/registers", See, r.homePage),
		get("entry.list", "/registers/{kind}", See, r.listPage),
		get("entry.new", "/registers/{kind}/new", Keep, r.newPage),
		post("entry.add", "/registers/{kind}/new", Keep, r.newPost),
		get("entry.export", "/registers/{kind}/export", See, r.exportPage),
		get("entry.import", "/registers/{kind}/import", Keep, r.importPage),
		load,
		get("entry", "/registers/{kind}/{id}", See, r.entryPage),
		post("entry.amend", "/registers/{kind}/{id}", Keep, r.entryPost),
		post("entry.remove", "/registers/{kind}/{id}/remove", Keep, r.removePost),

		get("network", "/network", See, r.networkPage),
		post("network.set", "/network", Network, r.networkPost),

		get("arrears", "/arrears", See, r.arrearsPage),
		get("arrears.export", "/arrears/export", See, r.arrearsExport),
		get("gaps", "/arrears/gaps", See, r.gapsPage),
		post("gaps.add", "/arrears/gaps", Due, r.gapsPost),
		get("urge", "/arrears/urge", See, r.urgePage),
		post("urge.note", "/arrears/urge", Due, r.urgePost),
		get("urge.print", "/arrears/slips.pdf", See, r.slipsPage),
		get("due.list", "/due", See, r.duePage),
		post("due.add", "/due", Due, r.duePost),
		post("due.settle", "/due/settle", Due, r.settlePost),
		get("due.import", "/due/import", Due, r.dueImportPage),
		loadDue,
		get("due.mine", "/my/due", archive.Submit, r.myDuePage),
		get("due", "/due/{id}", Due, r.dueEntryPage),
		post("due.amend", "/due/{id}", Due, r.dueAmendPost),
		post("due.void", "/due/{id}/void", Due, r.dueVoidPost),

		get("clearance.list", "/clearance", Clear, r.clearanceListPage),
		get("clearance", "/clearance/{id}", Clear, r.clearancePage),
		get("clearance.print", "/clearance/{id}/form.pdf", Clear, r.clearancePrint),

		get("statistics", "/statistics", See, r.statisticsPage),
		get("statistics.left", "/statistics/left", See, r.leftPage),
		post("statistics.record", "/statistics", Balance, r.balancePost),
		get("summary", "/summary", See, r.summaryPage),
	}
}

var (
	archiveRoom = ui.Link{Text: "档案室", URL: "/archive"}
	registers   = ui.Link{Text: "登记簿", URL: "/archive/registers"}
)

// form is a form of a page that may have several: the one that failed comes back
// with what was typed, the others are fresh.
func form(q *web.Request, id, action string, failed error, mine bool) *ui.Form {
	if failed != nil && mine {
		f := q.FormFor(action, failed)
		f.ID = id
		return f
	}
	return &ui.Form{ID: id, Action: action, Key: web.NewKey()}
}

func id64(n int64) string { return strconv.FormatInt(n, 10) }

func (r *Room) kindOf(q *web.Request) (Kind, error) { return r.Kind(q.PathValue("kind")) }

func kindURL(k Kind) string { return "/archive/registers/" + k.Code }

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	ctx := q.Context()
	year := r.today().Year
	if y, err := strconv.Atoi(q.Values().Get("year")); err == nil && saneYear(y) == nil {
		year = y
	}
	type count struct {
		Kind   string `db:"kind"`
		N      int64  `db:"n"`
		Amount int64  `db:"amount"`
	}
	counts, err := db.All[count](ctx, r.reader(), sqlEntryCounts, year)
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "登记簿", Columns: []ui.Column{{Label: "登记簿", Wide: true}, {Label: fmt.Sprintf("%d 年条数", year), Numeric: true}, {Label: "金额（元）", Numeric: true}, {Label: "待办"}}}
	for _, k := range r.Kinds {
		row := ui.Row{URL: kindURL(k), Cells: []ui.Cell{{Text: k.Label, URL: kindURL(k), Sub: k.Hint}, {Text: "0", URL: fmt.Sprintf("%s?year=%d", kindURL(k), year)}, {}, {}}}
		for _, c := range counts {
			if c.Kind == k.Code {
				row.Cells[1].Text = id64(c.N)
				if c.Amount > 0 {
					row.Cells[2].Text = Yuan(c.Amount)
				}
			}
		}
		if _, ok := k.StateField(); ok {
			open, err := r.Entries(ctx, k.Code, Query{State: Undone})
			if err != nil {
				return web.Answer{}, err
			}
			if len(open) > 0 {
				row.Cells[3] = ui.Cell{Text: itoa(len(open)), URL: kindURL(k) + "?year=all&state=" + Undone}
			}
		}
		tb.Rows = append(tb.Rows, row)
	}
	f := ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/registers", year, "")}
	return q.Desk("登记簿", page(ui.Head{Title: "登记簿", Crumbs: []ui.Link{archiveRoom}}, nil, listed(f, tb)))
}

var sqlEntryCounts = q.SQL("entry_counts")

// query reads the conditions of a list out of its address.
func (r *Room) query(q *web.Request) Query {
	v := q.Values()
	o := Query{State: v.Get("state"), Words: v.Get("words")}
	if y, err := strconv.Atoi(v.Get("year")); err == nil && saneYear(y) == nil {
		o.Year = y
	} else if v.Get("year") == "" {
		o.Year = r.today().Year
	}
	return o
}

func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	o := r.query(q)
	rows, err := r.Entries(q.Context(), k.Code, o)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	tb := ui.Table{Caption: k.Label, Empty: ui.Empty{Title: "没有符合条件的" + k.Thing, Link: ui.Link{Text: "看全部年度", URL: kindURL(k) + "?year=all"}}}
	var shown []Field
	for _, f := range k.Fields {
		if !f.Minor {
			shown = append(shown, f)
			tb.Columns = append(tb.Columns, ui.Column{Label: f.Label, Wide: f.Name == "title", Numeric: f.Type == Number || f.Type == Money})
		}
	}
	sum := int64(0)
	for _, e := range rows {
		url, v := fmt.Sprintf("%s/%d", kindURL(k), e.ID), e.Values()
		row := ui.Row{URL: url}
		for _, f := range shown {
			c := ui.Cell{Text: f.Shown(v[f.Name])}
			switch {
			case f.Name == "title":
				c.URL = url
			case f.Type == State:
				tone := ui.Info
				if k.Done(e.State) {
					tone = ui.OK
				}
				c = ui.Cell{Tags: []ui.Tag{{Text: c.Text, Tone: tone}}}
			case f.Name == "due" && v["due"] != "" && v["due"] < r.today().String() && !k.Done(e.State):
				c.Tags = []ui.Tag{{Text: "已过期", Tone: ui.Bad}}
			}
			row.Cells = append(row.Cells, c)
		}
		sum += e.Amount
		tb.Rows = append(tb.Rows, row)
	}
	fl := r.filters(q, k, o, len(rows), sum)
	head := ui.Head{Title: k.Label, Crumbs: []ui.Link{archiveRoom, registers}}
	query := q.URLWith("year", yearParam(o))
	_, rest, _ := strings.Cut(query, "?")
	head.Actions = []ui.Button{{Label: "导出表格", URL: kindURL(k) + "/export?format=xlsx&" + rest}, {Label: "打印", URL: kindURL(k) + "/export?format=pdf&" + rest}}
	if who.May(Keep) {
		head.Actions = append([]ui.Button{{Label: "登记" + k.Thing, URL: kindURL(k) + "/new", Look: "primary"}}, head.Actions...)
		fl.Saved = append(fl.Saved, ui.Link{Text: "从表格导入", URL: kindURL(k) + "/import"})
	}
	notices, err := r.kindNotices(q, k, o)
	if err != nil {
		return web.Answer{}, err
	}
	parts := []templ.Component{}
	if k.Code == "expenditure" && o.Year != 0 {
		sums, err := r.Spending(q.Context(), o.Year)
		if err != nil {
			return web.Answer{}, err
		}
		var pairs []ui.Pair
		for _, s := range sums {
			pairs = append(pairs, ui.Pair{Key: s.Kind, Text: Yuan(s.Fen) + " 元"})
		}
		if len(pairs) > 0 {
			parts = append(parts, pairsCard(fmt.Sprintf("%d 年按类别合计", o.Year), pairs))
		}
	}
	return q.Desk(k.Label, page(head, notices, append(parts, listed(fl, tb))...))
}

func yearParam(o Query) string {
	if o.Year == 0 {
		return "all"
	}
	return itoa(o.Year)
}

func (r *Room) filters(q *web.Request, k Kind, o Query, n int, sum int64) ui.Filters {
	f := &ui.Form{ID: "filter", Action: kindURL(k), Method: "get"}
	fl := ui.Filters{Form: f, Count: fmt.Sprintf("共 %d 条", n)}
	if sum > 0 {
		fl.Count += "，合计 " + Yuan(sum) + " 元"
	}
	all := []ui.Option{{Value: "all", Label: "全部年度"}}
	for y := r.today().Year; y > r.today().Year-15; y-- {
		all = append(all, ui.Option{Value: itoa(y), Label: itoa(y)})
	}
	f.Set("year", yearParam(o))
	f.Set("state", o.State)
	f.Set("words", o.Words)
	fl.Add = []ui.Field{{Name: "year", Label: "年度", Kind: ui.Select, Options: all, Half: true}, {Name: "words", Label: "含有文字", Half: true, Optional: true}}
	if o.Year != 0 {
		fl.Chips = append(fl.Chips, ui.Chip{Label: "年度", Value: itoa(o.Year), Remove: q.URLWith("year", "all")})
	}
	if s, ok := k.StateField(); ok {
		opts := []ui.Option{{Label: "全部"}, {Value: Undone, Label: "未完成"}}
		for _, v := range s.Values {
			opts = append(opts, ui.Option{Value: v.Code, Label: v.Label})
		}
		fl.Add = append(fl.Add, ui.Field{Name: "state", Label: s.Label, Kind: ui.Select, Options: opts, Half: true})
		for _, x := range opts[1:] {
			if x.Value == o.State {
				fl.Chips = append(fl.Chips, ui.Chip{Label: s.Label, Value: x.Label, Remove: q.URLWith("state", "")})
			}
		}
	}
	if o.Words != "" {
		fl.Chips = append(fl.Chips, ui.Chip{Label: "含有", Value: o.Words, Remove: q.URLWith("words", "")})
	}
	return fl
}

// kindNotices say what the rule book wants of a register and is not there, and how
// the year compares with the one before.
func (r *Room) kindNotices(q *web.Request, k Kind, o Query) ([]ui.Notice, error) {
	ctx := q.Context()
	switch k.Code {
	case "refbook":
		if r.book == nil {
			return nil, nil
		}
		all, err := r.Entries(ctx, k.Code, Query{})
		var out []ui.Notice
		for _, b := range r.book.Archive.ReferenceBooks {
			if !slices.ContainsFunc(all, func(e Entry) bool { return quoted(e.Title) == quoted(b.Title) }) {
				out = append(out, ui.Notice{Tone: ui.Warn, Text: "规章列明的工具书" + quoted(b.Title) + "还没有登记。", Link: ui.Link{Text: "登记这一本", URL: kindURL(k) + "/new?title=" + url.QueryEscape(b.Title)}})
			}
		}
		return out, err
	case "training":
		if o.Year == 0 {
			return nil, nil
		}
		now, err := r.Entries(ctx, k.Code, Query{Year: o.Year})
		if err != nil {
			return nil, err
		}
		past, err := r.Entries(ctx, k.Code, Query{Year: o.Year - 1})
		tone := ui.Info
		if len(now) < len(past) && o.Year < r.today().Year {
			tone = ui.Warn
		}
		return []ui.Notice{{Tone: tone, Text: fmt.Sprintf("%d 年培训 %d 次，上年 %d 次。", o.Year, len(now), len(past))}}, err
	}
	return nil, nil
}

func (r *Room) fields(q *web.Request, k Kind, f *ui.Form) ([]ui.Field, error) {
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range people {
		if p.LeftOn.IsZero() {
			names = append(names, p.Name)
		}
	}
	f.Wide = true
	var out []ui.Field
	for _, x := range k.Fields {
		u := ui.Field{Form: f, Name: x.Name, Label: x.Label, Optional: !x.Need, Hint: x.Hint, Half: x.Name != "title"}
		switch x.Type {
		case Date:
			u.Kind = ui.Date
		case Number:
			u.Kind = ui.Number
		case Money:
			u.Code = true
			u.Label += "（元）"
		case Long:
			u.Kind, u.Half = ui.Area, false
		case Person:
			u.List = names
		case State, Choice:
			u.Kind = ui.Select
			if !x.Need {
				u.Options = append(u.Options, ui.Option{Label: "不填"})
			}
			for _, v := range x.Values {
				u.Options = append(u.Options, ui.Option{Value: v.Code, Label: v.Label})
			}
		}
		if x.Type == Text {
			u.Max = int(x.Max)
		}
		out = append(out, u)
	}
	return out, nil
}

func values(q *web.Request, k Kind) map[string]string {
	v := q.Values()
	m := map[string]string{}
	for _, f := range k.Fields {
		m[f.Name] = v.Get(f.Name)
	}
	return m
}

func (r *Room) newPage(q *web.Request) (web.Answer, error) { return r.newEntry(q, nil) }

func (r *Room) newEntry(q *web.Request, failed error) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	f := form(q, "", kindURL(k)+"/new", failed, true)
	f.Set("day", r.today().String())
	f.Set("title", q.Values().Get("title"))
	fields, err := r.fields(q, k, f)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Desk("登记"+k.Thing, page(ui.Head{Title: "登记" + k.Thing, Crumbs: []ui.Link{archiveRoom, registers, {Text: k.Label, URL: kindURL(k)}}}, nil,
		formCard("", k.Hint, f, fields, ui.Button{Label: "登记" + k.Thing, Look: "primary", Save: true}, ui.Button{Label: "登记后继续", Name: "again", Value: "1"})))
}

func (r *Room) newPost(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := r.Add(org.Context(q), org.Actor(q), k.Code, values(q, k)); err != nil {
		return r.newEntry(q, err)
	}
	to := kindURL(k)
	if d, err := civil.ParseLoose(q.Values().Get("day")); err == nil {
		to = fmt.Sprintf("%s?year=%d", to, d.Year)
	}
	if q.Values().Get("again") != "" {
		to = kindURL(k) + "/new"
	}
	return web.Redirect(to).Say(ui.OK, "已登记："+strings.TrimSpace(q.Values().Get("title"))+"。"), nil
}

func (r *Room) entryPage(q *web.Request) (web.Answer, error) { return r.entry(q, nil, "") }

func (r *Room) entry(q *web.Request, failed error, which string) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	e, err := r.Entry(q.Context(), k.Code, id)
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: e.Title, Crumbs: []ui.Link{archiveRoom, registers, {Text: k.Label, URL: kindURL(k)}}, Meta: []string{e.ByName + " " + ui.Stamp(time.UnixMicro(e.At)) + " 登记"}}
	if !org.Actor(q).May(Keep) {
		var pairs []ui.Pair
		for _, f := range k.Fields {
			pairs = append(pairs, ui.Pair{Key: f.Label, Text: f.Shown(e.Values()[f.Name]), Wide: f.Type == Long})
		}
		return q.Desk(e.Title, page(head, nil, pairsCard("", pairs)))
	}
	url := fmt.Sprintf("%s/%d", kindURL(k), id)
	f := form(q, "", url, failed, which == "amend")
	for name, v := range e.Values() {
		f.Set(name, v)
	}
	f.Set("version", id64(e.Version))
	fields, err := r.fields(q, k, f)
	if err != nil {
		return web.Answer{}, err
	}
	fields = append(fields, ui.Field{Form: f, Name: "version", Kind: ui.Hidden})
	x := form(q, "remove", url+"/remove", failed, which == "remove")
	x.Set("version", id64(e.Version))
	return q.Desk(e.Title, page(head, nil, formCard("", "", f, fields, ui.Button{Label: "保存修改", Look: "primary", Save: true}),
		formCard("删除这条登记", "删除后不再统计，原文和理由留在台账。", x, []ui.Field{{Form: x, Name: "version", Kind: ui.Hidden}, {Form: x, Name: "reason", Label: "理由", Max: 200}}, ui.Button{Label: "删除登记", Look: "danger"})))
}

func (r *Room) entryPost(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	version, _ := strconv.ParseInt(q.Values().Get("version"), 10, 64)
	if err := r.Amend(org.Context(q), org.Actor(q), k.Code, id, version, values(q, k)); err != nil {
		return r.entry(q, err, "amend")
	}
	return web.Redirect(fmt.Sprintf("%s/%d", kindURL(k), id)).Say(ui.OK, "已保存修改，原值留在台账。"), nil
}

func (r *Room) removePost(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	version, _ := strconv.ParseInt(q.Values().Get("version"), 10, 64)
	if err := r.Remove(org.Context(q), org.Actor(q), k.Code, id, version, q.Values().Get("reason")); err != nil {
		return r.entry(q, err, "remove")
	}
	return web.Redirect(kindURL(k)).Say(ui.OK, "已删除这条登记。"), nil
}

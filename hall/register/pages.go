package register

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// perPage is how many lines a page of a list shows.
const perPage = 50

// Pages are the pages of all registers. Each asks for the register's own right.
func (h *Hall) Pages() []web.Page {
	get := func(name, pattern string, serve func(*web.Request, *Register) (web.Answer, error)) web.Page {
		return web.Page{Name: "register." + name, Method: "GET", Pattern: "/register/{code}" + pattern, Right: string(Use), Serve: h.at(serve)}
	}
	post := func(name, pattern string, serve func(*web.Request, *Register) (web.Answer, error)) web.Page {
		p := get(name, pattern, serve)
		p.Method = "POST"
		return p
	}
	return []web.Page{
		{Name: "register.index", Method: "GET", Pattern: "/register", Right: string(Use), Serve: h.indexPage},
		get("line.list", "", h.listPage),
		get("line.new", "/new", func(q *web.Request, r *Register) (web.Answer, error) { return h.newPage(q, r, nil) }),
		post("line.enter", "/new", h.newPost),
		get("line", "/{id}", func(q *web.Request, r *Register) (web.Answer, error) { return h.linePage(q, r, nil) }),
		post("line.amend", "/{id}", h.amendPost),
		post("line.void", "/{id}/void", h.voidPost),
	}
}

// at finds the register of an address; who may neither read nor keep it is refused, and
// the refusal is written down.
func (h *Hall) at(serve func(*web.Request, *Register) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		r, err := h.Register(q.PathValue("code"))
		if err != nil {
			return web.Answer{}, err
		}
		who := org.Actor(q)
		if err := r.seen(q.Context(), h.Door.Reader(), who); err != nil {
			if fault.Is(err, fault.Forbidden) {
				h.Door.Denied(q.Context(), who, q.Page.Name+" "+r.Code, fault.Of(err))
			}
			return web.Answer{}, err
		}
		return serve(q, r)
	}
}

func (r *Register) url() string { return "/register/" + r.Code }

func (r *Register) crumbs() []ui.Link {
	return []ui.Link{{Text: "登记簿", URL: "/register"}, {Text: r.Label, URL: r.url()}}
}

func (h *Hall) indexPage(q *web.Request) (web.Answer, error) {
	t := ui.Table{Caption: "登记簿", Columns: []ui.Column{{Label: "登记簿", Wide: true}, {Label: "待办", Numeric: true}}, Empty: ui.Empty{Title: "没有您能看的登记簿"}}
	who := org.Actor(q)
	seen, err := h.Seen(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	for _, r := range seen {
		row := ui.Row{URL: r.url(), Cells: []ui.Cell{{Text: r.Label, URL: r.url(), Sub: r.Hint}, {}}}
		if _, ok := r.first(State); ok {
			_, n, err := h.List(q.Context(), who, r.Code, Query{State: Undone, Limit: 1})
			if err != nil {
				return web.Answer{}, err
			}
			if n > 0 {
				row.Cells[1] = ui.Cell{Text: strconv.Itoa(n), URL: r.url() + "?year=all&state=" + Undone}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return q.Desk("登记簿", ui.ListPage(ui.Listing{Head: ui.Head{Title: "登记簿"}, Parts: []ui.Part{{Table: &t}}}))
}

// asked reads the conditions of a list out of its address.
func (h *Hall) asked(v url.Values) Query {
	o := Query{Unit: v.Get("unit"), State: v.Get("state"), Words: v.Get("words"), Void: v.Get("void") == "1"}
	if y, err := strconv.Atoi(v.Get("year")); err == nil && y >= 1949 && y <= 2999 {
		o.Year = y
	} else if v.Get("year") == "" {
		o.Year = h.Door.Today().Year
	}
	return o
}

func (o Query) year() string {
	if o.Year == 0 {
		return "all"
	}
	return strconv.Itoa(o.Year)
}

func (o Query) address(r *Register, page int) string {
	v := url.Values{"year": {o.year()}}
	for name, x := range map[string]string{"unit": o.Unit, "state": o.State, "words": o.Words} {
		if x != "" {
			v.Set(name, x)
		}
	}
	if o.Void {
		v.Set("void", "1")
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return r.url() + "?" + v.Encode()
}

func (h *Hall) listPage(q *web.Request, r *Register) (web.Answer, error) {
	o := h.asked(q.Values())
	page, err := strconv.Atoi(q.Values().Get("page"))
	if err != nil || page < 1 || page > MostListed/perPage {
		page = 1
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	cut := o
	cut.Limit, cut.Skip = perPage, (page-1)*perPage
	list, n, err := h.List(q.Context(), who, r.Code, cut)
	if err != nil {
		return web.Answer{}, err
	}
	t := h.table(r, s, list)
	p := ui.Listing{Head: ui.Head{Title: r.Label, Crumbs: r.crumbs()[:1]}, Filter: h.filters(q, r, s, o, n)}
	if r.Hint != "" {
		p.Head.Meta = []string{r.Hint}
	}
	if r.kept(q.Context(), h.Door.Reader(), who) == nil {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "登记" + r.Thing, URL: r.url() + "/new", Look: "primary"})
	}
	part := ui.Part{Table: &t}
	if page > 1 {
		part.Buttons = append(part.Buttons, ui.Button{Label: "上一页", URL: o.address(r, page-1)})
	}
	if page*perPage < n {
		part.Buttons = append(part.Buttons, ui.Button{Label: "下一页", URL: o.address(r, page+1)})
	}
	if n > perPage {
		part.Hint = fmt.Sprintf("第 %d 至 %d 条，共 %d 条", cut.Skip+1, cut.Skip+len(list), n)
	}
	p.Parts = append(p.Parts, part)
	return q.Desk(r.Label, ui.ListPage(p))
}

func (h *Hall) table(r *Register, s surroundings, list []Line) ui.Table {
	t := ui.Table{Caption: r.Label, Columns: []ui.Column{{Label: "编号", Code: true}},
		Empty: ui.Empty{Title: "没有符合条件的" + r.Thing, Link: ui.Link{Text: "看全部年度", URL: r.url() + "?year=all"}}}
	var shown []Field
	for _, f := range r.Fields {
		if !f.Minor {
			shown = append(shown, f)
			t.Columns = append(t.Columns, ui.Column{Label: f.Label, Wide: f.Name == "title", Wrap: f.Type == Long, Numeric: f.numeric()})
		}
	}
	for _, l := range list {
		at := fmt.Sprintf("%s/%d", r.url(), l.ID)
		row := ui.Row{URL: at, Cells: []ui.Cell{{Text: l.Number()}}}
		if l.Voided != "" {
			row.Cells[0].Tags = []ui.Tag{{Text: "作废", Tone: ui.Mute}}
		}
		for _, f := range shown {
			row.Cells = append(row.Cells, h.cell(r, s, l, f, at))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (h *Hall) cell(r *Register, s surroundings, l Line, f Field, at string) ui.Cell {
	c := ui.Cell{Text: f.shown(s, l.Value(f.Name))}
	switch {
	case f.Name == "title":
		c.URL = at
		if l.Voided != "" {
			c.Sub = "作废：" + l.Voided
		}
	case f.Type == State && c.Text != "":
		tone := ui.Info
		if r.Done(l.State) {
			tone = ui.OK
		}
		c = ui.Cell{Tags: []ui.Tag{{Text: c.Text, Tone: tone}}}
	case f.Due && l.Voided == "" && !r.Done(l.State) && !l.Date(f.Name).IsZero() && l.Date(f.Name).Before(h.Door.Today()):
		c.Tags = []ui.Tag{{Text: "已过期", Tone: ui.Bad}}
	}
	return c
}

func (h *Hall) filters(q *web.Request, r *Register, s surroundings, o Query, n int) *ui.Filters {
	f := &ui.Form{ID: "filter", Action: r.url(), Method: "get", Values: url.Values{}}
	fl := &ui.Filters{Form: f, Count: fmt.Sprintf("共 %d 条", n)}
	years := []ui.Option{{Value: "all", Label: "全部年度"}}
	for y := h.Door.Today().Year; y > h.Door.Today().Year-15; y-- {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	f.Set("year", o.year())
	f.Set("unit", o.Unit)
	f.Set("state", o.State)
	f.Set("words", o.Words)
	if o.Void {
		f.Set("void", "1")
	}
	fl.Add = []ui.Field{{Name: "year", Label: "年度", Kind: ui.Select, Options: years, Half: true}, {Name: "words", Label: "含有文字", Half: true, Optional: true}}
	chip := func(label, value, name, without string) {
		fl.Chips = append(fl.Chips, ui.Chip{Label: label, Value: value, Remove: q.URLWith(name, without)})
	}
	if o.Year != 0 {
		chip("年度", strconv.Itoa(o.Year), "year", "all")
	}
	if _, ok := r.first(Unit); ok || r.Whose == OwnUnit {
		opts := []ui.Option{{Label: "全部科室"}}
		for _, u := range s.units {
			opts = append(opts, ui.Option{Value: u.Code, Label: u.Name})
		}
		fl.Add = append(fl.Add, ui.Field{Name: "unit", Label: "科室", Kind: ui.Select, Options: opts, Half: true})
		if o.Unit != "" {
			chip("科室", s.unitName(o.Unit), "unit", "")
		}
	}
	if x, ok := r.first(State); ok {
		opts := []ui.Option{{Label: "全部"}, {Value: Undone, Label: "未完成"}}
		for _, v := range x.Values {
			opts = append(opts, ui.Option{Value: v.Code, Label: v.Label})
		}
		fl.Add = append(fl.Add, ui.Field{Name: "state", Label: x.Label, Kind: ui.Select, Options: opts, Half: true})
		if i := slices.IndexFunc(opts, func(v ui.Option) bool { return v.Value == o.State }); i > 0 {
			chip(x.Label, opts[i].Label, "state", "")
		}
	}
	if o.Words != "" {
		chip("含有", o.Words, "words", "")
	}
	fl.Add = append(fl.Add, ui.Field{Name: "void", Label: "连同作废的", Kind: ui.Check, Half: true, Optional: true})
	if o.Void {
		chip("连同", "作废的", "void", "")
	}
	for i := range fl.Add {
		fl.Add[i].Form = f
	}
	return fl
}

// fields are the controls of a line's form.
func (r *Register) fields(s surroundings, f *ui.Form) []ui.Field {
	var names []string
	for _, p := range s.people {
		if p.LeftOn.IsZero() {
			names = append(names, p.Name)
		}
	}
	f.Wide = true
	var out []ui.Field
	for _, x := range r.Fields {
		u := ui.Field{Form: f, Name: x.Name, Label: x.Label, Optional: !x.Need, Hint: x.Hint, Half: x.Name != "title" && x.Type != Long}
		switch x.Type {
		case Date:
			u.Kind = ui.Date
		case Number:
			u.Kind = ui.Number
		case Money:
			u.Code, u.Label = true, u.Label+"（元）"
		case Decimal, Month:
			u.Code = true
		case Long:
			u.Kind = ui.Area
		case Person:
			u.List = names
		case Unit:
			u.Kind = ui.Select
			u.Options = []ui.Option{{Label: "请选择"}}
			for _, v := range s.units {
				if v.Active {
					u.Options = append(u.Options, ui.Option{Value: v.Code, Label: v.Name})
				}
			}
		case State, Choice:
			u.Kind = ui.Select
			if !x.Need {
				u.Options = append(u.Options, ui.Option{Label: "不填"})
			}
			for _, v := range x.Values {
				u.Options = append(u.Options, ui.Option{Value: v.Code, Label: v.Label})
			}
		case Text:
			u.Max = int(x.Max)
		}
		out = append(out, u)
	}
	return out
}

func (r *Register) typed(v url.Values) map[string]string {
	m := map[string]string{}
	for _, f := range r.Fields {
		m[f.Name] = v.Get(f.Name)
	}
	return m
}

func (h *Hall) newPage(q *web.Request, r *Register, failed error) (web.Answer, error) {
	if err := r.kept(q.Context(), h.Door.Reader(), org.Actor(q)); err != nil {
		return web.Answer{}, err
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(r.url()+"/new", failed)
	if day, _ := r.Field("day"); day.Type == Month {
		f.Set("day", h.Door.Today().String()[:7])
	} else {
		f.Set("day", h.Door.Today().String())
	}
	if u, ok := r.first(Unit); ok {
		f.Set(u.Name, org.Actor(q).Unit)
	}
	title := "登记" + r.Thing
	part := ui.Part{Hint: r.Hint, Form: f, Fields: r.fields(s, f), Buttons: []ui.Button{{Label: title, Look: "primary", Save: true}, {Label: "登记后继续", Name: "again", Value: "1"}}}
	return q.Desk(title, ui.ListPage(ui.Listing{Head: ui.Head{Title: title, Crumbs: r.crumbs()}, Parts: []ui.Part{part}}))
}

func (h *Hall) newPost(q *web.Request, r *Register) (web.Answer, error) {
	l, err := h.Add(org.Context(q), org.Actor(q), r.Code, r.typed(q.Values()))
	if err != nil {
		return h.newPage(q, r, err)
	}
	to := fmt.Sprintf("%s?year=%d", r.url(), l.Year)
	if q.Values().Get("again") != "" {
		to = r.url() + "/new"
	}
	return web.Redirect(to).Say(ui.OK, "已登记，编号 "+l.Number()+"。"), nil
}

func (h *Hall) linePage(q *web.Request, r *Register, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	l, err := h.Line(q.Context(), who, r.Code, id)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			h.Door.Denied(q.Context(), who, q.Page.Name+" "+r.Code, fault.Of(err))
		}
		return web.Answer{}, err
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: l.Title, Crumbs: r.crumbs(), Meta: []string{"编号 " + l.Number(), l.ByName + " " + ui.Stamp(time.UnixMicro(l.At)) + " 登记"}}}
	if l.Voided != "" {
		p.Head.Tags = []ui.Tag{{Text: "作废", Tone: ui.Mute}}
		p.Notices = []ui.Notice{{Tone: ui.Info, Text: "这一条已作废：" + l.Voided}}
	}
	if l.Voided != "" || r.kept(q.Context(), h.Door.Reader(), who) != nil {
		part := ui.Part{}
		for _, f := range r.Fields {
			part.Pairs = append(part.Pairs, ui.Pair{Key: f.Label, Text: f.shown(s, l.Value(f.Name)), Wide: f.Type == Long})
		}
		p.Parts = append(p.Parts, part)
	} else {
		p.Parts = append(p.Parts, h.amendParts(q, r, s, l, failed)...)
	}
	changes, err := h.changes(q.Context(), l)
	if err != nil {
		return web.Answer{}, err
	}
	if len(changes) > 0 {
		p.Parts = append(p.Parts, r.history(s, l, changes))
	}
	return q.Desk(l.Title, ui.ListPage(p))
}

func (h *Hall) amendParts(q *web.Request, r *Register, s surroundings, l Line, failed error) []ui.Part {
	at := fmt.Sprintf("%s/%d", r.url(), l.ID)
	mine := func(action, id string) *ui.Form {
		f := &ui.Form{Action: action, Key: web.NewKey(), Values: url.Values{}}
		if q.URL.Path == action && q.Method == "POST" {
			f = q.FormFor(action, failed)
		}
		f.ID = id
		f.Set("version", strconv.FormatInt(l.Version, 10))
		return f
	}
	f, x := mine(at, "amend"), mine(at+"/void", "void")
	for name, v := range l.Values {
		f.Set(name, v)
	}
	fields := append(r.fields(s, f), ui.Field{Form: f, Name: "reason", Label: "更正的理由", Max: 200}, ui.Field{Form: f, Name: "version", Kind: ui.Hidden})
	return []ui.Part{
		{Form: f, Fields: fields, Buttons: []ui.Button{{Label: "保存更正", Look: "primary", Save: true}}},
		{Title: "作废", Hint: "编号保留，作废后不再统计；原文和理由仍可查看。", Form: x, Fields: []ui.Field{{Form: x, Name: "reason", Label: "作废的理由", Max: 200}, {Form: x, Name: "version", Kind: ui.Hidden}},
			Buttons: []ui.Button{{Label: "作废这一条", Look: "danger"}}},
	}
}

// history shows what each change replaced.
func (r *Register) history(s surroundings, l Line, changes []Change) ui.Part {
	t := ui.Table{Caption: "更正记录", Columns: []ui.Column{{Label: "时间"}, {Label: "经手"}, {Label: "改动", Wide: true, Wrap: true}, {Label: "理由", Wrap: true}}}
	after := l.Values
	for _, c := range changes {
		before := c.Values()
		var diff []string
		for _, f := range r.Fields {
			if a, b := before[f.Name], after[f.Name]; a != b {
				diff = append(diff, fmt.Sprintf("%s：%s → %s", f.Label, orDash(f.shown(s, a)), orDash(f.shown(s, b))))
			}
		}
		if len(diff) == 0 {
			diff = []string{"作废"}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Stamp(time.UnixMicro(c.At))}, {Text: c.ByName}, {Text: strings.Join(diff, "；")}, {Text: c.Reason}}})
		after = before
	}
	return ui.Part{Title: "更正记录", Table: &t}
}

func orDash(s string) string {
	if s == "" {
		return "（空）"
	}
	return s
}

func (h *Hall) amendPost(q *web.Request, r *Register) (web.Answer, error) {
	id, version, err := sent(q)
	if err == nil {
		err = h.Amend(org.Context(q), org.Actor(q), r.Code, id, version, r.typed(q.Values()), q.Values().Get("reason"))
	}
	if err != nil {
		return h.linePage(q, r, err)
	}
	return web.Redirect(fmt.Sprintf("%s/%d", r.url(), id)).Say(ui.OK, "已保存更正，原来的内容列在更正记录里。"), nil
}

func (h *Hall) voidPost(q *web.Request, r *Register) (web.Answer, error) {
	id, version, err := sent(q)
	if err == nil {
		err = h.Void(org.Context(q), org.Actor(q), r.Code, id, version, q.Values().Get("reason"))
	}
	if err != nil {
		return h.linePage(q, r, err)
	}
	return web.Redirect(r.url()).Say(ui.OK, "已作废这一条，编号保留。"), nil
}

func sent(q *web.Request) (id, version int64, err error) {
	if id, err = q.ID("id"); err != nil {
		return 0, 0, err
	}
	version, err = strconv.ParseInt(q.Values().Get("version"), 10, 64)
	if err != nil {
		err = fault.New(fault.Conflict, "页面不完整，请刷新后再改。")
	}
	return id, version, err
}

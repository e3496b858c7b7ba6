package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	const upload = 10*flow.MostAttachment + 1<<20
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "document.in." + name, Method: "GET", Pattern: "/documents/in" + pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "document.in." + name, Method: "POST", Pattern: "/documents/in" + pattern, Right: string(Use), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = upload, files
		}
		pages = append(pages, p)
	}
	get("list", "", r.listPage)
	get("list.print", "/list.pdf", r.listPDF)
	get("list.table", "/list.xlsx", r.listXLSX)
	get("urgent", "/urgent", r.urgentPage)
	get("lying", "/lying", r.lyingPage)
	get("returns", "/returns", r.returnsPage)
	get("returns.print", "/returns.pdf", r.returnsPDF)
	get("new", "/new", func(q *web.Request) (web.Answer, error) { return r.signPage(q, nil) })
	post("sign", "/new", mostPapers, r.signSend)
	get("import", "/import", func(q *web.Request) (web.Answer, error) { return r.importPage(q, nil, nil) })
	post("import.send", "/import", 1, r.importSend)
	get("show", "/{id}", func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) })
	get("sheet", "/{id}/sheet.pdf", r.form(func(v View) (flow.Form, bool) { return r.sheetForm(v), true }))
	get("circulation", "/{id}/circulation.pdf", r.form(func(v View) (flow.Form, bool) { return r.circulationForm(v), len(v.Readers) > 0 }))
	get("return.print", "/{id}/return.pdf", r.form(func(v View) (flow.Form, bool) { return r.returnForm(v), v.ReturnNo != "" }))
	get("urge.print", "/{id}/urges/{urge}", r.urgePDF)
	get("paper", "/papers/{paper}/original", r.paperPage)
	get("paper.image", "/papers/{paper}/pages/{n}", r.imagePage)
	doings := r.doings()
	for _, name := range slices.Sorted(maps.Keys(doings)) {
		do := doings[name]
		n := 0
		if do.files {
			n = mostPapers
		}
		post(name, "/{id}/"+name, n, r.doing(name, do))
	}
	return pages
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var crumbs = []ui.Link{{Text: "收文", URL: "/documents/in"}}

// conditions reads the conditions of a list out of an address.
func (r *Room) conditions(q *web.Request) (Conditions, error) {
	v := q.URL.Query()
	c := Conditions{Stage: v.Get("stage"), Unit: v.Get("unit"), Issuer: strings.TrimSpace(v.Get("issuer")), Words: strings.TrimSpace(v.Get("words")), Urgency: -1, Late: v.Get("late") != "", Running: v.Get("running") != "", After: v.Get("after")}
	var errs []*fault.Error
	if s := v.Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1950 || n > 2100 {
			errs = append(errs, fault.Field("year", s, "年度应为四位数字，如 2026。"))
		}
		c.Year = n
	}
	if c.Stage != "" && stageLabels[c.Stage] == "" {
		errs = append(errs, fault.Field("stage", c.Stage, "没有“"+c.Stage+"”这一步，请去掉这个条件。"))
	}
	if s := v.Get("urgency"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < Ordinary || n > Most {
			errs = append(errs, fault.Field("urgency", s, "紧急程度只有一般、加急、特急。"))
		}
		c.Urgency = n
	}
	return c, fault.Join(errs...)
}

var listColumns = []ui.Column{{Label: "收文号", Code: true, Minor: true}, {Label: "标题", Wide: true}, {Label: "来文机关", Minor: true}, {Label: "收到", Code: true}, {Label: "办到哪一步"}, {Label: "期限"}}

// row shows a document in a list: to those who do not see it all the same.
func (l Line) row(s *scene, now int64) ui.Row {
	d := l.doc()
	title := orNone(l.Title, "（待登记）")
	sub := orNone(l.DocNo, "无文号")
	if l.Title == "" {
		sub = ""
	}
	var tags []ui.Tag
	if l.Urgency > Ordinary {
		tags = append(tags, ui.Tag{Text: urgencyLabels[l.Urgency], Tone: ui.Bad})
	}
	where := ""
	switch {
	case l.Stage == Proposed:
		where = l.Leader
	case l.Unit != "":
		where = s.unitName(l.Unit)
	}
	step := ui.Cell{Tags: []ui.Tag{{Text: stageLabels[l.Stage], Tone: stageTone(l.Stage)}}, Sub: strings.TrimSpace(where + " " + days(now, l))}
	due := ui.Cell{Tags: dueTag(d, now)}
	if l.DueAt != 0 && l.Running {
		due.Sub = dayOf(l.DueAt).String()
	}
	return ui.Row{URL: d.URL(), Strong: d.Late(now), Cells: []ui.Cell{{Text: l.Number, URL: d.URL()}, {Text: title, URL: d.URL(), Sub: sub, Tags: tags}, {Text: l.Issuer}, {Text: dayOf(l.ReceivedAt).String()}, step, due}}
}

// days says how long a document has been in its stage.
func days(now int64, l Line) string {
	if !l.Running {
		return ""
	}
	switch n := dayOf(now).Sub(dayOf(l.StageAt)); n {
	case 0:
		return "今天起"
	default:
		return fmt.Sprintf("%d 天", n)
	}
}

func stageTone(stage string) ui.Tone {
	switch stage {
	case Closed, Filed:
		return ui.OK
	case Returned, Void:
		return ui.Mute
	case Signed, Registered, Checked, Answered:
		return ui.Warn
	}
	return ui.Info
}

func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	v := q.URL.Query()
	for k, list := range v { // a filter form sends its empty fields too
		if len(list) == 0 || list[0] == "" {
			v.Del(k)
		}
	}
	if e := v.Encode(); e != q.URL.Query().Encode() {
		if e != "" {
			e = "?" + e
		}
		return web.Redirect("/documents/in" + e), nil
	}
	c, err := r.conditions(q)
	if err != nil {
		return web.Answer{}, err
	}
	who, now := org.Actor(q), r.Door.Now()
	page, err := r.List(q.Context(), who, c)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.Org.Units(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s := &scene{r: r, now: now, today: dayOf(now), units: units}
	p := ui.Listing{Head: ui.Head{Title: "收文"}}
	if r.keeps(who) {
		p.Head.Actions = []ui.Button{{Label: "签收公文", URL: "/documents/in/new", Look: "primary", Key: "n"}, {Label: "导入旧登记簿", URL: "/documents/in/import"}}
	}
	if r.seesAll(who) {
		if p.Stats, err = r.stats(q); err != nil {
			return web.Answer{}, err
		}
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "打印登记簿", URL: "/documents/in/list.pdf" + query(q)})
	}
	at, err := strconv.Atoi(v.Get("n"))
	if err != nil || at < 0 || c.After == "" {
		at = 0
	}
	p.Filter = r.filters(q, s, c, page.Total)
	t := ui.Table{Caption: "收文", Columns: listColumns, Empty: ui.Empty{Title: "没有符合条件的收文", Text: "去掉上面的某个条件再看。"}}
	if !r.seesAll(who) {
		t.Empty = ui.Empty{Title: "没有您的收文", Text: "传阅给您的、交您科室承办的公文列在这里。"}
	}
	for _, l := range page.Lines {
		t.Rows = append(t.Rows, l.row(s, now))
	}
	body := []ui.Part{{Table: &t}}
	pager := ui.Pager{First: at + 1, Last: at + len(page.Lines), Total: page.Total, Unit: "件"}
	if len(page.Lines) == 0 {
		pager.First = 0
	}
	if page.Next != "" && at+len(page.Lines) < page.Total {
		pager.Next = q.URLWith("after", page.Next, "n", strconv.Itoa(at+len(page.Lines)))
	}
	if c.After != "" {
		pager.Prev = q.URLWith("after", "", "n", "")
	}
	p.Parts = body
	return q.Desk("收文", paged(p, pager))
}

// query is the conditions of the address, for the prints.
func query(q *web.Request) string {
	v := q.URL.Query()
	v.Del("after")
	v.Del("n")
	if e := v.Encode(); e != "" {
		return "?" + e
	}
	return ""
}

// stats are the figures over the list, each opening its own: what lies in which stage,
// and since when the oldest.
func (r *Room) stats(q *web.Request) ([]ui.Stat, error) {
	counts, late, err := r.Pipeline(q.Context(), org.Actor(q))
	if err != nil {
		return nil, err
	}
	now := r.Door.Now()
	var out []ui.Stat
	for _, c := range counts {
		x := ui.Stat{Label: stageLabels[c.Stage], Value: fmt.Sprint(c.N), Unit: "件", URL: "/documents/in?stage=" + c.Stage}
		if n := dayOf(now).Sub(dayOf(c.Oldest)); n > 0 {
			x.Note = fmt.Sprintf("最久 %d 天", n)
		}
		out = append(out, x)
	}
	x := ui.Stat{Label: "超期", Value: fmt.Sprint(late), Unit: "件", URL: "/documents/in/urgent"}
	if late > 0 {
		x.Tone = ui.Bad
	}
	return append(out, x), nil
}

func (r *Room) filters(q *web.Request, s *scene, c Conditions, total int) *ui.Filters {
	f := &ui.Filters{Count: fmt.Sprintf("共 %s 件", ui.Thousands(total))}
	chip := func(label, value, name string) {
		if value != "" {
			f.Chips = append(f.Chips, ui.Chip{Label: label, Value: value, Remove: q.URLWith(name, "", "after", "", "n", "")})
		}
	}
	if c.Year != 0 {
		chip("年度", fmt.Sprint(c.Year), "year")
	}
	chip("办到", stageLabels[c.Stage], "stage")
	if c.Unit != "" {
		chip("主办", s.unitName(c.Unit), "unit")
	}
	chip("来文机关", c.Issuer, "issuer")
	chip("含", c.Words, "words")
	if c.Urgency >= 0 {
		chip("缓急", urgencyLabels[c.Urgency], "urgency")
	}
	if c.Late {
		chip("期限", "超期", "late")
	}
	if c.Running {
		chip("状态", "没有办结", "running")
	}
	form := &ui.Form{ID: "filter", Action: "/documents/in", Method: "get"}
	for _, k := range []string{"year", "stage", "unit", "issuer", "words", "urgency", "late", "running"} {
		form.Set(k, q.URL.Query().Get(k))
	}
	f.Form = form
	stages := []ui.Option{{Label: "不限"}}
	for _, x := range Stages {
		stages = append(stages, ui.Option{Value: x, Label: stageLabels[x]})
	}
	units := []ui.Option{{Label: "不限"}}
	for _, u := range s.units {
		if u.Active {
			units = append(units, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	urgencies := []ui.Option{{Label: "不限"}}
	for i, x := range urgencyLabels {
		urgencies = append(urgencies, ui.Option{Value: fmt.Sprint(i), Label: x})
	}
	pick := func(name, label string, list []ui.Option) ui.Field {
		return ui.Field{Name: name, Label: label, Kind: ui.Select, Optional: true, Options: list}
	}
	f.Add = []ui.Field{{Name: "words", Label: "标题、文号、正文里的词", Optional: true}, {Name: "issuer", Label: "来文机关", Optional: true}, {Name: "year", Label: "收文年度", Kind: ui.Number, Optional: true}, pick("stage", "办到哪一步", stages), pick("unit", "主办科室", units), pick("urgency", "紧急程度", urgencies), {Name: "late", Label: "只看超期", Kind: ui.Check}, {Name: "running", Label: "只看没有办结", Kind: ui.Check}}
	if len(f.Chips) == 0 {
		f.Saved = []ui.Link{{Text: "没有办结", URL: "/documents/in?running=1"}, {Text: "超期", URL: "/documents/in?late=1"}, {Text: "特急", URL: "/documents/in?urgency=2"}}
		if r.seesAll(org.Actor(q)) {
			f.Saved = append(f.Saved, ui.Link{Text: "催办清单", URL: "/documents/in/urgent"}, ui.Link{Text: "传阅去向", URL: "/documents/in/lying"}, ui.Link{Text: "退文登记", URL: "/documents/in/returns"})
		}
	}
	return f
}

func (r *Room) urgentPage(q *web.Request) (web.Answer, error) {
	page, err := r.Urgent(q.Context(), org.Actor(q), q.URL.Query().Get("after"))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	units, err := r.Org.Units(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	now := r.Door.Now()
	s := &scene{r: r, now: now, today: dayOf(now), units: units}
	at, err := strconv.Atoi(q.URL.Query().Get("n"))
	if err != nil || at < 0 || q.URL.Query().Get("after") == "" {
		at = 0
	}
	t := ui.Table{Caption: "催办清单", Columns: []ui.Column{{Label: "收文号", Code: true, Minor: true}, {Label: "标题", Wide: true}, {Label: "办到哪一步"}, {Label: "期限"}, {Label: "催过", Minor: true}}, Empty: ui.Empty{Title: "没有要办的收文", Text: "没有办结的公文按期限先后列在这里，超期的在前。"}}
	for _, l := range page.Lines {
		row := l.row(s, now)
		urged := "没有"
		if l.Urges > 0 {
			urged = fmt.Sprintf("%d 次", l.Urges)
		}
		c := ui.Cell{Text: urged}
		if l.UrgedAt != 0 {
			c.Sub = stamp(l.UrgedAt)
		}
		row.Cells = []ui.Cell{row.Cells[0], row.Cells[1], row.Cells[4], row.Cells[5], c}
		t.Rows = append(t.Rows, row)
	}
	pager := ui.Pager{First: at + 1, Last: at + len(page.Lines), Total: page.Total, Unit: "件"}
	if len(page.Lines) == 0 {
		pager.First = 0
	}
	if page.Next != "" {
		pager.Next = q.URLWith("after", page.Next, "n", strconv.Itoa(at+len(page.Lines)))
	}
	if at > 0 {
		pager.Prev = q.URLWith("after", "", "n", "")
	}
	return q.Desk("催办清单", paged(ui.Listing{Head: ui.Head{Title: "催办清单", Crumbs: crumbs, Meta: []string{"按期限先后，超期的在前"}}, Parts: []ui.Part{{Table: &t}}}, pager))
}

// lyingPage tells who has what in circulation: nobody's copy is lost.
func (r *Room) lyingPage(q *web.Request) (web.Answer, error) {
	list, err := r.Lying(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "传阅去向", Columns: []ui.Column{{Label: "在谁手里"}, {Label: "公文", Wide: true}, {Label: "送到", Code: true}, {Label: "情况"}}, Empty: ui.Empty{Title: "没有在传阅的公文", Text: "传阅中的公文在谁手里，列在这里。"}}
	names := map[int64]Line{}
	for _, x := range list {
		if _, known := names[x.DocID]; !known {
			v, err := r.lineOf(q.Context(), x.DocID)
			if err != nil {
				return web.Answer{}, err
			}
			names[x.DocID] = v
		}
		d := names[x.DocID].doc()
		c := ui.Cell{Text: x.state()}
		if _, ok := s.here(x.PersonID); !ok {
			c = ui.Cell{Tags: []ui.Tag{{Text: "已不在职", Tone: ui.Bad}}, Sub: "请改送或撤回"}
		} else if _, away := s.chart.IsAway(x.PersonID); away {
			c.Tags = []ui.Tag{{Text: "现在不在岗", Tone: ui.Warn}}
		}
		given := ""
		if x.GivenAt != 0 {
			given = stamp(x.GivenAt)
		}
		t.Rows = append(t.Rows, ui.Row{URL: d.URL(), Cells: []ui.Cell{{Text: x.Name}, {Text: d.Title, URL: d.URL(), Sub: d.Number}, {Text: given}, c}})
	}
	return q.Desk("传阅去向", ui.ListPage(ui.Listing{Head: ui.Head{Title: "传阅去向", Crumbs: crumbs}, Parts: []ui.Part{{Table: &t}}}))
}

func (r *Room) listed(q *web.Request) (Conditions, []Document, error) {
	c, err := r.conditions(q)
	if err != nil {
		return c, nil, err
	}
	list, err := r.Book(q.Context(), org.Actor(q), c)
	return c, list, err
}

func (r *Room) listPDF(q *web.Request) (web.Answer, error) {
	return r.registerFile(q, func(title string, rows [][]string) (*bytes.Buffer, error) {
		return r.pdf(title, org.Actor(q).Name, registerTitles, registerWidths, rows)
	}, "pdf")
}

func (r *Room) listXLSX(q *web.Request) (web.Answer, error) {
	return r.registerFile(q, func(title string, rows [][]string) (*bytes.Buffer, error) {
		return xlsx(title, registerTitles, registerWidths, rows)
	}, "xlsx")
}

func (r *Room) registerFile(q *web.Request, make func(string, [][]string) (*bytes.Buffer, error), ending string) (web.Answer, error) {
	c, list, err := r.listed(q)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	var rows [][]string
	for _, d := range list {
		rows = append(rows, s.registerRow(d))
	}
	title := "收文登记簿"
	if c.Year != 0 {
		title = fmt.Sprintf("%d年收文登记簿", c.Year)
	}
	b, err := make(title, rows)
	if err != nil {
		return web.Answer{}, err
	}
	a := web.File(title+"."+ending, fileType(ending), clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes()))
	if ending == "pdf" {
		a = a.Inline()
	}
	return a, nil
}

func fileType(ending string) string {
	if ending == "pdf" {
		return "application/pdf"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

func (r *Room) returnsPage(q *web.Request) (web.Answer, error) {
	list, err := r.ReturnRegister(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	t := ui.Table{Caption: "退文登记", Columns: []ui.Column{{Label: "退文号", Code: true}, {Label: "标题", Wide: true}, {Label: "退给"}, {Label: "退文日期", Code: true}, {Label: "理由", Wrap: true}}, Empty: ui.Empty{Title: "没有退过文", Text: "初审不合规定退回来文单位的公文列在这里。"}}
	for _, d := range list {
		t.Rows = append(t.Rows, ui.Row{URL: d.URL(), Cells: []ui.Cell{{Text: d.ReturnNo}, {Text: d.Title, URL: d.URL(), Sub: d.Issuer + " · " + orNone(d.DocNo, "无文号")}, {Text: d.ReturnTo}, {Text: dayOf(d.ReturnedAt).String()}, {Text: d.ReturnWhy}}})
	}
	return q.Desk("退文登记", ui.ListPage(ui.Listing{Head: ui.Head{Title: "退文登记", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: "/documents/in/returns.pdf"}}}, Parts: []ui.Part{{Table: &t}}}))
}

func (r *Room) returnsPDF(q *web.Request) (web.Answer, error) {
	list, err := r.ReturnRegister(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var rows [][]string
	for _, d := range list {
		rows = append(rows, d.returnRow())
	}
	b, err := r.pdf("退文登记簿", org.Actor(q).Name, returnTitles, returnWidths, rows)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("退文登记簿.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// form serves a printed form of a document.
func (r *Room) form(of func(View) (flow.Form, bool)) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		v, err := r.Document(q.Context(), org.Actor(q), id)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		f, ok := of(v)
		if !ok {
			return q.Nothing("没有可以打印的内容", "这件公文还没有这一步。", ui.Link{Text: v.Number, URL: v.URL()})
		}
		return r.drawn(f)
	}
}

func (r *Room) drawn(f flow.Form) (web.Answer, error) {
	var b bytes.Buffer
	if err := f.Draw(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(f.Name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (r *Room) urgePDF(q *web.Request) (web.Answer, error) {
	n, err := strconv.ParseInt(strings.TrimSuffix(q.PathValue("urge"), ".pdf"), 10, 64)
	if err != nil {
		return web.Answer{}, fault.New(fault.NotFound, "没有这张催办单。")
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Document(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	for _, u := range v.Urges {
		if u.ID == n {
			return r.drawn(r.urgeForm(v, u))
		}
	}
	return web.Answer{}, act.OutOfReach(act.Subject("document_incoming_urge", n))
}

package document

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

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

var listColumns = []ui.Column{{Label: "收文号", Code: true, Minor: true}, {Label: "标题", Wide: true}, {Label: "来文机关", Minor: true}, {Label: "收到", Code: true}, {Label: "办到哪一步"}, {Label: "期限", Code: true}}

// row shows a document in a list: to those who do not see it all the same.
func (l Line) row(s *scene, now int64) ui.Row {
	d := l.doc()
	title := orNone(l.Title, "（待登记）")
	sub := orNone(l.DocNo, "无文号")
	if l.Title == "" {
		sub = l.Sender
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
		due.Text = dayOf(l.DueAt).String()
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
		// The figures are of everything that is under way: above a list narrowed by
		// anything but the stage they would be taken for its own.
		if c.Year == 0 && c.Unit == "" && c.Urgency < 0 && c.Words == "" && c.Issuer == "" {
			if p.Stats, err = r.stats(q); err != nil {
				return web.Answer{}, err
			}
		}
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "打印登记簿", URL: "/documents/in/list.pdf" + query(q)}, ui.Button{Label: "导出表格", URL: "/documents/in/list.xlsx" + query(q)})
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
	t := ui.Table{Caption: "催办清单", Columns: []ui.Column{{Label: "收文号", Code: true, Minor: true}, {Label: "标题", Wide: true}, {Label: "办到哪一步"}, {Label: "期限", Code: true}, {Label: "催过", Minor: true, Code: true}}, Empty: ui.Empty{Title: "没有要办的收文", Text: "没有办结的公文按期限先后列在这里，超期的在前。"}}
	for _, l := range page.Lines {
		row := l.row(s, now)
		urged := "没有"
		if l.Urges > 0 {
			urged = fmt.Sprintf("%d 次", l.Urges)
		}
		if l.UrgedAt != 0 {
			urged += "，" + dayOf(l.UrgedAt).String()
		}
		c := ui.Cell{Text: urged}
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
	for _, x := range list {
		d := Document{ID: x.DocID, Number: x.Number, Facts: Facts{Title: x.Title}}
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

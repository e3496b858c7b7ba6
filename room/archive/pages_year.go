package archive

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
	"lantai.internal/room/archive/forms"
)

func (r *Room) yearsPage(q *web.Request) (web.Answer, error) {
	years, err := r.Years(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	waits, err := r.YearWaits(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return q.Desk("年度整理", titled(ui.Head{Crumbs: []ui.Link{room}, Title: "年度整理", Meta: []string{"收集 → 整理 → 装盒 → 归档"}}, ui.TableBox(yearTable(years, waits))))
}

// yearView is the workbench of a year.
type yearView struct {
	Head    ui.Head
	Year    int
	Figures YearFigures
	Lacks   ui.Table
	Classes ui.Table
	Boxes   ui.Table
	// BoxCount is how many boxes there are; the table shows the first of them.
	BoxCount int
	Gaps     []gapLine
	GapForm  *ui.Form
	Units    []ui.Option
	Prints   []ui.Link
}

// yearBoxes is how many boxes a year's page shows.
const yearBoxes = 12

// figuresOf are a year's counts with its state; nothing of it is NotFound.
func (r *Room) figuresOf(q *web.Request, year int) (YearFigures, YearWaits, error) {
	years, err := r.Years(q.Context())
	if err != nil {
		return YearFigures{}, YearWaits{}, err
	}
	i := slices.IndexFunc(years, func(y YearFigures) bool { return y.Year == int64(year) })
	if i < 0 {
		return YearFigures{}, YearWaits{}, fault.Newf(fault.NotFound, "%d年度还没有收到一件，请先收材料。", year)
	}
	waits, err := r.YearWaits(q.Context())
	if j := slices.IndexFunc(waits, func(w YearWaits) bool { return w.Year == int64(year) }); j >= 0 {
		return years[i], waits[j], err
	}
	return years[i], YearWaits{Year: int64(year)}, err
}

func (r *Room) yearPage(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.year(q, year, nil)
}

func (r *Room) year(q *web.Request, year int, failed error) (web.Answer, error) {
	ctx := q.Context()
	y, w, err := r.figuresOf(q, year)
	if err != nil {
		return web.Answer{}, err
	}
	classes, err := r.ClassFigures(ctx, year)
	if err != nil {
		return web.Answer{}, err
	}
	boxes, err := r.Boxes(ctx, year)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	v := yearView{Year: year, Figures: y, Head: yearHead(y, w, boxes), Lacks: lackTable(y, w), Classes: classTable(year, classes, boxes, units)}
	depths, err := r.depths(q)
	if err != nil {
		return web.Answer{}, err
	}
	v.Boxes, v.BoxCount = boxTable(boxes[:min(len(boxes), yearBoxes)], units, depths), len(boxes)
	if v.Gaps, err = r.gapLines(q, year, units); err != nil {
		return web.Answer{}, err
	}
	if v.Units, err = r.unitOptions(ctx, "请选择"); err != nil {
		return web.Answer{}, err
	}
	v.GapForm = q.FormFor(fmt.Sprintf("/archive/years/%d/gaps", year), failed)
	if len(boxes) > 0 {
		for _, p := range yearPrints {
			v.Prints = append(v.Prints, ui.Link{Text: p.kind.Label(), URL: PrintURL(p.kind, year, "", "", 0)})
		}
	}
	return q.Desk(fmt.Sprintf("%d年度", year), yearBody(v))
}

func yearHead(y YearFigures, w YearWaits, boxes []Box) ui.Head {
	base := fmt.Sprintf("/archive/years/%d", y.Year)
	h := ui.Head{Crumbs: []ui.Link{room, {Text: "年度整理", URL: "/archive/years"}}, Title: fmt.Sprintf("%d年度", y.Year),
		Meta: []string{fmt.Sprintf("%s 件", count(y.Items)), fmt.Sprintf("%d 盒", len(boxes))}}
	arrange := ui.Button{Label: "整理", URL: base + "/arrange"}
	pack := ui.Button{Label: "装盒", URL: base + "/pack"}
	end := ui.Button{Label: "关账", URL: base + "/close"}
	if y.State.Closed() {
		h.Tags = []ui.Tag{{Text: "已关账", Tone: ui.OK}}
		h.Meta = append(h.Meta, stamp(y.State.ClosedAt)+" "+y.State.ClosedBy+"关账")
		if y.Filed < y.Items {
			arrange.Label, pack.Label = "整理补交件", "补交件装盒"
			arrange.Look = "primary"
			h.Actions = []ui.Button{arrange, pack}
		}
		h.Actions = append(h.Actions, ui.Button{Label: "打印", URL: PrintURL(forms.Catalogue, int(y.Year), "", "", 0)})
		if len(h.Actions) < 3 {
			h.Actions = append(h.Actions, ui.Button{Label: "移交进馆", URL: fmt.Sprintf("/archive/transfers/%d", y.Year)})
		}
		return h
	}
	switch {
	case y.Arranged == 0:
		pack.Reason, end.Reason = "先整理", "先装盒"
	case y.Boxed == 0:
		end.Reason = "先装盒"
	}
	switch {
	case y.Arranged < y.Items:
		arrange.Look = "primary"
	case y.Boxed < y.Items:
		pack.Look = "primary"
	default:
		end.Look = "primary"
	}
	h.Actions = []ui.Button{arrange, pack, end}
	return h
}

// lackTable lists what keeps papers of the year from a number, each with the way
// to mend it.
func lackTable(y YearFigures, w YearWaits) ui.Table {
	t := ui.Table{Caption: "还缺什么", Columns: []ui.Column{{Label: "缺项", Wide: true}, {Label: "件数", Numeric: true}, {Label: "办理"}}}
	add := func(n int64, what, do string, pairs ...string) {
		if n > 0 {
			to := address("/archive/items", append([]string{"year", number(y.Year)}, pairs...)...)
			t.Rows = append(t.Rows, ui.Row{URL: to, Cells: []ui.Cell{{Text: what}, {Text: count(n)}, {Text: do, URL: to}}})
		}
	}
	add(w.NoPeriod, "没有保管期限，期限表也没有判定", "定期限", "missing", "retention")
	add(w.NoUnit, "没有机构，不能分类", "补机构", "missing", "unit")
	add(w.Review, "保管期限由系统拟定，待认可", "认可", "review", "1")
	add(w.Doubts, "著录没有把握，待核", "核对", "doubtful", "1")
	add(w.NoDate, "没有日期，排在类末", "补日期", "missing", "date")
	return t
}

func classTable(year int, classes []ClassFigures, boxes []Box, units map[string]string) ui.Table {
	t := ui.Table{Caption: "各类件数", Columns: []ui.Column{{Label: "机构", Wide: true}, {Label: "期限"}, {Label: "门类", Minor: true}, {Label: "件数", Numeric: true}, {Label: "已编号", Numeric: true},
		{Label: "页数", Numeric: true, Minor: true}, {Label: "盒数", Numeric: true}, {Label: "顺序"}}}
	for _, c := range classes {
		n := int64(0)
		for _, b := range boxes {
			if b.Category == c.Category && b.Unit == c.Unit && b.Retention == c.Retention {
				n++
			}
		}
		list := address("/archive/items", "year", strconv.Itoa(year), "unit", c.Unit, "retention", string(c.Retention), "category", c.Category, "order", "class")
		unit := ui.Cell{Text: named(units, c.Unit), URL: list}
		if c.Unit == "" {
			unit.Text, unit.URL = "机构未定", address("/archive/items", "year", strconv.Itoa(year), "missing", "unit")
		}
		period := ui.Cell{Text: c.Retention.Label()}
		if c.Retention == "" {
			period = ui.Cell{Tags: []ui.Tag{{Text: "未定", Tone: ui.Warn}}}
			if c.Unit != "" {
				unit.URL = address("/archive/items", "year", strconv.Itoa(year), "unit", c.Unit, "missing", "retention")
			}
		}
		order := ui.Cell{}
		if c.Numbered > 0 {
			order = ui.Cell{Text: "看顺序", URL: classURL(year, c.Category, c.Unit, c.Retention)}
			if c.Sorted > 0 {
				order.Tags = []ui.Tag{{Text: "手排", Tone: ui.Mute}}
			}
		}
		t.Rows = append(t.Rows, ui.Row{URL: unit.URL, Cells: []ui.Cell{unit, period, {Text: categoryLabel(c.Category)}, {Text: count(c.Items)}, {Text: count(c.Numbered)}, {Text: count(c.Pages)},
			{Text: number(n), URL: anchorIf(n > 0, address("/archive/boxes", "year", strconv.Itoa(year), "unit", c.Unit, "retention", string(c.Retention), "category", c.Category))}, order}})
	}
	return t
}

func classURL(year int, category, unit string, p code.Period) string {
	return address(fmt.Sprintf("/archive/years/%d/class", year), "category", category, "unit", unit, "retention", string(p))
}

// gapLine is a missing number with what was done about it.
type gapLine struct {
	No    string
	Entry DueEntry // zero if nobody was asked yet
	Unit  string
}

// maxGapLines bounds the numbers shown of a run that is missing.
const maxGapLines = 200

func (r *Room) gapLines(q *web.Request, year int, units map[string]string) ([]gapLine, error) {
	gaps, err := r.Gaps(q.Context(), year)
	if err != nil {
		return nil, err
	}
	called, err := r.GapNumbers(q.Context(), year)
	if err != nil {
		return nil, err
	}
	return joinGaps(gaps, called, units), nil
}

func joinGaps(gaps []describe.Gap, called []DueEntry, units map[string]string) []gapLine {
	var out []gapLine
	for _, g := range gaps {
		for _, no := range g.Numbers(maxGapLines - len(out)) {
			l := gapLine{No: no}
			if i := slices.IndexFunc(called, func(d DueEntry) bool { return d.DocNo == no }); i >= 0 {
				l.Entry, l.Unit = called[i], named(units, called[i].Unit)
			}
			out = append(out, l)
		}
		if len(out) >= maxGapLines {
			break
		}
	}
	return out
}

func (r *Room) callGaps(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	g := GapCall{Year: year, Numbers: v["no"], Unit: one(v, "unit"), Holder: one(v, "holder")}
	if g.Unit == "" {
		err = fault.Field("unit", "", "请选定向哪个科室催交。")
	}
	n := 0
	if err == nil {
		n, err = r.CallGap(org.Context(q), org.Actor(q), g)
	}
	if err != nil {
		return r.year(q, year, err)
	}
	return web.Redirect(fmt.Sprintf("/archive/years/%d#gaps", year)).Say(ui.OK, fmt.Sprintf("已登记为应归档并催交 %d 个，其中新登记 %d 个。", len(g.Numbers), n)), nil
}

// trialView is what arranging would do, or has to be asked before.
type stepView struct {
	Head    ui.Head
	Form    *ui.Form
	Effects []string
	Report  *ArrangeReport
	Left    ui.Table
	Fields  []ui.Field
	Buttons []ui.Button
	Back    string
}

func stepHead(year int, title string) ui.Head {
	return ui.Head{Crumbs: []ui.Link{room, {Text: "年度整理", URL: "/archive/years"}, {Text: fmt.Sprintf("%d年度", year), URL: fmt.Sprintf("/archive/years/%d", year)}}, Title: title}
}

func (r *Room) arrangePage(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.arrangeStep(q, year, nil, nil)
}

func (r *Room) arrangeStep(q *web.Request, year int, rep *ArrangeReport, failed error) (web.Answer, error) {
	y, _, err := r.figuresOf(q, year)
	if err != nil {
		return web.Answer{}, err
	}
	form := q.FormFor(fmt.Sprintf("/archive/years/%d/arrange", year), failed)
	form.Set("default", one(q.Values(), "default"))
	v := stepView{Head: stepHead(year, fmt.Sprintf("整理%d年度", year)), Form: form, Report: rep, Back: fmt.Sprintf("/archive/years/%d", year)}
	v.Effects = []string{fmt.Sprintf("本年度 %s 件：正文、附件、处理单合为一件，定出年度、机构、期限，类内按日期排序，编件号和档号。", count(y.Items)),
		"没有保管期限的按期限表拟定；缺机构或期限的留下，列出原因。"}
	if y.State.Closed() {
		v.Effects = append(v.Effects, "本年度已关账：原有档号不动，补交的件排在本类末尾。")
	} else {
		v.Effects = append(v.Effects, "可以反复整理，关账以前号码都会重排；手排的顺序保留。")
	}
	v.Fields = []ui.Field{{Form: form, Name: "default", Label: "判不出期限的", Kind: ui.Select, Optional: true, Options: []ui.Option{{Label: "留下，逐件定"},
		{Value: "D10", Label: "先按 10年编号，标出待认可"}, {Value: "D30", Label: "先按 30年编号，标出待认可"}, {Value: "Y", Label: "先按永久编号，标出待认可"}}}}
	v.Buttons = []ui.Button{{Label: "整理", Look: "primary", Name: "do", Value: "run"}, {Label: "试排（不改动）", Name: "do", Value: "try"}}
	if rep != nil {
		v.Left = leftTable(rep.LeftBecause)
	}
	return q.Desk(v.Head.Title, stepBody(v))
}

func leftTable(left []arrange.Left) ui.Table {
	t := ui.Table{Caption: "留下的件", Columns: []ui.Column{{Label: "题名", Wide: true}, {Label: "缺"}, {Label: "原因和办法", Wide: true}}}
	for _, l := range left[:min(len(left), 300)] {
		t.Rows = append(t.Rows, ui.Row{URL: "/archive/items/" + l.ID, Cells: []ui.Cell{{Text: l.Title, URL: "/archive/items/" + l.ID + "/edit"}, {Text: fieldLabel(l.Missing)}, {Text: l.Message}}})
	}
	return t
}

func (r *Room) doArrange(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	opt := ArrangeOptions{Year: year, Default: code.Period(one(v, "default")), DryRun: one(v, "do") == "try"}
	rep, err := r.ArrangeYear(org.Context(q), org.Actor(q), opt)
	if err != nil || opt.DryRun {
		if err != nil {
			return r.arrangeStep(q, year, nil, err)
		}
		return r.arrangeStep(q, year, &rep, nil)
	}
	a := web.Redirect(fmt.Sprintf("/archive/years/%d", year)).Say(ui.OK, rep.words())
	for _, w := range rep.Warnings {
		a = a.Say(ui.Warn, w)
	}
	return a, nil
}

// words tell what an arrangement did.
func (rep ArrangeReport) words() string {
	s := []string{fmt.Sprintf("已编号 %d 件", rep.Arranged)}
	if rep.Joined > 0 {
		s = append(s, fmt.Sprintf("%d 份并入他件", rep.Joined))
	}
	if rep.Review > 0 {
		s = append(s, fmt.Sprintf("%d 件按默认期限，待认可", rep.Review))
	}
	if rep.Left > 0 {
		s = append(s, fmt.Sprintf("留下 %d 件未编号", rep.Left))
	}
	if rep.Boxes > 0 {
		s = append(s, fmt.Sprintf("重新装成 %d 盒", rep.Boxes))
	}
	return strings.Join(s, "，") + "。"
}

func (r *Room) packPage(q *web.Request) (web.Answer, error) { return r.packStep(q, nil) }

func (r *Room) packStep(q *web.Request, failed error) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	y, _, err := r.figuresOf(q, year)
	if err != nil {
		return web.Answer{}, err
	}
	cfg, err := r.Config(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	side := "单面"
	if cfg.Int("double_sided") == 1 {
		side = "双面"
	}
	v := stepView{Head: stepHead(year, fmt.Sprintf("%d年度装盒", year)), Form: q.FormFor(fmt.Sprintf("/archive/years/%d/pack", year), failed), Back: fmt.Sprintf("/archive/years/%d", year),
		Effects: []string{fmt.Sprintf("已编号 %s 件按件号顺序装盒，一盒只装同一年度、机构和期限的件，选用刚好装得下的盒脊。", count(y.Arranged)),
			fmt.Sprintf("纸张按 %s 微米一张、%s打印计厚；可在参数中改。", cfg.Text("sheet_thickness"), side)},
		Buttons: []ui.Button{{Label: "装盒", Look: "primary"}}}
	if y.State.Closed() {
		v.Effects = append(v.Effects, "已封的盒不动；补交的件放进本类最后一盒，放不下的另起一盒，并写入备考表。")
	} else {
		v.Effects = append(v.Effects, "可以反复装，关账以前盒号都会重排。")
	}
	return q.Desk(v.Head.Title, stepBody(v))
}

func (r *Room) doPack(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	rep, err := r.PackYear(org.Context(q), org.Actor(q), year)
	if err != nil {
		return r.packStep(q, err)
	}
	var by []string
	for _, p := range code.Ordinary {
		if n := rep.ByRetention[string(p)]; n > 0 {
			by = append(by, fmt.Sprintf("%s %d 盒", p.Label(), n))
		}
	}
	a := web.Redirect(fmt.Sprintf("/archive/years/%d#boxes", year)).Say(ui.OK, fmt.Sprintf("%d 件装 %d 盒：%s。", rep.Items, rep.Boxes, strings.Join(by, "，")))
	if len(rep.Oversize) > 0 {
		a = a.Say(ui.Warn, "有的件比最厚的盒还厚，已单独装一盒："+strings.Join(rep.Oversize, "、"))
	}
	return a, nil
}

func (r *Room) closePage(q *web.Request) (web.Answer, error) { return r.closeStep(q, nil) }

func (r *Room) closeStep(q *web.Request, failed error) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	y, w, err := r.figuresOf(q, year)
	if err != nil {
		return web.Answer{}, err
	}
	form := q.FormFor(fmt.Sprintf("/archive/years/%d/close", year), failed)
	v := stepView{Head: stepHead(year, fmt.Sprintf("%d年度关账", year)), Form: form, Back: fmt.Sprintf("/archive/years/%d", year),
		Effects: []string{fmt.Sprintf("%s 件归档，件号、档号和盒号从此固定，盒封存。", count(y.Boxed)), "以后补交的件排在本类末尾，写入备考表；修改著录须写明理由。", "关账不能撤销。"},
		Fields:  []ui.Field{{Form: form, Name: "year", Label: fmt.Sprintf("键入年度 %d 确认", year), Code: true}},
		Buttons: []ui.Button{{Label: fmt.Sprintf("%d年度关账", year), Look: "danger"}}}
	if y.Boxed == 0 {
		v.Effects = []string{"还没有一件装盒，现在不能关账。先整理、装盒，再回到本页。"}
		v.Fields, v.Buttons = nil, []ui.Button{{Label: "去整理", URL: v.Back + "/arrange", Look: "primary"}}
		if y.Arranged > 0 {
			v.Buttons = []ui.Button{{Label: "去装盒", URL: v.Back + "/pack", Look: "primary"}}
		}
		return q.Desk(v.Head.Title, stepBody(v))
	}
	if w.Review > 0 {
		v.Effects = append(v.Effects, fmt.Sprintf("还有 %s 件保管期限没有经人认可，关账前最好先认可。", count(w.Review)))
	}
	if w.Doubts > 0 {
		v.Effects = append(v.Effects, fmt.Sprintf("还有 %s 件著录没有把握、没有核对，关账后修改须写明理由，关账前最好先核对。", count(w.Doubts)))
	}
	if left := y.Items - y.Boxed; left > 0 {
		v.Effects = append(v.Effects, fmt.Sprintf("有 %s 件没有装盒；其中已编号的必须先装盒，没有编号的可以以后作补交。", count(left)))
	}
	return q.Desk(v.Head.Title, stepBody(v))
}

func (r *Room) doClose(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if typed := one(q.Values(), "year"); typed != strconv.Itoa(year) {
		return r.closeStep(q, fault.Field("year", typed, fmt.Sprintf("键入的年度不是 %d，没有关账。", year)))
	}
	rep, err := r.CloseYear(org.Context(q), org.Actor(q), year)
	if err != nil {
		return r.closeStep(q, err)
	}
	return web.Redirect(fmt.Sprintf("/archive/years/%d", year)).Say(ui.OK, fmt.Sprintf("%d年度已关账：%d 件 %d 盒归档，留待补交 %d 件。", year, rep.Items, rep.Boxes, rep.Left)), nil
}

// classPage shows the order inside a class and lets it be changed.
func (r *Room) classPage(q *web.Request) (web.Answer, error) { return r.class(q, nil) }

func (r *Room) class(q *web.Request, failed error) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	ctx, v := q.Context(), q.URL.Query()
	p := code.Period(one(v, "retention"))
	category := cmp.Or(one(v, "category"), "WS")
	l := List{Year: year, Unit: one(v, "unit"), Retention: p, Category: category, Order: "class", Limit: 200, After: v.Get("after")}
	page, err := r.Items(ctx, org.Actor(q), l)
	if err != nil {
		return web.Answer{}, err
	}
	y, err := r.Year(ctx, year)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	title := joinDots(named(units, l.Unit), p.Label(), categoryLabel(category))
	head := stepHead(year, title)
	head.Meta = []string{"共 " + count(page.Total) + " 件"}
	form := q.FormFor(q.URL.RequestURI(), failed)
	pager := ui.Pager{Total: int(page.Total)}
	if page.Next != "" {
		pager.Next = q.URLWith("after", page.Next)
	}
	if l.After != "" {
		pager.Prev = q.URLWith("after", "")
	}
	return q.Desk(title, classBody(head, form, classOrder(page.Items, y.Closed()), pager, y.Closed()))
}

func classOrder(items []Item, closed bool) ui.Table {
	t := ui.Table{Caption: "类内顺序", Columns: []ui.Column{{Label: "件号", Numeric: true}, {Label: "题名", Wide: true}, {Label: "日期", Code: true}, {Label: "页数", Numeric: true}, {Label: "档号", Code: true}, {Label: "移动"}},
		Empty: ui.Empty{Title: "这一类没有件", Text: "可能已经换类，请从年度页面重新打开。"}}
	for i := range items {
		it := &items[i]
		c := []ui.Cell{{Text: number(it.ItemNo)}, {Text: it.Title, URL: itemURL(it.ID), Sub: joinDots(it.DocNo, it.Issuer)}, {Text: it.Date.String()}, {Text: pagesText(it)}, {Text: it.Code}, {}}
		row := ui.Row{ID: number(it.ID), URL: itemURL(it.ID), Cells: c}
		if !closed && it.ItemNo > 0 {
			row.Edit, row.Cells[0].Field = itemURL(it.ID)+"/cell", "place"
			row.Cells[5] = ui.Cell{Body: moveButtons(it)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r *Room) moveItem(q *web.Request) (web.Answer, error) {
	v := q.Values()
	to, word := Up, one(v, "up")
	if word == "" {
		to, word = Down, one(v, "down")
	}
	ids, err := parseIDs([]string{word})
	if err == nil {
		_, err = r.OrderItem(org.Context(q), org.Actor(q), ids[0], to)
	}
	if err != nil {
		return r.class(q, err)
	}
	return web.Redirect(q.URL.RequestURI() + "#r-" + word), nil
}

// placeCell moves an item to the number typed into its cell.
func (r *Room) placeCell(q *web.Request, it Item, value string) (web.Answer, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return web.Answer{}, fault.Field("value", value, "件号应为正整数，例如 12。")
	}
	got, err := r.OrderItem(org.Context(q), org.Actor(q), it.ID, n)
	if err != nil {
		return web.Answer{}, err
	}
	return cellAnswer(q, strconv.Itoa(got), classURL(int(it.Year), it.Category, it.Unit, it.Retention)), nil
}

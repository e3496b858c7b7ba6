package archive

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// depths gives the usable depth of each make of box, in micrometres by spine.
func (r *Room) depths(q *web.Request) (map[int64]int64, error) {
	cfg, err := r.Config(q.Context())
	m := map[int64]int64{}
	for _, w := range []int64{20, 30, 40, 50} {
		m[w] = int64(cfg.Int(fmt.Sprintf("depth_%d", w))) * arrange.Millimetre
	}
	return m, err
}

// millimetres writes micrometres as millimetres with one place.
func millimetres(um int64) string { return strconv.FormatFloat(float64(um)/1000, 'f', 1, 64) }

func boxTable(boxes []Box, units map[string]string, depths map[int64]int64) ui.Table {
	t := ui.Table{Caption: "盒", Columns: []ui.Column{{Label: "盒号", Numeric: true}, {Label: "机构", Wide: true}, {Label: "期限"}, {Label: "起止件号", Code: true}, {Label: "件数", Numeric: true},
		{Label: "盒脊", Numeric: true, Minor: true}, {Label: "厚度", Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "还没有装盒", Text: "整理好的年度按“装盒”，系统按厚度分盒。", Link: ui.Link{Text: "去年度整理", URL: "/archive/years"}}}
	for _, b := range boxes {
		state := ui.Tag{Text: "未封", Tone: ui.Mute}
		if b.Sealed {
			state = ui.Tag{Text: "已封", Tone: ui.OK}
		}
		tags := []ui.Tag{state}
		depth := depths[b.SpineMM]
		if depth > 0 && b.Thickness > depth {
			tags = append(tags, ui.Tag{Text: "超厚", Tone: ui.Bad})
		}
		words := fmt.Sprintf("%s / %s 毫米", millimetres(b.Thickness), millimetres(depth))
		at := fmt.Sprintf("/archive/boxes/%d", b.ID)
		t.Rows = append(t.Rows, ui.Row{URL: at, Cells: []ui.Cell{{Text: number(b.Number), URL: at}, {Text: fmt.Sprintf("%d年度 %s", b.Year, named(units, b.Unit))}, {Text: b.Retention.Label()},
			{Text: b.Range()}, {Text: count(b.Items)}, {Text: fmt.Sprintf("%d 毫米", b.SpineMM)}, {Body: thick(b.Thickness, depth, words)}, {Tags: tags}}})
	}
	return t
}

func (r *Room) boxesPage(q *web.Request) (web.Answer, error) {
	ctx := q.Context()
	year, err := strconv.Atoi(q.URL.Query().Get("year"))
	if err != nil || year < 1900 || year > 9999 {
		year = 0
	}
	boxes, err := r.Boxes(ctx, year)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	depths, err := r.depths(q)
	if err != nil {
		return web.Answer{}, err
	}
	years, err := r.Years(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	unit, period, category := q.URL.Query().Get("unit"), code.Period(q.URL.Query().Get("retention")), q.URL.Query().Get("category")
	boxes = slices.DeleteFunc(boxes, func(b Box) bool {
		return unit != "" && b.Unit != unit || period != "" && b.Retention != period || category != "" && b.Category != category
	})
	f := ui.Filters{Count: "共 " + ui.Thousands(len(boxes)) + " 盒"}
	chip := func(label, value, name string) {
		if value != "" {
			f.Chips = append(f.Chips, ui.Chip{Label: label, Value: value, Remove: q.URLWith(name, "")})
		}
	}
	chip("年度", number(int64(year)), "year")
	chip("机构", named(units, unit), "unit")
	if period != "" {
		chip("期限", cmp.Or(period.Label(), string(period)), "retention")
	}
	if category != "" {
		chip("门类", cmp.Or(categoryLabel(category), category), "category")
	}
	for _, y := range years {
		if y.Boxed > 0 && y.Year != int64(year) && len(f.Saved) < 8 {
			f.Saved = append(f.Saved, ui.Link{Text: yearText(y.Year), URL: address("/archive/boxes", "year", number(y.Year))})
		}
	}
	shown := boxes[:min(len(boxes), 1000)]
	if year == 0 && len(boxes) > len(shown) {
		f.Count += fmt.Sprintf("，只列前 %d 盒，请选年度", len(shown))
	}
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "档案盒"}
	return q.Desk("档案盒", titled(head, ui.FilterBar(f), ui.TableBox(boxTable(shown, units, depths))))
}

func (r *Room) boxPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.box(q, id, nil)
}

func (r *Room) box(q *web.Request, id int64, failed error) (web.Answer, error) {
	ctx := q.Context()
	b, err := r.Box(ctx, id)
	if err != nil {
		return web.Answer{}, err
	}
	page, err := r.Items(ctx, org.Actor(q), List{Box: id, State: "all", Order: "class", Limit: 500})
	if err != nil {
		return web.Answer{}, err
	}
	if !org.Actor(q).May(Arrange) {
		// The note names papers, so it is for those who may see every one in the box.
		all, err := db.One[int64](ctx, r.Door.Reader(), qd.SQL("box_holds"), id)
		if err != nil {
			return web.Answer{}, err
		}
		if all != page.Total {
			b.Note = "盒内有您无权查看的件，说明不显示。"
		}
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	depths, err := r.depths(q)
	if err != nil {
		return web.Answer{}, err
	}
	year := strconv.FormatInt(b.Year, 10)
	head := ui.Head{Crumbs: []ui.Link{room, {Text: "档案盒", URL: "/archive/boxes"}, {Text: year + "年度", URL: "/archive/boxes?year=" + year}}, Title: fmt.Sprintf("%s年度%s", year, b.Label()),
		Meta: []string{named(units, b.Unit), b.Retention.Label(), "件号 " + b.Range()}}
	if b.Sealed {
		head.Tags = []ui.Tag{{Text: "已封", Tone: ui.OK}}
	}
	v := boxView{Head: head, Box: b, Depth: depths[b.SpineMM], Form: q.FormFor(fmt.Sprintf("/archive/boxes/%d", id), failed)}
	v.Form.Set("note", b.Note)
	for _, k := range []forms.Kind{forms.BoxCatalogue, forms.BoxNote, forms.BoxCover, forms.BoxSpine} {
		v.Prints = append(v.Prints, ui.Link{Text: k.Label(), URL: PrintURL(k, int(b.Year), b.Retention, b.Unit, b.Number)})
	}
	v.Edit = org.Actor(q).May(Arrange)
	v.Items = ui.Table{Caption: "盒内文件", Columns: []ui.Column{{Label: "件号", Numeric: true}, {Label: "责任者", Minor: true}, {Label: "文号", Code: true}, {Label: "题名", Wide: true}, {Label: "日期", Code: true}, {Label: "页数", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "盒内没有您能看的件", Text: "件可能已移出，或不在您的权限内。"}}
	pages := int64(0)
	for i := range page.Items {
		it := &page.Items[i]
		pages += it.Pages
		tags := itemTags(it)
		if it.State == Held {
			tags = append(tags, stageTag(it.Stage))
		}
		v.Items.Rows = append(v.Items.Rows, ui.Row{URL: itemURL(it.ID), Cells: []ui.Cell{{Text: fmt.Sprintf("%04d", it.ItemNo)}, {Text: it.Issuer}, {Text: it.DocNo}, {Text: it.Title, URL: itemURL(it.ID)},
			{Text: it.Date.String()}, {Text: pagesText(it)}, {Tags: tags}}})
	}
	v.Head.Meta = append(v.Head.Meta, fmt.Sprintf("%d 件 %s 页", len(page.Items), count(pages)))
	return q.Desk(head.Title, boxBody(v))
}

type boxView struct {
	Head   ui.Head
	Box    Box
	Depth  int64
	Items  ui.Table
	Form   *ui.Form
	Edit   bool // the note may be changed
	Prints []ui.Link
}

type noteInput struct {
	Note string `form:"note" label:"备考说明" max:"4000"`
}

func (r *Room) saveBoxNote(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[noteInput](q)
	if err == nil {
		err = r.NoteBox(org.Context(q), org.Actor(q), id, in.Note)
	}
	if err != nil {
		return r.box(q, id, err)
	}
	return web.Redirect(fmt.Sprintf("/archive/boxes/%d", id)).Say(ui.OK, "已保存备考说明，原来的文字留在台账。"), nil
}

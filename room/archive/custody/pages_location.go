package custody

import (
	"fmt"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) locationPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.location(q, id, nil, "")
}

// location is the page of a room, a cabinet or a shelf: what is in it, and the
// forms to add to it and to correct it.
func (r *Room) location(q *web.Request, id int64, failed error, which string) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	rd := r.Archive.Door.Reader()
	t, err := r.tree(ctx, rd)
	if err != nil {
		return web.Answer{}, err
	}
	l, ok := t.byID[id]
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "没有这个库位。")
	}
	room := t.roomOf(id)
	if failed != nil && (which == "place" && (l.Kind != KindShelf || l.Retired != "") || which == "add" && (l.Kind == KindShelf || l.Retired != "")) {
		return web.Answer{}, failed
	}
	closed := within(who, room)
	if closed != nil && (!who.May(Manage) || failed != nil && which == "place") {
		return web.Answer{}, r.told(q, closed)
	}
	load, err := r.load(ctx, rd, t)
	if err != nil {
		return web.Answer{}, err
	}
	if closed != nil {
		load = map[int64]filled{}
	}
	head := ui.Head{Title: l.Name, Crumbs: []ui.Link{archiveRoom, locations}}
	for p := t.byID[l.ParentID]; p.ID != 0; p = t.byID[p.ParentID] {
		head.Crumbs = append(head.Crumbs[:2], append([]ui.Link{{Text: p.Name, URL: locationURL(p.ID)}}, head.Crumbs[2:]...)...)
	}
	head.Meta = []string{"编号 " + l.Code}
	if l.Note != "" {
		head.Meta = append(head.Meta, l.Note)
	}
	if l.Retired != "" {
		head.Tags = append(head.Tags, ui.Tag{Text: "自 " + l.Retired + " 停用", Tone: ui.Mute})
	}
	if closed == nil {
		head.Meta = append(head.Meta, used(l, load[id].boxes, load[id].mm))
		head.Actions = append(head.Actions, ui.Button{Label: "打印盒签", URL: "/archive/locations/labels.pdf?what=boxes&at=" + id64(id)})
	}
	if l.Kind != KindShelf {
		head.Actions = append(head.Actions, ui.Button{Label: "打印库位签", URL: "/archive/locations/labels.pdf?what=shelves&at=" + id64(id)})
	}
	var parts []templ.Component
	if l.Kind == KindShelf {
		if closed == nil {
			c, err := r.shelfParts(q, l, failed, which)
			if err != nil {
				return web.Answer{}, err
			}
			parts = append(parts, c...)
		}
	} else {
		m, err := r.mapTable(q, l, t, load, closed == nil)
		if err != nil {
			return web.Answer{}, err
		}
		parts = append(parts, tableCard("", m))
	}
	if who.May(Manage) {
		parts = append(parts, r.manageParts(q, l, failed, which)...)
	}
	return q.Desk(l.Name, page(head, nil, parts...))
}

// mapTable is the shelf map of a room or cabinet, in the order of a walk.
func (r *Room) mapTable(q *web.Request, l Location, t tree, load map[int64]filled, open bool) (ui.Table, error) {
	on := map[int64][]Box{}
	if open {
		shelves, err := r.Map(q.Context(), org.Actor(q), t.roomOf(l.ID).ID)
		if err != nil {
			return ui.Table{}, r.told(q, err)
		}
		for _, s := range shelves {
			on[s.ID] = s.Boxes
		}
	}
	tb := ui.Table{Caption: l.Name + "库位图", Columns: []ui.Column{{Label: "柜"}, {Label: "层"}, {Label: "编号", Code: true, Minor: true}, {Label: "盒号", Wide: true}, {Label: "已放"}},
		Empty: ui.Empty{Title: "里面还没有柜或层", Text: "用下面的表添加，可以一次添加多节。"}}
	for _, x := range t.walk {
		if x.Kind == KindRoom || t.roomOf(x.ID).ID != t.roomOf(l.ID).ID || l.Kind == KindCabinet && x.ParentID != l.ID {
			continue
		}
		f := load[x.ID]
		row := ui.Row{URL: locationURL(x.ID), Cells: []ui.Cell{{}, {}, {Text: x.Code}, {Text: runs(on[x.ID])}, {}}}
		if open {
			row.Cells[4].Text = used(x, f.boxes, f.mm)
			if x.Kind == KindShelf && full(x, f.boxes, f.mm) {
				row.Cells[4].Tags = []ui.Tag{{Text: "已满", Tone: ui.Mute}}
			}
		}
		if x.Retired != "" {
			row.Cells[4].Tags = append(row.Cells[4].Tags, ui.Tag{Text: "已停用", Tone: ui.Mute})
		}
		at := 0
		if x.Kind == KindShelf {
			at = 1
		} else {
			row.Strong = true
		}
		row.Cells[at] = ui.Cell{Text: x.Name, URL: locationURL(x.ID)}
		tb.Rows = append(tb.Rows, row)
	}
	return tb, nil
}

func (r *Room) shelfParts(q *web.Request, l Location, failed error, which string) ([]templ.Component, error) {
	ctx, who := q.Context(), org.Actor(q)
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return nil, err
	}
	shelves, err := r.Map(ctx, who, t.roomOf(l.ID).ID)
	if err != nil {
		return nil, r.told(q, err)
	}
	unit, err := r.unitNames(q)
	if err != nil {
		return nil, err
	}
	tb := ui.Table{Caption: "这一层的盒", Columns: []ui.Column{{Label: "盒号"}, {Label: "门类"}, {Label: "年度", Numeric: true}, {Label: "期限"}, {Label: "机构"}, {Label: "件数", Numeric: true}, {Label: "盒脊", Numeric: true, Minor: true}},
		Empty: ui.Empty{Title: "这一层还没有盒"}}
	for _, s := range shelves {
		if s.ID != l.ID {
			continue
		}
		for _, b := range s.Boxes {
			year := ""
			if b.Year > 0 {
				year = id64(b.Year)
			}
			tb.Rows = append(tb.Rows, ui.Row{URL: "/archive/boxes/" + id64(b.ID), Cells: []ui.Cell{{Text: fmt.Sprintf("第%d盒", b.Number), URL: "/archive/boxes/" + id64(b.ID)}, {Text: categoryName(b.Category)},
				{Text: year}, {Text: b.Retention.Label()}, {Text: unit(b.Unit)}, {Text: id64(b.Items)}, {Text: id64(b.SpineMM) + " 毫米"}}})
		}
	}
	parts := []templ.Component{tableCard("", tb)}
	if who.May(Place) && l.Retired == "" {
		f := form(q, "place", "/archive/locations/place", failed, which == "place")
		f.Set("location", id64(l.ID))
		f.Set("back", locationURL(l.ID))
		parts = append(parts, formCard("放到这一层", "", f, []ui.Field{{Form: f, Name: "location", Kind: ui.Hidden}, {Form: f, Name: "back", Kind: ui.Hidden},
			{Form: f, Name: "boxes", Label: "盒号", Kind: ui.Area, Rows: 2, Hint: "可写 1-12，也可以逐个扫描盒签"}}, ui.Button{Label: "登记库位", Look: "primary", Save: true}))
	}
	return parts, nil
}

func (r *Room) manageParts(q *web.Request, l Location, failed error, which string) []templ.Component {
	var parts []templ.Component
	if l.Kind != KindShelf && l.Retired == "" {
		f := form(q, "add", "/archive/locations", failed, which == "add")
		f.Set("parent", id64(l.ID))
		f.Set("count", "1")
		fields := []ui.Field{{Form: f, Name: "parent", Kind: ui.Hidden},
			{Form: f, Name: "code", Label: "起始编号", Half: true, Code: true, Hint: "如 01；添加多个时顺次编号"},
			{Form: f, Name: "count", Label: "个数", Kind: ui.Number, Half: true}}
		title := "添加层"
		if l.Kind == KindRoom {
			title = "添加档案柜"
			f.Set("shelves", "5")
			fields = append(fields, ui.Field{Form: f, Name: "shelves", Label: "每柜层数", Kind: ui.Number, Half: true},
				ui.Field{Form: f, Name: "cabinet_capacity", Label: "每柜可放盒数", Kind: ui.Number, Half: true, Optional: true, Hint: "不填不限"})
		}
		fields = append(fields, ui.Field{Form: f, Name: "capacity", Label: "每层可放盒数", Kind: ui.Number, Half: true, Optional: true, Hint: "不填不限"},
			ui.Field{Form: f, Name: "width_mm", Label: "每层净宽（毫米）", Kind: ui.Number, Half: true, Optional: true, Hint: "填写后按盒脊厚度核对"})
		f.Wide = true
		parts = append(parts, formCard(title, "", f, fields, ui.Button{Label: title}))
	}
	f := form(q, "amend", locationURL(l.ID), failed, which == "amend")
	f.Set("name", l.Name)
	f.Set("note", l.Note)
	f.Set("version", id64(l.Version))
	if l.Retired != "" {
		f.Set("retire", "1")
	}
	f.Wide = true
	fields := []ui.Field{{Form: f, Name: "version", Kind: ui.Hidden}, {Form: f, Name: "name", Label: "名称", Half: true}}
	if l.Kind != KindRoom {
		f.Set("capacity", id64(l.Capacity))
		fields = append(fields, ui.Field{Form: f, Name: "capacity", Label: "可放盒数", Kind: ui.Number, Half: true, Optional: true, Hint: "0 为不限"})
	}
	if l.Kind == KindShelf {
		f.Set("width_mm", id64(l.WidthMM))
		fields = append(fields, ui.Field{Form: f, Name: "width_mm", Label: "净宽（毫米）", Kind: ui.Number, Half: true, Optional: true, Hint: "0 为不限"})
	}
	fields = append(fields, ui.Field{Form: f, Name: "note", Label: "备注", Half: true, Optional: true}, ui.Field{Form: f, Name: "retire", Label: "停用（里面没有盒时才能停用）", Kind: ui.Check})
	return append(parts, formCard("修改"+KindLabel(l.Kind), "", f, fields, ui.Button{Label: "保存修改"}))
}

type amendInput struct {
	Name     string `form:"name" label:"名称" max:"40"`
	Capacity int    `form:"capacity" label:"可放盒数"`
	WidthMM  int    `form:"width_mm" label:"净宽"`
	Retire   bool   `form:"retire"`
	Note     string `form:"note" label:"备注" max:"200"`
	Version  int64  `form:"version"`
}

func (r *Room) amendPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[amendInput](q)
	if err == nil {
		err = r.AmendLocation(org.Context(q), org.Actor(q), LocationChange{ID: id, Name: in.Name, Capacity: in.Capacity, WidthMM: in.WidthMM, Retire: in.Retire, Note: in.Note, Version: in.Version})
	}
	if err != nil {
		return r.location(q, id, err, "amend")
	}
	return web.Redirect(locationURL(id)).Say(ui.OK, "已修改库位。"), nil
}

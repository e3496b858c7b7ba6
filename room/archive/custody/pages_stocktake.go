package custody

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
)

var stocktakes = ui.Link{Text: "清点", URL: "/archive/stocktakes"}

func stocktakeURL(id int64) string { return "/archive/stocktakes/" + id64(id) }

func (r *Room) stocktakesPage(q *web.Request) (web.Answer, error) { return r.stocktakes(q, nil) }

func (r *Room) stocktakes(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	all, err := r.Stocktakes(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "历次清点", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "库房", Wide: true}, {Label: "开始"}, {Label: "应有", Numeric: true}, {Label: "在架", Numeric: true},
		{Label: "错架", Numeric: true}, {Label: "缺盒", Numeric: true}, {Label: "不属本库", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有清点过", Text: "选择库房开始，用手机逐层扫描盒签。"}}
	for _, s := range all {
		row := ui.Row{URL: stocktakeURL(s.ID), Cells: []ui.Cell{{Text: s.Number, URL: stocktakeURL(s.ID)}, {Text: t.byID[s.RoomID].Name, Sub: s.OpenedName}, {Text: stamp(s.OpenedAt)}, {Text: id64(s.Expected)}, {}, {}, {}, {}, {}}}
		if s.Open() {
			row.Cells[8].Tags = []ui.Tag{{Text: "清点中", Tone: ui.Info}}
		} else {
			row.Cells[4].Text, row.Cells[5].Text, row.Cells[6].Text, row.Cells[7].Text = id64(s.Found), id64(s.Misplaced), id64(s.Missing), id64(s.Foreign)
			row.Cells[8].Tags = []ui.Tag{{Text: "账实相符", Tone: ui.OK}}
			if s.Missing+s.Misplaced+s.Foreign > 0 {
				row.Cells[8].Tags = []ui.Tag{{Text: "有差异", Tone: ui.Warn}}
			}
			if s.Missing > 0 {
				row.Cells[8].Tags = []ui.Tag{{Text: "缺盒", Tone: ui.Bad}}
			}
		}
		tb.Rows = append(tb.Rows, row)
	}
	parts := []templ.Component{tableCard("", tb)}
	if who.May(Stocktake) {
		rooms, err := r.roomOptions(q)
		if err != nil {
			return web.Answer{}, err
		}
		rooms = visibleRooms(rooms, t, who)
		if failed != nil && len(rooms) == 0 {
			return web.Answer{}, failed
		}
		f := form(q, "open", "/archive/stocktakes", failed, true)
		if len(rooms) > 0 {
			parts = append([]templ.Component{formCard("开始清点", "以此刻登记在这间库房的盒为准。", f, []ui.Field{{Form: f, Name: "room", Label: "库房", Kind: ui.Select, Options: rooms}}, ui.Button{Label: "开始清点", Look: "primary"})}, parts...)
		}
	}
	return q.Desk("清点", page(ui.Head{Title: "清点", Crumbs: []ui.Link{archiveRoom, locations}}, nil, parts...))
}

type openInput struct {
	Room int64 `form:"room" label:"库房"`
}

func (r *Room) openPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[openInput](q)
	var id int64
	if err == nil {
		id, err = r.OpenStocktake(org.Context(q), org.Actor(q), in.Room)
	}
	if err != nil {
		return r.stocktakes(q, err)
	}
	return web.Redirect(stocktakeURL(id)).Say(ui.OK, "已开始清点。逐层扫描盒签，扫描库位签可以换层。"), nil
}

func (r *Room) stocktakePage(q *web.Request) (web.Answer, error) { return r.stocktake(q, nil, "") }

func lineTag(state string) ui.Tag {
	tone := map[string]ui.Tone{lineOK: ui.OK, lineMisplaced: ui.Warn, lineForeign: ui.Warn, lineMissing: ui.Bad, lineExpected: ui.Mute}[state]
	return ui.Tag{Text: LineLabel(state), Tone: tone}
}

func (r *Room) stocktake(q *web.Request, failed error, which string) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	s, steps, err := r.Walk(ctx, who, id)
	if err != nil {
		return web.Answer{}, r.told(q, err)
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	if failed != nil && (!s.Open() || which == "scan" && len(t.shelves(s.RoomID)) == 0) {
		return web.Answer{}, failed
	}
	n := map[string]int{}
	for _, x := range steps {
		n[x.State]++
	}
	head := ui.Head{Title: "清点 " + s.Number, Crumbs: []ui.Link{archiveRoom, locations, stocktakes}, Meta: []string{t.byID[s.RoomID].Name, s.OpenedName + " " + stamp(s.OpenedAt) + " 开始"},
		Actions: []ui.Button{{Label: "打印清点单", URL: stocktakeURL(id) + "/list.pdf"}}}
	if !s.Open() {
		head.Meta = append(head.Meta, s.ClosedName+" "+stamp(s.ClosedAt)+" 结束")
		head.Actions[0].Label = "打印清点报告"
	}
	left := "待清点"
	if !s.Open() {
		left = "缺盒"
	}
	missing := ui.Stat{Label: left, Value: itoa(n[lineExpected] + n[lineMissing]), Unit: "盒"}
	if n[lineMissing] > 0 {
		missing.Tone = ui.Bad
	}
	parts := []templ.Component{ui.Stats([]ui.Stat{{Label: "应有", Value: id64(s.Expected), Unit: "盒"}, {Label: "在架", Value: itoa(n[lineOK]), Unit: "盒"},
		{Label: "错架", Value: itoa(n[lineMisplaced]), Unit: "盒"}, {Label: "不属本库", Value: itoa(n[lineForeign]), Unit: "盒"}, missing})}
	if s.Open() && who.May(Stocktake) {
		unit, err := r.unitNames(q)
		if err != nil {
			return web.Answer{}, err
		}
		parts = append(parts, r.scanCard(q, s, steps, t, unit, failed, which))
	}
	walk := ui.Table{Caption: "走架清单", Columns: []ui.Column{{Label: "库位", Wide: true}, {Label: "盒签", Code: true}, {Label: "情况"}, {Label: "应在"}},
		Empty: ui.Empty{Title: "目前没有错架、缺盒或不属本库的盒"}}
	for _, x := range steps {
		if x.State == lineOK || x.State == lineExpected {
			continue
		}
		row := ui.Row{Cells: []ui.Cell{{Text: x.Found, URL: shelfLink(x.FoundAt)}, {Text: x.Code}, {Tags: []ui.Tag{lineTag(x.State)}}, {}}}
		switch {
		case x.State == lineMissing:
			row.Cells[0] = ui.Cell{Text: x.Expected, URL: shelfLink(x.ExpectedAt)}
			row.Cells[3].Text = "就在这里"
		case x.ExpectedAt != 0:
			row.Cells[3] = ui.Cell{Text: x.Expected, URL: shelfLink(x.ExpectedAt)}
		case x.Box.ID != 0:
			where := t.path(x.Box.LocationID)
			row.Cells[3].Text = where
		default:
			row.Cells[3].Text = "没有这个盒签"
		}
		walk.Rows = append(walk.Rows, row)
	}
	parts = append(parts, tableCard("走架清单", walk))
	if s.Open() && who.May(Stocktake) {
		f := form(q, "close", stocktakeURL(id)+"/close", failed, which == "close")
		parts = append(parts, formCard("结束清点", fmt.Sprintf("还有 %d 盒没有清点到，结束后记为缺盒，不能再改。", n[lineExpected]), f,
			[]ui.Field{{Form: f, Name: "note", Label: "说明", Kind: ui.Area, Rows: 2, Optional: true}}, ui.Button{Label: "结束清点"}))
	} else if s.Note != "" {
		parts = append(parts, pairsCard("", []ui.Pair{{Key: "说明", Text: s.Note, Wide: true}}))
	}
	return q.Desk("清点 "+s.Number, page(head, nil, parts...))
}

func shelfLink(id int64) string {
	if id == 0 {
		return ""
	}
	return locationURL(id)
}

// scanCard is the form of one shelf: the boxes still expected to tick, a field for
// codes, and the way to the shelves before and after.
func (r *Room) scanCard(q *web.Request, s Taking, steps []Step, t tree, unit func(string) string, failed error, which string) templ.Component {
	shelves := t.shelves(s.RoomID)
	at := 0
	want, _ := strconv.ParseInt(q.Values().Get("shelf"), 10, 64)
	for i, l := range shelves {
		if l.ID == want {
			at = i
		}
	}
	if len(shelves) == 0 {
		return nil
	}
	shelf := shelves[at]
	f := form(q, "", stocktakeURL(s.ID)+"/scan", failed, which == "scan")
	f.Set("shelf", id64(shelf.ID))
	fields := []ui.Field{{Form: f, Name: "shelf", Kind: ui.Hidden}}
	var boxes []ui.Option
	seen := 0
	for _, x := range steps {
		if x.ExpectedAt != shelf.ID {
			continue
		}
		if x.State != lineExpected {
			seen++
			continue
		}
		boxes = append(boxes, ui.Option{Value: id64(x.BoxID), Label: fmt.Sprintf("第%d盒", x.Box.Number), Hint: x.Code + "　" + forms.Class{Year: int(x.Box.Year), Retention: string(x.Box.Retention), Unit: unit(x.Box.Unit)}.Label()})
	}
	hint := fmt.Sprintf("这一层应有 %d 盒，已清点 %d 盒。", len(boxes)+seen, seen)
	fields = append(fields, ui.Field{Form: f, Name: "codes", Label: "扫描或键入盒签", Kind: ui.Area, Rows: 3, Optional: true, Focus: failed == nil, Hint: "一行一个；扫到库位签就换到那一层。离线记下的整段可以一次贴入"})
	if len(boxes) > 0 {
		fields = append(fields, ui.Field{Form: f, Name: "boxes", Label: "或者勾选在架的盒", Kind: ui.Checks, Optional: true, Options: boxes})
	}
	buttons := []ui.Button{{Label: "记下这一层", Look: "primary", Save: true}}
	if at > 0 {
		buttons = append(buttons, ui.Button{Label: "上一层", URL: stocktakeURL(s.ID) + "?shelf=" + id64(shelves[at-1].ID)})
	}
	if at+1 < len(shelves) {
		buttons = append(buttons, ui.Button{Label: "下一层", URL: stocktakeURL(s.ID) + "?shelf=" + id64(shelves[at+1].ID)})
	}
	return formCard(strings.TrimPrefix(t.path(shelf.ID), t.byID[s.RoomID].Name+" ")+"（"+itoa(at+1)+" / "+itoa(len(shelves))+" 层）", hint, f, fields, buttons...)
}

type scanInput struct {
	Shelf int64   `form:"shelf"`
	Codes string  `form:"codes" label:"盒签" max:"60000"`
	Boxes []int64 `form:"boxes" label:"盒" max:"900"`
}

func (r *Room) scanPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[scanInput](q)
	var got Scanned
	if err == nil {
		got, err = r.ScanShelf(org.Context(q), org.Actor(q), Scan{Taking: id, Shelf: in.Shelf, Codes: in.Codes, Boxes: in.Boxes})
	}
	if err != nil {
		return r.stocktake(q, err, "scan")
	}
	say, tone := fmt.Sprintf("在架 %d 盒。", got.OK), ui.OK
	if len(got.Say) > 0 {
		tone = ui.Warn
		more := got.Say
		if len(more) > 5 {
			more = append(append([]string{}, more[:5]...), fmt.Sprintf("等 %d 盒", len(got.Say)))
		}
		say += strings.Join(more, "；") + "。"
	}
	return web.Redirect(stocktakeURL(id)+"?shelf="+id64(got.Shelf)).Say(tone, say), nil
}

type closeInput struct {
	Note string `form:"note" label:"说明" max:"500"`
}

func (r *Room) closePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[closeInput](q)
	var s Taking
	if err == nil {
		s, err = r.CloseStocktake(org.Context(q), org.Actor(q), id, in.Note)
	}
	if err != nil {
		return r.stocktake(q, err, "close")
	}
	tone := ui.OK
	if s.Missing > 0 {
		tone = ui.Bad
	}
	return web.Redirect(stocktakeURL(id)).Say(tone, fmt.Sprintf("清点结束：在架 %d 盒，错架 %d 盒，缺 %d 盒，不属本库 %d 盒。", s.Found, s.Misplaced, s.Missing, s.Foreign)), nil
}

func (r *Room) stocktakePrint(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	s, steps, err := r.Walk(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.told(q, err)
	}
	m, err := r.model(q)
	if err != nil {
		return web.Answer{}, err
	}
	unit, err := r.unitNames(q)
	if err != nil {
		return web.Answer{}, err
	}
	m.Meta.Number = s.Number
	for _, x := range steps {
		row := forms.StocktakeRow{Place: x.Found, Box: x.Code, Class: forms.Class{Year: int(x.Box.Year), Retention: string(x.Box.Retention), Unit: unit(x.Box.Unit)}, Items: int(x.Box.Items), Note: LineLabel(x.State)}
		switch x.State {
		case lineExpected:
			row.Place, row.Note = x.Expected, ""
		case lineMissing:
			row.Place = x.Expected
		case lineMisplaced:
			row.Note += "，应在" + x.Expected
		}
		if x.Box.ID != 0 {
			row.Box = fmt.Sprintf("第%d盒", x.Box.Number)
		}
		m.Stocktake = append(m.Stocktake, row)
	}
	return pdf(q, "清点单 "+s.Number, forms.Stocktake, m, ui.Link{Text: "回清点 " + s.Number, URL: stocktakeURL(id)})
}

package custody

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
)

// Pages are the pages of custody.
func (r *Room) Pages() []web.Page {
	get := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "custody." + name, Method: "GET", Pattern: "/archive" + pattern, Right: string(right), Serve: serve}
	}
	post := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		p := get(name, pattern, right, serve)
		p.Method = "POST"
		return p
	}
	return []web.Page{
		get("location.list", "/locations", See, r.locationsPage),
		post("location.add", "/locations", Manage, r.addPost),
		post("box.place", "/locations/place", Place, r.placePost),
		get("labels", "/locations/labels.pdf", See, r.labelsPage),
		get("location", "/locations/{id}", See, r.locationPage),
		post("location.amend", "/locations/{id}", Manage, r.amendPost),

		get("stocktake.list", "/stocktakes", See, r.stocktakesPage),
		post("stocktake.open", "/stocktakes", Stocktake, r.openPost),
		get("stocktake", "/stocktakes/{id}", See, r.stocktakePage),
		post("stocktake.scan", "/stocktakes/{id}/scan", Stocktake, r.scanPost),
		post("stocktake.close", "/stocktakes/{id}/close", Stocktake, r.closePost),
		get("stocktake.print", "/stocktakes/{id}/list.pdf", See, r.stocktakePrint),

		get("inspection.list", "/inspections", See, r.inspectionsPage),
		post("inspection.record", "/inspections", Inspect, r.inspectPost),
		get("inspection", "/inspections/{id}", See, r.inspectionPage),
		post("inspection.handle", "/inspections/{id}", Inspect, r.handlePost),
		get("climate.list", "/climate", See, r.climatePage),
		post("climate.record", "/climate", Inspect, r.climatePost),

		get("photo.list", "/photos", Photo, r.photosPage),
		get("photo", "/photos/{id}", Photo, r.photoPage),
		post("photo.describe", "/photos/{id}", Photo, r.photoPost),
	}
}

var (
	archiveRoom = ui.Link{Text: "档案室", URL: "/archive"}
	locations   = ui.Link{Text: "库位", URL: "/archive/locations"}
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

// told writes into the ledger that somebody asked for a room out of reach, and
// gives the error to answer with.
func (r *Room) told(q *web.Request, err error) error {
	if f := fault.Of(err); err != nil && f.Kind == fault.NotFound && strings.Contains(f.Value, ":") {
		r.Archive.Door.Denied(q.Context(), org.Actor(q), q.Page.Name+" "+f.Value, f)
	}
	return err
}

func stamp(micros int64) string {
	if micros == 0 {
		return ""
	}
	return ui.Stamp(time.UnixMicro(micros))
}

func id64(n int64) string { return strconv.FormatInt(n, 10) }

func locationURL(id int64) string { return "/archive/locations/" + id64(id) }

// used says how full a location is: 3 / 12 盒.
func used(l Location, boxes, mm int64) string {
	s := id64(boxes) + " 盒"
	if l.Capacity > 0 {
		s = fmt.Sprintf("%d / %d 盒", boxes, l.Capacity)
	}
	if l.WidthMM > 0 {
		s += fmt.Sprintf("，%d / %d 毫米", mm, l.WidthMM)
	}
	return s
}

func full(l Location, boxes, mm int64) bool {
	return l.Capacity > 0 && boxes >= l.Capacity || l.WidthMM > 0 && mm+20 > l.WidthMM
}

const shelfFull = "（已满）"

// shelfOptions are the shelves in use, room by room; those of rooms whose content
// the actor may not know are left out.
func (r *Room) shelfOptions(q *web.Request, first string) ([]ui.Option, error) {
	rd := r.Archive.Door.Reader()
	t, err := r.tree(q.Context(), rd)
	if err != nil {
		return nil, err
	}
	load, err := r.load(q.Context(), rd, t)
	out := []ui.Option{{Label: first}}
	for _, l := range t.walk {
		room := t.roomOf(l.ID)
		if l.Kind != KindShelf || l.Retired != "" || within(org.Actor(q), room) != nil {
			continue
		}
		f := load[l.ID]
		label := strings.TrimPrefix(t.path(l.ID), room.Name+" ") + "　" + used(l, f.boxes, f.mm)
		if full(l, f.boxes, f.mm) {
			label += shelfFull
		}
		out = append(out, ui.Option{Value: id64(l.ID), Label: label, Group: room.Name})
	}
	return out, err
}

func (r *Room) roomOptions(q *web.Request) ([]ui.Option, error) {
	all, err := r.Locations(q.Context())
	var out []ui.Option
	for _, l := range all {
		if l.Kind == KindRoom && l.Retired == "" {
			out = append(out, ui.Option{Value: id64(l.ID), Label: l.Name})
		}
	}
	return out, err
}

// meta is what every print carries.
func (r *Room) model(q *web.Request) (forms.Model, error) {
	cfg, err := r.Archive.Config(q.Context())
	return forms.Model{Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}, Meta: forms.Meta{Date: r.Archive.Door.Today(), By: org.Actor(q).Capacity}}, err
}

func pdf(q *web.Request, name string, k forms.Kind, m forms.Model, back ui.Link) (web.Answer, error) {
	var b bytes.Buffer
	err := forms.Write(k, forms.PDF, &b, m)
	if errors.Is(err, forms.ErrNothing) {
		return q.Nothing("打印"+name, fault.Of(err).Safe(), back)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

// unitNames are the units' names by code; a code without name is its own.
func (r *Room) unitNames(q *web.Request) (func(string) string, error) {
	units, err := r.Archive.Bureau.Units(q.Context())
	m := map[string]string{}
	for _, u := range units {
		m[u.Code] = u.Name
	}
	return func(code string) string {
		if n := m[code]; n != "" {
			return n
		}
		return code
	}, err
}

func (r *Room) locationsPage(q *web.Request) (web.Answer, error) { return r.locations(q, nil, "") }

func (r *Room) locations(q *web.Request, failed error, which string) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	rd := r.Archive.Door.Reader()
	t, err := r.tree(ctx, rd)
	if err != nil {
		return web.Answer{}, err
	}
	load, err := r.load(ctx, rd, t)
	if err != nil {
		return web.Answer{}, err
	}
	wanted, err := r.Wanted(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	loose, err := r.Loose(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	for _, w := range wanted {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "规章要求设有" + w.Name + "（编号 " + w.Code + "），还没有登记。"})
	}
	rooms := ui.Table{Caption: "库房", Columns: []ui.Column{{Label: "库房", Wide: true}, {Label: "编号", Code: true}, {Label: "柜", Numeric: true}, {Label: "层", Numeric: true}, {Label: "盒", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "还没有登记库房", Text: "先登记库房，再在库房里添加档案柜和层。"}}
	cabinets := 0
	for _, l := range t.walk {
		if l.Kind == KindCabinet && l.Retired == "" {
			cabinets++
		}
		if l.Kind != KindRoom {
			continue
		}
		cs, ss := 0, 0
		for _, x := range t.walk {
			if t.roomOf(x.ID).ID == l.ID && x.Retired == "" {
				switch x.Kind {
				case KindCabinet:
					cs++
				case KindShelf:
					ss++
				}
			}
		}
		c := ui.Cell{Text: l.Name, URL: locationURL(l.ID)}
		boxes := id64(load[l.ID].boxes)
		state := ui.Cell{Tags: []ui.Tag{{Text: "在用", Tone: ui.OK}}}
		if l.Compartment != "" {
			c.Tags = []ui.Tag{{Text: "人事档案", Tone: ui.Alt}}
			if within(who, l) != nil {
				c.URL, c.Sub, boxes = "", "只有经授权的人员可以查看里面的盒", "－"
				if who.May(Manage) {
					c.URL, c.Sub = locationURL(l.ID), "可管理柜位，不显示里面的盒"
				}
			}
		}
		if l.Retired != "" {
			state = ui.Cell{Tags: []ui.Tag{{Text: "已停用", Tone: ui.Mute}}}
		}
		rooms.Rows = append(rooms.Rows, ui.Row{URL: c.URL, Cells: []ui.Cell{c, {Text: l.Code}, {Text: itoa(cs)}, {Text: itoa(ss)}, {Text: boxes}, state}})
	}
	if r.book != nil {
		if n := r.book.Archive.Cabinets.Count; n > 0 && cabinets > 0 && cabinets < n {
			notices = append(notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("规章记档案柜约 %d 节，现已登记 %d 节，请按实地核对。", n, cabinets)})
		}
	}
	parts := []templ.Component{tableCard("", rooms)}
	if who.May(Place) {
		f := form(q, "place", "/archive/locations/place", failed, which == "place")
		shelves, err := r.shelfOptions(q, "下架（不在任何一层）")
		if err != nil {
			return web.Answer{}, err
		}
		hint := "全部盒都已上架。"
		if len(loose) > 0 {
			hint = fmt.Sprintf("还有 %d 盒没有上架：%s。", len(loose), runs(loose))
			f.Set("boxes", q.Values().Get("boxes"))
		}
		if failed != nil && which == "place" && len(shelves) < 2 {
			return web.Answer{}, failed
		}
		if len(shelves) > 1 {
			if f.Value("location") == "" {
				open := slices.IndexFunc(shelves, func(o ui.Option) bool { return o.Value != "" && !strings.HasSuffix(o.Label, shelfFull) })
				f.Values.Set("location", shelves[max(open, 1)].Value)
			}
			f.Set("onward", "1")
			parts = append(parts, formCard("盒上架", hint, f, []ui.Field{
				{Form: f, Name: "boxes", Label: "盒号", Kind: ui.Area, Rows: 2, Hint: "可写 1-49、3、7，也可以逐个扫描盒签"},
				{Form: f, Name: "location", Label: "放到", Kind: ui.Select, Options: shelves},
				{Form: f, Name: "onward", Label: "放满后接着放下一层", Kind: ui.Check},
			}, ui.Button{Label: "登记库位", Look: "primary", Save: true}))
		}
	}
	if who.May(Manage) {
		f := form(q, "room", "/archive/locations", failed, which == "add")
		if len(wanted) > 0 && which != "add" {
			f.Set("code", wanted[0].Code)
			f.Set("name", wanted[0].Name)
			if wanted[0].Code == "RS" {
				f.Set("personnel", "1")
			}
		}
		parts = append(parts, formCard("添加库房", "", f, []ui.Field{
			{Form: f, Name: "code", Label: "编号", Half: true, Code: true, Hint: "1 到 6 个大写字母或数字，写在标签上，以后不能改"},
			{Form: f, Name: "name", Label: "名称", Half: true},
			{Form: f, Name: "personnel", Label: "专放人事档案，只有经授权的人员可以查看", Kind: ui.Check},
			{Form: f, Name: "note", Label: "备注", Optional: true},
		}, ui.Button{Label: "添加库房"}))
	}
	return q.Desk("库位", page(ui.Head{Title: "库位", Crumbs: []ui.Link{archiveRoom}, Actions: []ui.Button{{Label: "清点", URL: "/archive/stocktakes"}, {Label: "保管检查", URL: "/archive/inspections"}, {Label: "温湿度", URL: "/archive/climate"}}}, notices, parts...))
}

// runs writes box numbers as ranges: WS 1-5、7.
func runs(boxes []Box) string {
	var out []string
	for i := 0; i < len(boxes); {
		j := i + 1
		for j < len(boxes) && boxes[j].Category == boxes[i].Category && boxes[j].Number == boxes[j-1].Number+1 {
			j++
		}
		s := id64(boxes[i].Number)
		if j-i > 1 {
			s += "-" + id64(boxes[j-1].Number)
		}
		if boxes[i].Category != "WS" {
			s = categoryName(boxes[i].Category) + s
		}
		out = append(out, s)
		if i = j; len(out) == 20 && i < len(boxes) {
			return strings.Join(out, "、") + " 等"
		}
	}
	return strings.Join(out, "、")
}

type addInput struct {
	Parent   int64  `form:"parent"`
	Code     string `form:"code" label:"编号" need:"请填写编号。" max:"20"`
	Name     string `form:"name" label:"名称" max:"40"`
	Count    int    `form:"count" label:"个数"`
	Shelves  int    `form:"shelves" label:"每柜层数"`
	Capacity int    `form:"capacity" label:"每层可放盒数"`
	WidthMM  int    `form:"width_mm" label:"每层净宽"`
	Cabinet  int    `form:"cabinet_capacity" label:"每柜可放盒数"`
	Closed   bool   `form:"personnel"`
	Note     string `form:"note" label:"备注" max:"200"`
}

func (r *Room) addPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[addInput](q)
	var ids []int64
	if err == nil {
		ids, err = r.AddLocations(org.Context(q), org.Actor(q), NewLocation{Parent: in.Parent, Code: in.Code, Name: in.Name, Count: in.Count, Shelves: in.Shelves,
			Capacity: in.Capacity, WidthMM: in.WidthMM, CabinetCapacity: in.Cabinet, Personnel: in.Closed, Note: in.Note})
	}
	if err != nil {
		if in.Parent != 0 {
			return r.location(q, in.Parent, err, "add")
		}
		return r.locations(q, err, "add")
	}
	to := in.Parent
	if to == 0 {
		to = ids[0]
	}
	return web.Redirect(locationURL(to)).Say(ui.OK, fmt.Sprintf("已登记库位 %d 处。", len(ids))), nil
}

type placeInput struct {
	Boxes    string `form:"boxes" label:"盒号" need:"请填写盒号，如 1-49，或逐个扫描盒签。" max:"20000"`
	Location int64  `form:"location"`
	Onward   bool   `form:"onward"`
	Back     string `form:"back"`
}

func (r *Room) placePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[placeInput](q)
	var p Placed
	if err == nil {
		p, err = r.PlaceBoxes(org.Context(q), org.Actor(q), Placing{Boxes: in.Boxes, Location: in.Location, Onward: in.Onward})
	}
	if err != nil {
		if in.Back != "" && in.Location != 0 {
			return r.location(q, in.Location, err, "place")
		}
		return r.locations(q, err, "place")
	}
	to := "/archive/locations"
	if in.Back != "" {
		to = web.Local(in.Back)
	}
	say := fmt.Sprintf("已登记 %d 盒，自 %s 至 %s。", p.Boxes, p.First, p.Last)
	switch {
	case p.First == "":
		say = fmt.Sprintf("已登记 %d 盒下架。", p.Boxes)
	case p.First == p.Last:
		say = fmt.Sprintf("已登记 %d 盒，在 %s。", p.Boxes, p.First)
	}
	return web.Redirect(to).Say(ui.OK, say), nil
}

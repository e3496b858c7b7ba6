package custody

import (
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// visibleRooms leaves out the rooms whose content the actor may not know.
func visibleRooms(rooms []ui.Option, t tree, who act.Actor) []ui.Option {
	var out []ui.Option
	for _, o := range rooms {
		if id, err := strconv.ParseInt(o.Value, 10, 64); err == nil && within(who, t.byID[id]) == nil {
			out = append(out, o)
		}
	}
	return out
}

func conditionTag(i Inspection) []ui.Tag {
	tone := map[string]ui.Tone{Good: ui.OK, Minor: ui.Warn, Serious: ui.Bad}[i.Condition]
	tags := []ui.Tag{{Text: ConditionLabel(i.Condition), Tone: tone}}
	if i.Pending() {
		tags = append(tags, ui.Tag{Text: "待处理", Tone: ui.Warn})
	}
	return tags
}

func (r *Room) inspectionsPage(q *web.Request) (web.Answer, error) { return r.inspections(q, nil) }

func (r *Room) inspections(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	today := r.Archive.Door.Today()
	year, _ := strconv.Atoi(q.URL.Query().Get("year"))
	pending := q.URL.Query().Get("pending") != ""
	if year == 0 && !pending {
		year = today.Year
	}
	all, err := r.Inspections(ctx, year, pending)
	if err != nil {
		return web.Answer{}, err
	}
	due, err := r.InspectionDue(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	for _, d := range due {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: d + "。"})
	}
	tb := ui.Table{Caption: "保管状况检查记录", Columns: []ui.Column{{Label: "日期"}, {Label: "地点"}, {Label: "检查情况", Wide: true}, {Label: "结果"}, {Label: "检查人", Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的检查记录"}}
	for _, i := range all {
		url := "/archive/inspections/" + id64(i.ID)
		tb.Rows = append(tb.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: i.Day.String(), URL: url}, {Text: t.path(i.LocationID)}, {Text: i.Finding, Sub: i.Measure}, {Tags: conditionTag(i)}, {Text: i.ByName}}})
	}
	f := ui.Filters{Count: fmt.Sprintf("共 %d 条", len(all)), Saved: []ui.Link{{Text: "待处理", URL: "/archive/inspections?pending=1"}, {Text: "今年", URL: "/archive/inspections"}, {Text: "去年", URL: "/archive/inspections?year=" + itoa(today.Year-1)}}}
	if pending {
		f.Chips = []ui.Chip{{Label: "只看", Value: "待处理", Remove: "/archive/inspections"}}
	} else {
		f.Chips = []ui.Chip{{Label: "年度", Value: itoa(year)}}
	}
	if failed != nil && len(t.walk) == 0 {
		return web.Answer{}, failed
	}
	var parts []templ.Component
	if who.May(Inspect) && len(t.walk) > 0 {
		x := form(q, "", "/archive/inspections", failed, true)
		x.Wide = true
		x.Set("day", today.String())
		x.Set("condition", Good)
		var places []ui.Option
		for _, l := range t.walk {
			if l.Retired == "" && (l.Kind == KindRoom || within(who, t.roomOf(l.ID)) == nil) {
				places = append(places, ui.Option{Value: id64(l.ID), Label: t.path(l.ID)})
			}
		}
		parts = append(parts, formCard("登记检查", "", x, []ui.Field{
			{Form: x, Name: "location", Label: "地点", Kind: ui.Select, Options: places, Half: true},
			{Form: x, Name: "day", Label: "日期", Kind: ui.Date, Half: true},
			{Form: x, Name: "condition", Label: "结果", Kind: ui.Radio, Half: true, Options: []ui.Option{{Value: Good, Label: ConditionLabel(Good)}, {Value: Minor, Label: ConditionLabel(Minor)}, {Value: Serious, Label: ConditionLabel(Serious)}}},
			{Form: x, Name: "boxes", Label: "盒号", Half: true, Optional: true, Hint: "只涉及一盒时填写"},
			{Form: x, Name: "finding", Label: "检查情况", Kind: ui.Area, Rows: 2, Hint: "防腐蚀、霉变、虫蛀、受潮、装具破损等"},
			{Form: x, Name: "measure", Label: "处理措施", Kind: ui.Area, Rows: 2, Optional: true, Hint: "已经处理的写明；不写则列为待处理"},
		}, ui.Button{Label: "登记检查", Look: "primary", Save: true}))
	}
	parts = append(parts, listed(f, tb))
	return q.Desk("保管检查", page(ui.Head{Title: "保管检查", Crumbs: []ui.Link{archiveRoom, locations}}, notices, parts...))
}

type inspectInput struct {
	Location  int64      `form:"location" label:"地点"`
	Day       civil.Date `form:"day" label:"日期"`
	Condition string     `form:"condition"`
	Boxes     string     `form:"boxes" label:"盒号" max:"60"`
	Finding   string     `form:"finding" label:"检查情况" need:"请填写检查情况。" max:"500"`
	Measure   string     `form:"measure" label:"处理措施" max:"500"`
}

func (r *Room) inspectPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[inspectInput](q)
	if err == nil {
		_, err = r.RecordInspection(org.Context(q), org.Actor(q), Inspection{LocationID: in.Location, Day: in.Day, Condition: in.Condition, Finding: in.Finding, Measure: in.Measure}, in.Boxes)
	}
	if err != nil {
		return r.inspections(q, err)
	}
	return web.Redirect("/archive/inspections").Say(ui.OK, "已登记检查。"), nil
}

func (r *Room) inspectionPage(q *web.Request) (web.Answer, error) { return r.inspection(q, nil) }

func (r *Room) inspection(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd := r.Archive.Door.Reader()
	i, ok, err := db.Maybe[Inspection](q.Context(), rd, queryInspection, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这条检查记录。")
	}
	if err != nil {
		return web.Answer{}, err
	}
	if failed != nil && !i.Pending() {
		return web.Answer{}, failed
	}
	t, err := r.tree(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	pairs := []ui.Pair{{Key: "地点", Text: t.path(i.LocationID)}, {Key: "日期", Text: i.Day.String()}, {Key: "检查人", Text: i.ByName}, {Key: "结果", Text: ConditionLabel(i.Condition)},
		{Key: "检查情况", Text: i.Finding, Wide: true}, {Key: "处理措施", Text: i.Measure, Wide: true}}
	if !i.HandledOn.IsZero() && i.Condition != Good {
		pairs = append(pairs, ui.Pair{Key: "处理日期", Text: i.HandledOn.String()})
	}
	if i.BoxID != 0 && within(org.Actor(q), t.roomOf(i.LocationID)) == nil {
		b, err := r.Archive.Box(q.Context(), i.BoxID)
		if err != nil {
			return web.Answer{}, err
		}
		pairs = append(pairs, ui.Pair{Key: "盒", Text: b.Label(), URL: "/archive/boxes/" + id64(b.ID)})
	}
	parts := []templ.Component{pairsCard("", pairs)}
	if i.Pending() && org.Actor(q).May(Inspect) {
		f := form(q, "", "/archive/inspections/"+id64(id), failed, true)
		parts = append(parts, formCard("登记处理", "", f, []ui.Field{{Form: f, Name: "measure", Label: "处理措施", Kind: ui.Area, Rows: 3}}, ui.Button{Label: "登记处理", Look: "primary", Save: true}))
	}
	return q.Desk("检查记录", page(ui.Head{Title: "检查记录", Tags: conditionTag(i), Crumbs: []ui.Link{archiveRoom, locations, {Text: "保管检查", URL: "/archive/inspections"}}}, nil, parts...))
}

var queryInspection = q.SQL("inspection")

type handleInput struct {
	Measure string `form:"measure" label:"处理措施" need:"请填写处理措施。" max:"500"`
}

func (r *Room) handlePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[handleInput](q)
	if err == nil {
		err = r.HandleInspection(org.Context(q), org.Actor(q), id, in.Measure)
	}
	if err != nil {
		return r.inspection(q, err)
	}
	return web.Redirect("/archive/inspections/"+id64(id)).Say(ui.OK, "已登记处理。"), nil
}

func (r *Room) climatePage(q *web.Request) (web.Answer, error) { return r.climate(q, nil) }

func (r *Room) climate(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	room, _ := strconv.ParseInt(q.URL.Query().Get("room"), 10, 64)
	month := q.URL.Query().Get("month")
	if len(month) != 7 && len(month) != 4 {
		month = ""
	}
	log, err := r.ClimateLog(ctx, room, month)
	if err != nil {
		return web.Answer{}, err
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "温湿度记录", Columns: []ui.Column{{Label: "时间"}, {Label: "库房"}, {Label: "温度 ℃", Numeric: true}, {Label: "湿度 %", Numeric: true}, {Label: "判断"}, {Label: "措施", Wide: true}, {Label: "记录人", Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的温湿度记录"}}
	for _, c := range log {
		v := ui.Cell{Tags: []ui.Tag{{Text: "适宜", Tone: ui.OK}}}
		if s := c.Verdict(); s != "" {
			v.Tags = []ui.Tag{{Text: s, Tone: ui.Warn}}
		}
		tb.Rows = append(tb.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Day.String() + " " + c.Clock}, {Text: t.path(c.LocationID)}, {Text: Tenths(c.Temperature)}, {Text: Tenths(c.Humidity)}, v, {Text: c.Measure}, {Text: c.ByName}}})
	}
	rooms, err := r.roomOptions(q)
	if err != nil {
		return web.Answer{}, err
	}
	this := r.Archive.Door.Today()
	f := ui.Filters{Count: fmt.Sprintf("共 %d 条", len(log)), Saved: []ui.Link{{Text: "本月", URL: fmt.Sprintf("/archive/climate?month=%04d-%02d", this.Year, this.Month)}, {Text: "今年", URL: fmt.Sprintf("/archive/climate?month=%04d", this.Year)}}}
	if month != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: "时间", Value: month, Remove: "/archive/climate"})
	}
	for _, o := range rooms {
		f.Saved = append(f.Saved, ui.Link{Text: o.Label, URL: "/archive/climate?room=" + o.Value})
		if o.Value == id64(room) {
			f.Chips = append(f.Chips, ui.Chip{Label: "库房", Value: o.Label, Remove: "/archive/climate"})
		}
	}
	if failed != nil && len(rooms) == 0 {
		return web.Answer{}, failed
	}
	var parts []templ.Component
	if who.May(Inspect) && len(rooms) > 0 {
		x := form(q, "", "/archive/climate", failed, true)
		x.Wide = true
		x.Set("day", this.String())
		parts = append(parts, formCard("记录温湿度", "适宜范围：14–24 ℃，45–60 %。", x, []ui.Field{
			{Form: x, Name: "location", Label: "库房", Kind: ui.Select, Options: rooms, Half: true},
			{Form: x, Name: "temperature", Label: "温度（℃）", Half: true, Code: true, Focus: failed == nil},
			{Form: x, Name: "humidity", Label: "相对湿度（%）", Half: true, Code: true},
			{Form: x, Name: "day", Label: "日期", Kind: ui.Date, Half: true},
			{Form: x, Name: "clock", Label: "时刻", Half: true, Optional: true, Hint: "不填为现在，如 09:30"},
			{Form: x, Name: "measure", Label: "措施", Half: true, Optional: true, Hint: "如开除湿机"},
		}, ui.Button{Label: "记录", Look: "primary", Save: true}))
	}
	parts = append(parts, listed(f, tb))
	return q.Desk("温湿度", page(ui.Head{Title: "温湿度", Crumbs: []ui.Link{archiveRoom, locations}}, nil, parts...))
}

type climateInput struct {
	Location    int64      `form:"location" label:"库房"`
	Day         civil.Date `form:"day" label:"日期"`
	Clock       string     `form:"clock" label:"时刻" max:"5"`
	Temperature string     `form:"temperature" label:"温度" need:"请填写温度。" max:"12"`
	Humidity    string     `form:"humidity" label:"相对湿度" need:"请填写相对湿度。" max:"12"`
	Measure     string     `form:"measure" label:"措施" max:"200"`
}

func (r *Room) climatePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[climateInput](q)
	var c Climate
	if err == nil {
		c, err = r.RecordClimate(org.Context(q), org.Actor(q), Reading(in))
	}
	if err != nil {
		return r.climate(q, err)
	}
	tone, say := ui.OK, fmt.Sprintf("已记录 %s℃、%s%%。", Tenths(c.Temperature), Tenths(c.Humidity))
	if v := c.Verdict(); v != "" {
		tone, say = ui.Warn, fmt.Sprintf("已记录 %s℃、%s%%：%s，请调节并记下措施。", Tenths(c.Temperature), Tenths(c.Humidity), v)
	}
	return web.Redirect("/archive/climate").Say(tone, say), nil
}

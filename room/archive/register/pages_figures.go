package register

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

func (r *Room) networkPage(q *web.Request) (web.Answer, error) { return r.network(q, nil) }

func (r *Room) network(q *web.Request, failed error) (web.Answer, error) {
	rep, err := r.Levels(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	if len(rep.Unfilled) > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "四级网络还有空缺：" + strings.Join(rep.Unfilled, "、") + "。"})
	} else {
		notices = append(notices, ui.Notice{Tone: ui.OK, Text: "四级网络各级都有责任人，每个科室都有归档联络人。"})
	}
	for _, l := range rep.Lacks {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: l.Text})
	}
	tb := ui.Table{Caption: "档案管理网络", Columns: []ui.Column{{Label: "级"}, {Label: "层级或科室", Wide: true}, {Label: "责任人"}, {Label: "自"}, {Label: "职责", Wide: true, Minor: true}}}
	for _, s := range rep.Seats {
		row := ui.Row{Cells: []ui.Cell{{Text: "第" + chinese(s.Level) + "级"}, {Text: s.Title}, {Text: s.Name()}, {Text: s.Holder.Since.String()}, {Text: s.Duty}}}
		switch {
		case s.Name() == "":
			row.Cells[2].Tags = []ui.Tag{{Text: "空缺", Tone: ui.Warn}}
		case s.Holder.ID == 0:
			row.Cells[2].Tags = []ui.Tag{{Text: "按任职", Tone: ui.Mute}}
		}
		tb.Rows = append(tb.Rows, row)
	}
	var pairs []ui.Pair
	for _, g := range rep.Guided {
		pairs = append(pairs, ui.Pair{Key: g.Role, Text: g.Name})
	}
	cfg, err := r.Archive.Config(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	if t := cfg.Text("guiding_bodies"); t != "" {
		pairs = []ui.Pair{{Key: "领导和业务指导单位", Text: t}}
	}
	pairs = append(pairs, ui.Pair{Key: "专职档案员", Text: strings.Join(rep.Dedicated, "、")})
	parts := []templ.Component{tableCard("", tb), pairsCard("领导、指导和专职人员", pairs)}
	if org.Actor(q).May(Network) {
		people, err := r.personOptions(q, "请选择")
		if err != nil {
			return web.Answer{}, err
		}
		units, err := r.unitOptions(q, "不指定（第一至三级）")
		if err != nil {
			return web.Answer{}, err
		}
		f := form(q, "", "/archive/network", failed, true)
		f.Wide = true
		f.Set("since", r.today().String())
		f.Set("level", "4")
		var lv []ui.Option
		for _, l := range r.levels() {
			lv = append(lv, ui.Option{Value: itoa(l.Level), Label: "第" + chinese(l.Level) + "级　" + l.Title})
		}
		parts = append(parts, formCard("指定责任人", "指定后，原责任人的任期到起始日为止。第四级的联络人应是本科室的人。", f, []ui.Field{{Form: f, Name: "level", Label: "层级", Kind: ui.Select, Options: lv, Half: true},
			{Form: f, Name: "unit", Label: "科室", Kind: ui.Select, Options: units, Half: true, Optional: true}, {Form: f, Name: "person", Label: "责任人", Kind: ui.Select, Options: people, Half: true},
			{Form: f, Name: "since", Label: "起始日期", Kind: ui.Date, Half: true}}, ui.Button{Label: "指定责任人", Look: "primary", Save: true}))
	}
	return q.Desk("档案管理网络", page(ui.Head{Title: "档案管理网络", Crumbs: []ui.Link{archiveRoom}}, notices, parts...))
}

type networkInput struct {
	Level  int        `form:"level" label:"层级"`
	Unit   string     `form:"unit"`
	Person int64      `form:"person" label:"责任人"`
	Since  civil.Date `form:"since" label:"起始日期"`
}

func (r *Room) networkPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[networkInput](q)
	if err == nil {
		err = r.SetHolder(org.Context(q), org.Actor(q), in.Level, in.Unit, in.Person, in.Since)
	}
	if err != nil {
		return r.network(q, err)
	}
	return web.Redirect("/archive/network").Say(ui.OK, "已指定责任人。"), nil
}

func itemsURL(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return "/archive/items?" + v.Encode()
}

func boxesURL(year, unit, retention string) string {
	return strings.Replace(itemsURL("year", year, "unit", unit, "retention", retention), "/items?", "/boxes?", 1)
}

func (r *Room) statisticsPage(q *web.Request) (web.Answer, error) { return r.statistics(q, nil) }

func (r *Room) statistics(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	year := r.yearOf(q)
	y := itoa(year)
	b, err := r.Balance(ctx, year)
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	if len(b.Wrong) == 0 && b.Holds() {
		notices = append(notices, ui.Notice{Tone: ui.OK, Text: fmt.Sprintf("%d 年的数字是平的：年初 %d ＋ 收进 %d － 离室 %d ＝ 年末 %d。", year, b.Opening, b.Received, b.Out(), b.Closing)})
	}
	for _, w := range b.Wrong {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: "数字不平。" + w + "。"})
	}
	left := func(state string) ui.Stat {
		return ui.Stat{Label: archive.StateLabel(state), Value: itoa(int(b.Left[state])), Unit: "件", URL: "/archive/statistics/left?year=" + y + "&state=" + state}
	}
	end := "年末室存"
	if r.today().Year <= year {
		end = "现在室存"
	}
	opening := ui.Stat{Label: "年初室存", Value: itoa(int(b.Opening)), Unit: "件", Note: "推算", URL: "/archive/statistics?year=" + itoa(year-1)}
	if b.Recorded {
		opening.Note = "上年末登记"
	}
	closing := ui.Stat{Label: end, Value: itoa(int(b.Closing)), Unit: "件", URL: "/archive/items"}
	if b.Ended {
		closing.Note = "已登记"
	}
	parts := []templ.Component{ui.Stats([]ui.Stat{opening, {Label: "收进", Value: itoa(int(b.Received)), Unit: "件", URL: "/archive/batches?year=" + y}, left(archive.Transferred), left(archive.Destroyed), left(archive.Merged), left(archive.Excluded), closing})}
	if r.Uses != nil {
		u, err := r.Uses(ctx, year)
		if err != nil {
			return web.Answer{}, err
		}
		late := ui.Stat{Label: "现在逾期未还", Value: itoa(u.Overdue), Unit: "件", URL: "/archive/loans?state=overdue"}
		if u.Overdue > 0 {
			late.Tone = ui.Bad
		}
		parts = append(parts, ui.Stats([]ui.Stat{{Label: "利用", Value: itoa(u.Consulted), Unit: "人次", URL: "/archive/use?month=" + y}, {Label: "借出", Value: itoa(u.Lent), Unit: "件", URL: "/archive/use?month=" + y}, late}))
	}
	tables, err := r.heldTables(q, year)
	if err != nil {
		return web.Answer{}, err
	}
	parts = append(parts, tables...)
	ends := who.May(Balance) && !b.Ended && year < r.today().Year
	if failed != nil && !ends {
		return web.Answer{}, failed
	}
	if ends {
		f := form(q, "", "/archive/statistics", failed, true)
		f.Set("year", y)
		parts = append(parts, formCard("登记年末数", fmt.Sprintf("把 %d 年末室存 %d 件登记下来，作为 %d 年的年初数。登记后不能改；数字不平时不能登记。", year, b.Closing, year+1), f, []ui.Field{{Form: f, Name: "year", Kind: ui.Hidden}}, ui.Button{Label: "登记年末数"}))
	}
	head := ui.Head{Title: fmt.Sprintf("%d 年档案统计", year), Crumbs: []ui.Link{archiveRoom}, Meta: []string{"收进和离室按公历年；室存按归档年度"}, Actions: []ui.Button{{Label: "年度总结", URL: "/archive/summary?year=" + y}}}
	f := ui.Filters{Chips: []ui.Chip{{Label: "年", Value: y}}, Saved: r.yearLinks(q, "/archive/statistics", year, "")}
	return q.Desk("档案统计", page(head, notices, append([]templ.Component{ui.FilterBar(f)}, parts...)...))
}

// heldTables are what is held of a filing year, by period and unit, and by category:
// each figure is the length of the list it opens.
func (r *Room) heldTables(q *web.Request, year int) ([]templ.Component, error) {
	ctx, who := q.Context(), org.Actor(q)
	y := itoa(year)
	st, err := r.Archive.Stats(ctx, who, year)
	if err != nil {
		return nil, err
	}
	boxes, err := r.Archive.Boxes(ctx, year)
	if err != nil {
		return nil, err
	}
	in := map[string]int{}
	for _, b := range boxes {
		in[b.Unit+" "+string(b.Retention)]++
		in[b.Unit]++
	}
	codes, names, err := r.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	for u := range st.ByUnit {
		if u == "" {
			names[u] = "机构未定"
		}
		known := false
		for _, c := range codes {
			known = known || c == u
		}
		if !known {
			codes = append(codes, u)
			if names[u] == "" {
				names[u] = u
			}
		}
	}
	tb := ui.Table{Caption: fmt.Sprintf("%d 年度室存，按机构和保管期限", year), Columns: []ui.Column{{Label: "机构", Wide: true}}}
	for _, p := range code.Ordinary {
		tb.Columns = append(tb.Columns, ui.Column{Label: p.Label() + "（件）", Numeric: true}, ui.Column{Label: "盒", Numeric: true})
	}
	tb.Columns = append(tb.Columns, ui.Column{Label: "合计（件）", Numeric: true}, ui.Column{Label: "盒", Numeric: true})
	for _, u := range codes {
		row := ui.Row{Cells: []ui.Cell{{Text: names[u]}}}
		for _, p := range code.Ordinary {
			if u == "" {
				row.Cells = append(row.Cells, ui.Cell{}, ui.Cell{})
				continue
			}
			l, err := r.Archive.Items(ctx, who, archive.List{Year: year, Unit: u, Retention: p, Limit: 1})
			if err != nil {
				return nil, err
			}
			row.Cells = append(row.Cells, ui.Cell{Text: itoa(int(l.Total)), URL: itemsURL("year", y, "unit", u, "retention", string(p))}, ui.Cell{Text: itoa(in[u+" "+string(p)]), URL: boxesURL(y, u, string(p))})
		}
		all := itemsURL("year", y, "unit", u)
		if u == "" {
			all = itemsURL("year", y, "missing", "unit")
		}
		row.Cells = append(row.Cells, ui.Cell{Text: itoa(st.ByUnit[u].Items), URL: all}, ui.Cell{Text: itoa(in[u]), URL: boxesURL(y, u, "")})
		tb.Rows = append(tb.Rows, row)
	}
	total := ui.Row{Strong: true, Cells: []ui.Cell{{Text: "合计"}}}
	for _, p := range code.Ordinary {
		t := st.ByRetention[string(p)]
		total.Cells = append(total.Cells, ui.Cell{Text: itoa(t.Items), URL: itemsURL("year", y, "retention", string(p))}, ui.Cell{Text: itoa(t.Boxes), URL: boxesURL(y, "", string(p))})
	}
	total.Cells = append(total.Cells, ui.Cell{Text: itoa(st.Items), URL: itemsURL("year", y)}, ui.Cell{Text: itoa(st.Boxes), URL: boxesURL(y, "", "")})
	tb.Rows = append(tb.Rows, total)
	cats := ui.Table{Caption: "按门类", Columns: []ui.Column{{Label: "门类", Wide: true}, {Label: "件", Numeric: true}}, Empty: ui.Empty{Title: fmt.Sprintf("%d 年度还没有档案", year)}}
	for _, c := range code.Categories {
		l, err := r.Archive.Items(ctx, who, archive.List{Year: year, Category: c.Code, Limit: 1})
		if err != nil {
			return nil, err
		}
		if l.Total > 0 {
			cats.Rows = append(cats.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name + "档案"}, {Text: itoa(int(l.Total)), URL: itemsURL("year", y, "category", c.Code)}}})
		}
	}
	return []templ.Component{tableCard(y+" 年度室存", tb), tableCard("按门类", cats)}, nil
}

type yearInput struct {
	Year int `form:"year" label:"年度"`
}

func (r *Room) balancePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[yearInput](q)
	var n int64
	if err == nil {
		n, err = r.RecordBalance(org.Context(q), org.Actor(q), in.Year)
	}
	if err != nil {
		return r.statistics(q, err)
	}
	return web.Redirect("/archive/statistics?year="+itoa(in.Year)).Say(ui.OK, fmt.Sprintf("已登记 %d 年末室存 %d 件。", in.Year, n)), nil
}

func (r *Room) leftPage(q *web.Request) (web.Answer, error) {
	year, state := r.yearOf(q), q.Values().Get("state")
	if state != "" && archive.StateLabel(state) == "" {
		return web.Answer{}, fault.New(fault.NotFound, "没有这种离室状态。")
	}
	rows, hidden, err := r.Departures(q.Context(), org.Actor(q), year, state)
	if err != nil {
		return web.Answer{}, err
	}
	title := "离室的件"
	if state != "" {
		title = archive.StateLabel(state) + "的件"
	}
	tb := ui.Table{Caption: title, Columns: []ui.Column{{Label: "登记日期"}, {Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "去向"}}, Empty: ui.Empty{Title: fmt.Sprintf("%d 年没有%s", year, title)}}
	for _, d := range rows {
		u := "/archive/items/" + id64(d.ID)
		tb.Rows = append(tb.Rows, ui.Row{URL: u, Cells: []ui.Cell{{Text: d.Day.String()}, {Text: d.Code}, {Text: d.Title, URL: u}, {Text: archive.StateLabel(d.State)}}})
	}
	count := fmt.Sprintf("共 %d 件", len(rows)+hidden)
	if hidden > 0 {
		count += fmt.Sprintf("，其中 %d 件无权查看", hidden)
	}
	return q.Desk(title, page(ui.Head{Title: title, Crumbs: []ui.Link{archiveRoom, {Text: "档案统计", URL: "/archive/statistics?year=" + itoa(year)}}}, nil,
		listed(ui.Filters{Chips: []ui.Chip{{Label: "年", Value: itoa(year)}}, Count: count}, tb)))
}

func orNone(s string) string {
	if s == "" {
		return "没有登记"
	}
	return s
}

func (r *Room) summaryPage(q *web.Request) (web.Answer, error) {
	year := r.yearOf(q)
	s, err := r.SummaryFigures(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	y := "?year=" + itoa(year)
	at := func(kind string) string { return "/archive/registers/" + kind + y }
	list := func(v []string) string { return orNone(strings.Join(v, "；")) }
	var holders, spent, kept []string
	for _, h := range s.Network {
		holders = append(holders, h.Level+"："+h.Post)
	}
	total := int64(0)
	for _, x := range s.Spent {
		spent = append(spent, x.Kind+" "+Yuan(x.Fen)+" 元")
		total += x.Fen
	}
	if total > 0 {
		spent = append(spent, "合计 "+Yuan(total)+" 元")
	}
	items, boxes := 0, 0
	for _, t := range s.ByRetention {
		kept = append(kept, fmt.Sprintf("%s %d 盒 %d 件", forms.RetentionLabel(t.Retention), t.Boxes, t.Items))
		items, boxes = items+t.Items, boxes+t.Boxes
	}
	due, filed := 0, 0
	for _, u := range s.ByUnit {
		due, filed = due+u.Due, filed+u.Filed
	}
	past := ""
	if s.PastTraining >= 0 {
		past = fmt.Sprintf("（上年 %d 次）", s.PastTraining)
	}
	sections := []struct {
		title string
		pairs []ui.Pair
	}{
		{"一、组织领导", []ui.Pair{{Key: "领导和指导", Text: list(s.Guided), URL: "/archive/network"}, {Key: "四级网络", Text: list(holders), URL: "/archive/network", Wide: true}}},
		{"二、经费和条件保障", []ui.Pair{{Key: "库房", Text: list(s.Rooms), URL: "/archive/locations"}, {Key: "档案柜", Text: itoa(s.Cabinets) + " 节", URL: "/archive/locations"}, {Key: "软件", Text: s.Software}, {Key: "保管检查", Text: itoa(s.Inspections) + " 次", URL: "/archive/inspections" + y}, {Key: "经费", Text: list(spent), URL: at("expenditure"), Wide: true}}},
		{"三、培训和上级交办任务", []ui.Pair{{Key: "培训", Text: fmt.Sprintf("%d 次%s %s", len(s.Trainings), past, strings.Join(s.Trainings, "；")), URL: at("training"), Wide: true}, {Key: "工具书", Text: list(s.Books), URL: at("refbook"), Wide: true},
			{Key: "完成交办任务", Text: itoa(s.TasksDone) + " 项", URL: "/archive/registers/task?year=all&state=done"}, {Key: "办理中", Text: list(s.TasksOpen), URL: "/archive/registers/task?year=all&state=" + Undone}}},
		{"四、整理归档和利用", []ui.Pair{{Key: "整理归档", Text: fmt.Sprintf("%d 盒 %d 件：%s", boxes, items, strings.Join(kept, "，")), URL: "/archive/statistics" + y, Wide: true}, {Key: "录入", Text: itoa(s.Entered) + " 件", URL: itemsURL("year", itoa(year))},
			{Key: "收集完整率", Text: RateText(filed, due), URL: "/archive/arrears" + y}, {Key: "利用", Text: fmt.Sprintf("%d 人次，借出 %d 件，逾期 %d 件", s.Consulted, s.Lent, s.Overdue), URL: "/archive/use?month=" + itoa(year)}, {Key: "编研成果", Text: list(s.Outputs), URL: at("compilation")}}},
		{"五、不足和今后打算", []ui.Pair{{Key: "欠交", Text: itoa(due-filed) + " 件", URL: dueURL(year, "", "missing")}, {Key: "没有收进", Text: list(s.MissingSpecial), URL: "/archive/arrears" + y}, {Key: "宣传", Text: strconv.Itoa(s.Publicity) + " 次", URL: at("publicity")}, {Key: "打算", Text: list(s.Plans), URL: "/archive/registers/plan?year=all&state=" + Undone, Wide: true}}},
	}
	var parts []templ.Component
	for _, x := range sections {
		parts = append(parts, pairsCard(x.title, x.pairs))
	}
	f := ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/summary", year, "")}
	return q.Desk("年度总结", page(ui.Head{Title: fmt.Sprintf("%d 年档案工作总结的数字", year), Crumbs: []ui.Link{archiveRoom, {Text: "档案统计", URL: "/archive/statistics" + y}},
		Actions: []ui.Button{{Label: "去打印总结", URL: archive.PrintURL(forms.Summary, year, "", "", 0), Look: "primary"}}}, nil, append([]templ.Component{ui.FilterBar(f)}, parts...)...))
}

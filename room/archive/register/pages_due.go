package register

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
)

var arrears = ui.Link{Text: "归档情况", URL: "/archive/arrears"}

// dueURL is the address of the list behind a figure.
func dueURL(year int, unit, state string) string {
	v := url.Values{"year": {itoa(year)}}
	if unit != "" {
		v.Set("unit", unit)
	}
	if state != "" {
		v.Set("state", state)
	}
	return "/archive/due?" + v.Encode()
}

func (r *Room) tabs(year int, here string) templ.Component {
	y := "?year=" + itoa(year)
	return ui.Tabs("归档情况", []ui.Tab{{Text: "各科室对比", URL: "/archive/arrears" + y, Count: -1, Current: here == "arrears"}, {Text: "漏号", URL: "/archive/arrears/gaps" + y, Count: -1, Current: here == "gaps"},
		{Text: "催交", URL: "/archive/arrears/urge" + y, Count: -1, Current: here == "urge"}, {Text: "应归档清单", URL: "/archive/due" + y, Count: -1, Current: here == "due"}})
}

func (r *Room) arrearsPage(q *web.Request) (web.Answer, error) {
	year := r.yearOf(q)
	rep, err := r.Units(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	deadline, err := r.Deadline(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	if rep.Total.Due == 0 {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("%d 年度的应归档清单还是空的，收集完整率和归档率无法计算。先登记应归档材料，或从漏号登记。", year), Link: ui.Link{Text: "去应归档清单", URL: dueURL(year, "", "")}})
	}
	if rep.Total.Missing() > 0 && !deadline.IsZero() && deadline.Before(r.today()) {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("移交提示日 %s 已过，还有 %d 件没有移交。", deadline, rep.Total.Missing())})
	}
	tb := ui.Table{Caption: "归档情况对比表", Columns: []ui.Column{{Label: "科室", Wide: true}, {Label: "应归档", Numeric: true}, {Label: "已收集", Numeric: true}, {Label: "收集完整率", Numeric: true}, {Label: "已归档", Numeric: true},
		{Label: "归档率", Numeric: true}, {Label: "欠交", Numeric: true}, {Label: "催交", Numeric: true, Minor: true}, {Label: "专业档案", Numeric: true, Minor: true}, {Label: "照片", Numeric: true, Minor: true}}}
	for _, u := range append(rep.Rows, rep.Total) {
		unit := u.Unit
		if u.Name == "科室未定" {
			unit = NoUnit
		}
		items := func(category string) string {
			v := url.Values{"year": {itoa(year)}, "category": {category}}
			if u.Unit != "" {
				v.Set("unit", u.Unit)
			}
			return "/archive/items?" + v.Encode()
		}
		row := ui.Row{Strong: u.Name == "合计", Cells: []ui.Cell{{Text: u.Name}, {Text: itoa(u.Due), URL: dueURL(year, unit, "")}, {Text: itoa(u.Collected), URL: dueURL(year, unit, "collected")}, {Text: RateText(u.Collected, u.Due)},
			{Text: itoa(u.Filed), URL: dueURL(year, unit, "filed")}, {Text: RateText(u.Filed, u.Due)}, {Text: itoa(u.Missing()), URL: dueURL(year, unit, "missing")}, {Text: itoa(u.Urged), URL: "/archive/arrears/urge?year=" + itoa(year)},
			{Text: itoa(u.Special), URL: items("ZY")}, {Text: itoa(u.Photos), URL: items("ZP")}}}
		if u.Missing() > 0 {
			row.Cells[0].Tags = []ui.Tag{{Text: "欠交", Tone: ui.Warn}}
		}
		tb.Rows = append(tb.Rows, row)
	}
	if rep.Total.Special == 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("%d 年度没有收进专业档案，请查明是否漏收。", year)})
	}
	if rep.Total.Photos == 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("%d 年度没有收进照片档案，请查明是否漏收。", year)})
	}
	f := ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: yearLinks("/archive/arrears", year, r.today().Year, "")}
	head := ui.Head{Title: "归档情况对比表", Crumbs: []ui.Link{archiveRoom}, Meta: []string{"收集完整率＝已收集÷应归档，归档率＝已归档（已关账）÷应归档"},
		Actions: []ui.Button{{Label: "导出表格", URL: fmt.Sprintf("/archive/arrears/export?year=%d&format=xlsx", year)}, {Label: "打印", URL: fmt.Sprintf("/archive/arrears/export?year=%d&format=pdf", year)}}}
	return q.Desk(head.Title, page(head, notices, r.tabs(year, "arrears"), listed(f, tb)))
}

func (r *Room) arrearsExport(q *web.Request) (web.Answer, error) {
	year := r.yearOf(q)
	rep, err := r.Units(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	head := []string{"科室", "应归档", "已收集", "收集完整率", "已归档", "归档率", "欠交", "催交次数", "专业档案", "照片"}
	var rows [][]string
	for _, u := range append(rep.Rows, rep.Total) {
		rows = append(rows, []string{u.Name, itoa(u.Due), itoa(u.Collected), RateText(u.Collected, u.Due), itoa(u.Filed), RateText(u.Filed, u.Due), itoa(u.Missing()), itoa(u.Urged), itoa(u.Special), itoa(u.Photos)})
	}
	return r.table(q, fmt.Sprintf("%d年度各科室归档情况对比表", year), head, rows)
}

func (r *Room) unitOptions(q *web.Request, first string) ([]ui.Option, error) {
	codes, names, err := r.unitNames(q.Context())
	out := []ui.Option{{Label: first}}
	for _, c := range codes {
		out = append(out, ui.Option{Value: c, Label: names[c]})
	}
	return out, err
}

func (r *Room) personOptions(q *web.Request, first string) ([]ui.Option, error) {
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return nil, err
	}
	people, err := r.Bureau.People(q.Context())
	out := []ui.Option{{Label: first}}
	for _, p := range people {
		if p.LeftOn.IsZero() {
			out = append(out, ui.Option{Value: id64(p.ID), Label: p.Name, Group: names[p.Unit]})
		}
	}
	return out, err
}

func (r *Room) gapsPage(q *web.Request) (web.Answer, error) { return r.gaps(q, nil) }

func (r *Room) gaps(q *web.Request, failed error) (web.Answer, error) {
	year := r.yearOf(q)
	list, err := r.Missing(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	voids, err := r.Voids(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "漏号", Columns: []ui.Column{{Label: "文号", Code: true}, {Label: "科室"}, {Label: "经办人"}, {Label: "情况", Wide: true}}, Empty: ui.Empty{Title: "没有漏号", Text: "本局各字号的编号在已收到的最大号以内没有空缺。"}}
	var open []ui.Option
	for _, g := range list {
		row := ui.Row{Cells: []ui.Cell{{Text: g.DocNo}, {Text: names[g.Due.Unit]}, {Text: g.Due.Holder}, {Tags: []ui.Tag{{Text: "未登记", Tone: ui.Warn}}}}}
		if g.Due.ID != 0 {
			row.URL = "/archive/due/" + id64(g.Due.ID)
			row.Cells[0].URL = row.URL
			row.Cells[3].Tags = []ui.Tag{{Text: "已列入应归档", Tone: ui.Info}}
			if g.Due.Urged > 0 {
				row.Cells[3].Tags = append(row.Cells[3].Tags, ui.Tag{Text: fmt.Sprintf("已催 %d 次", g.Due.Urged), Tone: ui.Mute})
			}
		} else {
			open = append(open, ui.Option{Value: g.DocNo, Label: g.DocNo})
		}
		tb.Rows = append(tb.Rows, row)
	}
	if failed != nil && len(open) == 0 {
		return web.Answer{}, failed
	}
	parts := []templ.Component{r.tabs(year, "gaps")}
	if len(open) > 0 && org.Actor(q).May(Due) {
		units, err := r.unitOptions(q, "还不知道")
		if err != nil {
			return web.Answer{}, err
		}
		people, err := r.personOptions(q, "还不知道")
		if err != nil {
			return web.Answer{}, err
		}
		f := form(q, "", "/archive/arrears/gaps", failed, true)
		f.Wide = true
		f.Set("year", itoa(year))
		if len(open) <= 200 && failed == nil {
			var all []string
			for _, o := range open {
				all = append(all, o.Value)
			}
			f.Set("numbers", all...)
		}
		parts = append(parts, formCard("登记漏号", "登记后列入应归档清单，可以催交；收到后自动销号。", f, []ui.Field{{Form: f, Name: "year", Kind: ui.Hidden},
			{Form: f, Name: "numbers", Label: "漏号", Kind: ui.Checks, Options: open[:min(len(open), 300)]},
			{Form: f, Name: "unit", Label: "应由哪个科室交", Kind: ui.Select, Options: units, Half: true, Optional: true},
			{Form: f, Name: "holder", Label: "在谁手里", Kind: ui.Select, Options: people, Half: true, Optional: true},
			{Form: f, Name: "reason", Label: "作废理由", Half: true, Optional: true, Hint: "只在“记为作废号”时填写"}},
			ui.Button{Label: "列入应归档清单", Look: "primary", Name: "do", Value: "add"}, ui.Button{Label: "记为作废号", Name: "do", Value: "void"}))
	}
	parts = append(parts, listed(ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: yearLinks("/archive/arrears/gaps", year, r.today().Year, ""), Count: fmt.Sprintf("漏 %d 号", len(list))}, tb))
	if len(voids) > 0 {
		v := ui.Table{Caption: "不再催交的", Columns: []ui.Column{{Label: "文号或题名", Wide: true}, {Label: "理由", Wide: true}, {Label: "日期"}, {Label: "登记人"}}}
		for _, x := range voids {
			v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: dueName(x.DocNo, x.Title)}, {Text: x.Reason}, {Text: x.Day}, {Text: x.ByName}}})
		}
		parts = append(parts, tableCard("不再催交的", v))
	}
	return q.Desk("漏号", page(ui.Head{Title: "漏号", Crumbs: []ui.Link{archiveRoom, arrears}, Meta: []string{"本局发文字号中，已收到的最大号以内缺少的号"}}, nil, parts...))
}

type gapsInput struct {
	Year    int      `form:"year" label:"年度"`
	Numbers []string `form:"numbers" label:"漏号" max:"300"`
	Unit    string   `form:"unit"`
	Holder  string   `form:"holder"`
	Reason  string   `form:"reason" label:"作废理由" max:"200"`
	Do      string   `form:"do"`
}

func (r *Room) gapsPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[gapsInput](q)
	say := ""
	switch {
	case err != nil:
	case in.Do == "void":
		if len(in.Numbers) != 1 {
			err = fault.Field("numbers", strings.Join(in.Numbers, "、"), "作废号一次记一个，请只勾选要作废的号。")
		} else if err = r.VoidNumber(org.Context(q), org.Actor(q), in.Year, in.Numbers[0], in.Reason); err == nil {
			say = in.Numbers[0] + " 已记为作废号。"
		}
	default:
		var got DueAdded
		if got, err = r.AddGaps(org.Context(q), org.Actor(q), in.Year, in.Numbers, in.Unit, in.Holder); err == nil {
			say = fmt.Sprintf("已列入应归档清单 %d 号。", got.Added)
		}
	}
	if err != nil {
		return r.gaps(q, err)
	}
	return web.Redirect("/archive/arrears/gaps?year="+itoa(in.Year)).Say(ui.OK, say), nil
}

func (r *Room) urgePage(q *web.Request) (web.Answer, error) { return r.urge(q, nil) }

func (r *Room) urge(q *web.Request, failed error) (web.Answer, error) {
	year := r.yearOf(q)
	rep, err := r.Units(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	urges, err := r.Urges(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	last := map[string]Urge{}
	for _, u := range slices.Backward(urges) {
		last[u.Unit] = u
	}
	tb := ui.Table{Caption: "欠交的科室", Columns: []ui.Column{{Label: "科室", Wide: true}, {Label: "欠交", Numeric: true}, {Label: "催交次数", Numeric: true}, {Label: "上次催交"}, {Label: "限期"}, {Label: "催交单"}},
		Empty: ui.Empty{Title: fmt.Sprintf("%d 年度没有欠交的科室", year)}}
	var options []ui.Option
	names := map[string]string{}
	for _, u := range rep.Rows {
		names[u.Unit] = u.Name
		if u.Missing() == 0 {
			continue
		}
		unit, value := u.Unit, u.Unit
		if unit == "" {
			value = NoUnit
		}
		l := last[u.Unit]
		due := ui.Cell{Text: l.Deadline.String()}
		if !l.Deadline.IsZero() && l.Deadline.Before(r.today()) {
			due.Tags = []ui.Tag{{Text: "已过期", Tone: ui.Bad}}
		}
		tb.Rows = append(tb.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name}, {Text: itoa(u.Missing()), URL: dueURL(year, value, "missing")}, {Text: itoa(u.Urged)}, {Text: l.Day}, due,
			{Text: "打印", URL: fmt.Sprintf("/archive/arrears/slips.pdf?year=%d&unit=%s&deadline=%s", year, value, l.Deadline)}}})
		options = append(options, ui.Option{Value: value, Label: fmt.Sprintf("%s（%d 件）", u.Name, u.Missing())})
	}
	if failed != nil && len(options) == 0 {
		return web.Answer{}, failed
	}
	parts := []templ.Component{r.tabs(year, "urge")}
	head := ui.Head{Title: "催交", Crumbs: []ui.Link{archiveRoom, arrears}}
	if len(options) > 0 {
		head.Actions = []ui.Button{{Label: "打印全部催交单", URL: fmt.Sprintf("/archive/arrears/slips.pdf?year=%d", year)}}
		if org.Actor(q).May(Due) {
			f := form(q, "", "/archive/arrears/urge", failed, true)
			f.Wide = true
			f.Set("year", itoa(year))
			f.Set("deadline", r.today().AddDays(14).String())
			if failed == nil {
				var all []string
				for _, o := range options {
					all = append(all, o.Value)
				}
				f.Set("units", all...)
			}
			parts = append(parts, formCard("登记催交", "登记一次催交，每件记一次数；随后打印催交单送达。", f, []ui.Field{{Form: f, Name: "year", Kind: ui.Hidden},
				{Form: f, Name: "units", Label: "科室", Kind: ui.Checks, Options: options}, {Form: f, Name: "deadline", Label: "限期交齐", Kind: ui.Date, Half: true, Optional: true}}, ui.Button{Label: "登记催交", Look: "primary"}))
		}
	}
	parts = append(parts, listed(ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: yearLinks("/archive/arrears/urge", year, r.today().Year, "")}, tb))
	if len(urges) > 0 {
		h := ui.Table{Caption: "催交记录", Columns: []ui.Column{{Label: "日期"}, {Label: "科室", Wide: true}, {Label: "件数", Numeric: true}, {Label: "限期"}, {Label: "登记人"}}}
		for _, u := range urges {
			name := names[u.Unit]
			if name == "" {
				name = u.Unit
			}
			h.Rows = append(h.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Day}, {Text: name}, {Text: id64(u.Entries)}, {Text: u.Deadline.String()}, {Text: u.ByName}}})
		}
		parts = append(parts, tableCard("催交记录", h))
	}
	return q.Desk("催交", page(head, nil, parts...))
}

type urgeInput struct {
	Year     int        `form:"year" label:"年度"`
	Units    []string   `form:"units" label:"科室" max:"100"`
	Deadline civil.Date `form:"deadline" label:"限期交齐"`
}

func (r *Room) urgePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[urgeInput](q)
	n := 0
	if err == nil {
		n, err = r.UrgeUnits(org.Context(q), org.Actor(q), in.Year, realUnits(in.Units), in.Deadline)
	}
	if err != nil {
		return r.urge(q, err)
	}
	return web.Redirect("/archive/arrears/urge?year=" + itoa(in.Year)).SayNotice(ui.Notice{Tone: ui.OK, Text: fmt.Sprintf("已登记催交 %d 件。", n),
		Link: ui.Link{Text: "打印催交单", URL: fmt.Sprintf("/archive/arrears/slips.pdf?year=%d&deadline=%s", in.Year, in.Deadline)}}), nil
}

func realUnits(units []string) []string {
	var out []string
	for _, u := range units {
		if u == NoUnit {
			u = ""
		}
		out = append(out, u)
	}
	return out
}

func (r *Room) slipsPage(q *web.Request) (web.Answer, error) {
	year := r.yearOf(q)
	v := q.Values()
	var deadline civil.Date
	if s := v.Get("deadline"); s != "" {
		var err error
		if deadline, err = civil.Parse(s); err != nil {
			return web.Answer{}, fault.Field("deadline", s, "限期“"+s+"”不是日期。")
		}
	}
	slips, err := r.ArrearsSlips(q.Context(), year, realUnits(v["unit"]), deadline)
	if err != nil {
		return web.Answer{}, err
	}
	return r.formPDF(q, fmt.Sprintf("%d年度归档催交单", year), forms.Arrears, forms.Model{Arrears: slips})
}

func (r *Room) duePage(q *web.Request) (web.Answer, error) { return r.due(q, nil) }

func (r *Room) due(q *web.Request, failed error) (web.Answer, error) {
	year := r.yearOf(q)
	v := q.URL.Query()
	o := DueQuery{Year: year, Unit: v.Get("unit"), State: v.Get("state"), Words: v.Get("words")}
	list, err := r.DueList(q.Context(), o)
	if err != nil {
		return web.Answer{}, err
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	may := org.Actor(q).May(Due)
	tb := ui.Table{Caption: "应归档清单", Columns: []ui.Column{{Label: "文号", Code: true}, {Label: "题名", Wide: true}, {Label: "科室"}, {Label: "经办人"}, {Label: "来源", Minor: true}, {Label: "情况"}},
		Empty: ui.Empty{Title: "没有符合条件的应归档材料", Link: ui.Link{Text: "看漏号", URL: "/archive/arrears/gaps?year=" + itoa(year)}}}
	const shown = 500
	for i, d := range list {
		if i == shown {
			break
		}
		row := ui.Row{ID: id64(d.ID), Cells: []ui.Cell{{Text: d.DocNo}, {Text: d.Title}, {Text: names[d.Unit]}, {Text: d.Holder}, {Text: SourceLabel(d.Source)}, {Tags: []ui.Tag{{Text: "未交", Tone: ui.Warn}}}}}
		if d.ItemID != 0 {
			row.Cells[5] = ui.Cell{Text: "查看", URL: "/archive/items/" + id64(d.ItemID), Tags: []ui.Tag{{Text: "已收", Tone: ui.OK}}}
		} else {
			if d.Urged > 0 {
				row.Cells[5].Tags = append(row.Cells[5].Tags, ui.Tag{Text: fmt.Sprintf("已催 %d 次", d.Urged), Tone: ui.Mute})
			}
			if may {
				row.URL = "/archive/due/" + id64(d.ID)
				at := 1
				if d.Title == "" {
					at = 0
				}
				row.Cells[at].URL = row.URL
			}
		}
		tb.Rows = append(tb.Rows, row)
	}
	units, err := r.unitOptions(q, "全部科室")
	if err != nil {
		return web.Answer{}, err
	}
	fl := ui.Filters{Count: fmt.Sprintf("共 %d 件", len(list)), Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: yearLinks("/archive/due", year, r.today().Year, "")}
	if len(list) > shown {
		fl.Count += fmt.Sprintf("，先列 %d 件", shown)
	}
	ff := &ui.Form{ID: "filter", Action: "/archive/due", Method: "get"}
	ff.Set("year", itoa(year))
	ff.Set("unit", o.Unit)
	ff.Set("state", o.State)
	ff.Set("words", o.Words)
	fl.Form = ff
	states := []ui.Option{{Label: "全部"}, {Value: "missing", Label: "未交"}, {Value: "collected", Label: "已收"}, {Value: "filed", Label: "已归档"}}
	fl.Add = []ui.Field{{Name: "year", Label: "年度", Kind: ui.Number, Half: true}, {Name: "unit", Label: "科室", Kind: ui.Select, Options: append(slices.Clone(units), ui.Option{Value: NoUnit, Label: "科室未定"}), Half: true},
		{Name: "state", Label: "情况", Kind: ui.Select, Options: states, Half: true}, {Name: "words", Label: "含有文字", Half: true, Optional: true}}
	for _, s := range states[1:] {
		if s.Value == o.State {
			fl.Chips = append(fl.Chips, ui.Chip{Label: "情况", Value: s.Label, Remove: q.URLWith("state", "")})
		}
	}
	if o.Unit != "" {
		name := names[o.Unit]
		if o.Unit == NoUnit {
			name = "科室未定"
		}
		fl.Chips = append(fl.Chips, ui.Chip{Label: "科室", Value: name, Remove: q.URLWith("unit", "")})
	}
	if o.Words != "" {
		fl.Chips = append(fl.Chips, ui.Chip{Label: "含有", Value: o.Words, Remove: q.URLWith("words", "")})
	}
	parts := []templ.Component{r.tabs(year, "due"), listed(fl, tb)}
	head := ui.Head{Title: "应归档清单", Crumbs: []ui.Link{archiveRoom, arrears}}
	if may {
		head.Actions = []ui.Button{{Label: "从表格导入", URL: "/archive/due/import?year=" + itoa(year)}}
		f := form(q, "", "/archive/due", failed, true)
		fields, err := r.dueFields(q, f, archive.DueEntry{Year: int64(year), Unit: strings.TrimSuffix(o.Unit, NoUnit)})
		if err != nil {
			return web.Answer{}, err
		}
		parts = append(parts, formCard("登记应归档材料", "", f, fields, ui.Button{Label: "登记", Look: "primary", Save: true}))
		s := form(q, "settle", "/archive/due/settle", nil, false)
		s.Set("year", itoa(year))
		parts = append(parts, formCard("核对", "收到带文号的材料时自动销号；目录在别处改过以后，可以再核对一次。", s, []ui.Field{{Form: s, Name: "year", Kind: ui.Hidden}}, ui.Button{Label: "核对应归档清单"}))
	}
	return q.Desk("应归档清单", page(head, nil, parts...))
}

func (r *Room) dueFields(q *web.Request, f *ui.Form, d archive.DueEntry) ([]ui.Field, error) {
	units, err := r.unitOptions(q, "还不知道")
	if err != nil {
		return nil, err
	}
	people, err := r.Bureau.People(q.Context())
	var names []string
	for _, p := range people {
		if p.LeftOn.IsZero() {
			names = append(names, p.Name)
		}
	}
	f.Wide = true
	f.Set("year", id64(d.Year))
	f.Set("unit", d.Unit)
	f.Set("doc_no", d.DocNo)
	f.Set("title", d.Title)
	f.Set("holder", d.Holder)
	year := ui.Field{Form: f, Name: "year", Label: "年度", Kind: ui.Number, Half: true}
	if d.ID != 0 {
		year.Kind = ui.Hidden
	}
	return []ui.Field{year, {Form: f, Name: "unit", Label: "科室", Kind: ui.Select, Options: units, Half: true, Optional: true}, {Form: f, Name: "doc_no", Label: "文号", Code: true, Half: true, Optional: true, Hint: "文号和题名至少填一项"},
		{Form: f, Name: "holder", Label: "在谁手里", List: names, Half: true, Optional: true}, {Form: f, Name: "title", Label: "题名", Optional: true}}, err
}

type dueInput struct {
	Year   int    `form:"year" label:"年度"`
	Unit   string `form:"unit"`
	DocNo  string `form:"doc_no" label:"文号" max:"100"`
	Title  string `form:"title" label:"题名" max:"500"`
	Holder string `form:"holder" label:"经办人" max:"60"`
}

func (in dueInput) entry() NewDue {
	return NewDue{Year: in.Year, Unit: in.Unit, DocNo: in.DocNo, Title: in.Title, Holder: in.Holder}
}

func (r *Room) duePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[dueInput](q)
	var got DueAdded
	if err == nil {
		got, err = r.AddDue(org.Context(q), org.Actor(q), []NewDue{in.entry()})
	}
	if err != nil {
		return r.due(q, err)
	}
	say := "已登记应归档材料。"
	if got.Filed > 0 {
		say = "已登记，这一件已经在室，同时销号。"
	}
	return web.Redirect("/archive/due?year="+itoa(in.Year)).Say(ui.OK, say), nil
}

func (r *Room) settlePost(q *web.Request) (web.Answer, error) {
	n, err := r.SettleAll(org.Context(q), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/archive/due?year="+itoa(r.yearOf(q))).Say(ui.OK, fmt.Sprintf("已核对，新收到 %d 件。", n)), nil
}

func (r *Room) dueImportPage(q *web.Request) (web.Answer, error) { return r.dueImport(q, nil, nil) }

func (r *Room) dueImport(q *web.Request, failed error, problems []string) (web.Answer, error) {
	return r.uploadPage(q, "导入应归档清单", "/archive/due/import", []ui.Link{archiveRoom, arrears, {Text: "应归档清单", URL: "/archive/due"}},
		"表头：年度、科室、文号、题名、经办人，至少要有题名一列。有一行不对就全部不收；已在清单里的不重复登记。", failed, problems, func(f *ui.Form) []ui.Field {
			f.Set("year", itoa(r.yearOf(q)))
			return []ui.Field{{Form: f, Name: "year", Label: "没有写年度的行算作", Kind: ui.Number}}
		})
}

func (r *Room) dueImportPost(q *web.Request) (web.Answer, error) {
	in, content, err := upload(q)
	var got DueAdded
	var rep Imported
	if err == nil {
		got, rep, err = r.ImportDue(org.Context(q), org.Actor(q), in.Year, content, in.File.Size, in.File.Name)
	}
	if err != nil || len(rep.Problems) > 0 {
		return r.dueImport(q, err, rep.Problems)
	}
	return web.Redirect("/archive/due?year="+itoa(in.Year)).Say(ui.OK, fmt.Sprintf("已登记 %d 件，其中已在室 %d 件；%d 件清单里已有。", got.Added, got.Filed, got.Same)), nil
}

func (r *Room) dueEntryPage(q *web.Request) (web.Answer, error) { return r.dueEntry(q, nil, "") }

var sqlDueEntry = q.SQL("due_entry")

func (r *Room) dueEntry(q *web.Request, failed error, which string) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	d, ok, err := db.Maybe[archive.DueEntry](q.Context(), r.reader(), sqlDueEntry, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "应归档清单里没有这一条。")
	}
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: dueName(d.DocNo, d.Title), Crumbs: []ui.Link{archiveRoom, arrears, {Text: "应归档清单", URL: "/archive/due?year=" + id64(d.Year)}}, Meta: []string{id64(d.Year) + " 年度", "来源：" + SourceLabel(d.Source), "已催 " + id64(d.Urged) + " 次"}}
	if d.ItemID != 0 {
		return q.Desk(head.Title, page(head, []ui.Notice{{Tone: ui.OK, Text: "这一条已经收到。", Link: ui.Link{Text: "查看这一件", URL: "/archive/items/" + id64(d.ItemID)}}}))
	}
	f := form(q, "", "/archive/due/"+id64(id), failed, which == "amend")
	fields, err := r.dueFields(q, f, d)
	if err != nil {
		return web.Answer{}, err
	}
	x := form(q, "void", "/archive/due/"+id64(id)+"/void", failed, which == "void")
	return q.Desk(head.Title, page(head, nil, formCard("", "", f, fields, ui.Button{Label: "保存修改", Look: "primary", Save: true}),
		formCard("不再催交", "从应归档清单去掉，理由留底。如：作废号、没有形成文件。", x, []ui.Field{{Form: x, Name: "reason", Label: "理由", Max: 200}}, ui.Button{Label: "不再催交"})))
}

func (r *Room) dueAmendPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[dueInput](q)
	if err == nil {
		err = r.AmendDue(org.Context(q), org.Actor(q), id, in.entry())
	}
	if err != nil {
		return r.dueEntry(q, err, "amend")
	}
	return web.Redirect("/archive/due/"+id64(id)).Say(ui.OK, "已保存修改。"), nil
}

func (r *Room) dueVoidPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.VoidDue(org.Context(q), org.Actor(q), id, q.Values().Get("reason")); err != nil {
		return r.dueEntry(q, err, "void")
	}
	return web.Redirect("/archive/due").Say(ui.OK, "已从应归档清单去掉，理由留底。"), nil
}

func (r *Room) personOf(q *web.Request) (org.Person, error) {
	id, err := q.ID("id")
	if err != nil {
		return org.Person{}, err
	}
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return org.Person{}, err
	}
	for _, p := range people {
		if p.ID == id {
			return p, nil
		}
	}
	return org.Person{}, fault.New(fault.NotFound, "没有这位人员。")
}

func clearanceURL(id int64) string { return "/archive/clearance/" + id64(id) }

func (r *Room) clearanceListPage(q *web.Request) (web.Answer, error) {
	if id, err := strconv.ParseInt(q.Values().Get("person"), 10, 64); err == nil && id > 0 {
		return web.Redirect(clearanceURL(id)), nil
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "还有未清交的人员", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "科室"}, {Label: "借出未还", Numeric: true}, {Label: "应交未交", Numeric: true}},
		Empty: ui.Empty{Title: "没有人还有借出未还、应交未交的档案材料"}}
	for _, p := range people {
		if !p.LeftOn.IsZero() {
			continue
		}
		l, err := r.Leaving(q.Context(), r.reader(), p)
		if err != nil {
			return web.Answer{}, err
		}
		if !l.Clean() {
			tb.Rows = append(tb.Rows, ui.Row{URL: clearanceURL(p.ID), Cells: []ui.Cell{{Text: p.Name, URL: clearanceURL(p.ID)}, {Text: names[p.Unit]}, {Text: itoa(len(l.Loans))}, {Text: itoa(len(l.Unfiled))}}})
		}
	}
	options, err := r.personOptions(q, "请选择")
	if err != nil {
		return web.Answer{}, err
	}
	f := &ui.Form{Action: "/archive/clearance", Method: "get"}
	return q.Desk("离岗清交", page(ui.Head{Title: "离岗清交", Crumbs: []ui.Link{archiveRoom}, Meta: []string{"人员调动、退休、离职前清点其手里的档案材料"}}, nil,
		formCard("查一个人", "", f, []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: options[1:]}}, ui.Button{Label: "查看", Look: "primary"}), tableCard("还有未清交的人员", tb)))
}

func (r *Room) clearancePage(q *web.Request) (web.Answer, error) {
	p, err := r.personOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	l, err := r.Leaving(q.Context(), r.reader(), p)
	if err != nil {
		return web.Answer{}, err
	}
	var notices []ui.Notice
	if l.Clean() {
		notices = append(notices, ui.Notice{Tone: ui.OK, Text: p.Name + "手里没有借出未还、应交未交的档案材料，可以办理离岗。"})
	} else {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("%s还有 %d 件没有清交，清交前不能登记离岗；确需先离岗的，由政工科写明例外。", p.Name, len(l.Loans)+len(l.Unfiled))})
	}
	loans := ui.Table{Caption: "借出未还", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "说明"}}, Empty: ui.Empty{Title: "没有借出未还的"}}
	for _, h := range l.Loans {
		loans.Rows = append(loans.Rows, ui.Row{Cells: []ui.Cell{{Text: h.Code}, {Text: h.Title}, {Text: h.Note}}})
	}
	due := ui.Table{Caption: "应交未交", Columns: []ui.Column{{Label: "年度"}, {Label: "文号", Code: true}, {Label: "题名", Wide: true}}, Empty: ui.Empty{Title: "没有应交未交的"}}
	for _, d := range l.Unfiled {
		due.Rows = append(due.Rows, ui.Row{Cells: []ui.Cell{{Text: id64(d.Year)}, {Text: d.DocNo}, {Text: d.Title}}})
	}
	f := &ui.Form{Action: clearanceURL(p.ID) + "/form.pdf", Method: "get"}
	return q.Desk(p.Name+"的离岗清交", page(ui.Head{Title: p.Name, Meta: []string{names[p.Unit]}, Crumbs: []ui.Link{archiveRoom, {Text: "离岗清交", URL: "/archive/clearance"}}}, notices,
		tableCard("借出未还", loans), tableCard("应交未交", due),
		formCard("离岗清交单", "", f, []ui.Field{{Form: f, Name: "reason", Label: "离岗原因", Optional: true, Hint: "调动、退休、辞职等"}}, ui.Button{Label: "打印离岗清交单", Look: "primary"})))
}

func (r *Room) clearancePrint(q *web.Request) (web.Answer, error) {
	p, err := r.personOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	reason := []rune(strings.TrimSpace(q.Values().Get("reason")))
	f, err := r.ClearanceForm(q.Context(), p, string(reason[:min(len(reason), 60)]), "")
	if err != nil {
		return web.Answer{}, err
	}
	return r.formPDF(q, "离岗清交单", forms.Clearance, forms.Model{Clearance: f})
}

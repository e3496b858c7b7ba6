package register

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
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
	for _, l := range rep.Lacks {
		n := ui.Notice{Tone: ui.Warn, Text: l.Text}
		if l.Clause == law.ArchiveRateFiling {
			n.Tone, n.Link = ui.Info, ui.Link{Text: "去应归档清单", URL: dueURL(year, "", "")}
		}
		notices = append(notices, n)
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
	f := ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/arrears", year, "")}
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
	parts = append(parts, listed(ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/arrears/gaps", year, ""), Count: fmt.Sprintf("漏 %d 号", len(list))}, tb))
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
	parts = append(parts, listed(ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/arrears/urge", year, "")}, tb))
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
			return web.Answer{}, fault.New(fault.Invalid, "限期“"+s+"”不是日期，请写成 2026-03-31。")
		}
	}
	slips, err := r.ArrearsSlips(q.Context(), year, realUnits(v["unit"]), deadline)
	if err != nil {
		return web.Answer{}, err
	}
	return r.formPDF(q, fmt.Sprintf("%d年度归档催交单", year), forms.Arrears, forms.Model{Arrears: slips}, ui.Link{Text: "回归档情况", URL: "/archive/arrears?year=" + itoa(year)})
}

package study

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

// progressPage shows how people and units stand: a head the own unit, the office and
// leaders the bureau.
func (r *Room) progressPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	f, frozen, err := r.Progress(q.Context(), who, year)
	if err != nil {
		return web.Answer{}, err
	}
	all := r.seesAll(who)
	head := ui.Head{Title: fmt.Sprintf("%d年学习进度", year), Crumbs: crumbs, Meta: []string{"截至 " + f.AsOf.Chinese()}, Actions: []ui.Button{{Label: "打印差额表", URL: fmt.Sprintf("/study/progress/gap.pdf?year=%d", year)}, {Label: "导出表格", URL: fmt.Sprintf("/study/progress/gap.xlsx?year=%d", year)}}}
	var notices []ui.Notice
	if frozen != nil {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: "数字已于 " + dayOf(frozen.FrozenAt).Chinese() + " 定格，材料已交档案室。"})
	}
	notices = append(notices, ui.Notice{Tone: ui.Info, Text: "本表由各项登记推定（五(推定)），只列完成与否和差额，不打分。"})
	var before []ui.Part
	if all {
		head.Actions = append(head.Actions, ui.Button{Label: "年度总结", URL: fmt.Sprintf("/study/summary?year=%d", year)})
		s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
		if err != nil {
			return web.Answer{}, err
		}
		g := ui.Table{Caption: "三组学习", Columns: []ui.Column{{Label: "指标", Wide: true}, {Label: "人数", Numeric: true}}}
		for _, x := range f.Groups {
			g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Body: bar(s.book, x.Held)}, {Text: fmt.Sprint(x.Members)}}})
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Body: bar(s.book, f.Collective)}, {Text: "—"}}})
		before = append(before, ui.Part{Title: "三组学习和全局调研", Hint: "学习计划" + f.Plan + fmt.Sprintf("；学习活动 %d 次，简报 %d 期。", f.Activities, f.Briefs), Table: &g})
	}
	before = append(before, f.forecastPart(), f.peoplePart(), f.unitsPart())
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && frozen == nil && year < r.Door.Today().Year {
		fm := p.form("/study/progress/freeze", "freeze")
		fm.Set("year", fmt.Sprint(year))
		p.add("定格", "核对无误后定格：数字不再变动，计划、总结、差额表、登记簿、简报和调研文章交档案室。", fm, ui.Button{Label: "定格并归档", Look: "primary"}, ui.Field{Name: "year", Kind: ui.Hidden})
	}
	if failed != nil {
		return p.page(head, notices, before)
	}
	return q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Tabs: r.years("/study/progress", year), Parts: append(before, p.list...)}))
}

func (f Figures) forecastPart() ui.Part {
	t := ui.Table{Caption: "照目前进度完不成的", Columns: []ui.Column{{Label: "人员"}, {Label: "科室", Minor: true}, {Label: "指标和预测", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "照目前进度没有人完不成", Text: "按到今天的进度推算到年底。"}}
	for _, x := range f.People {
		var s []string
		for _, l := range x.Lines {
			if l.Forecast.WillMiss && !x.Left {
				s = append(s, fmt.Sprintf("%s %d/%d：%s", l.Label(), l.Done, l.Target, l.Forecast.Words(l.Item)))
			}
		}
		if len(s) > 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: x.UnitName}, {Text: strings.Join(s, "　")}}})
		}
	}
	return ui.Part{Title: fmt.Sprintf("照目前进度完不成的（%d 人）", len(t.Rows)), Table: &t}
}

func (f Figures) peoplePart() ui.Part {
	t := ui.Table{Caption: "逐人完成与差额", Columns: []ui.Column{{Label: "人员"}, {Label: "科室", Minor: true}, {Label: "中心组", Numeric: true}, {Label: "干部职工", Numeric: true}, {Label: "党员", Numeric: true}, {Label: "笔记", Numeric: true}, {Label: "文章", Numeric: true}, {Label: "差额", Numeric: true}, {Label: "说明", Wide: true, Wrap: true, Minor: true}}, Empty: ui.Empty{Title: "没有可以列出的人员", Text: "这一年本科室没有在职人员，或者还没有登记岗位。"}}
	for _, x := range f.People {
		var cells []ui.Cell
		cells = append(cells, ui.Cell{Text: x.Name}, ui.Cell{Text: x.UnitName})
		for _, n := range []string{measure.SessionsCore, measure.SessionsStaff, measure.SessionsParty, measure.Notes, measure.Articles} {
			l, ok := x.Line(n)
			c := ui.Cell{Text: "—"}
			if ok {
				c = ui.Cell{Text: fmt.Sprintf("%d/%d", l.Done, l.Target)}
				if l.Short() > 0 {
					c.Sub = fmt.Sprintf("差 %d", l.Short())
				}
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: fmt.Sprint(x.Gap())}, ui.Cell{Text: x.remark()})})
	}
	return ui.Part{Title: "逐人完成与差额", Table: &t}
}

func (f Figures) unitsPart() ui.Part {
	t := ui.Table{Caption: "各科室、站（中心）", Columns: []ui.Column{{Label: "科室"}, {Label: "调研文章", Numeric: true}, {Label: "下基层不足的月份", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "没有可以列出的科室", Text: "科室负责人看本科室，办公室和局领导看全局。"}}
	for _, u := range f.Units {
		c := ui.Cell{Text: monthsShort(u)}
		if u.Short() > 0 {
			c.Tags = []ui.Tag{{Text: fmt.Sprintf("%d 个月", u.Short()), Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name}, {Text: fmt.Sprintf("%d/%d", u.Article.Done, u.Article.Target), Sub: u.Article.Forecast.Words(u.Article.Item)}, c}})
	}
	return ui.Part{Title: "各科室、站（中心）", Table: &t}
}

type yearInput struct {
	Year int `form:"year" label:"年度"`
}

func (r *Room) freezePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[yearInput](q)
	if err == nil {
		err = r.Freeze(org.Context(q), org.Actor(q), in.Year)
	}
	if err != nil {
		return r.progressPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/progress?year=%d", in.Year)).Say(ui.OK, fmt.Sprintf("%d 年的数字已定格，材料交档案室。", in.Year)), nil
}

func (r *Room) gapFile(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	f, frozen, err := r.Progress(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := r.gapPDF(f, frozen, r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年学习调研完成与差额表", year), &b), nil
}

func (r *Room) gapTable(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	f, _, err := r.Progress(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	return xlsx(r, fmt.Sprintf("%d年学习调研差额", year), gapTitles, f.gapRows())
}

type pursuitInput struct {
	Kind     string     `form:"kind" label:"种类"`
	Title    string     `form:"title" label:"名称"`
	Since    civil.Date `form:"since" label:"开始的日子"`
	Result   string     `form:"result" label:"结果"`
	ResultOn civil.Date `form:"on" label:"有结果的日子"`
}

func (r *Room) pursuitsPage(q *web.Request, failed error) (web.Answer, error) {
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	me, err := s.self(who)
	if err != nil {
		return web.Answer{}, err
	}
	mine, err := db.All[Pursuit](q.Context(), rd, sql("pursuits_of"), me.ID)
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	table := func(caption string, list []Pursuit) ui.Table {
		t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "谁"}, {Label: "种类"}, {Label: "名称", Wide: true, Wrap: true}, {Label: "开始"}, {Label: "结果", Wrap: true}}, Empty: ui.Empty{Title: "还没有登记", Text: "读书、业余学历和职称考试由本人在下面登记，有了结果再补登。"}}
		for _, x := range list {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.chart.Person(x.PersonID).Name}, {Text: x.KindLabel()}, {Text: x.Title}, {Text: x.Since.String()}, {Text: dash(x.Result), Sub: x.ResultOn.String()}}})
		}
		return t
	}
	own := table("我的登记", mine)
	before := []ui.Part{{Title: "我的登记", Hint: "自愿登记，不设数量。补助办法原文没有写，由本单位确定。", Table: &own}}
	if r.inOffice(who) || who.May(Branch) || who.May(Oversee) {
		all, err := db.All[Pursuit](q.Context(), rd, sql("pursuits"))
		if err != nil {
			return web.Answer{}, err
		}
		t := table("全局业余学历和职称", all)
		before = append(before, ui.Part{Title: "全局业余学历和职称", Table: &t})
	}
	kinds := append([]ui.Option{{Value: Reading, Label: "读书"}}, options(words(s.book, law.StudyEducation, "kinds"))...)
	p.add("登记", "", p.form("/study/pursuits", "pursuit"), ui.Button{Label: "登记", Look: "primary"}, ui.Field{Name: "kind", Label: "种类", Kind: ui.Select, Options: kinds, Half: true}, ui.Field{Name: "since", Label: "开始的日子", Kind: ui.Date, Half: true}, ui.Field{Name: "title", Label: "书名、专业或考试", Max: mostLine})
	for _, x := range mine {
		if x.Result == "" && len(p.list) < 4 {
			p.add("结果："+x.Title, "", p.form(fmt.Sprintf("/study/pursuits/%d", x.ID), fmt.Sprintf("result%d", x.ID)), ui.Button{Label: "登记结果"}, ui.Field{Name: "result", Label: "结果", Max: mostLine, Half: true}, ui.Field{Name: "on", Label: "有结果的日子", Kind: ui.Date, Half: true})
		}
	}
	return p.page(ui.Head{Title: "读书和业余学习", Crumbs: crumbs}, nil, before)
}

func (r *Room) pursuitAdd(q *web.Request) (web.Answer, error) { return r.pursuitDo(q, 0) }

func (r *Room) pursuitResult(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.pursuitDo(q, id)
}

func (r *Room) pursuitDo(q *web.Request, id int64) (web.Answer, error) {
	in, err := web.Decode[pursuitInput](q)
	if err == nil {
		_, err = r.SetPursuit(org.Context(q), org.Actor(q), Pursuit{ID: id, Kind: in.Kind, Title: in.Title, Since: in.Since, Result: in.Result, ResultOn: in.ResultOn})
	}
	if err != nil {
		return r.pursuitsPage(q, r.seen(q, err))
	}
	return web.Redirect("/study/pursuits").Say(ui.OK, "已登记。"), nil
}

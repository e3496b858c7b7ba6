package study

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

type researchInput struct {
	Kind     string     `form:"kind" label:"种类"`
	From     civil.Date `form:"from" label:"从哪一天"`
	FromHalf int        `form:"from_half" label:"上午或下午"`
	To       civil.Date `form:"to" label:"到哪一天"`
	ToHalf   int        `form:"to_half" label:"上午或下午"`
	Place    string     `form:"place" label:"地点"`
	Topic    string     `form:"topic" label:"调研内容"`
	Title    string     `form:"title" label:"题目"`
	Found    string     `form:"found" label:"了解到的情况"`
	People   string     `form:"people" label:"参加人员"`
	Issue    int64      `form:"issue" label:"调研选题"`
	Trip     string     `form:"trip" label:"出差"`
}

func (r *Room) researchPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	first, _ := civil.Of(year, 1, 1)
	last, _ := civil.Of(year, 12, 31)
	list, err := researchBetween(q.Context(), rd, first, last)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "调研登记", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "时间"}, {Label: "题目", Wide: true, Wrap: true}, {Label: "谁去的", Wrap: true}, {Label: "地点", Wrap: true, Minor: true}}, Empty: ui.Empty{Title: "这一年还没有登记调研", Text: "调研以后由去的人在下面登记。"}}
	p := &parts{q: q, failed: failed}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{URL: researchURL(x.ID), Cells: []ui.Cell{{Text: x.Number}, {Text: x.Days(), Sub: x.length()}, {Text: x.Title, Sub: x.Topic, URL: researchURL(x.ID)}, {Text: s.went(x), Sub: researchLabels[x.Kind]}, {Text: x.Place}}})
	}
	before := []ui.Part{{Title: fmt.Sprintf("%d 年调研登记", year), Hint: "局领导每周一至两天，科室、站（中心）每月一次以上，全局每年一次以上。", Table: &t}}
	if me, err := s.self(who); err == nil {
		f := p.form("/study/research", "research")
		f.Set("from", r.Door.Today().String())
		f.Set("to", r.Door.Today().String())
		f.Set("to_half", "1")
		var kinds []ui.Option
		if measure.Leader(s.rank(me.ID)) {
			kinds = append(kinds, ui.Option{Value: ByLeader, Label: researchLabels[ByLeader]})
		}
		if _, unit := s.book.Unit(me.Unit); unit {
			kinds = append(kinds, ui.Option{Value: ByUnit, Label: researchLabels[ByUnit]})
		}
		if s.coordinates(who) {
			kinds = append(kinds, ui.Option{Value: ByBureau, Label: researchLabels[ByBureau] + "（办公室、经济运行科统筹）"})
		}
		chosen, err := r.issueOptions(q, year)
		if err != nil {
			return web.Answer{}, err
		}
		halves := []ui.Option{{Value: "0", Label: "上午"}, {Value: "1", Label: "下午"}}
		fields := []ui.Field{{Name: "kind", Label: "种类", Kind: ui.Select, Options: kinds, Half: true}, {Name: "topic", Label: "调研内容", Kind: ui.Select, Half: true, Options: s.choose(law.ResearchTopics, "topics")},
			{Name: "from", Label: "从哪一天", Kind: ui.Date, Half: true}, {Name: "from_half", Label: "起于", Kind: ui.Select, Options: halves, Half: true}, {Name: "to", Label: "到哪一天", Kind: ui.Date, Half: true}, {Name: "to_half", Label: "止于", Kind: ui.Select, Options: halves, Half: true},
			{Name: "title", Label: "题目", Max: mostLine}, {Name: "place", Label: "地点", Half: true, Max: mostLine}, {Name: "people", Label: "参加人员", Half: true, Optional: true, Max: mostLine},
			{Name: "issue", Label: "调研选题", Kind: ui.Select, Options: chosen, Half: true}, {Name: "found", Label: "了解到的情况", Kind: ui.Area, Optional: true, Max: mostText}}
		if r.Trips != nil {
			trips, err := r.Trips(q.Context(), rd, me.ID, r.Door.Today().AddDays(-60), r.Door.Today())
			if err != nil {
				return web.Answer{}, err
			}
			choice := []ui.Option{{Value: "", Label: "没有办出差"}}
			for _, x := range trips {
				choice = append(choice, ui.Option{Value: x.Subject, Label: x.Label})
			}
			fields = append(fields, ui.Field{Name: "trip", Label: "对应的出差", Kind: ui.Select, Options: choice, Half: true, Optional: true})
		}
		p.add("登记调研", "调研以后登记，一次不跨年。", f, ui.Button{Label: "登记调研", Look: "primary"}, fields...)
	}
	return p.page(ui.Head{Title: "下基层调研", Crumbs: crumbs, Actions: []ui.Button{{Label: "登记调研", URL: "#research", Look: "primary"}, {Label: "调研文章", URL: "/study/articles"}}}, nil, before)
}

// issueOptions are the issues of a year to choose from.
func (r *Room) issueOptions(q *web.Request, year int) ([]ui.Option, error) {
	_, _, issues, _, err := r.PlanOf(q.Context(), r.Door.Reader(), year)
	out := []ui.Option{{Value: "0", Label: "不属于当年选题"}}
	for _, i := range issues {
		out = append(out, ui.Option{Value: fmt.Sprint(i.ID), Label: i.Title})
	}
	return out, err
}

func (r *Room) researchAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[researchInput](q)
	var x Research
	if err == nil {
		x, err = r.AddResearch(org.Context(q), org.Actor(q), Research{Kind: in.Kind, From: in.From, FromHalf: in.FromHalf, To: in.To, ToHalf: in.ToHalf, Place: in.Place, Topic: in.Topic, Title: in.Title, Found: in.Found, People: in.People, IssueID: in.Issue, Trip: in.Trip})
	}
	if err != nil {
		return r.researchPage(q, err)
	}
	return web.Redirect(researchURL(x.ID)).Say(ui.OK, "已登记 "+x.Number+"。"), nil
}

type articleInput struct {
	Year   int         `form:"year" label:"年度"`
	On     civil.Date  `form:"on" label:"成文日期"`
	Topic  string      `form:"topic" label:"调研内容"`
	Title  string      `form:"title" label:"题目"`
	Others string      `form:"others" label:"合作者"`
	Issue  int64       `form:"issue" label:"调研选题"`
	File   *web.Upload `form:"file" label:"文章"`
}

func (r *Room) articlesPage(q *web.Request, failed error) (web.Answer, error) {
	year := r.Door.Today().Year
	if q.Method == "GET" {
		var err error
		if year, err = r.yearAsked(q); err != nil {
			return web.Answer{}, err
		}
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := db.All[Article](q.Context(), rd, sql("articles_of"), year)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "调研文章", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "题目", Wide: true, Wrap: true}, {Label: "第一作者"}, {Label: "计给"}, {Label: "成文日期", Minor: true}}, Empty: ui.Empty{Title: "这一年还没有登记调研文章", Text: "由第一作者在下面登记，附上文章。"}}
	p := &parts{q: q, failed: failed}
	for _, a := range list {
		author := ui.Cell{Text: s.chart.Person(a.PersonID).Name}
		if a.Others != "" {
			author.Sub = "合作：" + a.Others
		}
		t.Rows = append(t.Rows, ui.Row{URL: articleURL(a.ID), Cells: []ui.Cell{{Text: a.Number}, {Text: a.Title, URL: articleURL(a.ID), Sub: a.Topic}, author, {Text: s.countsFor(a)}, {Text: a.On.String()}}})
	}
	if _, err := s.self(who); err == nil {
		f := p.form("/study/articles", "article")
		f.Set("year", fmt.Sprint(r.Door.Today().Year))
		f.Set("on", r.Door.Today().String())
		chosen, err := r.issueOptions(q, r.Door.Today().Year)
		if err != nil {
			return web.Answer{}, err
		}
		p.add("登记文章", "由第一作者登记。局领导的计给本人，其他人的计给第一作者所在的科室；合作者写姓名，不另计。", f, ui.Button{Label: "登记文章", Look: "primary"},
			ui.Field{Name: "title", Label: "题目", Max: mostLine}, ui.Field{Name: "topic", Label: "调研内容", Kind: ui.Select, Half: true, Options: s.choose(law.ResearchTopics, "topics")}, ui.Field{Name: "others", Label: "合作者", Half: true, Optional: true, Max: mostLine},
			ui.Field{Name: "on", Label: "成文日期", Kind: ui.Date, Half: true}, ui.Field{Name: "year", Label: "年度", Kind: ui.Number, Half: true}, ui.Field{Name: "issue", Label: "调研选题", Kind: ui.Select, Options: chosen, Half: true}, ui.Field{Name: "file", Label: "文章", Kind: ui.File})
	}
	return p.page(ui.Head{Title: "调研文章", Crumbs: crumbs}, nil, []ui.Part{{Title: fmt.Sprintf("%d 年调研文章", year), Hint: "局领导每人每年一篇，每个科室、站（中心）每年一篇。", Table: &t}})
}

func (r *Room) articleAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[articleInput](q)
	var a Article
	if err == nil {
		x := NewArticle{Year: in.Year, On: in.On, Topic: in.Topic, Title: in.Title, Others: in.Others, Issue: in.Issue}
		if x.File, err = r.take(q, in.File); err == nil {
			a, err = r.AddArticle(org.Context(q), org.Actor(q), x)
		}
	}
	if err != nil {
		return r.articlesPage(q, err)
	}
	return web.Redirect(articleURL(a.ID)).Say(ui.OK, "已登记 "+a.Number+"。"), nil
}

func (r *Room) articleFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, f, err := r.OpenArticle(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(a.FileName, "application/octet-stream", clock.FromMicros(a.MadeAt), f), nil
}

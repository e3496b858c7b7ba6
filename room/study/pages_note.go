package study

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

type noteInput struct {
	Year   int         `form:"year" label:"年度"`
	Title  string      `form:"title" label:"标题"`
	Source string      `form:"source" label:"书名或文章"`
	On     civil.Date  `form:"on" label:"写成日期"`
	Text   string      `form:"text" label:"笔记内容"`
	Shared bool        `form:"shared" label:"同事可以看"`
	File   *web.Upload `form:"file" label:"附件"`
	Reason string      `form:"reason" label:"更正的理由"`
}

func noteFields() []ui.Field {
	return []ui.Field{{Name: "title", Label: "标题", Max: mostLine}, {Name: "source", Label: "书名或文章", Max: mostLine}, {Name: "on", Label: "写成日期", Kind: ui.Date, Half: true}, {Name: "year", Label: "年度", Kind: ui.Number, Half: true, Hint: "计入写成的那一年。"},
		{Name: "text", Label: "笔记内容", Kind: ui.Area, Rows: 8, Max: mostText, Optional: true}, {Name: "file", Label: "附件", Kind: ui.File, Optional: true}, {Name: "shared", Label: "同事可以看内容和附件", Kind: ui.Check, Optional: true}}
}

func (r *Room) notesPage(q *web.Request, failed error) (web.Answer, error) {
	return r.showNotes(q, failed, nil)
}

func (r *Room) showNotes(q *web.Request, failed error, bad *Taken) (web.Answer, error) {
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
	me, err := s.self(who)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.NotesOf(q.Context(), rd, me.ID, year)
	if err != nil {
		return web.Answer{}, err
	}
	others, err := r.SharedNotes(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "我的笔记", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "标题", Wide: true, Wrap: true}, {Label: "写成日期"}, {Label: "状态"}}, Empty: ui.Empty{Title: "这一年还没有登记笔记"}}
	n := 0
	for _, x := range list {
		tag := ui.Tag{Text: "计入", Tone: ui.OK}
		if x.State == Withdrawn {
			tag = ui.Tag{Text: "已撤回", Tone: ui.Mute}
		} else {
			n++
		}
		url := fmt.Sprintf("/study/notes/%d", x.ID)
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: x.Number}, {Text: x.Title, URL: url, Sub: x.Source}, {Text: x.On.String()}, {Tags: []ui.Tag{tag}}}})
	}
	shared := ui.Table{Caption: "同事的笔记", Columns: []ui.Column{{Label: "作者"}, {Label: "标题", Wide: true, Wrap: true}, {Label: "写成日期"}}}
	for _, x := range others {
		if x.PersonID != me.ID {
			url := fmt.Sprintf("/study/notes/%d", x.ID)
			shared.Rows = append(shared.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: s.chart.Person(x.PersonID).Name}, {Text: x.Title, URL: url, Sub: x.Source}, {Text: x.On.String()}}})
		}
	}
	p := &parts{q: q, failed: failed}
	var before []ui.Part
	if bad != nil {
		before = append(before, bad.part())
	}
	clause := measure.NotesClause(s.rank(me.ID))
	target := ""
	if x, ok := s.book.Param(clause, "per_year"); ok {
		target = fmt.Sprintf("，要求 %s 篇（%s）", x.Value, s.book.Cite(rulebook.Basis{Clause: clause}))
	}
	before = append(before, ui.Part{Title: fmt.Sprintf("我的笔记（%d 年 %d 篇%s）", year, n, target), Hint: "内容和附件归作者：不勾选“同事可以看”的，别人只能看到标题和日期，而且限于科室负责人、办公室和局领导。", Table: &t})
	f := p.form("/study/notes", "note")
	f.Set("year", fmt.Sprint(r.Door.Today().Year))
	f.Set("on", r.Door.Today().String())
	p.add("登记一篇", "", f, ui.Button{Label: "登记笔记", Look: "primary", Save: true}, noteFields()...)
	hint := "表头：标题、书名或文章、日期。不对的行逐行列出。"
	if r.inOffice(who) {
		hint += "办公室代别人登记的，加一列姓名。"
	}
	p.add("从表格导入", hint, p.form("/study/notes/sheet", "sheet"), ui.Button{Label: "导入笔记"}, ui.Field{Name: "file", Label: "笔记表", Kind: ui.File, Accept: ".xlsx,.csv"}, ui.Field{Name: "whole", Label: "有一行不对就全部不导入", Kind: ui.Check, Optional: true})
	if len(shared.Rows) > 0 {
		p.list = append(p.list, ui.Part{Title: "同事的笔记", Table: &shared})
	}
	return p.page(ui.Head{Title: "读书笔记", Crumbs: crumbs}, nil, before)
}

func (r *Room) noteAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](q)
	var n Note
	if err == nil {
		x := NewNote{Year: in.Year, Title: in.Title, Source: in.Source, On: in.On, Text: in.Text, Shared: in.Shared}
		if x.File, err = r.take(q, in.File); err == nil {
			n, err = r.AddNote(org.Context(q), org.Actor(q), x)
		}
	}
	if err != nil {
		return r.notesPage(q, err)
	}
	return web.Redirect("/study/notes").Say(ui.OK, "已登记 "+n.Number+"。"), nil
}

func (r *Room) noteSheet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sheetInput](q)
	var t Taken
	if err == nil {
		t, err = opened(in, func(x Table) (Taken, error) { return r.NoteSheet(org.Context(q), org.Actor(q), x) })
	}
	switch {
	case err != nil:
		return r.notesPage(q, err)
	case len(t.Bad) > 0:
		a, err := r.showNotes(q, nil, &t)
		return a.Status(422), err
	}
	return web.Redirect("/study/notes").Say(ui.OK, fmt.Sprintf("已导入 %d 篇。", t.Rows)), nil
}

func (r *Room) notePage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.NoteOf(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	at := fmt.Sprintf("/study/notes/%d", id)
	facts := ui.Part{Pairs: []ui.Pair{{Key: "作者", Text: v.Author}, {Key: "年度", Text: fmt.Sprint(v.Year)}, {Key: "书名或文章", Text: v.Source}, {Key: "写成日期", Text: v.On.String()}}}
	var notices []ui.Notice
	if !v.Whole {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: "内容和附件归作者，作者没有公开给同事。"})
	}
	if v.Text != "" {
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: "内容", Text: v.Text, Wide: true})
	}
	if v.Reason != "" {
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: "更正或撤回的理由", Text: v.Reason, Wide: true})
	}
	if v.SHA256 != "" {
		facts.Files = []ui.FileRow{{Format: "附件", Name: v.FileName, Meta: []string{ui.Bytes(v.Size)}, Download: at + "/file"}}
	}
	tag := ui.Tag{Text: "计入", Tone: ui.OK}
	if v.State == Withdrawn {
		tag = ui.Tag{Text: "已撤回", Tone: ui.Mute}
	}
	p := &parts{q: q, failed: failed}
	if v.Mine && v.State == Kept {
		f := p.form(at+"/correct", "correct")
		f.Set("title", v.Title)
		f.Set("source", v.Source)
		f.Set("on", v.On.String())
		f.Set("year", fmt.Sprint(v.Year))
		f.Set("text", v.Text)
		if v.Shared {
			f.Set("shared", "1")
		}
		p.add("更正", "原来的日期和附件摘要留在台账。不选附件的，原附件不变。", f, ui.Button{Label: "保存更正"}, append(noteFields(), ui.Field{Name: "reason", Label: "更正的理由", Max: mostLine})...)
		p.add("撤回", "撤回后不计入篇数，编号保留。", p.form(at+"/withdraw", "withdraw"), ui.Button{Label: "撤回笔记", Look: "danger"}, ui.Field{Name: "reason", Label: "撤回的理由", Max: mostLine})
	}
	return p.page(ui.Head{Title: v.Title, Crumbs: append(slices.Clone(crumbs), ui.Link{Text: "读书笔记", URL: "/study/notes"}), Meta: []string{v.Number}, Tags: []ui.Tag{tag}}, notices, []ui.Part{facts})
}

func (r *Room) noteCorrect(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](q)
	id, _ := q.ID("id")
	if err == nil {
		x := NewNote{Year: in.Year, Title: in.Title, Source: in.Source, On: in.On, Text: in.Text, Shared: in.Shared}
		if x.File, err = r.take(q, in.File); err == nil {
			_, err = r.CorrectNote(org.Context(q), org.Actor(q), id, x, in.Reason)
		}
	}
	if err != nil {
		return r.notePage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/notes/%d", id)).Say(ui.OK, "已更正。"), nil
}

func (r *Room) noteWithdraw(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	id, _ := q.ID("id")
	if err == nil {
		err = r.WithdrawNote(org.Context(q), org.Actor(q), id, in.Reason)
	}
	if err != nil {
		return r.notePage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/notes/%d", id)).Say(ui.OK, "已撤回，不再计入。"), nil
}

func (r *Room) noteFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, f, err := r.OpenNoteFile(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(v.FileName, "application/octet-stream", clock.FromMicros(v.MadeAt), f), nil
}

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
	t := ui.Table{Caption: "调研登记", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "时间"}, {Label: "题目", Wide: true, Wrap: true}, {Label: "谁去的", Wrap: true}, {Label: "地点", Wrap: true, Minor: true}}, Empty: ui.Empty{Title: "这一年还没有登记调研"}}
	p := &parts{q: q, failed: failed}
	for _, x := range list {
		by := s.unitName(x.Unit)
		switch x.Kind {
		case ByLeader:
			by = s.chart.Person(x.PersonID).Name
		case ByBureau:
			by = "全局"
		}
		days := x.From.String()
		if x.To != x.From {
			days += " 至 " + x.To.String()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Number}, {Text: days, Sub: measure.Item{Halves: true}.Number(x.Span().HalfDays()) + " 日"}, {Text: x.Title, Sub: x.Topic}, {Text: by, Sub: researchLabels[x.Kind]}, {Text: x.Place}}})
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
		_, _, issues, _, err := r.PlanOf(q.Context(), rd, year)
		if err != nil {
			return web.Answer{}, err
		}
		chosen := []ui.Option{{Value: "0", Label: "不属于当年选题"}}
		for _, i := range issues {
			chosen = append(chosen, ui.Option{Value: fmt.Sprint(i.ID), Label: i.Title})
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
		for _, x := range list {
			if x.MadeBy == who.Login && len(p.list) < 3 {
				p.add("作废 "+x.Number, x.Title, p.form(fmt.Sprintf("/study/research/%d/void", x.ID), fmt.Sprintf("void%d", x.ID)), ui.Button{Label: "作废登记", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
			}
		}
	}
	return p.page(ui.Head{Title: "下基层调研", Crumbs: crumbs, Actions: []ui.Button{{Label: "调研文章", URL: "/study/articles"}}}, nil, before)
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
	return web.Redirect("/study/research").Say(ui.OK, "已登记 "+x.Number+"。"), nil
}

func (r *Room) researchVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		id, _ := q.ID("id")
		err = r.VoidResearch(org.Context(q), org.Actor(q), id, in.Reason)
	}
	if err != nil {
		return r.researchPage(q, r.seen(q, err))
	}
	return web.Redirect("/study/research").Say(ui.OK, "已作废，不再计入。"), nil
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
	t := ui.Table{Caption: "调研文章", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "题目", Wide: true, Wrap: true}, {Label: "第一作者"}, {Label: "计给"}, {Label: "成文日期", Minor: true}}, Empty: ui.Empty{Title: "这一年还没有登记调研文章"}}
	p := &parts{q: q, failed: failed}
	for _, a := range list {
		name := s.chart.Person(a.PersonID).Name
		counts := ui.Cell{Text: s.unitName(a.Unit)}
		if measure.Leader(a.Role) {
			counts.Text = name
		}
		author := ui.Cell{Text: name}
		if a.Others != "" {
			author.Sub = "合作：" + a.Others
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Number}, {Text: a.Title, URL: fmt.Sprintf("/study/articles/%d/file", a.ID), Sub: a.Topic}, author, counts, {Text: a.On.String()}}})
	}
	if _, err := s.self(who); err == nil {
		f := p.form("/study/articles", "article")
		f.Set("year", fmt.Sprint(r.Door.Today().Year))
		f.Set("on", r.Door.Today().String())
		p.add("登记文章", "由第一作者登记。局领导的计给本人，其他人的计给第一作者所在的科室；合作者写姓名，不另计。", f, ui.Button{Label: "登记文章", Look: "primary"},
			ui.Field{Name: "title", Label: "题目", Max: mostLine}, ui.Field{Name: "topic", Label: "调研内容", Kind: ui.Select, Half: true, Options: s.choose(law.ResearchTopics, "topics")}, ui.Field{Name: "others", Label: "合作者", Half: true, Optional: true, Max: mostLine},
			ui.Field{Name: "on", Label: "成文日期", Kind: ui.Date, Half: true}, ui.Field{Name: "year", Label: "年度", Kind: ui.Number, Half: true}, ui.Field{Name: "file", Label: "文章", Kind: ui.File})
		for _, a := range list {
			if a.MadeBy == who.Login && len(p.list) < 3 {
				p.add("作废 "+a.Number, a.Title, p.form(fmt.Sprintf("/study/articles/%d/void", a.ID), fmt.Sprintf("void%d", a.ID)), ui.Button{Label: "作废登记", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
			}
		}
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
	return web.Redirect("/study/articles").Say(ui.OK, "已登记 "+a.Number+"。"), nil
}

func (r *Room) articleVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		id, _ := q.ID("id")
		err = r.VoidArticle(org.Context(q), org.Actor(q), id, in.Reason)
	}
	if err != nil {
		return r.articlesPage(q, r.seen(q, err))
	}
	return web.Redirect("/study/articles").Say(ui.OK, "已作废，不再计入。"), nil
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

package study

import (
	"bytes"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type briefInput struct {
	Title string     `form:"title" label:"标题"`
	Text  string     `form:"text" label:"正文"`
	To    string     `form:"to" label:"收报部门"`
	On    civil.Date `form:"on" label:"报送日期"`
}

func briefURL(id int64) string { return fmt.Sprintf("/study/briefs/%d", id) }

func (r *Room) briefsPage(q *web.Request, failed error) (web.Answer, error) {
	year := r.Door.Today().Year
	if q.Method == "GET" {
		var err error
		if year, err = r.yearAsked(q); err != nil {
			return web.Answer{}, err
		}
	}
	who := org.Actor(q)
	list, err := db.All[Brief](q.Context(), r.Door.Reader(), sql("briefs_of"), year)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "学习简报", Columns: []ui.Column{{Label: "期数"}, {Label: "标题", Wide: true, Wrap: true}, {Label: "印发"}, {Label: "报送", Wrap: true}}, Empty: ui.Empty{Title: "这一年还没有学习简报", Text: "由办公室起草，印发以后全局可以看。"}}
	for _, b := range list {
		if b.State == Draft && !r.inOffice(who) {
			continue
		}
		no := "草稿"
		if b.No > 0 {
			no = fmt.Sprintf("第 %d 期", b.No)
		}
		sent := ui.Cell{Text: "未报送"}
		if !b.SentOn.IsZero() {
			sent = ui.Cell{Text: b.SentTo, Sub: b.SentOn.String()}
		}
		t.Rows = append(t.Rows, ui.Row{URL: briefURL(b.ID), Cells: []ui.Cell{{Text: no}, {Text: b.Title, URL: briefURL(b.ID)}, {Text: dash(b.IssuedOn.String())}, sent}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		p.add("起草简报", "印发时编号，每年从第 1 期起连续。", p.form("/study/briefs", "brief"), ui.Button{Label: "保存草稿", Look: "primary"}, ui.Field{Name: "title", Label: "标题", Max: mostLine}, ui.Field{Name: "text", Label: "正文", Kind: ui.Area, Rows: 10, Max: mostText})
	}
	head := ui.Head{Title: "学习简报", Crumbs: crumbs}
	if r.seesAll(who) {
		head.Actions = []ui.Button{{Label: "年度总结", URL: fmt.Sprintf("/study/summary?year=%d", year)}}
	}
	return p.page(head, nil, []ui.Part{{Title: fmt.Sprintf("%d 年学习简报", year), Hint: "简报由办公室编写（原文没有写谁编，学习的组织归办公室），报区委相关部门。", Table: &t}})
}

func (r *Room) briefAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[briefInput](q)
	var id int64
	if err == nil {
		id, err = r.SaveBrief(org.Context(q), org.Actor(q), 0, in.Title, in.Text)
	}
	if err != nil {
		return r.briefsPage(q, err)
	}
	return web.Redirect(briefURL(id)).Say(ui.OK, "草稿已保存。"), nil
}

// briefOf gives the brief of the address: a draft to the office alone.
func (r *Room) briefOf(q *web.Request) (Brief, error) {
	id, err := q.ID("id")
	if err != nil {
		return Brief{}, err
	}
	b, err := row[Brief](q.Context(), r.Door.Reader(), "study_brief", "brief", id)
	if err == nil && b.State == Draft && !r.inOffice(org.Actor(q)) {
		err = act.OutOfReach(b.Subject())
	}
	return b, r.seen(q, err)
}

func (r *Room) briefPage(q *web.Request, failed error) (web.Answer, error) {
	b, err := r.briefOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	at := briefURL(b.ID)
	head := ui.Head{Title: b.Title, Crumbs: append(slices.Clone(crumbs), ui.Link{Text: "学习简报", URL: "/study/briefs"}), Meta: []string{b.Number()}, Actions: []ui.Button{{Label: "打印", URL: at + "/brief.pdf"}, {Label: "Word 文档", URL: at + "/brief.docx"}}}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "印发", Text: dash(b.IssuedOn.String())}, {Key: "报送", Text: dash(b.SentTo)}, {Key: "报送日期", Text: dash(b.SentOn.String())}, {Key: "正文", Text: b.Text, Wide: true}}}
	p := &parts{q: q, failed: failed}
	if r.inOffice(org.Actor(q)) {
		switch {
		case b.State == Draft:
			f := p.form(at+"/save", "save")
			f.Set("title", b.Title)
			f.Set("text", b.Text)
			p.add("修改草稿", "", f, ui.Button{Label: "保存草稿"}, ui.Field{Name: "title", Label: "标题", Max: mostLine}, ui.Field{Name: "text", Label: "正文", Kind: ui.Area, Rows: 10, Max: mostText})
			p.add("印发", "印发后编号，正文不能再改。", p.form(at+"/issue", "issue"), ui.Button{Label: "印发简报", Look: "primary"})
		case b.SentOn.IsZero():
			f := p.form(at+"/send", "send")
			f.Set("on", r.Door.Today().String())
			p.add("登记报送", "原文只说区委相关部门，没有写明哪些，照实际报送的填写。", f, ui.Button{Label: "登记报送", Look: "primary"}, ui.Field{Name: "to", Label: "收报部门", Max: mostLine, Half: true}, ui.Field{Name: "on", Label: "报送日期", Kind: ui.Date, Half: true})
		}
	}
	return p.page(head, nil, []ui.Part{facts})
}

func (r *Room) briefDo(q *web.Request, said string, do func(id int64, in briefInput) error) (web.Answer, error) {
	in, err := web.Decode[briefInput](q)
	id, _ := q.ID("id")
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		return r.briefPage(q, err)
	}
	return web.Redirect(briefURL(id)).Say(ui.OK, said), nil
}

func (r *Room) briefSave(q *web.Request) (web.Answer, error) {
	return r.briefDo(q, "草稿已保存。", func(id int64, in briefInput) error {
		_, err := r.SaveBrief(org.Context(q), org.Actor(q), id, in.Title, in.Text)
		return err
	})
}

func (r *Room) briefIssue(q *web.Request) (web.Answer, error) {
	return r.briefDo(q, "已印发，编号见标题下。", func(id int64, _ briefInput) error {
		_, err := r.IssueBrief(org.Context(q), org.Actor(q), id)
		return err
	})
}

func (r *Room) briefSend(q *web.Request) (web.Answer, error) {
	return r.briefDo(q, "已登记报送。", func(id int64, in briefInput) error {
		return r.SendBrief(org.Context(q), org.Actor(q), id, in.To, in.On)
	})
}

func (r *Room) briefFile(q *web.Request) (web.Answer, error) {
	b, err := r.briefOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var w bytes.Buffer
	if err := r.pdfOf(r.briefPaper(b), &w); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, b.Number(), &w), nil
}

func (r *Room) briefWord(q *web.Request) (web.Answer, error) {
	b, err := r.briefOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var w bytes.Buffer
	if err := r.briefPaper(b).DOCX(&w); err != nil {
		return web.Answer{}, err
	}
	return word(r, b.Number(), &w), nil
}

type summaryInput struct {
	Year int        `form:"year" label:"年度"`
	Text string     `form:"text" label:"总结"`
	How  string     `form:"how" label:"报送方式"`
	On   civil.Date `form:"on" label:"报出日期"`
}

// summaryOf gives the summary of the year asked, to the office and leaders.
func (r *Room) summaryOf(q *web.Request) (s Summary, year int, have bool, err error) {
	if year, err = r.yearAsked(q); err != nil {
		return
	}
	if !r.seesAll(org.Actor(q)) {
		err = forbid(law.StudySummary, "年度学习总结由办公室编写，局领导可以查看。")
		return
	}
	s, have, err = db.Maybe[Summary](q.Context(), r.Door.Reader(), sql("summary"), year)
	return
}

func (r *Room) summaryPage(q *web.Request, failed error) (web.Answer, error) {
	s, year, have, err := r.summaryOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	sc, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	to, _ := sc.book.Param(law.StudySummaryTo, "recipient")
	head := ui.Head{Title: fmt.Sprintf("%d年学习总结", year), Crumbs: crumbs}
	var before []ui.Part
	var notices []ui.Notice
	if due, ok := dueOn(sc.book, law.StudySummary, year); ok && !have {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: "提醒日期 " + due.String() + "（参数，原文只写年底，待确认）；报" + to.Value + "。"})
	}
	if have {
		head.Actions = []ui.Button{{Label: "打印", URL: fmt.Sprintf("/study/summary/summary.pdf?year=%d", year)}, {Label: "Word 文档", URL: fmt.Sprintf("/study/summary/summary.docx?year=%d", year)}}
		sent := "未报送"
		if !s.SentOn.IsZero() {
			sent = s.SentTo + "，" + s.SentOn.Chinese() + "，" + s.SentHow
		}
		before = append(before, ui.Part{Pairs: []ui.Pair{{Key: "报送", Text: sent, Wide: true}, {Key: "数字", Text: s.Figures, Wide: true}, {Key: "总结", Text: s.Text, Wide: true}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(org.Actor(q)) && s.SentOn.IsZero() {
		f, _, err := r.figures(q.Context(), r.Door.Reader(), year, r.Door.Today())
		if err != nil {
			return web.Answer{}, err
		}
		fm := p.form("/study/summary/save", "save")
		fm.Set("year", fmt.Sprint(year))
		fm.Set("text", s.Text)
		p.add("编写总结", "开头的数字由登记统计，保存时取当时的数："+f.Paragraph(), fm, ui.Button{Label: "保存总结", Look: "primary"}, ui.Field{Name: "year", Kind: ui.Hidden}, ui.Field{Name: "text", Label: "总结", Kind: ui.Area, Rows: 10, Max: mostText})
		if have {
			fm := p.form("/study/summary/send", "send")
			fm.Set("year", fmt.Sprint(year))
			fm.Set("on", r.Door.Today().String())
			p.add("登记报出", "报"+to.Value+"。登记后不能再改。", fm, ui.Button{Label: "登记报出"}, ui.Field{Name: "year", Kind: ui.Hidden}, ui.Field{Name: "how", Label: "报送方式", Half: true, Max: mostLine}, ui.Field{Name: "on", Label: "报出日期", Kind: ui.Date, Half: true})
		}
	}
	return p.page(head, notices, before)
}

func (r *Room) summaryDo(q *web.Request, said string, do func(in summaryInput) error) (web.Answer, error) {
	in, err := web.Decode[summaryInput](q)
	if err == nil {
		err = do(in)
	}
	if err != nil {
		return r.summaryPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/summary?year=%d", in.Year)).Say(ui.OK, said), nil
}

func (r *Room) summarySave(q *web.Request) (web.Answer, error) {
	return r.summaryDo(q, "总结已保存。", func(in summaryInput) error { return r.SaveSummary(org.Context(q), org.Actor(q), in.Year, in.Text) })
}

func (r *Room) summarySend(q *web.Request) (web.Answer, error) {
	return r.summaryDo(q, "已登记报出。", func(in summaryInput) error {
		return r.SendSummary(org.Context(q), org.Actor(q), in.Year, in.On, in.How)
	})
}

func (r *Room) summaryFile(q *web.Request) (web.Answer, error) {
	s, year, have, err := r.summaryOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !have {
		return q.Nothing("还没有学习总结", fmt.Sprintf("%d 年的学习总结还没有编写。", year), ui.Link{Text: "学习总结", URL: "/study/summary"})
	}
	p, err := r.summaryPaper(q.Context(), s)
	if err != nil {
		return web.Answer{}, err
	}
	var w bytes.Buffer
	if err := r.pdfOf(p, &w); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年学习总结", year), &w), nil
}

func (r *Room) summaryWord(q *web.Request) (web.Answer, error) {
	s, year, have, err := r.summaryOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !have {
		return q.Nothing("还没有学习总结", fmt.Sprintf("%d 年的学习总结还没有编写。", year), ui.Link{Text: "学习总结", URL: "/study/summary"})
	}
	p, err := r.summaryPaper(q.Context(), s)
	if err != nil {
		return web.Answer{}, err
	}
	var w bytes.Buffer
	if err := p.DOCX(&w); err != nil {
		return web.Answer{}, err
	}
	return word(r, fmt.Sprintf("%d年学习总结", year), &w), nil
}

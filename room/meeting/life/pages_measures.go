package life

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func measureTable(caption string, list []Measure, today civil.Date) ui.Table {
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "问题", Wide: true}, {Label: "责任人"}, {Label: "期限"}, {Label: "状态"}}, Empty: ui.Empty{Title: "整改清单是空的"}}
	for _, m := range list {
		tag := ui.Tag{Text: "整改中", Tone: ui.Info}
		switch {
		case !m.DoneOn.IsZero():
			tag = ui.Tag{Text: m.DoneOn.String() + " 完成", Tone: ui.OK}
		case today.After(m.Due):
			tag = ui.Tag{Text: fmt.Sprintf("逾期 %d 天", today.Sub(m.Due)), Tone: ui.Bad}
		}
		tags := []ui.Tag{tag}
		if m.Upward && m.UpwardOn.IsZero() {
			tags = append(tags, ui.Tag{Text: "待报上级", Tone: ui.Warn})
		} else if m.Upward {
			tags = append(tags, ui.Tag{Text: "已报上级", Tone: ui.Mute})
		}
		t.Rows = append(t.Rows, ui.Row{URL: m.URL(), Strong: tag.Tone == ui.Bad, Cells: []ui.Cell{{Text: m.Problem, URL: m.URL(), Sub: m.Measure}, {Text: m.Owner}, {Text: m.Due.String()}, {Tags: tags}}})
	}
	return t
}

// measuresPage is the rectification list with the leaders' looks at it.
func (r *Room) measuresPage(q *web.Request, of string, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	p, m := v.head("/measures"), v.Meeting
	p.Head.Actions = []ui.Button{{Label: "打印整改清单", URL: m.URL() + "/measures.pdf", Key: "p"}, {Label: "打印报告框架", URL: m.URL() + "/report.pdf"}}
	t := measureTable("整改清单", v.Measures, r.Door.Today())
	p.Parts = append(p.Parts, ui.Part{Table: &t})
	if len(v.Checks) > 0 {
		c := ui.Table{Caption: "检查督促", Columns: []ui.Column{{Label: "日期"}, {Label: "谁"}, {Label: "情况", Wide: true}}}
		for _, x := range v.Checks {
			c.Rows = append(c.Rows, ui.Row{Cells: []ui.Cell{{Text: x.CheckedOn.String()}, {Text: x.Person}, {Text: x.Words}}})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "检查督促", Table: &c})
	}
	if m.State != Running {
		return q.Desk(m.Title()+"整改清单", ui.ListPage(p))
	}
	chart, err := r.Org.Chart(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	if v.Serves && !m.HeldOn.IsZero() {
		people := []ui.Option{{Value: "", Label: "请选择"}}
		for _, x := range chart.Staff() {
			people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
		}
		f := form(q, "improve", m.URL()+"/measures", of, failed)
		f.Wide = true
		p.Parts = append(p.Parts, ui.Part{Title: "列入一项", Form: f, Fields: []ui.Field{{Form: f, Name: "problem", Label: "查出的问题", Max: mostLine}, {Form: f, Name: "measure", Label: "整改措施", Kind: ui.Area, Rows: 3, Max: mostText}, {Form: f, Name: "owner", Label: "责任人", Kind: ui.Select, Options: people, Half: true}, {Form: f, Name: "due", Label: "完成期限", Kind: ui.Date, Half: true}, {Form: f, Name: "upward", Label: "本局解决不了，要请上级帮助", Kind: ui.Check, Optional: true}}, Buttons: []ui.Button{{Label: "列入清单", Look: "primary", Save: true}}})
	}
	me, _ := chart.PersonOf(org.Actor(q).Login)
	leads := chart.Rank(me.ID) == org.RankDirector
	for _, x := range chart.Holders(r.Org.Places.PartySecretary) {
		leads = leads || x.ID == me.ID
	}
	if leads && me.ID != 0 && len(v.Measures) > 0 {
		f := form(q, "check", m.URL()+"/check", of, failed)
		p.Parts = append(p.Parts, ui.Part{Title: "检查督促", Form: f, Fields: []ui.Field{{Form: f, Name: "words", Label: "检查了什么、情况怎样", Kind: ui.Area, Rows: 3, Max: mostText}}, Buttons: []ui.Button{{Label: "记下检查"}}})
	}
	return q.Desk(m.Title()+"整改清单", ui.ListPage(p))
}

type improveInput struct {
	Problem string     `form:"problem" label:"查出的问题" max:"200" need:"请写明问题。"`
	Measure string     `form:"measure" label:"整改措施" max:"2000" need:"请写明整改措施。"`
	Owner   int64      `form:"owner" label:"责任人" need:"请选择责任人。"`
	Due     civil.Date `form:"due" label:"完成期限" need:"请填写完成期限。"`
	Upward  bool       `form:"upward" label:"请上级帮助"`
}

func (r *Room) improvePage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[improveInput](q)
	if err == nil {
		_, err = r.Improve(org.Context(q), org.Actor(q), Improvement{Year: v.Meeting.Year, Problem: in.Problem, Measure: in.Measure, Owner: in.Owner, Due: in.Due, Upward: in.Upward})
	}
	if err != nil {
		return r.again(q, err, "improve", r.measuresPage)
	}
	return web.Redirect(v.Meeting.URL()+"/measures").Say(ui.OK, "已列入整改清单。"), nil
}

type checkInput struct {
	Words string `form:"words" label:"情况" max:"2000" need:"请写明检查了什么、情况怎样。"`
}

func (r *Room) checkPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[checkInput](q)
	if err == nil {
		_, err = r.Look(org.Context(q), org.Actor(q), v.Meeting.Year, in.Words)
	}
	if err != nil {
		return r.again(q, err, "check", r.measuresPage)
	}
	return web.Redirect(v.Meeting.URL()+"/measures").Say(ui.OK, "检查已记下。"), nil
}

// measurePage shows one measure to whoever carries it out and to the meeting's readers.
func (r *Room) measurePage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	x, m, papers, err := r.Measure(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	p := ui.Listing{Head: ui.Head{Title: x.Problem, Crumbs: []ui.Link{{Text: "民主生活会", URL: "/life"}}, Meta: []string{m.Title(), x.Owner}}}
	pairs := []ui.Pair{{Key: "整改措施", Text: x.Measure, Wide: true}, {Key: "责任人", Text: x.Owner}, {Key: "期限", Text: x.Due.Chinese()}}
	if x.Upward {
		text := "要请上级帮助解决，还没有报告"
		if !x.UpwardOn.IsZero() {
			text = x.UpwardOn.Chinese() + "报告上级，" + x.UpwardNo
		}
		pairs = append(pairs, ui.Pair{Key: "请上级帮助", Text: text, Wide: true})
	}
	if !x.DoneOn.IsZero() {
		pairs = append(pairs, ui.Pair{Key: "完成情况", Text: x.DoneOn.Chinese() + "　" + x.Result, Wide: true})
	}
	p.Parts = append(p.Parts, ui.Part{Pairs: pairs})
	if len(papers) > 0 {
		files := ui.Part{Title: "证明材料"}
		for _, a := range papers {
			row := a.Row()
			row.Download = fmt.Sprintf("/life-papers/%d", a.ID)
			files.Files = append(files.Files, row)
		}
		p.Parts = append(p.Parts, files)
	}
	if m.State == Running && (x.Login == who.Login || r.serves(who)) {
		if x.DoneOn.IsZero() {
			f := form(q, "done", x.URL(), of, failed)
			f.Multipart = true
			f.Set("what", "done")
			p.Parts = append(p.Parts, ui.Part{Title: "登记完成", Form: f, Fields: []ui.Field{{Form: f, Name: "what", Kind: ui.Hidden}, {Form: f, Name: "words", Label: "怎样整改的、结果怎样", Kind: ui.Area, Rows: 3, Max: mostText}, {Form: f, Name: "files", Label: "证明材料", Kind: ui.File, Multiple: true, Optional: true}}, Buttons: []ui.Button{{Label: "登记完成", Look: "primary"}}})
		}
		if x.Upward && x.UpwardOn.IsZero() {
			f := form(q, "upward", x.URL(), of, failed)
			f.Wide, f.Multipart = true, true
			f.Set("what", "upward")
			p.Parts = append(p.Parts, ui.Part{Title: "登记已报告上级", Form: f, Fields: []ui.Field{{Form: f, Name: "what", Kind: ui.Hidden}, {Form: f, Name: "upward_on", Label: "报告日期", Kind: ui.Date, Half: true}, {Form: f, Name: "upward_no", Label: "文号", Half: true, Max: mostLine}}, Buttons: []ui.Button{{Label: "登记报告"}}})
		}
	}
	return q.Desk("整改措施", ui.ListPage(p))
}

type carryInput struct {
	What     string        `form:"what" label:"登记什么"`
	Words    string        `form:"words" label:"怎样整改的" max:"2000"`
	UpwardOn civil.Date    `form:"upward_on" label:"报告日期"`
	UpwardNo string        `form:"upward_no" label:"文号" max:"200"`
	Files    []*web.Upload `form:"files" label:"证明材料"`
}

func (r *Room) carryPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	x, _, _, err := r.Measure(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	in, err := web.Decode[carryInput](q)
	w := Result{Measure: id, Words: in.Words}
	if in.What == "upward" {
		w = Result{Measure: id, UpwardOn: in.UpwardOn, UpwardNo: in.UpwardNo}
		if in.UpwardOn.IsZero() && err == nil {
			err = past("upward_on", in.UpwardOn, r.Door.Today())
		}
	}
	if err == nil {
		w.Papers, err = r.papersFrom(q, in.Files)
	}
	if err == nil {
		_, err = r.Carry(org.Context(q), org.Actor(q), w)
	}
	if err != nil {
		return r.again(q, err, in.What, func(q *web.Request, of string, err error) (web.Answer, error) { return r.measurePage(q, of, err) })
	}
	return web.Redirect(x.URL()).Say(ui.OK, "已登记。"), nil
}

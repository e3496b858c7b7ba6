package study

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
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
	t := ui.Table{Caption: "我的笔记", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "标题", Wide: true, Wrap: true}, {Label: "写成日期"}, {Label: "状态"}}, Empty: ui.Empty{Title: "这一年还没有登记笔记", Text: "在下面登记一篇，或者从表格导入。"}}
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

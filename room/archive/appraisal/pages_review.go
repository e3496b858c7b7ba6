package appraisal

import (
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

func holdFields(f *ui.Form) []ui.Field {
	f.Set("kind", "audit")
	return []ui.Field{{Form: f, Name: "kind", Label: "原因", Kind: ui.Radio, Half: true, Options: []ui.Option{{Value: "audit", Label: "审计"}, {Value: "lawsuit", Label: "诉讼"}, {Value: "other", Label: "其他"}}},
		{Form: f, Name: "reason", Label: "依据", Half: true, Max: 300, Hint: "如通知的文号。"}}
}

type holdInput struct {
	Kind   string `form:"kind" label:"原因"`
	Reason string `form:"reason" label:"依据" max:"300"`
}

// holdsForm lists the holds; name says which form failed: "set" or the hold to lift.
func (r *Room) holdsForm(q *web.Request, name string, failed error) (web.Answer, error) {
	holds, err := r.Holds(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	p := paper{head: ui.Head{Title: "冻结", Crumbs: crumbs, Meta: []string{"冻结期间不能审批、签署和销毁"}}}
	t := &ui.Table{Caption: "冻结", Columns: []ui.Column{{Label: "范围"}, {Label: "原因"}, {Label: "依据", Wide: true}, {Label: "冻结人"}, {Label: "解除"}}, Empty: ui.Empty{Title: "没有冻结", Text: "审计、诉讼等需要保全档案时，一次冻结全部鉴定销毁。"}}
	shown := failed == nil
	if who.May(Hold) {
		f := &ui.Form{Action: "/archive/holds", Key: web.NewKey()}
		if name == "set" {
			f, shown = q.FormFor("/archive/holds", failed), true
		}
		f.Wide = true
		p.steps = append(p.steps, step{title: "全部冻结", form: f, fields: holdFields(f), buttons: []ui.Button{{Label: "冻结全部鉴定销毁", Look: "primary"}}})
	}
	for _, h := range holds {
		scope := ui.Cell{Text: "全部"}
		if h.BatchID != 0 {
			scope = ui.Cell{Text: "一个批次", URL: batchURL(h.BatchID)}
		}
		lifted := ui.Cell{Tags: []ui.Tag{{Text: "冻结中", Tone: ui.Warn}}}
		if h.LiftedAt != 0 {
			lifted = ui.Cell{Text: when(h.LiftedAt) + " " + h.LiftedName, Sub: h.LiftReason}
		} else if who.May(Release) {
			action := fmt.Sprintf("/archive/holds/%d/lift", h.ID)
			f := &ui.Form{Action: action, Key: web.NewKey()}
			if name == fmt.Sprint(h.ID) {
				f, shown = q.FormFor(action, failed), true
			}
			p.steps = append(p.steps, step{title: "解除冻结：" + h.Reason, form: f, fields: []ui.Field{{Form: f, Name: "note", Label: "解除的依据", Max: 300}}, buttons: []ui.Button{{Label: "解除冻结"}}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{scope, {Text: HoldLabel(h.Kind)}, {Text: h.Reason}, {Text: h.SetName, Sub: when(h.SetAt)}, lifted}})
	}
	if !shown {
		return web.Answer{}, failed
	}
	p.table = t
	return q.Desk("冻结", paperPage(p))
}

func (r *Room) holdPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[holdInput](q)
	if err == nil {
		_, err = r.SetHold(org.Context(q), org.Actor(q), 0, in.Kind, in.Reason)
	}
	if err != nil {
		return r.holdsForm(q, "set", err)
	}
	return web.Redirect("/archive/holds").Say(ui.OK, "已冻结全部鉴定销毁。"), nil
}

func (r *Room) holdBatchPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "hold", func(id int64) (string, error) {
		in, err := web.Decode[holdInput](q)
		if err != nil {
			return "", err
		}
		_, err = r.SetHold(org.Context(q), org.Actor(q), id, in.Kind, in.Reason)
		return "已冻结这个批次。", err
	})
}

func (r *Room) liftPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		Note string `form:"note" label:"解除的依据" max:"300"`
	}](q)
	if err == nil {
		_, err = r.Lift(org.Context(q), org.Actor(q), id, in.Note)
	}
	if err != nil {
		return r.holdsForm(q, fmt.Sprint(id), err)
	}
	return web.Redirect("/archive/holds").Say(ui.OK, "已解除冻结。"), nil
}

// openingForm lists what is due for the review for opening and what waits for a
// second person; name says which form failed: "propose" or "confirm".
func (r *Room) openingForm(q *web.Request, name string, failed error) (web.Answer, error) {
	who := org.Actor(q)
	year := 0
	if s := q.Values().Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 9999 {
			return web.Answer{}, fault.Field("year", s, "年度应为四位数字，如 2016。")
		}
		year = n
	}
	due, total, err := r.ToOpen(q.Context(), who, year, 200)
	if err != nil {
		return web.Answer{}, err
	}
	waiting, err := r.Reviews(q.Context(), who, "proposed", 200)
	if err != nil {
		return web.Answer{}, err
	}
	done, err := r.Reviews(q.Context(), who, "", 50)
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: "开放审核", Meta: []string{fmt.Sprintf("形成满 %d 年的档案和拟移交的档案，初审和复审由两个人办理", OpenAfter)}}
	if len(done) > 0 {
		head.Actions = []ui.Button{{Label: "打印开放审核清单", URL: "/archive/opening/print.pdf"}}
	}
	p := paper{head: head}
	shown := failed == nil
	form := func(step string) *ui.Form {
		f := &ui.Form{Action: "/archive/opening/" + step, Key: web.NewKey()}
		if step == name {
			f, shown = q.FormFor("/archive/opening/"+step, failed), true
		}
		f.Wide = true
		return f
	}
	pick := &ui.Form{Action: "/archive/opening", Method: "get"}
	if year != 0 {
		pick.Set("year", fmt.Sprint(year))
	}
	p.steps = append(p.steps, step{title: "选年度", hint: "不填年度时列出形成满 25 年的；移交前按年度审核。", form: pick, fields: []ui.Field{{Form: pick, Name: "year", Label: "归档年度", Kind: ui.Number, Optional: true}}, buttons: []ui.Button{{Label: "列出"}}})
	if who.May(Appraise) {
		f := form("propose")
		if year != 0 {
			f.Set("year", fmt.Sprint(year))
		}
		t := &ui.Table{Caption: "待审核", Select: "item", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "日期"}, {Label: "密级"}}, Empty: ui.Empty{Title: "没有待审核的档案"}}
		for _, it := range due {
			t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(it.ID), Checked: f.Has("item", fmt.Sprint(it.ID)), Cells: []ui.Cell{{Text: it.Code}, {Text: it.Title}, {Text: it.Date.String()}, {Text: it.Level.Label()}}})
		}
		p.steps = append(p.steps, step{title: fmt.Sprintf("初审（共 %d 件）", total), hint: "一次列出 200 件。", form: f, table: t, fields: []ui.Field{
			{Form: f, Name: "opinion", Label: "开放意见", Kind: ui.Radio, Half: true, Options: []ui.Option{{Value: "open", Label: "开放"}, {Value: "controlled", Label: "控制"}, {Value: "deferred", Label: "延期开放"}}},
			{Form: f, Name: "reason", Label: "不开放的理由", Half: true, Optional: true, Max: 500}, {Form: f, Name: "year", Kind: ui.Hidden}}, buttons: []ui.Button{{Label: "提出意见", Look: "primary"}}})
	}
	if who.May(Opening) {
		f := form("confirm")
		t := &ui.Table{Caption: "待复审", Select: "review", Columns: reviewColumns, Rows: reviewRows(waiting, f), Empty: ui.Empty{Title: "没有待复审的意见"}}
		p.steps = append(p.steps, step{title: "复审", hint: "复审人不能是初审人。不表态的意见不会自动生效。", form: f, table: t, fields: []ui.Field{{Form: f, Name: "note", Label: "退回的理由", Optional: true, Max: 500}},
			buttons: []ui.Button{{Label: "确认意见", Name: "answer", Value: "yes", Look: "primary"}, {Label: "退回初审", Name: "answer", Value: "no"}}})
	}
	if !shown {
		return web.Answer{}, failed
	}
	for i := range p.steps { // nothing to choose, nothing to press
		if t := p.steps[i].table; t != nil && len(t.Rows) == 0 {
			p.steps[i].hint, p.steps[i].fields, p.steps[i].buttons = "", nil, nil
		}
	}
	if len(done) > 0 {
		p.table = &ui.Table{Caption: "最近的审核意见", Columns: reviewColumns, Rows: reviewRows(done, nil)}
	}
	return q.Desk("开放审核", paperPage(p))
}

var reviewColumns = []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "意见"}, {Label: "初审"}, {Label: "复审"}}

func reviewRows(list []Review, f *ui.Form) []ui.Row {
	var out []ui.Row
	for _, v := range list {
		second := ui.Cell{Text: v.AnsweredName, Sub: v.Note, Tags: []ui.Tag{{Text: ReviewLabel(v.State), Tone: map[string]ui.Tone{"proposed": ui.Warn, "confirmed": ui.OK, "returned": ui.Bad}[v.State]}}}
		out = append(out, ui.Row{ID: fmt.Sprint(v.ID), Checked: f.Has("review", fmt.Sprint(v.ID)), Cells: []ui.Cell{{Text: v.Code}, {Text: v.Title}, {Text: archive.OpeningLabel(v.Opinion), Sub: v.Reason}, {Text: v.ProposedName, Sub: when(v.ProposedAt)}, second}})
	}
	return out
}

func (r *Room) proposePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Items   []int64 `form:"item" label:"件" max:"3000"`
		Opinion string  `form:"opinion" label:"开放意见"`
		Reason  string  `form:"reason" label:"理由" max:"500"`
	}](q)
	var ids []int64
	if err == nil {
		ids, err = r.Propose(org.Context(q), org.Actor(q), in.Items, in.Opinion, in.Reason)
	}
	if err != nil {
		return r.openingForm(q, "propose", err)
	}
	return web.Redirect("/archive/opening").Say(ui.OK, fmt.Sprintf("已提出 %d 件的开放意见，等待另一人复审。", len(ids))), nil
}

func (r *Room) confirmPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Reviews []int64 `form:"review" label:"件" max:"3000"`
		Note    string  `form:"note" label:"退回的理由" max:"500"`
		Answer  string  `form:"answer" label:"复审意见"`
	}](q)
	if err == nil && in.Answer != "yes" && in.Answer != "no" {
		err = fault.Field("answer", in.Answer, "请选择确认或退回。")
	}
	n := 0
	if err == nil {
		n, err = r.Confirm(org.Context(q), org.Actor(q), in.Reviews, in.Answer == "yes", in.Note)
	}
	if err != nil {
		return r.openingForm(q, "confirm", err)
	}
	return web.Redirect("/archive/opening").Say(ui.OK, fmt.Sprintf("已复审 %d 件。", n)), nil
}

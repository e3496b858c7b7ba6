package appraisal

import (
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// show is one appraisal with what the actor may do about it; the form named by
// name comes back with what was typed.
func (r *Room) show(q *web.Request, name string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	d, err := r.Batch(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, err
	}
	p := paper{head: ui.Head{Title: "鉴定批次 " + d.Number, Crumbs: crumbs, Meta: []string{d.Title}, Tags: []ui.Tag{{Text: StateLabel(d.State), Tone: stateTones[d.State]}},
		Actions: []ui.Button{{Label: "打印鉴定报告", URL: batchURL(id) + "/report/print.pdf"}}}, course: r.course(d)}
	if d.ListNumber != "" {
		p.head.Actions = append(p.head.Actions, ui.Button{Label: "打印销毁清册", URL: batchURL(id) + "/list/print.pdf"})
	}
	if d.Hold != nil {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: "已冻结（" + HoldLabel(d.Hold.Kind) + "）：" + d.Hold.Reason + "。解除以前不能审批、签署和销毁。", Link: ui.Link{Text: "查看冻结", URL: "/archive/holds"}})
	}
	today := r.Archive.Door.Today()
	if d.State == Approved && today.Before(d.Earliest) {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("冷静期 %d 天，最早 %s 才能执行，还有 %d 天。", d.Cooling, d.Earliest.Chinese(), d.Earliest.Sub(today))})
	}
	if d.State == Appraising && d.Note != "" {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: "上次审批退回：" + d.Note})
	}
	keep, destroy, open := tally(d.Lines)
	p.pairs = []ui.Pair{{Key: "组长", Text: d.Leader}, {Key: "档案部门", Text: d.Archives}, {Key: "业务科室", Text: d.Business, Wide: true},
		{Key: "意见", Text: fmt.Sprintf("继续保存 %d 件，销毁 %d 件，未提意见 %d 件", keep, destroy, open), Wide: true}}
	if d.ListNumber != "" {
		p.pairs = append(p.pairs, ui.Pair{Key: "销毁清册", Text: d.ListNumber, Code: true, Wide: true})
	}
	if d.Report != "" {
		p.pairs = append(p.pairs, ui.Pair{Key: "鉴定情况", Text: d.Report, Wide: true})
	}
	if d.Supervisor1 != "" {
		p.pairs = append(p.pairs, ui.Pair{Key: "监销人", Text: d.Supervisor1Name + signedText(d.Signed1)}, ui.Pair{Key: "监销人", Text: d.Supervisor2Name + signedText(d.Signed2)})
	}
	if d.State == Destroyed {
		p.pairs = append(p.pairs, ui.Pair{Key: "销毁日期", Text: d.DestroyedOn.String()}, ui.Pair{Key: "销毁地点", Text: d.Place})
	}
	shown := failed == nil
	form := func(step string) *ui.Form {
		f := &ui.Form{Action: batchURL(id) + "/" + step, Key: web.NewKey()}
		if step == name {
			f, shown = q.FormFor(batchURL(id)+"/"+step, failed), true
		}
		f.Wide = true
		return f
	}
	if p.steps, err = r.steps(q, who, d, form); err != nil {
		return web.Answer{}, err
	}
	if !shown {
		// Somebody else has moved the appraisal on, so that its form is no longer here.
		return web.Answer{}, failed
	}
	if d.State != Appraising || !who.May(Opine) {
		p.table = lineTable(d, nil)
	}
	if d.State == Destroyed {
		gone, err := r.Files(q.Context(), id)
		if err != nil {
			return web.Answer{}, err
		}
		n := map[string]int{}
		for _, g := range gone {
			n[g.State]++
		}
		p.pairs = append(p.pairs, ui.Pair{Key: "文件", Text: fmt.Sprintf("已销毁 %d 份，他件仍在使用而保留 %d 份，待销毁 %d 份", n["gone"], n["shared"], n["due"]), Wide: true})
	}
	return q.Desk("鉴定批次 "+d.Number, paperPage(p))
}

func signedText(at int64) string {
	if at == 0 {
		return "（未签署）"
	}
	return "（" + when(at) + " 签署）"
}

func lineTable(d Detail, f *ui.Form) *ui.Table {
	t := &ui.Table{Caption: "鉴定的档案", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "年度", Numeric: true}, {Label: "期满日"}, {Label: "页数", Numeric: true}, {Label: "意见"}}, Empty: ui.Empty{Title: "批次中没有档案"}}
	if f != nil {
		t.Select = "line"
	}
	for _, x := range d.Lines {
		opinion, why := ui.Cell{Text: OpinionLabel(x.Opinion)}, ""
		if x.Opinion == Keep {
			opinion.Text = "保存，改定为" + x.Period.Label()
		}
		switch x.Outcome {
		case "kept":
			opinion.Tags = []ui.Tag{{Text: "已改定", Tone: ui.OK}}
		case "destroyed":
			opinion.Tags = []ui.Tag{{Text: "已销毁", Tone: ui.Bad}}
		}
		if x.OpinedName != "" {
			why = x.OpinedName + "：" + x.Reason
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(x.ID), Checked: f.Has("line", fmt.Sprint(x.ID)), Cells: []ui.Cell{{Text: x.Code}, {Text: x.Title, Sub: why}, {Text: fmt.Sprint(x.Year)}, {Text: x.Expires.String()}, {Text: fmt.Sprint(x.Pages)}, opinion}})
	}
	return t
}

// course is what happened and what is still to come before anything is destroyed.
func (r *Room) course(d Detail) ui.Timeline {
	next := func(done bool) string {
		if done {
			return ""
		}
		return "next"
	}
	t := ui.Timeline{Events: []ui.Event{{Verb: "成立鉴定小组", Who: d.CreatedName, At: clock.FromMicros(d.CreatedAt)},
		{Verb: "鉴定报告", Who: d.ReportedName, Note: d.ReportedOn.String(), State: next(!d.ReportedOn.IsZero())}}}
	if d.State == Cancelled {
		t.Events = append(t.Events, ui.Event{Verb: "撤销", Opinion: d.Note, Tone: ui.Bad})
		return t
	}
	t.Events = append(t.Events, ui.Event{Verb: "审批", Who: d.ApprovedName, Note: d.ApprovedOn.String(), Opinion: d.ApprovalNote, State: next(!d.ApprovedOn.IsZero())})
	if d.State == Finished {
		return t
	}
	cool := ui.Event{Verb: "冷静期", State: "next"}
	if !d.Earliest.IsZero() {
		cool.Note = "至 " + d.Earliest.String()
		if !r.Archive.Door.Today().Before(d.Earliest) {
			cool.State = ""
		}
	}
	t.Events = append(t.Events, cool,
		ui.Event{Verb: "监销人签署", Who: d.Supervisor1Name, Note: when(d.Signed1), State: next(d.Signed1 != 0)},
		ui.Event{Verb: "监销人签署", Who: d.Supervisor2Name, Note: when(d.Signed2), State: next(d.Signed2 != 0)},
		ui.Event{Verb: "销毁", Who: d.DestroyedName, Note: d.DestroyedOn.String(), State: next(d.State == Destroyed)})
	return t
}

func (r *Room) steps(q *web.Request, who act.Actor, d Detail, form func(string) *ui.Form) ([]step, error) {
	var out []step
	note := func(f *ui.Form, label string, optional bool) []ui.Field {
		return []ui.Field{{Form: f, Name: "note", Label: label, Kind: ui.Area, Rows: 2, Max: 500, Optional: optional}}
	}
	switch d.State {
	case Appraising:
		if who.May(Opine) {
			f := form("opine")
			b := []ui.Button{{Label: "登记意见", Look: "primary", Save: true}}
			if who.May(Appraise) {
				b = append(b, ui.Button{Label: "移出本批次", Action: batchURL(d.ID) + "/remove"})
			}
			out = append(out, step{title: "逐件鉴定", hint: "勾选意见相同的件，登记意见和理由。", form: f, table: lineTable(d, f), buttons: b, fields: []ui.Field{
				{Form: f, Name: "opinion", Label: "意见", Kind: ui.Radio, Half: true, Options: []ui.Option{{Value: ToDestroy, Label: "销毁"}, {Value: Keep, Label: "继续保存"}}},
				{Form: f, Name: "period", Label: "改定的保管期限", Kind: ui.Select, Half: true, Optional: true, Hint: "继续保存时选定。", Options: []ui.Option{{Value: "", Label: "不改"}, {Value: "Y", Label: "永久"}, {Value: "D30", Label: "30年"}, {Value: "D10", Label: "10年"}}},
				{Form: f, Name: "reason", Label: "理由", Kind: ui.Area, Rows: 2, Max: 500}}})
		}
		if who.May(Appraise) {
			f := form("report")
			f.Set("report", d.Report)
			out = append(out, step{title: "提出鉴定报告", form: f, hint: "全部提出意见以后才能报审。报审以后不能再改意见。", fields: []ui.Field{{Form: f, Name: "report", Label: "鉴定情况说明", Kind: ui.Area, Rows: 5, Max: 4000}}, buttons: []ui.Button{{Label: "报负责人审批", Look: "primary"}}})
		}
	case Reported:
		if who.May(Approve) {
			f, g := form("approve"), form("return")
			out = append(out, step{title: "批准", hint: "批准后，继续保存的立即改定期限，拟销毁的进入冷静期。参加过这个批次鉴定的人不能批准。", form: f, fields: note(f, "审批意见", true), buttons: []ui.Button{{Label: "批准鉴定报告和销毁清册", Look: "primary"}}},
				step{title: "退回", form: g, fields: note(g, "退回的理由", false), buttons: []ui.Button{{Label: "退回鉴定小组", Look: "danger"}}})
		}
	case Approved:
		if who.May(Appraise) {
			people, err := r.Supervisors(q.Context())
			if err != nil {
				return nil, err
			}
			f := form("appoint")
			f.Set("supervisor1", d.Supervisor1)
			f.Set("supervisor2", d.Supervisor2)
			opts := []ui.Option{{Value: "", Label: "请选择"}}
			for _, a := range people {
				if a.Login != d.ApprovedBy {
					opts = append(opts, ui.Option{Value: a.Login, Label: a.Name, Group: a.UnitName})
				}
			}
			out = append(out, step{title: "监销人", hint: "两名不同的人，都不能是批准人。重新指定后，已有的签署作废。", form: f, fields: []ui.Field{{Form: f, Name: "supervisor1", Label: "第一监销人", Kind: ui.Select, Options: opts, Half: true},
				{Form: f, Name: "supervisor2", Label: "第二监销人", Kind: ui.Select, Options: opts, Half: true}}, buttons: []ui.Button{{Label: "指定监销人"}}})
		}
		out = append(out, r.doorSteps(who, d)...)
	}
	if who.May(Hold) && (d.State == Reported || d.State == Approved) && d.Hold == nil {
		f := form("hold")
		out = append(out, step{title: "冻结这个批次", form: f, fields: holdFields(f), buttons: []ui.Button{{Label: "冻结"}}})
	}
	if who.May(Appraise) && (d.State == Appraising || d.State == Reported || d.State == Approved) {
		f := form("cancel")
		out = append(out, step{title: "撤销这个批次", form: f, fields: note(f, "撤销的理由", false), buttons: []ui.Button{{Label: "撤销批次", Look: "danger"}}})
	}
	return out, nil
}

// doorSteps lead to the pages of the two steps that cannot be undone.
func (r *Room) doorSteps(who act.Actor, d Detail) []step {
	var out []step
	why := ""
	switch today := r.Archive.Door.Today(); {
	case d.Hold != nil:
		why = "已冻结"
	case today.Before(d.Earliest):
		why = "冷静期未满，最早 " + d.Earliest.String()
	}
	get := func(path string) *ui.Form { return &ui.Form{Action: batchURL(d.ID) + path, Method: "get"} }
	if who.May(Supervise) && (who.Login == d.Supervisor1 || who.Login == d.Supervisor2) {
		out = append(out, step{title: "监销签署", form: get("/sign"), buttons: []ui.Button{{Label: "核对并签署", Look: "primary", Reason: why}}})
	}
	if who.May(Destroy) {
		if why == "" && (d.Signed1 == 0 || d.Signed2 == 0) {
			why = "两名监销人都签署后才能执行"
		}
		out = append(out, step{title: "执行销毁", form: get("/execute"), buttons: []ui.Button{{Label: "去执行页", Look: "danger", Reason: why}}})
	}
	return out
}

func (r *Room) do(q *web.Request, name string, run func(id int64) (string, error)) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	say, err := run(id)
	if err != nil {
		return r.show(q, name, err)
	}
	return web.Redirect(batchURL(id)).Say(ui.OK, say), nil
}

func (r *Room) opinePage(q *web.Request) (web.Answer, error) {
	return r.do(q, "opine", func(id int64) (string, error) {
		in, err := web.Decode[struct {
			Lines   []int64 `form:"line" label:"件" max:"3000"`
			Opinion string  `form:"opinion" label:"意见"`
			Period  string  `form:"period" label:"保管期限"`
			Reason  string  `form:"reason" label:"理由" max:"500"`
		}](q)
		if err != nil {
			return "", err
		}
		n, err := r.Judge(org.Context(q), org.Actor(q), Verdict{id, in.Lines, in.Opinion, in.Period, in.Reason})
		return fmt.Sprintf("已登记 %d 件的意见：%s。", n, OpinionLabel(in.Opinion)), err
	})
}

func (r *Room) removePage(q *web.Request) (web.Answer, error) {
	return r.do(q, "opine", func(id int64) (string, error) {
		in, err := web.Decode[struct {
			Lines []int64 `form:"line" label:"件" max:"3000"`
		}](q)
		if err != nil {
			return "", err
		}
		n, err := r.Remove(org.Context(q), org.Actor(q), id, in.Lines)
		return fmt.Sprintf("已移出 %d 件，本次不鉴定。", n), err
	})
}

func (r *Room) reportPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "report", func(id int64) (string, error) {
		in, err := web.Decode[struct {
			Report string `form:"report" label:"鉴定情况说明" max:"4000"`
		}](q)
		if err != nil {
			return "", err
		}
		b, err := r.Report(org.Context(q), org.Actor(q), id, in.Report)
		return "已提出鉴定报告 " + b.Number + "，等待审批。", err
	})
}

// noted does a step whose form is one note.
func (r *Room) noted(q *web.Request, name string, run func(id int64, note string) (string, error)) (web.Answer, error) {
	return r.do(q, name, func(id int64) (string, error) {
		in, err := web.Decode[struct {
			Note string `form:"note" label:"意见" max:"500"`
		}](q)
		if err != nil {
			return "", err
		}
		return run(id, in.Note)
	})
}

func (r *Room) approvePage(q *web.Request) (web.Answer, error) {
	return r.noted(q, "approve", func(id int64, note string) (string, error) {
		b, err := r.Approve(org.Context(q), org.Actor(q), id, note)
		if b.Earliest.IsZero() {
			return "已批准鉴定报告 " + b.Number + "。", err
		}
		return fmt.Sprintf("已批准，冷静期 %d 天，最早 %s 才能执行销毁。", b.Cooling, b.Earliest.Chinese()), err
	})
}

func (r *Room) returnPage(q *web.Request) (web.Answer, error) {
	return r.noted(q, "return", func(id int64, note string) (string, error) {
		b, err := r.SendBack(org.Context(q), org.Actor(q), id, note)
		return "已退回 " + b.Number + "。", err
	})
}

func (r *Room) cancelPage(q *web.Request) (web.Answer, error) {
	return r.noted(q, "cancel", func(id int64, note string) (string, error) {
		b, err := r.Cancel(org.Context(q), org.Actor(q), id, note)
		return "已撤销 " + b.Number + "，其中的档案保持原样。", err
	})
}

func (r *Room) appointPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "appoint", func(id int64) (string, error) {
		in, err := web.Decode[struct {
			First  string `form:"supervisor1" label:"第一监销人" need:"请选择第一监销人。"`
			Second string `form:"supervisor2" label:"第二监销人" need:"请选择第二监销人。"`
		}](q)
		if err != nil {
			return "", err
		}
		b, err := r.Appoint(org.Context(q), org.Actor(q), id, in.First, in.Second)
		return "已指定监销人：" + b.Supervisor1Name + "、" + b.Supervisor2Name + "。", err
	})
}

// before shows the page in front of a step that cannot be undone.
func (r *Room) before(q *web.Request, name string, failed error, confirm func(d Detail, destroy int, f *ui.Form) ui.Confirm) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	d, err := r.Batch(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, err
	}
	if d.State != Approved {
		if failed != nil {
			return web.Answer{}, failed
		}
		return web.Answer{}, fault.Newf(fault.Conflict, "鉴定批次 %s 现在是“%s”，不能这样办。", d.Number, StateLabel(d.State))
	}
	_, destroy, _ := tally(d.Lines)
	f := q.FormFor(batchURL(id)+"/"+name, failed)
	c := confirm(d, destroy, f)
	c.Form, c.Type = f, ui.Field{Form: f, Name: "number", Label: "键入清册编号 " + d.ListNumber + " 确认", Code: true, Focus: true}
	c.No = ui.Link{Text: "不办，返回", URL: batchURL(id)}
	return q.Desk(c.What, sure(ui.Head{Title: "销毁清册 " + d.ListNumber, Crumbs: append(crumbs, ui.Link{Text: d.Number, URL: batchURL(id)}), Actions: []ui.Button{{Label: "打印销毁清册", URL: batchURL(id) + "/list/print.pdf"}}}, c))
}

func (r *Room) signForm(q *web.Request, failed error) (web.Answer, error) {
	return r.before(q, "sign", failed, func(d Detail, n int, _ *ui.Form) ui.Confirm {
		return ui.Confirm{What: fmt.Sprintf("监销签署：拟销毁 %d 件", n), Effects: []string{"已按清册逐件核对实物和目录，与清册相符。", "两名监销人都签署后，由档案员执行销毁。", "签署记入台账。"}, Yes: ui.Button{Label: "已逐件核对，签署", Look: "primary"}}
	})
}

func (r *Room) signPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		Number string `form:"number" label:"清册编号" need:"请键入清册编号。"`
	}](q)
	var b Batch
	if err == nil {
		b, err = r.Sign(org.Context(q), org.Actor(q), id, in.Number)
	}
	if err != nil {
		return r.signForm(q, err)
	}
	return web.Redirect(batchURL(id)).Say(ui.OK, "已签署销毁清册 "+b.ListNumber+"。"), nil
}

func (r *Room) executeForm(q *web.Request, failed error) (web.Answer, error) {
	return r.before(q, "execute", failed, func(d Detail, n int, f *ui.Form) ui.Confirm {
		return ui.Confirm{What: fmt.Sprintf("销毁 %d 件", n), Forever: true, Effects: []string{fmt.Sprintf("%d 件的正文和文件删除，不能恢复；他件也在使用的文件保留。", n), "题名、档号等目录信息和销毁记录保留，仍可检索到。",
			"批准人：" + d.ApprovedName + "；监销人：" + d.Supervisor1Name + "、" + d.Supervisor2Name + "。", "纸质件须同时在指定地点销毁；备份中的副本按备份保存期清除。"},
			Fields: []ui.Field{{Form: f, Name: "place", Label: "销毁地点", Max: 200}}, Yes: ui.Button{Label: fmt.Sprintf("销毁 %d 件", n), Look: "danger"}}
	})
}

func (r *Room) executePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		Number string `form:"number" label:"清册编号" need:"请键入清册编号。"`
		Place  string `form:"place" label:"销毁地点" max:"200"`
	}](q)
	var b Batch
	if err == nil {
		b, err = r.Execute(org.Context(q), org.Actor(q), id, in.Number, in.Place)
	}
	if err != nil && b.State != Destroyed {
		return r.executeForm(q, err)
	}
	if err != nil {
		return web.Redirect(batchURL(id)).Say(ui.Warn, "已按清册 "+b.ListNumber+" 销毁目录所列档案，文件尚未全部删除，系统会再次清除。"), nil
	}
	return web.Redirect(batchURL(id)).Say(ui.OK, "已按清册 "+b.ListNumber+" 销毁，销毁记录保留。"), nil
}

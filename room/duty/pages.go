package duty

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/duty/roster"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	use, exempt := string(Use), string(Exempt)
	step := func(name string, do func(q *web.Request, id int64) error, say string) web.Page {
		return web.Page{Name: "duty.roster." + name, Method: "POST", Pattern: "/duty/rosters/{month}/" + name, Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.stepPage(q, do, say) }}
	}
	return []web.Page{
		{Name: "duty.month", Method: "GET", Pattern: "/duty", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.monthPage(q, "", nil) }},
		{Name: "duty.roster.generate", Method: "POST", Pattern: "/duty/rosters", Right: use, Serve: r.generatePage},
		step("submit", func(q *web.Request, id int64) error { _, err := r.Submit(org.Context(q), org.Actor(q), id); return err }, "已报审签。"),
		step("approve", func(q *web.Request, id int64) error {
			_, err := r.Approve(org.Context(q), org.Actor(q), id)
			return err
		}, "已审签，由办公室公布。"),
		step("return", func(q *web.Request, id int64) error {
			_, err := r.Return(org.Context(q), org.Actor(q), id, q.Values().Get("note"))
			return err
		}, "已退回为草表。"),
		step("publish", func(q *web.Request, id int64) error {
			_, err := r.Publish(org.Context(q), org.Actor(q), id)
			return err
		}, "已公布，并通知每个有班的人。"),
		{Name: "duty.roster.print", Method: "GET", Pattern: "/duty/rosters/{month}/roster.pdf", Right: use, Serve: r.printPage},
		{Name: "duty.shift", Method: "GET", Pattern: "/duty/shifts/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.shiftPage(q, "", nil) }},
		{Name: "duty.shift.assign", Method: "POST", Pattern: "/duty/shifts/{id}/assign", Right: use, Serve: r.assignPage},
		{Name: "duty.swap.ask", Method: "POST", Pattern: "/duty/shifts/{id}/swap", Right: use, Serve: r.askPage},
		{Name: "duty.takeover", Method: "POST", Pattern: "/duty/shifts/{id}/takeover", Right: use, Serve: r.takePage},
		{Name: "duty.swap", Method: "GET", Pattern: "/duty/swaps/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.swapPage(q, "", nil) }},
		{Name: "duty.swap.arrange", Method: "POST", Pattern: "/duty/swaps/{id}/arrange", Right: use, Serve: r.arrangePage},
		{Name: "duty.swap.refuse", Method: "POST", Pattern: "/duty/swaps/{id}/refuse", Right: use, Serve: r.refusePage},
		{Name: "duty.swap.withdraw", Method: "POST", Pattern: "/duty/swaps/{id}/withdraw", Right: use, Serve: r.withdrawPage},
		{Name: "duty.mine", Method: "GET", Pattern: "/duty/mine", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.minePage(q, "") }},
		{Name: "duty.mine.seen", Method: "POST", Pattern: "/duty/mine/seen", Right: use, Serve: r.seenPage},
		{Name: "duty.feed.make", Method: "POST", Pattern: "/duty/feeds", Right: use, Serve: r.feedMakePage},
		{Name: "duty.feed.revoke", Method: "POST", Pattern: "/duty/feeds/{id}/revoke", Right: use, Serve: r.feedRevokePage},
		{Name: "duty.feed", Method: "GET", Pattern: "/duty/feed/{token}", Public: "a calendar program signs in with the address alone, which its owner may revoke", Machine: true, Serve: r.feedPage},
		{Name: "duty.fairness", Method: "GET", Pattern: "/duty/fairness", Right: use, Serve: r.fairnessPage},
		{Name: "duty.people", Method: "GET", Pattern: "/duty/people", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.peoplePage(q, nil) }},
		{Name: "duty.people.set", Method: "POST", Pattern: "/duty/people", Right: use, Serve: r.memberPage},
		{Name: "duty.exemptions", Method: "GET", Pattern: "/duty/exemptions", Right: exempt, Serve: func(q *web.Request) (web.Answer, error) { return r.exemptionsPage(q, nil) }},
		{Name: "duty.exemption.set", Method: "POST", Pattern: "/duty/exemptions", Right: exempt, Serve: r.exemptPage},
		{Name: "duty.exemption.end", Method: "POST", Pattern: "/duty/exemptions/{id}/end", Right: exempt, Serve: r.exemptEndPage},
		{Name: "duty.temporary", Method: "GET", Pattern: "/duty/temporary", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.temporaryPage(q, nil) }},
		{Name: "duty.temporary.set", Method: "POST", Pattern: "/duty/temporary", Right: use, Serve: r.temporarySet},
		{Name: "duty.temporary.end", Method: "POST", Pattern: "/duty/temporary/{id}/end", Right: use, Serve: r.temporaryEnd},
	}
}

// seen writes into the ledger that somebody asked for a row not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var stateTones = map[string]ui.Tone{Draft: ui.Warn, Submitted: ui.Info, Approved: ui.Info, Published: ui.OK}

func monthWord(q *web.Request, today civil.Date) string {
	if m := q.Values().Get("month"); m != "" {
		return m
	}
	return monthOf(today)
}

// monthPage shows both tracks of a month; failed is what a step refused.
func (r *Room) monthPage(q *web.Request, month string, failed error) (web.Answer, error) {
	who, ctx, rd := org.Actor(q), q.Context(), r.Door.Reader()
	if month == "" {
		month = monthWord(q, r.Door.Today())
	}
	first, next, err := parseMonth(month)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "值班表", Meta: []string{monthChinese(month)}, Actions: []ui.Button{{Label: "我的班次", URL: "/duty/mine"}}}}
	for _, d := range []civil.Date{first.AddDays(-1), first, next} {
		m := monthOf(d)
		p.Tabs = append(p.Tabs, ui.Tab{Text: monthChinese(m), URL: rosterURL(m), Count: -1, Current: m == month})
	}
	if failed != nil {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fault.Of(failed).Safe()})
	}
	s, err := r.look(ctx, rd, roster.Days(first, next))
	if err != nil {
		return web.Answer{}, err
	}
	if cal, err := r.Calendar.Current(ctx); err != nil {
		return web.Answer{}, err
	} else if cal.Kind(first).Provisional || cal.Kind(next.AddDays(-1)).Provisional {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("%d年的节假日安排还没有登记，这里按法定节假日暂排；安排公布以后请重新核对。", first.Year), Link: ui.Link{Text: "看工作日历", URL: fmt.Sprintf("/calendar/%d", first.Year)}})
	}
	office := r.office(who)
	if office && len(s.set.Unconfirmed) > 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "编排所依据的参数还没有经本单位确认：" + strings.Join(s.set.Unconfirmed, "、") + "。", Link: ui.Link{Text: "到规章核对", URL: "/rules"}})
	}
	if office {
		p.Parts = append(p.Parts, ui.Part{Title: "办公室", Buttons: []ui.Button{{Label: "轮值人员和电话", URL: "/duty/people"}, {Label: "临时安排", URL: "/duty/temporary"}}})
	}
	x, err := r.Month(ctx, who, month)
	if fault.Is(err, fault.NotFound) {
		empty := ui.Table{Caption: "值班表", Columns: monthColumns, Empty: ui.Empty{Title: monthChinese(month) + "的值班表还没有公布"}}
		p.Parts = append(p.Parts, ui.Part{Table: &empty})
		if office && next.After(r.Door.Today()) {
			p.Parts = append(p.Parts, r.generatePart(q, month, false))
		}
		return q.Desk("值班表", ui.ListPage(p))
	}
	if err != nil {
		return web.Answer{}, err
	}
	p.Head.Tags = []ui.Tag{{Text: x.StateLabel(), Tone: stateTones[x.State]}}
	p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "打印", URL: "/duty/rosters/" + month + "/roster.pdf"})
	list, err := r.shiftsOf(ctx, rd, x.ID)
	if err != nil {
		return web.Answer{}, err
	}
	held := map[heldKey]Turn{}
	if x.State == Published {
		if held, err = r.heldOf(ctx, rd, list); err != nil {
			return web.Answer{}, err
		}
	}
	if x.Note != "" && x.State == Draft {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "退回的理由：" + x.Note})
	}
	gaps := 0
	for _, row := range list {
		gaps += row.gaps()
	}
	if gaps > 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("有 %d 处空缺，排定以后才能报审签。缘由写在表中。", gaps)})
	}
	p.Parts = append(p.Parts, r.stepParts(q, x, s, office)...)
	t := s.monthTable(list, held, x.State == Published || office)
	p.Parts = append(p.Parts, ui.Part{Title: "班次", Hint: "地点：" + s.set.Place + "。" + s.both() + "。", Table: &t})
	if office || x.State == Published {
		d := tallied{counts: tallyDraft(list)}
		for _, f := range s.fairness(d, first, next) {
			t := f.table()
			p.Parts = append(p.Parts, ui.Part{Title: "本月各人班次：" + TrackLabel(f.Track), Table: &t})
		}
	}
	return q.Desk("值班表", ui.ListPage(p))
}

// tallyDraft counts a roster as drawn up.
func tallyDraft(list []Shift) map[string]map[int64]roster.Counts {
	out := map[string]map[int64]roster.Counts{Officer: {}, Leader: {}}
	for _, x := range list {
		for _, t := range []string{Officer, Leader} {
			if id := x.Holder(t); id != 0 {
				c := out[t][id]
				c.Count(x.Shape())
				out[t][id] = c
			}
		}
	}
	return out
}

var monthColumns = []ui.Column{{Label: "班次", Code: true}, {Label: "时间", Code: true}, {Label: "值班员"}, {Label: "带班领导", Wide: true}, {Label: "类别", Minor: true}}

func (s *scene) monthTable(list []Shift, held map[heldKey]Turn, open bool) ui.Table {
	t := ui.Table{Caption: "值班表", Columns: monthColumns}
	today := s.r.Door.Today()
	for _, x := range list {
		url := ""
		if open {
			url = fmt.Sprintf("/duty/shifts/%d", x.ID)
		}
		cell := func(track string) ui.Cell {
			c := ui.Cell{Text: s.holderName(x, track, held)}
			if c.Text == gapWord {
				note := x.OfficerNote
				if track == Leader {
					note = x.LeaderNote
				}
				return ui.Cell{Tags: []ui.Tag{{Text: gapWord, Tone: ui.Bad}}, Sub: note}
			}
			if h, ok := held[heldKey{x.ID, track}]; ok && h.Why != roster.ByRule.Label() {
				c.Tags = []ui.Tag{{Text: h.Why, Tone: ui.Info}}
			}
			return c
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(x.ID), URL: url, Strong: x.Day == today || x.gaps() > 0, Cells: []ui.Cell{{Text: fmt.Sprintf("%d日 周%s", x.Day.Day, weekdays[x.Day.Weekday()]), URL: url}, {Text: hours(x.From, x.Until, x.Day)}, cell(Officer), cell(Leader), {Text: x.Kind.Label()}}})
	}
	return t
}

func (r *Room) generatePart(q *web.Request, month string, again bool) ui.Part {
	f := q.FormFor("/duty/rosters", nil)
	f.ID = "generate"
	f.Set("month", month)
	p := ui.Part{Title: "编排", Hint: "按已值班次由少到多排，夜班、节假日、休息日分别计数；请假、出差、不安排夜班、AB岗和夜班后的休息都会避开。排不出的班写明缘由。", Form: f, Fields: []ui.Field{{Form: f, Name: "month", Kind: ui.Hidden}},
		Buttons: []ui.Button{{Label: "编排" + monthChinese(month) + "值班表", Look: "primary"}}}
	if again {
		p.Title, p.Hint = "重新编排", "人工改过的班会一并重排。"
		p.Buttons = []ui.Button{{Label: "全部重新编排"}}
	}
	return p
}

// stepParts are the buttons of whoever has the next step.
func (r *Room) stepParts(q *web.Request, x Roster, s *scene, office bool) []ui.Part {
	var out []ui.Part
	form := func(step, title, hint, label string, fields func(f *ui.Form) []ui.Field) {
		f := q.FormFor("/duty/rosters/"+x.Month+"/"+step, nil)
		f.ID = step
		p := ui.Part{Title: title, Hint: hint, Form: f, Buttons: []ui.Button{{Label: label, Look: map[bool]string{true: "primary"}[step != "return"]}}}
		if fields != nil {
			p.Fields = fields(f)
		}
		out = append(out, p)
	}
	may, err := s.approves(org.Actor(q))
	may = may && err == nil
	note := func(f *ui.Form) []ui.Field { return []ui.Field{{Form: f, Name: "note", Label: "理由", Max: 200}} }
	switch {
	case x.State == Draft && office && s.set.Approver == "":
		form("publish", "公布", "规章没有定谁审签，由办公室直接公布。", "公布"+x.Title(), nil)
		out = append(out, r.generatePart(q, x.Month, true))
	case x.State == Draft && office:
		form("submit", "报审签", "由"+org.WhoLabel(s.set.Approver)+"审签以后公布。", "报审签", nil)
		out = append(out, r.generatePart(q, x.Month, true))
	case x.State == Submitted && may:
		form("approve", "审签", "", "同意公布", nil)
		form("return", "退回", "", "退回修改", note)
	case x.State == Approved && office:
		form("publish", "公布", "公布以后每个有班的人都会收到通知。", "公布"+x.Title(), nil)
		form("return", "退回草表", "", "退回草表", note)
	case x.State == Submitted && office:
		form("return", "收回", "收回以后可以再改。", "收回修改", note)
	}
	return out
}

func (r *Room) generatePage(q *web.Request) (web.Answer, error) {
	month := q.Values().Get("month")
	made, err := r.Generate(org.Context(q), org.Actor(q), month)
	if err != nil {
		return r.refusedMonth(q, month, err)
	}
	tone, say := ui.OK, fmt.Sprintf("已编排 %d 班。", made.Shifts)
	if made.Gaps > 0 {
		tone, say = ui.Warn, fmt.Sprintf("已编排 %d 班，有 %d 处空缺。", made.Shifts, made.Gaps)
	}
	return web.Redirect(rosterURL(month)).Say(tone, say), nil
}

// refusedMonth shows the month again with what was refused; what the reader may not
// do at all is answered as such.
func (r *Room) refusedMonth(q *web.Request, month string, err error) (web.Answer, error) {
	if _, _, bad := parseMonth(month); bad != nil || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
		return web.Answer{}, r.seen(q, err)
	}
	a, shown := r.monthPage(q, month, err)
	return a.Status(fault.HTTP(err)), shown
}

func (r *Room) stepPage(q *web.Request, do func(*web.Request, int64) error, say string) (web.Answer, error) {
	month := q.PathValue("month")
	x, err := r.Month(q.Context(), org.Actor(q), month)
	if err == nil {
		err = do(q, x.ID)
	}
	if err != nil {
		return r.refusedMonth(q, month, err)
	}
	return web.Redirect(rosterURL(month)).Say(ui.OK, say), nil
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	month := q.PathValue("month")
	b, err := r.PrintRoster(q.Context(), org.Actor(q), month)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(monthChinese(month)+"值班表.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b)).Inline(), nil
}

// table shows the shares of a track with bars.
func (f Fairness) table() ui.Table {
	t := ui.Table{Caption: TrackLabel(f.Track) + "各人班次", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "夜班"}, {Label: "节假日"}, {Label: "休息日", Minor: true}, {Label: "上班时间", Minor: true}, {Label: "合计", Numeric: true}},
		Empty: ui.Empty{Title: "没有人轮值这一栏"}}
	var most roster.Counts
	for _, x := range f.Shares {
		most.Night, most.Holiday, most.Weekend, most.Office = max(most.Night, x.Night), max(most.Holiday, x.Holiday), max(most.Weekend, x.Weekend), max(most.Office, x.Office)
	}
	for _, x := range f.Shares {
		name := ui.Cell{Text: x.Name}
		if x.Partial {
			name.Sub = "部分时间不排班，不参与比较"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Body: bar(x.Night, most.Night)}, {Body: bar(x.Holiday, most.Holiday)}, {Body: bar(x.Weekend, most.Weekend)}, {Body: bar(x.Office, most.Office)}, {Text: fmt.Sprint(x.All)}}})
	}
	return t
}

func (r *Room) fairnessPage(q *web.Request) (web.Answer, error) {
	today := r.Door.Today()
	word := q.Values().Get("for")
	if word == "" {
		word = fmt.Sprint(today.Year)
	}
	from, until, err := parseMonth(word)
	year, bad := civil.Parse(word + "-01-01")
	switch {
	case err == nil:
	case bad == nil && year.Year >= 2000 && year.Year <= 2100:
		from, until = year, year.AddYears(1)
	default:
		return web.Answer{}, fault.Field("for", word, "请写成年份（2026）或年-月（2026-11）。")
	}
	list, err := r.FairnessOf(q.Context(), r.Door.Reader(), from, until)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "值班公平情况", Meta: []string{from.Chinese() + "至" + until.AddDays(-1).Chinese()}, Crumbs: []ui.Link{{Text: "值班表", URL: "/duty"}}}}
	for _, w := range []string{fmt.Sprint(today.Year - 1), fmt.Sprint(today.Year), monthOf(today)} {
		text := w + "年"
		if strings.Contains(w, "-") {
			text = monthChinese(w)
		}
		p.Tabs = append(p.Tabs, ui.Tab{Text: text, URL: "/duty/fairness?for=" + w, Count: -1, Current: w == word})
	}
	for _, f := range list {
		t := f.table()
		p.Stats = append(p.Stats, ui.Stat{Label: TrackLabel(f.Track) + "夜班最多与最少之差", Value: fmt.Sprint(f.Nights), Unit: "班", Tone: badOver(f.Nights)}, ui.Stat{Label: TrackLabel(f.Track) + "节假日班之差", Value: fmt.Sprint(f.Holidays), Unit: "班", Tone: badOver(f.Holidays)})
		p.Parts = append(p.Parts, ui.Part{Title: TrackLabel(f.Track), Hint: "按公布的值班表和实际到岗统计；一班由多人值的，记在值得最久的人名下。", Table: &t})
	}
	return q.Desk("值班公平情况", ui.ListPage(p))
}

func badOver(n int) ui.Tone {
	if n > 1 {
		return ui.Bad
	}
	return ""
}

// peopleOptions lists who may have a track, for a choice.
func (s *scene) peopleOptions(track string) []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.pool(track) {
		out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: s.chart.Person(p.ID).Name})
	}
	return out
}

// choices lists who may have a track of a shift; whoever cannot has it written beside
// the name, and stands after those who can.
func (s *scene) choices(x Shift, track string) ([]ui.Option, error) {
	turns, err := s.r.around(s.ctx, s.rd, roster.Span{From: x.From, Until: x.Until}, x.ID, track)
	if err != nil {
		return nil, err
	}
	out := []ui.Option{{Value: "", Label: "请选择"}}
	var not []ui.Option
	for _, p := range s.pool(track) {
		o := ui.Option{Value: fmt.Sprint(p.ID), Label: s.chart.Person(p.ID).Name}
		if why, bad := roster.Check(p, x.Shape(), turns, int64(s.set.Recover)*minute); bad {
			o.Label += cannot(why.Label())
			not = append(not, o)
			continue
		}
		out = append(out, o)
	}
	return append(out, not...), nil
}

func cannot(why string) string { return "（不能值：" + why + "）" }

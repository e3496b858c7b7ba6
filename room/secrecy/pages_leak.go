package secrecy

import (
	"bytes"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type leakInput struct {
	Kind      string     `form:"kind" label:"情况"`
	NoticedOn civil.Date `form:"noticed_on" label:"发现日期"`
	NoticedAt string     `form:"noticed_at" label:"发现时间"`
	How       string     `form:"how" label:"经过或方式"`
	Measures  string     `form:"measures" label:"补救措施"`
	Late      string     `form:"late" label:"迟报的原因"`
	Step      string     `form:"step" label:"事项"`
	Whom      string     `form:"whom" label:"向谁报告"`
	Words     string     `form:"words" label:"情况"`
	AtOn      civil.Date `form:"at_on" label:"日期"`
	AtTime    string     `form:"at_time" label:"时间"`
	Result    string     `form:"result" label:"处理结果"`
}

// deadline shows how near a leak's clock is.
func (r *Room) deadline(l Leak, list []Step) ui.Pair {
	if l.State == Closed || len(pending(list)) == 0 {
		word := "按时报告"
		if tooLate(l, list) {
			word = "迟报"
		}
		return ui.Pair{Key: "报告时限", Text: stamp(l.DueAt) + "，" + word}
	}
	now, text, tone := r.Door.Now(), "", ui.Warn
	left := l.DueAt - now
	if left < 0 {
		text, tone = "已超时 "+span(-left), ui.Bad
	} else {
		text = "还有 " + span(left)
	}
	return ui.Pair{Key: "报告时限", Body: ui.DeadlineTag(ui.Deadline{Due: clock.FromMicros(l.DueAt), Now: clock.FromMicros(now), Text: text, Tone: tone})}
}

func span(us int64) string {
	d := time.Duration(us) * time.Microsecond
	return fmt.Sprintf("%d 小时 %d 分", int(d.Hours()), int(d.Minutes())%60)
}

func (r *Room) leaksPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Leaks(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "泄密报告", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "情况"}, {Label: "发现"}, {Label: "最迟报告"}, {Label: "报告人", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有泄密报告", Text: "发现国家秘密已经泄露或者可能泄露的，立即在下面报告。"}}
	for _, l := range list {
		tag := ui.Tag{Text: "已办结", Tone: ui.OK}
		if l.State == Begun {
			tag = ui.Tag{Text: "办理中", Tone: ui.Warn}
			if l.AlarmedAt != 0 {
				tag = ui.Tag{Text: "已超时", Tone: ui.Bad}
			}
		}
		t.Rows = append(t.Rows, ui.Row{URL: l.page(), Cells: []ui.Cell{{Text: l.Number, URL: l.page()}, {Text: leakLabels[l.Kind]}, {Text: stamp(l.NoticedAt)}, {Text: stamp(l.DueAt)}, {Text: l.Name}, {Tags: []ui.Tag{tag}}}})
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/secrecy/leaks", "leak")
	f.Set("noticed_on", s.today.String())
	p.add("报告泄密", "立即采取补救措施并报告，从发现时起算。不要写泄露了什么内容、文件叫什么。", f, ui.Button{Label: "报告", Look: "danger", Save: true}, ui.Field{Name: "kind", Label: "情况", Kind: ui.Radio, Options: choices(leakLabels, "leaked", "possible")},
		ui.Field{Name: "noticed_on", Label: "发现日期", Kind: ui.Date, Half: true}, ui.Field{Name: "noticed_at", Label: "发现时间", Half: true, Hint: "如 14:30"}, ui.Field{Name: "how", Label: "怎样发现的", Kind: ui.Area, Max: mostText}, ui.Field{Name: "measures", Label: "已经采取的补救措施", Kind: ui.Area, Max: mostText}, ui.Field{Name: "late", Label: "迟报的原因（超过时限的填写）", Optional: true, Max: mostText})
	return p.page(ui.Listing{Head: ui.Head{Title: "泄密报告", Crumbs: crumbs, Meta: []string{cite(s.book, law.SecrecyLeak)}}, Parts: []ui.Part{{Table: &t}}})
}

func (r *Room) leakSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[leakInput](q)
	var l Leak
	if err == nil {
		var at int64
		if at, err = moment(in.NoticedOn, in.NoticedAt, "noticed_at"); err == nil {
			l, err = r.ReportLeak(org.Context(q), org.Actor(q), NewLeak{Kind: in.Kind, NoticedAt: at, How: in.How, Measures: in.Measures, Late: in.Late})
		}
	}
	if err != nil {
		return r.leaksPage(q, err)
	}
	return web.Redirect(l.page()).Say(ui.Warn, "已报告 "+l.Number+"，保密工作岗位和局长已收到待办。最迟 "+stamp(l.DueAt)+" 前报告上级。"), nil
}

func (r *Room) leakPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	l, list, err := r.LeakOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	pairs := []ui.Pair{{Key: "情况", Text: leakLabels[l.Kind]}, {Key: "发现", Text: stamp(l.NoticedAt)}, r.deadline(l, list), {Key: "报告人", Text: s.unitName(l.Unit) + "　" + l.Name + "　" + stamp(l.MadeAt)}, {Key: "怎样发现的", Text: l.How, Wide: true}, {Key: "补救措施", Text: l.Measures, Wide: true}}
	if l.Late != "" {
		pairs = append(pairs, ui.Pair{Key: "迟报的原因", Text: l.Late, Wide: true})
	}
	if l.Result != "" {
		pairs = append(pairs, ui.Pair{Key: "结果", Text: l.Result + "　" + stamp(l.ClosedAt), Wide: true})
	}
	t := ui.Table{Caption: "报告和补救", Columns: []ui.Column{{Label: "时间"}, {Label: "事项", Wrap: true}, {Label: "向谁、怎样", Wide: true, Wrap: true}, {Label: "登记", Minor: true}}, Empty: ui.Empty{Title: "还没有登记", Text: "向谁报告、什么时候报告的，逐次登记。"}}
	for _, x := range list {
		c := ui.Cell{Text: stepLabels[x.Kind]}
		if (x.Kind == ToDepartment || x.Kind == ToSuperior) && x.At > l.DueAt {
			c.Tags = []ui.Tag{{Text: "迟报", Tone: ui.Bad}}
			c.Sub = x.Late
		}
		words := x.Words
		if x.Whom != "" {
			words = x.Whom + "，" + x.How + "　" + words
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: stamp(x.At)}, c, {Text: words}, {Text: x.Name, Sub: stamp(x.MadeAt)}}})
	}
	p := &parts{q: q, failed: failed}
	page := ui.Listing{Head: ui.Head{Title: l.Number, Crumbs: append(crumbs[:1:1], ui.Link{Text: "泄密报告", URL: "/secrecy/leaks"}), Meta: []string{cite(s.book, law.SecrecyLeak)}}, Parts: []ui.Part{{Title: "泄密报告", Pairs: pairs}, {Title: "报告和补救", Table: &t}}}
	if l.State == Begun && s.keeps(who) {
		f := p.form(l.page()+"/step", "step")
		f.Set("at_on", s.today.String())
		p.add("登记报告、补救", "保密行政管理部门和上级主管部门都报告了，时限才停。", f, ui.Button{Label: "登记", Look: "primary", Save: true}, ui.Field{Name: "step", Label: "事项", Kind: ui.Select, Options: choices(stepLabels, ToDepartment, ToSuperior, ToLeader, Measure), Half: true}, ui.Field{Name: "whom", Label: "向谁报告", Half: true, Optional: true, Max: mostLine},
			ui.Field{Name: "at_on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "at_time", Label: "时间", Half: true, Hint: "如 14:30"}, ui.Field{Name: "how", Label: "方式", Half: true, Optional: true, Hint: "如 电话、机要交换、当面", Max: mostLine}, ui.Field{Name: "late", Label: "迟报的原因", Half: true, Optional: true, Max: mostText}, ui.Field{Name: "words", Label: "情况", Kind: ui.Area, Optional: true, Max: mostText})
		if len(pending(list)) == 0 {
			p.add("办结", "", p.form(l.page()+"/close", "close"), ui.Button{Label: "办结"}, ui.Field{Name: "result", Label: "处理结果", Kind: ui.Area, Max: mostText})
		}
	}
	return p.page(page)
}

func (r *Room) leakStep(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[leakInput](q)
	if err == nil {
		var at int64
		if at, err = moment(in.AtOn, in.AtTime, "at_time"); err == nil {
			_, err = r.AddStep(org.Context(q), org.Actor(q), id, Step{Kind: in.Step, Whom: in.Whom, How: in.How, Words: in.Words, At: at, Late: in.Late})
		}
	}
	if err != nil {
		return r.leakPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/leaks/%d", id)).Say(ui.OK, "已登记。"), nil
}

func (r *Room) leakClose(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[leakInput](q)
	if err == nil {
		_, err = r.CloseLeak(org.Context(q), org.Actor(q), id, in.Result)
	}
	if err != nil {
		return r.leakPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/leaks/%d", id)).Say(ui.OK, "已办结。"), nil
}

type yearInput struct {
	Year   int        `form:"year" label:"年度"`
	Words  string     `form:"words" label:"情况说明"`
	SentTo string     `form:"sent_to" label:"报送给"`
	SentOn civil.Date `form:"sent_on" label:"报送日期"`
}

func (r *Room) yearPage(q *web.Request, failed error) (web.Answer, error) {
	year := r.Door.Today().Year
	var err error
	if q.Method == "GET" {
		if year, err = r.yearAsked(q); err != nil {
			return web.Answer{}, err
		}
	}
	who := org.Actor(q)
	f, y, err := r.YearOf(q.Context(), who, year)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	var pairs []ui.Pair
	for _, l := range f.Lines() {
		pairs = append(pairs, ui.Pair{Key: l[0], Text: l[1], Wide: true})
	}
	hint := "数字随登记变动，报送以后定格。"
	if !y.SentOn.IsZero() {
		hint = "已于" + y.SentOn.Chinese() + "报送" + y.SentTo + "，数字不再变动。"
		pairs = append(pairs, ui.Pair{Key: "情况说明", Text: y.Words, Wide: true})
	}
	p := &parts{q: q, failed: failed}
	if s.keeps(who) && y.SentOn.IsZero() {
		form := p.form("/secrecy/year", "send")
		form.Set("year", fmt.Sprint(year))
		form.Set("sent_on", s.today.String())
		form.Set("sent_to", "同级保密行政管理部门")
		p.add("登记报送", cite(s.book, law.SecrecyYearlyReport)+"。报送的日期按当地通知，规章没有写明。", form, ui.Button{Label: "登记报送", Look: "primary"}, ui.Field{Name: "year", Kind: ui.Hidden}, ui.Field{Name: "sent_to", Label: "报送给", Half: true, Max: mostLine}, ui.Field{Name: "sent_on", Label: "报送日期", Kind: ui.Date, Half: true}, ui.Field{Name: "words", Label: "情况说明", Kind: ui.Area, Max: mostText})
	}
	return p.page(ui.Listing{Head: ui.Head{Title: "年度保密工作情况", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: fmt.Sprintf("/secrecy/year/report.pdf?year=%d", year), Look: "primary"}}}, Tabs: r.yearTabs("/secrecy/year", year), Parts: []ui.Part{{Title: fmt.Sprintf("%d 年", year), Hint: hint, Pairs: pairs}}})
}

func (r *Room) yearSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[yearInput](q)
	if err == nil {
		_, err = r.SendYear(org.Context(q), org.Actor(q), Year{ID: int64(in.Year), Words: in.Words, SentTo: in.SentTo, SentOn: in.SentOn})
	}
	if err != nil {
		return r.yearPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/year?year=%d", in.Year)).Say(ui.OK, "已登记报送，数字不再变动，送档案室归档。"), nil
}

func (r *Room) yearPrint(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	f, y, err := r.YearOf(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	b, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	var w bytes.Buffer
	if err := r.yearPDF(b, f, y, r.Door.Today(), &w); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年度保密工作情况", year), &w), nil
}

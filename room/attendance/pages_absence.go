package attendance

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type absenceInput struct {
	Person    int64      `form:"person" label:"人员" need:"请选择人员。"`
	Since     civil.Date `form:"since" label:"开始日期" need:"请填写开始日期。"`
	SinceHalf string     `form:"since_half" label:"开始"`
	Until     civil.Date `form:"until" label:"结束日期" need:"请填写结束日期。"`
	UntilHalf string     `form:"until_half" label:"结束"`
	Found     string     `form:"found" label:"发现的情况" max:"1000"`
}

func (r *Room) absencePage(q *web.Request, of int64, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Absences(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "缺勤核实", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}, Meta: []string{"发现的缺勤先登记，听取本人说明，再由政工科认定；程序不会自动认定旷工"}}}
	shown := failed == nil || of == 0 && who.May(Lead)
	tones := map[string]ui.Tone{Drafted: ui.Warn, Confirmed: ui.Bad, Dropped: ui.Mute, Removed: ui.Mute}
	if len(list) == 0 {
		p.Parts = append(p.Parts, ui.Part{Table: &ui.Table{Empty: ui.Empty{Title: "没有登记过缺勤"}}})
	}
	for _, a := range list {
		x := ui.Part{Title: a.Name + "，" + a.Span(), Pairs: []ui.Pair{{Key: "科室", Text: a.UnitName}, {Key: "缺勤", Text: DaysText(a.Halves)}, {Key: "状态", Body: ui.Badge(ui.Tag{Text: absenceLabels[a.State], Tone: tones[a.State]})},
			{Key: "发现的情况", Text: a.Found, Wide: true}}}
		heard := a.Heard
		if heard == "" {
			heard = "还没有"
		}
		x.Pairs = append(x.Pairs, ui.Pair{Key: "本人说明", Text: heard, Wide: true})
		if a.Why != "" {
			x.Pairs = append(x.Pairs, ui.Pair{Key: "理由", Text: a.DecidedName + "：" + a.Why, Wide: true})
		}
		own := a.Login != "" && a.Login == who.Login
		form := func(verb string) *ui.Form {
			f := q.FormFor(fmt.Sprintf("/attendance/absences/%d/%s", a.ID, verb), nil)
			if of == a.ID && failed != nil && strings.HasSuffix(q.URL.Path, verb) {
				shown = true
				f = q.FormFor(fmt.Sprintf("/attendance/absences/%d/%s", a.ID, verb), failed)
			}
			f.ID = fmt.Sprint(verb, a.ID)
			return f
		}
		switch {
		case a.State == Drafted && own, a.State == Drafted && who.May(Keep) && a.Heard == "":
			x.Form = form("hear")
			x.Fields = []ui.Field{{Form: x.Form, Name: "heard", Label: "本人说明", Kind: ui.Area, Rows: 3, Max: mostFound}}
			x.Buttons = []ui.Button{{Label: "记下说明"}}
		case who.May(Keep) && !own && (a.State == Drafted || a.State == Confirmed):
			x.Form = form("decide")
			x.Fields = []ui.Field{{Form: x.Form, Name: "why", Label: "理由", Kind: ui.Area, Rows: 2, Max: mostFound}}
			x.Buttons = []ui.Button{{Label: "认定旷工", Name: "answer", Value: "yes", Look: "danger"}, {Label: "不予认定", Name: "answer", Value: "no"}}
			if a.State == Confirmed {
				x.Buttons = []ui.Button{{Label: "撤销认定", Name: "answer", Value: "no"}}
			}
		}
		p.Parts = append(p.Parts, x)
	}
	if who.May(Lead) {
		s, err := r.now(q.Context())
		if err != nil {
			return web.Answer{}, err
		}
		people := []ui.Option{{Value: "", Label: "请选择"}}
		for _, x := range s.chart.Staff() {
			if who.May(Keep) || x.Unit == who.Unit {
				people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name, Group: s.units[x.Unit]})
			}
		}
		f := q.FormFor("/attendance/absences", nil)
		if of == 0 && failed != nil {
			f = q.FormFor("/attendance/absences", failed)
		}
		f.Wide, f.ID = true, "draft"
		f.Set("since_half", "am")
		f.Set("until_half", "pm")
		p.Parts = append(p.Parts, ui.Part{Title: "登记发现的缺勤", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: people},
			{Form: f, Name: "since", Label: "开始日期", Kind: ui.Date, Half: true}, {Form: f, Name: "since_half", Label: "从上午还是下午起", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "until", Label: "结束日期", Kind: ui.Date, Half: true}, {Form: f, Name: "until_half", Label: "到上午还是下午止", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "found", Label: "发现的情况", Kind: ui.Area, Rows: 3, Max: mostFound}}, Buttons: []ui.Button{{Label: "登记缺勤"}}})
	}
	if !shown { // the page does not have the form that was refused
		return web.Answer{}, failed
	}
	return q.Desk("缺勤核实", ui.ListPage(p))
}

func (r *Room) absenceDraft(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[absenceInput](q)
	if err == nil {
		var a Application
		if a, err = (leaveInput{Since: in.Since, SinceHalf: in.SinceHalf, Until: in.Until, UntilHalf: in.UntilHalf}).application(); err == nil {
			_, err = r.DraftAbsence(org.Context(q), org.Actor(q), Absence{PersonID: in.Person, Since: a.Since, Until: a.Until, Found: in.Found})
		}
	}
	if err != nil {
		return r.absencePage(q, 0, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已登记，等待本人说明。"), nil
}

func (r *Room) absenceHear(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.HearAbsence(org.Context(q), org.Actor(q), id, q.Values().Get("heard")); err != nil {
		return r.absencePage(q, id, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已记下说明。"), nil
}

func (r *Room) absenceDecide(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	answer := v.Get("answer")
	if answer != "yes" && answer != "no" {
		return r.absencePage(q, id, fault.Field("why", answer, "请选择认定或不予认定。"))
	}
	if err := r.DecideAbsence(org.Context(q), org.Actor(q), id, answer == "yes", v.Get("why")); err != nil {
		return r.absencePage(q, id, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已办理。"), nil
}

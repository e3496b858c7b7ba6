package flow

import (
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// MostListed bounds each list, as its query does.
const MostListed = 500

// Pages lists the pages of this package. The rooms' own pages show the cases; these
// take the actions and give the lists.
func (f *Flow) Pages() []web.Page {
	use := string(Use)
	return []web.Page{
		{Name: "flow.boxes", Method: "GET", Pattern: "/flow", Right: use, Serve: f.boxesPage},
		{Name: "flow.read", Method: "POST", Pattern: "/flow/read", Right: use, Serve: f.readPage},
		{Name: "flow.case", Method: "GET", Pattern: "/flow/cases/{id}", Right: use, Serve: f.casePage},
		{Name: "flow.case.print", Method: "GET", Pattern: "/flow/cases/{id}/course.pdf", Right: use, Serve: f.printPage},
		{Name: "flow.case.form", Method: "GET", Pattern: "/flow/cases/{id}/{action}", Right: use, Serve: f.formPage},
		{Name: "flow.case.act", Method: "POST", Pattern: "/flow/cases/{id}/{action}", Right: use, Serve: f.actPage},
	}
}

// casePage leads to the room's page of the case.
func (f *Flow) casePage(r *web.Request) (web.Answer, error) {
	v, err := f.viewFor(r)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(v.URL), nil
}

func (f *Flow) viewFor(r *web.Request) (View, error) {
	id, err := r.ID("id")
	if err != nil {
		return View{}, err
	}
	v, err := f.View(r.Context(), org.Actor(r), id)
	if err != nil && fault.Is(err, fault.NotFound) {
		f.Door.Denied(r.Context(), org.Actor(r), r.Page.Name, fault.Of(err))
	}
	return v, err
}

func (f *Flow) formPage(r *web.Request) (web.Answer, error) { return f.form(r, nil) }

// form shows the form of one action, after a refusal with what was typed.
func (f *Flow) form(r *web.Request, failed error) (web.Answer, error) {
	v, err := f.viewFor(r)
	if err != nil {
		return web.Answer{}, err
	}
	a := Action(r.PathValue("action"))
	if pressed[a] == "" {
		return web.Answer{}, fault.New(fault.NotFound, "没有这种办理方式。")
	}
	if !v.May(a) {
		if failed != nil {
			return web.Answer{}, failed
		}
		return web.Answer{}, fault.New(fault.Conflict, "此件现在不能由您"+a.Label()+"。请返回此件查看当前步骤。")
	}
	p := panel{v: v, main: a, form: r.FormFor(v.address(a), failed), back: Back{Next: r.Values().Get("back")}}
	p.fill()
	return r.Desk(a.Label()+" "+v.Title, actionView(p))
}

type actForm struct {
	Step    int64      `form:"step"`
	Turn    int64      `form:"turn"`
	Words   string     `form:"words" label:"意见" max:"1000"`
	Phrase  string     `form:"phrase" max:"100"`
	Person  int64      `form:"person" label:"人员"`
	Readers []int64    `form:"readers" label:"传阅人员"`
	To      int64      `form:"to" label:"步骤"`
	Where   string     `form:"where"`
	Outcome string     `form:"outcome"`
	Meeting string     `form:"meeting" label:"会议" max:"100"`
	From    string     `form:"from" label:"批复单位" max:"100"`
	Paper   string     `form:"paper" label:"批复文号" max:"100"`
	Date    civil.Date `form:"date" label:"决定日期"`
	Day     civil.Date `form:"day" label:"批准日期"`
	Said    string     `form:"said" label:"由谁口头批准" max:"40"`
	Time    string     `form:"time" label:"批准时刻" max:"5"`
	Back    string     `form:"back" max:"500"`
}

func (in actForm) input(id int64, a Action) (Input, error) {
	out := Input{Case: id, Step: in.Step, Turn: in.Turn, Words: in.Phrase + in.Words, Person: in.Person, Before: in.Where != "after",
		Agreed: in.Outcome == Agreed, Meeting: in.Meeting, From: in.From, Paper: in.Paper, Date: in.Date}
	switch a {
	case Agree, Copy:
		out.Readers = in.Readers
	case Return:
		out.To = in.To
	case Resolve, Answer:
		if in.Outcome != Agreed && in.Outcome != RefusedIt {
			return out, fault.Field("outcome", in.Outcome, "请选择结果：同意或不同意。")
		}
	case Oral:
		if _, err := fmt.Sscanf(in.Said, "%d-%d", &out.To, &out.Person); err != nil {
			return out, fault.Field("said", in.Said, "请选择由谁口头批准。")
		}
		clock, err := time.Parse("15:04", strings.ReplaceAll(in.Time, "：", ":"))
		switch {
		case in.Day.IsZero():
			return out, fault.Field("day", "", "请填写口头批准的日期。")
		case err != nil:
			return out, fault.Field("time", in.Time, "请按“06:30”的样子填写口头批准的时刻。")
		}
		out.When = in.Day.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute).UnixMicro()
	}
	return out, nil
}

func (f *Flow) actPage(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a := Action(r.PathValue("action"))
	form, err := web.Decode[actForm](r)
	var in Input
	if err == nil {
		in, err = form.input(id, a)
	}
	var res Result
	if err == nil {
		res, err = f.Do(org.Context(r), org.Actor(r), a, in)
	}
	if err != nil {
		if k := fault.Of(err).Kind; k == fault.Invalid || k == fault.Conflict || k == fault.TooMany {
			return f.form(r, err)
		}
		return web.Answer{}, err
	}
	return web.Redirect(f.after(r, res, form.Back)).Say(ui.OK, res.Say), nil
}

// after is where one goes on: where the form came from, or the case, or the boxes
// for who no longer sees it.
func (f *Flow) after(r *web.Request, res Result, back string) string {
	if back != "" {
		return web.Local(back)
	}
	if _, err := f.View(r.Context(), org.Actor(r), res.Case); err != nil {
		return "/flow"
	}
	return res.URL
}

func (f *Flow) readPage(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Copies []int64 `form:"copy"`
	}](r)
	n := 0
	if err == nil {
		n, err = f.Read(org.Context(r), org.Actor(r), in.Copies)
	}
	if err != nil {
		if fault.Is(err, fault.Invalid) {
			return web.Redirect("/flow?box=reading").Say(ui.Warn, "请先勾选要标为已阅的件。"), nil
		}
		return web.Answer{}, err
	}
	return web.Redirect("/flow?box=reading").Say(ui.OK, fmt.Sprintf("已阅 %d 件。", n)), nil
}

func (f *Flow) boxesPage(r *web.Request) (web.Answer, error) {
	who := org.Actor(r)
	b := boxes{box: r.URL.Query().Get("box"), now: f.Door.Now(), today: f.Door.Today()}
	d, err := f.Desk(r.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	b.desk = d
	switch b.box {
	case "", "waiting":
		b.box, b.rows = "waiting", d.Waiting
	case "standin":
		b.rows = d.StandingIn()
	case "returned":
		b.rows = d.Returned()
	case "reading":
		b.rows, b.form = d.ToRead, r.FormFor("/flow/read", nil)
	case "mine":
		b.rows = d.Mine
	case "acted":
		if b.rows, err = f.Acted(r.Context(), who); err != nil {
			return web.Answer{}, err
		}
	default:
		return web.Answer{}, act.OutOfReach("flow")
	}
	return r.Desk("审批", boxesView(b))
}

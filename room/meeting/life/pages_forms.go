package life

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// papersFrom takes uploads into the file store, for one of the meeting's readers.
func (r *Room) papersFrom(q *web.Request, list []*web.Upload) ([]flow.Attachment, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return flow.TakeIn(q.Context(), r.Files, r.Screen, list)
}

type planInput struct {
	Year        int        `form:"year" label:"年度"`
	Theme       string     `form:"theme" label:"主题" max:"200" need:"请写明主题。"`
	PlannedOn   civil.Date `form:"planned_on" label:"拟定日期" need:"请填写拟召开的日期。"`
	Place       string     `form:"place" label:"地点" max:"100"`
	Agenda      string     `form:"agenda" label:"议程" max:"2000" need:"请写明议程。"`
	Chair       int64      `form:"chair" label:"主持人" need:"请选择主持人。"`
	ChairReason string     `form:"chair_reason" label:"换人主持的理由" max:"200"`
	Added       []int64    `form:"added" label:"增列出席"`
	Observers   []int64    `form:"observers" label:"列席"`
}

// planForm asks for the plan of a meeting: a new one where year is 0.
func (r *Room) planForm(q *web.Request, year int, failed error) (web.Answer, error) {
	who := org.Actor(q)
	if !r.serves(who) {
		return web.Answer{}, r.seen(q, fault.New(fault.NotFound, "没有这个页面，或者您不能看。"))
	}
	c, err := r.Org.Chart(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	title, action, today := "筹备民主生活会", "/life/new", r.Door.Today()
	f := q.FormFor(action, failed)
	if year != 0 {
		v, err := r.of(q)
		if err != nil {
			return web.Answer{}, err
		}
		m := v.Meeting
		title, action = "修改"+m.Title()+"的安排", m.URL()+"/plan"
		f = q.FormFor(action, failed)
		for name, value := range map[string]string{"theme": m.Theme, "planned_on": m.PlannedOn.String(), "place": m.Place, "agenda": m.Agenda, "chair": fmt.Sprint(m.ChairID), "chair_reason": m.ChairReason, "year": fmt.Sprint(m.Year)} {
			f.Set(name, value)
		}
	}
	f.Wide = true
	f.Set("year", fmt.Sprint(today.Year))
	for _, p := range c.Holders(r.Org.Places.PartySecretary) {
		f.Set("chair", fmt.Sprint(p.ID))
	}
	book, t, err := r.book(q.Context(), today, today.Year)
	if err != nil {
		return web.Answer{}, err
	}
	committee, err := org.Committee(q.Context(), r.Door.Reader(), today)
	if err != nil {
		return web.Answer{}, err
	}
	k, _ := book.Meetings.Kind("democratic_life")
	var observers []string
	for _, p := range c.Holders(k.Observers.Posts...) {
		observers = append(observers, fmt.Sprint(p.ID))
	}
	if year == 0 {
		f.Set("observers", observers...)
	}
	var chairs, others []ui.Option
	var members []string
	for _, p := range c.Staff() {
		o := ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name}
		if slices.Contains(committee, p.ID) {
			chairs, members = append(chairs, o), append(members, p.Name)
			continue
		}
		others = append(others, o)
	}
	yearField := ui.Field{Form: f, Name: "year", Label: "年度", Half: true}
	if year != 0 {
		yearField = ui.Field{Form: f, Name: "year", Kind: ui.Hidden}
	}
	p := ui.Listing{Head: ui.Head{Title: title, Crumbs: []ui.Link{{Text: "民主生活会", URL: "/life"}}}, Notices: []ui.Notice{{Tone: ui.Info, Text: "每年一次，最迟" + t.By.Chinese() + "。时间、参加人员、主持人、议程报上级党组织批复以后才发通知。"}},
		Parts: []ui.Part{{Hint: "党委委员都出席：" + strings.Join(members, "、") + "。", Form: f, Fields: []ui.Field{yearField,
			{Form: f, Name: "planned_on", Label: "拟定日期", Kind: ui.Date, Half: true}, {Form: f, Name: "theme", Label: "主题", Max: mostLine}, {Form: f, Name: "place", Label: "地点", Optional: true, Max: 100},
			{Form: f, Name: "agenda", Label: "议程", Kind: ui.Area, Rows: 4, Max: mostText},
			{Form: f, Name: "chair", Label: "主持人", Kind: ui.Select, Options: chairs, Half: true}, {Form: f, Name: "chair_reason", Label: "换人主持的理由", Optional: true, Max: mostLine, Hint: "由党委书记主持的不填。"},
			{Form: f, Name: "added", Label: "增列出席（不是委员的党员领导干部）", Kind: ui.Checks, Options: leadersOnly(c, others), Optional: true},
			{Form: f, Name: "observers", Label: "列席", Kind: ui.Checks, Options: others, Optional: true}}, Buttons: []ui.Button{{Label: "保存安排", Look: "primary", Save: true}}}}}
	return q.Desk(title, ui.ListPage(p))
}

// leadersOnly leaves the leaders of the bureau among options.
func leadersOnly(c *org.Chart, list []ui.Option) []ui.Option {
	return slices.DeleteFunc(slices.Clone(list), func(o ui.Option) bool {
		var id int64
		if _, err := fmt.Sscan(o.Value, &id); err != nil {
			return true
		}
		return c.Rank(id) != org.RankLeader && c.Rank(id) != org.RankDirector
	})
}

func (r *Room) beginPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[planInput](q)
	var m Meeting
	if err == nil {
		m, err = r.Begin(org.Context(q), org.Actor(q), Plan(in))
	}
	if err != nil {
		return r.planForm(q, 0, err)
	}
	return web.Redirect(m.URL()).Say(ui.OK, "已开始筹备，下一步报上级党组织。"), nil
}

func (r *Room) changePage(q *web.Request) (web.Answer, error) {
	y, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[planInput](q)
	in.Year = y
	if err == nil {
		_, err = r.Change(org.Context(q), org.Actor(q), Plan(in))
	}
	if err != nil {
		return r.planForm(q, y, err)
	}
	return web.Redirect(fmt.Sprintf("/life/%d", y)).Say(ui.OK, "安排已修改。"), nil
}

type stepInput struct {
	On    civil.Date    `form:"on" label:"日期" need:"请填写日期。"`
	Words string        `form:"words" label:"情况" max:"2000"`
	Ref   string        `form:"ref" label:"文号" max:"200"`
	Files []*web.Upload `form:"files" label:"材料"`
	Which string        `form:"which" label:"哪一种"`
}

// stepForm asks for what a step needs.
func (r *Room) stepForm(q *web.Request, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	n := slices.IndexFunc(steps, func(s step) bool { return s.code == q.PathValue("step") })
	if n < 0 {
		return web.Answer{}, fault.New(fault.NotFound, "没有这一步程序。")
	}
	s := steps[n]
	f := q.FormFor(v.Meeting.URL()+"/steps/"+s.code, failed)
	f.Wide, f.Multipart = true, true
	f.Set("on", r.Door.Today().String())
	fields := []ui.Field{{Form: f, Name: "on", Label: "日期", Kind: ui.Date, Half: true}, {Form: f, Name: "ref", Label: "文号", Half: true, Optional: s.ref == "", Max: mostLine}}
	if s.code == StepSuperior {
		f.Set("which", StepSuperior)
		fields = append(fields, ui.Field{Form: f, Name: "which", Label: "上级领导", Kind: ui.Radio, Options: []ui.Option{{Value: StepSuperior, Label: "到会讲话"}, {Value: StepNobody, Label: "没有人到会"}}})
	}
	fields = append(fields, ui.Field{Form: f, Name: "words", Label: "情况", Kind: ui.Area, Rows: 3, Optional: s.words == "" || s.code == StepSuperior, Max: mostText}, ui.Field{Form: f, Name: "files", Label: "材料", Kind: ui.File, Multiple: true, Optional: s.paper == "", Hint: "每个不超过 20 MB。"})
	book, _, err := r.book(q.Context(), r.Door.Today(), v.Meeting.Year)
	if err != nil {
		return web.Answer{}, err
	}
	hint := ""
	if c, ok := book.Card(s.clause); ok {
		hint = c.Statement
	}
	p := ui.Listing{Head: ui.Head{Title: s.label, Crumbs: []ui.Link{{Text: "民主生活会", URL: "/life"}, {Text: v.Meeting.Title(), URL: v.Meeting.URL()}}}, Parts: []ui.Part{{Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{{Label: "登记", Look: "primary", Save: true}}}}}
	if m, ok := v.mark(s.code); ok {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "已经登记：" + m.said() + "。再登记一次的，以新的为准，旧的留着。"})
	}
	return q.Desk(s.label, ui.ListPage(p))
}

func (r *Room) stepPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[stepInput](q)
	d := DoneStep{Year: v.Meeting.Year, Step: q.PathValue("step"), On: in.On, Words: in.Words, Ref: in.Ref}
	if d.Step == StepSuperior && in.Which == StepNobody {
		d.Step = StepNobody
	}
	if err == nil {
		d.Papers, err = r.papersFrom(q, in.Files)
	}
	if err == nil {
		_, err = r.MarkDone(org.Context(q), org.Actor(q), d)
	}
	if err != nil {
		return r.again(q, err, "", func(q *web.Request, _ string, err error) (web.Answer, error) { return r.stepForm(q, err) })
	}
	return web.Redirect(v.Meeting.URL()).Say(ui.OK, "已登记。"), nil
}

type consentInput struct {
	On    civil.Date    `form:"on" label:"同意日期" need:"请填写同意的日期。"`
	To    civil.Date    `form:"to" label:"推迟到" need:"请填写推迟到哪一天。"`
	Ref   string        `form:"ref" label:"文号或名称" max:"200" need:"请填写同意文件的文号或名称。"`
	Why   string        `form:"why" label:"为什么推迟" max:"2000" need:"请写明为什么推迟。"`
	Files []*web.Upload `form:"files" label:"同意的文件"`
}

func (r *Room) consentPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[consentInput](q)
	c := Consent{Year: v.Meeting.Year, On: in.On, To: in.To, Ref: in.Ref, Why: in.Why}
	if err == nil {
		c.Papers, err = r.papersFrom(q, in.Files)
	}
	if err == nil {
		_, err = r.Postpone(org.Context(q), org.Actor(q), c)
	}
	if err != nil {
		return r.again(q, err, "consent", r.showPage)
	}
	return web.Redirect(v.Meeting.URL()).Say(ui.OK, "上级党组织的同意已登记。"), nil
}

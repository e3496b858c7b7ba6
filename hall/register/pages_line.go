package register

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// fields are the controls of a line's form.
func (r *Register) fields(s surroundings, f *ui.Form) []ui.Field {
	var names []string
	for _, p := range s.people {
		if p.LeftOn.IsZero() {
			names = append(names, s.personLabel(p))
		}
	}
	f.Wide = true
	var out []ui.Field
	for _, x := range r.Fields {
		if x.Auto {
			continue
		}
		u := ui.Field{Form: f, Name: x.Name, Label: x.Label, Optional: !x.Need, Hint: x.Hint, Half: x.Name != "title" && x.Type != Long}
		switch x.Type {
		case Date:
			u.Kind = ui.Date
		case Number:
			u.Kind = ui.Number
		case Money:
			u.Code, u.Label = true, u.Label+"（元）"
		case Decimal, Month:
			u.Code = true
		case Long:
			u.Kind = ui.Area
		case Person:
			u.List = names
		case Unit:
			u.Kind = ui.Select
			u.Options = []ui.Option{{Label: "请选择"}}
			for _, v := range s.units {
				if v.Active {
					u.Options = append(u.Options, ui.Option{Value: v.Code, Label: v.Name})
				}
			}
		case State, Choice:
			u.Kind = ui.Select
			if !x.Need {
				u.Options = append(u.Options, ui.Option{Label: "不填"})
			}
			for _, v := range x.Values {
				u.Options = append(u.Options, ui.Option{Value: v.Code, Label: v.Label})
			}
		case Text:
			u.Max = int(x.Max)
		}
		out = append(out, u)
	}
	return out
}

func (r *Register) typed(v url.Values) map[string]string {
	m := map[string]string{}
	for _, f := range r.Fields {
		m[f.Name] = v.Get(f.Name)
	}
	return m
}

func (h *Hall) newPage(q *web.Request, r *Register, failed error) (web.Answer, error) {
	if err := r.kept(q.Context(), h.Door.Reader(), org.Actor(q)); err != nil {
		return web.Answer{}, err
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(r.url()+"/new", failed)
	if day, _ := r.Field("day"); day.Type == Month {
		f.Set("day", h.Door.Today().String()[:7])
	} else {
		f.Set("day", h.Door.Today().String())
	}
	if u, ok := r.first(Unit); ok {
		f.Set(u.Name, org.Actor(q).Unit)
	}
	ground, err := h.ground(q.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	title := "登记" + r.Thing
	part := ui.Part{Hint: strings.TrimSpace(r.Hint + " " + ground), Form: f, Fields: r.fields(s, f), Buttons: []ui.Button{{Label: title, Look: "primary", Save: true}, {Label: "登记后继续", Name: "again", Value: "1"}}}
	return q.Desk(title, ui.ListPage(ui.Listing{Head: ui.Head{Title: title, Crumbs: r.crumbs()}, Parts: []ui.Part{part}}))
}

func (h *Hall) newPost(q *web.Request, r *Register) (web.Answer, error) {
	l, err := h.Add(org.Context(q), org.Actor(q), r.Code, r.typed(q.Values()))
	if err != nil {
		return h.newPage(q, r, err)
	}
	to := fmt.Sprintf("%s?year=%d", r.url(), l.Year)
	if q.Values().Get("again") != "" {
		to = r.url() + "/new"
	}
	return web.Redirect(to).Say(ui.OK, "已登记，编号 "+l.Number()+"。"), nil
}

func (h *Hall) linePage(q *web.Request, r *Register, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	l, err := h.Line(q.Context(), who, r.Code, id)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			h.Door.Denied(q.Context(), who, q.Page.Name+" "+r.Code, fault.Of(err))
		}
		return web.Answer{}, err
	}
	if err := h.trace(q, r, l.ID, "查看"+r.Label+" "+l.Number()); err != nil {
		return web.Answer{}, err
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	near, err := h.reach(q.Context(), h.Door.Reader(), r, who)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: l.Title, Crumbs: r.crumbs(), Meta: []string{"编号 " + l.Number(), l.ByName + " " + ui.Stamp(time.UnixMicro(l.At)) + " 登记"}}}
	if l.Voided != "" {
		p.Head.Tags = []ui.Tag{{Text: "作废", Tone: ui.Mute}}
		p.Notices = []ui.Notice{{Tone: ui.Info, Text: "这一条已作废：" + l.Voided}}
	}
	keeps, hand := l.Voided == "" && r.kept(q.Context(), h.Door.Reader(), who) == nil, !r.ByHand || near.entered(l.ByLogin)
	if !keeps || !hand {
		part := ui.Part{}
		for _, f := range r.Fields {
			part.Pairs = append(part.Pairs, ui.Pair{Key: f.Label, Text: f.shown(s, l.Value(f.Name)), Wide: f.Type == Long})
		}
		p.Parts = append(p.Parts, part)
	}
	if parts := h.amendParts(q, r, s, l, failed); keeps && hand {
		p.Parts = append(p.Parts, parts...)
	} else if keeps && near.all {
		p.Parts = append(p.Parts, parts[len(parts)-1])
	}
	changes, err := h.changes(q.Context(), l)
	if err != nil {
		return web.Answer{}, err
	}
	if len(changes) > 0 {
		p.Parts = append(p.Parts, r.history(s, l, changes))
	}
	return q.Desk(l.Title, ui.ListPage(p))
}

func (h *Hall) amendParts(q *web.Request, r *Register, s surroundings, l Line, failed error) []ui.Part {
	at := fmt.Sprintf("%s/%d", r.url(), l.ID)
	mine := func(action, id string) *ui.Form {
		f := &ui.Form{Action: action, Key: web.NewKey(), Values: url.Values{}}
		if q.URL.Path == action && q.Method == "POST" {
			f = q.FormFor(action, failed)
		}
		f.ID = id
		f.Set("version", strconv.FormatInt(l.Version, 10))
		return f
	}
	f, x := mine(at, "amend"), mine(at+"/void", "void")
	for _, x := range r.Fields {
		f.Set(x.Name, x.typed(s, l))
	}
	fields := append(r.fields(s, f), ui.Field{Form: f, Name: "reason", Label: "更正的理由", Max: 200}, ui.Field{Form: f, Name: "version", Kind: ui.Hidden})
	set := ui.Part{}
	for _, x := range r.Fields {
		if v := l.Value(x.Name); x.Auto && v != "" {
			set.Pairs = append(set.Pairs, ui.Pair{Key: x.Label, Text: x.shown(s, v)})
		}
	}
	var out []ui.Part
	if len(set.Pairs) > 0 {
		out = append(out, set)
	}
	return append(out, []ui.Part{
		{Form: f, Fields: fields, Buttons: []ui.Button{{Label: "保存更正", Look: "primary", Save: true}}},
		{Title: "作废", Hint: "编号保留，作废后不再统计；原文和理由仍可查看。", Form: x, Fields: []ui.Field{{Form: x, Name: "reason", Label: "作废的理由", Max: 200}, {Form: x, Name: "version", Kind: ui.Hidden}},
			Buttons: []ui.Button{{Label: "作废这一条", Look: "danger"}}},
	}...)
}

// history shows what each change replaced.
func (r *Register) history(s surroundings, l Line, changes []Change) ui.Part {
	t := ui.Table{Caption: "更正记录", Columns: []ui.Column{{Label: "时间"}, {Label: "经手"}, {Label: "改动", Wide: true, Wrap: true}, {Label: "理由", Wrap: true}}}
	after := l.Values
	for _, c := range changes {
		before := c.Values()
		var diff []string
		for _, f := range r.Fields {
			if a, b := before[f.Name], after[f.Name]; a != b {
				diff = append(diff, fmt.Sprintf("%s：%s → %s", f.Label, orDash(f.shown(s, a)), orDash(f.shown(s, b))))
			}
		}
		if len(diff) == 0 {
			diff = []string{"作废"}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Stamp(time.UnixMicro(c.At))}, {Text: c.ByName}, {Text: strings.Join(diff, "；")}, {Text: c.Reason}}})
		after = before
	}
	return ui.Part{Title: "更正记录", Table: &t}
}

func orDash(s string) string {
	if s == "" {
		return "（空）"
	}
	return s
}

func (h *Hall) amendPost(q *web.Request, r *Register) (web.Answer, error) {
	id, version, err := sent(q)
	if err == nil {
		err = h.Amend(org.Context(q), org.Actor(q), r.Code, id, version, r.typed(q.Values()), q.Values().Get("reason"))
	}
	if err != nil {
		return h.linePage(q, r, err)
	}
	return web.Redirect(fmt.Sprintf("%s/%d", r.url(), id)).Say(ui.OK, "已保存更正，原来的内容列在更正记录里。"), nil
}

func (h *Hall) voidPost(q *web.Request, r *Register) (web.Answer, error) {
	id, version, err := sent(q)
	if err == nil {
		err = h.Void(org.Context(q), org.Actor(q), r.Code, id, version, q.Values().Get("reason"))
	}
	if err != nil {
		return h.linePage(q, r, err)
	}
	return web.Redirect(r.url()).Say(ui.OK, "已作废这一条，编号保留。"), nil
}

func sent(q *web.Request) (id, version int64, err error) {
	if id, err = q.ID("id"); err != nil {
		return 0, 0, err
	}
	version, err = strconv.ParseInt(q.Values().Get("version"), 10, 64)
	if err != nil {
		err = fault.New(fault.Conflict, "页面不完整，请刷新后再改。")
	}
	return id, version, err
}

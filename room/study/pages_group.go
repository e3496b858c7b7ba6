package study

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

type groupInput struct {
	Person int64      `form:"person" label:"人员"`
	Group  string     `form:"group" label:"学习组"`
	Since  civil.Date `form:"since" label:"从哪一天起"`
	ID     int64      `form:"id" label:"谁"`
	Until  civil.Date `form:"until" label:"不再参加的第一天"`
}

// groupsPage shows who studies with which body: all to whoever keeps or oversees them,
// to anybody else the own ones.
func (r *Room) groupsPage(q *web.Request, failed error) (web.Answer, error) {
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := members(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	me, known := s.chart.PersonOf(who.Login)
	p := &parts{q: q, failed: failed}
	var before []ui.Part
	var open []ui.Option
	for _, g := range measure.Groups {
		t := ui.Table{Caption: measure.GroupLabel(g), Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "科室"}, {Label: "参加"}, {Label: "退出"}}, Empty: ui.Empty{Title: "没有可以看的名单", Text: "名单还没有编，或者不归您组织。中心组和干部职工由办公室编入，党员由机关党支部编入。"}}
		n := 0
		for _, m := range list {
			sees := r.organises(who, g) || who.May(Oversee) || known && m.PersonID == me.ID
			if m.Group != g || !sees {
				continue
			}
			x := s.chart.Person(m.PersonID)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: s.place(x)}, {Text: m.Since.String()}, {Text: dash(m.Until.String())}}})
			if m.Holds(s.today) {
				n++
			}
			if m.Until.IsZero() && r.organises(who, g) {
				open = append(open, ui.Option{Value: fmt.Sprint(m.ID), Label: x.Name + "（" + measure.GroupLabel(g) + "）"})
			}
		}
		before = append(before, ui.Part{Title: fmt.Sprintf("%s（%d 人）", measure.GroupLabel(g), n), Table: &t})
	}
	if r.organisesAny(who, measure.Groups) {
		var people []ui.Option
		for _, x := range s.chart.Staff() {
			people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name + "　" + s.place(x)})
		}
		var groups []ui.Option
		for _, g := range measure.Groups {
			if r.organises(who, g) {
				groups = append(groups, ui.Option{Value: g, Label: measure.GroupLabel(g)})
			}
		}
		f := p.form("/study/groups/fill", "fill")
		f.Set("since", fmt.Sprintf("%d-01-01", s.today.Year))
		p.add("按岗位补齐", "局领导编入中心组，全体人员编入干部职工；机关党支部补齐时，党员编入党支部党员。已经在册的不动。", f, ui.Button{Label: "补齐名单", Look: "primary"}, ui.Field{Name: "since", Label: "从哪一天起", Kind: ui.Date, Half: true})
		p.add("编入", "", p.form("/study/groups/join", "join"), ui.Button{Label: "编入学习组"}, ui.Field{Name: "person", Label: "人员", Kind: ui.Select, Options: people, Half: true}, ui.Field{Name: "group", Label: "学习组", Kind: ui.Select, Options: groups, Half: true}, ui.Field{Name: "since", Label: "从哪一天起", Kind: ui.Date, Half: true})
		if len(open) > 0 {
			p.add("退出", "", p.form("/study/groups/part", "part"), ui.Button{Label: "退出学习组"}, ui.Field{Name: "id", Label: "谁", Kind: ui.Select, Options: open, Half: true}, ui.Field{Name: "until", Label: "不再参加的第一天", Kind: ui.Date, Half: true})
		}
	}
	return p.page(ui.Head{Title: "学习组", Crumbs: crumbs}, nil, before)
}

func (r *Room) groupDo(q *web.Request, do func(in groupInput) (string, error)) (web.Answer, error) {
	in, err := web.Decode[groupInput](q)
	said := ""
	if err == nil {
		said, err = do(in)
	}
	if err != nil {
		return r.groupsPage(q, fieldless(err, "since"))
	}
	return web.Redirect("/study/groups").Say(ui.OK, said), nil
}

func (r *Room) groupJoin(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		_, err := r.Join(org.Context(q), org.Actor(q), in.Person, in.Group, in.Since)
		return "已编入。", err
	})
}

func (r *Room) groupPart(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		return "已退出。", r.Part(org.Context(q), org.Actor(q), in.ID, in.Until)
	})
}

func (r *Room) groupFill(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		n, err := r.FillGroups(org.Context(q), org.Actor(q), in.Since)
		return fmt.Sprintf("已补编 %d 人次。", n), err
	})
}

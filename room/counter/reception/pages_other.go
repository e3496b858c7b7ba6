package reception

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) badgesPage(q *web.Request, failed error) (web.Answer, error) {
	cards, err := r.BadgeCards(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "挂牌", Columns: []ui.Column{{Label: "姓名"}, {Label: "工作岗位", Wide: true}, {Label: "职务"}, {Label: "科室", Minor: true}, {Label: "缺什么"}}}
	missing := 0
	var mine []ui.Option
	for _, c := range cards {
		cell := ui.Cell{Tags: []ui.Tag{{Text: "齐全", Tone: ui.OK}}}
		if len(c.Missing) > 0 {
			missing++
			cell = ui.Cell{Tags: []ui.Tag{{Text: "缺" + strings.Join(c.Missing, "、"), Tone: ui.Warn}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name}, {Text: c.Position}, {Text: c.Duty}, {Text: c.UnitName}, cell}})
		if r.describes(s, actor(q), c.Unit) {
			mine = append(mine, ui.Option{Value: fmt.Sprint(c.PersonID), Label: c.Name, Group: c.UnitName})
		}
	}
	p := &parts{q: q, failed: failed}
	if len(mine) > 0 {
		p.add("牌上的职务", "局领导和科室负责人没有另填的，用岗位名称。", p.form("/reception/badges", "badge"), ui.Button{Label: "保存", Look: "primary"}, ui.Field{Name: "person", Label: "人员", Kind: ui.Select, Options: append([]ui.Option{{Value: "0", Label: "请选择"}}, mine...), Half: true}, ui.Field{Name: "duty", Label: "职务", Max: mostLine, Half: true})
	}
	notice := ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("人人挂牌上岗，牌上写明姓名、工作岗位、职务（%s）。还缺内容的有 %d 人。", s.cite(law.FirstBadge), missing)}
	return p.page(ui.Head{Title: "挂牌", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印牌子", URL: "/reception/badges/badges.pdf", Look: "primary"}}}, []ui.Notice{notice}, []ui.Part{{Table: &t}})
}

type badgeInput struct {
	Person int64  `form:"person" label:"人员"`
	Duty   string `form:"duty" label:"职务"`
}

func (r *Room) badgeSet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[badgeInput](q)
	if err == nil {
		_, err = r.SetBadge(org.Context(q), actor(q), in.Person, in.Duty)
	}
	if err != nil {
		return r.badgesPage(q, err)
	}
	return web.Redirect("/reception/badges").Say(ui.OK, "已保存。"), nil
}

func (r *Room) pledgesPage(q *web.Request, failed error) (web.Answer, error) {
	list, missing, err := r.Pledges(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	who := actor(q)
	head := s.heads(who, r.Org.Places.Office) || who.May(Lead)
	p := &parts{q: q, failed: failed}
	var before []ui.Part
	for _, x := range list {
		say := []string{pledgeStates[x.State]}
		if x.State != Draft {
			say = append(say, x.PublishedOn.Chinese()+"公布于"+x.Media)
		}
		if x.State == Ended {
			say = append(say, x.WithdrawnOn.Chinese()+"停用："+x.Reason)
		}
		before = append(before, ui.Part{Title: x.Topic, Pairs: []ui.Pair{{Key: "承诺", Text: x.Words, Wide: true}, {Key: "状态", Text: strings.Join(say, "；"), Wide: true}}})
		at := fmt.Sprintf("/reception/pledges/%d", x.ID)
		if head && x.State == Draft {
			f := p.form(at+"/publish", fmt.Sprintf("publish-%d", x.ID))
			f.Set("day", s.today.String())
			p.add("公布："+x.Topic, x.Words, f, ui.Button{Label: "公布", Look: "primary"}, ui.Field{Name: "media", Label: "公布的渠道", Max: mostLine, Half: true}, ui.Field{Name: "day", Label: "公布日期", Kind: ui.Date, Half: true})
		}
		if head && x.State == InForce {
			p.add("停用："+x.Topic, "", p.form(at+"/end", fmt.Sprintf("end-%d", x.ID)), ui.Button{Label: "停用", Look: "danger"}, ui.Field{Name: "words", Label: "停用的理由", Max: mostLine})
		}
	}
	var notices []ui.Notice
	if len(missing) > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "还没有公布承诺的方面：" + strings.Join(missing, "、") + "（" + s.cite(law.PromiseOther) + "）。"})
	}
	if r.inOffice(who) {
		f := p.form("/reception/pledges", "pledge")
		drafts := []ui.Option{{Value: "0", Label: "新写一条"}}
		for _, x := range list {
			if x.State == Draft {
				drafts = append(drafts, ui.Option{Value: fmt.Sprint(x.ID), Label: "改写：" + x.Topic})
			}
		}
		p.add("起草", "内容由本单位撰写，原文没有给出。", f, ui.Button{Label: "保存草稿"}, ui.Field{Name: "id", Label: "哪一条", Kind: ui.Select, Options: drafts, Half: true}, ui.Field{Name: "topic", Label: "方面", Kind: ui.Select, Options: options(s.topics()), Half: true}, ui.Field{Name: "words", Label: "承诺的内容", Kind: ui.Area, Rows: 3, Max: mostText})
	}
	return p.page(ui.Head{Title: "其他承诺", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印公示", URL: "/reception/pledges/pledges.pdf"}}}, notices, before)
}

type pledgeInput struct {
	ID    int64      `form:"id" label:"哪一条"`
	Topic string     `form:"topic" label:"方面"`
	Words string     `form:"words" label:"内容"`
	Media string     `form:"media" label:"公布的渠道"`
	Day   civil.Date `form:"day" label:"公布日期"`
}

func (r *Room) pledgeStep(q *web.Request, say string, do func(id int64, in pledgeInput) error) (web.Answer, error) {
	in, err := web.Decode[pledgeInput](q)
	id := in.ID
	if q.PathValue("id") != "" && err == nil {
		id, err = q.ID("id")
	}
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		return r.pledgesPage(q, err)
	}
	return web.Redirect("/reception/pledges").Say(ui.OK, say), nil
}

func (r *Room) pledgeSave(q *web.Request) (web.Answer, error) {
	return r.pledgeStep(q, "已保存草稿。", func(id int64, in pledgeInput) error {
		_, err := r.SavePledge(org.Context(q), actor(q), id, in.Topic, in.Words)
		return err
	})
}

func (r *Room) pledgePublish(q *web.Request) (web.Answer, error) {
	return r.pledgeStep(q, "已公布。", func(id int64, in pledgeInput) error {
		_, err := r.Publish(org.Context(q), actor(q), id, in.Media, in.Day)
		return err
	})
}

func (r *Room) pledgeEnd(q *web.Request) (web.Answer, error) {
	return r.pledgeStep(q, "已停用。", func(id int64, in pledgeInput) error {
		_, err := r.EndPledge(org.Context(q), actor(q), id, in.Words)
		return err
	})
}

// agingPage shows what waits for whom and how long, without its contents.
func (r *Room) agingPage(q *web.Request) (web.Answer, error) {
	who := actor(q)
	list, err := r.Aging(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	stand, err := r.StandIns(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "在手的件", Columns: []ui.Column{{Label: "人员"}, {Label: "科室", Minor: true}, {Label: "在手", Numeric: true}, {Label: "其中代办", Numeric: true}, {Label: "最久（工作日）", Numeric: true}, {Label: "已过期限", Numeric: true}, {Label: "最久的几件", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "没有等着办的件", Text: "科室负责人看本科室，办公室和局领导看全局，其他人看自己。"}}
	for _, h := range list {
		var say []string
		for _, x := range h.Tasks[:min(3, len(h.Tasks))] {
			what := x.Kind
			if x.What != "" {
				what += " " + x.What
			}
			say = append(say, fmt.Sprintf("%s（%d 天）", what, x.Age))
		}
		late := ui.Cell{Text: fmt.Sprint(h.Late)}
		if h.Late > 0 {
			late = ui.Cell{Tags: []ui.Tag{{Text: fmt.Sprint(h.Late), Tone: ui.Bad}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: h.Name}, {Text: h.UnitName}, {Text: fmt.Sprint(len(h.Tasks))}, {Text: fmt.Sprint(h.ForOthers)}, {Text: fmt.Sprint(h.Oldest)}, late, {Text: strings.Join(say, "、")}}})
	}
	b := ui.Table{Caption: "正在顶岗", Columns: []ui.Column{{Label: "顶岗的人"}, {Label: "身份", Wide: true}, {Label: "到"}, {Label: "本职在手", Numeric: true}, {Label: "代办在手", Numeric: true}}, Empty: ui.Empty{Title: "现在没有人顶岗"}}
	for _, x := range stand {
		b.Rows = append(b.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: x.Capacity}, {Text: civil.DateOf(clock.FromMicros(x.Until)).Chinese()}, {Text: fmt.Sprint(len(x.Own))}, {Text: fmt.Sprint(len(x.Standing))}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "停留时间", Crumbs: crumbs, Meta: []string{"AB岗（同岗替代）"}}, Notices: []ui.Notice{{Tone: ui.Info, Text: "只列每个人手里的件停留了几个工作日，是否拖延由人判断（" + s.cite(law.AbBNoDelay) + "）。不显示件的内容。"}},
		Parts: []ui.Part{{Title: "谁手里的件停留最久", Table: &t}, {Title: "正在顶岗", Hint: "顶岗期间自己的件仍在自己名下（" + s.cite(law.AbBOwn) + "）。", Table: &b}}}
	return q.Desk("停留时间", ui.ListPage(p))
}

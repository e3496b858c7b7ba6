package secrecy

import (
	"bytes"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type postInput struct {
	ID         int64      `form:"post_id" label:"人员"`
	Person     int64      `form:"person" label:"人员"`
	Post       string     `form:"post" label:"岗位"`
	Class      string     `form:"class" label:"涉密等级"`
	ReviewedOn civil.Date `form:"reviewed_on" label:"审查日期"`
	Review     string     `form:"review" label:"审查结果"`
	TrainedOn  civil.Date `form:"trained_on" label:"岗前培训日期"`
	PledgedOn  civil.Date `form:"pledged_on" label:"承诺书日期"`
	Since      civil.Date `form:"since" label:"上岗日期"`
	Until      civil.Date `form:"until" label:"离岗日期"`
	TalkOn     civil.Date `form:"talk_on" label:"提醒谈话日期"`
	LeftPledge civil.Date `form:"left_pledge" label:"离岗承诺书日期"`
	CoolUntil  civil.Date `form:"cool_until" label:"脱密期至"`
	Note       string     `form:"note" label:"说明"`
}

func (r *Room) staffPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Staff(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "涉密人员", Columns: []ui.Column{{Label: "人员"}, {Label: "岗位", Wide: true, Wrap: true}, {Label: "等级"}, {Label: "审查", Minor: true}, {Label: "承诺书", Minor: true}, {Label: "上岗"}, {Label: "脱密期至", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有登记涉密人员", Text: "上岗审查以后由保密工作岗位登记。"}}
	var ready, inPost, cooled []ui.Option
	tones := map[string]ui.Tone{InPost: ui.OK, Reviewed: ui.Info, Failed: ui.Bad, Left: ui.Warn, Cooled: ui.Mute, Dropped: ui.Mute}
	for _, x := range list {
		name := s.chart.Person(x.PersonID).Name
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: x.Post}, {Text: classLabels[x.Class]}, {Text: x.ReviewedOn.String()}, {Text: x.PledgedOn.String()}, {Text: x.Since.String(), Sub: x.Until.String()}, {Text: x.CoolUntil.String()}, {Tags: []ui.Tag{{Text: postLabels[x.State], Tone: tones[x.State]}}, Sub: x.Note}}})
		o := ui.Option{Value: fmt.Sprint(x.ID), Label: name + "，" + x.Post}
		switch x.State {
		case Reviewed:
			ready = append(ready, o)
		case InPost:
			inPost = append(inPost, o)
		case Left:
			if s.today.After(x.CoolUntil) {
				cooled = append(cooled, o)
			}
		}
	}
	hint := "您本人的登记。"
	if s.reads(who) {
		hint = "上岗前审查、培训、签承诺书；离岗前谈话、签承诺书、清退密件，脱密期内继续管理。"
	}
	p := &parts{q: q, failed: failed}
	if s.keeps(who) {
		today := s.today.String()
		f := p.form("/secrecy/staff", "review")
		f.Set("reviewed_on", today)
		p.add("上岗审查", cite(s.book, law.SecrecyPosting), f, ui.Button{Label: "登记审查", Look: "primary"}, ui.Field{Name: "person", Label: "人员", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "post", Label: "岗位", Half: true, Max: mostLine}, ui.Field{Name: "class", Label: "涉密等级", Kind: ui.Select, Options: choices(classLabels, General, Important, Core), Half: true},
			ui.Field{Name: "reviewed_on", Label: "审查日期", Kind: ui.Date, Half: true}, ui.Field{Name: "review", Label: "审查结果", Kind: ui.Radio, Options: []ui.Option{{Value: Passed, Label: "通过"}, {Value: Failed, Label: "没有通过"}}})
		if len(ready) > 0 {
			f := p.form("/secrecy/staff/start", "start")
			f.Set("since", today)
			p.add("上岗", cite(s.book, law.SecrecyPledge), f, ui.Button{Label: "登记上岗"}, ui.Field{Name: "post_id", Label: "人员", Kind: ui.Select, Options: ready, Half: true}, ui.Field{Name: "trained_on", Label: "岗前培训日期", Kind: ui.Date, Half: true}, ui.Field{Name: "pledged_on", Label: "签订承诺书日期", Kind: ui.Date, Half: true}, ui.Field{Name: "since", Label: "上岗日期", Kind: ui.Date, Half: true})
			p.add("没有上岗", "审查通过以后不到岗的，登记以后可以重新审查。", p.form("/secrecy/staff/drop", "drop"), ui.Button{Label: "登记没有上岗"}, ui.Field{Name: "post_id", Label: "人员", Kind: ui.Select, Options: ready, Half: true}, ui.Field{Name: "note", Label: "原因", Half: true, Max: mostLine})
		}
		if len(inPost) > 0 {
			f := p.form("/secrecy/staff/leave", "leave")
			f.Set("until", today)
			p.add("离岗", cite(s.book, law.SecrecyLeaving), f, ui.Button{Label: "登记离岗"}, ui.Field{Name: "post_id", Label: "人员", Kind: ui.Select, Options: inPost, Half: true}, ui.Field{Name: "until", Label: "离岗日期", Kind: ui.Date, Half: true}, ui.Field{Name: "talk_on", Label: "提醒谈话日期", Kind: ui.Date, Half: true}, ui.Field{Name: "left_pledge", Label: "离岗承诺书日期", Kind: ui.Date, Half: true}, ui.Field{Name: "cool_until", Label: "脱密期最后一天", Kind: ui.Date, Half: true})
		}
		if len(cooled) > 0 {
			p.add("脱密期满", cite(s.book, law.SecrecyLeaving), p.form("/secrecy/staff/cool", "cool"), ui.Button{Label: "登记脱密期满"}, ui.Field{Name: "post_id", Label: "人员", Kind: ui.Select, Options: cooled, Half: true}, ui.Field{Name: "note", Label: "脱密期内的管理情况", Half: true, Max: mostLine})
		}
	}
	return p.page(ui.Listing{Head: ui.Head{Title: "涉密人员", Crumbs: crumbs}, Parts: []ui.Part{{Hint: hint, Table: &t}}})
}

func (r *Room) postDo(q *web.Request, say string, do func(in postInput) error) (web.Answer, error) {
	in, err := web.Decode[postInput](q)
	if err == nil {
		err = do(in)
	}
	if err != nil {
		return r.staffPage(q, err)
	}
	return web.Redirect("/secrecy/staff").Say(ui.OK, say), nil
}

func (r *Room) postReview(q *web.Request) (web.Answer, error) {
	return r.postDo(q, "已登记上岗审查。", func(in postInput) error {
		_, err := r.ReviewPost(org.Context(q), org.Actor(q), Post{PersonID: in.Person, Post: in.Post, Class: in.Class, ReviewedOn: in.ReviewedOn, Review: in.Review})
		return err
	})
}

func (r *Room) postStart(q *web.Request) (web.Answer, error) {
	return r.postDo(q, "已登记上岗。", func(in postInput) error {
		_, err := r.StartPost(org.Context(q), org.Actor(q), Post{ID: in.ID, TrainedOn: in.TrainedOn, PledgedOn: in.PledgedOn, Since: in.Since})
		return err
	})
}

func (r *Room) postLeave(q *web.Request) (web.Answer, error) {
	return r.postDo(q, "已登记离岗。", func(in postInput) error {
		_, err := r.LeavePost(org.Context(q), org.Actor(q), Post{ID: in.ID, Until: in.Until, TalkOn: in.TalkOn, LeftPledge: in.LeftPledge, CoolUntil: in.CoolUntil})
		return err
	})
}

func (r *Room) postDrop(q *web.Request) (web.Answer, error) {
	return r.postDo(q, "已登记没有上岗。", func(in postInput) error {
		_, err := r.DropPost(org.Context(q), org.Actor(q), Post{ID: in.ID, Note: in.Note})
		return err
	})
}

func (r *Room) postCool(q *web.Request) (web.Answer, error) {
	return r.postDo(q, "已登记脱密期满。", func(in postInput) error {
		_, err := r.CoolPost(org.Context(q), org.Actor(q), Post{ID: in.ID, Note: in.Note})
		return err
	})
}

type trainingInput struct {
	On        civil.Date `form:"on" label:"日期"`
	Place     string     `form:"place" label:"地点"`
	Title     string     `form:"title" label:"内容"`
	Lecturer  string     `form:"lecturer" label:"主讲"`
	Minutes   int        `form:"minutes" label:"时长"`
	Everybody string     `form:"everybody" label:"对象"`
	People    []int64    `form:"people" label:"到会人员"`
	Note      string     `form:"note" label:"原因"`
}

func (t Training) page() string { return fmt.Sprintf("/secrecy/trainings/%d", t.ID) }

func (r *Room) trainingsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := trainings.List(q.Context(), r.Door.Reader(), "ORDER BY x.on_date DESC, x.id DESC LIMIT 200")
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "保密教育培训", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "日期"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "主讲", Minor: true}, {Label: "时长", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有安排保密培训", Text: "由保密工作岗位安排，培训当天本人签到。"}}
	for _, x := range list {
		tag := ui.Tag{Text: "待登记", Tone: ui.Info}
		switch x.State {
		case Closed:
			tag = ui.Tag{Text: "已登记", Tone: ui.OK}
		case Cancelled:
			tag = ui.Tag{Text: "已取消", Tone: ui.Mute}
		}
		t.Rows = append(t.Rows, ui.Row{URL: x.page(), Cells: []ui.Cell{{Text: x.Number}, {Text: x.On.String()}, {Text: x.Title, URL: x.page(), Sub: x.Place}, {Text: x.Lecturer}, {Text: fmt.Sprintf("%d 分钟", x.Minutes)}, {Tags: []ui.Tag{tag}}}})
	}
	p := &parts{q: q, failed: failed}
	if s.keeps(who) {
		f := p.form("/secrecy/trainings", "training")
		f.Set("on", s.today.String())
		f.Set("minutes", "120")
		p.add("安排培训", "", f, ui.Button{Label: "安排培训", Look: "primary"}, ui.Field{Name: "title", Label: "内容", Max: mostLine}, ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "place", Label: "地点", Half: true, Max: mostLine}, ui.Field{Name: "lecturer", Label: "主讲", Half: true, Optional: true, Max: mostLine}, ui.Field{Name: "minutes", Label: "时长（分钟）", Kind: ui.Number, Half: true},
			ui.Field{Name: "everybody", Label: "对象", Kind: ui.Radio, Options: []ui.Option{{Value: "1", Label: "全体干部职工"}, {Value: "0", Label: "涉密人员"}}})
	}
	return p.page(ui.Listing{Head: ui.Head{Title: "保密教育培训", Crumbs: crumbs, Meta: []string{cite(s.book, law.SecrecyTraining)}}, Parts: []ui.Part{{Table: &t}}})
}

func (r *Room) trainingOpen(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[trainingInput](q)
	var t Training
	if err == nil {
		t, err = r.OpenTraining(org.Context(q), org.Actor(q), Training{On: in.On, Place: in.Place, Title: in.Title, Lecturer: in.Lecturer, Minutes: in.Minutes, Everybody: in.Everybody != "0"})
	}
	if err != nil {
		return r.trainingsPage(q, err)
	}
	return web.Redirect(t.page()).Say(ui.OK, "已安排 "+t.Number+"。"), nil
}

// expected are the people a training is for: all who work here, or those in classified
// posts.
func (r *Room) expected(q *web.Request, s *scene, t Training) ([]org.Person, error) {
	all := s.chart.Staff()
	if t.Everybody {
		return all, nil
	}
	list, err := posts.List(q.Context(), r.Door.Reader(), "WHERE x.state IN ('reviewed', 'in_post')")
	return slices.DeleteFunc(slices.Clone(all), func(p org.Person) bool {
		return !slices.ContainsFunc(list, func(x Post) bool { return x.PersonID == p.ID })
	}), err
}

func (r *Room) trainingPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	t, err := trainings.Get(q.Context(), rd, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	there, err := attendances.List(q.Context(), rd, "WHERE x.training_id = $1 ORDER BY x.id", id)
	if err != nil {
		return web.Answer{}, err
	}
	at := func(person int64) bool {
		return slices.ContainsFunc(there, func(a Attendance) bool { return a.PersonID == person })
	}
	me, _ := s.chart.PersonOf(who.Login)
	state := "没有签到"
	if at(me.ID) {
		state = "已签到"
	}
	l := ui.Listing{Head: ui.Head{Title: t.Title, Crumbs: append(crumbs[:1:1], ui.Link{Text: "保密教育培训", URL: "/secrecy/trainings"}), Meta: []string{t.Number}},
		Parts: []ui.Part{{Title: "培训", Pairs: []ui.Pair{{Key: "日期", Text: t.On.Chinese()}, {Key: "地点", Text: t.Place}, {Key: "主讲", Text: t.Lecturer}, {Key: "时长", Text: fmt.Sprintf("%d 分钟", t.Minutes)}, {Key: "对象", Text: map[bool]string{true: "全体干部职工", false: "涉密人员"}[t.Everybody]}, {Key: "到会", Text: fmt.Sprintf("%d 人", len(there))}, {Key: "您", Text: state}}}}}
	if t.State == Cancelled {
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Alt, Text: "已取消：" + t.Note})
	}
	p := &parts{q: q, failed: failed}
	if t.State == Begun && t.On == s.today && !at(me.ID) && me.ID != 0 {
		p.add("签到", "", p.form(t.page()+"/sign", "sign"), ui.Button{Label: "本人签到", Look: "primary"})
	}
	if s.reads(who) {
		l.Head.Actions = []ui.Button{{Label: "打印签到表", URL: t.page() + "/signin.pdf"}}
		expected, err := r.expected(q, s, t)
		if err != nil {
			return web.Answer{}, err
		}
		list := ui.Table{Caption: "签到", Columns: []ui.Column{{Label: "人员", Wide: true}, {Label: "科室"}, {Label: "签到"}}}
		var missing []ui.Option
		for _, x := range expected {
			tag := ui.Tag{Text: "没有签到", Tone: ui.Mute}
			if at(x.ID) {
				tag = ui.Tag{Text: "到会", Tone: ui.OK}
			} else {
				missing = append(missing, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
			}
			list.Rows = append(list.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: s.unitName(x.Unit)}, {Tags: []ui.Tag{tag}}}})
		}
		l.Parts = append(l.Parts, ui.Part{Title: "签到", Table: &list})
		if s.keeps(who) && t.State == Begun && len(there) == 0 {
			p.add("取消培训", "没有举行的，写明原因取消。", p.form(t.page()+"/cancel", "cancel"), ui.Button{Label: "取消培训"}, ui.Field{Name: "note", Label: "原因", Max: mostLine})
		}
		if s.keeps(who) && t.State == Begun && !t.On.After(s.today) {
			p.add("登记纸面签到并结束", "勾选在纸面签到表上签了名的人。", p.form(t.page()+"/close", "close"), ui.Button{Label: "登记并结束"}, ui.Field{Name: "people", Label: "到会人员", Kind: ui.Checks, Options: missing, Optional: true})
		}
	}
	return p.page(l)
}

func (r *Room) trainingSign(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.Sign(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return r.trainingPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/trainings/%d", id)).Say(ui.OK, "已签到。"), nil
}

func (r *Room) trainingClose(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[trainingInput](q)
	if err == nil {
		_, err = r.CloseTraining(org.Context(q), org.Actor(q), id, in.People)
	}
	if err != nil {
		return r.trainingPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/trainings/%d", id)).Say(ui.OK, "签到已登记完。"), nil
}

func (r *Room) trainingCancel(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[trainingInput](q)
	if err == nil {
		_, err = r.CancelTraining(org.Context(q), org.Actor(q), id, in.Note)
	}
	if err != nil {
		return r.trainingPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/trainings/%d", id)).Say(ui.OK, "已取消培训。"), nil
}

func (r *Room) trainingPrint(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !s.reads(org.Actor(q)) {
		return web.Answer{}, r.seen(q, forbid(law.SecrecyKnown, "签到表由保密工作岗位打印。"))
	}
	t, err := trainings.Get(q.Context(), r.Door.Reader(), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	there, err := attendances.List(q.Context(), r.Door.Reader(), "WHERE x.training_id = $1", id)
	if err != nil {
		return web.Answer{}, err
	}
	expected, err := r.expected(q, s, t)
	if err != nil {
		return web.Answer{}, err
	}
	title := t.Number + " 保密教育培训签到表"
	d, err := print.New(print.Options{Title: title, Author: s.book.Bureau, Date: s.today.Time()})
	if err != nil {
		return web.Answer{}, err
	}
	f := d.Section(print.Section{Margins: print.Margins{Top: 20, Right: 18, Bottom: 18, Left: 18}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+s.today.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(s.book.Bureau+"保密教育培训签到表", print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	f.Para(t.Number+"　"+t.On.Chinese()+"　"+t.Place+"\n内容："+t.Title+"　主讲："+t.Lecturer, print.Style{Size: 10.5})
	f.Skip(2)
	f.Table(print.Table{Columns: []print.Column{{Title: "序号", Width: 14, Align: print.Center}, {Title: "姓名", Width: 52}, {Title: "科室", Width: 48}, {Title: "签名", Width: 60}}, MinRow: 9}, func(yield func([]string) bool) {
		for i, p := range expected {
			sign := ""
			if k := slices.IndexFunc(there, func(a Attendance) bool { return a.PersonID == p.ID }); k >= 0 {
				sign = "系统签到 " + stamp(there[k].At)
				if there[k].How != "self" {
					sign = "纸面签到"
				}
			}
			if !yield([]string{fmt.Sprint(i + 1), p.Name, s.unitName(p.Unit), sign}) {
				return
			}
		}
	})
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, title, &b), nil
}

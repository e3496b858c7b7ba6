package life

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// peoplePage shows who takes part, their speeches and what was seen of each.
func (r *Room) peoplePage(q *web.Request, of string, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	p, m, who := v.head("/people"), v.Meeting, org.Actor(q)
	t := ui.Table{Caption: "出席和列席", Columns: []ui.Column{{Label: "姓名"}, {Label: "身份", Minor: true}, {Label: "发言材料"}, {Label: "到会"}, {Label: "发言、宣读、转告", Wrap: true}}}
	var speakers, absent, all []ui.Option
	for _, x := range v.People {
		cells := []ui.Cell{{Text: x.Name}, {Text: partLabels[x.Part]}, {}, {}, {}}
		if x.Part != Observer {
			o := ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name}
			all = append(all, o)
			cells[2] = ui.Cell{Tags: []ui.Tag{{Text: "没有交", Tone: ui.Warn}}}
			if !x.SpeechOn.IsZero() {
				cells[2] = ui.Cell{Text: x.SpeechOn.String() + " 交"}
			}
			switch x.Here {
			case Present:
				speakers = append(speakers, o)
				cells[3] = ui.Cell{Text: "到会"}
				cells[4] = ui.Cell{Tags: []ui.Tag{{Text: "没有发言", Tone: ui.Warn}}}
				if x.Spoke {
					cells[4] = ui.Cell{Text: "已发言"}
				}
			case Absent:
				absent = append(absent, o)
				cells[3] = ui.Cell{Tags: []ui.Tag{{Text: "缺席", Tone: ui.Mute}}}
				read, told := "没有宣读", "没有转告"
				if x.ReadOut {
					read = "已宣读"
				}
				if !x.ToldOn.IsZero() {
					told = x.ToldOn.String() + " 由" + x.ToldBy + "转告"
				}
				cells[4] = ui.Cell{Text: read + "，" + told}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	p.Parts = append(p.Parts, ui.Part{Table: &t})
	running := m.State == Running
	if running {
		mine := slices.DeleteFunc(slices.Clone(all), func(o ui.Option) bool {
			return !v.Serves && !slices.ContainsFunc(v.People, func(x Person) bool { return fmt.Sprint(x.ID) == o.Value && x.Login == who.Login })
		})
		if len(mine) > 0 {
			f := form(q, "speech", m.URL()+"/speech", of, failed)
			f.Wide, f.Multipart = true, true
			f.Set("on", r.Door.Today().String())
			p.Parts = append(p.Parts, ui.Part{Title: "交发言材料", Hint: "缺席的人交的书面发言也在这里登记。", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "谁的", Kind: ui.Select, Options: mine, Half: true}, {Form: f, Name: "on", Label: "日期", Kind: ui.Date, Half: true}, {Form: f, Name: "files", Label: "发言材料", Kind: ui.File, Multiple: true, Optional: true, Hint: "交纸质的不用上传。"}}, Buttons: []ui.Button{{Label: "登记交材料"}}})
		}
	}
	if running && v.Serves {
		f := form(q, "hold", m.URL()+"/hold", of, failed)
		f.Wide = true
		on := m.HeldOn
		if on.IsZero() {
			on = m.PlannedOn
		}
		f.Set("on", on.String())
		fields := []ui.Field{{Form: f, Name: "on", Label: "召开日期", Kind: ui.Date, Half: true}}
		var there []string
		for _, x := range v.members() {
			if x.Here != Absent {
				there = append(there, fmt.Sprint(x.ID))
			}
		}
		f.Set("present", there...)
		fields = append(fields, ui.Field{Form: f, Name: "present", Label: "到会的人", Kind: ui.Checks, Options: all})
		title, buttons := "登记召开和到会", []ui.Button{{Label: "登记召开", Look: "primary"}}
		if !m.HeldOn.IsZero() {
			title = "更正到会的人"
			buttons[0] = ui.Button{Label: "更正到会"}
		}
		hint := "没有选中的记为缺席。得到上级党组织批复以后才能召开。"
		if r.Sitting != nil {
			fields = append(fields, ui.Field{Form: f, Name: "room", Label: "从会议登记取召开日期和签到", Kind: ui.Check, Optional: true})
		}
		p.Parts = append(p.Parts, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: buttons})
		if !m.HeldOn.IsZero() {
			if len(speakers) > 0 {
				f := form(q, "spoke", m.URL()+"/seen", of, failed)
				f.Set("spoke", "1")
				p.Parts = append(p.Parts, ui.Part{Title: "登记发言", Form: f, Fields: []ui.Field{{Form: f, Name: "form", Kind: ui.Hidden}, {Form: f, Name: "person", Label: "谁", Kind: ui.Select, Options: speakers}, {Form: f, Name: "spoke", Label: "已发言", Kind: ui.Check, Optional: true}}, Buttons: []ui.Button{{Label: "登记发言"}}})
				f.Set("form", "spoke")
			}
			if len(absent) > 0 {
				f := form(q, "seen", m.URL()+"/seen", of, failed)
				f.Wide = true
				f.Set("form", "seen")
				p.Parts = append(p.Parts, ui.Part{Title: "缺席的人：宣读和转告", Form: f, Fields: []ui.Field{{Form: f, Name: "form", Kind: ui.Hidden}, {Form: f, Name: "person", Label: "谁", Kind: ui.Select, Options: absent}, {Form: f, Name: "read", Label: "书面发言已宣读并记入记录", Kind: ui.Check, Optional: true}, {Form: f, Name: "told_on", Label: "转告日期", Kind: ui.Date, Optional: true, Half: true}, {Form: f, Name: "told_by", Label: "由谁转告", Optional: true, Half: true, Max: 50}}, Buttons: []ui.Button{{Label: "登记"}}})
			}
		}
	}
	return q.Desk(m.Title()+"出席人", ui.ListPage(p))
}

type speechInput struct {
	Person int64         `form:"person" label:"谁的" need:"请选择是谁的发言材料。"`
	On     civil.Date    `form:"on" label:"日期" need:"请填写日期。"`
	Files  []*web.Upload `form:"files" label:"发言材料"`
}

func (r *Room) speechPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[speechInput](q)
	s := Speech{Year: v.Meeting.Year, Person: in.Person, On: in.On}
	if err == nil {
		s.Papers, err = r.papersFrom(q, in.Files)
	}
	if err == nil {
		_, err = r.HandIn(org.Context(q), org.Actor(q), s)
	}
	if err != nil {
		return r.again(q, err, "speech", r.peoplePage)
	}
	return web.Redirect(v.Meeting.URL()+"/people").Say(ui.OK, "发言材料已登记。"), nil
}

type holdInput struct {
	On      civil.Date `form:"on" label:"召开日期"`
	Present []int64    `form:"present" label:"到会的人"`
	Room    bool       `form:"room" label:"从会议登记取"`
}

func (r *Room) holdPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[holdInput](q)
	if err == nil {
		_, err = r.Held(org.Context(q), org.Actor(q), HoldIn{Year: v.Meeting.Year, On: in.On, Present: in.Present, Room: in.Room})
	}
	if err != nil {
		return r.again(q, err, "hold", r.peoplePage)
	}
	return web.Redirect(v.Meeting.URL()+"/people").Say(ui.OK, "召开和到会已登记。"), nil
}

type seenInput struct {
	Form   string     `form:"form" label:"表"`
	Person int64      `form:"person" label:"谁" need:"请选择是谁。"`
	Spoke  bool       `form:"spoke" label:"已发言"`
	Read   bool       `form:"read" label:"已宣读"`
	ToldOn civil.Date `form:"told_on" label:"转告日期"`
	ToldBy string     `form:"told_by" label:"由谁转告" max:"50"`
}

func (r *Room) seenPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[seenInput](q)
	if err == nil {
		_, err = r.Seen(org.Context(q), org.Actor(q), Spoken{Year: v.Meeting.Year, Person: in.Person, Spoke: in.Spoke, Read: in.Read, ToldOn: in.ToldOn, ToldBy: in.ToldBy})
	}
	if err != nil {
		of := "seen"
		if in.Form == "spoke" {
			of = "spoke"
		}
		return r.again(q, err, of, r.peoplePage)
	}
	return web.Redirect(v.Meeting.URL()+"/people").Say(ui.OK, "已登记。"), nil
}

// opinionsPage lists what was heard, and takes more.
func (r *Room) opinionsPage(q *web.Request, of string, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	p, m := v.head("/opinions"), v.Meeting
	t := ui.Table{Caption: "征求的意见", Columns: []ui.Column{{Label: "怎样得来"}, {Label: "意见", Wide: true}, {Label: "提出人", Minor: true}, {Label: "日期"}}, Empty: ui.Empty{Title: "还没有登记意见"}}
	for _, o := range v.Opinions {
		named, sub := "不记名", ""
		if o.Named != "" {
			named = o.Named
		}
		if o.Collector != "" {
			sub = "受委托听取：" + o.Collector
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: formLabel(o.Form)}, {Text: o.Words, Sub: sub}, {Text: named}, {Text: o.HeardOn.String()}}})
	}
	p.Parts = append(p.Parts, ui.Part{Hint: "座谈会和民主评议听来的意见不记是谁提的。个别谈心的，本人同意才记名字。", Table: &t})
	if m.State == Running {
		f := form(q, "hear", m.URL()+"/opinions", of, failed)
		f.Wide = true
		f.Set("heard_on", r.Door.Today().String())
		var options []ui.Option
		for _, x := range forms {
			options = append(options, ui.Option{Value: x.code, Label: x.label})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "登记一条意见", Form: f, Fields: []ui.Field{{Form: f, Name: "form", Label: "怎样得来", Kind: ui.Select, Options: options, Half: true}, {Form: f, Name: "heard_on", Label: "日期", Kind: ui.Date, Half: true}, {Form: f, Name: "words", Label: "意见", Kind: ui.Area, Rows: 3, Max: mostText}, {Form: f, Name: "named", Label: "提出人", Optional: true, Max: 50, Hint: "只有个别谈心、本人同意记名的才填。"}}, Buttons: []ui.Button{{Label: "登记意见", Look: "primary", Save: true}}})
	}
	return q.Desk(m.Title()+"征求的意见", ui.ListPage(p))
}

type hearInput struct {
	Form    string     `form:"form" label:"怎样得来" need:"请选择意见是怎样得来的。"`
	Words   string     `form:"words" label:"意见" max:"2000" need:"请写明意见。"`
	Named   string     `form:"named" label:"提出人" max:"50"`
	HeardOn civil.Date `form:"heard_on" label:"日期" need:"请填写日期。"`
}

func (r *Room) hearPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[hearInput](q)
	if err == nil {
		_, err = r.Hear(org.Context(q), org.Actor(q), Heard{Year: v.Meeting.Year, Form: in.Form, Words: in.Words, Named: in.Named, HeardOn: in.HeardOn})
	}
	if err != nil {
		return r.again(q, err, "hear", r.opinionsPage)
	}
	return web.Redirect(v.Meeting.URL()+"/opinions").Say(ui.OK, "意见已登记。"), nil
}

// talksPage lists who talked with whom; what was said has no place.
func (r *Room) talksPage(q *web.Request, of string, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	p, m := v.head("/talks"), v.Meeting
	t := ui.Table{Caption: "谈心", Columns: []ui.Column{{Label: "领导"}, {Label: "同谁谈"}, {Label: "类别"}, {Label: "日期"}}, Empty: ui.Empty{Title: "还没有登记谈心"}}
	for _, x := range v.Talks {
		kind := "领导同职工"
		if x.Kind == WithLeader {
			kind = "领导之间"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Leader}, {Text: x.Other}, {Text: kind}, {Text: x.HeldOn.String()}}})
	}
	p.Parts = append(p.Parts, ui.Part{Hint: "只记谈了没有，不记谈话内容。", Table: &t})
	if m.State == Running {
		c, err := r.Org.Chart(q.Context(), r.Door.Reader(), r.Door.Now())
		if err != nil {
			return web.Answer{}, err
		}
		var leaders, others []ui.Option
		for _, x := range v.members() {
			leaders = append(leaders, ui.Option{Value: fmt.Sprint(x.PersonID), Label: x.Name})
		}
		others = append(others, ui.Option{Value: "", Label: "请选择"})
		for _, x := range c.Staff() {
			others = append(others, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
		}
		f := form(q, "talk", m.URL()+"/talks", of, failed)
		f.Wide = true
		f.Set("held_on", r.Door.Today().String())
		p.Parts = append(p.Parts, ui.Part{Title: "登记一次谈心", Form: f, Fields: []ui.Field{{Form: f, Name: "leader", Label: "领导", Kind: ui.Select, Options: leaders, Half: true}, {Form: f, Name: "other", Label: "同谁谈", Kind: ui.Select, Options: others, Half: true}, {Form: f, Name: "held_on", Label: "日期", Kind: ui.Date, Half: true}}, Buttons: []ui.Button{{Label: "登记谈心", Look: "primary", Save: true}}})
	}
	return q.Desk(m.Title()+"谈心", ui.ListPage(p))
}

type talkInput struct {
	Leader int64      `form:"leader" label:"领导" need:"请选择领导。"`
	Other  int64      `form:"other" label:"同谁谈" need:"请选择同谁谈。"`
	HeldOn civil.Date `form:"held_on" label:"日期" need:"请填写日期。"`
}

func (r *Room) talkPage(q *web.Request) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[talkInput](q)
	if err == nil {
		_, err = r.AddTalk(org.Context(q), org.Actor(q), Talked{Year: v.Meeting.Year, Leader: in.Leader, Other: in.Other, HeldOn: in.HeldOn})
	}
	if err != nil {
		return r.again(q, err, "talk", r.talksPage)
	}
	return web.Redirect(v.Meeting.URL()+"/talks").Say(ui.OK, "谈心已登记。"), nil
}

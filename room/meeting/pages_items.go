package meeting

import (
	"fmt"
	"slices"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type proposeInput struct {
	Kind       string  `form:"kind" label:"会议"`
	Topic      string  `form:"topic" label:"类别" need:"请选择议题的类别。"`
	Title      string  `form:"title" label:"议题" max:"120" need:"请写明议题。"`
	Line       string  `form:"line" label:"说明" max:"4000"`
	Unit       string  `form:"unit" label:"汇报科室"`
	Cadre      bool    `form:"cadre" label:"涉及干部"`
	Major      bool    `form:"major" label:"重大"`
	NotCadre   bool    `form:"not_cadre" label:"不涉及干部任免奖惩"`
	NoMaterial bool    `form:"no_material" label:"无材料"`
	Concerned  []int64 `form:"concerned" label:"须回避的人"`
}

// itemsPage lists the items that wait for a kind of meeting, and takes new ones; of
// names the form that was refused.
func (r *Room) itemsPage(q *web.Request, of string, failed error) (web.Answer, error) {
	who := org.Actor(q)
	rd := r.Door.Reader()
	s, err := r.look(q.Context(), rd, who)
	if err != nil {
		return web.Answer{}, err
	}
	kind := q.Values().Get("kind")
	k, ok := s.book.Meetings.Kind(kind)
	if !ok {
		if len(s.book.Meetings.Kinds) == 0 {
			return q.Nothing("议题", "本单位的规章没有会议制度。", ui.Link{Text: "会议", URL: "/meetings"})
		}
		k = s.book.Meetings.Kinds[0]
		for _, x := range s.book.Meetings.Kinds {
			if s.clerk(x) {
				k = x
				break
			}
			if x.Code == "director_office" {
				k = x
			}
		}
	}
	list, err := r.Waiting(q.Context(), who, k.Code)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "议题", Crumbs: []ui.Link{{Text: "会议", URL: "/meetings"}}}}
	for _, x := range s.book.Meetings.Kinds {
		p.Tabs = append(p.Tabs, ui.Tab{Text: x.Name, URL: "/meetings/items?kind=" + x.Code, Count: -1, Current: x.Code == k.Code})
	}
	t := ui.Table{Caption: "还没有议的议题", Columns: []ui.Column{{Label: "议题", Wide: true, Wrap: true}, {Label: "类别", Minor: true}, {Label: "提出"}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有等待讨论的议题"}}
	var pick, major, bare, mine []ui.Option
	for _, it := range list {
		papers, err := db.All[Paper](q.Context(), rd, paperSelect+" WHERE item_id = $1 ORDER BY id", it.ID)
		if err != nil {
			return web.Answer{}, err
		}
		topic, _ := k.Topic(it.Topic)
		name := it.Name
		if it.Source != "" {
			name = "办件提请"
		}
		url := ""
		if it.MeetingID != 0 {
			url = URL(it.MeetingID)
		}
		sub := it.Line
		if it.State == Declined {
			sub = "不列入：" + it.Words
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: it.Title, Sub: short(sub, 80), URL: url}, {Text: topic.Name}, {Text: name, Sub: it.UnitName}, {Text: papersLine(papers, it), Tags: it.tags()}}})
		if it.State == Proposed || it.State == Listed {
			o := ui.Option{Value: fmt.Sprint(it.ID), Label: it.Title}
			if s.equips(k, it) {
				pick = append(pick, o)
			}
			if it.lacks(papers) && (s.equips(k, it) || s.holds(k.Agenda.Posts)) {
				bare = append(bare, o)
			}
			if it.State == Proposed && it.Login == who.Login {
				mine = append(mine, o)
			}
			if it.Major && it.PretoldAt == 0 {
				major = append(major, ui.Option{Value: fmt.Sprint(it.ID), Label: it.Title})
			}
		}
	}
	p.Parts = []ui.Part{{Title: "还没有议的议题", Hint: "由" + titles(s.book, k.Agenda.Posts) + "在会议页面上确定。", Table: &t}}
	form := func(name, action string) *ui.Form {
		f := q.FormFor(action, nil)
		if of == name {
			f = q.FormFor(action, failed)
		}
		f.ID, f.Wide = name, true
		f.Set("kind", k.Code)
		return f
	}
	if len(pick) > 0 {
		f := form("attach", "/meetings/items/papers")
		p.Parts = append(p.Parts, ui.Part{Title: "附上材料", Form: f, Fields: append([]ui.Field{{Form: f, Name: "kind", Kind: ui.Hidden}}, attachFields(f, pick)...), Buttons: []ui.Button{{Label: "附上"}}})
	}
	pressFor := func(name, title, hint, label string, options []ui.Option) {
		if len(options) > 0 {
			f := form(name, "/meetings/items/"+name)
			p.Parts = append(p.Parts, ui.Part{Title: title, Hint: hint, Form: f, Fields: []ui.Field{{Form: f, Name: "kind", Kind: ui.Hidden}, {Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: options, Half: true}}, Buttons: []ui.Button{{Label: label}}})
		}
	}
	pressFor("bare", "缺材料的议题", "材料随通知一同送达，缺材料的议题发不出通知。没有材料要发的，标明无材料。", "标明无材料", bare)
	pressFor("takeback", "撤回我提出的议题", "还没有列入议程的可以撤回。写错了的，撤回以后另提。", "撤回", mine)
	if len(major) > 0 && s.clerk(k) {
		f := form("pretell", "/meetings/items/pretell")
		p.Parts = append(p.Parts, ui.Part{Title: "重大议题会前告知", Hint: "重大决策和政策性强的议题，开会以前告知每位成员；调研材料和征求意见的记录附在议题上，才能列入通知。", Form: f,
			Fields: []ui.Field{{Form: f, Name: "kind", Kind: ui.Hidden}, {Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: major, Half: true}}, Buttons: []ui.Button{{Label: "已告知各成员"}}})
	}
	if s.proposes(k) {
		body, _, err := r.body(q.Context(), rd, k, s.book, r.Door.Now())
		if err != nil {
			return web.Answer{}, err
		}
		f := form("propose", "/meetings/items")
		p.Parts = append(p.Parts, ui.Part{Title: "提出" + k.Name + "议题", Form: f, Fields: s.proposeFields(f, k.Code, body), Buttons: []ui.Button{{Label: "提出议题", Look: "primary"}}})
	} else {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: k.Name + "的议题由局领导、科室负责人提出，由" + s.unitName(k.Collector.Unit) + "收集。"})
	}
	if failed != nil && !slices.ContainsFunc(p.Parts, func(x ui.Part) bool { return x.Form != nil && x.Form.ID == of }) {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: faultWords(failed)})
	}
	return q.Desk("议题", ui.ListPage(p))
}

// attachFields are the fields by which papers are added to one of these items.
func attachFields(f *ui.Form, items []ui.Option) []ui.Field {
	f.Multipart = true
	kinds := []ui.Option{{Value: Material, Label: paperLabels[Material]}, {Value: Research, Label: paperLabels[Research]}, {Value: Consult, Label: paperLabels[Consult]}}
	return []ui.Field{{Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: items, Half: true}, {Form: f, Name: "what", Label: "种类", Kind: ui.Select, Half: true, Options: kinds},
		{Form: f, Name: "words", Label: "说明", Kind: ui.Area, Rows: 2, Optional: true, Max: 2000, Hint: "征求意见的写明问了谁、意见怎样。"}, {Form: f, Name: "files", Label: "文件", Kind: ui.File, Multiple: true, Optional: true, Hint: "每个不超过 20 MB。"}}
}

func (s *scene) proposeFields(f *ui.Form, kind string, body []org.Person) []ui.Field {
	k, _ := s.book.Meetings.Kind(kind)
	topics := []ui.Option{{Label: "请选择"}}
	for _, t := range k.Topics.List {
		topics = append(topics, ui.Option{Value: t.Code, Label: t.Name})
	}
	units := []ui.Option{{Label: "本科室"}}
	for _, u := range s.units {
		units = append(units, ui.Option{Value: u.Code, Label: u.Name})
	}
	fields := []ui.Field{{Form: f, Name: "kind", Kind: ui.Hidden}, {Form: f, Name: "title", Label: "议题", Max: 120}, {Form: f, Name: "topic", Label: "类别", Kind: ui.Select, Options: topics, Half: true},
		{Form: f, Name: "unit", Label: "汇报科室", Kind: ui.Select, Options: units, Optional: true, Half: true},
		{Form: f, Name: "line", Label: "说明", Kind: ui.Area, Rows: 4, Optional: true, Max: 4000, Hint: "情况是什么，建议会议怎样定。"},
		{Form: f, Name: "no_material", Label: "无材料", Kind: ui.Check, Optional: true, Half: true}}
	if len(k.Major.Basis) > 0 {
		fields = append(fields, ui.Field{Form: f, Name: "major", Label: "重大决策或政策性强的事项", Kind: ui.Check, Optional: true, Half: true})
	}
	if slices.ContainsFunc(k.Topics.List, func(t rulebook.MeetingTopic) bool { return t.Cadre || t.DiscussOnly }) {
		fields = append(fields, ui.Field{Form: f, Name: "cadre", Label: "涉及干部", Kind: ui.Check, Optional: true, Half: true})
	}
	// Asked only where the title sounds like it.
	if f.Fault("not_cadre") != "" || f.Fault("cadre") != "" || f.Value("not_cadre") != "" {
		fields = append(fields, ui.Field{Form: f, Name: "not_cadre", Label: "不涉及干部任免奖惩", Kind: ui.Check, Optional: true, Half: true})
	}
	if k.Opinions == "all" {
		var people []ui.Option
		for _, p := range body {
			people = append(people, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
		}
		fields = append(fields, ui.Field{Form: f, Name: "concerned", Label: "须回避的成员", Kind: ui.Checks, Options: people, Optional: true, Hint: "议题涉及本人或者亲属的，讨论时回避；仍计入应到人数。"})
	}
	return fields
}

func short(s string, most int) string {
	r := []rune(s)
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func papersLine(list []Paper, it Item) string {
	n := map[string]int{}
	for _, p := range list {
		n[p.Kind]++
	}
	say := ""
	for _, k := range []string{Material, Research, Consult} {
		if n[k] > 0 {
			say += fmt.Sprintf("%s%d ", paperLabels[k], n[k])
		}
	}
	if n[Material] == 0 && it.NoMaterial {
		say += "无材料"
	} else if n[Material] == 0 {
		say += "缺材料"
	}
	return say
}

func (x Item) tags() []ui.Tag {
	tone := map[string]ui.Tone{Suspended: ui.Bad, Discussed: ui.Info, Listed: ui.Info, Decided: ui.OK, Proposed: ui.Warn}[x.State]
	if x.Outcome == Deferred || x.Outcome == Refused {
		tone = ui.Warn
	}
	if tone == "" {
		tone = ui.Mute
	}
	tags := []ui.Tag{{Text: x.StateLabel(), Tone: tone}}
	if x.Cadre {
		tags = append(tags, ui.Tag{Text: "干部议题", Tone: ui.Alt})
	}
	if x.Major {
		tags = append(tags, ui.Tag{Text: "重大", Tone: ui.Alt})
	}
	if x.CarriedFrom != 0 {
		tags = append(tags, ui.Tag{Text: "上次暂缓", Tone: ui.Mute})
	}
	return tags
}

func (r *Room) proposePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[proposeInput](q)
	if err == nil {
		_, err = r.Propose(org.Context(q), org.Actor(q), Proposal(in))
	}
	if err != nil {
		return r.itemsPage(q, "propose", err)
	}
	return web.Redirect("/meetings/items?kind="+in.Kind).Say(ui.OK, "已提出，等待确定。"), nil
}

type attachInput struct {
	Kind  string        `form:"kind" label:"会议"`
	Item  int64         `form:"item" label:"议题" need:"请选择议题。"`
	What  string        `form:"what" label:"种类"`
	Words string        `form:"words" label:"说明" max:"2000"`
	Files []*web.Upload `form:"files" label:"文件"`
}

// attached adds what a form brings to its item.
func (r *Room) attached(q *web.Request) (attachInput, error) {
	in, err := web.Decode[attachInput](q)
	var files []flow.Attachment
	if err == nil {
		files, err = flow.TakeIn(q.Context(), r.Files, r.Screen, in.Files)
	}
	if err == nil {
		_, err = r.Attach(org.Context(q), org.Actor(q), in.Item, in.What, in.Words, files)
	}
	return in, err
}

func (r *Room) attachPage(q *web.Request) (web.Answer, error) {
	in, err := r.attached(q)
	if err != nil {
		return r.itemsPage(q, "attach", err)
	}
	return web.Redirect("/meetings/items?kind="+in.Kind).Say(ui.OK, "已附上"+paperLabels[in.What]+"。"), nil
}

func (r *Room) pretellPage(q *web.Request) (web.Answer, error) {
	if err := r.Pretell(org.Context(q), org.Actor(q), number(q, "item"), 0); err != nil {
		return r.itemsPage(q, "pretell", err)
	}
	return web.Redirect("/meetings/items?kind="+q.Values().Get("kind")).Say(ui.OK, "已登记会前告知。"), nil
}

func (r *Room) barePage(q *web.Request) (web.Answer, error) {
	if err := r.Bare(org.Context(q), org.Actor(q), number(q, "item")); err != nil {
		return r.itemsPage(q, "bare", err)
	}
	return web.Redirect("/meetings/items?kind="+q.Values().Get("kind")).Say(ui.OK, "已标明无材料。"), nil
}

func (r *Room) takeBackPage(q *web.Request) (web.Answer, error) {
	if err := r.TakeBack(org.Context(q), org.Actor(q), number(q, "item")); err != nil {
		return r.itemsPage(q, "takeback", err)
	}
	return web.Redirect("/meetings/items?kind="+q.Values().Get("kind")).Say(ui.OK, "已撤回。"), nil
}

package reception

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) directoryPage(q *web.Request, failed error) (web.Answer, error) {
	query := ""
	if q.Method == "GET" {
		query = q.Values().Get("q")
	}
	d, err := r.Find(q.Context(), query)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &ui.Form{ID: "find", Action: "/reception/directory", Method: "get"}
	f.Set("q", d.Query)
	before := []ui.Part{{Title: "查谁管这件事", Hint: "写事情、科室名、牌子或别名，如：酒类、预付卡、财务科。", Form: f, Fields: []ui.Field{{Form: f, Name: "q", Label: "什么事", Optional: true, Focus: true}}, Buttons: []ui.Button{{Label: "查找", Look: "primary"}}}}
	var notices []ui.Notice
	if d.Note != "" {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: d.Note + "（" + s.cite(d.NoteBasis) + "）"})
	}
	if d.Rest {
		say := "今天不是工作日，科室没有人值守。"
		if d.OnDuty != "" {
			say += "现在值班：" + d.OnDuty + "。"
		}
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: say})
	}
	for _, u := range d.Units {
		before = append(before, unitPart(s, u, d.Rest))
	}
	if len(d.Units) == 0 {
		before = append(before, ui.Part{Table: &ui.Table{Caption: "科室", Columns: []ui.Column{{Label: "科室"}}, Empty: ui.Empty{Title: "没有找到管“" + d.Query + "”的科室", Text: "换一个说法再查；仍查不到的，多半不归本局，登记时写明应找的部门或“不明”。", Link: ui.Link{Text: "看全部科室", URL: "/reception/directory"}}}})
	}
	p := &parts{q: q, failed: failed}
	who := actor(q)
	var mine []ui.Option
	for _, o := range s.unitOptions("请选择") {
		if o.Value == "" || r.describes(s, who, o.Value) {
			mine = append(mine, o)
		}
	}
	if len(mine) > 1 {
		p.add("科室电话和地点", "", p.form("/reception/directory/contact", "contact"), ui.Button{Label: "保存"}, ui.Field{Name: "unit", Label: "科室", Kind: ui.Select, Options: mine, Half: true}, ui.Field{Name: "phone", Label: "电话", Max: mostLine, Half: true, Code: true}, ui.Field{Name: "room", Label: "办公地点", Max: mostLine, Optional: true})
	}
	return p.page(ui.Head{Title: "职责目录", Crumbs: crumbs, Actions: []ui.Button{{Label: "岗位责任", URL: "/reception/duties"}, {Label: "首问登记", URL: "/reception"}}}, notices, before)
}

func unitPart(s *scene, u Found, rest bool) ui.Part {
	title := u.Name
	if len(u.Signs) > 0 {
		title += "（挂" + strings.Join(u.Signs, "、") + "牌子）"
	}
	part := ui.Part{Title: title}
	phone := u.Phone
	if phone == "" {
		phone = "没有登记"
	}
	part.Pairs = []ui.Pair{{Key: "电话", Text: phone, Code: true}}
	if u.Room != "" {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "地点", Text: u.Room})
	}
	if len(u.Aliases) > 0 {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "又叫", Text: strings.Join(u.Aliases, "、")})
	}
	if len(u.Why) > 0 {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "符合的职责", Text: strings.Join(u.Why, "、"), Wide: true})
	} else if u.Clause != "" {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "职责", Text: strings.Join(u.Duties, "、"), Wide: true})
	}
	if u.Clause != "" {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "依据", Text: s.cite(u.Clause), URL: "/rules/" + string(u.Clause)})
	}
	if len(u.Posts) > 0 {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "符合的岗位", Text: strings.Join(u.Posts, "；"), Wide: true})
	}
	var here, away []string
	for _, p := range u.Staff {
		if p.Away == "" {
			here = append(here, p.Name)
			continue
		}
		say := p.Name + "（" + p.Away + "到" + p.Until
		if p.Backup != "" {
			say += "，" + p.Backup + "顶岗"
		}
		away = append(away, say+"）")
	}
	if !rest && len(here) > 0 {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "现在没有离岗登记的", Text: strings.Join(here, "、"), Wide: true})
	}
	if len(away) > 0 {
		part.Pairs = append(part.Pairs, ui.Pair{Key: "不在岗", Text: strings.Join(away, "、"), Wide: true})
	}
	return part
}

type contactInput struct {
	Unit  string `form:"unit" label:"科室"`
	Phone string `form:"phone" label:"电话"`
	Room  string `form:"room" label:"办公地点"`
}

func (r *Room) contactSet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[contactInput](q)
	if err == nil {
		_, err = r.SetContact(org.Context(q), actor(q), in.Unit, in.Phone, in.Room)
	}
	if err != nil {
		return r.directoryPage(q, err)
	}
	return web.Redirect("/reception/directory").Say(ui.OK, "已保存。"), nil
}

func (r *Room) dutiesPage(q *web.Request, failed error) (web.Answer, error) {
	return r.showDuties(q, failed, nil)
}

func (r *Room) showDuties(q *web.Request, failed error, bad []BadRow) (web.Answer, error) {
	list, err := r.Duties(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "岗位责任", Columns: []ui.Column{{Label: "科室、岗位"}, {Label: "在岗的人", Minor: true}, {Label: "已填", Numeric: true}, {Label: "还没有填的要素", Wide: true, Wrap: true}}}
	units, gaps := 0, 0
	for _, d := range list {
		url := "/reception/duties/one?place=" + d.Place
		name := d.Name
		if strings.HasPrefix(d.Place, "unit:") {
			units++
		} else {
			name = "　" + name
		}
		if len(d.Missing) > 0 {
			gaps++
		}
		c := ui.Cell{Text: strings.Join(d.Missing, "、")}
		if len(d.Missing) == 0 {
			c = ui.Cell{Tags: []ui.Tag{{Text: "齐全", Tone: ui.OK}}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Strong: strings.HasPrefix(d.Place, "unit:"), Cells: []ui.Cell{{Text: name, URL: url}, {Text: strings.Join(d.Holders, "、")}, {Text: fmt.Sprintf("%d/%d", len(d.Elements)-len(d.Missing), len(d.Elements))}, c}})
	}
	var notices []ui.Notice
	if want := parameter(s.book, law.PostUnits, "count"); want != fmt.Sprint(units) {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("原文列科室和站（中心）%s 个（%s），现在登记的有 %d 个。", want, s.cite(law.PostUnits), units)})
	}
	notices = append(notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("%s：%s。没有填全的有 %d 个，列出来供补录，不算违规。", s.cite(law.PostDef), strings.Join(s.elementNames(), "、"), gaps)})
	before := []ui.Part{{Title: "一览", Table: &t}}
	if len(bad) > 0 {
		b := ui.Table{Caption: "没有导入的行", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "问题", Wide: true, Wrap: true}}}
		for _, x := range bad {
			b.Rows = append(b.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(x.Row)}, {Text: x.Say}}})
		}
		before = append([]ui.Part{{Title: "这张表没有导入", Hint: "改好以下各行以后重新导入。", Table: &b}}, before...)
	}
	p := &parts{q: q, failed: failed}
	p.add("从表格导入", "表头：岗位（科室名或岗位名），以及八项要素各一列；空着的格子不改。科室负责人导入本科室的，办公室导入全局的。有一行不对就全部不导入。", p.form("/reception/duties/sheet", "sheet"), ui.Button{Label: "导入"}, ui.Field{Name: "file", Label: "岗位责任表", Kind: ui.File, Accept: ".xlsx,.csv"})
	return p.page(ui.Head{Title: "岗位责任", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印岗位责任书", URL: "/reception/duties/book.pdf"}, {Label: "职责目录", URL: "/reception/directory"}}}, notices, before)
}

type sheetInput struct {
	File *web.Upload `form:"file" label:"岗位责任表"`
}

func (r *Room) dutySheet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sheetInput](q)
	var t Taken
	if err == nil {
		if in.File == nil {
			err = fault.Field("file", "", "选择要导入的表格。")
		} else {
			f, e := in.File.Open()
			if err = e; err == nil {
				t, err = r.DescribeSheet(org.Context(q), actor(q), Sheet{ReaderAt: f, Size: in.File.Size, Name: in.File.Name})
			}
		}
	}
	switch {
	case err != nil:
		return r.dutiesPage(q, err)
	case len(t.Bad) > 0:
		a, err := r.showDuties(q, nil, t.Bad)
		return a.Status(422), err
	}
	return web.Redirect("/reception/duties").Say(ui.OK, fmt.Sprintf("已导入 %d 个科室和岗位的 %d 项要素。", t.Places, t.Elements)), nil
}

func (r *Room) dutyPage(q *web.Request, failed error) (web.Answer, error) {
	place := q.Values().Get("place")
	list, err := r.Duties(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	i := slices.IndexFunc(list, func(d Duty) bool { return d.Place == place })
	if i < 0 {
		return web.Answer{}, fault.New(fault.NotFound, "没有这个科室或者岗位，请回到岗位责任一览重新选择。")
	}
	d := list[i]
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	facts := ui.Part{}
	p := &parts{q: q, failed: failed}
	f := p.form("/reception/duties/one", "duty")
	f.Set("place", place)
	fields := []ui.Field{{Name: "place", Kind: ui.Hidden}}
	for _, e := range d.Elements {
		say := e.Words
		if say == "" {
			say = "（没有填）"
		} else if e.FromBook {
			say += "（据原文）"
		}
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: e.Name, Text: say, Wide: true})
		if !e.FromBook {
			f.Set(e.Name, e.Words)
		}
		fields = append(fields, ui.Field{Name: e.Name, Label: e.Name, Kind: ui.Area, Rows: 2, Max: mostText, Optional: true})
	}
	if r.describes(s, actor(q), d.Unit) {
		p.add("填写", "空着的列入还没有填的。", f, ui.Button{Label: "保存", Look: "primary", Save: true}, fields...)
	}
	var meta []string
	if len(d.Holders) > 0 {
		meta = append(meta, "在岗："+strings.Join(d.Holders, "、"))
	}
	return p.page(ui.Head{Title: d.Name + "岗位责任", Crumbs: under("岗位责任", "/reception/duties"), Meta: meta, Actions: []ui.Button{{Label: "打印岗位责任书", URL: "/reception/duties/book.pdf?place=" + d.Place}}}, nil, []ui.Part{facts})
}

func (r *Room) dutyDescribe(q *web.Request) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	place, said := v.Get("place"), map[string]string{}
	for _, n := range s.elementNames() {
		if v.Has(n) {
			said[n] = v.Get(n)
		}
	}
	if _, err := r.Describe(org.Context(q), actor(q), place, said); err != nil {
		return r.dutyPage(q, err)
	}
	return web.Redirect("/reception/duties/one?place="+place).Say(ui.OK, "已保存。"), nil
}

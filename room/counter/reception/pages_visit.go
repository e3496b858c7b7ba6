package reception

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// visitsView is the register of visits as it is shown, printed and exported, the
// latest first.
func (r *Room) visitsView(q *web.Request) (register.View, register.Query, error) {
	today := r.Door.Today()
	o := register.Asked(q.Values(), today)
	list, err := r.Visits(q.Context(), actor(q), VisitQuery{Year: o.Year, State: o.State, Words: o.Words})
	v := register.View{Title: "首问登记簿", Columns: []register.Column{{Label: "编号", Code: true}, {Label: "日期", Code: true}, {Label: "方式", Minor: true}, {Label: "种类"}, {Label: "来人", Minor: true}, {Label: "联系电话", Code: true, Minor: true}, {Label: "拟办事项", Wide: true, Wrap: true}, {Label: "首问责任人"}, {Label: "情形"}, {Label: "办理人"}, {Label: "转交日期", Minor: true}, {Label: "联系日期", Minor: true}, {Label: "状态"}, {Label: "结果", Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的登记", Text: "自己接待的、转交给自己的在这里；科室负责人、办公室和局领导看得多些。", Link: ui.Link{Text: "登记一位来人", URL: "/reception"}}}
	if o.Year != 0 {
		v.Title = fmt.Sprintf("%d年首问登记簿", o.Year)
	}
	for _, x := range list {
		row := register.Row{URL: x.URL(), Cells: []string{x.Number, x.ReceivedOn.String(), howLabels[x.How], x.Kind, x.Name, x.Phone, x.Matter, x.FirstName, branchLabels[x.Branch], x.where(), text10(x.HandedOn), text10(x.ContactOn), visitStates[x.State], x.outcome()}, Tags: map[int]ui.Tag{}}
		if x.Late(today) {
			row.Tags[12] = ui.Tag{Text: visitStates[x.State] + "，" + x.Due().String() + " 已过", Tone: ui.Bad}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, o, err
}

func text10(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// where is whose matter it is, in words.
func (v Visit) where() string {
	switch v.Branch {
	case Own:
		return "本人"
	case Outside:
		return v.Agency
	case Complains:
		return v.ToUnitName
	}
	return v.ToUnitName + " " + v.ToName
}

// outcome is what came of it.
func (v Visit) outcome() string {
	switch {
	case v.Reason != "":
		return "作废：" + v.Reason
	case v.Result != "":
		return v.Result
	case v.Answer != "":
		return v.Answer
	case v.Link != "":
		return "办件 " + v.Link
	case v.Branch == Other && v.State == Closed:
		return helpedLabels[v.Helped]
	}
	return ""
}

func (r *Room) visitsPage(q *web.Request) (web.Answer, error) {
	v, o, err := r.visitsView(q)
	if err != nil {
		return web.Answer{}, err
	}
	t, cut := shown(v)
	bar := register.Bar{Action: "/reception/visits", States: append(values(visitOrder, visitStates), register.Value{Code: "late", Label: "已过期限"})}
	p := ui.Listing{Head: ui.Head{Title: "首问登记簿", Crumbs: crumbs, Actions: register.Papers("/reception/visits/list", o)}, Filter: bar.Filters(q, o, r.Door.Today(), len(v.Rows)), Notices: cut, Parts: []ui.Part{{Table: &t}}}
	return q.Desk("首问登记簿", ui.ListPage(p))
}

func (r *Room) visitsFile(q *web.Request) (web.Answer, error) {
	v, _, err := r.visitsView(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Registers.File(q, v)
}

type visitInput struct {
	Branch      string `form:"branch"`
	How         string `form:"how" label:"方式"`
	Kind        string `form:"kind" label:"种类"`
	Name        string `form:"name" label:"来人姓名"`
	Phone       string `form:"phone" label:"联系电话"`
	Matter      string `form:"matter" label:"拟办事项"`
	Answer      string `form:"answer" label:"答复"`
	Link        string `form:"link" label:"办件编号"`
	ToUnit      string `form:"to_unit" label:"归哪个科室"`
	ToID        int64  `form:"to_id" label:"找哪个人"`
	Helped      string `form:"helped" label:"怎样办的"`
	Agency      string `form:"agency" label:"应找的部门"`
	About       string `form:"about" label:"投诉的是什么"`
	Category    string `form:"category" label:"投诉种类"`
	Anonymous   bool   `form:"anonymous" label:"不愿留名"`
	AccusedID   int64  `form:"accused_id" label:"被投诉人"`
	AccusedUnit string `form:"accused_unit" label:"被投诉的科室"`
	AccusedName string `form:"accused_name" label:"被投诉的单位"`
}

func (r *Room) newVisitPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	branch := q.Values().Get("branch")
	if branchLabels[branch] == "" {
		branch = Own
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/reception/visits/new", "visit")
	f.Set("branch", branch)
	f.Set("how", InPerson)
	var kinds []string
	for _, k := range s.kinds() {
		if isComplaint(k) == (branch == Complains) {
			kinds = append(kinds, k)
		}
	}
	away := branch == Other
	fields := []ui.Field{{Name: "branch", Kind: ui.Hidden}, {Name: "how", Label: "方式", Kind: ui.Radio, Options: labelled([]string{InPerson, ByPhone}, howLabels), Half: true}, {Name: "kind", Label: "种类", Kind: ui.Select, Options: options(kinds), Half: true},
		{Name: "name", Label: "来人姓名", Max: mostLine, Half: true, Optional: true}, {Name: "phone", Label: "联系电话", Max: mostLine, Half: true, Optional: true, Code: true}, {Name: "matter", Label: "拟办事项", Kind: ui.Area, Rows: 3, Max: mostText}}
	hint := ""
	switch branch {
	case Own:
		hint = "归自己管的，照一次性告知和限时办结办：当场答复的写答复，受理了的填办件编号。"
		fields = append(fields, ui.Field{Name: "answer", Label: "答复", Kind: ui.Area, Rows: 3, Max: mostText, Optional: true}, ui.Field{Name: "link", Label: "办件编号", Max: mostLine, Optional: true, Code: true})
	case Other:
		hint = "主动告诉来人找哪个科室、哪个人，必要时代为联系。办理人不在或联系不上的，姓名、电话、事项三项都要登记，转交时限" + s.forwardTerm().Words() + "。"
		fields = append(fields, ui.Field{Name: "to_unit", Label: "归哪个科室", Kind: ui.Select, Options: s.unitOptions("请选择"), Half: true}, ui.Field{Name: "to_id", Label: "找哪个人", Kind: ui.Select, Options: s.peopleOptions("请选择"), Half: true},
			ui.Field{Name: "helped", Label: "怎样办的", Kind: ui.Radio, Options: labelled([]string{Told, Connected, Absent}, helpedLabels)})
	case Outside:
		hint = "耐心说明不归本局，并告诉来人应找哪个部门。不知道的填“" + Nowhere + "”，不要空着。"
		fields = append(fields, ui.Field{Name: "agency", Label: "应找的部门", Max: mostLine})
	case Complains:
		tel, _ := s.number()
		hint = "登记后转入投诉举报登记：效能作风的由办公室受理（投诉电话 " + tel + "），商务方面的由商贸流通科受理。"
		fields = append(fields, s.complaintFields()...)
	}
	if away {
		fields[3].Hint, fields[4].Hint = "登记转交的必须填写。", "登记转交的必须填写。"
	}
	p.add(branchLabels[branch], hint, f, ui.Button{Label: "登记", Look: "primary", Save: true}, fields...)
	var tabs []ui.Tab
	for _, b := range []string{Own, Other, Outside, Complains} {
		tabs = append(tabs, ui.Tab{Text: branchLabels[b], URL: "/reception/visits/new?branch=" + b, Count: -1, Current: b == branch})
	}
	return q.Desk("首问登记", ui.ListPage(ui.Listing{Head: ui.Head{Title: "首问登记", Crumbs: crumbs, Actions: []ui.Button{{Label: "查谁管这件事", URL: "/reception/directory"}}}, Tabs: tabs, Parts: p.list}))
}

// complaintFields are what a complaint says besides who complains.
func (s *scene) complaintFields() []ui.Field {
	conduct, _ := categories(s, Conduct)
	commerce, _ := categories(s, Commerce)
	var kinds []ui.Option
	seen := map[string]bool{}
	for _, g := range []struct {
		label string
		list  []string
	}{{aboutLabels[Conduct], conduct}, {aboutLabels[Commerce], commerce}} {
		for _, x := range g.list {
			if !seen[x] {
				kinds = append(kinds, ui.Option{Value: x, Label: x, Group: g.label})
			}
			seen[x] = true
		}
	}
	kinds = append([]ui.Option{{Value: "", Label: "请选择"}}, kinds...)
	return []ui.Field{{Name: "about", Label: "投诉的是什么", Kind: ui.Radio, Options: []ui.Option{{Value: Conduct, Label: "效能作风", Hint: "本局科室和人员的办事、态度、收费，由办公室受理"}, {Value: Commerce, Label: "商务举报", Hint: "企业、商户和市场秩序，由商贸流通科受理"}}},
		{Name: "category", Label: "投诉种类", Kind: ui.Select, Options: kinds, Half: true}, {Name: "anonymous", Label: "不愿留名，也不留电话", Kind: ui.Check, Optional: true, Half: true, Hint: "不留电话的，结果无法反馈。"},
		{Name: "accused_unit", Label: "被投诉的科室", Kind: ui.Select, Options: s.unitOptions("没有指明"), Half: true, Optional: true, Hint: "效能作风的填。"}, {Name: "accused_id", Label: "被投诉人", Kind: ui.Select, Options: s.peopleOptions("没有指明"), Half: true, Optional: true, Hint: "被投诉人看不到也办不了这一件。"},
		{Name: "accused_name", Label: "被投诉的企业或商户", Max: mostLine, Optional: true, Hint: "商务举报必须填写。"}}
}

func (r *Room) visitOpen(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[visitInput](q)
	var v Visit
	if err == nil {
		x := NewVisit{How: in.How, Kind: in.Kind, Name: in.Name, Phone: in.Phone, Matter: in.Matter, Branch: in.Branch, Answer: in.Answer, Link: in.Link, ToUnit: in.ToUnit, ToID: in.ToID, Helped: in.Helped, Agency: in.Agency,
			Complaint: NewComplaint{About: in.About, Category: in.Category, Anonymous: in.Anonymous, AccusedID: in.AccusedID, AccusedUnit: in.AccusedUnit, AccusedName: in.AccusedName}}
		if in.Branch == Complains && !isComplaint(in.Kind) {
			err = fault.Field("kind", in.Kind, "选择投诉还是举报。")
		} else {
			v, err = r.OpenVisit(org.Context(q), actor(q), x)
		}
	}
	if err != nil {
		return r.newVisitPage(q, err)
	}
	say := "已登记 " + v.Number + "。"
	if v.Complaint != 0 {
		say += "已转入投诉举报登记，由" + v.ToUnitName + "受理。"
	}
	if v.State == Waiting && !v.ForwardDue.IsZero() {
		say += "请于 " + v.ForwardDue.Chinese() + " 前转交。"
	}
	return web.Redirect(v.URL()).Say(ui.OK, say), nil
}

func (r *Room) visitPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.VisitOf(q.Context(), actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "来人", Text: v.Name}, {Key: "联系电话", Text: v.Phone, Code: true}, {Key: "方式和种类", Text: howLabels[v.How] + "，" + v.Kind}, {Key: "登记时间", Text: whenAt(v.ReceivedAt)}, {Key: "首问责任人", Text: v.FirstName + "（" + s.unitName(v.FirstUnit) + "）"}, {Key: "情形", Text: branchLabels[v.Branch]}, {Key: "拟办事项", Text: v.Matter, Wide: true}}}
	add := func(key, text string) {
		if text != "" {
			facts.Pairs = append(facts.Pairs, ui.Pair{Key: key, Text: text, Wide: len([]rune(text)) > 30})
		}
	}
	add("办理", v.where())
	add("怎样办的", helpedLabels[v.Helped])
	add("答复", v.Answer)
	if v.Link != "" {
		pair := ui.Pair{Key: "办件编号", Text: v.Link, Code: true}
		if r.Application != nil {
			if url, ok, err := r.Application(q.Context(), r.Door.Reader(), v.Link); err != nil {
				return web.Answer{}, err
			} else if ok {
				pair.URL = url
			}
		}
		facts.Pairs = append(facts.Pairs, pair)
	}
	add("应于此日前转交", text10(v.ForwardDue))
	add("转交时间", whenAt(v.HandedAt))
	add("应于此日前联系", text10(v.ContactDue))
	add("联系时间", whenAt(v.ContactAt))
	add("结果", v.Result)
	add("作废的理由", v.Reason)
	var notices []ui.Notice
	if v.Late(s.today) {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: "期限 " + v.Due().Chinese() + " 已过。请尽快办理。"})
	}
	if v.Backup != "" && v.State == Handed {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: v.ToName + "不在岗，由" + v.Backup + "顶岗，可以代为联系。"})
	}
	if v.Complaint != 0 {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: "已转入投诉举报登记，由" + v.ToUnitName + "受理。"})
	}
	at := v.URL()
	p := &parts{q: q, failed: failed}
	reason := ui.Field{Name: "words", Label: "作废的理由", Max: mostLine}
	switch {
	case v.State == Waiting && (v.First || r.inOffice(actor(q))):
		f := p.form(at+"/forward", "forward")
		f.Set("to_id", fmt.Sprint(v.ToID))
		f.Set("to_unit", v.ToUnit)
		p.add("转交", "当面、电话交给办理人以后，在这里记下。记下的时刻就是转交的时刻。", f, ui.Button{Label: "转交", Look: "primary"}, ui.Field{Name: "to_unit", Label: "科室", Kind: ui.Select, Options: s.unitOptions("请选择"), Half: true}, ui.Field{Name: "to_id", Label: "办理人", Kind: ui.Select, Options: s.peopleOptions("请选择"), Half: true}, ui.Field{Name: "words", Label: "转交的话", Kind: ui.Area, Rows: 2, Max: mostText, Optional: true})
	case v.Handles && (v.State == Handed || v.State == Contacted):
		if v.State == Handed {
			p.add("联系来访人", "没有联系上的也记下来，期限照算。", p.form(at+"/contact", "contact"), ui.Button{Label: "记下联系", Look: "primary"}, ui.Field{Name: "words", Label: "联系的情况", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "reached", Label: "联系上了", Kind: ui.Check, Optional: true})
		} else {
			p.add("办结", "", p.form(at+"/finish", "finish"), ui.Button{Label: "办结", Look: "primary"}, ui.Field{Name: "words", Label: "办理结果", Kind: ui.Area, Rows: 2, Max: mostText})
		}
		p.add("转给别人", "转给别人不重新计算期限，要写明理由（"+s.cite(law.FirstManner)+"）。", p.form(at+"/forward", "forward"), ui.Button{Label: "转给别人"}, ui.Field{Name: "to_unit", Label: "科室", Kind: ui.Select, Options: s.unitOptions("请选择"), Half: true}, ui.Field{Name: "to_id", Label: "办理人", Kind: ui.Select, Options: s.peopleOptions("请选择"), Half: true}, ui.Field{Name: "words", Label: "理由", Kind: ui.Area, Rows: 2, Max: mostText})
	}
	if v.Keeps && v.State != Void && v.Complaint == 0 {
		p.add("作废", "登记错了的作废，编号和理由保留。", p.form(at+"/void", "void"), ui.Button{Label: "作废", Look: "danger"}, reason)
	}
	tone := ui.Info
	if v.State == Closed {
		tone = ui.OK
	} else if v.State == Void {
		tone = ui.Mute
	}
	tags := append([]ui.Tag{{Text: visitStates[v.State], Tone: tone}}, dueTags(v.Visit, s.today)...)
	return p.page(ui.Head{Title: "首问登记 " + v.Number, Crumbs: under("首问登记簿", "/reception/visits"), Tags: tags}, notices, []ui.Part{facts, course(v.Steps)})
}

type stepInput struct {
	ToUnit  string `form:"to_unit" label:"科室"`
	ToID    int64  `form:"to_id" label:"办理人"`
	Words   string `form:"words" label:"说明"`
	Reached bool   `form:"reached" label:"联系上了"`
}

// step runs a step of a visit and comes back to its page.
func (r *Room) step(q *web.Request, say string, do func(id int64, in stepInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[stepInput](q)
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		return r.visitPage(q, err)
	}
	return web.Redirect(Visit{ID: id}.URL()).Say(ui.OK, say), nil
}

func (r *Room) visitForward(q *web.Request) (web.Answer, error) {
	return r.step(q, "已转交。", func(id int64, in stepInput) error {
		_, err := r.Forward(org.Context(q), actor(q), id, in.ToUnit, in.ToID, in.Words)
		return err
	})
}

func (r *Room) visitContact(q *web.Request) (web.Answer, error) {
	return r.step(q, "已记下。", func(id int64, in stepInput) error {
		_, err := r.Contacting(org.Context(q), actor(q), id, in.Words, in.Reached)
		return err
	})
}

func (r *Room) visitFinish(q *web.Request) (web.Answer, error) {
	return r.step(q, "已办结。", func(id int64, in stepInput) error {
		_, err := r.Finish(org.Context(q), actor(q), id, in.Words)
		return err
	})
}

func (r *Room) visitVoid(q *web.Request) (web.Answer, error) {
	return r.step(q, "已作废。", func(id int64, in stepInput) error {
		_, err := r.VoidVisit(org.Context(q), actor(q), id, in.Words)
		return err
	})
}

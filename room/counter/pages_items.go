package counter

import (
	"bytes"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type itemInput struct {
	Title        string      `form:"title" label:"事项名称"`
	Unit         string      `form:"unit" label:"承办科室"`
	Listed       bool        `form:"listed" label:"列入目录"`
	Licence      bool        `form:"licence" label:"行政许可"`
	Passed       bool        `form:"passed" label:"初审转报"`
	Basis        string      `form:"basis" label:"法律依据"`
	Conditions   string      `form:"conditions" label:"办理条件"`
	Requirements string      `form:"requirements" label:"具体要求"`
	Materials    string      `form:"materials" label:"申报材料"`
	Steps        string      `form:"steps" label:"办理程序"`
	Instant      bool        `form:"instant" label:"即办"`
	Days         int         `form:"days" label:"天数"`
	DaysUnit     clocks.Unit `form:"days_unit" label:"单位"`
	Officer      string      `form:"officer" label:"承办人员"`
	Place        string      `form:"place" label:"地点和电话"`
	Fee          string      `form:"fee" label:"收费标准"`
	FeeBasis     string      `form:"fee_basis" label:"收费依据"`
	FeedbackDays int         `form:"feedback_days" label:"投诉反馈时限"`
	Version      int64       `form:"version" label:"版本"`
	Reason       string      `form:"reason" label:"原因"`
}

func (r *Room) itemsPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	items, err := db.All[Item](q.Context(), rd, sql("items"))
	if err != nil {
		return web.Answer{}, err
	}
	now, err := db.All[Promise](q.Context(), rd, sql("promises_now"))
	if err != nil {
		return web.Answer{}, err
	}
	by := map[int64]Promise{}
	for _, p := range now {
		by[p.ItemID] = p
	}
	gaps := q.URL.Query().Get("gaps") == "1"
	t := ui.Table{Caption: "服务事项", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "事项", Wide: true, Wrap: true}, {Label: "承办"}, {Label: "承诺时限"}, {Label: "状态"}, {Label: "公布", Code: true, Minor: true}}, Empty: ui.Empty{Title: "没有服务事项", Text: "由承办的科室登记，负责人公布办事指南以后可以收件。"}}
	missing := 0
	for _, x := range items {
		p, have := by[x.ID]
		tag := ui.Tag{Text: "已公布", Tone: ui.OK}
		switch {
		case x.Closed:
			tag = ui.Tag{Text: "停办", Tone: ui.Mute}
		case !have && x.Listed:
			tag = ui.Tag{Text: "目录事项，没有时限", Tone: ui.Bad}
			missing++
		case !have:
			tag = ui.Tag{Text: "未公布", Tone: ui.Warn}
		}
		if gaps && (have || x.Closed || !x.Listed) {
			continue
		}
		sub := ""
		for _, k := range []struct {
			on   bool
			word string
		}{{x.Listed, "目录事项"}, {x.Licence, "行政许可"}, {x.Passed, "初审转报"}} {
			if k.on {
				if sub != "" {
					sub += "，"
				}
				sub += k.word
			}
		}
		t.Rows = append(t.Rows, ui.Row{URL: itemURL(x.ID), Cells: []ui.Cell{{Text: x.Code}, {Text: x.Title, Sub: sub, URL: itemURL(x.ID)}, {Text: s.unitName(x.Unit)}, {Text: p.Limit()}, {Tags: []ui.Tag{tag}}, {Text: p.PublishedOn.String()}}})
	}
	p := &parts{q: q, failed: failed}
	units := s.unitOptions("请选择")
	f := p.form("/counter/items", "item")
	f.Set("unit", who.Unit)
	p.add("登记事项", "登记以后草拟服务承诺，由负责人公布。", f, ui.Button{Label: "登记事项", Look: "primary"}, ui.Field{Name: "title", Label: "事项名称", Max: mostLine}, ui.Field{Name: "unit", Label: "承办科室", Kind: ui.Select, Half: true, Options: units},
		ui.Field{Name: "listed", Label: "列入" + word(s.book, law.LimitScope, "catalogue"), Kind: ui.Check, Optional: true}, ui.Field{Name: "licence", Label: "行政许可事项", Kind: ui.Check, Optional: true}, ui.Field{Name: "passed", Label: "只作初审，转报上级", Kind: ui.Check, Optional: true})
	l := ui.Listing{Head: ui.Head{Title: "服务事项和办事指南", Crumbs: crumbs, Actions: r.itemActions()}, Tabs: []ui.Tab{{Text: "全部", URL: "/counter/items", Count: len(items), Current: !gaps}, {Text: "目录事项没有时限", URL: "/counter/items?gaps=1", Count: missing, Current: gaps}}}
	l.Parts = append([]ui.Part{{Table: &t}}, p.list...)
	return q.Desk("服务事项", ui.ListPage(l))
}

func (r *Room) itemAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[itemInput](q)
	var x Item
	if err == nil {
		x, err = r.AddItem(org.Context(q), org.Actor(q), Item{Title: in.Title, Unit: in.Unit, Listed: in.Listed, Licence: in.Licence, Passed: in.Passed})
	}
	if err != nil {
		return r.itemsPage(q, err)
	}
	return web.Redirect(itemURL(x.ID)).Say(ui.OK, "已登记 "+x.Code+"，请草拟服务承诺。"), nil
}

// itemOf reads an item with all its wordings, the latest first.
func (r *Room) itemOf(q *web.Request) (Item, []Promise, *scene, error) {
	id, err := q.ID("id")
	if err != nil {
		return Item{}, nil, nil, err
	}
	rd := r.Door.Reader()
	x, err := row[Item](q.Context(), rd, "counter_item", "item", id)
	if err != nil {
		return x, nil, nil, err
	}
	list, err := db.All[Promise](q.Context(), rd, sql("promises_of"), id)
	if err != nil {
		return x, nil, nil, err
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	return x, list, s, err
}

var promiseStates = map[string]string{Draft: "草稿", Published: "现行", Replaced: "已被代替"}

func (r *Room) itemPage(q *web.Request, failed error) (web.Answer, error) {
	x, list, s, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	head := ui.Head{Title: x.Title, Crumbs: append(crumbs, ui.Link{Text: "服务事项", URL: "/counter/items"}), Meta: []string{x.Code, s.unitName(x.Unit)}}
	l := ui.Listing{}
	var now *Promise
	for i := range list {
		if list[i].State == Published {
			now = &list[i]
		}
	}
	if x.Closed {
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Warn, Text: "已停办：" + x.Reason})
	}
	if now != nil {
		head.Actions = []ui.Button{{Label: "收件", URL: fmt.Sprintf("/counter/receive?item=%d", x.ID), Look: "primary"}, {Label: "一次性告知书", URL: itemURL(x.ID) + "/once.pdf"}, {Label: "办事指南", URL: itemURL(x.ID) + "/guide.pdf"}}
		l.Parts = append(l.Parts, s.guidePart(x, *now))
	}
	p := &parts{q: q, failed: failed}
	if r.serves(who, x.Unit) && !x.Closed {
		r.promiseForm(p, s, x, list, now)
		draft := len(list) > 0 && list[0].State == Draft
		head := s.heads(who, x.Unit) || s.heads(who, r.Org.Places.Office)
		if draft && head {
			hint := "公布后立即在公开专栏的办事指南里可以看到，以后收的件照这一版办；已经收的件仍照原来的承诺。"
			if lacks := s.lacks(list[0]); len(lacks) > 0 {
				hint = "现在还不能公布："
				for _, e := range lacks {
					hint += e.Say
				}
			}
			p.add("公布草稿", hint, p.form(itemURL(x.ID)+"/publish", "publish"), ui.Button{Label: "公布第 " + fmt.Sprint(list[0].N) + " 版", Look: "primary"})
		}
		if head {
			p.add("停办", "停办后不再收件，已经收的件继续办。", p.form(itemURL(x.ID)+"/close", "close"), ui.Button{Label: "停办这个事项", Look: "danger"}, ui.Field{Name: "reason", Label: "原因", Max: mostLine})
		}
	}
	if failed != nil && !p.shown {
		return web.Answer{}, failed
	}
	l.Parts = append(l.Parts, p.list...)
	t := ui.Table{Caption: "各版承诺", Columns: []ui.Column{{Label: "版", Numeric: true}, {Label: "状态"}, {Label: "承诺时限", Wide: true}, {Label: "公布", Code: true}, {Label: "代替", Code: true}, {Label: "公布人"}}}
	for _, v := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(v.N)}, {Text: promiseStates[v.State]}, {Text: v.Limit()}, {Text: v.PublishedOn.String()}, {Text: v.ReplacedOn.String()}, {Text: s.name(v.PublishedBy)}}})
	}
	if len(list) > 0 {
		l.Parts = append(l.Parts, ui.Part{Title: "各版承诺", Hint: s.book.Cite(basisOf(law.LimitDef, "promise-stands")), Table: &t})
	}
	l.Head = head
	return q.Desk(x.Title, ui.ListPage(l))
}

// guidePart shows a published wording.
func (s *scene) guidePart(x Item, p Promise) ui.Part {
	part := ui.Part{Title: fmt.Sprintf("现行承诺（第 %d 版，%s 公布）", p.N, p.PublishedOn)}
	for _, e := range p.Elements(s.unitName(x.Unit)) {
		part.Pairs = append(part.Pairs, ui.Pair{Key: e.Label, Text: e.Text, Wide: len([]rune(e.Text)) > 20})
	}
	text := ""
	for _, m := range p.List() {
		text += fmt.Sprintf("%d. %s\n", m.N, m.Says())
	}
	part.Pairs = append(part.Pairs, ui.Pair{Key: "申报材料", Text: text, Wide: true}, ui.Pair{Key: "收费", Text: p.FeeSays()}, ui.Pair{Key: "地点和电话", Text: dash(p.Place)}, ui.Pair{Key: "投诉反馈", Text: fmt.Sprintf("%d 个工作日内", s.feedback(p))}, ui.Pair{Key: "监督投诉", Text: s.telephone(), Wide: true})
	return part
}

func (r *Room) promiseForm(p *parts, s *scene, x Item, list []Promise, now *Promise) {
	f := p.form(itemURL(x.ID)+"/save", "promise")
	from := Promise{DaysUnit: clocks.WorkingDays, Officer: "", Fee: free}
	title, hint := "草拟服务承诺", "先存草稿，七项要素齐了由负责人公布。"
	switch {
	case len(list) > 0 && list[0].State == Draft:
		from = list[0]
		title = fmt.Sprintf("草稿（第 %d 版）", from.N)
		f.Set("version", fmt.Sprint(from.Version))
	case now != nil:
		from = *now
		title, hint = "起草新的一版", "存成草稿，公布以后才代替现行的承诺；已经收的件不受影响。"
	}
	for name, v := range map[string]string{"basis": from.Basis, "conditions": from.Conditions, "requirements": from.Requirements, "materials": from.Materials, "steps": from.Steps, "officer": from.Officer, "place": from.Place, "fee": from.Fee, "fee_basis": from.FeeBasis, "days_unit": string(from.DaysUnit)} {
		f.Set(name, v)
	}
	for name, n := range map[string]int{"days": from.Days, "feedback_days": from.FeedbackDays} {
		if n > 0 {
			f.Set(name, fmt.Sprint(n))
		}
	}
	if from.Instant {
		f.Set("instant", "1")
	}
	fields := []ui.Field{{Name: "version", Kind: ui.Hidden}, {Name: "basis", Label: "法律依据", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText}, {Name: "conditions", Label: "办理条件", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText}, {Name: "requirements", Label: "具体要求", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText},
		{Name: "materials", Label: "申报材料", Kind: ui.Area, Rows: 6, Optional: true, Max: mostText, Hint: "一行一项：材料|形式和份数|说明。如：营业执照|复印件1份|核对原件。"},
		{Name: "steps", Label: "办理程序", Kind: ui.Area, Rows: 3, Optional: true, Max: mostText}, {Name: "instant", Label: "即办：手续齐全的当场办完", Kind: ui.Check, Optional: true},
		{Name: "days", Label: "承诺天数", Kind: ui.Number, Half: true, Optional: true}, {Name: "days_unit", Label: "怎样计算", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: string(clocks.WorkingDays), Label: "工作日"}, {Value: string(clocks.CalendarDays), Label: "日历日"}}},
		{Name: "officer", Label: "承办人员", Half: true, Optional: true, Max: mostLine, Hint: "写岗位，人员变动时不用改。"}, {Name: "place", Label: "办理地点和电话", Half: true, Optional: true, Max: mostLine}, {Name: "fee", Label: "收费标准", Half: true, Optional: true, Max: mostText}, {Name: "fee_basis", Label: "收费依据", Half: true, Optional: true, Max: mostText}}
	if n, set := s.number(law.PromiseComplaint, "feedback_days"); set {
		hint += fmt.Sprintf("投诉反馈时限照规章为 %d 个工作日。", n)
	} else {
		fields = append(fields, ui.Field{Name: "feedback_days", Label: "投诉反馈时限（工作日）", Kind: ui.Number, Half: true, Optional: true, Hint: "原文没有天数，由本单位自己定，随指南公示。"})
	}
	p.add(title, hint, f, ui.Button{Label: "保存草稿", Save: true}, fields...)
}

func (r *Room) onItem(q *web.Request, done string, do func(id int64, in itemInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[itemInput](q)
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.itemPage(q, err)
	}
	return web.Redirect(itemURL(id)).Say(ui.OK, done), nil
}

func (r *Room) itemSave(q *web.Request) (web.Answer, error) {
	return r.onItem(q, "草稿已保存。", func(id int64, in itemInput) error {
		_, err := r.SavePromise(org.Context(q), org.Actor(q), Promise{ItemID: id, Basis: in.Basis, Conditions: in.Conditions, Requirements: in.Requirements, Materials: in.Materials, Steps: in.Steps, Instant: in.Instant, Days: in.Days, DaysUnit: in.DaysUnit, Officer: in.Officer, Place: in.Place, Fee: in.Fee, FeeBasis: in.FeeBasis, FeedbackDays: in.FeedbackDays, Version: in.Version})
		return err
	})
}

func (r *Room) itemPublish(q *web.Request) (web.Answer, error) {
	return r.onItem(q, "已公布，公开专栏的办事指南已经更新。", func(id int64, _ itemInput) error {
		_, err := r.Publish(org.Context(q), org.Actor(q), id)
		return err
	})
}

func (r *Room) itemClose(q *web.Request) (web.Answer, error) {
	return r.onItem(q, "已停办。", func(id int64, in itemInput) error {
		return r.CloseItem(org.Context(q), org.Actor(q), id, in.Reason)
	})
}

func (r *Room) guideFile(q *web.Request) (web.Answer, error) { return r.guidePrint(q, "办事指南") }
func (r *Room) onceFile(q *web.Request) (web.Answer, error) {
	return r.guidePrint(q, "一次性告知书")
}

func (r *Room) guidePrint(q *web.Request, title string) (web.Answer, error) {
	x, list, s, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	for _, p := range list {
		if p.State != Published {
			continue
		}
		var b bytes.Buffer
		err := r.draw(s, r.guideLetter(s, Guide{Item: x, Promise: p, UnitName: s.unitName(x.Unit), Feedback: s.feedback(p)}, title), &b)
		return r.pdf(x.Title+" "+title, &b), err
	}
	return q.Nothing("还没有公布", "这个事项还没有公布的服务承诺，没有可以打印的"+title+"。", ui.Link{Text: x.Title, URL: itemURL(x.ID)})
}

// itemActions leads to what the public sees of the items, where it sees anything.
func (r *Room) itemActions() []ui.Button {
	out := []ui.Button{{Label: "登记事项", URL: "#item"}}
	if r.Guide != "" {
		out = append(out, ui.Button{Label: "公众看到的办事指南", URL: r.Guide})
	}
	return out
}

package release

import (
	"encoding/json"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var itemTones = map[string]ui.Tone{ItemDraft: ui.Info, ItemPublished: ui.OK, ItemInternal: ui.Alt, ItemWithheld: ui.Mute, ItemWithdrawn: ui.Mute}

var versionTones = map[string]ui.Tone{VersionDraft: ui.Mute, VersionReviewing: ui.Info, VersionCleared: ui.OK, VersionRefused: ui.Bad, VersionPublished: ui.OK, VersionReplaced: ui.Mute}

// itemsPage is the catalogue.
func (r *Room) itemsPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	k, err := r.catalogue(q)
	if err != nil {
		return web.Answer{}, err
	}
	g := q.Values().Get
	x := Find{State: g("state"), Category: g("category"), Column: g("column"), Words: g("words"), Reexamine: g("reexamine") != ""}
	list, err := r.Items(q.Context(), who, x)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "公开目录", Actions: []ui.Button{{Label: "登记信息", URL: "/release/items/new", Look: "primary", Key: "n"}}}}
	if r.isOffice(who) {
		p.Head.Actions = append([]ui.Button{{Label: "编公开指南", URL: "/release/items/new?kind=" + Guide}}, p.Head.Actions...)
	}
	tab := func(text, state, again string, current bool) {
		p.Tabs = append(p.Tabs, ui.Tab{Text: text, URL: q.URLWith("state", state, "reexamine", again), Count: -1, Current: current})
	}
	tab("全部", "", "", x.State == "" && !x.Reexamine)
	for _, s := range []string{ItemDraft, ItemPublished, ItemInternal, ItemWithheld, ItemWithdrawn} {
		tab(itemLabels[s], s, "", x.State == s)
	}
	tab("该重新评估", "", "1", x.Reexamine)
	form := q.FormFor("/release/items", nil)
	form.Method = "get"
	form.Set("state", x.State)
	p.Filter = &ui.Filters{Form: form, Add: []ui.Field{{Form: form, Name: "state", Kind: ui.Hidden}, {Form: form, Name: "words", Label: "名称、文号、索引号", Optional: true}, {Form: form, Name: "category", Label: "类目", Kind: ui.Select, Optional: true, Options: append([]ui.Option{{Value: "", Label: "全部类目"}}, categoryOptions(k)...)}}, Count: fmt.Sprintf("共 %d 件", len(list))}
	t := ui.Table{Caption: "公开目录", Columns: []ui.Column{{Label: "索引号", Code: true, Minor: true}, {Label: "名称", Wide: true}, {Label: "科室", Minor: true}, {Label: "形成"}, {Label: "公开"}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有符合条件的信息"}}
	for _, e := range list {
		c, _ := k.Category(e.Text.Category)
		tags := []ui.Tag{{Text: itemLabels[e.State], Tone: itemTones[e.State]}}
		if e.Text.What == VersionReviewing || e.Text.What == VersionCleared || e.Text.What == VersionRefused {
			tags = append(tags, ui.Tag{Text: versionLabels[e.Text.What], Tone: versionTones[e.Text.What]})
		}
		t.Rows = append(t.Rows, ui.Row{URL: itemURL(e.ID), Cells: []ui.Cell{{Text: e.Index}, {Text: e.Text.Title, URL: itemURL(e.ID), Sub: c.Label}, {Text: e.UnitName}, {Text: e.Text.FormedOn.String()}, {Text: e.PublishedOn.String()}, {Tags: tags}}})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("公开目录", ui.ListPage(p))
}

func categoryOptions(k rulebook.Catalogue) []ui.Option {
	groups := map[string]string{rulebook.ScopePublic: "向社会公开", rulebook.ScopeInternal: "内部公开", rulebook.ScopeClosed: "不对外公开"}
	var out []ui.Option
	for _, scope := range []string{rulebook.ScopePublic, rulebook.ScopeInternal, rulebook.ScopeClosed} {
		for _, c := range k.Categories {
			if c.Scope == scope {
				out = append(out, ui.Option{Value: c.Code, Label: c.Label, Group: groups[scope]})
			}
		}
	}
	return out
}

type itemInput struct {
	Unit      string     `form:"unit" label:"科室"`
	Title     string     `form:"title" label:"名称" max:"200"`
	Summary   string     `form:"summary" label:"内容概述" max:"500"`
	Document  string     `form:"document" label:"文号" max:"100"`
	FormedOn  civil.Date `form:"formed_on" label:"形成日期"`
	Attribute string     `form:"attribute" label:"公开属性"`
	Why       string     `form:"why" label:"不主动公开的理由和依据" max:"500"`
	Category  string     `form:"category" label:"类目"`
	Column    string     `form:"column" label:"栏目"`
	Theme     string     `form:"theme" label:"主题分类" max:"100"`
	Keywords  string     `form:"keywords" label:"主题词" max:"200"`
	Genre     string     `form:"genre" label:"体裁分类" max:"100"`
	Audience  string     `form:"audience" label:"服务对象分类" max:"100"`
	Related   string     `form:"related" label:"关联信息" max:"200"`
	Carrier   string     `form:"carrier" label:"记录形式" max:"50"`
	Language  string     `form:"language" label:"语种" max:"50"`
	Criteria  []string   `form:"criteria" label:"主动公开的要求"`
	Ground    string     `form:"ground" label:"法律依据" max:"300"`
	Elements  []string   `form:"elements" label:"要素"`
	Body      string     `form:"body" label:"正文" max:"40000"`
	DueOther  civil.Date `form:"due_other" label:"另定的公开期限"`
	DueGround string     `form:"due_ground" label:"另定期限的依据" max:"300"`
	Kind      string     `form:"kind" label:"种类"`
}

func (in itemInput) draft(q *web.Request, k rulebook.Catalogue) Draft {
	x := Draft{Unit: in.Unit, Attribute: in.Attribute, Why: in.Why, DueOther: in.DueOther, DueGround: in.DueGround, Text: Text{Title: in.Title, Summary: in.Summary, Document: in.Document, FormedOn: in.FormedOn,
		Category: in.Category, Column: in.Column, Theme: in.Theme, Keywords: in.Keywords, Genre: in.Genre, Audience: in.Audience, Related: in.Related, Carrier: in.Carrier, Language: in.Language,
		Criteria: strings.Join(in.Criteria, ","), Ground: in.Ground, Elements: strings.Join(in.Elements, ","), Body: in.Body}}
	if in.Kind == Guide {
		x.Guide = map[string]string{}
		for _, f := range k.Guide {
			x.Guide[f.Name] = q.Values().Get("guide_" + f.Name)
		}
	}
	return x
}

func (r *Room) itemForm(q *web.Request, failed error) (web.Answer, error) {
	k, err := r.catalogue(q)
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(q.URL.Path, failed)
	f.Wide = true
	head := ui.Head{Title: "登记信息", Crumbs: []ui.Link{{Text: "公开目录", URL: "/release/items"}}}
	kind := q.Values().Get("kind")
	var v ItemView
	if q.PathValue("id") != "" {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		if v, err = r.Item(q.Context(), org.Actor(q), id); err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		if !v.Own || v.State == ItemWithdrawn || v.Newest.What == VersionReviewing || v.Newest.What == VersionPublished {
			return web.Answer{}, fault.New(fault.Conflict, "这项信息现在不能修改。已公开的请登记变更，正在审查的请等审查结束或者退回。")
		}
		kind = v.Kind
		head = ui.Head{Title: "修改信息", Crumbs: []ui.Link{{Text: v.Newest.Title, URL: itemURL(id)}}}
		if err := v.set(f); err != nil {
			return web.Answer{}, err
		}
	}
	f.Set("kind", kind)
	f.Set("attribute", Public)
	f.Set("unit", org.Actor(q).Unit)
	f.Set("language", "中文")
	f.Set("formed_on", r.Door.Today().String())
	if kind == Guide {
		if v.ID == 0 {
			head.Title = "编公开指南"
		}
		f.Set("title", "政府信息公开指南")
		f.Set("category", "1.10")
		f.Set("column", "0.1")
	}
	units, err := r.unitOptions(q)
	if err != nil {
		return web.Answer{}, err
	}
	columns := []ui.Option{{Value: "", Label: "照类目"}}
	for _, c := range k.Columns {
		columns = append(columns, ui.Option{Value: c.Code, Label: c.Label})
	}
	hidden := ui.Field{Form: f, Name: "kind", Kind: ui.Hidden}
	main := []ui.Field{hidden, {Form: f, Name: "title", Label: "名称", Max: mostTitle}}
	if v.ID == 0 && r.isOffice(org.Actor(q)) {
		main = append(main, ui.Field{Form: f, Name: "unit", Label: "负责科室", Kind: ui.Select, Options: units, Half: true})
	}
	main = append(main,
		ui.Field{Form: f, Name: "formed_on", Label: "形成日期", Kind: ui.Date, Half: true, Hint: "公开期限从这一天起算，20个工作日。"},
		ui.Field{Form: f, Name: "document", Label: "文号", Max: 100, Optional: true, Half: true, Code: true},
		ui.Field{Form: f, Name: "category", Label: "类目", Kind: ui.Select, Options: append([]ui.Option{{Value: "", Label: "请选择"}}, categoryOptions(k)...), Half: true},
		ui.Field{Form: f, Name: "column", Label: "栏目", Kind: ui.Select, Options: columns, Half: true, Optional: true},
		ui.Field{Form: f, Name: "summary", Label: "内容概述", Kind: ui.Area, Rows: 2, Max: 500, Optional: true})
	if kind == Guide {
		for _, x := range k.Guide {
			field := ui.Field{Form: f, Name: "guide_" + x.Name, Label: x.Label, Optional: !x.Must, Half: !x.Long}
			if x.Long {
				field.Kind, field.Rows = ui.Area, 4
			}
			main = append(main, field)
		}
	} else {
		main = append(main, ui.Field{Form: f, Name: "body", Label: "正文", Kind: ui.Area, Rows: 8, Max: 40000, Optional: true, Hint: "公开页面上的文字，与页面其他内容一起审查。"})
	}
	main = append(main, ui.Field{Form: f, Name: "attribute", Label: "公开属性", Kind: ui.Radio, Options: options(k.Attributes)},
		ui.Field{Form: f, Name: "why", Label: "不主动公开的理由和依据", Max: 500, Optional: true, Hint: "以公开为常态。选依申请公开或不予公开的必须写。"},
		ui.Field{Form: f, Name: "criteria", Label: "符合哪一项主动公开的要求", Kind: ui.Checks, Options: options(k.Criteria), Optional: true})
	var elements []ui.Option
	for _, c := range k.Categories {
		for _, e := range c.Elements {
			elements = append(elements, ui.Option{Value: e, Label: c.Label + "：" + e})
		}
	}
	meta := []ui.Field{
		{Form: f, Name: "theme", Label: "主题分类", Max: 100, Half: true}, {Form: f, Name: "keywords", Label: "主题词", Max: 200, Half: true, Hint: "用顿号分开。"},
		{Form: f, Name: "genre", Label: "体裁分类", Max: 100, Optional: true, Half: true}, {Form: f, Name: "audience", Label: "服务对象分类", Max: 100, Optional: true, Half: true},
		{Form: f, Name: "related", Label: "关联信息", Max: 200, Optional: true, Half: true}, {Form: f, Name: "carrier", Label: "记录形式", Max: 50, Optional: true, Half: true},
		{Form: f, Name: "language", Label: "语种", Max: 50, Optional: true, Half: true},
		{Form: f, Name: "ground", Label: "法律依据（类目要求的）", Max: 300, Optional: true, Half: true},
		{Form: f, Name: "due_other", Label: "另定的公开期限", Kind: ui.Date, Optional: true, Half: true}, {Form: f, Name: "due_ground", Label: "另定期限的依据", Max: 300, Optional: true, Half: true},
		{Form: f, Name: "elements", Label: "已写明的要素（许可审批和财务收支类目）", Kind: ui.Checks, Options: elements, Optional: true},
	}
	p := ui.Listing{Head: head, Parts: []ui.Part{{Form: f, Fields: append(main, meta...), Buttons: []ui.Button{{Label: "保存", Look: "primary", Save: true}}}}}
	return q.Desk(head.Title, ui.ListPage(p))
}

// set fills the form with the newest text.
func (v ItemView) set(f *ui.Form) error {
	t := v.Newest
	for k, s := range map[string]string{"title": t.Title, "summary": t.Summary, "document": t.Document, "formed_on": t.FormedOn.String(), "attribute": v.Attribute, "why": v.Ground, "category": t.Category, "column": t.Column,
		"theme": t.Theme, "keywords": t.Keywords, "genre": t.Genre, "audience": t.Audience, "related": t.Related, "carrier": t.Carrier, "language": t.Language, "ground": t.Ground, "body": t.Body,
		"due_other": v.DueOther.String(), "due_ground": v.DueGround} {
		f.Set(k, s)
	}
	f.Set("criteria", words(t.Criteria)...)
	f.Set("elements", words(t.Elements)...)
	if t.Fields == "" {
		return nil
	}
	var m map[string]string
	if err := json.Unmarshal([]byte(t.Fields), &m); err != nil {
		return err
	}
	for k, s := range m {
		f.Set("guide_"+k, s)
	}
	return nil
}

func (r *Room) itemSave(q *web.Request) (web.Answer, error) {
	k, err := r.catalogue(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[itemInput](q)
	var i Item
	switch id, bad := q.ID("id"); {
	case err != nil:
	case q.PathValue("id") == "":
		i, err = r.NewItem(org.Context(q), org.Actor(q), in.draft(q, k))
	case bad != nil:
		err = bad
	default:
		i, err = r.Amend(org.Context(q), org.Actor(q), id, in.draft(q, k))
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.itemForm(q, err)
	}
	return web.Redirect(itemURL(i.ID)).Say(ui.OK, "已保存。"), nil
}

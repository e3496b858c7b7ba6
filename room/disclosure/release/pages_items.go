package release

import (
	"encoding/json"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
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
	x := Find{State: g("state"), Category: g("category"), Words: g("words"), Reexamine: g("reexamine") != ""}
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

// itemPage shows an item with what the viewer can do; of names the form that was
// refused.
func (r *Room) itemPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	k, err := r.catalogue(q)
	if err != nil {
		return web.Answer{}, err
	}
	form := func(name, action string) *ui.Form {
		f := q.FormFor(itemURL(id)+action, nil)
		if of == name {
			f = q.FormFor(itemURL(id)+action, failed)
		}
		f.ID, f.Wide = name, true
		return f
	}
	t := v.Newest
	p := ui.Listing{Head: ui.Head{Title: t.Title, Crumbs: []ui.Link{{Text: "公开目录", URL: "/release/items"}}, Meta: []string{v.UnitName}, Tags: []ui.Tag{{Text: itemLabels[v.State], Tone: itemTones[v.State]}}}}
	if v.Index != "" {
		p.Head.Meta = append([]string{v.Index}, p.Head.Meta...)
	}
	if t.What != VersionPublished {
		p.Head.Tags = append(p.Head.Tags, ui.Tag{Text: versionLabels[t.What], Tone: versionTones[t.What]})
	}
	editable := v.Own && v.State != ItemWithdrawn && (t.What == VersionDraft || t.What == VersionRefused || t.What == VersionCleared)
	if editable {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "修改", URL: itemURL(id) + "/change"})
	}
	if v.State == ItemWithdrawn {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: v.WithdrawnOn.Chinese() + "由" + v.WithdrawnBy + "撤下：" + v.WithdrawnWhy + "。索引号保留，不再使用。"})
	}
	if v.IsDue {
		tone := ui.Info
		if v.Due.Left < 0 {
			tone = ui.Bad
		} else if !r.Door.Today().Before(v.Due.Warn) {
			tone = ui.Warn
		}
		say := "应于 " + remaining(v.Due.Due, v.Due.Left) + "公开（从 " + v.Due.From.Chinese() + " 起算）。"
		if v.Due.Ground != "" {
			say += "依据：" + v.Due.Ground + "。"
		}
		p.Notices = append(p.Notices, ui.Notice{Tone: tone, Text: say})
	}
	p.Parts = append(p.Parts, v.metaPart(k, r.bureau()))
	if t.Body != "" {
		p.Parts = append(p.Parts, ui.Part{Title: "正文", Pairs: []ui.Pair{{Key: "文字", Wide: true, Body: prose(t.Body)}}})
	}
	p.Parts = append(p.Parts, v.fileParts(editable, form)...)
	p.Parts = append(p.Parts, v.doParts(k, editable, form)...)
	p.Parts = append(p.Parts, v.pastParts(k)...)
	return q.Desk(t.Title, ui.ListPage(p))
}

func (v ItemView) metaPart(k rulebook.Catalogue, bureau string) ui.Part {
	t := v.Newest
	c, _ := k.Category(t.Category)
	col, _ := k.Column(t.Column)
	attribute := wordLabel(k.Attributes, v.Attribute)
	if v.Ground != "" {
		attribute += "：" + v.Ground
	}
	values := map[string]string{"index": v.Index, "title": t.Title, "publisher": bureau, "formed": t.FormedOn.Chinese(), "theme": t.Theme, "keywords": t.Keywords, "document": t.Document, "carrier": t.Carrier,
		"summary": t.Summary, "genre": t.Genre, "audience": t.Audience, "related": t.Related, "language": t.Language}
	p := ui.Part{Title: "信息"}
	for _, e := range k.Elements {
		if s := values[e.Name]; s != "" {
			p.Pairs = append(p.Pairs, ui.Pair{Key: e.Label, Text: s, Code: e.Name == "index", Wide: e.Name == "summary" || e.Name == "title"})
		}
	}
	add := func(key, text string) {
		if text != "" {
			p.Pairs = append(p.Pairs, ui.Pair{Key: key, Text: text})
		}
	}
	add("类目", c.Label)
	add("栏目", col.Label)
	add("公开属性", attribute)
	add("主动公开的要求", labelled(k.Criteria, t.Criteria))
	add("依据", t.Ground)
	add("首次公开", v.PublishedOn.Chinese())
	if !v.PublishedOn.IsZero() {
		add("审批到公开", fmt.Sprintf("%d 个工作日", v.Lag))
	}
	if v.State == ItemWithheld {
		add("下次评估", v.ReexamineOn.Chinese())
	}
	return p
}

func (v ItemView) fileParts(editable bool, form func(name, action string) *ui.Form) []ui.Part {
	var out []ui.Part
	if len(v.Files) > 0 {
		p := ui.Part{Title: "文件"}
		for _, x := range v.Files {
			row := x.Row("SHA-256 " + x.SHA256[:16] + "…")
			row.Download = fmt.Sprintf("%s/files/%d", itemURL(v.ID), x.ID)
			if x.Withheld != "" {
				row.Meta = append(row.Meta, "部分公开")
			}
			p.Files = append(p.Files, row)
		}
		out = append(out, p)
	}
	if !editable {
		return out
	}
	for _, x := range v.Files {
		out = append(out, ui.Part{Form: form(fmt.Sprintf("detach%d", x.ID), fmt.Sprintf("/files/%d/remove", x.ID)), Buttons: []ui.Button{{Label: "去掉“" + x.Name + "”", Look: "text"}}})
	}
	f := form("files", "/files")
	f.Multipart = true
	return append(out, ui.Part{Title: "附文件", Form: f, Fields: append([]ui.Field{{Form: f, Name: "files", Label: "文件", Kind: ui.File, Multiple: true, Hint: "每个不超过 20 MB。带秘密、机密、绝密标志的文件不收。"}}, partialFields(f)...), Buttons: []ui.Button{{Label: "上传文件"}}})
}

// doParts are the forms of what can be done next.
func (v ItemView) doParts(k rulebook.Catalogue, editable bool, form func(name, action string) *ui.Form) []ui.Part {
	var out []ui.Part
	t := v.Newest
	if t.Review != 0 && v.Own {
		out = append(out, ui.Part{Title: "审查", Buttons: []ui.Button{{Label: "看公开审查", URL: reviewURL(t.Review)}}})
	}
	if editable && v.Attribute == Public && t.What != VersionCleared {
		f := form("send", "/review")
		f.Set("origin", Made)
		fields := append(sendingFields(f), ui.Field{Form: f, Name: "note", Label: "说明", Kind: ui.Area, Rows: 2, Max: mostText, Optional: true})
		out = append(out, ui.Part{Title: "送公开审查", Hint: "公开页面和上面的文件一起送审。送审后不能改，改动要重新审查。", Form: f, Fields: fields, Buttons: []ui.Button{{Label: "送审", Look: "primary"}}})
	}
	if v.Office && t.What == VersionCleared && v.State != ItemWithdrawn {
		f := form("publish", "/publish")
		f.Set("channels", "site")
		label := "公开"
		fields := []ui.Field{{Form: f, Name: "channels", Label: "公开渠道", Kind: ui.Checks, Options: options(k.Channels)}, {Form: f, Name: "note", Label: "备注", Max: 200, Optional: true}}
		if c, _ := k.Category(t.Category); c.Scope == rulebook.ScopeInternal {
			label, fields = "向本局职工公开", nil
		}
		out = append(out, ui.Part{Title: label, Hint: "公开日期是今天，由系统记下，不能改。第一次公开时编索引号。", Form: f, Fields: fields, Buttons: []ui.Button{{Label: label, Look: "primary"}}})
	}
	if v.Own && v.Shown != 0 && t.What == VersionPublished && v.State != ItemWithdrawn {
		f := form("version", "/version")
		out = append(out, ui.Part{Title: "登记变更", Hint: "内容有变的，从变更之日起20个工作日内更新。新的文本另行审查，审查通过以前公开的仍是原来的文本。", Form: f, Fields: []ui.Field{{Form: f, Name: "on", Label: "变更日期", Kind: ui.Date, Half: true}, {Form: f, Name: "what", Label: "变更了什么", Max: 200, Half: true}}, Buttons: []ui.Button{{Label: "登记变更"}}})
	}
	if v.Office && (v.State == ItemPublished || v.State == ItemInternal) {
		f := form("withdraw", "/withdraw")
		out = append(out, ui.Part{Title: "撤下", Hint: "撤下后原地址留下索引号、理由、日期和撤下的单位，不能恢复。", Form: f, Fields: []ui.Field{{Form: f, Name: "why", Label: "理由", Max: 300}, {Form: f, Name: "hide", Label: "不再显示名称", Kind: ui.Check, Optional: true}}, Buttons: []ui.Button{{Label: "撤下", Look: "danger"}}})
	}
	if v.Own && v.State == ItemWithheld {
		f := form("examine", "/examination")
		out = append(out, ui.Part{Title: "重新评估", Hint: "不公开的信息每年评估一次，情况变了可以公开的，应当公开。", Form: f, Fields: []ui.Field{{Form: f, Name: "result", Label: "结果", Kind: ui.Radio, Options: []ui.Option{{Value: KeepClosed, Label: resultLabels[KeepClosed]}, {Value: MayOpen, Label: resultLabels[MayOpen]}}}, {Form: f, Name: "reason", Label: "理由", Kind: ui.Area, Rows: 2, Max: 500}}, Buttons: []ui.Button{{Label: "登记评估"}}})
	}
	return out
}

// pastParts are versions, channels and assessments.
func (v ItemView) pastParts(k rulebook.Catalogue) []ui.Part {
	var out []ui.Part
	t := ui.Table{Caption: "文本", Columns: []ui.Column{{Label: "第几版", Numeric: true}, {Label: "名称", Wide: true}, {Label: "形成或变更"}, {Label: "审批", Minor: true}, {Label: "公开"}, {Label: "状态"}}}
	for _, x := range v.Versions {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(x.N)}, {Text: x.Title}, {Text: x.FormedOn.String()}, {Text: x.ApprovedOn.String()}, {Text: x.PublishedOn.String()}, {Tags: []ui.Tag{{Text: versionLabels[x.What], Tone: versionTones[x.What]}}}}})
	}
	out = append(out, ui.Part{Title: "文本", Table: &t})
	if len(v.Channels) > 0 {
		c := ui.Table{Caption: "公开渠道", Columns: []ui.Column{{Label: "渠道", Wide: true}, {Label: "日期"}, {Label: "备注", Minor: true}}}
		for _, x := range v.Channels {
			c.Rows = append(c.Rows, ui.Row{Cells: []ui.Cell{{Text: wordLabel(k.Channels, x.Channel)}, {Text: x.On.String()}, {Text: x.Note}}})
		}
		out = append(out, ui.Part{Title: "公开渠道", Table: &c})
	}
	if len(v.Examined) > 0 {
		e := ui.Table{Caption: "评估", Columns: []ui.Column{{Label: "日期"}, {Label: "结果"}, {Label: "理由", Wide: true, Wrap: true}, {Label: "评估人", Minor: true}}}
		for _, x := range v.Examined {
			e.Rows = append(e.Rows, ui.Row{Cells: []ui.Cell{{Text: x.On.String()}, {Text: resultLabels[x.Result]}, {Text: x.Reason}, {Text: x.Name}}})
		}
		out = append(out, ui.Part{Title: "评估", Table: &e})
	}
	return out
}

// done answers a form of an item's page.
func (r *Room) done(q *web.Request, form, say string, err error) (web.Answer, error) {
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.itemPage(q, form, err)
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(itemURL(id)).Say(ui.OK, say), nil
}

func (r *Room) attachPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Files    []*web.Upload `form:"files" label:"文件"`
		Source   *web.Upload   `form:"source" label:"原件"`
		Withheld string        `form:"withheld" label:"不公开的部分和依据" max:"2000"`
	}
	if v, err := r.Item(q.Context(), org.Actor(q), id); err != nil || !v.Own {
		return web.Answer{}, r.seen(q, orHidden(err))
	}
	in, err := web.Decode[input](q)
	var list []File
	if err == nil {
		list, err = r.takeIn(q, in.Files, in.Source, in.Withheld)
	}
	if err == nil {
		err = r.Attach(org.Context(q), org.Actor(q), id, list)
	}
	return r.done(q, "files", "文件已收存。", err)
}

// orHidden is an error, or that the row is not the viewer's.
func orHidden(err error) error {
	if err == nil {
		return fault.New(fault.NotFound, "没有这项信息，或者不由您办理。")
	}
	return err
}

func (r *Room) detachPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	file, err := q.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	return r.done(q, "files", "文件已去掉。", r.Detach(org.Context(q), org.Actor(q), id, file))
}

func (r *Room) itemFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	file, err := q.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	for _, x := range v.Files {
		if x.ID == file {
			b, err := r.Files.Open(q.Context(), x.SHA256)
			if err != nil {
				return web.Answer{}, err
			}
			return web.File(x.Name, "application/octet-stream", clock.FromMicros(x.MadeAt), b), nil
		}
	}
	return web.Answer{}, r.seen(q, orHidden(nil))
}

func (r *Room) itemSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[requestInput](q)
	var v Review
	if err == nil {
		v, err = r.SendItem(org.Context(q), org.Actor(q), Sending{Item: id, Secret: in.Secret, Origin: in.Origin, Joint: in.Joint, Lead: in.Lead, Partners: in.Partners, Expired: in.Expired, Note: in.Note}, "")
	}
	return r.done(q, "send", "已送审，编号 "+v.Number+"。", err)
}

func (r *Room) publishPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Channels []string `form:"channels" label:"公开渠道"`
		Note     string   `form:"note" label:"备注" max:"200"`
	}
	in, err := web.Decode[input](q)
	var i Item
	if err == nil {
		i, err = r.Publish(org.Context(q), org.Actor(q), id, in.Channels, in.Note)
	}
	return r.done(q, "publish", "已公开，索引号 "+i.Index+"。", err)
}

func (r *Room) versionPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		On   civil.Date `form:"on" label:"变更日期"`
		What string     `form:"what" label:"变更了什么" max:"200"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.NewVersion(org.Context(q), org.Actor(q), id, in.On, in.What)
	}
	return r.done(q, "version", "已登记变更，请修改文本后送审。", err)
}

func (r *Room) withdrawPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Why  string `form:"why" label:"理由" max:"300"`
		Hide bool   `form:"hide" label:"不再显示名称"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.Withdraw(org.Context(q), org.Actor(q), id, in.Why, in.Hide)
	}
	return r.done(q, "withdraw", "已撤下，索引号和理由留存。", err)
}

func (r *Room) examinePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Result string `form:"result" label:"结果"`
		Reason string `form:"reason" label:"理由" max:"500"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.Examine(org.Context(q), org.Actor(q), id, in.Result, in.Reason)
	}
	return r.done(q, "examine", "评估已登记。", err)
}

// radarPage lists what is to be made public by the time that is left.
func (r *Room) radarPage(q *web.Request) (web.Answer, error) {
	list, err := r.Radar(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "公开期限", Crumbs: []ui.Link{{Text: "公开目录", URL: "/release/items"}}, Meta: []string{"从形成或变更之日起20个工作日，第15个工作日起预警"}}}
	t := ui.Table{Caption: "待公开的信息", Columns: []ui.Column{{Label: "名称", Wide: true}, {Label: "科室", Minor: true}, {Label: "起算", Minor: true}, {Label: "期限"}, {Label: "办到哪一步"}}, Empty: ui.Empty{Title: "没有待公开的信息"}}
	today := r.Door.Today()
	for _, x := range list {
		tag := dueTag(x.Due.Due, x.Due.Left, 0)
		if x.Due.Left > 0 && !today.Before(x.Due.Warn) {
			tag.Tone = ui.Warn
		}
		t.Rows = append(t.Rows, ui.Row{URL: itemURL(x.ID), Strong: x.Due.Left < 0, Cells: []ui.Cell{{Text: x.Text.Title, URL: itemURL(x.ID), Sub: x.Due.Ground}, {Text: x.UnitName}, {Text: x.Due.From.String()}, {Text: x.Due.Due.String(), Tags: []ui.Tag{tag}}, {Tags: []ui.Tag{{Text: versionLabels[x.Text.What], Tone: versionTones[x.Text.What]}}}}})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("公开期限", ui.ListPage(p))
}

// columnsPage lists the columns with what is empty or stale.
func (r *Room) columnsPage(q *web.Request) (web.Answer, error) {
	list, err := r.Gaps(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "栏目", Crumbs: []ui.Link{{Text: "公开目录", URL: "/release/items"}}, Meta: []string{"没有内容的栏目不对外显示"}}}
	t := ui.Table{Caption: "栏目", Columns: []ui.Column{{Label: "栏目", Wide: true}, {Label: "条数", Numeric: true}, {Label: "最近更新"}, {Label: "状态"}}}
	empty, stale := 0, 0
	for _, g := range list {
		tag := ui.Tag{Text: "正常", Tone: ui.OK}
		updated := g.UpdatedOn.String()
		switch {
		case g.Empty:
			tag = ui.Tag{Text: "空栏目", Tone: ui.Bad}
			empty++
		case g.Stale:
			tag = ui.Tag{Text: fmt.Sprintf("%d 天没有更新", g.Days), Tone: ui.Warn}
			stale++
		case g.Items == 0:
			tag = ui.Tag{Text: "可以没有", Tone: ui.Mute}
		}
		url := "/release/items?state=" + ItemPublished
		t.Rows = append(t.Rows, ui.Row{Strong: g.Empty, Cells: []ui.Cell{{Text: g.Label, URL: url}, {Text: fmt.Sprint(g.Items)}, {Text: updated}, {Tags: []ui.Tag{tag}}}})
	}
	if empty+stale > 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("空栏目 %d 个，久未更新 %d 个。检查时空栏目 5 个以上不合格。", empty, stale)})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("栏目", ui.ListPage(p))
}

func (r *Room) settingsPage(q *web.Request, failed error) (web.Answer, error) {
	k, err := r.catalogue(q)
	if err != nil {
		return web.Answer{}, err
	}
	s, known, err := setting(q.Context(), r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "公开设置", Crumbs: []ui.Link{{Text: "公开目录", URL: "/release/items"}}}}
	now := "没有设定，不能编索引号"
	if known {
		now = s.Code
	}
	p.Parts = []ui.Part{{Title: "索引号", Pairs: []ui.Pair{{Key: "机构代码", Text: now, Code: known}, {Key: "编号规则", Text: "机构代码/年-流水号，每年从 1 起，不重复使用，编了不变", Wide: true}}}}
	if r.isOffice(org.Actor(q)) {
		f := q.FormFor("/release/settings", failed)
		f.Wide = true
		f.Set("form", s.Form)
		f.Set("code", s.Code)
		var forms []ui.Option
		for _, x := range k.Index.Forms {
			forms = append(forms, ui.Option{Value: x.Name, Label: x.Label})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "设定机构代码", Hint: "只影响以后编的索引号。", Form: f, Fields: []ui.Field{{Form: f, Name: "form", Label: "用哪一种", Kind: ui.Radio, Options: forms, Half: true}, {Form: f, Name: "code", Label: "机构代码", Max: 20, Code: true, Half: true}}, Buttons: []ui.Button{{Label: "保存", Look: "primary", Save: true}}})
	}
	return q.Desk("公开设置", ui.ListPage(p))
}

func (r *Room) settingsSave(q *web.Request) (web.Answer, error) {
	type input struct {
		Form string `form:"form" label:"用哪一种"`
		Code string `form:"code" label:"机构代码" max:"20"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.SetCode(org.Context(q), org.Actor(q), in.Form, in.Code)
	}
	if err != nil {
		return r.settingsPage(q, err)
	}
	return web.Redirect("/release/settings").Say(ui.OK, "机构代码已设定。"), nil
}

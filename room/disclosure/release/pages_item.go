package release

import (
	"fmt"

	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

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
		say := "公开期限到 " + remaining(v.Due.Due, v.Due.Left) + "，从 " + v.Due.From.Chinese() + " 起算。"
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

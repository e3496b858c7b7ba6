package release

import (
	"fmt"

	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

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
		url := "/release/items?state=" + ItemPublished + "&column=" + g.Code
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

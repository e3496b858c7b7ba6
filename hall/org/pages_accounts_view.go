package org

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type accountList struct {
	r        *web.Request
	who      act.Actor
	accounts []Account
	people   map[int64]Person
	state    string
	today    civil.Date
}

type oneAccount struct {
	account Account
	person  Person
	unit    string
	who     act.Actor
	today   civil.Date
	form    *ui.Form
}

var stateLabels = map[string]string{"active": "启用", "disabled": "停用"}

func stateTags(a Account, p Person, today civil.Date) []ui.Tag {
	var tags []ui.Tag
	if a.Active() {
		tags = append(tags, ui.Tag{Text: "启用", Tone: ui.OK})
	} else {
		tags = append(tags, ui.Tag{Text: "停用", Tone: ui.Mute})
	}
	if p.Gone(today) {
		tags = append(tags, ui.Tag{Text: "人已离岗", Tone: ui.Warn})
	}
	if a.HasSecondFactor() {
		tags = append(tags, ui.Tag{Text: "有动态码", Tone: ui.Info})
	}
	if a.MustChange {
		tags = append(tags, ui.Tag{Text: "待改首次口令", Tone: ui.Warn})
	}
	return tags
}

func (v accountList) table() ui.Table {
	t := ui.Table{Caption: "账号", Columns: []ui.Column{{Label: "登录名", Code: true}, {Label: "名称", Wide: true}, {Label: "角色"}, {Label: "状态"}, {Label: "口令修改于", Code: true, Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的账号", Link: ui.Link{Text: "看全部账号", URL: "/admin/accounts"}}}
	for _, a := range v.accounts {
		url := fmt.Sprintf("/admin/accounts/%d", a.ID)
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(a.ID), URL: url, Cells: []ui.Cell{
			{Text: a.Login, URL: url}, {Text: v.name(a)}, {Text: orNone(a.RoleLabels())}, {Tags: stateTags(a, v.people[a.PersonID], v.today)}, {Text: ui.Stamp(clock.FromMicros(a.PasswordAt))},
		}})
	}
	return t
}

func (v accountList) name(a Account) string {
	if p, ok := v.people[a.PersonID]; ok {
		return p.Name
	}
	return a.Name
}

func (v accountList) filters() ui.Filters {
	f := ui.Filters{Count: fmt.Sprintf("共 %s 个", ui.Thousands(len(v.accounts)))}
	if v.state != "" {
		f.Chips = []ui.Chip{{Label: "状态", Value: stateLabels[v.state], Remove: "/admin/accounts"}}
	} else {
		f.Saved = []ui.Link{{Text: "只看启用的", URL: "/admin/accounts?state=active"}, {Text: "只看停用的", URL: "/admin/accounts?state=disabled"}}
	}
	return f
}

func (v accountList) head() ui.Head {
	h := ui.Head{Title: "账号"}
	if v.who.May(ManageAccounts) {
		h.Actions = []ui.Button{{Label: "新建账号", URL: "/admin/accounts/new", Look: "primary"}}
	}
	return h
}

func (v accountList) roleTable() ui.Table {
	t := ui.Table{Caption: "账号的角色", Columns: []ui.Column{{Label: "登录名", Code: true}, {Label: "名称", Wide: true}, {Label: "角色"}, {Label: "状态"}}}
	for _, a := range v.accounts {
		row := ui.Row{ID: fmt.Sprint(a.ID), Strong: len(a.Roles()) == 0 && a.Active(), Cells: []ui.Cell{{Text: a.Login}, {Text: v.name(a)}, {Text: a.RoleLabels()}, {Tags: stateTags(a, v.people[a.PersonID], v.today)}}}
		if a.RoleWords == "" {
			row.Cells[2] = ui.Cell{Tags: []ui.Tag{{Text: "还没有角色", Tone: ui.Warn}}}
		}
		if v.who.May(GrantRoles) {
			row.URL = fmt.Sprintf("/admin/roles/%d", a.ID)
			row.Cells[0].URL = row.URL
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func roleOptions() []ui.Option {
	out := make([]ui.Option, 0, len(Roles))
	for _, r := range Roles {
		o := ui.Option{Value: string(r), Label: r.Label()}
		if r.Admin() {
			o.Hint = "三员之一，不得与其他角色同时担任，看不到业务内容"
		}
		out = append(out, o)
	}
	return out
}

func (v oneAccount) pairs() []ui.Pair {
	name := v.account.Name
	if v.person.ID != 0 {
		name = v.person.Name
	}
	return []ui.Pair{
		{Key: "登录名", Text: v.account.Login, Code: true},
		{Key: "名称", Text: name},
		{Key: "科室", Body: orDash(v.unit)},
		{Key: "角色", Body: orDash(v.account.RoleLabels())},
		{Key: "口令修改于", Text: ui.Stamp(clock.FromMicros(v.account.PasswordAt)), Code: true},
	}
}

func (v oneAccount) head() ui.Head {
	h := ui.Head{Title: "账号 " + v.account.Login, Crumbs: []ui.Link{{Text: "账号", URL: "/admin/accounts"}}, Tags: stateTags(v.account, v.person, v.today)}
	if v.who.May(GrantRoles) {
		h.Actions = []ui.Button{{Label: "授予角色", URL: fmt.Sprintf("/admin/roles/%d", v.account.ID), Look: "primary"}}
	}
	return h
}

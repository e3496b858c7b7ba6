package org

import (
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (p pages) admin() []web.Page {
	return []web.Page{
		{Name: "org.accounts", Method: "GET", Pattern: "/admin/accounts", Right: string(SeeAccounts), Serve: p.accountsPage},
		{Name: "org.accounts.create", Method: "POST", Pattern: "/admin/accounts", Right: string(ManageAccounts), Serve: p.accountCreate},
		{Name: "org.accounts.state", Method: "POST", Pattern: "/admin/accounts/{id}/state", Right: string(ManageAccounts), Serve: p.accountState},
		{Name: "org.accounts.reset", Method: "POST", Pattern: "/admin/accounts/{id}/reset", Right: string(ManageAccounts), Serve: p.accountReset},
		{Name: "org.roles", Method: "GET", Pattern: "/admin/roles", Right: string(GrantRoles), Serve: p.rolesPage},
		{Name: "org.roles.edit", Method: "GET", Pattern: "/admin/roles/{id}", Right: string(GrantRoles), Serve: p.rolePage},
		{Name: "org.roles.set", Method: "POST", Pattern: "/admin/roles/{id}", Right: string(GrantRoles), Serve: p.rolePost},
		{Name: "org.people", Method: "GET", Pattern: "/admin/people", Right: string(ManagePeople), Serve: p.peoplePage},
		{Name: "org.people.add", Method: "POST", Pattern: "/admin/people", Right: string(ManagePeople), Serve: p.personAdd},
		{Name: "org.people.leave", Method: "GET", Pattern: "/admin/people/{id}/leave", Right: string(ManagePeople), Serve: p.leavePage},
		{Name: "org.people.leave.post", Method: "POST", Pattern: "/admin/people/{id}/leave", Right: string(ManagePeople), Serve: p.leavePost},
	}
}

// accountsView is the page of accounts.
type accountsView struct {
	Rows   []Account
	Form   *ui.Form
	People []ui.Option
	Key    string
	Manage bool
	Fresh  string // a one-time password, shown once
	Login  string
}

func (p pages) accountsPage(r *web.Request) (web.Answer, error) { return p.accounts(r, nil, "", "") }

func (p pages) accounts(r *web.Request, failed error, fresh, login string) (web.Answer, error) {
	v := accountsView{Form: r.FormFor("/admin/accounts", failed), Manage: Actor(r).May(ManageAccounts), Fresh: fresh, Login: login, Key: web.NewKey()}
	var err error
	if v.Rows, err = p.o.Accounts(r.Context()); err != nil {
		return web.Answer{}, err
	}
	people, err := p.o.People(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	v.People = []ui.Option{{Value: "0", Label: "（管理员账号，不对应人员）"}}
	for _, x := range people {
		if x.LeftOn.IsZero() {
			v.People = append(v.People, ui.Option{Value: strconv.FormatInt(x.ID, 10), Label: x.Name + "（" + x.Unit + "）"})
		}
	}
	return r.Desk("账号", accountsBody(v))
}

type accountInput struct {
	Login  string `form:"login" label:"登录名" need:"请填写登录名。" max:"32"`
	Name   string `form:"name" label:"显示名" need:"请填写显示名。" max:"60"`
	Person int64  `form:"person" label:"人员"`
}

func (p pages) accountCreate(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[accountInput](r)
	pw := RandomPassword()
	if err == nil {
		_, err = p.o.CreateAccount(Context(r), Actor(r), NewAccount{PersonID: in.Person, Login: in.Login, Name: in.Name, Password: pw})
	}
	if err != nil {
		return p.accounts(r, err, "", "")
	}
	return p.accounts(r, nil, pw, in.Login)
}

type stateInput struct {
	State string `form:"state" need:"请选择启用或停用。"`
}

func (p pages) accountState(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[stateInput](r)
	if err == nil {
		err = p.o.SetState(Context(r), Actor(r), id, in.State)
	}
	if err != nil {
		return p.accounts(r, err, "", "")
	}
	return web.Redirect("/admin/accounts").Say(ui.OK, map[string]string{"active": "账号已启用。", "disabled": "账号已停用，其登录已全部退出。"}[in.State]), nil
}

func (p pages) accountReset(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, err := p.o.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	pw, err := p.o.ResetPassword(Context(r), Actor(r), id)
	if err != nil {
		return p.accounts(r, err, "", "")
	}
	return p.accounts(r, nil, pw, a.Login)
}

func (p pages) rolesPage(r *web.Request) (web.Answer, error) {
	all, err := p.o.Accounts(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "账号与角色", Columns: []ui.Column{{Label: "账号", Code: true}, {Label: "名称", Wide: true}, {Label: "角色"}}}
	for _, a := range all {
		t.Rows = append(t.Rows, ui.Row{URL: "/admin/roles/" + strconv.FormatInt(a.ID, 10), Cells: []ui.Cell{
			{Text: a.Login, URL: "/admin/roles/" + strconv.FormatInt(a.ID, 10)}, {Text: a.Name}, {Text: orNone(a.RoleLabels())}}})
	}
	return r.Desk("角色", rolesBody(t))
}

func (p pages) rolePage(r *web.Request) (web.Answer, error) { return p.role(r, nil) }

func (p pages) role(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, err := p.o.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(r.URL.Path, failed)
	f.Set("role", strings.Split(a.RoleWords, ",")...)
	var options []ui.Option
	for _, role := range Roles {
		options = append(options, ui.Option{Value: string(role), Label: role.Label()})
	}
	return r.Desk("授予角色", roleBody(f, a, options))
}

type roleInput struct {
	Roles []string `form:"role"`
}

func (p pages) rolePost(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[roleInput](r)
	var roles []Role
	for _, s := range in.Roles {
		role, perr := ParseRole(s)
		if perr != nil && err == nil {
			err = perr
		}
		roles = append(roles, role)
	}
	if err == nil {
		err = p.o.SetRoles(Context(r), Actor(r), id, roles)
	}
	if err != nil {
		return p.role(r, err)
	}
	return web.Redirect("/admin/roles").Say(ui.OK, "角色已更改，立即生效；该账号的登录已退出。"), nil
}

func (p pages) peoplePage(r *web.Request) (web.Answer, error) { return p.people(r, nil) }

func (p pages) people(r *web.Request, failed error) (web.Answer, error) {
	ctx := r.Context()
	people, err := p.o.People(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := p.o.Units(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	posts, err := p.o.Posts(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	offices, err := p.o.Offices(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "人员", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "科室"}, {Label: "任职"}, {Label: "状态"}, {Label: ""}},
		Empty: ui.Empty{Title: "还没有登记人员", Text: "在下面登记第一位。"}}
	names := map[string]string{"": "局领导"}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	for _, x := range people {
		var held []string
		for _, of := range offices {
			if of.PersonID == x.ID && of.Holds(p.o.Door.Today()) {
				held = append(held, of.Title)
			}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: names[x.Unit]}, {Text: strings.Join(held, "、")}, {Text: "在岗"},
			{Text: "办理离岗", URL: "/admin/people/" + strconv.FormatInt(x.ID, 10) + "/leave"}}}
		if !x.LeftOn.IsZero() {
			row.Cells[3], row.Cells[4] = ui.Cell{Text: x.LeftOn.String() + " 离岗"}, ui.Cell{}
		}
		t.Rows = append(t.Rows, row)
	}
	f := r.FormFor("/admin/people", failed)
	unitOptions := []ui.Option{{Value: "", Label: "（局领导，不属科室）"}}
	for _, u := range units {
		unitOptions = append(unitOptions, ui.Option{Value: u.Code, Label: u.Name})
	}
	postOptions := []ui.Option{{Value: "", Label: "（暂无任职）"}}
	for _, x := range posts {
		postOptions = append(postOptions, ui.Option{Value: x.Code, Label: x.Title})
	}
	return r.Desk("人员", peopleBody(t, f, unitOptions, postOptions))
}

type personInput struct {
	Name  string     `form:"name" label:"姓名" need:"请填写姓名。" max:"60"`
	Unit  string     `form:"unit" label:"科室"`
	Post  string     `form:"post" label:"任职"`
	Since civil.Date `form:"since" label:"到岗日期"`
}

func (p pages) personAdd(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[personInput](r)
	if err == nil {
		s := SeedPerson{Name: in.Name, Unit: in.Unit, Since: in.Since}
		if in.Post != "" {
			s.Posts = []string{in.Post}
		}
		_, err = p.o.AddPerson(Context(r), Actor(r), s)
	}
	if err != nil {
		return p.people(r, err)
	}
	return web.Redirect("/admin/people").Say(ui.OK, "已登记 "+in.Name+"。"), nil
}

func (p pages) leavePage(r *web.Request) (web.Answer, error) { return p.leave(r, nil) }

func (p pages) leave(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	people, err := p.o.People(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	i := slices.IndexFunc(people, func(x Person) bool { return x.ID == id })
	if i < 0 {
		return web.Answer{}, fault.New(fault.NotFound, "没有这个人。")
	}
	f := r.FormFor(r.URL.Path, failed)
	f.Set("left_on", p.o.Door.Today().String())
	return r.Desk("办理离岗", leaveBody(f, people[i]))
}

type leaveInput struct {
	On        civil.Date `form:"left_on" label:"离岗日期" need:"请填写离岗日期。"`
	Exception string     `form:"exception" label:"例外理由" max:"500"`
}

func (p pages) leavePost(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[leaveInput](r)
	if err == nil {
		_, err = p.o.Leave(Context(r), Actor(r), Leaving{PersonID: id, On: in.On, Exception: in.Exception})
	}
	if err != nil {
		return p.leave(r, err)
	}
	return web.Redirect("/admin/people").Say(ui.OK, "已办理离岗。"), nil
}

package org

import (
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (p pages) accountsPage(r *web.Request) (web.Answer, error) {
	list, err := p.Accounts(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	people, err := p.peopleByID(r)
	if err != nil {
		return web.Answer{}, err
	}
	v := accountList{r: r, who: Actor(r), people: people, state: r.URL.Query().Get("state"), today: p.Door.Today()}
	for _, a := range list {
		if v.state == "" || v.state == a.State {
			v.accounts = append(v.accounts, a)
		}
	}
	return r.Desk("账号", accountsView(v))
}

func (p pages) peopleByID(r *web.Request) (map[int64]Person, error) {
	list, err := p.People(r.Context())
	m := make(map[int64]Person, len(list))
	for _, x := range list {
		m[x.ID] = x
	}
	return m, err
}

type accountInput struct {
	Login  string `form:"login" label:"登录名" need:"请填写登录名。" max:"32"`
	Person int64  `form:"person" label:"人员" min:"0"`
	Name   string `form:"name" label:"名称" max:"40"`
}

func (p pages) newAccountPage(r *web.Request) (web.Answer, error) { return p.newAccount(r, nil) }

func (p pages) newAccount(r *web.Request, failed error) (web.Answer, error) {
	people, err := p.People(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	units, err := p.unitNames(r)
	if err != nil {
		return web.Answer{}, err
	}
	options := []ui.Option{{Value: "0", Label: "不属于某个人（三员等）"}}
	for _, x := range people {
		if !x.Gone(p.Door.Today()) {
			options = append(options, ui.Option{Value: strconv.FormatInt(x.ID, 10), Label: x.Name, Group: units[x.Unit]})
		}
	}
	return r.Desk("新建账号", newAccountView(r.FormFor("/admin/accounts/new", failed), options))
}

func (p pages) unitNames(r *web.Request) (map[string]string, error) {
	units, err := p.Units(r.Context())
	m := make(map[string]string, len(units))
	for _, u := range units {
		m[u.Code] = u.Name
	}
	return m, err
}

func (p pages) createAccount(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[accountInput](r)
	if err == nil && in.Person == 0 && in.Name == "" {
		err = fault.Field("name", "", "请选择人员，或填写账号的名称。")
	}
	if err == nil && in.Person != 0 {
		people, perr := p.peopleByID(r)
		if perr != nil {
			return web.Answer{}, perr
		}
		x, ok := people[in.Person]
		if !ok || x.Gone(p.Door.Today()) {
			err = fault.Field("person", strconv.FormatInt(in.Person, 10), "没有这个人，或此人已离岗，请重新选择。")
		}
		in.Name = x.Name
	}
	if err != nil {
		return p.newAccount(r, err)
	}
	pw := RandomPassword()
	// Without the form's key: a repeat must not show a password that was not set.
	id, err := p.CreateAccount(r.Context(), Actor(r), NewAccount{PersonID: in.Person, Login: in.Login, Name: in.Name, Password: pw})
	if err != nil {
		return p.newAccount(r, err)
	}
	a, err := p.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("新建账号", onceView("新账号的首次口令", a, pw, "账号还没有任何权限，请安全保密管理员授予角色。"))
}

func (p pages) showAccount(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return p.oneAccount(r, id, nil)
}

func (p pages) oneAccount(r *web.Request, id int64, failed error) (web.Answer, error) {
	a, err := p.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	v := oneAccount{account: a, who: Actor(r), today: p.Door.Today(), form: r.FormFor(fmt.Sprintf("/admin/accounts/%d/state", id), failed)}
	people, err := p.peopleByID(r)
	if err != nil {
		return web.Answer{}, err
	}
	v.person = people[a.PersonID]
	units, err := p.unitNames(r)
	if err != nil {
		return web.Answer{}, err
	}
	v.unit = units[v.person.Unit]
	return r.Desk("账号 "+a.Login, oneAccountView(v))
}

func (p pages) setState(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	state := r.Values().Get("state")
	if err := p.SetState(Context(r), Actor(r), id, state); err != nil {
		return p.oneAccount(r, id, err)
	}
	say := "账号已启用。"
	if state == "disabled" {
		say = "账号已停用，正在使用的登录已全部退出。"
	}
	return web.Redirect(fmt.Sprintf("/admin/accounts/%d", id)).Say(ui.OK, say), nil
}

func (p pages) resetPassword(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	// Without the form's key: a repeat must not show a password that was not set.
	pw, err := p.ResetPassword(r.Context(), Actor(r), id)
	if err != nil {
		return p.oneAccount(r, id, err)
	}
	a, err := p.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("重置口令", onceView("新的一次性口令", a, pw, "原口令和动态码已失效，锁定已解除，各处登录已退出。"))
}

func (p pages) rolesPage(r *web.Request) (web.Answer, error) {
	list, err := p.Accounts(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	people, err := p.peopleByID(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("角色", rolesView(accountList{r: r, who: Actor(r), people: people, accounts: list, today: p.Door.Today()}))
}

func (p pages) matrixPage(r *web.Request) (web.Answer, error) {
	return r.Desk("角色与权限", matrixView(p.matrix()))
}

// matrix is the table of roles and rights: every right of the program, granted or
// not.
func (p pages) matrix() ui.Table {
	t := ui.Table{Caption: "角色与权限", Columns: []ui.Column{{Label: "权限", Wide: true}}}
	for _, role := range Roles {
		t.Columns = append(t.Columns, ui.Column{Label: role.Label()})
	}
	for _, right := range act.AllRights() {
		if right == Anyone {
			continue
		}
		row := ui.Row{Cells: []ui.Cell{{Text: RightName(right)}}}
		for _, role := range Roles {
			c := ui.Cell{}
			if (act.Actor{Rights: p.Grants[role]}).May(right) {
				c.Text = "有"
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

type rolesInput struct {
	Roles []Role `form:"role" label:"角色" max:"20"`
}

func (p pages) editRoles(r *web.Request) (web.Answer, error) { return p.roles(r, nil) }

func (p pages) roles(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, err := p.Account(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(fmt.Sprintf("/admin/roles/%d", id), failed)
	if failed == nil {
		for _, role := range a.Roles() {
			f.Values.Add("role", string(role))
		}
	}
	return r.Desk("授予角色", editRolesView(f, a))
}

func (p pages) grantRoles(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[rolesInput](r)
	for _, role := range in.Roles {
		if err == nil {
			_, err = ParseRole(string(role))
		}
	}
	if err == nil {
		err = p.SetRoles(Context(r), Actor(r), id, in.Roles)
	}
	if err != nil {
		return p.roles(r, err)
	}
	return web.Redirect("/admin/roles").Say(ui.OK, "角色已改，该账号需重新登录。"), nil
}

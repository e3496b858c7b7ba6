package org

import (
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (p pages) peoplePage(r *web.Request) (web.Answer, error) {
	v := staff{today: p.Door.Today(), unit: r.URL.Query().Get("unit"), gone: r.URL.Query().Get("gone") != "", r: r}
	var err error
	if v.people, err = p.People(r.Context()); err != nil {
		return web.Answer{}, err
	}
	if v.units, err = p.Units(r.Context()); err != nil {
		return web.Answer{}, err
	}
	if v.posts, err = p.Posts(r.Context()); err != nil {
		return web.Answer{}, err
	}
	if v.offices, err = p.Offices(r.Context()); err != nil {
		return web.Answer{}, err
	}
	return r.Desk("人员", peopleView(v))
}

type personInput struct {
	Name  string     `form:"name" label:"姓名" need:"请填写姓名。" max:"40"`
	Unit  string     `form:"unit" label:"科室"`
	Post  string     `form:"post" label:"岗位"`
	Since civil.Date `form:"since" label:"到岗日期" need:"请填写到岗日期。"`
	Note  string     `form:"note" label:"备注" max:"200"`
}

func (p pages) newPersonPage(r *web.Request) (web.Answer, error) { return p.newPerson(r, nil) }

func (p pages) newPerson(r *web.Request, failed error) (web.Answer, error) {
	units, err := p.Units(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	posts, err := p.postOptions(r)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/admin/people/new", failed)
	f.Set("unit", r.URL.Query().Get("unit"))
	options := []ui.Option{{Value: "", Label: "局领导，不属科室"}}
	for _, u := range units {
		if u.Active {
			options = append(options, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return r.Desk("登记人员", newPersonView(f, options, posts))
}

func (p pages) postOptions(r *web.Request) ([]ui.Option, error) {
	posts, err := p.Posts(r.Context())
	if err != nil {
		return nil, err
	}
	units, err := p.unitNames(r)
	if err != nil {
		return nil, err
	}
	options := []ui.Option{{Value: "", Label: "请选择"}}
	for _, x := range posts {
		group := units[x.Unit]
		if group == "" {
			group = "局领导"
		}
		options = append(options, ui.Option{Value: x.Code, Label: x.Title, Group: group})
	}
	return options, nil
}

func (p pages) addPersonForm(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[personInput](r)
	if err != nil {
		return p.newPerson(r, err)
	}
	s := SeedPerson{Name: in.Name, Unit: in.Unit, Since: in.Since, Note: in.Note}
	if in.Post != "" {
		s.Posts = []string{in.Post}
	}
	id, err := p.AddPerson(Context(r), Actor(r), s)
	if err != nil {
		return p.newPerson(r, err)
	}
	return web.Redirect(fmt.Sprintf("/admin/people/%d", id)).Say(ui.OK, "已登记"+in.Name+"。登录账号由系统管理员另建。"), nil
}

func (p pages) showPerson(r *web.Request) (web.Answer, error) { return p.person(r, "", nil) }

// person shows somebody; failed belongs to the form called which.
func (p pages) person(r *web.Request, which string, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := onePerson{today: p.Door.Today()}
	if v.person, err = db.One[Person](r.Context(), p.Door.Reader(), q.SQL("person"), id); err != nil {
		return web.Answer{}, err
	}
	if v.offices, err = db.All[Office](r.Context(), p.Door.Reader(), q.SQL("offices_of"), id); err != nil {
		return web.Answer{}, err
	}
	units, err := p.unitNames(r)
	if err != nil {
		return web.Answer{}, err
	}
	v.unit = units[v.person.Unit]
	if v.posts, err = p.postOptions(r); err != nil {
		return web.Answer{}, err
	}
	accounts, err := p.Accounts(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	for _, a := range accounts {
		if a.PersonID == id {
			v.logins = append(v.logins, a.Login)
		}
	}
	form := func(name, path string) *ui.Form {
		var f *ui.Form
		if name == which {
			f = r.FormFor(path, failed)
		} else {
			f = &ui.Form{Action: path, Key: web.NewKey()}
		}
		f.ID = name
		return f
	}
	v.assign = form("assign", fmt.Sprintf("/admin/people/%d/offices", id))
	v.leave = form("leave", fmt.Sprintf("/admin/people/%d/leave", id))
	v.end = form("end", r.URL.Path)
	v.end.ID += r.PathValue("office")
	return r.Desk(v.person.Name, personView(v))
}

type officeInput struct {
	Post  string     `form:"post" label:"岗位" need:"请选择岗位。"`
	Since civil.Date `form:"since" label:"自" need:"请填写任职之日。"`
	Until civil.Date `form:"until" label:"至"`
}

func (p pages) assignOffice(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[officeInput](r)
	if err == nil {
		_, err = p.AssignOffice(Context(r), Actor(r), Appointment{PersonID: id, Post: in.Post, Since: in.Since, Until: in.Until})
	}
	if err != nil {
		return p.person(r, "assign", err)
	}
	return web.Redirect(fmt.Sprintf("/admin/people/%d", id)).Say(ui.OK, "已登记任职，自"+in.Since.Chinese()+"起。"), nil
}

type endInput struct {
	Until civil.Date `form:"until" label:"免职之日" need:"请填写免职之日。"`
}

func (p pages) endOffice(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	office, err := r.ID("office")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[endInput](r)
	if err == nil {
		err = p.EndOffice(Context(r), Actor(r), office, in.Until)
	}
	if err != nil {
		return p.person(r, "end", err)
	}
	return web.Redirect(fmt.Sprintf("/admin/people/%d", id)).Say(ui.OK, "任职已终止，自"+in.Until.Chinese()+"起不再任此岗位。"), nil
}

type leaveInput struct {
	On        civil.Date `form:"left_on" label:"离岗日期" need:"请填写离岗日期。"`
	Exception string     `form:"exception" label:"例外理由" max:"300"`
}

func (p pages) leave(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[leaveInput](r)
	var open []string
	if err == nil {
		open, err = p.Leave(Context(r), Actor(r), Leaving{PersonID: id, On: in.On, Exception: in.Exception})
	}
	if err != nil {
		return p.person(r, "leave", err)
	}
	say := "已登记离岗，档案材料已交清。"
	if len(open) > 0 {
		say = "已按例外登记离岗，未交清的 " + strconv.Itoa(len(open)) + " 项和理由记在台账。"
	}
	return web.Redirect(fmt.Sprintf("/admin/people/%d", id)).Say(ui.OK, say), nil
}

package org

import (
	"fmt"
	"net/url"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type staff struct {
	r       *web.Request
	today   civil.Date
	unit    string
	gone    bool
	people  []Person
	units   []Unit
	posts   []Post
	offices []Office
}

func (v staff) unitName(code string) string {
	for _, u := range v.units {
		if u.Code == code {
			return u.Name
		}
	}
	return "局领导"
}

func (v staff) held(person int64) string {
	var s []string
	for _, o := range v.offices {
		if o.PersonID == person && o.Holds(v.today) {
			s = append(s, o.Title)
		}
	}
	return strings.Join(s, "、")
}

func (v staff) filters() ui.Filters {
	f := ui.Filters{}
	if v.unit != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: "科室", Value: v.unitName(v.unit), Remove: v.r.URLWith("unit", "")})
	}
	if v.gone {
		f.Chips = append(f.Chips, ui.Chip{Label: "在岗", Value: "含已离岗", Remove: v.r.URLWith("gone", "")})
	} else {
		f.Saved = []ui.Link{{Text: "含已离岗的", URL: v.r.URLWith("gone", "1")}}
	}
	f.Count = fmt.Sprintf("共 %s 人", ui.Thousands(len(v.shown())))
	return f
}

func (v staff) shown() []Person {
	var out []Person
	for _, p := range v.people {
		if (v.unit == "" || p.Unit == v.unit) && (v.gone || !p.Gone(v.today)) {
			out = append(out, p)
		}
	}
	return out
}

func (v staff) table() ui.Table {
	t := ui.Table{Caption: "人员", Columns: []ui.Column{{Label: "姓名"}, {Label: "科室"}, {Label: "岗位", Wide: true}, {Label: "到岗", Code: true, Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "没有符合条件的人员", Action: ui.Button{Label: "登记人员", URL: "/admin/people/new"}}}
	if len(v.people) == 0 {
		t.Empty.Title, t.Empty.Text = "还没有登记人员", "先登记在岗人员和任职，系统管理员才能给本人建账号。"
	}
	for _, p := range v.shown() {
		u := fmt.Sprintf("/admin/people/%d", p.ID)
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(p.ID), URL: u, Cells: []ui.Cell{
			{Text: p.Name, URL: u}, {Text: v.unitName(p.Unit)}, {Text: v.held(p.ID)}, {Text: p.Since.String()}, {Tags: personTags(p, v.today)}}})
	}
	return t
}

func personTags(p Person, today civil.Date) []ui.Tag {
	switch {
	case p.Gone(today):
		return []ui.Tag{{Text: "已离岗", Tone: ui.Mute}}
	case !p.LeftOn.IsZero():
		return []ui.Tag{{Text: p.LeftOn.String() + " 离岗", Tone: ui.Warn}}
	}
	return []ui.Tag{{Text: "在岗", Tone: ui.OK}}
}

func (v staff) unitTable() ui.Table {
	t := ui.Table{Caption: "科室", Columns: []ui.Column{{Label: "代码", Code: true}, {Label: "科室", Wide: true}, {Label: "岗位", Numeric: true}, {Label: "在岗", Numeric: true}}}
	for _, u := range v.units {
		posts, people := 0, 0
		for _, p := range v.posts {
			if p.Unit == u.Code {
				posts++
			}
		}
		for _, p := range v.people {
			if p.Unit == u.Code && !p.Gone(v.today) {
				people++
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Code}, {Text: u.Name, URL: "/admin/people?unit=" + url.QueryEscape(u.Code)}, {Text: ui.Thousands(posts)}, {Text: ui.Thousands(people)}}})
	}
	return t
}

// vacancies lists the posts that nobody holds today.
func (v staff) vacancies() []Post {
	held := map[string]bool{}
	for _, o := range v.offices {
		if o.Holds(v.today) {
			held[o.Post] = true
		}
	}
	var out []Post
	for _, p := range v.posts {
		if !held[p.Code] {
			out = append(out, p)
		}
	}
	return out
}

type onePerson struct {
	person             Person
	unit               string
	offices            []Office
	posts              []ui.Option
	logins             []string
	today              civil.Date
	assign, leave, end *ui.Form
}

func (v onePerson) pairs() []ui.Pair {
	unit := v.unit
	if unit == "" {
		unit = "局领导"
	}
	p := []ui.Pair{
		{Key: "科室", Text: unit},
		{Key: "到岗日期", Text: v.person.Since.Chinese()},
		{Key: "登录账号", Body: orDash(strings.Join(v.logins, "、"))},
		{Key: "备注", Body: orDash(v.person.Note)},
	}
	if !v.person.LeftOn.IsZero() {
		p = append(p, ui.Pair{Key: "离岗日期", Text: v.person.LeftOn.Chinese()})
	}
	return p
}

// endForm is the form that ends an office: the one that came back, or a fresh one.
func (v onePerson) endForm(office int64) *ui.Form {
	id := fmt.Sprintf("end%d", office)
	if v.end.ID == id {
		return v.end
	}
	return &ui.Form{ID: id, Key: v.end.Key}
}

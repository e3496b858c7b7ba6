package org

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web/ui"
)

// postsTable is the page of posts as one person sees it.
type postsTable struct {
	c           *Chart
	me          int64
	who         act.Actor
	form        *ui.Form
	standins    []StandIn
	delegations []Delegation
}

func (v postsTable) actions() []ui.Button {
	var out []ui.Button
	if len(v.c.ownBackups(v.me)) > 1 {
		out = append(out, ui.Button{Label: "移交工作", URL: "/posts/handover", Look: "primary"})
	}
	if v.who.May(ManageBackups) {
		out = append(out, ui.Button{Label: "登记B岗", URL: "/posts/backups/new"})
	}
	if v.who.May(NameDeputy) {
		out = append(out, ui.Button{Label: "指定代行", URL: "/posts/deputies/new"})
	}
	return out
}

// mend is where a gap is mended, for those who may.
func (v postsTable) mend(g Gap) ui.Link {
	switch {
	case g.Kind == "vacant" && v.who.May(ManagePeople):
		return ui.Link{Text: "登记任职", URL: "/admin/people"}
	case !v.who.May(ManageBackups):
	case g.Kind == "no_supervisor" || g.Kind == "supervisor_gone":
		return ui.Link{Text: "登记分管领导", URL: "/posts/supervisors/new?unit=" + g.Unit}
	case g.Person != 0:
		if o, ok := v.c.holds(g.Person, g.Post); ok {
			return ui.Link{Text: "登记B岗", URL: fmt.Sprintf("/posts/backups/new?office=%d", o.ID)}
		}
	}
	return ui.Link{}
}

func (v postsTable) name(person int64) ui.Cell {
	c := ui.Cell{Text: v.c.people[person].Name}
	if until, gone := v.c.away[person]; gone {
		c.Tags = []ui.Tag{{Text: "不在岗", Tone: ui.Warn}}
		c.Sub = "至" + ui.Stamp(clock.FromMicros(until))
		if h := civil.HalfAt(clock.FromMicros(until)); h.Start().UnixMicro() == until {
			c.Sub = "至" + (h - 1).Chinese()
		}
	}
	return c
}

// table lists every post with its holder, B and leader in charge, in the order of
// posts; a post with several holders takes a row each.
func (v postsTable) table() ui.Table {
	t := ui.Table{Caption: "岗位与AB岗", Columns: []ui.Column{{Label: "岗位", Wide: true}, {Label: "任职人（A岗）"}, {Label: "B岗"}, {Label: "表号", Code: true, Minor: true}, {Label: "分管领导"}}}
	for _, p := range v.c.posts {
		boss := ui.Cell{Text: "—"}
		if s, ok := v.c.supervisorOf(p.Unit); ok && p.Unit != "" {
			boss = ui.Cell{Text: v.c.people[s.PersonID].Name}
		}
		held := false
		for _, o := range v.c.offices {
			if o.Post == p.Code && o.Holds(v.c.day) {
				held = true
				t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Text: p.Title, Sub: v.unitOf(p)}, v.name(o.PersonID)}, append(v.standBy(o), boss)...)})
			}
		}
		if !held {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Title, Sub: v.unitOf(p)}, {Tags: []ui.Tag{{Text: "无人任职", Tone: ui.Warn}}}, {Text: "—"}, {Text: "—"}, boss}})
		}
	}
	return t
}

// unitOf is the unit of a post where its title does not say it.
func (v postsTable) unitOf(p Post) string {
	if unit := v.c.units[p.Unit].Name; !strings.HasPrefix(p.Title, unit) {
		return unit
	}
	return ""
}

// standBy are the cells for the B of an office and its number.
func (v postsTable) standBy(o Office) []ui.Cell {
	if leads(o.Rank) {
		if d, ok := v.c.delegationOf(o.PersonID); ok {
			c := v.name(d.DeputyID)
			c.Sub = "指定代行，至 " + d.Until.AddDays(-1).Chinese()
			return []ui.Cell{c, {Text: fmt.Sprintf("指定%d", d.ID)}}
		}
		return []ui.Cell{{Text: "不在岗时指定"}, {Text: "—"}}
	}
	b, ok := v.c.backupOf(o.PersonID, o.Post)
	if !ok {
		return []ui.Cell{{Tags: []ui.Tag{{Text: "没有B岗", Tone: ui.Warn}}}, {Text: "—"}}
	}
	number := ui.Cell{Text: fmt.Sprint(b.ID)}
	if v.who.May(ManageBackups) {
		number.URL = fmt.Sprintf("/posts/backups/%d", b.ID)
	}
	return []ui.Cell{v.name(b.BackupID), number}
}

// mine lists the pairs in which the reader is A or B.
func (v postsTable) mine() ui.Table {
	t := ui.Table{Caption: "我的AB岗", Columns: []ui.Column{{Label: "岗位", Wide: true}, {Label: "我是"}, {Label: "对方"}, {Label: "表号", Code: true, Minor: true}, {Label: "可办"}}}
	for _, b := range v.c.backups {
		o, held := v.c.holds(b.PersonID, b.Post)
		if v.me == 0 || !held || !b.Holds(v.c.day) || b.PersonID != v.me && b.BackupID != v.me {
			continue
		}
		number := ui.Cell{Text: fmt.Sprint(b.ID)}
		if b.PersonID == v.me {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Title}, {Text: "A岗"}, v.name(b.BackupID), number, {Text: "移交工作", URL: fmt.Sprintf("/posts/handover?backup=%d", b.ID)}}})
			continue
		}
		do := ui.Cell{Text: "A岗在岗"}
		_, gone := v.c.away[b.PersonID]
		if _, standing := v.c.standInFor(b.ID); gone && standing {
			do = ui.Cell{Tags: []ui.Tag{{Text: "正在顶岗", Tone: ui.OK}}}
		} else if gone {
			do = ui.Cell{Text: "主动顶岗", URL: fmt.Sprintf("/posts/backups/%d/takeover", b.ID)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Title}, {Text: "B岗"}, v.name(b.PersonID), number, do}})
	}
	return t
}

// record is one hand-over or take-over of the reader's.
type record struct {
	StandIn
	Post, Other, Span string
	Lines             []string
	Open              bool
}

// records lists the reader's hand-overs and take-overs that are not over yet.
func (v postsTable) records() []record {
	var out []record
	for _, s := range v.standins {
		if s.EndedAt != 0 || s.UntilAt <= v.c.At {
			continue
		}
		x := record{StandIn: s, Open: s.SinceAt <= v.c.At, Span: s.span()}
		for _, b := range v.c.backups {
			if b.ID == s.Backup {
				x.Post = v.c.title(b.Post)
			}
		}
		if s.Matters != "" {
			x.Lines = strings.Split(s.Matters, "\n")
		}
		x.Other = "B岗：" + v.c.people[s.BackupID].Name
		if s.BackupID == v.me {
			x.Other = "A岗：" + v.c.people[s.PersonID].Name
		}
		out = append(out, x)
	}
	return out
}

// span says from when to when a record runs: in half days where it begins and ends
// with one, to the minute otherwise.
func (s StandIn) span() string {
	since, until := clock.FromMicros(s.SinceAt), clock.FromMicros(s.UntilAt)
	from, to := ui.Stamp(since), ui.Stamp(until)
	if h := civil.HalfAt(since); h.Start().Equal(since) {
		from = h.Chinese()
	}
	if h := civil.HalfAt(until); h.Start().Equal(until) {
		to = (h - 1).Chinese()
	}
	return from + " 至 " + to
}

func (c *Chart) title(post string) string {
	for _, p := range c.posts {
		if p.Code == post {
			return p.Title
		}
	}
	return post
}

// ahead lists the delegations that stand or will stand.
func (v postsTable) ahead() []Delegation {
	var out []Delegation
	for _, d := range v.delegations {
		if d.EndedAt == 0 && d.Until.After(v.c.day) {
			out = append(out, d)
		}
	}
	return out
}

// officeOptions offers the offices held today.
func (c *Chart) officeOptions(fits func(Office) bool) []ui.Option {
	out := []ui.Option{{Label: "请选择"}}
	for _, o := range c.offices {
		if o.Holds(c.day) && fits(o) {
			label := o.Title
			if name := c.people[o.PersonID].Name; name != o.Title {
				label += "　" + name
			}
			out = append(out, ui.Option{Value: fmt.Sprint(o.ID), Label: label, Group: c.units[o.Unit].Name})
		}
	}
	return out
}

// peopleOptions offers those who are here and hold a post, the leaders alone if so
// asked.
func (c *Chart) peopleOptions(leaders bool) []ui.Option {
	out := []ui.Option{{Label: "请选择"}}
	seen := map[int64]bool{}
	for _, o := range c.offices {
		p := c.people[o.PersonID]
		if !o.Holds(c.day) || p.Gone(c.day) || seen[p.ID] || leaders && !leads(c.Rank(p.ID)) {
			continue
		}
		seen[p.ID] = true
		label, group := p.Name, c.units[p.Unit].Name
		if p.Name != o.Title {
			label += "　" + o.Title
		}
		if group == "" {
			group = "局领导"
		}
		out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: label, Group: group})
	}
	return out
}

// ownBackups offers the pairs in which a person is A; the first option is none.
func (c *Chart) ownBackups(person int64) []ui.Option {
	out := []ui.Option{{Label: "请选择"}}
	for _, b := range c.backups {
		if _, held := c.holds(person, b.Post); person != 0 && b.PersonID == person && held && b.Holds(c.day) {
			out = append(out, ui.Option{Value: fmt.Sprint(b.ID), Label: fmt.Sprintf("%s，B岗%s（第%d号）", c.title(b.Post), c.people[b.BackupID].Name, b.ID)})
		}
	}
	return out
}

var halves = []ui.Option{{Value: "am", Label: "上午"}, {Value: "pm", Label: "下午"}}

func (s record) pairs() []ui.Pair {
	out := []ui.Pair{{Key: "对方", Text: s.Other}, {Key: "期间", Text: s.Span}, {Key: "登记于", Text: ui.Stamp(clock.FromMicros(s.MadeAt))}}
	if s.Reason != "" {
		out = append(out, ui.Pair{Key: "原因", Text: s.Reason})
	}
	if len(s.Lines) > 0 {
		out = append(out, ui.Pair{Key: "移交事项", Wide: true, Body: matterList(s.Lines)})
	}
	return out
}

// ending is what the button says that ends a record.
func (s record) ending() string {
	if s.Open {
		return "结束顶岗"
	}
	return "取消移交"
}

func (c *Chart) backupPairs(b Backup) []ui.Pair {
	out := []ui.Pair{{Key: "岗位", Text: c.title(b.Post)}, {Key: "A岗", Text: c.Person(b.PersonID).Name}, {Key: "B岗", Text: c.Person(b.BackupID).Name}, {Key: "起始之日", Text: b.Since.Chinese()}}
	if !b.Until.IsZero() {
		out = append(out, ui.Pair{Key: "终止之日", Text: b.Until.Chinese()})
	}
	return out
}

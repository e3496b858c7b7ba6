package flow

import (
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/web/ui"
)

// boxes is the page of somebody's cases: what is to be done apart from what is to
// be read.
type boxes struct {
	box   string
	desk  Desk
	rows  []Item
	form  *ui.Form
	now   int64
	today civil.Date
}

func (b boxes) tabs() []ui.Tab {
	list := []struct {
		box, text string
		n         int
	}{
		{"waiting", "待我办", len(b.desk.Waiting)}, {"standin", "代办", len(b.desk.StandingIn())}, {"returned", "退回给我", len(b.desk.Returned())}, {"mine", "我发起的", len(b.desk.Mine)},
		{"reading", "待阅", len(b.desk.ToRead)}, {"acted", "已办", -1},
	}
	var out []ui.Tab
	for _, x := range list {
		out = append(out, ui.Tab{Text: x.text, URL: "/flow?box=" + x.box, Count: x.n, Current: x.box == b.box})
	}
	return out
}

var empties = map[string]ui.Empty{
	"waiting":  {Title: "没有待您办理的件"},
	"standin":  {Title: "没有您代他人办理的件", Text: "A岗不在岗、由您顶岗或代行时，等A岗办的件列在这里。"},
	"returned": {Title: "没有退回给您的件"},
	"mine":     {Title: "您还没有发起过件"},
	"reading":  {Title: "没有待阅的件"},
	"acted":    {Title: "您还没有办理过件"},
}

func (b boxes) table() ui.Table {
	t := ui.Table{Caption: "审批件", Empty: empties[b.box],
		Columns: []ui.Column{{Label: "件", Wide: true}, {Label: "步骤"}, {Label: "时间", Minor: true}, {Label: "限期", Minor: true}}}
	if b.box == "reading" {
		t.Select = "copy"
		t.Bulk = &ui.Bulk{Form: b.form, Actions: []ui.Button{{Label: "标为已阅", Look: "primary"}}, Total: len(b.rows)}
	}
	for _, i := range b.rows {
		t.Rows = append(t.Rows, b.row(i))
	}
	return t
}

func (b boxes) row(i Item) ui.Row {
	sub := Holder{Name: i.ApplicantName, Post: i.ApplicantPost}.Words()
	if i.Line != "" {
		sub += " · " + i.Line
	}
	title := ui.Cell{Text: i.Title, URL: i.URL, Sub: sub}
	if i.For != "" {
		title.Tags = []ui.Tag{{Text: "代" + i.For, Tone: ui.Alt}}
	}
	step := ui.Cell{Text: i.Step(), Sub: i.Phase.Label()}
	at := ui.Cell{Text: ui.Stamp(time.UnixMicro(i.Since))}
	switch b.box {
	case "waiting", "standin":
		at = ui.Cell{Text: "停留 " + Span(b.now-i.Since), Sub: at.Text}
		step.Sub = ""
	case "mine":
		at.Text = stamp(i.SubmittedAt)
		if who := i.Waiting(); who != "" {
			step.Sub = "在 " + who
		}
	case "reading":
		step = ui.Cell{Text: "办理结果", Sub: i.Phase.Label()}
		if i.Part != "" {
			step.Text = i.Part + "传阅"
		}
	case "acted":
		step.Text = Action(i.Part).Label()
	}
	due := ui.Cell{Text: i.Due.String()}
	if !i.Due.IsZero() && i.Due.Before(b.today) && !i.Phase.Final() {
		due.Tags = []ui.Tag{{Text: "已超期", Tone: ui.Bad}}
	}
	id := i.ID
	if b.box == "reading" {
		id = i.StepID
	}
	return ui.Row{ID: fmt.Sprint(id), URL: i.URL, Cells: []ui.Cell{title, step, at, due}, Strong: b.box == "waiting" || b.box == "standin" || b.box == "reading"}
}

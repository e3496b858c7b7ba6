package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/kit/clock"
	"lantai.internal/kit/web/ui"
)

// steps reports whether the actor can do anything about the change.
func (v editionView) steps() bool {
	open := v.e.State == StateDraft || v.e.State == StateSent || v.e.State == StateApproved
	return open && (v.own() && v.who.May(Drafting) || v.who.May(Approving) && v.e.State != StateDraft || v.who.May(Publishing) && v.e.State == StateApproved)
}

func (v editionView) own() bool { return v.e.DraftedBy == v.who.Login }

func (v editionView) head() ui.Head {
	h := ui.Head{Title: v.e.Title, Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}, {Text: "规章的修改", URL: "/rules/editions"}}, Tags: []ui.Tag{v.e.tag()}}
	if v.e.Number > 0 {
		h.Meta = append(h.Meta, v.e.numbered(), "自"+v.e.ForceFrom.Chinese()+"起施行")
	}
	if v.e.State == StateDraft && v.own() && v.who.May(Drafting) {
		h.Actions = []ui.Button{{Label: "改写草案", URL: editionURL(v.e.ID) + "/edit"}}
	}
	return h
}

func (v editionView) pairs() []ui.Pair {
	p := []ui.Pair{{Key: "修改的理由", Text: v.e.Reason, Wide: true}, {Key: "依据的版本", Text: map[bool]string{true: "原书", false: fmt.Sprintf("第%d版", v.before.Edition)}[v.before.Edition == 0], Wide: true}}
	if !v.e.WishedFrom.IsZero() && v.e.ForceFrom.IsZero() {
		p = append(p, ui.Pair{Key: "拟施行日期", Text: v.e.WishedFrom.Chinese(), Wide: true})
	}
	if v.e.Note != "" {
		p = append(p, ui.Pair{Key: noteLabel(v.e.State), Text: v.e.Note, Wide: true})
	}
	return p
}

// forceable reports whether the day of force can still be kept.
func (v editionView) forceable() bool { return checkForce(v.e.ForceFrom, v.today, v.latest) == nil }

func noteLabel(state string) string {
	switch state {
	case StateWithdrawn:
		return "撤销的理由"
	case StateSent:
		return "会议还没有决定"
	}
	return "上次退回的理由"
}

// course is the change's way through its steps.
func (v editionView) course() ui.Timeline {
	e := v.e
	t := ui.Timeline{Events: []ui.Event{{Verb: "起草", Who: e.DraftedName, At: clock.FromMicros(e.DraftedAt)}}}
	state := func(reached bool, now bool) string {
		switch {
		case reached:
			return ""
		case now:
			return "now"
		}
		return "next"
	}
	if e.State == StateWithdrawn {
		t.Events = append(t.Events, ui.Event{Verb: "撤销", Who: e.DraftedName, Opinion: e.Note, Tone: ui.Bad})
		return t
	}
	sent := ui.Event{Verb: "送局长办公会", Who: e.DraftedName, State: state(e.SentAt > 0, e.State == StateDraft)}
	if e.SentAt > 0 {
		sent.At = clock.FromMicros(e.SentAt)
		sent.Note = fmt.Sprintf("试算以往决定 %d 件，%d 件结果不同", e.Replayed, e.Changed)
	}
	passed := ui.Event{Verb: "会议通过", State: state(e.EnteredAt > 0, e.State == StateSent)}
	if e.EnteredAt > 0 {
		passed.Who, passed.At = e.EnteredName, clock.FromMicros(e.EnteredAt)
		passed.Opinion = e.MeetingNo + "（" + e.MeetingOn.Chinese() + "）通过"
		if !e.ForceFrom.IsZero() {
			passed.Opinion += "，自" + e.ForceFrom.Chinese() + "起施行"
		}
		passed.Note = "由" + e.EnteredName + "记入"
	}
	out := ui.Event{Verb: "发布", State: state(e.PublishedAt > 0, e.State == StateApproved)}
	if e.PublishedAt > 0 {
		out.Who, out.At = e.PublishedName, clock.FromMicros(e.PublishedAt)
	}
	t.Events = append(t.Events, sent, passed, out)
	return t
}

func (v editionView) defectTable() ui.Table {
	t := ui.Table{Caption: "缺陷", Columns: []ui.Column{{Label: "种类"}, {Label: "所在", Code: true}, {Label: "缺陷", Wide: true}}}
	for _, d := range v.defects {
		c := ui.Cell{Text: d.Say}
		if len(d.Rows) > 0 {
			c.Text += "（" + strings.Join(d.Rows, "、") + "）"
		}
		if d.Cells > 0 {
			c.Sub = fmt.Sprintf("%d 格，例如 %s", d.Cells, d.Sample)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Tags: []ui.Tag{{Text: defectLabels[d.Kind], Tone: ui.Bad}}}, {Text: strings.TrimPrefix(d.Where, "tables.yaml ")}, c}})
	}
	return t
}

// changes lists what the change alters, before and after side by side.
func (v editionView) changes() ui.Table {
	t := ui.Table{Caption: "改动", Columns: []ui.Column{{Label: "所在"}, {Label: "原来", Wide: true}, {Label: "改为", Wide: true}}}
	row := func(where, sub, u, was, now string) {
		none := func(s string) string {
			if s == "" {
				return "无"
			}
			return s
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: where, Sub: sub, URL: u}, {Text: none(was)}, {Text: none(now)}}})
	}
	for _, now := range v.after.cards {
		was, _ := v.before.Card(now.ID)
		u := clauseURL(now.ID)
		if was.Statement != now.Statement {
			row(now.title(), "条文", u, was.Statement, now.Statement)
		}
		for _, p := range now.Parameters {
			i := slices.IndexFunc(was.Parameters, func(x Parameter) bool { return x.Name == p.Name })
			if i >= 0 && (said(was.Parameters[i]) != said(p) || was.Parameters[i].Ground != p.Ground) {
				row(now.title(), "参数 "+p.Label, u, said(was.Parameters[i]), said(p))
			}
		}
		for _, x := range now.Interpretations {
			old, _, _ := was.Interpretation(x.ID)
			if old != x {
				row(now.title(), "解释", u, reading(old), reading(x))
			}
		}
	}
	for _, now := range changedTables(v.before, v.after) {
		was, _ := v.before.Table(now.ID)
		for _, r := range now.Rows {
			if i := slices.IndexFunc(was.Rows, func(x Row) bool { return x.ID == r.ID }); i < 0 {
				row(now.Label, "新增一行", "", "", now.sentence(r))
			} else if was.sentence(was.Rows[i]) != now.sentence(r) || was.Rows[i].Clause != r.Clause {
				row(now.Label, "判定表的一行", "", was.sentence(was.Rows[i]), now.sentence(r))
			}
		}
		for _, r := range was.Rows {
			if !slices.ContainsFunc(now.Rows, func(x Row) bool { return x.ID == r.ID }) {
				row(now.Label, "删去一行", "", was.sentence(r), "")
			}
		}
	}
	return t
}

// sentence is a row as its conditions and what follows, in Chinese throughout.
func (t Table) sentence(r Row) string {
	r.Interpretation = nil
	_, s, _ := strings.Cut(t.describe(r), "：")
	return s
}

func said(p Parameter) string {
	if p.ToBeConfirmed {
		return shownValue(p) + "（待确认）"
	}
	return shownValue(p)
}

func reading(i Interpretation) string {
	if i.Text == "" {
		return ""
	}
	return i.Text + "；理由：" + i.Ground
}

func (v editionView) replayStats() []ui.Stat {
	u := editionURL(v.e.ID) + "/replay"
	return []ui.Stat{
		{Label: "试算的以往决定", Value: ui.Thousands(int(v.replay.Total)), Unit: "件", URL: u},
		{Label: "结果不同", Value: ui.Thousands(int(v.replay.Changed)), Unit: "件", URL: u},
		{Label: "例子结果不同", Value: ui.Thousands(len(v.replay.Examples)), Unit: "个", URL: u + "#examples"},
	}
}

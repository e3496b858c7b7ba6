package meeting

import (
	"fmt"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/meeting/quorum"
)

// agenda is the items with what became of them.
func (v *page) agenda() {
	t := ui.Table{Caption: "议程", Columns: []ui.Column{{Label: "序", Numeric: true}, {Label: "议题", Wide: true, Wrap: true}, {Label: "汇报", Minor: true}, {Label: "结果"}}, Empty: ui.Empty{Title: "议题还没有确定", Text: "由" + titles(v.book, v.k.Agenda.Posts) + "确定" + v.agendaCustom() + "。"}}
	var files []ui.FileRow
	for _, it := range v.items {
		topic, _ := v.k.Topic(it.Topic)
		sub := []string{topic.Name}
		if it.Words != "" {
			sub = append(sub, it.Words)
		} else if it.Line != "" {
			sub = append(sub, short(it.Line, 120))
		}
		var own []Paper
		for _, p := range v.papers {
			if p.ItemID != it.ID {
				continue
			}
			own = append(own, p)
			if p.SHA256 != "" {
				row := ui.FileRow{Format: strings.ToUpper(p.Name[strings.LastIndex(p.Name, ".")+1:]), Name: p.Name, Meta: []string{fmt.Sprintf("第%d项", it.Place), paperLabels[p.Kind], ui.Bytes(p.Size)}, Download: fmt.Sprintf("/meetings/papers/file/%d", p.ID)}
				files = append(files, row)
			}
		}
		if v.withdraws(it) {
			sub = append(sub, "与您有关，讨论时您回避，材料不列出")
		} else if (v.m.State == Planned || v.m.State == Notified) && !(it.Cadre && v.curtained) {
			sub = append(sub, papersLine(own, it))
			if why, _ := v.unready(it); why != "" {
				sub = append(sub, why)
			}
		}
		say := ""
		if it.Voting != "" {
			say = quorum.Votes{Yes: it.Yes, No: it.No, Abstain: it.Abstain}.Words()
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(it.ID), Strong: it.State == Discussed, Cells: []ui.Cell{{Text: fmt.Sprint(it.Place)}, {Text: it.Title, Sub: sentences(sub)}, {Text: it.presenter()}, {Tags: it.tags(), Sub: say}}})
	}
	v.add(ui.Part{Title: "议程", Table: &t, Files: files})
	if len(v.resolutions) == 0 {
		return
	}
	r := ui.Table{Caption: "议定事项", Columns: []ui.Column{{Label: "落实什么", Wide: true, Wrap: true}, {Label: "负责"}, {Label: "期限"}}}
	for _, x := range v.resolutions {
		it, err := v.item(x.ItemID)
		sub := ""
		if err == nil {
			sub = fmt.Sprintf("第%d项", it.Place)
		}
		r.Rows = append(r.Rows, ui.Row{Cells: []ui.Cell{{Text: x.What, Sub: sub}, {Text: x.by(v.scene)}, {Text: x.Due.String()}}})
	}
	v.add(ui.Part{Title: "议定事项", Table: &r})
}

// agendaWho tells whoever fixes the agenda on what ground that is they, where the text
// names nobody.
func (v *page) agendaWho() string {
	if custom := v.agendaCustom(); custom != "" {
		return "本会议的议题由" + titles(v.book, v.k.Agenda.Posts) + "确定" + custom + "。"
	}
	return ""
}

// materials are the forms by which what the notice wants of the items on the agenda is
// added: by their proposers, the clerk, and, for the word that there is none, by whoever
// fixes the agenda.
func (v *page) materials() {
	if v.m.State != Planned && v.m.State != Notified {
		return
	}
	var own, bare []ui.Option
	for _, it := range v.items {
		o := ui.Option{Value: fmt.Sprint(it.ID), Label: fmt.Sprintf("第%d项 %s", it.Place, it.Title)}
		if v.equips(v.k, it) {
			own = append(own, o)
		}
		if it.lacks(v.papers) && (v.equips(v.k, it) || v.holds(v.k.Agenda.Posts)) {
			bare = append(bare, o)
		}
	}
	if len(bare) > 0 {
		f := v.form("bare")
		v.add(ui.Part{Title: "缺材料的议题", Hint: fmt.Sprintf("还有 %d 项没有材料，通知发不出去。没有材料要发的，标明无材料。", len(bare)), Form: f,
			Fields: []ui.Field{{Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: bare, Half: true}}, Buttons: []ui.Button{{Label: "标明无材料"}}})
	}
	if len(own) > 0 {
		f := v.form("attach")
		v.add(ui.Part{Title: "议题材料", Form: f, Fields: attachFields(f, own), Buttons: []ui.Button{{Label: "附上"}}})
	}
}

// choose is the choice of the items, for whoever fixes the agenda.
func (v *page) choose() error {
	if v.m.State != Planned && v.m.State != Notified && v.m.State != Held {
		return nil
	}
	if !v.decidesAgenda() && !v.clerk(v.k) {
		return nil
	}
	list, err := v.r.Waiting(v.q.Context(), org.Actor(v.q), v.k.Code)
	if err != nil {
		return err
	}
	var all []ui.Option
	var said ui.Table
	for _, it := range list {
		if it.State != Proposed {
			continue
		}
		papers, err := db.All[Paper](v.q.Context(), v.r.Door.Reader(), paperSelect+" WHERE item_id = $1 ORDER BY id", it.ID)
		if err != nil {
			return err
		}
		topic, _ := v.k.Topic(it.Topic)
		said.Rows = append(said.Rows, ui.Row{Cells: []ui.Cell{{Text: it.Title, Sub: sentences([]string{topic.Name, it.Line})}, {Text: it.presenter()}, {Text: papersLine(papers, it), Tags: it.tags()}}})
		label := it.Title
		if it.UnitName != "" {
			label += "（" + it.UnitName + "）"
		}
		if it.Cadre {
			label += "［干部议题］"
		}
		if it.lacks(papers) {
			label += "［缺材料］"
		}
		all = append(all, ui.Option{Value: fmt.Sprint(it.ID), Label: label})
	}
	if len(all) == 0 {
		return nil
	}
	if !v.decidesAgenda() {
		v.press("submit", fmt.Sprintf("已收集 %d 个议题", len(all)), "议题由"+titles(v.book, v.k.Agenda.Posts)+"确定"+v.agendaCustom()+"。", "报请确定议题", "")
		return nil
	}
	said.Caption, said.Columns = "等待确定的议题", []ui.Column{{Label: "议题", Wide: true, Wrap: true}, {Label: "汇报"}, {Label: "材料"}}
	v.add(ui.Part{Title: "等待确定的议题", Table: &said})
	f := v.form("agenda")
	v.add(ui.Part{Title: "确定议题", Hint: "按勾选的先后列入。没有勾选的继续等待。缺材料的可以列入，发通知以前须附上材料或者标明无材料。" + v.agendaWho(), Form: f, Fields: []ui.Field{{Form: f, Name: "list", Label: "列入议程", Kind: ui.Checks, Options: all, Optional: true},
		{Form: f, Name: "decline", Label: "不列入", Kind: ui.Select, Options: append([]ui.Option{{Label: "没有"}}, all...), Optional: true, Half: true}, {Form: f, Name: "reason", Label: "不列入的缘由", Optional: true, Half: true, Max: 200}}, Buttons: []ui.Button{{Label: "确定", Look: "primary"}}})
	return nil
}

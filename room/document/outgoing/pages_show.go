package outgoing

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/document/form"
)

func (r *Room) showPage(q *web.Request, failed error) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	r.forms(p, s, v)
	if failed != nil && !p.shown {
		return web.Answer{}, failed
	}
	head := ui.Head{Title: v.Title, Crumbs: crumbs, Meta: []string{v.Name(), v.KindName(), form.Direction(v.Direction).Label()}, Tags: v.tags(), Actions: []ui.Button{{Label: "版式文件", URL: v.URL() + "/paper.pdf"}, {Label: "Word 文档", URL: v.URL() + "/paper.docx"}, {Label: "发文稿纸", URL: v.URL() + "/sheet.pdf"}}}
	return q.Desk(v.Title, ui.ListPage(ui.Listing{Head: head, Notices: r.notices(s, v), Parts: slices.Insert(r.facts(q, s, v), 1, p.list...)}))
}

func (r *Room) notices(s *scene, v View) []ui.Notice {
	var out []ui.Notice
	if v.Why != "" && (v.State == Drafting || v.State == Void || v.State == Dropped) {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: map[string]string{Drafting: "退回的理由：", Void: "作废的理由：", Dropped: "撤稿的理由："}[v.State] + v.Why})
	}
	if v.State == Sealing {
		switch {
		case v.SealWhy != "":
			out = append(out, ui.Notice{Tone: ui.Bad, Text: "用印没有获准：" + v.SealWhy})
		case r.AskSeal != nil:
			out = append(out, ui.Notice{Tone: ui.Info, Text: "用印申请已经送到印章保管人，用印以后自动转为待分送。"})
		}
	}
	if v.State == Signing {
		if v.Signing.Lacks != "" {
			out = append(out, ui.Notice{Tone: ui.Warn, Text: v.Signing.Lacks})
		} else {
			out = append(out, ui.Notice{Tone: ui.Info, Text: v.Signing.Why + "：" + v.Signing.Names() + "。"})
		}
	}
	if v.Office && v.Mine && slices.Contains([]string{Checking, Reviewing, Numbering}, v.State) {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: "您是拟稿人，核稿、复核和编号请办公室的另一位同志办理。"})
	}
	if !v.Over() && v.State != Sent {
		for _, l := range s.say("", v.Findings).Lines {
			if l.Notice.Tone != ui.OK {
				out = append(out, l.Notice)
			}
		}
	}
	return out
}

// facts are what a paper is and what was done with it.
func (r *Room) facts(q *web.Request, s *scene, v View) []ui.Part {
	pairs := []ui.Pair{{Key: "主送", Text: dash(strings.Join(names(v.Recipients), "、"))}, {Key: "抄送", Text: dash(strings.Join(names(v.Copies), "、"))}, {Key: "发文机关", Text: s.issuerName(v.Issuer)}, {Key: "拟稿", Text: s.unitName(v.Unit) + "　" + v.DrafterName}, {Key: "稿号", Text: v.Slip, Code: true}}
	add := func(key, text string) {
		if text != "" {
			pairs = append(pairs, ui.Pair{Key: key, Text: text})
		}
	}
	add("紧急程度", v.Urgency)
	add("请示事项", v.Matters)
	add("涉及部门", strings.Join(lines(v.Concerned), "、"))
	add("同意或者授权", v.Authorised)
	add("越级的理由", v.Beyond)
	add("负责人交办", v.Ordered)
	add("倾向性意见", v.Opinion)
	add("联系人", v.Contact)
	if v.Source != "" {
		x := ui.Pair{Key: "来源", Text: v.Source, Code: true}
		if r.Sources != nil {
			if label, url, ok := r.Sources(q.Context(), org.Actor(q), v.Source); ok {
				x = ui.Pair{Key: "来源", Text: label, URL: url}
			}
		}
		pairs = append(pairs, x)
	}
	if v.SignerName != "" {
		add("签发", v.SignerName+"（"+v.SignerAs+"）　"+v.SignedOn.Chinese())
	}
	if v.Number != "" {
		pairs = append(pairs, ui.Pair{Key: "发文字号", Text: v.Number, Code: true}, ui.Pair{Key: "印制份数", Text: fmt.Sprint(v.Prints)})
	}
	if v.SealNumber != "" {
		add("用印", fmt.Sprintf("%s，%d 份，%s", v.SealNumber, v.SealedCopies, v.SealedOn.Chinese()))
	}
	out := []ui.Part{{Title: "公文", Pairs: append(pairs, ui.Pair{Key: "正文", Body: paragraphs(lines(v.Body)), Wide: true}, ui.Pair{Key: "附件说明", Text: dash(strings.Join(lines(v.Attached), "；")), Wide: true})}}
	if len(v.Papers) > 0 {
		part := ui.Part{Title: "附件文件"}
		for _, x := range v.Papers {
			row := x.Row()
			row.Download = fmt.Sprintf("%s/papers/%d", v.URL(), x.ID)
			part.Files = append(part.Files, row)
		}
		out = append(out, part)
		if v.Mine && v.State == Drafting {
			for _, x := range v.Papers {
				f := q.FormFor(fmt.Sprintf("%s/papers/%d/drop", v.URL(), x.ID), nil)
				f.Values = nil
				f.ID = fmt.Sprintf("drop%d", x.ID)
				out = append(out, ui.Part{Form: f, Buttons: []ui.Button{{Label: "去掉 " + x.Name, Size: "small"}}})
			}
		}
	}
	if len(v.Asks) > 0 {
		t := ui.Table{Caption: "会签", Columns: []ui.Column{{Label: "科室"}, {Label: "意见", Wide: true, Wrap: true}, {Label: "会签人"}, {Label: "时间", Minor: true}}}
		for _, a := range v.Asks {
			word := a.word()
			when := ""
			if a.DoneAt > 0 {
				when = stamp(a.DoneAt)
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.unitName(a.Unit)}, {Text: word}, {Text: dash(a.Name), Sub: a.Capacity}, {Text: dash(when)}}})
		}
		out = append(out, ui.Part{Title: "会签", Table: &t, Buttons: []ui.Button{{Label: "打印会签单", URL: v.URL() + "/countersign.pdf"}}})
	}
	if len(v.Sent) > 0 {
		t := ui.Table{Caption: "分送和签收", Columns: []ui.Column{{Label: "单位", Wide: true}, {Label: "份数", Numeric: true}, {Label: "送达"}, {Label: "签收"}}}
		for _, x := range v.Sent {
			got := ui.Cell{Tags: []ui.Tag{{Text: "未签收", Tone: ui.Warn}}}
			if !x.ReceivedOn.IsZero() {
				got = ui.Cell{Text: x.ReceivedBy, Sub: x.ReceivedOn.String()}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Recipient, Sub: roleLabels[x.Role]}, {Text: fmt.Sprint(x.Prints)}, {Text: x.How, Sub: x.SentOn.String()}, got}})
		}
		out = append(out, ui.Part{Title: "分送和签收", Table: &t})
	}
	if len(v.Texts) > 1 {
		t := ui.Table{Caption: "各次文稿", Columns: []ui.Column{{Label: "稿次"}, {Label: "改动", Wide: true, Wrap: true}, {Label: "成稿"}, {Label: "时间", Minor: true}}}
		for _, x := range v.Texts {
			word := "第一次送核"
			if x.No > 1 {
				word = "没有实质性改动"
			}
			if x.Changed != "" {
				word = "改了" + x.Changed
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("第 %d 稿", x.No)}, {Text: word, Sub: x.Why}, {Text: x.MadeName}, {Text: stamp(x.MadeAt)}}})
		}
		out = append(out, ui.Part{Title: "各次文稿", Table: &t})
	}
	t := ui.Table{Caption: "办理过程", Columns: []ui.Column{{Label: "环节"}, {Label: "意见", Wide: true, Wrap: true}, {Label: "办理人"}, {Label: "时间", Minor: true}}}
	for _, l := range v.Lines {
		tone := ui.Mute
		if l.Act == returned || l.Act == objected || l.Act == voided || l.Act == sealRefused {
			tone = ui.Bad
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Tags: []ui.Tag{{Text: l.Label(), Tone: tone}}}, {Text: dash(l.Words)}, {Text: l.Name, Sub: l.Capacity}, {Text: ui.Stamp(clock.FromMicros(l.MadeAt))}}})
	}
	return append(out, ui.Part{Title: "办理过程", Table: &t})
}

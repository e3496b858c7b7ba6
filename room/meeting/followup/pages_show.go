package followup

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// doing is a deed on an item.
type doing func(ctx context.Context, who act.Actor, w Word) (Item, error)

func (r *Room) addPapersOf(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return r.AddPapers(ctx, who, w.Item, w.Papers)
}

// showPage shows an item with what the viewer can do; of names the form that was
// refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: v.What, Crumbs: []ui.Link{{Text: "督办", URL: "/followup"}}, Meta: []string{v.Number, v.UnitName, v.Owner}, Tags: v.tags(s.today),
		Actions: []ui.Button{{Label: "打印", URL: v.URL() + "/form.pdf", Key: "p"}}}}
	if _, ok := s.here(v.OwnerID); !ok && v.Running() {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: v.Owner + "不在职。由" + v.UnitName + "负责人或" + s.unitName(v.Keeper) + "移交给别人承办。"})
	}
	if v.State == Reported && !v.Keeps {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "承办人已报办结，由" + s.unitName(v.Keeper) + "核实。"})
	}
	p.Parts = []ui.Part{{Pairs: v.pairs(s)}, {Title: "办理过程", Pairs: []ui.Pair{{Key: "经过", Wide: true, Body: ui.TimelineBox(v.timeline())}}}}
	form := func(name string) *ui.Form {
		f := q.FormFor(v.URL()+"/"+name, nil)
		if of == name {
			f = q.FormFor(f.Action, failed)
		}
		f.ID = name
		return f
	}
	p.Parts = append(p.Parts, v.doParts(s, form)...)
	p.Parts = append(p.Parts, v.paperParts(form)...)
	// Why something was refused whose form is no longer on the page: the item went on
	// meanwhile, or the page was left open.
	shown := func(x ui.Part) bool { return x.Form != nil && x.Form.ID == of }
	if failed != nil && !slices.ContainsFunc(p.Parts, shown) {
		p.Notices = append([]ui.Notice{{Tone: ui.Bad, Text: fault.Of(failed).Safe()}}, p.Notices...)
	}
	return q.Desk(v.Number, ui.ListPage(p))
}

func (v View) pairs(s *scene) []ui.Pair {
	out := []ui.Pair{{Key: "来源", Text: sourceLabels[v.Source] + "：" + v.Origin, URL: v.SourceURL, Wide: true}}
	if v.Decider != "" {
		key := "主持人"
		if v.Source == FromInstruction {
			key = "批示领导"
		}
		out = append(out, ui.Pair{Key: key, Text: v.Decider})
	}
	out = append(out, ui.Pair{Key: "议定日期", Text: v.GivenOn.Chinese()}, ui.Pair{Key: "承办", Text: v.UnitName + "　" + v.Owner, Wide: true})
	if v.Source == FromInstruction {
		out[len(out)-2].Key = "批示日期"
	}
	due := "没有定期限，只列入清单，不算逾期"
	if !v.Due.IsZero() {
		due = v.Due.Chinese()
		if v.State == Pending {
			due += "，" + Standing(s.today, v.Due)
		}
		if v.Due != v.FirstDue {
			due += "（原定" + v.FirstDue.Chinese() + "）"
		}
	}
	out = append(out, ui.Pair{Key: "期限", Text: due, Wide: true})
	if !v.Asked.IsZero() {
		out = append(out, ui.Pair{Key: "申请延期", Text: "延到" + v.Asked.Chinese() + "：" + v.AskedWhy + "（由" + orNobody(v.Granting.Names()) + "答复）", Wide: true})
	}
	if v.Result != "" {
		out = append(out, ui.Pair{Key: "办理结果", Text: v.Result, Wide: true})
	}
	if v.State == Closed {
		out = append(out, ui.Pair{Key: "核实办结", Text: v.ClosedOn.Chinese() + "，" + v.ClosedBy})
	}
	return out
}

// doParts are the forms of what the viewer can do now.
func (v View) doParts(s *scene, form func(string) *ui.Form) []ui.Part {
	var out []ui.Part
	one := func(f *ui.Form, label string, rows int) ui.Field {
		return ui.Field{Form: f, Name: "text", Label: label, Kind: ui.Area, Rows: rows, Max: mostText}
	}
	file := func(f *ui.Form) ui.Field {
		f.Multipart = true
		return ui.Field{Form: f, Name: "files", Label: "材料", Kind: ui.File, Multiple: true, Optional: true, Hint: "每个不超过 20 MB。"}
	}
	if v.Mine && v.State == Pending {
		f := form("progress")
		out = append(out, ui.Part{Title: "报进展", Form: f, Fields: []ui.Field{one(f, "办到哪一步", 3), file(f)}, Buttons: []ui.Button{{Label: "报进展", Look: "primary"}}})
		f = form("finish")
		out = append(out, ui.Part{Title: "报办结", Hint: "办完了报办结，由" + s.unitName(v.Keeper) + "核实。" + s.reading(law.RepDecisionRegister, "closing-by-office"), Form: f, Fields: []ui.Field{one(f, "怎样办的、结果怎样", 3), file(f)}, Buttons: []ui.Button{{Label: "报办结"}}})
		if !v.Due.IsZero() && v.Asked.IsZero() {
			f = form("ask")
			f.Wide = true
			who := v.Granting.Names()
			hint := v.Granting.Why + "。"
			if who != "" {
				hint = "由" + who + "答复。" + hint
			}
			out = append(out, ui.Part{Title: "申请延期", Hint: hint + s.reading(law.RepDecisionRegister, "extension-by-decider"), Form: f, Fields: []ui.Field{{Form: f, Name: "due", Label: "延到", Kind: ui.Date, Half: true}, one(f, "为什么要延期", 2)}, Buttons: []ui.Button{{Label: "申请延期"}}})
		}
	}
	if v.Grants && v.State == Pending && !v.Asked.IsZero() {
		both := func(action, title, label, button, look string, optional bool) {
			f := form(action)
			t := one(f, label, 2)
			t.Optional = optional
			out = append(out, ui.Part{Title: title, Form: f, Fields: []ui.Field{t}, Buttons: []ui.Button{{Label: button, Look: look}}})
		}
		both("extend", "答复延期：延到"+v.Asked.Chinese(), "意见", "同意延期", "primary", true)
		both("keep", "不同意延期", "理由", "不同意延期", "", false)
	}
	if v.Keeps && v.State == Reported {
		if v.Mine {
			out = append(out, ui.Part{Title: "核实办结", Hint: "承办人不能核实自己承办的事项，由科室里的其他人核实。"})
		} else {
			f := form("close")
			t := one(f, "意见", 2)
			t.Optional = true
			out = append(out, ui.Part{Title: "核实办结", Form: f, Fields: []ui.Field{t}, Buttons: []ui.Button{{Label: "核实办结", Look: "primary"}}})
			f = form("back")
			out = append(out, ui.Part{Title: "退回继续办理", Form: f, Fields: []ui.Field{one(f, "还差什么", 2)}, Buttons: []ui.Button{{Label: "退回承办人"}}})
		}
	}
	if (v.Keeps || v.Leads) && !v.Mine && v.State == Pending {
		if s.today.Before(v.Again) {
			out = append(out, ui.Part{Title: "催办", Hint: v.UrgedOn.Chinese() + "催过，" + v.Again.Chinese() + "起可以再催。"})
		} else {
			f := form("urge")
			out = append(out, ui.Part{Title: "催办", Form: f, Fields: []ui.Field{{Form: f, Name: "text", Label: "催办的话", Optional: true, Max: mostWhat}}, Buttons: []ui.Button{{Label: "催办"}}})
		}
	}
	if (v.Keeps || v.Head || v.Mine) && v.State == Pending {
		unit := v.Unit
		if v.Keeps {
			unit = ""
		}
		f := form("pass")
		f.Wide = true
		out = append(out, ui.Part{Title: "移交", Hint: "承办人离岗或者分工有变的，移交给别人接着办。", Form: f, Fields: []ui.Field{{Form: f, Name: "owner", Label: "新的承办人", Kind: ui.Select, Options: s.people(unit), Half: true}, {Form: f, Name: "text", Label: "为什么移交", Max: mostWhat}}, Buttons: []ui.Button{{Label: "移交"}}})
	}
	if v.Keeps && v.State == Pending && v.Source == FromInstruction {
		f := form("void")
		out = append(out, ui.Part{Title: "撤销登记", Hint: "登记有误的撤销，留下记录。", Form: f, Fields: []ui.Field{{Form: f, Name: "text", Label: "为什么撤销", Max: mostWhat}}, Buttons: []ui.Button{{Label: "撤销登记", Look: "danger"}}})
	}
	return out
}

func (v View) paperParts(form func(string) *ui.Form) []ui.Part {
	var out []ui.Part
	if len(v.Papers) > 0 {
		p := ui.Part{Title: "材料"}
		for _, x := range v.Papers {
			row := x.Row()
			row.Download = fmt.Sprintf("%s/papers/%d", v.URL(), x.ID)
			p.Files = append(p.Files, row)
		}
		out = append(out, p)
	}
	if (v.Mine || v.Keeps) && v.State != Void {
		f := form("papers")
		f.Multipart = true
		hint := ""
		if v.State == Closed {
			hint = "已经办结归档，现在补充的材料作为补充材料另行归档。"
		}
		out = append(out, ui.Part{Title: "补充材料", Hint: hint, Form: f, Fields: []ui.Field{{Form: f, Name: "files", Label: "材料", Kind: ui.File, Multiple: true, Hint: "每个不超过 20 MB。"}}, Buttons: []ui.Button{{Label: "上传材料"}}})
	}
	return out
}

func (v View) timeline() ui.Timeline {
	t := ui.Timeline{}
	if v.Ledger != 0 {
		t.Ledger = fmt.Sprint(v.Ledger)
	}
	for _, l := range v.Lines {
		e := ui.Event{Verb: l.Label(), Who: l.Person, Post: l.Post, At: clock.FromMicros(l.MadeAt), Opinion: l.Text, State: "done"}
		if !l.Due.IsZero() {
			e.Note = "延到" + l.Due.Chinese()
			if l.Kind == "set" {
				e.Note = "期限" + l.Due.Chinese()
			}
		}
		if l.Kind == "back" || l.Kind == "keep" || l.Kind == "void" {
			e.Tone = ui.Bad
		}
		t.Events = append(t.Events, e)
	}
	return t
}

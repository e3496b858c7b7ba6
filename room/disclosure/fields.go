package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure/letter"
)

func assignFields(_ *Room, v View) []ui.Field {
	units, people, leaders := []ui.Option{{Label: "请选择"}}, []ui.Option{{Label: "由科室安排"}}, []ui.Option{{Label: "请选择"}}
	for _, u := range v.scene.units {
		if u.Active {
			units = append(units, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	for _, p := range v.scene.chart.Staff() {
		if login := v.scene.chart.Login(p.ID); login != "" && p.Unit != "" {
			people = append(people, ui.Option{Value: login, Label: p.Name, Group: v.scene.unitName(p.Unit)})
		}
		if rank := v.scene.chart.Rank(p.ID); rank == org.RankLeader || rank == org.RankDirector {
			leaders = append(leaders, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
		}
	}
	return []ui.Field{{Name: "unit", Label: "承办科室", Kind: ui.Select, Options: units, Half: true}, {Name: "handler", Label: "经办人", Kind: ui.Select, Options: people, Half: true, Optional: true},
		{Name: "leader", Label: "作批示的领导", Kind: ui.Select, Options: leaders, Half: true}, onField("批示的日期"), noteField("批示", "照录。")}
}

// correctFields ask the head alone why the period should run anew after a late notice.
func correctFields(_ *Room, v View) []ui.Field {
	out := []ui.Field{onField("告知的日期"), {Name: "until", Label: "补正的最后一天", Kind: ui.Date, Half: true}, noteField("补正的内容", "一行一项。")}
	if slices.Contains(v.Hands, ByHead) {
		out = append(out, ui.Field{Name: "restart", Label: "逾期告知仍重新计算期限的理由", Optional: true, Max: mostLine, Hint: "只在告知已经逾期、您决定收到补正后期限重新计算时填写。不填即不重新计算。"})
	}
	return out
}

func (v View) tagField(of func(Consult) bool) ui.Field {
	var o []ui.Option
	for _, c := range v.Consults {
		if of(c) {
			o = append(o, ui.Option{Value: c.Tag, Label: c.Tag + " " + c.Name})
		}
	}
	return ui.Field{Name: "tag", Label: "对象", Kind: ui.Select, Options: o, Half: true}
}

// opinionFields show what silence means where somebody is waited for.
func opinionFields(_ *Room, v View) []ui.Field {
	hint := ""
	for _, c := range v.Consults {
		if !v.Standing.Open(c.Tag) {
			continue
		}
		if s, ok := v.Reckoning.Regime.Silence(silentParty(c)); ok {
			hint += c.Tag + "：" + s.Say + "。"
		}
	}
	return []ui.Field{v.tagField(func(c Consult) bool { return v.Standing.Open(c.Tag) || c.AnsweredOn.IsZero() && !c.ExpiredOn.IsZero() }), onField("日期"),
		choice("do", "结果", ui.Option{Value: ConsultServed, Label: "对方收到了征求意见书", Hint: "答复期限从次日起计算。"}, ui.Option{Value: ConsultEnd, Label: "收到意见"}, ui.Option{Value: ConsultExpired, Label: "到期没有答复", Hint: hint + "由您决定怎样办并写明理由。"}),
		{Name: "answer", Label: "意见", Kind: ui.Select, Half: true, Optional: true, Options: []ui.Option{{Label: "没有意见"}, {Value: "agree", Label: "同意公开"}, {Value: "object", Label: "不同意公开"}}},
		{Name: "decision", Label: "没有答复时怎样办", Kind: ui.Select, Half: true, Optional: true, Options: []ui.Option{{Label: "不是这种情况"}, {Value: "disclose", Label: "公开"}, {Value: "withhold", Label: "不公开"}}},
		{Name: "grounds", Label: "理由", Kind: ui.Area, Rows: 3, Optional: true, Max: mostText}, filesField}
}

// feeFields show both tariffs before anybody is told.
func feeFields(_ *Room, v View) []ui.Field {
	say := "收到这件申请时不收费。"
	if e, err := estimate(v.scene.book.Disclosure, v.Application, v.Monthly, 0); err == nil && e.Say != "" {
		say = strings.Replace(e.Say, "按量：0 页，0 元。", "按量：按提供的页数计算，前 30 页不收费。", 1)
	}
	return []ui.Field{choice("mode", "收费方式", ui.Option{Value: ByItems, Label: "按件", Hint: say}, ui.Option{Value: ByPages, Label: "按量", Hint: "A4 及以下每面一页；31 至 100 页每页 10 元，101 至 200 页每页 20 元，201 页以上每页 40 元。"}),
		{Name: "pages", Label: "提供的页数", Kind: ui.Number, Half: true, Hint: "两种都按这个页数估算。"}, onField("通知的日期"), noteField("为什么收费", "写明数量、频次怎样超过合理范围，是否已告知可以缩小范围或者到本局查阅。")}
}

// kindOptions are the kinds of reply that the application's regime knows.
func (v View) kindOptions() []ui.Option {
	out := []ui.Option{{Label: "请选择"}}
	if v.Kind == Record {
		for _, k := range []string{RecordCorrected, RecordKept, RecordForwarded} {
			out = append(out, ui.Option{Value: k, Label: recordLabels[k]})
		}
		return out
	}
	groups := map[string]string{"disclose": "予以公开", "partial": "部分公开", "refuse": "不予公开", "lacking": "无法提供", "untreated": "不予处理", "other": "其他处理"}
	for _, k := range letter.Kinds(v.scene.book, v.Reckoning.Regime.Name) {
		out = append(out, ui.Option{Value: k.Code, Label: k.Code + " " + k.Name, Group: groups[k.Group]})
	}
	return out
}

func proposalFields(_ *Room, v View) []ui.Field {
	out := []ui.Field{{Name: "kind", Label: "答复的种类", Kind: ui.Select, Options: v.kindOptions()},
		{Name: "reasons", Label: "理由", Kind: ui.Area, Rows: 4, Optional: true, Max: mostText, Hint: "写进答复书。更正申请写核实的情况。"}, {Name: "where", Label: "获取的途径，或者应到哪里办", Optional: true, Max: mostLine},
		{Name: "forbids", Label: "所依据的法律、行政法规", Optional: true, Half: true, Max: mostLine}, {Name: "supply_by", Label: "约定提供日期", Kind: ui.Date, Optional: true, Half: true, Hint: "答复时给不出内容的填写。"},
		{Name: "withheld", Label: "不公开的部分", Kind: ui.Area, Rows: 3, Optional: true, Max: mostText, Hint: "部分公开的，一行一处：哪一部分|理由代码（如 3.4）|说明。提供的信息是遮盖后的文件的，已照遮盖清单列出，请核对。"}, {Name: "elsewhere", Label: "由其他机关负责公开", Kind: ui.Check, Optional: true},
		{Name: "agency", Label: "负责的机关", Optional: true, Half: true, Max: mostLine}, {Name: "contact", Label: "它的联系方式", Optional: true, Half: true, Max: mostLine},
		{Name: "former", Label: "重复申请：原申请的编号", Optional: true, Half: true, Max: 30}}
	for _, d := range v.Drafts {
		if d.State == "returned" {
			out = append(out, ui.Field{Name: "draft", Kind: ui.Hidden}, ui.Field{Name: "note", Label: "修改了什么", Max: mostLine})
		}
	}
	return out
}

// preset fills a form of an action with what is known.
func (a action) preset(v View, f *ui.Form) {
	f.Set("on", v.scene.today.String())
	switch a.word {
	case "propose":
		f.Set("kind", "")
		for _, d := range v.Drafts {
			if d.State != "returned" {
				continue
			}
			for k, s := range map[string]string{"draft": fmt.Sprint(d.ID), "kind": d.Kind, "reasons": d.Reasons, "where": d.Where, "forbids": d.Forbids, "agency": d.Agency, "contact": d.Contact, "supply_by": d.SupplyBy.String()} {
				f.Set(k, s)
			}
			if d.Elsewhere {
				f.Set("elsewhere", "1")
			}
		}
	case "assign":
		f.Set("unit", v.Unit)
		f.Set("handler", v.Handler)
	case "extend":
		f.Set("days", fmt.Sprint(v.Reckoning.Regime.Extension.Most))
	case "correct":
		var items []string
		for _, l := range v.Lacks {
			items = append(items, l.Say)
		}
		f.Set("note", strings.Join(items, "\n"))
		if to, err := v.scene.later(v.scene.today, 10); err == nil {
			f.Set("until", to.String())
		}
	}
}

func overlayFields(*Room, View) []ui.Field {
	return []ui.Field{{Name: "kind", Label: "种类", Kind: ui.Select, Half: true, Options: options("请选择", overlayKinds, func(s string) string { return overlayLabels[s] })}, onField("收到的日期"),
		{Name: "from", Label: "来自", Half: true, Optional: true, Max: mostLine, Hint: "申请人、主管部门、复议机关或者法院。"}, {Name: "number", Label: "文号、案号", Half: true, Optional: true, Max: mostLine},
		{Name: "answer_by", Label: "本局答复的最后一天", Kind: ui.Date, Half: true, Optional: true, Hint: "照来文写明的期限。"}, noteField("内容", "")}
}

func outcomeFields(_ *Room, v View) []ui.Field {
	var o []ui.Option
	for _, x := range v.openOverlays() {
		o = append(o, ui.Option{Value: fmt.Sprint(x.ID), Label: overlayLabels[x.Kind] + "，" + x.FiledOn.String() + " " + x.Number})
	}
	return []ui.Field{{Name: "overlay", Label: "哪一件", Kind: ui.Select, Options: o}, onField("日期"),
		{Name: "result", Label: "结果", Kind: ui.Select, Half: true, Optional: true, Options: options("还没有结果，只登记本局的答复", results, func(s string) string { return resultLabels[s] })},
		{Name: "until", Label: "责令重新答复的最后一天", Kind: ui.Date, Half: true, Optional: true, Hint: "决定没有写的不填，从收到决定的次日起重新计算。"}, noteField("答复或者决定的要点", "决定写明文号。")}
}

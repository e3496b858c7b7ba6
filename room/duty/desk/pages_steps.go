package desk

import (
	"fmt"

	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// stepParts are the forms of what can be done next about an open incident, in the
// order of the book.
func (r *Room) stepParts(s *scene, v IncidentView, f *forms) []ui.Part {
	var out []ui.Part
	now := r.presently("at")
	preset := func(pairs ...string) map[string]string {
		m := map[string]string{"at": now["at"], "at_hour": now["at_hour"]}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	means := ui.Field{Name: "means", Label: "方式", Half: true, Max: mostLine, List: []string{"电话", "当面", "短信"}}
	desk := v.part.officer || v.part.keeper
	var orders []ui.Option
	last := ""
	for n, x := range v.Steps {
		if x.Kind == StepInstruct {
			last = fmt.Sprint(x.ID)
			orders = append(orders, ui.Option{Value: last, Label: fmt.Sprintf("第 %d 步　%s：%s", n+1, x.says(), short(x.Words))})
		}
	}
	ref := ui.Field{Name: "ref", Label: "依据哪一项指示", Kind: ui.Select, Options: append([]ui.Option{{}}, orders...)}
	if desk {
		optional := ref
		optional.Optional, optional.Hint = true, "报联系领导的，选带班领导要求的那一项。"
		out = append(out, f.part("报告领导", "", "tell", v.url()+"/tell", ui.Button{Label: "登记已报告", Look: "primary"}, preset("rank", RankLeader), append([]ui.Field{{Name: "rank", Label: "报给谁", Kind: ui.Select, Options: rankOptions(), Half: true}, means}, append(when("at", "报告日期", false),
			optional, ui.Field{Name: "words", Label: "报告的内容", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText})...)...))
	}
	rank := RankLeader
	switch {
	case v.part.leader:
	case v.part.director:
		rank = RankDirector
	case v.part.contact:
		rank = RankContact
	}
	m := means
	m.Optional = !desk
	leaders := []ui.Option{{Value: "", Label: "分管该科室的局领导"}}
	for _, p := range s.chart.Staff() {
		if k := s.chart.Rank(p.ID); k == org.RankLeader || k == org.RankDirector {
			leaders = append(leaders, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
		}
	}
	out = append(out, f.part("登记指示", "领导本人登记，或者由值班员照录。", "instruct", v.url()+"/instruct", ui.Button{Label: "登记指示"}, preset("rank", rank), append([]ui.Field{{Name: "rank", Label: "谁的指示", Kind: ui.Select, Options: rankOptions(), Half: true}, m}, append(when("at", "作出日期", false),
		ui.Field{Name: "words", Label: "指示的内容", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "contact", Label: "要求报联系领导", Kind: ui.Check, Half: true, Optional: true}, ui.Field{Name: "target", Label: "报哪一位", Kind: ui.Select, Options: leaders, Half: true, Optional: true})...)...))
	if len(orders) > 0 && !v.Torn {
		out = append(out, f.part("登记处置", "每一步写明依据哪一项指示。", "handle", v.url()+"/handle", ui.Button{Label: "登记处置"}, preset("ref", last), append([]ui.Field{ref}, append(when("at", "处置日期", false), ui.Field{Name: "words", Label: "做了什么、由谁做的", Kind: ui.Area, Rows: 2, Max: mostText})...)...))
	}
	if len(orders) > 1 && !v.Torn {
		other := ref
		other.Name, other.Label = "ref2", "与哪一项不一致"
		one := ref
		one.Label = "一项指示"
		out = append(out, f.part("两位领导的指示不一致", "报局长定。局长定以前不再处置。", "conflict", v.url()+"/conflict", ui.Button{Label: "登记并报局长"}, preset(), append([]ui.Field{one, other, means}, append(when("at", "报局长的日期", false), ui.Field{Name: "words", Label: "哪里不一致", Kind: ui.Area, Rows: 2, Max: mostText})...)...))
	}
	byOrder := ref
	byOrder.Optional, byOrder.Hint = true, "由值班员照录的，选领导的那一项指示。"
	out = append(out, f.part("是否上报区级", "由带班领导、联系领导看情况决定；不上报的写明理由。", "decide", v.url()+"/decide", ui.Button{Label: "登记决定"}, preset(), append([]ui.Field{{Name: "report", Label: "决定", Kind: ui.Radio, Options: []ui.Option{{Value: FlagReport, Label: "上报"}, {Value: FlagNoReport, Label: "不上报"}}}}, append(when("at", "决定日期", false),
		byOrder, ui.Field{Name: "words", Label: "理由", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText})...)...))
	kind := First
	if len(v.Bulletins) > 0 {
		kind = Follow
	}
	return append(out, f.part("拟写信息报告", "由登记的要素拟出，经领导签发后报出。", "draft", v.url()+"/draft", ui.Button{Label: "拟写"}, map[string]string{"kind": kind}, ui.Field{Name: "kind", Label: "报告", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: First, Label: "初报"}, {Value: Follow, Label: "续报"}, {Value: Final, Label: "终报"}}}))
}

func rankOptions() []ui.Option {
	return []ui.Option{{Value: RankLeader, Label: rankLabels[RankLeader]}, {Value: RankContact, Label: rankLabels[RankContact]}, {Value: RankDirector, Label: rankLabels[RankDirector]}}
}

// settleParts are the forms that change what an incident is: its fields, its degree,
// that it repeats another, its end.
func (r *Room) settleParts(q *web.Request, s *scene, v IncidentView, f *forms) []ui.Part {
	var list []ui.Option
	for _, c := range incidentFields {
		list = append(list, ui.Option{Value: c.field, Label: c.label})
	}
	out := []ui.Part{amendPart(f, v.url()+"/amend", list)}
	preset := r.presently("at")
	preset["severity"] = v.Severity
	out = append(out, f.part("改定等级", "改高的要再报带班领导；改低由带班领导定。", "raise", v.url()+"/raise", ui.Button{Label: "改定"}, preset, append([]ui.Field{{Name: "severity", Label: "等级", Kind: ui.Select, Options: severityOptions(), Half: true}}, append(when("at", "日期", false), ui.Field{Name: "words", Label: "为什么", Max: mostText})...)...))
	others, err := r.Incidents(q.Context(), org.Actor(q), StateOpen, 0, 0)
	var same []ui.Option
	for _, o := range others {
		if err == nil && o.ID != v.ID {
			same = append(same, ui.Option{Value: fmt.Sprint(o.ID), Label: o.Number + "　" + short(o.Title)})
		}
	}
	if len(same) > 0 {
		out = append(out, f.part("同一事件重复登记", "并入先登记的一件，两件都保留。", "link", v.url()+"/link", ui.Button{Label: "并入"}, nil, ui.Field{Name: "same_as", Label: "与哪一件是同一事件", Kind: ui.Select, Options: same}, ui.Field{Name: "words", Label: "为什么是同一件", Max: mostLine}))
	}
	return append(out, f.part("办结", "时限都完成、报告都报出以后才能办结。", "close", v.url()+"/close", ui.Button{Label: "办结"}, nil, ui.Field{Name: "words", Label: "结果", Kind: ui.Area, Rows: 2, Max: mostText}))
}

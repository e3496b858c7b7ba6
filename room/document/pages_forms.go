package document

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (s *scene) unitOptions(first string) []ui.Option {
	out := []ui.Option{}
	if first != "" {
		out = append(out, ui.Option{Label: first})
	}
	for _, u := range s.units {
		if u.Active && s.leadersUnit() != u.Code {
			out = append(out, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return out
}

// leadersUnit is the unit that is none: the leaders'.
func (s *scene) leadersUnit() string {
	for _, p := range s.chart.Staff() {
		if s.chart.Rank(p.ID) == org.RankDirector {
			return p.Unit
		}
	}
	return ""
}

func (s *scene) people(first string, only func(org.Person) bool) []ui.Option {
	var out []ui.Option
	if first != "" {
		out = append(out, ui.Option{Label: first})
	}
	for _, p := range s.chart.Staff() {
		if s.chart.Login(p.ID) != "" && (only == nil || only(p)) {
			out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.unitName(p.Unit)})
		}
	}
	return out
}

var orderOptions = []ui.Option{{Value: "side", Label: "同时传阅"}, {Value: "order", Label: "依次传阅（按名单先后，一位阅了送下一位）"}}

func area(f *ui.Form, name, label string, optional bool) ui.Field {
	return ui.Field{Form: f, Name: name, Label: label, Kind: ui.Area, Rows: 2, Max: mostText, Optional: optional}
}

func fileFields(f *ui.Form, label string) []ui.Field {
	f.Multipart = true
	return []ui.Field{{Form: f, Name: "files", Label: label, Kind: ui.File, Multiple: true, Optional: true, Accept: ".pdf,.ofd,.docx,.doc,.xlsx,.xls,.jpg,.jpeg,.png,.tif,.tiff,.txt,.zip", Hint: "第一个是正文，其余是附件。每个不超过 20 MB。带国家秘密标志的不收。"},
		{Form: f, Name: "looked", Label: "扫描件和图片已打开看过，首页没有密级标志", Kind: ui.Check, Optional: true}}
}

func factFields(f *ui.Form, s *scene) []ui.Field {
	kind := []ui.Option{{Label: "不属于公文文种"}}
	for _, k := range kinds(s.book) {
		kind = append(kind, ui.Option{Value: k, Label: k})
	}
	levels := []ui.Option{{Value: mark.Public.Word(), Label: mark.Public.Label()}, {Value: mark.Internal.Word(), Label: mark.Internal.Label()}, {Value: mark.WorkSecret.Word(), Label: mark.WorkSecret.Label()}}
	urgency := []ui.Option{}
	for i, u := range urgencyLabels {
		urgency = append(urgency, ui.Option{Value: fmt.Sprint(i), Label: u})
	}
	return []ui.Field{{Form: f, Name: "title", Label: "标题", Max: mostTitle}, {Form: f, Name: "issuer", Label: "来文机关", Max: mostLine, Half: true}, {Form: f, Name: "doc_no", Label: "文号", Max: 100, Half: true, Optional: true, Code: true, Hint: "括号用哪一种都可以，登记时统一成〔〕。"},
		{Form: f, Name: "kind", Label: "文种", Kind: ui.Select, Options: kind, Half: true, Optional: true}, {Form: f, Name: "dated", Label: "成文日期", Kind: ui.Date, Half: true, Optional: true},
		{Form: f, Name: "level", Label: "密级", Kind: ui.Select, Options: levels, Half: true, Hint: "国家秘密不进本系统，在密件另册上登记。"}, {Form: f, Name: "urgency", Label: "紧急程度", Kind: ui.Select, Options: urgency, Half: true},
		{Form: f, Name: "again", Label: "同一文号再次登记的理由", Max: mostLine, Optional: true, Hint: "同一机关的同一文号已经登记过才填。"}}
}

// doParts are the forms of what the viewer can do now.
func (r *Room) doParts(q *web.Request, v *View, form func(string) *ui.Form) ([]ui.Part, error) {
	who, s := org.Actor(q), v.scene
	me, _ := s.chart.PersonOf(who.Login)
	var out []ui.Part
	add := func(f *ui.Form, title, hint string, b ui.Button, fields ...ui.Field) {
		out = append(out, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{b}})
	}
	course := func(f *ui.Form) []ui.Field {
		return []ui.Field{{Form: f, Name: "lead", Label: "主办科室", Kind: ui.Select, Options: s.unitOptions("不交科室办"), Half: true, Optional: true}, {Form: f, Name: "due", Label: "办结期限", Kind: ui.Date, Half: true, Optional: true, Hint: "不填的按规章的天数。"},
			{Form: f, Name: "joint", Label: "协办科室", Kind: ui.Checks, Options: s.unitOptions(""), Optional: true},
			{Form: f, Name: "readers", Label: "传阅给", Kind: ui.Checks, Options: s.people("", nil), Optional: true}, {Form: f, Name: "order", Label: "传阅方式", Kind: ui.Radio, Options: orderOptions, Optional: true}}
	}
	keeps := r.keeps(who)
	for _, x := range v.Readers {
		if x.Login == who.Login && x.Has() {
			f := form("read")
			f.Set("reader", fmt.Sprint(x.ID))
			add(f, "传阅给您", "看过以后签阅；依次传阅的，签阅以后送下一位。", ui.Button{Label: "签阅", Look: "primary", Save: true}, ui.Field{Form: f, Name: "reader", Kind: ui.Hidden}, area(f, "text", "阅后意见", true))
			if x.OpenedAt == 0 {
				f := form("opened")
				f.Set("reader", fmt.Sprint(x.ID))
				add(f, "", "", ui.Button{Label: "已收到，稍后阅"}, ui.Field{Form: f, Name: "reader", Kind: ui.Hidden})
			}
		}
	}
	if v.Stage == Proposed && who.May(Oversee) && s.instructs(me.ID, v.LeaderID) {
		f := form("instruct")
		f.Set("order", "side")
		add(f, "批示", "写明由哪个科室办、什么时候办结，或者传阅给谁。"+s.cite(law.DocumentsHandle), ui.Button{Label: "批示", Look: "primary", Save: true}, append([]ui.Field{area(f, "text", "批示", false)}, course(f)...)...)
	}
	if v.Told && who.May(Oversee) && s.instructs(me.ID, v.LeaderID) {
		f := form("note")
		add(f, "办公室代录或者改派，请核对", "与批示不符的写明异议，由办公室处理；没有异议的空着。", ui.Button{Label: "知悉", Look: "primary"}, area(f, "text", "异议", true))
	}
	for _, p := range v.Parts {
		out = append(out, r.partForms(q, v, p, form)...)
	}
	if keeps {
		r.officeForms(v, form, add, course)
	}
	if v.Stage == Handling && who.May(Oversee) && (v.LeaderID == 0 && s.leads(me.ID) || v.LeaderID != 0 && s.instructs(me.ID, v.LeaderID)) {
		f := form("extend")
		add(f, "改办理期限", "", ui.Button{Label: "改期限"}, ui.Field{Form: f, Name: "due", Label: "改到", Kind: ui.Date, Half: true}, ui.Field{Form: f, Name: "why", Label: "理由", Max: mostLine})
	}
	if r.seesAll(who) && slices.Contains([]string{Proposed, Handling, Reading}, v.Stage) {
		again, err := s.mayUrgeAt(v.Document)
		if err != nil {
			return nil, err
		}
		f := form("urge")
		b := ui.Button{Label: "催办"}
		if s.now < again {
			b.Reason = stamp(again) + "以后可以再催"
		}
		add(f, "催办", "催现在拿着这件公文的每一个人。"+s.cite(law.DocumentsUrge), b, area(f, "text", "催办的话", true))
	}
	if keeps {
		r.mendForms(v, form, add)
	}
	return out, nil
}

type adding func(f *ui.Form, title, hint string, b ui.Button, fields ...ui.Field)

// officeForms are the next steps of the office.
func (r *Room) officeForms(v *View, form func(string) *ui.Form, add adding, course func(*ui.Form) []ui.Field) {
	s := v.scene
	switch v.Stage {
	case Signed:
		f := form("register")
		f.Set("level", mark.Internal.Word())
		f.Set("urgency", "0")
		add(f, "登记", s.cite(law.DocumentsEnrolIn), ui.Button{Label: "登记", Look: "primary", Save: true}, append(factFields(f, s), fileFields(f, "公文和附件")...)...)
	case Registered:
		f := form("check")
		add(f, "初审通过", "审核：是否应由本机关办理、是否合行文规则、文种和格式、该会签的是否会签。"+s.cite(law.DocumentsFirstCheck), ui.Button{Label: "初审通过", Look: "primary"}, area(f, "text", "初审意见", true))
		r.returnPart(v, form, add)
	case Checked:
		r.proposePart(v, form, add, course)
		r.returnPart(v, form, add)
	case Proposed:
		r.onPaperPart(v, form, add, course)
		r.proposePart(v, form, add, course)
	case Handling:
		r.movePart(v, form, add)
	case Answered:
		f := form("close")
		add(f, "办结", "没有人还要阅、还要办了。办结以后处理笺、传阅单、公文和附件移交档案室。"+s.cite(law.DocumentsFile), ui.Button{Label: "办结", Look: "primary"}, area(f, "text", "办结说明", true))
		if v.Unit != "" {
			f := form("reopen")
			add(f, "退回重办", "办得不全的退回主办科室。", ui.Button{Label: "退回主办科室"}, ui.Field{Form: f, Name: "why", Label: "缺什么", Max: mostLine})
		}
	}
	if slices.Contains([]string{Handling, Reading, Answered}, v.Stage) {
		f := form("circulate")
		f.Set("order", "side")
		add(f, "再传阅", "", ui.Button{Label: "送传阅"}, ui.Field{Form: f, Name: "readers", Label: "传阅给", Kind: ui.Checks, Options: s.people("", nil)}, ui.Field{Form: f, Name: "order", Label: "传阅方式", Kind: ui.Radio, Options: orderOptions})
	}
	var open []ui.Option
	for _, x := range v.Readers {
		if x.Open() {
			open = append(open, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
		}
	}
	if len(open) > 0 && v.Running {
		f := form("recall")
		add(f, "改送或撤回传阅", "不能阅的改送别人，或者撤回；理由印在传阅单上。", ui.Button{Label: "改送或撤回"}, ui.Field{Form: f, Name: "reader", Label: "没有阅的", Kind: ui.Select, Options: open, Half: true}, ui.Field{Form: f, Name: "instead", Label: "改送给谁", Kind: ui.Select, Options: s.people("不改送，撤回", nil), Half: true, Optional: true}, ui.Field{Form: f, Name: "why", Label: "理由", Max: mostLine})
	}
}

func (r *Room) returnPart(v *View, form func(string) *ui.Form, add adding) {
	var grounds []ui.Option
	for _, g := range Grounds {
		grounds = append(grounds, ui.Option{Value: g, Label: g})
	}
	f := form("return")
	f.Set("to", v.Issuer)
	add(f, "退文", "不合规定的退回来文单位，说明理由，记入退文登记。", ui.Button{Label: "退文", Look: "danger"}, ui.Field{Form: f, Name: "ground", Label: "缘由", Kind: ui.Select, Options: grounds, Half: true}, ui.Field{Form: f, Name: "to", Label: "退给谁", Max: mostLine, Half: true}, area(f, "why", "理由", false))
}

// leaders offers the leaders of the bureau.
func (s *scene) leaders(first string) []ui.Option {
	return s.people(first, func(p org.Person) bool { return s.leads(p.ID) })
}

func (r *Room) onPaperPart(v *View, form func(string) *ui.Form, add adding, course func(*ui.Form) []ui.Field) {
	f := form("on-paper")
	f.Set("leader", fmt.Sprint(v.LeaderID))
	f.Set("order", "side")
	fields := []ui.Field{{Form: f, Name: "leader", Label: "哪位领导批的", Kind: ui.Select, Options: v.scene.leaders(""), Half: true}, {Form: f, Name: "on", Label: "批示日期", Kind: ui.Date, Half: true}, area(f, "text", "批示（照录）", false)}
	files := fileFields(f, "批示的扫描件")
	files[0].Optional, files[0].Hint = false, "领导写了批示的处理笺。每个不超过 20 MB。带国家秘密标志的不收。"
	add(f, "代录纸质批示", "领导写在处理笺上的批示照录进来，附扫描件；领导在待办里核对，可以提出异议。"+v.scene.cite(law.DocumentsHandle), ui.Button{Label: "代录批示"}, append(append(fields, course(f)...), files...)...)
}

func (r *Room) movePart(v *View, form func(string) *ui.Form, add adding) {
	var open []ui.Option
	for _, p := range v.Parts {
		if p.DoneAt == 0 {
			open = append(open, ui.Option{Value: fmt.Sprint(p.ID), Label: v.scene.unitName(p.Unit) + "（" + p.Label() + "）"})
		}
	}
	f := form("move")
	add(f, "改派承办科室", "交错了、科室没有人能办、已经撤并的，收回来改交别的科室；批示的领导会知道。"+v.scene.cite(law.DocumentsHandle), ui.Button{Label: "改派"}, ui.Field{Form: f, Name: "part", Label: "没有报结果的科室", Kind: ui.Select, Options: open, Half: true},
		ui.Field{Form: f, Name: "unit", Label: "改交哪个科室", Kind: ui.Select, Options: v.scene.unitOptions("不再交科室（只限协办）"), Half: true, Optional: true}, ui.Field{Form: f, Name: "why", Label: "理由", Max: mostLine})
}

func (r *Room) proposePart(v *View, form func(string) *ui.Form, add adding, course func(*ui.Form) []ui.Field) {
	s := v.scene
	f := form("propose")
	f.Set("way", ToLeader)
	f.Set("order", "side")
	f.Set("text", v.Proposal)
	title, hint := "拟办", s.cite(law.DocumentsHandle)
	if v.Stage == Proposed {
		title, hint = "改送", "送错了、领导不在的，可以改送；原来的待办撤下。"
	}
	ways := []ui.Option{{Value: ToLeader, Label: "送领导批示", Hint: "领导批示以后再定科室、期限和传阅。"}, {Value: ToUnit, Label: "转科室办理", Hint: "职责明确的直接转主办科室。"}, {Value: ToRead, Label: "阅知", Hint: "不用办，只传阅。"}}
	fields := []ui.Field{{Form: f, Name: "way", Label: "怎样办", Kind: ui.Radio, Options: ways}, area(f, "text", "拟办意见", true), {Form: f, Name: "leader", Label: "送哪位领导批示", Kind: ui.Select, Options: s.leaders("不送领导"), Half: true, Optional: true}}
	add(f, title, hint, ui.Button{Label: "送出", Look: "primary", Save: true}, append(fields, course(f)...)...)
}

// partForms are what the head and the handler of a unit can do.
func (r *Room) partForms(q *web.Request, v *View, p Part, form func(string) *ui.Form) []ui.Part {
	who, s := org.Actor(q), v.scene
	me, ok := s.chart.PersonOf(who.Login)
	if !ok || p.DoneAt != 0 || v.Stage != Handling {
		return nil
	}
	heads := s.heads(me.ID, p.Unit)
	if !heads && p.HandlerID != me.ID {
		return nil
	}
	var out []ui.Part
	if heads {
		f := form("assign")
		f.Set("unit", p.Unit)
		if p.HandlerID != 0 {
			f.Set("person", fmt.Sprint(p.HandlerID))
		}
		b := ui.Button{Label: "确定承办人"}
		if p.HandlerID == 0 {
			b.Look = "primary"
		}
		out = append(out, ui.Part{Title: s.unitName(p.Unit) + p.Label() + "：承办人", Form: f, Fields: []ui.Field{{Form: f, Name: "unit", Kind: ui.Hidden}, {Form: f, Name: "person", Label: "承办人", Kind: ui.Select, Options: s.people("请选择", func(x org.Person) bool { return x.Unit == p.Unit })}}, Buttons: []ui.Button{b}})
	}
	f := form("report")
	f.Set("unit", p.Unit)
	fields := []ui.Field{{Form: f, Name: "unit", Kind: ui.Hidden}, area(f, "text", "怎样办的、结果怎样", false)}
	hint := "协办的报给主办科室汇总。"
	if p.Part == Lead {
		hint = "答复来文单位的写明用哪件公文；不另行文的写明理由。" + s.cite(law.DocumentsReply)
		if r.Replies != nil {
			if list, err := r.Replies(q.Context(), r.Door.Reader(), p.Unit); err == nil && len(list) > 0 {
				o := []ui.Option{{Label: "不在名单里"}}
				for _, c := range list {
					o = append(o, ui.Option{Value: c.Subject, Label: strings.TrimSpace(c.Number + " " + c.Title)})
				}
				fields = append(fields, ui.Field{Form: f, Name: "reply", Label: "用本科室的发文答复", Kind: ui.Select, Options: o, Optional: true})
			}
		}
		fields = append(fields, ui.Field{Form: f, Name: "reply_no", Label: "复文的文号", Max: 100, Optional: true, Half: true, Code: true}, ui.Field{Form: f, Name: "no_reply", Label: "或者：不另行文答复的理由", Max: mostLine, Optional: true, Half: true})
	}
	fields = append(fields, fileFields(f, "复文和办理中的材料")...)
	out = append(out, ui.Part{Title: s.unitName(p.Unit) + p.Label() + "：报办理结果", Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{{Label: "报结果", Look: "primary"}}})
	return out
}

// mendForms put right what was entered.
func (r *Room) mendForms(v *View, form func(string) *ui.Form, add adding) {
	s := v.scene
	if v.Running {
		f := form("papers")
		add(f, "补充文件", "", ui.Button{Label: "收存文件"}, fileFields(f, "文件")...)
	}
	if v.Stage != Signed && v.Stage != Void && v.Stage != Filed {
		f := form("amend")
		for name, value := range map[string]string{"title": v.Title, "issuer": v.Issuer, "doc_no": v.DocNo, "kind": v.Kind, "dated": v.Dated.String(), "level": v.Level.Word(), "urgency": fmt.Sprint(v.Urgency), "again": v.Again} {
			f.Set(name, value)
		}
		add(f, "更正登记", "改了哪几项、为什么改，留在办理过程和台账里。", ui.Button{Label: "保存更正"}, append(factFields(f, s), ui.Field{Form: f, Name: "why", Label: "更正的理由", Max: mostLine})...)
	}
	if slices.Contains([]string{Signed, Registered, Checked}, v.Stage) {
		f := form("void")
		add(f, "作废收文号", "登记错了、不是收文的作废；号保留，不再使用。", ui.Button{Label: "作废", Look: "danger"}, ui.Field{Form: f, Name: "why", Label: "理由", Max: mostLine})
	}
}

package annual

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func crumbs(year int) []ui.Link {
	return []ui.Link{homeLink, {Text: fmt.Sprintf("%d年度", year), URL: reportURL(year)}}
}

// compiling gives a report to the office for changing it.
func (r *Room) compiling(q *web.Request) (Whole, error) {
	year, err := r.year(q)
	if err != nil {
		return Whole{}, err
	}
	if err := r.office(org.Actor(q)); err != nil {
		return Whole{}, err
	}
	w, err := r.Show(q.Context(), org.Actor(q), year)
	return w, r.seen(q, err)
}

func (r *Room) textPage(q *web.Request, failed error) (web.Answer, error) {
	w, err := r.compiling(q)
	if err != nil {
		return web.Answer{}, err
	}
	p, ok := PartOf(q.PathValue("part"))
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "报告没有这一部分。")
	}
	f := form(q, "text", reportURL(w.Year)+"/texts/"+p.Key, failed, true)
	if failed == nil {
		f.Set("text", w.Report.Texts[p.Key])
	}
	parts := []templ.Component{formCard("", p.Hint+"。", f, []ui.Field{{Form: f, Name: "text", Label: p.name(), Kind: ui.Area, Rows: 14, Max: mostText}}, ui.Button{Label: "保存", Look: "primary", Save: true})}
	for _, o := range w.Units {
		if o.Words != "" {
			parts = append(parts, pairsCard("", []ui.Pair{{Key: o.Unit, Text: o.Words, Wide: true}}))
		}
	}
	return q.Desk(p.name(), body(ui.Head{Title: p.name(), Crumbs: crumbs(w.Year)}, nil, append(parts, figuresCard(w.Report))...))
}

type textInput struct {
	Text string `form:"text" label:"正文" max:"20000"`
}

func (r *Room) textPost(q *web.Request) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[textInput](q)
	if err == nil {
		err = r.Write(org.Context(q), org.Actor(q), year, q.PathValue("part"), in.Text)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.textPage(q, err) })
	}
	return web.Redirect(reportURL(year)).Say(ui.OK, "正文已保存。"), nil
}

type actsInput struct {
	RulesMade    int    `form:"rules_made" label:"规章本年制发"`
	RulesEnded   int    `form:"rules_ended" label:"规章本年废止"`
	RulesInForce int    `form:"rules_in_force" label:"规章现行有效"`
	Made         int    `form:"made" label:"规范性文件本年制发"`
	Ended        int    `form:"ended" label:"规范性文件本年废止"`
	InForce      int    `form:"in_force" label:"规范性文件现行有效"`
	Permits      int    `form:"permits" label:"行政许可"`
	Penalties    int    `form:"penalties" label:"行政处罚"`
	Coercion     int    `form:"coercion" label:"行政强制"`
	Fees         string `form:"fees" label:"行政事业性收费（万元）" max:"20"`
	Published    int    `form:"published" label:"主动公开条数"`
	Reorganised  string `form:"reorganised" label:"机构调整的说明" max:"200"`
}

// hundredths reads an amount in 万元 with two decimals at most (check C13).
func hundredths(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	m := 0
	if err == nil && part != "" {
		m, err = strconv.Atoi((part + "00")[:2])
	}
	if err != nil || n < 0 || n > math.MaxInt32 || len(part) > 2 {
		return 0, fault.Field("fees", text, "收费金额以万元为单位，最多两位小数，例如12.50。请核对。")
	}
	return n*100 + m, nil
}

func (a actsInput) acts() (Acts, error) {
	fees, err := hundredths(a.Fees)
	return Acts{Rules: Norms{a.RulesMade, a.RulesEnded, a.RulesInForce}, Normative: Norms{a.Made, a.Ended, a.InForce}, Permits: a.Permits, Penalties: a.Penalties, Coercion: a.Coercion, Fees: fees}, err
}

// actsFields are the fields of table two, filled in with what stands.
func actsFields(f *ui.Form, a Acts, fresh bool) []ui.Field {
	var out []ui.Field
	for _, x := range []struct {
		name, label, value string
	}{{"rules_made", "规章：本年制发", itoa(a.Rules.Made)}, {"rules_ended", "规章：本年废止", itoa(a.Rules.Ended)}, {"rules_in_force", "规章：现行有效", itoa(a.Rules.InForce)},
		{"made", "行政规范性文件：本年制发", itoa(a.Normative.Made)}, {"ended", "行政规范性文件：本年废止", itoa(a.Normative.Ended)}, {"in_force", "行政规范性文件：现行有效", itoa(a.Normative.InForce)},
		{"permits", "行政许可", itoa(a.Permits)}, {"penalties", "行政处罚", itoa(a.Penalties)}, {"coercion", "行政强制", itoa(a.Coercion)}, {"fees", "行政事业性收费（万元）", Yuan10k(a.Fees)}} {
		if fresh {
			f.Set(x.name, x.value)
		}
		kind := ui.Number
		if x.name == "fees" {
			kind = ui.Text
		}
		out = append(out, ui.Field{Form: f, Name: x.name, Label: x.label, Kind: kind, Half: true})
	}
	return out
}

func (r *Room) actsPage(q *web.Request, failed error) (web.Answer, error) {
	w, err := r.compiling(q)
	if err != nil {
		return web.Answer{}, err
	}
	f := form(q, "acts", reportURL(w.Year)+"/acts", failed, true)
	f.Wide = true
	fields := actsFields(f, w.Report.Acts, failed == nil)
	if failed == nil {
		f.Set("published", itoa(w.Report.Published))
		f.Set("reorganised", w.Reorganised)
	}
	if r.Published == nil {
		fields = append(fields, ui.Field{Form: f, Name: "published", Label: "主动公开条数", Kind: ui.Number, Half: true})
	}
	fields = append(fields, ui.Field{Form: f, Name: "reorganised", Label: "机构调整的说明", Hint: "上年结转与上年报告不一致时写明。", Kind: ui.Area, Rows: 2, Optional: true, Max: mostLine})
	return q.Desk("表二", body(ui.Head{Title: "主动公开政府信息情况", Crumbs: crumbs(w.Year)}, nil, formCard("", "没有的填0。", f, fields, ui.Button{Label: "保存", Look: "primary", Save: true})))
}

func (r *Room) actsPost(q *web.Request) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[actsInput](q)
	var a Acts
	if err == nil {
		a, err = in.acts()
	}
	if err == nil {
		err = r.Enter(org.Context(q), org.Actor(q), Entered{Year: year, Acts: a, Published: in.Published, Reorganised: in.Reorganised})
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.actsPage(q, err) })
	}
	return web.Redirect(reportURL(year)).Say(ui.OK, "表二已保存。"), nil
}

type fixInput struct {
	What   string `form:"what" label:"更正什么"`
	Number string `form:"number" label:"申请编号" max:"40"`
	Code   string `form:"code" label:"正确的答复代码" max:"4"`
	Part   string `form:"part" label:"正文的部分"`
	Text   string `form:"text" label:"更正后的正文" max:"20000"`
	Reason string `form:"reason" label:"理由" need:"请写明更正的理由。" max:"200"`
}

func (r *Room) correctPage(q *web.Request, failed error) (web.Answer, error) {
	w, err := r.compiling(q)
	if err != nil {
		return web.Answer{}, err
	}
	url := reportURL(w.Year) + "/correct"
	of := q.Values().Get("what")
	reason := func(f *ui.Form) ui.Field { return ui.Field{Form: f, Name: "reason", Label: "理由", Max: mostLine} }
	what := func(f *ui.Form, word string) ui.Field {
		f.Set("what", word)
		return ui.Field{Form: f, Name: "what", Kind: ui.Hidden}
	}
	a, b, c := form(q, "case", url, failed, of == "case"), form(q, "words", url, failed, of == "text"), form(q, "figures", url, failed, of == "acts")
	c.Wide = true
	var codes, texts []ui.Option
	for _, x := range r.Rules.Base.Disclosure.Replies {
		codes = append(codes, ui.Option{Value: x.Code, Label: x.Code + " " + x.Name})
	}
	for _, p := range Parts {
		texts = append(texts, ui.Option{Value: p.Key, Label: p.name()})
	}
	return q.Desk("登记更正", body(ui.Head{Title: "登记更正", Crumbs: crumbs(w.Year)}, []ui.Notice{{Tone: ui.Info, Text: "原来的内容保留在更正记录里，并印在报告的更正说明中。"}},
		formCard("申请的办理结果", "申请从原来的一行移到正确的一行，表格仍然平衡。", a, []ui.Field{what(a, "case"), {Form: a, Name: "number", Label: "申请编号", Code: true}, {Form: a, Name: "code", Label: "正确的答复", Kind: ui.Select, Options: codes}, reason(a)}, ui.Button{Label: "登记更正"}),
		formCard("正文", "", b, []ui.Field{what(b, "text"), {Form: b, Name: "part", Label: "部分", Kind: ui.Select, Options: texts}, {Form: b, Name: "text", Label: "更正后的正文", Kind: ui.Area, Rows: 8, Max: mostText}, reason(b)}, ui.Button{Label: "登记更正"}),
		formCard("表二", "", c, append([]ui.Field{what(c, "acts")}, append(actsFields(c, w.Report.Acts, failed == nil || of != "acts"), reason(c))...), ui.Button{Label: "登记更正"})))
}

func (r *Room) correctPost(q *web.Request) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[fixInput](q)
	f := Fix{Year: year, What: in.What, Which: in.Number, Becomes: in.Code, Reason: in.Reason}
	if in.What == "text" {
		f.Which, f.Becomes = in.Part, in.Text
	}
	if err == nil && in.What == "acts" {
		var a actsInput
		if a, err = web.Decode[actsInput](q); err == nil {
			f.Acts, err = a.acts()
		}
	}
	if err == nil {
		_, err = r.Correct(org.Context(q), org.Actor(q), f)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.correctPage(q, err) })
	}
	return web.Redirect(reportURL(year)).Say(ui.OK, "更正已登记。"), nil
}

func (r *Room) partPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	o, err := r.Part(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	units, err := r.names(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	pairs := []ui.Pair{{Key: "报送期限", Text: o.DueOn.Chinese()}, {Key: "报送", Text: "未报送"}}
	if !o.HandedOn.IsZero() {
		pairs[1].Text = o.HandedOn.Chinese() + "　" + o.HandedName
	}
	if s := o.measures(); s != "" {
		pairs = append(pairs, ui.Pair{Key: "逾期处理", Text: s, Wide: true})
	}
	if o.Words != "" {
		pairs = append(pairs, ui.Pair{Key: "材料", Text: o.Words, Wide: true})
	}
	parts := []templ.Component{pairsCard("", pairs)}
	if o.Unit == who.Unit {
		f := form(q, "hand", partURL(id), failed, of == "hand")
		if of != "hand" {
			f.Set("words", o.Words)
		}
		parts = append(parts, formCard("本科室的材料", "写明本年主动公开、更新、清理和收到申请的情况；没有的写明没有。", f, []ui.Field{{Form: f, Name: "words", Label: "材料", Kind: ui.Area, Rows: 10, Max: mostText}}, ui.Button{Label: "报送", Look: "primary", Save: true}))
	}
	if r.inOffice(who) && o.Late(r.Door.Today()) {
		f := form(q, "measure", partURL(id)+"/measure", failed, of == "measure")
		parts = append(parts, formCard("登记逾期的处理", "原文没有写扣几分、限几天，由决定的人确定后登记。", f, []ui.Field{{Form: f, Name: "points", Label: "年终考核扣分", Kind: ui.Text, Optional: true}, {Form: f, Name: "criticised_on", Label: "通报批评日期", Kind: ui.Date, Optional: true},
			{Form: f, Name: "makeup_by", Label: "限期补报", Kind: ui.Date, Optional: true}, {Form: f, Name: "note", Label: "说明", Optional: true, Max: mostLine}}, ui.Button{Label: "登记"}))
	}
	title := nameOf(units, o.Unit) + "的年度报告材料"
	return q.Desk(title, body(ui.Head{Title: title, Crumbs: []ui.Link{homeLink}}, nil, parts...))
}

type handInput struct {
	Words string `form:"words" label:"材料" max:"20000"`
}

func (r *Room) partPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[handInput](q)
	if err == nil {
		err = r.Hand(org.Context(q), org.Actor(q), id, in.Words)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.partPage(q, "hand", err) })
	}
	return web.Redirect(partURL(id)).Say(ui.OK, "材料已报送办公室。"), nil
}

type measureInput struct {
	Points       string     `form:"points" label:"扣分" max:"6"`
	CriticisedOn civil.Date `form:"criticised_on" label:"通报批评日期"`
	MakeupBy     civil.Date `form:"makeup_by" label:"限期补报"`
	Note         string     `form:"note" label:"说明" max:"200"`
}

// tenths reads points with one decimal at most.
func tenths(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	n := math.Round(f * 10)
	if err != nil || math.Abs(f*10-n) > 1e-9 || math.Abs(n) > 1e6 {
		return 0, fault.Field("points", text, "扣分写数字，最多一位小数，例如0.5。请核对。")
	}
	return int(n), nil
}

func (r *Room) measurePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[measureInput](q)
	m := Measure{ID: id, CriticisedOn: in.CriticisedOn, MakeupBy: in.MakeupBy, Note: in.Note}
	if err == nil {
		m.Points, err = tenths(in.Points)
	}
	if err == nil {
		err = r.Take(org.Context(q), org.Actor(q), m)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.partPage(q, "measure", err) })
	}
	return web.Redirect(partURL(id)).Say(ui.OK, "处理已登记。"), nil
}

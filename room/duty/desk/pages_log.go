package desk

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) logPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	from, until, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	c := Conditions{From: from, Until: until, Kind: v.Get("kind"), State: v.Get("state"), Words: v.Get("q"), Citizen: v.Get("citizen"), Untold: v.Get("untold") != "", Suspicious: v.Get("suspicious") != ""}
	list, err := r.Log(q.Context(), who, c)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "值班记录", Columns: entryColumns, Empty: ui.Empty{Title: "没有符合条件的值班记录"}}
	for _, e := range list {
		t.Rows = append(t.Rows, e.row())
	}
	all := []ui.Option{{Value: "", Label: "全部"}}
	for _, k := range kinds {
		all = append(all, ui.Option{Value: k, Label: kindLabels[k]})
	}
	filter := spanFilter(q, "/duty/log", ui.Field{Name: "kind", Label: "类别", Kind: ui.Select, Options: all, Half: true, Optional: true}, ui.Field{Name: "q", Label: "词语", Half: true, Optional: true})
	if c.Kind != "" {
		filter.Chips = append(filter.Chips, ui.Chip{Label: "类别", Value: kindLabels[c.Kind], Remove: q.URLWith("kind", "")})
	}
	filter.Count = fmt.Sprintf("%s 至 %s，%d 条", dayOf(from), dayOf(until-1), len(list))
	p := ui.Listing{Head: ui.Head{Title: "值班记录", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}}, Filter: filter, Parts: []ui.Part{{Table: &t}},
		Tabs: []ui.Tab{{Text: "全部", URL: "/duty/log", Count: -1, Current: c.State == "" && !c.Untold}, {Text: "未办结", URL: "/duty/log?state=open", Count: -1, Current: c.State == "open"}, {Text: "未报带班领导", URL: "/duty/log?untold=1", Count: -1, Current: c.Untold}}}
	if who.May(Lead) || r.keeper(who) {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "打印成册", URL: fmt.Sprintf("/duty/book.pdf?year=%d", r.Door.Today().Year)}, ui.Button{Label: "月报", URL: "/duty/monthly"})
	}
	return q.Desk("值班记录", ui.ListPage(p))
}

type entryForm struct {
	Kind          string     `form:"kind" label:"类别"`
	Source        string     `form:"source" label:"来源"`
	Outgoing      bool       `form:"outgoing" label:"去电"`
	At            civil.Date `form:"at" label:"日期"`
	Hour          string     `form:"at_hour" label:"时间"`
	LateWhy       string     `form:"late_why" label:"补记的原因"`
	Party         string     `form:"party" label:"对方"`
	PartyUnit     string     `form:"party_unit" label:"对方单位"`
	PartyPhone    string     `form:"party_phone" label:"对方号码"`
	Receiver      string     `form:"receiver" label:"接话人"`
	ReceiverPhone string     `form:"receiver_phone" label:"接话人号码"`
	Matter        string     `form:"matter" label:"事项" max:"4000"`
	Outcome       string     `form:"outcome" label:"处置" max:"4000"`
	Citizen       string     `form:"citizen" label:"来电种类"`
	Medium        string     `form:"medium" label:"传达方式"`
	Receipt       string     `form:"receipt" label:"回执"`
	Giver         string     `form:"giver" label:"交办领导"`
	StandIn       string     `form:"stand_in" label:"顶替人"`
	Stays         bool       `form:"stays" label:"不离开值班室"`
	Secret        bool       `form:"secret" label:"工作秘密"`
	Suspicious    bool       `form:"suspicious" label:"可疑"`
	Finished      bool       `form:"finished" label:"已办结"`
}

// newEntryPage is the form of a line. Kind and source are chosen first, in the address,
// so that it has only what belongs to them, with or without scripts.
func (r *Room) newEntryPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	in := EntryInput{Kind: q.Values().Get("kind"), Source: q.Values().Get("source")}
	if kindLabels[in.Kind] == "" {
		in.Kind = Call
	}
	sources := s.words(law.DutyLogTrigger, "sources")
	if !slices.Contains(sources, in.Source) {
		in.Source = sourceOf(in.Kind)
	}
	preset := r.presently("at")
	preset["kind"], preset["source"], preset["receiver"] = in.Kind, in.Source, who.Name
	if o := s.watch.Officer; o.Person != 0 && o.Person == s.self(who).ID {
		preset["receiver_phone"] = o.Phone
	}
	p := ui.Listing{Head: ui.Head{Title: "记一条", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}}}
	p.Parts = []ui.Part{kindPart(q, in, sources), f.part(kindLabels[in.Kind], "", "entry", "/duty/log/new", ui.Button{Label: "保存", Look: "primary", Save: true}, preset, in.fields(s)...)}
	a, err := q.Desk("记一条", ui.ListPage(p))
	return f.answer(a, err)
}

// sourceOf is how a kind of thing usually comes.
func sourceOf(kind string) string {
	switch kind {
	case Fax:
		return ByFax
	case Visit, Order, Meeting, Task:
		return InPerson
	}
	return ByPhone
}

// kindPart chooses what is written down; it only leads to the fields of that.
func kindPart(q *web.Request, in EntryInput, sources []string) ui.Part {
	f := q.FormFor("/duty/log/new", nil)
	f.Method, f.ID, f.Wide = "get", "choose", true
	f.Values = nil
	f.Set("kind", in.Kind)
	f.Set("source", in.Source)
	var all []ui.Option
	for _, k := range kinds {
		all = append(all, ui.Option{Value: k, Label: kindLabels[k]})
	}
	return ui.Part{Hint: "先选类别和来源，下面只列这一类要填的栏目。", Form: f, Buttons: []ui.Button{{Label: "换成这一类"}}, Fields: []ui.Field{
		{Form: f, Name: "kind", Label: "类别", Kind: ui.Select, Options: all, Half: true}, {Form: f, Name: "source", Label: "来源", Kind: ui.Select, Options: options(sources), Half: true}}}
}

// partyLabels are the other side of a line, by kind.
var partyLabels = map[string]string{Fax: "发件人", Visit: "来人、交办人", Order: "传达对象", Meeting: "会议活动由谁组织", Missed: "来电人"}

// fields are those of a kind and source; what it must name is not marked as optional.
func (in EntryInput) fields(s *scene) []ui.Field {
	must := map[string]bool{"citizen": true, "medium": true}
	for _, t := range in.needs() {
		must[t.field] = t.need != ""
	}
	line := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Half: true, Optional: !must[name], Max: mostLine, Code: strings.HasSuffix(name, "phone")}
	}
	pick := func(name, label string, list []string) ui.Field {
		return ui.Field{Name: name, Label: label, Kind: ui.Select, Options: append([]ui.Option{{}}, options(list)...), Half: true}
	}
	party, ok := partyLabels[in.Kind]
	switch {
	case ok:
	case in.called():
		party = "发话人"
	default:
		party = "对方"
	}
	out := append([]ui.Field{{Name: "kind", Kind: ui.Hidden}, {Name: "source", Kind: ui.Hidden}}, when("at", "日期", false)...)
	if in.Kind == Citizen {
		out = append(out, pick("citizen", "群众来电的种类", s.words(law.DutyTaskCitizens, "kinds")))
	}
	if in.Kind == Order {
		out = append(out, pick("medium", "传达方式", s.words(law.DutyTaskOrders, "media")))
	}
	if in.Kind == Order || in.Kind == Task {
		out = append(out, line("giver", "作出指令、交办的领导", ""))
	}
	out = append(out, line("party", party, ""))
	if in.Kind != Meeting && in.Kind != Task {
		out = append(out, line("party_phone", party+"号码", ""))
	}
	out = append(out, line("party_unit", "对方单位", ""))
	switch {
	case in.called():
		out = append(out, line("receiver", "接话人", ""), line("receiver_phone", "接话人号码", ""), ui.Field{Name: "outgoing", Label: "是本局打出的", Kind: ui.Check, Half: true, Optional: true, Hint: "打出的：发话人是本局的人，接话人是对方。"})
	case must["receiver"]:
		out = append(out, line("receiver", "接收的人", ""))
	}
	out = append(out, ui.Field{Name: "matter", Label: "事项、内容", Kind: ui.Area, Max: mostText}, ui.Field{Name: "outcome", Label: "怎样处置", Kind: ui.Area, Optional: !must["outcome"], Max: mostText, Rows: 2})
	if in.Kind == Meeting {
		out = append(out, line("stand_in", "由谁顶替", "离开值班室参加的必填。"), ui.Field{Name: "stays", Label: "不离开值班室", Kind: ui.Check, Half: true, Optional: true})
	}
	if in.Kind == Order {
		out = append(out, line("receipt", "对方是否收到、谁答复的", "还没有回音的先空着，办结以前补上。"))
	}
	return append(out, ui.Field{Name: "late_why", Label: "补记的原因", Optional: true, Max: mostLine, Hint: "不在您这一班发生的事才填。"},
		ui.Field{Name: "suspicious", Label: "真假存疑，要核实", Kind: ui.Check, Half: true, Optional: true}, ui.Field{Name: "secret", Label: "工作秘密，限定知悉", Kind: ui.Check, Half: true, Optional: true, Hint: "国家秘密不录入本系统，只记何时转到何处。"},
		ui.Field{Name: "finished", Label: "已办结，不用交给下一班", Kind: ui.Check, Optional: true})
}

func (r *Room) enterPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[entryForm](q)
	var at int64
	err = andMoment(err, &at, in.At, in.Hour, "at_hour")
	var e Entry
	if err == nil {
		e, err = r.Enter(org.Context(q), org.Actor(q), EntryInput{Kind: in.Kind, Source: in.Source, Outgoing: in.Outgoing, At: at, LateWhy: in.LateWhy, Party: in.Party, PartyUnit: in.PartyUnit, PartyPhone: in.PartyPhone, Receiver: in.Receiver, ReceiverPhone: in.ReceiverPhone,
			Matter: in.Matter, Outcome: in.Outcome, Citizen: in.Citizen, Medium: in.Medium, Receipt: in.Receipt, Giver: in.Giver, StandIn: in.StandIn, Stays: in.Stays, Secret: in.Secret, Suspicious: in.Suspicious, Finished: in.Finished})
	}
	if err != nil {
		return r.newEntryPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/log/%d", e.ID)).Say(ui.OK, "已记录，编号 "+e.Number()+"。接着报带班领导。"), nil
}

func (e Entry) pairs() []ui.Pair {
	var out []ui.Pair
	add := func(key, text string, wide bool) {
		if text != "" {
			out = append(out, ui.Pair{Key: key, Text: text, Wide: wide})
		}
	}
	add("类别", strings.TrimSuffix(kindLabels[e.Kind]+"，"+e.Citizen, "，"), false)
	source := e.Source
	if e.Outgoing {
		source += "，本局打出"
	}
	add("来源", source, false)
	add("时间", stamp(e.At), false)
	add("对方", e.Party, false)
	add("对方单位", e.PartyUnit, false)
	add("对方号码", e.PartyPhone, false)
	add("接话人、接件人", e.Receiver, false)
	add("接话人号码", e.ReceiverPhone, false)
	add("事项", e.Matter, true)
	add("处置和报告", strings.ReplaceAll(e.course(), "\n", "；"), true)
	add("记录", e.MadeName+"，"+stamp(e.MadeAt), false)
	return out
}

func (r *Room) entryPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Entry(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.showEntry(q, v, failed)
}

func (r *Room) readPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	e, err := r.Read(org.Context(q), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.showEntry(q, EntryView{Entry: e}, nil)
}

func (r *Room) showEntry(q *web.Request, v EntryView, failed error) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	at := fmt.Sprintf("/duty/log/%d", v.ID)
	p := ui.Listing{Head: ui.Head{Title: v.Number(), Crumbs: []ui.Link{{Text: "值班记录", URL: "/duty/log"}}, Tags: v.tags()}, Parts: []ui.Part{{Title: "记录", Pairs: v.pairs()}}}
	if v.Hidden {
		p.Parts = append(p.Parts, f.part("限定知悉", "查看一次，台账记一次。", "read", at+"/read", ui.Button{Label: "查看内容"}, nil))
	}
	if v.Incident != 0 {
		p.Parts = append(p.Parts, ui.Part{Title: "突发事件", Buttons: []ui.Button{{Label: "打开这一件突发事件", URL: fmt.Sprintf("/duty/incidents/%d", v.Incident)}}})
	}
	writes := s.officer(who) || v.MadeBy == who.Login
	tends := v.State == StateOpen && (s.officer(who) && v.Keeper == "" || v.Keeper != "" && v.Keeper == who.Login)
	if writes && v.ToldAt == 0 && v.Kind != Missed {
		p.Parts = append(p.Parts, f.part("报带班领导", "", "brief", at+"/brief", ui.Button{Label: "登记已报告", Look: "primary"}, r.presently("at"), append(when("at", "报告日期", false),
			ui.Field{Name: "means", Label: "怎样报告的", Half: true, Max: mostLine, List: []string{"电话", "当面", "短信"}}, ui.Field{Name: "words", Label: "领导意见", Kind: ui.Area, Optional: true, Rows: 2, Max: mostText})...))
	}
	if tends && v.Unverified() {
		p.Parts = append(p.Parts, f.part("核实可疑来电", "核实以前不能办结。", "verify", at+"/verify", ui.Button{Label: "登记核实"}, nil, ui.Field{Name: "with", Label: "向谁核实", Half: true, Max: mostLine, Hint: s.word(law.DutyVerify, "verify_with")},
			ui.Field{Name: "result", Label: "结果", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "measure", Label: "采取的措施", Kind: ui.Area, Rows: 2, Max: mostText}))
	}
	if tends && !v.Unverified() {
		fields := []ui.Field{{Name: "words", Label: "处置结果", Kind: ui.Area, Rows: 2, Max: mostText}}
		if v.Kind == Order && v.Receipt == "" {
			fields = append(fields, ui.Field{Name: "receipt", Label: "对方是否收到、谁答复的", Max: mostLine})
		}
		p.Parts = append(p.Parts, f.part("办结", "", "close", at+"/close", ui.Button{Label: "办结"}, map[string]string{"words": v.Outcome}, fields...))
	}
	if s.officer(who) && v.Incident == 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "转为突发事件", URL: fmt.Sprintf("/duty/incidents/new?entry=%d", v.ID)})
	}
	if len(v.Corrections) > 0 {
		p.Parts = append(p.Parts, correctionPart(v.Corrections))
	}
	if writes && !v.Hidden {
		var list []ui.Option
		for _, c := range changeable {
			list = append(list, ui.Option{Value: c.field, Label: c.label})
		}
		p.Parts = append(p.Parts, amendPart(f, at+"/amend", list))
	}
	a, err := q.Desk(v.Number(), ui.ListPage(p))
	return f.answer(a, err)
}

func amendPart(f *forms, action string, list []ui.Option) ui.Part {
	return f.part("更正、补充", "原来的写法保留在下面。改时间的填日期和几点几分，改别的填“改为”。", "amend", action, ui.Button{Label: "更正"}, nil, append([]ui.Field{{Name: "field", Label: "栏目", Kind: ui.Select, Options: list, Half: true}, {Name: "value", Label: "改为", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText}},
		append(when("at", "日期（改时间）", true), ui.Field{Name: "reason", Label: "为什么更正", Optional: true, Max: mostLine, Hint: "补上原来空着的栏目可以不写。"})...)...)
}

func correctionPart(list []Correction) ui.Part {
	t := ui.Table{Caption: "更正", Columns: []ui.Column{{Label: "栏目"}, {Label: "原来", Wrap: true, Wide: true}, {Label: "改为", Wrap: true}, {Label: "理由", Wrap: true}, {Label: "更正人"}}}
	for _, c := range list {
		was := c.Was
		if was == "" {
			was = "（空）"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Label}, {Text: was}, {Text: c.Became}, {Text: c.Reason}, {Text: c.MadeName, Sub: stamp(c.MadeAt)}}})
	}
	return ui.Part{Title: "更正", Table: &t}
}

type entryStep struct {
	At      civil.Date `form:"at" label:"日期"`
	Hour    string     `form:"at_hour" label:"时间"`
	Means   string     `form:"means" label:"方式"`
	Words   string     `form:"words" label:"内容" max:"4000"`
	With    string     `form:"with" label:"核实对象"`
	Result  string     `form:"result" label:"结果" max:"4000"`
	Measure string     `form:"measure" label:"措施" max:"4000"`
	Receipt string     `form:"receipt" label:"回执"`
	Field   string     `form:"field" label:"栏目"`
	Value   string     `form:"value" label:"改为" max:"4000"`
	Reason  string     `form:"reason" label:"理由"`
}

// entryDo does what the last part of the address says to an entry.
func (r *Room) entryDo(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[entryStep](q)
	var at int64
	err = andMoment(err, &at, in.At, in.Hour, "at_hour")
	if err != nil {
		return r.entryPage(q, err)
	}
	ctx, who, said := org.Context(q), org.Actor(q), ""
	switch path.Base(q.URL.Path) {
	case "brief":
		said, err = "已登记报带班领导。", r.Brief(ctx, who, Telling{ID: id, At: at, Means: in.Means, Words: in.Words})
	case "verify":
		said, err = "已登记核实。", r.Verify(ctx, who, Verification{ID: id, With: in.With, Result: in.Result, Measure: in.Measure})
	case "close":
		said, err = "已办结。", r.Close(ctx, who, Closing{ID: id, Words: in.Words, Receipt: in.Receipt})
	default:
		said, err = "已更正，原来的写法保留。", r.Amend(ctx, who, Change{ID: id, Field: in.Field, Value: in.Value, At: at, Reason: in.Reason})
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.entryPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/log/%d", id)).Say(ui.OK, said), nil
}

func (r *Room) bookPDF(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Year int `form:"year" label:"年份" min:"2000" max:"2200"`
	}](q)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Year == 0 {
		in.Year = r.Door.Today().Year
	}
	return r.pdf(fmt.Sprintf("%d年值班记录", in.Year), func(w *bytes.Buffer) error { return r.Book(q.Context(), org.Actor(q), in.Year, w) })
}

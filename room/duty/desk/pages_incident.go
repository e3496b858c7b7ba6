package desk

import (
	"bytes"
	"fmt"
	"path"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/duty/desk/clocks"
)

func (v IncidentView) tags() []ui.Tag {
	tone := map[string]ui.Tone{StateOpen: ui.Bad, Linked: ui.Mute, Closed: ui.OK}[v.State]
	out := []ui.Tag{{Text: v.stateWords(), Tone: tone}, {Text: severityLabels[v.Severity], Tone: ui.Info}}
	for _, c := range v.Clocks {
		if c.Missed() {
			out = append(out, ui.Tag{Text: LineLabel(c.Line) + "超时", Tone: ui.Bad})
		}
	}
	if v.LateWhy != "" {
		out = append(out, ui.Tag{Text: "补录", Tone: ui.Mute})
	}
	if v.Secret {
		out = append(out, ui.Tag{Text: "工作秘密", Tone: ui.Alt})
	}
	return out
}

func (r *Room) incidentsPage(q *web.Request) (web.Answer, error) {
	from, until, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	state := q.Values().Get("state")
	if state != "" {
		from = 0
	}
	list, err := r.Incidents(q.Context(), org.Actor(q), state, from, until)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "突发事件", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "事件", Wide: true, Wrap: true}, {Label: "接报时间", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "这段时间没有突发事件", Text: "没有发生的，月报按零报告统计。"}}
	for _, v := range list {
		t.Rows = append(t.Rows, ui.Row{URL: v.url(), Strong: v.State == StateOpen, Cells: []ui.Cell{{Text: v.Number, URL: v.url()}, {Text: short(v.Title), Sub: v.Place}, {Text: stamp(v.HeardAt)}, {Tags: v.tags()}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "突发事件", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}, Actions: []ui.Button{{Label: "报突发", URL: "/duty/incidents/new", Look: "primary"}}}, Filter: spanFilter(q, "/duty/incidents"), Parts: []ui.Part{{Table: &t}},
		Tabs: []ui.Tab{{Text: "全部", URL: "/duty/incidents", Count: -1, Current: state == ""}, {Text: "处置中", URL: "/duty/incidents?state=open", Count: -1, Current: state == StateOpen}}}
	return q.Desk("突发事件", ui.ListPage(p))
}

func severityOptions() []ui.Option {
	var out []ui.Option
	for _, s := range severities {
		out = append(out, ui.Option{Value: s, Label: severityLabels[s]})
	}
	return out
}

func (s *scene) unitOptions() []ui.Option {
	out := []ui.Option{{}}
	for _, u := range s.units {
		if u.Active {
			out = append(out, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return out
}

func (r *Room) newIncidentPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	preset := r.presently("heard_at")
	preset["severity"] = severities[0]
	in, err := web.Decode[struct {
		Entry int64 `form:"entry" label:"值班记录"`
	}](q)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Entry != 0 {
		e, err := r.Entry(q.Context(), org.Actor(q), in.Entry)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		preset["entry"] = fmt.Sprint(e.ID)
		if !e.Hidden {
			preset["title"], preset["informant"], preset["phone"] = short(e.Matter), e.Party, e.PartyPhone
		}
	}
	fields := []ui.Field{{Name: "entry", Kind: ui.Hidden}, {Name: "title", Label: "发生了什么", Max: mostLine}, {Name: "place", Label: "地点", Half: true, Max: mostLine}, {Name: "severity", Label: "等级", Kind: ui.Select, Options: severityOptions(), Half: true, Hint: "由值班员先判定，带班领导可以改定。"}}
	fields = append(fields, when("heard_at", "接报日期", false)...)
	fields = append(fields, when("happened_at", "事发日期", true)...)
	fields = append(fields, ui.Field{Name: "informant", Label: "谁报来的", Half: true, Max: mostLine}, ui.Field{Name: "phone", Label: "报告人电话", Half: true, Optional: true, Max: mostLine, Code: true}, ui.Field{Name: "unit", Label: "所属科室", Kind: ui.Select, Options: s.unitOptions(), Half: true, Optional: true, Hint: "据此确定联系领导。"},
		ui.Field{Name: "nature", Label: "性质", Half: true, Optional: true, Max: mostLine}, ui.Field{Name: "scope", Label: "影响范围", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText}, ui.Field{Name: "loss", Label: "伤亡和损失", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText},
		ui.Field{Name: "measures", Label: "已采取的措施", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText}, ui.Field{Name: "late_why", Label: "补录的原因", Optional: true, Max: mostLine, Hint: "接报后没有及时登记的才填。"}, ui.Field{Name: "secret", Label: "工作秘密，限定知悉", Kind: ui.Check, Optional: true})
	p := ui.Listing{Head: ui.Head{Title: "报突发", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}}, Notices: []ui.Notice{{Tone: ui.Warn, Text: "先用电话报带班领导，再登记。不清楚的可以空着，以后补充。"}},
		Parts: []ui.Part{f.part("", "", "incident", "/duty/incidents/new", ui.Button{Label: "登记，开始计时", Look: "primary", Save: true}, preset, fields...)}}
	a, err := q.Desk("报突发", ui.ListPage(p))
	return f.answer(a, err)
}

func (r *Room) addIncidentPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Entry        int64      `form:"entry" label:"值班记录"`
		Title        string     `form:"title" label:"事件"`
		Place        string     `form:"place" label:"地点"`
		Severity     string     `form:"severity" label:"等级"`
		Heard        civil.Date `form:"heard_at" label:"接报日期"`
		HeardHour    string     `form:"heard_at_hour" label:"接报时间"`
		Happened     civil.Date `form:"happened_at" label:"事发日期"`
		HappenedHour string     `form:"happened_at_hour" label:"事发时间"`
		Informant    string     `form:"informant" label:"报告人"`
		Phone        string     `form:"phone" label:"电话"`
		Unit         string     `form:"unit" label:"科室"`
		Nature       string     `form:"nature" label:"性质"`
		Scope        string     `form:"scope" label:"影响范围" max:"4000"`
		Loss         string     `form:"loss" label:"伤亡和损失" max:"4000"`
		Measures     string     `form:"measures" label:"措施" max:"4000"`
		LateWhy      string     `form:"late_why" label:"补录的原因"`
		Secret       bool       `form:"secret" label:"工作秘密"`
	}](q)
	x := IncidentInput{Entry: in.Entry, Title: in.Title, Place: in.Place, Severity: in.Severity, Informant: in.Informant, Phone: in.Phone, Unit: in.Unit, Nature: in.Nature, Scope: in.Scope, Loss: in.Loss, Done: in.Measures, LateWhy: in.LateWhy, Secret: in.Secret}
	err = andMoment(err, &x.HeardAt, in.Heard, in.HeardHour, "heard_at_hour")
	err = andMoment(err, &x.HappenedAt, in.Happened, in.HappenedHour, "happened_at_hour")
	var i Incident
	if err == nil {
		i, err = r.AddIncident(org.Context(q), org.Actor(q), x)
	}
	if err != nil {
		return r.newIncidentPage(q, err)
	}
	return web.Redirect(i.url()).Say(ui.OK, "已登记 "+i.Number+"，开始计时。报带班领导后登记何时报的。"), nil
}

func (r *Room) incidentPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Incident(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.showIncident(q, v, failed)
}

func (r *Room) openIncidentPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.OpenIncident(org.Context(q), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.showIncident(q, v, nil)
}

func (r *Room) showIncident(q *web.Request, v IncidentView, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	p := ui.Listing{Head: ui.Head{Title: v.Title, Crumbs: []ui.Link{{Text: "突发事件", URL: "/duty/incidents"}}, Meta: []string{v.Number, "接报 " + stamp(v.HeardAt)}, Tags: v.tags()}}
	if !v.Hidden {
		p.Head.Actions = []ui.Button{{Label: "打印处置记录", URL: v.url() + "/record.pdf", Key: "p"}}
	}
	if v.SameAs != 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "与 " + v.Same.Number + " 是同一事件，在那一件里继续办。", Link: ui.Link{Text: "打开 " + v.Same.Number, URL: v.Same.url()}})
	}
	if v.Torn {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: "两位领导的指示不一致，已报局长。局长定以前不再处置。"})
	}
	t := ui.Table{Caption: "时限", Columns: clockColumns}
	for _, c := range v.Clocks {
		t.Rows = append(t.Rows, clockRow(c, "", "", s.now))
	}
	p.Parts = append(p.Parts, ui.Part{Title: "时限", Hint: "时限的分钟数是参数，原文只说立即、及时。超过的一直标出。", Table: &t})
	if v.Hidden {
		p.Parts = append(p.Parts, f.part("限定知悉", "查看一次，台账记一次。", "read", v.url()+"/read", ui.Button{Label: "查看内容"}, nil))
	} else {
		acts := v.State == StateOpen && v.part.acts()
		// Before the first step nothing matters more than to tell the leader.
		if acts && len(v.Steps) == 0 {
			p.Parts = append(p.Parts, r.stepParts(s, v, f)...)
		}
		p.Parts = append(p.Parts, v.courseParts()...)
		if acts && len(v.Steps) > 0 {
			p.Parts = append(p.Parts, r.stepParts(s, v, f)...)
		}
		var pairs []ui.Pair
		for _, x := range v.facts() {
			pairs = append(pairs, ui.Pair{Key: x[0], Text: x[1], Wide: len([]rune(x[1])) > 24})
		}
		p.Parts = append(p.Parts, ui.Part{Title: "事件要素", Pairs: pairs})
		if len(v.Corrections) > 0 {
			p.Parts = append(p.Parts, correctionPart(v.Corrections))
		}
		if acts {
			p.Parts = append(p.Parts, r.settleParts(q, s, v, f)...)
		}
	}
	a, err := q.Desk(v.Number, ui.ListPage(p))
	return f.answer(a, err)
}

// courseParts are the steps with their evidence, the reports and the alarms.
func (v IncidentView) courseParts() []ui.Part {
	t := ui.Table{Caption: "处置步骤", Columns: []ui.Column{{Label: "步", Code: true}, {Label: "步骤", Wrap: true}, {Label: "时间"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "登记", Minor: true}}, Empty: ui.Empty{Title: "还没有登记步骤", Text: "报带班领导后，登记何时、用什么方式报的。"}}
	of := map[int64]int{}
	for n, x := range v.Steps {
		of[x.ID] = n + 1
		sub := ""
		if x.Ref != 0 && x.Kind != StepRaise {
			sub = fmt.Sprintf("依据第 %d 步", of[x.Ref])
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(n + 1)}, {Text: x.says(), Sub: x.Means}, {Text: stamp(x.At), Sub: "接报后 " + minutesWords(minutesBetween(v.HeardAt, x.At))}, {Text: x.Words, Sub: sub}, {Text: x.MadeName, Sub: stamp(x.MadeAt)}}})
	}
	out := []ui.Part{{Title: "处置步骤", Table: &t}}
	if len(v.Bulletins) > 0 {
		b := ui.Table{Caption: "信息报告", Columns: []ui.Column{{Label: "报告"}, {Label: "签发"}, {Label: "报出", Wide: true}, {Label: "回执"}, {Label: "状态"}}}
		for _, x := range v.Bulletins {
			url := fmt.Sprintf("/duty/bulletins/%d", x.ID)
			b.Rows = append(b.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: x.Name(), URL: url}, {Text: x.SignedName, Sub: stamp(x.SignedAt)}, {Text: x.Channel, Sub: stamp(x.SentAt)}, {Text: x.Receipt}, {Tags: []ui.Tag{{Text: bulletinStates[x.State], Tone: bulletinTones[x.State]}}}}})
		}
		out = append(out, ui.Part{Title: "信息报告", Table: &b})
	}
	if len(v.Alarms) > 0 {
		var pairs []ui.Pair
		for _, a := range v.Alarms {
			pairs = append(pairs, ui.Pair{Key: stamp(a.MadeAt), Text: fmt.Sprintf("“%s”超时（最迟 %s），已通知%s", LineLabel(clocks.Line(a.Line)), stamp(a.Due), map[string]string{RankLeader: "带班领导", RankDirector: "局长"}[a.Level]), Wide: true})
		}
		out = append(out, ui.Part{Title: "超时通知", Pairs: pairs})
	}
	if len(v.Liable) > 0 {
		var pairs []ui.Pair
		for _, x := range v.Liable {
			pairs = append(pairs, ui.Pair{Key: liabilityLabels[x.Kind], Text: fmt.Sprintf("%s，%s：%s", x.Person, x.DecidedOn.Chinese(), x.Decision), Wide: true})
		}
		out = append(out, ui.Part{Title: "追责", Pairs: pairs})
	}
	return out
}

func (r *Room) incidentPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, err := r.pdf("突发事件处置记录", func(w *bytes.Buffer) error {
		_, err := r.PrintIncident(q.Context(), org.Actor(q), id, w)
		return err
	})
	return a, r.seen(q, err)
}

// incidentDeeds are the last parts of the addresses of what can be done.
var incidentDeeds = []string{"tell", "instruct", "handle", "conflict", "decide", "raise", "link", "amend", "close", "draft"}

type incidentForm struct {
	At       civil.Date `form:"at" label:"日期"`
	Hour     string     `form:"at_hour" label:"时间"`
	Rank     string     `form:"rank" label:"谁"`
	Means    string     `form:"means" label:"方式"`
	Words    string     `form:"words" label:"内容" max:"4000"`
	Ref      int64      `form:"ref" label:"依据"`
	Ref2     int64      `form:"ref2" label:"另一项"`
	Contact  bool       `form:"contact" label:"报联系领导"`
	Target   int64      `form:"target" label:"指定的联系领导"`
	Report   string     `form:"report" label:"是否上报"`
	Severity string     `form:"severity" label:"等级"`
	SameAs   int64      `form:"same_as" label:"同一事件"`
	Field    string     `form:"field" label:"栏目"`
	Value    string     `form:"value" label:"改为" max:"4000"`
	Reason   string     `form:"reason" label:"理由"`
	Kind     string     `form:"kind" label:"报告"`
}

// incidentDo does what the last part of the address says to an incident.
func (r *Room) incidentDo(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[incidentForm](q)
	var at int64
	if err == nil {
		at, err = Moment(in.At, in.Hour, "at_hour")
	}
	if err != nil {
		return r.incidentPage(q, err)
	}
	ctx, who, to := org.Context(q), org.Actor(q), fmt.Sprintf("/duty/incidents/%d", id)
	x := StepInput{Incident: id, At: at, Rank: in.Rank, Means: in.Means, Words: in.Words, Ref: in.Ref, Ref2: in.Ref2, Contact: in.Contact, Target: in.Target, Report: in.Report == FlagReport, Severity: in.Severity}
	said := "已登记。"
	switch path.Base(q.URL.Path) {
	case "tell":
		_, err = r.Tell(ctx, who, x)
	case "instruct":
		_, err = r.Instruct(ctx, who, x)
	case "handle":
		_, err = r.Handle(ctx, who, x)
	case "conflict":
		_, err = r.Conflict(ctx, who, x)
		said = "已登记并通知局长，局长定以前不再处置。"
	case "decide":
		if in.Report != FlagReport && in.Report != FlagNoReport {
			err = fault.Field("report", in.Report, "选择上报还是不上报。")
			break
		}
		_, err = r.Decide(ctx, who, x)
	case "raise":
		_, err = r.Raise(ctx, who, x)
	case "link":
		err = r.Link(ctx, who, LinkInput{Incident: id, SameAs: in.SameAs, Words: in.Words})
		said = "已并入，两件都保留。"
	case "amend":
		err = r.Correct(ctx, who, Change{ID: id, Field: in.Field, Value: in.Value, At: at, Reason: in.Reason})
		said = "已更正，原来的写法保留。"
	case "close":
		err = r.CloseIncident(ctx, who, Closing{ID: id, Words: in.Words})
		said = "已办结，处置记录和报告移交档案室收集。"
	case "draft":
		var b Bulletin
		if b, err = r.DraftBulletin(ctx, who, BulletinInput{Incident: id, Kind: in.Kind}); err == nil {
			to, said = fmt.Sprintf("/duty/bulletins/%d", b.ID), "已按登记的要素拟出"+b.Name()+"，核对后送领导签发。"
		}
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.incidentPage(q, err)
	}
	return web.Redirect(to).Say(ui.OK, said), nil
}

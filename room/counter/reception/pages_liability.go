package reception

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func clauseOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, a := range accounts {
		out = append(out, ui.Option{Value: string(a.Clause), Label: a.Label})
	}
	return out
}

func (r *Room) liabilitiesPage(q *web.Request, failed error) (web.Answer, error) {
	o := register.Asked(q.Values(), r.Door.Today())
	who := actor(q)
	list, err := r.Liabilities(q.Context(), who, o.Year, "")
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "责任追究", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "违反的制度", Wide: true}, {Label: "责任人"}, {Label: "发生"}, {Label: "决定人"}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有责任追究登记", Text: "登记只给作决定的人和责任人本人看。"}}
	for _, l := range list {
		t.Rows = append(t.Rows, ui.Row{URL: l.URL(), Cells: []ui.Cell{{Text: l.Number}, {Text: accountLabel(law.ID(l.Clause)), URL: l.URL(), Sub: s.cite(law.ID(l.Clause))}, {Text: l.PersonName}, {Text: l.HappenedOn.String()}, {Text: l.Decider}, {Text: liabilityStates[l.State]}}})
	}
	p := &parts{q: q, failed: failed}
	if who.May(Hold) {
		p.add("登记责任事实", "只记事实。追究与否、怎样追究由人决定，系统不作判断；原文没有写细则。", p.form("/reception/liability", "liability"), ui.Button{Label: "登记", Look: "primary"},
			ui.Field{Name: "clause", Label: "违反的制度", Kind: ui.Select, Options: clauseOptions(), Half: true}, ui.Field{Name: "person", Label: "责任人", Kind: ui.Select, Options: s.peopleOptions("请选择"), Half: true}, ui.Field{Name: "happened_on", Label: "发生的日子", Kind: ui.Date, Half: true}, ui.Field{Name: "source", Label: "出自哪一件", Hint: "投诉、首问登记或办件的编号。", Optional: true, Half: true, Max: mostLine}, ui.Field{Name: "facts", Label: "查明的事实", Kind: ui.Area, Rows: 4, Max: mostText})
	}
	return p.page(ui.Head{Title: "责任追究", Crumbs: crumbs, Meta: []string{"只有局领导、政工科和责任人本人能看"}}, nil, []ui.Part{{Table: &t}})
}

type liabilityInput struct {
	Clause     string     `form:"clause" label:"违反的制度"`
	Person     int64      `form:"person" label:"责任人"`
	HappenedOn civil.Date `form:"happened_on" label:"发生的日子"`
	Facts      string     `form:"facts" label:"查明的事实"`
	Source     string     `form:"source" label:"出自哪一件"`
	Decider    int64      `form:"decider" label:"决定人"`
	DecidedOn  civil.Date `form:"decided_on" label:"决定的日子"`
	Decision   string     `form:"decision" label:"决定"`
	Result     string     `form:"result" label:"结果"`
	Reason     string     `form:"reason" label:"理由"`
}

func (r *Room) liabilityEnter(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[liabilityInput](q)
	var l Liability
	if err == nil {
		l, err = r.HoldLiable(org.Context(q), actor(q), NewLiability{Clause: law.ID(in.Clause), Person: in.Person, HappenedOn: in.HappenedOn, Facts: in.Facts, Source: in.Source})
	}
	if err != nil {
		return r.liabilitiesPage(q, err)
	}
	return web.Redirect(l.URL()).Say(ui.OK, "已登记 "+l.Number+"。"), nil
}

func (r *Room) liabilityPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	l, changes, err := r.LiabilityOf(q.Context(), actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "违反的制度", Text: accountLabel(law.ID(l.Clause)), URL: "/rules/" + l.Clause}, {Key: "依据", Text: s.cite(law.ID(l.Clause))}, {Key: "责任人", Text: l.PersonName}, {Key: "发生的日子", Text: l.HappenedOn.Chinese()}, {Key: "查明的事实", Text: l.Facts, Wide: true}, {Key: "登记", Text: l.MadeName + "，" + whenAt(l.MadeAt)}}}
	for _, x := range []ui.Pair{{Key: "出自", Text: l.Source}, {Key: "决定人", Text: l.Decider}, {Key: "决定的日子", Text: text10(l.DecidedOn)}, {Key: "决定", Text: l.Decision, Wide: true}, {Key: "结果", Text: l.Result, Wide: true}, {Key: "作废的理由", Text: l.Reason, Wide: true}} {
		if x.Text != "" {
			facts.Pairs = append(facts.Pairs, x)
		}
	}
	p := &parts{q: q, failed: failed}
	at := l.URL()
	if changes && l.State == Recorded {
		var leaders []ui.Option
		for _, o := range s.peopleOptions("请选择") {
			if o.Value == "0" || o.Group == "局领导" && o.Value != fmt.Sprint(l.PersonID) {
				leaders = append(leaders, o)
			}
		}
		p.add("决定", "写明谁、哪一天作出的决定。集体决定的，写明是哪次会议。", p.form(at+"/decide", "decide"), ui.Button{Label: "登记决定", Look: "primary"}, ui.Field{Name: "decider", Label: "决定人", Kind: ui.Select, Options: leaders, Half: true}, ui.Field{Name: "decided_on", Label: "决定的日子", Kind: ui.Date, Half: true}, ui.Field{Name: "decision", Label: "决定", Kind: ui.Area, Rows: 3, Max: mostText})
		p.add("作废", "", p.form(at+"/void", "void"), ui.Button{Label: "作废", Look: "danger"}, ui.Field{Name: "reason", Label: "作废的理由", Max: mostLine})
	}
	if changes && l.State == Decided {
		p.add("结果", "", p.form(at+"/result", "result"), ui.Button{Label: "登记结果", Look: "primary"}, ui.Field{Name: "result", Label: "结果", Kind: ui.Area, Rows: 3, Max: mostText})
	}
	return p.page(ui.Head{Title: "责任追究 " + l.Number, Crumbs: under("责任追究", "/reception/liability"), Tags: []ui.Tag{{Text: liabilityStates[l.State], Tone: ui.Info}}}, nil, []ui.Part{facts})
}

func (r *Room) liabilityStep(q *web.Request, say string, do func(id int64, in liabilityInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[liabilityInput](q)
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		return r.liabilityPage(q, err)
	}
	return web.Redirect(Liability{ID: id}.URL()).Say(ui.OK, say), nil
}

func (r *Room) liabilityDecide(q *web.Request) (web.Answer, error) {
	return r.liabilityStep(q, "已登记决定。", func(id int64, in liabilityInput) error {
		_, err := r.Decide(org.Context(q), actor(q), id, in.Decider, in.DecidedOn, in.Decision)
		return err
	})
}

func (r *Room) liabilityResult(q *web.Request) (web.Answer, error) {
	return r.liabilityStep(q, "已登记结果。", func(id int64, in liabilityInput) error {
		_, err := r.CarryOut(org.Context(q), actor(q), id, in.Result)
		return err
	})
}

func (r *Room) liabilityVoid(q *web.Request) (web.Answer, error) {
	return r.liabilityStep(q, "已作废。", func(id int64, in liabilityInput) error {
		_, err := r.VoidLiability(org.Context(q), actor(q), id, in.Reason)
		return err
	})
}

package logistics

import (
	"bytes"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func noWord(v string) error { return fault.Field("yes", v, "请选择一项。") }

func supplyURL(id int64) string { return fmt.Sprintf("%s/supplies/%d", home, id) }

func (r *Room) suppliesPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Supplies(q.Context(), r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "办公用品", Columns: []ui.Column{{Label: "名称", Wide: true, Wrap: true}, {Label: "库存", Numeric: true}, {Label: "最低库存", Numeric: true, Minor: true}, {Label: "提示"}}, Empty: ui.Empty{Title: "还没有登记办公用品", Text: "办公室登记品种、入库以后列在这里。"}}
	for _, s := range list {
		c := ui.Cell{Text: "—"}
		if s.Stock < s.Least {
			c = ui.Cell{Tags: []ui.Tag{{Text: "该补了", Tone: ui.Warn}}}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: s.Name, Sub: s.Model}, {Text: fmt.Sprintf("%d %s", s.Stock, s.Measure)}, {Text: fmt.Sprint(s.Least)}, c}}
		if r.seesAll(who) {
			row.URL, row.Cells[0].URL = supplyURL(s.ID), supplyURL(s.ID)
		}
		t.Rows = append(t.Rows, row)
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		f := p.form(home+"/supplies", "supply")
		f.Set("least", "0")
		p.add("登记品种", "登记以后再入库。", f, ui.Button{Label: "登记品种", Look: "primary"}, ui.Field{Name: "name", Label: "名称", Half: true, Max: mostLine}, ui.Field{Name: "model", Label: "规格", Optional: true, Half: true, Max: mostLine}, ui.Field{Name: "measure", Label: "单位", Half: true, Max: 10, Hint: "包、支、盒等。"}, ui.Field{Name: "least", Label: "最低库存", Kind: ui.Number, Half: true})
	}
	notice, err := r.ground(q, law.LogisticsSupplies)
	if err != nil {
		return web.Answer{}, err
	}
	return p.page(ui.Head{Title: "办公用品", Actions: r.importButton(who, "supplies", "导入用品")}, []ui.Notice{notice}, nil, []ui.Part{{Table: &t}})
}

type supplyInput struct {
	Name    string `form:"name" label:"名称"`
	Model   string `form:"model" label:"规格"`
	Measure string `form:"measure" label:"单位"`
	Least   int64  `form:"least" label:"最低库存"`
}

func (r *Room) supplySave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[supplyInput](q)
	var id int64
	if err == nil {
		id, err = r.SaveSupply(org.Context(q), org.Actor(q), Supply{Name: in.Name, Model: in.Model, Measure: in.Measure, Least: in.Least})
	}
	if err != nil {
		return r.again(q, err, r.suppliesPage)
	}
	return web.Redirect(supplyURL(id)).Say(ui.OK, "品种已登记，请入库。"), nil
}

func (r *Room) supplyPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	if err := r.overview(who, law.LogisticsSupplies); err != nil {
		return web.Answer{}, err
	}
	s, err := row[Supply](q.Context(), rd, "logistics_supply", "supply", id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	moves, err := r.MovesOf(q.Context(), rd, id)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "出入库", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "日期"}, {Label: "数量", Numeric: true}, {Label: "结存", Numeric: true}, {Label: "领用人"}, {Label: "单据"}}, Empty: ui.Empty{Title: "还没有出入库", Text: "在下面入库。"}}
	for _, m := range moves {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Number}, {Text: m.On.String()}, {Text: fmt.Sprintf("%+d", m.Amount)}, {Text: fmt.Sprint(m.Stock)}, {Text: dash(people.name(m.PersonID)), Sub: m.Words}, {Text: "打印", URL: fmt.Sprintf("%s/moves/%d/slip.pdf", home, m.ID)}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		p.add("领用", fmt.Sprintf("库存 %d %s，不能领成负数。", s.Stock, s.Measure), p.form(supplyURL(id)+"/out", "out"), ui.Button{Label: "登记领用", Look: "primary"}, ui.Field{Name: "amount", Label: "数量", Kind: ui.Number, Half: true}, ui.Field{Name: "person", Label: "领用人", Kind: ui.Select, Options: people.options("请选择"), Half: true}, ui.Field{Name: "words", Label: "说明", Optional: true, Max: mostLine})
		p.add("入库", "", p.form(supplyURL(id)+"/in", "in"), ui.Button{Label: "登记入库"}, ui.Field{Name: "amount", Label: "数量", Kind: ui.Number, Half: true}, ui.Field{Name: "cost", Label: "金额（元）", Optional: true, Half: true}, ui.Field{Name: "words", Label: "说明", Optional: true, Max: mostLine})
	}
	return p.page(ui.Head{Title: s.Label(), Crumbs: supplyCrumbs, Meta: []string{fmt.Sprintf("库存 %d %s", s.Stock, s.Measure), "入库合计 " + cameIn(moves) + " 元"}}, nil, nil, []ui.Part{{Title: "出入库", Table: &t}})
}

type moveInput struct {
	Amount int64  `form:"amount" label:"数量"`
	Person int64  `form:"person" label:"领用人"`
	Cost   string `form:"cost" label:"金额"`
	Words  string `form:"words" label:"说明"`
}

func (r *Room) supplyDo(q *web.Request, out bool) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[moveInput](q)
	if err == nil {
		var cost int64
		cost, err = optional(in.Cost, func(s string) (int64, error) { return energy.ParseFen("cost", "金额", s) })
		m := NewMove{Supply: id, Amount: in.Amount, Person: in.Person, Cost: cost, Words: in.Words}
		switch {
		case err != nil:
		case out:
			_, err = r.HandOut(org.Context(q), org.Actor(q), m)
		default:
			_, err = r.TakeIn(org.Context(q), org.Actor(q), m)
		}
	}
	if err != nil {
		return r.again(q, err, r.supplyPage)
	}
	return web.Redirect(supplyURL(id)).Say(ui.OK, "已登记，单据可以打印。"), nil
}

func (r *Room) supplyIn(q *web.Request) (web.Answer, error)  { return r.supplyDo(q, false) }
func (r *Room) supplyOut(q *web.Request) (web.Answer, error) { return r.supplyDo(q, true) }

func (r *Room) moveFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd := r.Door.Reader()
	if err := r.overview(org.Actor(q), law.LogisticsSupplies); err != nil {
		return web.Answer{}, err
	}
	m, err := row[Move](q.Context(), rd, "logistics_supply_move", "move", id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := row[Supply](q.Context(), rd, "logistics_supply", "supply", m.SupplyID)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf(m.Number, func(w *bytes.Buffer) error {
		return r.movePDF(m, s, people.unitName(m.Unit), people.name(m.PersonID), r.Door.Today(), w)
	})
}

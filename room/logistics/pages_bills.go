package logistics

import (
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func (r *Room) billsPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	year, err := r.yearAsked(q, r.Door.Today().Year)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.BillsOf(q.Context(), rd, year)
	if err != nil {
		return web.Answer{}, err
	}
	meters, err := r.Meters(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	years, err := r.meterYears(q.Context(), rd, year, lastRead(year, r.Door.Today()))
	if err != nil {
		return web.Answer{}, err
	}
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	apart := map[energy.Bill]energy.Difference{}
	for _, d := range differences(years, list, year, tolerance(book)) {
		apart[d.Bill] = d
	}
	t := ui.Table{Caption: "账单", Columns: []ui.Column{{Label: "月份"}, {Label: "品种"}, {Label: "用量", Numeric: true}, {Label: "金额（元）", Numeric: true}, {Label: "与抄表比", Wrap: true}, {Label: "票据", Minor: true}}, Empty: ui.Empty{Title: "这一年还没有账单", Text: "在下面登记，或者从表格导入。"}}
	kept := []ui.Option{{Value: "0", Label: "请选择"}}
	for _, b := range slices.Backward(list) {
		c := ui.Cell{Text: "—"}
		if d, ok := apart[energy.Bill{Carrier: b.Carrier, Meter: b.MeterID, Month: b.Month, Amount: b.Amount, Cost: b.Cost}]; ok && b.State == Kept {
			switch {
			case !d.Known:
				c = ui.Cell{Text: "当月没有读数"}
			case d.Apart:
				c = ui.Cell{Text: "抄表 " + energy.Thousandths(d.Metered), Tags: []ui.Tag{{Text: "差 " + energy.Fixed(d.PerMille*100, 1) + "%", Tone: ui.Bad}}}
			default:
				c = ui.Cell{Text: "相符"}
			}
		}
		if b.State == Voided {
			c = ui.Cell{Tags: []ui.Tag{{Text: "已作废", Tone: ui.Mute}}, Sub: b.Reason}
		} else {
			kept = append(kept, ui.Option{Value: fmt.Sprint(b.ID), Label: fmt.Sprintf("%s %s %s 元", b.Month.Chinese(), b.Carrier.Label(), energy.Yuan(b.Cost))})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: b.Month.Chinese()}, {Text: b.Carrier.Label()}, {Text: energy.Thousandths(b.Amount)}, {Text: energy.Yuan(b.Cost)}, c, {Text: b.Number, Sub: b.Supplier}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		options := []ui.Option{{Value: "0", Label: "不对应某一只表"}}
		for _, m := range meters {
			options = append(options, ui.Option{Value: fmt.Sprint(m.ID), Label: m.Carrier.Label() + "表 " + m.Number})
		}
		f := p.form(home+"/bills", "bill")
		f.Set("month", (energy.MonthOn(r.Door.Today()) - 1).String())
		p.add("登记一张", "电、水、气的用量以抄表为准，账单用来核对和记费用；汽油、柴油、煤、热力按账单统计用量。", f, ui.Button{Label: "登记账单", Look: "primary", Save: true},
			ui.Field{Name: "carrier", Label: "品种", Kind: ui.Select, Options: carrierOptions(energy.Carriers), Half: true}, ui.Field{Name: "month", Label: "月份", Half: true}, ui.Field{Name: "amount", Label: "用量", Half: true}, ui.Field{Name: "cost", Label: "金额（元）", Half: true},
			ui.Field{Name: "meter", Label: "对应的表", Kind: ui.Select, Options: options, Half: true}, ui.Field{Name: "number", Label: "票据号", Optional: true, Half: true, Max: mostLine}, ui.Field{Name: "supplier", Label: "供应单位", Optional: true, Max: mostLine})
		if len(kept) > 1 {
			p.add("作废一张", "作废的仍列在表里，写明理由。", p.form(home+"/bills/void", "void"), ui.Button{Label: "作废账单", Look: "danger"}, ui.Field{Name: "id", Label: "哪一张", Kind: ui.Select, Options: kept, Half: true}, ui.Field{Name: "reason", Label: "理由", Half: true, Max: mostLine})
		}
	}
	return p.page(ui.Head{Title: fmt.Sprintf("%d年能源账单", year), Crumbs: energyCrumbs, Actions: r.importButton(who, "bills", "导入账单")}, nil, r.years(home+"/bills", year), []ui.Part{{Table: &t}})
}

type billInput struct {
	Carrier  string `form:"carrier" label:"品种"`
	Month    string `form:"month" label:"月份"`
	Amount   string `form:"amount" label:"用量"`
	Cost     string `form:"cost" label:"金额"`
	Meter    int64  `form:"meter" label:"对应的表"`
	Number   string `form:"number" label:"票据号"`
	Supplier string `form:"supplier" label:"供应单位"`
}

func (r *Room) billAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[billInput](q)
	if err == nil {
		month, err1 := energy.ParseMonth("month", in.Month)
		amount, err2 := energy.ParseMilli("amount", "用量", in.Amount)
		cost, err3 := energy.ParseFen("cost", "金额", in.Cost)
		if err = join(err1, err2, err3); err == nil {
			_, err = r.AddBill(org.Context(q), org.Actor(q), NewBill{Carrier: energy.Carrier(in.Carrier), Meter: in.Meter, Month: month, Amount: amount, Cost: cost, Number: in.Number, Supplier: in.Supplier})
		}
	}
	if err != nil {
		return r.again(q, err, r.billsPage)
	}
	return web.Redirect(home+"/bills").Say(ui.OK, "账单已登记。"), nil
}

type voidInput struct {
	ID     int64  `form:"id" label:"哪一张"`
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) billVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[voidInput](q)
	if err == nil && in.ID == 0 {
		err = fault.Field("id", "", "请选择作废哪一张。")
	}
	if err == nil {
		err = r.VoidBill(org.Context(q), org.Actor(q), in.ID, in.Reason)
	}
	if err != nil {
		return r.again(q, err, r.billsPage)
	}
	return web.Redirect(home+"/bills").Say(ui.OK, "账单已作废。"), nil
}

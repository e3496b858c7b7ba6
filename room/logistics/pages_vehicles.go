package logistics

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func vehicleURL(id int64) string { return fmt.Sprintf("%s/vehicles/%d", home, id) }

func (v Vehicle) standardWords() string {
	if v.Standard == 0 {
		return "未定"
	}
	return energy.Thousandths(v.Standard)
}

func (r *Room) vehiclesPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	list, err := r.Vehicles(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	year := r.Door.Today().Year
	t := ui.Table{Caption: "车辆", Columns: []ui.Column{{Label: "车牌", Code: true}, {Label: "车型", Minor: true}, {Label: "里程", Numeric: true}, {Label: fmt.Sprintf("%d年百公里", year), Numeric: true}, {Label: "定额", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有登记车辆", Text: "在下面登记。"}}
	for _, v := range list {
		fills, err := r.Fuellings(q.Context(), rd, v.ID)
		if err != nil {
			return web.Answer{}, err
		}
		x := use(fills, func(f Fuelling) bool { return f.On.Year == year })
		c := ui.Cell{Text: rate(x, 1)}
		if x.Known && v.Standard > 0 && x.Value > v.Standard {
			c.Tags = []ui.Tag{{Text: "超定额", Tone: ui.Bad}}
		}
		state := ui.Tag{Text: "在用", Tone: ui.OK}
		if !v.Retired.IsZero() {
			state = ui.Tag{Text: v.Retired.String() + " 停用", Tone: ui.Mute}
		}
		t.Rows = append(t.Rows, ui.Row{URL: vehicleURL(v.ID), Cells: []ui.Cell{{Text: v.Plate, URL: vehicleURL(v.ID)}, {Text: v.Model, Sub: fmt.Sprintf("%s，%d 座", v.Fuel.Label(), v.Seats)}, {Text: fmt.Sprint(v.Mileage)}, c, {Text: v.standardWords()}, {Tags: []ui.Tag{state}}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		p.add("登记车辆", "里程登记以后只随出车、收车和加油增加。", p.form(home+"/vehicles", "vehicle"), ui.Button{Label: "登记车辆", Look: "primary", Save: true}, ui.Field{Name: "plate", Label: "车牌号", Half: true, Code: true, Max: mostLine}, ui.Field{Name: "model", Label: "车型", Half: true, Max: mostLine},
			ui.Field{Name: "fuel", Label: "燃料", Kind: ui.Select, Options: carrierOptions(fuels), Half: true}, ui.Field{Name: "seats", Label: "座位数", Kind: ui.Number, Half: true}, ui.Field{Name: "mileage", Label: "当前里程（公里）", Kind: ui.Number, Half: true}, ui.Field{Name: "standard", Label: "百公里定额", Optional: true, Half: true, Hint: "没有核定的不填。"})
	}
	notice, err := r.ground(q, law.LogisticsVehicleEnergy)
	if err != nil {
		return web.Answer{}, err
	}
	return p.page(ui.Head{Title: "车辆和油耗", Crumbs: carCrumbs, Actions: append(r.importButton(who, "vehicles", "导入车辆"), r.importButton(who, "fuel", "导入加油")...)}, []ui.Notice{notice}, nil, []ui.Part{{Hint: "百公里油耗按加满到加满计算：第一次加的不算，用后面几次加的量除以其间的里程。", Table: &t}})
}

type vehicleInput struct {
	Plate    string `form:"plate" label:"车牌号"`
	Model    string `form:"model" label:"车型"`
	Fuel     string `form:"fuel" label:"燃料"`
	Seats    int64  `form:"seats" label:"座位数"`
	Mileage  int64  `form:"mileage" label:"当前里程"`
	Standard string `form:"standard" label:"百公里定额"`
}

func (r *Room) vehicleSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[vehicleInput](q)
	if err == nil {
		var standard int64
		standard, err = optional(in.Standard, func(s string) (int64, error) { return energy.ParseMilli("standard", "百公里定额", s) })
		if err == nil {
			_, err = r.SaveVehicle(org.Context(q), org.Actor(q), Vehicle{Plate: in.Plate, Model: in.Model, Fuel: energy.Carrier(in.Fuel), Seats: in.Seats, Mileage: in.Mileage, Standard: standard})
		}
	}
	if err != nil {
		return r.again(q, err, r.vehiclesPage)
	}
	return web.Redirect(home+"/vehicles").Say(ui.OK, "车辆已登记。"), nil
}

func (r *Room) vehiclePage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	v, err := row[Vehicle](q.Context(), rd, "logistics_vehicle", "vehicle", id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	fills, err := r.Fuellings(q.Context(), rd, id)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "加油", Columns: []ui.Column{{Label: "日期"}, {Label: "里程", Numeric: true}, {Label: "加油量", Numeric: true}, {Label: "金额（元）", Numeric: true}, {Label: "这一段百公里", Numeric: true}}, Empty: ui.Empty{Title: "还没有加油记录", Text: "加满以后在下面登记，两次以后算得出油耗。"}}
	for i, x := range slices.Backward(fills) {
		span := "—"
		if i > 0 {
			span = rate(use(fills[i-1:i+1], func(Fuelling) bool { return true }), 1)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.On.String()}, {Text: fmt.Sprint(x.Mileage)}, {Text: energy.Thousandths(x.Amount)}, {Text: yuan(x.Cost)}, {Text: span}}})
	}
	all := use(fills, func(Fuelling) bool { return true })
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && v.Retired.IsZero() {
		f := p.form(vehicleURL(id)+"/fuel", "fuel")
		f.Set("on", r.Door.Today().String())
		p.add("登记加油", "每次加满；没有加满的并到下一次一起登记。", f, ui.Button{Label: "登记加油", Look: "primary"}, ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "mileage", Label: "当时里程（公里）", Kind: ui.Number, Half: true, Hint: fmt.Sprintf("已登记到 %d 公里。", v.Mileage)}, ui.Field{Name: "amount", Label: "加油量（" + v.Fuel.Unit() + "）", Half: true}, ui.Field{Name: "cost", Label: "金额（元）", Optional: true, Half: true})
		p.add("停用", "还有派车没有办完的不能停用。", p.form(vehicleURL(id)+"/retire", "retire"), ui.Button{Label: "停用这辆车", Look: "danger"})
	}
	return p.page(ui.Head{Title: v.Plate, Crumbs: append(slices.Clone(carCrumbs), ui.Link{Text: "车辆和油耗", URL: home + "/vehicles"})}, nil, nil,
		[]ui.Part{{Pairs: []ui.Pair{{Key: "车型", Text: v.Model}, {Key: "燃料", Text: v.Fuel.Label()}, {Key: "座位", Text: fmt.Sprint(v.Seats)}, {Key: "里程", Text: fmt.Sprintf("%d 公里", v.Mileage)}, {Key: "百公里", Text: rate(all, 1)}, {Key: "百公里定额", Text: v.standardWords()}}}, {Title: "加油", Table: &t}})
}

type fuelInput struct {
	On      civil.Date `form:"on" label:"日期"`
	Mileage int64      `form:"mileage" label:"当时里程"`
	Amount  string     `form:"amount" label:"加油量"`
	Cost    string     `form:"cost" label:"金额"`
}

func (r *Room) vehicleDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.vehiclePage)
	}
	return web.Redirect(vehicleURL(id)).Say(ui.OK, say), nil
}

func (r *Room) vehicleFuel(q *web.Request) (web.Answer, error) {
	return r.vehicleDo(q, "加油已登记。", func(id int64) error {
		in, err := web.Decode[fuelInput](q)
		if err != nil {
			return err
		}
		amount, err1 := energy.ParseMilli("amount", "加油量", in.Amount)
		cost, err2 := optional(in.Cost, func(s string) (int64, error) { return energy.ParseFen("cost", "金额", s) })
		if err := join(err1, err2); err != nil {
			return err
		}
		_, err = r.AddFuelling(org.Context(q), org.Actor(q), Fuelling{VehicleID: id, On: in.On, Mileage: in.Mileage, Amount: amount, Cost: cost})
		return err
	})
}

func (r *Room) vehicleRetire(q *web.Request) (web.Answer, error) {
	return r.vehicleDo(q, "这辆车已停用。", func(id int64) error { return r.RetireVehicle(org.Context(q), org.Actor(q), id) })
}

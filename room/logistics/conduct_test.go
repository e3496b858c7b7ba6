package logistics_test

import (
	"context"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics"
	"lantai.internal/room/logistics/energy"
)

const hour = int64(3600) * 1_000_000

func (b *bureau) ask(who string, from, until int64) int64 {
	b.t.Helper()
	now := b.Door.Now()
	id, err := b.AskVehicle(b.ctx, b.actors[who], logistics.NewDispatch{Purpose: "到街镇检查", Place: "东溪镇", People: 3, From: now + from*hour, Until: now + until*hour})
	b.ok(err)
	return id
}

func (b *bureau) car(plate string) int64 {
	b.t.Helper()
	id, err := b.SaveVehicle(b.ctx, b.actors["office"], logistics.Vehicle{Plate: plate, Model: "轿车", Fuel: energy.Petrol, Seats: 5, Mileage: 1000, Standard: 9000})
	b.ok(err)
	return id
}

// A vehicle from request to return: the office decides, nobody on the own request; one
// vehicle and one driver once at a time; mileage never backwards
// (law.LogisticsVehicles, law.LogisticsVehicleEnergy).
func TestDispatch(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.LogisticsVehicles, law.LogisticsVehicleEnergy}
		_, err := b.SaveVehicle(b.ctx, b.actors["clerk"], logistics.Vehicle{Plate: "渝A1"})
		b.wants(err, fault.Forbidden, "办公室")
		one, two := b.car("渝A00001"), b.car("渝A00002")
		_, err = b.AskVehicle(b.ctx, b.actors["clerk"], logistics.NewDispatch{Purpose: "x", Place: "y", People: 1, From: b.Door.Now() + hour, Until: b.Door.Now()})
		b.wants(err, fault.Invalid, "返回时间")
		_, err = b.AskVehicle(b.ctx, b.actors["clerk"], logistics.NewDispatch{Purpose: "x", Place: "y", People: 1, From: b.Door.Now() + hour, Until: b.Door.Now() + 2*hour, Trip: "attendance_trip:1"})
		b.wants(err, fault.Invalid, "出差")
		first := b.ask("clerk", 1, 5)
		driver, other := b.people["driver"], b.people["office"]
		yes := func(car, who int64) logistics.Ruling {
			return logistics.Ruling{Approve: true, Vehicle: car, Driver: who}
		}
		b.wants(b.RuleDispatch(b.ctx, b.actors["clerk"], first, yes(one, driver)), fault.Forbidden, "办公室负责人")
		b.wants(b.RuleDispatch(b.ctx, b.actors["office"], first, yes(one, driver)), fault.Forbidden, "办公室负责人")
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], first, yes(0, driver)), fault.Invalid, "请选择车辆")
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], first, yes(one, 0)), fault.Invalid, "在职人员")
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], first, logistics.Ruling{}), fault.Invalid, "意见")
		b.ok(b.RuleDispatch(b.ctx, b.actors["chief"], first, yes(one, driver)))
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], first, yes(one, driver)), fault.Conflict, "不能再审批")
		if b.todo("logistics_dispatch:1") != 0 {
			t.Error("the to-do stays")
		}
		second := b.ask("head", 4, 8)
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], second, yes(one, other)), fault.Conflict, "已派给")
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], second, yes(two, driver)), fault.Conflict, "驾驶员在")
		third := b.ask("head", 5, 8) // begins when the first ends
		b.ok(b.RuleDispatch(b.ctx, b.actors["chief"], third, yes(one, driver)))
		own := b.ask("chief", 1, 2)
		b.wants(b.RuleDispatch(b.ctx, b.actors["chief"], own, yes(two, other)), fault.Forbidden, "自己的用车申请")
		b.ok(b.RuleDispatch(b.ctx, b.actors["deputy"], own, logistics.Ruling{Words: "拼车"}))

		b.wants(b.Leave(b.ctx, b.actors["clerk"], first, 1000), fault.Forbidden, "驾驶员或者办公室")
		b.wants(b.Leave(b.ctx, b.actors["driver"], first, 900), fault.Invalid, "里程不会倒退")
		b.ok(b.Leave(b.ctx, b.actors["driver"], first, 1005))
		b.wants(b.Leave(b.ctx, b.actors["driver"], third, 1005), fault.Conflict, "还没有收车")
		b.wants(b.Return(b.ctx, b.actors["driver"], first, 1000), fault.Invalid, "里程不会倒退")
		b.wants(b.RetireVehicle(b.ctx, b.actors["office"], one), fault.Conflict, "没有办完")
		b.ok(b.Return(b.ctx, b.actors["driver"], first, 1085))
		d, err := b.DispatchOf(b.ctx, b.actors["clerk"], first)
		b.ok(err)
		if d.KM() != 80 {
			t.Errorf("%+v", d)
		}
		_, err = b.DispatchOf(b.ctx, b.actors["head"], first)
		b.wants(err, fault.NotFound, "")
		list, err := b.Dispatches(b.ctx, b.actors["clerk"], 0, b.Door.Now()*2)
		b.ok(err)
		if len(list) != 1 {
			t.Errorf("%d are shown", len(list))
		}
		b.wants(b.DropDispatch(b.ctx, b.actors["clerk"], third, "不去了"), fault.Forbidden, "申请人或者办公室")
		b.wants(b.DropDispatch(b.ctx, b.actors["head"], third, ""), fault.Invalid, "理由")
		b.ok(b.DropDispatch(b.ctx, b.actors["head"], third, "不去了"))
		b.wants(b.DropDispatch(b.ctx, b.actors["clerk"], first, "不去了"), fault.Conflict, "已收车")

		fuel := func(on string, km, litres int64) error {
			_, err := b.AddFuelling(b.ctx, b.actors["office"], logistics.Fuelling{VehicleID: one, On: civil.Must(on), Mileage: km, Amount: litres * energy.Milli, Cost: 100})
			return err
		}
		_, err = b.AddFuelling(b.ctx, b.actors["clerk"], logistics.Fuelling{VehicleID: one})
		b.wants(err, fault.Forbidden, "办公室")
		b.ok(fuel("2026-01-02", 1100, 40))
		b.wants(fuel("2026-01-03", 1090, 40), fault.Invalid, "里程不会倒退")
		b.ok(fuel("2026-01-08", 1500, 36))
		b.wants(b.RetireVehicle(b.ctx, b.actors["clerk"], two), fault.Forbidden, "办公室")
		b.ok(b.RetireVehicle(b.ctx, b.actors["office"], two))
	})
}

// What was asked for may name the trip behind it.
func TestDispatchOfATrip(t *testing.T) {
	each(t, func(b *bureau) {
		b.Trips = func(_ context.Context, _ db.Reader, person int64, _, _ civil.Date) ([]logistics.Trip, error) {
			if person != b.people["clerk"] {
				return nil, nil
			}
			return []logistics.Trip{{Subject: "attendance_trip:7", Label: "市内"}}, nil
		}
		d := logistics.NewDispatch{Purpose: "x", Place: "y", People: 1, From: b.Door.Now() + hour, Until: b.Door.Now() + 2*hour, Trip: "attendance_trip:7"}
		_, err := b.AskVehicle(b.ctx, b.actors["head"], d)
		b.wants(err, fault.Invalid, "不是您的")
		_, err = b.AskVehicle(b.ctx, b.actors["clerk"], d)
		b.ok(err)
	})
}

func (b *bureau) asset(number string) int64 {
	b.t.Helper()
	id, err := b.SaveAsset(b.ctx, b.actors["office"], logistics.Asset{Number: number, Name: "计算机", Category: "设备", AcquiredOn: civil.Must("2024-01-01"), Value: 500_000, Place: "库房"})
	b.ok(err)
	return id
}

// Cards, assignment and disposal; whoever put it forward does not decide
// (law.LogisticsAssets, law.LogisticsDisposal).
func TestAssets(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.LogisticsAssets, law.LogisticsDisposal}
		_, err := b.SaveAsset(b.ctx, b.actors["clerk"], logistics.Asset{Number: "Z1"})
		b.wants(err, fault.Forbidden, "办公室")
		id := b.asset("Z1")
		_, err = b.SaveAsset(b.ctx, b.actors["office"], logistics.Asset{Number: "Z1", Name: "x", Category: "设备", AcquiredOn: civil.Must("2024-01-01"), Place: "y"})
		b.wants(err, fault.Invalid, "一物一卡")
		_, _, err = b.AssetOf(b.ctx, b.actors["clerk"], id)
		b.wants(err, fault.NotFound, "")
		b.wants(b.AssignAsset(b.ctx, b.actors["clerk"], id, "", b.people["clerk"], "201"), fault.Forbidden, "办公室")
		b.ok(b.AssignAsset(b.ctx, b.actors["office"], id, "", b.people["clerk"], "201室"))
		a, list, err := b.AssetOf(b.ctx, b.actors["clerk"], id)
		b.ok(err)
		if a.Unit != "SMLTK" || len(list) != 1 {
			t.Errorf("%+v %+v", a, list)
		}
		b.wants(b.AskDisposal(b.ctx, b.actors["clerk"], id, "坏了"), fault.Forbidden, "办公室")
		b.wants(b.AskDisposal(b.ctx, b.actors["office"], id, ""), fault.Invalid, "理由")
		b.ok(b.AskDisposal(b.ctx, b.actors["office"], id, "报废"))
		b.wants(b.DecideDisposal(b.ctx, b.actors["office"], id, true, ""), fault.Forbidden, "")
		b.wants(b.DecideDisposal(b.ctx, b.actors["director"], id, false, ""), fault.Invalid, "意见")
		b.ok(b.DecideDisposal(b.ctx, b.actors["director"], id, false, "还能用"))
		both := b.actors["office"]
		both.Rights = append([]act.Right{logistics.Approve}, both.Rights...)
		b.ok(b.AskDisposal(b.ctx, both, id, "报废"))
		b.wants(b.DecideDisposal(b.ctx, both, id, true, ""), fault.Forbidden, "不能自己审批")
		b.ok(b.DecideDisposal(b.ctx, b.actors["director"], id, true, ""))
		b.wants(b.AssignAsset(b.ctx, b.actors["office"], id, "", 0, "库房"), fault.Conflict, "已处置")
		shown, err := b.Assets(b.ctx, b.actors["office"], false)
		b.ok(err)
		if len(shown) != 0 {
			t.Errorf("%+v", shown)
		}
	})
}

// Two people take stock: nobody alone, everything counted, what differs with words
// (law.LogisticsStocktaking).
func TestCount(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.LogisticsStocktaking
		_, err := b.OpenCount(b.ctx, b.actors["office"], b.people["chief"])
		b.wants(err, fault.Conflict, "账上没有资产")
		b.asset("Z1")
		b.asset("Z2")
		_, err = b.OpenCount(b.ctx, b.actors["clerk"], b.people["chief"])
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.OpenCount(b.ctx, b.actors["office"], b.people["office"])
		b.wants(err, fault.Rule, "不能是自己")
		id, err := b.OpenCount(b.ctx, b.actors["office"], b.people["chief"])
		b.ok(err)
		_, err = b.OpenCount(b.ctx, b.actors["office"], b.people["chief"])
		b.wants(err, fault.Conflict, "还没有办结")
		_, lines, err := b.CountOf(b.ctx, b.actors["chief"], id)
		b.ok(err)
		_, _, err = b.CountOf(b.ctx, b.actors["clerk"], id)
		b.wants(err, fault.NotFound, "")
		enter := func(who string, list ...logistics.FoundThing) error {
			_, err := b.EnterCount(b.ctx, b.actors[who], id, list)
			return err
		}
		b.wants(enter("chief", logistics.FoundThing{Line: lines[0].ID, Found: logistics.FoundYes}), fault.Forbidden, "盘点人")
		b.wants(enter("office", logistics.FoundThing{Line: lines[0].ID, Found: logistics.FoundNo}), fault.Invalid, "盘亏的说明")
		b.ok(enter("office", logistics.FoundThing{Line: lines[0].ID, Found: logistics.FoundNo, Words: "没有找到"}))
		b.wants(b.HandCount(b.ctx, b.actors["office"], id), fault.Conflict, "没有盘")
		b.ok(enter("office", logistics.FoundThing{Line: lines[1].ID, Found: logistics.FoundYes}, logistics.FoundThing{Name: "打印机", Place: "202室"}))
		b.wants(b.CloseCount(b.ctx, b.actors["chief"], id, true, "x"), fault.Conflict, "盘点中")
		b.ok(b.HandCount(b.ctx, b.actors["office"], id))
		b.wants(b.CloseCount(b.ctx, b.actors["office"], id, true, "x"), fault.Forbidden, "不能自己确认")
		b.wants(b.CloseCount(b.ctx, b.actors["chief"], id, true, ""), fault.Invalid, "处理意见")
		b.ok(b.CloseCount(b.ctx, b.actors["chief"], id, false, "再找一遍"))
		b.ok(b.HandCount(b.ctx, b.actors["office"], id))
		b.ok(b.CloseCount(b.ctx, b.actors["chief"], id, true, "查明责任后核销"))
		c, _, err := b.CountOf(b.ctx, b.actors["director"], id)
		b.ok(err)
		if c.State != logistics.Closed {
			t.Errorf("%+v", c)
		}
	})
}

// A stock-taking whose people cannot go on does not stand in the way of the next:
// whoever heads the office replaces them, always two, or drops it
// (law.LogisticsStocktaking).
func TestCountGoesOnWithoutItsPeople(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.LogisticsStocktaking
		b.asset("Z1")
		b.asset("Z2")
		id, err := b.OpenCount(b.ctx, b.actors["office"], b.people["clerk"])
		b.ok(err)
		_, lines, err := b.CountOf(b.ctx, b.actors["office"], id)
		b.ok(err)
		enter := func(who string, i int) error {
			_, err := b.EnterCount(b.ctx, b.actors[who], id, []logistics.FoundThing{{Line: lines[i].ID, Found: logistics.FoundYes}})
			return err
		}
		b.ok(enter("office", 0))
		staff := func(who, first, other, reason string) error {
			return b.StaffCount(b.ctx, b.actors[who], id, logistics.CountStaff{First: b.people[first], Other: b.people[other], Reason: reason})
		}
		b.wants(staff("office", "driver", "", "调离"), fault.Forbidden, "办公室负责人")
		b.wants(staff("chief", "driver", "", ""), fault.Invalid, "换人的理由")
		b.wants(staff("chief", "", "", "调离"), fault.Invalid, "没有变")
		b.wants(staff("chief", "head", "", "调离"), fault.Invalid, "不在办公室")
		b.wants(staff("chief", "driver", "driver", "调离"), fault.Invalid, "两个人")
		b.wants(staff("chief", "driver", "office", "对调"), fault.Invalid, "登记过这次盘点")
		b.ok(staff("chief", "driver", "", "秘书调离"))
		if b.todo("logistics_count_first:1") != 1 {
			t.Error("the new first person is not told")
		}
		b.wants(enter("office", 1), fault.Forbidden, "驾驶员")
		b.ok(enter("driver", 1))
		b.ok(b.HandCount(b.ctx, b.actors["driver"], id))
		if b.todo("logistics_count_first:1") != 0 || b.todo("logistics_count:1") != 1 {
			t.Error("the to-dos do not follow")
		}
		b.ok(staff("deputy", "", "head", "科员请长假"))
		b.wants(b.CloseCount(b.ctx, b.actors["clerk"], id, true, ""), fault.Forbidden, "商贸流通科科长")
		b.ok(b.CloseCount(b.ctx, b.actors["head"], id, true, ""))
		b.wants(staff("chief", "", "clerk", "x"), fault.Conflict, "已办结")

		id, err = b.OpenCount(b.ctx, b.actors["office"], b.people["clerk"])
		b.ok(err)
		b.wants(b.DropCount(b.ctx, b.actors["office"], id, "人员调离"), fault.Forbidden, "办公室负责人")
		b.wants(b.DropCount(b.ctx, b.actors["chief"], id, ""), fault.Invalid, "取消的理由")
		b.ok(b.DropCount(b.ctx, b.actors["chief"], id, "人员调离"))
		b.wants(b.DropCount(b.ctx, b.actors["chief"], id, "人员调离"), fault.Conflict, "已取消")
		_, err = b.OpenCount(b.ctx, b.actors["office"], b.people["chief"])
		b.ok(err)
	})
}

// Stock is never below zero (law.LogisticsSupplies).
func TestSupplies(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.LogisticsSupplies
		office := b.actors["office"]
		_, err := b.SaveSupply(b.ctx, b.actors["clerk"], logistics.Supply{Name: "纸", Measure: "包"})
		b.wants(err, fault.Forbidden, "办公室")
		id, err := b.SaveSupply(b.ctx, office, logistics.Supply{Name: "纸", Measure: "包", Least: 5})
		b.ok(err)
		_, err = b.TakeIn(b.ctx, b.actors["clerk"], logistics.NewMove{Supply: id, Amount: 1})
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.TakeIn(b.ctx, office, logistics.NewMove{Supply: id, Amount: 0})
		b.wants(err, fault.Invalid, "数量")
		_, err = b.TakeIn(b.ctx, office, logistics.NewMove{Supply: id, Amount: 10, Cost: 20_000})
		b.ok(err)
		_, err = b.HandOut(b.ctx, office, logistics.NewMove{Supply: id, Amount: 3})
		b.wants(err, fault.Invalid, "在职人员")
		_, err = b.HandOut(b.ctx, office, logistics.NewMove{Supply: id, Amount: 11, Person: b.people["clerk"]})
		b.wants(err, fault.Rule, "领不出 11")
		_, err = b.HandOut(b.ctx, office, logistics.NewMove{Supply: id, Amount: 10, Person: b.people["clerk"]})
		b.ok(err)
		list, err := b.Supplies(b.ctx, b.Door.Reader())
		b.ok(err)
		if list[0].Stock != 0 {
			t.Errorf("%+v", list)
		}
	})
}

func (b *bureau) line(who, code string, pairs ...string) error {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	_, err := b.hall.Add(b.ctx, b.actors[who], code, values)
	return err
}

// The plain registers with their own rules (law.LogisticsRepairs, law.LogisticsCanteen,
// law.LogisticsReception, law.LogisticsRounds, law.LogisticsKeyPlaces).
func TestRegisters(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.LogisticsRepairs, law.LogisticsCanteen, law.LogisticsReception, law.LogisticsRounds, law.LogisticsKeyPlaces}
		meal := []string{"day", friday, "title", "午餐", "ordered", "30", "eaten", "28", "waste", "1.5"}
		b.wants(b.line("clerk", logistics.Canteen, meal...), fault.Forbidden, "")
		b.ok(b.line("office", logistics.Canteen, meal...))
		b.wants(b.line("office", logistics.Canteen, meal...), fault.Invalid, "已经登记")
		b.wants(b.line("office", logistics.Canteen, "day", friday, "title", "夜宵", "ordered", "1", "eaten", "1"), fault.Invalid, "早餐、午餐或者晚餐")
		b.wants(b.line("office", logistics.Canteen, "day", friday, "title", "晚餐", "ordered", "1", "eaten", "2"), fault.Invalid, "多于报餐")

		visit := func(guests, companions string) error {
			return b.line("office", logistics.Visits, "day", friday, "title", "某区商务局", "letter", "某商函〔2026〕1号", "purpose", "学习", "list", "局长等", "guests", guests, "companions", companions)
		}
		b.wants(visit("10", "4"), fault.Invalid, "不超过 3 人")
		b.ok(visit("10", "3"))
		b.wants(visit("14", "5"), fault.Invalid, "不超过 4 人")
		b.ok(visit("14", "4"))
		b.wants(b.line("office", logistics.Visits, "day", friday, "title", "某局", "purpose", "x", "list", "x", "guests", "2", "companions", "1"), fault.Invalid, "公函")

		key := []string{"day", friday, "title", "配电房", "person", "驾驶员", "state", "out"}
		b.ok(b.line("office", logistics.Keys, key...))
		b.wants(b.line("office", logistics.Keys, key...), fault.Invalid, "还没有还")
		b.wants(b.line("office", logistics.Keys, "day", friday, "title", "库房", "person", "驾驶员", "state", "back"), fault.Invalid, "归还日期")

		b.wants(b.line("office", logistics.Rounds, "day", friday, "title", "机房", "person", "驾驶员", "state", "open"), fault.Invalid, "什么问题")
		b.wants(b.line("office", logistics.Rounds, "day", friday, "title", "机房", "person", "驾驶员", "state", "open", "found", "灭火器过期"), fault.Invalid, "整改期限")
		b.ok(b.line("office", logistics.Rounds, "day", friday, "title", "机房", "person", "驾驶员", "state", "open", "found", "灭火器过期", "due", "2026-01-20"))
		b.ok(b.line("office", logistics.Rounds, "day", friday, "title", "食堂", "person", "驾驶员", "state", "fine"))
	})
}

// A repair goes its steps, and whoever reported it confirms it (law.LogisticsRepairs).
func TestRepairs(t *testing.T) {
	each(t, func(b *bureau) {
		b.wants(b.line("clerk", logistics.Repairs, "day", friday, "title", "灯不亮", "place", "201室", "state", logistics.Mended), fault.Invalid, "由办公室登记")
		b.ok(b.line("clerk", logistics.Repairs, "day", friday, "title", "灯不亮", "place", "201室", "state", logistics.Reported))
		if b.todo("logistics.repair:1") != 1 {
			t.Error("nobody is told")
		}
		amend := func(who, state string, pairs ...string) error {
			l, err := b.hall.Line(b.ctx, b.actors[who], logistics.Repairs, 1)
			if err != nil {
				return err
			}
			values := map[string]string{"day": friday, "title": "灯不亮", "place": "201室", "state": state}
			for i := 0; i < len(pairs); i += 2 {
				values[pairs[i]] = pairs[i+1]
			}
			return b.hall.Amend(b.ctx, b.actors[who], logistics.Repairs, 1, l.Version, values, "进展")
		}
		b.wants(amend("head", logistics.Mended), fault.NotFound, "")
		b.wants(amend("clerk", logistics.Mended, "worker", "物业", "mended", friday), fault.Invalid, "由办公室登记")
		b.wants(amend("office", logistics.Confirmed, "worker", "物业", "mended", friday), fault.Invalid, "顺序")
		b.wants(amend("office", logistics.Assigned), fault.Invalid, "由谁维修")
		b.ok(amend("office", logistics.Assigned, "worker", "物业"))
		b.ok(amend("office", logistics.Mended, "worker", "物业", "mended", friday))
		b.wants(amend("office", logistics.Confirmed, "worker", "物业", "mended", friday), fault.Invalid, "确认")
		b.ok(amend("clerk", logistics.Confirmed, "worker", "物业", "mended", friday))
		b.wants(amend("clerk", logistics.Mended, "worker", "物业", "mended", friday), fault.Invalid, "已经确认")
		if b.todo("logistics.repair:1") != 0 {
			t.Error("the to-do stays")
		}
	})
}

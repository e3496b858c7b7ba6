package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/room/logistics"
	"lantai.internal/room/logistics/energy"
)

// demoLogistics gives the demonstration three years of meters and bills, with last
// year's report ready to be frozen, and some weeks of vehicles, assets, supplies,
// repairs and meals.
func (a *App) demoLogistics(ctx context.Context) error {
	d := &logisticsDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}, today: a.Door.Today()}
	d.meters()
	d.readings()
	d.bills()
	d.report()
	d.cars()
	d.things()
	d.lines()
	return d.err
}

// logisticsDesk does what the office would do, and stops at the first failure.
type logisticsDesk struct {
	reportingDesk
	today civil.Date
	ids   [5]int64
}

func (d *logisticsDesk) do(login string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		d.err = do(who)
	}
}

// sheet enters a spreadsheet of a kind; a bad row is a failure.
func (d *logisticsDesk) sheet(kind, text string) {
	d.do("mishu", func(who act.Actor) error {
		s, _ := logistics.SheetOf(kind)
		got, err := d.a.Logistics.TakeSheet(d.ctx, who, s, logistics.Table{ReaderAt: bytes.NewReader([]byte(text)), Size: int64(len(text)), Name: s.Label + ".csv", Whole: true})
		if err == nil && len(got.Bad) > 0 {
			err = fmt.Errorf("demo: %s row %d: %s", kind, got.Bad[0].Row, got.Bad[0].Say)
		}
		return err
	})
}

// demoMeters are the meters of the building; the last but one is behind the first.
var demoMeters = []struct {
	number, place string
	carrier       energy.Carrier
	multiplier    int64
	part          bool
	start         int64
	// month is what it counts in an ordinary month, summer and winter what is added.
	month, summer, winter int64
}{
	{"D-0731", "办公楼总表", energy.Electricity, 40, false, 4210, 210, 120, 60},
	{"S-1102", "办公楼", energy.Water, 1, false, 18240, 168, 42, 0},
	{"Q-0088", "食堂", energy.Gas, 1, false, 3306, 214, 0, 36},
	{"D-0732", "机房", energy.Electricity, 10, true, 980, 96, 12, 0},
}

func (d *logisticsDesk) meters() {
	for i, m := range demoMeters {
		d.do("mishu", func(who act.Actor) error {
			var err error
			d.ids[i], err = d.a.Logistics.SaveMeter(d.ctx, who, logistics.NewMeter{Number: m.number, Carrier: m.carrier, Place: m.place, Multiplier: m.multiplier, Digits: 6, From: energy.MonthOf(d.today.Year-3, 12), Opening: m.start * energy.Milli, Part: m.part})
			return err
		})
	}
}

// used is what a meter counts in a month: a little less each year.
func used(m int, month energy.Month, first int) int64 {
	x := demoMeters[m]
	n := x.month - int64(month.Year()-first)*x.month/40 + int64(month.Number()*7%5)
	switch month.Number() {
	case 6, 7, 8, 9:
		n += x.summer
	case 12, 1, 2:
		n += x.winter
	}
	return n
}

func (d *logisticsDesk) readings() {
	var b strings.Builder
	b.WriteString("表号,月份,读数\n")
	first := d.today.Year - 2
	for i, m := range demoMeters {
		at := m.start
		for month := energy.MonthOf(first, 1); month < energy.MonthOn(d.today); month++ {
			at += used(i, month, first)
			// The gas meter was not read in July of last year, the last month's water not yet.
			if i == 2 && month == energy.MonthOf(d.today.Year-1, 7) || i == 1 && month == energy.MonthOn(d.today)-1 {
				continue
			}
			fmt.Fprintf(&b, "%s,%s,%d\n", m.number, month, at)
		}
	}
	d.sheet("readings", b.String())
}

func (d *logisticsDesk) bills() {
	var b strings.Builder
	b.WriteString("品种,月份,用量,金额,表号,供应单位,票据号\n")
	first := d.today.Year - 2
	no := 0
	price := []float64{0.62, 3.5, 2.9}
	supplier := []string{"供电公司", "自来水公司", "燃气公司"}
	for month := energy.MonthOf(first, 1); month < energy.MonthOn(d.today); month++ {
		for i := range 3 {
			n := used(i, month, first) * demoMeters[i].multiplier
			if i == 1 && month == energy.MonthOf(d.today.Year, 4) {
				n += n / 5 // a bill that does not fit its meter
			}
			no++
			fmt.Fprintf(&b, "%s,%s,%d,%.2f,%s,%s,F%06d\n", demoMeters[i].carrier.Label(), month, n, float64(n)*price[i], demoMeters[i].number, supplier[i], no)
		}
		no++
		fmt.Fprintf(&b, "汽油,%s,%d,%.2f,,加油站,F%06d\n", month, 150+month.Number()*4, float64(150+month.Number()*4)*7.6, no)
	}
	d.sheet("bills", b.String())
}

func (d *logisticsDesk) report() {
	year := d.today.Year - 1
	for y := year - 1; y <= year+1; y++ {
		d.do("mishu", func(who act.Actor) error {
			return d.a.Logistics.SaveBase(d.ctx, who, logistics.Base{Year: y, Area: 5200 * energy.Milli, People: 62, Posts: 58, Vehicles: 2, Plan: "办公楼照明全部换成节能灯；夏季空调不低于26摄氏度；公务用车逐车核算油耗。"})
		})
	}
	d.do("mishu", func(who act.Actor) error {
		return d.a.Logistics.SetLimit(d.ctx, who, logistics.Limit{Year: year, Indicator: energy.CoalPerArea, Quota: 1, Most: 5000, Ground: "区机关事务管理部门核定（演示）"})
	})
	d.do("mishu", func(who act.Actor) error {
		return d.a.Logistics.SetLimit(d.ctx, who, logistics.Limit{Year: year, Indicator: energy.WaterPerPerson, Most: 35_000, Ground: "年度节能目标（演示）"})
	})
	d.do("mishu", func(who act.Actor) error {
		return d.a.Logistics.Explain(d.ctx, who, year, fmt.Sprintf("gap:%d:%04d-07", d.ids[2], year), "七月食堂停用检修，燃气表间上锁，八月一并抄表。")
	})
}

const demoHour = int64(3600) * 1_000_000

func (d *logisticsDesk) cars() {
	d.sheet("vehicles", "车牌号,车型,燃料,座位数,里程,百公里定额\n渝A·D0001,轿车,汽油,5,42000,8.5\n渝A·D0002,商务车,汽油,7,63800,11\n")
	var b strings.Builder
	b.WriteString("车牌号,日期,加油量,里程,金额\n")
	for i := range 6 {
		on := d.today.AddDays(-7 * (6 - i))
		fmt.Fprintf(&b, "渝A·D0001,%s,%.1f,%d,%.2f\n渝A·D0002,%s,%.1f,%d,%.2f\n", on, 36.2+float64(i), 42400+i*450, (36.2+float64(i))*7.6, on, 52.4+float64(i), 64200+i*430, (52.4+float64(i))*7.6)
	}
	d.sheet("fuel", b.String())
	ask := func(login, purpose, place string, from, until, people int64) int64 {
		var id int64
		d.do(login, func(who act.Actor) error {
			var err error
			now := d.a.Door.Now() / demoHour * demoHour
			id, err = d.a.Logistics.AskVehicle(d.ctx, who, logistics.NewDispatch{Purpose: purpose, Place: place, People: people, From: now + from*demoHour, Until: now + until*demoHour})
			return err
		})
		return id
	}
	out := ask("keyuan", "检查成品油市场", "东溪镇", 1, 7, 3)
	if d.err != nil {
		return
	}
	list, err := d.a.Logistics.Vehicles(d.ctx, d.a.Door.Reader())
	if err != nil || len(list) < 2 {
		d.err = err
		return
	}
	chart, err := d.a.Org.Chart(d.ctx, d.a.Door.Reader(), d.a.Door.Now())
	if err != nil {
		d.err = err
		return
	}
	var driver int64
	for _, p := range chart.Staff() {
		if p.Unit == "BGS" && chart.Rank(p.ID) != "section_head" {
			driver = p.ID
		}
	}
	rule := func(id, vehicle int64) {
		d.do("bangongshi", func(who act.Actor) error {
			return d.a.Logistics.RuleDispatch(d.ctx, who, id, logistics.Ruling{Approve: true, Vehicle: vehicle, Driver: driver})
		})
	}
	rule(out, list[0].ID)
	d.do("mishu", func(who act.Actor) error { return d.a.Logistics.Leave(d.ctx, who, out, list[0].Mileage+12) })
	next := ask("shangmao", "走访商贸企业", "三江街道", 26, 30, 2)
	rule(next, list[1].ID)
	ask("keyuan", "送报表到市局", "主城", 50, 58, 1)
}

func (d *logisticsDesk) things() {
	d.sheet("assets", `资产编号,名称,规格型号,类别,取得日期,原值,存放地点,使用科室
TY-2019-001,台式计算机,国产办公机,设备,2019-05-20,5200,301室,办公室
TY-2021-006,便携式计算机,国产办公机,设备,2021-09-02,6800,205室,商贸流通科
TY-2020-011,多功能一体机,A3,设备,2020-03-11,12800,302室,政工科
TY-2016-003,档案密集架,12列,家具和用具,2016-11-08,86000,档案库房,办公室
TY-2014-020,会议桌,十二人,家具和用具,2014-06-30,4600,三楼会议室,办公室
TY-2012-007,打印机,A4,设备,2012-04-01,2100,库房,
`)
	d.sheet("supplies", "名称,规格,单位,入库数量,最低库存,金额\n复印纸,A4,包,60,20,1380\n签字笔,黑色0.5,支,120,30,240\n档案盒,2厘米,个,40,50,360\n硒鼓,,个,4,2,1200\n")
	d.do("mishu", func(who act.Actor) error {
		list, err := d.a.Logistics.Supplies(d.ctx, d.a.Door.Reader())
		if err != nil || len(list) == 0 {
			return err
		}
		people, err := d.a.Org.People(d.ctx)
		if err != nil {
			return err
		}
		for i, s := range list {
			if _, err := d.a.Logistics.HandOut(d.ctx, who, logistics.NewMove{Supply: s.ID, Amount: int64(i + 1), Person: people[len(people)-1-i].ID}); err != nil {
				return err
			}
		}
		return nil
	})
	d.do("mishu", func(who act.Actor) error {
		list, err := d.a.Logistics.Assets(d.ctx, who, false)
		if err != nil || len(list) == 0 {
			return err
		}
		return d.a.Logistics.AskDisposal(d.ctx, who, list[0].ID, "超过使用年限，主板损坏，报废回收")
	})
}

func (d *logisticsDesk) lines() {
	add := func(login, code string, pairs ...string) {
		values := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			values[pairs[i]] = pairs[i+1]
		}
		d.do(login, func(who act.Actor) error {
			_, err := d.a.Registers.Add(d.ctx, who, code, values)
			return err
		})
	}
	day := func(ago int) string { return d.today.AddDays(-ago).String() }
	add("keyuan", logistics.Repairs, "day", day(1), "title", "205室空调不制热", "place", "205室", "state", logistics.Reported)
	add("shangmao", logistics.Repairs, "day", day(4), "title", "二楼开水器漏水", "place", "二楼开水间", "state", logistics.Reported)
	for i := 5; i > 0; i-- {
		n := 38 + i%3
		add("mishu", logistics.Canteen, "day", day(i), "title", "午餐", "ordered", fmt.Sprint(n), "eaten", fmt.Sprint(n-i%2), "waste", fmt.Sprintf("%d.5", i%3))
	}
	add("mishu", logistics.Visits, "day", day(6), "title", "外区商务部门", "letter", "商务函（演示）3号", "purpose", "学习商贸流通工作", "list", "分管领导1人，工作人员5人", "guests", "6", "companions", "2", "cost", "480")
	add("mishu", logistics.Rounds, "day", day(2), "title", "机房", "person", "办公室主任", "state", "fine")
	add("mishu", logistics.Rounds, "day", day(2), "title", "食堂", "person", "办公室主任", "state", "open", "found", "灭火器压力不足", "due", d.today.AddDays(5).String())
}

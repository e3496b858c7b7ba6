package logistics_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/logistics"
	"lantai.internal/room/logistics/energy"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, logistics.Use, register.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{logistics.Approve}, base...), org.Director: append([]act.Right{logistics.Approve}, base...)}

// bureau has an office with head, clerk and driver, a section with head and clerk, a
// deputy and the director.
type bureau struct {
	*logistics.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	hall   *register.Hall
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, register.Schema, logistics.Schema}

// The clock begins on Friday, 9 January 2026, at noon.
const friday = "2026-01-09"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(friday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS"}
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
		{"driver", "驾驶员", "BGS", "BGS-staff", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: civil.Must("2013-09-03")})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = logistics.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.hall = register.Open(d, o, "某区商务局")
	b.hall.Declare(b.Registers(b.hall)...)
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// wants expects a fault of a kind whose words contain say.
func (b *bureau) wants(err error, kind fault.Kind, say string) {
	b.t.Helper()
	if err == nil || !fault.Is(err, kind) || !strings.Contains(words(err), say) {
		b.t.Errorf("want %v with %q, got %v (%s)", kind, say, err, words(err))
	}
}

func words(err error) string {
	if err == nil {
		return ""
	}
	f := fault.Of(err)
	s := f.Safe()
	for _, x := range f.Fields {
		s += x.Say
	}
	return s
}

// todo counts the open to-dos with a key.
func (b *bureau) todo(key string) int {
	b.t.Helper()
	n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM notify_todo WHERE key = $1 AND done_at = 0", key)
	b.ok(err)
	return n
}

func month(s string) energy.Month {
	m, err := energy.ParseMonth("month", s)
	if err != nil {
		panic(err)
	}
	return m
}

func (b *bureau) meter(number string, c energy.Carrier) int64 {
	b.t.Helper()
	id, err := b.SaveMeter(b.ctx, b.actors["office"], logistics.NewMeter{Number: number, Carrier: c, Place: "办公楼", Multiplier: 10, Digits: 5, From: month("2024-12"), Opening: 100 * energy.Milli})
	b.ok(err)
	return id
}

func (b *bureau) read(meter int64, m string, value int64) error {
	x := month(m)
	_, err := b.AddReadings(b.ctx, b.actors["office"], []logistics.NewReading{{Meter: meter, Reading: energy.Reading{Month: x, On: min2(x.Last(), b.Door.Today()), Value: value * energy.Milli}}})
	return err
}

func min2(a, c civil.Date) civil.Date {
	if c.Before(a) {
		return c
	}
	return a
}

// year enters a whole year of one electricity meter and a petrol bill.
func (b *bureau) year() int64 {
	b.t.Helper()
	id := b.meter("D1", energy.Electricity)
	for m := 1; m <= 12; m++ {
		b.ok(b.read(id, fmt.Sprintf("2025-%02d", m), 100+int64(m)*50))
	}
	_, err := b.AddBill(b.ctx, b.actors["office"], logistics.NewBill{Carrier: energy.Petrol, Month: month("2025-05"), Amount: 400_000, Cost: 320_000, Number: "发票1"})
	b.ok(err)
	return id
}

func (b *bureau) base() {
	b.t.Helper()
	b.ok(b.SaveBase(b.ctx, b.actors["office"], logistics.Base{Year: 2025, Area: 2000 * energy.Milli, People: 40, Posts: 38, Vehicles: 2}))
}

// Meters and readings: the office alone, never backwards, one a month, corrected with a
// reason; a swap starts anew (law.LogisticsMetering, law.LogisticsStatistics).
func TestReadings(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.LogisticsMetering, law.LogisticsStatistics}
		_, err := b.SaveMeter(b.ctx, b.actors["clerk"], logistics.NewMeter{Number: "D1"})
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.SaveMeter(b.ctx, b.actors["office"], logistics.NewMeter{Number: "", Carrier: energy.Petrol, Place: "x", Multiplier: 1, Digits: 5, From: month("2025-01")})
		b.wants(err, fault.Invalid, "表号")
		id := b.meter("D1", energy.Electricity)
		_, err = b.SaveMeter(b.ctx, b.actors["office"], logistics.NewMeter{Number: "D1", Carrier: energy.Water, Place: "x", Multiplier: 1, Digits: 5, From: month("2025-01")})
		b.wants(err, fault.Invalid, "已经登记")
		b.ok(b.read(id, "2025-01", 150))
		b.wants(b.read(id, "2025-02", 140), fault.Invalid, "表不会倒走")
		b.wants(b.read(id, "2025-01", 160), fault.Invalid, "已有读数")
		b.wants(b.read(id, "2026-02", 160), fault.Invalid, "还没有到")
		_, err = b.AddReadings(b.ctx, b.actors["clerk"], []logistics.NewReading{{Meter: id}})
		b.wants(err, fault.Forbidden, "抄表由办公室")
		_, err = b.AddReadings(b.ctx, b.actors["office"], nil)
		b.wants(err, fault.Invalid, "一个读数也没有填")
		_, err = b.AddReadings(b.ctx, b.actors["office"], []logistics.NewReading{{Meter: 99, Reading: energy.Reading{Month: month("2025-01")}}})
		b.wants(err, fault.NotFound, "")
		swap := energy.Reading{Month: month("2025-02"), On: civil.Must("2025-02-28"), Value: 30_000, Swapped: &energy.Swap{On: civil.Must("2025-02-10"), Closing: 160_000, Opening: 0, Multiplier: 1, Digits: 6}}
		add := func(x energy.Reading) error {
			_, err := b.AddReadings(b.ctx, b.actors["office"], []logistics.NewReading{{Meter: id, Reading: x}})
			return err
		}
		b.wants(add(swap), fault.Invalid, "写明原因")
		swap.Why = "表坏"
		swap.Swapped.On = civil.Must("2025-03-10")
		b.wants(add(swap), fault.Invalid, "换表日期")
		swap.Swapped.On = civil.Must("2025-02-10")
		b.ok(add(swap))
		list, err := b.ReadingsOf(b.ctx, b.Door.Reader(), id)
		b.ok(err)
		if len(list) != 2 || list[1].Pure().Swapped == nil {
			t.Fatalf("%+v", list)
		}
		// A correction must fit on both sides.
		b.wants(b.CorrectReading(b.ctx, b.actors["office"], list[0].ID, energy.Reading{On: civil.Must("2025-01-31"), Value: 170_000, Why: "看错"}), fault.Invalid, "")
		b.wants(b.CorrectReading(b.ctx, b.actors["office"], list[0].ID, energy.Reading{On: civil.Must("2025-01-31"), Value: 155_000}), fault.Invalid, "更正的理由")
		b.wants(b.CorrectReading(b.ctx, b.actors["head"], list[0].ID, energy.Reading{Value: 155_000, Why: "看错"}), fault.Forbidden, "办公室")
		b.ok(b.CorrectReading(b.ctx, b.actors["office"], list[0].ID, energy.Reading{On: civil.Must("2025-01-31"), Value: 155_000, Why: "看错"}))
		_, err = b.SaveMeter(b.ctx, b.actors["office"], logistics.NewMeter{ID: id, Number: "D1", Carrier: energy.Electricity, Place: "x", Multiplier: 20, Digits: 5, From: month("2024-12"), Opening: 100_000})
		b.wants(err, fault.Conflict, "已有读数")
		b.wants(b.RetireMeter(b.ctx, b.actors["clerk"], id, month("2025-02")), fault.Forbidden, "办公室")
		b.wants(b.RetireMeter(b.ctx, b.actors["office"], id, month("2025-03")), fault.Invalid, "最后一次读数")
		b.ok(b.RetireMeter(b.ctx, b.actors["office"], id, month("2025-02")))
		b.wants(b.read(id, "2025-03", 170), fault.Invalid, "停用")
	})
}

// Bills: one number once, the carrier of its meter, void with a reason
// (law.LogisticsStatistics).
func TestBills(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.meter("D1", energy.Electricity)
		bill := logistics.NewBill{Carrier: energy.Electricity, Meter: id, Month: month("2025-03"), Amount: 500_000, Cost: 40_000, Number: "A1"}
		_, err := b.AddBill(b.ctx, b.actors["clerk"], bill)
		b.wants(err, fault.Forbidden, "办公室")
		one, err := b.AddBill(b.ctx, b.actors["office"], bill)
		b.ok(err)
		_, err = b.AddBill(b.ctx, b.actors["office"], bill)
		b.wants(err, fault.Invalid, "已经登记过")
		bill.Number, bill.Carrier = "A2", energy.Water
		_, err = b.AddBill(b.ctx, b.actors["office"], bill)
		b.wants(err, fault.Invalid, "账单却是水")
		_, err = b.AddBill(b.ctx, b.actors["office"], logistics.NewBill{Carrier: energy.Gas, Month: month("2026-03")})
		b.wants(err, fault.Invalid, "不能晚于本月")
		b.wants(b.VoidBill(b.ctx, b.actors["clerk"], one, "x"), fault.Forbidden, "办公室")
		b.wants(b.VoidBill(b.ctx, b.actors["office"], one, ""), fault.Invalid, "理由")
		b.ok(b.VoidBill(b.ctx, b.actors["office"], one, "重复"))
		b.wants(b.VoidBill(b.ctx, b.actors["office"], one, "重复"), fault.Conflict, "已经作废")
	})
}

// of them.
func TestReadingsAreAskedFor(t *testing.T) {
	each(t, func(b *bureau) {
		one, two := b.meter("D1", energy.Electricity), b.meter("S1", energy.Water)
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if !w.Reading || b.todo("logistics_reading:2025-12") != 1 {
			t.Errorf("%+v", w)
		}
		b.ok(b.read(one, "2025-12", 110))
		if b.todo("logistics_reading:2025-12") != 1 {
			t.Error("one meter is left")
		}
		b.ok(b.read(two, "2025-12", 110))
		if b.todo("logistics_reading:2025-12") != 0 {
			t.Error("the to-do stays")
		}
	})
}

// A month against the month before and a year ago; a bill far from its meter is told.
func TestAnalysis(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.year()
		_, err := b.AddBill(b.ctx, b.actors["office"], logistics.NewBill{Carrier: energy.Electricity, Meter: id, Month: month("2025-03"), Amount: 600_000, Cost: 50_000})
		b.ok(err)
		a, err := b.Analyse(b.ctx, month("2025-03"))
		b.ok(err)
		if len(a.Lines) != 1 || a.Lines[0].ToBefore.Words() != "持平" || a.Lines[0].ToYearAgo.Known || len(a.Remarks) != 1 || !strings.Contains(a.Remarks[0], "相差 20.0%") {
			t.Errorf("%+v", a)
		}
	})
}

func (b *bureau) table(text string) logistics.Table {
	return logistics.Table{ReaderAt: bytes.NewReader([]byte(text)), Size: int64(len(text)), Name: "表.csv"}
}

// Every kind of spreadsheet: good rows are entered, bad ones are told by number, and by
// nobody but the office.
func TestSheets(t *testing.T) {
	each(t, func(b *bureau) {
		b.meter("D1", energy.Electricity)
		office := b.actors["office"]
		for _, x := range []struct {
			kind, text string
			rows       int
			bad        []string
		}{
			{"readings", "表号,月份,读数\nD1,2025-01,150\nD1,2025-02,140\nD9,2025-02,1\nD1,2025-02,160.5\n", 2, []string{"表不会倒走", "没有表号为“D9”"}},
			{"bills", "品种,月份,用量,金额,票据号\n电,2025年1月,500,400.50,F1\n柴火,2025-01,1,1,F2\n汽油,2025-02,30,-2,F3\n", 1, []string{"不在统计之列", "不能是负数"}},
			{"vehicles", "车牌号,车型,燃料,座位数,里程\n渝A00001,轿车,汽油,5,10000\n渝A00002,轿车,蒸汽,5,0\n", 1, []string{"不在统计之列"}},
			{"fuel", "车牌号,日期,加油量,里程,金额\n渝A00001,2025-12-01,40,10400,300\n渝A00001,2025-12-09,40,10300,300\n", 1, []string{"里程不会倒退"}},
			{"assets", "资产编号,名称,类别,取得日期,原值,存放地点,使用人\nZ1,计算机,设备,2024-03-01,5000,201室,商贸流通科科员\nZ1,计算机,设备,2024-03-01,5000,201室,\nZ2,桌子,家具,2024-03-01,500,201室,没有的人\n", 1, []string{"一物一卡", "本局没有"}},
			{"supplies", "名称,单位,入库数量,最低库存\n复印纸,包,20,5\n复印纸,包,1,1\n笔,支,多,1\n", 1, []string{"已经登记", "应为 0 至"}},
		} {
			s, ok := logistics.SheetOf(x.kind)
			if !ok {
				t.Fatal(x.kind)
			}
			_, err := b.TakeSheet(b.ctx, b.actors["clerk"], s, b.table(x.text))
			b.wants(err, fault.Forbidden, "办公室")
			whole := b.table(x.text)
			whole.Whole = true
			got, err := b.TakeSheet(b.ctx, office, s, whole)
			b.ok(err)
			if got.Done || len(got.Bad) != len(x.bad) {
				t.Errorf("%s: whole: %+v", x.kind, got)
			}
			got, err = b.TakeSheet(b.ctx, office, s, b.table(x.text))
			b.ok(err)
			if got.Rows != x.rows || len(got.Bad) != len(x.bad) {
				t.Fatalf("%s: %+v", x.kind, got)
			}
			for i, say := range x.bad {
				if !strings.Contains(got.Bad[i].Say, say) {
					t.Errorf("%s: row %d says %q, want %q", x.kind, got.Bad[i].Row, got.Bad[i].Say, say)
				}
			}
			_, err = b.TakeSheet(b.ctx, office, s, b.table("甲,乙\n1,2\n"))
			b.wants(err, fault.Invalid, "")
		}
	})
}

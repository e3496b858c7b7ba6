package logistics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/logistics/energy"
)

// Table is a spreadsheet that somebody brings.
type Table struct {
	io.ReaderAt
	Size int64
	Name string
	// Whole enters nothing unless every row is good.
	Whole bool
}

// BadRow is a row of a table that was not taken in, and why.
type BadRow struct {
	Row int // as the user sees it in the file
	Say string
}

// Taken says what became of a table.
type Taken struct {
	Rows int // entered
	Bad  []BadRow
	Done bool // something was entered
}

// refused is a table of which nothing was entered, with all its bad rows.
type refused struct{ bad []BadRow }

// Error is the text for the log.
func (e *refused) Error() string { return fmt.Sprintf("logistics: %d bad rows", len(e.bad)) }

// column is a heading by which a table may have a value.
type column struct {
	key   string
	names []string // the first is the one that is told
	need  bool
}

// Sheet is one of the kinds of tables that are taken in.
type Sheet struct {
	Code, Label string
	Basis       []law.ID
	columns     []column
	// enter enters a row within the deed.
	enter func(r *Room, tx *act.Tx, p people, cell func(string) string) error
}

// Hint tells the headings.
func (s Sheet) Hint() string {
	var need, more []string
	for _, c := range s.columns {
		if c.need {
			need = append(need, c.names[0])
		} else {
			more = append(more, c.names[0])
		}
	}
	out := "表头：" + strings.Join(need, "、")
	if len(more) > 0 {
		out += "；可以再有：" + strings.Join(more, "、")
	}
	return out + "。不对的行逐行列出。"
}

func whole(field, label, s string, least, most int64) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	if err != nil || n < least || n > most {
		return 0, fault.Field(field, s, fmt.Sprintf("%s“%s”应为 %d 至 %d 的整数。", label, s, least, most))
	}
	return n, nil
}

func optional(s string, parse func(string) (int64, error)) (int64, error) {
	if s == "" {
		return 0, nil
	}
	return parse(s)
}

func day(field, label, s string) (civil.Date, error) {
	d, err := civil.ParseLoose(s)
	if err != nil {
		return d, fault.Field(field, s, label+"“"+s+"”看不懂，请写成 2026-03-05。")
	}
	return d, nil
}

// Sheets are the tables that this room takes in.
var Sheets = []Sheet{
	{"readings", "抄表读数", []law.ID{law.LogisticsMetering, law.LogisticsStatistics}, []column{{"number", []string{"表号", "计量表号"}, true}, {"month", []string{"月份", "抄表月份"}, true}, {"value", []string{"读数", "止码", "本次读数"}, true}, {"on", []string{"抄表日期", "日期"}, false}, {"rolled", []string{"翻转"}, false}, {"why", []string{"原因", "备注"}, false}}, enterReading},
	{"bills", "能源账单", []law.ID{law.LogisticsStatistics}, []column{{"carrier", []string{"品种", "能源品种"}, true}, {"month", []string{"月份", "账期"}, true}, {"amount", []string{"用量", "数量"}, true}, {"cost", []string{"金额", "费用"}, true}, {"meter", []string{"表号"}, false}, {"supplier", []string{"供应单位", "供应商"}, false}, {"number", []string{"票据号", "发票号"}, false}}, enterBill},
	{"vehicles", "公务用车", []law.ID{law.LogisticsVehicles}, []column{{"plate", []string{"车牌号", "车牌"}, true}, {"model", []string{"车型", "型号"}, true}, {"fuel", []string{"燃料"}, true}, {"seats", []string{"座位数", "座位"}, true}, {"mileage", []string{"里程", "当前里程"}, true}, {"standard", []string{"百公里定额", "油耗定额"}, false}}, enterVehicle},
	{"fuel", "加油记录", []law.ID{law.LogisticsVehicleEnergy}, []column{{"plate", []string{"车牌号", "车牌"}, true}, {"on", []string{"日期", "加油日期"}, true}, {"amount", []string{"加油量", "升数", "数量"}, true}, {"mileage", []string{"里程", "当时里程"}, true}, {"cost", []string{"金额", "费用"}, false}}, enterFuel},
	{"assets", "资产卡片", []law.ID{law.LogisticsAssets}, []column{{"number", []string{"资产编号", "编号"}, true}, {"name", []string{"名称", "资产名称"}, true}, {"category", []string{"类别", "资产类别"}, true}, {"acquired", []string{"取得日期", "购置日期"}, true}, {"value", []string{"原值", "价值", "金额"}, true}, {"place", []string{"存放地点", "地点"}, true}, {"model", []string{"规格型号", "型号"}, false}, {"unit", []string{"使用科室", "科室"}, false}, {"person", []string{"使用人", "领用人"}, false}}, enterAsset},
	{"supplies", "办公用品", []law.ID{law.LogisticsSupplies}, []column{{"name", []string{"名称", "品名"}, true}, {"measure", []string{"单位", "计量单位"}, true}, {"model", []string{"规格", "型号"}, false}, {"least", []string{"最低库存"}, false}, {"stock", []string{"入库数量", "数量", "库存"}, false}, {"cost", []string{"金额"}, false}}, enterSupply},
}

// SheetOf finds a kind of table.
func SheetOf(code string) (Sheet, bool) {
	i := slices.IndexFunc(Sheets, func(s Sheet) bool { return s.Code == code })
	if i < 0 {
		return Sheet{}, false
	}
	return Sheets[i], true
}

func enterReading(r *Room, tx *act.Tx, _ people, cell func(string) string) error {
	m, ok, err := db.Maybe[Meter](tx.Ctx, tx, q.SQL("meter_number"), cell("number"))
	if err != nil {
		return err
	}
	if !ok {
		return fault.Field("number", cell("number"), "没有表号为“"+cell("number")+"”的计量表，请先登记这只表。")
	}
	x := NewReading{Meter: m.ID}
	var errs []error
	if x.Month, err = energy.ParseMonth("month", cell("month")); err != nil {
		errs = append(errs, err)
	}
	if x.Value, err = energy.ParseMilli("value", "读数", cell("value")); err != nil {
		errs = append(errs, err)
	}
	if s := cell("on"); s != "" {
		if x.On, err = day("on", "抄表日期", s); err != nil {
			errs = append(errs, err)
		}
	} else if x.Month != 0 && x.Month.Last().Before(tx.Today) {
		x.On = x.Month.Last()
	}
	x.Rolled, x.Why = slices.Contains([]string{"是", "翻转", "√"}, cell("rolled")), cell("why")
	if err := join(errs...); err != nil {
		return err
	}
	return r.addReading(tx, x)
}

func enterBill(r *Room, tx *act.Tx, _ people, cell func(string) string) error {
	b := NewBill{Supplier: cell("supplier"), Number: cell("number")}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	b.Carrier, err = energy.ParseCarrier("carrier", cell("carrier"))
	note(err)
	b.Month, err = energy.ParseMonth("month", cell("month"))
	note(err)
	b.Amount, err = energy.ParseMilli("amount", "用量", cell("amount"))
	note(err)
	b.Cost, err = energy.ParseFen("cost", "金额", cell("cost"))
	note(err)
	if n := cell("meter"); n != "" {
		m, ok, err := db.Maybe[Meter](tx.Ctx, tx, q.SQL("meter_number"), n)
		if err != nil {
			return err
		}
		if !ok {
			note(fault.Field("meter", n, "没有表号为“"+n+"”的计量表，请先登记这只表。"))
		}
		b.Meter = m.ID
	}
	if err := join(errs...); err != nil {
		return err
	}
	_, err = r.addBill(tx, b)
	return err
}

func enterVehicle(r *Room, tx *act.Tx, _ people, cell func(string) string) error {
	v := Vehicle{Plate: cell("plate"), Model: cell("model")}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	v.Fuel, err = energy.ParseCarrier("fuel", cell("fuel"))
	note(err)
	v.Seats, err = whole("seats", "座位数", cell("seats"), 1, 60)
	note(err)
	v.Mileage, err = whole("mileage", "里程", cell("mileage"), 0, mostKM)
	note(err)
	v.Standard, err = optional(cell("standard"), func(s string) (int64, error) { return energy.ParseMilli("standard", "百公里定额", s) })
	note(err)
	if err := join(errs...); err != nil {
		return err
	}
	_, err = r.saveVehicle(tx, v)
	return err
}

func enterFuel(r *Room, tx *act.Tx, _ people, cell func(string) string) error {
	v, ok, err := db.Maybe[Vehicle](tx.Ctx, tx, q.SQL("vehicle_plate"), cell("plate"))
	if err != nil {
		return err
	}
	if !ok {
		return fault.Field("plate", cell("plate"), "没有车牌为“"+cell("plate")+"”的车，请先登记车辆。")
	}
	x := Fuelling{VehicleID: v.ID}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	x.On, err = day("on", "日期", cell("on"))
	note(err)
	x.Amount, err = energy.ParseMilli("amount", "加油量", cell("amount"))
	note(err)
	x.Mileage, err = whole("mileage", "里程", cell("mileage"), 0, mostKM)
	note(err)
	x.Cost, err = optional(cell("cost"), func(s string) (int64, error) { return energy.ParseFen("cost", "金额", s) })
	note(err)
	if err := join(errs...); err != nil {
		return err
	}
	_, err = r.addFuel(tx, &x)
	return err
}

func enterAsset(r *Room, tx *act.Tx, p people, cell func(string) string) error {
	a := Asset{Number: cell("number"), Name: cell("name"), Model: cell("model"), Category: cell("category"), Place: cell("place")}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	a.AcquiredOn, err = day("acquired", "取得日期", cell("acquired"))
	note(err)
	a.Value, err = energy.ParseFen("value", "原值", cell("value"))
	note(err)
	if s := cell("unit"); s != "" {
		a.Unit, err = p.unitOf("unit", s)
		note(err)
	}
	if s := cell("person"); s != "" {
		x, err := p.named("person", s)
		note(err)
		a.PersonID, a.Unit = x.ID, x.Unit
	}
	if err := join(errs...); err != nil {
		return err
	}
	_, err = r.saveAsset(tx, a)
	return err
}

func enterSupply(r *Room, tx *act.Tx, _ people, cell func(string) string) error {
	s := Supply{Name: cell("name"), Model: cell("model"), Measure: cell("measure")}
	count := func(field, label string) (int64, error) {
		return optional(cell(field), func(v string) (int64, error) { return whole(field, label, v, 0, mostPieces) })
	}
	least, err1 := count("least", "最低库存")
	stock, err2 := count("stock", "入库数量")
	cost, err3 := optional(cell("cost"), func(v string) (int64, error) { return energy.ParseFen("cost", "金额", v) })
	if err := join(err1, err2, err3); err != nil {
		return err
	}
	s.Least = least
	s, err := r.saveSupply(tx, s)
	if err != nil || stock == 0 {
		return err
	}
	_, _, err = r.move(tx, moveIn{r, false, NewMove{Supply: s.ID, Amount: stock, Cost: cost, Words: "期初导入"}})
	return err
}

type sheetIn struct {
	r     *Room
	sheet Sheet
	table Table
}

var sheetDeed = act.Define(act.Spec[sheetIn, Taken]{Name: "logistics.sheet", Label: "导入后勤登记表", Right: Use, Basis: []law.ID{law.LogisticsStatistics},
	Do: func(tx *act.Tx, in sheetIn) (Taken, act.Entry, error) { return in.r.takeSheet(tx, in.sheet, in.table) }})

// TakeSheet enters a spreadsheet. All bad rows are reported; the good ones are entered,
// or none if the table asks for that. The office does. A table that the Screen refuses is
// not read.
func (r *Room) TakeSheet(ctx context.Context, who act.Actor, s Sheet, t Table) (Taken, error) {
	if r.Screen != nil {
		if err := r.Screen(ctx, t, t.Size, t.Name, "file"); err != nil {
			return Taken{}, err
		}
	}
	out, err := sheetDeed.Run(ctx, r.Door, who, sheetIn{r, s, t})
	var bad *refused
	if errors.As(err, &bad) {
		return Taken{Bad: bad.bad}, nil
	}
	return out, err
}

func (r *Room) takeSheet(tx *act.Tx, s Sheet, t Table) (Taken, act.Entry, error) {
	none := func(err error) (Taken, act.Entry, error) { return Taken{}, act.Entry{}, err }
	if err := r.office(tx.Actor, s.Basis[0], s.Label+"的导入"); err != nil {
		return none(err)
	}
	p, err := r.people(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	n := 0
	bad, err := s.each(tx.Ctx, t, func(cell func(string) string) error {
		err := s.enter(r, tx, p, cell)
		if err == nil {
			n++
		}
		return err
	})
	if err != nil {
		return none(err)
	}
	if n == 0 && len(bad) == 0 {
		return none(fault.Field("file", t.Name, "表里没有"+s.Label+"，请核对。"))
	}
	if len(bad) > 0 && (t.Whole || n == 0) {
		return none(&fault.Error{Kind: fault.Invalid, Say: fmt.Sprintf("表里有 %d 行不能导入，一行也没有存。", len(bad)), Err: &refused{bad}})
	}
	return Taken{n, bad, true}, act.Entry{Subject: "logistics", Summary: fmt.Sprintf("导入%s %d 行", s.Label, n), Detail: map[string]any{"rows": n, "bad": len(bad)}, Basis: s.Basis}, nil
}

// each reads the rows of a table; a row that cannot be entered is bad, too many are
// refused as a whole. A fault that is no row's own ends it.
func (s Sheet) each(ctx context.Context, t Table, fn func(cell func(string) string) error) ([]BadRow, error) {
	known := func(n string) bool {
		return slices.ContainsFunc(s.columns, func(c column) bool { return slices.Contains(c.names, n) })
	}
	x, err := sheet.OpenReader(ctx, t.ReaderAt, t.Size, t.Name, sheet.Options{Known: known, MaxUnpacked: 64 << 20})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	at := map[string]int{}
	for i, h := range x.Header() {
		for _, c := range s.columns {
			if slices.Contains(c.names, sheet.Normalize(h)) {
				at[c.key] = i
			}
		}
	}
	for _, c := range s.columns {
		if _, ok := at[c.key]; c.need && !ok {
			return nil, fault.Field("file", t.Name, "表里没有“"+c.names[0]+"”这一列。"+s.Hint())
		}
	}
	var bad []BadRow
	for rows := 0; ; rows++ {
		line, err := x.Next()
		if errors.Is(err, io.EOF) {
			return bad, nil
		}
		if e, ok := sheet.AsRowError(err); ok {
			bad = append(bad, BadRow{e.Number, e.Err.Safe()})
			continue
		}
		if err != nil {
			return bad, err
		}
		if rows >= mostRows {
			return bad, fault.Field("file", t.Name, fmt.Sprintf("一张表不超过 %d 行，请分几次导入。", mostRows))
		}
		err = fn(func(key string) string {
			if i, ok := at[key]; ok && i < len(line.Cells) {
				return db.Trimmed(line.Cells[i])
			}
			return ""
		})
		if err != nil {
			f := fault.Of(err)
			if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Rule {
				return bad, err
			}
			bad = append(bad, BadRow{line.Number, f.Safe()})
		}
	}
}

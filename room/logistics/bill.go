package logistics

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var billColumns = []string{"carrier", "meter_id", "month", "amount", "cost", "supplier", "number", "state", "reason", "made_by", "made_at", "version"}

// States of a bill.
const (
	Kept   = "kept"
	Voided = "void"
)

// Bill is what a supplier charged for a month.
type Bill struct {
	ID       int64          `db:"id"`
	Carrier  energy.Carrier `db:"carrier"`
	MeterID  int64          `db:"meter_id"`
	Month    energy.Month   `db:"month"`
	Amount   int64          `db:"amount"`
	Cost     int64          `db:"cost"`
	Supplier string         `db:"supplier"`
	Number   string         `db:"number"`
	State    string         `db:"state"`
	Reason   string         `db:"reason"`
	MadeBy   string         `db:"made_by"`
	MadeAt   int64          `db:"made_at"`
	Version  int64          `db:"version"`
}

// Subject names the row in the ledger.
func (b Bill) Subject() string { return act.Subject("logistics_bill", b.ID) }

func (b Bill) values() []any {
	return []any{string(b.Carrier), b.MeterID, int64(b.Month), b.Amount, b.Cost, b.Supplier, b.Number, b.State, b.Reason, b.MadeBy, b.MadeAt, b.Version}
}

// BillsOf lists the bills of a year, voided ones too.
func (r *Room) BillsOf(ctx context.Context, rd db.Reader, year int) ([]Bill, error) {
	return db.All[Bill](ctx, rd, q.SQL("bills_of"), int64(energy.MonthOf(year, 1)), int64(energy.MonthOf(year, 12)))
}

func counted(list []Bill) []energy.Bill {
	var out []energy.Bill
	for _, b := range list {
		if b.State == Kept {
			out = append(out, energy.Bill{Carrier: b.Carrier, Meter: b.MeterID, Month: b.Month, Amount: b.Amount, Cost: b.Cost})
		}
	}
	return out
}

// NewBill is a bill as the office enters it. Amount is in thousandths of the carrier's
// unit, Cost in fen.
type NewBill struct {
	Carrier  energy.Carrier
	Meter    int64 // 0 for none in particular
	Month    energy.Month
	Amount   int64
	Cost     int64
	Supplier string
	Number   string
}

type billIn struct {
	r *Room
	NewBill
}

var billDeed = act.Define(act.Spec[billIn, int64]{Name: "logistics.bill.add", Label: "登记能源账单", Right: Use, Basis: []law.ID{law.LogisticsStatistics},
	Do: func(tx *act.Tx, in billIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsStatistics, "账单的登记"); err != nil {
			return none(err)
		}
		b, err := in.r.addBill(tx, in.NewBill)
		if err != nil {
			return none(err)
		}
		return b.ID, act.Entry{Subject: b.Subject(), Summary: fmt.Sprintf("登记%s%s账单 %s %s，%s 元", b.Month.Chinese(), b.Carrier.Label(), energy.Thousandths(b.Amount), b.Carrier.Unit(), energy.Yuan(b.Cost))}, nil
	}})

// AddBill enters a bill; two of one number are refused.
func (r *Room) AddBill(ctx context.Context, who act.Actor, in NewBill) (int64, error) {
	return billDeed.Run(ctx, r.Door, who, billIn{r, in})
}

func (r *Room) addBill(tx *act.Tx, in NewBill) (Bill, error) {
	b := Bill{Carrier: in.Carrier, MeterID: in.Meter, Month: in.Month, Amount: in.Amount, Cost: in.Cost, Supplier: in.Supplier, Number: in.Number, State: Kept, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	errs := []error{line("supplier", "供应单位", &b.Supplier, false), line("number", "票据号", &b.Number, false)}
	if !b.Carrier.Known() {
		errs = append(errs, fault.Field("carrier", string(b.Carrier), "请选择品种。"))
	}
	if b.Month == 0 || b.Month > energy.MonthOn(tx.Today) {
		errs = append(errs, fault.Field("month", b.Month.String(), "账单的月份不能空，也不能晚于本月。"))
	}
	if b.Amount == 0 && b.Cost == 0 {
		errs = append(errs, fault.Field("amount", "", "用量和金额都是零，没有可登记的。"))
	}
	if err := join(errs...); err != nil {
		return b, err
	}
	if err := r.unfrozen(tx, b.Month.Year()); err != nil {
		return b, err
	}
	if b.MeterID != 0 {
		m, err := row[Meter](tx.Ctx, tx, "logistics_meter", "meter", b.MeterID)
		switch {
		case err != nil:
			return b, err
		case m.Carrier != b.Carrier:
			return b, fault.Field("meter", m.Number, fmt.Sprintf("%s号表是%s表，账单却是%s，请核对。", m.Number, m.Carrier.Label(), b.Carrier.Label()))
		}
	}
	if b.Number != "" {
		n, err := db.One[int](tx.Ctx, tx, q.SQL("bill_number"), b.Number, string(b.Carrier))
		if err != nil {
			return b, err
		}
		if n > 0 {
			return b, fault.Field("number", b.Number, "票据“"+b.Number+"”已经登记过，一张只登记一次。")
		}
	}
	var err error
	b.ID, err = insert(tx, "logistics_bill", billColumns, b.values())
	return b, err
}

type voidIn struct {
	r      *Room
	id     int64
	reason string
}

var voidBillDeed = act.Define(act.Spec[voidIn, bool]{Name: "logistics.bill.void", Label: "作废能源账单", Right: Use, Basis: []law.ID{law.LogisticsStatistics},
	Do: func(tx *act.Tx, in voidIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsStatistics, "账单的作废"); err != nil {
			return none(err)
		}
		if err := line("reason", "作废的理由", &in.reason, true); err != nil {
			return none(err)
		}
		b, err := locked[Bill](tx, "logistics_bill", "bill", in.id)
		if err != nil {
			return none(err)
		}
		if b.State == Voided {
			return none(fault.New(fault.Conflict, "这张账单已经作废。"))
		}
		if err := in.r.unfrozen(tx, b.Month.Year()); err != nil {
			return none(err)
		}
		seen := b.Version
		b.State, b.Reason, b.Version = Voided, in.reason, b.Version+1
		return true, act.Entry{Subject: b.Subject(), Summary: fmt.Sprintf("作废%s%s账单：%s", b.Month.Chinese(), b.Carrier.Label(), in.reason)}, put(tx, "logistics_bill", b.ID, seen, billColumns, b.values())
	}})

// VoidBill takes a bill out of the count; it stays visible with the reason.
func (r *Room) VoidBill(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := voidBillDeed.Run(ctx, r.Door, who, voidIn{r, id, reason})
	return err
}

// differences are the bills of a year beside the meters.
func differences(years []energy.MeterYear, bills []Bill, year int, tolerance int64) []energy.Difference {
	var out []energy.Difference
	for _, y := range years {
		out = append(out, energy.Compare(y, counted(bills), year, tolerance)...)
	}
	slices.SortStableFunc(out, func(a, b energy.Difference) int { return int(a.Bill.Month - b.Bill.Month) })
	return out
}

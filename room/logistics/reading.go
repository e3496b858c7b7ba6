package logistics

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var readingColumns = []string{"meter_id", "month", "read_on", "value", "rolled", "swapped_on", "swap_closing", "swap_opening", "swap_multiplier", "swap_digits", "why", "made_by", "made_name", "made_at", "version"}

// Reading is what a meter showed at the end of a month.
type Reading struct {
	ID             int64        `db:"id"`
	MeterID        int64        `db:"meter_id"`
	Month          energy.Month `db:"month"`
	On             civil.Date   `db:"read_on"`
	Value          int64        `db:"value"`
	Rolled         int64        `db:"rolled"`
	SwappedOn      civil.Date   `db:"swapped_on"`
	SwapClosing    int64        `db:"swap_closing"`
	SwapOpening    int64        `db:"swap_opening"`
	SwapMultiplier int64        `db:"swap_multiplier"`
	SwapDigits     int          `db:"swap_digits"`
	Why            string       `db:"why"`
	MadeBy         string       `db:"made_by"`
	MadeName       string       `db:"made_name"`
	MadeAt         int64        `db:"made_at"`
	Version        int64        `db:"version"`
}

func (x Reading) values() []any {
	return []any{x.MeterID, int64(x.Month), x.On, x.Value, x.Rolled, x.SwappedOn, x.SwapClosing, x.SwapOpening, x.SwapMultiplier, x.SwapDigits, x.Why, x.MadeBy, x.MadeName, x.MadeAt, x.Version}
}

// Pure is the reading as the arithmetic knows it.
func (x Reading) Pure() energy.Reading {
	out := energy.Reading{Month: x.Month, On: x.On, Value: x.Value, Rolled: x.Rolled == 1, Why: x.Why}
	if !x.SwappedOn.IsZero() {
		out.Swapped = &energy.Swap{On: x.SwappedOn, Closing: x.SwapClosing, Opening: x.SwapOpening, Multiplier: x.SwapMultiplier, Digits: x.SwapDigits}
	}
	return out
}

func pure(list []Reading) []energy.Reading {
	var out []energy.Reading
	for _, x := range list {
		out = append(out, x.Pure())
	}
	return out
}

// ReadingsOf lists the readings of a meter, the oldest first.
func (r *Room) ReadingsOf(ctx context.Context, rd db.Reader, meter int64) ([]Reading, error) {
	return db.All[Reading](ctx, rd, q.SQL("readings_of"), meter)
}

// NewReading is a reading as somebody enters it.
type NewReading struct {
	Meter int64
	energy.Reading
	// Field names the field of the form, so that several are told apart; "value" if empty.
	Field string
}

type readingsIn struct {
	r    *Room
	list []NewReading
}

var readingsDeed = act.Define(act.Spec[readingsIn, int]{Name: "logistics.reading.add", Label: "登记抄表读数", Right: Use, Basis: []law.ID{law.LogisticsMetering, law.LogisticsStatistics},
	Do: func(tx *act.Tx, in readingsIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsStatistics, "抄表"); err != nil {
			return none(err)
		}
		if len(in.list) == 0 {
			return none(fault.New(fault.Invalid, "一个读数也没有填。没有抄到的表可以空着，至少填一只。"))
		}
		if err := in.r.addReadings(tx, in.list); err != nil {
			return none(err)
		}
		if err := in.r.settle(tx, in.list[0].Month); err != nil {
			return none(err)
		}
		return len(in.list), act.Entry{Subject: "logistics_reading", Summary: fmt.Sprintf("登记%s的读数 %d 个", in.list[0].Month.Chinese(), len(in.list)), Detail: map[string]any{"month": in.list[0].Month.String(), "meters": len(in.list)}}, nil
	}})

// AddReadings enters readings, all or none; a meter that runs backwards is refused
// unless it was replaced or passed its last digit, with the reason (clauses
// law.logistics.metering, law.logistics.statistics).
func (r *Room) AddReadings(ctx context.Context, who act.Actor, list []NewReading) (int, error) {
	return readingsDeed.Run(ctx, r.Door, who, readingsIn{r, list})
}

func (r *Room) addReadings(tx *act.Tx, list []NewReading) error {
	var errs []error
	for _, x := range list {
		if err := r.addReading(tx, x); err != nil {
			f := fault.Of(err)
			if f.Kind != fault.Invalid {
				return err
			}
			if x.Field != "" && f.Field == "value" {
				err = fault.Field(x.Field, f.Value, f.Say)
			}
			errs = append(errs, err)
		}
	}
	return join(errs...)
}

func (r *Room) addReading(tx *act.Tx, in NewReading) error {
	m, err := locked[Meter](tx, "logistics_meter", "meter", in.Meter)
	if err != nil {
		return err
	}
	if err := r.checkReading(tx, &in); err != nil {
		return err
	}
	old, err := r.ReadingsOf(tx.Ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if _, err := energy.Add(m.Pure(), pure(old), in.Reading); err != nil {
		return err
	}
	x := rowOf(in)
	x.MadeBy, x.MadeName, x.MadeAt, x.Version = tx.Actor.Login, tx.Actor.Name, tx.Now, 1
	_, err = insert(tx, "logistics_reading", readingColumns, x.values())
	return err
}

func (r *Room) checkReading(tx *act.Tx, in *NewReading) error {
	switch {
	case in.On.IsZero():
		in.On = tx.Today
	case in.On.After(tx.Today):
		return fault.Field("on", in.On.String(), "抄表日期不能晚于今天。")
	}
	if in.Month > energy.MonthOn(tx.Today) {
		return fault.Field("month", in.Month.String(), in.Month.Chinese()+"还没有到，不能登记读数。")
	}
	if err := line("why", "原因", &in.Why, false); err != nil {
		return err
	}
	if s := in.Swapped; s != nil && (s.On.IsZero() || s.On.After(in.On)) {
		return fault.Field("swapped_on", s.On.String(), "换表日期不能空，也不能晚于抄表日期。")
	}
	return r.unfrozen(tx.Ctx, tx, in.Month.Year())
}

func rowOf(in NewReading) Reading {
	x := Reading{MeterID: in.Meter, Month: in.Month, On: in.On, Value: in.Value, Rolled: flag(in.Rolled), Why: in.Why}
	if s := in.Swapped; s != nil {
		x.SwappedOn, x.SwapClosing, x.SwapOpening, x.SwapMultiplier, x.SwapDigits = s.On, s.Closing, s.Opening, s.Multiplier, s.Digits
	}
	return x
}

type correctReadingIn struct {
	r  *Room
	id int64
	NewReading
}

var correctReadingDeed = act.Define(act.Spec[correctReadingIn, bool]{Name: "logistics.reading.correct", Label: "更正抄表读数", Right: Use, Basis: []law.ID{law.LogisticsStatistics},
	Do: func(tx *act.Tx, in correctReadingIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsStatistics, "读数的更正"); err != nil {
			return none(err)
		}
		old, err := locked[Reading](tx, "logistics_reading", "reading", in.id)
		if err != nil {
			return none(err)
		}
		m, err := row[Meter](tx.Ctx, tx, "logistics_meter", "meter", old.MeterID)
		if err != nil {
			return none(err)
		}
		in.Meter, in.Month = old.MeterID, old.Month
		if in.Why == "" {
			return none(fault.Field("why", "", "请写明更正的理由。"))
		}
		if err := r.checkReading(tx, &in.NewReading); err != nil {
			return none(err)
		}
		list, err := r.ReadingsOf(tx.Ctx, tx, m.ID)
		if err != nil {
			return none(err)
		}
		others := slices.DeleteFunc(list, func(x Reading) bool { return x.ID == old.ID })
		if _, err := energy.Add(m.Pure(), pure(others), in.Reading); err != nil {
			return none(err)
		}
		x := rowOf(in.NewReading)
		x.MadeBy, x.MadeName, x.MadeAt, x.Version = tx.Actor.Login, tx.Actor.Name, tx.Now, old.Version+1
		entry := act.Entry{Subject: act.Subject("logistics_reading", old.ID), Summary: fmt.Sprintf("更正%s号表%s的读数：%s 改为 %s，%s", m.Number, old.Month.Chinese(), energy.Thousandths(old.Value), energy.Thousandths(x.Value), in.Why),
			Detail: map[string]any{"was": old.Value, "becomes": x.Value}}
		return true, entry, put(tx, "logistics_reading", old.ID, old.Version, readingColumns, x.values())
	}})

// CorrectReading puts a reading right, with the reason; the one before and the one
// after it must still fit. What stood there stays in the ledger.
func (r *Room) CorrectReading(ctx context.Context, who act.Actor, id int64, in energy.Reading) error {
	_, err := correctReadingDeed.Run(ctx, r.Door, who, correctReadingIn{r, id, NewReading{Reading: in}})
	return err
}

package logistics

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var meterColumns = []string{"number", "carrier", "place", "multiplier", "digits", "from_month", "opening", "until", "part", "made_by", "made_at", "version"}

// Meter is a meter on the wall.
type Meter struct {
	ID         int64          `db:"id"`
	Number     string         `db:"number"`
	Carrier    energy.Carrier `db:"carrier"`
	Place      string         `db:"place"`
	Multiplier int64          `db:"multiplier"`
	Digits     int            `db:"digits"`
	From       energy.Month   `db:"from_month"`
	Opening    int64          `db:"opening"`
	Until      energy.Month   `db:"until"`
	Part       int64          `db:"part"`
	MadeBy     string         `db:"made_by"`
	MadeAt     int64          `db:"made_at"`
	Version    int64          `db:"version"`
}

// Subject names the row in the ledger.
func (m Meter) Subject() string { return act.Subject("logistics_meter", m.ID) }

func (m Meter) values() []any {
	return []any{m.Number, string(m.Carrier), m.Place, m.Multiplier, m.Digits, int64(m.From), m.Opening, int64(m.Until), m.Part, m.MadeBy, m.MadeAt, m.Version}
}

// Pure is the meter as the arithmetic knows it.
func (m Meter) Pure() energy.Meter {
	return energy.Meter{ID: m.ID, Number: m.Number, Carrier: m.Carrier, Multiplier: m.Multiplier, Digits: m.Digits, From: m.From, Opening: m.Opening, Until: m.Until, Part: m.Part == 1}
}

// Due reports whether the meter is to be read in a month.
func (m Meter) Due(month energy.Month) bool {
	return month > m.From && (m.Until == 0 || month <= m.Until)
}

// Meters lists all meters, those in use first.
func (r *Room) Meters(ctx context.Context, rd db.Reader) ([]Meter, error) {
	return db.All[Meter](ctx, rd, q.SQL("meters"))
}

// unmetered are the places to be watched closely that no meter measures by itself
// (clause law.logistics.key_places).
func unmetered(b *rulebook.Book, meters []Meter) []string {
	p, _ := b.Param(law.LogisticsKeyPlaces, "places")
	var out []string
	for _, place := range strings.Split(p.Value, "、") {
		if place != "" && !slices.ContainsFunc(meters, func(m Meter) bool { return m.Until == 0 && strings.Contains(m.Place, place) }) {
			out = append(out, place)
		}
	}
	return out
}

// NewMeter is a meter as the office enters it; ID is 0 for a new one. Once it was
// read, Multiplier, Digits, From and Opening stay as they are: what changes them is a
// swap.
type NewMeter struct {
	ID         int64
	Number     string
	Carrier    energy.Carrier
	Place      string
	Multiplier int64
	Digits     int
	From       energy.Month
	Opening    int64 // thousandths
	Part       bool
}

type meterIn struct {
	r *Room
	NewMeter
}

var meterDeed = act.Define(act.Spec[meterIn, int64]{Name: "logistics.meter.save", Label: "登记计量表", Right: Use, Basis: []law.ID{law.LogisticsMetering},
	Do: func(tx *act.Tx, in meterIn) (int64, act.Entry, error) { return in.r.saveMeter(tx, in.NewMeter) }})

// SaveMeter enters a meter or puts its card right; the office does (clause
// law.logistics.metering).
func (r *Room) SaveMeter(ctx context.Context, who act.Actor, in NewMeter) (int64, error) {
	return meterDeed.Run(ctx, r.Door, who, meterIn{r, in})
}

func (r *Room) saveMeter(tx *act.Tx, in NewMeter) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	if err := r.office(tx.Actor, law.LogisticsMetering, "计量表的登记"); err != nil {
		return none(err)
	}
	m := Meter{ID: in.ID, Number: in.Number, Carrier: in.Carrier, Place: in.Place, Multiplier: in.Multiplier, Digits: in.Digits, From: in.From, Opening: in.Opening, Part: flag(in.Part), MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	errs := []error{line("number", "表号", &m.Number, true), line("place", "计量什么", &m.Place, true), m.Pure().Check()}
	if m.From < energy.MonthOf(energy.FirstYear, 1) || m.From > energy.MonthOn(tx.Today) {
		errs = append(errs, fault.Field("from", m.From.String(), "起始月份不能空，也不能晚于本月。"))
	}
	if err := join(errs...); err != nil {
		return none(err)
	}
	all, err := r.Meters(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	if slices.ContainsFunc(all, func(x Meter) bool { return x.Number == m.Number && x.ID != m.ID }) {
		return none(fault.Field("number", m.Number, "表号“"+m.Number+"”已经登记，请核对。"))
	}
	if m.ID == 0 {
		if err := r.unfrozen(tx.Ctx, tx, (m.From + 1).Year()); err != nil {
			return none(err)
		}
		if m.ID, err = insert(tx, "logistics_meter", meterColumns, m.values()); err != nil {
			return none(err)
		}
		return m.ID, act.Entry{Subject: m.Subject(), Summary: "登记" + m.Carrier.Label() + "表 " + m.Number, Detail: map[string]any{"number": m.Number, "multiplier": m.Multiplier}}, nil
	}
	old, err := locked[Meter](tx, "logistics_meter", "meter", m.ID)
	if err != nil {
		return none(err)
	}
	n, err := db.One[int](tx.Ctx, tx, q.SQL("readings_count"), m.ID)
	if err != nil {
		return none(err)
	}
	if n > 0 && (m.Carrier != old.Carrier || m.Multiplier != old.Multiplier || m.Digits != old.Digits || m.From != old.From || m.Opening != old.Opening || m.Part != old.Part) {
		return none(fault.New(fault.Conflict, "这只表已有读数，品种、倍率、位数、起始读数和是否分表不能再改；换了表的，登记读数时写换表。"))
	}
	m.Until, m.Version = old.Until, old.Version+1
	return m.ID, act.Entry{Subject: m.Subject(), Summary: "修改计量表 " + m.Number, Detail: map[string]any{"number": m.Number}}, put(tx, "logistics_meter", m.ID, old.Version, meterColumns, m.values())
}

type retireMeterIn struct {
	r     *Room
	id    int64
	until energy.Month
}

var retireMeterDeed = act.Define(act.Spec[retireMeterIn, bool]{Name: "logistics.meter.retire", Label: "停用计量表", Right: Use, Basis: []law.ID{law.LogisticsMetering},
	Do: func(tx *act.Tx, in retireMeterIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsMetering, "计量表的停用"); err != nil {
			return none(err)
		}
		m, err := locked[Meter](tx, "logistics_meter", "meter", in.id)
		if err != nil {
			return none(err)
		}
		last, err := db.One[int64](tx.Ctx, tx, q.SQL("last_month"), m.ID)
		switch {
		case err != nil:
			return none(err)
		case m.Until != 0:
			return none(fault.New(fault.Conflict, "这只表已经停用。"))
		case in.until <= m.From || in.until > energy.MonthOn(tx.Today):
			return none(fault.Field("until", in.until.String(), "停用月份应在起始月份之后，也不能晚于本月。"))
		case energy.Month(last) != in.until:
			return none(fault.Field("until", in.until.String(), "停用当月应有最后一次读数，之后不能再有读数。请先登记"+in.until.Chinese()+"的读数，或者核对月份。"))
		}
		seen := m.Version
		m.Until, m.Version = in.until, m.Version+1
		return true, act.Entry{Subject: m.Subject(), Summary: "停用计量表 " + m.Number + "，最后读数在" + m.Until.Chinese()}, put(tx, "logistics_meter", m.ID, seen, meterColumns, m.values())
	}})

// RetireMeter takes a meter out of use after its last reading.
func (r *Room) RetireMeter(ctx context.Context, who act.Actor, id int64, until energy.Month) error {
	_, err := retireMeterDeed.Run(ctx, r.Door, who, retireMeterIn{r, id, until})
	return err
}

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

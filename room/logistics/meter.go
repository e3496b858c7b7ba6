package logistics

import (
	"context"
	"slices"
	"strings"

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

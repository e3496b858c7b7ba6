package logistics

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type kmIn struct {
	r  *Room
	id int64
	km int64
}

// drives reports whether somebody may enter the trip of a dispatch: the driver, or the
// office.
func (r *Room) drives(p people, who act.Actor, d Dispatch) bool {
	me, ok := p.chart.PersonOf(who.Login)
	return r.inOffice(who) || ok && me.ID == d.DriverID
}

// tripped reads a dispatch whose trip is entered.
func (r *Room) tripped(tx *act.Tx, id int64, state, what string) (Dispatch, Vehicle, error) {
	d, err := locked[Dispatch](tx, "logistics_dispatch", "dispatch", id)
	if err != nil {
		return d, Vehicle{}, err
	}
	p, err := r.people(tx.Ctx, tx, tx.Now)
	if err != nil {
		return d, Vehicle{}, err
	}
	if !r.drives(p, tx.Actor, d) {
		return d, Vehicle{}, forbid(law.LogisticsVehicles, what+"由驾驶员或者办公室登记。")
	}
	if d.State != state {
		return d, Vehicle{}, fault.New(fault.Conflict, "这次用车"+dispatchLabels[d.State]+"，现在不能登记"+what+"。")
	}
	v, err := locked[Vehicle](tx, "logistics_vehicle", "vehicle", d.VehicleID)
	return d, v, err
}

var leaveDeed = act.Define(act.Spec[kmIn, bool]{Name: "logistics.dispatch.leave", Label: "登记出车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in kmIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		d, v, err := in.r.tripped(tx, in.id, Approved, "出车")
		if err != nil {
			return none(err)
		}
		n, err := db.One[int](tx.Ctx, tx, q.SQL("vehicle_out"), v.ID)
		switch {
		case err != nil:
			return none(err)
		case n > 0:
			return none(fault.New(fault.Conflict, v.Plate+"上一次出车还没有收车，请先登记收车里程。"))
		}
		if err := v.onward(tx, "km", in.km); err != nil {
			return none(err)
		}
		d.State, d.LeftAt, d.StartKM, d.Version = Out, tx.Now, in.km, d.Version+1
		return true, act.Entry{Subject: d.Subject(), Summary: fmt.Sprintf("%s 出车，%s，起始里程 %d 公里", d.Number, v.Plate, in.km)}, put(tx, "logistics_dispatch", d.ID, d.Version-1, dispatchColumns, d.values())
	}})

// Leave writes down that a vehicle left, with the mileage read off.
func (r *Room) Leave(ctx context.Context, who act.Actor, id, km int64) error {
	_, err := leaveDeed.Run(ctx, r.Door, who, kmIn{r, id, km})
	return err
}

var returnDeed = act.Define(act.Spec[kmIn, bool]{Name: "logistics.dispatch.return", Label: "登记收车", Right: Use, Basis: []law.ID{law.LogisticsVehicles, law.LogisticsVehicleEnergy},
	Do: func(tx *act.Tx, in kmIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		d, v, err := in.r.tripped(tx, in.id, Out, "收车")
		if err != nil {
			return none(err)
		}
		if in.km < d.StartKM {
			return none(fault.Field("km", fmt.Sprint(in.km), fmt.Sprintf("收车里程 %d 公里小于出车里程 %d 公里，里程不会倒退，请核对。", in.km, d.StartKM)))
		}
		if err := v.onward(tx, "km", in.km); err != nil {
			return none(err)
		}
		d.State, d.BackAt, d.EndKM, d.Version = Back, tx.Now, in.km, d.Version+1
		return true, act.Entry{Subject: d.Subject(), Summary: fmt.Sprintf("%s 收车，%s，行驶 %d 公里", d.Number, v.Plate, d.KM())}, put(tx, "logistics_dispatch", d.ID, d.Version-1, dispatchColumns, d.values())
	}})

// Return writes down that a vehicle is back, with the mileage read off; it is never
// below that of the start.
func (r *Room) Return(ctx context.Context, who act.Actor, id, km int64) error {
	_, err := returnDeed.Run(ctx, r.Door, who, kmIn{r, id, km})
	return err
}

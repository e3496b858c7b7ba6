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

var (
	vehicleColumns = []string{"plate", "model", "fuel", "seats", "mileage", "standard", "retired", "made_by", "made_at", "version"}
	fuelColumns    = []string{"vehicle_id", "on_date", "amount", "cost", "mileage", "made_by", "made_at", "version"}
)

// Vehicle is a vehicle of the bureau. Mileage is the highest that was entered, in km.
type Vehicle struct {
	ID       int64          `db:"id"`
	Plate    string         `db:"plate"`
	Model    string         `db:"model"`
	Fuel     energy.Carrier `db:"fuel"`
	Seats    int64          `db:"seats"`
	Mileage  int64          `db:"mileage"`
	Standard int64          `db:"standard"` // litres for 100 km, thousandths; 0 if none is set
	Retired  civil.Date     `db:"retired"`
	MadeBy   string         `db:"made_by"`
	MadeAt   int64          `db:"made_at"`
	Version  int64          `db:"version"`
}

// Subject names the row in the ledger.
func (v Vehicle) Subject() string { return act.Subject("logistics_vehicle", v.ID) }

func (v Vehicle) values() []any {
	return []any{v.Plate, v.Model, string(v.Fuel), v.Seats, v.Mileage, v.Standard, v.Retired, v.MadeBy, v.MadeAt, v.Version}
}

// Vehicles lists the vehicles, those in use first.
func (r *Room) Vehicles(ctx context.Context, rd db.Reader) ([]Vehicle, error) {
	return db.All[Vehicle](ctx, rd, q.SQL("vehicles"))
}

// mostKM bounds a mileage.
const mostKM = 9_999_999

var fuels = []energy.Carrier{energy.Petrol, energy.Diesel, energy.Electricity}

type vehicleIn struct {
	r *Room
	v Vehicle
}

var vehicleDeed = act.Define(act.Spec[vehicleIn, int64]{Name: "logistics.vehicle.save", Label: "登记公务用车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in vehicleIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsVehicles, "车辆的登记"); err != nil {
			return none(err)
		}
		v, err := in.r.saveVehicle(tx, in.v)
		return v.ID, act.Entry{Subject: v.Subject(), Summary: "登记公务用车 " + v.Plate, Detail: map[string]any{"plate": v.Plate, "mileage": v.Mileage}}, err
	}})

// SaveVehicle enters a vehicle or puts its card right; the mileage of one that is
// known follows its trips and fuellings alone (clause law.logistics.vehicles).
func (r *Room) SaveVehicle(ctx context.Context, who act.Actor, v Vehicle) (int64, error) {
	return vehicleDeed.Run(ctx, r.Door, who, vehicleIn{r, v})
}

func (r *Room) saveVehicle(tx *act.Tx, v Vehicle) (Vehicle, error) {
	errs := []error{line("plate", "车牌号", &v.Plate, true), line("model", "车型", &v.Model, true)}
	if !slices.Contains(fuels, v.Fuel) {
		errs = append(errs, fault.Field("fuel", string(v.Fuel), "请选择燃料：汽油、柴油或者电。"))
	}
	if v.Seats < 1 || v.Seats > 60 {
		errs = append(errs, fault.Field("seats", fmt.Sprint(v.Seats), "座位数应为 1 至 60。"))
	}
	if v.Mileage < 0 || v.Mileage > mostKM {
		errs = append(errs, fault.Field("mileage", fmt.Sprint(v.Mileage), "里程应为 0 至 9999999 公里的整数。"))
	}
	if err := join(errs...); err != nil {
		return v, err
	}
	all, err := r.Vehicles(tx.Ctx, tx)
	if err != nil {
		return v, err
	}
	if slices.ContainsFunc(all, func(x Vehicle) bool { return x.Plate == v.Plate && x.ID != v.ID }) {
		return v, fault.Field("plate", v.Plate, "车牌“"+v.Plate+"”已经登记，请核对。")
	}
	v.MadeBy, v.MadeAt, v.Version = tx.Actor.Login, tx.Now, 1
	if v.ID == 0 {
		v.Retired = civil.Date{}
		v.ID, err = insert(tx, "logistics_vehicle", vehicleColumns, v.values())
		return v, err
	}
	old, err := locked[Vehicle](tx, "logistics_vehicle", "vehicle", v.ID)
	if err != nil {
		return v, err
	}
	v.Mileage, v.Retired, v.Version = old.Mileage, old.Retired, old.Version+1
	return v, put(tx, "logistics_vehicle", v.ID, old.Version, vehicleColumns, v.values())
}

type retireVehicleIn struct {
	r  *Room
	id int64
}

var retireVehicleDeed = act.Define(act.Spec[retireVehicleIn, bool]{Name: "logistics.vehicle.retire", Label: "停用公务用车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in retireVehicleIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsVehicles, "车辆的停用"); err != nil {
			return none(err)
		}
		v, err := locked[Vehicle](tx, "logistics_vehicle", "vehicle", in.id)
		if err != nil {
			return none(err)
		}
		n, err := db.One[int](tx.Ctx, tx, q.SQL("engaged"), v.ID)
		switch {
		case err != nil:
			return none(err)
		case n > 0:
			return none(fault.Newf(fault.Conflict, "%s还有 %d 次派车没有办完，请先收车或者取消，再停用。", v.Plate, n))
		case !v.Retired.IsZero():
			return none(fault.New(fault.Conflict, v.Plate+"已于 "+v.Retired.Chinese()+" 停用。"))
		}
		seen := v.Version
		v.Retired, v.Version = tx.Today, v.Version+1
		return true, act.Entry{Subject: v.Subject(), Summary: "停用公务用车 " + v.Plate}, put(tx, "logistics_vehicle", v.ID, seen, vehicleColumns, v.values())
	}})

// RetireVehicle takes a vehicle out of use; one that is sent out is refused.
func (r *Room) RetireVehicle(ctx context.Context, who act.Actor, id int64) error {
	_, err := retireVehicleDeed.Run(ctx, r.Door, who, retireVehicleIn{r, id})
	return err
}

// onward notes a mileage that was read off a vehicle kept by the deed; one below what
// was entered before is refused.
func (v *Vehicle) onward(tx *act.Tx, field string, km int64) error {
	switch {
	case km < v.Mileage:
		return fault.Field(field, fmt.Sprint(km), fmt.Sprintf("里程 %d 公里小于 %s 已登记的 %d 公里，里程不会倒退，请核对。", km, v.Plate, v.Mileage))
	case km > mostKM:
		return fault.Field(field, fmt.Sprint(km), "里程应为 0 至 9999999 公里的整数。")
	case km == v.Mileage:
		return nil
	}
	seen := v.Version
	v.Mileage, v.Version = km, v.Version+1
	return put(tx, "logistics_vehicle", v.ID, seen, vehicleColumns, v.values())
}

// Fuelling is a filling of a tank, up to the brim.
type Fuelling struct {
	ID        int64      `db:"id"`
	VehicleID int64      `db:"vehicle_id"`
	On        civil.Date `db:"on_date"`
	Amount    int64      `db:"amount"` // litres or kWh, thousandths
	Cost      int64      `db:"cost"`   // fen
	Mileage   int64      `db:"mileage"`
	MadeBy    string     `db:"made_by"`
	MadeAt    int64      `db:"made_at"`
	Version   int64      `db:"version"`
}

func (x Fuelling) values() []any {
	return []any{x.VehicleID, x.On, x.Amount, x.Cost, x.Mileage, x.MadeBy, x.MadeAt, x.Version}
}

// Fuellings lists the fuellings of a vehicle by mileage.
func (r *Room) Fuellings(ctx context.Context, rd db.Reader, vehicle int64) ([]Fuelling, error) {
	return db.All[Fuelling](ctx, rd, q.SQL("fuellings_of"), vehicle)
}

// use is what a vehicle uses for 100 km over the fuellings that fn keeps.
func use(list []Fuelling, keep func(Fuelling) bool) energy.Rate {
	var fills []energy.Fill
	for _, x := range list {
		if keep(x) {
			fills = append(fills, energy.Fill{Amount: x.Amount, Mileage: x.Mileage})
		}
	}
	return energy.PerHundred(fills)
}

type fuelIn struct {
	r *Room
	x Fuelling
}

var fuelDeed = act.Define(act.Spec[fuelIn, int64]{Name: "logistics.fuel.add", Label: "登记加油", Right: Use, Basis: []law.ID{law.LogisticsVehicleEnergy, law.LogisticsVehicles},
	Do: func(tx *act.Tx, in fuelIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsVehicleEnergy, "加油的登记"); err != nil {
			return none(err)
		}
		v, err := in.r.addFuel(tx, &in.x)
		return in.x.ID, act.Entry{Subject: v.Subject(), Summary: fmt.Sprintf("登记 %s 加油 %s %s，里程 %d 公里", v.Plate, energy.Thousandths(in.x.Amount), v.Fuel.Unit(), in.x.Mileage)}, err
	}})

// AddFuelling enters a filling up to the brim, with the mileage read off (clause
// law.logistics.vehicle_energy).
func (r *Room) AddFuelling(ctx context.Context, who act.Actor, x Fuelling) (int64, error) {
	return fuelDeed.Run(ctx, r.Door, who, fuelIn{r, x})
}

func (r *Room) addFuel(tx *act.Tx, x *Fuelling) (Vehicle, error) {
	v, err := locked[Vehicle](tx, "logistics_vehicle", "vehicle", x.VehicleID)
	if err != nil {
		return v, err
	}
	switch {
	case x.On.IsZero() || x.On.After(tx.Today):
		return v, fault.Field("on", x.On.String(), "加油日期不能空，也不能晚于今天。")
	case x.Amount <= 0:
		return v, fault.Field("amount", "", "请填写加了多少"+v.Fuel.Unit()+"。")
	}
	if err := v.onward(tx, "mileage", x.Mileage); err != nil {
		return v, err
	}
	x.MadeBy, x.MadeAt, x.Version = tx.Actor.Login, tx.Now, 1
	x.ID, err = insert(tx, "logistics_fuel", fuelColumns, x.values())
	return v, err
}

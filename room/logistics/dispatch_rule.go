package logistics

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Ruling is what was decided on a request.
type Ruling struct {
	Approve         bool
	Vehicle, Driver int64
	Words           string
}

type ruleIn struct {
	r  *Room
	id int64
	Ruling
}

var ruleDeed = act.Define(act.Spec[ruleIn, bool]{Name: "logistics.dispatch.rule", Label: "审批用车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in ruleIn) (bool, act.Entry, error) { return in.r.rule(tx, in.id, in.Ruling) }})

// RuleDispatch decides on a request: with vehicle and driver, neither of which may be
// out at the same time, or no, with the reason (clause law.logistics.vehicles).
func (r *Room) RuleDispatch(ctx context.Context, who act.Actor, id int64, in Ruling) error {
	_, err := ruleDeed.Run(ctx, r.Door, who, ruleIn{r, id, in})
	return err
}

func (r *Room) rule(tx *act.Tx, id int64, in Ruling) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	if err := tx.Alone("logistics.dispatch"); err != nil {
		return none(err)
	}
	d, err := locked[Dispatch](tx, "logistics_dispatch", "dispatch", id)
	if err != nil {
		return none(err)
	}
	p, err := r.people(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	switch {
	case d.Login == tx.Actor.Login && (r.heads(p, tx.Actor) || tx.Actor.May(Approve)):
		return none(forbid(law.LogisticsVehicles, "自己的用车申请不能自己审批，请由局领导或者办公室其他负责人审批。"))
	case !r.decides(p, tx.Actor, d):
		return none(forbid(law.LogisticsVehicles, "用车由办公室负责人审批。"))
	case d.State != Asked:
		return none(fault.New(fault.Conflict, "这次用车"+dispatchLabels[d.State]+"，不能再审批。"))
	}
	if err := line("words", "意见", &in.Words, !in.Approve); err != nil {
		return none(err)
	}
	d.DecidedBy, d.DecidedName, d.DecidedAt, d.Words, d.State = tx.Actor.Login, tx.Actor.Name, tx.Now, in.Words, Refused
	say := "不同意用车 " + d.Number
	if in.Approve {
		d.State, d.VehicleID, d.DriverID = Approved, in.Vehicle, in.Driver
		if say, err = r.assign(tx, p, d); err != nil {
			return none(err)
		}
	}
	d.Version++
	if err := put(tx, "logistics_dispatch", d.ID, d.Version-1, dispatchColumns, d.values()); err != nil {
		return none(err)
	}
	return true, act.Entry{Subject: d.Subject(), Summary: say, Detail: map[string]any{"vehicle": d.VehicleID, "driver": d.DriverID}}, notify.Done(tx, d.todo())
}

// assign checks vehicle and driver of a dispatch and says what is sent out.
func (r *Room) assign(tx *act.Tx, p people, d Dispatch) (string, error) {
	if d.VehicleID == 0 {
		return "", fault.Field("vehicle", "", "请选择车辆。")
	}
	v, err := locked[Vehicle](tx, "logistics_vehicle", "vehicle", d.VehicleID)
	if err != nil {
		return "", err
	}
	driver, err := p.staff("driver", d.DriverID)
	if err != nil {
		return "", err
	}
	switch {
	case !v.Retired.IsZero():
		return "", fault.Field("vehicle", v.Plate, v.Plate+"已停用，请换一辆。")
	case d.People+1 > v.Seats:
		return "", fault.Field("vehicle", v.Plate, fmt.Sprintf("%s有 %d 座，连驾驶员坐不下 %d 人，请换一辆。", v.Plate, v.Seats, d.People+1))
	}
	taken, err := db.All[Dispatch](tx.Ctx, tx, q.SQL("meets"), d.From, d.Until, d.ID)
	if err != nil {
		return "", err
	}
	for _, x := range taken {
		if x.VehicleID == v.ID {
			return "", clash("vehicle", v.Plate, v.Plate+"在"+x.Times()+"已派给"+x.Name+"（"+x.Number+"），请换一辆或者改时间。")
		}
		if x.DriverID == driver.ID {
			return "", clash("driver", driver.Name, driver.Name+"在"+x.Times()+"已派出（"+x.Number+"），请换一名驾驶员或者改时间。")
		}
	}
	return fmt.Sprintf("派车 %s：%s，驾驶员%s，%s", d.Number, v.Plate, driver.Name, d.Times()), nil
}

// clash is that somebody else has it already.
func clash(field, value, say string) error {
	return &fault.Error{Kind: fault.Conflict, Clause: law.LogisticsVehicles, Field: field, Value: value, Say: say, Fields: []fault.FieldError{{Field: field, Value: value, Say: say}}}
}

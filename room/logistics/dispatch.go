package logistics

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

var dispatchColumns = []string{"number", "login", "name", "unit", "unit_name", "purpose", "place", "people", "from_at", "until_at", "trip", "state", "vehicle_id", "driver_id", "decided_by", "decided_name", "decided_at", "words", "left_at", "back_at", "start_km", "end_km", "made_at", "version"}

// States of a dispatch.
const (
	Asked    = "asked"
	Approved = "approved"
	Refused  = "refused"
	Out      = "out"
	Back     = "back"
	Dropped  = "dropped"
)

var dispatchLabels = map[string]string{Asked: "待审批", Approved: "已派车", Refused: "未同意", Out: "在途", Back: "已收车", Dropped: "已取消"}

// Dispatch is a vehicle that somebody asked for: from From up to, not including, Until.
type Dispatch struct {
	ID          int64  `db:"id"`
	Number      string `db:"number"`
	Login       string `db:"login"`
	Name        string `db:"name"`
	Unit        string `db:"unit"`
	UnitName    string `db:"unit_name"`
	Purpose     string `db:"purpose"`
	Place       string `db:"place"`
	People      int64  `db:"people"`
	From        int64  `db:"from_at"`
	Until       int64  `db:"until_at"`
	Trip        string `db:"trip"`
	State       string `db:"state"`
	VehicleID   int64  `db:"vehicle_id"`
	DriverID    int64  `db:"driver_id"`
	DecidedBy   string `db:"decided_by"`
	DecidedName string `db:"decided_name"`
	DecidedAt   int64  `db:"decided_at"`
	Words       string `db:"words"`
	LeftAt      int64  `db:"left_at"`
	BackAt      int64  `db:"back_at"`
	StartKM     int64  `db:"start_km"`
	EndKM       int64  `db:"end_km"`
	MadeAt      int64  `db:"made_at"`
	Version     int64  `db:"version"`
}

// Subject names the row in the ledger.
func (d Dispatch) Subject() string { return act.Subject("logistics_dispatch", d.ID) }

func (d Dispatch) values() []any {
	return []any{d.Number, d.Login, d.Name, d.Unit, d.UnitName, d.Purpose, d.Place, d.People, d.From, d.Until, d.Trip, d.State, d.VehicleID, d.DriverID, d.DecidedBy, d.DecidedName, d.DecidedAt, d.Words, d.LeftAt, d.BackAt, d.StartKM, d.EndKM, d.MadeAt, d.Version}
}

func (d Dispatch) todo() string { return fmt.Sprintf("logistics_dispatch:%d", d.ID) }

func dispatchURL(id int64) string { return fmt.Sprintf("/logistics/cars/%d", id) }

// Times is the stretch of time in words.
func (d Dispatch) Times() string { return span(d.From, d.Until) }

func span(from, until int64) string {
	a, b := clock.FromMicros(from).In(civil.Shanghai), clock.FromMicros(until).In(civil.Shanghai)
	day := func(t time.Time) string { return fmt.Sprintf("%d月%d日 ", int(t.Month()), t.Day()) }
	end := b.Format("15:04")
	if a.YearDay() != b.YearDay() || a.Year() != b.Year() {
		end = day(b) + end
	}
	return day(a) + a.Format("15:04") + "—" + end
}

// KM is how far it went; 0 before it is back.
func (d Dispatch) KM() int64 {
	if d.State != Back {
		return 0
	}
	return d.EndKM - d.StartKM
}

// NewDispatch is a vehicle as somebody asks for it.
type NewDispatch struct {
	Purpose, Place string
	People         int64
	From, Until    int64
	Trip           string // subject; empty for none
}

// Bounds of a dispatch.
const (
	longestDays = 30
	farthest    = 90 // days ahead
)

type askIn struct {
	r *Room
	NewDispatch
}

var askDeed = act.Define(act.Spec[askIn, int64]{Name: "logistics.dispatch.ask", Label: "申请用车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in askIn) (int64, act.Entry, error) { return in.r.ask(tx, in.NewDispatch) }})

// AskVehicle asks for a vehicle (clause law.logistics.vehicles). The office decides;
// what its own head asks for, a leader does.
func (r *Room) AskVehicle(ctx context.Context, who act.Actor, in NewDispatch) (int64, error) {
	return askDeed.Run(ctx, r.Door, who, askIn{r, in})
}

func (r *Room) ask(tx *act.Tx, in NewDispatch) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	d := Dispatch{Login: tx.Actor.Login, Name: tx.Actor.Name, Unit: tx.Actor.Unit, UnitName: tx.Actor.UnitName, Purpose: in.Purpose, Place: in.Place, People: in.People, From: in.From, Until: in.Until, Trip: in.Trip, State: Asked, MadeAt: tx.Now, Version: 1}
	day := (24 * time.Hour).Microseconds()
	errs := []error{line("purpose", "事由", &d.Purpose, true), line("place", "目的地", &d.Place, true)}
	switch {
	case d.Until <= d.From:
		errs = append(errs, fault.Field("until", "", "返回时间应晚于出发时间。"))
	case d.Until <= tx.Now:
		errs = append(errs, fault.Field("until", "", "这段时间已经过去，请核对日期和时间。"))
	case d.Until-d.From > longestDays*day:
		errs = append(errs, fault.Field("until", "", fmt.Sprintf("一次用车不超过 %d 天，请核对返回日期。", longestDays)))
	case d.From-tx.Now > farthest*day:
		errs = append(errs, fault.Field("on", "", fmt.Sprintf("只能申请 %d 天以内的用车，请核对日期。", farthest)))
	}
	if d.People < 1 || d.People > 60 {
		errs = append(errs, fault.Field("people", fmt.Sprint(d.People), "乘车人数应为 1 至 60。"))
	}
	if err := join(errs...); err != nil {
		return none(err)
	}
	p, err := r.people(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if d.Trip != "" {
		list, err := r.tripsOf(tx.Ctx, tx, p, d.Login, dayOf(d.From), dayOf(d.Until))
		if err != nil {
			return none(err)
		}
		if !slices.ContainsFunc(list, func(t Trip) bool { return t.Subject == d.Trip }) {
			return none(fault.Field("trip", "", "这次出差不在用车的日子里，或者不是您的，请重新选择。"))
		}
	}
	if d.Number, err = numbered(tx, "车", tx.Today.Year, 3); err != nil {
		return none(err)
	}
	if d.ID, err = insert(tx, "logistics_dispatch", dispatchColumns, d.values()); err != nil {
		return none(err)
	}
	todo := notify.Todo{Key: d.todo(), Role: org.SectionHead, Unit: r.Org.Places.Office, Text: "审批用车：" + d.Purpose, URL: dispatchURL(d.ID), Due: dayOf(d.From)}
	if r.heads(p, tx.Actor) {
		todo.Role, todo.Unit = org.Director, ""
	}
	return d.ID, act.Entry{Subject: d.Subject(), Summary: "申请用车 " + d.Number + "，" + d.Times()}, notify.Put(tx, todo)
}

// tripsOf are the trips of whoever asks.
func (r *Room) tripsOf(ctx context.Context, rd db.Reader, p people, login string, from, to civil.Date) ([]Trip, error) {
	me, ok := p.chart.PersonOf(login)
	if !ok || r.Trips == nil {
		return nil, nil
	}
	return r.Trips(ctx, rd, me.ID, from, to)
}

// decides reports whether somebody may decide on a request: whoever heads the office,
// or a leader, and nobody on the own one.
func (r *Room) decides(p people, who act.Actor, d Dispatch) bool {
	return d.Login != who.Login && (r.heads(p, who) || who.May(Approve))
}

// DispatchOf gives a dispatch to whoever asked, drives, or may see all.
func (r *Room) DispatchOf(ctx context.Context, who act.Actor, id int64) (Dispatch, error) {
	rd := r.Door.Reader()
	d, err := row[Dispatch](ctx, rd, "logistics_dispatch", "dispatch", id)
	if err != nil || d.Login == who.Login || r.seesAll(who) {
		return d, err
	}
	p, err := r.people(ctx, rd, r.Door.Now())
	if err != nil {
		return d, err
	}
	if me, ok := p.chart.PersonOf(who.Login); ok && me.ID == d.DriverID {
		return d, nil
	}
	return Dispatch{}, act.OutOfReach(d.Subject())
}

// Dispatches lists what was asked for within a stretch of time, the latest first: all
// for the office and leaders, else one's own.
func (r *Room) Dispatches(ctx context.Context, who act.Actor, from, until int64) ([]Dispatch, error) {
	rd := r.Door.Reader()
	list, err := db.All[Dispatch](ctx, rd, q.SQL("dispatches"), from, until)
	if err != nil || r.seesAll(who) {
		return list, err
	}
	p, err := r.people(ctx, rd, r.Door.Now())
	me, _ := p.chart.PersonOf(who.Login)
	return slices.DeleteFunc(list, func(d Dispatch) bool {
		return d.Login != who.Login && (me.ID == 0 || d.DriverID != me.ID)
	}), err
}

var dropDeed = act.Define(act.Spec[voidIn, bool]{Name: "logistics.dispatch.drop", Label: "取消用车", Right: Use, Basis: []law.ID{law.LogisticsVehicles},
	Do: func(tx *act.Tx, in voidIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		d, err := locked[Dispatch](tx, "logistics_dispatch", "dispatch", in.id)
		switch {
		case err != nil:
			return none(err)
		case d.Login != tx.Actor.Login && !in.r.inOffice(tx.Actor):
			return none(forbid(law.LogisticsVehicles, "用车由申请人或者办公室取消。"))
		case d.State != Asked && d.State != Approved:
			return none(fault.New(fault.Conflict, "这次用车"+dispatchLabels[d.State]+"，不能再取消。"))
		}
		if err := line("reason", "取消的理由", &in.reason, true); err != nil {
			return none(err)
		}
		d.State, d.Words, d.Version = Dropped, in.reason, d.Version+1
		if err := put(tx, "logistics_dispatch", d.ID, d.Version-1, dispatchColumns, d.values()); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: d.Subject(), Summary: "取消用车 " + d.Number + "：" + in.reason}, notify.Done(tx, d.todo())
	}})

// DropDispatch takes back a request before the vehicle left; its number stays.
func (r *Room) DropDispatch(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := dropDeed.Run(ctx, r.Door, who, voidIn{r, id, reason})
	return err
}

package attendance

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type journeyIn struct {
	r   *Room
	cal *calendar.Calendar
	j   Journey
}

var travelDeed = act.Define(act.Spec[journeyIn, []Applied]{Name: "attendance.trip.apply", Label: "申请出差", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in journeyIn) ([]Applied, act.Entry, error) {
		out, first, err := in.r.travel(tx, in)
		if err != nil {
			return nil, act.Entry{}, err
		}
		var list []string
		for _, x := range out {
			list = append(list, x.Number)
		}
		return out, act.Entry{Subject: first.Subject(), Summary: "提交出差申请 " + strings.Join(list, "、") + "，" + zoneLabels[in.j.Zone] + "，" + in.j.Since.Chinese() + "至" + in.j.Until.Chinese(),
			Detail: map[string]any{"numbers": list, "zone": in.j.Zone, "purpose": in.j.Purpose, "from": in.j.Since, "to": in.j.Until}}, nil
	}})

// Travel sends a journey on its way, one case for each traveller.
func (r *Room) Travel(ctx context.Context, who act.Actor, j Journey) ([]Applied, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return nil, err
	}
	return travelDeed.Run(ctx, r.Door, who, journeyIn{r, cal, j})
}

func (r *Room) travel(tx *act.Tx, in journeyIn) ([]Applied, Trip, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return nil, Trip{}, err
	}
	p, err := s.plan(tx.Actor, in.j, 0)
	if err != nil {
		return nil, Trip{}, err
	}
	var names []string
	for _, l := range p.Legs {
		names = append(names, l.Name)
	}
	var out []Applied
	var first Trip
	for i, l := range p.Legs {
		body, err := l.Chain.MarshalJSON()
		if err != nil {
			return nil, first, err
		}
		t := Trip{Companions: strings.Join(names, "、"), State: Running, Ruling: string(body), SubmittedBy: tx.Actor.Login, SubmittedAt: tx.Now, Version: 1}
		t.fill(l.who, in.j, p.Days)
		if t.ID, err = tx.Next("attendance_trip"); err != nil {
			return nil, first, err
		}
		n, err := tx.Next(fmt.Sprintf("attendance_trip.%d", tx.Today.Year))
		if err != nil {
			return nil, first, err
		}
		t.Number = fmt.Sprintf("%d-差-%04d", tx.Today.Year, n)
		if i == 0 {
			first = t
		}
		t.Party = first.ID
		c, err := r.Flow.Submit(tx, s.tripSubmission(t, l.Chain))
		if err != nil {
			return nil, first, err
		}
		t.CaseID = c.ID
		if err := insertTrip(tx, &t); err != nil {
			return nil, first, err
		}
		if err := s.keepTrip(tx, t, l.Chain); err != nil {
			return nil, first, err
		}
		out = append(out, Applied{ID: t.ID, Number: t.Number})
	}
	return out, first, nil
}

func insertTrip(tx *act.Tx, t *Trip) error {
	return act.Insert(tx, "attendance_trip", t.ID, tripColumns, t.values())
}

func putTrip(tx *act.Tx, t *Trip) error {
	t.Version++
	ok, err := act.Replace(tx, "attendance_trip", t.ID, t.Version-1, tripColumns, t.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这件出差刚刚被别人改过，请重新打开再办。")
	}
	return err
}

func tripByID(tx *act.Tx, id int64) (Trip, error) {
	t, ok, err := db.Maybe[Trip](tx.Ctx, tx, tripSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_trip", id))
	}
	return t, err
}

// tripLocked is tripByID that keeps the row until the deed ends.
func tripLocked(tx *act.Tx, id int64) (Trip, error) {
	t, ok, err := act.Locked[Trip](tx, tripSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_trip", id))
	}
	return t, err
}

// tripsOf lists somebody's trips that are under way or in force.
func (s *scene) tripsOf(person int64) ([]Trip, error) {
	return db.All[Trip](s.ctx, s.rd, tripSelect+" WHERE person_id = $1 AND state IN ('running', 'returned', 'agreed', 'closed') ORDER BY since_on, id", person)
}

func (r *Room) tripState(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		t, err := tripByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		t.State = state
		return putTrip(tx, &t)
	}
}

func (r *Room) tripAgreed(tx *act.Tx, o flow.Outcome) error {
	t, err := tripByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	cal, err := r.Calendar.Current(tx.Ctx)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now, cal)
	if err != nil {
		return err
	}
	if err := s.spared(t.PersonID, t.since(), t.end()); err != nil {
		return err
	}
	if _, err := calendar.PutAbsence(tx, calendar.Absence{PersonID: t.PersonID, Since: t.since(), Until: t.end(), Kind: calendar.OnTrip, Subject: t.Subject()}); err != nil {
		return err
	}
	t.State, t.AgreedAt = Agreed, tx.Now
	return putTrip(tx, &t)
}

// mostReport is how many characters the word on a trip may have.
const mostReport = 2000

type tripChange struct {
	r    *Room
	id   int64
	on   civil.Date
	text string
}

func (r *Room) myTrip(tx *act.Tx, id int64) (Trip, error) {
	t, err := tripByID(tx, id)
	if err == nil && !(t.Login != "" && t.Login == tx.Actor.Login) && !tx.Actor.May(Keep) {
		err = act.OutOfReach(t.Subject())
	}
	return t, err
}

var tripReturnDeed = act.Define(act.Spec[tripChange, bool]{Name: "attendance.trip.return", Label: "出差返回", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in tripChange) (bool, act.Entry, error) {
		t, err := in.r.myTrip(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		text := db.Trimmed(in.text)
		switch {
		case !inForce(t.State):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，还不能登记返回。", t.Number, StateLabel(t.State))
		case !t.BackOn.IsZero():
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s已经登记返回（%s）。", t.Number, t.BackOn.Chinese())
		case in.on.Before(t.Since) || in.on.After(tx.Today):
			return false, act.Entry{}, fault.Field("on", in.on.String(), "返回日期应在"+t.Since.Chinese()+"至今天之间。")
		case len([]rune(text)) > mostReport:
			return false, act.Entry{}, fault.Field("report", "", "出差情况最多 2000 字，请删减或另附材料。")
		}
		t.BackOn, t.BackBy, t.Report = in.on, tx.Actor.Login, text
		if in.on.Before(t.Until) {
			if err := calendar.EndAbsences(tx, t.Subject(), (civil.Morning(in.on)+2).Start().UnixMicro()-1); err != nil {
				return false, act.Entry{}, err
			}
		}
		if err := org.EndStandInsOf(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		if err := putTrip(tx, &t); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: t.Subject(), Summary: t.Name + "出差返回 " + t.Number + "，" + t.BackOn.Chinese()},
			in.r.tripFurther(tx, t, "出差返回登记", flow.Line{Label: "返回", Text: t.BackOn.Chinese()}, flow.Line{Label: "出差情况", Text: t.Report})
	}})

// ReturnTrip registers the day of return and, if wanted, what came of the trip.
func (r *Room) ReturnTrip(ctx context.Context, who act.Actor, id int64, on civil.Date, report string) error {
	_, err := tripReturnDeed.Run(ctx, r.Door, who, tripChange{r, id, on, report})
	return err
}

var tripCancelDeed = act.Define(act.Spec[tripChange, bool]{Name: "attendance.trip.cancel", Label: "取消出差", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in tripChange) (bool, act.Entry, error) {
		t, err := in.r.myTrip(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		why := db.Trimmed(in.text)
		switch {
		case !inForce(t.State):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不能撤销。还在办理中的，请用“撤回”。", t.Number, StateLabel(t.State))
		case !tx.Today.Before(t.Since):
			return false, act.Entry{}, fault.New(fault.Conflict, "出差已经开始，不能撤销。提前回来的，请登记返回。")
		case why == "":
			return false, act.Entry{}, fault.Field("why", "", "请写明撤销的原因。")
		}
		if _, err := calendar.WithdrawAbsences(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		if err := org.EndStandInsOf(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		t.State, t.Note = Cancelled, why
		if err := putTrip(tx, &t); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: t.Subject(), Summary: "撤销出差 " + t.Number},
			in.r.tripFurther(tx, t, "撤销出差登记", flow.Line{Label: "登记", Text: "撤销出差，没有成行"}, flow.Line{Label: "原因", Text: why})
	}})

// CancelTrip gives up a trip that was agreed to and has not begun.
func (r *Room) CancelTrip(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := tripCancelDeed.Run(ctx, r.Door, who, tripChange{r: r, id: id, text: why})
	return err
}

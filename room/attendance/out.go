package attendance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

var outColumns = []string{"person_id", "login", "name", "unit", "unit_name", "role", "place", "reason", "report_to", "told", "decision", "since_at", "expected_at", "back_at", "back_by", "made_by", "made_at"}

var outSelect = "SELECT id, " + strings.Join(outColumns, ", ") + " FROM attendance_out"

// Out is one leaving of the post during hours. Instants are microseconds UTC.
type Out struct {
	ID         int64  `db:"id"`
	PersonID   int64  `db:"person_id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	Unit       string `db:"unit"`
	UnitName   string `db:"unit_name"`
	Role       string `db:"role"`
	Place      string `db:"place"`
	Reason     string `db:"reason"`
	ReportTo   string `db:"report_to"`
	Told       string `db:"told"`
	Ruling     string `db:"decision"`
	SinceAt    int64  `db:"since_at"`
	ExpectedAt int64  `db:"expected_at"`
	BackAt     int64  `db:"back_at"` // 0 while out
	BackBy     string `db:"back_by"`
	MadeBy     string `db:"made_by"`
	MadeAt     int64  `db:"made_at"`
}

// Late reports whether the person should have been back by an instant.
func (o Out) Late(at int64) bool { return o.BackAt == 0 && o.ExpectedAt < at }

// Outing is what somebody reports before leaving the post.
type Outing struct {
	Place, Reason   string
	Since, Expected time.Time
}

// Report says whom somebody has to tell before leaving the post, and on what
// ground.
type Report struct {
	To       string // section_head, office
	Told     []string
	Why      string // why nobody could be found
	Decision rulebook.Decision
}

// ReportTo says whom the actor tells before leaving the post during hours.
func (r *Room) ReportTo(ctx context.Context, who act.Actor) (Report, error) {
	s, err := r.now(ctx)
	if err != nil {
		return Report{}, err
	}
	m, err := s.self(who)
	if err != nil {
		return Report{}, err
	}
	return s.reportTo(m)
}

func (s *scene) reportTo(m member) (Report, error) {
	d, err := s.judge("att.out", map[string]string{"role": m.role})
	if err != nil {
		return Report{}, err
	}
	rep := Report{To: d.Then(), Decision: d}
	res, err := s.chart.Resolve(org.Ask{Who: rep.To, Unit: m.Unit, Person: m.ID})
	for _, c := range res.Can {
		w := c.Person.Name
		if c.Capacity != "" && c.Capacity != w {
			w += "（" + c.Capacity + "）"
		}
		rep.Told = append(rep.Told, w)
	}
	rep.Why = res.Reason
	return rep, err
}

type outIn struct {
	r   *Room
	cal *calendar.Calendar
	o   Outing
	id  int64
}

var outDeed = act.Define(act.Spec[outIn, int64]{Name: "attendance.out.report", Label: "外出报告", Right: Attend, Basis: []law.ID{law.AttOutRegister},
	Do: func(tx *act.Tx, in outIn) (int64, act.Entry, error) {
		o, err := in.r.leaving(tx, in)
		if err != nil {
			return 0, act.Entry{}, err
		}
		to := org.WhoLabel(o.ReportTo)
		return o.ID, act.Entry{Subject: act.Subject("attendance_out", o.ID), Summary: fmt.Sprintf("%s外出，向%s报告，预计 %s 返回", o.Name, to, ui.Stamp(clock.FromMicros(o.ExpectedAt))),
			Detail: map[string]any{"report_to": o.ReportTo, "since": ui.Stamp(clock.FromMicros(o.SinceAt)), "expected": ui.Stamp(clock.FromMicros(o.ExpectedAt))}}, nil
	}})

// ReportOut reports that the actor leaves the post during hours.
func (r *Room) ReportOut(ctx context.Context, who act.Actor, o Outing) (int64, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return 0, err
	}
	return outDeed.Run(ctx, r.Door, who, outIn{r: r, cal: cal, o: o})
}

func (r *Room) leaving(tx *act.Tx, in outIn) (Out, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return Out{}, err
	}
	m, err := s.self(tx.Actor)
	if err != nil {
		return Out{}, err
	}
	place, reason := db.Trimmed(in.o.Place), db.Trimmed(in.o.Reason)
	var errs []*fault.Error
	for _, x := range []struct{ field, label, v string }{{"place", "去向", place}, {"reason", "事由", reason}} {
		if n := len([]rune(x.v)); n == 0 || n > 100 {
			errs = append(errs, fault.Field(x.field, x.v, x.label+"应填写 1 至 100 字。"))
		}
	}
	switch now := clock.FromMicros(tx.Now); {
	case !in.o.Expected.After(in.o.Since):
		errs = append(errs, fault.Field("expected", ui.Stamp(in.o.Expected), "预计返回应晚于外出时间。"))
	case civil.DateOf(in.o.Since) != civil.DateOf(in.o.Expected):
		errs = append(errs, fault.Field("expected", ui.Stamp(in.o.Expected), "外出报告只用于当天往返。过夜的，请申请出差或请假。"))
	case in.o.Since.Before(now.Add(-24*time.Hour)) || in.o.Since.After(now.Add(7*24*time.Hour)):
		errs = append(errs, fault.Field("since", ui.Stamp(in.o.Since), "外出时间应在昨天以后、七天以内。"))
	}
	if err := fault.Join(errs...); err != nil {
		return Out{}, err
	}
	open, err := db.All[Out](tx.Ctx, tx, outSelect+" WHERE person_id = $1 AND back_at = 0 ORDER BY since_at", m.ID)
	if err != nil {
		return Out{}, err
	}
	if i := slices.IndexFunc(open, func(x Out) bool { return civil.DateOf(clock.FromMicros(x.SinceAt)) == civil.DateOf(in.o.Since) }); i >= 0 {
		return Out{}, fault.Newf(fault.Conflict, "您已在 %s 报告外出（%s），还没有登记返回。请先登记返回。", ui.Stamp(clock.FromMicros(open[i].SinceAt)), open[i].Place)
	}
	rep, err := s.reportTo(m)
	if err != nil {
		return Out{}, err
	}
	body, err := rep.Decision.MarshalJSON()
	if err != nil {
		return Out{}, err
	}
	o := Out{PersonID: m.ID, Login: m.login, Name: m.Name, Unit: m.Unit, UnitName: m.unitName, Role: m.role, Place: place, Reason: reason, ReportTo: rep.To,
		Told: strings.Join(rep.Told, "、"), Ruling: string(body), SinceAt: in.o.Since.UnixMicro(), ExpectedAt: in.o.Expected.UnixMicro(), MadeBy: tx.Actor.Login, MadeAt: tx.Now}
	if o.ID, err = tx.Next("attendance_out"); err != nil {
		return o, err
	}
	if _, err := rulebook.Keep(tx, rulebook.Case{Subject: act.Subject("attendance_out", o.ID), Unit: o.Unit, Level: mark.Internal}, s.book, rep.Decision); err != nil {
		return o, err
	}
	_, err = db.Exec(tx.Ctx, tx, q.SQL("out_insert"), o.ID, o.PersonID, o.Login, o.Name, o.Unit, o.UnitName, o.Role, o.Place, o.Reason, o.ReportTo, o.Told, o.Ruling,
		o.SinceAt, o.ExpectedAt, o.MadeBy, o.MadeAt)
	tx.Touch("attendance_out", o.ID)
	return o, err
}

var outBackDeed = act.Define(act.Spec[outIn, bool]{Name: "attendance.out.back", Label: "外出返岗", Right: Attend, Basis: []law.ID{law.AttOutRegister},
	Do: func(tx *act.Tx, in outIn) (bool, act.Entry, error) {
		o, ok, err := db.Maybe[Out](tx.Ctx, tx, outSelect+" WHERE id = $1", in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		switch {
		case !ok || o.Login != tx.Actor.Login && !tx.Actor.May(Front) && !tx.Actor.May(Keep):
			return false, act.Entry{}, act.OutOfReach(act.Subject("attendance_out", in.id))
		case o.BackAt != 0:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这次外出已经登记返回（%s）。", ui.Stamp(clock.FromMicros(o.BackAt)))
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("out_back"), o.ID, tx.Now, tx.Actor.Login)
		tx.Touch("attendance_out", o.ID)
		return true, act.Entry{Subject: act.Subject("attendance_out", o.ID), Summary: o.Name + "外出返回"}, err
	}})

// BackFromOut registers that somebody is back at the post, now.
func (r *Room) BackFromOut(ctx context.Context, who act.Actor, id int64) error {
	_, err := outBackDeed.Run(ctx, r.Door, who, outIn{r: r, id: id})
	return err
}

// Outs lists outings of a day within the actor's sight: all for the office and the
// political section, the unit's for its head, else the actor's own.
func (r *Room) Outs(ctx context.Context, who act.Actor, on civil.Date) ([]Out, error) {
	f := db.NewFilter()
	f.And("since_at >= ? AND since_at < ?", on.Time().UnixMicro(), on.AddDays(1).Time().UnixMicro())
	switch {
	case who.May(Front) || who.May(Keep):
	case who.May(Lead):
		f.And("(unit = ? OR login = ?)", who.Unit, who.Login)
	default:
		f.And("login = ?", who.Login)
	}
	return db.All[Out](ctx, r.Door.Reader(), outSelect+f.Where()+" ORDER BY since_at DESC, id DESC LIMIT 500", f.Args()...)
}

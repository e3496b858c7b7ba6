package attendance

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// leaveClosed notes that a leave is on record and hands its papers over.
func (r *Room) leaveClosed(tx *act.Tx, o flow.Outcome) error {
	l, err := leaveByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	if l.State != Cancelled { // given up before it was put on record
		l.State = Closed
	}
	if err := putLeave(tx, &l); err != nil {
		return err
	}
	return r.owe(tx, l.State, l.Subject())
}

// tripClosed notes that a trip is on record and hands its papers over.
func (r *Room) tripClosed(tx *act.Tx, o flow.Outcome) error {
	t, err := tripByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	if t.State != Cancelled {
		t.State = Closed
	}
	if err := putTrip(tx, &t); err != nil {
		return err
	}
	return r.owe(tx, t.State, t.Subject())
}

// owe notes that the papers are to be handed over, if somebody keeps them.
func (r *Room) owe(tx *act.Tx, state, subject string) error {
	if r.File == nil || state == Cancelled {
		return nil
	}
	return r.Flow.Owe(tx, subject)
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// leavePapers lays out what is left of a leave; it limits nothing.
func (r *Room) leavePapers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	l, err := db.One[Leave](ctx, rd, leaveSelect+" WHERE id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	v := LeaveView{Leave: l}
	if v.Case, err = r.Flow.Whole(ctx, rd, l.Subject()); err != nil {
		return flow.Papers{}, err
	}
	if v.Proofs, err = r.atClosing(ctx, rd, l.Subject()); err != nil {
		return flow.Papers{}, err
	}
	if v.Charged, err = db.All[Line](ctx, rd, q.SQL("balance_by_subject"), l.Subject()); err != nil {
		return flow.Papers{}, err
	}
	day := dayOf(v.Case.EndedAt)
	course, err := r.leaveCourse(ctx, rd, v, day)
	if err != nil {
		return flow.Papers{}, err
	}
	return r.laid(ctx, l.papers(day), v.Proofs, course,
		flow.Form{Name: l.Number + " 休假审批表", Draw: func(w *bytes.Buffer) error { return r.printLeave(v, day, w) }})
}

// tripPapers lays out what is left of a trip; it limits nothing.
func (r *Room) tripPapers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	t, err := db.One[Trip](ctx, rd, tripSelect+" WHERE id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	v := TripView{Trip: t}
	if v.Case, err = r.Flow.Whole(ctx, rd, t.Subject()); err != nil {
		return flow.Papers{}, err
	}
	if v.Proofs, err = r.atClosing(ctx, rd, t.Subject()); err != nil {
		return flow.Papers{}, err
	}
	day := dayOf(v.Case.EndedAt)
	course, err := r.tripCourse(ctx, rd, v, day)
	if err != nil {
		return flow.Papers{}, err
	}
	return r.laid(ctx, t.papers(day, v.Proofs), v.Proofs, course,
		flow.Form{Name: t.Number + " 出差审批表", Draw: func(w *bytes.Buffer) error { return r.printTrip(v, day, w) }})
}

// papers says what the papers of a leave are: all of them tell of illness or family.
func (l Leave) papers(day civil.Date) flow.Papers {
	return flow.Papers{Subject: l.Subject(), Title: l.Name + "休假审批表（" + l.Number + "）", Unit: l.Unit, Date: day, Personnel: true}
}

// papers says what the papers of a trip are; with a certificate among them they are
// for the personnel circle alone.
func (t Trip) papers(day civil.Date, proofs []Proof) flow.Papers {
	return flow.Papers{Subject: t.Subject(), Title: t.Name + "出差审批表（" + t.Number + "）", Unit: t.Unit, Date: day,
		Personnel: slices.ContainsFunc(proofs, func(p Proof) bool { return p.Kind == HospitalCertificate })}
}

// atClosing lists the proofs that go with the first papers of a case: those that came
// later are handed over for themselves.
func (r *Room) atClosing(ctx context.Context, rd db.Reader, subject string) ([]Proof, error) {
	list, err := db.All[Proof](ctx, rd, q.SQL("proofs_of"), subject)
	if err != nil {
		return nil, err
	}
	later, err := r.Flow.Furthers(ctx, rd, subject)
	return slices.DeleteFunc(list, func(p Proof) bool { return slices.Contains(later, p.what()) }), err
}

// oweFurther notes what was added to a case after its papers were handed over, if
// somebody keeps them.
func (r *Room) oweFurther(tx *act.Tx, x flow.Further) error {
	if r.File == nil {
		return nil
	}
	return r.Flow.OweFurther(tx, x)
}

// leaveFurther notes a change of a leave that is on record already: the sheet says
// what was registered, by whom and when. The row has its new version.
func (r *Room) leaveFurther(tx *act.Tx, l Leave, title string, lines ...flow.Line) error {
	head := []flow.Line{{Label: "编号", Text: l.Number}, {Label: "姓名", Text: l.Name}, {Label: "请假期限", Text: l.Span()}}
	return r.oweFurther(tx, flow.Further{Subject: l.Subject(), What: fmt.Sprintf("%s version %d", l.Subject(), l.Version), Title: title, Lines: registered(tx, head, lines)})
}

// tripFurther is leaveFurther for a trip.
func (r *Room) tripFurther(tx *act.Tx, t Trip, title string, lines ...flow.Line) error {
	head := []flow.Line{{Label: "编号", Text: t.Number}, {Label: "出差人", Text: t.Name}, {Label: "出差地点", Text: t.Place}, {Label: "出差时间", Text: t.Since.Chinese() + "至" + t.Until.Chinese()}}
	return r.oweFurther(tx, flow.Further{Subject: t.Subject(), What: fmt.Sprintf("%s version %d", t.Subject(), t.Version), Title: title, Lines: registered(tx, head, lines)})
}

// registered puts what was registered between what it concerns and who did it; lines
// that say nothing are left out.
func registered(tx *act.Tx, head, lines []flow.Line) []flow.Line {
	all := slices.Concat(head, lines, []flow.Line{{Label: "登记人", Text: tx.Actor.Name}, {Label: "登记时间", Text: ui.Stamp(clock.FromMicros(tx.Now))}})
	return slices.DeleteFunc(all, func(l flow.Line) bool { return l.Text == "" })
}

// leaveLater lays out a paper that came after the closing of a leave; it limits
// nothing.
func (r *Room) leaveLater(ctx context.Context, id int64, x flow.Further) (flow.Papers, error) {
	rd := r.Door.Reader()
	l, err := db.One[Leave](ctx, rd, leaveSelect+" WHERE id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	p := l.papers(x.On)
	v, err := r.Flow.Whole(ctx, rd, l.Subject())
	if err == nil {
		p.Files, err = x.Lay(ctx, r.Files, r.sheetHead("", l.Number, v, x.On, ""))
	}
	return p, err
}

// tripLater is leaveLater for a trip.
func (r *Room) tripLater(ctx context.Context, id int64, x flow.Further) (flow.Papers, error) {
	rd := r.Door.Reader()
	t, err := db.One[Trip](ctx, rd, tripSelect+" WHERE id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	p := t.papers(x.On, nil)
	v, err := r.Flow.Whole(ctx, rd, t.Subject())
	if err == nil {
		p.Files, err = x.Lay(ctx, r.Files, r.sheetHead("", t.Number, v, x.On, ""))
	}
	return p, err
}

// laid lays out form and course of a case beside its papers.
func (r *Room) laid(ctx context.Context, p flow.Papers, proofs []Proof, course flow.Printed, form flow.Form) (flow.Papers, error) {
	var err error
	p.Files, err = flow.Draw(ctx, r.Files, form, course.Form())
	for _, x := range proofs {
		p.Files = append(p.Files, x.Paper())
	}
	return p, err
}

// leavePrinted is a leave for its printed course.
func (r *Room) leavePrinted(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.leaveCourse(ctx, r.Door.Reader(), v, r.Door.Today())
}

func (r *Room) leaveCourse(ctx context.Context, rd db.Reader, v LeaveView, today civil.Date) (flow.Printed, error) {
	p := flow.Printed{Head: r.sheetHead("请假办理过程单", v.Number, v.Case, today, ""), Facts: KindLabel(v.Kind) + "，" + v.Span() + "，计 " + DaysText(v.Halves)}
	err := p.Govern(ctx, rd, r.Rules, v.Ruling)
	return p, err
}

// tripPrinted is a trip for its printed course.
func (r *Room) tripPrinted(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.tripCourse(ctx, r.Door.Reader(), v, r.Door.Today())
}

func (r *Room) tripCourse(ctx context.Context, rd db.Reader, v TripView, today civil.Date) (flow.Printed, error) {
	p := flow.Printed{Head: r.sheetHead("出差办理过程单", v.Number, v.Case, today, ""),
		Facts: fmt.Sprintf("%s，%s（%s），%s至%s，共 %d 天", purposeLabels[v.Purpose], v.Place, zoneLabels[v.Zone], v.Since.Chinese(), v.Until.Chinese(), v.Days)}
	err := p.Govern(ctx, rd, r.Rules, v.Ruling)
	return p, err
}

// PrintLeave writes the form of a leave (附件2) for somebody of its chain, and gives
// its number.
func (r *Room) PrintLeave(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return "", err
	}
	return v.Number, r.printLeave(v, r.Door.Today(), w)
}

// PrintTrip writes the form of a trip (附件1) for somebody of its chain, and gives
// its number.
func (r *Room) PrintTrip(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return "", err
	}
	return v.Number, r.printTrip(v, r.Door.Today(), w)
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func clockOf(at int64) time.Time { return clock.FromMicros(at) }

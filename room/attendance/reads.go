package attendance

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// LeaveView is a leave as one of its chain sees it.
type LeaveView struct {
	Leave
	Case    flow.View
	Proofs  []Proof
	Missing []string // proofs that are still to come
	// ProofDue is the last day for them, by the parameter of leave.sick.cert; the
	// zero date if nothing is missing.
	ProofDue civil.Date
	Mine     bool   // the viewer is the applicant
	Charged  []Line // what it took from which balance
}

// Leave gives a leave to somebody of its chain or the political section; for
// anybody else it does not exist.
func (r *Room) Leave(ctx context.Context, who act.Actor, id int64) (LeaveView, error) {
	rd := r.Door.Reader()
	l, ok, err := db.Maybe[Leave](ctx, rd, leaveSelect+" WHERE id = $1", id)
	if err != nil {
		return LeaveView{}, err
	}
	subject := act.Subject("attendance_leave", id)
	if !ok {
		return LeaveView{}, act.OutOfReach(subject)
	}
	v := LeaveView{Leave: l, Mine: l.Login != "" && l.Login == who.Login}
	if v.Case, err = r.caseOf(ctx, who, subject); err != nil {
		return LeaveView{}, err
	}
	if v.Proofs, err = db.All[Proof](ctx, rd, q.SQL("proofs_of"), subject); err != nil {
		return v, err
	}
	if v.Charged, err = db.All[Line](ctx, rd, q.SQL("balance_by_subject"), subject); err != nil {
		return v, err
	}
	if v.Missing, err = r.missing(ctx, l, v.Proofs); err != nil || len(v.Missing) == 0 {
		return v, err
	}
	v.ProofDue, err = r.proofDue(ctx, l)
	return v, err
}

// proofDue is the last day on which a certificate may follow, by the book of the day
// of the request.
func (r *Room) proofDue(ctx context.Context, l Leave) (civil.Date, error) {
	book, err := r.Rules.At(ctx, civil.DateOf(clock.FromMicros(l.SubmittedAt)))
	if err != nil {
		return civil.Date{}, err
	}
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return civil.Date{}, err
	}
	return CheckCertificate(book, cal, l.Since.Date(), Certificate{Emergency: true})
}

// caseOf is the case as the viewer sees it; whoever keeps the registers sees it
// without a part in it.
func (r *Room) caseOf(ctx context.Context, who act.Actor, subject string) (flow.View, error) {
	v, err := r.Flow.ViewOf(ctx, who, subject)
	if err != nil && who.May(Keep) {
		return r.Flow.Whole(ctx, r.Door.Reader(), subject)
	}
	return v, err
}

// missing lists the proofs that a leave asks for and that are not there.
func (r *Room) missing(ctx context.Context, l Leave, have []Proof) ([]string, error) {
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	if s, err = s.under(l.Subject()); err != nil {
		return nil, err
	}
	needs, err := s.needs(l.Kind)
	return slices.DeleteFunc(needs.List(), func(n string) bool {
		return slices.ContainsFunc(have, func(p Proof) bool { return p.Kind == n })
	}), err
}

// TripView is a trip as one of its chain sees it.
type TripView struct {
	Trip
	Case   flow.View
	Proofs []Proof
	Others []Trip // of the same party
	Mine   bool
}

// Trip gives a trip to somebody of its chain or the political section.
func (r *Room) Trip(ctx context.Context, who act.Actor, id int64) (TripView, error) {
	rd := r.Door.Reader()
	t, ok, err := db.Maybe[Trip](ctx, rd, tripSelect+" WHERE id = $1", id)
	if err != nil {
		return TripView{}, err
	}
	subject := act.Subject("attendance_trip", id)
	if !ok {
		return TripView{}, act.OutOfReach(subject)
	}
	v := TripView{Trip: t, Mine: t.Login != "" && t.Login == who.Login}
	if v.Case, err = r.caseOf(ctx, who, subject); err != nil {
		return TripView{}, err
	}
	if v.Proofs, err = db.All[Proof](ctx, rd, q.SQL("proofs_of"), subject); err != nil {
		return v, err
	}
	v.Others, err = db.All[Trip](ctx, rd, tripSelect+" WHERE party = $1 AND id <> $2 ORDER BY id", t.Party, id)
	return v, err
}

// Affairs are somebody's own matters.
type Affairs struct {
	Person  int64
	Name    string
	Leaves  []Leave
	Trips   []Trip
	Outs    []Out
	Balance []Standing
	Lines   []Line
	Totals  Totals
}

// Affairs gives the actor's own matters of a year or, to whoever keeps the
// registers, somebody else's.
func (r *Room) Affairs(ctx context.Context, who act.Actor, person int64, year int) (Affairs, error) {
	s, err := r.now(ctx)
	if err != nil {
		return Affairs{}, err
	}
	m, err := s.subjectOf(who, person)
	if err != nil {
		return Affairs{}, err
	}
	a := Affairs{Person: m.ID, Name: m.Name}
	first, _ := civil.Of(year, 1, 1)
	last, _ := civil.Of(year+1, 1, 1)
	rd := r.Door.Reader()
	if a.Leaves, err = db.All[Leave](ctx, rd, leaveSelect+" WHERE person_id = $1 AND until_half > $2 AND since_half < $3 ORDER BY since_half DESC, id DESC",
		m.ID, int64(civil.Morning(first)), int64(civil.Morning(last))); err != nil {
		return a, err
	}
	if a.Trips, err = db.All[Trip](ctx, rd, tripSelect+" WHERE person_id = $1 AND until_on >= $2 AND since_on < $3 ORDER BY since_on DESC, id DESC", m.ID, first, last); err != nil {
		return a, err
	}
	if a.Outs, err = db.All[Out](ctx, rd, outSelect+" WHERE person_id = $1 AND since_at >= $2 ORDER BY since_at DESC LIMIT 20", m.ID, first.Time().UnixMicro()); err != nil {
		return a, err
	}
	workOn, err := s.workOn(m.ID)
	if err != nil {
		return a, err
	}
	on := s.today
	if on.Year != year {
		on, _ = civil.Of(year, 12, 31)
	}
	p, err := s.purse(m.ID, workOn, on, 0)
	if err != nil {
		return a, err
	}
	for _, l := range p.lines {
		if l.Year == year {
			a.Lines = append(a.Lines, l)
		}
	}
	if a.Balance, err = p.standings([]share{{year: year}}); err != nil {
		return a, err
	}
	a.Totals, err = s.totals(m.ID, year)
	return a, err
}

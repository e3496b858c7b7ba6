package seal

import (
	"context"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// sees reports whether somebody may know of an application: who asks, the unit, whoever
// may approve, approved or keeps the seal, and those who see all.
func (r *Room) sees(s *scene, who act.Actor, a Application, x Seal) bool {
	if r.seesAll(who) || a.Login != "" && a.Login == who.Login || a.Unit != "" && a.Unit == who.Unit && who.May(Request) {
		return true
	}
	p, ok := s.chart.PersonOf(who.Login)
	if !ok {
		return false
	}
	if p.ID == x.Custodian || p.ID == a.DecidedID {
		return true
	}
	_, err := s.approving(who, x, a.PersonID)
	return err == nil
}

// ApplicationOf is one application for somebody who may know of it, with its seal and
// uses.
func (r *Room) ApplicationOf(ctx context.Context, who act.Actor, id int64) (Application, Seal, []Press, error) {
	rd := r.Door.Reader()
	a, err := applications.Get(ctx, rd, id)
	if err != nil {
		return a, Seal{}, nil, err
	}
	x, err := seals.Get(ctx, rd, a.SealID)
	if err != nil {
		return a, x, nil, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return a, x, nil, err
	}
	if !r.sees(s, who, a, x) {
		return Application{}, Seal{}, nil, act.OutOfReach(a.Subject())
	}
	list, err := presses.List(ctx, rd, "WHERE x.application_id = $1 ORDER BY x.id", a.ID)
	return a, x, list, err
}

// MostListed bounds a list of applications.
const MostListed = 500

// Applications lists what somebody may know of, newest first: a year, a state ("" for
// all), words of the title or number.
func (r *Room) Applications(ctx context.Context, who act.Actor, year int, state, words string) ([]Application, error) {
	rd := r.Door.Reader()
	f := db.NewFilter().And("x.year = ?", year)
	if state != "" {
		f.And("x.state = ?", state)
	}
	if words != "" {
		f.And("(x.what || ' ' || x.doc_number || ' ' || x.number) LIKE ?", "%"+words+"%")
	}
	if !r.seesAll(who) {
		s, err := r.look(ctx, rd, r.Door.Now())
		if err != nil {
			return nil, err
		}
		p, _ := s.chart.PersonOf(who.Login)
		keeps, err := db.All[int64](ctx, rd, "SELECT id FROM seal_seal WHERE custodian = $1 AND custodian <> 0", p.ID)
		if err != nil {
			return nil, err
		}
		own := "(x.login = ? OR (x.unit <> '' AND x.unit = ?) OR (x.decided_id <> 0 AND x.decided_id = ?)"
		args := []any{who.Login, who.Unit, p.ID}
		for _, k := range keeps {
			own += " OR x.seal_id = ?"
			args = append(args, k)
		}
		f.And(own+")", args...)
	}
	return applications.List(ctx, rd, f.Where()+" ORDER BY x.id DESC LIMIT 500", f.Args()...)
}

// Entered is a use with what was sealed.
type Entered struct {
	Press
	Application Application
	Seal        Seal
}

// Register is the uses of a year in their order, as far as somebody may know of them.
func (r *Room) Register(ctx context.Context, who act.Actor, year int, seal int64) ([]Entered, error) {
	return r.register(ctx, year, seal, func(s *scene, a Application, x Seal) bool { return r.sees(s, who, a, x) })
}

func (r *Room) register(ctx context.Context, year int, seal int64, sees func(*scene, Application, Seal) bool) ([]Entered, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter().And("x.year = ?", year)
	if seal != 0 {
		f.And("x.seal_id = ?", seal)
	}
	list, err := presses.List(ctx, rd, f.Where()+" ORDER BY x.n", f.Args()...)
	if err != nil {
		return nil, err
	}
	apps, err := applications.List(ctx, rd, "WHERE x.id IN (SELECT u.application_id FROM seal_use u WHERE u.year = $1)", year)
	if err != nil {
		return nil, err
	}
	all, err := seals.List(ctx, rd, "ORDER BY x.id")
	if err != nil {
		return nil, err
	}
	byApp, bySeal := map[int64]Application{}, map[int64]Seal{}
	for _, a := range apps {
		byApp[a.ID] = a
	}
	for _, x := range all {
		bySeal[x.ID] = x
	}
	var out []Entered
	for _, p := range list {
		a, x := byApp[p.ApplicationID], bySeal[p.SealID]
		if sees(s, a, x) {
			out = append(out, Entered{p, a, x})
		}
	}
	return out, nil
}

// Seals lists the seals: what there is may be known by everybody who may ask for one.
func (r *Room) Seals(ctx context.Context) ([]Seal, error) {
	return seals.List(ctx, r.Door.Reader(), "ORDER BY x.id")
}

// Waiting counts the applications that wait for somebody: to approve, to seal.
func (r *Room) Waiting(ctx context.Context, who act.Actor) (approve, seal []Application, err error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, nil, err
	}
	p, ok := s.chart.PersonOf(who.Login)
	if !ok {
		return nil, nil, nil
	}
	list, err := applications.List(ctx, rd, "WHERE x.state IN ('pending', 'approved') ORDER BY x.id")
	if err != nil {
		return nil, nil, err
	}
	all, err := r.Seals(ctx)
	if err != nil {
		return nil, nil, err
	}
	by := map[int64]Seal{}
	for _, x := range all {
		by[x.ID] = x
	}
	for _, a := range list {
		x := by[a.SealID]
		if a.State == Approved && x.Custodian == p.ID {
			seal = append(seal, a)
		}
		if a.State == Pending {
			if _, err := s.approving(who, x, a.PersonID); err == nil {
				approve = append(approve, a)
			}
		}
	}
	return approve, seal, nil
}

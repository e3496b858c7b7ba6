package integrity

import (
	"context"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func declareKey(year int, person int64) string {
	return fmt.Sprintf("integrity.declare:%d:%d", year, person)
}

// overseesLogin is oversees by the name of an account.
func (s *scene) overseesLogin(login string) (bool, error) { return s.oversees(act.Actor{Login: login}) }

// missing are those who have not declared their personal matters of a year.
func (s *scene) missing(ctx context.Context, rd db.Reader, year int) ([]org.Person, error) {
	people, err := s.reporters()
	if err != nil {
		return nil, err
	}
	list, err := s.r.Registers.Lines(ctx, rd, Declarations, register.Query{From: civil.Date{Year: year + 1, Month: time.January, Day: 1}})
	if err != nil {
		return nil, err
	}
	done := map[int64]bool{}
	for _, l := range list {
		if l.Value("kind") == yearly && int(l.Int("of")) == year {
			done[l.PersonID("title")] = true
		}
	}
	var out []org.Person
	for _, p := range people {
		if !done[p.ID] {
			out = append(out, p)
		}
	}
	return out, nil
}

// declaredAfter settles the reminder of who declared.
func (r *Room) declaredAfter(tx *act.Tx, l register.Line) error {
	if l.Value("kind") != yearly || l.Voided != "" {
		return nil
	}
	return notify.Done(tx, declareKey(int(l.Int("of")), l.PersonID("title")))
}

var watchDeed = act.Define(act.Spec[*Room, int]{Name: "integrity.watch", Label: "提醒报告个人有关事项", Right: Use, Basis: []law.ID{law.IntegrityPersonalYear},
	Quiet: "a day on which nobody is reminded is not worth an entry",
	Do:    func(tx *act.Tx, r *Room) (int, act.Entry, error) { return r.watch(tx) }})

// Watch is the daily look: from the first of January until it is done whoever has still to
// declare the personal matters of the year before is reminded (clause
// law.integrity.personal_year), and what waits for a post waits for who holds it now. It
// gives how many were reminded anew.
func (r *Room) Watch(ctx context.Context) (int, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("廉政提醒"), r)
}

func (r *Room) watch(tx *act.Tx) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	for _, code := range []string{Majors, Duties, Checks, Risks} {
		if err := r.Registers.Retell(tx, code); err != nil {
			return none(err)
		}
	}
	s, err := r.look(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	if err := r.retellPending(tx); err != nil {
		return none(err)
	}
	year := tx.Today.Year - 1
	n, err := s.remind(tx, year)
	if err != nil || n == 0 {
		return none(err)
	}
	return n, act.Entry{Subject: fmt.Sprintf("integrity:%d", year), Summary: fmt.Sprintf("提醒 %d 人报告%d年度个人有关事项", n, year)}, nil
}

// retellPending puts the decisions that are to be completed before who holds the
// discipline post now.
func (r *Room) retellPending(tx *act.Tx) error {
	list, err := r.Registers.Lines(tx.Ctx, tx, Majors, register.Query{State: pending})
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := r.majorAfter(tx, l); err != nil {
			return err
		}
	}
	return nil
}

// remind puts the declaration of a year before those who have still to make it, on the
// account they have now, and takes it from those who have not, or not any more.
func (s *scene) remind(tx *act.Tx, year int) (int, error) {
	v, err := s.text(law.IntegrityPersonalYear, "due")
	if err != nil {
		return 0, err
	}
	due, err := YearDue(year, v)
	if err != nil {
		return 0, err
	}
	people, err := s.missing(tx.Ctx, tx, year)
	if err != nil {
		return 0, err
	}
	n := 0
	waits := map[int64]bool{}
	for _, p := range people {
		login := s.chart.Login(p.ID)
		if login == "" {
			continue
		}
		waits[p.ID] = true
		if err := notify.Put(tx, notify.Todo{Key: declareKey(year, p.ID), Login: login, Text: fmt.Sprintf("报告%d年度个人有关事项", year), URL: "/integrity", Due: due}); err != nil {
			return 0, err
		}
		told, err := tx.Next(declareKey(year, p.ID))
		if err != nil {
			return 0, err
		}
		if told == 1 {
			n++
		}
	}
	all, err := s.r.Org.People(tx.Ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if !waits[p.ID] {
			if err := notify.Done(tx, declareKey(year, p.ID)); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

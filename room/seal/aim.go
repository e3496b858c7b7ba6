package seal

import (
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type todo struct {
	Key   string `db:"key"`
	Login string `db:"login"`
	Text  string `db:"text"`
}

// aim is tell for a to-do that may be before others by now: it settles theirs. It does
// nothing, and says so, where the same people have it.
func (s *scene) aim(tx *act.Tx, key, text, url string, due civil.Date, people []int64) (bool, error) {
	var want []string
	for _, p := range people {
		if login := strings.ToLower(s.chart.Login(p)); login != "" && len(want) < mostTold && !slices.Contains(want, login) {
			want = append(want, login)
		}
	}
	if len(want) == 0 {
		want = []string{""}
	}
	had, err := db.All[todo](tx.Ctx, tx, q.SQL("todos_open"), key+":", len(key)+1)
	if err != nil {
		return false, err
	}
	// Others that belong to the same row, as of a seal that is late, are not this one.
	had = slices.DeleteFunc(had, func(t todo) bool { return t.Key[len(key)+1:] > "9" })
	same := len(had) > 0
	for _, t := range had {
		same = same && t.Text == text && slices.Contains(want, t.Login)
	}
	for _, w := range want {
		same = same && slices.ContainsFunc(had, func(t todo) bool { return t.Login == w })
	}
	if same {
		return false, nil
	}
	if err := told(tx, key); err != nil {
		return false, err
	}
	return true, s.tell(tx, key, text, url, due, people)
}

// aimAll puts everything that waits before those who have to act today: custodians, posts
// and accounts change.
func (r *Room) aimAll(tx *act.Tx) (int, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return 0, err
	}
	all, err := seals.List(tx.Ctx, tx, "ORDER BY x.id")
	if err != nil {
		return 0, err
	}
	by, moved := byID(all), 0
	count := func(changed bool, err error) error {
		if changed {
			moved++
		}
		return err
	}
	apps, err := applications.List(tx.Ctx, tx, "WHERE x.state IN ('pending', 'approved') ORDER BY x.id")
	if err != nil {
		return 0, err
	}
	for _, a := range apps {
		say, people, err := s.wanted(by[a.SealID], a)
		if err == nil {
			err = count(s.aim(tx, a.Subject(), say, a.page(), civil.Date{}, people))
		}
		if err != nil {
			return moved, err
		}
	}
	gone, err := outings.List(tx.Ctx, tx, "WHERE x.state IN ('pending', 'approved', 'out') ORDER BY x.id")
	if err != nil {
		return moved, err
	}
	for _, o := range gone {
		x := by[o.SealID]
		say, people, due := "交付外带的"+x.Name, s.keeping(x), civil.Date{}
		switch o.State {
		case Pending:
			can, _, err := s.approvers(x, o.PersonID)
			if err != nil {
				return moved, err
			}
			say, people = "批准外带"+x.Name, persons(can)
		case Out:
			say, people, due = "归还外带的"+x.Name, append([]int64{o.First, o.Second}, s.keeping(x)...), o.Due
		}
		if err := count(s.aim(tx, outings.Subject(o.ID), say, outingsPage, due, people)); err != nil {
			return moved, err
		}
	}
	ending, err := retirements.List(tx.Ctx, tx, "WHERE x.state = 'pending' ORDER BY x.id")
	if err != nil {
		return moved, err
	}
	for _, y := range ending {
		x := by[y.SealID]
		can, _, err := s.approvers(x, y.PersonID)
		if err == nil {
			err = count(s.aim(tx, retirements.Subject(y.ID), "批准停用"+x.Name, x.page(), civil.Date{}, persons(can)))
		}
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// wanted is what waits in an application, and for whom.
func (s *scene) wanted(x Seal, a Application) (string, []int64, error) {
	if a.State == Approved {
		return "用印 " + a.Number, s.keeping(x), nil
	}
	can, _, err := s.approvers(x, a.PersonID)
	return "批准用印 " + a.Number, persons(can), err
}

// keeping is the custodian, and whoever acts in place of one who is absent.
func (s *scene) keeping(x Seal) []int64 { return append([]int64{x.Custodian}, s.inPlace(x)...) }

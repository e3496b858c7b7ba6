package counter

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var (
	checkColumns  = []string{"application_id", "n", "name", "form", "state", "note", "came_on", "made_by", "made_at", "version"}
	noticeColumns = []string{"number", "application_id", "n", "items", "fact", "breach", "issued_on", "issued_by", "issued_at"}
)

// States of a material.
const (
	Unseen    = ""
	Here      = "here"
	Missing   = "missing"
	Wrong     = "wrong" // not in the form that the law asks for
	NotNeeded = "none"
)

var checkLabels = map[string]string{Unseen: "未审核", Here: "齐全", Missing: "缺", Wrong: "不合法定形式", NotNeeded: "本件不需要"}

// Check is one material of an application as it was looked at.
type Check struct {
	ID            int64      `db:"id"`
	ApplicationID int64      `db:"application_id"`
	N             int        `db:"n"`
	Name          string     `db:"name"`
	Form          string     `db:"form"`
	State         string     `db:"state"`
	Note          string     `db:"note"`
	CameOn        civil.Date `db:"came_on"`
	MadeBy        string     `db:"made_by"`
	MadeAt        int64      `db:"made_at"`
	Version       int64      `db:"version"`
}

func (c *Check) values() []any {
	return []any{c.ApplicationID, c.N, c.Name, c.Form, c.State, c.Note, c.CameOn, c.MadeBy, c.MadeAt, c.Version}
}

// Lacks reports whether the material has still to be brought.
func (c Check) Lacks() bool { return c.State == Missing || c.State == Wrong }

// Looked is what was found of one material.
type Looked struct {
	N     int
	State string
	Note  string // what is missing or wrong; needed for both
}

type checkIn struct {
	r      *Room
	id     int64
	list   []Looked
	wanted []Wanted
	extra  []Wanted
	reason string
	fact   string
}

var checkDeed = act.Define(act.Spec[checkIn, Application]{Name: "counter.application.check", Label: "审核材料", Right: Use, Basis: []law.ID{law.OnceCheck, law.LimitIntake, law.LimitReceipt},
	Do: func(tx *act.Tx, in checkIn) (Application, act.Entry, error) { return in.r.check(tx, in) }})

// Check writes down what was found of every material, on the day of receipt; later only
// with the reason (clauses once.check, limit.intake). If nothing is missing the
// application is accepted in the same deed: the promised day is known and the acceptance
// notice can be printed (clause limit.receipt). Otherwise a notice follows (Notify).
func (r *Room) Check(ctx context.Context, who act.Actor, id int64, list []Looked, lateReason string) (Application, error) {
	return checkDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, list: list, reason: db.Trimmed(lateReason)})
}

func (r *Room) check(tx *act.Tx, in checkIn) (Application, act.Entry, error) {
	none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
	a, s, err := r.load(tx, in.id)
	if err != nil {
		return none(err)
	}
	if a.State != Received {
		return none(wrongState(a, "审核材料"))
	}
	have, err := checksOf(tx.Ctx, tx, a.ID)
	if err != nil {
		return none(err)
	}
	var bad []error
	lacking := 0
	for i := range have {
		c := &have[i]
		k := slices.IndexFunc(in.list, func(l Looked) bool { return l.N == c.N })
		field := fmt.Sprintf("state_%d", c.N)
		if k < 0 || !slices.Contains([]string{Here, Missing, Wrong, NotNeeded}, in.list[k].State) {
			bad = append(bad, onField(law.OnceCheck, field, "", fmt.Sprintf("第 %d 项“%s”还没有审核，请逐项选择。", c.N, c.Name)))
			continue
		}
		l := in.list[k]
		c.State, c.Note, c.MadeBy, c.MadeAt = l.State, db.Trimmed(l.Note), tx.Actor.Login, tx.Now
		if c.Lacks() {
			lacking++
			if c.Note == "" {
				c.Note = defaultWords(*c)
			}
		} else if c.State == Here {
			c.CameOn = a.ReceivedOn
		}
		if err := line(fmt.Sprintf("note_%d", c.N), "说明", c.Note, false); err != nil {
			bad = append(bad, err)
		}
	}
	if a.CheckReason = in.reason; tx.Today.After(a.ReceivedOn) && in.reason == "" {
		bad = append(bad, onField(law.OnceCheck, "reason", "", "材料应在收到的当天（"+a.ReceivedOn.Chinese()+"）当场审核。已经过了当天，请写明原因。"))
	}
	if err := join(append(bad, line("reason", "没有当场审核的原因", in.reason, false))...); err != nil {
		return none(err)
	}
	item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
	if err != nil {
		return none(err)
	}
	for i := range have {
		have[i].Version++
		if err := put(tx, "counter_check", have[i].ID, have[i].Version-1, checkColumns, have[i].values()); err != nil {
			return none(err)
		}
	}
	a.CheckedOn, a.Complete = tx.Today, lacking == 0
	e := act.Entry{Subject: a.Subject(), Detail: map[string]any{"lacking": lacking, "late": in.reason != ""}}
	if lacking == 0 {
		if err := r.accept(tx, s, &a, item); err != nil {
			return none(err)
		}
		e.Summary = "审核 " + a.Number + "：材料齐全，受理（" + a.AcceptedNumber + "）"
		return a, e, r.save(tx, a)
	}
	a.State, a.Version = Correcting, a.Version+1
	e.Summary = fmt.Sprintf("审核 %s：缺或不合形式 %d 项", a.Number, lacking)
	if err := r.todo(tx, a, "出具补充通知书："+item.Title, tx.Today); err != nil {
		return none(err)
	}
	return a, e, r.save(tx, a)
}

// defaultWords is what a notice asks for where the clerk wrote nothing.
func defaultWords(c Check) string {
	s := "补交"
	if c.State == Wrong {
		s = "照规定的形式重新提交"
	}
	if c.Form != "" {
		s += "（" + c.Form + "）"
	}
	return s
}

// accept counts the promised day and gives the number of the acceptance notice. The caller
// saves the application.
func (r *Room) accept(tx *act.Tx, s *scene, a *Application, item Item) error {
	p, err := r.promise(tx, a.PromiseID)
	if err != nil {
		return err
	}
	a.State, a.AcceptedOn = Accepted, tx.Today
	a.Started = a.ReceivedOn
	if !a.Complete && !a.Deemed {
		a.Started = a.SupplementedOn
	}
	if p.Instant {
		// Done while the applicant waits: the promise is the day itself (clauses promise.now,
		// once.instant).
		a.Due = a.AcceptedOn
	} else {
		d, err := s.clock().Deadline(a.question(p))
		if err != nil {
			return err
		}
		a.Due, a.Started, a.Provisional = d.Due, d.Started, d.Provisional
	}
	if a.AcceptedNumber, err = numbered(tx, "受", tx.Today.Year); err != nil {
		return err
	}
	a.Version++
	return r.watchDue(tx, s, *a, item)
}

// toldTooLate reports whether the time in which the law lets an applicant for a licence
// be told is over, and its last day.
func (s *scene) toldTooLate(a Application, item Item) (bool, civil.Date) {
	days, ok := s.number(law.LimitSupplement, "law_days")
	if !item.Licence || !ok || days < 1 {
		return false, civil.Date{}
	}
	last, _, err := s.cal.Add(a.ReceivedOn, days)
	return err == nil && s.today.After(last), last
}

var deemDeed = act.Define(act.Spec[checkIn, Application]{Name: "counter.application.deem", Label: "登记视为受理", Right: Use, Basis: []law.ID{law.LicensingOnce, law.LimitReceipt},
	Do: func(tx *act.Tx, in checkIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
		if err != nil {
			return none(err)
		}
		told, err := db.One[int](tx.Ctx, tx, q.SQL("notices_count"), a.ID)
		if err != nil {
			return none(err)
		}
		over, _ := s.toldTooLate(a, item)
		if a.State != Received && a.State != Correcting || told > 0 || !over {
			return none(fault.Refuse(law.LicensingOnce, "只有行政许可事项过了告知补正的法定期限还没有告知的，才视为受理。"))
		}
		if a.CheckedOn.IsZero() {
			a.CheckedOn = tx.Today
		}
		a.Deemed = true
		if err := in.r.accept(tx, s, &a, item); err != nil {
			return none(err)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: "逾期没有告知补正，" + a.Number + "自收到之日起视为受理（" + a.AcceptedNumber + "）"}, in.r.save(tx, a)
	}})

// Deem writes down that a licence counts as accepted since its receipt, because nobody
// told the applicant in time what was missing (article 32 of the licensing law).
func (r *Room) Deem(ctx context.Context, who act.Actor, id int64) (Application, error) {
	return deemDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id})
}

var supplementDeed = act.Define(act.Spec[checkIn, Application]{Name: "counter.application.supplement", Label: "收到补正材料", Right: Use, Basis: []law.ID{law.OnceAfter, law.LimitReceipt},
	Do: func(tx *act.Tx, in checkIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Correcting {
			return none(wrongState(a, "登记补正"))
		}
		told, err := db.One[int](tx.Ctx, tx, q.SQL("notices_count"), a.ID)
		if err != nil {
			return none(err)
		}
		if told == 0 {
			return none(fault.Refuse(law.OnceSupplement, "还没有出具补充通知书。请先书面告知要补什么，再登记补来的材料。"))
		}
		checks, err := checksOf(tx.Ctx, tx, a.ID)
		if err != nil {
			return none(err)
		}
		came, left := 0, 0
		for i := range checks {
			c := checks[i]
			if !c.Lacks() {
				continue
			}
			if !slices.ContainsFunc(in.list, func(l Looked) bool { return l.N == c.N && l.State == Here }) {
				left++
				continue
			}
			came++
			c.State, c.CameOn, c.MadeBy, c.MadeAt, c.Version = Here, tx.Today, tx.Actor.Login, tx.Now, c.Version+1
			if err := put(tx, "counter_check", c.ID, c.Version-1, checkColumns, c.values()); err != nil {
				return none(err)
			}
		}
		if came == 0 {
			return none(fault.Field("came", "", "请勾选这次补来的材料。"))
		}
		item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
		if err != nil {
			return none(err)
		}
		e := act.Entry{Subject: a.Subject(), Summary: fmt.Sprintf("%s补来 %d 项，还差 %d 项", a.Number, came, left), Detail: map[string]any{"came": came, "left": left}}
		if left > 0 {
			a.Version++
			return a, e, in.r.save(tx, a)
		}
		a.SupplementedOn = tx.Today
		if err := in.r.accept(tx, s, &a, item); err != nil {
			return none(err)
		}
		e.Summary = a.Number + "材料补齐，受理（" + a.AcceptedNumber + "）"
		return a, e, in.r.save(tx, a)
	}})

// Supplement writes down which of the missing materials came. Once none is missing the
// application is accepted and its time begins (clause once.after, reading
// restart-on-completion); what was asked once is enough.
func (r *Room) Supplement(ctx context.Context, who act.Actor, id int64, came []int) (Application, error) {
	var list []Looked
	for _, n := range came {
		list = append(list, Looked{N: n, State: Here})
	}
	return supplementDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, list: list})
}

// days gives the promised time of an application day by day; none while it does not run.
func (s *scene) days(a Application, p Promise) []clocks.Day {
	if a.Due.IsZero() || p.Instant {
		return nil
	}
	list, err := s.clock().Days(a.question(p))
	if err != nil {
		return nil
	}
	return list
}

func checksOf(ctx context.Context, rd db.Reader, id int64) ([]Check, error) {
	return db.All[Check](ctx, rd, q.SQL("checks_of"), id)
}

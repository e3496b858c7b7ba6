package counter

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var (
	forwardColumns      = []string{"application_id", "superior", "reminder", "sent_on", "made_by", "made_at"}
	consultationColumns = []string{"forward_id", "application_id", "asked_on", "asked_by", "answer", "demands", "told_on", "told_how", "told_by", "version"}
)

// Forward is an application sent on to the superior that decides it.
type Forward struct {
	ID            int64      `db:"id"`
	ApplicationID int64      `db:"application_id"`
	Superior      string     `db:"superior"`
	Reminder      string     `db:"reminder"`
	SentOn        civil.Date `db:"sent_on"`
	MadeBy        string     `db:"made_by"`
	MadeAt        int64      `db:"made_at"`
}

func (f *Forward) values() []any {
	return []any{f.ApplicationID, f.Superior, f.Reminder, f.SentOn, f.MadeBy, f.MadeAt}
}

// Consultation is one asking of the superior.
type Consultation struct {
	ID            int64      `db:"id"`
	ForwardID     int64      `db:"forward_id"`
	ApplicationID int64      `db:"application_id"`
	AskedOn       civil.Date `db:"asked_on"`
	AskedBy       string     `db:"asked_by"`
	Answer        string     `db:"answer"`
	Demands       bool       `db:"demands"`
	ToldOn        civil.Date `db:"told_on"`
	ToldHow       string     `db:"told_how"`
	ToldBy        string     `db:"told_by"`
	Version       int64      `db:"version"`
}

func (c *Consultation) values() []any {
	return []any{c.ForwardID, c.ApplicationID, c.AskedOn, c.AskedBy, c.Answer, c.Demands, c.ToldOn, c.ToldHow, c.ToldBy, c.Version}
}

func (c Consultation) key() string { return act.Subject("counter_consultation", c.ID) }

// waits reports whether the applicant has still to hear what the superior demands.
func (c Consultation) waits() bool { return c.Demands && c.ToldOn.IsZero() }

// tellBy is the last day on which the applicant has to hear of a demand; ok is false
// where the bureau has set no days: then one is only reminded (clause once.forward).
func (s *scene) tellBy(c Consultation) (civil.Date, bool) {
	n, ok := s.number(law.OnceForward, "days")
	if !ok || n < 1 {
		return civil.Date{}, false
	}
	d, _, err := s.cal.Add(c.AskedOn, n)
	return d, err == nil
}

type forwardIn struct {
	r        *Room
	id       int64
	superior string
	words    string
	demands  bool
}

var forwardDeed = act.Define(act.Spec[forwardIn, Forward]{Name: "counter.application.forward", Label: "转报上级", Right: Use, Basis: []law.ID{law.OnceForward, law.OncePrelim},
	Do: func(tx *act.Tx, in forwardIn) (Forward, act.Entry, error) {
		none := func(err error) (Forward, act.Entry, error) { return Forward{}, act.Entry{}, err }
		a, _, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
		switch {
		case err != nil:
			return none(err)
		case a.State != Accepted:
			return none(wrongState(a, "转报"))
		case !item.Passed:
			return none(fault.Refuse(law.OnceForward, "“"+item.Title+"”不是初审转报的事项，由本局办结。"))
		}
		f := Forward{ApplicationID: a.ID, Superior: in.superior, Reminder: in.words, SentOn: tx.Today, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		var reminded error
		if f.Reminder == "" {
			reminded = onField(law.OncePrelim, "reminder", "", "请写明初审时怎样提醒申请人补全材料；材料本来齐全的，写明“材料齐全，已提醒留意上级的要求”。")
		}
		if err := join(line("superior", "上级机关", f.Superior, true), reminded, long("reminder", "初审时的提醒", f.Reminder, false)); err != nil {
			return none(err)
		}
		if n, err := db.One[int](tx.Ctx, tx, q.SQL("forwards_count"), a.ID); err != nil || n > 0 {
			if err == nil {
				err = fault.New(fault.Conflict, a.Number+"已经转报。")
			}
			return none(err)
		}
		if f.ID, err = insert(tx, "counter_forward", forwardColumns, f.values()); err != nil {
			return none(err)
		}
		// Two at once would both be the first: the version lets one of them through.
		a.Version++
		if err := in.r.save(tx, a); err != nil {
			return none(err)
		}
		return f, act.Entry{Subject: a.Subject(), Summary: a.Number + "转报" + f.Superior}, in.r.todo(tx, a, "主动询问"+f.Superior+"的意见", tx.Today)
	}})

// Forward sends an application that is only looked at here on to the superior. It says
// how the applicant was reminded to complete the papers beforehand (clause once.prelim).
func (r *Room) Forward(ctx context.Context, who act.Actor, application int64, superior, reminder string) (Forward, error) {
	return forwardDeed.Run(ctx, r.Door, who, forwardIn{r: r, id: application, superior: db.Trimmed(superior), words: db.Trimmed(reminder)})
}

var consultDeed = act.Define(act.Spec[forwardIn, Consultation]{Name: "counter.consultation.add", Label: "登记询问上级", Right: Use, Basis: []law.ID{law.OnceForward},
	Do: func(tx *act.Tx, in forwardIn) (Consultation, act.Entry, error) {
		none := func(err error) (Consultation, act.Entry, error) { return Consultation{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Accepted {
			return none(wrongState(a, "登记询问"))
		}
		f, ok, err := db.Maybe[Forward](tx.Ctx, tx, q.SQL("forward_of"), a.ID)
		if err != nil || !ok {
			if err == nil {
				err = fault.New(fault.Conflict, a.Number+"还没有转报，先登记转报。")
			}
			return none(err)
		}
		c := Consultation{ForwardID: f.ID, ApplicationID: a.ID, AskedOn: tx.Today, AskedBy: tx.Actor.Login, Answer: in.words, Demands: in.demands, Version: 1}
		if err := long("answer", "上级的意见", c.Answer, true); err != nil {
			return none(err)
		}
		if c.ID, err = insert(tx, "counter_consultation", consultationColumns, c.values()); err != nil {
			return none(err)
		}
		// The application may not be finished at the same moment.
		a.Version++
		if err := in.r.save(tx, a); err != nil {
			return none(err)
		}
		if c.Demands {
			due, _ := s.tellBy(c)
			t := notify.Todo{Key: c.key(), Login: a.Handler, Text: a.Number + " 把上级的要求转告申请人", URL: applicationURL(a.ID), Due: due}
			if t.Login == "" {
				t.Login = tx.Actor.Login
			}
			if err := notify.Put(tx, t); err != nil {
				return none(err)
			}
		}
		return c, act.Entry{Subject: a.Subject(), Summary: a.Number + "询问" + f.Superior + "的意见", Detail: map[string]any{"demands": c.Demands}}, in.r.watchHandler(tx, a)
	}})

// Consult writes down that the superior was asked and what it said; whether the
// applicant has to do something. Then a to-do stands until the applicant was told.
func (r *Room) Consult(ctx context.Context, who act.Actor, application int64, answer string, demands bool) (Consultation, error) {
	return consultDeed.Run(ctx, r.Door, who, forwardIn{r: r, id: application, words: db.Trimmed(answer), demands: demands})
}

// watchHandler puts the promised day back before the handler, after something else was
// more urgent.
func (r *Room) watchHandler(tx *act.Tx, a Application) error {
	item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
	if err != nil {
		return err
	}
	return r.todo(tx, a, "办结："+item.Title, a.Due)
}

var tellDeed = act.Define(act.Spec[forwardIn, Consultation]{Name: "counter.consultation.tell", Label: "转告上级的要求", Right: Use, Basis: []law.ID{law.OnceForward},
	Do: func(tx *act.Tx, in forwardIn) (Consultation, act.Entry, error) {
		none := func(err error) (Consultation, act.Entry, error) { return Consultation{}, act.Entry{}, err }
		c, err := row[Consultation](tx.Ctx, tx, "counter_consultation", "consultation", in.id)
		if err != nil {
			return none(err)
		}
		a, _, err := in.r.load(tx, c.ApplicationID)
		switch {
		case err != nil:
			return none(err)
		case !c.waits():
			return none(fault.New(fault.Conflict, "这一条不用转告，或者已经转告。"))
		}
		c.ToldOn, c.ToldHow, c.ToldBy, c.Version = tx.Today, in.words, tx.Actor.Login, c.Version+1
		if err := line("how", "转告的方式", c.ToldHow, true); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, c.key()); err != nil {
			return none(err)
		}
		return c, act.Entry{Subject: a.Subject(), Summary: a.Number + "上级的要求已转告申请人"}, put(tx, "counter_consultation", c.ID, c.Version-1, consultationColumns, c.values())
	}})

// Tell writes down how the applicant was told what the superior demands.
func (r *Room) Tell(ctx context.Context, who act.Actor, consultation int64, how string) (Consultation, error) {
	return tellDeed.Run(ctx, r.Door, who, forwardIn{r: r, id: consultation, words: db.Trimmed(how)})
}

// told refuses to close an application whose applicant has not heard a demand.
func told(tx *act.Tx, id int64) error {
	n, err := db.One[int](tx.Ctx, tx, q.SQL("untold"), id)
	if err == nil && n > 0 {
		err = fault.Refuse(law.OnceForward, "上级有要求还没有转告申请人，不能办结。请先转告并登记。")
	}
	return err
}

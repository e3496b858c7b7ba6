package reception

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// The clauses of chapter seven under which somebody answers for a failure, with what
// they are called.
var accounts = []struct {
	Clause law.ID
	Label  string
}{
	{law.AbAccount, "违反AB岗制度"},
	{law.PromiseAccount, "违反服务承诺"},
	{law.FirstAccount, "首问不尽责"},
	{law.OnceAccount, "违反一次性告知"},
}

func accountLabel(clause law.ID) string {
	for _, a := range accounts {
		if a.Clause == clause {
			return a.Label
		}
	}
	return ""
}

// States of a liability.
const (
	Recorded = "recorded" // the facts stand, nothing is decided
	Decided  = "decided"
	Done     = "done" // the decision was carried out
)

var liabilityStates = map[string]string{Recorded: "已登记事实", Decided: "已决定", Done: "已执行", Void: "已作废"}

// Liability is who answers for what, who decided it and what came of it.
type Liability struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"`
	Year       int        `db:"year"`
	Clause     string     `db:"clause"`
	PersonID   int64      `db:"person_id"`
	PersonName string     `db:"person_name"`
	HappenedOn civil.Date `db:"happened_on"`
	Facts      string     `db:"facts"`
	Source     string     `db:"source"`
	State      string     `db:"state"`
	DeciderID  int64      `db:"decider_id"`
	Decider    string     `db:"decider"`
	DecidedOn  civil.Date `db:"decided_on"`
	Decision   string     `db:"decision"`
	Result     string     `db:"result"`
	Reason     string     `db:"reason"`
	MadeBy     string     `db:"made_by"`
	MadeName   string     `db:"made_name"`
	MadeAt     int64      `db:"made_at"`
	Version    int64      `db:"version"`
}

// Subject names the row in the ledger.
func (l Liability) Subject() string { return act.Subject("counter_liability", l.ID) }

// URL is the page of the record.
func (l Liability) URL() string { return fmt.Sprintf("/reception/liability/%d", l.ID) }

// NewLiability is what happened, to be entered.
type NewLiability struct {
	Clause        law.ID
	Person        int64
	HappenedOn    civil.Date
	Facts, Source string
}

type liabilityIn struct {
	r       *Room
	x       NewLiability
	id      int64
	decider int64
	day     civil.Date
	words   string
}

func noLiability(err error) (Liability, act.Entry, error) { return Liability{}, act.Entry{}, err }

var liabilityDeed = act.Define(act.Spec[liabilityIn, Liability]{Name: "reception.liability.enter", Label: "登记责任事实", Right: Hold, Basis: []law.ID{law.AbAccount, law.PromiseAccount, law.FirstAccount, law.OnceAccount},
	Do: func(tx *act.Tx, in liabilityIn) (Liability, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return noLiability(err)
		}
		x := in.x
		p := s.chart.Person(x.Person)
		var errs []error
		if accountLabel(x.Clause) == "" {
			errs = append(errs, fault.Field("clause", string(x.Clause), "选择违反的是哪一项制度。"))
		}
		switch {
		case p.ID == 0:
			errs = append(errs, fault.Field("person", fmt.Sprint(x.Person), "选择责任人。"))
		case s.is(tx.Actor, p.ID):
			return noLiability(forbid(x.Clause, "自己的责任由别人登记。"))
		}
		if x.HappenedOn.IsZero() || x.HappenedOn.After(tx.Today) {
			errs = append(errs, fault.Field("happened_on", x.HappenedOn.String(), "填写事情发生的日子，不晚于今天。"))
		}
		errs = append(errs, check(text{field: "facts", label: "查明的事实", value: &x.Facts, need: true, long: true, clause: x.Clause}, text{field: "source", label: "出自哪一件", value: &x.Source}))
		if err := join(errs...); err != nil {
			return noLiability(err)
		}
		l := Liability{Year: tx.Today.Year, Clause: string(x.Clause), PersonID: p.ID, PersonName: p.Name, HappenedOn: x.HappenedOn, Facts: x.Facts, Source: x.Source, State: Recorded, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
		if l.Number, err = numbered(tx, "责", l.Year, 3); err != nil {
			return noLiability(err)
		}
		// Neither name nor facts stand in the ledger.
		err = liabilities.insert(tx, &l)
		return l, act.Entry{Subject: l.Subject(), Summary: "登记责任事实 " + l.Number, Detail: map[string]any{"clause": l.Clause}}, err
	}})

// HoldLiable enters what somebody may have to answer for. Nobody enters it about
// oneself.
func (r *Room) HoldLiable(ctx context.Context, who act.Actor, x NewLiability) (Liability, error) {
	return liabilityDeed.Run(ctx, r.Door, who, liabilityIn{r: r, x: x})
}

func (s *scene) is(who act.Actor, person int64) bool {
	p, ok := s.chart.PersonOf(who.Login)
	return ok && p.ID == person
}

// heldLiability reads a record for a deed; it does not exist for whoever it concerns,
// as far as changing it goes.
func (r *Room) heldLiability(tx *act.Tx, id int64) (Liability, *scene, error) {
	l, err := liabilities.locked(tx, id)
	if err != nil {
		return l, nil, err
	}
	s, err := r.inDeed(tx)
	if err == nil && s.is(tx.Actor, l.PersonID) {
		err = forbid(law.ID(l.Clause), "自己的责任由别人决定和登记。")
	}
	return l, s, err
}

var decideDeed = act.Define(act.Spec[liabilityIn, Liability]{Name: "reception.liability.decide", Label: "登记追责决定", Right: Hold, Basis: []law.ID{law.AbAccount, law.PromiseAccount, law.FirstAccount, law.OnceAccount},
	Do: func(tx *act.Tx, in liabilityIn) (Liability, act.Entry, error) {
		l, s, err := in.r.heldLiability(tx, in.id)
		if err != nil {
			return noLiability(err)
		}
		if l.State != Recorded {
			return noLiability(fault.New(fault.Conflict, l.Number+liabilityStates[l.State]+"，不能再登记决定。"))
		}
		p, ok := s.here(in.decider)
		var errs []error
		rank := s.chart.Rank(p.ID)
		switch {
		case !ok || rank != org.RankLeader && rank != org.RankDirector:
			errs = append(errs, fault.Field("decider", fmt.Sprint(in.decider), "决定人选一位在职的局领导；集体决定的，选主持的领导，并在决定里写明是哪次会议。"))
		case p.ID == l.PersonID:
			errs = append(errs, fault.Field("decider", p.Name, "责任人不能决定自己的责任，请另选一位局领导。"))
		}
		if in.day.IsZero() || in.day.After(tx.Today) || in.day.Before(l.HappenedOn) {
			errs = append(errs, fault.Field("decided_on", in.day.String(), "填写作出决定的日子，在"+l.HappenedOn.Chinese()+"和今天之间。"))
		}
		errs = append(errs, check(text{field: "decision", label: "决定", value: &in.words, need: true, long: true, clause: law.ID(l.Clause)}))
		if err := join(errs...); err != nil {
			return noLiability(err)
		}
		l.State, l.DeciderID, l.Decider, l.DecidedOn, l.Decision = Decided, p.ID, p.Name, in.day, in.words
		return l, act.Entry{Subject: l.Subject(), Summary: "登记追责决定 " + l.Number}, liabilities.save(tx, &l)
	}})

// Decide enters who decided, when, and what. The program decides nothing.
func (r *Room) Decide(ctx context.Context, who act.Actor, id, decider int64, on civil.Date, decision string) (Liability, error) {
	return decideDeed.Run(ctx, r.Door, who, liabilityIn{r: r, id: id, decider: decider, day: on, words: decision})
}

var resultDeed = act.Define(act.Spec[liabilityIn, Liability]{Name: "reception.liability.result", Label: "登记追责结果", Right: Hold, Basis: []law.ID{law.AbAccount, law.PromiseAccount, law.FirstAccount, law.OnceAccount},
	Do: func(tx *act.Tx, in liabilityIn) (Liability, act.Entry, error) {
		l, _, err := in.r.heldLiability(tx, in.id)
		if err != nil {
			return noLiability(err)
		}
		if l.State != Decided {
			return noLiability(fault.New(fault.Conflict, l.Number+liabilityStates[l.State]+"，作出决定以后才登记结果。"))
		}
		if err := check(text{field: "result", label: "结果", value: &in.words, need: true, long: true}); err != nil {
			return noLiability(err)
		}
		l.State, l.Result = Done, in.words
		return l, act.Entry{Subject: l.Subject(), Summary: "登记追责结果 " + l.Number}, liabilities.save(tx, &l)
	}})

// CarryOut enters what came of a decision.
func (r *Room) CarryOut(ctx context.Context, who act.Actor, id int64, result string) (Liability, error) {
	return resultDeed.Run(ctx, r.Door, who, liabilityIn{r: r, id: id, words: result})
}

var voidLiabilityDeed = act.Define(act.Spec[liabilityIn, Liability]{Name: "reception.liability.void", Label: "作废责任登记", Right: Hold, Basis: []law.ID{law.AbAccount, law.PromiseAccount, law.FirstAccount, law.OnceAccount},
	Do: func(tx *act.Tx, in liabilityIn) (Liability, act.Entry, error) {
		l, _, err := in.r.heldLiability(tx, in.id)
		if err != nil {
			return noLiability(err)
		}
		if l.State != Recorded {
			return noLiability(fault.New(fault.Conflict, l.Number+liabilityStates[l.State]+"，不能作废。"))
		}
		if err := check(text{field: "reason", label: "作废的理由", value: &in.words, need: true}); err != nil {
			return noLiability(err)
		}
		l.State, l.Reason = Void, in.words
		return l, act.Entry{Subject: l.Subject(), Summary: "作废责任登记 " + l.Number}, liabilities.save(tx, &l)
	}})

// VoidLiability takes back what was entered by mistake, before anything is decided.
func (r *Room) VoidLiability(ctx context.Context, who act.Actor, id int64, reason string) (Liability, error) {
	return voidLiabilityDeed.Run(ctx, r.Door, who, liabilityIn{r: r, id: id, words: reason})
}

// seesLiability reports whether a record exists for somebody: those who hold the right,
// and the person; of what was taken back the person hears nothing.
func seesLiability(s *scene, who act.Actor, l Liability) bool {
	mine := s.is(who, l.PersonID)
	return who.May(Hold) && !mine || mine && l.State != Void
}

// LiabilityOf gives a record to its readers; for others it does not exist.
func (r *Room) LiabilityOf(ctx context.Context, who act.Actor, id int64) (l Liability, changes bool, err error) {
	rd := r.Door.Reader()
	if l, err = liabilities.get(ctx, rd, id); err != nil {
		return l, false, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err == nil && !seesLiability(s, who, l) {
		err = act.OutOfReach(l.Subject())
	}
	if err != nil {
		return Liability{}, false, err
	}
	return l, who.May(Hold) && !s.is(who, l.PersonID), nil
}

// Liabilities lists the records of a year that somebody sees; clause "" means all.
func (r *Room) Liabilities(ctx context.Context, who act.Actor, year int, clause law.ID) ([]Liability, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := ofYear(year)
	if clause != "" {
		f.And("x.clause = ?", string(clause))
	}
	list, err := liabilities.list(ctx, rd, f.Where()+fmt.Sprintf(" ORDER BY x.id DESC LIMIT %d", mostListed), f.Args()...)
	return slices.DeleteFunc(list, func(l Liability) bool { return !seesLiability(s, who, l) }), err
}

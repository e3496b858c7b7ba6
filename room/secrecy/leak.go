package secrecy

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// NewLeak is a leak that somebody has noticed. Nothing of what was leaked is written here.
type NewLeak struct {
	Kind      string // leaked, possible
	NoticedAt int64  // microseconds UTC
	How       string
	Measures  string
	Late      string // why it is reported later than within the clock
}

type leakIn struct {
	r      *Room
	x      NewLeak
	step   Step
	id     int64
	result string
}

var leakDeed = act.Define(act.Spec[leakIn, Leak]{Name: "secrecy.leak.report", Label: "报告泄密", Right: Use, Basis: []law.ID{law.SecrecyLeak},
	Do: func(tx *act.Tx, in leakIn) (Leak, act.Entry, error) {
		none := func(err error) (Leak, act.Entry, error) { return Leak{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		hours := s.number(law.SecrecyLeak, "hours")
		if hours < 1 {
			return none(fault.New(fault.Conflict, "规章没有写明泄密报告的时限，请先由保密工作岗位填写。"))
		}
		x := in.x
		l := Leak{Year: tx.Today.Year, Kind: x.Kind, NoticedAt: x.NoticedAt, DueAt: x.NoticedAt + int64(hours)*hour, How: x.How, Measures: x.Measures, Late: x.Late, Login: tx.Actor.Login, Name: me.Name, Unit: me.Unit, State: Begun, MadeAt: tx.Now}
		errs := []error{oneOf("kind", "情况", l.Kind, leakLabels), texts(text{"how", "发现的经过", &l.How, true, true}, text{"measures", "已经采取的补救措施", &l.Measures, true, true}, text{"late", "迟报的原因", &l.Late, false, true})}
		switch {
		case l.NoticedAt == 0 || l.NoticedAt > tx.Now:
			errs = append(errs, fault.Field("noticed_on", stamp(l.NoticedAt), "请填写发现的日期和时间，不晚于现在。"))
		case tx.Now > l.DueAt && l.Late == "":
			errs = append(errs, fault.Field("late", "", fmt.Sprintf("发现已超过 %d 小时，请写明迟报的原因。", hours)))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		n, err := tx.Next(fmt.Sprintf("secrecy.leak.%d", l.Year))
		if err != nil {
			return none(err)
		}
		l.Number = fmt.Sprintf("%d-泄-%02d", l.Year, n)
		if err := leaks.Insert(tx, &l); err != nil {
			return none(err)
		}
		err = s.tell(tx, leaks.Subject(l.ID), l.alarm(), l.page(), dayOf(l.DueAt), s.leakPeople(true))
		return l, act.Entry{Subject: leaks.Subject(l.ID), Summary: "报告泄密情况 " + l.Number + "，最迟 " + stamp(l.DueAt) + " 前报告上级", Detail: map[string]any{"kind": l.Kind, "noticed": stamp(l.NoticedAt), "due": stamp(l.DueAt)}}, err
	}})

func (l Leak) page() string { return fmt.Sprintf("/secrecy/leaks/%d", l.ID) }

// leakPeople are those who hear of a leak: who is in charge of secrecy and, where it is
// grave enough, the director.
func (s *scene) leakPeople(director bool) []int64 {
	out := s.keepers()
	if director {
		out = append(out, s.holding(org.Ask{Who: org.WhoDirector})...)
	}
	return out
}

// ReportLeak reports that a secret is out or may be, by anybody and at once. The clock runs
// from when it was noticed (clause law.secrecy.leak).
func (r *Room) ReportLeak(ctx context.Context, who act.Actor, x NewLeak) (Leak, error) {
	return leakDeed.Run(ctx, r.Door, who, leakIn{r: r, x: x})
}

var stepDeed = act.Define(act.Spec[leakIn, Step]{Name: "secrecy.leak.step", Label: "登记泄密的报告和补救", Right: Keep, Basis: []law.ID{law.SecrecyLeak},
	Do: func(tx *act.Tx, in leakIn) (Step, act.Entry, error) {
		none := func(err error) (Step, act.Entry, error) { return Step{}, act.Entry{}, err }
		s, err := in.r.kept(tx)
		if err != nil {
			return none(err)
		}
		l, err := leaks.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		if l.State != Begun {
			return none(fault.New(fault.Conflict, l.Number+"已经办结。"))
		}
		x := in.step
		x.ID, x.LeakID, x.Name, x.MadeAt = 0, l.ID, tx.Actor.Name, tx.Now
		tells := x.Kind != Measure
		errs := []error{oneOf("step", "事项", x.Kind, stepLabels), texts(text{"whom", "向谁报告", &x.Whom, tells, false}, text{"how", "方式", &x.How, tells, false}, text{"words", "情况", &x.Words, !tells, true}, text{"late", "迟报的原因", &x.Late, false, true})}
		late := (x.Kind == ToDepartment || x.Kind == ToSuperior) && x.At > l.DueAt
		switch {
		case x.At == 0 || x.At > tx.Now || x.At < l.NoticedAt:
			errs = append(errs, fault.Field("at_on", stamp(x.At), "时间应在发现（"+stamp(l.NoticedAt)+"）以后、现在以前。"))
		case late && x.Late == "":
			errs = append(errs, fault.Field("late", "", "已经超过 "+stamp(l.DueAt)+"，请写明迟报的原因。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if err := steps.Insert(tx, &x); err != nil {
			return none(err)
		}
		open, err := waitsFor(tx, l)
		if err != nil {
			return none(err)
		}
		if len(open) == 0 { // told: no clock runs any more
			for _, key := range []string{"", ":warn", ":late"} {
				if err := told(tx, leaks.Subject(l.ID)+key); err != nil {
					return none(err)
				}
			}
			if _, err := s.aimClose(tx, l, tx.Today); err != nil {
				return none(err)
			}
		}
		say := l.Number + " " + stepLabels[x.Kind]
		if late {
			say += "，已超过时限"
		}
		return x, act.Entry{Subject: leaks.Subject(l.ID), Summary: say, Detail: map[string]any{"kind": x.Kind, "at": stamp(x.At), "late": late}}, nil
	}})

// waitsFor are the reports that a leak's clock still waits for.
func waitsFor(tx *act.Tx, l Leak) ([]string, error) {
	list, err := steps.List(tx.Ctx, tx, "WHERE x.leak_id = $1", l.ID)
	if err != nil {
		return nil, err
	}
	return pending(list), nil
}

// pending are the reports of the clock that no step answers.
func pending(list []Step) []string {
	var out []string
	for _, kind := range []string{ToDepartment, ToSuperior} {
		done := false
		for _, x := range list {
			done = done || x.Kind == kind
		}
		if !done {
			out = append(out, kind)
		}
	}
	return out
}

// AddStep records who was told of a leak, when and how, or what was done about it.
func (r *Room) AddStep(ctx context.Context, who act.Actor, leak int64, x Step) (Step, error) {
	return stepDeed.Run(ctx, r.Door, who, leakIn{r: r, id: leak, step: x})
}

var closeLeakDeed = act.Define(act.Spec[leakIn, Leak]{Name: "secrecy.leak.close", Label: "办结泄密报告", Right: Keep, Basis: []law.ID{law.SecrecyLeak},
	Do: func(tx *act.Tx, in leakIn) (Leak, act.Entry, error) {
		none := func(err error) (Leak, act.Entry, error) { return Leak{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		l, err := leaks.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		if l.State != Begun {
			return none(fault.New(fault.Conflict, l.Number+"已经办结。"))
		}
		if err := texts(text{"result", "处理结果", &in.result, true, true}); err != nil {
			return none(err)
		}
		open, err := waitsFor(tx, l)
		if err != nil {
			return none(err)
		}
		if len(open) > 0 {
			return none(fault.Refuse(law.SecrecyLeak, "还没有登记“"+stepLabels[open[0]]+"”，不能办结。"))
		}
		l.State, l.Result, l.ClosedAt = Closed, in.result, tx.Now
		if err := told(tx, leaks.Subject(l.ID)+":close"); err != nil {
			return none(err)
		}
		return l, act.Entry{Subject: leaks.Subject(l.ID), Summary: "办结 " + l.Number}, leaks.Save(tx, &l)
	}})

// CloseLeak ends a leak that was told to both, with what came of it.
func (r *Room) CloseLeak(ctx context.Context, who act.Actor, leak int64, result string) (Leak, error) {
	return closeLeakDeed.Run(ctx, r.Door, who, leakIn{r: r, id: leak, result: result})
}

// Leaks lists leaks: all for those who read the registers, those one reported for others.
func (r *Room) Leaks(ctx context.Context, who act.Actor) ([]Leak, error) {
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	if s.reads(who) {
		return leaks.List(ctx, r.Door.Reader(), "ORDER BY x.id DESC")
	}
	return leaks.List(ctx, r.Door.Reader(), "WHERE x.login = $1 ORDER BY x.id DESC", who.Login)
}

// LeakOf is one leak with its steps, for those who read the registers and whoever
// reported it.
func (r *Room) LeakOf(ctx context.Context, who act.Actor, id int64) (Leak, []Step, error) {
	rd := r.Door.Reader()
	l, err := leaks.Get(ctx, rd, id)
	if err != nil {
		return l, nil, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return l, nil, err
	}
	if !s.reads(who) && l.Login != who.Login {
		return Leak{}, nil, act.OutOfReach(leaks.Subject(id))
	}
	list, err := steps.List(ctx, rd, "WHERE x.leak_id = $1 ORDER BY x.at, x.id", l.ID)
	return l, list, err
}

// Watched is what one look at the clocks found.
type Watched struct {
	Warned  int  `json:"warned"`
	Alarmed int  `json:"alarmed"`
	Yearly  bool `json:"yearly"`
	Moved   int  `json:"moved"` // to-dos that are before other people now
}

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "secrecy.watch", Label: "核对保密时限", Right: Keep, Basis: []law.ID{law.SecrecyLeak, law.SecrecyYearlyReport, law.SecrecyTraining, law.SecrecySelfAssessment},
	Quiet: "a look at which nothing was due is not worth an entry",
	Do:    func(tx *act.Tx, r *Room) (Watched, act.Entry, error) { return r.watch(tx) }})

// Watch looks at the clocks of open leaks: it warns those in charge before the last hour,
// and after it tells the director, once each. In December it reminds of the yearly duties.
// It is for the job of every few minutes.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("保密时限"), r)
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if err := r.retell(tx); err != nil {
		return none(err)
	}
	open, err := leaks.List(tx.Ctx, tx, "WHERE x.state = 'open' AND (x.warned_at = 0 OR x.alarmed_at = 0) ORDER BY x.id")
	if err != nil {
		return none(err)
	}
	before := int64(s.number(law.SecrecyLeak, "warn_before")) * hour
	for _, l := range open {
		missing, err := waitsFor(tx, l)
		if err != nil {
			return none(err)
		}
		if len(missing) == 0 {
			continue
		}
		if l, err = leaks.Locked(tx, l.ID); err != nil {
			return none(err)
		}
		switch {
		case l.AlarmedAt == 0 && tx.Now > l.DueAt:
			l.AlarmedAt = tx.Now
			out.Alarmed++
			err = s.tell(tx, leaks.Subject(l.ID)+":late", l.Number+" 已超过 "+stamp(l.DueAt)+"，还没有"+stepLabels[missing[0]], l.page(), dayOf(l.DueAt), s.leakPeople(true))
		case l.WarnedAt == 0 && before > 0 && tx.Now > l.DueAt-before && tx.Now <= l.DueAt:
			l.WarnedAt = tx.Now
			out.Warned++
			err = s.tell(tx, leaks.Subject(l.ID)+":warn", l.Number+" 将于 "+stamp(l.DueAt)+" 到期，尽快"+stepLabels[missing[0]], l.page(), dayOf(l.DueAt), s.leakPeople(false))
		default:
			continue
		}
		if err != nil {
			return none(err)
		}
		if err := leaks.Save(tx, &l); err != nil {
			return none(err)
		}
	}
	if out.Yearly, err = r.remindYearly(tx, s); err != nil {
		return none(err)
	}
	if out.Moved, err = r.aimChecks(tx, s); err != nil {
		return none(err)
	}
	n, err := r.aimLeaks(tx, s)
	if err != nil {
		return none(err)
	}
	out.Moved += n
	if out == (Watched{}) {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "secrecy", Summary: fmt.Sprintf("核对保密时限：提醒 %d 件，超时 %d 件，改由他人办理 %d 件", out.Warned, out.Alarmed, out.Moved), Detail: out}, nil
}

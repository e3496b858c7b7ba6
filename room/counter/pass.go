package counter

import (
	"context"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

var passColumns = []string{"application_id", "kind", "unit", "words", "received_at", "received_on", "signed_at", "signed_on", "signed_by", "opinion", "night_reason", "recalled_on", "recalled_by", "recall_reason", "made_by", "version"}

// Kinds of passing on.
const (
	ToUnit = "unit"
	ToHead = "head" // the head of the unit that handles it
)

// Pass is an application before another unit, or before the head.
type Pass struct {
	ID            int64      `db:"id"`
	ApplicationID int64      `db:"application_id"`
	Kind          string     `db:"kind"`
	Unit          string     `db:"unit"`
	Words         string     `db:"words"`
	ReceivedAt    int64      `db:"received_at"`
	ReceivedOn    civil.Date `db:"received_on"`
	SignedAt      int64      `db:"signed_at"`
	SignedOn      civil.Date `db:"signed_on"`
	SignedBy      string     `db:"signed_by"`
	Opinion       string     `db:"opinion"`
	NightReason   string     `db:"night_reason"`
	RecalledOn    civil.Date `db:"recalled_on"`
	RecalledBy    string     `db:"recalled_by"`
	RecallReason  string     `db:"recall_reason"`
	MadeBy        string     `db:"made_by"`
	Version       int64      `db:"version"`
}

func (p *Pass) values() []any {
	return []any{p.ApplicationID, p.Kind, p.Unit, p.Words, p.ReceivedAt, p.ReceivedOn, p.SignedAt, p.SignedOn, p.SignedBy, p.Opinion, p.NightReason, p.RecalledOn, p.RecalledBy, p.RecallReason, p.MadeBy, p.Version}
}

// Overnight reports whether it lay longer than the day on which it came (clause
// promise.sameday), as of a day.
func (p Pass) Overnight(on civil.Date) bool {
	switch {
	case !p.SignedOn.IsZero():
		on = p.SignedOn
	case !p.RecalledOn.IsZero():
		on = p.RecalledOn
	}
	return on.After(p.ReceivedOn)
}

// Open reports whether somebody has still to sign it.
func (p Pass) Open() bool { return p.SignedOn.IsZero() && p.RecalledOn.IsZero() }

// passedTo names whom a pass went to.
func (s *scene) passedTo(p Pass) string {
	if p.Kind == ToHead {
		return s.unitName(p.Unit) + "负责人"
	}
	return s.unitName(p.Unit)
}

func (p Pass) key() string { return act.Subject("counter_pass", p.ID) }

// receivedOn is the working day that counts as the day on which something came: the day
// itself, or the next working day of what came on a rest day, or after the hour that the
// bureau has set (reading by-workday, parameter closing_time).
func (s *scene) receivedOn(at int64) (civil.Date, error) {
	day := dayOf(at)
	if hour, err := time.Parse("15:04", word(s.book, law.PromiseSameday, "closing_time")); err == nil {
		t := clock.FromMicros(at).In(civil.Shanghai)
		if t.Hour()*60+t.Minute() > hour.Hour()*60+hour.Minute() {
			day = day.AddDays(1)
		}
	}
	d, _, err := s.cal.Next(day)
	return d, err
}

type passIn struct {
	r          *Room
	id         int64
	kind, unit string
	words      string
	reason     string
}

var passDeed = act.Define(act.Spec[passIn, Pass]{Name: "counter.application.pass", Label: "送科室会办或负责人签批", Right: Use, Basis: []law.ID{law.PromiseSameday, law.PromiseChief},
	Do: func(tx *act.Tx, in passIn) (Pass, act.Entry, error) {
		none := func(err error) (Pass, act.Entry, error) { return Pass{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Accepted {
			return none(wrongState(a, "送办"))
		}
		p := Pass{ApplicationID: a.ID, Kind: in.kind, Unit: in.unit, Words: in.words, ReceivedAt: tx.Now, MadeBy: tx.Actor.Login, Version: 1}
		todo := notify.Todo{Text: a.Number + " 会办，当天签办", URL: applicationURL(a.ID)}
		var unit error
		switch in.kind {
		case ToHead:
			p.Unit = a.Unit
			todo.Role, todo.Text = org.SectionHead, a.Number+" 请签批，当天签办"
		case ToUnit:
			if unit = s.ownUnit(in.unit); unit == nil && in.unit == a.Unit {
				unit = fault.Field("unit", in.unit, "本件就由这个科室承办，请选别的科室，或者送负责人签批。")
			}
			todo.Role = org.Staff
		default:
			unit = fault.Field("kind", in.kind, "请选择送科室会办还是送负责人签批。")
		}
		if err := join(unit, long("words", "要办的事", p.Words, true)); err != nil {
			return none(err)
		}
		if n, err := db.One[int](tx.Ctx, tx, q.SQL("pass_open"), a.ID, p.Unit, p.Kind); err != nil || n > 0 {
			if err == nil {
				err = fault.New(fault.Conflict, "已经送到"+s.unitName(p.Unit)+"，还没有签回。")
			}
			return none(err)
		}
		if p.ReceivedOn, err = s.receivedOn(tx.Now); err != nil {
			return none(err)
		}
		if p.ID, err = insert(tx, "counter_pass", passColumns, p.values()); err != nil {
			return none(err)
		}
		// The application may not be finished at the same moment: the version lets one through.
		a.Version++
		if err := in.r.save(tx, a); err != nil {
			return none(err)
		}
		todo.Key, todo.Unit, todo.Due = p.key(), p.Unit, p.ReceivedOn
		return p, act.Entry{Subject: a.Subject(), Summary: a.Number + "送" + s.passedTo(p), Detail: map[string]any{"kind": p.Kind, "unit": p.Unit, "day": p.ReceivedOn.String()}}, notify.Put(tx, todo)
	}})

// Pass lays an accepted application before another unit, or before the head of the own
// one. It is to be signed the same day (clause promise.sameday).
func (r *Room) Pass(ctx context.Context, who act.Actor, application int64, kind, unit, words string) (Pass, error) {
	return passDeed.Run(ctx, r.Door, who, passIn{r: r, id: application, kind: kind, unit: unit, words: db.Trimmed(words)})
}

var signDeed = act.Define(act.Spec[passIn, Pass]{Name: "counter.pass.sign", Label: "签办流转件", Right: Use, Basis: []law.ID{law.PromiseSameday, law.PromiseChief},
	Do: func(tx *act.Tx, in passIn) (Pass, act.Entry, error) {
		none := func(err error) (Pass, act.Entry, error) { return Pass{}, act.Entry{}, err }
		p, err := row[Pass](tx.Ctx, tx, "counter_pass", "pass", in.id)
		if err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		a, err := row[Application](tx.Ctx, tx, "counter_application", "application", p.ApplicationID)
		switch {
		case err != nil:
			return none(err)
		case tx.Actor.Unit != p.Unit:
			return none(act.OutOfReach(a.Subject()))
		case p.Kind == ToHead && !s.heads(tx.Actor, p.Unit):
			return none(forbid(law.PromiseChief, "这一件送的是科室负责人，由负责人签批。"))
		case !p.SignedOn.IsZero():
			return none(fault.New(fault.Conflict, "这一件已经由"+s.name(p.SignedBy)+"签办。"))
		case !p.RecalledOn.IsZero():
			return none(act.OutOfReach(a.Subject()))
		}
		p.SignedAt, p.SignedOn, p.SignedBy, p.Opinion, p.NightReason, p.Version = tx.Now, tx.Today, tx.Actor.Login, in.words, in.reason, p.Version+1
		var night error
		if p.Overnight(tx.Today) && in.reason == "" {
			night = onField(law.PromiseSameday, "reason", "", "这一件 "+p.ReceivedOn.String()+" 送到，应当天签办。已经过夜，请写明原因。")
		}
		if err := join(night, long("opinion", "意见", p.Opinion, true), line("reason", "过夜的原因", p.NightReason, false)); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, p.key()); err != nil {
			return none(err)
		}
		say := a.Number + "由" + s.unitName(p.Unit) + "签办"
		if p.Overnight(tx.Today) {
			say += "，滞留过夜"
		}
		return p, act.Entry{Subject: a.Subject(), Summary: say, Detail: map[string]any{"unit": p.Unit, "overnight": p.Overnight(tx.Today)}}, put(tx, "counter_pass", p.ID, p.Version-1, passColumns, p.values())
	}})

// Sign writes what a unit or head says of an application before it. What lay over night
// needs the reason, and stays in the list of what did (clause promise.sameday).
func (r *Room) Sign(ctx context.Context, who act.Actor, pass int64, opinion, nightReason string) (Pass, error) {
	return signDeed.Run(ctx, r.Door, who, passIn{r: r, id: pass, words: db.Trimmed(opinion), reason: db.Trimmed(nightReason)})
}

var recallDeed = act.Define(act.Spec[passIn, Pass]{Name: "counter.pass.recall", Label: "撤回流转件", Right: Use, Basis: []law.ID{law.PromiseSameday},
	Do: func(tx *act.Tx, in passIn) (Pass, act.Entry, error) {
		none := func(err error) (Pass, act.Entry, error) { return Pass{}, act.Entry{}, err }
		p, err := row[Pass](tx.Ctx, tx, "counter_pass", "pass", in.id)
		if err != nil {
			return none(err)
		}
		a, s, err := in.r.load(tx, p.ApplicationID)
		switch {
		case err != nil:
			return none(err)
		case !p.SignedOn.IsZero():
			return none(fault.New(fault.Conflict, "这一件已经由"+s.name(p.SignedBy)+"签办，不能撤回。"))
		case !p.RecalledOn.IsZero():
			return none(fault.New(fault.Conflict, "这一件已经撤回。"))
		}
		if err := line("reason", "撤回的原因", in.reason, true); err != nil {
			return none(err)
		}
		p.RecalledOn, p.RecalledBy, p.RecallReason, p.Version = tx.Today, tx.Actor.Login, in.reason, p.Version+1
		if err := notify.Done(tx, p.key()); err != nil {
			return none(err)
		}
		return p, act.Entry{Subject: a.Subject(), Summary: a.Number + "撤回送" + s.passedTo(p) + "的流转件", Detail: map[string]any{"kind": p.Kind, "unit": p.Unit, "overnight": p.Overnight(tx.Today)}}, put(tx, "counter_pass", p.ID, p.Version-1, passColumns, p.values())
	}})

// Recall takes an unsigned pass back, by those who deal with the application: it went to
// the wrong unit, or nobody there can sign it. What lay over night until then stays in the
// list of what did (clause promise.sameday).
func (r *Room) Recall(ctx context.Context, who act.Actor, pass int64, reason string) (Pass, error) {
	return recallDeed.Run(ctx, r.Door, who, passIn{r: r, id: pass, reason: db.Trimmed(reason)})
}

func (r *Room) hasOpenPass(tx *act.Tx, id int64) error {
	n, err := db.One[int](tx.Ctx, tx, q.SQL("passes_open"), id)
	if err == nil && n > 0 {
		err = fault.Newf(fault.Conflict, "还有 %d 个科室或负责人没有签回，不能办结。", n)
	}
	return err
}

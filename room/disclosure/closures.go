package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// States of a local closure.
const (
	ClosureAsked     = "asked"     // entered, counts for nothing yet
	ClosureConfirmed = "confirmed" // counts up to and with its Last day
	ClosureVoid      = "void"
)

var closureLabels = map[string]string{ClosureAsked: "待确认", ClosureConfirmed: "已确认", ClosureVoid: "已作废"}

// longestClosure bounds a stretch, in days; a longer one is a slip of the pen.
const longestClosure = 366

// Closure is a stretch of days on which the bureau was closed by a local order. They
// are no working days for the periods of applications once a leader confirmed them.
type Closure struct {
	ID            int64      `db:"id"`
	From          civil.Date `db:"from_date"`
	To            civil.Date `db:"to_date"`   // as the order has it
	Last          civil.Date `db:"last_date"` // the last day that counts: To, or earlier where it was ended
	Title         string     `db:"title"`     // of the order
	Number        string     `db:"number"`
	State         string     `db:"state"`
	By            string     `db:"made_by"`
	ByName        string     `db:"made_name"`
	At            int64      `db:"made_at"`
	ConfirmedBy   string     `db:"confirmed_by"`
	ConfirmedName string     `db:"confirmed_name"`
	ConfirmedAt   int64      `db:"confirmed_at"`
	Reason        string     `db:"reason"` // why it was ended early or declared void
	EndedBy       string     `db:"ended_by"`
	EndedName     string     `db:"ended_name"`
	EndedAt       int64      `db:"ended_at"`
	Version       int64      `db:"version"`
}

func (c *Closure) values() []any {
	return []any{c.From, c.To, c.Last, c.Title, c.Number, c.State, c.By, c.ByName, c.At, c.ConfirmedBy, c.ConfirmedName, c.ConfirmedAt, c.Reason, c.EndedBy, c.EndedName, c.EndedAt, c.Version}
}

// Subject names the row in the ledger.
func (c Closure) Subject() string { return act.Subject("disclosure_closure", c.ID) }

func (c Closure) days() string { return c.From.Chinese() + "至" + c.To.Chinese() }

func (c Closure) entry(say string) act.Entry {
	return act.Entry{Subject: c.Subject(), Summary: say + " " + c.days() + "（" + c.Number + "）", Detail: map[string]any{"from": c.From.String(), "to": c.To.String(), "last": c.Last.String(), "number": c.Number, "state": c.State}}
}

// Closures are all local closures, the latest first.
func (r *Room) Closures(ctx context.Context) ([]Closure, error) {
	return db.All[Closure](ctx, r.Door.Reader(), closureSelect+" ORDER BY x.from_date DESC, x.id DESC")
}

// closedDays are the confirmed closures as the clock takes them.
func closedDays(ctx context.Context, rd db.Reader) ([]dis.Closure, error) {
	list, err := db.All[Closure](ctx, rd, closureSelect+" WHERE x.state = $1 ORDER BY x.from_date", ClosureConfirmed)
	var out []dis.Closure
	for _, c := range list {
		out = append(out, dis.Closure{From: c.From, To: c.Last, Ground: c.Title + "，" + c.Number})
	}
	return out, err
}

func (s *scene) headOfOffice(login string) bool {
	return s.can(login, org.Ask{Who: org.WhoSectionHead, Unit: s.r.office()})
}

// ClosureInput is a closure as the head of the office enters it.
type ClosureInput struct {
	From   civil.Date `form:"from" label:"从哪一天"`
	To     civil.Date `form:"to" label:"到哪一天"`
	Title  string     `form:"title" label:"文件标题"`
	Number string     `form:"number" label:"文号"`
}

func (in *ClosureInput) check(existing []Closure) error {
	in.Title, in.Number = db.Trimmed(in.Title), db.Trimmed(in.Number)
	switch {
	case in.From.IsZero() || !calendar.Covers(in.From):
		return fault.Field("from", in.From.String(), fmt.Sprintf("请填写停止办公的第一天，在 %d 年至 %d 年之间。", calendar.First, calendar.Last))
	case in.To.IsZero() || !calendar.Covers(in.To) || in.To.Before(in.From):
		return fault.Field("to", in.To.String(), "请填写停止办公的最后一天，不早于第一天"+in.From.Chinese()+"。")
	case in.To.Sub(in.From) > longestClosure:
		return fault.Field("to", in.To.String(), fmt.Sprintf("一段不超过 %d 天，请核对起止日期。", longestClosure))
	case in.Title == "" || len([]rune(in.Title)) > mostLine:
		return fault.Field("title", in.Title, fmt.Sprintf("请填写决定停止办公的文件的标题，不超过 %d 字。", mostLine))
	case in.Number == "" || len([]rune(in.Number)) > mostLine:
		return fault.Field("number", in.Number, fmt.Sprintf("请填写文件的文号，不超过 %d 字；没有文号的写“无文号”和发文机关、日期。", mostLine))
	}
	for _, c := range existing {
		if c.State != ClosureVoid && !in.From.After(c.Last) && !in.To.Before(c.From) {
			return fault.Field("from", in.From.String(), "与已登记的"+c.days()+"（"+c.Number+"）重叠，请改日期，或者先把那一段作废。")
		}
	}
	return nil
}

type closureIn struct {
	r *Room
	ClosureInput
}

var enterClosureDeed = act.Define(act.Spec[closureIn, int64]{Name: "disclosure.closure.enter", Label: "登记停止办公", Right: Use, Basis: []law.ID{law.CommonWorkday},
	Do: func(tx *act.Tx, in closureIn) (int64, act.Entry, error) {
		return in.r.enterClosure(tx, in.ClosureInput)
	}})

// EnterClosure writes down a local order to close, by the head of the office. It
// counts for nothing before a leader confirmed it.
func (r *Room) EnterClosure(ctx context.Context, who act.Actor, in ClosureInput) (int64, error) {
	return enterClosureDeed.Run(ctx, r.Door, who, closureIn{r, in})
}

func (r *Room) enterClosure(tx *act.Tx, in ClosureInput) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if !s.headOfOffice(tx.Actor.Login) {
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.CommonWorkday, Say: "停止办公的日子由办公室负责人登记。"})
	}
	list, err := db.All[Closure](tx.Ctx, tx, closureSelect)
	if err != nil {
		return none(err)
	}
	if err := in.check(list); err != nil {
		return none(err)
	}
	c := Closure{From: in.From, To: in.To, Last: in.To, Title: in.Title, Number: in.Number, State: ClosureAsked, By: tx.Actor.Login, ByName: tx.Actor.Name, At: tx.Now, Version: 1}
	if c.ID, err = insert(tx, "disclosure_closure", closureColumns, c.values()); err != nil {
		return none(err)
	}
	for _, role := range []org.Role{org.Leader, org.Director} {
		if err := notify.Put(tx, notify.Todo{Key: c.Subject() + ":" + string(role), Role: role, URL: closuresURL, Text: "核对并确认停止办公的日子 " + c.days()}); err != nil {
			return none(err)
		}
	}
	return c.ID, c.entry("登记停止办公"), nil
}

type closureStep struct {
	r      *Room
	id     int64
	last   civil.Date
	reason string
}

var confirmClosureDeed = act.Define(act.Spec[closureStep, bool]{Name: "disclosure.closure.confirm", Label: "确认停止办公", Right: Lead, Basis: []law.ID{law.CommonWorkday},
	Do: func(tx *act.Tx, in closureStep) (bool, act.Entry, error) {
		c, err := lockedClosure(tx, in.id)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case c.State != ClosureAsked:
			return false, act.Entry{}, fault.New(fault.Conflict, "这一段"+closureLabels[c.State]+"，不能再确认。")
		case c.By == tx.Actor.Login:
			return false, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Clause: law.CommonWorkday, Say: "登记的人不能自己确认，请另一位局领导核对文件后确认。"}
		}
		c.State, c.ConfirmedBy, c.ConfirmedName, c.ConfirmedAt = ClosureConfirmed, tx.Actor.Login, tx.Actor.Name, tx.Now
		return true, c.entry("确认停止办公"), saveClosure(tx, &c)
	}})

// ConfirmClosure lets a closure count, by the director or a deputy who did not enter
// it. The daily look tells the handlers of applications whose last day it moved.
func (r *Room) ConfirmClosure(ctx context.Context, who act.Actor, id int64) error {
	_, err := confirmClosureDeed.Run(ctx, r.Door, who, closureStep{r: r, id: id})
	return err
}

var endClosureDeed = act.Define(act.Spec[closureStep, bool]{Name: "disclosure.closure.end", Label: "提前结束或者作废停止办公", Right: Use, Basis: []law.ID{law.CommonWorkday},
	Do: func(tx *act.Tx, in closureStep) (bool, act.Entry, error) { return in.r.endClosure(tx, in) }})

// EndClosure ends a closure with its last day (last), or without one declares the
// whole void; the row stays with the reason. What waits for confirmation the head of
// the office may take back, what was confirmed only a leader changes.
func (r *Room) EndClosure(ctx context.Context, who act.Actor, id int64, last civil.Date, reason string) error {
	_, err := endClosureDeed.Run(ctx, r.Door, who, closureStep{r, id, last, db.Trimmed(reason)})
	return err
}

func (r *Room) endClosure(tx *act.Tx, in closureStep) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	head := s.headOfOffice(tx.Actor.Login)
	if !head && !tx.Actor.May(Lead) {
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.CommonWorkday, Say: "停止办公的日子由办公室负责人或者局领导更正。"})
	}
	c, err := lockedClosure(tx, in.id)
	switch {
	case err != nil:
		return none(err)
	case c.State == ClosureVoid:
		return none(fault.New(fault.Conflict, "这一段已经作废，不能再改。"))
	case c.State == ClosureConfirmed && !tx.Actor.May(Lead):
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.CommonWorkday, Say: "已经确认的，由局长或者副局长提前结束或者作废。"})
	case in.reason == "" || len([]rune(in.reason)) > mostLine:
		return none(fault.Field("reason", in.reason, fmt.Sprintf("请写明提前结束或者作废的理由，不超过 %d 字。", mostLine)))
	case !in.last.IsZero() && c.State == ClosureAsked:
		return none(fault.Field("last", in.last.String(), "还没有确认的只能作废，请不填提前结束的日子，作废后重新登记。"))
	case !in.last.IsZero() && (in.last.Before(c.From) || !in.last.Before(c.Last)):
		return none(fault.Field("last", in.last.String(), "应不早于"+c.From.Chinese()+"，早于现在的最后一天"+c.Last.Chinese()+"；整段不算的不填，作废。"))
	}
	c.Reason, c.EndedBy, c.EndedName, c.EndedAt = in.reason, tx.Actor.Login, tx.Actor.Name, tx.Now
	if !in.last.IsZero() {
		c.Last = in.last
		return true, c.entry("提前结束停止办公"), saveClosure(tx, &c)
	}
	c.State = ClosureVoid
	return true, c.entry("作废停止办公"), saveClosure(tx, &c)
}

func lockedClosure(tx *act.Tx, id int64) (Closure, error) {
	c, ok, err := act.Locked[Closure](tx, closureSelect+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("disclosure_closure", id))
	}
	return c, err
}

func saveClosure(tx *act.Tx, c *Closure) error {
	c.Version++
	ok, err := act.Replace(tx, "disclosure_closure", c.ID, c.Version-1, closureColumns, c.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一段刚刚被别人改过，请重新打开再办。")
	}
	for _, role := range []org.Role{org.Leader, org.Director} {
		if err == nil {
			err = notify.Done(tx, c.Subject()+":"+string(role))
		}
	}
	return err
}

func dayOf(at int64) string { return civil.DateOf(clock.FromMicros(at)).String() }

package disclosure

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// working is one application in a deed: read and locked, with its history, the rules
// that bind it, and what the actor is to it.
type working struct {
	r      *Room
	tx     *act.Tx
	s      *scene
	a      Application
	events []Event
	st     Standing
	f      Facts
}

// open reads and locks an application for somebody of the bureau who sees it.
func (r *Room) open(tx *act.Tx, id int64) (*working, error) {
	a, err := r.locked(tx, id)
	if err != nil {
		return nil, err
	}
	if !r.sees(tx.Actor, a) {
		return nil, act.OutOfReach(a.Subject())
	}
	w, err := r.work(tx, a)
	if err == nil {
		w.f.As = w.s.hands(tx.Actor, a)
		if r.inOffice(tx.Actor) {
			w.f.As = append(w.f.As, ByApplicant)
		}
	}
	return w, err
}

func (r *Room) work(tx *act.Tx, a Application) (*working, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return nil, err
	}
	w := &working{r: r, tx: tx, s: s, a: a}
	if a.ID != 0 {
		if w.events, err = eventsOf(tx.Ctx, tx, a.ID); err != nil {
			return nil, err
		}
	}
	return w, w.count()
}

// count brings standing and days up to date with the history.
func (w *working) count() error {
	w.st = Stand(w.events)
	as := w.f.As
	w.f = Facts{As: as, Today: w.tx.Today}
	k, err := Reckon(w.s.cal, w.s.book, w.a, w.events, w.s.closed, w.tx.Today)
	if err != nil {
		return err
	}
	w.f.Regime, w.f.Due = k.Regime, k.Due
	if !w.st.Base.IsZero() {
		w.f.NoticeDue = w.within("correction_notice", w.st.Base)
	}
	if !w.st.Feeing.IsZero() {
		w.f.FeeDue = w.within("fee_payment", w.st.Feeing)
	}
	return nil
}

// within is the last day of a period of the regime that runs from a day; no date
// where the regime sets none.
func (w *working) within(name string, from civil.Date) civil.Date {
	return w.s.within(w.f.Regime, name, from)
}

// within counts working days on which the bureau was open.
func (s *scene) within(regime rulebook.Regime, name string, from civil.Date) civil.Date {
	t, ok := regime.Period(name)
	if !ok {
		return civil.Date{}
	}
	to, err := s.later(from, t.Count)
	if err != nil {
		return civil.Date{}
	}
	return to
}

// later is the day that lies so many working days after another, on which the bureau
// was open.
func (s *scene) later(from civil.Date, days int) (civil.Date, error) {
	for days > 0 {
		next, _, err := s.cal.Add(from, 1)
		if err != nil {
			return civil.Date{}, err
		}
		from = next
		if !slices.ContainsFunc(s.closed, func(c dis.Closure) bool { return !from.Before(c.From) && !from.After(c.To) }) {
			days--
		}
	}
	return from, nil
}

// do lets an event happen, or says why it cannot.
func (w *working) do(e Event) error {
	if e.On.IsZero() {
		e.On = w.tx.Today
	}
	e.Note = db.Trimmed(e.Note)
	if len([]rune(e.Note)) > mostText {
		return fault.Field("note", "", fmt.Sprintf("不超过 %d 字，更长的请作附件。", mostText))
	}
	state, err := Next(w.st, e, w.f)
	if err != nil {
		return err
	}
	e.Application = w.a.ID
	if e.Do == Receive {
		e.With = "" // the channel stands in the application
	}
	if slices.Contains(serials, e.Do) {
		if e.Serial, err = w.serial(e.On.Year); err != nil {
			return err
		}
	}
	if e, err = addEvent(w.tx, e); err != nil {
		return err
	}
	w.events = append(w.events, e)
	w.a.State = state
	st := Stand(w.events)
	switch {
	case w.a.ReceivedOn.IsZero() && !st.Base.IsZero():
		w.a.ReceivedOn = st.Base
	case e.Do == Redo:
		w.a.Outcome, w.a.RepliedOn, w.a.SupplyBy, w.a.ClosedOn = "", civil.Date{}, civil.Date{}, civil.Date{}
	case e.Do == Reply || e.Do == SpotReply:
		w.a.RepliedOn = e.On
	case e.Do == SupplyLater:
		w.a.SupplyBy = e.Until
	}
	if state == Closed || state == Abandoned || state == Withdrawn {
		if w.a.ClosedOn.IsZero() {
			w.a.ClosedOn = e.On
		}
	}
	return w.count()
}

// done saves the application, settles what is to be done next, and writes the entry.
func (w *working) done(say string, detail map[string]any, basis ...law.ID) (act.Entry, error) {
	over := w.a.State == Closed || w.a.State == Abandoned || w.a.State == Withdrawn
	owe := over && w.a.FiledAt == 0 && w.r.File != nil
	if owe {
		w.a.FiledAt = w.tx.Now
	}
	if err := put(w.tx, &w.a); err != nil {
		return act.Entry{}, err
	}
	if owe {
		if err := w.r.Flow.Owe(w.tx, w.a.Subject()); err != nil {
			return act.Entry{}, err
		}
	}
	settled := []string{":moved"} // whoever acts on it has seen the new day
	if !Running(w.a.State) {
		settled = append(settled, ":late")
	}
	for _, x := range settled {
		if err := notify.Done(w.tx, w.a.Subject()+x); err != nil {
			return act.Entry{}, err
		}
	}
	if err := w.remind(); err != nil {
		return act.Entry{}, err
	}
	if detail == nil {
		detail = map[string]any{}
	}
	detail["number"], detail["state"] = w.a.Number, w.a.State
	if !w.f.Due.IsZero() {
		detail["due"] = w.f.Due.String()
	}
	return act.Entry{Subject: w.a.Subject(), Summary: say + " " + w.a.Number, Detail: detail, Basis: basis}, nil
}

// remind puts what is to be done next on the list of whose turn it is, and
// remembers the last day for the daily count.
func (w *working) remind() error {
	key := w.a.Subject()
	if !Running(w.a.State) && w.a.State != Submitted && w.a.State != Replied && w.a.State != Supplying {
		return notify.Done(w.tx, key)
	}
	t := notify.Todo{Key: key, Role: org.Staff, Unit: w.r.office(), URL: applicationURL(w.a.ID), Due: w.f.Due, Text: nextStep(w.a, w.st) + " " + w.a.Number}
	switch w.a.State {
	case Submitted:
		t.Due = w.a.CameOn
	case Searching, Reviewing:
		t.Role, t.Unit = "", ""
		t = w.forHandler(t)
	case AwaitFix:
		t.Due, t.From = w.st.FixUntil.AddDays(1), w.st.FixUntil.AddDays(1)
	case AwaitFee:
		if !w.f.FeeDue.IsZero() {
			t.Due, t.From = w.f.FeeDue.AddDays(1), w.f.FeeDue.AddDays(1)
		}
	case Replied:
		t.Due = civil.Date{}
	case Supplying:
		t.Due = w.a.SupplyBy
	}
	if t.Unit == "" && t.Login == "" {
		return notify.Done(w.tx, key)
	}
	if err := notify.Put(w.tx, t); err != nil {
		return err
	}
	last := int64(0)
	if n := len(w.events); n > 0 {
		last = w.events[n-1].ID
	}
	_, err := db.Exec(w.tx.Ctx, w.tx, q.SQL("reckon"), w.a.ID, last, w.f.Due, w.tx.Now)
	return err
}

// nextStep says what is to be done next, as verb and object.
func nextStep(a Application, st Standing) string {
	switch a.State {
	case Submitted:
		if st.Office.IsZero() {
			return "与申请人确认收到"
		}
		return "等申请人确认，当天仍未确认的再联系"
	case Received:
		return "审看并交办"
	case Reopened:
		return "重新答复，交办"
	case AwaitFix:
		return "补正期限已过，确认是否视为放弃"
	case AwaitFee:
		return "缴费期限已过，确认是否视为放弃"
	case AwaitReason:
		return "等申请人说明理由"
	case Searching:
		return "检索并提出意见"
	case Consulting:
		return "等征求意见的答复"
	case Reviewing:
		return "拟写答复并报审"
	case Signing:
		return "制作并送达答复"
	case Replied:
		return "补齐材料并办结"
	case Supplying:
		return "按约定日期提供信息"
	}
	return "办理"
}

// mostText bounds a text, in characters; mostLine a line.
const (
	mostText = 4000
	mostLine = 200
)

func applicationURL(id int64) string { return fmt.Sprintf("/disclosure/%d", id) }

func (w *working) forbidden(h Hand, clause law.ID, say string) error {
	if slices.Contains(w.f.As, h) {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

// count of the applicant's applications in the calendar month of one.
func (r *Room) monthly(tx db.Reader, w *working) (int, error) {
	first, _ := civil.Of(w.a.CameOn.Year, int(w.a.CameOn.Month), 1)
	next := first.AddDays(31)
	next.Day = 1
	return db.One[int](w.tx.Ctx, tx, q.SQL("monthly"), w.a.Applicant, first, next)
}

// toConfirm reports whether an application that just came in waits for both sides to
// confirm receipt: the book says so by regime and channel. Where it says nothing the
// safe reading is that the day on which it came counts.
func (w *working) toConfirm() bool {
	regime, ok := w.s.book.RegimeFor(w.a.CameOn, civil.Date{})
	if !ok {
		return false
	}
	x, ok := w.s.book.Disclosure.Receipt(regime.Name, w.a.Channel)
	return ok && x.Day == rulebook.ReceiptConfirmed
}

// serials are the events with which a numbered paper goes out.
var serials = []string{CorrectionNotice, ReasonRequested, LongerPeriod, Extend, FeeNotice, ConsultStart, CorrectionMissed, FeeMissed, Withdraw}

// serial is the next number of the papers of a year.
func (w *working) serial(year int) (int, error) {
	n, err := w.tx.Next(fmt.Sprintf("disclosure.paper.%d", year))
	return int(n), err
}

package disclosure

import (
	"maps"

	"lantai.internal/base/civil"
)

// Standing is where an application stands by its history alone.
type Standing struct {
	State  string
	Last   civil.Date // day of the last event
	Base   civil.Date // day from which the period runs first: receipt, or the order to reply anew
	Came   civil.Date // day of the first event
	Redone bool
	Until  civil.Date // last day named by the order to reply anew

	Office, Applicant civil.Date // days on which each side confirmed receipt

	Noticed  civil.Date // told to supplement; stays when the supplement came: it is told once
	FixUntil civil.Date
	Extended bool
	// ReasonUntil is the last day on which reasons may come; Reasoned says they came.
	ReasonUntil civil.Date
	Reasoned    bool
	Deferred    civil.Date // longer period, the day that was stated
	Feeing      civil.Date // day of the fee notice that is open
	Assigned    bool
	Replied     civil.Date
	Supply      civil.Date

	open map[string]asking // consultations that nobody has ended
	gone map[string]bool   // those that ended without answer
}

type asking struct{ sent, served civil.Date }

// Open reports whether somebody who was asked has not answered.
func (s Standing) Open(tag string) bool { _, ok := s.open[tag]; return ok }

// Consultations is the number of open ones.
func (s Standing) Consultations() int { return len(s.open) }

// Stand folds a history. It judges nothing: what stands in it was allowed when it
// was entered.
func Stand(events []Event) Standing {
	var s Standing
	for _, e := range events {
		s = s.after(e)
	}
	return s
}

// after is the standing with one more event.
func (s Standing) after(e Event) Standing {
	s.open, s.gone = maps.Clone(s.open), maps.Clone(s.gone)
	if s.open == nil {
		s.open, s.gone = map[string]asking{}, map[string]bool{}
	}
	if s.Came.IsZero() {
		s.Came = e.On
	}
	if e.On.After(s.Last) {
		s.Last = e.On
	}
	switch e.Do {
	case Receive:
		s.Base = e.On
	case OfficeConfirms, ApplicantConfirms:
		if e.Do == OfficeConfirms {
			s.Office = e.On
		} else {
			s.Applicant = e.On
		}
		if !s.Office.IsZero() && !s.Applicant.IsZero() {
			s.Base = later(s.Office, s.Applicant)
		}
	case CorrectionNotice:
		s.Noticed, s.FixUntil = e.On, e.Until
	case CorrectionReceived, StillUnclear:
		s.FixUntil = civil.Date{}
		s.open, s.gone = map[string]asking{}, map[string]bool{}
		s.Extended = false
	case Extend:
		s.Extended = true
	case ReasonRequested:
		s.ReasonUntil, s.Reasoned = e.Until, false
	case ReasonsGiven:
		s.Reasoned = true
	case LongerPeriod:
		s.Deferred = e.Until
	case FeeNotice:
		s.Feeing = e.On
	case FeePaid:
		s.Feeing, s.Extended = civil.Date{}, false
	case FeeMissed, FeeDropped:
		s.Feeing = civil.Date{}
	case Assign:
		s.Assigned = true
	case ConsultStart:
		s.open[e.With] = asking{sent: e.On}
	case ConsultServed:
		s.open[e.With] = asking{s.open[e.With].sent, e.On}
	case ConsultEnd:
		delete(s.open, e.With)
	case ConsultExpired:
		delete(s.open, e.With)
		s.gone[e.With] = true
	case ConsultLate:
		delete(s.gone, e.With)
	case Reply, SpotReply:
		s.Replied = e.On
	case SupplyLater:
		s.Supply = e.Until
	case Redo:
		s = Standing{Last: s.Last, Came: s.Came, Base: e.On, Until: e.Until, Redone: true, Office: s.Office, Applicant: s.Applicant, open: map[string]asking{}, gone: map[string]bool{}, State: s.State}
	}
	if t, ok := transition(s.State, e.Do); ok {
		s.State = t.next(s)
	}
	return s
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

// Running reports whether the period of a state runs or stands still, and no reply
// was given yet.
func Running(state string) bool {
	switch state {
	case Received, AwaitFix, AwaitReason, AwaitFee, Searching, Consulting, Reviewing, Signing, Reopened:
		return true
	}
	return false
}

package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Facts are what the rules look at beside the history. The rules know no clock and
// no database: whoever asks brings these.
type Facts struct {
	As     []Hand // what the actor is to this application
	Today  civil.Date
	Regime rulebook.Regime
	// Due is the last day of the reply as the application stands, no date while none
	// can be named; NoticeDue that of telling to supplement; WindowDue that of whom
	// the event asked; FeeDue that of paying.
	Due, NoticeDue, WindowDue, FeeDue civil.Date

	ReadBack  bool // an oral application was read back
	Monthly   int  // applications of this applicant in the calendar month
	Free      int  // number of them that nobody calls excessive
	Searches  int  // lines of the search log
	Papers    int  // material found and attached
	Leader    bool // a leader's instruction is written down
	Consented bool // the extension was agreed to
	Charges   bool // the law of the day of receipt knows a fee
	Yuan      int
	Objected  bool   // a third party objected
	Told      bool   // and was told in writing beforehand
	Reply     string // code of the reply that is approved or served
	Approved  bool   // it was approved
	Blocked   string // why what is to be supplied may not go out, in Chinese
	Remedied  bool   // the letter names the remedies of its kind and day
	Proof     bool   // of service
	Missing   []string
}

func (f Facts) has(h Hand) bool { return slices.Contains(f.As, h) }

type guard func(s Standing, e Event, f Facts) error

// Transition is one line of the machine: what can happen in which states, through
// whom, under which conditions, and where it leads. Row is its number in the list
// of transitions of an application.
type Transition struct {
	Row    int
	From   []string
	Do     string
	By     []Hand
	Guards []guard
	To     string // empty: the state stays
	to     func(Standing) string
	Basis  law.ID
}

func (t Transition) next(s Standing) string {
	switch {
	case t.to != nil:
		return t.to(s)
	case t.To == "":
		return s.State
	}
	return t.To
}

var (
	running = []string{Received, AwaitReason, Searching, Consulting, Reviewing, Signing, Reopened}
	open    = []string{Submitted, Received, AwaitFix, AwaitReason, AwaitFee, Searching, Consulting, Reviewing, Signing, Reopened}
	served  = []string{Replied, Supplying, Closed, Abandoned}
	outside = []Hand{ByApplicant, ByOffice}
)

// Machine is everything that can happen to an application. What does not stand here
// cannot happen.
var Machine = []Transition{
	{Row: 1, From: []string{""}, Do: CameIn, By: outside, To: Submitted, Basis: law.Disclosure2019Receipt},
	{Row: 2, From: []string{Submitted}, Do: OfficeConfirms, By: []Hand{ByOffice}, to: bothConfirmed, Basis: law.Disclosure2019Receipt},
	{Row: 2, From: []string{Submitted}, Do: ApplicantConfirms, By: outside, to: bothConfirmed, Basis: law.Disclosure2019Receipt},
	{Row: 3, From: []string{""}, Do: Receive, By: []Hand{ByOffice}, Guards: []guard{readBack}, To: Received, Basis: law.FoiRegister},
	{Row: 4, From: []string{Received}, Do: SpotReply, By: []Hand{ByOffice}, Guards: []guard{publicAlready}, To: Replied, Basis: law.FoiReplySpot},
	{Row: 5, From: []string{Received, Searching}, Do: CorrectionNotice, By: []Hand{ByOffice, ByHead}, Guards: []guard{toldOnce, noticeInTime, period}, To: AwaitFix, Basis: law.FoiSupplement},
	{Row: 6, From: []string{AwaitFix}, Do: CorrectionReceived, By: outside, To: Received, Basis: law.FoiSupplement},
	{Row: 7, From: []string{AwaitFix}, Do: CorrectionMissed, By: []Hand{ByOffice}, Guards: []guard{givenUp("applicant_correction"), fixOver, words}, To: Abandoned, Basis: law.Disclosure2019Supplement},
	{Row: 8, From: []string{AwaitFix}, Do: StillUnclear, By: []Hand{ByOffice}, Guards: []guard{words}, To: Signing, Basis: law.FoiSupplement},
	{Row: 9, From: []string{Received}, Do: ReasonRequested, By: []Hand{ByHead}, Guards: []guard{knows("reason"), excessive, stated}, To: AwaitReason, Basis: law.Disclosure2019Excessive},
	{Row: 10, From: []string{AwaitReason}, Do: ReasonsGiven, By: outside, Basis: law.Disclosure2019Excessive},
	{Row: 10, From: []string{AwaitReason}, Do: ReasonsBad, By: []Hand{ByHead}, Guards: []guard{heard, words}, To: Signing, Basis: law.Disclosure2019Excessive},
	{Row: 11, From: []string{AwaitReason}, Do: LongerPeriod, By: []Hand{ByHead}, Guards: []guard{knows("longer_period"), inTime, stated, words}, To: Searching, Basis: law.Disclosure2019Excessive},
	{Row: 12, From: []string{Received, Searching}, Do: FeeNotice, By: []Hand{ByHead}, Guards: []guard{charged, inTime, words}, To: AwaitFee, Basis: law.FoiFeeCost},
	{Row: 13, From: []string{AwaitFee}, Do: FeePaid, By: outside, Guards: []guard{paidInTime}, To: Searching, Basis: law.ProcessingFee2020},
	{Row: 14, From: []string{AwaitFee}, Do: FeeMissed, By: []Hand{ByOffice}, Guards: []guard{givenUp("applicant_fee"), feeOver, words}, To: Abandoned, Basis: law.ProcessingFee2020},
	{Row: 15, From: []string{AwaitFee}, Do: FeeDropped, By: []Hand{ByOffice, ByDirector}, Guards: []guard{words}, To: Searching, Basis: law.FoiWaiveCitizen},
	{Row: 16, From: []string{Received, Searching, Reopened}, Do: Assign, By: []Hand{ByOffice, ByLeader}, Guards: []guard{instructed}, To: Searching, Basis: law.FoiAssign},
	{Row: 17, From: []string{Searching}, Do: NotFound, By: []Hand{ByUnit}, Guards: []guard{searched}, To: Reviewing, Basis: law.FoiUnit},
	{Row: 18, From: []string{Searching, Reviewing, Consulting}, Do: ConsultStart, By: []Hand{ByOffice}, Guards: []guard{notAsked}, To: Consulting, Basis: law.FoiThirdTrigger},
	{Row: 18, From: []string{Consulting}, Do: ConsultServed, By: []Hand{ByOffice}, Guards: []guard{asked}, Basis: law.FoiThirdReply5},
	{Row: 19, From: []string{Consulting}, Do: ConsultEnd, By: []Hand{ByOffice}, Guards: []guard{asked}, to: lastAnswered, Basis: law.FoiThirdReply5},
	{Row: 19, From: []string{Consulting}, Do: ConsultExpired, By: []Hand{ByOffice}, Guards: []guard{asked, windowOver}, to: lastAnswered, Basis: law.FoiThirdSilence},
	{Row: 19, From: []string{Consulting, Reviewing, Signing}, Do: ConsultLate, By: []Hand{ByOffice}, Guards: []guard{wasAsked}, Basis: law.FoiThirdReply5},
	{Row: 20, From: []string{Reviewing}, Do: Override, By: []Hand{ByDirector}, Guards: []guard{objected, words, toldBefore}, To: Signing, Basis: law.FoiThirdPublic},
	{Row: 21, From: running, Do: Extend, By: []Hand{ByOffice}, Guards: []guard{consented, extendInTime, once, within}, Basis: law.FoiExtLimit},
	{Row: 22, From: []string{Searching}, Do: Found, By: []Hand{ByUnit}, Guards: []guard{attached}, To: Reviewing, Basis: law.FoiUnit},
	{Row: 23, From: []string{Reviewing}, Do: Unsure, By: []Hand{ByOffice}, Guards: []guard{words}, Basis: law.SecUnclearOwn},
	{Row: 24, From: []string{Reviewing, Signing}, Do: Approve, By: []Hand{ByFlow}, Guards: []guard{oneKind}, To: Signing, Basis: law.FoiAnswerReview},
	{Row: 24, From: []string{Signing}, Do: Revoke, By: []Hand{ByOffice}, Guards: []guard{unserved, words}, To: Reviewing, Basis: law.FoiAnswerReview},
	{Row: 25, From: []string{Signing}, Do: Reply, By: []Hand{ByOffice}, Guards: []guard{oneKind, approved, cleared, remedied, proven}, To: Replied, Basis: law.FoiAnswerOffice},
	{Row: 26, From: []string{Replied}, Do: SupplyLater, By: []Hand{ByOffice}, Guards: []guard{stated}, To: Supplying, Basis: law.FoiProvideDate},
	{Row: 26, From: []string{Supplying}, Do: Supplied, By: []Hand{ByOffice}, Guards: []guard{cleared}, To: Closed, Basis: law.FoiProvideDate},
	{Row: 26, From: []string{Supplying}, Do: Revoke, By: []Hand{ByOffice}, Guards: []guard{words}, Basis: law.FoiSecGate},
	{Row: 27, From: []string{Replied}, Do: Close, By: []Hand{ByOffice}, Guards: []guard{complete}, To: Closed, Basis: law.FoiRegister},
	{Row: 28, From: open, Do: Withdraw, By: outside, Guards: []guard{words}, To: Withdrawn, Basis: law.FoiRegister},
	{Row: 29, From: slices.Concat(open[1:], served), Do: Complaint, By: outside, Guards: []guard{words}, Basis: law.FoiReportPublic},
	{Row: 29, From: served, Do: Query, By: outside, Guards: []guard{words}, Basis: law.SecQuery},
	{Row: 29, From: slices.Concat(open[1:], served), Do: ReviewFiled, By: []Hand{ByOffice}, Guards: []guard{repliedOrLate}, Basis: law.FoiRemedyAppeal},
	{Row: 29, From: slices.Concat(open[1:], served), Do: Sued, By: []Hand{ByOffice}, Guards: []guard{repliedOrLate}, Basis: law.FoiRemedyAppeal},
	{Row: 29, From: slices.Concat(open[1:], served, []string{Withdrawn}), Do: OverlayAnswered, By: []Hand{ByOffice}, Guards: []guard{words}, Basis: law.FoiRemedyAppeal},
	{Row: 29, From: slices.Concat(open[1:], served, []string{Withdrawn}), Do: OverlayDecided, By: []Hand{ByOffice}, Guards: []guard{words}, Basis: law.FoiRemedyAppeal},
	{Row: 30, From: served, Do: Redo, By: []Hand{ByOffice}, Guards: []guard{words}, To: Reopened, Basis: law.FoiRemedyAppeal},
}

func transition(state, do string) (Transition, bool) {
	for _, t := range Machine {
		if t.Do == do && slices.Contains(t.From, state) {
			return t, true
		}
	}
	return Transition{}, false
}

// Next says where an event leads, or refuses it with the clause. Bad days are
// Invalid errors of the field on.
func Next(s Standing, e Event, f Facts) (string, error) {
	t, ok := transition(s.State, e.Do)
	if !ok {
		return "", notHere(s.State, e.Do)
	}
	if !slices.ContainsFunc(t.By, f.has) {
		var who []string
		for _, h := range t.By {
			who = append(who, handLabels[h])
		}
		return "", &fault.Error{Kind: fault.Forbidden, Clause: t.Basis, Say: EventLabel(e.Do) + "由" + strings.Join(who, "或") + "办理。"}
	}
	if err := ordered(s, e, f); err != nil {
		return "", err
	}
	for _, g := range t.Guards {
		if err := g(s, e, f); err != nil {
			return "", err
		}
	}
	return s.after(e).State, nil
}

// notHere refuses an event that the state does not know, with the clause of the
// event's own line.
func notHere(state, do string) error {
	i := slices.IndexFunc(Machine, func(t Transition) bool { return t.Do == do })
	if i < 0 {
		return fault.Newf(fault.Internal, "没有“%s”这种事件。", do)
	}
	var in []string
	for _, t := range Machine {
		for _, st := range t.From {
			if t.Do == do && st != "" && !slices.Contains(in, StateLabel(st)) {
				in = append(in, StateLabel(st))
			}
		}
	}
	at := "申请还没有登记"
	if state != "" {
		at = "申请现在是“" + StateLabel(state) + "”"
	}
	if len(in) == 0 {
		return fault.Refuse(Machine[i].Basis, at+"，不能再次登记“"+EventLabel(do)+"”。")
	}
	return fault.Refuse(Machine[i].Basis, fmt.Sprintf("%s，不能登记“%s”；只有“%s”的申请可以。", at, EventLabel(do), strings.Join(in, "、")))
}

// ordered refuses days before the application came, before the event before, and
// days to come. When a letter was received is often known only later.
func ordered(s Standing, e Event, f Facts) error {
	bad := func(say string) error { return fault.Field("on", e.On.String(), say) }
	switch {
	case e.On.IsZero():
		return bad("请填写" + EventLabel(e.Do) + "的日期。")
	case e.On.After(f.Today):
		return bad("日期" + e.On.Chinese() + "晚于今天，请核对。")
	case !s.Came.IsZero() && e.On.Before(s.Came):
		return bad("日期" + e.On.Chinese() + "早于收到申请的" + s.Came.Chinese() + "，请核对。")
	case e.Do == ConsultServed && e.On.Before(s.open[e.With].sent):
		return bad("对方收到的日期早于发出征求意见书的" + s.open[e.With].sent.Chinese() + "，请核对。")
	case e.Do != ConsultServed && e.On.Before(s.Last):
		return bad("日期" + e.On.Chinese() + "早于前一件事的" + s.Last.Chinese() + "。事件应按先后登记，请核对日期。")
	}
	return nil
}

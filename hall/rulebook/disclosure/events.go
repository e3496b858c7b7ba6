package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// The events that a case may know.
const (
	CorrectionNotice   = "correction_notice"   // 补正告知
	CorrectionReceived = "correction_received" // 收到补正
	ConsultStart       = "consult_start"       // 发出征求意见书
	ConsultServed      = "consult_served"      // 对方收到征求意见书
	ConsultEnd         = "consult_end"         // 收到意见
	Extend             = "extend"              // 延期告知
	FeeNotice          = "fee_notice"          // 收费通知
	FeePaid            = "fee_paid"            // 缴费
	LongerPeriod       = "longer_period"       // 告知另定的期限（申请数量过多）
	ReasonRequested    = "reason_requested"    // 要求说明理由
	SecrecyReview      = "secrecy_review"      // 送保密审查
	Withdraw           = "withdraw"            // 撤回
	Reply              = "reply"               // 答复
)

var doings = []string{CorrectionNotice, CorrectionReceived, ConsultStart, ConsultServed, ConsultEnd, Extend, FeeNotice, FeePaid,
	LongerPeriod, ReasonRequested, SecrecyReview, Withdraw, Reply}

// Event is one thing that happened to an application.
type Event struct {
	On    civil.Date
	Do    string     // one of the words above
	Days  int        // of an extension, working days
	With  string     // of a consultation: T1 is a third party, A1 another agency
	Until civil.Date // of a longer period: the day that was stated
}

func (e Event) consults() bool { return strings.HasPrefix(e.Do, "consult_") }

// agency reports whether another agency is asked, and no third party.
func (e Event) agency() bool { return strings.HasPrefix(e.With, "A") }

func (e Event) effect() string {
	if e.agency() {
		return "agency"
	}
	return "third_party"
}

func (e Event) asks() string {
	if e.agency() {
		return "征求其他机关意见（" + e.With + "）"
	}
	return "征求第三方意见（" + e.With + "）"
}

// checkEvents looks at the order and the shape of the events.
func (r *run) checkEvents() error {
	if len(r.q.Events) > maxEvents {
		return fault.Field("events", fmt.Sprint(len(r.q.Events)), fmt.Sprintf("事件最多 %d 件，请核对。", maxEvents))
	}
	before, over := r.q.Received, false
	open := map[string]bool(nil)
	for i, e := range r.q.Events {
		bad := func(part, value, say string) error {
			field := fmt.Sprintf("events[%d].%s", i, part)
			return fault.Field(field, value, "“"+field+"”："+say)
		}
		switch {
		case !slices.Contains(doings, e.Do):
			return bad("do", e.Do, "没有“"+e.Do+"”这种事件，可用的有："+strings.Join(doings, "、")+"。")
		case !calendar.Covers(e.On):
			return bad("on", e.On.String(), "日期不在工作日历的范围内，请核对。")
		case e.On.Before(r.q.Received):
			return bad("on", e.On.String(), "早于起算的"+r.q.Received.Chinese()+"，请核对日期。")
		case e.On.Before(before):
			return bad("on", e.On.String(), "早于前一件事的"+before.Chinese()+"，请按先后排列。")
		case over:
			return bad("on", e.On.String(), "办结以后不再有事件，请删去或核对日期。")
		case e.consults() != (e.With != ""):
			return bad("with", e.With, "征求意见的事件要写对象（第三方写 T1、T2，其他机关写 A1、A2），其余的不写。")
		case e.consults() && !strings.HasPrefix(e.With, "T") && !strings.HasPrefix(e.With, "A"):
			return bad("with", e.With, "对象应以 T（第三方）或 A（其他机关）开头。")
		case (e.Do == Extend) != (e.Days != 0) || e.Days < 0:
			return bad("days", fmt.Sprint(e.Days), "延期要写大于 0 的工作日数，其余的事件不写。")
		case (e.Do == LongerPeriod) != !e.Until.IsZero():
			return bad("until", e.Until.String(), "另定期限要写告知的到期日，其余的事件不写。")
		case e.Do == LongerPeriod && (!e.Until.After(e.On) || !calendar.Covers(e.Until)):
			return bad("until", e.Until.String(), "到期日应在告知之后，并在日历的范围内。")
		case e.Do == ConsultStart && open[e.With]:
			return bad("with", e.With, "对它的征求意见还没有结束，不能再开始一次。")
		case (e.Do == ConsultServed || e.Do == ConsultEnd) && !open[e.With]:
			return bad("with", e.With, "没有向它征求意见，或者已经结束，请核对。")
		}
		if e.Do == ConsultStart || e.Do == ConsultEnd {
			if open == nil {
				open = map[string]bool{}
			}
			open[e.With] = e.Do == ConsultStart
		}
		over = e.Do == Withdraw || e.Do == Reply
		before = e.On
	}
	return nil
}

// moved reports whether the period follows an effect.
func (r *run) moved(by string) bool { return slices.Contains(r.limit.MovedBy, by) }

// apply goes through the events; it leaves base, days and stops as they stand in
// the end, and what is to be told.
func (r *run) apply() error {
	r.tell(r.base, r.limit.Start+"，当日不计")
	if len(r.q.Events) == 0 {
		return nil
	}
	if err := r.consultations(); err != nil {
		return err
	}
	s := &state{}
	for _, e := range r.q.Events {
		var err error
		switch e.Do {
		case CorrectionNotice, CorrectionReceived:
			if r.moved("correction") {
				err = r.correction(s, e)
			}
		case FeeNotice, FeePaid:
			if r.moved("fee") {
				err = r.fee(s, e)
			}
		case ConsultStart, ConsultServed, ConsultEnd:
			if r.moved(e.effect()) {
				err = r.consulted(e)
			}
		case Extend:
			if r.moved("extension") {
				err = r.extend(s, e)
			}
		case LongerPeriod:
			if r.moved("longer_period") {
				err = r.longer(e)
			}
		case ReasonRequested:
			r.idle(e.On, "reason", "要求申请人说明理由")
		case SecrecyReview:
			r.idle(e.On, "secrecy_review", "送保密审查")
		case Withdraw, Reply:
			err = r.close(e)
		}
		if err != nil {
			return err
		}
	}
	if s.correcting {
		r.warn("已告知补正，尚未收到补正；收到补正后期限重新计算。")
	}
	if s.unpaid {
		r.warn("已通知收费，尚未缴费；缴费后期限重新计算。")
	}
	return nil
}

// state is what has to be remembered from event to event.
type state struct {
	noticed, late, correcting bool // supplement
	noticedFee, unpaid        bool
	feeDue                    civil.Date
	extended                  bool
}

func (r *run) idle(on civil.Date, effect, say string) {
	if r.moved(effect) {
		r.rest(r.clock.Regime.Effect(effect).Basis)
		r.tell(on, say+"，不影响期限")
	}
}

// within gives the last day of a period that the regime sets, or no date.
func (r *run) within(name string, from civil.Date) (civil.Date, error) {
	t, ok := r.clock.Regime.Period(name)
	if !ok || name == "" || t.Unit != rulebook.UnitWorkingDays {
		return civil.Date{}, nil
	}
	r.rest(t.Basis)
	return r.walk(walking{base: from, days: t.Count})
}

// due is the last day as the case stands.
func (r *run) due() (civil.Date, error) {
	if !r.out.Due.IsZero() {
		return r.out.Due, nil
	}
	if r.out.Open != "" { // while the time stands still nothing is late
		return civil.Date{Year: calendar.Last, Month: 12, Day: 31}, nil
	}
	return r.walk(walking{base: r.base, days: r.days, stops: r.stops})
}

// restart lets the whole period run from the next day.
func (r *run) restart(s *state, on civil.Date, say string) {
	r.base, r.days, r.out.Due = on, r.limit.Count, civil.Date{}
	s.extended = false
	r.tell(on, say+"，期限从次日起重新计算")
}

func (r *run) correction(s *state, e Event) error {
	effect := r.clock.Regime.Effect("correction")
	r.rest(effect.Basis)
	if e.Do == CorrectionNotice {
		last, err := r.within(effect.Within, r.base)
		if err != nil {
			return err
		}
		again := s.noticed
		s.noticed, s.correcting = true, true
		r.tell(e.On, "告知补正")
		if again {
			r.warn("%s再次告知补正；补正应当一次告知。", e.On.Chinese())
		}
		if s.late = !last.IsZero() && e.On.After(last); s.late {
			r.warn("%s的补正告知晚于告知期限%s。", e.On.Chinese(), last.Chinese())
		}
		return nil
	}
	if !s.noticed {
		r.warn("%s收到补正，但没有登记补正告知。", e.On.Chinese())
	}
	late := s.late && !r.clock.RestartAfterLateNotice
	s.noticed, s.correcting, s.late = false, false, false
	switch {
	case effect.Does != "restart":
		r.tell(e.On, "收到补正，不影响期限")
	case late:
		r.warn("补正告知已逾期，收到补正后期限不重新计算；要重新计算的，由负责人写明理由决定。")
		r.tell(e.On, "收到补正，因补正告知逾期，期限不重新计算")
	default:
		r.restart(s, e.On, "收到补正")
	}
	return nil
}

func (r *run) fee(s *state, e Event) error {
	effect := r.clock.Regime.Effect("fee")
	r.rest(effect.Basis)
	if e.Do == FeeNotice {
		r.tell(e.On, "发出收费通知")
		if effect.Does != "restart" {
			return nil
		}
		due, err := r.due()
		if err != nil {
			return err
		}
		if e.On.After(due) {
			r.warn("%s的收费通知晚于到期日%s。", e.On.Chinese(), due.Chinese())
		}
		s.noticedFee, s.unpaid = true, true
		s.feeDue, err = r.within(effect.Within, e.On)
		return err
	}
	noticed := s.noticedFee
	s.noticedFee, s.unpaid = false, false
	switch {
	case effect.Does != "restart":
		r.tell(e.On, "缴费，不影响期限")
	case noticed && !s.feeDue.IsZero() && e.On.After(s.feeDue):
		r.warn("%s缴费，晚于缴费期限%s；逾期视为放弃申请，期限不重新计算，是否继续办理由人定夺。", e.On.Chinese(), s.feeDue.Chinese())
		r.tell(e.On, "逾期缴费，期限不重新计算")
	default:
		if !noticed {
			r.warn("%s缴费，但没有登记收费通知。", e.On.Chinese())
		}
		r.restart(s, e.On, "缴费")
	}
	return nil
}

func (r *run) extend(s *state, e Event) error {
	x := r.clock.Regime.Extension
	r.rest(r.clock.Regime.Effect("extension").Basis)
	r.rest(x.Basis)
	due, err := r.due()
	if err != nil {
		return err
	}
	switch {
	case e.On.After(due):
		r.warn("%s的延期告知晚于到期日%s，延期无效，申请已经逾期。", e.On.Chinese(), due.Chinese())
		r.tell(e.On, "延期告知晚于到期日，延期无效")
		return nil
	case s.extended:
		r.warn("%s第二次延期，延期无效；一件申请只能延期一次。", e.On.Chinese())
		r.tell(e.On, "第二次延期，延期无效")
		return nil
	case !r.out.Due.IsZero():
		r.warn("%s的延期不影响另定的期限。", e.On.Chinese())
		return nil
	}
	days := e.Days
	if days > x.Most {
		r.warn("%s延期%d个工作日，超过上限，只按%d个工作日计算。", e.On.Chinese(), days, x.Most)
		days = x.Most
	}
	s.extended = true
	r.days += days
	r.tell(e.On, fmt.Sprintf("告知延期%d个工作日，期限共%d个工作日", days, r.days))
	return nil
}

func (r *run) longer(e Event) error {
	effect := r.clock.Regime.Effect("longer_period")
	r.rest(effect.Basis)
	if effect.Does != "set" {
		r.warn("%s没有另定期限的规定，%s的告知不影响期限。", r.clock.Regime.Title, e.On.Chinese())
		return nil
	}
	due, err := r.due()
	if err != nil {
		return err
	}
	if e.On.After(due) {
		r.warn("%s另定期限的告知晚于到期日%s，不影响期限，申请已经逾期。", e.On.Chinese(), due.Chinese())
		r.tell(e.On, "另定期限的告知晚于到期日，不影响期限")
		return nil
	}
	r.out.Due = e.Until
	r.tell(e.On, "申请数量过多，告知另定的期限"+e.Until.Chinese())
	return nil
}

func (r *run) close(e Event) error {
	if e.Do == Withdraw {
		r.tell(e.On, "申请人撤回，办结")
		return nil
	}
	r.tell(e.On, "答复，办结")
	if r.limit.For != "reply" || r.out.Open != "" {
		return nil
	}
	due, err := r.due()
	if err == nil && e.On.After(due) {
		r.warn("%s的答复晚于到期日%s，已经逾期。", e.On.Chinese(), due.Chinese())
	}
	return err
}

package disclosure

import (
	"lantai.internal/base/civil"
)

// consultations finds the stretches in which others were asked, so that overlapping
// ones are left out once only.
func (r *run) consultations() error {
	for i, e := range r.q.Events {
		if e.Do != ConsultStart || !r.moved(e.effect()) {
			continue
		}
		effect := r.clock.Regime.Effect(e.effect())
		if effect.Does != "stop" {
			continue
		}
		s := stop{from: e.On, with: e.With, effect: e.asks() + "期间，不计入"}
		var served civil.Date
		for _, later := range r.q.Events[i+1:] {
			if later.With != e.With {
				continue
			}
			if later.Do == ConsultServed {
				served = later.On
			}
			if later.Do == ConsultEnd {
				s.to, s.arrived = later.On, true
				break
			}
		}
		if err := r.endOf(&s, e, effect.Within, served); err != nil {
			return err
		}
		r.stops = append(r.stops, s)
	}
	return nil
}

// endOf ends a stretch by itself where the window is over: the window runs from the
// day on which the letter was received, or, where that is not known, was sent.
func (r *run) endOf(s *stop, e Event, within string, served civil.Date) error {
	from := served
	if from.IsZero() {
		from = e.On
	}
	window, err := r.within(within, from)
	if err != nil {
		return err
	}
	switch {
	case window.IsZero() && s.to.IsZero():
		r.out.Open = e.asks() + "尚未答复，" + r.clock.Regime.Title + "没有定答复的期限；收到意见后才能确定到期日。"
	case s.to.IsZero():
		s.to = window
		r.warn("%s自%s起没有答复，到%s为止的时间不计入期限；此后由本机关处理。", e.asks(), e.On.Chinese(), window.Chinese())
	case !window.IsZero() && s.to.After(window) && !served.IsZero():
		r.warn("%s的意见%s才到，晚于答复期限%s，此后的时间计入期限。", e.asks(), s.to.Chinese(), window.Chinese())
		s.to, s.arrived = window, false
	case !window.IsZero() && s.to.After(window):
		r.warn("%s自发出起已超过答复期限；没有登记对方收到的日子，暂按收到意见之日计算。", e.asks())
	}
	return nil
}

// consulted tells of a consultation and warns of what is wrong with it.
func (r *run) consulted(e Event) error {
	effect := r.clock.Regime.Effect(e.effect())
	r.rest(effect.Basis)
	switch e.Do {
	case ConsultServed:
		r.tell(e.On, e.asks()+"：对方收到")
	case ConsultEnd:
		if effect.Does == "stop" {
			r.tell(e.On, e.asks()+"：收到意见，次日起继续计算")
			return nil
		}
		r.tell(e.On, e.asks()+"：收到意见")
	case ConsultStart:
		if effect.Does != "stop" {
			r.warn("%s的时间照常计入期限。", e.asks())
			r.tell(e.On, e.asks()+"，不影响期限")
			return nil
		}
		return r.started(e)
	}
	return nil
}

// started tells of a consultation that stops the time, unless the time was over.
func (r *run) started(e Event) error {
	due, err := r.due()
	if err != nil {
		return err
	}
	if e.On.After(due) {
		r.warn("%s才%s，晚于到期日%s，不影响期限。", e.On.Chinese(), e.asks(), due.Chinese())
		r.tell(e.On, e.asks()+"，已过到期日，不影响期限")
		return nil
	}
	r.tell(e.On, e.asks()+"，次日起停止计算")
	if e.agency() {
		return nil
	}
	last, err := r.within("third_party_notice", r.base)
	if err == nil && !last.IsZero() && e.On.After(last) {
		r.warn("%s才%s，晚于发出期限%s。", e.On.Chinese(), e.asks(), last.Chinese())
	}
	return err
}

package attendance

import (
	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) tripBack(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		On     civil.Date `form:"on" label:"返回日期" need:"请填写返回日期。"`
		Report string     `form:"report" label:"出差情况" max:"2000"`
	}](q)
	if err == nil {
		err = r.ReturnTrip(org.Context(q), org.Actor(q), id, in.On, in.Report)
	}
	if err != nil {
		return r.tripPage(q, "return", err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "已登记返回。"), nil
}

func (r *Room) tripCorrect(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		On     civil.Date `form:"on" label:"返回日期"`
		Report string     `form:"report" label:"出差情况" max:"2000"`
		Why    string     `form:"why" label:"更正的原因" max:"200" need:"请写明更正的原因。"`
	}](q)
	if err == nil {
		err = r.CorrectTrip(org.Context(q), org.Actor(q), Correction{Trip: id, On: in.On, Report: in.Report, Why: in.Why})
	}
	if err != nil {
		return r.tripPage(q, "correct", err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "已更正返回登记。"), nil
}

func (r *Room) tripCancel(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[whyInput](q)
	if err == nil {
		err = r.CancelTrip(org.Context(q), org.Actor(q), id, in.Why)
	}
	if err != nil {
		return r.tripPage(q, "cancel", err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "已撤销出差。"), nil
}

func (r *Room) tripHandover(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[handoverInput](q)
	if err == nil {
		err = r.HandOverTrip(org.Context(q), org.Actor(q), id, in.handover())
	}
	if err != nil {
		return r.tripPage(q, "handover", err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "工作已移交。"), nil
}

func (r *Room) tripProof(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[proofInput](q)
	if err == nil {
		var p Proof
		if p, err = r.upload(q, act.Subject("attendance_trip", id), in); err == nil {
			_, err = r.AddProof(org.Context(q), org.Actor(q), p)
		}
	}
	if err != nil {
		return r.tripPage(q, "proof", err)
	}
	return web.Redirect(tripURL(id)).Say(ui.OK, "材料已收存。"), nil
}

package attendance

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// afterwards is what the applicant can do once a leave is in force.
func (r *Room) afterwards(q *web.Request, v LeaveView, form func(name, path string) *ui.Form) ([]ui.Part, error) {
	now := r.Door.Now()
	var out []ui.Part
	begun := now >= v.Since.Start().UnixMicro()
	if v.Back == 0 && now < v.Until.Start().UnixMicro() && v.Mine {
		p, err := r.handoverPart(q, v.Leave.PersonID, v.Since, v.Until, v.Subject(), form("handover", "handover"))
		if err != nil {
			return nil, err
		}
		out = append(out, p...)
		out = append(out, ui.Part{Title: "续假", Hint: "假满以前提出，按合并以后的天数重新确定办理程序。", Buttons: []ui.Button{{Label: "续假", URL: fmt.Sprintf("/attendance/leave/new?extends=%d", v.ID)}}})
	}
	if begun && v.Back == 0 {
		f := form("return", "return")
		h := civil.HalfAt(clock.FromMicros(now))
		f.Set("on", h.Date().String())
		f.Set("half", halfWord(h))
		out = append(out, ui.Part{Title: "销假", Hint: "返岗以后登记，最迟在第二个工作日。提前返岗的，多计的天数退回余额。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "on", Label: "返岗日期", Kind: ui.Date, Half: true}, {Form: f, Name: "half", Label: "上午还是下午返岗", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "why", Label: "说明", Optional: true, Max: 200, Hint: "晚于假期返岗的，写明原因。"}}, Buttons: []ui.Button{{Label: "登记销假"}}})
	}
	if v.Back != 0 && org.Actor(q).May(Keep) && !v.Mine {
		f := form("correct", "correct")
		f.Set("on", v.Back.Date().String())
		f.Set("half", halfWord(v.Back))
		out = append(out, ui.Part{Title: "更正销假登记", Hint: "登记错了的，改正并写明原因，原来的登记留在台账里，余额按更正以后的天数重新计。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "on", Label: "返岗日期", Kind: ui.Date, Half: true}, {Form: f, Name: "half", Label: "上午还是下午返岗", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "why", Label: "更正的原因", Max: 200}}, Buttons: []ui.Button{{Label: "更正"}}})
	}
	if !begun {
		f := form("cancel", "cancel")
		out = append(out, ui.Part{Title: "撤销", Hint: "假期不休了，撤销以后余额退回。", Form: f, Fields: []ui.Field{{Form: f, Name: "why", Label: "撤销的原因", Max: 200}},
			Buttons: []ui.Button{{Label: "撤销请假", Look: "danger"}}})
	}
	return out, nil
}

type backInput struct {
	On   civil.Date `form:"on" label:"返岗日期" need:"请填写返岗日期。"`
	Half string     `form:"half" label:"上午或下午"`
	Why  string     `form:"why" label:"说明" max:"200"`
}

func (r *Room) leaveReturn(q *web.Request) (web.Answer, error) {
	return r.leaveBack(q, "return", r.Return, "已登记销假。")
}

func (r *Room) leaveCorrect(q *web.Request) (web.Answer, error) {
	return r.leaveBack(q, "correct", r.CorrectReturn, "已更正销假登记。")
}

// leaveBack takes the form that says when somebody was back.
func (r *Room) leaveBack(q *web.Request, form string, do func(ctx context.Context, who act.Actor, id int64, half civil.Half, why string) error, done string) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[backInput](q)
	if err == nil {
		var h civil.Half
		if h, err = civil.ParseHalf(in.On, word(in.Half, "am")); err != nil {
			err = fault.Field("half", in.Half, "请选择上午或下午。")
		} else {
			err = do(org.Context(q), org.Actor(q), id, h, in.Why)
		}
	}
	if err != nil {
		return r.leavePage(q, form, err)
	}
	return web.Redirect(leaveURL(id)).Say(ui.OK, done), nil
}

type whyInput struct {
	Why string `form:"why" label:"原因" max:"200" need:"请写明原因。"`
}

func (r *Room) leaveCancel(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[whyInput](q)
	if err == nil {
		err = r.Cancel(org.Context(q), org.Actor(q), id, in.Why)
	}
	if err != nil {
		return r.leavePage(q, "cancel", err)
	}
	return web.Redirect(leaveURL(id)).Say(ui.OK, "已撤销，余额已退回。"), nil
}

func (r *Room) leaveProof(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[proofInput](q)
	if err == nil {
		var p Proof
		if p, err = r.upload(q, act.Subject("attendance_leave", id), in); err == nil {
			_, err = r.AddProof(org.Context(q), org.Actor(q), p)
		}
	}
	if err != nil {
		return r.leavePage(q, "proof", err)
	}
	return web.Redirect(leaveURL(id)).Say(ui.OK, "材料已收存。"), nil
}

type handoverInput struct {
	Backup  int64  `form:"backup" label:"AB岗" need:"请选择接手的B岗。"`
	Matters string `form:"matters" label:"移交事项" max:"4000"`
	Reason  string `form:"reason" label:"特殊原因" max:"200"`
}

func (in handoverInput) handover() org.Handover {
	return org.Handover{Backup: in.Backup, Matters: strings.Split(in.Matters, "\n"), Reason: in.Reason}
}

func (r *Room) leaveHandover(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[handoverInput](q)
	if err == nil {
		err = r.HandOver(org.Context(q), org.Actor(q), id, in.handover())
	}
	if err != nil {
		return r.leavePage(q, "handover", err)
	}
	return web.Redirect(leaveURL(id)).Say(ui.OK, "工作已移交。"), nil
}

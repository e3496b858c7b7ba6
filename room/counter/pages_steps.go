package counter

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type stepInput struct {
	Reason     string     `form:"reason" label:"理由"`
	Elsewhere  string     `form:"elsewhere" label:"应到哪里办"`
	Came       []int      `form:"came" label:"补来的材料"`
	Fact       string     `form:"fact" label:"新情况"`
	More       string     `form:"more" label:"增加的材料"`
	Kind       string     `form:"kind" label:"送给"`
	Unit       string     `form:"unit" label:"会办科室"`
	Words      string     `form:"words" label:"说明"`
	Opinion    string     `form:"opinion" label:"意见"`
	Superior   string     `form:"superior" label:"上级机关"`
	Reminder   string     `form:"reminder" label:"提醒"`
	Answer     string     `form:"answer" label:"上级的意见"`
	Demands    bool       `form:"demands" label:"有要求"`
	How        string     `form:"how" label:"方式"`
	To         string     `form:"to" label:"领取人"`
	On         civil.Date `form:"on" label:"日期"`
	Result     string     `form:"result" label:"结果"`
	LateReason string     `form:"late_reason" label:"超期的原因"`
	Handler    string     `form:"handler" label:"经办人"`
}

// step runs a deed on the application of the address and goes back to its page, or shows
// the page with what was wrong.
func (r *Room) step(q *web.Request, done string, do func(id int64, in stepInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[stepInput](q)
	if err == nil {
		err = r.seen(q, do(id, in))
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.applicationPage(q, err)
	}
	return web.Redirect(applicationURL(id)).Say(ui.OK, done), nil
}

// numbers reads the numbers behind a prefix of the form's fields: state_1, state_2 ….
func numbers(q *web.Request, prefix string) []int {
	var out []int
	for name := range q.Values() {
		if s, ok := strings.CutPrefix(name, prefix); ok {
			if n, err := strconv.Atoi(s); err == nil && n > 0 && n <= 2*mostLines {
				out = append(out, n)
			}
		}
	}
	return out
}

func (r *Room) checkSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记审核结果。", func(id int64, in stepInput) error {
		var list []Looked
		for _, n := range numbers(q, "state_") {
			list = append(list, Looked{N: n, State: q.Values().Get(fmt.Sprintf("state_%d", n)), Note: q.Values().Get(fmt.Sprintf("note_%d", n))})
		}
		_, err := r.Check(org.Context(q), org.Actor(q), id, list, in.Reason)
		return err
	})
}

func (r *Room) noticeSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已出具补充通知书，请打印交给申请人签收。", func(id int64, in stepInput) error {
		n := NewNotice{Fact: in.Fact}
		for _, k := range numbers(q, "item_") {
			n.Items = append(n.Items, Wanted{N: k, Words: q.Values().Get(fmt.Sprintf("item_%d", k))})
		}
		for _, m := range materials(in.More) {
			words := m.Form
			if words == "" {
				words = "补交"
			}
			n.More = append(n.More, Wanted{Name: m.Name, Words: words})
		}
		_, err := r.Notify(org.Context(q), org.Actor(q), id, n)
		return err
	})
}

func (r *Room) deemSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记视为受理。", func(id int64, _ stepInput) error {
		_, err := r.Deem(org.Context(q), org.Actor(q), id)
		return err
	})
}

func (r *Room) supplementSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记补来的材料。", func(id int64, in stepInput) error {
		_, err := r.Supplement(org.Context(q), org.Actor(q), id, in.Came)
		return err
	})
}

func (r *Room) passSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已送办，当天签回。", func(id int64, in stepInput) error {
		_, err := r.Pass(org.Context(q), org.Actor(q), id, in.Kind, in.Unit, in.Words)
		return err
	})
}

func (r *Room) signSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已签办。", func(_ int64, in stepInput) error {
		pass, err := q.ID("pass")
		if err == nil {
			_, err = r.Sign(org.Context(q), org.Actor(q), pass, in.Opinion, in.Reason)
		}
		return err
	})
}

func (r *Room) recallSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已撤回。", func(_ int64, in stepInput) error {
		pass, err := q.ID("pass")
		if err == nil {
			_, err = r.Recall(org.Context(q), org.Actor(q), pass, in.Reason)
		}
		return err
	})
}

func (r *Room) forwardSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记转报。", func(id int64, in stepInput) error {
		_, err := r.Forward(org.Context(q), org.Actor(q), id, in.Superior, in.Reminder)
		return err
	})
}

func (r *Room) consultSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记询问。", func(id int64, in stepInput) error {
		_, err := r.Consult(org.Context(q), org.Actor(q), id, in.Answer, in.Demands)
		return err
	})
}

func (r *Room) tellSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记转告。", func(_ int64, in stepInput) error {
		id, err := q.ID("consultation")
		if err == nil {
			_, err = r.Tell(org.Context(q), org.Actor(q), id, in.How)
		}
		return err
	})
}

func (r *Room) finishSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已办结，请打印办结通知书。", func(id int64, in stepInput) error {
		_, err := r.Finish(org.Context(q), org.Actor(q), id, Result{Kind: in.Result, Words: in.Words, LateReason: in.LateReason})
		return err
	})
}

func (r *Room) deliverSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记送达，本件办完。", func(id int64, in stepInput) error {
		_, err := r.Deliver(org.Context(q), org.Actor(q), id, Delivery{How: in.How, To: in.To, On: in.On})
		return err
	})
}

func (r *Room) refuseSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记不予受理，请打印通知书交给申请人。", func(id int64, in stepInput) error {
		_, err := r.Refuse(org.Context(q), org.Actor(q), id, in.Reason, in.Elsewhere)
		return err
	})
}

func (r *Room) withdrawSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已登记撤回。", func(id int64, in stepInput) error {
		_, err := r.Withdraw(org.Context(q), org.Actor(q), id, in.Reason)
		return err
	})
}

func (r *Room) assignSend(q *web.Request) (web.Answer, error) {
	return r.step(q, "已指定经办人。", func(id int64, in stepInput) error {
		_, err := r.Assign(org.Context(q), org.Actor(q), id, in.Handler)
		return err
	})
}

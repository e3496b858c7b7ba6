package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/desk"
)

// demoDesk gives the demonstration a shift at the desk: a handful of entries, an
// emergency whose first clock was missed, and a hand-over with what was left open.
func (a *App) demoDesk(ctx context.Context) error {
	d := &nightDesk{dutyDesk: dutyDesk{a: a, ctx: ctx}}
	d.turns()
	if d.err != nil || d.first == "" {
		return d.err // nobody with an account may be on duty at this hour
	}
	d.log()
	if d.leader == "" {
		return d.err
	}
	d.incident()
	d.handOver()
	return d.err
}

// nightDesk does what two officers and their leader would do, and stops at the first
// failure.
type nightDesk struct {
	dutyDesk
	first, next, leader string // accounts; empty for nobody
}

// ago is an instant some minutes ago.
func (d *nightDesk) ago(minutes int) int64 {
	return d.a.Door.Now() - int64(minutes)*int64(time.Minute/time.Microsecond)
}

// turns lets people with accounts be on duty now and next. The first has so little left
// of the turn that handing over is not too early, and on a slow machine is late.
func (d *nightDesk) turns() {
	office := d.actor("bangongshi")
	set := func(track string, from, until int64, logins ...string) string {
		for _, login := range logins {
			acc, err := d.a.Org.AccountByLogin(d.ctx, login)
			if err == nil {
				_, err = d.a.Duty.SetTemporary(d.ctx, office, duty.Temporary{Track: track, Person: acc.PersonID, From: from, Until: until, Reason: "演示：由可以登录的人值守"})
			}
			if err == nil {
				return login
			}
		}
		return ""
	}
	if d.err != nil {
		return
	}
	const second = int64(time.Second / time.Microsecond)
	now := d.ago(0)
	change, end := now+55*second, now+12*3600*second
	officers := []string{"keyuan", "shangmao", "dangan", "mishu", "zhengong"}
	if d.first = set(duty.Officer, now, change, officers...); d.first == "" {
		return
	}
	d.next = set(duty.Officer, change, end, slices.DeleteFunc(officers, func(login string) bool { return login == d.first })...)
	d.leader = set(duty.Leader, now, end, "fujuzhang", "shuji", "juzhang")
	_, err := d.a.DutyDesk.Arrive(d.ctx, d.actor(d.first))
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("demo duty desk, %s arrives: %w", d.first, err)
	}
}

func (d *nightDesk) does(login string, do func(who act.Actor) error) {
	if d.err != nil {
		return
	}
	if who := d.actor(login); d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo duty desk, %s: %w", login, err)
		}
	}
}

func (d *nightDesk) log() {
	now := d.ago(0)
	for _, in := range []desk.EntryInput{
		{Kind: desk.Fax, Source: desk.ByFax, Party: "区政府值班室", Receiver: "值班员", Matter: "转发强降雨天气预警，要求加强重点场所巡查。", Outcome: "已转商贸流通科和带班领导。", Finished: true},
		{Kind: desk.Citizen, Source: desk.ByPhone, Citizen: "询问", Party: "来电群众", PartyPhone: "0000-5555", Receiver: "值班员", ReceiverPhone: "0000-8001", Matter: "询问农贸市场节假日营业时间。", Outcome: "已按公布的时间答复。", Finished: true},
		{Kind: desk.Call, Source: desk.ByPhone, Party: "自称上级部门工作人员", PartyPhone: "0000-6666", Receiver: "值班员", ReceiverPhone: "0000-8001", Matter: "要求提供辖区加油站负责人名单。", Outcome: "先核实身份，没有提供。", Suspicious: true},
		{Kind: desk.Order, Source: desk.InPerson, Giver: "带班领导", Medium: "电话", Party: "各商场值班经理", Matter: "今晚加强巡查，遇险情先疏散。"},
	} {
		in.At = now
		d.does(d.first, func(who act.Actor) error {
			e, err := d.a.DutyDesk.Enter(d.ctx, who, in)
			if err == nil && in.Kind == desk.Fax {
				err = d.a.DutyDesk.Brief(d.ctx, who, desk.Telling{ID: e.ID, At: d.ago(0), Means: "电话", Words: "照预案巡查。"})
			}
			if err == nil && in.Suspicious {
				if err = d.a.DutyDesk.Verify(d.ctx, who, desk.Verification{ID: e.ID, With: "区有关部门值班室", Result: "没有这样的要求", Measure: "不予提供，提醒各加油站"}); err == nil {
					err = d.a.DutyDesk.Close(d.ctx, who, desk.Closing{ID: e.ID, Words: "核实不属实，没有提供。"})
				}
			}
			return err
		})
	}
}

// incident was heard of before the shift and entered late: the leader's clock is
// missed, the watch says so, and the rest goes its way.
func (d *nightDesk) incident() {
	var i desk.Incident
	d.does(d.first, func(who act.Actor) (err error) {
		i, err = d.a.DutyDesk.AddIncident(d.ctx, who, desk.IncidentInput{Title: "农贸市场配电箱起火", Place: "城区某农贸市场", Nature: "电气火灾", Severity: "ordinary", Unit: "SMLTK", Informant: "市场管理人员", Phone: "0000-7777",
			HappenedAt: d.ago(30), HeardAt: d.ago(25), LateWhy: "接报时正在交接，忙于联系现场。", Scope: "约二十个摊位停电", Done: "市场人员已断电、疏散"})
		return err
	})
	if d.err == nil {
		_, d.err = d.a.DutyDesk.Watch(d.ctx)
	}
	step := desk.StepInput{Incident: i.ID, At: d.ago(0), Rank: desk.RankLeader, Means: "电话"}
	d.does(d.first, func(who act.Actor) error {
		x := step
		x.At, x.Words = d.ago(0), "报告起火和疏散情况。"
		_, err := d.a.DutyDesk.Tell(d.ctx, who, x)
		return err
	})
	var order desk.Step
	d.does(d.leader, func(who act.Actor) (err error) {
		x := step
		x.At, x.Words = d.ago(0), "联系消防和供电到场，核清损失。"
		order, err = d.a.DutyDesk.Instruct(d.ctx, who, x)
		return err
	})
	d.does(d.first, func(who act.Actor) error {
		x := step
		x.At, x.Words, x.Ref = d.ago(0), "已通知消防救援站和供电所，均已出动。", order.ID
		if _, err := d.a.DutyDesk.Handle(d.ctx, who, x); err != nil {
			return err
		}
		_, err := d.a.DutyDesk.DraftBulletin(d.ctx, who, desk.BulletinInput{Incident: i.ID, Kind: desk.First})
		return err
	})
}

func (d *nightDesk) handOver() {
	if d.next == "" || d.next == d.first {
		return
	}
	var h desk.Handover
	d.does(d.next, func(who act.Actor) error {
		_, err := d.a.DutyDesk.Arrive(d.ctx, who)
		return err
	})
	d.does(d.first, func(who act.Actor) (err error) {
		h, err = d.a.DutyDesk.Offer(d.ctx, who, "电话、传真正常，市场起火正在处置。")
		return err
	})
	d.does(d.next, func(who act.Actor) error {
		v, err := d.a.DutyDesk.HandoverOf(d.ctx, who, h.ID)
		if err != nil {
			return err
		}
		var all []desk.Answer
		for _, x := range v.Items {
			all = append(all, desk.Answer{Item: x.ID, Accept: true})
		}
		_, err = d.a.DutyDesk.TakeOver(d.ctx, who, h.ID, all, "")
		return err
	})
}

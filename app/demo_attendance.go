package app

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/attendance"
)

// demoAttendance gives the demonstration a handful of leaves and trips in every
// state, around today.
func (a *App) demoAttendance(ctx context.Context) error {
	d := &demoDesk{a: a, ctx: ctx, actors: map[string]act.Actor{}}
	var err error
	if d.cal, err = a.Calendar.Current(ctx); err != nil {
		return err
	}
	d.leaves()
	d.trips()
	return d.err
}

// demoDesk does what people would do, and stops at the first failure.
type demoDesk struct {
	a      *App
	ctx    context.Context
	cal    *calendar.Calendar
	actors map[string]act.Actor
	err    error
}

func (d *demoDesk) actor(login string) act.Actor {
	if who, ok := d.actors[login]; ok || d.err != nil {
		return who
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, login)
	if err == nil {
		d.actors[login], err = d.a.Org.ActorOf(d.ctx, acc.ID)
	}
	d.err = err
	return d.actors[login]
}

// workday is the n-th working day after today, before it if n is negative.
func (d *demoDesk) workday(n int) civil.Date {
	day, step := d.a.Door.Today(), 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		if day = day.AddDays(step); d.cal.Kind(day).Workday {
			n--
		}
	}
	return day
}

// leave applies, and lets those named act in turn; it gives the leave's number in
// the database.
func (d *demoDesk) leave(login, kind, reason string, first, last civil.Half, acting ...string) int64 {
	if d.err != nil {
		return 0
	}
	x, err := d.a.Attendance.Apply(d.ctx, d.actor(login), attendance.Application{Kind: kind, Since: first, Until: last + 1, Reason: reason})
	if err != nil {
		d.err = fmt.Errorf("demo leave of %s: %w", login, err)
		return 0
	}
	v, err := d.a.Attendance.Leave(d.ctx, d.actor(login), x.ID)
	if err != nil {
		d.err = err
		return 0
	}
	d.act(v.CaseID, acting)
	return x.ID
}

func (d *demoDesk) act(caseID int64, acting []string) {
	for _, login := range acting {
		if d.err != nil {
			return
		}
		do, words := flow.Agree, "同意。"
		if login == "zhengong" {
			do, words = flow.Enter, "已备案。"
		}
		_, d.err = d.a.Flow.Do(d.ctx, d.actor(login), do, flow.Input{Case: caseID, Words: words})
	}
}

func (d *demoDesk) leaves() {
	am, pm := civil.Morning, civil.Afternoon
	d.leave("keyuan", "personal", "办理家中水电过户", pm(d.workday(2)), pm(d.workday(2)))
	d.leave("mishu", "annual", "", am(d.workday(6)), pm(d.workday(8)), "bangongshi")
	d.leave("dangan", "sick", "感冒发烧，到医院检查", am(d.workday(-2)), pm(d.workday(1)), "bangongshi", "fujuzhang", "juzhang")
	d.leave("fujuzhang", "annual", "", am(d.workday(12)), pm(d.workday(14)))
	back := d.leave("keyuan", "annual", "", am(d.workday(-15)), pm(d.workday(-14)), "shangmao", "fujuzhang", "juzhang", "zhengong")
	if d.err == nil {
		d.err = d.a.Attendance.Return(d.ctx, d.actor("keyuan"), back, am(d.workday(-13)), "")
	}
	away := d.leave("bangongshi", "personal", "参加子女家长会", am(d.workday(-8)), pm(d.workday(-8)))
	if d.err == nil {
		v, err := d.a.Attendance.Leave(d.ctx, d.actor("bangongshi"), away)
		if err == nil {
			_, err = d.a.Flow.Do(d.ctx, d.actor("fujuzhang"), flow.Return, flow.Input{Case: v.CaseID, Words: "请核对日期。"})
		}
		d.err = err
	}
	_, err := d.a.Attendance.GrantDue(d.ctx)
	if d.err == nil {
		d.err = err
	}
}

func (d *demoDesk) trips() {
	trip := func(login string, j attendance.Journey, acting ...string) {
		if d.err != nil {
			return
		}
		out, err := d.a.Attendance.Travel(d.ctx, d.actor(login), j)
		if err != nil {
			d.err = fmt.Errorf("demo trip of %s: %w", login, err)
			return
		}
		v, err := d.a.Attendance.Trip(d.ctx, d.actor(login), out[0].ID)
		if err != nil {
			d.err = err
			return
		}
		d.act(v.CaseID, acting)
	}
	trip("shangmao", attendance.Journey{Place: "四川省成都市", Zone: "outside_city", Purpose: "business", Reason: "参加成品油市场管理工作交流", Since: d.workday(9), Until: d.workday(10), AdvanceFen: 240000, Transport: "动车"})
	trip("bangongshi", attendance.Journey{Place: "重庆市渝北区", Zone: "city", Purpose: "business", Reason: "参加全市商务系统办公室工作会", Since: d.workday(3), Until: d.workday(3), Transport: "公务用车"}, "fujuzhang")
}

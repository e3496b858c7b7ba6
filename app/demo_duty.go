package app

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/room/duty"
)

// demoDuty gives the demonstration a published roster of this month and the next, a
// swap that was arranged and one that waits.
func (a *App) demoDuty(ctx context.Context) error {
	d := &dutyDesk{a: a, ctx: ctx}
	office := d.actor("bangongshi")
	if d.err != nil {
		return d.err
	}
	if err := d.phones(office); err != nil {
		return err
	}
	today := a.Door.Today()
	this := civil.Date{Year: today.Year, Month: today.Month, Day: 1}
	for _, month := range []civil.Date{this, this.AddDays(31)} {
		if err := d.publish(office, month.String()[:7]); err != nil {
			return fmt.Errorf("demo roster of %s: %w", month, err)
		}
	}
	return d.swaps()
}

// dutyDesk does what people would do.
type dutyDesk struct {
	a   *App
	ctx context.Context
	err error
}

func (d *dutyDesk) actor(login string) act.Actor {
	who, err := d.a.demoActor(d.ctx, login)
	if err != nil && d.err == nil {
		d.err = err
	}
	return who
}

// phones gives everybody a number of the bureau's exchange that is none.
func (d *dutyDesk) phones(office act.Actor) error {
	people, err := d.a.Org.People(d.ctx)
	for i, p := range people {
		if err == nil {
			err = d.a.Duty.SetMember(d.ctx, office, duty.Member{PersonID: p.ID, Phone: fmt.Sprintf("0000-%04d", 8001+i)})
		}
	}
	return err
}

func (d *dutyDesk) publish(office act.Actor, month string) error {
	made, err := d.a.Duty.Generate(d.ctx, office, month)
	if err == nil {
		_, err = d.a.Duty.Submit(d.ctx, office, made.ID)
	}
	if err == nil {
		_, err = d.a.Duty.Approve(d.ctx, d.actor("fujuzhang"), made.ID)
	}
	if err == nil {
		_, err = d.a.Duty.Publish(d.ctx, office, made.ID)
	}
	return err
}

// swaps lets the first two turns of people with accounts, in shifts that somebody with
// an account leads, be asked for; the first of them is arranged.
func (d *dutyDesk) swaps() error {
	chart, err := d.a.Org.Chart(d.ctx, d.a.Door.Reader(), d.a.Door.Now())
	if err != nil {
		return err
	}
	now := d.a.Door.Now()
	turns, err := d.a.Duty.Turns(d.ctx, d.a.Door.Reader(), now, now+40*24*3600*1e6)
	if err != nil {
		return err
	}
	asked := 0
	for _, t := range turns {
		login := chart.Login(t.Person)
		if t.Track != duty.Officer || login == "" || t.From <= now || asked == 2 {
			continue
		}
		w, err := d.a.Duty.OnDuty(d.ctx, d.a.Door.Reader(), t.From)
		if err != nil {
			return err
		}
		leader := chart.Login(w.Leader.Person)
		if leader == "" {
			continue
		}
		s, err := d.a.Duty.AskSwap(d.ctx, d.actor(login), duty.Asking{Shift: t.Shift, Reason: "personal", Words: "当天家中有事，来不及返回"})
		if err != nil {
			return fmt.Errorf("demo swap of %s: %w", login, err)
		}
		if asked++; asked > 1 {
			break
		}
		if err := d.arrange(leader, s, turns); err != nil {
			return err
		}
	}
	return d.err
}

// arrange takes the first colleague whom nothing keeps from it.
func (d *dutyDesk) arrange(leader string, s duty.Swap, turns []duty.Turn) error {
	var err error
	for _, t := range turns {
		if t.Track == duty.Officer && t.Person != s.FromID {
			if _, err = d.a.Duty.Arrange(d.ctx, d.actor(leader), duty.Arranging{Swap: s.ID, Person: t.Person, Words: "已同替班人说好"}); err == nil {
				return nil
			}
		}
	}
	return err
}

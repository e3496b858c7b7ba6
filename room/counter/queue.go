package counter

import (
	"context"
	"fmt"
	"regexp"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var ticketColumns = []string{"on_date", "n", "item_id", "state", "desk", "taken_at", "called_at", "served_at", "called_by", "application_id", "version"}

// States of a ticket.
const (
	Waiting = "waiting"
	Called  = "called"
	Served  = "served"
	Missed  = "missed"
)

var ticketLabels = map[string]string{Waiting: "等候", Called: "已叫号", Served: "已接待", Missed: "过号"}

// Ticket is a number drawn at the counter. Numbers begin anew every day.
type Ticket struct {
	ID            int64      `db:"id"`
	On            civil.Date `db:"on_date"`
	N             int        `db:"n"`
	ItemID        int64      `db:"item_id"`
	State         string     `db:"state"`
	Desk          string     `db:"desk"`
	TakenAt       int64      `db:"taken_at"`
	CalledAt      int64      `db:"called_at"`
	ServedAt      int64      `db:"served_at"`
	CalledBy      string     `db:"called_by"`
	ApplicationID int64      `db:"application_id"`
	Version       int64      `db:"version"`
}

func (t *Ticket) values() []any {
	return []any{t.On, t.N, t.ItemID, t.State, t.Desk, t.TakenAt, t.CalledAt, t.ServedAt, t.CalledBy, t.ApplicationID, t.Version}
}

// Label is the number as it is called: A007, and B007 for whoever only has a question.
func (t Ticket) Label() string {
	if t.ItemID == 0 {
		return fmt.Sprintf("B%03d", t.N)
	}
	return fmt.Sprintf("A%03d", t.N)
}

type ticketIn struct {
	r     *Room
	id    int64
	item  int64
	desk  string
	state string
}

var drawDeed = act.Define(act.Spec[ticketIn, Ticket]{Name: "counter.ticket.draw", Label: "取号", Right: Use, Basis: []law.ID{law.LimitIntake},
	Do: func(tx *act.Tx, in ticketIn) (Ticket, act.Entry, error) {
		none := func(err error) (Ticket, act.Entry, error) { return Ticket{}, act.Entry{}, err }
		if in.item != 0 {
			x, err := row[Item](tx.Ctx, tx, "counter_item", "item", in.item)
			if err == nil && x.Closed {
				err = fault.Field("item", x.Title, "这个事项已经停办。")
			}
			if err != nil {
				return none(err)
			}
		}
		n, err := tx.Next("counter.ticket." + tx.Today.String())
		if err != nil {
			return none(err)
		}
		t := Ticket{On: tx.Today, N: int(n), ItemID: in.item, State: Waiting, TakenAt: tx.Now, Version: 1}
		t.ID, err = insert(tx, "counter_ticket", ticketColumns, t.values())
		return t, act.Entry{Subject: act.Subject("counter_ticket", t.ID), Summary: "取号 " + t.Label()}, err
	}})

// Draw gives the next number of the day; item is 0 for whoever only has a question.
func (r *Room) Draw(ctx context.Context, who act.Actor, item int64) (Ticket, error) {
	return drawDeed.Run(ctx, r.Door, who, ticketIn{r: r, item: item})
}

var deskName = regexp.MustCompile(`^[1-9]\d?$`)

var callDeed = act.Define(act.Spec[ticketIn, Ticket]{Name: "counter.ticket.call", Label: "叫号", Right: Use, Basis: []law.ID{law.LimitIntake},
	Do: func(tx *act.Tx, in ticketIn) (Ticket, act.Entry, error) {
		none := func(err error) (Ticket, act.Entry, error) { return Ticket{}, act.Entry{}, err }
		if !deskName.MatchString(in.desk) {
			return none(fault.Field("desk", in.desk, "窗口号应为 1 至 99 的数字。"))
		}
		// Two windows that call at once get two numbers.
		if err := tx.Alone("counter.queue"); err != nil {
			return none(err)
		}
		t, ok, err := db.Maybe[Ticket](tx.Ctx, tx, q.SQL("ticket_next"), tx.Today)
		if err == nil && !ok {
			err = fault.New(fault.Conflict, "现在没有人等候。")
		}
		if err != nil {
			return none(err)
		}
		t.State, t.Desk, t.CalledAt, t.CalledBy, t.Version = Called, in.desk, tx.Now, tx.Actor.Login, t.Version+1
		return t, act.Entry{Subject: act.Subject("counter_ticket", t.ID), Summary: t.Label() + " 请到 " + t.Desk + " 号窗口"}, put(tx, "counter_ticket", t.ID, t.Version-1, ticketColumns, t.values())
	}})

// Call calls the number that has waited longest to a window.
func (r *Room) Call(ctx context.Context, who act.Actor, desk string) (Ticket, error) {
	return callDeed.Run(ctx, r.Door, who, ticketIn{r: r, desk: desk})
}

var closeTicketDeed = act.Define(act.Spec[ticketIn, Ticket]{Name: "counter.ticket.close", Label: "登记接待或过号", Right: Use, Basis: []law.ID{law.LimitIntake},
	Do: func(tx *act.Tx, in ticketIn) (Ticket, act.Entry, error) {
		t, err := row[Ticket](tx.Ctx, tx, "counter_ticket", "ticket", in.id)
		switch {
		case err != nil:
		case t.State != Called:
			err = fault.New(fault.Conflict, t.Label()+"现在是“"+ticketLabels[t.State]+"”，不用登记。")
		case in.state != Served && in.state != Missed && in.state != Waiting:
			err = fault.Field("state", in.state, "请选择已接待、过号还是重新等候。")
		}
		if err != nil {
			return t, act.Entry{}, err
		}
		t.State, t.Version = in.state, t.Version+1
		if t.State == Served {
			t.ServedAt = tx.Now
		}
		return t, act.Entry{Subject: act.Subject("counter_ticket", t.ID), Summary: t.Label() + ticketLabels[t.State]}, put(tx, "counter_ticket", t.ID, t.Version-1, ticketColumns, t.values())
	}})

// CloseTicket says what became of a called number: served, missed, or waiting again.
func (r *Room) CloseTicket(ctx context.Context, who act.Actor, id int64, state string) (Ticket, error) {
	return closeTicketDeed.Run(ctx, r.Door, who, ticketIn{r: r, id: id, state: state})
}

// serveTicket ties a number of the day to the application it became.
func (r *Room) serveTicket(tx *act.Tx, id, application int64) error {
	t, err := row[Ticket](tx.Ctx, tx, "counter_ticket", "ticket", id)
	if err != nil {
		return err
	}
	if t.On != tx.Today || t.ApplicationID != 0 || t.State == Missed {
		return fault.Field("ticket", t.Label(), "这个排队号不是今天的，或者已经办过、过号，请重新取号。")
	}
	t.State, t.ServedAt, t.ApplicationID, t.Version = Served, tx.Now, application, t.Version+1
	return put(tx, "counter_ticket", t.ID, t.Version-1, ticketColumns, t.values())
}

// Queue is the day's numbers as a window and the screen see them.
type Queue struct {
	Waiting []Ticket
	Called  []Ticket // the latest first
	Served  int
	Missed  int
	// Middle is the median of the waits of the day, in microseconds; 0 without any.
	Middle int64
}

// QueueOf gives the numbers of a day.
func (r *Room) QueueOf(ctx context.Context, rd db.Reader, day civil.Date) (Queue, error) {
	list, err := db.All[Ticket](ctx, rd, q.SQL("tickets_of"), day)
	var out Queue
	var waits []int64
	for _, t := range list {
		switch t.State {
		case Waiting:
			out.Waiting = append(out.Waiting, t)
		case Called:
			out.Called = append([]Ticket{t}, out.Called...)
		case Served:
			out.Served++
		case Missed:
			out.Missed++
		}
		if t.CalledAt > 0 {
			waits = append(waits, t.CalledAt-t.TakenAt)
		}
	}
	out.Middle = middle(waits)
	return out, err
}

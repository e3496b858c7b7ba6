package meeting

import (
	"context"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

type inviteIn struct {
	r       *Room
	meeting int64
	person  int64
	leave   bool
}

var inviteDeed = act.Define(act.Spec[inviteIn, bool]{Name: "meeting.invite", Label: "安排列席", Right: Use, Basis: []law.ID{law.MtgPartyObservers},
	Do: func(tx *act.Tx, in inviteIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !c.chairs() {
			if err := c.ofClerk(); err != nil {
				return false, act.Entry{}, err
			}
		}
		if err := c.in(Planned, Notified, Held); err != nil {
			return false, act.Entry{}, err
		}
		p := c.chart.Person(in.person)
		seat, seated := c.seat(in.person)
		switch {
		case p.ID == 0:
			return false, act.Entry{}, fault.Field("person", "", "请从列表中选择列席的人。")
		case c.chart.Gone(p):
			return false, act.Entry{}, fault.Field("person", p.Name, p.Name+"已于"+p.LeftOn.Chinese()+"离岗，不能列席。")
		case in.leave && seated && seat.Part == Observer:
			seat.Part = Gone
			err = putSeat(tx, seat)
		case in.leave:
			return false, act.Entry{}, fault.Field("person", p.Name, p.Name+"不是列席的人，不能去掉。")
		case seated:
			return false, act.Entry{}, fault.Field("person", p.Name, p.Name+"已在"+partLabels[seat.Part]+"名单上，一人只能有一个身份。")
		default:
			if i := slices.IndexFunc(c.seats, func(s Seat) bool { return s.PersonID == p.ID }); i >= 0 {
				c.seats[i].Part = Observer
				err = putSeat(tx, c.seats[i])
			} else {
				err = c.addSeat(tx, c.chart, p, Observer)
			}
		}
		verb := "列席"
		if in.leave {
			verb = "不再列席"
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: p.Name + verb + c.m.Title(c.book), Basis: basis(c.k.Observers.Basis)}, err
	}})

// Invite lets somebody attend without a vote, as the chair decides; leave takes that
// back.
func (r *Room) Invite(ctx context.Context, who act.Actor, meeting, person int64, leave bool) error {
	_, err := inviteDeed.Run(ctx, r.Door, who, inviteIn{r, meeting, person, leave})
	return err
}

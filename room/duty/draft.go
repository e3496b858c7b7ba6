package duty

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

type generateIn struct {
	r     *Room
	month string
}

// Made is what Generate did.
type Made struct {
	ID     int64
	Shifts int
	Gaps   int // turns without anybody, over both tracks
}

var generateDeed = act.Define(act.Spec[generateIn, Made]{Name: "duty.roster.generate", Label: "编排值班表", Right: Use, Basis: []law.ID{law.DutyRosterBy, law.DutyOfftime, law.DutyRosterLeader, law.DutyWorktime},
	Do: func(tx *act.Tx, in generateIn) (Made, act.Entry, error) { return in.r.generate(tx, in.month) }})

// Generate makes the draft of a month (2026-11), or makes it anew: what was changed by
// hand is then lost. Only the office does, and only while it was not submitted. Nobody
// eligible leaves a gap with the reasons.
func (r *Room) Generate(ctx context.Context, who act.Actor, month string) (Made, error) {
	return generateDeed.Run(ctx, r.Door, who, generateIn{r, month})
}

func (r *Room) generate(tx *act.Tx, month string) (Made, act.Entry, error) {
	none := func(err error) (Made, act.Entry, error) { return Made{}, act.Entry{}, err }
	if !r.office(tx.Actor) {
		return none(notOffice())
	}
	first, next, err := parseMonth(month)
	if err != nil {
		return none(err)
	}
	if !next.After(tx.Today) {
		return none(fault.Field("month", month, monthChinese(month)+"已经过去，请选择本月或以后的月份。"))
	}
	x, found, err := act.Locked[Roster](tx, rosterSelect+" WHERE r.month = $1", month)
	switch {
	case err != nil:
		return none(err)
	case found && x.State != Draft:
		return none(fault.Newf(fault.Conflict, "%s%s，不能重新编排；要改的，逐班修改。", x.Title(), x.StateLabel()))
	}
	span := roster.Span{From: first.Time().UnixMicro(), Until: next.AddDays(1).Time().UnixMicro()}
	s, err := r.look(tx.Ctx, tx, span)
	if err != nil {
		return none(err)
	}
	if !found {
		x = Roster{Month: month, State: Draft, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
		if x.ID, err = tx.Next("duty_roster"); err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "duty_roster", x.ID, rosterColumns, x.values()); err != nil {
			return none(err)
		}
	} else {
		if err := r.dropShifts(tx, x.ID); err != nil {
			return none(err)
		}
		x.MadeBy, x.MadeAt = tx.Actor.Login, tx.Now
		if err := putRoster(tx, x); err != nil {
			return none(err)
		}
	}
	rows, err := s.make(x.ID, first, next)
	if err != nil {
		return none(err)
	}
	made := Made{ID: x.ID, Shifts: len(rows)}
	for _, row := range rows {
		if row.ID, err = tx.Next("duty_shift"); err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "duty_shift", row.ID, shiftColumns, row.values()); err != nil {
			return none(err)
		}
		made.Gaps += row.gaps()
	}
	return made, act.Entry{Subject: act.Subject("duty_roster", x.ID), Summary: fmt.Sprintf("编排%s：%d 班，空缺 %d 处", x.Title(), made.Shifts, made.Gaps), Detail: map[string]any{"month": month, "shifts": made.Shifts, "gaps": made.Gaps}}, nil
}

func (r *Room) dropShifts(tx *act.Tx, id int64) error {
	old, err := db.All[Shift](tx.Ctx, tx, shiftSelect+" WHERE s.roster_id = $1 ORDER BY s.id", id)
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("shift_drop"), id); err != nil {
		return err
	}
	for _, s := range old {
		tx.Touch("duty_shift", s.ID)
	}
	return nil
}

// gaps is on how many tracks nobody has the shift.
func (s Shift) gaps() int {
	n := 0
	for _, t := range []string{Officer, Leader} {
		if s.Holder(t) == 0 {
			n++
		}
	}
	return n
}

// make draws up both tracks of the days [first, next).
func (s *scene) make(id int64, first, next civil.Date) ([]Shift, error) {
	cal, err := s.r.Calendar.Current(s.ctx)
	if err != nil {
		return nil, err
	}
	shifts := roster.Shifts(first, next, s.set.Hours, func(d civil.Date) calendar.Kind { return cal.Kind(d).Kind })
	end, err := db.One[int64](s.ctx, s.rd, q.SQL("last_end"), monthOf(first))
	if err != nil {
		return nil, err
	}
	shifts = roster.After(shifts, end)
	if len(shifts) == 0 {
		return nil, fault.New(fault.Conflict, "这个月的班已经全部包含在上个月的值班表里。")
	}
	from, until := shifts[0].From, shifts[len(shifts)-1].Until
	busy, err := s.r.around(s.ctx, s.rd, roster.Span{From: from, Until: from}, 0, "")
	if err != nil {
		return nil, err
	}
	after, err := s.r.around(s.ctx, s.rd, roster.Span{From: until, Until: until}, 0, "")
	if err != nil {
		return nil, err
	}
	busy = append(busy, after...)
	done, err := s.r.done(s.ctx, s.rd, civil.Date{Year: first.Year - 1, Month: 1, Day: 1}.Time().UnixMicro(), from)
	if err != nil {
		return nil, err
	}
	rows := make([]Shift, len(shifts))
	for i, x := range shifts {
		rows[i] = Shift{RosterID: id, From: x.From, Until: x.Until, Day: x.Day, Kind: x.Kind, Night: x.Night, Rev: 1}
	}
	for _, track := range []string{Officer, Leader} {
		o := roster.Order{Shifts: shifts, People: s.pool(track), Busy: busy, Recover: int64(s.set.Recover) * minute}
		for i, p := range o.People {
			o.People[i].Carried = done.counts[track][p.ID]
			o.People[i].New = done.since > 0 && s.chart.Person(p.ID).Since.Time().UnixMicro() > done.since
		}
		if track == Officer {
			o.Fixed = func(x roster.Shift) (int64, bool) { return s.hoursOn(x), x.Kind == roster.Office }
		}
		for i, p := range roster.Generate(o) {
			note := ""
			if p.Person == 0 {
				if note = s.refusals(p.Refusals); track == Officer && shifts[i].Kind == roster.Office && s.hoursOn(shifts[i]) == 0 {
					note = "没有人任" + s.set.Post
				}
			} else {
				busy = append(busy, roster.Turn{Span: shifts[i].Span, Person: p.Person, Night: shifts[i].Night})
			}
			if track == Officer {
				rows[i].OfficerID, rows[i].OfficerNote = p.Person, note
			} else {
				rows[i].LeaderID, rows[i].LeaderNote = p.Person, note
			}
		}
	}
	return rows, nil
}

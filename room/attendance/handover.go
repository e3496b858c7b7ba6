package attendance

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type handoverIn struct {
	r  *Room
	id int64
	h  org.Handover
}

// away is a leave or trip as far as work is handed over for it.
type away struct {
	subject, login, number, state, summary string
	person                                 int64
	since, until                           civil.Half
}

var handoverDeed = act.Define(act.Spec[handoverIn, int64]{Name: "attendance.leave.handover", Label: "请假交接", Right: Attend, Basis: []law.ID{law.AbHandover},
	Do: func(tx *act.Tx, in handoverIn) (int64, act.Entry, error) {
		l, err := leaveByID(tx, in.id)
		if err != nil {
			return 0, act.Entry{}, err
		}
		return in.hand(tx, away{l.Subject(), l.Login, l.Number, l.State, l.Name + "为请假 " + l.Number + " 移交工作", l.PersonID, l.Since, l.Until})
	}})

var tripHandoverDeed = act.Define(act.Spec[handoverIn, int64]{Name: "attendance.trip.handover", Label: "出差交接", Right: Attend, Basis: []law.ID{law.AbHandover},
	Do: func(tx *act.Tx, in handoverIn) (int64, act.Entry, error) {
		t, err := tripByID(tx, in.id)
		if err != nil {
			return 0, act.Entry{}, err
		}
		return in.hand(tx, away{t.Subject(), t.Login, t.Number, t.State, t.Name + "为出差 " + t.Number + " 移交工作", t.PersonID, t.since(), t.end()})
	}})

// hand hands the work over within a deed; only who goes away does it.
func (in handoverIn) hand(tx *act.Tx, a away) (int64, act.Entry, error) {
	if a.login == "" || a.login != tx.Actor.Login {
		return 0, act.Entry{}, act.OutOfReach(a.subject)
	}
	if !inForce(a.state) && a.state != Running {
		return 0, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不用移交工作。", a.number, StateLabel(a.state))
	}
	own, err := in.r.backupsOf(tx.Ctx, a.person, a.since.Date())
	if err != nil {
		return 0, act.Entry{}, err
	}
	if !slices.ContainsFunc(own, func(b org.Backup) bool { return b.ID == in.h.Backup }) {
		return 0, act.Entry{}, fault.Field("backup", fmt.Sprint(in.h.Backup), "请从列表中选择本人岗位的B岗。")
	}
	in.h.Since, in.h.Until, in.h.Subject = a.since, a.until, a.subject
	id, err := in.r.Org.HandOver(tx, in.h)
	return id, act.Entry{Subject: a.subject, Summary: a.summary + "，AB岗表第" + fmt.Sprint(in.h.Backup) + "号"}, err
}

// HandOver hands the work over to the B of the applicant's post for the time of a
// leave: one day ahead, or later with the reason.
func (r *Room) HandOver(ctx context.Context, who act.Actor, leave int64, h org.Handover) error {
	_, err := handoverDeed.Run(ctx, r.Door, who, handoverIn{r, leave, h})
	return err
}

// HandOverTrip does the same for the time of a trip.
func (r *Room) HandOverTrip(ctx context.Context, who act.Actor, trip int64, h org.Handover) error {
	_, err := tripHandoverDeed.Run(ctx, r.Door, who, handoverIn{r, trip, h})
	return err
}

// backupsOf lists the B posts of a person on a day.
func (r *Room) backupsOf(ctx context.Context, person int64, on civil.Date) ([]org.Backup, error) {
	all, err := r.Org.Backups(ctx)
	var out []org.Backup
	for _, b := range all {
		if b.PersonID == person && b.Holds(on) {
			out = append(out, b)
		}
	}
	return out, err
}

// handoverPart shows what was handed over for an absence, and the form for it.
func (r *Room) handoverPart(q *web.Request, person int64, since, until civil.Half, subject string, f *ui.Form) ([]ui.Part, error) {
	ctx := q.Context()
	own, err := r.backupsOf(ctx, person, since.Date())
	if err != nil || len(own) == 0 {
		return nil, err
	}
	done, err := r.Org.StandInsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	for _, d := range done {
		if d.Subject == subject && d.EndedAt == 0 {
			return []ui.Part{{Title: "工作移交", Pairs: []ui.Pair{{Key: "办理", Text: d.Label() + "，" + ui.Stamp(clockOf(d.MadeAt))}, {Key: "移交事项", Text: d.Matters, Wide: true}}}}, nil
		}
	}
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	for _, b := range own {
		options = append(options, ui.Option{Value: fmt.Sprint(b.ID), Label: fmt.Sprintf("%s（AB岗表第%d号）", s.chart.Person(b.BackupID).Name, b.ID)})
	}
	f.Set("backup", options[0].Value)
	return []ui.Part{{Title: "工作移交", Hint: "提前一天向B岗移交，最迟" + org.HandoverLatest(since.Date()).Chinese() + "。来不及的，写明特殊原因。", Form: f, Fields: []ui.Field{
		{Form: f, Name: "backup", Label: "B岗", Kind: ui.Select, Options: options},
		{Form: f, Name: "matters", Label: "移交事项", Kind: ui.Area, Rows: 3, Hint: "一行一项；没有的写“无在办事项”。"},
		{Form: f, Name: "reason", Label: "没有提前一天移交的特殊原因", Optional: true, Max: 200}}, Buttons: []ui.Button{{Label: "移交工作"}}}}, nil
}

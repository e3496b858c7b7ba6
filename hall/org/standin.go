package org

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Kinds of standing-in.
const (
	HandedOver  = "handover" // handed over in time
	HandedLate  = "late"     // handed over after the last day for it, with a reason
	TakenOver   = "takeover" // taken up by B, with a reason
	mattersMost = 50
)

var standInLabels = map[string]string{HandedOver: "交接", HandedLate: "临时交接", TakenOver: "主动顶岗"}

// StandIn is the record of one standing-in of B for A, on [SinceAt, UntilAt)
// (microseconds UTC). B acts only while A is away besides.
type StandIn struct {
	ID       int64  `db:"id"`
	Backup   int64  `db:"backup"`    // number in the A/B table
	PersonID int64  `db:"person_id"` // A
	BackupID int64  `db:"backup_id"` // B
	Kind     string `db:"kind"`
	SinceAt  int64  `db:"since_at"`
	UntilAt  int64  `db:"until_at"`
	Matters  string `db:"matters"` // a line each
	Reason   string `db:"reason"`
	Subject  string `db:"subject"` // the case behind the absence, may be empty
	MadeBy   string `db:"made_by"`
	MadeAt   int64  `db:"made_at"`
	EndedAt  int64  `db:"ended_at"` // 0 while it stands
}

// Label is the Chinese word for the kind.
func (s StandIn) Label() string { return standInLabels[s.Kind] }

// Stands reports whether the record covers an instant.
func (s StandIn) Stands(at int64) bool {
	return s.EndedAt == 0 && s.SinceAt <= at && at < s.UntilAt
}

// Handover is what A hands to B before an absence: the matters in hand, one a
// line. Reason says why it comes late; it is empty in time.
type Handover struct {
	Backup       int64 // number in the A/B table
	Since, Until civil.Half
	Matters      []string
	Reason       string
	Subject      string // the case behind the absence, may be empty
}

// HandoverLatest is the last day on which work may be handed over for an absence
// that begins on a day: the calendar day before (clause ab.handover).
func HandoverLatest(absence civil.Date) civil.Date { return absence.AddDays(-1) }

// HandOver notes within a deed that A hands work over to B. After the last day for
// it, it needs the reason why it is late; where B is away as well it is refused.
func (o *Org) HandOver(tx *act.Tx, h Handover) (int64, error) {
	var matters []string
	for _, m := range h.Matters {
		if m = strings.Join(strings.Fields(db.Clean(m)), " "); m != "" {
			matters = append(matters, m)
		}
	}
	h.Reason = db.Trimmed(h.Reason)
	latest := HandoverLatest(h.Since.Date())
	late := tx.Today.After(latest)
	switch {
	case h.Until <= h.Since:
		return 0, fault.Field("to", (h.Until - 1).Chinese(), "结束不能早于开始（"+h.Since.Chinese()+"）。请核对起止日期和上午、下午。")
	case len(matters) == 0:
		return 0, fault.Field("matters", "", "请逐行写明移交的事项；没有在办事项的，写“无在办事项”。")
	case len(matters) > mattersMost:
		return 0, fault.Field("matters", fmt.Sprint(len(matters), "行"), fmt.Sprintf("移交事项最多%d行，请合并相近的事项。", mattersMost))
	case late && h.Reason == "":
		return 0, fault.Refuse(law.AbHandover, "工作移交应提前一天，最迟"+latest.Chinese()+"办理。来不及的，请写明特殊原因。")
	}
	if !late {
		h.Reason = ""
	}
	kind := HandedOver
	if late {
		kind = HandedLate
	}
	return o.standIn(tx, StandIn{Backup: h.Backup, Kind: kind, SinceAt: clock.Micros(h.Since.Start()), UntilAt: clock.Micros(h.Until.Start()),
		Matters: strings.Join(matters, "\n"), Reason: h.Reason, Subject: h.Subject})
}

// standIn checks and writes a record.
func (o *Org) standIn(tx *act.Tx, s StandIn) (int64, error) {
	id, err := tx.Next("org_standin")
	if err != nil {
		return 0, err
	}
	b, err := db.One[Backup](tx.Ctx, tx, qp.SQL("backup"), s.Backup)
	if err != nil {
		return 0, err
	}
	if day := civil.DateOf(clock.FromMicros(s.SinceAt)); !b.Holds(day) {
		return 0, fault.Newf(fault.Conflict, "AB岗表第%d号在%s不在有效期内，请先核对AB岗。", b.ID, day.Chinese())
	}
	other, err := db.All[StandIn](tx.Ctx, tx, qp.SQL("standins_between"), s.SinceAt, s.UntilAt)
	if err != nil {
		return 0, err
	}
	for _, x := range other {
		if x.Backup == b.ID {
			return 0, fault.Newf(fault.Conflict, "AB岗表第%d号在这段时间里已有顶岗记录（第%d号），不必重复登记。", b.ID, x.ID)
		}
	}
	away, err := o.away(tx.Ctx, tx, max(s.SinceAt, tx.Now))
	if err != nil {
		return 0, err
	}
	if _, gone := away[b.BackupID]; gone {
		p, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), b.BackupID)
		if err != nil {
			return 0, err
		}
		return 0, fault.Refuse(law.AbUnits, "B岗"+p.Name+"届时也不在岗，不能同时离岗。请改期，或先更换B岗。")
	}
	if _, err := db.Exec(tx.Ctx, tx, qp.SQL("standin_insert"), id, b.ID, b.PersonID, b.BackupID, s.Kind, s.SinceAt, s.UntilAt, s.Matters, s.Reason, s.Subject, tx.Actor.Login, tx.Now); err != nil {
		return 0, err
	}
	tx.Touch("org_standin", id)
	return id, nil
}

// EndStandIns ends within a deed all standing-in for a person who is back at an
// instant (microseconds UTC): B's rights end with that minute.
func EndStandIns(tx *act.Tx, person, at int64) error {
	list, err := db.All[StandIn](tx.Ctx, tx, qp.SQL("standins_between"), at, int64(1)<<62)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.PersonID == person {
			if err := endStandIn(tx, s.ID, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// EndStandInsOf ends those that rest on a case, as when a leave is withdrawn.
func EndStandInsOf(tx *act.Tx, subject string) error {
	list, err := db.All[StandIn](tx.Ctx, tx, qp.SQL("standins_between"), tx.Now, int64(1)<<62)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Subject == subject {
			if err := endStandIn(tx, s.ID, tx.Now); err != nil {
				return err
			}
		}
	}
	return nil
}

func endStandIn(tx *act.Tx, id, at int64) error {
	_, err := db.Exec(tx.Ctx, tx, qp.SQL("standin_end"), id, at)
	tx.Touch("org_standin", id)
	return err
}

// StandInsOf lists the records in which a person is A or B, the newest first.
func (o *Org) StandInsOf(ctx context.Context, person int64) ([]StandIn, error) {
	return db.All[StandIn](ctx, o.Door.Reader(), qp.SQL("standins_of"), person)
}

type handoverIn struct {
	o *Org
	Handover
}

var handOver = act.Define(act.Spec[handoverIn, int64]{
	Name: "org.handover.make", Label: "办理岗位交接", Right: Anyone, Basis: []law.ID{law.AbHandover},
	Do: func(tx *act.Tx, in handoverIn) (int64, act.Entry, error) {
		b, err := ownBackup(tx, in.Backup, func(b Backup) int64 { return b.PersonID })
		if err != nil {
			return 0, act.Entry{}, err
		}
		id, err := in.o.HandOver(tx, in.Handover)
		e := act.Entry{Subject: act.Subject("org_standin", id), Summary: fmt.Sprintf("按AB岗表第%d号移交工作，%s至%s", b.ID, in.Since.Chinese(), (in.Until - 1).Chinese()),
			Detail: map[string]any{"backup": b.ID, "matters": len(in.Matters)}}
		if tx.Today.After(HandoverLatest(in.Since.Date())) {
			e.Basis = []law.ID{law.AbHandoverLate}
		}
		return id, e, err
	}})

// ownBackup is an assignment in which the deed's actor is the side named.
func ownBackup(tx *act.Tx, id int64, side func(Backup) int64) (Backup, error) {
	me, err := actorPerson(tx)
	if err != nil {
		return Backup{}, err
	}
	b, ok, err := db.Maybe[Backup](tx.Ctx, tx, qp.SQL("backup"), id)
	if err == nil && (!ok || me == 0 || side(b) != me) {
		err = act.OutOfReach(act.Subject("org_backup", id))
	}
	return b, err
}

// MakeHandover hands the actor's own work over to the B.
func (o *Org) MakeHandover(ctx context.Context, who act.Actor, h Handover) (int64, error) {
	return handOver.Run(ctx, o.Door, who, handoverIn{o, h})
}

type takeOverIn struct {
	o      *Org
	Backup int64
	Reason string
}

var takeOver = act.Define(act.Spec[takeOverIn, int64]{
	Name: "org.takeover.record", Label: "登记紧急顶岗", Right: Anyone, Basis: []law.ID{law.AbHandoverLate, law.AbBRights},
	Do: func(tx *act.Tx, in takeOverIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		b, err := ownBackup(tx, in.Backup, func(b Backup) int64 { return b.BackupID })
		if err != nil {
			return none(err)
		}
		a, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), b.PersonID)
		if err != nil {
			return none(err)
		}
		reason := db.Trimmed(in.Reason)
		if reason == "" {
			return none(fault.Field("reason", "", "请写明来不及移交的原因。"))
		}
		away, err := in.o.away(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		until, gone := away[a.ID]
		if !gone {
			return none(fault.Refuse(law.AbHandoverLate, a.Name+"目前没有不在岗的登记，B岗只在A岗不在岗时顶岗。请先由本人或科室负责人登记休假、出差或外出。"))
		}
		id, err := in.o.standIn(tx, StandIn{Backup: b.ID, Kind: TakenOver, SinceAt: tx.Now, UntilAt: until, Reason: reason})
		return id, act.Entry{Subject: act.Subject("org_standin", id), Summary: fmt.Sprintf("按AB岗表第%d号主动顶岗，代%s", b.ID, a.Name), Detail: map[string]any{"backup": b.ID, "reason": reason}}, err
	}})

// TakeOver records that the actor, as B, stands in although nothing was handed over.
func (o *Org) TakeOver(ctx context.Context, who act.Actor, backup int64, reason string) (int64, error) {
	return takeOver.Run(ctx, o.Door, who, takeOverIn{o, backup, reason})
}

var standInEnd = act.Define(act.Spec[int64, bool]{
	Name: "org.standin.end", Label: "结束顶岗", Right: Anyone, Basis: []law.ID{law.AbBRights},
	Do: func(tx *act.Tx, id int64) (bool, act.Entry, error) {
		me, err := actorPerson(tx)
		if err != nil {
			return false, act.Entry{}, err
		}
		s, ok, err := db.Maybe[StandIn](tx.Ctx, tx, qp.SQL("standin"), id)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !ok || me == 0 || me != s.PersonID && me != s.BackupID:
			return false, act.Entry{}, act.OutOfReach(act.Subject("org_standin", id))
		case s.EndedAt != 0 || s.UntilAt <= tx.Now:
			return false, act.Entry{}, fault.New(fault.Conflict, "这次顶岗已经结束。")
		}
		return true, act.Entry{Subject: act.Subject("org_standin", id), Summary: fmt.Sprintf("顶岗记录第%d号结束，AB岗表第%d号", id, s.Backup)}, endStandIn(tx, id, tx.Now)
	}})

// EndStandIn ends a standing-in of which the actor is A or B, at once.
func (o *Org) EndStandIn(ctx context.Context, who act.Actor, id int64) error {
	_, err := standInEnd.Run(ctx, o.Door, who, id)
	return err
}

package appraisal

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Held is a hold: a stop of all appraisals and destructions, or of one.
type Held struct {
	ID         int64  `db:"id"`
	BatchID    int64  `db:"batch_id"` // 0: all
	Kind       string `db:"kind"`
	Reason     string `db:"reason"`
	SetBy      string `db:"set_by"`
	SetName    string `db:"set_name"`
	SetAt      int64  `db:"set_at"`
	LiftedBy   string `db:"lifted_by"`
	LiftedName string `db:"lifted_name"`
	LiftedAt   int64  `db:"lifted_at"` // 0 while in force
	LiftReason string `db:"lift_reason"`
}

var holdKinds = map[string]string{"audit": "审计", "lawsuit": "诉讼", "other": "其他"}

// HoldLabel is the Chinese word for why there is a hold.
func HoldLabel(kind string) string { return holdKinds[kind] }

// notHeld refuses while a hold for all or for this batch is in force.
func notHeld(tx *act.Tx, batch int64) error {
	h, held, err := db.Maybe[Held](tx.Ctx, tx, q.SQL("hold_in_force"), batch)
	if err != nil || !held {
		return err
	}
	return fault.Refuse(law.ArchivesLaw24, fmt.Sprintf("因%s已冻结鉴定销毁（%s），解除冻结前不能办理。", HoldLabel(h.Kind), h.Reason))
}

type holdIn struct {
	batch        int64
	kind, reason string
}

var setHold = act.Define(act.Spec[holdIn, Held]{
	Name: "archive.destruction.hold", Label: "冻结待销毁档案", Right: Hold, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in holdIn) (Held, act.Entry, error) {
		var errs []*fault.Error
		if holdKinds[in.kind] == "" {
			errs = append(errs, fault.Field("kind", in.kind, "冻结原因只能是审计、诉讼或其他。"))
		}
		h := Held{BatchID: in.batch, Kind: in.kind, Reason: text(&errs, "reason", "冻结的依据", in.reason, 300, true), SetBy: tx.Actor.Login, SetName: tx.Actor.Name, SetAt: tx.Now}
		if err := fault.Join(errs...); err != nil {
			return h, act.Entry{}, err
		}
		what := "全部鉴定销毁"
		if in.batch != 0 {
			b, _, err := batchIn(tx, in.batch)
			if err != nil {
				return h, act.Entry{}, err
			}
			what = "鉴定批次 " + b.Number
		}
		var err error
		if h.ID, err = tx.Next("archive_appraisal_hold"); err != nil {
			return h, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("hold_insert"), h.ID, h.BatchID, h.Kind, h.Reason, h.SetBy, h.SetName, h.SetAt); err != nil {
			return h, act.Entry{}, err
		}
		tx.Touch("archive_appraisal_hold", h.ID)
		return h, act.Entry{Subject: act.Subject("archive_appraisal_hold", h.ID), Summary: "冻结" + what + "（" + HoldLabel(h.Kind) + "）：" + h.Reason}, nil
	}})

// SetHold stops everything (batch 0) or one appraisal, at once.
func (r *Room) SetHold(ctx context.Context, who act.Actor, batch int64, kind, reason string) (Held, error) {
	return setHold.Run(ctx, r.Archive.Door, who, holdIn{batch, kind, reason})
}

var liftHold = act.Define(act.Spec[decideIn, Held]{
	Name: "archive.destruction.release", Label: "解除冻结", Right: Release, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in decideIn) (Held, act.Entry, error) {
		h, ok, err := act.Locked[Held](tx, q.SQL("hold"), in.batch)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "没有这条冻结。")
		}
		if err == nil && h.LiftedAt != 0 {
			err = fault.New(fault.Conflict, "这条冻结已经解除。")
		}
		if err != nil {
			return h, act.Entry{}, err
		}
		var errs []*fault.Error
		h.LiftReason = text(&errs, "note", "解除冻结的依据", in.note, 300, true)
		if err := fault.Join(errs...); err != nil {
			return h, act.Entry{}, err
		}
		h.LiftedBy, h.LiftedName, h.LiftedAt = tx.Actor.Login, tx.Actor.Name, tx.Now
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("hold_lift"), h.ID, h.LiftedBy, h.LiftedName, h.LiftedAt, h.LiftReason); err != nil {
			return h, act.Entry{}, err
		}
		tx.Touch("archive_appraisal_hold", h.ID)
		return h, act.Entry{Subject: act.Subject("archive_appraisal_hold", h.ID), Summary: "解除冻结：" + h.LiftReason}, nil
	}})

// Lift ends a hold, with the ground.
func (r *Room) Lift(ctx context.Context, who act.Actor, hold int64, reason string) (Held, error) {
	return liftHold.Run(ctx, r.Archive.Door, who, decideIn{r, hold, reason})
}

// Holds lists the holds, those in force first.
func (r *Room) Holds(ctx context.Context) ([]Held, error) {
	return db.All[Held](ctx, r.Archive.Door.Reader(), q.SQL("holds"))
}

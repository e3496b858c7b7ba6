package appraisal

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

type decideIn struct {
	r     *Room
	batch int64
	note  string
}

var approve = act.Define(act.Spec[decideIn, Batch]{
	Name: "archive.destruction.approve", Label: "批准销毁", Right: Approve, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in decideIn) (Batch, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Reported)
		}
		if err == nil {
			err = notHeld(tx, b.ID)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		who, err := in.r.persons(tx.Ctx)
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		for login := range strings.SplitSeq(b.TookPart, ",") {
			if who.same(login, tx.Actor.Login) {
				return Batch{}, act.Entry{}, fault.Refuse(law.ArchivesLaw24, "您参加了这个批次的鉴定，不能再批准自己提出的清册，请由没有参加鉴定的负责人审批。")
			}
		}
		var errs []*fault.Error
		note := text(&errs, "note", "审批意见", in.note, 500, false)
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		if err := in.r.stillDestroyable(tx, lines); err != nil {
			return Batch{}, act.Entry{}, err
		}
		kept, destroy := 0, 0
		for i := range lines {
			x := &lines[i]
			if x.Opinion != Keep {
				destroy++
				continue
			}
			kept++
			if err := in.r.Archive.Reappraise(tx, x.ItemID, x.Period, "到期鉴定 "+b.Number+"："+x.Reason); err != nil {
				return Batch{}, act.Entry{}, err
			}
			x.Active, x.Outcome = false, "kept"
			if err := x.store(tx); err != nil {
				return Batch{}, act.Entry{}, err
			}
		}
		b.State, b.ApprovedBy, b.ApprovedName, b.ApprovedOn, b.ApprovalNote = Finished, tx.Actor.Login, tx.Actor.Name, tx.Today, note
		say := fmt.Sprintf("批准鉴定报告 %s：继续保存 %d 件", b.Number, kept)
		if destroy > 0 {
			cfg, err := in.r.Archive.Config(tx.Ctx)
			if err != nil {
				return Batch{}, act.Entry{}, err
			}
			b.State, b.Cooling = Approved, int64(max(cfg.Int("destruction_cooling_days"), 1))
			b.Earliest = tx.Today.AddDays(int(b.Cooling))
			say += fmt.Sprintf("，批准销毁清册 %s（%d 件），冷静期 %d 天，%s起方可执行", b.ListNumber, destroy, b.Cooling, b.Earliest.Chinese())
		}
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry(say, map[string]any{"kept": kept, "destroy": destroy, "note": note}), nil
	}})

// Approve approves a report and its destruction list, by somebody who took no
// part in either. What is kept gets its new period at once; what is to be
// destroyed waits for the cooling-off period. There is no other way to approval.
func (r *Room) Approve(ctx context.Context, who act.Actor, batch int64, note string) (Batch, error) {
	return approve.Run(ctx, r.Archive.Door, who, decideIn{r, batch, note})
}

var sendBack = act.Define(act.Spec[decideIn, Batch]{
	Name: "archive.destruction.return", Label: "退回销毁清册", Right: Approve, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in decideIn) (Batch, act.Entry, error) {
		b, _, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Reported)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		var errs []*fault.Error
		b.Note = text(&errs, "note", "退回的理由", in.note, 500, true)
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		b.State = Appraising
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry("退回鉴定报告 "+b.Number+"："+b.Note, nil), nil
	}})

// SendBack returns a report to the group with the reason.
func (r *Room) SendBack(ctx context.Context, who act.Actor, batch int64, reason string) (Batch, error) {
	return sendBack.Run(ctx, r.Archive.Door, who, decideIn{r, batch, reason})
}

var cancel = act.Define(act.Spec[decideIn, Batch]{
	Name: "archive.appraisal.cancel", Label: "取消鉴定", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in decideIn) (Batch, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		if b.State != Appraising && b.State != Reported && b.State != Approved {
			return Batch{}, act.Entry{}, b.must(Appraising)
		}
		var errs []*fault.Error
		b.Note = text(&errs, "note", "撤销的理由", in.note, 500, true)
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		for i := range lines {
			if lines[i].Active {
				lines[i].Active = false
				if err := lines[i].store(tx); err != nil {
					return Batch{}, act.Entry{}, err
				}
			}
		}
		b.State = Cancelled
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry("撤销鉴定批次 "+b.Number+"："+b.Note, nil), nil
	}})

// Cancel gives an appraisal up at any time before the destruction; new periods
// already approved stay.
func (r *Room) Cancel(ctx context.Context, who act.Actor, batch int64, reason string) (Batch, error) {
	return cancel.Run(ctx, r.Archive.Door, who, decideIn{r, batch, reason})
}

type appointIn struct {
	r             *Room
	batch         int64
	first, second string
}

var appoint = act.Define(act.Spec[appointIn, Batch]{
	Name: "archive.destruction.appoint", Label: "指定监销人", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in appointIn) (Batch, act.Entry, error) {
		b, _, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Approved)
		}
		if err == nil {
			err = notHeld(tx, b.ID)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		who, err := in.r.persons(tx.Ctx)
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		var names [2]string
		var errs []*fault.Error
		for i, login := range []string{in.first, in.second} {
			field := fmt.Sprintf("supervisor%d", i+1)
			a, ok, err := in.r.supervisor(tx.Ctx, login)
			switch {
			case err != nil:
				return Batch{}, act.Entry{}, err
			case !ok:
				errs = append(errs, fault.Field(field, login, "请从名单中选择监销人。"))
			case who.same(login, b.ApprovedBy):
				errs = append(errs, fault.Field(field, login, a.Name+"是批准人，不能再作监销人。"))
			}
			names[i] = a.Name
		}
		if who.same(in.first, in.second) {
			errs = append(errs, fault.Field("supervisor2", in.second, "两名监销人不能是同一个人。"))
		}
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		b.Supervisor1, b.Supervisor2, b.Supervisor1Name, b.Supervisor2Name, b.Signed1, b.Signed2 = in.first, in.second, names[0], names[1], 0, 0
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry(fmt.Sprintf("指定%s、%s为销毁清册 %s 的监销人", names[0], names[1], b.ListNumber), map[string]any{"supervisors": []string{in.first, in.second}}), nil
	}})

// Appoint names the two supervisors; signatures given before are void.
func (r *Room) Appoint(ctx context.Context, who act.Actor, batch int64, first, second string) (Batch, error) {
	return appoint.Run(ctx, r.Archive.Door, who, appointIn{r, batch, strings.TrimSpace(first), strings.TrimSpace(second)})
}

// supervisor finds an active account that may supervise.
func (r *Room) supervisor(ctx context.Context, login string) (act.Actor, bool, error) {
	all, err := r.Supervisors(ctx)
	for _, a := range all {
		if a.Login == login {
			return a, true, err
		}
	}
	return act.Actor{}, false, err
}

// Supervisors lists everybody who may supervise a destruction.
func (r *Room) Supervisors(ctx context.Context) ([]act.Actor, error) {
	accounts, err := r.Bureau.Accounts(ctx)
	var out []act.Actor
	for _, a := range accounts {
		if !a.Active() {
			continue
		}
		who, err := r.Bureau.ActorOf(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if who.May(Supervise) {
			out = append(out, who)
		}
	}
	return out, err
}

package appraisal

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// OpenAfter is after how many years archives are to be opened (Archives Law
// art. 27: 25 years from their making).
const OpenAfter = 25

// Review is one opinion on opening an item.
type Review struct {
	ID           int64  `db:"id"`
	ItemID       int64  `db:"item_id"`
	Code         string `db:"code"`
	Title        string `db:"title"`
	Opinion      string `db:"opinion"` // open, controlled, deferred
	Reason       string `db:"reason"`
	State        string `db:"state"` // proposed, confirmed, returned
	ProposedBy   string `db:"proposed_by"`
	ProposedName string `db:"proposed_name"`
	ProposedAt   int64  `db:"proposed_at"`
	AnsweredBy   string `db:"answered_by"`
	AnsweredName string `db:"answered_name"`
	AnsweredAt   int64  `db:"answered_at"`
	Note         string `db:"note"`
}

// ReviewLabel is the Chinese word of a review's state.
func ReviewLabel(state string) string {
	return map[string]string{"proposed": "待复审", "confirmed": "已复审", "returned": "已退回"}[state]
}

type proposeIn struct {
	r               *Room
	items           []int64
	opinion, reason string
}

var propose = act.Define(act.Spec[proposeIn, []int64]{
	Name: "archive.opening.propose", Label: "提出开放审核意见", Right: Appraise, Basis: []law.ID{law.ArchivesLaw30},
	Do: func(tx *act.Tx, in proposeIn) ([]int64, act.Entry, error) {
		var errs []*fault.Error
		if in.opinion != "open" && in.opinion != "controlled" && in.opinion != "deferred" {
			errs = append(errs, fault.Field("opinion", in.opinion, "开放意见只能是开放、控制或延期开放。"))
		}
		reason := text(&errs, "reason", "不开放的理由", in.reason, 500, in.opinion != "open")
		if n := len(in.items); n == 0 || n > mostLines {
			errs = append(errs, fault.Field("item", fmt.Sprint(n), fmt.Sprintf("请勾选要审核的件，一次最多 %d 件。", mostLines)))
		}
		if err := fault.Join(errs...); err != nil {
			return nil, act.Entry{}, err
		}
		var ids []int64
		for _, id := range in.items {
			it, err := in.r.Archive.ItemIn(tx, id)
			if err != nil {
				return nil, act.Entry{}, err
			}
			if it.State != archive.Held {
				return nil, act.Entry{}, fault.Newf(fault.Conflict, "《%s》%s，不再审核。", it.Title, archive.StateLabel(it.State))
			}
			if it.Stage < archive.Filed {
				return nil, act.Entry{}, fault.Refuse(law.ArchiveProcessStages, fmt.Sprintf("《%s》%s，尚未归档，不审核开放。请先整理、装盒、关账。", it.Title, it.Stage.Label()))
			}
			if in.opinion == "open" && it.Level >= mark.WorkSecret {
				return nil, act.Entry{}, fault.Refuse(law.ArchivesLaw30, fmt.Sprintf("《%s》是%s，解除标记以前不能定为开放。", it.Title, it.Level.Label()))
			}
			n, err := db.One[int64](tx.Ctx, tx, q.SQL("opening_open"), id)
			if err != nil {
				return nil, act.Entry{}, err
			}
			if n > 0 {
				return nil, act.Entry{}, fault.Newf(fault.Conflict, "《%s》已提出开放意见，正在等待复审。", it.Title)
			}
			rid, err := tx.Next("archive_appraisal_opening")
			if err != nil {
				return nil, act.Entry{}, err
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("opening_insert"), rid, id, it.Code, it.Title, in.opinion, reason, tx.Actor.Login, tx.Actor.Name, tx.Now); err != nil {
				return nil, act.Entry{}, err
			}
			tx.Touch("archive_appraisal_opening", rid)
			ids = append(ids, rid)
		}
		return ids, act.Entry{Subject: "archive_appraisal_opening", Summary: fmt.Sprintf("开放审核初审：%d 件%s", len(ids), archive.OpeningLabel(in.opinion)), Detail: map[string]any{"items": in.items, "reason": reason}}, nil
	}})

// Propose gives the first opinion on opening items. Nothing changes until a
// second person confirms it.
func (r *Room) Propose(ctx context.Context, who act.Actor, items []int64, opinion, reason string) ([]int64, error) {
	return propose.Run(ctx, r.Archive.Door, who, proposeIn{r, items, opinion, reason})
}

type answerIn struct {
	r    *Room
	ids  []int64
	yes  bool
	note string
}

var confirm = act.Define(act.Spec[answerIn, int]{
	Name: "archive.opening.confirm", Label: "确认开放审核", Right: Opening, Basis: []law.ID{law.ArchivesLaw30},
	Do: func(tx *act.Tx, in answerIn) (int, act.Entry, error) {
		var errs []*fault.Error
		note := text(&errs, "note", "退回的理由", in.note, 500, !in.yes)
		if len(in.ids) == 0 {
			errs = append(errs, fault.Field("review", "", "请勾选要复审的件。"))
		}
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		who, err := in.r.persons(tx.Ctx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		for _, id := range in.ids {
			v, ok, err := act.Locked[Review](tx, q.SQL("opening"), id)
			if err == nil && !ok {
				err = fault.New(fault.NotFound, "没有这条开放审核意见。")
			}
			if err != nil {
				return 0, act.Entry{}, err
			}
			if v.State != "proposed" {
				return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》的开放意见%s，不能再办。", v.Title, ReviewLabel(v.State))
			}
			if who.same(v.ProposedBy, tx.Actor.Login) {
				return 0, act.Entry{}, fault.Refuse(law.ArchivesLaw30, "初审和复审不能是同一个人，请由另一人复审。")
			}
			if _, err := in.r.Archive.ItemIn(tx, v.ItemID); err != nil {
				return 0, act.Entry{}, err
			}
			state := "returned"
			if in.yes {
				state = "confirmed"
				if err := in.r.setOpening(tx, v); err != nil {
					return 0, act.Entry{}, err
				}
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("opening_answer"), id, state, tx.Actor.Login, tx.Actor.Name, tx.Now, note); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_appraisal_opening", id)
		}
		word := "确认"
		if !in.yes {
			word = "退回"
		}
		return len(in.ids), act.Entry{Subject: "archive_appraisal_opening", Summary: fmt.Sprintf("开放审核复审：%s %d 件", word, len(in.ids)), Detail: map[string]any{"reviews": in.ids, "note": note}}, nil
	}})

// setOpening records a confirmed opinion, unless the item has changed meanwhile
// so that it no longer fits.
func (r *Room) setOpening(tx *act.Tx, v Review) error {
	it, err := r.Archive.ItemIn(tx, v.ItemID)
	if err != nil {
		return err
	}
	if it.State != archive.Held {
		return fault.Newf(fault.Conflict, "《%s》%s，不再审核。", it.Title, archive.StateLabel(it.State))
	}
	if v.Opinion == "open" && it.Level >= mark.WorkSecret {
		return fault.Refuse(law.ArchivesLaw30, fmt.Sprintf("《%s》是%s，解除标记以前不能定为开放。", it.Title, it.Level.Label()))
	}
	return r.Archive.SetOpening(tx, v.ItemID, v.Opinion)
}

// Confirm is the second person's yes (the opinion becomes the item's) or no, with
// the reason, to first opinions.
func (r *Room) Confirm(ctx context.Context, who act.Actor, reviews []int64, yes bool, note string) (int, error) {
	return confirm.Run(ctx, r.Archive.Door, who, answerIn{r, reviews, yes, note})
}

// openBefore is the day up to which papers are due for review.
func openBefore(today civil.Date) civil.Date { return today.AddYears(-OpenAfter) }

package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var correctionDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.correction.ask", Label: "告知补正", Right: Use, Basis: []law.ID{law.FoiSupplement, law.Disclosure2019Supplement}, Do: enter})

// AskCorrection tells the applicant, once, what to supplement (Note: the items) and
// until when (Until). A notice that is too late is the head's to decide, and does
// not let the period start anew unless the head gives the reason for it (With).
func (r *Room) AskCorrection(ctx context.Context, who act.Actor, in Input) error {
	in.Do = CorrectionNotice
	if db.Trimmed(in.Note) == "" {
		return fault.Field("note", "", "请逐项写明要补正什么。补正应当一次告知。")
	}
	if in.With = db.Trimmed(in.With); len([]rune(in.With)) > mostLine {
		return fault.Field("restart", "", fmt.Sprintf("重新计算的理由不超过 %d 字。", mostLine))
	}
	_, err := correctionDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in})
	return err
}

var supplementDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.correction.close", Label: "登记补正结果", Right: Use, Basis: []law.ID{law.FoiSupplement, law.Disclosure2019Supplement}, Do: enter})

// CloseCorrection writes down how the wait for a supplement ended: it came
// (CorrectionReceived), it did not and the request is given up (CorrectionMissed),
// or it came and leaves the request unclear (StillUnclear).
func (r *Room) CloseCorrection(ctx context.Context, who act.Actor, in Input) error {
	switch in.Do {
	case CorrectionReceived, CorrectionMissed, StillUnclear:
	default:
		return fault.Field("do", in.Do, "请选择补正的结果。")
	}
	for i := range in.Papers {
		in.Papers[i].Kind = PaperSupplement
	}
	_, err := supplementDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, then: func(w *working) error {
		if in.Do == CorrectionMissed {
			w.a.Outcome = "6.1"
		}
		return nil
	}})
	return err
}

var reasonsDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.reasons.ask", Label: "要求说明理由", Right: Use, Basis: []law.ID{law.Disclosure2019Excessive}, Do: enter})

// AskReasons asks an applicant with clearly too many applications for the reasons.
func (r *Room) AskReasons(ctx context.Context, who act.Actor, in Input) error {
	in.Do = ReasonRequested
	_, err := reasonsDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		var err error
		w.f.Monthly, err = r.monthly(w.tx, w)
		w.f.Free = free(w.s.book.Disclosure, w.a)
		return err
	}})
	return err
}

// free is how many applications of one month nobody calls excessive: those that the
// tariff by item leaves free.
func free(d rulebook.Disclosure, a Application) int {
	era, ok := dis.FeeEra(d, a.CameOn)
	if !ok {
		return 0
	}
	for _, t := range era.Tariffs {
		for _, tier := range t.Tiers {
			if t.Unit == "件" && tier.Yuan > 0 {
				return tier.Above
			}
		}
	}
	return 0
}

var judgeDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.reasons.judge", Label: "判断说明的理由", Right: Use, Basis: []law.ID{law.Disclosure2019Excessive}, Do: enter})

// JudgeReasons writes down that reasons came on paper (ReasonsGiven), and the head's word on them: not reasonable (ReasonsBad), or
// reasonable and so much that a longer period is stated (LongerPeriod, Until).
func (r *Room) JudgeReasons(ctx context.Context, who act.Actor, in Input) error {
	if in.Do != ReasonsGiven && in.Do != ReasonsBad && in.Do != LongerPeriod {
		return fault.Field("do", in.Do, "请选择理由是否合理。")
	}
	_, err := judgeDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in})
	return err
}

package logistics

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/room/logistics/energy"
)

func todoKey(year int) string { return fmt.Sprintf("logistics_report:%d", year) }

type yearIn struct {
	r    *Room
	year int
}

var freezeDeed = act.Define(act.Spec[yearIn, string]{Name: "logistics.report.freeze", Label: "定格能耗年报", Right: Use, Basis: []law.ID{law.LogisticsYearlyReport, law.LogisticsQuota, law.LogisticsCoefficients},
	Do: func(tx *act.Tx, in yearIn) (string, act.Entry, error) {
		none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsYearlyReport, "能耗年报的定格"); err != nil {
			return none(err)
		}
		if in.year >= tx.Today.Year {
			return none(fault.Refuse(law.LogisticsYearlyReport, fmt.Sprintf("%d 年还没有结束，到次年 1 月 1 日以后才能定格。", in.year)))
		}
		if err := r.unfrozen(tx.Ctx, tx, in.year); err != nil {
			return none(err)
		}
		s, err := r.count(tx.Ctx, tx, in.year, tx.Today)
		if err != nil {
			return none(err)
		}
		if s.Stopped() {
			say := fmt.Sprintf("%d 年的能耗年报还不能定格：", in.year)
			for _, f := range s.Findings {
				if f.Stops {
					say += f.Say
				}
			}
			return none(fault.Refuse(law.LogisticsYearlyReport, say))
		}
		b, err := json.Marshal(s.Facts)
		if err != nil {
			return none(fault.Wrap("logistics.freeze", fault.Internal, err))
		}
		sum := sha256.Sum256(b)
		x := Report{Year: in.year, Facts: string(b), Digest: hex.EncodeToString(sum[:]), FrozenBy: tx.Actor.Login, FrozenName: tx.Actor.Name, FrozenAt: tx.Now, Version: 1}
		return x.Digest, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("定格 %d 年能耗年报，综合能耗 %s 千克标准煤", in.year, energy.Fixed(s.Coal.Value, 2)), Detail: map[string]any{"digest": x.Digest}},
			act.Insert(tx, "logistics_report", int64(in.year), reportColumns, x.values())
	}})

// Freeze lets the figures of a past year stand, once nothing is missing: every meter
// read at both ends of the year, every gap and every quota exceeded explained, the
// base data entered. It gives the digest of what was frozen.
func (r *Room) Freeze(ctx context.Context, who act.Actor, year int) (string, error) {
	return freezeDeed.Run(ctx, r.Door, who, yearIn{r, year})
}

type sendIn struct {
	r       *Room
	year    int
	on      civil.Date
	to, how string
}

var sendDeed = act.Define(act.Spec[sendIn, bool]{Name: "logistics.report.send", Label: "登记能耗年报报送", Right: Use, Basis: []law.ID{law.LogisticsYearlyReport},
	Do: func(tx *act.Tx, in sendIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsYearlyReport, "能耗年报的报送"); err != nil {
			return none(err)
		}
		x, err := locked[Report](tx, "logistics_report", "report", int64(in.year))
		if err != nil {
			return none(err)
		}
		errs := []error{line("to", "报送给", &in.to, true), line("how", "报送方式", &in.how, true)}
		if in.on.IsZero() || in.on.After(tx.Today) || in.on.Before(dayOf(x.FrozenAt)) {
			errs = append(errs, fault.Field("on", in.on.String(), "报送日期不能空，不能晚于今天，也不能早于定格的日子。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if !x.SentOn.IsZero() {
			return none(fault.New(fault.Conflict, fmt.Sprintf("%d 年的能耗年报已于 %s 报送。", in.year, x.SentOn.Chinese())))
		}
		book, err := r.Rules.At(tx.Ctx, tx.Today)
		if err != nil {
			return none(err)
		}
		late := ""
		if due, ok := DueOn(book, in.year); ok && in.on.After(due) {
			late = "，已逾期"
		}
		seen := x.Version
		x.SentOn, x.SentTo, x.SentHow, x.Version = in.on, in.to, in.how, x.Version+1
		if err := put(tx, "logistics_report", int64(in.year), seen, reportColumns, x.values()); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, todoKey(in.year)); err != nil {
			return none(err)
		}
		if r.File != nil {
			if err := r.Flow.Owe(tx, x.Subject()); err != nil {
				return none(err)
			}
		}
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d 年能耗年报于 %s 报送%s%s", in.year, in.on.Chinese(), in.to, late)}, nil
	}})

// Send writes down that the report was sent, to whom and how; its papers are then
// handed to the archive room (clause law.logistics.yearly_report).
func (r *Room) Send(ctx context.Context, who act.Actor, year int, on civil.Date, to, how string) error {
	_, err := sendDeed.Run(ctx, r.Door, who, sendIn{r, year, on, to, how})
	return err
}

type correctIn struct {
	r      *Room
	year   int
	fix    energy.Fix
	reason string
}

var correctDeed = act.Define(act.Spec[correctIn, string]{Name: "logistics.report.correct", Label: "更正能耗年报", Right: Use, Basis: []law.ID{law.LogisticsYearlyReport, law.LogisticsStatistics},
	Do: func(tx *act.Tx, in correctIn) (string, act.Entry, error) {
		none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsYearlyReport, "能耗年报的更正"); err != nil {
			return none(err)
		}
		if err := line("reason", "更正的理由", &in.reason, true); err != nil {
			return none(err)
		}
		x, err := locked[Report](tx, "logistics_report", "report", int64(in.year))
		if err != nil {
			return none(err)
		}
		f, _, err := r.frozen(tx.Ctx, tx, in.year)
		if err != nil {
			return none(err)
		}
		_, was, ok := f.Apply(in.fix)
		switch {
		case !ok:
			return none(fault.Field("month", fmt.Sprint(in.fix.Month), "年报里没有这一项，或者这个月并在几个月合计里，不能单独更正。"))
		case was == in.fix.Value:
			return none(fault.Field("value", "", "更正后的数字与原来相同，没有可更正的。"))
		case in.fix.Carrier == "" && in.fix.Field != "vehicles" && in.fix.Value == 0:
			return none(fault.Field("value", "0", fieldLabels[in.fix.Field]+"应大于零。"))
		}
		n, err := tx.Next(fmt.Sprintf("logistics.correction.%d", in.year))
		if err != nil {
			return none(err)
		}
		c := Correction{Year: in.year, No: n, Carrier: in.fix.Carrier, Month: in.fix.Month, Field: in.fix.Field, Was: was, Becomes: in.fix.Value, Reason: in.reason, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
		if c.ID, err = insert(tx, "logistics_correction", correctionColumns, c.values()); err != nil {
			return none(err)
		}
		if r.File != nil && !x.SentOn.IsZero() {
			lines := []flow.Line{{Label: "更正编号", Text: c.Number()}, {Label: "更正内容", Text: c.Words()}, {Label: "理由", Text: c.Reason}}
			if err := r.Flow.OweFurther(tx, flow.Further{Subject: x.Subject(), What: act.Subject("logistics_correction", c.ID), Title: fmt.Sprintf("%d年能源资源消费状况报告的更正", in.year), Lines: lines}); err != nil {
				return none(err)
			}
		}
		return c.Number(), act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("更正 %d 年能耗年报（%s）：%s，%s", in.year, c.Number(), c.Words(), c.Reason), Detail: map[string]any{"correction": c.ID, "was": was, "becomes": c.Becomes}}, nil
	}})

// Correct puts one figure of a frozen report right, with a number of its own; what was
// frozen stays, and the statement is made of both. It gives the correction's number.
func (r *Room) Correct(ctx context.Context, who act.Actor, year int, fix energy.Fix, reason string) (string, error) {
	return correctDeed.Run(ctx, r.Door, who, correctIn{r, year, fix, reason})
}

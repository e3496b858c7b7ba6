package attendance

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web/ui"
)

// leaveFacts are what whoever decides on a leave has to know, for the workbench.
func (r *Room) leaveFacts(ctx context.Context, who act.Actor, c flow.View) ([]ui.Pair, error) {
	_, id := act.SubjectOf(c.Subject)
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return r.deciding(ctx, v)
}

// tripFacts are the same of a trip.
func (r *Room) tripFacts(ctx context.Context, who act.Actor, c flow.View) ([]ui.Pair, error) {
	_, id := act.SubjectOf(c.Subject)
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return nil, err
	}
	pairs := v.pairs()
	if v.State != Running {
		return pairs, nil
	}
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	clash, err := s.clash(v.PersonID, v.since(), v.end())
	return append(pairs, clash), err
}

// deciding are the facts of a leave, and while it is not decided the balance it
// draws on, the papers that lack and what stands in its way.
func (r *Room) deciding(ctx context.Context, v LeaveView) ([]ui.Pair, error) {
	pairs := v.pairs()
	if v.State != Running {
		return pairs, nil
	}
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	if v.Kind == annual || v.Kind == "personal" || v.Wish {
		balance, err := s.balance(ctx, v)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, balance)
	}
	if len(v.Missing) > 0 {
		pairs = append(pairs, ui.Pair{Key: "证明", Text: "还缺医院诊断证明，最迟" + v.ProofDue.Chinese() + "补交", Wide: true})
	}
	clash, err := s.clash(v.PersonID, v.Since, v.Until)
	return append(pairs, clash), err
}

// balance is what the years of a leave still hold, this request left aside.
func (s *scene) balance(ctx context.Context, v LeaveView) (ui.Pair, error) {
	f, err := org.FactsOf(ctx, s.rd, v.PersonID)
	if err != nil {
		return ui.Pair{}, err
	}
	purse, err := s.purse(v.PersonID, f.WorkOn, v.Since.Date(), v.ID)
	if err != nil {
		return ui.Pair{}, err
	}
	list, err := purse.standings(readShares(v.Shares))
	var text []string
	for _, b := range list {
		text = append(text, fmt.Sprintf("%d年%s可用 %s", b.Year, KindLabel(b.Kind), DaysText(b.Left))+reserved(b))
	}
	return ui.Pair{Key: "余额", Text: strings.Join(text, "；"), Wide: true}, err
}

// clash says what an absence would run into: A and B away at once, the own turn of
// duty, a meeting to attend, a post that nobody stands in for.
func (s *scene) clash(person int64, since, until civil.Half) (ui.Pair, error) {
	cover, err := s.covered(person, since, until)
	if err != nil {
		return ui.Pair{}, err
	}
	var text []string
	for _, e := range []error{cover.Err(), s.onDuty(person, since, until)} {
		var f *fault.Error
		switch {
		case e == nil:
		case errors.As(e, &f) && f.Kind == fault.Rule:
			text = append(text, f.Say)
		default:
			return ui.Pair{}, e
		}
	}
	met, err := s.meets(person, since, until)
	if err != nil {
		return ui.Pair{}, err
	}
	if met != "" {
		text = append(text, met)
	}
	for _, say := range cover.Missing {
		text = append(text, say+"。")
	}
	if len(text) == 0 {
		text = []string{"没有。这段时间岗位有人顶。"}
	}
	return ui.Pair{Key: "冲突", Text: strings.Join(text, ""), Wide: true}, nil
}

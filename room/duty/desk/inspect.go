package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// findings are what an inspection looks at, each with its clause.
var findings = []struct {
	word, label string
	clause      law.ID
}{{"alcohol", "酒后上岗、当班饮酒", law.DutyBanAlcohol}, {"entertain", "当班娱乐", law.DutyBanEntertain}, {"guests", "值班室会客", law.DutyBanGuests}, {"vacant", "空岗、擅自离岗", law.DutyBanVacant},
	{"missed", "漏接电话、传真、信息", law.DutyBanMissed}, {"phone", "电话传真占用、不通或者用语不文明", law.DutyPhoneManner}}

// FindingLabel is the Chinese word of a finding.
func FindingLabel(word string) string {
	for _, f := range findings {
		if f.word == word {
			return f.label
		}
	}
	return ""
}

// InspectionInput is an inspection of the desk.
type InspectionInput struct {
	At       int64
	Findings []string // nothing wrong if empty
	Words    string
}

type inspectIn struct {
	r *Room
	InspectionInput
}

// inspects reports whether somebody may inspect the desk: leaders and the head of the
// office, not who sits there.
func (s *scene) inspects(who act.Actor) bool {
	return !s.officer(who) && (who.May(Lead) || s.r.keeper(who) && s.headOfOffice(who))
}

var inspectDeed = act.Define(act.Spec[inspectIn, Inspection]{Name: "duty.inspection.enter", Label: "登记查岗", Right: Use, Basis: []law.ID{law.DutyBanAlcohol, law.DutyBanEntertain, law.DutyBanGuests, law.DutyBanVacant, law.DutyBanMissed, law.DutyPhoneManner},
	Do: func(tx *act.Tx, in inspectIn) (Inspection, act.Entry, error) {
		none := func(err error) (Inspection, act.Entry, error) { return Inspection{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		if !s.inspects(tx.Actor) {
			return none(forbidden(law.DutyBanVacant, "由局领导或者办公室负责人查岗；在班的值班员不查自己的岗。"))
		}
		words := text{field: "words", value: &in.Words, long: true}
		if len(in.Findings) > 0 {
			words.need = "写明看到的情况。"
		}
		for _, err := range []error{texts(words), past("at", in.At, tx.Now)} {
			if err != nil {
				return none(err)
			}
		}
		for _, f := range in.Findings {
			if FindingLabel(f) == "" {
				return none(fault.Field("findings", f, "从列表中选择发现的问题。"))
			}
		}
		slices.Sort(in.Findings)
		x := Inspection{At: in.At, Findings: strings.Join(slices.Compact(in.Findings), ","), Words: in.Words, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
		st, found, err := stints.maybe(tx.Ctx, tx, "WHERE x.began_at > 0 AND x.began_at <= $1 AND (x.ended_at = 0 OR x.ended_at >= $1) ORDER BY x.id DESC", in.At)
		if err != nil {
			return none(err)
		}
		if found {
			x.Stint, x.Person = st.ID, st.Name
		} else if !slices.Contains(in.Findings, "vacant") {
			return none(fault.Field("findings", "", "这时没有人在班。值班室没有人的，选“空岗”。"))
		}
		say := "查岗，没有发现问题"
		e := act.Entry{}
		if n := len(x.Found()); n > 0 {
			say = fmt.Sprintf("查岗，发现 %d 项问题", n)
			for _, f := range findings {
				if slices.Contains(x.Found(), f.word) {
					e.Basis = append(e.Basis, f.clause)
				}
			}
		}
		err = inspections.insert(tx, &x)
		e.Subject, e.Summary = act.Subject("duty_inspection", x.ID), say
		return x, e, err
	}})

// Inspect writes down an inspection of the desk and what was found.
func (r *Room) Inspect(ctx context.Context, who act.Actor, in InspectionInput) (Inspection, error) {
	return inspectDeed.Run(ctx, r.Door, who, inspectIn{r, in})
}

// Kinds of liability.
const (
	Neglect = "neglect" // 失职 (clause duty.account)
	OffPost = "offpost" // 脱岗 (clause duty.offpost)
)

var liabilityLabels = map[string]string{Neglect: "失职", OffPost: "脱岗"}

// LiabilityInput says who answers for what, and the decision.
type LiabilityInput struct {
	Kind                 string
	Incident, Inspection int64 // what it came out of; one of the two
	Person               int64
	Facts, Ground        string
	Decision             string
	DecidedOn            civil.Date
}

type liabilityIn struct {
	r *Room
	LiabilityInput
}

var liabilityDeed = act.Define(act.Spec[liabilityIn, Liability]{Name: "duty.liability.enter", Label: "登记追责", Right: Lead, Basis: []law.ID{law.DutyAccount, law.DutyOffpost},
	Do: func(tx *act.Tx, in liabilityIn) (Liability, act.Entry, error) {
		none := func(err error) (Liability, act.Entry, error) { return Liability{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		p := s.chart.Person(in.Person)
		switch {
		case liabilityLabels[in.Kind] == "":
			return none(fault.Field("kind", in.Kind, "选择失职还是脱岗。"))
		case p.ID == 0:
			return none(fault.Field("person", fmt.Sprint(in.Person), "选择责任人。"))
		case p.ID == s.self(tx.Actor).ID:
			return none(forbidden(law.DutyAccount, "自己的责任由另一位局领导登记。"))
		case (in.Incident == 0) == (in.Inspection == 0):
			return none(fault.Field("incident", "", "写明出自哪一件突发事件或者哪一次查岗。"))
		case in.DecidedOn.IsZero() || in.DecidedOn.After(tx.Today):
			return none(fault.Field("decided_on", in.DecidedOn.String(), "填写作出决定的日子，不晚于今天。"))
		}
		if err := texts(text{field: "facts", value: &in.Facts, need: "写明事实。", clause: law.DutyAccount, long: true}, text{field: "ground", value: &in.Ground, need: "写明依据的规定。原文没有附上，照实写。", clause: law.DutyAccount}, text{field: "decision", value: &in.Decision, need: "写明处理决定。", clause: law.DutyOffpost, long: true}); err != nil {
			return none(err)
		}
		if in.Incident != 0 {
			_, err = incidents.get(tx.Ctx, tx, in.Incident)
		} else {
			_, err = inspections.get(tx.Ctx, tx, in.Inspection)
		}
		if err != nil {
			return none(err)
		}
		x := Liability{Kind: in.Kind, Incident: in.Incident, Inspection: in.Inspection, PersonID: p.ID, Person: p.Name, Facts: in.Facts, Ground: in.Ground, Decision: in.Decision, DecidedOn: in.DecidedOn, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
		err = liabilities.insert(tx, &x)
		return x, act.Entry{Subject: act.Subject("duty_liability", x.ID), Summary: "登记值班追责（" + liabilityLabels[in.Kind] + "）"}, err
	}})

// HoldLiable writes down who answers for a failure at the desk and what was decided.
func (r *Room) HoldLiable(ctx context.Context, who act.Actor, in LiabilityInput) (Liability, error) {
	return liabilityDeed.Run(ctx, r.Door, who, liabilityIn{r, in})
}

func (s *scene) headOfOffice(who act.Actor) bool {
	return s.can(who, headAsk(s.r))
}

// Inspections lists the inspections for leaders and the office, the latest first;
// whoever sat at the desk sees those of the own stints.
func (r *Room) Inspections(ctx context.Context, who act.Actor, from, until int64) ([]Inspection, error) {
	rest, args := "WHERE x.at >= $1 AND x.at < $2", []any{from, until}
	if !who.May(Lead) && !r.keeper(who) {
		rest += " AND EXISTS (SELECT 1 FROM duty_stint t WHERE t.id = x.stint_id AND t.login = $3)"
		args = append(args, who.Login)
	}
	return inspections.list(ctx, r.Door.Reader(), rest+fmt.Sprintf(" ORDER BY x.at DESC, x.id DESC LIMIT %d", mostListed), args...)
}

// Liabilities lists who was held liable, for leaders alone.
func (r *Room) Liabilities(ctx context.Context, who act.Actor) ([]Liability, error) {
	if !who.May(Lead) {
		return nil, nil
	}
	return liabilities.list(ctx, r.Door.Reader(), fmt.Sprintf("ORDER BY x.id DESC LIMIT %d", mostListed))
}

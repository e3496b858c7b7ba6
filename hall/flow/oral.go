package flow

import (
	"slices"
	"strings"

	"lantai.internal/base/fault"
)

// spoke finds who is said to have approved a step orally. Nobody else can know it:
// whoever stands in for him, a B or a deputy, does not confirm it. He may do so at
// his post or away from it. why says why he cannot (he left, has no account): the
// step then waits for an ordinary word in writing from whoever acts in it.
func spoke(cast Casting, s *Step) (h Holder, why string) {
	if s.OralBy == 0 {
		return h, "补录时没有写明由谁口头批准"
	}
	h, why = cast.Person(s.OralBy)
	switch {
	case h.Person == 0:
		why, _, _ = strings.Cut(strings.TrimSuffix(why, "。"), "，")
		return h, why
	case h.Login == "":
		return h, h.Name + "没有可用的账号"
	}
	return h, ""
}

// unheard says why an oral approval that a step has on it cannot be confirmed; empty
// if it can, or if there is none.
func unheard(cast Casting, s *Step) string {
	if s == nil || s.OralAt == 0 {
		return ""
	}
	_, why := spoke(cast, s)
	return why
}

// speakers are those who can have approved a step orally at the instant of the cast:
// who holds the role, at the post or away, and who rightly stood in. Never the
// applicant.
func speakers(cast Casting, c *Case, s *Step) ([]Holder, error) {
	var found []Holder
	if s.Person != 0 {
		h, _ := cast.Person(s.Person)
		found = []Holder{h}
	} else {
		own, err := cast.Principals(s.Who, c.Applicant)
		if err != nil {
			return nil, err
		}
		standing, _, err := cast.Resolve(s.Who, c.Applicant)
		if err != nil {
			return nil, err
		}
		found = append(own, standing...)
	}
	var out []Holder
	for _, h := range found {
		if _, twice := among(out, h.Person); !twice && h.Person != 0 && h.Person != c.Applicant && h.TakeOver == 0 {
			out = append(out, h)
		}
	}
	return out, nil
}

// claim notes who is said to have approved the step, as things stood when it was said.
func (sc *scene) claim(step *Step, in Input, d *Data) error {
	then, err := sc.f.Cast.At(sc.tx.Ctx, sc.tx, in.When)
	if err != nil {
		return err
	}
	list, err := speakers(then, &sc.Case, step)
	if err != nil {
		return err
	}
	own := slices.DeleteFunc(slices.Clone(list), func(h Holder) bool { return h.For != "" })
	h, ok := among(list, in.Person)
	switch {
	case ok:
	case in.Person != 0:
		who, _ := sc.cast.Person(in.Person)
		return fault.Field("said", who.Name, stamp(in.When)+" 时，“"+step.Label()+"”不由所选的人办理，不能由其口头批准。请核对时间和人员。")
	case len(own) == 1:
		h = own[0]
	default:
		return fault.Field("said", "", "请选择由谁口头批准。")
	}
	d.OralAt, d.OralBy, d.OralFor, d.Name = in.When, h.Person, h.For, h.Name
	return nil
}

// lastClaim is the last oral approval that was entered for a step.
func lastClaim(history []Event, step int64) Data {
	for _, e := range slices.Backward(history) {
		if e.Action == Oral && e.StepID == step {
			return e.data()
		}
	}
	return Data{}
}

// Speaker is somebody who may have approved a step orally.
type Speaker struct {
	Step Step
	Holder
}

// speakers lists who may be named when an oral approval is entered.
func (v *View) speakers(cast Casting) error {
	for _, x := range v.State.Steps {
		if !v.signableStep(x) {
			continue
		}
		list, err := speakers(cast, &v.Case, &x)
		if err != nil {
			return err
		}
		for _, h := range list {
			v.Speakers = append(v.Speakers, Speaker{x, h})
		}
	}
	if len(v.Speakers) == 0 {
		v.Can = slices.DeleteFunc(v.Can, func(a Action) bool { return a == Oral })
	}
	return nil
}

// claimed says of the open step what is claimed of it, for the card.
func (v View) claimed() string {
	open := v.State.Open()
	if open == nil || open.OralAt == 0 {
		return ""
	}
	name := lastClaim(v.History, open.ID).Name
	if v.Unheard != "" {
		return "补录的口头批准无从确认：" + v.Unheard + "。此步由办理人另行书面决定，口头批准不作数。"
	}
	return "据补录，" + name + "已于 " + stamp(open.OralAt) + " 口头批准。是否确实，只能由" + name + "本人确认，代办的人不能代为确认。"
}

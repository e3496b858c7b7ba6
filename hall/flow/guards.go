package flow

import (
	"fmt"

	"lantai.internal/base/fault"
)

type guard func(m move) error

func refuse(say string) error { return fault.New(fault.Conflict, say) }

func isSignature(m move) error {
	if !m.step.Act.signature() {
		return refuse("“" + m.step.Label() + "”不是签署意见的步骤。")
	}
	return nil
}

func isOpinion(m move) error {
	if m.step.Act != Opinion {
		return refuse("“" + m.step.Label() + "”不只是提出意见，请用“不同意”或“退回”。")
	}
	return nil
}

func mayRefuse(m move) error {
	if m.step.Act != Review && m.step.Act != Consent {
		return refuse("“" + m.step.Label() + "”不能终结此件。")
	}
	return nil
}

func isMeeting(m move) error {
	if m.step.Act != Decide {
		return refuse("“" + m.step.Label() + "”不是集体研究。")
	}
	return nil
}

func isOutside(m move) error {
	if m.step.Act != External {
		return refuse("“" + m.step.Label() + "”不是系统外报批。")
	}
	return nil
}

func isRecord(m move) error {
	if m.step.Act != Record {
		return refuse("“" + m.step.Label() + "”不是备案登记。")
	}
	return nil
}

func isPersonal(m move) error {
	if m.step.Act.entered() {
		return refuse("集体研究和系统外报批的结果由任何一位登记人登记，不需要转交。")
	}
	return nil
}

func isVacant(m move) error {
	if !m.vacant {
		return refuse("“" + m.step.Label() + "”有人可办，不需要指定办理人。")
	}
	return nil
}

func noOral(m move) error {
	if m.step.OralAt != 0 && m.unheard == "" {
		return refuse("此步已补录口头批准，请先确认或否认。")
	}
	return nil
}

func isOral(m move) error {
	if m.step.OralAt == 0 {
		return refuse("此步没有补录的口头批准。")
	}
	if m.unheard != "" {
		return refuse("补录的口头批准无从确认：" + m.unheard + "。请对此件另行书面决定。")
	}
	return nil
}

func hasWords(m move) error {
	if m.words == "" {
		return fault.Field("words", "", "请写明理由。")
	}
	return nil
}

func beforeDecision(m move) error {
	if !m.before && m.state.Settles(m.step.ID) {
		return fault.Field("where", "after", "决定作出后不能再加签，请改为在本步之前加签。")
	}
	return nil
}

func earlier(m move) error {
	if m.to == 0 {
		return nil
	}
	t := m.state.Step(m.to)
	if t == nil || t.Round != m.state.Round || t.State != Done || t.Place >= m.step.Place {
		return fault.Field("to", fmt.Sprint(m.to), "只能退回申请人或已办过的步骤，请从列表中选择。")
	}
	return nil
}

func oralEarlier(m move) error {
	switch {
	case m.step.State != Current && m.step.State != Pending || m.step.Round != m.state.Round:
		return fault.Field("to", fmt.Sprint(m.step.ID), "此步已办理，不能补录口头批准。")
	case !m.step.Act.signature():
		return fault.Field("to", fmt.Sprint(m.step.ID), "只有个人签署的步骤可以补录口头批准。")
	case m.step.OralAt != 0:
		return refuse("此步已补录口头批准，等待本人确认。")
	case m.oralAt <= 0 || m.oralAt > m.now:
		return fault.Field("when", "", "口头批准的时间应早于现在。")
	}
	return nil
}

func mayCopy(m move) error {
	if m.restricted {
		return fault.New(fault.Rule, "此件限定知悉范围，不能传阅给办理人以外的人员。")
	}
	return nil
}

func mayUrge(m move) error {
	if m.council.Listed {
		return refuse("此件" + m.council.Where + "，等会议研究，不用催办。")
	}
	if m.urged != "" {
		return fault.New(fault.TooMany, "本步已于"+m.urged+"催办，每个工作日只能催办一次。")
	}
	return nil
}

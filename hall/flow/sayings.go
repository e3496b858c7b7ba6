package flow

import (
	"strings"
	"time"

	"lantai.internal/kit/web/ui"
)

// detail is what the ledger keeps of an event. Opinions stay in the history,
// which the ledger commits to by its digest: they may tell of illness or family.
func detail(c Case, e Event, d Data) map[string]any {
	m := map[string]any{"case": c.Subject, "step": e.StepID, "event": e.N, "phase": string(c.Phase)}
	put := func(k, v string) {
		if v != "" {
			m[k] = v
		}
	}
	put("outcome", e.Outcome)
	put("stands_for", e.For)
	put("edition", c.Edition)
	put("meeting", d.Meeting)
	put("paper", d.Paper)
	put("named", d.Name)
	put("readers", strings.Join(d.Readers, "、"))
	if e.EventAt != e.At {
		m["happened"] = ui.Stamp(time.UnixMicro(e.EventAt))
	}
	if len(d.With) > 0 {
		m["with"] = d.With
	}
	return m
}

// summary is the sentence of the ledger.
func (sc *scene) summary(a Action, step *Step, e Event, d Data) string {
	s := sc.f.kinds[sc.Kind].Name + "件：" + e.who() + a.Label()
	switch a {
	case Return:
		s += "给" + sc.returnee(d)
	case Resolve, Answer:
		s += "：" + outcomeWord(e.Outcome)
	case PassOn, Assign:
		s += "给" + d.Name
	case Add:
		s += "：" + d.Chain[0].Name
	case Copy:
		s += "给" + strings.Join(d.Readers, "、")
	}
	if step != nil {
		s += "（" + step.Label() + "）"
	}
	return s + sc.after()
}

func outcomeWord(o string) string {
	if o == RefusedIt {
		return "不同意"
	}
	return "同意"
}

func (sc *scene) returnee(d Data) string {
	if x := sc.state.Step(d.To); x != nil {
		return "“" + x.Label() + "”"
	}
	return "申请人"
}

// after says where the case stands now.
func (sc *scene) after() string {
	switch {
	case sc.Phase == Withdrawn:
		return "" // the act has said so
	case sc.Phase.Final(), sc.Phase == Returned:
		return "，" + sc.Phase.Label()
	}
	open := sc.state.Open()
	if open == nil {
		return ""
	}
	if open.Vacant != "" {
		return "；“" + open.Label() + "”暂无人可办：" + strings.TrimSuffix(open.Vacant, "。") + "，等待政工科或办公室指定办理人"
	}
	return ""
}

// said tells the actor what was done and what comes next.
func (sc *scene) said(a Action, e Event, d Data) string {
	s := "已" + a.Label()
	switch a {
	case Return:
		s = "已退回" + sc.returnee(d)
	case PassOn:
		s = "已转交给" + d.Name
	case Assign:
		s = "已指定" + d.Name + "办理"
	case Add:
		s = "已加签给" + d.Chain[0].Name
	case Copy:
		s = "已传阅给" + strings.Join(d.Readers, "、")
	case Agree, Confirm:
		if len(d.With) > 0 {
			var more []string
			for _, id := range d.With {
				more = append(more, sc.state.Step(id).Label())
			}
			s += "，连续由您办理的“" + strings.Join(more, "”“") + "”一并签署"
		}
	case Dissent:
		s = "已提出不同意见，送下一步决定"
	}
	if open := sc.state.Open(); open != nil && open.Vacant == "" && (sc.Phase == Running || sc.Phase == Recording) {
		switch a {
		case Urge, Copy, Oral, Deny:
		default:
			s += "，下一步：" + open.Label()
		}
	}
	return s + sc.after() + "。"
}

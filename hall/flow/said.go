package flow

import (
	"encoding/json"
	"strings"

	"lantai.internal/base/civil"
)

// Said is what came of one step, as it stands in a box of a printed form.
type Said struct {
	Step
	Opinion string // empty while it has not come to that
	Signed  string // name with the capacity: 李某（副局长，代局长）
	On      civil.Date
	Draft   string // on which draft the word stands, where there are several: 据第 1 稿
}

// Said gives the steps of the present round in their order, each with what was said.
func (v View) Said() []Said {
	by := map[int64]Said{}
	for _, e := range v.History {
		if e.Outcome == "" {
			continue
		}
		d := e.data()
		s := Said{Opinion: e.opinion(d), Signed: e.signed(d), On: dayOf(e.EventAt), Draft: v.standsOn(e, false)}
		by[e.StepID] = s
		for i, id := range d.With {
			more := s
			if i < len(d.As) {
				more.Signed = d.As[i]
			}
			by[id] = more
		}
	}
	var out []Said
	for _, s := range v.State.Steps {
		if s.Round == v.Round {
			said := by[s.ID]
			said.Step = s
			out = append(out, said)
		}
	}
	return out
}

// data reads what an event changed beside its step. What cannot be read leaves who,
// when and what.
func (e Event) data() Data {
	var d Data
	_ = json.Unmarshal([]byte(e.Data), &d)
	return d
}

// signed is who put the word there: what was decided elsewhere stands under those
// who decided it, with who entered it.
func (e Event) signed(d Data) string {
	if e.Action == Decided {
		return d.Meeting + "（" + e.Name + "签发）"
	}
	for _, from := range []string{d.From, d.Meeting} {
		if from != "" {
			return from + "（" + e.Name + "登记）"
		}
	}
	return Holder{Name: e.Name, Post: e.Post, For: e.For}.Words()
}

var outcomeSayings = map[string]string{Agreed: "同意。", Dissented: "不同意见：", RefusedIt: "不同意。", RecordedIt: "已备案登记。"}

// opinion is the word of a step: the outcome, unless the own words say it already.
func (e Event) opinion(d Data) string {
	if d.Own {
		return e.Words
	}
	s := outcomeSayings[e.Outcome]
	switch stock := strings.TrimRight(s, "。："); {
	case e.Words != "" && strings.HasPrefix(e.Words, stock):
		s = e.Words
	case e.Words != "":
		s += e.Words
	}
	if d.Paper != "" {
		s = d.Paper + "：" + s
	}
	if e.Action == Confirm {
		s += "（口头批准，事后补录）"
	}
	return s
}

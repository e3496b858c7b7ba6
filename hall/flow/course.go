package flow

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lantai.internal/kit/web/ui"
)

var actionTones = map[Action]ui.Tone{Return: ui.Bad, Withdraw: ui.Bad, Refuse: ui.Bad, Deny: ui.Bad, Deferred: ui.Warn, Dissent: ui.Warn, Urge: ui.Warn, Oral: ui.Warn, Copy: ui.Mute}

// timeline makes the course of the case, oldest first.
func (v View) timeline() ui.Timeline {
	var t ui.Timeline
	for _, e := range v.History {
		t.Events = append(t.Events, v.past(e))
	}
	if n := len(v.Readers); n > 0 {
		t.Events = append(t.Events, v.copies())
	}
	if v.Phase == Returned {
		t.Events = append(t.Events, ui.Event{Verb: "待补正", Who: v.ApplicantName, Post: v.ApplicantPost, State: "now"})
	}
	for _, x := range v.State.Steps {
		if x.State == Current || x.State == Pending && x.Round == v.Round && !v.Phase.Final() {
			t.Events = append(t.Events, v.ahead(x))
		}
	}
	if v.Ledger != 0 {
		t.Ledger = fmt.Sprint(v.Ledger)
	}
	return t
}

// past is one event of the history.
func (v View) past(e Event) ui.Event {
	var d Data
	// What cannot be read leaves the event itself to be seen.
	_ = json.Unmarshal([]byte(e.Data), &d)
	x := ui.Event{Verb: e.Action.Label(), Who: e.Name, Post: e.Post, For: e.For, At: time.UnixMicro(e.At), Opinion: e.Words, Tone: actionTones[e.Action]}
	if e.Outcome == RefusedIt {
		x.Tone = ui.Bad
	}
	step := v.State.Step(e.StepID)
	if step != nil {
		x.Verb += "（" + step.Label() + "）"
		if d.Own {
			x.Verb = step.Label()
		}
		if e.Since != 0 && e.At > e.Since && e.Outcome != "" {
			x.Took = "用时 " + Span(e.At-e.Since)
		}
	}
	if v.opens[d.URL] {
		x.Links = []ui.Link{{Text: "会议纪要", URL: d.URL}}
	}
	x.Note = v.note(e, d)
	if on := v.standsOn(e, false); on != "" {
		x.Note = strings.TrimPrefix(x.Note+"；"+on, "；")
	}
	return x
}

// note adds what an event's data tell.
func (v View) note(e Event, d Data) string {
	var s []string
	if e.EventAt != e.At && e.EventAt != 0 {
		switch e.Action {
		case Oral, Confirm:
			s = append(s, d.Name+"口头批准于 "+stamp(e.EventAt))
		default:
			s = append(s, "决定日期 "+dayOf(e.EventAt).Chinese())
		}
	}
	switch e.Action {
	case Resolve, Answer:
		s = append(s, strings.Join(strings.Fields(d.Meeting+" "+d.From+" "+d.Paper), "，"), "结果："+outcomeWord(e.Outcome))
	case Decided:
		s = append(s, "依据"+d.Meeting, "结果："+outcomeWord(e.Outcome))
	case Deferred:
		if d.Meeting != "" {
			s = append(s, "见"+d.Meeting)
		}
		s = append(s, d.Put.Label())
	case Return:
		s = append(s, "退回给"+v.returnee(d.To))
	case PassOn, Assign:
		s = append(s, "由"+d.Name+"办理")
	case Add:
		if len(d.Chain) == 1 {
			s = append(s, "加签给"+d.Chain[0].Name)
		}
	case Submit, Change, Resubmit:
		switch {
		case e.Action != Submit && len(d.Chain) > 0:
			s = append(s, "内容有变，按"+d.Edition+"重新办理")
		case e.Action == Resubmit:
			s = append(s, "直接送回退回人")
		}
	}
	if d.Unheard != "" {
		s = append(s, "补录的口头批准无从确认（"+d.Unheard+"），另行书面决定")
	}
	if len(d.With) > 0 {
		var more []string
		for _, id := range d.With {
			if x := v.State.Step(id); x != nil {
				more = append(more, x.Label())
			}
		}
		s = append(s, "同一人连续办理，一次签署，同时办结："+strings.Join(more, "、"))
	}
	if len(d.Readers) > 0 {
		s = append(s, "传阅给"+strings.Join(d.Readers, "、"))
	}
	return strings.Join(s, "；")
}

func (v View) returnee(step int64) string {
	if x := v.State.Step(step); x != nil {
		return "“" + x.Label() + "”"
	}
	return "申请人"
}

// copies is the group of copies for reading.
func (v View) copies() ui.Event {
	read := 0
	e := ui.Event{Tone: ui.Mute, Verb: "待阅"}
	for _, r := range v.Readers {
		x := ui.Event{Verb: "未阅", Who: r.Name, Tone: ui.Mute}
		if r.ReadAt != 0 {
			read++
			x.Verb, x.At = "已阅", time.UnixMicro(r.ReadAt)
		}
		if r.By == "" {
			x.Note = "办理结果告知申请人"
		}
		e.Inner = append(e.Inner, x)
	}
	e.Note = fmt.Sprintf("已阅 %d/%d", read, len(v.Readers))
	return e
}

// ahead is the step that waits, or one still to come.
func (v View) ahead(s Step) ui.Event {
	list := v.Expected(s.ID)
	x := ui.Event{Verb: s.Label(), State: "next"}
	if s.State == Current {
		x.State = "now"
		x.Note = "停留 " + Span(v.Now-s.Since)
		if v.Council.Listed {
			x.Note += "；" + v.Council.Where
			x.Who = "会议研究"
			return x
		}
		if !v.Due.IsZero() {
			x.Note += "；应于 " + v.Due.Chinese() + " 前办结"
		}
		if v.Vacant != "" {
			x.Note += "；暂无人可办：" + v.Vacant
			x.Who = "等待指定办理人"
			return x
		}
	}
	x.Who, x.Post, x.For = names(list)
	if x.Who == "" {
		x.Who = "到时确定办理人"
	} else if s.Act.entered() {
		x.Who = entering(x.Who)
	}
	return x
}

// entering says of those who enter what a meeting or a superior body decided that
// they do no more than that.
func entering(who string) string { return "由" + who + "登记结果" }

// names writes those who can act: one with post and capacity, several by name.
func names(list []Holder) (who, post, stands string) {
	if len(list) == 1 {
		return list[0].Name, list[0].Post, list[0].For
	}
	var s []string
	for i, h := range list {
		if i == 4 {
			return strings.Join(s, "、") + fmt.Sprintf(" 等 %d 人之一", len(list)), "", ""
		}
		s = append(s, h.Name)
	}
	if len(s) > 1 {
		return strings.Join(s, "、") + "之一", "", ""
	}
	return "", "", ""
}

// expected draws a chain that has not been sent.
func expected(list []Expectation) []ui.Event {
	var out []ui.Event
	for _, x := range list {
		e := ui.Event{Verb: Step{Who: x.Who, Act: x.Act, PersonName: x.Added}.Label(), State: "next"}
		e.Who, e.Post, e.For = names(x.Holders)
		if x.Why != "" {
			e.Tone, e.Note = ui.Warn, "目前无人可办："+x.Why+"到时由政工科或办公室指定办理人。"
		}
		if x.Act.entered() && x.Why == "" && e.Who != "" {
			e.Who = entering(e.Who)
		}
		out = append(out, e)
	}
	return out
}

// Span writes how long something took, given in microseconds: 51 分, 1 天 2 小时.
func Span(us int64) string {
	m := us / 60e6
	switch d, h := m/1440, m/60%24; {
	case d > 0 && h > 0:
		return fmt.Sprintf("%d 天 %d 小时", d, h)
	case d > 0:
		return fmt.Sprintf("%d 天", d)
	case h > 0 && m%60 > 0:
		return fmt.Sprintf("%d 小时 %d 分", h, m%60)
	case h > 0:
		return fmt.Sprintf("%d 小时", h)
	}
	return fmt.Sprintf("%d 分", m)
}

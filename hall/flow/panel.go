package flow

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// panel is what one viewer can do to a case, as a form.
type panel struct {
	v    View
	main Action // the action of the form; empty if nothing waits for the viewer
	form *ui.Form
	back Back
	bare bool // the page around it names the case
}

// Back says where the forms of a card lead when it is shown in a list: after what
// settles the viewer's part to Next, otherwise to Here. Local addresses; empty for
// the room's page of the case.
type Back struct{ Here, Next string }

// of is where one goes on after an action.
func (b Back) of(a Action) string {
	switch a {
	case Copy, Urge, Oral:
		return b.Here
	}
	return b.Next
}

// Card is the approval card of a case: the room's facts, the basis, and the
// viewer's actions in place.
func Card(r *web.Request, v View, facts templ.Component) templ.Component {
	p := panel{v: v, main: v.first()}
	p.form = r.FormFor(v.address(p.main), nil)
	p.fill()
	return card(p, facts)
}

// CardIn is Card for a page that names the case itself and goes on elsewhere after
// an action. facts are those of the room (FactsOf).
func CardIn(r *web.Request, v View, facts []ui.Pair, back Back) templ.Component {
	p := panel{v: v, main: v.first(), back: back, bare: true}
	p.form = r.FormFor(v.address(p.main), nil)
	p.fill()
	if len(facts) == 0 {
		return card(p, nil)
	}
	return card(p, ui.KeyValue(facts))
}

// first is the action that the viewer most likely came for.
func (v View) first() Action {
	for _, a := range []Action{Agree, Confirm, Resolve, Answer, Enter, Assign} {
		if v.May(a) {
			return a
		}
	}
	return ""
}

func (v View) address(a Action) string { return fmt.Sprintf("/flow/cases/%d/%s", v.ID, a) }

func (p panel) fill() {
	if open := p.v.State.Open(); open != nil {
		p.form.Set("step", fmt.Sprint(open.ID))
		p.form.Set("turn", fmt.Sprint(open.Since))
	}
	p.form.Set("to", "0")
	p.form.Set("where", "before")
	p.form.Set("phrase", "")
	p.form.Set("back", p.back.of(p.main))
}

var phaseTones = map[Phase]ui.Tone{Running: ui.Info, Returned: ui.Warn, Recording: ui.OK, Closed: ui.OK, Refused: ui.Bad, Withdrawn: ui.Mute}

// Tag is where the case stands, in a word.
func (v View) Tag() ui.Tag { return ui.Tag{Text: v.Phase.Label(), Tone: phaseTones[v.Phase]} }

func (p panel) pairs() []ui.Pair {
	who := Holder{Name: p.v.ApplicantName, Post: p.v.ApplicantPost}
	pairs := []ui.Pair{{Key: "申请人", Text: who.Words()}, {Key: "提交时间", Text: stamp(p.v.SubmittedAt)}}
	if open := p.v.State.Open(); open != nil {
		text := open.Label()
		if p.v.As.Person != 0 && p.v.As.For != "" {
			text += "，您以" + p.v.As.For + "身份办理"
		}
		pairs = append(pairs, ui.Pair{Key: "当前步骤", Text: text, Wide: true})
	}
	if line, ok := p.v.draftLine(); ok {
		pairs = append(pairs, line)
	}
	if e, d, ok := p.v.decidedBy(); ok {
		line := ui.Pair{Key: "会议决定", Text: outcomeWord(e.Outcome) + "，依据" + d.Meeting, Wide: true}
		if p.v.opens[d.URL] {
			line.URL = d.URL
		}
		pairs = append(pairs, line)
	}
	if p.v.BasisLine != "" {
		pairs = append(pairs, ui.Pair{Key: "依据", Text: strings.TrimPrefix(p.v.BasisLine, "依据："), Wide: true})
	}
	if p.v.Edition != "" {
		pairs = append(pairs, ui.Pair{Key: "规章版本", Text: p.v.Edition, Wide: true})
	}
	return pairs
}

// takeOver is where a B records the take-over.
func (p panel) takeOver() string { return fmt.Sprintf("/posts/backups/%d/takeover", p.v.As.TakeOver) }

// together tells before signing that one signature settles several steps.
func (p panel) together() string {
	if len(p.v.Together) == 0 {
		return ""
	}
	var s []string
	for _, x := range p.v.Together {
		s = append(s, x.Label())
	}
	return "接下来的“" + strings.Join(s, "”“") + "”也由您办理，一次签署一并办结。"
}

// phrases are words often said, chosen with one tap.
var phrases = []ui.Option{{Value: "", Label: "不用常用语"}, {Value: "同意。", Label: "同意"}, {Value: "情况属实。", Label: "情况属实"}, {Value: "请补充材料后再报。", Label: "退回补充"}}

// hints say what an action means, on its own page.
var hints = map[Action]string{
	Add:      "加签人只提出意见，不代替规定的步骤；在办理过程中可见。",
	PassOn:   "只能转交给 AB 岗对应人或同一角色的其他人员。",
	Assign:   "此步无人可办。指定他人办理，并写明理由，计入办理过程。",
	Copy:     "传阅进入对方的“待阅”，不是待办。",
	Urge:     "每一步每个工作日可以催办一次，计入办理过程。",
	Oral:     "紧急事项先口头批准的，补录批准的时间，由批准人本人确认后生效；代办的人不能代为确认。本人已离岗、账号已停用的，由办理人另行书面决定。",
	Withdraw: "撤回后此件终止，要办须重新申请。",
}

// pressed are the words on the button of an action: verb and object.
var pressed = map[Action]string{
	Agree: "同意", Dissent: "提出不同意见", Refuse: "不同意此件", Return: "退回", Withdraw: "撤回此件", Resolve: "登记研究结果", Answer: "登记批复",
	Enter: "登记备案", Add: "送加签", PassOn: "转交", Assign: "指定办理人", Copy: "送传阅", Urge: "催办", Oral: "补录口头批准", Confirm: "确认口头批准", Deny: "否认口头批准",
}

func look(a Action) string {
	switch a {
	case Refuse, Withdraw, Deny:
		return "danger"
	}
	return "primary"
}

// buttons are the foot of the card: the main action and what takes the same form.
func (p panel) buttons() []ui.Button {
	out := []ui.Button{{Label: pressed[p.main], Look: "primary", Save: true, Size: "large"}}
	for _, a := range []Action{Return, Dissent, Refuse, Deny} {
		if p.v.May(a) && (p.main == Agree || p.main == Confirm) {
			l := ""
			if a == Refuse || a == Deny {
				l = "danger"
			}
			out = append(out, ui.Button{Label: a.Label(), Action: p.v.address(a), Look: l, Size: "large"})
		}
	}
	return out
}

// links lead to the actions that need a form of their own.
func (p panel) links() []ui.Link {
	var out []ui.Link
	for _, a := range p.v.Can {
		switch a {
		case PassOn, Add, Copy, Oral, Urge, Withdraw:
			out = append(out, ui.Link{Text: a.Label(), URL: p.elsewhere(a)})
		case Return:
			if p.main != Agree && p.main != Confirm {
				out = append(out, ui.Link{Text: a.Label(), URL: p.elsewhere(a)})
			}
		}
	}
	return out
}

// elsewhere is the page of an action's own form, which remembers where to go on.
func (p panel) elsewhere(a Action) string {
	if to := p.back.of(a); to != "" {
		return p.v.address(a) + "?back=" + url.QueryEscape(to)
	}
	return p.v.address(a)
}

func people(list []Holder) []ui.Option {
	var out []ui.Option
	for _, h := range list {
		out = append(out, ui.Option{Value: fmt.Sprint(h.Person), Label: h.Words()})
	}
	return out
}

// others are those who may be named: everybody but the applicant and the viewer.
func (p panel) others() []Holder {
	var out []Holder
	for _, h := range p.v.People {
		if h.Person != p.v.Applicant && h.Person != p.v.Self {
			out = append(out, h)
		}
	}
	return out
}

func choose(list []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: "请选择"}}, list...)
}

// targets are where a case can be returned to.
func (p panel) targets() []ui.Option {
	out := []ui.Option{{Value: "0", Label: "申请人 " + p.v.ApplicantName}}
	open := p.v.State.Open()
	for _, x := range p.v.State.Steps {
		if open != nil && x.Round == p.v.Round && x.State == Done && x.Place < open.Place {
			out = append(out, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Label()})
		}
	}
	return out
}

// speakers are those who may be named with an oral approval, each with the step.
func (p panel) speakers() []ui.Option {
	var out []ui.Option
	for _, x := range p.v.Speakers {
		out = append(out, ui.Option{Value: fmt.Sprintf("%d-%d", x.Step.ID, x.Person), Label: x.Words() + "：" + x.Step.Label()})
	}
	return out
}

// fields are what an action asks for.
func (p panel) fields(a Action) []ui.Field {
	words := ui.Field{Name: "words", Label: "意见", Kind: ui.Area, Rows: 2, Max: mostWords, Optional: true}
	reason := ui.Field{Name: "words", Label: "理由", Kind: ui.Area, Rows: 3, Max: mostWords}
	phrase := ui.Field{Name: "phrase", Label: "常用语", Kind: ui.Radio, Options: phrases, Optional: true}
	to := ui.Field{Name: "to", Label: "退回到", Kind: ui.Select, Options: p.targets(), Hint: "只在退回时用。补正后直接送回您这一步。"}
	person := ui.Field{Name: "person", Label: "人员", Kind: ui.Select, Options: choose(people(p.others()))}
	readers := ui.Field{Name: "readers", Label: "请××阅办", Kind: ui.Checks, Optional: true, Options: people(p.others()), Hint: "选中的人员收到待阅。"}
	date := ui.Field{Name: "date", Label: "决定日期", Kind: ui.Date}
	result := ui.Field{Name: "outcome", Label: "结果", Kind: ui.Radio, Options: []ui.Option{{Value: Agreed, Label: "同意"}, {Value: RefusedIt, Label: "不同意"}}}
	var out []ui.Field
	switch a {
	case Agree:
		out = []ui.Field{phrase, words}
	case rareFields:
		if p.v.May(Return) && len(to.Options) > 1 {
			out = append(out, to)
		}
		if p.v.May(Copy) {
			out = append(out, readers)
		}
	case Confirm:
		words.Hint = "确认可以不写；否认须写明理由。"
		out = []ui.Field{words}
	case Dissent, Refuse, Deny:
		out = []ui.Field{reason, phrase}
	case Return:
		out = []ui.Field{to, reason, phrase}
	case Withdraw:
		words.Label = "说明"
		out = []ui.Field{words}
	case Enter:
		words.Label = "登记号或备注"
		out = []ui.Field{words}
	case Resolve:
		out = []ui.Field{{Name: "meeting", Label: "会议", Max: mostShort, Hint: "例如 2026年第3次局长办公会"}, date, result, words}
	case Answer:
		out = []ui.Field{{Name: "from", Label: "批复单位或领导", Max: mostShort}, {Name: "paper", Label: "批复文号或凭据", Max: mostShort}, date, result, words}
	case Add:
		out = []ui.Field{person, {Name: "where", Label: "位置", Kind: ui.Radio, Options: p.places()}, reason}
	case PassOn:
		person.Options = choose(people(p.v.Partners))
		out = []ui.Field{person, reason}
	case Assign:
		out = []ui.Field{person, reason}
	case Copy:
		readers.Label, readers.Optional, readers.Hint = "传阅人员", false, ""
		out = []ui.Field{readers}
	case Oral:
		reason.Label = "经过"
		out = []ui.Field{{Name: "said", Label: "由谁口头批准", Kind: ui.Select, Options: choose(p.speakers()), Hint: "只有本人能够确认。"}, {Name: "day", Label: "批准日期", Kind: ui.Date, Half: true},
			{Name: "time", Label: "批准时刻", Half: true, Code: true, Hint: "例如 06:30"}, reason}
	}
	for i := range out {
		out[i].Form = p.form
	}
	return out
}

// rareFields stands for what goes with an agreement or a return now and then.
const rareFields Action = "rare"

// rare are the fields that are folded away on the card.
func (p panel) rare() []ui.Field {
	if p.main != Agree {
		return nil
	}
	return p.fields(rareFields)
}

func (p panel) places() []ui.Option {
	out := []ui.Option{{Value: "before", Label: "在我之前", Hint: "加签人提出意见后再回到我"}}
	if open := p.v.State.Open(); open != nil && !p.v.State.Settles(open.ID) {
		out = append(out, ui.Option{Value: "after", Label: "在我之后", Hint: "我办理后先送加签人，再送下一步"})
	}
	return out
}

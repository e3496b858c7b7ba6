package rulebook

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/law"
)

// Act is what somebody does in a step of a chain.
type Act string

// The acts of a step. Opinions and reviews come first, then what settles the
// case, then what goes outside the bureau, then what is put on record.
const (
	ActOpinion  Act = "opinion"  // 提出意见
	ActReview   Act = "review"   // 审核
	ActConsent  Act = "consent"  // 同意；settles
	ActDecide   Act = "decide"   // 集体研究；settles, and needs the record of a meeting
	ActExternal Act = "external" // 系统外报批；settles, the answer is entered from paper
	ActRecord   Act = "record"   // 备案、登记
)

// Acts lists the acts in the order in which they may stand in a chain.
func Acts() []Act {
	return []Act{ActOpinion, ActReview, ActConsent, ActDecide, ActExternal, ActRecord}
}

// Settles reports whether the act decides a case.
func (a Act) Settles() bool { return a == ActConsent || a == ActDecide || a == ActExternal }

// Step is one step of a chain: Who is an Actor of the book.
type Step struct {
	Who string `json:"who"`
	Act Act    `json:"act"`
}

// UnmarshalYAML reads a step as a book writes it: "director consent".
func (s *Step) UnmarshalYAML(n *yaml.Node) error {
	f := strings.Fields(n.Value)
	if n.Kind != yaml.ScalarNode || len(f) != 2 {
		return fmt.Errorf("line %d: a step is written as who and act, e.g. director consent", n.Line)
	}
	*s = Step{f[0], Act(f[1])}
	return nil
}

// String writes the step as a book does.
func (s Step) String() string { return s.Who + " " + string(s.Act) }

// Chain is the steps of a case in order. It names roles, never persons: those are
// found when a step opens.
type Chain []Step

// Final is the step that settles the case; ok is false if none does.
func (c Chain) Final() (s Step, ok bool) {
	for _, step := range c {
		if step.Act.Settles() {
			s, ok = step, true
		}
	}
	return s, ok
}

// Without gives the chain without the steps of one actor.
func (c Chain) Without(who string) Chain {
	return slices.DeleteFunc(slices.Clone(c), func(s Step) bool { return s.Who == who })
}

// Actor is somebody who acts in steps of this book's chains.
type Actor struct {
	Who   string `yaml:"who"`
	Label string `yaml:"label"`
	// Authority orders those who may settle a case, the highest is the last to
	// decide; 0 for those who never do.
	Authority int `yaml:"authority"`
	// Role is the applicant's role whose own case this actor would have before
	// him; empty if it is no person's role.
	Role string `yaml:"role"`
}

// Closing is what every chain of a table ends with.
type Closing struct {
	Chain  Chain  `yaml:"chain"`
	Clause law.ID `yaml:"clause"`
}

// Basis is one ground of an answer: a clause and the readings of it that
// mattered.
type Basis struct {
	Clause         law.ID   `json:"clause"`
	Interpretation []string `json:"interpretation,omitempty"`
}

// Basis lists the grounds of a row, the row's own clause first, then what else it
// rests on, then the clause that closes every chain.
func (t Table) Basis(r Row) []Basis {
	list := []Basis{{r.Clause, r.Interpretation}}
	for _, id := range r.Also {
		list = append(list, Basis{Clause: id})
	}
	if len(r.Chain) > 0 && t.Closing.Clause != "" {
		list = append(list, Basis{Clause: t.Closing.Clause})
	}
	return list
}

// Steps is the whole chain of a row, its closing steps included.
func (t Table) Steps(r Row) Chain {
	if len(r.Chain) == 0 {
		return Chain{}
	}
	return slices.Concat(r.Chain, t.Closing.Chain)
}

// Outcome is what follows from a row, in Chinese.
func (t Table) Outcome(r Row) string {
	switch {
	case r.Person != "":
		return "由人定夺（" + r.Person + "）"
	case r.Refer != "":
		return "见判定表“" + t.Say(r.Refer) + "”"
	case r.Chain != nil:
		return t.SayChain(t.Steps(r))
	case r.List != nil:
		var words []string
		for _, w := range r.List {
			words = append(words, t.Say(w))
		}
		if len(words) == 0 {
			return "无"
		}
		return strings.Join(words, "、")
	}
	return t.Say(r.Then)
}

// SayChain writes a chain in Chinese: 科室负责人提出意见→局长同意.
func (t Table) SayChain(c Chain) string {
	var parts []string
	for _, s := range c {
		who, act := t.sayActor(s.Who), t.Say(string(s.Act))
		switch {
		case s.Act == ActExternal:
			parts = append(parts, "报"+who+"批准")
		case strings.HasSuffix(who, act): // a collective actor's name says the act already
			parts = append(parts, who)
		default:
			parts = append(parts, who+act)
		}
	}
	return strings.Join(parts, "→")
}

func (t Table) sayActor(who string) string {
	if a, ok := t.actor(who); ok && a.Label != "" {
		return a.Label
	}
	return t.Say(who)
}

func (t Table) actor(who string) (Actor, bool) {
	i := slices.IndexFunc(t.Actors, func(a Actor) bool { return a.Who == who })
	if i < 0 {
		return Actor{}, false
	}
	return t.Actors[i], true
}

// phase is the part of a chain an act belongs to: inside, outside, on record.
func (a Act) phase() int {
	switch a {
	case ActExternal:
		return 1
	case ActRecord:
		return 2
	}
	return 0
}

// chainFault says what is wrong with the form of a chain; "" if nothing is.
func (t Table) chainFault(c Chain) string {
	inside := Step{}
	for i, s := range c {
		a, ok := t.actor(s.Who)
		switch {
		case !slices.Contains(Acts(), s.Act):
			return "没有“" + string(s.Act) + "”这种办理"
		case !ok:
			return "没有“" + s.Who + "”这种办理人"
		case s.Act.Settles() && a.Authority == 0:
			return a.Label + "无权作决定"
		case slices.Contains(c[:i], s):
			return "同一环节写了两次"
		case i > 0 && s.Act.phase() < c[i-1].Act.phase():
			return "环节的次序不对，应先内部审批，再系统外报批，最后备案"
		}
		if s.Act.phase() == 0 {
			inside = s
		}
	}
	if _, settled := c.Final(); len(c) > 0 && !settled {
		return "没有作决定的环节"
	}
	if inside.Who != "" && !inside.Act.Settles() {
		return "提出意见或审核以后没有人作决定"
	}
	return ""
}

// selfApproval reports whether a chain has a step of the applicant's own role.
func (t Table) selfApproval(c Chain, role string) bool {
	return slices.ContainsFunc(c, func(s Step) bool {
		a, ok := t.actor(s.Who)
		return ok && a.Role != "" && a.Role == role
	})
}

// authority is how high the step stands that settles a chain.
func (t Table) authority(c Chain) int {
	final, _ := c.Final()
	a, _ := t.actor(final.Who)
	return a.Authority
}

// content is what the table's Version names.
func (t Table) content() ([]byte, error) {
	return json.Marshal(struct {
		ID          string
		From, Until string
		Inputs      []Input
		Closing     Closing
		Rows        []Row
	}{t.ID, t.From.String(), t.Until.String(), t.Inputs, t.Closing, t.Rows})
}

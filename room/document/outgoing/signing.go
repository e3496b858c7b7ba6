package outgoing

import (
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/room/document/form"
)

// Signatories are who may sign a paper, and why it is they.
type Signatories struct {
	Who   string // org.WhoDirector or org.WhoDeputy
	Why   string
	Can   []org.Candidate
	Lacks string   // why nobody may sign; empty if somebody may
	Notes []string // of those who were passed over
}

// Names are the people in words.
func (s Signatories) Names() string {
	var out []string
	for _, c := range s.Can {
		out = append(out, c.Person.Name+"（"+c.Capacity+"）")
	}
	return strings.Join(out, "、")
}

// by gives somebody in the capacity in which he may sign. A B who has not taken over yet
// may not.
func (s Signatories) by(person int64) (org.Candidate, bool) {
	i := slices.IndexFunc(s.Can, func(c org.Candidate) bool { return c.Person.ID == person })
	if i < 0 {
		return org.Candidate{}, false
	}
	return s.Can[i], true
}

// important says why the person in charge of the bureau signs a paper; empty where the
// deputy may. Papers upward are his by the article; what else is important is a
// parameter.
func (s *scene) important(d Document) string {
	if d.Direction == string(form.Up) {
		return "上行文由主要负责人签发"
	}
	p, _ := s.book.Param(law.DocumentsSign, "important")
	k, _ := form.KindOf(d.Kind)
	for w := range strings.SplitSeq(p.Value, "、") {
		if slices.Contains(k.Words(), w) || k.Name == w {
			return k.Name + "由主要负责人签发"
		}
	}
	if d.Important {
		return "重要公文由主要负责人签发"
	}
	return ""
}

// signing finds who signs a paper (law.DocumentsSign): the director what is important or
// goes upward, the deputy in charge of the drafting unit the rest; the director too where
// no deputy can. Nobody signs his own draft.
func (s *scene) signing(d Document) (Signatories, error) {
	out := Signatories{Who: org.WhoDirector, Why: s.important(d)}
	ask := func(who string) (org.Resolution, error) {
		return s.chart.Resolve(org.Ask{Who: who, Unit: d.Unit, Person: d.DrafterID})
	}
	if out.Why == "" {
		out.Who, out.Why = org.WhoDeputy, "由分管领导签发"
		can, err := ask(org.WhoDeputy)
		if err != nil {
			return out, err
		}
		if !can.Nobody() {
			out.Can, out.Notes = can.Can, can.Notes
			return out, nil
		}
		out.Who, out.Why = org.WhoDirector, "分管领导不能签发，由局长签发"
		out.Notes = append(out.Notes, strings.TrimRight(can.Reason, "。"))
	}
	can, err := ask(org.WhoDirector)
	out.Can, out.Notes = can.Can, append(out.Notes, can.Notes...)
	if can.Nobody() {
		out.Lacks = strings.TrimRight(can.Reason, "。") + "。请局长指定代行的人（组织机构里登记代行），由其签发；拟稿人不签发自己拟的公文。"
	}
	return out, err
}

// headOf asks who heads a unit.
func headOf(unit string) org.Ask { return org.Ask{Who: org.WhoSectionHead, Unit: unit} }

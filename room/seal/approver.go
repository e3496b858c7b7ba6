package seal

import (
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
)

// approverParams are the parameters of the card that say who approves, by kind of seal.
var approverParams = map[string]string{OfBureau: "bureau", OfSection: "section", OfName: "legal_person", Special: "special"}

// approver is who approves the use of a seal, as the card says in words; its values are
// those of a leader (clause law.seal.approval). A word that means nobody is a Conflict.
func (s *scene) approver(x Seal, applicant int64) (org.Ask, error) {
	label := s.approverLabel(x)
	words := []string{org.WhoDirector, org.WhoDeputy, org.WhoPartySecretary, org.WhoSectionHead}
	i := slices.IndexFunc(words, func(w string) bool { return org.WhoLabel(w) == label })
	if i < 0 {
		return org.Ask{}, fault.Newf(fault.Conflict, "规章没有写明谁批准使用%s（现在写的是“%s”），请先由办公室填写。", x.Name, label)
	}
	ask := org.Ask{Who: words[i], Person: applicant}
	if x.Kind == OfSection {
		ask.Unit = x.Unit
	}
	return ask, nil
}

func (s *scene) approverLabel(x Seal) string {
	p, _ := s.book.Param(law.SealApproval, approverParams[x.Kind])
	return p.Value
}

// number is a whole number of a card; 0 where the card has none.
func (s *scene) number(clause law.ID, name string) int {
	if p, ok := s.book.Param(clause, name); ok {
		if n, ok := p.Int(); ok {
			return n
		}
	}
	return 0
}

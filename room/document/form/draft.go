package form

import "slices"

// Issuers under whose name a paper goes out.
const (
	ByBureau = "bureau"
	ByOffice = "office"
)

// Draft is what is known of a paper when it is looked at.
type Draft struct {
	Kind      string // code
	Direction Direction
	// Issuer is ByBureau, ByOffice, or the code of another unit.
	Issuer     string
	IssuerName string // as the paper and its title name it
	To, Copies []string
	Urgency    string
	Title      string
	Body       []string // paragraphs
	Attached   []string // attachment notes, without numbers
	// Matters are what a request asks for, one a line.
	Matters []string
	// Important is set on papers that the person in charge of the body signs, whatever
	// their direction.
	Important bool
	// Authorised says by what the committee or government allowed to ask the superior
	// department; empty for nothing.
	Authorised string
	// Ordered says which leader gave the task that is answered to him in person; empty
	// for none.
	Ordered string
	// Beyond says why a level is skipped; empty where none is.
	Beyond string
	// Forwards is set when a paper of somebody below is sent up; Opinion is then the
	// bureau's own.
	Forwards bool
	Opinion  string
	// Consent is set when a body of no rank to the bureau is asked to approve.
	Consent bool
	// Concerned are the departments whose business it touches too.
	Concerned []Concerned
	// Final is set once the paper is to be numbered; Signers must be known then.
	Final   bool
	Signers []string
}

// Concerned is another department with its answer.
type Concerned struct {
	Name   string
	Agreed bool
}

// Substance names what differs in substance between two texts of one paper: anything
// but white space, the width of punctuation, and punctuation at the end of a paragraph.
// Nothing where whoever signed the one has signed the other (law.DocumentsReview). A
// comma within a sentence may turn its meaning, so it counts.
func Substance(before, after Draft) []string {
	var out []string
	for _, x := range []struct {
		name        string
		left, right []string
	}{{"文种", []string{before.Kind}, []string{after.Kind}}, {"行文方向", []string{string(before.Direction)}, []string{string(after.Direction)}}, {"发文机关", []string{before.Issuer}, []string{after.Issuer}},
		{"主送机关", before.To, after.To}, {"抄送机关", before.Copies, after.Copies}, {"标题", []string{before.Title}, []string{after.Title}}, {"正文", before.Body, after.Body}, {"附件说明", before.Attached, after.Attached}, {"紧急程度", []string{before.Urgency}, []string{after.Urgency}}} {
		if !slices.Equal(bare(x.left), bare(x.right)) {
			out = append(out, x.name)
		}
	}
	return out
}

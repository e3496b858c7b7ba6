package release

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
)

// Purposes of a review.
const (
	ForUnit    = "unit"    // asked for by a unit
	ForPublish = "publish" // for the catalogue
	ForAnswer  = "answer"  // for the answer to an application
	ForOther   = "other"
)

// Purposes lists the purposes in order.
var Purposes = []string{ForPublish, ForAnswer, ForUnit, ForOther}

var purposeLabels = map[string]string{ForUnit: "科室送审", ForPublish: "主动公开", ForAnswer: "答复公开申请", ForOther: "其他"}

// PurposeLabel is the Chinese word of a purpose.
func PurposeLabel(purpose string) string { return purposeLabels[purpose] }

// Where information comes from.
const (
	Made     = "made"
	Obtained = "obtained"
)

var originLabels = map[string]string{Made: "本局制作", Obtained: "本局获取并保存"}

// States of a review.
const (
	Running    = "running"
	Returned   = "returned"
	Declassify = "declassify" // confirmed; the secret whose period is over is still to be declassified
	Cleared    = "cleared"
	Withheld   = "withheld"
	Withdrawn  = "withdrawn"
)

var stateLabels = map[string]string{Running: "审查中", Returned: "退回补正", Declassify: "待解密", Cleared: "可以公开", Withheld: "不予公开", Withdrawn: "已撤回"}

// StateLabel is the Chinese word of a state of a review.
func StateLabel(state string) string { return stateLabels[state] }

// Steps are the steps of the review, in order; none is left out and none goes
// beside another (clause sec.order).
var Steps = []struct {
	Who    flow.Who
	Act    flow.Act
	Label  string
	Clause law.ID
}{
	{flow.SectionHead, flow.Opinion, "科室初步意见", law.SecStep1},
	{flow.Office, flow.Opinion, "办公室审查意见", law.SecStep2},
	{flow.DeputyInCharge, flow.Opinion, "分管领导审查意见", law.SecStep3},
	{flow.Director, flow.Consent, "主要领导审查批准", law.SecStep4},
}

func chain() []flow.StepSpec {
	var out []flow.StepSpec
	for _, s := range Steps {
		out = append(out, flow.StepSpec{Who: s.Who, Act: s.Act})
	}
	return out
}

const (
	mostFiles = 20
	mostTitle = 200
	mostText  = 2000
)

var reviewColumns = []string{"number", "purpose", "title", "unit", "unit_name", "person_id", "login", "name", "subject", "origin", "joint", "partners", "expired", "note", "state", "round", "case_id",
	"submitted_on", "closed_on", "declassified_on", "declassified_by", "made_at", "version"}

var reviewSelect = "SELECT v.id, v." + strings.Join(reviewColumns, ", v.") + " FROM disclosure_release v"

// Review is one review before release.
type Review struct {
	ID             int64      `db:"id"`
	Number         string     `db:"number"`
	Purpose        string     `db:"purpose"`
	Title          string     `db:"title"`
	Unit           string     `db:"unit"`
	UnitName       string     `db:"unit_name"`
	PersonID       int64      `db:"person_id"`
	Login          string     `db:"login"`
	Name           string     `db:"name"`
	For            string     `db:"subject"` // what it is for: a version of the catalogue, an application
	Origin         string     `db:"origin"`
	Joint          bool       `db:"joint"`
	Partners       string     `db:"partners"` // a line each
	Expired        string     `db:"expired"`
	Note           string     `db:"note"`
	State          string     `db:"state"`
	Round          int        `db:"round"`
	CaseID         int64      `db:"case_id"`
	SubmittedOn    civil.Date `db:"submitted_on"`
	ClosedOn       civil.Date `db:"closed_on"`
	DeclassifiedOn civil.Date `db:"declassified_on"`
	DeclassifiedBy string     `db:"declassified_by"`
	MadeAt         int64      `db:"made_at"`
	Version        int64      `db:"version"`
}

func (v *Review) values() []any {
	return []any{v.Number, v.Purpose, v.Title, v.Unit, v.UnitName, v.PersonID, v.Login, v.Name, v.For, v.Origin, v.Joint, v.Partners, v.Expired, v.Note, v.State, v.Round, v.CaseID,
		v.SubmittedOn, v.ClosedOn, v.DeclassifiedOn, v.DeclassifiedBy, v.MadeAt, v.Version}
}

// Subject names the row in the ledger and the flow.
func (v Review) Subject() string { return act.Subject("disclosure_release", v.ID) }

func reviewURL(id int64) string { return fmt.Sprintf("/release/reviews/%d", id) }

var fileColumns = []string{"release_id", "round", "name", "sha256", "sm3", "size", "source_name", "source_sha256", "withheld", "made_by", "made_at"}

var fileSelect = "SELECT f.id, f." + strings.Join(fileColumns, ", f.") + " FROM disclosure_release_file f"

// File is a file that is to be released, bound by its digest.
type File struct {
	ID      int64 `db:"id"`
	Release int64 `db:"release_id"`
	Round   int   `db:"round"`
	flow.Attachment
	// Of a partial release: the whole it was made from, and what was left out on
	// what ground, a line each (clause sec.partial).
	SourceName   string `db:"source_name"`
	SourceSHA256 string `db:"source_sha256"`
	Withheld     string `db:"withheld"`
}

// Partial reports whether something was left out.
func (f File) Partial() bool { return f.Withheld != "" || f.SourceSHA256 != "" }

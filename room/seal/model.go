package seal

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/rows"
)

// Kinds of seal.
const (
	OfBureau  = "bureau"
	OfSection = "section"
	OfName    = "name" // the name seal of the legal representative
	Special   = "special"
)

var kindLabels = map[string]string{OfBureau: "单位印章", OfSection: "科室印章", OfName: "法定代表人名章", Special: "专用章"}

// States of a seal.
const (
	InUse   = "in_use"
	Out     = "out"
	Lost    = "lost"
	Retired = "retired" // sealed up, no longer used
	Ended   = "ended"   // destroyed or returned
)

var sealLabels = map[string]string{InUse: "在用", Out: "外带", Lost: "遗失", Retired: "停用封存", Ended: "已销毁或上缴"}

// States of what is asked for.
const (
	Pending   = "pending"
	Approved  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Used      = "used"
	Closed    = "closed" // the rest is not sealed any more
	Back      = "back"
	Done      = "done"
	Dropped   = "dropped"
	Begun     = "open"
	Waiting   = "waiting"
	Issued    = "issued"
	Void      = "void"
)

var stateLabels = map[string]string{Pending: "待批准", Approved: "已批准，待用印", Refused: "不同意", Withdrawn: "已撤回", Used: "已用印", Closed: "余数不再用印"}

// Kinds of paper.
const (
	Document    = "document"
	Letter      = "letter"
	Contract    = "contract"
	Certificate = "certificate"
	Form        = "form"
)

var paperKinds = []string{Document, Letter, Contract, Certificate, Form}

var paperLabels = map[string]string{Document: "公文", Letter: "介绍信", Contract: "合同协议", Certificate: "证明", Form: "报表"}

// Seal is a seal of the bureau.
type Seal struct {
	ID         int64      `db:"id"`
	Code       string     `db:"code"`
	Name       string     `db:"name"`
	Kind       string     `db:"kind"`
	Unit       string     `db:"unit"`
	Material   string     `db:"material"`
	Diameter   int        `db:"diameter_mm"` // 0: not known
	Issuer     string     `db:"issuer"`
	InForce    civil.Date `db:"in_force"`
	Custodian  int64      `db:"custodian"`
	State      string     `db:"state"`
	SampleSHA  string     `db:"sample_sha"`
	SampleSize int64      `db:"sample_size"`
	Note       string     `db:"note"`
	MadeBy     string     `db:"made_by"`
	MadeAt     int64      `db:"made_at"`
}

// Handover is custody going from one to another before a witness, or before two where the
// giver stands in for an absent custodian; each confirms, and it is done when the last has.
type Handover struct {
	ID         int64  `db:"id"`
	SealID     int64  `db:"seal_id"`
	Giver      int64  `db:"giver"`
	Taker      int64  `db:"taker"`
	Witness    int64  `db:"witness"`
	Witness2   int64  `db:"witness2"` // where the giver stands in for an absent custodian; 0: none
	Why        string `db:"why"`
	State      string `db:"state"`
	GiverAt    int64  `db:"giver_at"`
	TakerAt    int64  `db:"taker_at"`
	WitnessAt  int64  `db:"witness_at"`
	Witness2At int64  `db:"witness2_at"`
	DoneAt     int64  `db:"done_at"`
	Dropped    string `db:"dropped"`
	MadeBy     string `db:"made_by"`
	MadeAt     int64  `db:"made_at"`
}

// Application is a paper that is to be sealed.
type Application struct {
	ID        int64  `db:"id"`
	Number    string `db:"number"`
	Year      int    `db:"year"`
	SealID    int64  `db:"seal_id"`
	Source    string `db:"source"`
	URL       string `db:"url"`
	Kind      string `db:"kind"`
	What      string `db:"what"`
	DocNumber string `db:"doc_number"`
	Digest    string `db:"digest"`
	Reason    string `db:"reason"`
	Copies    int    `db:"copies"`
	Used      int    `db:"used"`
	Unit      string `db:"unit"`
	PersonID  int64  `db:"person_id"`
	Login     string `db:"login"`
	Name      string `db:"name"`
	FileName  string `db:"file_name"`
	SHA256    string `db:"sha256"`
	SM3       string `db:"sm3"`
	Size      int64  `db:"size"`
	State     string `db:"state"`
	DecidedID int64  `db:"decided_id"`
	DecidedBy string `db:"decided_by"`
	DecidedAs string `db:"decided_as"`
	DecidedAt int64  `db:"decided_at"`
	Words     string `db:"words"`
	Closed    string `db:"closed"`
	ClosedAt  int64  `db:"closed_at"`
	BasisWord string `db:"basis"`
	MadeAt    int64  `db:"made_at"`
}

// Subject names the row in the ledger.
func (a Application) Subject() string { return applications.Subject(a.ID) }

// Rest is how many of the approved copies are not sealed yet.
func (a Application) Rest() int { return a.Copies - a.Used }

// StateLabel is where the application stands, in Chinese.
func (a Application) StateLabel() string {
	if a.State == Approved && a.Used > 0 {
		return fmt.Sprintf("已用 %d 份，余 %d 份", a.Used, a.Rest())
	}
	return stateLabels[a.State]
}

// Basis are the clauses that the approval rests on.
func (a Application) Basis() []law.ID {
	var out []law.ID
	for _, w := range strings.Fields(a.BasisWord) {
		out = append(out, law.ID(w))
	}
	return out
}

func (a Application) attachment() flow.Attachment {
	return flow.Attachment{Name: a.FileName, SHA256: a.SHA256, SM3: a.SM3, Size: a.Size}
}

// Press is one use of a seal.
type Press struct {
	ID            int64      `db:"id"`
	Year          int        `db:"year"`
	N             int        `db:"n"`
	ApplicationID int64      `db:"application_id"`
	SealID        int64      `db:"seal_id"`
	Copies        int        `db:"copies"`
	Rest          int        `db:"rest"`
	On            civil.Date `db:"on_date"`
	At            int64      `db:"at"`
	PersonID      int64      `db:"person_id"`
	Name          string     `db:"name"`
	Checked       string     `db:"checked"`
	SHA256        string     `db:"sha256"`
	SecondID      int64      `db:"second_id"`
	Second        string     `db:"second"`
	Place         string     `db:"place"`
	Note          string     `db:"note"`
}

// Number is the number of the use: 2026-印-0007.
func (p Press) Number() string { return fmt.Sprintf("%d-印-%04d", p.Year, p.N) }

// Outing is a seal outside the house, with two people.
type Outing struct {
	ID        int64      `db:"id"`
	SealID    int64      `db:"seal_id"`
	Reason    string     `db:"reason"`
	Place     string     `db:"place"`
	First     int64      `db:"first_id"`
	Second    int64      `db:"second_id"`
	Due       civil.Date `db:"due"`
	State     string     `db:"state"`
	PersonID  int64      `db:"person_id"`
	Login     string     `db:"login"`
	DecidedID int64      `db:"decided_id"`
	DecidedBy string     `db:"decided_by"`
	DecidedAs string     `db:"decided_as"`
	DecidedAt int64      `db:"decided_at"`
	Words     string     `db:"words"`
	OutAt     int64      `db:"out_at"`
	OutBy     string     `db:"out_by"`
	BackAt    int64      `db:"back_at"`
	BackBy    string     `db:"back_by"`
	Late      string     `db:"late"`
	Note      string     `db:"note"` // why it was withdrawn, or taken back by another than the custodian
	MadeAt    int64      `db:"made_at"`
}

var outingLabels = map[string]string{Pending: "待批准", Approved: "已批准，待取", Refused: "不同意", Withdrawn: "已撤回", Out: "外带中", Back: "已归还"}

// IntroLetter is an introduction letter with its stub.
type IntroLetter struct {
	ID            int64      `db:"id"`
	ApplicationID int64      `db:"application_id"`
	Year          int        `db:"year"`
	Stub          int        `db:"stub"`
	Addressee     string     `db:"addressee"`
	Bearer        string     `db:"bearer"`
	People        int        `db:"people"`
	Matter        string     `db:"matter"`
	ValidUntil    civil.Date `db:"valid_until"`
	State         string     `db:"state"`
	IssuedOn      civil.Date `db:"issued_on"`
	UseID         int64      `db:"use_id"`
	Reason        string     `db:"reason"`
	MadeAt        int64      `db:"made_at"`
}

// Number is the number of the stub: 2026-介-0003; empty until it is issued.
func (l IntroLetter) Number() string {
	if l.Stub == 0 {
		return ""
	}
	return fmt.Sprintf("%d-介-%04d", l.Year, l.Stub)
}

// Loss is the report of a seal that cannot be found.
type Loss struct {
	ID          int64      `db:"id"`
	SealID      int64      `db:"seal_id"`
	NoticedAt   int64      `db:"noticed_at"`
	Facts       string     `db:"facts"`
	ByLogin     string     `db:"by_login"`
	ByName      string     `db:"by_name"`
	MadeAt      int64      `db:"made_at"`
	Was         string     `db:"was"` // state of the seal before the report
	AnnouncedOn civil.Date `db:"announced_on"`
	Announced   string     `db:"announced"`
	Told        string     `db:"told"`
	FoundOn     civil.Date `db:"found_on"`
	Result      string     `db:"result"`
}

// Ways out of use.
const (
	Return  = "return"
	Destroy = "destroy"
)

var wayLabels = map[string]string{Return: "送交制发机关", Destroy: "销毁"}

// Retirement is a seal on its way out of use.
type Retirement struct {
	ID        int64      `db:"id"`
	SealID    int64      `db:"seal_id"`
	Reason    string     `db:"reason"`
	Way       string     `db:"way"`
	State     string     `db:"state"`
	PersonID  int64      `db:"person_id"`
	Login     string     `db:"login"`
	DecidedID int64      `db:"decided_id"`
	DecidedBy string     `db:"decided_by"`
	DecidedAs string     `db:"decided_as"`
	DecidedAt int64      `db:"decided_at"`
	Words     string     `db:"words"`
	First     int64      `db:"first_id"`
	Second    int64      `db:"second_id"`
	FirstAt   int64      `db:"first_at"`
	SecondAt  int64      `db:"second_at"`
	DoneOn    civil.Date `db:"done_on"`
	Place     string     `db:"place"`
	Receipt   string     `db:"receipt"`
	MadeAt    int64      `db:"made_at"`
}

var retirementLabels = map[string]string{Pending: "待批准", Approved: "已批准，待办", Refused: "不同意", Done: "已办结"}

// Year is the register of a year that went to the archive.
type Year struct {
	ID       int64 `db:"id"`
	Uses     int   `db:"uses"`
	ClosedAt int64 `db:"closed_at"`
}

var (
	seals        = rows.Watched[Seal]("seal_seal")
	handovers    = rows.Watched[Handover]("seal_handover")
	applications = rows.Watched[Application]("seal_application")
	presses      = rows.Watched[Press]("seal_use")
	outings      = rows.Watched[Outing]("seal_outing")
	letters      = rows.Watched[IntroLetter]("seal_letter")
	losses       = rows.Watched[Loss]("seal_loss")
	retirements  = rows.Watched[Retirement]("seal_retirement")
	years        = rows.Watched[Year]("seal_year")
)

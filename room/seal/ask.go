package seal

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// Asking is what another room hands over to have a paper sealed. The signature under the
// paper is the approval.
type Asking struct {
	Source     string   // what asks: document_outgoing:12
	Seal       string   // code of the seal; bureau for the bureau's own
	What       string   // title of the paper
	Number     string   // its document number
	Digest     string   // SHA-256 of the paper, hexadecimal; number or digest must be there
	Copies     int      // from 1
	Unit       string   // code of the unit in charge
	ApprovedBy int64    // org_person who signed; 0: somebody here has to approve
	ApprovedAs string   // 签发
	URL        string   // page of the paper
	Basis      []law.ID // of the signature
}

// Use tells whoever asked that copies were sealed.
type Use struct {
	Source string
	ID     int64  // of the use
	Number string // 用印编号
	Copies int
	Rest   int // approved copies that are not sealed yet
	By     string
	On     civil.Date
}

// Ask enters, within the deed of another room, that a paper is to be sealed, and gives
// the number of the application. What somebody who leads the bureau has signed needs no
// further approval; anything else waits for it. Asked again for the same source, it
// gives the same application, or takes back the one that is not used yet and enters
// what has changed; a source of which copies are sealed already is a Conflict.
func (r *Room) Ask(tx *act.Tx, a Asking) (int64, error) {
	if a.Source == "" {
		return 0, fault.New(fault.Internal, "用印申请没有来源。")
	}
	a.Digest = strings.ToLower(strings.TrimSpace(a.Digest))
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return 0, err
	}
	x, err := r.named(tx, a.Seal)
	if err != nil {
		return 0, err
	}
	if err := x.usable(); err != nil {
		return 0, err
	}
	app := Application{SealID: x.ID, Source: a.Source, URL: a.URL, Kind: Document, What: a.What, DocNumber: a.Number, Digest: a.Digest, Reason: a.ApprovedAs, Copies: a.Copies, Unit: a.Unit, State: Pending, MadeAt: tx.Now}
	if err := app.check(); err != nil {
		return 0, err
	}
	for _, c := range a.Basis {
		app.BasisWord = strings.TrimSpace(app.BasisWord + " " + string(c))
	}
	if p := s.chart.Person(a.ApprovedBy); a.ApprovedBy != 0 && p.ID != 0 && s.leader(p.ID) && p.ID != x.Custodian {
		app.State, app.DecidedID, app.DecidedBy, app.DecidedAs, app.DecidedAt = Approved, p.ID, p.Name, a.ApprovedAs, tx.Now
	}
	old, found, err := applications.Maybe(tx.Ctx, tx, "WHERE x.source = $1 AND x.state IN ('pending', 'approved', 'used', 'closed') ORDER BY x.id DESC LIMIT 1", a.Source)
	if err != nil {
		return 0, err
	}
	if found {
		same := old.SealID == app.SealID && old.What == app.What && old.DocNumber == app.DocNumber && old.Digest == app.Digest && old.Copies == app.Copies
		switch {
		case same && old.State != Closed:
			return old.ID, nil
		case old.Used > 0:
			return 0, fault.Newf(fault.Conflict, "用印申请 %s 已经用印 %d 份，不能改。内容变了的请重新签发、另编文号。", old.Number, old.Used)
		case old.State == Pending || old.State == Approved:
			if err := r.supersede(tx, old.ID); err != nil {
				return 0, err
			}
		}
	}
	if app.Name = s.unitName(a.Unit); a.Unit == "" {
		app.Name = tx.Actor.Name
	}
	if err := r.enter(tx, s, x, &app); err != nil {
		return 0, err
	}
	return app.ID, nil
}

// Words by which other rooms ask for a seal without knowing its code.
const (
	ForBureau = "bureau" // the bureau's own seal
	ForOffice = "office" // the seal of the office
)

var forLabels = map[string]string{ForBureau: kindLabels[OfBureau], ForOffice: "办公室的印章"}

// named finds the seal with a code; ForBureau and ForOffice mean, where no seal has them as
// its code, the only one of that kind that is not out of use.
func (r *Room) named(tx *act.Tx, code string) (Seal, error) {
	x, ok, err := seals.Maybe(tx.Ctx, tx, "WHERE x.code = $1", code)
	if err != nil || ok {
		return x, err
	}
	label := forLabels[code]
	var fit []Seal
	switch code {
	case ForBureau:
		fit, err = seals.List(tx.Ctx, tx, "WHERE x.kind = 'bureau' AND x.state NOT IN ('retired', 'ended') ORDER BY x.id")
	case ForOffice:
		fit, err = seals.List(tx.Ctx, tx, "WHERE x.kind = 'section' AND x.unit = $1 AND x.state NOT IN ('retired', 'ended') ORDER BY x.id", r.Org.Places.Office)
	default:
		label = "所选的印章"
	}
	switch {
	case err != nil:
		return x, err
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return x, fault.Newf(fault.Conflict, "印章台账里有 %d 枚%s，分不出用哪一枚，不能送用印。请办公室把不再使用的办理停用。", len(fit), label)
	}
	return x, fault.Newf(fault.Conflict, "印章台账里没有%s，不能送用印。请办公室先登记印章。", label)
}

// supersede takes back an application in whose place another one comes.
func (r *Room) supersede(tx *act.Tx, id int64) error {
	a, err := applications.Locked(tx, id)
	if err != nil {
		return err
	}
	a.State, a.Closed, a.ClosedAt = Withdrawn, "内容有变，重新送用印", tx.Now
	if err := told(tx, a.Subject()); err != nil {
		return err
	}
	return applications.Save(tx, &a)
}

// enter numbers and writes an application and puts it before whoever has to act.
func (r *Room) enter(tx *act.Tx, s *scene, x Seal, a *Application) error {
	a.Year = tx.Today.Year
	n, err := tx.Next(fmt.Sprintf("seal.application.%d", a.Year))
	if err != nil {
		return err
	}
	a.Number = fmt.Sprintf("%d-印申-%04d", a.Year, n)
	if err := applications.Insert(tx, a); err != nil {
		return err
	}
	return r.forward(tx, s, x, *a)
}

// forward puts an application before those who have to approve or to seal.
func (r *Room) forward(tx *act.Tx, s *scene, x Seal, a Application) error {
	if err := told(tx, a.Subject()); err != nil {
		return err
	}
	say, people, err := s.wanted(x, a)
	if err != nil {
		return err
	}
	return s.tell(tx, a.Subject(), say, a.page(), civil.Date{}, people)
}

func (a Application) page() string { return fmt.Sprintf("/seal/applications/%d", a.ID) }

// usable refuses a seal that is lost, retired or gone.
func (x Seal) usable() error {
	switch x.State {
	case Lost:
		return fault.Refuse(law.SealLoss, x.Name+"已报遗失，不能用印。")
	case Retired, Ended:
		return fault.Refuse(law.SealRetire, x.Name+"已经停用，不能用印。")
	}
	return nil
}

// blank names what nobody may have sealed.
var blank = []string{"空白介绍信", "空白信", "空白函", "空白纸", "空白表", "空白合同", "空白证明", "空白公文", "空白材料", "空白文件", "白纸"}

// check refuses an application that nobody could approve.
func (a *Application) check() error {
	err := texts(text{"what", "用印的文件名称", &a.What, true, false}, text{"doc_number", "文号", &a.DocNumber, false, false}, text{"reason", "用印事由", &a.Reason, false, true})
	var more []error
	if a.Copies < 1 || a.Copies > mostCopies {
		more = append(more, fault.Field("copies", fmt.Sprint(a.Copies), fmt.Sprintf("份数应为 1 到 %d 的整数。", mostCopies)))
	}
	if a.DocNumber == "" && a.Digest == "" && a.Kind != Letter {
		more = append(more, fault.Field("doc_number", "", "请填写文号，没有文号的请上传要用印的文件，系统以文件摘要核对。"))
	}
	if a.Digest != "" && (len(a.Digest) != 64 || strings.Trim(a.Digest, "0123456789abcdef") != "") {
		more = append(more, fault.Field("digest", a.Digest, "摘要应为 64 位十六进制数。"))
	}
	for _, w := range blank {
		if strings.Contains(a.What, w) || strings.Contains(a.Reason, w) {
			return fault.Refuse(law.SealNoBlank, "不得在空白介绍信、空白纸张、空白表格上用印。请把内容写完整后再申请。")
		}
	}
	return join(append([]error{err}, more...)...)
}

// Drop takes back, within the deed of another room, what it asked for: the paper is void.
// What is sealed already stays on record, and the rest is not sealed any more.
func (r *Room) Drop(tx *act.Tx, source, why string) error {
	a, ok, err := applications.Maybe(tx.Ctx, tx, "WHERE x.source = $1 AND x.state IN ('pending', 'approved') ORDER BY x.id DESC LIMIT 1", source)
	if err != nil || !ok {
		return err
	}
	if a, err = applications.Locked(tx, a.ID); err != nil {
		return err
	}
	a.Closed, a.ClosedAt = why, tx.Now
	if a.State = Withdrawn; a.Used > 0 {
		a.State = Closed
	}
	if err := told(tx, a.Subject()); err != nil {
		return err
	}
	return applications.Save(tx, &a)
}

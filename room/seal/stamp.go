package seal

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// NewPress is the custodian's word that copies were sealed.
type NewPress struct {
	Application int64
	Copies      int
	// Check is the document number, or the beginning of the digest, as it stands on the
	// paper before the custodian.
	Check string
	// SHA256 is the digest of the paper that was brought, if one was.
	SHA256 string
	Second int64 // who was there as well: for the name seal, and for the custodian's own papers
	Note   string
}

// Ways in which a paper was checked before it was sealed.
const (
	ByNumber = "number"
	ByDigest = "digest"
	ByFile   = "file"
	ByText   = "text" // an introduction letter, whose words stand in the application
)

var checkLabels = map[string]string{ByNumber: "核对文号", ByDigest: "核对摘要", ByFile: "核对文件", ByText: "核对内容"}

type pressIn struct {
	r *Room
	x NewPress
}

var stampDeed = act.Define(act.Spec[pressIn, Press]{Name: "seal.use.add", Label: "用印", Right: Request, Basis: []law.ID{law.SealCounted, law.SealWatch, law.SealApproval},
	Do: func(tx *act.Tx, in pressIn) (Press, act.Entry, error) { return in.r.stamp(tx, in.x) }})

// Stamp records that the custodian sealed copies: never more than approved, in parts if
// need be, each time with the next number of the year.
func (r *Room) Stamp(ctx context.Context, who act.Actor, x NewPress) (Press, error) {
	return stampDeed.Run(ctx, r.Door, who, pressIn{r, x})
}

func (r *Room) stamp(tx *act.Tx, in NewPress) (Press, act.Entry, error) {
	none := func(err error) (Press, act.Entry, error) { return Press{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	a, err := applications.Locked(tx, in.Application)
	if err != nil {
		return none(err)
	}
	x, err := seals.Locked(tx, a.SealID)
	if err != nil {
		return none(err)
	}
	if err := x.usable(); err != nil {
		return none(err)
	}
	p := Press{Year: tx.Today.Year, ApplicationID: a.ID, SealID: x.ID, Copies: in.Copies, On: tx.Today, At: tx.Now, PersonID: me.ID, Name: me.Name, SHA256: in.SHA256, SecondID: in.Second, Note: in.Note}
	if err := r.mayStamp(tx, s, x, &p); err != nil {
		return none(err)
	}
	switch {
	case a.State == Pending:
		return none(fault.Refuse(law.SealApproval, a.Number+"还没有批准，不得用印。"))
	case a.State != Approved:
		return none(fault.New(fault.Conflict, a.Number+"现在是“"+a.StateLabel()+"”，不能用印。"))
	case p.Copies < 1:
		return none(fault.Field("copies", fmt.Sprint(p.Copies), "请填写这一次用印的份数，至少 1 份。"))
	case p.Copies > a.Rest():
		e := fault.Refuse(law.SealCounted, fmt.Sprintf("批准 %d 份，已用 %d 份，还可以用 %d 份；要盖 %d 份的，请另行申请。", a.Copies, a.Used, a.Rest(), p.Copies))
		e.Field, e.Value = "copies", fmt.Sprint(p.Copies)
		return none(e)
	}
	if a.DecidedID == me.ID {
		return none(forbid(law.SealApproval, "这份用印是您批准的，须由另一个人用印。"))
	}
	if p.Checked, err = a.compare(in); err != nil {
		return none(err)
	}
	if err := s.second(x, a, me.ID, &p); err != nil {
		return none(err)
	}
	if err := texts(text{"note", "备注", &p.Note, false, true}); err != nil {
		return none(err)
	}
	n, err := tx.Next(fmt.Sprintf("seal.use.%d", p.Year))
	if err != nil {
		return none(err)
	}
	a.Used += p.Copies
	p.N, p.Rest = int(n), a.Rest()
	if err := presses.Insert(tx, &p); err != nil {
		return none(err)
	}
	if a.Rest() == 0 {
		a.State = Used
		if err := told(tx, a.Subject()); err != nil {
			return none(err)
		}
	}
	if err := applications.Save(tx, &a); err != nil {
		return none(err)
	}
	if a.Kind == Letter {
		if err := issue(tx, a, p); err != nil {
			return none(err)
		}
	}
	if a.Source != "" {
		for _, f := range r.Used {
			if err := f(tx, Use{Source: a.Source, ID: p.ID, Number: p.Number(), Copies: p.Copies, Rest: p.Rest, By: p.Name, On: p.On}); err != nil {
				return none(err)
			}
		}
	}
	return p, act.Entry{Subject: presses.Subject(p.ID), Summary: fmt.Sprintf("用印 %s：%s，%s %d 份，余 %d 份", p.Number(), a.What, x.Name, p.Copies, p.Rest),
		Detail: map[string]any{"seal": x.Code, "application": a.Number, "copies": p.Copies, "checked": p.Checked, "number": a.DocNumber, "digest": a.Digest}}, nil
}

// mayStamp refuses everybody but the custodian, and for a seal that is out everybody but
// the two who have it.
func (r *Room) mayStamp(tx *act.Tx, s *scene, x Seal, p *Press) error {
	if x.State != Out {
		if p.PersonID != x.Custodian {
			keeper := s.chart.Person(x.Custodian).Name
			if keeper == "" {
				return forbid(law.SealCustody, x.Name+"还没有保管人，请办公室先办理交接。")
			}
			return forbid(law.SealWatch, x.Name+"由"+keeper+"保管，只能由保管人用印。")
		}
		return nil
	}
	o, ok, err := outings.Maybe(tx.Ctx, tx, "WHERE x.seal_id = $1 AND x.state = 'out'", x.ID)
	if err != nil {
		return err
	}
	if !ok || p.PersonID != o.First && p.PersonID != o.Second {
		return forbid(law.SealOut, x.Name+"正在外带，只能由外带的两个人用印。")
	}
	p.SecondID = o.First + o.Second - p.PersonID
	p.Place = o.Place
	return nil
}

// compare checks what the custodian has before him with what was approved.
func (a Application) compare(in NewPress) (string, error) {
	if in.SHA256 != "" && a.Digest != "" {
		if in.SHA256 != a.Digest {
			e := fault.Refuse(law.SealCounted, "带来的文件与批准用印的不是同一份：摘要不符。请取批准的那一份，内容改过的重新申请。")
			e.Field = "file"
			return "", e
		}
		return ByFile, nil
	}
	typed := in.Check
	switch {
	case a.Kind == Letter && a.DocNumber == "" && a.Digest == "":
		return ByText, nil
	case typed == "":
		return "", fault.Field("check", "", "请填写面前这份文件上的文号，或者摘要的前 8 位，或者上传文件核对。")
	case a.DocNumber != "" && canonical(typed) == canonical(a.DocNumber):
		return ByNumber, nil
	case hexPart(a.Digest, typed):
		return ByDigest, nil
	}
	want := a.DocNumber
	if want == "" {
		want = "摘要 " + a.Digest[:8] + "…"
	}
	e := fault.Refuse(law.SealCounted, "“"+typed+"”与批准用印的不符，批准的是"+want+"。")
	e.Field, e.Value = "check", typed
	return "", e
}

// second asks for another person beside whoever seals, where the rule wants two.
func (s *scene) second(x Seal, a Application, me int64, p *Press) error {
	need := ""
	switch {
	case x.Kind == OfName:
		need = "法定代表人名章须两人在场用印"
	case a.PersonID == me:
		need = "本人申请的用印须另有一人在场"
	}
	if p.SecondID == 0 {
		if need == "" {
			return nil
		}
		return fault.Field("second", "", need+"，请选择在场的另一个人。")
	}
	if p.SecondID == me {
		return fault.Refuse(law.SealOut, "在场的另一个人不能是用印的人自己。")
	}
	o, err := s.here("second", "在场的另一个人", p.SecondID)
	p.Second = o.Name
	return err
}

// issue gives the stub of an introduction letter its number and day.
func issue(tx *act.Tx, a Application, p Press) error {
	l, ok, err := letters.Maybe(tx.Ctx, tx, "WHERE x.application_id = $1 AND x.state = 'waiting' ORDER BY x.id LIMIT 1", a.ID)
	if err != nil || !ok {
		return err
	}
	if l.ValidUntil.Before(tx.Today) {
		return fault.Field("valid_until", l.ValidUntil.String(), "介绍信的有效期已过，请重新申请。")
	}
	n, err := tx.Next(fmt.Sprintf("seal.letter.%d", tx.Today.Year))
	if err != nil {
		return err
	}
	l.Year, l.Stub, l.State, l.IssuedOn, l.UseID = tx.Today.Year, int(n), Issued, tx.Today, p.ID
	return letters.Save(tx, &l)
}

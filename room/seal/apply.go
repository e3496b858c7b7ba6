package seal

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// NewApplication is a paper that somebody wants sealed.
type NewApplication struct {
	Seal      int64
	Kind      string
	What      string
	DocNumber string
	Reason    string
	Copies    int
	Blank     bool // what is to be sealed has blanks still to be filled in
	// File is the paper, already in the file store; nil for one with a document number.
	File *flow.Attachment
	// Empty says that File holds no text although its text can be read.
	Empty bool
	// Letter is filled in where an introduction letter is asked for.
	Letter *IntroLetter
}

type applyIn struct {
	r *Room
	x NewApplication
}

var applyDeed = act.Define(act.Spec[applyIn, Application]{Name: "seal.application.add", Label: "申请用印", Right: Request, Basis: []law.ID{law.SealApproval, law.SealNoBlank, law.SealCounted},
	Do: func(tx *act.Tx, in applyIn) (Application, act.Entry, error) { return in.r.apply(tx, in.x) }})

// Apply asks for a paper to be sealed. Blank paper is refused at once; so is an
// application that nobody could approve, and the words say who could apply instead.
func (r *Room) Apply(ctx context.Context, who act.Actor, x NewApplication) (Application, error) {
	return applyDeed.Run(ctx, r.Door, who, applyIn{r, x})
}

func (r *Room) apply(tx *act.Tx, in NewApplication) (Application, act.Entry, error) {
	none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	if in.Blank || in.Empty {
		return none(fault.Refuse(law.SealNoBlank, "不得在空白介绍信、空白纸张、空白表格上用印。请把内容写完整后再申请。"))
	}
	if in.Seal == 0 {
		return none(fault.Field("seal", "", "请选择印章。"))
	}
	x, err := seals.Get(tx.Ctx, tx, in.Seal)
	if err != nil {
		return none(err)
	}
	if err := x.usable(); err != nil {
		return none(err)
	}
	a := Application{SealID: x.ID, Kind: in.Kind, What: in.What, DocNumber: in.DocNumber, Reason: in.Reason, Copies: in.Copies, Unit: me.Unit, PersonID: me.ID, Login: tx.Actor.Login, Name: me.Name, State: Pending, BasisWord: string(law.SealApproval), MadeAt: tx.Now}
	if in.File != nil {
		if err := in.File.Check("file"); err != nil {
			return none(err)
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, in.File.SHA256); err != nil {
			return none(err)
		}
		a.FileName, a.SHA256, a.SM3, a.Size, a.Digest = in.File.Name, in.File.SHA256, in.File.SM3, in.File.Size, in.File.SHA256
	}
	var of error
	if in.Kind == Letter {
		if a.Copies = 1; in.Letter == nil {
			return none(fault.Field("addressee", "", "介绍信请填写致送单位、持信人和事由。"))
		}
		if a.What == "" {
			a.What = "致" + db.Trimmed(in.Letter.Addressee) + "的介绍信"
		}
		if a.Reason == "" {
			a.Reason = in.Letter.Matter
		}
		of = in.Letter.check(tx.Today)
	}
	if err := join(oneOf("kind", "文件种类", in.Kind, paperLabels), of); err != nil {
		return none(err)
	}
	if err := a.check(); err != nil {
		return none(err)
	}
	if a.Reason == "" {
		return none(fault.Field("reason", "", "请填写用印事由。"))
	}
	if _, why, err := s.approvers(x, me.ID); err != nil {
		return none(err)
	} else if why != "" {
		return none(fault.Refuse(law.SealApproval, why))
	}
	if err := r.enter(tx, s, x, &a); err != nil {
		return none(err)
	}
	if in.Letter != nil && in.Kind == Letter {
		l := *in.Letter
		l.ID, l.ApplicationID, l.Year, l.State, l.MadeAt = 0, a.ID, a.Year, Waiting, tx.Now
		if err := letters.Insert(tx, &l); err != nil {
			return none(err)
		}
	}
	return a, act.Entry{Subject: a.Subject(), Summary: fmt.Sprintf("申请用印 %s：%s，%s %d 份", a.Number, a.What, x.Name, a.Copies),
		Detail: map[string]any{"seal": x.Code, "copies": a.Copies, "number": a.DocNumber, "digest": a.Digest}}, nil
}

// check refuses an introduction letter with anything left open.
func (l *IntroLetter) check(today civil.Date) error {
	errs := []error{texts(text{"addressee", "致送单位", &l.Addressee, true, false}, text{"bearer", "持信人", &l.Bearer, true, false}, text{"matter", "事由", &l.Matter, true, true})}
	if l.People < 1 || l.People > 99 {
		errs = append(errs, fault.Field("people", fmt.Sprint(l.People), "人数应为 1 到 99 的整数。"))
	}
	if l.ValidUntil.IsZero() || l.ValidUntil.Before(today) {
		errs = append(errs, fault.Field("valid_until", l.ValidUntil.String(), "请填写有效期的最后一天，不早于今天。"))
	}
	return join(errs...)
}

type decideIn struct {
	r     *Room
	id    int64
	words string
}

func (in decideIn) pending(tx *act.Tx) (Application, Seal, *scene, error) {
	a, err := applications.Locked(tx, in.id)
	if err != nil {
		return a, Seal{}, nil, err
	}
	x, err := seals.Get(tx.Ctx, tx, a.SealID)
	if err != nil {
		return a, x, nil, err
	}
	s, err := in.r.look(tx.Ctx, tx, tx.Now)
	return a, x, s, err
}

func stillPending(a Application) error {
	if a.State != Pending {
		return fault.New(fault.Conflict, a.Number+"现在是“"+a.StateLabel()+"”，不能再批。")
	}
	return nil
}

var approveDeed = act.Define(act.Spec[decideIn, Application]{Name: "seal.application.approve", Label: "批准用印", Right: Request, Basis: []law.ID{law.SealApproval},
	Do: func(tx *act.Tx, in decideIn) (Application, act.Entry, error) {
		a, x, s, err := in.pending(tx)
		if err == nil {
			err = decide(tx, s, x, &a, in.words, Approved)
		}
		if err == nil {
			err = x.usable()
		}
		if err == nil {
			err = in.r.forward(tx, s, x, a)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: fmt.Sprintf("批准用印 %s，%s %d 份", a.Number, x.Name, a.Copies), Detail: map[string]any{"seal": x.Code, "copies": a.Copies}}, err
	}})

// Approve lets a paper be sealed, by whoever the book names for this seal, never the
// applicant or the custodian.
func (r *Room) Approve(ctx context.Context, who act.Actor, id int64, words string) (Application, error) {
	return approveDeed.Run(ctx, r.Door, who, decideIn{r, id, words})
}

// decide writes what somebody who may approve has said.
func decide(tx *act.Tx, s *scene, x Seal, a *Application, words, state string) error {
	c, err := s.approving(tx.Actor, x, a.PersonID)
	if err != nil {
		return err
	}
	if err := stillPending(*a); err != nil {
		return err
	}
	if err := texts(text{"words", "意见", &words, state == Refused, true}); err != nil {
		return err
	}
	a.State, a.DecidedID, a.DecidedBy, a.DecidedAs, a.DecidedAt, a.Words = state, c.Person.ID, c.Person.Name, c.Capacity, tx.Now, words
	if err := told(tx, a.Subject()); err != nil {
		return err
	}
	return applications.Save(tx, a)
}

var refuseDeed = act.Define(act.Spec[decideIn, Application]{Name: "seal.application.refuse", Label: "不同意用印", Right: Request, Basis: []law.ID{law.SealApproval},
	Do: func(tx *act.Tx, in decideIn) (Application, act.Entry, error) {
		a, x, s, err := in.pending(tx)
		if err == nil {
			err = decide(tx, s, x, &a, in.words, Refused)
		}
		if err == nil {
			err = in.r.ended(tx, a, a.Words)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: "不同意用印 " + a.Number, Detail: map[string]any{"seal": x.Code}}, err
	}})

// Refuse says that a paper is not to be sealed, and why.
func (r *Room) Refuse(ctx context.Context, who act.Actor, id int64, words string) (Application, error) {
	return refuseDeed.Run(ctx, r.Door, who, decideIn{r, id, words})
}

// ended tells whoever asked that nothing (more) will be sealed.
func (r *Room) ended(tx *act.Tx, a Application, why string) error {
	if l, ok, err := letters.Maybe(tx.Ctx, tx, "WHERE x.application_id = $1 AND x.state = 'waiting'", a.ID); err != nil {
		return err
	} else if ok {
		l.State, l.Reason = Void, why
		if err := letters.Save(tx, &l); err != nil {
			return err
		}
	}
	if a.Source == "" {
		return nil
	}
	for _, f := range r.Refused {
		if err := f(tx, a.Source, why); err != nil {
			return err
		}
	}
	return nil
}

var closeDeed = act.Define(act.Spec[decideIn, Application]{Name: "seal.application.close", Label: "撤回用印申请", Right: Request, Basis: []law.ID{law.SealCounted},
	Do: func(tx *act.Tx, in decideIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, x, s, err := in.pending(tx)
		if err != nil {
			return none(err)
		}
		mine := a.Login != "" && a.Login == tx.Actor.Login
		// Who has left takes nothing back any more.
		left := a.Login == "" || s.chart.Gone(s.chart.Person(a.PersonID))
		if !mine && !(left && (tx.Actor.Unit == a.Unit || in.r.inOffice(tx.Actor))) {
			return none(forbid(law.SealCounted, "用印申请由申请人撤回。"))
		}
		if a.State != Pending && a.State != Approved {
			return none(fault.New(fault.Conflict, a.Number+"现在是“"+a.StateLabel()+"”，不能撤回。"))
		}
		if err := texts(text{"words", "理由", &in.words, true, true}); err != nil {
			return none(err)
		}
		a.Closed, a.ClosedAt = in.words, tx.Now
		say := "撤回用印申请 " + a.Number
		if a.State = Withdrawn; a.Used > 0 {
			a.State = Closed
			say = fmt.Sprintf("%s 余下 %d 份不再用印", a.Number, a.Rest())
		}
		if err := told(tx, a.Subject()); err != nil {
			return none(err)
		}
		if err := applications.Save(tx, &a); err != nil {
			return none(err)
		}
		if a.Used == 0 {
			err = in.r.ended(tx, a, in.words)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: say, Detail: map[string]any{"seal": x.Code, "used": a.Used}}, err
	}})

// Close takes an application back, by whoever made it, or gives up what is left of the
// approved copies.
func (r *Room) Close(ctx context.Context, who act.Actor, id int64, words string) (Application, error) {
	return closeDeed.Run(ctx, r.Door, who, decideIn{r, id, words})
}

// hexPart reports whether typed is the beginning of a digest, of eight digits at least.
func hexPart(digest, typed string) bool {
	t := strings.ToLower(typed)
	return len(t) >= 8 && digest != "" && strings.HasPrefix(digest, t)
}

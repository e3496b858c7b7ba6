package disclosure

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Question is a letter to somebody whose rights or whose making is at stake.
type Question struct {
	ID     int64
	On     civil.Date // sent
	Agency bool       // another agency that made it too; otherwise a third party
	Name   string
	About  string
}

type askIn struct {
	r *Room
	x Question
}

var askDeed = act.Define(act.Spec[askIn, string]{Name: "disclosure.consult.ask", Label: "发征求意见书", Right: Use, Basis: []law.ID{law.FoiThirdTrigger, law.FoiThirdAsk5, law.FoiClockStop},
	Do: func(tx *act.Tx, in askIn) (string, act.Entry, error) {
		w, err := in.r.open(tx, in.x.ID)
		if err != nil {
			return "", act.Entry{}, err
		}
		c := Consult{Application: w.a.ID, Name: db.Trimmed(in.x.Name), About: db.Trimmed(in.x.About), SentOn: in.x.On, At: tx.Now}
		if c.SentOn.IsZero() {
			c.SentOn = tx.Today
		}
		switch {
		case c.Name == "" || len([]rune(c.Name)) > mostLine:
			return "", act.Entry{}, fault.Field("name", "", "请写明征求谁的意见，不超过 200 字。")
		case c.About == "" || len([]rune(c.About)) > mostText:
			return "", act.Entry{}, fault.Field("about", "", "请写明就哪些内容征求意见，不超过 4000 字。")
		}
		have, err := consultsOf(tx.Ctx, tx, w.a.ID)
		if err != nil {
			return "", act.Entry{}, err
		}
		letter, n := "T", 1
		if in.x.Agency {
			letter = "A"
		}
		for _, o := range have {
			if o.Agency() == in.x.Agency {
				n++
			}
		}
		c.Tag = fmt.Sprint(letter, n)
		if err := w.do(Event{On: c.SentOn, Do: ConsultStart, With: c.Tag}); err != nil {
			return "", act.Entry{}, err
		}
		if _, err := insert(tx, "disclosure_consult", consultColumns, c.values()); err != nil {
			return "", act.Entry{}, err
		}
		entry, err := w.done("征求意见", map[string]any{"tag": c.Tag})
		return c.Tag, entry, err
	}})

// AskOthers sends a letter to a third party or another agency, and gives the tag
// under which it is known: T1, A1. The applicant is to be told.
func (r *Room) AskOthers(ctx context.Context, who act.Actor, x Question) (string, error) {
	return askDeed.Run(ctx, r.Door, who, askIn{r, x})
}

// Opinion is what came of asking somebody.
type Opinion struct {
	ID       int64
	Tag      string
	On       civil.Date
	Do       string // ConsultServed, ConsultEnd, ConsultExpired
	Answer   string // agree, object
	Grounds  string
	Decision string // after silence: disclose, withhold
	Papers   []FiledPaper
}

type opinionIn struct {
	r *Room
	x Opinion
}

var opinionDeed = act.Define(act.Spec[opinionIn, bool]{Name: "disclosure.consult.enter", Label: "登记征求意见的结果", Right: Use, Basis: []law.ID{law.FoiThirdReply5, law.FoiThirdSilence, law.FoiThirdRefuse, law.Disclosure2019ThirdParty, law.Disclosure2019JointAgencies},
	Do: func(tx *act.Tx, in opinionIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.x.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		c, err := consultOf(tx, w.a.ID, in.x.Tag)
		if err != nil {
			return false, act.Entry{}, err
		}
		entry, err := w.opinion(c, in.x)
		return err == nil, entry, err
	}})

// EnterOpinion writes down that the letter arrived, that an opinion came, or that
// none came in time; what silence means the regime says, and somebody decides.
func (r *Room) EnterOpinion(ctx context.Context, who act.Actor, x Opinion) error {
	_, err := opinionDeed.Run(ctx, r.Door, who, opinionIn{r, x})
	return err
}

func (w *working) opinion(c Consult, x Opinion) (act.Entry, error) {
	if x.On.IsZero() {
		x.On = w.tx.Today
	}
	e := Event{On: x.On, Do: x.Do, With: c.Tag}
	for _, p := range x.Papers {
		id, err := w.r.addPaper(w.tx, w.a.ID, PaperEvidence, false, p.Attachment)
		if err != nil {
			return act.Entry{}, err
		}
		e.Paper = id
	}
	x.Grounds = db.Trimmed(x.Grounds)
	switch x.Do {
	case ConsultServed:
		c.ServedOn = x.On
	case ConsultEnd:
		if err := answered(&c, x); err != nil {
			return act.Entry{}, err
		}
		if !c.ExpiredOn.IsZero() {
			e.Do = ConsultLate
		}
	case ConsultExpired:
		w.f.WindowDue = w.window(c)
		if err := w.silent(&c, x); err != nil {
			return act.Entry{}, err
		}
	default:
		return act.Entry{}, fault.Field("do", x.Do, "请选择是送达、收到意见还是逾期未答复。")
	}
	if err := w.do(e); err != nil {
		return act.Entry{}, err
	}
	if err := act.Overwrite(w.tx, "disclosure_consult", c.ID, consultColumns, c.values()); err != nil {
		return act.Entry{}, err
	}
	if e.Do == ConsultEnd || e.Do == ConsultExpired {
		if err := notify.Done(w.tx, w.a.Subject()+":"+c.Tag); err != nil {
			return act.Entry{}, err
		}
	}
	return w.done(EventLabel(e.Do), map[string]any{"tag": c.Tag, "answer": c.Answer, "silence": c.Silence, "decision": c.Decision})
}

// answered notes an opinion. Whoever objects must say why (article 32): without
// reasonable grounds the bureau decides itself.
func answered(c *Consult, x Opinion) error {
	if x.Answer != "agree" && x.Answer != "object" {
		return fault.Field("answer", x.Answer, "请选择对方同意还是不同意公开。")
	}
	if x.Answer == "object" && x.Grounds == "" {
		return fault.Field("grounds", "", "请写明对方不同意的理由；没有说理由的，写“未说明理由”。")
	}
	c.AnsweredOn, c.Answer, c.Grounds = x.On, x.Answer, x.Grounds
	return nil
}

// silent notes that no answer came. Nothing follows from silence by itself.
func (w *working) silent(c *Consult, x Opinion) error {
	s := w.silence(*c)
	c.ExpiredOn, c.Silence, c.DecidedBy, c.Reasons = x.On, s.Means, w.tx.Actor.Login, x.Grounds
	if x.Decision != "disclose" && x.Decision != "withhold" {
		return fault.Field("decision", x.Decision, "请决定对方没有答复时怎样办：公开或者不公开。"+s.Say+"。")
	}
	if s.Means != "consent" && x.Grounds == "" {
		return fault.Field("grounds", "", s.Say+"。请写明这样决定的理由。")
	}
	c.Decision = x.Decision
	return nil
}

// silence is what the regime of the application makes of no answer.
func (w *working) silence(c Consult) rulebook.Silence {
	s, ok := w.f.Regime.Silence(silentParty(c))
	if !ok {
		return rulebook.Silence{Means: "unsaid", Say: w.f.Regime.Title + "没有规定对方不答复的后果，由人决定"}
	}
	return s
}

func silentParty(c Consult) string {
	if c.Agency() {
		return "joint_agency"
	}
	return "third_party"
}

// window is the last day of whom a letter reached.
func (w *working) window(c Consult) civil.Date {
	if c.ServedOn.IsZero() {
		return civil.Date{}
	}
	return w.within(silentParty(c), c.ServedOn)
}

func consultOf(tx *act.Tx, id int64, tag string) (Consult, error) {
	c, ok, err := db.Maybe[Consult](tx.Ctx, tx, consultSelect+" WHERE x.application_id = $1 AND x.tag = $2", id, tag)
	if err == nil && !ok {
		err = fault.Field("tag", tag, "这件申请没有向它征求意见，请从列表中选择。")
	}
	return c, err
}

type overrideIn struct {
	r *Room
	Input
	tag  string
	told civil.Date
	kept flow.Attachment // the letter that told it
}

var tellDeed = act.Define(act.Spec[overrideIn, bool]{Name: "disclosure.consult.tell", Label: "告知第三方", Right: Use, Basis: []law.ID{law.FoiThirdNotify},
	Do: func(tx *act.Tx, in overrideIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		c, err := consultOf(tx, w.a.ID, in.tag)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !w.f.has(ByOffice):
			return false, act.Entry{}, w.forbidden(ByOffice, law.FoiThirdNotify, "告知第三方由办公室办理。")
		case c.Answer != "object":
			return false, act.Entry{}, fault.Refuse(law.FoiThirdNotify, "对方没有表示不同意，不需要告知。")
		case in.told.IsZero() || in.told.After(tx.Today) || in.told.Before(c.AnsweredOn):
			return false, act.Entry{}, fault.Field("on", in.told.String(), "告知的日期应在收到意见以后、不晚于今天。")
		}
		c.ToldOn = in.told
		if err := act.Overwrite(tx, "disclosure_consult", c.ID, consultColumns, c.values()); err != nil {
			return false, act.Entry{}, err
		}
		if in.kept.SHA256 != "" {
			if _, err := in.r.addPaper(tx, w.a.ID, PaperNotice, false, in.kept); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{Subject: w.a.Subject(), Summary: "告知第三方公开的内容和理由 " + w.a.Number, Detail: map[string]any{"tag": c.Tag, "on": in.told.String()}}, nil
	}})

// TellThirdParty writes down that one who objects was told, in writing and before
// anything is released (release), what will be disclosed and why (reasons). The letter
// is kept as it went out.
func (r *Room) TellThirdParty(ctx context.Context, who act.Actor, id int64, tag string, on civil.Date, reasons string, release civil.Date) error {
	reasons = db.Trimmed(reasons)
	switch {
	case reasons == "" || len([]rune(reasons)) > mostText:
		return fault.Field("note", "", fmt.Sprintf("请写明告知的公开理由，不超过 %d 字。", mostText))
	case !release.After(on):
		return fault.Field("until", release.String(), "公开的日期应晚于告知的日期，先告知、后公开。")
	}
	in := overrideIn{r: r, Input: Input{ID: id}, tag: tag, told: on}
	v, err := r.Application(ctx, who, id)
	if err != nil {
		return err
	}
	may := func(c Consult) bool { return c.Tag == tag && v.mayTell(c) }
	if r.inOffice(who) && !on.IsZero() && slices.ContainsFunc(v.Consults, may) {
		l, err := r.againstLetter(ctx, r.Door.Reader(), v, tag, telling{on, reasons, release})
		if err != nil {
			return err
		}
		if in.kept, err = r.keepLetter(ctx, l); err != nil {
			return err
		}
	}
	_, err = tellDeed.Run(ctx, r.Door, who, in)
	return err
}

var overrideDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.consult.override", Label: "因公共利益决定公开", Right: Use, Basis: []law.ID{law.FoiThirdPublic, law.FoiThirdNotify}, Do: enter})

// DecideAgainst discloses against the will of a third party, for the public
// interest: the director decides with reasons, after the third party was told.
func (r *Room) DecideAgainst(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Override
	var list []Consult
	_, err := overrideDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		var err error
		list, err = consultsOf(w.tx.Ctx, w.tx, w.a.ID)
		objects := func(c Consult) bool { return c.Answer == "object" }
		w.f.Objected = slices.ContainsFunc(list, objects)
		w.f.Told = !slices.ContainsFunc(list, func(c Consult) bool { return objects(c) && c.ToldOn.IsZero() })
		return err
	}, then: func(w *working) error {
		for _, c := range list {
			if c.Answer != "object" {
				continue
			}
			c.Decision, c.Reasons, c.DecidedBy = "override", db.Trimmed(in.Note), w.tx.Actor.Login
			if err := act.Overwrite(w.tx, "disclosure_consult", c.ID, consultColumns, c.values()); err != nil {
				return err
			}
		}
		return nil
	}})
	return err
}

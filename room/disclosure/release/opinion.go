package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// The opinions of a step (clause sec.opinion).
const (
	SayOpen   = "open"
	SayExempt = "exempt"
	SayReport = "report"
	SayOther  = "other"
)

var opinionColumns = []string{"release_id", "round", "place", "choice", "basis", "reason", "found", "checked", "person_id", "login", "name", "post", "on_date", "due", "made_at"}

var opinionSelect = "SELECT o.id, o." + strings.Join(opinionColumns, ", o.") + " FROM disclosure_release_opinion o"

// Opinion is what was said in a step.
type Opinion struct {
	ID      int64      `db:"id"`
	Release int64      `db:"release_id"`
	Round   int        `db:"round"`
	Place   int        `db:"place"`
	Choice  string     `db:"choice"`
	Basis   string     `db:"basis"`
	Reason  string     `db:"reason"`
	Found   string     `db:"found"` // points of the checklist
	Checked int        `db:"checked"`
	Person  int64      `db:"person_id"`
	Login   string     `db:"login"`
	Name    string     `db:"name"`
	Post    string     `db:"post"`
	On      civil.Date `db:"on_date"`
	Due     civil.Date `db:"due"`
	MadeAt  int64      `db:"made_at"`
}

// Late reports whether it was given after the last day of its step.
func (o Opinion) Late() bool { return !o.Due.IsZero() && o.On.After(o.Due) }

// Saying is the word of a step.
type Saying struct {
	Review     int64
	Step, Turn int64 // the open step as it was seen; 0 for whatever is open
	Choice     string
	Basis      string
	Reason     string
	// Checks answers the checklist: the name of every point, true where it was found.
	Checks map[string]bool
	// Of 需报审: what kind of question, to whom, by which paper.
	Kind, Body, Paper string
}

type sayIn struct {
	r *Room
	x Saying
}

var sayDeed = act.Define(act.Spec[sayIn, flow.Result]{Name: "release.review.say", Right: Use, Basis: []law.ID{law.SecOpinion, law.SecOpinionBasis, law.SecBasis, law.SecOrder, law.SecNode3},
	Do: func(tx *act.Tx, in sayIn) (flow.Result, act.Entry, error) { return in.r.say(tx, in.x) }})

// Say gives the opinion of a step. 需报审 leaves the step open until the answer is
// entered.
func (r *Room) Say(ctx context.Context, who act.Actor, x Saying) (flow.Result, error) {
	return sayDeed.Run(ctx, r.Door, who, sayIn{r, x})
}

func (r *Room) say(tx *act.Tx, x Saying) (flow.Result, act.Entry, error) {
	none := func(err error) (flow.Result, act.Entry, error) { return flow.Result{}, act.Entry{}, err }
	v, err := reviewByID(tx, x.Review)
	if err != nil {
		return none(err)
	}
	step, me, err := r.Flow.Turn(tx, flow.Input{Case: v.CaseID, Step: x.Step, Turn: x.Turn})
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	x.Basis, x.Reason, x.Body, x.Paper = clean(x.Basis), clean(x.Reason), clean(x.Body), clean(x.Paper)
	place := step.Place
	if err := r.allowed(tx, s, v, place, x); err != nil {
		return none(err)
	}
	k, err := s.local()
	if err != nil {
		return none(err)
	}
	o := Opinion{Release: v.ID, Round: v.Round, Place: place, Choice: x.Choice, Basis: x.Basis, Reason: x.Reason, Found: found(s.book.Catalogue, x.Checks), Checked: len(x.Checks), Person: me.Person, Login: tx.Actor.Login, Name: me.Name, Post: me.Post, On: tx.Today, MadeAt: tx.Now}
	if me.For != "" {
		o.Post = strings.TrimPrefix(o.Post+"，代"+me.For, "，")
	}
	if o.Due, err = stepDue(k, v, place, dayOf(step.Since)); err != nil {
		return none(err)
	}
	if o.ID, err = tx.Next("disclosure_release_opinion"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "disclosure_release_opinion", o.ID, opinionColumns, []any{o.Release, o.Round, o.Place, o.Choice, o.Basis, o.Reason, o.Found, o.Checked, o.Person, o.Login, o.Name, o.Post, o.On, o.Due, o.MadeAt}); err != nil {
		return none(err)
	}
	label := wordLabel(s.book.Catalogue.Opinions, x.Choice)
	entry := act.Entry{Subject: act.Subject("flow_case", v.CaseID), Summary: fmt.Sprintf("公开审查 %s：%s（%s）%s", v.Number, Steps[place-1].Label, me.Words(), label),
		Basis: []law.ID{Steps[place-1].Clause}, Detail: map[string]any{"number": v.Number, "round": v.Round, "step": place, "choice": x.Choice, "due": o.Due.String()}}
	if x.Choice == SayReport {
		entry.Basis = append(entry.Basis, referralClause(x.Kind))
		if err := r.refer(tx, v, place, x); err != nil {
			return none(err)
		}
		return flow.Result{Case: v.CaseID, Phase: flow.Running, URL: reviewURL(v.ID), Say: "已登记报审，等" + x.Body + "答复后再提出意见。期限照常计算。"}, entry, nil
	}
	a := flow.Agree
	switch {
	case x.Choice != SayOpen && place == len(Steps):
		a = flow.Refuse
	case x.Choice != SayOpen:
		a = flow.Dissent
	}
	res, _, err := r.Flow.Act(tx, a, flow.Input{Case: v.CaseID, Step: x.Step, Turn: x.Turn, Words: label + "。依据：" + x.Basis + "。理由：" + x.Reason})
	if err != nil {
		return none(err)
	}
	res.Say = "已提出“" + label + "”的意见。"
	return res, entry, nil
}

// stepDue is the last day of a step: it runs from the day on which it came there.
func stepDue(k disclosure.Clock, v Review, place int, since civil.Date) (civil.Date, error) {
	if place == 1 && v.SubmittedOn.After(since) {
		since = v.SubmittedOn
	}
	d, err := k.Review(since, nil)
	return d.StepDue, err
}

// allowed refuses an opinion that lacks what belongs to it, or that may not be given
// as things stand.
func (r *Room) allowed(tx *act.Tx, s *scene, v Review, place int, x Saying) error {
	k := s.book.Catalogue
	if _, ok := rulebook.Word(k.Opinions, x.Choice); !ok {
		return fault.Field("choice", x.Choice, "请选择审查意见：公开、免予公开、需报审或其他。")
	}
	var faults []*fault.Error
	if x.Basis == "" {
		faults = append(faults, of(law.SecOpinionBasis, fault.Field("basis", "", "请写明依据，例如保密法或者国家秘密范围规定的哪一条。")))
	}
	if x.Reason == "" {
		faults = append(faults, of(law.SecOpinionBasis, fault.Field("reason", "", "请写明理由。")))
	}
	for _, e := range []*fault.Error{long("basis", "依据", x.Basis, 300), long("reason", "理由", x.Reason, 500)} {
		if e != nil {
			faults = append(faults, e)
		}
	}
	for _, c := range k.Checklist {
		hit, answered := x.Checks[c.Name]
		switch {
		case !answered:
			faults = append(faults, fault.Field("check_"+c.Name, "", "请回答“"+c.Label+"”有没有。"))
		case hit && c.Bars && x.Choice == SayOpen:
			e := fault.Field("check_"+c.Name, "yes", "有“"+c.Label+"”，不能提出公开。")
			e.Clause = c.Basis[0].Clause
			faults = append(faults, e)
		}
	}
	if x.Choice == SayReport {
		if referralKinds[x.Kind] == "" {
			faults = append(faults, fault.Field("kind", "", "请选择报审的是主管业务方面的事项，还是其他事项。"))
		}
		if x.Body == "" {
			faults = append(faults, fault.Field("body", "", "请写明报给哪个上级机关或者保密工作部门。"))
		}
	}
	if err := fault.Join(faults...); err != nil {
		return err
	}
	refs, err := referralsOf(tx.Ctx, tx, v.ID, v.Round)
	if err != nil {
		return err
	}
	if n := len(refs); n > 0 {
		last := refs[n-1]
		switch {
		case last.Answer == "":
			return fault.Refuse(referralClause(last.Kind), "报"+last.Body+"审定的事项还没有答复，请登记答复后再提出意见。")
		case last.Answer == AnswerUpward && x.Choice != SayReport:
			return fault.Refuse(referralClause(last.Kind), last.Body+"答复转报上一级，请继续报审。")
		case slices.ContainsFunc(refs, func(f Referral) bool { return f.Answer == AnswerSecret }) && x.Choice == SayOpen:
			return fault.Refuse(law.SecNo1, "报审的答复是属于国家秘密，不能公开。请提出免予公开。")
		}
	}
	if x.Choice != SayOpen || place < len(Steps) {
		return nil
	}
	return r.last(tx, s, v)
}

func of(clause law.ID, e *fault.Error) *fault.Error {
	e.Clause = clause
	return e
}

// last is what the deciding step asks for before it may say 公开.
func (r *Room) last(tx *act.Tx, s *scene, v Review) error {
	before, err := standing(tx.Ctx, tx, v)
	if err != nil {
		return err
	}
	for i, step := range Steps[:len(Steps)-1] {
		if o, ok := before[i+1]; !ok || o.Choice != SayOpen {
			label := "没有提出"
			if ok {
				label = wordLabel(s.book.Catalogue.Opinions, o.Choice)
			}
			return fault.Refuse(step.Clause, fmt.Sprintf("第%d步“%s”是%s，四步都提出公开才能放行。请退回这一步复核，或者提出免予公开。", i+1, step.Label, label))
		}
	}
	if v.Joint {
		list, err := consentsOf(tx.Ctx, tx, v.ID, v.Round)
		if err != nil {
			return err
		}
		if missing := unconsented(v, list); len(missing) > 0 {
			return fault.Refuse(law.SecJointConsent, "没有收到"+strings.Join(missing, "、")+"的书面同意，不能公开。没有答复的视为未同意。")
		}
	}
	if r.Redacted == nil {
		return nil
	}
	files, err := filesOf(tx.Ctx, tx, v.ID, v.Round)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !f.Partial() {
			continue
		}
		ok, why, err := r.Redacted(tx.Ctx, tx, f.SHA256)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Refuse(law.SecPartial, "“"+f.Name+"”的遮盖没有通过核验："+why)
		}
	}
	return nil
}

func found(k rulebook.Catalogue, checks map[string]bool) string {
	var s []string
	for _, c := range k.Checklist {
		if checks[c.Name] {
			s = append(s, c.Name)
		}
	}
	return strings.Join(s, ",")
}

func wordLabel(list []rulebook.ReleaseWord, name string) string {
	w, _ := rulebook.Word(list, name)
	return w.Label
}

// standing is the word that stands of each step in the present round.
func standing(ctx context.Context, rd db.Reader, v Review) (map[int]Opinion, error) {
	list, err := db.All[Opinion](ctx, rd, opinionSelect+" WHERE o.release_id = $1 AND o.round = $2 ORDER BY o.id", v.ID, v.Round)
	out := map[int]Opinion{}
	for _, o := range list {
		out[o.Place] = o
	}
	return out, err
}

// allOpen reports whether all four steps said 公开.
func allOpen(by map[int]Opinion) bool {
	for i := range Steps {
		if by[i+1].Choice != SayOpen {
			return false
		}
	}
	return true
}

var consentColumns = []string{"release_id", "round", "agency", "consents", "paper", "on_date", "made_by", "made_at"}

// Consent is the written word of another agency.
type Consent struct {
	ID       int64      `db:"id"`
	Release  int64      `db:"release_id"`
	Round    int        `db:"round"`
	Agency   string     `db:"agency"`
	Consents bool       `db:"consents"`
	Paper    string     `db:"paper"`
	On       civil.Date `db:"on_date"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
}

func consentsOf(ctx context.Context, rd db.Reader, id int64, round int) ([]Consent, error) {
	return db.All[Consent](ctx, rd, "SELECT c.id, c."+strings.Join(consentColumns, ", c.")+" FROM disclosure_release_consent c WHERE c.release_id = $1 AND c.round = $2 ORDER BY c.id", id, round)
}

// unconsented are the agencies whose last word is not a written consent.
func unconsented(v Review, list []Consent) []string {
	var out []string
	for _, p := range lines(v.Partners) {
		yes := false
		for _, c := range list {
			if c.Agency == p {
				yes = c.Consents
			}
		}
		if !yes {
			out = append(out, p)
		}
	}
	return out
}

type consentIn struct {
	r *Room
	c Consent
}

var consentDeed = act.Define(act.Spec[consentIn, bool]{Name: "release.consent.enter", Right: Use, Basis: []law.ID{law.SecJointConsent},
	Do: func(tx *act.Tx, in consentIn) (bool, act.Entry, error) {
		v, err := in.r.mine(tx, in.c.Release)
		if err != nil {
			return false, act.Entry{}, err
		}
		c := in.c
		c.Paper = clean(c.Paper)
		switch {
		case v.State != Running && v.State != Returned:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不能再登记。", v.Number, StateLabel(v.State))
		case !slices.Contains(lines(v.Partners), c.Agency):
			return false, act.Entry{}, fault.Field("agency", c.Agency, "请从列表中选择单位。")
		case c.Paper == "":
			return false, act.Entry{}, of(law.SecJointConsent, fault.Field("paper", "", "请填写书面答复的文号或名称。口头同意不算。"))
		case c.On.IsZero() || c.On.After(tx.Today):
			return false, act.Entry{}, fault.Field("on", c.On.String(), "请填写答复的日期，不晚于今天。")
		}
		id, err := tx.Next("disclosure_release_consent")
		if err != nil {
			return false, act.Entry{}, err
		}
		say := "不同意公开"
		if c.Consents {
			say = "同意公开"
		}
		return true, act.Entry{Subject: v.Subject(), Summary: v.Number + " 登记" + c.Agency + "书面答复：" + say, Detail: map[string]any{"paper": c.Paper}},
			act.Insert(tx, "disclosure_release_consent", id, consentColumns, []any{v.ID, v.Round, c.Agency, c.Consents, c.Paper, c.On, tx.Actor.Login, tx.Now})
	}})

// EnterConsent enters the written word of another agency. The drafter and the office
// may.
func (r *Room) EnterConsent(ctx context.Context, who act.Actor, c Consent) error {
	_, err := consentDeed.Run(ctx, r.Door, who, consentIn{r, c})
	return err
}

// mine gives a review to its drafter and to the office.
func (r *Room) mine(tx *act.Tx, id int64) (Review, error) {
	v, err := reviewByID(tx, id)
	if err != nil {
		return v, err
	}
	if v.Login != tx.Actor.Login && !r.isOffice(tx.Actor) {
		return v, act.OutOfReach(v.Subject())
	}
	return v, nil
}

// Answers to a referral.
const (
	AnswerNotSecret = "not_secret"
	AnswerSecret    = "secret"
	AnswerUpward    = "upward" // to be put to the next level
)

var answerLabels = map[string]string{AnswerNotSecret: "不属于国家秘密", AnswerSecret: "属于国家秘密", AnswerUpward: "转报上一级"}

// Kinds of question that are referred.
const (
	OwnBusiness = "own"
	OtherMatter = "other"
)

var referralKinds = map[string]string{OwnBusiness: "主管业务方面", OtherMatter: "其他方面"}

func referralClause(kind string) law.ID {
	if kind == OwnBusiness {
		return law.SecUnclearOwn
	}
	return law.SecUnclearOther
}

var referralColumns = []string{"release_id", "round", "place", "kind", "body", "paper", "sent_on", "answer", "answer_paper", "answer_words", "answered_on", "made_by", "made_at", "answered_by"}

// Referral is a question put to a superior or to the secrecy administration.
type Referral struct {
	ID          int64      `db:"id"`
	Release     int64      `db:"release_id"`
	Round       int        `db:"round"`
	Place       int        `db:"place"`
	Kind        string     `db:"kind"`
	Body        string     `db:"body"`
	Paper       string     `db:"paper"`
	SentOn      civil.Date `db:"sent_on"`
	Answer      string     `db:"answer"`
	AnswerPaper string     `db:"answer_paper"`
	AnswerWords string     `db:"answer_words"`
	AnsweredOn  civil.Date `db:"answered_on"`
	MadeBy      string     `db:"made_by"`
	MadeAt      int64      `db:"made_at"`
	AnsweredBy  string     `db:"answered_by"`
}

func referralsOf(ctx context.Context, rd db.Reader, id int64, round int) ([]Referral, error) {
	return db.All[Referral](ctx, rd, "SELECT f.id, f."+strings.Join(referralColumns, ", f.")+" FROM disclosure_release_referral f WHERE f.release_id = $1 AND f.round = $2 ORDER BY f.id", id, round)
}

func referralKey(id int64) string { return fmt.Sprintf("disclosure.referral:%d", id) }

func (r *Room) refer(tx *act.Tx, v Review, place int, x Saying) error {
	id, err := tx.Next("disclosure_release_referral")
	if err != nil {
		return err
	}
	if err := act.Insert(tx, "disclosure_release_referral", id, referralColumns, []any{v.ID, v.Round, place, x.Kind, x.Body, x.Paper, tx.Today, "", "", "", civil.Date{}, tx.Actor.Login, tx.Now, ""}); err != nil {
		return err
	}
	return notify.Put(tx, notify.Todo{Key: referralKey(id), Role: org.Staff, Unit: r.Org.Places.Office, Text: "登记报审答复：" + v.Title, URL: reviewURL(v.ID)})
}

type answerIn struct {
	r *Room
	f Referral
}

var answerDeed = act.Define(act.Spec[answerIn, bool]{Name: "release.referral.answer", Right: Use, Basis: []law.ID{law.SecUnclearOwn, law.SecUnclearOther},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		v, err := in.r.mine(tx, in.f.Release)
		if err != nil {
			return none(err)
		}
		list, err := referralsOf(tx.Ctx, tx, v.ID, v.Round)
		if err != nil {
			return none(err)
		}
		i := slices.IndexFunc(list, func(f Referral) bool { return f.ID == in.f.ID })
		x := in.f
		x.AnswerPaper, x.AnswerWords = clean(x.AnswerPaper), clean(x.AnswerWords)
		switch {
		case i < 0:
			return none(act.OutOfReach(act.Subject("disclosure_release_referral", x.ID)))
		case list[i].Answer != "":
			return none(fault.Newf(fault.Conflict, "这次报审已于%s登记答复。", list[i].AnsweredOn.Chinese()))
		case answerLabels[x.Answer] == "":
			return none(fault.Field("answer", x.Answer, "请选择答复的结果。"))
		case x.AnswerPaper == "":
			return none(fault.Field("answer_paper", "", "请填写答复的文号或凭据。"))
		case x.AnsweredOn.IsZero() || x.AnsweredOn.After(tx.Today) || x.AnsweredOn.Before(list[i].SentOn):
			return none(fault.Field("answered_on", x.AnsweredOn.String(), "请填写答复的日期，不早于报出的日期，不晚于今天。"))
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("referral_answer"), x.ID, x.Answer, x.AnswerPaper, x.AnswerWords, x.AnsweredOn, tx.Actor.Login); err != nil {
			return none(err)
		}
		tx.Touch("disclosure_release_referral", x.ID)
		return true, act.Entry{Subject: v.Subject(), Summary: v.Number + " 登记" + list[i].Body + "的答复：" + answerLabels[x.Answer], Basis: []law.ID{referralClause(list[i].Kind)}}, notify.Done(tx, referralKey(x.ID))
	}})

// AnswerReferral enters what was answered to a referral. The drafter and the office
// may.
func (r *Room) AnswerReferral(ctx context.Context, who act.Actor, f Referral) error {
	_, err := answerDeed.Run(ctx, r.Door, who, answerIn{r, f})
	return err
}

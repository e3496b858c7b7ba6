package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
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
	// suspected says of every file that was looked through, by digest, what kinds of
	// personal data its text seems to hold.
	suspected map[string][]string
}

var sayDeed = act.Define(act.Spec[sayIn, flow.Result]{Name: "release.review.say", Label: "提出审查意见", Right: Use, Basis: []law.ID{law.SecOpinion, law.SecOpinionBasis, law.SecBasis, law.SecOrder, law.SecNode3},
	Do: func(tx *act.Tx, in sayIn) (flow.Result, act.Entry, error) { return in.r.say(tx, in) }})

// Say gives the opinion of a step. 需报审 leaves the step open until the answer is
// entered. The files are looked through for personal data before the deed, which
// must not wait for that.
func (r *Room) Say(ctx context.Context, who act.Actor, x Saying) (flow.Result, error) {
	in := sayIn{r: r, x: x}
	if r.Suspect != nil && x.Choice == SayOpen {
		// Who may not see the review is refused by the deed.
		if w, err := r.Review(ctx, who, x.Review); err == nil && w.Limits.Place == 1 {
			in.suspected = map[string][]string{}
			for _, f := range w.Files {
				kinds, err := r.Suspect(ctx, f.SHA256, f.Name)
				if err != nil {
					return flow.Result{}, err
				}
				in.suspected[f.SHA256] = kinds
			}
		}
	}
	return sayDeed.Run(ctx, r.Door, who, in)
}

func (r *Room) say(tx *act.Tx, in sayIn) (flow.Result, act.Entry, error) {
	x := in.x
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
	x.Basis, x.Reason, x.Body, x.Paper = db.Trimmed(x.Basis), db.Trimmed(x.Reason), db.Trimmed(x.Body), db.Trimmed(x.Paper)
	place := step.Place
	if err := r.allowed(tx, s, v, place, x); err != nil {
		return none(err)
	}
	if place == 1 && x.Choice == SayOpen {
		if err := r.unmasked(tx, v, in.suspected); err != nil {
			return none(err)
		}
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
	if place == len(Steps) && x.Choice != SayReport { // the papers go to the archive
		entry.Basis = append(entry.Basis, law.GovProcArchive)
	}
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
	files, err := filesOf(tx.Ctx, tx, v.ID, v.Round)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !f.Partial() {
			continue
		}
		if r.Redacted == nil {
			return fault.Refuse(law.SecPartial, "还没有接通对遮盖的核验，“"+f.Name+"”不能部分公开。请联系系统管理员。")
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

var errUnmasked = errors.New("release: personal data are not masked")

// unmasked refuses 公开 for a file in which personal data seem to stand, unless it
// passed the redaction or somebody else confirmed there that nothing is to be hidden.
func (r *Room) unmasked(tx *act.Tx, v Review, suspected map[string][]string) error {
	if r.Suspect == nil {
		return nil
	}
	files, err := filesOf(tx.Ctx, tx, v.ID, v.Round)
	if err != nil {
		return err
	}
	for _, f := range files {
		kinds, looked := suspected[f.SHA256]
		if !looked {
			return fault.New(fault.Conflict, "文件刚刚换过，请刷新，看过新的文件后再提出意见。")
		}
		if len(kinds) == 0 {
			continue
		}
		ok := false
		if r.Redacted != nil {
			if ok, _, err = r.Redacted(tx.Ctx, tx, f.SHA256); err != nil {
				return err
			}
		}
		if !ok {
			e := fault.Field("choice", SayOpen, "“"+f.Name+"”里检出"+strings.Join(kinds, "、")+"，没有遮盖，不能提出公开。请在“遮盖个人信息”里遮盖后，用遮盖后的文件重新送审；无需遮盖的，也在那里由另一人复核确认。")
			e.Clause, e.Err = law.FoiNo3, errUnmasked
			return e
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

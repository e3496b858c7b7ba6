package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

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

var answerDeed = act.Define(act.Spec[answerIn, bool]{Name: "release.referral.answer", Label: "登记报审答复", Right: Use, Basis: []law.ID{law.SecUnclearOwn, law.SecUnclearOther},
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
		x.AnswerPaper, x.AnswerWords = db.Trimmed(x.AnswerPaper), db.Trimmed(x.AnswerWords)
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

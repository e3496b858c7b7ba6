package release

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

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

var consentDeed = act.Define(act.Spec[consentIn, bool]{Name: "release.consent.enter", Label: "登记共同单位答复", Right: Use, Basis: []law.ID{law.SecJointConsent},
	Do: func(tx *act.Tx, in consentIn) (bool, act.Entry, error) {
		v, err := in.r.mine(tx, in.c.Release)
		if err != nil {
			return false, act.Entry{}, err
		}
		c := in.c
		c.Paper = db.Trimmed(c.Paper)
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

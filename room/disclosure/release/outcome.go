package release

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// moved is the hook that only notes what became of a case.
func (r *Room) moved(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		v, err := reviewByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		v.State = state
		if state == Withdrawn {
			v.ClosedOn = tx.Today
		}
		if err := r.versionOf(tx, v, VersionDraft); err != nil {
			return err
		}
		return putReview(tx, &v)
	}
}

// agreed notes that the director agreed. Only a review in which all four steps said
// 公开 clears its files.
func (r *Room) agreed(tx *act.Tx, o flow.Outcome) error {
	v, err := reviewByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	by, err := standing(tx.Ctx, tx, v)
	if err != nil {
		return err
	}
	if !allOpen(by) {
		return fault.Refuse(law.SecOrder, "四步没有都提出公开，不能放行。")
	}
	v.State, v.ClosedOn = Cleared, tx.Today
	if v.Expired != "" {
		v.State = Declassify
	}
	if err := putReview(tx, &v); err != nil {
		return err
	}
	if v.State == Cleared {
		if err := r.versionOf(tx, v, VersionCleared); err != nil {
			return err
		}
	}
	return r.owe(tx, v)
}

// refused notes that it is not to be released.
func (r *Room) refused(tx *act.Tx, o flow.Outcome) error {
	v, err := reviewByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	v.State, v.ClosedOn = Withheld, tx.Today
	if err := putReview(tx, &v); err != nil {
		return err
	}
	if err := r.versionOf(tx, v, VersionRefused); err != nil {
		return err
	}
	return r.owe(tx, v)
}

// owe hands the papers of a concluded review to the archive (clause
// gov.proc.archive).
func (r *Room) owe(tx *act.Tx, v Review) error {
	if r.File == nil {
		return nil
	}
	return r.Flow.Owe(tx, v.Subject())
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// Declassification is the procedure by which an expired secret was declassified.
type Declassification struct {
	Review int64
	On     civil.Date
	By     string // who did it
	Paper  string
}

type declassifyIn struct {
	r *Room
	d Declassification
}

var declassifyDeed = act.Define(act.Spec[declassifyIn, bool]{Name: "release.review.declassify", Label: "登记解密", Right: Use, Basis: []law.ID{law.SecExpired},
	Do: func(tx *act.Tx, in declassifyIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		v, err := reviewByID(tx, in.d.Review)
		if err != nil {
			return none(err)
		}
		d := in.d
		d.By, d.Paper = db.Trimmed(d.By), db.Trimmed(d.Paper)
		switch {
		case v.State != Declassify:
			return none(fault.Newf(fault.Conflict, "%s%s，不需要登记解密。解密在审查确认以后办理。", v.Number, StateLabel(v.State)))
		case d.By == "":
			return none(fault.Field("by", "", "请填写办理解密的机关或者人员。"))
		case d.Paper == "":
			return none(fault.Field("paper", "", "请填写解密的文号或凭据。"))
		case d.On.IsZero() || d.On.After(tx.Today) || d.On.Before(v.ClosedOn):
			return none(of(law.SecExpired, fault.Field("on", d.On.String(), "解密的日期应不早于审查确认的"+v.ClosedOn.Chinese()+"，不晚于今天。")))
		}
		v.State, v.DeclassifiedOn, v.DeclassifiedBy = Cleared, d.On, d.By+"，"+d.Paper
		if err := putReview(tx, &v); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: v.Subject(), Summary: v.Number + " 登记解密", Detail: map[string]any{"paper": d.Paper, "on": d.On.String()}}, in.r.versionOf(tx, v, VersionCleared)
	}})

// EnterDeclassification enters that an expired secret was declassified, after the
// review confirmed that it can be released. The office does.
func (r *Room) EnterDeclassification(ctx context.Context, who act.Actor, d Declassification) error {
	_, err := declassifyDeed.Run(ctx, r.Door, who, declassifyIn{r, d})
	return err
}

type bound struct {
	Review
	FileRound int `db:"file_round"`
}

// Cleared reports whether exactly these bytes may be released: their last concluded
// review ended with 公开 in all four steps, and an expired secret is declassified. If
// not, it says why. It limits nothing.
func (r *Room) Cleared(ctx context.Context, rd db.Reader, sha256 string) (bool, string, error) {
	list, err := db.All[bound](ctx, rd, "SELECT v.id, v."+strings.Join(reviewColumns, ", v.")+", f.round AS file_round FROM disclosure_release v JOIN disclosure_release_file f ON f.release_id = v.id WHERE f.sha256 = $1 ORDER BY v.id DESC", sha256)
	if err != nil {
		return false, "", err
	}
	why := "没有经过公开前的保密审查"
	for _, v := range list {
		if v.FileRound != v.Round {
			continue // replaced by other bytes
		}
		switch v.State {
		case Cleared:
			by, err := standing(ctx, rd, v.Review)
			if err != nil || !allOpen(by) {
				return false, v.Number + "没有四步都提出公开", err
			}
			return true, "", nil
		case Withheld:
			return false, v.Number + "的结论是不予公开", nil
		case Declassify:
			return false, v.Number + "审查已确认，还没有办理解密手续", nil
		case Running, Returned:
			why = v.Number + "还在审查"
		}
	}
	return false, why, nil
}

// HasFile reports whether a row of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// papers lays out what is left of a concluded review: its course and the files that
// were reviewed. It limits nothing.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	v, err := db.One[Review](ctx, rd, reviewSelect+" WHERE v.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	w, err := r.whole(ctx, rd, v)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: v.Subject(), Title: v.Title + "（公开审查 " + v.Number + "）", Unit: v.Unit, Date: v.ClosedOn}
	sheet := r.sheet(w, v.ClosedOn)
	if p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: v.Number + " 公开审查呈批单", Draw: func(b *bytes.Buffer) error { return r.print(w, v.ClosedOn, b) }}, sheet.Form()); err != nil {
		return p, err
	}
	for _, f := range w.Files {
		p.Files = append(p.Files, f.Attachment.Paper())
	}
	return p, nil
}

func (r *Room) bureau() string { return r.Rules.Base.Bureau }

// sheet is the course of a review for paper.
func (r *Room) sheet(w View, day civil.Date) flow.Printed {
	return flow.Printed{Head: flow.SheetHead{Bureau: r.bureau(), Title: "公开审查办理过程", Number: w.Number, Basis: w.Case.BasisLine, Case: w.Case, Today: day}, Facts: w.Title + "，" + w.UnitName, Book: r.Rules.Base}
}

func (r *Room) printed(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	w, err := r.Review(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.sheet(w, r.Door.Today()), nil
}

// print draws the form on which the opinions stand.
func (r *Room) print(w View, day civil.Date, b *bytes.Buffer) error {
	s, err := flow.NewSheet(flow.SheetHead{Bureau: r.bureau(), Title: "政府信息公开审查呈批单", Number: w.Number, Basis: w.Case.BasisLine, Case: w.Case, Today: day})
	if err != nil {
		return err
	}
	const lead = 30.0
	row := func(h float64, label, text string) {
		s.Row(h, flow.Cell{Label: label, Value: text, Lead: lead, Width: flow.SheetWidth - lead})
	}
	row(10, "题名", w.Title)
	row(10, "产生科室", w.UnitName+"　送审 "+w.Name+"　"+w.SubmittedOn.Chinese())
	row(10, "用途", PurposeLabel(w.Purpose)+"　"+originLabels[w.Origin])
	var names []string
	for _, f := range w.Files {
		names = append(names, f.Name+"（SHA-256 "+f.SHA256[:16]+"…）")
	}
	row(float64(8+6*len(names)), "拟公开文件", strings.Join(names, "\n"))
	for i, step := range Steps {
		text := "没有到这一步"
		if o, ok := w.Standing[i+1]; ok {
			text = fmt.Sprintf("%s。\n依据：%s\n理由：%s\n%s（%s）　%s", w.opinionLabel(o.Choice), o.Basis, o.Reason, o.Name, o.Post, o.On.Chinese())
		}
		row(36, step.Label, text)
	}
	row(12, "结论", StateLabel(w.State)+conclusion(w.Review))
	return s.Write(b)
}

func conclusion(v Review) string {
	if v.DeclassifiedBy != "" {
		return "；" + v.DeclassifiedOn.Chinese() + "办理解密：" + v.DeclassifiedBy
	}
	return ""
}

package release

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type changeIn struct {
	r    *Room
	item int64
	on   civil.Date
	what string
}

var changeDeed = act.Define(act.Spec[changeIn, Item]{Name: "release.item.change", Label: "登记信息变更", Right: Use, Basis: []law.ID{law.ProDeadlineChange},
	Do: func(tx *act.Tx, in changeIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, t, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		what := db.Trimmed(in.what)
		switch {
		case i.Shown == 0 || i.State == ItemWithdrawn:
			return none(fault.New(fault.Conflict, "只有已公开的信息才登记变更。"))
		case t.What != VersionPublished:
			return none(fault.New(fault.Conflict, "上一次变更的文本还没有公开，请接着办理。"))
		case in.on.IsZero() || in.on.After(tx.Today) || in.on.Before(t.FormedOn):
			return none(of(law.ProDeadlineChange, fault.Field("on", in.on.String(), "请填写变更的日期，不早于形成日期，不晚于今天。")))
		case what == "":
			return none(fault.Field("what", "", "请写明变更了什么。"))
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		old := t.ID
		i.Latest++
		i.RunsFrom, i.DueOther, i.DueGround = in.on, civil.Date{}, ""
		t.N, t.What, t.Review, t.ApprovedOn, t.PublishedOn, t.PublishedAt, t.FormedOn = i.Latest, VersionDraft, 0, civil.Date{}, civil.Date{}, 0, in.on
		t.MadeBy, t.MadeAt, t.Seen = tx.Actor.Login, tx.Now, 1
		if t.ID, err = tx.Next("disclosure_version"); err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_version", t.ID, versionColumns, t.values()); err != nil {
			return none(err)
		}
		files, err := versionFilesOf(tx.Ctx, tx, old)
		if err != nil {
			return none(err)
		}
		for _, f := range files {
			id, err := tx.Next("disclosure_version_file")
			if err != nil {
				return none(err)
			}
			if err := act.Insert(tx, "disclosure_version_file", id, versionFileColumns, []any{t.ID, f.Name, f.SHA256, f.SM3, f.Size, f.SourceName, f.SourceSHA256, f.Withheld, tx.Actor.Login, tx.Now}); err != nil {
				return none(err)
			}
		}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "登记变更 " + i.Index + "：" + what, Detail: map[string]any{"changed": in.on.String(), "version": t.N}}, in.r.remind(tx, s, i, t)
	}})

// NewVersion begins a new text of a published item that changed on a day. The old
// one stays public until the new one is.
func (r *Room) NewVersion(ctx context.Context, who act.Actor, item int64, on civil.Date, what string) (Item, error) {
	return changeDeed.Run(ctx, r.Door, who, changeIn{r, item, on, what})
}

type withdrawIn struct {
	r    *Room
	item int64
	why  string
	hide bool
}

var withdrawDeed = act.Define(act.Spec[withdrawIn, Item]{Name: "release.item.withdraw", Label: "撤下信息", Right: Use, Basis: []law.ID{law.GovProcPublish},
	Do: func(tx *act.Tx, in withdrawIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		i, _, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		why := db.Trimmed(in.why)
		switch {
		case i.State != ItemPublished && i.State != ItemInternal:
			return none(fault.New(fault.Conflict, "只有已公开的信息可以撤下。"))
		case why == "":
			return none(fault.Field("why", "", "请写明撤下的理由，公众可以看到。"))
		}
		if e := long("why", "理由", why, 300); e != nil {
			return none(e)
		}
		by := in.r.bureau() + tx.Actor.UnitName
		i.State, i.WithdrawnOn, i.WithdrawnAt, i.WithdrawnBy, i.WithdrawnWhy, i.TitleHidden, i.RunsFrom = ItemWithdrawn, tx.Today, tx.Now, by, why, in.hide, civil.Date{}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		for _, key := range []string{publishKey(i.ID), radarKey(i.ID), radarKey(i.ID) + ".office"} {
			if err := notify.Done(tx, key); err != nil {
				return none(err)
			}
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "撤下 " + i.Index + "：" + why}, nil
	}})

// Withdraw takes a published item down. Index number, reason, who and when stay;
// hide leaves the title out. The office does.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, item int64, why string, hide bool) (Item, error) {
	return withdrawDeed.Run(ctx, r.Door, who, withdrawIn{r, item, why, hide})
}

var examinationColumns = []string{"item_id", "on_date", "result", "reason", "name", "made_by", "made_at"}

// Examination is one assessment of what is withheld.
type Examination struct {
	ID     int64      `db:"id"`
	Item   int64      `db:"item_id"`
	On     civil.Date `db:"on_date"`
	Result string     `db:"result"` // keep, open
	Reason string     `db:"reason"`
	Name   string     `db:"name"`
	MadeBy string     `db:"made_by"`
	MadeAt int64      `db:"made_at"`
}

// Results of an examination.
const (
	KeepClosed = "keep"
	MayOpen    = "open"
)

var resultLabels = map[string]string{KeepClosed: "仍不公开", MayOpen: "可以公开"}

type examineIn struct {
	r      *Room
	item   int64
	result string
	reason string
}

var examineDeed = act.Define(act.Spec[examineIn, Item]{Name: "release.item.examine", Label: "重新评估是否公开", Right: Use, Basis: []law.ID{law.Disclosure2019Reexamination},
	Do: func(tx *act.Tx, in examineIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, t, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		reason := db.Trimmed(in.reason)
		switch {
		case i.State != ItemWithheld:
			return none(fault.New(fault.Conflict, "只有不主动公开的信息才重新评估。"))
		case resultLabels[in.result] == "":
			return none(fault.Field("result", in.result, "请选择评估结果。"))
		case reason == "":
			return none(of(law.Disclosure2019Reexamination, fault.Field("reason", "", "请写明理由。")))
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		id, err := tx.Next("disclosure_examination")
		if err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_examination", id, examinationColumns, []any{i.ID, tx.Today, in.result, reason, tx.Actor.Name, tx.Actor.Login, tx.Now}); err != nil {
			return none(err)
		}
		i.ReexamineOn = tx.Today.AddYears(s.book.Catalogue.ReexamineYears)
		if c, _ := s.book.Catalogue.Category(t.Category); in.result == MayOpen {
			if c.Scope == rulebook.ScopeClosed {
				return none(fault.Refuse(c.Basis[0].Clause, "类目“"+c.Label+"”不对外公开。请先改类目和公开属性。"))
			}
			// What may be public now is due from the day on which that was found.
			i.State, i.Attribute, i.Ground, i.RunsFrom, i.ReexamineOn = ItemDraft, Public, "", tx.Today, civil.Date{}
		}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "重新评估：" + resultLabels[in.result], Detail: map[string]any{"result": in.result}}, in.r.remind(tx, s, i, t)
	}})

// Examine enters the yearly assessment of an item that is withheld.
func (r *Room) Examine(ctx context.Context, who act.Actor, item int64, result, reason string) (Item, error) {
	return examineDeed.Run(ctx, r.Door, who, examineIn{r, item, result, reason})
}

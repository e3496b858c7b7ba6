package release

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

var channelColumns = []string{"version_id", "channel", "on_date", "note", "made_by", "made_at"}

// Channel is a way by which a text was made public.
type Channel struct {
	ID      int64      `db:"id"`
	Version int64      `db:"version_id"`
	Channel string     `db:"channel"`
	On      civil.Date `db:"on_date"`
	Note    string     `db:"note"`
	MadeBy  string     `db:"made_by"`
	MadeAt  int64      `db:"made_at"`
}

type publishIn struct {
	r        *Room
	item     int64
	channels []string
	note     string
}

var publishDeed = act.Define(act.Spec[publishIn, Item]{Name: "release.item.publish", Label: "公开信息", Right: Use,
	Basis: []law.ID{law.GovProcReview, law.GovProcPublish, law.GovMedia, law.ProChannels, law.SecAll, law.SecNo1, law.ProSubjectOwn, law.ProSubjectHeld},
	Do:    func(tx *act.Tx, in publishIn) (Item, act.Entry, error) { return in.r.publish(tx, in) }})

// Publish makes the newest text of an item public, or known to the staff where its
// category is an internal one. The office does, once every byte of page and files is
// cleared. The day is the present one.
func (r *Room) Publish(ctx context.Context, who act.Actor, item int64, channels []string, note string) (Item, error) {
	return publishDeed.Run(ctx, r.Door, who, publishIn{r, item, channels, note})
}

func (r *Room) publish(tx *act.Tx, in publishIn) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	if err := r.office(tx.Actor); err != nil {
		return none(err)
	}
	i, t, err := r.own(tx, in.item)
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	k := s.book.Catalogue
	c, _ := k.Category(t.Category)
	switch {
	case i.State == ItemWithdrawn:
		return none(fault.Newf(fault.Conflict, "这项信息已于%s撤下，索引号不再使用。要重新公开的，请另行登记。", i.WithdrawnOn.Chinese()))
	case c.Scope == rulebook.ScopeClosed:
		return none(fault.Refuse(c.Basis[0].Clause, "“"+c.Label+"”不对外公开。"))
	case i.Attribute != Public:
		return none(fault.Refuse(law.Disclosure2019Openness, "公开属性不是主动公开，不能公开。"))
	case t.What == VersionPublished:
		return none(fault.Newf(fault.Conflict, "这份文本已于%s公开。", t.PublishedOn.Chinese()))
	case t.What == VersionReviewing:
		return none(fault.Refuse(law.SecAll, "这份文本正在审查，审查通过以前不能公开。"))
	}
	if err := r.clear(tx, t); err != nil {
		return none(err)
	}
	if c.Scope == rulebook.ScopeInternal {
		in.channels = nil // the staff reads it here, and nobody else anywhere
	}
	if len(in.channels) == 0 && c.Scope == rulebook.ScopePublic {
		return none(of(law.ProChannels, fault.Field("channels", "", "请至少选择一种公开渠道。")))
	}
	if err := r.number(tx, s, &i); err != nil {
		return none(err)
	}
	if i.Shown != 0 {
		old, err := db.One[Version](tx.Ctx, tx, versionSelect+" WHERE t.item_id = $1 AND t.n = $2", i.ID, i.Shown)
		if err != nil {
			return none(err)
		}
		old.What = VersionReplaced
		if err := putVersion(tx, &old); err != nil {
			return none(err)
		}
	}
	t.What, t.PublishedOn, t.PublishedAt = VersionPublished, tx.Today, tx.Now
	if err := putVersion(tx, &t); err != nil {
		return none(err)
	}
	i.State, i.Shown, i.UpdatedOn, i.RunsFrom = ItemPublished, t.N, tx.Today, civil.Date{}
	if c.Scope == rulebook.ScopeInternal {
		i.State = ItemInternal
	}
	if i.PublishedOn.IsZero() {
		i.PublishedOn = tx.Today
	}
	if err := putItem(tx, &i); err != nil {
		return none(err)
	}
	var labels []string
	for _, name := range in.channels {
		w, ok := rulebook.Word(k.Channels, name)
		if !ok {
			return none(fault.Field("channels", name, "没有“"+name+"”这种公开渠道，请从列表中选择。"))
		}
		id, err := tx.Next("disclosure_channel")
		if err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_channel", id, channelColumns, []any{t.ID, name, tx.Today, db.Trimmed(in.note), tx.Actor.Login, tx.Now}); err != nil {
			return none(err)
		}
		labels = append(labels, w.Label)
	}
	for _, key := range []string{publishKey(i.ID), radarKey(i.ID), radarKey(i.ID) + ".office"} {
		if err := notify.Done(tx, key); err != nil {
			return none(err)
		}
	}
	return i, act.Entry{Subject: i.Subject(), Summary: itemLabels[i.State] + " " + i.Index + "：" + t.Title, Basis: clausesOf(c),
		Detail: map[string]any{"index": i.Index, "version": t.N, "approved": t.ApprovedOn.String(), "channels": labels}}, nil
}

// clear refuses a text of which any byte is not cleared.
func (r *Room) clear(tx *act.Tx, t Version) error {
	sha, err := digest(t.Page(r.bureau()))
	if err != nil {
		return err
	}
	files, err := versionFilesOf(tx.Ctx, tx, t.ID)
	if err != nil {
		return err
	}
	page := VersionFile{}
	page.Name, page.SHA256 = PageName, sha
	for _, f := range append([]VersionFile{page}, files...) {
		ok, why, err := r.Cleared(tx.Ctx, tx, f.SHA256)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Refuse(law.SecAll, "“"+f.Name+"”不能公开："+why+"。")
		}
	}
	return nil
}

func digest(text string) (string, error) {
	d := blob.NewDigests()
	if _, err := d.Write([]byte(text)); err != nil {
		return "", err
	}
	return d.Ref().SHA256, nil
}

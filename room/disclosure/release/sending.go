package release

import (
	"bytes"
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Sending is what the review of an item's text has to know besides.
type Sending struct {
	Item     int64
	Secret   string // "no" or "yes" (clause sec.mark)
	Origin   string
	Joint    bool
	Lead     string
	Partners string
	Expired  string
	Note     string
}

type sendIn struct {
	r    *Room
	x    Sending
	page blob.Ref
	said string
}

var sendDeed = act.Define(act.Spec[sendIn, Review]{Name: "release.item.send", Label: "公开信息送审", Right: Use, Basis: []law.ID{law.GovProcReview, law.SecAll, law.SecScope, law.SecOrder, law.Disclosure2019Review},
	Do: func(tx *act.Tx, in sendIn) (Review, act.Entry, error) { return in.r.send(tx, in) }})

// SendItem sends the newest text of an item for review: its public page and its
// files. A text that was returned goes to the same review.
func (r *Room) SendItem(ctx context.Context, who act.Actor, x Sending, said string) (Review, error) {
	v, err := r.Item(ctx, who, x.Item)
	if err != nil {
		return Review{}, err
	}
	if !v.Own {
		return Review{}, act.OutOfReach(v.Subject())
	}
	ref, err := r.Files.Put(ctx, bytes.NewReader([]byte(v.Newest.Page(r.bureau()))), 0)
	if err != nil {
		return Review{}, err
	}
	list := []File{pageFile(ref)}
	for _, f := range v.Files {
		list = append(list, f.file())
	}
	if err := r.screen(ctx, list); err != nil {
		return Review{}, err
	}
	return sendDeed.Run(ctx, r.Door, who, sendIn{r, x, ref, said})
}

func pageFile(ref blob.Ref) File {
	var f File
	f.Name, f.SHA256, f.SM3, f.Size = PageName, ref.SHA256, ref.SM3, ref.Size
	return f
}

func (r *Room) send(tx *act.Tx, in sendIn) (Review, act.Entry, error) {
	none := func(err error) (Review, act.Entry, error) { return Review{}, act.Entry{}, err }
	i, t, s, err := r.drafted(tx, in.x.Item)
	if err != nil {
		return none(err)
	}
	if i.Attribute != Public {
		return none(of(law.Disclosure2019Openness, fault.New(fault.Rule, "公开属性不是主动公开，不需要送审。要公开的，请先改公开属性。")))
	}
	if t.What == VersionCleared {
		return none(fault.New(fault.Conflict, "这份文本已审查通过，可以公开。"))
	}
	if err := t.complete(s.book.Catalogue); err != nil {
		return none(err)
	}
	// The page must be the one that stands there now.
	if ref, err := digest(t.Page(r.bureau())); err != nil || ref != in.page.SHA256 {
		return none(fault.New(fault.Conflict, "这份文本刚刚有人改过，请重新打开再送审。"))
	}
	x := Request{Purpose: ForPublish, Title: t.Title, Unit: i.Unit, For: act.Subject("disclosure_version", t.ID), Origin: in.x.Origin, Secret: in.x.Secret, Joint: in.x.Joint, Lead: in.x.Lead,
		Partners: in.x.Partners, Expired: in.x.Expired, Note: in.x.Note, Files: []File{pageFile(in.page)}}
	files, err := versionFilesOf(tx.Ctx, tx, t.ID)
	if err != nil {
		return none(err)
	}
	for _, f := range files {
		x.Files = append(x.Files, f.file())
	}
	again := int64(0)
	if t.Review != 0 {
		old, err := reviewByID(tx, t.Review)
		if err != nil {
			return none(err)
		}
		if old.State == Returned {
			again = old.ID
		}
	}
	v, _, err := r.put(tx, x, again, in.said)
	if err != nil {
		return none(err)
	}
	t.What, t.Review, t.ApprovedOn = VersionReviewing, v.ID, civil.Date{}
	return v, act.Entry{Subject: i.Subject(), Summary: "送公开审查 " + v.Number + "：" + t.Title, Basis: v.basis(), Detail: map[string]any{"review": v.Number, "round": v.Round, "files": digests(x.Files)}}, putVersion(tx, &t)
}

// versionOf notes what became of the review of a text of the catalogue.
func (r *Room) versionOf(tx *act.Tx, v Review, state string) error {
	table, id := act.SubjectOf(v.For)
	if table != "disclosure_version" {
		return nil
	}
	t, err := db.One[Version](tx.Ctx, tx, versionSelect+" WHERE t.id = $1", id)
	if err != nil || t.Review != v.ID || t.What == VersionPublished || t.What == VersionReplaced {
		return err
	}
	t.What = state
	if state == VersionCleared {
		t.ApprovedOn = tx.Today
		if err := r.remindPublishing(tx, t); err != nil {
			return err
		}
	}
	return putVersion(tx, &t)
}

// remindPublishing hands a text that was cleared to the office: from now on it alone
// has something to do.
func (r *Room) remindPublishing(tx *act.Tx, t Version) error {
	i, err := db.One[Item](tx.Ctx, tx, itemSelect+" WHERE i.id = $1", t.Item)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	d, _, err := s.due(i)
	if err != nil {
		return err
	}
	for _, key := range []string{radarKey(i.ID), radarKey(i.ID) + ".office"} {
		if err := notify.Done(tx, key); err != nil {
			return err
		}
	}
	return notify.Put(tx, notify.Todo{Key: publishKey(i.ID), Role: org.Staff, Unit: r.Org.Places.Office, Text: "公开：" + t.Title, URL: itemURL(i.ID), Due: d.Due})
}

func publishKey(item int64) string { return fmt.Sprintf("disclosure.publish:%d", item) }

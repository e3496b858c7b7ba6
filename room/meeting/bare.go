package meeting

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// lacks reports whether an item has neither material nor the word that it has none: such
// an item keeps the notice from going out (clause mtg.party.materials).
func (x Item) lacks(list []Paper) bool {
	return !x.NoMaterial && !slices.ContainsFunc(list, func(p Paper) bool { return p.ItemID == x.ID && p.Kind == Material })
}

// equips reports whether who asks may add to an item what the notice wants of it:
// whoever proposed it, the presenting unit (its head alone where the meeting is secret),
// the clerk.
func (s *scene) equips(k rulebook.MeetingKind, it Item) bool {
	if s.me.ID == 0 {
		return false
	}
	unit := it.Unit != "" && it.Unit == s.me.Unit && (!secret(k) || s.chart.Rank(s.me.ID) == org.RankSectionHead)
	return it.Login != "" && it.Login == s.chart.Login(s.me.ID) || unit || s.clerk(k)
}

// reach reads an item with its kind for a deed of those who may equip it, or fix the
// agenda.
func (r *Room) reach(tx *act.Tx, item int64) (*scene, rulebook.MeetingKind, Item, error) {
	it, err := itemByID(tx, item)
	if err != nil {
		return nil, rulebook.MeetingKind{}, it, err
	}
	s, err := r.look(tx.Ctx, tx, tx.Actor)
	if err != nil {
		return nil, rulebook.MeetingKind{}, it, err
	}
	k, err := s.kind(it.Kind)
	return s, k, it, err
}

var bareDeed = act.Define(act.Spec[itemIn, bool]{Name: "meeting.item.bare", Label: "标明议题无材料", Right: Use, Basis: []law.ID{law.MtgPartyMaterials},
	Do: func(tx *act.Tx, in itemIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		s, k, it, err := in.r.reach(tx, in.item)
		if err != nil {
			return none(err)
		}
		papers, err := db.All[Paper](tx.Ctx, tx, paperSelect+" WHERE item_id = $1", it.ID)
		if err != nil {
			return none(err)
		}
		switch {
		case !s.equips(k, it) && !s.holds(k.Agenda.Posts):
			return none(act.OutOfReach(act.Subject("meeting_item", it.ID)))
		case it.State != Proposed && it.State != Listed:
			return none(fault.Newf(fault.Conflict, "“%s”%s，不必再标明有无材料。", it.Title, it.StateLabel()))
		case !it.lacks(papers):
			return none(fault.Newf(fault.Conflict, "“%s”已有材料或者已标明无材料。", it.Title))
		}
		it.NoMaterial = true
		return true, act.Entry{Subject: act.Subject("meeting_item", it.ID), Summary: "标明议题无材料", Basis: []law.ID{law.MtgPartyMaterials}}, putItem(tx, &it)
	}})

// Bare notes that nothing is handed out for an item: said by whoever proposed it, the
// presenting unit, the clerk, or whoever fixes the agenda.
func (r *Room) Bare(ctx context.Context, who act.Actor, item int64) error {
	_, err := bareDeed.Run(ctx, r.Door, who, itemIn{r: r, item: item})
	return err
}

var takeBackDeed = act.Define(act.Spec[itemIn, string]{Name: "meeting.item.takeback", Label: "撤回议题", Right: Use, Basis: []law.ID{law.MtgPartyAgendaCollect, law.MtgHeadAgendaPropose},
	Do: func(tx *act.Tx, in itemIn) (string, act.Entry, error) {
		none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
		s, k, it, err := in.r.reach(tx, in.item)
		if err != nil {
			return none(err)
		}
		switch {
		case it.Login != tx.Actor.Login || s.me.ID == 0:
			if !s.sees(k, it) {
				return none(act.OutOfReach(act.Subject("meeting_item", it.ID)))
			}
			return none(fault.Newf(fault.Forbidden, "“%s”由提出的人撤回；不列入议程的，由%s确定并写明缘由。", it.Title, titles(s.book, k.Agenda.Posts)))
		case it.State != Proposed:
			return none(fault.Newf(fault.Conflict, "“%s”%s，不能撤回。", it.Title, it.StateLabel()))
		}
		it.State, it.Words = Dropped, "提出的人撤回"
		return it.Title, act.Entry{Subject: act.Subject("meeting_item", it.ID), Summary: fmt.Sprintf("撤回%s议题", k.Name)}, putItem(tx, &it)
	}})

// TakeBack takes one's own item back that is on no agenda yet.
func (r *Room) TakeBack(ctx context.Context, who act.Actor, item int64) error {
	_, err := takeBackDeed.Run(ctx, r.Door, who, itemIn{r: r, item: item})
	return err
}

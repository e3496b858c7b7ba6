package meeting_test

import (
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/meeting"
)

// An item without material keeps the notice back until material is added or somebody
// entitled says that there is none; an item on no agenda can be taken back by whoever
// proposed it (clauses mtg.party.materials, mtg.party.agenda.collect).
func TestItemWithoutMaterial(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.plan("clerk", plan("bureau_affairs", "2026-03-11"))
		ask := func(title string) int64 {
			it, err := b.Propose(b.ctx, b.actors["head"], meeting.Proposal{Kind: "bureau_affairs", Topic: "t3", Title: title})
			b.must(err)
			return it
		}
		first, second, third := ask("节前检查安排"), ask("值班安排"), ask("写错的议题")
		b.hidden(b.TakeBack(b.ctx, b.actors["staff"], third))
		b.refused(b.TakeBack(b.ctx, b.actors["clerk"], third), fault.Forbidden, "由提出的人撤回")
		b.must(b.TakeBack(b.ctx, b.actors["head"], third))
		b.list("director", id, first, second)
		b.refused(b.TakeBack(b.ctx, b.actors["head"], second), fault.Conflict, "不能撤回")
		_, err := b.Tell(b.ctx, b.actors["clerk"], id, "", 0)
		b.refused(err, fault.Rule, "标明“无材料”")
		if fault.Of(err).Clause != law.MtgPartyMaterials {
			t.Errorf("refused by %s", fault.Of(err).Clause)
		}
		b.hidden(b.Bare(b.ctx, b.actors["centre"], first))
		b.must(b.Bare(b.ctx, b.actors["head"], first))
		b.refused(b.Bare(b.ctx, b.actors["clerk"], first), fault.Conflict, "已标明无材料")
		b.must(b.Bare(b.ctx, b.actors["director"], second))
		b.tell("clerk", id)
	})
}

// A title that sounds like a cadre matter is asked back: the party committee alone
// decides those (clause mtg.party.topic.hr); the proposer's word that it is none holds.
func TestSoundsLikeCadre(t *testing.T) {
	each(t, func(b *bureau) {
		p := meeting.Proposal{Kind: "bureau_affairs", Topic: "t4", Title: "任命一名副科长", NoMaterial: true}
		_, err := b.Propose(b.ctx, b.actors["head"], p)
		b.refused(err, fault.Invalid, "改提党委会")
		p.Title = "学习干部任免规定"
		p.NotCadre = true
		_, err = b.Propose(b.ctx, b.actors["head"], p)
		b.must(err)
		p = meeting.Proposal{Kind: "party_committee", Topic: "t13", Title: "一名同志的处分", NoMaterial: true}
		_, err = b.Propose(b.ctx, b.actors["political"], p)
		b.refused(err, fault.Invalid, "涉及干部")
		p.Cadre = true
		_, err = b.Propose(b.ctx, b.actors["political"], p)
		b.must(err)
	})
}

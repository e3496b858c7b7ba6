package meeting_test

import (
	"slices"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// The kinds of meeting are data of the book; what each clause asks of them is tried here
// against the bureau's own, its posts by their codes.
func TestTheKindsOfMeetingAreAsTheClausesSay(t *testing.T) {
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	kind := func(code string) rulebook.MeetingKind {
		k, ok := b.Meetings.Kind(code)
		if !ok {
			t.Fatalf("no meeting %s", code)
		}
		return k
	}
	party, head, affairs, all, life := kind("party_committee"), kind("director_office"), kind("bureau_affairs"), kind("all_staff"), kind("democratic_life")
	only := func(p rulebook.MeetingPost, posts ...string) bool { return slices.Equal(p.Posts, posts) }
	topic := func(k rulebook.MeetingKind, id law.ID) bool {
		return slices.ContainsFunc(k.Topics.List, func(x rulebook.MeetingTopic) bool { return x.Clause == id })
	}
	count := func(id law.ID) int {
		p, _ := b.Param(id, "count")
		n, _ := p.Int()
		return n
	}
	for id, ok := range map[law.ID]bool{
		law.MtgPartyMembers:     party.Members.Committee && len(party.Members.Posts) == 0,
		law.MtgPartyEnlarged:    party.Enlarged.Name != "" && head.Enlarged.Name == "",
		law.MtgPartyChair:       only(party.Chair, "party-secretary"),
		law.MtgPartyChairSub:    only(party.StandIn, "deputy-party-secretary"),
		law.MtgPartyCadence:     party.Cadence.Clause == law.MtgPartyCadence && party.Cadence.Per == "month",
		law.MtgPartyAdhoc:       slices.ContainsFunc(party.Adhoc.Basis, func(g rulebook.Basis) bool { return g.Clause == law.MtgPartyAdhoc }),
		law.MtgPartyTopics:      len(party.Topics.List) == count(law.MtgPartyTopics),
		law.MtgPartyTopicHr:     topic(party, law.MtgPartyTopicHr),
		law.MtgPartyTopicMember: topic(party, law.MtgPartyTopicMember),
		law.MtgPartyTopicDisc:   topic(party, law.MtgPartyTopicDisc),
		law.MtgPartyTopicAward:  topic(party, law.MtgPartyTopicAward),
		law.MtgPartyTopicDues:   topic(party, law.MtgPartyTopicDues),
		law.MtgPartyTopicDocs:   topic(party, law.MtgPartyTopicDocs),
		law.MtgPartyTopicUnion:  topic(party, law.MtgPartyTopicUnion),
		law.MtgPartyTopicCcdi:   topic(party, law.MtgPartyTopicCcdi),
		law.MtgPartyQuorumTwoThirds: slices.ContainsFunc(party.Quorum, func(q rulebook.MeetingQuorum) bool {
			return q.Matter == rulebook.MatterCadre && q.Clause == law.MtgPartyQuorumTwoThirds
		}),
		law.MtgPartyNoticeLead: party.Notice.Clause == law.MtgPartyNoticeLead && !party.Notice.Firm,
		law.MtgPartyService:    party.Collector.Unit == "ZGK",
		law.MtgHeadMembers:     slices.Equal(head.Members.Posts, []string{"director", "deputy-director"}) && !head.Members.Committee,
		law.MtgHeadChair:       only(head.Chair, "director"),
		law.MtgHeadChairSub:    only(head.StandIn, "deputy-director"),
		law.MtgHeadObservers:   len(head.Observers.Posts) == 0,
		law.MtgHeadCadence:     head.Cadence.Clause == law.MtgHeadCadence && head.Cadence.Per == "month",
		law.MtgHeadAdhoc:       len(head.Adhoc.Basis) > 0,
		law.MtgHeadTopics:      len(head.Topics.List) == count(law.MtgHeadTopics),
		law.MtgHeadTopicBudget: topic(head, law.MtgHeadTopicBudget),
		law.MtgHeadTopicUnits:  topic(head, law.MtgHeadTopicUnits),
		law.MtgHeadTopicRules:  topic(head, law.MtgHeadTopicRules),
		law.MtgHeadService:     head.Collector.Unit == "BGS",
		law.MtgHeadGap:         len(head.Quorum) == 0 && head.Notice.Clause == "",
		law.MtgAffMembers:      affairs.Members.Committee && len(affairs.Members.Heads) > 0,
		law.MtgAffObservers:    len(affairs.Observers.Basis) > 0,
		law.MtgAffChair:        only(affairs.Chair, "director"),
		law.MtgAffCadence:      affairs.Cadence.Clause == law.MtgAffCadence,
		law.MtgAffAdhoc:        len(affairs.Adhoc.Basis) > 0,
		law.MtgAffTopics:       affairs.Topics.Clause == law.MtgAffTopics && len(affairs.Topics.List) > 0,
		law.MtgAllMembers:      all.Members.Everyone,
		law.MtgAllChair:        len(all.Chair.Posts) > 0,
		law.MtgAllCadence:      all.Cadence.Clause == law.MtgAllCadence,
		law.MtgAllAdhoc:        len(all.Adhoc.Basis) > 0,
		law.MtgAllTopics:       all.Topics.Clause == law.MtgAllTopics && len(all.Topics.List) > 0,
		law.MtgLifeTopics:      life.Topics.Clause == law.MtgLifeTopics && len(life.Topics.List) > 0,
	} {
		if !ok {
			t.Errorf("%s: the kinds of meeting say otherwise", id)
		}
	}
}

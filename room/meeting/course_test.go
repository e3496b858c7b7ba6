package meeting_test

import (
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/room/meeting"
)

// A meeting that runs past midnight goes on under the day for which it was set, for as
// long as it is open and no more than a day (clause mtg.party.secretary).
func TestPastMidnight(t *testing.T) {
	each(t, func(b *bureau) {
		late := plan("party_committee", "2026-03-11")
		late.Starts, late.Ends = at("2026-03-11", 22, 0), at("2026-03-11", 23, 59)
		id := b.plan("political", late)
		item := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		b.list("secretary", id, item)
		b.tell("political", id)
		b.to("2026-03-11", 23, 50)
		b.come("political", id, "director", "vice", "deputy", "second", "secretary")
		_, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		b.start("political", item)
		b.to("2026-03-12", 0, 10)
		b.say("political", item, "director", "vice", "deputy", "second", "secretary")
		_, err = b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: item, ByName: b.yes("director", "vice", "deputy", "second", "secretary")})
		b.must(err)
		b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "照办"}))
		_, err = b.Leave(b.ctx, b.actors["political"], id, b.persons("second"), at("2026-03-12", 0, 20))
		b.refused(err, fault.Invalid, "时间还没有到")
		b.to("2026-03-13", 0, 10)
		_, err = b.CloseMeeting(b.ctx, b.actors["political"], id, 0)
		b.refused(err, fault.Invalid, "不在这一天")
		_, err = b.CloseMeeting(b.ctx, b.actors["political"], id, at("2026-03-12", 0, 30))
		b.must(err)
		if v := b.find("secretary", id); v.HeldOn.String() != "2026-03-11" || v.ClosedAt != at("2026-03-12", 0, 30) {
			t.Errorf("held on %s, closed at %d", v.HeldOn, v.ClosedAt)
		}
	})
}

// Who was in the room when an item was decided is settled by the decision: no coming or
// going is entered for an instant before it (clauses mtg.party.quorum.agenda,
// mtg.party.quorum.two_thirds).
func TestMoveBeforeDecision(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t3"})
		came := []string{"director", "vice", "deputy", "second", "secretary"}
		b.come("political", id, came...)
		_, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		b.to("2026-03-11", 9, 30)
		b.start("political", item)
		b.to("2026-03-11", 9, 40)
		_, err = b.Leave(b.ctx, b.actors["political"], id, b.persons("second"), at("2026-03-11", 9, 10))
		b.refused(err, fault.Invalid, "第1项已在09:30开始讨论")
		b.say("political", item, came...)
		_, err = b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: item, ByName: b.yes(came...)})
		b.must(err)
		b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "同意"}))
		b.to("2026-03-11", 10, 0)
		_, err = b.Leave(b.ctx, b.actors["political"], id, b.persons("second"), at("2026-03-11", 9, 35))
		b.refused(err, fault.Invalid, "第1项已在09:40形成决定")
		b.refused(b.SignIn(b.ctx, b.actors["political"], id, b.persons("sixth"), at("2026-03-11", 9, 0)), fault.Invalid, "形成决定")
		_, err = b.Leave(b.ctx, b.actors["political"], id, b.persons("second"), at("2026-03-11", 9, 50))
		b.must(err)
	})
}

// A notice that no longer holds is nobody's to sign for: the receipts go with it and so
// does what stood on the lists (clause mtg.party.preread).
func TestChangedNotice(t *testing.T) {
	each(t, func(b *bureau) {
		id, _ := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		b.must(b.Receipt(b.ctx, b.actors["sixth"], id))
		b.must(b.Change(b.ctx, b.actors["political"], id, plan("party_committee", "2026-03-13")))
		for _, s := range b.find("secretary", id).Seats {
			if s.ToldAt != 0 || s.ReadAt != 0 {
				t.Errorf("%s is told at %d, read at %d", s.Name, s.ToldAt, s.ReadAt)
			}
		}
		b.refused(b.Receipt(b.ctx, b.actors["seventh"], id), fault.Conflict, "还没有发出")
		b.tell("political", id)
		b.list("secretary", id, b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t2"}))
		b.refused(b.Receipt(b.ctx, b.actors["seventh"], id), fault.Conflict, "还没有发出")
		b.tell("political", id)
		b.must(b.Receipt(b.ctx, b.actors["seventh"], id))
	})
}

// A decision recorded by a slip is made void while the meeting is held, with its vote
// and what was to be done; after that the paper alone is corrected (clause
// mtg.party.secretary).
func TestReopen(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.ready("bureau_affairs", "2026-03-11", "clerk", "director", meeting.Proposal{Kind: "bureau_affairs", Topic: "t3"})
		b.come("clerk", id, "director", "deputy")
		_, err := b.OpenMeeting(b.ctx, b.actors["clerk"], id, 0)
		b.must(err)
		b.start("clerk", item)
		decide := func(words string) {
			b.must(b.Decide(b.ctx, b.actors["clerk"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: words, Todo: []meeting.Task{{What: words, Owner: b.people["head"], Due: civil.Must("2026-03-31")}}}))
		}
		decide("照办")
		b.hidden(b.Reopen(b.ctx, b.actors["head"], item, "点错"))
		b.refused(b.Reopen(b.ctx, b.actors["clerk"], item, " "), fault.Invalid, "为什么作废")
		b.must(b.Reopen(b.ctx, b.actors["clerk"], item, "点错"))
		b.refused(b.Reopen(b.ctx, b.actors["clerk"], item, "点错"), fault.Conflict, "没有决定")
		if v := b.find("director", id); v.Items[0].State != meeting.Listed || len(v.Resolutions) != 0 {
			t.Errorf("%+v, %d to be done", v.Items[0], len(v.Resolutions))
		}
		b.start("clerk", item)
		decide("改为下周办")
		if v := b.find("director", id); v.Items[0].Words != "改为下周办" || len(v.Resolutions) != 1 {
			t.Errorf("%+v, %d to be done", v.Items[0], len(v.Resolutions))
		}
		_, err = b.CloseMeeting(b.ctx, b.actors["clerk"], id, 0)
		b.must(err)
		b.refused(b.Reopen(b.ctx, b.actors["clerk"], item, "点错"), fault.Conflict, "不能办这一步")
	})
}

// Nobody counts in two meetings at once, and why somebody is ill is for clerk and chair
// (clause mtg.sign.register).
func TestTwoMeetingsAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		other := b.plan("office", plan("director_office", "2026-03-11"))
		b.list("director", other, b.propose("office", meeting.Proposal{Kind: "director_office", Topic: "t3"}))
		b.tell("office", other)
		id, _ := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		b.come("political", id, "deputy")
		b.refused(b.SignIn(b.ctx, b.actors["office"], other, b.persons("deputy"), 0), fault.Invalid, "还在党委会会场")
		b.c.Move(time.Minute)
		_, err := b.Leave(b.ctx, b.actors["political"], id, b.persons("deputy"), 0)
		b.must(err)
		b.come("office", other, "deputy")
		b.must(b.Excuse(b.ctx, b.actors["seventh"], id, 0, "ill", ""))
		for login, want := range map[string]string{"political": "ill", "secretary": "ill", "seventh": "ill", "sixth": "excused"} {
			for _, s := range b.find(login, id).Seats {
				if s.PersonID == b.people["seventh"] && s.Excuse != want {
					t.Errorf("%s reads %q", login, s.Excuse)
				}
			}
		}
	})
}

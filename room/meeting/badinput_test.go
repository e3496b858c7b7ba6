package meeting_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/quorum"
)

// discussing is a meeting of the party committee with one item under discussion, an
// observer in the room and these members.
func (b *bureau) discussing(members ...string) (id, item int64) {
	b.t.Helper()
	id, item = b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
	b.must(b.Invite(b.ctx, b.actors["secretary"], id, b.people["head"], false))
	b.come("political", id, append(members, "head")...)
	_, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
	b.must(err)
	b.start("political", item)
	return id, item
}

// Signed minutes never change: not by the clerk, not by whoever signed, not by returning
// or signing them again (clause mtg.party.minutes.sign).
func TestMinutesChangedAfterSignOff(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.signed()
		before := b.find("secretary", id).Minutes
		clerk, chair := b.actors["political"], b.actors["secretary"]
		err := b.DraftMinutes(b.ctx, clerk, id, "另一种说法", true)
		b.refused(err, fault.Rule, "已经签发，不能再改")
		if fault.Of(err).Clause != law.MtgPartyMinutesSign {
			t.Errorf("refused by %s", fault.Of(err).Clause)
		}
		b.hidden(b.DraftMinutes(b.ctx, chair, id, "另一种说法", true))
		b.refused(b.ReturnMinutes(b.ctx, chair, id, "再改改"), fault.Conflict, "没有待签")
		_, err = b.SignMinutes(b.ctx, chair, id)
		b.refused(err, fault.Conflict, "没有待签")
		_, err = b.CloseMeeting(b.ctx, clerk, id, 0)
		b.refused(err, fault.Conflict, "已签发")
		b.refused(b.Cancel(b.ctx, clerk, id, "不算了"), fault.Conflict, "已签发")
		b.refused(b.Decide(b.ctx, clerk, meeting.Deciding{Item: b.find("secretary", id).Items[0].ID, Outcome: meeting.Agreed, Words: "改成同意"}), fault.Conflict, "已签发")
		// The way that is open: a numbered correction, which a second person signs.
		b.refused(b.CorrectMinutes(b.ctx, clerk, id, "", "改"), fault.Invalid, "为什么更正")
		b.refused(b.CorrectMinutes(b.ctx, clerk, id, "有误", ""), fault.Invalid, "更正的内容")
		b.must(b.CorrectMinutes(b.ctx, clerk, id, "有误", "第一项漏写日期。"))
		_, err = b.SignMinutes(b.ctx, clerk, id)
		b.refused(err, fault.Rule, "不能代签")
		after := b.find("secretary", id).Minutes
		if len(before) != 1 || len(after) != 2 || after[0] != before[0] {
			t.Errorf("signed %+v, now %+v", before, after)
		}
		r, err := b.Door.Verify(b.ctx)
		if err != nil || !r.OK {
			t.Errorf("the ledger no longer fits: %v", err)
		}
	})
}

// An observer has no voice: no opinion that counts, no vote, no withdrawal, no head in
// the quorum (clause mtg.party.observers).
func TestAnObserverVotes(t *testing.T) {
	each(t, func(b *bureau) {
		in := []string{"director", "vice", "deputy", "secretary"}
		id, item := b.discussing(in...)
		clerk := b.actors["political"]
		if l := b.find("secretary", id); l.Meeting.Present != 4 || l.Meeting.Due != 7 {
			t.Errorf("%d of %d are counted", l.Meeting.Present, l.Meeting.Due)
		}
		_, err := b.Say(b.ctx, clerk, meeting.Saying{Item: item, Person: b.people["head"], Words: "赞成"})
		b.refused(err, fault.Rule, "列席")
		_, err = b.Withdraw(b.ctx, clerk, id, item, b.people["head"], "")
		b.refused(err, fault.Invalid, "没有表决权")
		b.say("political", item, in...)
		votes := b.yes(append(in, "head")...)
		_, err = b.Vote(b.ctx, clerk, meeting.Voting{Item: item, ByName: votes})
		b.refused(err, fault.Rule, "没有表决权")
		if fault.Of(err).Clause != law.MtgPartyObservers {
			t.Errorf("refused by %s", fault.Of(err).Clause)
		}
		_, err = b.Vote(b.ctx, clerk, meeting.Voting{Item: item, Show: quorum.Votes{Yes: 5}})
		b.refused(err, fault.Invalid, "在场有表决权的是 4 人")
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM meeting_vote"); err != nil || n != 0 {
			t.Errorf("a refused vote left %d rows, %v", n, err)
		}
		carried, err := b.Vote(b.ctx, clerk, meeting.Voting{Item: item, ByName: b.yes(in...)})
		b.must(err)
		if !carried {
			t.Error("four of seven do not carry")
		}
		_, err = b.Vote(b.ctx, clerk, meeting.Voting{Item: item, ByName: b.yes(in...)})
		b.refused(err, fault.Conflict, "已经表决过")
	})
}

// Nobody counts twice: neither signed in twice by the clerk, nor by himself after the
// clerk, nor by speaking or being on the list again (clause mtg.party.quorum.half).
func TestAMemberCountedTwice(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		clerk := b.actors["political"]
		b.refused(b.SignIn(b.ctx, clerk, id, b.persons("director", "vice", "director"), 0), fault.Invalid, "写了两次")
		if n := b.find("secretary", id).Present; n != 0 {
			t.Errorf("a refused list left %d in the room", n)
		}
		b.come("political", id, "director", "vice", "secretary")
		b.refused(b.SignIn(b.ctx, clerk, id, b.persons("director"), 0), fault.Invalid, "一人只计一次")
		b.refused(b.SignIn(b.ctx, b.actors["director"], id, nil, 0), fault.Invalid, "一人只计一次")
		b.refused(b.Invite(b.ctx, b.actors["secretary"], id, b.people["director"], false), fault.Invalid, "名单")
		_, err := b.OpenMeeting(b.ctx, clerk, id, 0)
		b.refused(err, fault.Rule, "到会 3 人，还差 1 人")
		b.come("political", id, "deputy")
		_, err = b.OpenMeeting(b.ctx, clerk, id, 0)
		b.must(err)
		b.start("political", item)
		b.say("political", item, "director")
		_, err = b.Say(b.ctx, clerk, meeting.Saying{Item: item, Person: b.people["director"], Words: "再说一句"})
		b.refused(err, fault.Invalid, "一人只记一次")
	})
}

// The meeting as a whole loses its half midway: the item is laid aside, none can be
// taken up or decided but deferred, and what is left goes to the next meeting (clauses
// mtg.party.quorum.half, mtg.party.quorum.agenda).
func TestAMeetingLosesItsQuorum(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.discussing("director", "vice", "deputy", "secretary")
		clerk := b.actors["political"]
		b.say("political", item, "director")
		b.c.Move(time.Minute)
		laid, err := b.Leave(b.ctx, clerk, id, b.persons("deputy"), 0)
		b.must(err)
		if len(laid) != 1 || laid[0] != item {
			t.Fatalf("laid aside: %v", laid)
		}
		if it := b.item(item, id, "secretary"); it.State != meeting.Suspended || !strings.Contains(it.Words, "还差 1 人") {
			t.Errorf("%+v", it)
		}
		_, err = b.Say(b.ctx, clerk, meeting.Saying{Item: item, Person: b.people["vice"], Words: "同意"})
		b.refused(err, fault.Conflict, "不在讨论中")
		_, err = b.Vote(b.ctx, clerk, meeting.Voting{Item: item, Show: quorum.Votes{Yes: 3}})
		b.refused(err, fault.Conflict, "不在讨论中")
		b.refused(b.Decide(b.ctx, clerk, meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "同意"}), fault.Rule, "只能暂缓")
		if l := b.start("political", item); l.OK() {
			t.Error("taken up again with three of seven")
		}
		left, err := b.CloseMeeting(b.ctx, clerk, id, 0)
		b.must(err)
		if left != 1 || b.item(item, id, "secretary").Outcome != meeting.Deferred {
			t.Errorf("%d left, %+v", left, b.item(item, id, "secretary"))
		}
	})
}

package rulebook_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/hall/council/counciltest"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/rulebooks"
)

type minutes struct {
	l *rulebook.Library
	d council.Decision
}

// sign stands for the deed by which the chair of a meeting signs its minutes.
var sign = act.Define(act.Spec[minutes, int]{Name: "probe.minutes.sign", Right: org.Anyone, Basis: []law.ID{law.MtgHeadMinutesSign},
	Do: func(tx *act.Tx, in minutes) (int, act.Entry, error) {
		return 0, act.Entry{Subject: "probe_meeting:1", Summary: "签发会议纪要"}, in.l.CouncilDecided(tx, in.d)
	}})

func (s bureau) minutes(t *testing.T, who, source string, o council.Outcome, words string) {
	t.Helper()
	d := council.Decision{Source: source, Ref: "局长办公会纪要〔2026〕3号第1项", URL: "/meetings/1", Outcome: o, Words: words, On: s.d.Today()}
	if _, err := sign.Run(context.Background(), s.d, s.Actor(who), minutes{s.l, d}); err != nil {
		t.Fatal(err)
	}
}

func (s bureau) state(t *testing.T, id int64, want string) rulebook.Edition {
	t.Helper()
	e, err := s.l.Edition(context.Background(), id)
	if err != nil || e.State != want {
		t.Fatalf("the change is %q, want %q: %v", e.State, want, err)
	}
	return e
}

// Clause mtg.head.topic.rules: a change goes onto the agenda of the director's office meeting
// when it is sent, and the signed minutes pass it, put it off or give it back.
func TestTheMeetingPassesAChange(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		a := &counciltest.Agenda{}
		s.l.Council = a
		id := s.draft(t, "head", longer)
		if err := s.l.Send(ctx, s.Actor("head"), id); err != nil {
			t.Fatal(err)
		}
		if ask := a.Last(); ask.Topic != law.MtgHeadTopicRules || ask.Meeting != "局长办公会" || !strings.Contains(ask.Title, "短假天数") {
			t.Fatalf("asked: %+v", ask)
		}
		if err := s.l.Approve(ctx, s.Actor("other"), s.meeting(id, "2026-04-01")); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), counciltest.Where) {
			t.Errorf("entered by hand while it is on the agenda: %v", err)
		}
		b := s.As("other")
		page := a.Last().URL
		b.Get(page).Want(200).In(".notice", webtest.HasText(counciltest.Where)).Without("form[action='" + page + "/approve']")

		s.minutes(t, "director", a.Last().Source, council.PutOff, "请再听取科室意见")
		if e := s.state(t, id, rulebook.StateSent); !strings.Contains(e.Note, "请再听取科室意见") {
			t.Errorf("note: %q", e.Note)
		}
		s.minutes(t, "director", a.Last().Source, council.Refused, "天数不改")
		if e := s.state(t, id, rulebook.StateDraft); !strings.Contains(e.Note, "局长办公会纪要〔2026〕3号第1项：天数不改") {
			t.Errorf("note: %q", e.Note)
		}
		// Sent again it is another matter; the old minutes do not reach it.
		s.c.Move(60e9)
		first := a.Last().Source
		if err := s.l.Send(ctx, s.Actor("head"), id); err != nil {
			t.Fatal(err)
		}
		s.minutes(t, "director", first, council.Agreed, "")
		s.state(t, id, rulebook.StateSent)
		// The drafter's own signature passes nothing.
		s.minutes(t, "head", a.Last().Source, council.Agreed, "")
		s.state(t, id, rulebook.StateSent)

		s.minutes(t, "director", a.Last().Source, council.Agreed, "")
		e := s.state(t, id, rulebook.StateApproved)
		if e.MeetingNo != "局长办公会纪要〔2026〕3号第1项" || e.MeetingOn != s.d.Today() || e.EnteredBy != "director" || !e.ForceFrom.IsZero() {
			t.Errorf("%+v", e)
		}
		// The draft proposed no day: nobody invents one.
		if _, err := s.l.Publish(ctx, s.Actor("leader"), id); fault.Of(err).Field != "force_from" {
			t.Errorf("published without a day of force: %v", err)
		}
		if err := s.l.SetForce(ctx, s.Actor("head"), id, civil.Must("2026-04-01")); !fault.Is(err, fault.Rule) {
			t.Errorf("the drafter set the day of force: %v", err)
		}
		if err := s.l.SetForce(ctx, s.Actor("leader"), id, civil.Must("2026-04-01")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("set without the right: %v", err)
		}
		if err := s.l.SetForce(ctx, s.Actor("other"), id, civil.Must("2020-04-01")); fault.Of(err).Field != "force_from" {
			t.Errorf("a day that is past: %v", err)
		}
		b.Post(page+"/force", url.Values{"force_from": {"2026-04-01"}, "_key": {"f1"}}).Want(303)
		if err := s.l.SetForce(ctx, s.Actor("other"), id, civil.Must("2026-05-01")); !fault.Is(err, fault.Conflict) {
			t.Errorf("set a second time: %v", err)
		}
		if n, err := s.l.Publish(ctx, s.Actor("leader"), id); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if len(a.Dropped) != 0 {
			t.Errorf("taken back although decided: %v", a.Dropped)
		}
	})
}

func TestAChangeTakenBackLeavesTheAgenda(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		a := &counciltest.Agenda{}
		s.l.Council = a
		id := s.draft(t, "head", longer)
		if err := s.l.Send(ctx, s.Actor("head"), id); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Return(ctx, s.Actor("other"), id, "请补充理由"); err != nil {
			t.Fatal(err)
		}
		s.c.Move(60e9)
		if err := s.l.Send(ctx, s.Actor("head"), id); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Withdraw(ctx, s.Actor("head"), id, "不改了"); err != nil {
			t.Fatal(err)
		}
		if len(a.Dropped) != 2 || a.Dropped[0] == a.Dropped[1] {
			t.Errorf("taken back: %v", a.Dropped)
		}
		// Off the agenda it is entered by hand, as where there is no meeting room.
		id = s.draft(t, "head", longer)
		if err := s.l.Send(ctx, s.Actor("head"), id); err != nil {
			t.Fatal(err)
		}
		a.TakeOff()
		if err := s.l.Approve(ctx, s.Actor("other"), s.meeting(id, "2026-04-01")); err != nil {
			t.Fatal(err)
		}
		s.state(t, id, rulebook.StateApproved)
	})
}

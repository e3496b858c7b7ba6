package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/room/duty/desk"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// What an entry must name, by source and kind (law.DutyLogCall5, law.DutyLogFields,
// law.DutyLogTrigger, law.DutyTaskOrders, law.DutyTaskCitizens, law.DutyTaskMeetings,
// law.DutyTaskOther, law.DutyTaskUrgent, law.DutyTaskCalls, law.DutyBanMissed).
func TestWhatAnEntryMustName(t *testing.T) {
	_ = []law.ID{law.DutyLogCall5, law.DutyLogFields, law.DutyLogTrigger, law.DutyTaskOrders, law.DutyTaskCitizens, law.DutyTaskMeetings, law.DutyTaskOther, law.DutyTaskUrgent, law.DutyTaskCalls, law.DutyBanMissed}
	each(t, func(b *bureau) {
		t := b.t
		_, err := b.Enter(b.ctx, b.actors["clerk"], b.call())
		b.refused(err, fault.Forbidden, "")
		b.arrive("clerk")
		_, err = b.Enter(b.ctx, b.actors["other"], b.call())
		b.refused(err, fault.Forbidden, "")
		try := func(field string, spoil func(in *desk.EntryInput)) {
			t.Helper()
			in := b.call()
			spoil(&in)
			_, err := b.Enter(b.ctx, b.actors["clerk"], in)
			b.refused(err, fault.Invalid, field)
		}
		try("party", func(in *desk.EntryInput) { in.Party = " " })
		try("party_phone", func(in *desk.EntryInput) { in.PartyPhone = "" })
		try("matter", func(in *desk.EntryInput) { in.Matter = "" })
		try("receiver", func(in *desk.EntryInput) { in.Receiver = "" })
		try("receiver_phone", func(in *desk.EntryInput) { in.ReceiverPhone = "" })
		try("outcome", func(in *desk.EntryInput) { in.Outcome = "" })
		try("at", func(in *desk.EntryInput) { in.At = b.now() + 60_000_000 })
		try("source", func(in *desk.EntryInput) { in.Source = "微信" })
		try("kind", func(in *desk.EntryInput) { in.Kind = "x" })
		try("matter", func(in *desk.EntryInput) { in.Matter = strings.Repeat("长", 4001) })
		try("matter", func(in *desk.EntryInput) { in.Matter = "机密" })
		try("citizen", func(in *desk.EntryInput) { in.Kind, in.Citizen = desk.Citizen, "投诉" })
		try("party_unit", func(in *desk.EntryInput) { in.Kind = desk.Pressed })
		try("medium", func(in *desk.EntryInput) { in.Kind, in.Giver, in.Medium = desk.Order, "副局长", "信鸽" })
		try("giver", func(in *desk.EntryInput) { in.Kind, in.Medium = desk.Order, "短信" })
		try("receipt", func(in *desk.EntryInput) {
			in.Kind, in.Giver, in.Medium, in.Finished = desk.Order, "副局长", "短信", true
		})
		try("stand_in", func(in *desk.EntryInput) { in.Kind = desk.Meeting })
		try("giver", func(in *desk.EntryInput) { in.Kind = desk.Task })
		try("finished", func(in *desk.EntryInput) { in.Suspicious, in.Finished = true, true })
		try("party", func(in *desk.EntryInput) {
			*in = desk.EntryInput{Kind: desk.Fax, Source: desk.ByFax, At: b.now(), Matter: "通知", Receiver: "科员"}
		})

		b.enter("clerk", desk.EntryInput{Kind: desk.Fax, Source: desk.ByFax, At: b.now(), Party: "区政府值班室", Matter: "转发通知", Receiver: "科员"})
		b.enter("clerk", desk.EntryInput{Kind: desk.Visit, Source: desk.InPerson, At: b.now(), Party: "来人甲", Matter: "送材料", Receiver: "科员"})
		b.enter("clerk", desk.EntryInput{Kind: desk.Meeting, Source: desk.ByPhone, At: b.now(), Party: "区应急局", Matter: "视频会", Stays: true})
		e := b.enter("clerk", desk.EntryInput{Kind: desk.Missed, Source: desk.ByPhone, At: b.now() - 60_000_000, Matter: "来电显示有一个未接"})
		if e.Number() != "2026-值-0004" || e.LateWhy != "" {
			t.Fatalf("%+v", e)
		}
		// Found by an inspection, entered by a leader.
		b.enter("deputy", desk.EntryInput{Kind: desk.Missed, Source: desk.ByFax, At: b.now(), Matter: "传真机有一份没有取"})
		list, err := b.Log(b.ctx, b.actors["clerk"], desk.Conditions{Words: "视频"})
		b.ok(err)
		if len(list) != 1 {
			t.Fatalf("%+v", list)
		}
	})
}

// What belongs to an earlier stint is written down late with the reason, the numbers go
// on (law.DutyLogBook); corrections keep the earlier words (law.DutyLogQuality).
func TestLateAndCorrected(t *testing.T) {
	_ = []law.ID{law.DutyLogBook, law.DutyLogQuality}
	each(t, func(b *bureau) {
		t := b.t
		b.arrive("clerk")
		in := b.call()
		in.At = instant("2026-03-09 08:30")
		_, err := b.Enter(b.ctx, b.actors["clerk"], in)
		b.refused(err, fault.Invalid, "late_why")
		in.LateWhy = "到岗前接的"
		e := b.enter("clerk", in)
		if e.At != in.At || e.MadeAt != b.now() || e.LateWhy == "" {
			t.Fatalf("%+v", e)
		}
		amend := func(login string, c desk.Change) error { return b.Amend(b.ctx, b.actors[login], c) }
		b.refused(amend("other", desk.Change{ID: e.ID, Field: "matter", Value: "y", Reason: "误记"}), fault.NotFound, "")
		b.refused(amend("chief", desk.Change{ID: e.ID, Field: "matter", Value: "y", Reason: "误记"}), fault.Forbidden, "")
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "matter", Value: "y"}), fault.Invalid, "reason")
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "matter", Value: " ", Reason: "误记"}), fault.Invalid, "value")
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "state", Value: "y", Reason: "误记"}), fault.Invalid, "field")
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "matter", Value: e.Matter, Reason: "误记"}), fault.Invalid, "value")
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "happened_at", At: b.now() + 1e9, Reason: "误记"}), fault.Invalid, "at")
		b.ok(amend("clerk", desk.Change{ID: e.ID, Field: "matter", Value: "询问市场歇业时间", Reason: "听错"}))
		b.ok(amend("clerk", desk.Change{ID: e.ID, Field: "happened_at", At: instant("2026-03-09 08:35"), Reason: "记错"}))
		v, err := b.Entry(b.ctx, b.actors["clerk"], e.ID)
		b.ok(err)
		if v.Matter != "询问市场歇业时间" || len(v.Corrections) != 2 || v.Corrections[0].Was != "询问市场开放时间" || v.Corrections[1].Was != "2026-03-09 08:30" {
			t.Fatalf("%+v", v)
		}
		var w bytes.Buffer
		b.ok(b.Book(b.ctx, b.actors["chief"], 2026, &w))
		if !bytes.HasPrefix(w.Bytes(), []byte("%PDF")) {
			t.Error("no book")
		}
		b.refused(b.Book(b.ctx, b.actors["clerk"], 2026, &w), fault.Forbidden, "")

		// The year ends: the book waits until nothing is open, then it is closed.
		b.to("2027-01-01 00:05")
		got, err := b.Watch(b.ctx)
		b.ok(err)
		if len(got.Books) != 0 {
			t.Fatal("bound with something open")
		}
		b.ok(b.Close(b.ctx, b.actors["clerk"], desk.Closing{ID: e.ID, Words: "已答复"}))
		b.arrive("night")
		h, err := b.Offer(b.ctx, b.actors["clerk"], "")
		b.ok(err)
		_, err = b.TakeOver(b.ctx, b.actors["night"], h.ID, nil, "")
		b.ok(err)
		first := b.enter("night", b.call())
		if first.Number() != "2027-值-0001" {
			t.Fatal(first.Number())
		}
		got, err = b.Watch(b.ctx)
		b.ok(err)
		if len(got.Books) != 1 || got.Books[0] != 2026 {
			t.Fatalf("%+v", got)
		}
		if _, err := b.Flow.HandOver(b.ctx); err != nil {
			t.Fatal(err)
		}
		if len(b.filed) != 1 || b.filed[0].Title != "2026年值班记录" || len(b.filed[0].Files) != 1 {
			t.Fatalf("%+v", b.filed)
		}
		b.refused(amend("clerk", desk.Change{ID: e.ID, Field: "matter", Value: "改", Reason: "误记"}), fault.Conflict, "")
		got, err = b.Watch(b.ctx)
		b.ok(err)
		if len(got.Books) != 0 {
			t.Fatal("bound twice")
		}
	})
}

// A suspicious call is checked before it is closed (law.DutyVerify), an order needs its
// receipt (law.DutyTaskLiaison), and the leader is told (law.DutyReportLeader,
// law.DutyTaskBriefLeader).
func TestCourseOfAnEntry(t *testing.T) {
	_ = []law.ID{law.DutyVerify, law.DutyReportLeader, law.DutyTaskBriefLeader, law.DutyTaskLiaison}
	each(t, func(b *bureau) {
		t := b.t
		b.arrive("clerk")
		in := b.call()
		in.Suspicious = true
		e := b.enter("clerk", in)
		clerk, other := b.actors["clerk"], b.actors["other"]
		b.refused(b.Close(b.ctx, other, desk.Closing{ID: e.ID, Words: "x"}), fault.NotFound, "")
		b.refused(b.Close(b.ctx, b.actors["chief"], desk.Closing{ID: e.ID, Words: "x"}), fault.Forbidden, "")
		b.refused(b.Close(b.ctx, clerk, desk.Closing{ID: e.ID, Words: "x"}), fault.Rule, "")
		for field, v := range map[string]desk.Verification{"with": {Result: "r", Measure: "m"}, "result": {With: "w", Measure: "m"}, "measure": {With: "w", Result: "r"}} {
			v.ID = e.ID
			b.refused(b.Verify(b.ctx, clerk, v), fault.Invalid, field)
		}
		b.refused(b.Verify(b.ctx, other, desk.Verification{ID: e.ID, With: "街道", Result: "不实", Measure: "提醒"}), fault.NotFound, "")
		b.ok(b.Verify(b.ctx, clerk, desk.Verification{ID: e.ID, With: "某街道", Result: "不实", Measure: "提醒市场"}))
		b.refused(b.Close(b.ctx, clerk, desk.Closing{ID: e.ID}), fault.Invalid, "words")
		b.ok(b.Close(b.ctx, clerk, desk.Closing{ID: e.ID, Words: "核实不实"}))
		b.refused(b.Close(b.ctx, clerk, desk.Closing{ID: e.ID, Words: "再"}), fault.Conflict, "")

		order := b.enter("clerk", desk.EntryInput{Kind: desk.Order, Source: desk.InPerson, At: b.now(), Giver: "副局长", Medium: "短信", Party: "某市场", Matter: "加强巡查"})
		b.refused(b.Verify(b.ctx, clerk, desk.Verification{ID: order.ID, With: "a", Result: "b", Measure: "c"}), fault.Conflict, "")
		b.refused(b.Close(b.ctx, clerk, desk.Closing{ID: order.ID, Words: "已传达"}), fault.Invalid, "receipt")
		b.ok(b.Close(b.ctx, clerk, desk.Closing{ID: order.ID, Words: "已传达", Receipt: "市场负责人回短信收到"}))

		e = b.enter("clerk", b.call())
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if w.Untold != 0 {
			t.Fatalf("%+v", w)
		}
		b.wait(31)
		w, err = b.Watch(b.ctx)
		b.ok(err)
		if w.Untold != 1 || !slicesHave(b.todos("clerk"), e.Number()) {
			t.Fatalf("%+v %v", w, b.todos("clerk"))
		}
		if w, err = b.Watch(b.ctx); err != nil || w.Untold != 0 {
			t.Fatalf("twice: %+v %v", w, err)
		}
		b.refused(b.Brief(b.ctx, other, desk.Telling{ID: e.ID, At: b.now(), Means: "电话"}), fault.NotFound, "")
		b.refused(b.Brief(b.ctx, b.actors["chief"], desk.Telling{ID: e.ID, At: b.now(), Means: "电话"}), fault.Forbidden, "")
		b.refused(b.Brief(b.ctx, clerk, desk.Telling{ID: e.ID, At: b.now()}), fault.Invalid, "means")
		b.refused(b.Brief(b.ctx, clerk, desk.Telling{ID: e.ID, At: e.At - 1e9, Means: "电话"}), fault.Invalid, "at")
		b.ok(b.Brief(b.ctx, clerk, desk.Telling{ID: e.ID, At: b.now(), Means: "电话", Words: "知道了"}))
		b.refused(b.Brief(b.ctx, clerk, desk.Telling{ID: e.ID, At: b.now(), Means: "电话"}), fault.Conflict, "")
		v, err := b.Entry(b.ctx, clerk, e.ID)
		b.ok(err)
		if v.ToldTo != "副局长" || slicesHave(b.todos("clerk"), e.Number()) {
			t.Fatalf("%+v", v)
		}
	})
}

// A work secret is read by a deed that stands in the ledger, by those who may know
// (law.DutyPrincipleSecrecy, law.DutySecretItems).
func TestSecrets(t *testing.T) {
	_ = []law.ID{law.DutyPrincipleSecrecy, law.DutySecretItems}
	each(t, func(b *bureau) {
		t := b.t
		b.arrive("clerk")
		in := b.call()
		in.Secret, in.Matter = true, "限定内容"
		e := b.enter("clerk", in)
		for _, login := range []string{"chief", "deputy", "clerk"} {
			list, err := b.Log(b.ctx, b.actors[login], desk.Conditions{})
			b.ok(err)
			if len(list) != 1 || list[0].Matter != desk.SecretWords || list[0].Party != "" {
				t.Fatalf("%s: %+v", login, list)
			}
			if found, err := b.Log(b.ctx, b.actors[login], desk.Conditions{Words: "限定内容"}); err != nil || len(found) != 0 {
				t.Fatal("found by its words")
			}
		}
		if v, err := b.Entry(b.ctx, b.actors["deputy"], e.ID); err != nil || !v.Hidden || v.Matter != desk.SecretWords {
			t.Fatalf("%+v %v", v, err)
		}
		_, err := b.Read(b.ctx, b.actors["chief"], e.ID)
		b.refused(err, fault.Forbidden, "")
		_, err = b.Read(b.ctx, b.actors["other"], e.ID)
		b.refused(err, fault.NotFound, "")
		got, err := b.Read(b.ctx, b.actors["deputy"], e.ID)
		b.ok(err)
		if got.Matter != "限定内容" {
			t.Fatalf("%+v", got)
		}
		ledger, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "duty.log.read", Outcome: "done"}, 5)
		b.ok(err)
		if len(ledger) != 1 || ledger[0].Actor != "deputy" || contains(ledger[0].Summary, "限定内容") {
			t.Fatalf("%+v", ledger)
		}
		i := b.incident()
		i.Secret = true
		x := b.report("clerk", i)
		if v, err := b.Incident(b.ctx, b.actors["chief"], x.ID); err != nil || !v.Hidden || v.Title != desk.SecretWords {
			t.Fatalf("%+v %v", v, err)
		}
		_, err = b.OpenIncident(b.ctx, b.actors["chief"], x.ID)
		b.refused(err, fault.Forbidden, "")
		_, err = b.OpenIncident(b.ctx, b.actors["other"], x.ID)
		b.refused(err, fault.NotFound, "")
		if v, err := b.Incident(b.ctx, b.actors["member"], x.ID); err != nil || !v.Hidden {
			t.Fatalf("%+v %v", v, err)
		}
		v, err := b.OpenIncident(b.ctx, b.actors["member"], x.ID)
		b.ok(err)
		if v.Title != "农贸市场起火" {
			t.Fatalf("%+v", v)
		}
		for _, s := range append(b.todos("deputy"), b.todos("clerk")...) {
			if contains(s, "起火") {
				t.Error("a to-do gives it away:", s)
			}
		}
	})
}

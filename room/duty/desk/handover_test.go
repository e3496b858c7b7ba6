package desk_test

import (
	"bytes"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/duty/desk"
)

func (b *bureau) offer(login string) desk.HandoverView {
	b.t.Helper()
	h, err := b.Offer(b.ctx, b.actors[login], "电话线路正常")
	b.ok(err)
	v, err := b.HandoverOf(b.ctx, b.actors[login], h.ID)
	b.ok(err)
	return v
}

func (b *bureau) answer(login string, v desk.HandoverView, refuse ...int64) (desk.Handover, error) {
	var list []desk.Answer
	for _, x := range v.Items {
		a := desk.Answer{Item: x.ID, Accept: true}
		for _, id := range refuse {
			if x.Entry == id {
				a.Accept, a.Reason = false, "没有写清楚谁在办"
			}
		}
		list = append(list, a)
	}
	return b.TakeOver(b.ctx, b.actors[login], v.ID, list, "")
}

// A shift closes only when the receiver accepts every open item; both sign with their
// own accounts (law.DutyHandoverOpen, law.DutyHandoverStrict).
func TestHandover(t *testing.T) {
	_ = []law.ID{law.DutyHandoverOpen, law.DutyHandoverStrict}
	each(t, func(b *bureau) {
		t := b.t
		b.arrive("clerk")
		_, err := b.Offer(b.ctx, b.actors["clerk"], "")
		b.refused(err, fault.Conflict, "")
		open := b.enter("clerk", b.call())
		in := b.call()
		in.Finished = true
		b.enter("clerk", in)
		b.to("2026-03-09 19:50")
		b.arrive("night")
		_, err = b.Offer(b.ctx, b.actors["night"], "")
		b.refused(err, fault.Forbidden, "")
		v := b.offer("clerk")
		if len(v.Items) != 1 || v.Items[0].Entry != open.ID {
			t.Fatalf("%+v", v.Items)
		}
		_, err = b.Offer(b.ctx, b.actors["clerk"], "")
		b.refused(err, fault.Conflict, "")
		_, err = b.answer("clerk", v)
		b.refused(err, fault.Forbidden, "")
		_, err = b.answer("deputy", v)
		b.refused(err, fault.Forbidden, "")
		_, err = b.TakeOver(b.ctx, b.actors["night"], v.ID, nil, "")
		b.refused(err, fault.Invalid, "")
		_, err = b.TakeOver(b.ctx, b.actors["night"], v.ID, []desk.Answer{{Item: v.Items[0].ID}}, "")
		b.refused(err, fault.Invalid, "")
		// Something new comes in between: the list is no longer whole.
		b.enter("clerk", b.call())
		_, err = b.answer("night", v)
		b.refused(err, fault.Conflict, "")
		b.refused(b.Recall(b.ctx, b.actors["night"], v.ID), fault.Forbidden, "")
		b.ok(b.Recall(b.ctx, b.actors["clerk"], v.ID))
		b.refused(b.Recall(b.ctx, b.actors["clerk"], v.ID), fault.Conflict, "")
		v = b.offer("clerk")
		if len(v.Items) != 2 || v.Round != 2 {
			t.Fatalf("%+v", v)
		}
		h, err := b.answer("night", v)
		b.ok(err)
		if h.State != desk.Done {
			t.Fatalf("%+v", h)
		}
		_, err = b.Enter(b.ctx, b.actors["other"], b.call())
		b.refused(err, fault.Forbidden, "")
		_, err = b.Enter(b.ctx, b.actors["clerk"], b.call())
		b.refused(err, fault.Invalid, "late_why") // that very minute was still the giver's
		b.wait(1)
		_, err = b.Enter(b.ctx, b.actors["clerk"], b.call())
		b.refused(err, fault.Forbidden, "")
		b.ok(b.Close(b.ctx, b.actors["night"], desk.Closing{ID: open.ID, Words: "续办完成"}))
		v, err = b.HandoverOf(b.ctx, b.actors["night"], v.ID)
		b.ok(err)
		if v.From.Early() != 10 || v.To.Late() != 0 {
			t.Fatalf("%+v", v)
		}
		var w bytes.Buffer
		b.ok(b.PrintHandover(b.ctx, b.actors["clerk"], v.ID, &w))
		b.refused(b.PrintHandover(b.ctx, b.actors["other"], v.ID, &w), fault.NotFound, "")
	})
}

// Bad input: a hand-over refused twice. The duty leader decides, item by item
// (law.DutyHandoverOpen).
func TestRefusedTwice(t *testing.T) {
	_ = law.DutyHandoverOpen
	for _, to := range []string{desk.ToReceiver, desk.ToGiver} {
		t.Run(to, func(t *testing.T) {
			each(t, func(b *bureau) {
				t := b.t
				b.arrive("clerk")
				e := b.enter("clerk", b.call())
				good := b.enter("clerk", b.call())
				b.to("2026-03-09 20:00")
				b.arrive("night")
				v := b.offer("clerk")
				h, err := b.answer("night", v, e.ID)
				b.ok(err)
				if h.State != desk.Returned || !slicesHave(b.todos("clerk"), "退回 1 项") {
					t.Fatalf("%+v %v", h, b.todos("clerk"))
				}
				b.refused(b.Rule(b.ctx, b.actors["deputy"], desk.Ruling{Item: v.Items[0].ID, To: to, Words: "定"}), fault.Conflict, "")
				v = b.offer("clerk")
				h, err = b.answer("night", v, e.ID)
				b.ok(err)
				if h.State != desk.Deciding || !slicesHave(b.todos("deputy"), "两次被退回") {
					t.Fatalf("%+v %v", h, b.todos("deputy"))
				}
				_, err = b.Offer(b.ctx, b.actors["clerk"], "")
				b.refused(err, fault.Conflict, "")
				item := v.Items[0].ID
				for _, login := range []string{"clerk", "night"} {
					b.refused(b.Rule(b.ctx, b.actors[login], desk.Ruling{Item: item, To: to, Words: "定"}), fault.Forbidden, "")
				}
				b.refused(b.Rule(b.ctx, b.actors["member"], desk.Ruling{Item: item, To: to, Words: "定"}), fault.Forbidden, "")
				b.refused(b.Rule(b.ctx, b.actors["deputy"], desk.Ruling{Item: item, To: "x", Words: "定"}), fault.Invalid, "to")
				b.refused(b.Rule(b.ctx, b.actors["deputy"], desk.Ruling{Item: item, To: to}), fault.Invalid, "words")
				b.ok(b.Rule(b.ctx, b.actors["deputy"], desk.Ruling{Item: item, To: to, Words: "夜间由一人跟到底"}))
				v = b.offer("clerk")
				if want := map[string]int{desk.ToReceiver: 2, desk.ToGiver: 1}[to]; len(v.Items) != want {
					t.Fatalf("%+v", v.Items)
				}
				if to == desk.ToReceiver {
					_, err = b.answer("night", v, e.ID)
					b.refused(err, fault.Invalid, "")
				}
				h, err = b.answer("night", v)
				b.ok(err)
				if h.State != desk.Done {
					t.Fatalf("%+v", h)
				}
				b.ok(b.Close(b.ctx, b.actors["night"], desk.Closing{ID: good.ID, Words: "完成"}))
				last := map[string]string{desk.ToReceiver: "night", desk.ToGiver: "clerk"}[to]
				if to == desk.ToGiver {
					b.refused(b.Close(b.ctx, b.actors["night"], desk.Closing{ID: e.ID, Words: "完成"}), fault.Forbidden, "")
				}
				b.wait(30)
				b.ok(b.Close(b.ctx, b.actors[last], desk.Closing{ID: e.ID, Words: "完成"}))
				if slicesHave(b.todos("clerk"), "续办") {
					t.Fatal(b.todos("clerk"))
				}
			})
		})
	}
}

// An officer who fell ill or vanished does not block the desk: whoever leads the shift
// signs in his place, and nobody else does (law.DutyBanVacant, law.DutySwapArrange). Who
// has been handed the desk does not leave (law.DutyHandoverStrict).
func TestTheLeaderRelieves(t *testing.T) {
	_ = []law.ID{law.DutyBanVacant, law.DutySwapArrange, law.DutyHandoverStrict}
	each(t, func(b *bureau) {
		t := b.t
		_, err := b.Relieve(b.ctx, b.actors["deputy"], "无人在班")
		b.refused(err, fault.Conflict, "")
		b.arrive("clerk")
		open := b.enter("clerk", b.call())
		b.wait(60)
		_, err = b.Relieve(b.ctx, b.actors["deputy"], "突然发病")
		b.refused(err, fault.Conflict, "") // nobody has come
		site, k := b.site(), new(keys)
		deputy := b.as(site, "deputy")
		deputy.Get("/duty/desk").Want(200).In("main", webtest.HasText("先应急顶班"))
		b.day = "other" // the take-over in the roster
		b.arrive("other")
		deputy.Get("/duty/desk").Want(200).In("form[action*=relieve]")
		deputy.Post("/duty/handovers/relieve", k.form("words", "")).Want(422).In("#summary", webtest.HasText("为什么不能交班"))
		b.as(site, "other").Post("/duty/handovers/relieve", k.form("words", "他走了")).Want(403)
		_, err = b.Enter(b.ctx, b.actors["other"], b.call())
		b.refused(err, fault.Forbidden, "")
		for _, no := range []string{"clerk", "other", "member", "chief"} {
			_, err = b.Relieve(b.ctx, b.actors[no], "突然发病")
			b.refused(err, fault.Forbidden, "")
		}
		_, err = b.Relieve(b.ctx, b.actors["deputy"], " ")
		b.refused(err, fault.Invalid, "words")
		h, err := b.Relieve(b.ctx, b.actors["deputy"], "突然发病，已送医")
		b.ok(err)
		if h.GiverName != "副局长（代流通科科员）" || h.Receiver != "other" {
			t.Errorf("%+v", h)
		}
		b.refused(b.Leave(b.ctx, b.actors["other"]), fault.Conflict, "")
		v, err := b.HandoverOf(b.ctx, b.actors["other"], h.ID)
		b.ok(err)
		if h, err = b.answer("other", v); err != nil || h.State != desk.Done {
			t.Fatalf("%+v %v", h, err)
		}
		b.ok(b.Close(b.ctx, b.actors["other"], desk.Closing{ID: open.ID, Words: "续办完成"}))
		b.report("other", b.incident())
		b.wait(1)
		_, err = b.Enter(b.ctx, b.actors["clerk"], b.call())
		b.refused(err, fault.Forbidden, "")
	})
}

// Nobody takes over for a turn that has ended meanwhile; the one who came leaves, and
// the desk stays with whoever sits there (law.DutyBanVacant).
func TestNoHandoverAfterTheTurn(t *testing.T) {
	_ = law.DutyBanVacant
	each(t, func(b *bureau) {
		b.arrive("clerk")
		b.day = "other"
		b.arrive("other")
		v := b.offer("clerk")
		b.to("2026-03-09 20:05")
		_, err := b.answer("other", v)
		b.refused(err, fault.Conflict, "")
		b.ok(b.Leave(b.ctx, b.actors["other"]))
		b.arrive("night")
		v = b.offer("clerk")
		if h, err := b.answer("night", v); err != nil || h.State != desk.Done {
			b.t.Fatalf("%+v %v", h, err)
		}
	})
}

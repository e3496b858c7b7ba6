package attendance_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/attendance"
)

func TestAReturnRegisteredWronglyIsCorrected(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-10", "2026-03-13")
		b.agree(v.CaseID, "head", "deputy")
		b.c.Move(4 * 24 * time.Hour) // Friday noon, the last day
		clerk, political := b.actors["clerk"], b.actors["political"]
		right := attendance.Correction{Trip: v.ID, On: civil.Must("2026-03-12"), Report: "已送达", Why: "日期填错"}
		b.refused(b.CorrectTrip(b.ctx, political, right), fault.Conflict, "还没有登记返回")
		if err := b.ReturnTrip(b.ctx, clerk, v.ID, civil.Must("2026-03-11"), "已送达"); err != nil {
			b.t.Fatal(err)
		}
		away := func(day string) int {
			b.t.Helper()
			list, err := b.Calendar.WhoIsAway(b.ctx, clerk, half(day+" am"))
			if err != nil {
				b.t.Fatal(err)
			}
			return len(list)
		}
		if away("03-11") != 1 || away("03-12") != 0 {
			b.t.Error("away by the wrong return")
		}
		b.refused(b.ReturnTrip(b.ctx, political, v.ID, civil.Must("2026-03-12"), ""), fault.Conflict, "已经登记返回")
		// Neither the traveller nor his head corrects it, and not without a reason.
		b.refused(b.CorrectTrip(b.ctx, clerk, right), fault.Forbidden, "")
		b.refused(b.CorrectTrip(b.ctx, b.actors["head"], right), fault.Forbidden, "")
		for field, c := range map[string]attendance.Correction{
			"why": {Trip: v.ID, On: right.On}, "on": {Trip: v.ID, On: civil.Must("2026-03-09"), Why: "x"}, "": {Trip: v.ID, On: civil.Must("2026-03-14"), Why: "x"},
		} {
			if err := b.CorrectTrip(b.ctx, political, c); !fault.Is(err, fault.Invalid) || field != "" && fault.Of(err).Field != field {
				b.t.Errorf("%s: %v", field, err)
			}
		}
		b.refused(b.CorrectTrip(b.ctx, political, attendance.Correction{Trip: v.ID, On: civil.Must("2026-03-11"), Report: "已送达", Why: "x"}), fault.Invalid, "一样")
		b.refused(b.CorrectTrip(b.ctx, political, attendance.Correction{Trip: 77, On: right.On, Why: "x"}), fault.NotFound, "")
		if err := b.CorrectTrip(b.ctx, political, right); err != nil {
			b.t.Fatal(err)
		}
		now := b.trip(v.ID)
		if now.BackOn != right.On || now.BackBy != "political" || !strings.Contains(now.Note, "原为2026年3月11日，改为2026年3月12日，原因：日期填错") || away("03-12") != 1 || away("03-13") != 0 {
			b.t.Errorf("%+v", now.Trip)
		}
		e, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "attendance.trip.correct", Outcome: "done"}, 5)
		if err != nil || len(e) != 1 || e[0].Actor != "political" || !strings.Contains(e[0].Summary, "由2026年3月11日改为2026年3月12日") {
			b.t.Errorf("%+v %v", e, err)
		}
		// Not back at all: away to the end of the trip, and the return can be registered.
		if err := b.CorrectTrip(b.ctx, political, attendance.Correction{Trip: v.ID, Why: "登错了人"}); err != nil {
			b.t.Fatal(err)
		}
		if now = b.trip(v.ID); !now.BackOn.IsZero() || away("03-13") != 1 {
			b.t.Errorf("%+v", now.Trip)
		}
		if err := b.ReturnTrip(b.ctx, clerk, v.ID, civil.Must("2026-03-13"), "已送达"); err != nil {
			b.t.Fatal(err)
		}
	})
}

// Nobody corrects his own return, and a correction does not reach into time that
// was since given to something else.
func TestACorrectionIsNotOnesOwnAndDoesNotOverlap(t *testing.T) {
	each(t, func(b *bureau) {
		own := b.travel("political", "2026-03-10", "2026-03-11")
		b.agree(own.CaseID, "deputy")
		v := b.travel("clerk", "2026-03-10", "2026-03-13")
		b.agree(v.CaseID, "head", "deputy")
		b.c.Move(2 * 24 * time.Hour)
		political := b.actors["political"]
		if err := b.ReturnTrip(b.ctx, political, own.ID, civil.Must("2026-03-10"), ""); err != nil {
			b.t.Fatal(err)
		}
		b.refused(b.CorrectTrip(b.ctx, political, attendance.Correction{Trip: own.ID, On: civil.Must("2026-03-11"), Why: "x"}), fault.Forbidden, "不能由本人更正")
		if err := b.ReturnTrip(b.ctx, political, v.ID, civil.Must("2026-03-10"), ""); err != nil {
			b.t.Fatal(err)
		}
		l := b.apply("clerk", ask("personal", "03-12 am", "03-12 am", "家事"))
		b.agree(b.leave(l.ID).CaseID, "head")
		b.refused(b.CorrectTrip(b.ctx, political, attendance.Correction{Trip: v.ID, Why: "登错了人"}), fault.Invalid, "重叠")
		if seen, err := b.Calendar.WhoIsAway(b.ctx, political, half("03-12 am")); err != nil || len(seen) != 1 || seen[0].Kind != calendar.OnLeave {
			b.t.Errorf("%+v %v", seen, err)
		}
	})
}

func TestPageOfACorrection(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-10", "2026-03-11")
		b.agree(v.CaseID, "head", "deputy")
		b.c.Move(2 * 24 * time.Hour)
		if err := b.ReturnTrip(b.ctx, b.actors["clerk"], v.ID, civil.Must("2026-03-10"), ""); err != nil {
			b.t.Fatal(err)
		}
		site, k := b.site(), new(keys)
		clerk, political := b.as(site, "clerk"), b.as(site, "political")
		const at = "/attendance/trips/1"
		clerk.Get(at).Want(200).Without("form[action*=correct]")
		clerk.Post(at+"/correct", k.form("on", "2026-03-11", "why", "x")).Want(403)
		political.Get(at).Want(200).In("form[action*=correct] input[name=on]", webtest.HasValue("2026-03-10"))
		political.Post(at+"/correct", k.form("on", "2026-03-11", "report", canary)).Want(422).In("#summary", webtest.HasText("更正的原因"))
		political.Post(at+"/correct", k.form("on", "2026-03-11", "why", canary)).Want(303)
		r := clerk.Get(at).Want(200).In("main", webtest.HasText("更正返回登记")).In("main", webtest.HasText("2026年3月11日"))
		if strings.Contains(r.Body, "<script>alert") {
			b.t.Error("the reason escapes")
		}
	})
}

func TestAReturnFromLeaveRegisteredWronglyIsCorrected(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("annual", "03-10 am", "03-13 pm", ""))
		b.agree(b.leave(x.ID).CaseID, "head", "deputy", "director")
		b.c.Move(4 * 24 * time.Hour) // Friday noon
		clerk, political := b.actors["clerk"], b.actors["political"]
		b.refused(b.CorrectReturn(b.ctx, political, x.ID, half("03-12 am"), "x"), fault.Conflict, "还没有销假")
		if err := b.Return(b.ctx, clerk, x.ID, half("03-11 am"), ""); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("clerk", 2026); n != 18 {
			b.t.Fatalf("%d left after the wrong return, want 18", n)
		}
		b.refused(b.CorrectReturn(b.ctx, clerk, x.ID, half("03-12 am"), "x"), fault.Forbidden, "")
		b.refused(b.CorrectReturn(b.ctx, political, x.ID, half("03-12 am"), ""), fault.Invalid, "更正的原因")
		b.refused(b.CorrectReturn(b.ctx, political, x.ID, half("03-11 am"), "x"), fault.Invalid, "一样")
		b.refused(b.CorrectReturn(b.ctx, political, x.ID, half("03-10 am"), "x"), fault.Invalid, "假期开始")
		if err := b.CorrectReturn(b.ctx, political, x.ID, half("03-12 pm"), "日期填错"); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("clerk", 2026); n != 15 {
			b.t.Errorf("%d left after the correction, want 15", n)
		}
		l := b.leave(x.ID)
		if l.Back != half("03-12 pm") || !strings.Contains(l.Note, "原为2026年3月11日上午，改为2026年3月12日下午，原因：日期填错") {
			b.t.Errorf("%+v", l.Leave)
		}
		for when, want := range map[string]int{"03-12 am": 1, "03-12 pm": 0} {
			if seen, err := b.Calendar.WhoIsAway(b.ctx, clerk, half(when)); err != nil || len(seen) != want {
				b.t.Errorf("%s: %+v %v", when, seen, err)
			}
		}
		site, k := b.site(), new(keys)
		b.as(site, "clerk").Get("/attendance/leave/1").Want(200).Without("form[action*=correct]")
		c := b.as(site, "political")
		c.Get("/attendance/leave/1").Want(200).In("form[action*=correct]")
		c.Post("/attendance/leave/1/correct", k.form("on", "2026-03-12", "half", "am")).Want(422).In("#summary", webtest.HasText("更正的原因"))
		c.Post("/attendance/leave/1/correct", k.form("on", "2026-03-12", "half", "am", "why", "再核")).Want(303)
		if n := b.left("clerk", 2026); n != 16 {
			b.t.Errorf("%d left after the second correction, want 16", n)
		}
	})
}

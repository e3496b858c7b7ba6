package attendance_test

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/attendance"
)

// A trip that was returned, or is under way, is changed by its traveller alone: as
// it was, it goes back to whoever returned it; with another zone it goes another way.
func TestATripIsChanged(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		j := attendance.Journey{Place: "渝中区", Zone: "city", Purpose: "business", Reason: "送件", Since: civil.Must("2026-03-16"), Until: civil.Must("2026-03-17"), Transport: "动车"}
		out, err := b.Travel(b.ctx, clerk, j)
		if err != nil {
			b.t.Fatal(err)
		}
		id := out[0].ID
		trip := func() attendance.TripView {
			v, err := b.Trip(b.ctx, clerk, id)
			if err != nil {
				b.t.Fatal(err)
			}
			return v
		}
		before := trip()
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Return, flow.Input{Case: before.CaseID, Words: "写明事由"}); err != nil {
			b.t.Fatal(err)
		}
		if trip().State != attendance.SentBack {
			b.t.Fatalf("state %s", trip().State)
		}
		_, err = b.Retravel(b.ctx, b.actors["stranger"], id, j, "")
		b.refused(err, fault.NotFound, "")
		_, err = b.Retravel(b.ctx, b.actors["head"], id, j, "")
		b.refused(err, fault.NotFound, "")
		if _, err = b.PlanAgain(b.ctx, clerk, id, j); err != nil { // it does not stand in its own way
			b.t.Fatal(err)
		}
		j.Reason = "向市商务委报送季报"
		if _, err = b.Retravel(b.ctx, clerk, id, j, "已写明"); err != nil {
			b.t.Fatal(err)
		}
		if v := trip(); v.State != attendance.Running || v.Reason != j.Reason || v.Ruling != before.Ruling || len(v.Case.State.Steps) != len(before.Case.State.Steps) {
			b.t.Errorf("%+v", v.Trip)
		}
		j.Zone, j.Place = "outside_city", "成都市"
		if _, err = b.Retravel(b.ctx, clerk, id, j, "改往成都"); err != nil {
			b.t.Fatal(err)
		}
		if v := trip(); v.Zone != "outside_city" || v.Ruling == before.Ruling || len(v.Case.State.Steps) <= len(before.Case.State.Steps) {
			b.t.Errorf("%d steps, before %d: %+v", len(v.Case.State.Steps), len(before.Case.State.Steps), v.Trip)
		}
		b.agree(trip().CaseID, "head", "deputy", "director")
		_, err = b.Retravel(b.ctx, clerk, id, j, "")
		b.refused(err, fault.Conflict, "不能再修改")
	})
}

func TestPagesOfAChangedTrip(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, other := b.as(site, "clerk"), b.as(site, "colleague")
		asked := []string{"place", "渝中区", "zone", "city", "purpose", "business", "reason", canary, "since", "2026-03-16", "until", "2026-03-17", "transport", "动车", "do", "send"}
		at := clerk.Post("/attendance/trips/new", k.form(asked...)).Want(303).Header.Get("Location")
		clerk.Get(at).Want(200).In("a[href*=change]")
		clerk.Get(at+"/change").Want(200).In("textarea[name=reason]", webtest.HasValue(canary)).Without("select[name=people]")
		other.Get(at + "/change").Want(404)
		other.Post(at+"/change", k.form(asked...)).Want(404)
		clerk.Get("/attendance/trips/preview?again=1&place=x&zone=city&purpose=business&reason=x&since=2026-03-16&until=2026-03-18&transport=x").Want(200).In("h2", webtest.HasText("怎样办理"))
		clerk.Post(at+"/change", k.form("place", "成都市", "zone", "outside_city", "purpose", "business", "reason", "交流", "since", "2026-03-18", "until", "2026-03-17", "transport", "动车", "do", "send")).
			Want(422).In("input[name=place]", webtest.HasValue("成都市"))
		sent := clerk.Post(at+"/change", k.form("place", "成都市", "zone", "outside_city", "purpose", "business", "reason", "交流", "since", "2026-03-16", "until", "2026-03-17", "transport", "动车", "words", "改期", "do", "send")).Want(303)
		clerk.Follow(sent).Want(200).In("main", webtest.HasText("成都市（市外）"))
	})
}

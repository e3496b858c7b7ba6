package attendance_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/attendance"
)

// A returned trip goes straight back to whoever returned it, by the edition of its
// submission; with another zone everybody is asked anew, by the book of the day.
func TestAReturnedTripComesBack(t *testing.T) {
	const city = `tables:
  - id: travel.chain
    rows:
      - {id: city-staff, when: {zone: city, purpose: business, role: staff}, chain: [section_head review, deputy_in_charge review, director consent], clause: travel.city.staff}
examples:
  - {table: travel.chain, say: 一般人员到区外市内出差, facts: {zone: city, purpose: business, role: staff}, chain: [section_head review, deputy_in_charge review, director consent], clause: travel.city.staff}
`
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-17", "2026-03-17")
		j := attendance.Journey{Place: v.Place, Zone: v.Zone, Purpose: v.Purpose, Reason: "改写了事由", Since: v.Since, Until: v.Until, AdvanceFen: 5000, Transport: "汽车"}
		giveBack := func(login string) {
			b.t.Helper()
			if _, err := b.Flow.Do(b.ctx, b.actors[login], flow.Return, flow.Input{Case: v.CaseID, Words: "请补充"}); err != nil {
				b.t.Fatal(err)
			}
		}
		rulebooktest.Publish(t, b.Rules, city, "2026-03-11")
		b.c.Move(2 * 24 * time.Hour)
		b.agree(v.CaseID, "head")
		giveBack("deputy")
		_, err := b.Retravel(b.ctx, b.actors["colleague"], v.ID, j, "")
		b.refused(err, fault.NotFound, "")
		_, err = b.PlanAgain(b.ctx, b.actors["colleague"], v.ID, j)
		b.refused(err, fault.NotFound, "")
		p, err := b.PlanAgain(b.ctx, b.actors["clerk"], v.ID, j)
		if err != nil || len(p.Legs) != 1 || len(p.Legs[0].Steps) != 1 || !strings.HasPrefix(p.Back, "原书") {
			b.t.Fatalf("foreseen: %+v %v", p, err)
		}
		if _, err := b.Retravel(b.ctx, b.actors["clerk"], v.ID, j, "已补充"); err != nil {
			b.t.Fatal(err)
		}
		now := b.trip(v.ID)
		if now.State != attendance.Running || now.Case.Round != 1 || now.Reason != j.Reason || now.AdvanceFen != 5000 || now.Ruling != v.Ruling || now.Number != v.Number {
			b.t.Errorf("%s round %d: %+v", now.State, now.Case.Round, now.Trip)
		}
		giveBack("deputy")
		j.Since, j.Until = civil.Must("2026-03-18"), civil.Must("2026-03-18")
		if p, err = b.PlanAgain(b.ctx, b.actors["clerk"], v.ID, j); err != nil || len(p.Legs[0].Steps) != 3 || p.Back != "" {
			b.t.Errorf("foreseen on another day: %+v %v", p, err)
		}
		if _, err := b.Retravel(b.ctx, b.actors["clerk"], v.ID, j, "改期"); err != nil {
			b.t.Fatal(err)
		}
		b.agree(v.CaseID, "head", "deputy", "director")
		if now = b.trip(v.ID); now.State != attendance.Closed || now.Since != j.Since {
			b.t.Errorf("%s %s", now.State, now.Since)
		}
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM rulebook_decision WHERE table_id = 'travel.chain'"); err != nil || n != 2 {
			b.t.Errorf("%d decisions kept, %v", n, err)
		}
		_, err = b.Retravel(b.ctx, b.actors["clerk"], v.ID, j, "")
		b.refused(err, fault.Conflict, "不能再修改")
	})
}

func TestPagesOfAChangedTrip(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-17", "2026-03-17")
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Return, flow.Input{Case: v.CaseID, Words: "请写明事由"}); err != nil {
			b.t.Fatal(err)
		}
		site, k := b.site(), new(keys)
		clerk, other := b.as(site, "clerk"), b.as(site, "colleague")
		at := fmt.Sprintf("/attendance/trips/%d", v.ID)
		clerk.Get(at).Want(200).In("a[href*=change]")
		clerk.Get(at+"/change").Want(200).In("input[name=place]", webtest.HasValue(v.Place)).Without("select[name=people]")
		form := []string{"place", v.Place, "zone", v.Zone, "purpose", v.Purpose, "reason", "参加展会", "since", "2026-03-17", "until", "2026-03-17", "transport", "汽车"}
		clerk.Get(at+"/change/preview?"+k.form(form...).Encode()).Want(200).In("#none, .pair, dl", webtest.HasText("直接送回退回的一步"))
		clerk.Post(at+"/change", k.form(form...)).Want(200).In("#following", webtest.HasText("直接送回退回的一步"))
		other.Get(at + "/change").Want(404)
		other.Get(at + "/change/preview?" + k.form(form...).Encode()).Want(404)
		other.Post(at+"/change", k.form(append(form, "do", "send")...)).Want(404)
		clerk.Post(at+"/change", k.form(append(form, "do", "send")...)).Want(303)
		if now := b.trip(v.ID); now.State != attendance.Running || now.Reason != "参加展会" {
			b.t.Errorf("%s %s", now.State, now.Reason)
		}
		elsewhere := strings.ReplaceAll(k.form(form...).Encode(), url.QueryEscape(v.Place), url.QueryEscape("江北区"))
		if page := clerk.Get(at + "/change/preview?" + elsewhere).Want(200); strings.Contains(page.Body, "直接送回退回的一步") {
			b.t.Error("another place goes back to whoever returned it, as if all had seen it")
		}
	})
}

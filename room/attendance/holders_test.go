package attendance_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/attendance"
)

// travel sends one person to the city and gives the trip.
func (b *bureau) travel(login, since, until string) attendance.TripView {
	b.t.Helper()
	out, err := b.Travel(b.ctx, b.actors[login], attendance.Journey{Place: "渝中区", Zone: "city", Purpose: "business", Reason: "送件",
		Since: civil.Must(since), Until: civil.Must(until), Transport: "大巴"})
	if err != nil {
		b.t.Fatal(err)
	}
	return b.trip(out[0].ID)
}

func (b *bureau) trip(id int64) attendance.TripView {
	b.t.Helper()
	v, err := b.Trip(b.ctx, b.actors["political"], id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// seen is the case of a leave as somebody sees it.
func (b *bureau) seen(login string, leave int64) flow.View {
	b.t.Helper()
	v, err := b.Flow.ViewOf(b.ctx, b.actors[login], b.leave(leave).Subject())
	if err != nil {
		b.t.Fatalf("%s: %v", login, err)
	}
	return v
}

// waits checks that the open step of a leave waits for a person to be named, and
// that nothing was approved by itself.
func (b *bureau) waits(leave int64, why string) {
	b.t.Helper()
	v := b.seen("political", leave)
	if b.leave(leave).State != attendance.Running || !strings.Contains(v.Vacant, why) || !v.May(flow.Assign) {
		b.t.Errorf("%s, vacant %q, may %v", b.leave(leave).State, v.Vacant, v.Can)
	}
}

// assign lets the political section name somebody for the open step, who agrees.
func (b *bureau) assign(leave int64, to string) {
	b.t.Helper()
	c := b.leave(leave).CaseID
	if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Assign, flow.Input{Case: c, Person: b.people[to], Words: "此步无人"}); err != nil {
		b.t.Fatal(err)
	}
	b.agree(c, to)
}

// alone ends the A/B table of a post, so that nobody stands in.
func (b *bureau) alone(post string) {
	b.t.Helper()
	list, err := b.Org.Backups(b.ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, x := range list {
		if x.Post == post {
			if err := b.Org.EndBackup(b.ctx, act.Owner(), x.ID, civil.DateOf(b.c.Now())); err != nil {
				b.t.Fatal(err)
			}
		}
	}
}

func TestTheHolderOfAStepHasLeftTheBureau(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("colleague", ask("personal", "03-12 am", "03-12 am", "家事"))
		b.alone("LTK-head")
		if _, err := b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people["head"], On: civil.Must(monday)}); err != nil {
			b.t.Fatal(err)
		}
		b.waits(x.ID, "")
		_, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Agree, flow.Input{Case: b.leave(x.ID).CaseID})
		if err == nil {
			b.t.Error("one who has left agreed")
		}
		b.assign(x.ID, "deputy")
		if l := b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Error(l.State)
		}
	})
}

func TestTheHoldersAccountIsDisabled(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("colleague", ask("personal", "03-12 am", "03-12 am", "家事"))
		b.alone("LTK-head")
		acc, err := b.Org.AccountByLogin(b.ctx, "head")
		if err == nil {
			err = b.Org.SetState(b.ctx, act.Owner(), acc.ID, "disabled")
		}
		if err != nil {
			b.t.Fatal(err)
		}
		b.waits(x.ID, "账号已停用")
		b.assign(x.ID, "deputy")
		if l := b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Error(l.State)
		}
	})
}

// The head is on leave: B of the post acts in his own name, and says in whose place.
func TestTheHolderIsOnLeaveAndBStandsIn(t *testing.T) {
	each(t, func(b *bureau) {
		y := b.apply("head", ask("annual", "03-10 am", "03-11 pm", ""))
		b.agree(b.leave(y.ID).CaseID, "deputy", "director")
		list, err := b.Org.Backups(b.ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, x := range list {
			if x.Post == "LTK-head" {
				if err := b.HandOver(b.ctx, b.actors["head"], y.ID, org.Handover{Backup: x.ID, Matters: []string{"审批"}}); err != nil {
					b.t.Fatal(err)
				}
			}
		}
		b.c.Move(24 * time.Hour) // Tuesday noon
		x := b.apply("colleague", ask("personal", "03-16 am", "03-16 am", "家事"))
		_, err = b.Flow.Do(b.ctx, b.actors["head"], flow.Agree, flow.Input{Case: b.leave(x.ID).CaseID})
		b.refused(err, fault.NotFound, "")
		b.agree(b.leave(x.ID).CaseID, "clerk")
		e := b.seen("colleague", x.ID).History[1]
		if e.Login != "clerk" || !strings.Contains(e.For, "流通科科长") || b.leave(x.ID).State != attendance.Agreed {
			b.t.Errorf("%+v, %s", e, b.leave(x.ID).State)
		}
	})
}

// The head is away and B is the applicant himself: nobody decides his own case, a
// person is named.
func TestTheHolderIsAwayAndBIsTheApplicant(t *testing.T) {
	each(t, func(b *bureau) {
		y := b.apply("head", ask("annual", "03-10 am", "03-11 pm", ""))
		b.agree(b.leave(y.ID).CaseID, "deputy", "director")
		b.c.Move(24 * time.Hour)
		x := b.apply("clerk", ask("personal", "03-16 am", "03-16 am", "家事"))
		b.waits(x.ID, "")
		for _, login := range []string{"clerk", "colleague"} {
			if _, err := b.Flow.Do(b.ctx, b.actors[login], flow.Agree, flow.Input{Case: b.leave(x.ID).CaseID}); err == nil {
				b.t.Errorf("%s agreed", login)
			}
		}
		b.assign(x.ID, "deputy")
		if l := b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Error(l.State)
		}
		if seen, err := b.Calendar.WhoIsAway(b.ctx, b.actors["clerk"], half("03-16 am")); err != nil || len(seen) != 1 || seen[0].Kind != calendar.OnLeave {
			b.t.Errorf("%+v %v", seen, err)
		}
	})
}

// The only one who could put a leave on record is the applicant: it waits for
// somebody else to be named.
func TestTheHolderIsTheApplicant(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("political", ask("personal", "03-12 am", "03-12 am", "家事"))
		b.agree(b.leave(x.ID).CaseID, "deputy")
		v := b.seen("office", x.ID) // the step of record is the political section's, of which the applicant is the only one
		if l := b.leave(x.ID); l.State != attendance.Agreed || !strings.Contains(v.Vacant, "申请人本人") || !v.May(flow.Assign) {
			b.t.Errorf("%s, vacant %q, may %v", l.State, v.Vacant, v.Can)
		}
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Enter, flow.Input{Case: b.leave(x.ID).CaseID}); err == nil {
			b.t.Error("the applicant put his own leave on record")
		}
	})
}

package app_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/app"
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/clock"
	"lantai.internal/room/attendance"
	"lantai.internal/room/duty"
)

// The boundary cases 30 to 32 of leave against the roster itself; what the rules alone
// say of them stands in room/attendance and room/duty/roster.

// published makes and publishes the roster of a month.
func (s *sitting) published(month string) {
	s.t.Helper()
	office := s.as("bangongshi")
	made, err := s.Duty.Generate(s.ctx, office, month)
	s.must(err)
	_, err = s.Duty.Submit(s.ctx, office, made.ID)
	s.must(err)
	_, err = s.Duty.Approve(s.ctx, s.as("fujuzhang"), made.ID)
	s.must(err)
	_, err = s.Duty.Publish(s.ctx, office, made.ID)
	s.must(err)
}

func (s *sitting) turns(month string) []duty.Turn {
	s.t.Helper()
	from := civil.Must(month + "-01")
	list, err := s.Duty.Turns(s.ctx, s.Door.Reader(), from.Time().UnixMicro(), from.AddDays(28).Time().UnixMicro())
	s.must(err)
	return list
}

// nightOf is a night in a month that somebody has, with its leader's account.
func (s *sitting) nightOf(login, month string) (shift duty.Shift, leader string) {
	s.t.Helper()
	logins := map[int64]string{}
	for _, a := range app.DemoAccounts {
		if a.Post != "" {
			logins[s.person(a.Login)] = a.Login
		}
	}
	for _, t := range s.turns(month) {
		if t.Track != duty.Officer || t.Person != s.person(login) {
			continue
		}
		x, err := s.Duty.ShiftByID(s.ctx, s.Door.Reader(), t.Shift)
		s.must(err)
		if leader = logins[x.LeaderID]; leader != "" && x.Night {
			return x, leader
		}
	}
	return duty.Shift{}, ""
}

// Case 30 (clauses duty.swap.report, duty.swap.arrange): whoever is on the roster may ask
// for leave; the last consent is refused until the duty leader has named a substitute.
func TestCase30LeaveWaitsForTheSwap(t *testing.T) {
	sittings(t, func(s *sitting) {
		var x duty.Shift
		var leader string
		for _, month := range []string{"2026-04", "2026-05", "2026-06"} {
			s.published(month)
			if x, leader = s.nightOf("keyuan", month); x.ID != 0 {
				break
			}
		}
		if x.ID == 0 {
			t.Fatal("no night of the clerk's whose leader has an account: the test needs another month")
		}
		half := civil.HalfAt(clock.FromMicros(x.From))
		a, err := s.Attendance.Apply(s.ctx, s.as("keyuan"), attendance.Application{Kind: "sick", Since: civil.Morning(half.Date()), Until: civil.Morning(half.Date()) + 4, Reason: "住院检查"})
		s.must(err)
		v := s.look(a.ID)
		facts, err := s.Flow.FactsOf(s.ctx, s.as("shangmao"), v.Case)
		if err != nil || !strings.Contains(fmt.Sprint(facts), "轮到本人值班") {
			t.Errorf("the card does not say so: %v %v", facts, err)
		}
		last := s.agreeUntilRefused(v)
		if f := fault.Of(last); f == nil || f.Kind != fault.Rule || f.Clause != law.DutySwapArrange {
			t.Fatalf("approved although nobody takes the turn: %v", last)
		}
		w, err := s.Duty.AskSwap(s.ctx, s.as("keyuan"), duty.Asking{Shift: x.ID, Reason: "sick", Words: "住院"})
		s.must(err)
		if last = s.agreeUntilRefused(v); !fault.Is(last, fault.Rule) {
			t.Errorf("approved on a swap that is only asked for: %v", last)
		}
		for _, to := range []string{"shangmao", "dangan", "zhengong", "mishu"} {
			if _, err = s.Duty.Arrange(s.ctx, s.as(leader), duty.Arranging{Swap: w.ID, Person: s.person(to)}); err == nil {
				break
			}
		}
		s.must(err)
		if last = s.agreeUntilRefused(v); last != nil {
			t.Errorf("still refused after the swap: %v", last)
		}
		if v = s.look(a.ID); v.State != attendance.Agreed {
			t.Errorf("the leave is %s", v.State)
		}
	})
}

// agreeUntilRefused lets everybody whose turn it is agree, until one is refused or
// the leave is agreed.
func (s *sitting) agreeUntilRefused(v attendance.LeaveView) error {
	s.t.Helper()
	for range 4 {
		c := s.look(v.ID)
		open := c.Case.State.Open()
		if c.State != attendance.Running || open == nil {
			return nil
		}
		login := map[flow.Who]string{flow.SectionHead: "shangmao", flow.DeputyInCharge: "fujuzhang", flow.Director: "juzhang"}[open.Who]
		if _, err := s.Flow.Do(s.ctx, s.as(login), flow.Agree, flow.Input{Case: c.CaseID}); err != nil {
			return err
		}
	}
	return nil
}

// Case 31 (clause ab.def.same): the B of a post is not let go while its A is away.
func TestCase31BWhileAIsAway(t *testing.T) {
	sittings(t, func(s *sitting) {
		day := civil.Must("2026-03-16")
		a, err := s.Attendance.Apply(s.ctx, s.as("bangongshi"), attendance.Application{Kind: "annual", Since: civil.Morning(day), Until: civil.Morning(day) + 4})
		s.must(err)
		v, err := s.Attendance.Leave(s.ctx, s.as("bangongshi"), a.ID)
		s.must(err)
		for _, login := range []string{"fujuzhang", "juzhang"} {
			if v, err = s.Attendance.Leave(s.ctx, s.as("bangongshi"), a.ID); err == nil && v.State == attendance.Running {
				s.do(login, flow.Agree, v.CaseID)
			}
		}
		_, err = s.Attendance.Apply(s.ctx, s.as("mishu"), attendance.Application{Kind: "personal", Since: civil.Afternoon(day), Until: civil.Afternoon(day) + 1, Reason: "家事"})
		if f := fault.Of(err); f == nil || f.Kind != fault.Rule || !strings.Contains(f.Safe(), "B岗") && !strings.Contains(f.Safe(), "AB") {
			t.Errorf("B may go while A is away: %v", err)
		}
	})
}

// Case 32 (clause duty.offtime with the special rules on the protection of female
// workers): from the seventh month and while nursing the roster gives no night, neither
// by itself nor by hand.
func TestCase32NoNightsFromTheSeventhMonth(t *testing.T) {
	sittings(t, func(s *sitting) {
		_, err := s.Duty.SetExemption(s.ctx, s.as("zhengong"), duty.NewExemption{Person: s.person("keyuan"), Ground: duty.Pregnant, On: civil.Must("2026-05-20")})
		s.must(err)
		_, err = s.Duty.SetExemption(s.ctx, s.as("zhengong"), duty.NewExemption{Person: s.person("dangan"), Ground: duty.Nursing, On: civil.Must("2025-09-01")})
		s.must(err)
		s.published("2026-04")
		var night duty.Shift
		for _, turn := range s.turns("2026-04") {
			x, err := s.Duty.ShiftByID(s.ctx, s.Door.Reader(), turn.Shift)
			s.must(err)
			if x.Night && turn.Track == duty.Officer {
				night = x
				if turn.Person == s.person("keyuan") || turn.Person == s.person("dangan") {
					t.Errorf("a night on %s for %s", x.Day, turn.Name)
				}
			}
		}
		for _, login := range []string{"keyuan", "dangan"} {
			_, err = s.Duty.Assign(s.ctx, s.as("bangongshi"), duty.Assigning{Shift: night.ID, Track: duty.Officer, Person: s.person(login), Reason: "顶班"})
			if f := fault.Of(err); f == nil || f.Kind != fault.Rule || !strings.Contains(f.Say, "不安排夜班") || strings.Contains(f.Say, "孕") || strings.Contains(f.Say, "哺乳") {
				t.Errorf("%s by hand: %v", login, err)
			}
		}
	})
}

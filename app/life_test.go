package app_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/life"
)

func moment(on civil.Date, hour, minute int) int64 {
	return on.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).UnixMicro()
}

// committee are the members of the party committee.
func (s *sitting) committee() []int64 {
	s.t.Helper()
	list, err := org.Committee(s.ctx, s.Door.Reader(), s.Door.Today())
	s.must(err)
	return list
}

// Clauses mtg.life.members and mtg.life.deadline: the checklist of the democratic life
// meeting takes day and attendance from the meeting that was held, and nothing from one
// that is still sitting.
func TestTheLifeMeetingIsTakenFromTheMeetingRoom(t *testing.T) {
	sittings(t, func(s *sitting) {
		clerk, chair := s.as("zhengong"), s.as("shuji")
		_, err := s.Life.Begin(s.ctx, clerk, life.Plan{Year: 2026, Theme: "改进作风", PlannedOn: civil.Must("2026-03-05"), Place: "三楼会议室", Agenda: "逐人发言", Chair: s.person("shuji")})
		s.must(err)
		for _, step := range []string{life.StepRequest, life.StepAnswer} {
			x := life.DoneStep{Year: 2026, Step: step, On: s.Door.Today(), Words: "同意", Ref: "复函1号"}
			if step == life.StepAnswer {
				ref, err := s.Files.Put(s.ctx, strings.NewReader("同意召开。"), 0)
				s.must(err)
				x.Papers = []flow.Attachment{{Name: "批复.txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
			}
			_, err := s.Life.MarkDone(s.ctx, clerk, x)
			s.must(err)
		}
		take := func() (life.Meeting, error) {
			return s.Life.Held(s.ctx, clerk, life.HoldIn{Year: 2026, Room: true})
		}
		if _, err := take(); !fault.Is(err, fault.Conflict) {
			s.t.Fatalf("taken before there is one: %v", err)
		}
		on := civil.Must("2026-03-05")
		for day, want := range map[string]string{"2026-12-05": "晚于期限2026年11月30日", "2026-11-20": "先在“民主生活会”改安排"} {
			d := civil.Must(day)
			_, err := s.Meetings.Plan(s.ctx, clerk, meeting.Plan{Kind: "democratic_life", On: d, Starts: moment(d, 14, 30), Place: "三楼会议室"})
			if err == nil || !strings.Contains(fault.Of(err).Safe(), want) {
				s.t.Errorf("%s: %v, want %s", day, err, want)
			}
		}
		m, err := s.Meetings.Plan(s.ctx, clerk, meeting.Plan{Kind: "democratic_life", On: on, Starts: moment(on, 14, 30), Place: "三楼会议室"})
		s.must(err)
		it, err := s.Meetings.Propose(s.ctx, clerk, meeting.Proposal{Kind: "democratic_life", Topic: "t2", Title: "对照检查班子建设", NoMaterial: true})
		s.must(err)
		_, err = s.Meetings.FixAgenda(s.ctx, chair, m, []meeting.Choice{{Item: it, List: true}})
		s.must(err)
		_, err = s.Meetings.Tell(s.ctx, clerk, m, "", 0)
		s.must(err)
		s.c.Move(time.UnixMicro(moment(on, 14, 25)).Sub(s.c.Now()))
		members := s.committee()
		if len(members) < 3 {
			s.t.Fatalf("%d members", len(members))
		}
		absent := int64(0)
		var here []int64
		for _, p := range members {
			if absent == 0 && p != s.person("shuji") {
				absent = p
				continue
			}
			here = append(here, p)
		}
		// An observer signs in too and is no member.
		s.must(s.Meetings.Invite(s.ctx, chair, m, s.person("bangongshi"), false))
		s.must(s.Meetings.SignIn(s.ctx, clerk, m, append(here, s.person("bangongshi")), 0))
		_, err = s.Meetings.OpenMeeting(s.ctx, clerk, m, 0)
		s.must(err)
		if _, err := take(); !fault.Is(err, fault.Conflict) {
			s.t.Fatalf("taken while it sits: %v", err)
		}
		_, err = s.Meetings.OpenItem(s.ctx, clerk, it, 0)
		s.must(err)
		s.must(s.Meetings.Decide(s.ctx, clerk, meeting.Deciding{Item: it, Outcome: meeting.Noted, Words: "逐人作了对照检查"}))
		_, err = s.Meetings.CloseMeeting(s.ctx, clerk, m, 0)
		s.must(err)
		got, err := take()
		s.must(err)
		if got.HeldOn != on || got.MeetingID != m {
			s.t.Errorf("held on %s as meeting %d, want %s and %d", got.HeldOn, got.MeetingID, on, m)
		}
		v, err := s.Life.Of(s.ctx, clerk, 2026)
		s.must(err)
		for _, p := range v.People {
			want := life.Present
			if p.PersonID == absent {
				want = life.Absent
			}
			if p.Part == life.Observer {
				want = ""
			}
			if p.Here != want {
				s.t.Errorf("%s is %q, want %q", p.Name, p.Here, want)
			}
		}
		if _, err := s.Life.Held(s.ctx, s.as("bangongshi"), life.HoldIn{Year: 2026, Room: true}); !fault.Is(err, fault.NotFound) && !(fault.Is(err, fault.Rule) && fault.Of(err).Clause == law.MtgLifeService) {
			s.t.Errorf("by another section: %v", err)
		}
	})
}

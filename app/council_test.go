package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/attendance"
	"lantai.internal/room/meeting"
	"lantai.internal/room/report"
)

// sitting is a whole bureau in which the director's office meeting sits.
type sitting struct {
	*app.App
	t   *testing.T
	ctx context.Context
	c   *clock.Movable
}

// sittings opens one on each database, on Monday, 2 March 2026.
func sittings(t *testing.T, fn func(s *sitting)) {
	for name, url := range map[string]func(t *testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) }} {
		t.Run(name, func(t *testing.T) {
			org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
			c := clock.At("2026-03-02")
			c.Move(civil.Must("2026-03-02").Time().Add(9 * time.Hour).Sub(c.Now()))
			a, err := app.Demo(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Database: url(t), Clock: c, Env: empty})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			fn(&sitting{App: a, t: t, ctx: t.Context(), c: c})
			r, err := a.Door.Verify(t.Context())
			if err != nil || !r.OK {
				t.Errorf("the ledger no longer fits the rows: %v %+v", err, r)
			}
		})
	}
}

func (s *sitting) as(login string) act.Actor {
	s.t.Helper()
	acc, err := s.Org.AccountByLogin(s.ctx, login)
	s.must(err)
	who, err := s.Org.ActorOf(s.ctx, acc.ID)
	s.must(err)
	return who
}

func (s *sitting) person(login string) int64 {
	s.t.Helper()
	acc, err := s.Org.AccountByLogin(s.ctx, login)
	s.must(err)
	return acc.PersonID
}

func (s *sitting) must(err error) {
	s.t.Helper()
	if f := fault.Of(err); err != nil {
		s.t.Fatalf("%v %s %v", err, f.Safe(), f.Fields)
	}
}

// leave applies for personal leave of somebody of a section and gives its case; the
// section head's opinion is given.
func (s *sitting) leave(from, to string) attendance.LeaveView {
	s.t.Helper()
	x, err := s.Attendance.Apply(s.ctx, s.as("keyuan"), attendance.Application{Kind: "personal", Since: civil.Morning(civil.Must(from)), Until: civil.Afternoon(civil.Must(to)) + 1, Reason: "办理家中事务"})
	s.must(err)
	v := s.look(x.ID)
	s.do("shangmao", flow.Agree, v.CaseID)
	return s.look(x.ID)
}

func (s *sitting) look(id int64) attendance.LeaveView {
	s.t.Helper()
	v, err := s.Attendance.Leave(s.ctx, s.as("keyuan"), id)
	s.must(err)
	return v
}

func (s *sitting) do(login string, a flow.Action, caseID int64) {
	s.t.Helper()
	_, err := s.Flow.Do(s.ctx, s.as(login), a, flow.Input{Case: caseID, Words: "已阅。"})
	s.must(err)
}

// item is the one item that waits to be put on an agenda.
func (s *sitting) item() meeting.Item {
	s.t.Helper()
	list, err := db.All[meeting.Item](s.ctx, s.Door.Reader(), "SELECT * FROM meeting_item WHERE state = 'proposed'")
	s.must(err)
	if len(list) != 1 {
		s.t.Fatalf("%d items wait, want one: %+v", len(list), list)
	}
	return list[0]
}

// plan begins a meeting in an hour.
func (s *sitting) plan() int64 {
	s.t.Helper()
	at := s.c.Now().Add(time.Hour)
	m, err := s.Meetings.Plan(s.ctx, s.as("bangongshi"), meeting.Plan{Kind: "director_office", On: civil.DateOf(at), Starts: at.UnixMicro(), Place: "三楼会议室"})
	s.must(err)
	return m
}

// hold lets a meeting decide the item that waits, and its chair sign the minutes.
func (s *sitting) hold(outcome, words string) (paper string) {
	s.t.Helper()
	office, chair := s.as("bangongshi"), s.as("juzhang")
	it, m := s.item(), s.plan()
	_, err := s.Meetings.FixAgenda(s.ctx, chair, m, []meeting.Choice{{Item: it.ID, List: true}})
	s.must(err)
	_, err = s.Meetings.Tell(s.ctx, office, m, "", 0)
	s.must(err)
	s.c.Move(time.Hour)
	both := []int64{s.person("juzhang"), s.person("fujuzhang")}
	s.must(s.Meetings.SignIn(s.ctx, office, m, both, 0))
	_, err = s.Meetings.OpenMeeting(s.ctx, office, m, 0)
	s.must(err)
	_, err = s.Meetings.OpenItem(s.ctx, office, it.ID, 0)
	s.must(err)
	for _, p := range []int64{both[1], both[0]} { // the chair speaks last
		_, err = s.Meetings.Say(s.ctx, office, meeting.Saying{Item: it.ID, Person: p, Words: words})
		s.must(err)
	}
	s.must(s.Meetings.Decide(s.ctx, office, meeting.Deciding{Item: it.ID, Outcome: outcome, Words: words}))
	_, err = s.Meetings.CloseMeeting(s.ctx, office, m, 0)
	s.must(err)
	s.must(s.Meetings.DraftMinutes(s.ctx, office, m, "", true))
	paper, err = s.Meetings.SignMinutes(s.ctx, chair, m)
	s.must(err)
	s.c.Move(time.Hour)
	return paper
}

// Clauses leave.personal.ge6, mtg.head.agenda.decide and mtg.head.minutes.sign: six days of
// personal leave go from the section head to the director's office meeting; what its
// signed minutes say is the answer, and names them as its ground.
func TestLongLeaveIsDecidedByTheMeeting(t *testing.T) {
	sittings(t, func(s *sitting) {
		v := s.leave("2026-03-09", "2026-03-16")
		if it := s.item(); it.URL != "/attendance/leave/1" || it.Unit != "SMLTK" || it.Topic != "t10" || it.Concerned == "" {
			t.Errorf("proposed: %+v", it)
		}
		_, err := s.Flow.Do(s.ctx, s.as("zhengong"), flow.Resolve, flow.Input{Case: v.CaseID, Meeting: "局长办公会", Agreed: true, Date: s.Door.Today()})
		if f := fault.Of(err); !fault.Is(err, fault.Conflict) || !strings.Contains(f.Safe(), "已提请局长办公会研究") {
			t.Errorf("entered by hand while it is before a meeting: %v", err)
		}
		if p, _ := s.Rules.Base.Param(law.LeavePersonalGe6, "meeting"); p.Value != "局长办公会" {
			t.Errorf("the book names %q", p.Value)
		}
		paper := s.hold(meeting.Agreed, "同意请假，工作交科长安排。")
		v = s.look(v.ID)
		if v.State != attendance.Agreed {
			t.Fatalf("the leave is %s", v.State)
		}
		e := v.Case.History[len(v.Case.History)-1]
		if e.Action != flow.Decided || e.Login != "juzhang" || !strings.Contains(e.Data, paper) {
			t.Errorf("the decision stands as %+v", e)
		}
		said := v.Case.Said()[1]
		if !strings.Contains(said.Signed, paper+"第1项") || !strings.Contains(said.Opinion, "工作交科长安排") {
			t.Errorf("the form says %q by %q", said.Opinion, said.Signed)
		}
		entries, err := act.Entries(s.ctx, s.Door.Reader(), act.EntryFilter{Deed: "meeting.minutes.sign", Outcome: "done"}, 1)
		if err != nil || len(entries) != 1 || entries[0].Actor != "juzhang" {
			t.Errorf("the ledger names %+v: %v", entries, err)
		}
		s.do("zhengong", flow.Enter, v.CaseID)
		if v = s.look(v.ID); v.State != attendance.Closed {
			t.Errorf("the leave is %s", v.State)
		}

		// Refused, with the words of the meeting.
		v = s.leave("2026-04-07", "2026-04-14")
		s.hold(meeting.Refused, "工作离不开，不同意。")
		if v = s.look(v.ID); v.State != attendance.Refused {
			t.Errorf("the leave is %s", v.State)
		}

		// Deferred it waits for the next meeting; taken back it is on no agenda.
		v = s.leave("2026-05-11", "2026-05-18")
		s.hold(meeting.Deferred, "待工作安排好再议。")
		v = s.look(v.ID)
		if e := v.Case.History[len(v.Case.History)-1]; v.State != attendance.Running || e.Action != flow.Deferred || !strings.Contains(e.Words, "再议") {
			t.Errorf("the leave is %s after %+v", v.State, e)
		}
		if it := s.item(); it.CarriedFrom == 0 || !v.Case.Council.Listed {
			t.Errorf("put off, and before no meeting: %+v %+v", it, v.Case.Council)
		}
		_, err = s.Flow.Do(s.ctx, s.as("keyuan"), flow.Withdraw, flow.Input{Case: v.CaseID})
		s.must(err)
		if n, err := db.One[int](s.ctx, s.Door.Reader(), "SELECT count(*) FROM meeting_item WHERE state = 'proposed'"); err != nil || n != 0 {
			t.Errorf("%d items wait for a leave that was taken back: %v", n, err)
		}

		// Not put on the agenda it is for whoever may return or enter it.
		v = s.leave("2026-06-08", "2026-06-15")
		it, m := s.item(), s.plan()
		_, err = s.Meetings.FixAgenda(s.ctx, s.as("juzhang"), m, []meeting.Choice{{Item: it.ID, Reason: "请分管领导先当面了解"}})
		s.must(err)
		desk, err := s.Flow.Desk(s.ctx, s.as("zhengong"))
		if err != nil || len(desk.Waiting) != 1 || desk.Waiting[0].ID != v.CaseID {
			t.Errorf("declined, it waits for %+v: %v", desk.Waiting, err)
		}
		s.do("zhengong", flow.Return, v.CaseID)
	})
}

// Clauses mtg.head.topic.funds and mtg.head.topic.rules: an important request and a change of
// the rule book take the same way.
func TestRequestsAndRulesAreDecidedByTheMeeting(t *testing.T) {
	sittings(t, func(s *sitting) {
		_, topics, err := s.Reports.Levels(s.ctx, s.as("keyuan"))
		s.must(err)
		sent, err := s.Reports.Send(s.ctx, s.as("keyuan"), report.Sending{Kind: report.Request, Topic: topics[0], Title: "关于列支监测点建设经费的请示", Background: "监测点设备老化。",
			Proposal: "建议分两批更换。", Urgency: report.Normal, Addressee: "director", Collective: report.Collective{Topic: law.MtgHeadTopicFunds, Reason: "占全年专项经费的一半"}})
		s.must(err)
		v, err := s.Reports.Matter(s.ctx, s.as("keyuan"), sent.ID)
		s.must(err)
		for _, login := range []string{"shangmao", "fujuzhang", "juzhang"} {
			s.do(login, flow.Agree, v.CaseID)
		}
		if it := s.item(); it.Topic != "t4" || it.Concerned != "" {
			t.Errorf("proposed: %+v", it)
		}
		s.hold(meeting.Agreed, "同意分两批更换。")
		if v, err = s.Reports.Matter(s.ctx, s.as("keyuan"), sent.ID); err != nil || v.State != report.Answered {
			t.Errorf("the request is %s: %v", v.State, err)
		}

		id, err := s.Rules.Draft(s.ctx, s.as("shangmao"), rulebook.EditionInput{Title: "事假研究的会议", Reason: "写明由哪个会议研究", WishedFrom: civil.Must("2026-04-01"),
			Amendment: "cards:\n  - id: leave.personal.ge6\n    interpretations:\n      - {id: which-meeting, text: 六天以上的事假由局长办公会研究, ground: 原文没有写是哪个会议}\n"})
		s.must(err)
		s.must(s.Rules.Send(s.ctx, s.as("shangmao"), id))
		if it := s.item(); it.Topic != "t8" {
			t.Errorf("proposed: %+v", it)
		}
		paper := s.hold(meeting.Agreed, "通过。")
		e, err := s.Rules.Edition(s.ctx, id)
		if err != nil || e.State != rulebook.StateApproved || e.MeetingNo != paper+"第1项" || e.ForceFrom != civil.Must("2026-04-01") || e.EnteredBy != "juzhang" {
			t.Errorf("the change is %+v: %v", e, err)
		}
	})
}

package report

import (
	"slices"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

func book(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTopics(t *testing.T) {
	for role, want := range map[string]int{"staff": 4, "section_head": 7, "bureau_leader": 6, "director": 7, "mayor": 0} {
		topics := Topics(book(t), role)
		clause := map[string]law.ID{"staff": law.RepTopicsStaff, "section_head": law.RepTopicsChief, "bureau_leader": law.RepTopicsDeputy, "director": law.RepTopicsHead}[role]
		if err := Check(book(t), role, Draft{Background: "情况", Proposal: "建议"}); fault.Of(err) == nil || fault.Of(err).Clause != clause {
			t.Errorf("%s without a topic: %v", role, err)
		}
		if len(topics) != want {
			t.Errorf("%s: %v", role, topics)
		}
		if want > 0 && (topics[want-1] != "其他" || !slices.Contains(topics, "外出及休假")) {
			t.Errorf("%s: %v", role, topics)
		}
	}
}

func TestADraftSaysEnoughToDecide(t *testing.T) {
	good := Draft{Topic: "领导交办事项", Background: "情况", Proposal: "建议"}
	for name, tt := range map[string]struct {
		edit   func(*Draft)
		field  string
		clause law.ID
	}{
		"good":                        {func(*Draft) {}, "", ""},
		"a topic of another rank":     {func(d *Draft) { d.Topic = "重大突发事件" }, "topic", law.RepTopicsStaff},
		"no topic":                    {func(d *Draft) { d.Topic = "" }, "topic", law.RepTopicsStaff},
		"other, and not what":         {func(d *Draft) { d.Topic = "其他" }, "detail", law.RepTopicsStaff},
		"other, and what":             {func(d *Draft) { d.Topic, d.Detail = "其他", "搬迁" }, "", ""},
		"no background":               {func(d *Draft) { d.Background = " " }, "background", law.RepPrepClear},
		"no opinion of one's own":     {func(d *Draft) { d.Proposal = "" }, "proposal", law.RepPrepProposal},
		"important and only oral":     {func(d *Draft) { d.Important = true }, "paper", law.RepWrittenImportant},
		"important and written":       {func(d *Draft) { d.Important, d.Paper = true, true }, "", ""},
		"important, oral, with cause": {func(d *Draft) { d.Important, d.OralReason = true, "当面汇报" }, "", ""},
	} {
		d := good
		tt.edit(&d)
		err := Check(book(t), "staff", d)
		if tt.field == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e := fault.Of(err); e == nil || e.Field != tt.field || e.Clause != tt.clause {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Check(book(t), "staff", Draft{}); err == nil {
		t.Error("an empty draft was taken")
	}
}

func TestNothingIsDoneBeforeTheAnswer(t *testing.T) {
	at := func(s string) int64 {
		when, err := time.Parse("2006-01-02 15:04:05 -0700", "2014-05-06 "+s+" +0800")
		if err != nil {
			t.Fatal(err)
		}
		return when.UnixMicro()
	}
	for name, tt := range map[string]struct {
		replied, act int64
		emergency    bool
		ok           bool
	}{
		"no answer":             {0, at("09:00:00"), false, false},
		"an hour before":        {at("10:00:00"), at("09:00:00"), false, false},
		"the minute before":     {at("10:00:40"), at("09:59:00"), false, false},
		"the minute of it":      {at("10:00:40"), at("10:00:00"), false, true},
		"only the day is known": {at("00:00:00"), at("00:00:00"), false, true},
		"the day before that":   {at("00:00:00"), at("00:00:00") - 1, false, false},
		"no answer, emergency":  {0, at("09:00:00"), true, true},
	} {
		err := MayAct(tt.replied, tt.act, tt.emergency)
		if (err == nil) != tt.ok || err != nil && fault.Of(err).Clause != law.RepNoAct {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheFiveReasons(t *testing.T) {
	c := calendar.Official()
	for name, tt := range map[string]struct {
		x      Bypass
		clause law.ID // of the refusal; empty if there is none
	}{
		"none":                      {Bypass{}, law.RepBypassBan},
		"unknown":                   {Bypass{Reason: "bored"}, law.RepBypassBan},
		"absent, nobody named":      {Bypass{Reason: SuperiorAbsent}, law.RepBypassR1},
		"absent":                    {Bypass{Reason: SuperiorAbsent, Absent: "副局长"}, ""},
		"assigned, nothing named":   {Bypass{Reason: AssignedDirectly}, law.RepBypassR2},
		"assigned":                  {Bypass{Reason: AssignedDirectly, Task: "调研"}, ""},
		"confidential":              {Bypass{Reason: Confidential}, ""},
		"off hours, no day":         {Bypass{Reason: EmergencyOffHours}, law.RepBypassR4},
		"off hours, on a Monday":    {Bypass{Reason: EmergencyOffHours, Event: civil.Must("2014-05-05")}, law.RepBypassR4},
		"off hours, Monday night":   {Bypass{Reason: EmergencyOffHours, Event: civil.Must("2014-05-05"), OffHours: true}, ""},
		"off hours, on a Saturday":  {Bypass{Reason: EmergencyOffHours, Event: civil.Must("2014-05-10")}, ""},
		"off hours, make-up Sunday": {Bypass{Reason: EmergencyOffHours, Event: civil.Must("2014-01-26")}, law.RepBypassR4},
		"urgent, nothing said":      {Bypass{Reason: Urgent}, law.RepBypassR5},
		"urgent":                    {Bypass{Reason: Urgent, Because: "停水"}, ""},
	} {
		err := CheckBypass(c, tt.x)
		if (err == nil) != (tt.clause == "") || err != nil && fault.Of(err).Clause != tt.clause {
			t.Errorf("%s: %v", name, err)
		}
	}
	if only, clause := VisibleToReaderOnly(Confidential); !only || clause != law.RepBypassR3 {
		t.Error("what is confidential is seen by its reader only")
	}
	if only, _ := VisibleToReaderOnly(Urgent); only {
		t.Error("what is urgent is not hidden")
	}
}

func TestExplaining(t *testing.T) {
	b, c := book(t), calendar.Official()
	for _, tt := range []struct{ role, reason, to, due string }{
		{"staff", SuperiorAbsent, "deputy_in_charge", "2014-05-12"},
		{"section_head", Urgent, "deputy_in_charge", "2014-05-12"},
		{"staff", EmergencyOffHours, "deputy_in_charge", "2014-05-12"},
		{"staff", Confidential, "", ""},
		{"staff", AssignedDirectly, "", ""},
		{"bureau_leader", Urgent, "", ""},
	} {
		e, err := Explain(b, c, civil.Must("2014-05-09"), tt.role, tt.reason)
		if err != nil || e.Due.String() != tt.due || e.Decision.IsZero() || (len(e.To) > 0) != (tt.to != "") || len(e.To) > 0 && e.To[0] != tt.to {
			t.Errorf("%+v: %v due %s, %v", tt, e.To, e.Due, err)
		}
	}
	if _, err := Explain(b, c, civil.Must("2014-05-09"), "staff", "bored"); err == nil {
		t.Error("an unknown reason was taken")
	}
	if due, _, err := FollowUpDue(b, c, civil.Must("2014-05-09")); err != nil || due.String() != "2014-05-12" {
		t.Errorf("follow-up due %s %v", due, err)
	}
	if due, needed, err := AssignmentNoticeDue(b, c, civil.Must("2014-05-09"), false); err != nil || !needed || due.String() != "2014-05-12" {
		t.Errorf("notice of the assignment due %s %v", due, err)
	}
	if _, needed, err := AssignmentNoticeDue(b, c, civil.Must("2014-05-09"), true); needed || err != nil {
		t.Error("the direct superior need not be told what he gave")
	}
}

func TestOutstandingTasks(t *testing.T) {
	on := civil.Must
	task := Task{Ordered: on("2014-05-05"), Due: on("2014-05-09")}
	for day, want := range map[string]State{
		"2014-05-04": {false, false, law.RepDecisionRegister},
		"2014-05-09": {true, false, law.RepDecisionRegister},
		"2014-05-10": {true, true, law.RepDecisionExecute},
	} {
		if s := task.Outstanding(on(day)); s != want {
			t.Errorf("on %s: %+v", day, s)
		}
	}
	task.Due = civil.Date{}
	if s := task.Outstanding(on("2020-01-01")); !s.Open || s.Overdue {
		t.Errorf("without a day set: %+v", s)
	}
	task.Done = on("2014-05-06")
	if s := task.Outstanding(on("2014-05-10")); s.Open {
		t.Errorf("done: %+v", s)
	}
}

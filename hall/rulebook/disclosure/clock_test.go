package disclosure_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
)

var loaded = sync.OnceValues(func() (*rulebook.Book, error) { return rulebook.Load("qijiang-commerce") })

// tester is what *testing.T, *testing.B and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func book(t tester) *rulebook.Book {
	t.Helper()
	b, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func clock(t tester, regime string) disclosure.Clock {
	t.Helper()
	r, ok := book(t).Disclosure.Regime(regime)
	if !ok {
		t.Fatalf("no regime %s", regime)
	}
	return disclosure.Clock{Calendar: calendar.Official(), Regime: r}
}

// question reads the events of a case file: "ask=reply; 2018-03-05:extend=15".
func question(t tester, received, events string) disclosure.Question {
	t.Helper()
	q := disclosure.Question{Received: civil.Must(received), For: "reply"}
	for part := range strings.SplitSeq(events, ";") {
		part = strings.TrimSpace(part)
		switch name, value, _ := strings.Cut(part, "="); {
		case part == "":
		case name == "ask":
			q.For = value
		case name == "local_closed":
			from, to, _ := strings.Cut(value, "..")
			q.Closed = append(q.Closed, disclosure.Closure{From: civil.Must(from), To: civil.Must(to)})
		default:
			day, do, _ := strings.Cut(name, ":")
			e := disclosure.Event{On: civil.Must(day), Do: do}
			switch do {
			case disclosure.Extend:
				n, err := strconv.Atoi(value)
				if err != nil {
					t.Fatal(err)
				}
				e.Days = n
			case disclosure.LongerPeriod:
				e.Until = civil.Must(value)
			default:
				e.With = value
			}
			q.Events = append(q.Events, e)
		}
	}
	return q
}

func answer(t tester, regime, received, events string) disclosure.Deadline {
	t.Helper()
	d, err := clock(t, regime).Deadline(question(t, received, events))
	if err != nil {
		t.Fatalf("%s %s %s: %v", regime, received, events, err)
	}
	return d
}

func TestWorkedDeadlines(t *testing.T) {
	text, err := os.ReadFile("testdata/deadlines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		check(t, f[0], f[1], f[2], f[3], f[4])
	}
	if n < 45 {
		t.Errorf("%d cases, want 45 at least", n)
	}
}

// The reference data holds the same cases and may hold more.
func TestReferenceDeadlines(t *testing.T) {
	strict := regexp.MustCompile(`strict mode[^:]*: (\d{4}-\d\d-\d\d)`)
	for i, f := range reference(t, "disclosure_deadline_cases.tsv") {
		if i == 0 {
			continue
		}
		safe := ""
		if m := strict.FindStringSubmatch(f[4]); m != nil {
			safe = m[1]
		}
		check(t, f[0], f[1], f[2], f[3], safe)
		if got := answer(t, f[0], f[1], f[2]); got.Provisional != strings.Contains(f[4], "PROVISIONAL") {
			t.Errorf("%s: provisional is %v", f, got.Provisional)
		}
	}
}

func check(t *testing.T, regime, received, events, due, safe string) {
	t.Helper()
	d := answer(t, regime, received, events)
	if d.Due.String() != due || safe != "" && d.Safe.String() != safe {
		t.Errorf("%s %s %s: %s, safe %s, want %s, %s", regime, received, events, d.Due, d.Safe, due, safe)
	}
	if len(d.Trace) < 2 || d.Trace[0].Date != civil.Must(received) || len(d.Basis) < 2 || len(d.Warnings) > 0 && !strings.Contains(events, "consult") {
		t.Errorf("%s %s %s: %+v", regime, received, events, d)
	}
	if !slices.IsSortedFunc(d.Trace, func(a, b disclosure.Line) int { return a.Date.Compare(b.Date) }) {
		t.Errorf("%s %s %s: the days are not in order: %v", regime, received, events, d.Trace)
	}
}

func reference(t *testing.T, name string) [][]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "shared", "data", name)); err == nil {
			var rows [][]string
			for line := range strings.Lines(string(text)) {
				rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
			}
			return rows
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		t.Skip("没有参考数据")
	}
}

func TestTraceSaysWhy(t *testing.T) {
	d := answer(t, "2019", "2025-09-15", "")
	var lines []string
	for _, l := range d.Trace {
		lines = append(lines, l.Chinese())
	}
	for _, want := range []string{"9月15日 收到申请，当日不计", "9月16日 第1日", "9月28日 国庆节、中秋节调休上班，计入第10日", "10月17日 第20日，期限届满"} {
		if !slices.Contains(lines, want) {
			t.Errorf("%q is not in\n%s", want, strings.Join(lines, "\n"))
		}
	}
	for _, l := range d.Trace {
		if strings.Contains(l.Effect, "放假") && l.Notice == "" {
			t.Errorf("%s names no arrangement", l.Chinese())
		}
	}
	d = answer(t, "2019", "2026-12-21", "")
	if !d.Provisional || !slices.ContainsFunc(d.Trace, func(l disclosure.Line) bool { return strings.Contains(l.Effect, "2027年的放假安排尚未公布") }) {
		t.Errorf("%+v", d)
	}
}

func TestWarnings(t *testing.T) {
	for name, tt := range map[string]struct{ regime, received, events, due, warning string }{
		"extension after the last day is void": {"2019", "2025-01-13", "2025-02-17:extend=20", "2025-02-14", "延期无效"},
		"extension on the last day":            {"2019", "2025-01-13", "2025-02-14:extend=20", "2025-03-14", ""},
		"second extension is void":             {"2019", "2025-01-13", "2025-02-12:extend=10;2025-02-14:extend=10", "2025-02-28", "第二次延期"},
		"extension over the limit":             {"2019", "2025-01-13", "2025-02-12:extend=30", "2025-03-14", "超过上限"},
		"late notice does not restart":         {"2019", "2025-09-15", "2025-09-28:correction_notice;2025-10-09:correction_received", "2025-10-17", "不重新计算"},
		"notice in time restarts":              {"2019", "2025-09-15", "2025-09-24:correction_notice;2025-10-09:correction_received", "2025-11-05", ""},
		"notice without an answer":             {"2019", "2025-09-15", "2025-09-24:correction_notice", "2025-10-17", "尚未收到补正"},
		"third party silent":                   {"2019", "2026-09-07", "2026-09-07:consult_start=T1", "2026-10-30", "没有答复"},
		"third party served and late":          {"2019", "2026-03-02", "2026-03-02:consult_start=T1;2026-03-04:consult_served=T1;2026-03-31:consult_end=T1", "2026-04-23", "晚于答复期限"},
		"agency under the old law":             {"2007", "2015-09-21", "2015-09-24:consult_start=A1;2015-10-12:consult_end=A1", "2015-10-16", "照常计入"},
		"consultation after the last day":      {"2019", "2025-09-15", "2025-10-20:consult_start=T1;2025-10-24:consult_end=T1", "2025-10-17", "晚于到期日"},
		"letter later than the local limit":    {"seed", "2014-09-15", "2014-09-25:consult_start=T1;2014-09-28:consult_end=T1", "2014-10-13", "晚于发出期限"},
		"fee not paid":                         {"2019", "2026-08-31", "2026-09-10:fee_notice", "2026-09-28", "尚未缴费"},
		"fee paid too late":                    {"2019", "2026-03-02", "2026-03-10:fee_notice;2026-04-20:fee_paid", "2026-03-30", "不重新计算"},
		"fee under the old law":                {"2007", "2015-09-21", "2015-09-24:fee_notice;2015-09-28:fee_paid", "2015-10-16", ""},
		"longer period":                        {"2019", "2026-03-02", "2026-03-10:longer_period=2026-06-30", "2026-06-30", ""},
		"longer period under the old law":      {"2007", "2015-09-21", "2015-09-24:longer_period=2015-12-31", "2015-10-16", "不影响期限"},
		"secrecy review does not stop it":      {"2019", "2025-09-15", "2025-09-16:secrecy_review", "2025-10-17", ""},
		"reply too late":                       {"2019", "2025-09-15", "2025-10-20:reply", "2025-10-17", "已经逾期"},
		"three months after 2015":              {"2019", "2026-08-03", "ask=lawsuit_3m", "2026-11-03", "不适用"},
	} {
		d := answer(t, tt.regime, tt.received, tt.events)
		if d.Due.String() != tt.due {
			t.Errorf("%s: %s, want %s: %v", name, d.Due, tt.due, d.Trace)
		}
		if all := strings.Join(d.Warnings, ""); (tt.warning == "") != (all == "") || !strings.Contains(all, tt.warning) {
			t.Errorf("%s: warnings %q, want %q", name, all, tt.warning)
		}
	}
}

func TestOpenWhileNobodyKnowsTheEnd(t *testing.T) {
	d := answer(t, "2007", "2015-09-21", "2015-09-24:consult_start=T1")
	if d.Open == "" || !d.Due.IsZero() || len(d.Basis) == 0 {
		t.Errorf("%+v", d)
	}
	// Whoever asks after the last day keeps nothing open.
	d = answer(t, "2007", "2015-09-21", "2015-11-24:consult_start=T1")
	if d.Open != "" || d.Due.String() != "2015-10-16" {
		t.Errorf("%+v", d)
	}
}

func TestHeadMayRestartAfterALateNotice(t *testing.T) {
	k := clock(t, "2019")
	k.RestartAfterLateNotice = true
	d, err := k.Deadline(question(t, "2025-09-15", "2025-09-28:correction_notice;2025-10-09:correction_received"))
	if err != nil || d.Due.String() != "2025-11-05" {
		t.Errorf("%s %v", d.Due, err)
	}
}

func TestBadEvents(t *testing.T) {
	for name, tt := range map[string]struct{ events, field string }{
		"before receipt":        {"2025-09-01:extend=5", "events[0].on"},
		"out of order":          {"2025-09-20:secrecy_review;2025-09-18:extend=5", "events[1].on"},
		"after closing":         {"2025-09-20:withdraw;2025-09-22:extend=5", "events[1].on"},
		"unknown word":          {"2025-09-20:sleep", "events[0].do"},
		"end without a start":   {"2025-09-20:consult_end=T1", "events[0].with"},
		"started twice":         {"2025-09-20:consult_start=T1;2025-09-21:consult_start=T1", "events[1].with"},
		"nobody asked":          {"2025-09-20:consult_start", "events[0].with"},
		"neither T nor A":       {"2025-09-20:consult_start=X1", "events[0].with"},
		"extension by nothing":  {"2025-09-20:extend=0", "events[0].days"},
		"a stated day too soon": {"2025-09-20:longer_period=2025-09-20", "events[0].until"},
		"a year far off":        {"2150-01-01:secrecy_review", "events[0].on"},
		"closed backwards":      {"local_closed=2025-10-09..2025-10-08", "local_closed[0]"},
		"an unknown period":     {"ask=holiday", "for"},
	} {
		_, err := clock(t, "2019").Deadline(question(t, "2025-09-15", tt.events))
		if e := fault.Of(err); err == nil || !fault.Is(err, fault.Invalid) || e.Field != tt.field || e.Safe() == "" {
			t.Errorf("%s: %v, want field %s", name, err, tt.field)
		}
	}
	if _, err := clock(t, "2019").Deadline(question(t, "1900-01-01", "")); fault.Of(err).Field != "received" {
		t.Error(err)
	}
	if _, err := clock(t, "2019").Deadline(question(t, "2100-12-25", "")); fault.Of(err).Field != "received" {
		t.Error(err)
	}
	// What a regime does not set is left to a person.
	for regime, period := range map[string]string{"2007": "third_party", "2019": "rectify", "seed": "correction_notice"} {
		if _, err := clock(t, regime).Deadline(question(t, "2025-09-15", "ask="+period)); !fault.Is(err, fault.Rule) {
			t.Errorf("%s %s: %v", regime, period, err)
		}
	}
}

func TestEveryExceptionDayCounts(t *testing.T) {
	k := clock(t, "seed")
	n := 0
	for i, f := range reference(t, "workdays_2007_2026.tsv") {
		if i == 0 {
			continue
		}
		day := civil.Must(f[0])
		before, err := k.Deadline(disclosure.Question{For: "secrecy_step", Received: day.AddDays(-1)})
		if err != nil {
			t.Fatal(err)
		}
		after, err := k.Deadline(disclosure.Question{For: "secrecy_step", Received: day})
		if err != nil {
			t.Fatal(err)
		}
		// A day that counts is day 1 for who received the day before.
		if worked := before.Due != after.Due; worked != (f[1] == "work") {
			t.Errorf("%s: counted %v, the data say %s", f[0], worked, f[1])
		}
		n++
	}
	if n != 678 {
		t.Errorf("%d exception days, want 678", n)
	}
}

func TestRegimeFor(t *testing.T) {
	b := book(t)
	for _, tt := range []struct{ follow, straddling, received, closed, want string }{
		{"law", "received", "2008-04-30", "", ""},
		{"law", "received", "2008-05-01", "", "2007"},
		{"law", "received", "2019-05-14", "", "2007"},
		{"law", "received", "2019-05-15", "", "2019"},
		{"law", "current", "2019-05-14", "", "2019"},
		{"law", "current", "2019-05-14", "2019-05-15", "2019"},
		{"law", "current", "2019-05-13", "2019-05-14", "2007"},
		{"book", "received", "2013-09-02", "", "2007"},
		{"book", "received", "2013-09-03", "", "seed"},
		{"book", "received", "2026-01-01", "", "seed"},
	} {
		c := *b
		c.Disclosure.Follow, c.Disclosure.Straddling = tt.follow, tt.straddling
		var closed civil.Date
		if tt.closed != "" {
			closed = civil.Must(tt.closed)
		}
		if r, ok := c.RegimeFor(civil.Must(tt.received), closed); r.Name != tt.want || ok != (tt.want != "") {
			t.Errorf("%+v: %s %v", tt, r.Name, ok)
		}
	}
}

func TestGroundsOfTheLocalText(t *testing.T) {
	for _, tt := range []struct {
		events string
		want   []law.ID
	}{
		{"", []law.ID{"foi.reply.deadline", "common.workday"}},
		{"2014-09-15:consult_start=T1;2014-09-18:consult_end=T1", []law.ID{"foi.clock.stop", "foi.third.ask5", "foi.third.reply5"}},
		{"2014-09-15:consult_start=A1;2014-09-18:consult_end=A1", []law.ID{"foi.clock.not"}},
		{"2014-09-15:correction_notice;2014-09-18:correction_received", []law.ID{"foi.supplement"}},
		{"2014-09-18:extend=15", []law.ID{"foi.ext.limit", "foi.ext.notice", "foi.ext.approve"}},
		{"ask=publish", []law.ID{"pro.deadline", "pro.deadline.change"}},
		{"ask=third_party_notice", []law.ID{"foi.third.ask5"}},
		{"ask=third_party", []law.ID{"foi.third.reply5"}},
		{"ask=rectify", []law.ID{"foi.correct.15"}},
		{"ask=secrecy_step", []law.ID{"sec.node3"}},
		{"ask=secrecy_total", []law.ID{"sec.total15"}},
		{"ask=annual_report", []law.ID{"ann.deadline"}},
	} {
		d := answer(t, "seed", "2014-09-15", tt.events)
		for _, id := range tt.want {
			if !slices.ContainsFunc(d.Basis, func(g rulebook.Basis) bool { return g.Clause == id }) {
				t.Errorf("%q does not rest on %s: %v", tt.events, id, d.Basis)
			}
		}
	}
}

func TestClashesAreTold(t *testing.T) {
	d := book(t).Disclosure
	local, _ := d.Local()
	current, _ := d.LawOn(civil.Must("2026-01-01"))
	differ := rulebook.Differences(local, current)
	for _, want := range []string{"period reply", "period third_party", "effect agency", "silence third_party", "extension"} {
		if !slices.Contains(differ, want) {
			t.Errorf("%s is not among %v", want, differ)
		}
	}
	if len(d.Clashes) < 9 {
		t.Errorf("%d clashes", len(d.Clashes))
	}
	if s, ok := local.Silence("third_party"); !ok || s.Means != "consent" {
		t.Errorf("%+v", s)
	}
	if s, ok := current.Silence("third_party"); !ok || s.Means != "agency_decides" {
		t.Errorf("%+v", s)
	}
}

package decide

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// one asks one question of the bureau's book and gives the answer as JSON, or the
// field of the error, or "undecided".
func one(t *testing.T, r *Registry, name, facts string) string {
	t.Helper()
	_, got := ask(t, r, `{"id":"1","ask":"`+name+`","as_of":"2014-05-05","facts":`+facts+`}`)
	if e, ok := got[0]["error"].(map[string]any); ok {
		if e["message"] == "" {
			t.Errorf("%s %s: no message", name, facts)
		}
		return "error " + e["field"].(string)
	}
	if got[0]["undecided"] == true {
		return "undecided"
	}
	a, err := json.Marshal(got[0]["answer"])
	if err != nil {
		t.Fatal(err)
	}
	return string(a)
}

// chain writes the steps of an answer as a book does, joined by ">".
func chain(t *testing.T, r *Registry, name, facts string) (steps string, basis []string) {
	t.Helper()
	_, got := ask(t, r, `{"id":"1","ask":"`+name+`","as_of":"2014-05-05","facts":`+facts+`}`)
	a, ok := got[0]["answer"].(map[string]any)
	if !ok {
		t.Fatalf("%s %s: %v", name, facts, got[0])
	}
	var parts []string
	for _, s := range a["steps"].([]any) {
		step := s.(map[string]any)
		parts = append(parts, fmt.Sprint(step["who"], " ", step["act"]))
	}
	for _, g := range got[0]["basis"].([]any) {
		ground := g.(map[string]any)
		text := ground["clause"].(string)
		if list, ok := ground["interpretation"].([]any); ok {
			for _, i := range list {
				text += " " + i.(string)
			}
		}
		basis = append(basis, text)
	}
	return strings.Join(parts, ">"), basis
}

func TestFactsOfTablesAreStrict(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct{ ask, facts, want string }{
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":0}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":-1}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":"5"}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":2.5}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":null}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":true}`, "error half_days"},
		{"leave-chain", `{"kind":"sick","role":"staff"}`, "error half_days"},
		{"leave-chain", `{"kind":"SICK","role":"staff","half_days":1}`, "error kind"},
		{"leave-chain", `{"kind":7,"role":"staff","half_days":1}`, "error kind"},
		{"leave-chain", `{"kind":"sick","role":"clerk","half_days":1}`, "error role"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":1,"days":1}`, "error days"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":1,"kind":"sick"}`, "error kind"},
		{"leave-chain", `{"kind":"sick","role":"staff","half_days":01}`, "error facts"},
		{"leave-chain", `{"kind":"sick"，"role":"staff","half_days":1}`, "error line"},
		{"travel-chain", `{"zone":"moon","purpose":"business","role":"staff"}`, "error zone"},
		{"travel-chain", `{"zone":"city","purpose":"fun","role":"staff"}`, "error purpose"},
		{"report-chain", `{"role":"staff","skip":"bored"}`, "error skip"},
		{"report-chain", `{"role":"staff","skip":"none"}`, "error skip"},
		{"report-chain", `{"role":"staff","skip":null}`, "error skip"},
		{"out-report", `{}`, "error role"},
		{"leave-entitlement", `{"service_from":"2014-05-06","on":"2014-05-05"}`, "error service_from"},
		{"leave-entitlement", `{"service_from":"2004-05-06","on":"2014-05-05","sick_months":-1}`, "error sick_months"},
		{"leave-entitlement", `{"service_from":"2004-05-06","on":"2014-05-05","sick_months":"2"}`, "error sick_months"},
		{"leave-entitlement", `{"service_from":"2004-05-06","on":"2014-05-05","sick_month":2}`, "error sick_month"},
		{"leave-days", `{"kind":"annual","from":"2014-05-05","from_half":"am","to":"2014-05-05","to_half":"PM"}`, "error to_half"},
		{"leave-days", `{"kind":"nap","from":"2014-05-05","from_half":"am","to":"2014-05-05","to_half":"pm"}`, "error kind"},
		{"leave-days", `{"kind":"annual","from":"1900-05-05","from_half":"am","to":"2014-05-05","to_half":"pm"}`, "error from"},
		{"ab-handover", `{"absence_from":"2014-05-08"}`, "error handover_on"},
	} {
		got := one(t, r, tt.ask, tt.facts)
		if tt.want == "error facts" || tt.want == "error line" {
			if !strings.HasPrefix(got, "error ") {
				t.Errorf("%s %s: %s", tt.ask, tt.facts, got)
			}
			continue
		}
		if got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.ask, tt.facts, got, tt.want)
		}
	}
	// More than the table has cells for is still leave.
	if s, _ := chain(t, r, "leave-chain", `{"kind":"maternity","role":"staff","half_days":356}`); s != "section_head opinion>deputy_in_charge review>director consent>political_section record" {
		t.Errorf("178 days of maternity leave: %s", s)
	}
}

func TestBeforeTheBookNothingIsDecided(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for name, facts := range map[string]string{
		"leave-chain":       `{"kind":"sick","role":"staff","half_days":1}`,
		"travel-chain":      `{"zone":"district","purpose":"study","role":"staff"}`,
		"out-report":        `{"role":"director"}`,
		"report-chain":      `{"role":"staff"}`,
		"leave-entitlement": `{"service_from":"2004-05-06","on":"2014-05-05"}`,
		"leave-days":        `{"kind":"annual","from":"2014-05-05","from_half":"am","to":"2014-05-05","to_half":"pm"}`,
		"ab-handover":       `{"absence_from":"2014-05-08","handover_on":null}`,
	} {
		for day, undecided := range map[string]bool{"2013-09-02": true, "2013-09-03": false} {
			exit, got := ask(t, r, `{"id":"1","ask":"`+name+`","as_of":"`+day+`","facts":`+facts+`}`)
			if exit != 0 || (got[0]["undecided"] == true) != undecided || undecided == (got[0]["answer"] != nil) || got[0]["reason"] == "" {
				t.Errorf("%s on %s: %v", name, day, got[0])
			}
		}
		if _, got := ask(t, r, `{"id":"1","ask":"`+name+`","facts":`+facts+`}`); got[0]["error"].(map[string]any)["field"] != "as_of" {
			t.Errorf("%s without a day: %v", name, got[0])
		}
	}
}

func TestReports(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for facts, want := range map[string]string{
		`{"role":"staff"}`:                                   "section_head consent>deputy_in_charge consent>director consent false []",
		`{"role":"section_head"}`:                            "deputy_in_charge consent>director consent false []",
		`{"role":"bureau_leader"}`:                           "director consent false []",
		`{"role":"director"}`:                                "district_leader consent false []",
		`{"role":"staff","skip":"superior_absent"}`:          "deputy_in_charge consent>director consent true [deputy_in_charge]",
		`{"role":"section_head","skip":"urgent"}`:            "director consent true [deputy_in_charge]",
		`{"role":"staff","skip":"emergency_off_hours"}`:      "deputy_in_charge consent>director consent true [deputy_in_charge]",
		`{"role":"staff","skip":"confidential"}`:             "deputy_in_charge consent>director consent true []",
		`{"role":"section_head","skip":"assigned_directly"}`: "director consent true []",
		`{"role":"bureau_leader","skip":"urgent"}`:           "director consent true []",
		`{"role":"director","skip":"urgent"}`:                "district_leader consent true []",
	} {
		steps, _ := chain(t, r, "report-chain", facts)
		_, got := ask(t, r, `{"id":"1","ask":"report-chain","as_of":"2014-05-05","facts":`+facts+`}`)
		a := got[0]["answer"].(map[string]any)
		if s := fmt.Sprint(steps, " ", a["skip_allowed"], " ", a["afterwards"]); s != want {
			t.Errorf("%s: %s, want %s", facts, s, want)
		}
	}
	for role, want := range map[string]string{"staff": "section_head", "section_head": "office", "bureau_leader": "office", "director": "office"} {
		if got := one(t, r, "out-report", `{"role":"`+role+`"}`); got != `{"report_to":"`+want+`"}` {
			t.Errorf("%s leaves the office: %s", role, got)
		}
		for _, purpose := range []string{"business", "study"} {
			if got := one(t, r, "travel-chain", `{"zone":"district","purpose":"`+purpose+`","role":"`+role+`"}`); got != `{"report_to":"`+want+`","steps":[]}` {
				t.Errorf("%s within the district: %s", role, got)
			}
		}
	}
}

// Nothing of the engine knows the first bureau: another book answers the same
// question otherwise, with other people, other words and other days.
func TestTwoBooksDecideTheSameQuestion(t *testing.T) {
	ours, _ := localRegistry(t, "qijiang-commerce")
	other, _ := localRegistry(t, "example-bureau")
	question := `{"id":"1","ask":"leave-chain","as_of":%q,"facts":{"kind":"sick","role":"staff","half_days":%d}}`
	answer := func(r *Registry, day string, n int) string {
		_, got := ask(t, r, fmt.Sprintf(question, day, n))
		a, err := json.Marshal(got[0]["answer"])
		if err != nil {
			t.Fatal(err)
		}
		return string(a)
	}
	if got := answer(ours, "2024-05-06", 2); got != `{"needs":["hospital_certificate"],"offsets":[],"steps":[{"act":"opinion","who":"section_head"},{"act":"consent","who":"deputy_in_charge"},{"act":"record","who":"political_section"}]}` {
		t.Errorf("our book: %s", got)
	}
	short := `{"needs":[],"steps":[{"act":"consent","who":"unit_head"},{"act":"record","who":"general_unit"}]}`
	long := `{"needs":[],"steps":[{"act":"review","who":"unit_head"},{"act":"consent","who":"chief"},{"act":"record","who":"general_unit"}]}`
	for _, tt := range []struct {
		day  string
		n    int
		want string
	}{{"2024-05-06", 2, short}, {"2021-12-31", 2, long}, {"2022-01-01", 2, short}, {"2021-12-31", 1, short}, {"2024-05-06", 3, long}} {
		if got := answer(other, tt.day, tt.n); got != tt.want {
			t.Errorf("the other book on %s, %d half days: %s", tt.day, tt.n, got)
		}
	}
	// What the other book has no table for cannot be asked of it.
	for _, name := range []string{"travel-chain", "report-chain", "leave-entitlement", "leave-days", "ab-handover"} {
		if slices.Contains(other.Asks(), name) {
			t.Errorf("the other book answers %s", name)
		}
	}
	if got := one(t, other, "leave-chain", `{"kind":"maternity","role":"staff","half_days":2}`); got != "error kind" {
		t.Errorf("a kind of leave the other book has not: %s", got)
	}
}

func TestHandOver(t *testing.T) {
	_, b := localRegistry(t, "qijiang-commerce")
	for on, met := range map[string]bool{"2014-05-06": true, "2014-05-07": true, "2014-05-08": false, "": false} {
		var d civil.Date
		if on != "" {
			d = civil.Must(on)
		}
		h, basis := HandOver(b, civil.Must("2014-05-08"), d)
		if h.Met != met || h.Latest.String() != "2014-05-07" || !h.BTakesOver || basis[0].Clause != law.AbHandover ||
			(basis[len(basis)-1].Clause == law.AbHandoverLate) == met {
			t.Errorf("handed over on %q: %+v %v", on, h, basis)
		}
	}
}

func TestCharge(t *testing.T) {
	c := calendar.Official()
	day := func(from, to string) civil.Span { return civil.WholeDays(civil.Must(from), civil.Must(to)) }
	for _, tt := range []struct {
		rule        string
		s           civil.Span
		want        int
		provisional bool
	}{
		{WorkingDays, day("2014-05-05", "2014-05-09"), 10, false},
		{WorkingDays, day("2014-05-09", "2014-05-12"), 4, false},
		{WorkingDays, day("2014-05-10", "2014-05-11"), 0, false},
		{WorkingDays, civil.Span{From: civil.Must("2014-05-05"), FromHalf: civil.PM, To: civil.Must("2014-05-05"), ToHalf: civil.PM}, 1, false},
		{WorkingDays, day("2030-05-06", "2030-05-07"), 4, true},
		{CalendarDays, day("2014-05-09", "2014-05-12"), 8, false},
		{CalendarDaysLessHolidays, day("2014-09-29", "2014-10-16"), 30, false},
	} {
		n, provisional, err := Charge(c, tt.rule, tt.s)
		if err != nil || n != tt.want || provisional != tt.provisional {
			t.Errorf("%s %s: %d %v %v, want %d", tt.rule, tt.s.Chinese(), n, provisional, err, tt.want)
		}
	}
	if _, _, err := Charge(c, "moons", day("2014-05-05", "2014-05-09")); err == nil {
		t.Error("an unknown rule counted")
	}
}

// The parameter counts_from of the book moves the day on which more leave begins
// to the next month, as the national measures have it.
func TestEntitlementFromTheNextMonth(t *testing.T) {
	b, err := rulebook.LoadFS(edited(t, "cards/leave.yaml", `value: "anniversary"`, `value: "next_month"`))
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"2014-05-15": 5, "2014-05-31": 5, "2014-06-01": 10} {
		a, basis, _, err := Entitlement(b, civil.Must("2014-05-05"), EntitlementFacts{ServiceFrom: civil.Must("2004-05-15"), On: civil.Must(on)})
		if err != nil || a.Days != want || len(basis) == 0 {
			t.Errorf("on %s: %+v %v", on, a, err)
		}
	}
}

// Ten years of work are no ten days, though the table gives ten days for them.
func TestANumberIsSaidAsANumber(t *testing.T) {
	b, err := rulebook.LoadFS(os.DirFS("../../../rulebooks/qijiang-commerce"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.Judge("leave.annual.tiers", civil.Must("2014-05-05"), map[string]string{"years": "10"})
	if err != nil || d.Facts()[0].Say != "工作年限：10" || !strings.Contains(d.Reason(), "10天") {
		t.Errorf("%+v %s %v", d.Facts(), d.Reason(), err)
	}
	table, _ := b.Table("leave.annual.tiers")
	if s := table.SayCell(table.Inputs[0], "0"); s != "0" {
		t.Errorf("no years of work are said as %s", s)
	}
}

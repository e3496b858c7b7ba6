package decide

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// The boundary cases of leave that the rule book alone decides. Those that need
// more than one request, or the holders of posts, stand with room/attendance.

const (
	staffFull = "section_head opinion>deputy_in_charge review>director consent>political_section record"
	staffMid  = "section_head opinion>deputy_in_charge consent>political_section record"
	chiefFull = "deputy_in_charge review>director consent>political_section record"
	byHead    = "director consent>political_section record"
	byAll     = "section_head opinion>leadership_meeting decide>political_section record"
	byOutside = "district_leader external>political_section record"
)

func TestBoundaryCases(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct{ name, kind, role, half, steps, basis string }{
		{"01 staff, personal, half a day", "personal", "staff", "1", "section_head consent>political_section record", "leave.personal.half"},
		{"02 staff, personal, one day", "personal", "staff", "2", staffMid, "leave.personal.d1_2"},
		{"02 staff, personal, two days", "personal", "staff", "4", staffMid, "leave.personal.d1_2"},
		{"03 staff, personal, two and a half days", "personal", "staff", "5", staffFull, "leave.personal.d3_5 next-band"},
		{"04 staff, personal, five days", "personal", "staff", "10", staffFull, "leave.personal.d3_5"},
		{"04 staff, personal, five and a half days", "personal", "staff", "11", byAll, "leave.personal.ge6 next-band opinion-first"},
		{"04 staff, personal, six days", "personal", "staff", "12", byAll, "leave.personal.ge6 opinion-first"},
		{"05 staff, sick, two and a half days", "sick", "staff", "5", staffMid, "leave.sick.short"},
		{"05 staff, sick, three days", "sick", "staff", "6", staffFull, "leave.sick.boundary strict-at-boundary"},
		{"05 staff, sick, three and a half days", "sick", "staff", "7", staffFull, "leave.sick.long"},
		{"06 section head, sick, half a day", "sick", "section_head", "1", chiefFull, "leave.sick.chief"},
		{"07 section head, annual, five days", "annual", "section_head", "10", chiefFull, "leave.annual.appr.other own-step-skipped"},
		{"08 deputy director, annual", "annual", "bureau_leader", "10", byHead, "leave.annual.appr.leader"},
		{"09 director, annual", "annual", "director", "4", byOutside, "rep.topics.head own-step-skipped"},
		{"09 director, sick", "sick", "director", "1", byOutside, "rep.topics.head own-step-skipped"},
		{"09 director, personal, six days", "personal", "director", "12", byOutside, "rep.topics.head own-step-skipped"},
		{"10 counsel without a post of command, sick, one day", "sick", "bureau_leader", "2", byHead, "leave.sick.leader"},
		{"26 staff, personal, four days: review and consent are two boxes though one person may hold both", "personal", "staff", "8", staffFull, "leave.personal.d3_5"},
		{"33 other leave", "other", "staff", "2", staffFull, "leave.types other-as-personal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			steps, basis := chain(t, r, "leave-chain", `{"kind":"`+tt.kind+`","role":"`+tt.role+`","half_days":`+tt.half+`}`)
			if steps != tt.steps || basis[0] != tt.basis {
				t.Errorf("%s on %v, want %s on %s", steps, basis, tt.steps, tt.basis)
			}
		})
	}
}

func TestBoundaryCasesOfDays(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct {
		name, kind, from, to string
		half                 string
	}{
		{"12 personal, Friday, the national holiday, the next working day", "personal", "2014-09-30", "2014-10-08", "4"},
		{"13 a make-up Sunday counts as a working day", "personal", "2014-01-26", "2014-01-26", "2"},
		{"14 annual leave over the Spring Festival", "annual", "2014-01-30", "2014-02-07", "4"},
		{"15 marriage leave over the national holiday", "marriage", "2014-10-01", "2014-10-18", "30"},
		{"16 maternity leave over the new year", "maternity", "2014-11-01", "2015-04-27", "356"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := one(t, r, "leave-days", `{"kind":"`+tt.kind+`","from":"`+tt.from+`","from_half":"am","to":"`+tt.to+`","to_half":"pm"}`)
			if !strings.Contains(got, `"half_days":`+tt.half+`,`) || !strings.Contains(got, `"provisional":false`) {
				t.Errorf("%s, want %s half days", got, tt.half)
			}
		})
	}
	for name, facts := range map[string]string{
		"34 the end before the start":              `{"kind":"annual","from":"2014-05-06","from_half":"am","to":"2014-05-05","to_half":"pm"}`,
		"34 from the afternoon to the morning":     `{"kind":"annual","from":"2014-05-05","from_half":"pm","to":"2014-05-05","to_half":"am"}`,
		"34 a span that would be no half day":      `{"kind":"annual","from":"2014-05-06","from_half":"am","to":"2014-05-05","to_half":"am"}`,
		"34 a chain for no half day, and for less": `{"kind":"annual","role":"staff","half_days":0}`,
	} {
		t.Run(name, func(t *testing.T) {
			question := "leave-days"
			if strings.Contains(facts, "role") {
				question = "leave-chain"
			}
			if got := one(t, r, question, facts); !strings.HasPrefix(got, "error ") {
				t.Errorf("%s", got)
			}
		})
	}
}

func TestBoundaryCasesOfEntitlement(t *testing.T) {
	_, b := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct {
		name, from, on string
		sick, exempt   Number
		days           int
	}{
		{"17 the day before ten years", "2004-05-15", "2014-05-14", 0, 0, 5},
		{"17 the day of ten years", "2004-05-15", "2014-05-15", 0, 0, 10},
		{"18 the day before one year", "2013-05-15", "2014-05-14", 0, 0, 0},
		{"18 the day of one year", "2013-05-15", "2014-05-15", 0, 0, 5},
		{"the day before twenty years", "1994-05-15", "2014-05-14", 0, 0, 10},
		{"twenty years", "1994-05-15", "2014-05-15", 0, 0, 15},
		{"thirty-five years", "1979-05-15", "2014-05-15", 0, 0, 15},
		{"19 nineteen and a half days of personal leave on full pay", "2004-05-15", "2014-06-01", 0, 19.5, 10},
		{"19 twenty days", "2004-05-15", "2014-06-01", 0, 20, 0},
		{"20 fifteen years, three months sick", "1999-05-15", "2014-06-01", 3, 0, 0},
		{"20 fifteen years, two months and 29 days", "1999-05-15", "2014-06-01", 2.95, 0, 10},
		{"five years, two months sick", "2009-05-15", "2014-06-01", 2, 0, 0},
		{"five years, one month sick", "2009-05-15", "2014-06-01", 1, 0, 5},
		{"twenty-five years, three months sick", "1989-05-15", "2014-06-01", 3, 0, 15},
		{"twenty-five years, four months sick", "1989-05-15", "2014-06-01", 4, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, basis, reason, err := Entitlement(b, civil.Must("2014-05-05"), EntitlementFacts{civil.Must(tt.from), civil.Must(tt.on), tt.sick, tt.exempt})
			if err != nil || a.Days != tt.days || a.Counts != "working_days" || len(basis) == 0 || reason == "" {
				t.Errorf("%+v %v %v, want %d", a, basis, err, tt.days)
			}
			if a.Lost && !strings.Contains(reason, "下一年") {
				t.Errorf("who has taken his leave loses the next year's: %s", reason)
			}
		})
	}
}

// The boundary table of the clauses of leave and of A/B posts: just below, at and
// just above every threshold. The table's other rows are of chapters whose rooms
// and questions do not exist yet (meetings, disclosure, study, service); its totals
// of boxes stand in the tests of the book.
func TestBoundaryTableOfYears(t *testing.T) {
	_, b := localRegistry(t, "qijiang-commerce")
	on := civil.Must("2014-05-15")
	for _, tt := range []struct {
		clause      law.ID
		years, less int // less days than so many years
		want        int
	}{
		{law.LeaveAnnualEligible, 1, 1, 0}, {law.LeaveAnnualTier1, 1, 0, 5}, {law.LeaveAnnualTier1, 10, 1, 5},
		{law.LeaveAnnualTier2, 10, 0, 10}, {law.LeaveAnnualTier2, 20, 1, 10},
		{law.LeaveAnnualTier3, 20, 0, 15}, {law.LeaveAnnualTier3, 35, 0, 15},
	} {
		t.Run(fmt.Sprintf("%s %d years less %d days", tt.clause, tt.years, tt.less), func(t *testing.T) {
			a, basis, _, err := Entitlement(b, on, EntitlementFacts{ServiceFrom: on.AddYears(-tt.years).AddDays(tt.less), On: on})
			if err != nil || a.Days != tt.want || basis[0].Clause != tt.clause {
				t.Errorf("%d days on %v, %v", a.Days, basis, err)
			}
		})
	}
}

func TestBoundaryTableOfChains(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct {
		clause, kind, role, half, want string
	}{
		{"leave.sick.short", "sick", "staff", "5", staffMid}, {"leave.sick.boundary", "sick", "staff", "6", staffFull}, {"leave.sick.long", "sick", "staff", "7", staffFull},
		{"leave.sick.chief", "sick", "section_head", "1", chiefFull}, {"leave.sick.chief", "sick", "section_head", "6", chiefFull}, {"leave.sick.chief", "sick", "section_head", "60", chiefFull},
		{"leave.sick.leader", "sick", "bureau_leader", "1", byHead}, {"leave.sick.leader", "sick", "bureau_leader", "6", byHead}, {"leave.sick.leader", "sick", "bureau_leader", "60", byHead},
		{"leave.personal.half", "personal", "staff", "1", "section_head consent>political_section record"}, {"leave.personal.d1_2", "personal", "staff", "2", staffMid},
		{"leave.personal.d1_2", "personal", "staff", "4", staffMid}, {"leave.personal.d3_5", "personal", "staff", "5", staffFull},
		{"leave.personal.d3_5", "personal", "staff", "6", staffFull}, {"leave.personal.d3_5", "personal", "staff", "10", staffFull}, {"leave.personal.ge6", "personal", "staff", "11", byAll},
		{"leave.personal.ge6", "personal", "staff", "12", byAll}, {"leave.personal.ge6", "personal", "staff", "20", byAll},
	} {
		t.Run(tt.clause+" "+tt.half+" half days", func(t *testing.T) {
			steps, basis := chain(t, r, "leave-chain", `{"kind":"`+tt.kind+`","role":"`+tt.role+`","half_days":`+tt.half+`}`)
			if clause, _, _ := strings.Cut(basis[0], " "); steps != tt.want || clause != tt.clause {
				t.Errorf("%s on %v, want %s", steps, basis, tt.want)
			}
		})
	}
}

func TestBoundaryTableOfHandOver(t *testing.T) {
	_, b := localRegistry(t, "qijiang-commerce")
	absent := civil.Must("2014-05-08")
	for name, tt := range map[string]struct {
		before int
		met    bool
	}{"ab.handover the same day": {0, false}, "ab.handover one day before": {1, true}, "ab.handover earlier": {5, true}} {
		t.Run(name, func(t *testing.T) {
			if h, basis := HandOver(b, absent, absent.AddDays(-tt.before)); h.Met != tt.met || basis[0].Clause != law.AbHandover {
				t.Errorf("%+v on %v", h, basis)
			}
		})
	}
}

// What a card says in numbers is what its table decides.
func TestParametersAgreeWithTheTables(t *testing.T) {
	r, b := localRegistry(t, "qijiang-commerce")
	ground := func(kind string, n int) string {
		_, basis := chain(t, r, "leave-chain", fmt.Sprintf(`{"kind":%q,"role":"staff","half_days":%d}`, kind, n))
		clause, _, _ := strings.Cut(basis[0], " ")
		return clause
	}
	for _, id := range []law.ID{law.LeavePersonalHalf, law.LeavePersonalD12, law.LeavePersonalD35} {
		p, _ := b.Param(id, "max_half_days")
		n, ok := p.Int()
		if !ok || ground("personal", n) != string(id) || ground("personal", n+1) == string(id) {
			t.Errorf("%s ends at %d half days, the table says otherwise", id, n)
		}
	}
	p, _ := b.Param(law.LeaveSickBoundary, "head_from")
	if n, ok := p.Int(); !ok || ground("sick", 2*n) != string(law.LeaveSickBoundary) || ground("sick", 2*n-1) != string(law.LeaveSickShort) {
		t.Errorf("sick leave goes to the director from %s days, the table says otherwise", p.Value)
	}
	for id, years := range map[law.ID]int{law.LeaveAnnualTier1: 1, law.LeaveAnnualTier2: 10, law.LeaveAnnualTier3: 20} {
		a, basis, _, err := Entitlement(b, b.InForce, EntitlementFacts{ServiceFrom: civil.Must("1980-01-01"), On: civil.Must("1980-01-01").AddYears(years)})
		p, _ := b.Param(id, "days")
		if n, ok := p.Int(); err != nil || !ok || a.Days != n || basis[0].Clause != id {
			t.Errorf("%s: %+v on %v, the card says %s", id, a, basis, p.Value)
		}
	}
}

// Case 28: a rule that changes on 2026-07-01 leaves what was submitted before to
// the old one. Case 29: changed dates are judged anew by the day of the change.
func TestCase28And29ARuleChanges(t *testing.T) {
	files := edited(t, "tables/leave.yaml", "  ask: leave-chain\n  inputs:\n    - {name: kind, label: 假别, words: [annual, sick, personal, marriage, maternity, family_planning, home_visit, bereavement, work_injury, other]}\n    - {name: role",
		"  until: 2026-07-01\n  ask: leave-chain\n  inputs:\n    - {name: kind, label: 假别, words: [annual, sick, personal, marriage, maternity, family_planning, home_visit, bereavement, work_injury, other]}\n    - {name: role")
	old := string(files["tables/leave.yaml"].Data)
	first := old[:strings.Index(old, "- id: leave.needs")]
	second := strings.Replace(first, "until: 2026-07-01", "from: 2026-07-01", 1)
	second = strings.Replace(second, "half_days: ..5}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.sick.short}", "half_days: ..6}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.sick.short}", 1)
	start := strings.Index(second, "    - {id: sick-staff-three")
	second = second[:start] + second[start+strings.Index(second[start:], "\n")+1:]
	files["tables/second.yaml"] = &fstest.MapFile{Data: []byte(second)}
	b, err := rulebook.LoadFS(files)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(day, half string) rulebook.Decision {
		d, err := b.Judge("leave.chain", civil.Must(day), map[string]string{"kind": "sick", "role": "staff", "half_days": half})
		if err != nil || d.Undecided() {
			t.Fatalf("on %s: %v %v", day, d.Reason(), err)
		}
		return d
	}
	submitted := judge("2026-06-30", "6")
	if submitted.Row() != "sick-staff-three" || submitted.AsOf().String() != "2026-06-30" {
		t.Errorf("submitted on the last day of the old rule: %s", submitted.Row())
	}
	changed := judge("2026-07-02", "6")
	if changed.Row() != "sick-staff-short" || changed.Version() == submitted.Version() {
		t.Errorf("changed under the new rule: %s", changed.Row())
	}
	if again := judge("2026-06-30", "6"); again.Version() != submitted.Version() {
		t.Error("the old rule is not what it was")
	}
	r := registryOf(t, b)
	for day, want := range map[string]string{"2026-06-30": staffFull, "2026-07-01": staffMid} {
		_, got := ask(t, r, `{"id":"1","ask":"leave-chain","as_of":"`+day+`","facts":{"kind":"sick","role":"staff","half_days":6}}`)
		if n := len(got[0]["answer"].(map[string]any)["steps"].([]any)); n != strings.Count(want, ">")+1 {
			t.Errorf("on %s: %v", day, got[0])
		}
	}
}

// edited is the bureau's book with one place of one file changed.
func edited(t *testing.T, name, old, with string) fstest.MapFS {
	t.Helper()
	fsys := os.DirFS("../../../rulebooks/qijiang-commerce")
	m := fstest.MapFS{}
	if err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, p)
		m[p] = &fstest.MapFile{Data: text}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	text := string(m[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", name, old)
	}
	m[name].Data = []byte(strings.Replace(text, old, with, 1))
	return m
}

func TestFestivalsAreAskedWithinTheCalendar(t *testing.T) {
	s := civil.WholeDays(civil.Must("2099-12-31"), civil.Must("2101-01-01"))
	if _, _, err := Charge(calendar.Official(), CalendarDays, s); fault.Of(err) == nil || fault.Of(err).Field != "to" {
		t.Errorf("a year without a calendar: %v", err)
	}
}

package measure_test

import (
	"encoding/json"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/room/study/measure"
)

func book(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func n(i int) *int { return &i }

// The numbers of the book by rank, the number itself included: law.StudyNotesLeader,
// law.StudyNotesChief, law.StudyNotesStaff, law.StudySessCore, law.StudySessStaff,
// law.StudySessParty, law.ResearchArticleLeader, law.ResearchArticleUnit,
// law.ResearchLeaders, law.ResearchUnits, law.ResearchCollective, law.StudyReportGap.
func TestTargets(t *testing.T) {
	b := book(t)
	all := measure.Counts{Notes: n(11), Core: n(12), Staff: n(11), Party: n(0), Articles: n(1), HalfDays: n(2), Visits: n(1)}
	want := map[string]string{
		org.RankStaff:       "notes 11/10, sessions_core 12/12, sessions_staff 11/12 short 1, sessions_party 0/12 short 12, research_articles 1/1, grassroots_visits_this_month 1/1",
		org.RankSectionHead: "notes 11/12 short 1, sessions_core 12/12, sessions_staff 11/12 short 1, sessions_party 0/12 short 12, research_articles 1/1, grassroots_visits_this_month 1/1",
		org.RankLeader:      "notes 11/15 short 4, sessions_core 12/12, sessions_staff 11/12 short 1, sessions_party 0/12 short 12, research_articles 1/1, grassroots_days_this_week 1/1",
		org.RankDirector:    "notes 11/15 short 4, sessions_core 12/12, sessions_staff 11/12 short 1, sessions_party 0/12 short 12, research_articles 1/1, grassroots_days_this_week 1/1",
	}
	for role, w := range want {
		items, skipped, err := measure.Progress(b, role, all)
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, i := range items {
			x := i.Name + " " + i.Number(i.Done) + "/" + i.Number(i.Target)
			if !i.Met() {
				x += " short " + i.Number(i.Short())
			}
			s = append(s, x)
			if i.Label() == "" || measure.ItemUnit(i.Name) == "" {
				t.Errorf("%s has no Chinese name", i.Name)
			}
		}
		if got := strings.Join(s, ", "); got != w {
			t.Errorf("%s: %s", role, got)
		}
		if len(skipped) != 1 {
			t.Errorf("%s skips %v", role, skipped)
		}
	}
	items, _, err := measure.Progress(b, org.RankStaff, measure.Counts{})
	if err != nil || len(items) != 0 {
		t.Errorf("what is not known is not judged: %v %v", items, err)
	}
	c, err := measure.Collective(b, 0)
	if err != nil || c.Target != 1 || c.Clause != law.ResearchCollective {
		t.Errorf("%+v %v", c, err)
	}
}

func ask(t *testing.T, facts string) (decide.Result, error) {
	t.Helper()
	b := book(t)
	r := decide.NewRegistry(b.InForce)
	if err := measure.AddQuestions(r, b); err != nil {
		t.Fatal(err)
	}
	m := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(facts), &m); err != nil {
		t.Fatal(err)
	}
	return r.Ask("study-progress", civil.Must("2014-06-30"), m)
}

// The question by contract, with every wrong fact named; law.StudyNotesRankChange
// stands among the grounds of notes.
func TestQuestion(t *testing.T) {
	res, err := ask(t, `{"role":"director","year":2014,"as_of":"2014-06-30","notes":15,"grassroots_days_this_week":0.5}`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(res.Answer)
	if err != nil || string(got) != `{"items":[{"name":"notes","target":15,"done":15,"met":true,"clause":"study.notes.leader"},{"name":"grassroots_days_this_week","target":1,"done":0.5,"met":false,"clause":"research.leaders"}]}` {
		t.Errorf("%s %v", got, err)
	}
	if res.Reason != "截至2014年6月30日：读书笔记15/15篇，已完成；本周下基层0.5/1日，差0.5日。" || len(res.Basis) != 3 {
		t.Errorf("%s %v", res.Reason, res.Basis)
	}
	res, err = ask(t, `{"role":"staff","year":2013,"as_of":"2014-06-30","notes":1,"grassroots_days_this_week":1}`)
	if err != nil || !strings.Contains(res.Reason, "2013年全年") || !strings.Contains(res.Reason, "没有规定") {
		t.Errorf("%s %v", res.Reason, err)
	}
	for facts, field := range map[string]string{
		`{"year":2014,"as_of":"2014-06-30"}`:                                                         "role",
		`{"role":"boss","year":2014,"as_of":"2014-06-30"}`:                                           "role",
		`{"role":"staff","as_of":"2014-06-30"}`:                                                      "year",
		`{"role":"staff","year":2014}`:                                                               "as_of",
		`{"role":"staff","year":2014,"as_of":"2013-12-31"}`:                                          "as_of",
		`{"role":"staff","year":0,"as_of":"2014-06-30"}`:                                             "year",
		`{"role":"staff","year":99999,"as_of":"2014-06-30"}`:                                         "year",
		`{"role":"staff","year":2014,"as_of":"2014-06-31"}`:                                          "as_of",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","notes":-1}`:                               "notes",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","notes":1.5}`:                              "notes",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","notes":"3"}`:                              "notes",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","notes":99999999999}`:                      "notes",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","sessions":{"core":-1}}`:                   "sessions.core",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","sessions":{"choir":1}}`:                   "sessions.choir",
		`{"role":"director","year":2014,"as_of":"2014-06-30","grassroots_days_this_week":8}`:         "grassroots_days_this_week",
		`{"role":"director","year":2014,"as_of":"2014-06-30","grassroots_days_this_week":0.3}`:       "grassroots_days_this_week",
		`{"role":"section_head","year":2014,"as_of":"2014-06-30","grassroots_visits_this_month":-2}`: "grassroots_visits_this_month",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","research_articles":-1}`:                   "research_articles",
		`{"role":"staff","year":2014,"as_of":"2014-06-30","books":1}`:                                "books",
	} {
		_, err := ask(t, facts)
		if !fault.Is(err, fault.Invalid) || len(fault.Of(err).Fields) == 0 || fault.Of(err).Fields[0].Field != field {
			t.Errorf("%s: %v", facts, err)
		}
	}
}

// The forecast over all days, targets and counts of two years: nobody is behind whose
// pace reaches the target, what is needed each month is enough and not more than
// enough, and it never grows by having done more.
func TestForecast(t *testing.T) {
	for _, year := range []int{2023, 2024} {
		first, _ := civil.Of(year, 1, 1)
		for d := first.AddDays(-3); d.Year <= year || d.Day < 3; d = d.AddDays(1) {
			for target := 1; target <= 15; target++ {
				last := 1 << 30
				for done := 0; done <= target+1; done++ {
					f := measure.Look(year, d, target, done)
					short := max(0, target-done)
					switch {
					case f.WillMiss && f.Expected >= target:
						t.Fatalf("%s %d/%d: behind, yet %d are expected", d, done, target, f.Expected)
					case f.WillMiss && done >= target:
						t.Fatalf("%s %d/%d: met and behind", d, done, target)
					case f.Over != (d.Year > year || d.Month == 12 && d.Day == 31 && d.Year == year):
						t.Fatalf("%s: over %v", d, f.Over)
					case f.Over && (f.WillMiss != (short > 0) || f.Months != 0):
						t.Fatalf("%s %d/%d: %+v", d, done, target, f)
					case !f.Over && (f.PerMonth*f.Months < short || f.PerMonth > 0 && (f.PerMonth-1)*f.Months >= short):
						t.Fatalf("%s %d/%d: %+v", d, done, target, f)
					case f.PerMonth > last:
						t.Fatalf("%s %d/%d: more is asked of who did more", d, done, target)
					}
					last = f.PerMonth
				}
			}
		}
	}
	if f := measure.Look(2026, civil.Must("2026-01-20"), 12, 0); f.WillMiss {
		t.Error("nobody is behind in January")
	}
	i := measure.Item{Name: measure.Notes, Target: 12, Done: 2}
	for on, want := range map[string]string{"2026-06-30": "照目前进度到年底约 4 篇，完不成；其余 6 个月每月须 2 篇", "2026-02-28": "其余 10 个月每月约 1 篇", "2026-12-31": "年度已结束，差 10 篇"} {
		if got := measure.Look(2026, civil.Must(on), 12, 2).Words(i); got != want {
			t.Errorf("%s: %s", on, got)
		}
	}
	if got := measure.Look(2026, civil.Must("2026-06-30"), 12, 12).Words(measure.Item{Name: measure.Notes, Target: 12, Done: 12}); got != "" {
		t.Error(got)
	}
}

// Weeks of a leader (law.ResearchLeaders): short, enough, more than enough; away or
// without a working day all week; the running one.
func TestWeeks(t *testing.T) {
	b := book(t)
	worked := func(d civil.Date) bool {
		return d.Weekday() != 0 && d.Weekday() != 6 && !(!d.Before(civil.Must("2026-02-16")) && !d.After(civil.Must("2026-02-22")))
	}
	away := func(h civil.Half) string {
		if d := h.Date(); !d.Before(civil.Must("2026-02-09")) && !d.After(civil.Must("2026-02-13")) {
			return "休假"
		}
		if h.Date() == civil.Must("2026-02-03") && !h.PM() {
			return "出差"
		}
		return ""
	}
	span := func(from, to string, half civil.DayHalf) civil.Span {
		return civil.Span{From: civil.Must(from), To: civil.Must(to), ToHalf: half}
	}
	got, err := measure.Weeks(b, civil.Must("2026-01-01"), civil.Must("2026-02-25"), civil.Must("2026-02-25"), worked, away, []civil.Span{
		span("2026-01-05", "2026-01-05", civil.PM), span("2026-01-12", "2026-01-12", civil.AM), span("2026-01-19", "2026-01-21", civil.PM), span("2026-01-19", "2026-01-19", civil.PM), span("2026-02-24", "2026-02-24", civil.PM),
		span("2026-02-01", "2026-02-03", civil.AM)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-01-05 1 日", "2026-01-12 0.5 日，不足", "2026-01-19 3 日，多于通常天数，不算违反", "2026-01-26 1 日", "2026-02-02 1.5 日", "2026-02-09 0 日，不计：整周不在岗（休假）", "2026-02-16 0 日，不计：整周没有工作日", "2026-02-23 1 日，本周未完"}
	if len(got) != len(want) {
		t.Fatalf("%d weeks", len(got))
	}
	for i, w := range got {
		if s := w.Monday.String() + " " + w.Words(); s != want[i] {
			t.Errorf("%s, want %s", s, want[i])
		}
	}
}

// Months of a unit: law.ResearchUnits.
func TestMonths(t *testing.T) {
	got, err := measure.Months(book(t), 2026, civil.Must("2026-03-10"), func(m int) int { return m - 1 })
	if err != nil || len(got) != 3 || !got[0].Short || got[1].Short || got[2].Short || !got[2].Running {
		t.Errorf("%+v %v", got, err)
	}
	if got, err = measure.Months(book(t), 2025, civil.Must("2026-01-01"), func(int) int { return 0 }); err != nil || len(got) != 12 || !got[11].Short {
		t.Errorf("%+v %v", got, err)
	}
	if got, err = measure.Months(book(t), 2027, civil.Must("2026-01-01"), func(int) int { return 0 }); err != nil || len(got) != 0 {
		t.Errorf("%+v %v", got, err)
	}
}

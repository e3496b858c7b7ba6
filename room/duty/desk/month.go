package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/desk/clocks"
)

// Figure is one number of the monthly report with the list behind it.
type Figure struct {
	Label string
	N     int
	Unit  string
	URL   string // of the list; empty where there is none
	Bad   bool   // a number above 0 is something wrong
}

// Month is the report of a month (clause duty.report.monthly).
type Month struct {
	Year      int
	Month     time.Month
	Figures   []Figure
	Citizens  []Figure // citizens' calls by kind
	Incidents []IncidentView
	Zero      bool // no incident: the report says so (零报告)
	Running   bool // the month is not over
}

// Name is 2026年3月.
func (m Month) Name() string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }

// Span is the month in microseconds UTC, half-open.
func Span(year int, month time.Month) (from, until int64, ok bool) {
	first, ok := civil.Of(year, int(month), 1)
	if !ok {
		return 0, 0, false
	}
	next, _ := civil.Of(year+int(month)/12, int(month)%12+1, 1)
	return first.Time().UnixMicro(), next.Time().UnixMicro(), true
}

// MonthOf counts a month for leaders and the office: entries by when they happened,
// stints by when they began, incidents by when they were heard of.
func (r *Room) MonthOf(ctx context.Context, who act.Actor, year int, month time.Month) (Month, error) {
	if !who.May(Lead) && !r.keeper(who) {
		return Month{}, forbidden(law.DutyReportMonthly, "值班月报由办公室统计，局领导查看。")
	}
	from, until, ok := Span(year, month)
	now := r.Door.Now()
	if !ok || from > now {
		return Month{}, fault.Field("month", fmt.Sprintf("%d-%02d", year, month), "选择今天以前的月份。")
	}
	m := Month{Year: year, Month: month, Running: until > now}
	rd := r.Door.Reader()
	span := fmt.Sprintf("from=%s&until=%s", dayOf(from), dayOf(until-1))
	turns, err := stints.list(ctx, rd, "WHERE x.began_at >= $1 AND x.began_at < $2 ORDER BY x.id", from, until)
	if err != nil {
		return m, err
	}
	log, err := db.All[Entry](ctx, rd, entries.all+" WHERE x.happened_at >= $1 AND x.happened_at < $2", from, until)
	if err != nil {
		return m, err
	}
	if m.Incidents, err = r.Incidents(ctx, who, "", from, until); err != nil {
		return m, err
	}
	looks, err := r.Inspections(ctx, who, from, until)
	if err != nil {
		return m, err
	}
	swaps := 0
	if r.Swaps != nil {
		if swaps, err = r.Swaps(ctx, rd, from, until); err != nil {
			return m, err
		}
	}
	count := func(f func(Entry) bool) int {
		n := 0
		for _, e := range log {
			if f(e) {
				n++
			}
		}
		return n
	}
	add := func(label string, n int, unit, url string, bad bool) {
		m.Figures = append(m.Figures, Figure{label, n, unit, url, bad})
	}
	turnsURL := "/duty/stints?" + span
	add("班次", len(turns), "班", turnsURL, false)
	for _, k := range kinds {
		add(kindLabels[k], count(func(e Entry) bool { return e.Kind == k }), "条", "/duty/log?kind="+k+"&"+span, k == Missed)
	}
	add("值班记录合计", len(log), "条", "/duty/log?"+span, false)
	add("可疑来电", count(func(e Entry) bool { return e.Suspicious }), "条", "/duty/log?suspicious=1&"+span, false)
	book, err := r.Rules.At(ctx, dayOf(now))
	if err != nil {
		return m, err
	}
	s := &scene{r: r, book: book}
	for _, k := range s.words(law.DutyTaskCitizens, "kinds") {
		m.Citizens = append(m.Citizens, Figure{k, count(func(e Entry) bool { return e.Kind == Citizen && e.Citizen == k }), "条", "/duty/log?kind=citizen&citizen=" + k + "&" + span, false})
	}
	// One that repeats another is no further emergency.
	counted := slices.DeleteFunc(slices.Clone(m.Incidents), func(v IncidentView) bool { return v.State == Linked })
	late := 0
	for _, v := range counted {
		if slices.ContainsFunc(v.Clocks, clocks.Clock.Missed) {
			late++
		}
	}
	m.Zero = len(counted) == 0
	add("突发事件", len(counted), "件", "/duty/incidents?"+span, false)
	add("报告超时的突发事件", late, "件", "/duty/incidents?"+span, true)
	tardy, early, vacant := 0, 0, 0
	for _, t := range turns {
		if t.Late() > 0 {
			tardy++
		}
		if t.Early() > 0 {
			early++
		}
		if t.Vacant() > 0 {
			vacant++
		}
	}
	add("晚到", tardy, "班", turnsURL, true)
	add("早走", early, "班", turnsURL, true)
	add("接班前空岗", vacant, "班", turnsURL, true)
	add("换班", swaps, "次", "", false)
	wrong := 0
	for _, x := range looks {
		wrong += len(x.Found())
	}
	add("查岗", len(looks), "次", "/duty/inspections?"+span, false)
	add("查岗发现的问题", wrong, "项", "/duty/inspections?"+span, true)
	return m, nil
}

// Stints lists who sat at the desk in a span, for leaders and the office; others see
// their own.
func (r *Room) Stints(ctx context.Context, who act.Actor, from, until int64) ([]Stint, error) {
	f := db.NewFilter().And("x.began_at >= ? AND x.began_at < ?", from, until)
	if !who.May(Lead) && !r.keeper(who) {
		f.And("x.login = ?", who.Login)
	}
	return stints.list(ctx, r.Door.Reader(), f.Where()+fmt.Sprintf(" ORDER BY x.id DESC LIMIT %d", mostListed), f.Args()...)
}

package measure

import (
	"fmt"
	"math"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
)

type sessionFacts struct {
	Core  *int `fact:"core,optional" min:"0" max:"366"`
	Staff *int `fact:"staff,optional" min:"0" max:"366"`
	Party *int `fact:"party,optional" min:"0" max:"366"`
}

type progressFacts struct {
	Role     string         `fact:"role" words:"staff section_head bureau_leader director"`
	Year     int            `fact:"year"`
	AsOf     civil.Date     `fact:"as_of"`
	Notes    *int           `fact:"notes,optional" min:"0" max:"9999"`
	Sessions *sessionFacts  `fact:"sessions,optional"`
	Articles *int           `fact:"research_articles,optional" min:"0" max:"9999"`
	Days     *decide.Number `fact:"grassroots_days_this_week,optional" min:"0" max:"7"`
	Visits   *int           `fact:"grassroots_visits_this_month,optional" min:"0" max:"999"`
}

// ProgressItem is one item of the answer to "study-progress". Target and done are
// numbers of notes, sessions, articles or visits, or days (also halves of days).
type ProgressItem struct {
	Name   string  `json:"name"`
	Target float64 `json:"target"`
	Done   float64 `json:"done"`
	Met    bool    `json:"met"`
	Clause law.ID  `json:"clause"`
}

// ProgressAnswer is the answer to "study-progress".
type ProgressAnswer struct {
	Items []ProgressItem `json:"items"`
}

// AddQuestions registers study-progress, if the book has chapter five.
func AddQuestions(r *decide.Registry, b *rulebook.Book) error {
	if c, ok := b.Card(law.StudyNotesStaff); !ok || !c.Carried {
		return nil
	}
	return decide.Add(r, "study-progress", decide.Local, func(_ civil.Date, f progressFacts) (decide.Result, error) {
		if f.Year < calendar.First || f.Year > calendar.Last {
			return decide.Result{}, fault.Field("year", fmt.Sprint(f.Year), fmt.Sprintf("年度应在 %d 至 %d 之间，请核对。", calendar.First, calendar.Last))
		}
		if f.AsOf.Year < f.Year {
			return decide.Result{}, fault.Field("as_of", f.AsOf.String(), fmt.Sprintf("统计到的日子早于 %d 年，请核对年度和日期。", f.Year))
		}
		c := Counts{Notes: f.Notes, Articles: f.Articles, Visits: f.Visits}
		if f.Sessions != nil {
			c.Core, c.Staff, c.Party = f.Sessions.Core, f.Sessions.Staff, f.Sessions.Party
		}
		if f.Days != nil {
			halves := float64(*f.Days) * 2
			if halves != math.Trunc(halves) {
				return decide.Result{}, fault.Field("grassroots_days_this_week", fmt.Sprint(float64(*f.Days)), "天数以半天为单位，如 1、1.5。")
			}
			n := int(halves)
			c.HalfDays = &n
		}
		items, skipped, err := Progress(b, f.Role, c)
		if err != nil {
			return decide.Result{}, err
		}
		a := ProgressAnswer{Items: []ProgressItem{}}
		res := decide.Result{Reason: Reason(f.Role, f.Year, f.AsOf, items, skipped)}
		for _, i := range items {
			per := 1.0
			if i.Halves {
				per = 2
			}
			a.Items = append(a.Items, ProgressItem{i.Name, float64(i.Target) / per, float64(i.Done) / per, i.Met(), i.Clause})
			res.Basis = append(res.Basis, i.Basis)
			if i.Name == Notes {
				res.Basis = append(res.Basis, cite(b, law.StudyNotesRankChange))
			}
		}
		if len(res.Basis) == 0 {
			res.Basis = append(res.Basis, cite(b, law.StudyAssess, "done-or-not"))
		}
		res.Answer = a
		return res, nil
	})
}

package study

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/room/study/measure"
)

// bureau adds units, bodies and the research of the bureau.
func (t *teller) bureau(f *Figures) error {
	for _, u := range t.units {
		if _, known := t.book.Unit(u.Code); !u.Active || !known {
			continue
		}
		n := 0
		for _, a := range t.articles {
			if a.Unit == u.Code && !measure.Leader(a.Role) && !a.On.After(t.asOf) {
				n++
			}
		}
		x := UnitStanding{Code: u.Code, Name: u.Name}
		items, _, err := measure.Progress(t.book, org.RankSectionHead, measure.Counts{Articles: &n})
		if err != nil {
			return err
		}
		x.Article = t.line(items[0])
		x.Months, err = measure.Months(t.book, t.first.Year, t.asOfMonth(), func(month int) int {
			visits := 0
			for _, v := range t.research {
				if v.Kind == ByUnit && v.Unit == u.Code && v.From.Year == t.first.Year && int(v.From.Month) == month && !v.From.After(t.asOf) {
					visits++
				}
			}
			return visits
		})
		if err != nil {
			return err
		}
		for _, p := range t.people {
			if p.Unit == u.Code && !p.Gone(t.asOf) && org.RankOn(t.officesOf(p.ID), t.asOf) == org.RankSectionHead {
				x.Head = append(x.Head, p.Name)
			}
		}
		f.Units = append(f.Units, x)
	}
	held := map[string]int{}
	for _, s := range t.sessions {
		switch {
		case s.Kind == Activity && s.State == Closed && !s.On.After(t.asOf):
			f.Activities++
		case t.counted(s) && s.MadeUp == 0:
			for _, g := range t.credited(s.Groups()) {
				held[g]++
			}
		}
	}
	core, staff, party := held[measure.Core], held[measure.Staff], held[measure.Party]
	items, _, err := measure.Progress(t.book, org.RankStaff, measure.Counts{Core: &core, Staff: &staff, Party: &party})
	if err != nil {
		return err
	}
	for i, g := range measure.Groups {
		x := GroupStanding{Group: g, Held: t.line(items[i])}
		for _, m := range t.members {
			if m.Group == g && m.Holds(t.asOf) {
				x.Members++
			}
		}
		f.Groups = append(f.Groups, x)
	}
	n := 0
	for _, x := range t.research {
		if x.From.Year != t.first.Year || x.From.After(t.asOf) {
			continue
		}
		f.Research++
		if x.Kind == ByBureau {
			n++
		}
	}
	if f.Collective.Item, err = measure.Collective(t.book, n); err != nil {
		return err
	}
	f.Collective = t.line(f.Collective.Item)
	for _, x := range t.notes {
		f.Notes += x.N
	}
	for _, a := range t.articles {
		if !a.On.After(t.asOf) {
			f.Articles++
		}
	}
	return nil
}

// asOfMonth is the day from which a month counts as over: after the year's end all are.
func (t *teller) asOfMonth() civil.Date {
	if t.today.After(t.last) {
		return t.last.AddDays(1)
	}
	return t.asOf
}

func (s Standing) remark() string {
	out := ""
	for i, x := range s.Remarks {
		if i > 0 {
			out += "；"
		}
		out += x
	}
	if n := s.Short(); n > 0 {
		if out != "" {
			out += "；"
		}
		out += fmt.Sprintf("下基层不足的有 %d 周", n)
	}
	return out
}

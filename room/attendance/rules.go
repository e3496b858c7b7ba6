package attendance

import (
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
)

// Free refuses a time away that shares a half day with one already taken. The
// other half of a day remains free.
func Free(now civil.Span, taken []civil.Span) error {
	if err := now.Check(); err != nil {
		return err
	}
	for _, o := range taken {
		if now.Overlaps(o) {
			return fault.Refuse(law.LeaveFormFPeriod, "这段时间与已有的"+o.Chinese()+"重叠，请改用没有占用的半天。")
		}
	}
	return nil
}

// Adjacent reports whether nothing but days off lies between two times away that
// do not overlap.
func Adjacent(c *calendar.Calendar, a, b civil.Span) bool {
	if a.Overlaps(b) {
		return false
	}
	if b.From.Before(a.From) || b.From == a.From && b.FromHalf < a.FromHalf {
		a, b = b, a
	}
	between := civil.Span{From: a.To, FromHalf: civil.PM, To: b.From, ToHalf: civil.AM}
	if a.ToHalf == civil.PM {
		between.From, between.FromHalf = a.To.AddDays(1), civil.AM
	}
	if b.FromHalf == civil.AM {
		between.To, between.ToHalf = b.From.AddDays(-1), civil.PM
	}
	if between.Check() != nil {
		return true
	}
	for d := between.From; !d.After(between.To); d = d.AddDays(1) {
		if c.Kind(d).Workday {
			return false
		}
	}
	return true
}

// Sum is several requests taken together.
type Sum struct {
	HalfDays    int
	Joined      []civil.Span // the requests that were added
	Provisional bool
	Clause      law.ID
}

// Summed is what decides the chain of a request: its own half days and those of
// every request of the same kind and person that adjoins it, directly or through
// others, so that nobody escapes a higher band by asking in parts.
func Summed(c *calendar.Calendar, counting string, now civil.Span, others []civil.Span) (Sum, error) {
	sum := Sum{Clause: law.LeavePersonalSplit}
	group, rest := []civil.Span{now}, slices.Clone(others)
	for i := 0; i < len(group); i++ {
		rest = slices.DeleteFunc(rest, func(o civil.Span) bool {
			if !Adjacent(c, group[i], o) {
				return false
			}
			group, sum.Joined = append(group, o), append(sum.Joined, o)
			return true
		})
	}
	for _, s := range group {
		n, provisional, err := decide.Charge(c, counting, s)
		if err != nil {
			return Sum{}, err
		}
		sum.HalfDays, sum.Provisional = sum.HalfDays+n, sum.Provisional || provisional
	}
	return sum, nil
}

// YearShare is the part of a leave that is charged to one year's account.
type YearShare struct {
	Year        int
	HalfDays    int
	Provisional bool
}

// ByYear divides one leave between the accounts of the years it touches; it stays
// one case.
func ByYear(c *calendar.Calendar, counting string, s civil.Span) ([]YearShare, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	var shares []YearShare
	for _, part := range s.SplitYears() {
		n, provisional, err := decide.Charge(c, counting, part)
		if err != nil {
			return nil, err
		}
		shares = append(shares, YearShare{part.From.Year, n, provisional})
	}
	return shares, nil
}

// Extend joins an extension to an approved leave of the same kind: the chain is
// found anew for the whole. It must follow without a gap of working time, and be
// asked for before the approved leave has ended (leave.return).
func Extend(c *calendar.Calendar, approved, more civil.Span, askedOn civil.Date) (whole civil.Span, err error) {
	switch {
	case more.Check() != nil:
		return civil.Span{}, more.Check()
	case !Adjacent(c, approved, more) || more.From.Before(approved.To):
		return civil.Span{}, fault.Field("from", more.From.String(), "续假应紧接原来的假期（至"+approved.To.Chinese()+approved.ToHalf.Chinese()+"），请改正起时。")
	case askedOn.After(approved.To):
		return civil.Span{}, fault.Refuse(law.LeaveReturn, "原来的假期已在"+approved.To.Chinese()+"期满，不能再续，请另行请假。")
	}
	return civil.Span{From: approved.From, FromHalf: approved.FromHalf, To: more.To, ToHalf: more.ToHalf}, nil
}

// Remaining is what is still to be signed after a case was judged anew: the steps
// of the new chain that were not signed in the very same act. What was signed
// stays on record for the part it was signed for.
func Remaining(chain rulebook.Chain, signed []rulebook.Step) rulebook.Chain {
	return slices.DeleteFunc(slices.Clone(chain), func(s rulebook.Step) bool { return slices.Contains(signed, s) })
}

// BothAway refuses an absence of A while B of the same post is away: somebody must
// stand in (ab.units).
func BothAway(a civil.Span, b []civil.Span) error {
	for _, o := range b {
		if a.Overlaps(o) {
			return fault.Refuse(law.AbUnits, "这一岗位的B岗"+o.Chinese()+"也不在，无人顶岗，请改期或另定顶岗的人。")
		}
	}
	return nil
}

// OnDuty refuses an absence during which the person is on the duty roster: the
// leader on duty has to arrange a substitute first (duty.swap.arrange). turns are
// the half days that the person's turns take.
func OnDuty(away civil.Span, turns []civil.Span) error {
	for _, t := range turns {
		if away.Overlaps(t) {
			return fault.Refuse(law.DutySwapArrange, "这段时间内"+t.Chinese()+"轮到本人值班，还没有换班。请先向带班领导报告，替班的人定下并登记以后再批。")
		}
	}
	return nil
}

// Gap is working time that nothing explains.
type Gap struct {
	civil.Span
	Clause law.ID
}

// Unexplained lists the half days of work that nothing covers: leave, trip, errand
// or presence. They are a draft for a person to judge; nothing here makes them
// absence without leave. Each day is a gap of its own.
func Unexplained(c *calendar.Calendar, from, to civil.Date, covered []civil.Span) []Gap {
	var open []Gap
	for d := from; !d.After(to); d = d.AddDays(1) {
		if !c.Kind(d).Workday {
			continue
		}
		free := [2]bool{}
		for h := civil.AM; h <= civil.PM; h++ {
			one := civil.Span{From: d, FromHalf: h, To: d, ToHalf: h}
			free[h] = !slices.ContainsFunc(covered, one.Overlaps)
		}
		whole := civil.WholeDays(d, d)
		switch {
		case free[civil.AM] && free[civil.PM]:
			open = append(open, Gap{whole, law.AttNoAbsence})
		case free[civil.AM]:
			whole.ToHalf = civil.AM
			open = append(open, Gap{whole, law.AttAwolNosick})
		case free[civil.PM]:
			whole.FromHalf = civil.PM
			open = append(open, Gap{whole, law.AttAwolNosick})
		}
	}
	return open
}

// HighestRole is the role whose chain a trip of several people takes; roles are
// ordered as the book's table orders them, from the lowest.
func HighestRole(order, roles []string) (string, error) {
	refuse := func(role, say string) error {
		e := fault.Field("role", role, say)
		e.Clause = law.TravelFormFPerson
		return e
	}
	best := -1
	for _, r := range roles {
		i := slices.Index(order, r)
		if i < 0 {
			return "", refuse(r, "没有“"+r+"”这种职级，请核对同行人员。")
		}
		best = max(best, i)
	}
	if best < 0 {
		return "", refuse("", "请至少填写一名出差人。")
	}
	return order[best], nil
}

// Deadline is a last day and the clause that sets it.
type Deadline struct {
	Last        civil.Date
	Provisional bool
	Clause      law.ID
}

// EnteredBy is the last day on which what was granted by word of mouth is entered.
// The rules of the day of the event apply, and both days are kept.
func EnteredBy(b *rulebook.Book, c *calendar.Calendar, event civil.Date) (Deadline, error) {
	last, provisional, err := c.Add(event, number(b, law.RepEmergency, "after_report", 1))
	return Deadline{last, provisional, law.RepEmergency}, err
}

// ReturnBy is the last day on which somebody whose leave ended on a day registers
// that he is back.
func ReturnBy(b *rulebook.Book, c *calendar.Calendar, ended civil.Date) (Deadline, error) {
	last, provisional, err := c.Add(ended, number(b, law.LeaveReturn, "within", 1))
	return Deadline{last, provisional, law.LeaveReturn}, err
}

// Return is what a leave came to.
type Return struct {
	HalfDays int   // really taken
	Late     []Gap // working time between the end of the leave and the return
	Clause   law.ID
}

// Returned is how many half days a leave really took, when somebody is back at
// work on the half day given: earlier than approved, and the rest is given back;
// later, and the half days of work in between are unexplained.
func Returned(c *calendar.Calendar, counting string, approved civil.Span, back civil.Date, half civil.DayHalf) (Return, error) {
	r := Return{Clause: law.LeaveReturn}
	away := civil.Span{From: approved.From, FromHalf: approved.FromHalf, To: back, ToHalf: civil.AM}
	if half == civil.AM {
		away.To, away.ToHalf = back.AddDays(-1), civil.PM
	}
	if away.Check() != nil {
		return r, nil // back before the leave began: nothing was taken
	}
	taken := away
	if away.To.After(approved.To) || away.To == approved.To && away.ToHalf > approved.ToHalf {
		taken = approved
		r.Late = Unexplained(c, approved.To, away.To, []civil.Span{approved, {From: back, FromHalf: half, To: back, ToHalf: civil.PM}})
	}
	var err error
	r.HalfDays, _, err = decide.Charge(c, counting, taken)
	return r, err
}

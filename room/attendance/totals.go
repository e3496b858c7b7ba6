package attendance

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Totals are what a year's leaves add up to, for the loss of annual leave.
type Totals struct {
	Year           int
	PersonalHalves int64 // personal leave that nothing was set off against
	SickDays       int64 // calendar days of sick leave that nothing was set off against
	Warnings       []string
}

// SickMonths is full months of sick leave: thirty days a month, a parameter that
// the rules leave open.
func (t Totals) SickMonths() int64 { return t.SickDays / 30 }

// workOn is the day a person began to work; no date if it is not known.
func (s *scene) workOn(person int64) (civil.Date, error) {
	f, err := org.FactsOf(s.ctx, s.rd, person)
	return f.WorkOn, err
}

// totals adds up a person's leaves of a year that are in force, and says how near
// they are to what costs the annual leave.
func (s *scene) totals(person int64, year int) (Totals, error) {
	t := Totals{Year: year}
	leaves, err := s.leavesOf(person)
	if err != nil {
		return t, err
	}
	lines, err := s.linesOf(person)
	if err != nil {
		return t, err
	}
	for _, l := range leaves {
		if !inForce(l.State) || l.Kind != "personal" && l.Kind != "sick" {
			continue
		}
		c, err := s.count(l.Kind, l.Since, l.End())
		if err != nil {
			return t, err
		}
		for _, x := range c.shares {
			if x.year != year {
				continue
			}
			rest := x.halves
			for _, line := range lines {
				if line.Subject == l.Subject() && line.Year == year {
					rest += line.Halves
				}
			}
			if l.Kind == "personal" {
				t.PersonalHalves += rest
			} else if x.halves > 0 {
				// The share of the calendar days that was not set off.
				t.SickDays += calendarDays(l, year) * rest / x.halves
			}
		}
	}
	return t, s.near(&t, person)
}

// calendarDays are the days of a year that a leave touches.
func calendarDays(l Leave, year int) int64 {
	from, to := l.Since.Date(), (l.End() - 1).Date()
	first, _ := civil.Of(year, 1, 1)
	last, _ := civil.Of(year, 12, 31)
	if from.Before(first) {
		from = first
	}
	if to.After(last) {
		to = last
	}
	return int64(max(to.Sub(from)+1, 0))
}

// near warns before annual leave is lost, and says when it would be.
func (s *scene) near(t *Totals, person int64) error {
	if say, _ := Warning(int(t.PersonalHalves)); say != "" {
		t.Warnings = append(t.Warnings, fmt.Sprintf("%d年：%s是否扣发工资，由政工科核实。", t.Year, say))
	}
	workOn, err := s.workOn(person)
	if err != nil || workOn.IsZero() || t.SickDays < 30 {
		return err
	}
	on := s.today
	if on.Year != t.Year {
		on, _ = civil.Of(t.Year, 12, 31)
	}
	lost := func(months int64) (bool, error) {
		a, _, _, err := decide.Entitlement(s.book, s.asOf, decide.EntitlementFacts{ServiceFrom: workOn, On: on, SickMonths: decide.Number(months)})
		return a.Lost, err
	}
	now, err := lost(t.SickMonths())
	if err != nil {
		return err
	}
	soon, err := lost(t.SickMonths() + 1)
	switch {
	case now:
		t.Warnings = append(t.Warnings, fmt.Sprintf("%d年病假累计 %d 天，已到丧失年休假的月数，由政工科核实认定。", t.Year, t.SickDays))
	case soon:
		t.Warnings = append(t.Warnings, fmt.Sprintf("%d年病假累计 %d 天，再满一个月将失去年休假。", t.Year, t.SickDays))
	}
	return err
}

type grantIn struct {
	r   *Room
	cal *calendar.Calendar
}

var grantDeed = act.Define(act.Spec[grantIn, int]{Name: "attendance.balance.grant", Label: "核定年度假期", Right: Keep, Basis: []law.ID{law.LeaveAnnualEligible},
	Quiet: "a day on which nobody's years become full grants nothing",
	Do: func(tx *act.Tx, in grantIn) (int, act.Entry, error) {
		s, err := in.r.look(tx.Ctx, tx, tx.Now, in.cal)
		if err != nil {
			return 0, act.Entry{}, err
		}
		n := 0
		for _, p := range s.chart.Staff() {
			workOn, err := s.workOn(p.ID)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if workOn.IsZero() {
				continue
			}
			purse, err := s.purse(p.ID, workOn, s.today, 0)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if err := purse.ripen(s.today.Year); err != nil {
				return 0, act.Entry{}, err
			}
			if due := purse.due[s.today.Year]; due.Halves > 0 {
				if err := putLine(tx, due); err != nil {
					return 0, act.Entry{}, err
				}
				n++
			}
		}
		if n == 0 {
			return 0, act.Entry{}, nil
		}
		return n, act.Entry{Subject: "attendance_balance", Summary: fmt.Sprintf("按工作年限核定 %d 年年休假，记 %d 人", s.today.Year, n)}, nil
	}})

// GrantDue writes what the year grants and no line says yet, for everybody: on the
// first of January, and on the day on which somebody's years become full. For the
// daily job.
func (r *Room) GrantDue(ctx context.Context) (int, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return 0, err
	}
	return grantDeed.Run(ctx, r.Door, act.Program("核定年休假"), grantIn{r, cal})
}

// Change is what a person decides about a balance.
type Change struct {
	Person int64
	Kind   string // annual, home_visit
	Year   int
	What   string // carry, lapse, forfeit, correction
	Halves int64  // of a correction or a grant of home leave; the whole rest otherwise
	Why    string
}

type changeBalance struct {
	r   *Room
	cal *calendar.Calendar
	c   Change
}

var changeDeed = act.Define(act.Spec[changeBalance, int64]{Name: "attendance.balance.change", Label: "调整假期结余", Right: Keep, Basis: []law.ID{law.LeaveAnnualBalance},
	Do: func(tx *act.Tx, in changeBalance) (int64, act.Entry, error) {
		s, err := in.r.look(tx.Ctx, tx, tx.Now, in.cal)
		if err != nil {
			return 0, act.Entry{}, err
		}
		lines, m, err := s.changed(tx, in.c)
		if err != nil {
			return 0, act.Entry{}, err
		}
		for _, l := range lines {
			if err := putLine(tx, l); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return lines[0].Halves, act.Entry{Subject: act.Subject("org_person", m.ID), Summary: fmt.Sprintf("%s %d 年假期余额：%s", m.Name, in.c.Year, lines[0].Label()), Basis: []law.ID{lines[0].Clause}}, nil
	}})

// ChangeBalance writes what a person decided where the rule leaves a choice: that
// the rest of a year is carried over or lapses, that annual leave is lost, that a
// line is corrected. It gives the half days of the line.
func (r *Room) ChangeBalance(ctx context.Context, who act.Actor, c Change) (int64, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return 0, err
	}
	return changeDeed.Run(ctx, r.Door, who, changeBalance{r, cal, c})
}

func (s *scene) changed(tx *act.Tx, c Change) ([]Line, member, error) {
	m, ok := s.member(c.Person)
	why, err := paragraph("why", "理由", c.Why)
	switch {
	case !ok:
		return nil, m, fault.Field("person", "", "名单上没有这位人员，请从列表中选择。")
	case err != nil:
		return nil, m, err
	case m.login != "" && m.login == tx.Actor.Login:
		return nil, m, fault.New(fault.Rule, "不能变更本人的假期余额，请由政工科其他人员办理。")
	case c.Kind != annual && c.Kind != homeVisit:
		return nil, m, fault.Field("kind", c.Kind, "只有年休假和探亲假有余额，请重新选择。")
	case c.Year < s.today.Year-2 || c.Year > s.today.Year+1:
		return nil, m, fault.Field("year", fmt.Sprint(c.Year), "年度应在前年至明年之间，请核对。")
	}
	workOn, err := s.workOn(m.ID)
	if err != nil {
		return nil, m, err
	}
	on, _ := civil.Of(c.Year, 12, 31)
	if c.Year == s.today.Year {
		on = s.today
	}
	p, err := s.purse(m.ID, workOn, on, 0)
	if err != nil {
		return nil, m, err
	}
	left, err := p.left(c.Kind, c.Year)
	if err != nil {
		return nil, m, err
	}
	line := Line{PersonID: m.ID, Kind: c.Kind, Year: c.Year, What: c.What, Clause: law.LeaveAnnualBalance, Say: why}
	var lines []Line
	if due := p.due[c.Year]; due.Halves > 0 {
		lines = append(lines, due)
	}
	over := c.Year < s.today.Year
	switch c.What {
	case lineCarry, lineLapse:
		switch {
		case !over:
			return nil, m, fault.Field("year", fmt.Sprint(c.Year), "当年没有结束，余额还不能结转或作废。")
		case left == 0:
			return nil, m, fault.Newf(fault.Conflict, "%s %d 年没有余额。", m.Name, c.Year)
		}
		line.Halves = -left
		out := []Line{line}
		if c.What == lineCarry {
			if c.Year != s.today.Year-1 {
				return nil, m, fault.Field("year", fmt.Sprint(c.Year), "年休假最多跨一个年度安排，更早的余额不能结转。")
			}
			next := line
			next.Year, next.Halves = c.Year+1, left
			out[0].Clause, next.Clause = law.AnnualLeave5, law.AnnualLeave5
			out = append(out, next)
		}
		return append(out, lines...), m, nil
	case lineForfeit:
		if c.Kind != annual {
			return nil, m, fault.Field("kind", c.Kind, "丧失只用于年休假。")
		}
		// What was taken already this year is lost in the next instead.
		loss := LossYear(c.Year, p.taken(c.Year))
		if line.Year, line.Clause = loss.Year, loss.Clause; loss.Year != c.Year {
			if left, err = p.left(annual, loss.Year); err != nil {
				return nil, m, err
			}
			if due := p.due[loss.Year]; due.Halves > 0 {
				lines = append(lines, due)
			}
		}
		line.Halves = -left
		return append([]Line{line}, lines...), m, nil
	case lineCorrection:
		if c.Halves == 0 || c.Halves < -200 || c.Halves > 200 {
			return nil, m, fault.Field("halves", fmt.Sprint(c.Halves), "更正的天数应为半天的整数倍，不为 0，不超过 100 天。")
		}
		if left+c.Halves < 0 {
			return nil, m, fault.Field("halves", fmt.Sprint(c.Halves), "更正以后余额小于 0（现有 "+DaysText(left)+"），请核对。")
		}
		line.Halves = c.Halves
		return append([]Line{line}, lines...), m, nil
	}
	return nil, m, fault.Field("what", c.What, "请选择结转、作废、丧失或更正。")
}

// Late is a leave or trip that is over without a registered return.
type Late struct {
	Number, Name, UnitName string
	URL                    string
	Ended                  civil.Half // the first half day after it
}

// Overdue lists the leaves that are over by more than one working day without a
// registered return, and those lacking a proof: for the political section.
func (r *Room) Overdue(ctx context.Context, who act.Actor) (late []Late, lacking []LeaveView, err error) {
	if !who.May(Keep) {
		return nil, nil, fault.New(fault.Forbidden, "只有政工科可以查看未销假和欠件清单。")
	}
	s, err := r.now(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := civil.HalfAt(civil.Morning(s.today).Start())
	leaves, err := db.All[Leave](ctx, s.rd, leaveSelect+" WHERE state IN ('agreed', 'closed') AND back_half = 0 AND until_half <= $1 ORDER BY until_half, id LIMIT 500", int64(now))
	if err != nil {
		return nil, nil, err
	}
	for _, l := range leaves {
		by, err := ReturnBy(s.book, s.cal, (l.Until - 1).Date())
		if err != nil {
			return nil, nil, err
		}
		if by.Last.Before(s.today) {
			late = append(late, Late{l.Number, l.Name, l.UnitName, leaveURL(l.ID), l.Until})
		}
	}
	sick, err := db.All[Leave](ctx, s.rd, leaveSelect+` WHERE kind = 'sick' AND state IN ('agreed', 'closed')
		AND NOT EXISTS (SELECT 1 FROM attendance_proof p WHERE p.subject = 'attendance_leave:' || attendance_leave.id AND p.kind = 'hospital_certificate') ORDER BY since_half, id LIMIT 500`)
	for _, l := range sick {
		lacking = append(lacking, LeaveView{Leave: l, Missing: []string{HospitalCertificate}})
	}
	return late, lacking, err
}

// Register lists leaves, the newest first, for the political section; state may be
// empty for all.
func (r *Room) Register(ctx context.Context, who act.Actor, state string) ([]Leave, error) {
	if !who.May(Keep) {
		return nil, fault.New(fault.Forbidden, "只有政工科可以查看假条登记。")
	}
	f := db.NewFilter()
	if state != "" {
		f.And("state = ?", state)
	}
	return db.All[Leave](ctx, r.Door.Reader(), leaveSelect+f.Where()+" ORDER BY id DESC LIMIT 200", f.Args()...)
}

// Near lists the warnings of this year about everybody, for the political section.
func (r *Room) Near(ctx context.Context, who act.Actor) ([]string, error) {
	if !who.May(Keep) {
		return nil, fault.New(fault.Forbidden, "只有政工科可以查看预警。")
	}
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range s.chart.Staff() {
		t, err := s.totals(p.ID, s.today.Year)
		if err != nil {
			return nil, err
		}
		for _, w := range t.Warnings {
			out = append(out, p.Name+"："+w)
		}
	}
	return out, nil
}

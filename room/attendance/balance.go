package attendance

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var balanceColumns = []string{"person_id", "kind", "year", "what", "halves", "subject", "clause", "say", "made_by", "made_at"}

// Line is one line of the ledger of leave. Halves are half days, negative where
// they are taken.
type Line struct {
	ID       int64  `db:"id"`
	PersonID int64  `db:"person_id"`
	Kind     string `db:"kind"`
	Year     int    `db:"year"`
	What     string `db:"what"`
	Halves   int64  `db:"halves"`
	Subject  string `db:"subject"`
	Clause   law.ID `db:"clause"`
	Say      string `db:"say"`
	MadeBy   string `db:"made_by"`
	MadeAt   int64  `db:"made_at"`
}

// What a line of the ledger does.
const (
	lineGrant      = "grant"
	lineUse        = "use"
	lineOffset     = "offset"
	lineBack       = "back"
	lineCarry      = "carry"
	lineLapse      = "lapse"
	lineForfeit    = "forfeit"
	lineCorrection = "correction"
)

var lineLabels = map[string]string{lineGrant: "授予", lineUse: "使用", lineOffset: "抵扣", lineBack: "退回", lineCarry: "结转", lineLapse: "作废", lineForfeit: "丧失", lineCorrection: "更正"}

// Label is the Chinese word for what the line does.
func (l Line) Label() string { return lineLabels[l.What] }

const (
	annual    = "annual"
	homeVisit = "home_visit"
)

// Standing is somebody's balance of one kind and year, in half days.
type Standing struct {
	Kind                string
	Year                int
	Granted, Used, Left int64
	Reserved            int64 // asked for and not decided yet
}

// linesOf reads all of a person's lines.
func (s *scene) linesOf(person int64) ([]Line, error) {
	return db.All[Line](s.ctx, s.rd, q.SQL("balance_of"), person)
}

// put adds a line, within a deed.
func putLine(tx *act.Tx, l Line) error {
	id, err := tx.Next("attendance_balance")
	if err != nil {
		return err
	}
	_, err = db.Exec(tx.Ctx, tx, q.SQL("balance_insert"), id, l.PersonID, l.Kind, l.Year, l.What, l.Halves, l.Subject, string(l.Clause), db.Clean(l.Say), tx.Actor.Login, tx.Now)
	tx.Touch("attendance_balance", id)
	return err
}

// purse is what can be taken from somebody's balances: the lines, what the year
// still brings by the rule, less what is asked for already.
type purse struct {
	s        *scene
	person   int64
	workOn   civil.Date
	on       civil.Date // the day of reference: the first day of the leave
	lines    []Line
	reserved map[string]int64 // kind and year
	due      map[int]Line     // grants that the rule gives and no line says yet
}

func slot(kind string, year int) string { return fmt.Sprint(kind, year) }

func (s *scene) purse(person int64, workOn, on civil.Date, but int64) (*purse, error) {
	lines, err := s.linesOf(person)
	if err != nil {
		return nil, err
	}
	p := &purse{s: s, person: person, workOn: workOn, on: on, lines: lines, reserved: map[string]int64{}, due: map[int]Line{}}
	leaves, err := s.leavesOf(person)
	for _, l := range leaves {
		if l.ID != but && !inForce(l.State) && l.Kind == annual {
			for _, x := range readShares(l.Shares) {
				p.reserved[slot(annual, x.year)] += x.halves
			}
		}
	}
	return p, err
}

// ripen finds what the rule grants for a year beyond the lines: by the years of
// work on the first day of the leave, or of the year if that is later.
func (p *purse) ripen(year int) error {
	if _, done := p.due[year]; done || p.workOn.IsZero() {
		return nil
	}
	on := p.on
	if first, _ := civil.Of(year, 1, 1); on.Before(first) {
		on = first
	} else if last, _ := civil.Of(year, 12, 31); on.After(last) {
		on = last
	}
	halves, clause, err := p.s.entitled(p.workOn, on)
	if err != nil {
		return err
	}
	granted, forfeited := int64(0), false
	for _, l := range p.lines {
		if l.Kind == annual && l.Year == year {
			forfeited = forfeited || l.What == lineForfeit
			if l.What == lineGrant {
				granted += l.Halves
			}
		}
	}
	more := max(halves-granted, 0)
	if forfeited {
		more = 0
	}
	p.due[year] = Line{PersonID: p.person, Kind: annual, Year: year, What: lineGrant, Halves: more, Clause: clause,
		Say: fmt.Sprintf("%s时工作年限对应年休假 %s", on.Chinese(), DaysText(halves))}
	return nil
}

// left is what can still be taken of a kind in a year.
func (p *purse) left(kind string, year int) (int64, error) {
	n := -p.reserved[slot(kind, year)]
	for _, l := range p.lines {
		if l.Kind == kind && l.Year == year {
			n += l.Halves
		}
	}
	if kind == annual {
		if err := p.ripen(year); err != nil {
			return 0, err
		}
		n += p.due[year].Halves
	}
	return max(n, 0), nil
}

// taken reports whether annual leave of a year was used.
func (p *purse) taken(year int) bool {
	return slices.ContainsFunc(p.lines, func(l Line) bool { return l.Kind == annual && l.Year == year && l.What == lineUse })
}

// charge finds what a leave takes from which balance, and refuses annual leave
// beyond the balance.
func (s *scene) charge(p *Preview, a Application, again int64) error {
	purse, err := s.purse(p.who.ID, p.workOn, a.Since.Date(), again)
	if err != nil {
		return err
	}
	from, err := s.takesFrom(p, a)
	if err != nil {
		return err
	}
	if a.Kind == annual && p.workOn.IsZero() {
		return fault.New(fault.Conflict, "没有登记参加工作时间，算不出年休假天数。请联系政工科补登后再申请。")
	}
	for _, x := range p.shares {
		left := map[string]int{}
		for _, kind := range from {
			n, err := purse.left(kind, x.year)
			if err != nil {
				return err
			}
			left[kind] = int(n)
		}
		if a.Kind == annual && int64(left[annual]) < x.halves {
			return fault.Field("until", (a.Until - 1).Chinese(), fmt.Sprintf("%d年年休假可用余额 %s，本次需要 %s。请缩短假期或改用其他类别。", x.year, DaysText(int64(left[annual])), DaysText(x.halves)))
		}
		uses, rest := Offset(int(x.halves), from, left)
		if a.Kind == "sick" {
			use, _ := OffsetSick(int(x.halves), left[annual], a.Wish)
			uses = nil
			if use.HalfDays > 0 {
				uses = []Use{use}
			}
		}
		for _, u := range uses {
			p.Takes = append(p.Takes, Taken{u.Kind, x.year, int64(u.HalfDays)})
		}
		if a.Kind == "personal" {
			p.Rest += int64(rest)
		}
	}
	p.Balance, err = purse.standings(p.shares)
	return err
}

// takesFrom lists the balances a leave is taken from, in order. Where the book was
// asked for them, the preview keeps what it decided.
func (s *scene) takesFrom(p *Preview, a Application) ([]string, error) {
	switch a.Kind {
	case annual, homeVisit:
		return []string{a.Kind}, nil
	case "sick":
		if a.Wish {
			return []string{annual}, nil
		}
		return nil, nil
	}
	d, err := s.offsets(a.Kind)
	p.ruled = append(p.ruled, d)
	return d.List(), err
}

// standings are the balances of the years a leave touches.
func (p *purse) standings(shares []share) ([]Standing, error) {
	var out []Standing
	for _, x := range shares {
		for _, kind := range []string{annual, homeVisit} {
			left, err := p.left(kind, x.year)
			if err != nil {
				return nil, err
			}
			st := Standing{Kind: kind, Year: x.year, Left: left, Reserved: p.reserved[slot(kind, x.year)]}
			for _, l := range p.lines {
				if l.Kind == kind && l.Year == x.year {
					if l.What == lineGrant || l.What == lineCarry || l.What == lineCorrection {
						st.Granted += l.Halves
					} else {
						st.Used -= l.Halves
					}
				}
			}
			if kind == annual {
				st.Granted += p.due[x.year].Halves
			}
			if kind == annual || st.Granted != 0 || st.Used != 0 {
				out = append(out, st)
			}
		}
	}
	return out, nil
}

// settle writes what a leave takes, once it is agreed: first what the year grants,
// then what is used.
func (s *scene) settle(tx *act.Tx, l *Leave) error {
	facts, err := org.FactsOf(s.ctx, s.rd, l.PersonID)
	if err != nil {
		return err
	}
	p := Preview{who: member{Person: org.Person{ID: l.PersonID}}, workOn: facts.WorkOn, shares: readShares(l.Shares)}
	a := Application{Kind: l.Kind, Since: l.Since, Until: l.Until, Wish: l.Wish}
	if err := s.charge(&p, a, l.ID); err != nil {
		return err
	}
	purse, err := s.purse(l.PersonID, facts.WorkOn, l.Since.Date(), l.ID)
	if err != nil {
		return err
	}
	for _, x := range p.shares {
		if err := purse.ripen(x.year); err != nil {
			return err
		}
		if due := purse.due[x.year]; due.Halves > 0 && slices.ContainsFunc(p.Takes, func(t Taken) bool { return t.Kind == annual && t.Year == x.year }) {
			if err := putLine(tx, due); err != nil {
				return err
			}
		}
	}
	what, clause, say := lineUse, law.LeaveAnnualBalance, l.Number+" 休假"
	switch l.Kind {
	case "personal":
		what, clause, say = lineOffset, law.LeavePersonalOffset, l.Number+" 事假抵扣"
	case "sick":
		what, clause, say = lineOffset, law.LeaveSickOffset, l.Number+" 病假按本人意愿抵扣"
	case homeVisit:
		clause = law.LeaveHomevisit
	}
	for _, t := range p.Takes {
		if err := putLine(tx, Line{PersonID: l.PersonID, Kind: t.Kind, Year: t.Year, What: what, Halves: -t.Halves, Subject: l.Subject(), Clause: clause, Say: say}); err != nil {
			return err
		}
	}
	return nil
}

// takeBack gives back all that a leave took.
func (r *Room) takeBack(tx *act.Tx, l *Leave, why string) error { return giveBack(tx, l, nil, why) }

// giveBack gives back what a leave took beyond what it still charges by year; home
// leave first, since it was taken last.
func giveBack(tx *act.Tx, l *Leave, keep []share, why string) error {
	lines, err := db.All[Line](tx.Ctx, tx, q.SQL("balance_by_subject"), l.Subject())
	if err != nil {
		return err
	}
	taken := map[string]int64{}
	var years []int
	for _, x := range lines {
		taken[slot(x.Kind, x.Year)] -= x.Halves
		if !slices.Contains(years, x.Year) {
			years = append(years, x.Year)
		}
	}
	for _, year := range years {
		kept := int64(0)
		for _, x := range keep {
			if x.year == year {
				kept += x.halves
			}
		}
		surplus := taken[slot(annual, year)] + taken[slot(homeVisit, year)] - kept
		for _, kind := range []string{homeVisit, annual} {
			n := min(taken[slot(kind, year)], surplus)
			if n <= 0 {
				continue
			}
			surplus -= n
			if err := putLine(tx, Line{PersonID: l.PersonID, Kind: kind, Year: year, What: lineBack, Halves: n, Subject: l.Subject(), Clause: law.LeaveAnnualBalance,
				Say: strings.TrimSpace(l.Number + " " + why)}); err != nil {
				return err
			}
		}
	}
	return nil
}

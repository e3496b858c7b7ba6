package attendance

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// longest is how many calendar days one request may span: a maternity leave over
// the turn of a year fits, a slip of the year does not.
const longest = 400

// Application is what somebody asks for.
type Application struct {
	Person  int64 // 0 for the actor
	Kind    string
	Since   civil.Half
	Until   civil.Half // the first half day no longer asked for
	Reason  string
	Wish    bool  // sick leave is to be taken from annual leave
	Extends int64 // a leave of the same kind that goes on without a gap; 0 for none
}

// Taken is what a leave will take from a balance of one year.
type Taken struct {
	Kind   string // annual, home_visit
	Year   int
	Halves int64
}

// Preview is what would follow from an application, before it is sent.
type Preview struct {
	Halves, Days int64
	Provisional  bool
	Joined       []Leave // adjacent requests that count for the chain
	Total        int64   // half days that chose the chain
	Chain        rulebook.Decision
	Steps        []flow.Expectation
	Back         string // edition by which it goes on, where it goes straight back to whoever returned it
	Needs        []string
	Takes        []Taken
	Rest         int64 // half days that no balance covers, of kinds that are set off
	Balance      []Standing
	Warnings     []string
	Uncovered    []string // posts that nobody would stand in for

	who      member
	workOn   civil.Date
	shares   []share
	counting string
	ruled    []rulebook.Decision // what the book decided besides the chain
	cover    org.Cover
}

// Consider says what would follow if an application were sent now: days, chain
// and its ground, balances, warnings. Faults name field, value and remedy.
func (r *Room) Consider(ctx context.Context, who act.Actor, a Application) (Preview, error) {
	s, err := r.now(ctx)
	if err != nil {
		return Preview{}, err
	}
	m, err := s.subjectOf(who, a.Person)
	if err != nil {
		return Preview{}, err
	}
	p, err := s.consider(m, a, 0)
	if err != nil {
		return p, err
	}
	p.Steps, err = r.Flow.Expect(ctx, "attendance_leave", m.ID, steps(p.Chain.Chain()))
	return p, err
}

// ConsiderAgain is Consider for a request that is put forward anew.
func (r *Room) ConsiderAgain(ctx context.Context, who act.Actor, id int64, a Application) (Preview, error) {
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return Preview{}, err
	}
	s, err := r.now(ctx)
	if err != nil {
		return Preview{}, err
	}
	m, ok := s.member(v.PersonID)
	if !ok || !v.Mine {
		return Preview{}, act.OutOfReach(v.Subject())
	}
	p, err := s.consider(m, a, id)
	if err != nil {
		return p, err
	}
	l := v.Leave
	l.fill(m, a, p)
	back, c, ok, err := r.Flow.ExpectBack(ctx, l.Subject(), l.facts())
	switch {
	case err != nil:
		return p, err
	case ok:
		p.Steps, p.Back = back, c.Edition
		p.Chain, err = l.Decision()
		return p, err
	}
	p.Steps, err = r.Flow.Expect(ctx, "attendance_leave", m.ID, steps(p.Chain.Chain()))
	return p, err
}

// consider does all that depends on facts alone; again is the number of the
// request when it is put forward anew.
func (s *scene) consider(m member, a Application, again int64) (Preview, error) {
	p := Preview{who: m}
	if err := s.plausible(a); err != nil {
		return p, err
	}
	if err := s.free(m, a.Since, a.Until, act.Subject("attendance_leave", again)); err != nil {
		return p, err
	}
	t, err := s.count(a.Kind, a.Since, a.Until)
	if err != nil {
		return p, err
	}
	p.Halves, p.Days, p.Provisional, p.shares, p.counting = t.halves, t.days, t.provisional, t.shares, t.rule.Then()
	p.ruled = append(p.ruled, t.rule)
	if p.Halves == 0 {
		return p, fault.Field("until", (a.Until - 1).Chinese(), "所选时间都是休息日或节假日，不必请假。请核对起止日期。")
	}
	if err := s.adjacent(&p, a, again); err != nil {
		return p, err
	}
	if p.Chain, err = s.chainOf(a.Kind, m.role, p.Total); err != nil {
		return p, err
	}
	needs, err := s.needs(a.Kind)
	if err != nil {
		return p, err
	}
	p.Needs, p.ruled = needs.List(), append(p.ruled, needs)
	facts, err := org.FactsOf(s.ctx, s.rd, m.ID)
	if err != nil {
		return p, err
	}
	p.workOn = facts.WorkOn
	if err := s.charge(&p, a, again); err != nil {
		return p, err
	}
	if p.cover, err = s.covered(m.ID, a.Since, a.Until); err != nil {
		return p, err
	}
	if err := s.onDuty(m.ID, a.Since, a.Until); fault.Is(err, fault.Rule) {
		p.Warnings = append(p.Warnings, fault.Of(err).Say)
	} else if err != nil {
		return p, err
	}
	met, err := s.meets(m.ID, a.Since, a.Until)
	if err != nil {
		return p, err
	}
	if met != "" {
		p.Warnings = append(p.Warnings, met)
	}
	s.warn(&p, a)
	return p, p.cover.Err()
}

// plausible checks what was filled in.
func (s *scene) plausible(a Application) error {
	var errs []*fault.Error
	if KindLabel(a.Kind) == "" {
		var names []string
		for _, k := range Kinds {
			names = append(names, KindLabel(k))
		}
		errs = append(errs, fault.Field("kind", a.Kind, "请选择一种请假类别："+strings.Join(names, "、")+"。"))
	}
	switch {
	case a.Until <= a.Since && a.Until != 0:
		errs = append(errs, fault.Field("until", (a.Until-1).Chinese(), "结束不能早于开始（"+a.Since.Chinese()+"）。请核对起止日期和上午、下午。"))
	case !calendar.Covers(a.Since.Date()) || !calendar.Covers(a.Until.Date()):
		errs = append(errs, fault.Field("since", a.Since.Date().String(), "日期不在可以计算的年份内，请核对年份。"))
	case !s.book.Holds(a.Since.Date()):
		errs = append(errs, fault.Field("since", a.Since.Date().String(), "本单位规章自"+s.book.InForce.Chinese()+"起施行，此前的请假不在这里办理。"))
	case a.Until-a.Since > 2*longest:
		errs = append(errs, fault.Field("until", (a.Until-1).Chinese(), fmt.Sprintf("一次请假最长 %d 天，请核对年份；确需更长的，分次申请。", longest)))
	}
	n := len([]rune(strings.TrimSpace(a.Reason)))
	switch {
	case n == 0 && a.Kind != "annual":
		errs = append(errs, fault.Field("reason", "", "请填写请假事由。事由只有审批人和政工科能看到。"))
	case n > mostReason:
		errs = append(errs, fault.Field("reason", fmt.Sprint(n), fmt.Sprintf("事由有 %d 字，最多 %d 字，请删减。", n, mostReason)))
	}
	return fault.Join(errs...)
}

const mostReason = 500

// free refuses a stretch that touches another leave or trip, by its number.
func (s *scene) free(m member, since, until civil.Half, but string) error {
	type other struct {
		Subject string     `db:"subject"`
		Number  string     `db:"number"`
		Since   civil.Half `db:"since_half"`
		Until   civil.Half `db:"until_half"`
	}
	var found []other
	leaves, err := s.leavesOf(m.ID)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		found = append(found, other{l.Subject(), l.Number, l.Since, l.End()})
	}
	trips, err := s.tripsOf(m.ID)
	if err != nil {
		return err
	}
	for _, t := range trips {
		found = append(found, other{t.Subject(), t.Number, t.since(), t.end()})
	}
	for _, o := range found {
		if o.Subject != but && o.Since < o.Until && Free(whole(since, until), []civil.Span{whole(o.Since, o.Until)}) != nil {
			return fault.Field("since", since.Chinese(), "与"+o.Number+"（"+span(o.Since, o.Until)+"）重叠。请避开这段时间，或先撤回、撤销原来的一件。")
		}
	}
	return nil
}

// leavesOf lists somebody's leaves that are under way or in force.
func (s *scene) leavesOf(person int64) ([]Leave, error) {
	return db.All[Leave](s.ctx, s.rd, leaveSelect+" WHERE person_id = $1 AND state IN ('running', 'returned', 'agreed', 'closed') ORDER BY since_half, id", person)
}

// adjacent finds the requests of the same kind between which only days off lie;
// they are added for the chain, so that splitting a leave changes nothing.
func (s *scene) adjacent(p *Preview, a Application, again int64) error {
	p.Total = p.Halves
	leaves, err := s.leavesOf(p.who.ID)
	if err != nil {
		return err
	}
	leaves = slices.DeleteFunc(leaves, func(l Leave) bool { return l.ID == again || l.Kind != a.Kind || l.End() <= l.Since })
	var others []civil.Span
	for _, l := range leaves {
		others = append(others, whole(l.Since, l.End()))
	}
	sum, err := Summed(s.cal, p.counting, whole(a.Since, a.Until), others)
	if err != nil {
		return err
	}
	p.Total = int64(sum.HalfDays)
	for i, l := range leaves {
		if slices.Contains(sum.Joined, others[i]) {
			p.Joined = append(p.Joined, l)
		}
	}
	return s.extends(p, a)
}

// extends checks an extension: of an own leave in force, without a gap, asked for
// before it is over.
func (s *scene) extends(p *Preview, a Application) error {
	if a.Extends == 0 {
		return nil
	}
	i := slices.IndexFunc(p.Joined, func(l Leave) bool { return l.ID == a.Extends })
	if i < 0 {
		return fault.Field("since", a.Since.Chinese(), "续假应与原来的假期同类并且首尾相接。请核对请假类别和开始时间。")
	}
	l := p.Joined[i]
	if !inForce(l.State) {
		return fault.Field("since", a.Since.Chinese(), l.Number+"还没有批准，不能续假。请等批准以后再办，或撤回后重新申请。")
	}
	_, err := Extend(s.cal, whole(l.Since, l.Until), whole(a.Since, a.Until), s.today)
	return err
}

// covered asks whether A and B would be away at once.
func (s *scene) covered(person int64, since, until civil.Half) (org.Cover, error) {
	return s.r.Org.Cover(s.ctx, s.rd, person, since, until, func(other int64) (bool, error) {
		list, err := calendar.Overlaps(s.ctx, s.rd, other, since, until)
		return len(list) > 0, err
	})
}

// spared refuses an absence at the moment it would come into force: while A or B of
// the same post is away, or on the person's own turn of duty.
func (s *scene) spared(person int64, since, until civil.Half) error {
	cover, err := s.covered(person, since, until)
	if err == nil {
		err = cover.Err()
	}
	if err == nil {
		err = s.onDuty(person, since, until)
	}
	return err
}

// onDuty refuses to put somebody away who is on the duty roster for that time. An
// application may be sent all the same: the substitute can be found meanwhile.
func (s *scene) onDuty(person int64, since, until civil.Half) error {
	if s.r.Duty == nil {
		return nil
	}
	turns, err := s.r.Duty(s.ctx, s.rd, person, since, until)
	if err != nil {
		return err
	}
	return OnDuty(whole(since, until), turns)
}

// meets names the meetings that an absence would miss, in a sentence; empty for none.
// It keeps nobody from going: whoever decides weighs it.
func (s *scene) meets(person int64, since, until civil.Half) (string, error) {
	if s.r.Meetings == nil {
		return "", nil
	}
	list, err := s.r.Meetings(s.ctx, s.rd, person, since, until)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return "这段时间内有应参加的会议：" + strings.Join(list, "、") + "。不能参加的，会议签到会记缺席原因。", nil
}

// warn gathers what the applicant should know before sending.
func (s *scene) warn(p *Preview, a Application) {
	if len(p.Joined) > 0 {
		var numbers []string
		for _, l := range p.Joined {
			numbers = append(numbers, l.Number+"（"+l.Span()+"）")
		}
		p.Warnings = append(p.Warnings, fmt.Sprintf("与%s首尾相接，中间只隔休息日或节假日，合并按 %s确定办理程序。", strings.Join(numbers, "、"), DaysText(p.Total)))
	}
	if p.Provisional {
		p.Warnings = append(p.Warnings, "所选时间所在年份还没有公布放假安排，天数为暂算，公布以后可能变动。")
	}
	if a.Since < civil.HalfAt(civil.Morning(s.today).Start()) {
		p.Warnings = append(p.Warnings, "开始时间已经过去，属于补办。口头批准过的，提交以后请补录口头批准的时间。")
	}
	if p.Rest > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("其中 %s没有年休假、探亲假可以抵扣，单独记录。", DaysText(p.Rest)))
	}
	if len(p.Needs) > 0 {
		p.Warnings = append(p.Warnings, "病假须有二级以上医院诊断证明。急诊可以先申请，证明在批准以后补交，未补的列入欠件清单。")
	}
	p.Uncovered = p.cover.Missing
	if len(p.shares) > 1 {
		var s []string
		for _, x := range p.shares {
			s = append(s, strconv.Itoa(x.year)+"年 "+DaysText(x.halves))
		}
		p.Warnings = append(p.Warnings, "跨年请假，分年记账："+strings.Join(s, "，")+"。")
	}
}

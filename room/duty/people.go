package duty

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Grounds of not doing nights, for the political section alone.
const (
	Pregnant = "pregnant"
	Nursing  = "nursing"
	OtherWay = "other"
)

var groundLabels = map[string]string{Pregnant: "怀孕七个月以上", Nursing: "哺乳未满一周岁的婴儿", OtherWay: "其他"}

// Exemption says until when somebody does no night shift. Ground and GroundOn are empty
// for everybody but the political section.
type Exemption struct {
	ID       int64      `db:"id"`
	Person   int64      `db:"person_id"`
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"` // first day on which night shifts are possible again
	Ground   string     `db:"ground"`
	GroundOn civil.Date `db:"ground_on"`
	MadeAt   int64      `db:"made_at"`
	EndedAt  int64      `db:"ended_at"`
	Name     string     `db:"name"`
}

// NewExemption is what the political section enters: for pregnancy the expected day of
// birth, for nursing the child's birthday, otherwise the stretch itself.
type NewExemption struct {
	Person       int64
	Ground       string
	On           civil.Date
	Since, Until civil.Date
}

type exemptIn struct {
	r *Room
	n NewExemption
}

var exemptDeed = act.Define(act.Spec[exemptIn, Exemption]{Name: "duty.exemption.set", Label: "登记不安排夜班", Right: Exempt, Basis: []law.ID{law.DutyOfftime},
	Do: func(tx *act.Tx, in exemptIn) (Exemption, act.Entry, error) { return in.r.exempt(tx, in.n) }})

// SetExemption keeps somebody from nights. The ledger tells whose, not why.
func (r *Room) SetExemption(ctx context.Context, who act.Actor, n NewExemption) (Exemption, error) {
	return exemptDeed.Run(ctx, r.Door, who, exemptIn{r, n})
}

func (r *Room) exempt(tx *act.Tx, n NewExemption) (Exemption, act.Entry, error) {
	none := func(err error) (Exemption, act.Entry, error) { return Exemption{}, act.Entry{}, err }
	c, err := r.Org.Chart(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	p := c.Person(n.Person)
	if p.ID == 0 || c.Gone(p) {
		return none(fault.Field("person", "", "请从名单中选择在职的人员。"))
	}
	x := Exemption{Person: p.ID, Name: p.Name, Ground: n.Ground, GroundOn: n.On, Since: n.Since, Until: n.Until, MadeAt: tx.Now}
	switch {
	case groundLabels[n.Ground] == "":
		return none(fault.Field("ground", n.Ground, "请选择原因。"))
	case n.Ground != OtherWay && n.On.IsZero():
		return none(fault.Field("on", "", "请填写预产期或婴儿出生日期。"))
	case n.Ground == Pregnant && n.On.After(tx.Today.AddDays(300)), n.Ground == Nursing && n.On.After(tx.Today):
		return none(fault.Field("on", n.On.String(), "日期不合情理，请核对预产期或出生日期。"))
	}
	switch n.Ground {
	case Pregnant:
		x.Since, x.Until = roster.Pregnant(n.On)
	case Nursing:
		x.Since, x.Until = roster.Nursing(n.On)
	default:
		x.GroundOn = civil.Date{}
	}
	if x.Since.IsZero() || !x.Since.Before(x.Until) || !x.Until.After(tx.Today) {
		return none(fault.Field("until", x.Until.String(), "不安排夜班的期间已经过去或起止颠倒，请核对。"))
	}
	if x.ID, err = tx.Next("duty_exemption"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "duty_exemption", x.ID, exemptionColumns, []any{x.Person, x.Since, x.Until, x.Ground, x.GroundOn, tx.Actor.Login, tx.Now, 0}); err != nil {
		return none(err)
	}
	return x, act.Entry{Subject: act.Subject("duty_exemption", x.ID), Summary: "登记" + p.Name + "在" + x.Until.Chinese() + "前不安排夜班"}, r.askToChange(tx, x)
}

// exemptKey is the to-do to change a published night of somebody who does no nights.
func exemptKey(shift int64) string { return act.Subject("duty_shift", shift) + ":exempt" }

// askToChange puts before the office every published night that somebody now exempt
// still has. It tells until when, not why.
func (r *Room) askToChange(tx *act.Tx, x Exemption) error {
	nights, err := r.nightsOf(tx, x.Person, max(tx.Now, x.Since.Time().UnixMicro()), x.Until.Time().UnixMicro())
	for _, s := range nights {
		if err := notify.Put(tx, notify.Todo{Key: exemptKey(s.ID), Role: org.Staff, Unit: r.Org.Places.Office, Text: "改排" + s.When() + "的班：" + x.Name + "在" + x.Until.Chinese() + "前不安排夜班", URL: fmt.Sprintf("/duty/shifts/%d", s.ID), Due: s.Day}); err != nil {
			return err
		}
	}
	return err
}

// nightsOf lists the published nights that somebody has in [from, until) as things stand.
func (r *Room) nightsOf(tx *act.Tx, person, from, until int64) ([]Shift, error) {
	rows, err := db.All[Shift](tx.Ctx, tx, shiftSelect+" JOIN duty_roster r ON r.id = s.roster_id WHERE r.state = 'published' AND s.night = 1 AND s.from_at < $2 AND s.until_at > $1 ORDER BY s.from_at", from, until)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	held, err := r.turns(tx.Ctx, tx, rows[0].From, rows[len(rows)-1].Until)
	return slices.DeleteFunc(rows, func(s Shift) bool {
		return !slices.ContainsFunc(held, func(t Turn) bool { return t.Person == person && t.Shift == s.ID })
	}), err
}

var exemptEndDeed = act.Define(act.Spec[answerIn, bool]{Name: "duty.exemption.end", Label: "取消不安排夜班", Right: Exempt, Basis: []law.ID{law.DutyOfftime},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		x, ok, err := act.Locked[exemptSpan](tx, "SELECT person_id, since, until FROM duty_exemption WHERE id = $1 AND ended_at = 0", in.id)
		if err == nil && !ok {
			err = act.OutOfReach(act.Subject("duty_exemption", in.id))
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, "UPDATE duty_exemption SET ended_at = $2 WHERE id = $1", in.id, tx.Now); err != nil {
			return false, act.Entry{}, err
		}
		nights, err := in.r.nightsOf(tx, x.Person, tx.Now, x.Until.Time().UnixMicro())
		for _, s := range nights {
			if err == nil {
				err = notify.Done(tx, exemptKey(s.ID))
			}
		}
		tx.Touch("duty_exemption", in.id)
		return true, act.Entry{Subject: act.Subject("duty_exemption", in.id), Summary: "取消一项不安排夜班"}, err
	}})

// EndExemption takes it back.
func (r *Room) EndExemption(ctx context.Context, who act.Actor, id int64) error {
	_, err := exemptEndDeed.Run(ctx, r.Door, who, answerIn{r: r, id: id})
	return err
}

// Exemptions lists those in force, with their grounds for the political section, with
// their dates for the office, and nothing for everybody else.
func (r *Room) Exemptions(ctx context.Context, who act.Actor) ([]Exemption, error) {
	if !who.May(Exempt) && !r.office(who) {
		return nil, nil
	}
	list, err := db.All[Exemption](ctx, r.Door.Reader(), q.SQL("exemptions"))
	if !who.May(Exempt) {
		for i := range list {
			list[i].Ground, list[i].GroundOn, list[i].Since = "", civil.Date{}, civil.Date{}
		}
	}
	return list, err
}

type memberIn struct {
	r *Room
	m Member
}

var phone = regexp.MustCompile(`^[0-9][0-9 -]{2,19}$`)

var memberDeed = act.Define(act.Spec[memberIn, bool]{Name: "duty.member.set", Label: "登记轮值人员", Right: Use, Basis: []law.ID{law.DutyRosterBy, law.DutyOfftime},
	Do: func(tx *act.Tx, in memberIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if !in.r.office(tx.Actor) {
			return none(notOffice())
		}
		c, err := in.r.Org.Chart(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		p := c.Person(in.m.PersonID)
		switch {
		case p.ID == 0 || c.Gone(p):
			return none(fault.Field("person", "", "请从名单中选择在职的人员。"))
		case in.m.Phone != "" && !phone.MatchString(in.m.Phone):
			return none(fault.Field("phone", in.m.Phone, "电话只写数字，可以有空格和连字符，如 023-48600000。"))
		case len([]rune(in.m.Excused)) > 60:
			return none(fault.Field("excused", "", "不参加轮值的缘由不超过60字。"))
		}
		old, ok, err := act.Locked[Member](tx, "SELECT id, person_id, phone, excused FROM duty_member WHERE person_id = $1", p.ID)
		if err != nil {
			return none(err)
		}
		row := []any{p.ID, in.m.Phone, db.Clean(in.m.Excused), tx.Actor.Login, tx.Now}
		if ok {
			err = act.Overwrite(tx, "duty_member", old.ID, memberColumns, row)
		} else if old.ID, err = tx.Next("duty_member"); err == nil {
			err = act.Insert(tx, "duty_member", old.ID, memberColumns, row)
		}
		return true, act.Entry{Subject: act.Subject("duty_member", old.ID), Summary: "登记" + p.Name + "的轮值和电话", Detail: map[string]any{"takes_turns": in.m.Excused == ""}}, err
	}})

// SetMember notes somebody's telephone for the roster, and why the person takes no
// turns; by the office.
func (r *Room) SetMember(ctx context.Context, who act.Actor, m Member) error {
	_, err := memberDeed.Run(ctx, r.Door, who, memberIn{r, m})
	return err
}

package reception

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// Contact is where a unit is found.
type Contact struct {
	ID       int64  `db:"id"`
	Unit     string `db:"unit"`
	Phone    string `db:"phone"`
	Room     string `db:"room"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

type contactIn struct {
	r                 *Room
	unit, phone, room string
}

var contactOfDeed = act.Define(act.Spec[contactIn, Contact]{Name: "reception.contact.set", Label: "填写科室电话和地点", Right: Use, Basis: []law.ID{law.FirstKnowledge},
	Do: func(tx *act.Tx, in contactIn) (Contact, act.Entry, error) {
		none := func(err error) (Contact, act.Entry, error) { return Contact{}, act.Entry{}, err }
		s, err := in.r.inDeed(tx)
		if err != nil {
			return none(err)
		}
		u, ok := s.unit(in.unit)
		if !ok {
			return none(fault.Field("unit", in.unit, "没有这个科室，请重新选择。"))
		}
		if !in.r.describes(s, tx.Actor, in.unit) {
			return none(forbid(law.FirstKnowledge, "电话和地点由本科室负责人或者办公室填写。"))
		}
		if err := check(text{field: "phone", label: "电话", value: &in.phone, need: true}, text{field: "room", label: "办公地点", value: &in.room}); err != nil {
			return none(err)
		}
		c, known, err := contacts.maybe(tx.Ctx, tx, "WHERE x.unit = $1", in.unit)
		if err != nil {
			return none(err)
		}
		c.Unit, c.Phone, c.Room, c.MadeBy, c.MadeName, c.MadeAt = in.unit, in.phone, in.room, tx.Actor.Login, tx.Actor.Name, tx.Now
		if known {
			err = contacts.save(tx, &c)
		} else {
			err = contacts.insert(tx, &c)
		}
		return c, act.Entry{Subject: act.Subject("counter_contact", c.ID), Summary: "填写" + u.Name + "的电话和地点"}, err
	}})

// SetContact says where a unit is found.
func (r *Room) SetContact(ctx context.Context, who act.Actor, unit, phone, room string) (Contact, error) {
	return contactOfDeed.Run(ctx, r.Door, who, contactIn{r, unit, phone, room})
}

// Badge is the 职务 on somebody's badge.
type Badge struct {
	ID       int64  `db:"id"`
	PersonID int64  `db:"person_id"`
	Duty     string `db:"duty"`
	MadeBy   string `db:"made_by"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

type badgeIn struct {
	r      *Room
	person int64
	duty   string
}

var badgeDeed = act.Define(act.Spec[badgeIn, Badge]{Name: "reception.badge.set", Label: "填写挂牌职务", Right: Use, Basis: []law.ID{law.FirstBadge},
	Do: func(tx *act.Tx, in badgeIn) (Badge, act.Entry, error) {
		none := func(err error) (Badge, act.Entry, error) { return Badge{}, act.Entry{}, err }
		s, err := in.r.inDeed(tx)
		if err != nil {
			return none(err)
		}
		p, ok := s.here(in.person)
		if !ok {
			return none(fault.Field("person", "", "选择在职人员。"))
		}
		if !in.r.describes(s, tx.Actor, p.Unit) {
			return none(forbid(law.FirstBadge, "牌上的职务由本科室负责人或者办公室填写。"))
		}
		if err := check(text{field: "duty", label: "职务", value: &in.duty, need: true, clause: law.FirstBadge}); err != nil {
			return none(err)
		}
		b, known, err := badges.maybe(tx.Ctx, tx, "WHERE x.person_id = $1", in.person)
		if err != nil {
			return none(err)
		}
		b.PersonID, b.Duty, b.MadeBy, b.MadeAt = in.person, in.duty, tx.Actor.Login, tx.Now
		if known {
			err = badges.save(tx, &b)
		} else {
			err = badges.insert(tx, &b)
		}
		return b, act.Entry{Subject: act.Subject("counter_badge", b.ID), Summary: "填写" + p.Name + "挂牌的职务"}, err
	}})

// SetBadge says which 职务 stands on somebody's badge.
func (r *Room) SetBadge(ctx context.Context, who act.Actor, person int64, duty string) (Badge, error) {
	return badgeDeed.Run(ctx, r.Door, who, badgeIn{r, person, duty})
}

// BadgeCard is what stands on one badge. A leader's or head's post is the 职务 too, unless
// another one was written.
type BadgeCard struct {
	PersonID             int64
	Unit, UnitName       string
	Name, Position, Duty string // 姓名、工作岗位、职务
	Missing              []string
}

// BadgeCards lists the badges of everybody who works here, in the order of posts; what
// a badge lacks is named (clause first.badge).
func (r *Room) BadgeCards(ctx context.Context) ([]BadgeCard, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	list, err := badges.list(ctx, rd, "ORDER BY x.id")
	if err != nil {
		return nil, err
	}
	duty := map[int64]string{}
	for _, b := range list {
		duty[b.PersonID] = b.Duty
	}
	fields := words(s.book, law.FirstBadge, "fields")
	var out []BadgeCard
	for _, p := range s.chart.Staff() {
		c := BadgeCard{PersonID: p.ID, Unit: p.Unit, UnitName: s.unitName(p.Unit), Name: p.Name, Position: s.chart.Titles(p.ID), Duty: duty[p.ID]}
		if k := s.chart.Rank(p.ID); c.Duty == "" && k != "" && k != org.RankStaff {
			c.Duty = c.Position
		}
		for i, v := range []string{c.Name, c.Position, c.Duty} {
			if v == "" && i < len(fields) {
				c.Missing = append(c.Missing, fields[i])
			}
		}
		out = append(out, c)
	}
	return out, nil
}

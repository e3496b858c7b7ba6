package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

var memberColumns = []string{"person_id", "grp", "since", "until", "made_by", "made_at", "version"}

// Member is somebody's belonging to a group, on [Since, Until).
type Member struct {
	ID       int64      `db:"id"`
	PersonID int64      `db:"person_id"`
	Group    string     `db:"grp"`
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
	Version  int64      `db:"version"`
}

func (m *Member) values() []any {
	return []any{m.PersonID, m.Group, m.Since, m.Until, m.MadeBy, m.MadeAt, m.Version}
}

// Holds reports whether it holds on a day.
func (m Member) Holds(on civil.Date) bool {
	return !on.Before(m.Since) && (m.Until.IsZero() || on.Before(m.Until))
}

func members(ctx context.Context, rd db.Reader) ([]Member, error) {
	return db.All[Member](ctx, rd, q.SQL("members"))
}

// groupsOf are the groups of a person on a day, in the order of the book.
func groupsOf(list []Member, person int64, on civil.Date) []string {
	var out []string
	for _, g := range measure.Groups {
		if slices.ContainsFunc(list, func(m Member) bool { return m.PersonID == person && m.Group == g && m.Holds(on) }) {
			out = append(out, g)
		}
	}
	return out
}

func labels(groups []string) string {
	var s []string
	for _, g := range groups {
		s = append(s, measure.GroupLabel(g))
	}
	return strings.Join(s, "、")
}

type memberIn struct {
	r            *Room
	person       int64
	group        string
	since, until civil.Date
	id           int64
}

var joinDeed = act.Define(act.Spec[memberIn, int64]{Name: "study.member.join", Label: "编入学习组", Right: Use, Basis: []law.ID{law.StudyGroups},
	Do: func(tx *act.Tx, in memberIn) (int64, act.Entry, error) { return in.r.join(tx, in) }})

// Join puts a person into a group from a day on. Core group and staff are the
// office's to keep, party members the branch's.
func (r *Room) Join(ctx context.Context, who act.Actor, person int64, group string, since civil.Date) (int64, error) {
	return joinDeed.Run(ctx, r.Door, who, memberIn{r: r, person: person, group: group, since: since})
}

func (r *Room) keeps(who act.Actor, group string) error {
	switch {
	case measure.GroupLabel(group) == "":
		return fault.Field("group", group, "请选择学习组：中心组、干部职工或党支部党员。")
	case r.organises(who, group):
		return nil
	case group == measure.Party:
		return forbid(law.StudyOrgParty, "党员的名单由机关党支部管理，办公室不能改。")
	}
	return forbid(law.StudyOrgOffice, "中心组和干部职工的名单由办公室管理。")
}

func (r *Room) join(tx *act.Tx, in memberIn) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	if err := r.keeps(tx.Actor, in.group); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	p := s.chart.Person(in.person)
	switch {
	case p.ID == 0:
		return none(fault.Field("person", "", "请从列表中选择人员。"))
	case in.since.IsZero():
		return none(fault.Field("since", "", "请填写从哪一天起参加。"))
	case in.since.Before(p.Since):
		return none(fault.Field("since", in.since.String(), p.Name+"于"+p.Since.Chinese()+"到本局，参加的日子不能更早。"))
	case p.Gone(in.since):
		return none(fault.Field("since", in.since.String(), p.Name+"于"+p.LeftOn.Chinese()+"离开本局，不能编入。"))
	}
	list, err := members(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	for _, m := range list {
		if m.PersonID == p.ID && m.Group == in.group && (m.Until.IsZero() || in.since.Before(m.Until)) {
			return none(fault.Field("since", in.since.String(), p.Name+"自"+m.Since.Chinese()+"起已在"+measure.GroupLabel(in.group)+"，不用再编入。"))
		}
	}
	m := Member{PersonID: p.ID, Group: in.group, Since: in.since, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	id, err := insert(tx, "study_member", memberColumns, m.values())
	return id, act.Entry{Subject: act.Subject("study_member", id), Summary: "编入" + measure.GroupLabel(in.group), Detail: map[string]any{"person": p.ID, "group": in.group, "since": in.since.String()}}, err
}

var partDeed = act.Define(act.Spec[memberIn, bool]{Name: "study.member.part", Label: "退出学习组", Right: Use, Basis: []law.ID{law.StudyGroups},
	Do: func(tx *act.Tx, in memberIn) (bool, act.Entry, error) {
		m, err := row[Member](tx.Ctx, tx, "study_member", "member", in.id)
		if err == nil {
			err = in.r.keeps(tx.Actor, m.Group)
		}
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !m.Until.IsZero():
			return false, act.Entry{}, fault.Newf(fault.Conflict, "已于%s退出。", m.Until.Chinese())
		case in.until.IsZero() || !in.until.After(m.Since):
			return false, act.Entry{}, fault.Field("until", in.until.String(), "请填写不再参加的第一天，应晚于"+m.Since.Chinese()+"。")
		}
		m.Until, m.Version = in.until, m.Version+1
		return true, act.Entry{Subject: act.Subject("study_member", m.ID), Summary: "退出" + measure.GroupLabel(m.Group), Detail: map[string]any{"until": m.Until.String()}}, put(tx, "study_member", m.ID, m.Version-1, memberColumns, m.values())
	}})

// Part ends a belonging: until is the first day without it.
func (r *Room) Part(ctx context.Context, who act.Actor, id int64, until civil.Date) error {
	_, err := partDeed.Run(ctx, r.Door, who, memberIn{r: r, id: id, until: until})
	return err
}

type fillIn struct {
	r     *Room
	since civil.Date
}

var fillDeed = act.Define(act.Spec[fillIn, int]{Name: "study.member.fill", Label: "按岗位补齐学习组", Right: Use, Basis: []law.ID{law.StudyGroups},
	Do: func(tx *act.Tx, in fillIn) (int, act.Entry, error) { return in.r.fill(tx, in.since) }})

// FillGroups puts everybody who is in none yet where post and membership put them:
// leaders into the core group and everybody into the staff for the office, members of
// the party into the party's group for the branch. It gives how many were added.
func (r *Room) FillGroups(ctx context.Context, who act.Actor, since civil.Date) (int, error) {
	return fillDeed.Run(ctx, r.Door, who, fillIn{r, since})
}

func (r *Room) fill(tx *act.Tx, since civil.Date) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	if !r.organisesAny(tx.Actor, measure.Groups) {
		return none(forbid(law.StudyOrgOffice, "学习组的名单由办公室和机关党支部管理。"))
	}
	if since.IsZero() || since.After(tx.Today) {
		return none(fault.Field("since", since.String(), "请填写从哪一天起，应不晚于今天。"))
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	list, err := members(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	n := 0
	for _, p := range s.chart.Staff() {
		from := since
		if from.Before(p.Since) {
			from = p.Since
		}
		want := map[string]bool{measure.Core: measure.Leader(s.rank(p.ID)), measure.Staff: true}
		if r.organises(tx.Actor, measure.Party) {
			f, err := org.FactsOf(tx.Ctx, tx, p.ID)
			if err != nil {
				return none(err)
			}
			want[measure.Party] = f.Party(tx.Today)
			if want[measure.Party] && from.Before(f.PartyOn) {
				want[measure.Party] = false // joined during the year: entered by hand with the day
			}
		}
		for _, g := range measure.Groups {
			known := slices.ContainsFunc(list, func(m Member) bool { return m.PersonID == p.ID && m.Group == g })
			if !want[g] || known || !r.organises(tx.Actor, g) {
				continue
			}
			m := Member{PersonID: p.ID, Group: g, Since: from, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
			if _, err := insert(tx, "study_member", memberColumns, m.values()); err != nil {
				return none(err)
			}
			n++
		}
	}
	if n == 0 {
		return none(fault.New(fault.Conflict, "没有需要补编的人员，名单已经齐全。"))
	}
	return n, act.Entry{Subject: "study_member", Summary: fmt.Sprintf("按岗位补齐学习组 %d 人次", n), Detail: map[string]any{"since": since.String(), "added": n}}, nil
}

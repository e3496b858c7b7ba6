package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

type stepIn struct {
	r    *Room
	id   int64
	note string
}

func step(name, label string, do func(r *Room, tx *act.Tx, x Roster, s *scene, note string) (Roster, string, error)) *act.Deed[stepIn, Roster] {
	return act.Define(act.Spec[stepIn, Roster]{Name: name, Label: label, Right: Use, Basis: []law.ID{law.DutyRosterBy},
		Do: func(tx *act.Tx, in stepIn) (Roster, act.Entry, error) {
			x, err := rosterOf(tx, in.id)
			if err != nil {
				return x, act.Entry{}, err
			}
			first, next, err := parseMonth(x.Month)
			if err != nil {
				return x, act.Entry{}, err
			}
			s, err := in.r.look(tx.Ctx, tx, roster.Days(first, next))
			if err != nil {
				return x, act.Entry{}, err
			}
			x, say, err := do(in.r, tx, x, s, in.note)
			if err == nil {
				err = putRoster(tx, x)
			}
			return x, act.Entry{Subject: act.Subject("duty_roster", x.ID), Summary: say, Detail: map[string]any{"month": x.Month}}, err
		}})
}

var (
	submitDeed  = step("duty.roster.submit", "值班表报审签", (*Room).submit)
	approveDeed = step("duty.roster.approve", "审签值班表", (*Room).approve)
	returnDeed  = step("duty.roster.return", "退回值班表", (*Room).giveBack)
	publishDeed = step("duty.roster.publish", "公布值班表", (*Room).publish)
)

// Submit lays a draft before whoever approves it. A roster with gaps is refused.
func (r *Room) Submit(ctx context.Context, who act.Actor, id int64) (Roster, error) {
	return submitDeed.Run(ctx, r.Door, who, stepIn{r: r, id: id})
}

// Approve signs a submitted roster, by the leader that the card names.
func (r *Room) Approve(ctx context.Context, who act.Actor, id int64) (Roster, error) {
	return approveDeed.Run(ctx, r.Door, who, stepIn{r: r, id: id})
}

// Return makes a submitted or approved roster a draft again, with the reason: by the
// approver or by the office itself.
func (r *Room) Return(ctx context.Context, who act.Actor, id int64, note string) (Roster, error) {
	return returnDeed.Run(ctx, r.Door, who, stepIn{r: r, id: id, note: note})
}

// Publish puts an approved roster in force; everybody with a turn is told.
func (r *Room) Publish(ctx context.Context, who act.Actor, id int64) (Roster, error) {
	return publishDeed.Run(ctx, r.Door, who, stepIn{r: r, id: id})
}

// approvers answers who may approve now, as the card says (clause duty.roster.by).
func (s *scene) approvers() (org.Resolution, error) {
	return s.now.Resolve(org.Ask{Who: s.set.Approver, Unit: s.r.Org.Places.Office})
}

// approves reports whether somebody is among those who approve.
func (s *scene) approves(who act.Actor) (bool, error) {
	if s.set.Approver == "" {
		return false, nil
	}
	can, err := s.approvers()
	p, ok := s.now.PersonOf(who.Login)
	return err == nil && ok && slices.ContainsFunc(can.Can, func(c org.Candidate) bool { return c.Person.ID == p.ID && !c.MustTakeOver() }), err
}

func (r *Room) shiftsOf(ctx context.Context, rd db.Reader, id int64) ([]Shift, error) {
	return db.All[Shift](ctx, rd, shiftSelect+" WHERE s.roster_id = $1 ORDER BY s.from_at", id)
}

// whole refuses a roster that leaves a minute uncovered on either track (clauses
// duty.24h.political, duty.24h.emergency), or somebody who may not have the turn any more.
func (r *Room) whole(tx *act.Tx, x Roster, s *scene) ([]Shift, error) {
	list, err := r.shiftsOf(tx.Ctx, tx, x.ID)
	if err != nil {
		return nil, err
	}
	var open []string
	for i, row := range list {
		if i > 0 && list[i-1].Until != row.From {
			open = append(open, row.When()+"之前")
		}
		if row.gaps() > 0 {
			open = append(open, row.When())
		}
	}
	if len(open) > 0 {
		more := ""
		if len(open) > 3 {
			open, more = open[:3], "等"
		}
		return nil, fault.Refuse(law.Duty24hPolitical, "值班表还有空缺："+strings.Join(open, "、")+more+"。"+s.both()+"，两栏都不能空一分钟，请先排定人选。")
	}
	return list, r.allowed(tx, list, s)
}

// allowed refuses a roster in which somebody has a turn that a hard constraint forbids
// by now: leave, an exemption, or a turn beside it that came after the draft.
func (r *Room) allowed(tx *act.Tx, list []Shift, s *scene) error {
	if len(list) == 0 {
		return nil
	}
	turns, err := r.around(tx.Ctx, tx, roster.Span{From: list[0].From, Until: list[len(list)-1].Until}, 0, "")
	if err != nil {
		return err
	}
	var bad []string
	clause := law.DutyRosterBy
	for _, row := range list {
		for _, track := range []string{Officer, Leader} {
			id := row.Holder(track)
			beside := slices.DeleteFunc(slices.Clone(turns), func(t roster.Turn) bool {
				return t.Until < row.From-near || t.From > row.Until+near || t.Person == id && t.From >= row.From && t.Until <= row.Until
			})
			why, no := roster.Check(s.person(id), row.Shape(), beside, int64(s.set.Recover)*minute)
			if !no {
				continue
			}
			if len(bad) == 0 {
				clause = whyClause(why)
			}
			bad = append(bad, s.chart.Person(id).Name+"（"+row.When()+"，"+s.say(why, id, row)+"）")
		}
	}
	if len(bad) == 0 {
		return nil
	}
	more := ""
	if len(bad) > 3 {
		bad, more = bad[:3], "等"
	}
	return fault.Refuse(clause, "下列人员不能值排定的班："+strings.Join(bad, "、")+more+"。请先改排。")
}

func approveKey(id int64) string { return act.Subject("duty_roster", id) }

func (r *Room) submit(tx *act.Tx, x Roster, s *scene, _ string) (Roster, string, error) {
	if !r.office(tx.Actor) {
		return x, "", notOffice()
	}
	if x.State != Draft {
		return x, "", fault.Newf(fault.Conflict, "%s%s，不用再报。", x.Title(), x.StateLabel())
	}
	if _, err := r.whole(tx, x, s); err != nil {
		return x, "", err
	}
	if s.set.Approver == "" {
		return x, "", fault.New(fault.Conflict, "规章没有定谁审签，办公室可以直接公布。")
	}
	can, err := s.approvers()
	if err != nil {
		return x, "", err
	}
	if can.Nobody() {
		return x, "", fault.New(fault.Conflict, "没有人可以审签："+can.Reason+"。请先登记分管办公室的局领导，或改定规章参数“公布前由谁审签”。")
	}
	for _, c := range can.Can {
		if login := s.now.Login(c.Person.ID); login != "" {
			if err := notify.Put(tx, notify.Todo{Key: approveKey(x.ID), Login: login, Text: "审签" + x.Title(), URL: rosterURL(x.Month)}); err != nil {
				return x, "", err
			}
			break
		}
	}
	x.State, x.SubmittedBy, x.SubmittedAt, x.Note = Submitted, tx.Actor.Login, tx.Now, ""
	return x, "报审签" + x.Title(), nil
}

func (r *Room) approve(tx *act.Tx, x Roster, s *scene, _ string) (Roster, string, error) {
	may, err := s.approves(tx.Actor)
	switch {
	case err != nil:
		return x, "", err
	case !may:
		return x, "", &fault.Error{Kind: fault.Forbidden, Clause: law.DutyRosterBy, Say: "值班表由" + org.WhoLabel(s.set.Approver) + "审签，不由您审签。"}
	case x.State != Submitted:
		return x, "", fault.Newf(fault.Conflict, "%s%s，现在不用审签。", x.Title(), x.StateLabel())
	}
	if _, err := r.whole(tx, x, s); err != nil {
		return x, "", err
	}
	if err := notify.Done(tx, approveKey(x.ID)); err != nil {
		return x, "", err
	}
	if err := notify.Put(tx, notify.Todo{Key: approveKey(x.ID), Login: x.SubmittedBy, Text: "公布" + x.Title(), URL: rosterURL(x.Month)}); err != nil {
		return x, "", err
	}
	x.State, x.ApprovedBy, x.ApprovedName, x.ApprovedAt = Approved, tx.Actor.Login, tx.Actor.Name, tx.Now
	return x, "审签" + x.Title(), nil
}

func (r *Room) giveBack(tx *act.Tx, x Roster, s *scene, note string) (Roster, string, error) {
	may, err := s.approves(tx.Actor)
	note = db.Trimmed(note)
	switch {
	case err != nil:
		return x, "", err
	case !may && !r.office(tx.Actor):
		return x, "", notOffice()
	case x.State != Submitted && x.State != Approved:
		return x, "", fault.Newf(fault.Conflict, "%s%s，不能退回。", x.Title(), x.StateLabel())
	case len([]rune(note)) > 200:
		return x, "", fault.Field("note", note, "理由不超过200字。")
	case note == "":
		return x, "", fault.Field("note", "", "请写明退回的理由。")
	}
	if err := notify.Put(tx, notify.Todo{Key: approveKey(x.ID), Login: x.SubmittedBy, Text: "修改" + x.Title() + "：" + note, URL: rosterURL(x.Month)}); err != nil {
		return x, "", err
	}
	x.State, x.Note, x.ApprovedBy, x.ApprovedName, x.ApprovedAt = Draft, note, "", "", 0
	return x, "退回" + x.Title(), nil
}

func (r *Room) publish(tx *act.Tx, x Roster, s *scene, _ string) (Roster, string, error) {
	if !r.office(tx.Actor) {
		return x, "", notOffice()
	}
	ready := Approved
	if s.set.Approver == "" {
		ready = Draft
	}
	if x.State != ready {
		return x, "", fault.Newf(fault.Conflict, "%s%s，审签以后才能公布。", x.Title(), x.StateLabel())
	}
	list, err := r.whole(tx, x, s)
	if err != nil {
		return x, "", err
	}
	mine := map[int64]int{}
	for _, row := range list {
		mine[row.OfficerID]++
		mine[row.LeaderID]++
	}
	for id, n := range mine {
		if login := s.now.Login(id); login != "" {
			if err := notify.Put(tx, notify.Todo{Key: toldKey(login, x.Month), Login: login, Text: fmt.Sprintf("%s已公布，您有 %d 班", x.Title(), n), URL: "/duty/mine"}); err != nil {
				return x, "", err
			}
		}
	}
	if err := notify.Done(tx, approveKey(x.ID)); err != nil {
		return x, "", err
	}
	x.State, x.PublishedBy, x.PublishedName, x.PublishedAt = Published, tx.Actor.Login, tx.Actor.Name, tx.Now
	return x, fmt.Sprintf("公布%s，%d 班，通知 %d 人", x.Title(), len(list), len(mine)), nil
}

func rosterURL(month string) string { return "/duty?month=" + month }

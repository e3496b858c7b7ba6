package org

import (
	"context"
	_ "embed"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Rights over posts.
const (
	ManageBackups act.Right = "org.backups" // the A/B table and who is in charge of which unit
	NameDeputy    act.Right = "org.deputy"  // who represents a leader who is away
)

//go:embed queries_posts.sql
var postsSQL string
var qp = db.MustParse(postsSQL)

func init() {
	NameRights(map[act.Right]string{ManageBackups: "维护AB岗和分管分工", NameDeputy: "指定代行职责的副职"})
	act.Watch("org_backup", "post", "person_id", "backup_id", "since", "until")
	act.Watch("org_supervisor", "unit", "person_id", "since", "until")
	act.Watch("org_delegation", "person_id", "deputy_id", "since", "until", "named_by", "named_name", "ended_at")
	act.Watch("org_standin", "backup", "person_id", "backup_id", "kind", "since_at", "until_at", "matters", "reason", "subject", "made_by", "made_at", "ended_at")
	act.Watch("org_facts", "work_on", "service_on", "party_on", "committee_on", "committee_until")
}

// Ranks of a post.
const (
	RankStaff       = "staff"
	RankSectionHead = "section_head"
	RankLeader      = "bureau_leader"
	RankDirector    = "director"
)

// leads reports whether a rank is one of the bureau's leaders (clause
// common.rank.groups), the director included.
func leads(rank string) bool { return rank == RankLeader || rank == RankDirector }

// RankOn is the highest rank among the offices held on a day, "" if none is held.
func RankOn(offices []Office, on civil.Date) string {
	order := map[string]int{RankStaff: 1, RankSectionHead: 2, RankLeader: 3, RankDirector: 4}
	best := ""
	for _, o := range offices {
		if o.Holds(on) && order[o.Rank] > order[best] {
			best = o.Rank
		}
	}
	return best
}

func within(since, until, on civil.Date) bool {
	return !since.After(on) && (until.IsZero() || on.Before(until))
}

// Backup says who is the B of a person in a post, on [Since, Until). Its ID is the
// number in the A/B table that every act of the B names.
type Backup struct {
	ID       int64      `db:"id"`
	Post     string     `db:"post"`
	PersonID int64      `db:"person_id"` // A
	BackupID int64      `db:"backup_id"` // B
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"`
}

// Holds reports whether the assignment is in force on a day.
func (b Backup) Holds(on civil.Date) bool { return within(b.Since, b.Until, on) }

// Supervisor says which leader is in charge of a unit, on [Since, Until).
type Supervisor struct {
	ID       int64      `db:"id"`
	Unit     string     `db:"unit"`
	PersonID int64      `db:"person_id"`
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"`
}

// Holds reports whether the assignment is in force on a day.
func (s Supervisor) Holds(on civil.Date) bool { return within(s.Since, s.Until, on) }

// Backups lists the A/B table, ended rows included.
func (o *Org) Backups(ctx context.Context) ([]Backup, error) {
	return db.All[Backup](ctx, o.Door.Reader(), qp.SQL("backups"))
}

// Supervisors lists who is and was in charge of which unit.
func (o *Org) Supervisors(ctx context.Context) ([]Supervisor, error) {
	return db.All[Supervisor](ctx, o.Door.Reader(), qp.SQL("supervisors"))
}

// NewBackup names the B of a person in a post from a day on; a B named before is
// relieved on that day.
type NewBackup struct {
	Post               string
	PersonID, BackupID int64
	Since              civil.Date
}

var backupSet = act.Define(act.Spec[NewBackup, int64]{
	Name: "org.backup.set", Label: "设定B岗", Right: ManageBackups, Basis: []law.ID{law.AbUnits, law.AbDef},
	Do: func(tx *act.Tx, n NewBackup) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		id, err := tx.Next("org_backup")
		if err != nil {
			return none(err)
		}
		post, ok, err := db.Maybe[Post](tx.Ctx, tx, q.SQL("post_by_code"), n.Post)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(fault.Field("post", n.Post, "没有这个岗位，请从列表中选择。"))
		case n.Since.IsZero():
			return none(fault.Field("since", "", "请填写B岗起始之日。"))
		case leads(post.Rank):
			return none(fault.Refuse(law.AbLeaderHead, "局领导不设固定的B岗：不在岗时由指定的副职代行，请在“指定代行”中登记。"))
		case n.BackupID == n.PersonID:
			return none(fault.Field("backup", "", "A岗和B岗不能是同一人，请另选一人。"))
		}
		a, err := holder(tx, n.PersonID, n.Post, post.Title, n.Since)
		if err != nil {
			return none(err)
		}
		b, err := present(tx, n.BackupID, "backup", n.Since)
		if err != nil {
			return none(err)
		}
		if me, err := actorPerson(tx); err != nil || me == b.ID {
			if err == nil {
				err = fault.Refuse(law.SeparationOfDuties, "不能把自己登记为B岗，请由另一位有权的同事登记。")
			}
			return none(err)
		}
		list, err := db.All[Backup](tx.Ctx, tx, qp.SQL("backups_of"), n.Post, n.PersonID)
		if err != nil {
			return none(err)
		}
		for _, x := range list {
			switch {
			case !x.Until.IsZero() && !x.Until.After(n.Since):
			case x.Since.Before(n.Since) && x.Until.IsZero() && x.BackupID != n.BackupID:
				if _, err := db.Exec(tx.Ctx, tx, qp.SQL("backup_end"), x.ID, n.Since); err != nil {
					return none(err)
				}
				tx.Touch("org_backup", x.ID)
			default:
				return none(fault.Newf(fault.Conflict, "AB岗表第%d号已为%s的%s登记了B岗，自%s起。请先终止它，或换一个起始之日。", x.ID, a.Name, post.Title, x.Since.Chinese()))
			}
		}
		if _, err := db.Exec(tx.Ctx, tx, qp.SQL("backup_insert"), id, n.Post, n.PersonID, n.BackupID, n.Since); err != nil {
			return none(err)
		}
		tx.Touch("org_backup", id)
		return id, act.Entry{Subject: act.Subject("org_backup", id), Summary: fmt.Sprintf("AB岗表第%d号：%s（%s）的B岗自%s起为%s", id, post.Title, a.Name, n.Since.Chinese(), b.Name)}, nil
	}})

// SetBackup names somebody's B and gives the number in the A/B table.
func (o *Org) SetBackup(ctx context.Context, who act.Actor, n NewBackup) (int64, error) {
	return backupSet.Run(ctx, o.Door, who, n)
}

// holder checks that a person holds a post on a day.
func holder(tx *act.Tx, person int64, post, title string, on civil.Date) (Person, error) {
	p, err := present(tx, person, "person", on)
	if err != nil {
		return p, err
	}
	held, err := db.All[Office](tx.Ctx, tx, q.SQL("offices_of"), p.ID)
	for _, o := range held {
		if o.Post == post && o.Holds(on) {
			return p, err
		}
	}
	if err == nil {
		err = fault.Field("since", on.String(), p.Name+"在"+on.Chinese()+"不任"+title+"。请核对日期，或先登记任职。")
	}
	return p, err
}

// present checks that a person is known and has not left by a day.
func present(tx *act.Tx, id int64, field string, on civil.Date) (Person, error) {
	p, ok, err := db.Maybe[Person](tx.Ctx, tx, q.SQL("person"), id)
	switch {
	case err != nil:
		return p, err
	case !ok:
		return p, fault.Field(field, fmt.Sprint(id), "没有这个人，请从列表中选择。")
	case p.Gone(on):
		return p, fault.Field(field, p.Name, p.Name+"已于"+p.LeftOn.Chinese()+"离岗，请另选一人。")
	}
	return p, nil
}

// actorPerson is the person behind the deed's actor, 0 for the program and for
// administrators' accounts.
func actorPerson(tx *act.Tx) (int64, error) {
	a, _, err := db.Maybe[Account](tx.Ctx, tx, q.SQL("account"), tx.Actor.ID)
	return a.PersonID, err
}

var backupEnd = act.Define(act.Spec[endIn, bool]{
	Name: "org.backup.end", Label: "结束B岗", Right: ManageBackups, Basis: []law.ID{law.AbUnits},
	Do: func(tx *act.Tx, in endIn) (bool, act.Entry, error) {
		b, err := db.One[Backup](tx.Ctx, tx, qp.SQL("backup"), in.ID)
		if err == nil {
			err = endable(b.Since, b.Until, in.Until)
		}
		if err == nil {
			_, err = db.Exec(tx.Ctx, tx, qp.SQL("backup_end"), b.ID, in.Until)
		}
		tx.Touch("org_backup", in.ID)
		return true, act.Entry{Subject: act.Subject("org_backup", b.ID), Summary: fmt.Sprintf("AB岗表第%d号自%s起终止", b.ID, in.Until.Chinese())}, err
	}})

// endable checks the day on which something dated ends.
func endable(since, until, on civil.Date) error {
	switch {
	case on.IsZero():
		return fault.Field("until", "", "请填写终止之日，从这一天起不再有效。")
	case !until.IsZero():
		return fault.New(fault.Conflict, "已于"+until.Chinese()+"终止。")
	case !on.After(since):
		return fault.Field("until", on.String(), "终止之日应晚于起始之日（"+since.Chinese()+"）。")
	}
	return nil
}

// EndBackup ends an assignment: until is the first day without it.
func (o *Org) EndBackup(ctx context.Context, who act.Actor, id int64, until civil.Date) error {
	_, err := backupEnd.Run(ctx, o.Door, who, endIn{id, until})
	return err
}

// NewSupervisor puts a leader in charge of a unit from a day on; whoever was in
// charge before is relieved on that day.
type NewSupervisor struct {
	Unit     string
	PersonID int64
	Since    civil.Date
}

var supervisorSet = act.Define(act.Spec[NewSupervisor, int64]{
	Name: "org.supervisor.set", Label: "设定分管", Right: ManageBackups, Basis: []law.ID{law.CommonSupervisorMap},
	Do: func(tx *act.Tx, n NewSupervisor) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		id, err := tx.Next("org_supervisor")
		if err != nil {
			return none(err)
		}
		u, ok, err := db.Maybe[Unit](tx.Ctx, tx, q.SQL("unit_by_code"), n.Unit)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(fault.Field("unit", n.Unit, "没有这个科室，请从列表中选择。"))
		case n.Since.IsZero():
			return none(fault.Field("since", "", "请填写分管起始之日。"))
		}
		p, err := present(tx, n.PersonID, "person", n.Since)
		if err != nil {
			return none(err)
		}
		held, err := db.All[Office](tx.Ctx, tx, q.SQL("offices_of"), p.ID)
		if err != nil {
			return none(err)
		}
		if !leads(RankOn(held, n.Since)) {
			return none(fault.Field("person", p.Name, p.Name+"在"+n.Since.Chinese()+"不是局领导，不能分管科室。请另选一人，或先登记任职。"))
		}
		list, err := db.All[Supervisor](tx.Ctx, tx, qp.SQL("supervisors_of"), n.Unit)
		if err != nil {
			return none(err)
		}
		for _, x := range list {
			switch {
			case !x.Until.IsZero() && !x.Until.After(n.Since):
			case x.Since.Before(n.Since) && x.Until.IsZero() && x.PersonID != n.PersonID:
				if _, err := db.Exec(tx.Ctx, tx, qp.SQL("supervisor_end"), x.ID, n.Since); err != nil {
					return none(err)
				}
				tx.Touch("org_supervisor", x.ID)
			default:
				return none(fault.New(fault.Conflict, u.Name+"自"+x.Since.Chinese()+"起已登记分管领导。请换一个更晚的起始之日，或另选一人。"))
			}
		}
		if _, err := db.Exec(tx.Ctx, tx, qp.SQL("supervisor_insert"), id, n.Unit, n.PersonID, n.Since); err != nil {
			return none(err)
		}
		tx.Touch("org_supervisor", id)
		return id, act.Entry{Subject: act.Subject("org_supervisor", id), Summary: u.Name + "自" + n.Since.Chinese() + "起由" + p.Name + "分管"}, nil
	}})

// SetSupervisor puts a leader in charge of a unit.
func (o *Org) SetSupervisor(ctx context.Context, who act.Actor, n NewSupervisor) (int64, error) {
	return supervisorSet.Run(ctx, o.Door, who, n)
}

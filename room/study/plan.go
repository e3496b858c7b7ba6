package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

var (
	planColumns    = []string{"state", "aims", "text", "made_by", "made_at", "proposed_by", "proposed_at", "approved_by", "approved_name", "approved_at", "words", "version"}
	plannedColumns = []string{"year", "month", "bodies", "form", "topic", "title", "dropped", "made_by", "made_at"}
	issueColumns   = []string{"year", "field", "title", "unit", "dropped", "made_by", "made_at"}
)

// States of a plan.
const (
	Draft    = "draft"
	Proposed = "proposed"
	Approved = "approved"
)

var planLabels = map[string]string{Draft: "拟订中", Proposed: "待局长批准", Approved: "已批准"}

// Plan is the plan of a year (clause study.plan).
type Plan struct {
	Year         int64  `db:"id"`
	State        string `db:"state"`
	Aims         string `db:"aims"`
	Text         string `db:"text"`
	MadeBy       string `db:"made_by"`
	MadeAt       int64  `db:"made_at"`
	ProposedBy   string `db:"proposed_by"`
	ProposedAt   int64  `db:"proposed_at"`
	ApprovedBy   string `db:"approved_by"`
	ApprovedName string `db:"approved_name"`
	ApprovedAt   int64  `db:"approved_at"`
	Words        string `db:"words"`
	Version      int64  `db:"version"`
}

func (p *Plan) values() []any {
	return []any{p.State, p.Aims, p.Text, p.MadeBy, p.MadeAt, p.ProposedBy, p.ProposedAt, p.ApprovedBy, p.ApprovedName, p.ApprovedAt, p.Words, p.Version}
}

// Planned is a session that a plan wants.
type Planned struct {
	ID      int64  `db:"id"`
	Year    int    `db:"year"`
	Month   int    `db:"month"`
	Bodies  string `db:"bodies"`
	Form    string `db:"form"`
	Topic   string `db:"topic"`
	Title   string `db:"title"`
	Dropped bool   `db:"dropped"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
}

func (p *Planned) values() []any {
	return []any{p.Year, p.Month, p.Bodies, p.Form, p.Topic, p.Title, p.Dropped, p.MadeBy, p.MadeAt}
}

// Groups are the bodies it is for, the host first.
func (p Planned) Groups() []string { return split(p.Bodies) }

// Issue is a question of the year that is to be looked into (clause research.issues).
type Issue struct {
	ID      int64  `db:"id"`
	Year    int    `db:"year"`
	Field   string `db:"field"`
	Title   string `db:"title"`
	Unit    string `db:"unit"`
	Dropped bool   `db:"dropped"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
}

func (i *Issue) values() []any {
	return []any{i.Year, i.Field, i.Title, i.Unit, i.Dropped, i.MadeBy, i.MadeAt}
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// checkGroups refuses an empty or unknown list, and puts the host first.
func checkGroups(groups []string) ([]string, error) {
	if len(groups) == 0 {
		return nil, fault.Field("groups", "", "请选择参加的学习组，至少一组。")
	}
	var out []string
	for _, g := range groups {
		switch {
		case measure.GroupLabel(g) == "":
			return nil, fault.Field("groups", g, "没有这个学习组，请从中心组、干部职工、党支部党员中选择。")
		case slices.Contains(out, g):
			return nil, fault.Field("groups", g, measure.GroupLabel(g)+"选了两次。")
		}
		out = append(out, g)
	}
	return out, nil
}

// PlanOf gives the plan of a year with its sessions and issues; ok is false while
// there is none.
func (r *Room) PlanOf(ctx context.Context, rd db.Reader, year int) (p Plan, lines []Planned, issues []Issue, ok bool, err error) {
	if p, ok, err = db.Maybe[Plan](ctx, rd, q.SQL("plan"), year); err != nil {
		return
	}
	if lines, err = db.All[Planned](ctx, rd, q.SQL("planned_of"), year); err != nil {
		return
	}
	issues, err = db.All[Issue](ctx, rd, q.SQL("issues_of"), year)
	return
}

type planIn struct {
	r    *Room
	year int
	aims []string
	text string
}

var planDeed = act.Define(act.Spec[planIn, bool]{Name: "study.plan.save", Label: "拟订学习计划", Right: Use, Basis: []law.ID{law.StudyPlan, law.StudyAims, law.StudyOrgOffice},
	Do: func(tx *act.Tx, in planIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		in.text = db.Trimmed(in.text)
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		p, have, err := in.r.draftPlan(tx, in.year)
		if err != nil {
			return none(err)
		}
		for _, a := range in.aims {
			if err := oneOf(s.book, law.StudyAims, "aims", "aims", "目的", a); err != nil {
				return none(err)
			}
		}
		if err := long("text", "计划内容", in.text, true); err != nil {
			return none(err)
		}
		p.Aims, p.Text, p.State = strings.Join(in.aims, "、"), in.text, Draft
		entry := act.Entry{Subject: act.Subject("study_plan", p.Year), Summary: fmt.Sprintf("拟订 %d 年学习计划", in.year)}
		if !have {
			p.MadeBy, p.MadeAt, p.Version = tx.Actor.Login, tx.Now, 1
			return true, entry, act.Insert(tx, "study_plan", p.Year, planColumns, p.values())
		}
		p.Version++
		return true, entry, put(tx, "study_plan", p.Year, p.Version-1, planColumns, p.values())
	}})

// SavePlan writes the text of a year's plan, by the office, until it is approved.
func (r *Room) SavePlan(ctx context.Context, who act.Actor, year int, aims []string, text string) error {
	_, err := planDeed.Run(ctx, r.Door, who, planIn{r, year, aims, text})
	return err
}

// draftPlan gives the office a plan that it may change.
func (r *Room) draftPlan(tx *act.Tx, year int) (Plan, bool, error) {
	if err := checkYear(year); err != nil {
		return Plan{}, false, err
	}
	if !r.inOffice(tx.Actor) {
		return Plan{}, false, forbid(law.StudyPlan, "学习计划由办公室制订。")
	}
	if err := r.open(tx.Ctx, tx, year); err != nil {
		return Plan{}, false, err
	}
	p, have, err := db.Maybe[Plan](tx.Ctx, tx, q.SQL("plan"), year)
	if err == nil && have && p.State == Approved {
		err = fault.Newf(fault.Conflict, "%d 年的学习计划已由%s批准，不能再改；计划外的学习直接安排场次。", year, p.ApprovedName)
	}
	if err == nil && have && p.State == Proposed {
		err = fault.New(fault.Conflict, "学习计划已报局长，等批准或退回以后再改。")
	}
	if !have {
		p = Plan{Year: int64(year), State: Draft}
	}
	return p, have, err
}

type plannedIn struct {
	r      *Room
	x      Planned
	groups []string
	drop   int64
}

var plannedDeed = act.Define(act.Spec[plannedIn, int64]{Name: "study.plan.session", Label: "列入计划场次", Right: Use, Basis: []law.ID{law.StudyPlan, law.StudyContent, law.StudyForms},
	Do: func(tx *act.Tx, in plannedIn) (int64, act.Entry, error) { return in.r.setPlanned(tx, in) }})

// AddPlanned puts a session into the plan of a year, by the office.
func (r *Room) AddPlanned(ctx context.Context, who act.Actor, x Planned, groups []string) (int64, error) {
	return plannedDeed.Run(ctx, r.Door, who, plannedIn{r: r, x: x, groups: groups})
}

// DropPlanned takes a session off a plan that is not approved.
func (r *Room) DropPlanned(ctx context.Context, who act.Actor, id int64) error {
	_, err := plannedDeed.Run(ctx, r.Door, who, plannedIn{r: r, drop: id})
	return err
}

func (r *Room) setPlanned(tx *act.Tx, in plannedIn) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	x := in.x
	if in.drop != 0 {
		var err error
		if x, err = row[Planned](tx.Ctx, tx, "study_planned", "planned", in.drop); err != nil {
			return none(err)
		}
	}
	_, have, err := r.draftPlan(tx, x.Year)
	if err != nil {
		return none(err)
	}
	if in.drop != 0 {
		x.Dropped = true
		return x.ID, act.Entry{Subject: act.Subject("study_plan", int64(x.Year)), Summary: "撤下计划场次", Detail: map[string]any{"planned": x.ID}}, act.Overwrite(tx, "study_planned", x.ID, plannedColumns, x.values())
	}
	if !have {
		return none(fault.New(fault.Conflict, "还没有这一年的学习计划，请先写计划内容并保存。"))
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	groups, err := checkGroups(in.groups)
	x.Title, x.Form, x.Bodies = db.Trimmed(x.Title), db.Trimmed(x.Form), strings.Join(groups, ",")
	var month error
	if x.Month < 1 || x.Month > 12 {
		month = fault.Field("month", fmt.Sprint(x.Month), "月份应为 1 至 12。")
	}
	if err := join(err, month, line("title", "主题", x.Title, true), line("form", "形式", x.Form, true), oneOf(s.book, law.StudyContent, "topics", "topic", "学习内容", x.Topic)); err != nil {
		return none(err)
	}
	x.MadeBy, x.MadeAt = tx.Actor.Login, tx.Now
	id, err := insert(tx, "study_planned", plannedColumns, x.values())
	return id, act.Entry{Subject: act.Subject("study_plan", int64(x.Year)), Summary: fmt.Sprintf("列入 %d 月计划场次", x.Month), Detail: map[string]any{"planned": id, "groups": x.Bodies}}, err
}

type issueIn struct {
	r    *Room
	x    Issue
	drop int64
}

var issueDeed = act.Define(act.Spec[issueIn, int64]{Name: "study.issue.set", Label: "确定调研选题", Right: Use, Basis: []law.ID{law.ResearchIssues},
	Do: func(tx *act.Tx, in issueIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		x := in.x
		if in.drop != 0 {
			var err error
			if x, err = row[Issue](tx.Ctx, tx, "study_issue", "issue", in.drop); err != nil {
				return none(err)
			}
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		if !measure.Leader(s.rank(me.ID)) && !in.r.inOffice(tx.Actor) {
			return none(forbid(law.ResearchIssues, "调研选题由局领导确定，办公室登记。"))
		}
		if err := join(checkYear(x.Year), in.r.open(tx.Ctx, tx, x.Year)); err != nil {
			return none(err)
		}
		if in.drop != 0 {
			x.Dropped = true
			return x.ID, act.Entry{Subject: act.Subject("study_issue", x.ID), Summary: "撤下调研选题"}, act.Overwrite(tx, "study_issue", x.ID, issueColumns, x.values())
		}
		x.Title = db.Trimmed(x.Title)
		var unit error
		if x.Unit != "" && s.unitName(x.Unit) == "" {
			unit = fault.Field("unit", x.Unit, "请从列表中选择承担的科室。")
		}
		if err := join(oneOf(s.book, law.ResearchIssues, "fields", "field", "方面", x.Field), line("title", "题目", x.Title, true), unit); err != nil {
			return none(err)
		}
		x.MadeBy, x.MadeAt = tx.Actor.Login, tx.Now
		id, err := insert(tx, "study_issue", issueColumns, x.values())
		return id, act.Entry{Subject: act.Subject("study_issue", id), Summary: fmt.Sprintf("确定 %d 年调研选题", x.Year), Detail: map[string]any{"field": x.Field}}, err
	}})

// AddIssue names a question of the year, by a leader or, entered for them, the office.
func (r *Room) AddIssue(ctx context.Context, who act.Actor, x Issue) (int64, error) {
	return issueDeed.Run(ctx, r.Door, who, issueIn{r: r, x: x})
}

// DropIssue takes a question off the list; the row stays.
func (r *Room) DropIssue(ctx context.Context, who act.Actor, id int64) error {
	_, err := issueDeed.Run(ctx, r.Door, who, issueIn{r: r, drop: id})
	return err
}

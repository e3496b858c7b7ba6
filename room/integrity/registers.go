package integrity

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/kit/db"
)

func day(label string) register.Field {
	return register.Field{Name: "day", Label: label, Type: register.Date, Need: true}
}

// notAhead refuses a day that is still to come.
func (r *Room) notAhead(l *register.Line, name, label string) error {
	if d := l.Date(name); d.After(r.Door.Today()) {
		return fault.Field(name, d.String(), label+"还没有到，请填写实际的日期。")
	}
	return nil
}

// ofTheBureau refuses a name that is nobody's here.
func ofTheBureau(l *register.Line, names ...string) error {
	var errs []*fault.Error
	for _, n := range names {
		if l.PersonID(n) == 0 {
			errs = append(errs, fault.Field(n, l.Value(n), "“"+l.Value(n)+"”不是本局人员，请从名单中选择。"))
		}
	}
	return fault.Join(errs...)
}

// ownAccount holds that everybody reports for themselves: whom the field names is who
// enters the line, unless an overseer does, and stays who it is.
func (s *scene) ownAccount(l, before *register.Line, field string) error {
	reg, err := s.r.Registers.Register(l.Code)
	if err != nil {
		return err
	}
	f, _ := reg.Field(field)
	if before != nil {
		if before.PersonID(field) != l.PersonID(field) {
			return fault.Field(field, l.Value(field), f.Label+"不能改成别人，登记错了请作废后重新登记。")
		}
		return nil
	}
	oversees, err := s.overseesLogin(l.ByLogin)
	if me, known := s.chart.PersonOf(l.ByLogin); err == nil && !oversees && (!known || me.ID != l.PersonID(field)) {
		err = fault.Field(field, l.Value(field), f.Label+"应是登记人本人；代别人登记的，请由本人或纪检岗位登记。")
	}
	return err
}

// talks are read by both sides and the overseers; the content is nowhere else (clause
// law.integrity.talks).
func (r *Room) talks() register.Register {
	kinds := register.Values("任前谈话", "提醒谈话", "廉政谈话", "诫勉谈话")
	if p, ok := r.Rules.Base.Param(law.IntegrityTalks, "kinds"); ok && len(words(p.Value)) > 0 {
		kinds = register.Values(words(p.Value)...)
	}
	return register.Register{Code: Talks, Label: "谈话登记簿", Thing: "谈话", Basis: []law.ID{law.IntegrityTalks}, See: Use, Keep: Lead,
		Hint:  "只有谈话双方、党委书记和纪检岗位能看；每次打开都记入台账，台账里没有谈话的内容。",
		Whose: register.Own, AllBy: r.Oversees, Mine: []string{"title", "talker"}, ByHand: true, Closed: true, Traced: true, Strict: true,
		Fields: []register.Field{
			day("谈话日期"),
			{Name: "kind", Label: "种类", Type: register.Choice, Need: true, Values: kinds},
			{Name: "title", Label: "谈话对象", Type: register.Person, Need: true, Also: []string{"对象"}},
			{Name: "talker", Label: "谈话人", Type: register.Person, Need: true},
			{Name: "place", Label: "地点", Max: 100, Minor: true},
			{Name: "body", Label: "谈话要点", Type: register.Long, Need: true, Max: 5000, Minor: true},
			{Name: "follow", Label: "整改要求和落实", Type: register.Long, Minor: true},
		},
		Check: func(ctx context.Context, rd db.Reader, l *register.Line, _ *register.Line) error {
			if err := ofTheBureau(l, "title", "talker"); err != nil {
				return err
			}
			if l.PersonID("title") == l.PersonID("talker") {
				return fault.Field("talker", "", "谈话人和谈话对象不能是同一个人。")
			}
			if err := r.notAhead(l, "day", "谈话日期"); err != nil {
				return err
			}
			s, err := r.look(ctx, rd)
			if err != nil {
				return err
			}
			oversees, err := s.overseesLogin(l.ByLogin)
			if me, known := s.chart.PersonOf(l.ByLogin); err == nil && !oversees && (!known || me.ID != l.PersonID("talker")) {
				err = fault.Field("talker", "", "谈话由谈话人本人登记，或由纪检岗位代为登记。")
			}
			return err
		}}
}

// declarations say that and when somebody declared. There is no field for what, and a
// spreadsheet that brings one is refused (clauses law.integrity.personal_year,
// law.integrity.personal_change).
func (r *Room) declarations() register.Register {
	return register.Register{Code: Declarations, Label: "个人有关事项报告登记簿", Thing: "报告", Basis: []law.ID{law.IntegrityPersonalYear, law.IntegrityPersonalChange}, See: Lead, Keep: Lead,
		Hint:   "只登记谁在哪天报告，不登记内容；报告原件由组织人事部门按规定保管。",
		SeenBy: r.Oversees, KeptBy: r.Oversees, Closed: true, Traced: true, Strict: true,
		Fields: []register.Field{
			day("报告日期"),
			{Name: "title", Label: "报告人", Type: register.Person, Need: true},
			{Name: "kind", Label: "种类", Type: register.Choice, Need: true, Values: []register.Value{{Code: yearly, Label: "年度集中报告"}, {Code: change, Label: "变化报告"}}},
			{Name: "of", Label: "报告年度", Type: register.Number, Max: 2999, Hint: "年度集中报告填写，如 2025", Also: []string{"年度"}},
			{Name: "changed", Label: "变化日期", Type: register.Date, Hint: "变化报告填写"},
			{Name: "last", Label: "期限", Type: register.Date, Auto: true},
			{Name: "late", Label: "逾期", Auto: true},
		},
		Check: r.declared, After: r.declaredAfter}
}

const (
	yearly = "year"
	change = "change"
)

func (r *Room) declared(ctx context.Context, rd db.Reader, l *register.Line, _ *register.Line) error {
	if err := ofTheBureau(l, "title"); err != nil {
		return err
	}
	if err := r.notAhead(l, "day", "报告日期"); err != nil {
		return err
	}
	s, err := r.look(ctx, rd)
	if err != nil {
		return err
	}
	var due civil.Date
	switch l.Value("kind") {
	case yearly:
		y := int(l.Int("of"))
		if y < 1995 || y >= l.Date("day").Year {
			return fault.Field("of", l.Value("of"), "年度集中报告请填写报告的是哪一年，应早于报告日期的年份。")
		}
		v, err := s.text(law.IntegrityPersonalYear, "due")
		if err != nil {
			return err
		}
		if due, err = YearDue(y, v); err != nil {
			return err
		}
	case change:
		days, err := s.number(law.IntegrityPersonalChange, "days")
		if err != nil {
			return err
		}
		d := l.Date("changed")
		if d.IsZero() || d.After(l.Date("day")) {
			return fault.Field("changed", l.Value("changed"), "变化报告请填写变化的日期，不能晚于报告日期。")
		}
		due = d.AddDays(days)
	}
	l.Set("last", due.String())
	l.Set("late", lateWords(due, l.Date("day")))
	return nil
}

func lateWords(due, done civil.Date) string {
	if n := LateBy(due, done); n > 0 {
		return fmt.Sprintf("逾期%d天", n)
	}
	return ""
}

// events are weddings and funerals, reported before and after (clause
// law.integrity.events).
func (r *Room) events() register.Register {
	return register.Register{Code: Events, Label: "操办婚丧喜庆报告登记簿", Thing: "报告", Basis: []law.ID{law.IntegrityEvents}, See: Use, Keep: Use,
		Whose: register.Own, AllBy: r.Oversees, Mine: []string{"title"}, Closed: true,
		Fields: []register.Field{
			day("报告日期"),
			{Name: "title", Label: "报告人", Type: register.Person, Need: true},
			{Name: "kind", Label: "事项", Type: register.Choice, Need: true, Values: register.Values("婚事", "丧事", "其他喜庆")},
			{Name: "stage", Label: "阶段", Type: register.Choice, Need: true, Values: register.Values("事前", "事后")},
			{Name: "held", Label: "操办日期", Type: register.Date, Need: true},
			{Name: "tables", Label: "桌数", Type: register.Number, Max: 1000},
			{Name: "late", Label: "逾期", Auto: true},
		},
		Check: func(ctx context.Context, rd db.Reader, l *register.Line, was *register.Line) error {
			if err := ofTheBureau(l, "title"); err != nil {
				return err
			}
			if err := r.notAhead(l, "day", "报告日期"); err != nil {
				return err
			}
			s, err := r.look(ctx, rd)
			if err != nil {
				return err
			}
			if err := s.ownAccount(l, was, "title"); err != nil {
				return err
			}
			before := l.Value("stage") == "事前"
			name := map[bool]string{true: "before_days", false: "after_days"}[before]
			days, err := s.number(law.IntegrityEvents, name)
			if err != nil {
				return err
			}
			if !before && l.Date("held").After(l.Date("day")) {
				return fault.Field("held", l.Value("held"), "操办日期还没有到，请选“事前”。")
			}
			l.Set("late", lateWords(EventDue(l.Date("held"), before, days), l.Date("day")))
			return nil
		}}
}

// risks are the risk points of posts (clause law.integrity.risks).
func (r *Room) risks() register.Register {
	return register.Register{Code: Risks, Label: "廉政风险点登记簿", Thing: "风险点", Basis: []law.ID{law.IntegrityRisks}, See: Lead, Keep: Lead, Whose: register.OwnUnit, AllBy: r.Oversees,
		Fields: []register.Field{
			day("排查日期"),
			{Name: "title", Label: "风险点", Need: true, Also: []string{"风险内容"}},
			{Name: "unit", Label: "科室", Type: register.Unit, Need: true},
			{Name: "post", Label: "岗位", Need: true, Max: 60},
			{Name: "level", Label: "等级", Type: register.Choice, Need: true, Values: register.Values("高", "中", "低")},
			{Name: "measure", Label: "防控措施", Type: register.Long, Need: true, Max: 1000},
			{Name: "person", Label: "责任人", Type: register.Person, Need: true},
			{Name: "due", Label: "复查期限", Type: register.Date, Due: true},
			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "open", Label: "防控中"}, {Code: "closed", Label: "已消除", Done: true}}},
		}, Ahead: 15, KeptFor: r.answers}
}

// leads are problems that were passed on to the discipline bodies: their number and day
// only (clause law.integrity.leads).
func (r *Room) leads() register.Register {
	return register.Register{Code: Leads, Label: "问题线索移交登记簿", Thing: "移交", Basis: []law.ID{law.IntegrityLeads}, See: Lead, Keep: Lead, SeenBy: r.Oversees, KeptBy: r.Oversees, Closed: true, Traced: true, Strict: true,
		Hint: "只登记移交的日期、件数和去向，不登记线索的内容。", Totals: []string{"count"},
		Fields: []register.Field{
			day("移交日期"),
			{Name: "title", Label: "接收机构", Need: true, Max: 60},
			{Name: "count", Label: "件数", Type: register.Number, Need: true, Max: 1000},
			{Name: "from", Label: "来源", Type: register.Choice, Need: true, Values: register.Values("来信来访", "电话网络", "工作中发现", "上级转来")},
			{Name: "receipt", Label: "回执号", Max: 60},
		}}
}

package integrity

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

const (
	pending   = "pending" // to be completed by a person
	cadres    = "重要干部任免"
	unlawful  = "审查意见为不合法"
	noReview  = "未审查"
	following = "doing"
)

// majors are the decisions on major matters (clauses law.integrity.collective,
// law.integrity.legality). Who said what stands in the meeting's own record and is only
// referred to.
func (r *Room) majors() register.Register {
	categories := []register.Value{{Code: pending, Label: "待归类"}}
	if p, ok := r.Rules.Base.Param(law.IntegrityCollective, "categories"); ok {
		categories = append(categories, register.Values(words(p.Value)...)...)
	}
	return register.Register{Code: Majors, Label: "重大事项集体决策登记簿", Thing: "决策", Basis: []law.ID{law.IntegrityCollective, law.IntegrityLegality, law.IntegrityMustReport}, See: Lead, Keep: Lead,
		Hint:   "纪要签发时，其中的重大事项和干部事项自动登记；谁说了什么在会议的原始记录里，这里只记出处。",
		SeenBy: r.leadership, KeptBy: r.Oversees, Closed: true,
		Fields: []register.Field{
			day("会议日期"),
			{Name: "title", Label: "事项", Need: true, Max: 300, Also: []string{"议题"}},
			{Name: "category", Label: "类别", Type: register.Choice, Need: true, Values: categories},
			{Name: "meeting", Label: "会议和纪要", Need: true, Max: 200},
			{Name: "legality", Label: "合法性审查", Type: register.Choice, Need: true, Values: append([]register.Value{{Code: pending, Label: "待补记"}}, register.Values("已审查，合法", "不需要审查", noReview, unlawful)...), Minor: true},
			{Name: "opinion", Label: "审查意见", Max: 100, Hint: "文号或日期", Minor: true},
			{Name: "present", Label: "到会", Max: 60, Minor: true},
			{Name: "vote", Label: "表决", Max: 100, Minor: true},
			{Name: "said", Label: "发言记录", Max: 100, Hint: "在哪里，不写内容", Minor: true},
			{Name: "result", Label: "结果", Type: register.Choice, Need: true, Values: register.Values("同意", "不同意", "原则同意", "其他")},
			{Name: "unit", Label: "落实科室", Type: register.Unit, Minor: true},
			{Name: "due", Label: "落实期限", Type: register.Date, Due: true, Minor: true},
			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: pending, Label: "待补记"}, {Code: following, Label: "落实中"}, {Code: "done", Label: "已落实", Done: true}, {Code: "none", Label: "不需落实", Done: true}}},
			{Name: "outcome", Label: "落实情况", Type: register.Long, Minor: true},
			{Name: "gap", Label: "缺项", Auto: true},
		}, Check: majorCheck, After: r.majorAfter, KeptFor: r.keeper}
}

func majorKey(id int64) string { return fmt.Sprintf("integrity.major:%d", id) }

// majorAfter keeps a decision on the discipline post's list until what the minutes do not
// tell is entered.
func (r *Room) majorAfter(tx *act.Tx, l register.Line) error {
	if l.State != pending || l.Voided != "" {
		return notify.Done(tx, majorKey(l.ID))
	}
	login, err := r.keeper(tx.Ctx, tx, l)
	if err != nil || login == "" {
		return err
	}
	return notify.Put(tx, notify.Todo{Key: majorKey(l.ID), Login: login, Text: "补记重大事项的类别和合法性审查 " + l.Number(), URL: fmt.Sprintf("/register/%s/%d", Majors, l.ID)})
}

// keeper is the account of the first holder of a discipline post, else of the party
// secretary; these to-dos are theirs.
func (r *Room) keeper(ctx context.Context, rd db.Reader, _ register.Line) (string, error) {
	s, err := r.look(ctx, rd)
	if err != nil {
		return "", err
	}
	posts, err := s.overseeing()
	for _, post := range posts {
		for _, p := range s.chart.Holders(post) {
			if login := s.chart.Login(p.ID); login != "" {
				return login, err
			}
		}
	}
	return "", err
}

// majorCheck names what is missing; with it nothing is done (clause
// law.integrity.legality).
func majorCheck(_ context.Context, _ db.Reader, l *register.Line, _ *register.Line) error {
	var gaps []string
	if l.Value("category") == pending {
		gaps = append(gaps, "类别未定")
	}
	switch l.Value("legality") {
	case pending:
		gaps = append(gaps, "合法性审查未记")
	case noReview:
		gaps = append(gaps, "没有合法性审查")
	case unlawful:
		gaps = append(gaps, "审查不合法仍提交讨论")
	}
	l.Set("gap", strings.Join(gaps, "、"))
	open := l.Value("category") == pending || l.Value("legality") == pending
	if st := l.Value("state"); open && st != pending {
		return fault.Field("state", "", "类别和合法性审查还没有补记，状态只能是“待补记”。")
	}
	if l.Value("state") == "done" && l.Value("outcome") == "" {
		return fault.Field("outcome", "", "已落实的请写明落实情况。")
	}
	return nil
}

// Major is a decision of signed minutes on a major or cadre matter.
type Major struct {
	Ref     string // 局长办公会纪要〔2026〕3号第2项; one line a reference
	Title   string
	Cadre   bool
	On      civil.Date // of the meeting
	Outcome string     // 同意, 不同意, …
	Present string     // 应到9人，实到8人
	Vote    string
	Unit    string // code; empty for none
	Due     civil.Date
}

// Decided enters a decision, within the deed that signs the minutes. What the minutes do
// not tell – its category, the review of its legality – waits for a person (clause
// law.integrity.collective).
func (r *Room) Decided(tx *act.Tx, m Major) error {
	list, err := r.Registers.Lines(tx.Ctx, tx, Majors, register.Query{Year: m.On.Year, Words: m.Ref})
	if err != nil || slices.ContainsFunc(list, func(l register.Line) bool { return l.Value("meeting") == m.Ref }) {
		return err
	}
	v := map[string]string{"day": m.On.String(), "title": short(m.Title, 300), "category": pending, "meeting": m.Ref, "legality": pending, "present": m.Present, "vote": m.Vote,
		"said": "见会议原始记录", "result": "其他", "unit": m.Unit, "due": m.Due.String(), "state": pending}
	if m.Outcome == "同意" || m.Outcome == "不同意" {
		v["result"] = m.Outcome
	}
	if m.Cadre {
		v["category"] = cadres
	}
	if m.Due.IsZero() {
		delete(v, "due")
	}
	_, err = r.Registers.Enter(tx, Majors, v)
	return err
}

func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// duties say who answers for what (clause law.integrity.duties).
func (r *Room) duties() register.Register {
	return register.Register{Code: Duties, Label: "党风廉政责任清单", Thing: "责任", Basis: []law.ID{law.IntegrityDuties}, See: Lead, Keep: Lead, KeptBy: r.Oversees, Whose: register.OwnUnit, AllBy: r.Oversees, Mine: []string{"person"},
		Hint: "每半年检查一次；到期前十五天列入纪检岗位的待办。",
		Fields: []register.Field{
			day("列明日期"),
			{Name: "title", Label: "责任内容", Need: true, Max: 300, Also: []string{"责任"}},
			{Name: "kind", Label: "种类", Type: register.Choice, Need: true, Values: register.Values("主体责任", "第一责任人责任", "一岗双责", "监督责任")},
			{Name: "person", Label: "责任人", Type: register.Person, Need: true},
			{Name: "unit", Label: "科室", Type: register.Unit},
			{Name: "checked", Label: "上次检查", Type: register.Date, Auto: true},
			{Name: "next", Label: "下次检查", Type: register.Date, Auto: true, Due: true},
			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "open", Label: "执行中"}, {Code: "ended", Label: "已终止", Done: true}}},
		}, Ahead: 15, KeptFor: r.keeper,
		Check: func(ctx context.Context, rd db.Reader, l *register.Line, _ *register.Line) error {
			s, err := r.look(ctx, rd)
			if err != nil {
				return err
			}
			return s.nextCheck(l)
		}}
}

// nextCheck sets when a responsibility is checked next: so many months after it was set
// down or last checked.
func (s *scene) nextCheck(l *register.Line) error {
	months, err := s.number(law.IntegrityDuties, "months")
	if err != nil {
		return err
	}
	from := l.Date("day")
	if d := l.Date("checked"); d.After(from) {
		from = d
	}
	l.Set("next", monthsAfter(from, months).String())
	return nil
}

// checks are the half-year checks of responsibilities (clause law.integrity.duties).
func (r *Room) checks() register.Register {
	return register.Register{Code: Checks, Label: "责任落实检查登记簿", Thing: "检查", Basis: []law.ID{law.IntegrityDuties}, See: Lead, Keep: Lead, KeptBy: r.Oversees, Whose: register.OwnUnit, AllBy: r.Oversees, Mine: []string{"person"},
		Fields: []register.Field{
			day("检查日期"),
			{Name: "duty", Label: "责任编号", Need: true, Max: 20, Hint: "责任清单里的编号，如 2026-3"},
			{Name: "content", Label: "责任内容", Auto: true},
			{Name: "person", Label: "责任人", Type: register.Person, Auto: true},
			{Name: "unit", Label: "科室", Type: register.Unit, Auto: true, Minor: true},
			{Name: "title", Label: "检查情况", Need: true, Max: 500},
			{Name: "result", Label: "结论", Type: register.Choice, Need: true, Values: register.Values("落实", "部分落实", "未落实")},
			{Name: "fix", Label: "整改要求", Type: register.Long, Max: 1000, Minor: true},
			{Name: "due", Label: "整改期限", Type: register.Date, Due: true},
			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "open", Label: "待整改"}, {Code: "done", Label: "已办结", Done: true}}},
		}, Check: r.checked, After: r.checkedAfter, KeptFor: r.answers}
}

// duty finds a responsibility by its number.
func (r *Room) duty(ctx context.Context, rd db.Reader, number string) (register.Line, bool, error) {
	year, _, _ := strings.Cut(number, "-")
	n, err := strconv.Atoi(year)
	if err != nil || n == 0 {
		return register.Line{}, false, nil //nolint:nilerr // no number of a line
	}
	list, err := r.Registers.Lines(ctx, rd, Duties, register.Query{Year: n})
	i := slices.IndexFunc(list, func(l register.Line) bool { return l.Number() == number })
	if err != nil || i < 0 {
		return register.Line{}, false, err
	}
	return list[i], true, nil
}

func (r *Room) checked(ctx context.Context, rd db.Reader, l *register.Line, _ *register.Line) error {
	if err := r.notAhead(l, "day", "检查日期"); err != nil {
		return err
	}
	d, ok, err := r.duty(ctx, rd, l.Value("duty"))
	switch {
	case err != nil:
		return err
	case !ok:
		return fault.Field("duty", l.Value("duty"), "责任清单里没有编号“"+l.Value("duty")+"”，请核对，如 2026-3。")
	case l.Date("day").Before(d.Date("day")):
		return fault.Field("day", l.Value("day"), "检查日期早于责任列明的日期 "+d.Value("day")+"。")
	case l.Value("result") != "落实" && l.Value("fix") == "":
		return fault.Field("fix", "", "没有完全落实的请写明整改要求。")
	}
	l.Set("content", d.Title)
	l.Set("person", d.Value("person"))
	l.Set("person#", d.Value("person#"))
	l.Set("unit", d.Value("unit"))
	return nil
}

// checkedAfter moves the day of the next check.
func (r *Room) checkedAfter(tx *act.Tx, l register.Line) error {
	d, ok, err := r.duty(tx.Ctx, tx, l.Value("duty"))
	if err != nil || !ok {
		return err
	}
	all, err := r.Registers.Lines(tx.Ctx, tx, Checks, register.Query{Words: l.Value("duty")})
	if err != nil {
		return err
	}
	last := ""
	for _, x := range all {
		if x.Value("duty") == l.Value("duty") && x.Value("day") > last {
			last = x.Value("day")
		}
	}
	if last == d.Value("checked") {
		return nil
	}
	s, err := r.look(tx.Ctx, tx)
	if err != nil {
		return err
	}
	d.Set("checked", last)
	if err := s.nextCheck(&d); err != nil {
		return err
	}
	_, err = r.Registers.Change(tx, Duties, d.ID, map[string]string{"checked": last, "next": d.Value("next")}, "检查 "+l.Number())
	return err
}

// answers is the account of who answers for a line.
func (r *Room) answers(ctx context.Context, rd db.Reader, l register.Line) (string, error) {
	s, err := r.look(ctx, rd)
	if err != nil {
		return "", err
	}
	return s.chart.Login(l.PersonID("person")), nil
}

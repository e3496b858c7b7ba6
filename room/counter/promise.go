package counter

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var promiseColumns = []string{"item_id", "n", "state", "basis", "conditions", "requirements", "materials", "steps", "instant", "days", "days_unit", "unit", "officer", "place", "fee", "fee_basis", "feedback_days", "media", "published_on", "published_by", "replaced_on", "made_by", "made_at", "version"}

// States of a promise.
const (
	Draft     = "draft"
	Published = "published"
	Replaced  = "replaced"
)

// Promise is one wording of an item's guide.
type Promise struct {
	ID           int64       `db:"id"`
	ItemID       int64       `db:"item_id"`
	N            int         `db:"n"`
	State        string      `db:"state"`
	Basis        string      `db:"basis"`
	Conditions   string      `db:"conditions"`
	Requirements string      `db:"requirements"`
	Materials    string      `db:"materials"` // a line each, see Material
	Steps        string      `db:"steps"`
	Instant      bool        `db:"instant"`
	Days         int         `db:"days"`
	DaysUnit     clocks.Unit `db:"days_unit"`
	Unit         string      `db:"unit"`
	Officer      string      `db:"officer"`
	Place        string      `db:"place"`
	Fee          string      `db:"fee"`
	FeeBasis     string      `db:"fee_basis"`
	FeedbackDays int         `db:"feedback_days"` // working days
	Media        string      `db:"media"`
	PublishedOn  civil.Date  `db:"published_on"`
	PublishedBy  string      `db:"published_by"`
	ReplacedOn   civil.Date  `db:"replaced_on"`
	MadeBy       string      `db:"made_by"`
	MadeAt       int64       `db:"made_at"`
	Version      int64       `db:"version"`
}

func (p *Promise) values() []any {
	return []any{p.ItemID, p.N, p.State, p.Basis, p.Conditions, p.Requirements, p.Materials, p.Steps, p.Instant, p.Days, p.DaysUnit, p.Unit, p.Officer, p.Place, p.Fee, p.FeeBasis, p.FeedbackDays, p.Media, p.PublishedOn, p.PublishedBy, p.ReplacedOn, p.MadeBy, p.MadeAt, p.Version}
}

// Limit is the promised time in words.
func (p Promise) Limit() string {
	switch {
	case p.Instant:
		return "即办（当场办结）"
	case p.Days > 0:
		return fmt.Sprintf("%d %s", p.Days, p.DaysUnit.Label())
	}
	return ""
}

// Material is one paper that an item asks for.
type Material struct {
	N    int // from 1
	Name string
	Form string // 原件1份
	Note string
}

// Says is the material in one line: 营业执照（复印件1份），核对原件.
func (m Material) Says() string {
	s := m.Name
	if m.Form != "" {
		s += "（" + m.Form + "）"
	}
	if m.Note != "" {
		s += "，" + m.Note
	}
	return s
}

// List are the materials in their order.
func (p Promise) List() []Material { return materials(p.Materials) }

func materials(text string) []Material {
	var out []Material
	for l := range strings.SplitSeq(text, "\n") {
		f := strings.SplitN(strings.ReplaceAll(l, "｜", "|"), "|", 3)
		m := Material{N: len(out) + 1, Name: strings.TrimSpace(f[0])}
		if m.Name == "" {
			continue
		}
		if len(f) > 1 {
			m.Form = strings.TrimSpace(f[1])
		}
		if len(f) > 2 {
			m.Note = strings.TrimSpace(f[2])
		}
		out = append(out, m)
	}
	return out
}

// FeeSays is the fee with its ground.
func (p Promise) FeeSays() string {
	if p.FeeBasis == "" {
		return p.Fee
	}
	return p.Fee + "（" + p.FeeBasis + "）"
}

// Element is one of the things that a guide has to say, with what it says.
type Element struct{ Field, Label, Text string }

// Elements are the seven of the clause promise.guide, in its order.
func (p Promise) Elements(unitName string) []Element {
	return []Element{{"basis", "法律依据", p.Basis}, {"conditions", "办理条件", p.Conditions}, {"requirements", "具体要求", p.Requirements}, {"steps", "办理程序", p.Steps}, {"days", "办理时限", p.Limit()}, {"unit", "承办科室", unitName}, {"officer", "承办人员", p.Officer}}
}

// lacks says what keeps a wording from being published: the seven elements (clause
// promise.guide), the materials and the fee that telling once asks for as well (clauses
// once.def, once.printed, promise.simple), and the term of feedback (promise.complaint).
func (s *scene) lacks(p Promise) []*fault.Error {
	var out []*fault.Error
	add := func(clause law.ID, field, say string) {
		out = append(out, &fault.Error{Kind: fault.Invalid, Field: field, Clause: clause, Say: say})
	}
	unit := ""
	if p.Unit != "" {
		unit = s.unitName(p.Unit)
	}
	for _, e := range p.Elements(unit) {
		if e.Text == "" {
			add(law.PromiseGuide, e.Field, "办事指南缺“"+e.Label+"”，七项要素缺一项不能公布。")
		}
	}
	if len(p.List()) == 0 {
		add(law.OnceDef, "materials", "办事指南缺“申报材料”。不需要材料的，写明“不需要提交材料”。")
	}
	if p.Fee == "" {
		add(law.OnceDef, "fee", "办事指南缺“收费标准”。不收费的，写明“不收费”。")
	}
	if p.Fee != "" && p.Fee != free && p.FeeBasis == "" {
		add(law.OnceDef, "fee_basis", "收费的事项要写明收费依据。")
	}
	if _, set := s.number(law.PromiseComplaint, "feedback_days"); !set && p.FeedbackDays == 0 {
		add(law.PromiseComplaint, "feedback_days", "投诉的反馈时限还没有公示：原文没有天数，请本单位自己定，填写多少个工作日。")
	}
	return out
}

// free is the word for what costs nothing.
const free = "不收费"

// feedback is the term in which a complainant hears the result, in working days: that of
// the rule book where the bureau has set it there, else that of the guide.
func (s *scene) feedback(p Promise) int {
	if n, ok := s.number(law.PromiseComplaint, "feedback_days"); ok {
		return n
	}
	return p.FeedbackDays
}

var savePromiseDeed = act.Define(act.Spec[itemIn, Promise]{Name: "counter.promise.save", Label: "草拟服务承诺", Right: Use, Basis: []law.ID{law.PromiseDef, law.PromiseSimple, law.LimitDef, law.PromiseNow},
	Do: func(tx *act.Tx, in itemIn) (Promise, act.Entry, error) {
		none := func(err error) (Promise, act.Entry, error) { return Promise{}, act.Entry{}, err }
		x, s, err := in.r.ownItem(tx, in.p.ItemID)
		if err != nil {
			return none(err)
		}
		if x.Closed {
			return none(fault.New(fault.Conflict, "这个事项已经停办，不能再改承诺。"))
		}
		p := in.p
		if err := s.checkPromise(x, &p); err != nil {
			return none(err)
		}
		list, err := db.All[Promise](tx.Ctx, tx, q.SQL("promises_of"), x.ID)
		if err != nil {
			return none(err)
		}
		p.State, p.MadeBy, p.MadeAt = Draft, tx.Actor.Login, tx.Now
		say := act.Entry{Subject: x.Subject(), Summary: "草拟“" + x.Title + "”的服务承诺", Detail: map[string]any{"days": p.Days, "unit": string(p.DaysUnit), "instant": p.Instant}}
		if len(list) > 0 && list[0].State == Draft {
			old := list[0]
			if in.p.Version != 0 && in.p.Version != old.Version {
				return none(fault.New(fault.Conflict, "草稿刚刚被别人改过，请重新打开再改。"))
			}
			p.ID, p.N, p.Version = old.ID, old.N, old.Version+1
			return p, say, put(tx, "counter_promise", p.ID, old.Version, promiseColumns, p.values())
		}
		p.N, p.Version = len(list)+1, 1
		p.ID, err = insert(tx, "counter_promise", promiseColumns, p.values())
		return p, say, err
	}})

// SavePromise writes the draft of an item's next wording. What is published stays as it
// is until the draft is published (reading promise-stands).
func (r *Room) SavePromise(ctx context.Context, who act.Actor, p Promise) (Promise, error) {
	return savePromiseDeed.Run(ctx, r.Door, who, itemIn{r: r, p: p})
}

func (r *Room) ownItem(tx *act.Tx, id int64) (Item, *scene, error) {
	x, err := row[Item](tx.Ctx, tx, "counter_item", "item", id)
	if err != nil {
		return x, nil, err
	}
	if !r.serves(tx.Actor, x.Unit) {
		return x, nil, forbid(law.PromiseDef, "这个事项由"+x.Unit+"承办，只有承办的科室和办公室能改。")
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	return x, s, err
}

func (s *scene) checkPromise(x Item, p *Promise) error {
	for _, t := range []*string{&p.Basis, &p.Conditions, &p.Requirements, &p.Materials, &p.Steps, &p.Officer, &p.Place, &p.Fee, &p.FeeBasis} {
		*t = db.Trimmed(*t)
	}
	p.Unit = x.Unit
	var days, list error
	switch {
	case p.Instant && p.Days != 0:
		days = onField(law.PromiseNow, "days", fmt.Sprint(p.Days), "即办的事项当场办完，不填天数。")
	case p.Instant:
		p.DaysUnit = clocks.WorkingDays
	case p.Days < 0 || p.Days > clocks.MostDays:
		days = onField(law.LimitDef, "days", fmt.Sprint(p.Days), fmt.Sprintf("承诺的天数应为 1 至 %d 之间的整数。", clocks.MostDays))
	case p.DaysUnit != clocks.WorkingDays && p.DaysUnit != clocks.CalendarDays:
		days = onField(law.LimitDef, "days_unit", string(p.DaysUnit), "请选择按工作日还是按日历日计算。")
	case x.Licence && p.Days > 0 && p.DaysUnit != clocks.WorkingDays:
		days = onField(law.LicensingWorkdays, "days_unit", string(p.DaysUnit), "行政许可的期限以工作日计算，请选工作日。")
	}
	m := p.List()
	if len(m) > mostLines {
		list = fault.Field("materials", fmt.Sprint(len(m)), fmt.Sprintf("材料不超过 %d 项，请合并同类的。", mostLines))
	}
	seen := map[string]bool{}
	for _, y := range m {
		if seen[y.Name] && list == nil {
			list = fault.Field("materials", y.Name, "材料“"+y.Name+"”写了两次，请删去一次。")
		}
		seen[y.Name] = true
		if len([]rune(y.Name+y.Form+y.Note)) > mostLine && list == nil {
			list = fault.Field("materials", "", fmt.Sprintf("第 %d 项材料超过 %d 字，请写短些。", y.N, mostLine))
		}
	}
	var feedback error
	if p.FeedbackDays < 0 || p.FeedbackDays > clocks.MostDays {
		feedback = fault.Field("feedback_days", fmt.Sprint(p.FeedbackDays), "投诉反馈时限应为 1 至 366 个工作日。")
	}
	return join(days, list, feedback, long("basis", "法律依据", p.Basis, false), long("conditions", "办理条件", p.Conditions, false), long("requirements", "具体要求", p.Requirements, false),
		long("materials", "申报材料", p.Materials, false), long("steps", "办理程序", p.Steps, false), line("officer", "承办人员", p.Officer, false), long("place", "办理地点和电话", p.Place, false),
		long("fee", "收费标准", p.Fee, false), long("fee_basis", "收费依据", p.FeeBasis, false))
}

var publishDeed = act.Define(act.Spec[itemIn, Promise]{Name: "counter.promise.publish", Label: "公布服务承诺", Right: Use, Basis: []law.ID{law.PromiseDef, law.PromiseGuide, law.PromiseComplaint},
	Do: func(tx *act.Tx, in itemIn) (Promise, act.Entry, error) {
		none := func(err error) (Promise, act.Entry, error) { return Promise{}, act.Entry{}, err }
		x, s, err := in.r.ownItem(tx, in.id)
		if err != nil {
			return none(err)
		}
		if !s.heads(tx.Actor, x.Unit) && !s.heads(tx.Actor, in.r.Org.Places.Office) {
			return none(forbid(law.PromiseGuide, "服务承诺由承办科室或者办公室的负责人公布。"))
		}
		list, err := db.All[Promise](tx.Ctx, tx, q.SQL("promises_of"), x.ID)
		if err != nil {
			return none(err)
		}
		if len(list) == 0 || list[0].State != Draft || x.Closed {
			return none(fault.New(fault.Conflict, "没有可以公布的草稿，请先草拟。"))
		}
		p := list[0]
		if err := fault.Join(s.lacks(p)...); err != nil {
			return none(err)
		}
		media := word(s.book, law.PromiseGuide, "media")
		if len(list) > 1 && list[1].State == Published {
			old := list[1]
			old.State, old.ReplacedOn, old.Version = Replaced, tx.Today, old.Version+1
			if err := put(tx, "counter_promise", old.ID, old.Version-1, promiseColumns, old.values()); err != nil {
				return none(err)
			}
		}
		p.State, p.Media, p.PublishedOn, p.PublishedBy, p.Version = Published, media, tx.Today, tx.Actor.Login, p.Version+1
		return p, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("公布“%s”的服务承诺第 %d 版：%s", x.Title, p.N, p.Limit()), Detail: map[string]any{"media": media, "days": p.Days, "unit": string(p.DaysUnit)}}, put(tx, "counter_promise", p.ID, p.Version-1, promiseColumns, p.values())
	}})

// Publish makes the draft the promise that binds from now on, by the head of the unit or
// of the office. One that lacks any of the elements is refused with all that is missing.
// It stands at once in the guide on the portal (clauses promise.def, promise.guide).
func (r *Room) Publish(ctx context.Context, who act.Actor, item int64) (Promise, error) {
	return publishDeed.Run(ctx, r.Door, who, itemIn{r: r, id: item})
}

package logistics

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var (
	baseColumns        = []string{"area", "people", "posts", "vehicles", "plan", "made_by", "made_at", "version"}
	limitColumns       = []string{"year", "indicator", "quota", "most", "ground", "made_by", "made_at", "version"}
	explanationColumns = []string{"year", "about", "words", "made_by", "made_name", "made_at", "version"}
)

// Base is what is known of the bureau in a year; Plan is its plan for saving energy.
type Base struct {
	Year     int    `db:"id"`
	Area     int64  `db:"area"` // thousandths of a square metre
	People   int64  `db:"people"`
	Posts    int64  `db:"posts"`
	Vehicles int64  `db:"vehicles"`
	Plan     string `db:"plan"`
	MadeBy   string `db:"made_by"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

func (b Base) pure() energy.Base {
	return energy.Base{Area: b.Area, People: b.People, Posts: b.Posts, Vehicles: b.Vehicles}
}

func (b Base) values() []any {
	return []any{b.Area, b.People, b.Posts, b.Vehicles, b.Plan, b.MadeBy, b.MadeAt, b.Version}
}

// BaseOf gives the base data of a year; ok is false where nobody entered them.
func (r *Room) BaseOf(ctx context.Context, rd db.Reader, year int) (b Base, ok bool, err error) {
	return db.Maybe[Base](ctx, rd, q.SQL("base"), year)
}

func checkYear(year int) error {
	if year < energy.FirstYear || year > energy.LastYear {
		return fault.Field("year", fmt.Sprint(year), fmt.Sprintf("年度应为 %d 至 %d 之间的四位数字。", energy.FirstYear, energy.LastYear))
	}
	return nil
}

// yearWork is what a freeze is alone at: whatever a year rests on is entered before it
// or after it, never beside it.
const yearWork = "logistics.year"

// unfrozen refuses to change what a frozen year rests on, and keeps the year from being
// frozen until the deed ends.
func (r *Room) unfrozen(tx *act.Tx, year int) error { return r.noneFrozen(tx, year, year) }

// noneFrozen is unfrozen for every year from one to another.
func (r *Room) noneFrozen(tx *act.Tx, from, to int) error {
	if err := tx.Among(yearWork); err != nil {
		return err
	}
	year, err := db.One[int](tx.Ctx, tx, q.SQL("frozen"), from, to)
	if err == nil && year > 0 {
		err = &fault.Error{Kind: fault.Conflict, Clause: law.LogisticsYearlyReport, Say: fmt.Sprintf("%d 年的能耗年报已经定格，它所依据的登记不再变动。数字有误的，请在年报页登记更正。", year)}
	}
	return err
}

type baseIn struct {
	r *Room
	b Base
}

var baseDeed = act.Define(act.Spec[baseIn, bool]{Name: "logistics.base.save", Label: "登记单位基本信息", Right: Use, Basis: []law.ID{law.LogisticsStatistics, law.LogisticsPlan},
	Do: func(tx *act.Tx, in baseIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		b := in.b
		if err := in.r.office(tx.Actor, law.LogisticsStatistics, "单位基本信息"); err != nil {
			return none(err)
		}
		errs := []error{checkYear(b.Year), long("plan", "节能目标和实施方案", &b.Plan, false)}
		for _, x := range []struct {
			field, label string
			n, least     int64
		}{{"people", "用能人数", b.People, 1}, {"posts", "编制人数", b.Posts, 1}, {"vehicles", "车辆数", b.Vehicles, 0}} {
			if x.n < x.least || x.n > 100_000 {
				errs = append(errs, fault.Field(x.field, fmt.Sprint(x.n), fmt.Sprintf("%s应为 %d 至 100000 的整数。", x.label, x.least)))
			}
		}
		if b.Area <= 0 {
			errs = append(errs, fault.Field("area", "", "请填写建筑面积，单位是平方米。"))
		}
		if b.Year > tx.Today.Year+1 {
			errs = append(errs, fault.Field("year", fmt.Sprint(b.Year), "只能登记到下一年度。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if err := in.r.unfrozen(tx, b.Year); err != nil {
			return none(err)
		}
		old, ok, err := act.Locked[Base](tx, q.SQL("base"), b.Year)
		if err != nil {
			return none(err)
		}
		b.MadeBy, b.MadeAt, b.Version = tx.Actor.Login, tx.Now, old.Version+1
		entry := act.Entry{Subject: act.Subject("logistics_base", int64(b.Year)), Summary: fmt.Sprintf("登记 %d 年单位基本信息：建筑面积 %s 平方米，用能人数 %d，编制 %d，车辆 %d", b.Year, energy.Thousandths(b.Area), b.People, b.Posts, b.Vehicles)}
		if !ok {
			return true, entry, act.Insert(tx, "logistics_base", int64(b.Year), baseColumns, b.values())
		}
		return true, entry, put(tx, "logistics_base", int64(b.Year), old.Version, baseColumns, b.values())
	}})

// SaveBase enters the base data of a year and its plan for saving energy (clauses
// law.logistics.statistics, law.logistics.plan).
func (r *Room) SaveBase(ctx context.Context, who act.Actor, b Base) error {
	_, err := baseDeed.Run(ctx, r.Door, who, baseIn{r, b})
	return err
}

// Limit is a quota or a target of a year.
type Limit struct {
	ID        int64            `db:"id"`
	Year      int              `db:"year"`
	Indicator energy.Indicator `db:"indicator"`
	Quota     int64            `db:"quota"`
	Most      int64            `db:"most"`
	Ground    string           `db:"ground"`
	MadeBy    string           `db:"made_by"`
	MadeAt    int64            `db:"made_at"`
	Version   int64            `db:"version"`
}

func (l Limit) values() []any {
	return []any{l.Year, string(l.Indicator), l.Quota, l.Most, l.Ground, l.MadeBy, l.MadeAt, l.Version}
}

func (l Limit) pure() energy.Limit {
	return energy.Limit{Indicator: l.Indicator, Quota: l.Quota == 1, Most: l.Most}
}

// LimitsOf lists quotas and targets of a year.
func (r *Room) LimitsOf(ctx context.Context, rd db.Reader, year int) ([]Limit, error) {
	return db.All[Limit](ctx, rd, q.SQL("limits_of"), year)
}

type limitIn struct {
	r *Room
	l Limit
}

var limitDeed = act.Define(act.Spec[limitIn, bool]{Name: "logistics.limit.set", Label: "设定能耗定额或者目标", Right: Use, Basis: []law.ID{law.LogisticsQuota, law.LogisticsPlan},
	Do: func(tx *act.Tx, in limitIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		l := in.l
		if err := in.r.office(tx.Actor, law.LogisticsQuota, "定额和目标"); err != nil {
			return none(err)
		}
		errs := []error{checkYear(l.Year), line("ground", "依据", &l.Ground, true)}
		if !l.Indicator.Known() {
			errs = append(errs, fault.Field("indicator", string(l.Indicator), "请选择指标。"))
		}
		if l.Most <= 0 {
			errs = append(errs, fault.Field("most", energy.Thousandths(l.Most), "数值应大于零。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if err := in.r.unfrozen(tx, l.Year); err != nil {
			return none(err)
		}
		l.Quota = min(l.Quota, 1)
		l.MadeBy, l.MadeAt, l.Version = tx.Actor.Login, tx.Now, 1
		old, ok, err := act.Locked[Limit](tx, q.SQL("limit"), l.Year, string(l.Indicator), l.Quota)
		if err != nil {
			return none(err)
		}
		entry := act.Entry{Subject: "logistics_limit", Summary: fmt.Sprintf("设定 %d 年%s %s %s，依据：%s", l.Year, l.pure().Label(), energy.Thousandths(l.Most), l.Indicator.Unit(), l.Ground), Detail: map[string]any{"was": old.Most, "becomes": l.Most}}
		if !ok {
			_, err := insert(tx, "logistics_limit", limitColumns, l.values())
			return true, entry, err
		}
		l.Version = old.Version + 1
		return true, entry, put(tx, "logistics_limit", old.ID, old.Version, limitColumns, l.values())
	}})

// SetLimit sets a quota or a target of a year, with its ground (clauses
// law.logistics.quota, law.logistics.plan).
func (r *Room) SetLimit(ctx context.Context, who act.Actor, l Limit) error {
	_, err := limitDeed.Run(ctx, r.Door, who, limitIn{r, l})
	return err
}

// Explanation says why something is missing or beyond the quota.
type Explanation struct {
	ID       int64  `db:"id"`
	Year     int    `db:"year"`
	About    string `db:"about"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

func (x Explanation) values() []any {
	return []any{x.Year, x.About, x.Words, x.MadeBy, x.MadeName, x.MadeAt, x.Version}
}

type explainIn struct {
	r     *Room
	year  int
	about string
	words string
}

var explainDeed = act.Define(act.Spec[explainIn, bool]{Name: "logistics.explain", Label: "说明缺口或者超定额", Right: Use, Basis: []law.ID{law.LogisticsQuota, law.LogisticsStatistics},
	Do: func(tx *act.Tx, in explainIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsQuota, "说明"); err != nil {
			return none(err)
		}
		if err := long("words", "说明", &in.words, true); err != nil {
			return none(err)
		}
		if err := in.r.unfrozen(tx, in.year); err != nil {
			return none(err)
		}
		s, err := in.r.count(tx.Ctx, tx, in.year, tx.Today)
		if err != nil {
			return none(err)
		}
		say := ""
		for _, f := range s.Findings {
			if f.Key != "" && f.Key == in.about {
				say = f.Say
			}
		}
		if say == "" {
			return none(fault.Field("about", in.about, "没有这一条待说明的事项，请重新打开页面核对。"))
		}
		x := Explanation{Year: in.year, About: in.about, Words: in.words, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now, Version: 1}
		old, ok, err := act.Locked[Explanation](tx, q.SQL("explanation"), in.year, in.about)
		if err != nil {
			return none(err)
		}
		entry := act.Entry{Subject: "logistics_explanation", Summary: fmt.Sprintf("说明 %d 年能耗：%s", in.year, say), Detail: map[string]any{"about": in.about, "words": in.words}}
		if !ok {
			_, err := insert(tx, "logistics_explanation", explanationColumns, x.values())
			return true, entry, err
		}
		x.Version = old.Version + 1
		return true, entry, put(tx, "logistics_explanation", old.ID, old.Version, explanationColumns, x.values())
	}})

// Explain writes down why there is a gap, or why more was used than the quota allows
// (clause law.logistics.quota).
func (r *Room) Explain(ctx context.Context, who act.Actor, year int, about, words string) error {
	_, err := explainDeed.Run(ctx, r.Door, who, explainIn{r, year, about, words})
	return err
}

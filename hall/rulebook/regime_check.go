package rulebook

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
)

// The words that disclosure.yaml may use.
var (
	timeLimits = []string{"reply", "publish", "correction_notice", "third_party", "third_party_notice", "joint_agency", "fee_payment",
		"reconsideration", "lawsuit_15d", "lawsuit_3m", "lawsuit_6m", "rectify", "secrecy_step", "secrecy_total", "annual_report"}
	effectsOn = []string{"correction", "fee", "third_party", "agency", "extension", "longer_period", "reason", "secrecy_review"}
	does      = []string{"restart", "stop", "add", "set", "runs"}
	units     = []string{UnitWorkingDays, UnitCalendarDays, UnitMonths}
	approvers = []string{"head_of_disclosure_office", "head_of_agency"}
	asked     = []string{"third_party", "joint_agency", "applicant_correction", "applicant_fee"}
	silences  = []string{"consent", "no_consent", "agency_decides", "given_up", "unsaid"}
	charges   = []string{"costs", "nothing", "processing_fee"}
	modes     = []string{"items_per_natural_month", "pages_per_application"}
	classes   = []string{"any", "either", "review_first"}
)

// TimeLimits lists the names of the periods that can be asked for.
func TimeLimits() []string { return slices.Clone(timeLimits) }

// maxCount is the longest period that is believed, in any unit.
const maxCount = 366

// disclosure examines the regimes, fees, remedies and clashes of the book.
func (c *checker) disclosure() {
	d := c.b.Disclosure
	if len(d.Regimes) == 0 && len(d.Periods) == 0 && len(d.Fees) == 0 && len(d.Remedies) == 0 && len(d.Clashes) == 0 {
		return
	}
	const file = "disclosure.yaml"
	if !slices.Contains([]string{FollowLaw, FollowBook}, d.Follow) || !slices.Contains([]string{StraddleReceived, StraddleCurrent}, d.Straddling) || d.Ground == "" {
		c.add("form", file, "", "follow、straddling 的取值不对，或没有写明缘由")
	}
	names := map[string]bool{}
	for _, r := range d.Regimes {
		where := file + " " + r.Name
		if r.Name == "" || r.Title == "" || !slices.Contains([]string{OriginLaw, OriginBook}, r.Origin) || r.From.IsZero() != (r.Origin == OriginBook) {
			c.add("form", where, "", "制度的名称、题目、出处或施行日期不合格式")
		}
		if names[r.Name] {
			c.add("duplicate", where, "", "制度写了两次")
		}
		names[r.Name] = true
		c.rest(where, r.Basis)
		c.regime(where, r)
	}
	c.timeLimits(file, d.Periods)
	c.eras(d)
	c.papers(d)
	c.receipts(d)
	c.replies(d)
	for _, x := range d.Clashes {
		where := file + " clashes " + x.Topic
		if x.Topic == "" || x.Book == "" || x.Law == "" || x.ToBeChosen == "" || x.Since.IsZero() {
			c.add("form", where, "", "冲突没有写全题目、两种文本、起始日期和待定事项")
		}
		c.rest(where, x.BookBasis)
		c.rest(where, x.LawBasis)
	}
	c.clashes()
}

// rest wants at least one ground, every one of which exists with its readings.
func (c *checker) rest(where string, basis []Basis) {
	if len(basis) == 0 {
		c.add("form", where, "", "没有写依据")
	}
	for _, g := range basis {
		c.cite(where, g.Clause)
		card, local := c.b.Card(g.Clause)
		for _, id := range g.Interpretation {
			if _, _, ok := card.Interpretation(id); local && !ok {
				c.add("citation", where, g.Clause, "没有解释“%s”", id)
			}
		}
	}
}

// word reports a word that is not among those allowed, or stands twice.
func (c *checker) word(where, w string, allowed []string, seen map[string]bool) {
	if !slices.Contains(allowed, w) {
		c.add("form", where, "", "没有“%s”这个取值", w)
	}
	if seen[w] {
		c.add("duplicate", where, "", "“%s”写了两次", w)
	}
	seen[w] = true
}

func (c *checker) regime(where string, r Regime) {
	c.timeLimits(where, r.Periods)
	seen := map[string]bool{}
	for _, e := range r.Effects {
		at := where + " effects " + e.On
		c.word(at, e.On, effectsOn, seen)
		if !slices.Contains(does, e.Does) {
			c.add("form", at, "", "没有“%s”这种效果", e.Does)
		}
		if _, ok := r.Period(e.Within); e.Within != "" && !ok {
			c.add("citation", at, "", "没有期限“%s”", e.Within)
		}
		c.rest(at, e.Basis)
	}
	if e := r.Extension; e.Most < 1 || e.Most > maxCount || !slices.Contains(approvers, e.Approver) || e.Label == "" {
		c.add("form", where+" extension", "", "延期的天数或同意人不合格式")
	}
	c.rest(where+" extension", r.Extension.Basis)
	seen = map[string]bool{}
	for _, s := range r.Silences {
		at := where + " silences " + s.Who
		c.word(at, s.Who, asked, seen)
		if !slices.Contains(silences, s.Means) || s.Say == "" {
			c.add("form", at, "", "不答复的后果不合格式")
		}
		c.rest(at, s.Basis)
	}
}

func (c *checker) timeLimits(where string, list []TimeLimit) {
	seen := map[string]bool{}
	for _, t := range list {
		at := where + " periods " + t.For
		c.word(at, t.For, timeLimits, seen)
		if t.Label == "" || t.Start == "" {
			c.add("form", at, "", "没有写期限的名称或起算的事")
		}
		counted := t.Count >= 1 && t.Count <= maxCount && slices.Contains(units, t.Unit)
		if t.By != "" && (t.Count != 0 || t.Unit != "" || !monthDay.MatchString(t.By)) || t.By == "" && !counted {
			c.add("form", at, "", "期限应写天数和单位，或写固定的月日，二者取一")
		}
		for _, m := range t.MovedBy {
			if !slices.Contains(effectsOn, m) || t.Unit != UnitWorkingDays {
				c.add("form", at, "", "“%s”不能改变这个期限", m)
			}
		}
		c.rest(at, t.Basis)
	}
}

// eras examines what is dated: each stretch ends where the next begins.
func (c *checker) eras(d Disclosure) {
	follow := func(where string, i int, from, until, before civil.Date) {
		if from.IsZero() || !until.IsZero() && !from.Before(until) || i > 0 && from != before {
			c.add("date", where, "", "起止日期不相接")
		}
	}
	var before civil.Date
	for i, f := range d.Fees {
		where := fmt.Sprintf("disclosure.yaml fees %s", f.From)
		follow(where, i, f.From, f.Until, before)
		before = f.Until
		if !slices.Contains(charges, f.Charges) || f.Say == "" || (f.Charges == "processing_fee") != (len(f.Tariffs) > 0) {
			c.add("form", where, "", "收费的种类、说明或标准不合格式")
		}
		c.rest(where, f.Basis)
		seen := map[string]bool{}
		for _, t := range f.Tariffs {
			c.word(where, t.Mode, modes, seen)
			c.tiers(where+" "+t.Mode, t)
		}
	}
	last := map[string]civil.Date{}
	for _, r := range d.Remedies {
		where := fmt.Sprintf("disclosure.yaml remedies %s %s", r.From, r.Class)
		if !slices.Contains(classes, r.Class) || r.Text == "" {
			c.add("form", where, "", "救济的种类或文字不合格式")
		}
		before, known := last[r.Class]
		if !known {
			before = r.From
		}
		follow(where, 1, r.From, r.Until, before)
		last[r.Class] = r.Until
		c.rest(where, r.Basis)
	}
}

func (c *checker) tiers(where string, t Tariff) {
	if t.Label == "" || t.Unit == "" || len(t.Tiers) == 0 || t.Tiers[0].Above != 0 {
		c.add("form", where, "", "收费标准没有写名称、单位，或没有从0起分档")
	}
	for i, x := range t.Tiers {
		if x.Yuan < 0 || x.Step < 0 || x.More < 0 || (x.Step == 0) != (x.More == 0) || i > 0 && x.Above <= t.Tiers[i-1].Above {
			c.add("form", where, "", "分档应由小到大，价格不能为负")
		}
	}
}

// clashes wants every datum in which the local text differs from the law in force
// to be among the clashes, so that none is passed over in silence.
func (c *checker) clashes() {
	d := c.b.Disclosure
	local, ok := d.Local()
	current, found := d.regime(func(r Regime) bool { return r.Origin == OriginLaw && r.Until.IsZero() })
	if !ok || !found {
		return
	}
	told := map[string]bool{}
	for _, x := range d.Clashes {
		for _, p := range x.Parts {
			told[p] = true
		}
	}
	differ := Differences(local, current)
	for _, p := range differ {
		if !told[p] {
			c.add("clash", "disclosure.yaml", "", "“%s”与现行法不一致，没有列入 clashes", p)
		}
	}
	for p := range told {
		if !slices.Contains(differ, p) {
			c.add("clash", "disclosure.yaml", "", "“%s”列入了 clashes，数据却没有不一致", p)
		}
	}
}

// Differences lists in which data a local regime falls short of, or differs from,
// that of the law: "period reply", "effect agency", "silence third_party",
// "extension". What only the local one sets is an addition and no difference.
func Differences(local, law Regime) []string {
	var list []string
	for _, name := range timeLimits {
		x, here := local.Period(name)
		y, there := law.Period(name)
		if there && (!here || x.Count != y.Count || x.Unit != y.Unit || x.By != y.By) {
			list = append(list, "period "+name)
		}
	}
	for _, on := range effectsOn {
		if local.Effect(on).Does != law.Effect(on).Does {
			list = append(list, "effect "+on)
		}
	}
	for _, who := range asked {
		x, here := local.Silence(who)
		y, there := law.Silence(who)
		if here && there && x.Means != y.Means {
			list = append(list, "silence "+who)
		}
	}
	if local.Extension.Most != law.Extension.Most || local.Extension.Approver != law.Extension.Approver {
		list = append(list, "extension")
	}
	return list
}

// counting says which clauses the clock counts by: those of the periods and of what
// moves them. Who consents to an extension is not its affair.
func (d Disclosure) counting(add func(id law.ID, function string)) {
	for _, r := range d.Regimes {
		var grounds []Basis
		for _, t := range r.Periods {
			grounds = slices.Concat(grounds, t.Basis)
		}
		for _, e := range r.Effects {
			grounds = slices.Concat(grounds, e.Basis)
		}
		for _, g := range grounds {
			add(g.Clause, "rulebooks.regime."+r.Name)
		}
	}
}

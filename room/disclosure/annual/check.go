package annual

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
)

// Finding is what a check found.
type Finding struct {
	Check string // C1 to C18
	Stops bool   // the report does not go out with it
	Where string // table, row, column or part, in Chinese
	Say   string
}

// Checkup is what a report is checked against. What is nil or empty is not checked.
type Checkup struct {
	Report *Report
	Last   *Report // last year's; nil where there is none
	// Reorganised says why this year does not begin where the last one ended.
	Reorganised string
	// Listed are the applications and disputes behind the figures.
	Listed   []Counted
	Disputes []Listed
	// ReviewsDecided is how many reviews were decided this year or earlier.
	ReviewsDecided int
	Doubts         []string
	Due            civil.Date // 31 January of the next year
	Target         civil.Date // the last working day on or before it
	Sent           civil.Date // to the office of the county; no date before
	Public         civil.Date
	Today          civil.Date
}

// Check runs C1 to C18 and gives what they find, in order.
func (c Checkup) Check() []Finding {
	k := &checks{c: c, r: c.Report}
	k.identities()
	k.carried()
	k.disputes()
	k.lists()
	k.prose()
	k.acts()
	k.compared()
	k.dates()
	for _, s := range c.Doubts {
		k.stop("C8", "登记簿", s)
	}
	slices.SortStableFunc(k.found, func(a, b Finding) int { return number(a.Check) - number(b.Check) })
	return k.found
}

func number(check string) (n int) {
	_, _ = fmt.Sscanf(check, "C%d", &n)
	return n
}

// Stops reports whether a finding keeps the report from going out.
func Stops(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Stops })
}

type checks struct {
	c     Checkup
	r     *Report
	found []Finding
}

func (k *checks) stop(check, where, say string) {
	k.found = append(k.found, Finding{check, true, where, say})
}

func (k *checks) warn(check, where, say string) {
	k.found = append(k.found, Finding{check, false, where, say})
}

func (k *checks) identities() {
	a := &k.r.Asked
	for col, name := range Columns {
		in, out := a.At(RowNew, col)+a.At(RowCarried, col), a.At(RowTotal, col)+a.At(RowLeft, col)
		if in != out {
			k.stop("C1", "表三 "+name, fmt.Sprintf("第一项加第二项是%d，第三项总计加第四项是%d，应当相等。", in, out))
		}
		sum := 0
		for row := RowFirst; row <= RowLast; row++ {
			sum += a.At(row, col)
		}
		if sum != a.At(RowTotal, col) {
			k.stop("C2", "表三 "+name, fmt.Sprintf("第三项各行之和是%d，总计写的是%d，应当相等。", sum, a.At(RowTotal, col)))
		}
	}
	for row := 1; row <= rows; row++ {
		sum := 0
		for col := range Sum {
			sum += a.At(row, col)
			if a.At(row, col) < 0 {
				k.stop("C5", "表三 "+RowLabels[row-1], fmt.Sprintf("“%s”一栏是%d，数字不能小于0。", Columns[col], a.At(row, col)))
			}
		}
		if sum != a.At(row, Sum) {
			k.stop("C3", "表三 "+RowLabels[row-1], fmt.Sprintf("各栏之和是%d，总计写的是%d，应当相等。", sum, a.At(row, Sum)))
		}
	}
}

func (k *checks) carried() {
	if k.c.Last == nil {
		return
	}
	for col, name := range Columns {
		now, then := k.r.Asked.At(RowCarried, col), k.c.Last.Asked.At(RowLeft, col)
		switch {
		case now == then:
		case k.c.Reorganised != "":
			k.warn("C4", "表三 "+name, fmt.Sprintf("上年结转%d件，上年的报告写结转下年度%d件；已说明：%s", now, then, k.c.Reorganised))
		default:
			k.stop("C4", "表三 "+name, fmt.Sprintf("上年结转%d件，上年的报告写结转下年度%d件，应当相等。机构有调整的，写明情况。", now, then))
		}
	}
}

func (k *checks) disputes() {
	for b, block := range k.r.Disputes {
		sum := 0
		for col, n := range block[:ResultSum] {
			sum += n
			if n < 0 {
				k.stop("C5", "表四 "+Blocks[b], fmt.Sprintf("“%s”一栏是%d，数字不能小于0。", Results[col], n))
			}
		}
		if sum != block[ResultSum] {
			k.stop("C6", "表四 "+Blocks[b], fmt.Sprintf("四种结果之和是%d，总计写的是%d，应当相等。", sum, block[ResultSum]))
		}
	}
	split := civil.Date{Year: 2024, Month: 1, Day: 1}
	for _, d := range k.c.Disputes {
		first := len(d.Outcome) == 3 && d.Outcome >= "3.1" && d.Outcome <= "3.7"
		if d.Block == DirectSuits && first && !d.Filed.Before(split) {
			k.warn("C14", "表四 "+Blocks[DirectSuits], fmt.Sprintf("一件针对%s的诉讼登记为未经复议直接起诉；2024年起这种答复应当先复议，请核对。", d.Outcome))
		}
	}
	if n := k.r.Disputes[LaterSuits][ResultSum]; k.c.Disputes != nil && n > k.c.ReviewsDecided {
		k.warn("C16", "表四 "+Blocks[LaterSuits], fmt.Sprintf("复议后起诉%d件，多于已经作出的复议决定%d件，请核对。", n, k.c.ReviewsDecided))
	}
}

// lists holds every figure against the list behind it.
func (k *checks) lists() {
	if k.c.Listed == nil {
		return
	}
	var again Asked
	seen := map[int64]bool{}
	ended := map[string]int{}
	for _, x := range k.c.Listed {
		if seen[x.ID] {
			k.stop("C7", "表三", x.Number+"计了两次；一件申请只计一种结果，部分公开的只计部分公开。")
		}
		seen[x.ID] = true
		again.add(x.In, x.Column, 1)
		again.add(x.Out, x.Column, 1)
		if x.Out <= RowLast {
			ended[x.Ended]++
		}
	}
	for row := 1; row <= rows; row++ {
		for col, name := range Columns {
			if got, want := k.r.Asked.At(row, col), again.At(row, col); got != want {
				k.stop("C8", "表三 "+RowLabels[row-1]+" "+name, fmt.Sprintf("表中是%d，登记簿清单是%d件，应当相等。", got, want))
			}
		}
	}
	for _, x := range []struct {
		row  int
		word string
		name string
	}{{21, "fix", "逾期不补正"}, {22, "fee", "逾期不缴费"}} {
		if got, want := k.r.Asked.At(x.row, Sum), ended[x.word]; got != want {
			k.stop("C9", "表三 "+RowLabels[x.row-1], fmt.Sprintf("表中是%d，登记簿中因%s视为放弃的是%d件，应当相等。", got, x.name, want))
		}
	}
}

func (k *checks) prose() {
	for _, p := range Parts {
		text := strings.TrimSpace(k.r.Texts[p.Key])
		where := "正文 " + p.name()
		if p.Must && empty(text) && !(p.Key == "other_matters" && text != "") {
			check := "C11"
			k.stop(check, where, "没有内容。"+p.Hint+"。")
			continue
		}
		if _, unknown := k.r.Render(text); len(unknown) > 0 {
			k.stop("C10", where, "占位“"+strings.Join(unknown, "”“")+"”没有对应的数字，请改用所列的占位。")
		}
		if list := Literals(text); len(list) > 0 {
			k.warn("C10", where, "直接写了数字“"+strings.Join(list, "”“")+"”，与表格核对不了；表中有的数字请用占位。")
		}
	}
	other := k.r.Texts["other_matters"]
	if !strings.Contains(other, "信息处理费") {
		k.stop("C11", "正文 "+Sections[5], "没有写收取信息处理费的情况；没有收取的也要写明。")
	} else if k.r.Fee > 0 && !strings.Contains(other, "{信息处理费}") {
		k.stop("C11", "正文 "+Sections[5], fmt.Sprintf("全年收取信息处理费%d元，正文没有用{信息处理费}写明数额。", k.r.Fee))
	}
}

func (p Part) name() string {
	if p.Label == "" {
		return Sections[p.Section-1]
	}
	return p.Label
}

// empty reports whether a text says nothing.
func empty(text string) bool {
	switch strings.Trim(text, "。 \n") {
	case "", "无", "没有", "暂无", "/":
		return true
	}
	return false
}

func (k *checks) acts() {
	for _, x := range []struct {
		name      string
		now, then Norms
	}{{"规章", k.r.Acts.Rules, k.last().Acts.Rules}, {"行政规范性文件", k.r.Acts.Normative, k.last().Acts.Normative}} {
		if min(x.now.Made, x.now.Ended, x.now.InForce) < 0 {
			k.stop("C5", "表二 "+x.name, "数字不能小于0。")
		}
		if want := x.then.InForce + x.now.Made - x.now.Ended; k.c.Last != nil && x.now.InForce != want {
			k.warn("C12", "表二 "+x.name, fmt.Sprintf("现行有效%d件；上年%d件加本年制发、减本年废止是%d件，请核对。", x.now.InForce, x.then.InForce, want))
		}
	}
	for name, n := range map[string]int{"行政许可": k.r.Acts.Permits, "行政处罚": k.r.Acts.Penalties, "行政强制": k.r.Acts.Coercion, "行政事业性收费": k.r.Acts.Fees} {
		if n < 0 {
			k.stop("C5", "表二 "+name, "数字不能小于0。")
		}
	}
	// The unit is 万元; a county bureau that takes more than ten thousand of it has
	// most likely entered yuan.
	if k.r.Acts.Fees > 10_000*100 {
		k.warn("C13", "表二 行政事业性收费", Yuan10k(k.r.Acts.Fees)+"万元，数额很大，请核对单位是否为万元。")
	}
}

func (k *checks) last() *Report {
	if k.c.Last == nil {
		return &Report{}
	}
	return k.c.Last
}

// compared sets the report beside last year's.
func (k *checks) compared() {
	if k.c.Last == nil {
		return
	}
	for _, row := range []int{RowNew, RowFirst, RowPartial, RowTotal, RowLeft} {
		now, then := k.r.Asked.At(row, Sum), k.c.Last.Asked.At(row, Sum)
		if max(now, then) >= 10 && (now > 5*then || 5*now < then) {
			k.warn("C15", "表三 "+RowLabels[row-1], fmt.Sprintf("本年%d，上年%d，相差五倍以上，请核对。", now, then))
		}
	}
	for _, p := range Parts {
		now, then := k.r.Texts[p.Key], k.c.Last.Texts[p.Key]
		if len([]rune(now)) < 60 || now == p.Draft {
			continue
		}
		if s := Similarity(now, then); s > 0.8 {
			k.warn("C17", "正文 "+p.name(), fmt.Sprintf("与上年相同的部分约%d%%，不得照抄上年，请按本年情况重写。", int(s*100)))
		}
	}
}

// dates holds the report against 31 January.
func (k *checks) dates() {
	c := k.c
	if c.Due.IsZero() {
		return
	}
	for _, x := range []struct {
		what string
		on   civil.Date
	}{{"报送", c.Sent}, {"公布", c.Public}} {
		switch {
		case x.on.After(c.Due):
			k.warn("C18", x.what, fmt.Sprintf("%s才%s，晚于%s。", x.on.Chinese(), x.what, c.Due.Chinese()))
		case x.on.IsZero() && c.Today.After(c.Due):
			// A late report is still owed: it is named, and never held up for it.
			k.warn("C18", x.what, fmt.Sprintf("应当在%s以前%s，已经逾期。请立即%s，并说明原因。", c.Due.Chinese(), x.what, x.what))
		case x.on.IsZero() && !c.Target.IsZero() && c.Today.After(c.Target.AddDays(-10)):
			k.warn("C18", x.what, fmt.Sprintf("还没有%s；最后一个工作日是%s。", x.what, c.Target.Chinese()))
		}
	}
}

// Target is the last working day on or before the due day; worked tells working
// days.
func Target(due civil.Date, worked func(civil.Date) bool) civil.Date {
	for d := due; d.After(due.AddDays(-31)); d = d.AddDays(-1) {
		if worked(d) {
			return d
		}
	}
	return due
}

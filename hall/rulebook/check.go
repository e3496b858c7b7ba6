package rulebook

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/law"
)

// Check examines the whole book: every citation exists, nothing is named twice,
// dates are in order, what has no value is marked as to be confirmed, and every
// table is closed. A sound book has no defects.
func Check(b *Book) []Defect { return check(b, false) }

// CheckAsWritten walks the tables of the text as it stands, without the rows that
// rest on an interpretation.
func CheckAsWritten(b *Book) []Defect { return check(b, true) }

// ToConfirm lists the parameters that the bureau still has to confirm.
func (b *Book) ToConfirm() []Parameter {
	return slices.DeleteFunc(b.Params(), func(p Parameter) bool { return !p.ToBeConfirmed })
}

type checker struct {
	b     *Book
	found []Defect
}

func (c *checker) add(kind, where string, clause law.ID, format string, a ...any) {
	c.found = append(c.found, Defect{Kind: kind, Where: where, Clause: clause, Say: fmt.Sprintf(format, a...)})
}

func check(b *Book, asWritten bool) []Defect {
	c := &checker{b: b}
	for _, part := range []func(){c.chapters, c.cards, c.units, c.archive, c.disclosure, c.catalogue, c.meetings} {
		part()
	}
	for _, t := range b.Tables {
		c.table(t)
		if asWritten {
			t = t.AsWritten()
		}
		c.found = append(c.found, Walk(t)...)
	}
	c.actors()
	c.tableVersions()
	c.examples()
	return c.found
}

// cite reports a clause that neither the book nor the cited national law has.
func (c *checker) cite(where string, id law.ID) {
	if _, added := c.b.Card(id); added {
		return
	}
	if strings.HasPrefix(string(id), "law.") {
		if !slices.Contains(law.National(), id) {
			c.add("citation", where, id, "引用的国家规定“%s”没有登记", id)
		}
		return
	}
	if _, ok := c.b.Card(id); !ok {
		c.add("citation", where, id, "引用的条文“%s”不存在", id)
	}
}

var (
	slug     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	lineList = regexp.MustCompile(`^\d+(-\d+)?(,\d+(-\d+)?)*$`)
	unitCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,7}$`)
	postCode = regexp.MustCompile(`^[A-Za-z0-9]+(-[a-z0-9]+)*$`)
	monthDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
)

func (c *checker) chapters() {
	seen := map[string]bool{}
	for _, ch := range c.b.Chapters {
		if ch.Key == "" || ch.Title == "" {
			c.add("form", "book.yaml", "", "有一章缺少编号或题目")
		}
		if seen[ch.Key] {
			c.add("duplicate", "book.yaml", "", "章“%s”写了两次", ch.Key)
		}
		seen[ch.Key] = true
	}
	c.parameters("book.yaml", "", c.b.Parameters)
	for _, p := range c.b.Parameters {
		if p.Name == "in_force" && p.Value != c.b.InForce.String() {
			c.add("date", "book.yaml", "", "参数 in_force 是 %s，施行日期却是 %s", p.Value, c.b.InForce)
		}
	}
}

func (c *checker) cards() {
	for _, card := range c.b.cards {
		where := string(card.ID)
		switch ch, _ := c.b.Chapter(card.Chapter); {
		case ch.Missing && card.From == "":
			c.add("form", where, card.ID, "所属的章没有正文，不能有条文")
		case card.From != "" && (!ch.Missing || card.Locator != "" || card.Lines != ""):
			c.add("form", where, card.ID, "据国家规定增补的条文只能放在没有正文的章里，不写原文出处")
		case card.From == "" && (card.Locator == "" || (card.Lines == "" && !card.Inferred)):
			c.add("form", where, card.ID, "没有写出处或原文行号")
		}
		if card.Lines != "" && !ascending(card.Lines) {
			c.add("form", where, card.ID, "原文行号“%s”写法不对或次序不对", card.Lines)
		}
		if !card.Carried {
			continue
		}
		if strings.TrimSpace(card.Statement) == "" || strings.TrimSpace(card.Label) == "" {
			c.add("form", where, card.ID, "没有写条文内容或标题")
		}
		c.parameters(where, card.ID, card.Parameters)
		ids := map[string]bool{}
		for _, i := range card.Interpretations {
			if !slug.MatchString(i.ID) || i.Text == "" || i.Ground == "" {
				c.add("form", where, card.ID, "解释“%s”的编号、内容、理由有缺或编号不合格式", i.ID)
			}
			if ids[i.ID] {
				c.add("duplicate", where, card.ID, "解释“%s”写了两次", i.ID)
			}
			ids[i.ID] = true
		}
		for _, x := range card.Conflicts {
			c.cite(where, x.Law)
			if x.Text == "" || x.Choice == "" {
				c.add("form", where, card.ID, "与上位法的冲突没有写明两种文本或取舍")
			}
		}
		c.versions(card)
	}
}

// ascending reads "8,12" or "8-36,40" and wants the numbers to grow.
func ascending(lines string) bool {
	if !lineList.MatchString(lines) {
		return false
	}
	last := 0
	for n := range strings.FieldsFuncSeq(lines, func(r rune) bool { return r == ',' || r == '-' }) {
		v, err := strconv.Atoi(n)
		if err != nil || v <= last {
			return false
		}
		last = v
	}
	return true
}

func (c *checker) versions(card Card) {
	for i, v := range card.Versions {
		where := string(card.ID)
		switch {
		case v.From.IsZero() || v.Statement == "":
			c.add("form", where, card.ID, "第%d个文本没有施行日期或内容", i+1)
		case v.From.Before(c.b.InForce):
			c.add("date", where, card.ID, "第%d个文本的施行日期 %s 早于本规章施行日期 %s", i+1, v.From, c.b.InForce)
		case !v.Until.IsZero() && !v.From.Before(v.Until):
			c.add("date", where, card.ID, "第%d个文本的失效日期 %s 不晚于施行日期 %s", i+1, v.Until, v.From)
		}
		if i == 0 {
			continue
		}
		if before := card.Versions[i-1]; before.Until.IsZero() || v.From.Before(before.Until) {
			c.add("date", where, card.ID, "第%d个文本施行时前一个文本尚未失效", i+1)
		}
	}
}

var ranks = []string{"staff", "section_head", "bureau_leader", "director"}

func (c *checker) units() {
	names := map[string]string{}
	for _, u := range c.b.Units {
		where := "units.yaml " + u.Code
		if !unitCode.MatchString(u.Code) || u.Name == "" || !slices.Contains([]string{"office", "section", "centre", "station"}, u.Kind) {
			c.add("form", where, "", "机构的代码、名称或种类不合格式")
		}
		for _, n := range slices.Concat([]string{u.Code, u.Name}, u.Signs, u.Aliases) {
			if other, twice := names[n]; twice {
				c.add("duplicate", where, "", "名称“%s”已经用于 %s", n, other)
			}
			names[n] = u.Code
		}
		for _, id := range u.Clauses {
			c.cite(where, id)
		}
	}
	codes := map[string]bool{}
	for _, p := range c.b.Posts {
		where := "posts.yaml " + p.Code
		if !postCode.MatchString(p.Code) || p.Name == "" || !slices.Contains(ranks, p.Rank) {
			c.add("form", where, "", "岗位的代码、名称或职级不合格式")
		}
		if codes[p.Code] {
			c.add("duplicate", where, "", "岗位代码写了两次")
		}
		codes[p.Code] = true
		if !slices.ContainsFunc(c.b.Units, func(u Unit) bool { return p.Unit == "" || u.Code == p.Unit }) {
			c.add("citation", where, "", "没有代码为“%s”的机构", p.Unit)
		}
	}
}

func (c *checker) archive() {
	a := c.b.Archive
	cites := a.cites()
	wheres := make([]string, 0, len(cites))
	for w := range cites {
		wheres = append(wheres, w)
	}
	slices.SortFunc(wheres, cmp.Compare)
	for _, w := range wheres {
		c.cite(w, cites[w])
	}
	for i, l := range a.Network {
		where := fmt.Sprintf("archive.yaml network %d", l.Level)
		if l.Level != i+1 {
			c.add("form", where, l.Clause, "各级应从1起顺次编排")
		}
		_, post := c.b.Post(l.Post)
		_, unit := c.b.Unit(l.Unit)
		if one := boolInt(l.Post != "" && post) + boolInt(l.Unit != "" && unit) + boolInt(l.AllUnits); one != 1 {
			c.add("form", where, l.Clause, "应当且只应写一个已有的岗位、一个已有的机构，或全部机构")
		}
	}
	period := func(code string) bool {
		return slices.ContainsFunc(a.RetentionPeriods, func(p Period) bool { return p.Code == code })
	}
	for _, cat := range a.Categories {
		for _, p := range cat.Periods {
			if !period(p) {
				c.add("citation", "archive.yaml categories "+cat.Code, cat.Clause, "没有保管期限“%s”", p)
			}
		}
	}
	for _, y := range a.ClosedYear {
		if !period(y.Period) || y.Items < 0 || y.Boxes < 0 {
			c.add("form", "archive.yaml closed_year "+y.Period, y.Clause, "保管期限不存在或数字为负")
		}
	}
	for _, r := range a.Rooms {
		for _, code := range append([]string{r.Keeper}, r.Readers...) {
			if _, ok := c.b.Unit(code); !ok {
				c.add("citation", "archive.yaml rooms "+r.Code, r.Clause, "没有代码为“%s”的机构", code)
			}
		}
	}
	if x := a.Box; x.Clause != "" {
		if len(x.SpinesMM) == 0 || !slices.IsSorted(x.SpinesMM) || x.SpinesMM[0] <= 0 || x.SheetMicrons <= 0 || x.UsablePercent < 1 || x.UsablePercent > 100 {
			c.add("form", "archive.yaml box", x.Clause, "盒脊厚度应由小到大，纸厚应大于0，可用比例应在1至100之间")
		}
	}
	if m := a.HandoverBy.MonthDay; m != "" && !monthDay.MatchString(m) {
		c.add("date", "archive.yaml handover_by", a.HandoverBy.Clause, "月日“%s”应写成 03-31 的样子", m)
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *checker) table(t Table) {
	c.cite("tables.yaml "+t.ID, t.Clause)
	words := slices.Clone(t.Outcomes)
	for _, in := range t.Inputs {
		words = append(words, in.Words...)
		if in.Label == "" {
			c.add("form", "tables.yaml "+t.ID, t.Clause, "输入“%s”没有中文名", in.Name)
		}
	}
	for _, w := range words {
		if t.Labels[w] == "" {
			c.add("form", "tables.yaml "+t.ID, t.Clause, "词语“%s”没有中文名", w)
		}
	}
	for _, r := range slices.Concat(t.Rows, t.Written) {
		where := "tables.yaml " + t.ID + " " + r.ID
		c.cite(where, r.Clause)
		for _, id := range r.Also {
			c.cite(where, id)
		}
		card, _ := c.b.Card(r.Clause)
		for _, id := range r.Interpretation {
			if _, _, ok := card.Interpretation(id); !ok {
				c.add("citation", where, r.Clause, "条文“%s”没有解释“%s”", r.Clause, id)
			}
		}
		if r.Refer != "" {
			c.refer(where, t, r)
		}
	}
	if t.Closing.Clause != "" {
		c.cite("tables.yaml "+t.ID+" closing", t.Closing.Clause)
	}
	for _, o := range t.Outcomes {
		if !slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Then == o || slices.Contains(r.List, o) }) {
			c.add("dead", "tables.yaml "+t.ID, t.Clause, "结果“%s”没有一行得出", o)
		}
	}
}

// refer wants the other table to exist and to need nothing this one has not.
func (c *checker) refer(where string, t Table, r Row) {
	other, ok := c.b.Table(r.Refer)
	if !ok {
		c.add("citation", where, r.Clause, "所见的判定表“%s”不存在", r.Refer)
		return
	}
	for _, in := range other.Inputs {
		if !slices.ContainsFunc(t.Inputs, func(x Input) bool { return x.Name == in.Name && slices.Equal(x.Words, in.Words) }) {
			c.add("form", where, r.Clause, "所见的判定表“%s”要用“%s”，这张表没有这个输入", r.Refer, in.Name)
		}
	}
}

func (c *checker) actors() {
	seen := map[string]bool{}
	for _, a := range c.b.Actors {
		if a.Who == "" || a.Label == "" || a.Authority < 0 {
			c.add("form", "actors.yaml "+a.Who, "", "办理人缺少代码或中文名，或层级为负")
		}
		if seen[a.Who] {
			c.add("duplicate", "actors.yaml "+a.Who, "", "办理人写了两次")
		}
		seen[a.Who] = true
		if a.Role != "" && !slices.Contains(ranks, a.Role) {
			c.add("form", "actors.yaml "+a.Who, "", "职级“%s”不在 %s 之内", a.Role, strings.Join(ranks, "、"))
		}
	}
	for _, act := range Acts() {
		if len(c.b.Actors) > 0 && c.b.Words[string(act)] == "" {
			c.add("form", "words.yaml", "", "办理“%s”没有中文名", act)
		}
	}
}

// tableVersions wants one version of a table on any day, and none older than the
// book.
func (c *checker) tableVersions() {
	for i, t := range c.b.Tables {
		where := "tables.yaml " + t.ID
		if !t.From.IsZero() && t.From.Before(c.b.InForce) {
			c.add("date", where, t.Clause, "施行日期 %s 早于本规章施行日期 %s", t.From, c.b.InForce)
		}
		if !t.Until.IsZero() && !t.From.Before(t.Until) {
			c.add("date", where, t.Clause, "失效日期 %s 不晚于施行日期 %s", t.Until, t.From)
		}
		for _, u := range c.b.Tables[:i] {
			if u.ID == t.ID && (u.Until.IsZero() || t.From.Before(u.Until)) && (t.Until.IsZero() || u.From.Before(t.Until)) {
				c.add("date", where, t.Clause, "两个文本的施行时间重叠")
			}
		}
	}
}

// examples wants every example to come out as it says, and every row of a table
// that answers a question to have one.
func (c *checker) examples() {
	reached := map[string]bool{}
	for _, e := range c.b.Examples {
		row, say := c.b.try(e)
		if say != "" {
			c.add("example", e.where(), "", "%s", say)
		}
		reached[row] = true
	}
	for _, t := range c.b.Tables {
		for _, r := range t.Rows {
			if t.Ask != "" && !reached[t.Version()+" "+r.ID] {
				c.add("example", "tables.yaml "+t.ID+" "+r.ID, r.Clause, "这一行没有例子")
			}
		}
	}
}

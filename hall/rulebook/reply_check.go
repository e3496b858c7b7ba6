package rulebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// blank finds the words in braces of a text that is filled in.
var blank = regexp.MustCompile(`\{[^{}]*\}`)

// papers wants every parameter of the outgoing papers once, and those without
// which no remedy can be written filled in.
func (c *checker) papers(d Disclosure) {
	if len(d.Replies) == 0 && len(d.Papers) == 0 {
		return
	}
	seen := map[string]bool{}
	for _, p := range d.Papers {
		where := "disclosure.yaml papers " + p.Name
		c.word(where, p.Name, paperNames, seen)
		if p.Label == "" || p.Value == "" && !p.ToBeConfirmed {
			c.add("form", where, "", "没有写名称，或没有取值又没有标明待确认")
		}
	}
	for _, name := range paperNames {
		if !seen[name] {
			c.add("form", "disclosure.yaml papers", "", "没有写“%s”", name)
		}
	}
	for _, name := range []string{"paper_prefix", "government", "superior", "court"} {
		if seen[name] && d.PaperValue(name) == "" {
			c.add("form", "disclosure.yaml papers "+name, "", "没有取值，文书写不出字号或救济")
		}
	}
}

// receipts wants, for every regime that is listed, one rule for each channel.
func (c *checker) receipts(d Disclosure) {
	seen := map[string]bool{}
	regimes := map[string]bool{}
	for _, r := range d.Receipts {
		where := "disclosure.yaml receipts " + r.Regime + " " + r.Channel
		if seen[r.Regime+" "+r.Channel] {
			c.add("duplicate", where, "", "这一制度的这个渠道写了两次")
		}
		seen[r.Regime+" "+r.Channel], regimes[r.Regime] = true, true
		if _, ok := d.Regime(r.Regime); !ok {
			c.add("citation", where, "", "没有“%s”这套制度", r.Regime)
		}
		if !slices.Contains(ReceiptChannels, r.Channel) || !slices.Contains([]string{ReceiptCame, ReceiptConfirmed}, r.Day) || r.Say == "" {
			c.add("form", where, "", "渠道、收到之日或说明不合格式")
		}
		c.rest(where, r.Basis)
	}
	if len(d.Receipts) == 0 {
		return
	}
	for _, r := range d.Regimes {
		for _, ch := range ReceiptChannels {
			if !seen[r.Name+" "+ch] {
				c.add("form", "disclosure.yaml receipts "+r.Name, "", "没有写“%s”渠道的收到之日", ch)
			}
		}
	}
}

// replies wants every code once and in order, every row of the table reached,
// remedies and needs that are known, grounds of regimes that exist, and under the
// Regulation of 2007 its five kinds and no other.
func (c *checker) replies(d Disclosure) {
	if len(d.Replies) == 0 {
		return
	}
	var codes []string
	rows := map[int]bool{}
	for _, r := range d.Replies {
		codes = append(codes, r.Code)
		rows[r.Row] = true
		c.reply(d, r)
	}
	if !slices.Equal(codes, ReplyCodes) {
		c.add("form", "disclosure.yaml replies", "", "答复的种类应依次为%s，各一次", strings.Join(ReplyCodes, "、"))
	}
	for row := FirstReplyRow; row <= LastReplyRow; row++ {
		if !rows[row] {
			c.add("form", "disclosure.yaml replies", "", "年度报告表三第%d行没有对应的答复", row)
		}
	}
}

func (c *checker) reply(d Disclosure, r Reply) {
	where := "disclosure.yaml replies " + r.Code
	if r.Name == "" || r.Paper == "" || r.Text == "" || !slices.Contains(ReplyGroups, r.Group) || r.Row < FirstReplyRow || r.Row > LastReplyRow {
		c.add("form", where, "", "名称、类别、文书、行次或文字不合格式")
	}
	if !slices.Contains([]string{RemedyFirst, RemedyEither, remedyNone}, r.Remedy) {
		c.add("form", where, "", "没有“%s”这种救济", r.Remedy)
	}
	if r.Remedy == remedyNone && r.Group != GroupOther {
		c.add("form", where, "", "作出决定的答复应当写明救济")
	}
	if r.Remedy == RemedyFirst && r.Group != GroupRefuse && r.Group != GroupPartial {
		c.add("form", where, "", "只有不予公开和部分公开应当先申请行政复议")
	}
	seen := map[string]bool{}
	for _, n := range r.Needs {
		c.word(where+" needs", n, ReplyFacts, seen)
	}
	for _, w := range blank.FindAllString(r.Text, -1) {
		if name := strings.Trim(w, "{}"); name != "you" && name != "law" && !slices.Contains(ReplyFacts, name) {
			c.add("form", where, "", "文字里的%s不能填写", w)
		}
	}
	for _, n := range r.Needs {
		if !strings.Contains(r.Text, "{"+n+"}") {
			c.add("form", where, "", "必填的“%s”没有写进文字", n)
		}
	}
	if len(r.Grounds) == 0 {
		c.add("form", where, "", "没有写依据")
	}
	twice := map[string]bool{}
	for _, g := range r.Grounds {
		at := fmt.Sprintf("%s %s%s", where, g.Regime, g.When)
		if _, ok := d.Regime(g.Regime); !ok {
			c.add("citation", at, "", "没有“%s”这套制度", g.Regime)
		}
		if twice[g.Regime+g.When] || g.When != "" && g.When != Elsewhere || g.Cite == "" {
			c.add("form", at, "", "依据写了两次，或情形、条款不合格式")
		}
		twice[g.Regime+g.When] = true
		c.rest(at, g.Basis)
		if g.Regime == "2007" && r.HasRemedy() {
			c.kinds2007(at, r, g)
		}
	}
}

// kinds2007 wants a reply under the Regulation of 2007 to be one of its five.
func (c *checker) kinds2007(at string, r Reply, g ReplyGround) {
	for _, b := range g.Basis {
		if !r.known2007() || !slices.Contains(grounds2007, b.Clause) {
			c.add("form", at, b.Clause, "2007年条例只有公开、不予公开、不存在或者非本机关、补正、部分公开五种答复")
		}
	}
}

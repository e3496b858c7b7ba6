package letter

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Kind is one kind of reply as the pages list it.
type Kind struct {
	Code, Name, Group, Paper string
	Row                      int // of table three of the annual report
	Basis                    []rulebook.Basis
	ReviewFirst              bool
	Needs                    []string // the facts it needs, see rulebook.ReplyFacts
}

// Kinds lists the kinds of reply that a regime knows, in the order of the table.
func Kinds(b *rulebook.Book, regime string) []Kind {
	var list []Kind
	for _, r := range b.Disclosure.Replies {
		if g, ok := r.Ground(regime, false); ok {
			list = append(list, Kind{r.Code, r.Name, r.Group, r.Paper, r.Row, g.Basis, r.ReviewFirst(), r.Needs})
		}
	}
	return list
}

// reply writes the answer itself (clauses foi.reply.k1 to k6, foi.answer.office).
func reply(c *composer) {
	r, ok := c.f.Book.Disclosure.Reply(c.f.Code)
	if !ok {
		c.want("code", c.f.Code, "没有“"+c.f.Code+"”这种答复，请从答复种类中选择。")
		return
	}
	g, ok := r.Ground(c.regime.Name, c.f.Elsewhere)
	if !ok {
		c.want("code", c.f.Code, c.regime.Title+"没有“"+r.Name+"”这种答复，请从这套制度的答复种类中选择。")
		return
	}
	c.out.Code, c.out.Title = r.Code, r.Paper
	c.rest(g.Basis...)
	c.rest(rulebook.Basis{Clause: law.FoiAnswerOffice})
	c.opening()
	c.decision(r, c.act()+g.Cite)
	c.remedy(r.HasRemedy(), r.ReviewFirst())
	if r.Code == "1b" || r.Group == rulebook.GroupPartial {
		c.para("%s应当依法使用所获取的政府信息，不得用于违法活动。", c.you())
		c.rest(rulebook.Basis{Clause: law.FoiLawfulUse})
	}
	c.contact()
}

// decision fills in the book's text; {withheld} becomes a table of its own.
func (c *composer) decision(r rulebook.Reply, cited string) {
	fill := []string{"{you}", c.you(), "{law}", cited}
	grid := Block{}
	for _, n := range rulebook.ReplyFacts {
		if !strings.Contains(r.Text, "{"+n+"}") {
			continue
		}
		text := ""
		switch n {
		case "where":
			text = c.need("where", c.f.Where, "获取的方式和途径")
		case "supply":
			text = c.supply()
		case "withheld":
			grid = c.withheld()
		case "reason":
			text = c.need("reason", c.f.Reason, "理由")
		case "forbids":
			text = c.need("forbids", c.f.Forbids, "所依据的法律、行政法规")
		case "search":
			text = c.search()
		case "correction", "explained":
			name := map[string]string{"correction": "补正告知的日期", "explained": "要求说明理由的日期"}[n]
			text = c.day("noticed", c.f.Noticed, name)
		case "former":
			text = c.need("former", c.f.Former, "原来的答复或者获取的凭据")
		case "fee":
			text = c.need("notice", c.f.Notice, "收费通知书的文号")
		case "ended":
			text = c.need("ended", c.f.Ended, "终结的情形")
		}
		fill = append(fill, "{"+n+"}", text)
	}
	c.para("%s", strings.NewReplacer(fill...).Replace(r.Text))
	if len(grid.Rows) > 0 {
		c.add(grid)
	}
}

// supply says what is given now or by when (clauses foi.provide.now, foi.provide.date).
func (c *composer) supply() string {
	s := c.f.Supply
	way := ""
	if s.Way != "" {
		way = "以" + s.Way + "方式"
	}
	switch {
	case len(s.Items) > 0 && s.By.IsZero():
		return fmt.Sprintf("信息随本文书%s提供，共%d件：%s", way, len(s.Items), strings.Join(s.Items, "；"))
	case !s.By.IsZero() && s.By.Before(c.f.On):
		c.want("supply", s.By.String(), "提供信息的日期早于答复的日期，请核对。")
	case !s.By.IsZero():
		return fmt.Sprintf("信息最迟于%s%s提供", s.By.Chinese(), way)
	default:
		c.want("supply", "", "没有写随答复提供的信息，也没有写何时提供。请二者择一填写。")
	}
	return ""
}

// withheld lists the parts that are kept back, each with its ground (clause
// foi.reply.k5; article 37 of 2019).
func (c *composer) withheld() Block {
	b := Block{Shape: Grid, Head: []string{"序号", "不予公开的部分", "理由", "依据"}}
	if len(c.f.Parts) == 0 {
		c.want("parts", "", "没有列出不予公开的部分，不能作部分公开的答复。请逐项填写。")
	}
	for i, p := range c.f.Parts {
		field := fmt.Sprintf("parts[%d]", i)
		r, ok := c.f.Book.Disclosure.Reply(p.Code)
		if !ok || r.Group != rulebook.GroupRefuse || !r.ReviewFirst() {
			c.want(field, p.Code, fmt.Sprintf("第%d处不予公开的理由代码“%s”不是不予公开的种类，请从3.1至3.7中选择。", i+1, p.Code))
			continue
		}
		g, ok := r.Ground(c.regime.Name, false)
		if !ok {
			c.want(field, p.Code, c.regime.Title+"没有“"+r.Name+"”这种理由，请核对。")
			continue
		}
		if strings.TrimSpace(p.What) == "" {
			c.want(field, "", fmt.Sprintf("第%d处没有写不予公开的是哪一部分，请填写。", i+1))
		}
		reason := p.Code + " " + r.Name
		if p.Note != "" {
			reason += "：" + bare(p.Note)
		}
		b.Rows = append(b.Rows, []string{fmt.Sprint(i + 1), p.What, reason, g.Cite})
		c.rest(g.Basis...)
	}
	return b
}

// search says what was looked for where; without it nothing is said not to exist.
func (c *composer) search() string {
	if c.f.Elsewhere {
		s := "经审查，" + c.you() + "申请的信息不属于本机关负责公开"
		if c.f.Agency != "" {
			s += "。负责公开的机关是" + bare(c.f.Agency)
			if c.f.AgencyContact != "" {
				s += "，联系方式：" + bare(c.f.AgencyContact)
			}
		}
		return s
	}
	if len(c.f.Search) == 0 {
		c.want("search", "", "没有检索记录，不能答复信息不存在。请先登记在何处、用什么词检索、结果如何。")
		return ""
	}
	var places, words []string
	last := c.f.Search[0].On
	for i, s := range c.f.Search {
		if s.Where == "" || s.Words == "" || s.On.IsZero() {
			c.want(fmt.Sprintf("search[%d]", i), "", fmt.Sprintf("第%d条检索记录没有写全日期、范围和检索词，请补全。", i+1))
			continue
		}
		if s.Hits > 0 && strings.TrimSpace(s.Note) == "" {
			c.want(fmt.Sprintf("search[%d]", i), fmt.Sprint(s.Hits), fmt.Sprintf("第%d条检索记录查到%d件，却答复信息不存在。请在检索记录里说明查到的为什么不是所申请的信息。", i+1, s.Hits))
			continue
		}
		if s.On.After(last) {
			last = s.On
		}
		if !slices.Contains(places, s.Where) {
			places = append(places, s.Where)
		}
		if w := "“" + s.Words + "”"; !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if last.After(c.f.On) {
		c.want("search", last.String(), "检索的日期晚于答复的日期，请核对。")
	}
	return fmt.Sprintf("经在%s中以%s检索（检索%d次，最近一次为%s），没有找到%s申请的信息。本机关没有制作或者获取该信息，该信息不存在",
		strings.Join(places, "、"), strings.Join(words, ""), len(c.f.Search), last.Chinese(), c.you())
}

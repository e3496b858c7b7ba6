package arrange

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/law"
	"lantai.internal/room/archive/describe"
)

// ComposeSettings are a bureau's choices for forming items.
type ComposeSettings struct {
	// JoinReplies puts a request and its reply, or a letter and its answer, into
	// one item under the reply. They stay separate, but related, if it is false.
	JoinReplies bool
}

const (
	shortestBase  = 4 // characters of a name by which a part may find its main paper
	shortestTitle = 8 // characters of a title that must be found inside another
	// pairsMax bounds the pairs of requests and replies on one subject: where there
	// are more, the subject is a set phrase and shows nothing.
	pairsMax = 9
)

// Compose forms items. It joins papers only on plain evidence: the same document
// number with the part named as such, the same name, the only main document of a
// folder, or the forwarded document named in the title. Two papers that each
// carry an archival code are never joined, nor papers of different category,
// unit or period. The order of the result is that of the main papers.
func Compose(papers []Paper, s ComposeSettings) []Item {
	c := newComposer(papers)
	for i := range c.papers {
		c.attach(i)
	}
	c.forwardings()
	c.replies(s.JoinReplies)
	return c.items()
}

type composer struct {
	papers []Paper
	signs  []sign
	keys   []string // normalised numbers
	mainOf []int    // index of the main paper, -1 for a main paper
	reason []string
	role   []Role
	coded  []bool  // the item under this main paper holds an archival code
	joined [][]int // parts of a main paper, without itself
	under  []int   // 1 for a request under its reply and for the request's parts
	linked []map[int]bool

	byNo, byName, byFolder map[string][]int // main papers only
}

func newComposer(papers []Paper) *composer {
	n := len(papers)
	c := &composer{papers: papers, signs: make([]sign, n), keys: make([]string, n), mainOf: make([]int, n), reason: make([]string, n),
		role: make([]Role, n), coded: make([]bool, n), under: make([]int, n), joined: make([][]int, n), linked: make([]map[int]bool, n),
		byNo: map[string][]int{}, byName: map[string][]int{}, byFolder: map[string][]int{}}
	for i, p := range papers {
		c.mainOf[i] = -1
		c.signs[i] = signOf(p)
		c.role[i] = c.signs[i].role
		c.coded[i] = p.Code != ""
		if _, ok := describe.SplitDocNo(p.DocNo); ok {
			c.keys[i] = describe.NormaliseDocNo(p.DocNo)
		}
		if c.signs[i].role != Main {
			continue
		}
		if c.keys[i] != "" {
			c.byNo[c.keys[i]] = append(c.byNo[c.keys[i]], i)
		}
		names := map[string]bool{nameKey(c.signs[i].base): true, nameKey(p.Title): true}
		for k := range names {
			if utf8.RuneCountInString(k) >= shortestBase {
				c.byName[k] = append(c.byName[k], i)
			}
		}
		if f := p.folder(); f != "" {
			c.byFolder[f] = append(c.byFolder[f], i)
		}
	}
	return c
}

func nameKey(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(separators+"《》“”\"　", r) {
			return -1
		}
		return r
	}, s)
}

// attach finds the main paper of a paper whose name says that it is a part.
func (c *composer) attach(i int) {
	g := c.signs[i]
	if g.role == Main {
		return
	}
	try := func(candidates []int, why string) bool {
		candidates = slices.DeleteFunc(slices.Clone(candidates), func(m int) bool { return m == i })
		if len(candidates) != 1 || !c.mayJoin(candidates[0], i) {
			return false
		}
		c.join(candidates[0], i, g.role, "文件名标明“"+g.word+"”，"+why)
		return true
	}
	if c.keys[i] != "" && try(c.byNo[c.keys[i]], "文号相同") {
		return
	}
	if k := nameKey(g.base); utf8.RuneCountInString(k) >= shortestBase && try(c.byName[k], "名称相同") {
		return
	}
	// A different number shows that the part belongs elsewhere.
	if f := c.papers[i].folder(); f != "" && len(c.byFolder[f]) == 1 &&
		(c.keys[i] == "" || c.keys[c.byFolder[f][0]] == "" || c.keys[i] == c.keys[c.byFolder[f][0]]) {
		try(c.byFolder[f], "与正文同在一个文件夹，且其中只有一份正文")
	}
}

// mayJoin reports whether part i may lie in the item of main paper m.
func (c *composer) mayJoin(m, i int) bool {
	a, b := c.papers[m], c.papers[i]
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	return c.mainOf[m] < 0 && c.mainOf[i] < 0 && !(c.coded[m] && c.coded[i]) && a.category() == b.category() &&
		!differ(a.Unit, b.Unit) && !differ(string(a.Period), string(b.Period)) &&
		(a.Year == 0 || b.Year == 0 || a.Year == b.Year)
}

func (c *composer) join(m, i int, role Role, why string) {
	c.mainOf[i], c.role[i], c.reason[i] = m, role, why
	c.joined[m] = append(c.joined[m], i)
	c.coded[m] = c.coded[m] || c.coded[i]
}

func (c *composer) link(a, b int) {
	for _, p := range [][2]int{{a, b}, {b, a}} {
		if c.linked[p[0]] == nil {
			c.linked[p[0]] = map[int]bool{}
		}
		c.linked[p[0]][p[1]] = true
	}
}

// forwardings joins a document that forwards another with the one it forwards,
// if its title names the other by its full title or its number. A document that
// came in with its own processing sheet stays separate and is related.
func (c *composer) forwardings() {
	titles := map[string][]int{}
	for i, p := range c.papers {
		if k := nameKey(p.Title); c.mainOf[i] < 0 && utf8.RuneCountInString(k) >= shortestTitle {
			titles[k] = append(titles[k], i)
		}
	}
	for i, p := range c.papers {
		at := strings.Index(p.Title, "转发")
		if at < 0 || c.mainOf[i] >= 0 || c.role[i] != Main {
			continue
		}
		object := c.forwardedBy(i, nameKey(p.Title[at+len("转发"):]), titles)
		if object < 0 || object == i || c.mainOf[object] >= 0 {
			continue
		}
		if len(c.joined[object]) > 0 || !c.mayJoin(i, object) {
			c.link(i, object)
			continue
		}
		c.join(i, object, Forwarded, "题名写明转发该文")
	}
}

// forwardedBy finds the paper that a title forwards; -1 if none or several.
func (c *composer) forwardedBy(i int, object string, titles map[string][]int) int {
	found := -1
	take := func(list []int) bool {
		for _, k := range list {
			if k == i || k == found {
				continue
			}
			if found >= 0 {
				return false
			}
			found = k
		}
		return true
	}
	// The title ends in 的通知 after the forwarded title; every tail is tried.
	runes := []rune(object)
	for end := len(runes); end >= shortestTitle; end-- {
		if list := titles[string(runes[:end])]; len(list) > 0 && !take(list) {
			return -1
		}
	}
	if no, ok := describe.SplitDocNo(citedNumber(object)); ok {
		if !take(c.byNo[describe.NormaliseDocNo(no.String())]) {
			return -1
		}
	}
	return found
}

func citedNumber(s string) string {
	i := strings.IndexRune(s, '〔')
	j := strings.IndexRune(s, '号')
	if i < 0 || j < i {
		return ""
	}
	return s[:j+len("号")]
}

// topic is what a request or reply is about, without the organ and set phrases.
func topic(p Paper) (subject string, reply, asks bool) {
	kind := p.Kind
	if kind == "" {
		kind = describe.KindOf(p.Title)
	}
	_, t, found := strings.Cut(p.Title, "关于")
	if !found {
		return "", false, false
	}
	for _, w := range []string{"同意", "批准", "对", "给予", "请求", "申请", "要求", "商请", "恳请", "拟", "是否同意"} {
		t = strings.TrimPrefix(t, w)
	}
	isReply := kind == "批复" || kind == "答复" || strings.HasSuffix(strings.TrimSpace(p.Title), "复函")
	for _, w := range []string{"的批复", "的答复", "的复函", "复函", "批复", "答复", "的请示", "请示", "的函", "函", "有关问题", "的请示的", "事宜", "的"} {
		t = strings.TrimSuffix(t, w)
	}
	return nameKey(t), isReply, kind == "请示" || (kind == "函" && !isReply)
}

// replies relates a request and its reply by what they are about, and joins them
// if the bureau does so. Several requests or replies on one subject are only
// related, never joined.
func (c *composer) replies(joinThem bool) {
	type pair struct{ asks, replies []int }
	by := map[string]*pair{}
	var order []string
	for i, p := range c.papers {
		if c.mainOf[i] >= 0 {
			continue
		}
		t, isReply, asks := topic(p)
		if utf8.RuneCountInString(t) < shortestBase || (!isReply && !asks) {
			continue
		}
		if by[t] == nil {
			by[t] = &pair{}
			order = append(order, t)
		}
		if isReply {
			by[t].replies = append(by[t].replies, i)
		} else {
			by[t].asks = append(by[t].asks, i)
		}
	}
	for _, t := range order {
		p := by[t]
		if len(p.asks)*len(p.replies) > pairsMax {
			continue
		}
		for _, r := range p.replies {
			for _, a := range p.asks {
				late := !c.papers[a].Date.IsZero() && !c.papers[r].Date.IsZero() && c.papers[r].Date.Before(c.papers[a].Date)
				if late {
					continue
				}
				if joinThem && len(p.asks) == 1 && len(p.replies) == 1 && c.mayJoin(r, a) {
					c.joinReply(r, a)
					continue
				}
				c.link(r, a)
			}
		}
	}
}

// joinReply puts the request, with the parts it has, under the reply.
func (c *composer) joinReply(r, a int) {
	c.join(r, a, Incoming, "与复文为同一事由，按设定合为一件")
	c.under[a] = 1
	for _, part := range c.joined[a] {
		c.mainOf[part], c.under[part] = r, 1
		c.joined[r] = append(c.joined[r], part)
	}
	c.joined[a] = nil
}

func (c *composer) items() []Item {
	var out []Item
	for i, p := range c.papers {
		if c.mainOf[i] >= 0 {
			continue
		}
		out = append(out, c.item(i, p))
	}
	return out
}

func (c *composer) item(i int, p Paper) Item {
	it := Item{Paper: p, Clause: law.DAT22}
	group := append([]int{i}, c.joined[i]...)
	slices.SortStableFunc(group, c.inItem)
	var reasons []string
	for _, k := range group {
		q := c.papers[k]
		it.Parts = append(it.Parts, Part{q, c.role[k], c.signs[k].number, c.reason[k]})
		if k == i {
			continue
		}
		it.Pages += q.Pages
		it.Code = cmp.Or(it.Code, q.Code)
		it.Unit = cmp.Or(it.Unit, q.Unit)
		it.Period = cmp.Or(it.Period, q.Period)
		it.Year = cmp.Or(it.Year, q.Year)
		if r := c.role[k].Label(); !slices.Contains(reasons, r) {
			reasons = append(reasons, r)
		}
	}
	switch {
	case len(reasons) > 0:
		it.Reason = "正文与" + strings.Join(reasons, "、") + "为一件。"
	case c.signs[i].role != Main:
		it.Reason = "标明“" + c.signs[i].word + "”但找不到唯一的正文，暂独立成件，请核对。"
	default:
		it.Reason = "每份文件为一件。"
	}
	for k := range c.linked[i] {
		m := k
		if c.mainOf[m] >= 0 {
			m = c.mainOf[m]
		}
		if id := c.papers[m].ID; m != i && !slices.Contains(it.Related, id) {
			it.Related = append(it.Related, id)
		}
	}
	slices.Sort(it.Related)
	return it
}

// inItem orders the papers of an item: first the main paper's own parts by role,
// attachments by number, then a request with its parts in the same way.
func (c *composer) inItem(a, b int) int {
	role := func(i int) Role {
		if c.role[i] == Incoming {
			return Main
		}
		return c.role[i]
	}
	numbered := func(i int) int {
		if n := c.signs[i].number; n > 0 {
			return n
		}
		return 1 << 30
	}
	return cmp.Or(cmp.Compare(c.under[a], c.under[b]), cmp.Compare(role(a), role(b)), cmp.Compare(numbered(a), numbered(b)),
		cmp.Compare(c.papers[a].FileName, c.papers[b].FileName), cmp.Compare(c.papers[a].ID, c.papers[b].ID))
}

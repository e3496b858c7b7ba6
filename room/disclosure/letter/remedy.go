package letter

import (
	"regexp"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
)

// first finds the sentence that review comes before a lawsuit.
var first = regexp.MustCompile(`应当[^。]*先[^。]*申请行政复议`)

// remedy adds the paragraph on remedies and holds it against the kind of the paper
// (clause foi.remedy.appeal).
func (c *composer) remedy(has, reviewFirst bool) {
	if !has {
		if strings.TrimSpace(c.f.Remedy) != "" {
			c.want("remedy", c.f.Remedy, "这种文书不作决定，不写救济。请删去。")
		}
		return
	}
	d := c.f.Book.Disclosure
	r, ok := disclosure.Remedy(d, c.f.Served, reviewFirst)
	if !ok {
		c.want("served", c.f.Served.String(), "规则库没有这一天送达的文书应写的救济，请核对送达日期或补全规则库。")
		return
	}
	text := strings.TrimSpace(c.f.Remedy)
	if text == "" {
		text = strings.NewReplacer("{government}", d.PaperValue("government"), "{superior}", d.PaperValue("superior"), "{court}", d.PaperValue("court")).Replace(r.Text)
		if c.f.Paper != Reply {
			text = strings.Replace(text, "本答复", "本告知", 1)
		}
		text += c.online(r)
	}
	if say := Unfit(text, c.f.Served, reviewFirst); say != "" {
		c.want("remedy", text, say)
		return
	}
	c.out.Remedy = text
	c.add(Block{Text: text, Remedy: true})
	c.rest(r.Basis...)
	c.rest(rulebook.Basis{Clause: law.FoiRemedyAppeal})
}

// online names the way to review over the internet for what is served over it.
func (c *composer) online(r rulebook.Remedy) string {
	if !c.f.Electronic || r.Class == "any" {
		return ""
	}
	channel := c.f.Book.Disclosure.PaperValue("review_online")
	if channel == "" {
		c.want("review_online", "", "通过互联网送达的文书应当写明网上申请行政复议的渠道，规则库没有填写。请先在规则库填写，或改用其他方式送达。")
		return ""
	}
	c.rest(rulebook.Basis{Clause: law.Reconsideration2023Online})
	return "本文书通过互联网送达，也可以通过" + channel + "在线申请行政复议。"
}

// reviewSplit is the day from which refusals and other replies differ in remedy.
var reviewSplit = civil.Date{Year: 2024, Month: 1, Day: 1}

// Unfit says in Chinese why a text on remedies does not fit a reply served on a
// day, or nothing. A refusal under articles 14 to 16 served since 2024 must say
// that review comes first; any other reply must not.
func Unfit(text string, served civil.Date, reviewFirst bool) string {
	if i := strings.IndexByte(text, '{'); i >= 0 {
		return "救济文字里有没有填写的部分，请补全。"
	}
	if !strings.Contains(text, "行政复议") || !strings.Contains(text, "诉讼") {
		return "救济文字应当写明行政复议和行政诉讼两种途径，请补全。"
	}
	says := first.MatchString(text)
	switch {
	case reviewFirst && !says && !served.Before(reviewSplit):
		return "依条例第十四条至第十六条不予公开的答复，应当写明先申请行政复议，请补写。"
	case says && (!reviewFirst || served.Before(reviewSplit)):
		return "这种答复不以行政复议为前置，不能写“应当先申请行政复议”，请改正。"
	}
	return ""
}

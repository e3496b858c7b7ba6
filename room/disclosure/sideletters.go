package disclosure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure/letter"
)

// sidePapers are the papers beside those of events and replies: records, and letters
// that tell of something without changing anything.
var sidePapers = []struct {
	word, label string
	when        func(v View) bool
}{
	{"assist", "协办函", func(v View) bool { return v.Unit != "" && Running(v.State) }},
	{"asked", "征求意见告知书", func(v View) bool { return v.Standing.Consultations() > 0 }},
	{"forwarded", "转送函", func(v View) bool { d := v.lastReply(); return d != nil && d.Kind == RecordForwarded }},
	{"search_log", "检索记录", func(v View) bool { return len(v.Searches) > 0 }},
	{"service", "送达回证", func(v View) bool { return v.lastReply() != nil }},
	{"overdue", "逾期情况说明", func(v View) bool { return Running(v.State) && v.Reckoning.Overdue(v.scene.today) }},
}

// lastReply is the reply that is approved or served, nil if there is none.
func (v View) lastReply() *Draft {
	for i := len(v.Drafts) - 1; i >= 0; i-- {
		if d := &v.Drafts[i]; d.State == "approved" || d.State == "served" {
			return d
		}
	}
	return nil
}

// side composes one of them. What is not known yet is left for the hand.
func (r *Room) side(ctx context.Context, rd db.Reader, v View, word string) (letter.Letter, error) {
	if tag, ok := strings.CutPrefix(word, "against-"); ok {
		return r.againstLetter(ctx, rd, v, tag, telling{on: v.scene.today})
	}
	open := false
	for _, p := range sidePapers {
		open = open || p.word == word && p.when(v)
	}
	if !open {
		return letter.Letter{}, fault.New(fault.NotFound, "这件申请现在没有这种文书，请从申请的页面打开。")
	}
	f, err := r.facts(ctx, rd, v.scene, v.Application)
	if err != nil {
		return letter.Letter{}, err
	}
	f.On = v.scene.today
	switch word {
	case "assist":
		f.Paper, f.To, f.Organisation, f.Due, f.OldDue = letter.Assist, v.UnitName, true, v.Reckoning.Safe, v.Reckoning.Due
		f.Items = []string{"检索所申请的信息，逐次登记检索的范围、检索词和结果", "提出是否公开的意见及依据，附上材料", "拟写答复并报审"}
	case "asked":
		if err := v.asked(&f); err != nil {
			return letter.Letter{}, err
		}
	case "forwarded":
		d := v.lastReply()
		f.Paper, f.To, f.Organisation, f.Record, f.Reason = letter.Forwarded, d.Agency, true, v.Asked(), d.Reasons
	case "search_log":
		f.Paper = letter.SearchLog
		for _, x := range v.Searches {
			f.Search = append(f.Search, letter.Search{On: x.On, Where: x.Place, Words: x.Words, By: x.ByName, Hits: x.Hits, Note: x.Result})
		}
	case "service":
		d := v.lastReply()
		name := "答复书"
		if x, ok := v.scene.book.Disclosure.Reply(d.Kind); ok {
			name = x.Paper
		}
		f.Paper, f.Delivery = letter.Service, letter.Delivery{Paper: name + "（" + v.scene.paperNumber(d.Year, d.Serial) + "）", Way: serviceLabels[d.Service]}
		if f.Delivery.Way == "" {
			f.Delivery.Way = "□当面　□邮寄　□转交　□电子邮件"
		}
		if !d.ServedOn.IsZero() {
			f.On = d.ServedOn
		}
	case "overdue":
		to, err := v.scene.later(v.scene.today, 5)
		if err != nil {
			return letter.Letter{}, err
		}
		f.Paper, f.To, f.Organisation, f.OldDue, f.Due = letter.Overdue, v.scene.book.Disclosure.PaperValue("supervisor"), true, v.Reckoning.Due, to
		f.Reason, f.Items = "（请填写没有按期答复的原因）", []string{"指定专人当天办理", "答复后五个工作日内报告结果"}
	}
	return letter.Compose(f)
}

// asked tells the applicant that somebody else is asked.
func (v View) asked(f *letter.Facts) error {
	f.Paper, f.Agency = letter.Asked, "第三方的合法权益"
	for _, c := range v.Consults {
		if !v.Standing.Open(c.Tag) {
			continue
		}
		from := c.SentOn
		if !c.ServedOn.IsZero() {
			from = c.ServedOn
		}
		f.Noticed = c.SentOn
		if c.Agency() {
			f.Agency, f.Elsewhere = "其他机关："+c.Name, true
		}
		t, ok := v.Reckoning.Regime.Period(silentParty(c))
		if !ok {
			return fault.New(fault.Conflict, v.Reckoning.Regime.Title+"没有定对方答复的期限，告知书请人工拟写。")
		}
		var err error
		f.Due, err = v.scene.later(from, t.Count)
		return err
	}
	return nil
}

// mayTell reports whether a third party objects and may have to be told of a release.
func (v View) mayTell(c Consult) bool {
	return c.Answer == "object" && !c.Agency() && (v.State == Reviewing || v.State == Signing)
}

// telling is what a third party that objects is told, and when.
type telling struct {
	on      civil.Date
	reasons string     // empty: those of the decision, or left for the hand
	release civil.Date // no date: the last day of the reply
}

// againstLetter tells a third party that objects what will be disclosed, when and why.
// It never names who asks.
func (r *Room) againstLetter(ctx context.Context, rd db.Reader, v View, tag string, t telling) (letter.Letter, error) {
	i := slices.IndexFunc(v.Consults, func(c Consult) bool { return c.Tag == tag && v.mayTell(c) })
	if i < 0 {
		return letter.Letter{}, fault.New(fault.NotFound, "这件申请现在没有这种文书，请从申请的页面打开。")
	}
	c := v.Consults[i]
	f, err := r.facts(ctx, rd, v.scene, v.Application)
	if err != nil {
		return letter.Letter{}, err
	}
	f.Paper, f.To, f.Organisation, f.Content, f.Objection, f.On = letter.Against, c.Name, len([]rune(c.Name)) > 4, c.About, c.Grounds, t.on
	f.Reason, f.Due = cmp.Or(t.reasons, c.Reasons, "（请填写决定公开的理由）"), t.release
	if f.Due.IsZero() {
		if f.Due = v.Reckoning.Due; !f.Due.After(t.on) {
			if f.Due, err = v.scene.later(t.on, 1); err != nil {
				return letter.Letter{}, err
			}
		}
	}
	return letter.Compose(f)
}

// sideButtons are the papers that can be printed now.
func (v View) sideButtons() []ui.Button {
	var out []ui.Button
	for _, p := range sidePapers {
		if p.when(v) {
			out = append(out, ui.Button{Label: p.label, URL: fmt.Sprintf("%s/print/%s", applicationURL(v.ID), p.word)})
		}
	}
	for _, c := range v.Consults {
		if v.mayTell(c) {
			out = append(out, ui.Button{Label: "告知第三方 " + c.Tag, URL: fmt.Sprintf("%s/print/against-%s", applicationURL(v.ID), c.Tag)})
		}
	}
	return out
}

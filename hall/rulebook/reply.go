package rulebook

import (
	"slices"

	"lantai.internal/base/law"
)

// Reply is one kind of reply to an application (答复的种类): the code under which
// the national table counts it, the paper it is written on, what must be known
// before it may be given, and what it rests on in each regime.
type Reply struct {
	Code  string `yaml:"code"`  // 1a, 3.4; see ReplyCodes
	Name  string `yaml:"name"`  // e.g. 属于国家秘密
	Group string `yaml:"group"` // one of ReplyGroups
	Paper string `yaml:"paper"` // the title of the paper
	Row   int    `yaml:"row"`   // of table three, from 1; see ReplyRows
	// Remedy is review_first (refusals under articles 14 to 16), either, or none
	// where the agency decides nothing.
	Remedy string `yaml:"remedy"`
	// Needs names the facts without which it is refused, in the words of ReplyFacts.
	Needs []string `yaml:"needs"`
	// Text is the decision. {you}, {law} and the words of ReplyFacts are filled in.
	Text    string        `yaml:"text"`
	Grounds []ReplyGround `yaml:"grounds"`
}

// ReplyGround is what a reply rests on in one regime. A regime that is not listed
// does not know the kind.
type ReplyGround struct {
	Regime string `yaml:"regime"`
	// When is elsewhere where the ground holds only for information that another
	// agency has to disclose; empty otherwise.
	When  string  `yaml:"when"`
	Cite  string  `yaml:"cite"` // article and item as printed after the regime's title
	Basis []Basis `yaml:"basis"`
}

// Elsewhere is the word of ReplyGround.When.
const Elsewhere = "elsewhere"

// The groups of replies: the sections of table three from 三（一） to 三（六）.
const (
	GroupDisclose  = "disclose"  // 予以公开
	GroupPartial   = "partial"   // 部分公开
	GroupRefuse    = "refuse"    // 不予公开
	GroupLacking   = "lacking"   // 无法提供
	GroupUntreated = "untreated" // 不予处理
	GroupOther     = "other"     // 其他处理
	remedyNone     = "none"      // an ending without a decision
	RemedyFirst    = "review_first"
	RemedyEither   = "either"
)

// ReplyGroups lists the groups in the order of the table.
var ReplyGroups = []string{GroupDisclose, GroupPartial, GroupRefuse, GroupLacking, GroupUntreated, GroupOther}

// ReplyCodes lists the codes of the replies in the order of the table, 1a and 1b
// being counted in the same row.
var ReplyCodes = []string{"1a", "1b", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8",
	"4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "5.5", "6.1", "6.2", "6.3"}

// The rows of table three that replies are counted in, first and last.
const (
	FirstReplyRow = 3
	LastReplyRow  = 23
)

// ReplyFacts lists what a reply may need: where (how to get it), supply (given
// now, or by which day), withheld (the parts, each with its ground), reason,
// forbids (the law or administrative regulation), search (the log of the search),
// correction (the day of the notice to supplement), explained (the day on which
// reasons were asked for), former (the earlier reply), fee (the notice of the fee)
// and ended (how it came to an end).
var ReplyFacts = []string{"where", "supply", "withheld", "reason", "forbids", "search", "correction", "explained", "former", "fee", "ended"}

// Receipt is which day is the day of receipt of an application that came by a
// channel, in one regime.
type Receipt struct {
	Regime  string `yaml:"regime"`
	Channel string `yaml:"channel"` // window, signed, ordinary, fax, email, portal, oral, transfer
	// Day is came (the day on which the paper came, or was signed for) or confirmed
	// (the day on which both sides confirmed it).
	Day   string  `yaml:"day"`
	Say   string  `yaml:"say"`
	Basis []Basis `yaml:"basis"`
}

// The words of Receipt.Day.
const (
	ReceiptCame      = "came"
	ReceiptConfirmed = "confirmed"
)

// ReceiptChannels lists the channels that Receipt knows.
var ReceiptChannels = []string{"window", "signed", "ordinary", "fax", "email", "portal", "oral", "transfer"}

// paperNames are the parameters of the outgoing papers that a book must have.
var paperNames = []string{"paper_prefix", "paper_office", "government", "superior", "court", "review_online", "supervisor"}

// PaperValue gives a parameter of the outgoing papers: paper_prefix (綦商务公复),
// paper_office, government, superior, court, review_online (where review can be
// applied for over the internet), supervisor (who supervises disclosure). It is
// empty where the bureau has not filled it in.
func (d Disclosure) PaperValue(name string) string {
	i := slices.IndexFunc(d.Papers, func(p Parameter) bool { return p.Name == name })
	if i < 0 {
		return ""
	}
	return d.Papers[i].Value
}

// Reply finds a kind of reply by its code.
func (d Disclosure) Reply(code string) (Reply, bool) {
	i := slices.IndexFunc(d.Replies, func(r Reply) bool { return r.Code == code })
	if i < 0 {
		return Reply{}, false
	}
	return d.Replies[i], true
}

// Receipt finds the rule for the day of receipt.
func (d Disclosure) Receipt(regime, channel string) (Receipt, bool) {
	i := slices.IndexFunc(d.Receipts, func(r Receipt) bool { return r.Regime == regime && r.Channel == channel })
	if i < 0 {
		return Receipt{}, false
	}
	return d.Receipts[i], true
}

// ReviewFirst reports whether review by the government comes before a lawsuit for
// replies served since the law tells them apart.
func (r Reply) ReviewFirst() bool { return r.Remedy == RemedyFirst }

// HasRemedy reports whether the reply names remedies at all.
func (r Reply) HasRemedy() bool { return r.Remedy != remedyNone }

// Ground finds what the reply rests on in a regime. Where the regime has no ground
// of its own for what another agency has to disclose, the plain one holds. ok is
// false where the regime does not know the kind.
func (r Reply) Ground(regime string, elsewhere bool) (ReplyGround, bool) {
	var plain ReplyGround
	found := false
	for _, g := range r.Grounds {
		switch {
		case g.Regime != regime:
		case g.When == "":
			plain, found = g, true
		case elsewhere:
			return g, true
		}
	}
	return plain, found
}

// known says whether the regime of 2007 has this kind among its five: disclosed,
// refused, lacking, told to supplement, disclosed in part. The others came later.
func (r Reply) known2007() bool {
	return slices.Contains([]string{GroupDisclose, GroupPartial, GroupRefuse, GroupLacking}, r.Group)
}

var grounds2007 = []law.ID{law.Disclosure2007Kinds, law.Disclosure2007Partial}

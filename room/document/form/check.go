package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Finding is something that is wrong, or to be weighed, in a draft.
type Finding struct {
	Field  string
	Clause law.ID
	Say    string // one Chinese sentence with the remedy
	Advice bool   // does not keep the draft from going on
}

// Check looks a draft over, in the order of the form.
func Check(d Draft, b Bodies) []Finding {
	c := &checking{d: d, b: b}
	k, ok := KindOf(d.Kind)
	if !ok {
		c.wrong("kind", law.DocumentsKinds, "请从十五种公文中选择文种。")
	}
	if d.Direction.Label() == "" {
		c.wrong("direction", law.DocumentsKinds, "请选择行文方向。")
	}
	if ok {
		c.kind(k)
	}
	c.issuer()
	if ok && d.Direction.Label() != "" {
		c.recipients(k)
	}
	c.title(k)
	c.body(k)
	c.rest()
	return c.out
}

// Errors are the findings that keep a draft from going on, as one fault; nil for none.
func Errors(list []Finding) error {
	var out []*fault.Error
	for _, f := range list {
		if !f.Advice {
			e := fault.Field(f.Field, "", f.Say)
			e.Clause = f.Clause
			out = append(out, e)
		}
	}
	return fault.Join(out...)
}

type checking struct {
	d   Draft
	b   Bodies
	out []Finding
}

func (c *checking) wrong(field string, clause law.ID, format string, a ...any) {
	c.out = append(c.out, Finding{Field: field, Clause: clause, Say: fmt.Sprintf(format, a...)})
}

func (c *checking) advise(field string, clause law.ID, format string, a ...any) {
	c.out = append(c.out, Finding{Field: field, Clause: clause, Say: fmt.Sprintf(format, a...), Advice: true})
}

// kind looks at what the kind is for and where it may go (law.DocumentsKinds,
// law.DocumentsLetter).
func (c *checking) kind(k Kind) {
	d := c.d.Direction
	switch {
	case k.Barred != "":
		c.wrong("kind", law.DocumentsKinds, "%s", k.Barred)
	case d == Level && (k.Code == Request || k.Code == Report):
		c.wrong("kind", law.DocumentsLetter, "向不相隶属的机关请求批准、商洽或者告知情况，用函，不用%s。", k.Name)
	case d.Label() != "" && !k.Goes(d):
		c.wrong("direction", law.DocumentsKinds, "%s不能作%s：%s", k.Name, d.Label(), k.For)
	case c.d.Consent && d != Up && k.Code != Letter:
		c.wrong("kind", law.DocumentsLetter, "请不相隶属的机关批准事项，用函，不用%s。", k.Name)
	}
	if k.Caution != "" {
		c.advise("kind", law.DocumentsKinds, "%s", k.Caution)
	}
}

// issuer keeps the units from writing outward, the office excepted
// (law.DocumentsOfficeOnly).
func (c *checking) issuer() {
	if i := c.d.Issuer; i != ByBureau && i != ByOffice {
		c.wrong("issuer", law.DocumentsOfficeOnly, "科室、站（中心）不以自己的名义对外正式行文，请以局的名义，或者由办公室发文。")
	}
}

// recipients looks at who gets the paper (law.DocumentsOneSuperior and its
// neighbours).
func (c *checking) recipients(k Kind) {
	d := c.d
	for _, n := range d.To {
		if slices.Contains(d.Copies, n) {
			c.wrong("copies", law.DocumentsRecipients, "“%s”已经是主送机关，不再抄送。", n)
		}
	}
	if d.Direction == Public {
		if len(d.To) > 0 {
			c.advise("to", law.DocumentsRecipients, "公布性公文一般不写主送机关，请核对。")
		}
		return
	}
	if len(d.To) == 0 && k.Code != Minutes {
		c.wrong("to", law.DocumentsRecipients, "请填写主送机关。")
		return
	}
	for _, n := range d.To {
		rel := c.b.Relate(n)
		switch {
		case rel == Own:
			c.wrong("to", law.DocumentsRecipients, "“%s”是本局或者本局科室，不作主送机关。", n)
		case d.Direction == Up:
			c.upTo(n, rel)
		case rel.Above():
			c.wrong("direction", law.DocumentsKinds, "“%s”是上级机关，请把行文方向改为上行文，或者改主送机关。", n)
		case d.Direction == Level && rel == Below:
			c.advise("direction", law.DocumentsKinds, "“%s”在下级名单里，请核对行文方向。", n)
		}
	}
	switch d.Direction {
	case Up:
		c.up()
	case Down:
		for _, x := range d.Concerned {
			if !x.Agreed {
				c.wrong("concerned", law.DocumentsAgreed, "涉及“%s”职权的事项还没有协商一致，不能向下行文；请先协商一致，或者报上级裁定。", x.Name)
			}
		}
		if d.Important && !slices.ContainsFunc(d.Copies, func(n string) bool { return c.b.Relate(n) == Superior }) {
			c.advise("copies", law.DocumentsCopyAbove, "重要的下行文应当同时抄送本局的直接上级机关（%s）。", first(c.b.Direct))
		}
	}
}

// upTo looks at one recipient of a paper upward (law.DocumentsNoPerson,
// law.DocumentsNoSkip, law.DocumentsConsentFirst).
func (c *checking) upTo(n string, rel Relation) {
	d := c.d
	switch rel {
	case Person:
		if d.Ordered == "" {
			c.wrong("to", law.DocumentsNoPerson, "“%s”是负责人个人：不以本局名义向上级机关负责人报送公文，请改为上级机关；确是负责人直接交办的，写明交办的情况。", n)
		} else {
			c.advise("to", law.DocumentsNoPerson, "按负责人直接交办报送“%s”，请核对交办的依据。", n)
		}
	case Beyond:
		skipped := slices.ContainsFunc(d.Copies, func(x string) bool { return c.b.Relate(x) == Superior })
		switch {
		case d.Beyond == "":
			c.wrong("to", law.DocumentsNoSkip, "“%s”在本局的直接上级之上，一般不越级行文；有特殊情况的写明理由，并抄送被越过的机关（%s）。", n, first(c.b.Direct))
		case !skipped:
			c.wrong("copies", law.DocumentsNoSkip, "越级报“%s”，应当同时抄送被越过的机关（%s）。", n, first(c.b.Direct))
		default:
			c.advise("to", law.DocumentsNoSkip, "这是越级行文，请再核对理由。")
		}
	case Department:
		if d.Important && d.Authorised == "" {
			c.wrong("authorised", law.DocumentsConsentFirst, "向上级主管部门（%s）请示、报告重大事项，应当经本级党委、政府同意或者授权，请写明经谁同意。", n)
		}
	case Below:
		c.wrong("to", law.DocumentsKinds, "“%s”在下级名单里，上行文不能主送下级。", n)
	case Unknown:
		c.advise("to", law.DocumentsOneSuperior, "“%s”不在上级机关名单里，请核对名称；确是上级的，请办公室补进名单。", n)
	}
}

// up looks at a paper upward as a whole.
func (c *checking) up() {
	d := c.d
	if len(d.To) > 1 {
		c.wrong("to", law.DocumentsOneSuperior, "上行文只主送一个上级机关，现在有 %d 个（%s）；其余需要知道的改为抄送。", len(d.To), strings.Join(d.To, "、"))
	}
	for _, n := range d.Copies {
		if c.b.Relate(n) == Below {
			c.wrong("copies", law.DocumentsNoCopyDown, "上行文不抄送下级机关，请去掉“%s”。", n)
		}
	}
	if d.Forwards && d.Opinion == "" {
		c.wrong("opinion", law.DocumentsOpinion, "下级请示的事项以本局名义上报，应当提出倾向性意见，不得原文转报，请写明意见。")
	}
	if d.Final && len(d.Signers) == 0 {
		c.wrong("signers", law.DocumentsSignerNamed, "上行文应当标注签发人姓名，签发后再编号。")
	}
}

var pointing = regexp.MustCompile(`[，。、；：！？,.;:!?]$`)

// title wants issuer, matter and kind (law.DocumentsTitle).
func (c *checking) title(k Kind) {
	t := strings.TrimSpace(c.d.Title)
	if t == "" {
		c.wrong("title", law.DocumentsTitle, "请填写标题，由发文机关名称、事由和文种组成。")
		return
	}
	var lacks []string
	if !c.named(t) {
		lacks = append(lacks, "发文机关名称（"+c.d.IssuerName+"）")
	}
	at := strings.Index(t, "关于")
	if at < 0 || !strings.Contains(t[at:], "的") {
		lacks = append(lacks, "事由（关于……的）")
	}
	if k.Name != "" && !slices.ContainsFunc(k.Words(), func(w string) bool { return strings.HasSuffix(t, w) }) {
		lacks = append(lacks, "文种（"+k.Name+"）")
	}
	if len(lacks) > 0 && !(k.Code == Minutes && strings.HasSuffix(t, "纪要")) {
		c.wrong("title", law.DocumentsTitle, "标题由发文机关名称、事由和文种组成，现在缺%s。", strings.Join(lacks, "、"))
	}
	if pointing.MatchString(t) {
		c.advise("title", law.DocumentsTitle, "标题末尾不用标点。")
	}
}

func (c *checking) named(title string) bool {
	names := [][]string{{c.d.IssuerName}}
	if c.d.Issuer == ByBureau {
		names = append(names, c.b.Bureau...)
	}
	for _, list := range names {
		for _, n := range list {
			if n != "" && strings.HasPrefix(title, n) {
				return true
			}
		}
	}
	return false
}

var (
	quoted   = regexp.MustCompile(`《[^》]*》`)
	asking   = regexp.MustCompile(`妥否|当否|可否|请予?(批示|批准|批复|审批|审定|核准|解决|支持)|请求(批示|批准|批复|审批|核准|解决|支持)|恳请|特此请示|现请示|请示如下|望予(批准|解决|支持)|予以(批准|批复)为盼`)
	closing  = regexp.MustCompile(`^(以上|如无|妥否|当否|可否|是否妥当|特此请示)`)
	zeroDate = regexp.MustCompile(`\d{4}年(0\d月(\d{1,2}日)?|\d{1,2}月0\d日)`)
)

// body looks at the text: a report does not ask, a request asks for one thing
// (law.DocumentsNoRequestInReport, law.DocumentsOneMatter).
func (c *checking) body(k Kind) {
	text := strings.Join(c.d.Body, "\n")
	if strings.TrimSpace(text) == "" {
		c.wrong("body", law.DocumentsTitle, "请填写正文。")
		return
	}
	var asks []string
	for _, s := range sentences(text) {
		if asking.MatchString(quoted.ReplaceAllString(s, "")) {
			asks = append(asks, s)
		}
	}
	switch k.Code {
	case Report:
		if len(asks) > 0 {
			c.wrong("body", law.DocumentsNoRequestInReport, "报告不得夹带请示事项，这一句在请示：“%s”。请删去，需要请示的另行文。", shorten(asks[0]))
		}
	case Request:
		c.oneMatter(asks)
	}
	if m := zeroDate.FindString(text); m != "" {
		c.advise("body", law.DocumentsDate, "日期“%s”编了虚位，月、日不足两位的不补零。", m)
	}
}

func (c *checking) oneMatter(asks []string) {
	switch n := len(c.d.Matters); {
	case n == 0:
		c.wrong("matters", law.DocumentsOneMatter, "请写明请示的事项，一件请示只写一项。")
		return
	case n > 1:
		c.wrong("matters", law.DocumentsOneMatter, "请示应当一文一事，现在写了 %d 项，请分开行文。", n)
		return
	}
	var own []string
	for _, s := range asks {
		if !closing.MatchString(s) {
			own = append(own, s)
		}
	}
	if len(own) > 1 {
		c.advise("body", law.DocumentsOneMatter, "正文有 %d 处在请示，请核对是不是同一件事：“%s”“%s”。", len(own), shorten(own[0]), shorten(own[1]))
	}
}

// rest looks at urgency and attachment notes (law.DocumentsUrgency,
// law.DocumentsAttached).
func (c *checking) rest() {
	if u := c.d.Urgency; u != "" && u != "特急" && u != "加急" {
		c.wrong("urgency", law.DocumentsUrgency, "紧急程度只有“特急”和“加急”，不急的不标。")
	}
	for _, a := range c.d.Attached {
		if r := []rune(strings.TrimSpace(a)); len(r) > 0 && strings.ContainsRune("。．.；;，,、：:", r[len(r)-1]) {
			c.wrong("attached", law.DocumentsAttached, "附件名称后不加标点，请去掉“%s”末尾的“%s”。", shorten(a), string(r[len(r)-1]))
		}
	}
}

// sentences cuts a text at its full stops.
func sentences(text string) []string {
	var out []string
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("。！？；\n", r) }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "……"
	}
	return s
}

// bare is a text without white space, punctuation of one width, and none at the end of
// a paragraph; empty lines are left out.
func bare(list []string) []string {
	var out []string
	for _, s := range list {
		s = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			if i := slices.Index([]rune("，。；：？！（）．"), r); i >= 0 {
				return []rune(",.;:?!().")[i]
			}
			return r
		}, s)
		if s = strings.TrimRight(s, ",.;:、"); s != "" {
			out = append(out, s)
		}
	}
	return out
}

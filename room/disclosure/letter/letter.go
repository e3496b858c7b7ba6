package letter

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

// Shape is how a block of a letter is set.
type Shape uint8

// The shapes.
const (
	Para  Shape = iota // a paragraph
	Quote              // what somebody else wrote, verbatim
	List               // numbered lines
	Grid               // a table
	Note               // small
)

// Block is one piece of a letter's body.
type Block struct {
	Shape Shape
	Text  string
	Lines []string   // of a List
	Head  []string   // of a Grid; empty for pairs of label and value
	Rows  [][]string // of a Grid
	// Remedy marks the paragraph on remedies.
	Remedy bool
	// Below: it stands below the signature, as a slip to return or an address.
	Below bool
}

// split gives what stands above the signature and what stands below it.
func (l Letter) split() (above, below []Block) {
	for _, b := range l.Blocks {
		if b.Below {
			below = append(below, b)
		} else {
			above = append(above, b)
		}
	}
	return above, below
}

// Letter is a finished paper.
type Letter struct {
	Paper     Paper
	Code      string // of the kind of reply
	Number    string // empty for records that have none
	Title     string
	Addressee string // empty for records
	Blocks    []Block
	Remedy    string // as printed; empty if there is none
	Agency    string
	Date      civil.Date
	Basis     []rulebook.Basis
	Internal  bool // a record or a letter within the administration
}

// Number is the number of an outgoing paper, e.g. 綦商务公复〔2026〕3号. A serial of 0
// leaves room for it.
func Number(b *rulebook.Book, year, serial int) string {
	n := "　　"
	if serial > 0 {
		n = fmt.Sprint(serial)
	}
	return fmt.Sprintf("%s〔%d〕%s号", b.Disclosure.PaperValue("paper_prefix"), year, n)
}

// composer gathers a letter and what is missing for it.
type composer struct {
	f       Facts
	regime  rulebook.Regime
	out     Letter
	missing []*fault.Error
}

// Compose writes the paper that the facts call for. Missing facts, a kind that the
// regime does not know, days out of order and a remedy that does not fit the kind
// are Invalid errors that name field and remedy, all at once.
func Compose(f Facts) (Letter, error) {
	if f.Book == nil || len(f.Book.Disclosure.Replies) == 0 {
		return Letter{}, fault.New(fault.Invalid, "规则库没有信息公开的答复种类，不能制作文书。请先补全规则库。")
	}
	regime, ok := f.Book.Disclosure.Regime(f.Regime)
	if !ok {
		return Letter{}, fault.Field("regime", f.Regime, "没有“"+f.Regime+"”这套制度，请核对收到申请的日期。")
	}
	write, ok := writers[f.Paper]
	if !ok {
		return Letter{}, fault.Field("paper", string(f.Paper), "没有“"+string(f.Paper)+"”这种文书，请核对。")
	}
	if f.Served.IsZero() {
		f.Served = f.On
	}
	c := &composer{f: f, regime: regime}
	c.out = Letter{Paper: f.Paper, Title: f.Paper.Title(), Addressee: strings.TrimSpace(f.To), Agency: f.Book.Bureau, Date: f.On}
	c.common()
	write(c)
	if len(c.missing) > 0 {
		return Letter{}, fault.Join(c.missing...)
	}
	return c.out, nil
}

// recorded are the papers that carry no number and no addressee.
var recorded = []Paper{Service, SearchLog}

func (c *composer) common() {
	f := c.f
	if f.On.IsZero() {
		c.want("on", "", "没有写文书的日期，请填写。")
	}
	if f.Served.Before(f.On) {
		c.want("served", f.Served.String(), "送达日期早于文书的日期，请核对。")
	}
	if f.Application.Number == "" {
		c.want("application", "", "没有写申请的登记编号，请填写。")
	}
	if !f.Application.Received.IsZero() && f.On.Before(f.Application.Received) {
		c.want("on", f.On.String(), "文书的日期早于收到申请的"+f.Application.Received.Chinese()+"，请核对。")
	}
	if slices.Contains(recorded, f.Paper) {
		c.out.Addressee = ""
		return
	}
	if c.out.Addressee == "" {
		c.want("to", "", "没有写受送达人，请填写。")
	}
	year := f.Year
	if year == 0 {
		year = f.On.Year
	}
	c.out.Number = Number(f.Book, year, f.Serial)
}

// want says that a fact is missing or wrong.
func (c *composer) want(field, value, say string) {
	c.missing = append(c.missing, fault.Of(fault.Field(field, value, say)))
}

// need gives a text without the stop at its end, and says so if it is empty.
func (c *composer) need(field, text, name string) string {
	text = bare(text)
	if text == "" {
		c.want(field, "", "没有写"+name+"，不能发出“"+c.out.Title+"”。请填写。")
	}
	return text
}

// day gives a day in words, and says so if there is none.
func (c *composer) day(field string, d civil.Date, name string) string {
	if d.IsZero() {
		c.want(field, "", "没有写"+name+"，不能发出“"+c.out.Title+"”。请填写。")
		return ""
	}
	return d.Chinese()
}

// bare takes white space and a stop off the end, for texts that go into sentences.
func bare(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。.；;，, \n") }

func (c *composer) para(format string, a ...any) {
	text := format
	if len(a) > 0 {
		text = fmt.Sprintf(format, a...)
	}
	c.out.Blocks = append(c.out.Blocks, Block{Text: text})
}

func (c *composer) add(b Block) { c.out.Blocks = append(c.out.Blocks, b) }

// you is how the addressee is spoken to.
func (c *composer) you() string {
	if c.f.Organisation {
		return "贵单位"
	}
	return "您"
}

// rest notes a ground once.
func (c *composer) rest(list ...rulebook.Basis) {
	for _, b := range list {
		if !slices.ContainsFunc(c.out.Basis, func(x rulebook.Basis) bool { return x.Clause == b.Clause }) {
			c.out.Basis = append(c.out.Basis, b)
		}
	}
}

// opening tells which application the paper is about and what was asked, verbatim.
func (c *composer) opening() {
	a := c.f.Application
	received := c.day("received", a.Received, "收到申请的日期")
	applied := ""
	if !a.Applied.IsZero() {
		applied = "于" + a.Applied.Chinese()
	}
	c.para("%s%s提出的政府信息公开申请，本机关于%s收到，登记编号为%s。申请公开的内容是：", c.you(), applied, received, a.Number)
	c.asked()
}

// asked quotes what was asked.
func (c *composer) asked() {
	text := strings.TrimSpace(c.f.Application.Asked)
	if text == "" {
		c.want("asked", "", "没有写申请公开的内容，文书应当照录原文。请填写。")
	}
	c.add(Block{Shape: Quote, Text: text})
}

// contact says where the bureau can be reached.
func (c *composer) contact() {
	o := c.f.Office
	s := "承办机构：" + c.f.Book.Disclosure.PaperValue("paper_office")
	for _, p := range []struct{ name, text string }{{"地址", o.Address}, {"电话", o.Phone}, {"办公时间", o.Hours}} {
		if p.text != "" {
			s += "　" + p.name + "：" + p.text
		}
	}
	c.add(Block{Shape: Note, Text: s, Below: true})
}

// act names the body of rules that the paper cites.
func (c *composer) act() string {
	if c.regime.Origin == rulebook.OriginBook {
		return c.own()
	}
	return c.regime.Title
}

// own cites the book's own text by its title, as the applicant can ask for it.
func (c *composer) own() string {
	return "《" + c.f.Book.Bureau + "政府信息依申请公开制度》"
}

package official

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Form is one of the forms of a paper.
type Form uint8

// The forms.
const (
	Document Form = iota // 文件
	Letter               // 信函
	Order                // 命令（令）
	Minutes              // 纪要
	Brief                // 简报
	Plain                // no head at all: internal notices, agendas
)

// Seal says what stands where the seal will be.
type Seal uint8

// The kinds of place for a seal.
const (
	NoSeal   Seal = iota // the paper gets none
	SealRoom             // white room, to be sealed by hand
	SealMark             // a broken circle marks the place, on drafts and specimens
)

// Urgency is 特急 or 加急, empty for an ordinary paper.
type Urgency string

// The two degrees.
const (
	Express Urgency = "特急"
	Urgent  Urgency = "加急"
)

// Block is a paragraph of the body. Level 1 to 4 numbers it 一、 （一） 1. （1） in its
// turn; Head is then the heading and Text what follows on the same line, if
// anything. Level 0 is plain text. A line feed in Text begins a new paragraph.
type Block struct {
	Level      int
	Head, Text string
}

// Attachment is one of the papers bound with the main text (附件).
type Attachment struct {
	Title string
	Body  []Block
}

// Paper is an official paper. Fields without a value leave their element out.
type Paper struct {
	Form    Form
	Copy    int // 份号, up to six figures
	Urgency Urgency
	Mark    string // as printed, with 文件, 令 or 纪要 at its end
	Number  string // with any kind of bracket about the year; printed with 〔〕
	Signers []string
	// Upward papers name who signed them; Check asks for Signers then.
	Upward bool
	Title  string
	To     []string
	Body   []Block
	// Attached are the titles of what is attached; empty takes those of Attachments.
	Attached    []string
	Attachments []Attachment
	Signed      string // of an order: the signer's name
	Post        string // of an order: the signer's post
	Date        civil.Date
	Seal        Seal
	Note        string // 附注, printed in brackets
	// Who was there, of minutes.
	Present, Excused, Observers []string
	Copies                      []string // 抄送
	// Imprint is the unit that printed the paper and Printed the day of it. Minutes
	// and briefs name the unit in their head too.
	Imprint string
	Printed civil.Date
	// Words are names that the title does not break.
	Words []string
}

var (
	yearBracket = regexp.MustCompile(`[\[【〔［(（{〖]\s*([0-9０-９]{4})\s*[\]】〕］)）}〗]`)
	numberForm  = regexp.MustCompile(`^\p{Han}*〔\d{4}〕[1-9]\d*号$`)
	endMarks    = "。．.；;，,、：:"
)

// Number gives a document number as the standard prints it: the year in 〔〕, Western
// figures, no white space. What is no such number is refused with the reason.
func Number(s string) (string, error) {
	n := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.Join(strings.Fields(s), ""))
	n = yearBracket.ReplaceAllString(n, "〔$1〕")
	if numberForm.MatchString(n) {
		return n, nil
	}
	why := "应当由机关代字、〔年份〕和顺序号组成，如“綦商务〔2026〕3号”。"
	switch _, tail, _ := strings.Cut(n, "〕"); {
	case strings.HasPrefix(tail, "第"):
		why = "顺序号前不加“第”字。"
	case strings.HasPrefix(tail, "0"):
		why = "顺序号不编虚位，“03号”应写作“3号”。"
	}
	return "", fault.Field("number", s, "发文字号"+why)
}

// Check says what keeps the paper from being set.
func (p Paper) Check() error {
	_, err := p.checked()
	return err
}

// checked gives the paper with its number as printed and the attachments named.
func (p Paper) checked() (Paper, error) {
	refuse := func(field, value, say string) (Paper, error) { return Paper{}, fault.Field(field, value, say) }
	if strings.TrimSpace(p.Mark) == "" && p.Form != Plain {
		return refuse("mark", "", "缺少发文机关标志，请填写发文机关名称。")
	}
	if p.Copy < 0 || p.Copy > 999999 {
		return refuse("copy", fmt.Sprint(p.Copy), "份号用6位数字，应当在1至999999之间。")
	}
	if p.Urgency != "" && p.Urgency != Express && p.Urgency != Urgent {
		return refuse("urgency", string(p.Urgency), "紧急程度只有“特急”和“加急”。")
	}
	if p.Number != "" && (p.Form == Document || p.Form == Letter) {
		n, err := Number(p.Number)
		if err != nil {
			return Paper{}, err
		}
		p.Number = n
	}
	if p.Upward && len(p.Signers) == 0 {
		return refuse("signers", "", "上行文应当标注签发人，请填写签发人姓名。")
	}
	if p.Title == "" && (p.Form == Document || p.Form == Letter || p.Form == Plain) {
		return refuse("title", "", "缺少标题，请按“发文机关＋事由＋文种”填写。")
	}
	body := 0
	for _, b := range p.Body {
		body += len(strings.TrimSpace(b.Head + b.Text))
		if b.Level < 0 || b.Level > 4 {
			return refuse("body", b.Head, "正文的结构层次不超过四层。")
		}
	}
	if body == 0 {
		return refuse("body", "", "缺少正文，公文首页应当显示正文。")
	}
	if len(p.Attached) == 0 {
		for _, a := range p.Attachments {
			p.Attached = append(p.Attached, a.Title)
		}
	}
	attached := make([]string, len(p.Attached))
	for i, a := range p.Attached {
		attached[i] = strings.TrimRight(strings.TrimSpace(a), endMarks)
	}
	p.Attached = attached
	p.Attachments = slices.Clone(p.Attachments)
	for i := range p.Attachments {
		p.Attachments[i].Title = strings.TrimRight(strings.TrimSpace(p.Attachments[i].Title), endMarks)
	}
	return p, nil
}

// Numeral is the Chinese numeral of n, 1 to 99, as headings have it.
func Numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	if n < 1 || n > 99 {
		return fmt.Sprint(n)
	}
	tens := ""
	if n >= 20 {
		tens = digits[n/10]
	}
	if n >= 10 {
		tens += "十"
	}
	return tens + digits[n%10]
}

// Label is the number before the nth heading of a level: 一、 （一） 1. （1）.
func Label(level, n int) string {
	switch level {
	case 1:
		return Numeral(n) + "、"
	case 2:
		return "（" + Numeral(n) + "）"
	case 3:
		return fmt.Sprintf("%d.", n)
	case 4:
		return fmt.Sprintf("（%d）", n)
	}
	return ""
}

// para is a paragraph ready to be set: a heading with its number and the text.
type para struct {
	level      int
	head, text string
}

// paragraphs numbers the blocks and cuts their texts at line feeds.
func paragraphs(blocks []Block) []para {
	var out []para
	var count [5]int
	for _, b := range blocks {
		head := ""
		if b.Level > 0 {
			count[b.Level]++
			for l := b.Level + 1; l < len(count); l++ {
				count[l] = 0
			}
			head = Label(b.Level, count[b.Level]) + strings.TrimSpace(b.Head)
		} else {
			head = strings.TrimSpace(b.Head)
		}
		for i, t := range strings.Split(strings.ReplaceAll(b.Text, "\r\n", "\n"), "\n") {
			t = strings.TrimSpace(t)
			switch {
			case i == 0:
				if head+t != "" {
					out = append(out, para{b.Level, head, t})
				}
			case t != "":
				out = append(out, para{0, "", t})
			}
		}
	}
	return out
}

// day is a date as a paper has it: 2026年3月5日, nothing filled up with zeros.
func day(d civil.Date) string {
	if d == (civil.Date{}) {
		return ""
	}
	t := d.Time()
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

// attachedLabels are the numbers before the names of what is attached: none if
// there is only one.
func attachedLabels(n int) []string {
	out := make([]string, n)
	for i := range out {
		if n > 1 {
			out[i] = fmt.Sprintf("%d.", i+1)
		}
	}
	return out
}

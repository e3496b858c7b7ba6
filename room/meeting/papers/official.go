package papers

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/print/official"
)

// Notice calls people to a meeting. It must name time and matters.
type Notice struct {
	Sitting
	To        []Person // who attends
	Observers []Person
	Items     []Item
	Asks      []string // what is asked of those who come
	Unit      string   // who sends it
	On        civil.Date
	Contact   string
}

// Paper sets the notice (law.MtgPartyNoticeWhat: time and matters).
func (n Notice) Paper() (Paper, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	if len(n.Items) == 0 {
		return nil, fault.Field("items", "", "通知应当写明议题，请先确定议题。")
	}
	p := official.Paper{Form: official.Plain, Title: "关于召开" + n.Title + "的通知", Words: []string{n.Body, n.Title},
		To: names(n.To), Signed: n.Unit, Date: n.On, Note: n.Contact}
	sum := "定于" + Moment(n.At) + "召开" + n.Title + "，现将有关事项通知如下。"
	p.Body = []official.Block{{Text: sum},
		{Level: 1, Head: "会议时间：", Text: Moment(n.At) + "。"},
		{Level: 1, Head: "会议地点：", Text: orNone(n.Place, "另行通知") + "。"},
		{Level: 1, Head: "出席人员：", Text: strings.Join(names(n.To), "、") + "。"}}
	if len(n.Observers) > 0 {
		p.Body = append(p.Body, official.Block{Level: 1, Head: "列席人员：", Text: strings.Join(names(n.Observers), "、") + "。"})
	}
	p.Body = append(p.Body, official.Block{Level: 1, Head: "会议议题"})
	for i, it := range n.Items {
		line := fmt.Sprintf("%d.%s", i+1, stop(it.Title))
		if by := it.presented(); by != "" {
			line += "（汇报：" + by + "）"
		}
		if len(it.Materials) > 0 {
			line += "（附材料：" + strings.Join(it.Materials, "、") + "）"
		}
		p.Body = append(p.Body, official.Block{Text: line})
	}
	if len(n.Asks) > 0 {
		p.Body = append(p.Body, official.Block{Level: 1, Head: "有关要求"})
		for i, a := range n.Asks {
			p.Body = append(p.Body, official.Block{Text: fmt.Sprintf("%d.%s。", i+1, stop(a))})
		}
	}
	return p, p.Check()
}

func stop(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。；;.") }

func orNone(s, none string) string {
	if strings.TrimSpace(s) == "" {
		return none
	}
	return stop(s)
}

// Resolution is something the meeting resolved (议定事项).
type Resolution struct {
	What  string
	Unit  string
	Owner string
	Due   civil.Date
}

// line is the resolution with who does it and until when.
func (r Resolution) line() string {
	s := stop(r.What)
	var by []string
	if r.Unit != "" {
		by = append(by, "责任单位："+r.Unit)
	}
	if r.Owner != "" {
		by = append(by, "责任人："+r.Owner)
	}
	if !r.Due.IsZero() {
		by = append(by, "完成时限："+r.Due.Chinese())
	}
	if len(by) > 0 {
		s += "（" + strings.Join(by, "；") + "）"
	}
	return s + "。"
}

// Discussed is a matter with what the meeting found, in words.
type Discussed struct {
	Title, Words string
}

// Minutes are the minutes (纪要) of a meeting.
type Minutes struct {
	Sitting
	Number      string // 〔2026〕3号, 第3期
	Signer      string // the chair who signs them off
	Resolutions []Resolution
	Discussed   []Discussed
	Present     []Person
	Excused     []Person // absent with or without excuse: the note says which
	Observers   []Person
	Unit        string // who issues them
	On          civil.Date
	Sent        []string // 分送
}

// Paper sets the minutes in the form of GB/T 9704 10.3: what was resolved comes first.
func (m Minutes) Paper() (Paper, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if len(m.Resolutions)+len(m.Discussed) == 0 {
		return nil, fault.Field("items", "", "纪要没有议定事项，也没有讨论情况，请先整理会议内容。")
	}
	if len(m.Present) == 0 {
		return nil, fault.Field("present", "", "纪要应当列出出席人员，请先登记到会情况。")
	}
	p := official.Paper{Form: official.Minutes, Mark: m.Agency + strings.TrimPrefix(m.Body, "局") + "纪要", Number: m.Number,
		Imprint: m.Unit, Date: m.On, Printed: m.On, Present: names(m.Present), Excused: names(m.Excused), Observers: names(m.Observers), Copies: m.Sent}
	if strings.HasPrefix(m.Body, "局长") {
		p.Mark = m.Agency + m.Body + "纪要"
	}
	if m.Signer != "" {
		p.Signers = []string{m.Signer}
	}
	if p.Date.IsZero() {
		p.Date = m.on()
	}
	lead := Moment(m.At) + "，"
	if m.Chair != "" {
		lead += m.Chair + "主持召开"
	} else {
		lead += "召开"
	}
	lead += m.Title
	if m.Place != "" {
		lead += "，地点在" + m.Place
	}
	p.Body = append(p.Body, official.Block{Text: lead + "。现将会议情况纪要如下。"})
	if len(m.Resolutions) > 0 {
		p.Body = append(p.Body, official.Block{Level: 1, Head: "议定事项"})
		for _, r := range m.Resolutions {
			p.Body = append(p.Body, official.Block{Level: 2, Text: r.line()})
		}
	}
	if len(m.Discussed) > 0 {
		p.Body = append(p.Body, official.Block{Level: 1, Head: "会议讨论情况"})
		for _, d := range m.Discussed {
			p.Body = append(p.Body, official.Block{Level: 2, Head: stop(d.Title) + "。", Text: d.Words})
		}
	}
	return p, p.Check()
}

// Brief is a brief of a meeting or of study (简报): the study room's is made of
// official.Paper in the same form.
type Brief struct {
	Sitting
	Mark     string // 会议简报
	Number   string // 第6期
	Headline string
	Text     []string // paragraphs
	Signer   string
	Unit     string
	On       civil.Date
	Sent     []string
}

// Paper sets the brief.
func (b Brief) Paper() (Paper, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	if b.Mark == "" {
		b.Mark = "会议简报"
	}
	if b.Headline == "" {
		b.Headline = b.Agency + "召开" + b.Title
	}
	p := official.Paper{Form: official.Brief, Mark: b.Mark, Number: b.Number, Title: b.Headline, Imprint: b.Unit, Date: b.On, Printed: b.On,
		Copies: b.Sent, Words: []string{b.Agency, b.Body, b.Title}}
	if p.Date.IsZero() {
		p.Date = b.on()
	}
	if b.Signer != "" {
		p.Signers = []string{b.Signer}
	}
	for _, t := range b.Text {
		p.Body = append(p.Body, official.Block{Text: t})
	}
	return p, p.Check()
}

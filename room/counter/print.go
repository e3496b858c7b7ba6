package counter

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/print"
)

// letter is a paper that the counter hands out.
type letter struct {
	title, number, to string
	paras             []string
	heads             []string
	widths            []float64
	rows              [][]string
	after             []string
	day               civil.Date
	signed            bool // with the bureau's name, day and a place for the seal
	receipt           bool // with a line for who takes it
	code              string
	basis             []rulebook.Basis
}

var (
	bodyStyle  = print.Style{Size: 14, LineHeight: 1.75, Indent: 2, Justify: true}
	plainStyle = print.Style{Size: 14, LineHeight: 1.75}
	smallStyle = print.Style{Size: 9.5, LineHeight: 1.5, Color: print.Grey}
)

func (r *Room) fonts() (*print.Fonts, error) {
	if r.Fonts == nil {
		return nil, nil
	}
	return r.Fonts()
}

// draw sets a letter on A4. What complaints need stands at the foot of every one (clauses
// promise.dept, first.tel).
func (r *Room) draw(s *scene, l letter, w *bytes.Buffer) error {
	fonts, err := r.fonts()
	if err != nil {
		return err
	}
	d, err := print.New(print.Options{Title: l.title, Author: s.book.Bureau, Date: time.Date(l.day.Year, l.day.Month, l.day.Day, 0, 0, 0, 0, civil.Shanghai), Fonts: fonts})
	if err != nil {
		return err
	}
	r.set(d, s, l)
	return d.Write(w)
}

func (r *Room) set(d *print.Document, s *scene, l letter) {
	f := d.Section(print.Section{Size: print.A4, Margins: print.Margins{Top: 30, Right: 26, Bottom: 32, Left: 28}, Foot: func(p *print.Page, no, of int) {
		p.Line(28, p.Size.H-27, p.Size.W-26, p.Size.H-27, 0.2)
		p.Text(28, p.Size.H-21.5, s.telephone(), print.Style{Size: 9.5})
		p.Text(p.Size.W-26, p.Size.H-21.5, print.PageOf(no, of), print.Style{Size: 9, Align: print.Right, Color: print.Grey})
	}})
	f.Heading(s.book.Bureau, print.Style{Size: 18, Align: print.Center})
	f.Heading(l.title, print.Style{Size: 22, Align: print.Center, LineHeight: 1.6})
	if l.number != "" {
		f.Para(l.number, print.Style{Size: 12, Align: print.Right})
	}
	f.Skip(4)
	if l.to != "" {
		f.Para(l.to+"：", plainStyle)
	}
	for _, p := range l.paras {
		f.Para(p, bodyStyle)
	}
	if len(l.rows) > 0 {
		f.Skip(2)
		t := print.Table{Body: print.Style{Size: 11, LineHeight: 1.4}, Head: print.Style{Size: 11, Bold: true, Align: print.Center}, MinRow: 8, Pad: 1.5}
		for i, h := range l.heads {
			t.Columns = append(t.Columns, print.Column{Title: h, Width: l.widths[i]})
		}
		f.Table(t, slices.Values(l.rows))
		f.Skip(3)
	}
	for _, p := range l.after {
		f.Para(p, bodyStyle)
	}
	if l.signed {
		f.Need(44)
		f.Skip(12)
		f.Draw(24, func(p *print.Page, in print.Rect) {
			p.Text(in.X+in.W-42, in.Y+6, s.book.Bureau, print.Style{Size: 14, Align: print.Center})
			p.Text(in.X+in.W-42, in.Y+14, l.day.Chinese(), print.Style{Size: 14, Align: print.Center})
			p.Text(in.X+in.W-42, in.Y+21, "（加盖专用印章）", print.Style{Size: 10, Align: print.Center, Color: print.Grey})
		})
	}
	if l.receipt {
		f.Skip(4)
		f.Draw(10, func(p *print.Page, in print.Rect) {
			p.Text(in.X, in.Y+6, "签收人：", print.Style{Size: 12})
			p.Line(in.X+18, in.Y+7.5, in.X+68, in.Y+7.5, 0.2)
			p.Text(in.X+80, in.Y+6, "签收日期：", print.Style{Size: 12})
			p.Line(in.X+103, in.Y+7.5, in.X+in.W, in.Y+7.5, 0.2)
		})
	}
	if l.code != "" {
		f.Need(30)
		f.Skip(3)
		say := "查询办理情况：编号和查询码 " + l.code + "，请妥善保管，不要告诉他人。"
		if r.Portal == "" {
			f.Para(say+"可以打电话或者到窗口查询。", smallStyle)
		} else {
			f.Draw(24, func(p *print.Page, in print.Rect) {
				p.QR(in.X+1, in.Y+1, 21, r.Portal)
				p.Box(print.Rect{X: in.X + 27, Y: in.Y + 3, W: in.W - 27, H: 20}, say+"网址 "+r.Portal+"，也可以扫码打开后输入。", smallStyle)
			})
		}
	}
	if len(l.basis) > 0 {
		var cited []string
		for _, b := range l.basis {
			cited = append(cited, s.book.Cite(b))
		}
		f.Skip(2)
		f.Para("依据："+strings.Join(cited, "；"), smallStyle)
	}
}

func cite(ids ...law.ID) []rulebook.Basis {
	var out []rulebook.Basis
	for _, id := range ids {
		out = append(out, rulebook.Basis{Clause: id})
	}
	return out
}

// acceptance is the 受理通知书: number, item, applicant and the promised day (clause
// limit.receipt).
func (r *Room) acceptance(v View) letter {
	l := letter{title: word(v.scene.book, law.LimitReceipt, "document"), number: v.AcceptedNumber, to: v.Applicant, day: v.AcceptedOn, signed: true, receipt: true, code: v.Number + "，" + r.code(v.Application), basis: cite(law.LimitReceipt, law.LimitDef)}
	l.paras = []string{fmt.Sprintf("您（单位）于%s提出的“%s”申请（办件编号 %s），经审核，手续、材料齐全，予以受理。", v.ReceivedOn.Chinese(), v.Item.Title, v.Number)}
	if v.Deemed {
		l.paras = []string{fmt.Sprintf("您（单位）于%s提出的“%s”申请（办件编号 %s），本局没有在法定期限内告知需要补正的内容，自收到申请材料之日起即为受理。", v.ReceivedOn.Chinese(), v.Item.Title, v.Number)}
	}
	until := v.Due.Chinese() + "以前办结"
	if v.Promise.Instant {
		until = "当场办结"
	}
	counted := ""
	if !v.Promise.Instant {
		counted = fmt.Sprintf("承诺时限为 %s，自%s次日起计算。", v.Promise.Limit(), v.Started.Chinese())
	}
	l.paras = append(l.paras, "承诺办结时限："+until+"。"+counted)
	if v.Provisional {
		l.paras = append(l.paras, "其中有的年份放假安排尚未公布，日子按法定节假日和双休日推算；安排公布后如有变化，以本通知书写明的日子为准。")
	}
	l.paras = append(l.paras, "承办科室："+v.scene.unitName(v.Unit)+"，承办人员："+v.Promise.Officer+"。收费："+v.Promise.Fee+"。")
	return l
}

// supplement is the 补充通知书: all that has to be brought, at once (clauses
// once.supplement, limit.supplement).
func (r *Room) supplement(v View, n Notice) letter {
	l := letter{title: word(v.scene.book, law.LimitSupplement, "document"), number: n.Number, to: v.Applicant, day: n.IssuedOn, signed: true, receipt: true, code: v.Number + "，" + r.code(v.Application), basis: cite(law.OnceSupplement, law.LimitSupplement, law.OnceAfter)}
	l.paras = []string{fmt.Sprintf("您（单位）于%s提出的“%s”申请（办件编号 %s），经审核，下列手续、材料不齐全或者不符合法定形式，现一次告知需要补充的全部内容：", v.ReceivedOn.Chinese(), v.Item.Title, v.Number)}
	if n.N > 1 {
		l.paras = append(l.paras, "本次为第 "+fmt.Sprint(n.N)+" 次告知，因出现告知时不知道的新情况："+n.Fact)
	}
	l.heads, l.widths = []string{"序号", "材料", "需要补充的内容"}, []float64{14, 62, 80}
	for i, w := range n.Wants() {
		l.rows = append(l.rows, []string{fmt.Sprint(i + 1), w.Name, w.Words})
	}
	after := "补齐后本局即予受理。"
	if !v.Promise.Instant {
		after = fmt.Sprintf("补齐后本局即予受理，承诺时限 %s自补齐那天的次日起计算。", v.Promise.Limit())
	}
	l.after = []string{after + "除上述内容以外，不需要再补充其他材料。", "承办科室：" + v.scene.unitName(v.Unit) + "。办理地点和电话：" + dash(v.Promise.Place) + "。"}
	return l
}

// refusal is the 不予受理通知书: the reasons, and where to go instead.
func (r *Room) refusal(v View) letter {
	l := letter{title: "不予受理通知书", number: v.RefusedNumber, to: v.Applicant, day: v.ClosedOn, signed: true, receipt: true, basis: cite(law.LimitIntake, law.FirstOutside)}
	l.paras = []string{fmt.Sprintf("您（单位）于%s提出的“%s”申请（办件编号 %s），经审核，不予受理。", v.ReceivedOn.Chinese(), v.Item.Title, v.Number), "理由：" + v.Reason, "应到哪里办：" + v.Elsewhere + "。"}
	if v.Item.Licence {
		l.basis = append(l.basis, cite(law.LicensingOnce)...)
		l.paras = append(l.paras, "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。")
	}
	return l
}

// conclusion is the 办结通知书.
func (r *Room) conclusion(v View) letter {
	l := letter{title: "办结通知书", number: "办件编号 " + v.Number, to: v.Applicant, day: v.FinishedOn, signed: true, receipt: true, basis: cite(law.LimitDef)}
	l.paras = []string{fmt.Sprintf("您（单位）申请的“%s”已经于%s办结，结果：%s。", v.Item.Title, v.FinishedOn.Chinese(), resultLabels[v.Result])}
	if v.ResultWords != "" {
		l.paras = append(l.paras, v.ResultWords)
	}
	if v.LateReason != "" {
		l.paras = append(l.paras, "本件承诺在"+v.Due.Chinese()+"以前办结，超过了承诺的时限，原因："+v.LateReason+"。")
	}
	if v.Result == Denied {
		l.paras = append(l.paras, "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。")
	}
	return l
}

// receiptOf says that papers were handed in, with number and query code.
func (r *Room) receiptOf(v View) letter {
	l := letter{title: "收件回执", number: v.Number, to: v.Applicant, day: v.ReceivedOn, signed: true, code: v.Number + "，" + r.code(v.Application), basis: cite(law.LimitIntake)}
	l.paras = []string{fmt.Sprintf("本局于%s收到您（单位）提出的“%s”申请。材料审核以后，当场说明受理还是需要补充。", v.ReceivedOn.Chinese(), v.Item.Title)}
	return l
}

// guideLetter is an item's guide on paper. It holds the union of both lists of telling once
// (clauses once.def, once.printed, reading union-of-both-lists) and the seven elements.
func (r *Room) guideLetter(s *scene, g Guide, title string) letter {
	p := g.Promise
	l := letter{title: title, number: g.Code + "　第 " + fmt.Sprint(p.N) + " 版", day: p.PublishedOn, basis: cite(law.OnceDef, law.OncePrinted, law.PromiseGuide)}
	l.paras = []string{"事项：" + g.Title}
	for _, e := range p.Elements(g.UnitName) {
		l.paras = append(l.paras, e.Label+"："+strings.Join(textLines(e.Text), "；"))
	}
	l.paras = append(l.paras, "收费标准及依据："+p.FeeSays(), "办理地点和电话："+dash(p.Place), "申报材料：")
	l.heads, l.widths = []string{"序号", "材料", "形式和份数", "说明"}, []float64{12, 62, 38, 44}
	for _, m := range p.List() {
		l.rows = append(l.rows, []string{fmt.Sprint(m.N), m.Name, m.Form, m.Note})
	}
	l.after = []string{fmt.Sprintf("材料不齐的，本局一次书面告知全部要补的内容。对办理不满意的可以投诉，本局在 %d 个工作日内反馈结果。", g.Feedback)}
	if p.State != Published {
		l.number += "　草稿，未公布"
	}
	return l
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// ticketPDF is the slip with a number, 80 mm wide.
func (r *Room) ticketPDF(s *scene, t Ticket, title string, before int, w *bytes.Buffer) error {
	fonts, err := r.fonts()
	if err != nil {
		return err
	}
	d, err := print.New(print.Options{Title: "排队号 " + t.Label(), Author: s.book.Bureau, Date: t.On.Time(), Fonts: fonts})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Size: print.Size{W: 80, H: 70}, Margins: print.Margins{Top: 6, Right: 5, Bottom: 5, Left: 5}})
	f.Draw(58, func(p *print.Page, in print.Rect) {
		mid := in.X + in.W/2
		p.Text(mid, in.Y+5, s.book.Bureau, print.Style{Size: 11, Align: print.Center})
		p.Text(mid, in.Y+25, t.Label(), print.Style{Size: 40, Bold: true, Align: print.Center})
		p.Fit(print.Rect{X: in.X, Y: in.Y + 29, W: in.W, H: 7}, title, print.Style{Size: 11, Align: print.Center}, 7)
		p.Text(mid, in.Y+42, fmt.Sprintf("前面还有 %d 位", before), print.Style{Size: 11, Align: print.Center})
		p.Text(mid, in.Y+49, stamp(t.TakenAt)+"　当日有效，过号请重新取号", print.Style{Size: 8, Align: print.Center})
		p.Text(mid, in.Y+55, s.telephone(), print.Style{Size: 8, Align: print.Center})
	})
	return d.Write(w)
}

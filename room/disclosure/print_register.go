package disclosure

import (
	"bytes"
	"slices"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web"
)

// registerTitles are the columns of the printed register (clause foi.register.print).
var registerTitles = []string{"编号", "来件", "收到之日", "申请人", "申请内容", "承办", "最后一天", "答复之日", "结果", "状态"}

// registerPDF prints the register as it is filtered, the earliest number first.
func (r *Room) registerPDF(q *web.Request) (web.Answer, error) {
	lines, err := r.List(q.Context(), org.Actor(q), conditions(q))
	if err != nil {
		return web.Answer{}, err
	}
	slices.SortFunc(lines, func(a, b Line) int { return strings.Compare(a.Number, b.Number) })
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	s := &scene{r: r, book: book}
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, []string{l.Number, ChannelLabel(l.Channel) + " " + l.CameOn.String(), l.ReceivedOn.String(), l.Shown, l.What(), l.UnitName, l.Reckoning.Due.String(), l.RepliedOn.String(), replyName(s, l.Outcome), StateLabel(l.State)})
	}
	today := r.Door.Today()
	title := r.Rules.Base.Bureau + "信息公开申请登记簿"
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: today.Time()})
	if err != nil {
		return web.Answer{}, err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 15}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+today.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(title, print.Style{Size: 16, Align: print.Center})
	f.Skip(3)
	t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range registerTitles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: []float64{27, 27, 21, 22, 58, 26, 21, 21, 24, 20}[i]})
	}
	f.Table(t, slices.Values(rows))
	if len(rows) == 0 {
		f.Para("没有符合条件的申请。", print.Style{Size: 10})
	}
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return web.Answer{}, err
	}
	return r.pdf("信息公开申请登记簿 "+today.Compact()+".pdf", b.Bytes()), nil
}

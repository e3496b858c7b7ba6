package disclosure

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
)

const lead = 30.0 // millimetres, of the labels of a printed form

// printRecord draws the record of an application: what was asked, its days and how
// they were counted, what happened, the search log. It does not name the person.
func (r *Room) printRecord(ctx context.Context, rd db.Reader, sc *scene, a Application, w io.Writer) error {
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return err
	}
	searches, err := searchesOf(ctx, rd, a.ID)
	if err != nil {
		return err
	}
	s, err := flow.NewSheet(flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: "政府信息公开申请办理登记表", Number: a.Number, Basis: "依申请公开的登记、交办、检索、审查和答复", Today: sc.today})
	if err != nil {
		return err
	}
	rows := [][2]string{{"申请人", a.Shown + "（" + ClassLabel(a.Class) + "）"}, {"来件", ChannelLabel(a.Channel) + "，" + a.CameOn.Chinese() + "收到来件"}, {"收到之日", a.ReceivedOn.Chinese()},
		{"申请内容", a.Asked()}, {"用途", a.Purpose}, {"提供形式", strings.Trim(FormLabel(a.Form)+"，"+WayLabel(a.Way), "，")}, {"承办", sc.unitName(a.Unit)}, {"结果", replyName(sc, a.Outcome)}}
	for _, p := range rows {
		if p[1] == "" {
			continue
		}
		if err := s.Text(p[0], p[1], lead, 11); err != nil {
			return err
		}
	}
	k, err := Reckon(sc.cal, sc.book, a, events, sc.closed, sc.today)
	if err == nil && !k.Due.IsZero() {
		if err := s.Text("期限", k.Regime.Title+"。最后一天"+k.Due.Chinese()+"\n"+traceText(k), lead, 11); err != nil {
			return err
		}
	}
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s　%s　%s", e.On, EventLabel(e.Do), e.ByName)
		if note := e.detail(); note != "" {
			b.WriteString("　" + note)
		}
		b.WriteString("\n")
	}
	if err := s.Text("经过", strings.TrimSpace(b.String()), lead, 20); err != nil {
		return err
	}
	if len(searches) > 0 {
		b.Reset()
		for _, x := range searches {
			fmt.Fprintf(&b, "%s　%s　检索“%s”　%d 件　%s　%s\n", x.On, x.Place, x.Words, x.Hits, x.Result, x.ByName)
		}
		if err := s.Text("检索", strings.TrimSpace(b.String()), lead, 12); err != nil {
			return err
		}
	}
	return s.Write(w)
}

// traceText is how the days were counted, a line each.
func traceText(k Reckoning) string {
	var b strings.Builder
	for _, l := range k.Trace {
		b.WriteString(l.Chinese() + "\n")
	}
	return strings.TrimSpace(b.String())
}

// detail is what belongs to an event beside its word.
func (e Event) detail() string {
	var out []string
	if e.Serial > 0 {
		out = append(out, fmt.Sprintf("发文第%d号", e.Serial))
	}
	switch {
	case restarts(e):
		out = append(out, "告知逾期，决定收到补正后期限重新计算，理由："+e.With)
	case e.With != "":
		out = append(out, e.With)
	}
	if e.Days > 0 {
		out = append(out, fmt.Sprintf("%d 个工作日", e.Days))
	}
	if !e.Until.IsZero() {
		out = append(out, "到"+e.Until.Chinese())
	}
	if e.Note != "" {
		out = append(out, e.Note)
	}
	return strings.Join(out, "，")
}

// printReceipt draws the receipt of an application that nobody has received yet:
// number, code, and what is still to be confirmed.
func (r *Room) printReceipt(sc *scene, a Application, w *bytes.Buffer) error {
	s, err := flow.NewSheet(flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: "政府信息公开申请接收回执", Number: a.Number, Basis: "登记申请，给受理回执", Today: sc.today})
	if err != nil {
		return err
	}
	day := "待双方确认。请用编号和查询码确认，双方都确认的那一天为收到之日，答复期限从次日起计算。"
	if !a.ReceivedOn.IsZero() {
		day = a.ReceivedOn.Chinese() + "。答复期限现在还不能确定，确定后另行告知。"
	}
	for _, p := range [][2]string{{"登记编号", a.Number}, {"查询码", r.code(a) + "　凭编号和查询码查询办理情况，请妥善保管，不要告诉他人。"}, {"申请人", a.Shown}, {"申请内容", a.Asked()},
		{"来件", ChannelLabel(a.Channel) + "，" + a.CameOn.Chinese()}, {"收到之日", day}, {"办理机构", sc.book.Disclosure.PaperValue("paper_office")}} {
		if err := s.Text(p[0], p[1], lead, 11); err != nil {
			return err
		}
	}
	return s.Write(w)
}

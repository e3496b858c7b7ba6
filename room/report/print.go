package report

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web/ui"
)

// pairs are the facts of a matter for those who see it whole, as on page and paper.
func (v View) pairs(unitName func(string) string) []ui.Pair {
	p := []ui.Pair{{Key: "类别", Text: KindLabel(v.Kind)}, {Key: "紧急程度", Text: urgencyLabels[v.Urgency]}, {Key: "报送人", Text: v.Name + "（" + v.UnitName + "）"}}
	add := func(key, text string, wide bool) {
		if text != "" {
			p = append(p, ui.Pair{Key: key, Text: text, Wide: wide})
		}
	}
	if v.Addressee != "" {
		add("主送", flow.Who(v.Addressee).Label(), false)
	}
	topic := v.Topic
	if v.Detail != "" {
		topic += "：" + v.Detail
	}
	add("事项", topic, true)
	add("题名", v.Title, true)
	add("情况", v.Background, true)
	add("处理意见", v.Proposal, true)
	if v.Important {
		text := "重要事项，附书面件"
		if len(v.Papers) == 0 {
			text = "重要事项，没有书面件：" + v.OralReason
		}
		add("书面件", text, true)
	}
	if v.Collective.Topic != "" {
		add("上会研究", v.class+"："+v.Collective.Reason, true)
	}
	if v.Skip != "" {
		add("越级", v.skipText(), true)
	}
	if v.Units != "" {
		var s []string
		for u := range strings.SplitSeq(v.Units, ",") {
			s = append(s, unitName(u))
		}
		add("有关科室", strings.Join(s, "、"), true)
	}
	if v.OralAt != 0 {
		add("口头请示", ui.Stamp(clock.FromMicros(v.OralAt))+" 向"+v.OralTo+"口头请示，"+ui.Stamp(clock.FromMicros(v.SubmittedAt))+" 补录", true)
	}
	if v.ActedAt != 0 {
		key, text := "实施", ui.Stamp(clock.FromMicros(v.ActedAt))+"　"+v.ActedWords
		if v.Emergency() {
			key = "紧急处置"
			text += "（来不及请示：" + strings.TrimRight(v.ActedEarly, "。") + "；" + ui.Stamp(clock.FromMicros(v.ActedNotedAt)) + " 登记"
			if v.Kind == Report && v.SubmittedAt != 0 {
				text += "，" + ui.Stamp(clock.FromMicros(v.SubmittedAt)) + " 补报"
			}
			text += "）"
		}
		add(key, text, true)
	}
	return p
}

func (v View) skipText() string {
	s := skipLabels[v.Skip]
	if v.SkipWords != "" {
		s += "：" + strings.TrimRight(v.SkipWords, "。")
	}
	if !v.SkipOn.IsZero() {
		s += "，事发" + v.SkipOn.Chinese()
	}
	if v.Bypassed != "" {
		s += "。越过" + v.Bypassed
	}
	return s
}

// Print writes the form of a matter for somebody who sees it, and gives its number.
func (r *Room) Print(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Matter(ctx, who, id)
	if err != nil {
		return "", err
	}
	return v.Number, r.print(v, r.Door.Today(), w)
}

// print draws the form with the words of the whole ladder.
func (r *Room) print(v View, today civil.Date, w io.Writer) error {
	s, err := flow.NewSheet(r.sheetHead("请示报告单", v, today))
	if err != nil {
		return err
	}
	if v.Unanswered() {
		s.Draw(8, func(p *print.Page, in print.Rect) {
			p.Text(in.X+flow.SheetWidth, in.Y+5, NotBeforeAnswer, print.Style{Size: 12, Bold: true, Align: print.Right})
		})
	}
	units, err := r.Org.Units(context.Background())
	if err != nil {
		return err
	}
	name := func(code string) string {
		i := slices.IndexFunc(units, func(u org.Unit) bool { return u.Code == code })
		if i < 0 {
			return code
		}
		return units[i].Name
	}
	const lead = 30.0
	least := map[string]float64{"情况": 30, "处理意见": 24}
	for _, p := range v.pairs(name) {
		if err := s.Text(p.Key, p.Text, lead, max(least[p.Key], 11)); err != nil {
			return err
		}
	}
	var attached []string
	for _, p := range v.Papers {
		attached = append(attached, p.Name)
	}
	if len(attached) > 0 {
		if err := s.Text("附件", fmt.Sprintf("%d 份：%s", len(attached), strings.Join(attached, "；")), lead, 11); err != nil {
			return err
		}
	}
	for _, said := range v.Case.Said() {
		s.Sign(30, lead, flow.Block{Label: said.Label(), Said: said})
	}
	for _, x := range v.Duties {
		text := x.Text + "。负责人 " + x.Name
		if !x.Due.IsZero() {
			text += "，最迟" + x.Due.Chinese()
		}
		if x.DoneOn.IsZero() {
			text += "。未办结"
		} else {
			text += "。" + x.DoneOn.Chinese() + "办结：" + x.Result
		}
		if x.Told != "" {
			text += "（已告知" + x.Told + "）"
		}
		if err := s.Text(x.Label(), text, lead, 12); err != nil {
			return err
		}
	}
	return s.Write(w)
}

func (r *Room) sheetHead(title string, v View, today civil.Date) flow.SheetHead {
	h := flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: title, Number: v.Number, Basis: v.Case.BasisLine, Case: v.Case, Today: today}
	if h.Basis == "" {
		h.Basis = "紧急处置，尚未补报"
	}
	h.Case.SubmittedAt, h.Case.Ledger = v.SubmittedAt, v.Ledger
	return h
}

// printed is a matter for its printed course.
func (r *Room) printed(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	v, err := r.Matter(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.course(ctx, r.Door.Reader(), v, r.Door.Today())
}

func (r *Room) course(ctx context.Context, rd db.Reader, v View, today civil.Date) (flow.Printed, error) {
	p := flow.Printed{Head: r.sheetHead("请示报告办理过程单", v, today), Facts: KindLabel(v.Kind) + "：" + v.Title}
	err := p.Govern(ctx, rd, r.Rules, v.Ruling)
	return p, err
}

package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web/ui"
)

// word is what one level of the ladder said.
type word struct {
	label   string
	opinion string // empty while it has not come to that
	signed  string // name, post and capacity
	on      civil.Date
}

// words are those of the present round in the order of the ladder.
func words(v flow.View) []word {
	said := map[int64]word{}
	for _, e := range v.History {
		if e.Outcome == "" {
			continue
		}
		var d flow.Data
		// An event whose data cannot be read still says who, when and what.
		_ = json.Unmarshal([]byte(e.Data), &d)
		w := word{opinion: opinion(e, d), signed: flow.Holder{Name: e.Name, Post: e.Post, For: e.For}.Words(), on: dayOf(e.EventAt)}
		if d.From != "" {
			w.signed = d.From + "（" + e.Name + "录入）"
		}
		for _, id := range append([]int64{e.StepID}, d.With...) {
			said[id] = w
		}
	}
	var out []word
	for _, s := range v.State.Steps {
		if s.Round == v.Round {
			w := said[s.ID]
			w.label = s.Label()
			out = append(out, w)
		}
	}
	return out
}

func opinion(e flow.Event, d flow.Data) string {
	s := map[string]string{flow.Agreed: "同意。", flow.Dissented: "不同意见：", flow.RefusedIt: "不同意。", flow.RecordedIt: "已登记。"}[e.Outcome]
	switch stock := strings.TrimRight(s, "。："); {
	case strings.HasPrefix(e.Words, stock): // says it in its own words
		s = e.Words
	case e.Words != "":
		s += e.Words
	}
	if d.Paper != "" {
		s = d.Paper + "：" + s
	}
	if e.Action == flow.Confirm {
		s += "（口头批准，事后补录）"
	}
	return s
}

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

// Measures of the form, in millimetres.
const (
	formLeft  = 25.0
	formWidth = 160.0
	formLead  = 30.0
	formFoot  = 32.0
)

// sheetOf draws the form (请示报告单): rows that go on over the page where they must.
type sheetOf struct {
	d *print.Document
	f *print.Flow
}

var bodyStyle = print.Style{Size: 12, LineHeight: 1.45}

// row is a framed label with its text, at least least millimetres high.
func (s sheetOf) row(label, text string, least float64) error {
	lines, err := s.d.Lines(text, bodyStyle, formWidth-formLead-6)
	if err != nil {
		return err
	}
	const line = 12 * 1.45 * 25.4 / 72
	if len(lines) == 0 {
		lines = []string{""}
	}
	for first := true; len(lines) > 0; first = false {
		s.f.Need(max(line+4, min(least, line*float64(len(lines))+4)))
		n := max(1, min(len(lines), int((s.f.Room()-5)/line)))
		part := strings.Join(lines[:n], "\n")
		lines = lines[n:]
		h := line*float64(n) + 4
		if len(lines) == 0 && first {
			h = max(h, least)
		}
		head := label
		if !first {
			head += "（续）"
		}
		s.f.Draw(h, func(p *print.Page, in print.Rect) {
			p.Frame(print.Rect{X: in.X, Y: in.Y, W: formLead, H: h}, 0.3)
			p.Fit(print.Rect{X: in.X + 1, Y: in.Y, W: formLead - 2, H: h}, head, print.Style{Size: 12, Align: print.Center, LineHeight: 1.3}, 8)
			p.Frame(print.Rect{X: in.X + formLead, Y: in.Y, W: formWidth - formLead, H: h}, 0.3)
			p.Box(print.Rect{X: in.X + formLead + 3, Y: in.Y, W: formWidth - formLead - 5, H: h}, part, print.Style{Size: 12, LineHeight: 1.45, VAlign: print.Middle})
		})
	}
	return nil
}

// signed is the box of one level: opinion, signature, date.
func (s sheetOf) signed(w word) {
	const h = 30.0
	s.f.Draw(h, func(p *print.Page, in print.Rect) {
		p.Frame(print.Rect{X: in.X, Y: in.Y, W: formLead, H: h}, 0.3)
		p.Fit(print.Rect{X: in.X + 1, Y: in.Y, W: formLead - 2, H: h}, w.label, print.Style{Size: 12, Align: print.Center, LineHeight: 1.3}, 8)
		box := print.Rect{X: in.X + formLead, Y: in.Y, W: formWidth - formLead, H: h}
		p.Frame(box, 0.3)
		p.Fit(print.Rect{X: box.X + 3, Y: box.Y + 2, W: box.W - 6, H: h - 12}, w.opinion, print.Style{Size: 12, VAlign: print.Top, LineHeight: 1.4}, 7)
		p.Fit(print.Rect{X: box.X + 3, Y: box.Y + h - 9, W: box.W - 50, H: 7}, "签字："+w.signed, print.Style{Size: 12}, 7)
		date := "　　年　　月　　日"
		if !w.on.IsZero() {
			date = w.on.Chinese()
		}
		p.Text(box.X+box.W-3, box.Y+h-4, date, print.Style{Size: 12, Align: print.Right})
	})
}

// print draws the form with the words of the whole ladder.
func (r *Room) print(v View, today civil.Date, w io.Writer) error {
	const title = "请示报告单"
	d, err := print.New(print.Options{Title: r.Rules.Base.Bureau + title, Author: r.Rules.Base.Bureau, Subject: v.Number, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return err
	}
	basis := v.Case.BasisLine
	if basis == "" {
		basis = "紧急处置，尚未补报"
	}
	small := print.Style{Size: 8, Color: print.Grey, LineHeight: 1.3}
	f := d.Section(print.Section{Margins: print.Margins{Top: 22, Right: 25, Bottom: formFoot, Left: formLeft}, Foot: func(p *print.Page, no, of int) {
		y := p.Size.H - formFoot + 6
		p.LineIn(formLeft, y, formLeft+formWidth, y, 0.1, print.Grey, false)
		top := small
		top.VAlign = print.Top
		h := p.Box(print.Rect{X: formLeft, Y: y + 1, W: formWidth, H: 10}, "办理依据："+basis, top)
		line := "编号 " + v.Number
		if v.SubmittedAt != 0 {
			line += "　提交 " + ui.Stamp(clock.FromMicros(v.SubmittedAt))
		}
		if v.Ledger != 0 {
			line += fmt.Sprintf("　台账第 %d 号", v.Ledger)
		}
		p.Text(formLeft, y+max(h, 4)+5, line+"　打印 "+today.String(), small)
		right := small
		right.Align = print.Right
		p.Text(formLeft+formWidth, y+max(h, 4)+5, print.PageOf(no, of), right)
	}})
	f.Draw(16, func(p *print.Page, in print.Rect) {
		p.Fit(print.Rect{X: in.X, Y: in.Y, W: formWidth, H: 12}, r.Rules.Base.Bureau+title, print.Style{Size: 18, Bold: true, Align: print.Center}, 12)
	})
	s := sheetOf{d, f}
	if v.Unanswered() {
		f.Draw(8, func(p *print.Page, in print.Rect) {
			p.Text(in.X+formWidth, in.Y+5, NotBeforeAnswer, print.Style{Size: 12, Bold: true, Align: print.Right})
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
	least := map[string]float64{"情况": 30, "处理意见": 24}
	for _, p := range v.pairs(name) {
		if err := s.row(p.Key, p.Text, max(least[p.Key], 11)); err != nil {
			return err
		}
	}
	var attached []string
	for _, p := range v.Papers {
		attached = append(attached, p.Name)
	}
	if len(attached) > 0 {
		if err := s.row("附件", fmt.Sprintf("%d 份：%s", len(attached), strings.Join(attached, "；")), 11); err != nil {
			return err
		}
	}
	for _, w := range words(v.Case) {
		s.signed(w)
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
		if err := s.row(x.Label(), text, 12); err != nil {
			return err
		}
	}
	return d.Write(w)
}

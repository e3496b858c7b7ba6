package counter

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
)

func stamp(at int64) string {
	if at == 0 {
		return ""
	}
	return clock.FromMicros(at).In(civil.Shanghai).Format("2006-01-02 15:04")
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// papers lays out what is left of a closed application: the record of its course and
// what was handed out.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	a, err := row[Application](ctx, rd, "counter_application", "application", id)
	if err != nil {
		return flow.Papers{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.view(ctx, rd, s, a)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: a.Subject(), Title: v.Item.Title + "（" + a.Number + "）办件材料", Unit: a.Unit, Date: a.ClosedOn, Weight: flow.Ordinary}
	forms := []flow.Form{{Name: a.Number + " 办件登记表", Draw: func(w *bytes.Buffer) error { return r.recordPDF(v, w) }}}
	add := func(name string, l letter) {
		forms = append(forms, flow.Form{Name: a.Number + " " + name, Draw: func(w *bytes.Buffer) error { return r.draw(s, l, w) }})
	}
	for _, n := range v.Notices {
		add("补充通知书 "+n.Number, r.supplement(v, n))
	}
	if a.AcceptedNumber != "" {
		add("受理通知书 "+a.AcceptedNumber, r.acceptance(v))
	}
	if a.RefusedNumber != "" {
		add("不予受理通知书 "+a.RefusedNumber, r.refusal(v))
	}
	if !a.FinishedOn.IsZero() {
		add("办结通知书", r.conclusion(v))
	}
	p.Files, err = flow.Draw(ctx, r.Files, forms...)
	return p, err
}

// recordPDF is the record of an application: who, what, the check, the days, the course.
// It carries no query code.
func (r *Room) recordPDF(v View, w *bytes.Buffer) error {
	s, err := flow.NewSheet(flow.SheetHead{Bureau: v.scene.book.Bureau, Title: "窗口办件登记表", Number: v.Number, Basis: "收件、审核、告知、受理、流转、办结、送达", Today: v.scene.today})
	if err != nil {
		return err
	}
	const lead = 30.0
	var checks []string
	for _, c := range v.Checks {
		l := fmt.Sprintf("%d. %s　%s", c.N, c.Name, checkLabels[c.State])
		if c.Note != "" {
			l += "　" + c.Note
		}
		if !c.CameOn.IsZero() && c.CameOn != v.ReceivedOn {
			l += "　" + c.CameOn.String() + " 补来"
		}
		checks = append(checks, l)
	}
	limit := "材料没有补齐，没有承诺日期"
	if v.Promise.Instant && !v.Due.IsZero() {
		limit = "承诺当场办结，" + v.Due.Chinese()
	} else if !v.Due.IsZero() {
		limit = fmt.Sprintf("承诺 %s，自 %s 次日起算，最后一天 %s", v.Promise.Limit(), v.Started.Chinese(), v.Due.Chinese())
	}
	result := resultLabels[v.Result]
	if v.ResultWords != "" {
		result += "。" + v.ResultWords
	}
	if v.Reason != "" {
		result = StateLabel(v.State) + "：" + v.Reason
	}
	var course []string
	for _, e := range v.course() {
		l := e.On + "　" + e.What
		if e.Who != "" {
			l += "　" + e.Who
		}
		if e.Words != "" {
			l += "　" + e.Words
		}
		course = append(course, l)
	}
	for _, p := range [][2]string{{"事项", v.Item.Title + "（" + v.Item.Code + "，承诺第 " + fmt.Sprint(v.Promise.N) + " 版）"}, {"申请人", v.Applicant + "　" + v.PaperKind + " " + v.PaperNumber}, {"代办人", v.Agent}, {"来件", channelLabels[v.Channel] + "，" + v.ReceivedOn.Chinese() + "收到"}, {"申请内容", v.Matter},
		{"承办", v.scene.unitName(v.Unit) + "　" + v.scene.name(v.Handler)}, {"材料审核", strings.Join(checks, "\n")}, {"时限", limit}, {"结果", result}, {"超期原因", v.LateReason}, {"经过", strings.Join(course, "\n")}} {
		if strings.TrimSpace(p[1]) == "" {
			continue
		}
		if err := s.Text(p[0], p[1], lead, 11); err != nil {
			return err
		}
	}
	return s.Write(w)
}

// happened is one line of the course as the bureau sees it.
type happened struct{ On, What, Who, Words string }

// course is what happened to an application, in its order.
func (v View) course() []happened {
	var out []happened
	add := func(on, what, who, words string) {
		if on != "" {
			out = append(out, happened{on, what, who, words})
		}
	}
	s := v.scene
	add(stamp(v.ReceivedAt), "收件", s.name(v.MadeBy), "")
	if !v.CheckedOn.IsZero() {
		words := v.CheckReason
		if words != "" {
			words = "没有当场审核：" + words
		}
		add(v.CheckedOn.String(), "审核材料", "", words)
	}
	for _, n := range v.Notices {
		words := fmt.Sprintf("%s，%d 项", n.Number, len(n.Wants()))
		if n.Breach {
			words += "。违反一次性告知，新情况：" + n.Fact
		}
		add(stamp(n.IssuedAt), "出具补充通知书", s.name(n.IssuedBy), words)
	}
	add(v.SupplementedOn.String(), "材料补齐", "", "")
	add(v.AcceptedOn.String(), "受理", "", v.AcceptedNumber)
	for _, p := range v.Passes {
		to := s.passedTo(p)
		add(stamp(p.ReceivedAt), "送"+to, s.name(p.MadeBy), p.Words)
		words := p.Opinion
		if p.NightReason != "" {
			words += "（滞留过夜：" + p.NightReason + "）"
		}
		add(stamp(p.SignedAt), to+"签办", s.name(p.SignedBy), words)
		add(p.RecalledOn.String(), "撤回送"+to+"的件", s.name(p.RecalledBy), p.RecallReason)
	}
	if v.Forward != nil {
		add(v.Forward.SentOn.String(), "转报"+v.Forward.Superior, s.name(v.Forward.MadeBy), v.Forward.Reminder)
	}
	for _, c := range v.Consultations {
		add(c.AskedOn.String(), "询问上级", s.name(c.AskedBy), c.Answer)
		add(c.ToldOn.String(), "转告申请人", s.name(c.ToldBy), c.ToldHow)
	}
	if !v.FinishedOn.IsZero() {
		words := v.ResultWords
		if v.LateReason != "" {
			words += "（超期：" + v.LateReason + "）"
		}
		add(v.FinishedOn.String(), "办结："+resultLabels[v.Result], "", words)
	}
	if !v.DeliveredOn.IsZero() {
		add(v.DeliveredOn.String(), "送达", v.DeliveredTo, v.DeliveredHow)
	}
	if v.State == Refused || v.State == Withdrawn {
		add(v.ClosedOn.String(), StateLabel(v.State), "", v.Reason)
	}
	return out
}

package desk

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/print/docx"
	"lantai.internal/room/duty/desk/clocks"
)

func (v IncidentView) stateWords() string {
	switch v.State {
	case Linked:
		return "并入另一件"
	case Closed:
		return "已办结"
	}
	return "处置中"
}

var clockLabels = map[clocks.State]string{clocks.Running: "计时中", clocks.Overdue: "已超时", clocks.Met: "按时", clocks.Late: "超时完成", clocks.Void: "并入另一件"}

// says is a step in words.
func (x Step) says() string {
	s := stepLabels[x.Kind]
	switch x.Kind {
	case StepTell:
		s = "报" + rankLabels[x.Rank] + x.Person
	case StepInstruct:
		s = rankLabels[x.Rank] + x.Person + "指示"
		if x.Flag == FlagContact {
			s += "（要求报联系领导）"
		}
	case StepDecide:
		s = x.Person + "决定不上报"
		if x.Flag == FlagReport {
			s = x.Person + "决定上报区级"
		} else if !x.signed() {
			s += "（" + x.MadeName + "照录，待本人确认）"
		}
	case StepRaise:
		s = "等级改为" + severityLabels[x.Flag]
	}
	return s
}

// printIncident writes the course of an incident: what it is, every step with its
// evidence, the clocks, the reports.
func (r *Room) printIncident(v IncidentView, w *bytes.Buffer) error {
	d, f, err := r.paper(r.Rules.Base.Bureau+"突发事件处置记录", v.Number, print.A4)
	if err != nil {
		return err
	}
	for _, p := range v.facts() {
		f.Para(p[0]+"："+p[1], bodyStyle)
	}
	f.Skip(3)
	var rows [][]string
	of := map[int64]string{}
	for n, x := range v.Steps {
		of[x.ID] = fmt.Sprint(n + 1)
		words := x.Words
		if x.Ref != 0 && x.Kind != StepRaise {
			words = strings.TrimSpace(words + "\n依据第 " + of[x.Ref] + " 步")
		}
		rows = append(rows, []string{of[x.ID], stamp(x.At), x.says(), x.Means, words, x.MadeName + "\n" + stamp(x.MadeAt)})
	}
	grid(f, []string{"步", "时间", "步骤", "方式", "内容", "登记"}, []float64{8, 24, 38, 18, 51, 26}, rows, "没有登记步骤。")
	f.Skip(3)
	rows = nil
	for _, c := range v.Clocks {
		rows = append(rows, []string{LineLabel(c.Line), stamp(c.Start), stamp(c.Due), stamp(c.Stop), clockLabels[c.State]})
	}
	grid(f, []string{"时限", "开始", "最迟", "完成", "结果"}, []float64{49, 30, 30, 30, 26}, rows, "")
	if len(v.Bulletins) > 0 {
		f.Skip(3)
		rows = nil
		for _, b := range v.Bulletins {
			how := b.Channel
			if b.Failure != "" {
				how += "（" + stamp(b.FailedAt) + " " + b.Failure + "）"
			}
			rows = append(rows, []string{b.Name(), b.SignedName + " " + stamp(b.SignedAt), stamp(b.SentAt), how, b.Recipients, b.Receipt})
		}
		grid(f, []string{"报告", "签发", "报出", "途径", "收报单位", "回执"}, []float64{16, 35, 24, 34, 30, 26}, rows, "")
	}
	for _, c := range v.Corrections {
		f.Para(fmt.Sprintf("%s由“%s”改为“%s”。%s（%s，%s）", c.Label, c.Was, c.Became, c.Reason, c.MadeName, stamp(c.MadeAt)), cellStyle)
	}
	if len(v.Alarms) > 0 {
		f.Skip(3)
	}
	for _, a := range v.Alarms {
		f.Para(fmt.Sprintf("%s 通知%s：“%s”超时。", stamp(a.MadeAt), map[string]string{RankLeader: "带班领导", RankDirector: "局长"}[a.Level], LineLabel(clocks.Line(a.Line))), cellStyle)
	}
	return d.Write(w)
}

// facts are the fields of an incident, as on page and paper.
func (v IncidentView) facts() [][2]string {
	var out [][2]string
	add := func(k, s string) {
		if s != "" {
			out = append(out, [2]string{k, s})
		}
	}
	add("事件", v.Title)
	add("等级", severityLabels[v.Severity])
	add("性质", v.Nature)
	add("地点", v.Place)
	add("事发时间", stamp(v.HappenedAt))
	add("接报时间", stamp(v.HeardAt))
	entered := stamp(v.MadeAt) + "，" + v.MadeName
	if v.LateWhy != "" {
		entered += "。补录：" + v.LateWhy
	}
	add("登记", entered)
	from := v.Informant
	if v.Phone != "" {
		from += "，" + v.Phone
	}
	add("报告人", from)
	add("所属科室", v.UnitName)
	add("影响范围", v.Scope)
	add("伤亡和损失", v.Loss)
	add("发展趋势", v.Trend)
	add("到场领导", v.Present)
	add("已采取的措施", v.Measures)
	if v.SameAs != 0 {
		add("同一事件", "并入 "+v.Same.Number)
	}
	add("结果", v.Closing)
	return out
}

// PrintIncident writes the course of an incident for whoever sees its words.
func (r *Room) PrintIncident(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Incident(ctx, who, id)
	if err == nil && v.Hidden {
		err = forbidden("", "这一件是工作秘密，不在知悉范围内的不能打印。")
	}
	if err != nil {
		return "", err
	}
	return v.Number, r.printIncident(v, w)
}

func bulletinTitle(b Bulletin, number string) string {
	return "突发事件信息报告（" + b.Name() + "）" + number
}

// printBulletin writes a report as it goes out.
func (r *Room) printBulletin(i Incident, b Bulletin, w *bytes.Buffer) error {
	d, f, err := r.paper("突发事件信息报告（"+b.Name()+"）", r.Rules.Base.Bureau+"　"+i.Number, print.A4)
	if err != nil {
		return err
	}
	body := print.Style{Size: 14, LineHeight: 1.7, Indent: 2}
	if b.Recipients != "" {
		f.Para(b.Recipients+"：", print.Style{Size: 14, LineHeight: 1.7})
	}
	for line := range strings.SplitSeq(strings.TrimSpace(b.Body), "\n") {
		f.Para(line, body)
	}
	f.Skip(6)
	right := print.Style{Size: 14, LineHeight: 1.7, Align: print.Right}
	signed := "签发：　　　　"
	if b.SignedAt != 0 {
		signed = "签发：" + b.SignedName + "　" + stamp(b.SignedAt)
	}
	f.Para(r.Rules.Base.Bureau, right)
	f.Para(bulletinDay(b), right)
	f.Para(signed, print.Style{Size: 12, LineHeight: 1.7})
	f.Para("拟稿："+b.DraftedName, print.Style{Size: 12, LineHeight: 1.7})
	if b.State == Draft {
		f.Para("未经签发，不得报出。", print.Style{Size: 12, Bold: true})
	}
	return d.Write(w)
}

func bulletinDay(b Bulletin) string {
	at := b.DraftedAt
	if b.SignedAt != 0 {
		at = b.SignedAt
	}
	t := clock.FromMicros(at).In(civil.Shanghai)
	return civil.DateOf(t).Chinese() + t.Format("15时04分")
}

// writeBulletin is the same text for whoever works on with it.
func (r *Room) writeBulletin(i Incident, b Bulletin, w *bytes.Buffer) error {
	d := docx.New(docx.Options{Title: bulletinTitle(b, i.Number), Author: r.Rules.Base.Bureau, Date: r.Door.Today().Time()})
	d.Heading(1, "突发事件信息报告（"+b.Name()+"）", docx.Style{Align: docx.AlignCenter})
	if b.Recipients != "" {
		d.Para(b.Recipients+"：", docx.Style{})
	}
	for line := range strings.SplitSeq(strings.TrimSpace(b.Body), "\n") {
		d.Para(line, docx.Style{Indent: 2, Line: 28})
	}
	d.Para(r.Rules.Base.Bureau, docx.Style{Align: docx.AlignRight, Before: 20})
	d.Para(bulletinDay(b), docx.Style{Align: docx.AlignRight})
	if b.SignedAt != 0 {
		d.Para("签发："+b.SignedName+"　"+stamp(b.SignedAt), docx.Style{})
	} else {
		d.Para("未经签发，不得报出。", docx.Style{Bold: true})
	}
	d.Para("拟稿："+b.DraftedName, docx.Style{})
	return d.Write(w)
}

// PrintBulletin writes a report as PDF, or as DOCX for whoever works on with it, and
// gives its name.
func (r *Room) PrintBulletin(ctx context.Context, who act.Actor, id int64, asDocument bool, w *bytes.Buffer) (string, error) {
	b, err := bulletins.get(ctx, r.Door.Reader(), id)
	if err != nil {
		return "", err
	}
	v, err := r.Incident(ctx, who, b.Incident)
	if err == nil && v.Hidden {
		err = act.OutOfReach(act.Subject("duty_bulletin", id))
	}
	if err != nil {
		return "", err
	}
	if asDocument {
		return bulletinTitle(b, v.Number), r.writeBulletin(v.Incident, b, w)
	}
	return bulletinTitle(b, v.Number), r.printBulletin(v.Incident, b, w)
}

// incidentPapers lays a closed incident out for the archive room: its course and every
// report that went out.
func (r *Room) incidentPapers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Papers{}, err
	}
	i, err := incidents.get(ctx, rd, id)
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.wholeIncident(ctx, rd, s, i)
	if err != nil {
		return flow.Papers{}, err
	}
	title := i.Title
	if i.Secret {
		title = "突发事件，限定知悉范围"
	}
	p := flow.Papers{Subject: i.Subject(), Title: title + "（" + i.Number + "）", Unit: r.Org.Places.Office, Date: dayOf(i.ClosedAt), Secret: i.Secret, Weight: flow.Ordinary}
	if i.Severity != severities[0] {
		p.Weight = flow.Important
	}
	forms := []flow.Form{{Name: i.Number + " 处置记录", Draw: func(w *bytes.Buffer) error { return r.printIncident(v, w) }}}
	for _, b := range v.Bulletins {
		forms = append(forms, flow.Form{Name: i.Number + " " + b.Name(), Draw: func(w *bytes.Buffer) error { return r.printBulletin(i, b, w) }})
	}
	p.Files, err = flow.Draw(ctx, r.Files, forms...)
	return p, err
}

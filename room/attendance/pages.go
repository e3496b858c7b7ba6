package attendance

import (
	"bytes"
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	use, lead, keep := string(Attend), string(Lead), string(Keep)
	const proof = flow.MostAttachment + 1<<20
	return []web.Page{
		{Name: "attendance.home", Method: "GET", Pattern: "/attendance", Right: use, Serve: r.homePage},
		{Name: "attendance.board", Method: "GET", Pattern: "/attendance/board", Right: use, Serve: r.boardPage},
		{Name: "attendance.leave.new", Method: "GET", Pattern: "/attendance/leave/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.leaveForm(q, nil, nil) }},
		{Name: "attendance.leave.preview", Method: "GET", Pattern: "/attendance/leave/preview", Right: use, Serve: r.leavePreview},
		{Name: "attendance.leave.apply", Method: "POST", Pattern: "/attendance/leave/new", Right: use, Serve: r.leaveSend},
		{Name: "attendance.leave.show", Method: "GET", Pattern: "/attendance/leave/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.leavePage(q, "", nil) }},
		{Name: "attendance.leave.print", Method: "GET", Pattern: "/attendance/leave/{id}/form.pdf", Right: use, Serve: r.leavePrint},
		{Name: "attendance.leave.change", Method: "GET", Pattern: "/attendance/leave/{id}/change", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.leaveForm(q, nil, nil) }},
		{Name: "attendance.leave.repreview", Method: "GET", Pattern: "/attendance/leave/{id}/change/preview", Right: use, Serve: r.leavePreview},
		{Name: "attendance.leave.reapply", Method: "POST", Pattern: "/attendance/leave/{id}/change", Right: use, Serve: r.leaveSend},
		{Name: "attendance.leave.return", Method: "POST", Pattern: "/attendance/leave/{id}/return", Right: use, Serve: r.leaveReturn},
		{Name: "attendance.leave.correct", Method: "POST", Pattern: "/attendance/leave/{id}/correct", Right: keep, Serve: r.leaveCorrect},
		{Name: "attendance.leave.cancel", Method: "POST", Pattern: "/attendance/leave/{id}/cancel", Right: use, Serve: r.leaveCancel},
		{Name: "attendance.leave.handover", Method: "POST", Pattern: "/attendance/leave/{id}/handover", Right: use, Serve: r.leaveHandover},
		{Name: "attendance.leave.proof", Method: "POST", Pattern: "/attendance/leave/{id}/proof", Right: use, Upload: proof, Files: 1, Serve: r.leaveProof},
		{Name: "attendance.proof.read", Method: "POST", Pattern: "/attendance/proofs/{id}", Right: use, Serve: r.proofOpen},
		{Name: "attendance.trip.new", Method: "GET", Pattern: "/attendance/trips/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.tripForm(q, nil, nil) }},
		{Name: "attendance.trip.preview", Method: "GET", Pattern: "/attendance/trips/preview", Right: use, Serve: r.tripPreview},
		{Name: "attendance.trip.apply", Method: "POST", Pattern: "/attendance/trips/new", Right: use, Serve: r.tripSend},
		{Name: "attendance.trip.show", Method: "GET", Pattern: "/attendance/trips/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.tripPage(q, "", nil) }},
		{Name: "attendance.trip.print", Method: "GET", Pattern: "/attendance/trips/{id}/form.pdf", Right: use, Serve: r.tripPrint},
		{Name: "attendance.trip.change", Method: "GET", Pattern: "/attendance/trips/{id}/change", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.tripForm(q, nil, nil) }},
		{Name: "attendance.trip.repreview", Method: "GET", Pattern: "/attendance/trips/{id}/change/preview", Right: use, Serve: r.tripPreview},
		{Name: "attendance.trip.reapply", Method: "POST", Pattern: "/attendance/trips/{id}/change", Right: use, Serve: r.tripSend},
		{Name: "attendance.trip.return", Method: "POST", Pattern: "/attendance/trips/{id}/return", Right: use, Serve: r.tripBack},
		{Name: "attendance.trip.correct", Method: "POST", Pattern: "/attendance/trips/{id}/correct", Right: keep, Serve: r.tripCorrect},
		{Name: "attendance.trip.cancel", Method: "POST", Pattern: "/attendance/trips/{id}/cancel", Right: use, Serve: r.tripCancel},
		{Name: "attendance.trip.handover", Method: "POST", Pattern: "/attendance/trips/{id}/handover", Right: use, Serve: r.tripHandover},
		{Name: "attendance.trip.proof", Method: "POST", Pattern: "/attendance/trips/{id}/proof", Right: use, Upload: proof, Files: 1, Serve: r.tripProof},
		{Name: "attendance.out.list", Method: "GET", Pattern: "/attendance/outs", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.outsPage(q, nil) }},
		{Name: "attendance.out.report", Method: "POST", Pattern: "/attendance/outs", Right: use, Serve: r.outSend},
		{Name: "attendance.out.back", Method: "POST", Pattern: "/attendance/outs/{id}/back", Right: use, Serve: r.outBack},
		{Name: "attendance.sheet", Method: "GET", Pattern: "/attendance/sheet", Right: use, Serve: r.sheetShow},
		{Name: "attendance.sheet.print", Method: "GET", Pattern: "/attendance/sheet/sheet.pdf", Right: use, Serve: r.sheetPDF},
		{Name: "attendance.sheet.table", Method: "GET", Pattern: "/attendance/sheet/sheet.xlsx", Right: use, Serve: r.sheetXLSX},
		{Name: "attendance.sheet.confirm", Method: "POST", Pattern: "/attendance/sheet/confirm", Right: lead, Serve: r.sheetConfirm},
		{Name: "attendance.sheet.publish", Method: "POST", Pattern: "/attendance/sheet/publish", Right: keep, Serve: r.sheetPublish},
		{Name: "attendance.absence.list", Method: "GET", Pattern: "/attendance/absences", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.absencePage(q, 0, nil) }},
		{Name: "attendance.absence.draft", Method: "POST", Pattern: "/attendance/absences", Right: lead, Serve: r.absenceDraft},
		{Name: "attendance.absence.hear", Method: "POST", Pattern: "/attendance/absences/{id}/hear", Right: use, Serve: r.absenceHear},
		{Name: "attendance.absence.decide", Method: "POST", Pattern: "/attendance/absences/{id}/decide", Right: keep, Serve: r.absenceDecide},
		{Name: "attendance.balance", Method: "GET", Pattern: "/attendance/balance", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.balancePage(q, nil) }},
		{Name: "attendance.balance.change", Method: "POST", Pattern: "/attendance/balance", Right: keep, Serve: r.balanceChange},
		{Name: "attendance.register", Method: "GET", Pattern: "/attendance/register", Right: keep, Serve: r.registerPage},
	}
}

// seen writes into the ledger that somebody asked for a case he has no part in.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// changed tells that the rules of a case have changed since it was submitted.
func (r *Room) changed(q *web.Request, subject string) ([]ui.Notice, error) {
	say, err := r.Rules.Superseded(q.Context(), subject)
	if err != nil || say == "" {
		return nil, err
	}
	return []ui.Notice{{Tone: ui.Info, Text: say}}, nil
}

var stateTones = map[string]ui.Tone{Running: ui.Info, SentBack: ui.Warn, Agreed: ui.OK, Closed: ui.OK, Refused: ui.Bad, Withdrawn: ui.Mute, Cancelled: ui.Mute}

func stateTag(state string) ui.Tag { return ui.Tag{Text: StateLabel(state), Tone: stateTones[state]} }

func leaveRow(l Leave) ui.Row {
	tags := []ui.Tag{stateTag(l.State)}
	if l.Back != 0 {
		tags = append(tags, ui.Tag{Text: "已销假", Tone: ui.Mute})
	}
	return ui.Row{URL: leaveURL(l.ID), Cells: []ui.Cell{{Text: l.Number, URL: leaveURL(l.ID)}, {Text: KindLabel(l.Kind), Sub: l.Span()}, {Text: DaysText(l.Halves)}, {Tags: tags}}}
}

func tripRow(t Trip) ui.Row {
	return ui.Row{URL: tripURL(t.ID), Cells: []ui.Cell{{Text: t.Number, URL: tripURL(t.ID)}, {Text: t.Place, Sub: zoneLabels[t.Zone] + "，" + t.Since.Chinese() + "至" + t.Until.Chinese()},
		{Text: fmt.Sprintf("%d 天", t.Days)}, {Tags: []ui.Tag{stateTag(t.State)}}}}
}

func year(q *web.Request, today civil.Date) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return today.Year, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1990 || n > today.Year+1 {
		return 0, fault.Field("year", s, "年度应为四位数字，不晚于明年，如 2026。")
	}
	return n, nil
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	of, err := year(q, r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	a, err := r.Affairs(q.Context(), org.Actor(q), 0, of)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "我的考勤", Meta: []string{fmt.Sprintf("%d 年", of)}, Actions: []ui.Button{
		{Label: "外出报告", URL: "/attendance/outs"}, {Label: "申请出差", URL: "/attendance/trips/new"}, {Label: "请假", URL: "/attendance/leave/new", Look: "primary", Key: "n"}}}}
	for _, w := range a.Totals.Warnings {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: w})
	}
	for _, b := range a.Balance {
		p.Stats = append(p.Stats, ui.Stat{Label: KindLabel(b.Kind) + "余额", Value: DaysText(b.Left), URL: fmt.Sprintf("/attendance/balance?year=%d", of),
			Note: "应休 " + DaysText(b.Granted) + "，已用 " + DaysText(b.Used) + reserved(b)})
	}
	p.Stats = append(p.Stats, ui.Stat{Label: "事假累计", Value: DaysText(a.Totals.PersonalHalves), URL: fmt.Sprintf("/attendance/balance?year=%d", of), Note: "未抵扣的"})
	leaves := ui.Table{Caption: "我的请假", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "类别和时间", Wide: true}, {Label: "天数", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "今年还没有请假", Action: ui.Button{Label: "请假", URL: "/attendance/leave/new"}}}
	for _, l := range a.Leaves {
		leaves.Rows = append(leaves.Rows, leaveRow(l))
	}
	trips := ui.Table{Caption: "我的出差", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "地点和时间", Wide: true}, {Label: "天数", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "今年还没有出差", Action: ui.Button{Label: "申请出差", URL: "/attendance/trips/new"}}}
	for _, t := range a.Trips {
		trips.Rows = append(trips.Rows, tripRow(t))
	}
	p.Parts = []ui.Part{{Title: "请假", Table: &leaves}, {Title: "出差", Table: &trips}}
	return q.Desk("我的考勤", ui.ListPage(p))
}

func reserved(b Standing) string {
	if b.Reserved == 0 {
		return ""
	}
	return "，申请中 " + DaysText(b.Reserved)
}

func (r *Room) boardPage(q *web.Request) (web.Answer, error) {
	list, err := r.Board(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	cal, err := r.Calendar.Current(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	now := clock.FromMicros(r.Door.Now())
	day := cal.Kind(r.Door.Today())
	p := ui.Listing{Head: ui.Head{Title: "在岗看板", Meta: []string{r.Door.Today().Chinese() + " 星期" + weekdays[now.Weekday()], day.Kind.Label(), now.Format("15:04") + " 的情况"}}}
	if !day.Workday {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "今天不是工作日，看板只显示请假、出差和外出的登记。"})
	}
	counts := map[string]int{}
	tones := map[string]ui.Tone{"在岗": ui.OK, "请假": ui.Warn, "出差": ui.Info, "外出": ui.Alt}
	t := ui.Table{Caption: "今天谁在岗", Columns: []ui.Column{{Label: "科室"}, {Label: "姓名", Wide: true}, {Label: "去向"}, {Label: "到何时"}, {Label: "顶岗", Minor: true}}, Empty: ui.Empty{Title: "还没有登记人员"}}
	only := q.Values().Get("where")
	for _, h := range list {
		counts[h.Where]++
		if only != "" && h.Where != only {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: h.UnitName}, {Text: h.Name, Sub: post(h)}, {Tags: []ui.Tag{{Text: h.Where, Tone: tones[h.Where]}}}, {Text: h.Until}, {Text: h.Deputy}}})
	}
	p.Tabs = append(p.Tabs, ui.Tab{Text: "全部", URL: "/attendance/board", Count: len(list), Current: only == ""})
	for _, w := range []string{"在岗", "请假", "出差", "外出"} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: w, URL: q.URLWith("where", w), Count: counts[w], Current: only == w})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("在岗看板", ui.ListPage(p))
}

func post(h Here) string {
	if h.Post == h.Name {
		return ""
	}
	return h.Post
}

// pdf answers with a form as PDF.
func (r *Room) pdf(q *web.Request, name string, write func(id int64, b *bytes.Buffer) (string, error)) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	number, err := write(id, &b)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(number+" "+name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (r *Room) leavePrint(q *web.Request) (web.Answer, error) {
	return r.pdf(q, "休假审批表", func(id int64, b *bytes.Buffer) (string, error) { return r.PrintLeave(q.Context(), org.Actor(q), id, b) })
}

func (r *Room) tripPrint(q *web.Request) (web.Answer, error) {
	return r.pdf(q, "出差审批表", func(id int64, b *bytes.Buffer) (string, error) { return r.PrintTrip(q.Context(), org.Actor(q), id, b) })
}

// upload takes the one file of a form into the file store.
func (r *Room) upload(q *web.Request, subject string, in proofInput) (Proof, error) {
	p := Proof{Subject: subject, Kind: in.Kind, Hospital: in.Hospital}
	if in.File == nil {
		return p, fault.Field("file", "", "没有收到文件，请选择文件后再提交。")
	}
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, []*web.Upload{in.File})
	if err != nil {
		return p, err
	}
	p.Attachment = got[0]
	return p, nil
}

type proofInput struct {
	Kind     string      `form:"kind" label:"材料种类" need:"请选择材料种类。"`
	Hospital string      `form:"hospital" label:"医院等级"`
	File     *web.Upload `form:"file" label:"文件"`
}

func (r *Room) proofOpen(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.ReadProof(org.Context(q), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, "application/octet-stream", clock.FromMicros(p.MadeAt), f), nil
}

// proofPart lists papers and takes further ones.
func proofPart(q *web.Request, list []Proof, form *ui.Form, sick bool) []ui.Part {
	out := ui.Part{Title: "证明材料", Hint: "只有审批人和政工科能查阅，每次查阅都记入台账。"}
	for _, p := range list {
		meta := proofLabels[p.Kind]
		if p.Hospital != "" {
			meta = map[string]string{"2": "二级", "3": "三级"}[p.Hospital] + "医院，" + meta
		}
		row := p.Row(meta)
		row.Open = q.FormFor(fmt.Sprintf("/attendance/proofs/%d", p.ID), nil)
		out.Files = append(out.Files, row)
	}
	if len(list) == 0 && form == nil {
		return nil
	}
	if form == nil {
		return []ui.Part{out}
	}
	form.Multipart, form.ID = true, "proof"
	kinds := []ui.Option{{Value: External, Label: proofLabels[External]}, {Value: OtherPaper, Label: proofLabels[OtherPaper]}}
	var grade []ui.Field
	if sick {
		kinds = append([]ui.Option{{Value: HospitalCertificate, Label: proofLabels[HospitalCertificate]}}, kinds...)
		grade = []ui.Field{{Form: form, Name: "hospital", Label: "医院等级", Kind: ui.Select, Optional: true, Half: true, Hint: "诊断证明须由二级以上医院出具。",
			Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: "3", Label: "三级"}, {Value: "2", Label: "二级"}, {Value: "1", Label: "一级"}}}}
	}
	form.Set("kind", kinds[0].Value)
	add := ui.Part{Title: "补充材料", Form: form, Fields: append([]ui.Field{{Form: form, Name: "kind", Label: "材料种类", Kind: ui.Select, Options: kinds, Half: true}},
		append(grade, ui.Field{Form: form, Name: "file", Label: "文件", Kind: ui.File, Hint: "不超过 20 MB。", Accept: ".pdf,.jpg,.jpeg,.png,.ofd"})...),
		Buttons: []ui.Button{{Label: "上传材料"}}}
	if len(list) == 0 {
		return []ui.Part{add}
	}
	return []ui.Part{out, add}
}

func halfOptions() []ui.Option {
	return []ui.Option{{Value: "am", Label: "上午"}, {Value: "pm", Label: "下午"}}
}

func halfWord(h civil.Half) string {
	if h.PM() {
		return "pm"
	}
	return "am"
}

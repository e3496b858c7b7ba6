package attendance

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// leaveInput is the form of an application for leave.
type leaveInput struct {
	Person    int64      `form:"person" label:"请假人"`
	Kind      string     `form:"kind" label:"请假类别" need:"请选择一种请假类别。"`
	Since     civil.Date `form:"since" label:"开始日期" need:"请填写开始日期。"`
	SinceHalf string     `form:"since_half" label:"开始的上午或下午"`
	Until     civil.Date `form:"until" label:"结束日期" need:"请填写结束日期。"`
	UntilHalf string     `form:"until_half" label:"结束的上午或下午"`
	Reason    string     `form:"reason" label:"事由" max:"500"`
	Wish      bool       `form:"wish" label:"用年休假抵扣"`
	Extends   int64      `form:"extends" label:"续假"`
	Words     string     `form:"words" label:"说明" max:"500"`
	Do        string     `form:"do" label:"办理"`
}

func (in leaveInput) application() (Application, error) {
	since, err := civil.ParseHalf(in.Since, word(in.SinceHalf, "am"))
	if err != nil {
		return Application{}, fault.Field("since_half", in.SinceHalf, "请选择上午或下午。")
	}
	last, err := civil.ParseHalf(in.Until, word(in.UntilHalf, "pm"))
	if err != nil {
		return Application{}, fault.Field("until_half", in.UntilHalf, "请选择上午或下午。")
	}
	if in.Since == in.Until && last < since {
		return Application{}, fault.Field("until_half", in.UntilHalf, "同一天不能从下午请到上午。请核对上午、下午。")
	}
	return Application{Person: in.Person, Kind: in.Kind, Since: since, Until: last + 1, Reason: in.Reason, Wish: in.Wish, Extends: in.Extends}, nil
}

func word(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// leaveForm shows the application: empty, with what would follow, or with what is
// to be mended.
func (r *Room) leaveForm(q *web.Request, p *Preview, failed error) (web.Answer, error) {
	who := org.Actor(q)
	form := q.FormFor(q.URL.Path, failed)
	form.Wide = true
	head := ui.Head{Title: "请假", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}}
	changing, preview := q.PathValue("id") != "", "/attendance/leave/preview"
	var l Leave
	if changing {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		v, err := r.Leave(q.Context(), who, id)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		if l = v.Leave; !v.Mine || !changeable(l.State) {
			return web.Answer{}, fault.Newf(fault.Conflict, "%s%s，不能修改。", l.Number, StateLabel(l.State))
		}
		head = ui.Head{Title: "修改请假 " + l.Number, Crumbs: []ui.Link{{Text: l.Number, URL: leaveURL(l.ID)}}}
		form.Set("kind", l.Kind)
		form.Set("reason", l.Reason)
		form.Set("extends", fmt.Sprint(l.Extends))
		if l.Wish {
			form.Set("wish", "1")
		}
		fillSpan(form, l.Since, l.Until-1)
		preview = leaveURL(l.ID) + "/change/preview"
	} else if from, err := r.extended(q); err != nil {
		return web.Answer{}, err
	} else if from.ID != 0 {
		head = ui.Head{Title: "续假 " + from.Number, Crumbs: []ui.Link{{Text: from.Number, URL: leaveURL(from.ID)}}}
		form.Set("kind", from.Kind)
		form.Set("reason", from.Reason)
		form.Set("extends", fmt.Sprint(from.ID))
		fillSpan(form, from.Until, from.Until|1)
	}
	form.Set("since_half", "am")
	form.Set("until_half", "pm")
	form.Set("kind", q.Values().Get("kind"))
	kinds := []ui.Option{{Value: "", Label: "请选择"}}
	for _, k := range Kinds {
		kinds = append(kinds, ui.Option{Value: k, Label: KindLabel(k)})
	}
	first := []ui.Field{}
	if who.May(Keep) && !changing {
		people, err := r.people(q)
		if err != nil {
			return web.Answer{}, err
		}
		first = append(first, ui.Field{Form: form, Name: "person", Label: "请假人", Kind: ui.Select, Options: people, Optional: true, Hint: "不选为本人。本人不便办理的，由政工科代为登记。"})
	}
	page := flow.Asking{Head: head, Form: form, Preview: preview, Groups: []ui.Group{
		{Title: "请什么假", Fields: append(first, ui.Field{Form: form, Name: "kind", Label: "请假类别", Kind: ui.Select, Options: kinds, Hint: "一张表只选一种，混合的分开申请。"})},
		{Title: "从什么时候到什么时候", Fields: []ui.Field{
			{Form: form, Name: "since", Label: "开始日期", Kind: ui.Date, Half: true}, {Form: form, Name: "since_half", Label: "从上午还是下午起", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: form, Name: "until", Label: "结束日期", Kind: ui.Date, Half: true, Hint: "请假的最后一天。"}, {Form: form, Name: "until_half", Label: "到上午还是下午止", Kind: ui.Select, Options: halfOptions(), Half: true}}},
		{Title: "事由", Hint: "只有审批人和政工科能看到，其他人只知道请假和到何时。", Fields: []ui.Field{
			{Form: form, Name: "reason", Label: "事由", Kind: ui.Area, Rows: 3, Max: mostReason, Hint: "年休假可以不写，其他都要写。"},
			{Form: form, Name: "wish", Label: "病假用年休假抵扣", Kind: ui.Check, Optional: true, Hint: "自愿选择，只用于病假；余额不足的，抵扣到余额为止。"},
			{Form: form, Name: "extends", Kind: ui.Hidden}}},
	}, Show: ui.Button{Label: "看办理程序", Name: "do", Value: "preview"}, Send: ui.Button{Label: "提交请假", Name: "do", Value: "send", Look: "primary", Save: true}}
	if changing {
		page.Groups = append(page.Groups, ui.Group{Title: "为什么修改", Fields: []ui.Field{{Form: form, Name: "words", Label: "修改说明", Kind: ui.Area, Rows: 2, Max: 500, Optional: true}}})
	}
	if p != nil {
		page.After = leaveFollowing(org.Actor(q), *p)
	}
	return q.Desk(head.Title, flow.AskPage(page))
}

func fillSpan(form *ui.Form, first, last civil.Half) {
	form.Set("since", first.Date().String())
	form.Set("since_half", halfWord(first))
	form.Set("until", last.Date().String())
	form.Set("until_half", halfWord(last))
}

// extended is the leave that the form goes on from, if the address names one.
func (r *Room) extended(q *web.Request) (Leave, error) {
	s := q.URL.Query().Get("extends")
	if s == "" || s == "0" {
		return Leave{}, nil
	}
	var id int64
	if _, err := fmt.Sscan(s, &id); err != nil {
		return Leave{}, fault.Field("extends", s, "续假的编号不对，请从原来的请假单上点“续假”。")
	}
	v, err := r.Leave(q.Context(), org.Actor(q), id)
	return v.Leave, r.seen(q, err)
}

// people lists everybody for a field of whoever keeps the registers.
func (r *Room) people(q *web.Request) ([]ui.Option, error) {
	s, err := r.now(q.Context())
	if err != nil {
		return nil, err
	}
	out := []ui.Option{{Value: "", Label: "本人"}}
	for _, p := range s.chart.Staff() {
		out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.units[p.Unit]})
	}
	return out, nil
}

// uncovered are the posts that nobody would stand in for, each with the way to where
// that can be mended: whoever may name a deputy goes straight to it.
func uncovered(who act.Actor, list []string) []ui.Notice {
	to := ui.Link{Text: "查看岗位与AB岗", URL: "/posts"}
	if who.May(org.NameDeputy) {
		to = ui.Link{Text: "指定代行的副职", URL: "/posts/deputies/new"}
	}
	var out []ui.Notice
	for _, say := range list {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: say + "，这段时间没有人顶。", Link: to})
	}
	return out
}

// leaveFollowing says in words what would follow.
func leaveFollowing(who act.Actor, p Preview) *flow.Following {
	f := &flow.Following{Warnings: p.Warnings, Notices: uncovered(who, p.Uncovered)}
	days := DaysText(p.Halves)
	if p.Total != p.Halves {
		days += "，与相邻的请假合并为 " + DaysText(p.Total)
	}
	if p.Provisional {
		days += "（暂算）"
	}
	f.Pairs = append(f.Pairs, ui.Pair{Key: "计假", Text: days})
	for _, b := range p.Balance {
		f.Pairs = append(f.Pairs, ui.Pair{Key: fmt.Sprintf("%d年%s", b.Year, KindLabel(b.Kind)), Text: "可用 " + DaysText(b.Left) + reserved(b)})
	}
	for _, t := range p.Takes {
		f.Pairs = append(f.Pairs, ui.Pair{Key: "本次使用", Text: fmt.Sprintf("%d年%s %s", t.Year, KindLabel(t.Kind), DaysText(t.Halves))})
	}
	if p.Back != "" {
		f.Pairs = append(f.Pairs, flow.GoesBack(p.Back))
	}
	f.Ladders = []flow.Laid{{Steps: p.Steps, Basis: p.Chain.Reason()}}
	return f
}

// leavePreview gives what would follow, as a part of the page.
func (r *Room) leavePreview(q *web.Request) (web.Answer, error) {
	return flow.Preview(q, func() (*flow.Following, error) {
		in, err := web.Decode[leaveInput](q)
		if err != nil {
			return nil, err
		}
		a, err := in.application()
		if err != nil {
			return nil, err
		}
		p, err := r.considered(q, a)
		if err != nil {
			return nil, err
		}
		return leaveFollowing(org.Actor(q), p), nil
	})
}

// considered is what would follow from the form of a new request, or of the one
// that the address names.
func (r *Room) considered(q *web.Request, a Application) (Preview, error) {
	if q.PathValue("id") == "" {
		return r.Consider(q.Context(), org.Actor(q), a)
	}
	id, err := q.ID("id")
	if err != nil {
		return Preview{}, err
	}
	return r.ConsiderAgain(q.Context(), org.Actor(q), id, a)
}

func (r *Room) leaveSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[leaveInput](q)
	if err != nil {
		return r.leaveForm(q, nil, err)
	}
	a, err := in.application()
	if err != nil {
		return r.leaveForm(q, nil, err)
	}
	who := org.Actor(q)
	var again int64
	if q.PathValue("id") != "" {
		if again, err = q.ID("id"); err != nil {
			return web.Answer{}, err
		}
	}
	if in.Do != "send" {
		p, err := r.considered(q, a)
		if err != nil {
			return r.leaveForm(q, nil, err)
		}
		return r.leaveForm(q, &p, nil)
	}
	var done Applied
	if again != 0 {
		done, err = r.Reapply(org.Context(q), who, again, a, in.Words)
	} else {
		done, err = r.Apply(org.Context(q), who, a)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.leaveForm(q, nil, err)
	}
	return web.Redirect(leaveURL(done.ID)).Say(ui.OK, "已提交 "+done.Number+"。"), nil
}

// leavePage shows a leave with what the viewer can do; of names the form that was
// refused.
func (r *Room) leavePage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	v, err := r.Leave(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	p := flow.CasePage{Head: ui.Head{Title: v.Number, Crumbs: []ui.Link{{Text: "考勤", URL: "/attendance"}}, Meta: []string{v.Name, v.UnitName}, Tags: []ui.Tag{stateTag(v.State)}}, Course: &v.Case}
	p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "打印审批表", URL: leaveURL(id) + "/form.pdf", Key: "p"})
	pairs, err := r.deciding(q.Context(), v)
	if err != nil {
		return web.Answer{}, err
	}
	p.Card = flow.Card(q, v.Case, ui.KeyValue(pairs))
	if p.Notices, err = r.changed(q, v.Subject()); err != nil {
		return web.Answer{}, err
	}
	if len(v.Missing) > 0 && v.State != Refused && v.State != Withdrawn && v.State != Cancelled {
		n := ui.Notice{Tone: ui.Warn, Text: "缺二级以上医院诊断证明，可以先批后补，最迟" + v.ProofDue.Chinese() + "补交；未补以前列入欠件清单。"}
		if v.ProofDue.Before(r.Door.Today()) {
			n = ui.Notice{Tone: ui.Bad, Text: "缺二级以上医院诊断证明，应在" + v.ProofDue.Chinese() + "以前补交，已经超期；已列入欠件清单。"}
		}
		p.Notices = append(p.Notices, n)
	}
	shown := failed == nil
	form := func(name, path string) *ui.Form {
		f := q.FormFor(leaveURL(id)+"/"+path, nil)
		if of == name {
			shown = true
			f = q.FormFor(leaveURL(id)+"/"+path, failed)
		}
		f.ID = name
		return f
	}
	owner := v.Mine || v.SubmittedBy == who.Login || who.May(Keep)
	var proof *ui.Form
	if owner && v.State != Refused && v.State != Withdrawn && v.State != Cancelled {
		proof = form("proof", "proof")
	}
	p.Parts = append(p.Parts, proofPart(q, v.Proofs, proof, v.Kind == "sick")...)
	if v.Mine && changeable(v.State) {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "修改", URL: leaveURL(id) + "/change"})
	}
	if inForce(v.State) && (v.Mine || who.May(Keep)) {
		more, err := r.afterwards(q, v, form)
		if err != nil {
			return web.Answer{}, err
		}
		p.Parts = append(p.Parts, more...)
	}
	if !shown { // the page no longer has the form that was refused
		return web.Answer{}, failed
	}
	return q.Desk(v.Number, flow.ShowCase(p))
}

// pairs are the facts of a leave for its chain.
func (v LeaveView) pairs() []ui.Pair {
	p := []ui.Pair{{Key: "请假类别", Text: KindLabel(v.Kind)}, {Key: "计假", Text: DaysText(v.Halves)}, {Key: "时间", Text: v.Span(), Wide: true}}
	if v.Joined != "" {
		p = append(p, ui.Pair{Key: "合并审批", Text: "与" + v.Joined + "合并为 " + DaysText(v.Halves+v.JoinedHalves), Wide: true})
	}
	if v.Reason != "" {
		p = append(p, ui.Pair{Key: "事由", Text: v.Reason, Wide: true})
	}
	if v.Wish {
		p = append(p, ui.Pair{Key: "抵扣", Text: "本人愿意用年休假抵扣"})
	}
	if v.Provisional {
		p = append(p, ui.Pair{Key: "天数", Text: "暂算，当年放假安排尚未公布"})
	}
	for _, l := range v.Charged {
		p = append(p, ui.Pair{Key: l.Label(), Text: fmt.Sprintf("%d年%s %s", l.Year, KindLabel(l.Kind), DaysText(l.Halves))})
	}
	if v.Back != 0 {
		p = append(p, ui.Pair{Key: "返岗", Text: v.Back.Chinese()})
	}
	if v.Note != "" {
		p = append(p, ui.Pair{Key: "说明", Text: v.Note, Wide: true})
	}
	return p
}

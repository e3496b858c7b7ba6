package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// reviewPage shows a review with what the viewer can do; of names the form that was
// refused.
func (r *Room) reviewPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	w, err := r.Review(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	form := func(name, action string) *ui.Form {
		f := q.FormFor(action, nil)
		if of == name {
			f = q.FormFor(action, failed)
		}
		f.ID = name
		return f
	}
	p := flow.CasePage{Head: ui.Head{Title: w.Title, Crumbs: []ui.Link{{Text: "公开审查", URL: "/release/reviews"}}, Meta: []string{w.Number, w.UnitName}, Tags: []ui.Tag{{Text: StateLabel(w.State), Tone: reviewTones[w.State]}},
		Actions: []ui.Button{{Label: "打印呈批单", URL: reviewURL(id) + "/form.pdf", Key: "p"}}}}
	if w.Mine && w.State == Returned {
		label, url := "修改后重新送审", reviewURL(id)+"/change"
		if item, ok := r.itemOf(q, w.For); ok {
			label, url = "到目录修改", itemURL(item)
		}
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: label, URL: url, Look: "primary"})
	}
	if item, ok := r.itemOf(q, w.For); ok && w.State == Cleared {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.OK, Text: "四步都提出公开，这些文件可以公开。", Link: ui.Link{Text: "到公开目录", URL: itemURL(item)}})
	}
	if n := len(w.Referrals); n > 0 && w.Referrals[n-1].Answer == "" && w.State == Running {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "已报" + w.Referrals[n-1].Body + "审定，等答复后再提出意见。期限照常计算。"})
	}
	if w.Limits.StepLeft < 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: "本步已超过期限 " + w.Limits.StepDue.Chinese() + "。"})
	}
	if errors.Is(failed, errUnmasked) {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: "文件里有个人信息没有遮盖，本步不能提出公开。", Link: ui.Link{Text: "去遮盖个人信息", URL: "/redactions/new"}})
	}
	p.Course, p.Card = &w.Case, flow.Card(q, w.Case, ui.KeyValue(w.pairs()))
	p.Parts = append(p.Parts, w.filePart())
	text, err := r.pageText(q.Context(), w)
	if err != nil {
		return web.Answer{}, err
	}
	if text != "" {
		p.Parts = append(p.Parts, ui.Part{Title: "公开页面的文字", Pairs: []ui.Pair{{Key: "全文", Wide: true, Body: prose(text)}}})
	}
	if w.Case.Word.URL != "" {
		p.Parts = append(p.Parts, r.sayPart(w, form("opinion", reviewURL(id)+"/opinion")))
	}
	p.Parts = append(p.Parts, w.opinionPart())
	p.Parts = append(p.Parts, w.sideParts(form)...)
	return q.Desk(w.Number, flow.ShowCase(p))
}

// itemOf finds the item of the catalogue that a review is for.
func (r *Room) itemOf(q *web.Request, subject string) (int64, bool) {
	id, ok, err := r.itemOfVersion(q.Context(), subject)
	return id, ok && err == nil
}

func (w View) filePart() ui.Part {
	p := ui.Part{Title: "拟公开文件", Hint: "审查针对这些文件的原样，以摘要为准。"}
	for _, f := range w.Files {
		row := f.Row("SHA-256 " + f.SHA256[:16] + "…")
		row.Download = fmt.Sprintf("%s/files/%d", reviewURL(w.ID), f.ID)
		p.Files = append(p.Files, row)
		if f.SourceSHA256 != "" {
			p.Files = append(p.Files, ui.FileRow{Format: "原件", Name: f.SourceName, Meta: []string{"不公开；不公开的部分：" + strings.Join(lines(f.Withheld), "；")}, Download: row.Download + "?source=1"})
		}
	}
	return p
}

// pageText is the public page under review, so that nobody has to fetch it.
func (r *Room) pageText(ctx context.Context, w View) (string, error) {
	for _, f := range w.Files {
		if f.Name != PageName || f.Size > 1<<20 {
			continue
		}
		b, err := r.Files.Open(ctx, f.SHA256)
		if err != nil {
			return "", err
		}
		defer b.Close()
		text, err := io.ReadAll(io.NewSectionReader(b, 0, f.Size))
		return string(text), err
	}
	return "", nil
}

// opinionPart are the words that were given, late ones marked.
func (w View) opinionPart() ui.Part {
	t := ui.Table{Caption: "审查意见", Columns: []ui.Column{{Label: "步骤"}, {Label: "意见"}, {Label: "依据和理由", Wide: true, Wrap: true}, {Label: "审查人", Minor: true}, {Label: "期限", Minor: true}}, Empty: ui.Empty{Title: "还没有审查意见"}}
	for _, o := range w.Opinions {
		tone := ui.OK
		if o.Choice != SayOpen {
			tone = ui.Warn
		}
		due := ui.Cell{Text: o.Due.String()}
		if o.Late() {
			due.Tags = []ui.Tag{{Text: "超时", Tone: ui.Bad}}
		}
		step := ui.Cell{Text: Steps[o.Place-1].Label}
		if o.Round != w.Round {
			step.Sub = "文件改动前，已失效"
		}
		reason := ui.Cell{Text: o.Basis, Sub: o.Reason}
		if o.Found != "" {
			var s []string
			for _, n := range words(o.Found) {
				s = append(s, wordLabel(w.Catalogue.Checklist, n))
			}
			reason.Sub += "（查到：" + strings.Join(s, "、") + "）"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{step, {Tags: []ui.Tag{{Text: w.opinionLabel(o.Choice), Tone: tone}}, Sub: o.On.String()}, reason, {Text: o.Name, Sub: o.Post}, due}})
	}
	return ui.Part{Title: "审查意见", Table: &t}
}

// sayPart is the form of an opinion.
func (r *Room) sayPart(w View, f *ui.Form) ui.Part {
	f.Wide = true
	open := w.Case.State.Open()
	f.Set("step", fmt.Sprint(open.ID))
	f.Set("turn", fmt.Sprint(open.Since))
	fields := []ui.Field{{Form: f, Name: "step", Kind: ui.Hidden}, {Form: f, Name: "turn", Kind: ui.Hidden}}
	for _, c := range w.Catalogue.Checklist {
		hint := "有的，在理由里写明怎样处理。"
		if c.Bars {
			hint = "有的，不能提出公开。"
		}
		fields = append(fields, ui.Field{Form: f, Name: "check_" + c.Name, Label: c.Label, Kind: ui.Radio, Half: true, Hint: hint, Options: []ui.Option{{Value: "no", Label: "没有"}, {Value: "yes", Label: "有"}}})
	}
	fields = append(fields,
		ui.Field{Form: f, Name: "choice", Label: "审查意见", Kind: ui.Radio, Options: options(w.Catalogue.Opinions)},
		ui.Field{Form: f, Name: "basis", Label: "依据", Max: 300, Hint: "写明法律、法规或者国家秘密范围规定的条款。"},
		ui.Field{Form: f, Name: "reason", Label: "理由", Kind: ui.Area, Rows: 3, Max: 500},
		ui.Field{Form: f, Name: "kind", Label: "报审事项（只在需报审时）", Kind: ui.Select, Optional: true, Half: true, Options: []ui.Option{{Value: "", Label: "不报审"}, {Value: OwnBusiness, Label: referralKinds[OwnBusiness]}, {Value: OtherMatter, Label: referralKinds[OtherMatter]}}},
		ui.Field{Form: f, Name: "body", Label: "报给谁（只在需报审时）", Max: 100, Optional: true, Half: true, Hint: "逐级报有权确定密级的上级机关或者保密工作部门。"},
		ui.Field{Form: f, Name: "paper", Label: "报审文号（只在需报审时）", Max: 100, Optional: true, Half: true})
	return ui.Part{Title: "提出审查意见：" + Steps[min(open.Place, len(Steps))-1].Label, Hint: "先看上面的文件，再逐项回答。" + remaining(w.Limits.StepDue, w.Limits.StepLeft) + "。", Form: f, Fields: fields, Buttons: []ui.Button{{Label: "提出意见", Look: "primary", Save: true}}}
}

// sideParts are consents, referrals and declassification.
func (w View) sideParts(form func(name, action string) *ui.Form) []ui.Part {
	var out []ui.Part
	enters := w.Mine || w.Office
	url := reviewURL(w.ID)
	if w.Joint {
		t := ui.Table{Caption: "共同单位书面答复", Columns: []ui.Column{{Label: "单位", Wide: true}, {Label: "答复"}, {Label: "文号", Code: true}, {Label: "日期", Minor: true}}}
		for _, c := range w.Consents {
			tag := ui.Tag{Text: "不同意", Tone: ui.Bad}
			if c.Consents {
				tag = ui.Tag{Text: "同意公开", Tone: ui.OK}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Agency}, {Tags: []ui.Tag{tag}}, {Text: c.Paper}, {Text: c.On.String()}}})
		}
		for _, a := range unconsented(w.Review, w.Consents) {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a}, {Tags: []ui.Tag{{Text: "没有同意", Tone: ui.Warn}}}, {}, {}}})
		}
		out = append(out, ui.Part{Title: "共同单位书面答复", Table: &t})
		if enters && (w.State == Running || w.State == Returned) {
			f := form("consent", url+"/consents")
			f.Wide = true
			f.Set("consents", "yes")
			agencies := []ui.Option{}
			for _, a := range lines(w.Partners) {
				agencies = append(agencies, ui.Option{Value: a, Label: a})
			}
			out = append(out, ui.Part{Title: "登记书面答复", Form: f, Fields: []ui.Field{{Form: f, Name: "agency", Label: "单位", Kind: ui.Select, Options: agencies, Half: true},
				{Form: f, Name: "consents", Label: "答复", Kind: ui.Radio, Half: true, Options: []ui.Option{{Value: "yes", Label: "同意公开"}, {Value: "no", Label: "不同意"}}},
				{Form: f, Name: "paper", Label: "文号或名称", Max: 100, Half: true}, {Form: f, Name: "on", Label: "日期", Kind: ui.Date, Half: true}}, Buttons: []ui.Button{{Label: "登记答复"}}})
		}
	}
	if len(w.Referrals) > 0 {
		t := ui.Table{Caption: "报审", Columns: []ui.Column{{Label: "报给", Wide: true}, {Label: "事项", Minor: true}, {Label: "报出"}, {Label: "答复"}}}
		for _, x := range w.Referrals {
			answer := ui.Cell{Tags: []ui.Tag{{Text: "等待答复", Tone: ui.Warn}}}
			if x.Answer != "" {
				answer = ui.Cell{Text: answerLabels[x.Answer], Sub: x.AnsweredOn.String() + "，" + x.AnswerPaper}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Body, Sub: x.Paper}, {Text: referralKinds[x.Kind]}, {Text: x.SentOn.String()}, answer}})
		}
		out = append(out, ui.Part{Title: "报审", Table: &t})
		if last := w.Referrals[len(w.Referrals)-1]; last.Answer == "" && enters {
			f := form("answer", fmt.Sprintf("%s/referrals/%d", url, last.ID))
			f.Wide = true
			var kinds []ui.Option
			for _, a := range []string{AnswerNotSecret, AnswerSecret, AnswerUpward} {
				kinds = append(kinds, ui.Option{Value: a, Label: answerLabels[a]})
			}
			out = append(out, ui.Part{Title: "登记报审答复", Form: f, Fields: []ui.Field{{Form: f, Name: "answer", Label: "结果", Kind: ui.Radio, Options: kinds}, {Form: f, Name: "answer_paper", Label: "文号或凭据", Max: 100, Half: true},
				{Form: f, Name: "answered_on", Label: "日期", Kind: ui.Date, Half: true}, {Form: f, Name: "answer_words", Label: "摘要", Kind: ui.Area, Rows: 2, Max: 500, Optional: true}}, Buttons: []ui.Button{{Label: "登记答复"}}})
		}
	}
	if w.State == Declassify && w.Office {
		f := form("declassify", url+"/declassification")
		f.Wide = true
		out = append(out, ui.Part{Title: "登记解密", Hint: "审查已确认能够公开。办理解密手续后登记，然后才能公开。", Form: f, Fields: []ui.Field{{Form: f, Name: "by", Label: "办理机关或人员", Max: 100, Half: true}, {Form: f, Name: "paper", Label: "文号或凭据", Max: 100, Half: true},
			{Form: f, Name: "on", Label: "解密日期", Kind: ui.Date, Half: true}}, Buttons: []ui.Button{{Label: "登记解密"}}})
	}
	return out
}

type sayInput struct {
	Step   int64  `form:"step" label:"步骤"`
	Turn   int64  `form:"turn" label:"步骤"`
	Choice string `form:"choice" label:"审查意见"`
	Basis  string `form:"basis" label:"依据" max:"300"`
	Reason string `form:"reason" label:"理由" max:"500"`
	Kind   string `form:"kind" label:"报审事项"`
	Body   string `form:"body" label:"报给谁" max:"100"`
	Paper  string `form:"paper" label:"报审文号" max:"100"`
}

func (r *Room) sayPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[sayInput](q)
	var res flow.Result
	if err == nil {
		x := Saying{Review: id, Step: in.Step, Turn: in.Turn, Choice: in.Choice, Basis: in.Basis, Reason: in.Reason, Kind: in.Kind, Body: in.Body, Paper: in.Paper, Checks: map[string]bool{}}
		for name, v := range q.Values() {
			if point, ok := strings.CutPrefix(name, "check_"); ok && len(v) == 1 && (v[0] == "yes" || v[0] == "no") {
				x.Checks[point] = v[0] == "yes"
			}
		}
		res, err = r.Say(org.Context(q), org.Actor(q), x)
	}
	if err != nil {
		return r.reviewPage(q, "opinion", err)
	}
	return web.Redirect(reviewURL(id)).Say(ui.OK, res.Say), nil
}

type consentInput struct {
	Agency   string     `form:"agency" label:"单位"`
	Consents string     `form:"consents" label:"答复"`
	Paper    string     `form:"paper" label:"文号或名称" max:"100"`
	On       civil.Date `form:"on" label:"日期"`
}

func (r *Room) consentPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[consentInput](q)
	if err == nil {
		err = r.EnterConsent(org.Context(q), org.Actor(q), Consent{Release: id, Agency: in.Agency, Consents: in.Consents == "yes", Paper: in.Paper, On: in.On})
	}
	if err != nil {
		return r.reviewPage(q, "consent", err)
	}
	return web.Redirect(reviewURL(id)).Say(ui.OK, "已登记"+in.Agency+"的书面答复。"), nil
}

type answerInput struct {
	Answer      string     `form:"answer" label:"结果"`
	AnswerPaper string     `form:"answer_paper" label:"文号或凭据" max:"100"`
	AnswerWords string     `form:"answer_words" label:"摘要" max:"500"`
	AnsweredOn  civil.Date `form:"answered_on" label:"日期"`
}

func (r *Room) answerPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	referral, err := q.ID("referral")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[answerInput](q)
	if err == nil {
		err = r.AnswerReferral(org.Context(q), org.Actor(q), Referral{ID: referral, Release: id, Answer: in.Answer, AnswerPaper: in.AnswerPaper, AnswerWords: in.AnswerWords, AnsweredOn: in.AnsweredOn})
	}
	if err != nil {
		return r.reviewPage(q, "answer", err)
	}
	return web.Redirect(reviewURL(id)).Say(ui.OK, "已登记报审答复。"), nil
}

type declassifyInput struct {
	By    string     `form:"by" label:"办理机关或人员" max:"100"`
	Paper string     `form:"paper" label:"文号或凭据" max:"100"`
	On    civil.Date `form:"on" label:"解密日期"`
}

func (r *Room) declassifyPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[declassifyInput](q)
	if err == nil {
		err = r.EnterDeclassification(org.Context(q), org.Actor(q), Declassification{Review: id, On: in.On, By: in.By, Paper: in.Paper})
	}
	if err != nil {
		return r.reviewPage(q, "declassify", err)
	}
	return web.Redirect(reviewURL(id)).Say(ui.OK, "已登记解密，可以公开。"), nil
}

func (r *Room) reviewPrint(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	w, err := r.Review(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	if err := r.print(w, r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return web.File(w.Number+" 公开审查呈批单.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

package desk

import (
	"bytes"
	"fmt"
	"path"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var bulletinTones = map[string]ui.Tone{Draft: ui.Warn, Signed: ui.Info, Sent: ui.OK}

// bulletinOf gives a report to whoever sees the words of its incident.
func (r *Room) bulletinOf(q *web.Request) (Bulletin, IncidentView, error) {
	id, err := q.ID("id")
	if err != nil {
		return Bulletin{}, IncidentView{}, err
	}
	b, err := bulletins.get(q.Context(), r.Door.Reader(), id)
	if err != nil {
		return b, IncidentView{}, err
	}
	v, err := r.Incident(q.Context(), org.Actor(q), b.Incident)
	if err == nil && v.Hidden {
		err = act.OutOfReach(act.Subject("duty_bulletin", id))
	}
	return b, v, err
}

func (r *Room) bulletinPage(q *web.Request, failed error) (web.Answer, error) {
	b, v, err := r.bulletinOf(q)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	at := fmt.Sprintf("/duty/bulletins/%d", b.ID)
	p := ui.Listing{Head: ui.Head{Title: b.Name(), Crumbs: []ui.Link{{Text: v.Number, URL: v.url()}}, Meta: []string{"拟稿 " + b.DraftedName, stamp(b.DraftedAt)}, Tags: []ui.Tag{{Text: bulletinStates[b.State], Tone: bulletinTones[b.State]}},
		Actions: []ui.Button{{Label: "PDF", URL: at + "/report.pdf", Key: "p"}, {Label: "DOCX", URL: at + "/report.docx"}}}}
	writes := v.State == StateOpen && v.part.acts()
	if b.State == Draft && writes {
		p.Parts = append(p.Parts, f.part("内容", "签发以后不能再改，情况有变写续报。", "edit", at+"/edit", ui.Button{Label: "保存"}, map[string]string{"body": b.Body}, ui.Field{Name: "body", Label: "报告内容", Kind: ui.Area, Rows: 16, Max: mostText}))
	} else {
		p.Parts = append(p.Parts, ui.Part{Title: "内容", Pairs: []ui.Pair{{Key: "报告", Text: b.Body, Wide: true}}})
	}
	if b.State == Draft && writes && (v.part.leader || v.part.contact || v.part.director) && b.DraftedBy != org.Actor(q).Login {
		p.Parts = append(p.Parts, f.part("签发", "签发即用您的账号署名。", "sign", at+"/sign", ui.Button{Label: "签发", Look: "primary"}, nil))
	}
	if b.State == Signed && writes && (v.part.officer || v.part.keeper) {
		preset := r.presently("at")
		primary, fax := s.word(law.DutyChannelPrimary, "channel"), s.word(law.DutyChannelFax, "channel")
		preset["channel"] = primary
		fields := append([]ui.Field{{Name: "channel", Label: "途径", Kind: ui.Radio, Options: []ui.Option{{Value: primary, Label: primary}, {Value: fax, Label: fax, Hint: "网络不通才用。"}}}, {Name: "recipients", Label: "收报单位", Kind: ui.Checks, Options: options(s.words(law.DutyChannelPrimary, "recipients"))}}, when("at", "报出日期", false)...)
		fields = append(fields, ui.Field{Name: "failure", Label: "网络出了什么情况", Optional: true, Max: mostLine, Hint: "用传真的必填。"})
		fields = append(append(fields, when("failed_at", "网络出问题的日期", true)...), ui.Field{Name: "receipt", Label: "回执", Optional: true, Max: mostLine})
		p.Parts = append(p.Parts, f.part("报出", "", "send", at+"/send", ui.Button{Label: "登记已报出", Look: "primary"}, preset, fields...))
	}
	pairs := []ui.Pair{}
	for _, x := range [][2]string{{"签发", b.SignedName + " " + stamp(b.SignedAt)}, {"报出", stamp(b.SentAt)}, {"途径", b.Channel}, {"收报单位", b.Recipients}, {"网络情况", b.Failure}, {"回执", b.Receipt}} {
		if len(x[1]) > 1 {
			pairs = append(pairs, ui.Pair{Key: x[0], Text: x[1]})
		}
	}
	if len(pairs) > 0 {
		p.Parts = append(p.Parts, ui.Part{Title: "签发和报出", Pairs: pairs})
	}
	if b.State == Sent && b.Receipt == "" && writes {
		p.Parts = append(p.Parts, f.part("区级回执", "", "receipt", at+"/receipt", ui.Button{Label: "登记回执"}, nil, ui.Field{Name: "receipt", Label: "回执编号，或者谁答复的", Max: mostLine}))
	}
	a, err := q.Desk(b.Name(), ui.ListPage(p))
	return f.answer(a, err)
}

// bulletinDo does what the last part of the address says to a report.
func (r *Room) bulletinDo(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		Body       string     `form:"body" label:"内容" max:"4000"`
		Channel    string     `form:"channel" label:"途径"`
		Recipients []string   `form:"recipients" label:"收报单位"`
		At         civil.Date `form:"at" label:"日期"`
		Hour       string     `form:"at_hour" label:"时间"`
		Failure    string     `form:"failure" label:"网络情况"`
		Failed     civil.Date `form:"failed_at" label:"日期"`
		FailedHour string     `form:"failed_at_hour" label:"时间"`
		Receipt    string     `form:"receipt" label:"回执"`
	}](q)
	x := Sending{ID: id, Body: in.Body, Channel: in.Channel, Recipients: in.Recipients, Failure: in.Failure, Receipt: in.Receipt}
	if err == nil {
		x.At, err = Moment(in.At, in.Hour, "at_hour")
	}
	if err == nil {
		x.FailedAt, err = Moment(in.Failed, in.FailedHour, "failed_at_hour")
	}
	if err != nil {
		return r.bulletinPage(q, err)
	}
	ctx, who, said := org.Context(q), org.Actor(q), ""
	switch path.Base(q.URL.Path) {
	case "edit":
		_, err = r.EditBulletin(ctx, who, x)
		said = "已保存。"
	case "sign":
		_, err = r.SignBulletin(ctx, who, id)
		said = "已签发。"
	case "send":
		_, err = r.SendBulletin(ctx, who, x)
		said = "已登记报出，等区级回执。"
	default:
		_, err = r.ReceiveReceipt(ctx, who, x)
		said = "已登记回执。"
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.bulletinPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/bulletins/%d", id)).Say(ui.OK, said), nil
}

func (r *Room) bulletinFile(asDocument bool) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		var b bytes.Buffer
		name, err := r.PrintBulletin(q.Context(), org.Actor(q), id, asDocument, &b)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		at := clock.FromMicros(r.Door.Now())
		if asDocument {
			return web.File(name+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", at, bytes.NewReader(b.Bytes())), nil
		}
		return web.File(name+".pdf", "application/pdf", at, bytes.NewReader(b.Bytes())).Inline(), nil
	}
}

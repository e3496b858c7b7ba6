package secrecy

import (
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type checkInput struct {
	Title   string      `form:"title" label:"拟公开的信息"`
	Channel string      `form:"channel" label:"渠道"`
	Reason  string      `form:"reason" label:"说明"`
	File    *web.Upload `form:"file" label:"文件"`
	Verdict string      `form:"verdict" label:"意见"`
	Words   string      `form:"words" label:"理由"`
}

func (r *Room) checksPage(q *web.Request, failed error) (web.Answer, error) {
	year, who := r.Door.Today().Year, org.Actor(q)
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	if q.Method == "GET" {
		if year, err = r.yearAsked(q); err != nil {
			return web.Answer{}, err
		}
	}
	list, err := r.Checks(q.Context(), who, year)
	if err != nil {
		return web.Answer{}, err
	}
	l := ui.Listing{Head: ui.Head{Title: "公开前保密审查", Crumbs: crumbs, Meta: []string{cite(s.book, law.SecrecyBeforeRelease)}}, Tabs: r.yearTabs("/secrecy/checks", year), Parts: []ui.Part{{Title: "公开目录以外的信息", Hint: "科室初审、办公室审查、分管领导审批，三级都认为可以公开的才公开。", Table: checkTable(s, list)}}}
	if r.Released != nil {
		out, err := r.Released(q.Context(), who, year)
		if err != nil {
			return web.Answer{}, err
		}
		t := ui.Table{Caption: "公开目录的审查", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "题名", Wide: true, Wrap: true}, {Label: "日期", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有审查", Text: "公开目录的信息在“公开审查”里送审，结果列在这里。"}}
		for _, x := range out {
			t.Rows = append(t.Rows, ui.Row{URL: x.URL, Cells: []ui.Cell{{Text: x.Number}, {Text: x.Title, URL: x.URL}, {Text: x.On.String()}, {Text: x.State}}})
		}
		l.Parts = append(l.Parts, ui.Part{Title: "公开目录的审查", Hint: "在“公开审查”里办理，这里只列出。", Table: &t})
	}
	p := &parts{q: q, failed: failed}
	p.add("送审", "投稿、展板、公众号、对外讲稿等，逐项送审，先审查后公开。", p.form("/secrecy/checks", "check"), ui.Button{Label: "送审", Look: "primary", Save: true},
		ui.Field{Name: "title", Label: "拟公开的信息", Max: mostLine}, ui.Field{Name: "channel", Label: "公开的渠道", Max: mostLine, Half: true}, ui.Field{Name: "file", Label: "文件", Kind: ui.File, Optional: true, Half: true}, ui.Field{Name: "reason", Label: "说明", Kind: ui.Area, Optional: true, Max: mostText})
	return p.page(l)
}

func (r *Room) checkSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[checkInput](q)
	var c Check
	if err == nil {
		x := NewCheck{Title: in.Title, Channel: in.Channel, Reason: in.Reason}
		if in.File != nil {
			var got []flow.Attachment
			if got, err = flow.TakeIn(q.Context(), r.Files, r.Screen, []*web.Upload{in.File}); err == nil && len(got) > 0 {
				x.File = &got[0]
			}
		}
		if err == nil {
			c, err = r.AskCheck(org.Context(q), org.Actor(q), x)
		}
	}
	if err != nil {
		return r.checksPage(q, err)
	}
	return web.Redirect(c.page()).Say(ui.OK, "已送审 "+c.Number+"。"), nil
}

func (r *Room) checkPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	c, err := r.CheckOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	part := ui.Part{Title: "送审", Pairs: []ui.Pair{{Key: "渠道", Text: c.Channel}, {Key: "送审", Text: s.unitName(c.Unit) + "　" + c.Name + "　" + stamp(c.MadeAt)}, {Key: "说明", Text: c.Reason, Wide: true}}}
	for _, x := range []struct {
		level, name, say string
		at               int64
	}{{"科室初审", c.FirstName, c.FirstSay, c.FirstAt}, {"办公室审查", c.SecondName, c.SecondSay, c.SecondAt}, {"领导审批", c.ThirdName, c.ThirdSay, c.ThirdAt}} {
		word := "还没有到"
		if x.at != 0 {
			word = x.name + "　" + stamp(x.at) + "　" + x.say
		}
		part.Pairs = append(part.Pairs, ui.Pair{Key: x.level, Text: word, Wide: true})
	}
	if c.EndedAt != 0 {
		key := "确定结果"
		if c.State == Withdrawn {
			key = "撤回"
		}
		part.Pairs = append(part.Pairs, ui.Pair{Key: key, Text: c.EndedBy + "　" + stamp(c.EndedAt) + "　" + c.EndedSay, Wide: true})
	}
	if c.SHA256 != "" {
		row := c.attachment().Row()
		row.Download = c.page() + "/file"
		part.Files = []ui.FileRow{row}
	}
	p := &parts{q: q, failed: failed}
	me, _ := s.chart.PersonOf(who.Login)
	turn := s.turn(c)
	l := ui.Listing{Head: ui.Head{Title: c.Title, Crumbs: append(crumbs[:1:1], ui.Link{Text: "公开前保密审查", URL: "/secrecy/checks"}), Meta: []string{c.Number}, Tags: []ui.Tag{{Text: checkLabels[c.State], Tone: ui.Info}}}, Parts: []ui.Part{part}}
	switch {
	case c.open() && len(turn) == 0:
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Warn, Text: "现在没有人能审查这一级：送审的人和前一级审查过的人不再审查。请先明确代行职责的人。"})
	case c.open() && me.ID != 0 && slices.Contains(turn, me.ID):
		p.add("审查", cite(s.book, law.SecrecyBeforeRelease), p.form(c.page(), "say"), ui.Button{Label: "提出意见", Look: "primary"}, ui.Field{Name: "verdict", Label: "意见", Kind: ui.Radio, Options: choices(verdicts, Passed, Refused, Referred)}, ui.Field{Name: "words", Label: "理由", Kind: ui.Area, Max: mostText})
	}
	if c.State == Referred && s.keeps(who) {
		p.add("登记确定结果", cite(s.book, law.SecrecyUnclear), p.form(c.page()+"/determine", "determine"), ui.Button{Label: "登记结果", Look: "primary"}, ui.Field{Name: "verdict", Label: "确定结果", Kind: ui.Radio, Options: choices(determined, Passed, Refused)}, ui.Field{Name: "words", Label: "由哪个部门确定、文号和日期", Kind: ui.Area, Max: mostText})
	}
	if s.mayWithdraw(who, c) {
		p.add("撤回", "撤回以后不再审查，也不得公开；要公开的重新送审。", p.form(c.page()+"/withdraw", "withdraw"), ui.Button{Label: "撤回送审"}, ui.Field{Name: "words", Label: "理由", Max: mostText})
	}
	return p.page(l)
}

func (r *Room) checkSay(q *web.Request) (web.Answer, error) {
	return r.checkDo(q, "已登记审查意见。", func(id int64, in checkInput) error {
		_, err := r.Say(org.Context(q), org.Actor(q), id, in.Verdict, in.Words)
		return err
	})
}

func (r *Room) checkWithdraw(q *web.Request) (web.Answer, error) {
	return r.checkDo(q, "已撤回送审。", func(id int64, in checkInput) error {
		_, err := r.WithdrawCheck(org.Context(q), org.Actor(q), id, in.Words)
		return err
	})
}

func (r *Room) checkDetermine(q *web.Request) (web.Answer, error) {
	return r.checkDo(q, "已登记确定结果。", func(id int64, in checkInput) error {
		_, err := r.Determine(org.Context(q), org.Actor(q), id, in.Verdict, in.Words)
		return err
	})
}

// checkDo does something to a check and comes back to its page.
func (r *Room) checkDo(q *web.Request, say string, do func(id int64, in checkInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[checkInput](q)
	if err == nil {
		err = do(id, in)
	}
	if err != nil {
		return r.checkPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/secrecy/checks/%d", id)).Say(ui.OK, say), nil
}

func (r *Room) checkFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	c, err := r.CheckOf(q.Context(), org.Actor(q), id)
	if err == nil && c.SHA256 == "" {
		err = act.OutOfReach(checks.Subject(id))
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	f, err := r.Files.Open(q.Context(), c.SHA256)
	if err != nil {
		return web.Answer{}, fault.Wrap("secrecy.file", fault.Unavailable, err)
	}
	return web.File(c.FileName, "application/octet-stream", clock.FromMicros(c.MadeAt), f), nil
}

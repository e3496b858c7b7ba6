package integrity

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room; its registers have theirs at /register.
func (r *Room) Pages() []web.Page {
	get := func(name, pattern string, right string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "integrity." + name, Method: "GET", Pattern: pattern, Right: right, Serve: serve}
	}
	return []web.Page{
		get("home", "/integrity", string(Use), r.homePage),
		get("report", "/integrity/report", string(Lead), r.overseen(r.reportPage)),
		get("report.print", "/integrity/report.pdf", string(Lead), r.overseen(r.reportFile)),
		get("gifts.notice", "/integrity/gifts.pdf", string(Lead), r.overseen(r.giftNotice)),
	}
}

// overseen keeps a page to the overseers; others are refused, and that is written down.
func (r *Room) overseen(serve func(*web.Request) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		who := org.Actor(q)
		ok, err := r.Oversees(q.Context(), r.Door.Reader(), who)
		if err == nil && !ok {
			f := &fault.Error{Kind: fault.Forbidden, Say: "这一页只限党委书记和纪检岗位。", Clause: law.IntegrityTalks}
			r.Door.Denied(q.Context(), who, q.Page.Name, f)
			err = f
		}
		if err != nil {
			return web.Answer{}, err
		}
		return serve(q)
	}
}

func registerURL(code string) string { return "/register/" + code }

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	ctx, rd, who := q.Context(), r.Door.Reader(), org.Actor(q)
	s, err := r.look(ctx, rd)
	if err != nil {
		return web.Answer{}, err
	}
	oversees, err := s.oversees(who)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "党风廉政", Actions: []ui.Button{{Label: "登记礼品", URL: registerURL(Gifts) + "/new", Look: "primary"}, {Label: "报告婚丧喜庆", URL: registerURL(Events) + "/new"}}}}
	if who.May(Lead) {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "登记谈话", URL: registerURL(Talks) + "/new"})
	}
	if oversees {
		more, err := s.watchPart(q)
		if err != nil {
			return web.Answer{}, err
		}
		p.Parts = append(p.Parts, more)
	}
	mine, err := s.minePart(q)
	if err != nil {
		return web.Answer{}, err
	}
	p.Parts = append(p.Parts, mine)
	list, err := r.registersPart(q)
	if err != nil {
		return web.Answer{}, err
	}
	p.Parts = append(p.Parts, list, s.basisPart())
	return q.Desk("党风廉政", ui.ListPage(p))
}

// watchPart is what an overseer has to look at.
func (s *scene) watchPart(q *web.Request) (ui.Part, error) {
	ctx, rd := q.Context(), s.r.Door.Reader()
	part := ui.Part{Title: "需要注意", Buttons: []ui.Button{{Label: "半年情况", URL: "/integrity/report"}, {Label: "礼品登记公布表", URL: "/integrity/gifts.pdf"}}}
	t := ui.Table{Caption: "需要注意", Columns: []ui.Column{{Label: "事项", Wide: true, Wrap: true}, {Label: "数量", Numeric: true}}, Empty: ui.Empty{Title: "没有要处理的"}}
	add := func(say, url string, n int) {
		if n > 0 {
			t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: say, URL: url}, {Text: strconv.Itoa(n)}}})
		}
	}
	pendings, err := s.r.Registers.Lines(ctx, rd, Majors, register.Query{State: pending})
	if err != nil {
		return part, err
	}
	add("重大事项待补记类别和合法性审查", registerURL(Majors)+"?year=all&state="+pending, len(pendings))
	gifts, err := s.r.Registers.Lines(ctx, rd, Gifts, register.Query{State: "open"})
	if err != nil {
		return part, err
	}
	add("礼品待处置", registerURL(Gifts)+"?year=all&state=open", len(gifts))
	missing, err := s.missing(ctx, rd, s.today.Year-1)
	if err != nil {
		return part, err
	}
	var names []string
	for _, p := range missing {
		names = append(names, p.Name)
	}
	add(fmt.Sprintf("没有报告%d年度个人有关事项：%s", s.today.Year-1, strings.Join(names, "、")), registerURL(Declarations), len(missing))
	duties, err := s.r.Registers.Lines(ctx, rd, Duties, register.Query{State: register.Undone, DueBy: s.today.AddDays(15)})
	if err != nil {
		return part, err
	}
	add("责任该检查了（十五天内到期或已过期）", registerURL(Duties)+"?year=all&state="+register.Undone, len(duties))
	part.Table = &t
	return part, nil
}

// minePart is what concerns who asks.
func (s *scene) minePart(q *web.Request) (ui.Part, error) {
	part := ui.Part{Title: "我的"}
	who := org.Actor(q)
	me, known := s.chart.PersonOf(who.Login)
	if !known {
		part.Hint = "账号没有关联本局在职人员，请联系系统管理员。"
		return part, nil
	}
	for _, x := range []struct{ code, key, say string }{{Gifts, "礼品登记", "件"}, {Events, "婚丧喜庆报告", "件"}, {Talks, "有我参加的谈话", "次"}} {
		_, n, err := s.r.Registers.List(q.Context(), who, x.code, register.Query{Year: s.today.Year, Limit: 1})
		if err != nil {
			return part, err
		}
		key := x.key
		if oversees, err := s.oversees(who); err != nil {
			return part, err
		} else if oversees {
			key = strings.Replace(map[string]string{Gifts: "全局礼品登记", Events: "全局婚丧喜庆报告", Talks: "全部谈话"}[x.code], "我", "", 1)
		}
		part.Pairs = append(part.Pairs, ui.Pair{Key: fmt.Sprintf("%d年%s", s.today.Year, key), Text: fmt.Sprintf("%d %s", n, x.say), URL: registerURL(x.code)})
	}
	people, err := s.reporters()
	if err != nil {
		return part, err
	}
	for _, p := range people {
		if p.ID == me.ID {
			say, err := s.myDeclaration(q, p.ID)
			if err != nil {
				return part, err
			}
			part.Pairs = append(part.Pairs, ui.Pair{Key: fmt.Sprintf("%d年度个人有关事项", s.today.Year-1), Text: say})
		}
	}
	return part, nil
}

func (s *scene) myDeclaration(q *web.Request, person int64) (string, error) {
	list, err := s.r.Registers.Lines(q.Context(), s.r.Door.Reader(), Declarations, register.Query{Year: s.today.Year})
	for _, l := range list {
		if l.Value("kind") == yearly && l.PersonID("title") == person && int(l.Int("of")) == s.today.Year-1 {
			return "已于" + l.Date("day").Chinese() + "报告", err
		}
	}
	return "还没有登记报告，请报政工科；本系统只登记报告的日期", err
}

func (r *Room) registersPart(q *web.Request) (ui.Part, error) {
	seen, err := r.Registers.Seen(q.Context(), org.Actor(q))
	if err != nil {
		return ui.Part{}, err
	}
	t := ui.Table{Caption: "登记簿", Columns: []ui.Column{{Label: "登记簿", Wide: true, Wrap: true}, {Label: fmt.Sprintf("%d年", r.Door.Today().Year), Numeric: true}}}
	for _, x := range seen {
		if !strings.HasPrefix(x.Code, "integrity.") {
			continue
		}
		_, n, err := r.Registers.List(q.Context(), org.Actor(q), x.Code, register.Query{Year: r.Door.Today().Year, Limit: 1})
		if err != nil {
			return ui.Part{}, err
		}
		t.Rows = append(t.Rows, ui.Row{URL: registerURL(x.Code), Cells: []ui.Cell{{Text: x.Label, URL: registerURL(x.Code), Sub: x.Hint}, {Text: strconv.Itoa(n)}}})
	}
	return ui.Part{Title: "登记簿", Table: &t}, nil
}

// basisPart says on what the chapter rests, and which of its numbers the bureau has still
// to confirm.
func (s *scene) basisPart() ui.Part {
	t := ui.Table{Caption: "依据", Columns: []ui.Column{{Label: "规则"}, {Label: "依据", Wide: true, Wrap: true}, {Label: "待本单位确认", Wrap: true}}}
	for _, id := range []law.ID{law.IntegrityCollective, law.IntegrityLegality, law.IntegrityGifts, law.IntegrityGiftMonth, law.IntegrityPersonalYear, law.IntegrityPersonalChange, law.IntegrityEvents, law.IntegrityTalks, law.IntegrityRisks, law.IntegrityDuties, law.IntegrityLeads} {
		card, ok := s.book.Card(id)
		if !ok {
			continue
		}
		var open []string
		for _, p := range card.Parameters {
			if p.ToBeConfirmed {
				v := p.On(s.today)
				if say, ok := p.Says[v]; ok {
					v = say
				} else if fen, err := strconv.ParseInt(v, 10, 64); err == nil && p.Unit == "分" {
					v = yuan(fen) + "元"
				} else {
					v += p.Unit
				}
				open = append(open, p.Label+"："+v)
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: card.Label, URL: "/rules/" + string(id)}, {Text: s.book.Cite(rulebook.Basis{Clause: id})}, {Text: strings.Join(open, "；")}}})
	}
	return ui.Part{Title: "依据", Hint: "规章第十二章只有题目，以下据国家规定增补，不是本地的条文。", Table: &t}
}

// half reads a half year out of the address: 2026-1, 2026-2, or 2026 for the year.
func (r *Room) half(q *web.Request) (Half, error) {
	v := q.Values().Get("half")
	if v == "" {
		return HalfOf(r.Door.Today()), nil
	}
	y, n, cut := strings.Cut(v, "-")
	h := Half{}
	var err error
	if h.Year, err = strconv.Atoi(y); err == nil && cut {
		h.N, err = strconv.Atoi(n)
	}
	if err != nil || h.Year < 1949 || h.Year > 2999 || h.N < 0 || h.N > 2 {
		return h, fault.Field("half", v, "请写成 2026-1（上半年）、2026-2（下半年）或 2026（全年）。")
	}
	return h, nil
}

func (h Half) word() string {
	if h.N == 0 {
		return strconv.Itoa(h.Year)
	}
	return fmt.Sprintf("%d-%d", h.Year, h.N)
}

func (r *Room) reportPage(q *web.Request) (web.Answer, error) {
	h, err := r.half(q)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := r.Report(q.Context(), h)
	if err != nil {
		return web.Answer{}, err
	}
	title := h.Label() + "责任制落实情况"
	p := ui.Listing{Head: ui.Head{Title: title, Crumbs: []ui.Link{{Text: "党风廉政", URL: "/integrity"}}, Actions: []ui.Button{{Label: "打印", URL: "/integrity/report.pdf?half=" + h.word(), Look: "primary"}}}}
	now := HalfOf(r.Door.Today())
	list := []Half{{now.Year, 2}, {now.Year, 1}, {now.Year, 0}, {now.Year - 1, 2}, {now.Year - 1, 1}, {now.Year - 1, 0}}
	for _, y := range list {
		if y == (Half{now.Year, 2}) && now.N == 1 {
			continue
		}
		p.Tabs = append(p.Tabs, ui.Tab{Text: y.Label(), URL: "/integrity/report?half=" + y.word(), Count: -1, Current: y == h})
	}
	t := ui.Table{Caption: title, Columns: []ui.Column{{Label: "方面"}, {Label: "事项", Wide: true}, {Label: "数量", Numeric: true}, {Label: "需要注意"}}}
	for _, f := range x.Figures {
		c := ui.Cell{}
		if f.Bad {
			c.Tags = []ui.Tag{{Text: f.Note, Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Group}, {Text: f.What}, {Text: f.N}, c}})
	}
	p.Parts = []ui.Part{{Hint: "数字由登记簿统计，不含姓名和谈话、报告的内容。", Table: &t}}
	return q.Desk(title, ui.ListPage(p))
}

func (r *Room) made(q *web.Request) (register.Made, error) {
	m := register.Made{Bureau: r.Registers.Name, By: org.Actor(q).Name, On: r.Door.Today()}
	var err error
	if r.Registers.Fonts != nil {
		m.Fonts, err = r.Registers.Fonts()
	}
	return m, err
}

func (r *Room) reportFile(q *web.Request) (web.Answer, error) {
	h, err := r.half(q)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := r.Report(q.Context(), h)
	if err != nil {
		return web.Answer{}, err
	}
	m, err := r.made(q)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := x.PDF(&b, m); err != nil {
		return web.Answer{}, err
	}
	return web.File(h.Label()+"责任制落实情况.pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

// giftNotice is the list of the year's gifts as it may be made known within the bureau,
// without those who gave them (clause law.integrity.gift_notice).
func (r *Room) giftNotice(q *web.Request) (web.Answer, error) {
	o := register.Asked(q.Values(), r.Door.Today())
	list, err := r.Registers.Lines(q.Context(), r.Door.Reader(), Gifts, register.Query{Year: o.Year})
	if err != nil {
		return web.Answer{}, err
	}
	reg, err := r.Registers.Register(Gifts)
	if err != nil {
		return web.Answer{}, err
	}
	v := register.View{Title: fmt.Sprintf("%d年礼品登记情况", o.Year), Columns: []register.Column{{Label: "编号", Code: true}, {Label: "登记日期", Code: true}, {Label: "收受人"}, {Label: "礼品名称", Wide: true}, {Label: "估价", Numeric: true}, {Label: "处置"}, {Label: "逾期"}}}
	state, _ := reg.Field("state")
	for i := len(list) - 1; i >= 0; i-- {
		l := list[i]
		v.Rows = append(v.Rows, register.Row{Cells: []string{l.Number(), l.Value("day"), l.Value("person"), l.Title, l.Value("value"), state.Shown(l.State), l.Value("late")}})
	}
	return r.Registers.File(q, v)
}

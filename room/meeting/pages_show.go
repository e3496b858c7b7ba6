package meeting

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/meeting/quorum"
)

// page is a meeting on its way to the screen.
type page struct {
	*course
	q      *web.Request
	p      ui.Listing
	of     string // the form that was refused
	failed error
	busy   []Busy
}

// showPage shows a meeting as one working place; of names the form that was refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	c, err := r.see(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	v := &page{course: c, q: q, of: of, failed: failed}
	if c.m.State == Planned || c.m.State == Notified {
		if v.busy, err = r.Conflicts(q.Context(), r.Door.Reader(), c.attending(), c.m.StartsAt, c.m.EndsAt); err != nil {
			return web.Answer{}, err
		}
		other, err := c.elsewhere(q.Context(), r.Door.Reader())
		if err != nil {
			return web.Answer{}, err
		}
		v.busy = append(v.busy, other...)
	}
	if err := v.head(); err != nil {
		return web.Answer{}, err
	}
	v.mine()
	v.agenda()
	v.excuse()
	v.materials()
	if c.clerk(c.k) {
		v.conduct()
	}
	if err := v.choose(); err != nil {
		return web.Answer{}, err
	}
	if c.clerk(c.k) || c.chairs() {
		v.arrange()
	}
	v.paper()
	v.prints()
	v.seated()
	if err := v.original(who); err != nil {
		return web.Answer{}, err
	}
	for _, panel := range r.Panels {
		parts, err := panel(q.Context(), who, c.m)
		if err != nil {
			return web.Answer{}, err
		}
		v.p.Parts = append(v.p.Parts, parts...)
	}
	v.grounds()
	v.unsaid()
	return q.Desk(c.m.Title(c.book), ui.ListPage(v.p))
}

// form is the form of a step, with what was typed if it was refused.
func (v *page) form(name string) *ui.Form {
	action := fmt.Sprintf("%s/do/%s", v.m.URL(), name)
	f := v.q.FormFor(action, nil)
	if v.of == name {
		f = v.q.FormFor(action, v.failed)
	}
	f.ID, f.Wide = name, true
	return f
}

func (v *page) add(p ui.Part) { v.p.Parts = append(v.p.Parts, p) }

// press is a part with nothing but a button.
func (v *page) press(name, title, hint, label, look string) {
	v.add(ui.Part{Title: title, Hint: hint, Form: v.form(name), Buttons: []ui.Button{{Label: label, Look: look}}})
}

func (v *page) head() error {
	m := v.m
	h := ui.Head{Title: m.Title(v.book), Crumbs: []ui.Link{{Text: "会议", URL: "/meetings"}}, Tags: m.tags(), Meta: []string{m.period(), m.Place, "主持 " + m.Chair}}
	if m.Enlarged {
		h.Tags = append(h.Tags, ui.Tag{Text: "扩大", Tone: ui.Alt})
	}
	if v.clerk(v.k) && (m.State == Planned || m.State == Notified) {
		h.Actions = append(h.Actions, ui.Button{Label: "改会期", URL: m.URL() + "/change"})
	}
	v.p.Head = h
	for _, x := range []struct{ label, text string }{{"临时召开：", m.AdhocReason}, {"会后补记：", m.LateReason}, {"委托主持：", m.Delegated}, {"提前通知不足的理由：", m.ShortReason}, {"已取消：", m.CancelReason}} {
		if x.text != "" {
			v.p.Notices = append(v.p.Notices, ui.Notice{Tone: ui.Info, Text: x.label + x.text})
		}
	}
	l, err := v.light(nil, v.course.at())
	if err != nil {
		return err
	}
	v.p.Stats = append(v.p.Stats, ui.Stat{Label: "应到", Value: fmt.Sprint(l.Members), Unit: "人"})
	if m.State == Planned || m.State == Notified {
		excused := 0
		for _, s := range v.seats {
			if s.Part == Member && s.Excuse != "" {
				excused++
			}
		}
		v.p.Stats = append(v.p.Stats, ui.Stat{Label: "请假", Value: fmt.Sprint(excused), Unit: "人"})
	}
	if m.State != Planned && m.State != Cancelled {
		v.p.Stats = append(v.p.Stats, ui.Stat{Label: "在场", Value: fmt.Sprint(l.Present), Unit: "人"})
	}
	// Before the first has come, nobody is missing yet.
	waiting := l.Present == 0 && (m.State == Planned || m.State == Notified)
	v.p.Stats = append(v.p.Stats, lightStat("开会人数", l, waiting))
	if slices.ContainsFunc(v.items, func(it Item) bool { return it.Cadre }) {
		rule, err := v.book.Quorum(m.Kind, rulebook.MatterCadre)
		if err != nil {
			return err
		}
		v.p.Stats = append(v.p.Stats, lightStat("干部议题人数", quorum.Light{Rule: rule, Members: l.Members, Present: l.Present}, waiting))
	}
	return nil
}

func lightStat(label string, l quorum.Light, waiting bool) ui.Stat {
	switch {
	case !l.Rule.Set():
		return ui.Stat{Label: label, Value: "未规定", Note: "原文没有定人数"}
	case waiting:
		return ui.Stat{Label: label, Value: fmt.Sprint(l.Required()), Unit: "人", Note: fmt.Sprintf("应到 %d 人", l.Members)}
	case l.OK():
		return ui.Stat{Label: label, Value: fmt.Sprint(l.Required()), Unit: "人", Note: "已达到", Tone: ui.OK}
	}
	return ui.Stat{Label: label, Value: fmt.Sprint(l.Required()), Unit: "人", Note: fmt.Sprintf("还差 %d 人", l.Required()-l.Present), Tone: ui.Bad}
}

// unsaid tells why a step was refused whose form is no longer on the page: the meeting
// went on meanwhile, or the page was left open.
func (v *page) unsaid() {
	shown := func(p ui.Part) bool { return p.Form != nil && strings.HasSuffix(p.Form.Action, "/do/"+v.of) }
	if v.failed != nil && !slices.ContainsFunc(v.p.Parts, shown) {
		v.q.FormFor(v.q.URL.Path, v.failed) // the answer is that of a refused form
		v.p.Notices = append([]ui.Notice{{Tone: ui.Bad, Text: faultWords(v.failed)}}, v.p.Notices...)
	}
}

// mine is what the viewer has to do as somebody seated.
func (v *page) mine() {
	s, seated := v.seat(v.me.ID)
	if !seated {
		return
	}
	if v.m.State == Notified && s.ReadAt == 0 && s.ToldAt != 0 {
		v.press("receipt", "会议通知", "签收表示您已收到通知和材料。请在会前看材料，准备发言。", "签收", "primary")
	}
	in := quorum.InRoom(v.moves(), v.r.Door.Now())[s.PersonID]
	if (v.m.State == Notified || v.m.State == Held) && v.m.LateReason == "" && (v.today == v.m.HeldOn || v.m.State == Held) && !in && v.r.Door.Now() >= v.m.StartsAt-early {
		v.press("here", "签到", "以签到的时刻为准。", "签到", "primary")
	}
}

// excuse is the viewer's own excuse.
func (v *page) excuse() {
	s, seated := v.seat(v.me.ID)
	if seated && (v.m.State == Planned || v.m.State == Notified) {
		f := v.form("excuse")
		title := "我要请假"
		if s.Excuse != "" {
			title = "已请假：" + excuseLabels[s.Excuse]
		}
		f.Set("why", s.Excuse)
		f.Set("words", s.ExcuseWords)
		v.add(ui.Part{Title: title, Form: f, Fields: []ui.Field{{Form: f, Name: "why", Label: "缺席原因", Kind: ui.Select, Options: excuseOptions(s.Excuse != ""), Half: true}, {Form: f, Name: "words", Label: "说明", Optional: true, Half: true, Max: 200, Hint: "生病的不必写病情。"}}, Buttons: []ui.Button{{Label: "提交"}}})
	}
}

func excuseOptions(undo bool) []ui.Option {
	out := []ui.Option{{Label: "请选择"}}
	if undo {
		out = []ui.Option{{Label: "撤回请假"}}
	}
	for _, k := range []string{"leave", "trip", "duty", "ill", "work", "other"} {
		out = append(out, ui.Option{Value: k, Label: excuseLabels[k]})
	}
	return out
}

// sentences joins what is said of something.
func sentences(list []string) string {
	var out []string
	for _, x := range list {
		if x = strings.TrimRight(strings.TrimSpace(x), "。"); x != "" {
			out = append(out, x)
		}
	}
	return strings.Join(out, "。")
}

// presenter is who presents the item: a unit, or the leader who proposed it.
func (x Item) presenter() string {
	if x.UnitName != "" {
		return x.UnitName
	}
	return x.Name
}

// seated is who belongs to the meeting and where they are.
func (v *page) seated() {
	room := quorum.InRoom(v.moves(), v.course.at())
	t := ui.Table{Caption: "名单", Columns: []ui.Column{{Label: "姓名"}, {Label: "岗位", Minor: true}, {Label: "身份"}, {Label: "通知"}, {Label: "到会", Wide: true}}}
	for _, s := range v.seats {
		if s.Part == Gone {
			continue
		}
		told := "未通知"
		if s.ToldAt != 0 {
			told = "已通知"
		}
		if s.ReadAt != 0 {
			told = "已签收"
		}
		var tags []ui.Tag
		switch {
		case room[s.PersonID] && v.m.ClosedAt == 0:
			tags = append(tags, ui.Tag{Text: "在场", Tone: ui.OK})
		case s.Excuse != "":
			tag := ui.Tag{Text: "请假：" + excuseLabels[s.Excuse], Tone: ui.Warn}
			if s.Excuse == excused {
				tag.Text = excuseLabels[excused]
			}
			tags = append(tags, tag)
		}
		for _, b := range v.busy {
			if b.Person == s.PersonID {
				tags = append(tags, ui.Tag{Text: b.words(), Tone: ui.Bad})
			}
		}
		var times []string
		for _, m := range v.moved {
			if m.PersonID == s.PersonID {
				verb := map[string]string{quorum.In: "签到", quorum.Out: "离会", quorum.Withdraw: "回避"}[m.Kind]
				if m.Kind == quorum.Withdraw {
					if it, err := v.item(m.ItemID); err == nil {
						verb = fmt.Sprintf("第%d项回避", it.Place)
					}
				}
				times = append(times, clockOf(m.At)+" "+verb)
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: s.Post}, {Text: partLabels[s.Part]}, {Text: told}, {Text: strings.Join(times, "，"), Tags: tags}}})
	}
	v.add(ui.Part{Title: "名单", Hint: v.k.Name + "由" + v.k.Members.Say + "组成，列席的人没有表决权，不计入到会人数。", Table: &t})
}

// grounds shows the rules of this kind of meeting with their readings.
func (v *page) grounds() {
	rows := []rulebook.Basis{}
	add := func(list ...[]rulebook.Basis) {
		for _, l := range list {
			for _, g := range l {
				if i := slices.IndexFunc(rows, func(x rulebook.Basis) bool { return x.Clause == g.Clause }); i < 0 {
					rows = append(rows, rulebook.Basis{Clause: g.Clause, Interpretation: slices.Clone(g.Interpretation)})
				} else {
					for _, id := range g.Interpretation {
						if !slices.Contains(rows[i].Interpretation, id) {
							rows[i].Interpretation = append(rows[i].Interpretation, id)
						}
					}
				}
			}
		}
	}
	add(v.k.Members.Basis, v.k.Chair.Basis, v.k.StandIn.Basis, v.k.Agenda.Basis, v.k.Secretary.Basis)
	if v.k.Notice.Clause != "" {
		add([]rulebook.Basis{{Clause: v.k.Notice.Clause, Interpretation: []string{v.k.Notice.Reading}}})
	}
	for _, q := range v.k.Quorum {
		add([]rulebook.Basis{{Clause: q.Clause, Interpretation: []string{q.Reading}}})
	}
	add(v.k.Unset, v.k.Order, v.k.Vote, v.k.Paper.Basis, v.k.Original.Basis)
	p := ui.Part{Title: "依据"}
	for _, g := range rows {
		card, ok := v.book.Card(g.Clause)
		if !ok {
			continue
		}
		text := card.Statement
		if card.Inferred {
			text += "（推定，原文没有写明）"
		}
		for _, id := range g.Interpretation {
			if i, no, ok := card.Interpretation(id); ok {
				text += no + "（解释，不是条文）：" + i.Text + "。" + i.Ground + "。"
			}
		}
		p.Pairs = append(p.Pairs, ui.Pair{Key: card.Label, Text: text, URL: "/rules/" + string(g.Clause), Wide: true})
	}
	v.add(p)
}

// original is the way to the original record.
func (v *page) original(who act.Actor) error {
	if v.m.State != Held && v.m.State != Closed && v.m.State != Signed {
		return nil
	}
	f := v.q.FormFor(v.m.URL()+"/record", nil)
	f.ID = "record"
	read := ui.Part{Title: "原始记录", Form: f, Buttons: []ui.Button{{Label: "查阅原始记录"}}}
	seat, seated := v.seat(v.me.ID)
	switch {
	case v.m.State != Signed:
		if v.clerk(v.k) || v.chairs() {
			v.add(read)
		}
		return nil
	case !v.guarded():
		if seated && seat.Part == Member || v.clerk(v.k) {
			v.add(read)
		}
		return nil
	}
	list, err := v.r.Accesses(v.q.Context(), who, v.m.ID)
	if err != nil {
		return err
	}
	if v.holds(v.k.Original.Posts) {
		v.add(read)
	}
	open := false
	for _, a := range list {
		if a.Login == who.Login && (a.Answer == "asked" || a.Answer == "granted" && !a.UntilOn.Before(v.today)) {
			open = true
			if a.Answer == "granted" {
				read.Hint = "书记已同意，" + a.UntilOn.Chinese() + "以前可以查阅，每次都有登记。"
				v.add(read)
			}
		}
		if a.Answer == "asked" && v.holds(v.k.Original.Posts) {
			g := v.form("answer")
			g.ID = fmt.Sprintf("answer%d", a.ID)
			g.Set("access", fmt.Sprint(a.ID))
			g.Set("until", v.today.AddDays(7).String())
			v.add(ui.Part{Title: a.Name + "申请查阅原始记录", Hint: "用途：" + a.Purpose, Form: g, Fields: []ui.Field{{Form: g, Name: "access", Kind: ui.Hidden}, {Form: g, Name: "until", Label: "有效期至", Kind: ui.Date, Half: true}, {Form: g, Name: "words", Label: "意见", Optional: true, Half: true, Max: 200, Hint: "不同意的必填。"}},
				Buttons: []ui.Button{{Label: "同意查阅", Name: "do", Value: "grant", Look: "primary"}, {Label: "不同意", Name: "do", Value: "refuse"}}})
		}
	}
	if len(list) > 0 {
		t := ui.Table{Caption: "查阅登记", Columns: []ui.Column{{Label: "申请人"}, {Label: "用途", Wide: true, Wrap: true}, {Label: "答复"}, {Label: "查阅次数", Numeric: true}}}
		for _, a := range list {
			say := map[string]string{"asked": "等待批准", "granted": "同意，至 " + a.UntilOn.String(), "refused": "不同意：" + a.Words}[a.Answer]
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Name, Sub: ui.Stamp(clock.FromMicros(a.MadeAt))}, {Text: a.Purpose}, {Text: say}, {Text: fmt.Sprint(a.Readings)}}})
		}
		v.add(ui.Part{Title: "原始记录查阅登记", Table: &t})
	}
	if !open && !v.holds(v.k.Original.Posts) {
		g := v.form("ask")
		card, _ := v.book.Card(law.MtgPartyRecordConsult)
		v.add(ui.Part{Title: "查阅原始记录", Hint: card.Statement, Form: g, Fields: []ui.Field{{Form: g, Name: "reason", Label: "用途", Max: 500}}, Buttons: []ui.Button{{Label: "申请查阅"}}})
	}
	return nil
}

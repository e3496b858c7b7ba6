package rulebook

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (s *Shelf) editionPages() []web.Page {
	any, draft := string(org.Anyone), string(Drafting)
	return []web.Page{
		{Name: "rules.editions", Method: "GET", Pattern: "/rules/editions", Right: any, Serve: s.editionsPage},
		{Name: "rules.edition", Method: "GET", Pattern: "/rules/editions/{id}", Right: any, Serve: s.editionPage},
		{Name: "rules.edition.replay", Method: "GET", Pattern: "/rules/editions/{id}/replay", Right: any, Serve: s.replayPage},
		{Name: "rules.edition.new", Method: "GET", Pattern: "/rules/editions/new", Right: draft, Serve: s.draftPage},
		{Name: "rules.edition.create", Method: "POST", Pattern: "/rules/editions/new", Right: draft, Serve: s.saveDraft},
		{Name: "rules.edition.edit", Method: "GET", Pattern: "/rules/editions/{id}/edit", Right: draft, Serve: s.draftPage},
		{Name: "rules.edition.save", Method: "POST", Pattern: "/rules/editions/{id}/edit", Right: draft, Serve: s.saveDraft},
		{Name: "rules.edition.send", Method: "POST", Pattern: "/rules/editions/{id}/send", Right: draft, Serve: s.send},
		{Name: "rules.edition.withdraw", Method: "POST", Pattern: "/rules/editions/{id}/withdraw", Right: draft, Serve: s.withdraw},
		{Name: "rules.edition.return", Method: "POST", Pattern: "/rules/editions/{id}/return", Right: string(Approving), Serve: s.giveBack},
		{Name: "rules.edition.approve", Method: "POST", Pattern: "/rules/editions/{id}/approve", Right: string(Approving), Serve: s.approve},
		{Name: "rules.edition.publish", Method: "POST", Pattern: "/rules/editions/{id}/publish", Right: string(Publishing), Serve: s.publish},
		{Name: "rules.decision", Method: "GET", Pattern: "/rules/decisions/{id}", Right: string(SeeDecisions), Serve: s.decisionPage},
	}
}

func editionURL(id int64) string { return fmt.Sprintf("/rules/editions/%d", id) }

func (e Edition) tag() ui.Tag {
	tone := map[string]ui.Tone{StateDraft: ui.Mute, StateSent: ui.Info, StateApproved: ui.Warn, StatePublished: ui.OK, StateWithdrawn: ui.Mute}[e.State]
	return ui.Tag{Text: stateLabels[e.State], Tone: tone}
}

func (e Edition) numbered() string {
	if e.Number == 0 {
		return "未发布"
	}
	return fmt.Sprintf("第%d版", e.Number)
}

type editionsView struct {
	list []Edition
	who  act.Actor
	base *Book
}

func (s *Shelf) editionsPage(r *web.Request) (web.Answer, error) {
	list, err := s.Library.Editions(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("规章的修改", editionsPageView(editionsView{list, org.Actor(r), s.Library.Base}))
}

func (v editionsView) head() ui.Head {
	h := ui.Head{Title: "规章的修改", Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}}, Meta: []string{"原书自" + v.base.InForce.Chinese() + "起施行"}}
	if v.who.May(Drafting) {
		h.Actions = []ui.Button{{Label: "起草修改", URL: "/rules/editions/new", Look: "primary"}}
	}
	return h
}

func (v editionsView) table() ui.Table {
	t := ui.Table{Caption: "规章的修改", Columns: []ui.Column{{Label: "修改", Wide: true}, {Label: "状态"}, {Label: "版次"}, {Label: "施行"}, {Label: "起草", Minor: true}, {Label: "会议", Minor: true}},
		Empty: ui.Empty{Title: "还没有修改过规章", Text: "改动要经起草、局长办公会审议和发布三步，自施行日起用于新办的事。"}}
	for _, e := range v.list {
		u := editionURL(e.ID)
		t.Rows = append(t.Rows, ui.Row{ID: strconv.FormatInt(e.ID, 10), URL: u, Strong: e.State == StateSent || e.State == StateApproved, Cells: []ui.Cell{
			{Text: e.Title, URL: u, Sub: e.Reason}, {Tags: []ui.Tag{e.tag()}}, {Text: e.numbered()}, {Text: e.ForceFrom.String()},
			{Text: e.DraftedName}, {Text: e.MeetingNo}}})
	}
	return t
}

type editionView struct {
	e       Edition
	who     act.Actor
	before  *Book
	after   *Book // nil if the amendment cannot be read
	defects []Defect
	replay  Replay
	forms   map[string]*ui.Form
	failed  *ui.Form
}

func (s *Shelf) editionPage(r *web.Request) (web.Answer, error) { return s.edition(r, "", nil) }

// edition shows one change; step is the form that came back, with its error.
func (s *Shelf) edition(r *web.Request, step string, failed error) (web.Answer, error) {
	v, err := s.view(r)
	if err != nil {
		return web.Answer{}, err
	}
	v.forms = map[string]*ui.Form{}
	for _, name := range []string{"send", "withdraw", "return", "approve", "publish"} {
		var with error
		if name == step {
			with = failed
		}
		f := r.FormFor(editionURL(v.e.ID)+"/"+name, with)
		f.ID = name
		v.forms[name] = f
		if with != nil {
			v.failed = f
		}
	}
	v.forms["approve"].Set("meeting_on", s.Library.Door.Today().String())
	if !v.e.WishedFrom.IsZero() {
		v.forms["approve"].Set("force_from", v.e.WishedFrom.String())
	}
	return r.Desk(v.e.Title, editionPageView(v))
}

func (s *Shelf) view(r *web.Request) (editionView, error) {
	id, err := r.ID("id")
	if err != nil {
		return editionView{}, err
	}
	v := editionView{who: org.Actor(r)}
	if v.e, err = s.Library.Edition(r.Context(), id); err != nil {
		return v, err
	}
	if v.before, v.after, v.defects, err = s.Library.draft(r.Context(), s.Library.Door.Reader(), v.e, s.Library.Door.Today()); err != nil {
		return v, err
	}
	v.replay, err = s.Library.Replay(r.Context(), v.who, v.e)
	return v, err
}

// steps reports whether the actor can do anything about the change.
func (v editionView) steps() bool {
	open := v.e.State == StateDraft || v.e.State == StateSent || v.e.State == StateApproved
	return open && (v.own() && v.who.May(Drafting) || v.who.May(Approving) && v.e.State != StateDraft || v.who.May(Publishing) && v.e.State == StateApproved)
}

func (v editionView) own() bool { return v.e.DraftedBy == v.who.Login }

func (v editionView) head() ui.Head {
	h := ui.Head{Title: v.e.Title, Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}, {Text: "规章的修改", URL: "/rules/editions"}}, Tags: []ui.Tag{v.e.tag()}}
	if v.e.Number > 0 {
		h.Meta = append(h.Meta, v.e.numbered(), "自"+v.e.ForceFrom.Chinese()+"起施行")
	}
	if v.e.State == StateDraft && v.own() && v.who.May(Drafting) {
		h.Actions = []ui.Button{{Label: "改写草案", URL: editionURL(v.e.ID) + "/edit"}}
	}
	return h
}

func (v editionView) pairs() []ui.Pair {
	p := []ui.Pair{{Key: "修改的理由", Text: v.e.Reason, Wide: true}, {Key: "依据的版本", Text: map[bool]string{true: "原书", false: fmt.Sprintf("第%d版", v.before.Edition)}[v.before.Edition == 0], Wide: true}}
	if !v.e.WishedFrom.IsZero() && v.e.ForceFrom.IsZero() {
		p = append(p, ui.Pair{Key: "拟施行日期", Text: v.e.WishedFrom.Chinese(), Wide: true})
	}
	if v.e.Note != "" {
		p = append(p, ui.Pair{Key: map[bool]string{true: "撤销的理由", false: "上次退回的理由"}[v.e.State == StateWithdrawn], Text: v.e.Note, Wide: true})
	}
	return p
}

// course is the change's way through its steps.
func (v editionView) course() ui.Timeline {
	e := v.e
	t := ui.Timeline{Events: []ui.Event{{Verb: "起草", Who: e.DraftedName, At: clock.FromMicros(e.DraftedAt)}}}
	state := func(reached bool, now bool) string {
		switch {
		case reached:
			return ""
		case now:
			return "now"
		}
		return "next"
	}
	if e.State == StateWithdrawn {
		t.Events = append(t.Events, ui.Event{Verb: "撤销", Who: e.DraftedName, Opinion: e.Note, Tone: ui.Bad})
		return t
	}
	sent := ui.Event{Verb: "送局长办公会", Who: e.DraftedName, State: state(e.SentAt > 0, e.State == StateDraft)}
	if e.SentAt > 0 {
		sent.At = clock.FromMicros(e.SentAt)
		sent.Note = fmt.Sprintf("试算以往决定 %d 件，%d 件结果不同", e.Replayed, e.Changed)
	}
	passed := ui.Event{Verb: "会议通过", State: state(e.EnteredAt > 0, e.State == StateSent)}
	if e.EnteredAt > 0 {
		passed.Who, passed.At = e.EnteredName, clock.FromMicros(e.EnteredAt)
		passed.Opinion = e.MeetingNo + "（" + e.MeetingOn.Chinese() + "）通过，自" + e.ForceFrom.Chinese() + "起施行"
		passed.Note = "由" + e.EnteredName + "登记"
	}
	out := ui.Event{Verb: "发布", State: state(e.PublishedAt > 0, e.State == StateApproved)}
	if e.PublishedAt > 0 {
		out.Who, out.At = e.PublishedName, clock.FromMicros(e.PublishedAt)
	}
	t.Events = append(t.Events, sent, passed, out)
	return t
}

func (v editionView) defectTable() ui.Table {
	t := ui.Table{Caption: "缺陷", Columns: []ui.Column{{Label: "种类"}, {Label: "所在", Code: true}, {Label: "缺陷", Wide: true}}}
	for _, d := range v.defects {
		c := ui.Cell{Text: d.Say}
		if len(d.Rows) > 0 {
			c.Text += "（" + strings.Join(d.Rows, "、") + "）"
		}
		if d.Cells > 0 {
			c.Sub = fmt.Sprintf("%d 格，例如 %s", d.Cells, d.Sample)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Tags: []ui.Tag{{Text: defectLabels[d.Kind], Tone: ui.Bad}}}, {Text: d.Where}, c}})
	}
	return t
}

// changes lists what the change alters, before and after side by side.
func (v editionView) changes() ui.Table {
	t := ui.Table{Caption: "改动", Columns: []ui.Column{{Label: "所在"}, {Label: "原来"}, {Label: "改为"}}}
	row := func(where, sub, u, was, now string) {
		none := func(s string) string {
			if s == "" {
				return "无"
			}
			return s
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: where, Sub: sub, URL: u}, {Text: none(was)}, {Text: none(now)}}})
	}
	for _, now := range v.after.Cards() {
		was, _ := v.before.Card(now.ID)
		u := clauseURL(now.ID)
		if was.Statement != now.Statement {
			row(now.title(), "条文", u, was.Statement, now.Statement)
		}
		for _, p := range now.Parameters {
			i := slices.IndexFunc(was.Parameters, func(x Parameter) bool { return x.Name == p.Name })
			if i >= 0 && was.Parameters[i] != p {
				row(now.title(), "参数 "+p.Label, u, said(was.Parameters[i]), said(p))
			}
		}
		for _, x := range now.Interpretations {
			old, _, _ := was.Interpretation(x.ID)
			if old != x {
				row(now.title(), "解释", u, reading(old), reading(x))
			}
		}
	}
	for _, now := range changedTables(v.before, v.after) {
		was, _ := v.before.Table(now.ID)
		for _, r := range now.Rows {
			if i := slices.IndexFunc(was.Rows, func(x Row) bool { return x.ID == r.ID }); i < 0 {
				row(now.Label, "新增一行", "", "", now.sentence(r))
			} else if was.sentence(was.Rows[i]) != now.sentence(r) || was.Rows[i].Clause != r.Clause {
				row(now.Label, "判定表的一行", "", was.sentence(was.Rows[i]), now.sentence(r))
			}
		}
		for _, r := range was.Rows {
			if !slices.ContainsFunc(now.Rows, func(x Row) bool { return x.ID == r.ID }) {
				row(now.Label, "删去一行", "", was.sentence(r), "")
			}
		}
	}
	return t
}

// sentence is a row as its conditions and what follows, in Chinese throughout.
func (t Table) sentence(r Row) string {
	r.Interpretation = nil
	_, s, _ := strings.Cut(t.describe(r), "：")
	return s
}

func said(p Parameter) string {
	if p.ToBeConfirmed {
		return shownValue(p) + "（待确认）"
	}
	return shownValue(p)
}

func reading(i Interpretation) string {
	if i.Text == "" {
		return ""
	}
	return i.Text + "；理由：" + i.Ground
}

func (v editionView) replayStats() []ui.Stat {
	u := editionURL(v.e.ID) + "/replay"
	return []ui.Stat{
		{Label: "试算的以往决定", Value: ui.Thousands(int(v.replay.Total)), Unit: "件", URL: u},
		{Label: "结果不同", Value: ui.Thousands(int(v.replay.Changed)), Unit: "件", URL: u},
		{Label: "例子结果不同", Value: ui.Thousands(len(v.replay.Examples)), Unit: "个", URL: u + "#examples"},
	}
}

func (s *Shelf) replayPage(r *web.Request) (web.Answer, error) {
	v, err := s.view(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("试算："+v.e.Title, replayPageView(v))
}

func (v editionView) replayHead() ui.Head {
	h := v.head()
	h.Actions, h.Meta = nil, nil
	h.Title = "用草案试算以往的决定"
	h.Crumbs = append(h.Crumbs, ui.Link{Text: v.e.Title, URL: editionURL(v.e.ID)})
	return h
}

func factLines(list []Fact) string {
	said := make([]string, 0, len(list))
	for _, f := range list {
		said = append(said, f.Say)
	}
	return strings.Join(said, "，")
}

// differences shows what comes out otherwise, before and after side by side.
func differences(b *Book, caption string, list []Replayed) ui.Table {
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "事情"}, {Label: "原来的结论"}, {Label: "草案的结论"}},
		Empty: ui.Empty{Title: "没有结果不同的", Text: "这次改动不影响它们。"}}
	for _, x := range list {
		first := ui.Cell{Text: x.Subject, Sub: factLines(x.Facts)}
		if x.ID > 0 {
			first = ui.Cell{Text: x.Table + "　" + x.AsOf.String(), URL: fmt.Sprintf("/rules/decisions/%d", x.ID), Sub: factLines(x.Facts)}
		} else if first.Text == "" {
			first.Text = x.Table
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{first, {Text: x.Was.Outcome, Sub: cited(b, x.Was.Basis)}, {Text: x.Now.Outcome, Sub: cited(b, x.Now.Basis)}}})
	}
	return t
}

func cited(b *Book, ids []law.ID) string {
	var s []string
	for _, id := range ids {
		s = append(s, b.Cite(Basis{Clause: id}))
	}
	return "依据" + strings.Join(s, "；")
}

type noteInput struct {
	Note string `form:"note" label:"理由" max:"300"`
}

type meetingInput struct {
	On        civil.Date `form:"meeting_on" label:"会议日期" need:"请填写会议日期。"`
	Number    string     `form:"meeting_no" label:"会议编号" need:"请填写会议编号，例如“2026年第3次局长办公会”。" max:"60"`
	ForceFrom civil.Date `form:"force_from" label:"施行日期" need:"请填写施行日期。"`
}

// step runs one step of a change and comes back to its page.
func (s *Shelf) step(r *web.Request, name, say string, do func(id int64) error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := do(id); err != nil {
		return s.edition(r, name, err)
	}
	return web.Redirect(editionURL(id)).Say(ui.OK, say), nil
}

func (s *Shelf) send(r *web.Request) (web.Answer, error) {
	return s.step(r, "send", "已送局长办公会，在会议决定以前不能再改。", func(id int64) error { return s.Library.Send(org.Context(r), org.Actor(r), id) })
}

func (s *Shelf) withdraw(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](r)
	return s.step(r, "withdraw", "已撤销这次修改，规章不变。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Withdraw(org.Context(r), org.Actor(r), id, in.Note)
	})
}

func (s *Shelf) giveBack(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](r)
	return s.step(r, "return", "已退回起草人修改。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Return(org.Context(r), org.Actor(r), id, in.Note)
	})
}

func (s *Shelf) approve(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[meetingInput](r)
	return s.step(r, "approve", "已登记会议的决定，待发布。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Approve(org.Context(r), org.Actor(r), Meeting{ID: id, On: in.On, Number: in.Number, ForceFrom: in.ForceFrom})
	})
}

func (s *Shelf) publish(r *web.Request) (web.Answer, error) {
	return s.step(r, "publish", "已发布，自施行日起用于新办的事，正在办的事仍按原来的版本。", func(id int64) error {
		_, err := s.Library.Publish(org.Context(r), org.Actor(r), id)
		return err
	})
}

type draftInput struct {
	Title      string     `form:"title" label:"改什么" max:"80"`
	Reason     string     `form:"reason" label:"修改的理由" max:"1000"`
	WishedFrom civil.Date `form:"wished_from" label:"拟施行日期"`
	Amendment  string     `form:"amendment" label:"修改内容" max:"80000"`
	Clause     string     `form:"clause" label:"要改的条文" max:"80"`
	Add        string     `form:"add" label:"加入"`
}

func (s *Shelf) draftPage(r *web.Request) (web.Answer, error) { return s.draftForm(r, nil, nil) }

// draftForm shows the form: with what was typed, or else with what is stored or
// asked for.
func (s *Shelf) draftForm(r *web.Request, failed error, typed url.Values) (web.Answer, error) {
	f := r.FormFor(r.URL.Path, failed)
	f.Wide = true
	for k, v := range typed {
		f.Values[k] = v
	}
	book, err := s.Library.latest(r.Context(), s.Library.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	back := "/rules/editions"
	if r.PathValue("id") != "" {
		id, err := r.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		e, err := s.Library.Edition(r.Context(), id)
		if err != nil {
			return web.Answer{}, err
		}
		back = editionURL(id)
		f.Set("title", e.Title)
		f.Set("reason", e.Reason)
		f.Set("wished_from", e.WishedFrom.String())
		f.Set("amendment", e.Amendment)
	} else if id := law.ID(r.URL.Query().Get("clause")); id != "" {
		if c, ok := book.Card(id); ok && c.Carried {
			f.Set("title", c.title())
			f.Set("amendment", book.addClause("", id))
		}
	}
	return r.Desk("起草规章修改", draftView(f, back, book))
}

func (s *Shelf) saveDraft(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](r)
	if err != nil {
		return s.draftForm(r, err, nil)
	}
	if in.Add != "" {
		return s.addToDraft(r, in)
	}
	e := EditionInput{Title: in.Title, Reason: in.Reason, Amendment: in.Amendment, WishedFrom: in.WishedFrom}
	if r.PathValue("id") != "" {
		if e.ID, err = r.ID("id"); err != nil {
			return web.Answer{}, err
		}
	}
	id, err := s.Library.Draft(org.Context(r), org.Actor(r), e)
	if err != nil {
		return s.draftForm(r, err, nil)
	}
	return web.Redirect(editionURL(id)).Say(ui.OK, "草案已保存，改动、缺陷和试算结果见下。"), nil
}

type decisionView struct {
	k Kept
	d Decision
	b *Book
	t Table
	// subject is the case, with its address where its room has told one.
	subject ui.Link
}

func (s *Shelf) decisionPage(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := decisionView{}
	if v.k, err = s.Library.Find(r.Context(), org.Actor(r), id); err != nil {
		return web.Answer{}, err
	}
	if v.d, err = v.k.Decision(); err != nil {
		return web.Answer{}, err
	}
	if v.b, err = s.Library.Pinned(r.Context(), v.k.Edition); err != nil {
		return web.Answer{}, err
	}
	v.t, _ = v.b.TableAt(v.k.Table, v.k.AsOf)
	v.subject = ui.Link{Text: v.k.Subject}
	if s.Case != nil {
		if l, ok := s.Case(v.k.Subject); ok {
			v.subject = l
		}
	}
	return r.Desk("一项决定", decisionPageView(v))
}

func (v decisionView) head() ui.Head {
	return ui.Head{Title: v.t.Label, Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}}, Meta: []string{clock.FromMicros(v.k.MadeAt).Format("2006-01-02 15:04"), v.k.MadeName}}
}

func (v decisionView) pairs() []ui.Pair {
	edition := "原书"
	if v.k.Edition > 0 {
		edition = fmt.Sprintf("第%d版", v.k.Edition)
	}
	p := []ui.Pair{{Key: "结论", Text: v.t.said(v.d), Wide: true}, {Key: "哪一件事", Text: v.subject.Text, URL: v.subject.URL, Wide: true}, {Key: "所依规章", Text: v.k.AsOf.Chinese() + "的规章，" + edition, Wide: true}}
	for _, f := range v.d.Facts() {
		name, value, _ := strings.Cut(f.Say, "：")
		p = append(p, ui.Pair{Key: name, Text: value, Wide: true})
	}
	return p
}

func (v decisionView) rejected() ui.Table {
	t := ui.Table{Caption: "不适用的各行", Columns: []ui.Column{{Label: "行", Wide: true}, {Label: "为何不适用"}}}
	for _, x := range v.d.Rejected() {
		text := x.Row
		if i := slices.IndexFunc(v.t.Rows, func(r Row) bool { return r.ID == x.Row }); i >= 0 {
			text = v.t.sentence(v.t.Rows[i])
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: text}, {Text: x.Why}}})
	}
	return t
}

func clauseLink(b *Book, g Basis) ui.Link {
	return ui.Link{Text: b.Cite(g), URL: "/rules/" + url.PathEscape(string(g.Clause))}
}

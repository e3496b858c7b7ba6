package rulebook

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
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
		{Name: "rules.edition.force", Method: "POST", Pattern: "/rules/editions/{id}/force", Right: string(Approving), Serve: s.force},
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
	council council.Standing // where it stands among the meetings
	latest  *Book
	today   civil.Date
}

func (s *Shelf) editionPage(r *web.Request) (web.Answer, error) { return s.edition(r, "", nil) }

// edition shows one change; step is the form that came back, with its error.
func (s *Shelf) edition(r *web.Request, step string, failed error) (web.Answer, error) {
	v, err := s.view(r)
	if err != nil {
		return web.Answer{}, err
	}
	v.forms = map[string]*ui.Form{}
	for _, name := range []string{"send", "withdraw", "return", "approve", "force", "publish"} {
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
	if v.council, err = s.Library.standing(r.Context(), s.Library.Door.Reader(), v.e); err != nil {
		return v, err
	}
	if u := v.council.URL; u != "" {
		sees, err := s.Library.Council.Sees(r.Context(), v.who, u)
		if err != nil {
			return v, err
		}
		if !sees {
			v.council.URL = ""
		}
	}
	if v.latest, err = s.Library.latest(r.Context(), s.Library.Door.Reader()); err != nil {
		return v, err
	}
	v.today = s.Library.Door.Today()
	v.replay, err = s.Library.Replay(r.Context(), v.who, v.e)
	return v, err
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
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "事情"}, {Label: "原来的结论", Wide: true}, {Label: "草案的结论", Wide: true}},
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

package study

import (
	"fmt"
	"slices"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

func researchURL(id int64) string { return fmt.Sprintf("/study/research/%d", id) }

func articleURL(id int64) string { return fmt.Sprintf("/study/articles/%d", id) }

// Days are the days of field research in words.
func (x Research) Days() string {
	if x.To != x.From {
		return x.From.String() + " 至 " + x.To.String()
	}
	return x.From.String()
}

func (x Research) length() string {
	return measure.Item{Halves: true}.Number(x.Span().HalfDays()) + " 日"
}

// went is for whom field research counts.
func (s *scene) went(x Research) string {
	switch x.Kind {
	case ByLeader:
		return s.chart.Person(x.PersonID).Name
	case ByBureau:
		return "全局"
	}
	return s.unitName(x.Unit)
}

// countsFor is the leader or the unit to whom an article counts.
func (s *scene) countsFor(a Article) string {
	if measure.Leader(a.Role) {
		return s.chart.Person(a.PersonID).Name
	}
	return s.unitName(a.Unit)
}

// issueTitle is the title of an issue, empty for none.
func (r *Room) issueTitle(q *web.Request, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	i, _, err := db.Maybe[Issue](q.Context(), r.Door.Reader(), sql("issue"), id)
	return i.Title, err
}

// entry is what the pages of a research and of an article have in common.
type entry struct {
	title, number string
	at            string  // its address
	up            ui.Link // the list
	actions       []ui.Button
	facts         []ui.Pair
	state, reason string
	mine          bool
	year          int
}

// entryPage shows one entry, with the form by which whoever made it voids it.
func (r *Room) entryPage(q *web.Request, failed error, e entry) (web.Answer, error) {
	head := ui.Head{Title: e.title, Meta: []string{e.number}, Crumbs: append(slices.Clone(crumbs), e.up), Actions: e.actions}
	p := &parts{q: q, failed: failed}
	var notices []ui.Notice
	if e.state == Void {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "已作废，不计入。理由：" + e.reason})
	}
	frozen, err := db.One[int](q.Context(), r.Door.Reader(), sql("year_frozen"), e.year)
	if err != nil {
		return web.Answer{}, err
	}
	if e.state == Kept && e.mine && frozen == 0 {
		p.add("作废", "登记错了的，作废以后重新登记；作废的留着备查，不再计入。", p.form(e.at+"/void", "void"), ui.Button{Label: "作废登记", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
	}
	return p.page(head, notices, []ui.Part{{Pairs: e.facts}})
}

// visible gives an entry to all who work here, a void one to whoever made it.
func (r *Room) visible(q *web.Request, err error, subject, state, by string) error {
	if err == nil && state == Void && by != org.Actor(q).Login {
		err = act.OutOfReach(subject)
	}
	return r.seen(q, err)
}

func (r *Room) researchOnePage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	x, err := row[Research](q.Context(), rd, "study_research", "research", id)
	if err = r.visible(q, err, x.Subject(), x.State, x.MadeBy); err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	issue, err := r.issueTitle(q, x.IssueID)
	if err != nil {
		return web.Answer{}, err
	}
	return r.entryPage(q, failed, entry{title: x.Title, number: x.Number, at: researchURL(id), up: ui.Link{Text: "下基层调研", URL: "/study/research"},
		facts: []ui.Pair{{Key: "种类", Text: researchLabels[x.Kind]}, {Key: "谁去的", Text: s.went(x)}, {Key: "时间", Text: x.Days() + "，" + x.length()}, {Key: "地点", Text: x.Place}, {Key: "调研内容", Text: x.Topic}, {Key: "参加人员", Text: dash(x.People)}, {Key: "调研选题", Text: dash(issue)}, {Key: "了解到的情况", Text: dash(x.Found), Wide: true}},
		state: x.State, reason: x.Reason, mine: x.MadeBy == who.Login, year: x.From.Year})
}

func (r *Room) articlePage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	a, err := row[Article](q.Context(), rd, "study_article", "article", id)
	if err = r.visible(q, err, a.Subject(), a.State, a.MadeBy); err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	issue, err := r.issueTitle(q, a.IssueID)
	if err != nil {
		return web.Answer{}, err
	}
	e := entry{title: a.Title, number: a.Number, at: articleURL(id), up: ui.Link{Text: "调研文章", URL: "/study/articles"},
		facts: []ui.Pair{{Key: "第一作者", Text: s.chart.Person(a.PersonID).Name}, {Key: "合作者", Text: dash(a.Others)}, {Key: "计给", Text: s.countsFor(a)}, {Key: "年度", Text: fmt.Sprint(a.Year)}, {Key: "成文日期", Text: a.On.Chinese()}, {Key: "调研内容", Text: a.Topic}, {Key: "调研选题", Text: dash(issue)}, {Key: "文件", Text: a.FileName}},
		state: a.State, reason: a.Reason, mine: a.MadeBy == who.Login, year: a.Year}
	if a.State == Kept {
		e.actions = []ui.Button{{Label: "下载文章", URL: articleURL(id) + "/file"}}
	}
	return r.entryPage(q, failed, e)
}

func (r *Room) researchVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	id, _ := q.ID("id")
	if err == nil {
		err = r.VoidResearch(org.Context(q), org.Actor(q), id, in.Reason)
	}
	if err != nil {
		return r.researchOnePage(q, r.seen(q, err))
	}
	return web.Redirect(researchURL(id)).Say(ui.OK, "已作废，不再计入。"), nil
}

func (r *Room) articleVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	id, _ := q.ID("id")
	if err == nil {
		err = r.VoidArticle(org.Context(q), org.Actor(q), id, in.Reason)
	}
	if err != nil {
		return r.articlePage(q, r.seen(q, err))
	}
	return web.Redirect(articleURL(id)).Say(ui.OK, "已作废，不再计入。"), nil
}

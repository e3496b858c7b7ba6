package meeting

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// mostFiles is the number of files in one form.
const mostFiles = 10

// step is a form of the page of a meeting: what it does and what is said then.
type step struct {
	name string
	do   func(ctx context.Context, who act.Actor, id int64, q *web.Request) (say string, err error)
}

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	use := string(Use)
	const upload = mostFiles*flow.MostAttachment + 1<<20
	pages := []web.Page{
		{Name: "meeting.home", Method: "GET", Pattern: "/meetings", Right: use, Serve: r.homePage},
		{Name: "meeting.new", Method: "GET", Pattern: "/meetings/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.planForm(q, nil, nil) }},
		{Name: "meeting.plan", Method: "POST", Pattern: "/meetings/new", Right: use, Serve: r.planSend},
		{Name: "meeting.items", Method: "GET", Pattern: "/meetings/items", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.itemsPage(q, "", nil) }},
		{Name: "meeting.items.propose", Method: "POST", Pattern: "/meetings/items", Right: use, Serve: r.proposePage},
		{Name: "meeting.items.attach", Method: "POST", Pattern: "/meetings/items/papers", Right: use, Upload: upload, Files: mostFiles, Serve: r.attachPage},
		{Name: "meeting.items.bare", Method: "POST", Pattern: "/meetings/items/bare", Right: use, Serve: r.barePage},
		{Name: "meeting.items.takeback", Method: "POST", Pattern: "/meetings/items/takeback", Right: use, Serve: r.takeBackPage},
		{Name: "meeting.items.pretell", Method: "POST", Pattern: "/meetings/items/pretell", Right: use, Serve: r.pretellPage},
		{Name: "meeting.show", Method: "GET", Pattern: "/meetings/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) }},
		{Name: "meeting.edit", Method: "GET", Pattern: "/meetings/{id}/change", Right: use, Serve: r.changeForm},
		{Name: "meeting.change", Method: "POST", Pattern: "/meetings/{id}/change", Right: use, Serve: r.changeSend},
		{Name: "meeting.print", Method: "GET", Pattern: "/meetings/{id}/print/{paper}", Right: use, Serve: r.printPage},
		{Name: "meeting.record", Method: "POST", Pattern: "/meetings/{id}/record", Right: use, Serve: r.recordPage},
		{Name: "meeting.paper", Method: "GET", Pattern: "/meetings/papers/file/{paper}", Right: use, Serve: r.paperOpen},
	}
	for _, s := range r.steps() {
		p := web.Page{Name: "meeting.do." + s.name, Method: "POST", Pattern: "/meetings/{id}/do/" + s.name, Right: use, Serve: r.doPage(s)}
		if s.name == "attach" {
			p.Upload, p.Files = upload, mostFiles
		}
		pages = append(pages, p)
	}
	return pages
}

func (r *Room) doPage(s step) func(q *web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		say, err := s.do(org.Context(q), org.Actor(q), id, q)
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				return web.Answer{}, err
			}
			return r.showPage(q, s.name, err)
		}
		return web.Redirect(URL(id)).Say(ui.OK, say), nil
	}
}

// seen writes into the ledger that somebody asked for a meeting not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var stateTones = map[string]ui.Tone{Planned: ui.Warn, Notified: ui.Info, Held: ui.Info, Closed: ui.Warn, Signed: ui.OK, Cancelled: ui.Mute}

func (x Meeting) tags() []ui.Tag {
	tags := []ui.Tag{{Text: x.StateLabel(), Tone: stateTones[x.State]}}
	if x.AdhocReason != "" {
		tags = append(tags, ui.Tag{Text: "临时", Tone: ui.Alt})
	}
	if x.LateReason != "" {
		tags = append(tags, ui.Tag{Text: "补记", Tone: ui.Warn})
	}
	return tags
}

// period writes when a meeting is held.
func (x Meeting) period() string {
	return clock.FromMicros(x.StartsAt).Format("2006-01-02 15:04")
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), who)
	if err != nil {
		return web.Answer{}, err
	}
	kind := q.Values().Get("kind")
	list, err := r.List(q.Context(), who, Conditions{Kind: kind})
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "会议", Actions: []ui.Button{{Label: "议题", URL: "/meetings/items"}}}}
	p.Tabs = append(p.Tabs, ui.Tab{Text: "全部", URL: "/meetings", Count: -1, Current: kind == ""})
	plans := false
	for _, k := range s.book.Meetings.Kinds {
		p.Tabs = append(p.Tabs, ui.Tab{Text: k.Name, URL: q.URLWith("kind", k.Code), Count: -1, Current: kind == k.Code})
		plans = plans || s.clerk(k) || s.holds(k.Chair.Posts)
	}
	empty := ui.Empty{Title: "没有您参加的会议", Text: "会议通知发出后，您参加或列席的会议列在这里。"}
	if plans {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "筹备会议", URL: "/meetings/new", Look: "primary", Key: "n"})
		empty.Action = ui.Button{Label: "筹备会议", URL: "/meetings/new"}
	}
	coming := ui.Table{Caption: "将要开的会", Columns: meetingListColumns, Empty: ui.Empty{Title: "近期没有会议"}}
	past := ui.Table{Caption: "开过的会", Columns: meetingListColumns, Empty: empty}
	for i := len(list) - 1; i >= 0; i-- {
		m := list[i]
		if m.State == Planned || m.State == Notified || m.State == Held {
			coming.Rows = append(coming.Rows, s.row(m))
		}
	}
	for _, m := range list {
		if m.State == Closed || m.State == Signed || m.State == Cancelled {
			past.Rows = append(past.Rows, s.row(m))
		}
	}
	p.Parts = []ui.Part{{Title: "将要开的会", Table: &coming}, {Title: "开过的会", Table: &past}}
	return q.Desk("会议", ui.ListPage(p))
}

var meetingListColumns = []ui.Column{{Label: "会议", Wide: true}, {Label: "时间"}, {Label: "地点", Minor: true}, {Label: "主持", Minor: true}, {Label: "状态"}}

func (s *scene) row(m Meeting) ui.Row {
	return ui.Row{URL: m.URL(), Cells: []ui.Cell{{Text: m.Title(s.book), URL: m.URL(), Sub: m.Paper}, {Text: m.period()}, {Text: m.Place}, {Text: m.Chair}, {Tags: m.tags()}}}
}

type planInput struct {
	Kind      string     `form:"kind" label:"会议" need:"请选择会议的种类。"`
	Enlarged  bool       `form:"enlarged" label:"扩大会议"`
	On        civil.Date `form:"on" label:"日期" need:"请填写开会的日期。"`
	At        string     `form:"at" label:"开始" max:"10" need:"请填写开始的时间。"`
	Until     string     `form:"until" label:"结束" max:"10"`
	Place     string     `form:"place" label:"地点" max:"60" need:"请填写开会的地点。"`
	Theme     string     `form:"theme" label:"主题" max:"120"`
	Chair     int64      `form:"chair" label:"主持人"`
	Delegated string     `form:"delegated" label:"委托记录" max:"200"`
	Adhoc     string     `form:"adhoc" label:"临时召开的缘由" max:"200"`
	Late      string     `form:"late" label:"补记的缘由" max:"200"`
}

func (in planInput) plan() (Plan, error) {
	p := Plan{Kind: in.Kind, Enlarged: in.Enlarged, On: in.On, Place: in.Place, Theme: in.Theme, Chair: in.Chair, Delegated: in.Delegated, Adhoc: in.Adhoc, Late: in.Late}
	var err error
	if p.Starts, err = moment(in.On, in.At, "at"); err == nil && in.Until != "" {
		p.Ends, err = moment(in.On, in.Until, "until")
	}
	return p, err
}

// moment is a day with a time of day as people write it.
func moment(day civil.Date, hour, field string) (int64, error) {
	t, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(hour), "：", ":"))
	if err != nil || day.IsZero() {
		return 0, fault.Field(field, hour, "时间请写成几点几分，如 9:00。")
	}
	return day.Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute).UnixMicro(), nil
}

func (r *Room) planSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[planInput](q)
	var p Plan
	if err == nil {
		p, err = in.plan()
	}
	var id int64
	if err == nil {
		id, err = r.Plan(org.Context(q), org.Actor(q), p)
	}
	if err != nil {
		return r.planForm(q, nil, err)
	}
	also, err := r.also(q.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	if also != "" {
		return web.Redirect(URL(id)).Say(ui.Warn, "已开始筹备。"+also), nil
	}
	return web.Redirect(URL(id)).Say(ui.OK, "已开始筹备。下一步收集议题，由规定的人确定。"), nil
}

func (r *Room) changeForm(q *web.Request) (web.Answer, error) {
	c, err := r.changing(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.planForm(q, c, nil)
}

func (r *Room) changing(q *web.Request) (*course, error) {
	id, err := q.ID("id")
	if err != nil {
		return nil, err
	}
	c, err := r.see(q.Context(), org.Actor(q), id)
	if err == nil {
		err = c.ofClerk()
	}
	return c, r.seen(q, err)
}

func (r *Room) changeSend(q *web.Request) (web.Answer, error) {
	c, err := r.changing(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[planInput](q)
	var p Plan
	if err == nil {
		p, err = in.plan()
	}
	if err == nil {
		err = r.Change(org.Context(q), org.Actor(q), c.m.ID, p)
	}
	if err != nil {
		return r.planForm(q, c, err)
	}
	return web.Redirect(c.m.URL()).Say(ui.OK, "已改定。时间、地点有变的，通知须重新发出。"), nil
}

// planForm shows the form of a new meeting, or of one that is changed.
func (r *Room) planForm(q *web.Request, c *course, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(q.URL.Path, failed)
	f.Wide = true
	p := ui.Listing{Head: ui.Head{Title: "筹备会议", Crumbs: []ui.Link{{Text: "会议", URL: "/meetings"}}}}
	kinds := []ui.Option{{Label: "请选择"}}
	chairs := []ui.Option{{Label: "按规定的主持人"}}
	enlarged := ""
	for _, k := range s.book.Meetings.Kinds {
		if c != nil && k.Code != c.k.Code || c == nil && !s.clerk(k) && !s.holds(k.Chair.Posts) {
			continue
		}
		kinds = append(kinds, ui.Option{Value: k.Code, Label: k.Name})
		for _, x := range s.chart.Holders(append(append([]string{}, k.Chair.Posts...), k.StandIn.Posts...)...) {
			o := ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name}
			if post := s.chart.Titles(x.ID); post != "" && post != x.Name {
				o.Label += "（" + post + "）"
			}
			if !slices.Contains(chairs, o) {
				chairs = append(chairs, o)
			}
		}
		if k.Enlarged.Name != "" {
			enlarged = k.Enlarged.Name
		}
	}
	if len(kinds) == 1 {
		return q.Nothing("筹备会议", "会议由记录人或者主持人筹备：党委会、民主生活会归政工科，其他会议归办公室。", ui.Link{Text: "会议", URL: "/meetings"})
	}
	field := func(x ui.Field) ui.Field { x.Form = f; return x }
	fields := []ui.Field{field(ui.Field{Name: "kind", Label: "会议", Kind: ui.Select, Options: kinds, Half: true}), field(ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}),
		field(ui.Field{Name: "at", Label: "开始", Half: true, Hint: "如 9:00。"}), field(ui.Field{Name: "until", Label: "结束", Half: true, Optional: true, Hint: "不填的按两小时计。"}),
		field(ui.Field{Name: "place", Label: "地点", Half: true, Max: 60}), field(ui.Field{Name: "theme", Label: "主题", Half: true, Optional: true, Max: 120}),
		field(ui.Field{Name: "chair", Label: "主持人", Kind: ui.Select, Options: chairs, Optional: true, Half: true}),
		field(ui.Field{Name: "delegated", Label: "委托记录", Optional: true, Half: true, Max: 200, Hint: "由受托人主持的必填：谁、何时、怎样委托的。"})}
	if c == nil {
		if enlarged != "" {
			fields = append(fields, field(ui.Field{Name: "enlarged", Label: enlarged, Kind: ui.Check, Optional: true, Half: true}))
		}
		fields = append(fields, field(ui.Field{Name: "adhoc", Label: "临时召开的缘由", Optional: true, Half: true, Max: 200}),
			field(ui.Field{Name: "late", Label: "补记的缘由", Optional: true, Max: 200, Hint: "会已经开过、现在才登记的填写。"}))
	} else {
		p.Head = ui.Head{Title: "改会期、地点或主持人", Crumbs: []ui.Link{{Text: c.m.Title(c.book), URL: c.m.URL()}}}
		f.Set("kind", c.m.Kind)
		f.Set("on", c.m.HeldOn.String())
		f.Set("at", clockOf(c.m.StartsAt))
		f.Set("until", clockOf(c.m.EndsAt))
		f.Set("place", c.m.Place)
		f.Set("theme", c.m.Theme)
		f.Set("chair", fmt.Sprint(c.m.ChairID))
		f.Set("delegated", c.m.Delegated)
	}
	if k := q.Values().Get("kind"); k != "" {
		f.Set("kind", k)
	}
	p.Parts = []ui.Part{{Form: f, Fields: fields, Buttons: []ui.Button{{Label: map[bool]string{true: "开始筹备", false: "改定"}[c == nil], Look: "primary", Save: true}}}}
	return q.Desk(p.Head.Title, ui.ListPage(p))
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	paper, form, _ := strings.Cut(q.PathValue("paper"), ".")
	kind, ok := map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}[form]
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "")
	}
	var b bytes.Buffer
	name, err := r.Print(q.Context(), org.Actor(q), id, paper, form == "docx", &b)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	a := web.File(name, kind, clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes()))
	if form == "docx" {
		return a, nil
	}
	return a.Inline(), nil
}

func (r *Room) recordPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	name, err := r.ReadRecord(org.Context(q), org.Actor(q), id, &b)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.showPage(q, "record", err)
	}
	return web.File(name, "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (r *Room) paperOpen(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, "application/octet-stream", clock.FromMicros(p.MadeAt), f), nil
}

// number reads a field that holds a number; 0 for none.
func number(q *web.Request, name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(q.Values().Get(name)), 10, 64)
	return n
}

func numbersIn(q *web.Request, name string) []int64 {
	var out []int64
	for _, s := range q.Values()[name] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

package secrecy

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "secrecy." + name, Method: "GET", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "secrecy." + name, Method: "POST", Pattern: pattern, Right: string(Use), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = flow.MostAttachment+1<<20, files
		}
		pages = append(pages, p)
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("home", "/secrecy", r.homePage)
	get("uploads", "/secrecy/uploads", r.uploadsPage)
	get("checks", "/secrecy/checks", shown(r.checksPage))
	post("check.ask", "/secrecy/checks", 1, r.checkSend)
	get("check", "/secrecy/checks/{id}", shown(r.checkPage))
	post("check.say", "/secrecy/checks/{id}", 0, r.checkSay)
	post("check.withdraw", "/secrecy/checks/{id}/withdraw", 0, r.checkWithdraw)
	post("check.determine", "/secrecy/checks/{id}/determine", 0, r.checkDetermine)
	get("check.file", "/secrecy/checks/{id}/file", r.checkFile)
	get("staff", "/secrecy/staff", shown(r.staffPage))
	post("post.review", "/secrecy/staff", 0, r.postReview)
	post("post.start", "/secrecy/staff/start", 0, r.postStart)
	post("post.leave", "/secrecy/staff/leave", 0, r.postLeave)
	post("post.drop", "/secrecy/staff/drop", 0, r.postDrop)
	post("post.cool", "/secrecy/staff/cool", 0, r.postCool)
	get("trainings", "/secrecy/trainings", shown(r.trainingsPage))
	post("training.open", "/secrecy/trainings", 0, r.trainingOpen)
	get("training", "/secrecy/trainings/{id}", shown(r.trainingPage))
	post("training.sign", "/secrecy/trainings/{id}/sign", 0, r.trainingSign)
	post("training.close", "/secrecy/trainings/{id}/close", 0, r.trainingClose)
	post("training.cancel", "/secrecy/trainings/{id}/cancel", 0, r.trainingCancel)
	get("training.print", "/secrecy/trainings/{id}/signin.pdf", r.trainingPrint)
	get("leaks", "/secrecy/leaks", shown(r.leaksPage))
	post("leak.report", "/secrecy/leaks", 0, r.leakSend)
	get("leak", "/secrecy/leaks/{id}", shown(r.leakPage))
	post("leak.step", "/secrecy/leaks/{id}/step", 0, r.leakStep)
	post("leak.close", "/secrecy/leaks/{id}/close", 0, r.leakClose)
	get("year", "/secrecy/year", shown(r.yearPage))
	post("year.send", "/secrecy/year", 0, r.yearSend)
	get("year.print", "/secrecy/year/report.pdf", r.yearPrint)
	return pages
}

// parts gathers the forms of a page, of which the one that failed comes back with what
// was typed.
type parts struct {
	q      *web.Request
	failed error
	shown  bool
	list   []ui.Part
}

func (p *parts) form(action, id string) *ui.Form {
	var f *ui.Form
	if p.q.URL.Path == action && p.q.Method == "POST" {
		p.shown = true
		f = p.q.FormFor(action, p.failed)
	} else {
		f = p.q.FormFor(action, nil)
		f.Values = nil
	}
	f.ID, f.Wide = id, true
	return f
}

func (p *parts) add(title, hint string, f *ui.Form, button ui.Button, fields ...ui.Field) {
	for i := range fields {
		fields[i].Form = f
		if fields[i].Kind == ui.File {
			f.Multipart = true
		}
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
}

// page answers with the parts, or with the failure if no form shows it.
func (p *parts) page(l ui.Listing) (web.Answer, error) {
	if p.failed != nil && !p.shown {
		return web.Answer{}, p.failed
	}
	l.Parts = append(l.Parts, p.list...)
	return p.q.Desk(l.Head.Title, ui.ListPage(l))
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && (fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var crumbs = []ui.Link{{Text: "保密", URL: "/secrecy"}}

func (r *Room) yearAsked(q *web.Request) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return r.Door.Today().Year, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 2000 || n > 2100 {
		return 0, fault.Field("year", s, "年度应为 2000 至 2100 之间的四位数字。")
	}
	return n, nil
}

func (r *Room) yearTabs(path string, year int) []ui.Tab {
	var out []ui.Tab
	for y := r.Door.Today().Year; y > r.Door.Today().Year-3; y-- {
		out = append(out, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: fmt.Sprintf("%s?year=%d", path, y), Count: -1, Current: y == year})
	}
	return out
}

func (s *scene) people(first string) []ui.Option {
	out := []ui.Option{{Value: "0", Label: first}}
	for _, p := range s.chart.Staff() {
		out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.unitName(p.Unit)})
	}
	return out
}

func choices(labels map[string]string, order ...string) []ui.Option {
	var out []ui.Option
	for _, k := range order {
		out = append(out, ui.Option{Value: k, Label: labels[k]})
	}
	return out
}

// moment reads a day and a time of day; the zero day gives 0.
func moment(day civil.Date, clockTime, field string) (int64, error) {
	t, err := time.Parse("15:4", strings.NewReplacer("：", ":", "点", ":", "时", ":", "分", "").Replace(strings.TrimSpace(clockTime)))
	switch {
	case day.IsZero():
		return 0, nil
	case err != nil:
		return 0, fault.Field(field, clockTime, "时间请写成几点几分，如 14:30。")
	}
	return day.Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute).UnixMicro(), nil
}

// pageScene is the scene of a page.
func (r *Room) pageScene(q *web.Request) (*scene, error) {
	return r.look(q.Context(), r.Door.Reader(), r.Door.Now())
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	l := ui.Listing{Head: ui.Head{Title: "保密", Meta: []string{cite(s.book, law.SecrecyLevels)}, Actions: []ui.Button{{Label: "报告泄密", URL: "/secrecy/leaks#leak", Look: "danger"}, {Label: "送保密审查", URL: "/secrecy/checks#check"}}},
		Notices: []ui.Notice{{Tone: ui.Alt, Text: "本系统不是涉密系统，只收公开、内部、工作秘密三类。国家秘密转涉密载体管理，这里只登记编号、保管人和位置。"}}}
	if s.reads(who) {
		f, _, err := r.yearOf(q.Context(), r.Door.Reader(), s, s.today.Year)
		if err != nil {
			return web.Answer{}, err
		}
		open, err := r.Leaks(q.Context(), who)
		if err != nil {
			return web.Answer{}, err
		}
		running := 0
		for _, x := range open {
			if x.State == Begun {
				running++
			}
		}
		tone := ui.Tone("")
		if running > 0 {
			tone = ui.Bad
		}
		l.Stats = []ui.Stat{{Label: "没有办结的泄密报告", Value: fmt.Sprint(running), Unit: "件", URL: "/secrecy/leaks", Tone: tone}, {Label: "今年拒收的上传", Value: fmt.Sprint(f.Refused), Unit: "次", URL: "/secrecy/uploads"}, {Label: "在册密件", Value: fmt.Sprint(f.Carriers), Unit: "件", URL: "/register/" + Carriers}, {Label: "在岗涉密人员", Value: fmt.Sprint(f.InPost), Unit: "人", URL: "/secrecy/staff"}, {Label: "今年保密培训", Value: fmt.Sprint(f.Trainings), Unit: "次", URL: "/secrecy/trainings"}}
		var books []ui.Pair
		for _, code := range []string{Carriers, Devices, Inspections, WorkSecrets} {
			x, err := r.Registers.Register(code)
			if err != nil {
				return web.Answer{}, err
			}
			books = append(books, ui.Pair{Key: x.Label, Text: "打开", URL: "/register/" + code})
		}
		books = append(books, ui.Pair{Key: "年度保密工作情况", Text: "打开", URL: "/secrecy/year"})
		l.Parts = append(l.Parts, ui.Part{Title: "登记簿", Hint: "只给保密工作岗位和局领导看，每次改动留痕。", Pairs: books})
	}
	list, err := r.Checks(q.Context(), who, s.today.Year)
	if err != nil {
		return web.Answer{}, err
	}
	l.Parts = append(l.Parts, ui.Part{Title: "公开前保密审查", Table: checkTable(s, list[:min(len(list), 8)])})
	return q.Desk("保密", ui.ListPage(l))
}

func (r *Room) uploadsPage(q *web.Request) (web.Answer, error) {
	s, err := r.pageScene(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !s.reads(org.Actor(q)) {
		return web.Answer{}, r.seen(q, forbid(law.SecrecyKnown, "拒收记录由保密工作岗位和局领导查看。"))
	}
	rd := r.Door.Reader()
	bad, err := refusals.List(q.Context(), rd, "ORDER BY x.id DESC LIMIT 500")
	if err != nil {
		return web.Answer{}, err
	}
	said, err := statements.List(q.Context(), rd, "ORDER BY x.id DESC LIMIT 500")
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "拒收的上传", Columns: []ui.Column{{Label: "时间"}, {Label: "文件摘要（SHA-256）", Code: true, Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "没有拒收过", Text: "带国家秘密标志的文件在任何一处上传都会被拒收，记在这里。"}}
	for _, x := range bad {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: stamp(x.At)}, {Text: x.SHA256}}})
	}
	u := ui.Table{Caption: "上传人确认", Columns: []ui.Column{{Label: "时间"}, {Label: "上传人"}, {Label: "文件摘要（SHA-256）", Code: true, Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "没有读不出文字的上传", Text: "扫描件、图片读不出文字，上传时由上传人确认没有国家秘密标志。"}}
	for _, x := range said {
		u.Rows = append(u.Rows, ui.Row{Cells: []ui.Cell{{Text: stamp(x.At)}, {Text: x.Name}, {Text: x.SHA256}}})
	}
	return q.Desk("上传拦截", ui.ListPage(ui.Listing{Head: ui.Head{Title: "上传拦截", Crumbs: crumbs, Meta: []string{cite(s.book, law.SecrecyLevels)}}, Parts: []ui.Part{{Title: "拒收的上传", Hint: "只记摘要和时间，不记文件名、内容和上传人。", Table: &t}, {Title: "读不出文字、由上传人确认的上传", Table: &u}}}))
}

func checkTable(s *scene, list []Check) *ui.Table {
	t := ui.Table{Caption: "公开前保密审查", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "拟公开的信息", Wide: true, Wrap: true}, {Label: "渠道", Minor: true, Wrap: true}, {Label: "科室", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有送审的信息", Text: "投稿、展板、公众号等公开目录以外的信息，公开以前在这里送审。"}}
	tones := map[string]ui.Tone{Passed: ui.OK, Refused: ui.Bad, Referred: ui.Warn, Withdrawn: ui.Mute}
	for _, c := range list {
		tone := tones[c.State]
		if tone == "" {
			tone = ui.Info
		}
		t.Rows = append(t.Rows, ui.Row{URL: c.page(), Cells: []ui.Cell{{Text: c.Number}, {Text: c.Title, URL: c.page()}, {Text: c.Channel}, {Text: s.unitName(c.Unit)}, {Tags: []ui.Tag{{Text: checkLabels[c.State], Tone: tone}}}}})
	}
	return &t
}

func pdf(r *Room, name string, b *bytes.Buffer) web.Answer {
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline()
}

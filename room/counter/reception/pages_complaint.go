package reception

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var complaintOrder = []string{Received, Handling, Concluded, Answered, Withdrawn}

// complaintsView is the register of complaints as it is shown, printed and exported.
func (r *Room) complaintsView(q *web.Request) (register.View, register.Query, []Complaint, error) {
	today := r.Door.Today()
	o := register.Asked(q.Values(), today)
	list, err := r.Complaints(q.Context(), actor(q), ComplaintQuery{Year: o.Year, About: q.Values().Get("about"), State: o.State, Words: o.Words})
	v := register.View{Title: "投诉举报登记簿", Columns: []register.Column{{Label: "编号", Code: true}, {Label: "收到", Code: true}, {Label: "来源", Minor: true}, {Label: "类别"}, {Label: "种类"}, {Label: "投诉人", Minor: true}, {Label: "联系电话", Code: true, Minor: true}, {Label: "投诉事项", Wide: true, Wrap: true}, {Label: "被投诉", Minor: true}, {Label: "受理科室"}, {Label: "办理人"}, {Label: "反馈期限"}, {Label: "状态"}, {Label: "结论", Minor: true}, {Label: "反馈日期", Minor: true}, {Label: "满意度", Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的投诉举报", Text: "受理科室、办理人、登记人和局领导看得到；被投诉人看不到。"}}
	if o.Year != 0 {
		v.Title = fmt.Sprintf("%d年投诉举报登记簿", o.Year)
	}
	for _, c := range list {
		answered := text10(c.AnsweredOn)
		if c.LateDays > 0 {
			answered += fmt.Sprintf("（晚 %d 天）", c.LateDays)
		}
		due := text10(c.Due)
		if due == "" {
			due = "没有定"
		}
		row := register.Row{URL: c.URL(), Cells: []string{c.Number, c.ReceivedOn.String(), c.Source, aboutLabels[c.About], c.Category, c.complainant(), c.Phone, c.Matter, r.accusedWords(c), c.UnitName, c.HandlerName, due, complaintStates[c.State], c.Result, answered, c.Satisfaction}, Tags: map[int]ui.Tag{}}
		if c.Running() {
			row.Tags[11] = dueTag(c.Due, today, c.Late(today))
		}
		v.Rows = append(v.Rows, row)
	}
	return v, o, list, err
}

func (c Complaint) complainant() string {
	if c.Anonymous {
		return "匿名"
	}
	return c.Name
}

// accusedWords names whom or which unit a complaint is about.
func (r *Room) accusedWords(c Complaint) string {
	if u, ok := r.Rules.Base.Unit(c.AccusedUnit); ok && c.AccusedUnit != "" {
		return strings.TrimSpace(u.Name + " " + c.AccusedName)
	}
	return c.AccusedName
}

func (r *Room) complaintsPage(q *web.Request) (web.Answer, error) {
	v, o, list, err := r.complaintsView(q)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := v.Table()
	about := q.Values().Get("about")
	states := append(values(complaintOrder, complaintStates), register.Value{Code: "late", Label: "反馈已过期限"}, register.Value{Code: "nodue", Label: "没有定反馈日期"})
	bar := register.Bar{Action: "/reception/complaints", States: states, Form: q.Values(), More: []ui.Field{{Name: "about", Label: "类别", Kind: ui.Select, Half: true, Optional: true, Options: append([]ui.Option{{Label: "全部"}}, labelled([]string{Conduct, Commerce}, aboutLabels)...)}}}
	actions := register.Papers("/reception/complaints/list", o)
	for i := range actions {
		if about != "" {
			actions[i].URL += "&about=" + about
		}
	}
	f := countComplaints(list)
	tel, same := s.number()
	p := ui.Listing{Head: ui.Head{Title: "投诉举报登记簿", Crumbs: crumbs, Meta: []string{"投诉电话 " + tel}, Actions: append([]ui.Button{{Label: "登记投诉举报", URL: "/reception/complaints/new", Look: "primary"}}, actions...)}, Filter: bar.Filters(q, o, s.today, len(v.Rows)),
		Stats: []ui.Stat{{Label: "收到", Value: fmt.Sprint(f.All), Unit: "件"}, {Label: "未反馈", Value: fmt.Sprint(f.Open), Unit: "件"}, {Label: "没有定反馈日期", Value: fmt.Sprint(f.NoDue), Unit: "件", URL: "/reception/complaints?state=nodue"}, {Label: "属实或部分属实", Value: fmt.Sprint(f.Upheld), Unit: "件"}, {Label: "按时反馈率", Value: f.Rate(), Note: s.cite(law.PromiseMonitor)}}, Parts: []ui.Part{{Table: &t}}}
	if n := s.termNotice(); n.Text != "" {
		p.Notices = append(p.Notices, n)
	}
	if !same {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "服务承诺和首问负责两条写的投诉电话不一样，印的是服务承诺的号码，请改成同一个。"})
	}
	if len(f.Categories) > 0 {
		var say []string
		for _, x := range f.Categories {
			say = append(say, fmt.Sprintf("%s %d", x.Label, x.N))
		}
		for _, x := range f.Satisfied {
			say = append(say, fmt.Sprintf("%s %d", x.Label, x.N))
		}
		p.Parts = append(p.Parts, ui.Part{Title: "种类和满意度", Hint: strings.Join(say, "，") + "。是否推诿要查明事实才能认定，系统不作判断（" + s.cite(law.FirstManner) + "）。"})
	}
	return q.Desk("投诉举报登记簿", ui.ListPage(p))
}

func (r *Room) complaintsFile(q *web.Request) (web.Answer, error) {
	v, _, _, err := r.complaintsView(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Registers.File(q, v)
}

type complaintInput struct {
	Source      string     `form:"source" label:"来源"`
	About       string     `form:"about" label:"投诉的是什么"`
	Category    string     `form:"category" label:"投诉种类"`
	Anonymous   bool       `form:"anonymous" label:"不愿留名"`
	Name        string     `form:"name" label:"投诉人"`
	Phone       string     `form:"phone" label:"联系电话"`
	Matter      string     `form:"matter" label:"投诉事项"`
	ReceivedOn  civil.Date `form:"received_on" label:"收到日期"`
	AccusedID   int64      `form:"accused_id" label:"被投诉人"`
	AccusedUnit string     `form:"accused_unit" label:"被投诉的科室"`
	AccusedName string     `form:"accused_name" label:"被投诉的单位"`
}

func (r *Room) newComplaintPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/reception/complaints/new", "complaint")
	f.Set("received_on", s.today.String())
	f.Set("about", Conduct)
	fields := append([]ui.Field{{Name: "source", Label: "来源", Kind: ui.Select, Options: options(sources), Half: true}, {Name: "received_on", Label: "收到日期", Kind: ui.Date, Half: true}, {Name: "name", Label: "投诉人", Max: mostLine, Half: true, Optional: true}, {Name: "phone", Label: "联系电话", Max: mostLine, Half: true, Optional: true, Code: true}, {Name: "matter", Label: "投诉事项", Kind: ui.Area, Rows: 4, Max: mostText}}, s.complaintFields()...)
	p.add("登记投诉举报", "来访、来电的从首问登记转入；来信、网络和上级转办的在这里登记。", f, ui.Button{Label: "登记", Look: "primary", Save: true}, fields...)
	var notices []ui.Notice
	if n := s.termNotice(); n.Text != "" {
		notices = append(notices, n)
	}
	return p.page(ui.Head{Title: "登记投诉举报", Crumbs: under("投诉举报登记簿", "/reception/complaints")}, notices, nil)
}

func (r *Room) complaintEnter(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[complaintInput](q)
	var c Complaint
	if err == nil {
		c, err = r.Complain(org.Context(q), actor(q), NewComplaint{Source: in.Source, About: in.About, Category: in.Category, Anonymous: in.Anonymous, Name: in.Name, Phone: in.Phone, Matter: in.Matter, ReceivedOn: in.ReceivedOn, AccusedID: in.AccusedID, AccusedUnit: in.AccusedUnit, AccusedName: in.AccusedName})
	}
	if err != nil {
		return r.newComplaintPage(q, err)
	}
	return web.Redirect("/reception/complaints").Say(ui.OK, "已登记 "+c.Number+"，由"+c.UnitName+"受理。"), nil
}

func (r *Room) complaintPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	c, err := r.ComplaintOf(q.Context(), actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "投诉人", Text: c.complainant()}, {Key: "联系电话", Text: c.Phone, Code: true}, {Key: "来源和收到日期", Text: c.Source + "，" + c.ReceivedOn.Chinese()}, {Key: "登记人", Text: c.ReceivedName}, {Key: "类别和种类", Text: aboutLabels[c.About] + "，" + c.Category}, {Key: "受理科室", Text: c.UnitName}, {Key: "投诉事项", Text: c.Matter, Wide: true}}}
	add := func(key, text string) {
		if text != "" {
			facts.Pairs = append(facts.Pairs, ui.Pair{Key: key, Text: text, Wide: len([]rune(text)) > 30})
		}
	}
	accused := c.AccusedName
	if c.AccusedUnit != "" {
		accused = strings.TrimSpace(s.unitName(c.AccusedUnit) + " " + c.AccusedName)
	}
	add("被投诉", accused)
	add("办理人", c.HandlerName)
	add("反馈期限", strings.TrimSuffix(text10(c.Due)+"（"+c.DueWhy+"）", "（）"))
	add("结论", c.Result)
	add("查明的事实", c.Finding)
	add("处理意见", c.Measures)
	add("反馈", strings.TrimSpace(c.AnsweredHow+" "+text10(c.AnsweredOn)))
	add("反馈的内容", c.Answer)
	add("满意度", c.Satisfaction)
	add("撤回", c.Reason)
	var notices []ui.Notice
	if c.Running() && c.Due.IsZero() {
		notices = append(notices, s.dueMissing(c.Complaint))
	}
	if c.Late(s.today) {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: "反馈期限 " + c.Due.Chinese() + " 已过，还没有反馈。"})
	}
	if c.LateDays > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("反馈比期限晚了 %d 天。", c.LateDays)})
	}
	p := &parts{q: q, failed: failed}
	r.complaintForms(p, s, c)
	tags := []ui.Tag{{Text: complaintStates[c.State], Tone: ui.Info}}
	if c.Running() {
		tags = append(tags, dueTag(c.Due, s.today, c.Late(s.today)))
	}
	return p.page(ui.Head{Title: "投诉举报 " + c.Number, Crumbs: under("投诉举报登记簿", "/reception/complaints"), Tags: tags, Actions: []ui.Button{{Label: "打印处理单", URL: c.URL() + "/sheet.pdf"}}}, notices, []ui.Part{facts, course(c.Steps)})
}

func (s *scene) dueMissing(c Complaint) ui.Notice {
	return ui.Notice{Tone: ui.Warn, Text: "这一件没有反馈期限：收到时没有公示的时限（" + s.cite(law.PromiseComplaint) + "）。请" + c.UnitName + "负责人或者局领导定反馈日期。"}
}

// complaintForms are the steps that somebody may take next.
func (r *Room) complaintForms(p *parts, s *scene, c ComplaintView) {
	at, words := c.URL(), func(label string, rows int, optional bool) ui.Field {
		return ui.Field{Name: "words", Label: label, Kind: ui.Area, Rows: rows, Max: mostText, Optional: optional}
	}
	if c.Handles {
		switch c.State {
		case Handling:
			p.add("调查情况", "", p.form(at+"/look", "look"), ui.Button{Label: "记下"}, words("调查的情况", 3, false))
			p.add("结论", "查明事实再作结论。", p.form(at+"/conclude", "conclude"), ui.Button{Label: "作出结论", Look: "primary"}, ui.Field{Name: "choice", Label: "结论", Kind: ui.Select, Options: options(results), Half: true}, words("查明的事实", 4, false), ui.Field{Name: "more", Label: "处理意见", Kind: ui.Area, Rows: 3, Max: mostText, Optional: true})
		case Concluded:
			f := p.form(at+"/answer", "answer")
			f.Set("day", s.today.String())
			ways := answerWays
			if c.Phone == "" {
				ways = append(ways[:len(ways):len(ways)], Unreachable)
			}
			p.add("反馈", "把结果告诉投诉人以后记下。", f, ui.Button{Label: "记下反馈", Look: "primary"}, ui.Field{Name: "choice", Label: "反馈方式", Kind: ui.Select, Options: options(ways), Half: true}, ui.Field{Name: "day", Label: "反馈日期", Kind: ui.Date, Half: true}, words("反馈的内容", 3, false))
		}
	}
	if c.State == Answered && !c.Handles {
		p.add("满意度", "由办理人以外的人回访。", p.form(at+"/rate", "rate"), ui.Button{Label: "记下"}, ui.Field{Name: "choice", Label: "满意度", Kind: ui.Select, Options: options(satisfactions), Half: true}, words("投诉人的话", 2, true))
	}
	if c.Leads && (c.State == Received || c.State == Handling) {
		f := p.form(at+"/assign", "assign")
		f.Set("person", fmt.Sprint(c.HandlerID))
		people := s.peopleOptions("请选择")
		p.add("办理人", "被投诉人不能办理。", f, ui.Button{Label: "指定办理人", Look: map[bool]string{true: "primary"}[c.State == Received]}, ui.Field{Name: "person", Label: "办理人", Kind: ui.Select, Options: people, Half: true})
		other := map[string]string{Conduct: Commerce, Commerce: Conduct}[c.About]
		list, _ := categories(s, other)
		p.add("改由其他科室受理", "不属于"+aboutLabels[c.About]+"的，转为"+aboutLabels[other]+"，反馈期限不变。", p.form(at+"/move", "move"), ui.Button{Label: "改由其他科室受理"}, ui.Field{Name: "choice", Label: aboutLabels[other] + "的种类", Kind: ui.Select, Options: options(list), Half: true}, ui.Field{Name: "words", Label: "理由", Max: mostLine})
	}
	if c.Leads && c.Running() && c.DueHow != Published {
		p.add("反馈日期", "没有公示的时限，由人来定。", p.form(at+"/due", "due"), ui.Button{Label: "定反馈日期"}, ui.Field{Name: "day", Label: "反馈日期", Kind: ui.Date, Half: true}, ui.Field{Name: "words", Label: "这样定的理由", Max: mostLine})
	}
	if (c.Leads || c.Handles) && c.Running() {
		p.add("撤回", "投诉人撤回的，登记保留。", p.form(at+"/withdraw", "withdraw"), ui.Button{Label: "登记撤回", Look: "danger"}, ui.Field{Name: "words", Label: "投诉人怎样撤回的", Max: mostLine})
	}
}

type complaintStepInput struct {
	Person int64      `form:"person" label:"办理人"`
	Words  string     `form:"words" label:"说明"`
	More   string     `form:"more" label:"处理意见"`
	Choice string     `form:"choice" label:"选项"`
	Day    civil.Date `form:"day" label:"日期"`
}

// complaintStep is the page of one step of a complaint.
func (r *Room) complaintStep(step string) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		in, err := web.Decode[complaintStepInput](q)
		if err == nil {
			ctx, who := org.Context(q), actor(q)
			switch step {
			case "assign":
				_, err = r.Assign(ctx, who, id, in.Person)
			case "due":
				_, err = r.SetDue(ctx, who, id, in.Day, in.Words)
			case "move":
				_, err = r.Move(ctx, who, id, in.Choice, in.Words)
			case "look":
				_, err = r.Look(ctx, who, id, in.Words)
			case "conclude":
				_, err = r.Conclude(ctx, who, id, in.Choice, in.Words, in.More)
			case "answer":
				_, err = r.Answering(ctx, who, id, in.Choice, in.Words, in.Day)
			case "rate":
				_, err = r.Rate(ctx, who, id, in.Choice, in.Words)
			case "withdraw":
				_, err = r.Withdraw(ctx, who, id, in.Words)
			}
		}
		if err != nil {
			return r.complaintPage(q, err)
		}
		return web.Redirect(Complaint{ID: id}.URL()).Say(ui.OK, "已"+stepLabels[step]+"。"), nil
	}
}

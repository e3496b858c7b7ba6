package lending

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type applyInput struct {
	Kind    string     `form:"kind" label:"利用方式" need:"请选择利用方式。"`
	Purpose string     `form:"purpose" label:"利用目的" need:"请选择利用目的。"`
	Reason  string     `form:"reason" label:"事由" max:"500"`
	Items   string     `form:"items" label:"档号" need:"请填写要利用的档案的档号，一行一个。" max:"8000"`
	Due     civil.Date `form:"due" label:"应还日期"`
	Party   bool       `form:"party" label:"含党委会原始记录"`
}

func (in applyInput) application(items []int64) Application {
	return Application{Kind: in.Kind, Purpose: in.Purpose, Reason: in.Reason, Items: items, Due: in.Due, PartyOriginal: in.Party}
}

type registerInput struct {
	Person   string `form:"person" label:"借阅人" need:"请选择借阅人；来客选“局外人员”。"`
	Outsider string `form:"outsider" label:"姓名" max:"60"`
	Unit     string `form:"unit" label:"单位" max:"200"`
	Paper    string `form:"paper" label:"介绍信或证件" max:"200"`
	Contact  string `form:"contact" label:"联系方式" max:"100"`
	Copies   int    `form:"copies" label:"复制份数" min:"0" max:"99"`
	Sealed   bool   `form:"sealed" label:"已盖章"`
}

// outside is the choice of a borrower who is not of the bureau.
const outside = "outside"

func options(words []string, label func(string) string) []ui.Option {
	var out []ui.Option
	for _, w := range words {
		out = append(out, ui.Option{Value: w, Label: label(w)})
	}
	return out
}

func same(s string) string { return s }

// useFields are the fields that both forms have.
func (r *Room) useFields(f *ui.Form) []ui.Field {
	f.Set("kind", Lending)
	return []ui.Field{
		{Form: f, Name: "items", Label: "档号", Kind: ui.Area, Rows: 4, Hint: "一行一个档号，一次最多 100 件。", Code: true, Focus: true},
		{Form: f, Name: "kind", Label: "利用方式", Kind: ui.Radio, Half: true, Options: []ui.Option{
			{Value: Lending, Label: "借出", Hint: "原件带出档案室，按期归还"}, {Value: Reading, Label: "室内查阅", Hint: "在档案室看原件，当天归还"},
			{Value: Electronic, Label: "电子阅览", Hint: "在屏幕上看，不动原件"}, {Value: Copying, Label: "复制", Hint: "复制件加盖保管单位印章标记"}}},
		{Form: f, Name: "purpose", Label: "利用目的", Kind: ui.Radio, Half: true, Options: options(r.Purposes, same)},
		{Form: f, Name: "reason", Label: "事由", Kind: ui.Area, Rows: 2, Optional: true, Max: 500, Hint: "局外人员必须写明。"},
		{Form: f, Name: "due", Label: "应还日期", Kind: ui.Date, Half: true, Optional: true, Hint: "不填按借阅期限计算；可直接键入 20261120、11-20 或“今天”"},
		{Form: f, Name: "party", Label: "其中有党委会原始记录（须经党委书记批准）", Kind: ui.Check, Half: true},
	}
}

// prefill writes the item named in the address into the form.
func (r *Room) prefill(q *web.Request, f *ui.Form) error {
	id, err := strconv.ParseInt(q.Values().Get("item"), 10, 64)
	if err != nil {
		return nil
	}
	it, err := r.Archive.Item(q.Context(), org.Actor(q), id)
	if err == nil {
		f.Set("items", itemText(it))
	}
	return err
}

func (r *Room) applyForm(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor("/archive/my/loans/new", failed)
	f.Wide = true
	if err := r.prefill(q, f); err != nil {
		return web.Answer{}, err
	}
	return q.Desk("申请借阅", paperPage(paper{head: ui.Head{Title: "申请借阅", Crumbs: []ui.Link{{Text: "我的借阅", URL: "/archive/my/loans"}}},
		steps: []step{{title: "要用哪些档案", hint: "档案员登记后取用。党委会原始记录须经党委书记批准，人事档案须经政工科同意。", form: f, fields: r.useFields(f),
			buttons: []ui.Button{{Label: "提出申请", Look: "primary", Save: true}, {Label: "返回", URL: "/archive/my/loans", Look: "text"}}}}}))
}

func (r *Room) applyPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[applyInput](q)
	var l Loan
	if err == nil {
		var ids []int64
		if ids, err = r.itemRefs(q.Context(), org.Actor(q), in.Items); err == nil {
			l, err = r.Apply(org.Context(q), org.Actor(q), in.application(ids))
		}
	}
	if err != nil {
		return r.applyForm(q, mendable(err))
	}
	return web.Redirect(loanURL(l.ID)).Say(ui.OK, "已提出申请，编号 "+l.Number+"，"+NeedLabel(l.Need)+"。"), nil
}

// mendable lets somebody mend a form that named an item beyond reach, instead of
// losing what was typed to a page that says "not found".
func mendable(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Field("items", "", "所填的档案有查不到或者无权查看的，请核对档号。")
	}
	if e := fault.Of(err); e.Kind == fault.Forbidden && e.Say != "" {
		return fault.Field("items", "", e.Safe())
	}
	return err
}

func (r *Room) registerForm(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor("/archive/loans/new", failed)
	f.Wide = true
	if err := r.prefill(q, f); err != nil {
		return web.Answer{}, err
	}
	people, err := r.Bureau.People(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.Bureau.Units(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	names := map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	who := []ui.Option{{Value: "", Label: "请选择"}, {Value: outside, Label: "局外人员（在下面填写）"}}
	names[""] = "局领导" // they belong to no unit
	for _, u := range append([]org.Unit{{}}, units...) {
		for _, p := range people {
			if p.Unit == u.Code && p.LeftOn.IsZero() {
				who = append(who, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: names[p.Unit]})
			}
		}
	}
	f.Set("copies", "1")
	fields := append([]ui.Field{{Form: f, Name: "person", Label: "借阅人", Kind: ui.Select, Options: who, Half: true}}, r.useFields(f)...)
	fields = append(fields,
		ui.Field{Form: f, Name: "copies", Label: "复制份数", Kind: ui.Number, Half: true, Optional: true, Hint: "只在复制时填写，每件的份数。"},
		ui.Field{Form: f, Name: "sealed", Label: "复制件已加盖保管单位印章标记", Kind: ui.Check, Half: true},
		ui.Field{Form: f, Name: "outsider", Label: "局外人员姓名", Half: true, Optional: true, Max: 60},
		ui.Field{Form: f, Name: "unit", Label: "局外人员单位", Half: true, Optional: true, Max: 200},
		ui.Field{Form: f, Name: "paper", Label: "介绍信或证件", Half: true, Optional: true, Max: 200},
		ui.Field{Form: f, Name: "contact", Label: "联系方式", Half: true, Optional: true, Max: 100})
	return q.Desk("登记借阅", paperPage(paper{head: ui.Head{Title: "登记借阅", Crumbs: []ui.Link{{Text: "借阅管理", URL: "/archive/loans"}}},
		steps: []step{{title: "谁用哪些档案", form: f, fields: fields, buttons: []ui.Button{{Label: "登记并提供", Look: "primary", Save: true}, {Label: "返回", URL: "/archive/loans", Look: "text"}}}}}))
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	use, wrong := web.Decode[applyInput](q)
	in, err := web.Decode[registerInput](q)
	err = fault.Join(fault.Of(wrong), fault.Of(err))
	var l Loan
	if err == nil {
		var ids []int64
		if ids, err = r.itemRefs(q.Context(), org.Actor(q), use.Items); err == nil {
			a := use.application(ids)
			// Anything else than a number is nobody of the bureau and is refused below.
			if a.Person, err = strconv.ParseInt(in.Person, 10, 64); err != nil && in.Person != outside {
				a.Person = -1
			}
			a.Outsider, a.Unit, a.Paper, a.Contact = in.Outsider, in.Unit, in.Paper, in.Contact
			l, err = r.Register(org.Context(q), org.Actor(q), a, HandOut{Copies: in.Copies, Sealed: in.Sealed})
		}
	}
	if err != nil {
		return r.registerForm(q, mendable(err))
	}
	say := fmt.Sprintf("已登记，编号 %s，%s", l.Number, NeedLabel(l.Need))
	if l.State == Opened {
		say = fmt.Sprintf("已登记并提供，编号 %s，应还日期 %s", l.Number, l.Due)
	}
	return web.Redirect(loanURL(l.ID)).Say(ui.OK, say+"。"), nil
}

// show is one loan with what the actor may do about it; the form named by failed
// comes back with what was typed.
func (r *Room) show(q *web.Request, name string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	d, err := r.Loan(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, err
	}
	p := paper{head: ui.Head{Title: "借阅单 " + d.Number, Crumbs: []ui.Link{{Text: "我的借阅", URL: "/archive/my/loans"}}, Tags: r.tags(d.Loan),
		Actions: []ui.Button{{Label: "打印借阅单", URL: loanURL(id) + "/print.pdf", Key: "p"}}}, course: r.course(d)}
	if who.May(SeeUse) {
		p.head.Crumbs = []ui.Link{{Text: "借阅管理", URL: "/archive/loans"}}
	}
	p.pairs = []ui.Pair{{Key: "借阅人", Text: d.Borrower}, {Key: "单位（科室）", Text: d.UnitName}, {Key: "利用方式", Text: KindLabel(d.Kind)}, {Key: "利用目的", Text: d.Purpose},
		{Key: "材料", Text: RecordLabel(d.Record) + "，" + NeedLabel(d.Need)}, {Key: "应还日期", Text: d.Due.String(), Code: true}}
	if d.Outsider() {
		p.pairs = append(p.pairs, ui.Pair{Key: "介绍信或证件", Text: d.Paper}, ui.Pair{Key: "联系方式", Text: d.Contact})
	}
	if d.Renewals > 0 {
		p.pairs = append(p.pairs, ui.Pair{Key: "续借", Text: fmt.Sprintf("%d 次", d.Renewals)})
	}
	p.pairs = append(p.pairs, ui.Pair{Key: "事由", Text: d.Reason, Wide: true})
	if d.Effect != "" {
		p.pairs = append(p.pairs, ui.Pair{Key: "利用效果", Text: d.Effect + "（" + d.EffectBy + "）", Wide: true})
	}
	if d.State != Opened || !who.May(Lend) || d.Left() < len(d.Lines) {
		p.table = r.lineTable(d, "") // else the list to tick off says it all
	}
	shown := failed == nil
	p.steps = r.steps(q, who, d, func(step string) *ui.Form {
		f := &ui.Form{Action: loanURL(id) + "/" + step, Key: web.NewKey()}
		if step == name {
			f, shown = q.FormFor(loanURL(id)+"/"+step, failed), true
		}
		f.Wide = true
		return f
	})
	if !shown {
		// Somebody else has moved the loan on, so that its form is no longer here.
		return web.Answer{}, failed
	}
	return q.Desk("借阅单 "+d.Number, paperPage(p))
}

func (r *Room) lineTable(d Detail, choose string) *ui.Table {
	t := &ui.Table{Caption: "借阅的档案", Select: choose, Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "密级"}, {Label: "页数", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "没有档案"}}
	for _, x := range d.Lines {
		if choose != "" && x.State != lineOut {
			continue
		}
		state := ui.Cell{Text: LineLabel(x.State)}
		if !x.ReturnedOn.IsZero() {
			state.Text, state.Sub = x.ReturnedOn.String()+" 归还", x.Condition+"，"+x.ReceivedBy+"接收"
		}
		if x.Sealed {
			state.Sub = fmt.Sprintf("%d 份，已加盖印章标记", x.Copies)
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(x.ID), Checked: true, Cells: []ui.Cell{{Text: orUnnumbered(x)}, {Text: x.Title}, {Text: x.Level.Label()}, {Text: fmt.Sprint(x.Pages)}, state}})
	}
	return t
}

func orUnnumbered(x Line) string {
	if x.Code == "" && x.Title != hidden {
		return "未编号"
	}
	return x.Code
}

// course is what happened to a loan and what is still expected.
func (r *Room) course(d Detail) ui.Timeline {
	stamp := func(us int64) ui.Event { return ui.Event{At: clock.FromMicros(us)} }
	e := stamp(d.AppliedAt)
	e.Verb, e.Who = "申请", d.Borrower
	t := ui.Timeline{Events: []ui.Event{e}}
	if d.Consent != "none" {
		e := ui.Event{Verb: "待同意", Note: NeedLabel(d.Need), State: "now"}
		if d.ConsentAt != 0 {
			e = stamp(d.ConsentAt)
			e.Verb, e.Who, e.Opinion = "同意", d.ConsentName, d.ConsentNote
			if d.Consent == "refused" {
				e.Verb, e.Tone = "不同意", ui.Bad
			}
		}
		t.Events = append(t.Events, e)
	}
	switch {
	case !d.HandedOn.IsZero():
		t.Events = append(t.Events, ui.Event{Verb: "提供", Who: d.HandedName, Note: d.HandedOn.String()})
	case d.State == Applied:
		t.Events = append(t.Events, ui.Event{Verb: "提供", Who: "档案员", State: "next"})
	}
	switch {
	case d.State == Declined && d.Note != "":
		t.Events = append(t.Events, ui.Event{Verb: "未提供", Opinion: d.Note, Note: d.ClosedOn.String(), Tone: ui.Bad})
	case d.State == Withdrawn:
		t.Events = append(t.Events, ui.Event{Verb: "撤回", Who: d.Borrower, Note: d.ClosedOn.String(), Tone: ui.Bad})
	case d.State == Opened:
		note := "应于 " + d.Due.String() + " 前归还"
		if n := d.Overdue(r.Archive.Door.Today()); n > 0 {
			note = fmt.Sprintf("应于 %s 前归还，已逾期 %d 天", d.Due, n)
		}
		t.Events = append(t.Events, ui.Event{Verb: "归还", Who: d.Borrower, State: "next", Note: note})
	case d.State == Closed && (d.Kind == Lending || d.Kind == Reading):
		t.Events = append(t.Events, ui.Event{Verb: "归还", Who: d.Borrower, Note: d.ClosedOn.String()})
	}
	return t
}

// steps are what the actor may do with a loan as it stands.
func (r *Room) steps(q *web.Request, who act.Actor, d Detail, form func(string) *ui.Form) []step {
	var out []step
	own := d.Login != "" && d.Login == who.Login
	if d.State == Applied && d.Consent == "waiting" && mayAnswer(who, d.Loan) {
		f := form("consent")
		out = append(out, step{title: "是否同意", hint: RecordLabel(d.Record) + "，" + NeedLabel(d.Need) + "。", form: f,
			fields:  []ui.Field{{Form: f, Name: "note", Label: "意见", Kind: ui.Area, Rows: 2, Optional: true, Max: 500, Hint: "不同意时必须写明理由。"}},
			buttons: []ui.Button{{Label: "同意", Name: "answer", Value: "yes", Look: "primary"}, {Label: "不同意", Name: "answer", Value: "no", Look: "danger"}}})
	}
	if d.State == Applied && who.May(Lend) {
		f := form("lend")
		fields := []ui.Field{}
		switch d.Kind {
		case Copying:
			f.Set("copies", "1")
			fields = append(fields, ui.Field{Form: f, Name: "copies", Label: "复制份数", Kind: ui.Number, Half: true}, ui.Field{Form: f, Name: "sealed", Label: "复制件已加盖保管单位印章标记", Kind: ui.Check, Half: true})
		default:
			f.Set("due", d.Due.String())
			fields = append(fields, ui.Field{Form: f, Name: "due", Label: "应还日期", Kind: ui.Date, Half: true, Optional: true, Hint: "不填按借阅期限计算；可直接键入 20261120、11-20 或“今天”"})
		}
		b := ui.Button{Label: "提供给" + d.Borrower, Look: "primary", Save: true}
		if d.Consent == "waiting" {
			b.Reason = NeedLabel(d.Need) + "，还没有得到同意"
		}
		out = append(out, step{title: "提供", form: f, fields: fields, buttons: []ui.Button{b}})
		g := form("decline")
		out = append(out, step{title: "不能提供", form: g, fields: []ui.Field{{Form: g, Name: "note", Label: "理由", Kind: ui.Area, Rows: 2, Max: 500}}, buttons: []ui.Button{{Label: "退回申请", Look: "danger"}}})
	}
	if d.State == Opened && who.May(Lend) {
		f := form("return")
		f.Set("condition", "完好")
		out = append(out, step{title: "归还", hint: "勾选已经收回的件。", form: f, table: r.lineTable(d, "line"), fields: []ui.Field{
			{Form: f, Name: "condition", Label: "完好情况", Half: true, Max: 200}, {Form: f, Name: "effect", Label: "利用效果", Kind: ui.Area, Rows: 2, Optional: true, Max: 1000, Hint: "可以以后补登。"}},
			buttons: []ui.Button{{Label: "登记归还", Look: "primary", Save: true}}})
		if d.Kind == Lending {
			g := form("renew")
			out = append(out, step{title: "续借", form: g, fields: []ui.Field{{Form: g, Name: "due", Label: "新的应还日期", Kind: ui.Date, Half: true, Optional: true, Hint: "不填从今天起按借阅期限计算"}}, buttons: []ui.Button{{Label: "登记续借"}}})
		}
	}
	if !d.HandedOn.IsZero() && (own || who.May(Lend)) {
		f := form("effect")
		f.Set("effect", d.Effect)
		out = append(out, step{title: "利用效果", form: f, fields: []ui.Field{{Form: f, Name: "effect", Label: "解决了什么问题", Kind: ui.Area, Rows: 3, Max: 1000}}, buttons: []ui.Button{{Label: "登记利用效果"}}})
	}
	if d.State == Applied && (own || d.AppliedBy == who.Login) {
		out = append(out, step{title: "撤回", form: form("withdraw"), buttons: []ui.Button{{Label: "撤回申请"}}})
	}
	return out
}

// do finishes a step on a loan: back to the loan with a word, or the form again.
func (r *Room) do(q *web.Request, name string, run func(id int64) (Loan, string, error)) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	l, say, err := run(id)
	if err != nil {
		return r.show(q, name, err)
	}
	return web.Redirect(loanURL(l.ID)).Say(ui.OK, say), nil
}

func (r *Room) consentPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "consent", func(id int64) (Loan, string, error) {
		in, err := web.Decode[struct {
			Note   string `form:"note" label:"意见" max:"500"`
			Answer string `form:"answer" label:"是否同意" need:"请选择同意或不同意。"`
		}](q)
		if err == nil && in.Answer != "yes" && in.Answer != "no" {
			err = fault.Field("answer", in.Answer, "请选择同意或不同意。")
		}
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.Answer(org.Context(q), org.Actor(q), id, in.Answer == "yes", in.Note)
		return l, map[string]string{"yes": "已同意，档案员可以提供。", "no": "已回复不同意。"}[in.Answer], err
	})
}

func (r *Room) lendPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "lend", func(id int64) (Loan, string, error) {
		in, err := web.Decode[struct {
			Due    civil.Date `form:"due" label:"应还日期"`
			Copies int        `form:"copies" label:"复制份数" min:"0" max:"99"`
			Sealed bool       `form:"sealed" label:"已盖章"`
		}](q)
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.Lend(org.Context(q), org.Actor(q), id, HandOut{Due: in.Due, Copies: in.Copies, Sealed: in.Sealed})
		return l, "已提供给" + l.Borrower + "，" + l.Number + "。", err
	})
}

type noteInput struct {
	Note string `form:"note" label:"理由" max:"500"`
}

func (r *Room) declinePage(q *web.Request) (web.Answer, error) {
	return r.do(q, "decline", func(id int64) (Loan, string, error) {
		in, err := web.Decode[noteInput](q)
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.Decline(org.Context(q), org.Actor(q), id, in.Note)
		return l, "已退回申请 " + l.Number + "。", err
	})
}

func (r *Room) returnPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "return", func(id int64) (Loan, string, error) {
		in, err := web.Decode[struct {
			Lines     []int64 `form:"line" label:"归还的件" need:"请勾选已经收回的件。"`
			Condition string  `form:"condition" label:"完好情况" max:"200"`
			Effect    string  `form:"effect" label:"利用效果" max:"1000"`
		}](q)
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.TakeBack(org.Context(q), org.Actor(q), Return{id, in.Lines, in.Condition, in.Effect})
		return l, fmt.Sprintf("已登记归还 %d 件。", len(in.Lines)), err
	})
}

func (r *Room) renewPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "renew", func(id int64) (Loan, string, error) {
		in, err := web.Decode[struct {
			Due civil.Date `form:"due" label:"新的应还日期"`
		}](q)
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.Renew(org.Context(q), org.Actor(q), id, in.Due)
		return l, "已续借，应还日期 " + l.Due.String() + "。", err
	})
}

func (r *Room) withdrawPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "withdraw", func(id int64) (Loan, string, error) {
		l, err := r.Withdraw(org.Context(q), org.Actor(q), id)
		return l, "已撤回申请 " + l.Number + "。", err
	})
}

func (r *Room) effectPage(q *web.Request) (web.Answer, error) {
	return r.do(q, "effect", func(id int64) (Loan, string, error) {
		in, err := web.Decode[struct {
			Effect string `form:"effect" label:"利用效果" need:"请写明利用效果。" max:"1000"`
		}](q)
		if err != nil {
			return Loan{}, "", err
		}
		l, err := r.SetEffect(org.Context(q), org.Actor(q), id, in.Effect)
		return l, "已登记利用效果。", err
	})
}

func (r *Room) openForm(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	it, err := r.Archive.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor(fmt.Sprintf("/archive/use/open/%d", id), failed)
	f.Set("next", q.Values().Get("next"))
	return q.Desk("登记阅览", paperPage(paper{head: ui.Head{Title: "登记阅览", Crumbs: []ui.Link{{Text: "我的借阅", URL: "/archive/my/loans"}}},
		pairs: []ui.Pair{{Key: "题名", Text: it.Title, Wide: true}, {Key: "档号", Text: it.Code, Code: true}, {Key: "密级", Text: it.Level.Label()}},
		steps: []step{{title: "为什么要看这一件", hint: "登记后今天之内可以在屏幕上阅览，登记和阅览人记入台账。", form: f, fields: []ui.Field{
			{Form: f, Name: "purpose", Label: "利用目的", Kind: ui.Radio, Options: options(r.Purposes, same)},
			{Form: f, Name: "reason", Label: "事由", Kind: ui.Area, Rows: 2, Optional: true, Max: 500}, {Form: f, Name: "next", Kind: ui.Hidden}},
			buttons: []ui.Button{{Label: "登记并阅览", Look: "primary", Save: true}}}}}))
}

func (r *Room) openPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[struct {
		Purpose string `form:"purpose" label:"利用目的" need:"请选择利用目的。"`
		Reason  string `form:"reason" label:"事由" max:"500"`
		Next    string `form:"next" label:"去处"`
	}](q)
	if err == nil {
		_, err = r.OpenItem(org.Context(q), org.Actor(q), id, in.Purpose, in.Reason)
	}
	if err != nil {
		return r.openForm(q, err)
	}
	next := fmt.Sprintf("/archive/items/%d", id)
	if strings.HasPrefix(in.Next, "/") {
		next = web.Local(in.Next)
	}
	return web.Redirect(next).Say(ui.OK, "已登记阅览，今天之内有效。"), nil
}

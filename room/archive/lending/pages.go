package lending

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
)

// Pages lists the pages of lending.
func (r *Room) Pages() []web.Page {
	return []web.Page{
		{Name: "archive.loan.list", Method: "GET", Pattern: "/archive/loans", Right: string(SeeUse), Serve: r.listPage},
		{Name: "archive.loan.new", Method: "GET", Pattern: "/archive/loans/new", Right: string(Lend), Serve: func(q *web.Request) (web.Answer, error) { return r.registerForm(q, nil) }},
		{Name: "archive.loan.register", Method: "POST", Pattern: "/archive/loans/new", Right: string(Lend), Serve: r.registerPage},
		{Name: "archive.loan.show", Method: "GET", Pattern: "/archive/loans/{id}", Right: string(Use), Serve: func(q *web.Request) (web.Answer, error) { return r.show(q, "", nil) }},
		{Name: "archive.loan.print", Method: "GET", Pattern: "/archive/loans/{id}/print.pdf", Right: string(Use), Serve: r.printPage},
		{Name: "archive.loan.consent", Method: "POST", Pattern: "/archive/loans/{id}/consent", Right: string(Consent), Serve: r.consentPage},
		{Name: "archive.loan.lend", Method: "POST", Pattern: "/archive/loans/{id}/lend", Right: string(Lend), Serve: r.lendPage},
		{Name: "archive.loan.decline", Method: "POST", Pattern: "/archive/loans/{id}/decline", Right: string(Lend), Serve: r.declinePage},
		{Name: "archive.loan.return", Method: "POST", Pattern: "/archive/loans/{id}/return", Right: string(Lend), Serve: r.returnPage},
		{Name: "archive.loan.renew", Method: "POST", Pattern: "/archive/loans/{id}/renew", Right: string(Lend), Serve: r.renewPage},
		{Name: "archive.loan.withdraw", Method: "POST", Pattern: "/archive/loans/{id}/withdraw", Right: string(Use), Serve: r.withdrawPage},
		{Name: "archive.loan.effect", Method: "POST", Pattern: "/archive/loans/{id}/effect", Right: string(Use), Serve: r.effectPage},
		{Name: "archive.loan.waiting", Method: "GET", Pattern: "/archive/loans/waiting", Right: string(Consent), Serve: r.waitingPage},
		{Name: "archive.loan.mine", Method: "GET", Pattern: "/archive/my/loans", Right: string(Use), Serve: r.minePage},
		{Name: "archive.loan.ask", Method: "GET", Pattern: "/archive/my/loans/new", Right: string(Use), Serve: func(q *web.Request) (web.Answer, error) { return r.applyForm(q, nil) }},
		{Name: "archive.loan.apply", Method: "POST", Pattern: "/archive/my/loans/new", Right: string(Use), Serve: r.applyPage},
		{Name: "archive.use.register", Method: "GET", Pattern: "/archive/use", Right: string(SeeUse), Serve: r.usePage},
		{Name: "archive.use.figures", Method: "GET", Pattern: "/archive/use/figures", Right: string(SeeUse), Serve: r.figuresPage},
		{Name: "archive.use.open", Method: "GET", Pattern: "/archive/use/open/{id}", Right: string(Use), Serve: func(q *web.Request) (web.Answer, error) { return r.openForm(q, nil) }},
		{Name: "archive.use.open.do", Method: "POST", Pattern: "/archive/use/open/{id}", Right: string(Use), Serve: r.openPage},
	}
}

func loanURL(id int64) string { return fmt.Sprintf("/archive/loans/%d", id) }

var stateTones = map[string]ui.Tone{Applied: ui.Info, Opened: ui.Warn, Closed: ui.Mute, Declined: ui.Bad, Withdrawn: ui.Mute}

// tags are a loan's state in words, late ones in red.
func (r *Room) tags(l Loan) []ui.Tag {
	out := []ui.Tag{{Text: StateLabel(l.State), Tone: stateTones[l.State]}}
	if l.State == Applied && l.Consent == "waiting" {
		out = append(out, ui.Tag{Text: NeedLabel(l.Need), Tone: ui.Warn})
	}
	if l.State == Applied && l.Consent == "given" {
		out = append(out, ui.Tag{Text: "已同意", Tone: ui.OK})
	}
	if n := l.Overdue(r.Archive.Door.Today()); n > 0 {
		out = append(out, ui.Tag{Text: fmt.Sprintf("逾期 %d 天", n), Tone: ui.Bad})
	}
	return out
}

func (r *Room) rows(list []Detail) []ui.Row {
	var out []ui.Row
	for _, l := range list {
		title, sub := "", ""
		if len(l.Lines) > 0 {
			title, sub = l.Lines[0].Title, l.Lines[0].Code
		}
		if len(l.Lines) > 1 {
			sub = fmt.Sprintf("等 %d 件", len(l.Lines))
		}
		out = append(out, ui.Row{URL: loanURL(l.ID), Cells: []ui.Cell{
			{Text: l.Number, URL: loanURL(l.ID)}, {Text: title, Sub: sub}, {Text: l.Borrower, Sub: l.UnitName}, {Text: KindLabel(l.Kind), Sub: l.Purpose},
			{Text: l.HandedOn.String()}, {Text: l.Due.String()}, {Tags: r.tags(l.Loan)},
		}})
	}
	return out
}

var loanTableColumns = []ui.Column{{Label: "编号", Code: true}, {Label: "档案", Wide: true}, {Label: "借阅人"}, {Label: "方式和目的"},
	{Label: "办理日期", Minor: true}, {Label: "应还日期"}, {Label: "状态"}}

func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	who, v := org.Actor(q), q.Values()
	state := v.Get("state")
	if state != "" && state != "overdue" && StateLabel(state) == "" {
		return web.Answer{}, fault.New(fault.Invalid, "没有“"+state+"”这种借阅状态，请从“全部”“待办理”“在借”“逾期未还”“已办结”中选。")
	}
	before, _ := strconv.ParseInt(v.Get("before"), 10, 64)
	list, err := r.Loans(q.Context(), who, List{State: state, Before: before})
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{head: ui.Head{Title: "借阅管理", Meta: []string{"查阅、借出、复制都在这里登记"}}}
	if who.May(Lend) {
		p.head.Actions = []ui.Button{{Label: "利用登记簿", URL: "/archive/use"}, {Label: "登记借阅", URL: "/archive/loans/new", Look: "primary", Key: "n"}}
	} else {
		p.head.Actions = []ui.Button{{Label: "利用登记簿", URL: "/archive/use"}}
	}
	for _, t := range []struct{ state, text string }{{"", "全部"}, {Applied, "待办理"}, {Opened, "在借"}, {"overdue", "逾期未还"}, {Closed, "已办结"}} {
		n, err := r.Loans(q.Context(), who, List{State: t.state, Limit: 1})
		if err != nil {
			return web.Answer{}, err
		}
		p.tabs = append(p.tabs, ui.Tab{Text: t.text, URL: "/archive/loans?state=" + t.state, Count: int(n.Total), Current: t.state == state})
	}
	p.table = ui.Table{Caption: "借阅单", Columns: loanTableColumns, Rows: r.rows(list.Loans),
		Empty: ui.Empty{Title: "没有符合条件的借阅单", Text: "有人借阅时，点“登记借阅”；本局人员也可以自己提出申请。"}}
	p.pager = &ui.Pager{Total: int(list.Total), Unit: "张"}
	if list.Next > 0 {
		p.pager.Next = fmt.Sprintf("/archive/loans?state=%s&before=%d", url.QueryEscape(state), list.Next)
	}
	return q.Desk("借阅管理", listPage(p))
}

func (r *Room) waitingPage(q *web.Request) (web.Answer, error) {
	list, err := r.Loans(q.Context(), org.Actor(q), List{Waiting: true, Limit: 200})
	if err != nil {
		return web.Answer{}, err
	}
	return q.Desk("待我同意的借阅", listPage(listing{head: ui.Head{Title: "待我同意的借阅"}, table: ui.Table{Caption: "待我同意的借阅", Columns: loanTableColumns, Rows: r.rows(list.Loans),
		Empty: ui.Empty{Title: "没有等待您同意的借阅申请", Text: "不表态的申请不会自动通过，会一直等在这里。"}}}))
}

func (r *Room) minePage(q *web.Request) (web.Answer, error) {
	before, _ := strconv.ParseInt(q.Values().Get("before"), 10, 64)
	list, err := r.Loans(q.Context(), org.Actor(q), List{Mine: true, Before: before})
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{head: ui.Head{Title: "我的借阅", Actions: []ui.Button{{Label: "申请借阅", URL: "/archive/my/loans/new", Look: "primary", Key: "n"}}},
		table: ui.Table{Caption: "我的借阅", Columns: loanTableColumns, Rows: r.rows(list.Loans),
			Empty: ui.Empty{Title: "还没有借阅", Text: "填写档号提出申请，档案员备好后取用。", Action: ui.Button{Label: "申请借阅", URL: "/archive/my/loans/new"}, Link: ui.Link{Text: "查档案目录", URL: "/archive/items"}}},
		pager: &ui.Pager{Total: int(list.Total), Unit: "张"}}
	if list.Next > 0 {
		p.pager.Next = fmt.Sprintf("/archive/my/loans?before=%d", list.Next)
	}
	return q.Desk("我的借阅", listPage(p))
}

func (r *Room) usePage(q *web.Request) (web.Answer, error) {
	v := q.Values()
	month := v.Get("month")
	if _, err := civil.Parse(pad(month)); month != "" && err != nil {
		return web.Answer{}, fault.Field("month", month, "月份请写成 2026-03，年份请写成 2026。")
	}
	in := UseQuery{Month: month, Kind: v.Get("kind"), Purpose: v.Get("purpose"), After: v.Get("after")}
	rows, total, next, err := r.UseRegister(q.Context(), org.Actor(q), in)
	if err != nil {
		return web.Answer{}, err
	}
	f := &ui.Form{Action: "/archive/use", Method: "get"}
	f.Set("month", month)
	p := listing{head: ui.Head{Title: "利用登记簿", Crumbs: []ui.Link{{Text: "借阅管理", URL: "/archive/loans"}}, Actions: []ui.Button{{Label: "按月统计", URL: "/archive/use/figures"}}},
		filters: &ui.Filters{Form: f, Add: []ui.Field{{Form: f, Name: "month", Label: "月份或年份", Hint: "如 2026-03 或 2026", Code: true, Optional: true}}, Count: "共 " + ui.Thousands(int(total)) + " 件次"},
		table: ui.Table{Caption: "利用登记簿", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "利用人"}, {Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "方式"}, {Label: "目的"}, {Label: "归还"}, {Label: "利用效果"}},
			Empty: ui.Empty{Title: "没有符合条件的利用记录"}},
		pager: &ui.Pager{Total: int(total), Unit: "件次"}}
	for _, c := range []struct{ label, value, name string }{{"时间", month, "month"}, {"方式", KindLabel(in.Kind), "kind"}, {"目的", in.Purpose, "purpose"}} {
		if c.value != "" {
			p.filters.Chips = append(p.filters.Chips, ui.Chip{Label: c.label, Value: c.value, Remove: q.URLWith(c.name, "", "after", "")})
		}
	}
	for _, x := range rows {
		back := LineLabel(x.State)
		if !x.ReturnedOn.IsZero() {
			back = x.ReturnedOn.String()
		}
		p.table.Rows = append(p.table.Rows, ui.Row{URL: loanURL(x.LoanID), Cells: []ui.Cell{{Text: x.HandedOn.String(), URL: loanURL(x.LoanID)}, {Text: x.Borrower, Sub: x.UnitName}, {Text: x.Code}, {Text: x.Title},
			{Text: KindLabel(x.Kind)}, {Text: x.Purpose}, {Text: back, Sub: x.Condition}, {Text: x.Effect}}})
	}
	if next != "" {
		p.pager.Next = q.URLWith("after", next)
	}
	return q.Desk("利用登记簿", listPage(p))
}

// pad makes a month or a year a date, so that one parser checks both.
func pad(s string) string {
	switch len(s) {
	case 4:
		return s + "-01-01"
	case 7:
		return s + "-01"
	}
	return "?"
}

func (r *Room) figuresPage(q *web.Request) (web.Answer, error) {
	year := r.Archive.Door.Today().Year
	if s := q.Values().Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1949 || n > 9999 {
			return web.Answer{}, fault.Field("year", s, "年度应为四位数字，如 2026。")
		}
		year = n
	}
	months, err := r.Months(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	late, err := r.Overdue(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	var loans, items int64
	p := listing{head: ui.Head{Title: fmt.Sprintf("%d 年档案利用统计", year), Crumbs: []ui.Link{{Text: "利用登记簿", URL: "/archive/use"}},
		Actions: []ui.Button{{Label: fmt.Sprint(year - 1), URL: fmt.Sprintf("/archive/use/figures?year=%d", year-1)}, {Label: fmt.Sprint(year + 1), URL: fmt.Sprintf("/archive/use/figures?year=%d", year+1)}}},
		table: ui.Table{Caption: "按月统计", Columns: []ui.Column{{Label: "月份", Code: true}, {Label: "方式"}, {Label: "目的", Wide: true}, {Label: "人次", Numeric: true}, {Label: "件次", Numeric: true}},
			Empty: ui.Empty{Title: fmt.Sprintf("%d 年还没有利用记录", year)}}}
	for _, m := range months {
		loans, items = loans+m.Loans, items+m.Items
		at := "/archive/use?" + url.Values{"month": {m.Month}, "kind": {m.Kind}, "purpose": {m.Purpose}}.Encode()
		p.table.Rows = append(p.table.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Month, URL: "/archive/use?month=" + m.Month}, {Text: KindLabel(m.Kind)}, {Text: m.Purpose}, {Text: fmt.Sprint(m.Loans), URL: at}, {Text: fmt.Sprint(m.Items), URL: at}}})
	}
	at := fmt.Sprintf("/archive/use?month=%d", year)
	p.stats = []ui.Stat{{Label: "利用", Value: ui.Thousands(int(loans)), Unit: "人次", URL: at}, {Label: "利用", Value: ui.Thousands(int(items)), Unit: "件次", URL: at},
		{Label: "逾期未还", Value: ui.Thousands(int(late)), Unit: "件", URL: "/archive/loans?state=overdue", Tone: map[bool]ui.Tone{true: ui.Bad, false: ui.Mute}[late > 0]}}
	return q.Desk("档案利用统计", listPage(p))
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	number, err := r.PrintSlip(q.Context(), org.Actor(q), id, &b)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("借阅单 "+number+".pdf", "application/pdf", clock.FromMicros(r.Archive.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// PrintSlip writes the slip (借阅单) of a loan as PDF and gives its number.
func (r *Room) PrintSlip(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	d, err := r.Loan(ctx, who, id)
	if err != nil {
		return "", err
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return "", err
	}
	day := d.HandedOn
	if day.IsZero() {
		day = civil.DateOf(clock.FromMicros(d.AppliedAt))
	}
	approver := d.HandedName
	if d.ConsentName != "" && d.Consent == "given" {
		approver = d.ConsentName
	}
	slip := forms.LoanSlip{Number: d.Number, Borrower: d.Borrower, Unit: d.UnitName, Date: day, Due: d.Due, Approver: approver, Code: d.Number,
		Purpose: strings.TrimSuffix(KindLabel(d.Kind)+"，"+d.Purpose+"："+d.Reason, "：")}
	for _, x := range d.Lines {
		slip.Rows = append(slip.Rows, forms.Row{Code: x.Code, Title: x.Title, Level: x.Level, Pages: int(x.Pages)})
	}
	if d.Kind == Copying && len(d.Lines) > 0 && d.Lines[0].Sealed {
		slip.Purpose += fmt.Sprintf("（每件复制 %d 份，已加盖保管单位印章标记）", d.Lines[0].Copies)
	}
	m := forms.Model{Meta: forms.Meta{Number: d.Number, Revision: int(d.Version), Date: r.Archive.Door.Today(), By: who.Capacity}, Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}, Loans: []forms.LoanSlip{slip}}
	return d.Number, forms.Write(forms.Loan, forms.PDF, w, m)
}

// itemRefs reads archival codes, one a line, or 编号 and the number of the row for
// items without a code.
func (r *Room) itemRefs(ctx context.Context, who act.Actor, text string) ([]int64, error) {
	var ids []int64
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(ids) >= mostItems {
			return nil, fault.Field("items", "", fmt.Sprintf("一次最多 %d 件，请分次办理。", mostItems))
		}
		if s, ok := strings.CutPrefix(line, "编号"); ok {
			if id, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
				ids = append(ids, id)
				continue
			}
		}
		it, err := r.Archive.ItemByCode(ctx, who, line)
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				err = fault.Field("items", line, "没有档号为“"+line+"”的档案，或者您无权查看。请核对后再填。")
			}
			return nil, err
		}
		ids = append(ids, it.ID)
	}
	return ids, nil
}

// itemText is how an item is written into a form.
func itemText(it archive.Item) string {
	if it.Code != "" {
		return it.Code
	}
	return fmt.Sprintf("编号 %d", it.ID)
}

package duty

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/duty/roster"
)

// These stand here because q names the request in the pages.
var (
	toldSQL  = q.SQL("told")
	askedSQL = q.SQL("asked")
)

// minePage shows one's own turns, what is to be arranged, and the calendar addresses;
// fresh is an address that was just made, shown once.
func (r *Room) minePage(q *web.Request, fresh string) (web.Answer, error) {
	ctx, rd, who := q.Context(), r.Door.Reader(), org.Actor(q)
	now := r.Door.Now()
	chart, err := r.Org.Chart(ctx, rd, now)
	if err != nil {
		return web.Answer{}, err
	}
	me, ok := chart.PersonOf(who.Login)
	if !ok {
		return web.Answer{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，没有班次。")
	}
	turns, err := r.turns(ctx, rd, now, now+feedAhead*day)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "我的班次", Actions: []ui.Button{{Label: "值班表", URL: "/duty"}}}}
	t := ui.Table{Caption: "我的班次", Columns: []ui.Column{{Label: "班次", Wide: true}, {Label: "值班"}, {Label: "依据", Minor: true}}, Empty: ui.Empty{Title: "已公布的值班表里没有您的班"}}
	for _, x := range turns {
		if x.Person != me.ID {
			continue
		}
		d, url := dayOf(x.From), ""
		if x.Shift != 0 {
			url = fmt.Sprintf("/duty/shifts/%d", x.Shift)
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: d.Chinese() + " 周" + weekdays[d.Weekday()], Sub: hours(x.From, x.Until, d), URL: url}, {Text: TrackLabel(x.Track)}, {Text: x.Why}}})
	}
	told, err := db.All[string](ctx, rd, toldSQL, who.Login)
	if err != nil {
		return web.Answer{}, err
	}
	if len(told) > 0 {
		f := q.FormFor("/duty/mine/seen", nil)
		f.ID = "seen"
		p.Parts = append(p.Parts, ui.Part{Title: "新的安排", Hint: fmt.Sprintf("有 %d 件关于您班次的通知，看过以后从待办中去掉。", len(told)), Form: f, Buttons: []ui.Button{{Label: "已知悉", Look: "primary"}}})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "以后的班", Table: &t})
	swaps, err := r.openSwaps(q, me.ID)
	if err != nil {
		return web.Answer{}, err
	}
	if len(swaps.Rows) > 0 {
		p.Parts = append(p.Parts, ui.Part{Title: "换班", Table: &swaps})
	}
	feeds, err := r.Feeds(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	if fresh != "" {
		base := r.Site
		if base == "" { // as this browser asked
			base = map[bool]string{true: "https://", false: "http://"}[q.TLS != nil] + q.Host
		}
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.OK, Text: "订阅地址只显示这一次，请复制到手机或电脑的日历程序。知道地址的人都能看到班次，不要转发；不用了请停用。"})
		p.Parts = append([]ui.Part{{Title: "新的订阅地址", Pairs: []ui.Pair{{Key: "地址", Body: address(base + fresh), Wide: true}}}}, p.Parts...)
	}
	for _, x := range feeds {
		f := q.FormFor(fmt.Sprintf("/duty/feeds/%d/revoke", x.ID), nil)
		f.ID = fmt.Sprintf("feed%d", x.ID)
		what := "本人的班"
		if x.Whole {
			what = "全部班次"
		}
		p.Parts = append(p.Parts, ui.Part{Title: "日历订阅：" + what, Hint: "开通于 " + clockOf(x.MadeAt), Form: f, Buttons: []ui.Button{{Label: "停用这个地址"}}})
	}
	f := q.FormFor("/duty/feeds", nil)
	f.ID = "feed"
	f.Set("whole", "")
	p.Parts = append(p.Parts, ui.Part{Title: "开通日历订阅", Hint: "日历程序按地址自动取得已公布的班次，不用登录。", Form: f, Fields: []ui.Field{{Form: f, Name: "whole", Label: "取得全部班次，不只是本人的", Kind: ui.Check, Optional: true}}, Buttons: []ui.Button{{Label: "开通订阅"}}})
	return q.Desk("我的班次", ui.ListPage(p))
}

// openSwaps lists what one asked for, and what waits for one as the leader of a shift.
func (r *Room) openSwaps(q *web.Request, me int64) (ui.Table, error) {
	ctx, rd, who := q.Context(), r.Door.Reader(), org.Actor(q)
	t := ui.Table{Caption: "换班", Columns: []ui.Column{{Label: "班次", Wide: true}, {Label: "原值班人"}, {Label: "状态"}}}
	list, err := db.All[Swap](ctx, rd, swapSelect+" WHERE w.until_at > $1 AND w.kind = 'swap' ORDER BY w.from_at, w.id", r.Door.Now())
	if err != nil || len(list) == 0 {
		return t, err
	}
	chart, err := r.Org.Chart(ctx, rd, r.Door.Now())
	if err != nil {
		return t, err
	}
	for _, w := range list {
		mine := w.AskedBy == who.Login || w.ToID == me
		if !mine && (w.State == Asked || w.State == Stale) {
			on, err := r.OnDuty(ctx, rd, w.From)
			if err != nil {
				return t, err
			}
			mine = on.Leader.Person == me
		}
		if mine {
			d := dayOf(w.From)
			t.Rows = append(t.Rows, ui.Row{URL: w.URL(), Cells: []ui.Cell{{Text: d.Chinese(), Sub: hours(w.From, w.Until, d), URL: w.URL()}, {Text: chart.Person(w.FromID).Name}, {Tags: []ui.Tag{w.tag()}}}})
		}
	}
	return t, nil
}

func (r *Room) seenPage(q *web.Request) (web.Answer, error) {
	if err := r.Seen(org.Context(q), org.Actor(q)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/duty/mine"), nil
}

func (r *Room) feedMakePage(q *web.Request) (web.Answer, error) {
	path, err := r.MakeFeed(org.Context(q), org.Actor(q), q.Values().Get("whole") != "")
	if err != nil {
		return web.Answer{}, err
	}
	return r.minePage(q, path)
}

func (r *Room) feedRevokePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.RevokeFeed(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.Redirect("/duty/mine").Say(ui.OK, "地址已停用，日历程序取不到新的班次。"), nil
}

func (r *Room) peoplePage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	if !r.office(who) {
		return web.Answer{}, notOffice()
	}
	now := r.Door.Now()
	s, err := r.look(q.Context(), r.Door.Reader(), roster.Span{From: now, Until: now + 1})
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Exemptions(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	nights := map[int64]civil.Date{}
	for _, x := range list {
		nights[x.Person] = x.Until
	}
	t := ui.Table{Caption: "轮值人员", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "轮值"}, {Label: "电话"}, {Label: "说明", Minor: true}}}
	f := q.FormFor("/duty/people", failed)
	f.Wide = true
	options := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.chart.Staff() {
		track := trackOf(s.chart.Rank(p.ID))
		if track == "" {
			continue
		}
		m := s.members[p.ID]
		tag, note := ui.Tag{Text: TrackLabel(track), Tone: ui.OK}, ""
		switch {
		case m.Excused != "":
			tag, note = ui.Tag{Text: "不轮值", Tone: ui.Mute}, m.Excused
		case s.holdsHours(p.ID):
			tag, note = ui.Tag{Text: "上班时间值班", Tone: ui.Info}, s.set.Post
		}
		if until, ok := nights[p.ID]; ok {
			note = strings.TrimPrefix(note+"；"+until.Chinese()+"前不安排夜班", "；")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Name}, {Tags: []ui.Tag{tag}}, {Text: m.Phone}, {Text: note}}})
		options = append(options, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
	}
	p := ui.Listing{Head: ui.Head{Title: "轮值人员", Crumbs: []ui.Link{{Text: "值班表", URL: "/duty"}}}, Parts: []ui.Part{{Table: &t},
		{Title: "登记电话和轮值", Hint: "不参加轮值的写明缘由，例如长期抽调；空着就是参加。改动从下次编排起算。", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "姓名", Kind: ui.Select, Options: options, Half: true}, {Form: f, Name: "phone", Label: "电话", Optional: true, Half: true, Code: true, Max: 20}, {Form: f, Name: "excused", Label: "为什么不参加轮值", Optional: true, Max: 60}}, Buttons: []ui.Button{{Label: "登记", Look: "primary"}}}}}
	a, err := q.Desk("轮值人员", ui.ListPage(p))
	if failed != nil {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

func (r *Room) memberPage(q *web.Request) (web.Answer, error) {
	err := r.SetMember(org.Context(q), org.Actor(q), Member{PersonID: formID(q, "person"), Phone: strings.TrimSpace(q.Values().Get("phone")), Excused: strings.TrimSpace(q.Values().Get("excused"))})
	if err != nil {
		if fault.Is(err, fault.Forbidden) {
			return web.Answer{}, err
		}
		return r.peoplePage(q, err)
	}
	return web.Redirect("/duty/people").Say(ui.OK, "已登记。"), nil
}

func (r *Room) exemptionsPage(q *web.Request, failed error) (web.Answer, error) {
	list, err := r.Exemptions(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	chart, err := r.Org.Chart(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor("/duty/exemptions", failed)
	f.Wide = true
	options := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range chart.Staff() {
		options = append(options, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
	}
	p := ui.Listing{Head: ui.Head{Title: "不安排夜班", Meta: []string{"原因只有政工科看得到，办公室只看到到哪一天为止"}, Crumbs: []ui.Link{{Text: "值班表", URL: "/duty"}}}}
	t := ui.Table{Caption: "不安排夜班", Columns: []ui.Column{{Label: "姓名", Wide: true}, {Label: "自"}, {Label: "可再排夜班之日"}, {Label: "原因", Minor: true}}, Empty: ui.Empty{Title: "没有登记"}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: x.Since.String()}, {Text: x.Until.String()}, {Text: groundLabels[x.Ground]}}})
	}
	p.Parts = []ui.Part{{Table: &t}, {Title: "登记", Hint: "怀孕的填预产期，自满28周起；哺乳的填婴儿出生日期，至满一周岁止（女职工劳动保护特别规定第六条、第九条）。其他的填起止。", Form: f, Fields: []ui.Field{
		{Form: f, Name: "person", Label: "姓名", Kind: ui.Select, Options: options, Half: true},
		{Form: f, Name: "ground", Label: "原因", Kind: ui.Select, Options: []ui.Option{{Value: Pregnant, Label: groundLabels[Pregnant]}, {Value: Nursing, Label: groundLabels[Nursing]}, {Value: OtherWay, Label: groundLabels[OtherWay]}}, Half: true},
		{Form: f, Name: "on", Label: "预产期或出生日期", Kind: ui.Date, Optional: true, Half: true}, {Form: f, Name: "since", Label: "自", Kind: ui.Date, Optional: true, Half: true}, {Form: f, Name: "until", Label: "可再排夜班之日", Kind: ui.Date, Optional: true, Half: true}}, Buttons: []ui.Button{{Label: "登记", Look: "primary"}}}}
	for _, x := range list {
		g := q.FormFor(fmt.Sprintf("/duty/exemptions/%d/end", x.ID), nil)
		g.ID = fmt.Sprintf("end%d", x.ID)
		p.Parts = append(p.Parts, ui.Part{Title: "取消：" + x.Name, Form: g, Buttons: []ui.Button{{Label: "取消登记"}}})
	}
	a, err := q.Desk("不安排夜班", ui.ListPage(p))
	if failed != nil {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

type exemptInput struct {
	Person int64      `form:"person" label:"姓名" need:"请选择人员。"`
	Ground string     `form:"ground" label:"原因" need:"请选择原因。"`
	On     civil.Date `form:"on" label:"预产期或出生日期"`
	Since  civil.Date `form:"since" label:"自"`
	Until  civil.Date `form:"until" label:"可再排夜班之日"`
}

func (r *Room) exemptPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[exemptInput](q)
	if err == nil {
		_, err = r.SetExemption(org.Context(q), org.Actor(q), NewExemption(in))
	}
	if err != nil {
		return r.exemptionsPage(q, err)
	}
	return web.Redirect("/duty/exemptions").Say(ui.OK, "已登记，以后编排会避开夜班；已公布的请办公室改排。"), nil
}

func (r *Room) exemptEndPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.EndExemption(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.Redirect("/duty/exemptions").Say(ui.OK, "已取消。"), nil
}

type temporaryInput struct {
	Track   string     `form:"track" label:"哪一栏" need:"请选择值班员或带班领导。"`
	Person  int64      `form:"person" label:"人员" need:"请选择人员。"`
	FromOn  civil.Date `form:"from_on" label:"开始日期" need:"请填写开始日期。"`
	FromAt  string     `form:"from_at" label:"时间" need:"请填写时间。"`
	UntilOn civil.Date `form:"until_on" label:"结束日期" need:"请填写结束日期。"`
	UntilAt string     `form:"until_at" label:"时间" need:"请填写时间。"`
	Reason  string     `form:"reason" label:"缘由" max:"200" need:"请写明为什么临时安排。"`
}

func (r *Room) temporaryPage(q *web.Request, failed error) (web.Answer, error) {
	if !r.office(org.Actor(q)) {
		return web.Answer{}, notOffice()
	}
	now := r.Door.Now()
	s, err := r.look(q.Context(), r.Door.Reader(), roster.Span{From: now, Until: now + 1})
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Temporaries(q.Context(), r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "临时安排", Columns: []ui.Column{{Label: "值班"}, {Label: "姓名", Wide: true}, {Label: "时间"}, {Label: "缘由", Minor: true}}, Empty: ui.Empty{Title: "没有临时安排"}}
	p := ui.Listing{Head: ui.Head{Title: "临时安排", Meta: []string{"排在值班表之上、换班之下"}, Crumbs: []ui.Link{{Text: "值班表", URL: "/duty"}}}, Parts: []ui.Part{{Table: &t}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: TrackLabel(x.Track)}, {Text: x.Name}, {Text: clockOf(x.From), Sub: "至 " + clockOf(x.Until)}, {Text: x.Reason}}})
		f := q.FormFor(fmt.Sprintf("/duty/temporary/%d/end", x.ID), nil)
		f.ID = fmt.Sprintf("end%d", x.ID)
		p.Parts = append(p.Parts, ui.Part{Title: "取消：" + x.Name + " " + clockOf(x.From), Form: f, Buttons: []ui.Button{{Label: "取消这项安排"}}})
	}
	f := q.FormFor("/duty/temporary", failed)
	f.Wide = true
	f.Set("track", Officer)
	var options []ui.Option
	for _, track := range []string{Officer, Leader} {
		for _, o := range s.peopleOptions(track)[1:] {
			options = append(options, ui.Option{Value: o.Value, Label: o.Label, Group: TrackLabel(track)})
		}
	}
	p.Parts = append(p.Parts, ui.Part{Title: "作临时安排", Form: f, Fields: []ui.Field{{Form: f, Name: "track", Label: "哪一栏", Kind: ui.Radio, Options: []ui.Option{{Value: Officer, Label: "值班员"}, {Value: Leader, Label: "带班领导"}}, Half: true},
		{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: append([]ui.Option{{Value: "", Label: "请选择"}}, options...), Half: true},
		{Form: f, Name: "from_on", Label: "开始日期", Kind: ui.Date, Half: true}, {Form: f, Name: "from_at", Label: "开始时间", Half: true, Hint: "如 08:30。"}, {Form: f, Name: "until_on", Label: "结束日期", Kind: ui.Date, Half: true}, {Form: f, Name: "until_at", Label: "结束时间", Half: true},
		{Form: f, Name: "reason", Label: "缘由", Max: 200}}, Buttons: []ui.Button{{Label: "作临时安排", Look: "primary"}}})
	a, err := q.Desk("临时安排", ui.ListPage(p))
	if failed != nil {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

func (r *Room) temporarySet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[temporaryInput](q)
	var t Temporary
	if err == nil {
		from, ok := minutes(strings.ReplaceAll(in.FromAt, "：", ":"))
		until, ok2 := minutes(strings.ReplaceAll(in.UntilAt, "：", ":"))
		switch {
		case !ok:
			err = fault.Field("from_at", in.FromAt, "时间请写成几点几分，如 08:30。")
		case !ok2:
			err = fault.Field("until_at", in.UntilAt, "时间请写成几点几分，如 17:30。")
		default:
			t = Temporary{Track: in.Track, Person: in.Person, From: instant(in.FromOn, from), Until: instant(in.UntilOn, until), Reason: in.Reason}
			_, err = r.SetTemporary(org.Context(q), org.Actor(q), t)
		}
	}
	if err != nil {
		if fault.Is(err, fault.Forbidden) {
			return web.Answer{}, err
		}
		return r.temporaryPage(q, err)
	}
	return web.Redirect("/duty/temporary").Say(ui.OK, "已安排并通知本人。"), nil
}

func (r *Room) temporaryEnd(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.EndTemporary(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.Redirect("/duty/temporary").Say(ui.OK, "已取消。"), nil
}

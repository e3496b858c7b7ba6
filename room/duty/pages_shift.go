package duty

import (
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/duty/roster"
)

// visible gives a shift whose roster the reader may see.
func (r *Room) visible(q *web.Request, id int64) (Shift, Roster, error) {
	x, ok, err := db.Maybe[Shift](q.Context(), r.Door.Reader(), shiftSelect+" WHERE s.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("duty_shift", id))
	}
	if err != nil {
		return x, Roster{}, err
	}
	ro, err := db.One[Roster](q.Context(), r.Door.Reader(), rosterSelect+" WHERE r.id = $1", x.RosterID)
	if err == nil {
		_, err = r.Month(q.Context(), org.Actor(q), ro.Month)
	}
	return x, ro, err
}

func (r *Room) shiftPage(q *web.Request, form string, failed error) (web.Answer, error) {
	ctx, rd, who := q.Context(), r.Door.Reader(), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	x, ro, err := r.visible(q, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(ctx, rd, roster.Span{From: x.From, Until: x.Until})
	if err != nil {
		return web.Answer{}, err
	}
	turns, err := r.turns(ctx, rd, x.From, x.Until)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: x.When(), Crumbs: []ui.Link{{Text: ro.Title(), URL: rosterURL(ro.Month)}}, Tags: []ui.Tag{{Text: x.Kind.Label(), Tone: ui.Mute}, {Text: ro.StateLabel(), Tone: stateTones[ro.State]}}}}
	t := ui.Table{Caption: "谁值这一班", Columns: []ui.Column{{Label: "值班"}, {Label: "姓名", Wide: true}, {Label: "时间"}, {Label: "依据"}}}
	if ro.State == Published {
		for _, k := range turns {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: TrackLabel(k.Track)}, {Text: k.Name, Sub: k.Phone}, {Text: hours(max(k.From, x.From), min(k.Until, x.Until), x.Day)}, {Text: k.Why}}})
		}
	} else {
		for _, track := range []string{Officer, Leader} {
			note := x.OfficerNote
			if track == Leader {
				note = x.LeaderNote
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: TrackLabel(track)}, {Text: s.holderName(x, track, nil), Sub: note}, {Text: hours(x.From, x.Until, x.Day)}, {Text: "草表"}}})
		}
	}
	p.Parts = []ui.Part{{Table: &t}}
	shown := false
	make := func(name string) *ui.Form {
		f := q.FormFor(fmt.Sprintf("/duty/shifts/%d/%s", x.ID, name), nil)
		if form == name {
			f, shown = q.FormFor(f.Action, failed), true
		}
		f.ID, f.Wide = name, true
		return f
	}
	now := r.Door.Now()
	me, _ := s.now.PersonOf(who.Login)
	var own, leads bool
	for _, k := range turns {
		own = own || me.ID != 0 && k.Track == Officer && k.Person == me.ID && k.Shift == x.ID
		leads = leads || me.ID != 0 && k.Track == Leader && k.Person == me.ID
	}
	asked, err := db.One[int](ctx, rd, askedSQL, x.ID)
	if err != nil {
		return web.Answer{}, err
	}
	asks := ro.State == Published && own && x.Until > now && asked == 0
	if asks {
		on, err := r.OnDuty(ctx, rd, max(x.From, min(now, x.Until-1)))
		if err != nil {
			return web.Answer{}, err
		}
		if _, err := s.leading(on, x); err != nil { // said before anything is filled in
			p.Parts = append(p.Parts, ui.Part{Title: "申请换班", Hint: fault.Of(err).Safe()})
			asks = false
		}
	}
	if asks {
		f := make("swap")
		p.Parts = append(p.Parts, ui.Part{Title: "申请换班", Hint: "向这一班的带班领导提出，替班的人由带班领导安排；没有安排以前仍由您值班，不能私下换班。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "reason", Label: "事由", Kind: ui.Radio, Options: []ui.Option{{Value: "sick", Label: "因病"}, {Value: "personal", Label: "因事"}}}, {Form: f, Name: "words", Label: "缘由", Optional: true, Max: 200, Hint: "因事的写明缘由；因病的可以不写，病情不必写。"}}, Buttons: []ui.Button{{Label: "申请换班", Look: "primary"}}})
	}
	if ro.State == Published && leads && x.From <= now && now < x.Until {
		takers, err := s.choices(x, Officer)
		if err != nil {
			return web.Answer{}, err
		}
		f := make("takeover")
		p.Parts = append(p.Parts, ui.Part{Title: "应急顶班", Hint: "值班员突然不能值的，由您本人顶班，或指定别人接替，立即生效。", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "由谁接替", Kind: ui.Select, Options: append([]ui.Option{{Value: "", Label: "本人顶班"}}, takers[1:]...)}},
			Buttons: []ui.Button{{Label: "立即顶班", Look: "primary"}}})
	}
	if r.office(who) && (ro.State == Draft || ro.State == Published && x.Until > now) {
		f := make("assign")
		f.Set("track", Officer)
		var options []ui.Option
		for _, track := range []string{Officer, Leader} {
			list, err := s.choices(x, track)
			if err != nil {
				return web.Answer{}, err
			}
			for _, o := range list[1:] {
				options = append(options, ui.Option{Value: o.Value, Label: o.Label, Group: TrackLabel(track)})
			}
		}
		fields := []ui.Field{{Form: f, Name: "track", Label: "哪一栏", Kind: ui.Radio, Options: []ui.Option{{Value: Officer, Label: "值班员"}, {Value: Leader, Label: "带班领导"}}, Half: true},
			{Form: f, Name: "person", Label: "改为", Kind: ui.Select, Options: append([]ui.Option{{Value: "", Label: "请选择"}}, options...), Half: true}}
		hint := "请假、出差、夜班后休息等一样要核对。"
		if ro.State == Published {
			fields = append(fields, ui.Field{Form: f, Name: "reason", Label: "为什么改", Max: 200})
			hint += "值班表已经公布，改动会通知有关的人；这一班已有的换班须由带班领导重新确认。"
		}
		p.Parts = append(p.Parts, ui.Part{Title: "改排这一班", Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{{Label: "改排"}}})
	}
	swaps, err := r.swapsOf(q, x.ID, s, own, leads)
	if err != nil {
		return web.Answer{}, err
	}
	if len(swaps.Rows) > 0 {
		p.Parts = append(p.Parts, ui.Part{Title: "换班", Table: &swaps})
	}
	if failed != nil && !shown { // whoever has no such form is told all the same
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fault.Of(failed).Safe()})
	}
	a, err := q.Desk(x.When(), ui.ListPage(p))
	if failed != nil {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

// swapsOf lists the swaps of a shift for those whom they concern.
func (r *Room) swapsOf(q *web.Request, shift int64, s *scene, own, leads bool) (ui.Table, error) {
	t := ui.Table{Caption: "换班", Columns: []ui.Column{{Label: "原值班人"}, {Label: "替班人"}, {Label: "状态"}}}
	if !own && !leads && !r.office(org.Actor(q)) {
		return t, nil
	}
	list, err := db.All[Swap](q.Context(), r.Door.Reader(), swapSelect+" WHERE w.shift_id = $1 ORDER BY w.id", shift)
	for _, w := range list {
		t.Rows = append(t.Rows, ui.Row{URL: w.URL(), Cells: []ui.Cell{{Text: s.chart.Person(w.FromID).Name, URL: w.URL()}, {Text: s.chart.Person(w.ToID).Name}, {Tags: []ui.Tag{w.tag()}}}})
	}
	return t, err
}

func (w Swap) tag() ui.Tag {
	text := w.StateLabel()
	if w.Kind == "takeover" {
		text = "应急顶班"
	}
	return ui.Tag{Text: text, Tone: map[string]ui.Tone{Asked: ui.Info, Arranged: ui.OK, Refused: ui.Bad, Withdrawn: ui.Mute, Stale: ui.Warn}[w.State]}
}

func formID(q *web.Request, name string) int64 {
	n, err := strconv.ParseInt(q.Values().Get(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (r *Room) assignPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	x, err := r.Assign(org.Context(q), org.Actor(q), Assigning{Shift: id, Track: q.Values().Get("track"), Person: formID(q, "person"), Reason: q.Values().Get("reason")})
	if err != nil {
		return r.refusedShift(q, "assign", err)
	}
	return web.Redirect(rosterURL(monthOf(x.Day))+fmt.Sprintf("#r-%d", id)).Say(ui.OK, "已改排"+x.When()+"的班。"), nil
}

func (r *Room) refusedShift(q *web.Request, form string, err error) (web.Answer, error) {
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
		return web.Answer{}, r.seen(q, err)
	}
	return r.shiftPage(q, form, err)
}

func (r *Room) askPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	w, err := r.AskSwap(org.Context(q), org.Actor(q), Asking{Shift: id, Reason: q.Values().Get("reason"), Words: q.Values().Get("words")})
	if err != nil {
		return r.refusedShift(q, "swap", err)
	}
	return web.Redirect(w.URL()).Say(ui.OK, "已向带班领导提出。安排好以前仍由您值班。"), nil
}

func (r *Room) takePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	_, err = r.TakeOver(org.Context(q), org.Actor(q), Taking{Shift: id, Person: formID(q, "person")})
	if err != nil {
		return r.refusedShift(q, "takeover", err)
	}
	return web.Redirect(fmt.Sprintf("/duty/shifts/%d", id)).Say(ui.OK, "已顶班，即时生效。"), nil
}

func (r *Room) swapPage(q *web.Request, form string, failed error) (web.Answer, error) {
	ctx, rd, who := q.Context(), r.Door.Reader(), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	w, ok, err := db.Maybe[Swap](ctx, rd, swapSelect+" WHERE w.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("duty_swap", id))
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	x, err := db.One[Shift](ctx, rd, shiftSelect+" WHERE s.id = $1", w.ShiftID)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(ctx, rd, roster.Span{From: x.From, Until: x.Until})
	if err != nil {
		return web.Answer{}, err
	}
	on, err := r.OnDuty(ctx, rd, max(x.From, min(r.Door.Now(), x.Until-1)))
	if err != nil {
		return web.Answer{}, err
	}
	me, _ := s.now.PersonOf(who.Login)
	leads := me.ID != 0 && on.Leader.Person == me.ID
	if !leads && w.AskedBy != who.Login && w.ToID != me.ID && !r.office(who) {
		return web.Answer{}, r.seen(q, act.OutOfReach(act.Subject("duty_swap", id)))
	}
	words := w.Words
	if w.Reason == "sick" && !leads && w.AskedBy != who.Login {
		words = ""
	}
	p := ui.Listing{Head: ui.Head{Title: "换班：" + x.When(), Tags: []ui.Tag{w.tag()}, Crumbs: []ui.Link{{Text: "我的班次", URL: "/duty/mine"}}}}
	pairs := []ui.Pair{{Key: "原值班人", Text: s.chart.Person(w.FromID).Name}, {Key: "带班领导", Text: on.Leader.Name}}
	if w.Kind == "swap" {
		pairs = append(pairs, ui.Pair{Key: "事由", Text: reasonLabels[w.Reason]}, ui.Pair{Key: "缘由", Text: words, Wide: true}, ui.Pair{Key: "提出", Text: ui.Stamp(clock.FromMicros(w.AskedAt))})
	}
	if w.ToID != 0 {
		pairs = append(pairs, ui.Pair{Key: "替班人", Text: s.chart.Person(w.ToID).Name})
	}
	if w.DecidedBy != "" {
		pairs = append(pairs, ui.Pair{Key: "答复", Text: w.DecidedName + "，" + ui.Stamp(clock.FromMicros(w.DecidedAt)) + dotted(w.Answer), Wide: true})
	}
	p.Parts = []ui.Part{{Title: "情况", Pairs: pairs}}
	shown := false
	make := func(name string) *ui.Form {
		f := q.FormFor(fmt.Sprintf("/duty/swaps/%d/%s", w.ID, name), nil)
		if form == name {
			f, shown = q.FormFor(f.Action, failed), true
		}
		f.ID = name
		return f
	}
	open := w.State == Asked || w.State == Stale
	if open && leads {
		substitutes, err := s.choices(x, w.Track)
		if err != nil {
			return web.Answer{}, err
		}
		for i, o := range substitutes {
			if o.Value == fmt.Sprint(w.FromID) {
				substitutes[i].Label = s.chart.Person(w.FromID).Name + cannot("申请人本人")
			}
		}
		f := make("arrange")
		title, label := "安排替班", "确认替班人"
		if w.State == Stale {
			title = "重新确认"
			if w.ToID != 0 {
				f.Set("person", fmt.Sprint(w.ToID))
			}
		}
		p.Parts = append(p.Parts, ui.Part{Title: title, Hint: "请假、出差、夜班后休息等会一并核对。", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "替班人", Kind: ui.Select, Options: substitutes}, {Form: f, Name: "words", Label: "说明", Optional: true, Max: 200}}, Buttons: []ui.Button{{Label: label, Look: "primary"}}})
		f = make("refuse")
		p.Parts = append(p.Parts, ui.Part{Title: "不同意", Form: f, Fields: []ui.Field{{Form: f, Name: "words", Label: "理由", Max: 200}}, Buttons: []ui.Button{{Label: "不同意换班"}}})
	}
	if open && w.AskedBy == who.Login {
		f := make("withdraw")
		p.Parts = append(p.Parts, ui.Part{Title: "撤回", Form: f, Buttons: []ui.Button{{Label: "撤回申请"}}})
	}
	if failed != nil && !shown { // whoever has no such form is told all the same
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fault.Of(failed).Safe()})
	}
	a, err := q.Desk("换班", ui.ListPage(p))
	if failed != nil {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

func dotted(s string) string {
	if s == "" {
		return ""
	}
	return "：" + s
}

// answerSwap does one step of a swap and shows its page again.
func (r *Room) answerSwap(q *web.Request, form, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := do(id); err != nil {
		if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.swapPage(q, form, err)
	}
	return web.Redirect(fmt.Sprintf("/duty/swaps/%d", id)).Say(ui.OK, say), nil
}

func (r *Room) arrangePage(q *web.Request) (web.Answer, error) {
	return r.answerSwap(q, "arrange", "替班人已确认，换班生效。", func(id int64) error {
		_, err := r.Arrange(org.Context(q), org.Actor(q), Arranging{Swap: id, Person: formID(q, "person"), Words: q.Values().Get("words")})
		return err
	})
}

func (r *Room) refusePage(q *web.Request) (web.Answer, error) {
	return r.answerSwap(q, "refuse", "已答复。", func(id int64) error {
		_, err := r.RefuseSwap(org.Context(q), org.Actor(q), id, q.Values().Get("words"))
		return err
	})
}

func (r *Room) withdrawPage(q *web.Request) (web.Answer, error) {
	return r.answerSwap(q, "withdraw", "已撤回，仍由您值班。", func(id int64) error {
		_, err := r.WithdrawSwap(org.Context(q), org.Actor(q), id)
		return err
	})
}

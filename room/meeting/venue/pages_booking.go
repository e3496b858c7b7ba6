package venue

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// bookFields are the fields of a booking's time and room.
func (r *Room) bookFields(q *web.Request, f *ui.Form, timed bool) ([]ui.Field, error) {
	venues, err := r.Venues(q.Context(), r.Door.Reader(), false)
	var rooms []ui.Option
	for _, v := range venues {
		label := v.Name
		if v.Seats > 0 {
			label += fmt.Sprintf("（%d 座）", v.Seats)
		}
		rooms = append(rooms, ui.Option{Value: fmt.Sprint(v.ID), Label: label})
	}
	fields := []ui.Field{{Name: "room", Label: "会议室", Kind: ui.Select, Options: rooms, Half: true}}
	if timed {
		fields = append(fields, ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "from", Label: "开始时间", Half: true, Hint: "如 9:00。", Max: 10},
			ui.Field{Name: "until", Label: "结束时间", Half: true, Hint: "如 11:30。", Max: 10}, ui.Field{Name: "until_on", Label: "结束日期", Kind: ui.Date, Half: true, Optional: true, Hint: "跨过零点才填。"})
	}
	for i := range fields {
		fields[i].Form = f
	}
	return fields, err
}

func (r *Room) bookPage(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor(home+"/new", failed)
	f.Wide = true
	f.Set("on", r.Door.Today().String())
	fields, err := r.bookFields(q, f, true)
	if err != nil {
		return web.Answer{}, err
	}
	fields = append([]ui.Field{{Form: f, Name: "title", Label: "用途", Hint: "会议名称，全局可见，不写内部事项的内容。", Max: mostLine}}, fields...)
	fields = append(fields, ui.Field{Form: f, Name: "phone", Label: "联系电话", Half: true, Optional: true, Max: mostLine})
	p := ui.Listing{Head: ui.Head{Title: "订用会议室", Crumbs: []ui.Link{{Text: "会议室", URL: home}}},
		Parts: []ui.Part{{Form: f, Fields: fields, Buttons: []ui.Button{{Label: "订用会议室", Look: "primary", Save: true}, {Label: "不订，返回", Look: "text", URL: home}}}}}
	return q.Desk("订用会议室", ui.ListPage(p))
}

func (r *Room) bookPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[Input](q)
	if err == nil {
		_, err = r.Book(org.Context(q), org.Actor(q), in)
	}
	if err != nil {
		return r.bookPage(q, err)
	}
	return web.Redirect(home+"?from="+in.On.String()).Say(ui.OK, "已订用，"+in.On.Chinese()+in.From+"。"), nil
}

func (r *Room) bookingPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, err := r.Booking(q.Context(), id)
	if err != nil {
		return web.Answer{}, r.told(q, err)
	}
	venues, err := r.Venues(q.Context(), r.Door.Reader(), true)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	mine, office := b.Login == who.Login, r.inOffice(who)
	p := ui.Listing{Head: ui.Head{Title: b.Title, Meta: []string{nameOf(venues, b.RoomID), Span(b.From, b.Until)}, Crumbs: []ui.Link{{Text: "会议室", URL: home}}}}
	if b.State == Withdrawn {
		p.Head.Tags = []ui.Tag{{Text: "已取消", Tone: ui.Mute}}
	}
	pairs := []ui.Pair{{Key: "会议室", Text: nameOf(venues, b.RoomID)}, {Key: "时间", Text: Span(b.From, b.Until)}, {Key: "订用人", Text: b.who()}}
	for _, v := range venues {
		if v.ID == b.RoomID && v.Keeper+v.Phone != "" {
			pairs = append(pairs, ui.Pair{Key: "开门联系", Text: v.Keeper + " " + v.Phone})
		}
	}
	if b.Source != "" {
		pairs = append(pairs, ui.Pair{Key: "来源", Text: "随会议安排"})
	}
	if b.Reason != "" {
		pairs = append(pairs, ui.Pair{Key: "调整理由", Text: b.Reason, Wide: true})
	}
	p.Parts = append(p.Parts, ui.Part{Pairs: pairs})
	shown := failed == nil
	form := func(verb string) *ui.Form {
		action := bookingURL(id) + "/" + verb
		var fail error
		if q.URL.Path == action {
			fail, shown = failed, true
		}
		f := q.FormFor(action, fail)
		if fail == nil {
			f.Values = nil
		}
		f.ID, f.Wide = verb, true
		return f
	}
	if mine && b.Untold == 1 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "办公室调整过这次订用：" + b.Reason})
		p.Parts = append(p.Parts, ui.Part{Title: "知悉调整", Form: form("note"), Buttons: []ui.Button{{Label: "知悉", Look: "primary"}}})
	}
	if b.Source != "" && b.State == Booked {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "随会议安排。换时间、换会议室，由会务在会议里改。"})
	}
	if b.State == Booked && b.Source == "" && b.Until > r.Door.Now() && (mine || office) {
		reason := func(f *ui.Form) ui.Field {
			return ui.Field{Form: f, Name: "reason", Label: "理由", Optional: mine, Max: mostLine, Hint: "不是本人订的，应写明理由，订用人会看到。"}
		}
		f := form("move")
		f.Set("room", fmt.Sprint(b.RoomID))
		a, z := clock.FromMicros(b.From).In(civil.Shanghai), clock.FromMicros(b.Until).In(civil.Shanghai)
		f.Set("on", civil.DateOf(a).String())
		f.Set("from", a.Format("15:04"))
		f.Set("until", z.Format("15:04"))
		if civil.DateOf(a) != civil.DateOf(z) {
			f.Set("until_on", civil.DateOf(z).String())
		}
		fields, err := r.bookFields(q, f, true)
		if err != nil {
			return web.Answer{}, err
		}
		p.Parts = append(p.Parts, ui.Part{Title: "调整", Form: f, Fields: append(fields, reason(f)), Buttons: []ui.Button{{Label: "调整会议室"}}})
		g := form("withdraw")
		p.Parts = append(p.Parts, ui.Part{Title: "取消", Form: g, Fields: []ui.Field{reason(g)}, Buttons: []ui.Button{{Label: "取消订用", Look: "danger"}}})
	}
	if !shown {
		return web.Answer{}, failed
	}
	return q.Desk(b.Title, ui.ListPage(p))
}

// done answers a change of a booking.
func (r *Room) done(q *web.Request, id int64, err error, said string) (web.Answer, error) {
	if err != nil {
		return r.bookingPage(q, err)
	}
	return web.Redirect(bookingURL(id)).Say(ui.OK, said), nil
}

func (r *Room) movePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[Input](q)
	if err == nil {
		err = r.Move(org.Context(q), org.Actor(q), id, in)
	}
	return r.done(q, id, err, "已调整。")
}

type reasonInput struct {
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) withdrawPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		err = r.Withdraw(org.Context(q), org.Actor(q), id, in.Reason)
	}
	return r.done(q, id, err, "已取消，会议室空出来了。")
}

func (r *Room) notePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.Note(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(bookingURL(id)).Say(ui.OK, "已知悉。"), nil
}

// told writes into the ledger that somebody asked for a booking that there is not.
func (r *Room) told(q *web.Request, err error) error {
	if f := fault.Of(err); err != nil && f.Kind == fault.NotFound {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name+" "+f.Value, f)
	}
	return err
}

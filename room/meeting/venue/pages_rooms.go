package venue

import (
	"fmt"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func roomURL(id int64) string { return fmt.Sprintf("%s/rooms/%d", home, id) }

func venueFields(f *ui.Form) []ui.Field {
	return []ui.Field{
		{Form: f, Name: "name", Label: "名称", Half: true, Max: mostLine}, {Form: f, Name: "place", Label: "位置", Half: true, Optional: true, Max: mostLine},
		{Form: f, Name: "seats", Label: "座位数", Kind: ui.Number, Half: true, Hint: "不清楚填 0。"}, {Form: f, Name: "equipment", Label: "设备", Half: true, Optional: true, Max: mostLine},
		{Form: f, Name: "phone", Label: "电话", Half: true, Optional: true, Max: mostLine}, {Form: f, Name: "keeper", Label: "开门联系", Half: true, Optional: true, Max: mostLine, Hint: "写岗位。"}}
}

// roomsPage lists the rooms with whom to call; the office enters new ones there.
func (r *Room) roomsPage(q *web.Request, failed error) (web.Answer, error) {
	all, err := r.Venues(q.Context(), r.Door.Reader(), true)
	if err != nil {
		return web.Answer{}, err
	}
	office := r.inOffice(org.Actor(q))
	t := ui.Table{Caption: "会议室与电话", Columns: []ui.Column{{Label: "会议室"}, {Label: "座位", Numeric: true}, {Label: "设备", Wrap: true, Wide: true}, {Label: "开门联系"}, {Label: "电话", Code: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有登记会议室"}}
	for _, v := range all {
		name := ui.Cell{Text: v.Name, Sub: v.Place}
		if office {
			name.URL = roomURL(v.ID)
		}
		state := ui.Tag{Text: "在用", Tone: ui.OK}
		if v.Retired != "" {
			state = ui.Tag{Text: v.Retired + " 停用", Tone: ui.Mute}
		}
		seats := ""
		if v.Seats > 0 {
			seats = fmt.Sprint(v.Seats)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Text: seats}, {Text: v.Equipment}, {Text: v.Keeper}, {Text: v.Phone}, {Tags: []ui.Tag{state}}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "会议室", Actions: []ui.Button{{Label: "订用会议室", Look: "primary", URL: home + "/new"}}}, Tabs: tabs(home + "/rooms"), Parts: []ui.Part{{Table: &t}}}
	if office {
		f := q.FormFor(home+"/rooms", failed)
		f.Wide = true
		p.Parts = append(p.Parts, ui.Part{Title: "登记会议室", Form: f, Fields: venueFields(f), Buttons: []ui.Button{{Label: "登记会议室"}}})
	} else if failed != nil {
		return web.Answer{}, failed
	}
	return q.Desk("会议室与电话", ui.ListPage(p))
}

func (r *Room) keepPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[VenueInput](q)
	in.ID = 0
	if err == nil {
		_, err = r.Keep(org.Context(q), org.Actor(q), in)
	}
	if err != nil {
		return r.roomsPage(q, err)
	}
	return web.Redirect(home+"/rooms").Say(ui.OK, "已登记"+in.Name+"。"), nil
}

// roomPage is where the office corrects a room.
func (r *Room) roomPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if !r.inOffice(org.Actor(q)) {
		return web.Answer{}, notOffice("会议室的登记")
	}
	all, err := r.Venues(q.Context(), r.Door.Reader(), true)
	if err != nil {
		return web.Answer{}, err
	}
	for _, v := range all {
		if v.ID != id {
			continue
		}
		f := q.FormFor(roomURL(id), failed)
		f.Wide = true
		for name, value := range map[string]string{"name": v.Name, "place": v.Place, "seats": fmt.Sprint(v.Seats), "equipment": v.Equipment, "phone": v.Phone, "keeper": v.Keeper} {
			f.Set(name, value)
		}
		g := q.FormFor(roomURL(id)+"/retire", nil)
		g.ID, g.Values = "retire", nil
		verb, hint := "停用会议室", "停用以后不能再订；还有订用没有结束的不能停用。"
		if v.Retired != "" {
			verb, hint = "恢复使用", ""
		}
		p := ui.Listing{Head: ui.Head{Title: v.Name, Crumbs: []ui.Link{{Text: "会议室与电话", URL: home + "/rooms"}}}, Parts: []ui.Part{
			{Form: f, Fields: venueFields(f), Buttons: []ui.Button{{Label: "保存修改", Look: "primary", Save: true}}},
			{Title: verb, Hint: hint, Form: g, Buttons: []ui.Button{{Label: verb}}}}}
		return q.Desk(v.Name, ui.ListPage(p))
	}
	return web.Answer{}, r.told(q, act.OutOfReach(act.Subject("meeting_venue", id)))
}

func (r *Room) roomPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[VenueInput](q)
	in.ID = id
	if err == nil {
		_, err = r.Keep(org.Context(q), org.Actor(q), in)
	}
	if err != nil {
		return r.roomPage(q, err)
	}
	return web.Redirect(home+"/rooms").Say(ui.OK, "已修改"+in.Name+"。"), nil
}

func (r *Room) retirePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.Retire(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(home+"/rooms").Say(ui.OK, "已更改使用状态。"), nil
}

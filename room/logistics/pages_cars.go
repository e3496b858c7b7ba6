package logistics

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var dispatchTones = map[string]ui.Tone{Asked: ui.Warn, Approved: ui.OK, Out: ui.Info, Refused: ui.Bad, Back: ui.Mute, Dropped: ui.Mute}

func (d Dispatch) tag() ui.Tag {
	return ui.Tag{Text: dispatchLabels[d.State], Tone: dispatchTones[d.State]}
}

func (r *Room) plates(q *web.Request) (map[int64]Vehicle, []Vehicle, error) {
	list, err := r.Vehicles(q.Context(), r.Door.Reader())
	by := map[int64]Vehicle{}
	for _, v := range list {
		by[v.ID] = v
	}
	return by, list, err
}

// carsPage lists what was asked for, and asks for a vehicle.
func (r *Room) carsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	today := r.Door.Today()
	list, err := r.Dispatches(q.Context(), who, midnight(today.AddDays(-60)), midnight(today.AddDays(farthest+longestDays)))
	if err != nil {
		return web.Answer{}, err
	}
	by, _, err := r.plates(q)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "用车", Columns: []ui.Column{{Label: "编号", Code: true, Minor: true}, {Label: "时间"}, {Label: "事由和目的地", Wide: true, Wrap: true}, {Label: "申请人", Minor: true}, {Label: "车辆"}, {Label: "状态"}}, Empty: ui.Empty{Title: "近两个月没有用车", Text: "在下面申请，办公室审批后派车。"}}
	for _, d := range list {
		url := dispatchURL(d.ID)
		car := ui.Cell{Text: "—"}
		if v, ok := by[d.VehicleID]; ok {
			car = ui.Cell{Text: v.Plate, Sub: people.name(d.DriverID)}
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: d.Number}, {Text: d.Times(), URL: url}, {Text: d.Purpose, Sub: d.Place}, {Text: d.Name, Sub: d.UnitName}, car, {Tags: []ui.Tag{d.tag()}}}})
	}
	p := &parts{q: q, failed: failed}
	f := p.form(home+"/cars", "ask")
	f.Set("on", today.String())
	f.Set("people", "1")
	fields := []ui.Field{{Name: "purpose", Label: "事由", Max: mostLine}, {Name: "place", Label: "目的地", Half: true, Max: mostLine}, {Name: "people", Label: "乘车人数", Kind: ui.Number, Half: true}, {Name: "on", Label: "出发日期", Kind: ui.Date, Half: true}, {Name: "from", Label: "出发时间", Half: true, Hint: "如 9:00。"}, {Name: "until_on", Label: "返回日期", Kind: ui.Date, Optional: true, Half: true, Hint: "当天返回的可以不填。"}, {Name: "until", Label: "返回时间", Half: true}}
	trips, err := r.tripsOf(q.Context(), r.Door.Reader(), people, who.Login, today, today.AddDays(farthest))
	if err != nil {
		return web.Answer{}, err
	}
	if len(trips) > 0 {
		options := []ui.Option{{Value: "", Label: "不是出差用车"}}
		for _, t := range trips {
			options = append(options, ui.Option{Value: t.Subject, Label: t.Label})
		}
		fields = append(fields, ui.Field{Name: "trip", Label: "对应的出差", Kind: ui.Select, Options: options, Optional: true})
	}
	p.add("申请用车", "由办公室负责人审批派车；办公室负责人自己用车由局领导审批。", f, ui.Button{Label: "申请用车", Look: "primary", Save: true}, fields...)
	notice, err := r.ground(q, law.LogisticsVehicles)
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: "用车", Actions: []ui.Button{{Label: "车辆和油耗", URL: home + "/vehicles"}}}
	return p.page(head, []ui.Notice{notice}, nil, []ui.Part{{Title: "近两个月和以后的用车", Table: &t}})
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2})(?:[:：.时点]?([0-9]{2})分?|[时点])?$`)

// instant reads a time of day on a date: 9:00, 0900, 14点30分.
func instant(field string, d civil.Date, s string) (int64, error) {
	m := clockForm.FindStringSubmatch(strings.Join(strings.Fields(s), ""))
	h, min := 25, 0
	if m != nil {
		h, _ = strconv.Atoi(m[1])
		min, _ = strconv.Atoi(m[2])
	}
	if h > 24 || min > 59 || h == 24 && min > 0 {
		return 0, fault.Field(field, s, "时间“"+s+"”看不懂，请写成 9:00 或者 14:30 这样。")
	}
	return midnight(d) + int64(h*3600+min*60)*1_000_000, nil
}

type askInput struct {
	Purpose string     `form:"purpose" label:"事由"`
	Place   string     `form:"place" label:"目的地"`
	People  int64      `form:"people" label:"乘车人数"`
	On      civil.Date `form:"on" label:"出发日期" need:"请填写出发日期。"`
	From    string     `form:"from" label:"出发时间"`
	UntilOn civil.Date `form:"until_on" label:"返回日期"`
	Until   string     `form:"until" label:"返回时间"`
	Trip    string     `form:"trip" label:"对应的出差"`
}

func (r *Room) carAsk(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[askInput](q)
	var id int64
	if err == nil {
		if in.UntilOn.IsZero() {
			in.UntilOn = in.On
		}
		from, err1 := instant("from", in.On, in.From)
		until, err2 := instant("until", in.UntilOn, in.Until)
		if err = join(err1, err2); err == nil {
			id, err = r.AskVehicle(org.Context(q), org.Actor(q), NewDispatch{Purpose: in.Purpose, Place: in.Place, People: in.People, From: from, Until: until, Trip: in.Trip})
		}
	}
	if err != nil {
		return r.again(q, err, r.carsPage)
	}
	return web.Redirect(dispatchURL(id)).Say(ui.OK, "已申请，等办公室审批。"), nil
}

func (r *Room) carPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	d, err := r.DispatchOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	by, vehicles, err := r.plates(q)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	v := by[d.VehicleID]
	pairs := []ui.Pair{{Key: "申请人", Text: d.Name + "（" + d.UnitName + "）"}, {Key: "乘车人数", Text: fmt.Sprint(d.People)}, {Key: "时间", Text: d.Times()}, {Key: "目的地", Text: d.Place}, {Key: "事由", Text: d.Purpose, Wide: true}}
	if d.Trip != "" {
		_, n := act.SubjectOf(d.Trip)
		pairs = append(pairs, ui.Pair{Key: "对应的出差", Text: "看这次出差", URL: fmt.Sprintf("/attendance/trips/%d", n)})
	}
	if d.DecidedName != "" {
		pairs = append(pairs, ui.Pair{Key: "审批", Text: d.DecidedName + "，" + dayOf(d.DecidedAt).Chinese()})
	}
	if d.Words != "" {
		pairs = append(pairs, ui.Pair{Key: "意见", Text: d.Words, Wide: true})
	}
	if v.ID != 0 {
		pairs = append(pairs, ui.Pair{Key: "车辆", Text: v.Plate + " " + v.Model}, ui.Pair{Key: "驾驶员", Text: people.name(d.DriverID)})
	}
	if d.LeftAt != 0 {
		pairs = append(pairs, ui.Pair{Key: "出车里程", Text: fmt.Sprintf("%d 公里", d.StartKM)})
	}
	if d.State == Back {
		pairs = append(pairs, ui.Pair{Key: "收车里程", Text: fmt.Sprintf("%d 公里，行驶 %d 公里", d.EndKM, d.KM())})
	}
	p := &parts{q: q, failed: failed}
	r.carForms(p, people, who, d, v, vehicles)
	head := ui.Head{Title: "用车 " + d.Number, Crumbs: carCrumbs, Tags: []ui.Tag{d.tag()}}
	if d.VehicleID != 0 {
		head.Actions = []ui.Button{{Label: "打印派车单", URL: dispatchURL(d.ID) + "/order.pdf"}}
	}
	return p.page(head, nil, nil, []ui.Part{{Pairs: pairs}})
}

func (r *Room) carForms(p *parts, people people, who act.Actor, d Dispatch, v Vehicle, vehicles []Vehicle) {
	at := dispatchURL(d.ID)
	if d.State == Asked && r.decides(people, who, d) {
		cars := []ui.Option{{Value: "0", Label: "请选择"}}
		for _, x := range vehicles {
			if x.Retired.IsZero() {
				cars = append(cars, ui.Option{Value: fmt.Sprint(x.ID), Label: fmt.Sprintf("%s %s，%d 座", x.Plate, x.Model, x.Seats)})
			}
		}
		f := p.form(at+"/rule", "rule")
		p.add("审批", "同一辆车、同一名驾驶员同一时间只派一次。不同意的写明理由。", f, ui.Button{Label: "保存审批", Look: "primary"},
			ui.Field{Name: "yes", Label: "意见", Kind: ui.Select, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: "yes", Label: "同意派车"}, {Value: "no", Label: "不同意"}}, Half: true}, ui.Field{Name: "words", Label: "说明", Optional: true, Half: true, Max: mostLine},
			ui.Field{Name: "vehicle", Label: "车辆", Kind: ui.Select, Options: cars, Optional: true, Half: true}, ui.Field{Name: "driver", Label: "驾驶员", Kind: ui.Select, Options: people.options("请选择"), Optional: true, Half: true})
	}
	if d.State == Approved && r.drives(people, who, d) {
		f := p.form(at+"/leave", "leave")
		f.Set("km", fmt.Sprint(v.Mileage))
		p.add("出车", "照里程表填。", f, ui.Button{Label: "登记出车", Look: "primary"}, ui.Field{Name: "km", Label: "出车里程（公里）", Kind: ui.Number, Half: true})
	}
	if d.State == Out && r.drives(people, who, d) {
		p.add("收车", fmt.Sprintf("出车时 %d 公里。照里程表填，里程不会倒退。", d.StartKM), p.form(at+"/return", "return"), ui.Button{Label: "登记收车", Look: "primary"}, ui.Field{Name: "km", Label: "收车里程（公里）", Kind: ui.Number, Half: true})
	}
	if (d.State == Asked || d.State == Approved) && (d.Login == who.Login || r.inOffice(who)) {
		p.add("取消", "没有出车的可以取消，编号保留。", p.form(at+"/drop", "drop"), ui.Button{Label: "取消用车", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
	}
}

func (r *Room) carDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.carPage)
	}
	return web.Redirect(dispatchURL(id)).Say(ui.OK, say), nil
}

type ruleInput struct {
	Yes     string `form:"yes" label:"意见"`
	Vehicle int64  `form:"vehicle" label:"车辆"`
	Driver  int64  `form:"driver" label:"驾驶员"`
	Words   string `form:"words" label:"说明"`
}

func (r *Room) carRule(q *web.Request) (web.Answer, error) {
	return r.carDo(q, "审批已保存。", func(id int64) error {
		in, err := web.Decode[ruleInput](q)
		if err == nil && in.Yes != "yes" && in.Yes != "no" {
			err = fault.Field("yes", in.Yes, "请选择同意还是不同意。")
		}
		if err != nil {
			return err
		}
		return r.RuleDispatch(org.Context(q), org.Actor(q), id, Ruling{Approve: in.Yes == "yes", Vehicle: in.Vehicle, Driver: in.Driver, Words: in.Words})
	})
}

type kmInput struct {
	KM int64 `form:"km" label:"里程" need:"请填写里程。"`
}

func (r *Room) carLeave(q *web.Request) (web.Answer, error) {
	return r.carDo(q, "出车已登记。", func(id int64) error {
		in, err := web.Decode[kmInput](q)
		if err != nil {
			return err
		}
		return r.Leave(org.Context(q), org.Actor(q), id, in.KM)
	})
}

func (r *Room) carReturn(q *web.Request) (web.Answer, error) {
	return r.carDo(q, "收车已登记。", func(id int64) error {
		in, err := web.Decode[kmInput](q)
		if err != nil {
			return err
		}
		return r.Return(org.Context(q), org.Actor(q), id, in.KM)
	})
}

type reasonInput struct {
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) carDrop(q *web.Request) (web.Answer, error) {
	return r.carDo(q, "用车已取消。", func(id int64) error {
		in, err := web.Decode[reasonInput](q)
		if err != nil {
			return err
		}
		return r.DropDispatch(org.Context(q), org.Actor(q), id, in.Reason)
	})
}

func (r *Room) carFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	d, err := r.DispatchOf(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	if d.VehicleID == 0 {
		return web.Answer{}, fault.New(fault.Conflict, "还没有派车，没有派车单可以打印。")
	}
	by, _, err := r.plates(q)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf("派车单"+d.Number, func(w *bytes.Buffer) error {
		return r.dispatchPDF(d, by[d.VehicleID], people.name(d.DriverID), r.Door.Today(), w)
	})
}

package logistics

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func meterURL(id int64) string { return fmt.Sprintf("%s/meters/%d", home, id) }

func (r *Room) metersPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Meters(q.Context(), r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "计量表", Columns: []ui.Column{{Label: "表号", Code: true}, {Label: "品种"}, {Label: "计量什么", Wide: true, Wrap: true}, {Label: "倍率", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有登记计量表", Text: "在下面登记电表、水表、气表。"}}
	for _, m := range list {
		tags := []ui.Tag{{Text: "在用", Tone: ui.OK}}
		if m.Until != 0 {
			tags = []ui.Tag{{Text: m.Until.Chinese() + "停用", Tone: ui.Mute}}
		}
		if m.Part == 1 {
			tags = append(tags, ui.Tag{Text: "分表，不计总量", Tone: ui.Info})
		}
		t.Rows = append(t.Rows, ui.Row{URL: meterURL(m.ID), Cells: []ui.Cell{{Text: m.Number, URL: meterURL(m.ID)}, {Text: m.Carrier.Label()}, {Text: m.Place}, {Text: fmt.Sprint(m.Multiplier)}, {Tags: tags}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		f := p.form(home+"/meters", "meter")
		f.Set("multiplier", "1")
		f.Set("digits", "6")
		f.Set("from", (energy.MonthOn(r.Door.Today()) - 1).String())
		p.add("登记一只表", "起始读数是起始月份末表上显示的数，从下一个月起算用量。", f, ui.Button{Label: "登记计量表", Look: "primary", Save: true}, meterFields()...)
	}
	notice, err := r.ground(q, law.LogisticsMetering)
	if err != nil {
		return web.Answer{}, err
	}
	notices := []ui.Notice{notice}
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	if left := unmetered(book, list); len(list) > 0 && len(left) > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "重点部位还没有单独计量：" + strings.Join(left, "、") + "。本单位没有的不用管。"})
	}
	return p.page(ui.Head{Title: "计量表", Crumbs: energyCrumbs}, notices, nil, []ui.Part{{Table: &t}})
}

func meterFields() []ui.Field {
	return []ui.Field{{Name: "number", Label: "表号", Half: true, Code: true, Max: mostLine}, {Name: "carrier", Label: "品种", Kind: ui.Select, Half: true, Options: carrierOptions([]energy.Carrier{energy.Electricity, energy.Water, energy.Gas})},
		{Name: "place", Label: "计量什么", Max: mostLine, Hint: "如：办公楼总表、食堂、机房。"}, {Name: "multiplier", Label: "倍率", Kind: ui.Number, Half: true, Hint: "互感器倍率，直接计量的填 1。"}, {Name: "digits", Label: "整数位数", Kind: ui.Number, Half: true, Hint: "表盘上小数点前有几位。"},
		{Name: "from", Label: "起始月份", Half: true}, {Name: "opening", Label: "起始读数", Half: true}, {Name: "part", Label: "是分表，总表已经计过，不再计入总量", Kind: ui.Check, Optional: true}}
}

type meterInput struct {
	Number     string `form:"number" label:"表号"`
	Carrier    string `form:"carrier" label:"品种"`
	Place      string `form:"place" label:"计量什么"`
	Multiplier int64  `form:"multiplier" label:"倍率"`
	Digits     int    `form:"digits" label:"整数位数"`
	From       string `form:"from" label:"起始月份"`
	Opening    string `form:"opening" label:"起始读数"`
	Part       bool   `form:"part" label:"分表"`
}

func (r *Room) meterSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[meterInput](q)
	var id int64
	if err == nil {
		from, err1 := energy.ParseMonth("from", in.From)
		opening, err2 := energy.ParseMilli("opening", "起始读数", in.Opening)
		if err = join(err1, err2); err == nil {
			id, err = r.SaveMeter(org.Context(q), org.Actor(q), NewMeter{Number: in.Number, Carrier: energy.Carrier(in.Carrier), Place: in.Place, Multiplier: in.Multiplier, Digits: in.Digits, From: from, Opening: opening, Part: in.Part})
		}
	}
	if err != nil {
		return r.again(q, err, r.metersPage)
	}
	return web.Redirect(meterURL(id)).Say(ui.OK, "已登记这只表。"), nil
}

func (r *Room) meterPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	m, err := row[Meter](q.Context(), rd, "logistics_meter", "meter", id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	list, err := r.ReadingsOf(q.Context(), rd, id)
	if err != nil {
		return web.Answer{}, err
	}
	stretches, err := energy.Stretches(m.Pure(), pure(list))
	if err != nil {
		return web.Answer{}, fault.Wrap("logistics.meter", fault.Internal, err)
	}
	t := ui.Table{Caption: "读数", Columns: []ui.Column{{Label: "月份"}, {Label: "读数", Numeric: true}, {Label: "用量", Numeric: true}, {Label: "抄表", Minor: true}, {Label: "说明", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "还没有读数", Text: "在下面登记，或者在抄表页一次登记所有表。"}}
	for i, x := range slices.Backward(list) {
		c := ui.Cell{Text: x.Why}
		if x.Rolled == 1 {
			c.Tags = append(c.Tags, ui.Tag{Text: "翻转", Tone: ui.Warn})
		}
		if !x.SwappedOn.IsZero() {
			c.Tags = append(c.Tags, ui.Tag{Text: x.SwappedOn.String() + " 换表", Tone: ui.Warn})
			c.Sub = fmt.Sprintf("旧表止 %s，新表起 %s，倍率 %d", energy.Thousandths(x.SwapClosing), energy.Thousandths(x.SwapOpening), x.SwapMultiplier)
		}
		used := ui.Cell{Text: energy.Thousandths(stretches[i].Amount)}
		if !stretches[i].Whole() {
			used.Sub = (stretches[i].After + 1).Chinese() + "起合计"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Month.Chinese()}, {Text: energy.Thousandths(x.Value)}, used, {Text: x.On.String(), Sub: x.MadeName}, c}})
	}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "品种", Text: m.Carrier.Label() + "（" + m.Carrier.Unit() + "）"}, {Key: "计量什么", Text: m.Place}, {Key: "登记时的倍率", Text: fmt.Sprint(m.Multiplier)}, {Key: "整数位数", Text: fmt.Sprint(m.Digits)}, {Key: "起始", Text: m.From.Chinese() + "末 " + energy.Thousandths(m.Opening)}}}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && m.Until == 0 {
		r.meterForms(p, m, list)
	}
	return p.page(ui.Head{Title: m.Carrier.Label() + "表 " + m.Number, Crumbs: append(slices.Clone(energyCrumbs), ui.Link{Text: "计量表", URL: home + "/meters"})}, nil, nil, []ui.Part{facts, {Title: "读数", Table: &t}})
}

func (r *Room) meterForms(p *parts, m Meter, list []Reading) {
	month := energy.MonthOn(r.Door.Today()) - 1
	if last, ok := energy.Last(pure(list), energy.MonthOf(energy.LastYear, 12)); ok && last.Month+1 <= energy.MonthOn(r.Door.Today()) {
		month = last.Month + 1
	}
	f := p.form(meterURL(m.ID)+"/read", "read")
	f.Set("month", month.String())
	f.Set("on", min2(month.Last(), r.Door.Today()).String())
	p.add("登记读数、换表、翻转", "换过表的，填旧表拆下时和新表装上时的读数；表走满从零再走的，勾选翻转。两种都要写明原因。", f, ui.Button{Label: "登记读数", Look: "primary"},
		append([]ui.Field{{Name: "month", Label: "抄表月份", Half: true}}, readingFields()...)...)
	if len(list) == 0 {
		return
	}
	f = p.form(meterURL(m.ID)+"/correct", "correct")
	var months []ui.Option
	for _, x := range slices.Backward(list) {
		months = append(months, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Month.Chinese() + "　" + energy.Thousandths(x.Value)})
	}
	f.Set("on", list[len(list)-1].On.String())
	p.add("更正读数", "更正以后前后两次都要合得上；原来的数留在台账里。换表和翻转一并重新填。", f, ui.Button{Label: "更正读数"},
		append([]ui.Field{{Name: "reading", Label: "哪一次", Kind: ui.Select, Options: months, Half: true}}, readingFields()...)...)
	f = p.form(meterURL(m.ID)+"/retire", "retire")
	f.Set("until", list[len(list)-1].Month.String())
	p.add("停用", "拆除不再装表的，写最后一次读数的月份。", f, ui.Button{Label: "停用这只表", Look: "danger"}, ui.Field{Name: "until", Label: "最后读数的月份", Half: true})
}

func readingFields() []ui.Field {
	return []ui.Field{{Name: "on", Label: "抄表日期", Kind: ui.Date, Half: true}, {Name: "value", Label: "读数", Half: true}, {Name: "why", Label: "原因", Optional: true, Half: true, Max: mostLine}, {Name: "rolled", Label: "表走满翻转", Kind: ui.Check, Optional: true},
		{Name: "swapped_on", Label: "换表日期", Kind: ui.Date, Optional: true, Half: true}, {Name: "closing", Label: "旧表拆表读数", Optional: true, Half: true}, {Name: "new_opening", Label: "新表装表读数", Optional: true, Half: true}, {Name: "new_multiplier", Label: "新表倍率", Kind: ui.Number, Optional: true, Half: true}, {Name: "new_digits", Label: "新表整数位数", Kind: ui.Number, Optional: true, Half: true}}
}

type readingInput struct {
	Reading       int64      `form:"reading" label:"哪一次"`
	Month         string     `form:"month" label:"抄表月份"`
	On            civil.Date `form:"on" label:"抄表日期"`
	Value         string     `form:"value" label:"读数"`
	Why           string     `form:"why" label:"原因"`
	Rolled        bool       `form:"rolled" label:"翻转"`
	SwappedOn     civil.Date `form:"swapped_on" label:"换表日期"`
	Closing       string     `form:"closing" label:"旧表拆表读数"`
	NewOpening    string     `form:"new_opening" label:"新表装表读数"`
	NewMultiplier int64      `form:"new_multiplier" label:"新表倍率"`
	NewDigits     int        `form:"new_digits" label:"新表整数位数"`
}

func (in readingInput) pure(month bool) (energy.Reading, error) {
	x := energy.Reading{On: in.On, Rolled: in.Rolled, Why: in.Why}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	if month {
		x.Month, err = energy.ParseMonth("month", in.Month)
		note(err)
	}
	x.Value, err = energy.ParseMilli("value", "读数", in.Value)
	note(err)
	if !in.SwappedOn.IsZero() {
		s := energy.Swap{On: in.SwappedOn, Multiplier: in.NewMultiplier, Digits: in.NewDigits}
		s.Closing, err = energy.ParseMilli("closing", "旧表拆表读数", in.Closing)
		note(err)
		s.Opening, err = energy.ParseMilli("new_opening", "新表装表读数", in.NewOpening)
		note(err)
		x.Swapped = &s
	}
	return x, join(errs...)
}

func (r *Room) meterDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.meterPage)
	}
	return web.Redirect(meterURL(id)).Say(ui.OK, say), nil
}

func (r *Room) meterRead(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "读数已登记。", func(id int64) error {
		in, err := web.Decode[readingInput](q)
		if err != nil {
			return err
		}
		x, err := in.pure(true)
		if err == nil {
			_, err = r.AddReadings(org.Context(q), org.Actor(q), []NewReading{{Meter: id, Reading: x}})
		}
		return err
	})
}

func (r *Room) meterCorrect(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "读数已更正。", func(int64) error {
		in, err := web.Decode[readingInput](q)
		if err != nil {
			return err
		}
		x, err := in.pure(false)
		if err == nil {
			err = r.CorrectReading(org.Context(q), org.Actor(q), in.Reading, x)
		}
		return err
	})
}

type untilInput struct {
	Until string `form:"until" label:"最后读数的月份"`
}

func (r *Room) meterRetire(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "这只表已停用。", func(id int64) error {
		in, err := web.Decode[untilInput](q)
		if err != nil {
			return err
		}
		m, err := energy.ParseMonth("until", in.Until)
		if err == nil {
			err = r.RetireMeter(org.Context(q), org.Actor(q), id, m)
		}
		return err
	})
}

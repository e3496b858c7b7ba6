package register

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Bar is the filter bar over a register, and over a View of a room's own table.
type Bar struct {
	Action string // address of the list
	State  string // label of the state; 状态 when empty
	States []Value
	Units  []org.Unit // to choose from; none for no choice
	// Void offers to show void lines too.
	Void bool
	// More are conditions of the room's own; Values hold what was asked.
	More []ui.Field
	Form url.Values
}

// Asked reads the conditions of a list out of its address: year, unit, state, words,
// void. Without a year it is today's; "all" is every year.
func Asked(v url.Values, today civil.Date) Query {
	o := Query{Unit: v.Get("unit"), State: v.Get("state"), Words: v.Get("words"), Void: v.Get("void") == "1"}
	if y, err := strconv.Atoi(v.Get("year")); err == nil && y >= 1949 && y <= 2999 {
		o.Year = y
	} else if v.Get("year") == "" {
		o.Year = today.Year
	}
	return o
}

// Values are the conditions as an address carries them.
func (o Query) Values() url.Values {
	v := url.Values{"year": {"all"}}
	if o.Year != 0 {
		v.Set("year", strconv.Itoa(o.Year))
	}
	for name, x := range map[string]string{"unit": o.Unit, "state": o.State, "words": o.Words} {
		if x != "" {
			v.Set(name, x)
		}
	}
	if o.Void {
		v.Set("void", "1")
	}
	return v
}

// Papers are the buttons that print and export what a list shows.
func Papers(export string, o Query) []ui.Button {
	rest := o.Values().Encode()
	return []ui.Button{{Label: "打印", URL: export + "?format=pdf&" + rest}, {Label: "导出表格", URL: export + "?format=xlsx&" + rest}}
}

// Filters makes the bar; n is how many lines were found.
func (b Bar) Filters(q *web.Request, o Query, today civil.Date, n int) *ui.Filters {
	f := &ui.Form{ID: "filter", Action: b.Action, Method: "get", Values: url.Values{}}
	fl := &ui.Filters{Form: f, Count: fmt.Sprintf("共 %d 条", n)}
	for name, v := range b.Form {
		f.Set(name, v...)
	}
	for name, v := range o.Values() {
		f.Set(name, v...)
	}
	chip := func(label, value, name, without string) {
		fl.Chips = append(fl.Chips, ui.Chip{Label: label, Value: value, Remove: q.URLWith(name, without)})
	}
	years := []ui.Option{{Value: "all", Label: "全部年度"}}
	for y := today.Year; y > today.Year-15; y-- {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	fl.Add = []ui.Field{{Name: "year", Label: "年度", Kind: ui.Select, Options: years, Half: true}, {Name: "words", Label: "含有文字", Half: true, Optional: true}}
	if o.Year != 0 {
		chip("年度", strconv.Itoa(o.Year), "year", "all")
	}
	choice := func(name, label, now string, opts []ui.Option) {
		fl.Add = append(fl.Add, ui.Field{Name: name, Label: label, Kind: ui.Select, Options: opts, Half: true})
		if i := slices.IndexFunc(opts, func(v ui.Option) bool { return v.Value == now }); i > 0 {
			chip(label, opts[i].Label, name, "")
		}
	}
	if len(b.Units) > 0 {
		opts := []ui.Option{{Label: "全部科室"}}
		for _, u := range b.Units {
			opts = append(opts, ui.Option{Value: u.Code, Label: u.Name})
		}
		choice("unit", "科室", o.Unit, opts)
	}
	if len(b.States) > 0 {
		opts := []ui.Option{{Label: "全部"}}
		if slices.ContainsFunc(b.States, func(v Value) bool { return v.Done }) {
			opts = append(opts, ui.Option{Value: Undone, Label: "未完成"})
		}
		for _, v := range b.States {
			opts = append(opts, ui.Option{Value: v.Code, Label: v.Label})
		}
		label := b.State
		if label == "" {
			label = "状态"
		}
		choice("state", label, o.State, opts)
	}
	if o.Words != "" {
		chip("含有", o.Words, "words", "")
	}
	fl.Add = append(fl.Add, b.More...)
	if b.Void {
		fl.Add = append(fl.Add, ui.Field{Name: "void", Label: "连同作废的", Kind: ui.Check, Half: true, Optional: true})
		if o.Void {
			chip("连同", "作废的", "void", "")
		}
	}
	for i := range fl.Add {
		fl.Add[i].Form = f
	}
	return fl
}

func (r *Register) bar(s surroundings) Bar {
	b := Bar{Action: r.url(), Void: true}
	if x, ok := r.first(State); ok {
		b.State, b.States = x.Label, x.Values
	}
	if _, ok := r.first(Unit); ok || r.Whose == OwnUnit {
		b.Units = s.units
	}
	return b
}

package logistics

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

var countTones = map[string]ui.Tone{Counting: ui.Info, Entered: ui.Warn, Closed: ui.OK, Dropped: ui.Mute}

func (r *Room) countsPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	if err := r.overview(who, law.LogisticsStocktaking); err != nil {
		return web.Answer{}, err
	}
	list, err := r.Counts(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "盘点", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "日期"}, {Label: "盘点人"}, {Label: "监盘人"}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有盘点过", Text: "每年至少盘点一次，由两个人一起盘。"}}
	for _, c := range list {
		t.Rows = append(t.Rows, ui.Row{URL: countURL(c.ID), Cells: []ui.Cell{{Text: c.Number, URL: countURL(c.ID)}, {Text: c.On.String()}, {Text: c.FirstName}, {Text: c.OtherName}, {Tags: []ui.Tag{{Text: countLabels[c.State], Tone: countTones[c.State]}}}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		p.add("开始盘点", "账上的资产全部列出，逐件核对。监盘人另选一人，由他确认结果。", p.form(home+"/counts", "count"), ui.Button{Label: "开始盘点", Look: "primary"}, ui.Field{Name: "other", Label: "监盘人", Kind: ui.Select, Options: people.options("请选择"), Half: true})
	}
	notice, err := r.ground(q, law.LogisticsStocktaking)
	if err != nil {
		return web.Answer{}, err
	}
	return p.page(ui.Head{Title: "资产盘点", Crumbs: assetCrumbs}, []ui.Notice{notice}, nil, []ui.Part{{Table: &t}})
}

type otherInput struct {
	Other int64 `form:"other" label:"监盘人"`
}

func (r *Room) countOpen(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[otherInput](q)
	var id int64
	if err == nil {
		id, err = r.OpenCount(org.Context(q), org.Actor(q), in.Other)
	}
	if err != nil {
		return r.again(q, err, r.countsPage)
	}
	return web.Redirect(countURL(id)).Say(ui.OK, "盘点已开始，逐件登记结果。"), nil
}

var foundTones = map[string]ui.Tone{"": ui.Mute, FoundYes: ui.OK, FoundNo: ui.Bad, FoundMore: ui.Warn}

func (r *Room) countPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	c, lines, err := r.CountOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "盘点明细", Columns: []ui.Column{{Label: "编号", Code: true, Minor: true}, {Label: "名称", Wide: true, Wrap: true}, {Label: "科室和地点", Wrap: true}, {Label: "结果"}}}
	n := map[string]int{}
	var open []CountLine
	for _, l := range lines {
		n[l.Found]++
		if l.Found == "" {
			open = append(open, l)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: dash(l.Number)}, {Text: l.Name, Sub: l.Words}, {Text: dash(people.unitName(l.Unit)), Sub: l.Place}, {Tags: []ui.Tag{{Text: foundLabels[l.Found], Tone: foundTones[l.Found]}}}}})
	}
	at := countURL(id)
	p := &parts{q: q, failed: failed}
	switch {
	case c.State == Counting && who.Login == c.First:
		r.countForms(p, at, open, lines)
	case c.State == Entered && who.Login == c.Other:
		p.add("监盘人确认", "有盘盈盘亏的，写明处理意见；结果有疑问的退回重盘。", p.form(at+"/close", "close"), ui.Button{Label: "保存确认", Look: "primary"},
			ui.Field{Name: "yes", Label: "结果", Kind: ui.Select, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: "yes", Label: "属实，办结"}, {Value: "no", Label: "退回重盘"}}, Half: true}, ui.Field{Name: "words", Label: "处理意见", Kind: ui.Area, Rows: 3, Max: mostText, Optional: n[FoundNo]+n[FoundMore] == 0})
	}
	if (c.State == Counting || c.State == Entered) && r.steers(people, who) {
		p.add("换人", "盘点人或者监盘人调离、请长假的，换一人接着办；只换一人的，另一项不选。登记过结果的人不能当监盘人。", p.form(at+"/staff", "staff"), ui.Button{Label: "换人"},
			ui.Field{Name: "first", Label: "盘点人换成", Kind: ui.Select, Options: people.options("不换"), Optional: true, Half: true}, ui.Field{Name: "other", Label: "监盘人换成", Kind: ui.Select, Options: people.options("不换"), Optional: true, Half: true}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
		p.add("取消盘点", "办不下去的可以取消，编号和已登记的结果保留，取消以后可以另行开始。", p.form(at+"/drop", "drop"), ui.Button{Label: "取消盘点", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
	}
	stats := []ui.Pair{{Key: "日期", Text: c.On.Chinese()}, {Key: "盘点人", Text: c.FirstName}, {Key: "监盘人", Text: c.OtherName}, {Key: "相符", Text: fmt.Sprint(n[FoundYes])}, {Key: "盘亏", Text: fmt.Sprint(n[FoundNo])}, {Key: "盘盈", Text: fmt.Sprint(n[FoundMore])}, {Key: "未盘", Text: fmt.Sprint(n[""])}}
	if c.Words != "" {
		key := "处理意见"
		if c.State == Dropped {
			key = "取消的理由"
		}
		stats = append(stats, ui.Pair{Key: key, Text: c.Words, Wide: true})
	}
	return p.page(ui.Head{Title: "盘点 " + c.Number, Crumbs: append(slices.Clone(assetCrumbs), ui.Link{Text: "资产盘点", URL: home + "/counts"}), Tags: []ui.Tag{{Text: countLabels[c.State], Tone: countTones[c.State]}}, Actions: []ui.Button{{Label: "打印盘点表", URL: at + "/sheet.pdf"}}}, nil, nil, []ui.Part{{Pairs: stats}, {Title: "明细", Table: &t}})
}

// most lines that one form of a stock-taking asks for.
const linesAtOnce = 30

func (r *Room) countForms(p *parts, at string, open, lines []CountLine) {
	if len(open) > 0 {
		var fields []ui.Field
		for _, l := range open[:min(len(open), linesAtOnce)] {
			fields = append(fields, ui.Field{Name: fmt.Sprintf("f%d", l.ID), Label: l.Number + " " + l.Name, Hint: l.Place, Kind: ui.Select, Options: []ui.Option{{Value: "", Label: "还没有盘"}, {Value: FoundYes, Label: "相符"}, {Value: FoundNo, Label: "盘亏（没有找到）"}}, Optional: true, Half: true}, ui.Field{Name: fmt.Sprintf("w%d", l.ID), Label: "说明", Optional: true, Half: true, Max: mostLine})
		}
		p.add(fmt.Sprintf("逐件登记（还有 %d 件）", len(open)), "没有找到的写明情况。填了的才保存。", p.form(at+"/enter", "enter"), ui.Button{Label: "登记结果", Look: "primary"}, fields...)
	}
	if len(open) < len(lines) {
		var counted []ui.Option
		for _, l := range lines {
			if l.AssetID != 0 && l.Found != "" {
				counted = append(counted, ui.Option{Value: fmt.Sprint(l.ID), Label: l.Number + " " + l.Name + "：" + foundLabels[l.Found]})
			}
		}
		if len(counted) > 0 {
			p.add("改一件", "登记错了的，或者退回重盘后又找到的。", p.form(at+"/fix", "fix"), ui.Button{Label: "改结果"}, ui.Field{Name: "line", Label: "哪一件", Kind: ui.Select, Options: counted}, ui.Field{Name: "found", Label: "结果", Kind: ui.Select, Options: []ui.Option{{Value: FoundYes, Label: "相符"}, {Value: FoundNo, Label: "盘亏（没有找到）"}}, Half: true}, ui.Field{Name: "words", Label: "说明", Optional: true, Half: true, Max: mostLine})
		}
	}
	p.add("盘盈", "账上没有、实际有的。", p.form(at+"/more", "more"), ui.Button{Label: "登记盘盈"}, ui.Field{Name: "name", Label: "名称", Half: true, Max: mostLine}, ui.Field{Name: "place", Label: "存放地点", Half: true, Max: mostLine}, ui.Field{Name: "words", Label: "说明", Optional: true, Max: mostLine})
	if len(open) == 0 {
		p.add("交监盘人确认", "全部盘完以后交监盘人。", p.form(at+"/hand", "hand"), ui.Button{Label: "交监盘人确认", Look: "primary"})
	}
}

func (r *Room) countDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.countPage)
	}
	return web.Redirect(countURL(id)).Say(ui.OK, say), nil
}

func (r *Room) countEnter(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "结果已登记。", func(id int64) error {
		_, lines, err := r.CountOf(q.Context(), org.Actor(q), id)
		if err != nil {
			return err
		}
		var list []FoundThing
		for _, l := range lines {
			if v := q.Values().Get(fmt.Sprintf("f%d", l.ID)); v != "" {
				list = append(list, FoundThing{Line: l.ID, Found: v, Words: db.Trimmed(q.Values().Get(fmt.Sprintf("w%d", l.ID)))})
			}
		}
		_, err = r.EnterCount(org.Context(q), org.Actor(q), id, list)
		return err
	})
}

type countFixInput struct {
	Line  int64  `form:"line" label:"哪一件"`
	Found string `form:"found" label:"结果"`
	Words string `form:"words" label:"说明"`
}

func (r *Room) countFix(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "结果已改。", func(id int64) error {
		in, err := web.Decode[countFixInput](q)
		if err != nil {
			return err
		}
		_, err = r.EnterCount(org.Context(q), org.Actor(q), id, []FoundThing{{Line: in.Line, Found: in.Found, Words: in.Words}})
		var f *fault.Error
		if errors.As(err, &f) && f.Field == fmt.Sprintf("w%d", in.Line) {
			err = fault.Field("words", "", f.Say)
		}
		return err
	})
}

type moreInput struct {
	Name  string `form:"name" label:"名称"`
	Place string `form:"place" label:"存放地点"`
	Words string `form:"words" label:"说明"`
}

func (r *Room) countMore(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "盘盈已登记。", func(id int64) error {
		in, err := web.Decode[moreInput](q)
		if err != nil {
			return err
		}
		_, err = r.EnterCount(org.Context(q), org.Actor(q), id, []FoundThing{{Name: in.Name, Place: in.Place, Words: in.Words}})
		return err
	})
}

func (r *Room) countHand(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "已交监盘人确认。", func(id int64) error { return r.HandCount(org.Context(q), org.Actor(q), id) })
}

func (r *Room) countClose(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "确认已保存。", func(id int64) error {
		in, err := r.word(q)
		if err != nil {
			return err
		}
		return r.CloseCount(org.Context(q), org.Actor(q), id, in.Yes == "yes", in.Words)
	})
}

type countStaffInput struct {
	First  int64  `form:"first" label:"盘点人换成"`
	Other  int64  `form:"other" label:"监盘人换成"`
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) countStaff(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "人员已更换。", func(id int64) error {
		in, err := web.Decode[countStaffInput](q)
		if err != nil {
			return err
		}
		return r.StaffCount(org.Context(q), org.Actor(q), id, CountStaff(in))
	})
}

func (r *Room) countDrop(q *web.Request) (web.Answer, error) {
	return r.countDo(q, "盘点已取消。", func(id int64) error {
		in, err := web.Decode[reasonInput](q)
		if err != nil {
			return err
		}
		return r.DropCount(org.Context(q), org.Actor(q), id, in.Reason)
	})
}

func (r *Room) countFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	c, lines, err := r.CountOf(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf("资产盘点表"+c.Number, func(w *bytes.Buffer) error { return r.countPDF(c, lines, people, r.Door.Today(), w) })
}

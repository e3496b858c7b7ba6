package logistics

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

var assetTones = map[string]ui.Tone{InUse: ui.OK, Disposing: ui.Warn, Disposed: ui.Mute}

func (r *Room) assetsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	all := q.URL.Query().Get("all") != ""
	list, err := r.Assets(q.Context(), who, all)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "资产", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "名称", Wide: true, Wrap: true}, {Label: "使用"}, {Label: "存放地点", Minor: true}, {Label: "原值（元）", Numeric: true}, {Label: "状态", Minor: true}}, Empty: ui.Empty{Title: "没有资产卡片", Text: "办公室登记卡片、办理领用以后列在这里。"}}
	var sum int64
	for _, a := range list {
		if a.State != Disposed {
			sum += a.Value
		}
		t.Rows = append(t.Rows, ui.Row{URL: assetURL(a.ID), Cells: []ui.Cell{{Text: a.Number, URL: assetURL(a.ID)}, {Text: a.Name, Sub: a.Model}, {Text: dash(people.name(a.PersonID)), Sub: people.unitName(a.Unit)}, {Text: a.Place}, {Text: energy.Yuan(a.Value)}, {Tags: []ui.Tag{{Text: assetLabels[a.State], Tone: assetTones[a.State]}}}}})
	}
	p := &parts{q: q, failed: failed}
	head := ui.Head{Title: "资产", Meta: []string{fmt.Sprintf("在账合计 %s 元", energy.Yuan(sum))}, Actions: []ui.Button{{Label: "导出表格", URL: home + "/assets.xlsx"}}}
	if r.seesAll(who) {
		head.Actions = append(head.Actions, ui.Button{Label: "盘点", URL: home + "/counts"})
	}
	if r.inOffice(who) {
		head.Actions = append(r.importButton(who, "assets", "导入资产"), head.Actions...)
		f := p.form(home+"/assets", "asset")
		f.Set("acquired", r.Door.Today().String())
		p.add("登记卡片", "一物一卡，登记以后再办领用。", f, ui.Button{Label: "登记卡片", Look: "primary", Save: true}, assetFields()...)
	}
	notice, err := r.ground(q, law.LogisticsAssets)
	if err != nil {
		return web.Answer{}, err
	}
	tabs := []ui.Tab{{Text: "在账", URL: home + "/assets", Count: -1, Current: !all}, {Text: "连同已核销", URL: home + "/assets?all=1", Count: -1, Current: all}}
	return p.page(head, []ui.Notice{notice}, tabs, []ui.Part{{Table: &t}})
}

func assetFields() []ui.Field {
	return []ui.Field{{Name: "number", Label: "资产编号", Half: true, Code: true, Max: mostLine}, {Name: "name", Label: "名称", Half: true, Max: mostLine}, {Name: "model", Label: "规格型号", Optional: true, Half: true, Max: mostLine}, {Name: "category", Label: "类别", Kind: ui.Select, Options: choices(Categories), Half: true}, {Name: "acquired", Label: "取得日期", Kind: ui.Date, Half: true}, {Name: "value", Label: "原值（元）", Half: true}, {Name: "place", Label: "存放地点", Max: mostLine}}
}

type assetInput struct {
	ID       int64      `form:"id" label:"卡片"`
	Number   string     `form:"number" label:"资产编号"`
	Name     string     `form:"name" label:"名称"`
	Model    string     `form:"model" label:"规格型号"`
	Category string     `form:"category" label:"类别"`
	Acquired civil.Date `form:"acquired" label:"取得日期"`
	Value    string     `form:"value" label:"原值"`
	Place    string     `form:"place" label:"存放地点"`
}

func (r *Room) assetSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[assetInput](q)
	var id int64
	if err == nil {
		var value int64
		if value, err = energy.ParseFen("value", "原值", in.Value); err == nil {
			id, err = r.SaveAsset(org.Context(q), org.Actor(q), Asset{ID: in.ID, Number: in.Number, Name: in.Name, Model: in.Model, Category: in.Category, AcquiredOn: in.Acquired, Value: value, Place: in.Place})
		}
	}
	if err != nil {
		return r.again(q, err, r.assetsPage)
	}
	return web.Redirect(assetURL(id)).Say(ui.OK, "卡片已登记。"), nil
}

func (r *Room) assetsTable(q *web.Request) (web.Answer, error) {
	list, err := r.Assets(q.Context(), org.Actor(q), true)
	if err != nil {
		return web.Answer{}, err
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	var rows [][]string
	for _, a := range list {
		rows = append(rows, []string{a.Number, a.Name, a.Model, a.Category, a.AcquiredOn.String(), energy.Yuan(a.Value), people.unitName(a.Unit), people.name(a.PersonID), a.Place, assetLabels[a.State]})
	}
	return r.xlsx("资产台账", []string{"资产编号", "名称", "规格型号", "类别", "取得日期", "原值", "使用科室", "使用人", "存放地点", "状态"}, rows)
}

func (r *Room) assetPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	a, history, err := r.AssetOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	people, err := r.people(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	pairs := []ui.Pair{{Key: "编号", Text: a.Number, Code: true}, {Key: "类别", Text: a.Category}, {Key: "规格型号", Text: dash(a.Model)}, {Key: "取得日期", Text: a.AcquiredOn.Chinese()}, {Key: "原值", Text: energy.Yuan(a.Value) + " 元"}, {Key: "使用科室", Text: dash(people.unitName(a.Unit))}, {Key: "使用人", Text: dash(people.name(a.PersonID))}, {Key: "存放地点", Text: a.Place}}
	t := ui.Table{Caption: "经过", Columns: []ui.Column{{Label: "日期"}, {Label: "事项"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "经办", Minor: true}}, Empty: ui.Empty{Title: "还没有领用和处置"}}
	for _, h := range slices.Backward(history) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: dayOf(h.MadeAt).String()}, {Text: happenedLabels[h.What]}, {Text: dash(h.Words)}, {Text: h.MadeName}}})
	}
	p := &parts{q: q, failed: failed}
	at := assetURL(id)
	if a.State == Disposing && who.May(Approve) {
		p.add("审批处置", "同意的核销账卡；不同意的写明理由，资产仍在账上。自己申请的不能自己审批。", p.form(at+"/disposal", "disposal"), ui.Button{Label: "保存审批", Look: "primary"},
			ui.Field{Name: "yes", Label: "意见", Kind: ui.Select, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: "yes", Label: "同意处置"}, {Value: "no", Label: "不同意"}}, Half: true}, ui.Field{Name: "words", Label: "说明", Optional: true, Half: true, Max: mostLine})
	}
	if r.inOffice(who) && a.State == InUse {
		f := p.form(at+"/assign", "assign")
		f.Set("place", a.Place)
		f.Set("person", fmt.Sprint(a.PersonID))
		f.Set("unit", a.Unit)
		p.add("领用、交回", "选了使用人的，科室随人；都不选的，是交回办公室。", f, ui.Button{Label: "登记领用", Look: "primary"}, ui.Field{Name: "person", Label: "使用人", Kind: ui.Select, Options: people.options("不落到个人"), Half: true}, ui.Field{Name: "unit", Label: "使用科室", Kind: ui.Select, Options: people.unitOptions("交回办公室"), Optional: true, Half: true}, ui.Field{Name: "place", Label: "存放地点", Max: mostLine})
		p.add("申请处置", "写明报废、调拨、捐赠还是出售，和为什么。由局领导审批。", p.form(at+"/dispose", "dispose"), ui.Button{Label: "申请处置", Look: "danger"}, ui.Field{Name: "reason", Label: "理由和方式", Max: mostLine})
	}
	return p.page(ui.Head{Title: a.Name, Crumbs: assetCrumbs, Tags: []ui.Tag{{Text: assetLabels[a.State], Tone: assetTones[a.State]}}}, nil, nil, []ui.Part{{Pairs: pairs}, {Title: "经过", Table: &t}})
}

func (r *Room) assetDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.assetPage)
	}
	return web.Redirect(assetURL(id)).Say(ui.OK, say), nil
}

type assignInput struct {
	Unit   string `form:"unit" label:"使用科室"`
	Person int64  `form:"person" label:"使用人"`
	Place  string `form:"place" label:"存放地点"`
}

func (r *Room) assetAssign(q *web.Request) (web.Answer, error) {
	return r.assetDo(q, "领用已登记。", func(id int64) error {
		in, err := web.Decode[assignInput](q)
		if err != nil {
			return err
		}
		return r.AssignAsset(org.Context(q), org.Actor(q), id, in.Unit, in.Person, in.Place)
	})
}

func (r *Room) assetDispose(q *web.Request) (web.Answer, error) {
	return r.assetDo(q, "已申请处置，等局领导审批。", func(id int64) error {
		in, err := web.Decode[reasonInput](q)
		if err != nil {
			return err
		}
		return r.AskDisposal(org.Context(q), org.Actor(q), id, in.Reason)
	})
}

type wordInput struct {
	Yes   string `form:"yes" label:"意见"`
	Words string `form:"words" label:"说明"`
}

func (r *Room) assetDisposal(q *web.Request) (web.Answer, error) {
	return r.assetDo(q, "审批已保存。", func(id int64) error {
		in, err := r.word(q)
		if err != nil {
			return err
		}
		return r.DecideDisposal(org.Context(q), org.Actor(q), id, in.Yes == "yes", in.Words)
	})
}

// word reads a yes or a no.
func (r *Room) word(q *web.Request) (wordInput, error) {
	in, err := web.Decode[wordInput](q)
	if err == nil && in.Yes != "yes" && in.Yes != "no" {
		err = noWord(in.Yes)
	}
	return in, err
}

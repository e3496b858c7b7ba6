package archive

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type itemInput struct {
	Version   int64  `form:"version"`
	Title     string `form:"title" label:"题名" need:"题名不能为空。没有题名的，自拟题名并加方括号。" max:"2000"`
	DocNo     string `form:"doc_no" label:"文号" max:"200"`
	Issuer    string `form:"issuer" label:"责任者" max:"500"`
	Date      string `form:"date" label:"日期" max:"40"`
	Year      string `form:"year" label:"年度" max:"10"`
	Retention string `form:"retention" label:"保管期限" max:"20"`
	Unit      string `form:"unit" label:"机构" max:"60"`
	Level     string `form:"level" label:"密级" max:"20"`
	Category  string `form:"category" label:"门类" max:"40"`
	Pages     string `form:"pages" label:"页数" max:"10"`
	Keywords  string `form:"keywords" label:"关键词" max:"1000"`
	Remark    string `form:"remark" label:"备注" max:"2000"`
	Reason    string `form:"reason" label:"修改理由" max:"500"`
}

// amendment names only what differs from the item as the person saw it: a field
// nobody touched is no decision.
func (in itemInput) amendment(it *Item) Amendment {
	a := Amendment{ID: it.ID, Version: in.Version, Reason: in.Reason}
	now := valuesOf(it)
	for name, p := range map[string]struct {
		typed string
		to    **string
	}{"title": {in.Title, &a.Title}, "doc_no": {in.DocNo, &a.DocNo}, "issuer": {in.Issuer, &a.Issuer}, "date": {in.Date, &a.Date}, "year": {in.Year, &a.Year},
		"retention": {in.Retention, &a.Retention}, "unit": {in.Unit, &a.Unit}, "level": {in.Level, &a.Level}, "category": {in.Category, &a.Category},
		"pages": {in.Pages, &a.Pages}, "keywords": {in.Keywords, &a.Keywords}, "remark": {in.Remark, &a.Remark}} {
		if p.typed != now[name] {
			v := p.typed
			*p.to = &v
		}
	}
	return a
}

// valuesOf are an item's fields as its form holds them.
func valuesOf(it *Item) map[string]string {
	return map[string]string{"title": it.Title, "doc_no": it.DocNo, "issuer": it.Issuer, "date": it.Date.String(), "year": number(it.Year), "retention": string(it.Retention),
		"unit": it.Unit, "level": it.Level.Word(), "category": it.Category, "pages": number(it.Pages), "keywords": it.Keywords, "remark": it.Remark}
}

var itemFields = []struct{ name, label string }{{"title", "题名"}, {"doc_no", "文号"}, {"issuer", "责任者"}, {"date", "日期"}, {"year", "年度"}, {"retention", "保管期限"},
	{"unit", "机构"}, {"level", "密级"}, {"category", "门类"}, {"pages", "页数"}, {"keywords", "关键词"}, {"remark", "备注"}}

func (r *Room) editPage(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.edit(q, it, nil)
}

func (r *Room) saveItem(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[itemInput](q)
	if err == nil && in.Version != it.Version {
		err = fault.New(fault.Conflict, "这一件刚被他人改过，您的修改还没有保存。下面列出您填的和现在的，核对后再保存一次。")
	}
	if err == nil {
		it, err = r.Amend(org.Context(q), org.Actor(q), in.amendment(&it))
	}
	if err != nil {
		if fresh, e := r.itemOf(q); e == nil {
			it = fresh
		}
		return r.edit(q, it, err)
	}
	to := itemURL(it.ID)
	if back := web.Local(one(q.Values(), "back")); back != "/" {
		to = back
	}
	return web.Redirect(to).Say(ui.OK, "已保存《"+clip(it.Title, 40)+"》的著录，原来的内容留在台账。"), nil
}

// edit shows the form of an item; after a clash with the values of both.
func (r *Room) edit(q *web.Request, it Item, failed error) (web.Answer, error) {
	ctx := q.Context()
	form := q.FormFor(itemURL(it.ID)+"/edit", failed)
	form.Wide = true
	now := valuesOf(&it)
	var clash ui.Table
	if fault.Is(failed, fault.Conflict) {
		clash = clashTable(form, now)
	}
	for k, v := range now {
		form.Set(k, v)
	}
	// What the person now sees is this version.
	form.Values.Set("version", fmt.Sprint(it.Version))
	form.Set("back", one(q.URL.Query(), "back"))
	units, err := r.unitOptions(ctx, "未定")
	if err != nil {
		return web.Answer{}, err
	}
	v := editView{Item: it, Form: form, Units: units, Clash: clash, Filed: it.Stage >= Filed, Doubts: it.DoubtsOf()}
	p, decided := r.ProposePeriod(&it)
	v.Rule = p.Rule
	if decided {
		v.Rule = "期限表提出" + p.Period.Label() + "：" + p.Rule
	}
	v.Head = ui.Head{Crumbs: []ui.Link{room, {Text: "归档文件", URL: "/archive/items"}, {Text: clip(it.Title, 24), URL: itemURL(it.ID)}}, Title: "修改著录", Tags: []ui.Tag{stageTag(it.Stage)}}
	if it.Code != "" {
		v.Head.Meta = []string{it.Code}
	}
	return q.Desk("修改著录", editBody(v))
}

type editView struct {
	Head   ui.Head
	Item   Item
	Form   *ui.Form
	Units  []ui.Option
	Clash  ui.Table
	Filed  bool
	Rule   string
	Doubts map[string]Doubt
}

// hint is the evidence for a doubtful field.
func (v editView) hint(field, otherwise string) string {
	if d, ok := v.Doubts[field]; ok {
		return sureTag(d.Sure).Text + "：" + d.Evidence
	}
	return otherwise
}

// clashTable sets what was typed beside what is stored now.
func clashTable(form *ui.Form, now map[string]string) ui.Table {
	t := ui.Table{Caption: "您填的和现在的", Columns: []ui.Column{{Label: "项目"}, {Label: "您填的", Wide: true}, {Label: "现在的", Wide: true}}}
	for _, f := range itemFields {
		typed, ok := form.Values[f.name]
		if ok && len(typed) > 0 && strings.TrimSpace(typed[0]) != now[f.name] {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.label}, {Text: shown(f.name, typed[0])}, {Text: shown(f.name, now[f.name])}}})
		}
	}
	return t
}

// shown puts the code of a choice into its word.
func shown(field, value string) string {
	switch {
	case value == "":
		return "（空）"
	case field == "retention":
		return periodLabel(value)
	case field == "category":
		return categoryLabel(value)
	case field == "level":
		for _, o := range levelOptions() {
			if o.Value == value {
				return o.Label
			}
		}
	}
	return value
}

type cellInput struct {
	Field string `form:"field" label:"项目" need:"没有说明改哪一项。" max:"20"`
	Value string `form:"value" label:"内容" max:"2000"`
}

// saveCell corrects one field in place. A script gets the text to show; a browser
// without scripts goes back to the item.
func (r *Room) saveCell(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[cellInput](q)
	if err != nil {
		return web.Answer{}, err
	}
	a := Amendment{ID: it.ID}
	fields := map[string]**string{"title": &a.Title, "doc_no": &a.DocNo, "issuer": &a.Issuer, "date": &a.Date, "year": &a.Year, "retention": &a.Retention,
		"unit": &a.Unit, "pages": &a.Pages, "keywords": &a.Keywords, "remark": &a.Remark}
	to, ok := fields[in.Field]
	switch {
	case in.Field == "place":
		return r.placeCell(q, it, in.Value)
	case !ok:
		return web.Answer{}, fault.Field("field", in.Field, "这一项不能在表格里改。")
	case it.Stage >= Filed:
		return web.Answer{}, fault.New(fault.Conflict, "这一件已归档，请打开“修改著录”并写明理由。")
	}
	*to = &in.Value
	if it, err = r.Amend(org.Context(q), org.Actor(q), a); err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	text := map[string]string{"title": it.Title, "doc_no": it.DocNo, "issuer": it.Issuer, "date": it.Date.String(), "year": number(it.Year),
		"retention": it.Retention.Label(), "unit": named(units, it.Unit), "pages": number(it.Pages), "keywords": it.Keywords, "remark": it.Remark}[in.Field]
	return cellAnswer(q, text, itemURL(it.ID)), nil
}

func cellAnswer(q *web.Request, text, back string) web.Answer {
	if strings.HasPrefix(q.Header.Get("Accept"), "application/json") {
		return web.JSON(map[string]string{"text": text})
	}
	return web.Redirect(back).Say(ui.OK, "已改为“"+clip(text, 60)+"”。")
}

// including adds the value at hand to the choices, so that a form never changes
// what it cannot show.
func including(options []ui.Option, value, label string) []ui.Option {
	if value == "" || slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) {
		return options
	}
	return append(slices.Clone(options), ui.Option{Value: value, Label: label})
}

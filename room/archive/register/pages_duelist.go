package register

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

func (r *Room) duePage(q *web.Request) (web.Answer, error) { return r.due(q, nil) }

func (r *Room) due(q *web.Request, failed error) (web.Answer, error) {
	year := r.yearOf(q)
	v := q.URL.Query()
	o := DueQuery{Year: year, Unit: v.Get("unit"), State: v.Get("state"), Words: v.Get("words")}
	list, err := r.DueList(q.Context(), o)
	if err != nil {
		return web.Answer{}, err
	}
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	may := org.Actor(q).May(Due)
	tb := ui.Table{Caption: "应归档清单", Columns: []ui.Column{{Label: "文号", Code: true}, {Label: "题名", Wide: true}, {Label: "科室"}, {Label: "经办人"}, {Label: "来源", Minor: true}, {Label: "情况"}},
		Empty: ui.Empty{Title: "没有符合条件的应归档材料", Link: ui.Link{Text: "看漏号", URL: "/archive/arrears/gaps?year=" + itoa(year)}}}
	const shown = 500
	for i, d := range list {
		if i == shown {
			break
		}
		row := ui.Row{ID: id64(d.ID), Cells: []ui.Cell{{Text: d.DocNo}, {Text: d.Title}, {Text: names[d.Unit]}, {Text: d.Holder}, {Text: SourceLabel(d.Source)}, {Tags: []ui.Tag{{Text: "未交", Tone: ui.Warn}}}}}
		if d.ItemID != 0 {
			row.Cells[5] = ui.Cell{Text: "查看", URL: "/archive/items/" + id64(d.ItemID), Tags: []ui.Tag{{Text: "已收", Tone: ui.OK}}}
		} else {
			if d.Urged > 0 {
				row.Cells[5].Tags = append(row.Cells[5].Tags, ui.Tag{Text: fmt.Sprintf("已催 %d 次", d.Urged), Tone: ui.Mute})
			}
			if may {
				row.URL = "/archive/due/" + id64(d.ID)
				at := 1
				if d.Title == "" {
					at = 0
				}
				row.Cells[at].URL = row.URL
			}
		}
		tb.Rows = append(tb.Rows, row)
	}
	units, err := r.unitOptions(q, "全部科室")
	if err != nil {
		return web.Answer{}, err
	}
	fl := ui.Filters{Count: fmt.Sprintf("共 %d 件", len(list)), Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/due", year, "")}
	if len(list) > shown {
		fl.Count += fmt.Sprintf("，先列 %d 件", shown)
	}
	ff := &ui.Form{ID: "filter", Action: "/archive/due", Method: "get"}
	ff.Set("year", itoa(year))
	ff.Set("unit", o.Unit)
	ff.Set("state", o.State)
	ff.Set("words", o.Words)
	fl.Form = ff
	states := []ui.Option{{Label: "全部"}, {Value: "missing", Label: "未交"}, {Value: "collected", Label: "已收"}, {Value: "filed", Label: "已归档"}}
	fl.Add = []ui.Field{{Name: "year", Label: "年度", Kind: ui.Number, Half: true}, {Name: "unit", Label: "科室", Kind: ui.Select, Options: append(slices.Clone(units), ui.Option{Value: NoUnit, Label: "科室未定"}), Half: true},
		{Name: "state", Label: "情况", Kind: ui.Select, Options: states, Half: true}, {Name: "words", Label: "含有文字", Half: true, Optional: true}}
	for _, s := range states[1:] {
		if s.Value == o.State {
			fl.Chips = append(fl.Chips, ui.Chip{Label: "情况", Value: s.Label, Remove: q.URLWith("state", "")})
		}
	}
	if o.Unit != "" {
		name := names[o.Unit]
		if o.Unit == NoUnit {
			name = "科室未定"
		}
		fl.Chips = append(fl.Chips, ui.Chip{Label: "科室", Value: name, Remove: q.URLWith("unit", "")})
	}
	if o.Words != "" {
		fl.Chips = append(fl.Chips, ui.Chip{Label: "含有", Value: o.Words, Remove: q.URLWith("words", "")})
	}
	parts := []templ.Component{r.tabs(year, "due"), listed(fl, tb)}
	head := ui.Head{Title: "应归档清单", Crumbs: []ui.Link{archiveRoom, arrears}}
	if may {
		head.Actions = []ui.Button{{Label: "从表格导入", URL: "/archive/due/import?year=" + itoa(year)}}
		f := form(q, "", "/archive/due", failed, true)
		fields, err := r.dueFields(q, f, archive.DueEntry{Year: int64(year), Unit: strings.TrimSuffix(o.Unit, NoUnit)})
		if err != nil {
			return web.Answer{}, err
		}
		parts = append(parts, formCard("登记应归档材料", "", f, fields, ui.Button{Label: "登记", Look: "primary", Save: true}))
		s := form(q, "settle", "/archive/due/settle", nil, false)
		s.Set("year", itoa(year))
		parts = append(parts, formCard("核对", "收到带文号的材料时自动销号；目录在别处改过以后，可以再核对一次。", s, []ui.Field{{Form: s, Name: "year", Kind: ui.Hidden}}, ui.Button{Label: "核对应归档清单"}))
	}
	return q.Desk("应归档清单", page(head, nil, parts...))
}

// myDuePage shows whoever hands papers in what the own unit still owes of a year,
// and nothing of other units.
func (r *Room) myDuePage(q *web.Request) (web.Answer, error) {
	year, unit := r.yearOf(q), org.Actor(q).Unit
	_, names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: "本科室应交未交", Crumbs: []ui.Link{archiveRoom}, Meta: []string{names[unit], itoa(year) + " 年度"}}
	if unit == "" {
		return q.Desk(head.Title, page(head, []ui.Notice{{Tone: ui.Info, Text: "您的账号不属于任何科室。"}}))
	}
	list, err := r.DueList(q.Context(), DueQuery{Year: year, Unit: unit, State: "missing"})
	if err != nil {
		return web.Answer{}, err
	}
	deadline, err := r.Deadline(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	tb := ui.Table{Caption: "应交未交", Columns: []ui.Column{{Label: "文号", Code: true}, {Label: "题名", Wide: true}, {Label: "经办人"}, {Label: "催交", Numeric: true}},
		Empty: ui.Empty{Title: fmt.Sprintf("本科室 %d 年度没有欠交的材料", year)}}
	for _, d := range list {
		tb.Rows = append(tb.Rows, ui.Row{Cells: []ui.Cell{{Text: d.DocNo}, {Text: d.Title}, {Text: d.Holder}, {Text: id64(d.Urged)}}})
	}
	var notices []ui.Notice
	if len(list) > 0 {
		n := ui.Notice{Tone: ui.Info, Text: "材料交给档案员，收进档案室即销号。没有形成文件的，请告诉档案员不再催交。"}
		if !deadline.IsZero() {
			n.Text = fmt.Sprintf("%d 年度的材料应在%s以前移交。", year, deadline.Chinese()) + n.Text
		}
		notices = append(notices, n)
	}
	f := ui.Filters{Chips: []ui.Chip{{Label: "年度", Value: itoa(year)}}, Saved: r.yearLinks(q, "/archive/my/due", year, ""), Count: fmt.Sprintf("欠 %d 件", len(list))}
	return q.Desk(head.Title, page(head, notices, listed(f, tb)))
}

func (r *Room) dueFields(q *web.Request, f *ui.Form, d archive.DueEntry) ([]ui.Field, error) {
	units, err := r.unitOptions(q, "还不知道")
	if err != nil {
		return nil, err
	}
	people, err := r.Bureau.People(q.Context())
	var names []string
	for _, p := range people {
		if p.LeftOn.IsZero() {
			names = append(names, p.Name)
		}
	}
	f.Wide = true
	f.Set("year", id64(d.Year))
	f.Set("unit", d.Unit)
	f.Set("doc_no", d.DocNo)
	f.Set("title", d.Title)
	f.Set("holder", d.Holder)
	year := ui.Field{Form: f, Name: "year", Label: "年度", Kind: ui.Number, Half: true}
	if d.ID != 0 {
		year.Kind = ui.Hidden
	}
	return []ui.Field{year, {Form: f, Name: "unit", Label: "科室", Kind: ui.Select, Options: units, Half: true, Optional: true}, {Form: f, Name: "doc_no", Label: "文号", Code: true, Half: true, Optional: true, Hint: "文号和题名至少填一项"},
		{Form: f, Name: "holder", Label: "在谁手里", List: names, Half: true, Optional: true}, {Form: f, Name: "title", Label: "题名", Optional: true}}, err
}

type dueInput struct {
	Year   int    `form:"year" label:"年度"`
	Unit   string `form:"unit"`
	DocNo  string `form:"doc_no" label:"文号" max:"100"`
	Title  string `form:"title" label:"题名" max:"500"`
	Holder string `form:"holder" label:"经办人" max:"60"`
}

func (in dueInput) entry() NewDue {
	return NewDue{Year: in.Year, Unit: in.Unit, DocNo: in.DocNo, Title: in.Title, Holder: in.Holder}
}

func (r *Room) duePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[dueInput](q)
	var got DueAdded
	if err == nil {
		got, err = r.AddDue(org.Context(q), org.Actor(q), []NewDue{in.entry()})
	}
	if err != nil {
		return r.due(q, err)
	}
	say := "已登记应归档材料。"
	if got.Filed > 0 {
		say = "已登记，这一件已经在室，同时销号。"
	}
	return web.Redirect("/archive/due?year="+itoa(in.Year)).Say(ui.OK, say), nil
}

func (r *Room) settlePost(q *web.Request) (web.Answer, error) {
	n, err := r.SettleAll(org.Context(q), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/archive/due?year="+itoa(r.yearOf(q))).Say(ui.OK, fmt.Sprintf("已核对，新收到 %d 件。", n)), nil
}

func (r *Room) dueImportPage(q *web.Request) (web.Answer, error) { return r.dueImport(q, nil, nil) }

func (r *Room) dueImport(q *web.Request, failed error, problems []string) (web.Answer, error) {
	return r.uploadPage(q, "导入应归档清单", "/archive/due/import", []ui.Link{archiveRoom, arrears, {Text: "应归档清单", URL: "/archive/due"}},
		"表头：年度、科室、文号、题名、经办人，至少要有题名一列。有一行不对就全部不收；已在清单里的不重复登记。", failed, problems, func(f *ui.Form) []ui.Field {
			f.Set("year", itoa(r.yearOf(q)))
			return []ui.Field{{Form: f, Name: "year", Label: "没有写年度的行算作", Kind: ui.Number}}
		})
}

func (r *Room) dueImportPost(q *web.Request) (web.Answer, error) {
	in, content, err := upload(q)
	var got DueAdded
	var rep Imported
	if err == nil {
		got, rep, err = r.ImportDue(org.Context(q), org.Actor(q), in.Year, content, in.File.Size, in.File.Name)
	}
	if err != nil || len(rep.Problems) > 0 {
		return r.dueImport(q, err, rep.Problems)
	}
	return web.Redirect("/archive/due?year="+itoa(in.Year)).Say(ui.OK, fmt.Sprintf("已登记 %d 件，其中已在室 %d 件；%d 件清单里已有。", got.Added, got.Filed, got.Same)), nil
}

func (r *Room) dueEntryPage(q *web.Request) (web.Answer, error) { return r.dueEntry(q, nil, "") }

var sqlDueEntry = q.SQL("due_entry")

func (r *Room) dueEntry(q *web.Request, failed error, which string) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	d, ok, err := db.Maybe[archive.DueEntry](q.Context(), r.reader(), sqlDueEntry, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "应归档清单里没有这一条。")
	}
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: dueName(d.DocNo, d.Title), Crumbs: []ui.Link{archiveRoom, arrears, {Text: "应归档清单", URL: "/archive/due?year=" + id64(d.Year)}}, Meta: []string{id64(d.Year) + " 年度", "来源：" + SourceLabel(d.Source), "已催 " + id64(d.Urged) + " 次"}}
	if d.ItemID != 0 {
		return q.Desk(head.Title, page(head, []ui.Notice{{Tone: ui.OK, Text: "这一条已经收到。", Link: ui.Link{Text: "查看这一件", URL: "/archive/items/" + id64(d.ItemID)}}}))
	}
	f := form(q, "", "/archive/due/"+id64(id), failed, which == "amend")
	fields, err := r.dueFields(q, f, d)
	if err != nil {
		return web.Answer{}, err
	}
	x := form(q, "void", "/archive/due/"+id64(id)+"/void", failed, which == "void")
	return q.Desk(head.Title, page(head, nil, formCard("", "", f, fields, ui.Button{Label: "保存修改", Look: "primary", Save: true}),
		formCard("不再催交", "从应归档清单去掉，理由留底。如：作废号、没有形成文件。", x, []ui.Field{{Form: x, Name: "reason", Label: "理由", Max: 200}}, ui.Button{Label: "不再催交"})))
}

func (r *Room) dueAmendPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[dueInput](q)
	if err == nil {
		err = r.AmendDue(org.Context(q), org.Actor(q), id, in.entry())
	}
	if err != nil {
		return r.dueEntry(q, err, "amend")
	}
	return web.Redirect("/archive/due/"+id64(id)).Say(ui.OK, "已保存修改。"), nil
}

func (r *Room) dueVoidPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.VoidDue(org.Context(q), org.Actor(q), id, q.Values().Get("reason")); err != nil {
		return r.dueEntry(q, err, "void")
	}
	return web.Redirect("/archive/due").Say(ui.OK, "已从应归档清单去掉，理由留底。"), nil
}

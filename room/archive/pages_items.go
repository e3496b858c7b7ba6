package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
)

// listPageSize is the items of one page of a list.
const listPageSize = 50

// listKeys are the conditions of a list, as they stand in the address.
var listKeys = []string{"year", "unit", "retention", "stage", "state", "category", "missing", "review", "doubtful", "batch", "box"}

// listFrom reads the conditions out of an address.
func listFrom(v url.Values) (List, error) {
	l := List{Unit: one(v, "unit"), Category: one(v, "category"), State: one(v, "state"), Missing: one(v, "missing"), Order: one(v, "order"),
		Review: v.Get("review") != "", Doubtful: v.Get("doubtful") != "", After: v.Get("after"), Limit: listPageSize}
	var errs []*fault.Error
	whole := func(name, label string, most int) int64 {
		s := one(v, name)
		if s == "" {
			return 0
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > most {
			errs = append(errs, fault.Field(name, s, label+"“"+s+"”不是可用的数字，请改正或去掉这个条件。"))
		}
		return int64(n)
	}
	l.Year, l.Batch, l.Box = int(whole("year", "年度", 9999)), whole("batch", "批次", 1<<53), whole("box", "盒", 1<<53)
	l.Stage = Stage(whole("stage", "环节", 4))
	if s := one(v, "retention"); s != "" {
		p, err := code.ParsePeriod(s)
		if err != nil {
			errs = append(errs, fault.Of(err))
		}
		l.Retention = p
	}
	if l.State != "" && l.State != "all" && StateLabel(l.State) == "" {
		errs = append(errs, fault.Field("state", l.State, "没有“"+l.State+"”这种状态，请去掉这个条件。"))
	}
	if l.Missing != "" && missingLabel(l.Missing) == "" {
		errs = append(errs, fault.Field("missing", l.Missing, "没有“"+l.Missing+"”这种缺项，请去掉这个条件。"))
	}
	if l.Order != "" && l.Order != "class" {
		errs = append(errs, fault.Field("order", l.Order, "列表只按日期或按类排。"))
	}
	return l, fault.Join(errs...)
}

func missingLabel(s string) string {
	return map[string]string{"unit": "缺机构", "retention": "缺期限", "date": "缺日期", "year": "缺年度"}[s]
}

func (r *Room) itemsPage(q *web.Request) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	v := q.URL.Query()
	// A filter form sends its empty fields too; the address shown has none.
	if to, changed := tidyQuery(v); changed {
		return web.Redirect(address("/archive/items", to...)), nil
	}
	l, err := listFrom(v)
	if err != nil {
		return web.Answer{}, err
	}
	at, err := strconv.Atoi(v.Get("n"))
	if err != nil || at < 0 {
		at = 0
	}
	var page Listed
	if before := v.Get("before"); before != "" {
		page, err = r.itemsBefore(ctx, who, l, before)
	} else {
		page, err = r.Items(ctx, who, l)
	}
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	filters, err := r.itemFilters(q, l, units, page.Total)
	if err != nil {
		return web.Answer{}, err
	}
	if v.Get("after") == "" && v.Get("before") == "" {
		at = 0
	}
	pager := ui.Pager{First: at + 1, Last: at + len(page.Items), Total: int(page.Total), Jump: "code", Action: "/archive/go"}
	if len(page.Items) == 0 {
		pager.First = 0
	}
	if page.Next != "" && at+len(page.Items) < int(page.Total) {
		pager.Next = q.URLWith("after", page.Next, "before", "", "n", strconv.Itoa(at+len(page.Items)))
	}
	if at > 0 && len(page.Items) > 0 {
		pager.Prev = q.URLWith("before", cursorOf(&page.Items[0], l.Order), "after", "", "n", number(int64(max(0, at-listPageSize))))
		if at <= listPageSize {
			pager.Prev = q.URLWith("before", "", "after", "", "n", "")
		}
	}
	table := r.itemTable(q, l, page, units)
	head := ui.Head{Crumbs: []ui.Link{room}, Title: listTitle(l), Actions: []ui.Button{
		{Label: "导出 XLSX", URL: r.exportURL(q, "xlsx")}, {Label: "导出 CSV", URL: r.exportURL(q, "csv")}}}
	return q.Desk(head.Title, titled(head, ui.FilterBar(filters), ui.TableBox(table), ui.PagerBar(pager)))
}

// tidyQuery gives an address's conditions without the empty ones.
func tidyQuery(v url.Values) (pairs []string, changed bool) {
	for k, list := range v {
		if len(list) == 0 || list[0] == "" {
			changed = true
			continue
		}
		pairs = append(pairs, k, list[0])
	}
	return pairs, changed
}

func (r *Room) exportURL(q *web.Request, format string) string {
	pairs := []string{"format", format}
	v := q.URL.Query()
	for _, k := range append(slices.Clone(listKeys), "order") {
		pairs = append(pairs, k, v.Get(k))
	}
	return address("/archive/items/export", pairs...)
}

func listTitle(l List) string {
	switch {
	case l.State == Excluded:
		return "不归档的件"
	case l.Year != 0:
		return fmt.Sprintf("%d年度归档文件", l.Year)
	}
	return "归档文件"
}

func (r *Room) itemFilters(q *web.Request, l List, units map[string]string, total int64) (ui.Filters, error) {
	clear := func(name string) string { return q.URLWith(name, "", "after", "", "before", "", "n", "") }
	f := ui.Filters{Count: "共 " + count(total) + " 件"}
	chip := func(label, value, name string) {
		if value != "" {
			f.Chips = append(f.Chips, ui.Chip{Label: label, Value: value, Remove: clear(name)})
		}
	}
	chip("年度", number(int64(l.Year)), "year")
	chip("机构", named(units, l.Unit), "unit")
	chip("期限", l.Retention.Label(), "retention")
	chip("门类", categoryLabel(l.Category), "category")
	if l.Stage != 0 {
		chip("环节", l.Stage.Label(), "stage")
	}
	if l.State != "" {
		chip("状态", stateFilter(l.State), "state")
	}
	chip("缺项", missingLabel(l.Missing), "missing")
	if l.Review {
		chip("期限", "待认可", "review")
	}
	if l.Doubtful {
		chip("著录", "待核", "doubtful")
	}
	if l.Batch != 0 {
		name := number(l.Batch)
		if b, err := r.Batch(q.Context(), l.Batch); err == nil {
			name = b.Code
		}
		chip("批次", name, "batch")
	}
	if l.Box != 0 {
		name := number(l.Box)
		if b, err := r.Box(q.Context(), l.Box); err == nil {
			name = b.Label()
		}
		chip("盒", name, "box")
	}
	unitList, err := r.unitOptions(q.Context(), "不限")
	if err != nil {
		return f, err
	}
	form := &ui.Form{ID: "filter", Action: "/archive/items", Method: "get"}
	for _, k := range append(slices.Clone(listKeys), "order") {
		form.Set(k, q.URL.Query().Get(k))
	}
	f.Form = form
	pick := func(name, label string, options []ui.Option) ui.Field {
		return ui.Field{Name: name, Label: label, Kind: ui.Select, Optional: true, Options: options}
	}
	f.Add = []ui.Field{{Name: "order", Kind: ui.Hidden}, {Name: "batch", Kind: ui.Hidden}, {Name: "box", Kind: ui.Hidden},
		{Name: "year", Label: "年度", Kind: ui.Number, Optional: true}, pick("unit", "机构", unitList), pick("retention", "保管期限", periodOptions("不限")),
		pick("category", "门类", categoryOptions("不限")),
		pick("stage", "环节", []ui.Option{{Label: "不限"}, {Value: "1", Label: Collected.Label()}, {Value: "2", Label: Arranged.Label()}, {Value: "3", Label: Boxed.Label()}, {Value: "4", Label: Filed.Label()}}),
		pick("state", "状态", []ui.Option{{Label: "在室"}, {Value: Excluded, Label: "不归档"}, {Value: Merged, Label: "已并入他件"}, {Value: Transferred, Label: "已移交"}, {Value: Destroyed, Label: "已销毁"}, {Value: "all", Label: "全部"}}),
		pick("missing", "缺项", []ui.Option{{Label: "不限"}, {Value: "unit", Label: "缺机构"}, {Value: "retention", Label: "缺期限"}, {Value: "date", Label: "缺日期"}, {Value: "year", Label: "缺年度"}}),
		{Name: "review", Label: "期限待认可", Kind: ui.Check}, {Name: "doubtful", Label: "著录待核", Kind: ui.Check}}
	if org.Actor(q).May(Arrange) && len(f.Chips) == 0 {
		f.Saved = []ui.Link{{Text: "期限待认可", URL: "/archive/items?review=1"}, {Text: "著录待核", URL: "/archive/items?doubtful=1"}, {Text: "缺机构", URL: "/archive/items?missing=unit"},
			{Text: "缺期限", URL: "/archive/items?missing=retention"}, {Text: "不归档的", URL: "/archive/items?state=excluded"}}
	}
	return f, nil
}

func stateFilter(s string) string {
	if s == "all" {
		return "全部"
	}
	return StateLabel(s)
}

func (r *Room) itemTable(q *web.Request, l List, page Listed, units map[string]string) ui.Table {
	reset := []string{"after", "", "before", "", "n", ""}
	t := ui.Table{Caption: listTitle(l), Columns: []ui.Column{{Label: "档号", Code: true, Sort: q.URLWith(append(reset, "order", "class")...)}, {Label: "题名", Wide: true},
		{Label: "日期", Code: true, Sort: q.URLWith(append(reset, "order", "")...), Sorted: "desc"}, {Label: "机构", Minor: true}, {Label: "期限"}, {Label: "页数", Numeric: true, Minor: true}, {Label: "环节"}},
		Empty: ui.Empty{Title: "没有符合条件的件", Text: "去掉上面的某个条件再看；不归档、已移交和已销毁的要在“状态”里选。", Link: ui.Link{Text: "看全部在室的", URL: "/archive/items"}}}
	if l.Order == "class" {
		t.Columns[0].Sorted, t.Columns[2].Sorted = "asc", ""
	}
	if org.Actor(q).May(Arrange) {
		v := q.URL.Query()
		pairs := []string{}
		for _, k := range listKeys {
			pairs = append(pairs, k, v.Get(k))
		}
		t.Select = "id"
		t.Bulk = &ui.Bulk{Form: q.FormFor(address("/archive/items/bulk", pairs...), nil), Total: int(page.Total), All: "all", Actions: []ui.Button{
			{Label: "认可期限", Name: "do", Value: "periods"}, {Label: "改期限", Name: "do", Value: "retention"}, {Label: "改机构", Name: "do", Value: "unit"}}}
		if l.State == Excluded {
			t.Bulk.Actions = []ui.Button{{Label: "恢复归档", Name: "do", Value: "restore"}}
		} else {
			t.Bulk.Actions = append(t.Bulk.Actions, ui.Button{Label: "不归档", Name: "do", Value: "exclude"})
		}
	}
	for i := range page.Items {
		it := &page.Items[i]
		c := it.Code
		if c == "" {
			c = it.CodeGiven
		}
		tags := itemTags(it)
		if it.Doubts != "{}" && it.Stage < Filed {
			tags = append(tags, ui.Tag{Text: "待核", Tone: ui.Warn})
		}
		t.Rows = append(t.Rows, ui.Row{ID: number(it.ID), URL: itemURL(it.ID), Cells: []ui.Cell{{Text: c}, {Text: it.Title, URL: itemURL(it.ID), Tags: tags, Sub: joinDots(it.DocNo, it.Issuer)},
			{Text: it.Date.String()}, {Text: named(units, it.Unit)}, {Text: it.Retention.Label(), Tags: periodTags(it)}, {Text: pagesText(it)}, {Tags: []ui.Tag{stageTag(it.Stage)}}}})
	}
	return t
}

func parseIDs(list []string) ([]int64, error) {
	var out []int64
	for _, s := range list {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return nil, fault.Field("id", s, "选中的件编号“"+clip(s, 20)+"”不对，请回到列表重新勾选。")
		}
		out = append(out, n)
	}
	return out, nil
}

func (r *Room) bulkItems(q *web.Request) (web.Answer, error) {
	v := q.URL.Query()
	l, err := listFrom(v)
	if err != nil {
		return web.Answer{}, err
	}
	pairs := []string{}
	for _, k := range listKeys {
		pairs = append(pairs, k, v.Get(k))
	}
	return r.bulk(q, l, address("/archive/items", pairs...))
}

// bulk does one thing to the chosen items. What needs a word first (a unit, a
// reason) is asked for on a page of its own, which sends the choice again.
func (r *Room) bulk(q *web.Request, l List, back string) (web.Answer, error) {
	ctx, who, v := org.Context(q), org.Actor(q), q.Values()
	ids, err := parseIDs(v["id"])
	if err != nil {
		return web.Answer{}, err
	}
	c := Chosen{IDs: ids, All: v.Get("all") != "", List: l}
	if !c.All && len(ids) == 0 {
		return web.Redirect(back).Say(ui.Warn, "还没有选中任何一件，请先勾选左侧方框。"), nil
	}
	if to := v.Get("back"); to != "" {
		back = web.Local(to)
	}
	do := one(v, "do")
	switch do {
	case "words", "periods":
		f := r.AcceptPeriods
		if do == "words" {
			f = r.AcceptWords
		}
		a, err := f(ctx, who, c)
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect(back).Say(ui.OK, a.words()), nil
	case "restore":
		if ids, err = r.chosenIDs(ctx, who, c); err != nil {
			return web.Answer{}, err
		}
		n, err := r.Restore(ctx, who, ids)
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect(back).Say(ui.OK, fmt.Sprintf("已恢复归档 %d 件。", n)), nil
	case "unit", "retention", "exclude":
		return r.askBulk(q, c, do, back)
	}
	return web.Answer{}, fault.Field("do", do, "没有这种成批办理，请用列表下方的按钮。")
}

// askBulk asks for the word that a bulk action needs, and does it once it is there.
func (r *Room) askBulk(q *web.Request, c Chosen, do, back string) (web.Answer, error) {
	ctx, who, v := org.Context(q), org.Actor(q), q.Values()
	word := one(v, "word")
	var failed error
	if v.Get("sure") != "" {
		n := 0
		switch {
		case word == "" && do != "exclude":
			failed = fault.Field("word", "", "请先选定"+bulkWords[do].label+"。")
		case do == "unit":
			n, failed = r.Assign(ctx, who, c, Amendment{Unit: &word})
		case do == "retention":
			n, failed = r.Assign(ctx, who, c, Amendment{Retention: &word})
		default:
			var ids []int64
			if ids, failed = r.chosenIDs(ctx, who, c); failed == nil {
				n, failed = r.Exclude(ctx, who, ids, word)
			}
		}
		if failed == nil {
			return web.Redirect(back).Say(ui.OK, fmt.Sprintf("已%s %d 件。", bulkWords[do].verb, n)), nil
		}
		if f := fault.Of(failed); f.Field == "unit" || f.Field == "retention" || f.Field == "reason" || f.Field == "period" {
			failed = fault.Field("word", f.Value, f.Safe())
		}
	}
	n := int64(len(c.IDs))
	if c.All {
		var err error
		if n, err = r.countItems(ctx, who, c.List); err != nil {
			return web.Answer{}, err
		}
	}
	form := q.FormFor(q.URL.RequestURI(), failed)
	if failed == nil {
		form = q.FormFor(q.URL.RequestURI(), nil)
	}
	for k, list := range map[string][]string{"do": {do}, "back": {back}, "sure": {"1"}, "all": {v.Get("all")}} {
		form.Values[k] = list
	}
	form.Values["id"] = v["id"]
	field := ui.Field{Form: form, Name: "word", Label: bulkWords[do].label, Kind: ui.Select, Focus: true}
	var err error
	switch do {
	case "unit":
		field.Options, err = r.unitOptions(ctx, "请选择")
	case "retention":
		field.Options = periodOptions("请选择")
	default:
		field.Kind, field.List = ui.Text, []string{"重份", "普发不需办理", "抄送备查", "与本机关工作无关"}
	}
	if err != nil {
		return web.Answer{}, err
	}
	title := fmt.Sprintf("%s %d 件", bulkWords[do].verb, n)
	confirm := ui.Confirm{Form: form, What: title, Effects: bulkWords[do].effects, Fields: []ui.Field{field},
		Yes: ui.Button{Label: title, Look: "primary"}, No: ui.Link{Text: "不改，返回", URL: back}}
	return q.Desk(title, bulkBody(ui.Head{Crumbs: []ui.Link{room, {Text: "归档文件", URL: "/archive/items"}}, Title: title}, confirm))
}

var bulkWords = map[string]struct {
	verb, label string
	effects     []string
}{
	"unit":      {"改机构", "机构", []string{"已编号的件改机构后要重新整理才有新号。", "已归档的件不能成批改，须逐件写明理由。"}},
	"retention": {"改保管期限", "保管期限", []string{"改后视为已由人认可。", "已编号的件改期限后要重新整理才有新号。"}},
	"exclude":   {"不归档", "理由", []string{"仍可在“不归档的”里查到，随时可以恢复。", "已归档的件不能改为不归档。"}},
}

func (r *Room) chosenIDs(ctx context.Context, who act.Actor, c Chosen) ([]int64, error) {
	if !c.All {
		return c.IDs, nil
	}
	var out []int64
	err := r.eachItem(ctx, who, c.List, func(it *Item) error {
		if out = append(out, it.ID); len(out) > maxChosen {
			return fault.Newf(fault.TooLarge, "符合条件的超过 %d 件，请加条件分几次办理。", maxChosen)
		}
		return nil
	})
	return out, err
}

// exportColumns are the columns of an exported list.
var exportColumns = []sheet.Column{{Title: "档号", Width: 28}, {Title: "题名", Width: 60, Wrap: true}, {Title: "文号", Width: 22}, {Title: "责任者", Width: 24, Wrap: true},
	{Title: "日期"}, {Title: "年度", Width: 8}, {Title: "门类", Width: 10}, {Title: "机构", Width: 18}, {Title: "保管期限", Width: 10}, {Title: "页数", Width: 8}, {Title: "密级", Width: 10},
	{Title: "件号", Width: 8}, {Title: "盒号", Width: 8}, {Title: "环节", Width: 10}, {Title: "关键词", Width: 24, Wrap: true}, {Title: "备注", Width: 30, Wrap: true}}

// scratch is a temporary file that goes when it is closed.
type scratch struct{ *os.File }

// Close closes and removes the file.
func (s scratch) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }

func (r *Room) exportItems(q *web.Request) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	l, err := listFrom(q.URL.Query())
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	boxes := map[int64]int64{}
	list, err := r.Boxes(ctx, l.Year)
	if err != nil {
		return web.Answer{}, err
	}
	for _, b := range list {
		boxes[b.ID] = b.Number
	}
	dir := filepath.Join(r.Door.Dir(), "tmp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return web.Answer{}, fault.Wrap("archive.export", fault.Full, err)
	}
	f, err := os.CreateTemp(dir, "export-*")
	if err != nil {
		return web.Answer{}, fault.Wrap("archive.export", fault.Full, err)
	}
	format := one(q.Values(), "format")
	name := listTitle(l) + " " + r.Door.Today().String()
	err = func() error {
		w, err := rowWriter(f, format, listTitle(l))
		if err != nil {
			return err
		}
		return errors.Join(r.writeItems(ctx, who, l, w, units, boxes), w.Close())
	}()
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return web.Answer{}, errors.Join(err, scratch{f}.Close())
	}
	kind, ending := "text/csv; charset=utf-8", ".csv"
	if format == "xlsx" {
		kind, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
	}
	return web.File(name+ending, kind, r.Door.Clock().Now(), scratch{f}), nil
}

type rows interface {
	Write(cells []string) error
	Close() error
}

func rowWriter(w io.Writer, format, title string) (rows, error) {
	switch format {
	case "xlsx":
		return sheet.NewXLSXWriter(w, title, exportColumns)
	case "csv":
		c := sheet.NewCSVWriter(w)
		var head []string
		for _, x := range exportColumns {
			head = append(head, x.Title)
		}
		return c, c.Write(head)
	}
	return nil, fault.Field("format", format, "只能导出 XLSX 或 CSV。")
}

func (r *Room) writeItems(ctx context.Context, who act.Actor, l List, w rows, units map[string]string, boxes map[int64]int64) error {
	return r.eachItem(ctx, who, l, func(it *Item) error {
		return w.Write([]string{it.Code, it.Title, it.DocNo, it.Issuer, it.Date.String(), number(it.Year), it.Category, named(units, it.Unit), it.Retention.Label(),
			number(it.Pages), it.Level.Label(), number(it.ItemNo), number(boxes[it.BoxID]), it.Stage.Label(), it.Keywords, it.Remark})
	})
}

// bytesAnswer is a small file made in memory.
func bytesAnswer(name, kind string, b []byte) web.Answer {
	return web.File(name, kind, time.Time{}, bytes.NewReader(b))
}

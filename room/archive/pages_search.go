package archive

import (
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/search"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
)

// piece is a run of text, marked or not.
type piece struct {
	Text string
	Mark bool
}

func pieces(text string, spans []search.Span) []piece {
	var out []piece
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End > len(text) {
			continue
		}
		if s.Start > at {
			out = append(out, piece{Text: text[at:s.Start]})
		}
		out = append(out, piece{text[s.Start:s.End], true})
		at = s.End
	}
	if at < len(text) {
		out = append(out, piece{Text: text[at:]})
	}
	return out
}

func maxOne(n int64) int64 { return max(1, n) }

// searchPageSize is the hits of one page.
const searchPageSize = 30

type searchInput struct {
	Q         string `form:"q" label:"查询内容" max:"1000"`
	From      int    `form:"from" label:"起始年度" min:"1900" max:"9999"`
	To        int    `form:"to" label:"截止年度" min:"1900" max:"9999"`
	Retention string `form:"retention" label:"保管期限"`
	Unit      string `form:"unit" label:"机构"`
	Sort      string `form:"sort" label:"排序"`
	Next      string `form:"next" max:"500"`
	Back      string `form:"back" max:"1500"`
	N         int    `form:"n" min:"0" max:"100000000"`
}

func (r *Room) searchPage(q *web.Request) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	in, err := web.Decode[searchInput](q)
	opt := SearchOptions{YearFrom: in.From, YearTo: in.To, Unit: in.Unit, ByDate: in.Sort == "date", Limit: searchPageSize, Next: in.Next}
	if err == nil && in.Retention != "" {
		opt.Retention, err = code.ParsePeriod(in.Retention)
	}
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "查档案"}
	if err == nil && strings.TrimSpace(in.Q) == "" {
		return q.Desk("查档案", titled(head, searchBox(""), searchHelp()))
	}
	var found FoundPage
	if err == nil {
		found, err = r.Search(ctx, who, in.Q, opt)
	}
	if err != nil {
		f := fault.Of(err)
		if f.Kind != fault.Invalid {
			return web.Answer{}, err
		}
		a, err := q.Desk("查档案", titled(head, searchBox(in.Q), ui.NoticeBox(ui.Notice{Tone: ui.Warn, Text: f.Safe()}), searchHelp()))
		return a.Status(fault.HTTP(f)), err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	filters, err := r.searchFilters(q, in, units, found.Total)
	if err != nil {
		return web.Answer{}, err
	}
	pager := ui.Pager{First: in.N + 1, Last: in.N + len(found.Hits), Total: found.Total}
	if len(found.Hits) == 0 {
		pager.First = 0
	}
	if found.Next != "" {
		pager.Next = q.URLWith("next", found.Next, "back", pushBack(in.Back, in.Next), "n", strconv.Itoa(in.N+len(found.Hits)))
	}
	if in.N > 0 {
		before, rest := popBack(in.Back)
		pager.Prev = q.URLWith("next", before, "back", rest, "n", number(int64(max(0, in.N-searchPageSize))))
		if before == "" {
			pager.Prev = q.URLWith("next", "", "back", "", "n", "")
		}
	}
	return q.Desk(in.Q+" 查档案", titled(head, searchBox(in.Q), ui.FilterBar(filters), ui.TableBox(foundTable(found, units, in.Q)), ui.PagerBar(pager)))
}

// pushBack adds the cursor of the page at hand to those before it, as long as
// the address stays short.
func pushBack(back, cursor string) string {
	if cursor == "" {
		return back
	}
	if back != "" {
		back += "~"
	}
	back += cursor
	for len(back) > 1400 {
		_, back, _ = strings.Cut(back, "~")
	}
	return back
}

func popBack(back string) (last, rest string) {
	i := strings.LastIndexByte(back, '~')
	if i < 0 {
		return back, ""
	}
	return back[i+1:], back[:i]
}

func (r *Room) searchFilters(q *web.Request, in searchInput, units map[string]string, total int) (ui.Filters, error) {
	f := ui.Filters{Count: "共 " + ui.Thousands(total) + " 件"}
	chip := func(label, value, name string) {
		if value != "" {
			f.Chips = append(f.Chips, ui.Chip{Label: label, Value: value, Remove: q.URLWith(name, "", "next", "", "back", "", "n", "")})
		}
	}
	chip("年度从", number(int64(in.From)), "from")
	chip("到", number(int64(in.To)), "to")
	chip("期限", code.Period(in.Retention).Label(), "retention")
	chip("机构", named(units, in.Unit), "unit")
	options, err := r.unitOptions(q.Context(), "不限")
	form := &ui.Form{ID: "filter", Action: "/archive/search", Method: "get"}
	for name, v := range map[string]string{"q": in.Q, "from": number(int64(in.From)), "to": number(int64(in.To)), "retention": in.Retention, "unit": in.Unit, "sort": in.Sort} {
		form.Set(name, v)
	}
	f.Form = form
	f.Add = []ui.Field{{Name: "q", Kind: ui.Hidden}, {Name: "sort", Kind: ui.Hidden},
		{Name: "from", Label: "年度从", Kind: ui.Number, Optional: true}, {Name: "to", Label: "年度到", Kind: ui.Number, Optional: true},
		{Name: "retention", Label: "保管期限", Kind: ui.Select, Optional: true, Options: periodOptions("不限")},
		{Name: "unit", Label: "机构", Kind: ui.Select, Optional: true, Options: options}}
	if in.Sort == "date" {
		f.Saved = []ui.Link{{Text: "改按相关排序", URL: q.URLWith("sort", "", "next", "", "back", "", "n", "")}}
	} else {
		f.Saved = []ui.Link{{Text: "改按日期排序", URL: q.URLWith("sort", "date", "next", "", "back", "", "n", "")}}
	}
	return f, err
}

func foundTable(found FoundPage, units map[string]string, text string) ui.Table {
	t := ui.Table{Caption: "查到的档案", Columns: []ui.Column{{Label: "题名", Wide: true}, {Label: "命中"}, {Label: "日期", Code: true}, {Label: "机构", Minor: true}, {Label: "期限"}},
		Empty: ui.Empty{Title: "没有查到含“" + text + "”的档案", Text: "每个词都要出现才算查到；可以少写几个词，或只写半个文号。未移交档案室的文件不在其中。",
			Link: ui.Link{Text: "查找方法", URL: "/archive/search"}}}
	for _, h := range found.Hits {
		it := h.Item
		t.Rows = append(t.Rows, ui.Row{URL: itemURL(it.ID), Cells: []ui.Cell{{Body: hitCell(&it, h, found.Words)}, {Text: h.Why}, {Text: it.Date.String()},
			{Text: named(units, it.Unit)}, {Text: it.Retention.Label(), Tags: periodTags(&it)}}})
	}
	return t
}

// goPage leads from an archival code to its item.
func (r *Room) goPage(q *web.Request) (web.Answer, error) {
	text := one(q.Values(), "code")
	it, err := r.ItemByCode(q.Context(), org.Actor(q), text)
	if fault.Is(err, fault.NotFound) {
		// Also where there is such an item out of reach: the answer tells nothing of it.
		if err = r.unseen(q, err); text != "" {
			return web.Redirect(address("/archive/search", "q", "档号:"+text)), nil
		}
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(itemURL(it.ID)), nil
}

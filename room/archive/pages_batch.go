package archive

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
)

// batchPageSize is the items of one page of a batch.
const batchPageSize = 50

func (r *Room) batchPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.batch(q, id, nil)
}

// batch is the page on which what came in is checked and corrected in place.
func (r *Room) batch(q *web.Request, id int64, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	b, err := r.Batch(ctx, id)
	if err != nil {
		return web.Answer{}, err
	}
	see := q.URL.Query().Get("see")
	l := List{Batch: id, Limit: batchPageSize, After: q.URL.Query().Get("after")}
	switch see {
	case "doubt":
		l.Doubtful = true
	case "period":
		l.Open = true
	case "none":
		l.Missing = "retention"
	}
	page, err := r.Items(ctx, who, l)
	if err != nil {
		return web.Answer{}, err
	}
	w, err := r.batchWaits(q, id)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	twins, err := r.Twins(ctx, who, id)
	if err != nil {
		return web.Answer{}, err
	}
	base := fmt.Sprintf("/archive/batches/%d", id)
	form := q.FormFor(address(base+"/accept", "see", see), failed)
	v := batchView{Batch: b, Waits: w, Remarks: b.Remarks(), Twins: twins, Form: form, Page: page, See: see}
	v.Head = ui.Head{Crumbs: []ui.Link{room, {Text: "收过的材料", URL: "/archive/batches"}}, Title: b.Source,
		Meta: []string{b.Code, kindLabel(b.Kind), joinDots(named(units, b.SubmittedBy), stamp(b.At)+" "+b.ReceivedBy+"收")}}
	tab := func(text, see string, n int64) ui.Tab {
		return ui.Tab{Text: text, URL: address(base, "see", see), Count: int(n), Current: v.See == see}
	}
	v.Tabs = []ui.Tab{tab("全部", "", w.Items), tab("著录待核", "doubt", w.Doubts), tab("期限待认可", "period", w.Proposed), tab("没有期限", "none", w.NoPeriod)}
	v.Table = r.checkTable(page.Items, units, form, page.Total)
	state, err := r.personnelState(ctx, id)
	if err != nil {
		return web.Answer{}, err
	}
	if state.Items > 0 {
		v.Personnel = state.words(b.At)
		v.Awaited = state.Waiting > 0
	}
	if see == "" && w.Items == 0 && b.Accepted > 0 {
		v.Table.Empty = ui.Empty{Title: fmt.Sprintf("本批收下的 %d 件不在您的查阅范围内", b.Accepted), Text: "人事材料由政工科核对接收，不用您办。"}
	}
	v.Pager = ui.Pager{Total: int(page.Total)}
	if page.Next != "" {
		v.Pager.Next = q.URLWith("after", page.Next)
	}
	if l.After != "" {
		v.Pager.Prev = q.URLWith("after", "")
	}
	return q.Desk("核对 "+b.Source, batchBody(v))
}

type batchView struct {
	Head    ui.Head
	Batch   Batch
	Waits   batchCounts
	Remarks BatchReport
	Twins   []Twin
	Form    *ui.Form
	Tabs    []ui.Tab
	Table   ui.Table
	Page    Listed
	Pager   ui.Pager
	See     string
	// Personnel says who accepts the personnel papers of the batch; empty without any.
	Personnel string
	Awaited   bool // they are not accepted yet
}

type batchCounts struct{ Items, Doubts, Proposed, NoPeriod, Sure, Ready int64 }

func (r *Room) batchWaits(q *web.Request, id int64) (batchCounts, error) {
	var c batchCounts
	for _, x := range []struct {
		to *int64
		l  List
	}{{&c.Items, List{}}, {&c.Doubts, List{Doubtful: true}}, {&c.Proposed, List{Open: true}}, {&c.NoPeriod, List{Missing: "retention"}}} {
		x.l.Batch = id
		n, err := r.countItems(q.Context(), org.Actor(q), x.l)
		if err != nil {
			return c, err
		}
		*x.to = n
	}
	n, err := r.countSure(q.Context(), org.Actor(q), id)
	c.Sure, c.Ready = n.All, n.Ready
	return c, err
}

func kindLabel(kind string) string {
	return map[string]string{"table": "目录表", "documents": "文件", "closing": "办结移交", "manual": "手工登记"}[kind]
}

// periodNames are the words a period may be changed to in a cell.
func periodNames() []string {
	var out []string
	for _, p := range code.Ordinary {
		out = append(out, p.Label())
	}
	return out
}

// checkTable is the editable table: what the program is not sure of carries its
// degree and evidence, what it proposes its rule.
func (r *Room) checkTable(items []Item, units map[string]string, form *ui.Form, total int64) ui.Table {
	t := ui.Table{Caption: "本批各件", Select: "id",
		Columns: []ui.Column{{Label: "题名", Wide: true}, {Label: "文号", Wrap: true}, {Label: "责任者", Wrap: true}, {Label: "日期", Code: true}, {Label: "机构"},
			{Label: "期限"}, {Label: "页数", Numeric: true}, {Label: "办理"}},
		Bulk: &ui.Bulk{Form: form, Total: int(total), All: "all", Actions: []ui.Button{{Label: "核对无误", Name: "do", Value: "words"},
			{Label: "认可期限", Name: "do", Value: "periods"}, {Label: "改机构", Name: "do", Value: "unit"}, {Label: "不归档", Name: "do", Value: "exclude"}}},
		Empty: ui.Empty{Title: "没有符合条件的件", Text: "这一项都办完了，或本批没有收下新的件。", Link: ui.Link{Text: "看本批全部", URL: "?"}}}
	var choices []string
	names, keyed := map[string]bool{}, false
	for _, n := range units {
		if !names[n] {
			names[n] = true
			choices = append(choices, n)
		}
	}
	slices.Sort(choices)
	for i := range items {
		it := &items[i]
		doubts := it.DoubtsOf()
		cell := func(field, text string) ui.Cell {
			c := ui.Cell{Text: text, Field: field}
			if d, ok := doubts[field]; ok {
				c.Tags, c.Sub = []ui.Tag{sureTag(d.Sure)}, d.Evidence
			}
			return c
		}
		unit := ui.Cell{Text: units[it.Unit], Field: "unit", Choices: choices}
		if it.Unit == "" && it.UnitWritten != "" {
			unit.Sub = "原写“" + it.UnitWritten + "”"
		}
		period := ui.Cell{Text: it.Retention.Label(), Field: "retention", Tags: periodTags(it), Choices: periodNames()}
		rule := ""
		do := ui.Cell{Text: "改", URL: itemURL(it.ID) + "/edit"}
		if periodOpen(it) && it.Stage < Filed {
			p, decided := r.ProposePeriod(it)
			rule = p.Rule
			if decided || it.Retention != "" {
				label := "认可"
				if it.Retention == "" {
					label = "认可" + p.Period.Label()
				}
				b := ui.Button{Label: label, Name: "accept", Value: number(it.ID), Size: "small"}
				if !keyed {
					keyed = true
					b.Key = "a"
				}
				do = ui.Cell{Body: ui.Press(b)}
			}
		}
		pages := ui.Cell{Text: number(it.Pages), Field: "pages"}
		if it.PagesEstimated {
			pages.Tags = []ui.Tag{{Text: "估", Tone: ui.Mute}}
		}
		cells := []ui.Cell{cell("title", it.Title), cell("doc_no", it.DocNo), cell("issuer", it.Issuer), cell("date", it.Date.String())}
		if len(doubts) == 0 {
			cells[0].Tags = []ui.Tag{sureTag("sure")}
		}
		if rule != "" { // it stands under the title, where there is room
			cells[0].Sub = joinDots(cells[0].Sub, rule)
		}
		row := ui.Row{ID: number(it.ID), URL: itemURL(it.ID), Edit: itemURL(it.ID) + "/cell", Cells: append(cells, unit, period, pages, do)}
		if it.Stage >= Filed {
			row.Edit, row.Cells[7] = "", ui.Cell{Tags: []ui.Tag{stageTag(it.Stage)}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r *Room) acceptBatch(q *web.Request) (web.Answer, error) {
	ctx, who := org.Context(q), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	back := address(fmt.Sprintf("/archive/batches/%d", id), "see", v.Get("see"))
	list := List{Batch: id}
	switch v.Get("see") {
	case "doubt":
		list.Doubtful = true
	case "period":
		list.Open = true
	case "none":
		list.Missing = "retention"
	}
	if s := one(v, "accept"); s != "" {
		n, err := parseIDs([]string{s})
		if err == nil {
			_, err = r.AcceptPeriods(ctx, who, Chosen{IDs: n})
		}
		if err != nil {
			return r.batch(q, id, err)
		}
		return web.Redirect(back).Say(ui.OK, "已认可保管期限。"), nil
	}
	if one(v, "do") == "sure" {
		a, err := r.AcceptSure(ctx, who, Chosen{All: true, List: List{Batch: id}})
		if err != nil {
			return r.batch(q, id, err)
		}
		return web.Redirect(back).Say(ui.OK, a.words()), nil
	}
	a, err := r.bulk(q, list, back)
	if err != nil {
		return r.batch(q, id, err)
	}
	return a, nil
}

// words tell what accepting did.
func (a Acceptance) words() string {
	var s []string
	if a.Accepted > 0 {
		s = append(s, fmt.Sprintf("已认可保管期限 %d 件", a.Accepted))
	}
	if a.Settled > 0 {
		s = append(s, fmt.Sprintf("已核对著录 %d 件", a.Settled))
	}
	if a.Undecided > 0 {
		s = append(s, fmt.Sprintf("%d 件期限表判不出，请逐件选定", a.Undecided))
	}
	if a.Skipped > 0 {
		s = append(s, fmt.Sprintf("%d 件已归档或不在室，没有动", a.Skipped))
	}
	if len(s) == 0 {
		return "没有需要认可的件。"
	}
	return strings.Join(s, "；") + "。"
}

func (r *Room) batchRejections(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, err := r.Batch(q.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	list := b.Remarks().Rejections
	if len(list) == 0 {
		return web.Answer{}, fault.New(fault.NotFound, "这一批没有不能接收的行。")
	}
	return rejectionsCSV(b.Code+" 不能接收的行.csv", list)
}

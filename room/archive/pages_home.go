package archive

import (
	"context"
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Wait is one thing that waits for somebody.
type Wait struct {
	What, Why string
	N         int64 // how many; 0 for no number
	Late      bool
	Do        ui.Button // leads to where it is done
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	years, err := r.Years(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	others, err := r.othersWait(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	if !who.May(Arrange) {
		return q.Desk("档案室", readerHome(waitTable(others), holdingsTable(years)))
	}
	waits, err := r.YearWaits(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.waits(q, waits, years)
	if err != nil {
		return web.Answer{}, err
	}
	due, err := r.transfersWait(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	list = append(append(others, list...), due...)
	open, closed := 0, int64(0)
	for _, y := range years {
		if y.State.Closed() {
			closed += y.Filed
		} else {
			open++
		}
	}
	head := ui.Head{Title: "档案室", Meta: []string{fmt.Sprintf("在办年度 %d 个", open), "已归档 " + count(closed) + " 件"},
		Actions: []ui.Button{{Label: "查档案", URL: "/archive/search"}, {Label: "收材料", URL: "/archive/intake", Look: "primary"}}}
	return q.Desk("档案室", home(head, waitTable(list), yearTable(years[:min(len(years), homeYears)], waits), max(0, len(years)-homeYears)))
}

// othersWait gathers what waits for somebody in other parts of the program.
func (r *Room) othersWait(ctx context.Context, who act.Actor) ([]Wait, error) {
	var list []Wait
	for _, ask := range r.Waiting {
		got, err := ask(ctx, who)
		if err != nil {
			return nil, err
		}
		list = append(list, got...)
	}
	return list, nil
}

// waits gathers what is to be done, the oldest work first.
func (r *Room) waits(q *web.Request, waits []YearWaits, years []YearFigures) ([]Wait, error) {
	ctx := q.Context()
	var list []Wait
	uploads, err := r.UploadsWaiting(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range uploads {
		what := "上传的目录表还没有导入"
		if u.Kind != "table" {
			what = "上传的文件还没有收下"
		}
		list = append(list, Wait{What: what, Why: u.Name + "，" + stamp(u.At), Do: ui.Button{Label: "接着办", URL: fmt.Sprintf("/archive/uploads/%d", u.ID)}})
	}
	batches, err := r.Batches(ctx, 30)
	if err != nil {
		return nil, err
	}
	open, err := r.BatchWaits(ctx)
	if err != nil {
		return nil, err
	}
	for _, w := range open {
		i := slices.IndexFunc(batches, func(b Batch) bool { return b.ID == w.Batch })
		if i < 0 || w.Doubts == 0 {
			continue
		}
		list = append(list, Wait{What: "著录待核", Why: batches[i].Code + " " + batches[i].Source, N: w.Doubts,
			Do: ui.Button{Label: "核对", URL: fmt.Sprintf("/archive/batches/%d?see=doubt", w.Batch)}})
	}
	awaited, err := r.personnelAwaited(ctx)
	if err != nil {
		return nil, err
	}
	list = append(list, awaited...)
	spellings, err := r.UnmappedUnits(ctx)
	if err != nil {
		return nil, err
	}
	if len(spellings) > 0 {
		n := int64(0)
		for _, s := range spellings {
			n += s.N
		}
		list = append(list, Wait{What: "机构名称未对应", Why: fmt.Sprintf("%d 种写法，如“%s”", len(spellings), spellings[0].Name), N: n,
			Do: ui.Button{Label: "指定机构", URL: "/archive/units"}})
	}
	list = append(list, lacking(waits, func(w YearWaits) int64 { return w.NoPeriod }, "没有保管期限", "定期限", "missing", "retention")...)
	list = append(list, lacking(waits, func(w YearWaits) int64 { return w.Review }, "保管期限待认可", "认可", "review", "1")...)
	list = append(list, lacking(waits, func(w YearWaits) int64 { return w.NoUnit }, "没有机构", "补机构", "missing", "unit")...)
	if i := slices.IndexFunc(waits, func(w YearWaits) bool { return w.Year == 0 }); i >= 0 {
		list = append(list, Wait{What: "没有日期", Why: "年度未定，补日期或年度后才能整理", N: waits[i].Items, Do: ui.Button{Label: "补日期", URL: "/archive/items?missing=year"}})
	}
	gaps := 0
	for _, y := range years {
		if y.State.Closed() || y.Year == 0 || gaps == 3 {
			continue
		}
		gaps++
		found, err := r.Gaps(ctx, int(y.Year))
		if err != nil {
			return nil, err
		}
		n := int64(0)
		for _, g := range found {
			n += int64(g.Count())
		}
		if n > 0 {
			list = append(list, Wait{What: "本局发文漏号", Why: yearText(y.Year), N: n, Do: ui.Button{Label: "催交", URL: fmt.Sprintf("/archive/years/%d#gaps", y.Year)}})
		}
	}
	return list, nil
}

// namedYears is how many years one lack names one by one; the others are told
// together, so that the list stays one of things to do.
const namedYears = 3

// lacking tells in which years something is missing, the most pressing first.
func lacking(waits []YearWaits, of func(YearWaits) int64, what, do string, pairs ...string) []Wait {
	var in []YearWaits
	for _, w := range waits {
		if w.Year != 0 && of(w) > 0 {
			in = append(in, w)
		}
	}
	slices.SortStableFunc(in, func(a, b YearWaits) int { return int(of(b) - of(a)) })
	var out []Wait
	rest := Wait{What: what, Do: ui.Button{Label: do, URL: address("/archive/items", pairs...)}}
	for i, w := range in {
		if i >= namedYears && len(in) > namedYears+1 {
			rest.N += of(w)
			continue
		}
		out = append(out, Wait{What: what, Why: yearText(w.Year), N: of(w), Do: ui.Button{Label: do, URL: address("/archive/items", append([]string{"year", number(w.Year)}, pairs...)...)}})
	}
	if rest.N > 0 {
		rest.Why = fmt.Sprintf("其余 %d 个年度", len(in)-namedYears)
		out = append(out, rest)
	}
	return out
}

// homeYears is how many years the front page shows.
const homeYears = 10

func waitTable(list []Wait) ui.Table {
	t := ui.Table{Caption: "等着办的", Columns: []ui.Column{{Label: "事项", Wide: true}, {Label: "件数", Numeric: true}, {Label: "办理"}},
		Empty: ui.Empty{Title: "没有等着办的", Text: "收到新材料后，要核对的都列在这里。", Action: ui.Button{Label: "收材料", URL: "/archive/intake"}}}
	for _, w := range list {
		n := ""
		if w.N > 0 {
			n = count(w.N)
		}
		what := ui.Cell{Text: w.What, Sub: w.Why}
		if w.Late {
			what.Tags = []ui.Tag{{Text: "已超期", Tone: ui.Bad}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: w.Do.URL, Cells: []ui.Cell{what, {Text: n}, {Text: w.Do.Label, URL: w.Do.URL}}})
	}
	return t
}

// nextStep is what comes next for a year.
func nextStep(y YearFigures, w YearWaits) ui.Button {
	base := fmt.Sprintf("/archive/years/%d", y.Year)
	lacking := w.NoPeriod + w.NoUnit
	switch {
	case y.Year == 0:
		return ui.Button{Label: "补日期", URL: "/archive/items?missing=year"}
	case y.State.Closed() && y.Filed == y.Items:
		return ui.Button{Label: "查看", URL: base}
	case y.State.Closed():
		return ui.Button{Label: "整理补交件", URL: base + "/arrange"}
	case y.Arranged < y.Items && lacking > 0:
		return ui.Button{Label: "补缺项", URL: base}
	case y.Arranged < y.Items:
		return ui.Button{Label: "整理", URL: base + "/arrange"}
	case y.Boxed < y.Items:
		return ui.Button{Label: "装盒", URL: base + "/pack"}
	}
	return ui.Button{Label: "关账", URL: base + "/close"}
}

func yearTable(years []YearFigures, waits []YearWaits) ui.Table {
	t := ui.Table{Caption: "各年度进度", Columns: []ui.Column{{Label: "年度", Wide: true}, {Label: "已收", Numeric: true}, {Label: "已整理", Numeric: true},
		{Label: "已装盒", Numeric: true}, {Label: "已归档", Numeric: true}, {Label: "进度", Minor: true}, {Label: "下一步"}},
		Empty: ui.Empty{Title: "还没有收过材料", Text: "先收一批文件或一份目录表，系统按日期分到各年度。", Action: ui.Button{Label: "收材料", URL: "/archive/intake"}}}
	for _, y := range years {
		w := YearWaits{}
		if i := slices.IndexFunc(waits, func(w YearWaits) bool { return w.Year == y.Year }); i >= 0 {
			w = waits[i]
		}
		c := ui.Cell{Text: yearText(y.Year), URL: fmt.Sprintf("/archive/years/%d", y.Year)}
		if y.Year == 0 {
			c.URL = "/archive/items?missing=year"
		}
		if y.State.Closed() {
			c.Tags = []ui.Tag{{Text: "已关账", Tone: ui.OK}}
		}
		if lacking := w.NoPeriod + w.NoUnit; lacking > 0 && y.Year != 0 {
			c.Tags = append(c.Tags, ui.Tag{Text: "缺项 " + count(lacking), Tone: ui.Warn})
		}
		next := nextStep(y, w)
		next.Size = "small"
		t.Rows = append(t.Rows, ui.Row{URL: c.URL, Cells: []ui.Cell{c, {Text: count(y.Items)}, {Text: count(y.Arranged)}, {Text: count(y.Boxed)},
			{Text: count(y.Filed)}, {Body: steps(y)}, {Body: ui.Press(next)}}})
	}
	return t
}

func holdingsTable(years []YearFigures) ui.Table {
	t := ui.Table{Caption: "各年度馆藏", Columns: []ui.Column{{Label: "年度", Wide: true}, {Label: "件数", Numeric: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "档案室还没有材料", Text: "各科室移交后，可按题名、文号和正文查找。"}}
	for _, y := range years {
		tag := ui.Tag{Text: "整理中", Tone: ui.Mute}
		if y.State.Closed() {
			tag = ui.Tag{Text: "已归档", Tone: ui.OK}
		}
		t.Rows = append(t.Rows, ui.Row{URL: address("/archive/items", "year", number(y.Year)), Cells: []ui.Cell{
			{Text: yearText(y.Year), URL: address("/archive/items", "year", number(y.Year))}, {Text: count(y.Items)}, {Tags: []ui.Tag{tag}}}})
	}
	return t
}

// steps shows how far the least advanced work of a year has come.
func steps(y YearFigures) templ.Component {
	return bar(y.Arranged+y.Boxed+y.Filed, 3*y.Items, fmt.Sprintf("整理 %d、装盒 %d、归档 %d，共 %d 件", y.Arranged, y.Boxed, y.Filed, y.Items))
}

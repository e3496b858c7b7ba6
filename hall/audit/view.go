package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type listView struct {
	r      *web.Request
	filter Filter
	page   Page
	form   *ui.Form
}

func (v listView) chips() []ui.Chip {
	var out []ui.Chip
	add := func(key, label, value string) {
		if value != "" {
			out = append(out, ui.Chip{Label: label, Value: value, Remove: v.r.URLWith(key, "", "before", "", "after", "")})
		}
	}
	f := v.filter
	add("from", "自", f.From.String())
	add("to", "至", f.To.String())
	add("actor", "登录名", f.Actor)
	add("deed", "事项", act.LabelOf(f.Deed))
	if f.Outcome != "" {
		add("outcome", "结果", outcomeWord(f.Outcome))
	}
	add("subject", "对象", f.Subject)
	add("basis", "依据", f.Basis)
	return out
}

func (v listView) filters() ui.Filters {
	f := ui.Filters{Chips: v.chips(), Form: v.form, Count: v.count(), Add: []ui.Field{
		{Name: "from", Label: "自", Kind: ui.Date, Optional: true, Half: true},
		{Name: "to", Label: "至", Kind: ui.Date, Optional: true, Half: true},
		{Name: "actor", Label: "登录名", Optional: true, Half: true, Code: true},
		{Name: "outcome", Label: "结果", Kind: ui.Select, Optional: true, Half: true, Options: []ui.Option{{Value: "", Label: "不限"}, {Value: ledger.Done, Label: "办成"}, {Value: ledger.Refused, Label: "拒绝"}}},
		{Name: "deed", Label: "事项", Kind: ui.Select, Optional: true, Options: deedOptions()},
		{Name: "subject", Label: "对象", Optional: true, Code: true, Hint: "在某一条里点“对象”，可查同一对象的全部。"},
		{Name: "basis", Label: "依据", Optional: true, Code: true, Hint: "条文编号。"},
	}}
	if v.filter.Outcome == "" {
		f.Saved = []ui.Link{{Text: "只看拒绝的", URL: v.r.URLWith("outcome", ledger.Refused, "before", "", "after", "")}}
	}
	return f
}

func (v listView) count() string {
	if v.page.TotalAtMin {
		return "多于 " + ui.Thousands(v.page.Total) + " 条"
	}
	return "共 " + ui.Thousands(v.page.Total) + " 条"
}

func outcomeTags(outcome string) []ui.Tag {
	if outcome == ledger.Refused {
		return []ui.Tag{{Text: "拒绝", Tone: ui.Bad}}
	}
	return []ui.Tag{{Text: "办成", Tone: ui.OK}}
}

func (v listView) table() ui.Table {
	t := ui.Table{Caption: "台账", Columns: []ui.Column{{Label: "存证号", Code: true}, {Label: "时间", Code: true}, {Label: "谁"}, {Label: "办了什么", Wide: true}, {Label: "结果"}},
		Empty: ui.Empty{Title: "没有符合条件的台账", Text: "放宽日期或去掉一个条件再查。", Link: ui.Link{Text: "看全部台账", URL: "/audit"}}}
	for _, e := range v.page.Entries {
		url := fmt.Sprintf("/audit/%d", e.Seq)
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(e.Seq), URL: url, Cells: []ui.Cell{
			{Text: fmt.Sprint(e.Seq), URL: url}, {Text: clock.FromMicros(e.At).Format("2006-01-02 15:04:05")}, {Text: e.Name, Sub: e.Capacity},
			{Text: e.Summary}, {Tags: outcomeTags(e.Outcome)},
		}})
	}
	return t
}

func (v listView) pager() ui.Pager {
	p := ui.Pager{Total: v.page.Total, Unit: "条"}
	if v.page.TotalAtMin {
		p.Total = -1
	}
	if v.page.Newer > 0 {
		p.Prev = v.r.URLWith("after", fmt.Sprint(v.page.Newer), "before", "")
	}
	if v.page.Older > 0 {
		p.Next = v.r.URLWith("before", fmt.Sprint(v.page.Older), "after", "")
	}
	return p
}

// carried are the filter's values, for the form that exports what is shown.
func (v listView) carried() []ui.Pair {
	var out []ui.Pair
	for _, p := range []ui.Pair{{Key: "from", Text: v.filter.From.String()}, {Key: "to", Text: v.filter.To.String()}, {Key: "actor", Text: v.filter.Actor}, {Key: "deed", Text: v.filter.Deed},
		{Key: "outcome", Text: v.filter.Outcome}, {Key: "subject", Text: v.filter.Subject}, {Key: "basis", Text: v.filter.Basis}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

type entryView struct {
	e    ledger.Entry
	rows []rowRange
	last int64
}

func (v entryView) basis() []string {
	if v.e.Basis == "" {
		return nil
	}
	return strings.Split(v.e.Basis, ",")
}

func (v entryView) pairs() []ui.Pair {
	e := v.e
	return []ui.Pair{
		{Key: "时间", Text: clock.FromMicros(e.At).Format("2006-01-02 15:04:05.000000"), Code: true},
		{Key: "结果", Body: ui.Badge(outcomeTags(e.Outcome)[0])},
		{Key: "姓名", Text: e.Name},
		{Key: "身份", Body: orNone(e.Capacity)},
		{Key: "登录名", Text: e.Actor, URL: query("actor", e.Actor), Code: true},
		{Key: "事项", Text: act.LabelOf(e.Deed), URL: query("deed", e.Deed)},
		{Key: "对象", Body: subjectLink(e.Subject)},
		{Key: "依据", Body: basisLinks(v.basis())},
		{Key: "改动的行", Body: rowList(v.rows), Wide: true},
	}
}

// detail is the entry's JSON, indented; as it stands if it is none.
func (v entryView) detail() string {
	if v.e.Detail == "{}" || v.e.Detail == "" {
		return ""
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(v.e.Detail), "", "  ") != nil {
		return v.e.Detail
	}
	return b.String()
}

func (r rowRange) text() string {
	if r.Count == 1 {
		return fmt.Sprintf("%s:%d", r.Table, r.First)
	}
	return fmt.Sprintf("%s:%d–%d（%d 行）", r.Table, r.First, r.First+r.Count-1, r.Count)
}

func findingTable(rep *act.Report) ui.Table {
	t := ui.Table{Caption: "发现的问题", Columns: []ui.Column{{Label: "何处", Code: true}, {Label: "性质"}, {Label: "问题", Wide: true}}}
	for _, f := range rep.Findings {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Where}, {Text: findingKind(f.Kind)}, {Text: f.Message}}})
	}
	return t
}

func findingKind(k string) string {
	if w, ok := map[string]string{"changed": "被改动", "missing": "缺失", "extra": "多出", "chain": "链条断开", "signature": "签名不符"}[k]; ok {
		return w
	}
	return k
}

// History is the course of one thing as the ledger has it (see Of), for the page
// of the thing itself.
func History(entries []ledger.Entry) templ.Component {
	t := ui.Timeline{}
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		ev := ui.Event{Verb: e.Summary, Who: e.Name, Post: e.Capacity, At: clock.FromMicros(e.At), Note: fmt.Sprintf("存证 %d", e.Seq)}
		if e.Outcome == ledger.Refused {
			ev.Tone = ui.Bad
		}
		t.Events = append(t.Events, ev)
	}
	if len(t.Events) == 0 {
		return nothingYet()
	}
	return ui.TimelineBox(t)
}

package ui

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// GalleryData is what the gallery is filled with.
type GalleryData struct {
	Text    string // stands in every place that takes text
	URL     string // stands in every place that takes an address
	Picture string // stands in every place that takes a picture's address
	Failed  bool   // the form came back with faults
}

var galleryNow = time.Date(2026, 11, 20, 14, 2, 31, 0, civil.Shanghai)

func (g GalleryData) deadline() Deadline {
	return Deadline{Due: galleryNow.Add(3 * time.Hour), Now: galleryNow}
}

func (g GalleryData) form() *Form {
	f := &Form{Action: g.URL, Key: "gallery", Wide: true, Multipart: true, Draft: g.URL, Saved: "14:02:31", Values: url.Values{
		"title": {"关于报送2026年度第三批商贸项目资料的函" + g.Text}, "number": {"商务函〔2026〕118号" + g.Text}, "made": {"2026-11-20" + g.Text}, "urgency": {"1"},
		"opinion": {"请综合科牵头办理。" + g.Text}, "level": {"1"}, "parts": {"a", "b"}, "code": {"0168-WS·2026-D30-BGS-0002" + g.Text}, "again": {"1"}, "hidden": {g.Text},
		"pages": {g.Text},
	}}
	if g.Failed {
		f.Errors = []fault.FieldError{
			{Field: "number", Value: g.Text, Say: "文号已登记过（2026-收-0398）。若是补发件，请勾选“允许重号”。" + g.Text},
			{Field: "pages", Value: g.Text, Say: "页数不是整数，请填写数字。"},
		}
	}
	return f
}

func (g GalleryData) table() Table {
	code := func(i string) Cell { return Cell{Text: "0168-WS·2025-D30-BGS-" + i + g.Text} }
	date := Cell{Text: "2025-03-02"}
	return Table{
		Caption: "归档文件目录" + g.Text,
		Columns: []Column{{Label: "档号", Code: true, Sort: g.URL, Sorted: "asc"}, {Label: "题名", Wide: true, Sort: g.URL}, {Label: "文件日期", Code: true, Minor: true}, {Label: "页数", Numeric: true}, {Label: "期限"}, {Label: "状态" + g.Text}},
		Select:  "id",
		Bulk:    &Bulk{Form: &Form{Action: g.URL, Key: "bulk"}, Actions: []Button{{Label: "改保管期限", Name: "do", Value: "period"}, {Label: "装盒", Name: "do", Value: "pack"}}, Total: 1284, All: "all"},
		Rows: []Row{
			{ID: "1" + g.Text, URL: g.URL, Edit: g.URL, Cells: []Cell{code("0001"), {Text: "中共区委关于机构改革的批复" + g.Text, URL: g.URL, Sub: "区委 · 委发〔2025〕3号"}, date, {Text: "4", Field: "pages"}, {Text: "永久", Field: "period", Choices: []string{"永久", "30年", "10年", g.Text}}, {Tags: []Tag{{"已归档", OK}}}}},
			{ID: "2", URL: g.URL, Edit: g.URL, Checked: true, Cells: []Cell{code("0002"), {Text: "关于报送2024年度商贸流通自查报告的请示", URL: g.URL, Sub: "综合科 · 商务〔2025〕11号" + g.Text}, date, {Text: "18", Field: "pages"}, {Text: "30年", Field: "period"}, {Tags: []Tag{{"缺附件", Warn}}}}},
			{ID: "3", URL: g.URL, Edit: g.URL, Strong: true, Cells: []Cell{code("0003"), {Text: "局长办公会会议纪要（第4期）", URL: g.URL, Sub: "办公室"}, date, {Text: "0" + g.Text, Field: "pages", Fault: "页数应大于 0" + g.Text}, {Text: "30年", Field: "period"}, {Tags: []Tag{{"校验不符", Bad}, {g.Text, Alt}}}}},
		},
	}
}

func (g GalleryData) rail() templ.Component {
	at := func(h int) time.Time { return galleryNow.Add(time.Duration(-h) * time.Hour) }
	return galleryRail(Timeline{Ledger: "48 210", Proof: g.URL, Events: []Event{
		{Verb: "登记", Who: "收文员" + g.Text, Post: "办公室", At: at(50)},
		{Verb: "拟办", Who: "办公室主任", Post: g.Text, At: at(49), Took: "用时 51 分", Opinion: "请综合科牵头，市场科配合。" + g.Text},
		{Verb: "退回", Who: "综合科", At: at(30), Tone: Bad, Opinion: "缺附件1，请补充。"},
		{Verb: "会签", Who: "已签 1/2", State: "now", Note: "停留 1 天 2 小时" + g.Text, Inner: []Event{{Verb: "同意", Who: "市场科", For: "科长" + g.Text, At: at(3), Links: []Link{{g.Text, g.URL}}}, {Verb: "待签", Who: "财务科", State: "next"}}},
		{Verb: "归档", Who: "自动", State: "next", Note: "办结后第 2 个工作日"},
	}})
}

// GalleryDesk is the frame around the gallery.
func GalleryDesk(g GalleryData, look Look) Desk {
	return Desk{
		Title: g.Text + "控件", Bureau: "綦江区商务局" + g.Text, Home: g.URL, Search: Search{URL: g.URL, Placeholder: "文号、题名、档号" + g.Text, Value: g.Text},
		Name: "档案员" + g.Text, Unit: "办公室" + g.Text, Post: g.Text, Account: g.URL, SignOut: g.URL, Key: "bar", Look: look, Here: g.URL, Plain: true,
		Notices: []Notice{{Tone: OK, Text: "已改题名，原题名留在台账。" + g.Text, Link: Link{"查看凭证", g.URL}}},
		Side: []SideGroup{
			{"办公" + g.Text, []SideEntry{{Text: "待办" + g.Text, URL: g.URL, Count: 12, Late: true}, {Text: "待阅", URL: g.URL, Count: 5}, {Text: "我发起的", URL: g.URL}}},
			{"档案", []SideEntry{{Text: "整理归档", URL: g.URL, Current: true}, {Text: "档案检索", URL: g.URL}, {Text: "借阅", URL: g.URL, Count: 1284}, {Text: "鉴定与销毁", URL: g.URL}}},
			{"系统", []SideEntry{{Text: "台账", URL: g.URL}}},
		},
	}
}

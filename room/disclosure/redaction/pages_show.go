package redaction

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// showPage shows one page of a file with what can be done; of names the form that
// was refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	j, marks, err := r.Job(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	n := pageOf(q, j)
	s, err := r.sheet(q, j, n)
	if err != nil {
		return web.Answer{}, err
	}
	no := map[int64]int{}
	var here []Mark
	open, hidden := map[int64]bool{}, map[int64]bool{}
	pages := map[int64]int{}
	for _, m := range marks {
		if no[m.Hit] == 0 {
			no[m.Hit] = len(no) + 1
			if m.State == Undecided {
				pages[m.Page]++
			}
		}
		if m.Page == int64(n) {
			here = append(here, m)
		}
		open[m.Hit] = open[m.Hit] || m.State == Undecided
		hidden[m.Hit] = hidden[m.Hit] || m.State == Hide
	}
	count := func(m map[int64]bool) (n int) {
		for _, v := range m {
			if v {
				n++
			}
		}
		return n
	}
	form := func(name, action string) *ui.Form {
		f := q.FormFor(action, nil)
		if of == name {
			f = q.FormFor(action, failed)
		}
		f.ID = name
		return f
	}
	at := fmt.Sprintf("?page=%d", n)
	p := looking{head: ui.Head{Title: j.Title, Crumbs: []ui.Link{{Text: "遮盖个人信息", URL: listURL}}, Meta: []string{j.Number, j.By}, Tags: []ui.Tag{{Text: StateLabel(j.State), Tone: stateTones[j.State]}}}}
	if j.Remark != "" {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: "退回：" + j.Remark})
	}
	for _, note := range j.NoteList() {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Info, Text: note + "。"})
	}
	p.job = []ui.Pair{{Key: "文件", Text: j.Name}, {Key: "检出和划定", Text: fmt.Sprintf("%d 处，遮盖 %d 处，未定 %d 处", len(no), count(hidden), count(open))}, {Key: "经办", Text: j.By + "，" + ui.Stamp(clock.FromMicros(j.MadeAt))},
		{Key: "原件摘要", Text: j.SourceSHA[:16] + "…", Code: true}, {Key: "规则", Text: OnePolicy.Statement}}
	if len(pages) > 0 {
		var list []string
		for i := int64(1); i <= j.Pages; i++ {
			if pages[i] > 0 {
				list = append(list, fmt.Sprint(i))
			}
		}
		p.job = append(p.job, ui.Pair{Key: "还有未定的页", Text: strings.Join(list, "、")})
	}
	if j.ReviewedBy != "" {
		p.job = append(p.job, ui.Pair{Key: "复核", Text: j.ReviewedBy + "，" + ui.Stamp(clock.FromMicros(j.DecidedAt))})
	}
	p.viewer = viewer{name: j.Name, page: fmt.Sprint(n), pages: fmt.Sprint(j.Pages), image: fmt.Sprintf("%s/pages/%d", jobURL(id), n), width: short(s.Width), height: short(s.Height)}
	if n > 1 {
		p.viewer.prev = pageURL(id, n-1)
	}
	if int64(n) < j.Pages {
		p.viewer.next = pageURL(id, n+1)
	}
	drawBoxes(&p.viewer, here, no)
	p.rows = s.marked(r.Known, here, no)
	if j.State == Drafting {
		p.found = form("decide", jobURL(id)+"/decide"+at)
		p.found.Wide = true
		p.steps = r.draftSteps(j, n, at, here, no, form)
	}
	if j.State == Confirming && who.May(Confirm) {
		p.steps = r.confirmSteps(q, j, who, form)
	}
	if j.State == Proven {
		p.head.Actions = []ui.Button{{Label: "看公开文件", URL: jobURL(id) + "/file.pdf", Look: "primary"}, {Label: "打印校验报告", URL: jobURL(id) + "/proof.pdf", Key: "p"}}
		if r.Review != "" {
			p.head.Actions = append(p.head.Actions, ui.Button{Label: "送公开审查", URL: r.Review + "?title=" + url.QueryEscape(j.Title)})
		}
		list, err := r.Withheld(q.Context(), r.Door.Reader(), id)
		if err != nil {
			return web.Answer{}, err
		}
		t := ui.Table{Caption: "不予公开部分清单", Columns: []ui.Column{{Label: "序号", Numeric: true}, {Label: "页", Numeric: true}, {Label: "内容"}, {Label: "理由", Wide: true}, {Label: "说明"}}, Empty: ui.Empty{Title: "没有不予公开的部分"}}
		for _, w := range list {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(w.No)}, {Text: fmt.Sprint(w.Page)}, {Text: w.Kind}, {Text: w.Ground.Label, Sub: w.Ground.Article}, {Text: w.Note}}})
		}
		p.withhold = &t
	}
	if proof, ok := j.ProofOf(); ok {
		p.proof = proofPart(proof)
	}
	return q.Desk(j.Number, lookingPage(p))
}

func groundOptions() []ui.Option {
	var out []ui.Option
	for _, g := range Grounds {
		out = append(out, ui.Option{Value: g.Code, Label: g.Label})
	}
	return out
}

// draftSteps are what the drafter can do beside deciding on what was found.
func (r *Room) draftSteps(j Job, n int, at string, here []Mark, no map[int64]int, form func(name, action string) *ui.Form) []ui.Part {
	like := func(f *ui.Form) []ui.Field {
		f.Set("ground", "privacy")
		return []ui.Field{{Form: f, Name: "ground", Label: "不予公开的理由", Kind: ui.Select, Options: groundOptions()}, {Form: f, Name: "note", Label: "说明", Optional: true, Max: 200, Hint: "会写进给申请人的清单，不写个人信息。"},
			{Form: f, Name: "elsewhere", Label: "别处同样的字可以保留", Kind: ui.Check, Optional: true}}
	}
	find := form("find", jobURL(j.ID)+"/find"+at)
	draw := form("draw", jobURL(j.ID)+"/draw"+at)
	draw.Wide = true
	draw.Set("on", fmt.Sprint(n))
	number := func(name, label, hint string) ui.Field {
		return ui.Field{Form: draw, Name: name, Label: label, Half: true, Hint: hint, Code: true}
	}
	parts := []ui.Part{
		{Title: "按文字遮盖", Hint: "把全文里出现的这些字都遮盖。", Form: find, Fields: append([]ui.Field{{Form: find, Name: "text", Label: "要遮盖的字", Max: 100}}, like(find)...), Buttons: []ui.Button{{Label: "查找并遮盖"}}},
		{Title: "按位置遮盖", Hint: "扫描件和图片上的字按位置划定，从页面左上角量起。", Form: draw, Fields: append([]ui.Field{number("on", "页", ""), number("left", "左边（毫米）", ""), number("top", "上边（毫米）", ""), number("wide", "宽（毫米）", ""), number("high", "高（毫米）", "")}, like(draw)...), Buttons: []ui.Button{{Label: "划定"}}},
	}
	var mine []ui.Option
	for _, h := range hits(here) {
		for _, m := range here {
			if m.Hit == h && m.Kind == Drawn {
				mine = append(mine, ui.Option{Value: fmt.Sprint(h), Label: fmt.Sprintf("第 %d 处", no[h])})
				break
			}
		}
	}
	if len(mine) > 0 {
		erase := form("erase", jobURL(j.ID)+"/erase"+at)
		parts = append(parts, ui.Part{Title: "撤去人工划定", Form: erase, Fields: []ui.Field{{Form: erase, Name: "hit", Label: "本页人工划定的地方", Kind: ui.Select, Options: mine}}, Buttons: []ui.Button{{Label: "撤去"}}})
	}
	submit := form("submit", jobURL(j.ID)+"/submit"+at)
	discard := form("discard", jobURL(j.ID)+"/discard"+at)
	return append(parts,
		ui.Part{Title: "提交复核", Hint: "由本科室负责人或办公室的另一人复核。", Form: submit, Fields: []ui.Field{{Form: submit, Name: "looked", Label: fmt.Sprintf("已逐页看过全部 %d 页", j.Pages), Kind: ui.Check}}, Buttons: []ui.Button{{Label: "提交复核", Look: "primary"}}},
		ui.Part{Title: "作废", Hint: "文件不再公开，或者换一份重新提交。", Form: discard, Buttons: []ui.Button{{Label: "作废", Look: "danger"}}})
}

func (r *Room) confirmSteps(q *web.Request, j Job, who act.Actor, form func(name, action string) *ui.Form) []ui.Part {
	confirm, back := form("confirm", jobURL(j.ID)+"/confirm"), form("return", jobURL(j.ID)+"/return")
	why := ""
	if err := r.mayConfirm(q.Context(), r.Door.Reader(), who, j); err != nil {
		why = fault.Of(err).Safe()
	}
	return []ui.Part{
		{Title: "复核", Hint: "确认后生成公开文件并当场校验，每页约一秒。没有通过校验的退回修改。", Form: confirm, Fields: []ui.Field{{Form: confirm, Name: "looked", Label: fmt.Sprintf("已逐页看过全部 %d 页，遮盖和保留都无误", j.Pages), Kind: ui.Check}}, Buttons: []ui.Button{{Label: "确认并生成", Look: "primary", Reason: why}}},
		{Title: "退回修改", Form: back, Fields: []ui.Field{{Form: back, Name: "remark", Label: "理由", Kind: ui.Area, Rows: 3, Max: 500}}, Buttons: []ui.Button{{Label: "退回"}}},
	}
}

func proofPart(p Proof) *ui.Part {
	t := ui.Table{Caption: "校验", Columns: []ui.Column{{Label: "查什么", Wide: true}, {Label: "结果"}}}
	for _, c := range p.Checks {
		tag := ui.Tag{Text: "通过", Tone: ui.OK}
		if !c.OK {
			tag = ui.Tag{Text: fmt.Sprintf("%d 处问题", len(c.Details)), Tone: ui.Bad}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name, Sub: strings.Join(c.Details, "；")}, {Tags: []ui.Tag{tag}}}})
	}
	title := "校验报告：通过"
	if !p.OK {
		title = "校验报告：没有通过"
	}
	return &ui.Part{Title: title, Pairs: p.pairs(), Table: &t}
}

func (p Proof) pairs() []ui.Pair {
	return []ui.Pair{{Key: "页数", Text: fmt.Sprint(p.Pages)}, {Key: "遮盖处", Text: fmt.Sprint(p.Boxes)}, {Key: "查找的文字", Text: fmt.Sprintf("%d 段", p.Removed)}, {Key: "画面上看不见、没有带入的字", Text: fmt.Sprint(p.Unseen)},
		{Key: "遮盖前的 PDF SHA-256", Text: p.Original, Code: true, Wide: true}, {Key: "公开文件 SHA-256", Text: p.SHA256, Code: true, Wide: true}}
}

func (r *Room) resultPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	j, _, err := r.Job(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	if j.State != Proven {
		return q.Nothing("还没有公开文件", "复核并通过校验以后才有。", ui.Link{Text: j.Number, URL: jobURL(id)})
	}
	f, err := r.Files.Open(q.Context(), j.ResultSHA)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(j.Number+".pdf", "application/pdf", time.Time{}, f).Inline(), nil
}

func (r *Room) proofPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	j, _, err := r.Job(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	p, ok := j.ProofOf()
	if !ok {
		return q.Nothing("还没有校验报告", "复核确认以后才有。", ui.Link{Text: j.Number, URL: jobURL(id)})
	}
	doc, err := print.New(print.Options{Title: "校验报告 " + j.Number})
	if err != nil {
		return web.Answer{}, err
	}
	f := doc.Section(print.Section{Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-12, print.PageOf(no, of), print.Style{Size: 9, Align: print.Center})
	}})
	f.Heading("遮盖校验报告", print.Style{Size: 18, Align: print.Center})
	f.Skip(4)
	verdict := "通过"
	if !p.OK {
		verdict = "没有通过，不得公开"
	}
	rows := [][]string{{"编号", j.Number}, {"题名", j.Title}, {"结论", verdict}, {"拟办", j.By}, {"复核", j.ReviewedBy}, {"提交的原件", j.Name}, {"原件 SHA-256", j.SourceSHA}}
	for _, x := range p.pairs() {
		rows = append(rows, []string{x.Key, x.Text})
	}
	for _, c := range p.Checks {
		text := "通过"
		if !c.OK {
			text = strings.Join(c.Details, "；")
		}
		rows = append(rows, []string{c.Name, text})
	}
	f.Table(print.Table{Columns: []print.Column{{Title: "项目", Width: 62}, {Title: "内容", Width: 98}}}, func(yield func([]string) bool) {
		for _, x := range rows {
			if !yield(x) {
				return
			}
		}
	})
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File("校验报告 "+j.Number+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

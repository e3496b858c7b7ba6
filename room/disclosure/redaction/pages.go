package redaction

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	draft, confirm := string(Draft), string(Confirm)
	show := func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) }
	return []web.Page{
		{Name: "redaction.list", Method: "GET", Pattern: "/redactions", Right: draft, Serve: r.listPage},
		{Name: "redaction.new", Method: "GET", Pattern: "/redactions/new", Right: draft, Serve: func(q *web.Request) (web.Answer, error) { return r.newForm(q, nil) }},
		{Name: "redaction.hand", Method: "POST", Pattern: "/redactions/new", Right: draft, Upload: MostBytes + 1<<20, Files: 1, Serve: r.handPage},
		{Name: "redaction.show", Method: "GET", Pattern: "/redactions/{id}", Right: draft, Serve: show},
		{Name: "redaction.picture", Method: "GET", Pattern: "/redactions/{id}/pages/{page}", Right: draft, Serve: r.picturePage},
		{Name: "redaction.decide", Method: "POST", Pattern: "/redactions/{id}/decide", Right: draft, Serve: r.decidePage},
		{Name: "redaction.draw", Method: "POST", Pattern: "/redactions/{id}/draw", Right: draft, Serve: r.drawPage},
		{Name: "redaction.find", Method: "POST", Pattern: "/redactions/{id}/find", Right: draft, Serve: r.findPage},
		{Name: "redaction.erase", Method: "POST", Pattern: "/redactions/{id}/erase", Right: draft, Serve: r.erasePage},
		{Name: "redaction.submit", Method: "POST", Pattern: "/redactions/{id}/submit", Right: draft, Serve: r.submitPage},
		{Name: "redaction.discard", Method: "POST", Pattern: "/redactions/{id}/discard", Right: draft, Serve: r.discardPage},
		{Name: "redaction.confirm", Method: "POST", Pattern: "/redactions/{id}/confirm", Right: confirm, Serve: r.confirmPage},
		{Name: "redaction.return", Method: "POST", Pattern: "/redactions/{id}/return", Right: confirm, Serve: r.returnPage},
		{Name: "redaction.result", Method: "GET", Pattern: "/redactions/{id}/file.pdf", Right: draft, Serve: r.resultPage},
		{Name: "redaction.proof", Method: "GET", Pattern: "/redactions/{id}/proof.pdf", Right: draft, Serve: r.proofPage},
	}
}

const listURL = "/redactions"

func jobURL(id int64) string { return fmt.Sprintf("%s/%d", listURL, id) }
func pageURL(id int64, page int) string {
	if page <= 1 {
		return jobURL(id)
	}
	return fmt.Sprintf("%s?page=%d", jobURL(id), page)
}

var stateTones = map[string]ui.Tone{Drafting: ui.Info, Confirming: ui.Warn, Proven: ui.OK, Clean: ui.OK, Discarded: ui.Mute}

func groundLabel(code string) string {
	g, _ := groundOf(code)
	return g.Label
}

// seen writes into the ledger that somebody asked for a job out of his reach.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	state := q.Values().Get("state")
	list, err := r.Jobs(q.Context(), org.Actor(q), state)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "遮盖个人信息", Meta: []string{"公开以前先检查，遮盖后重新生成并校验"}, Actions: []ui.Button{{Label: "提交文件", URL: listURL + "/new", Look: "primary", Key: "n"}}}}
	p.Tabs = append(p.Tabs, ui.Tab{Text: "全部", URL: listURL, Count: -1, Current: state == ""})
	for _, s := range []string{Drafting, Confirming, Proven, Clean, Discarded} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: StateLabel(s), URL: q.URLWith("state", s), Count: -1, Current: state == s})
	}
	t := ui.Table{Caption: "遮盖的文件", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "题名", Wide: true}, {Label: "页", Numeric: true, Minor: true}, {Label: "遮盖", Numeric: true}, {Label: "未定", Numeric: true}, {Label: "经办", Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "还没有提交过文件", Text: "要公开或者要提供给申请人的文件，先在这里检查。", Action: ui.Button{Label: "提交文件", URL: listURL + "/new"}}}
	for _, l := range list {
		t.Rows = append(t.Rows, ui.Row{URL: jobURL(l.ID), Cells: []ui.Cell{{Text: l.Number, URL: jobURL(l.ID)}, {Text: l.Title, Sub: l.Name}, {Text: fmt.Sprint(l.Pages)}, {Text: fmt.Sprint(l.Hidden)}, {Text: fmt.Sprint(l.Open)},
			{Text: l.By, Sub: ui.Stamp(clock.FromMicros(l.MadeAt))}, {Tags: []ui.Tag{{Text: StateLabel(l.State), Tone: stateTones[l.State]}}}}})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("遮盖个人信息", ui.ListPage(p))
}

type handForm struct {
	Title string        `form:"title" label:"题名" max:"120"`
	File  []*web.Upload `form:"file" label:"文件"`
}

func (r *Room) newForm(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor(listURL+"/new", failed)
	f.Multipart = true
	p := ui.Listing{Head: ui.Head{Title: "提交要公开的文件", Crumbs: []ui.Link{{Text: "遮盖个人信息", URL: listURL}}}}
	p.Parts = []ui.Part{{Title: "文件", Hint: "可以提交 PDF、DOCX、XLSX、文本、图片和 OFD。原件不会改动。程序检出的只是提示，图像里的字程序看不到。", Form: f,
		Fields: []ui.Field{{Form: f, Name: "file", Label: "文件", Kind: ui.File, Accept: ".pdf,.docx,.xlsx,.txt,.csv,.md,.png,.jpg,.jpeg,.tif,.tiff,.ofd"},
			{Form: f, Name: "title", Label: "题名", Optional: true, Max: 120, Hint: "不写时用文件名。不要写个人信息。"}},
		Buttons: []ui.Button{{Label: "提交检查", Look: "primary", Save: true}}}}
	return q.Desk("提交要公开的文件", ui.ListPage(p))
}

func (r *Room) handPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[handForm](q)
	if err == nil && len(in.File) == 0 {
		err = fault.Field("file", "", "没有收到文件，请选择文件后再提交。")
	}
	var id int64
	if err == nil {
		id, err = r.handIn(q, in)
	}
	if err != nil {
		if k := fault.Of(err).Kind; k == fault.Forbidden || k == fault.Internal {
			return web.Answer{}, err
		}
		return r.newForm(q, err)
	}
	j, marks, err := r.Job(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(jobURL(id)).Say(ui.OK, fmt.Sprintf("已提交 %s，检出 %d 处。请逐页查看。", j.Number, len(hits(marks)))), nil
}

func (r *Room) handIn(q *web.Request, in handForm) (int64, error) {
	f, err := in.File[0].Open()
	if err != nil {
		return 0, err
	}
	ref, err := r.Files.Put(q.Context(), f, MostBytes)
	if err != nil {
		return 0, err
	}
	return r.HandIn(q.Context(), org.Actor(q), Handed{Title: in.Title, Name: in.File[0].Name, Ref: ref})
}

// hits are the numbers of the findings in order.
func hits(marks []Mark) []int64 {
	var out []int64
	for _, m := range marks {
		if !slices.Contains(out, m.Hit) {
			out = append(out, m.Hit)
		}
	}
	return out
}

// pageOf is the page of the file that is looked at.
func pageOf(q *web.Request, j Job) int {
	n, err := strconv.Atoi(q.Values().Get("page"))
	if err != nil || n < 1 || int64(n) > j.Pages {
		return 1
	}
	return n
}

// sheet reads one page of the working copy.
func (r *Room) sheet(q *web.Request, j Job, page int) (Sheet, error) {
	var s Sheet
	err := r.withWork(q.Context(), j, func(f blob.File) error {
		_, err := r.Reader.PDFPages(q.Context(), f, f.Size(), reader.PDFOptions{Text: true, Only: page}, func(p reader.PDFPage) error {
			s = newSheet(p)
			return nil
		})
		return err
	})
	return s, err
}

// picturePage draws a page of the working copy for those who decide on it.
func (r *Room) picturePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	page, err := q.ID("page")
	if err != nil {
		return web.Answer{}, err
	}
	j, _, err := r.Job(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	err = r.withWork(q.Context(), j, func(f blob.File) error {
		_, err := r.Reader.PDFPages(q.Context(), f, f.Size(), reader.PDFOptions{DPI: 120, Only: int(page)}, func(p reader.PDFPage) error {
			enc := png.Encoder{CompressionLevel: png.BestSpeed}
			return enc.Encode(&b, p.Image)
		})
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("page.png", "image/png", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

const pointMM = 25.4 / 72

func short(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }

var boxColours = map[string][2]string{Undecided: {"#f2b705", "#8a6100"}, Hide: {"#d03b30", "#a61b12"}, Keep: {"#8a8f98", "#5a5f68"}}

// drawBoxes puts the marks of a page over its picture.
func drawBoxes(v *viewer, marks []Mark, no map[int64]int) {
	for _, m := range marks {
		c := boxColours[m.State]
		b := m.Rect()
		v.boxes = append(v.boxes, drawn{x: short(b.X), y: short(b.Y), w: short(b.W), h: short(b.H), fill: c[0], edge: c[1], label: strconv.Itoa(no[m.Hit]), labelX: short(b.X + b.W + 2), labelY: short(b.Y + b.H/2 + 3), link: fmt.Sprintf("#r-%d", m.Hit)})
	}
}

// marked joins the marks of a page with what stands there.
func (s Sheet) marked(k Known, marks []Mark, no map[int64]int) []row {
	found := s.Hits(k)
	var out []row
	for _, hit := range hits(marks) {
		i := slices.IndexFunc(marks, func(m Mark) bool { return m.Hit == hit })
		m := marks[i]
		x := row{no: strconv.Itoa(no[hit]), hit: fmt.Sprint(hit), kind: m.Kind.Label(), why: m.Why, hide: m.State == Hide || m.State == Undecided, ground: m.Ground, note: m.Note, elsewhere: m.Elsewhere, drawn: m.Kind == Drawn}
		if x.ground == "" {
			x.ground = "privacy"
		}
		tone := map[Certainty]ui.Tone{Possible: ui.Mute, Likely: ui.Warn, Certain: ui.Bad}[m.Certainty]
		x.tags = []ui.Tag{{Text: m.Kind.Label(), Tone: tone}}
		if m.Kind != Drawn {
			x.tags = append(x.tags, ui.Tag{Text: m.Certainty.Label(), Tone: ui.Mute})
		}
		if m.State == Undecided {
			x.tags = append(x.tags, ui.Tag{Text: "未定", Tone: ui.Warn})
		}
		if h := slices.IndexFunc(found, func(h Hit) bool { return h.Kind == m.Kind && h.Rects[0].share(m.Rect()) > 0.5 }); h >= 0 {
			x.text, x.where = oneLine(found[h].Text), found[h].Context
		} else {
			for _, m := range marks {
				if m.Hit == hit {
					x.text += oneLine(s.under(m.Rect()))
				}
			}
			b := m.Rect()
			x.where = fmt.Sprintf("左 %s，上 %s，宽 %s，高 %s 毫米", short(b.X*pointMM), short(b.Y*pointMM), short(b.W*pointMM), short(b.H*pointMM))
		}
		if x.text == "" {
			x.text = "（图像）"
		}
		if r := []rune(x.text); len(r) > 40 {
			x.text = string(r[:40]) + "…"
		}
		out = append(out, x)
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// marksTable is the list beneath the picture, with a choice in each row while the
// file is being decided on.
func marksTable(p looking) ui.Table {
	t := ui.Table{Caption: "本页检出和划定的地方", Columns: []ui.Column{{Label: "遮盖"}, {Label: "内容", Wide: true, Wrap: true}, {Label: "类别", Wrap: true}, {Label: "理由", Wide: true}}}
	for _, r := range p.rows {
		hide, ground := ui.Cell{Text: r.no + " 保留"}, ui.Cell{}
		if r.hide {
			hide, ground = ui.Cell{Text: r.no + " 遮盖"}, ui.Cell{Text: groundLabel(r.ground), Sub: r.note}
		}
		if p.found != nil && !r.drawn {
			hide, ground = ui.Cell{Body: hideBox(r)}, ui.Cell{Body: groundBox(r)}
		}
		t.Rows = append(t.Rows, ui.Row{ID: r.hit, Cells: []ui.Cell{hide, {Text: r.text, Sub: r.where}, {Tags: r.tags, Sub: r.why}, ground}})
	}
	return t
}

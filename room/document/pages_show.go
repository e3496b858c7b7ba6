package document

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// showPage shows a document with what the viewer can do; of names the form that was
// refused.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Document(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	title := orNone(v.Title, "待登记的公文")
	p := ui.Listing{Head: ui.Head{Title: title, Crumbs: crumbs, Meta: []string{v.Number, orNone(v.DocNo, "无文号"), orNone(v.Issuer, v.Sender)}, Tags: v.tags(),
		Actions: []ui.Button{{Label: "处理笺", URL: v.URL() + "/sheet.pdf", Key: "p"}}}}
	if len(v.Readers) > 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "传阅单", URL: v.URL() + "/circulation.pdf"})
	}
	if v.ReturnNo != "" {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "退文单", URL: v.URL() + "/return.pdf"})
	}
	form := func(name string) *ui.Form {
		f := q.FormFor(v.URL()+"/"+name, nil)
		if of == name {
			f = q.FormFor(f.Action, failed)
		} else {
			f.Values = nil
		}
		f.ID, f.Wide = name, true
		return f
	}
	do, err := r.doParts(q, &v, form)
	if err != nil {
		return web.Answer{}, err
	}
	// Why something was refused whose form is no longer on the page: the document went on
	// meanwhile.
	unseen := failed != nil && !slices.ContainsFunc(do, func(x ui.Part) bool { return x.Form != nil && x.Form.ID == of })
	if unseen {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fault.Of(failed).Safe()})
	}
	p.Parts = append(p.Parts, ui.Part{Pairs: v.pairs()})
	// What the viewer has to do stands before what happened.
	first := 0
	for first < len(do) && do[first].Form != nil && do[first].Form.ID != "amend" && do[first].Form.ID != "papers" && do[first].Form.ID != "void" && do[first].Form.ID != "urge" {
		first++
	}
	p.Parts = append(p.Parts, do[:first]...)
	if len(v.Holders) > 0 {
		p.Parts = append(p.Parts, v.holding())
	}
	if len(v.Papers) > 0 {
		p.Parts = append(p.Parts, r.paperPart(q, v))
	}
	if len(v.Readers) > 0 {
		p.Parts = append(p.Parts, v.readersPart())
	}
	p.Parts = append(p.Parts, ui.Part{Title: "办理过程", Pairs: []ui.Pair{{Key: "经过", Wide: true, Body: ui.TimelineBox(v.timeline())}}})
	if len(v.Urges) > 0 {
		p.Parts = append(p.Parts, v.urgesPart())
	}
	p.Parts = append(p.Parts, do[first:]...)
	a, err := q.Desk(v.Number, ui.ListPage(p))
	if unseen {
		a = a.Status(fault.HTTP(failed))
	}
	return a, err
}

func (v View) tags() []ui.Tag {
	out := []ui.Tag{{Text: stageLabels[v.Stage], Tone: stageTone(v.Stage)}}
	if v.Urgency > Ordinary {
		out = append(out, ui.Tag{Text: v.UrgencyLabel(), Tone: ui.Bad})
	}
	if v.Level != mark.Internal && v.Stage != Signed {
		out = append(out, ui.Tag{Text: v.Level.Label(), Tone: ui.Alt})
	}
	return append(out, dueTag(v.Document, v.scene.now)...)
}

func (v View) pairs() []ui.Pair {
	out := []ui.Pair{{Key: "签收", Text: stamp(v.ReceivedAt) + "，" + v.SignedName}, {Key: "来路", Text: strings.Trim(v.Channel+"，"+v.Sender, "，")}}
	copies := fmt.Sprintf("%d 份", v.Copies)
	if v.CountNote != "" {
		copies += fmt.Sprintf("（清单 %d 份：%s）", v.Expected, v.CountNote)
	}
	out = append(out, ui.Pair{Key: "份数", Text: copies})
	if v.Stage != Signed {
		out = append(out, ui.Pair{Key: "密级", Text: v.Level.Label()}, ui.Pair{Key: "文种", Text: orNone(v.Kind, "不属于公文文种")}, ui.Pair{Key: "成文日期", Text: orNone(v.Dated.Chinese(), "没有写")})
	}
	if v.Again != "" {
		out = append(out, ui.Pair{Key: "同号再次登记", Text: v.Again, Wide: true})
	}
	if v.OldNumber != "" {
		out = append(out, ui.Pair{Key: "原收文号", Text: v.OldNumber, Code: true})
	}
	if v.Proposal != "" {
		out = append(out, ui.Pair{Key: "拟办意见", Text: v.Proposal, Wide: true})
	}
	if v.Instruction != "" {
		out = append(out, ui.Pair{Key: "批示", Text: strings.TrimSpace(v.Leader + "：" + v.Instruction), Wide: true})
	}
	for _, x := range v.Parts {
		t := orNone(x.Handler, "还没有确定承办人")
		switch {
		case x.Part == Moved:
			t = stamp(x.DoneAt) + "收回：" + x.Result
		case x.DoneAt != 0:
			t += "，" + stamp(x.DoneAt) + "报结果"
		}
		out = append(out, ui.Pair{Key: x.Label(), Text: v.scene.unitName(x.Unit) + "，" + t})
	}
	if v.DueAt != 0 && v.Running {
		out = append(out, ui.Pair{Key: "期限", Text: dayOf(v.DueAt).Chinese() + "，" + lateWords(v.scene.now, v.DueAt)})
	}
	switch {
	case v.Answer != "" && v.ReplyNo != "":
		out = append(out, ui.Pair{Key: "办理结果", Text: v.Answer, Wide: true}, ui.Pair{Key: "答复", Text: v.ReplyNo, URL: v.replyURL()})
	case v.Answer != "":
		out = append(out, ui.Pair{Key: "办理结果", Text: v.Answer, Wide: true}, ui.Pair{Key: "答复", Text: "不另行文：" + v.NoReply})
	}
	if v.ReturnWhy != "" {
		out = append(out, ui.Pair{Key: "退文", Text: v.ReturnNo + "，退给" + v.ReturnTo + "：" + v.ReturnWhy, Wide: true})
	}
	return evenly(out)
}

// replyURL is the page of the outgoing document that answers, whose room says who may
// open it; empty for a reply of which the number alone is known.
func (v View) replyURL() string {
	if table, id := act.SubjectOf(v.Reply); table == "document_outgoing" && id > 0 {
		return fmt.Sprintf("/documents/out/%d", id)
	}
	return ""
}

// evenly widens a pair that would stand alone beside an empty place.
func evenly(pairs []ui.Pair) []ui.Pair {
	half := false
	for i := range pairs {
		switch {
		case pairs[i].Wide && half:
			pairs[i-1].Wide, half = true, false
		case !pairs[i].Wide:
			half = !half
		}
	}
	if half {
		pairs[len(pairs)-1].Wide = true
	}
	return pairs
}

// holding tells with whom the document lies.
func (v View) holding() ui.Part {
	t := ui.Table{Caption: "现在在谁手里", Columns: []ui.Column{{Label: "在谁手里", Wide: true}, {Label: "要做什么"}, {Label: "从什么时候起", Code: true}}}
	for _, h := range v.Holders {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: h.Name}, {Text: h.What}, {Text: stamp(h.Since)}}})
	}
	return ui.Part{Title: "现在在谁手里", Table: &t}
}

func (v View) readersPart() ui.Part {
	t := ui.Table{Caption: "传阅", Columns: []ui.Column{{Label: "次序", Slim: true}, {Label: "传阅对象"}, {Label: "送到", Code: true, Minor: true}, {Label: "情况"}, {Label: "意见", Wide: true, Wrap: true}}}
	for _, x := range v.Readers {
		given := ""
		if x.GivenAt != 0 {
			given = stamp(x.GivenAt)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(x.Place)}, {Text: x.Name}, {Text: given}, {Text: x.state()}, {Text: x.Words}}})
	}
	return ui.Part{Title: "传阅", Hint: "次序相同的同时送到；有人没有阅，公文不能办结。" + v.scene.cite(law.DocumentsCirculate), Table: &t}
}

func (v View) urgesPart() ui.Part {
	t := ui.Table{Caption: "催办", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "催办对象", Wide: true, Wrap: true}, {Label: "时间", Code: true}, {Label: "催办人"}}}
	for _, u := range v.Urges {
		url := fmt.Sprintf("%s/urges/%d.pdf", v.URL(), u.ID)
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: u.Number, URL: url}, {Text: u.Whom, Sub: u.Text}, {Text: stamp(u.MadeAt)}, {Text: u.Person}}})
	}
	return ui.Part{Title: "催办", Table: &t}
}

// cite names the ground of a part of the page, which has no local text.
func (s *scene) cite(id law.ID) string { return s.book.Cite(rulebook.Basis{Clause: id}) + "。" }

func (v View) timeline() ui.Timeline {
	t := ui.Timeline{}
	if v.Ledger > 0 {
		t.Ledger = fmt.Sprint(v.Ledger)
	}
	for _, e := range v.Events {
		x := ui.Event{Verb: e.Label(), Who: e.Person, Post: e.Post, At: clock.FromMicros(e.MadeAt), Opinion: e.Text}
		if e.Kind == evReturn || e.Kind == evVoid || e.Kind == evRecall || e.Kind == evMove || e.Kind == evObject || e.Kind == evReopen {
			x.Tone = ui.Bad
		}
		t.Events = append(t.Events, x)
	}
	for _, h := range v.Holders {
		t.Events = append(t.Events, ui.Event{Verb: h.What, Who: h.Name, State: "now", At: clock.FromMicros(h.Since)})
	}
	return t
}

// paperPart shows the files and the page that is looked at.
func (r *Room) paperPart(q *web.Request, v View) ui.Part {
	part := ui.Part{Title: "文件"}
	wanted, _ := strconv.ParseInt(q.URL.Query().Get("paper"), 10, 64)
	at := 0
	for i, p := range v.Papers {
		row := ui.FileRow{Format: strings.ToUpper(p.Kind), Name: p.Name, Meta: []string{roleLabels[p.Role], fmt.Sprintf("%d 页", p.Pages), ui.Bytes(p.Size), "SHA-256 " + p.SHA256[:min(12, len(p.SHA256))]}, Download: fmt.Sprintf("/documents/in-papers/%d/original", p.ID)}
		if p.ByEye {
			row.Meta = append(row.Meta, "扫描件，登记人看过没有密级标志")
		}
		if r.Reader != nil && reader.Kind(p.Kind).HasPages() {
			row.Preview = fmt.Sprintf("%s?paper=%d#viewer", v.URL(), p.ID)
		}
		part.Files = append(part.Files, row)
		if p.ID == wanted {
			at = i
		}
	}
	if p := v.Papers[at]; r.Reader != nil && reader.Kind(p.Kind).HasPages() {
		part.Pairs = []ui.Pair{{Key: "页面", Wide: true, Body: ui.ViewerBox(v.viewer(q, p))}}
	} else if body, ok := r.bodyText(q.Context(), p.ID); ok {
		part.Pairs = []ui.Pair{{Key: "文字", Text: body, Wide: true}}
	}
	return part
}

func (v View) viewer(q *web.Request, p Paper) ui.Viewer {
	page, err := strconv.Atoi(q.URL.Query().Get("page"))
	if err != nil || page < 1 || page > p.Pages {
		page = 1
	}
	at := func(n int) string { return fmt.Sprintf("%s?paper=%d&page=%d#viewer", v.URL(), p.ID, n) }
	x := ui.Viewer{Name: p.Name, Image: fmt.Sprintf("/documents/in-papers/%d/pages/%d.png", p.ID, page), Alt: fmt.Sprintf("第 %d 页", page), Page: page, Pages: p.Pages, Download: fmt.Sprintf("/documents/in-papers/%d/original", p.ID)}
	if page > 1 {
		x.Prev = at(page - 1)
	}
	if page < p.Pages {
		x.Next = at(page + 1)
	}
	return x
}

// bodyText is the beginning of what was read out of a file.
func (r *Room) bodyText(ctx context.Context, paper int64) (string, bool) {
	s, ok, err := maybeText(ctx, r, paper)
	if err != nil || !ok || strings.TrimSpace(s) == "" {
		return "", false
	}
	runes := []rune(strings.TrimSpace(s))
	if len(runes) > 1500 {
		return string(runes[:1500]) + "……", true
	}
	return string(runes), true
}

func (r *Room) paperPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, reader.Kind(p.Kind).MIME(), time.Time{}, f), nil
}

func (r *Room) imagePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err != nil {
		return web.Answer{}, err
	}
	name, ok := strings.CutSuffix(q.PathValue("n"), ".png")
	n, err := strconv.Atoi(name)
	if !ok || err != nil || n < 1 || r.Reader == nil {
		return web.Answer{}, fault.New(fault.NotFound, "没有这一页。")
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	defer f.Close()
	png, _, err := r.Reader.PageImage(q.Context(), f, f.Size(), reader.Kind(p.Kind), n, 1100)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(fmt.Sprintf("%s-%d.png", p.Name, n), "image/png", time.Time{}, bytes.NewReader(png)).Inline(), nil
}

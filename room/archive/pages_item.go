package archive

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// itemView is what the page of an item shows.
type itemView struct {
	Head    ui.Head
	Pairs   []ui.Pair
	Files   []ui.FileRow
	Viewer  *ui.Viewer
	Text    string // beginning of the whole text
	Length  int    // characters of the whole text
	More    string // address of the rest
	Use     string // where reading is registered first; empty where it need not be
	Secret  *ui.Form
	History ui.Timeline
	Codes   []CodeChange
	Related []Item
	Panels  []templ.Component
}

// textAhead is how many characters of the text the item's own page shows.
const textAhead = 800

func (r *Room) itemPage(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.itemShow(q, it, nil)
}

func (r *Room) itemShow(q *web.Request, it Item, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	v := itemView{Head: r.itemHead(q, &it)}
	if v.Pairs, err = r.itemPairs(ctx, who, &it, units); err != nil {
		return web.Answer{}, err
	}
	open, err := r.readable(ctx, who, &it)
	if err != nil {
		return web.Answer{}, err
	}
	switch {
	case !open && r.Readable != nil:
		v.Use = fmt.Sprintf("/archive/use/open/%d?next=%s", it.ID, url.QueryEscape(itemURL(it.ID)))
	case !open:
		v.Secret = q.FormFor(itemURL(it.ID)+"/open", failed)
	}
	if err := r.showFiles(q, &it, open, &v); err != nil {
		return web.Answer{}, err
	}
	if v.Codes, err = r.CodeHistory(ctx, it.ID); err != nil {
		return web.Answer{}, err
	}
	if v.Related, err = r.Related(ctx, who, it.ID); err != nil {
		return web.Answer{}, err
	}
	if v.History, err = r.history(ctx, &it); err != nil {
		return web.Answer{}, err
	}
	for _, p := range r.Panels {
		c, err := p(ctx, who, it)
		if err != nil {
			return web.Answer{}, err
		}
		if c != nil {
			v.Panels = append(v.Panels, c)
		}
	}
	return q.Desk(it.Title, itemBody(v))
}

// readable reports whether the original may be shown: a work secret only to those
// who recorded today what for.
func (r *Room) readable(ctx context.Context, who act.Actor, it *Item) (bool, error) {
	if r.Readable != nil {
		err := r.Readable(ctx, who, *it)
		if fault.Is(err, fault.Rule) {
			return false, nil
		}
		return err == nil, err
	}
	if it.Level != mark.WorkSecret {
		return true, nil
	}
	return r.openedToday(ctx, who, it.ID)
}

func (r *Room) itemHead(q *web.Request, it *Item) ui.Head {
	h := ui.Head{Crumbs: []ui.Link{room, {Text: "归档文件", URL: "/archive/items"}}, Title: it.Title, Meta: []string{}, Tags: append(itemTags(it), stageTag(it.Stage))}
	if it.Year != 0 {
		h.Crumbs = append(h.Crumbs, ui.Link{Text: yearText(it.Year), URL: address("/archive/items", "year", number(it.Year))})
	}
	if it.Code != "" {
		h.Meta = append(h.Meta, it.Code)
	}
	if it.DocNo != "" {
		h.Meta = append(h.Meta, it.DocNo)
	}
	if org.Actor(q).May(Arrange) && it.State == Held {
		h.Actions = []ui.Button{{Label: "修改著录", URL: itemURL(it.ID) + "/edit", Look: "primary", Key: "e"}}
	}
	return h
}

func (r *Room) itemPairs(ctx context.Context, who act.Actor, it *Item, units map[string]string) ([]ui.Pair, error) {
	doubts := it.DoubtsOf()
	unit := named(units, it.Unit)
	if unit == "" && it.UnitWritten != "" {
		unit = "未对应（原写“" + it.UnitWritten + "”）"
	}
	pair := func(key, text, field string, isCode bool) ui.Pair {
		p := ui.Pair{Key: key, Text: text, Code: isCode}
		if d, ok := doubts[field]; ok && field != "" && text != "" {
			p.Body = doubted(text, sureTag(d.Sure), d.Evidence)
		}
		return p
	}
	date := it.Date.Chinese()
	if it.Date.IsZero() {
		date = ""
	}
	period := ui.Pair{Key: "保管期限", Text: it.Retention.Label()}
	rule := ""
	switch it.RetentionFrom {
	case Given:
		rule = "来源目录所给"
	case Confirmed:
		rule = joinDots("已由人认可", ruleWords(r.Schedule.ID, it.RetentionRule))
	case Proposed, ByDefault, "":
		p, decided := r.ProposePeriod(it)
		rule = p.Rule
		if !decided && it.RetentionFrom == Proposed && it.Retention != "" {
			rule += "现按办理时的轻重提出" + it.Retention.Label() + "。"
		}
	}
	period.Body = periodCell(it.Retention.Label(), periodTags(it), rule)
	pairs := []ui.Pair{pair("档号", it.Code, "", true), pair("文号", it.DocNo, "doc_no", true), pair("责任者", it.Issuer, "issuer", false), pair("日期", date, "date", false),
		{Key: "年度", Text: number(it.Year)}, {Key: "机构", Text: unit}, {Key: "门类", Text: categoryLabel(it.Category)}, {Key: "密级", Text: it.Level.Label()},
		{Key: "页数", Text: pagesText(it)}, {Key: "件号", Text: number(it.ItemNo)}}
	period.Wide = true
	pairs = append(pairs, period)
	if it.BoxID != 0 {
		b, err := r.Box(ctx, it.BoxID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		p := ui.Pair{Key: "所在盒", Text: fmt.Sprintf("%s，%s", b.Label(), b.Range())}
		if who.May(Arrange) {
			p.URL = fmt.Sprintf("/archive/boxes/%d", b.ID)
		}
		pairs = append(pairs, p)
	}
	if d, ok := doubts["title"]; ok {
		pairs = append(pairs, ui.Pair{Key: "题名", Wide: true, Body: doubted(it.Title, sureTag(d.Sure), d.Evidence)})
	}
	if it.CodeGiven != "" && it.CodeGiven != it.Code {
		pairs = append(pairs, ui.Pair{Key: "原档号", Text: it.CodeGiven, Code: true})
	}
	pairs = append(pairs, ui.Pair{Key: "开放", Text: OpeningLabel(it.Opening)})
	if it.Keywords != "" {
		pairs = append(pairs, ui.Pair{Key: "关键词", Text: strings.ReplaceAll(it.Keywords, ";", "；"), Wide: true})
	}
	if it.Remark != "" {
		pairs = append(pairs, ui.Pair{Key: "备注", Text: it.Remark, Wide: true})
	}
	if it.MergedInto != 0 {
		pairs = append(pairs, ui.Pair{Key: "并入", Text: "查看所并入的件", URL: itemURL(it.MergedInto), Wide: true})
	}
	return evenly(pairs), nil
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
	return pairs
}

// showFiles fills in the files, the page that is looked at and the text.
func (r *Room) showFiles(q *web.Request, it *Item, open bool, v *itemView) error {
	ctx, who := q.Context(), org.Actor(q)
	files, err := r.FilesOf(ctx, who, it.ID)
	if err != nil {
		return err
	}
	wanted, _ := strconv.ParseInt(q.URL.Query().Get("file"), 10, 64)
	at := 0
	for i, f := range files {
		row := ui.FileRow{Format: strings.ToUpper(f.Kind), Name: f.Name, Meta: []string{RoleLabel(f.Role), ui.Bytes(f.Size), "SHA-256 " + f.SHA256[:min(12, len(f.SHA256))]}}
		if f.Pages > 0 {
			row.Meta = slices.Insert(row.Meta, 1, fmt.Sprintf("%d 页", f.Pages))
		}
		if open {
			row.Download = fmt.Sprintf("/archive/files/%d/original", f.ID)
			if reader.Kind(f.Kind).HasPages() {
				row.Preview = address(itemURL(it.ID), "file", number(f.ID)) + "#viewer"
			}
		}
		v.Files = append(v.Files, row)
		if f.ID == wanted {
			at = i
		}
	}
	if !open {
		return nil
	}
	if len(files) > 0 && reader.Kind(files[at].Kind).HasPages() {
		v.Viewer = viewerOf(q, it, files[at])
	}
	body, err := r.Body(ctx, who, it.ID)
	if err != nil {
		return err
	}
	runes := []rune(strings.TrimSpace(body))
	v.Length = len(runes)
	v.Text = string(runes[:min(len(runes), textAhead)])
	if len(runes) > textAhead {
		v.More = itemURL(it.ID) + "/text"
	}
	return nil
}

func viewerOf(q *web.Request, it *Item, f File) *ui.Viewer {
	pages := int(max(1, f.Pages))
	page, err := strconv.Atoi(q.URL.Query().Get("page"))
	if err != nil || page < 1 || page > pages {
		page = 1
	}
	base := func(n int) string {
		return address(itemURL(it.ID), "file", number(f.ID), "page", strconv.Itoa(n)) + "#viewer"
	}
	v := &ui.Viewer{Name: f.Name, Image: PageImageURL(f.ID, page), Alt: fmt.Sprintf("%s 第 %d 页", f.Name, page), Page: page, Pages: pages,
		Download: fmt.Sprintf("/archive/files/%d/original", f.ID)}
	if page > 1 {
		v.Prev = base(page - 1)
	}
	if page < pages {
		v.Next = base(page + 1)
	}
	return v
}

// deedVerbs are the short words of the history.
var deedVerbs = map[string]string{"archive.item.amend": "修改著录", "archive.item.accept": "认可", "archive.item.open": "打开原文", "archive.class.order": "调整顺序",
	"archive.batch.take": "收集", "archive.year.arrange": "整理", "archive.year.pack": "装盒", "archive.year.close": "归档"}

// history tells what happened to an item: what the ledger has of itself, of the
// import it came with, and of its year since then.
func (r *Room) history(ctx context.Context, it *Item) (ui.Timeline, error) {
	rd := r.Door.Reader()
	own, err := act.Entries(ctx, rd, act.EntryFilter{Subject: act.Subject("archive_item", it.ID)}, 40)
	if err != nil {
		return ui.Timeline{}, err
	}
	came, err := act.Entries(ctx, rd, act.EntryFilter{Subject: act.Subject("archive_batch", it.BatchID), Outcome: ledger.Done}, 1)
	if err != nil {
		return ui.Timeline{}, err
	}
	all := append(own, came...)
	if it.Year != 0 && it.Stage > Collected {
		year, err := act.Entries(ctx, rd, act.EntryFilter{Subject: fmt.Sprintf("archive_year:%d", it.Year), Deed: "archive.year.", Outcome: ledger.Done}, 10)
		if err != nil {
			return ui.Timeline{}, err
		}
		for _, e := range year {
			if e.At >= it.CreatedAt {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b ledger.Entry) int { return int(a.Seq - b.Seq) })
	var t ui.Timeline
	for _, e := range all {
		verb := deedVerbs[e.Deed]
		if verb == "" {
			verb = "办理"
		}
		ev := ui.Event{Verb: verb, Who: e.Name, Post: e.Capacity, At: time.UnixMicro(e.At), Opinion: e.Summary, Note: fmt.Sprintf("存证 #%d", e.Seq)}
		if e.Outcome == ledger.Refused {
			ev.Tone = ui.Bad
		}
		t.Events = append(t.Events, ev)
	}
	return t, nil
}

type openInput struct {
	Reason string `form:"reason" label:"用途" max:"200"`
}

func (r *Room) openPage(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[openInput](q)
	if err == nil {
		err = r.OpenItem(org.Context(q), org.Actor(q), it.ID, in.Reason)
	}
	if err != nil {
		return r.itemShow(q, it, err)
	}
	return web.Redirect(itemURL(it.ID)).Say(ui.OK, "已登记查阅，今天内可以看原文。"), nil
}

// textChunk is the characters of one page of text where the text has no pages.
const textChunk = 8000

// chunks cuts a text into pages: by its own page breaks, and where a page is long
// by length, at the end of a line if there is one.
func chunks(body string) []string {
	var out []string
	for page := range strings.SplitSeq(body, "\f") {
		runes := []rune(strings.TrimSpace(page))
		for len(runes) > textChunk {
			cut := textChunk
			for i := textChunk; i > textChunk/2; i-- {
				if runes[i] == '\n' {
					cut = i
					break
				}
			}
			out = append(out, string(runes[:cut]))
			runes = runes[cut:]
		}
		if len(runes) > 0 {
			out = append(out, string(runes))
		}
	}
	return out
}

func (r *Room) textPage(q *web.Request) (web.Answer, error) {
	it, err := r.itemOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	ctx, who := q.Context(), org.Actor(q)
	open, err := r.readable(ctx, who, &it)
	if err != nil {
		return web.Answer{}, err
	}
	if !open {
		return web.Redirect(itemURL(it.ID)), nil
	}
	body, err := r.Body(ctx, who, it.ID)
	if err != nil {
		return web.Answer{}, err
	}
	pages := chunks(body)
	n, err := strconv.Atoi(q.URL.Query().Get("p"))
	if err != nil || n < 1 || n > len(pages) {
		n = 1
	}
	head := ui.Head{Crumbs: []ui.Link{room, {Text: "归档文件", URL: "/archive/items"}, {Text: "著录", URL: itemURL(it.ID)}}, Title: it.Title, Tags: itemTags(&it)}
	if len(pages) == 0 {
		return q.Desk(it.Title, titled(head, ui.EmptyBox(ui.Empty{Title: "没有正文文字", Text: "图片和扫描件没有可读的文字，请看原文页面。", Link: ui.Link{Text: "回著录页", URL: itemURL(it.ID)}})))
	}
	pager := ui.Pager{First: n, Last: n, Total: len(pages), Unit: "页"}
	if n > 1 {
		pager.Prev = q.URLWith("p", strconv.Itoa(n-1))
	}
	if n < len(pages) {
		pager.Next = q.URLWith("p", strconv.Itoa(n+1))
	}
	return q.Desk(it.Title, textBody(head, pages[n-1], pager))
}

// fileOf reads the file that the path names, if its item may be seen and opened.
func (r *Room) fileOf(q *web.Request) (File, error) {
	id, err := q.ID("id")
	if err != nil {
		return File{}, err
	}
	f, it, err := r.File(q.Context(), org.Actor(q), id)
	if err != nil {
		return File{}, r.unseen(q, err)
	}
	open, err := r.readable(q.Context(), org.Actor(q), &it)
	if err == nil && !open {
		err = errSecret()
	}
	return f, err
}

func errSecret() error {
	return fault.New(fault.Forbidden, "这一件阅览前须登记用途，请先在它的页面登记。")
}

func (r *Room) pageImage(q *web.Request) (web.Answer, error) {
	name, ok := strings.CutSuffix(q.PathValue("n"), ".png")
	n, err := strconv.Atoi(name)
	if !ok || err != nil || n < 1 {
		return web.Answer{}, fault.New(fault.NotFound, "没有这一页。")
	}
	f, err := r.fileOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	file, err := r.Files.Open(q.Context(), f.SHA256)
	if err != nil {
		return web.Answer{}, err
	}
	defer file.Close()
	png, _, err := r.Reader.PageImage(q.Context(), file, file.Size(), reader.Kind(f.Kind), n, 1100)
	if err != nil {
		return web.Answer{}, err
	}
	return bytesAnswer(fmt.Sprintf("%s-%d.png", f.Name, n), "image/png", png).Inline(), nil
}

func (r *Room) original(q *web.Request) (web.Answer, error) {
	f, err := r.fileOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	file, err := r.Files.Open(q.Context(), f.SHA256)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(f.Name, reader.Kind(f.Kind).MIME(), time.Time{}, file), nil
}

// lines are the lines of a text without the empty ones.
func lines(text string) []string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(strings.ReplaceAll(l, "\f", "")); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// PageImageURL is the address of the picture of one page of a file, from page 1.
func PageImageURL(file int64, page int) string {
	return fmt.Sprintf("/archive/files/%d/page/%d.png", file, page)
}

// ruleWords writes a stored rule, row and schedule with its version, without
// the schedule's own name, which is for machines.
func ruleWords(schedule, rule string) string {
	row, version, ok := strings.Cut(rule, " "+schedule+" ")
	if !ok {
		return rule
	}
	return "保管期限表（" + version + "）" + row
}

package archive

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/intake"
)

// Bounds of what one form may bring.
const (
	maxUpload      = 2 << 30
	maxUploadFiles = 5000
)

// Pages are the room's pages.
func (r *Room) Pages() []web.Page {
	get := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "archive." + name, Method: "GET", Pattern: "/archive" + pattern, Right: string(right), Serve: serve}
	}
	post := func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page {
		p := get(name, pattern, right, serve)
		p.Method = "POST"
		return p
	}
	receive := post("intake.take", "/intake", Arrange, r.takeIntake)
	receive.Upload, receive.Files, receive.Stream = maxUpload, maxUploadFiles, true
	pages := []web.Page{
		get("home", "", Read, r.homePage),
		get("search", "/search", Read, r.searchPage),
		get("go", "/go", Read, r.goPage),

		get("intake", "/intake", Arrange, r.intakePage),
		receive,
		get("upload", "/uploads/{id}", Arrange, r.uploadPage),
		post("upload.map", "/uploads/{id}/map", Arrange, r.mapUpload),
		post("upload.take", "/uploads/{id}/take", Arrange, r.takeUpload),
		post("upload.drop", "/uploads/{id}/drop", Arrange, r.dropUpload),
		get("upload.rejections", "/uploads/{id}/rejections.csv", Arrange, r.uploadRejections),
		get("batch.list", "/batches", Arrange, r.batchesPage),
		get("batch", "/batches/{id}", Arrange, r.batchPage),
		post("batch.accept", "/batches/{id}/accept", Arrange, r.acceptBatch),
		get("batch.rejections", "/batches/{id}/rejections.csv", Arrange, r.batchRejections),

		get("personnel.list", "/personnel", KeepPersonnel, r.personnelPage),
		get("personnel.batch", "/personnel/{id}", KeepPersonnel, r.personnelBatchPage),
		post("personnel.accept", "/personnel/items/{id}/accept", KeepPersonnel, r.acceptPersonnelPage),
		post("personnel.look", "/personnel/files/{id}/open", KeepPersonnel, r.lookPersonnelPage),

		get("item.list", "/items", Read, r.itemsPage),
		get("item.export", "/items/export", Read, r.exportItems),
		post("item.bulk", "/items/bulk", Arrange, r.bulkItems),
		get("item", "/items/{id}", Read, r.itemPage),
		get("item.text", "/items/{id}/text", Read, r.textPage),
		post("item.open", "/items/{id}/open", Read, r.openPage),
		get("item.edit", "/items/{id}/edit", Arrange, r.editPage),
		post("item.save", "/items/{id}/edit", Arrange, r.saveItem),
		post("item.cell", "/items/{id}/cell", Arrange, r.saveCell),
		get("file.page", "/files/{id}/page/{n}", Read, r.pageImage),
		get("file.original", "/files/{id}/original", Read, r.original),

		get("year.list", "/years", Arrange, r.yearsPage),
		get("year", "/years/{year}", Arrange, r.yearPage),
		get("year.arrange", "/years/{year}/arrange", Arrange, r.arrangePage),
		post("year.arrange.do", "/years/{year}/arrange", Arrange, r.doArrange),
		get("year.pack", "/years/{year}/pack", Arrange, r.packPage),
		post("year.pack.do", "/years/{year}/pack", Arrange, r.doPack),
		get("year.close", "/years/{year}/close", Arrange, r.closePage),
		post("year.close.do", "/years/{year}/close", Arrange, r.doClose),
		get("year.class", "/years/{year}/class", Arrange, r.classPage),
		post("year.order", "/years/{year}/class", Arrange, r.moveItem),
		post("year.gaps", "/years/{year}/gaps", Arrange, r.callGaps),

		get("box.list", "/boxes", Read, r.boxesPage),
		get("box", "/boxes/{id}", Read, r.boxPage),
		post("box.note", "/boxes/{id}", Arrange, r.saveBoxNote),
		get("unit.list", "/units", Arrange, r.unitsPage),
		post("unit.map", "/units", Arrange, r.mapUnitPage),
		get("settings", "/settings", Configure, r.settingsPage),
		post("settings.fonds", "/settings/fonds", Configure, r.saveFonds),
		post("settings.values", "/settings/values", Configure, r.saveSettings),
	}
	return append(append(pages, r.printPages()...), r.transferPages(get, post)...)
}

var room = ui.Link{Text: "档案室", URL: "/archive"}

// unseen writes into the ledger that somebody asked for a row out of reach, and
// gives the error to answer with.
func (r *Room) unseen(q *web.Request, err error) error {
	if f := fault.Of(err); err != nil && f.Kind == fault.NotFound && strings.HasPrefix(f.Value, "archive_") {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name+" "+f.Value, f)
	}
	return err
}

// itemOf reads the item that the path names, if the actor may see it.
func (r *Room) itemOf(q *web.Request) (Item, error) {
	id, err := q.ID("id")
	if err != nil {
		return Item{}, err
	}
	it, err := r.Item(q.Context(), org.Actor(q), id)
	return it, r.unseen(q, err)
}

// yearOf reads the year that the path names.
func yearOf(q *web.Request) (int, error) {
	n, err := strconv.Atoi(q.PathValue("year"))
	if err != nil || n < 1900 || n > 9999 {
		return 0, fault.New(fault.NotFound, "年度应为四位数字，如 2019。")
	}
	return n, nil
}

func (r *Room) unitOptions(ctx context.Context, first string) ([]ui.Option, error) {
	units, err := r.Bureau.Units(ctx)
	out := []ui.Option{{Value: "", Label: first}}
	for _, u := range units {
		out = append(out, ui.Option{Value: u.Code, Label: u.Name + "（" + u.Code + "）"})
	}
	return out, err
}

func periodOptions(first string) []ui.Option {
	out := []ui.Option{{Value: "", Label: first}}
	for _, p := range code.Ordinary {
		out = append(out, ui.Option{Value: string(p), Label: p.Label()})
	}
	return out
}

func categoryOptions(first string) []ui.Option {
	var out []ui.Option
	if first != "" {
		out = append(out, ui.Option{Label: first})
	}
	for _, c := range code.Categories {
		out = append(out, ui.Option{Value: c.Code, Label: c.Name + "（" + c.Code + "）"})
	}
	return out
}

func categoryLabel(s string) string {
	if c, ok := code.CategoryOf(s); ok {
		return c.Name
	}
	return s
}

func levelOptions() []ui.Option {
	var out []ui.Option
	for l := mark.Public; l <= mark.WorkSecret; l++ {
		out = append(out, ui.Option{Value: l.Word(), Label: l.Label()})
	}
	return out
}

func stageTag(s Stage) ui.Tag {
	tone := map[Stage]ui.Tone{Collected: ui.Mute, Arranged: ui.Info, Boxed: ui.Info, Filed: ui.OK}[s]
	return ui.Tag{Text: s.Label(), Tone: tone}
}

// fieldLabel is the Chinese name of a field of a record.
func fieldLabel(f string) string {
	switch f {
	case "files", "file":
		return "文件"
	case "":
		return "全表"
	}
	if l := intake.Field(f).Label(); l != f {
		return l
	}
	return "内容"
}

// sureTag shows how sure the program is.
func sureTag(word string) ui.Tag {
	switch word {
	case "guess":
		return ui.Tag{Text: "推测", Tone: ui.Warn}
	case "likely":
		return ui.Tag{Text: "较可靠", Tone: ui.Info}
	}
	return ui.Tag{Text: "确定", Tone: ui.OK}
}

// periodTags say where a period comes from if it still wants a person's word.
func periodTags(it *Item) []ui.Tag {
	switch it.RetentionFrom {
	case Proposed:
		return []ui.Tag{{Text: "拟定", Tone: ui.Info}}
	case ByDefault:
		return []ui.Tag{{Text: "默认", Tone: ui.Warn}}
	}
	return nil
}

func itemURL(id int64) string { return fmt.Sprintf("/archive/items/%d", id) }

func itemTags(it *Item) []ui.Tag {
	var tags []ui.Tag
	if it.Level == mark.WorkSecret {
		tags = append(tags, ui.Tag{Text: mark.WorkSecret.Label(), Tone: ui.Alt})
	}
	if it.State != Held {
		tags = append(tags, ui.Tag{Text: StateLabel(it.State), Tone: ui.Mute})
	}
	return tags
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func yearText(y int64) string {
	if y == 0 {
		return "年度未定"
	}
	return fmt.Sprintf("%d 年度", y)
}

func pagesText(it *Item) string {
	if it.Pages > 0 && it.PagesEstimated {
		return "约 " + number(it.Pages)
	}
	return number(it.Pages)
}

// joinDots puts the parts that are there into one line.
func joinDots(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func stamp(micros int64) string { return ui.Stamp(time.UnixMicro(micros)) }

// address builds a path with a query from pairs; empty values are left out.
func address(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func count(n int64) string { return ui.Thousands(int(n)) }

func one(v url.Values, name string) string { return strings.TrimSpace(v.Get(name)) }

package custody

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

func photoURL(item int64) string { return "/archive/photos/" + id64(item) }

func (r *Room) photosPage(q *web.Request) (web.Answer, error) {
	ctx := q.Context()
	lacking := q.Values().Get("all") == ""
	all, err := r.Photos(ctx, org.Actor(q), lacking)
	if err != nil {
		return web.Answer{}, err
	}
	names := map[string]string{}
	units, err := r.Archive.Bureau.Units(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	tb := ui.Table{Caption: "照片档案", Columns: []ui.Column{{Label: "题名", Wide: true}, {Label: "日期"}, {Label: "机构"}, {Label: "照片", Numeric: true}, {Label: "说明"}},
		Empty: ui.Empty{Title: "没有缺说明的照片", Link: ui.Link{Text: "看全部照片档案", URL: "/archive/photos?all=1"}}}
	if !lacking {
		tb.Empty = ui.Empty{Title: "还没有照片档案", Text: "收集时把门类选为“照片”。"}
	}
	for _, p := range all {
		var tags []ui.Tag
		switch {
		case p.Lacks() > 0:
			tags = append(tags, ui.Tag{Text: fmt.Sprintf("缺 %d 张", p.Lacks()), Tone: ui.Warn})
		case p.Thin > 0:
			tags = append(tags, ui.Tag{Text: "六要素不全", Tone: ui.Warn})
		default:
			tags = append(tags, ui.Tag{Text: "齐全", Tone: ui.OK})
		}
		if p.Off > 0 {
			tags = append(tags, ui.Tag{Text: "时间不符，已注明", Tone: ui.Info})
		}
		n := id64(p.Pictures)
		if p.Pictures == 0 {
			n = "纸质"
		}
		tb.Rows = append(tb.Rows, ui.Row{URL: photoURL(p.ID), Cells: []ui.Cell{{Text: p.Title, URL: photoURL(p.ID), Sub: p.Code}, {Text: p.Date.String()}, {Text: names[p.Unit]}, {Text: n}, {Tags: tags}}})
	}
	f := ui.Filters{Count: fmt.Sprintf("共 %d 件", len(all)), Saved: []ui.Link{{Text: "全部照片档案", URL: "/archive/photos?all=1"}}}
	if lacking {
		f.Chips = []ui.Chip{{Label: "只看", Value: "缺说明的", Remove: "/archive/photos?all=1"}}
	} else {
		f.Saved = []ui.Link{{Text: "只看缺说明的", URL: "/archive/photos"}}
	}
	return q.Desk("照片说明", page(ui.Head{Title: "照片说明", Crumbs: []ui.Link{archiveRoom}, Meta: []string{"六要素：" + strings.Join(r.Elements, "、")}}, nil, listed(f, tb)))
}

// taken is when a picture was taken by the camera's clock, which is read when its
// description is kept.
func taken(p Picture) ui.Cell {
	if p.ID == 0 {
		return ui.Cell{Sub: "保存说明时读出"}
	}
	return ui.Cell{Text: stamp(p.TakenAt)}
}

func (r *Room) photoPage(q *web.Request) (web.Answer, error) { return r.photo(q, nil) }

func (r *Room) photo(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	it, files, have, err := r.Pictures(ctx, who, id)
	if err != nil {
		return web.Answer{}, r.told(q, err)
	}
	head := ui.Head{Title: it.Title, Crumbs: []ui.Link{archiveRoom, {Text: "照片说明", URL: "/archive/photos"}}, Meta: []string{it.Code, it.Date.String()}}
	if failed != nil && !isPhotoItem(it.Category) {
		return web.Answer{}, failed
	}
	if !isPhotoItem(it.Category) {
		return q.Desk(it.Title, page(head, []ui.Notice{{Tone: ui.Info, Text: "这一件不是照片档案，不需要照片说明。"}}))
	}
	chosen, _ := strconv.ParseInt(q.Values().Get("file"), 10, 64)
	at := -1
	for i, f := range files {
		if f.ID == chosen || chosen == 0 && at < 0 && have[f.ID].ID == 0 {
			at = i
		}
	}
	if at < 0 && len(files) > 0 {
		at = 0
	}
	var parts []templ.Component
	if len(files) > 0 {
		tb := ui.Table{Caption: "这一件的照片", Columns: []ui.Column{{Label: "序号", Numeric: true}, {Label: "文件", Wide: true, Code: true}, {Label: "拍摄时间（照片自带）"}, {Label: "说明"}}}
		for i, f := range files {
			p := have[f.ID]
			url := photoURL(id) + "?file=" + id64(f.ID)
			tags := []ui.Tag{{Text: "缺说明", Tone: ui.Warn}}
			if p.ID != 0 {
				tags = []ui.Tag{{Text: "已写", Tone: ui.OK}}
				if l := p.Lacking(); len(l) > 0 {
					tags = []ui.Tag{{Text: "缺" + strings.Join(l, "、"), Tone: ui.Warn}}
				}
				if p.DaysOff != 0 {
					tags = append(tags, ui.Tag{Text: fmt.Sprintf("相差 %d 天", p.DaysOff), Tone: ui.Info})
				}
			}
			tb.Rows = append(tb.Rows, ui.Row{Strong: i == at, URL: url, Cells: []ui.Cell{{Text: itoa(i + 1)}, {Text: f.Name, URL: url}, taken(p), {Tags: tags}}})
		}
		parts = append(parts, tableCard("", tb))
	}
	f := form(q, "", photoURL(id), failed, true)
	f.Wide = true
	var p Picture
	title := "照片说明"
	if at >= 0 {
		p = have[files[at].ID]
		f.Set("file", id64(files[at].ID))
		title = fmt.Sprintf("第 %d 张的说明", at+1)
		parts = append(parts, pictureCard(archive.PageImageURL(files[at].ID, 1), files[at].Name))
	} else {
		p = have[0]
	}
	f.Set("version", id64(p.Version))
	if p.ID == 0 { // the picture before says most of it already
		for i := at - 1; i >= 0; i-- {
			if x := have[files[i].ID]; x.ID != 0 {
				p = x
				p.Note = ""
				break
			}
		}
	}
	if p.Subject == "" {
		p.Subject, p.Day = it.Title, it.Date
	}
	units, err := r.Archive.Bureau.Units(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
		if u.Code == it.Unit && p.HolderUnit == "" {
			p.HolderUnit = u.Name
		}
	}
	for k, v := range map[string]string{"subject": p.Subject, "day": p.Day.String(), "place": p.Place, "people": p.People, "background": p.Background, "photographer": p.Photographer, "holder_unit": p.HolderUnit, "note": p.Note} {
		f.Set(k, v)
	}
	fields := []ui.Field{{Form: f, Name: "file", Kind: ui.Hidden}, {Form: f, Name: "version", Kind: ui.Hidden},
		{Form: f, Name: "subject", Label: "事由", Hint: "什么活动、什么事"},
		{Form: f, Name: "day", Label: "时间", Kind: ui.Date, Half: true},
		{Form: f, Name: "place", Label: "地点", Half: true, Hint: "地点、人物至少填一项"},
		{Form: f, Name: "people", Label: "人物", Hint: "从左到右，写姓名和职务", Optional: true},
		{Form: f, Name: "background", Label: "背景", Kind: ui.Area, Rows: 2, Optional: true},
		{Form: f, Name: "photographer", Label: "摄影者", Half: true},
		{Form: f, Name: "holder_unit", Label: "底片或原图保存单位", Half: true, List: names},
		{Form: f, Name: "note", Label: "备注", Optional: true, Hint: "时间与照片自带的不符时写明原因"}}
	if len(files) > 1 {
		fields = append(fields, ui.Field{Form: f, Name: "all", Label: "同组其他还没有说明的照片也用以上文字", Kind: ui.Check})
	}
	parts = append(parts, formCard(title, "", f, fields, ui.Button{Label: "保存说明", Look: "primary", Save: true}))
	return q.Desk(it.Title, page(head, nil, parts...))
}

type photoInput struct {
	File         int64      `form:"file"`
	Version      int64      `form:"version"`
	Subject      string     `form:"subject" label:"事由" need:"请填写事由。" max:"300"`
	Day          civil.Date `form:"day" label:"时间"`
	Place        string     `form:"place" label:"地点" max:"200"`
	People       string     `form:"people" label:"人物" max:"500"`
	Background   string     `form:"background" label:"背景" max:"1000"`
	Photographer string     `form:"photographer" label:"摄影者" need:"请填写摄影者。" max:"60"`
	HolderUnit   string     `form:"holder_unit" label:"保存单位" need:"请填写底片或原图的保存单位。" max:"100"`
	Note         string     `form:"note" label:"备注" max:"500"`
	All          bool       `form:"all"`
}

func (r *Room) photoPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[photoInput](q)
	n := 0
	if err == nil {
		n, err = r.DescribePhoto(org.Context(q), org.Actor(q), Description{All: in.All, Picture: Picture{ItemID: id, FileID: in.File, Version: in.Version, Subject: in.Subject, Day: in.Day, Place: in.Place,
			People: in.People, Background: in.Background, Photographer: in.Photographer, HolderUnit: in.HolderUnit, Note: in.Note}})
	}
	if err != nil {
		return r.photo(q, err)
	}
	return web.Redirect(photoURL(id)).Say(ui.OK, fmt.Sprintf("已保存 %d 张照片的说明。", n)), nil
}

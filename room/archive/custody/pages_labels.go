package custody

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
)

// mostLabels bounds one print of labels.
const mostLabels = 2000

func (r *Room) labelsPage(q *web.Request) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	at, err := strconv.ParseInt(q.Values().Get("at"), 10, 64)
	if err != nil {
		return web.Answer{}, fault.Field("at", q.Values().Get("at"), "请从库位页面打印标签。")
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	if _, ok := t.byID[at]; !ok {
		return web.Answer{}, fault.New(fault.NotFound, "没有这个库位。")
	}
	m, err := r.model(q)
	if err != nil {
		return web.Answer{}, err
	}
	under := func(id int64) bool {
		for ; id != 0; id = t.byID[id].ParentID {
			if id == at {
				return true
			}
		}
		return false
	}
	unit, err := r.unitNames(q)
	if err != nil {
		return web.Answer{}, err
	}
	room := t.roomOf(at)
	if q.Values().Get("what") == "boxes" {
		shelves, err := r.Map(ctx, who, room.ID)
		if err != nil {
			return web.Answer{}, r.told(q, err)
		}
		for _, s := range shelves {
			if !under(s.ID) {
				continue
			}
			for _, b := range s.Boxes {
				c := forms.Class{Year: int(b.Year), Retention: string(b.Retention), Unit: unit(b.Unit)}
				m.Labels = append(m.Labels, forms.Label{Title: fmt.Sprintf("第%d盒", b.Number), Code: b.Label(m.Fonds.Code),
					Lines: []string{categoryName(b.Category) + "档案", c.Label(), fmt.Sprintf("%d 件", b.Items), s.Path}})
			}
		}
	} else {
		for _, l := range t.walk {
			if l.Retired == "" && l.Kind != KindRoom && under(l.ID) {
				m.Labels = append(m.Labels, forms.Label{Title: strings.TrimPrefix(t.path(l.ID), room.Name+" "), Lines: []string{room.Name, "库位 " + l.Code}, Code: l.Label()})
			}
		}
	}
	if len(m.Labels) > mostLabels {
		return web.Answer{}, fault.Newf(fault.TooLarge, "一次最多打印 %d 个标签，请按柜打印。", mostLabels)
	}
	return pdf(q, "标签", forms.Labels, m, ui.Link{Text: "回" + t.path(at), URL: locationURL(at)})
}

package appraisal

import (
	"context"

	"github.com/a-h/templ"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

// Panel is what the page of an item says of its appraisal, for archive.Room.Panels:
// when its period ends (once it is filed), the appraisal it stands in, or how it was destroyed, which
// everybody may know who sees the stub. Nil if there is nothing to say.
func (r *Room) Panel(ctx context.Context, who act.Actor, it archive.Item) (templ.Component, error) {
	var pairs []ui.Pair
	if it.State == archive.Destroyed {
		v, ok, err := r.DestroyedIn(ctx, who, it.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			p := ui.Pair{Key: "销毁记录", Text: v.Label(), Wide: true}
			if who.May(See) {
				p.URL = batchURL(v.BatchID)
			}
			pairs = append(pairs, p)
		}
	}
	if it.State == archive.Held && who.May(See) {
		if last, ok := it.Retention.Expires(int(it.Year)); ok && it.Year > 0 && it.Stage >= archive.Filed {
			text := last.Chinese() + "期满"
			if archive.ExpiredOn(it, r.Archive.Door.Today()) {
				text = last.Chinese() + "已经期满"
			}
			pairs = append(pairs, ui.Pair{Key: "保管期限", Text: text})
		}
		number, busy, err := db.Maybe[string](ctx, r.Archive.Door.Reader(), q.SQL("line_active"), it.ID)
		if err != nil {
			return nil, err
		}
		if busy {
			pairs = append(pairs, ui.Pair{Key: "鉴定中", Text: number, URL: "/archive/appraisals"})
		}
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	return itemPanel(pairs), nil
}

package lending

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

// Panel is what the page of an item says of its use, for archive.Room.Panels:
// whether it is in the room, how often it was used, and the way to ask for it.
// With whom it is is told only to those who see the register.
func (r *Room) Panel(ctx context.Context, who act.Actor, it archive.Item) (templ.Component, error) {
	if !who.May(Use) && !who.May(Lend) || it.State != archive.Held {
		return nil, nil
	}
	rd := r.Archive.Door.Reader()
	w, out, err := db.Maybe[withWhom](ctx, rd, q.SQL("out_with"), it.ID)
	if err != nil {
		return nil, err
	}
	times, err := db.One[int64](ctx, rd, q.SQL("times_used"), it.ID)
	if err != nil {
		return nil, err
	}
	where := "在室"
	switch {
	case out && (who.May(SeeUse) || who.May(Lend)):
		where = fmt.Sprintf("由%s借出（%s，应还 %s）", w.Borrower, w.Number, w.Due)
	case out:
		where = fmt.Sprintf("已借出，应还 %s", w.Due)
	}
	pairs := []ui.Pair{{Key: "原件", Text: where}, {Key: "利用", Text: fmt.Sprintf("%d 次", times)}}
	var buttons []ui.Button
	if who.May(Use) {
		buttons = append(buttons, ui.Button{Label: "申请借阅", URL: fmt.Sprintf("/archive/my/loans/new?item=%d", it.ID)})
	}
	if who.May(Lend) {
		buttons = append(buttons, ui.Button{Label: "登记借阅", URL: fmt.Sprintf("/archive/loans/new?item=%d", it.ID)})
	}
	return itemPanel(pairs, buttons), nil
}

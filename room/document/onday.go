package document

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// OnDay is the part of the front page: what somebody has to read or handle, and for the
// office what is late.
func (r *Room) OnDay(ctx context.Context, who act.Actor, _ civil.Date) ([]today.Line, error) {
	if !who.May(Use) {
		return nil, nil
	}
	office := 0
	if r.keeps(who) {
		office = 1
	}
	now := r.Door.Now()
	type line struct {
		ID     int64      `db:"id"`
		Number string     `db:"number"`
		Title  string     `db:"title"`
		Level  mark.Level `db:"level"`
		Stage  string     `db:"stage"`
		DueAt  int64      `db:"due_at"`
	}
	list, err := db.All[line](ctx, r.Door.Reader(), q.SQL("on_day"), who.Login, office, now)
	var out []today.Line
	for _, l := range list {
		d := Document{ID: l.ID, Number: l.Number, Facts: Facts{Title: l.Title, Level: l.Level}}
		sub := stageLabels[l.Stage]
		if l.DueAt != 0 {
			sub += "，" + lateWords(now, l.DueAt)
		}
		out = append(out, today.Line{Text: d.Called(), Sub: sub, URL: d.URL()})
	}
	return out, err
}

package app

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/attendance"
	"lantai.internal/room/study"
)

// connectStudy lists every effect of other rooms on study, and of study on them.
func (a *App) connectStudy(file flow.Filer) {
	a.Study.Fonts = a.Venue.Fonts
	a.Study.Screen = a.Archive.RefuseMarked
	// What is left of a closed year goes to the archive room.
	a.Study.File = file
	// Field research may be tied to the trip on which it was done.
	a.Study.Trips = a.tripsOf
	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "学习进度", Fill: a.Study.OnDay})
}

// tripsOf are the trips of a person in force that touch [from, to].
func (a *App) tripsOf(ctx context.Context, rd db.Reader, person int64, from, to civil.Date) ([]study.Trip, error) {
	type trip struct {
		ID    int64      `db:"id"`
		Place string     `db:"place"`
		Since civil.Date `db:"since_on"`
		Until civil.Date `db:"until_on"`
	}
	list, err := db.All[trip](ctx, rd, "SELECT id, place, since_on, until_on FROM attendance_trip WHERE person_id = $1 AND since_on <= $2 AND until_on >= $3 AND state IN ($4, $5) ORDER BY since_on DESC, id DESC",
		person, to, from, attendance.Agreed, attendance.Closed)
	var out []study.Trip
	for _, t := range list {
		out = append(out, study.Trip{Subject: act.Subject("attendance_trip", t.ID), Label: t.Place + "，" + t.Since.String() + " 至 " + t.Until.String()})
	}
	return out, err
}

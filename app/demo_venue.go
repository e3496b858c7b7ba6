package app

import (
	"context"
	"fmt"

	"lantai.internal/kit/act"
	"lantai.internal/room/meeting/venue"
)

// Rooms of the demonstration.
const (
	demoSmallRoom = "三楼小会议室"
	demoLargeRoom = "四楼会议室"
)

// demoRooms enters the rooms, before the meetings that are held in them.
func (a *App) demoRooms(ctx context.Context) error {
	office, err := a.demoActor(ctx, "bangongshi")
	if err != nil {
		return err
	}
	for _, v := range []venue.VenueInput{
		{Name: demoSmallRoom, Place: "机关办公楼三楼", Seats: 12, Equipment: "电视屏", Phone: "内线 8301", Keeper: "办公室值守岗"},
		{Name: demoLargeRoom, Place: "机关办公楼四楼", Seats: 60, Equipment: "投影、话筒、视频会议", Phone: "内线 8401", Keeper: "办公室值守岗"},
	} {
		if _, err := a.Venue.Keep(ctx, office, v); err != nil {
			return err
		}
	}
	return nil
}

// demoVenue gives the demonstration a week of bookings beside the meetings, one of
// them moved by the office.
func (a *App) demoVenue(ctx context.Context) error {
	d := &demoDesk{a: a, ctx: ctx, actors: map[string]act.Actor{}}
	var err error
	if d.cal, err = a.Calendar.Current(ctx); err != nil {
		return err
	}
	small, _, err := a.Venue.Named(ctx, a.Door.Reader(), demoSmallRoom)
	if err != nil {
		return err
	}
	large, _, err := a.Venue.Named(ctx, a.Door.Reader(), demoLargeRoom)
	if err != nil {
		return err
	}
	today := a.Door.Today()
	moved := venue.Input{Room: large.ID, Title: "市场监测业务培训", On: d.workday(3), From: "14:30", Until: "16:30", Phone: "内线 8227"}
	for _, b := range []struct {
		login string
		in    venue.Input
	}{
		{"bangongshi", venue.Input{Room: small.ID, Title: "应急演练值守", On: today, From: "8:00", UntilOn: today.AddDays(1), Until: "6:00"}},
		{"shangmao", venue.Input{Room: small.ID, Title: "商贸企业座谈会", On: d.workday(1), From: "14:30", Until: "16:00", Phone: "内线 8227"}},
		{"mishu", venue.Input{Room: large.ID, Title: "视频会议调试", On: d.workday(2), From: "14:30", Until: "17:00"}},
		{"keyuan", moved},
	} {
		who := d.actor(b.login)
		if d.err != nil {
			return d.err
		}
		id, err := a.Venue.Book(ctx, who, b.in)
		if err != nil {
			return fmt.Errorf("demo booking of %s: %w", b.in.Title, err)
		}
		if b.in.Title == moved.Title {
			moved.Room, moved.Reason = small.ID, demoLargeRoom+"检修投影"
			if err := a.Venue.Move(ctx, d.actor("bangongshi"), id, moved); err != nil {
				return err
			}
		}
	}
	return d.err
}

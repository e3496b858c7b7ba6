package app

import (
	"context"
	"fmt"

	"lantai.internal/room/meeting/venue"
)

// demoVenue gives the demonstration two rooms and a week of bookings about today, one
// of them moved by the office.
func (a *App) demoVenue(ctx context.Context) error {
	d := &demoDesk{a: a, ctx: ctx}
	var err error
	if d.cal, err = a.Calendar.Current(ctx); err != nil {
		return err
	}
	office, err := a.demoActor(ctx, "bangongshi")
	if err != nil {
		return err
	}
	var rooms []int64
	for _, v := range []venue.VenueInput{
		{Name: "三楼会议室", Place: "机关办公楼三楼", Seats: 40, Equipment: "投影、话筒、视频会议", Phone: "内线 8301", Keeper: "办公室值守岗"},
		{Name: "五楼小会议室", Place: "机关办公楼五楼", Seats: 12, Equipment: "电视屏", Phone: "内线 8501", Keeper: "办公室值守岗"},
	} {
		id, err := a.Venue.Keep(ctx, office, v)
		if err != nil {
			return err
		}
		rooms = append(rooms, id)
	}
	next := d.workday
	for i, b := range []struct {
		login string
		in    venue.Input
	}{
		{"bangongshi", venue.Input{Room: rooms[0], Title: "局务会", On: next(1), From: "9:00", Until: "11:30"}},
		{"shangmao", venue.Input{Room: rooms[1], Title: "商贸企业座谈会", On: next(1), From: "14:30", Until: "16:00", Phone: "内线 8227"}},
		{"bangongshi", venue.Input{Room: rooms[0], Title: "干部职工大会", On: next(2), From: "14:30", Until: "17:00"}},
		{"keyuan", venue.Input{Room: rooms[0], Title: "市场监测业务培训", On: next(3), From: "9:00", Until: "11:00", Phone: "内线 8227"}},
		{"bangongshi", venue.Input{Room: rooms[1], Title: "应急演练值守", On: a.Door.Today(), From: "8:00", UntilOn: a.Door.Today().AddDays(1), Until: "6:00"}},
	} {
		who, err := a.demoActor(ctx, b.login)
		if err != nil {
			return err
		}
		id, err := a.Venue.Book(ctx, who, b.in)
		if err != nil {
			return fmt.Errorf("demo booking %d: %w", i, err)
		}
		if b.in.Title == "市场监测业务培训" {
			moved := b.in
			moved.Room, moved.Reason = rooms[1], "三楼会议室检修投影"
			if err := a.Venue.Move(ctx, office, id, moved); err != nil {
				return err
			}
		}
	}
	return nil
}

package venue_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/meeting/venue"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var schemas = []db.Schema{org.Schema, calendar.Schema, notify.Schema, venue.Schema}

type bureau struct {
	*venue.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	org    *org.Org
	actors map[string]act.Actor
}

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must("2026-11-16").Time().Add(8 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: ctx, c: c, actors: map[string]act.Actor{}, Room: venue.Open(d, "某区商务局", "BGS")}
	o, err := org.Open(d, org.Grants{org.Staff: {org.Anyone, venue.Use}, org.SystemAdmin: {org.Anyone}})
	b.ok(err)
	b.org = o
	since := civil.Must("2013-09-03")
	seed := org.Seed{Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}}}
	rows := []struct {
		login, unit string
		role        org.Role
	}{{"office", "BGS", org.Staff}, {"clerk", "LTK", org.Staff}, {"other", "ZGK", org.Staff}, {"admin", "BGS", org.SystemAdmin}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.login, Unit: x.unit, Title: x.login, Rank: org.RankStaff})
		seed.People = append(seed.People, org.SeedPerson{Name: x.login + "岗", Unit: x.unit, Posts: []string{x.login}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.ok(err)
	for i, x := range rows {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.login + "岗", Password: "Correct-Horse-9"})
		b.ok(err)
		b.ok(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		b.ok(o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.ok(err)
	}
	for _, n := range []string{"三楼会议室", "五楼会议室"} {
		_, err := b.Keep(ctx, b.actors["office"], venue.VenueInput{Name: n, Place: "机关办公楼", Seats: 20, Phone: "内线801", Keeper: "局办公室"})
		b.ok(err)
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

func (b *bureau) refused(err error, kind fault.Kind, field, say string) {
	b.t.Helper()
	if f := fault.Of(err); err == nil || f.Kind != kind || field != "" && f.Field != field || !strings.Contains(f.Safe(), say) {
		b.t.Fatalf("want kind %d, field %q, %q; got %v", kind, field, say, err)
	}
}

// in is a booking of a room on a day of November 2026.
func in(room int64, day int, from, until string) venue.Input {
	d, _ := civil.Of(2026, 11, day)
	return venue.Input{Room: room, Title: "商贸流通工作会", On: d, From: from, Until: until, Phone: "内线812"}
}

func (b *bureau) book(login string, x venue.Input) int64 {
	b.t.Helper()
	id, err := b.Book(b.ctx, b.actors[login], x)
	b.ok(err)
	return id
}

func TestConflictsAreNamed(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		b.book("other", in(1, 20, "14:00", "17:00"))
		for _, x := range [][2]string{{"13:00", "14:01"}, {"16:59", "18:00"}, {"15:00", "16:00"}, {"13:00", "18:00"}, {"14:00", "17:00"}} {
			_, err := b.Book(b.ctx, clerk, in(1, 20, x[0], x[1]))
			b.refused(err, fault.Conflict, "room", "11月20日14:00—17:00“商贸流通工作会”（政工科other岗订）")
			b.refused(err, fault.Conflict, "room", "空闲的有：五楼会议室")
		}
		// Half open: what ends at two and what begins at five do not meet it.
		b.book("clerk", in(1, 20, "13:00", "1400"))
		b.book("clerk", in(1, 20, "17点", "18：30"))
		b.book("clerk", in(2, 20, "14:00", "17:00"))
		_, err := b.Book(b.ctx, clerk, in(1, 20, "14:00", "17:00"))
		b.refused(err, fault.Conflict, "room", "没有空闲的会议室")
	})
}

func TestBookingAcrossMidnight(t *testing.T) {
	each(t, func(b *bureau) {
		x := in(1, 30, "22:00", "6:00")
		_, err := b.Book(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "until", "跨过零点的")
		x.UntilOn = civil.Must("2026-12-01")
		b.book("clerk", x)
		_, err = b.Book(b.ctx, b.actors["other"], venue.Input{Room: 1, Title: "早会", On: civil.Must("2026-12-01"), From: "5:00", Until: "7:00"})
		b.refused(err, fault.Conflict, "room", "11月30日22:00—12月1日06:00")
		b.book("other", venue.Input{Room: 1, Title: "早会", On: civil.Must("2026-12-01"), From: "6:00", Until: "7:00"})
		b.book("other", venue.Input{Room: 2, Title: "收尾", On: civil.Must("2026-12-31"), From: "20:00", Until: "24:00"})
		b.book("other", venue.Input{Room: 2, Title: "新年", On: civil.Must("2027-01-01"), From: "0:00", Until: "1:00"})
	})
}

func TestWhatCannotBeBooked(t *testing.T) {
	each(t, func(b *bureau) {
		for field, spoil := range map[string]func(*venue.Input){
			"title": func(x *venue.Input) { x.Title = " " }, "on": func(x *venue.Input) { x.On = civil.Date{} }, "from": func(x *venue.Input) { x.From = "25:00" },
			"until": func(x *venue.Input) { x.Until = "下午" }, "until_on": func(x *venue.Input) { x.UntilOn = civil.Must("2026-12-31") }, "phone": func(x *venue.Input) { x.Phone = strings.Repeat("1", 61) },
		} {
			x := in(1, 20, "9:00", "10:00")
			spoil(&x)
			_, err := b.Book(b.ctx, b.actors["clerk"], x)
			b.refused(err, fault.Invalid, field, "")
		}
		_, err := b.Book(b.ctx, b.actors["clerk"], in(1, 13, "9:00", "10:00"))
		b.refused(err, fault.Invalid, "on", "已经过去")
		x := in(1, 20, "9:00", "10:00")
		x.On = civil.Must("2036-11-20")
		_, err = b.Book(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "on", "核对年份")
		_, err = b.Book(b.ctx, b.actors["clerk"], in(9, 20, "9:00", "10:00"))
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Book(b.ctx, b.actors["admin"], in(1, 20, "9:00", "10:00"))
		b.refused(err, fault.Forbidden, "", "")
		x = in(1, 20, "9:00", "10:00")
		x.Title = "机密★5年"
		_, err = b.Book(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Of(err).Kind, "title", "")
	})
}

func TestMoveAndWithdraw(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.book("clerk", in(1, 20, "9:00", "10:00"))
		x := in(2, 20, "9:00", "11:00")
		b.refused(b.Move(b.ctx, b.actors["other"], id, x), fault.Forbidden, "", "本人和办公室")
		b.refused(b.Withdraw(b.ctx, b.actors["other"], id, "我要用"), fault.Forbidden, "", "本人和办公室")
		b.refused(b.Move(b.ctx, b.actors["office"], id, x), fault.Invalid, "reason", "理由")
		b.ok(b.Move(b.ctx, b.actors["clerk"], id, in(1, 20, "9:30", "10:30")))
		x.Reason = "区里临时借用三楼会议室"
		b.ok(b.Move(b.ctx, b.actors["office"], id, x))
		got, err := b.Booking(b.ctx, id)
		b.ok(err)
		if got.RoomID != 2 || got.Reason != x.Reason || got.Untold != 1 || got.ChangedBy != "office" {
			b.t.Fatalf("%+v", got)
		}
		b.refused(b.Note(b.ctx, b.actors["office"], id), fault.Forbidden, "", "本人")
		b.ok(b.Note(b.ctx, b.actors["clerk"], id))
		b.refused(b.Note(b.ctx, b.actors["clerk"], id), fault.Conflict, "", "没有需要知悉")
		b.refused(b.Withdraw(b.ctx, b.actors["office"], id, ""), fault.Invalid, "reason", "理由")
		b.ok(b.Withdraw(b.ctx, b.actors["clerk"], id, ""))
		b.refused(b.Withdraw(b.ctx, b.actors["clerk"], id, ""), fault.Conflict, "", "已经取消")
		b.book("other", in(2, 20, "9:00", "11:00")) // the room is free again
		b.c.Move(10 * 24 * time.Hour)
		late := int64(2)
		b.refused(b.Withdraw(b.ctx, b.actors["other"], late, ""), fault.Conflict, "", "已经结束")
		b.refused(b.Withdraw(b.ctx, b.actors["other"], 99, ""), fault.NotFound, "", "")
	})
}

func TestRoomsAreKeptByTheOffice(t *testing.T) {
	each(t, func(b *bureau) {
		x := venue.VenueInput{Name: "二楼会议室", Seats: 8}
		_, err := b.Keep(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Forbidden, "", "办公室")
		b.refused(b.Retire(b.ctx, b.actors["clerk"], 1), fault.Forbidden, "", "办公室")
		id, err := b.Keep(b.ctx, b.actors["office"], x)
		b.ok(err)
		_, err = b.Keep(b.ctx, b.actors["office"], x)
		b.refused(err, fault.Invalid, "name", "已有")
		x.ID, x.Seats = id, 12
		_, err = b.Keep(b.ctx, b.actors["office"], x)
		b.ok(err)
		for field, bad := range map[string]venue.VenueInput{"name": {}, "seats": {Name: "大厅", Seats: -1}, "phone": {Name: "大厅", Phone: strings.Repeat("1", 61)}} {
			_, err := b.Keep(b.ctx, b.actors["office"], bad)
			b.refused(err, fault.Invalid, field, "")
		}
		b.book("clerk", in(id, 20, "9:00", "10:00"))
		b.refused(b.Retire(b.ctx, b.actors["office"], id), fault.Conflict, "", "1 次订用没有结束")
		b.c.Move(7 * 24 * time.Hour)
		b.ok(b.Retire(b.ctx, b.actors["office"], id))
		_, err = b.Book(b.ctx, b.actors["clerk"], in(id, 25, "9:00", "10:00"))
		b.refused(err, fault.Invalid, "room", "停用")
		b.ok(b.Retire(b.ctx, b.actors["office"], id))
		b.book("clerk", in(id, 25, "9:00", "10:00"))
	})
}

// hold is a meeting's own deed, which takes the room within its transaction.
var hold = act.Define(act.Spec[heldIn, int64]{Name: "venue.sample.hold", Label: "样例", Right: venue.Use, Do: func(tx *act.Tx, in heldIn) (int64, act.Entry, error) {
	if in.release {
		return 0, act.Entry{Subject: in.Source, Summary: "样例"}, in.r.Release(tx, in.Source)
	}
	id, err := in.r.Hold(tx, in.Hold)
	return id, act.Entry{Subject: in.Source, Summary: "样例"}, err
}})

type heldIn struct {
	r *venue.Room
	venue.Hold
	release bool
}

func TestMeetingHoldsItsRoom(t *testing.T) {
	each(t, func(b *bureau) {
		at := func(h int) int64 { return time.Date(2026, 11, 20, h, 0, 0, 0, civil.Shanghai).UnixMicro() }
		h := venue.Hold{Source: "meeting:7", Room: 1, Title: "局长办公会议", From: at(14), Until: at(17)}
		run := func(x heldIn) (int64, error) { x.r = b.Room; return hold.Run(b.ctx, b.Door, b.actors["other"], x) }
		id, err := run(heldIn{Hold: h})
		b.ok(err)
		_, err = b.Book(b.ctx, b.actors["clerk"], in(1, 20, "16:00", "18:00"))
		b.refused(err, fault.Conflict, "room", "局长办公会议")
		b.book("clerk", in(1, 20, "17:00", "18:00"))
		h.Until = at(18)
		_, err = run(heldIn{Hold: h})
		b.refused(err, fault.Conflict, "room", "商贸流通工作会")
		h.From, h.Until = at(13), at(16)
		again, err := run(heldIn{Hold: h})
		b.ok(err)
		if again != id {
			b.t.Fatal("a meeting has one booking", id, again)
		}
		// Its notice names the room: not even the office moves it here.
		x := in(2, 20, "13:00", "16:00")
		x.Reason = "三楼会议室检修"
		b.refused(b.Move(b.ctx, b.actors["office"], id, x), fault.Conflict, "", "会议里改")
		h.Room = 2
		_, err = run(heldIn{Hold: h})
		b.ok(err)
		got, ok, err := b.Held(b.ctx, b.Door.Reader(), "meeting:7")
		b.ok(err)
		if !ok || got.RoomID != 2 {
			b.t.Fatalf("%v %+v", ok, got)
		}
		b.refused(b.Withdraw(b.ctx, b.actors["office"], id, "不开了"), fault.Conflict, "", "随会议安排")
		_, err = run(heldIn{Hold: h, release: true})
		b.ok(err)
		_, err = run(heldIn{Hold: h, release: true})
		b.ok(err)
		if _, ok, _ := b.Held(b.ctx, b.Door.Reader(), "meeting:7"); ok {
			b.t.Fatal("still held")
		}
		_, err = run(heldIn{Hold: venue.Hold{Source: "meeting:8", Room: 1, From: at(14), Until: at(14)}})
		b.refused(err, fault.Invalid, "until", "")
	})
}

// Whatever is asked for, in whatever order: no two bookings of a room ever meet, and
// what is refused would have met one.
func TestNoTwoBookingsMeet(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	b := open(t, d, c)
	rnd := rand.New(rand.NewPCG(6, 600))
	type span struct {
		room        int64
		from, until int64
	}
	var taken []span
	base := time.Date(2026, 11, 20, 0, 0, 0, 0, civil.Shanghai)
	for range 250 {
		from := rnd.IntN(96)
		s := span{1 + rnd.Int64N(2), int64(from), int64(from + 1 + rnd.IntN(12))}
		clash := false
		for _, o := range taken {
			clash = clash || o.room == s.room && o.from < s.until && s.from < o.until
		}
		a, z := base.Add(time.Duration(s.from)*30*time.Minute), base.Add(time.Duration(s.until)*30*time.Minute)
		_, err := b.Book(b.ctx, b.actors["clerk"], venue.Input{Room: s.room, Title: "会", On: civil.DateOf(a), From: a.Format("15:04"), UntilOn: civil.DateOf(z), Until: z.Format("15:04")})
		if clash != (err != nil) {
			t.Fatalf("%v: clash %v, %v", s, clash, err)
		}
		if err == nil {
			taken = append(taken, s)
		}
	}
	if len(taken) < 20 {
		t.Fatal("too few", len(taken))
	}
}

// Of many who want one room at one time, one gets it.
func TestManyAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		var wg sync.WaitGroup
		got := make([]error, 8)
		for i := range got {
			wg.Add(1)
			go func() {
				defer wg.Done()
				x := in(1, 20, "9:00", "10:00")
				x.Title = fmt.Sprint("会", i)
				_, got[i] = b.Book(b.ctx, b.actors[[]string{"clerk", "other"}[i%2]], x)
			}()
		}
		wg.Wait()
		won := 0
		for _, err := range got {
			if err == nil {
				won++
			} else {
				b.refused(err, fault.Conflict, "room", "冲突")
			}
		}
		if won != 1 {
			b.t.Fatal(won)
		}
	})
}

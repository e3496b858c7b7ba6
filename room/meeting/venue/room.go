package venue

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/room/meeting/papers"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the rooms.
var Schema = db.Schema{Name: "meeting_venue", Base: 6600, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to see the calendar and to book for one's own meetings; that the
// office may more is asked of the person's unit.
const Use act.Right = "venue.use"

var (
	roomColumns    = []string{"name", "place", "seats", "equipment", "phone", "keeper", "retired", "version"}
	bookingColumns = []string{"room_id", "title", "from_at", "until_at", "state", "source", "login", "name", "unit", "unit_name", "phone", "reason", "changed_by", "changed_at", "untold", "made_at", "version"}
	roomSelect     = "SELECT x.id, x." + strings.Join(roomColumns, ", x.") + " FROM meeting_venue x"
	bookingSelect  = "SELECT x.id, x." + strings.Join(bookingColumns, ", x.") + " FROM meeting_booking x"
)

func init() {
	act.DeclareRights(Use)
	org.NameRights(map[act.Right]string{Use: "查看和订用会议室"})
	act.Watch("meeting_venue", roomColumns...)
	act.Watch("meeting_booking", bookingColumns...)
}

// Bounds of what can be entered.
const (
	mostLine    = 60
	longestDays = 14  // of one booking
	farthest    = 366 // days ahead
)

// Room is the calendar of the rooms in an open installation.
type Room struct {
	Door   *act.Door
	Bureau string // as printed
	// Office is the code of the unit that keeps the rooms; empty if the rule book
	// names none, and then nobody may change another's booking.
	Office string
	// Fonts are the bureau's own typefaces for prints; nil uses the program's.
	Fonts *print.Fonts
}

// Open readies the calendar.
func Open(door *act.Door, bureau, office string) *Room {
	return &Room{Door: door, Bureau: bureau, Office: office}
}

func (r *Room) inOffice(who act.Actor) bool { return r.Office != "" && who.Unit == r.Office }

// Venue is a room of the building.
type Venue struct {
	ID        int64  `db:"id"`
	Name      string `db:"name"`
	Place     string `db:"place"`
	Seats     int64  `db:"seats"` // 0 if nobody counted
	Equipment string `db:"equipment"`
	Phone     string `db:"phone"`
	Keeper    string `db:"keeper"`  // who opens it, by post
	Retired   string `db:"retired"` // day, or empty
	Version   int64  `db:"version"`
}

// Subject names the row in the ledger.
func (v Venue) Subject() string { return act.Subject("meeting_venue", v.ID) }

func (v Venue) values() []any {
	return []any{v.Name, v.Place, v.Seats, v.Equipment, v.Phone, v.Keeper, v.Retired, v.Version}
}

// Venues lists the rooms in use, by name; all of them if retired ones count too.
func (r *Room) Venues(ctx context.Context, rd db.Reader, retired bool) ([]Venue, error) {
	all, err := db.All[Venue](ctx, rd, q.SQL("rooms"))
	if !retired {
		all = slices.DeleteFunc(all, func(v Venue) bool { return v.Retired != "" })
	}
	return all, err
}

// VenueInput is a room as the office enters it; ID is 0 for a new one.
type VenueInput struct {
	ID        int64  `form:"id" label:"哪一间"`
	Name      string `form:"name" label:"名称"`
	Place     string `form:"place" label:"位置"`
	Seats     int    `form:"seats" label:"座位数"`
	Equipment string `form:"equipment" label:"设备"`
	Phone     string `form:"phone" label:"电话"`
	Keeper    string `form:"keeper" label:"开门联系"`
}

func (in *VenueInput) check() error {
	for _, x := range []struct {
		field, label string
		v            *string
		need         bool
	}{{"name", "名称", &in.Name, true}, {"place", "位置", &in.Place, false}, {"equipment", "设备", &in.Equipment, false}, {"phone", "电话", &in.Phone, false}, {"keeper", "开门联系", &in.Keeper, false}} {
		if err := line(x.field, x.label, x.v, x.need); err != nil {
			return err
		}
	}
	if in.Seats < 0 || in.Seats > 2000 {
		return fault.Field("seats", fmt.Sprint(in.Seats), "座位数应在 0 至 2000 之间，不清楚填 0。")
	}
	return nil
}

// line cleans a text of one line and bounds it.
func line(field, label string, v *string, need bool) error {
	*v = strings.Join(strings.Fields(db.Clean(*v)), " ")
	switch n := len([]rune(*v)); {
	case n == 0 && need:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > mostLine:
		return fault.Field(field, *v, fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", label, mostLine, n))
	}
	if f := mark.Refuse(field, *v); f != nil {
		return f
	}
	return nil
}

func notOffice(what string) error {
	return &fault.Error{Kind: fault.Forbidden, Say: what + "由办公室办理，请与办公室联系。"}
}

type venueIn struct {
	r *Room
	VenueInput
}

var keepDeed = act.Define(act.Spec[venueIn, int64]{Name: "venue.room.keep", Label: "登记会议室", Right: Use,
	Do: func(tx *act.Tx, in venueIn) (int64, act.Entry, error) { return in.r.keep(tx, in.VenueInput) }})

// Keep enters a room or corrects one; the office does.
func (r *Room) Keep(ctx context.Context, who act.Actor, in VenueInput) (int64, error) {
	return keepDeed.Run(ctx, r.Door, who, venueIn{r, in})
}

func (r *Room) keep(tx *act.Tx, in VenueInput) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	if !r.inOffice(tx.Actor) {
		return none(notOffice("会议室的登记"))
	}
	if err := in.check(); err != nil {
		return none(err)
	}
	all, err := r.Venues(tx.Ctx, tx, true)
	if err != nil {
		return none(err)
	}
	for _, v := range all {
		if v.Name == in.Name && v.ID != in.ID {
			return none(fault.Field("name", in.Name, "已有叫“"+in.Name+"”的会议室，请换一个名称。"))
		}
	}
	v := Venue{Name: in.Name, Place: in.Place, Seats: int64(in.Seats), Equipment: in.Equipment, Phone: in.Phone, Keeper: in.Keeper, Version: 1}
	if in.ID == 0 {
		if v.ID, err = tx.Next("meeting_venue"); err == nil {
			err = act.Insert(tx, "meeting_venue", v.ID, roomColumns, v.values())
		}
		return v.ID, act.Entry{Subject: v.Subject(), Summary: "登记会议室 " + v.Name, Detail: map[string]any{"name": v.Name}}, err
	}
	old, err := lockedVenue(tx, in.ID)
	if err != nil {
		return none(err)
	}
	v.ID, v.Retired, v.Version = old.ID, old.Retired, old.Version+1
	if err := replaceVenue(tx, v); err != nil {
		return none(err)
	}
	return v.ID, act.Entry{Subject: v.Subject(), Summary: "修改会议室 " + v.Name, Detail: map[string]any{"name": v.Name}}, nil
}

func replaceVenue(tx *act.Tx, v Venue) error {
	ok, err := act.Replace(tx, "meeting_venue", v.ID, v.Version-1, roomColumns, v.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这间会议室的登记刚刚被别人改过，请重新打开再办。")
	}
	return err
}

func lockedVenue(tx *act.Tx, id int64) (Venue, error) {
	v, ok, err := act.Locked[Venue](tx, roomSelect+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_venue", id))
	}
	return v, err
}

type retireIn struct {
	r  *Room
	id int64
}

var retireDeed = act.Define(act.Spec[retireIn, bool]{Name: "venue.room.retire", Label: "停用会议室", Right: Use,
	Do: func(tx *act.Tx, in retireIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if !in.r.inOffice(tx.Actor) {
			return none(notOffice("会议室的停用和恢复"))
		}
		v, err := lockedVenue(tx, in.id)
		if err != nil {
			return none(err)
		}
		say := "恢复会议室 "
		if v.Retired == "" {
			n, err := db.One[int64](tx.Ctx, tx, q.SQL("coming"), v.ID, tx.Now)
			if err != nil {
				return none(err)
			}
			if n > 0 {
				return none(fault.Newf(fault.Conflict, "%s还有 %d 次订用没有结束，请先调整或者取消，再停用。", v.Name, n))
			}
			say = "停用会议室 "
			v.Retired = tx.Today.String()
		} else {
			v.Retired = ""
		}
		v.Version++
		return true, act.Entry{Subject: v.Subject(), Summary: say + v.Name, Detail: map[string]any{"retired": v.Retired}}, replaceVenue(tx, v)
	}})

// Retire takes a room out of use, or back into it; one that is booked is refused.
func (r *Room) Retire(ctx context.Context, who act.Actor, id int64) error {
	_, err := retireDeed.Run(ctx, r.Door, who, retireIn{r, id})
	return err
}

// Span is a stretch of time in words: 11月20日14:00—17:00.
func Span(from, until int64) string {
	a, b := clock.FromMicros(from).In(civil.Shanghai), clock.FromMicros(until).In(civil.Shanghai)
	day := func(t time.Time) string { return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()) }
	end := b.Format("15:04")
	if a.YearDay() != b.YearDay() || a.Year() != b.Year() {
		end = day(b) + end
	}
	return day(a) + a.Format("15:04") + "—" + end
}

func booked(list []Booking, venues []Venue) []papers.Booked {
	var out []papers.Booked
	for _, b := range list {
		out = append(out, papers.Booked{Room: nameOf(venues, b.RoomID), What: b.Title + "，" + b.UnitName, From: clock.FromMicros(b.From), Until: clock.FromMicros(b.Until)})
	}
	return out
}

func nameOf(venues []Venue, id int64) string {
	for _, v := range venues {
		if v.ID == id {
			return v.Name
		}
	}
	return "已停用的会议室"
}

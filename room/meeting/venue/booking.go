package venue

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// States of a booking.
const (
	Booked    = "booked"
	Withdrawn = "withdrawn"
)

// Booking is a time for which a room is taken: from From up to, not including, Until.
type Booking struct {
	ID        int64  `db:"id"`
	RoomID    int64  `db:"room_id"`
	Title     string `db:"title"`
	From      int64  `db:"from_at"`
	Until     int64  `db:"until_at"`
	State     string `db:"state"`
	Source    string `db:"source"` // e.g. meeting:12; empty for none
	Login     string `db:"login"`
	Name      string `db:"name"`
	Unit      string `db:"unit"`
	UnitName  string `db:"unit_name"`
	Phone     string `db:"phone"`
	Reason    string `db:"reason"`
	ChangedBy string `db:"changed_by"`
	ChangedAt int64  `db:"changed_at"`
	Untold    int64  `db:"untold"` // 1 until the owner took note of a change by others
	MadeAt    int64  `db:"made_at"`
	Version   int64  `db:"version"`
}

// Subject names the row in the ledger.
func (b Booking) Subject() string { return act.Subject("meeting_booking", b.ID) }

func (b Booking) values() []any {
	return []any{b.RoomID, b.Title, b.From, b.Until, b.State, b.Source, b.Login, b.Name, b.Unit, b.UnitName, b.Phone, b.Reason, b.ChangedBy, b.ChangedAt, b.Untold, b.MadeAt, b.Version}
}

func (b Booking) entry(say, room string) act.Entry {
	return act.Entry{Subject: b.Subject(), Summary: say + " " + room + " " + Span(b.From, b.Until), Detail: map[string]any{"room": b.RoomID, "from": b.From, "until": b.Until, "state": b.State, "source": b.Source}}
}

// Input is a booking as somebody enters it. UntilOn is empty if it ends on the day on
// which it begins.
type Input struct {
	Room    int64      `form:"room" label:"会议室"`
	Title   string     `form:"title" label:"用途"`
	On      civil.Date `form:"on" label:"日期"`
	From    string     `form:"from" label:"开始时间"`
	UntilOn civil.Date `form:"until_on" label:"结束日期"`
	Until   string     `form:"until" label:"结束时间"`
	Phone   string     `form:"phone" label:"联系电话"`
	Reason  string     `form:"reason" label:"理由"`
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2})(?:[:：.时点]?([0-9]{2})分?|[时点])?$`)

// at reads a time of day on a date: 9:00, 0900, 14点30分, 24:00.
func at(field string, d civil.Date, s string) (int64, error) {
	m := clockForm.FindStringSubmatch(strings.Join(strings.Fields(s), ""))
	h, min := 25, 0
	if m != nil {
		h, _ = strconv.Atoi(m[1])
		min, _ = strconv.Atoi(m[2])
	}
	if h > 24 || min > 59 || h == 24 && min > 0 {
		return 0, fault.Field(field, s, "时间请写成 9:00 或者 14:30 这样。")
	}
	from, _ := day(d)
	return from + (time.Duration(h)*time.Hour + time.Duration(min)*time.Minute).Microseconds(), nil
}

// day bounds a civil day in microseconds.
func day(d civil.Date) (from, until int64) {
	t := d.Time().In(civil.Shanghai)
	begin := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, civil.Shanghai)
	return begin.UnixMicro(), begin.AddDate(0, 0, 1).UnixMicro()
}

// times reads and bounds the stretch; now is the present.
func (in Input) times(now int64) (from, until int64, err error) {
	if in.On.IsZero() {
		return 0, 0, fault.Field("on", "", "请填写日期。")
	}
	if from, err = at("from", in.On, in.From); err != nil {
		return
	}
	end := in.UntilOn
	if end.IsZero() {
		end = in.On
	}
	if until, err = at("until", end, in.Until); err != nil {
		return
	}
	return from, until, span(from, until, now)
}

// span refuses a stretch that is none, is over, or is a slip of the pen.
func span(from, until, now int64) error {
	day := (24 * time.Hour).Microseconds()
	value := Span(from, until)
	switch {
	case until <= from:
		return fault.Field("until", value, "结束时间应晚于开始时间；跨过零点的，请填写结束日期。")
	case until <= now:
		return fault.Field("on", value, "这段时间已经过去，请核对日期和时间。")
	case until-from > longestDays*day:
		return fault.Field("until_on", value, fmt.Sprintf("一次订用不超过 %d 天，请核对起止日期。", longestDays))
	case from-now > farthest*day:
		return fault.Field("on", value, fmt.Sprintf("只能订用 %d 天以内的会议室，请核对年份。", farthest))
	}
	return nil
}

// Between lists what is booked in a stretch of time, in its order.
func (r *Room) Between(ctx context.Context, rd db.Reader, from, until int64) ([]Booking, error) {
	return db.All[Booking](ctx, rd, q.SQL("between"), from, until)
}

// Booking gives a booking.
func (r *Room) Booking(ctx context.Context, id int64) (Booking, error) {
	b, ok, err := db.Maybe[Booking](ctx, r.Door.Reader(), q.SQL("booking"), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_booking", id))
	}
	return b, err
}

// Held gives the booking of a source.
func (r *Room) Held(ctx context.Context, rd db.Reader, source string) (Booking, bool, error) {
	return db.Maybe[Booking](ctx, rd, q.SQL("of_source"), source)
}

// Free are the rooms that nobody has in a stretch of time, except the booking itself.
func (r *Room) Free(ctx context.Context, rd db.Reader, from, until, except int64) ([]Venue, error) {
	venues, err := r.Venues(ctx, rd, false)
	if err != nil {
		return nil, err
	}
	taken, err := db.All[Booking](ctx, rd, q.SQL("meets"), from, until, except)
	return slices.DeleteFunc(venues, func(v Venue) bool {
		return slices.ContainsFunc(taken, func(b Booking) bool { return b.RoomID == v.ID })
	}), err
}

// room keeps the room until the deed ends and refuses one that is retired or taken.
func (r *Room) room(tx *act.Tx, b Booking) (Venue, error) {
	v, err := lockedVenue(tx, b.RoomID)
	if err != nil {
		return v, err
	}
	if v.Retired != "" {
		return v, fault.Field("room", v.Name, v.Name+"已于"+v.Retired+"停用，请换一间。")
	}
	taken, err := db.All[Booking](tx.Ctx, tx, q.SQL("meets"), b.From, b.Until, b.ID)
	if err != nil {
		return v, err
	}
	var in []string
	for _, t := range taken {
		if t.RoomID == b.RoomID {
			in = append(in, Span(t.From, t.Until)+"“"+t.Title+"”（"+t.by()+"订）")
		}
	}
	if len(in) == 0 {
		return v, nil
	}
	free, err := r.Free(tx.Ctx, tx, b.From, b.Until, b.ID)
	if err != nil {
		return v, err
	}
	hint := "这段时间没有空闲的会议室，请换时间。"
	if len(free) > 0 {
		var names []string
		for _, f := range free {
			names = append(names, f.Name)
		}
		hint = "这段时间空闲的有：" + strings.Join(names, "、") + "。"
	}
	say := v.Name + "与" + strings.Join(in, "、") + "时间冲突。" + hint
	return v, &fault.Error{Kind: fault.Conflict, Op: "venue.book", Field: "room", Value: v.Name, Say: say, Fields: []fault.FieldError{{Field: "room", Value: v.Name, Say: say}}}
}

type bookIn struct {
	r *Room
	Input
}

var bookDeed = act.Define(act.Spec[bookIn, int64]{Name: "venue.book", Label: "订用会议室", Right: Use,
	Do: func(tx *act.Tx, in bookIn) (int64, act.Entry, error) { return in.r.book(tx, in.Input) }})

// Book takes a room for a meeting of one's own.
func (r *Room) Book(ctx context.Context, who act.Actor, in Input) (int64, error) {
	return bookDeed.Run(ctx, r.Door, who, bookIn{r, in})
}

func (r *Room) book(tx *act.Tx, in Input) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	if err := line("title", "用途", &in.Title, true); err != nil {
		return none(err)
	}
	if err := line("phone", "联系电话", &in.Phone, false); err != nil {
		return none(err)
	}
	b := Booking{RoomID: in.Room, Title: in.Title, State: Booked, Login: tx.Actor.Login, Name: tx.Actor.Name, Unit: tx.Actor.Unit, UnitName: tx.Actor.UnitName, Phone: in.Phone, MadeAt: tx.Now, Version: 1}
	var err error
	if b.From, b.Until, err = in.times(tx.Now); err != nil {
		return none(err)
	}
	v, err := r.room(tx, b)
	if err != nil {
		return none(err)
	}
	if err := insert(tx, &b); err != nil {
		return none(err)
	}
	return b.ID, b.entry("订用", v.Name), nil
}

func insert(tx *act.Tx, b *Booking) (err error) {
	if b.ID, err = tx.Next("meeting_booking"); err != nil {
		return err
	}
	return act.Insert(tx, "meeting_booking", b.ID, bookingColumns, b.values())
}

type changeIn struct {
	r  *Room
	id int64
	Input
}

// owned gives the booking for whoever may change it: its owner, or the office with a
// reason.
func (r *Room) owned(tx *act.Tx, id int64, reason *string) (Booking, error) {
	b, ok, err := act.Locked[Booking](tx, bookingSelect+" WHERE x.id = $1", id)
	switch {
	case err != nil:
		return b, err
	case !ok:
		return b, act.OutOfReach(act.Subject("meeting_booking", id))
	case b.Login != tx.Actor.Login && !r.inOffice(tx.Actor):
		return b, &fault.Error{Kind: fault.Forbidden, Say: "这间会议室是" + b.by() + "订的，只有本人和办公室可以调整或者取消。"}
	case b.State != Booked:
		return b, fault.New(fault.Conflict, "这次订用已经取消，不能再办。")
	case b.Until <= tx.Now:
		return b, fault.New(fault.Conflict, "这次订用已经结束，不能再办。")
	}
	return b, line("reason", "理由", reason, b.Login != tx.Actor.Login)
}

// changed notes who changed a booking, and tells its owner if somebody else did.
func changed(tx *act.Tx, b *Booking, reason, text string) error {
	b.Reason, b.ChangedBy, b.ChangedAt, b.Untold = reason, tx.Actor.Login, tx.Now, 0
	if b.Login != tx.Actor.Login {
		b.Untold = 1
	}
	b.Version++
	ok, err := act.Replace(tx, "meeting_booking", b.ID, b.Version-1, bookingColumns, b.values())
	switch {
	case err != nil:
		return err
	case !ok:
		return fault.New(fault.Conflict, "这次订用刚刚被别人改过，请重新打开再办。")
	case b.Untold == 1:
		return notify.Put(tx, notify.Todo{Key: b.Subject(), Login: b.Login, URL: bookingURL(b.ID), Text: text})
	}
	return notify.Done(tx, b.Subject())
}

var moveDeed = act.Define(act.Spec[changeIn, bool]{Name: "venue.move", Label: "调整会议室", Right: Use,
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) { return in.r.move(tx, in) }})

// Move changes room or time of a booking. The office gives a reason, which its owner
// is told; the time of a meeting's booking is changed at the meeting.
func (r *Room) Move(ctx context.Context, who act.Actor, id int64, in Input) error {
	_, err := moveDeed.Run(ctx, r.Door, who, changeIn{r, id, in})
	return err
}

func (r *Room) move(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	b, err := r.owned(tx, in.id, &in.Reason)
	if err != nil {
		return none(err)
	}
	from, until, err := in.times(tx.Now)
	if err != nil {
		return none(err)
	}
	if b.Source != "" {
		return none(fault.New(fault.Conflict, "这次订用随会议安排，换时间、换会议室请会务在会议里改，通知和材料才会跟着改。"))
	}
	was := Span(b.From, b.Until)
	b.RoomID, b.From, b.Until = in.Room, from, until
	v, err := r.room(tx, b)
	if err != nil {
		return none(err)
	}
	if err := changed(tx, &b, in.Reason, "知悉会议室调整：“"+b.Title+"”由"+was+"改为"+Span(b.From, b.Until)+" "+v.Name+"，"+in.Reason); err != nil {
		return none(err)
	}
	return true, b.entry("调整会议室为", v.Name), nil
}

var withdrawDeed = act.Define(act.Spec[changeIn, bool]{Name: "venue.withdraw", Label: "取消订用会议室", Right: Use,
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		b, err := in.r.owned(tx, in.id, &in.Reason)
		if err != nil {
			return none(err)
		}
		if b.Source != "" {
			return none(fault.New(fault.Conflict, "这次订用随会议安排，会议取消或者改期时一并取消；要换地方，由会务在会议里改。"))
		}
		b.State = Withdrawn
		if err := changed(tx, &b, in.Reason, "知悉会议室取消：“"+b.Title+"”"+Span(b.From, b.Until)+"，"+in.Reason); err != nil {
			return none(err)
		}
		return true, b.entry("取消订用", fmt.Sprint("会议室", b.RoomID)), nil
	}})

// Withdraw gives a room back.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := withdrawDeed.Run(ctx, r.Door, who, changeIn{r, id, Input{Reason: reason}})
	return err
}

var noteDeed = act.Define(act.Spec[changeIn, bool]{Name: "venue.note", Label: "知悉会议室调整", Right: Use,
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		b, ok, err := act.Locked[Booking](tx, bookingSelect+" WHERE x.id = $1", in.id)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(act.OutOfReach(act.Subject("meeting_booking", in.id)))
		case b.Login != tx.Actor.Login:
			return none(&fault.Error{Kind: fault.Forbidden, Say: "由订用的人本人知悉。"})
		case b.Untold == 0:
			return none(fault.New(fault.Conflict, "没有需要知悉的调整。"))
		}
		b.Untold = 0
		b.Version++
		if _, err := act.Replace(tx, "meeting_booking", b.ID, b.Version-1, bookingColumns, b.values()); err != nil {
			return none(err)
		}
		return true, b.entry("知悉调整", fmt.Sprint("会议室", b.RoomID)), notify.Done(tx, b.Subject())
	}})

// Note says that the owner has read of a change by the office.
func (r *Room) Note(ctx context.Context, who act.Actor, id int64) error {
	_, err := noteDeed.Run(ctx, r.Door, who, changeIn{r: r, id: id})
	return err
}

func bookingURL(id int64) string { return fmt.Sprintf("/venue/bookings/%d", id) }

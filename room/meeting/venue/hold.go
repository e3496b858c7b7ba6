package venue

import (
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
)

// Hold is the wish of a meeting for a room.
type Hold struct {
	Source      string // meeting:12
	Room        int64
	Title       string
	From, Until int64
	Phone       string
}

// Hold books a room for a meeting within the meeting's own deed, or changes what it
// had booked; the booking is that of whoever does the deed. A conflict is an error of
// kind Conflict with the field room.
func (r *Room) Hold(tx *act.Tx, h Hold) (int64, error) {
	if h.Source == "" {
		return 0, fault.New(fault.Internal, "会议订用会议室没有写明是哪次会议。")
	}
	if h.Until <= h.From {
		return 0, fault.Field("until", Span(h.From, h.Until), "结束时间应晚于开始时间。")
	}
	old, ok, err := act.Locked[Booking](tx, bookingSelect+" WHERE x.source = $1 AND x.state = 'booked'", h.Source)
	if err != nil {
		return 0, err
	}
	b := Booking{State: Booked, Source: h.Source, Login: tx.Actor.Login, Name: tx.Actor.Name, Unit: tx.Actor.Unit, UnitName: tx.Actor.UnitName, MadeAt: tx.Now, Version: 1}
	if ok {
		b = old
	}
	b.RoomID, b.Title, b.From, b.Until, b.Phone = h.Room, h.Title, h.From, h.Until, h.Phone
	if _, err := r.room(tx, b); err != nil {
		return 0, err
	}
	if !ok {
		err := insert(tx, &b)
		return b.ID, err
	}
	return b.ID, changed(tx, &b, "会议安排调整", "知悉会议室调整：“"+b.Title+"”改为"+Span(b.From, b.Until))
}

// Release gives back the room of a meeting that is not held, within its deed; none
// is no error.
func (r *Room) Release(tx *act.Tx, source string) error {
	b, ok, err := act.Locked[Booking](tx, bookingSelect+" WHERE x.source = $1 AND x.state = 'booked'", source)
	if err != nil || !ok {
		return err
	}
	b.State = Withdrawn
	return changed(tx, &b, "会议取消或者改期", "知悉会议室取消：“"+b.Title+"”"+Span(b.From, b.Until))
}

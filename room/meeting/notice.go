package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

type tellIn struct {
	r       *Room
	meeting int64
	reason  string
	at      int64
}

var tellDeed = act.Define(act.Spec[tellIn, rulebook.Told]{Name: "meeting.notice", Label: "发会议通知", Right: Use, Basis: []law.ID{law.MtgPartyNoticeWho, law.MtgPartyNoticeWhat, law.MtgPartyMaterials},
	Do: func(tx *act.Tx, in tellIn) (rulebook.Told, act.Entry, error) { return in.r.tell(tx, in) }})

// Tell sends the notice with day, place, agenda and materials to all who are seated.
// Where the book sets a lead that is not firm, a shorter one needs a reason. Of a meeting
// that is entered late, at is when it was told.
func (r *Room) Tell(ctx context.Context, who act.Actor, meeting int64, reason string, at int64) (rulebook.Told, error) {
	return tellDeed.Run(ctx, r.Door, who, tellIn{r, meeting, reason, at})
}

func (r *Room) tell(tx *act.Tx, in tellIn) (rulebook.Told, act.Entry, error) {
	none := func(err error) (rulebook.Told, act.Entry, error) { return rulebook.Told{}, act.Entry{}, err }
	c, err := r.take(tx, in.meeting)
	if err != nil {
		return none(err)
	}
	if err := c.ofClerk(); err != nil {
		return none(err)
	}
	if err := c.in(Planned, Notified); err != nil {
		return none(err)
	}
	at := tx.Now
	switch {
	case in.at != 0 && c.m.LateReason == "":
		return none(fault.Field("at", "", "通知的时间就是发出的时间，只有补记的会议才填。"))
	case in.at != 0:
		at = in.at
	case c.m.LateReason != "":
		return none(fault.Field("at", "", "补记的会议，请填写当时通知的时间。"))
	}
	switch {
	case at > c.m.StartsAt:
		return none(fault.Field("at", "", "通知不能晚于开会的时间（"+clock.FromMicros(c.m.StartsAt).Format("2006-01-02 15:04")+"）。会期已过的，请先改期。"))
	case !slices.ContainsFunc(c.items, func(it Item) bool { return it.State == Listed }):
		return none(fault.Refuse(law.MtgPartyNoticeWhat, "议题还空着，不能发通知。请先由"+titles(c.book, c.k.Agenda.Posts)+"确定议题。"))
	}
	for _, it := range c.items {
		if it.lacks(c.papers) {
			return none(fault.Refuse(law.MtgPartyMaterials, "“"+it.Title+"”没有材料。材料随通知一同送达，请在本页“议题材料”附上；没有材料的，标明“无材料”。"))
		}
		if why, clause := c.unready(it); why != "" {
			remedy := "请在“议题”页补上。"
			if it.PretoldAt != 0 && strings.HasPrefix(why, "告知") {
				remedy = "请改会期。"
			}
			return none(fault.Refuse(clause, "“"+it.Title+"”是重大议题，"+why+"，不能列入通知。"+remedy))
		}
	}
	told, grounds, err := c.book.JudgeNotice(c.m.Kind, dayOf(at), c.m.HeldOn)
	if err != nil {
		return none(err)
	}
	reason := db.Trimmed(in.reason)
	if told.Met != nil && !*told.Met {
		say := "提前通知的时间不够：今天通知，最早可在" + told.EarliestOK.Chinese() + "开会。"
		switch {
		case told.Firm:
			return none(fault.Refuse(grounds[0].Clause, say+"请改期。"))
		case reason == "" && c.m.AdhocReason != "":
			reason = c.m.AdhocReason
		case reason == "":
			return none(fault.Field("reason", "", say+"来不及的，请写明理由。"))
		}
	} else {
		reason = ""
	}
	if err := r.guard(tx, c.m, BeforeNotice); err != nil {
		return none(err)
	}
	if err := c.seatBody(tx); err != nil {
		return none(err)
	}
	n := 0
	for _, s := range c.seats {
		if s.Part == Gone {
			continue
		}
		n++
		s.ToldAt, s.ReadAt = at, 0
		if err := putSeat(tx, s); err != nil {
			return none(err)
		}
		if s.Login == "" || c.m.LateReason != "" {
			continue
		}
		text := fmt.Sprintf("签收%s的通知，%s在%s", c.m.Title(c.book), clock.FromMicros(c.m.StartsAt).Format("1月2日 15:04"), c.m.Place)
		if err := notify.Put(tx, notify.Todo{Key: seatKey(s.ID), Login: s.Login, Text: text, URL: c.m.URL(), Due: c.m.HeldOn}); err != nil {
			return none(err)
		}
	}
	c.m.State, c.m.ToldAt, c.m.ShortReason = Notified, at, reason
	return told, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("通知%s，%d人", c.m.Title(c.book), n), Basis: basis(grounds), Detail: map[string]any{"people": n, "short": reason != ""}}, putMeeting(tx, &c.m)
}

type receiptIn struct {
	r       *Room
	meeting int64
}

var receiptDeed = act.Define(act.Spec[receiptIn, bool]{Name: "meeting.receipt", Label: "签收会议通知", Right: Use, Basis: []law.ID{law.MtgPartyPreread},
	Do: func(tx *act.Tx, in receiptIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return false, act.Entry{}, err
		}
		s, ok := c.seat(c.me.ID)
		switch {
		case !ok:
			return false, act.Entry{}, act.OutOfReach(c.m.Subject())
		case s.ToldAt == 0:
			return false, act.Entry{}, fault.New(fault.Conflict, "会议通知还没有发出。")
		case s.ReadAt == 0:
			s.ReadAt = tx.Now
		}
		if err := notify.Done(tx, seatKey(s.ID)); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: s.Name + "已签收会议通知"}, putSeat(tx, s)
	}})

// Receipt notes that the actor has the notice and the materials.
func (r *Room) Receipt(ctx context.Context, who act.Actor, meeting int64) error {
	_, err := receiptDeed.Run(ctx, r.Door, who, receiptIn{r, meeting})
	return err
}

type excuseIn struct {
	r       *Room
	meeting int64
	person  int64 // 0 for the actor
	why     string
	words   string
}

var excuseDeed = act.Define(act.Spec[excuseIn, bool]{Name: "meeting.excuse", Label: "会议请假", Right: Use, Basis: []law.ID{law.MtgSignRegister},
	Do: func(tx *act.Tx, in excuseIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return false, act.Entry{}, err
		}
		person := in.person
		if person == 0 {
			person = c.me.ID
		}
		if person != c.me.ID || person == 0 {
			if err := c.ofClerk(); err != nil {
				return false, act.Entry{}, err
			}
		}
		s, ok := c.seat(person)
		if !ok {
			return false, act.Entry{}, act.OutOfReach(c.m.Subject())
		}
		if err := c.in(Planned, Notified, Held); err != nil {
			return false, act.Entry{}, err
		}
		s.Excuse, s.ExcuseWords, s.ExcusedBy, s.ExcusedAt = in.why, db.Trimmed(in.words), tx.Actor.Name, tx.Now
		switch {
		case in.why == "":
			s.ExcuseWords, s.ExcusedBy, s.ExcusedAt = "", "", 0
		case excuseLabels[in.why] == "" || in.why == excused:
			return false, act.Entry{}, fault.Field("why", in.why, "请选择缺席的原因。")
		case (in.why == "other" || in.why == "work") && s.ExcuseWords == "":
			return false, act.Entry{}, fault.Field("words", "", "请写明缺席的原因。")
		case len([]rune(s.ExcuseWords)) > 200:
			return false, act.Entry{}, fault.Field("words", "", "说明不超过200字。")
		case in.why == "ill":
			s.ExcuseWords = "" // what somebody suffers from is nobody's business here
		}
		say := s.Name + "请假，不能参加" + c.m.Title(c.book)
		if in.why == "" {
			say = s.Name + "撤回请假"
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: say}, putSeat(tx, s)
	}})

// Excuse notes why a person (0: the actor) will not come, or takes it back with an empty
// why. One's own excuse, or, entered by the clerk, anybody's.
func (r *Room) Excuse(ctx context.Context, who act.Actor, meeting, person int64, why, words string) error {
	_, err := excuseDeed.Run(ctx, r.Door, who, excuseIn{r, meeting, person, why, words})
	return err
}

// Conflicts says what keeps people from a stretch of time: leave, trips and absences of
// the calendar, and turns of duty.
func (r *Room) Conflicts(ctx context.Context, rd db.Reader, people []int64, from, until int64) ([]Busy, error) {
	first, last := civil.HalfAt(clock.FromMicros(from)), civil.HalfAt(clock.FromMicros(until-1))
	away, err := calendar.Between(ctx, rd, first, last+1)
	if err != nil {
		return nil, err
	}
	var out []Busy
	for _, a := range away {
		since := clock.Micros(a.Since.Start())
		if slices.Contains(people, a.PersonID) && since < until && a.Ends() > from {
			out = append(out, Busy{Person: a.PersonID, What: a.Label(), Since: since, Until: a.Ends()})
		}
	}
	if r.Duty == nil {
		return out, nil
	}
	for _, p := range people {
		turns, err := r.Duty(ctx, rd, p, first, last+1)
		if err != nil {
			return nil, err
		}
		for _, t := range turns {
			out = append(out, Busy{Person: p, What: "值班", Since: from, Until: clock.Micros(t.To.Time()) + int64(24*time.Hour/time.Microsecond)})
		}
	}
	return out, nil
}

// elsewhere names the other meetings at the same time to which people of a meeting
// belong who are not excused there.
func (c *course) elsewhere(ctx context.Context, rd db.Reader) ([]Busy, error) {
	type row struct {
		Person int64  `db:"person_id"`
		Kind   string `db:"kind"`
		Starts int64  `db:"starts_at"`
		Ends   int64  `db:"ends_at"`
	}
	list, err := db.All[row](ctx, rd, q.SQL("elsewhere"), c.m.ID, c.m.StartsAt, c.m.EndsAt)
	var out []Busy
	for _, x := range list {
		if _, seated := c.seat(x.Person); seated {
			k, _ := c.book.Meetings.Kind(x.Kind)
			out = append(out, Busy{Person: x.Person, What: "另有" + k.Name, Since: x.Starts, Until: x.Ends})
		}
	}
	return out, err
}

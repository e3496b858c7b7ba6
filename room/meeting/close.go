package meeting

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/meeting/quorum"
)

// untouched are the words of an item that a meeting did not come to.
const untouched = "会上没有讨论，留待下次"

var closeDeed = act.Define(act.Spec[openIn, int]{Name: "meeting.close", Label: "宣布散会", Right: Use, Basis: []law.ID{law.MtgSignRegister},
	Do: func(tx *act.Tx, in openIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return none(err)
		}
		if err := c.ofClerk(); err != nil {
			return none(err)
		}
		if err := c.in(Held); err != nil {
			return none(err)
		}
		at, err := c.when(tx, in.at)
		if err != nil {
			return none(err)
		}
		if err := in.r.guard(tx, c.m, BeforeClosing); err != nil {
			return none(err)
		}
		left := 0
		for i := range c.items {
			it := &c.items[i]
			if it.State == Discussed {
				return none(fault.Newf(fault.Conflict, "“%s”还在讨论。请先形成决定，再散会。", it.Title))
			}
			if it.State != Listed && it.State != Suspended {
				continue
			}
			words := untouched
			if it.State == Suspended {
				words = it.Words + "，留待下次"
			}
			left++
			it.State, it.Outcome, it.Words, it.DecidedAt, it.Due = Decided, Deferred, words, at, len(c.members())
			it.Present = len(c.entitled(*it, at))
			if err := putItem(tx, it); err != nil {
				return none(err)
			}
		}
		c.m.State, c.m.ClosedAt = Closed, at
		for _, p := range c.chart.Holders(c.k.Secretary.Posts...) {
			if err := notify.Put(tx, notify.Todo{Key: minutesKey(c.m.ID), Login: c.chart.Login(p.ID), Text: "整理" + c.m.Title(c.book) + c.k.Paper.Word, URL: c.m.URL()}); err != nil {
				return none(err)
			}
		}
		return left, act.Entry{Subject: c.m.Subject(), Summary: c.m.Title(c.book) + "散会", Detail: map[string]any{"deferred": left}}, putMeeting(tx, &c.m)
	}})

// CloseMeeting ends a meeting: what was not dealt with is deferred with its reason. It
// gives how many items that were.
func (r *Room) CloseMeeting(ctx context.Context, who act.Actor, meeting, at int64) (int, error) {
	return closeDeed.Run(ctx, r.Door, who, openIn{r, meeting, at})
}

func minutesKey(meeting int64) string { return act.Subject("meeting.minutes", meeting) }

// compose is the text of the minutes as the record gives it: item by item what was
// decided. What is to be done stands beside it, as it was entered; the opinions and votes
// of single members stay in the original record.
func (c *course) compose() string {
	var b strings.Builder
	for _, it := range c.items {
		if it.State != Decided {
			continue
		}
		fmt.Fprintf(&b, "%s、%s\n", ordinal(it.Place), it.Title)
		words := strings.TrimRight(it.Words, "。") + "。"
		if verb := it.OutcomeLabel(); !strings.HasPrefix(words, verb) {
			words = map[string]string{Agreed: "同意：", Refused: "不同意：", Deferred: "决定暂缓：", Noted: "听取了汇报："}[it.Outcome] + words
		}
		if it.Words == untouched { // the meeting decided nothing on it
			words = "没有讨论这一项，留待下次。"
		}
		fmt.Fprintf(&b, "会议%s\n", words)
	}
	return strings.TrimSpace(b.String())
}

// by is who has to do it.
func (x Resolved) by(s *scene) string {
	unit := s.unitName(x.Unit)
	switch {
	case x.Owner == "":
		return unit
	case unit == "" || strings.HasPrefix(x.Owner, unit):
		return x.Owner
	}
	return unit + x.Owner
}

var digits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// ordinal writes a number from 1 to 99 in Chinese.
func ordinal(n int) string {
	switch {
	case n <= 10:
		return digits[max(n, 0)]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100 && n%10 == 0:
		return digits[n/10] + "十"
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return fmt.Sprint(n)
}

type minutesIn struct {
	r       *Room
	meeting int64
	body    string
	reason  string // of a correction
	send    bool
}

// mostBody bounds the text of minutes.
const mostBody = 20000

var draftDeed = act.Define(act.Spec[minutesIn, int64]{Name: "meeting.minutes.draft", Label: "整理纪要", Right: Use, Basis: []law.ID{law.MtgPartySecretary, law.MtgHeadSecretary, law.MtgAffService, law.MtgAllService},
	Do: func(tx *act.Tx, in minutesIn) (int64, act.Entry, error) { return in.r.draft(tx, in) }})

// DraftMinutes writes the minutes of a closed meeting, or goes on writing them; an empty
// body takes what the record gives. send hands them to the chair for signature.
func (r *Room) DraftMinutes(ctx context.Context, who act.Actor, meeting int64, body string, send bool) error {
	_, err := draftDeed.Run(ctx, r.Door, who, minutesIn{r: r, meeting: meeting, body: body, send: send})
	return err
}

// last is the newest part of the minutes.
func (c *course) last() (Minutes, bool) {
	if len(c.minutes) == 0 {
		return Minutes{}, false
	}
	return c.minutes[len(c.minutes)-1], true
}

func (r *Room) draft(tx *act.Tx, in minutesIn) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	c, err := r.take(tx, in.meeting)
	if err != nil {
		return none(err)
	}
	if err := c.ofClerk(); err != nil {
		return none(err)
	}
	last, begun := c.last()
	if c.m.State == Signed && (!begun || last.State == Signed) {
		return none(fault.Refuse(firstClause(c.k.Paper.Basis, law.MtgPartyMinutesSign), c.m.Paper+"已经签发，不能再改。确有错漏的，请提出更正，由主持人再签。"))
	}
	if err := c.in(Closed, Signed); err != nil {
		return none(err)
	}
	if begun && last.State == Sent {
		return none(fault.New(fault.Conflict, c.k.Paper.Word+"已送主持人签发，退回以后才能改。"))
	}
	body := db.Trimmed(in.body)
	if body == "" && last.Part == 0 {
		body = c.compose()
	}
	if body == "" || len([]rune(body)) > mostBody {
		return none(fault.Field("body", "", fmt.Sprintf("请写明%s的内容，不超过%d字。", c.k.Paper.Word, mostBody)))
	}
	x := last
	if !begun {
		if x.ID, err = tx.Next("meeting_minutes"); err != nil {
			return none(err)
		}
		x.MeetingID = c.m.ID
	}
	x.Body, x.State, x.DraftedBy, x.DraftedAt = body, Draft, tx.Actor.Name, tx.Now
	return c.store(tx, x, !begun, in.send)
}

// store writes a draft and, if it is sent, puts it before the signer.
func (c *course) store(tx *act.Tx, x Minutes, fresh, send bool) (int64, act.Entry, error) {
	say := "整理" + c.k.Paper.Word
	if x.Part > 0 {
		say = fmt.Sprintf("起草第%d号更正", x.Part)
	}
	if send {
		x.State, x.Returned = Sent, ""
		say += "，送签"
		for _, login := range c.signers() {
			what := "签发" + c.m.Title(c.book) + c.k.Paper.Word
			if x.Part > 0 {
				what += "的更正"
			}
			if err := notify.Put(tx, notify.Todo{Key: minutesKey(c.m.ID), Login: login, Text: what, URL: c.m.URL()}); err != nil {
				return 0, act.Entry{}, err
			}
		}
	}
	write := act.Overwrite
	if fresh {
		write = act.Insert
	}
	err := write(tx, "meeting_minutes", x.ID, minutesColumns, x.values())
	return x.ID, act.Entry{Subject: c.m.Subject(), Summary: say, Basis: basis(c.k.Secretary.Basis), Detail: map[string]any{"part": x.Part}}, err
}

// clockOf writes the time of day of an instant.
func clockOf(at int64) string { return clock.FromMicros(at).Format("15:04") }

// present are the names of the members, observers and absent, for the papers.
func (c *course) attendance(at int64) (members, observers, absent []Seat) {
	room := quorum.InRoom(c.moves(), at)
	ever := map[int64]bool{}
	for _, m := range c.moved {
		if m.Kind == quorum.In {
			ever[m.PersonID] = true
		}
	}
	for _, s := range c.seats {
		switch {
		case s.Part == Gone:
		case !room[s.PersonID] && !ever[s.PersonID]:
			absent = append(absent, s)
		case s.Part == Member:
			members = append(members, s)
		default:
			observers = append(observers, s)
		}
	}
	return members, observers, absent
}

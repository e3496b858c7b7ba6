package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/room/meeting/quorum"
)

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
			words := "会上没有讨论，留待下次"
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

// Compose is the text of the minutes as the record gives it: item by item what was
// decided and what is to be done. The opinions and votes of single members stay in the
// original record.
func (c *course) compose() string {
	var b strings.Builder
	for _, it := range c.items {
		if it.State != Decided {
			continue
		}
		fmt.Fprintf(&b, "%s、%s\n", ordinal(it.Place), it.Title)
		fmt.Fprintf(&b, "会议%s：%s\n", map[string]string{Agreed: "同意", Refused: "不同意", Deferred: "决定暂缓", Noted: "听取了汇报"}[it.Outcome], strings.TrimRight(it.Words, "。")+"。")
		for _, t := range c.resolutions {
			if t.ItemID == it.ID {
				fmt.Fprintf(&b, "%s，由%s负责，%s前完成。\n", strings.TrimRight(t.What, "。"), t.by(c.scene), t.Due.Chinese())
			}
		}
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
	body := clean(in.body)
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

// signers are the accounts of those who sign the paper of this meeting.
func (c *course) signers() []string {
	if len(c.k.Paper.Signer) == 0 {
		return []string{c.chart.Login(c.m.ChairID)}
	}
	var out []string
	for _, p := range c.chart.Holders(c.k.Paper.Signer...) {
		out = append(out, c.chart.Login(p.ID))
	}
	return out
}

// signs reports whether who asks signs the paper: whoever chaired, or the post that the
// kind names.
func (c *course) signs() bool {
	if len(c.k.Paper.Signer) > 0 {
		return c.holds(c.k.Paper.Signer)
	}
	return c.chairs()
}

// toSign refuses who is not to sign, and a paper that was not sent.
func (c *course) toSign() (Minutes, error) {
	x, ok := c.last()
	switch {
	case !c.signs():
		if _, seated := c.seat(c.me.ID); !seated && !c.clerk(c.k) {
			return x, act.OutOfReach(c.m.Subject())
		}
		say := "主持会议的" + c.m.Chair
		if len(c.k.Paper.Signer) > 0 {
			say = titles(c.book, c.k.Paper.Signer)
		}
		return x, fault.Refuse(firstClause(c.k.Paper.Basis, law.MtgPartyMinutesSign), c.k.Paper.Word+"由"+say+"签发，其他人不能代签。")
	case !ok || x.State != Sent:
		return x, fault.New(fault.Conflict, "没有待签的"+c.k.Paper.Word+"。")
	}
	return x, nil
}

var returnDeed = act.Define(act.Spec[reasonIn, bool]{Name: "meeting.minutes.return", Label: "退回纪要", Right: Use, Basis: []law.ID{law.MtgPartyMinutesSign, law.MtgHeadMinutesSign, law.MtgAffMinutesSign},
	Do: func(tx *act.Tx, in reasonIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		x, err := c.toSign()
		if err != nil {
			return false, act.Entry{}, err
		}
		if x.Returned = clean(in.reason); x.Returned == "" {
			return false, act.Entry{}, fault.Field("reason", "", "请写明哪里要改。")
		}
		x.State = Draft
		for _, p := range c.chart.Holders(c.k.Secretary.Posts...) {
			if err := notify.Put(tx, notify.Todo{Key: minutesKey(c.m.ID), Login: c.chart.Login(p.ID), Text: "修改" + c.m.Title(c.book) + c.k.Paper.Word, URL: c.m.URL()}); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: "退回" + c.k.Paper.Word}, act.Overwrite(tx, "meeting_minutes", x.ID, minutesColumns, x.values())
	}})

// ReturnMinutes gives the draft back to the clerk with what is to be changed.
func (r *Room) ReturnMinutes(ctx context.Context, who act.Actor, meeting int64, reason string) error {
	_, err := returnDeed.Run(ctx, r.Door, who, reasonIn{r, meeting, reason})
	return err
}

var signDeed = act.Define(act.Spec[reasonIn, string]{Name: "meeting.minutes.sign", Label: "签发纪要", Right: Use, Basis: []law.ID{law.MtgPartyMinutesSign, law.MtgHeadMinutesSign, law.MtgAffMinutesSign, law.MtgAllBrief},
	Do: func(tx *act.Tx, in reasonIn) (string, act.Entry, error) { return in.r.sign(tx, in.id) }})

// SignMinutes signs the minutes, or a correction, for good. Signing the minutes gives
// them their number, tells the rooms that asked what was decided, hands over what is to
// be done, and owes the papers to the archive.
func (r *Room) SignMinutes(ctx context.Context, who act.Actor, meeting int64) (ref string, err error) {
	return signDeed.Run(ctx, r.Door, who, reasonIn{r: r, id: meeting})
}

func (r *Room) sign(tx *act.Tx, id int64) (string, act.Entry, error) {
	none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
	c, err := r.take(tx, id)
	if err != nil {
		return none(err)
	}
	x, err := c.toSign()
	if err != nil {
		return none(err)
	}
	if err := r.guard(tx, c.m, BeforeSigning); err != nil {
		return none(err)
	}
	x.State, x.SignerID, x.Signer, x.SignedAt = Signed, c.me.ID, c.me.Name, tx.Now
	if err := act.Overwrite(tx, "meeting_minutes", x.ID, minutesColumns, x.values()); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, minutesKey(c.m.ID)); err != nil {
		return none(err)
	}
	grounds := basis(c.k.Paper.Basis)
	if x.Part > 0 {
		if err := r.further(tx, c, x); err != nil {
			return none(err)
		}
		ref := fmt.Sprintf("%s第%d号更正", c.m.Paper, x.Part)
		return ref, act.Entry{Subject: c.m.Subject(), Summary: "签发" + ref, Basis: grounds}, nil
	}
	n, err := tx.Next(fmt.Sprintf("meeting.paper.%s.%d", c.m.Kind, c.m.Year))
	if err != nil {
		return none(err)
	}
	c.m.Paper = fmt.Sprintf("%s%s〔%d〕%d号", c.k.Name, c.k.Paper.Word, c.m.Year, n)
	c.m.State = Signed
	if err := putMeeting(tx, &c.m); err != nil {
		return none(err)
	}
	if err := r.spread(tx, c); err != nil {
		return none(err)
	}
	for _, subject := range []string{c.m.Subject(), act.Subject("meeting_record", c.m.ID)} {
		if r.File == nil {
			break
		}
		if err := r.Flow.Owe(tx, subject); err != nil {
			return none(err)
		}
	}
	return c.m.Paper, act.Entry{Subject: c.m.Subject(), Summary: "签发" + c.m.Paper, Basis: grounds, Detail: map[string]any{"items": len(c.items), "tasks": len(c.resolutions)}}, nil
}

// spread tells what was decided: to those who asked, and to whoever follows up. What was
// deferred waits for the next meeting of the kind under its source.
func (r *Room) spread(tx *act.Tx, c *course) error {
	ref := func(it Item) string { return fmt.Sprintf("%s第%d项", c.m.Paper, it.Place) }
	for _, it := range c.items {
		if it.Outcome == Deferred {
			again := it
			again.MeetingID, again.Place, again.Words, again.Outcome, again.Voting, again.Yes, again.No, again.Abstain = 0, 0, "", "", "", 0, 0, 0
			again.Due, again.Present, again.OpenedAt, again.DecidedAt, again.CarriedFrom = 0, 0, 0, 0, it.ID
			if err := r.addItem(tx, &again); err != nil {
				return err
			}
			if err := c.carryPapers(tx, it.ID, again.ID); err != nil {
				return err
			}
		}
		if it.Source == "" {
			continue
		}
		if err := r.settled(tx, Decision{Source: it.Source, Meeting: c.m.ID, Item: it.ID, Ref: ref(it), URL: c.m.URL(), Outcome: it.Outcome, Words: it.Words, On: c.m.HeldOn}); err != nil {
			return err
		}
	}
	var list []Resolution
	for _, t := range c.resolutions {
		i := slices.IndexFunc(c.items, func(it Item) bool { return it.ID == t.ItemID })
		list = append(list, Resolution{Meeting: c.m.ID, Item: t.ItemID, Ref: ref(c.items[i]), What: t.What, Unit: t.Unit, Owner: t.OwnerID, Due: t.Due, URL: c.m.URL()})
	}
	if len(list) == 0 {
		return nil
	}
	for _, f := range r.Resolved {
		if err := f(tx, list); err != nil {
			return err
		}
	}
	return nil
}

// carryPapers gives an item that is taken up again what the earlier one brought along.
func (c *course) carryPapers(tx *act.Tx, from, to int64) error {
	for _, p := range c.papers {
		if p.ItemID != from {
			continue
		}
		p.ItemID = to
		if err := c.r.addPaper(tx, p); err != nil {
			return err
		}
	}
	return nil
}

var correctDeed = act.Define(act.Spec[minutesIn, int64]{Name: "meeting.minutes.correct", Label: "更正纪要", Right: Use, Basis: []law.ID{law.MtgPartyMinutesSign, law.MtgHeadMinutesSign, law.MtgAffMinutesSign, law.MtgAllBrief},
	Do: func(tx *act.Tx, in minutesIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return none(err)
		}
		if err := c.ofClerk(); err != nil {
			return none(err)
		}
		last, ok := c.last()
		reason, body := clean(in.reason), clean(in.body)
		switch {
		case c.m.State != Signed || !ok:
			return none(fault.Newf(fault.Conflict, "%s还没有签发，直接修改就可以。", c.k.Paper.Word))
		case last.State != Signed:
			return none(fault.Newf(fault.Conflict, "第%d号更正还没有签发。", last.Part))
		case reason == "" || len([]rune(reason)) > 500:
			return none(fault.Field("reason", "", "请写明为什么更正，不超过500字。"))
		case body == "" || len([]rune(body)) > mostBody:
			return none(fault.Field("body", "", fmt.Sprintf("请写明更正的内容：哪一项、原来怎样写、现在怎样写，不超过%d字。", mostBody)))
		}
		x := Minutes{MeetingID: c.m.ID, Part: last.Part + 1, Body: body, Reason: reason, DraftedBy: tx.Actor.Name, DraftedAt: tx.Now}
		if x.ID, err = tx.Next("meeting_minutes"); err != nil {
			return none(err)
		}
		return c.store(tx, x, true, true)
	}})

// CorrectMinutes drafts a numbered correction of signed minutes and sends it to whoever
// signs; the signed text itself never changes.
func (r *Room) CorrectMinutes(ctx context.Context, who act.Actor, meeting int64, reason, body string) error {
	_, err := correctDeed.Run(ctx, r.Door, who, minutesIn{r: r, meeting: meeting, reason: reason, body: body})
	return err
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

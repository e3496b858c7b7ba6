package meeting

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

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
		if x.Returned = db.Trimmed(in.reason); x.Returned == "" {
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
	for _, f := range r.SignedOff {
		if err := f(tx, SignOff{Meeting: c.m, Items: c.items, Tasks: list}); err != nil {
			return err
		}
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
		reason, body := db.Trimmed(in.reason), db.Trimmed(in.body)
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

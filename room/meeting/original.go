package meeting

import (
	"bytes"
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// guarded reports whether the original record of this meeting opens by consent alone
// (clause mtg.party.record.consult).
func (c *course) guarded() bool { return len(c.k.Original.Posts) > 0 }

func accessByID(tx *act.Tx, id int64) (Access, error) {
	a, ok, err := act.Locked[Access](tx, accessSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("meeting_access", id))
	}
	return a, err
}

var askDeed = act.Define(act.Spec[reasonIn, int64]{Name: "meeting.record.ask", Label: "申请查阅原始记录", Right: Use, Basis: []law.ID{law.MtgPartyRecordConsult},
	Do: func(tx *act.Tx, in reasonIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := in.r.take(tx, in.id)
		if err != nil {
			return none(err)
		}
		if !c.visible() {
			return none(act.OutOfReach(c.m.Subject()))
		}
		purpose := db.Trimmed(in.reason)
		switch {
		case !c.guarded():
			return none(fault.New(fault.Conflict, c.k.Name+"的原始记录，参会的人可以直接查阅。"))
		case c.m.State != Signed:
			return none(fault.New(fault.Conflict, "纪要签发以前，原始记录还在整理，不能查阅。"))
		case purpose == "" || len([]rune(purpose)) > 500:
			return none(fault.Field("reason", "", "请写明查阅的用途，不超过500字。"))
		}
		open, err := db.One[int](tx.Ctx, tx, q.SQL("access_open"), c.m.ID, tx.Actor.Login, tx.Today)
		if err != nil {
			return none(err)
		}
		if open > 0 {
			return none(fault.New(fault.Conflict, "您已有一份申请在等批准，或者批准还在有效期内。"))
		}
		a := Access{MeetingID: c.m.ID, PersonID: c.me.ID, Login: tx.Actor.Login, Name: c.me.Name, Purpose: purpose, Answer: "asked", MadeAt: tx.Now}
		if a.ID, err = tx.Next("meeting_access"); err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "meeting_access", a.ID, accessColumns, a.values()); err != nil {
			return none(err)
		}
		for _, p := range c.chart.Holders(c.k.Original.Posts...) {
			if err := notify.Put(tx, notify.Todo{Key: act.Subject("meeting_access", a.ID), Login: c.chart.Login(p.ID), Text: "批准查阅" + c.m.Title(c.book) + "原始记录", URL: c.m.URL()}); err != nil {
				return none(err)
			}
		}
		return a.ID, act.Entry{Subject: c.m.Subject(), Summary: "申请查阅" + c.m.Title(c.book) + "原始记录", Basis: basis(c.k.Original.Basis)}, nil
	}})

// AskRecord asks the party secretary's consent to read an original record.
func (r *Room) AskRecord(ctx context.Context, who act.Actor, meeting int64, purpose string) (int64, error) {
	return askDeed.Run(ctx, r.Door, who, reasonIn{r, meeting, purpose})
}

// Answer is the party secretary's word on a wish to read.
type Answer struct {
	Access int64
	Grant  bool
	Words  string
	Until  civil.Date // last day of the consent
}

type answerIn struct {
	r *Room
	a Answer
}

var answerDeed = act.Define(act.Spec[answerIn, bool]{Name: "meeting.record.answer", Label: "批准查阅原始记录", Right: Use, Basis: []law.ID{law.MtgPartyRecordConsult},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		a, err := accessByID(tx, in.a.Access)
		if err != nil {
			return none(err)
		}
		c, err := in.r.take(tx, a.MeetingID)
		if err != nil {
			return none(err)
		}
		words := db.Trimmed(in.a.Words)
		switch {
		case !c.holds(c.k.Original.Posts) && !c.visible():
			return none(act.OutOfReach(act.Subject("meeting_access", a.ID)))
		case !c.holds(c.k.Original.Posts):
			return none(fault.Refuse(law.MtgPartyRecordConsult, "查阅原始记录由"+titles(c.book, c.k.Original.Posts)+"批准，其他人不能代批。"))
		case a.Answer != "asked":
			return none(fault.New(fault.Conflict, "这份申请已经答复。"))
		case !in.a.Grant && words == "":
			return none(fault.Field("words", "", "不同意的，请写明理由。"))
		case in.a.Grant && in.a.Until.Before(tx.Today):
			return none(fault.Field("until", in.a.Until.String(), "请写明查阅到哪一天为止，不早于今天。"))
		}
		a.Answer, a.Words, a.AnsweredBy, a.AnsweredAt = "refused", words, c.me.Name, tx.Now
		say := "不同意"
		if in.a.Grant {
			a.Answer, a.UntilOn, say = "granted", in.a.Until, "同意"
		}
		if err := notify.Done(tx, act.Subject("meeting_access", a.ID)); err != nil {
			return none(err)
		}
		if err := notify.Put(tx, notify.Todo{Key: act.Subject("meeting.read", a.ID), Login: a.Login, Text: "党委书记已答复查阅申请：" + c.m.Title(c.book), URL: c.m.URL()}); err != nil {
			return none(err)
		}
		return in.a.Grant, act.Entry{Subject: c.m.Subject(), Summary: say + a.Name + "查阅" + c.m.Title(c.book) + "原始记录", Basis: basis(c.k.Original.Basis)}, act.Overwrite(tx, "meeting_access", a.ID, accessColumns, a.values())
	}})

// AnswerRecord gives or refuses consent to read an original record; nobody can in the
// party secretary's place.
func (r *Room) AnswerRecord(ctx context.Context, who act.Actor, a Answer) error {
	_, err := answerDeed.Run(ctx, r.Door, who, answerIn{r, a})
	return err
}

type readIn struct {
	r       *Room
	meeting int64
}

var readDeed = act.Define(act.Spec[readIn, int64]{Name: "meeting.record.read", Label: "查阅原始记录", Right: Use, Basis: []law.ID{law.MtgPartyRecordConsult, law.MtgPartySecrecy},
	Do: func(tx *act.Tx, in readIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return none(err)
		}
		seat, seated := c.seat(c.me.ID)
		entry := act.Entry{Subject: c.m.Subject(), Summary: "查阅" + c.m.Title(c.book) + "原始记录"}
		switch {
		case c.m.State != Held && c.m.State != Closed && c.m.State != Signed:
			return none(fault.New(fault.Conflict, "会还没有开，没有原始记录。"))
		case c.m.State != Signed && (c.clerk(c.k) || c.chairs()):
		case c.guarded() && c.holds(c.k.Original.Posts):
		case !c.guarded() && (seated && seat.Part == Member || c.clerk(c.k)):
		case !c.visible():
			return none(act.OutOfReach(c.m.Subject()))
		case !c.guarded():
			return none(fault.Refuse(law.MtgSignRegister, "原始记录由参会的成员和记录人查阅。"))
		default:
			a, ok, err := act.Locked[Access](tx, accessSelect+" WHERE meeting_id = $1 AND login = $2 AND answer = 'granted' AND until_on >= $3 ORDER BY id DESC LIMIT 1", c.m.ID, tx.Actor.Login, tx.Today)
			if err != nil {
				return none(err)
			}
			if !ok {
				return none(fault.Refuse(law.MtgPartyRecordConsult, "查阅党委会原始记录，先由党委书记批准。请提出申请，写明用途。"))
			}
			a.Readings, a.ReadAt = a.Readings+1, tx.Now
			if err := act.Overwrite(tx, "meeting_access", a.ID, accessColumns, a.values()); err != nil {
				return none(err)
			}
			if err := notify.Done(tx, act.Subject("meeting.read", a.ID)); err != nil {
				return none(err)
			}
			entry.Detail = map[string]any{"access": a.ID, "reading": a.Readings}
		}
		return c.m.ID, entry, nil
	}})

// ReadRecord writes the original record: votes and opinions. Of the party committee it
// takes the party secretary's consent once the minutes are signed, and every reading is
// counted; before that it is the clerk's and the chair's.
func (r *Room) ReadRecord(ctx context.Context, who act.Actor, meeting int64, w *bytes.Buffer) (name string, err error) {
	id, err := readDeed.Run(ctx, r.Door, who, readIn{r, meeting})
	if err != nil {
		return "", err
	}
	c, err := r.whole(ctx, who, id)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s原始记录.pdf", c.m.Title(c.book)), c.printRecord(w)
}

// Accesses lists who asked to read the original record of a meeting, to whoever consents
// and, of their own, to those who asked.
func (r *Room) Accesses(ctx context.Context, who act.Actor, meeting int64) ([]Access, error) {
	c, err := r.see(ctx, who, meeting)
	if err != nil {
		return nil, err
	}
	f := db.NewFilter().And("meeting_id = ?", meeting)
	if !c.holds(c.k.Original.Posts) {
		f.And("login = ?", who.Login)
	}
	return db.All[Access](ctx, r.Door.Reader(), accessSelect+f.Where()+" ORDER BY id", f.Args()...)
}

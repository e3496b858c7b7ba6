package rulebook

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// The states of a change of the rule book.
const (
	StateDraft     = "draft"
	StateSent      = "sent"      // laid before the director's office meeting, not to be changed
	StateApproved  = "approved"  // the meeting passed it
	StatePublished = "published" // an edition, in force on its day
	StateWithdrawn = "withdrawn"
)

var stateLabels = map[string]string{StateDraft: "起草中", StateSent: "待会议审议", StateApproved: "会议已通过", StatePublished: "已发布", StateWithdrawn: "已撤销"}

// Edition is a change of the rule book on its way from the draft to the edition in
// force. Number is 0 until it is published.
type Edition struct {
	ID            int64      `db:"id"`
	Number        int64      `db:"number"`
	Title         string     `db:"title"`
	Reason        string     `db:"reason"`
	Amendment     string     `db:"amendment"`
	BasedOn       int64      `db:"based_on"`
	State         string     `db:"state"`
	WishedFrom    civil.Date `db:"wished_from"`
	DraftedBy     string     `db:"drafted_by"`
	DraftedName   string     `db:"drafted_name"`
	DraftedAt     int64      `db:"drafted_at"`
	SentAt        int64      `db:"sent_at"`
	Replayed      int64      `db:"replayed"`
	Changed       int64      `db:"changed"`
	MeetingOn     civil.Date `db:"meeting_on"`
	MeetingNo     string     `db:"meeting_no"`
	EnteredBy     string     `db:"entered_by"`
	EnteredName   string     `db:"entered_name"`
	EnteredAt     int64      `db:"entered_at"`
	ForceFrom     civil.Date `db:"force_from"`
	PublishedBy   string     `db:"published_by"`
	PublishedName string     `db:"published_name"`
	PublishedAt   int64      `db:"published_at"`
	Note          string     `db:"note"`
}

// from is the day from which the change would hold: what the meeting set, or what
// the drafter has in mind, or tomorrow.
func (e Edition) from(today civil.Date) civil.Date {
	switch {
	case !e.ForceFrom.IsZero():
		return e.ForceFrom
	case e.WishedFrom.After(today):
		return e.WishedFrom
	}
	return today.AddDays(1)
}

// Editions lists all changes, the newest first.
func (l *Library) Editions(ctx context.Context) ([]Edition, error) {
	return db.All[Edition](ctx, l.Door.Reader(), q.SQL("editions"))
}

// Edition gives one change by its id.
func (l *Library) Edition(ctx context.Context, id int64) (Edition, error) {
	return db.One[Edition](ctx, l.Door.Reader(), q.SQL("edition"), id)
}

// draft gives the book as the change would make it, over the edition published
// last, with everything that speaks against it.
func (l *Library) draft(ctx context.Context, r db.Reader, e Edition, today civil.Date) (before, after *Book, defects []Defect, err error) {
	before, err = l.latest(ctx, r)
	if e.State == StatePublished && err == nil {
		before, err = l.Pinned(ctx, e.Number-1)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	from := e.from(today)
	after, defects = Vet(before, e.Amendment, from)
	if before.Edition > 0 && !before.Since.Before(from) {
		defects = append(defects, Defect{Kind: "date", Where: "施行日期",
			Say: fmt.Sprintf("第%d版自 %s 起施行，新的版本应在其后", before.Edition, before.Since)})
	}
	return before, after, defects, nil
}

// refused names every defect of a draft in one refusal.
func refused(defects []Defect) error {
	var s strings.Builder
	fmt.Fprintf(&s, "规章修改有 %d 处缺陷，改好以后才能继续：", len(defects))
	for i, d := range defects {
		if i > 0 {
			s.WriteString("；")
		}
		s.WriteString(d.line())
	}
	return fault.Refuse(law.MtgHeadTopicRules, s.String()+"。")
}

// EditionInput is what a drafter writes. ID is 0 for a new draft.
type EditionInput struct {
	ID         int64
	Title      string
	Reason     string
	Amendment  string // YAML; may be unfinished while it is a draft
	WishedFrom civil.Date
}

var drafting = act.Define(act.Spec[withLibrary[EditionInput], int64]{
	Name: "rulebook.edition.draft", Label: "起草规章修订", Right: Drafting, Basis: []law.ID{law.MtgHeadTopicRules, law.TocStatus},
	Do: func(tx *act.Tx, c withLibrary[EditionInput]) (int64, act.Entry, error) {
		in := c.in
		in.Title, in.Reason, in.Amendment = db.Trimmed(in.Title), db.Trimmed(in.Reason), db.Clean(in.Amendment)
		switch {
		case in.Title == "":
			return 0, act.Entry{}, fault.Field("title", "", "请写明改的是什么，例如“事假审批天数”。")
		case in.Reason == "":
			return 0, act.Entry{}, fault.Field("reason", "", "请写明修改的理由，供会议审议。")
		case len(in.Amendment) > maxAmendment:
			return 0, act.Entry{}, fault.Newf(fault.TooLarge, "修改内容超过 %d KB，请分成几次修改。", maxAmendment>>10)
		case !in.WishedFrom.IsZero() && in.WishedFrom.Before(tx.Today):
			return 0, act.Entry{}, fault.Field("wished_from", in.WishedFrom.String(), "拟施行日期不能早于今天，请改为今天以后的日期。")
		}
		last, err := c.l.latest(tx.Ctx, tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if in.ID == 0 {
			id, err := tx.Next("rulebook_edition")
			if err != nil {
				return 0, act.Entry{}, err
			}
			_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_insert"), id, in.Title, in.Reason, in.Amendment, last.Edition, in.WishedFrom, tx.Actor.Login, tx.Actor.Name, tx.Now)
			tx.Touch("rulebook_edition", id)
			return id, act.Entry{Subject: act.Subject("rulebook_edition", id), Summary: "起草规章修改：" + in.Title}, err
		}
		e, err := change(tx, in.ID, StateDraft)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if e.DraftedBy != tx.Actor.Login {
			return 0, act.Entry{}, fault.Newf(fault.Forbidden, "这份修改由%s起草，只能由起草人改。", e.DraftedName)
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_amend"), e.ID, in.Title, in.Reason, in.Amendment, last.Edition, in.WishedFrom)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID), Summary: "改写规章修改草案：" + in.Title}, err
	}})

// withLibrary hands a deed the library beside its input.
type withLibrary[T any] struct {
	l  *Library
	in T
}

// change reads an edition that must be in one of these states, to be written, and keeps
// it until the deed ends.
func change(tx *act.Tx, id int64, states ...string) (Edition, error) {
	e, err := db.One[Edition](tx.Ctx, tx, tx.Lock(q.SQL("edition")), id)
	if err != nil {
		return e, err
	}
	for _, s := range states {
		if e.State == s {
			tx.Touch("rulebook_edition", id)
			return e, nil
		}
	}
	return e, fault.Newf(fault.Conflict, "这份规章修改现在是“%s”，不能再这样办理。", stateLabels[e.State])
}

// Draft writes a draft or rewrites the actor's own one. Its amendment may still be
// unfinished or wrong; the page of the draft says so.
func (l *Library) Draft(ctx context.Context, who act.Actor, in EditionInput) (int64, error) {
	return drafting.Run(ctx, l.Door, who, withLibrary[EditionInput]{l, in})
}

type sending struct {
	ID     int64
	Replay Replay
	text   string // the amendment that was tried
}

var send = act.Define(act.Spec[withLibrary[sending], int64]{
	Name: "rulebook.edition.send", Label: "送审规章修订", Right: Drafting, Basis: []law.ID{law.MtgHeadTopicRules},
	Do: func(tx *act.Tx, c withLibrary[sending]) (int64, act.Entry, error) {
		e, err := change(tx, c.in.ID, StateDraft)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if e.DraftedBy != tx.Actor.Login {
			return 0, act.Entry{}, fault.Newf(fault.Forbidden, "这份修改由%s起草，由起草人送会。", e.DraftedName)
		}
		if e.Amendment != c.in.text {
			return 0, act.Entry{}, fault.New(fault.Conflict, "草案刚才又改过，请重新核对后再送会。")
		}
		before, _, defects, err := c.l.draft(tx.Ctx, tx, e, tx.Today)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if len(defects) > 0 {
			return 0, act.Entry{}, refused(defects)
		}
		if before.Edition != e.BasedOn {
			return 0, act.Entry{}, stale(before)
		}
		r := c.in.Replay
		if _, err = db.Exec(tx.Ctx, tx, q.SQL("edition_send"), e.ID, tx.Now, r.Total, r.Changed); err != nil {
			return 0, act.Entry{}, err
		}
		e.SentAt = tx.Now
		err = c.l.takeUp(tx, e)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID),
			Summary: fmt.Sprintf("规章修改送局长办公会审议：%s；试算以往决定 %d 件，其中 %d 件结果不同", e.Title, r.Total, r.Changed)}, err
	}})

func stale(before *Book) error {
	return fault.Newf(fault.Conflict, "起草以后又发布了第%d版规章，请由起草人对照新的版本重新保存草案再送会。", before.Edition)
}

// Send lays a draft before the director's office meeting: it is checked whole,
// past decisions are replayed, and it cannot be changed any more. A draft with any
// defect is refused with all of them named.
func (l *Library) Send(ctx context.Context, who act.Actor, id int64) error {
	e, err := l.Edition(ctx, id)
	if err != nil {
		return err
	}
	in := sending{ID: id, text: e.Amendment}
	if who.May(Drafting) {
		if in.Replay, err = l.Replay(ctx, who, e); err != nil {
			return err
		}
	}
	_, err = send.Run(ctx, l.Door, who, withLibrary[sending]{l, in})
	return err
}

type noted struct {
	ID   int64
	Note string
}

var giveBack = act.Define(act.Spec[withLibrary[noted], int64]{
	Name: "rulebook.edition.return", Label: "退回规章修订", Right: Approving, Basis: []law.ID{law.MtgHeadTopicRules},
	Do: func(tx *act.Tx, c withLibrary[noted]) (int64, act.Entry, error) {
		in := c.in
		in.Note = db.Trimmed(in.Note)
		e, err := change(tx, in.ID, StateSent, StateApproved)
		if err == nil && in.Note == "" {
			err = fault.Field("note", "", "请写明退回的理由，便于起草人修改。")
		}
		if err == nil {
			err = c.l.drop(tx, e)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_return"), e.ID, in.Note)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID), Summary: "规章修改退回起草人：" + e.Title + "；" + in.Note}, err
	}})

// Return gives a change back to its drafter with a reason, as when the meeting
// did not pass it.
func (l *Library) Return(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := giveBack.Run(ctx, l.Door, who, withLibrary[noted]{l, noted{id, reason}})
	return err
}

var withdraw = act.Define(act.Spec[withLibrary[noted], int64]{
	Name: "rulebook.edition.withdraw", Label: "撤回规章修订", Right: Drafting, Basis: []law.ID{law.MtgHeadTopicRules},
	Do: func(tx *act.Tx, c withLibrary[noted]) (int64, act.Entry, error) {
		in := c.in
		in.Note = db.Trimmed(in.Note)
		e, err := change(tx, in.ID, StateDraft, StateSent, StateApproved)
		switch {
		case err == nil && e.DraftedBy != tx.Actor.Login:
			err = fault.Newf(fault.Forbidden, "这份修改由%s起草，只能由起草人撤销。", e.DraftedName)
		case err == nil && in.Note == "":
			err = fault.Field("note", "", "请写明撤销的理由。")
		}
		if err == nil {
			err = c.l.drop(tx, e)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_withdraw"), e.ID, in.Note)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID), Summary: "撤销规章修改：" + e.Title + "；" + in.Note}, err
	}})

// Withdraw ends the actor's own change before it is published.
func (l *Library) Withdraw(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := withdraw.Run(ctx, l.Door, who, withLibrary[noted]{l, noted{id, reason}})
	return err
}

// Meeting is what the director's office meeting decided on a change.
type Meeting struct {
	ID        int64
	On        civil.Date
	Number    string
	ForceFrom civil.Date
}

var approve = act.Define(act.Spec[withLibrary[Meeting], int64]{
	Name: "rulebook.edition.approve", Label: "登记规章修订批准", Right: Approving, Basis: []law.ID{law.MtgHeadTopicRules, law.MtgHeadMinutesSign},
	Do: func(tx *act.Tx, c withLibrary[Meeting]) (int64, act.Entry, error) {
		in := c.in
		in.Number = db.Trimmed(in.Number)
		e, err := change(tx, in.ID, StateSent)
		if err != nil {
			return 0, act.Entry{}, err
		}
		before, err := c.l.latest(tx.Ctx, tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		switch {
		case e.DraftedBy == tx.Actor.Login:
			return 0, act.Entry{}, own()
		case in.Number == "":
			return 0, act.Entry{}, fault.Field("meeting_no", "", "请填写会议编号，例如“2026年第3次局长办公会”。")
		case in.On.IsZero() || in.On.After(tx.Today):
			return 0, act.Entry{}, fault.Field("meeting_on", in.On.String(), "会议日期没有填写或晚于今天，请填写已经开过的会议的日期。")
		case in.On.Before(civil.DateOf(clock.FromMicros(e.SentAt))):
			return 0, act.Entry{}, fault.Field("meeting_on", in.On.String(), "会议日期早于送会日期 "+civil.DateOf(clock.FromMicros(e.SentAt)).String()+"，请核对。")
		}
		if err := checkForce(in.ForceFrom, tx.Today, before); err != nil {
			return 0, act.Entry{}, err
		}
		if err := c.l.unlisted(tx, e); err != nil {
			return 0, act.Entry{}, err
		}
		if err := c.l.drop(tx, e); err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_approve"), e.ID, in.On, in.Number, tx.Actor.Login, tx.Actor.Name, tx.Now, in.ForceFrom)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID),
			Summary: fmt.Sprintf("登记%s（%s）通过规章修改：%s，自%s起施行", in.Number, in.On, e.Title, in.ForceFrom.Chinese())}, err
	}})

func own() error {
	return fault.Refuse(law.SeparationOfDuties, "起草的人不能自己登记会议决定或发布，请另一位有权的同事办理。")
}

// checkForce wants a day of force that is not past and comes after the edition
// published last, so that times of force never overlap.
func checkForce(d, today civil.Date, before *Book) error {
	switch {
	case d.IsZero():
		return fault.Field("force_from", "", "请填写施行日期。")
	case d.Before(today):
		return fault.Field("force_from", d.String(), "施行日期 "+d.String()+" 已经过去，请改为今天或今天以后的日期。")
	case before.Edition > 0 && !before.Since.Before(d):
		return fault.Field("force_from", d.String(), fmt.Sprintf("第%d版自 %s 起施行，新版本的施行日期应在其后。", before.Edition, before.Since))
	}
	return nil
}

// Approve enters that the director's office meeting passed a change, and from
// which day it is to hold. The drafter is refused.
func (l *Library) Approve(ctx context.Context, who act.Actor, in Meeting) error {
	_, err := approve.Run(ctx, l.Door, who, withLibrary[Meeting]{l, in})
	return err
}

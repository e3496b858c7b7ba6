package document

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// part keeps a document together with the line of one of its units.
func (r *Room) part(tx *act.Tx, id int64, unit string) (Document, Part, *scene, error) {
	d, err := hold(tx, id)
	if err != nil {
		return d, Part{}, nil, err
	}
	list, err := partsOf(tx.Ctx, tx, id)
	if err != nil {
		return d, Part{}, nil, err
	}
	// A unit may handle a document a second time: the line that is not done counts.
	at := -1
	for i, p := range list {
		if p.Unit == unit && p.Part != Moved && (at < 0 || p.DoneAt == 0) {
			at = i
		}
	}
	if at < 0 {
		return d, Part{}, nil, act.OutOfReach(d.Subject())
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	return d, list[at], s, err
}

type assignIn struct {
	r      *Room
	id     int64
	unit   string
	person int64
}

var assignDeed = act.Define(act.Spec[assignIn, Document]{Name: "document.incoming.assign", Label: "确定收文承办人", Right: Use, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in assignIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, p, s, err := in.r.part(tx, in.id, in.unit)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		switch {
		case err != nil:
			return none(err)
		case !s.heads(me.ID, p.Unit):
			return none(act.OutOfReach(d.Subject()))
		case p.DoneAt != 0 || !d.Running:
			return none(fault.New(fault.Conflict, s.unitName(p.Unit)+"已经报了结果。"))
		}
		h, ok := s.here(in.person)
		login := s.chart.Login(in.person)
		if !ok || h.Unit != p.Unit || login == "" {
			return none(fault.Field("handler", h.Name, "请从"+s.unitName(p.Unit)+"在职、能登录的人里选承办人。"))
		}
		if err := in.r.quietPart(tx, &d, p); err != nil {
			return none(err)
		}
		p.HandlerID, p.Handler, p.Login = h.ID, h.Name, login
		if err := act.Overwrite(tx, "document_incoming_unit", p.ID, partColumns, p.values()); err != nil {
			return none(err)
		}
		if err := in.r.tellPart(tx, s, &d, p); err != nil {
			return none(err)
		}
		return d, d.entry("确定承办人", map[string]any{"unit": p.Unit, "person": h.ID}), say(tx, &d, evAssign, s.unitName(p.Unit)+"："+h.Name)
	}})

// Assign names who of the unit handles a document; the head of the unit does, or whoever
// stands in for the head. It may be changed until the result is there.
func (r *Room) Assign(ctx context.Context, who act.Actor, id int64, unit string, person int64) error {
	_, err := assignDeed.Run(ctx, r.Door, who, assignIn{r, id, unit, person})
	return err
}

// Result is what a unit did with a document.
type Result struct {
	Unit  string
	Words string
	// Of the lead unit: with what the issuer was answered, or why not (clause
	// law.documents.reply).
	Reply   string // subject of an outgoing document
	ReplyNo string // or its number, typed
	NoReply string
	Papers  []NewPaper
}

type reportIn struct {
	r  *Room
	id int64
	x  Result
}

var reportDeed = act.Define(act.Spec[reportIn, Document]{Name: "document.incoming.report", Label: "报收文办理结果", Right: Use, Basis: []law.ID{law.DocumentsHandle, law.DocumentsReply},
	Do: func(tx *act.Tx, in reportIn) (Document, act.Entry, error) { return in.r.report(tx, in) }})

// Report says what came of a document: whoever handles it in a unit, or the head of the
// unit. The lead unit also says with what the issuer was answered, or why with nothing;
// it reports after the joint units.
func (r *Room) Report(ctx context.Context, who act.Actor, id int64, x Result) (Document, error) {
	return reportDeed.Run(ctx, r.Door, who, reportIn{r, id, x})
}

func (r *Room) report(tx *act.Tx, in reportIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	d, p, s, err := r.part(tx, in.id, in.x.Unit)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	switch {
	case err != nil:
		return none(err)
	case p.HandlerID != me.ID && !s.heads(me.ID, p.Unit):
		return none(act.OutOfReach(d.Subject()))
	case p.DoneAt != 0:
		return none(fault.New(fault.Conflict, s.unitName(p.Unit)+"已经报了结果。"))
	}
	if err := d.in(Handling); err != nil {
		return none(err)
	}
	x := in.x
	x.Words, x.ReplyNo, x.NoReply = db.Trimmed(x.Words), tidyNumber(db.Trimmed(x.ReplyNo)), db.Trimmed(x.NoReply)
	if err := line("words", "办理结果", x.Words, mostText, true); err != nil {
		return none(err)
	}
	text := s.unitName(p.Unit) + "：" + x.Words
	if p.Part == Lead {
		others, err := partsOf(tx.Ctx, tx, d.ID)
		if err != nil {
			return none(err)
		}
		for _, o := range others {
			if o.DoneAt == 0 && o.ID != p.ID {
				return none(fault.Refuse(law.DocumentsHandle, "协办的"+s.unitName(o.Unit)+"没有报结果，主办科室汇总以后再报。"))
			}
		}
		if err := r.answer(tx, &d, &x); err != nil {
			return none(err)
		}
		switch {
		case d.ReplyNo != "":
			text += "（以" + d.ReplyNo + "答复）"
		default:
			text += "（不另行文答复：" + d.NoReply + "）"
		}
	}
	p.Result, p.DoneAt = x.Words, tx.Now
	if p.Login == "" {
		p.HandlerID, p.Handler, p.Login = me.ID, me.Name, tx.Actor.Login
	}
	if err := act.Overwrite(tx, "document_incoming_unit", p.ID, partColumns, p.values()); err != nil {
		return none(err)
	}
	if err := r.quietPart(tx, &d, p); err != nil {
		return none(err)
	}
	for i := range x.Papers {
		x.Papers[i].Role = Reply
	}
	if err := r.addPapers(tx, &d, x.Papers); err != nil {
		return none(err)
	}
	if len(x.Papers) > 0 {
		if err := r.reindex(tx, &d); err != nil {
			return none(err)
		}
	}
	if err := say(tx, &d, evReport, text); err != nil {
		return none(err)
	}
	if err := r.settled(tx, &d); err != nil {
		return none(err)
	}
	return d, d.entry("报办理结果", map[string]any{"unit": p.Unit, "reply": d.Reply, "reply_no": d.ReplyNo}), put(tx, r, &d)
}

// answer takes over with what a document was answered.
func (r *Room) answer(tx *act.Tx, d *Document, x *Result) error {
	d.Answer = x.Words
	if x.Reply != "" {
		var list []ReplyChoice
		var err error
		if r.Replies != nil {
			if list, err = r.Replies(tx.Ctx, tx, x.Unit); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(list, func(c ReplyChoice) bool { return c.Subject == x.Reply })
		if i < 0 {
			return fault.Field("reply", x.Reply, "请从本科室已经编号的发文里选答复的公文。")
		}
		d.Reply, d.ReplyNo = x.Reply, list[i].Number
		return nil
	}
	if err := join(line("reply_no", "复文的文号", x.ReplyNo, 100, false), line("no_reply", "不另行文答复的理由", x.NoReply, mostLine, false)); err != nil {
		return err
	}
	if (x.ReplyNo == "") == (x.NoReply == "") {
		e := fault.Field("no_reply", x.NoReply, "请写明用哪件公文答复来文单位；不另行文答复的写明理由（如来文不要求答复、已电话答复某人）。两项填一项。")
		e.Clause = law.DocumentsReply
		return e
	}
	d.ReplyNo, d.NoReply = x.ReplyNo, x.NoReply
	return nil
}

var reopenDeed = act.Define(act.Spec[wordIn, Document]{Name: "document.incoming.reopen", Label: "退回重办", Right: Use, Basis: []law.ID{law.DocumentsUrge},
	Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, s, err := in.r.office(tx, in.id, Answered)
		if err == nil {
			err = line("text", "退回的理由", in.text, mostLine, true)
		}
		if err != nil {
			return none(err)
		}
		parts, err := partsOf(tx.Ctx, tx, d.ID)
		if err != nil {
			return none(err)
		}
		at := slices.IndexFunc(parts, func(p Part) bool { return p.Part == Lead })
		if at < 0 {
			return none(fault.New(fault.Conflict, "这件公文只传阅，没有承办科室，不能退回重办。"))
		}
		p := parts[at]
		p.DoneAt, p.Result = 0, ""
		if err := act.Overwrite(tx, "document_incoming_unit", p.ID, partColumns, p.values()); err != nil {
			return none(err)
		}
		due, err := s.handleBy(tx.Today)
		if err != nil {
			return none(err)
		}
		d.Reply, d.ReplyNo, d.NoReply, d.Answer = "", "", "", ""
		d.to(Handling, tx.Now, endOf(due))
		if err := notify.Done(tx, d.Subject()+":office"); err != nil {
			return none(err)
		}
		if err := in.r.tellPart(tx, s, &d, p); err != nil {
			return none(err)
		}
		if err := say(tx, &d, evReopen, s.unitName(p.Unit)+"："+in.text); err != nil {
			return none(err)
		}
		return d, d.entry("退回重办", nil), put(tx, in.r, &d)
	}})

// Reopen gives a document back to its lead unit, with what is lacking.
func (r *Room) Reopen(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := reopenDeed.Run(ctx, r.Door, who, wordIn{r, id, db.Trimmed(why)})
	return err
}

type dueIn struct {
	r   *Room
	id  int64
	due civil.Date
	why string
}

var dueDeed = act.Define(act.Spec[dueIn, Document]{Name: "document.incoming.due", Label: "改收文办理期限", Right: Oversee, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in dueIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
		if err == nil {
			err = d.in(Handling)
		}
		if err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		if d.LeaderID != 0 && !s.instructs(me.ID, d.LeaderID) {
			return none(fault.Refuse(law.DocumentsHandle, "期限由批示的"+d.Leader+"改，或者由局长改。"))
		}
		if d.LeaderID == 0 && !s.leads(me.ID) {
			return none(act.OutOfReach(d.Subject()))
		}
		var day error
		if in.due.Before(tx.Today) || in.due.Sub(tx.Today) > mostAhead {
			day = fault.Field("due", in.due.String(), "办理期限不早于今天，也不迟于一年以后。")
		}
		if err := join(day, line("why", "改期限的理由", in.why, mostLine, true)); err != nil {
			return none(err)
		}
		was := dayOf(d.DueAt)
		d.DueAt = endOf(in.due)
		if err := say(tx, &d, evDue, strings.Join([]string{"由" + was.Chinese() + "改到" + in.due.Chinese(), in.why}, "：")); err != nil {
			return none(err)
		}
		parts, err := partsOf(tx.Ctx, tx, d.ID)
		if err != nil {
			return none(err)
		}
		for _, p := range parts {
			if p.DoneAt == 0 {
				if err := in.r.tellPart(tx, s, &d, p); err != nil {
					return none(err)
				}
			}
		}
		return d, d.entry("改办理期限", map[string]any{"from": was.String(), "to": in.due.String()}), put(tx, in.r, &d)
	}})

// Extend gives the handling of a document another last day: the leader who set it, or the
// director, with the reason.
func (r *Room) Extend(ctx context.Context, who act.Actor, id int64, due civil.Date, why string) error {
	_, err := dueDeed.Run(ctx, r.Door, who, dueIn{r, id, due, db.Trimmed(why)})
	return err
}

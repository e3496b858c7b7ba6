package desk

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

// tends gives an open entry to whoever tends it now: who sits at the desk, or who
// keeps it by the leader's decision.
func (r *Room) tends(tx *act.Tx, id int64) (*scene, Entry, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return s, Entry{}, err
	}
	e, err := entries.locked(tx, id)
	if err != nil {
		return s, e, err
	}
	row, _ := s.sees(tx.Actor, e)
	keeps := e.Keeper != "" && e.Keeper == tx.Actor.Login
	switch {
	case !row:
		return s, Entry{}, act.OutOfReach(e.Subject())
	case e.Keeper != "" && !keeps:
		return s, Entry{}, forbidden(law.DutyHandoverOpen, "这一项由带班领导决定留给交班人续办，不由值班室办。")
	case !keeps && !s.officer(tx.Actor):
		return s, Entry{}, forbidden(law.DutyLogTrigger, "由在班的值班员办理。")
	case e.State == Closed:
		return s, Entry{}, fault.Newf(fault.Conflict, "%s 已于 %s 办结。", e.Number(), stamp(e.ClosedAt))
	}
	return s, e, nil
}

// Telling is what the duty leader was told and answered.
type Telling struct {
	ID    int64
	At    int64
	Means string
	Words string // what the leader said; may be empty
}

type tellingIn struct {
	r *Room
	Telling
}

var briefDeed = act.Define(act.Spec[tellingIn, bool]{Name: "duty.log.brief", Label: "报带班领导", Right: Use, Basis: []law.ID{law.DutyReportLeader, law.DutyTaskBriefLeader},
	Do: func(tx *act.Tx, in tellingIn) (bool, act.Entry, error) {
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return false, act.Entry{}, err
		}
		e, err := entries.locked(tx, in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if row, _ := s.sees(tx.Actor, e); !row {
			return false, act.Entry{}, act.OutOfReach(e.Subject())
		}
		if !s.officer(tx.Actor) && e.MadeBy != tx.Actor.Login {
			return false, act.Entry{}, forbidden(law.DutyReportLeader, "由在班的值班员或者记录的人报告。")
		}
		if err := texts(text{field: "means", value: &in.Means, need: "写明怎样报告的，如电话、当面。", clause: law.DutyReportLeader}, text{field: "words", value: &in.Words, long: true}); err != nil {
			return false, act.Entry{}, err
		}
		if err := past("at", in.At, tx.Now); err != nil {
			return false, act.Entry{}, err
		}
		if in.At < e.At {
			return false, act.Entry{}, fault.Field("at", stamp(in.At), "报告的时间早于这件事的时间 "+stamp(e.At)+"。")
		}
		if e.ToldAt != 0 {
			return false, act.Entry{}, fault.Newf(fault.Conflict, "已于 %s 报%s。", stamp(e.ToldAt), e.ToldTo)
		}
		w, err := in.r.rosterAt(tx.Ctx, tx, in.At)
		if err != nil {
			return false, act.Entry{}, err
		}
		if e.ToldTo = w.Leader.Name; e.ToldTo == "" {
			_, e.ToldTo = s.leader()
		}
		if e.ToldTo == "" {
			return false, act.Entry{}, fault.New(fault.Conflict, "值班表上没有带班领导，请办公室补排后再登记。")
		}
		e.ToldHow, e.ToldWords, e.ToldAt, e.ToldBy = in.Means, in.Words, in.At, tx.Actor.Login
		if err := notify.Done(tx, e.Subject()+":untold"); err != nil {
			return false, act.Entry{}, err
		}
		return true, e.noted("报带班领导", map[string]any{"after": minutesBetween(e.At, in.At)}), entries.save(tx, &e)
	}})

// Brief writes down when and how the duty leader was told of an entry. Whom the
// roster names for that instant is the leader.
func (r *Room) Brief(ctx context.Context, who act.Actor, in Telling) error {
	_, err := briefDeed.Run(ctx, r.Door, who, tellingIn{r, in})
	return err
}

// Verification is how a suspicious call was checked.
type Verification struct {
	ID                    int64
	With, Result, Measure string
}

type verifyIn struct {
	r *Room
	Verification
}

var verifyDeed = act.Define(act.Spec[verifyIn, bool]{Name: "duty.log.verify", Label: "核实可疑来电", Right: Use, Basis: []law.ID{law.DutyVerify},
	Do: func(tx *act.Tx, in verifyIn) (bool, act.Entry, error) {
		s, e, err := in.r.tends(tx, in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !e.Suspicious {
			return false, act.Entry{}, fault.New(fault.Conflict, e.Number()+" 没有标为可疑，不用核实。")
		}
		with := s.word(law.DutyVerify, "verify_with")
		if err := texts(text{field: "with", value: &in.With, need: "写明向谁核实（" + with + "）。", clause: law.DutyVerify}, text{field: "result", value: &in.Result, need: "写明核实的结果。", clause: law.DutyVerify, long: true},
			text{field: "measure", value: &in.Measure, need: "写明采取了什么措施。", clause: law.DutyVerify, long: true}); err != nil {
			return false, act.Entry{}, err
		}
		e.VerifyWith, e.VerifyResult, e.VerifyMeasure, e.VerifiedBy, e.VerifiedAt = in.With, in.Result, in.Measure, tx.Actor.Login, tx.Now
		return true, e.noted("核实可疑来电", nil), entries.save(tx, &e)
	}})

// Verify writes down with whom a suspicious call was checked, the result and what was
// done.
func (r *Room) Verify(ctx context.Context, who act.Actor, in Verification) error {
	_, err := verifyDeed.Run(ctx, r.Door, who, verifyIn{r, in})
	return err
}

// Closing ends an entry.
type Closing struct {
	ID      int64
	Words   string
	Receipt string // of an order, if it was still missing
}

type closeIn struct {
	r *Room
	Closing
}

var closeDeed = act.Define(act.Spec[closeIn, bool]{Name: "duty.log.close", Label: "办结值班事项", Right: Use, Basis: []law.ID{law.DutyTaskLiaison, law.DutyVerify},
	Do: func(tx *act.Tx, in closeIn) (bool, act.Entry, error) {
		_, e, err := in.r.tends(tx, in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if e.Unverified() {
			return false, act.Entry{}, fault.Refuse(law.DutyVerify, "真假存疑的来电还没有核实，先登记向谁核实、结果和措施，再办结。")
		}
		if err := texts(text{field: "words", value: &in.Words, need: "写明处置结果。", clause: law.DutyLogFields, long: true}, text{field: "receipt", value: &in.Receipt}); err != nil {
			return false, act.Entry{}, err
		}
		if e.Kind == Order && e.Receipt == "" {
			if in.Receipt == "" {
				f := fault.Field("receipt", "", "写明对方是否收到、谁答复的。")
				f.Clause = law.DutyTaskOrders
				return false, act.Entry{}, f
			}
			e.Receipt, e.ReceiptAt = in.Receipt, tx.Now
		}
		e.State, e.Closing, e.ClosedAt, e.ClosedBy = Closed, in.Words, tx.Now, tx.Actor.Login
		for _, about := range []string{":untold", ":keep"} {
			if err := notify.Done(tx, e.Subject()+about); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, e.noted("办结", nil), entries.save(tx, &e)
	}})

// Close ends an entry with its outcome.
func (r *Room) Close(ctx context.Context, who act.Actor, in Closing) error {
	_, err := closeDeed.Run(ctx, r.Door, who, closeIn{r, in})
	return err
}

// Change is one field put right.
type Change struct {
	ID           int64
	Field, Value string
	At           int64 // instead of Value, for a time
	Reason       string
}

// changeable are the fields of an entry that can be put right, with their words.
var changeable = []struct{ field, label string }{{"party", "对方"}, {"party_unit", "对方单位"}, {"party_phone", "对方号码"}, {"receiver", "接话人（接件人）"}, {"receiver_phone", "接话人号码"}, {"matter", "事项"}, {"outcome", "处置"}, {"giver", "交办领导"}, {"stand_in", "顶替人"}, {"happened_at", "时间"}}

func (e *Entry) field(name string) *string {
	return map[string]*string{"party": &e.Party, "party_unit": &e.PartyUnit, "party_phone": &e.PartyPhone, "receiver": &e.Receiver, "receiver_phone": &e.ReceiverPhone, "matter": &e.Matter, "outcome": &e.Outcome, "giver": &e.Giver, "stand_in": &e.StandIn}[name]
}

type changeIn struct {
	r *Room
	Change
}

var amendDeed = act.Define(act.Spec[changeIn, bool]{Name: "duty.log.amend", Label: "更正值班记录", Right: Use, Basis: []law.ID{law.DutyLogQuality},
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) { return in.r.amend(tx, in.Change) }})

// Amend puts a field of an entry right; what stood there before stays readable, with
// the reason. A year that went to the archive is closed.
func (r *Room) Amend(ctx context.Context, who act.Actor, in Change) error {
	_, err := amendDeed.Run(ctx, r.Door, who, changeIn{r, in})
	return err
}

func (r *Room) amend(tx *act.Tx, in Change) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	e, err := entries.locked(tx, in.ID)
	if err != nil {
		return none(err)
	}
	row, words := s.sees(tx.Actor, e)
	switch {
	case !row:
		return none(act.OutOfReach(e.Subject()))
	case !words || e.MadeBy != tx.Actor.Login && !s.officer(tx.Actor):
		return none(forbidden(law.DutyLogQuality, "由记录的人或者在班的值班员更正。"))
	}
	_, bound, err := books.maybe(tx.Ctx, tx, "WHERE x.id = $1", e.Year)
	if err != nil {
		return none(err)
	}
	if bound {
		return none(fault.Newf(fault.Conflict, "%d年的《值班记录》已成册归档，不能再改。请另记一条说明。", e.Year))
	}
	if err := texts(text{field: "reason", value: &in.Reason, need: "写明为什么更正。", clause: law.DutyLogQuality}); err != nil {
		return none(err)
	}
	i := slices.IndexFunc(changeable, func(x struct{ field, label string }) bool { return x.field == in.Field })
	if i < 0 {
		return none(fault.Field("field", in.Field, "选择要更正的栏目。"))
	}
	was := stamp(e.At)
	if in.Field == "happened_at" {
		if err := past("at", in.At, tx.Now); err != nil {
			return none(err)
		}
		e.At, in.Value = in.At, stamp(in.At)
	} else {
		p := e.field(in.Field)
		was = *p
		*p = in.Value
		need := EntryInput{Kind: e.Kind, Source: e.Source, Outgoing: e.Outgoing, Party: e.Party, PartyUnit: e.PartyUnit, PartyPhone: e.PartyPhone, Receiver: e.Receiver, ReceiverPhone: e.ReceiverPhone, Matter: e.Matter, Outcome: e.Outcome, Giver: e.Giver, Medium: e.Medium, StandIn: e.StandIn,
			Stays: e.StandIn == "" && in.Field != "stand_in"}
		if err := texts(need.needs()...); err != nil {
			f := fault.Of(err)
			for k := range f.Fields { // the form has one field for the new words
				f.Fields[k].Field = "value"
			}
			f.Field = "value"
			return none(f)
		}
		*p = db.Trimmed(*p)
		in.Value = *p
	}
	if was == in.Value {
		return none(fault.Field("value", in.Value, "与原来的一样，没有更正。"))
	}
	c := Correction{Subject: e.Subject(), Field: in.Field, Label: changeable[i].label, Was: was, Became: in.Value, Reason: in.Reason, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
	if err := corrections.insert(tx, &c); err != nil {
		return none(err)
	}
	return true, e.noted("更正", map[string]any{"field": in.Field}), entries.save(tx, &e)
}

// untold are the entries of which the leader has not been told although the card's
// minutes are over.
func (r *Room) untold(ctx context.Context, rd db.Reader, s *scene) ([]Entry, error) {
	n := s.minutes(law.DutyReportLeader, "remind_after")
	if n == 0 {
		return nil, nil
	}
	return entries.list(ctx, rd, fmt.Sprintf("WHERE x.told_at = 0 AND x.kind <> 'missed' AND x.state = 'open' AND x.made_at <= $1 ORDER BY x.id LIMIT %d", mostListed), s.now-int64(n)*minute)
}

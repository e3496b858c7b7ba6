package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Sources of an entry, in the words of the book (clause duty.log.trigger).
const (
	ByPhone  = "电话"
	ByFax    = "传真"
	InPerson = "当面"
)

// EntryInput is an entry as the officer writes it.
type EntryInput struct {
	Kind, Source  string
	Outgoing      bool  // we called
	At            int64 // when it was dealt with, microseconds UTC
	LateWhy       string
	Party         string
	PartyUnit     string
	PartyPhone    string
	Receiver      string
	ReceiverPhone string
	Matter        string
	Outcome       string
	Citizen       string
	Medium        string
	Receipt       string
	Giver         string
	StandIn       string
	Stays         bool // a meeting that does not take the officer off the desk
	Secret        bool
	Suspicious    bool
	Finished      bool // nothing is left to be done
}

// needs says what an entry of a kind and source has to name: the five of a call, the
// fields of a fax, what belongs to an order, a meeting, a task.
func (in *EntryInput) needs() []text {
	receiver := text{field: "receiver", value: &in.Receiver, need: "写明接话人。", clause: law.DutyLogCall5}
	matter := text{field: "matter", value: &in.Matter, need: "写明事项。", clause: law.DutyLogFields, long: true}
	rest := []text{{field: "late_why", value: &in.LateWhy}, {field: "party_unit", value: &in.PartyUnit}, {field: "citizen", value: &in.Citizen}, {field: "receipt", value: &in.Receipt}}
	party := text{field: "party", value: &in.Party}
	phone := text{field: "party_phone", value: &in.PartyPhone}
	outcome := text{field: "outcome", value: &in.Outcome, long: true}
	own := text{field: "receiver_phone", value: &in.ReceiverPhone}
	giver, medium, standIn := text{field: "giver", value: &in.Giver}, text{field: "medium", value: &in.Medium}, text{field: "stand_in", value: &in.StandIn}
	switch {
	case in.Kind == Missed:
		receiver.need = ""
		matter.need = "写明怎样发现漏接的；知道内容的一并写上。"
		matter.clause = law.DutyBanMissed
	case in.Kind == Order:
		giver.need, giver.clause = "写明是哪位局领导的指令。", law.DutyTaskOrders
		party.need, party.clause = "写明传达给谁。", law.DutyTaskOrders
		receiver.need = ""
	case in.Kind == Meeting:
		party.need, party.clause = "写明会议或者活动由谁组织。", law.DutyTaskMeetings
		receiver.need = ""
		if !in.Stays {
			standIn.need, standIn.clause = "离开值班室参加的，写明经带班领导安排由谁顶替；不离开的勾选“不离开值班室”。", law.DutyTaskMeetings
		}
	case in.Kind == Task:
		giver.need, giver.clause = "写明是哪位局领导交办的。", law.DutyTaskOther
		receiver.need = ""
	case in.called():
		party.need, party.clause = "写明发话人姓名。", law.DutyLogCall5
		phone.need, phone.clause = "写明发话人号码。", law.DutyLogCall5
		if in.Outgoing {
			party.need, phone.need, receiver.need = "写明本局发话人。", "写明本局发话的号码。", "写明对方接话人。"
		}
		matter.need, matter.clause = "写明发话内容。", law.DutyLogCall5
		own.need, own.clause = "写明接话人号码。", law.DutyLogCall5
		outcome.need, outcome.clause = "写明处置事项，没有处置的写怎样打算。", law.DutyLogCall5
	case in.Source == ByFax:
		party.need, party.clause = "写明发件人。", law.DutyLogFields
		receiver.need, receiver.clause = "写明接件人。", law.DutyLogFields
	default:
		party.need, party.clause = "写明来人或者交办人。", law.DutyLogFields
		receiver.need, receiver.clause = "写明本局接收的人。", law.DutyLogFields
	}
	if in.Kind == Pressed {
		rest[1].need, rest[1].clause = "写明来源单位。", law.DutyTaskUrgent
		outcome.need, outcome.clause = "写明处理结果；还在处理的写到哪一步。", law.DutyTaskUrgent
	}
	if in.Kind == Citizen {
		outcome.need, outcome.clause = "写明处理结果。", law.DutyTaskCitizens
	}
	return append([]text{party, phone, receiver, own, matter, outcome, giver, medium, standIn}, rest...)
}

// called reports whether an entry is about a call with its five elements.
func (in *EntryInput) called() bool {
	return in.Source == ByPhone && (in.Kind == Call || in.Kind == Citizen || in.Kind == Pressed || in.Kind == Fax || in.Kind == Visit)
}

// check refuses what is incomplete; s has the lists of the book.
func (in *EntryInput) check(s *scene) error {
	var faults []*fault.Error
	add := func(field, value, say string, clause law.ID) {
		f := fault.Field(field, value, say)
		f.Clause = clause
		faults = append(faults, f)
	}
	if kindLabels[in.Kind] == "" {
		add("kind", in.Kind, "选择这一条是什么。", law.DutyLogTrigger)
	}
	if sources := s.words(law.DutyLogTrigger, "sources"); !slices.Contains(sources, in.Source) {
		add("source", in.Source, "来源只能是"+strings.Join(sources, "、")+"。", law.DutyLogTrigger)
	}
	if in.Kind == Citizen {
		if list := s.words(law.DutyTaskCitizens, "kinds"); !slices.Contains(list, in.Citizen) {
			add("citizen", in.Citizen, "选择来电种类："+strings.Join(list, "、")+"。", law.DutyTaskCitizens)
		}
	}
	if in.Kind == Order {
		if list := s.words(law.DutyTaskOrders, "media"); !slices.Contains(list, in.Medium) {
			add("medium", in.Medium, "选择传达方式："+strings.Join(list, "、")+"。", law.DutyTaskOrders)
		}
	}
	if err := texts(in.needs()...); err != nil {
		faults = append(faults, fault.Of(err))
	}
	if err := past("at", in.At, s.now); err != nil {
		faults = append(faults, fault.Of(err))
	}
	if in.Finished {
		if in.Suspicious {
			add("finished", "", "真假存疑的来电，核实以前不能办结。", law.DutyVerify)
		}
		if in.Kind == Order && in.Receipt == "" {
			add("receipt", "", "写明对方是否收到、谁答复的；还没有回音的不要勾选“已办结”。", law.DutyTaskOrders)
		}
		if in.Outcome == "" && in.Kind != Order && in.Kind != Missed {
			add("outcome", "", "已办结的，写明处置结果。", law.DutyLogFields)
		}
	}
	return fault.Join(faults...)
}

type entryIn struct {
	r *Room
	EntryInput
}

var enterDeed = act.Define(act.Spec[entryIn, Entry]{Name: "duty.log.enter", Label: "记值班记录", Right: Use, Basis: []law.ID{law.DutyLogTrigger, law.DutyLogFields, law.DutyLogCall5, law.DutyTaskCalls, law.DutyTaskUrgent, law.DutyTaskOrders, law.DutyTaskCitizens, law.DutyTaskMeetings, law.DutyTaskOther, law.DutyBanMissed},
	Do: func(tx *act.Tx, in entryIn) (Entry, act.Entry, error) { return in.r.enter(tx, in.EntryInput) }})

// Enter writes a line of the log: by whoever sits at the desk; what was forgotten, by
// whoever sat there then, with the reason; a missed call also by who found it.
func (r *Room) Enter(ctx context.Context, who act.Actor, in EntryInput) (Entry, error) {
	return enterDeed.Run(ctx, r.Door, who, entryIn{r, in})
}

func (r *Room) enter(tx *act.Tx, in EntryInput) (Entry, act.Entry, error) {
	none := func(err error) (Entry, act.Entry, error) { return Entry{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	st, err := r.stintFor(tx, s, in.At)
	switch {
	case err != nil && in.Kind == Missed && (tx.Actor.May(Lead) || r.keeper(tx.Actor)):
		st = s.on
	case err != nil:
		return none(err)
	}
	if err := in.check(s); err != nil {
		return none(err)
	}
	late := st.ID != s.on.ID || in.At < st.BeganAt
	switch {
	case late && in.LateWhy == "" && in.Kind != Missed:
		return none(fault.Field("late_why", "", "这件事不在您这一班，属于补记，写明为什么当时没有记。"))
	case !late:
		in.LateWhy = ""
	}
	e := Entry{Kind: in.Kind, Source: in.Source, Outgoing: in.Outgoing, Stint: st.ID, At: in.At, LateWhy: in.LateWhy, Party: in.Party, PartyUnit: in.PartyUnit, PartyPhone: in.PartyPhone, Receiver: in.Receiver, ReceiverPhone: in.ReceiverPhone,
		Matter: in.Matter, Outcome: in.Outcome, Citizen: in.Citizen, Medium: in.Medium, Receipt: in.Receipt, Giver: in.Giver, StandIn: in.StandIn, Secret: in.Secret, Suspicious: in.Suspicious, State: StateOpen}
	if e.Receipt != "" {
		e.ReceiptAt = tx.Now
	}
	if in.Finished {
		e.State, e.Closing, e.ClosedAt, e.ClosedBy = Closed, in.Outcome, tx.Now, tx.Actor.Login
	}
	err = r.write(tx, &e)
	detail := map[string]any{"kind": e.Kind, "late": e.LateWhy != ""}
	return e, e.noted("记值班记录", detail), err
}

// write numbers an entry within the year and writes it.
func (r *Room) write(tx *act.Tx, e *Entry) error {
	e.Year = tx.Today.Year
	var err error
	if e.No, err = tx.Next(fmt.Sprintf("duty_log_%d", e.Year)); err != nil {
		return err
	}
	e.MadeBy, e.MadeName, e.MadeAt = tx.Actor.Login, tx.Actor.Name, tx.Now
	return entries.insert(tx, e)
}

// stintFor is the stint under which the actor writes about an instant: the one at the
// desk, or an own earlier one that covers it.
func (r *Room) stintFor(tx *act.Tx, s *scene, at int64) (Stint, error) {
	if s.officer(tx.Actor) {
		return s.on, nil
	}
	old, found, err := stints.maybe(tx.Ctx, tx, "WHERE x.login = $1 AND x.began_at > 0 AND x.began_at <= $2 AND x.ended_at >= $2 ORDER BY x.id DESC", tx.Actor.Login, at)
	if err != nil || found && tx.Actor.Login != "" {
		return old, err
	}
	return Stint{}, forbidden(law.DutyLogTrigger, "值班记录由在班的值班员记。先登记到岗、接班。")
}

func (e Entry) noted(say string, detail map[string]any) act.Entry {
	if detail == nil {
		detail = map[string]any{}
	}
	detail["number"] = e.Number()
	return act.Entry{Subject: e.Subject(), Summary: say + " " + e.Number(), Detail: detail}
}

// sees reports whether somebody sees an entry at all, and whether its words too: those
// of a work secret are for its writer, the desk while it is open, and the leaders
// (clause duty.principle.secrecy).
func (s *scene) sees(who act.Actor, e Entry) (row, words bool) {
	own := who.Login != "" && (e.MadeBy == who.Login || e.Keeper == who.Login)
	row = own || s.readsAll(who)
	words = own || row && !e.Secret || who.May(Lead) || e.State == StateOpen && s.officer(who)
	return row, words
}

// hide takes the words out of an entry.
func (e *Entry) hide() {
	e.Party, e.PartyUnit, e.PartyPhone, e.Matter, e.Outcome, e.Closing, e.ToldWords = "", "", "", SecretWords, "", "", ""
	e.Receiver, e.ReceiverPhone, e.Receipt, e.Giver, e.VerifyWith, e.VerifyResult, e.VerifyMeasure = "", "", "", "", "", "", ""
}

// SecretWords stand for what only few may read.
const SecretWords = "（工作秘密，限定知悉范围）"

type readIn struct {
	r  *Room
	id int64
}

var readDeed = act.Define(act.Spec[readIn, Entry]{Name: "duty.log.read", Label: "查看限定知悉的值班记录", Right: Use, Basis: []law.ID{law.DutyPrincipleSecrecy, law.DutySecretItems},
	Do: func(tx *act.Tx, in readIn) (Entry, act.Entry, error) {
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return Entry{}, act.Entry{}, err
		}
		e, err := entries.get(tx.Ctx, tx, in.id)
		if err != nil {
			return Entry{}, act.Entry{}, err
		}
		row, words := s.sees(tx.Actor, e)
		switch {
		case !row:
			return Entry{}, act.Entry{}, act.OutOfReach(e.Subject())
		case !words:
			return Entry{}, act.Entry{}, forbidden(law.DutyPrincipleSecrecy, "这一条是工作秘密，您不在知悉范围内。")
		}
		return e, e.noted("查看限定知悉的值班记录", nil), nil
	}})

// Read gives the words of a work secret to whoever may know them and writes down that
// they were read.
func (r *Room) Read(ctx context.Context, who act.Actor, id int64) (Entry, error) {
	return readDeed.Run(ctx, r.Door, who, readIn{r, id})
}

// EntryView is an entry as somebody sees it.
type EntryView struct {
	Entry
	Hidden      bool // the words are left out
	Corrections []Correction
	Stint       Stint
}

// Entry gives a line of the log; what is a work secret without its words (see Read).
func (r *Room) Entry(ctx context.Context, who act.Actor, id int64) (EntryView, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return EntryView{}, err
	}
	e, err := entries.get(ctx, rd, id)
	if err != nil {
		return EntryView{}, err
	}
	row, words := s.sees(who, e)
	if !row {
		return EntryView{}, act.OutOfReach(e.Subject())
	}
	v := EntryView{Entry: e, Hidden: e.Secret && !(words && e.MadeBy == who.Login)}
	if e.Stint != 0 {
		if v.Stint, err = stints.get(ctx, rd, e.Stint); err != nil {
			return v, err
		}
	}
	if v.Hidden {
		v.hide()
		return v, nil
	}
	v.Corrections, err = corrections.list(ctx, rd, "WHERE x.subject = $1 ORDER BY x.id", e.Subject())
	return v, err
}

// Conditions narrow the log; zero fields do not.
type Conditions struct {
	From, Until        int64 // by when it happened
	Kind, State, Words string
	Citizen            string
	Year               int
	Stint              int64
	Untold, Suspicious bool
}

// mostListed bounds a list.
const mostListed = 500

// Log lists entries, the latest first, as far as who sees them.
func (r *Room) Log(ctx context.Context, who act.Actor, c Conditions) ([]Entry, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter()
	if !s.readsAll(who) {
		f.And("(x.made_by = ? OR x.keeper = ?)", who.Login, who.Login)
	}
	for _, x := range []struct {
		on   bool
		cond string
		v    any
	}{{c.From != 0, "x.happened_at >= ?", c.From}, {c.Until != 0, "x.happened_at < ?", c.Until}, {c.Kind != "", "x.kind = ?", c.Kind}, {c.State != "", "x.state = ?", c.State}, {c.Citizen != "", "x.citizen = ?", c.Citizen},
		{c.Year != 0, "x.year = ?", c.Year}, {c.Stint != 0, "x.stint_id = ?", c.Stint}} {
		if x.on {
			f.And(x.cond, x.v)
		}
	}
	if c.Untold {
		f.And("x.told_at = 0 AND x.kind <> ?", Missed)
	}
	if c.Suspicious {
		f.And("x.suspicious = 1")
	}
	if w := db.Trimmed(c.Words); w != "" { // nobody finds a secret by its words
		f.And("x.secret = 0 AND (x.matter LIKE ? OR x.party LIKE ? OR x.outcome LIKE ?)", "%"+w+"%", "%"+w+"%", "%"+w+"%")
	}
	list, err := entries.list(ctx, rd, f.Where()+fmt.Sprintf(" ORDER BY x.happened_at DESC, x.id DESC LIMIT %d", mostListed), f.Args()...)
	for i := range list {
		if list[i].Secret {
			list[i].hide()
		}
	}
	return list, err
}

package document

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type moveIn struct {
	r    *Room
	id   int64
	part int64
	to   string
	why  string
}

var moveDeed = act.Define(act.Spec[moveIn, Document]{Name: "document.incoming.move", Label: "改派承办科室", Right: Use, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in moveIn) (Document, act.Entry, error) { return in.r.move(tx, in) }})

// Move takes a document back from a unit that has not reported, with the reason, and gives
// it to another; a joint unit may be left out (to empty), a lead unit is always replaced.
// A leader who gave the instruction is told and may object (Note).
func (r *Room) Move(ctx context.Context, who act.Actor, id, part int64, to, why string) error {
	_, err := moveDeed.Run(ctx, r.Door, who, moveIn{r, id, part, to, db.Trimmed(why)})
	return err
}

func (r *Room) move(tx *act.Tx, in moveIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	d, s, err := r.office(tx, in.id, Handling)
	if err != nil {
		return none(err)
	}
	list, err := partsOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return none(err)
	}
	at := slices.IndexFunc(list, func(p Part) bool { return p.ID == in.part && p.DoneAt == 0 })
	if at < 0 {
		return none(fault.Field("part", "", "请选择还没有报结果的科室。"))
	}
	p := list[at]
	other := slices.IndexFunc(list, func(o Part) bool { return o.Unit == in.to && o.DoneAt == 0 && o.ID != p.ID })
	var unit error
	switch {
	case in.to == "" && p.Part == Lead:
		unit = fault.Field("unit", "", "主办科室不能空着，请选择改由哪个科室主办。")
	case in.to == p.Unit:
		unit = fault.Field("unit", in.to, "现在就是"+s.unitName(in.to)+p.Label()+"，请选择另一个科室。")
	case in.to != "" && !slices.ContainsFunc(s.units, func(u org.Unit) bool { return u.Code == in.to && u.Active }):
		unit = fault.Field("unit", in.to, "请从名单里选择科室。")
	case other >= 0 && p.Part == Joint:
		unit = fault.Field("unit", in.to, s.unitName(in.to)+"已经在办这件公文。要收回"+s.unitName(p.Unit)+"协办的，选“不再交科室”。")
	}
	if err := join(unit, line("why", "改派的理由", in.why, mostLine, true)); err != nil {
		return none(err)
	}
	role, label := p.Part, p.Label()
	text := s.unitName(p.Unit) + "不再" + label
	if in.to != "" {
		text = s.unitName(p.Unit) + label + "改为" + s.unitName(in.to) + label
	}
	back := []Part{p}
	if other >= 0 { // the joint unit that becomes the lead keeps one line
		back = append(back, list[other])
	}
	for _, x := range back {
		if err := r.quietPart(tx, &d, x); err != nil {
			return none(err)
		}
		x.Part, x.Result, x.DoneAt = Moved, in.why, tx.Now
		if err := act.Overwrite(tx, "document_incoming_unit", x.ID, partColumns, x.values()); err != nil {
			return none(err)
		}
	}
	if in.to != "" {
		x := Part{DocID: d.ID, Unit: in.to, Part: role, GivenAt: tx.Now}
		if x.ID, err = insert(tx, "document_incoming_unit", partColumns, x.values()); err != nil {
			return none(err)
		}
		if role == Lead {
			d.Unit = in.to
		}
		if err := r.tellPart(tx, s, &d, x); err != nil {
			return none(err)
		}
	}
	if err := say(tx, &d, evMove, text+"："+in.why); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, d.Subject()+":objection"); err != nil {
		return none(err)
	}
	if err := r.tellLeader(tx, s, &d, "知悉改派（"+text+"）："); err != nil {
		return none(err)
	}
	return d, d.entry("改派承办科室", map[string]any{"from": p.Unit, "to": in.to, "part": role}), put(tx, r, &d)
}

// tellLeader lets the leader who gave the instruction know what the office did with it.
func (r *Room) tellLeader(tx *act.Tx, s *scene, d *Document, text string) error {
	login := s.login(d.LeaderID)
	if login == "" {
		return nil
	}
	t := s.of(d, ":told", login, text)
	t.Due = civil.Date{}
	return notify.Put(tx, t)
}

var noteDeed = act.Define(act.Spec[wordIn, Document]{Name: "document.incoming.note", Label: "知悉或者提出异议", Right: Oversee, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
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
		if d.LeaderID == 0 || !s.instructs(me.ID, d.LeaderID) {
			return none(fault.Refuse(law.DocumentsHandle, "由批示的领导、此时代行的人或者局长知悉。"))
		}
		waits, err := db.One[int](tx.Ctx, tx, q.SQL("todo_waits"), d.Subject()+":told")
		if err != nil {
			return none(err)
		}
		if waits == 0 {
			return none(fault.New(fault.Conflict, d.Number+"没有等着知悉的事，请刷新页面。"))
		}
		if err := line("text", "异议", in.text, mostText, false); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, d.Subject()+":told"); err != nil {
			return none(err)
		}
		kind := evNote
		if in.text != "" {
			kind = evObject
			if err := notify.Put(tx, s.ofOffice(&d, ":objection", d.Leader+"有异议，请改派或者报告：")); err != nil {
				return none(err)
			}
		}
		return d, d.entry(eventLabels[kind], nil), say(tx, &d, kind, in.text)
	}})

// Note says that a leader knows what the office did with the leader's instruction: an
// instruction on paper that it entered, another unit that it chose. With words it is an
// objection, which the office has to see to.
func (r *Room) Note(ctx context.Context, who act.Actor, id int64, objection string) error {
	_, err := noteDeed.Run(ctx, r.Door, who, wordIn{r, id, db.Trimmed(objection)})
	return err
}

// OnPaper is an instruction that a leader wrote on the printed sheet.
type OnPaper struct {
	Instruction
	Leader int64
	On     civil.Date
	Papers []NewPaper // the scan of the sheet, at least one
}

type onPaperIn struct {
	r  *Room
	id int64
	x  OnPaper
}

var onPaperDeed = act.Define(act.Spec[onPaperIn, Document]{Name: "document.incoming.instruct.paper", Label: "代录纸质批示", Right: Use, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in onPaperIn) (Document, act.Entry, error) { return in.r.onPaper(tx, in) }})

// InstructOnPaper enters for a leader what the leader wrote on the printed sheet: the words
// as they stand there, the leader, the day and the scan. The leader is told and may object
// (Note).
func (r *Room) InstructOnPaper(ctx context.Context, who act.Actor, id int64, x OnPaper) (Document, error) {
	return onPaperDeed.Run(ctx, r.Door, who, onPaperIn{r, id, x})
}

func (r *Room) onPaper(tx *act.Tx, in onPaperIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	d, s, err := r.office(tx, in.id, Proposed)
	if err != nil {
		return none(err)
	}
	x := in.x
	p, ok := s.here(x.Leader)
	var leader, day, scan error
	if !ok || !s.leads(p.ID) {
		leader = fault.Field("leader", "", "请选择是哪位局领导的批示。")
	}
	if x.On.IsZero() || x.On.After(s.today) || x.On.Before(dayOf(d.ReceivedAt)) {
		day = fault.Field("on", x.On.String(), "请填写批示上的日期，在收文（"+dayOf(d.ReceivedAt).Chinese()+"）和今天之间。")
	}
	if len(x.Papers) == 0 {
		scan = fault.Field("files", "", "请附上领导批示的扫描件。")
	}
	if err := join(leader, day, scan); err != nil {
		return none(err)
	}
	d.LeaderID, d.Leader = p.ID, p.Name
	for i := range x.Papers {
		x.Papers[i].Role = Instructed
	}
	if err := r.addPapers(tx, &d, x.Papers); err != nil {
		return none(err)
	}
	if err := r.reindex(tx, &d); err != nil {
		return none(err)
	}
	if err := r.instructed(tx, s, &d, x.Instruction, evOnPaper, p.Name+x.On.Chinese()+"在纸上批示："); err != nil {
		return none(err)
	}
	if err := r.tellLeader(tx, s, &d, "核对代录的批示："); err != nil {
		return none(err)
	}
	return d, d.entry("代录纸质批示", map[string]any{"leader": p.ID, "on": x.On.String(), "unit": d.Unit, "files": len(x.Papers)}), nil
}

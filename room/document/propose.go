package document

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Ways on from the proposal (clause law.documents.handle).
const (
	ToRead   = "read"   // the bureau takes note: circulated
	ToLeader = "leader" // a leader is asked for an instruction
	ToUnit   = "unit"   // straight to the unit in charge
)

// Proposal is what the office proposes to do with a document.
type Proposal struct {
	Way     string
	Words   string
	Leader  int64 // ToLeader
	Course  Course
	InOrder bool // ToRead: one after another; otherwise side by side
}

// Course says who handles a document until when, and who reads it.
type Course struct {
	Lead    string
	Joint   []string
	Due     civil.Date // zero: the days of the card
	Readers []int64
}

type proposeIn struct {
	r  *Room
	id int64
	x  Proposal
}

var proposeDeed = act.Define(act.Spec[proposeIn, Document]{Name: "document.incoming.propose", Label: "拟办", Right: Use, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in proposeIn) (Document, act.Entry, error) { return in.r.propose(tx, in) }})

// Propose sends a document on its way: to its readers, to a leader, or to the unit in
// charge (clause law.documents.handle).
func (r *Room) Propose(ctx context.Context, who act.Actor, id int64, x Proposal) (Document, error) {
	return proposeDeed.Run(ctx, r.Door, who, proposeIn{r, id, x})
}

func (r *Room) propose(tx *act.Tx, in proposeIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	d, err := hold(tx, in.id)
	if err == nil {
		err = r.ofOffice(tx, d)
	}
	// A proposal before which the leader did not get may be made anew.
	if err == nil {
		err = d.in(Checked, Proposed)
	}
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	in.x.Words = db.Trimmed(in.x.Words)
	if err := line("words", "拟办意见", in.x.Words, mostText, in.x.Way != ToRead); err != nil {
		return none(err)
	}
	if d.Stage == Proposed {
		for _, of := range []string{":leader:", ":urge:"} {
			if err := settle(tx, d.Subject()+of); err != nil {
				return none(err)
			}
		}
		d.LeaderID, d.Leader = 0, ""
	}
	d.Proposal = in.x.Words
	text := in.x.Words
	switch in.x.Way {
	case ToLeader:
		p, ok := s.here(in.x.Leader)
		if !ok || !s.leads(p.ID) {
			return none(fault.Field("leader", "", "请选择送哪位局领导批示。"))
		}
		d.LeaderID, d.Leader = p.ID, p.Name
		d.to(Proposed, tx.Now, d.DueAt)
		text = strings.TrimSpace(text + "（送" + p.Name + "批示）")
		if err := r.askLeader(tx, s, &d); err != nil {
			return none(err)
		}
	case ToUnit:
		if in.x.Course.Lead == "" {
			return none(fault.Field("lead", "", "转科室办理的，请选择主办科室。"))
		}
		said, err := r.hand(tx, s, &d, in.x.Course)
		if err != nil {
			return none(err)
		}
		text = strings.TrimSpace(text + "（" + said + "）")
	case ToRead:
		if len(in.x.Course.Readers) == 0 {
			return none(fault.Field("readers", "", "阅知的公文请选择传阅给谁。"))
		}
		due, err := readBy(s, in.x.Course.Due)
		if err != nil {
			return none(err)
		}
		d.to(Reading, tx.Now, due)
		if in.x.Course.Lead != "" || len(in.x.Course.Joint) > 0 {
			return none(fault.Field("lead", "", "阅知的公文不定承办科室；要办的请选“送领导批示”或“转科室办理”。"))
		}
	default:
		return none(fault.Field("way", in.x.Way, "请选择阅知、送领导批示还是转科室办理。"))
	}
	if in.x.Way != ToLeader {
		if err := notify.Done(tx, d.Subject()+":office"); err != nil {
			return none(err)
		}
	}
	if err := say(tx, &d, evPropose, text); err != nil {
		return none(err)
	}
	if len(in.x.Course.Readers) > 0 && in.x.Way != ToLeader {
		if err := r.send(tx, s, &d, in.x.Course.Readers, in.x.InOrder); err != nil {
			return none(err)
		}
	}
	if err := put(tx, r, &d); err != nil {
		return none(err)
	}
	return d, d.entry("拟办收文", map[string]any{"way": in.x.Way, "leader": d.LeaderID, "unit": d.Unit, "readers": len(in.x.Course.Readers)}), nil
}

// hand gives a document to the units that handle it, and says so in words.
func (r *Room) hand(tx *act.Tx, s *scene, d *Document, c Course) (string, error) {
	var unit, joint, due error
	known := func(code string) bool {
		return slices.ContainsFunc(s.units, func(u org.Unit) bool { return u.Code == code && u.Active })
	}
	if !known(c.Lead) {
		unit = fault.Field("lead", c.Lead, "请选择主办科室。几个科室一起办的，也要有一个主办。")
		fault.Of(unit).Clause = law.DocumentsHandle
	}
	for i, u := range c.Joint {
		if !known(u) || u == c.Lead || slices.Contains(c.Joint[:i], u) {
			joint = fault.Field("joint", u, "协办科室不能与主办相同，也不能重复。")
		}
	}
	if c.Due.IsZero() {
		var err error
		if c.Due, err = s.handleBy(s.today); err != nil {
			return "", err
		}
	}
	if c.Due.Before(s.today) || c.Due.Sub(s.today) > mostAhead {
		due = fault.Field("due", c.Due.String(), "办理期限不早于今天，也不迟于一年以后。")
	}
	if err := join(unit, joint, due); err != nil {
		return "", err
	}
	have, err := partsOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return "", err
	}
	for _, p := range have {
		if p.DoneAt == 0 {
			return "", fault.New(fault.Conflict, "已经交"+s.unitName(p.Unit)+"承办，没有办完。要换人的由该科室负责人改承办人，要换科室的由办公室改派。")
		}
	}
	d.Unit = c.Lead
	d.to(Handling, tx.Now, endOf(c.Due))
	words := []string{s.unitName(c.Lead) + "主办"}
	for i, u := range append([]string{c.Lead}, c.Joint...) {
		p := Part{DocID: d.ID, Unit: u, Part: Joint, GivenAt: tx.Now}
		if i == 0 {
			p.Part = Lead
		} else {
			words = append(words, s.unitName(u)+"协办")
		}
		if p.ID, err = insert(tx, "document_incoming_unit", partColumns, p.values()); err != nil {
			return "", err
		}
		if err := r.tellPart(tx, s, d, p); err != nil {
			return "", err
		}
	}
	return strings.Join(words, "，") + "，" + c.Due.Chinese() + "前办结", nil
}

// readBy is the last instant of reading; a circulation has a limit only where one is set.
func readBy(s *scene, due civil.Date) (int64, error) {
	switch {
	case due.IsZero():
		return 0, nil
	case due.Before(s.today) || due.Sub(s.today) > mostAhead:
		return 0, fault.Field("due", due.String(), "期限不早于今天，也不迟于一年以后。")
	}
	return endOf(due), nil
}

// mostAhead is how many days ahead a last day may lie.
const mostAhead = 400

func partsOf(ctx context.Context, rd db.Reader, id int64) ([]Part, error) {
	return db.All[Part](ctx, rd, q.SQL("units_of"), id)
}

// Instruction is a leader's word on a document.
type Instruction struct {
	Words   string
	Course  Course
	InOrder bool
}

type instructIn struct {
	r  *Room
	id int64
	x  Instruction
}

var instructDeed = act.Define(act.Spec[instructIn, Document]{Name: "document.incoming.instruct", Label: "批示收文", Right: Oversee, Basis: []law.ID{law.DocumentsHandle},
	Do: func(tx *act.Tx, in instructIn) (Document, act.Entry, error) { return in.r.instruct(tx, in) }})

// Instruct is the instruction of the leader who was asked, of whoever stands in for the
// leader, or of the director. It names who handles the document until when, or who reads
// it; with neither it is refused, as nobody would have it then.
func (r *Room) Instruct(ctx context.Context, who act.Actor, id int64, x Instruction) (Document, error) {
	return instructDeed.Run(ctx, r.Door, who, instructIn{r, id, x})
}

func (r *Room) instruct(tx *act.Tx, in instructIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	d, err := hold(tx, in.id)
	if err == nil {
		err = d.in(Proposed)
	}
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	if !s.instructs(me.ID, d.LeaderID) {
		return none(fault.Refuse(law.DocumentsHandle, "这件公文送"+d.Leader+"批示。由本人、此时代行的人或者局长批示；"+d.Leader+"不在的，由办公室改送。"))
	}
	if err := r.instructed(tx, s, &d, in.x, evInstruct, ""); err != nil {
		return none(err)
	}
	return d, d.entry("批示收文", map[string]any{"unit": d.Unit, "joint": in.x.Course.Joint, "readers": len(in.x.Course.Readers)}), nil
}

// instructed sends a document on its way as a leader said; before stands before the words
// where the event is written down.
func (r *Room) instructed(tx *act.Tx, s *scene, d *Document, x Instruction, kind, before string) error {
	words := db.Trimmed(x.Words)
	if err := line("words", "批示", words, mostText, true); err != nil {
		return err
	}
	if x.Course.Lead == "" && len(x.Course.Readers) == 0 {
		return fault.Field("lead", "", "请写明由哪个科室主办，或者传阅给谁。")
	}
	d.Instruction = words
	text := before + words
	if x.Course.Lead != "" {
		said, err := r.hand(tx, s, d, x.Course)
		if err != nil {
			return err
		}
		text += "（" + said + "）"
	} else {
		due, err := readBy(s, x.Course.Due)
		if err != nil {
			return err
		}
		d.to(Reading, tx.Now, due)
	}
	for _, of := range []string{":leader:", ":urge:"} {
		if err := settle(tx, d.Subject()+of); err != nil {
			return err
		}
	}
	if err := say(tx, d, kind, text); err != nil {
		return err
	}
	if len(x.Course.Readers) > 0 {
		if err := r.send(tx, s, d, x.Course.Readers, x.InOrder); err != nil {
			return err
		}
	}
	return put(tx, r, d)
}

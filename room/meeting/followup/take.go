package followup

import (
	"context"
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Resolution is what signed minutes say is to be done: by whom, until when.
type Resolution struct {
	Meeting, Item   int64 // of room/meeting
	Ref, What, Unit string
	Owner           int64 // org_person
	Due             civil.Date
	URL             string
}

// TakeUp takes up what a meeting resolved, within the deed that signs its minutes.
// What was taken up before is left as it is, so that minutes signed a second time
// bring nothing twice. Something without owner is the unit's head's, or that of the head
// of the unit which serves the meeting; where there is none it has no owner yet and its
// keeper is told to pass it on.
func (r *Room) TakeUp(tx *act.Tx, list []Resolution) error {
	if len(list) == 0 {
		return nil
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	for _, x := range list {
		known, err := db.One[int](tx.Ctx, tx, q.SQL("taken"), x.Meeting, x.Item, db.Trimmed(x.What), x.Owner, x.Due)
		if err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		i := Item{Source: FromMeeting, MeetingID: x.Meeting, AgendaID: x.Item, Origin: x.Ref, SourceURL: x.URL, GivenOn: tx.Today, Keeper: r.Org.Places.Office, What: x.What, Unit: x.Unit, OwnerID: x.Owner, FirstDue: x.Due}
		if r.Meeting != nil {
			m, err := r.Meeting(tx.Ctx, tx, x.Meeting)
			if err != nil {
				return err
			}
			i.DeciderID = m.Chair
			i.Keeper, i.ClosedTo = s.kind(m.Kind)
			if !m.On.IsZero() {
				i.GivenOn = m.On
			}
		}
		if _, err := r.add(tx, s, i); err != nil {
			return err
		}
	}
	return nil
}

// add completes an item and writes it down.
func (r *Room) add(tx *act.Tx, s *scene, i Item) (Item, error) {
	var err error
	if i.What, err = text("what", i.What, "请写明要办什么事。", mostWhat); err != nil {
		return i, err
	}
	for _, unit := range []string{i.Unit, i.Keeper} {
		if _, ok := s.here(i.OwnerID); !ok && i.Source == FromMeeting && unit != "" {
			i.OwnerID = s.head(unit)
		}
	}
	if i.OwnerID == 0 && i.Source == FromMeeting {
		i.Owner, i.UnitName = "（未定）", s.unitName(i.Unit)
	} else if err := s.give(&i, i.OwnerID); err != nil {
		return i, err
	}
	if i.DeciderID != 0 {
		i.Decider = s.chart.Person(i.DeciderID).Name
	}
	n, err := tx.Next(fmt.Sprintf("followup.%d", tx.Today.Year))
	if err != nil {
		return i, err
	}
	if i.ID, err = tx.Next("meeting_followup_item"); err != nil {
		return i, err
	}
	i.Number = fmt.Sprintf("%d-督-%04d", tx.Today.Year, n)
	i.State, i.Due, i.MadeBy, i.MadeAt = Pending, i.FirstDue, tx.Actor.Login, tx.Now
	if i.Stage = Stage(tx.Today, i.Due, s.terms); i.OwnerID == 0 {
		i.Stage = "gone"
	}
	if err := act.Insert(tx, "meeting_followup_item", i.ID, itemColumns, i.values()); err != nil {
		return i, err
	}
	if err := note(tx, i, "set", i.Origin, i.Due); err != nil {
		return i, err
	}
	if i.OwnerID == 0 {
		return i, orphaned(tx, i)
	}
	return i, remind(tx, i)
}

// head is who leads a unit, 0 for nobody.
func (s *scene) head(unit string) int64 {
	for _, p := range s.chart.Staff() {
		if p.Unit == unit && s.chart.Rank(p.ID) == org.RankSectionHead {
			return p.ID
		}
	}
	return 0
}

// orphaned tells the keeper of an item that it has no owner.
func orphaned(tx *act.Tx, i Item) error {
	return notify.Put(tx, notify.Todo{Key: i.Subject() + ":gone", Role: org.Staff, Unit: i.Keeper, Text: i.Number + "没有在职的承办人，移交给别人", URL: i.URL(), Due: i.Due})
}

// give makes somebody the owner of an item, and the owner's unit its unit where none
// is named.
func (s *scene) give(i *Item, person int64) error {
	p, ok := s.here(person)
	if !ok {
		return fault.Field("owner", "", "请从列表中选择承办人；已离岗的人不能承办。")
	}
	i.OwnerID, i.Owner, i.Login = p.ID, p.Name, s.chart.Login(p.ID)
	if i.Unit == "" {
		i.Unit = p.Unit
	}
	i.UnitName = s.unitName(i.Unit)
	return nil
}

// Instruction is an order a leader wrote on a paper, or gave, as it is entered.
type Instruction struct {
	Origin  string // the paper and what is written on it
	Giver   int64  // org_person, a leader
	GivenOn civil.Date
	What    string
	Owner   int64
	Due     civil.Date // zero where the leader set none
}

type enterIn struct {
	r *Room
	n Instruction
}

var enterDeed = act.Define(act.Spec[enterIn, Item]{Name: "followup.item.enter", Label: "登记批示督办", Right: Use, Basis: []law.ID{law.RepDecisionExecute, law.RepDecisionRegister},
	Do: func(tx *act.Tx, in enterIn) (Item, act.Entry, error) { return in.r.enter(tx, in.n) }})

// Enter enters what a leader ordered. The office can, and the leader who did.
func (r *Room) Enter(ctx context.Context, who act.Actor, n Instruction) (Item, error) {
	return enterDeed.Run(ctx, r.Door, who, enterIn{r, n})
}

func (r *Room) enter(tx *act.Tx, n Instruction) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, known := s.chart.PersonOf(tx.Actor.Login)
	office := r.Org.Places.Office != "" && tx.Actor.Unit == r.Org.Places.Office
	if !office && !(known && me.ID == n.Giver && s.leads(me.ID)) {
		return none(fault.New(fault.Forbidden, "批示由办公室登记，批示的领导本人也可以登记。"))
	}
	if n.Origin, err = text("origin", n.Origin, "请写明批示写在哪份文件上，或者是在什么场合交办的。", mostWhat); err != nil {
		return none(err)
	}
	switch g, here := s.here(n.Giver); {
	case !here || !s.leads(g.ID):
		return none(fault.Field("giver", "", "请从列表中选择批示的局领导。"))
	case n.GivenOn.IsZero() || n.GivenOn.After(tx.Today):
		return none(fault.Field("given_on", n.GivenOn.String(), "批示日期应不晚于今天，请核对。"))
	case !n.Due.IsZero() && n.Due.Before(n.GivenOn):
		return none(fault.Field("due", n.Due.String(), "期限早于批示的"+n.GivenOn.Chinese()+"，请核对。"))
	}
	i, err := r.add(tx, s, Item{Source: FromInstruction, Origin: n.Origin, DeciderID: n.Giver, GivenOn: n.GivenOn, Keeper: r.Org.Places.Office, What: n.What, OwnerID: n.Owner, FirstDue: n.Due})
	return i, act.Entry{Subject: i.Subject(), Summary: "登记批示督办 " + i.Number, Detail: map[string]any{"owner": i.Login, "due": i.Due.String(), "giver": n.Giver}}, err
}

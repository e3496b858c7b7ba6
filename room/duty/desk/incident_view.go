package desk

import (
	"context"
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/desk/clocks"
)

// signed reports whether whose decision it is entered it, or has no account to do so.
// What the officer took down in a leader's name is not yet the leader's.
func (x Step) signed() bool { return x.Login == "" || x.Login == x.MadeBy }

// eventsOf are an incident's steps as its clocks take them.
func eventsOf(i Incident, course []Step, sent []Bulletin) []clocks.Event {
	out := []clocks.Event{{Kind: clocks.Heard, At: i.HeardAt}}
	for _, x := range course {
		var k clocks.Kind
		switch {
		case x.Kind == StepTell && x.Rank == RankLeader:
			k = clocks.LeaderTold
		case x.Kind == StepTell && x.Rank == RankContact:
			k = clocks.ContactTold
		case x.Kind == StepInstruct && x.Flag == FlagContact:
			k = clocks.ContactAsked
		case x.Kind == StepDecide && x.Flag == FlagReport:
			k = clocks.Report
		case x.Kind == StepDecide && x.Flag == FlagNoReport && x.signed():
			k = clocks.NoReport
		case x.Kind == StepRaise && x.Ref == 1:
			k = clocks.Raised
		case x.Kind == StepLink:
			k = clocks.Linked
		default:
			continue
		}
		out = append(out, clocks.Event{Kind: k, At: x.At})
	}
	for _, b := range sent {
		if b.SentAt != 0 {
			out = append(out, clocks.Event{Kind: clocks.Sent, At: b.SentAt})
		}
	}
	return out
}

// IncidentView is an incident with its course as somebody sees it.
type IncidentView struct {
	Incident
	Hidden      bool
	Steps       []Step
	Bulletins   []Bulletin
	Clocks      []clocks.Clock
	Alarms      []Alarm
	Corrections []Correction
	Liable      []Liability
	Torn        bool // two instructions disagree and the director has not spoken
	UnitName    string
	Same        Incident // the one it repeats
	part        part
}

// Incident gives an incident; one that is a work secret without its words, which
// OpenIncident gives.
func (r *Room) Incident(ctx context.Context, who act.Actor, id int64) (IncidentView, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return IncidentView{}, err
	}
	i, err := incidents.get(ctx, rd, id)
	if err != nil {
		return IncidentView{}, err
	}
	row, words := s.seesIncident(who, i)
	if !row {
		return IncidentView{}, act.OutOfReach(i.Subject())
	}
	v, err := r.wholeIncident(ctx, rd, s, i)
	if err != nil {
		return v, err
	}
	v.part = s.partIn(who, i, v.Steps)
	if i.Secret && !(words && v.part.acts()) {
		v.Hidden = true
		v.hide()
		v.Steps, v.Bulletins, v.Corrections, v.Liable = nil, nil, nil, nil
	}
	return v, nil
}

// wholeIncident reads everything that belongs to an incident; it limits nothing.
func (r *Room) wholeIncident(ctx context.Context, rd db.Reader, s *scene, i Incident) (IncidentView, error) {
	v := IncidentView{Incident: i, UnitName: s.unitName(i.Unit)}
	var err error
	if v.Steps, err = stepsOf(ctx, rd, i.ID); err != nil {
		return v, err
	}
	if v.Bulletins, err = bulletinsOf(ctx, rd, i.ID); err != nil {
		return v, err
	}
	if v.Alarms, err = alarms.list(ctx, rd, "WHERE x.incident_id = $1 ORDER BY x.id", i.ID); err != nil {
		return v, err
	}
	if v.Corrections, err = corrections.list(ctx, rd, "WHERE x.subject = $1 ORDER BY x.id", i.Subject()); err != nil {
		return v, err
	}
	if v.Liable, err = liabilities.list(ctx, rd, "WHERE x.incident_id = $1 ORDER BY x.id", i.ID); err != nil {
		return v, err
	}
	if i.SameAs != 0 {
		if v.Same, err = incidents.get(ctx, rd, i.SameAs); err != nil {
			return v, err
		}
	}
	_, v.Torn = torn(v.Steps)
	v.Clocks, err = r.clocksOf(ctx, i, v.Steps, v.Bulletins, s.now)
	return v, err
}

// clocksOf reads the clocks by the book of the day on which the incident was heard of.
// Of one that is closed they stand as they stood then.
func (r *Room) clocksOf(ctx context.Context, i Incident, course []Step, sent []Bulletin, now int64) ([]clocks.Clock, error) {
	book, err := r.Rules.At(ctx, dayOf(i.HeardAt))
	if err != nil {
		return nil, err
	}
	if i.ClosedAt != 0 {
		now = i.ClosedAt
	}
	return clocks.Read(eventsOf(i, course, sent), limitsOf(book), now), nil
}

// Incidents lists incidents, the latest first, as far as who sees them; state "" for
// all, from and until by when they were heard of.
func (r *Room) Incidents(ctx context.Context, who act.Actor, state string, from, until int64) ([]IncidentView, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter()
	if !s.readsAll(who) {
		f.And("(x.made_by = ? OR x.keeper = ?)", who.Login, who.Login)
	}
	if state != "" {
		f.And("x.state = ?", state)
	}
	if from != 0 {
		f.And("x.heard_at >= ? AND x.heard_at < ?", from, until)
	}
	list, err := incidents.list(ctx, rd, f.Where()+fmt.Sprintf(" ORDER BY x.heard_at DESC, x.id DESC LIMIT %d", mostListed), f.Args()...)
	var out []IncidentView
	for _, i := range list {
		v := IncidentView{Incident: i}
		var course []Step
		if course, err = stepsOf(ctx, rd, i.ID); err != nil {
			return nil, err
		}
		sent, err := bulletinsOf(ctx, rd, i.ID)
		if err != nil {
			return nil, err
		}
		if v.Clocks, err = r.clocksOf(ctx, i, course, sent, s.now); err != nil {
			return nil, err
		}
		if i.Secret {
			v.Hidden = true
			v.hide()
		}
		out = append(out, v)
	}
	return out, err
}

type openIn struct {
	r  *Room
	id int64
}

var openDeed = act.Define(act.Spec[openIn, IncidentView]{Name: "duty.incident.read", Label: "查看限定知悉的突发事件", Right: Use, Basis: []law.ID{law.DutyPrincipleSecrecy, law.DutySecretItems},
	Do: func(tx *act.Tx, in openIn) (IncidentView, act.Entry, error) {
		none := func(err error) (IncidentView, act.Entry, error) { return IncidentView{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		i, err := incidents.get(tx.Ctx, tx, in.id)
		if err != nil {
			return none(err)
		}
		row, words := s.seesIncident(tx.Actor, i)
		switch {
		case !row:
			return none(act.OutOfReach(i.Subject()))
		case !words:
			return none(forbidden(law.DutyPrincipleSecrecy, "这一件是工作秘密，您不在知悉范围内。"))
		}
		v, err := in.r.wholeIncident(tx.Ctx, tx, s, i)
		v.part = s.partIn(tx.Actor, i, v.Steps)
		return v, i.noted("查看限定知悉的突发事件", nil), err
	}})

// OpenIncident gives an incident that is a work secret to whoever may know it and
// writes down that it was read.
func (r *Room) OpenIncident(ctx context.Context, who act.Actor, id int64) (IncidentView, error) {
	return openDeed.Run(ctx, r.Door, who, openIn{r, id})
}

// settled takes an incident's to-dos off the lists.
func (w *working) settled() error {
	for _, about := range append([]string{":new", ":keep", ":director", ":contact", ":torn", ":decided"}, missedKeys...) {
		if err := notify.Done(w.tx, w.Subject()+about); err != nil {
			return err
		}
	}
	return nil
}

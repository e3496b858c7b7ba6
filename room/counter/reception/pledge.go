package reception

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// States of a pledge.
const (
	Draft   = "draft"
	InForce = "published"
	Ended   = "withdrawn"
)

var pledgeStates = map[string]string{Draft: "草稿", InForce: "已公布", Ended: "已停用"}

// Pledge is what the bureau promises besides its service items: about style of work,
// supervision, fees.
type Pledge struct {
	ID          int64      `db:"id"`
	Topic       string     `db:"topic"`
	Words       string     `db:"words"`
	State       string     `db:"state"`
	Media       string     `db:"media"`
	PublishedOn civil.Date `db:"published_on"`
	WithdrawnOn civil.Date `db:"withdrawn_on"`
	Reason      string     `db:"reason"`
	MadeBy      string     `db:"made_by"`
	MadeName    string     `db:"made_name"`
	MadeAt      int64      `db:"made_at"`
	Version     int64      `db:"version"`
}

type pledgeIn struct {
	r            *Room
	id           int64
	topic, words string
	media        string
	day          civil.Date
}

func noPledge(err error) (Pledge, act.Entry, error) { return Pledge{}, act.Entry{}, err }

// topics are what the bureau pledges itself on (clause promise.other).
func (s *scene) topics() []string { return words(s.book, law.PromiseOther, "topics") }

func (r *Room) keepsPledges(who act.Actor) error {
	if r.inOffice(who) {
		return nil
	}
	return forbid(law.PromiseOther, "其他承诺由办公室起草和公布。")
}

var pledgeDeed = act.Define(act.Spec[pledgeIn, Pledge]{Name: "reception.pledge.save", Label: "起草其他承诺", Right: Use, Basis: []law.ID{law.PromiseOther},
	Do: func(tx *act.Tx, in pledgeIn) (Pledge, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err == nil {
			err = in.r.keepsPledges(tx.Actor)
		}
		if err != nil {
			return noPledge(err)
		}
		if err := join(oneOf(s.topics(), law.PromiseOther, "topic", "方面", in.topic), check(text{field: "words", label: "承诺的内容", value: &in.words, need: true, long: true, clause: law.PromiseOther})); err != nil {
			return noPledge(err)
		}
		p := Pledge{Topic: in.topic, State: Draft}
		if in.id != 0 {
			if p, err = pledges.locked(tx, in.id); err != nil {
				return noPledge(err)
			}
			if p.State != Draft {
				return noPledge(fault.New(fault.Conflict, "已经公布的承诺不能改。要改的，先停用，再另写一条。"))
			}
		}
		p.Topic, p.Words, p.MadeBy, p.MadeName, p.MadeAt = in.topic, in.words, tx.Actor.Login, tx.Actor.Name, tx.Now
		if in.id != 0 {
			err = pledges.save(tx, &p)
		} else {
			err = pledges.insert(tx, &p)
		}
		return p, act.Entry{Subject: act.Subject("counter_pledge", p.ID), Summary: "起草承诺（" + p.Topic + "）"}, err
	}})

// SavePledge writes a pledge, or rewrites one that is not published (id 0 for a new
// one).
func (r *Room) SavePledge(ctx context.Context, who act.Actor, id int64, topic, words string) (Pledge, error) {
	return pledgeDeed.Run(ctx, r.Door, who, pledgeIn{r: r, id: id, topic: topic, words: words})
}

var publishDeed = act.Define(act.Spec[pledgeIn, Pledge]{Name: "reception.pledge.publish", Label: "公布其他承诺", Right: Use, Basis: []law.ID{law.PromiseOther},
	Do: func(tx *act.Tx, in pledgeIn) (Pledge, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return noPledge(err)
		}
		if !s.heads(tx.Actor, in.r.Org.Places.Office) && !tx.Actor.May(Lead) {
			return noPledge(forbid(law.PromiseOther, "承诺由办公室负责人或者局领导公布。"))
		}
		p, err := pledges.locked(tx, in.id)
		if err != nil {
			return noPledge(err)
		}
		if p.State != Draft {
			return noPledge(fault.New(fault.Conflict, "这一条"+pledgeStates[p.State]+"，不能再公布。"))
		}
		var day error
		if in.day.IsZero() || in.day.After(tx.Today) {
			day = fault.Field("day", in.day.String(), "填写公布的日子，不晚于今天。")
		}
		if err := join(day, check(text{field: "media", label: "公布的渠道", value: &in.media, need: true, clause: law.PromiseOther})); err != nil {
			return noPledge(err)
		}
		p.State, p.Media, p.PublishedOn = InForce, in.media, in.day
		return p, act.Entry{Subject: act.Subject("counter_pledge", p.ID), Summary: "公布承诺（" + p.Topic + "）", Detail: map[string]any{"media": p.Media, "on": p.PublishedOn.String()}}, pledges.save(tx, &p)
	}})

// Publish enters where and on which day a pledge was published. What was published is
// not changed any more.
func (r *Room) Publish(ctx context.Context, who act.Actor, id int64, media string, on civil.Date) (Pledge, error) {
	return publishDeed.Run(ctx, r.Door, who, pledgeIn{r: r, id: id, media: media, day: on})
}

var endPledgeDeed = act.Define(act.Spec[pledgeIn, Pledge]{Name: "reception.pledge.end", Label: "停用其他承诺", Right: Use, Basis: []law.ID{law.PromiseOther},
	Do: func(tx *act.Tx, in pledgeIn) (Pledge, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return noPledge(err)
		}
		if !s.heads(tx.Actor, in.r.Org.Places.Office) && !tx.Actor.May(Lead) {
			return noPledge(forbid(law.PromiseOther, "承诺由办公室负责人或者局领导停用。"))
		}
		p, err := pledges.locked(tx, in.id)
		if err != nil {
			return noPledge(err)
		}
		if p.State == Ended {
			return noPledge(fault.New(fault.Conflict, "这一条已经停用。"))
		}
		if err := check(text{field: "reason", label: "停用的理由", value: &in.words, need: true}); err != nil {
			return noPledge(err)
		}
		p.State, p.Reason, p.WithdrawnOn = Ended, in.words, tx.Today
		return p, act.Entry{Subject: act.Subject("counter_pledge", p.ID), Summary: "停用承诺（" + p.Topic + "）", Detail: map[string]any{"reason": in.words}}, pledges.save(tx, &p)
	}})

// EndPledge takes a pledge out of use, with the reason; the row stays.
func (r *Room) EndPledge(ctx context.Context, who act.Actor, id int64, reason string) (Pledge, error) {
	return endPledgeDeed.Run(ctx, r.Door, who, pledgeIn{r: r, id: id, words: reason})
}

// Pledges lists the pledges, and the topics of the card without a published one.
func (r *Room) Pledges(ctx context.Context) (list []Pledge, missing []string, err error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, nil, err
	}
	if list, err = pledges.list(ctx, rd, "ORDER BY x.id"); err != nil {
		return nil, nil, err
	}
	for _, t := range s.topics() {
		if !slices.ContainsFunc(list, func(p Pledge) bool { return p.Topic == t && p.State == InForce }) {
			missing = append(missing, t)
		}
	}
	return list, missing, nil
}

package life

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Heard is an opinion as it is entered.
type Heard struct {
	Year    int
	Form    string
	Words   string
	Named   string // only of a talk, with the person's consent
	HeardOn civil.Date
}

type heardIn struct {
	r *Room
	h Heard
}

var hearDeed = act.Define(act.Spec[heardIn, Meeting]{Name: "life.opinion.add", Label: "登记征求的意见", Right: Use, Basis: []law.ID{law.MtgLifePrepForms},
	Do: func(tx *act.Tx, in heardIn) (Meeting, act.Entry, error) {
		none := func(err error) (Meeting, act.Entry, error) { return Meeting{}, act.Entry{}, err }
		m, err := in.r.hold(tx, in.h.Year)
		if err == nil {
			err = past("heard_on", in.h.HeardOn, tx.Today)
		}
		if err != nil {
			return none(err)
		}
		words, err := text("words", in.h.Words, "请写明意见。", mostText)
		if err != nil {
			return none(err)
		}
		named := db.Trimmed(in.h.Named)
		switch {
		case !slices.ContainsFunc(forms, func(f struct{ code, step, label string }) bool { return f.code == in.h.Form }):
			return none(fault.Field("form", in.h.Form, "请选择意见是怎样得来的。"))
		case named != "" && in.h.Form != Talking:
			f := fault.Field("named", "", formLabel(in.h.Form)+"听来的意见不记是谁提的，请把这一栏空着。")
			f.Clause = law.MtgLifePrepForms
			return none(f)
		case len([]rune(named)) > 50:
			return none(fault.Field("named", "", "提出人写姓名或者方面，不超过50字。"))
		}
		collector := ""
		if !in.r.serves(tx.Actor) {
			collector = tx.Actor.Name // a member whom the committee charged
		}
		if _, err := insert(tx, "meeting_life_opinion", opinionColumns, m.ID, in.h.Form, words, named, collector, in.h.HeardOn); err != nil {
			return none(err)
		}
		return m, m.entry("登记一条意见（"+formLabel(in.h.Form)+"）", law.MtgLifePrepCompile), nil
	}})

// Hear enters an opinion. Of symposia and appraisals whose it is cannot be entered; the
// political section can, and a member charged with hearing people.
func (r *Room) Hear(ctx context.Context, who act.Actor, h Heard) (Meeting, error) {
	return hearDeed.Run(ctx, r.Door, who, heardIn{r, h})
}

// Talked is a heart-to-heart talk as it is entered.
type Talked struct {
	Year          int
	Leader, Other int64 // org_person
	HeldOn        civil.Date
}

type talkedIn struct {
	r *Room
	t Talked
}

var talkDeed = act.Define(act.Spec[talkedIn, Talk]{Name: "life.talk.add", Label: "登记谈心", Right: Use, Basis: []law.ID{law.MtgLifePrepTalk},
	Do: func(tx *act.Tx, in talkedIn) (Talk, act.Entry, error) {
		none := func(err error) (Talk, act.Entry, error) { return Talk{}, act.Entry{}, err }
		m, err := in.r.hold(tx, in.t.Year)
		if err == nil {
			err = past("held_on", in.t.HeldOn, tx.Today)
		}
		if err != nil {
			return none(err)
		}
		rec, err := in.r.record(tx.Ctx, tx, m)
		if err != nil {
			return none(err)
		}
		member := func(id int64) (Person, bool) {
			i := slices.IndexFunc(rec.members(), func(p Person) bool { return p.PersonID == id })
			if i < 0 {
				return Person{}, false
			}
			return rec.members()[i], true
		}
		leader, ok := member(in.t.Leader)
		if !ok {
			return none(fault.Field("leader", "", "请选择出席民主生活会的领导干部。"))
		}
		other, _, _, err := in.r.here(tx, "other", in.t.Other)
		if err != nil {
			return none(err)
		}
		t := Talk{LifeID: m.ID, LeaderID: leader.PersonID, Leader: leader.Name, OtherID: other.ID, Other: other.Name, Kind: WithStaff, HeldOn: in.t.HeldOn}
		second, both := member(other.ID)
		if both {
			t.Kind = WithLeader
		}
		if t.LeaderID == t.OtherID {
			return none(fault.Field("other", "", "谈心的两个人不能是同一个人。"))
		}
		if slices.ContainsFunc(rec.Talks, func(x Talk) bool {
			return x.LeaderID == t.LeaderID && x.OtherID == t.OtherID || x.LeaderID == t.OtherID && x.OtherID == t.LeaderID
		}) {
			return none(fault.Newf(fault.Conflict, "%s同%s的谈心已经登记过。", t.Leader, t.Other))
		}
		if !in.r.serves(tx.Actor) && leader.Login != tx.Actor.Login && !(both && second.Login == tx.Actor.Login) {
			return none(fault.Refuse(law.MtgLifePrepTalk, "谈心由政工科登记，谈心的领导本人也可以登记。"))
		}
		t.ID, err = insert(tx, "meeting_life_talk", talkColumns, t.LifeID, t.LeaderID, t.Leader, t.OtherID, t.Other, t.Kind, t.HeldOn)
		return t, m.entry("登记一次谈心"), err
	}})

// AddTalk enters that a leader and somebody else had a heart-to-heart talk; what was
// said has no place. The political section can, and the leaders who talked.
func (r *Room) AddTalk(ctx context.Context, who act.Actor, t Talked) (Talk, error) {
	return talkDeed.Run(ctx, r.Door, who, talkedIn{r, t})
}

// Speech is a written speech that was handed in.
type Speech struct {
	Year   int
	Person int64 // meeting_life_person
	On     civil.Date
	Papers []flow.Attachment
}

type speechIn struct {
	r *Room
	s Speech
}

const stepSpeech = "speech"

var speechDeed = act.Define(act.Spec[speechIn, Person]{Name: "life.speech.hand", Label: "交发言材料", Right: Use, Basis: []law.ID{law.MtgLifePrepSpeech, law.MtgLifeProcAbsent},
	Do: func(tx *act.Tx, in speechIn) (Person, act.Entry, error) {
		none := func(err error) (Person, act.Entry, error) { return Person{}, act.Entry{}, err }
		m, err := in.r.hold(tx, in.s.Year)
		if err == nil {
			err = past("on", in.s.On, tx.Today)
		}
		if err != nil {
			return none(err)
		}
		p, err := in.r.person(tx, m, in.s.Person)
		switch {
		case err != nil:
			return none(err)
		case p.Login != tx.Actor.Login && !in.r.serves(tx.Actor):
			return none(fault.Refuse(law.MtgLifePrepSpeech, "发言材料由本人交，或者由政工科代为登记。"))
		}
		p.SpeechOn = in.s.On
		if err := act.Overwrite(tx, "meeting_life_person", p.ID, personColumns, p.values()); err != nil {
			return none(err)
		}
		return p, m.entry(p.Name + "交发言材料"), in.r.addPapers(tx, m, stepSpeech, p.ID, in.s.Papers)
	}})

// HandIn notes that a member handed in the written speech, with its file or on paper.
// The member can, and the political section.
func (r *Room) HandIn(ctx context.Context, who act.Actor, s Speech) (Person, error) {
	return speechDeed.Run(ctx, r.Door, who, speechIn{r, s})
}

// person finds one who takes part in a meeting and speaks there.
func (r *Room) person(tx *act.Tx, m Meeting, id int64) (Person, error) {
	list, err := db.All[Person](tx.Ctx, tx, q.SQL("persons_of"), m.ID)
	if err != nil {
		return Person{}, err
	}
	i := slices.IndexFunc(list, func(p Person) bool { return p.ID == id && p.Part != Observer })
	if i < 0 {
		return Person{}, fault.Field("person", fmt.Sprint(id), "请选择出席民主生活会的人；列席的人不在名单里。")
	}
	return list[i], nil
}

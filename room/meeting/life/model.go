package life

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// States of a meeting.
const (
	Running  = "running"
	Finished = "finished"
)

// Parts somebody has in it.
const (
	Member   = "member"
	Added    = "added"
	Observer = "observer"
)

var partLabels = map[string]string{Member: "党委委员", Added: "增列出席", Observer: "列席"}

// Whether somebody was there.
const (
	Present = "present"
	Absent  = "absent"
)

// Kinds of talk.
const (
	WithLeader = "leader"
	WithStaff  = "staff"
)

// Forms in which opinions are sought.
const (
	Symposium = "symposium"
	Talking   = "talk"
	Appraisal = "appraisal"
)

var forms = []struct{ code, step, label string }{{Symposium, StepSymposium, "党内外群众座谈会"}, {Talking, StepTalks, "个别谈心"}, {Appraisal, StepAppraisal, "民主评议"}}

func formLabel(code string) string {
	for _, f := range forms {
		if f.code == code {
			return f.label
		}
	}
	return code
}

var meetingColumns = []string{"year", "meeting_id", "theme", "planned_on", "place", "agenda", "chair_id", "chair", "chair_reason", "held_on", "consent_on", "consent_to", "consent_ref", "consent_why", "state", "finished_on", "finished_by", "made_by", "made_at"}

var meetingSelect = "SELECT m.id, m." + strings.Join(meetingColumns, ", m.") + " FROM life_meeting m"

// Meeting is the democratic life meeting of a year.
type Meeting struct {
	ID          int64      `db:"id"`
	Year        int        `db:"year"`
	MeetingID   int64      `db:"meeting_id"`
	Theme       string     `db:"theme"`
	PlannedOn   civil.Date `db:"planned_on"`
	Place       string     `db:"place"`
	Agenda      string     `db:"agenda"`
	ChairID     int64      `db:"chair_id"`
	Chair       string     `db:"chair"`
	ChairReason string     `db:"chair_reason"`
	HeldOn      civil.Date `db:"held_on"`
	ConsentOn   civil.Date `db:"consent_on"`
	ConsentTo   civil.Date `db:"consent_to"`
	ConsentRef  string     `db:"consent_ref"`
	ConsentWhy  string     `db:"consent_why"`
	State       string     `db:"state"`
	FinishedOn  civil.Date `db:"finished_on"`
	FinishedBy  string     `db:"finished_by"`
	MadeBy      string     `db:"made_by"`
	MadeAt      int64      `db:"made_at"`
}

func (m Meeting) values() []any {
	return []any{m.Year, m.MeetingID, m.Theme, m.PlannedOn, m.Place, m.Agenda, m.ChairID, m.Chair, m.ChairReason, m.HeldOn, m.ConsentOn, m.ConsentTo, m.ConsentRef, m.ConsentWhy, m.State, m.FinishedOn, m.FinishedBy, m.MadeBy, m.MadeAt}
}

// Subject names the meeting in the ledger.
func (m Meeting) Subject() string { return act.Subject("life_meeting", m.ID) }

// URL is the page of the meeting.
func (m Meeting) URL() string { return fmt.Sprintf("/life/%d", m.Year) }

// Title is 2026年度民主生活会.
func (m Meeting) Title() string { return fmt.Sprintf("%d年度民主生活会", m.Year) }

var personColumns = []string{"life_id", "person_id", "login", "name", "part", "speech_on", "here", "spoke", "read_out", "told_on", "told_by"}

// Person is somebody who takes part.
type Person struct {
	ID       int64      `db:"id"`
	LifeID   int64      `db:"life_id"`
	PersonID int64      `db:"person_id"`
	Login    string     `db:"login"`
	Name     string     `db:"name"`
	Part     string     `db:"part"`
	SpeechOn civil.Date `db:"speech_on"`
	Here     string     `db:"here"`
	Spoke    bool       `db:"spoke"`
	ReadOut  bool       `db:"read_out"`
	ToldOn   civil.Date `db:"told_on"`
	ToldBy   string     `db:"told_by"`
}

func (p Person) values() []any {
	return []any{p.LifeID, p.PersonID, p.Login, p.Name, p.Part, p.SpeechOn, p.Here, p.Spoke, p.ReadOut, p.ToldOn, p.ToldBy}
}

var markColumns = []string{"life_id", "step", "done_on", "words", "ref", "person", "login", "made_at"}

// Mark says that a step was done.
type Mark struct {
	ID     int64      `db:"id"`
	LifeID int64      `db:"life_id"`
	Step   string     `db:"step"`
	DoneOn civil.Date `db:"done_on"`
	Words  string     `db:"words"`
	Ref    string     `db:"ref"`
	Person string     `db:"person"`
	Login  string     `db:"login"`
	MadeAt int64      `db:"made_at"`
}

var opinionColumns = []string{"life_id", "form", "words", "named", "collector", "heard_on"}

// Opinion is something that was heard.
type Opinion struct {
	ID        int64      `db:"id"`
	LifeID    int64      `db:"life_id"`
	Form      string     `db:"form"`
	Words     string     `db:"words"`
	Named     string     `db:"named"`
	Collector string     `db:"collector"`
	HeardOn   civil.Date `db:"heard_on"`
}

var talkColumns = []string{"life_id", "leader_id", "leader", "other_id", "other", "kind", "held_on"}

// Talk is a heart-to-heart talk that was held.
type Talk struct {
	ID       int64      `db:"id"`
	LifeID   int64      `db:"life_id"`
	LeaderID int64      `db:"leader_id"`
	Leader   string     `db:"leader"`
	OtherID  int64      `db:"other_id"`
	Other    string     `db:"other"`
	Kind     string     `db:"kind"`
	HeldOn   civil.Date `db:"held_on"`
}

var measureColumns = []string{"life_id", "problem", "measure", "owner_id", "login", "owner", "due", "upward", "upward_on", "upward_no", "result", "done_on", "made_by", "made_at"}

var measureSelect = "SELECT x.id, x." + strings.Join(measureColumns, ", x.") + " FROM life_measure x"

// Measure is one line of the rectification list.
type Measure struct {
	ID       int64      `db:"id"`
	LifeID   int64      `db:"life_id"`
	Problem  string     `db:"problem"`
	Measure  string     `db:"measure"`
	OwnerID  int64      `db:"owner_id"`
	Login    string     `db:"login"`
	Owner    string     `db:"owner"`
	Due      civil.Date `db:"due"`
	Upward   bool       `db:"upward"`
	UpwardOn civil.Date `db:"upward_on"`
	UpwardNo string     `db:"upward_no"`
	Result   string     `db:"result"`
	DoneOn   civil.Date `db:"done_on"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
}

func (m Measure) values() []any {
	return []any{m.LifeID, m.Problem, m.Measure, m.OwnerID, m.Login, m.Owner, m.Due, m.Upward, m.UpwardOn, m.UpwardNo, m.Result, m.DoneOn, m.MadeBy, m.MadeAt}
}

func (m Measure) key() string { return act.Subject("life_measure", m.ID) }

// URL is the page of the measure.
func (m Measure) URL() string { return fmt.Sprintf("/life-measures/%d", m.ID) }

var checkColumns = []string{"life_id", "words", "person", "login", "checked_on", "made_at"}

// Check is a leader's look at how the measures are carried out.
type Check struct {
	ID        int64      `db:"id"`
	LifeID    int64      `db:"life_id"`
	Words     string     `db:"words"`
	Person    string     `db:"person"`
	Login     string     `db:"login"`
	CheckedOn civil.Date `db:"checked_on"`
	MadeAt    int64      `db:"made_at"`
}

var paperColumns = []string{"life_id", "step", "part_id", "name", "sha256", "sm3", "size", "made_by", "made_at"}

// Paper is a file that proves a step.
type Paper struct {
	ID     int64  `db:"id"`
	LifeID int64  `db:"life_id"`
	Step   string `db:"step"`
	PartID int64  `db:"part_id"`
	flow.Attachment
}

// record reads all of a meeting; it limits nothing.
func (r *Room) record(ctx context.Context, rd db.Reader, m Meeting) (Record, error) {
	out := Record{Meeting: m}
	var err error
	if out.People, err = db.All[Person](ctx, rd, q.SQL("persons_of"), m.ID); err != nil {
		return out, err
	}
	if out.Marks, err = db.All[Mark](ctx, rd, q.SQL("marks_of"), m.ID); err != nil {
		return out, err
	}
	if out.Opinions, err = db.All[Opinion](ctx, rd, q.SQL("opinions_of"), m.ID); err != nil {
		return out, err
	}
	if out.Talks, err = db.All[Talk](ctx, rd, q.SQL("talks_of"), m.ID); err != nil {
		return out, err
	}
	if out.Measures, err = db.All[Measure](ctx, rd, measureSelect+" WHERE x.life_id = $1 ORDER BY x.id", m.ID); err != nil {
		return out, err
	}
	if out.Checks, err = db.All[Check](ctx, rd, q.SQL("checks_of"), m.ID); err != nil {
		return out, err
	}
	if out.Papers, err = db.All[Paper](ctx, rd, q.SQL("papers_of"), m.ID); err != nil {
		return out, err
	}
	// Who was secretary is asked of the day of the meeting.
	at := r.Door.Now()
	if !m.HeldOn.IsZero() {
		at = m.HeldOn.Time().Add(12 * time.Hour).UnixMicro()
	}
	c, err := r.Org.Chart(ctx, rd, at)
	if err != nil {
		return out, err
	}
	for _, p := range c.Holders(r.Org.Places.PartySecretary) {
		out.Secretary = p.ID
	}
	return out, nil
}

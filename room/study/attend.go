package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var attendanceColumns = []string{"session_id", "person_id", "state", "how", "reason", "made_by", "made_at", "version"}

// How somebody stands to a session, and how it became known.
const (
	Present = "present"
	Excused = "excused"
	Absent  = "absent"

	ByCode    = "code"
	ByList    = "list"
	BySheet   = "sheet"
	ByClosing = "close"
)

var (
	markLabels = map[string]string{Present: "到会", Excused: "请假", Absent: "缺席"}
	howLabels  = map[string]string{ByCode: "签到码", ByList: "名单", BySheet: "表格", ByClosing: "登记完时未到"}
)

// Attendance is how one person stands to one session.
type Attendance struct {
	ID        int64  `db:"id"`
	SessionID int64  `db:"session_id"`
	PersonID  int64  `db:"person_id"`
	State     string `db:"state"`
	How       string `db:"how"`
	Reason    string `db:"reason"`
	MadeBy    string `db:"made_by"`
	MadeAt    int64  `db:"made_at"`
	Version   int64  `db:"version"`
}

func (a *Attendance) values() []any {
	return []any{a.SessionID, a.PersonID, a.State, a.How, a.Reason, a.MadeBy, a.MadeAt, a.Version}
}

func marksOf(ctx context.Context, rd db.Reader, session int64) ([]Attendance, error) {
	return db.All[Attendance](ctx, rd, q.SQL("marks_of"), session)
}

// expected are those who belong to one of the session's groups on its day and work
// here; of a substitution, those who missed the session that it makes up for.
func (r *Room) expected(ctx context.Context, rd db.Reader, s Session) ([]org.Person, error) {
	list, err := members(ctx, rd)
	if err != nil {
		return nil, err
	}
	people, err := r.Org.People(ctx)
	if err != nil {
		return nil, err
	}
	var missed []Attendance
	if s.MadeUp != 0 {
		if missed, err = marksOf(ctx, rd, s.MadeUp); err != nil {
			return nil, err
		}
	}
	var out []org.Person
	for _, p := range people {
		if p.Gone(s.On) || s.On.Before(p.Since) {
			continue
		}
		if s.MadeUp != 0 {
			if slices.ContainsFunc(missed, func(a Attendance) bool { return a.PersonID == p.ID && a.State != Present }) {
				out = append(out, p)
			}
			continue
		}
		if s.shares(groupsOf(list, p.ID, s.On)) {
			out = append(out, p)
		}
	}
	return out, nil
}

// Expected lists those who are to come to a session, for whoever arranges it.
func (r *Room) Expected(ctx context.Context, session int64) ([]org.Person, error) {
	rd := r.Door.Reader()
	s, err := row[Session](ctx, rd, "study_session", "session", session)
	if err != nil {
		return nil, err
	}
	return r.expected(ctx, rd, s)
}

func (s Session) shares(groups []string) bool {
	return slices.ContainsFunc(s.Groups(), func(g string) bool { return slices.Contains(groups, g) })
}

// whyNot says why a person is not to be marked for a session, "" if he may be.
func (r *Room) whyNot(ctx context.Context, rd db.Reader, sc *scene, s Session, person int64) (string, error) {
	p := sc.chart.Person(person)
	switch {
	case p.ID == 0:
		return "名单里没有这个人，请从列表中选择", nil
	case s.On.Before(p.Since):
		return p.Name + "于" + p.Since.Chinese() + "到本局，" + s.On.Chinese() + "那天还不在本局", nil
	case p.Gone(s.On):
		return p.Name + "已于" + p.LeftOn.Chinese() + "离开本局，不能登记" + s.On.Chinese() + "的考勤", nil
	}
	if s.MadeUp != 0 {
		marks, err := marksOf(ctx, rd, s.MadeUp)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == person })
		switch {
		case i < 0:
			return p.Name + "不在原来那次学习的名单里，不用补课", nil
		case marks[i].State == Present:
			return p.Name + "原来那次学习到会了，不用补课", nil
		}
		n, err := db.One[int](ctx, rd, q.SQL("made_up_already"), s.MadeUp, person, s.ID)
		if err != nil || n == 0 {
			return "", err
		}
		return p.Name + "已经补过这一课，不重复计", nil
	}
	list, err := members(ctx, rd)
	if err != nil {
		return "", err
	}
	if !s.shares(groupsOf(list, person, s.On)) {
		return p.Name + "那天不在" + labels(s.Groups()) + "的名单里；名单有误的，先更正学习组", nil
	}
	return "", nil
}

type signIn struct {
	r    *Room
	code string
}

var signDeed = act.Define(act.Spec[signIn, Session]{Name: "study.attendance.sign", Label: "扫码签到", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in signIn) (Session, act.Entry, error) { return in.r.sign(tx, in.code) }})

// Sign marks the actor present by the code that is shown in the room.
func (r *Room) Sign(ctx context.Context, who act.Actor, code string) (Session, error) {
	return signDeed.Run(ctx, r.Door, who, signIn{r, code})
}

func (r *Room) sign(tx *act.Tx, code string) (Session, act.Entry, error) {
	none := func(err error) (Session, act.Entry, error) { return Session{}, act.Entry{}, err }
	code = strings.ToUpper(db.Trimmed(code))
	if code == "" {
		return none(fault.Field("code", "", "请填写现场显示的签到码。"))
	}
	s, ok, err := db.Maybe[Session](tx.Ctx, tx, q.SQL("session_by_code"), code)
	if err != nil {
		return none(err)
	}
	if !ok || !s.live(tx.Now) {
		return none(fault.Field("code", code, "签到码不对或者已经过期，请看现场显示的最新签到码；仍不行的，请组织单位在名单上登记。"))
	}
	if tx.Now < s.starts()-early {
		return none(fault.Field("code", code, "这次学习"+s.At+"开始，开始前一小时起才能签到。"))
	}
	sc, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := sc.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	if err := r.open(tx.Ctx, tx, s.Year); err != nil {
		return none(err)
	}
	why, err := r.whyNot(tx.Ctx, tx, sc, s, me.ID)
	if err != nil {
		return none(err)
	}
	if why != "" {
		return none(fault.Field("code", code, why+"。"))
	}
	marks, err := marksOf(tx.Ctx, tx, s.ID)
	if err != nil {
		return none(err)
	}
	if i := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == me.ID && a.State == Present }); i >= 0 {
		return none(fault.New(fault.Conflict, "您已经签到，不用再签。"))
	}
	if err := r.mark(tx, s, marks, Mark{Person: me.ID, State: Present}, ByCode); err != nil {
		return none(err)
	}
	return s, act.Entry{Subject: s.Subject(), Summary: "签到 " + s.Number, Detail: map[string]any{"person": me.ID}}, nil
}

// Mark is how a list has somebody.
type Mark struct {
	Person int64
	State  string
	Reason string // of an excuse
}

func (r *Room) mark(tx *act.Tx, s Session, have []Attendance, m Mark, how string) error {
	a := Attendance{SessionID: s.ID, PersonID: m.Person, Version: 1}
	i := slices.IndexFunc(have, func(x Attendance) bool { return x.PersonID == m.Person })
	if i >= 0 {
		a = have[i]
		a.Version++
	}
	a.State, a.How, a.Reason, a.MadeBy, a.MadeAt = m.State, how, m.Reason, tx.Actor.Login, tx.Now
	if i >= 0 {
		return put(tx, "study_attendance", a.ID, a.Version-1, attendanceColumns, a.values())
	}
	_, err := insert(tx, "study_attendance", attendanceColumns, a.values())
	return err
}

type markIn struct {
	r       *Room
	session int64
	marks   []Mark
	how     string
	reason  string
}

var markDeed = act.Define(act.Spec[markIn, int]{Name: "study.attendance.mark", Label: "登记考勤", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in markIn) (int, act.Entry, error) { return in.r.markAll(tx, in) }})

// Mark enters a list of a session. Each organiser marks its own people; after the
// session is closed a reason is needed. It gives how many marks changed.
func (r *Room) Mark(ctx context.Context, who act.Actor, session int64, marks []Mark, reason string) (int, error) {
	return markDeed.Run(ctx, r.Door, who, markIn{r, session, marks, ByList, db.Trimmed(reason)})
}

func (r *Room) markAll(tx *act.Tx, in markIn) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	s, err := r.hosted(tx, in.session)
	if err != nil {
		return none(err)
	}
	if s.On.After(tx.Today) && slices.ContainsFunc(in.marks, func(m Mark) bool { return m.State != Excused }) {
		return none(fault.Newf(fault.Conflict, "%s定在%s，还没有到，只能先登记请假。", s.Number, s.On.Chinese()))
	}
	if s.State == Closed {
		if err := line("reason", "登记完以后更正的理由", in.reason, true); err != nil {
			return none(err)
		}
	}
	sc, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	have, err := marksOf(tx.Ctx, tx, s.ID)
	if err != nil {
		return none(err)
	}
	list, err := members(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	n := 0
	var seen []int64
	for _, m := range in.marks {
		m.Reason = db.Trimmed(m.Reason)
		if i := slices.IndexFunc(have, func(a Attendance) bool { return a.PersonID == m.Person }); i >= 0 && have[i].State == m.State && have[i].Reason == m.Reason {
			continue
		}
		why, err := r.whyNot(tx.Ctx, tx, sc, s, m.Person)
		if err != nil {
			return none(err)
		}
		name := sc.chart.Person(m.Person).Name
		field := fmt.Sprintf("p%d", m.Person)
		switch {
		case why != "":
			return none(fault.Field(field, name, why+"。"))
		case slices.Contains(seen, m.Person):
			return none(fault.Field(field, name, name+"在名单里写了两次，请删去一处。"))
		case markLabels[m.State] == "":
			return none(fault.Field(field, m.State, name+"的考勤请选择到会、请假或缺席。"))
		case m.State == Excused && (m.Reason == "" || len([]rune(m.Reason)) > mostLine):
			return none(fault.Field(field, "", fmt.Sprintf("%s请假，请写明事由，不超过 %d 字。", name, mostLine)))
		case !r.marks(tx.Actor, s, groupsOf(list, m.Person, s.On)):
			return none(forbid(law.StudyAttParty, name+"不归您登记：中心组和干部职工由办公室登记，党员由机关党支部登记。"))
		}
		seen = append(seen, m.Person)
		if err := r.mark(tx, s, have, m, in.how); err != nil {
			return none(err)
		}
		n++
	}
	if n == 0 {
		return none(fault.New(fault.Conflict, "考勤没有变化，不用保存。"))
	}
	if s.State == Closed {
		s.Reason, s.Version = in.reason, s.Version+1
		if err := put(tx, "study_session", s.ID, s.Version-1, sessionColumns, s.values()); err != nil {
			return none(err)
		}
	}
	return n, act.Entry{Subject: s.Subject(), Summary: fmt.Sprintf("登记考勤 %s，%d 人", s.Number, n), Detail: map[string]any{"marked": n, "how": in.how, "reason": in.reason, "after_closing": s.State == Closed}}, nil
}

// marks reports whether somebody marks a person of these groups for a session: one of
// the groups that both have must be the marker's.
func (r *Room) marks(who act.Actor, s Session, groups []string) bool {
	if s.MadeUp != 0 {
		return r.organisesAny(who, s.Groups())
	}
	return slices.ContainsFunc(s.Groups(), func(g string) bool { return slices.Contains(groups, g) && r.organises(who, g) })
}

type excuseIn struct {
	r       *Room
	session int64
	reason  string
}

var excuseDeed = act.Define(act.Spec[excuseIn, bool]{Name: "study.attendance.excuse", Label: "学习请假", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in excuseIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		s, err := row[Session](tx.Ctx, tx, "study_session", "session", in.session)
		if err != nil {
			return none(err)
		}
		sc, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := sc.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		why, err := in.r.whyNot(tx.Ctx, tx, sc, s, me.ID)
		switch {
		case err != nil:
			return none(err)
		case why != "":
			return none(act.OutOfReach(s.Subject()))
		case s.State != Waiting:
			return none(fault.New(fault.Conflict, s.Number+sessionLabels[s.State]+"，不能再请假；登记有误的，请组织单位更正。"))
		}
		if err := line("reason", "请假事由", in.reason, true); err != nil {
			return none(err)
		}
		have, err := marksOf(tx.Ctx, tx, s.ID)
		if err != nil {
			return none(err)
		}
		if slices.ContainsFunc(have, func(a Attendance) bool { return a.PersonID == me.ID && a.State == Present }) {
			return none(fault.New(fault.Conflict, "您已经签到，不能再请假。"))
		}
		return true, act.Entry{Subject: s.Subject(), Summary: "学习请假 " + s.Number, Detail: map[string]any{"person": me.ID}}, in.r.mark(tx, s, have, Mark{Person: me.ID, State: Excused, Reason: in.reason}, ByList)
	}})

// Excuse says beforehand that the actor cannot come, and why.
func (r *Room) Excuse(ctx context.Context, who act.Actor, session int64, reason string) error {
	_, err := excuseDeed.Run(ctx, r.Door, who, excuseIn{r, session, db.Trimmed(reason)})
	return err
}

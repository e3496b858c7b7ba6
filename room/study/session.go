package study

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

var sessionColumns = []string{"number", "year", "kind", "bodies", "on_date", "at", "place", "form", "topic", "title", "speaker", "planned_id", "made_up", "code", "code_until", "state", "record",
	"made_by", "made_at", "closed_by", "closed_at", "reason", "version"}

// Kinds and states of a session.
const (
	Meeting  = "session"
	Activity = "activity" // counts for no target (clause study.activities)

	Waiting = "waiting"
	Closed  = "closed"
	Dropped = "dropped"
)

var sessionLabels = map[string]string{Waiting: "待登记", Closed: "已登记", Dropped: "已取消"}

// Session is one time of studying together.
type Session struct {
	ID        int64      `db:"id"`
	Number    string     `db:"number"`
	Year      int        `db:"year"`
	Kind      string     `db:"kind"`
	Bodies    string     `db:"bodies"`
	On        civil.Date `db:"on_date"`
	At        string     `db:"at"`
	Place     string     `db:"place"`
	Form      string     `db:"form"`
	Topic     string     `db:"topic"`
	Title     string     `db:"title"`
	Speaker   string     `db:"speaker"`
	PlannedID int64      `db:"planned_id"`
	MadeUp    int64      `db:"made_up"`
	Code      string     `db:"code"`
	CodeUntil int64      `db:"code_until"`
	State     string     `db:"state"`
	Record    string     `db:"record"`
	MadeBy    string     `db:"made_by"`
	MadeAt    int64      `db:"made_at"`
	ClosedBy  string     `db:"closed_by"`
	ClosedAt  int64      `db:"closed_at"`
	Reason    string     `db:"reason"`
	Version   int64      `db:"version"`
}

func (s *Session) values() []any {
	return []any{s.Number, s.Year, s.Kind, s.Bodies, s.On, s.At, s.Place, s.Form, s.Topic, s.Title, s.Speaker, s.PlannedID, s.MadeUp, s.Code, s.CodeUntil, s.State, s.Record,
		s.MadeBy, s.MadeAt, s.ClosedBy, s.ClosedAt, s.Reason, s.Version}
}

// Subject names the row in the ledger.
func (s Session) Subject() string { return act.Subject("study_session", s.ID) }

// Groups are the bodies it is for, the host first.
func (s Session) Groups() []string { return split(s.Bodies) }

func sessionURL(id int64) string { return fmt.Sprintf("/study/sessions/%d", id) }

// NewSession is a session to be held, or that was held.
type NewSession struct {
	Kind                                   string
	Groups                                 []string // the host first
	On                                     civil.Date
	At, Place, Form, Topic, Title, Speaker string
	Planned, MakesUp                       int64
}

type sessionIn struct {
	r *Room
	x NewSession
}

var openDeed = act.Define(act.Spec[sessionIn, Session]{Name: "study.session.open", Label: "安排集中学习", Right: Use, Basis: []law.ID{law.StudyOrgOffice, law.StudyOrgParty, law.StudyForms, law.StudyContent, law.StudyActivities},
	Do: func(tx *act.Tx, in sessionIn) (Session, act.Entry, error) { return in.r.openSession(tx, in.x) }})

// OpenSession arranges a session, an activity or a substitution, by whoever organises
// the host group.
func (r *Room) OpenSession(ctx context.Context, who act.Actor, x NewSession) (Session, error) {
	return openDeed.Run(ctx, r.Door, who, sessionIn{r, x})
}

func (r *Room) openSession(tx *act.Tx, x NewSession) (Session, act.Entry, error) {
	none := func(err error) (Session, act.Entry, error) { return Session{}, act.Entry{}, err }
	if x.MakesUp != 0 {
		missed, err := row[Session](tx.Ctx, tx, "study_session", "session", x.MakesUp)
		switch {
		case err != nil:
			return none(err)
		case missed.State != Closed || missed.Kind != Meeting || missed.MadeUp != 0:
			return none(fault.Field("makes_up", missed.Number, "补课应对应一次已经登记完的集中学习，"+missed.Number+"不是。"))
		case x.On.Before(missed.On):
			return none(fault.Field("on", x.On.String(), "补课的日子早于原来的"+missed.On.Chinese()+"，请核对。"))
		case x.On.Year != missed.Year:
			return none(fault.Field("on", x.On.String(), fmt.Sprintf("补课应在 %d 年内办，跨年的不能再算进那一年。", missed.Year)))
		}
		x.Kind, x.Groups, x.Topic = Meeting, missed.Groups(), missed.Topic
	}
	groups, err := checkGroups(x.Groups)
	if err != nil {
		return none(err)
	}
	if !r.organises(tx.Actor, groups[0]) {
		return none(r.notOrganiser(groups[0]))
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	x.At, x.Place, x.Form, x.Title, x.Speaker = db.Trimmed(x.At), db.Trimmed(x.Place), db.Trimmed(x.Form), db.Trimmed(x.Title), db.Trimmed(x.Speaker)
	var day, hour, kind, topic, planned error
	if x.On.IsZero() {
		day = fault.Field("on", "", "请填写哪一天学习。")
	} else if err := join(yearOf("on", x.On), r.open(tx.Ctx, tx, x.On.Year)); err != nil {
		return none(err)
	} else if x.On.After(tx.Today.AddDays(366)) {
		day = fault.Field("on", x.On.String(), "日子在一年以后，请核对。")
	}
	if at, err := time.Parse("15:04", strings.ReplaceAll(x.At, "：", ":")); err != nil {
		hour = fault.Field("at", x.At, "开始时间写作 14:30。")
	} else {
		x.At = at.Format("15:04")
	}
	switch x.Kind {
	case Meeting:
		topic = oneOf(s.book, law.StudyContent, "topics", "topic", "学习内容", x.Topic)
	case Activity:
		x.Topic = ""
	default:
		kind = fault.Field("kind", x.Kind, "请选择是集中学习还是学习活动。")
	}
	if x.Planned != 0 {
		p, ok, err := db.Maybe[Planned](tx.Ctx, tx, q.SQL("planned"), x.Planned)
		if err != nil {
			return none(err)
		}
		if !ok || p.Year != x.On.Year || p.Dropped {
			planned = fault.Field("planned", "", "这一场不在当年的计划里，请从列表中选择。")
		}
	}
	if err := join(day, hour, kind, topic, planned, line("title", "主题", x.Title, true), line("place", "地点", x.Place, true), line("form", "形式", x.Form, true), line("speaker", "主讲", x.Speaker, false)); err != nil {
		return none(err)
	}
	n := Session{Year: x.On.Year, Kind: x.Kind, Bodies: strings.Join(groups, ","), On: x.On, At: x.At, Place: x.Place, Form: x.Form, Topic: x.Topic, Title: x.Title, Speaker: x.Speaker,
		PlannedID: x.Planned, MadeUp: x.MakesUp, State: Waiting, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if n.Number, err = numbered(tx, "学", n.Year, 3); err != nil {
		return none(err)
	}
	if n.ID, err = insert(tx, "study_session", sessionColumns, n.values()); err != nil {
		return none(err)
	}
	if err := r.remindToClose(tx, n, groups); err != nil {
		return none(err)
	}
	return n, act.Entry{Subject: n.Subject(), Summary: "安排集中学习 " + n.Number, Detail: map[string]any{"groups": n.Bodies, "on": n.On.String(), "makes_up": n.MadeUp}}, nil
}

func (r *Room) notOrganiser(group string) error {
	if group == measure.Party {
		return forbid(law.StudyOrgParty, "党员的集中学习由机关党支部组织和登记。")
	}
	return forbid(law.StudyOrgOffice, "中心组和干部职工的集中学习由办公室组织和登记。")
}

// remindToClose puts the register of a session on the organisers' list from its day on.
func (r *Room) remindToClose(tx *act.Tx, s Session, groups []string) error {
	return notify.Put(tx, notify.Todo{Key: s.Subject() + ":close", Login: tx.Actor.Login, URL: sessionURL(s.ID), From: s.On, Due: s.On.AddDays(2), Text: "登记" + s.Number + "的考勤和学习记录"})
}

func yearOf(field string, on civil.Date) error {
	if on.Year < firstYear || on.Year > lastYear {
		return fault.Field(field, on.String(), fmt.Sprintf("年份应在 %d 至 %d 之间，请核对。", firstYear, lastYear))
	}
	return nil
}

// hosted gives an organiser a session that may be changed.
func (r *Room) hosted(tx *act.Tx, id int64) (Session, error) {
	s, err := row[Session](tx.Ctx, tx, "study_session", "session", id)
	switch {
	case err != nil:
		return s, err
	case !r.organisesAny(tx.Actor, s.Groups()):
		return s, r.notOrganiser(s.Groups()[0])
	case s.State == Dropped:
		return s, fault.New(fault.Conflict, s.Number+"已取消，不能再办。")
	}
	return s, r.open(tx.Ctx, tx, s.Year)
}

// Letters of a sign-in code: none that look alike.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// Bounds of a code's life in minutes.
const (
	LeastMinutes = 5
	MostMinutes  = 240
)

type codeIn struct {
	r       *Room
	id      int64
	minutes int
}

var codeDeed = act.Define(act.Spec[codeIn, Session]{Name: "study.session.code", Label: "生成签到码", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in codeIn) (Session, act.Entry, error) {
		none := func(err error) (Session, act.Entry, error) { return Session{}, act.Entry{}, err }
		s, err := in.r.hosted(tx, in.id)
		switch {
		case err != nil:
			return none(err)
		case s.State == Closed:
			return none(fault.New(fault.Conflict, s.Number+"已经登记完，不再签到。有遗漏的，写明理由更正。"))
		case s.On != tx.Today:
			return none(fault.Newf(fault.Conflict, "签到码在学习当天（%s）生成。", s.On.Chinese()))
		case in.minutes < LeastMinutes || in.minutes > MostMinutes:
			return none(fault.Field("minutes", fmt.Sprint(in.minutes), fmt.Sprintf("有效时间应为 %d 至 %d 分钟。", LeastMinutes, MostMinutes)))
		}
		if s.Code, err = freshCode(tx); err != nil {
			return none(err)
		}
		s.CodeUntil, s.Version = max(tx.Now, s.starts())+int64(in.minutes)*time.Minute.Microseconds(), s.Version+1
		return s, act.Entry{Subject: s.Subject(), Summary: "生成签到码 " + s.Number, Detail: map[string]any{"minutes": in.minutes}}, put(tx, "study_session", s.ID, s.Version-1, sessionColumns, s.values())
	}})

// NewCode makes a sign-in code for a session of today; the one before is void.
func (r *Room) NewCode(ctx context.Context, who act.Actor, session int64, minutes int) (Session, error) {
	return codeDeed.Run(ctx, r.Door, who, codeIn{r, session, minutes})
}

func freshCode(tx *act.Tx) (string, error) {
	for {
		b := make([]byte, 6)
		if _, err := rand.Read(b); err != nil {
			return "", fault.Wrap("study.code", fault.Internal, err)
		}
		for i := range b {
			b[i] = codeLetters[int(b[i])%len(codeLetters)]
		}
		n, err := db.One[int](tx.Ctx, tx, q.SQL("code_used"), string(b))
		if err != nil || n == 0 {
			return string(b), err
		}
	}
}

type closeIn struct {
	r              *Room
	id             int64
	record, reason string
}

var closeDeed = act.Define(act.Spec[closeIn, Session]{Name: "study.session.close", Label: "登记完集中学习", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in closeIn) (Session, act.Entry, error) { return in.r.closeSession(tx, in) }})

// CloseSession ends the register of a session with its record: whoever was expected
// and is not marked was absent. Changing the record afterwards needs a reason.
func (r *Room) CloseSession(ctx context.Context, who act.Actor, session int64, record, reason string) (Session, error) {
	return closeDeed.Run(ctx, r.Door, who, closeIn{r, session, db.Trimmed(record), db.Trimmed(reason)})
}

func (r *Room) closeSession(tx *act.Tx, in closeIn) (Session, act.Entry, error) {
	none := func(err error) (Session, act.Entry, error) { return Session{}, act.Entry{}, err }
	s, err := r.hosted(tx, in.id)
	switch {
	case err != nil:
		return none(err)
	case s.On.After(tx.Today):
		return none(fault.Newf(fault.Conflict, "%s定在%s，还没有到，不能登记完。", s.Number, s.On.Chinese()))
	case !r.organises(tx.Actor, s.Groups()[0]):
		return none(r.notOrganiser(s.Groups()[0]))
	}
	if err := long("record", "学习记录", in.record, true); err != nil {
		return none(err)
	}
	again := s.State == Closed
	if again {
		if err := line("reason", "登记完以后更正的理由", in.reason, true); err != nil {
			return none(err)
		}
		s.Reason = in.reason
	}
	expected, err := r.expected(tx.Ctx, tx, s)
	if err != nil {
		return none(err)
	}
	marks, err := marksOf(tx.Ctx, tx, s.ID)
	if err != nil {
		return none(err)
	}
	present := 0
	for _, p := range expected {
		i := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == p.ID })
		if i >= 0 && marks[i].State == Present {
			present++
		}
		if i < 0 {
			a := Attendance{SessionID: s.ID, PersonID: p.ID, State: Absent, How: ByClosing, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
			if _, err := insert(tx, "study_attendance", attendanceColumns, a.values()); err != nil {
				return none(err)
			}
		}
	}
	if len(expected) == 0 {
		return none(fault.New(fault.Conflict, "没有应参加的人，请先编好学习组的名单。"))
	}
	say := "登记完集中学习 "
	if again {
		say = "更正学习记录 "
	} else {
		s.State, s.ClosedBy, s.ClosedAt, s.Code, s.CodeUntil = Closed, tx.Actor.Login, tx.Now, "", 0
	}
	s.Record, s.Version = in.record, s.Version+1
	if err := notify.Done(tx, s.Subject()+":close"); err != nil {
		return none(err)
	}
	return s, act.Entry{Subject: s.Subject(), Summary: say + s.Number, Detail: map[string]any{"expected": len(expected), "present": present, "reason": in.reason}}, put(tx, "study_session", s.ID, s.Version-1, sessionColumns, s.values())
}

var dropDeed = act.Define(act.Spec[closeIn, bool]{Name: "study.session.drop", Label: "取消集中学习", Right: Use, Basis: []law.ID{law.StudyOrgOffice, law.StudyOrgParty},
	Do: func(tx *act.Tx, in closeIn) (bool, act.Entry, error) {
		s, err := in.r.hosted(tx, in.id)
		if err == nil {
			err = line("reason", "取消的理由", in.reason, true)
		}
		if err == nil && s.State == Closed {
			err = fault.New(fault.Conflict, s.Number+"已经登记完，不能取消；登记错了的，写明理由更正考勤。")
		}
		if err == nil && !in.r.organises(tx.Actor, s.Groups()[0]) {
			err = in.r.notOrganiser(s.Groups()[0])
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		s.State, s.Reason, s.Code, s.CodeUntil, s.Version = Dropped, in.reason, "", 0, s.Version+1
		if err := notify.Done(tx, s.Subject()+":close"); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: s.Subject(), Summary: "取消集中学习 " + s.Number, Detail: map[string]any{"reason": in.reason}}, put(tx, "study_session", s.ID, s.Version-1, sessionColumns, s.values())
	}})

// DropSession calls a session off that was not held.
func (r *Room) DropSession(ctx context.Context, who act.Actor, session int64, reason string) error {
	_, err := dropDeed.Run(ctx, r.Door, who, closeIn{r: r, id: session, reason: db.Trimmed(reason)})
	return err
}

// early is how long before its beginning one may sign in to a session.
const early = int64(time.Hour / time.Microsecond)

// starts is the instant at which the session begins, in microseconds UTC.
func (s Session) starts() int64 {
	at, err := time.ParseInLocation("2006-01-02 15:04", s.On.String()+" "+s.At, civil.Shanghai)
	if err != nil {
		return 0
	}
	return clock.Micros(at)
}

// live reports whether a code may still be used.
func (s Session) live(at int64) bool { return s.State == Waiting && s.Code != "" && at < s.CodeUntil }

// until is the end of a code's life, as shown.
func (s Session) until() string {
	return clock.FromMicros(s.CodeUntil).In(civil.Shanghai).Format("15:04")
}

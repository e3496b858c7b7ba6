package attendance

import (
	"context"
	"errors"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var absenceColumns = []string{"person_id", "login", "name", "unit", "unit_name", "since_half", "until_half", "halves", "found", "heard", "heard_by", "heard_at", "state",
	"drafted_by", "drafted_at", "decided_by", "decided_name", "decided_at", "why"}

var absenceSelect = "SELECT id, " + strings.Join(absenceColumns, ", ") + " FROM attendance_absence"

// Absence is an absence without leave (旷工). It counts only once it is confirmed.
type Absence struct {
	ID          int64      `db:"id"`
	PersonID    int64      `db:"person_id"`
	Login       string     `db:"login"`
	Name        string     `db:"name"`
	Unit        string     `db:"unit"`
	UnitName    string     `db:"unit_name"`
	Since       civil.Half `db:"since_half"`
	Until       civil.Half `db:"until_half"`
	Halves      int64      `db:"halves"`
	Found       string     `db:"found"`
	Heard       string     `db:"heard"`
	HeardBy     string     `db:"heard_by"`
	HeardAt     int64      `db:"heard_at"`
	State       string     `db:"state"`
	DraftedBy   string     `db:"drafted_by"`
	DraftedAt   int64      `db:"drafted_at"`
	DecidedBy   string     `db:"decided_by"`
	DecidedName string     `db:"decided_name"`
	DecidedAt   int64      `db:"decided_at"`
	Why         string     `db:"why"`
}

// States of an absence without leave.
const (
	Drafted   = "draft"
	Confirmed = "confirmed"
	Dropped   = "dropped"
	Removed   = "removed" // confirmed once, and taken back
)

var absenceLabels = map[string]string{Drafted: "待核实", Confirmed: "已认定", Dropped: "不予认定", Removed: "已撤销认定"}

// Span is the stretch in words.
func (a Absence) Span() string { return span(a.Since, a.Until) }

type absenceIn struct {
	r       *Room
	cal     *calendar.Calendar
	id      int64
	a       Absence
	text    string
	confirm bool
}

const mostFound = 1000

func paragraph(field, label, v string) (string, error) {
	v = db.Trimmed(v)
	switch n := len([]rune(v)); {
	case n == 0:
		return "", fault.Field(field, "", "请写明"+label+"。")
	case n > mostFound:
		return "", fault.Field(field, "", label+"最多 1000 字，请删减。")
	}
	return v, nil
}

var draftAbsenceDeed = act.Define(act.Spec[absenceIn, int64]{Name: "attendance.absence.draft", Label: "拟缺勤记录", Right: Lead, Basis: []law.ID{law.AttAwolAbsent},
	Do: func(tx *act.Tx, in absenceIn) (int64, act.Entry, error) {
		a := in.a
		s, err := in.r.look(tx.Ctx, tx, tx.Now, in.cal)
		if err != nil {
			return 0, act.Entry{}, err
		}
		m, ok := s.member(a.PersonID)
		if !ok || !tx.Actor.May(Keep) && m.Unit != tx.Actor.Unit {
			return 0, act.Entry{}, fault.Field("person", "", "只能登记本科室的人员，请从列表中选择。")
		}
		if a.Found, err = paragraph("found", "发现的情况", a.Found); err != nil {
			return 0, act.Entry{}, err
		}
		switch {
		case m.login != "" && m.login == tx.Actor.Login:
			return 0, act.Entry{}, fault.Field("person", m.Name, "不能登记本人。")
		case a.Until <= a.Since:
			return 0, act.Entry{}, fault.Field("until", (a.Until - 1).Chinese(), "结束不能早于开始（"+a.Since.Chinese()+"）。请核对起止日期和上午、下午。")
		case a.Until > civil.Morning(s.today)+2:
			return 0, act.Entry{}, fault.Field("until", (a.Until - 1).Chinese(), "还没有到的时间不能登记。")
		}
		if err := s.free(m, a.Since, a.Until, ""); err != nil {
			return 0, act.Entry{}, err
		}
		a.Login, a.Name, a.Unit, a.UnitName = m.login, m.Name, m.Unit, m.unitName
		if a.Halves = s.worked(a.Since, a.Until); a.Halves == 0 {
			return 0, act.Entry{}, fault.Field("since", a.Since.Chinese(), "所选时间都是休息日或节假日。")
		}
		if a.ID, err = tx.Next("attendance_absence"); err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("absence_insert"), a.ID, a.PersonID, a.Login, a.Name, a.Unit, a.UnitName, int64(a.Since), int64(a.Until), a.Halves, a.Found, tx.Actor.Login, tx.Now)
		tx.Touch("attendance_absence", a.ID)
		if err == nil {
			err = a.remind(tx)
		}
		return a.ID, act.Entry{Subject: act.Subject("attendance_absence", a.ID), Summary: "登记待核实的缺勤：" + a.Name + "，" + a.Span()}, err
	}})

// DraftAbsence notes that somebody was found absent; nothing follows until the
// person was heard and somebody else confirmed it.
func (r *Room) DraftAbsence(ctx context.Context, who act.Actor, a Absence) (int64, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return 0, err
	}
	return draftAbsenceDeed.Run(ctx, r.Door, who, absenceIn{r: r, cal: cal, a: a})
}

// remind keeps the to-dos of an absence in step with it: first the person has to
// say something to it, then the political section to decide.
func (a Absence) remind(tx *act.Tx) error {
	own, keep := act.Subject("attendance.absence.own", a.ID), act.Subject("attendance.absence.decide", a.ID)
	if a.State != Drafted && a.State != "" {
		return errors.Join(notify.Done(tx, own), notify.Done(tx, keep))
	}
	switch {
	case a.Heard != "":
		if err := notify.Done(tx, own); err != nil {
			return err
		}
	case a.Login != "":
		return notify.Put(tx, notify.Todo{Key: own, Login: a.Login, Text: "说明" + a.Span() + "的缺勤", URL: "/attendance/absences"})
	}
	return notify.Put(tx, notify.Todo{Key: keep, Role: org.Personnel, Text: "核实" + a.Name + a.Span() + "的缺勤", URL: "/attendance/absences"})
}

func absenceByID(tx *act.Tx, id int64) (Absence, error) {
	a, ok, err := db.Maybe[Absence](tx.Ctx, tx, absenceSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_absence", id))
	}
	return a, err
}

var hearAbsenceDeed = act.Define(act.Spec[absenceIn, bool]{Name: "attendance.absence.hear", Label: "听取缺勤说明", Right: Attend, Basis: []law.ID{law.AttAwolNosick},
	Do: func(tx *act.Tx, in absenceIn) (bool, act.Entry, error) {
		a, err := absenceByID(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		own := a.Login != "" && a.Login == tx.Actor.Login
		if !own && !tx.Actor.May(Keep) {
			return false, act.Entry{}, act.OutOfReach(act.Subject("attendance_absence", a.ID))
		}
		if a.State != Drafted {
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这件缺勤%s，不能再补充说明。", absenceLabels[a.State])
		}
		text, err := paragraph("heard", "本人的说明", in.text)
		if err != nil {
			return false, act.Entry{}, err
		}
		say := a.Name + "说明缺勤情况"
		if !own {
			say = "记录" + a.Name + "对缺勤的说明"
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("absence_heard"), a.ID, text, tx.Actor.Login, tx.Now)
		tx.Touch("attendance_absence", a.ID)
		if err == nil {
			a.Heard = text
			err = a.remind(tx)
		}
		return true, act.Entry{Subject: act.Subject("attendance_absence", a.ID), Summary: say}, err
	}})

// HearAbsence takes down what the absent person says: the person, or for the person
// whoever keeps the registers.
func (r *Room) HearAbsence(ctx context.Context, who act.Actor, id int64, text string) error {
	_, err := hearAbsenceDeed.Run(ctx, r.Door, who, absenceIn{r: r, id: id, text: text})
	return err
}

var decideAbsenceDeed = act.Define(act.Spec[absenceIn, bool]{Name: "attendance.absence.decide", Label: "认定缺勤", Right: Keep, Basis: []law.ID{law.AttAwolAbsent},
	Do: func(tx *act.Tx, in absenceIn) (bool, act.Entry, error) {
		a, err := absenceByID(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		state, say := Confirmed, "认定旷工"
		if !in.confirm {
			state, say = Dropped, "不予认定旷工"
		}
		why := db.Trimmed(in.text)
		switch {
		case a.Login != "" && a.Login == tx.Actor.Login:
			return false, act.Entry{}, fault.New(fault.Rule, "不能认定本人的缺勤，请由政工科其他人员办理。")
		case a.DraftedBy == tx.Actor.Login:
			return false, act.Entry{}, fault.New(fault.Rule, "缺勤由您登记，认定须由另一人办理。")
		case a.State == Confirmed && !in.confirm:
			state, say = Removed, "撤销旷工认定"
		case a.State != Drafted:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这件缺勤%s，不能再办理。", absenceLabels[a.State])
		case in.confirm && a.Heard == "":
			return false, act.Entry{}, fault.Refuse(law.AttAwolNosick, "还没有听取本人说明，不能认定旷工。请先由本人说明，或记录其说明、拒绝说明的情况。")
		}
		if why == "" {
			return false, act.Entry{}, fault.Field("why", "", "请写明理由。")
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("absence_decide"), a.ID, state, tx.Actor.Login, tx.Actor.Name, tx.Now, why)
		tx.Touch("attendance_absence", a.ID)
		if err == nil {
			a.State = state
			err = a.remind(tx)
		}
		return true, act.Entry{Subject: act.Subject("attendance_absence", a.ID), Summary: say + "：" + a.Name + "，" + a.Span()}, err
	}})

// DecideAbsence confirms an absence without leave, or drops it; one that was
// confirmed is taken back. It needs a second person, the absent one's side, and a
// reason.
func (r *Room) DecideAbsence(ctx context.Context, who act.Actor, id int64, confirm bool, why string) error {
	_, err := decideAbsenceDeed.Run(ctx, r.Door, who, absenceIn{r: r, id: id, confirm: confirm, text: why})
	return err
}

// Absences lists absences without leave within the actor's sight: all for whoever
// keeps the registers, the unit's for its head, else the own ones.
func (r *Room) Absences(ctx context.Context, who act.Actor) ([]Absence, error) {
	f := db.NewFilter()
	switch {
	case who.May(Keep):
	case who.May(Lead):
		f.And("(unit = ? OR login = ?)", who.Unit, who.Login)
	default:
		f.And("login = ? AND login <> ''", who.Login)
	}
	return db.All[Absence](ctx, r.Door.Reader(), absenceSelect+f.Where()+" ORDER BY id DESC LIMIT 500", f.Args()...)
}

package desk

import (
	"context"
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/desk/clocks"
)

func headAsk(r *Room) org.Ask { return org.Ask{Who: org.WhoSectionHead, Unit: r.Org.Places.Office} }

// Watched is what one look at the desk found.
type Watched struct {
	Alarms int   `json:"alarms"` // clocks newly missed, or newly told to the director
	Untold int   `json:"untold"` // entries of which the leader should be told by now
	Alone  bool  `json:"alone"`  // nobody came to take over
	Books  []int `json:"books"`  // years whose log book went to the archive
}

type watchIn struct{ r *Room }

var watchDeed = act.Define(act.Spec[watchIn, Watched]{Name: "duty.desk.watch", Label: "核对值班时限", Right: Use, Basis: []law.ID{law.DutyEmergImmediate, law.DutyReportLeader, law.DutyHandoverStrict, law.DutyLogBook},
	Quiet: "a minute in which nothing was missed is not worth an entry",
	Do:    func(tx *act.Tx, in watchIn) (Watched, act.Entry, error) { return in.r.watch(tx) }})

// Watch looks whether a clock was missed, and tells the duty leader, and after the
// card's further minutes the director; reminds of what the leader has not been told;
// tells the leader when nobody came to take over; binds the log books of years that
// are over and closed. It is for the job of every minute.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("值班时限"), watchIn{r})
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	open, err := incidents.list(tx.Ctx, tx, "WHERE x.state = 'open' ORDER BY x.id")
	if err != nil {
		return none(err)
	}
	for _, i := range open {
		n, err := r.lookAt(tx, s, i)
		if err != nil {
			return none(err)
		}
		out.Alarms += n
	}
	if out.Untold, err = r.remindUntold(tx, s); err != nil {
		return none(err)
	}
	if x := s.on; x.ID != 0 && x.PlannedUntil != 0 && tx.Now > x.PlannedUntil && x.AloneAt == 0 {
		_, waits, err := stints.maybe(tx.Ctx, tx, "WHERE x.state = $1", Waiting)
		if err != nil {
			return none(err)
		}
		if !waits {
			if x, err = stints.locked(tx, x.ID); err == nil {
				err = r.alone(tx, s, x)
			}
			if err != nil {
				return none(err)
			}
			out.Alone = true
		}
	}
	if out.Books, err = r.bind(tx); err != nil {
		return none(err)
	}
	if out.Alarms == 0 && out.Untold == 0 && !out.Alone && len(out.Books) == 0 {
		return out, act.Entry{}, nil
	}
	say := fmt.Sprintf("核对值班时限：超时通知 %d 次，提醒报告 %d 条", out.Alarms, out.Untold)
	if out.Alone {
		say += "，无人接班"
	}
	return out, act.Entry{Subject: "duty_desk", Summary: say, Detail: out}, nil
}

// lookAt gives the alarms of one incident that are due and were not given yet.
func (r *Room) lookAt(tx *act.Tx, s *scene, i Incident) (int, error) {
	course, err := stepsOf(tx.Ctx, tx, i.ID)
	if err != nil {
		return 0, err
	}
	sent, err := bulletinsOf(tx.Ctx, tx, i.ID)
	if err != nil {
		return 0, err
	}
	list, err := r.clocksOf(tx.Ctx, i, course, sent, tx.Now)
	if err != nil {
		return 0, err
	}
	given, err := alarms.list(tx.Ctx, tx, "WHERE x.incident_id = $1", i.ID)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, a := range given {
		known[fmt.Sprint(a.Line, a.Started, a.Level)] = true
	}
	n := 0
	for _, c := range list {
		if c.State != clocks.Overdue { // what was answered late stays visible with the incident
			continue
		}
		levels := []string{RankLeader}
		if after := s.minutes(law.DutyEmergImmediate, "escalate_after"); after > 0 && tx.Now > c.Due+int64(after)*minute {
			levels = append(levels, RankDirector)
		}
		for _, level := range levels {
			if known[fmt.Sprint(string(c.Line), c.Start, level)] {
				continue
			}
			if err := r.alarm(tx, s, i, c, level); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

func (r *Room) alarm(tx *act.Tx, s *scene, i Incident, c clocks.Clock, level string) error {
	a := Alarm{Incident: i.ID, Line: string(c.Line), Started: c.Start, Due: c.Due, Level: level, MadeAt: tx.Now}
	say := fmt.Sprintf("突发事件 %s：“%s”已超时，最迟应在 %s，立即补办并登记", i.Number, LineLabel(c.Line), near(c.Due, tx.Now))
	if level == RankLeader {
		a.Login, _ = s.leader()
		if err := r.tellLeader(tx, s, i.Subject()+":late", i.url(), say); err != nil {
			return err
		}
		if s.on.ID != 0 {
			if err := notify.Put(tx, notify.Todo{Key: i.Subject() + ":late_desk", Login: s.on.Login, URL: i.url(), Text: say, Due: tx.Today}); err != nil {
				return err
			}
		}
	} else {
		for _, p := range s.holders(org.Ask{Who: org.WhoDirector}) {
			if a.Login = s.chart.Login(p.ID); a.Login != "" {
				break
			}
		}
		t := notify.Todo{Key: i.Subject() + ":late_director", Login: a.Login, URL: i.url(), Text: say, Due: tx.Today}
		if a.Login == "" {
			t.Role, t.Unit = org.Staff, r.Org.Places.Office
		}
		if err := notify.Put(tx, t); err != nil {
			return err
		}
	}
	return alarms.insert(tx, &a)
}

// remindUntold reminds whoever sits at the desk, once for each entry.
func (r *Room) remindUntold(tx *act.Tx, s *scene) (int, error) {
	list, err := r.untold(tx.Ctx, tx, s)
	n := 0
	for _, e := range list {
		if e.RemindedAt != 0 {
			continue
		}
		if e, err = entries.locked(tx, e.ID); err != nil {
			return n, err
		}
		e.RemindedAt = tx.Now
		login := e.MadeBy
		if s.on.ID != 0 {
			login = s.on.Login
		}
		if err := notify.Put(tx, notify.Todo{Key: e.Subject() + ":untold", Login: login, URL: fmt.Sprintf("/duty/log/%d", e.ID), Text: "值班记录 " + e.Number() + " 还没有报带班领导", Due: tx.Today}); err != nil {
			return n, err
		}
		if err := entries.save(tx, &e); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}

// bind closes the log books of years that are over and have nothing open.
func (r *Room) bind(tx *act.Tx) ([]int, error) {
	years, err := db.All[int](tx.Ctx, tx, q.SQL("log_years"), tx.Today.Year)
	var out []int
	for _, y := range years {
		open, err := db.One[int](tx.Ctx, tx, q.SQL("log_open"), y)
		if err != nil {
			return out, err
		}
		if open > 0 {
			continue
		}
		b := Book{Year: int64(y), ClosedAt: tx.Now}
		if b.Entries, err = db.One[int](tx.Ctx, tx, q.SQL("log_count"), y); err != nil {
			return out, err
		}
		secret, err := db.One[int](tx.Ctx, tx, q.SQL("log_secret"), y)
		if err != nil {
			return out, err
		}
		b.Secret = secret > 0
		if err := act.Insert(tx, "duty_book", b.Year, books.columns, books.values(&b)); err != nil {
			return out, err
		}
		if r.File != nil {
			if err := r.Flow.Owe(tx, act.Subject("duty_book", b.Year)); err != nil {
				return out, err
			}
		}
		out = append(out, y)
	}
	return out, err
}

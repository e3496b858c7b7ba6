package followup

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Year is the month table of a year.
func (r *Room) Year(ctx context.Context, year int) ([]Row, error) {
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return nil, err
	}
	return r.year(ctx, r.Door.Reader(), book, year, r.Door.Today())
}

func (r *Room) year(ctx context.Context, rd db.Reader, book *rulebook.Book, year int, today civil.Date) ([]Row, error) {
	var held []Sitting
	var err error
	if r.Sittings != nil {
		if held, err = r.Sittings(ctx, rd, civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31}); err != nil {
			return nil, err
		}
	}
	var since civil.Date
	if r.Since != nil {
		if since, err = r.Since(ctx, rd); err != nil {
			return nil, err
		}
	}
	missed, err := db.All[Missed](ctx, rd, q.SQL("missed_of_year"), year)
	return Months(book, year, since, today, held, missed), err
}

type explainIn struct {
	r *Room
	m Missed
}

var explainDeed = act.Define(act.Spec[explainIn, Missed]{Name: "followup.cadence.explain", Label: "说明会议未开原因", Right: Use, Basis: []law.ID{law.MtgReportCalendar},
	Do: func(tx *act.Tx, in explainIn) (Missed, act.Entry, error) { return in.r.explain(tx, in.m) }})

// Explain writes down why a kind of meeting was not held in a month that is over, or
// for a yearly kind (Month 0) in a year that is over. The unit that serves it can;
// a second time replaces the first.
func (r *Room) Explain(ctx context.Context, who act.Actor, m Missed) (Missed, error) {
	return explainDeed.Run(ctx, r.Door, who, explainIn{r, m})
}

func (r *Room) explain(tx *act.Tx, m Missed) (Missed, act.Entry, error) {
	none := func(err error) (Missed, act.Entry, error) { return Missed{}, act.Entry{}, err }
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return none(err)
	}
	k, ok := book.Meetings.Kind(m.Kind)
	switch {
	case !ok:
		return none(fault.Field("kind", m.Kind, "没有这种会议，请从月历里选择。"))
	case k.Collector.Unit == "" || tx.Actor.Unit != k.Collector.Unit:
		return none(fault.New(fault.Forbidden, k.Name+"没有开的原因由负责会务的科室填写。"))
	case m.Year < 2000 || m.Year > tx.Today.Year || m.Month < 0 || m.Month > 12:
		return none(fault.Field("month", fmt.Sprintf("%d-%d", m.Year, m.Month), "月份不对，请从月历里选择。"))
	}
	rows, err := r.year(tx.Ctx, tx, book, m.Year, tx.Today)
	if err != nil {
		return none(err)
	}
	for _, row := range rows {
		if row.Kind.Code == m.Kind && !row.Cells[m.Month].Missing() {
			return none(fault.Newf(fault.Conflict, "%s%s没有缺会，不用说明。", monthWords(m.Year, m.Month), k.Name))
		}
	}
	if m.Reason, err = text("reason", m.Reason, "请写明为什么没有开。", mostWhat); err != nil {
		return none(err)
	}
	m.Person, m.MadeBy, m.MadeAt = tx.Actor.Name, tx.Actor.Login, tx.Now
	values := []any{m.Kind, m.Year, m.Month, m.Reason, m.Person, m.MadeBy, m.MadeAt}
	id, known, err := db.Maybe[int64](tx.Ctx, tx, q.SQL("missed_at"), m.Kind, m.Year, m.Month)
	if err != nil {
		return none(err)
	}
	if m.ID = id; known {
		err = act.Overwrite(tx, "meeting_followup_missed", id, missedColumns, values)
	} else if m.ID, err = tx.Next("meeting_followup_missed"); err == nil {
		err = act.Insert(tx, "meeting_followup_missed", m.ID, missedColumns, values)
	}
	return m, act.Entry{Subject: act.Subject("meeting_followup_missed", m.ID), Summary: "说明" + monthWords(m.Year, m.Month) + k.Name + "未开的原因", Basis: []law.ID{k.Cadence.Clause}}, err
}

func monthWords(year, month int) string {
	if month == 0 {
		return fmt.Sprintf("%d年", year)
	}
	return fmt.Sprintf("%d年%d月", year, month)
}

type reminded struct {
	ID     int64  `db:"id"`
	Word   string `db:"word"`
	Open   bool   `db:"open"`
	MadeAt int64  `db:"made_at"`
}

// remindMeetings reminds the posts that serve a meeting which is still wanting, once
// for each month or year, and takes back what has been met or is over. It gives how
// many reminders are new.
func (r *Room) remindMeetings(tx *act.Tx, s *scene) (int, error) {
	if r.Sittings == nil {
		return 0, nil // nobody knows whether there was a meeting
	}
	rows, err := r.year(tx.Ctx, tx, s.book, tx.Today.Year, tx.Today)
	if err != nil {
		return 0, err
	}
	by, err := LifeBy(s.book, tx.Today.Year)
	if err != nil {
		return 0, err
	}
	kinds, err := Wanting(s.book, tx.Today, by, rows)
	if err != nil {
		return 0, err
	}
	want := map[string]bool{}
	n := 0
	for _, k := range kinds {
		month, due := int(tx.Today.Month), lastOf(tx.Today)
		if k.Cadence.Per == "year" {
			month, due = 0, by
		}
		word := fmt.Sprintf("%s:%d-%d", k.Code, tx.Today.Year, month)
		want[word] = true
		_, known, err := db.Maybe[reminded](tx.Ctx, tx, q.SQL("reminded_word"), word)
		if err != nil {
			return n, err
		}
		if known {
			continue
		}
		n++
		id, err := tx.Next("meeting_followup_reminded")
		if err != nil {
			return n, err
		}
		if err := act.Insert(tx, "meeting_followup_reminded", id, remindedColumns, []any{word, true, tx.Now}); err != nil {
			return n, err
		}
		t := notify.Todo{Key: "followup_cadence:" + word, Role: org.Staff, Unit: k.Collector.Unit, Text: monthWords(tx.Today.Year, month) + "还没有开" + k.Name + "，也没有安排", URL: fmt.Sprintf("/followup/calendar?year=%d", tx.Today.Year), Due: due}
		for _, p := range s.chart.Holders(k.Secretary.Posts...) {
			if login := s.chart.Login(p.ID); login != "" {
				t.Login, t.Role, t.Unit = login, "", ""
			}
		}
		if err := notify.Put(tx, t); err != nil {
			return n, err
		}
	}
	open, err := db.All[reminded](tx.Ctx, tx, q.SQL("reminded"))
	if err != nil {
		return n, err
	}
	for _, x := range open {
		if want[x.Word] {
			continue
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("reminded_set"), x.ID, 0); err != nil {
			return n, err
		}
		tx.Touch("meeting_followup_reminded", x.ID)
		if err := notify.Done(tx, "followup_cadence:"+x.Word); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

var remindedColumns = []string{"word", "open", "made_at"}

// lastOf is the last day of the month of a day.
func lastOf(d civil.Date) civil.Date {
	next := civil.Date{Year: d.Year, Month: d.Month + 1, Day: 1}
	if d.Month == 12 {
		next = civil.Date{Year: d.Year + 1, Month: 1, Day: 1}
	}
	return next.AddDays(-1)
}

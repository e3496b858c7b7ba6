package calendar

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"sync"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Rights of this package. The two are meant for different people; the deed
// refuses the same person in any case.
const (
	Enter   act.Right = "calendar.enter"   // enter a year's arrangement
	Confirm act.Right = "calendar.confirm" // put it in force, as a second person
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "calendar", Base: 2200, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

func init() {
	org.NameRights(map[act.Right]string{Enter: "录入节假日安排", Confirm: "确认节假日安排"})
	act.Watch("calendar_notice", "year", "title", "number", "url", "spans", "state", "entered_by", "entered_name", "entered_at", "decided_by", "decided_name", "decided_at", "reason")
}

// The states of a stored notice.
const (
	Entered   = "entered"
	Confirmed = "confirmed"
	Rejected  = "rejected"
)

// Stored is a notice entered by the bureau.
type Stored struct {
	ID          int64  `db:"id"`
	Year        int    `db:"year"`
	Title       string `db:"title"`
	Number      string `db:"number"`
	URL         string `db:"url"`
	Text        string `db:"spans"` // as Lines writes spans
	State       string `db:"state"`
	EnteredBy   string `db:"entered_by"`
	EnteredName string `db:"entered_name"`
	EnteredAt   int64  `db:"entered_at"`
	DecidedBy   string `db:"decided_by"`
	DecidedName string `db:"decided_name"`
	DecidedAt   int64  `db:"decided_at"`
	Reason      string `db:"reason"`
}

// Notice makes the arrangement that is stored.
func (s Stored) Notice() (Notice, error) {
	spans, err := ReadLines(s.Year, s.Text)
	n := Notice{Year: s.Year, Title: s.Title, URL: s.URL, Spans: spans, Replaces: true}
	if s.Number != "" {
		n.Title += "（" + s.Number + "）"
	}
	return n, err
}

// Store keeps the notices that the bureau has entered, beside the official ones
// that come with the program.
type Store struct {
	Door *act.Door

	mu    sync.Mutex
	stamp stamp
	now   *Calendar
}

// stamp changes with every notice that comes into force.
type stamp struct {
	N    int64 `db:"n"`
	Last int64 `db:"last"`
}

// Current is the calendar in force: the official one with what was confirmed. It
// is made anew only when something was, on whichever node.
func (s *Store) Current(ctx context.Context) (*Calendar, error) {
	r := s.Door.Reader()
	at, err := db.One[stamp](ctx, r, q.SQL("stamp"))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil && s.stamp == at {
		return s.now, nil
	}
	c, err := with(ctx, r, Official())
	if err != nil {
		return nil, err
	}
	s.now, s.stamp = c, at
	return c, nil
}

// with adds what is confirmed to a calendar.
func with(ctx context.Context, r db.Reader, c *Calendar) (*Calendar, error) {
	list, err := db.All[Stored](ctx, r, q.SQL("in_force"))
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		n, err := x.Notice()
		if err == nil {
			c, err = c.With(n)
		}
		if err != nil {
			return nil, fmt.Errorf("calendar: notice %d: %w", x.ID, err)
		}
	}
	return c, nil
}

// Notices lists what was entered, the oldest first.
func (s *Store) Notices(ctx context.Context) ([]Stored, error) {
	return db.All[Stored](ctx, s.Door.Reader(), q.SQL("notices"))
}

// Find gives one entered notice.
func (s *Store) Find(ctx context.Context, id int64) (Stored, error) {
	return db.One[Stored](ctx, s.Door.Reader(), q.SQL("notice"), id)
}

// Draft is a notice to be entered. Text is read by ReadLines.
type Draft struct {
	Year               int
	Title, Number, URL string
	Text               string
	Replaces           bool // the year is known already and this takes its place
}

func (d Draft) notice() (Notice, error) {
	if strings.TrimSpace(d.Title) == "" {
		return Notice{}, fault.Field("title", "", "请填写通知名称，例如“国务院办公厅关于"+fmt.Sprint(d.Year)+"年部分节假日安排的通知”。")
	}
	if d.URL != "" && !strings.HasPrefix(d.URL, "https://") && !strings.HasPrefix(d.URL, "http://") {
		return Notice{}, fault.Field("url", d.URL, "网址应以 https:// 或 http:// 开头；没有网址可以不填。")
	}
	spans, err := ReadLines(d.Year, d.Text)
	return Notice{Year: d.Year, Title: d.Title, URL: d.URL, Spans: spans, Replaces: d.Replaces}, err
}

var enter = act.Define(act.Spec[Draft, int64]{
	Name: "calendar.notice.enter", Label: "录入放假安排", Right: Enter, Basis: []law.ID{law.Holidays, law.CommonWorkday},
	Do: func(tx *act.Tx, d Draft) (int64, act.Entry, error) {
		for _, s := range []*string{&d.Title, &d.Number, &d.URL, &d.Text} {
			*s = db.Clean(*s)
		}
		n, err := d.notice()
		if err != nil {
			return 0, act.Entry{}, err
		}
		now, err := with(tx.Ctx, tx, Official())
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := now.With(n); err != nil {
			return 0, act.Entry{}, err
		}
		waiting, ok, err := db.Maybe[Stored](tx.Ctx, tx, q.SQL("notice_waiting"), d.Year)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if ok {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%d年的安排已由%s录入一份，还没有确认。请先确认或退回那一份。", d.Year, waiting.EnteredName)
		}
		id, err := tx.Next("calendar_notice")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("notice_insert"), id, d.Year, d.Title, d.Number, d.URL, Lines(n.Spans), tx.Actor.Login, tx.Actor.Name, tx.Now); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("calendar_notice", id)
		return id, act.Entry{Subject: act.Subject("calendar_notice", id), Summary: fmt.Sprintf("录入%d年节假日安排，待第二人确认", d.Year),
			Detail: map[string]any{"title": d.Title, "number": d.Number, "spans": strings.Split(strings.TrimSpace(Lines(n.Spans)), "\n")}}, nil
	}})

// Enter takes down a year's arrangement. It is not in force before somebody else
// confirms it.
func (s *Store) Enter(ctx context.Context, who act.Actor, d Draft) (int64, error) {
	return enter.Run(ctx, s.Door, who, d)
}

type decision struct {
	ID     int64
	Yes    bool
	Reason string
}

var decide = act.Define(act.Spec[decision, bool]{
	Name: "calendar.notice.decide", Label: "复核放假安排", Right: Confirm, Basis: []law.ID{law.Holidays, law.CommonWorkday},
	Do: func(tx *act.Tx, in decision) (bool, act.Entry, error) {
		refuse := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		x, err := db.One[Stored](tx.Ctx, tx, q.SQL("notice"), in.ID)
		switch {
		case err != nil:
			return refuse(err)
		case x.State != Entered:
			return refuse(fault.Newf(fault.Conflict, "这份安排已由%s%s。", x.DecidedName, map[string]string{Confirmed: "确认", Rejected: "退回"}[x.State]))
		case x.EnteredBy == tx.Actor.Login:
			return refuse(fault.Refuse(law.SeparationOfDuties, "录入的人不能自己确认，请另一位有权的同事核对。"))
		case !in.Yes && strings.TrimSpace(in.Reason) == "":
			return refuse(fault.Field("reason", "", "请写明退回的理由，便于重新录入。"))
		}
		state, word := Rejected, "退回"
		if in.Yes {
			state, word, in.Reason = Confirmed, "确认", ""
			now, err := with(tx.Ctx, tx, Official())
			if err != nil {
				return refuse(err)
			}
			n, err := x.Notice()
			if err == nil {
				_, err = now.With(n)
			}
			if err != nil {
				return refuse(err)
			}
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("notice_decide"), x.ID, state, tx.Actor.Login, tx.Actor.Name, tx.Now, db.Clean(in.Reason)); err != nil {
			return refuse(err)
		}
		tx.Touch("calendar_notice", x.ID)
		summary := fmt.Sprintf("%s%d年节假日安排", word, x.Year)
		if in.Yes {
			summary += "，自此按它计算工作日"
		} else {
			summary += "：" + in.Reason
		}
		return true, act.Entry{Subject: act.Subject("calendar_notice", x.ID), Summary: summary}, nil
	}})

// Confirm puts an entered notice in force. Whoever entered it is refused.
func (s *Store) Confirm(ctx context.Context, who act.Actor, id int64) error {
	_, err := decide.Run(ctx, s.Door, who, decision{ID: id, Yes: true})
	return err
}

// Reject sends an entered notice back with a reason; it never comes into force.
func (s *Store) Reject(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := decide.Run(ctx, s.Door, who, decision{ID: id, Reason: reason})
	return err
}

package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Watched is what a daily look found.
type Watched struct {
	Open  int      `json:"open"`
	Moved []string `json:"moved"` // numbers whose last day another calendar moved
	Late  []string `json:"late"`
}

type watchIn struct{ r *Room }

type reckoned struct {
	Event int64      `db:"event_id"`
	Due   civil.Date `db:"due"`
}

var watchDeed = act.Define(act.Spec[watchIn, Watched]{Name: "disclosure.watch", Label: "核对公开期限", Right: Use, Basis: []law.ID{law.FoiRegisterPrint, law.CommonWorkday},
	Quiet: "a day on which nothing moved and nothing is late is not worth an entry",
	Do:    func(tx *act.Tx, in watchIn) (Watched, act.Entry, error) { return in.r.watch(tx) }})

// Watch counts the open applications anew. A newer arrangement of holidays, or
// days of a local closure, that moves a last day gives whoever handles the application a to-do with the old day
// and the new; who waits for an applicant or a third party is reminded when their
// time is over; what is late asks for an explanation to the authority in charge.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("信息公开期限"), watchIn{r})
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	f := db.In(db.NewFilter(), "x.state", open)
	list, err := db.All[Application](tx.Ctx, tx, applicationSelect+f.Where()+" ORDER BY x.id", f.Args()...)
	if err != nil || len(list) == 0 {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	events, err := r.histories(tx.Ctx, tx, list)
	if err != nil {
		return none(err)
	}
	out.Open = len(list)
	for _, a := range list {
		w := &working{r: r, tx: tx, s: s, a: a, events: events[a.ID]}
		if err := w.count(); err != nil {
			continue // no regime for its day: its page says so
		}
		if err := w.lookAgain(&out); err != nil {
			return none(err)
		}
	}
	if len(out.Moved) == 0 && len(out.Late) == 0 {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "disclosure", Summary: fmt.Sprintf("核对信息公开期限：在办 %d 件，期限变动 %d 件，逾期 %d 件", out.Open, len(out.Moved), len(out.Late)), Detail: out}, nil
}

func (w *working) lookAgain(out *Watched) error {
	if w.f.Due.IsZero() {
		return w.windows()
	}
	before, told, err := db.Maybe[reckoned](w.tx.Ctx, w.tx, q.SQL("reckoned"), w.a.ID)
	if err != nil {
		return err
	}
	last := w.events[len(w.events)-1].ID
	if told && before.Event == last && before.Due != w.f.Due && !before.Due.IsZero() {
		out.Moved = append(out.Moved, w.a.Number)
		if err := notify.Put(w.tx, w.forHandler(notify.Todo{Key: w.a.Subject() + ":moved", URL: applicationURL(w.a.ID), Due: w.f.Due,
			Text: fmt.Sprintf("放假安排或者停止办公的日子有变，%s 的答复期限由%s改为%s，核对后告知申请人", w.a.Number, before.Due.Chinese(), w.f.Due.Chinese())})); err != nil {
			return err
		}
		if err := w.remind(); err != nil {
			return err
		}
	} else if !told || before.Event != last {
		if _, err := db.Exec(w.tx.Ctx, w.tx, q.SQL("reckon"), w.a.ID, last, w.f.Due, w.tx.Now); err != nil {
			return err
		}
	}
	if w.tx.Today.After(w.f.Due) && Running(w.a.State) && w.a.State != AwaitFix && w.a.State != AwaitFee {
		out.Late = append(out.Late, w.a.Number)
		if err := notify.Put(w.tx, notify.Todo{Key: w.a.Subject() + ":late", Role: org.Staff, Unit: w.r.office(), URL: applicationURL(w.a.ID), Due: w.f.Due, Text: w.a.Number + " 已经逾期，尽快答复，并向主管部门说明"}); err != nil {
			return err
		}
	}
	return w.windows()
}

// forHandler addresses a to-do to who handles the application: the person named, or
// everybody of the unit.
func (w *working) forHandler(t notify.Todo) notify.Todo {
	if w.a.Handler != "" {
		t.Login = w.a.Handler
		return t
	}
	t.Role, t.Unit = org.Staff, w.a.Unit
	if t.Unit == "" {
		t.Unit = w.r.office()
	}
	return t
}

// windows reminds the office of those who were asked and whose time is over. Nobody
// is taken to have agreed: somebody decides.
func (w *working) windows() error {
	list, err := consultsOf(w.tx.Ctx, w.tx, w.a.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		due := w.window(c)
		if !w.st.Open(c.Tag) || due.IsZero() || !w.tx.Today.After(due) {
			continue
		}
		if err := notify.Put(w.tx, notify.Todo{Key: fmt.Sprintf("%s:%s", w.a.Subject(), c.Tag), Role: org.Staff, Unit: w.r.office(), URL: applicationURL(w.a.ID), Due: due, Text: w.a.Number + " 征求意见（" + c.Tag + "）到期没有答复，决定怎样办"}); err != nil {
			return err
		}
	}
	return nil
}

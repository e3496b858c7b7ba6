package duty

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// States of a swap.
const (
	Asked     = "asked"
	Arranged  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Stale     = "stale"
)

var swapLabels = map[string]string{Asked: "待带班领导安排", Arranged: "已安排", Refused: "未同意", Withdrawn: "已撤回", Stale: "待重新确认"}

var reasonLabels = map[string]string{"sick": "因病", "personal": "因事"}

// Swap is that somebody else has a shift, or the rest of it.
type Swap struct {
	ID          int64  `db:"id"`
	ShiftID     int64  `db:"shift_id"`
	ShiftRev    int64  `db:"shift_rev"`
	Track       string `db:"track"`
	Kind        string `db:"kind"` // swap, takeover
	FromID      int64  `db:"from_id"`
	ToID        int64  `db:"to_id"`
	From        int64  `db:"from_at"`
	Until       int64  `db:"until_at"`
	Reason      string `db:"reason"` // sick, personal
	Words       string `db:"words"`
	State       string `db:"state"`
	AskedBy     string `db:"asked_by"`
	AskedAt     int64  `db:"asked_at"`
	DecidedBy   string `db:"decided_by"`
	DecidedName string `db:"decided_name"`
	DecidedAt   int64  `db:"decided_at"`
	Answer      string `db:"answer"`
	Ruling      string `db:"ruling"`
}

// StateLabel is the Chinese word of the state.
func (w Swap) StateLabel() string { return swapLabels[w.State] }

// URL is the page of the swap.
func (w Swap) URL() string { return fmt.Sprintf("/duty/swaps/%d", w.ID) }

func (w Swap) key() string { return act.Subject("duty_swap", w.ID) }

func (w Swap) values() []any {
	return []any{w.ShiftID, w.ShiftRev, w.Track, w.Kind, w.FromID, w.ToID, w.From, w.Until, w.Reason, w.Words, w.State, w.AskedBy, w.AskedAt, w.DecidedBy, w.DecidedName, w.DecidedAt, w.Answer, w.Ruling}
}

var swapSelect = "SELECT w.id, w." + strings.Join(swapColumns, ", w.") + " FROM duty_swap w"

func swapOf(tx *act.Tx, id int64) (Swap, error) {
	w, ok, err := act.Locked[Swap](tx, swapSelect+" WHERE w.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("duty_swap", id))
	}
	return w, err
}

func putSwap(tx *act.Tx, w Swap) error {
	return act.Overwrite(tx, "duty_swap", w.ID, swapColumns, w.values())
}

// turnOf finds a published shift with the scene around it and who has it now.
func (r *Room) turnOf(tx *act.Tx, id int64) (Shift, *scene, Watch, error) {
	x, err := shiftOf(tx, id)
	if err != nil {
		return x, nil, Watch{}, err
	}
	if ro, err := rosterOf(tx, x.RosterID); err != nil || ro.State != Published {
		if err == nil {
			err = fault.New(fault.Conflict, "这一班的值班表还没有公布，请联系办公室直接改排。")
		}
		return x, nil, Watch{}, err
	}
	s, err := r.look(tx.Ctx, tx, roster.Span{From: x.From, Until: x.Until})
	if err != nil {
		return x, s, Watch{}, err
	}
	at := max(x.From, min(tx.Now, x.Until-1))
	w, err := r.OnDuty(tx.Ctx, tx, at)
	return x, s, w, err
}

// Asking asks for a swap of one's own turn.
type Asking struct {
	Shift  int64
	Reason string // sick, personal
	Words  string
}

type askIn struct {
	r *Room
	a Asking
}

var askDeed = act.Define(act.Spec[askIn, Swap]{Name: "duty.swap.ask", Label: "申请换班", Right: Use, Basis: []law.ID{law.DutySwapReport},
	Do: func(tx *act.Tx, in askIn) (Swap, act.Entry, error) { return in.r.ask(tx, in.a) }})

// AskSwap asks the leader of one's shift for a substitute (clause duty.swap.report). A
// turn that is not the actor's own is refused, and so is one whose leader is away.
func (r *Room) AskSwap(ctx context.Context, who act.Actor, a Asking) (Swap, error) {
	return askDeed.Run(ctx, r.Door, who, askIn{r, a})
}

func (r *Room) ask(tx *act.Tx, a Asking) (Swap, act.Entry, error) {
	none := func(err error) (Swap, act.Entry, error) { return Swap{}, act.Entry{}, err }
	x, s, w, err := r.turnOf(tx, a.Shift)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	a.Words = db.Trimmed(a.Words)
	switch {
	case w.Officer.Person != me.ID || w.Officer.Shift != x.ID:
		if w.Leader.Person == me.ID {
			return none(fault.Refuse(law.DutySwapReport, "换班由值班员提出。带班领导不能带班的，请联系办公室改排。"))
		}
		return none(&fault.Error{Kind: fault.Rule, Clause: law.DutySwapReport, Field: "shift", Value: x.When(), Say: "这一班不是您的，只能为本人的班申请换班。"})
	case x.Until <= tx.Now:
		return none(fault.New(fault.Conflict, "这一班已经过去，不能再换。"))
	case reasonLabels[a.Reason] == "":
		return none(fault.Field("reason", a.Reason, "请选择因病或因事。"))
	case a.Words == "" && a.Reason != "sick":
		return none(fault.Field("words", "", "因事换班的，请写明缘由。"))
	case len([]rune(a.Words)) > 200:
		return none(fault.Field("words", a.Words, "缘由不超过200字。"))
	case s.set.Lead > 0 && a.Reason != "sick" && x.From-tx.Now < int64(s.set.Lead)*60*minute:
		return none(fault.Refuse(law.DutySwapReport, fmt.Sprintf("因事换班须提前 %d 小时提出，请直接向带班领导报告。", s.set.Lead)))
	}
	leader, err := s.leading(w, x)
	if err != nil {
		return none(err)
	}
	open, err := db.All[Swap](tx.Ctx, tx, swapSelect+" WHERE w.shift_id = $1 AND w.track = 'officer' AND w.state IN ('asked', 'stale') ORDER BY w.id", x.ID)
	if err != nil {
		return none(err)
	}
	if len(open) > 0 {
		return none(fault.New(fault.Conflict, "这一班已经申请换班，"+open[0].StateLabel()+"。"))
	}
	n := Swap{ShiftID: x.ID, ShiftRev: x.Rev, Track: Officer, Kind: "swap", FromID: me.ID, From: max(x.From, w.Officer.From), Until: x.Until, Reason: a.Reason, Words: a.Words, State: Asked, AskedBy: tx.Actor.Login, AskedAt: tx.Now}
	if n.ID, err = tx.Next("duty_swap"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "duty_swap", n.ID, swapColumns, n.values()); err != nil {
		return none(err)
	}
	if err := notify.Put(tx, notify.Todo{Key: n.key(), Login: leader, Text: "安排替班：" + me.Name + reasonLabels[a.Reason] + "不能值" + x.When() + "的班", URL: n.URL(), Due: x.Day}); err != nil {
		return none(err)
	}
	return n, act.Entry{Subject: n.key(), Summary: me.Name + "申请换班：" + x.When(), Detail: map[string]any{"shift": x.ID}}, nil
}

// leading is the account of who leads a shift; a leader who is away or has no account
// is told of with the remedy.
func (s *scene) leading(w Watch, x Shift) (string, error) {
	id := w.Leader.Person
	if id == 0 {
		return "", fault.Refuse(law.DutySwapArrange, "这一班没有带班领导，请联系办公室先排定。")
	}
	name := s.chart.Person(id).Name
	if slices.ContainsFunc(s.away[id], x.Shape().Meets) {
		return "", fault.Refuse(law.DutySwapArrange, "这一班的带班领导"+name+"请假或出差，不能安排换班。请联系办公室先改排带班领导。")
	}
	login := s.now.Login(id)
	if login == "" {
		return "", fault.Refuse(law.DutySwapArrange, "带班领导"+name+"没有可用的账号。请直接报告，由办公室改排。")
	}
	return login, nil
}

// Arranging names the substitute of a swap.
type Arranging struct {
	Swap   int64
	Person int64
	Words  string
}

type arrangeIn struct {
	r *Room
	a Arranging
}

var arrangeDeed = act.Define(act.Spec[arrangeIn, Swap]{Name: "duty.swap.arrange", Label: "安排替班", Right: Use, Basis: []law.ID{law.DutySwapArrange, law.DutySwapPrivate, law.DutyLeaveBefore},
	Do: func(tx *act.Tx, in arrangeIn) (Swap, act.Entry, error) { return in.r.arrange(tx, in.a) }})

// Arrange names the substitute for a swap that was asked for, or confirms one whose
// shift was changed. Only the leader of that shift can (clauses duty.swap.arrange,
// duty.swap.private); who has begun the shift hands over first (duty.leave.before).
func (r *Room) Arrange(ctx context.Context, who act.Actor, a Arranging) (Swap, error) {
	return arrangeDeed.Run(ctx, r.Door, who, arrangeIn{r, a})
}

// judgeSwap asks the book whether a swap counts.
func judgeSwap(b *rulebook.Book, s *scene, leader, handed bool) (rulebook.Decision, error) {
	facts := map[string]string{"requested_by": "duty_officer", "arranged_by": "colleague", "handed_over": fmt.Sprint(handed)}
	if leader {
		facts["arranged_by"] = "duty_leader"
	}
	return b.Judge("duty.swap", dayOf(s.span.From), facts)
}

func (r *Room) arrange(tx *act.Tx, a Arranging) (Swap, act.Entry, error) {
	none := func(err error) (Swap, act.Entry, error) { return Swap{}, act.Entry{}, err }
	w, err := swapOf(tx, a.Swap)
	if err != nil {
		return none(err)
	}
	x, s, on, err := r.turnOf(tx, w.ShiftID)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	begun, err := r.begun(tx, x)
	if err != nil {
		return none(err)
	}
	d, err := judgeSwap(s.book, s, on.Leader.Person == me.ID, !begun)
	if err != nil {
		return none(err)
	}
	switch {
	case w.State != Asked && w.State != Stale:
		return none(fault.Newf(fault.Conflict, "这件换班%s，不用再安排。", w.StateLabel()))
	case on.Leader.Person != me.ID:
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.DutySwapPrivate, Say: "替班由这一班的带班领导" + on.Leader.Name + "安排，值班员之间不能私下换班。"})
	case d.Then() != "true":
		return none(fault.Refuse(law.DutyLeaveBefore, "这一班已经开始，交接手续没有办完，值班员不能走。请先交接，或由带班领导应急顶班。"))
	case x.Until <= tx.Now:
		return none(fault.New(fault.Conflict, "这一班已经过去。"))
	case w.State == Stale && x.OfficerID != w.FromID:
		return none(fault.New(fault.Conflict, "这一班已经改由别人值，原来的换班不再需要，请驳回。"))
	case a.Person == w.FromID:
		return none(fault.Field("person", "", "替班人不能是申请人本人，请选择别人。"))
	}
	turns, err := r.around(tx.Ctx, tx, roster.Span{From: x.From, Until: x.Until}, x.ID, w.Track)
	if err != nil {
		return none(err)
	}
	if err := s.fits(a.Person, w.Track, x, turns); err != nil {
		return none(err)
	}
	ruling, err := json.Marshal(d)
	if err != nil {
		return none(err)
	}
	w.State, w.ShiftRev, w.ToID, w.DecidedBy, w.DecidedName, w.DecidedAt, w.Answer, w.Ruling = Arranged, x.Rev, a.Person, tx.Actor.Login, tx.Actor.Name, tx.Now, db.Clean(a.Words), db.Clean(string(ruling))
	if err := putSwap(tx, w); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, w.key()); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, exemptKey(x.ID)); err != nil {
		return none(err)
	}
	to := s.chart.Person(a.Person).Name
	if err := s.tell(tx, a.Person, x, w.Track, "由您替班："+x.When()+"，"+me.Name+"安排"); err != nil {
		return none(err)
	}
	if err := s.tell(tx, w.FromID, x, w.Track, "换班已安排："+x.When()+"由"+to+"替班"); err != nil {
		return none(err)
	}
	return w, act.Entry{Subject: w.key(), Summary: "安排替班：" + x.When() + "由" + to + "替" + s.chart.Person(w.FromID).Name, Detail: map[string]any{"shift": x.ID, "to": a.Person}}, nil
}

// begun reports whether somebody is at a shift already: then it is handed over first.
func (r *Room) begun(tx *act.Tx, x Shift) (bool, error) {
	open, err := db.All[present](tx.Ctx, tx, q.SQL("presence_open"), Officer)
	return x.From <= tx.Now || slices.ContainsFunc(open, func(p present) bool { return p.Shift == x.ID }), err
}

type answerIn struct {
	r     *Room
	id    int64
	words string
}

var refuseDeed = act.Define(act.Spec[answerIn, Swap]{Name: "duty.swap.refuse", Label: "不同意换班", Right: Use, Basis: []law.ID{law.DutySwapArrange},
	Do: func(tx *act.Tx, in answerIn) (Swap, act.Entry, error) { return in.r.refuse(tx, in.id, in.words) }})

// RefuseSwap says no with the reason; the turn stays with whoever has it.
func (r *Room) RefuseSwap(ctx context.Context, who act.Actor, id int64, words string) (Swap, error) {
	return refuseDeed.Run(ctx, r.Door, who, answerIn{r, id, words})
}

func (r *Room) refuse(tx *act.Tx, id int64, words string) (Swap, act.Entry, error) {
	none := func(err error) (Swap, act.Entry, error) { return Swap{}, act.Entry{}, err }
	w, err := swapOf(tx, id)
	if err != nil {
		return none(err)
	}
	x, s, on, err := r.turnOf(tx, w.ShiftID)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	words = db.Trimmed(words)
	switch {
	case err != nil:
		return none(err)
	case on.Leader.Person != me.ID:
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.DutySwapArrange, Say: "换班由这一班的带班领导" + on.Leader.Name + "答复。"})
	case w.State != Asked && w.State != Stale:
		return none(fault.Newf(fault.Conflict, "这件换班%s，不用再答复。", w.StateLabel()))
	case words == "":
		return none(fault.Field("words", "", "请写明不同意的理由。"))
	}
	w.State, w.DecidedBy, w.DecidedName, w.DecidedAt, w.Answer = Refused, tx.Actor.Login, tx.Actor.Name, tx.Now, words
	if err := putSwap(tx, w); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, w.key()); err != nil {
		return none(err)
	}
	return w, act.Entry{Subject: w.key(), Summary: "不同意换班：" + x.When()}, s.tell(tx, w.FromID, x, w.Track, "换班未同意："+x.When()+"仍由您值班")
}

var withdrawDeed = act.Define(act.Spec[answerIn, Swap]{Name: "duty.swap.withdraw", Label: "撤回换班申请", Right: Use, Basis: []law.ID{law.DutySwapReport},
	Do: func(tx *act.Tx, in answerIn) (Swap, act.Entry, error) {
		w, err := swapOf(tx, in.id)
		switch {
		case err != nil:
		case w.AskedBy != tx.Actor.Login:
			err = act.OutOfReach(w.key())
		case w.State != Asked && w.State != Stale:
			err = fault.Newf(fault.Conflict, "这件换班%s，不能撤回。", w.StateLabel())
		}
		if err != nil {
			return w, act.Entry{}, err
		}
		w.State, w.DecidedAt = Withdrawn, tx.Now
		if err := putSwap(tx, w); err != nil {
			return w, act.Entry{}, err
		}
		return w, act.Entry{Subject: w.key(), Summary: tx.Actor.Name + "撤回换班申请"}, notify.Done(tx, w.key())
	}})

// WithdrawSwap takes one's own request back.
func (r *Room) WithdrawSwap(ctx context.Context, who act.Actor, id int64) (Swap, error) {
	return withdrawDeed.Run(ctx, r.Door, who, answerIn{r: r, id: id})
}

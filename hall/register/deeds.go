package register

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

type writeIn struct {
	h       *Hall
	r       *Register
	s       surroundings
	id      int64
	version int64
	values  map[string]string
	reason  string
	void    bool
	own     bool // within a deed of a room, which has asked for its own right
}

func (h *Hall) input(ctx context.Context, code string) (writeIn, error) {
	r, err := h.Register(code)
	if err != nil {
		return writeIn{}, err
	}
	s, err := h.surroundings(ctx)
	return writeIn{h: h, r: r, s: s}, err
}

// keep asks for the register's own right, and acts in the capacity that carries it.
func (in writeIn) keep(tx *act.Tx) error {
	if err := in.r.kept(tx.Ctx, tx, tx.Actor); err != nil {
		return err
	}
	tx.Actor = tx.Actor.Using(in.r.Keep)
	return nil
}

// told is a line as the ledger names it.
func (r *Register) told(verb string, l Line) act.Entry {
	e := act.Entry{Subject: act.Subject("register_line", l.ID), Summary: fmt.Sprintf("%s%s %s", verb, r.Label, l.Number()), Basis: r.Basis}
	if !r.Closed {
		e.Summary += "：" + l.Title
	}
	return e
}

// enter writes a new line for who acts.
func (in writeIn) enter(tx *act.Tx, values map[string]string) (Line, error) {
	l, err := in.fresh(tx, values)
	if err == nil {
		err = in.put(tx, &l)
	}
	return l, err
}

// fresh is a new line of who acts, read and checked but not yet numbered.
func (in writeIn) fresh(tx *act.Tx, values map[string]string) (Line, error) {
	l := Line{Code: in.r.Code, Unit: tx.Actor.Unit, ByLogin: tx.Actor.Login, ByName: tx.Actor.Name, At: tx.Now, Version: 1}
	return l, in.settle(tx, &l, values, nil)
}

// put numbers a new line and writes it.
func (in writeIn) put(tx *act.Tx, l *Line) error {
	l.Year = l.Date("day").Year
	no, err := tx.Next(fmt.Sprintf("register:%s:%d", l.Code, l.Year))
	if err != nil {
		return err
	}
	l.No = int(no)
	if l.ID, err = tx.Next("register_line"); err != nil {
		return err
	}
	cells, err := l.row(in.r, in.s)
	if err != nil {
		return err
	}
	if err := act.Insert(tx, "register_line", l.ID, lineColumns, cells); err != nil {
		return err
	}
	return in.follow(tx, *l)
}

// settle puts values that were typed into the line: read, checked by the room, within
// what who acts may keep.
func (in writeIn) settle(tx *act.Tx, l *Line, values map[string]string, before *Line) error {
	var err error
	if l.Values, err = in.r.read(values, in.s); err != nil {
		return in.r.hush(err)
	}
	for _, f := range in.r.Fields {
		if f.Auto && before != nil && before.Values[f.Name] != "" {
			l.Values[f.Name] = before.Values[f.Name]
		}
	}
	if in.r.Check != nil {
		if err := in.r.Check(tx.Ctx, tx, l, before); err != nil {
			return in.r.hush(err)
		}
	}
	f, ok := in.r.first(Unit)
	if !ok || in.r.Whose != OwnUnit || in.own {
		return nil
	}
	x, err := in.h.reach(tx.Ctx, tx, in.r, tx.Actor)
	if err != nil {
		return err
	}
	if !x.all && l.Values[f.Name] != tx.Actor.Unit {
		return fault.Field(f.Name, in.s.unitName(l.Values[f.Name]), "只能登记本科室的"+in.r.Thing+"，请改选本科室。")
	}
	return nil
}

// follow settles what follows from a line: its to-do and the room's own consequences.
func (in writeIn) follow(tx *act.Tx, l Line) error {
	if err := in.tell(tx, l); err != nil || in.r.After == nil {
		return err
	}
	return in.r.After(tx, l)
}

// tell puts the to-do of a line before whom it waits for now, or settles it.
func (in writeIn) tell(tx *act.Tx, l Line) error {
	key := act.Subject("register_line", l.ID)
	if l.Voided == "" && !l.Due.IsZero() && !in.r.Done(l.State) {
		t := notify.Todo{Key: key, Login: l.ByLogin, Text: "办理" + in.r.Thing + "登记 " + l.Number(), URL: fmt.Sprintf("/register/%s/%d", l.Code, l.ID), Due: l.Due}
		if !in.r.Closed {
			t.Text += "：" + l.Title
		}
		switch {
		case in.r.KeptFor != nil:
			var err error
			if t.Login, err = in.r.KeptFor(tx.Ctx, tx, l); err != nil {
				return err
			}
		case in.r.Keepers != "":
			t.Login, t.Role = "", in.r.Keepers
			if in.r.Whose == OwnUnit {
				t.Unit = l.Unit
			}
		}
		if in.r.Ahead > 0 {
			t.From = l.Due.AddDays(-in.r.Ahead)
		}
		if t.Login != "" || t.Role != "" {
			return notify.Put(tx, t)
		}
	}
	return notify.Done(tx, key)
}

// Retell puts the to-dos of a register's due lines before those whom they wait for now,
// within a deed of a room: posts and accounts change hands while nobody touches a line.
func (h *Hall) Retell(tx *act.Tx, code string) error {
	in, err := h.input(tx.Ctx, code)
	if err != nil {
		return err
	}
	f := in.r.filter(code, Query{}).And("due <> ''")
	if _, ok := in.r.first(State); ok {
		f = in.r.filter(code, Query{State: Undone}).And("due <> ''")
	}
	list, err := lines(tx.Ctx, tx, f, Query{})
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := in.tell(tx, l); err != nil {
			return err
		}
	}
	return nil
}

// entered is what is kept of the answer of a deed; never what the line says.
type entered struct{ ID int64 }

var enterLine = act.Define(act.Spec[writeIn, entered]{
	Name: "register.line.enter", Label: "登记", Right: Use,
	Do: func(tx *act.Tx, in writeIn) (entered, act.Entry, error) {
		if err := in.keep(tx); err != nil {
			return entered{}, act.Entry{}, err
		}
		l, err := in.enter(tx, in.values)
		return entered{l.ID}, in.r.told("登记", l), err
	}})

// Add enters a line; values are by field name, as typed.
func (h *Hall) Add(ctx context.Context, who act.Actor, code string, values map[string]string) (Line, error) {
	in, err := h.input(ctx, code)
	if err != nil {
		return Line{}, err
	}
	in.values = values
	e, err := enterLine.Run(ctx, h.Door, who, in)
	if err != nil {
		return Line{}, err
	}
	x, err := db.One[row](ctx, h.Door.Reader(), q.SQL("line"), e.ID)
	if err != nil {
		return Line{}, err
	}
	return x.line()
}

// Enter writes a line within a deed of a room, which has asked for its own right and
// tells the ledger. Values are by field name, as typed.
func (h *Hall) Enter(tx *act.Tx, code string, values map[string]string) (Line, error) {
	in, err := h.input(tx.Ctx, code)
	if err != nil {
		return Line{}, err
	}
	in.own = true
	return in.enter(tx, values)
}

// Change sets stored values of a standing line within a deed of a room, which has asked
// for its own right and tells the ledger. The line keeps what it held, with the reason.
func (h *Hall) Change(tx *act.Tx, code string, id int64, values map[string]string, reason string) (Line, error) {
	in, err := h.input(tx.Ctx, code)
	if err != nil {
		return Line{}, err
	}
	in.own, in.id, in.reason = true, id, reason
	before, err := in.locked(tx)
	if err != nil {
		return Line{}, err
	}
	l := before
	l.Values = maps.Clone(before.Values)
	for name, v := range values {
		l.Values[name] = v
	}
	return l, in.replace(tx, before, l)
}

// standing reads the line that is to be changed, as it was seen, and keeps it.
func (in writeIn) standing(tx *act.Tx) (Line, error) {
	if err := in.keep(tx); err != nil {
		return Line{}, err
	}
	l, err := in.locked(tx)
	if err == nil && l.Version != in.version {
		err = fault.Newf(fault.Conflict, "%s刚被改过，请刷新后再改。", l.Number())
	}
	return l, err
}

func (in writeIn) locked(tx *act.Tx) (Line, error) {
	near, err := in.h.reach(tx.Ctx, tx, in.r, tx.Actor)
	if err != nil {
		return Line{}, err
	}
	x, ok, err := act.Locked[row](tx, q.SQL("line"), in.id)
	if err == nil && (!ok || x.Code != in.r.Code || !in.own && !near.covers(x)) {
		err = act.OutOfReach(act.Subject("register_line", in.id))
	}
	if err == nil && in.r.ByHand && !in.own && !near.entered(x.ByLogin) && !(in.void && near.all) {
		err = &fault.Error{Kind: fault.Forbidden, Op: "register." + in.r.Code, Say: "只有登记人本人能更正这一条；登记人已离岗的，由能看全部登记的人作废。"}
	}
	if err != nil {
		return Line{}, err
	}
	l, err := x.line()
	if err == nil && l.Voided != "" {
		err = fault.Newf(fault.Conflict, "%s已经作废，不能再改。", l.Number())
	}
	return l, err
}

// replace writes a changed line and keeps what it held.
func (in writeIn) replace(tx *act.Tx, before, l Line) error {
	reason := db.Trimmed(in.reason)
	if n := len([]rune(reason)); n == 0 || n > 200 {
		return fault.Field("reason", reason, "请写明理由，最多 200 个字。")
	}
	id, err := tx.Next("register_change")
	if err != nil {
		return err
	}
	old, err := before.row(in.r, in.s)
	if err != nil {
		return err
	}
	facts := old[slices.Index(lineColumns, "facts")]
	if err := act.Insert(tx, "register_change", id, changeColumns, []any{l.ID, before.Version, facts, reason, tx.Actor.Name, tx.Now}); err != nil {
		return err
	}
	l.Version++
	cells, err := l.row(in.r, in.s)
	if err != nil {
		return err
	}
	if err := act.Overwrite(tx, "register_line", l.ID, lineColumns, cells); err != nil {
		return err
	}
	return in.follow(tx, l)
}

var amendLine = act.Define(act.Spec[writeIn, int64]{
	Name: "register.line.amend", Label: "更正登记", Right: Use,
	Do: func(tx *act.Tx, in writeIn) (int64, act.Entry, error) {
		before, err := in.standing(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		l := before
		if err := in.settle(tx, &l, in.values, &before); err != nil {
			return 0, act.Entry{}, err
		}
		if maps.Equal(l.Values, before.Values) {
			return 0, act.Entry{}, fault.New(fault.Conflict, "没有改动。")
		}
		if d := l.Date("day"); d.Year != before.Year {
			f, _ := in.r.Field("day")
			return 0, act.Entry{}, fault.Field("day", l.Values["day"], fmt.Sprintf("%s 编在 %d 年，%s不能改到 %d 年：请作废后重新登记。", before.Number(), before.Year, f.Label, d.Year))
		}
		l.Title = l.Values["title"]
		return l.ID, in.r.told("更正", l), in.replace(tx, before, l)
	}})

// Amend changes a line that has not been changed since version, with the reason.
func (h *Hall) Amend(ctx context.Context, who act.Actor, code string, id, version int64, values map[string]string, reason string) error {
	in, err := h.input(ctx, code)
	if err != nil {
		return err
	}
	in.id, in.version, in.values, in.reason = id, version, values, reason
	_, err = amendLine.Run(ctx, h.Door, who, in)
	return err
}

var voidLine = act.Define(act.Spec[writeIn, int64]{
	Name: "register.line.void", Label: "作废登记", Right: Use,
	Do: func(tx *act.Tx, in writeIn) (int64, act.Entry, error) {
		before, err := in.standing(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		l := before
		l.Voided = db.Trimmed(in.reason)
		e := in.r.told("作废", l)
		if !in.r.Closed {
			e.Summary += "（" + l.Voided + "）"
		}
		return l.ID, e, in.replace(tx, before, l)
	}})

// Void takes a line out of force; it stays, with its number and the reason.
func (h *Hall) Void(ctx context.Context, who act.Actor, code string, id, version int64, reason string) error {
	in, err := h.input(ctx, code)
	if err != nil {
		return err
	}
	in.id, in.version, in.reason, in.void = id, version, reason, true
	_, err = voidLine.Run(ctx, h.Door, who, in)
	return err
}

type traceIn struct {
	r   *Register
	id  int64
	say string
}

var traceLine = act.Define(act.Spec[traceIn, bool]{
	Name: "register.line.trace", Label: "查看登记", Right: Use,
	Do: func(tx *act.Tx, in traceIn) (bool, act.Entry, error) {
		if err := in.r.seen(tx.Ctx, tx, tx.Actor); err != nil {
			return false, act.Entry{}, err
		}
		tx.Actor = tx.Actor.Using(in.r.See)
		subject := "register:" + in.r.Code
		if in.id != 0 {
			subject = act.Subject("register_line", in.id)
		}
		return true, act.Entry{Subject: subject, Summary: in.say, Basis: in.r.Basis}, nil
	}})

// trace writes into the ledger that somebody read what stands in a Traced register.
func (h *Hall) trace(q *web.Request, r *Register, id int64, say string) error {
	if !r.Traced {
		return nil
	}
	_, err := traceLine.Run(q.Context(), h.Door, org.Actor(q), traceIn{r, id, say})
	return err
}

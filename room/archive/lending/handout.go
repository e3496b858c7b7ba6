package lending

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// HandOut is how an application is met. Due is the last day; zero takes the
// setting loan_days for a loan and today for reading. Copies and Sealed concern
// copies only: how many of each item, and that they bear the keeping unit's seal
// mark, without which no copy leaves.
type HandOut struct {
	Due    civil.Date
	Copies int
	Sealed bool
}

// longest is the furthest due date, in days from today.
const longest = 180

// handOut gives the items out; everything about them is checked again, because
// an application may be old.
func (r *Room) handOut(tx *act.Tx, l *Loan, lines []Line, h HandOut) error {
	if l.State != Applied {
		return wrongState(l)
	}
	if l.Consent == "waiting" || l.Consent == "refused" {
		return fault.Refuse(law.ArchiveUseRegister, "这次利用"+NeedLabel(l.Need)+"，还没有得到同意，不能提供。")
	}
	due, err := r.due(tx, l, h.Due)
	if err != nil {
		return err
	}
	if l.Kind == Copying {
		if h.Copies < 1 || h.Copies > 99 {
			return fault.Field("copies", fmt.Sprint(h.Copies), "请填写复制份数，1 到 99 份。")
		}
		if !h.Sealed {
			return fault.Field("sealed", "", "复制件须加盖保管单位印章标记后才能提供，盖章后勾选。")
		}
	}
	for i := range lines {
		x := &lines[i]
		if x.State != lineAsked {
			continue
		}
		it, err := r.Archive.ItemIn(tx, x.ItemID)
		if err != nil {
			return err
		}
		if err := lendable(it); err != nil {
			return err
		}
		if l.Outsider() && it.Level >= mark.WorkSecret {
			return borrower{outside: true}.maySee(it)
		}
		if l.Kind == Lending || l.Kind == Reading {
			if err := r.free(tx, it); err != nil {
				return err
			}
			x.State = lineOut
		} else {
			x.State = lineUsed
		}
		if l.Kind == Copying {
			x.Copies, x.Sealed = int64(h.Copies), true
		}
		if err := x.store(tx); err != nil {
			return err
		}
	}
	l.State, l.Due, l.HandedOn, l.HandedBy, l.HandedName = Opened, due, tx.Today, tx.Actor.Login, tx.Actor.Name
	if l.Kind == Electronic || l.Kind == Copying {
		l.State, l.ClosedOn = Closed, tx.Today
	}
	return l.store(tx)
}

func (r *Room) due(tx *act.Tx, l *Loan, wish civil.Date) (civil.Date, error) {
	if wish.IsZero() {
		wish = l.Due
	}
	if l.Kind == Copying {
		return tx.Today, nil
	}
	if wish.IsZero() || wish.Before(tx.Today) && l.HandedOn.IsZero() && !l.Due.IsZero() && wish == l.Due {
		if l.Kind != Lending {
			return tx.Today, nil
		}
		cfg, err := r.Archive.Config(tx.Ctx)
		return tx.Today.AddDays(cfg.Int("loan_days")), err
	}
	if wish.Before(tx.Today) || wish.Sub(tx.Today) > longest {
		return wish, fault.Field("due", wish.String(), fmt.Sprintf("应还日期应在今天到 %d 天之内。", longest))
	}
	return wish, nil
}

type withWhom struct {
	Number   string     `db:"number"`
	Borrower string     `db:"borrower"`
	Due      civil.Date `db:"due"`
}

// free refuses an item that is in somebody's hands.
func (r *Room) free(tx *act.Tx, it archive.Item) error {
	w, out, err := db.Maybe[withWhom](tx.Ctx, tx, q.SQL("out_with"), it.ID)
	if err != nil || !out {
		return err
	}
	return fault.Newf(fault.Conflict, "《%s》已由%s借出（%s，应还 %s），归还前不能再借。", it.Title, w.Borrower, w.Number, w.Due)
}

// OutTo says in Chinese with whom an item is, "" if it is in the room. Give the
// deed's transaction to ask inside a deed.
func (r *Room) OutTo(ctx context.Context, rd db.Reader, item int64) (string, error) {
	w, out, err := db.Maybe[withWhom](ctx, rd, q.SQL("out_with"), item)
	if err != nil || !out {
		return "", err
	}
	return fmt.Sprintf("由%s借出（%s，应还 %s）", w.Borrower, w.Number, w.Due), nil
}

// AskedFor says in Chinese that somebody's application for an item is not answered
// yet, "" if there is none, for archive.Room.Engaged.
func (r *Room) AskedFor(ctx context.Context, rd db.Reader, item int64) (string, error) {
	number, asked, err := db.Maybe[string](ctx, rd, q.SQL("asked_for"), item)
	if err != nil || !asked {
		return "", err
	}
	return "有人申请借阅（" + number + "），尚未办结", nil
}

type lendIn struct {
	r  *Room
	id int64
	h  HandOut
}

var lend = act.Define(act.Spec[lendIn, Loan]{
	Name: "archive.loan.lend", Label: "借出", Right: Lend, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in lendIn) (Loan, act.Entry, error) {
		l, lines, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if err := in.r.handOut(tx, l, lines, in.h); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("%s：%s，%d 件（%s），目的：%s", KindLabel(l.Kind), l.Borrower, len(lines), l.Number, l.Purpose), map[string]any{"items": itemIDs(lines)}), nil
	}})

// Lend hands out what was asked for, once the consent that it needs is given.
func (r *Room) Lend(ctx context.Context, who act.Actor, id int64, h HandOut) (Loan, error) {
	return lend.Run(ctx, r.Archive.Door, who, lendIn{r, id, h})
}

// Return takes items back. Lines names those that came back; none means all.
type Return struct {
	Loan      int64
	Lines     []int64
	Condition string // as found; empty for 完好
	Effect    string // what came of the use; may be given later
}

var takeBack = act.Define(act.Spec[Return, Loan]{
	Name: "archive.loan.return", Label: "归还", Right: Lend, Basis: []law.ID{law.ArchiveUseRegister, law.ArchivePrivateHolding},
	Do: func(tx *act.Tx, in Return) (Loan, act.Entry, error) {
		l, lines, err := loanIn(tx, in.Loan)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.State != Opened {
			return Loan{}, act.Entry{}, wrongState(l)
		}
		condition, effect := db.Trimmed(in.Condition), db.Trimmed(in.Effect)
		if condition == "" {
			condition = "完好"
		}
		if len([]rune(condition)) > 200 {
			return Loan{}, act.Entry{}, fault.Field("condition", condition, "完好情况最多 200 个字。")
		}
		if len([]rune(effect)) > 1000 {
			return Loan{}, act.Entry{}, fault.Field("effect", effect, "利用效果最多 1000 个字。")
		}
		for _, id := range in.Lines {
			if !slices.ContainsFunc(lines, func(x Line) bool { return x.ID == id && x.State == lineOut }) {
				return Loan{}, act.Entry{}, fault.Field("lines", fmt.Sprint(id), "所选的件不在这张借阅单上，或者已经归还。")
			}
		}
		back, left := []int64{}, 0
		for i := range lines {
			x := &lines[i]
			if x.State != lineOut {
				continue
			}
			if len(in.Lines) > 0 && !slices.Contains(in.Lines, x.ID) {
				left++
				continue
			}
			x.State, x.ReturnedOn, x.ReceivedBy, x.Condition = lineReturned, tx.Today, tx.Actor.Name, condition
			if err := x.store(tx); err != nil {
				return Loan{}, act.Entry{}, err
			}
			back = append(back, x.ItemID)
		}
		late := ""
		if n := l.Overdue(tx.Today); n > 0 {
			late = fmt.Sprintf("，逾期 %d 天", n)
		}
		if left == 0 {
			l.State, l.ClosedOn = Closed, tx.Today
		}
		if effect != "" {
			l.Effect, l.EffectBy = effect, tx.Actor.Name
		}
		if err := l.store(tx); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("%s归还 %d 件（%s），%s%s", l.Borrower, len(back), l.Number, condition, late), map[string]any{"items": back, "left": left}), nil
	}})

// TakeBack notes the return of all or some items with the condition they are in.
func (r *Room) TakeBack(ctx context.Context, who act.Actor, in Return) (Loan, error) {
	return takeBack.Run(ctx, r.Archive.Door, who, in)
}

type renewIn struct {
	r   *Room
	id  int64
	due civil.Date
}

var renew = act.Define(act.Spec[renewIn, Loan]{
	Name: "archive.loan.renew", Label: "续借", Right: Lend, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in renewIn) (Loan, act.Entry, error) {
		l, _, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.State != Opened || l.Kind != Lending {
			return Loan{}, act.Entry{}, fault.Newf(fault.Conflict, "借阅单 %s 不在借出状态，不能续借。", l.Number)
		}
		cfg, err := in.r.Archive.Config(tx.Ctx)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if most := cfg.Int("loan_renewals"); l.Renewals >= int64(most) {
			return Loan{}, act.Entry{}, fault.Newf(fault.Conflict, "借阅单 %s 已续借 %d 次，按参数最多续借 %d 次，请先归还。", l.Number, l.Renewals, most)
		}
		due := in.due
		if due.IsZero() {
			due = tx.Today.AddDays(cfg.Int("loan_days"))
		}
		if !due.After(l.Due) || due.Before(tx.Today) || due.Sub(tx.Today) > longest {
			return Loan{}, act.Entry{}, fault.Field("due", due.String(), fmt.Sprintf("续借后的应还日期应晚于 %s，并在今天起 %d 天之内。", l.Due, longest))
		}
		old := l.Due
		l.Due, l.Renewals = due, l.Renewals+1
		if err := l.store(tx); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("%s续借（%s）：应还日期由 %s 改为 %s", l.Borrower, l.Number, old, due), nil), nil
	}})

// Renew moves the due date of a loan; a zero date adds the usual term from today.
func (r *Room) Renew(ctx context.Context, who act.Actor, id int64, due civil.Date) (Loan, error) {
	return renew.Run(ctx, r.Archive.Door, who, renewIn{r, id, due})
}

type effectIn struct {
	id     int64
	effect string
}

var setEffect = act.Define(act.Spec[effectIn, Loan]{
	Name: "archive.loan.effect", Label: "登记利用效果", Right: Use, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in effectIn) (Loan, act.Entry, error) {
		l, _, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.Login != tx.Actor.Login && !tx.Actor.May(Lend) {
			return Loan{}, act.Entry{}, act.OutOfReach(act.Subject("archive_loan", l.ID))
		}
		if l.HandedOn.IsZero() {
			return Loan{}, act.Entry{}, fault.New(fault.Conflict, "还没有利用，不能登记利用效果。")
		}
		e := db.Trimmed(in.effect)
		if n := len([]rune(e)); n == 0 || n > 1000 {
			return Loan{}, act.Entry{}, fault.Field("effect", e, "请写明利用效果（解决了什么问题），最多 1000 个字。")
		}
		l.Effect, l.EffectBy = e, tx.Actor.Name
		if err := l.store(tx); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry("登记利用效果（"+l.Number+"）："+e, nil), nil
	}})

// SetEffect notes what came of a use, by the borrower or the archivist.
func (r *Room) SetEffect(ctx context.Context, who act.Actor, id int64, effect string) (Loan, error) {
	return setEffect.Run(ctx, r.Archive.Door, who, effectIn{id, effect})
}

type openIn struct {
	applyIn
}

var openItem = act.Define(act.Spec[openIn, Loan]{
	Name: "archive.loan.open", Label: "电子阅览", Right: Use, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in openIn) (Loan, act.Entry, error) {
		l, lines, err := in.create(tx)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.Consent != "none" {
			return Loan{}, act.Entry{}, fault.Refuse(l.basis, fmt.Sprintf("《%s》是%s，%s，请先提出电子阅览申请。", lines[0].Title, RecordLabel(l.Record), NeedLabel(l.Need)))
		}
		if err := in.r.handOut(tx, l, lines, HandOut{Due: tx.Today}); err != nil {
			return Loan{}, act.Entry{}, err
		}
		x := lines[0]
		return *l, act.Entry{Subject: act.Subject("archive_item", x.ItemID), Summary: fmt.Sprintf("电子阅览《%s》（%s），目的：%s", x.Title, x.Level.Label(), l.Purpose),
			Detail: map[string]any{"loan": l.Number, "level": x.Level.Word(), "reason": l.Reason}}, nil
	}})

// OpenItem registers that the actor reads an item on the screen today. For work
// secrets this has to come first (see Readable); for other items it is the entry
// in the register of use.
func (r *Room) OpenItem(ctx context.Context, who act.Actor, item int64, purpose, reason string) (Loan, error) {
	var b borrower
	if who.May(Use) {
		var err error
		if b, err = r.self(ctx, who); err != nil {
			return Loan{}, err
		}
	}
	return openItem.Run(ctx, r.Archive.Door, who, openIn{applyIn{r, b, Application{Kind: Electronic, Purpose: purpose, Reason: reason, Items: []int64{item}}}})
}

// Readable is nil if the actor may read the item's text and files now. Work
// secrets, personnel files and what needs somebody's consent are read only after
// the reading was registered, which is an act in the ledger.
func (r *Room) Readable(ctx context.Context, who act.Actor, it archive.Item) error {
	if !who.Reach.Sees(it.Unit, it.Level, it.Compartment()) {
		return act.OutOfReach(act.Subject("archive_item", it.ID))
	}
	record := RecordKind(it)
	if it.Level < mark.WorkSecret && record == "ordinary" {
		return nil
	}
	n, err := db.One[int64](ctx, r.Archive.Door.Reader(), q.SQL("opened"), it.ID, who.Login, r.Archive.Door.Today().String())
	if err != nil || n > 0 {
		return err
	}
	what := it.Level.Label()
	if record != "ordinary" {
		what = RecordLabel(record)
	}
	return fault.Refuse(law.ArchiveUseRegister, "这一件是"+what+"，阅览前须登记。")
}

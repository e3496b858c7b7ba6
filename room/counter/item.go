package counter

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var itemColumns = []string{"code", "title", "unit", "listed", "licence", "passed", "closed", "reason", "made_by", "made_at", "version"}

// Item is a thing that people come to the counter for.
type Item struct {
	ID      int64  `db:"id"`
	Code    string `db:"code"`
	Title   string `db:"title"`
	Unit    string `db:"unit"`
	Listed  bool   `db:"listed"`
	Licence bool   `db:"licence"`
	Passed  bool   `db:"passed"`
	Closed  bool   `db:"closed"`
	Reason  string `db:"reason"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

func (x *Item) values() []any {
	return []any{x.Code, x.Title, x.Unit, x.Listed, x.Licence, x.Passed, x.Closed, x.Reason, x.MadeBy, x.MadeAt, x.Version}
}

// Subject names the row in the ledger.
func (x Item) Subject() string { return act.Subject("counter_item", x.ID) }

type itemIn struct {
	r  *Room
	x  Item
	p  Promise
	id int64
	// reason is why an item is closed.
	reason string
}

var addItemDeed = act.Define(act.Spec[itemIn, Item]{Name: "counter.item.add", Label: "登记服务事项", Right: Use, Basis: []law.ID{law.PromiseDef, law.LimitScope},
	Do: func(tx *act.Tx, in itemIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		x := in.x
		x.Title = db.Trimmed(x.Title)
		if !in.r.serves(tx.Actor, x.Unit) {
			return none(forbid(law.PromiseDef, "服务事项由承办的科室登记，办公室可以代为登记。"))
		}
		if err := join(line("title", "事项名称", x.Title, true), s.ownUnit(x.Unit)); err != nil {
			return none(err)
		}
		if n, err := db.One[int](tx.Ctx, tx, q.SQL("item_titled"), x.Title, x.Unit, 0); err != nil || n > 0 {
			if err == nil {
				err = fault.Field("title", x.Title, "本科室已经有这个事项。")
			}
			return none(err)
		}
		n, err := tx.Next("counter.item." + x.Unit)
		if err != nil {
			return none(err)
		}
		x.Code, x.MadeBy, x.MadeAt, x.Version = fmt.Sprintf("%s-%02d", x.Unit, n), tx.Actor.Login, tx.Now, 1
		x.ID, err = insert(tx, "counter_item", itemColumns, x.values())
		return x, act.Entry{Subject: x.Subject(), Summary: "登记服务事项“" + x.Title + "”"}, err
	}})

// AddItem enters an item of a unit. It can be applied for once a promise is published.
func (r *Room) AddItem(ctx context.Context, who act.Actor, x Item) (Item, error) {
	return addItemDeed.Run(ctx, r.Door, who, itemIn{r: r, x: x})
}

func (s *scene) ownUnit(code string) error {
	if _, ok := s.book.Unit(code); !ok {
		return fault.Field("unit", code, "请选择承办的科室、站（中心）。")
	}
	return nil
}

var closeItemDeed = act.Define(act.Spec[itemIn, bool]{Name: "counter.item.close", Label: "停办服务事项", Right: Use, Basis: []law.ID{law.PromiseDef},
	Do: func(tx *act.Tx, in itemIn) (bool, act.Entry, error) {
		x, s, err := in.r.ownItem(tx, in.id)
		switch {
		case err != nil:
		case !s.heads(tx.Actor, x.Unit) && !s.heads(tx.Actor, in.r.Org.Places.Office):
			err = forbid(law.PromiseDef, "事项由承办科室或者办公室的负责人停办。")
		case x.Closed:
			err = fault.New(fault.Conflict, "这个事项已经停办。")
		default:
			err = line("reason", "停办的原因", in.reason, true)
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		x.Closed, x.Reason, x.Version = true, in.reason, x.Version+1
		return true, act.Entry{Subject: x.Subject(), Summary: "停办服务事项“" + x.Title + "”", Detail: map[string]any{"reason": in.reason}}, put(tx, "counter_item", x.ID, x.Version-1, itemColumns, x.values())
	}})

// CloseItem ends taking applications for an item; those received go on.
func (r *Room) CloseItem(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := closeItemDeed.Run(ctx, r.Door, who, itemIn{r: r, id: id, reason: db.Trimmed(reason)})
	return err
}

// Guide is a published item as the public reads it.
type Guide struct {
	Item
	Promise  Promise
	UnitName string
	Feedback int // working days
}

// current is the promise of an item that binds now.
func current(ctx context.Context, rd db.Reader, item int64) (Promise, bool, error) {
	return db.Maybe[Promise](ctx, rd, q.SQL("promise_now"), item)
}

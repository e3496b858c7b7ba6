package logistics

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// steers reports whether somebody may change who takes stock, or drop a stock-taking:
// whoever heads the office, or a leader.
func (r *Room) steers(p people, who act.Actor) bool { return r.heads(p, who) || who.May(Approve) }

// steered reads a stock-taking that goes on, for whoever may change who takes part.
func (r *Room) steered(tx *act.Tx, id int64) (Count, people, error) {
	c, err := locked[Count](tx, "logistics_count", "count", id)
	if err != nil {
		return c, people{}, err
	}
	p, err := r.people(tx.Ctx, tx, tx.Now)
	switch {
	case err != nil:
		return c, p, err
	case !r.steers(p, tx.Actor):
		return c, p, forbid(law.LogisticsStocktaking, "盘点换人和取消由办公室负责人或者局领导办理。")
	case c.State == Closed || c.State == Dropped:
		return c, p, fault.New(fault.Conflict, "这次盘点"+countLabels[c.State]+"，不能再换人或者取消。")
	}
	return c, p, nil
}

// CountStaff is who takes stock from now on; 0 leaves the person as it is.
type CountStaff struct {
	First, Other int64 // org_person
	Reason       string
}

type countStaffIn struct {
	r  *Room
	id int64
	CountStaff
}

var staffCountDeed = act.Define(act.Spec[countStaffIn, bool]{Name: "logistics.count.staff", Label: "更换盘点人员", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in countStaffIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		r := in.r
		c, p, err := r.steered(tx, in.id)
		if err != nil {
			return none(err)
		}
		was := c
		errs := []error{line("reason", "换人的理由", &in.Reason, true)}
		if in.First != 0 {
			x, login, err := p.withAccount("first", in.First)
			if err == nil && x.Unit != r.Org.Places.Office {
				err = fault.Field("first", x.Name, "盘点人应是办公室的人，"+x.Name+"不在办公室，请换一人。")
			}
			c.First, c.FirstName, errs = login, x.Name, append(errs, err)
		}
		if in.Other != 0 {
			x, login, err := p.withAccount("other", in.Other)
			c.Other, c.OtherName, errs = login, x.Name, append(errs, err)
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if c.First == was.First && c.Other == was.Other {
			return none(fault.Field("first", "", "盘点人和监盘人都没有变，请选择换成谁。"))
		}
		entered, err := db.One[int](tx.Ctx, tx, q.SQL("counted_by"), c.ID, c.Other)
		switch {
		case err != nil:
			return none(err)
		case c.First == c.Other:
			return none(fault.Field("other", c.OtherName, "盘点不能一个人办，盘点人和监盘人应是两个人。"))
		case entered > 0:
			return none(fault.Field("other", c.OtherName, c.OtherName+"登记过这次盘点的结果，不能由本人确认，监盘人请选另一个人。"))
		}
		c.Version++
		if err := put(tx, "logistics_count", c.ID, was.Version, countColumns, c.values()); err != nil {
			return none(err)
		}
		switch {
		case c.State == Entered && c.Other != was.Other:
			err = notify.Put(tx, c.confirmTodo())
		case c.State == Counting && c.First != was.First:
			err = notify.Put(tx, c.countTodo())
		}
		say := "盘点 " + c.Number + " 换人，盘点人" + c.FirstName + "，监盘人" + c.OtherName + "：" + in.Reason
		return true, act.Entry{Subject: c.Subject(), Summary: say, Detail: map[string]any{"was": []string{was.First, was.Other}, "becomes": []string{c.First, c.Other}}}, err
	}})

// StaffCount puts others in the place of who takes stock, when one of the two left or
// cannot go on; they stay two, and nobody confirms what the same person entered
// (clause law.logistics.stocktaking).
func (r *Room) StaffCount(ctx context.Context, who act.Actor, id int64, in CountStaff) error {
	_, err := staffCountDeed.Run(ctx, r.Door, who, countStaffIn{r, id, in})
	return err
}

var dropCountDeed = act.Define(act.Spec[voidIn, bool]{Name: "logistics.count.drop", Label: "取消资产盘点", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in voidIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		c, _, err := in.r.steered(tx, in.id)
		if err != nil {
			return none(err)
		}
		if err := line("reason", "取消的理由", &in.reason, true); err != nil {
			return none(err)
		}
		seen := c.Version
		c.State, c.Words, c.Version = Dropped, in.reason, c.Version+1
		if err := put(tx, "logistics_count", c.ID, seen, countColumns, c.values()); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, c.countTodo().Key); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: c.Subject(), Summary: "取消盘点 " + c.Number + "：" + in.reason}, notify.Done(tx, c.todo())
	}})

// DropCount gives up a stock-taking that cannot be brought to its end; number and
// what was entered stay, and another one may begin.
func (r *Room) DropCount(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := dropCountDeed.Run(ctx, r.Door, who, voidIn{r, id, reason})
	return err
}

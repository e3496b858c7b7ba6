package logistics

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var (
	countColumns     = []string{"number", "on_date", "first", "first_name", "other", "other_name", "state", "closed_at", "words", "version"}
	countLineColumns = []string{"count_id", "asset_id", "number", "name", "unit", "place", "value", "found", "words", "made_by", "version"}
)

// States of a stock-taking, and what was found of a thing.
const (
	Counting = "counting"
	Entered  = "entered"
	Closed   = "closed" // or Dropped

	FoundYes  = "yes"
	FoundNo   = "no"
	FoundMore = "more" // no card tells of it
)

var (
	countLabels = map[string]string{Counting: "盘点中", Entered: "待监盘人确认", Closed: "已办结", Dropped: "已取消"}
	foundLabels = map[string]string{"": "未盘", FoundYes: "相符", FoundNo: "盘亏", FoundMore: "盘盈"}
)

// Count is a stock-taking by two people: First enters what was found, Other counts
// along and closes it.
type Count struct {
	ID        int64      `db:"id"`
	Number    string     `db:"number"`
	On        civil.Date `db:"on_date"`
	First     string     `db:"first"` // login
	FirstName string     `db:"first_name"`
	Other     string     `db:"other"` // login
	OtherName string     `db:"other_name"`
	State     string     `db:"state"`
	ClosedAt  int64      `db:"closed_at"`
	Words     string     `db:"words"`
	Version   int64      `db:"version"`
}

// Subject names the row in the ledger.
func (c Count) Subject() string { return act.Subject("logistics_count", c.ID) }

func (c Count) values() []any {
	return []any{c.Number, c.On, c.First, c.FirstName, c.Other, c.OtherName, c.State, c.ClosedAt, c.Words, c.Version}
}

// todo is the key of what Other is to do.
func (c Count) todo() string { return fmt.Sprintf("logistics_count:%d", c.ID) }

// countTodo is what a first person who did not open the stock-taking is to do.
func (c Count) countTodo() notify.Todo {
	return notify.Todo{Key: fmt.Sprintf("logistics_count_first:%d", c.ID), Login: c.First, Text: "接着盘点 " + c.Number, URL: countURL(c.ID)}
}

func countURL(id int64) string { return fmt.Sprintf("/logistics/counts/%d", id) }

// confirmTodo is what Other is to do once everything was counted.
func (c Count) confirmTodo() notify.Todo {
	return notify.Todo{Key: c.todo(), Login: c.Other, Text: "确认盘点结果 " + c.Number, URL: countURL(c.ID)}
}

// CountLine is one thing of a stock-taking.
type CountLine struct {
	ID      int64  `db:"id"`
	CountID int64  `db:"count_id"`
	AssetID int64  `db:"asset_id"`
	Number  string `db:"number"`
	Name    string `db:"name"`
	Unit    string `db:"unit"`
	Place   string `db:"place"`
	Value   int64  `db:"value"`
	Found   string `db:"found"`
	Words   string `db:"words"`
	MadeBy  string `db:"made_by"` // login of who entered what was found; empty before
	Version int64  `db:"version"`
}

func (l CountLine) values() []any {
	return []any{l.CountID, l.AssetID, l.Number, l.Name, l.Unit, l.Place, l.Value, l.Found, l.Words, l.MadeBy, l.Version}
}

// Counts lists the stock-takings, the latest first.
func (r *Room) Counts(ctx context.Context, rd db.Reader) ([]Count, error) {
	return db.All[Count](ctx, rd, q.SQL("counts"))
}

// CountOf gives a stock-taking with its lines, for the office, leaders and its two
// people.
func (r *Room) CountOf(ctx context.Context, who act.Actor, id int64) (Count, []CountLine, error) {
	rd := r.Door.Reader()
	c, err := row[Count](ctx, rd, "logistics_count", "count", id)
	if err != nil {
		return c, nil, err
	}
	if !r.seesAll(who) && who.Login != c.First && who.Login != c.Other {
		return Count{}, nil, act.OutOfReach(c.Subject())
	}
	lines, err := db.All[CountLine](ctx, rd, q.SQL("count_lines"), id)
	return c, lines, err
}

type openCountIn struct {
	r     *Room
	other int64 // org_person
}

var openCountDeed = act.Define(act.Spec[openCountIn, int64]{Name: "logistics.count.open", Label: "开始资产盘点", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in openCountIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsStocktaking, "资产盘点"); err != nil {
			return none(err)
		}
		p, err := r.people(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		other, login, err := p.withAccount("other", in.other)
		if err != nil {
			return none(err)
		}
		if login == tx.Actor.Login {
			return none(&fault.Error{Kind: fault.Rule, Clause: law.LogisticsStocktaking, Say: "盘点不能一个人办，监盘人请选另一个人。", Fields: []fault.FieldError{{Field: "other", Value: other.Name, Say: "监盘人不能是自己，请选另一个人。"}}})
		}
		open, err := db.One[int](tx.Ctx, tx, q.SQL("counts_open"))
		if err != nil {
			return none(err)
		}
		if open > 0 {
			return none(fault.New(fault.Conflict, "上一次盘点还没有办结，请先办结；人员调离办不下去的，由办公室负责人换人或者取消。"))
		}
		c := Count{On: tx.Today, First: tx.Actor.Login, FirstName: tx.Actor.Name, Other: login, OtherName: other.Name, State: Counting, Version: 1}
		if c.Number, err = numbered(tx, "盘", tx.Today.Year, 2); err != nil {
			return none(err)
		}
		if c.ID, err = insert(tx, "logistics_count", countColumns, c.values()); err != nil {
			return none(err)
		}
		all, err := db.All[Asset](tx.Ctx, tx, q.SQL("assets"))
		if err != nil {
			return none(err)
		}
		n := 0
		for _, a := range all {
			if a.State == Disposed {
				continue
			}
			l := CountLine{CountID: c.ID, AssetID: a.ID, Number: a.Number, Name: a.Name, Unit: a.Unit, Place: a.Place, Value: a.Value, Version: 1}
			if _, err := insert(tx, "logistics_count_line", countLineColumns, l.values()); err != nil {
				return none(err)
			}
			n++
		}
		if n == 0 {
			return none(fault.New(fault.Conflict, "账上没有资产，请先登记资产卡片。"))
		}
		return c.ID, act.Entry{Subject: c.Subject(), Summary: fmt.Sprintf("开始盘点 %s，账上 %d 件，监盘人%s", c.Number, n, c.OtherName)}, nil
	}})

// OpenCount begins a stock-taking of everything on the books, with a second person
// (clause law.logistics.stocktaking).
func (r *Room) OpenCount(ctx context.Context, who act.Actor, other int64) (int64, error) {
	return openCountDeed.Run(ctx, r.Door, who, openCountIn{r, other})
}

// FoundThing is what was found of one thing.
type FoundThing struct {
	Line  int64 // of the stock-taking; 0 for what no card tells of
	Found string
	Words string
	Name  string // of what no card tells of
	Place string
}

type foundIn struct {
	r    *Room
	id   int64
	list []FoundThing
}

// counting reads a stock-taking that goes on, for whoever enters what was found.
func counting(tx *act.Tx, id int64) (Count, error) {
	c, err := locked[Count](tx, "logistics_count", "count", id)
	switch {
	case err != nil:
		return c, err
	case c.First != tx.Actor.Login:
		return c, forbid(law.LogisticsStocktaking, "盘点结果由盘点人"+c.FirstName+"登记。")
	case c.State != Counting:
		return c, fault.New(fault.Conflict, "这次盘点"+countLabels[c.State]+"，不能再登记。")
	}
	return c, nil
}

var foundDeed = act.Define(act.Spec[foundIn, int]{Name: "logistics.count.enter", Label: "登记盘点结果", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in foundIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		c, err := counting(tx, in.id)
		if err != nil {
			return none(err)
		}
		n := 0
		for _, x := range in.list {
			if err := in.r.enterFound(tx, c, x); err != nil {
				return none(err)
			}
			n++
		}
		if n == 0 {
			return none(fault.New(fault.Invalid, "没有填任何盘点结果。"))
		}
		return n, act.Entry{Subject: c.Subject(), Summary: fmt.Sprintf("盘点 %s 登记 %d 项", c.Number, n)}, nil
	}})

func (r *Room) enterFound(tx *act.Tx, c Count, x FoundThing) error {
	field := fmt.Sprintf("w%d", x.Line)
	if x.Line == 0 && x.Found == "" {
		if err := join(line("name", "名称", &x.Name, true), line("place", "存放地点", &x.Place, true)); err != nil {
			return err
		}
		l := CountLine{CountID: c.ID, Name: x.Name, Place: x.Place, Found: FoundMore, Words: x.Words, MadeBy: tx.Actor.Login, Version: 1}
		_, err := insert(tx, "logistics_count_line", countLineColumns, l.values())
		return err
	}
	if err := line(field, "盘亏的说明", &x.Words, x.Found == FoundNo); err != nil {
		return err
	}
	if x.Found != FoundYes && x.Found != FoundNo {
		return fault.Field(fmt.Sprintf("f%d", x.Line), x.Found, "请选择相符或者盘亏。")
	}
	l, err := locked[CountLine](tx, "logistics_count_line", "count_line", x.Line)
	if err != nil {
		return err
	}
	if l.CountID != c.ID || l.AssetID == 0 {
		return act.OutOfReach(act.Subject("logistics_count_line", x.Line))
	}
	seen := l.Version
	l.Found, l.Words, l.MadeBy, l.Version = x.Found, x.Words, tx.Actor.Login, l.Version+1
	return put(tx, "logistics_count_line", l.ID, seen, countLineColumns, l.values())
}

// EnterCount enters what was found; a thing that is missing needs words.
func (r *Room) EnterCount(ctx context.Context, who act.Actor, id int64, list []FoundThing) (int, error) {
	return foundDeed.Run(ctx, r.Door, who, foundIn{r, id, list})
}

type countIn struct {
	r     *Room
	id    int64
	agree bool
	words string
}

var handCountDeed = act.Define(act.Spec[countIn, bool]{Name: "logistics.count.hand", Label: "盘点交监盘人确认", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in countIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		c, err := counting(tx, in.id)
		if err != nil {
			return none(err)
		}
		left, err := db.One[int](tx.Ctx, tx, q.SQL("uncounted"), c.ID)
		if err != nil {
			return none(err)
		}
		if left > 0 {
			return none(fault.Newf(fault.Conflict, "还有 %d 件没有盘，盘完再交监盘人确认。", left))
		}
		seen := c.Version
		c.State, c.Version = Entered, c.Version+1
		if err := put(tx, "logistics_count", c.ID, seen, countColumns, c.values()); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, c.countTodo().Key); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: c.Subject(), Summary: "盘点 " + c.Number + " 交" + c.OtherName + "确认"}, notify.Put(tx, c.confirmTodo())
	}})

// HandCount hands the result to the second person; everything must have been counted.
func (r *Room) HandCount(ctx context.Context, who act.Actor, id int64) error {
	_, err := handCountDeed.Run(ctx, r.Door, who, countIn{r: r, id: id})
	return err
}

var closeCountDeed = act.Define(act.Spec[countIn, bool]{Name: "logistics.count.close", Label: "确认盘点结果", Right: Use, Basis: []law.ID{law.LogisticsStocktaking},
	Do: func(tx *act.Tx, in countIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		c, err := locked[Count](tx, "logistics_count", "count", in.id)
		switch {
		case err != nil:
			return none(err)
		case c.Other != tx.Actor.Login:
			return none(forbid(law.LogisticsStocktaking, "盘点由监盘人"+c.OtherName+"确认，登记的人不能自己确认。"))
		case c.State != Entered:
			return none(fault.New(fault.Conflict, "这次盘点"+countLabels[c.State]+"，现在不能确认。"))
		}
		differ, err := db.One[int](tx.Ctx, tx, q.SQL("differing"), c.ID)
		if err != nil {
			return none(err)
		}
		if err := long("words", "盘盈盘亏的处理意见", &in.words, differ > 0 || !in.agree); err != nil {
			return none(err)
		}
		seen := c.Version
		c.Words, c.Version = in.words, c.Version+1
		say := "退回盘点 " + c.Number + " 重盘：" + in.words
		c.State = Counting
		if in.agree {
			c.State, c.ClosedAt = Closed, tx.Now
			say = fmt.Sprintf("确认盘点 %s，账实不符 %d 项", c.Number, differ)
		}
		if err := put(tx, "logistics_count", c.ID, seen, countColumns, c.values()); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: c.Subject(), Summary: say, Detail: map[string]any{"differing": differ}}, notify.Done(tx, c.todo())
	}})

// CloseCount is the second person's word: agreed, with what is to be done about what
// differs, or back to be counted again.
func (r *Room) CloseCount(ctx context.Context, who act.Actor, id int64, agree bool, words string) error {
	_, err := closeCountDeed.Run(ctx, r.Door, who, countIn{r, id, agree, words})
	return err
}

package logistics

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var (
	supplyColumns     = []string{"name", "model", "measure", "least", "stock", "made_by", "made_at", "version"}
	supplyMoveColumns = []string{"number", "supply_id", "on_date", "amount", "stock", "cost", "unit", "person_id", "words", "made_by", "made_name", "made_at"}
)

// Supply is a kind of office supply.
type Supply struct {
	ID      int64  `db:"id"`
	Name    string `db:"name"`
	Model   string `db:"model"`
	Measure string `db:"measure"`
	Least   int64  `db:"least"`
	Stock   int64  `db:"stock"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

// Subject names the row in the ledger.
func (s Supply) Subject() string { return act.Subject("logistics_supply", s.ID) }

// Label is name and model.
func (s Supply) Label() string {
	if s.Model == "" {
		return s.Name
	}
	return s.Name + "（" + s.Model + "）"
}

func (s Supply) values() []any {
	return []any{s.Name, s.Model, s.Measure, s.Least, s.Stock, s.MadeBy, s.MadeAt, s.Version}
}

// Move is what came in or went out; Amount is negative for out.
type Move struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	SupplyID int64      `db:"supply_id"`
	On       civil.Date `db:"on_date"`
	Amount   int64      `db:"amount"`
	Stock    int64      `db:"stock"` // after it
	Cost     int64      `db:"cost"`
	Unit     string     `db:"unit"`
	PersonID int64      `db:"person_id"`
	Words    string     `db:"words"`
	MadeBy   string     `db:"made_by"`
	MadeName string     `db:"made_name"`
	MadeAt   int64      `db:"made_at"`
}

func (m Move) values() []any {
	return []any{m.Number, m.SupplyID, m.On, m.Amount, m.Stock, m.Cost, m.Unit, m.PersonID, m.Words, m.MadeBy, m.MadeName, m.MadeAt}
}

// Supplies lists the kinds of supplies by name.
func (r *Room) Supplies(ctx context.Context, rd db.Reader) ([]Supply, error) {
	return db.All[Supply](ctx, rd, q.SQL("supplies"))
}

// mostPieces bounds an amount of supplies.
const mostPieces = 1_000_000

type supplyIn struct {
	r *Room
	s Supply
}

var supplyDeed = act.Define(act.Spec[supplyIn, int64]{Name: "logistics.supply.save", Label: "登记办公用品", Right: Use, Basis: []law.ID{law.LogisticsSupplies},
	Do: func(tx *act.Tx, in supplyIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsSupplies, "办公用品的登记"); err != nil {
			return none(err)
		}
		s, err := in.r.saveSupply(tx, in.s)
		return s.ID, act.Entry{Subject: s.Subject(), Summary: "登记办公用品 " + s.Label()}, err
	}})

// SaveSupply enters a kind of supply or puts it right; its stock follows what comes in
// and goes out alone.
func (r *Room) SaveSupply(ctx context.Context, who act.Actor, s Supply) (int64, error) {
	return supplyDeed.Run(ctx, r.Door, who, supplyIn{r, s})
}

func (r *Room) saveSupply(tx *act.Tx, s Supply) (Supply, error) {
	errs := []error{line("name", "名称", &s.Name, true), line("model", "规格", &s.Model, false), line("measure", "单位", &s.Measure, true)}
	if s.Least < 0 || s.Least > mostPieces {
		errs = append(errs, fault.Field("least", fmt.Sprint(s.Least), "最低库存应为 0 至 1000000 的整数。"))
	}
	if err := join(errs...); err != nil {
		return s, err
	}
	all, err := r.Supplies(tx.Ctx, tx)
	if err != nil {
		return s, err
	}
	if slices.ContainsFunc(all, func(x Supply) bool { return x.Name == s.Name && x.Model == s.Model && x.ID != s.ID }) {
		return s, fault.Field("name", s.Name, "“"+s.Label()+"”已经登记，请直接入库。")
	}
	s.MadeBy, s.MadeAt, s.Version = tx.Actor.Login, tx.Now, 1
	if s.ID == 0 {
		s.Stock = 0
		s.ID, err = insert(tx, "logistics_supply", supplyColumns, s.values())
		return s, err
	}
	old, err := locked[Supply](tx, "logistics_supply", "supply", s.ID)
	if err != nil {
		return s, err
	}
	s.Stock, s.Version = old.Stock, old.Version+1
	return s, put(tx, "logistics_supply", s.ID, old.Version, supplyColumns, s.values())
}

// NewMove is what comes in (Person 0) or goes out to somebody.
type NewMove struct {
	Supply int64
	Amount int64 // pieces, above 0
	Cost   int64 // fen, of what comes in
	Person int64 // who takes it
	Words  string
}

type moveIn struct {
	r   *Room
	out bool
	NewMove
}

var moveDeed = act.Define(act.Spec[moveIn, int64]{Name: "logistics.supply.move", Label: "办公用品出入库", Right: Use, Basis: []law.ID{law.LogisticsSupplies},
	Do: func(tx *act.Tx, in moveIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsSupplies, "办公用品的出入库"); err != nil {
			return none(err)
		}
		m, s, err := in.r.move(tx, in)
		if err != nil {
			return none(err)
		}
		verb, n := "入库", m.Amount
		if in.out {
			verb, n = "领用", -m.Amount
		}
		return m.ID, act.Entry{Subject: s.Subject(), Summary: fmt.Sprintf("%s %s %d %s，结存 %d（%s）", s.Label(), verb, n, s.Measure, m.Stock, m.Number)}, nil
	}})

// TakeIn adds to the stock of a supply.
func (r *Room) TakeIn(ctx context.Context, who act.Actor, in NewMove) (int64, error) {
	return moveDeed.Run(ctx, r.Door, who, moveIn{r, false, in})
}

// HandOut takes from the stock for somebody; more than there is is refused.
func (r *Room) HandOut(ctx context.Context, who act.Actor, in NewMove) (int64, error) {
	return moveDeed.Run(ctx, r.Door, who, moveIn{r, true, in})
}

func (r *Room) move(tx *act.Tx, in moveIn) (Move, Supply, error) {
	s, err := locked[Supply](tx, "logistics_supply", "supply", in.Supply)
	if err != nil {
		return Move{}, s, err
	}
	m := Move{SupplyID: s.ID, On: tx.Today, Amount: in.Amount, Cost: in.Cost, Words: in.Words, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
	if in.Amount < 1 || in.Amount > mostPieces {
		return m, s, fault.Field("amount", fmt.Sprint(in.Amount), "数量应为 1 至 1000000 的整数。")
	}
	if err := line("words", "说明", &m.Words, false); err != nil {
		return m, s, err
	}
	kind := "入"
	if in.out {
		kind, m.Amount, m.Cost = "领", -in.Amount, 0
		p, err := r.people(tx.Ctx, tx, tx.Now)
		if err != nil {
			return m, s, err
		}
		x, err := p.staff("person", in.Person)
		if err != nil {
			return m, s, err
		}
		m.PersonID, m.Unit = x.ID, x.Unit
		if in.Amount > s.Stock {
			return m, s, &fault.Error{Kind: fault.Rule, Clause: law.LogisticsSupplies, Say: "库存不够。", Fields: []fault.FieldError{{Field: "amount", Value: fmt.Sprint(in.Amount), Say: fmt.Sprintf("%s库存 %d %s，领不出 %d，请减少数量或者先入库。", s.Label(), s.Stock, s.Measure, in.Amount)}}}
		}
	}
	if m.Number, err = numbered(tx, kind, tx.Today.Year, 4); err != nil {
		return m, s, err
	}
	seen := s.Version
	s.Stock, s.Version = s.Stock+m.Amount, s.Version+1
	m.Stock = s.Stock
	if m.ID, err = insert(tx, "logistics_supply_move", supplyMoveColumns, m.values()); err != nil {
		return m, s, err
	}
	return m, s, put(tx, "logistics_supply", s.ID, seen, supplyColumns, s.values())
}

// MovesOf lists what came in and went out of a supply, the latest first.
func (r *Room) MovesOf(ctx context.Context, rd db.Reader, supply int64) ([]Move, error) {
	return db.All[Move](ctx, rd, q.SQL("moves_of"), supply)
}

// cameIn tells the sum of a list of moves that came in, in yuan.
func cameIn(list []Move) string {
	var n int64
	for _, m := range list {
		n += m.Cost
	}
	return energy.Yuan(n)
}

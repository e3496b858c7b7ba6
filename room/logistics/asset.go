package logistics

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

var (
	assetColumns      = []string{"number", "name", "model", "category", "acquired_on", "value", "unit", "person_id", "place", "state", "made_by", "made_at", "version"}
	assetEventColumns = []string{"asset_id", "what", "words", "made_by", "made_name", "made_at"}
)

// States of an asset.
const (
	InUse     = "kept"
	Disposing = "disposing"
	Disposed  = "disposed"
)

var assetLabels = map[string]string{InUse: "在账", Disposing: "待批处置", Disposed: "已处置核销"}

// Asset is the card of an asset; Value is in fen.
type Asset struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"`
	Name       string     `db:"name"`
	Model      string     `db:"model"`
	Category   string     `db:"category"`
	AcquiredOn civil.Date `db:"acquired_on"`
	Value      int64      `db:"value"`
	Unit       string     `db:"unit"`
	PersonID   int64      `db:"person_id"`
	Place      string     `db:"place"`
	State      string     `db:"state"`
	MadeBy     string     `db:"made_by"`
	MadeAt     int64      `db:"made_at"`
	Version    int64      `db:"version"`
}

// Subject names the row in the ledger.
func (a Asset) Subject() string { return act.Subject("logistics_asset", a.ID) }

func (a Asset) values() []any {
	return []any{a.Number, a.Name, a.Model, a.Category, a.AcquiredOn, a.Value, a.Unit, a.PersonID, a.Place, a.State, a.MadeBy, a.MadeAt, a.Version}
}

func (a Asset) todo() string { return fmt.Sprintf("logistics_asset:%d:disposal", a.ID) }

func assetURL(id int64) string { return fmt.Sprintf("/logistics/assets/%d", id) }

// Happened is one thing that became of an asset.
type Happened struct {
	ID       int64  `db:"id"`
	AssetID  int64  `db:"asset_id"`
	What     string `db:"what"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

var happenedLabels = map[string]string{"assigned": "领用、交回", "asked": "申请处置", "approved": "同意处置", "refused": "不同意处置"}

// Categories of assets, as fixed assets are divided.
var Categories = []string{"房屋和构筑物", "设备", "文物和陈列品", "图书和档案", "家具和用具", "特种动植物", "无形资产"}

// Assets lists the cards that somebody may see, in the order of their numbers: all for
// the office and leaders, else those of the own unit. Disposed ones only if asked for.
func (r *Room) Assets(ctx context.Context, who act.Actor, disposed bool) ([]Asset, error) {
	list, err := db.All[Asset](ctx, r.Door.Reader(), q.SQL("assets"))
	return slices.DeleteFunc(list, func(a Asset) bool {
		return !r.seesAll(who) && (a.Unit == "" || a.Unit != who.Unit) || !disposed && a.State == Disposed
	}), err
}

// AssetOf gives a card with what became of it.
func (r *Room) AssetOf(ctx context.Context, who act.Actor, id int64) (Asset, []Happened, error) {
	rd := r.Door.Reader()
	a, err := row[Asset](ctx, rd, "logistics_asset", "asset", id)
	if err != nil {
		return a, nil, err
	}
	if !r.seesAll(who) && (a.Unit == "" || a.Unit != who.Unit) {
		return Asset{}, nil, act.OutOfReach(a.Subject())
	}
	list, err := db.All[Happened](ctx, rd, q.SQL("asset_events"), id)
	return a, list, err
}

func happened(tx *act.Tx, asset int64, what, words string) error {
	_, err := insert(tx, "logistics_asset_event", assetEventColumns, []any{asset, what, words, tx.Actor.Login, tx.Actor.Name, tx.Now})
	return err
}

type assetIn struct {
	r *Room
	a Asset
}

var assetDeed = act.Define(act.Spec[assetIn, int64]{Name: "logistics.asset.save", Label: "登记资产卡片", Right: Use, Basis: []law.ID{law.LogisticsAssets},
	Do: func(tx *act.Tx, in assetIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsAssets, "资产卡片"); err != nil {
			return none(err)
		}
		a, err := in.r.saveAsset(tx, in.a)
		if err != nil {
			return none(err)
		}
		return a.ID, act.Entry{Subject: a.Subject(), Summary: fmt.Sprintf("登记资产 %s %s，%s 元", a.Number, a.Name, energy.Yuan(a.Value))}, nil
	}})

// SaveAsset enters a card, or puts one right that is on the books; who uses it is
// changed by AssignAsset (clause law.logistics.assets).
func (r *Room) SaveAsset(ctx context.Context, who act.Actor, a Asset) (int64, error) {
	return assetDeed.Run(ctx, r.Door, who, assetIn{r, a})
}

func (r *Room) saveAsset(tx *act.Tx, a Asset) (Asset, error) {
	errs := []error{line("number", "资产编号", &a.Number, true), line("name", "名称", &a.Name, true), line("model", "规格型号", &a.Model, false), line("place", "存放地点", &a.Place, true)}
	if !slices.Contains(Categories, a.Category) {
		errs = append(errs, fault.Field("category", a.Category, "请选择类别。"))
	}
	if a.AcquiredOn.IsZero() || a.AcquiredOn.After(tx.Today) {
		errs = append(errs, fault.Field("acquired", a.AcquiredOn.String(), "取得日期不能空，也不能晚于今天。"))
	}
	if err := join(errs...); err != nil {
		return a, err
	}
	n, err := db.One[int](tx.Ctx, tx, q.SQL("asset_number"), a.Number, a.ID)
	if err != nil {
		return a, err
	}
	if n > 0 {
		return a, fault.Field("number", a.Number, "资产编号“"+a.Number+"”已经登记，一物一卡，请核对。")
	}
	a.MadeBy, a.MadeAt, a.Version, a.State = tx.Actor.Login, tx.Now, 1, InUse
	if a.ID == 0 {
		a.ID, err = insert(tx, "logistics_asset", assetColumns, a.values())
		return a, err
	}
	old, err := locked[Asset](tx, "logistics_asset", "asset", a.ID)
	if err != nil {
		return a, err
	}
	if old.State != InUse {
		return a, fault.New(fault.Conflict, "这件资产"+assetLabels[old.State]+"，卡片不能再改。")
	}
	a.Unit, a.PersonID, a.Version = old.Unit, old.PersonID, old.Version+1
	return a, put(tx, "logistics_asset", a.ID, old.Version, assetColumns, a.values())
}

type assignIn struct {
	r      *Room
	id     int64
	unit   string
	person int64
	place  string
}

var assignDeed = act.Define(act.Spec[assignIn, bool]{Name: "logistics.asset.assign", Label: "资产领用交回", Right: Use, Basis: []law.ID{law.LogisticsAssets},
	Do: func(tx *act.Tx, in assignIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		r := in.r
		if err := r.office(tx.Actor, law.LogisticsAssets, "资产的领用和交回"); err != nil {
			return none(err)
		}
		if err := line("place", "存放地点", &in.place, true); err != nil {
			return none(err)
		}
		a, err := locked[Asset](tx, "logistics_asset", "asset", in.id)
		if err != nil {
			return none(err)
		}
		if a.State != InUse {
			return none(fault.New(fault.Conflict, "这件资产"+assetLabels[a.State]+"，不能领用。"))
		}
		p, err := r.people(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		words := "交回办公室，放在" + in.place
		a.Unit, a.PersonID = "", 0
		if in.unit != "" || in.person != 0 {
			if in.person != 0 {
				x, err := p.staff("person", in.person)
				if err != nil {
					return none(err)
				}
				a.PersonID, a.Unit = x.ID, x.Unit
				words = "由" + x.Name + "领用，放在" + in.place
			} else {
				if a.Unit, err = p.unitOf("unit", in.unit); err != nil {
					return none(err)
				}
				words = "由" + p.unitName(a.Unit) + "领用，放在" + in.place
			}
		}
		seen := a.Version
		a.Place, a.Version = in.place, a.Version+1
		if err := put(tx, "logistics_asset", a.ID, seen, assetColumns, a.values()); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: a.Subject(), Summary: "资产 " + a.Number + " " + words}, happened(tx, a.ID, "assigned", words)
	}})

// AssignAsset gives an asset to somebody, or to a unit; with neither it comes back to
// the office.
func (r *Room) AssignAsset(ctx context.Context, who act.Actor, id int64, unit string, person int64, place string) error {
	_, err := assignDeed.Run(ctx, r.Door, who, assignIn{r, id, unit, person, place})
	return err
}

var disposeDeed = act.Define(act.Spec[voidIn, bool]{Name: "logistics.asset.dispose", Label: "申请处置资产", Right: Use, Basis: []law.ID{law.LogisticsDisposal},
	Do: func(tx *act.Tx, in voidIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor, law.LogisticsDisposal, "资产处置的申请"); err != nil {
			return none(err)
		}
		if err := line("reason", "处置的理由和方式", &in.reason, true); err != nil {
			return none(err)
		}
		a, err := locked[Asset](tx, "logistics_asset", "asset", in.id)
		if err != nil {
			return none(err)
		}
		if a.State != InUse {
			return none(fault.New(fault.Conflict, "这件资产"+assetLabels[a.State]+"，不能再申请处置。"))
		}
		seen := a.Version
		a.State, a.Version = Disposing, a.Version+1
		if err := put(tx, "logistics_asset", a.ID, seen, assetColumns, a.values()); err != nil {
			return none(err)
		}
		if err := happened(tx, a.ID, "asked", in.reason); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: a.Subject(), Summary: "申请处置资产 " + a.Number + "：" + in.reason},
			notify.Put(tx, notify.Todo{Key: a.todo(), Role: org.Director, Text: "审批资产处置：" + a.Name, URL: assetURL(a.ID)})
	}})

// AskDisposal puts an asset forward for disposal (clause law.logistics.disposal).
func (r *Room) AskDisposal(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := disposeDeed.Run(ctx, r.Door, who, voidIn{r, id, reason})
	return err
}

type disposalIn struct {
	r     *Room
	id    int64
	yes   bool
	words string
}

var disposalDeed = act.Define(act.Spec[disposalIn, bool]{Name: "logistics.asset.disposal", Label: "审批资产处置", Right: Approve, Basis: []law.ID{law.LogisticsDisposal},
	Do: func(tx *act.Tx, in disposalIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		a, err := locked[Asset](tx, "logistics_asset", "asset", in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Disposing {
			return none(fault.New(fault.Conflict, "这件资产没有待批的处置。"))
		}
		list, err := db.All[Happened](tx.Ctx, tx, q.SQL("asset_events"), a.ID)
		if err != nil {
			return none(err)
		}
		for _, h := range slices.Backward(list) {
			if h.What == "asked" {
				if h.MadeBy == tx.Actor.Login {
					return none(forbid(law.LogisticsDisposal, "自己申请的处置不能自己审批。"))
				}
				break
			}
		}
		if err := line("words", "意见", &in.words, !in.yes); err != nil {
			return none(err)
		}
		seen, what, say := a.Version, "refused", "不同意处置资产 "
		a.State = InUse
		if in.yes {
			a.State, what, say = Disposed, "approved", "同意处置资产，核销账卡 "
		}
		a.Version++
		if err := put(tx, "logistics_asset", a.ID, seen, assetColumns, a.values()); err != nil {
			return none(err)
		}
		if err := happened(tx, a.ID, what, in.words); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: a.Subject(), Summary: say + a.Number}, notify.Done(tx, a.todo())
	}})

// DecideDisposal decides on a disposal: with yes the card is written off, else the
// asset stays on the books. Never by whoever put it forward.
func (r *Room) DecideDisposal(ctx context.Context, who act.Actor, id int64, yes bool, words string) error {
	_, err := disposalDeed.Run(ctx, r.Door, who, disposalIn{r, id, yes, words})
	return err
}

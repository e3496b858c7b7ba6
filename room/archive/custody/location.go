package custody

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Kinds of location.
const (
	KindRoom    = "room"
	KindCabinet = "cabinet"
	KindShelf   = "shelf"
)

// KindLabel is the Chinese word of a kind of location.
func KindLabel(kind string) string {
	return map[string]string{KindRoom: "库房", KindCabinet: "档案柜", KindShelf: "层"}[kind]
}

// Personnel is the compartment of personnel rooms.
const Personnel = "personnel"

// Location is a room, a cabinet in a room, or a shelf in a cabinet.
type Location struct {
	ID          int64  `db:"id"`
	ParentID    int64  `db:"parent_id"`
	Kind        string `db:"kind"`
	Code        string `db:"code"` // the whole path: WS-03-2
	Name        string `db:"name"`
	Place       int64  `db:"place"`
	Capacity    int64  `db:"capacity"` // boxes; 0 not set
	WidthMM     int64  `db:"width_mm"` // usable millimetres of a shelf; 0 not set
	Compartment string `db:"compartment"`
	Retired     string `db:"retired"` // day, or empty
	Note        string `db:"note"`
	Version     int64  `db:"version"`
}

// Label is what the QR code of a location's label says.
func (l Location) Label() string { return "KW:" + l.Code }

// tree is all locations in the order of a walk: room by room, cabinet by
// cabinet, shelf by shelf.
type tree struct {
	walk   []Location
	byID   map[int64]Location
	byCode map[string]Location
	at     map[int64]int // place in the walk
}

func (r *Room) tree(ctx context.Context, rd db.Reader) (tree, error) {
	all, err := db.All[Location](ctx, rd, q.SQL("locations"))
	t := tree{byID: map[int64]Location{}, byCode: map[string]Location{}, at: map[int64]int{}}
	below := map[int64][]Location{}
	for _, l := range all {
		t.byID[l.ID], t.byCode[l.Code] = l, l
		below[l.ParentID] = append(below[l.ParentID], l)
	}
	var walk func(parent int64)
	walk = func(parent int64) {
		slices.SortStableFunc(below[parent], func(a, b Location) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID)) })
		for _, l := range below[parent] {
			t.at[l.ID] = len(t.walk)
			t.walk = append(t.walk, l)
			walk(l.ID)
		}
	}
	walk(0)
	return t, err
}

// roomOf is the room that a location lies in.
func (t tree) roomOf(id int64) Location {
	l := t.byID[id]
	for l.ParentID != 0 {
		l = t.byID[l.ParentID]
	}
	return l
}

// shelves are the shelves in use below a location, in the order of the walk.
func (t tree) shelves(under int64) []Location {
	var out []Location
	for _, l := range t.walk {
		if l.Kind == KindShelf && l.Retired == "" && (l.ID == under || l.ParentID == under || t.roomOf(l.ID).ID == under) {
			out = append(out, l)
		}
	}
	return out
}

// path is the location in words: 文书档案室 03柜 2层.
func (t tree) path(id int64) string {
	var s []string
	for l, ok := t.byID[id]; ok; l, ok = t.byID[l.ParentID] {
		s = append([]string{l.Name}, s...)
	}
	if len(s) == 0 {
		return "未上架"
	}
	return strings.Join(s, " ")
}

// within refuses a room that the actor may not know the content of.
func within(who act.Actor, room Location) error {
	if room.Compartment != "" && !slices.Contains(who.Reach.Compartments, room.Compartment) {
		return act.OutOfReach(act.Subject("archive_location", room.ID))
	}
	return nil
}

// Locations lists all locations in the order of a walk.
func (r *Room) Locations(ctx context.Context) ([]Location, error) {
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	return t.walk, err
}

// NewLocation says what to add. Several cabinets or shelves of one kind are added
// at once: their codes count up from Code (01, 02 … or A, B …).
type NewLocation struct {
	Parent   int64 // 0 for a room
	Code     string
	Name     string // of a room; cabinets and shelves are named by their codes if it is empty
	Count    int    // of cabinets or shelves, 1 to 60; 0 is 1
	Shelves  int    // in each new cabinet, 0 to 20
	Capacity int    // boxes in each shelf; 0 not set
	WidthMM  int    // of each shelf; 0 not set
	// CabinetCapacity bounds a whole cabinet besides; 0 not set.
	CabinetCapacity int
	Personnel       bool // a room for personnel files
	Note            string
}

type addIn struct {
	r *Room
	n NewLocation
}

var codePart = regexp.MustCompile(`^[A-Z0-9]{1,6}$`)

// next counts a code up: 09 → 10, A → B; ok is false at the end.
func next(code string) (string, bool) {
	if n, err := strconv.Atoi(code); err == nil {
		s := fmt.Sprintf("%0*d", len(code), n+1)
		return s, len(s) <= 6
	}
	if len(code) == 1 && code[0] < 'Z' {
		return string(code[0] + 1), true
	}
	return "", false
}

var addLocation = act.Define(act.Spec[addIn, []int64]{
	Name: "custody.location.add", Label: "新增库位", Right: Manage, Basis: []law.ID{law.ArchiveCabinetCount, law.ArchiveRoomDocuments, law.ArchiveRoomPersonnel},
	Do: func(tx *act.Tx, in addIn) ([]int64, act.Entry, error) {
		n := in.n
		var errs []*fault.Error
		n.Code = strings.ToUpper(db.Trimmed(n.Code))
		n.Name, n.Note = text(&errs, "name", "名称", n.Name, 40, n.Parent == 0), text(&errs, "note", "备注", n.Note, 200, false)
		if !codePart.MatchString(n.Code) {
			errs = append(errs, fault.Field("code", n.Code, "编号只能用 1 到 6 个大写字母或数字，如 WS、03、A。"))
		}
		for _, b := range []struct {
			field, label string
			v            *int
			most         int
		}{{"count", "个数", &n.Count, 60}, {"shelves", "每柜层数", &n.Shelves, 20}, {"capacity", "每层可放盒数", &n.Capacity, 500}, {"width_mm", "每层净宽", &n.WidthMM, 5000}, {"cabinet_capacity", "每柜可放盒数", &n.CabinetCapacity, 5000}} {
			if *b.v < 0 || *b.v > b.most {
				errs = append(errs, fault.Field(b.field, strconv.Itoa(*b.v), fmt.Sprintf("%s应在 0 到 %d 之间。", b.label, b.most)))
			}
		}
		if err := fault.Join(errs...); err != nil {
			return nil, act.Entry{}, err
		}
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return nil, act.Entry{}, err
		}
		parent, known := t.byID[n.Parent]
		l := Location{ParentID: n.Parent, Kind: KindRoom, Name: n.Name, Note: n.Note}
		prefix := ""
		switch {
		case n.Parent == 0:
			n.Count = 1
			if n.Personnel {
				l.Compartment = Personnel
			}
		case !known || parent.Kind == KindShelf || parent.Retired != "":
			return nil, act.Entry{}, fault.Field("parent", strconv.FormatInt(n.Parent, 10), "只能在使用中的库房里加柜、在柜里加层。")
		default:
			prefix = parent.Code + "-"
			l.Kind, l.Capacity = KindCabinet, int64(n.CabinetCapacity)
			if parent.Kind == KindCabinet {
				l.Kind, l.Capacity, l.WidthMM, n.Shelves = KindShelf, int64(n.Capacity), int64(n.WidthMM), 0
			}
		}
		place := int64(0)
		for _, x := range t.walk {
			if x.ParentID == n.Parent {
				place = max(place, x.Place)
			}
		}
		a := adding{tx: tx, t: t}
		part := n.Code
		for i := range max(n.Count, 1) {
			if i > 0 {
				var ok bool
				if part, ok = next(part); !ok {
					return nil, act.Entry{}, fault.Field("code", n.Code, "连续添加时，编号应为数字或单个字母，且不超过末号。")
				}
			}
			x := l
			x.Code, x.Place = prefix+part, place+int64(i)+1
			if n.Name == "" || n.Count > 1 {
				x.Name = part + map[string]string{KindCabinet: "柜", KindShelf: "层"}[l.Kind]
			}
			id, err := a.add(x)
			if err != nil {
				return nil, act.Entry{}, err
			}
			for s := range n.Shelves {
				if l.Kind != KindCabinet {
					break
				}
				no := strconv.Itoa(s + 1)
				if _, err := a.add(Location{ParentID: id, Kind: KindShelf, Code: x.Code + "-" + no, Name: no + "层", Place: int64(s) + 1, Capacity: int64(n.Capacity), WidthMM: int64(n.WidthMM)}); err != nil {
					return nil, act.Entry{}, err
				}
			}
		}
		what := fmt.Sprintf("登记%s %s（%s）", KindLabel(l.Kind), a.first.Code, a.first.Name)
		if len(a.ids) > 1 {
			what = fmt.Sprintf("登记%s等库位 %d 处，自 %s 起", KindLabel(l.Kind), len(a.ids), a.first.Code)
		}
		return a.ids, act.Entry{Subject: act.Subject("archive_location", a.ids[0]), Summary: what, Detail: map[string]any{"added": len(a.ids), "capacity": n.Capacity}}, nil
	}})

type adding struct {
	tx    *act.Tx
	t     tree
	ids   []int64
	first Location
}

func (a *adding) add(l Location) (int64, error) {
	if _, taken := a.t.byCode[l.Code]; taken {
		return 0, fault.Field("code", l.Code, "库位编号 "+l.Code+" 已经用过，请换一个。")
	}
	id, err := a.tx.Next("archive_location")
	if err != nil {
		return 0, err
	}
	l.ID, l.Version = id, 1
	if _, err := db.Exec(a.tx.Ctx, a.tx, q.SQL("location_insert"), l.ID, l.ParentID, l.Kind, l.Code, l.Name, l.Place, l.Capacity, l.WidthMM, l.Compartment, l.Retired, l.Note, l.Version); err != nil {
		return 0, err
	}
	a.tx.Touch("archive_location", id)
	a.t.byCode[l.Code] = l
	if len(a.ids) == 0 {
		a.first = l
	}
	a.ids = append(a.ids, id)
	return id, nil
}

// AddLocations adds a room, or cabinets to a room, or shelves to a cabinet, and
// gives their numbers.
func (r *Room) AddLocations(ctx context.Context, who act.Actor, n NewLocation) ([]int64, error) {
	return addLocation.Run(ctx, r.Archive.Door, who, addIn{r, n})
}

// LocationChange is a correction of a location. Its code never changes: it is on
// the labels.
type LocationChange struct {
	ID       int64
	Name     string
	Capacity int
	WidthMM  int
	Retire   bool // take out of use, which needs it to be empty; or, if it is retired, back into use when false
	Note     string
	Version  int64
}

type changeIn struct {
	r *Room
	c LocationChange
}

var amendLocation = act.Define(act.Spec[changeIn, int64]{
	Name: "custody.location.amend", Label: "修改库位", Right: Manage, Basis: []law.ID{law.ArchiveCabinetCount},
	Do: func(tx *act.Tx, in changeIn) (int64, act.Entry, error) {
		c := in.c
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		l, ok := t.byID[c.ID]
		if !ok {
			return 0, act.Entry{}, fault.New(fault.NotFound, "没有这个库位。")
		}
		if c.Version != l.Version {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "库位 %s 刚被他人改过，请刷新后再改。", l.Code)
		}
		var errs []*fault.Error
		name, note := text(&errs, "name", "名称", c.Name, 40, true), text(&errs, "note", "备注", c.Note, 200, false)
		if c.Capacity < 0 || c.Capacity > 5000 {
			errs = append(errs, fault.Field("capacity", strconv.Itoa(c.Capacity), "可放盒数应在 0 到 5000 之间，0 表示不限。"))
		}
		if c.WidthMM < 0 || c.WidthMM > 5000 {
			errs = append(errs, fault.Field("width_mm", strconv.Itoa(c.WidthMM), "净宽应在 0 到 5000 毫米之间，0 表示不限。"))
		}
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		load, err := in.r.load(tx.Ctx, tx, t)
		if err != nil {
			return 0, act.Entry{}, err
		}
		here := load[l.ID]
		if c.Capacity > 0 && here.boxes > int64(c.Capacity) {
			return 0, act.Entry{}, fault.Field("capacity", strconv.Itoa(c.Capacity), fmt.Sprintf("%s 现有 %d 盒，可放盒数不能小于它。", l.Code, here.boxes))
		}
		if c.WidthMM > 0 && here.mm > int64(c.WidthMM) {
			return 0, act.Entry{}, fault.Field("width_mm", strconv.Itoa(c.WidthMM), fmt.Sprintf("%s 现有盒脊共 %d 毫米，净宽不能小于它。", l.Code, here.mm))
		}
		retired := ""
		if c.Retire {
			if retired = l.Retired; retired == "" {
				retired = tx.Today.String()
			}
			if here.boxes > 0 {
				return 0, act.Entry{}, fault.Field("retire", l.Code, fmt.Sprintf("%s 里还有 %d 盒，移走后才能停用。", l.Code, here.boxes))
			}
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("location_update"), l.ID, name, int64(c.Capacity), int64(c.WidthMM), retired, note); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_location", l.ID)
		say := "修改库位 " + l.Code
		if retired != l.Retired {
			say = "停用库位 " + l.Code
			if retired == "" {
				say = "恢复使用库位 " + l.Code
			}
		}
		return l.ID, act.Entry{Subject: act.Subject("archive_location", l.ID), Summary: say, Detail: map[string]any{"name": name, "capacity": c.Capacity, "width_mm": c.WidthMM}}, nil
	}})

// AmendLocation corrects a location or takes it out of use.
func (r *Room) AmendLocation(ctx context.Context, who act.Actor, c LocationChange) error {
	_, err := amendLocation.Run(ctx, r.Archive.Door, who, changeIn{r, c})
	return err
}

package custody

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// States of a line of a stock-taking.
const (
	lineExpected  = "expected"
	lineOK        = "ok"
	lineMisplaced = "misplaced"
	lineForeign   = "foreign"
	lineMissing   = "missing"
)

// LineLabel is the Chinese word of a line's state.
func LineLabel(state string) string {
	return map[string]string{lineExpected: "待清点", lineOK: "在架", lineMisplaced: "错架", lineForeign: "不属本库", lineMissing: "缺盒"}[state]
}

// Taking is one stock-taking of one room.
type Taking struct {
	ID         int64  `db:"id"`
	Number     string `db:"number"`
	RoomID     int64  `db:"room_id"`
	State      string `db:"state"` // open, closed
	OpenedBy   string `db:"opened_by"`
	OpenedName string `db:"opened_name"`
	OpenedAt   int64  `db:"opened_at"`
	ClosedBy   string `db:"closed_by"`
	ClosedName string `db:"closed_name"`
	ClosedAt   int64  `db:"closed_at"`
	Expected   int64  `db:"expected"`
	Found      int64  `db:"found"`
	Missing    int64  `db:"missing"`
	Misplaced  int64  `db:"misplaced"`
	Foreign    int64  `db:"foreign_here"`
	Note       string `db:"note"`
	Version    int64  `db:"version"`
}

// Open reports whether boxes may still be scanned.
func (t Taking) Open() bool { return t.State == "open" }

// Line is one box of a stock-taking.
type Line struct {
	ID         int64  `db:"id"`
	TakingID   int64  `db:"stocktake_id"`
	BoxID      int64  `db:"box_id"`
	Code       string `db:"code"`
	ExpectedAt int64  `db:"expected_at"`
	FoundAt    int64  `db:"found_at"`
	State      string `db:"state"`
	SeenBy     string `db:"seen_by"`
	SeenAt     int64  `db:"seen_at"`
}

type openIn struct {
	r    *Room
	room int64
}

var openTaking = act.Define(act.Spec[openIn, int64]{
	Name: "custody.stocktake.open", Label: "开始清点", Right: Stocktake, Basis: []law.ID{law.ArchivePreserveCondition, law.ArchivePrivateHolding},
	Do: func(tx *act.Tx, in openIn) (int64, act.Entry, error) {
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		room := t.byID[in.room]
		if room.Kind != KindRoom || room.Retired != "" {
			return 0, act.Entry{}, fault.Field("room", strconv.FormatInt(in.room, 10), "请选择使用中的库房。")
		}
		if err := within(tx.Actor, room); err != nil {
			return 0, act.Entry{}, err
		}
		if no, open, err := db.Maybe[string](tx.Ctx, tx, q.SQL("stocktake_open"), room.ID); err != nil || open {
			return 0, act.Entry{}, cmp.Or(err, error(fault.Newf(fault.Conflict, "%s正在清点（%s），结束后才能再开一次。", room.Name, no)))
		}
		boxes, err := db.All[Box](tx.Ctx, tx, q.SQL("boxes_placed"))
		if err != nil {
			return 0, act.Entry{}, err
		}
		boxes = slices.DeleteFunc(boxes, func(b Box) bool { return t.roomOf(b.LocationID).ID != room.ID })
		if len(boxes) == 0 {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%s还没有上架的盒，不需要清点。请先登记盒的库位。", room.Name)
		}
		cfg, err := in.r.Archive.Config(tx.Ctx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		id, err := tx.Next("archive_stocktake")
		if err != nil {
			return 0, act.Entry{}, err
		}
		n, err := tx.Next(fmt.Sprintf("archive_stocktake %d", tx.Today.Year))
		if err != nil {
			return 0, act.Entry{}, err
		}
		number := fmt.Sprintf("盘%d-%02d", tx.Today.Year, n)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("stocktake_insert"), id, number, room.ID, tx.Actor.Login, tx.Actor.Name, tx.Now, int64(len(boxes))); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_stocktake", id)
		for _, b := range boxes {
			if _, err := insertLine(tx, Line{TakingID: id, BoxID: b.ID, Code: b.Label(cfg.Fonds.Code), ExpectedAt: b.LocationID, State: lineExpected}); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return id, act.Entry{Subject: act.Subject("archive_stocktake", id), Summary: fmt.Sprintf("开始清点%s（%s），应有 %d 盒", room.Name, number, len(boxes))}, nil
	}})

func insertLine(tx *act.Tx, l Line) (int64, error) {
	id, err := tx.Next("archive_stocktake_line")
	if err != nil {
		return 0, err
	}
	_, err = db.Exec(tx.Ctx, tx, q.SQL("line_insert"), id, l.TakingID, l.BoxID, l.Code, l.ExpectedAt, l.FoundAt, l.State, l.SeenBy, l.SeenAt)
	tx.Touch("archive_stocktake_line", id)
	return id, err
}

// OpenStocktake begins a stock-taking of a room; what is expected is what is
// registered there at this moment.
func (r *Room) OpenStocktake(ctx context.Context, who act.Actor, room int64) (int64, error) {
	return openTaking.Run(ctx, r.Archive.Door, who, openIn{r, room})
}

// Scan is what was seen on a walk: codes of boxes, as scanned or typed. A shelf's
// own code between them changes the shelf from there on, so that a whole walk
// recorded without a network can be handed in at once.
type Scan struct {
	Taking int64
	Shelf  int64 // where the walk starts; 0 if the codes begin with a shelf's
	Codes  string
	Boxes  []int64 // expected boxes ticked on the list of this shelf
}

// Scanned is what one Scan told.
type Scanned struct {
	OK, Misplaced, Foreign int
	Shelf                  int64    // the last one
	Say                    []string // one sentence for each box that is not in its place
}

type scanIn struct {
	r *Room
	s Scan
}

var scan = act.Define(act.Spec[scanIn, Scanned]{
	Name: "custody.stocktake.scan", Label: "清点一盒", Right: Stocktake, Basis: []law.ID{law.ArchivePreserveCondition},
	Do: func(tx *act.Tx, in scanIn) (Scanned, act.Entry, error) {
		var out Scanned
		x, err := in.r.taking(tx, in.s.Taking)
		if err != nil {
			return out, act.Entry{}, err
		}
		shelf := x.t.byID[in.s.Shelf]
		if in.s.Shelf != 0 && (shelf.Kind != KindShelf || x.t.roomOf(shelf.ID).ID != x.RoomID) {
			return out, act.Entry{}, fault.Field("shelf", strconv.FormatInt(in.s.Shelf, 10), "请选择这间库房里的一层。")
		}
		ws := words(in.s.Codes)
		if len(ws)+len(in.s.Boxes) == 0 {
			return out, act.Entry{}, fault.Field("codes", "", "请扫描或键入盒签上的编号，或者勾选在架的盒。")
		}
		if len(ws) > mostBoxes {
			return out, act.Entry{}, fault.Field("codes", "", fmt.Sprintf("一次最多 %d 个编号，请分几次提交。", mostBoxes))
		}
		for _, id := range in.s.Boxes {
			l, ok := x.byBox[id]
			if !ok || shelf.ID == 0 {
				return out, act.Entry{}, fault.Field("boxes", strconv.FormatInt(id, 10), "勾选的盒不在这一层的清点单上，请刷新。")
			}
			if err := x.saw(tx, &out, l, shelf); err != nil {
				return out, act.Entry{}, err
			}
		}
		for _, w := range ws {
			if s, ok := x.t.byCode[strings.TrimPrefix(w, "KW:")]; ok && s.Kind == KindShelf {
				if x.t.roomOf(s.ID).ID != x.RoomID {
					return out, act.Entry{}, fault.Field("codes", w, "库位 "+s.Code+" 不在这间库房，请核对所在库房。")
				}
				shelf = s
				continue
			}
			if shelf.ID == 0 {
				return out, act.Entry{}, fault.Field("codes", w, "请先扫描库位签或选择所在的层，再扫描盒签。")
			}
			l, err := in.r.lineFor(tx, x, w)
			if err != nil {
				return out, act.Entry{}, err
			}
			if err := x.saw(tx, &out, l, shelf); err != nil {
				return out, act.Entry{}, err
			}
		}
		out.Shelf = shelf.ID
		return out, act.Entry{Subject: act.Subject("archive_stocktake", x.ID),
			Summary: fmt.Sprintf("清点（%s）%s：在架 %d 盒，错架 %d 盒，不属本库 %d 盒", x.Number, shelf.Code, out.OK, out.Misplaced, out.Foreign),
			Detail:  map[string]any{"codes": ws, "boxes": in.s.Boxes}}, nil
	}})

// taking is an open stock-taking with its lines, inside a deed.
type taking struct {
	Taking
	t      tree
	byBox  map[int64]Line
	byCode map[string]Line
	fonds  string
}

func (r *Room) taking(tx *act.Tx, id int64) (*taking, error) {
	s, ok, err := act.Locked[Taking](tx, q.SQL("stocktake"), id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "没有这次清点。")
	}
	x := &taking{Taking: s, byBox: map[int64]Line{}, byCode: map[string]Line{}}
	if x.t, err = r.tree(tx.Ctx, tx); err != nil {
		return nil, err
	}
	if err := within(tx.Actor, x.t.byID[s.RoomID]); err != nil {
		return nil, err
	}
	if !s.Open() {
		return nil, fault.Newf(fault.Conflict, "清点 %s 已经结束，不能再改。", s.Number)
	}
	cfg, err := r.Archive.Config(tx.Ctx)
	if err != nil {
		return nil, err
	}
	x.fonds = cfg.Fonds.Code
	lines, err := db.All[Line](tx.Ctx, tx, q.SQL("lines"), id)
	for _, l := range lines {
		x.byCode[l.Code] = l
		if l.BoxID != 0 {
			x.byBox[l.BoxID] = l
		}
	}
	return x, err
}

// lineFor finds the line of a code; a bare number means the box of that number
// that is expected in the room, if there is just one.
func (r *Room) lineFor(tx *act.Tx, x *taking, w string) (Line, error) {
	if l, ok := x.byCode[w]; ok {
		return l, nil
	}
	sp, ok := parseSpan(w)
	if !ok || sp.from != sp.to {
		if len([]rune(w)) > 60 {
			return Line{}, fault.Field("codes", w, "这个编号太长，不像盒签。")
		}
		return Line{Code: w}, nil
	}
	found, err := db.All[Box](tx.Ctx, tx, q.SQL("boxes_numbered"), sp.from, sp.from)
	if err != nil {
		return Line{}, err
	}
	found = slices.DeleteFunc(found, func(b Box) bool { return sp.category != "" && b.Category != sp.category })
	here := slices.DeleteFunc(slices.Clone(found), func(b Box) bool { return x.byBox[b.ID].ID == 0 })
	switch {
	case len(here) == 1:
		return x.byBox[here[0].ID], nil
	case len(found) == 1:
		c := found[0].Label(x.fonds)
		if l, ok := x.byCode[c]; ok {
			return l, nil
		}
		return Line{Code: c, BoxID: found[0].ID}, nil
	case len(found) > 1:
		return Line{}, fault.Field("codes", w, fmt.Sprintf("有几个门类都有第 %d 盒，请连门类一起写，如 WS-%d，或扫描盒签。", sp.from, sp.from))
	}
	return Line{Code: w}, nil
}

// saw notes that a box was met on a shelf.
func (x *taking) saw(tx *act.Tx, out *Scanned, l Line, shelf Location) error {
	l.FoundAt, l.SeenBy, l.SeenAt = shelf.ID, tx.Actor.Name, tx.Now
	switch {
	case l.ExpectedAt == shelf.ID:
		l.State = lineOK
		out.OK++
	case l.ExpectedAt != 0:
		l.State = lineMisplaced
		out.Misplaced++
		out.Say = append(out.Say, fmt.Sprintf("%s 错架：应在 %s，现在 %s", l.Code, x.t.byID[l.ExpectedAt].Code, shelf.Code))
	default:
		l.State = lineForeign
		out.Foreign++
		out.Say = append(out.Say, fmt.Sprintf("%s 不属本库：没有登记在这间库房", l.Code))
	}
	if l.ID == 0 {
		l.TakingID = x.ID
		var err error
		l.ID, err = insertLine(tx, l)
		x.byCode[l.Code] = l // scanned twice, it is found again
		return err
	}
	_, err := db.Exec(tx.Ctx, tx, q.SQL("line_update"), l.ID, l.FoundAt, l.State, l.SeenBy, l.SeenAt)
	tx.Touch("archive_stocktake_line", l.ID)
	return err
}

// ScanShelf notes what stands on a shelf.
func (r *Room) ScanShelf(ctx context.Context, who act.Actor, s Scan) (Scanned, error) {
	return scan.Run(ctx, r.Archive.Door, who, scanIn{r, s})
}

type closeIn struct {
	r    *Room
	id   int64
	note string
}

var closeTaking = act.Define(act.Spec[closeIn, Taking]{
	Name: "custody.stocktake.close", Label: "结束清点", Right: Stocktake, Basis: []law.ID{law.ArchivePreserveCondition, law.ArchivePrivateHolding},
	Do: func(tx *act.Tx, in closeIn) (Taking, act.Entry, error) {
		x, err := in.r.taking(tx, in.id)
		if err != nil {
			return Taking{}, act.Entry{}, err
		}
		var errs []*fault.Error
		note := text(&errs, "note", "说明", in.note, 500, false)
		if err := fault.Join(errs...); err != nil {
			return Taking{}, act.Entry{}, err
		}
		x.State, x.ClosedBy, x.ClosedName, x.ClosedAt, x.Note = "closed", tx.Actor.Login, tx.Actor.Name, tx.Now, note
		x.Found, x.Missing, x.Misplaced, x.Foreign = 0, 0, 0, 0
		for _, l := range x.byCode {
			switch l.State {
			case lineOK:
				x.Found++
			case lineMisplaced:
				x.Misplaced++
			case lineForeign:
				x.Foreign++
			case lineExpected:
				x.Missing++
				if _, err := db.Exec(tx.Ctx, tx, q.SQL("line_update"), l.ID, 0, lineMissing, "", 0); err != nil {
					return Taking{}, act.Entry{}, err
				}
				tx.Touch("archive_stocktake_line", l.ID)
			}
		}
		if x.Found+x.Misplaced+x.Foreign == 0 {
			return Taking{}, act.Entry{}, fault.New(fault.Conflict, "还没有清点任何一盒，不能结束。")
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("stocktake_update"), x.ID, x.State, x.ClosedBy, x.ClosedName, x.ClosedAt, x.Found, x.Missing, x.Misplaced, x.Foreign, x.Note); err != nil {
			return Taking{}, act.Entry{}, err
		}
		tx.Touch("archive_stocktake", x.ID)
		x.Version++
		return x.Taking, act.Entry{Subject: act.Subject("archive_stocktake", x.ID),
			Summary: fmt.Sprintf("结束清点%s（%s）：应有 %d 盒，在架 %d，错架 %d，缺 %d，不属本库 %d", x.t.byID[x.RoomID].Name, x.Number, x.Expected, x.Found, x.Misplaced, x.Missing, x.Foreign)}, nil
	}})

// CloseStocktake ends a stock-taking: what was not met is missing.
func (r *Room) CloseStocktake(ctx context.Context, who act.Actor, id int64, note string) (Taking, error) {
	return closeTaking.Run(ctx, r.Archive.Door, who, closeIn{r, id, note})
}

// Stocktakes lists the latest stock-takings; those of rooms whose content the
// actor may not see are left out.
func (r *Room) Stocktakes(ctx context.Context, who act.Actor) ([]Taking, error) {
	rd := r.Archive.Door.Reader()
	all, err := db.All[Taking](ctx, rd, q.SQL("stocktakes"))
	if err != nil {
		return nil, err
	}
	t, err := r.tree(ctx, rd)
	return slices.DeleteFunc(all, func(s Taking) bool { return within(who, t.byID[s.RoomID]) != nil }), err
}

// Step is a line of a stock-taking with its places in words.
type Step struct {
	Line
	Box      Box // zero for an unknown code
	Expected string
	Found    string
	at       int // place in the walk
}

// Walk is a stock-taking with its lines in the order of the shelves: a missing box
// where it should be, every other where it was met.
func (r *Room) Walk(ctx context.Context, who act.Actor, id int64) (Taking, []Step, error) {
	rd := r.Archive.Door.Reader()
	s, ok, err := db.Maybe[Taking](ctx, rd, q.SQL("stocktake"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这次清点。")
	}
	if err != nil {
		return s, nil, err
	}
	t, err := r.tree(ctx, rd)
	if err != nil {
		return s, nil, err
	}
	if err := within(who, t.byID[s.RoomID]); err != nil {
		return s, nil, err
	}
	lines, err := db.All[Line](ctx, rd, q.SQL("lines"), id)
	if err != nil {
		return s, nil, err
	}
	f := db.NewFilter()
	ids := make([]int64, 0, len(lines))
	for _, l := range lines {
		ids = append(ids, l.BoxID)
	}
	boxes := map[int64]Box{}
	for chunk := range slices.Chunk(ids, 500) {
		f = db.NewFilter()
		db.In(f, "id", chunk)
		got, err := db.All[Box](ctx, rd, "SELECT id, category, year, unit, retention, number, spine_mm, items, location_id FROM archive_box"+f.Where(), f.Args()...)
		if err != nil {
			return s, nil, err
		}
		for _, b := range got {
			boxes[b.ID] = b
		}
	}
	steps := make([]Step, 0, len(lines))
	for _, l := range lines {
		where := l.FoundAt
		if where == 0 {
			where = l.ExpectedAt
		}
		st := Step{Line: l, Box: boxes[l.BoxID], Expected: t.path(l.ExpectedAt), Found: t.path(l.FoundAt), at: t.at[where]}
		if !st.Box.seenBy(who) {
			st.Box = Box{}
		}
		steps = append(steps, st)
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.Box.Number, b.Box.Number)) })
	return s, steps, nil
}

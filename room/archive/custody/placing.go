package custody

import (
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
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
)

// Box is a box with where it stands, as custody sees it.
type Box struct {
	ID         int64       `db:"id"`
	Category   string      `db:"category"`
	Year       int64       `db:"year"`
	Unit       string      `db:"unit"`
	Retention  code.Period `db:"retention"`
	Number     int64       `db:"number"`
	SpineMM    int64       `db:"spine_mm"`
	Items      int64       `db:"items"`
	LocationID int64       `db:"location_id"`
}

// Label is what is printed under the box's QR code.
func (b Box) Label(fonds string) string {
	return archive.BoxCode(fonds, archive.Box{Category: b.Category, Number: b.Number})
}

// Compartment is the closed circle of the box, "" for none.
func (b Box) Compartment() string {
	it := archive.Item{Category: b.Category}
	return it.Compartment()
}

func (b Box) seenBy(who act.Actor) bool {
	c := b.Compartment()
	return c == "" || slices.Contains(who.Reach.Compartments, c)
}

type filled struct{ boxes, mm int64 }

// load counts what stands in every location, cabinets and rooms included.
func (r *Room) load(ctx context.Context, rd db.Reader, t tree) (map[int64]filled, error) {
	m := map[int64]filled{}
	boxes, err := db.All[Box](ctx, rd, q.SQL("boxes_placed"))
	for _, b := range boxes {
		for id := b.LocationID; id != 0; id = t.byID[id].ParentID {
			f := m[id]
			f.boxes++
			f.mm += b.SpineMM
			m[id] = f
		}
	}
	return m, err
}

// mostBoxes is how many boxes one entry may name.
const mostBoxes = 2000

var boxCode = regexp.MustCompile(`^(?:.*-)?([A-Z]{2}(?:·[0-9A-Z]+)*)-H0*(\d{1,9})$`)
var boxRange = regexp.MustCompile(`^(?:([A-Z]{2})-?)?H?(\d{1,9})(?:[-–—~至](?:[A-Z]{2}-?)?H?(\d{1,9}))?$`)

// words parts what was typed or scanned into codes.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToUpper(code.Normalise(db.Clean(s))), func(c rune) bool {
		return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '，' || c == '、' || c == ';' || c == '；' || c == '\u3000'
	})
}

// span is a run of box numbers of a category ("" for any).
type span struct {
	category string
	from, to int64
}

func parseSpan(w string) (span, bool) {
	if m := boxCode.FindStringSubmatch(w); m != nil {
		n, err := strconv.ParseInt(m[2], 10, 64)
		return span{m[1], n, n}, err == nil && n > 0
	}
	m := boxRange.FindStringSubmatch(w)
	if m == nil {
		return span{}, false
	}
	from, _ := strconv.ParseInt(m[2], 10, 64)
	to := from
	if m[3] != "" {
		to, _ = strconv.ParseInt(m[3], 10, 64)
	}
	return span{m[1], from, to}, from > 0 && to >= from && to-from < mostBoxes
}

// boxesOf finds the boxes that a text names by numbers, ranges or label codes.
func (r *Room) boxesOf(ctx context.Context, rd db.Reader, who act.Actor, s string) ([]Box, error) {
	var out []Box
	ws := words(s)
	if len(ws) == 0 {
		return nil, fault.Field("boxes", "", "请填写盒号，如 1-49，或逐个扫描盒签。")
	}
	seen := map[int64]bool{}
	for _, w := range ws {
		sp, ok := parseSpan(w)
		if !ok {
			return nil, fault.Field("boxes", w, "看不懂盒号“"+w+"”。可以写 12、3-9，或扫描盒签。")
		}
		found, err := db.All[Box](ctx, rd, q.SQL("boxes_numbered"), sp.from, sp.to)
		if err != nil {
			return nil, err
		}
		got, many := map[int64]int{}, map[int64]bool{}
		for _, b := range found {
			if (sp.category == "" || b.Category == sp.category) && b.seenBy(who) {
				if got[b.Number]++; got[b.Number] > 1 {
					many[b.Number] = true
				}
				if !seen[b.ID] {
					seen[b.ID] = true
					out = append(out, b)
				}
			}
		}
		for n := sp.from; n <= sp.to; n++ {
			if got[n] == 0 {
				return nil, fault.Field("boxes", w, fmt.Sprintf("没有第 %d 盒，请核对盒号。", n))
			}
			if many[n] {
				return nil, fault.Field("boxes", w, fmt.Sprintf("有几个门类都有第 %d 盒，请连门类一起写，如 WS-%d。", n, n))
			}
		}
		if len(out) > mostBoxes {
			return nil, fault.Field("boxes", w, fmt.Sprintf("一次最多 %d 盒，请分几次办理。", mostBoxes))
		}
	}
	return out, nil
}

// Placing puts boxes on a shelf.
type Placing struct {
	Boxes    string // numbers, ranges or label codes
	Location int64  // a shelf; 0 takes the boxes off their shelves
	Onward   bool   // when the shelf is full go on with the next one of the room
}

// Placed is what came of a Placing.
type Placed struct {
	Boxes       int
	First, Last string // shelves
}

type placeIn struct {
	r *Room
	p Placing
}

var place = act.Define(act.Spec[placeIn, Placed]{
	Name: "custody.box.place", Label: "盒上架", Right: Place, Basis: []law.ID{law.ArchiveCabinetCount, law.ArchiveRoomDocuments, law.ArchiveRoomPersonnel},
	Do: func(tx *act.Tx, in placeIn) (Placed, act.Entry, error) {
		var out Placed
		boxes, err := in.r.boxesOf(tx.Ctx, tx, tx.Actor, in.p.Boxes)
		if err != nil {
			return out, act.Entry{}, err
		}
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return out, act.Entry{}, err
		}
		to := t.byID[in.p.Location]
		if in.p.Location != 0 {
			if to.Kind != KindShelf || to.Retired != "" {
				return out, act.Entry{}, fault.Field("location", strconv.FormatInt(in.p.Location, 10), "请选择使用中的一层。")
			}
			if err := within(tx.Actor, t.roomOf(to.ID)); err != nil {
				return out, act.Entry{}, err
			}
		}
		p := placer{r: in.r, tx: tx, t: t, onward: in.p.Onward}
		if p.load, err = in.r.load(tx.Ctx, tx, t); err != nil {
			return out, act.Entry{}, err
		}
		moved, from := []int64{}, []int64{}
		for _, b := range boxes {
			shelf := to
			if in.p.Location != 0 {
				if shelf, err = p.shelfFor(b, to); err != nil {
					return out, act.Entry{}, err
				}
				to = shelf
			}
			if b.LocationID == shelf.ID {
				continue
			}
			if err := in.r.Archive.PlaceBox(tx, b.ID, shelf.ID); err != nil {
				return out, act.Entry{}, err
			}
			p.count(b.LocationID, b, -1)
			p.count(shelf.ID, b, 1)
			moved, from = append(moved, b.ID), append(from, b.LocationID)
			if out.First == "" {
				out.First = shelf.Code
			}
			out.Last = shelf.Code
		}
		out.Boxes = len(moved)
		if out.Boxes == 0 {
			return out, act.Entry{}, fault.New(fault.Conflict, "所选的盒已经在这里，没有要移动的。")
		}
		say := fmt.Sprintf("%d 盒下架", out.Boxes)
		if in.p.Location != 0 {
			say = fmt.Sprintf("%d 盒上架到 %s", out.Boxes, out.First)
			if out.Last != out.First {
				say += " 至 " + out.Last
			}
		}
		return out, act.Entry{Subject: act.Subject("archive_box", moved[0]), Summary: say, Detail: map[string]any{"boxes": moved, "from": from}}, nil
	}})

type placer struct {
	r      *Room
	tx     *act.Tx
	t      tree
	load   map[int64]filled
	onward bool
}

func (p *placer) count(id int64, b Box, n int64) {
	for ; id != 0; id = p.t.byID[id].ParentID {
		f := p.load[id]
		f.boxes += n
		f.mm += n * b.SpineMM
		p.load[id] = f
	}
}

// shelfFor is the shelf that takes the box: the one asked for, or, going on, the
// first after it that has room.
func (p *placer) shelfFor(b Box, from Location) (Location, error) {
	room := p.t.roomOf(from.ID)
	if b.Compartment() != room.Compartment {
		if room.Compartment == Personnel {
			return from, fault.Refuse(law.ArchiveRoomPersonnel, fmt.Sprintf("%s只放人事档案，第 %d 盒是%s档案。", room.Name, b.Number, categoryName(b.Category)))
		}
		return from, fault.Refuse(law.ArchiveRoomPersonnel, fmt.Sprintf("第 %d 盒是人事档案，只能放在人事档案室。", b.Number))
	}
	why := ""
	for _, s := range p.t.shelves(room.ID) {
		if p.t.at[s.ID] < p.t.at[from.ID] {
			continue
		}
		full := p.full(s, b)
		if full == "" {
			return s, nil
		}
		if why == "" {
			why = full
		}
		if !p.onward {
			break
		}
	}
	if p.onward {
		why += "其后各层也已放满。"
	}
	return from, fault.Refuse(law.ArchiveCabinetCount, fmt.Sprintf("第 %d 盒放不下：%s", b.Number, why))
}

// full says why a shelf or its cabinet cannot take the box, "" if it can.
func (p *placer) full(s Location, b Box) string {
	for _, l := range []Location{s, p.t.byID[s.ParentID]} {
		f := p.load[l.ID]
		inside := false
		for id := b.LocationID; id != 0; id = p.t.byID[id].ParentID {
			inside = inside || id == l.ID
		}
		if inside {
			continue
		}
		if l.Capacity > 0 && f.boxes+1 > l.Capacity {
			return fmt.Sprintf("%s 可放 %d 盒，已有 %d 盒。", l.Code, l.Capacity, f.boxes)
		}
		if l.WidthMM > 0 && f.mm+b.SpineMM > l.WidthMM {
			return fmt.Sprintf("%s 净宽 %d 毫米，已用 %d 毫米，这一盒厚 %d 毫米。", l.Code, l.WidthMM, f.mm, b.SpineMM)
		}
	}
	return ""
}

func categoryName(c string) string {
	if x, ok := code.CategoryOf(c); ok {
		return x.Name
	}
	return c
}

// PlaceBoxes puts boxes on a shelf, or takes them off; a full shelf or cabinet
// and a room of another kind refuse them.
func (r *Room) PlaceBoxes(ctx context.Context, who act.Actor, p Placing) (Placed, error) {
	return place.Run(ctx, r.Archive.Door, who, placeIn{r, p})
}

// Shelf is a location with what stands there.
type Shelf struct {
	Location
	Path   string
	Boxes  []Box // of a shelf, in the order of their numbers
	Count  int64 // boxes in it and below
	UsedMM int64
	RoomID int64
}

// Map is a room with its cabinets and shelves in the order of a walk. The content
// of a personnel room is shown to those who may see personnel files.
func (r *Room) Map(ctx context.Context, who act.Actor, room int64) ([]Shelf, error) {
	rd := r.Archive.Door.Reader()
	t, err := r.tree(ctx, rd)
	if err != nil {
		return nil, err
	}
	top, ok := t.byID[room]
	if !ok || top.Kind != KindRoom {
		return nil, fault.New(fault.NotFound, "没有这间库房。")
	}
	if err := within(who, top); err != nil {
		return nil, err
	}
	load, err := r.load(ctx, rd, t)
	if err != nil {
		return nil, err
	}
	boxes, err := db.All[Box](ctx, rd, q.SQL("boxes_placed"))
	on := map[int64][]Box{}
	for _, b := range boxes {
		on[b.LocationID] = append(on[b.LocationID], b)
	}
	var out []Shelf
	for _, l := range t.walk {
		if t.roomOf(l.ID).ID == room {
			f := load[l.ID]
			out = append(out, Shelf{Location: l, Path: t.path(l.ID), Boxes: on[l.ID], Count: f.boxes, UsedMM: f.mm, RoomID: room})
		}
	}
	return out, err
}

// Loose lists the boxes that stand on no shelf, within the actor's sight.
func (r *Room) Loose(ctx context.Context, who act.Actor) ([]Box, error) {
	all, err := db.All[Box](ctx, r.Archive.Door.Reader(), q.SQL("boxes_loose"))
	return slices.DeleteFunc(all, func(b Box) bool { return !b.seenBy(who) }), err
}

// WhereIs says in words where a box stands.
func (r *Room) WhereIs(ctx context.Context, location int64) (string, error) {
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	return t.path(location), err
}

func itoa(n int) string { return strconv.Itoa(n) }

func days(year int) (first, last string) {
	return fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
}

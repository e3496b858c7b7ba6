package archive

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
)

// PackReport is the answer to packing, in the form of the command line.
type PackReport struct {
	Boxes       int            `json:"boxes"`
	ByRetention map[string]int `json:"by_retention"`
	Items       int            `json:"items"`
	Oversize    []string       `json:"oversize,omitempty"` // codes of items thicker than any box
}

type packIn struct {
	r    *Room
	year int
}

var packYear = act.Define(act.Spec[packIn, PackReport]{
	Name: "archive.year.pack", Label: "年度装盒", Right: Arrange, Basis: []law.ID{law.ArchiveBoxSingleClass, law.ArchiveBoxDedicated, law.DAT22Box},
	Do: func(tx *act.Tx, in packIn) (PackReport, act.Entry, error) {
		if err := tx.Alone(yearWork(in.year)); err != nil {
			return PackReport{}, act.Entry{}, err
		}
		p := &packing{r: in.r, tx: tx, year: in.year}
		if err := p.run(); err != nil {
			return PackReport{}, act.Entry{}, err
		}
		if p.rep.Boxes == 0 {
			return PackReport{}, act.Entry{}, fault.Newf(fault.Conflict, "%d年度还没有编好号的件，请先整理再装盒。", in.year)
		}
		return p.rep, act.Entry{Subject: fmt.Sprintf("archive_year:%d", in.year),
			Summary: fmt.Sprintf("%d年度装盒：%d 件装 %d 盒", in.year, p.rep.Items, p.rep.Boxes), Detail: p.rep}, nil
	}})

// yearWork names what changes the numbers and boxes of a year.
func yearWork(year int) string { return "archive.year." + strconv.Itoa(year) }

// PackYear puts the arranged items of a year into boxes by thickness, one class
// a box. Sealed boxes stay as they are; a late paper goes into the last box of
// its class if it has room, with a sentence in the box note.
func (r *Room) PackYear(ctx context.Context, who act.Actor, year int) (PackReport, error) {
	return packYear.Run(ctx, r.Door, who, packIn{r, year})
}

type packing struct {
	r    *Room
	tx   *act.Tx
	year int
	rep  PackReport

	boxing repeated
	late   bool // the year is closed: what is packed now is filed at once
}

func (p *packing) run() error {
	tx := p.tx
	if err := tx.Alone("archive.boxes"); err != nil { // the boxes of all years share one series of numbers
		return err
	}
	p.boxing = repeated{tx: tx, query: q.SQL("item_box")}
	defer p.boxing.close()
	cfg, err := config(tx.Ctx, tx)
	if err != nil {
		return err
	}
	plan, err := p.r.plan(tx.Ctx, cfg.Fonds)
	if err != nil {
		return err
	}
	settings := cfg.pack(plan)
	old, err := db.All[Box](tx.Ctx, tx, q.SQL("boxes_of_year"), p.year)
	if err != nil {
		return err
	}
	items, err := db.All[Item](tx.Ctx, tx, tx.Lock("SELECT "+itemSelect+" FROM archive_item WHERE year = $1 AND state = 'held' AND item_no > 0 ORDER BY id"), p.year)
	if err != nil {
		return err
	}
	byID := map[string]*Item{}
	var pack []arrange.PackItem
	sealed := map[int64]*Box{}
	for i := range old {
		if old[i].Sealed {
			sealed[old[i].ID] = &old[i]
		}
	}
	var late []*Item
	for i := range items {
		it := &items[i]
		if it.BoxID != 0 && sealed[it.BoxID] != nil {
			continue
		}
		id := strconv.FormatInt(it.ID, 10)
		byID[id] = it
		if len(sealed) > 0 {
			late = append(late, it)
			continue
		}
		pack = append(pack, packItem(id, it))
	}
	p.late = len(sealed) > 0
	if len(late) > 0 {
		if pack, err = p.placeLate(late, sealed, settings); err != nil {
			return err
		}
	}
	var firstNumber int64
	keep := 0
	for _, b := range old {
		if b.Sealed {
			keep++
			continue
		}
		if firstNumber == 0 || b.Number < firstNumber {
			firstNumber = b.Number
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("box_delete"), b.ID); err != nil {
			return err
		}
		tx.Touch("archive_box", b.ID)
	}
	highest, err := db.One[int64](tx.Ctx, tx, "SELECT coalesce(max(number), 0) FROM archive_box")
	if err != nil {
		return err
	}
	settings.FirstBox = int(highest) + 1
	boxes, err := arrange.Pack(pack, nil, settings)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		if err := p.keep(b, byID); err != nil {
			return err
		}
	}
	return p.report()
}

func packItem(id string, it *Item) arrange.PackItem {
	return arrange.PackItem{ID: id, Number: int(it.ItemNo), Pages: int(it.Pages),
		Class: arrange.Class{Category: it.Category, Year: int(it.Year), Unit: it.Unit, Period: it.Retention}}
}

// placeLate puts late papers into the last sealed box of their class while it
// has room, and gives back those that need a box of their own.
func (p *packing) placeLate(late []*Item, sealed map[int64]*Box, s arrange.PackSettings) ([]arrange.PackItem, error) {
	var rest []arrange.PackItem
	for _, it := range late {
		var last *Box
		for _, b := range sealed {
			if b.Category == it.Category && b.Unit == it.Unit && b.Retention == it.Retention && (last == nil || b.Number > last.Number) {
				last = b
			}
		}
		thick := int64(s.Thickness(int(it.Pages)))
		depth := int64(0)
		for _, sp := range s.Spines {
			if last != nil && int64(sp.Width) == last.SpineMM*arrange.Millimetre {
				depth = int64(sp.Depth)
			}
		}
		placed := arrange.Placed{Number: int(it.ItemNo), Code: it.Code, Item: arrange.Item{Paper: arrange.Paper{Title: it.Title, Date: it.Date}}}
		if last == nil || last.Thickness+thick > depth || it.ItemNo != last.LastNo+1 {
			rest = append(rest, packItem(strconv.FormatInt(it.ID, 10), it))
			continue
		}
		last.Thickness, last.LastNo, last.Items = last.Thickness+thick, it.ItemNo, last.Items+1
		last.Note = strings.TrimSpace(last.Note + "\n" + p.tx.Today.Chinese() + "：" + arrange.LateNote(placed))
		if _, err := db.Exec(p.tx.Ctx, p.tx, q.SQL("box_update"), last.ID, last.SpineMM, last.Thickness, last.FirstNo, last.LastNo, last.Items, true, last.Note); err != nil {
			return nil, err
		}
		p.tx.Touch("archive_box", last.ID)
		if _, err := db.Exec(p.tx.Ctx, p.tx, q.SQL("item_box"), it.ID, last.ID, int64(Filed)); err != nil {
			return nil, err
		}
		p.tx.Touch("archive_item", it.ID)
	}
	return rest, nil
}

func (p *packing) keep(b arrange.Box, byID map[string]*Item) error {
	tx := p.tx
	id, err := tx.Next("archive_box")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("box_insert"), id, b.Class.Category, b.Class.Year, b.Class.Unit, string(b.Class.Period),
		b.Number, b.Spine/arrange.Millimetre, b.Thickness, b.First, b.Last, len(b.Items), p.late, 0, p.lateNote(b, byID)); err != nil {
		return err
	}
	tx.Touch("archive_box", id)
	stage := Boxed
	if p.late {
		stage = Filed
	}
	for _, item := range b.Items {
		it := byID[item]
		if err := p.boxing.run(it.ID, id, int64(max(it.Stage, stage))); err != nil {
			return err
		}
		tx.Touch("archive_item", it.ID)
		if b.Oversize {
			p.rep.Oversize = append(p.rep.Oversize, it.Code)
		}
	}
	return nil
}

// lateNote is the text of the box note for a box that holds only late papers.
func (p *packing) lateNote(b arrange.Box, byID map[string]*Item) string {
	if !p.late {
		return ""
	}
	var lines []string
	for _, id := range b.Items {
		it := byID[id]
		lines = append(lines, p.tx.Today.Chinese()+"："+arrange.LateNote(arrange.Placed{Number: int(it.ItemNo), Code: it.Code,
			Item: arrange.Item{Paper: arrange.Paper{Title: it.Title, Date: it.Date}}}))
	}
	return strings.Join(lines, "\n")
}

func (p *packing) report() error {
	boxes, err := db.All[Box](p.tx.Ctx, p.tx, q.SQL("boxes_of_year"), p.year)
	p.rep.ByRetention = map[string]int{}
	for _, b := range boxes {
		p.rep.Boxes++
		p.rep.Items += int(b.Items)
		p.rep.ByRetention[string(b.Retention)]++
	}
	return err
}

// CloseReport is the answer to closing a year.
type CloseReport struct {
	Year  int  `json:"year"`
	Items int  `json:"items"`
	Boxes int  `json:"boxes"`
	Left  int  `json:"left"` // papers of the year that have no number yet
	Done  bool `json:"closed"`
}

var closeYear = act.Define(act.Spec[packIn, CloseReport]{
	Name: "archive.year.close", Label: "年度结档", Right: Arrange, Basis: []law.ID{law.ArchiveProcessStages, law.DAT22Number},
	Do: func(tx *act.Tx, in packIn) (CloseReport, act.Entry, error) {
		rep := CloseReport{Year: in.year}
		if err := tx.Alone(yearWork(in.year)); err != nil {
			return rep, act.Entry{}, err
		}
		state, known, err := db.Maybe[Year](tx.Ctx, tx, q.SQL("year_state"), in.year)
		if err != nil {
			return rep, act.Entry{}, err
		}
		if known && state.Closed() {
			return rep, act.Entry{}, fault.Newf(fault.Conflict, "%d年度已经关账，不能再关一次。", in.year)
		}
		type count struct {
			Numbered int64 `db:"numbered"`
			Boxed    int64 `db:"boxed"`
			Loose    int64 `db:"loose"`
		}
		n, err := db.One[count](tx.Ctx, tx, `SELECT coalesce(sum(CASE WHEN item_no > 0 THEN 1 ELSE 0 END), 0) AS numbered,
			coalesce(sum(CASE WHEN item_no > 0 AND box_id > 0 THEN 1 ELSE 0 END), 0) AS boxed,
			coalesce(sum(CASE WHEN item_no = 0 THEN 1 ELSE 0 END), 0) AS loose
			FROM archive_item WHERE year = $1 AND state = 'held'`, in.year)
		if err != nil {
			return rep, act.Entry{}, err
		}
		switch {
		case n.Numbered == 0:
			return rep, act.Entry{}, fault.Newf(fault.Conflict, "%d年度没有编好号的件，不能关账；请先整理、装盒。", in.year)
		case n.Boxed < n.Numbered:
			return rep, act.Entry{}, fault.Newf(fault.Conflict, "%d年度还有 %d 件没有装盒，请先装盒再关账。", in.year, n.Numbered-n.Boxed)
		}
		ids, err := db.All[int64](tx.Ctx, tx, tx.Lock("SELECT id FROM archive_item WHERE year = $1 AND state = 'held' AND item_no > 0 ORDER BY id"), in.year)
		if err != nil {
			return rep, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, "UPDATE archive_item SET stage = $2, version = version + 1 WHERE year = $1 AND state = 'held' AND item_no > 0", in.year, int64(Filed)); err != nil {
			return rep, act.Entry{}, err
		}
		tx.Touch("archive_item", ids...)
		boxes, err := db.All[Box](tx.Ctx, tx, q.SQL("boxes_of_year"), in.year)
		if err != nil {
			return rep, act.Entry{}, err
		}
		for _, b := range boxes {
			if _, err := db.Exec(tx.Ctx, tx, "UPDATE archive_box SET sealed = 1 WHERE id = $1", b.ID); err != nil {
				return rep, act.Entry{}, err
			}
			tx.Touch("archive_box", b.ID)
		}
		id, err := tx.Next("archive_year")
		if err != nil {
			return rep, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("year_insert"), id, in.year, tx.Now, tx.Actor.Name, in.r.Basis); err != nil {
			return rep, act.Entry{}, err
		}
		tx.Touch("archive_year", id)
		rep.Items, rep.Boxes, rep.Left, rep.Done = len(ids), len(boxes), int(n.Loose), true
		return rep, act.Entry{Subject: fmt.Sprintf("archive_year:%d", in.year),
			Summary: fmt.Sprintf("%d年度关账：%d 件 %d 盒，档号自此固定", in.year, rep.Items, rep.Boxes), Detail: rep}, nil
	}})

// CloseYear freezes the numbers of a year. It is refused while numbered items are
// without a box; papers still without number are counted and may come late.
func (r *Room) CloseYear(ctx context.Context, who act.Actor, year int) (CloseReport, error) {
	return closeYear.Run(ctx, r.Door, who, packIn{r, year})
}

package custody

import (
	"context"
	"embed"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of custody.
var Schema = db.Schema{Name: "archive_custody", Base: 3300, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of custody.
const (
	See       act.Right = "custody.see"       // where boxes stand, the logs
	Manage    act.Right = "custody.manage"    // rooms, cabinets, shelves
	Place     act.Right = "custody.place"     // put boxes on shelves and take them off
	Stocktake act.Right = "custody.stocktake" // open, scan, close
	Inspect   act.Right = "custody.inspect"   // condition, temperature and humidity
	Photo     act.Right = "custody.photo"     // describe photographs, of the own unit unless the room is arranged
)

var stocktakeColumns = []string{"number", "room_id", "state", "opened_by", "opened_name", "opened_at", "closed_by", "closed_name", "closed_at",
	"expected", "found", "missing", "misplaced", "foreign_here", "note", "version"}

func init() {
	act.DeclareRights(See)
	org.NameRights(map[act.Right]string{
		See: "查看库房和保管记录", Manage: "设置库房、柜、层", Place: "上架和下架", Stocktake: "清点", Inspect: "保管检查、记温湿度", Photo: "著录照片",
	})
	act.Watch("archive_location", "parent_id", "kind", "code", "name", "place", "capacity", "width_mm", "compartment", "retired", "note", "version")
	act.Watch("archive_stocktake", stocktakeColumns...)
	act.Watch("archive_stocktake_line", "stocktake_id", "box_id", "code", "expected_at", "found_at", "state", "seen_by", "seen_at")
	act.Watch("archive_inspection", "location_id", "box_id", "day", "condition", "finding", "measure", "handled_on", "by_login", "by_name", "version")
	act.Watch("archive_climate", "location_id", "day", "clock", "temperature", "humidity", "measure", "by_login", "by_name")
	act.Watch("archive_photo", "item_id", "file_id", "subject", "day", "place", "people", "background", "photographer", "holder_unit", "taken_at", "camera", "days_off", "note", "by_login", "version")
	archive.Settings = append(archive.Settings, archive.SettingSpec{Name: "inspection_months", Label: "保管状况检查间隔", Unit: "月", Default: "0", Min: 0, Max: 24,
		Hint: "为 0 时不提醒。规章未写检查频次，此为参数，须经本局确认。"})
}

// Room is custody in an open installation.
type Room struct {
	Archive *archive.Room
	// Elements are the elements of a photograph's description, by the rule book.
	Elements []string
	book     *rulebook.Book
}

// Open readies custody. The book gives the rooms and cabinets that the bureau
// should have; it may be nil.
func Open(a *archive.Room, book *rulebook.Book) *Room {
	r := &Room{Archive: a, book: book, Elements: []string{"事由", "时间", "地点", "人物", "背景", "摄影者"}}
	if book != nil && len(book.Archive.PhotoElements.Values) > 0 {
		r.Elements = book.Archive.PhotoElements.Values
	}
	return r
}

// Wanted are the rooms that the rule book names and nobody has entered yet.
func (r *Room) Wanted(ctx context.Context) ([]rulebook.Room, error) {
	if r.book == nil {
		return nil, nil
	}
	t, err := r.tree(ctx, r.Archive.Door.Reader())
	var out []rulebook.Room
	for _, w := range r.book.Archive.Rooms {
		if _, there := t.byCode[w.Code]; !there {
			out = append(out, w)
		}
	}
	return out, err
}

// Figures are what the yearly summary says of custody.
type Figures struct {
	Rooms       []string
	Cabinets    int
	Inspections int // in the year
}

// Figures counts rooms and cabinets in use and the inspections of a year.
func (r *Room) Figures(ctx context.Context, year int) (Figures, error) {
	rd := r.Archive.Door.Reader()
	t, err := r.tree(ctx, rd)
	if err != nil {
		return Figures{}, err
	}
	var f Figures
	for _, l := range t.walk {
		switch {
		case l.Retired != "":
		case l.Kind == KindRoom:
			f.Rooms = append(f.Rooms, l.Name)
		case l.Kind == KindCabinet:
			f.Cabinets++
		}
	}
	first, last := days(year)
	n, err := db.One[int64](ctx, rd, q.SQL("inspections_between"), first, last)
	f.Inspections = int(n)
	return f, err
}

// text cleans a text and bounds it.
func text(errs *[]*fault.Error, field, label, v string, most int, need bool) string {
	v = db.Trimmed(v)
	switch n := len([]rune(v)); {
	case n == 0 && need:
		*errs = append(*errs, fault.Field(field, "", "请填写"+label+"。"))
	case n > most:
		*errs = append(*errs, fault.Field(field, v, label+"最多 "+itoa(most)+" 个字，现在是 "+itoa(n)+" 个。"))
	}
	if e := mark.Refuse(field, v); e != nil {
		*errs = append(*errs, e)
	}
	return v
}

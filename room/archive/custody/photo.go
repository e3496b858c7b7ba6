package custody

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
	"lantai.internal/room/archive"
)

// Picture is the description of one photograph of an item (clause
// archive.gap.photo): the six elements 事由、时间、地点、人物、背景、摄影者, and which
// unit holds the original. FileID is 0 for a print on paper.
type Picture struct {
	ID           int64      `db:"id"`
	ItemID       int64      `db:"item_id"`
	FileID       int64      `db:"file_id"`
	Subject      string     `db:"subject"`
	Day          civil.Date `db:"day"`
	Place        string     `db:"place"`
	People       string     `db:"people"`
	Background   string     `db:"background"`
	Photographer string     `db:"photographer"`
	HolderUnit   string     `db:"holder_unit"`
	TakenAt      int64      `db:"taken_at"` // by the camera's clock; 0 unknown
	Camera       string     `db:"camera"`
	DaysOff      int64      `db:"days_off"` // from the event's day to the camera's
	Note         string     `db:"note"`
	ByLogin      string     `db:"by_login"`
	Version      int64      `db:"version"`
}

// Lacking names the elements without words.
func (p Picture) Lacking() []string {
	var out []string
	for _, e := range []struct {
		name string
		ok   bool
	}{{"事由", p.Subject != ""}, {"时间", !p.Day.IsZero()}, {"地点", p.Place != ""}, {"人物", p.People != ""}, {"背景", p.Background != ""}, {"摄影者", p.Photographer != ""}} {
		if !e.ok {
			out = append(out, e.name)
		}
	}
	return out
}

// imageKinds are the kinds of files that are pictures.
var imageKinds = []string{string(reader.JPEG), string(reader.PNG), string(reader.TIFF), string(reader.GIF), string(reader.WEBP), string(reader.BMP)}

// IsPicture reports whether a file of an item is a picture.
func IsPicture(f archive.File) bool { return slices.Contains(imageKinds, f.Kind) }

func isPhotoItem(category string) bool {
	return category == "ZP" || strings.HasPrefix(category, "ZP·")
}

// Description is what is said about a photograph. With All the same words go to
// every picture of the item that has none yet.
type Description struct {
	Picture
	All bool
}

// shot is what a camera wrote into a file.
type shot struct {
	at     time.Time
	camera string
}

type describeIn struct {
	r     *Room
	d     Description
	shots map[int64]shot // by file
}

var describe = act.Define(act.Spec[describeIn, int]{
	Name: "custody.photo.describe", Label: "著录照片", Right: Photo, Basis: []law.ID{law.ArchiveGapPhoto},
	Do: func(tx *act.Tx, in describeIn) (int, act.Entry, error) {
		p := in.d.Picture
		it, err := in.r.Archive.ItemIn(tx, p.ItemID)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if !tx.Actor.May(archive.Arrange) && (it.Unit == "" || it.Unit != tx.Actor.Unit) {
			return 0, act.Entry{}, fault.New(fault.Forbidden, "只能为本科室的照片补写说明。")
		}
		if !isPhotoItem(it.Category) {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》不是照片档案，不需要照片说明。", it.Title)
		}
		if it.State != archive.Held {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》%s，不能再改说明。", it.Title, archive.StateLabel(it.State))
		}
		if err := p.check(tx); err != nil {
			return 0, act.Entry{}, err
		}
		all, err := in.r.Archive.FilesIn(tx, it.ID)
		if err != nil {
			return 0, act.Entry{}, err
		}
		pictures := []int64{}
		for _, f := range all {
			if IsPicture(f) {
				pictures = append(pictures, f.ID)
			}
		}
		if p.FileID != 0 && !slices.Contains(pictures, p.FileID) || p.FileID == 0 && len(pictures) > 0 {
			return 0, act.Entry{}, fault.Field("file", strconv.FormatInt(p.FileID, 10), "请选择这一件里的一张照片。")
		}
		have, err := db.All[Picture](tx.Ctx, tx, q.SQL("photos_of"), it.ID)
		if err != nil {
			return 0, act.Entry{}, err
		}
		old := map[int64]Picture{}
		for _, x := range have {
			old[x.FileID] = x
		}
		targets := []int64{p.FileID}
		if in.d.All {
			for _, f := range pictures {
				if _, described := old[f]; !described && f != p.FileID {
					targets = append(targets, f)
				}
			}
		}
		if was := old[p.FileID]; was.ID != 0 && was.Version != p.Version {
			return 0, act.Entry{}, fault.New(fault.Conflict, "这张照片的说明刚被他人改过，请刷新后再改。")
		}
		for _, f := range targets {
			x := p
			x.FileID, x.ID, x.Version = f, old[f].ID, old[f].Version+1
			if err := x.date(in.shots[f]); err != nil {
				return 0, act.Entry{}, err
			}
			if err := x.store(tx); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return len(targets), act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: fmt.Sprintf("著录照片说明《%s》%d 张：%s", it.Title, len(targets), p.Subject),
			Detail: map[string]any{"files": targets, "day": p.Day.String()}}, nil
	}})

// check cleans the words and refuses a description without what every photograph
// must have: subject, date, people or place, photographer, holder unit.
func (p *Picture) check(tx *act.Tx) error {
	var errs []*fault.Error
	p.Subject = text(&errs, "subject", "事由", p.Subject, 300, true)
	if p.Day.IsZero() || p.Day.After(tx.Today) {
		errs = append(errs, fault.Field("day", p.Day.String(), "请填写拍摄时间（活动日期），不能晚于今天。"))
	}
	p.Place = text(&errs, "place", "地点", p.Place, 200, false)
	p.People = text(&errs, "people", "人物", p.People, 500, false)
	if p.Place == "" && p.People == "" {
		errs = append(errs, fault.Field("place", "", "地点和人物至少填写一项。"))
	}
	p.Background = text(&errs, "background", "背景", p.Background, 1000, false)
	p.Photographer = text(&errs, "photographer", "摄影者", p.Photographer, 60, true)
	p.HolderUnit = text(&errs, "holder_unit", "底片或原图保存单位", p.HolderUnit, 100, true)
	p.Note = text(&errs, "note", "备注", p.Note, 500, false)
	p.ByLogin = tx.Actor.Login
	return fault.Join(errs...)
}

// date compares the camera's day with the event's. A difference must be explained.
func (p *Picture) date(s shot) error {
	p.TakenAt, p.Camera, p.DaysOff = 0, db.Clean(s.camera), 0
	if s.at.IsZero() {
		return nil
	}
	p.TakenAt = clock.Micros(s.at)
	day := civil.DateOf(s.at)
	p.DaysOff = int64(day.Sub(p.Day))
	if p.DaysOff != 0 && p.Note == "" {
		return fault.Field("note", "", fmt.Sprintf("照片自带的拍摄时间是 %s，与填写的 %s 不符。请改正时间，或在备注写明原因（如相机时钟不准）。", day, p.Day))
	}
	return nil
}

func (p *Picture) store(tx *act.Tx) error {
	if p.ID == 0 {
		var err error
		if p.ID, err = tx.Next("archive_photo"); err != nil {
			return err
		}
		tx.Touch("archive_photo", p.ID)
		_, err = db.Exec(tx.Ctx, tx, q.SQL("photo_insert"), p.ID, p.ItemID, p.FileID, p.Subject, p.Day.String(), p.Place, p.People, p.Background, p.Photographer, p.HolderUnit, p.TakenAt, p.Camera, p.DaysOff, p.Note, p.ByLogin, p.Version)
		return err
	}
	tx.Touch("archive_photo", p.ID)
	_, err := db.Exec(tx.Ctx, tx, q.SQL("photo_update"), p.ID, p.Subject, p.Day.String(), p.Place, p.People, p.Background, p.Photographer, p.HolderUnit, p.TakenAt, p.Camera, p.DaysOff, p.Note, p.ByLogin, p.Version)
	return err
}

// DescribePhoto stores the description of a photograph and gives how many pictures
// it was stored for. The files' own times are read first and compared.
func (r *Room) DescribePhoto(ctx context.Context, who act.Actor, d Description) (int, error) {
	in := describeIn{r: r, d: d, shots: map[int64]shot{}}
	if who.May(Photo) {
		// An item out of reach is refused, and written down, by the deed itself.
		if fs, err := r.Archive.FilesOf(ctx, who, d.ItemID); err == nil {
			for _, f := range fs {
				if IsPicture(f) && (d.All || f.ID == d.FileID) {
					in.shots[f.ID] = r.shot(ctx, f)
				}
			}
		}
	}
	return describe.Run(ctx, r.Archive.Door, who, in)
}

// shot reads what the camera wrote; a file that cannot be read has told nothing.
func (r *Room) shot(ctx context.Context, f archive.File) shot {
	b, err := r.Archive.Files.Open(ctx, f.SHA256)
	if err != nil {
		return shot{}
	}
	defer b.Close()
	d, err := r.Archive.Reader.Read(ctx, b, b.Size(), f.Name, reader.Limits{})
	if err != nil || d.Photo == nil {
		return shot{}
	}
	return shot{d.Photo.Taken, d.Photo.Camera}
}

// Pictures gives an item's pictures with their descriptions, in order; a picture
// without words has only its FileID. A photograph on paper has one with FileID 0.
func (r *Room) Pictures(ctx context.Context, who act.Actor, item int64) (archive.Item, []archive.File, map[int64]Picture, error) {
	it, err := r.Archive.Item(ctx, who, item)
	if err != nil {
		return it, nil, nil, err
	}
	fs, err := r.Archive.FilesOf(ctx, who, item)
	if err != nil {
		return it, nil, nil, err
	}
	fs = slices.DeleteFunc(fs, func(f archive.File) bool { return !IsPicture(f) })
	rows, err := db.All[Picture](ctx, r.Archive.Door.Reader(), q.SQL("photos_of"), item)
	m := map[int64]Picture{}
	for _, p := range rows {
		m[p.FileID] = p
	}
	return it, fs, m, err
}

// PhotoItem is an item of photographs with how far it is described.
type PhotoItem struct {
	ID        int64      `db:"id"`
	Title     string     `db:"title"`
	Date      civil.Date `db:"date"`
	Unit      string     `db:"unit"`
	Level     mark.Level `db:"level"`
	Category  string     `db:"category"`
	Code      string     `db:"code"`
	Pictures  int64      `db:"pictures"`
	Described int64      `db:"described"`
	Thin      int64      `db:"thin"` // described, but without place, people or background
	Off       int64      `db:"off"`  // the camera's day differs
}

// Lacks is how many pictures have no words yet.
func (p PhotoItem) Lacks() int64 { return max(p.Pictures, 1) - min(p.Described, max(p.Pictures, 1)) }

// Photos lists the items of photographs within the actor's reach, the newest
// first; lacking only those that want words.
func (r *Room) Photos(ctx context.Context, who act.Actor, lacking bool) ([]PhotoItem, error) {
	var out []PhotoItem
	err := db.Each(ctx, r.Archive.Door.Reader(), q.SQL("photo_items"), nil, func(p *PhotoItem) error {
		it := archive.Item{Unit: p.Unit, Level: p.Level, Category: p.Category}
		if who.Reach.Sees(it.Unit, it.Level, it.Compartment()) && (!lacking || p.Lacks() > 0 || p.Thin > 0) {
			out = append(out, *p)
		}
		return nil
	})
	return out, err
}

package release

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Everything in this file is for the public pages: it knows no reader, and looks at
// published versions alone.

// PublicItem is a published item as the public sees it.
type PublicItem struct {
	ID          int64      `db:"id"` // of the version; not to be shown
	Index       string     `db:"index_no"`
	UnitName    string     `db:"unit_name"`
	Kind        string     `db:"kind"`
	N           int        `db:"n"` // number of the version, 1 for the first
	PublishedOn civil.Date `db:"first_on"`
	UpdatedOn   civil.Date `db:"updated_on"`
	UpdatedAt   int64      `db:"published_at"`
	Text
	Publisher string       `db:"-"`
	Files     []PublicFile `db:"-"` // with ByIndex
	Channels  []string     `db:"-"` // labels; with ByIndex
	// Guide is the text of a guide, label by label, in the order of the rule book;
	// with ByIndex.
	Guide []Passage `db:"-"`
}

// Passage is a labelled text.
type Passage struct{ Name, Label, Text string }

// PublicFile is a published file.
type PublicFile struct {
	N      int // from 1, with OpenPublic
	Name   string
	SHA256 string
	Size   int64 // bytes
	// Partial says that parts were withheld.
	Partial bool
}

// Tombstone is what is left of an item that was taken down.
type Tombstone struct {
	Index       string     `db:"index_no"`
	Title       string     `db:"title"` // empty where it is not to be shown
	Hidden      bool       `db:"title_hidden"`
	Why         string     `db:"withdrawn_why"`
	By          string     `db:"withdrawn_by"` // bureau and unit
	On          civil.Date `db:"withdrawn_on"`
	At          int64      `db:"withdrawn_at"`
	PublishedOn civil.Date `db:"published_on"`
	Column      string     `db:"column_code"`
}

// PublicFilter narrows what is published; zero fields do not.
type PublicFilter struct {
	Column, Category, Words, Kind string
	Year                          int // of publication
	Limit, Offset                 int // 50 where Limit is 0; at most 500
}

const publicSelect = `SELECT t.id, i.index_no, i.unit_name, i.kind, t.n, i.published_on AS first_on, i.updated_on, t.published_at, t.title, t.summary, t.document_no, t.formed_on, t.category, t.column_code,
  t.theme, t.keywords, t.genre, t.audience, t.related, t.carrier, t.language, t.criteria, t.ground, t.elements, t.body, t.fields
FROM disclosure_item i JOIN disclosure_version t ON t.item_id = i.id AND t.n = i.shown`

// shown limits a list to what is public.
func shown(x PublicFilter) *db.Filter {
	f := db.NewFilter().And("i.state = 'published'").And("t.state = 'published'")
	for _, c := range []struct{ column, value string }{{"t.column_code", x.Column}, {"t.category", x.Category}, {"i.kind", x.Kind}} {
		if c.value != "" {
			f.And(c.column+" = ?", c.value)
		}
	}
	if x.Year != 0 {
		f.And("i.published_on LIKE ?", fmt.Sprintf("%04d-%%", x.Year))
	}
	for _, w := range lines(x.Words) {
		like := "%" + w + "%"
		f.And("(t.title LIKE ? OR t.summary LIKE ? OR t.document_no LIKE ? OR t.keywords LIKE ? OR t.body LIKE ? OR i.index_no LIKE ?)", like, like, like, like, like, like)
	}
	return f
}

// Published lists what is public, the latest first, and how many there are in all.
func (r *Room) Published(ctx context.Context, rd db.Reader, x PublicFilter) ([]PublicItem, int, error) {
	f := shown(x)
	total, err := db.One[int](ctx, rd, "SELECT count(*) FROM disclosure_item i JOIN disclosure_version t ON t.item_id = i.id AND t.n = i.shown"+f.Where(), f.Args()...)
	if err != nil {
		return nil, 0, err
	}
	limit := x.Limit
	if limit <= 0 {
		limit = 50
	}
	list, err := db.All[PublicItem](ctx, rd, publicSelect+f.Where()+fmt.Sprintf(" ORDER BY i.updated_on DESC, i.id DESC LIMIT %d OFFSET %d", min(limit, mostListed), max(x.Offset, 0)), f.Args()...)
	for i := range list {
		list[i].Publisher = r.bureau()
	}
	return list, total, err
}

// ByIndex gives a published item by its index number, or its tombstone. Anything
// else is not found, the index number of an item that is not public included.
func (r *Room) ByIndex(ctx context.Context, rd db.Reader, index string) (PublicItem, *Tombstone, error) {
	f := shown(PublicFilter{}).And("i.index_no = ?", index)
	p, ok, err := db.Maybe[PublicItem](ctx, rd, publicSelect+f.Where(), f.Args()...)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		t, ok, err := db.Maybe[Tombstone](ctx, rd, tombSelect+" AND i.index_no = $1", index)
		if err == nil && !ok {
			err = notPublic(index)
		}
		if err != nil {
			return PublicItem{}, nil, err
		}
		t.mask()
		return PublicItem{}, &t, nil
	}
	p.Publisher = r.bureau()
	files, err := versionFilesOf(ctx, rd, p.ID)
	if err != nil {
		return p, nil, err
	}
	for n, x := range files {
		p.Files = append(p.Files, PublicFile{N: n + 1, Name: x.Name, SHA256: x.SHA256, Size: x.Size, Partial: x.Withheld != ""})
	}
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return p, nil, err
	}
	channels, err := db.All[Channel](ctx, rd, q.SQL("channels_of"), p.ID)
	for _, c := range channels {
		p.Channels = append(p.Channels, wordLabel(book.Catalogue.Channels, c.Channel))
	}
	if err == nil && p.Fields != "" {
		p.Guide, err = passages(book.Catalogue, p.Fields)
	}
	return p, nil, err
}

func passages(k rulebook.Catalogue, fields string) ([]Passage, error) {
	var m map[string]string
	if err := json.Unmarshal([]byte(fields), &m); err != nil {
		return nil, err
	}
	var out []Passage
	for _, f := range k.Guide {
		if m[f.Name] != "" {
			out = append(out, Passage{f.Name, f.Label, m[f.Name]})
		}
	}
	return out, nil
}

func notPublic(index string) error {
	return fault.Newf(fault.NotFound, "没有索引号为“%s”的公开信息，请核对。", index)
}

const tombSelect = `SELECT i.index_no, t.title, i.title_hidden, i.withdrawn_why, i.withdrawn_by, i.withdrawn_on, i.withdrawn_at, i.published_on, t.column_code
FROM disclosure_item i JOIN disclosure_version t ON t.item_id = i.id AND t.n = i.shown
JOIN disclosure_channel c ON c.version_id = t.id AND c.id = (SELECT min(x.id) FROM disclosure_channel x WHERE x.version_id = t.id) WHERE i.state = 'withdrawn'`

func (t *Tombstone) mask() {
	if t.Hidden {
		t.Title = ""
	}
}

// Tombstones lists what was taken down, the latest first. What was known inside the
// bureau alone leaves none.
func (r *Room) Tombstones(ctx context.Context, rd db.Reader) ([]Tombstone, error) {
	list, err := db.All[Tombstone](ctx, rd, tombSelect+fmt.Sprintf(" ORDER BY i.withdrawn_at DESC LIMIT %d", mostListed))
	for i := range list {
		list[i].mask()
	}
	return list, err
}

// ShownColumn is a column of the public pages that holds something.
type ShownColumn struct {
	Code, Label string
	Items       int
	UpdatedOn   civil.Date
}

// Columns lists the columns that hold something, in the order of the rule book.
func (r *Room) Columns(ctx context.Context, rd db.Reader) ([]ShownColumn, error) {
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return nil, err
	}
	held, err := columnsShown(ctx, rd)
	if err != nil {
		return nil, err
	}
	var out []ShownColumn
	for _, c := range book.Catalogue.Columns {
		if x, ok := held[c.Code]; ok {
			out = append(out, ShownColumn{c.Code, c.Label, x.Items, x.UpdatedOn})
		}
	}
	return out, nil
}

// FeedEntry is an entry of a feed: an item that was published or changed, or one that
// was taken down.
type FeedEntry struct {
	Index, Title, Summary, Column string
	PublishedOn                   civil.Date
	At                            int64 // of the last change, microseconds UTC
	Gone                          bool
	Why                           string // taken down for
}

// Feed lists the latest changes of a column, of all where it is empty; what was taken
// down stands among them.
func (r *Room) Feed(ctx context.Context, rd db.Reader, column string, limit int) ([]FeedEntry, error) {
	if limit <= 0 {
		limit = 50
	}
	list, _, err := r.Published(ctx, rd, PublicFilter{Column: column, Limit: limit})
	if err != nil {
		return nil, err
	}
	var out []FeedEntry
	for _, p := range list {
		out = append(out, FeedEntry{Index: p.Index, Title: p.Title, Summary: p.Summary, Column: p.Column, PublishedOn: p.PublishedOn, At: p.UpdatedAt})
	}
	gone, err := r.Tombstones(ctx, rd)
	if err != nil {
		return nil, err
	}
	for _, t := range gone {
		if column == "" || t.Column == column {
			out = append(out, FeedEntry{Index: t.Index, Title: t.Title, Column: t.Column, PublishedOn: t.PublishedOn, At: t.At, Gone: true, Why: t.Why})
		}
	}
	slices.SortStableFunc(out, func(a, b FeedEntry) int { return cmp.Compare(b.At, a.At) })
	return out[:min(len(out), limit)], nil
}

// OpenPublic opens a file of a published item, by its number from 1.
func (r *Room) OpenPublic(ctx context.Context, rd db.Reader, index string, n int) (PublicFile, blob.File, error) {
	p, gone, err := r.ByIndex(ctx, rd, index)
	if err != nil {
		return PublicFile{}, nil, err
	}
	if gone != nil || n < 1 || n > len(p.Files) {
		return PublicFile{}, nil, notPublic(index)
	}
	f, err := r.Files.Open(ctx, p.Files[n-1].SHA256)
	return p.Files[n-1], f, err
}

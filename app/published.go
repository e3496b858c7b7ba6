package app

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/room/disclosure/portal"
	"lantai.internal/room/disclosure/release"
)

// published is the catalogue of what the bureau publishes as the portal asks for it.
type published struct{ a *App }

func (p published) rd() db.Reader { return p.a.Door.Reader() }

// Mark changes with whatever is published or taken down, and with the day: an
// edition of the rule book that comes into force may name the columns anew.
func (p published) Mark(ctx context.Context) (string, error) {
	s, err := p.a.Release.Edition(ctx, p.rd())
	return s + " " + p.a.Door.Today().String(), err
}

// Items are all published items and tombstones.
func (p published) Items(ctx context.Context) ([]portal.Item, error) {
	var out []portal.Item
	const many = 500
	for {
		list, _, err := p.a.Release.Published(ctx, p.rd(), release.PublicFilter{Limit: many, Offset: len(out)})
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			out = append(out, shown(x))
		}
		if len(list) < many {
			break
		}
	}
	gone, err := p.a.Release.Tombstones(ctx, p.rd())
	for _, t := range gone {
		out = append(out, portal.Item{Index: t.Index, Title: t.Title, Column: t.Column, Publisher: p.a.Book.Bureau, Published: t.PublishedOn, Updated: t.On, Gone: true, Why: t.Why})
	}
	return out, err
}

func shown(x release.PublicItem) portal.Item {
	return portal.Item{Index: x.Index, Column: x.Column, Title: x.Title, Summary: x.Summary, Document: x.Document, Publisher: x.Publisher, Formed: x.FormedOn, Published: x.PublishedOn, Updated: x.UpdatedOn,
		Theme: x.Theme, Keywords: x.Keywords, Genre: x.Genre, Audience: x.Audience, Related: x.Related, Carrier: x.Carrier, Language: x.Language, Body: x.Body}
}

// Item is one published item with the parts of a guide and its files.
func (p published) Item(ctx context.Context, index string) (portal.Item, error) {
	x, gone, err := p.a.Release.ByIndex(ctx, p.rd(), index)
	if err != nil {
		return portal.Item{}, err
	}
	if gone != nil { // since the list was read
		return portal.Item{}, fault.New(fault.NotFound, "这条信息刚刚撤下。")
	}
	it := shown(x)
	for _, g := range x.Guide {
		it.Parts = append(it.Parts, [2]string{g.Label, g.Text})
	}
	for _, f := range x.Files {
		it.Files = append(it.Files, portal.File{N: f.N, Name: f.Name, Size: f.Size, Partial: f.Partial})
	}
	return it, nil
}

// Columns are all columns of the rule book.
func (p published) Columns(ctx context.Context) ([]portal.Column, error) {
	book, err := p.a.Rules.At(ctx, p.a.Door.Today())
	if err != nil {
		return nil, err
	}
	var out []portal.Column
	for _, c := range book.Catalogue.Columns {
		out = append(out, portal.Column{Code: c.Code, Label: c.Label})
	}
	return out, nil
}

// Open opens a published file.
func (p published) Open(ctx context.Context, index string, n int) (string, blob.File, error) {
	f, b, err := p.a.Release.OpenPublic(ctx, p.rd(), index, n)
	return f.Name, b, err
}

package rulebook

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/db"
)

// EditionName is how people name an edition: 原书, 第2版.
func (b *Book) EditionName() string {
	if b.Edition == 0 {
		return "原书"
	}
	return fmt.Sprintf("第%d版", b.Edition)
}

// EditionOn names the edition with the day by which it was asked: 第2版，2026年3月9日的规定.
func (b *Book) EditionOn(day civil.Date) string {
	return b.EditionName() + "，" + day.Chinese() + "的规定"
}

// All gives every edition by its number, the book as it came first.
func (l *Library) All(ctx context.Context) ([]*Book, error) {
	books, err := l.all(ctx, l.Door.Reader())
	return slices.Clone(books), err
}

// Governing is the edition by which a case is decided, and the day by which it was
// asked: those of the last decision that was kept of the case. A change of the book
// does not reach a case that runs (clause toc.status).
type Governing struct {
	Book   *Book
	AsOf   civil.Date
	tables []string
}

// Governing finds what governs a case; ok is false if no decision of it was kept.
// Whether the case may be seen is the room's to say.
func (l *Library) Governing(ctx context.Context, r db.Reader, subject string) (g Governing, ok bool, err error) {
	list, err := db.All[Kept](ctx, r, q.SQL("governing"), subject)
	if err != nil || len(list) == 0 {
		return g, false, err
	}
	books, err := l.all(ctx, r)
	if err != nil {
		return g, false, err
	}
	last := list[0]
	if last.Edition >= int64(len(books)) {
		return g, false, nil
	}
	g.Book, g.AsOf = books[last.Edition], last.AsOf
	for _, k := range list {
		if k.Edition == last.Edition && k.AsOf == last.AsOf {
			g.tables = append(g.tables, k.Table)
		}
	}
	return g, true, nil
}

// Superseded reports whether what decided the case stands otherwise in another
// book on a day.
func (g Governing) Superseded(now *Book, day civil.Date) bool {
	return slices.ContainsFunc(g.tables, func(id string) bool {
		was, had := g.Book.TableAt(id, g.AsOf)
		is, has := now.TableAt(id, day)
		return had != has || was.Version() != is.Version()
	})
}

// Superseded tells, in Chinese, that the rules of a case have changed since it was
// submitted and by which it goes on; "" if they have not.
func (l *Library) Superseded(ctx context.Context, subject string) (string, error) {
	g, ok, err := l.Governing(ctx, l.Door.Reader(), subject)
	if err != nil || !ok {
		return "", err
	}
	now, err := l.Today(ctx)
	if err != nil || !g.Superseded(now, l.Door.Today()) {
		return "", err
	}
	return fmt.Sprintf("提交以后规章有改动（%s，%s起施行）。此件仍按提交时的规定（%s）办理。", now.EditionName(), now.Since.Chinese(), g.Book.EditionOn(g.AsOf)), nil
}

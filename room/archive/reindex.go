package archive

import (
	"cmp"
	"slices"

	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// reindex writes an item's words and facts into the search index.
func (r *Room) reindex(tx *act.Tx, it *Item) error { return r.reindexAll(tx, []*Item{it}) }

// reindexAll writes many items into the search index. Their texts are read again
// and cut again, as the index holds no text; in batches, because every batch
// leaves the index a part to be merged.
func (r *Room) reindexAll(tx *act.Tx, items []*Item) error {
	var docs []search.Doc
	held := 0
	put := func() error {
		err := r.Index.PutBatch(tx.Ctx, tx, docs)
		clear(docs)
		docs, held = docs[:0], 0
		return err
	}
	items = slices.SortedFunc(slices.Values(items), func(a, b *Item) int { return cmp.Compare(a.ID, b.ID) })
	for some := range slices.Chunk(items, 500) {
		bodies, err := bodiesOf(tx, some)
		if err != nil {
			return err
		}
		for _, it := range some {
			body := joinBodies(bodies[it.ID])
			docs = append(docs, it.doc(body))
			held += len(body)
		}
		if len(docs) >= indexDocs || held >= indexBytes {
			if err := put(); err != nil {
				return err
			}
		}
	}
	return put()
}

// bodiesOf gives the texts of items: each its own first, then those of the
// papers that became parts of it.
func bodiesOf(tx *act.Tx, items []*Item) (map[int64][]string, error) {
	ids := make([]int64, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	type row struct {
		Of   int64  `db:"of_item"`
		Body string `db:"body"`
	}
	bodies := map[int64][]string{}
	for _, by := range []struct{ column, order string }{{"i.id", "i.id"}, {"i.merged_into", "i.merged_into, i.id"}} {
		f := db.NewFilter()
		db.In(f, by.column, ids)
		err := db.Each(tx.Ctx, tx, "SELECT "+by.column+" AS of_item, b.body FROM archive_item i JOIN archive_body b ON b.item_id = i.id"+f.Where()+" ORDER BY "+by.order,
			f.Args(), func(x *row) error {
				bodies[x.Of] = append(bodies[x.Of], x.Body)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

package rulebook

import (
	"testing"
	"testing/fstest"

	"lantai.internal/base/fault"
)

// A book comes from a folder somebody wrote: whatever stands there, reading it
// ends in a book that can be checked or in an error that names the file.
func FuzzLoad(f *testing.F) {
	f.Add("- id: a.b\n  chapter: \"1\"\n  kind: fact\n", "- {id: t, clause: a.b, inputs: [{name: n, from: 1, to: 3}], outcomes: [x], rows: [{id: r, when: {n: 1..}, then: x, clause: a.b}]}", "")
	f.Add("- {id: a.b}", "[]", "id\tchapter\tkind\tlocator\tlines\tmarks\nleave.x\t1\tfact\tz\t1\t\n")
	f.Add("&a [*a]", "{", "x")
	f.Fuzz(func(t *testing.T, cards, tables, index string) {
		b, err := LoadFS(fstest.MapFS{
			"book.yaml":    {Data: []byte("name: n\ntitle: t\nbureau: b\nin_force: 2020-01-01\nchapters: [{key: \"1\", title: x}]\n")},
			"units.yaml":   {Data: []byte("[]")},
			"posts.yaml":   {Data: []byte("[]")},
			"cards/a.yaml": {Data: []byte(cards)},
			"tables.yaml":  {Data: []byte(tables)},
			"index.tsv":    {Data: []byte(index)},
		})
		if err != nil {
			if e := fault.Of(err); e.Kind == fault.Internal {
				t.Fatalf("not a fault of ours: %v", err)
			}
			return
		}
		for _, table := range b.Tables {
			if table.Cells() > 10_000 {
				return
			}
		}
		Check(b)
	})
}

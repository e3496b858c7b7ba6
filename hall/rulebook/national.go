package rulebook

import (
	_ "embed"
	"strings"
	"sync"

	"lantai.internal/base/law"
)

//go:embed national.tsv
var nationalTSV string

// Higher is a rule above the book that the program cites.
type Higher struct {
	ID    law.ID
	Title string // as it is cited
	Gist  string // what it demands, in our words
}

var higher = sync.OnceValue(func() map[law.ID]Higher {
	m := map[law.ID]Higher{}
	for line := range strings.Lines(nationalTSV) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
			m[law.ID(f[0])] = Higher{law.ID(f[0]), f[1], f[2]}
		}
	}
	return m
})

// National gives a rule above the book by its id.
func National(id law.ID) (Higher, bool) {
	h, ok := higher()[id]
	return h, ok
}

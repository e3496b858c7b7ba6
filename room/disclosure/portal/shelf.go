package portal

import (
	"context"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/width"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/blob"
)

// Item is something that the bureau has published, or the record that it took it
// down again. Nothing else comes here: the catalogue gives published texts alone.
type Item struct {
	Index     string // 索引号, e.g. 000000000/2026-00001; never changes
	Column    string // code of a Column
	Title     string
	Summary   string
	Document  string // 文号
	Publisher string
	Formed    civil.Date
	Published civil.Date // first
	Updated   civil.Date // last; of what was taken down, the day of that
	Theme     string
	Keywords  string
	Genre     string
	Audience  string
	Related   string
	Carrier   string
	Language  string
	Validity  string      // 现行有效, 已废止 …; empty where nobody said
	Body      string      // the text, a paragraph a line
	Parts     [][2]string // of the guide: heading and text
	Files     []File
	Gone      bool   // taken down
	Why       string // why it was
}

// File is a published file of an Item.
type File struct {
	N       int // from 1
	Name    string
	Size    int64
	Partial bool // parts of it were withheld
}

// Column is a column of the statutory contents.
type Column struct{ Code, Label string }

// Codes of the columns that the home page has blocks for; all others are 法定主动公开内容.
const (
	GuideColumn  = "0.1"
	RulesColumn  = "0.2"
	AnnualColumn = "0.3"
)

// Catalogue is what the portal asks of the catalogue of published information. It
// gives nothing that is not published.
type Catalogue interface {
	// Mark changes whenever anything that Items gives does.
	Mark(ctx context.Context) (string, error)
	// Items are all published items and the records of what was taken down, without
	// Parts and Files.
	Items(ctx context.Context) ([]Item, error)
	// Item is one published item with its Parts and Files.
	Item(ctx context.Context, index string) (Item, error)
	// Columns are the columns in their order.
	Columns(ctx context.Context) ([]Column, error)
	// Open opens the n-th file of a published item; a NotFound fault if there is none,
	// or no longer.
	Open(ctx context.Context, index string, n int) (name string, f blob.File, err error)
}

// shelf is everything that is published, in memory: a county bureau publishes some
// thousands of items in all its years.
type shelf struct {
	mark    string
	items   []Item // the latest first, what was taken down too
	columns []Column
	index   map[string]int
	folded  []folded
}

// folded is what of an item searches look at.
type folded struct {
	title, number, words, body string
	pairs                      map[string]bool // of two characters, of title and keywords
}

type shelves struct {
	mu  sync.Mutex
	now *shelf
}

// shelf gives what is published at this moment.
func (p *Portal) shelf(ctx context.Context) (*shelf, error) {
	if p.Catalogue == nil {
		return &shelf{}, nil
	}
	mark, err := p.Catalogue.Mark(ctx)
	if err != nil {
		return nil, err
	}
	p.shelves.mu.Lock()
	defer p.shelves.mu.Unlock()
	if s := p.shelves.now; s != nil && s.mark == mark {
		return s, nil
	}
	s := &shelf{mark: mark, index: map[string]int{}}
	if s.items, err = p.Catalogue.Items(ctx); err != nil {
		return nil, err
	}
	if s.columns, err = p.Catalogue.Columns(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.items, func(a, b Item) int {
		if c := b.Updated.Compare(a.Updated); c != 0 {
			return c
		}
		return strings.Compare(b.Index, a.Index)
	})
	for i, it := range s.items {
		s.index[it.Index] = i
		f := folded{title: fold(it.Title), number: fold(it.Document + "\n" + it.Index), words: fold(it.Keywords + "\n" + it.Theme + "\n" + it.Summary), body: fold(it.Body), pairs: map[string]bool{}}
		if it.Gone {
			f = folded{}
		}
		pairsOf(f.title+" "+fold(it.Keywords), f.pairs)
		s.folded = append(s.folded, f)
	}
	p.shelves.now = s
	return s, nil
}

// fold makes what people write the same: widths, case, kinds of brackets.
func fold(s string) string {
	return brackets.Replace(strings.ToLower(width.Fold.String(s)))
}

var brackets = strings.NewReplacer("〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")", "“", "\"", "”", "\"", "　", " ")

func pairsOf(s string, into map[string]bool) {
	var last rune
	for _, c := range s {
		if c <= ' ' || strings.ContainsRune("，。、；：（）《》()\"'-—·,.;:!?", c) {
			last = 0
			continue
		}
		if last != 0 {
			into[string([]rune{last, c})] = true
		}
		last = c
	}
}

// live are the items of a column that stand, the latest first; all of them for "".
func (s *shelf) live(column string) []*Item {
	var out []*Item
	for i := range s.items {
		if it := &s.items[i]; !it.Gone && (column == "" || it.Column == column) {
			out = append(out, it)
		}
	}
	return out
}

// item finds an item by its index number.
func (s *shelf) item(index string) (*Item, error) {
	i, ok := s.index[index]
	if !ok {
		return nil, fault.New(fault.NotFound, "没有这个索引号的信息，可能尚未公开，或者索引号写错了。可以检索，也可以申请公开。")
	}
	return &s.items[i], nil
}

func (s *shelf) column(code string) (Column, bool) {
	i := slices.IndexFunc(s.columns, func(c Column) bool { return c.Code == code })
	if i < 0 {
		return Column{}, false
	}
	return s.columns[i], true
}

// Bounds of a search.
const (
	maxQuery = 64 // characters
	maxTerms = 6
	maxHits  = 500
)

// Hit is an item that a search found, with a piece of its text around the words.
type Hit struct {
	*Item
	Around string
}

// terms are the words of a query.
func terms(query string) []string {
	r := []rune(strings.TrimSpace(query))
	if len(r) > maxQuery {
		r = r[:maxQuery]
	}
	t := strings.Fields(fold(string(r)))
	return t[:min(len(t), maxTerms)]
}

// search finds the items that hold every word of the query somewhere: exactly those,
// those with the words in title or number first. more says that there are others.
func (s *shelf) search(words []string, column string, year int) (hits []Hit, more bool) {
	if len(words) == 0 {
		return nil, false
	}
	type scored struct {
		at, score int
	}
	var found []scored
	for i, f := range s.folded {
		it := &s.items[i]
		if it.Gone || column != "" && it.Column != column || year != 0 && it.Published.Year != year {
			continue
		}
		total := 0
		for _, w := range words {
			score := 0
			switch {
			case strings.Contains(f.title, w):
				score = 8
			case strings.Contains(f.number, w):
				score = 6
			case strings.Contains(f.words, w):
				score = 3
			case strings.Contains(f.body, w):
				score = 1
			}
			if score == 0 {
				total = 0
				break
			}
			total += score
		}
		if total > 0 {
			found = append(found, scored{i, total})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return b.score - a.score })
	more = len(found) > maxHits
	for _, x := range found[:min(len(found), maxHits)] {
		it := &s.items[x.at]
		hits = append(hits, Hit{Item: it, Around: around(it, words)})
	}
	return hits, more
}

// around is the piece of an item's text in which the first of the words stands.
func around(it *Item, words []string) string {
	text := it.Summary
	if text == "" || !holds(text, words) {
		if holds(it.Body, words) || text == "" {
			text = it.Body
		}
	}
	r := []rune(strings.Join(strings.Fields(text), " "))
	at := 0
	folded := []rune(fold(string(r)))
	if len(folded) == len(r) {
		for _, w := range words {
			if i := strings.Index(string(folded), w); i >= 0 {
				at = len([]rune(string(folded)[:i]))
				break
			}
		}
	}
	from := max(0, at-30)
	to := min(len(r), from+90)
	out := string(r[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(r) {
		out += "…"
	}
	return out
}

func holds(text string, words []string) bool {
	f := fold(text)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(f, w) })
}

// alike proposes published items for what somebody asks for, the likeliest first:
// by the pairs of characters that both have in common.
func (s *shelf) alike(wanted string) []*Item {
	r := []rune(wanted)
	pairs := map[string]bool{}
	pairsOf(fold(string(r[:min(len(r), 300)])), pairs)
	if len(pairs) < 2 {
		return nil
	}
	type scored struct {
		at    int
		score float64
	}
	var found []scored
	for i, f := range s.folded {
		if s.items[i].Gone || len(f.pairs) == 0 {
			continue
		}
		common := 0
		for k := range pairs {
			if f.pairs[k] {
				common++
			}
		}
		// A long title must be met in good part, a long wish by a good part of the title.
		if score := float64(common) / float64(min(len(pairs), len(f.pairs))); common >= 3 && score >= 0.4 {
			found = append(found, scored{i, score})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	var out []*Item
	for _, x := range found[:min(len(found), 5)] {
		out = append(out, &s.items[x.at])
	}
	return out
}

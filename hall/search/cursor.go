package search

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

// rank is a hit's place: the higher key first, and of equal keys the higher id
// (what was registered later).
type rank struct {
	key uint32 // tier in bit 28, day below it
	id  int64
}

const firstTier = 1 << 28

func (a rank) before(b rank) bool { return a.key > b.key || a.key == b.key && a.id > b.id }

// best keeps the n foremost ranks of a stream: a heap with the hindmost on top.
type best struct {
	n    int
	heap []rank
}

func (b *best) offer(r rank) {
	h := b.heap
	if len(h) < b.n {
		h = append(h, r)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if !h[up].before(h[i]) {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		b.heap = h
		return
	}
	if b.n == 0 || !r.before(h[0]) {
		return
	}
	h[0] = r
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c].before(h[c+1]) {
			c++
		}
		if !h[i].before(h[c]) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

// cursor is where the next page goes on. It carries a check of the question, so
// that it cannot be used with another one.
func (r rank) cursor(check uint32) string {
	return fmt.Sprintf("%x.%x.%x", r.key, r.id, check)
}

func parseCursor(s string, check uint32) (rank, error) {
	bad := fault.Field("next", clip(s), "翻页标记不属于这次查询，请从第一页重新查。")
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return rank{}, bad
	}
	key, e1 := strconv.ParseUint(parts[0], 16, 32)
	id, e2 := strconv.ParseUint(parts[1], 16, 63)
	sum, e3 := strconv.ParseUint(parts[2], 16, 32)
	if e1 != nil || e2 != nil || e3 != nil || uint32(sum) != check {
		return rank{}, bad
	}
	return rank{uint32(key), int64(id)}, nil
}

// check is a digest of what decides the order and the members of an answer.
func (q Query) check(words Words) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, q.Sort, q.Filter)
	for _, t := range words {
		fmt.Fprint(h, t.Fields, string(t.text), "\x00")
	}
	return h.Sum32()
}

func itoa(n int) string { return strconv.Itoa(n) }

package roster

import (
	"container/heap"
	"slices"
)

// Layer is how strong a claim is: what happened stands above an approved swap, that
// above a temporary roster, that above the roster by rule.
type Layer int

// The layers from below.
const (
	ByRule Layer = iota
	Temporary
	Swapped
	Happened
)

var layerLabels = [...]string{"法定安排", "临时安排", "换班", "实际到岗"}

// Label is the Chinese word.
func (l Layer) Label() string { return layerLabels[l] }

// Claim says that a person holds a track for a stretch. Among claims of one layer the
// one with the greater Order, made later, wins.
type Claim struct {
	Span
	Layer  Layer
	Order  int64
	Person int64
	Shift  int64
}

func stronger(a, b Claim) bool {
	if a.Layer != b.Layer {
		return a.Layer > b.Layer
	}
	return a.Order > b.Order
}

// Resolve gives the strongest claim at every instant that any claim covers, in order of
// time; neighbours of one claim are joined. It takes n log n steps.
func Resolve(claims []Claim) []Claim {
	list := slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.From >= c.Until })
	slices.SortStableFunc(list, func(a, b Claim) int { return int(min(max(a.From-b.From, -1), 1)) })
	var out []Claim
	h := &claimHeap{}
	for i := 0; i < len(list) || h.Len() > 0; {
		var now int64
		if h.Len() == 0 {
			now = list[i].From
		} else {
			now = out[len(out)-1].Until
		}
		for ; i < len(list) && list[i].From <= now; i++ {
			heap.Push(h, list[i])
		}
		for h.Len() > 0 && (*h)[0].Until <= now {
			heap.Pop(h)
		}
		if h.Len() == 0 {
			continue
		}
		top := (*h)[0]
		until := top.Until
		// Only a stronger claim cuts the one in force short.
		for i < len(list) && list[i].From < until {
			if stronger(list[i], top) {
				until = list[i].From
				break
			}
			heap.Push(h, list[i])
			i++
		}
		top.From, top.Until = now, until
		if n := len(out); n > 0 && out[n-1].Until == now && out[n-1].Layer == top.Layer && out[n-1].Order == top.Order && out[n-1].Person == top.Person && out[n-1].Shift == top.Shift {
			out[n-1].Until = until
		} else {
			out = append(out, top)
		}
	}
	return out
}

// At is the strongest claim at an instant.
func At(claims []Claim, at int64) (best Claim, ok bool) {
	for _, c := range claims {
		if c.From <= at && at < c.Until && (!ok || stronger(c, best)) {
			best, ok = c, true
		}
	}
	return best, ok
}

// Gaps are the stretches of a span that no claim covers.
func Gaps(claims []Claim, within Span) []Span {
	var out []Span
	end := within.From
	for _, c := range Resolve(claims) {
		if c.Until <= end {
			continue
		}
		if c.From >= within.Until {
			break
		}
		if c.From > end {
			out = append(out, Span{end, c.From})
		}
		end = c.Until
	}
	if end < within.Until {
		out = append(out, Span{end, within.Until})
	}
	return out
}

type claimHeap []Claim

func (h claimHeap) Len() int           { return len(h) }
func (h claimHeap) Less(i, j int) bool { return stronger(h[i], h[j]) }
func (h claimHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push adds a claim.
func (h *claimHeap) Push(x any) { *h = append(*h, x.(Claim)) }

// Pop takes the weakest place of the heap's slice.
func (h *claimHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

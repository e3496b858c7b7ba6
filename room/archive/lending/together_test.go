package lending_test

import (
	"context"
	"sync"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/room/archive/lending"
)

// Several people ask the desk for one item at once: one of them has it.
func TestOneItemIsLentOnce(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		lent := 0
		for range 5 {
			wg.Go(func() {
				_, err := h.Register(context.Background(), h.archivist, lending.Application{Kind: lending.Lending, Purpose: h.Purposes[0], Items: []int64{plain}, Person: staffID}, lending.HandOut{})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					lent++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if lent != 1 {
			t.Errorf("one item went out %d times", lent)
		}
	})
}

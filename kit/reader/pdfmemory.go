package reader

import (
	"sync"

	"github.com/tetratelabs/wazero/experimental"
)

// guestMemory gives the PDF engine its memory outside the Go heap: it grows in
// place instead of by copying, costs only what is touched, and goes back to the
// system with the document. On the heap one hostile page cost two gigabytes.
type guestMemory struct {
	mu      sync.Mutex
	killing int      // instances being stopped in mid-page
	later   [][]byte // freed while one of them may still run
}

// Allocate implements experimental.MemoryAllocator.
func (g *guestMemory) Allocate(_, max uint64) experimental.LinearMemory {
	if b := reserve(int(max)); b != nil {
		return &mappedMemory{g, b}
	}
	return &heapMemory{max: max}
}

// kill brackets the stopping of an instance: memory freed in between is kept
// mapped until the instance is known to stand still.
func (g *guestMemory) kill(stop func()) {
	g.mu.Lock()
	g.killing++
	g.mu.Unlock()
	stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.killing--; g.killing == 0 {
		for _, b := range g.later {
			release(b)
		}
		g.later = nil
	}
}

func (g *guestMemory) free(b []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.killing > 0 {
		g.later = append(g.later, b)
		return
	}
	release(b)
}

type mappedMemory struct {
	g *guestMemory
	b []byte
}

func (m *mappedMemory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.b)) {
		return nil
	}
	return m.b[:size]
}

func (m *mappedMemory) Free() {
	if m.b != nil {
		m.g.free(m.b)
		m.b = nil
	}
}

// heapMemory is the stand-in where memory cannot be reserved.
type heapMemory struct {
	max uint64
	b   []byte
}

func (m *heapMemory) Reallocate(size uint64) []byte {
	if size > m.max {
		return nil
	}
	if n := uint64(len(m.b)); size > n {
		m.b = append(m.b, make([]byte, size-n)...)
	}
	return m.b
}

func (m *heapMemory) Free() {}

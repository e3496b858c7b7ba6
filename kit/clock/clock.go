// Package clock is the one source of time. Instants are kept as microseconds
// UTC; days are civil dates in Asia/Shanghai.
package clock

import (
	"sync"
	"time"

	"lantai.internal/base/civil"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// System is the machine's clock.
type System struct{}

// Now is the machine's time.
func (System) Now() time.Time { return time.Now() }

// Micros is an instant as stored: microseconds since 1970 UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// FromMicros reads a stored instant; it is shown in Shanghai's time.
func FromMicros(us int64) time.Time { return time.UnixMicro(us).In(civil.Shanghai) }

// Movable is a clock that stands where it was put and can be moved on, for tests.
type Movable struct {
	mu sync.Mutex
	t  time.Time
}

// At makes a movable clock that shows noon in Shanghai of the given day.
func At(day string) *Movable {
	return &Movable{t: civil.Must(day).Time().Add(12 * time.Hour)}
}

// Now is where the clock stands.
func (m *Movable) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.t
}

// Move moves the clock on (or back).
func (m *Movable) Move(d time.Duration) {
	m.mu.Lock()
	m.t = m.t.Add(d)
	m.mu.Unlock()
}

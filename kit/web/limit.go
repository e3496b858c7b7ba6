package web

import (
	"sync"
	"time"
)

// Limiter is a token bucket per key: so many at once, so many a second in the
// long run. Keys that have been quiet long enough to be full again are forgotten,
// so memory follows the traffic. It is safe for concurrent use.
type Limiter struct {
	rate, burst float64
	now         func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
	swept   time.Time
}

type bucket struct {
	tokens float64
	at     time.Time
}

// maxBuckets bounds memory under a flood of made-up keys: beyond it the whole
// table is emptied, which favours the reader over the flood.
const maxBuckets = 100_000

// NewLimiter makes a limiter of rate a second and burst at once.
func NewLimiter(rate, burst float64, now func() time.Time) *Limiter {
	if burst < 1 {
		burst = 1
	}
	return &Limiter{rate: rate, burst: burst, now: now, buckets: map[string]bucket{}}
}

// Allow takes one token of key's bucket; if there is none it says how long to wait.
func (l *Limiter) Allow(key string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	b, known := l.buckets[key]
	if !known {
		b = bucket{l.burst, now}
	}
	if d := now.Sub(b.at).Seconds(); d > 0 {
		b.tokens = min(l.burst, b.tokens+d*l.rate)
	}
	b.at = now
	if b.tokens < 1 {
		l.buckets[key] = b
		if l.rate <= 0 {
			return false, time.Hour
		}
		return false, time.Duration((1 - b.tokens) / l.rate * float64(time.Second))
	}
	b.tokens--
	l.buckets[key] = b
	return true, 0
}

// Forget fills key's bucket again, after a successful sign-in for instance.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, key)
}

// Keys says how many buckets are held.
func (l *Limiter) Keys() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.buckets)
}

func (l *Limiter) sweep(now time.Time) {
	if len(l.buckets) >= maxBuckets {
		l.buckets = map[string]bucket{}
	}
	if now.Sub(l.swept) < time.Minute || l.rate <= 0 {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if b.tokens+now.Sub(b.at).Seconds()*l.rate >= l.burst {
			delete(l.buckets, k)
		}
	}
}

package box

import "testing"

func TestWithin(t *testing.T) { deep(1) }

func FuzzWithin(f *testing.F) { f.Fuzz(func(t *testing.T, n int) { deep(n) }) }

func BenchmarkWithin(b *testing.B) { deep(1) }

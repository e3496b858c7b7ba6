//go:build unix

package reader

import "syscall"

// reserve maps n bytes that cost nothing until touched, nil if it cannot.
func reserve(n int) []byte {
	b, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

// release cannot fail on a slice that reserve gave.
func release(b []byte) { _ = syscall.Munmap(b) }

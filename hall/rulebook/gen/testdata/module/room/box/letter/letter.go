// Package letter writes.
package letter

import "small.example/base/law"

// Write writes a letter.
func Write() error {
	_ = law.Deep
	return nil
}

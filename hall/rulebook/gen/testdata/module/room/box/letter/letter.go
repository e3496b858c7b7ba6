// Package letter writes.
package letter

import "small.example/base/law"

// Write writes a letter.
func Write(late bool) error {
	_ = law.Deep
	if late {
		return nil
	}
	_ = law.Late
	return nil
}

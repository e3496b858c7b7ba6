// Package shelf is a room without a door.
package shelf

import "small.example/base/law"

// Found is what most tests do first.
func Found() law.ID { return law.SetUp }

package org

import (
	"slices"
	"sync"

	"lantai.internal/kit/act"
)

var rightNames struct {
	sync.Mutex
	names map[act.Right]string
}

// NameRights gives rights their Chinese names for the rights page. Every package
// names its own where it declares them; a right named twice is a defect and keeps
// the program from starting.
func NameRights(names map[act.Right]string) {
	rightNames.Lock()
	defer rightNames.Unlock()
	if rightNames.names == nil {
		rightNames.names = map[act.Right]string{}
	}
	for r, n := range names {
		if _, twice := rightNames.names[r]; twice || n == "" {
			panic("org: right named twice or with nothing: " + string(r))
		}
		rightNames.names[r] = n
	}
}

// RightName is the Chinese name of a right, the right itself if it has none.
func RightName(r act.Right) string {
	rightNames.Lock()
	defer rightNames.Unlock()
	if n, ok := rightNames.names[r]; ok {
		return n
	}
	return string(r)
}

// Unnamed lists the rights of the program that nobody has named: none, as a test
// of the whole program holds.
func Unnamed() []act.Right {
	all := act.AllRights()
	rightNames.Lock()
	defer rightNames.Unlock()
	return slices.DeleteFunc(all, func(r act.Right) bool { _, ok := rightNames.names[r]; return ok })
}

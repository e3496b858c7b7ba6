// Package act is the door of the small module.
package act

import "small.example/base/law"

// Door is the installation.
type Door struct{}

// Spec says what a deed is.
type Spec[In, Out any] struct {
	Basis []law.ID
	Do    func(in In) (Out, error)
}

// Deed is a deed.
type Deed[In, Out any] struct{ spec Spec[In, Out] }

// Define makes one.
func Define[In, Out any](s Spec[In, Out]) *Deed[In, Out] { return &Deed[In, Out]{s} }

// Run does it.
func (d *Deed[In, Out]) Run(_ *Door, in In) (Out, error) { return d.spec.Do(in) }

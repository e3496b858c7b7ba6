// Package box is a room.
package box

import (
	"errors"

	"small.example/base/law"
	"small.example/kit/act"
	"small.example/room/box/letter"
)

// Porter is a port.
type Porter interface{ Carry() law.ID }

type porter struct{}

// Carry is found behind the interface only.
func (porter) Carry() law.ID { return law.Port }

// Hooks are called by somebody else.
type Hooks struct{ Closed func() law.ID }

// Room is the room.
type Room struct {
	Door   *act.Door
	Porter Porter
	Hooks  Hooks
}

// Open opens it.
func Open(d *act.Door) *Room {
	return &Room{Door: d, Porter: porter{}, Hooks: Hooks{Closed: func() law.ID { return law.Hook }}}
}

var lend = act.Define(act.Spec[int, law.ID]{Basis: []law.ID{law.Basis}, Do: func(n int) (law.ID, error) {
	if n < 0 {
		return law.Branch, errors.New("refused")
	}
	return law.Body, errors.Join(deep(n), letter.Write(n == 7))
}})

// Lend runs a deed.
func (r *Room) Lend(n int) (law.ID, error) {
	r.Porter.Carry()
	return lend.Run(r.Door, n)
}

func deep(n int) error {
	_ = law.Deep
	if n > 5 {
		return errors.New(string(law.Far))
	}
	return nil
}

var rows = map[string]law.ID{"a": law.RowA, "b": law.RowB}

var all = []law.ID{law.List}

// Row picks a row.
func Row(name string) law.ID { return rows[name] }

// Pick comes to the row by way of another function.
func Pick(name string) (law.ID, []law.ID) { return Row(name), all }

// Once has a namesake.
type Once[K any] struct{ of K }

// Do is not sync.Once.Do, although it is called the same.
func (o *Once[K]) Do() law.ID { return law.Once }

// Package counciltest is a meeting room for tests: it keeps what was put before it.
package counciltest

import (
	"context"
	"slices"

	"lantai.internal/hall/council"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Where is what the agenda says of everything on it, and URL where that is.
const (
	Where = "已列入7月9日局长办公会议程"
	URL   = "/meetings/1"
)

// Agenda lists everything that was put before it, until it is dropped or taken off.
type Agenda struct {
	Asked   []council.Ask
	Dropped []string
	Off     map[string]bool // taken off, or decided
}

// TakeUp implements council.Room.
func (a *Agenda) TakeUp(_ *act.Tx, ask council.Ask) error {
	if s, _ := a.Standing(context.Background(), nil, ask.Source); !s.Listed {
		a.Asked = append(a.Asked, ask)
		delete(a.Off, ask.Source)
	}
	return nil
}

// Drop implements council.Room.
func (a *Agenda) Drop(_ *act.Tx, source string) error {
	a.Dropped = append(a.Dropped, source)
	return nil
}

// Standing implements council.Room.
func (a *Agenda) Standing(_ context.Context, _ db.Reader, source string) (council.Standing, error) {
	known := slices.ContainsFunc(a.Asked, func(x council.Ask) bool { return x.Source == source })
	if !known || slices.Contains(a.Dropped, source) || a.Off[source] {
		return council.Standing{}, nil
	}
	return council.Standing{Listed: true, Where: Where, URL: URL}, nil
}

// Sees implements council.Room: only the director and the political section do.
func (a *Agenda) Sees(_ context.Context, who act.Actor, _ string) (bool, error) {
	return who.Login == "director" || who.Login == "political", nil
}

// Last is what was asked last; the zero Ask if nothing was.
func (a *Agenda) Last() council.Ask {
	if len(a.Asked) == 0 {
		return council.Ask{}
	}
	return a.Asked[len(a.Asked)-1]
}

// TakeOff takes what was asked last off the agenda.
func (a *Agenda) TakeOff() {
	if a.Off == nil {
		a.Off = map[string]bool{}
	}
	a.Off[a.Last().Source] = true
}

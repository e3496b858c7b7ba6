// Package app fills a demonstration.
package app

import (
	"small.example/base/law"
	"small.example/kit/act"
	"small.example/room/box"
)

// App holds the rooms.
type App struct{ Box *box.Room }

// Demo makes one out of nothing.
func Demo() *App {
	a := &App{Box: box.Open(&act.Door{})}
	a.fill()
	return a
}

func (a *App) fill() law.ID {
	a.Box.Lend(1)
	return law.Demo
}

package box_test

import (
	"fmt"
	"sync"
	"testing"

	"small.example/base/law"
	"small.example/kit/act"
	"small.example/kit/web"
	"small.example/room/box"
)

type bureau struct{ *box.Room }

// open hands out an open installation, in which something was lent already.
func open(*testing.T) bureau {
	b := bureau{box.Open(&act.Door{})}
	b.Lend(1)
	return b
}

// each hands it to a function.
func each(t *testing.T, fn func(bureau)) { fn(open(t)) }

// again is a step.
func again(b bureau) { b.Lend(2) }

func TestLend(t *testing.T) {
	each(t, func(b bureau) {
		again(b)
	})
}

func TestOnlySetUp(t *testing.T) { open(t) }

func TestNamesABranch(t *testing.T) {
	b := open(t)
	if id, err := b.Lend(-1); err == nil || id != law.Branch {
		t.Error(id)
	}
}

func TestByPage(t *testing.T) {
	b := open(t)
	c := &web.Client{Pages: b.Pages()}
	at := fmt.Sprintf("/boxes/%d", 7)
	c.Post(at+"/lend", "x")
}

func TestLooks(t *testing.T) {
	b := open(t)
	c := &web.Client{Pages: b.Pages()}
	c.Get("/boxes/7/lend")
}

func TestNamesake(t *testing.T) {
	var o sync.Once
	o.Do(func() {})
}

func TestGeneric(t *testing.T) { new(box.Once[int]).Do() }

func TestRow(t *testing.T) { box.Row("a") }

func TestPicks(t *testing.T) { box.Pick("a") }

func TestPicksByName(t *testing.T) {
	if id, _ := box.Pick("b"); id != "a.row_b" {
		t.Error(id)
	}
}

func TestNamesWhatItNeverReaches(t *testing.T) { _ = []law.ID{law.RowA, law.Port, law.Told} }

func TestSkippedOver(t *testing.T) { _ = box.Hooks{}.Closed }

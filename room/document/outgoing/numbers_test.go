package outgoing_test

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"lantai.internal/kit/act"
	"lantai.internal/room/document/outgoing"
)

var errBroken = errors.New("broken")

// writing takes a number and, if it is told to, fails after that.
var writing = act.Define(act.Spec[bool, outgoing.Given]{Name: "test.give", Open: "one of many writers", Do: func(tx *act.Tx, fails bool) (outgoing.Given, act.Entry, error) {
	g, err := outgoing.Give(tx, "綦商务", 0, "公文")
	if err == nil && fails {
		err = errBroken
	}
	return g, act.Entry{Subject: "document_outgoing_number", Summary: "编号 " + g.Text()}, err
}})

// Sixteen writers number at once, and some of them fail after the number was taken: no
// number is missing and none is given twice. LANTAI_FIGURES=1 lets each take a thousand.
func TestManyWriters(t *testing.T) {
	const writers = 16
	each(t, func(b *bureau) {
		times := 20
		if os.Getenv("LANTAI_FIGURES") != "" {
			times = 1000
		}
		var wg sync.WaitGroup
		wrong := make(chan error, writers)
		for w := range writers {
			wg.Go(func() {
				for i := range times {
					if i%7 == w%7 {
						if _, err := writing.Run(b.ctx, b.Door, b.actors["office"], true); !errors.Is(err, errBroken) {
							wrong <- fmt.Errorf("a deed that fails: %w", err)
							return
						}
					}
					if _, err := writing.Run(b.ctx, b.Door, b.actors["office"], false); err != nil {
						wrong <- err
						return
					}
				}
			})
		}
		wg.Wait()
		select {
		case err := <-wrong:
			t.Fatal(err)
		default:
		}
		book, err := b.Book(b.ctx, "綦商务", 2026)
		b.must(err)
		if len(book) != writers*times {
			t.Fatalf("%d numbers, want %d", len(book), writers*times)
		}
		for i, g := range book { // the newest first
			if want := int64(len(book) - i); g.Seq != want {
				t.Fatalf("number %d stands where %d belongs", g.Seq, want)
			}
		}
	})
}

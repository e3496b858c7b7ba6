package logistics_test

import (
	"testing"
	"time"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/room/logistics"
)

type held struct{ begun, end chan struct{} }

// besideYear is somebody at work on what a year rests on.
var besideYear = act.Define(act.Spec[held, bool]{Name: "logistics.test.beside", Label: "测试", Right: logistics.Use, Basis: []law.ID{law.LogisticsYearlyReport},
	Do: func(tx *act.Tx, in held) (bool, act.Entry, error) {
		if err := tx.Among("logistics.year"); err != nil {
			return false, act.Entry{}, err
		}
		close(in.begun)
		<-in.end
		return true, act.Entry{Subject: "logistics_test:1", Summary: "测试"}, nil
	}})

// atYear is somebody who freezes a year.
var atYear = act.Define(act.Spec[held, bool]{Name: "logistics.test.at", Label: "测试", Right: logistics.Use, Basis: []law.ID{law.LogisticsYearlyReport},
	Do: func(tx *act.Tx, in held) (bool, act.Entry, error) {
		if err := tx.Alone("logistics.year"); err != nil {
			return false, act.Entry{}, err
		}
		close(in.begun)
		<-in.end
		return true, act.Entry{Subject: "logistics_test:1", Summary: "测试"}, nil
	}})

// A reading or a bill that is being entered is in the frozen figures or refused: a
// freeze waits for it, and it waits for a freeze (law.LogisticsYearlyReport).
func TestFreezeIsAlone(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.year()
		waits := func(what string, deed *act.Deed[held, bool], do func() error) {
			in := held{make(chan struct{}), make(chan struct{})}
			other, own := make(chan error, 1), make(chan error, 1)
			go func() {
				_, err := deed.Run(b.ctx, b.Door, b.actors["office"], in)
				other <- err
			}()
			<-in.begun
			go func() { own <- do() }()
			select {
			case <-own:
				t.Errorf("%s does not wait", what)
				close(in.end)
				b.ok(<-other)
				return
			case <-time.After(300 * time.Millisecond):
			}
			close(in.end)
			b.ok(<-other)
			<-own
		}
		waits("a freeze", besideYear, func() error {
			_, err := b.Freeze(b.ctx, b.actors["office"], 2025)
			return err
		})
		waits("a reading", atYear, func() error { return b.read(id, "2026-01", 99_000) })
		waits("a bill", atYear, func() error {
			_, err := b.AddBill(b.ctx, b.actors["office"], logistics.NewBill{Carrier: "petrol", Month: month("2025-06"), Amount: 1000, Cost: 1})
			return err
		})
	})
}

package secrecy_test

import (
	"testing"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/secrecy"
)

// What is due in a register waits for one of those in charge of secrecy and for no head of
// a section, and for whoever is in charge on the day.
func TestDueLinesWaitForThoseInCharge(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.h.Add(b.ctx, b.actors["chief"], secrecy.Carriers, map[string]string{"day": "2026-06-01", "title": "第15号", "person": "机要秘书", "place": "机要室2柜3格", "due": "2026-06-20", "state": "在册"})
		b.ok(err)
		waits := func() string {
			list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT login || ':' || role FROM notify_todo WHERE text LIKE '%密件%' AND done_at = 0")
			b.ok(err)
			if len(list) != 1 {
				b.t.Fatalf("%v", list)
			}
			return list[0]
		}
		if got := waits(); got != "keeper:" {
			b.t.Errorf("it waits for %s", got)
		}
		a, err := b.Org.AccountByLogin(b.ctx, "keeper")
		b.ok(err)
		b.ok(b.Org.SetState(b.ctx, act.Owner(), a.ID, "disabled"))
		_, err = b.Watch(b.ctx)
		b.ok(err)
		if got := waits(); got != "chief:" {
			b.t.Errorf("after the keeper's account was closed it waits for %s", got)
		}
	})
}

package archive_test

import (
	"context"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
)

// A unit as a source wrote it narrows a search; to somebody who may see none of
// its papers it is a unit that does not exist.
func TestUnitAsWrittenWithinReach(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx := context.Background()
		k.fill(archive.Incoming{Title: "关于粮食检查的通知", Date: civil.Must("2012-01-04"), Unit: "秘书处", Level: mark.Internal},
			archive.Incoming{Title: "关于粮食储备的通知", Date: civil.Must("2012-01-05"), Unit: "BGS", Level: mark.Internal})
		opt := archive.SearchOptions{Unit: "秘书处"}
		got, err := k.Room.Search(ctx, act.Owner(), "粮食", opt)
		if err != nil || got.Total != 1 || got.Hits[0].Item.UnitWritten != "秘书处" {
			t.Fatalf("%+v %v", got, err)
		}
		_, none := k.Room.Search(ctx, act.Owner(), "粮食", archive.SearchOptions{Unit: "没有的处"})
		for name, reach := range map[string]act.Reach{"nothing": {}, "own unit": {Units: []string{"BGS"}}, "public papers of others": {Units: []string{"BGS"}, SeeOthers: true, Others: mark.Public}} {
			_, err := k.Room.Search(ctx, act.Actor{Login: "x", Reach: reach}, "粮食", opt)
			if !fault.Is(err, fault.Invalid) || fault.Of(err).Kind != fault.Of(none).Kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, err := k.Room.Search(ctx, act.Actor{Login: "x", Reach: act.Reach{SeeOthers: true, Others: mark.Internal}}, "粮食", opt); err != nil || got.Total != 1 {
			t.Errorf("within reach: %+v %v", got, err)
		}
	})
}

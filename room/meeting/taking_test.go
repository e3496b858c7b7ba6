package meeting_test

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting"
)

// A meeting takes its room when it is planned or changed and gives it back when it is
// cancelled; a room that is taken keeps the meeting from being planned there.
func TestMeetingTakesItsRoom(t *testing.T) {
	each(t, func(b *bureau) {
		var told []meeting.Taking
		var refusal error
		b.Venue = func(_ *act.Tx, x meeting.Taking) error {
			told = append(told, x)
			return refusal
		}
		p := meeting.Plan{Kind: "director_office", On: civil.Must("2026-03-10"), Starts: at("2026-03-10", 15, 0), Place: "三楼会议室"}
		id := b.plan("office", p)
		p.Place = "五楼会议室"
		b.must(b.Change(b.ctx, b.actors["office"], id, p))
		refusal = fault.Field("place", p.Place, "时间冲突")
		p.Place = "三楼会议室"
		if err := b.Change(b.ctx, b.actors["office"], id, p); fault.Of(err) == nil || fault.Of(err).Field != "place" {
			b.t.Fatal(err)
		}
		refusal = nil
		b.must(b.Cancel(b.ctx, b.actors["office"], id, "改为书面通报"))
		if len(told) != 4 || told[0].Place != "三楼会议室" || told[1].Place != "五楼会议室" || !told[3].Off || told[3].Source != told[0].Source || told[0].Until <= told[0].From {
			b.t.Fatalf("%+v", told)
		}
		if told[0].Title != "局长办公会（2026年3月10日）" {
			b.t.Errorf("%+v", told[0])
		}
		// That the committee meets is told to nobody else (law.MtgPartySecrecy).
		b.plan("political", meeting.Plan{Kind: "party_committee", On: civil.Must("2026-03-11"), Starts: at("2026-03-11", 15, 0), Place: "三楼会议室"})
		if x := told[len(told)-1]; x.Title != "内部会议" {
			b.t.Errorf("%+v", x)
		}
	})
}

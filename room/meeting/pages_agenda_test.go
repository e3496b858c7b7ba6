package meeting_test

import (
	"fmt"
	"testing"

	"lantai.internal/kit/webtest"
	"lantai.internal/room/meeting"
)

// What the notice wants of an item on the agenda is added on the page of the meeting;
// whoever fixes the agenda reads what an item says and that it lacks material (clause
// mtg.party.materials).
func TestPageAddsWhatTheNoticeWants(t *testing.T) {
	each(t, func(b *bureau) {
		site := b.site()
		clerk, director := b.as(site, "clerk"), b.as(site, "director")
		id := b.plan("clerk", plan("bureau_affairs", "2026-03-11"))
		item, err := b.Propose(b.ctx, b.actors["head"], meeting.Proposal{Kind: "bureau_affairs", Topic: "t3", Title: "值班安排", Line: "节日值班怎样排"})
		b.must(err)
		at := meeting.URL(id)
		director.Get(at).Want(200).In("main", webtest.HasText("节日值班怎样排")).In("main", webtest.HasText("［缺材料］"))
		b.list("director", id, item)
		clerk.Post(at+"/do/notice", form()).Want(409).In("main", webtest.HasText("标明“无材料”"))
		clerk.Get(at).Want(200).In("form[action='"+at+"/do/bare'] button", webtest.HasText("标明无材料")).In("form[action='"+at+"/do/attach'] button", webtest.HasText("附上"))
		director.Get(at).Want(200).In("form[action='"+at+"/do/bare'] button", webtest.HasText("标明无材料")).Without("form[action='" + at + "/do/attach']")
		b.as(site, "sixth").Get(at).Want(200).Without("form[action='" + at + "/do/bare']")
		clerk.Post(at+"/do/bare", form("item", fmt.Sprint(item))).Want(303)
		clerk.Post(at+"/do/notice", form()).Want(303)
	})
}

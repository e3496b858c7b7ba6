package portal_test

import (
	"net/url"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure/portal"
)

// portal.opinion.send: an opinion is taken from everybody, and answered by the
// office alone.
func TestOpinions(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		h := newStand(t, d, c)
		h.p.Office = "BGS"
		b := webtest.New(t, h.site)
		b.Base = "http://lantai.test"
		opened := b.Get("/zwgk/opinions").Want(200).Value("input[name=opened]")
		c.Move(time.Minute)
		b.Post("/zwgk/opinions", url.Values{"opened": {opened}, "about": {"content"}}).Want(422).In("#f-words-fault")
		b.Post("/zwgk/opinions", url.Values{"opened": {opened}, "about": {"nothing"}, "words": {"意见"}}).Want(422).In("#f-about-fault")
		b.Follow(b.Post("/zwgk/opinions", url.Values{"opened": {opened}, "about": {"content"}, "words": {"统计数据请附图表"}, "contact": {"测试电话"}}).Want(303)).In(".notice", webtest.HasText("2026-意-0001"))
		if _, err := h.p.SendOpinion(t.Context(), "content", "机密★5年 附在后面", ""); fault.Of(err).Field != "words" {
			t.Errorf("an opinion with the mark of a secret: %v", err)
		}
		office := act.Actor{Login: "office", Name: "办公室秘书", Unit: "BGS", Rights: []act.Right{portal.ReadOpinions}}
		stranger := act.Actor{Login: "clerk", Name: "科员", Unit: "LTK", Rights: []act.Right{portal.ReadOpinions}}
		if list, err := h.p.Opinions(t.Context(), stranger); err != nil || len(list) != 0 {
			t.Errorf("another unit reads %v %v", list, err)
		}
		if err := h.p.AnswerOpinion(t.Context(), stranger, 1, "好"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another unit answers: %v", err)
		}
		if err := h.p.AnswerOpinion(t.Context(), act.Actor{Login: "x", Unit: "BGS"}, 1, "好"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		if err := h.p.AnswerOpinion(t.Context(), office, 1, " "); fault.Of(err).Field != "answer" {
			t.Errorf("an empty answer: %v", err)
		}
		if err := h.p.AnswerOpinion(t.Context(), office, 1, "已请规划发展科附图表"); err != nil {
			t.Fatal(err)
		}
		if err := h.p.AnswerOpinion(t.Context(), office, 1, "再答"); !fault.Is(err, fault.Conflict) {
			t.Errorf("answered twice: %v", err)
		}
		list, err := h.p.Opinions(t.Context(), office)
		if err != nil || len(list) != 1 || list[0].Answer == "" || list[0].Contact != "测试电话" {
			t.Errorf("%v %v", list, err)
		}
		if rep, err := d.Verify(t.Context()); err != nil || !rep.OK {
			t.Errorf("%v %v", rep, err)
		}
	})
}

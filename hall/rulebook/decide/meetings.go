package decide

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
)

// AddMeetings registers meeting-quorum and meeting-notice, if the book has kinds of
// meeting.
func AddMeetings(r *Registry, b *rulebook.Book) error {
	if len(b.Meetings.Kinds) == 0 {
		return nil
	}
	if err := Add(r, "meeting-quorum", Local, func(_ civil.Date, f struct {
		Meeting string `fact:"meeting" words:"party_committee director_office bureau_affairs all_staff democratic_life"`
		Matter  string `fact:"matter" words:"ordinary cadre"`
		Members int    `fact:"members" min:"1" max:"1000000"`
		Present int    `fact:"present" min:"0" max:"1000000"`
	}) (Result, error) {
		p, q, err := b.CountPresent(f.Meeting, f.Matter, f.Members, f.Present)
		if err != nil {
			return Result{}, err
		}
		k, _ := b.Meetings.Kind(f.Meeting)
		reason := k.Name + "没有规定到会人数。"
		if p.Met != nil {
			reason = fmt.Sprintf("应到%d人，至少要到%d人，到会%d人，", f.Members, *p.Required, f.Present)
			if *p.Met {
				reason += "达到人数。"
			} else {
				reason += "不足人数。"
			}
		}
		return Result{Answer: p, Basis: q.Basis, Reason: reason}, nil
	}); err != nil {
		return err
	}
	return Add(r, "meeting-notice", Local, func(_ civil.Date, f struct {
		Meeting string     `fact:"meeting" words:"party_committee director_office bureau_affairs all_staff democratic_life"`
		Notice  civil.Date `fact:"notice_date"`
		Held    civil.Date `fact:"meeting_date"`
	}) (Result, error) {
		told, basis, err := b.JudgeNotice(f.Meeting, f.Notice, f.Held)
		if err != nil {
			return Result{}, err
		}
		k, _ := b.Meetings.Kind(f.Meeting)
		reason := k.Name + "没有规定提前多久通知。"
		if told.Met != nil {
			reason = "这天通知，最早可在" + told.EarliestOK.Chinese() + "开会，"
			if *told.Met {
				reason += "符合提前通知的要求。"
			} else {
				reason += "提前的时间不够；来不及的要写明理由。"
			}
		}
		return Result{Answer: told, Basis: basis, Reason: reason}, nil
	})
}

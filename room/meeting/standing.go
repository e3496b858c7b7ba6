package meeting

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/council"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

type standing struct {
	State   string     `db:"state"`
	Outcome string     `db:"outcome"`
	Words   string     `db:"words"`
	Place   int        `db:"place"`
	Kind    string     `db:"kind"`
	Meeting int64      `db:"meeting_id"`
	On      civil.Date `db:"held_on"`
	Paper   string     `db:"paper"`
	Signed  bool       `db:"signed"`
}

// StandingOf says where a matter stands that another room asked a meeting to decide, by
// its latest item; of a source without item it is zero. It is listed until the minutes
// are signed: what was decided in the room is not yet the decision.
func (r *Room) StandingOf(ctx context.Context, rd db.Reader, source string) (council.Standing, error) {
	x, ok, err := db.Maybe[standing](ctx, rd, q.SQL("standing_of"), source)
	if err != nil || !ok {
		return council.Standing{}, err
	}
	b, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return council.Standing{}, err
	}
	return x.standing(b), nil
}

func (x standing) standing(b *rulebook.Book) council.Standing {
	k, _ := b.Meetings.Kind(x.Kind)
	name := k.Name
	var s council.Standing
	if x.Meeting != 0 {
		name = fmt.Sprintf("%d月%d日%s", x.On.Month, x.On.Day, k.Name)
		s.URL = URL(x.Meeting)
	}
	switch x.State {
	case Proposed:
		s.Listed, s.Where = true, "已提请"+name+"研究，等待确定议题"
	case Listed:
		s.Listed, s.Where = true, "已列入"+name+"议程"
	case Discussed:
		s.Listed, s.Where = true, "正在"+name+"上讨论"
	case Suspended:
		s.Listed, s.Where = true, "在"+name+"上因到会人数不足搁置，等待再议"
	case Declined:
		s.Where = "没有列入会议议程"
		if x.Words != "" {
			s.Where += "（" + x.Words + "）"
		}
		s.Where += "，由登记人退回或登记结果"
	case Decided:
		if s.Listed = !x.Signed; s.Listed {
			s.Where = "已由" + name + "研究，等待签发纪要"
		} else {
			s.Where = fmt.Sprintf("已有会议结果（%s第%d项：%s），尚待登记", x.Paper, x.Place, OutcomeLabel(x.Outcome))
		}
	}
	return s
}

// Sees reports whether somebody may open the page of a meeting (URL).
func (r *Room) Sees(ctx context.Context, who act.Actor, url string) (bool, error) {
	var id int64
	if _, err := fmt.Sscanf(url, "/meetings/%d", &id); err != nil {
		return false, nil
	}
	_, err := r.see(ctx, who, id)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

type attending struct {
	Kind   string     `db:"kind"`
	On     civil.Date `db:"held_on"`
	Starts int64      `db:"starts_at"`
}

// Attending names the meetings that a person is to attend, as member or observer, in a
// stretch of half days, each with its time: 7月9日 14:30 局长办公会.
func (r *Room) Attending(ctx context.Context, rd db.Reader, person int64, since, until civil.Half) ([]string, error) {
	list, err := db.All[attending](ctx, rd, q.SQL("attending"), person, since.Start().UnixMicro(), until.Start().UnixMicro())
	if err != nil || len(list) == 0 {
		return nil, err
	}
	b, err := r.Rules.At(ctx, r.Door.Today())
	var out []string
	for _, m := range list {
		k, _ := b.Meetings.Kind(m.Kind)
		out = append(out, fmt.Sprintf("%d月%d日 %s %s", m.On.Month, m.On.Day, clock.FromMicros(m.Starts).Format("15:04"), k.Name))
	}
	return out, err
}

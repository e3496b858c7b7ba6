package meeting

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/room/meeting/quorum"
)

// entered reads the time of day of something that happened at a meeting; none is now.
func (r *Room) entered(ctx context.Context, who act.Actor, meeting int64, q *web.Request) (int64, error) {
	hour := strings.TrimSpace(q.Values().Get("at"))
	if hour == "" {
		return 0, nil
	}
	c, err := r.see(ctx, who, meeting)
	if err != nil {
		return 0, err
	}
	at, err := moment(c.m.HeldOn, hour, "at")
	// Of a meeting that ran past midnight, an hour before its opening is one of the night.
	if next, _ := moment(c.m.HeldOn.AddDays(1), hour, "at"); err == nil && c.m.State == Held && at < c.m.OpenedAt && next <= r.Door.Now() {
		at = next
	}
	return at, err
}

func dateIn(q *web.Request, name, label string) (civil.Date, error) {
	s := strings.TrimSpace(q.Values().Get(name))
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseLoose(s)
	if err != nil {
		return d, fault.Field(name, s, label+"请写成年月日，如 20261201。")
	}
	return d, nil
}

// steps are the forms of the page of a meeting.
func (r *Room) steps() []step {
	type in = context.Context
	return []step{
		{"cancel", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			return "会议已取消，议题留待下次。", r.Cancel(ctx, who, id, q.Values().Get("reason"))
		}},
		{"invite", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			return "列席名单已更新。", r.Invite(ctx, who, id, number(q, "person"), q.Values().Get("leave") != "")
		}},
		{"submit", func(ctx in, who act.Actor, id int64, _ *web.Request) (string, error) {
			return "已报请确定议题。", r.SubmitAgenda(ctx, who, id)
		}},
		{"agenda", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			var list []Choice
			for _, n := range numbersIn(q, "list") {
				list = append(list, Choice{Item: n, List: true})
			}
			if n := number(q, "decline"); n != 0 {
				list = append(list, Choice{Item: n, Reason: q.Values().Get("reason")})
			}
			if len(list) == 0 {
				return "", fault.Field("list", "", "请勾选要列入的议题。")
			}
			n, err := r.FixAgenda(ctx, who, id, list)
			return fmt.Sprintf("议题已确定，列入 %d 项。", n), err
		}},
		{"attach", func(_ in, _ act.Actor, _ int64, q *web.Request) (string, error) {
			in, err := r.attached(q)
			return "已附上" + paperLabels[in.What] + "。", err
		}},
		{"bare", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			return "已标明无材料。", r.Bare(ctx, who, number(q, "item"))
		}},
		{"notice", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			var at int64
			day, err := dateIn(q, "on", "通知的日期")
			if err == nil && !day.IsZero() {
				at, err = moment(day, q.Values().Get("at"), "at")
			}
			if err == nil {
				_, err = r.Tell(ctx, who, id, q.Values().Get("reason"), at)
			}
			return "通知已发出，各人的待办里有签收。", err
		}},
		{"receipt", func(ctx in, who act.Actor, id int64, _ *web.Request) (string, error) {
			return "已签收。", r.Receipt(ctx, who, id)
		}},
		{"excuse", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			return "已登记。", r.Excuse(ctx, who, id, number(q, "person"), q.Values().Get("why"), q.Values().Get("words"))
		}},
		{"signin", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			at, err := r.entered(ctx, who, id, q)
			people := numbersIn(q, "people")
			if err == nil && len(people) == 0 {
				err = fault.Field("people", "", "请勾选签到的人。")
			}
			if err == nil {
				err = r.SignIn(ctx, who, id, people, at)
			}
			return "已签到。", err
		}},
		{"here", func(ctx in, who act.Actor, id int64, _ *web.Request) (string, error) {
			return "已签到。", r.SignIn(ctx, who, id, nil, 0)
		}},
		{"leave", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			at, err := r.entered(ctx, who, id, q)
			people := numbersIn(q, "people")
			if err == nil && len(people) == 0 {
				err = fault.Field("people", "", "请勾选离开的人。")
			}
			var laid []int64
			if err == nil {
				laid, err = r.Leave(ctx, who, id, people, at)
			}
			if len(laid) > 0 {
				return "已登记离会。在场人数不足，正在讨论的议题已搁下。", err
			}
			return "已登记离会。", err
		}},
		{"withdraw", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			laid, err := r.Withdraw(ctx, who, id, number(q, "item"), number(q, "person"), q.Values().Get("note"))
			if len(laid) > 0 {
				return "已登记回避。人数不足，议题已搁下。", err
			}
			return "已登记回避。", err
		}},
		{"open", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			at, err := r.entered(ctx, who, id, q)
			if err == nil {
				_, err = r.OpenMeeting(ctx, who, id, at)
			}
			return "已宣布开会。", err
		}},
		{"item", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			l, err := r.OpenItem(ctx, who, number(q, "item"), 0)
			if err == nil && !l.OK() {
				return "这一项已搁下：" + l.Words() + "。其他议题可以继续。", nil
			}
			return "开始讨论。", err
		}},
		{"say", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			_, err := r.Say(ctx, who, Saying{Item: number(q, "item"), Person: number(q, "person"), Words: q.Values().Get("words"), Absent: q.Values().Get("absent") != ""})
			return "发言已记录。", err
		}},
		{"vote", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			v := Voting{Item: number(q, "item"), Show: quorum.Votes{Yes: int(number(q, "yes")), No: int(number(q, "no")), Abstain: int(number(q, "abstain"))}}
			for name, list := range q.Values() {
				var p int64
				if n, _ := fmt.Sscanf(name, "vote%d", &p); n == 1 && len(list) > 0 && list[0] != "" {
					if v.ByName == nil {
						v.ByName = map[int64]string{}
					}
					v.ByName[p] = list[0]
				}
			}
			if v.ByName != nil && v.Show.Sum() > 0 {
				return "", fault.Field("yes", fmt.Sprint(v.Show.Sum()), "记名表决和举手表决只能选一种：逐人选了的，不填票数；填了票数的，不选人。")
			}
			carried, err := r.Vote(ctx, who, v)
			if carried {
				return "表决已记录，赞成票超过应到人数的半数。", err
			}
			return "表决已记录，赞成票没有超过应到人数的半数。", err
		}},
		{"decide", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			d := Deciding{Item: number(q, "item"), Outcome: q.Values().Get("outcome"), Words: q.Values().Get("words")}
			for _, n := range []string{"1", "2", "3"} {
				what := strings.TrimSpace(q.Values().Get("what" + n))
				if what == "" {
					continue
				}
				due, err := dateIn(q, "due"+n, "期限")
				if err != nil {
					return "", err
				}
				d.Todo = append(d.Todo, Task{What: what, Owner: number(q, "owner"+n), Due: due})
			}
			return "决定已记录。", r.Decide(ctx, who, d)
		}},
		{"reopen", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			return "这一项的决定已作废，请重新开始讨论。", r.Reopen(ctx, who, number(q, "item"), q.Values().Get("reason"))
		}},
		{"close", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			at, err := r.entered(ctx, who, id, q)
			n := 0
			if err == nil {
				n, err = r.CloseMeeting(ctx, who, id, at)
			}
			if n > 0 {
				return fmt.Sprintf("已散会，%d 个议题留待下次。", n), err
			}
			return "已散会。", err
		}},
		{"draft", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			send := q.Values().Get("do") == "send"
			say := "已保存。"
			if send {
				say = "已送主持人签发。"
			}
			body := q.Values().Get("body")
			if db.Trimmed(body) == "" {
				return "", fault.Field("body", "", "正文是空的，没有保存也没有送签。要恢复由会议记录生成的文字，请重新打开本页。")
			}
			return say, r.DraftMinutes(ctx, who, id, body, send)
		}},
		{"return", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			return "已退回修改。", r.ReturnMinutes(ctx, who, id, q.Values().Get("reason"))
		}},
		{"sign", func(ctx in, who act.Actor, id int64, _ *web.Request) (string, error) {
			ref, err := r.SignMinutes(ctx, who, id)
			return "已签发" + ref + "。", err
		}},
		{"correct", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			return "更正已送签。", r.CorrectMinutes(ctx, who, id, q.Values().Get("reason"), q.Values().Get("body"))
		}},
		{"ask", func(ctx in, who act.Actor, id int64, q *web.Request) (string, error) {
			_, err := r.AskRecord(ctx, who, id, q.Values().Get("reason"))
			return "申请已送党委书记。", err
		}},
		{"answer", func(ctx in, who act.Actor, _ int64, q *web.Request) (string, error) {
			until, err := dateIn(q, "until", "有效期")
			if err == nil {
				err = r.AnswerRecord(ctx, who, Answer{Access: number(q, "access"), Grant: q.Values().Get("do") == "grant", Words: q.Values().Get("words"), Until: until})
			}
			return "已答复。", err
		}},
	}
}

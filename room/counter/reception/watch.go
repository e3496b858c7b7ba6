package reception

import (
	"context"
	"slices"

	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// account is how somebody who works here signs in, "" for nobody.
func (s *scene) account(person int64) string {
	if p, ok := s.here(person); ok {
		return s.chart.Login(p.ID)
	}
	return ""
}

// remindVisit puts or settles what the visit asks of somebody. The text names no
// citizen. Where the one it is for has left, those hear who may act instead.
func (r *Room) remindVisit(tx *act.Tx, s *scene, v Visit) error {
	t := notify.Todo{Key: v.Subject(), URL: v.URL(), Due: v.Due()}
	switch v.State {
	case Waiting:
		t.Text = "转交来访登记 " + v.Number
		if t.Login = v.FirstLogin; s.account(v.FirstID) != v.FirstLogin {
			t.Login, t.Role, t.Unit = "", org.Staff, r.Org.Places.Office
		}
	case Handed, Contacted:
		t.Login, t.Text = s.account(v.ToID), "联系来访人 "+v.Number
		if v.State == Contacted {
			t.Text = "办结来访事项 " + v.Number
		}
		if t.Login == "" {
			t.Role, t.Unit = org.SectionHead, v.ToUnit
		}
	default:
		return notify.Done(tx, t.Key)
	}
	return notify.Put(tx, t)
}

// remindComplaint sets what a complaint asks of people now, and settles what it asked of
// others before. The text tells neither who complained nor about whom.
func (r *Room) remindComplaint(tx *act.Tx, s *scene, c Complaint) error {
	key := c.Subject()
	old, err := db.All[string](tx.Ctx, tx, "SELECT t.key FROM notify_todo t WHERE t.done_at = 0 AND (t.key = $1 OR t.key >= $2 AND t.key < $3) ORDER BY t.key", key, key+":", key+":~")
	if err != nil {
		return err
	}
	want := s.complaintTodos(c)
	for _, k := range old {
		if !slices.ContainsFunc(want, func(t notify.Todo) bool { return t.Key == k }) {
			if err := notify.Done(tx, k); err != nil {
				return err
			}
		}
	}
	for _, t := range want {
		if err := notify.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// complaintTodos are what a complaint waits for. Whoever reads one may see the complaint.
func (s *scene) complaintTodos(c Complaint) []notify.Todo {
	ask := func(text string) []notify.Todo {
		var out []notify.Todo
		logins, _ := s.assigners(c)
		for _, login := range logins {
			out = append(out, notify.Todo{Key: c.Subject() + ":" + login, Login: login, Text: text + " " + c.Number, URL: c.URL(), Due: c.Due})
		}
		return out
	}
	text := map[string]string{Handling: "调查投诉举报", Concluded: "反馈投诉举报的结果"}[c.State]
	switch {
	case c.State == Received:
		return ask("指定投诉举报的办理人")
	case text == "":
		return nil
	case s.account(c.HandlerID) != c.HandlerLogin:
		return ask("办理人已不在岗，另行安排投诉举报")
	}
	return []notify.Todo{{Key: c.Subject(), Login: c.HandlerLogin, Text: text + " " + c.Number, URL: c.URL(), Due: c.Due}}
}

// assigners are the accounts of those who are asked to name a handler, and why it is
// they: the heads of the unit; where none of them may, the director; where the director
// may not, the party secretary and the other leaders. Never the accused.
func (s *scene) assigners(c Complaint) (logins []string, why string) {
	add := func(login string, person int64) {
		if login != "" && person != c.AccusedID && !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	from := func(ask org.Ask) {
		ask.Person = c.AccusedID
		res, err := s.chart.Resolve(ask)
		if err != nil {
			return // nobody under this word; the next one is asked
		}
		for _, x := range res.Can {
			add(s.chart.Login(x.Person.ID), x.Person.ID)
		}
	}
	why = c.UnitName + "没有能指定办理人的负责人"
	if c.ownUnit() {
		why = "投诉的就是" + c.UnitName
	} else if from(org.Ask{Who: org.WhoSectionHead, Unit: c.Unit}); len(logins) > 0 {
		return logins, ""
	}
	if from(org.Ask{Who: org.WhoDirector}); len(logins) > 0 {
		return logins, why + "，请局长指定办理人"
	}
	from(org.Ask{Who: org.WhoPartySecretary})
	for _, p := range s.chart.Staff() {
		if rank := s.chart.Rank(p.ID); rank == org.RankLeader || rank == org.RankDirector {
			add(s.account(p.ID), p.ID)
		}
	}
	why += "，局长也不能指定"
	if len(logins) == 0 {
		return nil, why + "，没有别的局领导可以指定办理人"
	}
	return logins, why + "，请其他局领导指定办理人"
}

// asking says whom a complaint asks for a handler where it is not the head of the unit.
func (s *scene) asking(c Complaint) string {
	if _, why := s.assigners(c); why != "" {
		return "。" + why
	}
	return ""
}

// Watched says of how many visits and complaints the to-dos were set anew.
type Watched struct{ Visits, Complaints int }

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "reception.watch", Label: "核对首问和投诉待办", Right: Use, Basis: []law.ID{law.FirstForward, law.PromiseComplaint},
	Quiet: "to-dos follow who is here; they are no act of anybody",
	Do: func(tx *act.Tx, r *Room) (Watched, act.Entry, error) {
		var out Watched
		none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
		s, err := r.inDeed(tx)
		if err != nil {
			return none(err)
		}
		came, err := visits.list(tx.Ctx, tx, "WHERE x.state IN ('open', 'handed', 'contacted') ORDER BY x.id")
		if err != nil {
			return none(err)
		}
		for _, v := range came {
			if err := r.remindVisit(tx, s, v); err != nil {
				return none(err)
			}
			out.Visits++
		}
		said, err := complaints.list(tx.Ctx, tx, "WHERE x.state IN ('received', 'handling', 'concluded') ORDER BY x.id")
		if err != nil {
			return none(err)
		}
		for _, c := range said {
			if err := r.remindComplaint(tx, s, c); err != nil {
				return none(err)
			}
			out.Complaints++
		}
		return out, act.Entry{}, nil
	}})

// Watch finds anew whom the open visits and complaints wait for, as people leave, come
// and are represented.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("首问和投诉待办核对"), r)
}

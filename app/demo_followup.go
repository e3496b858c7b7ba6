package app

import (
	"context"
	"fmt"

	"lantai.internal/kit/act"
	"lantai.internal/room/meeting/followup"
)

// demoFollowup gives the demonstration instructions in every state, around today: one
// is late, one asks for another day, one waits to be confirmed, one is closed.
func (a *App) demoFollowup(ctx context.Context) error {
	d := &followingDesk{a: a, ctx: ctx}
	d.instructions()
	return d.err
}

// followingDesk does what people would do, and stops at the first failure.
type followingDesk struct {
	a   *App
	ctx context.Context
	err error
}

func (d *followingDesk) actor(login string) act.Actor {
	if d.err != nil {
		return act.Actor{}
	}
	var who act.Actor
	who, d.err = d.a.demoActor(d.ctx, login)
	return who
}

func (d *followingDesk) person(login string) int64 {
	if d.err != nil {
		return 0
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, login)
	d.err = err
	return acc.PersonID
}

// enter enters an instruction given some days ago and due in some days; 0 for no last
// day.
func (d *followingDesk) enter(giver, origin, what, owner string, ago, due int) int64 {
	today := d.a.Door.Today()
	n := followup.Instruction{Origin: origin, Giver: d.person(giver), GivenOn: today.AddDays(-ago), What: what, Owner: d.person(owner)}
	if due != 0 {
		n.Due = today.AddDays(due)
	}
	who := d.actor("bangongshi")
	if d.err != nil {
		return 0
	}
	i, err := d.a.Followup.Enter(d.ctx, who, n)
	if err != nil {
		d.err = fmt.Errorf("demo instruction %s: %w", what, err)
	}
	return i.ID
}

func (d *followingDesk) do(login string, f func(context.Context, act.Actor, followup.Word) (followup.Item, error), item int64, words string, due int) {
	who := d.actor(login)
	if d.err != nil {
		return
	}
	w := followup.Word{Item: item, Text: words}
	if due != 0 {
		w.Due = d.a.Door.Today().AddDays(due)
	}
	if _, err := f(d.ctx, who, w); err != nil {
		d.err = fmt.Errorf("demo follow-up of %s: %w", login, err)
	}
}

func (d *followingDesk) instructions() {
	r := d.a.Followup
	late := d.enter("juzhang", "区政府督查室转来的群众来信，批示“流通科核实，一周内报结果”", "核实两家农贸市场计量器具的反映", "keyuan", 12, -4)
	d.do("keyuan", r.Report, late, "已到一家市场核实，另一家约定后天去。", 0)
	d.do("juzhang", r.Urge, late, "请在本周内报结果。", 0)
	asked := d.enter("fujuzhang", "市商务委来文，批示“请流通科办”", "报送上半年限额以上企业名录变动情况", "shangmao", 9, 2)
	d.do("shangmao", r.Report, asked, "已发函两个园区核对，一个园区已回。", 0)
	d.do("shangmao", r.Ask, asked, "一个园区月底才能核对完。", 9)
	done := d.enter("juzhang", "局长在安全检查现场交办", "更换办公楼一层疏散标志", "bangongshi", 8, 3)
	d.do("bangongshi", r.Finish, done, "八处标志全部更换，照片存办公室。", 0)
	closed := d.enter("fujuzhang", "区消防救援大队来函，批示“档案室整改”", "清理档案库房门口堆放的杂物", "dangan", 20, -6)
	d.do("dangan", r.Finish, closed, "杂物已清走，门口划了禁放线。", 0)
	d.do("mishu", r.Close, closed, "", 0)
	d.enter("juzhang", "全市商务工作会议材料，批示“政工科研究”", "提出干部轮岗的初步意见", "zhengong", 3, 0)
	if d.err == nil {
		_, d.err = r.Watch(d.ctx)
	}
}

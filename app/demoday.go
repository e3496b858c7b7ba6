package app

import (
	"context"

	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/archive/register"
)

// demoDay makes the demonstration look like a room in use: boxes on shelves, some
// loans, what is still owed, a few lines in the registers.
func (a *App) demoDay(ctx context.Context, who act.Actor) error {
	for _, step := range []func(context.Context, act.Actor) error{a.demoShelves, a.demoLoans, a.demoArrears, a.demoRegisters} {
		if err := step(ctx, who); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) demoShelves(ctx context.Context, who act.Actor) error {
	rooms, err := a.Custody.AddLocations(ctx, who, custody.NewLocation{Code: "WS", Name: "文书档案室"})
	if err != nil {
		return err
	}
	if _, err := a.Custody.AddLocations(ctx, who, custody.NewLocation{Parent: rooms[0], Code: "01", Count: 4, Shelves: 5, Capacity: 12}); err != nil {
		return err
	}
	all, err := a.Custody.Locations(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Code == "WS-01-1" {
			_, err = a.Custody.PlaceBoxes(ctx, who, custody.Placing{Boxes: "1-40", Location: l.ID, Onward: true})
		}
	}
	return err
}

// demoActor is who stands behind a demonstration account.
func (a *App) demoActor(ctx context.Context, login string) (act.Actor, error) {
	acc, err := a.Org.AccountByLogin(ctx, login)
	if err != nil {
		return act.Actor{}, err
	}
	return a.Org.ActorOf(ctx, acc.ID)
}

func (a *App) demoLoans(ctx context.Context, _ act.Actor) error {
	desk, err := a.demoActor(ctx, "dangan")
	if err != nil {
		return err
	}
	head, err := a.demoActor(ctx, "shangmao")
	if err != nil {
		return err
	}
	page, err := a.Archive.Items(ctx, head, archive.List{Year: demoClosed, Unit: head.Unit, Retention: code.Period("D10"), Stage: archive.Filed, Limit: 4})
	if err != nil || len(page.Items) < 4 {
		return err
	}
	ask := func(kind, reason string, items ...archive.Item) (lending.Loan, error) {
		in := lending.Application{Kind: kind, Purpose: a.Lending.Purposes[0], Reason: reason}
		for _, it := range items {
			in.Items = append(in.Items, it.ID)
		}
		return a.Lending.Apply(ctx, head, in)
	}
	out, err := ask(lending.Lending, "拟写流通行业总结，核对上年数据", page.Items[0], page.Items[1])
	if err != nil {
		return err
	}
	if _, err := a.Lending.Lend(ctx, desk, out.ID, lending.HandOut{}); err != nil {
		return err
	}
	read, err := ask(lending.Reading, "核对文号", page.Items[2])
	if err != nil {
		return err
	}
	if _, err := a.Lending.Lend(ctx, desk, read.ID, lending.HandOut{}); err != nil {
		return err
	}
	_, err = ask(lending.Lending, "答复来访单位", page.Items[3])
	return err
}

func (a *App) demoArrears(ctx context.Context, who act.Actor) error {
	gaps, err := a.Register.Missing(ctx, demoOpen)
	if err != nil {
		return err
	}
	var numbers []string
	for _, g := range gaps[:min(3, len(gaps))] {
		numbers = append(numbers, g.DocNo)
	}
	if len(numbers) > 0 {
		if _, err := a.Register.AddGaps(ctx, who, demoOpen, numbers, "SMLTK", ""); err != nil {
			return err
		}
	}
	_, err = a.Register.AddDue(ctx, who, []register.NewDue{
		{Year: demoOpen, Unit: "ZGK", Title: "2014年度机构编制统计年报", Source: register.FromRegister},
		{Year: demoOpen, Unit: "BGS", Title: "2014年上半年局务会会议纪要汇总", Source: register.FromRegister},
	})
	return err
}

func (a *App) demoRegisters(ctx context.Context, who act.Actor) error {
	for _, x := range []struct {
		kind   string
		values map[string]string
	}{
		{"training", map[string]string{"day": "2014-04-16", "title": "归档文件整理培训", "organiser": "区档案局", "person": "办公室档案员", "hours": "8"}},
		{"refbook", map[string]string{"day": "2014-03-05", "title": "归档文件整理规则解读", "copies": "2", "amount": "96.00"}},
		{"expenditure", map[string]string{"day": "2014-03-20", "kind": "柜具", "title": "档案柜", "amount": "4800.00"}},
		{"task", map[string]string{"day": "2014-05-08", "title": "报送上半年档案工作情况", "source": "区档案局", "due": "2014-07-10", "state": "open"}},
	} {
		if _, err := a.Register.Add(ctx, who, x.kind, x.values); err != nil {
			return err
		}
	}
	return nil
}

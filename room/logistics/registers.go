package logistics

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Codes of this room's registers in the hall.
const (
	Repairs = "logistics.repairs"
	Canteen = "logistics.canteen"
	Visits  = "logistics.visits"
	Keys    = "logistics.keys"
	Rounds  = "logistics.rounds"
	Audits  = "logistics.audits"
)

// States of a repair.
const (
	Reported  = "reported"
	Assigned  = "assigned"
	Mended    = "mended"
	Confirmed = "confirmed"
)

// Registers are the plain registers of this room.
func (r *Room) Registers(h *register.Hall) []register.Register {
	office := func(_ context.Context, _ db.Reader, who act.Actor) (bool, error) { return r.inOffice(who), nil }
	all := func(_ context.Context, _ db.Reader, who act.Actor) (bool, error) { return r.seesAll(who), nil }
	day := func(label string) register.Field {
		return register.Field{Name: "day", Label: label, Type: register.Date, Need: true, Also: []string{"日期"}}
	}
	words := register.Field{Name: "words", Label: "备注", Type: register.Long, Minor: true, Also: []string{"说明"}}
	return []register.Register{
		{Code: Repairs, Label: "报修登记簿", Thing: "报修", Hint: "报修、派修、修好、确认。修好以后由报修的人确认，修的人不能代为确认。", Basis: []law.ID{law.LogisticsRepairs}, See: Use, Keep: Use, Whose: register.Own, AllBy: all,
			Fields: []register.Field{day("报修日期"), {Name: "title", Label: "什么坏了", Need: true, Also: []string{"报修内容", "故障"}}, {Name: "place", Label: "地点", Need: true, Also: []string{"位置"}},
				{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: Reported, Label: "已报修"}, {Code: Assigned, Label: "已派修"}, {Code: Mended, Label: "已修好"}, {Code: Confirmed, Label: "已确认", Done: true}}},
				{Name: "worker", Label: "维修人", Also: []string{"维修单位"}}, {Name: "mended", Label: "修好日期", Type: register.Date}, {Name: "cost", Label: "费用", Type: register.Money}, words},
			Totals: []string{"cost"}, Check: r.checkRepair, After: r.afterRepair},
		{Code: Canteen, Label: "食堂用餐登记簿", Thing: "用餐登记", Hint: "按报餐人数采购、做餐，就餐人数和剩余如实登记。", Basis: []law.ID{law.LogisticsCanteen}, See: Use, Keep: Use, KeptBy: office,
			Fields: []register.Field{day("日期"), {Name: "title", Label: "餐次", Need: true, Hint: "早餐、午餐或者晚餐。"}, {Name: "ordered", Label: "报餐人数", Type: register.Number, Need: true, Max: 5000, Also: []string{"报餐"}}, {Name: "eaten", Label: "就餐人数", Type: register.Number, Need: true, Max: 5000, Also: []string{"就餐"}}, {Name: "waste", Label: "剩余（千克）", Type: register.Decimal, Max: 10000, Also: []string{"剩余", "厨余"}}, words},
			Totals: []string{"ordered", "eaten", "waste"}, Check: func(ctx context.Context, rd db.Reader, l, before *register.Line) error {
				return checkMeal(ctx, rd, h, l)
			}},
		{Code: Visits, Label: "公务接待登记簿", Thing: "接待", Hint: "接待凭公函，附来访人员名单，陪餐人数不超过规定。", Basis: []law.ID{law.LogisticsReception}, See: Use, Keep: Use, KeptBy: office,
			Fields: []register.Field{day("接待日期"), {Name: "title", Label: "来访单位", Need: true}, {Name: "letter", Label: "公函文号", Need: true, Also: []string{"公函"}}, {Name: "purpose", Label: "事由", Need: true}, {Name: "list", Label: "来访人员名单", Type: register.Long, Need: true, Minor: true, Also: []string{"名单"}}, {Name: "guests", Label: "来访人数", Type: register.Number, Need: true, Max: 500}, {Name: "companions", Label: "陪餐人数", Type: register.Number, Need: true, Max: 500}, {Name: "cost", Label: "费用", Type: register.Money}, words},
			Totals: []string{"guests", "companions", "cost"}, Check: r.checkVisit},
		{Code: Keys, Label: "钥匙领还登记簿", Thing: "钥匙", Hint: "一把钥匙同一时间只在一个人手里。", Basis: []law.ID{law.LogisticsRounds}, See: Use, Keep: Use, KeptBy: office, SeenBy: all,
			Fields: []register.Field{day("领取日期"), {Name: "title", Label: "钥匙", Need: true, Also: []string{"钥匙名称", "房间"}}, {Name: "person", Label: "领用人", Type: register.Person, Need: true}, {Name: "due", Label: "应还日期", Type: register.Date, Due: true}, {Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "out", Label: "在外"}, {Code: "back", Label: "已还", Done: true}}}, {Name: "back", Label: "归还日期", Type: register.Date}, words},
			Check: func(ctx context.Context, rd db.Reader, l, before *register.Line) error {
				return checkKey(ctx, rd, h, l, before)
			}},
		{Code: Rounds, Label: "安全巡查登记簿", Thing: "巡查", Hint: "机房、食堂、开水间、锅炉房等部位重点查；发现的问题写明处理结果。", Basis: []law.ID{law.LogisticsRounds, law.LogisticsKeyPlaces}, See: Use, Keep: Use, KeptBy: office,
			Fields: []register.Field{day("巡查日期"), {Name: "title", Label: "部位", Need: true, Also: []string{"巡查部位"}}, {Name: "person", Label: "巡查人", Type: register.Person, Need: true}, {Name: "found", Label: "发现的问题", Type: register.Long, Also: []string{"问题"}}, {Name: "state", Label: "结果", Type: register.State, Need: true, Values: []register.Value{{Code: "fine", Label: "正常", Done: true}, {Code: "open", Label: "待处理"}, {Code: "mended", Label: "已处理", Done: true}}}, {Name: "due", Label: "整改期限", Type: register.Date, Due: true}, {Name: "measures", Label: "处理结果", Type: register.Long, Minor: true}, {Name: "mended", Label: "处理日期", Type: register.Date, Minor: true}},
			Check:  checkRound},
		{Code: Audits, Label: "能源审计登记簿", Thing: "能源审计", Hint: "什么时候、由谁审计、结果怎样；审计提出的问题写明采取的措施和期限。", Basis: []law.ID{law.LogisticsAudit}, See: Use, Keep: Use, KeptBy: office,
			Fields: []register.Field{day("审计日期"), {Name: "title", Label: "审计机构", Need: true, Also: []string{"审计人", "由谁审计"}}, {Name: "result", Label: "审计结果", Type: register.Long, Need: true, Also: []string{"结果", "结论"}}, {Name: "state", Label: "落实情况", Type: register.State, Need: true, Values: []register.Value{{Code: "none", Label: "不需要措施", Done: true}, {Code: "open", Label: "待落实"}, {Code: "done", Label: "已落实", Done: true}}}, {Name: "measures", Label: "采取的措施", Type: register.Long, Also: []string{"措施"}}, {Name: "due", Label: "落实期限", Type: register.Date, Due: true}, words},
			Check:  checkAudit},
	}
}

// actor is who runs the deed in which a line is checked.
func actor(rd db.Reader) act.Actor {
	if tx, ok := rd.(*act.Tx); ok {
		return tx.Actor
	}
	return act.Actor{}
}

var repairSteps = map[string][]string{Reported: {Reported, Assigned, Mended}, Assigned: {Assigned, Mended}, Mended: {Mended, Confirmed, Assigned}}

var repairLabels = map[string]string{Reported: "已报修", Assigned: "已派修", Mended: "已修好", Confirmed: "已确认"}

// checkRepair keeps a repair to its steps: the office assigns and says that it is done,
// whoever reported it confirms (clause law.logistics.repairs).
func (r *Room) checkRepair(_ context.Context, rd db.Reader, l, before *register.Line) error {
	who := actor(rd)
	state := l.Value("state")
	if before == nil {
		if state != Reported && !r.inOffice(who) {
			return fault.Field("state", repairLabels[state], "新的报修状态选“已报修”，派修和修好由办公室登记。")
		}
		if state == Confirmed {
			return fault.Field("state", repairLabels[state], "新登记的报修还没有修，不能直接确认。")
		}
	} else {
		was := before.Value("state")
		switch {
		case was == Confirmed:
			return fault.Field("state", repairLabels[state], "这件报修已经确认，不再改动；又坏了的，请重新报修。")
		case !slices.Contains(repairSteps[was], state):
			return fault.Field("state", repairLabels[state], fmt.Sprintf("不能从“%s”改为“%s”，请按报修、派修、修好、确认的顺序登记。", repairLabels[was], repairLabels[state]))
		case state != was && state == Confirmed && who.Login != before.ByLogin:
			return fault.Field("state", repairLabels[state], "修好没有，由报修的"+before.ByName+"确认。")
		case state != was && was != Mended && !r.inOffice(who):
			return fault.Field("state", repairLabels[state], "派修和修好由办公室登记。")
		}
	}
	day, mended := l.Date("day"), l.Date("mended")
	switch {
	case state != Reported && l.Value("worker") == "":
		return fault.Field("worker", "", "请填写由谁维修。")
	case (state == Mended || state == Confirmed) && mended.IsZero():
		return fault.Field("mended", "", "请填写修好的日期。")
	case !mended.IsZero() && mended.Before(day):
		return fault.Field("mended", mended.String(), "修好的日期早于报修的日期，请核对。")
	}
	return nil
}

// afterRepair puts the next step on somebody's list.
func (r *Room) afterRepair(tx *act.Tx, l register.Line) error {
	key := fmt.Sprintf("logistics.repair:%d", l.ID)
	url := fmt.Sprintf("/register/%s/%d", Repairs, l.ID)
	switch {
	case l.Voided != "" || l.Value("state") == Confirmed || l.Value("state") == Assigned:
		return notify.Done(tx, key)
	case l.Value("state") == Mended:
		return notify.Put(tx, notify.Todo{Key: key, Login: l.ByLogin, Text: "确认报修已修好：" + l.Title, URL: url})
	}
	return notify.Put(tx, notify.Todo{Key: key, Role: org.Staff, Unit: r.Org.Places.Office, Text: "派修：" + l.Title, URL: url})
}

var meals = []string{"早餐", "午餐", "晚餐"}

// checkMeal keeps one line to a meal of a day (clause law.logistics.canteen).
func checkMeal(ctx context.Context, rd db.Reader, h *register.Hall, l *register.Line) error {
	title, on := l.Value("title"), l.Date("day")
	if !slices.Contains(meals, title) {
		return fault.Field("title", title, "餐次“"+title+"”看不懂，请写早餐、午餐或者晚餐。")
	}
	same, err := h.Lines(ctx, rd, Canteen, register.Query{From: on, To: on})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(same, func(x register.Line) bool { return x.ID != l.ID && x.Value("title") == title }) {
		return fault.Field("title", title, on.Chinese()+"的"+title+"已经登记，要改的请更正那一条。")
	}
	if l.Int("eaten") > l.Int("ordered") && l.Value("words") == "" {
		return fault.Field("words", "", "就餐人数多于报餐人数，请在备注里写明原因。")
	}
	return nil
}

// companions is how many may sit down with so many guests; ok is false where the book
// does not say.
func (r *Room) companions(ctx context.Context, l *register.Line) (most int64, ok bool, err error) {
	book, err := r.Rules.At(ctx, l.Date("day"))
	if err != nil {
		return 0, false, err
	}
	number := func(name string) int64 {
		p, _ := book.Param(law.LogisticsReception, name)
		n, _ := p.Int()
		return int64(n)
	}
	party, few, share, guests := number("small_party"), number("companions_small"), number("companions_share"), l.Int("guests")
	switch {
	case party == 0 || few == 0 || share == 0:
		return 0, false, nil
	case guests <= party:
		return few, true, nil
	}
	return guests / share, true, nil
}

// checkVisit keeps the company at table within the limit (clause
// law.logistics.reception).
func (r *Room) checkVisit(ctx context.Context, _ db.Reader, l, _ *register.Line) error {
	if l.Int("guests") < 1 {
		return fault.Field("guests", l.Value("guests"), "来访人数至少 1 人。")
	}
	most, ok, err := r.companions(ctx, l)
	if err != nil || !ok {
		return err
	}
	if n := l.Int("companions"); n > most {
		f := fault.Field("companions", fmt.Sprint(n), fmt.Sprintf("来访 %d 人，陪餐不超过 %d 人，现在是 %d 人，请减少陪餐人数。", l.Int("guests"), most, n))
		f.Clause = law.LogisticsReception
		return f
	}
	return nil
}

// checkKey keeps a key in one hand at a time (clause law.logistics.rounds).
func checkKey(ctx context.Context, rd db.Reader, h *register.Hall, l, before *register.Line) error {
	back := l.Date("back")
	switch {
	case l.Value("state") == "back" && back.IsZero():
		return fault.Field("back", "", "请填写归还日期。")
	case l.Value("state") == "out" && !back.IsZero():
		return fault.Field("back", back.String(), "填了归还日期的，状态请选“已还”。")
	case !back.IsZero() && back.Before(l.Date("day")):
		return fault.Field("back", back.String(), "归还日期早于领取日期，请核对。")
	case l.Value("state") == "back":
		return nil
	}
	out, err := h.Lines(ctx, rd, Keys, register.Query{State: "out"})
	if err != nil {
		return err
	}
	for _, x := range out {
		if x.Value("title") == l.Value("title") && (before == nil || x.ID != before.ID) {
			return fault.Field("title", l.Value("title"), "这把钥匙由"+x.Value("person")+"领走还没有还（"+x.Number()+"），请先登记归还。")
		}
	}
	return nil
}

// checkRound wants words for what was found, and for what was done about it (clause
// law.logistics.rounds).
func checkRound(_ context.Context, _ db.Reader, l, _ *register.Line) error {
	found, state := l.Value("found"), l.Value("state")
	switch {
	case state == "fine" && found != "":
		return fault.Field("state", "正常", "写了发现的问题，结果请选待处理或者已处理。")
	case state != "fine" && found == "":
		return fault.Field("found", "", "请写明发现了什么问题。")
	case state == "open" && l.Date("due").IsZero():
		return fault.Field("due", "", "待处理的，请填写整改期限。")
	case state == "mended" && (l.Value("measures") == "" || l.Date("mended").IsZero()):
		return fault.Field("measures", "", "已处理的，请写明处理结果和处理日期。")
	case state == "mended" && l.Date("mended").Before(l.Date("day")):
		return fault.Field("mended", l.Date("mended").String(), "处理日期早于巡查日期，请核对。")
	}
	return nil
}

// checkAudit wants the measures that an audit calls for, and by when they are taken
// (clause law.logistics.audit).
func checkAudit(_ context.Context, _ db.Reader, l, _ *register.Line) error {
	state := l.Value("state")
	switch {
	case state != "none" && l.Value("measures") == "":
		return fault.Field("measures", "", "请写明根据审计结果采取的措施；不需要的，落实情况选不需要措施。")
	case state == "open" && l.Date("due").IsZero():
		return fault.Field("due", "", "待落实的，请填写落实期限。")
	}
	return nil
}

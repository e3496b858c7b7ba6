package followup

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var urgeDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.item.urge", Label: "催办", Right: Use, Basis: []law.ID{law.RepDecisionRegister},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := hold(tx, in.w.Item)
		if err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, _ := s.chart.PersonOf(tx.Actor.Login)
		sees, err := in.r.sees(tx.Ctx, tx, s, tx.Actor, i)
		if err != nil {
			return none(err)
		}
		again := MayUrge(i.UrgedOn, s.terms)
		switch {
		case !sees || i.Login == tx.Actor.Login || !in.r.keeps(tx.Actor, i) && !s.leads(me.ID):
			return none(act.OutOfReach(i.Subject()))
		case tx.Today.Before(again):
			return none(fault.Newf(fault.TooMany, "%s催过了，%s以后可以再催。", i.UrgedOn.Chinese(), again.Chinese()))
		}
		if err := i.state(Pending); err != nil {
			return none(err)
		}
		words := db.Trimmed(in.w.Text)
		if len([]rune(words)) > mostWhat {
			return none(fault.Field("text", "", "催办的话不超过200字。"))
		}
		i.UrgedOn = tx.Today
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "urge", words, civil.Date{}); err != nil {
			return none(err)
		}
		if i.Login != "" {
			if err := notify.Put(tx, notify.Todo{Key: i.Subject(), Login: i.Login, Text: tx.Actor.Name + "催办：" + i.What, URL: i.URL(), Due: i.Due}); err != nil {
				return none(err)
			}
		}
		return i, i.entry("催办", nil), nil
	}})

// Urge reminds the owner of an item at once. Its keeper and the leaders can, once in
// the days that the book says.
func (r *Room) Urge(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return urgeDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var passDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.item.pass", Label: "移交督办事项", Right: Use, Basis: []law.ID{law.RepDecisionExecute},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := hold(tx, in.w.Item)
		if err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, _ := s.chart.PersonOf(tx.Actor.Login)
		head := me.ID != 0 && me.Unit == i.Unit && s.chart.Rank(me.ID) == org.RankSectionHead
		switch {
		case !head && !in.r.keeps(tx.Actor, i) && (i.Login == "" || i.Login != tx.Actor.Login):
			return none(act.OutOfReach(i.Subject()))
		case i.OwnerID == in.w.Owner:
			return none(fault.Field("owner", "", "现在就是这个人承办，请选择另一个人。"))
		}
		if err := i.state(Pending); err != nil {
			return none(err)
		}
		words, err := text("text", in.w.Text, "请写明为什么移交。", mostWhat)
		if err != nil {
			return none(err)
		}
		was := i
		// The unit follows its new owner only where the office moves the item: a head
		// cannot give another unit work.
		if p, ok := s.here(in.w.Owner); ok && p.Unit != i.Unit {
			if !in.r.keeps(tx.Actor, i) {
				return none(fault.Field("owner", "", "移交给别的科室的人，由"+s.unitName(i.Keeper)+"办理。"))
			}
			i.Unit = p.Unit
		}
		if err := s.give(&i, in.w.Owner); err != nil {
			return none(err)
		}
		i.Asked, i.AskedWhy, i.Stage = civil.Date{}, "", Stage(tx.Today, i.Due, s.terms)
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "pass", was.Owner+"移交给"+i.Owner+"："+words, civil.Date{}); err != nil {
			return none(err)
		}
		if err := in.r.quiet(tx, was); err != nil {
			return none(err)
		}
		return i, i.entry("移交承办人", map[string]any{"from": was.Login, "to": i.Login}), remind(tx, i)
	}})

// Pass gives an item to another owner. The owner can, the head of the unit within it,
// and the keeper, also to another unit.
func (r *Room) Pass(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return passDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var voidDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.item.void", Label: "撤销督办登记", Right: Use, Basis: []law.ID{law.RepDecisionRegister},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := hold(tx, in.w.Item)
		if err != nil {
			return none(err)
		}
		switch {
		case !in.r.keeps(tx.Actor, i):
			return none(act.OutOfReach(i.Subject()))
		case i.Source != FromInstruction:
			return none(fault.Refuse(law.RepDecisionRegister, "会议议定的事项不能撤销；决定有变的，由会议再议。"))
		}
		if err := i.state(Pending); err != nil {
			return none(err)
		}
		words, err := text("text", in.w.Text, "请写明为什么撤销。", mostWhat)
		if err != nil {
			return none(err)
		}
		i.State = Void
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "void", words, civil.Date{}); err != nil {
			return none(err)
		}
		return i, i.entry("撤销登记", nil), in.r.quiet(tx, i)
	}})

// Void takes back what was entered by mistake. The keeper can; what a meeting decided
// stays.
func (r *Room) Void(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return voidDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

// Watched is what a daily look did.
type Watched struct {
	Reminded int      `json:"reminded"`
	Late     []string `json:"late"`    // numbers that became late, or are so for another while
	Orphans  []string `json:"orphans"` // whose owner has left
	Meetings int      `json:"meetings"`
}

type watchIn struct{ r *Room }

var watchDeed = act.Define(act.Spec[watchIn, Watched]{Name: "followup.watch", Label: "督办和会期提醒", Right: Use, Basis: []law.ID{law.RepDecisionRegister, law.MtgReportCalendar},
	Quiet: "a day on which nobody is reminded is not worth an entry",
	Do:    func(tx *act.Tx, in watchIn) (Watched, act.Entry, error) { return in.r.watch(tx) }})

// Watch reminds owners before, on and after the last day, the head of the unit and
// the keeper of what is late, and the keeper of what has no owner any more; then the
// posts that serve a meeting which this month still lacks. What was said once is not
// said again for the same stage.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("督办提醒"), watchIn{r})
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	list, err := db.All[Item](tx.Ctx, tx, itemSelect+" WHERE i.state = 'open' ORDER BY i.id")
	if err != nil {
		return none(err)
	}
	for _, i := range list {
		if _, ok := s.here(i.OwnerID); !ok && i.Stage != "gone" {
			out.Orphans = append(out.Orphans, i.Number)
			if err := orphaned(tx, i); err != nil {
				return none(err)
			}
			i.Stage = "gone"
			if err := put(tx, i); err != nil {
				return none(err)
			}
			continue
		}
		stage := Stage(tx.Today, i.Due, s.terms)
		if stage == i.Stage || i.Stage == "gone" {
			continue
		}
		i.Stage = stage
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := remind(tx, i); err != nil {
			return none(err)
		}
		out.Reminded++
		if !i.Late(tx.Today) {
			continue
		}
		out.Late = append(out.Late, i.Number)
		say := "逾期的督办事项 " + i.Number
		for _, login := range s.heads(i.Unit) {
			if login == i.Login {
				continue
			}
			if err := notify.Put(tx, notify.Todo{Key: i.Subject() + ":head:" + login, Login: login, Text: say + "，督促" + i.Owner, URL: i.URL(), Due: i.Due}); err != nil {
				return none(err)
			}
		}
		if err := notify.Put(tx, notify.Todo{Key: i.Subject() + ":late", Role: org.Staff, Unit: i.Keeper, Text: say + "，催办", URL: i.URL(), Due: i.Due}); err != nil {
			return none(err)
		}
	}
	if out.Meetings, err = r.remindMeetings(tx, s); err != nil {
		return none(err)
	}
	if out.Reminded == 0 && len(out.Orphans) == 0 && out.Meetings == 0 {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "followup", Summary: fmt.Sprintf("督办提醒 %d 件，逾期 %d 件，承办人离岗 %d 件，会期提醒 %d 条", out.Reminded, len(out.Late), len(out.Orphans), out.Meetings), Detail: out}, nil
}

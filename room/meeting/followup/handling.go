package followup

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Word is what somebody says of an item; which of the fields count depends on the
// deed.
type Word struct {
	Item   int64
	Text   string
	Due    civil.Date
	Owner  int64
	Papers []flow.Attachment
}

type wordIn struct {
	r *Room
	w Word
}

// own reads an item for its owner; for anybody else it does not exist.
func own(tx *act.Tx, id int64) (Item, error) {
	i, err := hold(tx, id)
	if err == nil && (i.Login == "" || i.Login != tx.Actor.Login) {
		return Item{}, act.OutOfReach(act.Subject("meeting_followup_item", id))
	}
	return i, err
}

// state refuses what an item's state does not allow.
func (i Item) state(allowed string) error {
	if i.State == allowed {
		return nil
	}
	return fault.Newf(fault.Conflict, "%s现在是“%s”，不能这样办理。", i.Number, i.StateLabel())
}

func (i Item) entry(say string, detail map[string]any, basis ...law.ID) act.Entry {
	return act.Entry{Subject: i.Subject(), Summary: say + " " + i.Number, Detail: detail, Basis: basis}
}

func (r *Room) addPapers(tx *act.Tx, i Item, list []flow.Attachment) error {
	if len(list) > mostPapers {
		return fault.Field("files", itoa(len(list)), "一次最多上传 10 个文件。")
	}
	for _, a := range list {
		if err := a.Check("files"); err != nil {
			return err
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, a.SHA256); err != nil {
			return err
		}
		id, err := tx.Next("meeting_followup_paper")
		if err != nil {
			return err
		}
		if err := act.Insert(tx, "meeting_followup_paper", id, []string{"item_id", "name", "sha256", "sm3", "size", "made_by", "made_at"}, []any{i.ID, a.Name, a.SHA256, a.SM3, a.Size, tx.Actor.Login, tx.Now}); err != nil {
			return err
		}
		if i.FiledAt != 0 && r.File != nil {
			p := Paper{ID: id, ItemID: i.ID, Attachment: a}
			if err := r.Flow.OweFurther(tx, flow.Further{Subject: i.Subject(), What: p.what(), Title: "办结后补充的材料", Files: []flow.Paper{a.Paper()}}); err != nil {
				return err
			}
		}
	}
	return nil
}

var reportDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.progress.report", Label: "报督办进展", Right: Use, Basis: []law.ID{law.RepDecisionExecute},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := own(tx, in.w.Item)
		if err == nil {
			err = i.state(Pending)
		}
		if err != nil {
			return none(err)
		}
		words, err := text("text", in.w.Text, "请写明办到哪一步。", mostText)
		if err != nil {
			return none(err)
		}
		if err := note(tx, i, "progress", words, civil.Date{}); err != nil {
			return none(err)
		}
		return i, i.entry("报进展", map[string]any{"papers": len(in.w.Papers)}), in.r.addPapers(tx, i, in.w.Papers)
	}})

// Report writes down how far an item is, with files. Its owner can.
func (r *Room) Report(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return reportDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var addDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.paper.add", Label: "补充督办材料", Right: Use, Basis: []law.ID{law.RepDecisionExecute},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := hold(tx, in.w.Item)
		if err != nil {
			return none(err)
		}
		switch {
		case (i.Login == "" || i.Login != tx.Actor.Login) && !in.r.keeps(tx.Actor, i):
			return none(act.OutOfReach(i.Subject()))
		case i.State == Void:
			return none(i.state(Pending))
		case len(in.w.Papers) == 0:
			return none(fault.Field("files", "", "没有收到文件，请选择文件后再提交。"))
		}
		return i, i.entry("补充材料", map[string]any{"papers": len(in.w.Papers)}), in.r.addPapers(tx, i, in.w.Papers)
	}})

// AddPapers adds files to an item, also after it was closed: then they go to the
// archive room as further papers. The owner and the keeper can.
func (r *Room) AddPapers(ctx context.Context, who act.Actor, item int64, papers []flow.Attachment) (Item, error) {
	return addDeed.Run(ctx, r.Door, who, wordIn{r, Word{Item: item, Papers: papers}})
}

var askDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.extension.ask", Label: "申请督办延期", Right: Use, Basis: []law.ID{law.RepDecisionRegister},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := own(tx, in.w.Item)
		if err == nil {
			err = i.state(Pending)
		}
		if err != nil {
			return none(err)
		}
		switch {
		case i.Due.IsZero():
			return none(fault.Newf(fault.Conflict, "%s没有定期限，不用申请延期。", i.Number))
		case !i.Asked.IsZero():
			return none(fault.Newf(fault.Conflict, "已申请延到%s，还没有答复。", i.Asked.Chinese()))
		case !in.w.Due.After(i.Due) || in.w.Due.Before(tx.Today):
			return none(fault.Field("due", in.w.Due.String(), "延到的日子应晚于现在的期限"+i.Due.Chinese()+"，也不能早于今天。"))
		}
		if i.AskedWhy, err = text("text", in.w.Text, "请写明为什么要延期。", mostText); err != nil {
			return none(err)
		}
		i.Asked = in.w.Due
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		g, err := s.granting(i)
		if err != nil {
			return none(err)
		}
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "ask", i.AskedWhy, i.Asked); err != nil {
			return none(err)
		}
		for _, p := range g.People {
			if login := s.chart.Login(p.ID); login != "" {
				if err := notify.Put(tx, notify.Todo{Key: i.Subject() + ":ask:" + login, Login: login, Text: "答复延期：" + i.What, URL: i.URL(), Due: i.Due}); err != nil {
					return none(err)
				}
			}
		}
		return i, i.entry("申请延期", map[string]any{"due": i.Due.String(), "asked": i.Asked.String()}), nil
	}})

// Ask asks for another last day, with the reason. The owner can, once at a time.
func (r *Room) Ask(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return askDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

type grantIn struct {
	wordIn
	agree bool
}

var grantDeed = act.Define(act.Spec[grantIn, Item]{Name: "followup.extension.answer", Label: "答复督办延期", Right: Use, Basis: []law.ID{law.RepDecisionRegister},
	Do: func(tx *act.Tx, in grantIn) (Item, act.Entry, error) { return in.r.answer(tx, in.w, in.agree) }})

// Extend agrees to the day that was asked for, Keep refuses it with the reason. Who
// may is found out at that moment (Granting); never the owner.
func (r *Room) Extend(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return grantDeed.Run(ctx, r.Door, who, grantIn{wordIn{r, w}, true})
}

// Keep refuses another day; see Extend.
func (r *Room) Keep(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return grantDeed.Run(ctx, r.Door, who, grantIn{wordIn{r, w}, false})
}

func (r *Room) answer(tx *act.Tx, w Word, agree bool) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	i, err := hold(tx, w.Item)
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	g, err := s.granting(i)
	if err != nil {
		return none(err)
	}
	me, known := s.chart.PersonOf(tx.Actor.Login)
	sees, err := r.sees(tx.Ctx, tx, s, tx.Actor, i)
	if err != nil {
		return none(err)
	}
	switch {
	case !known || !sees:
		return none(act.OutOfReach(i.Subject()))
	case !g.has(me.ID):
		return none(fault.Refuse(law.RepDecisionRegister, "延期由"+orNobody(g.Names())+"答复。"+g.Why+"。"))
	case i.Asked.IsZero() || i.State != Pending:
		return none(fault.Newf(fault.Conflict, "%s没有等待答复的延期申请。", i.Number))
	}
	words := db.Trimmed(w.Text)
	if !agree || words != "" {
		if words, err = text("text", words, "不同意延期的，请写明理由。", mostText); err != nil {
			return none(err)
		}
	}
	kind, say, asked := "keep", "不同意延期", i.Asked
	if agree {
		kind, say, i.Due = "extend", "同意延期", i.Asked
		i.Stage = Stage(tx.Today, i.Due, s.terms)
	}
	i.Asked, i.AskedWhy = civil.Date{}, ""
	if err := put(tx, i); err != nil {
		return none(err)
	}
	if err := note(tx, i, kind, words, asked); err != nil {
		return none(err)
	}
	if err := r.settleAsks(tx, s, i); err != nil {
		return none(err)
	}
	return i, i.entry(say, map[string]any{"asked": asked.String(), "due": i.Due.String(), "why": g.Why}), remind(tx, i)
}

// settleAsks takes the question about another day off every list it may be on.
func (r *Room) settleAsks(tx *act.Tx, s *scene, i Item) error {
	for _, p := range s.chart.Staff() {
		if login := s.chart.Login(p.ID); login != "" && s.leads(p.ID) {
			if err := notify.Done(tx, i.Subject()+":ask:"+login); err != nil {
				return err
			}
		}
	}
	return nil
}

func orNobody(names string) string {
	if names == "" {
		return "有权的人"
	}
	return names
}

var finishDeed = act.Define(act.Spec[wordIn, Item]{Name: "followup.item.finish", Label: "报督办办结", Right: Use, Basis: []law.ID{law.RepDecisionExecute},
	Do: func(tx *act.Tx, in wordIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, err := own(tx, in.w.Item)
		if err == nil {
			err = i.state(Pending)
		}
		if err != nil {
			return none(err)
		}
		if i.Result, err = text("text", in.w.Text, "请写明怎样办的、结果怎样。", mostText); err != nil {
			return none(err)
		}
		i.State, i.DoneOn, i.Asked, i.AskedWhy = Reported, tx.Today, civil.Date{}, ""
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "done", i.Result, civil.Date{}); err != nil {
			return none(err)
		}
		if err := in.r.addPapers(tx, i, in.w.Papers); err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err == nil {
			err = in.r.settleAsks(tx, s, i)
		}
		if err != nil {
			return none(err)
		}
		// Whoever keeps the register reads the text; one of the party committee tells
		// its number alone.
		say := "核实办结：" + i.What
		if i.ClosedTo {
			say = "核实办结：" + i.Number
		}
		if err := notify.Put(tx, notify.Todo{Key: i.Subject() + ":confirm", Role: org.Staff, Unit: i.Keeper, Text: say, URL: i.URL()}); err != nil {
			return none(err)
		}
		return i, i.entry("报办结", nil), remind(tx, i)
	}})

// Finish says that an item is done, and how. Its owner can; the keeper confirms.
func (r *Room) Finish(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return finishDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

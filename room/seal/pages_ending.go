package seal

import (
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func errOutOfReach(err error) bool { return fault.Is(err, fault.NotFound) }

// endingParts are loss and retirement on the page of a seal.
func (r *Room) endingParts(p *parts, l *ui.Listing, s *scene, x Seal, me int64) error {
	ctx, rd, who := p.q.Context(), r.Door.Reader(), org.Actor(p.q)
	lost, err := losses.List(ctx, rd, "WHERE x.seal_id = $1 ORDER BY x.id DESC", x.ID)
	if err != nil {
		return err
	}
	for _, o := range lost {
		state := "处理中"
		if o.Result != "" {
			state = "办结：" + o.Result
		}
		l.Parts = append(l.Parts, ui.Part{Title: "遗失", Pairs: []ui.Pair{{Key: "发现", Text: stamp(o.NoticedAt)}, {Key: "报告", Text: o.ByName + "　" + stamp(o.MadeAt)}, {Key: "经过", Text: o.Facts, Wide: true}, {Key: "声明作废", Text: orNone(o.AnnouncedOn.Chinese() + o.Announced)}, {Key: "报告上级和公安机关", Text: orNone(o.Told), Wide: true}, {Key: "结果", Text: state, Wide: true}}})
		if o.Result == "" && r.inOffice(who) {
			f := p.form(fmt.Sprintf("/seal/losses/%d", o.ID), "loss")
			f.Set("announced_on", o.AnnouncedOn.String())
			f.Set("announced", o.Announced)
			f.Set("told", o.Told)
			p.add("处理遗失", s.book.Cite(basis(law.SealLoss))+"。声明作废过的印章，找到也不再使用。", f, ui.Button{Label: "登记处理", Look: "primary"}, ui.Field{Name: "announced_on", Label: "声明作废的日期", Kind: ui.Date, Half: true, Optional: true}, ui.Field{Name: "announced", Label: "登在哪里", Half: true, Optional: true, Max: mostLine},
				ui.Field{Name: "told", Label: "何时报告了制发机关、公安机关", Kind: ui.Area, Optional: true, Max: mostText}, ui.Field{Name: "found_on", Label: "找到的日期", Kind: ui.Date, Half: true, Optional: true}, ui.Field{Name: "result", Label: "处理结果（填写即办结）", Half: true, Optional: true, Max: mostText})
		}
	}
	retired, err := retirements.List(ctx, rd, "WHERE x.seal_id = $1 ORDER BY x.id DESC", x.ID)
	if err != nil {
		return err
	}
	open := false
	for _, y := range retired {
		open = open || y.State == Pending || y.State == Approved
		pairs := []ui.Pair{{Key: "方式", Text: wayLabels[y.Way]}, {Key: "状态", Text: retirementLabels[y.State]}, {Key: "原因", Text: y.Reason, Wide: true}}
		if y.DecidedAt != 0 {
			pairs = append(pairs, ui.Pair{Key: "批复", Text: y.DecidedBy + "（" + y.DecidedAs + "）　" + stamp(y.DecidedAt) + "　" + y.Words, Wide: true})
		}
		if y.First != 0 {
			seen := func(id, at int64) string {
				if at == 0 {
					return s.chart.Person(id).Name + "（未确认）"
				}
				return s.chart.Person(id).Name + "　" + stamp(at)
			}
			pairs = append(pairs, ui.Pair{Key: "办理", Text: y.DoneOn.Chinese() + "　" + y.Place + "　" + y.Receipt, Wide: true}, ui.Pair{Key: "监督人", Text: seen(y.First, y.FirstAt) + "；" + seen(y.Second, y.SecondAt), Wide: true})
		}
		l.Parts = append(l.Parts, ui.Part{Title: "停用", Pairs: pairs})
		r.retirementForms(p, s, x, y, me)
	}
	if x.State == InUse || x.State == Out {
		f := p.form(x.page()+"/loss", "report")
		f.Set("noticed_on", r.Door.Today().String())
		p.add("报告遗失", "报告以后立即停止使用，由办公室声明作废、报告制发机关和公安机关。", f, ui.Button{Label: "报告遗失", Look: "danger"}, ui.Field{Name: "noticed_on", Label: "发现日期", Kind: ui.Date, Half: true}, ui.Field{Name: "noticed_at", Label: "时间", Half: true, Hint: "如 14:30"}, ui.Field{Name: "facts", Label: "经过", Kind: ui.Area, Max: mostText})
	}
	if !open && r.inOffice(who) && (x.State == InUse || x.State == Retired) {
		p.add("停用印章", s.book.Cite(basis(law.SealRetire)), p.form(x.page()+"/retire", "retire"), ui.Button{Label: "申请停用"}, ui.Field{Name: "way", Label: "处理方式", Kind: ui.Select, Options: []ui.Option{{Value: Return, Label: wayLabels[Return]}, {Value: Destroy, Label: wayLabels[Destroy]}}, Half: true}, ui.Field{Name: "reason", Label: "原因", Half: true, Max: mostText})
	}
	return nil
}

func (r *Room) retirementForms(p *parts, s *scene, x Seal, y Retirement, me int64) {
	who := org.Actor(p.q)
	at := fmt.Sprintf("/seal/retirements/%d", y.ID)
	if y.State == Pending {
		if _, err := s.approving(who, x, y.PersonID); err == nil {
			p.add("批复停用", "批准以后立即停止使用。", p.form(at+"/decide", "decide"), ui.Button{Label: "批复", Look: "primary"}, ui.Field{Name: "yes", Label: "意见", Kind: ui.Radio, Options: yesNo}, ui.Field{Name: "words", Label: "说明", Optional: true, Max: mostText})
		}
	}
	if y.State == Approved && y.First == 0 && r.inOffice(who) {
		f := p.form(at+"/carry", "carry")
		f.Set("done_on", r.Door.Today().String())
		place, receipt := "地点", "制发机关同意销毁的文号"
		if y.Way == Return {
			place, receipt = "接收的机关", "接收凭证编号"
		}
		p.add("登记"+wayLabels[y.Way], s.book.Cite(basis(law.SealDestroy)), f, ui.Button{Label: "登记", Look: "primary"}, ui.Field{Name: "done_on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "place", Label: place, Half: true, Max: mostLine}, ui.Field{Name: "receipt", Label: receipt, Half: true, Max: mostLine},
			ui.Field{Name: "first", Label: "第一监督人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "second", Label: "第二监督人", Kind: ui.Select, Options: s.people("请选择"), Half: true})
	}
	if y.State == Approved && (me == y.First && y.FirstAt == 0 || me == y.Second && y.SecondAt == 0) && me != 0 {
		p.add("确认监督", "确认印章已在您的监督下"+wayLabels[y.Way]+"。", p.form(at+"/witness", "witness"), ui.Button{Label: "确认", Look: "primary"})
	}
}

var yesNo = []ui.Option{{Value: "yes", Label: "同意"}, {Value: "no", Label: "不同意"}}

type lossInput struct {
	NoticedOn   civil.Date `form:"noticed_on" label:"发现日期"`
	NoticedAt   string     `form:"noticed_at" label:"时间"`
	Facts       string     `form:"facts" label:"经过"`
	AnnouncedOn civil.Date `form:"announced_on" label:"声明作废的日期"`
	Announced   string     `form:"announced" label:"登在哪里"`
	Told        string     `form:"told" label:"报告情况"`
	FoundOn     civil.Date `form:"found_on" label:"找到的日期"`
	Result      string     `form:"result" label:"处理结果"`
}

func (r *Room) lossSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[lossInput](q)
	if err == nil {
		at, bad := time.Parse("15:04", in.NoticedAt)
		switch {
		case bad != nil:
			err = fault.Field("noticed_at", in.NoticedAt, "时间请写成几点几分，如 14:30。")
		case in.NoticedOn.IsZero():
			err = fault.Field("noticed_on", "", "请填写发现日期。")
		default:
			moment := in.NoticedOn.Time().Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute).UnixMicro()
			_, err = r.ReportLoss(org.Context(q), org.Actor(q), id, Loss{NoticedAt: moment, Facts: in.Facts})
		}
	}
	return r.ofSeal(q, id, err, "已报告遗失，这枚印章停止使用。")
}

func (r *Room) lossFollow(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[lossInput](q)
	if err == nil {
		_, err = r.FollowLoss(org.Context(q), org.Actor(q), Loss{ID: id, AnnouncedOn: in.AnnouncedOn, Announced: in.Announced, Told: in.Told, FoundOn: in.FoundOn, Result: in.Result})
	}
	l, missing := losses.Get(q.Context(), r.Door.Reader(), id)
	if missing != nil {
		return web.Answer{}, r.seen(q, missing)
	}
	return r.ofSeal(q, l.SealID, err, "已登记处理情况。")
}

type retireInput struct {
	Way     string     `form:"way" label:"处理方式"`
	Reason  string     `form:"reason" label:"原因"`
	Yes     string     `form:"yes" label:"意见"`
	Words   string     `form:"words" label:"说明"`
	DoneOn  civil.Date `form:"done_on" label:"日期"`
	Place   string     `form:"place" label:"地点"`
	Receipt string     `form:"receipt" label:"凭证"`
	First   int64      `form:"first" label:"第一监督人"`
	Second  int64      `form:"second" label:"第二监督人"`
}

func (r *Room) retireSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[retireInput](q)
	if err == nil {
		_, err = r.AskRetire(org.Context(q), org.Actor(q), id, Retirement{Reason: in.Reason, Way: in.Way})
	}
	return r.ofSeal(q, id, err, "已申请停用，待批准。")
}

// chosen reads 同意 or 不同意 of a form.
func chosen(v string) (bool, error) {
	if v != "yes" && v != "no" {
		return false, fault.Field("yes", v, "请选择同意或者不同意。")
	}
	return v == "yes", nil
}

func (r *Room) retireDo(q *web.Request, say string, do func(id int64, in retireInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[retireInput](q)
	if err == nil {
		err = do(id, in)
	}
	y, missing := retirements.Get(q.Context(), r.Door.Reader(), id)
	if missing != nil || err != nil && errOutOfReach(err) {
		return web.Answer{}, r.seen(q, act.OutOfReach(retirements.Subject(id)))
	}
	return r.ofSeal(q, y.SealID, err, say)
}

func (r *Room) retireDecide(q *web.Request) (web.Answer, error) {
	return r.retireDo(q, "已批复。", func(id int64, in retireInput) error {
		yes, err := chosen(in.Yes)
		if err == nil {
			_, err = r.DecideRetire(org.Context(q), org.Actor(q), id, yes, in.Words)
		}
		return err
	})
}

func (r *Room) retireCarry(q *web.Request) (web.Answer, error) {
	return r.retireDo(q, "已登记，待两位监督人确认。", func(id int64, in retireInput) error {
		_, err := r.CarryOut(org.Context(q), org.Actor(q), Retirement{ID: id, First: in.First, Second: in.Second, DoneOn: in.DoneOn, Place: in.Place, Receipt: in.Receipt})
		return err
	})
}

func (r *Room) retireWitness(q *web.Request) (web.Answer, error) {
	return r.retireDo(q, "已确认。", func(id int64, _ retireInput) error {
		_, err := r.Witness(org.Context(q), org.Actor(q), id)
		return err
	})
}

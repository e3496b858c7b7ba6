package seal

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// outingsOf lists the outings that somebody may know of, newest first: the own ones, those
// of seals one keeps or may let out, all for the office and leaders.
func (r *Room) outingsOf(q *web.Request, s *scene, by map[int64]Seal) ([]Outing, error) {
	who := org.Actor(q)
	me, _ := s.chart.PersonOf(who.Login)
	list, err := outings.List(q.Context(), r.Door.Reader(), "ORDER BY x.id DESC LIMIT 500")
	if err != nil {
		return nil, err
	}
	var out []Outing
	for _, o := range list {
		x := by[o.SealID]
		see := r.seesAll(who) || o.Login == who.Login || me.ID != 0 && (me.ID == o.First || me.ID == o.Second || me.ID == x.Custodian)
		if !see && o.State == Pending {
			_, err := s.approving(who, x, o.PersonID)
			see = err == nil
		}
		if see {
			out = append(out, o)
		}
	}
	return out, nil
}

func (r *Room) outingsList(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	all, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	by := byID(all)
	list, err := r.outingsOf(q, s, by)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	me, _ := s.chart.PersonOf(who.Login)
	p := &parts{q: q, failed: failed}
	t := ui.Table{Caption: "印章外带", Columns: []ui.Column{{Label: "印章", Wrap: true}, {Label: "去向和事由", Wide: true, Wrap: true}, {Label: "同行两人", Wrap: true}, {Label: "应还"}, {Label: "实还", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有外带过", Text: "印章一般不带出；确需带出的在下面申请。"}}
	for _, o := range list {
		x := by[o.SealID]
		tag := ui.Tag{Text: outingLabels[o.State], Tone: map[string]ui.Tone{Pending: ui.Warn, Approved: ui.Info, Out: ui.Warn, Back: ui.OK, Refused: ui.Bad}[o.State]}
		if o.State == Out && r.Door.Today().After(o.Due) {
			tag = ui.Tag{Text: fmt.Sprintf("逾期 %d 天", r.Door.Today().Sub(o.Due)), Tone: ui.Bad}
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(o.ID), Cells: []ui.Cell{{Text: x.Name}, {Text: o.Place, Sub: o.Reason}, {Text: s.chart.Person(o.First).Name + "、" + s.chart.Person(o.Second).Name}, {Text: o.Due.String()}, {Text: stamp(o.BackAt), Sub: strings.TrimLeft(o.Late+"　"+o.Note, "　")}, {Tags: []ui.Tag{tag}}}})
		at, what := fmt.Sprintf("/seal/outings/%d", o.ID), x.Name+"，去"+o.Place
		if (o.State == Pending || o.State == Approved) && r.mayWithdrawOut(who, o, x, me.ID) {
			p.add("撤回外带申请", what, p.form(at+"/withdraw", fmt.Sprintf("withdraw%d", o.ID)), ui.Button{Label: "撤回申请"}, ui.Field{Name: "words", Label: "理由", Max: mostLine})
		}
		switch o.State {
		case Pending:
			if _, err := s.approving(who, x, o.PersonID); err == nil && me.ID != o.First && me.ID != o.Second {
				p.add("批复外带", what, p.form(at+"/decide", fmt.Sprintf("decide%d", o.ID)), ui.Button{Label: "批复", Look: "primary"}, ui.Field{Name: "yes", Label: "意见", Kind: ui.Radio, Options: yesNo}, ui.Field{Name: "words", Label: "说明", Optional: true, Max: mostText})
			}
		case Approved:
			if me.ID != 0 && me.ID == x.Custodian {
				p.add("交付", what, p.form(at+"/take", fmt.Sprintf("take%d", o.ID)), ui.Button{Label: "交付两人", Look: "primary"})
			}
		case Out:
			instead := me.ID != x.Custodian && slices.Contains(s.inPlace(x), me.ID)
			if me.ID != 0 && (me.ID == x.Custodian || instead) {
				var fields []ui.Field
				if r.Door.Today().After(o.Due) {
					fields = append(fields, ui.Field{Name: "words", Label: "逾期的原因", Max: mostLine})
				}
				if instead {
					fields = append(fields, ui.Field{Name: "why", Label: "代保管人收回的原因", Max: mostLine}, ui.Field{Name: "first", Label: "第一见证人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "second", Label: "第二见证人", Kind: ui.Select, Options: s.people("请选择"), Half: true})
				}
				p.add("收回", what, p.form(at+"/back", fmt.Sprintf("back%d", o.ID)), ui.Button{Label: "收回印章", Look: "primary"}, fields...)
			}
		}
	}
	f := p.form(outingsPage, "outing")
	f.Set("due", r.Door.Today().String())
	p.add("申请外带", s.book.Cite(basis(law.SealOut))+"。外带期间由这两个人用印。", f, ui.Button{Label: "申请外带", Look: "primary", Save: true}, ui.Field{Name: "seal", Label: "印章", Kind: ui.Select, Options: s.choose(all), Half: true}, ui.Field{Name: "place", Label: "去向", Half: true, Max: mostLine},
		ui.Field{Name: "first", Label: "第一人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "second", Label: "第二人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "due", Label: "应还日期", Kind: ui.Date, Half: true}, ui.Field{Name: "reason", Label: "事由", Kind: ui.Area, Max: mostText})
	return p.page(ui.Listing{Head: ui.Head{Title: "印章外带", Crumbs: crumbs}, Parts: []ui.Part{{Table: &t}}})
}

type outingInput struct {
	Seal   int64      `form:"seal" label:"印章"`
	Place  string     `form:"place" label:"去向"`
	Reason string     `form:"reason" label:"事由"`
	First  int64      `form:"first" label:"第一人"`
	Second int64      `form:"second" label:"第二人"`
	Due    civil.Date `form:"due" label:"应还日期"`
	Yes    string     `form:"yes" label:"意见"`
	Words  string     `form:"words" label:"说明"`
	Why    string     `form:"why" label:"代为收回的原因"`
}

func (r *Room) outingSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[outingInput](q)
	if err == nil {
		_, err = r.AskOut(org.Context(q), org.Actor(q), NewOuting{Seal: in.Seal, Reason: in.Reason, Place: in.Place, First: in.First, Second: in.Second, Due: in.Due})
	}
	if err != nil {
		return r.outingsList(q, err)
	}
	return web.Redirect(outingsPage).Say(ui.OK, "已申请外带，待批准。"), nil
}

func (r *Room) outingDo(q *web.Request, say string, do func(id int64, in outingInput) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[outingInput](q)
	if err == nil {
		err = do(id, in)
	}
	switch {
	case err != nil && errOutOfReach(err):
		return web.Answer{}, r.seen(q, err)
	case err != nil:
		return r.outingsList(q, err)
	}
	return web.Redirect(outingsPage).Say(ui.OK, say), nil
}

func (r *Room) outingDecide(q *web.Request) (web.Answer, error) {
	return r.outingDo(q, "已批复。", func(id int64, in outingInput) error {
		yes, err := chosen(in.Yes)
		if err == nil {
			_, err = r.DecideOut(org.Context(q), org.Actor(q), id, yes, in.Words)
		}
		return err
	})
}

func (r *Room) outingTake(q *web.Request) (web.Answer, error) {
	return r.outingDo(q, "已交付。", func(id int64, _ outingInput) error {
		_, err := r.TakeOut(org.Context(q), org.Actor(q), id)
		return err
	})
}

func (r *Room) outingWithdraw(q *web.Request) (web.Answer, error) {
	return r.outingDo(q, "已撤回外带申请。", func(id int64, in outingInput) error {
		_, err := r.WithdrawOut(org.Context(q), org.Actor(q), id, in.Words)
		return err
	})
}

func (r *Room) outingBack(q *web.Request) (web.Answer, error) {
	return r.outingDo(q, "已收回。", func(id int64, in outingInput) error {
		_, err := r.BringBackFor(org.Context(q), org.Actor(q), id, in.Words, InPlace{Why: in.Why, First: in.First, Second: in.Second})
		return err
	})
}

func (r *Room) lettersPage(q *web.Request, failed error) (web.Answer, error) {
	year := r.Door.Today().Year
	if q.Method == "GET" {
		var err error
		if year, err = r.yearAsked(q); err != nil {
			return web.Answer{}, err
		}
	}
	who, rd := org.Actor(q), r.Door.Reader()
	apps, err := r.Applications(q.Context(), who, year, "", "")
	if err != nil {
		return web.Answer{}, err
	}
	by := map[int64]Application{}
	for _, a := range apps {
		by[a.ID] = a
	}
	list, err := letters.List(q.Context(), rd, "WHERE x.year = $1 ORDER BY x.stub DESC, x.id DESC LIMIT 500", year)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "介绍信存根", Columns: []ui.Column{{Label: "存根号", Code: true}, {Label: "致送单位", Wide: true, Wrap: true}, {Label: "持信人"}, {Label: "开具", Minor: true}, {Label: "有效期至", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "这一年还没有开介绍信", Text: "介绍信先申请，批准并用印以后编存根号。", Action: ui.Button{Label: "开介绍信", URL: "/seal/letters/new"}}}
	issued := []ui.Option{{Value: "0", Label: "请选择"}}
	for _, x := range list {
		a, ok := by[x.ApplicationID]
		if !ok {
			continue
		}
		tag := ui.Tag{Text: "待用印", Tone: ui.Info}
		switch x.State {
		case Issued:
			tag = ui.Tag{Text: "已开具", Tone: ui.OK}
			issued = append(issued, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Number() + " " + x.Addressee})
		case Void:
			tag = ui.Tag{Text: "作废", Tone: ui.Mute}
		}
		no := x.Number()
		if no == "" {
			no = "未编号"
		}
		t.Rows = append(t.Rows, ui.Row{URL: a.page(), Cells: []ui.Cell{{Text: no}, {Text: x.Addressee, Sub: x.Matter, URL: a.page()}, {Text: x.Bearer, Sub: fmt.Sprintf("%d 人", x.People)}, {Text: x.IssuedOn.String()}, {Text: x.ValidUntil.String()}, {Tags: []ui.Tag{tag}, Sub: x.Reason}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && len(issued) > 1 {
		p.add("作废介绍信", "作废的存根保留在原来的号上，号码不再用。", p.form(voidPage, "void"), ui.Button{Label: "作废"}, ui.Field{Name: "letter", Label: "哪一封", Kind: ui.Select, Options: issued, Half: true}, ui.Field{Name: "reason", Label: "理由", Half: true, Max: mostLine})
	}
	return p.page(ui.Listing{Head: ui.Head{Title: "介绍信存根", Crumbs: crumbs, Meta: []string{s.book.Cite(basis(law.SealLetters))}, Actions: []ui.Button{{Label: "开介绍信", URL: "/seal/letters/new", Look: "primary"}}}, Tabs: r.yearTabs("/seal/letters", year), Parts: []ui.Part{{Table: &t}}})
}

const voidPage = "/seal/letters/void"

func (r *Room) letterVoid(q *web.Request) (web.Answer, error) {
	type input struct {
		Letter int64  `form:"letter" label:"哪一封"`
		Reason string `form:"reason" label:"理由"`
	}
	in, err := web.Decode[input](q)
	var l IntroLetter
	switch {
	case err != nil:
	case in.Letter == 0:
		err = fault.Field("letter", "", "请选择要作废的介绍信。")
	default:
		l, err = r.VoidLetter(org.Context(q), org.Actor(q), in.Letter, in.Reason)
	}
	switch {
	case err != nil && errOutOfReach(err):
		return web.Answer{}, r.seen(q, err)
	case err != nil:
		return r.lettersPage(q, err)
	}
	return web.Redirect("/seal/letters").Say(ui.OK, "已作废 "+l.Number()+"。"), nil
}

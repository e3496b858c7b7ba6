package seal

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type sealInput struct {
	Code     string     `form:"code" label:"代码"`
	Name     string     `form:"name" label:"名称"`
	Kind     string     `form:"kind" label:"种类"`
	Unit     string     `form:"unit" label:"科室"`
	Material string     `form:"material" label:"材质"`
	Diameter int        `form:"diameter" label:"直径"`
	Issuer   string     `form:"issuer" label:"制发机关"`
	InForce  civil.Date `form:"in_force" label:"启用日期"`
	Note     string     `form:"note" label:"说明"`
}

var sealTones = map[string]ui.Tone{InUse: ui.OK, Out: ui.Warn, Lost: ui.Bad, Retired: ui.Mute, Ended: ui.Mute}

func (r *Room) sealsPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "印章台账", Columns: []ui.Column{{Label: "代码", Code: true, Minor: true}, {Label: "名称", Wide: true, Wrap: true}, {Label: "材质", Minor: true}, {Label: "批准人", Minor: true}, {Label: "保管人"}, {Label: "启用", Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "还没有登记印章", Text: "由办公室在下面登记，再办理交接，有了保管人才能用印。"}}
	for _, x := range list {
		keeper := ui.Cell{Text: s.chart.Person(x.Custodian).Name}
		if x.Custodian == 0 && x.State == InUse {
			keeper = ui.Cell{Tags: []ui.Tag{{Text: "待交接", Tone: ui.Warn}}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: x.page(), Cells: []ui.Cell{{Text: x.Code}, {Text: x.Name, URL: x.page(), Sub: kindLabels[x.Kind]}, {Text: x.Material}, {Text: s.approverLabel(x)}, keeper, {Text: x.InForce.String()}, {Tags: []ui.Tag{{Text: sealLabels[x.State], Tone: sealTones[x.State]}}}}})
	}
	p := &parts{q: q, failed: failed}
	l := ui.Listing{Head: ui.Head{Title: "印章台账", Crumbs: crumbs, Meta: []string{s.book.Cite(basis(law.SealCustody))}, Actions: []ui.Button{{Label: "外带登记", URL: outingsPage}, {Label: "介绍信存根", URL: "/seal/letters"}}}, Parts: []ui.Part{{Table: &t}}}
	if r.inOffice(org.Actor(q)) {
		f := p.form("/seal/seals", "seal")
		f.Set("in_force", r.Door.Today().String())
		f.Set("diameter", "0")
		var kinds []ui.Option
		for _, k := range []string{OfBureau, OfSection, OfName, Special} {
			kinds = append(kinds, ui.Option{Value: k, Label: kindLabels[k]})
		}
		units := []ui.Option{{Value: "", Label: "不属于科室"}}
		for _, u := range s.units {
			if u.Active {
				units = append(units, ui.Option{Value: u.Code, Label: u.Name})
			}
		}
		p.add("登记印章", "公文编号以后用单位印章，或者用办公室的科室印章，按种类找；代码由本局自定，只用来区分。", f, ui.Button{Label: "登记印章", Look: "primary", Save: true},
			ui.Field{Name: "name", Label: "名称", Max: mostLine, Half: true}, ui.Field{Name: "code", Label: "代码", Code: true, Half: true}, ui.Field{Name: "kind", Label: "种类", Kind: ui.Select, Options: kinds, Half: true}, ui.Field{Name: "unit", Label: "科室（科室印章）", Kind: ui.Select, Options: units, Half: true, Optional: true},
			ui.Field{Name: "material", Label: "材质", Half: true}, ui.Field{Name: "diameter", Label: "直径（毫米，不清楚填 0）", Kind: ui.Number, Half: true}, ui.Field{Name: "issuer", Label: "制发机关", Half: true, Max: mostLine}, ui.Field{Name: "in_force", Label: "启用日期", Kind: ui.Date, Half: true}, ui.Field{Name: "note", Label: "说明", Optional: true, Max: mostText})
	}
	return p.page(l)
}

func (r *Room) sealAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sealInput](q)
	var x Seal
	if err == nil {
		x, err = r.AddSeal(org.Context(q), org.Actor(q), Seal{Code: in.Code, Name: in.Name, Kind: in.Kind, Unit: in.Unit, Material: in.Material, Diameter: in.Diameter, Issuer: in.Issuer, InForce: in.InForce, Note: in.Note})
	}
	if err != nil {
		return r.sealsPage(q, err)
	}
	return web.Redirect(x.page()).Say(ui.OK, "已登记“"+x.Name+"”，请办理交接。"), nil
}

func (r *Room) sealPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.sealPageOf(q, id, failed)
}

func (r *Room) sealPageOf(q *web.Request, id int64, failed error) (web.Answer, error) {
	rd, ctx, who := r.Door.Reader(), q.Context(), org.Actor(q)
	x, err := seals.Get(ctx, rd, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	me, _ := s.chart.PersonOf(who.Login)
	p := &parts{q: q, failed: failed}
	keeper := s.chart.Person(x.Custodian).Name
	if keeper == "" {
		keeper = "没有保管人"
	}
	kind := kindLabels[x.Kind]
	if x.Unit != "" {
		kind += "（" + s.unitName(x.Unit) + "）"
	}
	main := ui.Part{Title: "登记", Pairs: []ui.Pair{{Key: "种类", Text: kind}, {Key: "代码", Text: x.Code, Code: true}, {Key: "材质", Text: x.Material}, {Key: "直径", Text: map[bool]string{true: "没有登记", false: fmt.Sprintf("%d 毫米", x.Diameter)}[x.Diameter == 0]}, {Key: "制发机关", Text: x.Issuer}, {Key: "启用日期", Text: x.InForce.Chinese()},
		{Key: "保管人", Text: keeper}, {Key: "批准人", Text: s.approverLabel(x)}}}
	if x.Note != "" {
		main.Pairs = append(main.Pairs, ui.Pair{Key: "说明", Text: x.Note, Wide: true})
	}
	if x.SampleSHA != "" {
		main.Files = []ui.FileRow{{Format: "PNG", Name: "印模样稿", Meta: []string{"有“样稿”字样，不能使用", ui.Bytes(x.SampleSize)}, Preview: x.page() + "/sample.png", Download: x.page() + "/sample.png"}}
	}
	l := ui.Listing{Head: ui.Head{Title: x.Name, Crumbs: append(crumbs[:1:1], ui.Link{Text: "印章台账", URL: "/seal/seals"}), Tags: []ui.Tag{{Text: sealLabels[x.State], Tone: sealTones[x.State]}}, Actions: []ui.Button{{Label: "用印登记簿", URL: fmt.Sprintf("/seal/register?seal=%d", x.ID)}}}, Parts: []ui.Part{main}}
	if err := r.custodyParts(p, &l, s, x, me.ID); err != nil {
		return web.Answer{}, err
	}
	if err := r.endingParts(p, &l, s, x, me.ID); err != nil {
		return web.Answer{}, err
	}
	return p.page(l)
}

// witnesses are those before whom custody changes.
func witnesses(h Handover, name func(id, at int64) string) ui.Cell {
	c := ui.Cell{Text: name(h.Witness, h.WitnessAt)}
	if h.Witness2 != 0 {
		c.Sub = name(h.Witness2, h.Witness2At)
	}
	return c
}

func (r *Room) custodyParts(p *parts, l *ui.Listing, s *scene, x Seal, me int64) error {
	list, err := handovers.List(p.q.Context(), r.Door.Reader(), "WHERE x.seal_id = $1 ORDER BY x.id DESC", x.ID)
	if err != nil {
		return err
	}
	who := org.Actor(p.q)
	name := func(id, at int64) string {
		n := s.chart.Person(id).Name
		if at != 0 {
			return n + "　" + stamp(at)
		}
		return n + "（未确认）"
	}
	t := ui.Table{Caption: "交接", Columns: []ui.Column{{Label: "移交人", Wrap: true}, {Label: "接收人", Wrap: true}, {Label: "监交人", Wrap: true}, {Label: "原因", Wide: true, Wrap: true, Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有交接过", Text: "登记以后办理第一次交接，各方确认以后接收人成为保管人。"}}
	var open *Handover
	for _, h := range list {
		tag := ui.Tag{Text: "各方已确认", Tone: ui.OK}
		switch h.State {
		case Begun:
			tag = ui.Tag{Text: "待确认", Tone: ui.Warn}
			open = &h
		case Dropped:
			tag = ui.Tag{Text: "已撤销", Tone: ui.Mute}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name(h.Giver, h.GiverAt)}, {Text: name(h.Taker, h.TakerAt)}, witnesses(h, name), {Text: h.Why, Sub: h.Dropped}, {Tags: []ui.Tag{tag}}}})
	}
	l.Parts = append(l.Parts, ui.Part{Title: "保管和交接", Hint: "移交人、接收人、监交人都确认以后，保管人才变。保管人不在的，由办公室负责人代为移交，两人监交。批准用印的人不保管印章。", Table: &t})
	if open != nil {
		if role, at := open.part(me); at != nil && *at == 0 {
			p.add("确认交接", "您是"+role+"。", p.form(fmt.Sprintf("/seal/handovers/%d/confirm", open.ID), "confirm"), ui.Button{Label: "确认交接", Look: "primary"})
		}
		if open.MadeBy == who.Login || r.inOffice(who) {
			p.add("撤销交接", "", p.form(fmt.Sprintf("/seal/handovers/%d/drop", open.ID), "drop"), ui.Button{Label: "撤销交接"}, ui.Field{Name: "words", Label: "理由", Max: mostLine})
		}
		return nil
	}
	if (r.inOffice(who) || me != 0 && me == x.Custodian) && (x.State == InUse || x.State == Retired) {
		f := p.form(x.page()+"/handover", "handover")
		if x.Custodian != 0 {
			f.Set("giver", fmt.Sprint(x.Custodian))
		}
		p.add("办理交接", "", f, ui.Button{Label: "发起交接"}, ui.Field{Name: "giver", Label: "移交人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "taker", Label: "接收人", Kind: ui.Select, Options: s.people("请选择"), Half: true},
			ui.Field{Name: "witness", Label: "监交人", Kind: ui.Select, Options: s.people("请选择"), Half: true}, ui.Field{Name: "witness2", Label: "第二监交人（保管人不在的才填）", Kind: ui.Select, Options: s.people("没有"), Half: true, Optional: true}, ui.Field{Name: "why", Label: "原因", Half: true, Max: mostLine})
	}
	if r.inOffice(who) {
		p.add("印模样稿", "上传盖在纸上的印模的照片，只留一张有“样稿”字样的小图，原图不保存。透明底的印章图片不收。", p.form(x.page()+"/sample", "sample"), ui.Button{Label: "登记样稿"}, ui.Field{Name: "sample", Label: "照片", Kind: ui.File, Accept: ".jpg,.jpeg,.png"})
	}
	return nil
}

func (r *Room) samplePicture(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	x, f, err := r.SampleOf(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(x.Code+"-样稿.png", "image/png", clock.FromMicros(x.MadeAt), f).Inline(), nil
}

func (r *Room) sampleSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		File *web.Upload `form:"sample" label:"照片"`
	}
	in, err := web.Decode[input](q)
	if err == nil && in.File == nil {
		err = fault.Field("sample", "", "请选择照片。")
	}
	if err == nil {
		err = r.sampleOf(q, id, in.File)
	}
	if err != nil {
		return r.sealPageOf(q, id, err)
	}
	return web.Redirect(fmt.Sprintf("/seal/seals/%d", id)).Say(ui.OK, "已登记印模样稿，原图没有保存。"), nil
}

func (r *Room) sampleOf(q *web.Request, id int64, u *web.Upload) error {
	f, err := u.Open()
	if err != nil {
		return err
	}
	if r.Screen != nil {
		if err := r.Screen(q.Context(), f, u.Size, u.Name, u.Field); err != nil {
			return err
		}
	}
	_, err = r.SetSample(org.Context(q), org.Actor(q), id, f)
	return err
}

// ofSeal does something to a seal or what belongs to it, and comes back to its page.
func (r *Room) ofSeal(q *web.Request, seal int64, err error, say string) (web.Answer, error) {
	if err != nil {
		if seal == 0 {
			return web.Answer{}, r.seen(q, err)
		}
		return r.sealPageOf(q, seal, err)
	}
	return web.Redirect(fmt.Sprintf("/seal/seals/%d", seal)).Say(ui.OK, say), nil
}

type handoverInput struct {
	Giver    int64  `form:"giver" label:"移交人"`
	Taker    int64  `form:"taker" label:"接收人"`
	Witness  int64  `form:"witness" label:"监交人"`
	Witness2 int64  `form:"witness2" label:"第二监交人"`
	Why      string `form:"why" label:"原因"`
}

func (r *Room) handoverSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[handoverInput](q)
	if err == nil {
		_, err = r.BeginHandover(org.Context(q), org.Actor(q), NewHandover{Seal: id, Giver: in.Giver, Taker: in.Taker, Witness: in.Witness, Witness2: in.Witness2, Why: in.Why})
	}
	return r.ofSeal(q, id, err, "已发起交接，待各方确认。")
}

func (r *Room) handoverConfirm(q *web.Request) (web.Answer, error) {
	return r.handoverDo(q, "已确认。", func(id int64, _ string) error {
		_, err := r.ConfirmHandover(org.Context(q), org.Actor(q), id)
		return err
	})
}

func (r *Room) handoverDrop(q *web.Request) (web.Answer, error) {
	return r.handoverDo(q, "已撤销交接。", func(id int64, words string) error {
		_, err := r.DropHandover(org.Context(q), org.Actor(q), id, words)
		return err
	})
}

func (r *Room) handoverDo(q *web.Request, say string, do func(id int64, words string) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[wordsInput](q)
	if err == nil {
		err = do(id, in.Words)
	}
	h, missing := handovers.Get(q.Context(), r.Door.Reader(), id)
	if missing != nil || err != nil && errOutOfReach(err) {
		return web.Answer{}, r.seen(q, act.OutOfReach(handovers.Subject(id)))
	}
	return r.ofSeal(q, h.SealID, err, say)
}

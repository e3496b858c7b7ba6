package seal

import (
	"bytes"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type applyInput struct {
	Seal      int64       `form:"seal" label:"印章"`
	Kind      string      `form:"kind" label:"文件种类"`
	What      string      `form:"what" label:"文件名称"`
	DocNumber string      `form:"doc_number" label:"文号"`
	Reason    string      `form:"reason" label:"事由"`
	Copies    int         `form:"copies" label:"份数"`
	Blank     string      `form:"blank" label:"是否空白"`
	File      *web.Upload `form:"file" label:"文件"`
}

func (r *Room) newPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	all, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/seal/new", "apply")
	f.Set("copies", "1")
	var kinds []ui.Option
	for _, k := range paperKinds {
		if k != Letter {
			kinds = append(kinds, ui.Option{Value: k, Label: paperLabels[k]})
		}
	}
	p.add("", "没有文号的须上传要用印的文件，用印时以文件摘要核对。空白的纸张、表格、介绍信不得用印。", f, ui.Button{Label: "提交申请", Look: "primary", Save: true},
		ui.Field{Name: "seal", Label: "印章", Kind: ui.Select, Options: s.choose(all), Half: true}, ui.Field{Name: "kind", Label: "文件种类", Kind: ui.Select, Options: kinds, Half: true},
		ui.Field{Name: "what", Label: "文件名称", Max: mostLine}, ui.Field{Name: "doc_number", Label: "文号", Half: true, Optional: true, Code: true, Hint: "如 綦商务〔2026〕12号"}, ui.Field{Name: "copies", Label: "份数", Kind: ui.Number, Half: true},
		ui.Field{Name: "reason", Label: "用印事由", Kind: ui.Area, Max: mostText}, ui.Field{Name: "file", Label: "要用印的文件", Kind: ui.File, Optional: true},
		ui.Field{Name: "blank", Label: "内容是否齐全", Kind: ui.Radio, Options: []ui.Option{{Value: "no", Label: "内容已经齐全，没有留空"}, {Value: "yes", Label: "还有空白待填"}}})
	return p.page(ui.Listing{Head: ui.Head{Title: "申请用印", Crumbs: crumbs, Meta: []string{s.book.Cite(basis(law.SealApproval))}}})
}

func (r *Room) applySend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[applyInput](q)
	if err != nil {
		return r.newPage(q, err)
	}
	x := NewApplication{Seal: in.Seal, Kind: in.Kind, What: in.What, DocNumber: in.DocNumber, Reason: in.Reason, Copies: in.Copies, Blank: in.Blank != "no"}
	if in.Blank == "" {
		return r.newPage(q, fault.Field("blank", "", "请说明内容是否齐全。"))
	}
	if in.File != nil {
		if x.File, x.Empty, err = r.take(q, in.File); err != nil {
			return r.newPage(q, err)
		}
	}
	a, err := r.Apply(org.Context(q), org.Actor(q), x)
	if err != nil {
		return r.newPage(q, err)
	}
	return web.Redirect(a.page()).Say(ui.OK, "已提交 "+a.Number+"，等待批准。"), nil
}

// take puts the file of a form into the store and says whether it is blank.
func (r *Room) take(q *web.Request, u *web.Upload) (*flow.Attachment, bool, error) {
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, []*web.Upload{u})
	if err != nil || len(got) == 0 {
		return nil, false, err
	}
	f, err := u.Open()
	if err != nil {
		return nil, false, err
	}
	empty, err := r.BlankPaper(q.Context(), f, u.Size, u.Name)
	return &got[0], empty, err
}

type letterInput struct {
	Seal       int64      `form:"seal" label:"印章"`
	Addressee  string     `form:"addressee" label:"致送单位"`
	Bearer     string     `form:"bearer" label:"持信人"`
	People     int        `form:"people" label:"人数"`
	Matter     string     `form:"matter" label:"事由"`
	ValidUntil civil.Date `form:"valid_until" label:"有效期"`
}

func (r *Room) newLetterPage(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	all, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/seal/letters/new", "letter")
	f.Set("people", "1")
	f.Set("valid_until", r.Door.Today().AddDays(7).String())
	p.add("", "每封介绍信写明给谁、谁去、办什么事，批准以后用印，存根连号。空白介绍信不开。", f, ui.Button{Label: "提交申请", Look: "primary", Save: true},
		ui.Field{Name: "addressee", Label: "致送单位", Max: mostLine}, ui.Field{Name: "bearer", Label: "持信人", Half: true, Max: mostLine}, ui.Field{Name: "people", Label: "人数", Kind: ui.Number, Half: true},
		ui.Field{Name: "matter", Label: "事由", Kind: ui.Area, Max: mostText}, ui.Field{Name: "valid_until", Label: "有效期至", Kind: ui.Date, Half: true}, ui.Field{Name: "seal", Label: "印章", Kind: ui.Select, Options: s.choose(all), Half: true})
	return p.page(ui.Listing{Head: ui.Head{Title: "开介绍信", Crumbs: crumbs, Meta: []string{s.book.Cite(basis(law.SealLetters))}}})
}

func (r *Room) letterSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[letterInput](q)
	var a Application
	if err == nil {
		a, err = r.Apply(org.Context(q), org.Actor(q), NewApplication{Seal: in.Seal, Kind: Letter, Letter: &IntroLetter{Addressee: in.Addressee, Bearer: in.Bearer, People: in.People, Matter: in.Matter, ValidUntil: in.ValidUntil}})
	}
	if err != nil {
		return r.newLetterPage(q, err)
	}
	return web.Redirect(a.page()).Say(ui.OK, "已提交 "+a.Number+"，批准并用印以后编存根号。"), nil
}

func (r *Room) applicationPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	a, x, uses, err := r.ApplicationOf(q.Context(), who, id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	l := ui.Listing{Head: ui.Head{Title: a.What, Crumbs: crumbs, Meta: []string{a.Number}, Tags: []ui.Tag{{Text: a.StateLabel(), Tone: stateTones[a.State]}}, Actions: []ui.Button{{Label: "用印审批单", URL: a.page() + "/form.pdf"}}}}
	pairs := []ui.Pair{{Key: "印章", Text: x.Name, URL: x.page()}, {Key: "种类", Text: paperLabels[a.Kind]}, {Key: "文号", Text: orNone(a.DocNumber), Code: true}, {Key: "份数", Text: fmt.Sprintf("批准 %d 份，已用 %d 份", a.Copies, a.Used)}}
	if a.State == Pending || a.State == Refused || a.State == Withdrawn {
		pairs[3].Text = fmt.Sprintf("申请 %d 份", a.Copies)
	}
	by := ui.Pair{Key: "申请", Text: s.unitName(a.Unit) + "　" + a.Name + "　" + stamp(a.MadeAt)}
	if a.URL != "" {
		by.Text, by.URL = "签发后送用印　"+stamp(a.MadeAt), a.URL
	}
	pairs = append(pairs, by, ui.Pair{Key: "事由", Text: a.Reason, Wide: true})
	if a.Digest != "" {
		pairs = append(pairs, ui.Pair{Key: "文件摘要", Text: a.Digest, Code: true, Wide: true})
	}
	if a.DecidedAt != 0 {
		verb := "同意"
		if a.State == Refused {
			verb = "不同意"
		}
		pairs = append(pairs, ui.Pair{Key: "审批", Text: a.DecidedBy + "（" + a.DecidedAs + "）" + verb + "　" + stamp(a.DecidedAt) + "　" + a.Words, Wide: true})
	} else if a.State == Pending {
		pairs = append(pairs, ui.Pair{Key: "审批", Text: "待" + s.approverLabel(x) + "批准（" + s.book.Cite(basis(law.SealApproval)) + "）", Wide: true})
	}
	if a.Closed != "" {
		pairs = append(pairs, ui.Pair{Key: "撤回", Text: a.Closed + "　" + stamp(a.ClosedAt), Wide: true})
	}
	part := ui.Part{Title: "申请", Pairs: pairs}
	if a.SHA256 != "" {
		row := a.attachment().Row("申请时上传")
		row.Download = a.page() + "/file"
		part.Files = []ui.FileRow{row}
	}
	l.Parts = append(l.Parts, part)
	if len(uses) > 0 {
		t := ui.Table{Caption: "用印", Columns: []ui.Column{{Label: "用印编号", Code: true}, {Label: "时间"}, {Label: "份数", Numeric: true}, {Label: "余", Numeric: true}, {Label: "监印"}, {Label: "核对", Minor: true}, {Label: "备注", Wide: true, Wrap: true, Minor: true}}}
		for _, u := range uses {
			note := u.Note
			if u.Second != "" {
				note = "在场：" + u.Second + "　" + note
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Number()}, {Text: stamp(u.At)}, {Text: fmt.Sprint(u.Copies)}, {Text: fmt.Sprint(u.Rest)}, {Text: u.Name}, {Text: checkLabels[u.Checked]}, {Text: note}}})
		}
		l.Parts = append(l.Parts, ui.Part{Title: "用印", Table: &t})
	}
	r.applicationForms(p, s, a, x)
	return p.page(l)
}

// applicationForms are what the viewer may do to an application now.
func (r *Room) applicationForms(p *parts, s *scene, a Application, x Seal) {
	who := org.Actor(p.q)
	me, _ := s.chart.PersonOf(who.Login)
	if a.State == Pending {
		if _, err := s.approving(who, x, a.PersonID); err == nil {
			f := p.form(a.page()+"/approve", "approve")
			p.add("批准", "批准 "+x.Name+fmt.Sprintf(" %d 份。", a.Copies), f, ui.Button{Label: "批准用印", Look: "primary"}, ui.Field{Name: "words", Label: "意见", Optional: true, Max: mostText})
			f = p.form(a.page()+"/refuse", "refuse")
			p.add("不同意", "", f, ui.Button{Label: "不同意用印"}, ui.Field{Name: "words", Label: "理由", Max: mostText})
		}
	}
	holds := x.Custodian == me.ID
	if o, ok, err := outings.Maybe(p.q.Context(), r.Door.Reader(), "WHERE x.seal_id = $1 AND x.state = 'out'", x.ID); err == nil && ok {
		holds = o.First == me.ID || o.Second == me.ID
	}
	if a.State == Approved && me.ID != 0 && holds && x.usable() == nil {
		f := p.form(a.page()+"/stamp", "stamp")
		f.Set("copies", fmt.Sprint(a.Rest()))
		hint := "填面前这份文件上的文号；没有文号的填审批单上摘要的前 8 位，或者上传文件由系统比对。"
		fields := []ui.Field{{Name: "copies", Label: fmt.Sprintf("这次用印份数（还可以用 %d 份）", a.Rest()), Kind: ui.Number, Half: true}}
		if a.Kind != Letter || a.DocNumber != "" || a.Digest != "" {
			fields = append(fields, ui.Field{Name: "check", Label: "文号或摘要", Half: true, Optional: true, Code: true}, ui.Field{Name: "file", Label: "上传核对（不留存）", Kind: ui.File, Optional: true})
		} else {
			hint = "对照申请上的致送单位、持信人、事由核对以后用印，存根自动编号。"
		}
		fields = append(fields, ui.Field{Name: "second", Label: "在场的另一个人", Kind: ui.Select, Options: s.people("没有"), Half: true, Optional: x.Kind != OfName}, ui.Field{Name: "note", Label: "备注", Half: true, Optional: true, Max: mostText})
		p.add("用印", hint, f, ui.Button{Label: "登记用印", Look: "primary", Save: true}, fields...)
	}
	mine := a.Login != "" && a.Login == who.Login || a.Login == "" && (who.Unit == a.Unit || r.inOffice(who))
	if mine && (a.State == Pending || a.State == Approved) {
		label := "撤回申请"
		if a.Used > 0 {
			label = "余下的不再用印"
		}
		p.add(label, "", p.form(a.page()+"/close", "close"), ui.Button{Label: label}, ui.Field{Name: "words", Label: "理由", Max: mostText})
	}
}

type wordsInput struct {
	Words string `form:"words" label:"意见"`
}

func (r *Room) after(q *web.Request, say string, do func(id int64, words string) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[wordsInput](q)
	if err == nil {
		err = do(id, in.Words)
	}
	if err != nil {
		return r.applicationPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/seal/applications/%d", id)).Say(ui.OK, say), nil
}

func (r *Room) approveSend(q *web.Request) (web.Answer, error) {
	return r.after(q, "已批准，转保管人用印。", func(id int64, words string) error {
		_, err := r.Approve(org.Context(q), org.Actor(q), id, words)
		return err
	})
}

func (r *Room) refuseSend(q *web.Request) (web.Answer, error) {
	return r.after(q, "已答复不同意。", func(id int64, words string) error {
		_, err := r.Refuse(org.Context(q), org.Actor(q), id, words)
		return err
	})
}

func (r *Room) closeSend(q *web.Request) (web.Answer, error) {
	return r.after(q, "已撤回。", func(id int64, words string) error {
		_, err := r.Close(org.Context(q), org.Actor(q), id, words)
		return err
	})
}

type stampInput struct {
	Copies int         `form:"copies" label:"份数"`
	Check  string      `form:"check" label:"文号或摘要"`
	Second int64       `form:"second" label:"在场的另一个人"`
	Note   string      `form:"note" label:"备注"`
	File   *web.Upload `form:"file" label:"上传核对"`
}

func (r *Room) stampSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[stampInput](q)
	var p Press
	if err == nil {
		x := NewPress{Application: id, Copies: in.Copies, Check: in.Check, Second: in.Second, Note: in.Note}
		if in.File != nil {
			x.SHA256, err = r.digestOf(q, in.File)
		}
		if err == nil {
			p, err = r.Stamp(org.Context(q), org.Actor(q), x)
		}
	}
	if err != nil {
		return r.applicationPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/seal/applications/%d", id)).Say(ui.OK, fmt.Sprintf("用印编号 %s，%d 份，余 %d 份。", p.Number(), p.Copies, p.Rest)), nil
}

// digestOf is the digest of a paper that is only compared: it is not kept.
func (r *Room) digestOf(q *web.Request, u *web.Upload) (string, error) {
	if r.Screen == nil {
		return u.SHA256, nil
	}
	f, err := u.Open()
	if err == nil {
		err = r.Screen(q.Context(), f, u.Size, u.Name, u.Field)
	}
	return u.SHA256, err
}

func (r *Room) applicationPrint(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	a, err := r.PrintApproval(q.Context(), org.Actor(q), id, &b)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return pdf(r, a.Number+" 用印审批单", &b), nil
}

func (r *Room) applicationFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	a, _, _, err := r.ApplicationOf(q.Context(), org.Actor(q), id)
	if err == nil && a.SHA256 == "" {
		err = fault.New(fault.NotFound, "这件申请没有附文件。")
	}
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	f, err := r.Files.Open(q.Context(), a.SHA256)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(a.FileName, "application/octet-stream", clock.FromMicros(a.MadeAt), f), nil
}

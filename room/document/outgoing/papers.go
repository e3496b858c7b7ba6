package outgoing

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/print/official"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/document/form"
)

// blocks are the paragraphs of a body. What is numbered in the order of the standard
// (一、 （一） 1. （1）) becomes a heading of its level; a number out of turn stays as it
// was typed.
func blocks(body []string) []official.Block {
	var out []official.Block
	var count [5]int
	for _, p := range body {
		b := official.Block{Text: p}
		for level := 1; level <= 4; level++ {
			label := official.Label(level, count[level]+1)
			rest, ok := strings.CutPrefix(strings.NewReplacer("(", "（", ")", "）").Replace(head(p))+tail(p), label)
			if !ok && level == 3 {
				rest, ok = strings.CutPrefix(p, fmt.Sprintf("%d．", count[level]+1))
			}
			if !ok {
				continue
			}
			count[level]++
			for l := level + 1; l < len(count); l++ {
				count[l] = 0
			}
			b = official.Block{Level: level, Head: strings.TrimSpace(rest)}
			if at := strings.Index(rest, "。"); at >= 0 && at+len("。") < len(rest) {
				b.Head, b.Text = strings.TrimSpace(rest[:at+len("。")]), strings.TrimSpace(rest[at+len("。"):])
			}
			break
		}
		out = append(out, b)
	}
	return out
}

// head and tail part a paragraph after the first characters, where its number stands.
func head(p string) string {
	if r := []rune(p); len(r) > 5 {
		return string(r[:5])
	}
	return p
}

func tail(p string) string {
	if r := []rune(p); len(r) > 5 {
		return string(r[5:])
	}
	return ""
}

// Official is a paper in the form of GB/T 9704 (law.DocumentsLayout). Before it is
// numbered its number is left out, and the place of the seal is marked.
func (r *Room) official(s *scene, d Document) official.Paper {
	issuer := s.issuerName(d.Issuer)
	k, _ := form.KindOf(d.Kind)
	p := official.Paper{Form: official.Document, Mark: issuer + "文件", Urgency: official.Urgency(d.Urgency), Number: d.Number, Title: d.Title, To: names(d.Recipients), Body: blocks(lines(d.Body)), Attached: lines(d.Attached), Signed: issuer, Date: d.SignedOn, Seal: official.SealMark, Copies: names(d.Copies), Note: d.Contact,
		Imprint: s.issuerName(form.ByOffice), Words: []string{issuer}}
	switch k.Code {
	case form.Letter:
		p.Form, p.Mark = official.Letter, issuer
	case form.Order:
		p.Form, p.Mark, p.Signed = official.Order, issuer+"令", d.SignerName
		p.Post = d.SignerAs
	case form.Minutes:
		p.Form, p.Mark = official.Minutes, issuer+"会议纪要"
	}
	if d.Number != "" {
		p.Seal = official.NoSeal
		if d.Seal != "" {
			p.Seal = official.SealRoom
		}
	}
	if d.SignerName != "" && d.Direction == string(form.Up) {
		p.Upward, p.Signers = true, []string{d.SignerName}
	}
	if p.Date.IsZero() {
		p.Date = s.today
	}
	p.Printed = p.Date
	return p
}

func (r *Room) pdfOf(p official.Paper, w *bytes.Buffer) error {
	var fonts *print.Fonts
	if r.Fonts != nil {
		var err error
		if fonts, err = r.Fonts(); err != nil {
			return err
		}
	}
	return p.PDF(w, fonts)
}

// file names a paper's file: the number has brackets that file systems take.
func (d Document) fileName(what string) string { return d.Name() + " " + d.Title + what }

// final draws a numbered paper once and keeps the file: what is sealed, sent and
// archived is this one, and its digest is what the keeper of the seal compares
// (law.SealCounted).
func (s *scene) final(tx *act.Tx, d Document) (Paper, error) {
	drawn, err := flow.Draw(tx.Ctx, s.r.Files, flow.Form{Name: d.Title, Draw: func(w *bytes.Buffer) error { return s.r.pdfOf(s.r.official(s, d), w) }})
	if err != nil {
		return Paper{}, err
	}
	ref := drawn[0].Ref
	if err := blob.Keep(tx.Ctx, tx, s.r.Files, ref.SHA256); err != nil {
		return Paper{}, err
	}
	p := Paper{DocumentID: d.ID, Attachment: flow.Attachment{Name: drawn[0].Name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size, MadeBy: tx.Actor.Login, MadeAt: tx.Now}, Final: true, Version: 1}
	p.ID, err = insert(tx, "document_outgoing_paper", paperColumns, p.values())
	return p, err
}

// papers lays out what is left of a closed paper, in the order within an item (DA/T 22):
// the final first, what is attached to it, then the processing sheet and the texts it
// came from. It limits nothing.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	d, err := db.One[Document](ctx, rd, q.SQL("document"), id)
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.whole(ctx, rd, d)
	if err != nil {
		return flow.Papers{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: d.Subject(), Title: d.Title, DocNo: d.Number, Unit: d.Unit, Date: d.SignedOn, Weight: flow.Ordinary}
	if s.important(d) != "" {
		p.Weight = flow.Important
	}
	final, err := db.One[Paper](ctx, rd, q.SQL("final"), d.ID)
	if err != nil {
		return p, err
	}
	p.Files = []flow.Paper{final.Paper()}
	for i, x := range v.Papers {
		a := x.Paper()
		a.Name = fmt.Sprintf("附件%d %s", i+1, a.Name)
		p.Files = append(p.Files, a)
	}
	forms := []flow.Form{{Name: d.Title + "-发文稿纸", Draw: func(w *bytes.Buffer) error { return r.sheet(s, v, w) }}}
	for _, t := range v.Texts {
		name := fmt.Sprintf("%s-第%d稿", d.Title, t.No)
		if t.No == d.SignedText || t.No == d.TextNo {
			name = d.Title + "-定稿"
		}
		forms = append(forms, flow.Form{Name: name, Draw: func(w *bytes.Buffer) error { return r.textPDF(s, v, t, w) }})
	}
	rest, err := flow.Draw(ctx, r.Files, forms...)
	p.Files = append(p.Files, rest...)
	return p, err
}

const lead = 30.0

func (r *Room) head(v View, title string, s *scene) flow.SheetHead {
	h := flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: title, Number: v.Name(), Today: s.today, Basis: "《党政机关公文处理工作条例》"}
	h.Case.SubmittedAt, h.Case.Ledger = v.MadeAt, v.Ledger
	return h
}

func stamp(at int64) string { return ui.Stamp(clock.FromMicros(at)) }

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// last is the last time something was done with the text that was signed, or since.
func (v View) last(what ...string) (Line, bool) {
	for _, l := range slices.Backward(v.Lines) {
		if slices.Contains(what, l.Act) {
			return l, true
		}
	}
	return Line{}, false
}

func (l Line) signature() string {
	s := l.Name
	if l.Capacity != "" {
		s += "（" + l.Capacity + "）"
	}
	return s + "　" + stamp(l.MadeAt)
}

// sheet prints the processing sheet (发文稿纸): who drafted, checked, countersigned,
// signed and reviewed, in which words, and what the register has.
func (r *Room) sheet(s *scene, v View, w *bytes.Buffer) error {
	f, err := flow.NewSheet(r.head(v, "发文稿纸", s))
	if err != nil {
		return err
	}
	word := func(label string, what ...string) error {
		text := ""
		if l, ok := v.last(what...); ok {
			text = l.Words
			if text == "" && l.Act == signed {
				text = "（签名，视为同意）"
			}
			if text != "" {
				text += "\n"
			}
			text += l.signature()
		}
		return f.Text(label, text, lead, 16)
	}
	var ask []string
	for _, a := range v.Asks {
		t := s.unitName(a.Unit) + "："
		switch a.State {
		case Asked:
			t += "未答复"
		case Withdrawn:
			continue
		default:
			t += a.word() + "　" + a.Name + "　" + stamp(a.DoneAt)
		}
		ask = append(ask, t)
	}
	rows := []func() error{
		func() error { return f.Text("标题", v.Title, lead, 12) },
		func() error {
			return f.Text("文种、方向", v.KindName()+"　"+form.Direction(v.Direction).Label()+"　紧急程度："+dash(v.Urgency), lead, 10)
		},
		func() error { return f.Text("主送", strings.Join(names(v.Recipients), "、"), lead, 10) },
		func() error { return f.Text("抄送", strings.Join(names(v.Copies), "、"), lead, 10) },
		func() error { return f.Text("附件", strings.Join(lines(v.Attached), "；"), lead, 10) },
		func() error { return word("签发", signed) },
		func() error { return f.Text("会签", strings.Join(ask, "\n"), lead, 16) },
		func() error { return word("核稿", passed) },
		func() error {
			return f.Text("拟稿", s.unitName(v.Unit)+"　"+v.DrafterName+"　"+stamp(v.MadeAt)+fmt.Sprintf("　共 %d 稿", len(v.Texts)), lead, 10)
		},
		func() error { return word("复核", reviewed) },
		func() error {
			prints := "—"
			if v.Prints > 0 {
				prints = fmt.Sprintf("%d 份", v.Prints)
			}
			return f.Text("发文字号", dash(v.Number)+"　成文日期："+dash(v.SignedOn.Chinese())+"　印制："+prints, lead, 10)
		},
		func() error {
			t := "不用印"
			switch {
			case v.Number == "":
				t = "—"
			case v.Seal != "":
				t = "用印编号：" + dash(v.SealNumber) + fmt.Sprintf("　%d 份　%s", v.SealedCopies, v.SealedOn.Chinese())
			}
			return f.Text("用印", t, lead, 10)
		},
	}
	for _, row := range rows {
		if err := row(); err != nil {
			return err
		}
	}
	for _, l := range v.Lines {
		if l.Act == returned || l.Act == objected || l.Act == revised || l.Act == voided || l.Act == dropped {
			if err := f.Text(l.Label(), l.Words+"\n"+l.signature(), lead, 10); err != nil {
				return err
			}
		}
	}
	return f.Write(w)
}

// word is what a unit said, once.
func (a Asking) word() string {
	say := map[string]string{Asked: "等待会签", Agreed: "同意", Objected: "不同意", Withdrawn: "稿子退回，没有会签"}[a.State]
	if w := strings.TrimRight(a.Words, "。"); w != "" && w != say {
		say += "：" + a.Words
	}
	return say
}

// countersignPDF prints the countersigning of a paper (会签单).
func (r *Room) countersignPDF(s *scene, v View, w *bytes.Buffer) error {
	f, err := flow.NewSheet(r.head(v, "会签单", s))
	if err != nil {
		return err
	}
	for _, x := range []struct{ label, text string }{{"标题", v.Title}, {"拟稿", s.unitName(v.Unit) + "　" + v.DrafterName}, {"核稿", ""}} {
		if x.label == "核稿" {
			if l, ok := v.last(passed); ok {
				x.text = strings.TrimSpace(l.Words + "\n" + l.signature())
			}
		}
		if err := f.Text(x.label, x.text, lead, 12); err != nil {
			return err
		}
	}
	for _, a := range v.Asks {
		t := fmt.Sprintf("（第 %d 稿）", a.TextNo)
		switch a.State {
		case Asked, Withdrawn:
			t += a.word()
		default:
			t += a.word() + "\n" + a.Name + "（" + a.Capacity + "）　" + stamp(a.DoneAt)
		}
		if err := f.Text(s.unitName(a.Unit), t, lead, 24); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// textPDF prints one text of a paper with what changed in it.
func (r *Room) textPDF(s *scene, v View, t Text, w *bytes.Buffer) error {
	f, err := flow.NewSheet(r.head(v, fmt.Sprintf("发文第%d稿", t.No), s))
	if err != nil {
		return err
	}
	k, _ := form.KindOf(t.Kind)
	for _, x := range []struct{ label, text string }{{"标题", t.Title}, {"文种", k.Name}, {"主送", strings.Join(names(t.Recipients), "、")}, {"抄送", strings.Join(names(t.Copies), "、")}, {"正文", t.Body}, {"附件说明", t.Attached}, {"改动", dash(t.Changed)}, {"说明", t.Why}, {"成稿", t.MadeName + "　" + stamp(t.MadeAt)}} {
		if err := f.Text(x.label, x.text, lead, 10); err != nil {
			return err
		}
	}
	return f.Write(w)
}

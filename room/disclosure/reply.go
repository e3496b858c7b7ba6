package disclosure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure/letter"
)

// Proposal is a reply as the handling unit drafts it.
type Proposal struct {
	Application int64
	Draft       int64 // an earlier draft that was returned; 0 for a new one
	Kind        string
	Reasons     string
	Forbids     string // the law that forbids or rules it
	Where       string // where it can be had, where the matter belongs
	Elsewhere   bool   // another agency has to disclose it
	Agency      string
	Contact     string
	Withheld    string // parts left out, one a line: what|code|note
	Former      string // number of the application that was answered before
	SupplyBy    civil.Date
	Form        string
	Words       string // what changed, for a draft that was returned
}

// Kinds of answer to who wants a record corrected.
const (
	RecordCorrected = "c1"
	RecordKept      = "c2"
	RecordForwarded = "c3"
)

var recordLabels = map[string]string{RecordCorrected: "已更正", RecordKept: "不予更正", RecordForwarded: "转送有权机关"}

type proposeIn struct {
	r *Room
	p Proposal
}

var proposeDeed = act.Define(act.Spec[proposeIn, int64]{Name: "disclosure.reply.propose", Label: "答复报审", Right: Use, Basis: []law.ID{law.FoiAnswerReview, law.FoiThirdRefuse, law.FoiReplyKinds, law.FoiReplyK2, law.FoiReplyK4, law.FoiReplyK5, law.FoiReplyK6},
	Do: func(tx *act.Tx, in proposeIn) (int64, act.Entry, error) { return in.r.propose(tx, in.p) }})

// Propose sends a drafted reply to the leader in charge and the director. A draft
// that was returned is sent again with the changes.
func (r *Room) Propose(ctx context.Context, who act.Actor, p Proposal) (int64, error) {
	return proposeDeed.Run(ctx, r.Door, who, proposeIn{r, p})
}

func (r *Room) propose(tx *act.Tx, p Proposal) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	w, err := r.open(tx, p.Application)
	if err != nil {
		return none(err)
	}
	switch {
	case !w.f.has(ByUnit):
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.FoiUnit, Say: "答复由承办科室或办公室拟写。"})
	case w.a.State != Reviewing && w.a.State != Signing:
		return none(notHere(w.a.State, Approve))
	}
	me, ok := w.s.chart.PersonOf(tx.Actor.Login)
	if !ok {
		return none(fault.New(fault.Conflict, "您的账号没有关联本局人员，不能报审。请联系系统管理员。"))
	}
	d, err := r.draft(tx, w, p)
	if err != nil {
		return none(err)
	}
	d.Kind, d.Reasons, d.Forbids, d.Where, d.Elsewhere, d.Agency, d.Contact, d.Withheld, d.SupplyBy, d.Form = p.Kind, db.Trimmed(p.Reasons), db.Trimmed(p.Forbids), db.Trimmed(p.Where), p.Elsewhere, db.Trimmed(p.Agency), db.Trimmed(p.Contact), db.Trimmed(p.Withheld), p.SupplyBy, p.Form
	d.By, d.ByName, d.At = tx.Actor.Login, tx.Actor.Name, tx.Now
	if err := w.former(&d, p.Former); err != nil {
		return none(err)
	}
	text, err := w.checkDraft(d)
	if err != nil {
		return none(err)
	}
	sub := flow.Submission{Subject: act.Subject("disclosure_reply", d.ID), Applicant: me.ID, Title: "信息公开答复：" + w.a.Number, Line: r.kindName(w, d.Kind), URL: applicationURL(w.a.ID), Due: w.f.Due,
		Chain: []flow.StepSpec{{Who: flow.DeputyInCharge, Act: flow.Review}, {Who: flow.Director, Act: flow.Consent}}, Edition: w.f.Regime.Title, Basis: []law.ID{law.FoiAnswerReview},
		BasisLine: "答复由科室拟稿，经分管领导、主要领导审定，由办公室统一答复。", Facts: d.print(), Text: text}
	say := "答复报审"
	if d.State == "returned" {
		say = "答复修改后再报审"
		if _, _, err := r.Flow.Resubmit(tx, d.CaseID, sub, db.Trimmed(p.Words)); err != nil {
			return none(err)
		}
		d.State = "signing"
		d.Version++
		if err := act.Overwrite(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
			return none(err)
		}
	} else {
		c, err := r.Flow.Submit(tx, sub)
		if err != nil {
			return none(err)
		}
		d.CaseID, d.State, d.Version = c.ID, "signing", 1
		if err := act.Insert(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
			return none(err)
		}
	}
	// It is the leaders' turn; their own list has it.
	if err := notify.Done(tx, w.a.Subject()); err != nil {
		return none(err)
	}
	return d.ID, act.Entry{Subject: w.a.Subject(), Summary: say + " " + w.a.Number, Detail: map[string]any{"kind": d.Kind, "case": d.CaseID}}, nil
}

// draft is the row that is sent: the one that was returned, or a new one if none is
// on its way.
func (r *Room) draft(tx *act.Tx, w *working, p Proposal) (Draft, error) {
	list, err := draftsOf(tx.Ctx, tx, w.a.ID)
	if err != nil {
		return Draft{}, err
	}
	for _, d := range list {
		switch {
		case d.ID == p.Draft && d.State == "returned":
			return d, nil
		case d.State == "signing" || d.State == "approved" || d.State == "returned":
			return Draft{}, fault.New(fault.Conflict, "这件申请已有一份答复在报审、退回修改或者等待送达，不能再报一份。")
		}
	}
	if p.Draft != 0 {
		return Draft{}, fault.New(fault.Conflict, "没有这份退回的答复，请重新打开再办。")
	}
	d := Draft{Application: w.a.ID}
	d.ID, err = tx.Next("disclosure_reply")
	return d, err
}

// former finds the application that was answered before, for a repeated one.
func (w *working) former(d *Draft, number string) error {
	d.Former = 0
	if number = db.Trimmed(number); number == "" {
		return nil
	}
	o, ok, err := db.Maybe[Application](w.tx.Ctx, w.tx, applicationSelect+" WHERE x.number = $1", number)
	switch {
	case err != nil:
		return err
	case !ok || o.ID == w.a.ID || o.Applicant != w.a.Applicant:
		return fault.Field("former", number, "没有这位申请人编号为“"+number+"”的申请，请从“同一申请人”一栏核对。")
	case o.RepliedOn.IsZero():
		return fault.Refuse(law.FoiReplyK6, number+"还没有答复，不能以重复申请为由不予处理。")
	}
	d.Former = o.ID
	return nil
}

// print is the fingerprint of what was approved.
func (d Draft) print() string {
	return strings.Join([]string{d.Kind, d.Reasons, d.Forbids, d.Where, fmt.Sprint(d.Elsewhere), d.Agency, d.Withheld, fmt.Sprint(d.Former), d.SupplyBy.String()}, "\x1f")
}

// checkDraft composes the letter once: what it lacks is refused before anybody signs.
// It gives the text that is signed: the letter, and what goes out with it by digest.
func (w *working) checkDraft(d Draft) ([]flow.Line, error) {
	if d.Kind == "" {
		return nil, fault.Field("kind", "", "请选择答复的种类。")
	}
	if w.a.Kind == Record && recordLabels[d.Kind] == "" {
		return nil, fault.Field("kind", d.Kind, "更正申请的答复是已更正、不予更正或者转送有权机关，请选择。")
	}
	papers, err := papersOf(w.tx.Ctx, w.tx, w.a.ID)
	if err != nil {
		return nil, err
	}
	given := supplied(papers)
	consults, err := consultsOf(w.tx.Ctx, w.tx, w.a.ID)
	if err != nil {
		return nil, err
	}
	if err := against(d, consults); err != nil {
		return nil, err
	}
	if supplies(d.Kind) && len(given) == 0 && d.SupplyBy.IsZero() {
		e := fault.Field("supply_by", "", "答复时没有要提供的材料，须写明何时提供；能一并提供的，先上传“提供的信息”。")
		e.Clause = law.FoiProvideDate
		return nil, e
	}
	if !d.SupplyBy.IsZero() && !d.SupplyBy.After(w.tx.Today) {
		return nil, fault.Field("supply_by", d.SupplyBy.String(), "约定提供的日期应晚于今天。")
	}
	l, err := w.r.replyLetter(w.tx.Ctx, w.tx, w.s, w.a, w.events, d, w.tx.Today, false)
	if err != nil {
		return nil, err
	}
	p, err := w.r.partyOf(w.tx.Ctx, w.tx, w.a.ID)
	if err != nil {
		return nil, err
	}
	// Who signs sees the name as the register has it.
	body := strings.ReplaceAll(l.Text(), p.Name, w.a.Shown)
	text := []flow.Line{{Label: "申请", Text: w.a.Number}, {Label: "答复", Text: replyName(w.s, d.Kind)}, {Label: letterLabel, Text: body}}
	if supplies(d.Kind) {
		for i, p := range given {
			text = append(text, flow.Line{Label: fmt.Sprintf("提供的信息%d", i+1), Text: p.Name + "，SHA-256 " + p.SHA256})
		}
	}
	return text, nil
}

// against refuses to hand out what a third party does not want disclosed, or what was
// decided to be withheld when nobody answered. The director may decide otherwise, and
// a partial reply may leave out the third party's share.
func against(d Draft, consults []Consult) error {
	if !supplies(d.Kind) || d.Kind == "2" && slices.ContainsFunc(parts(d.Withheld), func(x letter.Withheld) bool { return x.Code == thirdParty }) {
		return nil
	}
	for _, c := range consults {
		switch {
		case c.Answer == "object" && c.Decision != "override":
			return fault.Refuse(law.FoiThirdRefuse, c.Tag+"不同意公开，不能答复提供。可以不予公开，或者部分公开并写明这一部分（"+thirdParty+"）不提供；为公共利益须公开的，先书面告知对方，再由局长决定。")
		case c.Decision == "withhold":
			return fault.Refuse(law.FoiThirdRefuse, c.Tag+"没有答复，已经决定不公开，不能答复提供。可以不予公开，或者部分公开并写明这一部分（"+thirdParty+"）不提供。")
		}
	}
	return nil
}

// thirdParty is the kind of reply that protects a third party's rights.
const thirdParty = "3.4"

// supplies reports whether something is handed out with a kind of reply.
func supplies(kind string) bool { return kind == "1b" || kind == "2" }

func (r *Room) kindName(w *working, kind string) string { return replyName(w.s, kind) }

func replyName(s *scene, kind string) string {
	if label := recordLabels[kind]; label != "" {
		return label
	}
	if x, ok := s.book.Disclosure.Reply(kind); ok {
		return x.Code + " " + x.Name
	}
	return kind
}

func draftByID(ctx context.Context, rd db.Reader, id int64) (Draft, error) {
	return db.One[Draft](ctx, rd, replySelect+" WHERE x.id = $1", id)
}

// replyAgreed: the director agreed. The reply gets its number, and the application
// goes on, unless it ended meanwhile.
func (r *Room) replyAgreed(tx *act.Tx, o flow.Outcome) error {
	d, err := draftByID(tx.Ctx, tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	a, err := r.locked(tx, d.Application)
	if err != nil {
		return err
	}
	w, err := r.work(tx, a)
	if err != nil {
		return err
	}
	consults, err := consultsOf(tx.Ctx, tx, a.ID)
	if err != nil {
		return err
	}
	d.State, d.ApprovedAt, d.Year = "approved", tx.Now, tx.Today.Year
	if a.State != Reviewing && a.State != Signing || against(d, consults) != nil { // withdrawn, asked anew, or objected to meanwhile
		d.State = "withdrawn"
	} else if d.Serial, err = w.serial(d.Year); err != nil {
		return err
	}
	d.Version++
	if err := act.Overwrite(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
		return err
	}
	if d.State == "withdrawn" { // whoever drafts is reminded, where something is still to be done
		return w.remind()
	}
	w.f.As, w.f.Reply = []Hand{ByFlow}, d.Kind
	if err := w.do(Event{On: later(tx.Today, w.st.Last), Do: Approve, Note: o.Event.Name + "审定：" + r.kindName(w, d.Kind)}); err != nil {
		return err
	}
	_, err = w.done("答复审定", nil)
	return err
}

func (r *Room) replyMoved(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		d, err := draftByID(tx.Ctx, tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		d.State = state
		d.Version++
		if err := act.Overwrite(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
			return err
		}
		a, err := r.locked(tx, d.Application)
		if err != nil {
			return err
		}
		w, err := r.work(tx, a)
		if err != nil {
			return err
		}
		return w.remind()
	}
}

func (r *Room) replyFacts(ctx context.Context, who act.Actor, v flow.View) ([]ui.Pair, error) {
	d, err := draftByID(ctx, r.Door.Reader(), v.SubjectID())
	if err != nil {
		return nil, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	a, err := db.One[Application](ctx, r.Door.Reader(), applicationSelect+" WHERE x.id = $1", d.Application)
	if err != nil {
		return nil, err
	}
	out := append([]ui.Pair{{Key: "申请", Text: a.Number, URL: applicationURL(a.ID), Code: true}, {Key: "所要信息", Text: a.What(), Wide: true}}, d.pairs(s)...)
	// Who signs reads the letter as it was put forward.
	if n := len(v.Drafts); n > 0 {
		for _, l := range v.Drafts[n-1].Lines() {
			if l.Label == letterLabel {
				out = append(out, ui.Pair{Key: "答复书全文", Wide: true, Body: paragraphs(strings.Split(l.Text, "\n"))})
			}
		}
	}
	return out, nil
}

// letterLabel names the letter in the text that is signed.
const letterLabel = "答复书"

// withheldWords are the parts that are not disclosed, one a line, as people read them.
func (d Draft) withheldWords(s *scene) []string {
	var out []string
	for _, p := range parts(d.Withheld) {
		var why []string
		for _, w := range []string{replyName(s, p.Code), p.Note} {
			if w != "" {
				why = append(why, w)
			}
		}
		if len(why) > 0 {
			p.What += "（" + strings.Join(why, "：") + "）"
		}
		out = append(out, p.What)
	}
	return out
}

func (d Draft) pairs(s *scene) []ui.Pair {
	out := []ui.Pair{{Key: "答复", Text: replyName(s, d.Kind)}}
	for _, p := range []ui.Pair{{Key: "理由", Text: d.Reasons}, {Key: "所依据的法律法规", Text: d.Forbids}, {Key: "途径", Text: d.Where}, {Key: "负责公开的机关", Text: strings.TrimSpace(d.Agency + " " + d.Contact)},
		{Key: "不公开的部分", Text: strings.Join(d.withheldWords(s), "；")}, {Key: "约定提供日期", Text: d.SupplyBy.Chinese()}} {
		if p.Text != "" {
			p.Wide = true
			out = append(out, p)
		}
	}
	return out
}

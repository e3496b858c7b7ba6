package disclosure

import (
	"bytes"
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/disclosure/letter"
)

// Ways of service. A private courier is none: by post the day of posting with the
// postal enterprise is the day of reply.
var services = []string{"handed", "post", "agency", "email", "portal"}

var serviceLabels = map[string]string{"handed": "当面领取", "post": "邮寄（邮政企业）", "agency": "委托其他机关转交", "email": "电子邮件", "portal": "网上送达"}

// Service is how a reply reached the applicant.
type Service struct {
	ID    int64
	On    civil.Date
	Way   string
	Proof string // who signed, number of the letter, when it reached the mailbox
}

type serveIn struct {
	r      *Room
	x      Service
	draft  int64
	letter flow.Attachment
}

var serveDeed = act.Define(act.Spec[serveIn, bool]{Name: "disclosure.reply.serve", Label: "送达答复", Right: Use, Basis: []law.ID{law.FoiAnswerOffice, law.FoiSecGate, law.FoiRemedyAppeal, law.DisclosureService2016},
	Do: func(tx *act.Tx, in serveIn) (bool, act.Entry, error) { return in.r.serve(tx, in) }})

// Serve writes down that the approved reply was served. The letter is drawn with the
// remedies of that day and kept as it went out; what is handed out with it must have
// passed the review before release, byte for byte.
func (r *Room) Serve(ctx context.Context, who act.Actor, x Service) error {
	in := serveIn{r: r, x: x}
	if x.On.IsZero() {
		in.x.On = r.Door.Today()
	}
	d, a, err := r.toServe(ctx, who, x.ID)
	if err != nil {
		return err
	}
	in.draft = d.ID
	if d.ID != 0 {
		if in.letter, err = r.drawReply(ctx, a, d, in.x.On, x.Way == "email" || x.Way == "portal"); err != nil {
			return err
		}
	}
	_, err = serveDeed.Run(ctx, r.Door, who, in)
	return err
}

// toServe is the approved reply of an application, or none: then the deed refuses.
func (r *Room) toServe(ctx context.Context, who act.Actor, id int64) (Draft, Application, error) {
	rd := r.Door.Reader()
	a, ok, err := db.Maybe[Application](ctx, rd, applicationSelect+" WHERE x.id = $1", id)
	if err != nil || !ok || !r.inOffice(who) {
		return Draft{}, a, err
	}
	d, _, err := db.Maybe[Draft](ctx, rd, replySelect+" WHERE x.application_id = $1 AND x.state = 'approved' ORDER BY x.id DESC LIMIT 1", id)
	return d, a, err
}

// drawReply makes the letter and puts it into the file store.
func (r *Room) drawReply(ctx context.Context, a Application, d Draft, on civil.Date, electronic bool) (flow.Attachment, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Attachment{}, err
	}
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return flow.Attachment{}, err
	}
	l, err := r.replyLetter(ctx, rd, s, a, events, d, on, electronic)
	if err != nil {
		return flow.Attachment{}, err
	}
	return r.keepLetter(ctx, l)
}

// keepLetter draws a letter into the file store.
func (r *Room) keepLetter(ctx context.Context, l letter.Letter) (flow.Attachment, error) {
	var b bytes.Buffer
	if err := l.PDF(&b); err != nil {
		return flow.Attachment{}, err
	}
	ref, err := r.Files.Put(ctx, bytes.NewReader(b.Bytes()), 0)
	return flow.Attachment{Name: l.Title + "（" + l.Number + "）.pdf", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}, err
}

func (r *Room) serve(tx *act.Tx, in serveIn) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	w, err := r.open(tx, in.x.ID)
	if err != nil {
		return none(err)
	}
	if serviceLabels[in.x.Way] == "" {
		return none(fault.Field("way", in.x.Way, "请选择送达的方式。邮寄的应交邮政企业。"))
	}
	in.x.Proof = db.Trimmed(in.x.Proof)
	w.f.Proof = in.x.Proof != ""
	var d Draft
	if in.draft != 0 {
		if d, err = draftByID(tx.Ctx, tx, in.draft); err != nil {
			return none(err)
		}
		w.f.Reply, w.f.Approved, w.f.Remedied = d.Kind, d.State == "approved", in.letter.SHA256 != ""
	} else {
		w.f.Reply = "?"
	}
	papers, err := papersOf(tx.Ctx, tx, w.a.ID)
	if err != nil {
		return none(err)
	}
	given := supplied(papers)
	if supplies(d.Kind) {
		if w.f.Blocked, err = r.blocked(tx.Ctx, tx, given, d.SupplyBy); err != nil {
			return none(err)
		}
	}
	if err := w.do(Event{On: in.x.On, Do: Reply, Note: serviceLabels[in.x.Way] + "，" + in.x.Proof}); err != nil {
		return none(err)
	}
	if _, err := r.addPaper(tx, w.a.ID, PaperReply, true, in.letter); err != nil {
		return none(err)
	}
	if supplies(d.Kind) {
		if err := release(tx, given); err != nil {
			return none(err)
		}
		if !d.SupplyBy.IsZero() && len(given) == 0 {
			if err := w.do(Event{On: in.x.On, Do: SupplyLater, Until: d.SupplyBy}); err != nil {
				return none(err)
			}
		}
	}
	d.State, d.ServedOn, d.Service, d.Proof = "served", in.x.On, in.x.Way, in.x.Proof
	d.Version++
	if err := act.Overwrite(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
		return none(err)
	}
	w.a.Outcome = d.Kind
	entry, err := w.done("送达答复", map[string]any{"kind": d.Kind, "service": d.Service, "on": d.ServedOn.String(), "sha256": in.letter.SHA256})
	return err == nil, entry, err
}

func supplied(papers []Paper) []Paper {
	var out []Paper
	for _, p := range papers {
		if p.Kind == PaperSupplied {
			out = append(out, p)
		}
	}
	return out
}

// blocked says why what is to be handed out may not be: the review before release
// must be done for exactly these bytes.
func (r *Room) blocked(ctx context.Context, rd db.Reader, given []Paper, later civil.Date) (string, error) {
	if len(given) == 0 && later.IsZero() {
		return "没有附要提供的信息。请先上传“提供的信息”，或者约定提供的日期。", nil
	}
	for _, p := range given {
		if r.Cleared == nil {
			return "还没有接通公开前的审查，“" + p.Name + "”不能提供。", nil
		}
		ok, why, err := r.Cleared(ctx, rd, p.SHA256)
		if err != nil {
			return "", err
		}
		if !ok {
			if why == "" {
				why = "没有通过公开前的审查"
			}
			return "“" + p.Name + "”" + why + "，不能提供。请先送审查。", nil
		}
	}
	return "", nil
}

// release lets the applicant open what was handed out.
func release(tx *act.Tx, given []Paper) error {
	for _, p := range given {
		if _, err := db.Exec(tx.Ctx, tx, "UPDATE disclosure_paper SET for_applicant = 1 WHERE id = $1", p.ID); err != nil {
			return err
		}
		tx.Touch("disclosure_paper", p.ID)
	}
	return nil
}

var suppliedDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.reply.supply", Label: "按约定提供信息", Right: Use, Basis: []law.ID{law.FoiProvideDate, law.FoiProvideNow, law.FoiSecGate, law.FoiMediumAsked, law.FoiMediumAlt}, Do: enter})

// Supply writes down that what was promised went out.
func (r *Room) Supply(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Supplied
	var given []Paper
	_, err := suppliedDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		papers, err := papersOf(w.tx.Ctx, w.tx, w.a.ID)
		if err != nil {
			return err
		}
		given = supplied(papers)
		w.f.Blocked, err = r.blocked(w.tx.Ctx, w.tx, given, civil.Date{})
		return err
	}, then: func(w *working) error { return release(w.tx, given) }})
	return err
}

type spotIn struct {
	serveIn
	where string
}

var spotDeed = act.Define(act.Spec[spotIn, bool]{Name: "disclosure.reply.spot", Label: "当场答复", Right: Use, Basis: []law.ID{law.FoiReplySpot, law.FoiReplyK1},
	Do: func(tx *act.Tx, in spotIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.x.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		w.f.Reply = "1a"
		if err := w.do(Event{On: in.x.On, Do: SpotReply, Note: in.x.Proof}); err != nil {
			return false, act.Entry{}, err
		}
		d := Draft{Application: w.a.ID, Kind: "1a", Where: in.where, State: "served", Year: in.x.On.Year, ServedOn: in.x.On, Service: "handed", Proof: db.Trimmed(in.x.Proof), By: tx.Actor.Login, ByName: tx.Actor.Name, At: tx.Now, Version: 1}
		if d.Serial, err = w.serial(d.Year); err != nil {
			return false, act.Entry{}, err
		}
		if d.ID, err = tx.Next("disclosure_reply"); err != nil {
			return false, act.Entry{}, err
		}
		// Composed within the deed, where it gets its number: somebody waits at the desk.
		l, err := in.r.replyLetter(tx.Ctx, tx, w.s, w.a, w.events, d, in.x.On, false)
		if err != nil {
			return false, act.Entry{}, err
		}
		kept, err := in.r.keepLetter(tx.Ctx, l)
		if err != nil {
			return false, act.Entry{}, err
		}
		if _, err := in.r.addPaper(tx, w.a.ID, PaperReply, true, kept); err != nil {
			return false, act.Entry{}, err
		}
		if err := act.Insert(tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
			return false, act.Entry{}, err
		}
		w.a.Outcome = d.Kind
		entry, err := w.done("当场答复", map[string]any{"kind": d.Kind})
		return err == nil, entry, err
	}})

// AnswerOnTheSpot tells who stands at the desk where what is public already can be had.
func (r *Room) AnswerOnTheSpot(ctx context.Context, who act.Actor, x Service, where string) error {
	if where = db.Trimmed(where); where == "" {
		return fault.Field("where", "", "请写明获取的方式和途径。")
	}
	if db.Trimmed(x.Proof) == "" {
		return fault.Field("proof", "", "请写明签收人。")
	}
	if x.On.IsZero() {
		x.On = r.Door.Today()
	}
	_, err := spotDeed.Run(ctx, r.Door, who, spotIn{serveIn{r: r, x: x}, where})
	return err
}

// paperNumber is how an outgoing paper is cited.
func (s *scene) paperNumber(year, serial int) string {
	if serial == 0 {
		return ""
	}
	return fmt.Sprintf("%s〔%d〕%d号", s.book.Disclosure.PaperValue("paper_prefix"), year, serial)
}

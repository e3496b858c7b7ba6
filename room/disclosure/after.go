package disclosure

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var withdrawDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.application.withdraw", Label: "登记撤回申请", Right: Use, Basis: []law.ID{law.FoiRegister}, Do: enter})

// WithdrawFor writes down that the applicant withdrew, in writing.
func (r *Room) WithdrawFor(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Withdraw
	_, err := withdrawDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, then: outcome("6.3")})
	return err
}

func outcome(code string) func(w *working) error {
	return func(w *working) error {
		w.a.Outcome = code
		return nil
	}
}

var closeDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.application.close", Label: "申请办结", Right: Use, Basis: []law.ID{law.FoiRegister, law.ArchiveFilingUnits}, Do: enter})

// CloseFile ends an application whose file is whole; its papers go to the archive.
func (r *Room) CloseFile(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Close
	_, err := closeDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		papers, err := papersOf(w.tx.Ctx, w.tx, w.a.ID)
		w.f.Missing = missing(w.a, papers)
		return err
	}})
	return err
}

// missing lists the papers that a closed file must have and does not.
func missing(a Application, papers []Paper) []string {
	has := map[string]bool{}
	for _, p := range papers {
		has[p.Kind] = true
	}
	var out []string
	if !has[PaperApplication] && a.Channel != Portal && a.Channel != Oral {
		out = append(out, PaperLabel(PaperApplication)+"（纸质的请扫描）")
	}
	if !has[PaperReply] {
		out = append(out, PaperLabel(PaperReply))
	}
	if !has[PaperProof] {
		out = append(out, PaperLabel(PaperProof))
	}
	return out
}

// Event words of overlays, by their kinds.
var overlayEvents = map[string]string{"complaint": Complaint, "query": Query, "review": ReviewFiled, "suit": Sued}

var overlayLabels = map[string]string{"complaint": "投诉举报", "query": "对不公开的质疑", "review": "行政复议", "suit": "行政诉讼"}

var overlayKinds = []string{"complaint", "query", "review", "suit"}

var resultLabels = map[string]string{"upheld": "维持、驳回或者没有问题", "corrected": "纠正", "redo": "责令重新答复", "other": "其他（含尚未审结的终结）"}

var results = []string{"upheld", "corrected", "redo", "other"}

type overlayIn struct {
	r *Room
	o Overlay
}

var overlayDeed = act.Define(act.Spec[overlayIn, int64]{Name: "disclosure.overlay.open", Label: "登记投诉、质疑、复议、诉讼", Right: Use, Basis: []law.ID{law.FoiReportPublic, law.FoiRemedyAppeal, law.SecQuery, law.Disclosure2019Complaint},
	Do: func(tx *act.Tx, in overlayIn) (int64, act.Entry, error) {
		w, err := in.r.open(tx, in.o.Application)
		if err != nil {
			return 0, act.Entry{}, err
		}
		return in.on(w)
	}})

// OpenOverlay writes down a complaint, a question about a refusal, a review or a
// lawsuit. The day by which the bureau must answer is named by whoever asks; a
// question about a refusal has a target of fifteen working days.
func (r *Room) OpenOverlay(ctx context.Context, who act.Actor, o Overlay) (int64, error) {
	return overlayDeed.Run(ctx, r.Door, who, overlayIn{r, o})
}

func (in overlayIn) on(w *working) (int64, act.Entry, error) {
	o := in.o
	o.From, o.Number, o.Words = db.Trimmed(o.From), db.Trimmed(o.Number), db.Trimmed(o.Words)
	if o.FiledOn.IsZero() {
		o.FiledOn = w.tx.Today
	}
	do := overlayEvents[o.Kind]
	switch {
	case do == "":
		return 0, act.Entry{}, fault.Field("kind", o.Kind, "请选择是投诉、质疑、复议还是诉讼。")
	case len([]rune(o.From+o.Number)) > 2*mostLine:
		return 0, act.Entry{}, fault.Field("from", "", "来源和文号各不超过 200 字。")
	case !o.AnswerBy.IsZero() && o.AnswerBy.Before(o.FiledOn):
		return 0, act.Entry{}, fault.Field("answer_by", o.AnswerBy.String(), "答复期限早于收到的日子，请核对。")
	}
	if o.AnswerBy.IsZero() {
		o.AnswerBy = w.answerBy(o)
	}
	if err := w.do(Event{On: o.FiledOn, Do: do, Note: o.Words}); err != nil {
		return 0, act.Entry{}, err
	}
	o.By, o.At = w.tx.Actor.Login, w.tx.Now
	id, err := insert(w.tx, "disclosure_overlay", overlayColumns, o.values())
	if err != nil {
		return 0, act.Entry{}, err
	}
	entry, err := w.done("登记"+overlayLabels[o.Kind], map[string]any{"overlay": id})
	return id, entry, err
}

// answerBy is the target for answering a question about a refusal: the book's own
// period for records, where it has one.
func (w *working) answerBy(o Overlay) civil.Date {
	local, ok := w.s.book.Disclosure.Local()
	if o.Kind != "query" || !ok {
		return civil.Date{}
	}
	t, ok := local.Period("rectify")
	if !ok {
		return civil.Date{}
	}
	to, err := w.s.later(o.FiledOn, t.Count)
	if err != nil {
		return civil.Date{}
	}
	return to
}

// Outcome is what the bureau answered, or what became of a complaint, a review or a
// lawsuit.
type Outcome struct {
	Application, Overlay int64
	On                   civil.Date
	Answer               string     // the bureau's answer; empty when Result is given
	Result               string     // upheld, corrected, redo, other
	Words                string     // number and gist of the decision
	Until                civil.Date // with redo: the last day that the decision names; none for a new period
}

type outcomeIn struct {
	r *Room
	x Outcome
}

var outcomeDeed = act.Define(act.Spec[outcomeIn, bool]{Name: "disclosure.overlay.settle", Label: "登记复议等的答复和结果", Right: Use, Basis: []law.ID{law.FoiRemedyAppeal, law.FoiReportPublic, law.SecQuery},
	Do: func(tx *act.Tx, in outcomeIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.x.Application)
		if err != nil {
			return false, act.Entry{}, err
		}
		x := in.x
		if x.On.IsZero() {
			x.On = tx.Today
		}
		o, ok, err := db.Maybe[Overlay](tx.Ctx, tx, overlaySelect+" WHERE x.id = $1 AND x.application_id = $2", x.Overlay, w.a.ID)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !ok:
			return false, act.Entry{}, fault.Field("overlay", "", "请选择是哪一件投诉、质疑、复议或者诉讼。")
		case !o.DecidedOn.IsZero():
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这件%s已于%s有了结果。", overlayLabels[o.Kind], o.DecidedOn.Chinese())
		case x.Result != "" && resultLabels[x.Result] == "":
			return false, act.Entry{}, fault.Field("result", x.Result, "请选择处理的结果。")
		}
		e := Event{On: x.On, Do: OverlayAnswered, Note: x.Answer}
		if x.Result == "" {
			o.AnsweredOn, o.Answer = x.On, db.Trimmed(x.Answer)
		} else {
			o.DecidedOn, o.Result = x.On, x.Result
			e = Event{On: x.On, Do: OverlayDecided, Note: x.Words}
		}
		if err := w.do(e); err != nil {
			return false, act.Entry{}, err
		}
		if x.Result == "redo" {
			if err := w.do(Event{On: x.On, Do: Redo, Until: x.Until, Note: x.Words}); err != nil {
				return false, act.Entry{}, err
			}
			w.a.FiledAt = 0
		}
		if err := act.Overwrite(tx, "disclosure_overlay", o.ID, overlayColumns, o.values()); err != nil {
			return false, act.Entry{}, err
		}
		entry, err := w.done(EventLabel(e.Do), map[string]any{"overlay": o.ID, "result": o.Result})
		return err == nil, entry, err
	}})

// SettleOverlay writes down the bureau's answer, or the outcome; an order to reply
// anew opens the application again.
func (r *Room) SettleOverlay(ctx context.Context, who act.Actor, x Outcome) error {
	_, err := outcomeDeed.Run(ctx, r.Door, who, outcomeIn{r, x})
	return err
}

package disclosure

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/disclosure/letter"
)

// Asked is what the applicant asked for, as written.
func (a Application) Asked() string {
	var out []string
	for _, p := range []struct{ label, text string }{{"名称：", a.Title}, {"文号：", a.Document}, {"其他特征：", a.Features}} {
		if p.text != "" {
			out = append(out, p.label+p.text)
		}
	}
	return strings.Join(out, "\n")
}

// facts are what every paper of an application starts from.
func (r *Room) facts(ctx context.Context, rd db.Reader, s *scene, a Application) (letter.Facts, error) {
	regime, ok := s.book.RegimeFor(a.ReceivedOn, a.ClosedOn)
	if !ok {
		regime, _ = s.book.RegimeFor(a.CameOn, a.ClosedOn)
	}
	p, err := r.partyOf(ctx, rd, a.ID)
	return letter.Facts{Book: s.book, Regime: regime.Name, To: p.Name, Organisation: a.Class != Person,
		Application: letter.Application{Number: a.Number, Applied: a.AppliedOn, Received: a.ReceivedOn, Asked: a.Asked(), Channel: ChannelLabel(a.Channel)}}, err
}

// replyLetter composes a reply as it would be served on a day.
func (r *Room) replyLetter(ctx context.Context, rd db.Reader, s *scene, a Application, events []Event, d Draft, on civil.Date, electronic bool) (letter.Letter, error) {
	f, err := r.facts(ctx, rd, s, a)
	if err != nil {
		return letter.Letter{}, err
	}
	f.Paper, f.Code, f.Year, f.Serial, f.On, f.Electronic = letter.Reply, d.Kind, d.Year, d.Serial, on, electronic
	f.Reason, f.Forbids, f.Where, f.Elsewhere, f.Agency, f.AgencyContact = d.Reasons, d.Forbids, d.Where, d.Elsewhere, d.Agency, d.Contact
	f.Supply = letter.Supply{By: d.SupplyBy, Way: WayLabel(a.Way)}
	papers, err := papersOf(ctx, rd, a.ID)
	if err != nil {
		return letter.Letter{}, err
	}
	for _, p := range supplied(papers) {
		f.Supply.Items = append(f.Supply.Items, strings.TrimSuffix(p.Name, ".pdf"))
	}
	f.Parts = parts(d.Withheld)
	searches, err := searchesOf(ctx, rd, a.ID)
	if err != nil {
		return letter.Letter{}, err
	}
	for _, x := range searches {
		f.Search = append(f.Search, letter.Search{On: x.On, Where: x.Place, Words: x.Words, By: x.ByName, Hits: x.Hits, Note: x.Result})
	}
	for _, e := range events {
		if e.Do == CorrectionNotice && d.Kind != "5.4" || e.Do == ReasonRequested && d.Kind == "5.4" {
			f.Noticed = e.On
		}
		if e.Do == FeeNotice {
			f.Notice = s.paperNumber(e.On.Year, e.Serial)
		}
	}
	if d.Former != 0 {
		if f.Former, err = r.formerWords(ctx, rd, s, d.Former); err != nil {
			return letter.Letter{}, err
		}
	}
	f.Ended, f.Record, f.Found = d.Reasons, a.Asked(), d.Reasons
	switch d.Kind {
	case RecordCorrected:
		f.Paper, f.Due = letter.Corrected, on
	case RecordKept:
		f.Paper = letter.Uncorrected
	case RecordForwarded:
		// The applicant is told who may correct it; the letter to that agency is apart.
		f.Paper, f.Elsewhere = letter.Uncorrected, true
	}
	return letter.Compose(f)
}

// parts reads what is withheld: one a line, what|code|note.
func parts(text string) []letter.Withheld {
	var out []letter.Withheld
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.ReplaceAll(line, "｜", "|"))
		if line == "" {
			continue
		}
		w := strings.SplitN(line, "|", 3)
		x := letter.Withheld{What: strings.TrimSpace(w[0])}
		if len(w) > 1 {
			x.Code = strings.TrimSpace(w[1])
		}
		if len(w) > 2 {
			x.Note = strings.TrimSpace(w[2])
		}
		out = append(out, x)
	}
	return out
}

// formerWords cite the reply that was given before.
func (r *Room) formerWords(ctx context.Context, rd db.Reader, s *scene, id int64) (string, error) {
	o, err := db.One[Application](ctx, rd, applicationSelect+" WHERE x.id = $1", id)
	if err != nil {
		return "", err
	}
	d, ok, err := db.Maybe[Draft](ctx, rd, replySelect+" WHERE x.application_id = $1 AND x.state = 'served' ORDER BY x.id DESC LIMIT 1", id)
	if err != nil || !ok {
		return o.Number + "，" + o.RepliedOn.Chinese() + "答复", err
	}
	return s.paperNumber(d.Year, d.Serial) + "，" + d.ServedOn.Chinese() + "送达，登记编号" + o.Number, nil
}

// Letter composes the paper that goes out with an event, for the office and the
// handling unit: a notice to supplement, of an extension, of a fee; a letter to a
// third party. An event without a paper is not found.
func (r *Room) Letter(ctx context.Context, who act.Actor, id, event int64) (letter.Letter, error) {
	rd := r.Door.Reader()
	a, err := r.visible(ctx, rd, who, id)
	if err == nil && !r.near(who, a) {
		err = act.OutOfReach(a.Subject())
	}
	if err != nil {
		return letter.Letter{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return letter.Letter{}, err
	}
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return letter.Letter{}, err
	}
	i := slices.IndexFunc(events, func(e Event) bool { return e.ID == event })
	if i < 0 {
		return letter.Letter{}, act.OutOfReach(a.Subject())
	}
	return r.notice(ctx, rd, s, a, events[:i+1])
}

// notice composes the paper of the last of some events.
func (r *Room) notice(ctx context.Context, rd db.Reader, s *scene, a Application, events []Event) (letter.Letter, error) {
	f, err := r.facts(ctx, rd, s, a)
	if err != nil {
		return letter.Letter{}, err
	}
	e := events[len(events)-1]
	f.On, f.Year, f.Serial, f.Due, f.Reason = e.On, e.On.Year, e.Serial, e.Until, e.Note
	for _, x := range events {
		if x.Do == CorrectionNotice || x.Do == ReasonRequested {
			f.Noticed = x.On
		}
	}
	count := func(list []Event) (dis.Deadline, error) {
		k, err := Reckon(s.cal, s.book, a, list, s.closed, e.On)
		return k.Deadline, err
	}
	switch e.Do {
	case CorrectionNotice:
		f.Paper = letter.Supplement
		if f.NoRestart, err = s.late(a, events); err != nil {
			return letter.Letter{}, err
		}
		for line := range strings.Lines(e.Note) {
			f.Items = append(f.Items, strings.TrimSpace(line))
		}
	case ReasonRequested:
		f.Paper = letter.Explain
	case LongerPeriod:
		f.Paper = letter.Longer
	case Extend:
		f.Paper, f.Days = letter.Extension, e.Days
		before, err := count(events[:len(events)-1])
		if err != nil {
			return letter.Letter{}, err
		}
		after, err := count(events)
		if err != nil {
			return letter.Letter{}, err
		}
		f.OldDue, f.Due = before.Due, after.Due
		x, _, err := db.Maybe[Extension](ctx, rd, extensionSelect+" WHERE x.application_id = $1 AND x.state = 'told' ORDER BY x.id DESC LIMIT 1", a.ID)
		if err != nil {
			return letter.Letter{}, err
		}
		f.Reason, f.Approver = x.Reason, x.AgreedBy
	case FeeNotice:
		if err := r.feeLetter(ctx, rd, s, a, e, &f); err != nil {
			return letter.Letter{}, err
		}
	case ConsultStart:
		if err := r.askLetter(ctx, rd, s, a, e, &f); err != nil {
			return letter.Letter{}, err
		}
	case CorrectionMissed, FeeMissed, Withdraw:
		f.Paper, f.Code = letter.Reply, map[string]string{CorrectionMissed: "6.1", FeeMissed: "6.2", Withdraw: "6.3"}[e.Do]
		f.Ended = "申请人撤回了申请"
		for _, x := range events {
			if x.Do == FeeNotice {
				f.Notice = s.paperNumber(x.On.Year, x.Serial)
			}
		}
	default:
		return letter.Letter{}, fault.New(fault.NotFound, "“"+EventLabel(e.Do)+"”没有要发出的文书。")
	}
	return letter.Compose(f)
}

// late reports whether a notice to supplement, the last of some events, is late and
// leaves the period as it is.
func (s *scene) late(a Application, events []Event) (bool, error) {
	e := events[len(events)-1]
	if restarts(e) {
		return false, nil
	}
	k, err := Reckon(s.cal, s.book, a, events[:len(events)-1], s.closed, e.On)
	if err != nil {
		return false, err
	}
	due := s.within(k.Regime, "correction_notice", Stand(events).Base)
	return !due.IsZero() && e.On.After(due), nil
}

func (r *Room) feeLetter(ctx context.Context, rd db.Reader, s *scene, a Application, e Event, f *letter.Facts) error {
	x, ok, err := db.Maybe[Fee](ctx, rd, feeSelect+" WHERE x.application_id = $1 AND x.noticed_on = $2 ORDER BY x.id DESC LIMIT 1", a.ID, e.On)
	if err != nil || !ok {
		return err
	}
	era, _ := dis.FeeEra(s.book.Disclosure, a.CameOn)
	sum, err := dis.ProcessingFee(era, x.Mode, x.Quantity)
	if err != nil {
		return err
	}
	f.Paper = letter.FeeNotice
	f.Fee = letter.Fee{Mode: "按件计收", Yuan: x.Yuan, Pay: "持本通知书到本机关办理缴库手续"}
	unit := "件"
	if x.Mode == ByPages {
		f.Fee.Mode, unit = "按量计收", "页"
	}
	if x.Mode == ByItems { // this application pays what it adds to the month's sum
		f.Fee.Lines = []letter.FeeLine{{Pieces: 1, Unit: unit, Price: x.Yuan}}
	} else {
		for _, p := range sum.Parts {
			f.Fee.Lines = append(f.Fee.Lines, letter.FeeLine{Pieces: p.Pieces, Unit: unit, Price: p.Yuan})
		}
	}
	if regime, ok := s.book.Disclosure.Regime(f.Regime); ok {
		if t, ok := regime.Period("fee_payment"); ok {
			f.Due, err = s.later(e.On, t.Count)
		}
	}
	return err
}

// askLetter is the letter to somebody whose opinion is wanted. It never names who asks.
func (r *Room) askLetter(ctx context.Context, rd db.Reader, s *scene, a Application, e Event, f *letter.Facts) error {
	c, ok, err := db.Maybe[Consult](ctx, rd, consultSelect+" WHERE x.application_id = $1 AND x.tag = $2", a.ID, e.With)
	if err != nil || !ok {
		return err
	}
	f.Paper, f.To, f.Content, f.Organisation = letter.AskThird, c.Name, c.About, c.Agency() || len([]rune(c.Name)) > 4
	if c.Agency() {
		f.Paper = letter.AskAgency
	}
	from := e.On
	if !c.ServedOn.IsZero() {
		from = c.ServedOn
	}
	regime, _ := s.book.Disclosure.Regime(f.Regime)
	if t, ok := regime.Period(silentParty(c)); ok {
		f.Due, err = s.later(from, t.Count)
	}
	return err
}

// papers lays out what is left of an application for the archive's intake; it limits
// nothing.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	a, err := db.One[Application](ctx, rd, applicationSelect+" WHERE x.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Papers{}, err
	}
	unit := a.Unit
	if unit == "" {
		unit = r.office()
	}
	p := flow.Papers{Subject: a.Subject(), Title: a.filed(), Unit: unit, Date: a.ClosedOn}
	forms := []flow.Form{{Name: a.Number + " 办理登记表", Draw: func(w *bytes.Buffer) error { return r.printRecord(ctx, rd, s, a, w) }}}
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return p, err
	}
	for i, e := range events {
		if e.Serial == 0 {
			continue
		}
		l, err := r.notice(ctx, rd, s, a, events[:i+1])
		if err != nil { // what cannot be composed any more stands in the record
			continue
		}
		forms = append(forms, flow.Form{Name: l.Title + "（" + l.Number + "）", Draw: func(w *bytes.Buffer) error { return l.PDF(w) }})
	}
	if p.Files, err = flow.Draw(ctx, r.Files, forms...); err != nil {
		return p, err
	}
	list, err := papersOf(ctx, rd, a.ID)
	n := map[string]int{}
	for _, x := range list {
		switch x.Kind {
		case PaperIdentity:
			continue // a copy of a card has no worth for the archive, and more readers there
		case PaperApplication, PaperAuthority, PaperEvidence, PaperSupplement, PaperReasons, PaperOther:
			n[x.Kind]++ // applicants name their files after themselves
			x.Name = fmt.Sprintf("%s%d%s", PaperLabel(x.Kind), n[x.Kind], filepath.Ext(x.Name))
		}
		p.Files = append(p.Files, x.Attachment.Paper())
	}
	return p, err
}

// filed is the title under which an application goes to the archive, where others read
// it: what was asked for stands in it by name or number alone, and of a record about
// somebody not even that.
func (a Application) filed() string {
	what := KindLabel(a.Kind)
	if a.Kind == Information && a.Title+a.Document != "" {
		what += "：" + a.What()
	}
	return what + "（" + a.Number + "）"
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error {
	if r.File == nil {
		return nil
	}
	return r.File(tx, p)
}

package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

type sendIn struct {
	r     *Room
	x     Sending
	again int64 // the matter that is put forward anew, or was only handled so far
	words string
}

// Sent is what came of a sending.
type Sent struct {
	ID     int64
	Number string
}

var sendDeed = act.Define(act.Spec[sendIn, Sent]{Name: "report.matter.send", Label: "报送请示报告", Right: Use, Basis: []law.ID{law.RepChainOrder, law.RepPrepProposal},
	Do: func(tx *act.Tx, in sendIn) (Sent, act.Entry, error) { return in.r.send(tx, in) }})

// Send puts a request or report on its way up the ladder. Ladder, ground and
// edition of the book are those of this day and stay with the case.
func (r *Room) Send(ctx context.Context, who act.Actor, x Sending) (Sent, error) {
	return sendDeed.Run(ctx, r.Door, who, sendIn{r: r, x: x})
}

var resendDeed = act.Define(act.Spec[sendIn, Sent]{Name: "report.matter.resend", Label: "重新报送", Right: Use, Basis: []law.ID{law.RepChainOrder, law.RepPrepProposal},
	Do: func(tx *act.Tx, in sendIn) (Sent, act.Entry, error) { return in.r.send(tx, in) }})

// Resend puts a matter forward that was returned, or reports what was handled as
// an emergency. Papers that are there already stay.
func (r *Room) Resend(ctx context.Context, who act.Actor, id int64, x Sending, words string) (Sent, error) {
	return resendDeed.Run(ctx, r.Door, who, sendIn{r: r, x: x, again: id, words: words})
}

func (r *Room) send(tx *act.Tx, in sendIn) (Sent, act.Entry, error) {
	none := func(err error) (Sent, act.Entry, error) { return Sent{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	m := Matter{Kind: in.x.Kind}
	checking := in.x
	if in.again != 0 {
		if m, err = r.ownMatter(tx, in.again); err != nil {
			return none(err)
		}
		have, err := papersOf(tx.Ctx, tx, m.ID)
		if err != nil {
			return none(err)
		}
		checking.Papers = append(have, in.x.Papers...)
		if checking.Kind != m.Kind {
			return none(fault.Field("kind", in.x.Kind, m.Number+"登记的是"+KindLabel(m.Kind)+"，不能改成另一种。需要的，请撤回后另行提交。"))
		}
	}
	p, err := s.consider(tx.Ctx, tx, me, checking, tx.Now)
	if err != nil {
		return none(err)
	}
	body, err := p.Chain.MarshalJSON()
	if err != nil {
		return none(err)
	}
	handled, anew, was := m.State == Handled, true, m.Ruling
	m.fill(me, in.x, p, string(body))
	sub := m.submission(s, p, checking.Papers)
	say := "提交" + KindLabel(m.Kind)
	switch {
	case in.again == 0:
		if err := m.number(tx); err != nil {
			return none(err)
		}
		m.MadeBy, m.MadeAt = tx.Actor.Login, tx.Now
		fallthrough
	case handled:
		m.State, m.SubmittedAt = Running, tx.Now
		sub.Subject, sub.URL = m.Subject(), matterURL(m.ID)
		if err := m.keepCollective(tx); err != nil {
			return none(err)
		}
		c, err := r.Flow.Submit(tx, sub)
		if err != nil {
			return none(err)
		}
		m.CaseID = c.ID
		if handled {
			say = "紧急处置后补报"
			if err := r.settleDuties(tx, m.ID, Supplement, "已补报，见"+m.Number); err != nil {
				return none(err)
			}
			err = putMatter(tx, &m)
		} else {
			m.Version = 1
			err = act.Insert(tx, "report_matter", m.ID, matterColumns, m.values())
		}
		if err != nil {
			return none(err)
		}
	default:
		say = "重新提交" + KindLabel(m.Kind)
		m.State = Running
		if err := m.keepCollective(tx); err != nil {
			return none(err)
		}
		if _, anew, err = r.Flow.Resubmit(tx, m.CaseID, sub, db.Trimmed(in.words)); err != nil {
			return none(err)
		}
		if !anew { // it goes on by the ladder and edition it was sent under
			m.Ruling = was
		}
		if err := putMatter(tx, &m); err != nil {
			return none(err)
		}
	}
	if anew {
		if err := m.keep(tx, s, p); err != nil {
			return none(err)
		}
	}
	if err := r.follow(tx, s, m, p, in.x); err != nil {
		return none(err)
	}
	return Sent{m.ID, m.Number}, act.Entry{Subject: m.Subject(), Summary: say + " " + m.Number, Basis: clauses(p.grounds()),
		Detail: map[string]any{"number": m.Number, "addressee": m.Addressee, "skip": m.Skip, "case": m.CaseID}}, nil
}

// fill takes over what was sent and by whom.
func (m *Matter) fill(me member, x Sending, p Preview, ruling string) {
	m.PersonID, m.Login, m.Name, m.Unit, m.UnitName, m.Post, m.Role = me.ID, me.login, me.Name, me.Unit, me.unitName, me.post, me.role
	m.Topic, m.Detail, m.Title, m.Background, m.Proposal = x.Topic, db.Trimmed(x.Detail), db.Trimmed(x.Title), db.Trimmed(x.Background), db.Trimmed(x.Proposal)
	m.Important, m.OralReason, m.Urgency, m.Addressee = x.Important, db.Trimmed(x.OralReason), x.Urgency, p.addressee
	m.Skip, m.SkipOn, m.SkipOffHours, m.Bypassed, m.AssignmentID = x.Skip.Reason, x.Skip.Event, x.Skip.OffHours, p.Bypassed, 0
	switch x.Skip.Reason {
	case SuperiorAbsent:
		m.SkipWords = db.Trimmed(x.Skip.Absent)
	case AssignedDirectly:
		m.SkipWords, m.AssignmentID = p.task, x.Assignment
	default:
		m.SkipWords = db.Trimmed(x.Skip.Because)
	}
	m.Collective = Collective{x.Collective.Topic, db.Trimmed(x.Collective.Reason)}
	m.Units, m.OralAt, m.OralTo, m.Ruling = strings.Join(x.Units, ","), x.OralAt, db.Trimmed(x.OralTo), ruling
}

// keep stores what the book decided about a matter, whole: the ladder and, for a
// skip, whom it must be explained to.
func (m Matter) keep(tx *act.Tx, s *scene, p Preview) error {
	c := rulebook.Case{Subject: m.Subject(), Unit: m.Unit, Level: mark.Internal}
	if only, _ := VisibleToReaderOnly(m.Skip); only {
		c.Level = mark.WorkSecret
	}
	return keep(tx, c, s.book, p.Chain, p.explain.Decision)
}

// keep stores decisions of a case; the zero Decision was never made.
func keep(tx *act.Tx, c rulebook.Case, b *rulebook.Book, list ...rulebook.Decision) error {
	for _, d := range list {
		if d.IsZero() {
			continue
		}
		if _, err := rulebook.Keep(tx, c, b, d); err != nil {
			return err
		}
	}
	return nil
}

// submission is what the flow is told.
func (m Matter) submission(s *scene, p Preview, papers []Paper) flow.Submission {
	only, _ := VisibleToReaderOnly(m.Skip)
	line := m.Topic
	if m.Urgency != Normal {
		line = urgencyLabels[m.Urgency] + "，" + line
	}
	if m.Skip != "" {
		line += "，越级：" + skipLabels[m.Skip]
	}
	if m.Kind == Request {
		line += "，" + NotBeforeAnswer
	}
	return flow.Submission{Subject: m.Subject(), URL: matterURL(m.ID), Applicant: m.PersonID, Title: KindLabel(m.Kind) + "：" + m.Title, Line: line,
		Chain: p.chain, Ruling: p.Chain.Version(), Edition: s.book.EditionOn(p.Chain.AsOf()), Basis: clauses(p.grounds()), BasisLine: p.Ground,
		Facts: m.facts(), Text: View{Matter: m, Papers: papers, class: m.Collective.label(s.book)}.text(s.unitName), Restricted: only}
}

// text is the matter as its form has it, with the papers attached by name and digest,
// for the drafts of its case.
func (v View) text(unitName func(string) string) []flow.Line {
	oral, acted := v.OralAt, v.ActedAt
	v.OralAt, v.ActedAt = 0, 0 // on the page they come with the times of entry, which are no part of the text
	var out []flow.Line
	for _, p := range v.pairs(unitName) {
		out = append(out, flow.Line{Label: p.Key, Text: p.Text})
	}
	if oral != 0 {
		out = append(out, flow.Line{Label: "口头请示", Text: ui.Stamp(clock.FromMicros(oral)) + " 向" + v.OralTo + "口头请示"})
	}
	if acted != 0 && v.Emergency() {
		out = append(out, flow.Line{Label: "紧急处置", Text: ui.Stamp(clock.FromMicros(acted)) + "　" + v.ActedWords + "（来不及请示：" + v.ActedEarly + "）"})
	}
	for i, p := range v.Papers {
		out = append(out, flow.Line{Label: fmt.Sprintf("附件%d", i+1), Text: p.Name + "，SHA-256 " + p.SHA256})
	}
	return out
}

// facts is the fingerprint of what the ladder rests on.
func (m Matter) facts() string {
	s := fmt.Sprintf("%s %s %s %s %s", m.Kind, m.Role, m.Addressee, m.Skip, m.Title)
	if m.Collective.Topic != "" {
		s += " " + string(m.Collective.Topic)
	}
	return s
}

// rises are the clauses by which a matter goes up to each level.
var rises = map[law.ID]flow.Who{law.RepChainStaff: flow.SectionHead, law.RepChainChief: flow.DeputyInCharge, law.RepChainDeputy: flow.Director, law.RepChainHead: flow.DistrictLeader}

// grounds are those of the ladder as far as this matter climbs it: what leads to a
// level that it does not reach is none.
func (p Preview) grounds() []rulebook.Basis {
	whole := p.Chain.Chain()
	beyond := whole[min(len(p.chain), len(whole)):]
	of := slices.DeleteFunc(slices.Clone(p.Chain.Basis()), func(g rulebook.Basis) bool {
		to, rising := rises[g.Clause]
		return rising && slices.ContainsFunc(beyond, func(s rulebook.Step) bool { return s.Who == string(to) })
	})
	return append(of, p.convened.basis()...)
}

// basisLine says what becomes of this matter and on what ground: the steps that it
// goes through, not those of the ladder beyond its addressee.
func (p Preview) basisLine(b *rulebook.Book) string {
	var steps, grounds []string
	for _, s := range p.chain {
		steps = append(steps, s.Act.Of(s.Who))
	}
	for _, g := range p.grounds() {
		grounds = append(grounds, b.Cite(g))
	}
	s := "请示报告：" + strings.Join(steps, "→")
	if len(p.Chain.Chain()) > len(p.chain) {
		s += "，主送" + flow.Who(p.addressee).Label() + "，不再往上送"
	}
	return s + "。依据" + strings.Join(grounds, "；") + "。"
}

// follow keeps the papers, lets the units concerned read, and writes down what the
// sender owes for a skip; its last day is set once there is an answer.
func (r *Room) follow(tx *act.Tx, s *scene, m Matter, p Preview, x Sending) error {
	for _, paper := range x.Papers {
		if err := r.addPaper(tx, m.ID, paper); err != nil {
			return err
		}
	}
	for _, u := range x.Units {
		if err := addReader(tx, m.ID, 0, "", u, "unit"); err != nil {
			return err
		}
	}
	if p.Explain.IsZero() {
		return nil
	}
	owed, err := dutiesOf(tx.Ctx, tx, m.ID)
	for _, d := range owed {
		if d.Kind == Explaining {
			return err
		}
	}
	if err != nil {
		return err
	}
	return addDuty(tx, Duty{MatterID: m.ID, Kind: Explaining, Text: "就" + m.Number + "的越级向分管领导说明", PersonID: m.PersonID, Login: m.Login, Name: m.Name, MadeOn: tx.Today})
}

// ownMatter gives the sender a matter that can be put forward.
func (r *Room) ownMatter(tx *act.Tx, id int64) (Matter, error) {
	m, err := matterByID(tx, id)
	if err != nil {
		return m, err
	}
	if m.Login == "" || m.Login != tx.Actor.Login {
		return m, act.OutOfReach(m.Subject())
	}
	if m.State != Returned && m.State != Handled {
		return m, fault.Newf(fault.Conflict, "%s%s，不能修改。需要改的，请撤回后重新提交。", m.Number, m.StateLabel())
	}
	return m, nil
}

// clauses lists the clauses of grounds.
func clauses(grounds []rulebook.Basis) []law.ID {
	var out []law.ID
	for _, b := range grounds {
		out = append(out, b.Clause)
	}
	return out
}

package app

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/archive/schedule"
	"lantai.internal/room/disclosure/annual"
	"lantai.internal/room/disclosure/redaction"
	"lantai.internal/room/disclosure/release"
)

// connect lists every effect of one room on another: who asks whom before it acts.
func (a *App) connect() {
	// An item that is out on loan is not destroyed.
	a.Appraisal.Out = a.Lending.OutTo
	// A file that a paper of another room has outlives the item or upload that brought it too.
	a.Archive.FileUsed = func(ctx context.Context, rd db.Reader, sha string) (bool, error) {
		for _, has := range []func(context.Context, db.Reader, string) (bool, error){
			a.Attendance.HasFile,
			a.Reports.HasFile,
			a.Disclosure.HasFile,
			a.Release.HasFile,
			a.Redaction.HasFile,
			a.Meetings.HasFile,
			a.Followup.HasFile,
			a.Life.HasFile,
			a.Study.HasFile,
			a.Documents.HasFile,
			a.Seals.HasFile,
			a.Secrecy.HasFile,
			a.Outgoing.HasFile,
		} {
			if used, err := has(ctx, rd, sha); used || err != nil {
				return used, err
			}
		}
		return false, nil
	}
	// The yearly report counts what the catalogue first published in its year.
	a.Annual.Published = func(ctx context.Context, rd db.Reader, s annual.Span) (int, error) {
		_, n, err := a.Release.Published(ctx, rd, release.PublicFilter{Year: s.From.Year, Limit: 1})
		return n, err
	}
	// What bears the mark of a state secret is no attachment of a case either.
	a.Attendance.Screen, a.Reports.Screen, a.Disclosure.Screen, a.Release.Screen, a.Redaction.Screen = a.Archive.RefuseMarked, a.Archive.RefuseMarked, a.Archive.RefuseMarked, a.Archive.RefuseMarked, a.Archive.RefuseMarked
	// Nothing is supplied that did not pass the review before release, and no version
	// with parts taken out passes it without its proof (clauses foi.sec.gate, sec.partial).
	a.Disclosure.Cleared = a.Release.Cleared
	a.Release.Redacted = a.Redaction.Redacted
	a.Release.Suspect = a.suspect
	// What was masked is what a reply in part begins its list with.
	a.Disclosure.Withheld = a.withheld
	// A file found is masked, reviewed, and then supplied.
	a.Redaction.Review = "/release/reviews/new"
	a.Disclosure.Before = []ui.Link{{Text: "遮盖个人信息", URL: "/redactions/new"}, {Text: "送公开审查", URL: a.Redaction.Review}}
	// Nor is an item on loan handed over to the archives.
	a.Archive.Out = a.Lending.OutTo
	// What is asked for or under appraisal is not excluded.
	a.Archive.Engaged = append(a.Archive.Engaged, a.Lending.AskedFor, a.Appraisal.Listed)
	// The front page tells what waits in the other rooms.
	a.Archive.Waiting = append(a.Archive.Waiting, a.loansWait, a.appraisalsWait)
	// Original records of the party committee are for the party secretary to release.
	a.Lending.Secretary = a.notSecretary
	// What needs a registered purpose or somebody's consent is read only after that.
	a.Archive.Readable = a.Lending.Readable
	// The page of an item tells of its loans and of its appraisal.
	a.Archive.Panels = append(a.Archive.Panels, a.Lending.Panel, a.Appraisal.Panel)
	// The yearly summary counts the use of the year.
	a.Register.Uses = func(ctx context.Context, year int) (register.Uses, error) {
		f, err := a.Lending.Figures(ctx, year)
		return register.Uses(f), err
	}
	a.Register.Keeping = func(ctx context.Context, year int) (register.Keeping, error) {
		f, err := a.Custody.Figures(ctx, year)
		return register.Keeping{Rooms: f.Rooms, Cabinets: f.Cabinets, Inspections: f.Inspections}, err
	}
	a.Archive.Enrich = a.Register.Enrich
	// The leaving check and its print name what somebody has borrowed.
	a.Register.Loans = a.borrowed
	// What comes in or goes out settles the list of what should be filed.
	a.Archive.Changed = func(tx *act.Tx) error {
		_, err := a.Register.Settle(tx)
		return err
	}
	// The papers of a closed leave, trip, request, report or application go to the archive room's intake (clause
	// archive.filing.units).
	file := func(tx *act.Tx, p flow.Papers) error { return a.Archive.Receive(tx, handed(p)) }
	a.Meetings.File, a.Meetings.Screen = file, a.Archive.RefuseMarked
	a.connectCouncil()
	a.Attendance.File, a.Reports.File, a.Disclosure.File, a.Release.File = file, file, file, file
	a.Followup.File, a.Followup.Screen = file, a.Archive.RefuseMarked
	a.Life.File, a.Life.Screen = file, a.Archive.RefuseMarked
	a.Duty.File = file
	a.DutyDesk.File = file
	a.connectStudy(file)
	a.connectCounter(file)
	a.connectLogistics(file)
	a.connectDocuments(file)
	a.connectSeals(file)
	a.connectSecrecy(file)
	a.connectOutgoing(file)
	a.connectOutgoingSeal()
	// Whoever leaves the bureau hands back what he has of the archive room's
	// (clause archive.transfer.clearance).
	a.Org.Clearance = a.Register.Clearance
	a.connectDuty()
	a.connectDesk()
}

// notSecretary says why somebody may not act as party secretary, "" if he may.
func (a *App) notSecretary(ctx context.Context, rd db.Reader, login string) (string, error) {
	c, err := a.Org.Chart(ctx, rd, a.Door.Now())
	if err != nil {
		return "", err
	}
	can, err := c.Resolve(org.Ask{Who: org.WhoPartySecretary})
	if err != nil {
		return "", err
	}
	if can.Nobody() {
		return can.Reason, nil
	}
	p, ok := c.PersonOf(login)
	if ok && slices.ContainsFunc(can.Can, func(x org.Candidate) bool { return x.Person.ID == p.ID }) {
		return "", nil
	}
	return "您不任党委书记", nil
}

// suspect names the kinds of personal data that the text of a file surely or likely
// holds. A fixed telephone is rarely that of a person: the office's own stands in the
// guide. What cannot be read as text names none: the reviewers look at it.
func (a *App) suspect(ctx context.Context, sha, name string) ([]string, error) {
	f, err := a.Files.Open(ctx, sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	doc, err := a.Archive.Reader.Read(ctx, f, f.Size(), name, reader.Limits{})
	switch {
	case err != nil && fault.Is(err, fault.Invalid):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var kinds []string
	for _, x := range a.Redaction.Known.Find(doc.Body) {
		if x.Hide && x.Certainty >= redaction.Likely && x.Kind != redaction.Landline && !slices.Contains(kinds, x.Kind.Label()) {
			kinds = append(kinds, x.Kind.Label())
		}
	}
	return kinds, nil
}

// replyCodes are the kinds of refusal that the grounds of masking belong to. State
// secrets and what a law forbids are two kinds under one ground: the drafter chooses.
var replyCodes = map[string]string{"privacy": "3.4", "business": "3.4", "safety": "3.3", "internal": "3.5", "process": "3.6", "enforcement": "3.7"}

// withheld lists what was masked in a file, for the draft of a reply: like things on
// a page are one part.
func (a *App) withheld(ctx context.Context, rd db.Reader, sha string) ([]string, error) {
	list, err := a.Redaction.WithheldIn(ctx, rd, sha)
	var out []string
	times := map[string]int{}
	for _, w := range list {
		note := w.Note
		if note == "" {
			note = w.Ground.Label
		}
		// A bar parts the fields of a line.
		line := fmt.Sprintf("第%d页的%s|%s|%s", w.Page, w.Kind, replyCodes[w.Ground.Code], strings.ReplaceAll(note, "|", "／"))
		if times[line]++; times[line] == 1 {
			out = append(out, line)
		}
	}
	for i, line := range out {
		if n := times[line]; n > 1 {
			what, rest, _ := strings.Cut(line, "|")
			out[i] = fmt.Sprintf("%s（%d处）|%s", what, n, rest)
		}
	}
	return out, err
}

// borrowed is what somebody has borrowed and not given back.
func (a *App) borrowed(ctx context.Context, rd db.Reader, p org.Person) ([]register.Held, error) {
	open, err := a.Lending.OpenLoans(ctx, rd, p.ID, "")
	var out []register.Held
	for _, l := range open {
		out = append(out, register.Held{Code: l.Code, Title: l.Title, Note: l.Number + "，应还 " + l.Due.String()})
	}
	return out, err
}

// handed is a closed case's papers as the archive room takes them in.
func handed(p flow.Papers) archive.Handed {
	h := archive.Handed{Source: p.Title, Title: p.Title, Unit: p.Unit, Date: p.Date, Personnel: p.Personnel, Level: mark.Internal, Weight: schedule.Weight(p.Weight), Issuer: p.Issuer, DocNo: p.DocNo}
	if p.Secret {
		h.Level = mark.WorkSecret
	}
	for _, f := range p.Files {
		h.Files = append(h.Files, paper(f.Name, f.Ref))
	}
	return h
}

// paper is a file of a room as the archive room takes it in.
func paper(name string, ref blob.Ref) archive.IncomingFile {
	return archive.IncomingFile{Name: name, Path: name, Kind: strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")), Size: ref.Size, SHA256: ref.SHA256, SM3: ref.SM3}
}
